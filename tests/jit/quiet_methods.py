"""Methods of dicts and sets with keys that may and may not need to be asked."""
from collections import defaultdict, OrderedDict, Counter
class K:
    def __init__(s, v): s.v = v
    def __hash__(s): return hash(s.v)
    def __eq__(s, o): return isinstance(o, K) and s.v == o.v or s.v == o
class Ident: pass
class Bad(str):
    def __eq__(s, o): return True
    __hash__ = str.__hash__
class Ne:
    def __ne__(s, o): return "ne"
def work(n):
    out = 0
    ids = [Ident() for _ in range(5)]
    d = {}; s = set(); dd = defaultdict(list); od = OrderedDict(); c = Counter()
    for i in range(n):
        k = (i % 9, i % 2)
        out += d.get(k, 3)
        d.setdefault(k, i)
        out += d.setdefault(K(i % 5), 7)
        if i % 4 == 0: out += d.pop(k, 1)
        out += d.get(i % 5, 0)
        dd[i % 6].append(i)
        dd["x" * (i % 3)].append(1)
        out += len(dd[i % 6]) % 5
        od[i % 7] = i
        if i % 3 == 0: od.move_to_end(i % 7)
        c[i % 4] += 1
        s.add(ids[i % 5]); s.add(i % 6)
        s.discard(K(i % 6))
        s.discard(i % 3)
        try: s.remove(i % 4); out += 1
        except KeyError as e: out += e.args[0]
        try: d.pop("zz")
        except KeyError: out += 2
        try: d.get([])
        except TypeError as e: out += len(str(e))
        if ids[i % 5] == ids[(i + 1) % 5]: out += 100000
        if ids[i % 5] != None: out += 1
        if (ids[0], 1) == (ids[0], 1): out += 1
        out += len(d) + len(s) + len(od)
        if Bad("q") == 5: out += 1
        if "q" == Bad("z"): out += 1
        if (Ne() != 3) == "ne": out += 1
        a, b = [i, i + 1]
        out += a * b % 3
        x = {i % 3, "a", None}
        out += len(x)
        m = {"k": i, "v": i + 1}
        out += m["k"] + m["v"]
        y = {K(1), K(1), 1}
        out += len(y)
        t = f"{i % 10}-{'s'}-{i / 4:.2f}-{i!r}-{None}"
        out += len(t)
        z = {v: k for k, v in m.items()}
        out += len(z)
        w = {v % 3 for v in range(i % 6)}
        out += len(w)
        if w <= {0, 1, 2}: out += 1
    return out, sorted(od.items()), sorted(c.items()), list(od)
print(work(3000))
# expect: (11659121, [(0, 2996), (1, 2997), (2, 2998), (3, 2999), (4, 2993), (5, 2994), (6, 2995)], [(0, 750), (1, 750), (2, 750), (3, 750)], [4, 0, 3, 6, 2, 5, 1])
def taken_off(n):
    d, s = {}, set()
    get, put, add, discard = d.get, d.setdefault, s.add, s.discard
    out = 0
    for i in range(n):
        put(i % 7, i)
        out += get(i % 9, 1) + get(3, 0)
        add(i % 5); discard(i % 4)
        out += len(s)
    return out
print(taken_off(3000))  # expect: 23249
