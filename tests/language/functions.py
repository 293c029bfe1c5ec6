"""Functions and methods as objects: names, attributes, annotations."""
class A:
    def m(self): "doc"
a = A()
print(a.m.__name__, a.m.__qualname__, a.m.__doc__, a.m.__self__ is a)  # expect: m A.m doc True
def names(methods):
    return [method.__name__ for method in methods]
print(names([a.m, [].append, len, str.join]))  # expect: ['m', 'append', 'len', 'join']
import functools, types
class Size:
    def __call__(self, items): return len(items)
bound = types.MethodType(Size(), [1])
try:
    bound.__name__
except AttributeError as error:
    print(error)
# expect: 'Size' object has no attribute '__name__'
bound.__func__.label = "x"
print(bound.label, bound())  # expect: x 1

def plain(): pass
print(plain.__type_params__, plain.__annotations__)  # expect: () {}
def generic[T](x: T) -> T: return x
print(generic.__type_params__)  # expect: (T,)
plain.__type_params__ = generic.__type_params__
print(plain.__type_params__)  # expect: (T,)
for wrong in (None, [], 1):
    try:
        plain.__type_params__ = wrong
    except TypeError as error:
        print(error)
# expect: __type_params__ must be set to a tuple
# expect: __type_params__ must be set to a tuple
# expect: __type_params__ must be set to a tuple

space = {}
exec("""from __future__ import annotations
def f(x: int, *rest: list[str], key: Unknown = None) -> None: pass
class C:
    def g(self, y: 'quoted') -> int: pass
""", space)
print(space["f"].__annotations__, space["f"].__type_params__)
# expect: {'x': 'int', 'rest': 'list[str]', 'key': 'Unknown', 'return': 'None'} ()
print(space["C"].g.__annotations__, space["C"].g.__type_params__)  # expect: {'y': "'quoted'", 'return': 'int'} ()
@functools.wraps(space["f"])
def wrapper(): pass
print(wrapper.__annotations__, wrapper.__name__, wrapper.__type_params__)
# expect: {'x': 'int', 'rest': 'list[str]', 'key': 'Unknown', 'return': 'None'} f ()

import typing
Number = typing.NewType("Number", int)
print(Number(5), Number.__name__)  # expect: 5 Number
