"""Exceptions that are made, raised, chained and handled in hot code, and what can be seen of them."""
# Collections at every turn make its thousands of exceptions take minutes.
# stress: no
import sys, traceback
class Plain(Exception): pass
class Coded(Exception):
    def __init__(self, code, detail="none"):
        super().__init__(code, detail)
        self.code = code
class Sub(Coded): pass
def risky(i):
    if i % 5 == 0: raise Coded(i)
    if i % 7 == 0: raise Sub(i, "sub")
    if i % 11 == 0: raise Plain
    if i % 13 == 0: raise ValueError(i, "two")
    return i
def deep(level, i):
    if level == 0: return risky(i)
    try: return deep(level - 1, i)
    finally: seen[level] += 1
seen = [0] * 5
def run(n):
    t = 0; last = None
    for i in range(n):
        try: t += deep(3, i)
        except (Plain, Sub) as e: t += len(e.args); last = e
        except Coded as e: t += e.code; last = e.args
        except Exception as e: t += e.args[0]
        else: t += 1
    return t, repr(last), seen
print(run(3000))  # expect: (3705739, "Sub(2996, 'sub')", [0, 3000, 3000, 3000, 0])
def chain(n):
    kinds = {}
    for i in range(n):
        try:
            try: raise KeyError(i)
            except KeyError as e:
                if i % 3 == 0: raise ValueError("a") from e
                if i % 3 == 1: raise ValueError("b") from None
                raise ValueError("c")
        except ValueError as e:
            key = (type(e.__cause__).__name__, type(e.__context__).__name__, e.__suppress_context__)
            kinds[key] = kinds.get(key, 0) + 1
    return sorted(kinds.items())
print(chain(1500))
# expect: [(('KeyError', 'KeyError', True), 500), (('NoneType', 'KeyError', False), 500), (('NoneType', 'KeyError', True), 500)]
def handled(n):
    c = 0
    for i in range(n):
        assert sys.exception() is None
        try: raise Plain(i)
        except Plain as e:
            if sys.exception() is e: c += 1
            try: raise
            except Plain as again:
                if again is e: c += 1
    return c
print(handled(1200))  # expect: 2400
def escaping(n):
    kept = []
    for i in range(n):
        try: risky(i)
        except Exception as e:
            if i % 500 == 0: kept.append(e)
    return [([entry.name for entry in traceback.extract_tb(e.__traceback__)], e.args, e.__context__) for e in kept]
print(escaping(2500)[-1])  # expect: (['escaping', 'risky'], (2000, 'none'), None)
def found(items, wanted):
    for i, item in enumerate(items):
        if item == wanted: return i
    raise LookupError(wanted)
def search(n):
    items = list(range(40)); t = 0
    for i in range(n):
        try: t += found(items, i % 50)
        except LookupError as e: t -= e.args[0]
    return t
print(search(3000))  # expect: 20100
class Managed:
    def __enter__(self): return self
    def __exit__(self, kind, value, tb): return kind is not None and issubclass(kind, ValueError)
def managed(n):
    t = 0
    for i in range(n):
        try:
            with Managed():
                if i % 3 == 0: raise ValueError(i)
                if i % 7 == 0: raise KeyError(i)
                t += 1
        except KeyError: t += 100
    return t
print(managed(2000))  # expect: 20143
class Counter:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n == 0: raise StopIteration
        self.n -= 1
        return self.n
print(sum(sum(Counter(i % 6)) for i in range(500)), [x for i in range(600) for x in Counter(i % 3)][-4:])
# expect: 1660 [0, 0, 1, 0]
def stop(n):
    t = 0
    for i in range(n):
        try: raise StopIteration(i)
        except StopIteration as e: t += e.value
    return t
print(stop(1000))  # expect: 499500
def changed(n):
    class Late(Exception): pass
    t = []
    for i in range(n):
        if i == n // 2: Late.__init__ = lambda self, v: setattr(self, "v", v)
        try: raise Late(i)
        except Late as e: t.append(getattr(e, "v", None))
    return t[0], t[-1]
print(changed(1500))  # expect: (None, 1499)
def uncaught(n):
    def bad(i):
        if i == n - 1: raise Sub(i, "end")
        return i
    t = 0
    for i in range(n): t += bad(i)
try: uncaught(1300)
except Sub as e: print("".join(traceback.format_exception(e)).count("line"), e.args)
# expect: 3 (1299, 'end')
