"""Recursive functions with several branches: inlined in one another, every way through all levels would be a trace."""
# stress: no
from functools import lru_cache
def knapsack(items, capacity):
    memo = {}
    def best(i, left):
        if i == len(items):
            return 0
        key = (i, left)
        if key not in memo:
            weight, value = items[i]
            result = best(i + 1, left)
            if weight <= left:
                result = max(result, value + best(i + 1, left - weight))
            memo[key] = result
        return memo[key]
    return best(0, capacity)
def distance(a, b):
    @lru_cache(maxsize=None)
    def go(i, j):
        if i == 0 or j == 0:
            return i + j
        if a[i - 1] == b[j - 1]:
            return go(i - 1, j - 1)
        return 1 + min(go(i - 1, j), go(i, j - 1), go(i - 1, j - 1))
    return go(len(a), len(b))
items = [(3 + i * 7 % 11, 10 + i * 5 % 17) for i in range(20)]
print([knapsack(items, 30 + i % 25) for i in range(60)][::9])  # expect: [124, 154, 175, 132, 160, 179, 140]
print(sum(distance("kitten on é"[i % 5:], "sitting 漢" * (1 + i % 2)) for i in range(60)))  # expect: 564
def bridges():
    try:
        from pypyjit import get_stats_snapshot
    except ImportError:
        return 0
    return get_stats_snapshot().counters["bridges"]
print(bridges() < 80)  # expect: True
