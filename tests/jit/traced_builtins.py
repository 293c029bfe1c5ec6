"""Built-in functions that traces look inside, and what makes them give up."""
import math
class A: pass
class B(A):
    @property
    def __class__(self): return int
def run():
    l = []; s = 0.0; n = 0
    a, b = A(), B()
    for i in range(5000):
        l.append(i)
        s += math.sin(i) * math.sqrt(i) + abs(-i) + abs(-1.5) + min(i, 7) + max(1.5, 0.5) + math.exp(i % 10)
        n += len(l) + len("ab") + len((1, 2)) + isinstance(i, int) + isinstance(i, (str, int)) + isinstance(a, A) + isinstance(b, A) + isinstance(b, int) + isinstance(b, (str, int)) + isinstance(i, str) + isinstance(None, (A, B)) + isinstance(1.5, float)
    for x in (-1.0, 1e999, float('nan'), 2.0):
        for _ in range(3):
            try: s += math.sqrt(x); 
            except ValueError as e: n += len(str(e))
            try: s += math.exp(x * 400)
            except OverflowError as e: n += len(str(e))
            try: s += math.sin(x)
            except ValueError as e: n += len(str(e))
            if s != s or s > 1e300: s = 1.0
    return n, s, len(l)
print(run(), run())  # expect: (12557758, 7.970532967596331, 5000) (12557758, 7.970532967596331, 5000)
