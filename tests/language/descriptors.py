"""Descriptors, properties, attribute hooks and their order."""
class Temperature:
    def __init__(self): self._c = 0
    @property
    def celsius(self):
        "doc"
        return self._c
    @celsius.setter
    def celsius(self, value):
        if value < -273: raise ValueError("too cold")
        self._c = value
    @celsius.deleter
    def celsius(self): self._c = None
    fahrenheit = property(lambda self: self._c * 9 / 5 + 32)
t = Temperature()
t.celsius = 100
print(t.celsius, t.fahrenheit, Temperature.celsius.__doc__)  # expect: 100 212.0 doc
for action in ("t.celsius = -300", "t.fahrenheit = 1", "del t.fahrenheit"):
    try:
        exec(action)
    except (ValueError, AttributeError) as error:
        print(type(error).__name__, error)
# expect: ValueError too cold
# expect: AttributeError property 'fahrenheit' of 'Temperature' object has no setter
# expect: AttributeError property 'fahrenheit' of 'Temperature' object has no deleter
del t.celsius
print(t.celsius)  # expect: None
class Data:
    def __set_name__(self, owner, name): self.name = name; print("named", owner.__name__, name)
    def __get__(self, obj, owner=None): return self if obj is None else ("data", obj.__dict__.get(self.name))
    def __set__(self, obj, value): obj.__dict__[self.name] = value * 2
    def __delete__(self, obj): print("deleted", obj.__dict__.pop(self.name))
class NonData:
    def __get__(self, obj, owner=None): return "nondata"
class Holder:
    d = Data()
    n = NonData()
# expect: named Holder d
h = Holder()
h.d = 4
print(h.d, h.n, Holder.n, type(Holder.d).__name__)  # expect: ('data', 8) nondata nondata Data
h.__dict__["n"] = "instance"
h.__dict__["d"] = "ignored"
print(h.n, h.d)  # expect: instance ('data', 'ignored')
del h.d  # expect: deleted ignored
class Hooks:
    def __init__(self): self.log = []
    def __getattr__(self, name):
        if name.startswith("x"): return name.upper()
        raise AttributeError(f"no {name}")
    def __setattr__(self, name, value):
        if name != "log": self.log.append(("set", name, value))
        object.__setattr__(self, name, value)
    def __delattr__(self, name):
        self.log.append(("del", name)); object.__delattr__(self, name)
k = Hooks()
k.a = 1
del k.a
print(k.xyz, k.log, hasattr(k, "other"), getattr(k, "other", "default"))
# expect: XYZ [('set', 'a', 1), ('del', 'a')] False default
class Every:
    def __getattribute__(self, name):
        if name == "secret": return "found"
        return super().__getattribute__(name)
    plain = 1
print(Every().secret, Every().plain)  # expect: found 1
class Method:
    def __init__(self, f): self.f = f
    def __get__(self, obj, owner): return lambda *a: self.f(obj, *a) * 10
class User:
    @Method
    def m(self, x): return x
    @classmethod
    def c(cls): return cls.__name__
    @staticmethod
    def s(): return "static"
print(User().m(3), User.c(), User().c(), User.s(), User().s())  # expect: 30 User User static static
class Cached:
    def __init__(self, f): self.f = f
    def __set_name__(self, o, n): self.n = n
    def __get__(self, obj, owner):
        print("computed"); value = obj.__dict__[self.n] = self.f(obj); return value
class Lazy:
    @Cached
    def value(self): return 7
lazy = Lazy()
print(lazy.value, lazy.value)
# expect: computed
# expect: 7 7
class Base:
    @property
    def p(self): return "base"
class Derived(Base):
    @property
    def p(self): return super().p + "+derived"
print(Derived().p, setattr(Derived, "q", 5), Derived().q)  # expect: base+derived None 5
class Counter:
    hits = 0
    def __getattr__(self, name): type(self).hits += 1; return self.hits
c = Counter()
print([c.z for _ in range(50)][-1], Counter.hits)  # expect: 50 50
