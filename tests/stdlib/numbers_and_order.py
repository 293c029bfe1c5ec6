"""math, random with a seed, heapq, bisect, operator, time."""
import bisect, heapq, math, operator, random, time
print(math.sqrt(2), math.pi, math.floor(-2.5), math.ceil(2.1), math.gcd(12, 18), math.factorial(20), math.comb(10, 3), math.isqrt(10**20), math.hypot(3, 4), math.log(8, 2), math.exp(1), math.isclose(0.1 + 0.2, 0.3))
# expect: 1.4142135623730951 3.141592653589793 -3 3 6 2432902008176640000 120 10000000000 5.0 3.0 2.718281828459045 True
print(math.sin(1), math.cos(1), math.atan2(1, -1), math.fsum([0.1] * 10), math.prod(range(1, 6)), math.copysign(1, -0.0), math.frexp(10.0), math.modf(2.5), math.trunc(-2.7), math.inf > 10**100, math.isnan(math.nan))
# expect: 0.8414709848078965 0.5403023058681398 2.356194490192345 1.0 120 -1.0 (0.625, 4) (0.5, 2.0) -2 True True
for wrong in (lambda: math.sqrt(-1), lambda: math.log(0), lambda: math.factorial(-1), lambda: math.exp(1000)):
    try: wrong()
    except (ValueError, OverflowError) as error: print(type(error).__name__, error)
# expect: ValueError expected a nonnegative input, got -1.0
# expect: ValueError expected a positive input
# expect: ValueError factorial() not defined for negative values
# expect: OverflowError math range error
random.seed(42)
print(random.random(), random.randint(1, 100), random.choice("abcdef"), random.sample(range(50), 4), round(random.gauss(0, 1), 12), random.uniform(1, 2))
# expect: 0.6394267984578837 4 f [17, 15, 14, 8] -0.127588283783 1.8921795677048454
l = list(range(10)); random.shuffle(l); print(l, random.Random(7).random(), random.getrandbits(70), random.randrange(0, 100, 7))
# expect: [3, 5, 2, 4, 9, 8, 7, 0, 6, 1] 0.32383276483316237 833771390514020336038 70
h = [5, 3, 8, 1, 9, 2]; heapq.heapify(h)
print([heapq.heappop(h) for _ in range(3)], heapq.nlargest(2, [4, 1, 7]), heapq.nsmallest(2, "hello"), list(heapq.merge([1, 4], [2, 3])), heapq.heappushpop([1, 5], 0))
# expect: [1, 2, 3] [7, 4] ['e', 'h'] [1, 2, 3, 4] 0
print(bisect.bisect([1, 3, 3, 5], 3), bisect.bisect_left([1, 3, 3, 5], 3), bisect.bisect([1, 5], 9))  # expect: 3 1 2
s = [1, 4]; bisect.insort(s, 2); print(s)  # expect: [1, 2, 4]
print(operator.add(1, 2), operator.itemgetter(1)([5, 6]), operator.itemgetter(0, 2)("abc"), operator.attrgetter("real")(3), operator.methodcaller("upper")("a"), operator.mul(3, 4), operator.contains([1], 1))
# expect: 3 6 ('a', 'c') 3 A 12 True
t = time.perf_counter(); time.sleep(0.01); print(time.perf_counter() - t >= 0.01, time.time() > 1.6e9, time.monotonic() <= time.monotonic(), time.gmtime(0).tm_year)
# expect: True True True 1970
