# Classes whose instances get their attributes from outside the class body: dataclasses, methods set later, bags.
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass
class Point:
    x: int
    y: int = 3
    count: ClassVar[int] = 0
    tags: list = field(default_factory=list)


@dataclass
class Deep(Point):
    z: float = 0.5

    def total(self):
        return self.x + self.y + self.z


@dataclass(slots=True)
class Slotted:
    a: int
    b: int = 2


@dataclass(frozen=True, order=True)
class Frozen:
    a: int
    b: int = 2


class Bag:
    pass


class Small(Bag):
    def __init__(self, v):
        self.v = v


def init(self, a, b):
    self.a = a
    self.b = b


Late = type("Late", (), {})
Late.__init__ = init


def points(n):
    total = 0
    for i in range(n):
        p = Point(i)
        d = Deep(i, z=1.0)
        s = Slotted(i)
        f = Frozen(i, b=i)
        total += p.x + p.y + d.total() + s.a + s.b + f.a + f.b + (f < Frozen(i + 1)) + len(p.tags)
        p.extra = i
        total += p.extra
    return total, p, d, s, f


def bags(n, names):
    total = 0
    for i in range(n):
        b = Bag()
        for name in names:
            setattr(b, name, i)
        s = Small(i)
        s.w = i
        b.first = s
        l = Late(i, 1)
        total += b.first.v + b.first.w + l.a + l.b + len(vars(b))
    return total, sorted(vars(b)), sorted(vars(s))


print(points(300))
# expect: (272100.0, Point(x=299, y=3, tags=[]), Deep(x=299, y=3, tags=[], z=1.0), Slotted(a=299, b=2), Frozen(a=299, b=299))
print(bags(300, ["a", "b"]))  # expect: (135750, ['a', 'b', 'first'], ['v', 'w'])
print(bags(300, ["q%d" % i for i in range(60)])[0])  # expect: 153150


def local_classes(turns, n):
    sums = []
    for k in range(turns):
        @dataclass
        class P:
            x: int
            y: int = k
        s = 0
        for i in range(n):
            p = P(i)
            s += p.x + p.y
        sums.append(s)
    return sums


print(local_classes(30, 50))
# expect: [1225, 1275, 1325, 1375, 1425, 1475, 1525, 1575, 1625, 1675, 1725, 1775, 1825, 1875, 1925, 1975, 2025, 2075, 2125, 2175, 2225, 2275, 2325, 2375, 2425, 2475, 2525, 2575, 2625, 2675]
