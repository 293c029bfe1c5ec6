"""_thread itself."""
import _thread, time
lock, out = _thread.allocate_lock(), []
def f(a, b=0):
    out.append((a, b, _thread.get_ident() != main))
    lock.release()
main = _thread.get_ident()
lock.acquire()
ident = _thread.start_new_thread(f, (1,), {"b": 2})
with lock: print(out, isinstance(ident, int))  # expect: [(1, 2, True)] True
def leave(): _thread.exit()
_thread.start_new_thread(leave, ())
try: _thread.start_new_thread(f, [1])
except TypeError as error: print(error)
# expect: 2nd arg must be a tuple
try: _thread.start_new_thread(5, ())
except TypeError as error: print(error)
# expect: first arg must be callable
time.sleep(0.05)
done = []
def many(i): done.append(i)
for i in range(50): _thread.start_new_thread(many, (i,))
while len(done) < 50: time.sleep(0.001)
print(sorted(done) == list(range(50)), _thread._count() <= 1)  # expect: True True
