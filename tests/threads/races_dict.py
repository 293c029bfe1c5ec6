"""Four threads on one dict: nothing is lost, nothing crashes."""
import threading
N = 4000
shared = {}
def writer(k):
    for i in range(N): shared[k * N + i] = i
def run(*targets):
    threads = [threading.Thread(target=t, args=a) for t, a in targets]
    for t in threads: t.start()
    for t in threads: t.join()
run(*[(writer, (k,)) for k in range(4)])
print(len(shared), sum(shared.values()) == 4 * sum(range(N)), all(shared[i] == i % N for i in range(4 * N)))
# expect: 16000 True True
def deleter(k):
    for i in range(N): del shared[k * N + i]
run(*[(deleter, (k,)) for k in range(4)])
print(len(shared), shared)  # expect: 0 {}
same = {}
def setter(k):
    for i in range(N): same.setdefault(i, []).append(k)
run(*[(setter, (k,)) for k in range(4)])
print(len(same), sum(map(len, same.values())))  # expect: 4000 16000
popped = {i: i for i in range(N)}
got = [[], [], [], []]
def popper(k):
    for i in range(N):
        if popped.pop(i, None) is not None: got[k].append(i)
run(*[(popper, (k,)) for k in range(4)])
print(sorted(sum(got, [])) == list(range(N)), popped)  # expect: True {}
mixed, errors = {}, []
def reader():
    for _ in range(300):
        try:
            for k, v in list(mixed.items()):
                if k != v: errors.append((k, v))
        except RuntimeError: pass
def churn(k):
    for i in range(N):
        mixed[i * 4 + k] = i * 4 + k
        if i > 10: mixed.pop((i - 10) * 4 + k, None)
run((churn, (0,)), (churn, (1,)), (reader, ()), (reader, ()))
print(errors, len(mixed))  # expect: [] 22
def popitems():
    try:
        while True: taken.append(source.popitem())
    except KeyError: pass
source, taken = {i: -i for i in range(N)}, []
run(*[(popitems, ())] * 4)
print(len(taken), sorted(taken) == [(i, -i) for i in range(N)])  # expect: 4000 True
