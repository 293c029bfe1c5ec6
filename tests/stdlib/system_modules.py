"""sys, os.path, files, atexit order."""
import atexit, os, sys
print(os.path.join("a", "b"), os.path.basename("/x/y.py"), os.path.splitext("f.tar.gz"), os.path.dirname("/x/y"), os.path.normpath("a//b/../c"), os.path.isabs("/a"), os.path.exists("/nonexistent"))
# expect: a/b y.py ('f.tar', '.gz') /x a/c True False
print(sys.version_info[:2], sys.argv[0].endswith("system_modules.py"), sys.maxsize == 2**63 - 1, sys.byteorder, len(sys.path) > 0, sys.getrecursionlimit(), sys.implementation.name == "" , sys.flags.optimize)
# expect: (3, 14) True True little True 1000 False 0
path = os.path.join(os.environ.get("TMPDIR", "/tmp"), f"pypyrs_test_{os.getpid()}.txt")
with open(path, "w", encoding="utf-8") as f:
    print("first é", file=f); f.write("second\n"); f.writelines(["third\n", "fourth"])
with open(path, encoding="utf-8") as f: print(f.read().split("\n"))  # expect: ['first é', 'second', 'third', 'fourth']
with open(path, "rb") as f: print(f.read(9), f.tell())  # expect: b'first \xc3\xa9\n' 9
with open(path, "a") as f: f.write("\nfifth")
with open(path, encoding="utf-8") as f: print([line.strip() for line in f], f.closed)
# expect: ['first é', 'second', 'third', 'fourth', 'fifth'] False
print(f.closed, os.path.getsize(path), os.path.isfile(path))  # expect: True 34 True
try: f.read()
except ValueError as error: print(error)
# expect: I/O operation on closed file.
os.remove(path); print(os.path.exists(path))  # expect: False
try: open(path)
except FileNotFoundError as error: print(error.errno, error.strerror)
# expect: 2 No such file or directory
atexit.register(print, "registered first, runs last")
atexit.register(lambda: print("registered last, runs first"))
sys.stdout.write("written\n"); sys.stdout.flush()  # expect: written
print("end", end="\n", flush=True)
# expect: end
# expect: registered last, runs first
# expect: registered first, runs last
