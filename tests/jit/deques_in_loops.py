# Deques in traces: both ends, lengths and truth, a greatest length, empty ones, subclasses.
from collections import deque


def turns(n):
    q = deque(range(5))
    total = 0
    for i in range(n):
        x = q.popleft()
        q.append(x + i)
        y = q.pop()
        q.appendleft(y)
        total += x + len(q)
    return total, list(q)


print(turns(10), turns(500))  # expect: (170, [45, 1, 2, 3, 4]) (20711000, [124750, 1, 2, 3, 4])


def drain(q):
    total = 0
    while q:
        total += q.popleft()
        if len(q) > 3 and total % 2:
            q.append(1)
    return total


for size in (0, 1, 10, 300):
    print(drain(deque(range(size))))
# expect: 0
# expect: 0
# expect: 50
# expect: 45146


def bounded(n, most):
    q = deque(maxlen=most)
    for i in range(n):
        q.append(i)
        if i % 3 == 0:
            q.appendleft(-i)
    return list(q), len(q)


print(bounded(200, 4), bounded(200, 0))  # expect: ([194, 196, 197, 199], 4) ([], 0)


def until_empty(q):
    taken = 0
    try:
        while True:
            q.pop()
            taken += 1
    except IndexError as error:
        return taken, str(error)


print(until_empty(deque(range(400))))  # expect: (400, 'pop from an empty deque')


class Sized(deque):
    def __len__(self):
        return 7


class Never(deque):
    def __bool__(self):
        return False


def mixed(qs, n):
    out = []
    for i in range(n):
        q = qs[i % len(qs)]
        q.append(i)
        out.append((len(q), bool(q), 1 if q else 0))
    return out[-4:]


print(mixed([deque(), Sized(), Never(), deque([1])], 200))
# expect: [(50, True, 1), (7, True, 1), (50, False, 0), (51, True, 1)]


def walk(q, n):
    seen = 0
    for i in range(n):
        try:
            for x in q:
                seen += x
                if i == n - 1:
                    q.append(1)
        except RuntimeError as error:
            return seen, str(error)
    return seen


print(walk(deque([1, 2, 3]), 100))  # expect: (595, 'deque mutated during iteration')


def joined(n):
    a, b = [1], [2, 3]
    for i in range(n):
        c = a + b
        c.append(i)
        a = c[1:4] + [] + c[:0]
    return a, b, c


print(joined(300))  # expect: ([2, 2, 2], [2, 3], [2, 2, 2, 2, 3, 299])
