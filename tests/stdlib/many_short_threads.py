"""Threads that start, wait for each other and end: locks pass on their wakes, and nothing of an ended thread is kept."""
import _thread
import gc
import threading
import time
def count(n):
    results = []
    def work(i):
        results.append([i] * 20)
    for _ in range(n):
        threads = [threading.Thread(target=work, args=(i,)) for i in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return len(results)
print(count(30))  # expect: 600
# One lock, many who wait for it: each gets its turn, with and without timeouts.
lock = threading.Lock()
turns = []
def take(i):
    if i % 3 == 0:
        while not lock.acquire(timeout=0.0005):
            pass
    else:
        lock.acquire()
    turns.append(i)
    time.sleep(0)
    lock.release()
threads = [threading.Thread(target=take, args=(i,)) for i in range(30)]
lock.acquire()
for thread in threads:
    thread.start()
time.sleep(0.02)
lock.release()
for thread in threads:
    thread.join()
print(sorted(turns) == list(range(30)))  # expect: True
# A barrier and a condition pass all of them.
barrier = threading.Barrier(8)
passed = []
def meet(i):
    for round in range(5):
        barrier.wait()
    passed.append(i)
threads = [threading.Thread(target=meet, args=(i,)) for i in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(passed))  # expect: [0, 1, 2, 3, 4, 5, 6, 7]
# A thread that has not been joined is waited for at the end of the program.
def last():
    time.sleep(0.05)
    print("last")
threading.Thread(target=last).start()
# expect: last
