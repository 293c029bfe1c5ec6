"""Writes or verifies the expectations of the test programs with a reference interpreter.

    python3.14 tests/expect.py                  # verify all programs with this interpreter
    python3.14 tests/expect.py --write FILE...  # put what this interpreter prints into the files
    python3.14 tests/expect.py --python "target/release/pypyrs --jit off" FILE...   # try another

Expectations are comments inside a program, in the order of the output:

    print(1 + 1)  # expect: 2
    # expect error: TypeError: ...      the program ends with this uncaught exception
    # expect stderr: ...                a line of standard error (all of them, if there is one)
    # exit: 3                           exit status, when it is not 0 (or 1 after an exception)
    # arguments: -O                     options given to the interpreter
    # input: text                       a line of standard input
    # stress: no                        left out of runs with collections at every turn
    # stdout: any                       output is not compared
    # known failure: REASON             fails for a reason that is known (runner/known_failures.rs)
    # pypyrs only                       the reference interpreter has no answer; written by hand

The folder of the tests is written `<tests>`, and blanks at the end of a line do not count.

`--write` finds out which top-level statement printed each line: the comment stands behind the
statement where it prints one line, and below it where it prints more.
"""
import ast
import itertools
import os
import re
import shlex
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FOLDERS = ["language", "stdlib", "jit", "threads", "faults"]
MARK = re.compile(r"\s*# (expect|expect error|expect stderr|exit):( .*)?$")

WATCHER = """
import sys
path, report = sys.argv[1], sys.argv[2]
sys.argv = [path]
sys.path[0] = path.rpartition("/")[0]
real, log = sys.stdout, open(report, "w", encoding="utf-8")
class Watcher:
    def __init__(self): self.part, self.line = "", 0
    def write(self, text):
        line, frame = 0, sys._getframe()
        while frame:
            if frame.f_code.co_filename == path and frame.f_code.co_name == "<module>": line = frame.f_lineno
            frame = frame.f_back
        self.line = line or self.line
        self.part += text
        *done, self.part = self.part.split("\\n")
        for _ in done: log.write(f"{self.line}\\n")
        log.flush()
        return real.write(text)
    def flush(self): real.flush()
    def __getattr__(self, name): return getattr(real, name)
sys.stdout = Watcher()
import types
module = types.ModuleType("__main__")
module.__file__ = path
sys.modules["__main__"] = module
exec(compile(open(path, "rb").read(), path, "exec"), module.__dict__)
"""


def programs(names):
    if names:
        return [os.path.relpath(os.path.abspath(name), HERE) for name in names]
    found = []
    for folder in FOLDERS:
        for name in sorted(os.listdir(os.path.join(HERE, folder))):
            if name.endswith(".py"):
                found.append(f"{folder}/{name}")
    return found


def read(name):
    with open(os.path.join(HERE, name), "rb") as file:
        return file.read().decode("utf-8", "surrogateescape")


def directives(text):
    found = {"expect": [], "error": None, "stderr": [], "exit": None, "arguments": [], "input": [], "own": False, "any": False}
    for line in text.splitlines():
        if match := re.search(r"(?:^|\s)# expect:(?: (.*))?$", line):
            found["expect"].append(match[1] or "")
        elif match := re.match(r"# expect error: (.*)$", line):
            found["error"] = match[1]
        elif match := re.match(r"# expect stderr:(?: (.*))?$", line):
            found["stderr"].append(match[1] or "")
        elif match := re.match(r"# exit: (-?\d+)$", line):
            found["exit"] = int(match[1])
        elif match := re.match(r"# arguments: (.*)$", line):
            found["arguments"] = match[1].split()
        elif match := re.match(r"# input: (.*)$", line):
            found["input"].append(match[1])
        elif line == "# stdout: any":
            found["any"] = True
        elif line == "# pypyrs only":
            found["own"] = True
    if found["exit"] is None:
        found["exit"] = 1 if found["error"] else 0
    return found


def environment():
    env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYPY"))}
    return env | {"LC_ALL": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"}


def run(command, wanted):
    text = "".join(line + "\n" for line in wanted["input"])
    done = subprocess.run(command, cwd=HERE, env=environment(), capture_output=True, timeout=60,
                          input=text, encoding="utf-8", errors="surrogateescape")
    done.stdout, done.stderr = (
        "\n".join(line.rstrip() for line in part.replace(HERE, "<tests>").split("\n"))
        for part in (done.stdout, done.stderr)
    )
    return done


def last_line(text):
    lines = [line for line in text.splitlines() if line and not line.startswith(" ")]
    return lines[-1] if lines else ""


def problems(name, command):
    wanted = directives(read(name))
    if wanted["own"] and command == [sys.executable]:
        return []
    try:
        done = run([*command, *wanted["arguments"], name], wanted)
    except subprocess.TimeoutExpired:
        return ["not done after 60 s"]
    found = []
    lines = done.stdout.split("\n")[:-1]
    if not wanted["any"] and lines != wanted["expect"]:
        pairs = itertools.zip_longest(lines, wanted["expect"], fillvalue="nothing")
        number, (got, want) = next((n, p) for n, p in enumerate(pairs, 1) if p[0] != p[1])
        found.append(f"line {number}: {got}\n        expected: {want}")
    if done.returncode != wanted["exit"]:
        found.append(f"exit {done.returncode}, not {wanted['exit']}: {done.stderr[-300:]}")
    if wanted["error"] is not None and last_line(done.stderr) != wanted["error"]:
        found.append(f"error {last_line(done.stderr)!r}, not {wanted['error']!r}")
    if wanted["stderr"] and done.stderr.splitlines() != wanted["stderr"]:
        found.append(f"stderr\n{done.stderr}")
    return found


def write(name):
    text = read(name)
    wanted = directives(text)
    whole_stderr = bool(wanted["stderr"]) or "# expect stderr" in text
    kept = [MARK.sub("", line) for line in text.split("\n") if not re.match(r"# (expect|exit)", line)]
    kept = [line for line, before in zip(kept, [line for line in text.split("\n") if not re.match(r"# (expect|exit)", line)])
            if line or not before.strip().startswith("# expect")]
    while kept and not kept[-1]:
        kept.pop()
    path = os.path.join(HERE, name)
    with open(path, "wb") as file:
        file.write(("\n".join(kept) + "\n").encode("utf-8", "surrogateescape"))
    done = run([sys.executable, *wanted["arguments"], name], wanted)
    output = [] if wanted["any"] else done.stdout.split("\n")[:-1]
    with tempfile.TemporaryDirectory() as folder:
        report, script = os.path.join(folder, "report"), os.path.join(folder, "watcher.py")
        with open(script, "w") as file:
            file.write(WATCHER)
        watched = run([sys.executable, *wanted["arguments"], script, name, report], wanted)
        origins = open(report).read().split() if os.path.exists(report) else []
    if len(origins) != len(output):
        origins = [len(kept)] * len(output)
    try:
        statements = [(s.lineno, s.end_lineno) for s in ast.parse("\n".join(kept)).body]
    except (SyntaxError, ValueError, RecursionError):
        statements = []
    behind = {}
    for origin, line in zip(origins, output):
        number = int(origin)
        span = next(((a, b) for a, b in statements if a <= number <= b), (len(kept), len(kept)))
        behind.setdefault(span[1] if span[1] else len(kept), []).append((span, line))
    result = []
    for number, line in enumerate(kept, 1):
        expected = behind.get(number, [])
        if len(expected) == 1 and expected[0][0][0] == number and line.strip() and not line.startswith("#") and len(line) + len(expected[0][1]) < 110:
            result.append(f"{line}  # expect: {expected[0][1]}".rstrip())
        else:
            result.append(line)
            result.extend(f"# expect: {text}".rstrip() for _, text in expected)
    if whole_stderr:
        result.extend(f"# expect stderr: {line}".rstrip() for line in done.stderr.splitlines())
    if done.returncode == 1 and "Error" in last_line(done.stderr) or "Traceback" in done.stderr:
        result.append(f"# expect error: {last_line(done.stderr)}")
        if done.returncode != 1:
            result.append(f"# exit: {done.returncode}")
    elif done.returncode:
        result.append(f"# exit: {done.returncode}")
    with open(path, "wb") as file:
        file.write(("\n".join(result) + "\n").encode("utf-8", "surrogateescape"))


def main():
    arguments = sys.argv[1:]
    if arguments[:1] == ["--write"]:
        for name in programs(arguments[1:]):
            if not directives(read(name))["own"]:
                write(name)
        arguments = arguments[1:]
    command = [sys.executable]
    if arguments[:1] == ["--python"]:
        command = shlex.split(arguments[1])
        arguments = arguments[2:]
    bad = 0
    names = programs(arguments)
    for name in names:
        for problem in problems(name, command):
            bad += 1
            print(f"{name}: {problem}", flush=True)
    print(f"{len(names)} programs, {bad} problems")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
