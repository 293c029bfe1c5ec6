"""A list shrinks, grows and is replaced under threads that read it by index, by iterator and by slices."""
import threading
def run(*targets):
    threads = [threading.Thread(target=t, args=a) for t, a in targets]
    for t in threads: t.start()
    for t in threads: t.join()
def by_index(items, bad, done):
    n = 0
    while not done:
        for i in range(len(items)):
            try: x = items[i]
            except IndexError: break
            if type(x) is not int or x != i: bad.append((i, x))
        n += 1
def by_iterator(items, bad, done):
    while not done:
        i = 0
        for x in items:
            if type(x) is not int or x != i: bad.append((i, x))
            i += 1
def by_slice(items, bad, done):
    while not done:
        part = items[10:50]
        for i, x in enumerate(part, 10):
            if x != i: bad.append((i, x))
        if (x := sum(items)) < 0: bad.append(x)
def change(items, done, rounds):
    for r in range(rounds):
        while len(items) > 3: items.pop()
        items.extend(range(3, 100))
        del items[40:]
        for i in range(40, 120): items.append(i)
        items[60:] = []
        items += list(range(60, 80))
        if r % 10 == 0: items.clear(); items.extend(range(50))
    done.append(True)
for kind in (by_index, by_iterator, by_slice):
    items, bad, done = list(range(100)), [], []
    run((change, (items, done, 150)), *[(kind, (items, bad, done))] * 3)
    print(kind.__name__, bad[:5], len(items), items == list(range(len(items))))
# expect: by_index [] 80 True
# expect: by_iterator [] 80 True
# expect: by_slice [] 80 True
# Floats and objects: what is read is one of what was written.
floats, bad, done = [0.5] * 50, [], []
def read_floats():
    while not done:
        t = 0.0
        for i in range(len(floats)):
            try: x = floats[i]
            except IndexError: break
            if x != 0.5 and x != 1e300 and x != "s": bad.append(x)
def write_floats():
    for r in range(400):
        for i in range(len(floats)): floats[i] = (0.5, 1e300, "s")[(i + r) % 3]
        del floats[r % 40:]
        floats.extend([0.5] * (50 - len(floats)))
    done.append(1)
run((write_floats, ()), (read_floats, ()), (read_floats, ()), (read_floats, ()))
print(bad[:5], len(floats))  # expect: [] 50
# Dicts: keys deleted and tables replaced under readers.
table, bad, done = {i: -i for i in range(64)}, [], []
def read_table():
    while not done:
        for i in range(64):
            x = table.get(i, -i)
            if x != -i: bad.append((i, x))
            try:
                if table[i] != -i: bad.append(i)
            except KeyError: pass
            if i in table: pass
def write_table():
    for r in range(250):
        for i in range(0, 64, 3): table.pop(i, None)
        for i in range(64, 200): table[i] = -i
        for i in range(64, 200): del table[i]
        if r % 5 == 0: table.clear()
        for i in range(64): table[i] = -i
    done.append(1)
run((write_table, ()), (read_table, ()), (read_table, ()), (read_table, ()))
print(bad[:5], len(table))  # expect: [] 64
