"""Sums of floats from generators, comparisons of strings, appends and look-ups in their short ways."""
inf, nan = float("inf"), float("nan")
def gen(items):
    for item in items: yield item
def show(*items): return repr(sum(gen(items)))
print(show(0.1, 0.2, 0.3), show(1e16, 1.0, -1e16), show(1e308, 1e308, -1e308), show(inf, 1.0), show(inf, -inf))
# expect: 0.6 1.0 inf inf nan
print(show(1.0, nan), show(1e300, 1e-300, -1e300), show(5e-324, 1.0, -1.0), show(-0.0, -0.0), show(0.0, -0.0))
# expect: nan 1e-300 5e-324 0.0 0.0
print(show(1, 0.5, 2), show(0.5, True, 3), show(0.5, 2**70, 1.5), show(0.5, 1j, 0.25), show(True, False, 10**20))
# expect: 3.5 4.5 1.1805916207174113e+21 (0.75+1j) 100000000000000000001
class Odd(float):
    def __radd__(self, other): return f"odd after {other}"
class Number:
    def __radd__(self, other): return 100.0
print(show(0.5, Odd(1)), show(0.25, Number(), 0.5), repr(sum(gen([0.1] * 10), 1.0)))  # expect: 'odd after 0.5' 100.5 2.0
try: sum(gen([0.5, "x"]))
except TypeError as error: print(error)
# expect: unsupported operand type(s) for +: 'float' and 'str'
for count in 10, 3000: print(repr(sum(x * 0.1 for x in range(count))), repr(sum(1 / (x + 1) for x in range(count) if x % 3)))
# expect: 4.5 1.4361111111111111
# expect: 449850.0 5.237209083250388

# Every form of a comparison, with all that can be equal or not at the beginning.
texts = ["", "a", "b", "é", "ab", "ac", "ba", "abc" * 3, "".join(["a", "b"]), "".join(["a"]), "x" * 300]
grown = "a"
for _ in range(3): grown += "bcd" * 30
texts.append(grown); texts.append("a" + "bcd" * 90)
class Text(str): pass
texts += [Text("a"), Text("ab"), b"a", None, 1]
def forms(a, b):
    bits = [a == b, a != b]
    bits.append(1 if a == b else 0)
    bits.append(1 if a != b else 0)
    bits.append(1 if not a == b else 0)
    bits.append(1 if not a != b else 0)
    number = 0
    while a != b and number < 1: number += 1
    bits.append(number)
    return tuple(map(int, bits))
rows = [[forms(a, b) for b in texts] for a in texts]
print({row for line in rows for row in line} == {(0, 1, 0, 1, 1, 0, 1), (1, 0, 1, 0, 0, 1, 0)})  # expect: True
print([sum(row[0] for row in line) for line in rows])  # expect: [1, 3, 1, 1, 3, 1, 1, 1, 3, 3, 1, 2, 2, 3, 3, 1, 1, 1]
for order in "<", "<=", ">", ">=":
    print(order, sum(eval(f"a {order} b") for a in texts[:-3] for b in texts[:-3]))
# expect: < 98
# expect: <= 127
# expect: > 98
# expect: >= 127

# Characters.
def characters(text): return [text[0], text[-1], text[len(text) // 2], [text[i] for i in range(-len(text), len(text))][:4]]
for text in "abc", "é", "aéb", "z", grown: print(characters(text))
# expect: ['a', 'c', 'b', ['a', 'b', 'c', 'a']]
# expect: ['é', 'é', 'é', ['é', 'é']]
# expect: ['a', 'b', 'é', ['a', 'é', 'b', 'a']]
# expect: ['z', 'z', 'z', ['z', 'z']]
# expect: ['a', 'd', 'd', ['a', 'b', 'c', 'd']]
for text, index in ("", 0), ("abc", 3), ("abc", -4), ("é", 1):
    try: text[index]
    except IndexError as error: print(error)
# expect: string index out of range
# expect: string index out of range
# expect: string index out of range
# expect: string index out of range

# Appends: plain lists, subclasses with and without a method of their own.
class Plain(list): pass
class Loud(list):
    def append(self, item): super().append((item, "loud"))
for make in list, Plain, Loud:
    items = make()
    for number in range(40): print(items.append(number), end=" ") if number == 39 else items.append(number)
    print(len(items), items[-1], type(items).__name__)
# expect: None 40 39 list
# expect: None 40 39 Plain
# expect: None 40 (39, 'loud') Loud
append = list.append
items = []
append(items, 1); append(items, 2)
print(items)  # expect: [1, 2]
for arguments in (), (1, 2), (items,), (5, 5):
    try: append(*arguments)
    except TypeError as error: print(error)
# expect: unbound method list.append() needs an argument
# expect: descriptor 'append' for 'list' objects doesn't apply to a 'int' object
# expect: list.append() takes exactly one argument (0 given)
# expect: descriptor 'append' for 'list' objects doesn't apply to a 'int' object
try: items.append()
except TypeError as error: print(error)
# expect: list.append() takes exactly one argument (0 given)

# Look-ups.
class Key:
    def __init__(self, hash): self.hash = hash
    def __hash__(self): return self.hash
    def __eq__(self, other): return isinstance(other, int) and other == self.hash
table = {1: "one", "a": "letter", (1, 2): "pair", 2.0: "two", None: "none", Key(7): "seven", "".join("xy"): "made"}
for key in 1, True, 1.0, "a", "xy", "".join(["x", "y"]), (1, 2), 2, 7, None, 8, "b", -1, -2:
    print(table.get(key), key in table, key not in table, table[key] if key in table else "-", end="; ")
print()
# expect: one True False one; one True False one; one True False one; letter True False letter; made True False made; made True False made; pair True False pair; two True False two; seven True False seven; none True False none; None False True -; None False True -; None False True -; None False True -;
numbers = {number: -number for number in range(-2, 2000, 3)}
print(sum(numbers[key] for key in numbers), sum(key in numbers for key in range(2000)), numbers[-2], -1 in numbers)
# expect: -666998 667 2 False
del numbers[1]
for key in 1, 2, "1", []:
    try: numbers[key]
    except (KeyError, TypeError) as error: print(type(error).__name__, error)
# expect: KeyError 1
# expect: KeyError 2
# expect: KeyError '1'
# expect: TypeError cannot use 'list' as a dict key (unhashable type: 'list')
class Missing(dict):
    def __missing__(self, key): return f"no {key}"
print(Missing(a=1)["a"], Missing(a=1)["b"], "b" in Missing())  # expect: 1 no b False

# Native functions of any arity.
print(min(3, 1, 2), max(3, 1, 2), min("b", "a"), max(1, 2.5), max([1], [2]), min(5, 5.0), max([3, 4]))
# expect: 1 3 a 2.5 [2] 5 4
for call in lambda: max(), lambda: min(1), lambda: max(1, "a"), lambda: "a".join(), lambda: "".split(1, 2, 3), lambda: len():
    try: call()
    except TypeError as error: print(error)
# expect: max expected at least 1 argument, got 0
# expect: 'int' object is not iterable
# expect: '>' not supported between instances of 'str' and 'int'
# expect: str.join() takes exactly one argument (0 given)
# expect: split() takes at most 2 arguments (3 given)
# expect: len() takes exactly one argument (0 given)
print("a,b".split(","), "abc".startswith("b", 1), (5).bit_length(), {}.get("a"), {}.get("a", 1), type(1), type(None), type(1.5), type("x") is str)
# expect: ['a', 'b'] True 3 None 1 <class 'int'> <class 'NoneType'> <class 'float'> True
