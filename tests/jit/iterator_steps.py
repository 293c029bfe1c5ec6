"""Built-in iterators over generators and functions, in loops and in functions that take all items."""
import itertools as it

def gen(n):
    for i in range(n): yield i

class Count:
    def __init__(self, n):
        self.i, self.n = 0, n
    def __iter__(self): return self
    def __next__(self):
        if self.i >= self.n: raise StopIteration
        self.i += 1
        return self.i

class Items:
    """Iterable by a generator."""
    def __init__(self, n): self.n = n
    def __iter__(self):
        for i in range(self.n): yield i

def total(items):
    t = 0
    for x in items: t += x
    return t

def pairs(items):
    t = 0
    for a, b in items: t = t * 3 % 1000003 + a - 2 * b
    return t

N = 3000
print(total(map(lambda v: v * 3, gen(N))), total(map(lambda a, b: a * b, gen(N), Count(N))))
# expect: 13495500 8999999000
print(total(map(max, gen(N), range(5, N), Items(N))))  # expect: 4498490
print(total(filter(lambda v: v % 7 == 3, gen(N))), total(filter(None, gen(N))), total(filter(bool, Count(N))))
# expect: 643929 4498500 4501500
print(pairs(zip(gen(N), Count(N))), pairs(enumerate(gen(N), 5)), pairs(enumerate(map(abs, gen(N)), 1 << 61)))
# expect: 371541 935431 2305843009213991682
print(total(a + b * c for a, b, c in zip(gen(N), Items(N), range(N, 0, -1))))  # expect: 4504498000
print(total(a + b * c - d for a, b, c, d in zip(gen(N), Items(N), range(N), it.count(4, 3))))  # expect: 8986491500
print([total(it.chain(gen(k), (), [k], range(k), Count(k))) for k in range(0, 400, 37)])
# expect: [0, 2072, 8251, 18537, 32930, 51430, 74037, 100751, 131572, 166500, 205535]
print(total(it.chain.from_iterable((k, k * 2) for k in range(N))))  # expect: 13495500
print(total(it.compress(gen(N), it.cycle((1, 0, 0, 1)))), total(it.compress(range(N), gen(40))))  # expect: 2249250 780
print(total(it.dropwhile(lambda v: v < 2000, gen(N))), total(it.takewhile(lambda v: v < 2000, gen(N))))
# expect: 2499500 1999000
print(total(it.filterfalse(lambda v: v % 3, gen(N))), total(it.filterfalse(None, gen(N))))  # expect: 1498500 0
for arguments in ((2500,), (100, 2900), (5, None, 7), (5, 2000, 3), (0, 0), (50, 20), (2995, 4000)):
    rest = gen(N)
    print(arguments, total(it.islice(rest, *arguments)), next(rest, 'end'))
# expect: (2500,) 3123750 2500
# expect: (100, 2900) 4198600 2900
# expect: (5, None, 7) 641786 end
# expect: (5, 2000, 3) 665665 2000
# expect: (0, 0) 0 0
# expect: (50, 20) 0 50
# expect: (2995, 4000) 14985 end
print(total(it.islice(it.count(), 0, None, 1 << 62)) if False else total(it.islice(gen(9), 2, None, 1 << 40)))
# expect: 2
print(total(it.starmap(lambda a, b: a - b * 2, zip(gen(N), Count(N)))), total(it.starmap(pow, zip(gen(N), it.repeat(2)))))
# expect: -4504500 8995500500
print(total(it.accumulate(gen(N))), total(it.accumulate(gen(N), lambda a, b: (a * 5 + b) % 1009)))
# expect: 4499999500 1537060
print(total(it.accumulate(gen(N), initial=10)), list(it.accumulate([], initial=3)), list(it.accumulate(gen(3), lambda a, b: None)))
# expect: 4500029510 [3] [0, None, None]
print(pairs(it.pairwise(gen(N))), list(it.pairwise(gen(1))), pairs(it.pairwise(Count(N))))  # expect: 791516 [] 907522
print(total(it.repeat(7, N)), total(v for v, _ in zip(it.cycle(gen(5)), range(N))))  # expect: 21000 6000
print(total(it.chain.from_iterable(it.repeat((1, 2), N))))  # expect: 9000

def grouped(n):
    out = []
    for key, group in it.groupby(gen(n), lambda v: v // 7):
        if key % 3 == 0: out.append((key, sum(group)))
        elif key % 3 == 1: out.append((key, next(group)))
    return len(out), sum(k * 3 + s for k, s in out)
print(grouped(N), [(k, len(list(g))) for k, g in it.groupby(map(lambda v: v * v % 5, gen(20)))])
# expect: (286, 1892891) [(0, 1), (1, 1), (4, 2), (1, 1), (0, 1), (1, 1), (4, 2), (1, 1), (0, 1), (1, 1), (4, 2), (1, 1), (0, 1), (1, 1), (4, 2), (1, 1)]
late = [g for k, g in it.groupby(gen(10))]
print([list(g) for g in late])  # expect: [[], [], [], [], [], [], [], [], [], []]

def stops(v):
    if v == 1234: raise StopIteration
    return True
def fails(v):
    if v == 1234: raise KeyError(v)
    return v
print(total(map(stops, gen(N))), total(filter(stops, gen(N))), sum(it.takewhile(stops, gen(N))))
# expect: 1234 760761 760761
for make in (lambda: map(fails, gen(N)), lambda: filter(fails, gen(N)), lambda: it.accumulate(gen(N), lambda a, b: fails(b)),
             lambda: it.starmap(fails, zip(gen(N))), lambda: it.chain(gen(5), map(fails, Items(N)))):
    for take in (total, sum, list, max, set, any if False else len if False else tuple):
        try: print(take(make()))
        except Exception as error: print(type(error).__name__, error)
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234
# expect: KeyError 1234

def chosen(n):
    t = 0
    for a, b in it.combinations(range(n), 2): t += a * b
    for a, b, c in it.product(range(n), 'abc', [1, 2]): t += a * c + len(b)
    for p in it.combinations('abcdef', 4): t += len(p)
    for p in it.product(gen(3), repeat=4): t += p[0] * 27 + p[3]
    for p in it.permutations(gen(5), 3): t = t * 3 % 100003 + p[0] - p[2]
    for p in it.combinations_with_replacement(gen(5), 3): t = t * 3 % 100003 + p[0] - p[2]
    return t
print(chosen(90), list(it.combinations(range(3), 0)), list(it.combinations(range(3), 5)), list(it.product()), list(it.product((), 'a')))
# expect: 47497 [()] [] [()] []

def nexts(items):
    t = 0
    while True:
        x = next(items, None)
        if x is None: break
        t += x
    return t, next(items, 'over')
print(nexts(gen(N)), nexts(map(abs, gen(N))), nexts(it.chain(gen(N), range(N))), nexts(iter(list(range(N)))), nexts(Count(N)))
# expect: (4498500, 'over') (4498500, 'over') (8997000, 'over') (4498500, 'over') (4501500, 'over')
def raising(items):
    t = 0
    try:
        while True: t += next(items)
    except StopIteration as stop:
        return t, stop.value
def returning(n):
    yield from range(n)
    return 'result'
print(raising(returning(N)), raising(map(abs, gen(N))), raising(iter(range(N))), raising(Count(N)), raising(it.islice(returning(N), 9)))
# expect: (4498500, 'result') (4498500, None) (4498500, None) (4501500, None) (36, None)

print(min(x * 7 % 1001 for x in range(N)), max(Count(N)), min(map(fails, gen(9))), max(Items(N)), max((x / 7 for x in gen(N))))
# expect: 0 3000 0 2999 428.42857142857144
print(min((x for x in ()), default='none'), max(iter(Items(0)), default=None))  # expect: none None
try: min(x for x in ())
except ValueError as error: print(error)
# expect: min() iterable argument is empty
try: max(x for x in (1, 'a'))
except TypeError as error: print(error)
# expect: '>' not supported between instances of 'str' and 'int'
print(len(set(x % 100 for x in gen(N))), sorted(set(map(lambda v: v % 5, gen(N)))), frozenset(x % 3 for x in gen(N)) == {0, 1, 2})
# expect: 100 [0, 1, 2, 3, 4] True
print(len(dict((x % 77, x) for x in gen(N))), dict(zip('abc', gen(3))), dict([k, v] for k, v in ((1, 2), (3, 4))))
# expect: 77 {'a': 0, 'b': 1, 'c': 2} {1: 2, 3: 4}
for bad in (((1, 2), (3,)), ((1, 2), 5), ((1, 2), (3, 4), (5, 6, 7)), ((1, 2), ([], 1))):
    try: print(dict(x for x in bad))
    except (TypeError, ValueError) as error: print(type(error).__name__, error)
# expect: ValueError dictionary update sequence element #1 has length 1; 2 is required
# expect: TypeError object is not iterable
# expect: ValueError dictionary update sequence element #2 has length 3; 2 is required
# expect: TypeError cannot use 'list' as a dict key (unhashable type: 'list')
print(2999 in gen(N), 3000 in gen(N), 5.0 in (x for x in gen(N)), 'a' in Items(3))  # expect: True False True False
print(sum(Items(N)), sum(Count(N)), sum((x / 4 for x in gen(N))), sum((x if x % 9 else x / 2 for x in gen(N))), sum(Items(4), 1j))
# expect: 4498500 4501500 1124625.0 4248250.5 (6+1j)
print(any(x > N - 2 for x in gen(N)), all(map(lambda v: v < N, gen(N))), any(Items(1)), all(Count(5)), any(filter(lambda v: v > N, gen(N))))
# expect: True True False True False
print(len(','.join(str(x) for x in gen(N))), len('-'.join(map(str, Items(N)))), tuple(map(str, gen(4))), [*filter(None, gen(4))])
# expect: 13889 13889 ('0', '1', '2', '3') [1, 2, 3]
class Odd:
    """Counts how often it is asked for an iterator."""
    asked = 0
    def __iter__(self):
        Odd.asked += 1
        return iter([1, 2.5, 3, 1 << 70, 4])
print(sum(Odd()), list(Odd()), max(Odd()), len(set(Odd())), 3 in Odd(), dict(zip(Odd(), Odd())), Odd.asked)
# expect: 1.1805916207174113e+21 [1, 2.5, 3, 1180591620717411303424, 4] 1180591620717411303424 5 True {1: 1, 2.5: 2.5, 3: 3, 1180591620717411303424: 1180591620717411303424, 4: 4} 7
try:
    for a, b in zip(gen(5), gen(6), strict=True): pass
except ValueError as error: print(error)
# expect: zip() argument 2 is longer than argument 1
def shared(n):
    source = gen(n)
    return [pair for pair in zip(source, source)][-1], list(source)
print(shared(N), shared(N + 1))  # expect: ((2998, 2999), []) ((2998, 2999), [])
