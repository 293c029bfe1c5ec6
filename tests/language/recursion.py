"""Depth of calls: the limit raises and leaves the interpreter usable."""
# stress: no
import sys
def down(n): return 0 if n == 0 else 1 + down(n - 1)
print(down(500))  # expect: 500
def forever(n): return forever(n + 1)
for _ in range(3):
    try:
        forever(0)
    except RecursionError as error:
        print(str(error).startswith("maximum recursion depth exceeded"))
# expect: True
# expect: True
# expect: True
class Endless:
    def __repr__(self): return repr(self)
    def __eq__(self, other): return self == other
    def __add__(self, other): return self + other
    def __getattr__(self, name): return getattr(self, name + "x")
    def __iter__(self): return iter(self)
    def __len__(self): return len(self)
    def __hash__(self): return hash(self)
for f in (repr, lambda e: e == 1, lambda e: e + 1, lambda e: e.x, iter, len, hash, lambda e: {e: 1}):
    try:
        f(Endless())
        print("no error")
    except RecursionError:
        print("RecursionError")
# expect: RecursionError
# expect: RecursionError
# expect: RecursionError
# expect: RecursionError
# expect: RecursionError
# expect: RecursionError
# expect: RecursionError
# expect: RecursionError
nested = []
for _ in range(100000): nested = [nested]
for f in (repr, lambda n: n == n[0]):
    try:
        f(nested)
    except RecursionError:
        pass
print("alive")  # expect: alive
while nested: nested = nested[0]
def mutual_a(n): return mutual_b(n - 1) if n else "a"
def mutual_b(n): return mutual_a(n - 1) if n else "b"
print(mutual_a(801), mutual_b(800))  # expect: b b
limit = sys.getrecursionlimit()
sys.setrecursionlimit(limit + 3000)
print(down(3500), limit)  # expect: 3500 1000
sys.setrecursionlimit(limit)
def finally_depth(n):
    try:
        return finally_depth(n + 1)
    finally:
        counts.append(n)
counts = []
try:
    finally_depth(0)
except RecursionError:
    print(len(counts) > 500, counts[-1])
# expect: True 0
def ackermann(m, n):
    if m == 0: return n + 1
    if n == 0: return ackermann(m - 1, 1)
    return ackermann(m - 1, ackermann(m, n - 1))
print(ackermann(2, 60))  # expect: 123
def generator(n):
    if n: yield from generator(n - 1)
    yield n
print(sum(generator(300)))  # expect: 45150
print(sorted([3, 1, 2], key=lambda v: down(v * 50)), max(range(5), key=lambda v: -down(v)))  # expect: [1, 2, 3] 0
class Own: pass
Own.__call__ = Own()
try: Own()()
except RecursionError: print("its own call")  # expect: its own call
import itertools, sys
# CPython does not survive as many.
deep = 100000 if sys.implementation.name == "pypyrs" else 100
for nest in (lambda a: map(abs, a), lambda a: filter(None, a), lambda a: itertools.chain(a, [1]), enumerate, zip, lambda a: itertools.islice(a, 9)):
    items = iter([1, 2])
    for _ in range(deep): items = nest(items)
    try: next(items)
    except RecursionError: pass
    print("ended")
# expect: ended
# expect: ended
# expect: ended
# expect: ended
# expect: ended
# expect: ended
