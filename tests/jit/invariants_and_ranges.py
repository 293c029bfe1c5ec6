"""What an optimizer may get wrong: hoisted loads, aliasing, shared objects, ranges, folded operators."""
class Box:
    def __init__(self, v): self.v = v
def alias(a, b, n):
    for i in range(n):
        a.v += 1
        b.v += a.v % 3
    return a.v, b.v
x = Box(0)
print(alias(x, x, 1000), alias(Box(0), Box(0), 1000))  # expect: (1500, 1500) (1000, 1000)
def list_alias(a, b, n):
    for i in range(n):
        a[0] += 1
        b[0] *= 1
        a[i % 2] += b[1]
    return a, b
s = [0, 1]
print(list_alias(s, s, 40), list_alias([0, 1], [5, 2], 500))  # expect: ([1048615, 1048576], [1048615, 1048576]) ([1000, 501], [5, 2])
def hoisted(o, n):
    t = 0
    for i in range(n):
        t += o.v
        if i % 250 == 249: touch(o)
    return t
def touch(o): o.v += 1
print(hoisted(Box(1), 1000))  # expect: 2500
def length_changes(n):
    l, t = [], 0
    for i in range(n):
        t += len(l)
        if i % 5 == 0: l.append(i)
        if i % 50 == 49: l.clear()
    return t
print(length_changes(1000))  # expect: 5300
def divisions(n):
    t = 0
    for i in range(-n, n):
        t += i // 7 * 3 + i % 7 - (i >> 2) + (i & 15) + i // -5 + i % -5 + (i ^ 3)
        t += (i * 8) // 8 - i + (i << 3) % 8 + divmod(i, 3)[1]
    return t
print(divisions(1500))  # expect: 23100
def float_identities(n):
    t, zero = 0.0, -0.0
    for i in range(n):
        z = zero + 0 if i % 2 else zero * 1
        t += (str(z) == "-0.0")
        t += (i * 0.0 == 0) + (i - 0.0 == i) + (0.5 / 1 == 0.5)
    return t
print(float_identities(1000))  # expect: 3500.0
def int_float_compare(n):
    hits, big = 0, 2**53
    for i in range(n):
        hits += (big + i == float(big + i)) + (big + i < float(big) + i + 1) + (i == i * 1.0)
    return hits
print(int_float_compare(1000))  # expect: 2000
def is_checks(n):
    a, hits = [], 0
    for i in range(n):
        b = a if i % 3 else []
        hits += (a is b) + (b is not None) + (i is i)
    return hits
print(is_checks(1000))  # expect: 2666
def shared_default(n):
    def f(v, into={}):
        into[v % 10] = into.get(v % 10, 0) + 1
        return into
    for i in range(n): d = f(i)
    return d
print(shared_default(1000))  # expect: {0: 100, 1: 100, 2: 100, 3: 100, 4: 100, 5: 100, 6: 100, 7: 100, 8: 100, 9: 100}
def bounds(n):
    l, t = [1, 2, 3, 4], 0
    for i in range(n):
        j = i & 3
        t += l[j] + l[j - 4]
        if 0 <= j < 2: t += l[j + 2]
    return t
print(bounds(1000))  # expect: 6750
def bit_tricks(n):
    x, out = 1, 0
    for i in range(n):
        x ^= (x << 13) & 0xFFFFFFFFFFFFFFFF
        x ^= x >> 7
        x ^= (x << 17) & 0xFFFFFFFFFFFFFFFF
        out += x & 1
    return x, out
print(bit_tricks(1000))  # expect: (11424263524947540013, 488)
def count_down(n):
    i, t = n, 0
    while i: i -= 1; t += i
    while t > 100: t = t // 3 - 1
    return t
print(count_down(1000))  # expect: 74
def reads_after_writes(n):
    d, o, t = {"a": 0}, Box(0), 0
    for i in range(n):
        d["a"] = i; o.v = d["a"]; d["b"] = o.v + 1
        t += d["a"] + d["b"] + o.v
        vars(o)["v"] = -1
        t += o.v
    return t
print(reads_after_writes(1000))  # expect: 1498500
def bool_arithmetic(n):
    t = 0
    for i in range(n): t += (i > 5) + (i % 2 == 0) * 2 - (not i) + True
    return t, type(True + (n > 1)).__name__
print(bool_arithmetic(1000))  # expect: (2993, 'int')
def power(n):
    t = 0
    for i in range(n): t += i**2 - (-i) ** 3 % 11 + int((i + 0.5) ** 2) + 2 ** (i % 70)
    return t
print(power(500))  # expect: 8264141345021962330738
