"""Locks, conditions, events, semaphores, barriers, queues, local data, timers."""
import threading, time, queue
lock = threading.Lock()
print(lock.acquire(), lock.locked(), lock.acquire(blocking=False), lock.acquire(timeout=0.01), lock.release(), lock.locked())
# expect: True True False False None False
try: lock.release()
except RuntimeError as error: print(error)
# expect: release unlocked lock
r = threading.RLock()
with r, r: print("reentrant")  # expect: reentrant
e, log = threading.Event(), []
def waiter(): e.wait(); log.append("woken")
ts = [threading.Thread(target=waiter) for _ in range(3)]
[t.start() for t in ts]; time.sleep(0.02); log.append("set"); e.set(); [t.join() for t in ts]
print(log, e.is_set(), e.wait(0.01))  # expect: ['set', 'woken', 'woken', 'woken'] True True
c, items, got = threading.Condition(), [], []
def consumer():
    for _ in range(50):
        with c:
            while not items: c.wait()
            got.append(items.pop(0))
def producer():
    for i in range(100):
        with c: items.append(i); c.notify()
ts = [threading.Thread(target=f) for f in (consumer, consumer, producer)]
[t.start() for t in ts]; [t.join() for t in ts]
print(sorted(got) == list(range(100)), items)  # expect: True []
sem, peak, now, guard = threading.Semaphore(2), 0, 0, threading.Lock()
def limited():
    global peak, now
    with sem:
        with guard: now += 1; peak = max(peak, now)
        time.sleep(0.005)
        with guard: now -= 1
ts = [threading.Thread(target=limited) for _ in range(6)]
[t.start() for t in ts]; [t.join() for t in ts]; print(peak <= 2, now)  # expect: True 0
b, order = threading.Barrier(3), []
def meet(): order.append("before"); b.wait(); order.append("after")
ts = [threading.Thread(target=meet) for _ in range(3)]
[t.start() for t in ts]; [t.join() for t in ts]; print(order)
# expect: ['before', 'before', 'before', 'after', 'after', 'after']
q, out = queue.Queue(maxsize=5), []
def work():
    while (x := q.get()) is not None: out.append(x * 2)
ts = [threading.Thread(target=work) for _ in range(3)]
[t.start() for t in ts]
for i in range(200): q.put(i)
for _ in ts: q.put(None)
[t.join() for t in ts]; print(sorted(out) == [i * 2 for i in range(200)])  # expect: True
try: q.get(timeout=0.01)
except queue.Empty: print("empty")
# expect: empty
local = threading.local(); local.x = "main"
def own(): local.x = "other"; seen.append((local.x, hasattr(local, "y")))
seen = []; t = threading.Thread(target=own, name="named"); t.start(); t.join()
print(local.x, seen, t.name, t.is_alive(), threading.current_thread().name, threading.active_count(), t.daemon)
# expect: main [('other', False)] named False MainThread 1 False
fired = threading.Event(); timer = threading.Timer(0.01, fired.set); timer.start(); print(fired.wait(5))  # expect: True
timer = threading.Timer(10, print); timer.start(); timer.cancel(); timer.join()
print(threading.get_ident() == threading.main_thread().ident, threading.main_thread() is threading.current_thread())
# expect: True True
