"""Generators that feed compiled loops, and compiled loops inside generators."""
def numbers(n):
    i = 0
    while i < n:
        yield i
        i += 1
print(sum(numbers(5000)), sum(x * 2 for x in numbers(3000) if x % 3))  # expect: 12497500 6000000
def consume(n):
    total = 0
    for x in numbers(n):
        if x % 2: continue
        total += x
        if x > 3000: break
    return total
print(consume(2000), consume(5000))  # expect: 999000 2254502
def averager():
    total = count = 0
    average = None
    while True:
        value = yield average
        total += value; count += 1
        average = total / count
a = averager(); next(a)
for i in range(2000): last = a.send(i)
print(last)  # expect: 999.5
def chain(*its):
    for it in its: yield from it
print(sum(chain(range(1000), numbers(1000), [1] * 500, (x for x in range(500)))))  # expect: 1124250
def flatten(tree):
    for node in tree:
        if isinstance(node, list): yield from flatten(node)
        else: yield node
deep = [1, [2, [3, [4, [5]]]], 6]
print(sum(sum(flatten(deep)) for _ in range(400)))  # expect: 8400
def interleave(a, b):
    for x, y in zip(a, b):
        yield x
        yield y
print(sum(i * v for i, v in enumerate(interleave(numbers(800), numbers(900)))))  # expect: 681706800
def kinds(n):
    for i in range(n): yield i if i % 4 else i + 0.5
total = 0
for v in kinds(2000): total += v
print(total)  # expect: 1999250.0
def primes():
    composites, q = {}, 2
    while True:
        if q not in composites:
            yield q
            composites[q * q] = [q]
        else:
            for p in composites.pop(q): composites.setdefault(p + q, []).append(p)
        q += 1
out = []
for p in primes():
    if p > 4000: break
    out.append(p)
print(len(out), out[-1])  # expect: 550 3989
def thrown(n):
    caught = 0
    def g():
        nonlocal caught
        while True:
            try: yield
            except ValueError: caught += 1
    it = g(); next(it)
    for i in range(n):
        it.throw(ValueError) if i % 3 == 0 else next(it)
    it.close()
    return caught
print(thrown(1500))  # expect: 500
def permutations(items):
    if len(items) <= 1: yield items; return
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]): yield [items[i]] + rest
print(sum(p[0] * p[-1] for p in permutations([1, 2, 3, 4, 5, 6])))  # expect: 8400
def closed(n):
    closes = 0
    def g():
        nonlocal closes
        try:
            while True: yield 1
        finally: closes += 1
    total = 0
    for i in range(n):
        it = g()
        total += next(it) + next(it)
        it.close()
    return total, closes
print(closed(700))  # expect: (1400, 700)
