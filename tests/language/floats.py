"""Floats: printing, the edges of their range, comparison with ints, division."""
print(0.1, 1.0, 1e16, 1e15, 123456789.123, 1e-5, 1e-4, 1e100, 5e-324, 1.7976931348623157e308)
# expect: 0.1 1.0 1e+16 1000000000000000.0 123456789.123 1e-05 0.0001 1e+100 5e-324 1.7976931348623157e+308
print(0.1 + 0.2, 1 / 3, 2 / 3, 1e308 * 10, -1e308 * 10, 1e-323 / 10)
# expect: 0.30000000000000004 0.3333333333333333 0.6666666666666666 inf -inf 0.0
print(-0.0, 0.0 == -0.0, str(-0.0), 1 / 2, 3.0 // 2, -3.5 // 2, 3.5 % -2, -3.5 % 2, divmod(-7.5, 2))
# expect: -0.0 True -0.0 0.5 1.0 -2.0 -0.5 0.5 (-4.0, 0.5)
nan, inf = float("nan"), float("inf")
print(nan, inf, -inf, nan == nan, nan != nan, inf > 1e308, nan < 1, inf - inf, inf * 0)
# expect: nan inf -inf False True True False nan nan
print([nan] == [nan], nan in [nan], nan is nan)  # expect: True True True
print(2**0.5, 2.0**-2, (-8) ** (1 / 3), 0.0**0, 10.0**308)
# expect: 1.4142135623730951 0.25 (1.0000000000000002+1.7320508075688772j) 1.0 1e+308
print(round(2.5), round(3.5), round(2.675, 2), round(-0.5), round(1e20), round(1234.5678, -2))
# expect: 2 4 2.67 0 100000000000000000000 1200.0
print(int(1e20), float(10**20), float("1e3"), float("  -2.5 "), float("inf"), float("1_0.5"))
# expect: 100000000000000000000 1e+20 1000.0 -2.5 inf 10.5
print((0.5).as_integer_ratio(), (0.1).hex(), float.fromhex("0x1.8p1"), (3.0).is_integer(), (3.5).is_integer())
# expect: (1, 2) 0x1.999999999999ap-4 3.0 True False
print(f"{3.14159:.2f} {1e10:g} {0.00001:e} {1234567.891:,.1f} {0.25:%} {3.0:.0f} {2.5:10.3f}|{2.5:<10}|{2.5:^10}|")
# expect: 3.14 1e+10 1.000000e-05 1,234,567.9 25.000000% 3      2.500|2.5       |   2.5    |
print("%5.1f|%-8.2e|%g|%r" % (3.14159, 12345.678, 1e-10, 0.1))  # expect:   3.1|1.23e+04|1e-10|0.1
print(1.5 < 2, 2 < 1.5, 1.0 == 1, 2**53 + 1 > 2.0**53, 10**400 > inf, -(10**400) < -inf, 1e300 < 10**400)
# expect: True False True True False False True
print(hash(1.0) == hash(1), hash(0.5), hash(inf), hash(1e300), hash(-0.0))
# expect: True 1152921504606846976 314159 1224995262755759164 0
tiny, huge = 2.0**-255, 2.0**255
print(tiny, -tiny, huge, -huge, tiny * tiny, huge * huge, tiny / huge, huge / tiny)
# expect: 1.727233711018889e-77 -1.727233711018889e-77 5.78960446186581e+76 -5.78960446186581e+76 2.983336292480083e-154 3.3519519824856493e+153 2.983336292480083e-154 3.3519519824856493e+153
values = [0.0, -0.0, tiny, -tiny, 2.0**-256, 2.0**256, 2.0**-512, 2.0**513, 5e-324, 1.5, -1.5, 1e200, -1e-200]
print([v * 1.0 == v for v in values], [repr(v * 1.0) == repr(v) for v in values])
# expect: [True, True, True, True, True, True, True, True, True, True, True, True, True] [True, True, True, True, True, True, True, True, True, True, True, True, True]
print(sum(values[2:8]), max(values), min(values), sorted(values))
# expect: 2.6815615859885194e+154 1e+200 -1.5 [-1.5, -1.727233711018889e-77, -1e-200, 0.0, -0.0, 5e-324, 7.458340731200207e-155, 8.636168555094445e-78, 1.727233711018889e-77, 1.5, 1.157920892373162e+77, 2.6815615859885194e+154, 1e+200]
for wrong in ("1.0 / 0", "1.0 // 0", "1.0 % 0", "float('x')", "0.0 ** -1", "10.0 ** 400", "int(float('nan'))", "1.5 << 2", "round(float('inf'))"):
    try:
        eval(wrong)
    except Exception as error:
        print(type(error).__name__, error)
# expect: ZeroDivisionError division by zero
# expect: ZeroDivisionError division by zero
# expect: ZeroDivisionError division by zero
# expect: ValueError could not convert string to float: 'x'
# expect: ZeroDivisionError zero to a negative power
# expect: OverflowError (34, 'Numerical result out of range')
# expect: ValueError cannot convert float NaN to integer
# expect: TypeError unsupported operand type(s) for <<: 'float' and 'int'
# expect: OverflowError cannot convert float infinity to integer
print(complex(1, 2) * complex(3, -1), abs(3 + 4j), (1 + 2j).conjugate(), 1j**2, (1 + 0j) == 1, complex("1+2j"))
# expect: (5+5j) 5.0 (1-2j) (-1+0j) True (1+2j)
print(-1j, complex(0.0, -0.0), 1 / (1 + 1j), (2 + 3j).real, (2 + 3j).imag)  # expect: (-0-1j) -0j (0.5-0.5j) 2.0 3.0
# `pow` of the C library does not always give the nearest float.
def squares(values, two):
    for value in values: yield value**2, value**two, pow(value, 2.0)
print(*squares([-1.3723550818364955e+72, -5.5661462687323254e-61, -2825491938.131752, -9.80305396363428e-28, 1.8477864052582064e-13, 3.0, 0.1, 2.0**-200, 1e-160, -1e150, 1.5], 2.0))
# expect: (1.8833584706424545e+144, 1.8833584706424545e+144, 1.8833584706424545e+144) (3.0981984284922787e-121, 3.0981984284922787e-121, 3.0981984284922787e-121) (7.983404692447525e+18, 7.983404692447525e+18, 7.983404692447525e+18) (9.609986701392577e-55, 9.609986701392577e-55, 9.609986701392577e-55) (3.414314599457045e-26, 3.414314599457045e-26, 3.414314599457045e-26) (9.0, 9.0, 9.0) (0.010000000000000002, 0.010000000000000002, 0.010000000000000002) (3.8725919148493183e-121, 3.8725919148493183e-121, 3.8725919148493183e-121) (1e-320, 1e-320, 1e-320) (9.999999999999999e+299, 9.999999999999999e+299, 9.999999999999999e+299) (2.25, 2.25, 2.25)
