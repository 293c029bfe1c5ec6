"""What a loop held when it was left is not held by the machine afterwards."""
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
gc.collect()
print(resident() - before < 12 << 20)  # expect: True
