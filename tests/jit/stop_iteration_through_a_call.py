"""StopIteration that leaves a `__next__` which a trace calls, not inlines: it ends the loop."""


class Steps:
    def __init__(self, n):
        self.i, self.n = 0, n

    def __iter__(self):
        return self

    def __next__(self):
        for _ in range(3):
            self.i += 1
        if self.i > self.n:
            raise StopIteration
        return self.i


def total(items):
    t = 0
    for x in items:
        t += x
    return t


def last(items):
    for x in items:
        pass
    return x


print(total(Steps(9000)), last(Steps(9000)))  # expect: 13504500 9000
print([total(Steps(k)) for k in range(40)][::8], [last(Steps(k)) for k in range(3, 40)][::9])
# expect: [0, 9, 45, 108, 165] [3, 12, 21, 30, 39]


def stops(v):
    for _ in range(2):
        v += 1
    if v == 1236:
        raise StopIteration
    return v


print(total(map(stops, range(3000))), sum(filter(stops, range(3000))))  # expect: 763229 760761
print([total(map(stops, range(k, k + 30))) for k in range(1200, 1240, 7)])  # expect: [36495, 32994, 24510, 15977, 7395, 37545]
print(list(map(stops, range(1230, 1240))))  # expect: [1232, 1233, 1234, 1235]


class Fails(Steps):
    def __next__(self):
        for _ in range(2):
            self.i += 1
        if self.i > self.n:
            raise KeyError(self.i)
        return self.i


for k in range(60, 2000, 400):
    try:
        total(Fails(k))
    except KeyError as error:
        print(repr(error), error.__traceback__.tb_next.tb_frame.f_code.co_name)
# expect: KeyError(62) total
# expect: KeyError(462) total
# expect: KeyError(862) total
# expect: KeyError(1262) total
# expect: KeyError(1662) total
