"""Generators in pipelines, driven by loops, by next and send, and by built-in functions that take all items."""
def numbers(n):
    for i in range(n): yield i
def odd(items):
    for x in items:
        if x % 2: yield x
def scaled(items, k):
    for x in items: yield x * k
def chained(n):
    yield from numbers(n)
    yield from scaled(odd(numbers(n)), 3)
    return n
def pipeline(n):
    t = 0
    for x in scaled(odd(scaled(numbers(n), 3)), 2): t += x
    return t
print(pipeline(3000))  # expect: 13500000
def delegated(n):
    t = 0
    def outer():
        r = yield from chained(n)
        yield -r
    for x in outer(): t += x
    return t
print(delegated(2000))  # expect: 4997000
def averages():
    total, count = 0, 0
    while True:
        x = yield total / count if count else 0
        if x is None: return (total, count)
        total += x; count += 1
def driven(n):
    g = averages(); next(g); last = 0
    for i in range(n): last = g.send(i)
    try: g.send(None)
    except StopIteration as e: return last, e.value
print(driven(1500))  # expect: (749.5, (1124250, 1500))
def counted():
    g, t = numbers(800), 0
    while True:
        try: t += next(g)
        except StopIteration: return t, next(g, "end")
print(counted())  # expect: (319600, 'end')
print(sum(i * 2 for i in range(2000)), sum((i * 0.1 for i in range(2000)), 5), sum(x > 3 for x in range(1000)))
# expect: 3998000 199905.0 996
print(sum([i] for i in range(3)) if False else sum(([i] for i in range(3)), []), sum(i if i < 900 else i + 0.5 for i in range(1800)))
# expect: [0, 1, 2] 1619550.0
print(sum(2 ** 61 + i for i in range(1000)), sum(0.1 for _ in range(1000)), sum(-0.0 for _ in range(3)))
# expect: 2305843009213694451500 100.0 0.0
print(any(x > 700 for x in range(1000)), all(x < 700 for x in range(1000)), any(x for x in []), all(x for x in []))
# expect: True False False True
print(len(list(x for x in range(1500))), len("".join(str(x) for x in range(1500))), tuple(x for x in range(5)))
# expect: 1500 4890 (0, 1, 2, 3, 4)
print([sum(j * i for j in range(i % 6)) for i in range(600)][-5:])  # expect: [0, 596, 1791, 3588, 5990]
g = numbers(1000)
print(any(x > 500 for x in g), next(g), sum(g))  # expect: True 502 373247
def failing(n):
    for i in range(n):
        if i == n - 1: raise KeyError(i)
        yield i
def fails(f):
    import traceback
    try: f(failing(700))
    except KeyError as e: return e.args, [entry.name for entry in traceback.extract_tb(e.__traceback__)]
print(fails(sum), fails(list), fails(any), fails(lambda g: "".join(str(x) for x in g)))
# expect: ((699,), ['fails', 'failing']) ((699,), ['fails', 'failing']) None ((699,), ['fails', '<lambda>', '<genexpr>', 'failing'])
print(sum(k * x for k, x in enumerate(numbers(1500), 5)), [p for p in enumerate(numbers(2), 2 ** 62 - 1)])
# expect: 1129496500 [(4611686018427387903, 0), (4611686018427387904, 1)]
def handled(n):
    out = []
    def inner():
        for i in range(n):
            try: raise ValueError(i)
            except ValueError:
                yield i
                out.append(i)
    try: raise KeyError("outer")
    except KeyError:
        import sys
        kinds = set()
        for x in inner(): kinds.add(type(sys.exception()).__name__)
    return kinds, len(out)
print(handled(1000))  # expect: ({'KeyError'}, 1000)
def closing(n):
    log = []
    def gen():
        try:
            for i in range(10): yield i
        finally: log.append(1)
    for i in range(n):
        g = gen()
        for x in g:
            if x == i % 4: break
        g.close()
    return len(log)
print(closing(900))  # expect: 900
class Tree:
    def __init__(self, left, value, right): self.left, self.value, self.right = left, value, right
    def __iter__(self):
        if self.left: yield from self.left
        yield self.value
        if self.right: yield from self.right
def build(low, high):
    if low >= high: return None
    middle = (low + high) // 2
    return Tree(build(low, middle), middle, build(middle + 1, high))
tree = build(0, 127)
print([sum(tree) for _ in range(20)][-1])  # expect: 8001
