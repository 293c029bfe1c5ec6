"""Closures, nonlocal, global, default values, late binding."""
def counter():
    count = 0
    def step(by=1):
        nonlocal count
        count += by
        return count
    return step
one, two = counter(), counter()
print(one(), one(), one(5), two(), one.__closure__[0].cell_contents, one.__code__.co_freevars)
# expect: 1 2 7 1 7 ('count',)
late = [lambda: i for i in range(3)]
bound = [lambda i=i: i for i in range(3)]
print([f() for f in late], [f() for f in bound])  # expect: [2, 2, 2] [0, 1, 2]
def shared():
    value = []
    return (lambda x: value.append(x)), (lambda: list(value))
put, get = shared()
put(1); put(2)
print(get())  # expect: [1, 2]
total = 0
def add(n):
    global total, fresh
    total += n
    fresh = n
add(3); add(4)
print(total, fresh)  # expect: 7 4
def outer(x):
    def middle():
        def inner():
            nonlocal x
            x *= 2
            return x
        return inner
    return middle()
double = outer(3)
print(double(), double())  # expect: 6 12
def mutable(item, into=[]):
    into.append(item)
    return into
print(mutable(1), mutable(2), mutable.__defaults__)  # expect: [1, 2] [1, 2] ([1, 2],)
def unbound():
    print(missing)
    missing = 1
try:
    unbound()
except UnboundLocalError as error:
    print(error)
# expect: cannot access local variable 'missing' where it is not associated with a value
def free():
    def use():
        return later
    try:
        use()
    except NameError as error:
        print(error)
    later = 5
    return use()
print(free())
# expect: cannot access free variable 'later' where it is not associated with a value in enclosing scope
# expect: 5
class Scope:
    x = 1
    def method(self):
        return x
    y = [x for _ in range(2)]
x = "global"
print(Scope().method(), Scope.y)
def deleted():
    a = 1
    del a
    try:
        a
    except UnboundLocalError as error:
        return str(error)
print(deleted())
compose = lambda *fs: lambda v: [v := f(v) for f in fs][-1]
print(compose(lambda a: a + 1, lambda a: a * 10)(4))
def fib(n, memo={0: 0, 1: 1}):
    if n not in memo:
        memo[n] = fib(n - 1) + fib(n - 2)
    return memo[n]
print(fib(100), [w for w in [1, 2, 3] if (half := w / 2) > 0.5], half)
# expect error: NameError: name 'x' is not defined
