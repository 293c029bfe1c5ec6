"""Calls of all forms inside compiled loops; recursion that becomes direct calls."""
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
print(fib(20))  # expect: 6765
def tak(x, y, z): return z if y >= x else tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y))
print(tak(12, 8, 4))  # expect: 5
def even(n): return True if n == 0 else odd(n - 1)
def odd(n): return False if n == 0 else even(n - 1)
print(even(900), odd(901), [even(i) for i in range(5)])  # expect: True True [True, False, True, False, True]
def forms(a, b=2, *c, d=4, **e): return a + b + sum(c) + d + sum(e.values())
def all_forms(n):
    t = 0
    args, kw = (1, 2, 3), {"d": 1, "z": 2}
    for i in range(n):
        t += forms(i) + forms(i, 1) + forms(i, 1, 2, 3) + forms(a=i) + forms(i, d=0) + forms(*args) + forms(i, **kw) + forms(*args, **kw) + forms(i, q=1)
    return t
print(all_forms(600))  # expect: 1293900
def closures(n):
    def make(k):
        def add(x): return x + k
        return add
    t = 0
    for i in range(n): t = make(i % 3)(t)
    adders = [make(i) for i in range(3)]
    for i in range(n): t = adders[i % 3](t)
    return t
print(closures(1000))  # expect: 1998
def nonlocal_count(n):
    c = 0
    def inc():
        nonlocal c
        c += 1
        return c
    for i in range(n): inc()
    return c
print(nonlocal_count(2000))  # expect: 2000
class Acc:
    total = 0
    def add(self, v): self.total += v; return self
    @staticmethod
    def twice(v): return v * 2
    @classmethod
    def name(cls): return len(cls.__name__)
    @property
    def half(self): return self.total // 2
def methods(n):
    a, t = Acc(), 0
    bound = a.add
    for i in range(n):
        a.add(i).add(1)
        bound(2)
        t += Acc.twice(i) + a.twice(1) + Acc.name() + a.half
    return a.total, t
print(methods(1000))  # expect: (502500, 85087750)
def allocate(n):
    class Point:
        def __init__(self, x, y): self.x, self.y = x, y
        def __add__(self, o): return Point(self.x + o.x, self.y + o.y)
    p = Point(0, 0)
    for i in range(n): p = p + Point(i, -1)
    return p.x, p.y
print(allocate(2000))  # expect: (1999000, -2000)
class Base:
    def f(self, x): return x + 1
class Derived(Base):
    def f(self, x): return super().f(x) * 2
def supers(n):
    d, t = Derived(), 0
    for i in range(n): t = d.f(t) % 1000
    return t
print(supers(1000))  # expect: 750
def depth(n): return 0 if n == 0 else 1 + depth(n - 1)
print(sum(depth(i % 50) for i in range(500)), depth(900))  # expect: 12250 900
def errors(n):
    wrong = 0
    for i in range(n):
        try: depth() if i % 2 else depth(1, 2)
        except TypeError: wrong += 1
    return wrong
print(errors(800))  # expect: 800
def hanoi(n, a, b, c): return 0 if n == 0 else hanoi(n - 1, a, c, b) + 1 + hanoi(n - 1, c, b, a)
print(hanoi(10, 1, 2, 3))  # expect: 1023
def float_recursion(x, n): return x if n == 0 else float_recursion(x * 0.5 + 1, n - 1)
print(float_recursion(1000, 100), sum(float_recursion(i, 3) for i in range(300)))  # expect: 2.0 6131.25
def big_recursion(n): return 1 if n == 0 else n * big_recursion(n - 1)
print([big_recursion(n) for n in (5, 20, 21, 30)], sum(big_recursion(i % 25) for i in range(500)) % 10**9)
# expect: [120, 2432902008176640000, 51090942171709440000, 265252859812191058636308480000000] 898806280
def sorted_key(n): return sorted(range(n), key=lambda v: (v % 7, -v))[:5]
print(sorted_key(500), list(map(lambda a, b: a * b, range(5), range(5))), [*filter(lambda v: v % 100 == 0, range(500))])
# expect: [497, 490, 483, 476, 469] [0, 1, 4, 9, 16] [0, 100, 200, 300, 400]
def locals_seen(n):
    for i in range(n):
        x = i * 2
        if i == n - 1: return sorted(locals().items())
print(locals_seen(1000))  # expect: [('i', 999), ('n', 1000), ('x', 1998)]
