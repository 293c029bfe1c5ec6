"""Classes, globals and builtins change while other threads run hot loops and fill caches."""
import threading
def run(*targets):
    threads = [threading.Thread(target=t, args=a) for t, a in targets]
    for t in threads: t.start()
    for t in threads: t.join()
class Base:
    def method(self): return 0
    value = 0
class Sub(Base): pass
wrong = []
def call(objects, rounds):
    last = 0
    for _ in range(rounds):
        for o in objects:
            v = o.method()
            if v < last: wrong.append(("method", v, last))
            last = v
            w = o.value
            if w < v: wrong.append(("value", w, v))
            last = v
def change(n):
    for i in range(1, n):
        Base.value = i
        Base.method = (lambda i: lambda self: i)(i)
objects = [Base(), Sub(), Base(), Sub()]
run((change, (400,)), *[(call, (objects, 3000))] * 3)
print(wrong[:5], Sub().method(), Sub.value)  # expect: [] 399 399
# The base class appears in between.
class Middle(Base):
    def method(self): return 1000
    value = 1000
def rebase():
    for i in range(200):
        Sub.__bases__ = (Middle,)
        Sub.__bases__ = (Base,)
seen = set()
def call_sub():
    o = Sub()
    for _ in range(20000):
        v = o.method()
        if v not in (399, 1000): wrong.append(v)
run((rebase, ()), (call_sub, ()), (call_sub, ()), (call_sub, ()))
print(wrong[:5], Sub().method())  # expect: [] 399
# An object changes its class.
class A:
    def who(self): return "A"
class B:
    def who(self): return "B"
o = A()
def turn():
    for i in range(3000): o.__class__ = (A, B)[i & 1]
def ask():
    for _ in range(20000):
        if o.who() not in "AB": wrong.append(o)
run((turn, ()), (ask, ()), (ask, ()), (ask, ()))
print(wrong[:5], o.who())  # expect: [] B
# Globals, and a global that hides a builtin.
level = 0
def watch():
    last = 0
    for _ in range(30000):
        now = level
        if now < last: wrong.append((now, last))
        last = now
def raise_level():
    global level
    for i in range(2000): level = i
run((raise_level, ()), (watch, ()), (watch, ()), (watch, ()))
print(wrong[:5], level)  # expect: [] 1999
def hide():
    global abs
    for i in range(300):
        abs = lambda x: x + 1000
        del abs
def use():
    for i in range(20000):
        v = abs(-5)
        if v != 5 and v != 995: wrong.append(v)
run((hide, ()), (use, ()), (use, ()), (use, ()))
print(wrong[:5], abs(-5))  # expect: [] 5
# A property appears and goes, a metaclass attribute changes, __getattr__ comes late.
class P: pass
p = P(); p.x = 1
def properties():
    for i in range(300):
        P.x = property(lambda self: 2)
        del P.x
        P.__getattr__ = lambda self, name: 3
        del P.__getattr__
def read():
    for _ in range(20000):
        v = p.x
        if v not in (1, 2): wrong.append(v)
        try: v = p.missing
        except AttributeError: v = 3
        if v != 3: wrong.append(v)
run((properties, ()), (read, ()), (read, ()), (read, ()))
print(wrong[:5], p.x)  # expect: [] 1
