"""`sorted`, `sort`, `min`, `max` and `map` with functions in Python, built-in ones, methods, and errors in the middle."""
import random


class Weight:
    def __init__(self, factor):
        self.factor = factor
        self.calls = 0

    def of(self, item):
        self.calls += 1
        return item * self.factor

    def __call__(self, item):
        return -item


class Key:
    def __init__(self, value):
        self.value = value

    def __lt__(self, other):
        return self.value < other.value

    def __gt__(self, other):
        return self.value > other.value


random.seed(4)
items = [random.randrange(1000) for _ in range(300)]
pairs = [(i % 7, str(i), i * 0.5) for i in items]
words = ["w%d" % i for i in items]


def every(count):
    out = []
    weight = Weight(-1)
    for _ in range(count):
        out = [
            sorted(items, key=lambda i: (i % 10, -i))[:5],
            sorted(items, key=lambda i: -i, reverse=True)[:5],
            sorted(pairs)[:3], sorted(pairs, reverse=True)[:3], sorted(pairs, key=lambda p: p[1])[:3],
            sorted(words, key=len)[:5], sorted(words, key=str.upper)[:5], sorted(items, key=str)[:5],
            min(items, key=lambda i: abs(i - 500)), max(items, key=lambda i: abs(i - 500)),
            min(pairs, key=lambda p: p[::-1]), max(pairs), min(pairs), min(words), max(words, key=len),
            min((i for i in items), key=lambda i: i % 13), max(items, key=weight.of), min(items, key=weight),
            min([], key=lambda i: i, default=None), max([None], key=lambda i: i), min({5: 1, 3: 2}, key=lambda i: i),
            min(items, key=lambda i: Key(i % 50)), max(items, key=lambda i: Key(i % 50)),
            sorted(items, key=lambda i: Key(i % 50))[:4], list(map(lambda i: i + 1, items))[:4],
            "".join(map(lambda i: chr(65 + i % 26), items))[:9], sum(map(lambda i: i * 2, items)),
            sum(map(int, map(str, items))), list(map(weight.of, items))[-2:], sorted(map(str, items))[:3],
            sorted({3, 1, 2}), sorted("hello"), sorted({"b": 1, "a": 2}), max({3, 9, 1}), min("hello"), max((1, 2.5, True)),
            len(set(i * 2 for i in items)), len(frozenset(i % 3 for i in items)), list(map(lambda a, b: a - b, items, items[1:]))[:3],
        ]
    return out, weight.calls


for line in every(30)[0]:
    print(line)
# expect: [950, 930, 910, 890, 890]
# expect: [7, 9, 18, 20, 26]
# expect: [(0, '105', 52.5), (0, '119', 59.5), (0, '168', 84.0)]
# expect: [(6, '993', 496.5), (6, '965', 482.5), (6, '965', 482.5)]
# expect: [(5, '103', 51.5), (0, '105', 52.5), (3, '108', 54.0)]
# expect: ['w7', 'w9', 'w92', 'w68', 'w20']
# expect: ['w103', 'w105', 'w108', 'w116', 'w119']
# expect: [103, 105, 108, 116, 119]
# expect: 502
# expect: 7
# expect: (0, '7', 3.5)
# expect: (6, '993', 496.5)
# expect: (0, '105', 52.5)
# expect: w103
# expect: w241
# expect: 819
# expect: 7
# expect: 993
# expect: None
# expect: None
# expect: 3
# expect: 200
# expect: 549
# expect: [200, 650, 300, 850]
# expect: [242, 311, 106, 739]
# expect: HYBKPWCOQ
# expect: 287828
# expect: 143914
# expect: [-322, -834]
# expect: ['103', '105', '108']
# expect: [1, 2, 3]
# expect: ['e', 'h', 'l', 'l', 'o']
# expect: ['a', 'b']
# expect: 9
# expect: e
# expect: 2.5
# expect: 265
# expect: 3
# expect: [-69, 205, -633]
print(every(2)[1])  # expect: 1200


def fails(i):
    if i == 3:
        raise KeyError(i)
    return i


class Unordered:
    pass


def attempt(function):
    try:
        return function()
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


for _ in range(30):
    results = [
        attempt(lambda: sorted([1, 2, 3, 4], key=fails)), attempt(lambda: min([1, 2, 3, 4], key=fails)),
        attempt(lambda: list(map(fails, [1, 2, 3]))), attempt(lambda: max([], key=fails)),
        attempt(lambda: min(5, key=fails)), attempt(lambda: min([1, 2], key=lambda: 1)),
        attempt(lambda: sorted([1, 2], key=lambda i: Unordered())), attempt(lambda: set(fails(i) for i in range(5))),
        attempt(lambda: set([i] for i in range(3))), attempt(lambda: min([1, "a"], key=lambda i: i)),
        attempt(lambda: sorted([1, "a"])), attempt(lambda: min([2, 1, "a"])), attempt(lambda: min([])),
        attempt(lambda: max([float("nan"), 1.0, 2.0])), attempt(lambda: min([1.0, float("nan"), 0.5])),
        attempt(lambda: sorted([3, 1, 2], reverse=True, key=None)), attempt(lambda: min(1, 2, key=lambda i: -i)),
    ]
for line in results:
    print(line)
# expect: KeyError: 3
# expect: KeyError: 3
# expect: KeyError: 3
# expect: ValueError: max() iterable argument is empty
# expect: TypeError: 'int' object is not iterable
# expect: TypeError: <lambda>.<locals>.<lambda>() takes 0 positional arguments but 1 was given
# expect: TypeError: '<' not supported between instances of 'Unordered' and 'Unordered'
# expect: KeyError: 3
# expect: TypeError: cannot use 'list' as a set element (unhashable type: 'list')
# expect: TypeError: '<' not supported between instances of 'str' and 'int'
# expect: TypeError: '<' not supported between instances of 'str' and 'int'
# expect: TypeError: '<' not supported between instances of 'str' and 'int'
# expect: ValueError: min() iterable argument is empty
# expect: nan
# expect: 0.5
# expect: [3, 2, 1]
# expect: 2

changing = [3, 1, 2]
print(attempt(lambda: changing.sort(key=lambda i: changing.append(i) or i)))
# expect: ValueError: list modified during sort


def steps():
    seen = []
    mapped = map(lambda i: seen.append(i) or i, iter([1, 2, 3, 4]))
    print(next(mapped), seen)
    target = []
    target.extend(mapped)
    print(target, seen, list(mapped))
    try:
        raise ValueError(min([1, 2], key=lambda i: 1 // 0))
    except ZeroDivisionError as error:
        trace = error.__traceback__
        names = []
        while trace is not None:
            names.append(trace.tb_frame.f_code.co_name)
            trace = trace.tb_next
        print(names)


steps()
# expect: 1 [1]
# expect: [2, 3, 4] [1, 2, 3, 4] []
# expect: ['steps', '<lambda>']


def sets(count):
    total = 0
    options = {(r, c): set(range(1, 10)) for r in range(3) for c in range(3)}
    for i in range(count):
        cell = (i % 3, i // 3 % 3)
        options[cell] = options[cell] - {i % 9 + 1}
        if len(options[cell]) <= 1:
            options[cell] = set(range(1, 10)) - {1.0, "x", True, None}
        total += len(options[cell]) + min(options[cell]) + len(options[cell] & {1, 2, 3.0}) + len(options[cell] - options[cell[::-1]])
        total += len(frozenset(options) & {cell, (0, 0), (1.0, True)}) + len({i, -1} - {float(i)})
    return total


print(sets(1000))  # expect: 16218
