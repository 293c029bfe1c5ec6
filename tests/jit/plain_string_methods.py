"""String methods in hot loops: plain arguments, subclasses, arguments with `__index__`, errors."""


class Index:
    def __init__(self, value):
        self.value = value
        self.asked = 0

    def __index__(self):
        self.asked += 1
        return self.value


class Text(str):
    pass


def work(text, part, at, count):
    total = 0
    for i in range(count):
        total += text.find(part) + text.find(part, at) + text.count(part) + text.rfind(part, 0, at)
        total += len(text.replace(part, "<>")) + len(text.split(part)) + len(text.split())
        total += text.startswith(part) + text.endswith((part, "z")) + text.startswith("b", at)
        total += len(text.center(20)) + len(text.ljust(at, "-")) + len(text.zfill(12))
        total += len("-".join([part, text])) + len(part.join((text, text)))
        total += len(text.splitlines()) + len(text.rsplit(None, 1)) + len(text.expandtabs())
        try:
            total += text.index(part, at)
        except ValueError:
            total += 1000
    return total


at = Index(3)
print(work("a,b,c d\te\nf", ",", 3, 300))  # expect: 37200
print(work("a,b,c d\te\nf", ",", at, 300), at.asked)  # expect: 37200 1500
print(work(Text("a,b,c d"), Text(","), 3, 300))  # expect: 29100
print(work("äöü,ß", "ü", 1, 300))  # expect: 23100


def wrong(text, arguments, count):
    seen = {}
    for i in range(count):
        for argument in arguments:
            for name in ("find", "replace", "split", "startswith", "join", "center", "count"):
                try:
                    result = getattr(text, name)(argument)
                except (TypeError, ValueError) as error:
                    result = str(error)
                seen[name, repr(argument)] = result
            try:
                result = text.find(argument)
                result = text.split(argument)
                result = text.join(argument)
            except (TypeError, ValueError) as error:
                result = str(error)
            seen[repr(argument)] = result
    return seen


for key, value in wrong("a b", [1, None, "a", "", ["x", "y"], ("x", 1), [1], b"a", 2.5], 60).items():
    print(key, value)
# expect: ('find', '1') find() argument 1 must be str, not int
# expect: ('replace', '1') replace() takes at least 2 positional arguments (1 given)
# expect: ('split', '1') must be str or None, not int
# expect: ('startswith', '1') startswith first arg must be str or a tuple of str, not int
# expect: ('join', '1') can only join an iterable
# expect: ('center', '1') a b
# expect: ('count', '1') count() argument 1 must be str, not int
# expect: 1 find() argument 1 must be str, not int
# expect: ('find', 'None') find() argument 1 must be str, not None
# expect: ('replace', 'None') replace() takes at least 2 positional arguments (1 given)
# expect: ('split', 'None') ['a', 'b']
# expect: ('startswith', 'None') startswith first arg must be str or a tuple of str, not NoneType
# expect: ('join', 'None') can only join an iterable
# expect: ('center', 'None') 'NoneType' object cannot be interpreted as an integer
# expect: ('count', 'None') count() argument 1 must be str, not None
# expect: None find() argument 1 must be str, not None
# expect: ('find', "'a'") 0
# expect: ('replace', "'a'") replace() takes at least 2 positional arguments (1 given)
# expect: ('split', "'a'") ['', ' b']
# expect: ('startswith', "'a'") True
# expect: ('join', "'a'") a
# expect: ('center', "'a'") 'str' object cannot be interpreted as an integer
# expect: ('count', "'a'") 1
# expect: 'a' a
# expect: ('find', "''") 0
# expect: ('replace', "''") replace() takes at least 2 positional arguments (1 given)
# expect: ('split', "''") empty separator
# expect: ('startswith', "''") True
# expect: ('join', "''")
# expect: ('center', "''") 'str' object cannot be interpreted as an integer
# expect: ('count', "''") 4
# expect: '' empty separator
# expect: ('find', "['x', 'y']") find() argument 1 must be str, not list
# expect: ('replace', "['x', 'y']") replace() takes at least 2 positional arguments (1 given)
# expect: ('split', "['x', 'y']") must be str or None, not list
# expect: ('startswith', "['x', 'y']") startswith first arg must be str or a tuple of str, not list
# expect: ('join', "['x', 'y']") xa by
# expect: ('center', "['x', 'y']") 'list' object cannot be interpreted as an integer
# expect: ('count', "['x', 'y']") count() argument 1 must be str, not list
# expect: ['x', 'y'] find() argument 1 must be str, not list
# expect: ('find', "('x', 1)") find() argument 1 must be str, not tuple
# expect: ('replace', "('x', 1)") replace() takes at least 2 positional arguments (1 given)
# expect: ('split', "('x', 1)") must be str or None, not tuple
# expect: ('startswith', "('x', 1)") tuple for startswith must only contain str, not int
# expect: ('join', "('x', 1)") sequence item 1: expected str instance, int found
# expect: ('center', "('x', 1)") 'tuple' object cannot be interpreted as an integer
# expect: ('count', "('x', 1)") count() argument 1 must be str, not tuple
# expect: ('x', 1) find() argument 1 must be str, not tuple
# expect: ('find', '[1]') find() argument 1 must be str, not list
# expect: ('replace', '[1]') replace() takes at least 2 positional arguments (1 given)
# expect: ('split', '[1]') must be str or None, not list
# expect: ('startswith', '[1]') startswith first arg must be str or a tuple of str, not list
# expect: ('join', '[1]') sequence item 0: expected str instance, int found
# expect: ('center', '[1]') 'list' object cannot be interpreted as an integer
# expect: ('count', '[1]') count() argument 1 must be str, not list
# expect: [1] find() argument 1 must be str, not list
# expect: ('find', "b'a'") find() argument 1 must be str, not bytes
# expect: ('replace', "b'a'") replace() takes at least 2 positional arguments (1 given)
# expect: ('split', "b'a'") must be str or None, not bytes
# expect: ('startswith', "b'a'") startswith first arg must be str or a tuple of str, not bytes
# expect: ('join', "b'a'") sequence item 0: expected str instance, int found
# expect: ('center', "b'a'") 'bytes' object cannot be interpreted as an integer
# expect: ('count', "b'a'") count() argument 1 must be str, not bytes
# expect: b'a' find() argument 1 must be str, not bytes
# expect: ('find', '2.5') find() argument 1 must be str, not float
# expect: ('replace', '2.5') replace() takes at least 2 positional arguments (1 given)
# expect: ('split', '2.5') must be str or None, not float
# expect: ('startswith', '2.5') startswith first arg must be str or a tuple of str, not float
# expect: ('join', '2.5') can only join an iterable
# expect: ('center', '2.5') 'float' object cannot be interpreted as an integer
# expect: ('count', '2.5') count() argument 1 must be str, not float
# expect: 2.5 find() argument 1 must be str, not float


def grow(count):
    text = ""
    for i in range(count):
        text = text.replace("b", "ab") + "b"
        text = text[-30:]
        if text.find("bb") >= 0:
            text = text.lower().strip("b")
    return text


print(grow(2000))  # expect: aaaaaaaaaaaaaaaaaaaaaaaaaaaa
