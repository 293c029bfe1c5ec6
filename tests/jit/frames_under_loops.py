"""Frames and tracebacks seen from inside compiled code."""
import sys
def caller_names():
    f, names = sys._getframe(1), []
    while f: names.append(f.f_code.co_name); f = f.f_back
    return names
def outer(n):
    for i in range(n):
        if i == n - 1: return caller_names()
print(outer(2000))  # expect: ['outer', '<module>']
def lines(n):
    seen = set()
    for i in range(n):
        seen.add(sys._getframe().f_lineno)
        if i % 2:
            seen.add(sys._getframe().f_lineno)
    first = min(seen)
    return sorted(l - first for l in seen)
print(lines(1000))  # expect: [0, 2]
def local_values(n):
    def look(): return sys._getframe(1).f_locals["i"], sys._getframe(1).f_locals["t"]
    t = 0
    for i in range(n):
        t += i
        if i % 900 == 899: print(look())
    return t
print(local_values(2000))
# expect: (899, 404550)
# expect: (1799, 1619100)
# expect: 1999000
def recursive(n):
    if n == 0:
        d, f = 0, sys._getframe()
        while f: d, f = d + 1, f.f_back
        return d
    return recursive(n - 1)
print([recursive(50) for _ in range(30)][-1])  # expect: 52
def failing(n):
    t = 0
    for i in range(n): t += 1 // (n - 1 - i)
    return t
def trace(n):
    try: failing(n)
    except ZeroDivisionError as e:
        out, tb = [], e.__traceback__
        while tb: out.append(tb.tb_frame.f_code.co_name); tb = tb.tb_next
        return out, tb is None
print(trace(3000), trace(3))  # expect: (['trace', 'failing'], True) (['trace', 'failing'], True)
def deep_failure(n): return deep_failure(n - 1) if n else 1 / 0
def count_entries(n):
    k = 0
    try: deep_failure(n)
    except ZeroDivisionError as e:
        tb = e.__traceback__
        while tb: k, tb = k + 1, tb.tb_next
    return k
print([count_entries(20) for _ in range(60)][-1])  # expect: 22
