"""Records which functions of the binary run: the linker's order.

    python3.14 benches/link_order/record.py target/release/pypyrs > benches/link_order/functions.txt

The kernel maps a binary in pieces of 64 kB, and a process pays for each piece that it touches. Most
functions never run, and where they stand between those that do, nearly the whole text becomes
resident: 7 of 8.6 MB. So `build.rs` has the linker put those of the list that this program writes
side by side: those first that the most programs call, so that a program touches the beginning and
little else.

Names are written as patterns, without the hashes that change with every edit: the list goes stale
only where functions are renamed, and nothing depends on its being complete. A pattern stands for all
instances of a generic function. Where less than half of them run they come last, and not at all
where they are more than the pieces that they would be scattered over. Functions that one program
alone calls are left out: each pattern costs the linker half a millisecond.

A breakpoint is set on every function before the program starts, by `ptrace`, and taken away at its
first hit. Linux on x86-64 only; the binary must have its symbols and be linked at a fixed address.
"""
import ctypes
import os
import re
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
    "json, re, collections, functools, itertools", "threading, random, datetime",
    "dataclasses, typing, enum, argparse, unittest", "decimal, fractions, statistics, string")]
LEAST_CALLERS = 2
PIECE = 65536


def pattern(name):
    """The name as it may be called after the next edit."""
    if name.startswith("_R"):
        name = re.sub(r"Cs[0-9A-Za-z]+_(?=\d)", "Cs*_", re.sub(r"\.llvm\.\d+$", "*", name))
    return re.sub(r"17h[0-9a-f]{16}E(\.llvm\.\d+)?$", "17h*", name)


def functions(binary):
    """Address -> (size, patterns) of the functions in the text."""
    found = {}
    listing = subprocess.run(["nm", "-S", binary], capture_output=True, text=True).stdout
    for line in listing.splitlines():
        parts = line.split()
        if len(parts) == 4 and parts[2] in "tTwW":
            size, names = found.setdefault(int(parts[0], 16), (int(parts[1], 16), set()))
            names.add(pattern(parts[3]))
    return found


def cold_sections():
    """Names of the functions that the compiler thinks cold: their sections are called otherwise."""
    folder = os.path.join(HERE, "..", "..", "target", "release", "deps")
    for name in sorted(os.listdir(folder)):
        if name.endswith(".rlib"):
            command = ["readelf", "-SW", os.path.join(folder, name)]
            for line in subprocess.run(command, capture_output=True, text=True).stdout.splitlines():
                found = re.search(r" \.text\.unlikely\.(\S+)", line)
                if found:
                    yield pattern(found[1])


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


def record(command, addresses, segment):
    """Runs the command; the addresses of the functions that it calls, in the order of their first call."""
    seen = {}
    start, place, length = segment
    with open(command[0], "rb") as file:
        file.seek(place)
        original = file.read(length)
    patched = bytearray(original)
    for address in addresses:
        if start <= address < start + length:
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
    return seen


def main():
    binary = os.path.abspath(sys.argv[1])
    known = functions(binary)
    segment = text_segment(binary)
    callers, order = {}, {}
    for arguments in RUNS:
        seen = record([binary] + arguments, known, segment)
        print("%5d functions: %s" % (len(seen), " ".join(arguments)), file=sys.stderr)
        for address in seen:
            callers[address] = callers.get(address, 0) + 1
            order.setdefault(address)
    size_of, bytes_called, calls, most = {}, {}, {}, {}
    for address, (size, names) in known.items():
        for name in names:
            size_of[name] = size_of.get(name, 0) + size
            if address in callers:
                bytes_called[name] = bytes_called.get(name, 0) + size
                calls[name] = calls.get(name, 0) + callers[address]
                most[name] = max(most.get(name, 0), callers[address])
    names = dict.fromkeys(name for address in order for name in sorted(known[address][1]))
    mostly_called = {name for name in names if bytes_called[name] * 2 > size_of[name]}
    kept = [name for name in names if most[name] >= LEAST_CALLERS
            and (name in mostly_called or size_of[name] * len(RUNS) < calls[name] * PIECE)]
    cold = set(cold_sections())
    for name in sorted(kept, key=lambda name: (name not in mostly_called, -most[name])):
        print(name)
        if name in cold:
            print("unlikely." + name)


main()
