# Attributes that are missing, that classes have, that are bound to classes, set by properties; and what changes them.
class Base:
    limit = 3

    def __init__(self, v):
        self.v = v

    @staticmethod
    def plus(a, b):
        return a + b

    @classmethod
    def named(cls, x):
        return cls.__name__ + str(x)

    @property
    def double(self):
        return self.v * 2

    @double.setter
    def double(self, value):
        self.v = value // 2


class Derived(Base):
    limit = 5


class Meta(type):
    @property
    def shown(cls):
        return "shown " + cls.__name__

    def __getattr__(cls, name):
        return "meta " + name


class Odd(metaclass=Meta):
    known = 1


class Asked:
    def __getattr__(self, name):
        if name == "no":
            raise AttributeError(name)
        return name


class Slotted:
    __slots__ = ("a", "b")


def missing(object, i):
    try:
        if i & 1:
            return object.nothing
        return object.method(1)
    except AttributeError as error:
        return error.args[0], error.name, error.obj is object


def work(n):
    seen = {}

    def note(*values):
        for value in values:
            seen[repr(value)] = seen.get(repr(value), 0) + 1

    base, derived, slotted, asked = Base(1), Derived(2), Slotted(), Asked()
    slotted.a = 1
    for i in range(n):
        note(missing(base, i), missing(derived, i), missing(slotted, i), missing([], i), missing(asked, 1))
        for cls in (Base, Derived):
            note(cls.limit, cls.plus(i & 1, 1), cls.named(i & 1), Base.double is Derived.double)
        note(base.plus(1, 2), derived.plus(2, 3), base.named(1), derived.named(2))
        base.double = i & 6
        derived.double += 2
        note(base.v, derived.double > 0, Odd.known, Odd.other, Odd.shown)
        note(getattr(base, "v"), getattr(base, "no", 7), hasattr(base, "v"), hasattr(base, "no"),
             getattr(derived, "limit", None), getattr(slotted, "b", "unset"), hasattr(slotted, "a"),
             getattr(asked, "no", "none"), hasattr(asked, "yes"), getattr(Base, "limit"), getattr(3, "real"))
        note(getattr(base, "v" if i & 1 else "limit"), callable(getattr(base, "__init__")))
        if i == n // 2:
            Base.limit = 4
            Derived.plus = staticmethod(lambda a, b: a * b)
            Base.named = classmethod(lambda cls, x: "new" + cls.__name__ + str(x))
            Base.no = 8
        if i == n * 3 // 4:
            del Derived.limit, Base.no
            Derived.nothing = property(lambda self: self.v > 0)
            Base.__name__ = "Renamed"
            slotted.b = 2
    return seen


for line, count in sorted(work(200).items()):
    print(count, line)
# expect: 51 'Base0'
# expect: 151 'Base1'
# expect: 51 'Derived0'
# expect: 50 'Derived1'
# expect: 101 'Derived2'
# expect: 200 'meta other'
# expect: 25 'newBase0'
# expect: 75 'newBase1'
# expect: 49 'newDerived0'
# expect: 50 'newDerived1'
# expect: 99 'newDerived2'
# expect: 24 'newRenamed0'
# expect: 74 'newRenamed1'
# expect: 200 'none'
# expect: 200 'nothing'
# expect: 200 'shown Odd'
# expect: 151 'unset'
# expect: 76 ("'Base' object has no attribute 'method'", 'method', True)
# expect: 75 ("'Base' object has no attribute 'nothing'", 'nothing', True)
# expect: 100 ("'Derived' object has no attribute 'method'", 'method', True)
# expect: 75 ("'Derived' object has no attribute 'nothing'", 'nothing', True)
# expect: 24 ("'Renamed' object has no attribute 'method'", 'method', True)
# expect: 25 ("'Renamed' object has no attribute 'nothing'", 'nothing', True)
# expect: 100 ("'Slotted' object has no attribute 'method'", 'method', True)
# expect: 100 ("'Slotted' object has no attribute 'nothing'", 'nothing', True)
# expect: 100 ("'list' object has no attribute 'method'", 'method', True)
# expect: 100 ("'list' object has no attribute 'nothing'", 'nothing', True)
# expect: 174 0
# expect: 526 1
# expect: 324 2
# expect: 778 3
# expect: 345 4
# expect: 403 5
# expect: 99 6
# expect: 150 7
# expect: 50 8
# expect: 150 False
# expect: 1475 True


import abc
from contextlib import contextmanager


class Sized(abc.ABC):
    def __init__(self, n):
        self.n = n

    @abc.abstractmethod
    def __len__(self):
        ...


class Exact(Sized):
    def __len__(self):
        return self.n

    def __delattr__(self, name):
        seen_deletes.append(name)
        super().__delattr__(name)


seen_deletes = []


@contextmanager
def doubled(x):
    yield x * 2


def sizes(n):
    total, errors = 0, []
    for i in range(n):
        exact = Exact(i if i != n - 9 else -1)
        try:
            total += len(exact)
            exact.n = "two" if i == n - 5 else True
            total += len(exact)
            del exact.n
            total += len(exact)
        except Exception as error:
            errors.append("%s %s" % (type(error).__name__, error))
        with doubled(i) as value:
            total += value
        plain = Base(i)
        plain.w = 1
        del plain.v
        total += hasattr(plain, "v") + plain.w
        try:
            del plain.v
        except AttributeError as error:
            total += error.name == "v"
        plain.v = 3
        total += plain.v
    try:
        Sized(1)
    except TypeError as error:
        errors.append(str(error))
    return total, len(errors), sorted(set(errors)), len(seen_deletes)


print(sizes(200))
# expect: (60507, 201, ["AttributeError 'Exact' object has no attribute 'n'", "Can't instantiate abstract class Sized without an implementation for abstract method '__len__'", "TypeError 'str' object cannot be interpreted as an integer", 'ValueError __len__() should return >= 0'], 198)
class Checked:
    def __init__(self, kind): self.kind = kind
    def __set_name__(self, owner, name): self.name = name
    def __get__(self, o, owner): return self if o is None else o.__dict__[self.name]
    def __set__(self, o, v):
        if not isinstance(v, self.kind): raise TypeError(self.name)
        o.__dict__[self.name] = v
class Spread:
    a = Checked(int)
    shared = "class"
    number = 0
    def __init__(self, a): self.a = a; self.b = 2
    def method(self): return self.b
    @property
    def double(self): return self.a * 2
class SpreadMore(Spread):
    __slots__ = ("s",)
def dictionaries(n, change):
    total, bad, o = 0, 0, SpreadMore(1)
    o.s = 5
    for i in range(n):
        o.a = i
        total += o.a + o.b + o.method() + o.double + len(o.shared) + o.s + getattr(o, "b") + o.number
        Spread.number = i & 7
        if i % 100 == 0:
            try: o.a = "text"
            except TypeError: bad += 1
            total += len(o.__dict__)
        o.c = i
        if i == n // 2: change(o)
    Spread.number = 0
    return total, bad, sorted(vars(o))
def nothing(o): pass
def shadow(o): o.method = lambda: 1000; o.shared = "of the object"
def other(o): o.__dict__ = {"a": 1, "b": 7}
def subclass(o):
    class D(dict): pass
    o.__dict__ = D(a=1, b=9)
def removed(o): o.b = 3; del o.c
def overridden(o): Spread.late = 5; Spread.method = lambda self: self.b + 1
original = Spread.method
for change in nothing, shadow, other, subclass, removed, overridden:
    print(dictionaries(1000, change))
    Spread.method = original
# expect: (1518022, 10, ['a', 'b', 'c'])
# expect: (2020024, 10, ['a', 'b', 'c', 'method', 'shared'])
# expect: (1525507, 10, ['a', 'b', 'c'])
# expect: (1528501, 10, ['a', 'b', 'c'])
# expect: (1519519, 10, ['a', 'b', 'c'])
# expect: (1518521, 10, ['a', 'b', 'c'])
def missing(n):
    o, seen = Spread(1), []
    for i in range(n):
        if i == n - 5: o.sudden = 1
        try: o.sudden
        except AttributeError as e: seen = [str(e)]
        else: seen.append(i)
    del o.b
    try: o.b
    except AttributeError as e: seen.append(str(e))
    return seen
print(missing(1000))
# expect: ["'Spread' object has no attribute 'sudden'", 995, 996, 997, 998, 999, "'Spread' object has no attribute 'b'"]
from functools import cached_property
class Lazy:
    def __init__(self, x): self.x = x
    @cached_property
    def square(self): return self.x * self.x
def lazily(n):
    total, objects = 0, [Lazy(i) for i in range(10)]
    for i in range(n):
        o = objects[i % 10]
        total += o.square + o.x
        if i % 300 == 0: o.x += 1; del o.square
    return total
print(lazily(2000))  # expect: 70424
