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
