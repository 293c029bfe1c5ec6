"""`locals()` and its kin show variables that are not needed any more, in hot code too."""
import sys
def seen(a):
    b = a + 1
    c = [b]
    d = c[0] * 2
    return locals()
def by_frame(x):
    y = x * 5
    return sys._getframe().f_locals
def by_eval(n):
    k, m = n + 1, n * 2
    return eval("k + m")
def looped(n):
    total = 0
    for i in range(n):
        last = i * 3
        total += i
        shown = sorted(locals().items())
    return shown
def reassigned(a):
    a = a + 1
    b = a
    a = "new"
    return dir(), vars()
def deleted():
    gone, kept = 1, 2
    del gone
    return locals()
for _ in range(50):
    results = seen(1), by_frame(3), by_eval(4), looped(4), reassigned(1), deleted()
for result in results: print(result)
# expect: {'a': 1, 'b': 2, 'c': [2], 'd': 4}
# expect: {'x': 3, 'y': 15}
# expect: 13
# expect: [('i', 3), ('last', 9), ('n', 4), ('shown', [('i', 2), ('last', 6), ('n', 4), ('shown', [('i', 1), ('last', 3), ('n', 4), ('shown', [('i', 0), ('last', 0), ('n', 4), ('total', 0)]), ('total', 1)]), ('total', 3)]), ('total', 6)]
# expect: (['a', 'b'], {'a': 'new', 'b': 2})
# expect: {'kept': 2}
