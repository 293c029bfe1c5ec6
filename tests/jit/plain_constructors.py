"""Calls of built-in classes with built-in values, and with values that have methods of their own."""


class Loud:
    def __init__(self, value):
        self.value = value

    def __str__(self):
        return "loud %s" % self.value

    def __int__(self):
        return self.value + 1

    def __float__(self):
        return self.value + 0.5

    def __bool__(self):
        return self.value > 1

    def __iter__(self):
        return iter([self.value, self.value])

    def __reversed__(self):
        return ["back", self.value]

    def __index__(self):
        return self.value

    def __hash__(self):
        return hash(self.value)

    def __eq__(self, other):
        return isinstance(other, Loud) and self.value == other.value


class Text(str):
    def __str__(self):
        return "text"


class Pairs(dict):
    def __iter__(self):
        return iter(["own"])


VALUES = [0, 7, -12, 3.5, -0.0, 1e300, True, False, None, "", "12", "-7", " 5 ", "1_000", "x", "é7",
          "99999999999999999999", 10 ** 30, float("nan"), float("inf"), Loud(1), Loud(2), Text("9"),
          [], [1, 2], (), (3, 4), {}, {"a": 1}, set(), {5}, frozenset([6]), range(3), b"ab",
          {"k": 2}.items(), {"k": 2}.values(), Pairs(z=1)]


def attempt(function, *arguments):
    try:
        return function(*arguments)
    except Exception as error:
        return "%s: %s" % (type(error).__name__, error)


def texts(values):
    return [str(value) for value in values]


def numbers(values):
    out = []
    for value in values:
        try:
            out.append((int(value), float(value)))
        except (ValueError, TypeError, OverflowError) as error:
            out.append(type(error).__name__)
    return out


def containers(values):
    out = []
    for value in values:
        for make in (0, 1, 2, 3, 4, 5, 6, 7):
            try:
                if make == 0:
                    out.append(list(value))
                elif make == 1:
                    out.append(tuple(value))
                elif make == 2:
                    out.append(sorted(map(repr, set(value))))
                elif make == 3:
                    out.append(sorted(map(repr, frozenset(value))))
                elif make == 4:
                    out.append(dict(value))
                elif make == 5:
                    out.append(list(enumerate(value, 2)))
                elif make == 6:
                    out.append(list(reversed(value)))
                else:
                    out.append(list(zip(value, value)))
            except (ValueError, TypeError) as error:
                out.append(str(error))
    return out


def shown(value):
    return repr(value) if not isinstance(value, (Loud,)) else "Loud"


for _ in range(3):
    a, b, c = texts(VALUES), numbers(VALUES), containers(VALUES[:20] + VALUES[22:])
print(a)
# expect: ['0', '7', '-12', '3.5', '-0.0', '1e+300', 'True', 'False', 'None', '', '12', '-7', ' 5 ', '1_000', 'x', 'é7', '99999999999999999999', '1000000000000000000000000000000', 'nan', 'inf', 'loud 1', 'loud 2', 'text', '[]', '[1, 2]', '()', '(3, 4)', '{}', "{'a': 1}", 'set()', '{5}', 'frozenset({6})', 'range(0, 3)', "b'ab'", "dict_items([('k', 2)])", 'dict_values([2])', "{'z': 1}"]
print(b)
# expect: [(0, 0.0), (7, 7.0), (-12, -12.0), (3, 3.5), (0, -0.0), (1000000000000000052504760255204420248704468581108159154915854115511802457988908195786371375080447864043704443832883878176942523235360430575644792184786706982848387200926575803737830233794788090059368953234970799945081119038967640880074652742780142494579258788820056842838115669472196386865459400540160, 1e+300), (1, 1.0), (0, 0.0), 'TypeError', 'ValueError', (12, 12.0), (-7, -7.0), (5, 5.0), (1000, 1000.0), 'ValueError', 'ValueError', (99999999999999999999, 1e+20), (1000000000000000000000000000000, 1e+30), 'ValueError', 'OverflowError', (2, 1.5), (3, 2.5), (9, 9.0), 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError', 'ValueError', 'TypeError', 'TypeError', 'TypeError']
for line in c:
    try:
        print(line)
    except Exception as error:
        print(type(error))
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not reversible
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not reversible
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not reversible
# expect: 'int' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not reversible
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not reversible
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not reversible
# expect: 'float' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not reversible
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not iterable
# expect: 'bool' object is not reversible
# expect: 'bool' object is not iterable
# expect: 'NoneType' object is not iterable
# expect: 'NoneType' object is not iterable
# expect: 'NoneType' object is not iterable
# expect: 'NoneType' object is not iterable
# expect: 'NoneType' object is not iterable
# expect: 'NoneType' object is not iterable
# expect: 'NoneType' object is not reversible
# expect: 'NoneType' object is not iterable
# expect: []
# expect: ()
# expect: []
# expect: []
# expect: {}
# expect: []
# expect: []
# expect: []
# expect: ['1', '2']
# expect: ('1', '2')
# expect: ["'1'", "'2'"]
# expect: ["'1'", "'2'"]
# expect: dictionary update sequence element #0 has length 1; 2 is required
# expect: [(2, '1'), (3, '2')]
# expect: ['2', '1']
# expect: [('1', '1'), ('2', '2')]
# expect: ['-', '7']
# expect: ('-', '7')
# expect: ["'-'", "'7'"]
# expect: ["'-'", "'7'"]
# expect: dictionary update sequence element #0 has length 1; 2 is required
# expect: [(2, '-'), (3, '7')]
# expect: ['7', '-']
# expect: [('-', '-'), ('7', '7')]
# expect: [' ', '5', ' ']
# expect: (' ', '5', ' ')
# expect: ["' '", "'5'"]
# expect: ["' '", "'5'"]
# expect: dictionary update sequence element #0 has length 1; 2 is required
# expect: [(2, ' '), (3, '5'), (4, ' ')]
# expect: [' ', '5', ' ']
# expect: [(' ', ' '), ('5', '5'), (' ', ' ')]
# expect: ['1', '_', '0', '0', '0']
# expect: ('1', '_', '0', '0', '0')
# expect: ["'0'", "'1'", "'_'"]
# expect: ["'0'", "'1'", "'_'"]
# expect: dictionary update sequence element #0 has length 1; 2 is required
# expect: [(2, '1'), (3, '_'), (4, '0'), (5, '0'), (6, '0')]
# expect: ['0', '0', '0', '_', '1']
# expect: [('1', '1'), ('_', '_'), ('0', '0'), ('0', '0'), ('0', '0')]
# expect: ['x']
# expect: ('x',)
# expect: ["'x'"]
# expect: ["'x'"]
# expect: dictionary update sequence element #0 has length 1; 2 is required
# expect: [(2, 'x')]
# expect: ['x']
# expect: [('x', 'x')]
# expect: ['é', '7']
# expect: ('é', '7')
# expect: ["'7'", "'é'"]
# expect: ["'7'", "'é'"]
# expect: dictionary update sequence element #0 has length 1; 2 is required
# expect: [(2, 'é'), (3, '7')]
# expect: ['7', 'é']
# expect: [('é', 'é'), ('7', '7')]
# expect: ['9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9']
# expect: ('9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9')
# expect: ["'9'"]
# expect: ["'9'"]
# expect: dictionary update sequence element #0 has length 1; 2 is required
# expect: [(2, '9'), (3, '9'), (4, '9'), (5, '9'), (6, '9'), (7, '9'), (8, '9'), (9, '9'), (10, '9'), (11, '9'), (12, '9'), (13, '9'), (14, '9'), (15, '9'), (16, '9'), (17, '9'), (18, '9'), (19, '9'), (20, '9'), (21, '9')]
# expect: ['9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9', '9']
# expect: [('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9'), ('9', '9')]
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not iterable
# expect: 'int' object is not reversible
# expect: 'int' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not reversible
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not iterable
# expect: 'float' object is not reversible
# expect: 'float' object is not iterable
# expect: ['9']
# expect: ('9',)
# expect: ["'9'"]
# expect: ["'9'"]
# expect: dictionary update sequence element #0 has length 1; 2 is required
# expect: [(2, '9')]
# expect: ['9']
# expect: [('9', '9')]
# expect: []
# expect: ()
# expect: []
# expect: []
# expect: {}
# expect: []
# expect: []
# expect: []
# expect: [1, 2]
# expect: (1, 2)
# expect: ['1', '2']
# expect: ['1', '2']
# expect: object is not iterable
# expect: [(2, 1), (3, 2)]
# expect: [2, 1]
# expect: [(1, 1), (2, 2)]
# expect: []
# expect: ()
# expect: []
# expect: []
# expect: {}
# expect: []
# expect: []
# expect: []
# expect: [3, 4]
# expect: (3, 4)
# expect: ['3', '4']
# expect: ['3', '4']
# expect: object is not iterable
# expect: [(2, 3), (3, 4)]
# expect: [4, 3]
# expect: [(3, 3), (4, 4)]
# expect: []
# expect: ()
# expect: []
# expect: []
# expect: {}
# expect: []
# expect: []
# expect: []
# expect: ['a']
# expect: ('a',)
# expect: ["'a'"]
# expect: ["'a'"]
# expect: {'a': 1}
# expect: [(2, 'a')]
# expect: ['a']
# expect: [('a', 'a')]
# expect: []
# expect: ()
# expect: []
# expect: []
# expect: {}
# expect: []
# expect: 'set' object is not reversible
# expect: []
# expect: [5]
# expect: (5,)
# expect: ['5']
# expect: ['5']
# expect: object is not iterable
# expect: [(2, 5)]
# expect: 'set' object is not reversible
# expect: [(5, 5)]
# expect: [6]
# expect: (6,)
# expect: ['6']
# expect: ['6']
# expect: object is not iterable
# expect: [(2, 6)]
# expect: 'frozenset' object is not reversible
# expect: [(6, 6)]
# expect: [0, 1, 2]
# expect: (0, 1, 2)
# expect: ['0', '1', '2']
# expect: ['0', '1', '2']
# expect: object is not iterable
# expect: [(2, 0), (3, 1), (4, 2)]
# expect: [2, 1, 0]
# expect: [(0, 0), (1, 1), (2, 2)]
# expect: [97, 98]
# expect: (97, 98)
# expect: ['97', '98']
# expect: ['97', '98']
# expect: object is not iterable
# expect: [(2, 97), (3, 98)]
# expect: [98, 97]
# expect: [(97, 97), (98, 98)]
# expect: [('k', 2)]
# expect: (('k', 2),)
# expect: ["('k', 2)"]
# expect: ["('k', 2)"]
# expect: {'k': 2}
# expect: [(2, ('k', 2))]
# expect: [('k', 2)]
# expect: [(('k', 2), ('k', 2))]
# expect: [2]
# expect: (2,)
# expect: ['2']
# expect: ['2']
# expect: object is not iterable
# expect: [(2, 2)]
# expect: [2]
# expect: [(2, 2)]
# expect: ['own']
# expect: ('own',)
# expect: ["'own'"]
# expect: ["'own'"]
# expect: {'z': 1}
# expect: [(2, 'own')]
# expect: ['z']
# expect: [('own', 'own')]
print([bool(value) for value in VALUES])
# expect: [False, True, True, True, False, True, True, False, False, False, True, True, True, True, True, True, True, True, True, True, False, True, True, False, True, False, True, False, True, False, True, True, True, True, True, True, True]
print(str(), int(), float(), bool(), list(), tuple(), set(), frozenset(), dict())
# expect:  0 0.0 False [] () set() frozenset() {}


def fresh(count):
    total = 0
    for i in range(count):
        d, s, l = dict(), set(), list()
        d[i] = str(i)
        s.add(i)
        l.append(i)
        for k, v in zip(l, s):
            total += k + v + len(d[i])
        for n, (x, y, z) in enumerate(zip(l, d, "ab")):
            total += n + x + y + len(z)
        total += sum(map(abs, [i, -i])) + len(list(filter(None, [i, 0])))
        total += sum(range(i % 5)) + sum(range(1, i % 5)) + sum(range(i % 7, 0, -2))
        total += sum(map(max, [1, i], (2, 3)))
    return total


print(fresh(500))  # expect: 881062
print(attempt(range, 1, 2, 0), attempt(range, 2.5), attempt(zip, 3), attempt(map, len),
      attempt(reversed, {1}), attempt(enumerate, [], "x"), attempt(int, "z"), attempt(float, "z"),
      attempt(str, 1, 2), attempt(tuple, 1, 2), attempt(dict, 1, 2), attempt(dict, [1]),
      attempt(set, [[]]), attempt(list, 1), attempt(zip, [], 3))
# expect: ValueError: range() arg 3 must not be zero TypeError: 'float' object cannot be interpreted as an integer TypeError: 'int' object is not iterable TypeError: map() must have at least two arguments. TypeError: 'set' object is not reversible TypeError: 'str' object cannot be interpreted as an integer ValueError: invalid literal for int() with base 10: 'z' ValueError: could not convert string to float: 'z' TypeError: str() argument 'encoding' must be str, not int TypeError: tuple expected at most 1 argument, got 2 TypeError: dict expected at most 1 argument, got 2 TypeError: object is not iterable TypeError: cannot use 'list' as a set element (unhashable type: 'list') TypeError: 'int' object is not iterable TypeError: 'int' object is not iterable
print(range(True), range(Loud(3)), int("7", 8), int(x) if (x := "5") else 0, str(b"x", "ascii"),
      dict(a=1), dict([(1, 2)], b=3), list(zip([1], [2], strict=True)), enumerate([1], start=3).__next__())
# expect: range(0, 1) range(0, 3) 7 5 x {'a': 1} {1: 2, 'b': 3} [(1, 2)] (3, 1)
