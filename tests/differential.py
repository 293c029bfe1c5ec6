"""Runs programs on two interpreters and compares what they do.

    python3 tests/differential.py REFERENCE CANDIDATE FOLDER_OR_FILE... [--jobs N] [--timeout S]

Each interpreter is a command (quoted, with options if need be), for example

    python3 tests/differential.py python3.14 "target/release/pypyrs --jit threshold=2" tests/jit

Standard output, exit status and the type of the uncaught exception must agree. A program ends both
interpreters or none: a time-out of one of them is a difference.
"""
import argparse
import concurrent.futures
import os
import re
import shlex
import subprocess
import sys


def programs(paths):
    for path in paths:
        if os.path.isdir(path):
            for name in sorted(os.listdir(path)):
                if name.endswith(".py"):
                    yield os.path.join(path, name)
        else:
            yield path


def exception_type(stderr):
    """Name of the exception in the last line that looks like one."""
    for line in reversed(stderr.splitlines()):
        if match := re.match(r"([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Iteration|Warning|Group))\b", line):
            return match[1]
    return None


def run(command, path, timeout):
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PYPY"))}
    environment.update(LC_ALL="C.UTF-8", PYTHONDONTWRITEBYTECODE="1", PYTHONHASHSEED="0")
    try:
        done = subprocess.run(shlex.split(command) + [path], env=environment, timeout=timeout,
                              stdin=subprocess.DEVNULL, capture_output=True, encoding="utf-8",
                              errors="backslashreplace")
    except subprocess.TimeoutExpired:
        return {"status": "time-out"}
    return {
        "stdout": done.stdout,
        "status": done.returncode,
        "exception": exception_type(done.stderr) if done.returncode else None,
        "stderr": done.stderr[-500:],
    }


def difference(reference, candidate):
    for key in ("stdout", "status", "exception"):
        a, b = reference.get(key), candidate.get(key)
        if a == b:
            continue
        if key != "stdout" or a is None or b is None:
            return f"{key}: {a!r} and {b!r}; {candidate.get('stderr', '').strip()[-200:]}"
        for number, (x, y) in enumerate(zip(a.splitlines(), b.splitlines()), 1):
            if x != y:
                return f"line {number}: {x[:200]!r} and {y[:200]!r}"
        return (f"{len(a.splitlines())} and {len(b.splitlines())} lines; "
                f"{candidate.get('stderr', '').strip()[-200:]}")
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("reference")
    parser.add_argument("candidate")
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--timeout", type=float, default=60)
    options = parser.parse_args()

    def compare(path):
        return path, difference(run(options.reference, path, options.timeout),
                                run(options.candidate, path, options.timeout))

    count = different = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for path, found in pool.map(compare, programs(options.paths)):
            count += 1
            if found:
                different += 1
                print(f"{path}: {found}")
    print(f"{count} programs, {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
