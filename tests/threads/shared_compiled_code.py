"""Threads run the same compiled loops; classes and globals change under them; collections happen."""
import threading
def work(n):
    t = 0
    for i in range(n): t += i * i % 7
    return t
expected = work(20000)
results = []
def target(): results.append(work(20000))
ts = [threading.Thread(target=target) for _ in range(4)]
[t.start() for t in ts]; [t.join() for t in ts]
print(results == [expected] * 4)  # expect: True
class K:
    def m(self): return 1
def calls(n, out):
    k, bad, last = K(), 0, 1
    for _ in range(n):
        v = k.m()
        if v < last: bad += 1
        last = v
    out.append(bad)
def change():
    for i in range(2, 60): K.m = (lambda v: lambda self: v)(i)
out = []
ts = [threading.Thread(target=calls, args=(30000, out)) for _ in range(3)] + [threading.Thread(target=change)]
[t.start() for t in ts]; [t.join() for t in ts]
print(out, K().m())  # expect: [0, 0, 0] 59
class Node:
    def __init__(self, l, r): self.l, self.r = l, r
def tree(d): return Node(tree(d - 1), tree(d - 1)) if d else Node(None, None)
def size(n): return 1 + size(n.l) + size(n.r) if n.l else 1
sizes = []
def trees():
    for _ in range(15): sizes.append(size(tree(9)))
ts = [threading.Thread(target=trees) for _ in range(4)]
[t.start() for t in ts]; [t.join() for t in ts]
print(len(sizes), set(sizes))  # expect: 60 {1023}
stop = False
spun = []
def spin():
    n = 0
    while not stop: n += 1
    spun.append(n > 0)
ts = [threading.Thread(target=spin) for _ in range(3)]
[t.start() for t in ts]
import time; time.sleep(0.05); stop = True
[t.join() for t in ts]; print(spun)  # expect: [True, True, True]
class Flag: on = False
f = Flag()
def spin_attribute():
    n = 0
    while not f.on: n += 1
    spun.append(n > 0)
t = threading.Thread(target=spin_attribute); t.start(); time.sleep(0.05); f.on = True; t.join()
print(len(spun))  # expect: 4
gens = []
def generate():
    def g(n):
        for i in range(n): yield i
    gens.append(sum(g(5000)))
ts = [threading.Thread(target=generate) for _ in range(4)]
[t.start() for t in ts]; [t.join() for t in ts]; print(set(gens))  # expect: {12497500}
shared_gen, errors, values = (i for i in range(3000)), [0], []
def pull():
    while True:
        try: values.append(next(shared_gen))
        except StopIteration: return
        except ValueError: errors[0] += 1
ts = [threading.Thread(target=pull) for _ in range(4)]
[t.start() for t in ts]; [t.join() for t in ts]
print(sorted(values) == list(range(3000)))  # expect: True
deep = []
def recurse(n): return 0 if n == 0 else 1 + recurse(n - 1)
def limit():
    def forever(n): return forever(n + 1)
    try: forever(0)
    except RecursionError: deep.append(recurse(500))
ts = [threading.Thread(target=limit) for _ in range(4)]
[t.start() for t in ts]; [t.join() for t in ts]; print(deep)  # expect: [500, 500, 500, 500]
