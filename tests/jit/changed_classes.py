"""Classes and instances that change under a compiled loop."""
class A:
    def m(self): return 1
    attr = 10
class B(A): pass
def run(o, n, at, change):
    total = 0
    for i in range(n):
        total += o.m() + o.attr
        if i == at: change(o)
    return total
def new_method(o): A.m = lambda self: 2
def add_override(o): B.m = lambda self: 3
def del_override(o): del B.m
def instance_attr(o): o.attr = 100
def instance_method(o): o.m = lambda: 7
def make_property(o): B.attr = property(lambda self: 1000)
print(run(B(), 1000, 500, new_method), run(B(), 1000, 500, add_override), run(B(), 1000, 500, del_override))
# expect: 11499 12499 12501
print(run(B(), 1000, 500, instance_attr), run(B(), 1000, 500, instance_method), run(A(), 1000, 500, lambda o: None), run(B(), 1000, 500, make_property))
# expect: 56910 14495 12000 506010
class Base1:
    def who(self): return "one"
class Base2:
    def who(self): return "two"
class Child(Base1): pass
def bases(n):
    c, seen = Child(), []
    for i in range(n):
        w = c.who()
        if not seen or seen[-1] != w: seen.append(w)
        if i == 600: Child.__bases__ = (Base2,)
    return seen
print(bases(1000))  # expect: ['one', 'two']
class P:
    def __init__(self, x): self.x = x
def class_swap(n):
    class Q:
        @property
        def x(self): return 50
    p, total = P(1), 0
    for i in range(n):
        total += p.x
        if i == 700: p.__class__ = Q
    return total
print(class_swap(1000))  # expect: 15651
def grow(n):
    objects = [P(i) for i in range(5)]
    total = 0
    for i in range(n):
        o = objects[i % 5]
        setattr(o, f"a{i % 20}", i)
        total += o.x + o.a0 if hasattr(o, "a0") else o.x
    return total, sorted(vars(objects[0]))
print(grow(1000))  # expect: (100000, ['a0', 'a10', 'a15', 'a5', 'x'])
def dict_swap(n):
    p, total = P(1), 0
    for i in range(n):
        total += p.x
        if i == 500: p.__dict__ = {"x": 5}
        if i == 800: p.__dict__["x"] = 9
    return total
print(dict_swap(1000))  # expect: 3792
def deleted_attribute(n):
    p, total = P(2), 0
    try:
        for i in range(n):
            total += p.x
            if i == 900: del p.x
    except AttributeError as error: return total, str(error)
print(deleted_attribute(1000))  # expect: (1802, "'P' object has no attribute 'x'")
class Getattr:
    def __getattr__(self, name): return 3
def getattr_to_real(n):
    g, total = Getattr(), 0
    for i in range(n):
        total += g.v
        if i == 500: g.v = 1
    return total
print(getattr_to_real(1000))  # expect: 2002
class Slot:
    __slots__ = "v",
def slots(n):
    s = Slot(); s.v = 0
    for i in range(n):
        s.v += i
        if i == 500: Slot.extra = 1
    return s.v, s.extra
print(slots(1000))  # expect: (499500, 1)
class Callable:
    def __call__(self, x): return x + 1
def callables(n):
    c, total = Callable(), 0
    for i in range(n):
        total = c(total)
        if i == 500: Callable.__call__ = lambda self, x: x + 2
    return total
print(callables(1000))  # expect: 1499
class Len:
    def __len__(self): return 1
    def __eq__(self, o): return True
    def __bool__(self): return False
def specials(n):
    l, total = Len(), 0
    for i in range(n):
        if l: total += 1000
        total += len(l) + (l == i)
        if i == 500:
            Len.__bool__ = lambda self: True
            Len.__eq__ = lambda self, o: 0
    return total
print(specials(1000))  # expect: 500501
class Counted:
    made = level = 0
    step = 1
    def __init__(self): Counted.made += self.step
    @classmethod
    def up(cls): cls.level += 1; return cls.level
class CountedMore(Counted): pass
def count(n, at, change):
    Counted.made, Counted.level, CountedMore.level, Counted.step = 0, 0, 0, 1
    seen = 0
    for i in range(n):
        c = CountedMore(); c.up()
        type(c).level += 1
        Counted.step = i & 3
        seen += c.step + Counted.step
        if i == at: change()
    return Counted.made, Counted.level, CountedMore.level, c.made, c.level, seen
# A counter in a class is a variable: its changes must be seen through subclasses and instances, whatever they become.
print(count(2000, -1, None))  # expect: (2998, 0, 4000, 2998, 4000, 6000)
def hide(): CountedMore.step = 5
print(count(2000, 1000, hide), CountedMore.step)  # expect: (6496, 0, 4000, 6496, 4000, 9495) 5
del CountedMore.step
def describe(): Counted.up = classmethod(lambda cls: setattr(cls, "level", cls.level + 10))
print(count(2000, 1000, describe))  # expect: (2998, 0, 12991, 2998, 12991, 6000)
def variable_becomes_method(n):
    class V:
        a = 0
    v, seen = V(), []
    for i in range(n):
        if i == n // 2: V.a = lambda self: "bound"
        elif i == n // 2 + 1: seen.append(v.a()); del V.a; V.a = 7
        elif i != n // 2 + 2: V.a = i
        else: V.a = property(lambda self: "property")
        if i == n // 2 + 2: seen.append(v.a)
        if i > n // 2 + 2 and i < n // 2 + 5: seen.append((v.a, V.a))
    seen.append((v.a, V.a, getattr(v, "a"), vars(V)["a"]))
    del V.a
    try: v.a
    except AttributeError as e: seen.append(str(e))
    return seen
print(variable_becomes_method(2000))
# expect: ['bound', 'property', (1003, 1003), (1004, 1004), (1999, 1999, 1999, 1999), "'V' object has no attribute 'a'"]
def grown_beside_a_variable(n):
    class G: total = 0
    for i in range(n):
        G.total += 1
        if i % 100 == 0: setattr(G, f"extra{i}", i)
    return G.total, len([name for name in vars(G) if name.startswith("extra")])
print(grown_beside_a_variable(3000))  # expect: (3000, 30)
class Metered(type):
    @property
    def gauge(cls): return cls.__dict__.get("hidden", 0)
    @gauge.setter
    def gauge(cls, value): cls.hidden = value * 2
class Plain(metaclass=Metered): pass
def through_metaclass(n):
    for i in range(n): Plain.gauge = i; Plain.shown = i
    return Plain.gauge, Plain.shown
print(through_metaclass(1000))  # expect: (1998, 999)
def restless(n):
    class R: pass
    r, total = R(), 0
    for i in range(n):
        R.method = lambda self, i=i: i
        total += r.method()
    return total
print(restless(3000))  # expect: 4498500
class Labelled:
    made, label, limit = 0, "a", None
    def __init__(self): Labelled.made += 1
    def seen(self): return self.made, self.label
class Derived(Labelled): pass
def count_labels(n):
    for i in range(n):
        o = Derived()
        if i % 100 == 0: Labelled.label = "abc"[i // 100 % 3]
        if i == 700: Derived.label = "own"
        if i == 800: Labelled.limit = i
        if i == 900: Labelled.made = 0.5
        if i == 980: Labelled.extra = Labelled.more = 1
        if i == 990: del Derived.label
        if i % 90 == 0 or i > 995: print(i, o.seen(), Derived.made, Derived.limit, Labelled.label)
count_labels(1000)
# expect: 0 (1, 'a') 1 None a
# expect: 90 (91, 'a') 91 None a
# expect: 180 (181, 'b') 181 None b
# expect: 270 (271, 'c') 271 None c
# expect: 360 (361, 'a') 361 None a
# expect: 450 (451, 'b') 451 None b
# expect: 540 (541, 'c') 541 None c
# expect: 630 (631, 'a') 631 None a
# expect: 720 (721, 'own') 721 None b
# expect: 810 (811, 'own') 811 800 c
# expect: 900 (0.5, 'own') 0.5 800 a
# expect: 990 (90.5, 'a') 90.5 800 a
# expect: 996 (96.5, 'a') 96.5 800 a
# expect: 997 (97.5, 'a') 97.5 800 a
# expect: 998 (98.5, 'a') 98.5 800 a
# expect: 999 (99.5, 'a') 99.5 800 a
def count_again(n):
    total = 0
    for i in range(n):
        Labelled(); total += Labelled.made + Derived.made
        if i == 600: Labelled.seen = lambda self: 1
    return total
Labelled.made = 0
print(count_again(1000), Derived().seen())  # expect: 1001000 1
class Ruled(type): pass
class Subject(metaclass=Ruled): x = 1
def ruled_later(n):
    total = 0
    for i in range(n):
        total += Subject.x
        if i == n // 2: Ruled.x = property(lambda cls: 100)
        if i == n // 2 + 10: del Ruled.x; Ruled.x = 5
    del Ruled.x
    return total
# A data descriptor of the metaclass comes before the class's own attribute, anything else after it.
print(ruled_later(100), ruled_later(2000))  # expect: 1090 2990
class Named:
    def __init__(self, v): self.v = v
    def kind(self): return self.__class__.__name__, type(self).__name__
class NamedMore(Named):
    def __init__(self, v): Named.__init__(self, v + 1)
class Pretender:
    @property
    def __class__(self): return Named
def names(n):
    seen = {}
    for i in range(n):
        o = (Named, NamedMore, Pretender)[i % 3]
        o = o() if o is Pretender else o(i)
        k = o.__class__.__name__, type(o).__name__, o.kind() if i % 3 != 2 else None
        seen[k] = seen.get(k, 0) + 1
        if i == n // 2: NamedMore.__name__ = "Renamed"
    NamedMore.__name__ = "NamedMore"
    return seen
print(names(300))
# expect: {('Named', 'Named', ('Named', 'Named')): 100, ('NamedMore', 'NamedMore', ('NamedMore', 'NamedMore')): 50, ('Named', 'Pretender', None): 100, ('Renamed', 'Renamed', ('Renamed', 'Renamed')): 50}
print(names(1500))
# expect: {('Named', 'Named', ('Named', 'Named')): 500, ('NamedMore', 'NamedMore', ('NamedMore', 'NamedMore')): 250, ('Named', 'Pretender', None): 500, ('Renamed', 'Renamed', ('Renamed', 'Renamed')): 250}
