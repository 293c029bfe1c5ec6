"""weakref and finalizers after a collection."""
import gc, weakref
class Thing:
    def __init__(self, name): self.name = name
def make():
    t = Thing("short")
    return weakref.ref(t)
def burn(n): return [burn(n - 1)] if n else []
r = make(); burn(50); gc.collect(); gc.collect()
keep = Thing("kept"); k = weakref.ref(keep)
gc.collect()
print(k() is keep, k().name, weakref.ref(keep) is k)  # expect: True kept True
refs = [weakref.ref(Thing(i)) for i in range(100)]
burn(100); gc.collect(); gc.collect()
print(sum(r() is None for r in refs) >= 90)  # expect: True
d = weakref.WeakValueDictionary()
d["k"] = keep
print(d["k"].name, len(d), list(d.keys()))  # expect: kept 1 ['k']
w = weakref.WeakKeyDictionary(); w[keep] = 5; print(w[keep], keep in w)  # expect: 5 True
s = weakref.WeakSet([keep]); print(len(s), keep in s)  # expect: 1 True
try: weakref.ref(5)
except TypeError as error: print(error)
# expect: cannot create weak reference to 'int' object
deleted = []
class Final:
    def __del__(self): deleted.append(1)
def drop():
    for _ in range(50): Final()
drop(); burn(100); gc.collect(); gc.collect()
print(len(deleted) >= 45)  # expect: True
