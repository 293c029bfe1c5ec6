"""Weak references as keys: of living and dead objects, of objects with an equality of their own, and `singledispatch`."""
import functools
import gc
import weakref


class Key:
    pass


class Number:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        return self.value == other.value

    def __hash__(self):
        return self.value


class Unequal:
    __hash__ = object.__hash__

    def __eq__(self, other):
        return False


def look_up(table, keys, count):
    total = 0
    for i in range(count):
        for key in keys:
            total += table.get(weakref.ref(key), 0)
    return total


keys = [Key(), Number(1), Number(2), Unequal(), Key]
table = {weakref.ref(key, print): 1 << index for index, key in enumerate(keys)}
print(look_up(table, keys, 1000))  # expect: 23000
print(look_up(table, [Number(1), Number(3)], 1000))  # expect: 2000
shared = weakref.ref(keys[0])
print(shared is weakref.ref(keys[0]), shared == next(iter(table)), shared != next(iter(table)))
# expect: True True False
unequal = weakref.ref(keys[3])
print(unequal == unequal, unequal != unequal, {unequal: 5}.get(unequal))  # expect: False True 5


def dead():
    key = Key()
    reference = weakref.ref(key)
    hash(reference)
    return reference


references_to_dead = [dead() for _ in range(40)]
gc.collect()
gone = [reference for reference in references_to_dead if reference() is None]
in_set = {reference for reference in references_to_dead}
for reference in references_to_dead:
    in_set.discard(reference)
print(len(in_set), len(gone) > 15, gone[0] == gone[0], gone[0] == gone[1], gone[0] != gone[1])
# expect: 0 True True False True


def references(objects):
    refused = 0
    for one in objects:
        try:
            weakref.ref(one)
        except TypeError as error:
            refused, text = refused + 1, str(error)
    return refused, text


print(references([Number(1), 5, Key] * 500))  # expect: (500, "cannot create weak reference to 'int' object")


@functools.singledispatch
def describe(value):
    return "other"


@describe.register
def _(value: int):
    return "int"


@describe.register(list)
def _(value):
    return "list"


def dispatch(values, count):
    found = {}
    for i in range(count):
        for value in values:
            name = describe(value)
            found[name] = found.get(name, 0) + 1
    return found


values = [1, [], "", True, Key()]
print(dispatch(values, 800))  # expect: {'int': 1600, 'list': 800, 'other': 1600}
describe.register(str, lambda value: "str")
print(dispatch(values, 800))  # expect: {'int': 1600, 'list': 800, 'str': 800, 'other': 800}
