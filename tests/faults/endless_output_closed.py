"""A closed standard output is not a crash."""
import sys
sys.stdout.close()
try:
    print("lost")
except ValueError as error:
    sys.stderr.write(str(error) + "\n")
# stdout: any
# expect stderr: I/O operation on closed file.
