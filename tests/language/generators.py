"""Generators: next, send, throw, close, yield from, return values, laziness."""
def count(n):
    i = 0
    while i < n:
        received = yield i
        if received is not None:
            i = received
        i += 1
    return "done"
g = count(5)
print(next(g), next(g), g.send(3), list(g), next(g, "over"))  # expect: 0 1 4 [] over
def delegate():
    result = yield from count(3)
    yield result
    try:
        yield "body"
    except ValueError as error:
        yield f"caught {error}"
    finally:
        print("finally")
print(list(delegate()))
# expect: finally
# expect: [0, 1, 2, 'done', 'body']
g = delegate()
for _ in range(5): last = next(g)
print(last, g.throw(ValueError("v")), next(g, "ended"))
# expect: finally
# expect: body caught v ended
def closing():
    try:
        while True: yield
    except GeneratorExit:
        print("closed"); raise
    finally:
        print("cleanup")
g = closing(); next(g); g.close(); g.close()
# expect: closed
# expect: cleanup
print(next(g, "nothing"))  # expect: nothing
def stubborn():
    try: yield 1
    except GeneratorExit: yield 2
g = stubborn(); next(g)
try:
    g.close()
except RuntimeError as error:
    print(error)
# expect: generator ignored GeneratorExit
def reenter():
    yield next(me)
me = reenter()
try:
    next(me)
except ValueError as error:
    print(error)
# expect: generator already executing
def leaking():
    raise StopIteration("inner")
    yield
try:
    next(leaking())
except RuntimeError as error:
    print(error, repr(error.__cause__))
# expect: generator raised StopIteration StopIteration('inner')
g = count(2)
try:
    g.send(1)
except TypeError as error:
    print(error)
# expect: can't send non-None value to a just-started generator
try:
    while True: next(g)
except StopIteration as stop:
    print(stop.value)
# expect: done
print(sum(x * x for x in range(10)), list(x for x in "ab" for _ in range(2)), max(len(w) for w in ["a", "bbb"]), any(x > 3 for x in range(5)), all(x < 3 for x in range(5)))
# expect: 285 ['a', 'a', 'b', 'b'] 3 True False
def tree(node):
    if node:
        yield from tree(node[0])
        yield node[1]
        yield from tree(node[2])
print(list(tree((((None, 1, None), 2, None), 3, (None, 4, None)))))  # expect: [1, 2, 3, 4]
def pipeline(n):
    numbers = (i for i in range(n))
    odd = (i for i in numbers if i % 2)
    return (i * i for i in odd)
print(list(pipeline(10)))  # expect: [1, 9, 25, 49, 81]
def both():
    x = yield 1
    y = yield x
    return x, y
def outer():
    r = yield from both()
    print("r", r)
g = outer()
print(next(g), g.send("a"))  # expect: 1 a
try:
    g.send("b")
except StopIteration:
    print("stopped")
# expect: r ('a', 'b')
# expect: stopped
class Custom:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 3: raise StopIteration("end")
        return self.n
    def throw(self, *e): return "thrown"
def over():
    r = yield from Custom()
    yield r
print(list(over()))  # expect: [1, 2, 3, 'end']
g = over(); next(g); print(g.throw(KeyError))  # expect: thrown
def handled():
    try:
        yield 1
    except KeyError as e:
        yield repr(e)
    yield 3
g = handled(); next(g); print(g.throw(KeyError("k")), next(g))  # expect: KeyError('k') 3
try:
    raise ZeroDivisionError
except ZeroDivisionError:
    def inside():
        import sys
        yield sys.exception()
    print(list(inside()))
# expect: [ZeroDivisionError()]
import sys
def context():
    try:
        raise KeyError("in generator")
    except KeyError:
        yield sys.exception()
    yield sys.exception()
g = context(); print(repr(next(g)), sys.exception(), repr(next(g)))  # expect: KeyError('in generator') None None
print(count.__name__, type(g).__name__, g.gi_running, count(1).gi_frame is not None)
# expect: count generator False True
a, b, *c = count(5)
print(a, b, c, dict(enumerate(count(2))), [*count(3)], tuple(count(0)))
# expect: 0 1 [2, 3, 4] {0: 0, 1: 1} [0, 1, 2] ()
