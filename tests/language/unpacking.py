"""Unpacking and assignment: targets of every form, order of evaluation, augmented assignment."""
a, b = 1, 2
a, b = b, a
(c, [d, *e]), f = (1, [2, 3, 4]), 5
*g, h = "xyz"
first, *middle, last = range(6)
print(a, b, c, d, e, f, g, h, first, middle, last)  # expect: 2 1 1 2 [3, 4] 5 ['x', 'y'] z 0 [1, 2, 3, 4] 5
x = y = z = []
x.append(1)
print(y, z is x)  # expect: [1] True
l = [0, 1, 2]
i = 0
i, l[i] = 2, "set"
print(i, l)  # expect: 2 [0, 1, 'set']
class Target: pass
t = Target()
t.a, t.b, l[0:2] = 1, 2, "pq"
print(t.a, t.b, l)  # expect: 1 2 ['p', 'q', 'set']
for k, (m, *n) in [("a", (1, 2, 3)), ("b", (4,))]: print(k, m, n)
# expect: a 1 [2, 3]
# expect: b 4 []
[o, p] = {"one": 1, "two": 2}
print(o, p, [*[1], *(2,), *{3}], (*"ab",), {**{"a": 1}, "b": 2})  # expect: one two [1, 2, 3] ('a', 'b') {'a': 1, 'b': 2}
def f3(): return 1, 2, 3
q, *_ = f3()
print(q, _)  # expect: 1 [2, 3]
order = []
def note(name, value=None):
    order.append(name); return value
class Box(dict):
    def __setitem__(self, k, v): order.append(("set", k)); dict.__setitem__(self, k, v)
box = Box()
note("target", box)[note("key", "k")] = note("value", 1)
print(order)  # expect: ['value', 'target', 'key', ('set', 'k')]
n = 5
n += 1; n -= 2; n *= 3; n //= 2; n **= 2; n %= 7; n <<= 3; n |= 1; n ^= 2; n &= 0xFE; n >>= 1
print(n)  # expect: 5
n /= 4; print(n)  # expect: 1.25
s = "a"; s += "b"; s *= 2; print(s)  # expect: abab
li = [1]; alias = li; li += (2, 3); li *= 2; print(li, alias is li)  # expect: [1, 2, 3, 1, 2, 3] True
tup = ([],)
try:
    tup[0] += [1]
except TypeError as error:
    print(error, tup)
# expect: 'tuple' object does not support item assignment ([1],)
for wrong in ("a, b = [1]", "a, b = 1, 2, 3", "a, *b, c = [1]", "a, b = 5", "(a, b), c = 1, 2", "a, b = {}"):
    try:
        exec(wrong)
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
# expect: ValueError not enough values to unpack (expected 2, got 1)
# expect: ValueError too many values to unpack (expected 2, got 3)
# expect: ValueError not enough values to unpack (expected at least 2, got 1)
# expect: TypeError cannot unpack non-iterable int object
# expect: TypeError cannot unpack non-iterable int object
# expect: ValueError not enough values to unpack (expected 2, got 0)
def gen():
    yield 1; yield 2; yield 3
try:
    a, b = gen()
except ValueError as error:
    print(error)
# expect: too many values to unpack (expected 2)
print(*[1, 2], *"ab", sep="-", **{"end": "!\n"})  # expect: 1-2-a-b!
del l[0], t.a
print(l, hasattr(t, "a"))  # expect: ['q', 'set'] False
def swap(seq, i, j): seq[i], seq[j] = seq[j], seq[i]
w = [1, 2, 3]; swap(w, 0, 2); print(w)  # expect: [3, 2, 1]
while (value := w.pop()) != 3: print("popped", value)
# expect: popped 1
# expect: popped 2
print(value, 1 < 2 < 3, 1 < 3 > 2, 1 == 1.0 != 2, not 1 == 2, 1 or 1 / 0, 0 and 1 / 0, [] or "empty", 3 and 4, None is None, "x" if 0 else "y")
# expect: 3 True True True True 1 0 empty 4 True y
