"""Exceptions: matching, order of clauses, chaining, finally, groups of classes, own classes."""
def attempt(f):
    try:
        return f()
    except (KeyError, IndexError) as error:
        return f"lookup {type(error).__name__} {error}"
    except ArithmeticError as error:
        return f"arithmetic {error}"
    except Exception as error:
        return f"other {type(error).__name__}: {error}"
    else:
        return "never"
    finally:
        done.append(1)
done = []
print(attempt(lambda: {}["k"]), attempt(lambda: [][1]), attempt(lambda: 1 / 0), attempt(lambda: int("x")), attempt(lambda: 5), len(done))
# expect: lookup KeyError 'k' lookup IndexError list index out of range arithmetic division by zero other ValueError: invalid literal for int() with base 10: 'x' 5 5
class MyError(Exception):
    def __init__(self, code, text="default"):
        super().__init__(code, text)
        self.code = code
    def __str__(self): return f"<{self.code}>"
try:
    raise MyError(3)
except MyError as error:
    print(error, repr(error), error.args, error.code)
# expect: <3> MyError(3, 'default') (3, 'default') 3
try:
    error
except NameError as unbound:
    print(unbound)
# expect: name 'error' is not defined
try:
    try:
        1 / 0
    except ZeroDivisionError as first:
        raise ValueError("second") from first
except ValueError as second:
    print(repr(second.__cause__), second.__suppress_context__, repr(second.__context__))
# expect: ZeroDivisionError('division by zero') True ZeroDivisionError('division by zero')
try:
    try:
        {}["a"]
    except KeyError:
        undefined_name
except NameError as error:
    print(error, repr(error.__context__), error.__cause__)
# expect: name 'undefined_name' is not defined KeyError('a') None
try:
    try:
        raise KeyError(1)
    except KeyError:
        raise ValueError(2) from None
except ValueError as error:
    print(error.__suppress_context__, repr(error.__context__))
# expect: True KeyError(1)
def order():
    for i in range(3):
        try:
            if i == 1: continue
            yield "body", i
        finally:
            yield "finally", i
print(list(order()))  # expect: [('body', 0), ('finally', 0), ('finally', 1), ('body', 2), ('finally', 2)]
def override():
    try:
        return "try"
    finally:
        log.append("f")
log = []
print(override(), log)  # expect: try ['f']
def nested():
    try:
        try:
            raise ValueError("a")
        finally:
            log.append("inner")
    except ValueError:
        log.append("outer")
        try:
            raise
        except ValueError as again:
            return repr(again)
print(nested(), log)  # expect: ValueError('a') ['f', 'inner', 'outer']
def loop():
    out = []
    for i in range(5):
        try:
            if i == 3: break
            if i == 1: raise KeyError(i)
        except KeyError:
            out.append("k"); continue
        else:
            out.append("e")
        finally:
            out.append("f")
    else:
        out.append("no break")
    return out
print(loop())  # expect: ['e', 'f', 'k', 'f', 'e', 'f', 'f']
try:
    raise ValueError
except ValueError as error:
    print(repr(error), error.args, str(error) == "")
# expect: ValueError() () True
for wrong in ("raise 5", "raise ValueError from 3", "raise", "try:\n 1/0\nexcept 5: pass", "assert 0, 'message'", "assert False", "[].x", "None.y", "import nothing_here", "x = y_undefined", "del z_undefined", "(lambda: q_undefined)()", "a, b = 1", "a, b = 1, 2, 3", "a, *b = []", "for i in 5: pass", "with 5: pass", "5 .x = 1", "class A(5): pass"):
    try:
        exec(wrong)
    except BaseException as error:
        print(type(error).__name__, error)
# expect: TypeError exceptions must derive from BaseException
# expect: TypeError exception causes must derive from BaseException
# expect: RuntimeError No active exception to reraise
# expect: TypeError catching classes that do not inherit from BaseException is not allowed
# expect: AssertionError message
# expect: AssertionError
# expect: AttributeError 'list' object has no attribute 'x'
# expect: AttributeError 'NoneType' object has no attribute 'y'
# expect: ModuleNotFoundError No module named 'nothing_here'
# expect: NameError name 'y_undefined' is not defined
# expect: NameError name 'z_undefined' is not defined
# expect: NameError name 'q_undefined' is not defined
# expect: TypeError cannot unpack non-iterable int object
# expect: ValueError too many values to unpack (expected 2, got 3)
# expect: ValueError not enough values to unpack (expected at least 1, got 0)
# expect: TypeError 'int' object is not iterable
# expect: TypeError 'int' object does not support the context manager protocol (missed __exit__ method)
# expect: AttributeError 'int' object has no attribute 'x' and no __dict__ for setting new attributes
# expect: TypeError int expected at most 2 arguments, got 3
e = ValueError("noted")
e.add_note("a note")
print(e.__notes__, e.__traceback__, isinstance(e, Exception), ValueError.__mro__[1].__name__, issubclass(KeyError, LookupError))
# expect: ['a note'] None True Exception True
def deep(n):
    if n == 0: raise RuntimeError("deep")
    deep(n - 1)
try:
    deep(20)
except RuntimeError as error:
    n, tb = 0, error.__traceback__
    while tb: n, tb = n + 1, tb.tb_next
    print(n)
# expect: 22
try:
    raise ExceptionGroup("group", [ValueError(1), KeyError(2), ValueError(3)])
except* ValueError as group:
    print("values", group.exceptions)
except* KeyError as group:
    print("keys", group.exceptions)
# expect: values (ValueError(1), ValueError(3))
# expect: keys (KeyError(2),)
print(OSError(2, "gone", "file"), KeyError("k"), StopIteration(4).value, SystemExit(3).code, UnicodeDecodeError("utf-8", b"x", 0, 1, "why"))
# expect: [Errno 2] gone: 'file' 'k' 4 3 'utf-8' codec can't decode byte 0x78 in position 0: why
try:
    open("/nonexistent/file")
except FileNotFoundError as error:
    print(error.errno, error.filename, error)
# expect: 2 /nonexistent/file [Errno 2] No such file or directory: '/nonexistent/file'
