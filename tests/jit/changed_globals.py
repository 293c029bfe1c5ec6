"""Globals, builtins and functions that change under a compiled loop."""
step = 1
def walk(n):
    total = 0
    for i in range(n):
        total += step
        if i == n // 2: change()
    return total
def change():
    global step
    step += 1
print(walk(1000), walk(1000), walk(1001), step)  # expect: 1499 2499 3503 4
def helper(x): return x + 1
def use(n):
    global helper
    total = 0
    for i in range(n):
        total += helper(i)
        if i == n // 2: helper = lambda x: x - 1
    return total
print(use(1000), use(1000))  # expect: 499502 498500
counter = 0
def count(n):
    global counter
    for i in range(n): counter += 1
    return counter
print(count(5000), count(5000))  # expect: 5000 10000
def shadow_builtin(n):
    total = 0
    for i in range(n):
        total += len("abc")
        if i == 700: globals()["len"] = lambda s: 100
    del globals()["len"]
    return total
print(shadow_builtin(1000), len("abcd"))  # expect: 32003 4
def code_swap(n):
    def f(x): return 1
    def g(x): return 2
    total = 0
    for i in range(n):
        total += f(i)
        if i == 600: f.__code__ = g.__code__
    return total
print(code_swap(1000))  # expect: 1399
def defaults_swap(n):
    def f(x=1): return x
    total = 0
    for i in range(n):
        total += f()
        if i == 600: f.__defaults__ = (5,)
    return total
print(defaults_swap(1000))  # expect: 2596
def deleted(n):
    global gone
    gone = 3
    total = 0
    try:
        for i in range(n):
            total += gone
            if i == 800: del gone
    except NameError as error:
        return total, str(error)
print(deleted(1000))  # expect: (2403, "name 'gone' is not defined")
def through_dict(n):
    total = 0
    for i in range(n):
        globals()["moving"] = i
        total += moving
    return total
print(through_dict(1000))  # expect: 499500
class Config: level = 1
def class_attribute(n):
    total = 0
    for i in range(n):
        total += Config.level
        if i % 300 == 299: Config.level += 1
    return total
print(class_attribute(1000))  # expect: 2200
flag = True
def stopped_by_call():
    n = 0
    while flag:
        n += 1
        if n == 1500: stop()
    return n
def stop():
    global flag
    flag = False
print(stopped_by_call())  # expect: 1500
import math
def module_attribute(n):
    old, total = math.floor, 0
    for i in range(n):
        total += math.floor(2.7)
        if i == 500: math.floor = lambda v: 10
    math.floor = old
    return total
print(module_attribute(1000))  # expect: 5992
class Holder:
    def __init__(self, a): self.a = a
class Other:
    def __init__(self): self.b, self.a = 8, 9
    def read(self): return -self.a
held, moved = Holder(5), Holder(6)
def store_into_held(v): held.a = v
def read_moved(): return moved.a
for v in range(2000): store_into_held(v); read_moved()
print(held.__dict__)  # expect: {'a': 1999}
moved.__class__ = Other
moved.b = 7
for v in range(30): store_into_held(-v); read_moved()
print(held.__dict__, read_moved(), moved.read())  # expect: {'a': -29} 6 -6
def read_held(n):
    total = 0
    for i in range(n):
        total += held.a
        if i == 700: held.__dict__["a"] = 10
        if i == 900: held.__class__ = Other
        if i == 950: held.__dict__ = {"a": 1}
    return total
print(read_held(1000))  # expect: -17780
