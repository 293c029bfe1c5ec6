"""The recursion limit counts from the moment it is set."""
import sys
def down(n):
    return 0 if n == 0 else 1 + down(n - 1)
print(down(900))  # expect: 900
sys.setrecursionlimit(120)
try:
    down(500)
except RecursionError as error:
    print(error)  # expect: maximum recursion depth exceeded
print(down(60))  # expect: 60
sys.setrecursionlimit(1500)
print(down(1200))  # expect: 1200
