"""Exceptions raised, caught and passed on inside compiled loops."""
class Odd(Exception):
    def __init__(self, v): self.v = v
def risky(i):
    if i % 2: raise Odd(i)
    return i
def caught(n):
    good = bad = 0
    for i in range(n):
        try: good += risky(i)
        except Odd as e: bad += e.v
    return good, bad
print(caught(2000))  # expect: (999000, 1000000)
def inline(n):
    total = 0
    for i in range(n):
        try:
            if i % 5 == 0: raise ValueError(i)
            total += 1
        except ValueError as e: total += e.args[0]
        finally: total += 2
    return total
print(inline(2000))  # expect: 404600
def builtin_errors(n):
    counts = [0, 0, 0, 0]
    d, l = {0: 1}, [1, 2, 3]
    for i in range(n):
        try:
            d[i % 2]; counts[0] += 1
            l[i % 5]; counts[1] += 1
            10 // (i % 3); counts[2] += 1
        except (KeyError, IndexError): counts[3] += 1
        except ZeroDivisionError: counts[3] += 100
    return counts
print(builtin_errors(3000))  # expect: [1500, 900, 600, 32100]
def late(n):
    for i in range(n):
        if i == n - 1: raise KeyError(i)
try:
    late(5000)
except KeyError as error:
    t = error.__traceback__
    lines = []
    while t: lines.append((t.tb_frame.f_code.co_name, t.tb_lineno)); t = t.tb_next
    print(error, lines)
# expect: 4999 [('<module>', 40), ('late', 38)]
def level(n, depth):
    if depth == 0:
        if n % 4 == 3: raise Odd(n)
        return n
    try: return level(n, depth - 1)
    except Odd:
        if depth < 3: raise
        return -1
print(sum(level(i, 5) for i in range(2000)))  # expect: 1498000
def stop_iteration(n):
    total = 0
    for i in range(n):
        it = iter((1, 2))
        while True:
            try: total += next(it)
            except StopIteration: break
    return total
print(stop_iteration(800))  # expect: 2400
def in_finally(n):
    out = 0
    for i in range(n):
        try:
            if i % 3 == 0: continue
            if i == n - 5: break
            out += 1
        finally: out += 10
    return out
print(in_finally(2000))  # expect: 21333
def rethrow(n):
    seen = 0
    for i in range(n):
        try:
            try: [][i]
            except IndexError as e: raise KeyError(i) from e
        except KeyError as e: seen += isinstance(e.__cause__, IndexError) and isinstance(e.__context__, IndexError)
    return seen
print(rethrow(1000))  # expect: 1000
class Guard:
    def __init__(self): self.n = 0
    def __enter__(self): return self
    def __exit__(self, k, v, t):
        self.n += 1
        return k is Odd
def managed(n):
    g, total = Guard(), 0
    for i in range(n):
        with g: total += risky(i)
    return total, g.n
print(managed(2000))  # expect: (999000, 2000)
def attribute_errors(n):
    hits = 0
    for i in range(n):
        try: (i if i % 2 else "s").upper(); hits += 1
        except AttributeError: hits += 100
    return hits
print(attribute_errors(1000))  # expect: 50500
import sys
def exc_state(n):
    bad = 0
    for i in range(n):
        try: risky(i)
        except Odd as e:
            if sys.exception() is not e: bad += 1
        if sys.exception() is not None: bad += 1
    return bad
print(exc_state(1000))  # expect: 0
