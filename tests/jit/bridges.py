"""Branches that are rare at first and frequent later, nested loops, loops that leave by return."""
def phases(n):
    t = 0
    for i in range(n):
        if i < 1000: t += 1
        elif i < 2000: t += 2
        elif i < 3000: t -= 1
        else: t += 3
    return t
print(phases(4000))  # expect: 5000
def nested(n):
    t = 0
    for i in range(n):
        for j in range(i % 7):
            for k in range(j):
                if (i + j + k) % 3 == 0: t += 1
                elif k == 2: break
            else: t += 10
            if j == 5: continue
            t += j
    return t
print(nested(600))  # expect: 17982
def find(l, v):
    for i, x in enumerate(l):
        if x == v: return i
    return -1
l = list(range(500))
print(sum(find(l, i * 7 % 600) for i in range(600)))  # expect: 124650
def state_machine(text):
    state, words, numbers = "start", 0, 0
    for c in text:
        if state == "start":
            if c.isalpha(): state = "word"
            elif c.isdigit(): state = "number"
        elif state == "word":
            if not c.isalpha(): words += 1; state = "start"
        elif state == "number":
            if not c.isdigit(): numbers += 1; state = "start"
    return words, numbers
print(state_machine("abc 12 de 3 " * 300))  # expect: (600, 600)
def live(n):
    a, b, c, d, e = 1, 2.0, "s", [], None
    for i in range(n):
        if i % 11 == 0: d.append(c)
        if i % 13 == 0: e = i
        if i % 17 == 0: b = b * 1.0001
        if i % 19 == 0: c = c[:3] + str(i)
        a += i
    return a, round(b, 6), c, len(d), e
print(live(3000))  # expect: (4498501, 2.035713, 's012983', 273, 2990)
def loop_in_loop_of_calls(n):
    def inner(k):
        t = 0
        while k > 0:
            t += k; k -= 1 if k % 2 else 2
        return t
    return sum(inner(i % 40) for i in range(n))
print(loop_in_loop_of_calls(700))  # expect: 98000
def unused_virtuals(n):
    best = (0, None)
    for i in range(n):
        p = (i * 31 % 997, [i, i + 1], {"k": i})
        if p[0] > best[0]: best = p
    return best
print(unused_virtuals(2000))  # expect: (996, [804, 805], {'k': 804})
def escape(n):
    kept = []
    class Box:
        def __init__(self, v): self.v, self.w = v, [v]
    for i in range(n):
        b = Box(i)
        b.w.append(b)
        if i % 501 == 500: kept.append(b)
    return [(b.v, b.w[0], b.w[1] is b) for b in kept]
print(escape(2004))  # expect: [(500, 500, True), (1001, 1001, True), (1502, 1502, True), (2003, 2003, True)]
def early_return(n):
    for i in range(n):
        for j in range(n):
            if i * j == 391: return i, j
print([early_return(50) for _ in range(20)][-1])  # expect: (17, 23)
def mandel(w):
    total = 0
    for py in range(w):
        for px in range(w):
            x0, y0, x, y, i = px / w * 3 - 2, py / w * 2 - 1, 0.0, 0.0, 0
            while x * x + y * y <= 4 and i < 50:
                x, y, i = x * x - y * y + x0, 2 * x * y + y0, i + 1
            total += i
    return total
print(mandel(24))  # expect: 10264
