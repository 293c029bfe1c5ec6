"""Exceptions thrown into generators in hot loops: caught, translated, let through, with contexts and tracebacks."""
import traceback
from contextlib import contextmanager


def counter():
    number = 0
    while True:
        try:
            number += yield number
        except ValueError as error:
            number -= len(error.args)
        except KeyError:
            yield "key"
            raise
        finally:
            number += 1


def throws(count):
    generator, total = counter(), 0
    next(generator)
    for i in range(count):
        total += generator.send(3)
        total += generator.throw(ValueError)
        total += generator.throw(ValueError(i, i))
    return total


print(throws(1100))  # expect: 7267700


def ends(count):
    found = {}
    for i in range(count):
        generator = counter()
        if i % 3:
            next(generator)
        try:
            given = generator.throw(KeyError if i % 2 else TypeError("no"))
            found[given] = found.get(given, 0) + 1
            next(generator)
        except (KeyError, TypeError, StopIteration) as error:
            name = type(error).__name__, error.__context__ is None, str(error)
            found[name] = found.get(name, 0) + 1
        try:
            next(generator)
        except StopIteration:
            found["end"] = found.get("end", 0) + 1
    return found


print(sorted(ends(300).items(), key=str))
# expect: [('end', 300), ('key', 100), (('KeyError', True, ''), 150), (('TypeError', True, 'no'), 150)]


@contextmanager
def translated(log):
    try:
        yield len(log)
    except ValueError as error:
        raise KeyError("translated") from error
    except TypeError:
        log.append("swallowed")


def translations(count):
    log, found = [], []
    for i in range(count):
        try:
            with translated(log) as number:
                if i % 3 == 0:
                    raise ValueError(i)
                elif i % 3 == 1:
                    raise TypeError(i)
                elif i % 7 == 0:
                    raise OSError(i)
        except KeyError as error:
            found.append((type(error.__cause__).__name__, error.__cause__.args == (i,), error.__context__ is error.__cause__))
        except OSError as error:
            found.append((error.args == (i,), error.__context__))
    return len(log), len(found), set(found)


result = translations(400)
print(result[:2], sorted(result[2], key=str))  # expect: (133, 153) [('ValueError', True, True), (True, None)]


def delegating():
    try:
        yield from counter()
    except TypeError:
        yield "delegated"


def delegated(count):
    found = {}
    for i in range(count):
        generator = delegating()
        next(generator)
        for kind in (ValueError, TypeError, KeyError):
            try:
                given = generator.throw(kind)
            except (KeyError, StopIteration) as error:
                given = type(error).__name__
            found[given] = found.get(given, 0) + 1
    return found


print(delegated(100))  # expect: {1: 100, 'delegated': 100, 'KeyError': 100}


def while_handling(count):
    """What the thrower handles is no context of what is thrown; what the generator handles stays its own."""
    def inner():
        try:
            raise OSError("own")
        except OSError:
            while True:
                try:
                    yield
                except ValueError as error:
                    yield type(error.__context__).__name__

    found = {}
    for i in range(count):
        generator = inner()
        next(generator)
        try:
            raise KeyError("outer")
        except KeyError:
            given = generator.throw(ValueError("thrown"))
            found[given] = found.get(given, 0) + 1
    return found


print(while_handling(60))  # expect: {'OSError': 60}


def lines(count):
    for i in range(count):
        generator = counter()
        next(generator)
        try:
            generator.throw(OSError("out"))
        except OSError as error:
            found = [(frame.name, frame.line) for frame in traceback.extract_tb(error.__traceback__)]
    return found


print(lines(60))  # expect: [('lines', 'generator.throw(OSError("out"))'), ('counter', 'number += yield number')]
