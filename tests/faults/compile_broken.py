"""Broken sources given to compile and exec."""
for source in ("a\0b", "\0", "'\ud800'", "x = '\ud800'", "é = 1\nprint(é)", "\x0c1", "\ufeffx = 1", "x = 1\\", "\\", "\t\tx", "0777", "1_", "1__0", "0x", "0b2", "1e", "'\\x'", "'\\N{no such}'", "'\\u12'", "b'é'", "$", "?", "a b", "f(**k, *a)", "f(a=1, a=2)", "def f(a, a): pass", "x = yield", "class A: return", "del f()", "f() = 1", "None = 1", "lambda: (yield) = 1", "with", "import", "from x import", "from . import *, a", "try: pass", "else: pass", "async def f(): pass\nawait x", "[*a for a in b]", "{**a for a in b}", "(a, b): int", "x +", "global x; x = 1", "def f():\n x = 1\n global x", "@", "@x", "if x", "for x", "while", "a := 1", "(a.b := 1)", "f'{'", "f'}'", "f'{}'", "f'{a!x}'", "''' ''' '''", "print 1", "exec 'x'", "raise a, b", "`a`", "a <> b", "x++", "def f(x=1, y): pass", "def f(*): pass", "def f(**a, b): pass", "import a.b as c.d", "continue", "nonlocal x", "from __future__ import nothing", "x = (1,", "x = ]", "match x:\n case a: pass\n case b: pass", "type X = 1", "def f[T](x): pass", "except* E: pass"):
    try:
        exec(compile(source, "s", "exec"), {"__name__": "broken"})
        result = "fine"
    except (SyntaxError, ValueError) as error:
        result = type(error).__name__
    except Exception as error:
        result = "run: " + type(error).__name__
    print(ascii(source), result)
# expect: 'a\x00b' SyntaxError
# expect: '\x00' SyntaxError
# expect: "'\ud800'" UnicodeEncodeError
# expect: "x = '\ud800'" UnicodeEncodeError
# expect: 1
# expect: '\xe9 = 1\nprint(\xe9)' fine
# expect: '\x0c1' fine
# expect: '\ufeffx = 1' SyntaxError
# expect: 'x = 1\\' SyntaxError
# expect: '\\' SyntaxError
# expect: '\t\tx' IndentationError
# expect: '0777' SyntaxError
# expect: '1_' SyntaxError
# expect: '1__0' SyntaxError
# expect: '0x' SyntaxError
# expect: '0b2' SyntaxError
# expect: '1e' SyntaxError
# expect: "'\\x'" SyntaxError
# expect: "'\\N{no such}'" SyntaxError
# expect: "'\\u12'" SyntaxError
# expect: "b'\xe9'" SyntaxError
# expect: '$' SyntaxError
# expect: '?' SyntaxError
# expect: 'a b' SyntaxError
# expect: 'f(**k, *a)' SyntaxError
# expect: 'f(a=1, a=2)' SyntaxError
# expect: 'def f(a, a): pass' SyntaxError
# expect: 'x = yield' SyntaxError
# expect: 'class A: return' SyntaxError
# expect: 'del f()' SyntaxError
# expect: 'f() = 1' SyntaxError
# expect: 'None = 1' SyntaxError
# expect: 'lambda: (yield) = 1' SyntaxError
# expect: 'with' SyntaxError
# expect: 'import' SyntaxError
# expect: 'from x import' SyntaxError
# expect: 'from . import *, a' SyntaxError
# expect: 'try: pass' SyntaxError
# expect: 'else: pass' SyntaxError
# expect: 'async def f(): pass\nawait x' SyntaxError
# expect: '[*a for a in b]' SyntaxError
# expect: '{**a for a in b}' SyntaxError
# expect: '(a, b): int' SyntaxError
# expect: 'x +' SyntaxError
# expect: 'global x; x = 1' fine
# expect: 'def f():\n x = 1\n global x' SyntaxError
# expect: '@' SyntaxError
# expect: '@x' SyntaxError
# expect: 'if x' SyntaxError
# expect: 'for x' SyntaxError
# expect: 'while' SyntaxError
# expect: 'a := 1' SyntaxError
# expect: '(a.b := 1)' SyntaxError
# expect: "f'{'" SyntaxError
# expect: "f'}'" SyntaxError
# expect: "f'{}'" SyntaxError
# expect: "f'{a!x}'" SyntaxError
# expect: "''' ''' '''" SyntaxError
# expect: 'print 1' SyntaxError
# expect: "exec 'x'" SyntaxError
# expect: 'raise a, b' SyntaxError
# expect: '`a`' SyntaxError
# expect: 'a <> b' SyntaxError
# expect: 'x++' SyntaxError
# expect: 'def f(x=1, y): pass' SyntaxError
# expect: 'def f(*): pass' SyntaxError
# expect: 'def f(**a, b): pass' SyntaxError
# expect: 'import a.b as c.d' SyntaxError
# expect: 'continue' SyntaxError
# expect: 'nonlocal x' SyntaxError
# expect: 'from __future__ import nothing' SyntaxError
# expect: 'x = (1,' SyntaxError
# expect: 'x = ]' SyntaxError
# expect: 'match x:\n case a: pass\n case b: pass' SyntaxError
# expect: 'type X = 1' fine
# expect: 'def f[T](x): pass' fine
# expect: 'except* E: pass' SyntaxError
