"""Loops with else, break and continue, chained comparison, conditional expressions, match."""
for i in range(5):
    if i == 3: break
else:
    print("not here")
print(i)  # expect: 3
for i in []: pass
else: print("else of for", i)
# expect: else of for 3
n = 0
while n < 3: n += 1
else: print("else of while", n)
# expect: else of while 3
def primes(limit):
    found = []
    for candidate in range(2, limit):
        for p in found:
            if p * p > candidate: found.append(candidate); break
            if candidate % p == 0: break
        else:
            found.append(candidate)
    return found
print(primes(50))  # expect: [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]
def classify(value):
    match value:
        case 0: return "zero"
        case int(n) if n < 0: return f"negative {n}"
        case int() | float(): return "number"
        case "a" | "b" as letter: return f"letter {letter}"
        case []: return "empty"
        case [x]: return f"one {x}"
        case [x, y, *rest]: return f"many {x} {y} {rest}"
        case {"type": "point", "x": x, **others}: return f"point {x} {others}"
        case Point(x=0, y=y): return f"on axis {y}"
        case Point(x, y): return f"at {x},{y}"
        case None: return "none"
        case _: return "other"
class Point:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
for value in (0, -5, 7, 2.5, "a", "z", [], [1], (1, 2, 3), {"type": "point", "x": 3, "q": 1}, Point(0, 4), Point(1, 2), None, object):
    print(classify(value))
# expect: zero
# expect: negative -5
# expect: number
# expect: number
# expect: letter a
# expect: other
# expect: empty
# expect: one 1
# expect: many 1 2 [3]
# expect: point 3 {'q': 1}
# expect: on axis 4
# expect: at 1,2
# expect: none
# expect: other
def search(grid, wanted):
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell == wanted: return r, c
    return None
print(search([[1, 2], [3, 4]], 3), search([], 1))  # expect: (1, 0) None
outer = []
for a in range(4):
    if a == 2: continue
    for b in range(4):
        if b == a: continue
        if b == 3: break
        outer.append((a, b))
print(outer)  # expect: [(0, 1), (0, 2), (1, 0), (1, 2), (3, 0), (3, 1), (3, 2)]
i = 10
while True:
    i -= 1
    if i % 2: continue
    if i < 4: break
print(i)  # expect: 2
calls = []
def c(v): calls.append(v); return v
print(c(1) < c(5) < c(3) < c(9), calls, c(0) or c("") or c("end"), c(1) and c(0) and c(2), calls)
# expect: False [1, 5, 3, 0, '', 'end', 1, 0] end 0 [1, 5, 3, 0, '', 'end', 1, 0]
print("big" if 5 > 3 else "small", [("odd", "even")[k % 2 == 0] for k in range(3)], (lambda: (yield))().__class__.__name__)
# expect: big ['even', 'odd', 'even'] generator
if 0: pass
elif "": pass
elif [0]: print("truth of a list")
else: print("wrong")
# expect: truth of a list
for x in range(3):
    try: pass
    finally:
        if x == 1: print("finally", x)
# expect: finally 1
print(range(10)[2:8:3], range(3) == range(0, 3, 1), len(range(10**15)), 5 in range(0, 10, 5), range(5).index(3), list(range(0)), range(2, 10, 3)[-1])
# expect: range(2, 8, 3) True 1000000000000000 True 3 [] 8
