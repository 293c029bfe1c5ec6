"""Threads add attributes to the same objects while others read them in hot loops."""
import threading
class Thing: pass
def run(*targets):
    threads = [threading.Thread(target=t, args=a) for t, a in targets]
    for t in threads: t.start()
    for t in threads: t.join()
wrong = []
for round in range(20):
    things = [Thing() for _ in range(200)]
    for t in things: t.base = 7
    def a():
        for t in things: t.a = 1
    def b():
        for t in things: t.b = 2
    def c():
        for t in things: t.c = 3; t.base = 7
    def read():
        for _ in range(15):
            for t in things:
                if t.base != 7: wrong.append(("base", t.base))
                x = getattr(t, "a", 1)
                if x != 1: wrong.append(("a", x))
                x = getattr(t, "b", 2)
                if x != 2: wrong.append(("b", x))
    run((a, ()), (b, ()), (c, ()), (read, ()))
    for t in things:
        if (t.base, t.a, t.b, t.c) != (7, 1, 2, 3) or vars(t) != dict(base=7, a=1, b=2, c=3): wrong.append(vars(t))
print(wrong)  # expect: []
# A counter of each thread in one object.
class Counters: pass
counters = Counters()
def bump(name):
    setattr(counters, name, 0)
    for _ in range(3000): setattr(counters, name, getattr(counters, name) + 1)
run(*[(bump, (f"n{k}",)) for k in range(4)])
print(sorted(vars(counters).items()))  # expect: [('n0', 3000), ('n1', 3000), ('n2', 3000), ('n3', 3000)]
# Deleting and adding.
victim = Thing()
def flip(name):
    for i in range(1500):
        setattr(victim, name, i)
        if getattr(victim, name) != i: wrong.append((name, i))
        delattr(victim, name)
run(*[(flip, (f"f{k}",)) for k in range(4)])
print(wrong, vars(victim))  # expect: [] {}
# Initializers run in all threads, of one class and of classes made meanwhile.
class Point:
    def __init__(self, x, y): self.x = x; self.y = y
def points(k, out):
    total = 0
    for i in range(4000):
        p = Point(i, k)
        total += p.x - i + p.y
        if not i % 500:
            class Local(Point):
                def __init__(self, x): super().__init__(x, k); self.z = x
            q = Local(i)
            total += q.z - q.x
    out.append((k, total))
out = []
run(*[(points, (k, out)) for k in range(4)])
print(sorted(out))  # expect: [(0, 0), (1, 4000), (2, 8000), (3, 12000)]
class Slotted:
    __slots__ = ("a", "b", "c", "d")
s = Slotted()
def slots(name):
    for i in range(3000): setattr(s, name, i)
run(*[(slots, (n,)) for n in "abcd"])
print(s.a, s.b, s.c, s.d)  # expect: 2999 2999 2999 2999
