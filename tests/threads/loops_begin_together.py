"""Threads record and enter one loop at the same time, while what it relies on changes and collections ask for a stop."""
import threading, time
stop = False
spun = []
def spin():
    n = 0
    while not stop: n += 1
    spun.append(n > 0)
for round in range(12):
    stop = False
    threads = [threading.Thread(target=spin) for _ in range(3)]
    [thread.start() for thread in threads]
    time.sleep(0.02); stop = True
    [thread.join() for thread in threads]
print(len(spun))  # expect: 36
