"""Known keys of dicts in hot loops: dicts in many orders, keys that come and go, equal keys, namespaces as instance dicts."""


def total(records):
    sum = 0
    for record in records:
        sum += record["price"] * record["count"]
        record["seen"] = record["seen"] + 1
    return sum


def record(order, price):
    fields = {"price": price, "count": 2, "seen": 0}
    return {name: fields[name] for name in order}


orders = [("price", "count", "seen"), ("seen", "count", "price"), ("count", "seen", "price")]
same = [record(orders[0], i) for i in range(1000)]
mixed = [record(orders[i % 3], i) for i in range(1500)]
for _ in range(4):
    print(total(same), total(mixed))
# expect: 999000 2248500
# expect: 999000 2248500
# expect: 999000 2248500
# expect: 999000 2248500
print({r["seen"] for r in same}, {r["seen"] for r in mixed})  # expect: {4} {4}
for r in mixed[::2]:
    r["price"] = r.pop("price") + 1
for r in same[::3]:
    for i in range(40):
        r[i] = i
    del r["count"]
    r["count"] = 3
print(total(same), total(mixed))  # expect: 1165833 2250000


def first_missing(records):
    for number, record in enumerate(records):
        try:
            record["price"]
        except KeyError as error:
            return number, error.args
    return None


print(first_missing(same), first_missing(same + [{}]), first_missing(same * 3 + [{"count": 1}]))
# expect: None (1000, ('price',)) (3000, ('price',))


class Text(str):
    def __eq__(self, other):
        return str.__eq__(self, other)

    __hash__ = str.__hash__


equal = "".join(["pri", "ce"])
odd = [{equal: 1, "count": 1, "seen": 0}, {Text("price"): 2, "count": 1, "seen": 0}, {1.5: 0, "price": 4, "count": 1, "seen": 0}]
print(total(odd * 1000), [sorted(map(str, r)) for r in odd][0])  # expect: 7000 ['count', 'price', 'seen']


class Open:
    kind = "class"

    def __init__(self, number):
        self.number = number
        self.__dict__["extra"] = number * 2

    def step(self):
        self.number += self.extra
        return self.number


def steps(objects, count):
    sum = 0
    for i in range(count):
        for one in objects:
            sum += one.step() + len(one.kind)
    return sum


objects = [Open(i) for i in range(20)]
print(steps(objects, 100))  # expect: 1948000
objects[3].kind = "instance"
objects[4].step = lambda: 1000
del objects[5].__dict__["extra"]
Open.extra = 7
vars(objects[6]).clear()
vars(objects[6]).update(extra=1, number=1)
print(steps(objects, 100))  # expect: 5536300
del objects[3].kind, objects[4].step
print(steps(objects, 100))  # expect: 9136800
objects[7].__dict__ = {"extra": 0.5, "number": 0.25, **{str(i): i for i in range(20)}}
print(steps(objects, 100))  # expect: 12307950.0


def answer():
    return number


number, extra, pad = 1, 1, 1
shared = Open(0)
shared.__dict__ = globals()


def shares(count):
    sum = 0
    for i in range(count):
        shared.step()
        sum += answer()
    return sum


print(shares(3000), number)  # expect: 4504500 3001
pad = 5
print(shares(3000), number)  # expect: 13504500 6001


def growing(count):
    """The key is missing at first, and later far behind others."""
    one, found = Open(1), 0
    for i in range(count):
        try:
            found += one.late
        except AttributeError:
            setattr(one, "attribute%d" % i, i)
            if i == count // 2:
                one.late = 1
    return found, len(vars(one))


print(growing(400))  # expect: (199, 204)
