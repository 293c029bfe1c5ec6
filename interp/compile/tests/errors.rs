//! Errors of sources that do not compile, compared with CPython 3.14's: kind, text, and place.

use compile::{Mode, Options, compile_source, decode_source};

/// Source, kind, message, and line, column, end line, end column.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str, [u32; 4])] = &[
    ("print \"hello\"", "SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?", [1, 1, 1, 14]),
    ("exec \"x\"", "SyntaxError", "Missing parentheses in call to 'exec'. Did you mean exec(...)?", [1, 1, 1, 9]),
    ("x = ", "SyntaxError", "invalid syntax", [1, 5, 1, 6]),
    ("if x = 3:\n    pass", "SyntaxError", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", [1, 4, 1, 9]),
    ("def f(x, y):\nreturn 3", "IndentationError", "expected an indented block after function definition on line 1", [2, 1, 2, 7]),
    ("  x = 1", "IndentationError", "unexpected indent", [1, 2, 1, 0]),
    ("if x:\n    y\n   z", "IndentationError", "unindent does not match any outer indentation level", [3, 5, 3, 0]),
    ("if 1:\n\tx\n        y", "TabError", "inconsistent use of tabs and spaces in indentation", [3, 1, 3, 0]),
    ("x = 'abc", "SyntaxError", "unterminated string literal (detected at line 1)", [1, 5, 1, 5]),
    ("x = \"\"\"abc", "SyntaxError", "unterminated triple-quoted string literal (detected at line 1)", [1, 5, 1, 5]),
    ("x = f'abc", "SyntaxError", "unterminated f-string literal (detected at line 1)", [1, 5, 1, 5]),
    ("f'{a b}'", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", [1, 4, 1, 7]),
    ("f'{a'", "SyntaxError", "f-string: expecting '}'", [1, 5, 1, 5]),
    ("f'{}'", "SyntaxError", "f-string: valid expression required before '}'", [1, 4, 1, 5]),
    ("f'}'", "SyntaxError", "f-string: single '}' is not allowed", [1, 3, 1, 3]),
    ("f'{x!z}'", "SyntaxError", "f-string: invalid conversion character 'z': expected 's', 'r', or 'a'", [1, 6, 1, 7]),
    ("f'{x:{y}'", "SyntaxError", "f-string: expecting '}', or format specs", [1, 9, 1, 10]),
    ("foo(a, b\nx = 3", "SyntaxError", "'(' was never closed", [1, 4, 1, 0]),
    ("(1, 2]", "SyntaxError", "closing parenthesis ']' does not match opening parenthesis '('", [1, 6, 1, 6]),
    ("x = )", "SyntaxError", "unmatched ')'", [1, 5, 1, 5]),
    ("return 3", "SyntaxError", "'return' outside function", [1, 1, 1, 9]),
    ("class A:\n    return 3", "SyntaxError", "'return' outside function", [2, 5, 2, 13]),
    ("yield 3", "SyntaxError", "'yield' outside function", [1, 1, 1, 8]),
    ("await x", "SyntaxError", "'await' outside function", [1, 1, 1, 8]),
    ("def f():\n    await x", "SyntaxError", "'await' outside async function", [2, 5, 2, 12]),
    ("async with a: pass", "SyntaxError", "'async with' outside async function", [1, 1, 1, 19]),
    ("def f():\n    async for x in y: pass", "SyntaxError", "'async for' outside async function", [2, 5, 2, 27]),
    ("def f():\n    [x async for x in y]", "SyntaxError", "asynchronous comprehension outside of an asynchronous function", [2, 5, 2, 25]),
    ("break", "SyntaxError", "'break' outside loop", [1, 1, 1, 6]),
    ("continue", "SyntaxError", "'continue' not properly in loop", [1, 1, 1, 9]),
    ("for x in y:\n    def f():\n        break", "SyntaxError", "'break' outside loop", [3, 9, 3, 14]),
    ("while 1:\n    class A:\n        continue", "SyntaxError", "'continue' not properly in loop", [3, 9, 3, 17]),
    ("1 = x", "SyntaxError", "cannot assign to literal here. Maybe you meant '==' instead of '='?", [1, 1, 1, 2]),
    ("f() = 3", "SyntaxError", "cannot assign to function call here. Maybe you meant '==' instead of '='?", [1, 1, 1, 4]),
    ("x + 1 = 2", "SyntaxError", "cannot assign to expression here. Maybe you meant '==' instead of '='?", [1, 1, 1, 6]),
    ("None = 1", "SyntaxError", "cannot assign to None", [1, 1, 1, 5]),
    ("(a, 1) = 3", "SyntaxError", "cannot assign to literal", [1, 5, 1, 6]),
    ("[a, f()] = 3", "SyntaxError", "cannot assign to function call", [1, 5, 1, 8]),
    ("a = 1 = b", "SyntaxError", "cannot assign to literal", [1, 5, 1, 6]),
    ("x() += 1", "SyntaxError", "'function call' is an illegal expression for augmented assignment", [1, 1, 1, 4]),
    ("(a, b) += 1", "SyntaxError", "'tuple' is an illegal expression for augmented assignment", [1, 1, 1, 7]),
    ("del f()", "SyntaxError", "cannot delete function call", [1, 5, 1, 8]),
    ("del 1", "SyntaxError", "cannot delete literal", [1, 5, 1, 6]),
    ("del (a, 1)", "SyntaxError", "cannot delete literal", [1, 9, 1, 10]),
    ("for 1 in x: pass", "SyntaxError", "cannot assign to literal", [1, 5, 1, 6]),
    ("for f() in x: pass", "SyntaxError", "cannot assign to function call", [1, 5, 1, 8]),
    ("with a as f(): pass", "SyntaxError", "cannot assign to function call", [1, 11, 1, 14]),
    ("def f(a, a): pass", "SyntaxError", "duplicate argument 'a' in function definition", [1, 10, 1, 11]),
    ("def f(a=1, b): pass", "SyntaxError", "parameter without a default follows parameter with a default", [1, 12, 1, 13]),
    ("def f(*): pass", "SyntaxError", "named arguments must follow bare *", [1, 7, 1, 8]),
    ("def f(**k, a): pass", "SyntaxError", "arguments cannot follow var-keyword argument", [1, 12, 1, 13]),
    ("def f(*a, *b): pass", "SyntaxError", "* argument may appear only once", [1, 11, 1, 12]),
    ("lambda a, a: 0", "SyntaxError", "duplicate argument 'a' in function definition", [1, 11, 1, 12]),
    ("f(a=1, a=2)", "SyntaxError", "keyword argument repeated: a", [1, 8, 1, 11]),
    ("f(a=1, b)", "SyntaxError", "positional argument follows keyword argument", [1, 9, 1, 10]),
    ("f(**a, b)", "SyntaxError", "positional argument follows keyword argument unpacking", [1, 9, 1, 10]),
    ("f(**a, *b)", "SyntaxError", "iterable argument unpacking follows keyword argument unpacking", [1, 6, 1, 10]),
    ("f(x for x in y, 1)", "SyntaxError", "Generator expression must be parenthesized", [1, 3, 1, 15]),
    ("f(1, x for x in y)", "SyntaxError", "Generator expression must be parenthesized", [1, 6, 1, 18]),
    ("nonlocal x", "SyntaxError", "nonlocal declaration not allowed at module level", [1, 1, 1, 11]),
    ("def f():\n    nonlocal x", "SyntaxError", "no binding for nonlocal 'x' found", [2, 5, 2, 15]),
    ("def f(x):\n    global x", "SyntaxError", "name 'x' is parameter and global", [2, 5, 2, 13]),
    ("def f():\n    x = 1\n    global x", "SyntaxError", "name 'x' is assigned to before global declaration", [3, 5, 3, 13]),
    ("def f():\n    print(x)\n    global x", "SyntaxError", "name 'x' is used prior to global declaration", [3, 5, 3, 13]),
    ("x: int\nglobal x", "SyntaxError", "annotated name 'x' can't be global", [2, 1, 2, 9]),
    ("def f():\n    global x\n    x: int = 3", "SyntaxError", "annotated name 'x' can't be global", [3, 5, 3, 15]),
    ("from __future__ import nope", "SyntaxError", "future feature nope is not defined", [1, 24, 1, 28]),
    ("x = 1\nfrom __future__ import division", "SyntaxError", "from __future__ imports must occur at the beginning of the file", [2, 1, 2, 32]),
    ("from __future__ import braces", "SyntaxError", "not a chance", [1, 24, 1, 30]),
    ("def f():\n    from x import *", "SyntaxError", "import * only allowed at module level", [2, 19, 2, 20]),
    ("import a.b as c.d", "SyntaxError", "cannot use attribute as import target", [1, 15, 1, 18]),
    ("from x import (a, b", "SyntaxError", "'(' was never closed", [1, 15, 1, 0]),
    ("from x import", "SyntaxError", "Expected one or more names after 'import'", [1, 14, 1, 14]),
    ("import", "SyntaxError", "Expected one or more names after 'import'", [1, 7, 1, 7]),
    ("else: pass", "SyntaxError", "invalid syntax", [1, 1, 1, 5]),
    ("try:\n    pass\nx = 1", "SyntaxError", "expected 'except' or 'finally' block", [3, 1, 3, 2]),
    ("try:\n    pass\nexcept:\n    pass\nexcept ValueError:\n    pass", "SyntaxError", "default 'except:' must be last", [3, 1, 4, 9]),
    ("class A\n    pass", "SyntaxError", "expected ':'", [1, 8, 1, 9]),
    ("def f()\n    pass", "SyntaxError", "expected ':'", [1, 8, 1, 9]),
    ("def f:\n    pass", "SyntaxError", "expected '('", [1, 6, 1, 7]),
    ("if x\n    pass", "SyntaxError", "expected ':'", [1, 5, 1, 6]),
    ("while x\n    pass", "SyntaxError", "expected ':'", [1, 8, 1, 9]),
    ("for x in y\n    pass", "SyntaxError", "expected ':'", [1, 11, 1, 12]),
    ("for x y in z: pass", "SyntaxError", "invalid syntax", [1, 7, 1, 8]),
    ("[1, 2 3]", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", [1, 5, 1, 8]),
    ("(a b)", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", [1, 2, 1, 5]),
    ("{1: 2, 3}", "SyntaxError", "':' expected after dictionary key", [1, 8, 1, 0]),
    ("{1:}", "SyntaxError", "expression expected after dictionary key and ':'", [1, 3, 1, 4]),
    ("{1: 2 3: 4}", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", [1, 5, 1, 8]),
    ("x = [1, 2\ny = 3", "SyntaxError", "'[' was never closed", [1, 5, 1, 0]),
    ("a b", "SyntaxError", "invalid syntax", [1, 3, 1, 4]),
    ("x = 5 6", "SyntaxError", "invalid syntax", [1, 7, 1, 8]),
    ("1a", "SyntaxError", "invalid decimal literal", [1, 1, 1, 1]),
    ("0x", "SyntaxError", "invalid hexadecimal literal", [1, 2, 1, 2]),
    ("0b2", "SyntaxError", "invalid digit '2' in binary literal", [1, 3, 1, 3]),
    ("0o9", "SyntaxError", "invalid digit '9' in octal literal", [1, 3, 1, 3]),
    ("012", "SyntaxError", "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", [1, 1, 1, 2]),
    ("1_", "SyntaxError", "invalid decimal literal", [1, 2, 1, 2]),
    ("1__0", "SyntaxError", "invalid decimal literal", [1, 2, 1, 2]),
    ("1e", "SyntaxError", "invalid decimal literal", [1, 1, 1, 1]),
    ("x = 5$", "SyntaxError", "invalid syntax", [1, 6, 1, 7]),
    ("x = 5?", "SyntaxError", "invalid syntax", [1, 6, 1, 7]),
    ("x \\ y", "SyntaxError", "unexpected character after line continuation character", [1, 4, 1, 0]),
    ("\"abc\" b\"def\"", "SyntaxError", "cannot mix bytes and nonbytes literals", [1, 13, 1, 14]),
    ("b\"\u{e9}\"", "SyntaxError", "bytes can only contain ASCII literal characters", [1, 1, 1, 5]),
    ("'\\x1'", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape", [1, 1, 1, 6]),
    ("'\\N{nope}'", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-7: unknown Unicode character name", [1, 1, 1, 11]),
    ("'\\u12'", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-3: truncated \\uXXXX escape", [1, 1, 1, 7]),
    ("b'\\x1'", "SyntaxError", "(value error) invalid \\x escape at position 0", [1, 1, 1, 7]),
    ("x = \u{201c}abc\u{201d}", "SyntaxError", "invalid character '\u{201c}' (U+201C)", [1, 5, 1, 5]),
    ("@\ndef f(): pass", "SyntaxError", "invalid syntax", [1, 2, 1, 3]),
    ("assert x = 3", "SyntaxError", "invalid syntax", [1, 10, 1, 11]),
    ("raise x from", "SyntaxError", "invalid syntax", [1, 13, 1, 14]),
    ("def f():\npass", "IndentationError", "expected an indented block after function definition on line 1", [2, 1, 2, 5]),
    ("class A:\nx = 1", "IndentationError", "expected an indented block after class definition on line 1", [2, 1, 2, 2]),
    ("x = lambda: yield", "SyntaxError", "invalid syntax", [1, 13, 1, 18]),
    ("a, b := 1, 2", "SyntaxError", "invalid syntax", [1, 6, 1, 8]),
    ("(a.b := 1)", "SyntaxError", "cannot use assignment expressions with attribute", [1, 2, 1, 5]),
    ("x := 3", "SyntaxError", "invalid syntax", [1, 3, 1, 5]),
    ("print(x := 3, y = 4, z)", "SyntaxError", "positional argument follows keyword argument", [1, 23, 1, 24]),
    ("*a", "SyntaxError", "can't use starred expression here", [1, 1, 1, 3]),
    ("*a = 3", "SyntaxError", "starred assignment target must be in a list or tuple", [1, 1, 1, 3]),
    ("a, *b, *c = x", "SyntaxError", "multiple starred expressions in assignment", [1, 1, 1, 10]),
    ("print(*)", "SyntaxError", "Invalid star expression", [1, 8, 1, 9]),
    ("f(**)", "SyntaxError", "invalid syntax", [1, 5, 1, 6]),
    ("a ? b : c", "SyntaxError", "invalid syntax", [1, 3, 1, 4]),
    ("x++", "SyntaxError", "invalid syntax", [1, 4, 1, 5]),
    ("!x", "SyntaxError", "invalid syntax", [1, 1, 1, 2]),
    ("x === y", "SyntaxError", "invalid syntax", [1, 5, 1, 6]),
    ("if x == 3 then: pass", "SyntaxError", "invalid syntax", [1, 11, 1, 15]),
    ("elif x: pass", "SyntaxError", "invalid syntax", [1, 1, 1, 5]),
    ("switch x:\n    pass", "SyntaxError", "invalid syntax", [1, 8, 1, 9]),
    ("match x:\n    case 1: pass\n    case _: pass\n    case 2: pass", "SyntaxError", "wildcard makes remaining patterns unreachable", [3, 10, 3, 11]),
    ("match x:\n    case a | b: pass", "SyntaxError", "name capture 'a' makes remaining patterns unreachable", [2, 10, 2, 11]),
    ("match x:\n    case [a, a]: pass", "SyntaxError", "multiple assignments to name 'a' in pattern", [2, 14, 2, 15]),
    ("match x:\n    case {1: a, 1: b}: pass", "SyntaxError", "mapping pattern checks duplicate key (1)", [2, 10, 2, 22]),
    ("match x:\n    case A(b=1, b=2): pass", "SyntaxError", "attribute name repeated in class pattern: b", [2, 19, 2, 20]),
    ("def f():\n    yield 1\n    return 2\nasync def g():\n    yield 1\n    return 2", "SyntaxError", "'return' with value in async generator", [6, 5, 6, 13]),
    ("async def g():\n    yield from x", "SyntaxError", "'yield from' inside async function", [2, 5, 2, 17]),
    ("class A:\n    def f(self):\n        [(yield x) for y in z]", "SyntaxError", "'yield' inside list comprehension", [3, 11, 3, 18]),
    ("[x := 1 for x in y]", "SyntaxError", "assignment expression cannot rebind comprehension iteration variable 'x'", [1, 2, 1, 3]),
    ("class A:\n    [x := 1 for y in z]", "SyntaxError", "assignment expression within a comprehension cannot be used in a class body", [2, 6, 2, 7]),
    ("[i for i in (j := 1)]", "SyntaxError", "assignment expression cannot be used in a comprehension iterable expression", [1, 14, 1, 20]),
    ("True = 1", "SyntaxError", "cannot assign to True", [1, 1, 1, 5]),
    ("def None(): pass", "SyntaxError", "invalid syntax", [1, 5, 1, 9]),
    ("class True: pass", "SyntaxError", "invalid syntax", [1, 7, 1, 11]),
    ("import None", "SyntaxError", "invalid syntax", [1, 8, 1, 12]),
    ("x.None", "SyntaxError", "invalid syntax", [1, 3, 1, 7]),
    ("f(True=1)", "SyntaxError", "cannot assign to True", [1, 3, 1, 8]),
    ("def f(True): pass", "SyntaxError", "invalid syntax", [1, 7, 1, 11]),
    ("for True in x: pass", "SyntaxError", "cannot assign to True", [1, 5, 1, 9]),
    ("with x as None: pass", "SyntaxError", "cannot assign to None", [1, 11, 1, 15]),
    ("global None", "SyntaxError", "invalid syntax", [1, 8, 1, 12]),
    ("try: pass\nexcept* : pass", "SyntaxError", "expected one or more exception types", [2, 9, 2, 10]),
    ("try: pass\nexcept* ValueError:\n    break", "SyntaxError", "'break', 'continue' and 'return' cannot appear in an except* block", [3, 5, 3, 10]),
    ("try: pass\nexcept* ValueError: pass\nexcept TypeError: pass", "SyntaxError", "cannot have both 'except' and 'except*' on the same 'try'", [3, 1, 3, 7]),
    ("async def f():\n    def g():\n        await x", "SyntaxError", "'await' outside async function", [3, 9, 3, 16]),
    ("x = [\n    1,\n    2,\ndef f():\n    pass", "SyntaxError", "'[' was never closed", [1, 5, 1, 0]),
    ("print(\"a\" \"b\" c)", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", [1, 7, 1, 16]),
    ("print(\"hello)", "SyntaxError", "unterminated string literal (detected at line 1)", [1, 7, 1, 7]),
    ("d = {'a': 1 'b': 2}", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", [1, 11, 1, 16]),
    ("d = {'a': 1, 'b' 2}", "SyntaxError", "':' expected after dictionary key", [1, 16, 1, 0]),
    ("x = yield = 1", "SyntaxError", "assignment to yield expression not possible", [1, 5, 1, 10]),
    ("def f(x):\n    return x\n  y = 3", "IndentationError", "unindent does not match any outer indentation level", [3, 8, 3, 0]),
    ("if True:\n    x = 1\n\ty = 2", "TabError", "inconsistent use of tabs and spaces in indentation", [3, 1, 3, 0]),
    ("f(a, b, c", "SyntaxError", "'(' was never closed", [1, 2, 1, 0]),
    ("((((", "SyntaxError", "'(' was never closed", [1, 4, 1, 0]),
    ("]", "SyntaxError", "unmatched ']'", [1, 1, 1, 1]),
    ("def f(a, (b, c)): pass", "SyntaxError", "Function parameters cannot be parenthesized", [1, 10, 1, 16]),
    ("lambda (a, b): 0", "SyntaxError", "Lambda expression parameters cannot be parenthesized", [1, 8, 1, 14]),
    ("a = b if c", "SyntaxError", "expected 'else' after 'if' expression", [1, 5, 1, 11]),
    ("a = if c else d", "SyntaxError", "invalid syntax", [1, 5, 1, 7]),
    ("a = b if c else", "SyntaxError", "expected expression after 'else', but statement is given", [1, 16, 1, 17]),
    ("not", "SyntaxError", "invalid syntax", [1, 4, 1, 5]),
    ("x = not", "SyntaxError", "invalid syntax", [1, 8, 1, 9]),
    ("x = 1 +", "SyntaxError", "invalid syntax", [1, 8, 1, 9]),
    ("x = (1 +)", "SyntaxError", "invalid syntax", [1, 9, 1, 10]),
    ("x = [1,,2]", "SyntaxError", "invalid syntax", [1, 8, 1, 9]),
    ("f(,)", "SyntaxError", "invalid syntax", [1, 3, 1, 4]),
    ("f(a,,b)", "SyntaxError", "invalid syntax", [1, 5, 1, 6]),
    ("import a,", "SyntaxError", "invalid syntax", [1, 10, 1, 11]),
    ("from . import *\nfrom x import a,", "SyntaxError", "trailing comma not allowed without surrounding parentheses", [2, 17, 2, 18]),
    ("while True print(1)", "SyntaxError", "invalid syntax", [1, 12, 1, 17]),
    ("for i in range(10) print(i)", "SyntaxError", "invalid syntax", [1, 20, 1, 25]),
    ("x = {**a for a in b}", "SyntaxError", "dict unpacking cannot be used in dict comprehension", [1, 6, 1, 8]),
    ("x = [*a for a in b]", "SyntaxError", "iterable unpacking cannot be used in comprehension", [1, 6, 1, 8]),
    ("x = (*a)", "SyntaxError", "cannot use starred expression here", [1, 6, 1, 8]),
    ("x = (*a for a in b)", "SyntaxError", "iterable unpacking cannot be used in comprehension", [1, 6, 1, 8]),
    ("with open(x) as f, open(y) as g\n    pass", "SyntaxError", "expected ':'", [1, 32, 1, 33]),
    ("def f(a, b):\n    \"\"\"doc\n    x = 1", "SyntaxError", "unterminated triple-quoted string literal (detected at line 3)", [2, 5, 2, 5]),
    ("async x", "SyntaxError", "invalid syntax", [1, 7, 1, 8]),
    ("async def", "SyntaxError", "invalid syntax", [1, 10, 1, 11]),
    ("def", "SyntaxError", "invalid syntax", [1, 4, 1, 5]),
    ("class", "SyntaxError", "invalid syntax", [1, 6, 1, 7]),
    ("class 1: pass", "SyntaxError", "invalid syntax", [1, 7, 1, 8]),
    ("def 1(): pass", "SyntaxError", "invalid syntax", [1, 5, 1, 6]),
    ("return", "SyntaxError", "'return' outside function", [1, 1, 1, 7]),
    ("pass x", "SyntaxError", "invalid syntax", [1, 6, 1, 7]),
    ("import x y", "SyntaxError", "invalid syntax", [1, 10, 1, 11]),
    ("del", "SyntaxError", "invalid syntax", [1, 4, 1, 5]),
    ("raise a, b", "SyntaxError", "invalid syntax", [1, 8, 1, 9]),
    ("print 1", "SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?", [1, 1, 1, 8]),
    ("print a.b, c", "SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?", [1, 1, 1, 13]),
    ("x = print a", "SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?", [1, 5, 1, 12]),
    ("\"abc\ndef\"", "SyntaxError", "unterminated string literal (detected at line 1)", [1, 1, 1, 1]),
    ("x = 'it's'", "SyntaxError", "unterminated string literal (detected at line 1)", [1, 10, 1, 10]),
    ("'a' 'b", "SyntaxError", "unterminated string literal (detected at line 1)", [1, 5, 1, 5]),
    ("u'a' ur'b'", "SyntaxError", "'u' and 'r' prefixes are incompatible", [1, 6, 1, 8]),
    ("0_7", "SyntaxError", "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers", [1, 1, 1, 3]),
    ("1.2.3", "SyntaxError", "invalid syntax", [1, 4, 1, 6]),
    ("1.e", "SyntaxError", "invalid decimal literal", [1, 2, 1, 2]),
    ("\"{}\".format(a b)", "SyntaxError", "invalid syntax. Perhaps you forgot a comma?", [1, 13, 1, 16]),
    ("for x in : pass", "SyntaxError", "invalid syntax", [1, 10, 1, 11]),
    ("for in x: pass", "SyntaxError", "invalid syntax", [1, 5, 1, 7]),
    ("if : pass", "SyntaxError", "invalid syntax", [1, 4, 1, 5]),
    ("while : pass", "SyntaxError", "invalid syntax", [1, 7, 1, 8]),
    ("f(a for a in b, c for c in d)", "SyntaxError", "Generator expression must be parenthesized", [1, 3, 1, 15]),
    ("f(a, b for b in c, d)", "SyntaxError", "Generator expression must be parenthesized", [1, 6, 1, 18]),
    ("type X = ", "SyntaxError", "invalid syntax", [1, 10, 1, 11]),
    ("type X[T", "SyntaxError", "'[' was never closed", [1, 7, 1, 0]),
    ("def f[T](: pass", "SyntaxError", "invalid syntax", [1, 10, 1, 11]),
    ("def f(a, /, b, /): pass", "SyntaxError", "/ may appear only once", [1, 16, 1, 17]),
    ("def f(*, a, /): pass", "SyntaxError", "/ must be ahead of *", [1, 13, 1, 14]),
    ("def f(a, *, **k): pass", "SyntaxError", "named arguments must follow bare *", [1, 10, 1, 11]),
    ("x: int: str", "SyntaxError", "invalid syntax", [1, 7, 1, 8]),
    ("(x, y): int", "SyntaxError", "only single target (not tuple) can be annotated", [1, 1, 1, 7]),
    ("x, y: int", "SyntaxError", "only single target (not tuple) can be annotated", [1, 1, 1, 2]),
    ("[x]: int", "SyntaxError", "only single target (not list) can be annotated", [1, 1, 1, 4]),
    ("f(): int", "SyntaxError", "illegal target for annotation", [1, 1, 1, 4]),
    ("lambda x: y = 1", "SyntaxError", "cannot assign to lambda", [1, 1, 1, 12]),
    ("with (a, b) as (c, 1): pass", "SyntaxError", "cannot assign to literal", [1, 20, 1, 21]),
    ("try: 1\nfinally 2", "SyntaxError", "expected ':'", [2, 9, 2, 10]),
    ("try\n    x", "SyntaxError", "expected ':'", [1, 4, 1, 5]),
    ("def f() -> : pass", "SyntaxError", "expected ':'", [1, 9, 1, 11]),
    ("@x y\ndef f(): pass", "SyntaxError", "invalid syntax", [1, 4, 1, 5]),
    ("global x, ", "SyntaxError", "invalid syntax", [1, 11, 1, 12]),
    ("x = 'a' if y else z w", "SyntaxError", "invalid syntax", [1, 21, 1, 22]),
    ("if x:\nelse:\n    pass", "IndentationError", "expected an indented block after 'if' statement on line 1", [2, 1, 2, 5]),
    ("if x:\n    pass\nelse\n    pass", "SyntaxError", "expected ':'", [3, 5, 3, 6]),
    ("for x in y:\npass", "IndentationError", "expected an indented block after 'for' statement on line 1", [2, 1, 2, 5]),
    ("while x:\npass", "IndentationError", "expected an indented block after 'while' statement on line 1", [2, 1, 2, 5]),
    ("with x:\npass", "IndentationError", "expected an indented block after 'with' statement on line 1", [2, 1, 2, 5]),
    ("try:\npass", "IndentationError", "expected an indented block after 'try' statement on line 1", [2, 1, 2, 5]),
    ("try:\n    x\nexcept:\npass", "IndentationError", "expected an indented block after 'except' statement on line 3", [4, 1, 4, 5]),
    ("try:\n    x\nfinally:\npass", "IndentationError", "expected an indented block after 'finally' statement on line 3", [4, 1, 4, 5]),
    ("match x:\ncase 1: pass", "IndentationError", "expected an indented block after 'match' statement on line 1", [2, 1, 2, 5]),
    ("match x:\n    case 1:\n    pass", "IndentationError", "expected an indented block after 'case' statement on line 2", [3, 5, 3, 9]),
    ("class A(x for x in y): pass", "SyntaxError", "invalid syntax", [1, 11, 1, 14]),
    ("(yield) = 1", "SyntaxError", "cannot assign to yield expression here. Maybe you meant '==' instead of '='?", [1, 2, 1, 7]),
    ("a.b: int = 3 = 4", "SyntaxError", "invalid syntax", [1, 14, 1, 15]),
    ("x = a.", "SyntaxError", "invalid syntax", [1, 7, 1, 8]),
    ("x = a[", "SyntaxError", "'[' was never closed", [1, 6, 1, 0]),
    ("x = a[]", "SyntaxError", "invalid syntax", [1, 7, 1, 8]),
    ("x = a[1:2:3:4]", "SyntaxError", "invalid syntax", [1, 12, 1, 13]),
    ("f(a.b=1)", "SyntaxError", "expression cannot contain assignment, perhaps you meant \"==\"?", [1, 3, 1, 7]),
    ("f(a[0]=1)", "SyntaxError", "expression cannot contain assignment, perhaps you meant \"==\"?", [1, 3, 1, 8]),
    ("f(1=2)", "SyntaxError", "expression cannot contain assignment, perhaps you meant \"==\"?", [1, 3, 1, 5]),
    ("f(\"a\"=2)", "SyntaxError", "expression cannot contain assignment, perhaps you meant \"==\"?", [1, 3, 1, 7]),
    ("f(lambda: 0 = 2)", "SyntaxError", "expression cannot contain assignment, perhaps you meant \"==\"?", [1, 3, 1, 14]),
    ("f(a, *b=c)", "SyntaxError", "cannot assign to iterable argument unpacking", [1, 6, 1, 10]),
    ("f(**b=c)", "SyntaxError", "cannot assign to keyword argument unpacking", [1, 3, 1, 8]),
    ("\tx = 1\n    y = 2", "IndentationError", "unexpected indent", [1, 1, 1, 0]),
    ("def f():\n\tx\n        y", "TabError", "inconsistent use of tabs and spaces in indentation", [3, 1, 3, 0]),
    ("x = 1;; y = 2", "SyntaxError", "invalid syntax", [1, 7, 1, 8]),
    ("; x", "SyntaxError", "invalid syntax", [1, 1, 1, 2]),
    ("'\\U00110000'", "SyntaxError", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-9: illegal Unicode character", [1, 1, 1, 13]),
    ("f\"{'a' 'b}\"", "SyntaxError", "unterminated string literal (detected at line 1)", [1, 8, 1, 8]),
    ("f\"{a $ b}\"", "SyntaxError", "f-string: expecting '=', or '!', or ':', or '}'", [1, 6, 1, 7]),
    ("f\"{lambda x: 1}\"", "SyntaxError", "f-string: lambda expressions are not allowed without parentheses", [1, 4, 1, 13]),
    ("f\"{x = !r:^{width}.{prec}} {\"", "SyntaxError", "f-string: expecting '}'", [1, 29, 1, 29]),
    ("f'{*a}'", "SyntaxError", "can't use starred expression here", [1, 4, 1, 6]),
    ("f'{a;b}'", "SyntaxError", "f-string: expecting '=', or '!', or ':', or '}'", [1, 5, 1, 6]),
    ("f\"\"\"{\n\"\"\"", "SyntaxError", "f-string: expecting '}'", [2, 1, 2, 1]),
    ("f'{yield}'", "SyntaxError", "'yield' outside function", [1, 4, 1, 9]),
    ("x = f'{a[\"b\"]}' f\"{c", "SyntaxError", "'{' was never closed", [1, 19, 1, 0]),
    ("\u{ffff}x", "SyntaxError", "invalid non-printable character U+FFFF", [1, 1, 1, 1]),
    ("x = 1\u{200b}\n", "SyntaxError", "invalid non-printable character U+200B", [1, 6, 1, 6]),
];

#[test]
fn messages_and_places_are_cpythons() {
    let mut wrong = Vec::new();
    for &(source, kind, message, place) in CASES {
        match compile_source(source, &Options::default()) {
            Ok(_) => wrong.push(format!("{source:?} compiles")),
            Err(error) => {
                let found = [error.line, error.column, error.end_line, error.end_column];
                if (error.kind.name(), error.message.as_str(), found) != (kind, message, place) {
                    wrong.push(format!("{source:?}: {error:?}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn error_of(source: &str) -> (&'static str, String) {
    match compile_source(source, &Options::default()) {
        Ok(_) => ("", String::new()),
        Err(error) => (error.kind.name(), error.message),
    }
}

#[test]
fn nothing_is_too_deep_to_be_refused() {
    let count = 100_000;
    let parser = "Parser stack overflowed - Python source too complex to parse";
    assert_eq!(error_of(&"(".repeat(count)), ("SyntaxError", "too many nested parentheses".into()));
    assert_eq!(error_of(&format!("{}x", "-".repeat(count))), ("MemoryError", parser.into()));
    assert_eq!(error_of(&format!("{}x", "not ".repeat(count))), ("MemoryError", parser.into()));
    assert_eq!(error_of(&format!("{}x", "lambda:".repeat(count))), ("MemoryError", parser.into()));
    for source in [
        format!("x{}", "+x".repeat(count)),
        format!("x{}", ".a".repeat(count)),
        format!("x{}", "()".repeat(count)),
        format!("x{}", "**x".repeat(count)),
        format!("x{}", " if x else x".repeat(count)),
        "f'{".repeat(count),
        "x[".repeat(count),
        "[x for x in ".repeat(count),
    ] {
        assert_ne!(error_of(&source).0, "", "{}", &source[..20]);
    }
    let nested: String =
        (0..count / 100).map(|level| format!("{}if x:\n", " ".repeat(level))).collect();
    assert_eq!(error_of(&nested), ("IndentationError", "too many levels of indentation".into()));
}

#[test]
fn what_is_deep_but_allowed_compiles() {
    for source in [
        format!("y = x{}", "+x".repeat(8_000)),
        format!("y = {}x", "-".repeat(8_000)),
        format!("y = x{}", ".a()".repeat(3_000)),
        format!("{}1{}", "(".repeat(199), ")".repeat(199)),
        format!("if x: pass\n{}", "elif x: pass\n".repeat(20_000)),
        format!("y = [{}]", "f(x), ".repeat(20_000)),
        format!("y = f({})", "x, ".repeat(20_000)),
    ] {
        let error = compile_source(&source, &Options::default()).err();
        assert!(error.is_none(), "{}: {error:?}", &source[..20]);
    }
}

#[test]
fn encodings_of_sources() {
    assert_eq!(decode_source(b"\xef\xbb\xbfx = 1").expect("utf-8"), "x = 1");
    assert_eq!(
        decode_source(b"# -*- coding: latin-1 -*-\n'\xe9'").expect("latin-1"),
        "# -*- coding: latin-1 -*-\n'\u{e9}'"
    );
    assert!(
        decode_source(b"# coding: nope\n")
            .expect_err("unknown")
            .message
            .starts_with("unknown encoding: nope")
    );
    assert_eq!(
        decode_source(b"x\0").expect_err("null").message,
        "source code cannot contain null bytes"
    );
    let error = decode_source(b"x = 1\n'\xe9'").expect_err("no utf-8");
    assert!(
        error.message.starts_with("Non-UTF-8 code starting with '\\xe9' on line 2"),
        "{}",
        error.message
    );
}

#[test]
fn other_modes() {
    let single = Options { mode: Mode::Single, ..Options::default() };
    let error = compile_source("x = 1\ny = 2\n", &single).expect_err("two statements");
    assert_eq!(error.message, "multiple statements found while compiling a single statement");
    let eval = Options { mode: Mode::Eval, ..Options::default() };
    assert!(compile_source("x + 1\n", &eval).is_ok());
    assert_eq!(
        compile_source("x = 1", &eval).expect_err("no expression").message,
        "invalid syntax"
    );
}
