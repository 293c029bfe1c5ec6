"""Strings that grow by concatenation, and what shares their bytes."""
def build(n):
    s = ""
    for i in range(n):
        s += "ab"
    return s
def shared(n):
    s = "x" * 300
    t = s + "-"
    keep = []
    for i in range(n):
        t = t + str(i % 10)
        if i % 100 == 0:
            keep.append(t)
            u = t + "fork" + str(i)
            v = t + "other"
            keep.append(u); keep.append(v)
    total = 0
    for k in keep:
        total = (total * 31 + len(k) + hash(k) % 1 + sum(map(ord, k[-9:])) + k.count("1")) % 1000000007
    assert keep[0] == "x" * 300 + "-0" and keep[0].endswith("-0") and keep[1].endswith("fork0")
    return total, len(t), t[301:320], t.find("567"), {t: 1}[t[:]] , t.upper() == t.replace("x", "X"), t.encode()[-5:], t.split("-")[1][:5]
def unicode(n):
    s = "a" * 300 + "b"
    for i in range(n):
        s += "c"
        if i == n // 2: s += "\u00e9"
    return len(s), s[-3:], s[300 + n // 2], s.isascii()
class W:
    def __init__(self): self.buf = ""
    def write(self, x): self.buf += x
w = W()
for i in range(20000): w.write("line %d\n" % (i % 97))
print(len(w.buf), w.buf[-8:-1], w.buf.count("\n"))  # expect: 157930 line 17 20000
s = build(20000); print(len(s), s == "ab" * 20000, s[:6], s[-3:], hash(s) == hash("ab" * 20000))
# expect: 40000 True ababab bab True
print(shared(3000)); print(unicode(2000))
# expect: (256664835, 3301, '0123456789012345678', 306, 1, True, b'56789', '01234')
# expect: (2302, 'ccc', 'c', False)
parts = []
acc = "z" * 400
for i in range(50):
    acc += "q"; parts.append(acc)
print([len(p) for p in parts] == list(range(401, 451)), "".join(parts).count("q"), parts[3][-5:], f"{parts[4]}!"[-4:], repr(parts[0])[-3:])
# expect: True 1275 zqqqq qqq! zq'
for a, b in [([1, 2, 3, 4, 5], slice(0, 3)), ([1, 2, 3], slice(None, None, -1))]:
    for i in range(3):
        c = a[:]
        c[b] = c[b.start:b.stop][::-1]
        c[0:2] = (7, 8)
        c[1:] = c[:-1]
    print(c)
# expect: [7, 7, 8, 1, 4]
# expect: [7, 7, 8]
def characters(text):
    """Every way to a single character, of a string whose bytes may lie in a buffer."""
    by_index = by_iteration = from_end = 0
    for i in range(len(text)):
        by_index = (by_index * 31 + ord(text[i])) % 1000000007
        from_end = (from_end * 31 + ord(text[i - len(text)])) % 1000000007
    for character in text:
        by_iteration = (by_iteration * 31 + ord(character)) % 1000000007
    numbered = 0
    for i, character in enumerate(text):
        numbered += character == text[i]
    assert by_index == by_iteration == from_end and numbered == len(text)
    return by_index
def grown(parts, n):
    text = ""
    for i in range(n):
        text += parts[i % len(parts)]
    return text
for parts in [("ab", "c", "xyz"), ("ab", "é", "漢字", "😀", "plain text"), ("a" * 100, "b", "c" * 30, "\ud800", "é")]:
    for n in (200, 1500):
        text = grown(parts, n)
        assert text == "".join(parts[i % len(parts)] for i in range(n)) and not text[:-1] == text
        print(len(text), characters(text), characters(text[5:]))
# expect: 399 584737642 829394835
# expect: 3000 666078401 197681594
# expect: 640 983203254 150714562
# expect: 4800 791451006 162307175
# expect: 5320 202412034 394247606
# expect: 39900 124095076 232674093
def ends(n):
    """Reads of what was just written, and of what lies farther and farther back."""
    text, total = "ü" * 300, 0
    for i in range(n):
        text += "é漢x"[i % 3]
        total = (total * 31 + ord(text[-1]) + ord(text[-50]) + ord(text[-200]) + ord(text[len(text) // 2])) % 1000000007
    return total, len(text), text.find("x"), text.rfind("é"), text.index("漢x", 600), text[-5:]
print(ends(3000))  # expect: (502331767, 3300, 302, 3297, 601, '漢xé漢x')
def forks(n):
    """Strings that share a beginning and its index table, with different ends."""
    base, kept = "é" * 200 + "x" * 200, []
    for i in range(n):
        base += "漢"
        left = base + "left" * 40
        middle = left[len(base) + 3]
        right = base + "ärmel" * 40
        kept.append((left, right))
        assert (middle, right[len(base) + 3], right[len(base)]) == ("t", "e", "ä")
        assert right[300] == left[300] == "x" and left[-1] == "t" and right[-70] == "ä"
    return sum(ord(a[i]) + ord(b[i]) for i, (a, b) in enumerate(kept)), len(base)
print(forks(500))  # expect: (5831200, 900)
