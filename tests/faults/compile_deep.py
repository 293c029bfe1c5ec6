"""Sources that nest deeper than any stack: an exception, and the interpreter goes on."""
sources = [
    "(" * 100000 + ")" * 100000,
    "[" * 100000 + "]" * 100000,
    "{" * 100000 + "}" * 100000,
    "-" * 100000 + "1",
    "not " * 100000 + "1",
    "x" + ".y" * 100000,
    "x" + "()" * 100000,
    "x" + "[0]" * 100000,
    "1" + "+1" * 100000,
    "1" + "**1" * 100000,
    "lambda: " * 100000 + "1",
    "1 if 1 else " * 100000 + "1",
    "f(" * 100000,
    "(" * 100000,
    "".join("%sif 1:\n" % (" " * i) for i in range(3000)) + " " * 3000 + "pass",
    "f'" + "{f'" * 300,
    "a = " * 100000 + "1",
    "1" + "<1" * 100000,
    "await " * 100000,
    "*" * 100000 + "x",
    "for a in b:\n" + "".join("%sfor a in b:\n" % (" " * i) for i in range(1, 200)) + " " * 200 + "pass",
    "match x:\n case " + "[" * 10000 + "]" * 10000 + ": pass",
    "x: " + "a[" * 100000 + "]" * 100000,
    "elif".join(["if 1: pass\n"] * 2),
]
for source in sources:
    try:
        compile(source, "deep", "exec")
    except (SyntaxError, MemoryError, RecursionError, NotImplementedError):
        pass
print("alive")  # expect: alive
deep = "1" + "+1" * 500
print(eval(deep))  # expect: 501
