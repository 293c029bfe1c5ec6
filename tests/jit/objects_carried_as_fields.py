class V:
    __slots__ = ('x', 'y')
    def __init__(self, x, y): self.x = x; self.y = y
    def __add__(self, o): return V(self.x + o.x, self.y + o.y)

# The object that comes in keeps its identity where the loop is left in its first turn.
def first_turn(n):
    a = V(0, 0)
    start = a
    d = V(1, 2)
    same = 0
    for i in range(n):
        if a is start: same += 1
        a = a + d
    return a.x, a.y, same, a is start

# Two names for one object, exchanged objects.
def names(n):
    a = b = V(1, 2)
    c = V(5, 6)
    for i in range(n):
        a = b = V(a.x + b.y & 0xffff, i)
        c, e = a, c
    return a is b, c is a, e is a, a.x, e.y

def swap(n):
    a = V(1, 2); b = V(3, 4)
    for i in range(n):
        a, b = V(b.x + 1, b.y), V(a.x, a.y + 1)
    return a.x, a.y, b.x, b.y

# Escapes now and then, and at the end.
def escapes(n):
    kept = []
    a = V(0, 0.5)
    for i in range(n):
        a = V(a.x + i, a.y * 1.0001)
        if i % 50 == 49: kept.append(a)
    return len(kept), sum(k.x for k in kept), round(kept[-1].y, 6), kept[-1] is a

# Written through another name in the first turn.
def written(n):
    total = 0
    a = V(0, 0)
    other = a
    for i in range(n):
        other.x = i
        total += a.x
        a.x += 3
        a = V(a.x, total)
    return total, other.x, a.x, a.y

# Fields that change kind.
def kinds(n):
    a = V(0, None)
    for i in range(n):
        a = V(a.x + (1 if i < n // 2 else 0.5), a.x)
    return a.x, a.y

# Large integers and floats that no word holds.
def large(n):
    a = V(1, 1e300)
    for i in range(n):
        a = V(a.x * 3, a.y * 0.5 if a.y > 1e-320 else float('nan'))
    return a.x % 1000007, a.y != a.y

# A chain stays a chain.
def chain(n):
    h = None
    for i in range(n): h = V(i, h)
    s = 0
    while h is not None: s += h.x; h = h.y
    return s

# A temporary that lives into the next turn, seen from outside by an exception.
def temporary(n):
    s = 0
    v = None
    try:
        for i in range(n):
            v = V(i, s)
            s += v.x
            if i == n - 2: raise ValueError
    except ValueError:
        pass
    return v.x, v.y, s

def lists(n):
    p = [0, 1]
    t = (0, 1)
    for i in range(n):
        p = [p[1], p[0] + p[1] & 0xfffff]
        t = (t[1], t[0] + t[1] & 0xfffff)
    return p, t

for n in (1, 2, 3, 10, 700, 5000):
    for f in (first_turn, names, swap, escapes, written, kinds, large, chain, temporary, lists):
        if f in (temporary,) and n < 2: continue
        if f is escapes and n < 50: continue
        print(f.__name__, n, f(n))
# expect: first_turn 1 (1, 2, 1, False)
# expect: names 1 (True, True, False, 3, 6)
# expect: swap 1 (4, 4, 1, 3)
# expect: written 1 (0, 3, 3, 0)
# expect: kinds 1 (0.5, 0)
# expect: large 1 (3, False)
# expect: chain 1 0
# expect: lists 1 ([1, 1], (1, 1))
# expect: first_turn 2 (2, 4, 1, False)
# expect: names 2 (True, True, False, 3, 0)
# expect: swap 2 (2, 3, 4, 5)
# expect: written 2 (3, 1, 6, 3)
# expect: kinds 2 (1.5, 1)
# expect: large 2 (9, False)
# expect: chain 2 1
# expect: temporary 2 (0, 0, 0)
# expect: lists 2 ([1, 2], (1, 2))
# expect: first_turn 3 (3, 6, 1, False)
# expect: names 3 (True, True, False, 4, 1)
# expect: swap 3 (5, 5, 2, 4)
# expect: written 3 (9, 2, 9, 9)
# expect: kinds 3 (2.0, 1.5)
# expect: large 3 (27, False)
# expect: chain 3 3
# expect: temporary 3 (1, 0, 1)
# expect: lists 3 ([2, 3], (2, 3))
# expect: first_turn 10 (10, 20, 1, False)
# expect: names 10 (True, True, False, 39, 8)
# expect: swap 10 (6, 7, 8, 9)
# expect: written 10 (135, 9, 30, 135)
# expect: kinds 10 (7.5, 7.0)
# expect: large 10 (59049, False)
# expect: chain 10 45
# expect: temporary 10 (8, 28, 36)
# expect: lists 10 ([55, 89], (55, 89))
# expect: first_turn 700 (700, 1400, 1, False)
# expect: names 700 (True, True, False, 47346, 698)
# expect: swap 700 (351, 352, 353, 354)
# expect: escapes 700 (14, 1266125, 0.536252, True)
# expect: written 700 (733950, 699, 2100, 733950)
# expect: kinds 700 (525.0, 524.5)
# expect: large 700 (292959, False)
# expect: chain 700 244650
# expect: temporary 700 (698, 243253, 243951)
# expect: lists 700 ([248755, 20981], (248755, 20981))
# expect: first_turn 5000 (5000, 10000, 1, False)
# expect: names 5000 (True, True, False, 40664, 4998)
# expect: swap 5000 (2501, 2502, 2503, 2504)
# expect: escapes 5000 (100, 422811250, 0.82434, True)
# expect: written 5000 (37492500, 4999, 15000, 37492500)
# expect: kinds 5000 (3750.0, 3749.5)
# expect: large 5000 (860653, True)
# expect: chain 5000 12497500
# expect: temporary 5000 (4998, 12487503, 12492501)
# expect: lists 5000 ([285461, 212002], (285461, 212002))
