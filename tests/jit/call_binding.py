"""Arguments bound by names, defaults, *args and **kwargs in compiled calls; calls of methods and instances."""
def f(a, b=2, *args, c=3, d, **kw): return (a, b, args, c, d, kw)
def g(a, b=10, c=20): return a * 10000 + b * 100 + c
class P:
    def __init__(self, x, y=5, *, z=7): self.x, self.y, self.z = x, y, z
    def m(self, q=1, r=2): return (self.x, q, r)
    def __call__(self, a, b=3): return (self.x, a, b)
def wrap(fn):
    def inner(*args, **kwargs): return fn(*args, **kwargs)
    return inner
w = wrap(g)
def run():
    out = []
    p = P(1); bm = p.m
    for i in range(3000):
        t = (f(i, d=1), f(i, 2, 3, 4, d=5, e=6, g=7), f(d=2, a=i, c=9), g(i), g(i, 1), g(c=i, a=2), g(1, c=i),
             P(i).y, P(i, 6).y, P(i, z=3).z, P(y=i, x=2).y, bm(), bm(i), bm(r=i), p(i), p(i, 4), p(a=i), w(i), w(i, c=3), w(*(i, 2, 3)), g(*[i, 2]), bm(*(i,)), p.m(i), p.m(r=3))
        if i % 1000 == 999: out.append(t)
    return out
for t in run(): print(t)
# expect: ((999, 2, (), 3, 1, {}), (999, 2, (3, 4), 3, 5, {'e': 6, 'g': 7}), (999, 2, (), 9, 2, {}), 9991020, 9990120, 21999, 11999, 5, 6, 3, 999, (1, 1, 2), (1, 999, 2), (1, 1, 999), (1, 999, 3), (1, 999, 4), (1, 999, 3), 9991020, 9991003, 9990203, 9990220, (1, 999, 2), (1, 999, 2), (1, 1, 3))
# expect: ((1999, 2, (), 3, 1, {}), (1999, 2, (3, 4), 3, 5, {'e': 6, 'g': 7}), (1999, 2, (), 9, 2, {}), 19991020, 19990120, 22999, 12999, 5, 6, 3, 1999, (1, 1, 2), (1, 1999, 2), (1, 1, 1999), (1, 1999, 3), (1, 1999, 4), (1, 1999, 3), 19991020, 19991003, 19990203, 19990220, (1, 1999, 2), (1, 1999, 2), (1, 1, 3))
# expect: ((2999, 2, (), 3, 1, {}), (2999, 2, (3, 4), 3, 5, {'e': 6, 'g': 7}), (2999, 2, (), 9, 2, {}), 29991020, 29990120, 23999, 13999, 5, 6, 3, 2999, (1, 1, 2), (1, 2999, 2), (1, 1, 2999), (1, 2999, 3), (1, 2999, 4), (1, 2999, 3), 29991020, 29991003, 29990203, 29990220, (1, 2999, 2), (1, 2999, 2), (1, 1, 3))
for bad in ("g()", "g(1,2,3,4)", "g(1, a=2)", "g(z=1)", "f(1)", "P()", "P(1,2,3)", "p0(1,2,3)", "g(*5)", "g(1, **{'c': 4, 'b': 2})", "len()", "len(1,2)", "[].append()", "'a'.split(1,2,3)"):
    p0 = P(3)
    try: print(bad, eval(bad))
    except TypeError as e: print(bad, 'TypeError', e)
# expect: g() TypeError g() missing 1 required positional argument: 'a'
# expect: g(1,2,3,4) TypeError g() takes from 1 to 3 positional arguments but 4 were given
# expect: g(1, a=2) TypeError g() got multiple values for argument 'a'
# expect: g(z=1) TypeError g() got an unexpected keyword argument 'z'
# expect: f(1) TypeError f() missing 1 required keyword-only argument: 'd'
# expect: P() TypeError P.__init__() missing 1 required positional argument: 'x'
# expect: P(1,2,3) TypeError P.__init__() takes from 2 to 3 positional arguments but 4 were given
# expect: p0(1,2,3) TypeError P.__call__() takes from 2 to 3 positional arguments but 4 were given
# expect: g(*5) TypeError __main__.g() argument after * must be an iterable, not int
# expect: g(1, **{'c': 4, 'b': 2}) 10204
# expect: len() TypeError len() takes exactly one argument (0 given)
# expect: len(1,2) TypeError len() takes exactly one argument (2 given)
# expect: [].append() TypeError list.append() takes exactly one argument (0 given)
# expect: 'a'.split(1,2,3) TypeError split() takes at most 2 arguments (3 given)
