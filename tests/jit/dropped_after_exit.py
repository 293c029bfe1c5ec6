"""What a loop held when it was left is not held by the machine afterwards."""
# stress: no (collections at every allocation take minutes here)
import gc


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


class Node:
    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value


def build(length):
    items = [None] * length
    for i in range(length):
        items[i] = Node(i)
    return items


build(3000)
gc.collect()
before = resident()
items = build(600_000)
print(resident() - before > 16 << 20)  # expect: True
items = None
# A recording that begins at the exit and goes on here ends with this loop.
for _ in range(3):
    gc.collect()
print(resident() - before < 12 << 20)  # expect: True
