"""collections: Counter, deque, defaultdict, OrderedDict, namedtuple, ChainMap."""
from collections import Counter, deque, defaultdict, OrderedDict, namedtuple, ChainMap, UserDict, abc
c = Counter("mississippi")
print(c.most_common(2), c["s"], c["zz"], sorted((c + Counter("miss")).items()), c.total(), sorted(c.elements())[:4])
# expect: [('i', 4), ('s', 4)] 4 0 [('i', 5), ('m', 2), ('p', 2), ('s', 6)] 11 ['i', 'i', 'i', 'i']
c.subtract("mmm")
print(c["m"], +c == Counter({"i": 4, "s": 4, "p": 2}))  # expect: -2 True
d = deque([1, 2, 3], maxlen=4)
d.append(4); d.append(5); d.appendleft(0); d.rotate(1)
print(d, d.popleft(), d.pop(), len(d), list(reversed(d)), d[0], 2 in d, d.maxlen)
# expect: deque([0, 2], maxlen=4) 4 3 2 [2, 0] 0 True 4
d.extend("ab"); d.extendleft("xy"); print(d, d.count("x"), d == deque(["y", "x", 2, 3]))
# expect: deque(['y', 'x', 0, 2], maxlen=4) 1 False
dd = defaultdict(list)
for i, w in enumerate("a b a c".split()): dd[w].append(i)
print(dict(dd), dd, dd["new"], "other" in dd)
# expect: {'a': [0, 2], 'b': [1], 'c': [3]} defaultdict(<class 'list'>, {'a': [0, 2], 'b': [1], 'c': [3], 'new': []}) [] False
o = OrderedDict(a=1, b=2, c=3)
o.move_to_end("a"); print(o, o.popitem(last=False), list(o), o == OrderedDict(c=3, a=1), o == {"a": 1, "c": 3})
# expect: OrderedDict({'c': 3, 'a': 1}) ('b', 2) ['c', 'a'] True True
P = namedtuple("P", "x y z", defaults=[9])
p = P(1, y=2)
print(p, p.x, p[2], p._replace(x=5), p._asdict(), P._fields, p == (1, 2, 9), P._make([1, 2, 3]))
# expect: P(x=1, y=2, z=9) 1 9 P(x=5, y=2, z=9) {'x': 1, 'y': 2, 'z': 9} ('x', 'y', 'z') True P(x=1, y=2, z=3)
m = ChainMap({"a": 1}, {"a": 2, "b": 3})
print(m["a"], m["b"], sorted(m), m.parents["a"])  # expect: 1 3 ['a', 'b'] 2
print(isinstance([], abc.Sequence), isinstance({}, abc.Mapping), isinstance((x for x in []), abc.Generator), issubclass(set, abc.Set), isinstance(5, abc.Hashable))
# expect: True True True True True
class U(UserDict):
    def __setitem__(self, k, v): super().__setitem__(k, v * 2)
u = U(a=1); u["b"] = 2
print(u, len(u))  # expect: {'a': 2, 'b': 4} 2
# Ordered dicts: the order is the table's own.
import copy, pickle
o = OrderedDict(a=1, b=2, c=3)
print(o, o.keys(), o.values(), o.items(), list(reversed(o)))
# expect: OrderedDict({'a': 1, 'b': 2, 'c': 3}) odict_keys(['a', 'b', 'c']) odict_values([1, 2, 3]) odict_items([('a', 1), ('b', 2), ('c', 3)]) ['c', 'b', 'a']
o.move_to_end("a"); print(list(o)); o.move_to_end("c", last=False); print(list(o), o)
# expect: ['b', 'c', 'a']
# expect: ['c', 'b', 'a'] OrderedDict({'c': 3, 'b': 2, 'a': 1})
for f in (lambda: o.move_to_end("zz"), lambda: o.pop("zz"), lambda: OrderedDict(1, 2), lambda: o.update(1, 2), lambda: OrderedDict().popitem(), lambda: o["zz"], lambda: OrderedDict(5), lambda: OrderedDict().popitem(last=False)):
    try: print(f())
    except Exception as e: print(type(e).__name__, e)
# expect: KeyError 'zz'
# expect: KeyError 'zz'
# expect: TypeError expected at most 1 argument, got 2
# expect: TypeError update() takes at most 1 positional argument (2 given)
# expect: KeyError 'dictionary is empty'
# expect: KeyError 'zz'
# expect: TypeError 'int' object is not iterable
# expect: KeyError 'dictionary is empty'
print(o.pop("zz", 5), o.pop("zz", default=6), o.setdefault("q", default=9), o.setdefault("q"), o.popitem(last=False), o.popitem(), o)
# expect: 5 6 9 9 ('c', 3) ('q', 9) OrderedDict({'b': 2, 'a': 1})
print(o == OrderedDict(b=2, a=1), o == OrderedDict(a=1, b=2), o == {"b": 2, "a": 1}, o != {"a": 1, "b": 2}, {"a": 1, "b": 2} == o, o != OrderedDict(a=1,b=2))
# expect: True False True False True True
o["self"] = o
print(o); del o["self"]  # expect: OrderedDict({'b': 2, 'a': 1, 'self': ...})
o.extra = 5
p = pickle.loads(pickle.dumps(o)); print(p, p.extra, copy.copy(o), copy.deepcopy(o).extra, o.copy(), type(o.copy()))
# expect: OrderedDict({'b': 2, 'a': 1}) 5 OrderedDict({'b': 2, 'a': 1}) 5 OrderedDict({'b': 2, 'a': 1}) <class 'collections.OrderedDict'>
print(o | {"n": 1}, {"n": 1} | o, OrderedDict.fromkeys("abc", 0)); o |= {"m": 4}; print(o, OrderedDict())
# expect: OrderedDict({'b': 2, 'a': 1, 'n': 1}) OrderedDict({'n': 1, 'b': 2, 'a': 1}) OrderedDict({'a': 0, 'b': 0, 'c': 0})
# expect: OrderedDict({'b': 2, 'a': 1, 'm': 4}) OrderedDict()
class LRU(OrderedDict):
    def __init__(self, maxsize=3, /, *args, **kwds):
        self.maxsize = maxsize
        super().__init__(*args, **kwds)
    def __getitem__(self, key):
        value = super().__getitem__(key)
        self.move_to_end(key)
        return value
    def __setitem__(self, key, value):
        super().__setitem__(key, value)
        if len(self) > self.maxsize:
            oldest = next(iter(self))
            del self[oldest]
l = LRU(3, a=1, b=2, c=3, d=4); print(l); l["b"]; l["e"] = 5; print(l, l.setdefault("zz", 7), l, list(l.items()))
# expect: LRU({'b': 2, 'c': 3, 'd': 4})
# expect: LRU({'b': 2, 'e': 5, 'zz': 7}) 7 LRU({'b': 2, 'e': 5, 'zz': 7}) [('b', 2), ('e', 5), ('zz', 7)]
l.update([("x", 1), ("y", 2)]); print(l, l.get("x"), l.keys())
# expect: LRU({'zz': 7, 'x': 1, 'y': 2}) 1 odict_keys(['zz', 'x', 'y'])
class M(OrderedDict):
    def __missing__(self, key): return "missing " + key
m = M(a=1); print(m["b"], m, m.pop("b", 5), m.pop("a", 6))  # expect: missing b M() 5 1
def churn(n):
    c, s, total = OrderedDict(), 31, 0
    for i in range(n):
        s = (s * 48271) % 2147483647
        k = s % 40
        if k in c:
            c.move_to_end(k, last=s % 5 != 0)
            total += c[k]
        else:
            c[k] = i
            if len(c) > 20:
                total += c.popitem(last=s % 7 == 0)[1]
    return total, list(c.items())[:3], len(c)
print(churn(5000))  # expect: (12316903, [(24, 4972), (36, 4973), (5, 4975)], 20)
for k in o: pass
try:
    for k in o: o["new" + k] = 1
except RuntimeError as e: print("RuntimeError")
# expect: RuntimeError
print(OrderedDict([("a", 1), ("b", 2)], c=3), OrderedDict({"x": 1}.items()), OrderedDict.__doc__, OrderedDict.__module__, isinstance(o, dict))
# expect: OrderedDict({'a': 1, 'b': 2, 'c': 3}) OrderedDict({'x': 1}) Dictionary that remembers insertion order collections True
import collections.abc
print(issubclass(OrderedDict, collections.abc.MutableMapping), o.__reduce__()[:2], OrderedDict[int, str])
# expect: True (<class 'collections.OrderedDict'>, ()) collections.OrderedDict[int, str]
