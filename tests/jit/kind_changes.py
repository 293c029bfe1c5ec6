"""Loops whose variables change their kind on the way: int to float, None to object, str to int."""
def int_to_float(n):
    total = 0
    for i in range(n):
        if i == n // 2: total = float(total)
        total += i
    return total
print(int_to_float(2000), int_to_float(10), int_to_float(2001))  # expect: 1999000.0 45.0 2001000.0
def alternating(n):
    x = 0
    for i in range(n):
        x = x + 0.5 if i % 3 == 0 else int(x) + 1
    return x
print(alternating(3000))  # expect: 2000
def none_first(n):
    best = None
    for i in range(n):
        v = i * 37 % 101
        if best is None or v > best: best = v
    return best
print(none_first(1000))  # expect: 100
def strings_and_ints(items):
    count = {"str": 0, "int": 0, "float": 0, "other": 0}
    for item in items:
        if isinstance(item, str): count["str"] += 1
        elif isinstance(item, int): count["int"] += 1
        elif isinstance(item, float): count["float"] += 1
        else: count["other"] += 1
    return count
print(strings_and_ints([1, "a", 2.0, None, [], 5, "b"] * 300))  # expect: {'str': 600, 'int': 600, 'float': 300, 'other': 600}
def add_all(items):
    total = items[0]
    for item in items[1:]: total = total + item
    return total
print(add_all(list(range(1000))), add_all([0.5] * 1000), len(add_all(["ab"] * 1000)), add_all([1, 2.5, True] * 300), len(add_all([[1]] * 200)))
# expect: 499500 500.0 2000 1350.0 200
def bool_mix(n):
    flag, total = False, 0
    for i in range(n):
        flag = not flag if i % 7 else i
        total += flag
    return total, flag
print(bool_mix(2000))  # expect: (286142, True)
def call_kinds(f, values): return [f(v) for v in values][-3:]
def square(x): return x * x
print(call_kinds(square, list(range(1000)) + [0.5, 2**40, 1j]), call_kinds(lambda v: -v, [1] * 1000 + [2.5, True, 2**62]))
# expect: [0.25, 1208925819614629174706176, (-1+0j)] [-2.5, -1, -4611686018427387904]
def float_ends(n):
    x, out = 1.0, []
    for i in range(n):
        x = x * 1.5
        if x > 1e300: x = 1e-300
        if i % 400 == 0: out.append(x)
    return out
print(float_ends(4000))  # expect: [1.5, 4.0982163472201473e+70, 1.1196918152414969e+141, 3.059159534047536e+211, 8.358065074125309e+281, 1.991149823115424e-248, 5.440108503237435e-178, 1.4863161065746003e-107, 4.060829976733754e-37, 1.109477319595459e+34]
def tiny(n):
    x = 1.0
    for i in range(n): x /= 3
    return x
print(tiny(600), tiny(700), tiny(160), tiny(161), tiny(162))  # expect: 5.336385165377111e-287 0.0 4.577193208275783e-77 1.5257310694252612e-77 5.085770231417537e-78
def zeros(n):
    a, b = 0.0, -0.0
    for i in range(n): a, b = b * 1, a * 1
    return a, b, a + b, str(a)
print(zeros(501), zeros(500))  # expect: (-0.0, 0.0, 0.0, '-0.0') (0.0, -0.0, 0.0, '0.0')
def nan_loop(n):
    x, equal = float("nan"), 0
    for i in range(n):
        if x == x: equal += 1
        x = x + 1
    return equal, x
print(nan_loop(1000))  # expect: (0, nan)
