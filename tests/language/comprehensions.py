"""Comprehensions: scopes, nesting, conditions, side effects, walrus."""
print([x * y for x in range(3) for y in range(x) if x], {x: x**2 for x in range(4)}, {x % 2 for x in range(5)}, list((x for x in [])), [x if x % 2 else -x for x in range(4)])
# expect: [0, 0, 2] {0: 0, 1: 1, 2: 4, 3: 9} {0, 1} [] [0, 1, -2, 3]
x = "kept"
[x for x in range(3)]
print(x)  # expect: kept
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [cell for row in matrix for cell in row if cell % 2 == 0])
# expect: [[1, 4], [2, 5], [3, 6]] [2, 4, 6]
print([(a, b) for a, b in {"k": 1, "l": 2}.items()], [a + b for (a, *_), b in [((1, 2), 3)]], {a: b for a, b in zip("ab", [1, 2]) if b > 1})
# expect: [('k', 1), ('l', 2)] [4] {'b': 2}
def scope():
    factor = 3
    return [factor * i for i in range(3)], [(lambda: i * factor)() for i in range(2)], [f() for f in [lambda: i for i in range(3)]]
print(scope())  # expect: ([0, 3, 6], [0, 3], [2, 2, 2])
class K:
    n = 3
    items = [i for i in range(n)]
    try:
        bad = [n for _ in range(1)]
    except NameError as error:
        bad = str(error)
print(K.items, K.bad)  # expect: [0, 1, 2] name 'n' is not defined
print([last := v for v in range(3)], last, [w for v in "ab" if (w := v * 2)])  # expect: [0, 1, 2] 2 ['aa', 'bb']
def deep(n): return [deep(n - 1) for _ in range(2)] if n else 0
print(deep(3))  # expect: [[[0, 0], [0, 0]], [[0, 0], [0, 0]]]
order = []
def note(v): order.append(v); return v
{note(("k", i)): note(("v", i)) for i in range(2)}
print(order)  # expect: [('k', 0), ('v', 0), ('k', 1), ('v', 1)]
try:
    [1 / i for i in [1, 0]]
except ZeroDivisionError as error:
    print(error)
# expect: division by zero
print(sorted({(i, j) for i in range(2) for j in range(2) if i != j}), [i for i in range(20) if i % 2 if i % 3])
# expect: [(0, 1), (1, 0)] [1, 5, 7, 11, 13, 17, 19]
g = (note(i) for i in range(3))
print(len(order), next(g), len(order), [*g], sum(i for i in range(4)))  # expect: 4 0 5 [1, 2] 6
print([y for x in [1, 2] for y in [x, x * 10]], [i for i in (j for j in (k for k in range(3)))], dict([(k, v) for v, k in enumerate("xyz")]))
# expect: [1, 10, 2, 20] [0, 1, 2] {'x': 0, 'y': 1, 'z': 2}
def many():
    a, b, c, d = 1, 2, 3, 4
    return [[a, b, c, d, i, j] for i in range(2) for j in range(2)]
print(many())  # expect: [[1, 2, 3, 4, 0, 0], [1, 2, 3, 4, 0, 1], [1, 2, 3, 4, 1, 0], [1, 2, 3, 4, 1, 1]]
