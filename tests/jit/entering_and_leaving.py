"""The same code with arguments of other kinds after it was compiled; many small functions."""
def add(a, b): return a + b
out = []
for a, b in [(1, 2), (1.5, 2), ("x", "y"), ([1], [2]), (2**62, 2**62), (True, 1), (1j, 1), ((1,), (2,))]:
    for _ in range(200): r = add(a, b)
    out.append(r)
print(out)  # expect: [3, 3.5, 'xy', [1, 2], 9223372036854775808, 2, (1+1j), (1, 2)]
def loop(start, stop, step, f):
    t = start
    i = 0
    while i < stop:
        t = f(t, step); i += 1
    return t
print(loop(0, 500, 1, add), loop(0.0, 500, 0.5, add), len(loop("", 500, "a", add)), loop(2**61, 500, 2**59, add), loop(1, 100, 2, lambda a, b: a * b % 1000003))
# expect: 500 250.0 500 290536219160925437952 253109
def each(it):
    t = 0
    for x in it: t += x
    return t
class It:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
print(each(range(800)), each(list(range(800))), each(tuple(range(800))), each({i: 0 for i in range(800)}), each(set(range(800))), each(It(800)), each(i for i in range(800)), each(b"abc" * 300), each(map(int, "123" * 200)), each(range(800, 0, -3)), each(reversed(range(500))))
# expect: 319600 319600 319600 319600 319600 319600 319600 88200 1200 107067 124750
functions = []
for i in range(60):
    space = {}
    exec(f"def f(n):\n t = {i}\n for j in range(n): t += j * {i}\n return t", space)
    functions.append(space["f"])
print(sum(f(300) for f in functions), functions[7](5))  # expect: 79386270 77
def truth(values):
    n = 0
    for v in values:
        if v: n += 1
    return n
print(truth([0, 1, "", "a", [], [0], None, 0.0, 0.1, {}, (), (1,), False, True, 0j, b""] * 100))  # expect: 600
def index(c, keys):
    out = 0
    for k in keys: out += c[k] == "v"
    return out
print(index(["v", "w"], [0, 1, -1] * 300), index({"a": "v", 0: "w"}, ["a", 0] * 300), index("vw", [0, 1] * 300), index(("v",), [0] * 500))
# expect: 300 300 300 500
def compare(pairs):
    r = [0, 0, 0]
    for a, b in pairs:
        r[0] += a == b; r[1] += a < b; r[2] += a is b
    return r
print(compare([(1, 1), (1, 2.0), ("a", "b"), (2**70, 2**70 + 1), ((1, 2), (1, 3)), ([], [1])] * 200))
# expect: [200, 1000, 200]
def contains(c, items):
    n = 0
    for i in items: n += i in c
    return n
print([contains(c, [1, 2, 3, 5, 8] * 150) for c in ([1, 2], (3,), {5: 1}, {8, 1}, range(4), frozenset([2]))])
# expect: [300, 150, 150, 300, 450, 150]
while_true = 0
while True:
    while_true += 1
    if while_true == 4000: break
print(while_true)  # expect: 4000
t = 0
for i in range(3000):
    if i % 2: t += i
    else: t -= 1
print(t, i)  # expect: 2248500 2999
