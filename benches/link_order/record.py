"""Records which functions of the binary run, in the order of their first call: the linker's order.

    python3.14 benches/link_order/record.py target/release/pypyrs > benches/link_order/functions.txt

The kernel maps a binary in pieces of 64 kB, and a process pays for each piece that it touches. Most
functions never run, and where they stand between those that do, nearly the whole text becomes
resident: 7 of 8.6 MB. So `build.rs` gives the linker the list that this program writes. Functions
that are not in the list (new ones, renamed ones, other versions of the compiler) come behind those
that are; nothing depends on the list's being complete.

A breakpoint is set on every function before the program starts, by `ptrace`, and taken away at its
first hit. Linux on x86-64 only; the binary must have its symbols and be linked at a fixed address.
"""
import ctypes
import os
import signal
import struct
import subprocess
import sys

TRACEME, CONT, GETREGS, SETREGS, SETOPTIONS = 0, 7, 12, 13, 0x4200
OPTIONS = 8 | 0x100000          # PTRACE_O_TRACECLONE, PTRACE_O_EXITKILL
WALL = 0x40000000
RIP = 16 * 8                    # offset in user_regs_struct
libc = ctypes.CDLL(None, use_errno=True)
libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAMS = os.path.join(HERE, "..", "side_by_side", "programs")
RUNS = [["-c", "pass"]] + [
    [os.path.join(PROGRAMS, name), "--repeat", "2"] for name in sorted(os.listdir(PROGRAMS))
    if name.endswith(".py") and name not in ("harness.py", "exec_storm.py", "async_pingpong.py")
] + [["-c", "import " + name] for name in (
    "json, re, collections, functools, itertools", "threading, subprocess, random, datetime",
    "dataclasses, typing, enum, argparse, unittest", "decimal, fractions, statistics, string")]


def functions(binary):
    """Address -> names of the functions in the text."""
    found = {}
    for line in subprocess.run(["nm", binary], capture_output=True, text=True).stdout.splitlines():
        parts = line.split()
        if len(parts) == 3 and parts[1] in "tTwW":
            found.setdefault(int(parts[0], 16), []).append(parts[2])
    return found


def text_segment(binary):
    """(address, offset in the file, size) of what is executable."""
    with open(binary, "rb") as file:
        data = file.read(65536)
    offset, size, count = (*struct.unpack_from("<Q", data, 32), *struct.unpack_from("<HH", data, 54))
    for at in range(offset, offset + size * count, size):
        kind, flags, place, address, _, length = struct.unpack_from("<IIQQQQ", data, at)
        if kind == 1 and flags & 1:
            return address, place, length
    raise SystemExit("no executable segment")


def record(command, addresses, segment, seen):
    """Runs the command; addresses of functions that it calls first are appended to `seen`."""
    start, place, length = segment
    with open(command[0], "rb") as file:
        file.seek(place)
        original = file.read(length)
    patched = bytearray(original)
    for address in addresses:
        if start <= address < start + length and address not in seen:
            patched[address - start] = 0xCC
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_RDWR), 1)
        libc.ptrace(TRACEME, 0, None, None)
        os.execv(command[0], command)
    os.waitpid(child, 0)
    libc.ptrace(SETOPTIONS, child, None, OPTIONS)
    memory = os.open("/proc/%d/mem" % child, os.O_RDWR)
    os.pwrite(memory, patched, start)
    libc.ptrace(CONT, child, None, None)
    registers = ctypes.create_string_buffer(27 * 8)
    while True:
        try:
            pid, status = os.waitpid(-1, WALL)
        except ChildProcessError:
            break
        if not os.WIFSTOPPED(status):
            if pid == child:
                break
            continue
        number = os.WSTOPSIG(status)
        if number == signal.SIGTRAP and status >> 16 == 0:
            libc.ptrace(GETREGS, pid, None, registers)
            at = struct.unpack_from("<Q", registers, RIP)[0] - 1
            if start <= at < start + length and patched[at - start] == 0xCC:
                if original[at - start] != 0xCC:
                    os.pwrite(memory, original[at - start:at - start + 1], at)
                    struct.pack_into("<Q", registers, RIP, at)
                    libc.ptrace(SETREGS, pid, None, registers)
                seen.setdefault(at)
            number = 0
        elif number in (signal.SIGSTOP, signal.SIGTRAP):
            number = 0
        libc.ptrace(CONT, pid, None, number)
    os.close(memory)
    if status:
        print("status %#x: %s" % (status, command), file=sys.stderr)


def main():
    binary = os.path.abspath(sys.argv[1])
    names = functions(binary)
    segment = text_segment(binary)
    seen = {}
    for arguments in RUNS:
        before = len(seen)
        record([binary] + arguments, names, segment, seen)
        print("%5d more: %s" % (len(seen) - before, " ".join(arguments)), file=sys.stderr)
    for address in seen:
        for name in names[address]:
            print(name)


main()
