"""Writes random Python programs and compares interpreters on them.

    python3.14 tests/random_programs.py --print SEED
    python3.14 tests/random_programs.py SEED COUNT python3.14 "target/release/pypyrs --jit off" ...
    python3.14 tests/random_programs.py --shrink FILE python3.14 "target/release/pypyrs"

The first command is the reference; the others must print the same and end with the same status. A
program that differs is kept as SEED.py in the folder of `--keep`; `--shrink` takes out of a program
whatever the difference does not need.

Programs are typed as they are written, so that most operations succeed, and a variable changes its
type now and then; values are cut back where loops could let them grow. What raises is caught around
each function's call and printed. Everything ends: loops are counted, recursion has a depth. Sets are
printed sorted, and nothing prints an address.
"""
import argparse
import ast
import os
import random
import shlex
import sys
import time

PRELUDE = '''
import math
def cut(x):
    if type(x) is int and not -LIMIT < x < LIMIT: return x % LIMIT - 5
    if type(x) is str and len(x) > 40: return x[:7]
    if type(x) is list and len(x) > 20: del x[9:]
    if type(x) is dict and len(x) > 20: x.clear()
    return x
LIMIT = 1 << 66
class Base:
    shared = 3
    def __init__(self, a, b=0.5):
        self.a = a
        self.b = b
    def m(self, x): return self.a + x
    def n(self, x=2): return self.m(x) * self.shared
    @property
    def twice(self): return self.a * 2
    def __add__(self, other): return type(self)(self.a + (other.a if isinstance(other, Base) else other), self.b)
    def __radd__(self, other): return type(self)(other - self.a, self.b)
    def __eq__(self, other): return isinstance(other, Base) and self.a == other.a
    def __hash__(self): return hash(self.a)
    def __lt__(self, other): return self.a < (other.a if isinstance(other, Base) else other)
    def __bool__(self): return self.a != 0
    def __len__(self): return abs(self.a) % 5
    def __getitem__(self, i): return self.a ^ i
    def __repr__(self): return f"{type(self).__name__}({self.a!r}, {self.b!r}, {sorted(self.__dict__)})"
class Child(Base):
    def m(self, x): return super().m(x) - 1
    def __call__(self, x): return x + self.shared
    def __iadd__(self, other):
        self.a += 1
        return self
    def __getattr__(self, name):
        if name == "missing": return 7
        raise AttributeError(name)
class Slotted(Base):
    __slots__ = ("c",)
    def m(self, x):
        self.c = x
        return self.c + self.a
class Manager:
    def __init__(self, swallow): self.swallow = swallow
    def __enter__(self): return 11
    def __exit__(self, kind, value, tb): return self.swallow and kind is not None and issubclass(kind, (ValueError, ArithmeticError))
class Fault(ValueError): pass
def numbers(n, start=0):
    for i in range(n):
        got = yield start + i
        if got: start += got
def chained(n):
    r = yield from numbers(n)
    yield n
    return r
def deep(n, x): return x if n <= 0 else deep(n - 1, cut(x * 3 - n)) + 1
def tree(n): return 1 if n < 2 else tree(n - 1) + tree(n - 2)
def spread(*args, k=1, **more): return len(args) * k + len(more)
G = 10
H = [1, 2, 3]
'''
INTS = ["0", "1", "-1", "2", "3", "7", "10", "-13", "255", "1000", "2**31", "2**62 - 1", "2**62", "-2**62",
        "-2**62 - 1", "2**63 - 1", "2**63", "-2**63", "2**61", "4611686018427387900", "2**64 + 1", "10**20"]
FLOATS = ["0.0", "-0.0", "1.0", "0.5", "-2.5", "1e300", "1e-300", "5e-324", "1e16", "3.75", "0.1", "2.0**62",
          "float('nan')", "float('inf')", "-float('inf')", "1e308", "2.0**53"]
STRINGS = ["''", "'a'", "'abc'", "'x,y'", "'\\u00e9t\\u00e9'", "'Zz\\U0001f600'", "'12'", "'  pad '", "'aXbXc'"]
KINDS = ["int", "int", "int", "float", "float", "str", "list", "dict", "object"]


class Writer:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.lines = []
        self.indent = 0
        self.names = 0
        self.functions = []     # (name, parameter kinds, result kind)
        self.generators = []

    def write(self, text):
        self.lines.append("    " * self.indent + text)

    def chance(self, p): return self.random.random() < p
    def choose(self, *of): return self.random.choice(of)

    def fresh(self, kind):
        self.names += 1
        return f"{kind[0]}{self.names}"

    # Expressions.

    def variable(self, kind):
        known = [n for n, k in self.scope.items() if k == kind]
        return self.random.choice(known) if known and self.chance(0.8) else None

    def expression(self, kind, depth=2):
        if self.chance(0.015):
            kind = self.choose(*KINDS)
        if depth <= 0 or self.chance(0.25):
            return self.variable(kind) or self.literal(kind)
        return getattr(self, kind)(depth - 1)

    def literal(self, kind):
        match kind:
            case "int": return self.choose(*INTS)
            case "float": return self.choose(*FLOATS)
            case "str": return self.choose(*STRINGS)
            case "list": return self.choose("[]", "[1, 2, 3]", "[5]", "list(range(6))", "[2**62, -1, 0]", "[3, 1, 2] * 2")
            case "dict": return self.choose("{}", "{'a': 1}", "{1: 2, 3: 4}", "dict(x=1, y=2)", "{True: 0, 2: 5}")
            case "object": return self.choose("Base(1)", "Child(2, 3.5)", "Slotted(3)", "Base(2**62 - 3)", "Child(0)")

    def int(self, d):
        e = self.expression
        i, j = e("int", d), e("int", d)
        small = self.choose("1", "3", "7", "61", "(" + i + " & 15)")
        options = [
            f"({i} {self.choose('+', '-', '*', '+', '-', '&', '|', '^')} {j})", f"({i} {self.choose('+', '-', '*')} {j})",
            f"({i} {self.choose('//', '%')} {self.choose(j, '7', '-3', '2**62', '10', '(' + j + ' | 1)')})",
            f"({i} << {small})", f"({i} >> {small})", f"(-{i})", f"(~{i})", f"abs({i})", f"({i} if {self.condition(d)} else {j})",
            f"len({e(self.choose('list', 'str', 'dict', 'object'), d)})", f"{e('list', d)}[{self.choose('0', '-1', i + ' % 3', i)}]",
            f"{e('dict', d)}.get({self.choose(i, repr('a'))}, {j})", f"{e('object', d)}.{self.choose('a', 'twice', 'shared', 'missing')}",
            f"{e('object', d)}.{self.choose('m', 'n')}({i})", f"{e('object', d)}[{i}]", f"sum({e('list', d)})", f"min({i}, {j})",
            f"max({i}, {j}, 0)", f"divmod({i}, {self.choose('7', '-5', j)})[{self.choose('0', '1')}]", f"pow({i}, {self.choose('2', '3', '0')})",
            f"int({e('float', d)})", f"hash({e('int', d)})", f"ord({e('str', d)}[{self.choose('0', '-1')}])",
            f"tree({self.choose('5', '(' + i + ' & 7)')})", f"deep({self.choose('4', '(' + i + ' & 31)')}, {j})", f"bool({e(self.choose('list', 'int', 'float', 'str', 'object'), d)})",
            f"sum(x {self.choose('+', '^', '*')} {i} for x in {e('list', d)})", f"spread({i}, *{e('list', d)}, k={j})", "G", f"(w := {i})",
            f"{e('str', d)}.{self.choose('count', 'find')}({e('str', d)})", f"(lambda x, y={i}: x - y)({j})", f"round({e('float', d)})",
            f"({i}).bit_length()", f"sum(numbers({self.choose('4', i + ' & 7')}, {j}))", f"pow({i}, {self.choose('3', '5')}, {self.choose('7', '1000003', '2**61')})",
        ]
        for name, parameters, result in self.functions:
            if result == "int":
                options.append(self.call(name, parameters, d))
        return self.random.choice(options)

    def call(self, name, parameters, d):
        return f"{name}({', '.join(self.expression(p, d) for p in parameters)})"

    def float(self, d):
        e = self.expression
        f, g = e("float", d), e(self.choose("float", "float", "int"), d)
        options = [f"({f} {self.choose('+', '-', '*', '/', '+', '-', '*')} {g})", f"({g} {self.choose('+', '-', '*', '/')} {f})",
                   f"({f} {self.choose('//', '%')} {g})", f"float({e('int', d)})", f"(-{f})", f"abs({f})", f"math.sqrt(abs({f}))",
                   f"({e('int', d)} / {self.choose('3', '2**62', e('int', d))})", f"({f} if {self.condition(d)} else {g})",
                   f"{e('object', d)}.b", f"min({f}, {g})", f"max({f}, {g})", f"math.floor({f})", f"round({f}, 2)", f"({f} ** 2)", f"math.copysign({f}, {g})"]
        for name, parameters, result in self.functions:
            if result == "float":
                options.append(self.call(name, parameters, d))
        return self.random.choice(options)

    def str(self, d):
        e = self.expression
        s, t, i = e("str", d), e("str", d), e("int", d)
        return self.choose(
            f"({s} + {t})", f"({s} * ({i} & 3))", f"{s}[{self.bound(d)}:{self.bound(d)}]", f"{s}[{self.bound(d)}:{self.bound(d)}:{self.choose('2', '-1', '-2')}]",
            f"str({e(self.choose('int', 'float', 'list'), d)})", f"f'{{{i}}}-{{{e('float', d)}:.3f}}'".replace("'", "'''", 1)[:-1] + "'''",
            f"{s}.{self.choose('upper', 'lower', 'strip', 'title', 'swapcase')}()", f"{t}.join([{s}, 'q', {s}])",
            f"{s}.replace({self.choose(t, repr('X'))}, 'k')", f"'%d|%s' % ({i}, {s})", f"repr({e(self.choose('float', 'str', 'int', 'dict', 'object'), d)})",
            f"chr({i} % 1000 + 32)", f"({s} if {self.condition(d)} else {t})", f"{s}[{i} % 3]", f"format({i}, {self.choose(repr('x'), repr('08d'), repr(',')) })", f"({s} or {t})")

    def bound(self, d):
        return self.choose("", "1", "-1", "2", "-3", self.expression("int", d - 1))

    def list(self, d):
        e = self.expression
        x, i = e("list", d), e("int", d)
        options = [f"{x}[{self.bound(d)}:{self.bound(d)}]", f"{x}[{self.bound(d)}:{self.bound(d)}:{self.choose('2', '-1', '3')}]",
                   f"[y {self.choose('+', '*', '-', '|')} {i} for y in {x}]", f"[y for y in {x} if y {self.choose('<', '>', '!=')} {i}]",
                   f"sorted({x})", f"({x} + {e('list', d)})", f"[{i}, {e('int', d)}, *{x}]", f"list(range({self.choose('5', i + ' % 9')}))",
                   f"list(numbers({i} & 7, {e('int', d)}))", f"list(chained({i} & 3))", f"list(reversed({x}))", f"list(map(abs, {x}))", f"sorted({e('dict', d)}.values())",
                   f"[a - b for a, b in zip({x}, {e('list', d)})]", f"[k * v for k, v in enumerate({x})]", f"sorted(set({x}))", f"({x} * ({i} & 1))",
                   f"list({self.choose('filter', 'map')}(lambda v: v + {i}, {x}))", f"[u for v in [{x}, {e('list', d)}] for u in v]", f"[ord(c) for c in {e('str', d)}]"]
        for name in self.generators:
            options.append(f"list({name}({i} & 7))")
        return self.random.choice(options)

    def dict(self, d):
        e = self.expression
        return self.choose(f"{{k: k + {e('int', d)} for k in {e('list', d)}}}", f"{{**{e('dict', d)}, {e('int', d)}: {e('int', d)}}}",
                           f"dict(zip({e('list', d)}, {e('list', d)}))", f"{{v: k for k, v in {e('dict', d)}.items()}}", f"({e('dict', d)} | {e('dict', d)})",
                           f"{{{e('str', d)}: {e('int', d)}, {e('float', d)}: 2}}", f"dict(enumerate({e('list', d)}))")

    def object(self, d):
        e = self.expression
        return self.choose(f"{self.choose('Base', 'Child', 'Slotted')}({e('int', d)}, {e('float', d)})", f"({e('object', d)} + {e(self.choose('int', 'object'), d)})",
                           f"({e('int', d)} + {e('object', d)})", f"({e('object', d)} or {e('object', d)})", f"min({e('object', d)}, {e('object', d)})")

    def condition(self, d=1):
        e = self.expression
        kind = self.choose("int", "int", "float", "str", "list", "object")
        compare = self.choose("<", "<=", ">", ">=", "==", "!=") if kind != "object" else self.choose("<", "==", "!=")
        return self.choose(
            f"{e(kind, d)} {compare} {e(kind, d)}", f"{e(kind, d)} {compare} {e(kind, d)}", f"{e('int', d)} % {self.choose('2', '3', '5')} == {self.choose('0', '1')}",
            f"{e('int', d)} in {e('list', d)}", f"{e('int', d)} not in {e('dict', d)}", f"not {e(self.choose(*KINDS), d)}", f"{e('float', d)} < {e('int', d)}", f"{e('int', d)} == {e('float', d)}",
            f"isinstance({e(self.choose(*KINDS), d)}, {self.choose('int', 'Base', '(str, Child)', 'float')})", f"{e('int', d)} < {e('int', d)} <= {e('int', d)}",
            f"({e('int', d)} > 3 and {e('float', d)} < 2)", f"({e('str', d)} or {e('int', d)} > 0)", f"type({e('int', d)}) is int", f"{e('str', d)} in {e('str', d)}", f"hasattr({e('object', d)}, 'extra')")

    # Statements.

    def block(self, count, depth):
        self.indent += 1
        for _ in range(self.random.randint(1, count)):
            self.statement(depth)
        self.indent -= 1

    def target(self, kind, new=0.3):
        """A variable to store into; now and then one of another kind, which changes."""
        if self.chance(0.04):
            known = [n for n in self.scope if not n.startswith("k")]
            if known:
                return self.random.choice(known)
        if not self.chance(new) and (name := self.variable(kind)) and not name.startswith("k"):
            return name
        return self.fresh(kind)

    def assign(self, kind):
        value = self.expression(kind, 3)
        name = self.target(kind)
        self.write(f"{name} = {value}")
        if self.in_loop or self.chance(0.3):
            self.write(f"{name} = cut({name})")
        if self.branches == 0:
            self.scope[name] = kind

    def statement(self, depth):
        simple = [self.assignment, self.assignment, self.assignment, self.augmented, self.augmented, self.unpacking, self.mutation, self.mutation,
                  self.show, self.rare]
        compound = [self.branch, self.branch, self.loop, self.loop, self.while_loop, self.attempt, self.managed, self.closure, self.matching]
        if self.in_loop:
            simple.append(self.leave)
        self.random.choice(simple + compound if depth > 0 else simple)(depth)

    def assignment(self, depth): self.assign(self.choose(*KINDS))

    def augmented(self, depth):
        kind = self.choose("int", "int", "float", "str", "list", "object")
        if not (name := self.variable(kind)) or name.startswith("k"):
            return self.assign(kind)
        sign = {"int": self.choose("+", "-", "*", "//", "%", "&", "|", "^", "<<", ">>", "+", "-"), "float": self.choose("+", "-", "*", "/", "%", "**"), "str": "+", "list": self.choose("+", "*"), "object": "+"}[kind]
        value = "(%s & 3)" % self.expression("int") if sign in ("<<", ">>") or kind == "list" and sign == "*" else "2" if sign == "**" else self.expression(kind)
        self.write(f"{name} {sign}= {value}")
        self.write(f"{name} = cut({name})")

    def unpacking(self, depth):
        a, b = self.target("int"), self.target("int")
        self.write(self.choose(f"{a}, {b} = {self.expression('int')}, {self.expression('int')}", f"{a}, *{b} = {self.expression('list')}; {b} = len({b})",
                               f"({a}, {b}), _ = divmod({self.expression('int')}, 7), 1", f"[{a}, {b}, *_] = {self.expression('list')}", f"{a} = {b} = {self.expression('int')}", f"{a}, {b} = cut({a}), cut({b})"))
        if self.branches == 0:
            self.scope[a] = self.scope[b] = "int"

    def mutation(self, depth):
        e = self.expression
        o, x, t = self.variable("object") or "shared_object", self.variable("list") or "H", self.variable("dict") or "shared_dict"
        i, j = e("int"), e("int")
        self.write(self.choose(
            f"{o}.a = cut({i})", f"{o}.b = {e('float')}", f"{o}.a += {self.choose('1', '2', '-3')}", f"{o}.extra = {i}", f"{o}.x{self.choose('1', '2')} = {e('str')}", f"del {o}.extra",
            f"{o}.a = {self.choose(e('float'), e('int'))}", f"{x}.append({i})", f"{x}.append({self.choose(e('float'), e('str'), 'None', i)})", f"{x}.pop()", f"{x}.insert({j}, {i})", f"{x}[{self.choose('0', '-1', i)}] = {j}",
            f"{x}[{self.bound(1)}:{self.bound(1)}] = {e('list')}", f"del {x}[{self.bound(1)}:{self.bound(1)}]", f"{x}.extend({e('list')})", f"{x}.reverse()", f"{x}.sort()", f"{x}[0] += {i}", f"del {x}[0]",
            f"{t}[{i}] = {j}", f"{t}[{e('str')}] = {j}", f"{t}[{i}] = {t}.get({i}, 0) + 1", f"{t}.pop({i}, None)", f"del {t}[{i}]", f"{t}.setdefault({i}, {j})", f"{t}.update({e('dict')})", f"cut({x})", f"cut({t})"))

    def rare(self, depth):
        """What traces depend on is changed."""
        i = self.expression("int")
        self.write(self.choose(
            f"globals()['G'] = {i}", "globals()['G'] += 1", f"Base.shared = {self.choose('4', '2.5', '2**62', i)}", f"Child.shared = {i}", "Child.m = Base.m", "Child.m = lambda self, x: x - self.a",
            "Base.m = lambda self, x: self.a - x", f"shared_object.__class__ = {self.choose('Base', 'Child')}", "Base.twice = property(lambda self: self.a + 5)", "Child.extra = 9", "del Child.extra", "del Child.shared",
            "globals()['H'] = [9, 8, 7]", "globals()['tree'] = lambda n: n", "globals()['cut'] = globals()['cut']", f"deep.__defaults__ = ({i},)", "setattr(Base, 'n', Base.m)", "globals()['abs'] = lambda x: x", "globals().pop('abs', None)",
            f"raise {self.choose('Fault', 'KeyError', 'ZeroDivisionError')}({i})", f"assert {self.condition()}, {i}"))

    def show(self, depth):
        kind = self.choose(*KINDS)
        self.write(f"print({self.expression(kind)!s}, {self.expression('int')})")

    def leave(self, depth):
        self.write(f"if {self.condition()}: {self.choose('break', 'continue', 'continue', 'break', self.result())}")

    def result(self):
        return f"return {self.expression(self.result_kind)}" if self.result_kind else "return"

    def branch(self, depth):
        self.branches += 1
        self.write(f"if {self.condition()}:")
        self.block(3, depth - 1)
        if self.chance(0.4):
            self.write(f"elif {self.condition()}:")
            self.block(2, depth - 1)
        if self.chance(0.6):
            self.write("else:")
            self.block(3, depth - 1)
        self.branches -= 1

    def loop(self, depth):
        k = self.fresh("k")
        turns = str(self.random.choice([3, 9, 30, 70])) if not self.in_loop else str(self.random.choice([2, 5, 11]))
        other, header = None, f"for {k} in range({turns}):"
        pick = self.random.randrange(12)
        if pick == 0: header = f"for {k} in {self.expression('list')}:"
        elif pick == 1: other, header = self.fresh("i"), f"for {k}, OTHER in enumerate({self.expression('list')}):"
        elif pick == 2: other, header = self.fresh("i"), f"for {k}, OTHER in zip(range({turns}), {self.expression('list')}):"
        elif pick == 3: header = f"for {k} in range({self.expression('int')} % 40, {self.choose('-5', '60')}, {self.choose('3', '-2', '7')}):"
        elif pick == 4: header = f"for {k} in numbers({turns}, {self.expression('int')}):"
        elif pick == 5: header = f"for {k} in chained({turns}):"
        elif pick == 6: header = f"for {k} in list({self.expression('dict')}):"
        elif pick == 7 and self.generators: header = f"for {k} in {self.random.choice(self.generators)}({turns}):"
        self.write(header.replace("OTHER", str(other)))
        self.loop_body(k, other, depth)

    def while_loop(self, depth):
        k = self.fresh("k")
        self.write(f"{k} = 0")
        self.write(f"while {self.choose('True', self.condition(), k + ' < 25')}:")
        self.indent += 1
        self.write(f"{k} += 1")
        self.write(f"if {k} > {self.choose('12', '40') if not self.in_loop else '7'}: break")
        self.indent -= 1
        self.loop_body(k, None, depth)

    def loop_body(self, k, other, depth):
        before = dict(self.scope)
        self.scope[k] = "int"
        if other:
            self.scope[other] = "int"
        self.in_loop += 1
        self.branches += 1
        self.block(4, depth - 1)
        self.in_loop -= 1
        self.branches -= 1
        self.scope = before
        if self.chance(0.25):
            self.write("else:")
            self.block(1, 0)

    def attempt(self, depth):
        self.branches += 1
        self.write("try:")
        self.block(3, depth - 1)
        if self.chance(0.4):
            self.indent += 1
            self.write(f"if {self.condition()}: raise {self.choose('Fault', 'KeyError', 'IndexError', 'ZeroDivisionError')}({self.expression('int')})")
            self.indent -= 1
        clause = self.random.random()
        if clause < 0.85:
            self.write(f"except {self.choose('Fault', 'Exception', '(KeyError, IndexError, ArithmeticError)', 'ValueError', 'ArithmeticError', 'TypeError')} as error:")
            self.indent += 1
            self.write(self.choose("print('caught', type(error).__name__, error)", "print(type(error).__name__)", "raise Fault('again') from error", "pass"))
            self.indent -= 1
            self.block(1, depth - 1)
            if self.chance(0.2):
                self.write("else:")
                self.block(1, 0)
        if clause > 0.7:
            self.write("finally:")
            self.block(2, 0)
        self.branches -= 1

    def managed(self, depth):
        self.branches += 1
        self.write(f"with Manager({self.choose('True', 'False', self.condition())}) as {self.target('int')}:")
        self.block(3, depth - 1)
        self.branches -= 1

    def closure(self, depth):
        if self.in_generator or self.indent > 5:
            return self.assign("int")
        name, cell = self.fresh("function"), self.fresh("int")
        self.write(f"{cell} = {self.expression('int')}")
        self.write(f"def {name}(p, q={self.expression('int')}):")
        self.indent += 1
        if self.chance(0.6):
            self.write(f"nonlocal {cell}")
            self.write(f"{cell} = cut({cell} {self.choose('+', '-', '^')} p)")
        outer = self.scope, self.in_loop, self.result_kind, self.branches
        self.scope, self.in_loop, self.result_kind, self.branches = {"p": "int", "q": "int", cell: "int"} if True else {}, 0, "int", 0
        self.indent -= 1
        if self.chance(0.4):
            self.block(2, min(depth - 1, 1))
        self.indent += 1
        self.write(f"return {self.expression('int', 3)}")
        self.indent -= 1
        self.scope, self.in_loop, self.result_kind, self.branches = outer
        k = self.fresh("k")
        self.write(f"for {k} in range({self.choose('3', '20')}): {self.choose(f'{cell} = cut({name}({k}))', f'{name}({k}, {cell})', f'print({name}({k})) if {k} % 7 == 1 else None')}")
        if self.branches == 0:
            self.scope[cell] = "int"

    def matching(self, depth):
        self.branches += 1
        self.write(f"match {self.expression(self.choose('int', 'list', 'object', 'dict'))}:")
        self.indent += 1
        for case in self.random.sample(["0", "1 | 2", "[x]", "[x, y, *_]", "Child(a=x)", "Base(a=0)", "{1: x}", "int() if True", "str()", "[1, *rest]"], 3):
            self.write(f"case {case}:")
            self.block(1, 0)
        self.write("case _:")
        self.block(1, 0)
        self.indent -= 1
        self.branches -= 1

    # The program.

    def function(self):
        generator = self.chance(0.25)
        name = self.fresh("gen" if generator else "function")
        parameters = ["int"] if generator else [self.choose(*KINDS) for _ in range(self.random.randint(0, 3))]
        kind = None if generator else self.choose("int", "int", "float")
        self.scope = {f"a{number}": parameter for number, parameter in enumerate(parameters)}
        self.in_loop, self.branches, self.result_kind, self.in_generator = 0, 0, kind, generator
        self.write(f"def {name}({', '.join(self.scope)}):")
        self.block(6, 3)
        self.indent += 1
        if generator:
            k = self.fresh("k")
            self.write(f"for {k} in range({self.choose('a0', '8')}):")
            self.scope[k] = "int"
            self.in_loop, self.branches = 1, 1
            self.block(2, 1)
            self.indent += 1
            self.write(self.choose(f"yield {self.expression('int')}", f"yield {self.expression('int')}", f"yield from numbers(2, {self.expression('int')})", f"(yield {k})"))
            self.indent -= 1
        else:
            self.write(self.result())
        self.indent -= 1
        if generator:
            self.generators.append(name)
        else:
            self.functions.append((name, parameters, kind))
        return name, parameters, generator

    def program(self):
        self.lines += PRELUDE.strip().splitlines()
        self.lines += ["shared_object = Child(5)", "shared_dict = {1: 1}"]
        self.scope, self.in_loop, self.branches, self.result_kind, self.in_generator = {}, 0, 0, None, False
        for _ in range(self.random.randint(1, 4)):
            name, parameters, generator = self.function()
            self.scope, self.in_loop, self.branches, self.result_kind = {}, 0, 0, None
            self.write(f"for turn in range({self.choose('3', '12', '40')}):")
            self.indent += 1
            self.write("try:")
            call = f"{name}({', '.join(self.expression(p) for p in parameters)})"
            if self.chance(0.3) and parameters[:1] == ["int"]:
                call = f"{name}({', '.join(['turn'] + [self.expression(p) for p in parameters[1:]])})"
            self.write(f"    value = {f'[x for x, _ in zip({call}, range(30))]' if generator else call}")
            self.write("    if turn % 5 == 0: print(turn, repr(value)[:300])")
            self.write("except Exception as error:")
            self.write("    print('raised', type(error).__name__, str(error)[:200])")
            self.write("cut(H); cut(shared_dict)")
            self.indent -= 1
            self.write("print(shared_object, H, shared_dict, G)")
        return "\n".join(self.lines) + "\n"


def run(command, path, timeout):
    import subprocess

    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTHON")}
    environment["PYTHONHASHSEED"] = "0"
    words = shlex.split(command)
    while "=" in words[0]:
        name, _, value = words.pop(0).partition("=")
        environment[name] = value
    try:
        done = subprocess.run(words + [path], env=environment, timeout=timeout, stdin=subprocess.DEVNULL, capture_output=True)
    except subprocess.TimeoutExpired:
        return "time-out", b"", b""
    return done.returncode, done.stdout, done.stderr


def difference(text, commands, timeout=20):
    """The first command whose result differs from the reference's, and how; or None."""
    import tempfile

    with tempfile.NamedTemporaryFile("w", suffix=".py", encoding="utf-8", delete_on_close=False) as file:
        file.write(text)
        file.close()
        reference = run(commands[0], file.name, timeout / 2)
        if reference[0] == "time-out" or len(reference[1]) > 1 << 20 or b"SyntaxError" in reference[2]:
            return None
        for command in commands[1:]:
            found = run(command, file.name, timeout)
            if found[:2] != reference[:2]:
                for number, (a, b) in enumerate(zip(reference[1].splitlines(), found[1].splitlines()), 1):
                    if a != b:
                        return command, f"line {number}: {a[:150]!r} and {b[:150]!r}"
                return command, f"status {reference[0]} and {found[0]}; {found[2][-300:].decode(errors='replace')}"
    return None


def variants(tree):
    """Smaller programs, larger cuts first: a field of a node and what it might hold instead. A change that is kept is
    seen by the next proposals."""
    for node in list(ast.walk(tree)):
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            if not isinstance(getattr(node, field, None), list):
                continue
            size = len(getattr(node, field))
            while size:
                at = len(getattr(node, field)) - size
                while at >= 0:
                    items = getattr(node, field)
                    rest = items[:at] + items[at + size:]
                    if not rest and field == "body" and not isinstance(node, ast.Module):
                        rest = [ast.Pass()]
                    yield node, field, rest
                    at -= size
                size //= 2
            for at in reversed(range(len(getattr(node, field)))):
                items = getattr(node, field)
                if at < len(items) and not isinstance(items[at], (ast.FunctionDef, ast.ClassDef, ast.ExceptHandler, ast.match_case)):
                    for inner in ("body", "orelse", "finalbody"):
                        if isinstance(getattr(items[at], inner, None), list):
                            yield node, field, items[:at] + getattr(items[at], inner) + items[at + 1:]
    for node in list(ast.walk(tree)):
        for field, value in ast.iter_fields(node):
            if isinstance(value, ast.expr) and isinstance(getattr(value, "ctx", None) or ast.Load(), ast.Load) and not isinstance(value, (ast.Constant, ast.Name)):
                yield node, field, ast.Constant(1)
                for inner in ast.iter_child_nodes(value):
                    if isinstance(inner, ast.expr):
                        yield node, field, inner
            elif isinstance(value, list) and value and isinstance(value[0], ast.expr):
                for at in range(len(value)):
                    yield node, field, value[:at] + value[at + 1:]


def shrink(text, commands, deadline=300):
    """The program without what its difference from the reference does not need."""
    end = time.monotonic() + deadline
    found = difference(text, commands)
    if not found:
        return text
    commands = [commands[0], found[0]]
    kind = found[1].split()[0]
    changed = True
    while changed and time.monotonic() < end:
        changed = False
        tree = ast.parse(text)
        for node, field, value in variants(tree):
            if time.monotonic() > end:
                break
            before = getattr(node, field)
            setattr(node, field, value)
            try:
                smaller = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
                ast.parse(smaller)
                different = len(smaller) < len(text) and difference(smaller, commands, 8)
            except Exception:
                different = None
            if different and different[1].split()[0] == kind:
                text, changed = smaller, True
            else:
                setattr(node, field, before)
    return text


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--print", type=int, metavar="SEED")
    parser.add_argument("--shrink", metavar="FILE")
    parser.add_argument("--keep", default=".", metavar="FOLDER")
    parser.add_argument("arguments", nargs="*", metavar="SEED COUNT COMMAND...")
    options = parser.parse_intermixed_args()
    if options.print is not None:
        sys.stdout.write(Writer(options.print).program())
    elif options.shrink:
        with open(options.shrink, encoding="utf-8") as file:
            text = shrink(file.read(), options.arguments)
        sys.stdout.write(text)
    else:
        first, count, *commands = options.arguments
        different = 0
        for seed in range(int(first), int(first) + int(count)):
            text = Writer(seed).program()
            if found := difference(text, commands):
                different += 1
                print(f"{seed}: {found[0]}: {found[1]}", flush=True)
                with open(os.path.join(options.keep, f"{seed}.py"), "w", encoding="utf-8") as file:
                    file.write(text)
        print(f"{count} programs, {different} different")
        return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
