"""Context managers: order, suppression, exceptions in exit, several in one statement."""
class M:
    def __init__(self, name, suppress=False): self.name, self.suppress = name, suppress
    def __enter__(self): print("enter", self.name); return self.name.upper()
    def __exit__(self, kind, value, traceback):
        print("exit", self.name, kind.__name__ if kind else None, value)
        return self.suppress
with M("a") as a, M("b") as b:
    print(a, b)
# expect: enter a
# expect: enter b
# expect: A B
# expect: exit b None None
# expect: exit a None None
with M("s", True):
    raise ValueError("hidden")
# expect: enter s
# expect: exit s ValueError hidden
try:
    with M("o"), M("i"):
        raise KeyError("seen")
except KeyError as error:
    print("caught", error)
# expect: enter o
# expect: enter i
# expect: exit i KeyError 'seen'
# expect: exit o KeyError 'seen'
# expect: caught 'seen'
def returning():
    with M("r"):
        return "value"
print(returning())
# expect: enter r
# expect: exit r None None
# expect: value
for i in range(3):
    with M(f"loop{i}"):
        if i == 0: continue
        if i == 1: break
# expect: enter loop0
# expect: exit loop0 None None
# expect: enter loop1
# expect: exit loop1 None None
class Failing:
    def __enter__(self): return self
    def __exit__(self, *a): raise RuntimeError("in exit")
try:
    with Failing():
        raise ValueError("original")
except RuntimeError as error:
    print(error, repr(error.__context__))
# expect: in exit ValueError('original')
class BadEnter:
    def __enter__(self): raise OSError("enter")
    def __exit__(self, *a): print("not called")
try:
    with M("outer"), BadEnter(): pass
except OSError as error:
    print(error)
# expect: enter outer
# expect: exit outer OSError enter
# expect: enter
with (M("p") as p, M("q") as q,): print(p + q)
# expect: enter p
# expect: enter q
# expect: PQ
# expect: exit q None None
# expect: exit p None None
with M("t") as (x, *y): print(x, y)
# expect: enter t
# expect: T []
# expect: exit t None None
def gen():
    with M("g"):
        yield 1
        yield 2
g = gen(); print(next(g)); g.close()
# expect: enter g
# expect: 1
# expect: exit g GeneratorExit
for wrong in (object(), type("E", (), {"__enter__": lambda s: s})()):
    try:
        with wrong: pass
    except TypeError as error:
        print(error)
# expect: 'object' object does not support the context manager protocol (missed __exit__ method)
# expect: 'E' object does not support the context manager protocol (missed __exit__ method)
def nested():
    with M("n1"):
        try:
            with M("n2"): 1 / 0
        except ZeroDivisionError:
            return "handled"
print(nested())
# expect: enter n1
# expect: enter n2
# expect: exit n2 ZeroDivisionError division by zero
# expect: exit n1 None None
# expect: handled
from contextlib import contextmanager, suppress, ExitStack
@contextmanager
def managed(tag):
    print("before", tag)
    try: yield tag * 2
    except ValueError as e: print("swallowed", e)
    finally: print("after", tag)
with managed("x") as v:
    print(v)
# expect: before x
# expect: xx
# expect: after x
with managed("y"):
    raise ValueError("oops")
# expect: before y
# expect: swallowed oops
# expect: after y
with suppress(KeyError): {}["no"]
with ExitStack() as stack:
    stack.enter_context(M("e1")); stack.callback(print, "callback")
# expect: enter e1
# expect: callback
# expect: exit e1 None None
