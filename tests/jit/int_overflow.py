"""A loop whose sum leaves the range of small ints while compiled code runs."""
def power(n):
    x = 1
    for i in range(n):
        x = x * 3
    return x
print(power(30), power(45), power(200) % 1000007)  # expect: 205891132094649 2954312706550833698643 959082
def fibonacci(n):
    a, b = 0, 1
    while n:
        a, b = b, a + b
        n -= 1
    return a
print(fibonacci(80), fibonacci(100), fibonacci(1000) % 10**9)  # expect: 23416728348467685 354224848179261915075 849228875
def up(start, n):
    total = start
    for i in range(n):
        total += i
    return total
edge = 2**62 - 1
print(up(0, 3000), up(edge - 100, 3000), up(2**63 - 5, 3000), up(-edge - 2, 10))  # expect: 4498500 4611686018431886303 9223372036859274303 -4611686018427387860
def down(start, n):
    while n > 0:
        start -= 1000
        n -= 1
    return start
print(down(-(2**62) + 500000, 2000), down(0, 2000))  # expect: -4611686018428887904 -2000000
def mixed(n):
    total = 0
    for i in range(n):
        total += i if i % 100 else 2**70
    return total
print(mixed(2000))  # expect: 23611832414348228048480
def shift(n):
    x = 1
    for i in range(n):
        x = (x << 1) ^ (x >> 60)
        if x >= 1 << 64: x &= (1 << 64) - 1
    return x
print(shift(500), [1 << i for i in (61, 62, 63, 64)])  # expect: 0 [2305843009213693952, 4611686018427387904, 9223372036854775808, 18446744073709551616]
def hashing(text):
    h = 5381
    for c in text:
        h = (h * 33 + ord(c)) & 0xFFFFFFFF
    return h
print(hashing("the quick brown fox" * 100))  # expect: 2790321457
def negate(n):
    low = -(2**62)
    out = 0
    for i in range(n):
        out = -low if i % 2 else abs(low)
    return out, low // -1
print(negate(1001))  # expect: (4611686018427387904, 4611686018427387904)
def compare(n):
    hits = 0
    limit = 2**62 - 500
    for i in range(n):
        if limit + i < 2**62: hits += 1
    return hits
print(compare(1000))  # expect: 500
