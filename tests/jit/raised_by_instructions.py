# Exceptions that instructions raise themselves: what is caught, where it came from, and its context.
import traceback


def describe(error):
    lines = [frame.lineno - error.__traceback__.tb_frame.f_code.co_firstlineno
             for frame in traceback.extract_tb(error.__traceback__)] if error.__traceback__ else []
    context = type(error.__context__).__name__ if error.__context__ else None
    return type(error).__name__, error.args, lines, context


class Missing(dict):
    def __missing__(self, key):
        return -key


def item(table, key):
    try:
        return table[key]
    except LookupError as error:
        return describe(error)


def divide(left, right, way):
    try:
        if way == 0:
            return left // right
        if way == 1:
            return left % right
        return left / right
    except ZeroDivisionError as error:
        return describe(error)


def nested(table, key):
    try:
        raise ValueError(key)
    except ValueError:
        try:
            return table[key]
        except KeyError as error:
            return describe(error)


def following(iterator):
    try:
        return next(iterator)
    except StopIteration as error:
        return describe(error), error.value


def generator(n):
    yield n
    return n + 1


def run(n):
    seen = {}

    def note(value):
        seen[repr(value)] = seen.get(repr(value), 0) + 1

    tables = [{1: 2}, [5, 6], (7,), "ab", b"cd", Missing({1: 3})]
    for i in range(n):
        for table in tables:
            note(item(table, i % 4))
            note(item(table, -(i % 3)))
        for divisor in (0, 2, 0.0, False, True):
            note(divide(i % 3, divisor, i % 5 % 3))
        note(nested(tables[0], i % 3))
        for iterator in (iter([1]), iter((2,)), iter(range(1)), iter("x"), generator(4)):
            note(following(iterator))
            note(following(iterator))
            note(next(iterator, "none"))
        note(next(generator(1), 7))
        note(issubclass(bool, (str, int)) - issubclass(KeyError, IndexError) + True)
        note(True - i % 2 + False * 5)
    return seen


for line, count in sorted(run(40).items()):
    print(count, line)
# expect: 37 'a'
# expect: 23 'b'
# expect: 200 'none'
# expect: 40 'x'
# expect: 20 ('IndexError', ('index out of range',), [2], None)
# expect: 20 ('IndexError', ('list index out of range',), [2], None)
# expect: 20 ('IndexError', ('string index out of range',), [2], None)
# expect: 43 ('IndexError', ('tuple index out of range',), [2], None)
# expect: 13 ('KeyError', (-1,), [2], None)
# expect: 13 ('KeyError', (-2,), [2], None)
# expect: 24 ('KeyError', (0,), [2], None)
# expect: 14 ('KeyError', (0,), [5], 'ValueError')
# expect: 10 ('KeyError', (2,), [2], None)
# expect: 13 ('KeyError', (2,), [5], 'ValueError')
# expect: 10 ('KeyError', (3,), [2], None)
# expect: 48 ('ZeroDivisionError', ('division by zero',), [3], None)
# expect: 48 ('ZeroDivisionError', ('division by zero',), [5], None)
# expect: 24 ('ZeroDivisionError', ('division by zero',), [6], None)
# expect: 160 (('StopIteration', (), [2], None), None)
# expect: 40 (('StopIteration', (5,), [2], None), 5)
# expect: 10 -2
# expect: 10 -3
# expect: 126 0
# expect: 4 0.0
# expect: 3 0.5
# expect: 129 1
# expect: 6 1.0
# expect: 23 100
# expect: 122 2
# expect: 3 2.0
# expect: 10 3
# expect: 40 4
# expect: 37 5
# expect: 23 6
# expect: 37 7
# expect: 37 99


def uncaught(table):
    total = 0
    for i in range(100):
        total += table[i]
    return total


def outermost():
    try:
        uncaught({k: k for k in range(90)})
    except KeyError as error:
        print(describe(error))


outermost()  # expect: ('KeyError', (90,), [2, -4], None)
def integers(texts, n):
    good, bad, seen = 0, 0, set()
    for i in range(n):
        try: good += int(texts[i % len(texts)])
        except ValueError as e:
            bad += 1
            if i > n - 20: seen.add(str(e))
    return good, bad, sorted(seen)
print(integers(["12", "x9", " 7 ", "", "4-", "-5", "1_0", "+3", "1__0"], 2000))
# expect: (6006, 889, ["invalid literal for int() with base 10: ''", "invalid literal for int() with base 10: '1__0'", "invalid literal for int() with base 10: '4-'", "invalid literal for int() with base 10: 'x9'"])
print(integers(["\x1c5\x1f", "\u0661", "0x10", "9" * 30, "٣x", "- 1", "\x005"], 2000))
# expect: (286000000000000000000000000000000, 1428, ["invalid literal for int() with base 10: '- 1'", "invalid literal for int() with base 10: '0x10'", "invalid literal for int() with base 10: '\\x005'", "invalid literal for int() with base 10: '\\x1c5\\x1f'", "invalid literal for int() with base 10: '٣x'"])
def unread(n):
    bad = 0
    for i in range(n):
        try: int("no")
        except ValueError: bad += 1
    return bad
print(unread(1500))  # expect: 1500
class Silent(Exception):
    def __str__(self): return "silent"
class Keyed(KeyError): pass
def texts(n):
    seen = {}
    made = [ValueError("a"), ValueError(), ValueError(1, "b"), KeyError("k"), KeyError(3), KeyError(), KeyError(1, 2), Keyed("q"),
            Silent("x"), IndexError(5), IndexError(1.5), ValueError(None), ValueError(["l"]), OSError(2, "no"), KeyError(("t",))]
    for i in range(n):
        t = str(made[i % len(made)])
        seen[t] = seen.get(t, 0) + 1
    return seen
print(texts(3000))
# expect: {'a': 200, '': 400, "(1, 'b')": 200, "'k'": 200, '3': 200, '(1, 2)': 200, "'q'": 200, 'silent': 200, '5': 200, '1.5': 200, 'None': 200, "['l']": 200, '[Errno 2] no': 200, "('t',)": 200}
def keys(table, n):
    found, missing = 0, []
    for i in range(n):
        try: found += table[i % 10]
        except KeyError as e:
            t = str(e)
            if t not in missing: missing.append(t)
    return found, missing
print(keys({k: k for k in range(0, 10, 3)}, 2000))  # expect: (3600, ['1', '2', '4', '5', '7', '8'])
def fills(n):
    table, total = {}, 0
    for i in range(n):
        try: total += table[i % 500]
        except KeyError: table[i % 500] = i
    return total
print(fills(2000))  # expect: 374250
