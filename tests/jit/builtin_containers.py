"""Subscription, membership, comparison and slices of built-in containers."""
class K:
    def __init__(s, v): s.v = v
    def __hash__(s): return hash(s.v)
    def __eq__(s, o): return isinstance(o, K) and s.v == o.v or s.v == o
class Env(dict):
    pass
class Miss(dict):
    def __missing__(self, k): return ("miss", k)
class Sym(str):
    pass
def work(n):
    d = {}
    e = Env(); mi = Miss()
    s = set()
    out = 0
    for i in range(n):
        k = (i % 7, "a%d" % (i % 5))
        d[k] = d.get(k, 0) + i
        if k in d: out += d[k] % 11
        e[Sym("x%d" % (i % 3))] = i
        if "x1" in e: out += e["x1"]
        out += len(mi[i]) if i not in mi else 0
        if i % 3: mi[i] = "zzz"
        s.add(i % 13)
        if (i * 7) % 17 in s: out += 1
        t = s - {1, 2, 3}
        out += len(t | {99}) + len(t & {4, 5, 6})
        l = [1, 2.0, "x", None, (1, 2)]
        if (1, 2) in l: out += 1
        if None in l: out += 1
        if 2 in l: out += 1
        if 3 not in l: out += 1
        x = l[1:3]; out += len(x)
        l[0:2] = [7, 8, 9]
        out += l[0] + len(l)
        del l[0]
        del l[::2]
        out += len(l)
        st = "hello world"
        out += ord(st[i % 11]) + len(st[2:i % 11]) + len(st[::-1])
        if st[0:5] == "hello": out += 1
        if Sym("ab") == "ab": out += 1
        if Sym("ab") != "ab": out += 1000
        if (i % 3, "b") < (1, "c"): out += 3
        if [i % 4] == [2]: out += 5
        if 1 == 1.0 and True == 1 and 2**70 == 2**70 and 2**70 > 5.0: out += 1
        if K(3) == 3: out += 1
        dk = {K(i % 4): 1}
        dk[i % 4] = 5
        if (i % 4) in dk: out += dk[K(i % 4)]
        try:
            out += d["nope"]
        except KeyError as ex:
            out += len(ex.args)
        try:
            [] in s
        except TypeError as ex:
            out += len(str(ex))
        try:
            d[[]] = 3
        except TypeError as ex:
            out += len(str(ex))
        if {1, 2} == {2, 1}: out += 1
        if {1} < {1, 2}: out += 1
        del e["x%d" % (i % 3)]
        nan = float("nan")
        if [nan] == [nan]: out += 1
        if nan == nan: out += 10000
        o = object()
        if o == None: out += 10000
        if o != 5: out += 1
        if "abc" == [1]: out += 10000
        if "b" in "abc": out += 1
        b = b"abcdef"
        out += b[i % 6] + len(b[1:3]) + sum(b[::2])
    return out
class Sl:
    def __getitem__(self, k): return k
def sl(n):
    c = 0
    a = Sl()
    for i in range(n):
        x = a[i:2:None]
        c += x.start
        x = a[1]
        c += x
        r = range(10)[2:5]
        c += len(r)
        m = memoryview(b"abcdef")[1:3]
        c += m[0]
    return c
print(work(3000)); print(sl(3000))
# expect: 3574788
# expect: 4804500
