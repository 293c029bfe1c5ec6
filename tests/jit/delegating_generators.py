"""Generators that delegate to generators: deep ones, trees, results, exceptions, and what can be seen of them."""
import sys
import traceback

def walk(lo, hi):
    if lo < hi:
        mid = (lo + hi) // 2
        yield from walk(lo, mid)
        yield mid
        yield from walk(mid + 1, hi)

class Node:
    def __init__(self, left, value, right):
        self.left, self.value, self.right = left, value, right
    def __iter__(self):
        if self.left is not None: yield from self.left
        yield self.value
        if self.right is not None: yield from self.right

def build(lo, hi):
    if lo >= hi: return None
    mid = (lo + hi) // 2
    return Node(build(lo, mid), mid, build(mid + 1, hi))

def total(items):
    t = 0
    for i, x in enumerate(items): t = (t * 3 + i * x) % 1000003
    return t
def plain_total(items):
    t = 0
    for x in items: t = (t * 3 + x) % 1000003
    return t

for _ in range(3):
    print(total(walk(0, 2000)), plain_total(walk(0, 2000)), total(build(0, 1500)), sum(walk(0, 900)), list(walk(0, 5)))
# expect: 782295 890646 166912 404550 [0, 1, 2, 3, 4]
# expect: 782295 890646 166912 404550 [0, 1, 2, 3, 4]
# expect: 782295 890646 166912 404550 [0, 1, 2, 3, 4]

def deep(n, k):
    if n == 0:
        for i in range(k): yield i
        return k
    return 1 + (yield from deep(n - 1, k))
def result(n, k):
    r = yield from deep(n, k)
    yield -r
print([plain_total(result(n, 50)) for n in range(40)], list(result(60, 2)))
# expect: [788768, 788767, 788766, 788765, 788764, 788763, 788762, 788761, 788760, 788759, 788758, 788757, 788756, 788755, 788754, 788753, 788752, 788751, 788750, 788749, 788748, 788747, 788746, 788745, 788744, 788743, 788742, 788741, 788740, 788739, 788738, 788737, 788736, 788735, 788734, 788733, 788732, 788731, 788730, 788729] [0, 1, -62]

def depths(n):
    """Frames as the innermost sees them, and states of those between."""
    def inner():
        yield len(traceback.extract_stack())
        names = []
        frame = sys._getframe()
        while frame is not None and frame.f_code.co_name != '<module>':
            names.append(frame.f_code.co_name)
            frame = frame.f_back
        yield names
        yield (first.gi_running, second.gi_running, first.gi_suspended, third.gi_running)
        try: next(second)
        except ValueError as error: yield str(error)
        try: first.send(3)
        except ValueError as error: yield str(error)
    def middle():
        yield from third
    def outer():
        yield from second
    third, second = inner(), middle()
    first = outer()
    return [x for x in first], first.gi_running, first.gi_yieldfrom
def seen():
    out = depths(0)
    first = out[0]
    return first[1:], out[1:]
for _ in range(3): print(seen())
# expect: ([['inner', 'middle', 'outer', 'depths', 'seen'], (True, True, False, True), 'generator already executing', 'generator already executing'], (False, None))
# expect: ([['inner', 'middle', 'outer', 'depths', 'seen'], (True, True, False, True), 'generator already executing', 'generator already executing'], (False, None))
# expect: ([['inner', 'middle', 'outer', 'depths', 'seen'], (True, True, False, True), 'generator already executing', 'generator already executing'], (False, None))

def failing(n, k):
    try:
        if n == 0:
            for i in range(k): yield i
            raise KeyError(k)
        yield from failing(n - 1, k)
    except KeyError as error:
        if n == 3: yield 'seen'
        if n == 5: raise ValueError(n) from error
        raise
def fails(n):
    out = []
    try:
        for x in failing(n, 3): out.append(x)
    except (KeyError, ValueError) as error:
        lines = [(entry.name, entry.line) for entry in traceback.extract_tb(error.__traceback__)]
        out.append((type(error).__name__, len(lines), lines[0], lines[-1], type(error.__cause__).__name__))
    return out
for n in (0, 1, 4, 7, 7): print(fails(n))
# expect: [0, 1, 2, ('KeyError', 2, ('fails', 'for x in failing(n, 3): out.append(x)'), ('failing', 'raise KeyError(k)'), 'NoneType')]
# expect: [0, 1, 2, ('KeyError', 3, ('fails', 'for x in failing(n, 3): out.append(x)'), ('failing', 'raise KeyError(k)'), 'NoneType')]
# expect: [0, 1, 2, 'seen', ('KeyError', 6, ('fails', 'for x in failing(n, 3): out.append(x)'), ('failing', 'raise KeyError(k)'), 'NoneType')]
# expect: [0, 1, 2, 'seen', ('ValueError', 4, ('fails', 'for x in failing(n, 3): out.append(x)'), ('failing', 'if n == 5: raise ValueError(n) from error'), 'KeyError')]
# expect: [0, 1, 2, 'seen', ('ValueError', 4, ('fails', 'for x in failing(n, 3): out.append(x)'), ('failing', 'if n == 5: raise ValueError(n) from error'), 'KeyError')]
def many(n):
    caught = 0
    for i in range(n):
        try:
            for x in failing(i % 7, 2): caught += x == 'seen'
        except KeyError: caught += 10
        except ValueError: caught += 100
    return caught
print(many(700))  # expect: 25400

def handles():
    """A delegator that goes on behind an exception of its delegate."""
    def bad(k):
        for i in range(k): yield i
        raise OSError(k)
    def middle(k):
        try: yield from bad(k)
        except OSError as error: yield -error.args[0]
        return 'rest'
    def outer(k):
        for j in range(k):
            r = yield from middle(j)
            assert r == 'rest'
            yield sys.exception()
    t = 0
    for x in outer(60): t = t * 7 % 10007 + (x if x is not None else 5)
    return t
print(handles(), handles())  # expect: 7038 7038

def shared():
    """Somebody else steps a generator in the middle."""
    def leaf():
        for i in range(100): yield i
        return 'leaf'
    def middle():
        r = yield from leaf_generator
        yield r
        yield 'more'
    def outer():
        r = yield from middle_generator
        yield ('outer', r)
    leaf_generator, middle_generator = leaf(), middle()
    out, source = [], outer()
    for x in source:
        out.append(x)
        if x == 10: out.append(('middle', next(middle_generator)))
        if x == 20: out.append(('leaf', next(leaf_generator)))
        if x == 30:
            for y in middle_generator:
                if y == 'more': out.append(('stolen', len(out)))
    return out[8:16], out[-3:]
print(shared())  # expect: ([8, 9, 10, ('middle', 11), 12, 13, 14, 15], [30, ('stolen', 31), ('outer', None)])
print(shared())  # expect: ([8, 9, 10, ('middle', 11), 12, 13, 14, 15], [30, ('stolen', 31), ('outer', None)])

def sends(n):
    def inner():
        total = 0
        while True:
            x = yield total
            if x is None: return total
            total += x
    def middle(results):
        while True: results.append((yield from inner()))
    results = []
    source = middle(results)
    next(source)
    for i in range(n): source.send(i if i % 10 else None)
    source.close()
    return len(results), sum(results), source.gi_frame is None if hasattr(source, 'gi_frame') else True
print(sends(2000))  # expect: (200, 1782045, True)

def throws():
    def inner():
        while True:
            try: yield 1
            except KeyError: yield 2
    def outer(): yield from inner()
    source, out = outer(), []
    for i, x in enumerate(source):
        out.append(x)
        if i % 3 == 0: out.append(source.throw(KeyError))
        if i > 50: source.close()
    return sum(out), len(out)
print(throws())  # expect: (88, 70)

def bottomless():
    yield from bottomless()
try: list(bottomless())
except RecursionError as error: print(type(error).__name__)
# expect: RecursionError

def returns_itself():
    class Bad:
        def __iter__(self): return 5
    def use(): yield from Bad()
    try: list(use())
    except TypeError as error: return str(error)
print(returns_itself())  # expect: iter() returned non-iterator of type 'int'
