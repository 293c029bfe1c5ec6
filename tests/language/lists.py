"""Lists and tuples: items, slices, methods, sorting, mutation while iterating."""
a = [3, 1, 2]
a.append(5); a.extend((7, 8)); a.insert(1, 9); a.insert(-1, 0); a += [4]
print(a, len(a), a[0], a[-1], a[1:4], a[::-1], a[::2], a.index(9), a.count(3), 7 in a, 70 in a)
# expect: [3, 9, 1, 2, 5, 7, 0, 8, 4] 9 3 4 [9, 1, 2] [4, 8, 0, 7, 5, 2, 1, 9, 3] [3, 1, 5, 0, 4] 1 1 True False
print(a.pop(), a.pop(0), a.remove(9), a, a.reverse(), a, a.copy() == a, a is a.copy())
# expect: 4 3 None [8, 0, 7, 5, 2, 1] None [8, 0, 7, 5, 2, 1] True False
a.sort(); print(a); a.sort(reverse=True); print(a); a.sort(key=lambda x: (x % 3, x)); print(a)
# expect: [0, 1, 2, 5, 7, 8]
# expect: [8, 7, 5, 2, 1, 0]
# expect: [0, 1, 7, 2, 5, 8]
a[1:3] = [10, 11, 12]; print(a); a[::2] = [0] * len(a[::2]); print(a); del a[1]; del a[-2:]; print(a); a[:0] = [99]; print(a); del a[::2]; print(a); a.clear(); print(a)
# expect: [0, 10, 11, 12, 2, 5, 8]
# expect: [0, 10, 0, 12, 0, 5, 0]
# expect: [0, 0, 12, 0]
# expect: [99, 0, 0, 12, 0]
# expect: [0, 12]
# expect: []
print([1, 2] + [3], [0] * 3, 2 * [1, 2], [[]] * 2, [1, 2] == [1, 2], [1, 2] < [1, 3], [1] < [1, 0], [] < [1], [1, "a"] == [1, "a"])
# expect: [1, 2, 3] [0, 0, 0] [1, 2, 1, 2] [[], []] True True True True True
words = ["banana", "Apple", "cherry", "apple", "Banana"]
print(sorted(words), sorted(words, key=str.lower), sorted(words, key=len, reverse=True), sorted("hello"), sorted({3: 1, 1: 2}))
# expect: ['Apple', 'Banana', 'apple', 'banana', 'cherry'] ['Apple', 'apple', 'banana', 'Banana', 'cherry'] ['banana', 'cherry', 'Banana', 'Apple', 'apple'] ['e', 'h', 'l', 'l', 'o'] [1, 3]
stable = [(1, "b"), (0, "a"), (1, "a"), (0, "b")]
print(sorted(stable, key=lambda p: p[0]), min(stable), max(stable, key=lambda p: p[1]), sorted(stable, key=lambda p: p[0], reverse=True))
# expect: [(0, 'a'), (0, 'b'), (1, 'b'), (1, 'a')] (0, 'a') (1, 'b') [(1, 'b'), (1, 'a'), (0, 'a'), (0, 'b')]
t = (1, 2, 3)
print(t + (4,), t * 2, t[1:], t.index(2), t.count(1), (), (1,), tuple("ab"), t < (1, 2, 4), hash(t) == hash((1, 2, 3)), t[::-1])
# expect: (1, 2, 3, 4) (1, 2, 3, 1, 2, 3) (2, 3) 1 1 () (1,) ('a', 'b') True True (3, 2, 1)
grown = [1, 2, 3]
for item in grown:
    if len(grown) < 10:
        grown.append(item * 2)
print(grown)  # expect: [1, 2, 3, 2, 4, 6, 4, 8, 12, 8]
shrunk = list(range(10))
for item in shrunk:
    shrunk.remove(item)
print(shrunk)  # expect: [1, 3, 5, 7, 9]
iterator = iter([1, 2, 3])
print(next(iterator), list(iterator), next(iterator, "end"), list(reversed([1, 2, 3])), list(zip([1, 2, 3], "ab")), list(enumerate("ab", 5)))
# expect: 1 [2, 3] end [3, 2, 1] [(1, 'a'), (2, 'b')] [(5, 'a'), (6, 'b')]
recursive = [1]
recursive.append(recursive)
print(recursive, recursive[1][1] is recursive)  # expect: [1, [...]] True
print([x for row in [[1, 2], [3]] for x in row], [[j for j in range(i)] for i in range(3)], sum([[1], [2]], []), list(range(5, 0, -2)), list(map(str, [1, 2])), list(filter(None, [0, 1, "", "a"])))
# expect: [1, 2, 3] [[], [0], [0, 1]] [1, 2] [5, 3, 1] ['1', '2'] [1, 'a']
for wrong in ("[][0]", "[].pop()", "[1].remove(2)", "[1].index(5)", "[1] + (2,)", "[1]['a']", "(1,)[1]", "[3, 'a'].sort()", "[1, 2, 3][::0]", "(1, 2) + [3]", "[1] < 'a'"):
    try:
        eval(wrong)
    except Exception as error:
        print(type(error).__name__, error)
# expect: IndexError list index out of range
# expect: IndexError pop from empty list
# expect: ValueError list.remove(x): x not in list
# expect: ValueError list.index(x): x not in list
# expect: TypeError can only concatenate list (not "tuple") to list
# expect: TypeError list indices must be integers or slices, not str
# expect: IndexError tuple index out of range
# expect: TypeError '<' not supported between instances of 'str' and 'int'
# expect: ValueError slice step cannot be zero
# expect: TypeError can only concatenate tuple (not "list") to tuple
# expect: TypeError '<' not supported between instances of 'list' and 'str'
b = list(range(6))
try:
    b[::2] = [1]
except ValueError as error:
    print(error)
# expect: attempt to assign sequence of size 1 to extended slice of size 3
nested = [[0] * 3 for _ in range(3)]
nested[1][2] = 5
print(nested, [*a, *b, *(1, 2)], [*range(3), 9])
# expect: [[0, 0, 0], [0, 0, 5], [0, 0, 0]] [0, 1, 2, 3, 4, 5, 1, 2] [0, 1, 2, 9]
