"""All forms of arguments and parameters, and the messages when they do not fit."""
def f(a, b=2, *rest, c, d=4, **more):
    return a, b, rest, c, d, more
print(f(1, c=3), f(1, 2, 3, 4, c=5, z=6), f(*[1, 2], **{"c": 3}), f(*(1,), *[9, 8], c=0, **{"x": 1}, **{"y": 2}), f(b=1, a=0, c=2))
# expect: (1, 2, (), 3, 4, {}) (1, 2, (3, 4), 5, 4, {'z': 6}) (1, 2, (), 3, 4, {}) (1, 9, (8,), 0, 4, {'x': 1, 'y': 2}) (0, 1, (), 2, 4, {})
def p(a, b, /, c, *, d):
    return a, b, c, d
print(p(1, 2, 3, d=4), p(1, 2, c=3, d=4))  # expect: (1, 2, 3, 4) (1, 2, 3, 4)
def only(**k): return k
def stars(*a): return a
print(only(a=1, **{"b": 2}), stars(*range(3), *"ab"), only(), stars(), (lambda *a, k=1, **kw: (a, k, kw))(1, 2, j=3))
# expect: {'a': 1, 'b': 2} (0, 1, 2, 'a', 'b') {} () ((1, 2), 1, {'j': 3})
def shadow(name, /, **kw): return name, kw
print(shadow(1, name=2))  # expect: (1, {'name': 2})
def none(): pass
def one(a): pass
def many(a, b, c): pass
def defaults(a, b=1): pass
def keyword(*, k): pass
class C:
    def method(self, a): pass
calls = ["none(1)", "one()", "many(1)", "many()", "defaults()", "defaults(1, 2, 3)", "keyword()", "keyword(1)", "one(1, a=2)", "one(b=1)", "p(1, b=2, c=3, d=4)", "p(1)", "C().method()", "C().method(1, 2)",
    "none(**{'x': 1})", "none(*[1, 2])", "only(**{1: 2})", "one(*5)", "only(**5)", "only(a=1, **{'a': 2})", "f(1)", "len()", "len(1, 2)", "C(1)", "3()", "'a'.upper(1)", "keyword(k=1, j=2)", "many(1, 2, 3, 4)", "int(x=1)", "C.method()"]
for call in calls:
    try:
        eval(call)
    except TypeError as error:
        print(error)
# expect: none() takes 0 positional arguments but 1 was given
# expect: one() missing 1 required positional argument: 'a'
# expect: many() missing 2 required positional arguments: 'b' and 'c'
# expect: many() missing 3 required positional arguments: 'a', 'b', and 'c'
# expect: defaults() missing 1 required positional argument: 'a'
# expect: defaults() takes from 1 to 2 positional arguments but 3 were given
# expect: keyword() missing 1 required keyword-only argument: 'k'
# expect: keyword() takes 0 positional arguments but 1 was given
# expect: one() got multiple values for argument 'a'
# expect: one() got an unexpected keyword argument 'b'
# expect: p() got some positional-only arguments passed as keyword arguments: 'b'
# expect: p() missing 2 required positional arguments: 'b' and 'c'
# expect: C.method() missing 1 required positional argument: 'a'
# expect: C.method() takes 2 positional arguments but 3 were given
# expect: none() got an unexpected keyword argument 'x'
# expect: none() takes 0 positional arguments but 2 were given
# expect: keywords must be strings
# expect: __main__.one() argument after * must be an iterable, not int
# expect: __main__.only() argument after ** must be a mapping, not int
# expect: __main__.only() got multiple values for keyword argument 'a'
# expect: f() missing 1 required keyword-only argument: 'c'
# expect: len() takes exactly one argument (0 given)
# expect: len() takes exactly one argument (2 given)
# expect: C() takes no arguments
# expect: 'int' object is not callable
# expect: str.upper() takes no arguments (1 given)
# expect: keyword() got an unexpected keyword argument 'j'
# expect: many() takes 3 positional arguments but 4 were given
# expect: int() got an unexpected keyword argument 'x'
# expect: C.method() missing 2 required positional arguments: 'self' and 'a'
order = []
def note(x):
    order.append(x)
    return x
f(note(1), note(2), *[note(3)], c=note(4), **{"e": note(5)})
print(order, f.__defaults__, f.__kwdefaults__, f.__code__.co_argcount, f.__code__.co_kwonlyargcount, p.__code__.co_posonlyargcount)
# expect: [1, 2, 3, 4, 5] (2,) {'d': 4} 2 2 2
f.__defaults__ = (20,)
f.__kwdefaults__ = {"c": 30}
print(f(1))
def annotated(a: int, b: "str" = "x") -> float: ...
print(annotated.__annotations__)
def recursive(n, *args, **kw):
    return (args, kw) if n == 0 else recursive(n - 1, *args, n, **kw, **{f"k{n}": n})
print(recursive(3))
# expect error: TypeError: f() missing 1 required keyword-only argument: 'd'
