"""A fork while other threads record traces: the child has neither the threads nor their traces."""
import gc
import os
import threading
import warnings

warnings.simplefilter("ignore")
stop = False


def work():
    while not stop:
        table = {i: [i] for i in range(200)}
        sum(len(items) for items in table.values())


workers = [threading.Thread(target=work) for _ in range(3)]
for worker in workers:
    worker.start()
failed = 0
for _ in range(4):
    pid = os.fork()
    if pid == 0:
        total = 0
        for i in range(20000):
            total += i % 7
            kept = [total, i]
        found = []
        thread = threading.Thread(target=lambda: found.append(sum(range(1000))))
        thread.start()
        thread.join()
        gc.collect()
        os._exit(found != [499500])
    failed += os.waitpid(pid, 0)[1] != 0
stop = True
for worker in workers:
    worker.join()
print(failed)  # expect: 0
