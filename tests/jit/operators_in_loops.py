"""Operators of user classes under compiled loops: reflected ones behind numbers, and those with one operand."""
class V:
    def __init__(self, x): self.x = x
    def __rmul__(self, k): return V(self.x * k) if k != 13 else NotImplemented
    def __radd__(self, k): return k + self.x
    def __rsub__(self, k): return k - self.x
    def __neg__(self): return V(-self.x)
    def __pos__(self): return V(abs(self.x))
    def __invert__(self): return V(~self.x)
    def __abs__(self): return self.x if self.x >= 0 else -self.x
class W(V):
    def __neg__(self): return V(self.x * 100)
class I(int):
    def __radd__(self, k): return 1000
    def __neg__(self): return 7
def run(n):
    total, errors = 0, []
    for i in range(n):
        v = (V if i & 1 else W)(i - n // 2)
        total += (2 * v).x + (3 + v) + (5 - v) + abs(v) + abs(-v) + (+v).x + (~v).x + (-v).x
        total = 1.0 + (0.5 * v).x + total
        total += 1 + I(4) + -I(3)
        try: (12 + (i & 1)) * v
        except TypeError as e: errors.append(str(e))
    return total, len(errors), set(errors)
print(run(100))  # expect: (227675.0, 50, {"unsupported operand type(s) for *: 'int' and 'V'"})
print(run(2000))  # expect: (54428500.0, 1000, {"unsupported operand type(s) for *: 'int' and 'V'"})
def changed(n):
    total = 0
    class Z:
        def __neg__(self): return 1
        def __radd__(self, k): return k
    for i in range(n):
        total += -Z() + (5 + Z())
        if i == n // 2: Z.__neg__ = lambda self: 10; Z.__radd__ = lambda self, k: 100
    return total
print(changed(2000))  # expect: 115896
class Bare: pass
def unsupported(n):
    seen = set()
    for i in range(n):
        for f in (lambda: -Bare(), lambda: abs(Bare()), lambda: 1 + Bare(), lambda: ~Bare(), lambda: 2.0 * Bare(), lambda: +Bare()):
            try: f()
            except TypeError as e: seen.add(str(e))
    return sorted(seen)
print(unsupported(300))
# expect: ["bad operand type for abs(): 'Bare'", "bad operand type for unary +: 'Bare'", "bad operand type for unary -: 'Bare'", "bad operand type for unary ~: 'Bare'", "unsupported operand type(s) for *: 'float' and 'Bare'", "unsupported operand type(s) for +: 'int' and 'Bare'"]
def in_place(n):
    total = 0
    for i in range(n):
        k = 3
        k += V(i)
        k -= V(1)
        try: k //= V(2)
        except TypeError as e: total += len(str(e))
        total += k
    return total
print(in_place(1000))  # expect: 551500
