"""Python code that a native function calls while its caller is recorded: it enters compiled code, and its loops are compiled, as ever."""
import contextvars
def work(n):
    total = 0
    for i in range(n):
        total += i & 7
    return total
def outer(rounds):
    context = contextvars.copy_context()
    total = 0
    for i in range(rounds):
        total += context.run(work, 10 + i % 3)
    return total
print(outer(3000))  # expect: 94000
def nested(depth):
    return sorted([3, 1, 2], key=lambda item: (nested(depth - 1), item)[1] if depth else item)[0]
print([nested(5) for _ in range(4)])  # expect: [1, 1, 1, 1]
def entries():
    try:
        from pypyjit import get_stats_snapshot
    except ImportError:
        return 0
    return get_stats_snapshot().counters["entries"]
# A long-running function that the recording of its caller reaches: its calls run compiled code.
def leaf(n):
    return n + 1
def long(n):
    total = 0
    for i in range(n):
        total = leaf(total)
    return total
def caller(n):
    context = contextvars.copy_context()
    before = entries()
    result = context.run(long, n)
    return result, entries() - before
later = []
for i in range(60):
    result = caller(5000)
    if i >= 15:
        later.append(result[1] > 0)
print(result[0], all(later) or not any(later))  # expect: 5000 True
