"""Instances that `__new__` makes, named tuples and attributes set past `__setattr__`, under compiled loops."""
from collections import namedtuple
from dataclasses import dataclass
from typing import NamedTuple
P = namedtuple("P", "x y z", defaults=(7,))
class Q(NamedTuple):
    a: int
    b: int = 2
    def total(self): return self.a + self.b
class R(P):
    def __new__(cls, x): return super().__new__(cls, x, x + 1)
    def size(self): return len(self) + self.z
def tuples(n):
    total = 0
    for i in range(n):
        p = P(i, 2); q = Q(i, b=3); r = R(i)
        x, y, z = p
        total += p.x + p.z + y + q.total() + q[1] + r.size() + r.y + (p == (i, 2, 7)) + p._replace(x=1).x
    return total, p, q, r, type(r).__name__
print(tuples(2000))  # expect: (6053000, P(x=1999, y=2, z=7), Q(a=1999, b=3), R(x=1999, y=2000, z=7), 'R')
class One:
    instance = None
    def __new__(cls, *arguments):
        if cls.instance is None: cls.instance = super().__new__(cls)
        cls.instance.count = getattr(cls.instance, "count", 0) + 1
        return cls.instance
class Chooser:
    def __new__(cls, kind, value=0):
        if kind == 1: return Chosen.__new__(Chosen, kind)
        if kind == 2: return 5
        if kind == 3: raise ValueError(kind)
        o = object.__new__(cls)
        o.value = value
        return o
class Chosen(Chooser):
    def __new__(cls, kind): return object.__new__(cls)
    def __init__(self, kind, value=0): self.value = value * 100 + kind
class Bad:
    def __new__(cls): return object.__new__(cls)
class Worse(Bad):
    def __init__(self): return 5
def made(n):
    total = errors = 0
    for i in range(n):
        total += One(1, 2) is One()
        try:
            c = Chooser(i % 4, value=i)
            total += c if c == 5 else c.value
        except ValueError: errors += 1
    return total, errors, One.instance.count
print(made(2000))  # expect: (50454000, 500, 4000)
def late_init(n):
    class L:
        def __new__(cls, v): return object.__new__(cls)
    seen = []
    for i in range(n):
        o = L(i)
        if i == n // 2: L.__init__ = lambda self, v: setattr(self, "v", v)
        if i in (n // 2 + 1, n - 1): seen.append(o.v)
    return seen
print(late_init(1000))  # expect: [501, 999]
@dataclass(frozen=True)
class Frozen:
    a: int
    b: int = 3
class Forward:
    def __init__(self, target): object.__setattr__(self, "target", target)
    def __getattr__(self, name): return getattr(self.target, name)
    def __setattr__(self, name, value): setattr(self.target, name, value)
class Slotted:
    __slots__ = ("a", "b")
    def __setattr__(self, name, value): object.__setattr__(self, name, value * 2)
def past_setattr(n):
    total = errors = 0
    class Target: pass
    for i in range(n):
        f = Frozen(i); s = Slotted(); s.a = i
        t = Target(); w = Forward(t); w.x = i
        total += f.a + f.b + s.a + w.x + t.x
        try: f.a = 1
        except AttributeError: errors += 1
        try: s.c = 1
        except AttributeError: errors += 1
        if i % 50 == 0:
            try: object.__setattr__(5, "a", 1)
            except AttributeError: errors += 1
            try: object.__setattr__(Target, "a", 1)
            except TypeError: errors += 1
    return total, errors
print(past_setattr(1000))  # expect: (2500500, 2040)
class Visitor:
    def __init__(self): self.log = 0
    def visit(self, node): return getattr(self, "visit_" + node.__class__.__name__)(node)
    def other(self, node): return getattr(self, f"visit_{type(node).__name__}", self.rest)(node)
    def visit_int(self, node): self.log += node; return 1
    def visit_str(self, node): return len(node)
    def visit_P(self, node): return self.visit(node.x)
    def rest(self, node): return 100
def visited(n):
    v, total = Visitor(), 0
    for i in range(n):
        node = (i, "text", P(i, 1), 2.5)[i & 3]
        total += v.other(node)
        if i & 3 < 3: total += v.visit(node)
        if i == n // 2: Visitor.visit_str = lambda self, node: 1000
        if i == n // 2 + 10: P.__name__ = "float"; Visitor.visit_float = lambda self, node: 7
    P.__name__ = "P"
    return total, v.log
print(visited(1000))  # expect: (267025, 314536)
class Root:
    made = 0
    @classmethod
    def make(cls, v): o = cls.__new__(cls); o.v = v; return o
    @staticmethod
    def scale(v): return v * 2
class Middle(Root):
    @classmethod
    def make(cls, v): return super().make(v + 1)
    @staticmethod
    def scale(v): return Root.scale(v) + 1
class Leaf(Middle):
    def __new__(cls): return super().__new__(cls)
    @classmethod
    def make(cls, v): o = super().make(v); o.twice = super().scale(v); return o
def through_super(n):
    total, names = 0, set()
    for i in range(n):
        o = (Leaf, Middle)[i & 1].make(i)
        total += o.v + getattr(o, "twice", 0)
        names.add(type(o).__name__)
        if i == n // 2: Root.make = classmethod(lambda cls, v: cls.new(v)); Root.new = classmethod(lambda cls, v: Plainest(v))
    return total, sorted(names)
class Plainest:
    def __init__(self, v): self.v = v
print(through_super(1000))  # expect: (1000000, ['Leaf', 'Middle', 'Plainest'])
