"""Classes: attributes, methods, inheritance, order of resolution, super, metaclasses."""
class Animal:
    count = 0
    def __init__(self, name):
        self.name = name
        Animal.count += 1
    def speak(self): return f"{self.name} makes {self.sound()}"
    def sound(self): return "noise"
    @classmethod
    def make(cls, name): return cls(name)
    @staticmethod
    def helper(x): return x * 2
    def __repr__(self): return f"{type(self).__name__}({self.name!r})"
class Dog(Animal):
    def sound(self): return "woof"
    def speak(self): return super().speak() + "!"
d = Dog.make("Rex")
print(d, d.speak(), Animal("x").speak(), Animal.count, d.helper(4), Dog.helper(5), isinstance(d, Animal), issubclass(Dog, Animal), Dog.__mro__[1].__name__, Dog.__bases__)
# expect: Dog('Rex') Rex makes woof! x makes noise 2 8 10 True True Animal (<class '__main__.Animal'>,)
class A:
    def who(self): return ["A"]
class B(A):
    def who(self): return ["B"] + super().who()
class C(A):
    def who(self): return ["C"] + super().who()
class D(B, C):
    def who(self): return ["D"] + super().who()
print(D().who(), [k.__name__ for k in D.__mro__], D.mro() == list(D.__mro__))
# expect: ['D', 'B', 'C', 'A'] ['D', 'B', 'C', 'A', 'object'] True
try:
    class Bad(A, B): pass
except TypeError as error:
    print(error)
# expect: Cannot create a consistent method resolution order (MRO) for bases A, B
d.extra = 5
print(vars(d), d.__dict__, hasattr(d, "nope"), getattr(d, "nope", 7), "speak" in dir(d))
# expect: {'name': 'Rex', 'extra': 5} {'name': 'Rex', 'extra': 5} False 7 True
del d.extra
try:
    d.extra
except AttributeError as error:
    print(error)
# expect: 'Dog' object has no attribute 'extra'
bound = d.speak
print(bound(), bound.__self__ is d, bound.__func__ is Dog.speak, Dog.speak(d), d.speak == d.speak)
# expect: Rex makes woof! True True Rex makes woof! True
class Meta(type):
    def __new__(meta, name, bases, namespace, **options):
        namespace["tag"] = options.get("tag", "none")
        return super().__new__(meta, name, bases, namespace)
    def __init__(cls, name, bases, namespace, **options): super().__init__(name, bases, namespace)
    def __call__(cls, *args): return ("called", super().__call__(*args))
    def __len__(cls): return 42
    def __getitem__(cls, key): return key
class Made(metaclass=Meta, tag="t"):
    def __init__(self, *a): self.a = a
print(Made.tag, Made(1)[1].a, len(Made), Made[3], type(Made).__name__)  # expect: t (1,) 42 3 Meta
class Registry:
    known = []
    def __init_subclass__(cls, /, label=None, **kw):
        super().__init_subclass__(**kw)
        cls.known.append((cls.__name__, label))
class R1(Registry, label="one"): pass
class R2(Registry): pass
print(Registry.known)  # expect: [('R1', 'one'), ('R2', None)]
Dynamic = type("Dynamic", (A,), {"x": 1, "m": lambda self: self.x})
print(Dynamic().m(), Dynamic.__name__, Dynamic().who(), type(Dynamic()) is Dynamic)  # expect: 1 Dynamic ['A'] True
class Slots:
    __slots__ = ("a", "b")
s = Slots(); s.a = 1
try:
    s.c = 2
except AttributeError as error:
    print(error)
# expect: 'Slots' object has no attribute 'c' and no __dict__ for setting new attributes
try:
    s.b
except AttributeError as error:
    print(error)
# expect: 'Slots' object has no attribute 'b'
class New:
    def __new__(cls, value):
        self = object.__new__(cls)
        self.value = value * 2
        return self
class IntLike(int):
    def __new__(cls, v): return super().__new__(cls, v + 1)
    def __add__(self, other): return IntLike(int(self) + other)
print(New(4).value, IntLike(3), IntLike(3) + 5, type(IntLike(1) + 1).__name__, IntLike(3) * 2, isinstance(IntLike(1), int))
# expect: 8 4 10 IntLike 8 True
class Class1: pass
obj = Class1(); obj.x = 1
class Class2:
    def show(self): return self.x
obj.__class__ = Class2
print(obj.show(), obj.__class__.__name__, Class2.__module__, Class2.__qualname__, Animal.speak.__qualname__)
# expect: 1 Class2 __main__ Class2 Animal.speak
class Outer:
    class Inner:
        def f(self): return __class__.__qualname__
    def private(self): return self.__hidden
    __hidden = 3
print(Outer.Inner().f(), Outer().private(), Outer._Outer__hidden, object() == object(), Outer.__doc__, Animal.__dict__["count"])
# expect: Outer.Inner 3 3 False None 2
class Init:
    def __init__(self): return 5
try:
    Init()
except TypeError as error:
    print(error)
# expect: __init__() should return None, not 'int'
