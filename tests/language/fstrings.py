"""Formatted strings: conversions, nested specifications, debugging form, nesting of quotes."""
name, number, items = "World", 42, [1, 2]
print(f"Hello {name}!", f"{number:>6}|{number:<6}|{number:^6}|{number:06}", f"{number!r} {name!r} {name!s} {'é'!a}")
# expect: Hello World!     42|42    |  42  |000042 42 'World' World '\xe9'
print(f"{name=} {number = } {number + 1=:>5}", f"{{braces}} {{{number}}}", f"{items[0]} {items[-1]:03d}")
# expect: name='World' number = 42 number + 1=   43 {braces} {42} 1 002
width, precision = 10, 3
print(f"{3.14159:{width}.{precision}}|", f"{'x':{'*'}^{width}}", f"{number:{'x' if width else 'd'}}")
# expect:       3.14| ****x***** 2a
print(f"{f'{name}' + f"{f'{1 + 1}'}"}", f"{'nested "quotes"'}", f"{lambda_(3) if (lambda_ := lambda n: n * 2) else 0}")
# expect: World2 nested "quotes" 6
print(f"{(lambda x: x + 1)(5)}", f"{ {'a': 1}['a'] }", f"{[i for i in range(3)]}", f"{number if number > 3 else 'small'}")
# expect: 6 1 [0, 1, 2] 42
class Money:
    def __init__(self, amount):
        self.amount = amount
    def __format__(self, specification):
        return f"<{specification}:{self.amount}>"
    def __str__(self):
        return "str"
    def __repr__(self):
        return "repr"
m = Money(5)
print(f"{m} {m:abc} {m!s} {m!r} {m!s:>6} {m:{number}}", format(m, "q"), "{:z}".format(m))
# expect: <:5> <abc:5> str repr    str <42:5> <q:5> <z:5>
print(f"""{
    number
} multi""" f" {name}", rf"\n{number}", f"\n{number}".strip(), f"{1}{2}{3}", f"" == "")
# expect: 42 multi World \n42 42 123 True
print(f"{True} {None} {1.0} {1e100} {1j} {b'x'} {...}", f"{number:#b} {number:#o} {number:e} {number:.1%} {number:c}")
# expect: True None 1.0 1e+100 1j b'x' Ellipsis 0b101010 0o52 4.200000e+01 4200.0% *
print(f"{10**25:,} {-1234.5:,} {1234.5678:_.2f} {0:+} {-0.0:+.1f} {5: d} {255:X} {1e6:n}")
# expect: 10,000,000,000,000,000,000,000,000 -1,234.5 1_234.57 +0 -0.0  5 FF 1e+06
for wrong in ("f'{number:y}'", "f'{\"a\":d}'", "f'{undefined}'", "f'{1:.2x}'", "format([], 'x')"):
    try:
        eval(wrong)
    except Exception as error:
        print(type(error).__name__, error)
# expect: ValueError Unknown format code 'y' for object of type 'int'
# expect: ValueError Unknown format code 'd' for object of type 'str'
# expect: NameError name 'undefined' is not defined
# expect: ValueError Precision not allowed in integer format specifier
# expect: TypeError unsupported format string passed to list.__format__
