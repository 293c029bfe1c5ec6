"""Functions are made, compiled and dropped in all threads, while others run them and classes invalidate them."""
import threading, gc
def run(*targets):
    threads = [threading.Thread(target=t, args=a) for t, a in targets]
    for t in threads: t.start()
    for t in threads: t.join()
wrong = []
class K:
    factor = 1
def make(k):
    names = {"K": K}
    exec(f"""
def loop(n):
    t = 0
    for i in range(n):
        if i % 3 == {k % 3}: t += {k}
        elif i % 5: t -= 1
        else: t += K.factor * 0
    return t
def call(n): return helper(n) + helper(n + 1)
def helper(n): return n * {k} if n > 0 else 0
def gen(n):
    for i in range(n): yield i + {k}
""", names)
    return names
def expected(k, n):
    t = 0
    for i in range(n):
        if i % 3 == k % 3: t += k
        elif i % 5: t -= 1
    return t
def work(k):
    for r in range(12):
        names = make(k * 100 + r)
        for _ in range(3):
            if names["loop"](900) != expected(k * 100 + r, 900): wrong.append("loop")
        for i in range(700):
            if names["call"](i) != (i + i + 1) * (k * 100 + r): wrong.append(("call", i))
        if sum(names["gen"](600)) != sum(range(600)) + 600 * (k * 100 + r): wrong.append("gen")
        del names
        if r % 4 == k: gc.collect()
def flip():
    for i in range(200): K.factor = i
run(*[(work, (k,)) for k in range(4)], (flip, ()))
print(wrong[:5])  # expect: []
# One function, run by all, whose code is replaced, and whose defaults change.
def f(x, d=1): return x + d
def g(x, d=1): return x + d + 1000
code_f, code_g = f.__code__, g.__code__
def swap():
    for i in range(400):
        f.__code__ = (code_f, code_g)[i & 1]
        f.__defaults__ = (i % 7,)
def use():
    for i in range(15000):
        v = f(i) - i
        if not (0 <= v < 7 or 1000 <= v < 1007): wrong.append(v)
run((swap, ()), (use, ()), (use, ()), (use, ()))
print(wrong[:5])  # expect: []
