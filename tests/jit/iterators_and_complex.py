"""Complex arithmetic, iteration over built-in types, formatting."""
inf = float("inf"); nan = float("nan")
def cx(n):
    out = []
    vals = [complex(1, 2), complex(-0.5, 0.25), 3, 2.5, complex(0, -1), complex(inf, 1), complex(nan, 2), complex(1e200, 1e200), 0.0, complex(0, 0), -0.0, complex(-0.0, 0.0)]
    for k in range(n):
        for a in vals:
            for b in vals:
                for op in range(5):
                    try:
                        if op == 0: r = a + b
                        elif op == 1: r = a - b
                        elif op == 2: r = a * b
                        elif op == 3: r = a / b
                        else: r = (-a, a == b, a != b, abs(a))
                    except (ZeroDivisionError, OverflowError) as e:
                        r = type(e).__name__
                    if k == n - 1: out.append(repr(r))
    h = 0
    for x in out:
        for ch in x: h = (h * 31 + ord(ch)) % 1000000007
    return len(out), h
def z(n):
    t = 0
    for p in range(n):
        w = complex(p / n, 0.3)
        k = 0
        while k < 30 and abs(w) <= 2.0:
            w = w * w + complex(-0.4, 0.6)
            k += 1
        t += k
    return t
def its(n):
    out = 0
    for r in range(n):
        d = {"a": 1, "b": 2, "c": 3, r: 4}
        for k, v in d.items(): out += v + len(str(k))
        for k in d: out += len(str(k))
        for v in d.values(): out += v
        del d["b"]
        for i, (k, v) in enumerate(d.items()): out += i * v
        for i, x in enumerate([5, 6, 7], 3): out += i * x
        for i, x in enumerate((5, 6, 7)): out += i * x
        for i, x in enumerate(range(4)): out += i * x
        for a, b in zip([1, 2, 3], (4, 5, 6, 7)): out += a * b
        for a, b in zip(range(10, 0, -3), "xyz"): out += a * ord(b)
        for a, b, c in zip("ab", [1, 2], {1: 2, 3: 4}): out += b * c
        it = iter([1, 2, 3, 4, 5])
        for a, b in zip(it, it): out += a * b
        for x in reversed([1, 2, 3]): out += x * out % 7
        for x in reversed(d): out += 1
        for c in "hello": out += ord(c)
        for c in "h\u00e9llo\U0001f600": out += ord(c)
        for c in b"hello": out += c
        ba = bytearray(b"abc")
        for c in ba:
            out += c
            if c == 97 and len(ba) < 6: ba.append(100)
        for x in {1, 2, 3}: out += x
        for x in frozenset((1, 2)): out += x
        try:
            for k in d:
                d[object()] = 1
        except RuntimeError as e: out += len(str(e))
        try:
            s = {1, 2}
            for k in s: s.add(k + 10)
        except RuntimeError as e: out += len(str(e))
        try:
            for a, b in zip([1, 2], [1], strict=True): out += 1
        except ValueError as e: out += len(str(e))
        l = [1, 2, 3]
        for i, x in enumerate(l):
            if x < 6: l.append(x + 3)
            out += i
        it = iter("abc"); next(it)
        for c in it: out += ord(c)
        g = (c for c in "xyz")
        for c in g: out += ord(c)
        e = enumerate("ab")
        for p in e: out += p[0]
        s = ""
        for c in "abc": s += c
        out += len(s)
        out += len("%d %s" % (r % 3, "x")) + len("%s" % r) + len("%s" % [r % 2])
    return out
class E:
    def __str__(self):
        global hits; hits += 1
        return "E"
hits = 0
def fmt(n):
    e = E(); o = 0
    for i in range(n):
        o += len("%s" % e) + len("%s-%s" % (e, i % 10)) + len(f"{i % 7}:{e}")
        for x in (1,2): pass
    return o, hits
print(cx(20)); print(z(500)); print(its(300)); print(fmt(500))
# expect: (720, 315236677)
# expect: 4693
# expect: 40233291
# expect: (3500, 1500)
