"""itertools."""
from itertools import accumulate, chain, combinations, combinations_with_replacement, compress, count, cycle, dropwhile, filterfalse, groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile, tee, zip_longest, batched
print(list(accumulate([1, 2, 3, 4])), list(accumulate([2, 3], lambda a, b: a * b, initial=5)), list(chain("ab", [1])), list(chain.from_iterable([[1], [2, 3]])))
# expect: [1, 3, 6, 10] [5, 10, 30] ['a', 'b', 1] [1, 2, 3]
print(list(combinations("abc", 2)), len(list(permutations(range(5)))), list(permutations("abc", 2))[:3], list(combinations_with_replacement("ab", 2)))
# expect: [('a', 'b'), ('a', 'c'), ('b', 'c')] 120 [('a', 'b'), ('a', 'c'), ('b', 'a')] [('a', 'a'), ('a', 'b'), ('b', 'b')]
print(list(compress("abcd", [1, 0, 1, 0])), list(islice(count(5, 2), 3)), list(islice(cycle("ab"), 5)), list(dropwhile(lambda x: x < 3, [1, 3, 1])))
# expect: ['a', 'c'] [5, 7, 9] ['a', 'b', 'a', 'b', 'a'] [3, 1]
print(list(filterfalse(lambda x: x % 2, range(5))), [(k, list(g)) for k, g in groupby("aabbba")], list(islice(range(10), 2, 8, 3)), list(pairwise([1, 2, 3])))
# expect: [0, 2, 4] [('a', ['a', 'a']), ('b', ['b', 'b', 'b']), ('a', ['a'])] [2, 5] [(1, 2), (2, 3)]
print(list(product("ab", [1, 2])), len(list(product(range(3), repeat=3))), list(repeat(7, 3)), list(starmap(pow, [(2, 3), (3, 2)])), list(takewhile(lambda x: x < 3, [1, 2, 5, 1])))
# expect: [('a', 1), ('a', 2), ('b', 1), ('b', 2)] 27 [7, 7, 7] [8, 9] [1, 2]
a, b = tee(iter([1, 2, 3])); print(next(a), next(a), list(b), list(a))  # expect: 1 2 [1, 2, 3] [3]
print(list(zip_longest("ab", [1], fillvalue="-")), list(batched("abcde", 2)), next(count()), list(zip(count(), "xy")))
# expect: [('a', 1), ('b', '-')] [('a', 'b'), ('c', 'd'), ('e',)] 0 [(0, 'x'), (1, 'y')]
def sieve(n): return [p for p in range(2, n) if all(p % q for q in takewhile(lambda q: q * q <= p, count(2)))]
print(sieve(40), sum(islice((x * x for x in count()), 100)))
# expect: [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37] 328350
