"""Methods of ASCII strings that have ways of their own, beside the same for other strings."""
texts = ["", "a", " ", "a b", "  a  b\t\nc ", "hello WORLD foo-bar x2y's", "\x1c\x1d\x1e\x1f x", "tab\there", "x" * 40 + " " + "y" * 33,
         "äö ü", " ß a", "ǆ Σας ς", "1a b2", "\x0b\x0c\x85 z"]
for text in texts:
    print(ascii([text.split(), text.split(None, 1), text.split(None, 0), text.split(maxsplit=2), text.rsplit(None, 1)]))
    print(ascii([text.title(), text.capitalize(), text.upper(), text.lower(), text.swapcase(), text.istitle()]))
    print(ascii([text.translate({97: "xyz", 98: None, 32: 95, 120: 0xe4}), text.count("a"), text.count("x"), text.count("")]))
    print(ascii([text.split(" "), text.split("a"), text.split("ab"), text.replace("a", "bb", 1), text.replace("a", "")]))
# expect: [[], [], [], [], []]
# expect: ['', '', '', '', '', False]
# expect: ['', 0, 0, 1]
# expect: [[''], [''], [''], '', '']
# expect: [['a'], ['a'], ['a'], ['a'], ['a']]
# expect: ['A', 'A', 'A', 'a', 'A', False]
# expect: ['xyz', 1, 0, 2]
# expect: [['a'], ['', ''], ['a'], 'bb', '']
# expect: [[], [], [], [], []]
# expect: [' ', ' ', ' ', ' ', ' ', False]
# expect: ['_', 0, 0, 2]
# expect: [['', ''], [' '], [' '], ' ', ' ']
# expect: [['a', 'b'], ['a', 'b'], ['a b'], ['a', 'b'], ['a', 'b']]
# expect: ['A B', 'A b', 'A B', 'a b', 'A B', False]
# expect: ['xyz_', 1, 0, 4]
# expect: [['a', 'b'], ['', ' b'], ['a b'], 'bb b', ' b']
# expect: [['a', 'b', 'c'], ['a', 'b\t\nc '], ['a  b\t\nc '], ['a', 'b', 'c '], ['  a  b', 'c']]
# expect: ['  A  B\t\nC ', '  a  b\t\nc ', '  A  B\t\nC ', '  a  b\t\nc ', '  A  B\t\nC ', False]
# expect: ['__xyz__\t\nc_', 1, 0, 11]
# expect: [['', '', 'a', '', 'b\t\nc', ''], ['  ', '  b\t\nc '], ['  a  b\t\nc '], '  bb  b\t\nc ', '    b\t\nc ']
# expect: [['hello', 'WORLD', 'foo-bar', "x2y's"], ['hello', "WORLD foo-bar x2y's"], ["hello WORLD foo-bar x2y's"], ['hello', 'WORLD', "foo-bar x2y's"], ['hello WORLD foo-bar', "x2y's"]]
# expect: ["Hello World Foo-Bar X2Y'S", "Hello world foo-bar x2y's", "HELLO WORLD FOO-BAR X2Y'S", "hello world foo-bar x2y's", "HELLO world FOO-BAR X2Y'S", False]
# expect: ["hello_WORLD_foo-xyzr_\xe42y's", 1, 1, 26]
# expect: [['hello', 'WORLD', 'foo-bar', "x2y's"], ['hello WORLD foo-b', "r x2y's"], ["hello WORLD foo-bar x2y's"], "hello WORLD foo-bbbr x2y's", "hello WORLD foo-br x2y's"]
# expect: [['x'], ['x'], ['x'], ['x'], ['x']]
# expect: ['\x1c\x1d\x1e\x1f X', '\x1c\x1d\x1e\x1f x', '\x1c\x1d\x1e\x1f X', '\x1c\x1d\x1e\x1f x', '\x1c\x1d\x1e\x1f X', False]
# expect: ['\x1c\x1d\x1e\x1f_\xe4', 0, 1, 7]
# expect: [['\x1c\x1d\x1e\x1f', 'x'], ['\x1c\x1d\x1e\x1f x'], ['\x1c\x1d\x1e\x1f x'], '\x1c\x1d\x1e\x1f x', '\x1c\x1d\x1e\x1f x']
# expect: [['tab', 'here'], ['tab', 'here'], ['tab\there'], ['tab', 'here'], ['tab', 'here']]
# expect: ['Tab\tHere', 'Tab\there', 'TAB\tHERE', 'tab\there', 'TAB\tHERE', False]
# expect: ['txyz\there', 1, 0, 9]
# expect: [['tab\there'], ['t', 'b\there'], ['t', '\there'], 'tbbb\there', 'tb\there']
# expect: [['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'], ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'], ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'], ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'], ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy']]
# expect: ['Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx Yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy', 'Xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy', 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy', 'XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX YYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYYY', False]
# expect: ['\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4\xe4_yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy', 0, 40, 75]
# expect: [['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'], ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'], ['xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy'], 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy', 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy']
# expect: [['\xe4\xf6', '\xfc'], ['\xe4\xf6', '\xfc'], ['\xe4\xf6 \xfc'], ['\xe4\xf6', '\xfc'], ['\xe4\xf6', '\xfc']]
# expect: ['\xc4\xf6 \xdc', '\xc4\xf6 \xfc', '\xc4\xd6 \xdc', '\xe4\xf6 \xfc', '\xc4\xd6 \xdc', False]
# expect: ['\xe4\xf6_\xfc', 0, 0, 5]
# expect: [['\xe4\xf6', '\xfc'], ['\xe4\xf6 \xfc'], ['\xe4\xf6 \xfc'], '\xe4\xf6 \xfc', '\xe4\xf6 \xfc']
# expect: [['\xdf', 'a'], ['\xdf', 'a'], ['\xdf a'], ['\xdf', 'a'], [' \xdf', 'a']]
# expect: [' Ss A', ' \xdf a', ' SS A', ' \xdf a', ' SS A', False]
# expect: ['_\xdf_xyz', 1, 0, 5]
# expect: [['', '\xdf', 'a'], [' \xdf ', ''], [' \xdf a'], ' \xdf bb', ' \xdf ']
# expect: [['\u01c6', '\u03a3\u03b1\u03c2', '\u03c2'], ['\u01c6', '\u03a3\u03b1\u03c2 \u03c2'], ['\u01c6 \u03a3\u03b1\u03c2 \u03c2'], ['\u01c6', '\u03a3\u03b1\u03c2', '\u03c2'], ['\u01c6 \u03a3\u03b1\u03c2', '\u03c2']]
# expect: ['\u01c5 \u03a3\u03b1\u03c2 \u03a3', '\u01c5 \u03c3\u03b1\u03c2 \u03c2', '\u01c4 \u03a3\u0391\u03a3 \u03a3', '\u01c6 \u03c3\u03b1\u03c2 \u03c2', '\u01c4 \u03c3\u0391\u03a3 \u03a3', False]
# expect: ['\u01c6_\u03a3\u03b1\u03c2_\u03c2', 0, 0, 8]
# expect: [['\u01c6', '\u03a3\u03b1\u03c2', '\u03c2'], ['\u01c6 \u03a3\u03b1\u03c2 \u03c2'], ['\u01c6 \u03a3\u03b1\u03c2 \u03c2'], '\u01c6 \u03a3\u03b1\u03c2 \u03c2', '\u01c6 \u03a3\u03b1\u03c2 \u03c2']
# expect: [['1a', 'b2'], ['1a', 'b2'], ['1a b2'], ['1a', 'b2'], ['1a', 'b2']]
# expect: ['1A B2', '1a b2', '1A B2', '1a b2', '1A B2', False]
# expect: ['1xyz_2', 1, 0, 6]
# expect: [['1a', 'b2'], ['1', ' b2'], ['1a b2'], '1bb b2', '1 b2']
# expect: [['z'], ['z'], ['z'], ['z'], ['z']]
# expect: ['\x0b\x0c\x85 Z', '\x0b\x0c\x85 z', '\x0b\x0c\x85 Z', '\x0b\x0c\x85 z', '\x0b\x0c\x85 Z', False]
# expect: ['\x0b\x0c\x85_z', 0, 0, 6]
# expect: [['\x0b\x0c\x85', 'z'], ['\x0b\x0c\x85 z'], ['\x0b\x0c\x85 z'], '\x0b\x0c\x85 z', '\x0b\x0c\x85 z']
for size in range(40):
    text = "".join(chr(97 + i % 26) for i in range(size))
    assert (text + "!")[:-1] == text and len((text + "!")[:-1]) == size and hash((text + "!")[:-1]) == hash(text)


class Remainder:
    def __rmod__(self, other):
        return "own"

    def __str__(self):
        return "shown"


class Text(str):
    def __rmod__(self, other):
        return "text's"

    def __mod__(self, other):
        return "mine"


print("%s" % Remainder(), "%s" % Text("a"), Text("%s") % 1, "%s %s" % (Remainder(), Text("b")), "%(a)s" % {"a": 1})
# expect: shown text's mine shown b 1
try:
    "plain" % Remainder()
except TypeError as error:
    print(error)
# expect: not all arguments converted during string formatting
print(sum([1, 2, 3]), sum((1, 2), 5), sum(b"abc"), sum([2 ** 61, 2 ** 61, 2 ** 61]), sum([1, 2.5]), sum([True, 2]), sum([], 7), sum([2 ** 70, 1]), sum([1], 2 ** 65))
# expect: 6 8 294 6917529027641081856 3.5 3 7 1180591620717411303425 36893488147419103233
from collections import Counter
print(sorted(Counter("abracadabra").items()), Counter([1, 1.0, True]), Counter({"a": 2 ** 62 - 1}) + Counter("a"))
# expect: [('a', 5), ('b', 2), ('c', 1), ('d', 1), ('r', 2)] Counter({1: 3}) Counter({'a': 4611686018427387904})
try:
    Counter([[]])
except TypeError as error:
    print(error)
# expect: unhashable type: 'list'
print((1, "a") < (1, "b"), (1, "b", 2) > (1, "b"), ("a", 1) < ("a", 1.5), (1, None) == (1, None), sorted([(1, "b"), (0, "z"), (1, "a"), (1,)]))
# expect: True True True True [(0, 'z'), (1,), (1, 'a'), (1, 'b')]
try:
    (1, "a") < (1, 2)
except TypeError as error:
    print(error)
# expect: '<' not supported between instances of 'str' and 'int'
nan = float("nan")
print((nan,) == (nan,), (nan, 1) < (nan, 2), (nan,) < (nan,), [nan] == [nan], (float("nan"),) == (float("nan"),))
# expect: True True False True False
