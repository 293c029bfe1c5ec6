"""A loop sees what another thread writes, wherever it is written."""
import threading, time
class W:
    def __init__(self): self.stop = False; self.n = 0
    def run(self):
        while not self.stop: self.n += 1
w = W()
ts = [threading.Thread(target=w.run) for _ in range(3)]
[t.start() for t in ts]; time.sleep(0.02); w.stop = True
[t.join() for t in ts]; print("done")  # expect: done
def loop(flag):
    n = 0
    while not flag[0]: n += 1
    return n
flag=[0]
t = threading.Thread(target=loop, args=(flag,)); t.start(); time.sleep(0.02); flag[0]=1; t.join(); print("list")
# expect: list
d={}
def loop():
    n = 0
    while 'x' not in d: n += 1
t = threading.Thread(target=loop); t.start(); time.sleep(0.02); d['x']=1; t.join(); print("dict")  # expect: dict
def outer():
    stop=False
    def loop():
        n = 0
        while not stop: n += 1
    t = threading.Thread(target=loop); t.start(); time.sleep(0.02); stop=True; t.join(); print("closure")
outer()  # expect: closure
class S: __slots__=('stop',)
s=S(); s.stop=False
def loop():
    n = 0
    while not s.stop: n += 1
t = threading.Thread(target=loop); t.start(); time.sleep(0.02); s.stop=True; t.join(); print("slot")  # expect: slot
class C: stop=False
def loop():
    n = 0
    while not C.stop: n += 1
t = threading.Thread(target=loop); t.start(); time.sleep(0.02); C.stop=True; t.join(); print("class")  # expect: class
e=threading.Event()
def loop():
    n = 0
    while not e.is_set(): n += 1
t = threading.Thread(target=loop); t.start(); time.sleep(0.02); e.set(); t.join(); print("event")  # expect: event
def loop():
    while True:
        if len(q): return
q=[]
t = threading.Thread(target=loop); t.start(); time.sleep(0.02); q.append(1); t.join(); print("len")  # expect: len
def loop():
    while not q: pass
q=[]
t = threading.Thread(target=loop); t.start(); time.sleep(0.02); q.append(1); t.join(); print("truth")  # expect: truth
