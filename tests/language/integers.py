"""Small and large ints: arithmetic, signs, bits, conversions."""
print(7 // 2, -7 // 2, 7 // -2, -7 // -2)  # expect: 3 -4 -4 3
print(7 % 3, -7 % 3, 7 % -3, -7 % -3)  # expect: 1 2 -2 -1
print(divmod(-17, 5), divmod(17, -5))  # expect: (-4, 3) (-4, -3)
print(2**10, 2**-1, (-2) ** 3, pow(3, 100, 7), pow(3, -1, 7))  # expect: 1024 0.5 -8 4 5
print(1 << 62, 1 << 63, (1 << 62) - 1, -(1 << 62), -(1 << 62) - 1)
# expect: 4611686018427387904 9223372036854775808 4611686018427387903 -4611686018427387904 -4611686018427387905
print((1 << 62) * 2, (2**62 - 1) + 1, -(2**62) - 1, 3037000500 * 3037000500)
# expect: 9223372036854775808 4611686018427387904 -4611686018427387905 9223372037000250000
print((1 << 100) >> 98, -1 >> 5, -5 >> 1, (1 << 64) & 0xFFFF, ~5, -8 & 7, 6 ^ -3, 5 | -8)  # expect: 4 -1 -3 0 -6 0 -5 -3
print(0x7FFFFFFFFFFFFFFF + 1, -0x8000000000000000 - 1)  # expect: 9223372036854775808 -9223372036854775809
print(10**30, -(10**30) // 7, 10**30 % 97, int("9" * 40), int("-0b101", 0), int("z", 36))
# expect: 1000000000000000000000000000000 -142857142857142857142857142858 85 9999999999999999999999999999999999999999 -5 35
print((10**18).bit_length(), (-1).bit_length(), (255).to_bytes(2, "big"), int.from_bytes(b"\xff\xfe", "little", signed=True))
# expect: 60 1 b'\x00\xff' -257
print(hex(255), oct(8), bin(-5), f"{1234567:,}", f"{255:#x}", f"{-5:+d}", f"{5:08b}", f"{10**20:_d}")
# expect: 0xff 0o10 -0b101 1,234,567 0xff -5 00000101 100_000_000_000_000_000_000
print(int(3.99), int(-3.99), int("  12  "), int("1_000"), round(15, -1), round(25, -1))  # expect: 3 -3 12 1000 20 20
print(5 == 5.0, 2**53 == float(2**53), 2**53 + 1 == float(2**53), 10**400 > 1e308, hash(2**61 - 1), hash(-1))
# expect: True True False True 0 -2
print(True + True, True * 3, isinstance(True, int), int(True), -True, ~True if False else "")  # expect: 2 3 True 1 -1
print(abs(-(2**70)), (2**70).__neg__(), 0 == -0, 1 // 1, 0 // 5)
# expect: 1180591620717411303424 -1180591620717411303424 True 1 0
for wrong in ("1 // 0", "1 % 0", "1 << -1", "int('x')", "int('')", "2 ** 'a'", "pow(2, -1, 4)", "int(float('inf'))"):
    try:
        eval(wrong)
    except Exception as error:
        print(type(error).__name__, error)
# expect: ZeroDivisionError division by zero
# expect: ZeroDivisionError division by zero
# expect: ValueError negative shift count
# expect: ValueError invalid literal for int() with base 10: 'x'
# expect: ValueError invalid literal for int() with base 10: ''
# expect: TypeError unsupported operand type(s) for ** or pow(): 'int' and 'str'
# expect: ValueError base is not invertible for the given modulus
# expect: OverflowError cannot convert float infinity to integer
x = 1
for i in range(1, 31):
    x *= i
print(x)  # expect: 265252859812191058636308480000000
a = 12345678901234567890
b = 98765432109876543210
print(a + b, a - b, a * b, b // a, b % a, a & b, a | b, a ^ b, a << 5, a >> 5, -a // 10, -a % 10)
# expect: 111111111011111111100 -86419753208641975320 1219326311370217952237463801111263526900 8 900000000090 721711774025779906 110389399237085331194 109667687463059551288 395061724839506172480 385802465663580246 -1234567890123456789 0
print((3).__add__(4), (3).__add__("x"), (3).__radd__(4), int.__mul__(6, 7), (7).real, (7).imag, (7).numerator)
# expect: 7 NotImplemented 7 42 7 0 7
long_one = "0x" + "f" * 200000
print(eval(long_one) == (1 << 800000) - 1, eval("-" + long_one) == 1 - (1 << 800000), eval("0b" + "10" * 9000) % 1000003, eval("0o" + "7" * 9000).bit_length())
# expect: True True 435104 27000
