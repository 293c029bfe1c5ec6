# Patterns whose subjects change their class, keys and attributes; defaults and named arguments that change.
from collections import namedtuple, deque, OrderedDict
from collections.abc import Sequence


class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x = x
        self.y = y


class Lazy:
    __match_args__ = ("double", "missing")

    def __init__(self, v):
        self.v = v

    @property
    def double(self):
        return self.v * 2


class Strange(dict):
    def get(self, key, default=None):
        return "strange"


class Late:
    def __len__(self):
        return 2

    def __getitem__(self, i):
        return [5, 6][i]


Pair = namedtuple("Pair", "left right")


def shape(x):
    match x:
        case 0 | 1:
            return "small"
        case Point(0, 0):
            return "origin"
        case Point(x=0, y=b):
            return ("on y", b)
        case Point(a, b) if a == b:
            return ("diagonal", a)
        case Point():
            return "point"
        case Lazy(d, m):
            return ("never", d, m)
        case Lazy(d):
            return ("lazy", d)
        case Pair(a, b):
            return ("pair", a, b)
        case {"kind": "add", "args": [a, b]}:
            return a + b
        case {"kind": "neg", **rest}:
            return sorted(rest)
        case {"k": v}:
            return ("k", v)
        case {1: v, 2: w}:
            return (v, w)
        case bool(b):
            return ("bool", b)
        case int(n):
            return ("int", n)
        case float(f):
            return ("float", f)
        case str(s):
            return ("str", s)
        case bytes():
            return "bytes"
        case [a]:
            return ("one", a)
        case [a, b]:
            return ("two", a, b)
        case [a, *_, b]:
            return ("ends", a, b)
        case None:
            return "none"
        case object(x=_):
            return "x"
        case _:
            return "other"


subjects = [
    0, True, False, Point(0, 0), Point(0, 3), Point(4, 4), Point(4, 5), Lazy(3), Pair(1, 2),
    {"kind": "add", "args": [2, 3]}, {"kind": "neg", "b": 1, "a": 2}, {"k": 7}, {1: 2, 2: 3}, {}, {"z": 1},
    77, 2**70, 1.5, "text", b"bytes", [1], (1, 2), [1, 2, 3], (9, 8, 7, 6), [], deque([1, 2]), None, range(3), len,
    Strange(k=1), Strange(), OrderedDict(k=8), Late(),
]
seen = []
for turn in range(60):
    results = [shape(s) for s in subjects]
    if results not in seen:
        seen.append(results)
for result in seen[0]:
    print(result)
# expect: small
# expect: small
# expect: small
# expect: origin
# expect: ('on y', 3)
# expect: ('diagonal', 4)
# expect: point
# expect: ('lazy', 6)
# expect: ('pair', 1, 2)
# expect: 5
# expect: ['a', 'b']
# expect: ('k', 7)
# expect: (2, 3)
# expect: other
# expect: other
# expect: ('int', 77)
# expect: ('int', 1180591620717411303424)
# expect: ('float', 1.5)
# expect: ('str', 'text')
# expect: bytes
# expect: ('one', 1)
# expect: ('two', 1, 2)
# expect: ('ends', 1, 3)
# expect: ('ends', 9, 6)
# expect: other
# expect: ('two', 1, 2)
# expect: none
# expect: ('ends', 0, 2)
# expect: other
# expect: ('k', 'strange')
# expect: other
# expect: ('k', 8)
# expect: other
print(len(seen))  # expect: 1


def run(s):
    last = None
    for _ in range(300):
        last = shape(s)
    return last


late = Late()
print(run(late))  # expect: other
Sequence.register(Late)
print(run(late))  # expect: ('two', 5, 6)
p = Point(4, 5)
print(run(p))  # expect: point
Point.__match_args__ = ("y", "x")
p.x = 0
print(run(p))  # expect: ('on y', 5)
Point.__match_args__ = ("y",)
for _ in range(3):
    try:
        print(run(p))
    except TypeError as error:
        print(error)
# expect: Point() accepts 1 positional sub-pattern (2 given)
# expect: Point() accepts 1 positional sub-pattern (2 given)
# expect: Point() accepts 1 positional sub-pattern (2 given)
del p.y
try:
    print(run(p))
except TypeError as error:
    print(error)
# expect: Point() accepts 1 positional sub-pattern (2 given)


class Names:
    a = "a"
    b = "b"


def two(m):
    total = 0
    for _ in range(200):
        match m:
            case {Names.a: x, Names.b: y}:
                total += x + y
            case _:
                total -= 1
    return total


print(two({"a": 1, "b": 2}))  # expect: 600
Names.b = "a"
try:
    print(two({"a": 1, "b": 2}))
except ValueError as error:
    print(error)
# expect: mapping pattern checks duplicate key ('a')
Names.b = "c"
print(two({"a": 1, "b": 2}))  # expect: -200


def star(x):
    total = []
    for _ in range(100):
        a, *b, c = x
        total = [a, b, c]
        b.append(1)
    return total


print(star((1, 2)), star([1, 2, 3]), star(range(5)), star("abcd"))
# expect: [1, [1], 2] [1, [2, 1], 3] [0, [1, 2, 3, 1], 4] ['a', ['b', 'c', 1], 'd']
try:
    star([1])
except ValueError as error:
    print(error)
# expect: not enough values to unpack (expected at least 2, got 1)


def options(a, b=2, *args, c=3, d=4, **kw):
    return a, b, args, c, d, sorted(kw.items())


def passing(*args, **kw):
    return options(*args, **kw)


def calls(n):
    result = None
    for i in range(n):
        result = [options(1), options(1, d=i), options(1, 2, 3, e=5), passing(1), passing(1, c=i, z=i), passing(1, 2, 3, d=5)]
    return result


print(calls(200))
# expect: [(1, 2, (), 3, 4, []), (1, 2, (), 3, 199, []), (1, 2, (3,), 3, 4, [('e', 5)]), (1, 2, (), 3, 4, []), (1, 2, (), 199, 4, [('z', 199)]), (1, 2, (3,), 3, 5, [])]
options.__kwdefaults__["d"] = "changed"
print(calls(200))
# expect: [(1, 2, (), 3, 'changed', []), (1, 2, (), 3, 199, []), (1, 2, (3,), 3, 'changed', [('e', 5)]), (1, 2, (), 3, 'changed', []), (1, 2, (), 199, 'changed', [('z', 199)]), (1, 2, (3,), 3, 5, [])]
options.__kwdefaults__ = {"z": 0, "y": 0, "d": 1, "c": 2}
print(calls(200))
# expect: [(1, 2, (), 2, 1, []), (1, 2, (), 2, 199, []), (1, 2, (3,), 2, 1, [('e', 5)]), (1, 2, (), 2, 1, []), (1, 2, (), 199, 1, [('z', 199)]), (1, 2, (3,), 2, 5, [])]
del options.__kwdefaults__["z"]
print(calls(200))
# expect: [(1, 2, (), 2, 1, []), (1, 2, (), 2, 199, []), (1, 2, (3,), 2, 1, [('e', 5)]), (1, 2, (), 2, 1, []), (1, 2, (), 199, 1, [('z', 199)]), (1, 2, (3,), 2, 5, [])]
del options.__kwdefaults__["d"]
try:
    print(calls(200))
except TypeError as error:
    print(error)
# expect: options() missing 1 required keyword-only argument: 'd'


def deleted(n):
    result = None
    for i in range(n):
        d = {"a": 1, "c": i}
        if i % 3 == 0:
            d["q"] = 1
        if i % 5 == 0:
            del d["c"]
        k = "".join(["d"])
        d[k] = i
        result = options(**d)
    return result


options.__kwdefaults__ = {"c": 3, "d": 4}
print(deleted(200), deleted(196), deleted(190))
# expect: (1, 2, (), 199, 199, []) (1, 2, (), 3, 195, [('q', 1)]) (1, 2, (), 189, 189, [('q', 1)])
