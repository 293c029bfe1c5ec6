"""One place, many classes: methods, operators and attributes of growing sets of kinds."""
class Shape:
    def area(self): return 0
class Square(Shape):
    def __init__(self, s): self.s = s
    def area(self): return self.s**2
class Rect(Shape):
    def __init__(self, a, b): self.a, self.b = a, b
    def area(self): return self.a * self.b
class Unit(Shape):
    def area(self): return 1
def total(shapes, n):
    t = 0
    for i in range(n): t += shapes[i % len(shapes)].area()
    return t
print(total([Square(2)], 1000), total([Square(2), Rect(2, 3)], 1000), total([Square(2), Rect(2, 3), Unit(), Shape()], 1000))
# expect: 4000 5000 2750
many = [type(f"K{i}", (Shape,), {"area": (lambda v: lambda self: v)(i)})() for i in range(20)]
print(total(many, 2000), total([Square(1.5)], 1000))  # expect: 19000 2250.0
class Num:
    def __init__(self, v): self.v = v
    def __add__(self, o): return Num(self.v + (o.v if isinstance(o, Num) else o))
    def __radd__(self, o): return Num(o + self.v)
    def __lt__(self, o): return self.v < (o.v if isinstance(o, Num) else o)
    def __eq__(self, o): return self.v == (o.v if isinstance(o, Num) else o)
def add(items, start):
    t = start
    for x in items: t = t + x
    return t
print(add([1] * 500 + [Num(5)] * 500, 0).v, add([Num(1), 2, 2.5] * 300, 0).v, add([Num(1)] * 600, Num(0)).v)
# expect: 3000 1650.0 600
def smallest(items):
    best = items[0]
    for x in items:
        if x < best: best = x
    return best
print(smallest([Num(i * 31 % 97 + 1) for i in range(600)]).v, smallest([3, 2.5, True] * 200))  # expect: 1 True
def visit(node):
    if isinstance(node, int): return node
    if isinstance(node, tuple): return visit(node[0]) + visit(node[1])
    if isinstance(node, list): return sum(visit(x) for x in node)
    return node()
print(sum(visit(x) for x in [1, (2, 3), [4, (5, 6)], lambda: 7] * 200))  # expect: 5600
def fizz(n):
    out = {"f": 0, "b": 0, "fb": 0, "n": 0}
    for i in range(n):
        if i % 15 == 0: out["fb"] += 1
        elif i % 3 == 0: out["f"] += 1
        elif i % 5 == 0: out["b"] += 1
        else: out["n"] += 1
    return out
print(fizz(3000))  # expect: {'f': 800, 'b': 400, 'fb': 200, 'n': 1600}
def collatz(n):
    best = steps_best = 0
    for start in range(1, n):
        x, steps = start, 0
        while x != 1:
            x = x // 2 if x % 2 == 0 else 3 * x + 1
            steps += 1
        if steps > steps_best: best, steps_best = start, steps
    return best, steps_best
print(collatz(1500))  # expect: (1161, 181)
def twelve(n):
    total = 0
    for i in range(n):
        k = i * 7 % 12
        if k == 0: total += 1
        elif k == 1: total += 20
        elif k == 2: total -= 3
        elif k == 3: total ^= 5
        elif k == 4: total += 7
        elif k == 5: total |= 1
        elif k == 6: total += 11
        elif k == 7: total -= 13
        elif k == 8: total += 2
        elif k == 9: total += 4
        elif k == 10: total -= 9
        else: total += 6
    return total
print(twelve(5000))  # expect: 13342
