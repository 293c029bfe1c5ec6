# Signals arrive while loops and calls are recorded, and their handler changes what the traces rely on.
import os
import signal
import time


class Scale:
    factor = 1


calls = 0


def handler(number, frame):
    global calls
    calls += 1
    Scale.factor = 1
    Scale.other = calls


def make(n):
    space = {}
    exec("""
def add(a, b):
    return a + b

def run(n, scale):
    total = 0
    i = 0
    while i < n:
        total = add(total, i * scale.factor)
        i += 1
    return total
""", space)
    return space["run"]


signal.signal(signal.SIGALRM, handler)
# While every allocation collects the handler takes longer, and shorter intervals would only make handlers nest.
interval = 0.004 if "PYPYRS_GC_STRESS" in os.environ else 0.0002
signal.setitimer(signal.ITIMER_REAL, interval, interval)
wrong = 0
end = time.monotonic() + 0.5
while time.monotonic() < end:
    run = make(0)
    for n in (40, 1500, 700):
        if run(n, Scale) != n * (n - 1) // 2:
            wrong += 1
signal.setitimer(signal.ITIMER_REAL, 0)
print(wrong, calls > 10)  # expect: 0 True
