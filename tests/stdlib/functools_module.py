"""functools: caches, partial, reduce, wraps, ordering, dispatch."""
from functools import lru_cache, cache, partial, reduce, wraps, total_ordering, singledispatch, cmp_to_key, cached_property, partialmethod
@lru_cache(maxsize=100)
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(80), fib.cache_info().misses, fib.cache_info().hits)  # expect: 23416728348467685 81 78
calls = []
@cache
def slow(x, y=1): calls.append(x); return x * y
print(slow(3), slow(3), slow(3, y=2), slow(3.0), len(calls))  # expect: 3 3 6 3.0 3
p = partial(int, base=2)
print(p("101"), partial(print, "a", sep="-")("b"), p.func is int, p.keywords, partial(partial(max, 1), 2)(0))
# expect: a-b
# expect: 5 None True {'base': 2} 2
print(reduce(lambda a, b: a * b, range(1, 6)), reduce(lambda a, b: a + b, [], 7))  # expect: 120 7
def logged(f):
    @wraps(f)
    def inner(*a, **k): return ("logged", f(*a, **k))
    return inner
@logged
def named(x): "doc of named"; return x
print(named(1), named.__name__, named.__doc__, named.__wrapped__(2))  # expect: ('logged', 1) named doc of named 2
@total_ordering
class V:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return self.v == o.v
    def __lt__(self, o): return self.v < o.v
print(V(1) <= V(1), V(2) > V(1), V(1) >= V(2), max([V(3), V(9), V(1)]).v)  # expect: True True False 9
@singledispatch
def show(x): return "object"
@show.register
def _(x: int): return "int"
@show.register(list)
def _(x): return "list"
print(show(1), show([]), show("a"), show(True))  # expect: int list object int
print(sorted([3, 1, 2], key=cmp_to_key(lambda a, b: b - a)))  # expect: [3, 2, 1]
class C:
    n = 0
    @cached_property
    def value(self): self.n += 1; return self.n
    def base(self, a, b): return a, b
    half = partialmethod(base, 1)
c = C(); print(c.value, c.value, c.n, c.half(2))  # expect: 1 1 1 (1, 2)
