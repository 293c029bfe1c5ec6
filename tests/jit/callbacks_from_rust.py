"""Functions called from Rust run compiled; their exceptions and recursion arrive."""
import time
def key(v): return (v * 7919) % 1009
def fails(v):
    if v == 3999: raise ValueError(v)
    return v
def deep(v):
    return sorted([v], key=lambda x: deep(x - 1) if x else 0)[0] if v else 0
def run():
    a = sorted(range(5000), key=key)
    try: b = sorted(range(5000), key=fails)
    except ValueError as e: b = repr(e)
    c = max(range(3000), key=lambda v: v % 1000)
    d = list(map(lambda x, y: x * y, range(2000), range(2000)))[1999]
    e = sum(map(float, range(3000)))
    f = list(filter(lambda v: v % 3 == 0, range(3000)))[-1]
    return a[100:104], b, c, d, e, f, deep(50)
print(run()); print(run())
# expect: ([1853, 2862, 3871, 4880], 'ValueError(3999)', 999, 3996001, 4498500.0, 2997, 50)
# expect: ([1853, 2862, 3871, 4880], 'ValueError(3999)', 999, 3996001, 4498500.0, 2997, 50)
class K:
    def __init__(self, v): self.v = v
    def __lt__(self, other): return self.v < other.v
    def __eq__(self, other): return self.v == other.v
    def __hash__(self): return hash(self.v)
print([k.v for k in sorted([K(i * 7 % 1000) for i in range(1000)])][:5])  # expect: [0, 1, 2, 3, 4]
print(len({K(i % 50) for i in range(5000)}))  # expect: 50
def rec(n): return max([n], key=lambda x: rec(n + 1))
try: rec(0)
except RecursionError as e: print("RecursionError")
# expect: RecursionError
