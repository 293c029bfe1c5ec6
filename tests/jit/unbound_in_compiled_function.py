"""A variable without a value is one in a compiled function, too, whatever its register held before."""
def f(x, n):
    t = 0
    for i in range(n): t += i
    if x > 0:
        y = x + t
        z = y
    try:
        return y
    except UnboundLocalError:
        return "unbound"
def g(k):
    s = []
    for j in range(k):
        s.append(f(j % 3 - 1, 20))
    return s
for q in range(30): r = g(12)
print(r)
# expect: ['unbound', 'unbound', 191, 'unbound', 'unbound', 191, 'unbound', 'unbound', 191, 'unbound', 'unbound', 191]
def h(x):
    if x > 0: y = x
    try: return y
    except UnboundLocalError: return "unbound"
def rec(d):
    if d == 0: return [h(0)]
    return rec(d-1) + [h(d % 2)]
for q in range(60): r = rec(10)
print(r)  # expect: ['unbound', 1, 'unbound', 1, 'unbound', 1, 'unbound', 1, 'unbound', 1, 'unbound']
