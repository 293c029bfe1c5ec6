"""Four threads on one set, on one object's attributes, on one class."""
import threading
N = 3000
def run(*targets):
    threads = [threading.Thread(target=t, args=a) for t, a in targets]
    for t in threads: t.start()
    for t in threads: t.join()
s = set()
def adder(k):
    for i in range(N): s.add(i * 4 + k); s.add(i)
run(*[(adder, (k,)) for k in range(4)])
print(len(s), s == set(range(4 * N)))  # expect: 12000 True
def remover(k):
    for i in range(N): s.discard(i * 4 + k)
run(*[(remover, (k,)) for k in range(4)])
print(len(s))  # expect: 0
class O: pass
o = O()
def attributes(k):
    for i in range(200): setattr(o, f"a{k}_{i}", (k, i))
run(*[(attributes, (k,)) for k in range(4)])
print(len(vars(o)), all(getattr(o, f"a{k}_{i}") == (k, i) for k in range(4) for i in range(200)))  # expect: 800 True
many = [O() for _ in range(1000)]
def two(k):
    for m in many: setattr(m, "xyzw"[k], k)
run(*[(two, (k,)) for k in range(4)])
print(all((m.x, m.y, m.z, m.w) == (0, 1, 2, 3) for m in many))  # expect: True
class C:
    value = 0
    def m(self): return self.value
wrong = []
def flips():
    for i in range(300): C.value = i
def reads():
    c, last = C(), 0
    for _ in range(N):
        v = c.m()
        if v < last: wrong.append((v, last))
        last = v
run((flips, ()), (reads, ()), (reads, ()), (reads, ()))
print(wrong)  # expect: []
counter, lock = 0, threading.Lock()
def count():
    global counter
    for _ in range(N):
        with lock: counter += 1
run(*[(count, ())] * 4)
print(counter)  # expect: 12000
class Lazy:
    def __getattr__(self, name):
        self.__dict__.setdefault(name, object())
        return self.__dict__[name]
lazies, seen = [Lazy() for _ in range(500)], [[], [], [], []]
def lazy(k):
    for l in lazies: seen[k].append(l.v)
run(*[(lazy, (k,)) for k in range(4)])
print(all(len({id(seen[k][i]) for k in range(4)}) == 1 for i in range(500)))  # expect: True
