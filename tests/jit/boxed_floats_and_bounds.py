"""Floats that need a box (infinities, nan, huge and tiny ones) and indices at the bounds, in loops."""
INF = float("inf")
NAN = float("nan")


def shortest(n):
    d = [[INF] * n for _ in range(n)]
    for i in range(n):
        d[i][i] = 0
        d[i][(i * 7 + 3) % n] = i % 5 + 1
        d[i][(i + 1) % n] = 2.5
    for k in range(n):
        for i in range(n):
            if d[i][k] == INF:
                continue
            for j in range(n):
                way = d[i][k] + d[k][j]
                if way < d[i][j]:
                    d[i][j] = way
    return sum(x for row in d for x in row if x != INF)


print(shortest(20), shortest(20))  # expect: 3242.0 3242.0


def compare(values):
    counts = [0] * 6
    for _ in range(30):
        for a in values:
            for b in values:
                counts[0] += a < b
                counts[1] += a <= b
                counts[2] += a == b
                counts[3] += a != b
                counts[4] += a > b
                counts[5] += a >= b
                if a < b:
                    counts[0] += 1
                if not a == b:
                    counts[3] += 1
    return counts


print(compare([INF, -INF, NAN, 0, 0.0, -0.0, 1e300, 5e-324, 2**70, 2**53 + 1, float(2**53), 7, True, 1e308 * 10]))
# expect: [4440, 2850, 630, 10500, 2220, 2850]


def arithmetic(values):
    out = []
    for _ in range(20):
        out = []
        for a in values:
            for b in values:
                try:
                    out.append(a + b)
                    out.append(a - b)
                    out.append(a * b)
                    out.append(a / b)
                    out.append(a // b)
                    out.append(a % b)
                except ZeroDivisionError as e:
                    out.append(str(e)[:5])
                try:
                    out.append(abs(a) ** 2)
                    out.append(abs(a) ** 0.5)
                except OverflowError:
                    out.append("overflow")
    return " ".join(map(str, out))


text = arithmetic([INF, -INF, NAN, 0, 0.0, -0.0, 1e300, 5e-324, 7, -3, 2.5])
print(len(text), text[:200], text[-150:], sum(map(ord, text)))
# expect: 4875 inf nan inf nan nan nan inf inf nan inf -inf nan nan nan inf inf nan nan nan nan nan nan inf inf inf inf nan divis inf inf inf inf nan divis inf inf inf inf nan divis inf inf inf inf inf inf nan nan i 5 0.0 2.5 6.25 1.5811388300841898 -0.5 5.5 -7.5 -0.8333333333333334 -1.0 -0.5 6.25 1.5811388300841898 5.0 0.0 6.25 1.0 1.0 0.0 6.25 1.5811388300841898 304011


class Point:
    def __init__(self, x):
        self.x = x


def stores(n):
    points = [Point(0.0) for _ in range(5)]
    row = [0.0] * 5
    factor = 1.5
    for i in range(n):
        p = points[i % 5]
        p.x = p.x * factor + 1.0
        row[i % 5] = row[i % 5] - p.x
        if i % 100 == 99:
            p.x = 1e300 if i % 200 == 99 else 0.0
        if i % 333 == 0:
            row[i % 5] = 1e-300 * factor
    return [p.x for p in points], row


print(stores(3000))
# expect: ([9.032031198717213e+105, 9.032031198717213e+105, 9.032031198717213e+105, 9.032031198717213e+105, 0.0], [-2.7096093596151638e+106, -2.7096093596151638e+106, 1.5e-300, -2.7096093596151638e+106, -1.9945540380477908e+304])


def bounds(items):
    n = len(items)
    found = []
    for i in range(-n - 3, n + 3):
        for _ in range(4):
            try:
                found.append(items[i])
            except IndexError:
                found.append("out")
    for i in range(200):
        found.append(items[i % (2 * n) - n])
    return len(found), found.count("out"), found[10:18], found[-3:], items[-1], items[-n], items[n - 1]


print(bounds([1, 2, 3, 4, 5]))  # expect: (264, 24, ['out', 'out', 1, 1, 1, 1, 2, 2], [3, 4, 5], 5, 1, 5)
print(bounds((1, 2, 3, 4, 5)))  # expect: (264, 24, ['out', 'out', 1, 1, 1, 1, 2, 2], [3, 4, 5], 5, 1, 5)
print(bounds("abcde"))  # expect: (264, 24, ['out', 'out', 'a', 'a', 'a', 'a', 'b', 'b'], ['c', 'd', 'e'], 'e', 'a', 'e')
print(bounds(b"abcde"))  # expect: (264, 24, ['out', 'out', 97, 97, 97, 97, 98, 98], [99, 100, 101], 101, 97, 101)
print(bounds(bytearray(b"abcde")))
# expect: (264, 24, ['out', 'out', 97, 97, 97, 97, 98, 98], [99, 100, 101], 101, 97, 101)


def write(items):
    n = len(items)
    failed = 0
    for _ in range(30):
        for i in list(range(-n - 2, n + 2)) + [2**62 - 1, -(2**62), 2**70]:
            try:
                items[i] = (i * 7) & 127
            except IndexError:
                failed += 1
    return failed, list(items)


print(write([0] * 6), write(bytearray(6)))  # expect: (210, [0, 7, 14, 21, 28, 35]) (210, [0, 7, 14, 21, 28, 35])
