"""Lists, dicts, sets and strings changed in compiled loops."""
def sieve(n):
    flags = [True] * n
    for i in range(2, int(n**0.5) + 1):
        if flags[i]:
            for j in range(i * i, n, i): flags[j] = False
    return sum(flags) - 2
print(sieve(20000))  # expect: 2262
def mutated_while_iterated(n):
    l, seen = list(range(10)), 0
    for x in l:
        seen += x
        if len(l) < n: l.append(x + 1)
        elif x % 2: l.pop()
    return seen, len(l)
print(mutated_while_iterated(1500))  # expect: (118342, 1499)
def shrinking(n):
    l, total = list(range(n)), 0
    i = 0
    while i < len(l):
        total += l[i]
        if i % 3 == 0: l.pop()
        i += 1
    return total, len(l)
print(shrinking(3000))  # expect: (2530125, 2250)
def index_error(n):
    l = list(range(n))
    try:
        i = 0
        while True:
            l[i] += 1; i += 1
    except IndexError: return i, sum(l)
print(index_error(2500))  # expect: (2500, 3126250)
def negative(n):
    l, total = list(range(100)), 0
    for i in range(n): total += l[-(i % 100) - 1] * l[i % 100 - 50]
    return total
print(negative(2000))  # expect: 5734000
def counts(text):
    d = {}
    for c in text: d[c] = d.get(c, 0) + 1
    return sorted(d.items())[:4]
print(counts("the quick brown fox jumps over the lazy dog " * 50))  # expect: [(' ', 450), ('a', 50), ('b', 50), ('c', 50)]
def dict_kinds(n):
    d = {}
    for i in range(n):
        d[i] = i; d[str(i)] = i; d[i / 2] = -i; d[(i, i)] = i
    return len(d), sum(v for v in d.values()), d[7], d["7"], d[3.5], d[7, 7]
print(dict_kinds(600))  # expect: (2100, 314550, -14, 7, -7, 7)
def dict_delete(n):
    d = {}
    for i in range(n):
        d[i] = i
        if i >= 50: del d[i - 50]
    return len(d), list(d)[:3]
print(dict_delete(2000))  # expect: (50, [1950, 1951, 1952])
def sets(n):
    s, hits = set(), 0
    for i in range(n):
        v = i * i % 1009
        if v in s: hits += 1
        else: s.add(v)
    return len(s), hits
print(sets(3000))  # expect: (505, 2495)
def matrix(n):
    a = [[i + j for j in range(n)] for i in range(n)]
    b = [[i - j for j in range(n)] for i in range(n)]
    c = [[0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            t = 0
            for k in range(n): t += a[i][k] * b[k][j]
            c[i][j] = t
    return sum(map(sum, c)), c[3][5]
print(matrix(18))  # expect: (156978, 1209)
def tuples(n):
    p, t = (0, 1), 0
    for i in range(n):
        p = (p[1], (p[0] + p[1]) % 1000)
        a, b = p
        t += a if p < (500, 500) else b
    return p, t
print(tuples(2000))  # expect: ((125, 626), 746555)
def strings(n):
    parts, s = [], ""
    for i in range(n):
        parts.append("x" if i % 3 else "yz")
        s = s[-20:] + parts[-1]
    text = "".join(parts)
    return len(text), text.count("y"), s, text[100:110], text[5] == "y"
print(strings(2000))  # expect: (2667, 667, 'xxyzxxyzxxyzxxyzxxyzx', 'yzxxyzxxyz', False)
def slices(n):
    l, t = list(range(50)), 0
    for i in range(n):
        a = l[i % 10:i % 50:2]
        t += sum(a) + len(l[::-1])
        l[i % 50] = i
    return t
print(slices(1500))  # expect: 11227500
def list_kinds(n):
    l = [0] * 10
    for i in range(n):
        l[i % 10] = i if i < n // 2 else i * 0.5 if i < n * 3 // 4 else str(i)
    return l
print(list_kinds(2000))  # expect: ['1990', '1991', '1992', '1993', '1994', '1995', '1996', '1997', '1998', '1999']
def big_bytes(n):
    b = bytearray(256)
    for i in range(n): b[i & 255] = (b[i & 255] + i) & 255
    return sum(b), b[7]
print(big_bytes(5000))  # expect: (32348, 140)
def zipped(n):
    t = 0
    for i, (a, b) in enumerate(zip(range(n), reversed(range(n)))): t += i * a - b
    for x in sorted(range(n), key=lambda v: -v)[:10]: t += x
    return t, max(range(n), key=lambda v: v * 7 % 11), min([3, 1, 2]), sum(map(abs, range(-n, n)))
print(zipped(1500))  # expect: (1122765945, 3, 1, 2250000)
