"""heapq: order, errors, and lists that change while they are sifted."""
import binascii, heapq, _heapq

NAMES = [name for name in dir(_heapq) if name.startswith("heap")]
print(NAMES == sorted(NAMES), len(NAMES), all(getattr(heapq, n) is getattr(_heapq, n) for n in NAMES))
# expect: True 10 True

class Item:
    compared = []
    def __init__(self, value): self.value = value
    def __lt__(self, other):
        Item.compared.append((self.value, other.value))
        return self.value < other.value
    def __repr__(self): return f"<{self.value}>"

# The heap and the comparisons, whatever runs them.
def pseudo_random(count, limit, seed=7):
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) & 0x7fffffff
        yield (seed >> 8) % limit

def work(make, values, push, pop, replace, push_pop, heapify):
    heap = [make(value) for value in values[:20]]
    heapify(heap)
    out = []
    for number, value in enumerate(values[20:]):
        kind = number % 5
        if kind < 2: push(heap, make(value))
        elif kind == 2: out.append(pop(heap))
        elif kind == 3: out.append(replace(heap, make(value)))
        else: out.append(push_pop(heap, make(value)))
    while heap: out.append(pop(heap))
    return out

VALUES = list(pseudo_random(120, 50))
smallest = heapq.heappush, heapq.heappop, heapq.heapreplace, heapq.heappushpop, heapq.heapify
largest = (heapq.heappush_max, heapq.heappop_max, heapq.heapreplace_max, heapq.heappushpop_max,
           heapq.heapify_max)
for functions in smallest, largest:
    plain = work(int, VALUES, *functions)
    for make in float, Item, lambda value: (value, "x"), lambda value: f"{value:03}", lambda value: (1, Item(value)):
        Item.compared.clear()
        found = work(make, VALUES, *functions)
        print(repr(found) == repr([make(value) for value in plain]), len(Item.compared), binascii.crc32(repr(Item.compared).encode()))
# expect: True 0 223132457
# expect: True 634 2765657597
# expect: True 0 223132457
# expect: True 0 223132457
# expect: True 634 2765657597
# expect: True 0 223132457
# expect: True 640 633158983
# expect: True 0 223132457
# expect: True 0 223132457
# expect: True 640 633158983

# Long lists are made heaps in another order.
for length in 2500, 2501, 2502, 4095, 4096, 5000:
    values = list(pseudo_random(length, 100000))
    for heapify, sign in (heapq.heapify, 1), (heapq.heapify_max, -1):
        heap, items = values[:], [Item(value) for value in values]
        Item.compared.clear()
        heapify(heap); heapify(items)
        good = all(sign * heap[(at - 1) >> 1] <= sign * heap[at] for at in range(1, length))
        print(length, good, [item.value for item in items] == heap, len(Item.compared), binascii.crc32(repr(Item.compared).encode()))
# expect: 2500 True True 4119 2687043922
# expect: 2500 True True 4112 1472355383
# expect: 2501 True True 4122 2320233809
# expect: 2501 True True 4115 3888989322
# expect: 2502 True True 4123 3254711351
# expect: 2502 True True 4116 2719127641
# expect: 4095 True True 6747 2812773184
# expect: 4095 True True 6749 1516167213
# expect: 4096 True True 6748 2191569153
# expect: 4096 True True 6750 3708312140
# expect: 5000 True True 8267 747396009
# expect: 5000 True True 8233 753453563

# Errors.
def attempt(function, *arguments):
    try: return function(*arguments)
    except Exception as error: return f"{type(error).__name__}: {error}"
for function in heapq.heappop, heapq.heappop_max: print(attempt(function, []))
# expect: IndexError: index out of range
# expect: IndexError: index out of range
for function in heapq.heapreplace, heapq.heapreplace_max: print(attempt(function, [], 1))
# expect: IndexError: index out of range
# expect: IndexError: index out of range
print(heapq.heappushpop([], 5), heapq.heappushpop_max([], 6))  # expect: 5 6
print(attempt(heapq.heappush, (), 1))  # expect: TypeError: heappush() argument 1 must be list, not tuple
print(attempt(heapq.heapify, {}))  # expect: TypeError: heapify() argument must be list, not dict
print(attempt(heapq.heappush_max, [1]))  # expect: TypeError: heappush_max expected 2 arguments, got 1
print(attempt(heapq.heapify, [1, 2, "a"]))  # expect: TypeError: '<' not supported between instances of 'int' and 'str'
heap = [1, 2]
print(attempt(heapq.heappush, heap, "x"), heap)
# expect: TypeError: '<' not supported between instances of 'str' and 'int' [1, 2, 'x']

# A list that changes under a comparison, and a truth that raises.
class Evil:
    def __init__(self, value, action): self.value, self.action = value, action
    def __lt__(self, other):
        self.action()
        return self.value < other.value
def fail(): raise KeyError("from the comparison")
for name, action in (
    ("clear", lambda: heap.clear()),
    ("append", lambda: heap.append(Evil(3, lambda: None))),
    ("reverse", lambda: heap.reverse()),
    ("raise", fail),
):
    for function in smallest + largest:
        heap = []
        heap[:] = [Evil(number * 7 % 5, action) for number in range(6)]
        arguments = (heap,) if "pop" == function.__name__[4:7] or "ify" in function.__name__ else (heap, Evil(2, action))
        result = attempt(function, *arguments)
        print(name, function.__name__, getattr(result, "value", result), [item.value for item in heap])
# expect: clear heappush RuntimeError: list changed size during iteration []
# expect: clear heappop RuntimeError: list changed size during iteration []
# expect: clear heapreplace RuntimeError: list changed size during iteration []
# expect: clear heappushpop IndexError: index out of range []
# expect: clear heapify RuntimeError: list changed size during iteration []
# expect: clear heappush_max RuntimeError: list changed size during iteration []
# expect: clear heappop_max RuntimeError: list changed size during iteration []
# expect: clear heapreplace_max RuntimeError: list changed size during iteration []
# expect: clear heappushpop_max 2 []
# expect: clear heapify_max RuntimeError: list changed size during iteration []
# expect: append heappush RuntimeError: list changed size during iteration [0, 2, 4, 1, 3, 0, 2, 3]
# expect: append heappop RuntimeError: list changed size during iteration [0, 2, 4, 1, 3, 3]
# expect: append heapreplace RuntimeError: list changed size during iteration [2, 2, 4, 1, 3, 0, 3]
# expect: append heappushpop RuntimeError: list changed size during iteration [2, 2, 4, 1, 3, 0, 3, 3]
# expect: append heapify RuntimeError: list changed size during iteration [0, 2, 0, 1, 3, 4, 3]
# expect: append heappush_max RuntimeError: list changed size during iteration [0, 2, 4, 1, 3, 0, 2, 3]
# expect: append heappop_max RuntimeError: list changed size during iteration [0, 2, 4, 1, 3, 3]
# expect: append heapreplace_max RuntimeError: list changed size during iteration [2, 2, 4, 1, 3, 0, 3]
# expect: append heappushpop_max 2 [0, 2, 4, 1, 3, 0, 3]
# expect: append heapify_max RuntimeError: list changed size during iteration [0, 2, 0, 1, 3, 4, 3]
# expect: reverse heappush None [4, 2, 3, 1, 0, 0, 2]
# expect: reverse heappop 0 [2, 3, 4, 1, 0]
# expect: reverse heapreplace 0 [3, 2, 1, 4, 0, 2]
# expect: reverse heappushpop 0 [1, 2, 2, 4, 3, 0]
# expect: reverse heapify None [2, 1, 4, 0, 3, 0]
# expect: reverse heappush_max None [2, 0, 3, 1, 4, 2, 0]
# expect: reverse heappop_max 0 [0, 2, 3, 1, 4]
# expect: reverse heapreplace_max 0 [0, 2, 4, 2, 3, 1]
# expect: reverse heappushpop_max 2 [0, 3, 1, 4, 2, 0]
# expect: reverse heapify_max None [4, 2, 0, 0, 1, 3]
# expect: raise heappush KeyError: 'from the comparison' [0, 2, 4, 1, 3, 0, 2]
# expect: raise heappop KeyError: 'from the comparison' [0, 2, 4, 1, 3]
# expect: raise heapreplace KeyError: 'from the comparison' [2, 2, 4, 1, 3, 0]
# expect: raise heappushpop KeyError: 'from the comparison' [0, 2, 4, 1, 3, 0]
# expect: raise heapify KeyError: 'from the comparison' [0, 2, 0, 1, 3, 4]
# expect: raise heappush_max KeyError: 'from the comparison' [0, 2, 4, 1, 3, 0, 2]
# expect: raise heappop_max KeyError: 'from the comparison' [0, 2, 4, 1, 3]
# expect: raise heapreplace_max KeyError: 'from the comparison' [2, 2, 4, 1, 3, 0]
# expect: raise heappushpop_max KeyError: 'from the comparison' [0, 2, 4, 1, 3, 0]
# expect: raise heapify_max KeyError: 'from the comparison' [0, 2, 0, 1, 3, 4]
class Unsure:
    def __lt__(self, other): return self
    def __bool__(self): raise ValueError("no truth")
print(attempt(heapq.heapify, [Unsure(), Unsure(), Unsure()]))  # expect: ValueError: no truth

# Lists of subclasses are used as the lists they are.
class Own(list):
    def append(self, item): print("not called")
    def __getitem__(self, index): print("not called")
own = Own([Item(5), Item(3), Item(4)])
heapq.heapify(own); heapq.heappush(own, Item(1))
print(heapq.heappop(own), list(own))  # expect: <1> [<3>, <5>, <4>]

# Frames of a comparison are those of the program.
import traceback
class Traced:
    def __lt__(self, other): return 1 / 0
try: heapq.heapify([Traced(), Traced()])
except ZeroDivisionError as error: print([frame.name for frame in traceback.extract_tb(error.__traceback__)])
# expect: ['<module>', '__lt__']

# Hot: the loops are compiled together with the comparison.
def hot(count):
    heap, total = [], 0
    for value in pseudo_random(count, 1000):
        heapq.heappush(heap, Item(value))
        if len(heap) > 30:
            total += heapq.heappop(heap).value
    return total
print(hot(3000))  # expect: 1470921
