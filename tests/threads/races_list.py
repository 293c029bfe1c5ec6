"""Four threads on one list."""
import threading
N = 5000
def run(*targets):
    threads = [threading.Thread(target=t, args=a) for t, a in targets]
    for t in threads: t.start()
    for t in threads: t.join()
shared = []
def appender(k):
    for i in range(N): shared.append((k, i))
run(*[(appender, (k,)) for k in range(4)])
print(len(shared), len(set(shared)), all([i for j, i in shared if j == k] == list(range(N)) for k in range(4)))
# expect: 20000 20000 True
taken = [[], [], [], []]
def popper(k):
    while True:
        try: taken[k].append(shared.pop())
        except IndexError: return
run(*[(popper, (k,)) for k in range(4)])
print(len(shared), sum(map(len, taken)), len(set(sum(taken, []))))  # expect: 0 20000 20000
bad, ring = [], list(range(100))
def shrink():
    for _ in range(N):
        try: ring.pop()
        except IndexError: pass
def grow():
    for i in range(N): ring.append(i % 100)
def read():
    for _ in range(N):
        try:
            x = ring[-1]
            if not 0 <= x < 100: bad.append(x)
        except IndexError: pass
    for x in ring:
        if type(x) is not int: bad.append(x)
run((shrink, ()), (grow, ()), (read, ()), (read, ()))
print(bad, all(0 <= x < 100 for x in ring))  # expect: [] True
ordered = []
def extend(k):
    for i in range(500): ordered.extend([k, k, k])
def sorts():
    for _ in range(50):
        try: ordered.sort()
        except ValueError: pass
run((extend, (1,)), (extend, (2,)), (extend, (3,)), (extend, (4,)))
print(len(ordered), [ordered.count(k) for k in (1, 2, 3, 4)])  # expect: 6000 [1500, 1500, 1500, 1500]
cells = [0] * 8
def store(k):
    for i in range(N): cells[k] = cells[k] + 1; cells[k + 4] = k
run(*[(store, (k,)) for k in range(4)])
print(cells)  # expect: [5000, 5000, 5000, 5000, 0, 1, 2, 3]
slices, torn = list(range(1000)), []
def rotate():
    for _ in range(400): slices[:] = slices[1:] + slices[:1]
def check():
    for _ in range(400):
        c = slices[:]
        if len(c) != 1000 or len(set(c)) != 1000: torn.append(len(c))
run((rotate, ()), (check, ()), (check, ()), (check, ()))
print(torn, sorted(slices) == list(range(1000)))  # expect: [] True
