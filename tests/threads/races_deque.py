"""Four threads on one deque, one OrderedDict, one Counter, one defaultdict, one heap, one bytearray."""
import threading, collections, heapq
N = 3000
def run(*targets):
    threads = [threading.Thread(target=t, args=a) for t, a in targets]
    for t in threads: t.start()
    for t in threads: t.join()
d = collections.deque()
def push(k):
    for i in range(N):
        if i & 1: d.append((k, i))
        else: d.appendleft((k, i))
run(*[(push, (k,)) for k in range(4)])
print(len(d), len(set(d)))  # expect: 12000 12000
got = [[], [], [], []]
def pull(k):
    while True:
        try: got[k].append(d.popleft() if k & 1 else d.pop())
        except IndexError: return
run(*[(pull, (k,)) for k in range(4)])
print(len(d), sorted(sum(got, [])) == sorted((k, i) for k in range(4) for i in range(N)))  # expect: 0 True
ring = collections.deque(range(100), maxlen=100)
bad = []
def rotate():
    for i in range(N): ring.rotate(1)
def add():
    for i in range(N): ring.append(i % 100)
def look():
    for i in range(300):
        try:
            for x in ring:
                if type(x) is not int: bad.append(x)
        except RuntimeError: pass
        if len(ring) != 100: bad.append(len(ring))
        try: ring[50]
        except IndexError: bad.append("index")
run((rotate, ()), (add, ()), (look, ()), (look, ()))
print(bad, len(ring), all(0 <= x < 100 for x in ring))  # expect: [] 100 True
lock = threading.Lock()
counts = collections.Counter()
def count():
    for i in range(N):
        with lock: counts[i % 10] += 1
run(*[(count, ())] * 4)
print(sum(counts.values()), set(counts.values()))  # expect: 12000 {1200}
groups = collections.defaultdict(list)
def group(k):
    for i in range(N): groups[i % 7].append(k)
for j in range(7): groups[j]
run(*[(group, (k,)) for k in range(4)])
print(sum(map(len, groups.values())), sorted(groups))  # expect: 12000 [0, 1, 2, 3, 4, 5, 6]
ordered = collections.OrderedDict((i, i) for i in range(200))
def move(k):
    for i in range(N):
        with lock: ordered.move_to_end(i % 200, last=bool(k & 1))
def sets(k):
    for i in range(N): ordered[i % 200] = k
run((move, (0,)), (move, (1,)), (sets, (2,)), (sets, (3,)))
print(len(ordered), sorted(ordered) == list(range(200)))  # expect: 200 True
heap = []
def heaps(k):
    for i in range(500):
        with lock: heapq.heappush(heap, (i * 7919 % 1000, k))
run(*[(heaps, (k,)) for k in range(4)])
out = [heapq.heappop(heap) for _ in range(len(heap))]
print(len(out), out == sorted(out))  # expect: 2000 True
data = bytearray()
def bytes_(k):
    for i in range(N): data.append(k)
run(*[(bytes_, (k,)) for k in range(4)])
print(len(data), [data.count(k) for k in range(4)])  # expect: 12000 [3000, 3000, 3000, 3000]
cells = bytearray(4)
def own(k):
    for i in range(N): cells[k] = (cells[k] + 1) & 255
run(*[(own, (k,)) for k in range(4)])
print(list(cells) == [N & 255] * 4)  # expect: True
