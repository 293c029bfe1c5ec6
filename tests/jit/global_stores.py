# Globals that loops store, at module level and in functions, while namespaces grow and names come and go.
total = 0
for line in ["0", "    0", "0       ", "****0****", "0------"]:
    for character in line:
        total = (total * 31 + ord(character)) % 1000000007
print(total)  # expect: 633963713

count = 0
names = []


def add(n):
    global count, names, last
    for i in range(n):
        count += i & 3
        last = i
        if i % 50 == 49:
            globals()["grown_%d" % i] = count
            names = names + [i]
            del last
    return count


print(add(500), len(names), "last" in globals(), grown_99)  # expect: 750 10 False 150


def same(n):
    global flag
    seen = 0
    for i in range(n):
        flag = True
        if i == n - 2:
            globals()["flag"] = 7
        seen += flag
        flag = i == n - 5
        seen += flag
    return seen


flag = False
print(same(300))  # expect: 307


def hidden(n):
    global len
    sizes = []
    for i in range(n):
        if i == n // 2:
            len = lambda x: -1
        sizes.append(len("abc"))
        if i > n // 2 + 5:
            len = lambda x, i=i: i
    del len
    return sum(sizes), len("abc")


print(hidden(200))  # expect: (14429, 3)

floats = 0.0
objects = None
for i in range(400):
    floats += i * 0.5
    objects = (i, objects) if i % 100 else None
print(floats, objects[0])  # expect: 39900.0 399


def builtins_of(n):
    names = {"limit": 1, "print": print}
    exec("""
def read(n):
    s = 0
    for i in range_(n):
        s += limit
    return s
range_ = range_
""", (space := {"__builtins__": names, "range_": range}))
    sums = []
    for i in range(n):
        names["limit"] = i
        sums.append(space["read"](3))
    return sums[-3:]


print(builtins_of(60))  # expect: [171, 174, 177]
