"""Arguments from iterables and mappings in hot calls."""
# Collections at every turn make its thousands of calls take minutes.
# stress: no
import collections
def g(a, b=10, c=20): return a * 10000 + b * 100 + c
def h(*args, **kwargs): return args, kwargs
def k(a, /, b, *, c=1, **rest): return a, b, c, rest
def passing(fn):
    def wrapper(*args, **kwargs): return fn(*args, **kwargs)
    return wrapper
class C:
    def m(self, x, y=2, *z, **w): return x, y, z, w
    def __init__(self, x, **kw): self.x, self.kw = x, kw
class Mapping:
    def keys(self): return ["b", "c"]
    def __getitem__(self, key): return key * 2
class D(dict): pass
def run():
    out = []
    p, q, r = passing(g), passing(h), passing(passing(k))
    options, c = {"b": 5}, C(1)
    for i in range(2500):
        options["b"] = i
        t = (g(i, **options), g(*(i, 1), **{"c": 3}), p(i), p(i, b=3), p(a=i, c=4), q(), q(1, i), q(1, z=i), r(1, i), r(1, b=2, c=3), r(1, b=2, d=i),
             c.m(*[1, 2, i]), c.m(*(1,), **{"w": 2}), C(*[1], **{"s": i}).kw, h(*range(3)), h(*"ab"), h(**Mapping()), h(**D(x=1)),
             h(*{1: 2}), max(*[1, i]), sorted(*[[3, 1, 2]], **{"reverse": True}), h(*[], **{}), h(*range(20))[0][19],
             h(**{"a%d" % j: j for j in range(i % 3)}))
        if i % 1000 == 999: out.append(t)
    return out
for t in run(): print(t)
# expect: (10089920, 9990103, 9991020, 9990320, 9991004, ((), {}), ((1, 999), {}), ((1,), {'z': 999}), (1, 999, 1, {}), (1, 2, 3, {}), (1, 2, 1, {'d': 999}), (1, 2, (999,), {}), (1, 2, (), {'w': 2}), {'s': 999}, ((0, 1, 2), {}), (('a', 'b'), {}), ((), {'b': 'bb', 'c': 'cc'}), ((), {'x': 1}), ((1,), {}), 999, [3, 2, 1], ((), {}), 19, ((), {}))
# expect: (20189920, 19990103, 19991020, 19990320, 19991004, ((), {}), ((1, 1999), {}), ((1,), {'z': 1999}), (1, 1999, 1, {}), (1, 2, 3, {}), (1, 2, 1, {'d': 1999}), (1, 2, (1999,), {}), (1, 2, (), {'w': 2}), {'s': 1999}, ((0, 1, 2), {}), (('a', 'b'), {}), ((), {'b': 'bb', 'c': 'cc'}), ((), {'x': 1}), ((1,), {}), 1999, [3, 2, 1], ((), {}), 19, ((), {'a0': 0}))
def attempt(text):
    try: print(text, eval(text))
    except Exception as e: print(text, type(e).__name__, e)
c = C(0)
for text in ("g(*5)", "g(**5)", "h(**{1: 2})", "g(*[1], **{'a': 2})", "g(1, **{'z': 2})", "g(*[1, 2, 3, 4])", "g(*[])", "c.m(*None)", "max(*5)", "h(*(i for i in range(3)))",
             "g(b=1, **{'b': 2})", "k(**{'a': 1, 'b': 2})", "h(**Mapping(), b=2)", "h(*[1], *[2])", "C(*[1], **None)", "h(**D(y=2))", "h(*C)"):
    for _ in range(3): attempt(text)
# expect: g(*5) TypeError __main__.g() argument after * must be an iterable, not int
# expect: g(*5) TypeError __main__.g() argument after * must be an iterable, not int
# expect: g(*5) TypeError __main__.g() argument after * must be an iterable, not int
# expect: g(**5) TypeError __main__.g() argument after ** must be a mapping, not int
# expect: g(**5) TypeError __main__.g() argument after ** must be a mapping, not int
# expect: g(**5) TypeError __main__.g() argument after ** must be a mapping, not int
# expect: h(**{1: 2}) TypeError keywords must be strings
# expect: h(**{1: 2}) TypeError keywords must be strings
# expect: h(**{1: 2}) TypeError keywords must be strings
# expect: g(*[1], **{'a': 2}) TypeError g() got multiple values for argument 'a'
# expect: g(*[1], **{'a': 2}) TypeError g() got multiple values for argument 'a'
# expect: g(*[1], **{'a': 2}) TypeError g() got multiple values for argument 'a'
# expect: g(1, **{'z': 2}) TypeError g() got an unexpected keyword argument 'z'
# expect: g(1, **{'z': 2}) TypeError g() got an unexpected keyword argument 'z'
# expect: g(1, **{'z': 2}) TypeError g() got an unexpected keyword argument 'z'
# expect: g(*[1, 2, 3, 4]) TypeError g() takes from 1 to 3 positional arguments but 4 were given
# expect: g(*[1, 2, 3, 4]) TypeError g() takes from 1 to 3 positional arguments but 4 were given
# expect: g(*[1, 2, 3, 4]) TypeError g() takes from 1 to 3 positional arguments but 4 were given
# expect: g(*[]) TypeError g() missing 1 required positional argument: 'a'
# expect: g(*[]) TypeError g() missing 1 required positional argument: 'a'
# expect: g(*[]) TypeError g() missing 1 required positional argument: 'a'
# expect: c.m(*None) TypeError __main__.C.m() argument after * must be an iterable, not NoneType
# expect: c.m(*None) TypeError __main__.C.m() argument after * must be an iterable, not NoneType
# expect: c.m(*None) TypeError __main__.C.m() argument after * must be an iterable, not NoneType
# expect: max(*5) TypeError max() argument after * must be an iterable, not int
# expect: max(*5) TypeError max() argument after * must be an iterable, not int
# expect: max(*5) TypeError max() argument after * must be an iterable, not int
# expect: h(*(i for i in range(3))) ((0, 1, 2), {})
# expect: h(*(i for i in range(3))) ((0, 1, 2), {})
# expect: h(*(i for i in range(3))) ((0, 1, 2), {})
# expect: g(b=1, **{'b': 2}) TypeError __main__.g() got multiple values for keyword argument 'b'
# expect: g(b=1, **{'b': 2}) TypeError __main__.g() got multiple values for keyword argument 'b'
# expect: g(b=1, **{'b': 2}) TypeError __main__.g() got multiple values for keyword argument 'b'
# expect: k(**{'a': 1, 'b': 2}) TypeError k() missing 1 required positional argument: 'a'
# expect: k(**{'a': 1, 'b': 2}) TypeError k() missing 1 required positional argument: 'a'
# expect: k(**{'a': 1, 'b': 2}) TypeError k() missing 1 required positional argument: 'a'
# expect: h(**Mapping(), b=2) TypeError __main__.h() got multiple values for keyword argument 'b'
# expect: h(**Mapping(), b=2) TypeError __main__.h() got multiple values for keyword argument 'b'
# expect: h(**Mapping(), b=2) TypeError __main__.h() got multiple values for keyword argument 'b'
# expect: h(*[1], *[2]) ((1, 2), {})
# expect: h(*[1], *[2]) ((1, 2), {})
# expect: h(*[1], *[2]) ((1, 2), {})
# expect: C(*[1], **None) TypeError __main__.C() argument after ** must be a mapping, not NoneType
# expect: C(*[1], **None) TypeError __main__.C() argument after ** must be a mapping, not NoneType
# expect: C(*[1], **None) TypeError __main__.C() argument after ** must be a mapping, not NoneType
# expect: h(**D(y=2)) ((), {'y': 2})
# expect: h(**D(y=2)) ((), {'y': 2})
# expect: h(**D(y=2)) ((), {'y': 2})
# expect: h(*C) TypeError __main__.h() argument after * must be an iterable, not type
# expect: h(*C) TypeError __main__.h() argument after * must be an iterable, not type
# expect: h(*C) TypeError __main__.h() argument after * must be an iterable, not type
def boom():
    yield 1
    raise ValueError("inside")
attempt("h(*boom())")  # expect: h(*boom()) ValueError inside
