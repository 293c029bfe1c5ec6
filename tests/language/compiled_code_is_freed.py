"""Text that is compiled again and again, and thrown away: the compiled code goes, too."""
import gc


def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096


body = "\n".join(f"    x = x * {i} + {i + 1} if x > {i} else x - {i}" for i in range(100))


def turn(number):
    namespace = {}
    exec(f"def outer(x, *, y={number}):\n    def inner(z=3):\n        return z\n{body}\n    return inner\n", namespace)
    return namespace["outer"](1, y=2)


for number in range(100):
    turn(number)
gc.collect()
before = resident()
for number in range(1500):
    turn(number)
gc.collect()
print(resident() - before < 20 << 20)  # expect: True

# Code that is still in use stays whole, nested code of functions that were not made yet included.
kept = [turn(number) for number in range(50)]
makers = []
for number in range(50):
    namespace = {}
    exec(f"def maker(a=1, *rest, k={number}, **named):\n"
         f"    def made(b, *, c=2):\n        return a, b, c, k, rest, named\n    return made\n", namespace)
    makers.append(namespace["maker"])
gc.collect()
for number in range(200):
    turn(number)
gc.collect()
print({inner() for inner in kept})  # expect: {3}
print(sum(maker(2, 3, q=4)(5, c=6)[3] for maker in makers))  # expect: 1225
print(makers[7](1, 2, 3, z=0)(9))  # expect: (1, 9, 2, 7, (2, 3), {'z': 0})

# The same kinds of calls of ever new code at addresses that were used before.
wrong = 0
for number in range(400):
    namespace = {}
    if number % 2:
        exec("def f(a, b=2, *, c=3): return a, b, c", namespace)
    else:
        exec("def f(c, a=4, *, b=5): return a, b, c", namespace)
    f = namespace["f"]
    for _ in range(3):
        wrong += f(c=1, a=0, b=7) != ((0, 7, 1))
        wrong += f(9) != ((9, 2, 3) if number % 2 else (4, 5, 9))
    if number % 40 == 0:
        gc.collect()
print(wrong)  # expect: 0
