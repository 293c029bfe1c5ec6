"""Parent and child of a fork compile different code at the same addresses."""
import os
def hot(n, k):
    t = 0
    for i in range(n): t += i * k % 7
    return t
hot(3000, 3)
pid = os.fork()
src = """
def f{0}(n):
    t = 0
    for i in range(n): t += (i ^ {0}) & 15
    return t
"""
fs = []
for j in range(40):
    ns = {}
    exec(src.format(j if pid else j + 1000), ns)
    fs.append(ns[f"f{j if pid else j+1000}"])
bad = 0
for r in range(3):
    for j, f in enumerate(fs):
        k = j if pid else j + 1000
        n = 2000
        want = sum((i ^ k) & 15 for i in range(n))
        if f(n) != want: bad += 1
if pid == 0:
    os._exit(bad != 0)
print(os.waitpid(pid, 0)[1], bad, hot(3000, 3))  # expect: 0 0 8999
