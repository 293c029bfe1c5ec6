"""Dicts: order, methods, views, merging, keys that compare equal, changes while iterating."""
d = {"a": 1, "b": 2}
d["c"] = 3; d["a"] = 10; del d["b"]; d["b"] = 20
print(d, len(d), d["a"], d.get("z"), d.get("z", 0), "a" in d, "z" in d, list(d), list(d.values()), list(d.items()))
# expect: {'a': 10, 'c': 3, 'b': 20} 3 10 None 0 True False ['a', 'c', 'b'] [10, 3, 20] [('a', 10), ('c', 3), ('b', 20)]
print(d.pop("c"), d.pop("q", None), d.setdefault("x", []), d.setdefault("a", 5), d.popitem(), d)
# expect: 3 None [] 10 ('x', []) {'a': 10, 'b': 20}
print({**d, "n": 1, **{"a": 2}}, d | {"z": 1}, dict(a=1, b=2), dict([(1, 2), (3, 4)]), dict.fromkeys("ab", 0), {k: v for k, v in zip("xy", range(2))})
# expect: {'a': 2, 'b': 20, 'n': 1} {'a': 10, 'b': 20, 'z': 1} {'a': 1, 'b': 2} {1: 2, 3: 4} {'a': 0, 'b': 0} {'x': 0, 'y': 1}
d |= {"m": 5}; d.update(q=1, a=3); d.update([("t", 7)]); print(d)  # expect: {'a': 3, 'b': 20, 'm': 5, 'q': 1, 't': 7}
print({1: "int", 1.0: "float", True: "bool"}, {(1, 2): "t"}[1, 2], {None: 1}, {1: 2} == {1.0: 2.0}, {1: 2, 3: 4} == {3: 4, 1: 2})
# expect: {1: 'bool'} t {None: 1} True True
keys, values, items = d.keys(), d.values(), d.items()
d["new"] = 0
print(keys, len(values), ("new", 0) in items, keys & {"a", "zz"}, keys - {"a"} == set(list(d)) - {"a"}, list(reversed(d)))
# expect: dict_keys(['a', 'b', 'm', 'q', 't', 'new']) 6 True {'a'} True ['new', 't', 'q', 'm', 'b', 'a']
try:
    for key in d:
        d[key + "!"] = 1
except RuntimeError as error:
    print(error)
# expect: dictionary changed size during iteration
class Key:
    def __init__(self, value): self.value = value
    def __hash__(self): return self.value % 2
    def __eq__(self, other): return isinstance(other, Key) and self.value == other.value
    def __repr__(self): return f"Key({self.value})"
collisions = {Key(i): i for i in range(8)}
print(collisions[Key(5)], Key(9) in collisions, collisions.pop(Key(2)), list(collisions), len(collisions))
# expect: 5 False 2 [Key(0), Key(1), Key(3), Key(4), Key(5), Key(6), Key(7)] 7
class Missing(dict):
    def __missing__(self, key):
        self[key] = value = key * 2
        return value
m = Missing()
print(m[4], m["ab"], m, m.get("no"))  # expect: 8 abab {4: 8, 'ab': 'abab'} None
big = {}
for i in range(2000):
    big[i * 7 % 2003] = i
for i in range(0, 2000, 3):
    big.pop(i, None)
print(len(big), sum(big.values()), next(iter(big)), list(big)[-1], 6 in big, 5 in big)
# expect: 1334 1333811 7 1975 False True
for wrong in ("{}['missing']", "{[]: 1}", "{}.popitem()", "dict([1])", "{1: 2} < {1: 3}", "{{}: 1}", "dict([(1, 2, 3)])", "{}.pop(3)"):
    try:
        eval(wrong)
    except Exception as error:
        print(type(error).__name__, error)
# expect: KeyError 'missing'
# expect: TypeError cannot use 'list' as a dict key (unhashable type: 'list')
# expect: KeyError 'popitem(): dictionary is empty'
# expect: TypeError object is not iterable
# expect: TypeError '<' not supported between instances of 'dict' and 'dict'
# expect: TypeError cannot use 'dict' as a dict key (unhashable type: 'dict')
# expect: ValueError dictionary update sequence element #0 has length 3; 2 is required
# expect: KeyError 3
self_containing = {}
self_containing["me"] = self_containing
print(self_containing, str({"a": {"b": [1, {}]}}), repr({"'": '"'}))
# expect: {'me': {...}} {'a': {'b': [1, {}]}} {"'": '"'}
c = d.copy(); c.clear(); print(c, bool(c), bool(d))  # expect: {} False True
