"""Sets and frozen sets."""
s = {3, 1, 2, 3}
s.add(5); s.discard(9); s.remove(3)
print(sorted(s), len(s), 1 in s, 9 in s, set(), {1} == {1.0}, set("aab") == {"a", "b"}, bool(set()))
# expect: [1, 2, 5] 3 True False set() True True False
a, b = {1, 2, 3}, {2, 3, 4}
print(*map(sorted, (a | b, a & b, a - b, a ^ b, a.union([9], (8,)), a.intersection([1, 7]), a.difference(b, [1]))))
# expect: [1, 2, 3, 4] [2, 3] [1] [1, 4] [1, 2, 3, 8, 9] [1] []
print(a < b, {1} < a, a <= a, a.isdisjoint({9}), a >= {1, 2}, {5}, {"x"})  # expect: False True True True True {5} {'x'}
a |= {7}; a &= {1, 2, 7}; a -= {2}; a ^= {1, 10}; a.update([5], [6]); print(sorted(a)); a.intersection_update({5, 6, 99}); print(sorted(a)); a.difference_update([5]); print(a)
# expect: [5, 6, 7, 10]
# expect: [5, 6]
# expect: {6}
f = frozenset([1, 2])
print(sorted(f), sorted(f | {3}), {f: 1}[frozenset([2, 1])], hash(f) == hash(frozenset([2, 1])), f == {1, 2}, frozenset() == set(), type({1} | f).__name__, type(f | {1}).__name__)
# expect: [1, 2] [1, 2, 3] 1 True True True set frozenset
print(sorted({x % 3 for x in range(10)}), sorted({c for c in "hello"}), sorted({*a, *f}), {(1, 2), (1, 2)})
# expect: [0, 1, 2] ['e', 'h', 'l', 'o'] [1, 2, 6] {(1, 2)}
try:
    for item in (live := {1, 2, 3}):
        live.add(item + 10)
except RuntimeError as error:
    print(error)
# expect: Set changed size during iteration
for wrong in ("{[]}", "set().pop()", "{1}.remove(2)", "{1} | [2]", "frozenset().add(1)", "{1} < [1]", "{set()}"):
    try:
        eval(wrong)
    except Exception as error:
        print(type(error).__name__, error)
# expect: TypeError cannot use 'list' as a set element (unhashable type: 'list')
# expect: KeyError 'pop from an empty set'
# expect: KeyError 2
# expect: TypeError unsupported operand type(s) for |: 'set' and 'list'
# expect: AttributeError 'frozenset' object has no attribute 'add'
# expect: TypeError '<' not supported between instances of 'set' and 'list'
# expect: TypeError cannot use 'set' as a set element (unhashable type: 'set')
big = set(range(0, 5000, 3)) & set(range(0, 5000, 5))
print(len(big), sum(big), max(big))  # expect: 334 834165 4995
print(set([1]).pop(), sorted({"b", "a"}), sorted({1, 2}.symmetric_difference([2, 3])), {frozenset({1})} == {frozenset({1})})
# expect: 1 ['a', 'b'] [1, 3] True
