"""Descriptors written in Python, in hot loops: data and other ones, beside instance dicts, of classes, changed on the way."""


class Typed:
    def __set_name__(self, owner, name):
        self.name = name

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        return instance.__dict__[self.name]

    def __set__(self, instance, value):
        if value < 0:
            raise ValueError(self.name)
        instance.__dict__[self.name] = value


class Point:
    x = Typed()
    y = Typed()

    def __init__(self, x, y):
        self.x = x
        self.y = y


def typed(count):
    point, total, refused = Point(1, 2), 0, 0
    for i in range(count):
        try:
            point.x = i % 9 - 1
        except ValueError:
            refused += 1
        total += point.x + point.y
    return total, refused


print(typed(5000))  # expect: (29432, 556)
print(Point.x is Point.__dict__["x"], vars(Point(3, 4)))  # expect: True {'x': 3, 'y': 4}


class Hidden:
    def __init__(self, name):
        self.name = name

    def __get__(self, instance, owner=None):
        return getattr(instance, self.name)

    def __set__(self, instance, value):
        setattr(instance, self.name, value)


class Pair:
    left = Hidden("_left")
    right = Hidden("_right")


def hidden(count):
    total = 0
    for i in range(count):
        pair = Pair()
        pair.left, pair.right = i, -1
        total += pair.left * pair.right
    return total, sorted(vars(pair))


print(hidden(4000))  # expect: (-7998000, ['_left', '_right'])


class Scaled:
    """Not a data descriptor: instances may hide it."""

    def __init__(self, factor):
        self.factor = factor

    def __get__(self, instance, owner=None):
        return self.factor * instance.value


class Value:
    scaled = Scaled(3)

    def __init__(self, value):
        self.value = value


def scaled(values):
    total = 0
    for value in values:
        total += value.scaled
    return total


values = [Value(i) for i in range(3000)]
print(scaled(values))  # expect: 13495500
values[7].scaled = 1000000
values[8].__dict__["scaled"] = 2000000
print(scaled(values))  # expect: 16495455
Scaled.__set__ = lambda self, instance, value: None
print(scaled(values))  # expect: 13495500
values[9].scaled = 5
print(values[9].__dict__)  # expect: {'value': 9}
del Scaled.__set__
print(scaled(values))  # expect: 16495455


class OnlySet:
    """Without `__get__` the instance's own value is read, and else the descriptor."""

    def __set__(self, instance, value):
        instance.__dict__["size"] = value + 1


class Sized:
    size = OnlySet()


def sizes(count):
    total, sized = 0, Sized()
    bare = sized.size is Sized.__dict__["size"]
    for i in range(count):
        sized.size = i
        total += sized.size
    return total, bare


print(sizes(3000))  # expect: (4501500, True)


class OfClass:
    def __get__(self, instance, owner):
        return owner.__name__ if instance is None else "instance"


class Base:
    kind = OfClass()


class Derived(Base):
    pass


def kinds(count):
    found = {}
    for i in range(count):
        for where in Base, Derived, Derived():
            found[where.kind] = found.get(where.kind, 0) + 1
    return found


print(kinds(1000))  # expect: {'Base': 1000, 'Derived': 1000, 'instance': 1000}


class Bound:
    def __get__(self, instance, owner=None):
        return lambda number: instance.value + number


class Caller:
    call = Bound()

    def __init__(self, value):
        self.value = value


def calls(count):
    total, caller = 0, Caller(10)
    caller.__dict__
    for i in range(count):
        total += caller.call(i)
    return total


print(calls(2000))  # expect: 2019000


class Wrong:
    def __get__(self, instance, owner=None):
        raise AttributeError("not here")


class Fallback:
    wrong = Wrong()

    @property
    def also(self):
        raise AttributeError("nor here")

    def __getattr__(self, name):
        return len(name)


def fallbacks(count):
    total, fallback = 0, Fallback()
    for i in range(count):
        total += fallback.wrong + fallback.also
    return total


print(fallbacks(2000))  # expect: 18000


class Later:
    """Becomes a descriptor."""


class Other(Later):
    def __get__(self, instance, owner=None):
        return 7


class Holder:
    plain = Later()


def plains(count):
    holder, found = Holder(), set()
    for i in range(count):
        value = holder.plain
        found.add(value if isinstance(value, int) else "plain")
        if i == count // 4:
            Later.__get__ = lambda self, instance, owner=None: i
        elif i == count // 2:
            Holder.__dict__["plain"].__class__ = Other
    return sorted(map(str, found)), Holder.plain


result, last = plains(4000)
print(len(result), result[-1], last)  # expect: 1002 plain 7
