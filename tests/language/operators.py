"""Operators of user classes: reflected forms, NotImplemented, in-place forms, comparisons, containers."""
class V:
    def __init__(self, *c): self.c = c
    def __repr__(self): return f"V{self.c}"
    def __add__(self, o): return V(*(a + b for a, b in zip(self.c, o.c))) if isinstance(o, V) else NotImplemented
    def __radd__(self, o): return V(*(o + a for a in self.c))
    def __mul__(self, k): return V(*(a * k for a in self.c))
    __rmul__ = __mul__
    def __matmul__(self, o): return sum(a * b for a, b in zip(self.c, o.c))
    def __neg__(self): return V(*(-a for a in self.c))
    def __eq__(self, o): return self.c == o.c if isinstance(o, V) else NotImplemented
    def __lt__(self, o): return self.c < o.c
    def __bool__(self): return any(self.c)
    def __len__(self): return len(self.c)
    def __getitem__(self, i): return self.c[i]
    def __contains__(self, x): return x in self.c
    def __call__(self, *a): return ("called", a)
    def __iadd__(self, o): self.c = tuple(a + 100 for a in self.c); return self
    def __abs__(self): return sum(a * a for a in self.c) ** 0.5
    def __pow__(self, n, m=None): return ("pow", n, m)
    def __index__(self): return len(self.c)
    def __hash__(self): return hash(self.c)
    def __divmod__(self, o): return "dm", o
    def __rlshift__(self, o): return "rl", o
    def __invert__(self): return "inv"
    def __float__(self): return 1.5
    def __round__(self, n=None): return "round", n
a, b = V(1, 2), V(3, 4)
print(a + b, 5 + a, a * 3, 3 * a, a @ b, -a, a == V(1, 2), a != b, a < b, b > a, bool(V(0, 0)), len(a), a[1], 2 in a, a(1, k) if (k := 2) else 0)
# expect: V(4, 6) V(6, 7) V(3, 6) V(3, 6) 11 V(-1, -2) True True True True False 2 2 True ('called', (1, 2))
print(list(a), [*b], abs(b), a**2, pow(a, 2, 3), [10, 20, 30][a], hex(a), "x" * V(1), divmod(a, 1), 1 << a, ~a, float(a), round(a), round(a, 1), {a: 1}[V(1, 2)], max(a, b), sorted([b, a]))
# expect: [1, 2] [3, 4] 5.0 ('pow', 2, None) ('pow', 2, 3) 30 0x2 V('x',) ('dm', 1) ('rl', 1) inv 1.5 ('round', None) ('round', 1) 1 V(3, 4) [V(1, 2), V(3, 4)]
c = a
a += 1
print(a, c is a, a == 5, a != 5)  # expect: V(101, 102) True False True
for wrong in ("V(1) + 'x'", "V(1) - 1", "1 - V(1)", "V(1) >= 2", "V(1) @ 3", "-object()", "V(1) // 2", "object() < object()", "object() + 1", "len(5)", "5[0]", "[] + V()", "None + 1", "1 + None", "{} | 1", "'a' - 'b'", "object()[0]", "5 in 5"):
    try:
        print(eval(wrong))
    except Exception as error:
        print(type(error).__name__, error)
# expect: TypeError unsupported operand type(s) for +: 'V' and 'str'
# expect: TypeError unsupported operand type(s) for -: 'V' and 'int'
# expect: TypeError unsupported operand type(s) for -: 'int' and 'V'
# expect: TypeError '>=' not supported between instances of 'V' and 'int'
# expect: AttributeError 'int' object has no attribute 'c'
# expect: TypeError bad operand type for unary -: 'object'
# expect: TypeError unsupported operand type(s) for //: 'V' and 'int'
# expect: TypeError '<' not supported between instances of 'object' and 'object'
# expect: TypeError unsupported operand type(s) for +: 'object' and 'int'
# expect: TypeError object of type 'int' has no len()
# expect: TypeError 'int' object is not subscriptable
# expect: V()
# expect: TypeError unsupported operand type(s) for +: 'NoneType' and 'int'
# expect: TypeError unsupported operand type(s) for +: 'int' and 'NoneType'
# expect: TypeError unsupported operand type(s) for |: 'dict' and 'int'
# expect: TypeError unsupported operand type(s) for -: 'str' and 'str'
# expect: TypeError 'object' object is not subscriptable
# expect: TypeError argument of type 'int' is not a container or iterable
class Base:
    def __add__(self, o): return "base add"
    def __radd__(self, o): return "base radd"
class Sub(Base):
    def __radd__(self, o): return "sub radd"
print(Base() + Sub(), Sub() + Base(), Base() + Base(), 1 + Base())  # expect: sub radd base add base add base radd
class Odd:
    def __eq__(self, o): return "equal?"
    def __lt__(self, o): return []
    def __getattr__(self, name): return lambda *a: name
print(Odd() == 1, 1 == Odd(), Odd() < 1, 1 > Odd(), not (Odd() < 1))  # expect: equal? equal? [] [] True
try:
    Odd() + 1
except TypeError as error:
    print(error)
# expect: unsupported operand type(s) for +: 'Odd' and 'int'
class Chain:
    def __init__(self, n): self.n = n
    def __lt__(self, o): print("lt", self.n, o.n); return self.n < o.n
print(Chain(1) < Chain(2) < Chain(3), Chain(3) < Chain(2) < Chain(1))
# expect: lt 1 2
# expect: lt 2 3
# expect: lt 3 2
# expect: True False
class Iter:
    def __getitem__(self, i):
        if i > 3: raise IndexError
        return i * 10
print(list(Iter()), 20 in Iter(), max(Iter()))  # expect: [0, 10, 20, 30] True 30
class Item:
    def __init__(self): self.d = {}
    def __setitem__(self, k, v): self.d[k] = v
    def __delitem__(self, k): del self.d[k]
    def __getitem__(self, k): return k
i = Item()
i[1, 2] = 3; i["a"] = 1; del i["a"]; i[1:2] = 4
print(i.d, i[1:2, ...], i[::2], i[-1])
# expect: {(1, 2): 3, slice(1, 2, None): 4} (slice(1, 2, None), Ellipsis) slice(None, None, 2) -1
class BoolBad:
    def __bool__(self): return 5
class LenBad:
    def __len__(self): return -1
for bad in (BoolBad, LenBad):
    try:
        if bad(): pass
    except Exception as error:
        print(type(error).__name__, error)
# expect: TypeError __bool__ should return bool, returned int
# expect: ValueError __len__() should return >= 0
