"""The usual format specifications: strings, ints and floats, by format, f-strings, str.format and %."""
import random

VALUES = [0, 1, -1, 7, -42, 123456789, 10 ** 17, -10 ** 18, 2 ** 61, 2 ** 62, 2 ** 70, True, 0.0, -0.0,
          0.5, 1.5, 2.5, 0.125, -0.375, 1234567.891, 1e15, 1e16, 123456789012345680.0, 1e22, 1e-7,
          5e-324, 1.7976931348623157e308, float("inf"), float("-inf"), float("nan"), "", "a", "text",
          "naïve", "日本語", None]
SPECIFICATIONS = ["", "5", "<8", ">8", "^9", "*^9", "-<7", "08", "05d", "d", ",", "12,", ",d", "x", "X",
                  "o", "b", "#x", "08x", "010b", "f", ".0f", ".1f", ".2f", ".3f", "10.2f", "<10.2f",
                  "^12.1f", "010.3f", ",.2f", "15,.1f", ".19f", ".20f", ".25f", "F", "e", ".3e", "g",
                  ".3g", "%", ".1%", "+d", " d", "=+8", "s", ".2s", "5.1s", ".3", "10.3", "_", "z.1f",
                  "é>6", "c", "n", "5000", "-5", "1.5d", "q", "<", ">>5", "0>5", "<05", ".", "5."]

lines = []
for value in VALUES:
    for specification in SPECIFICATIONS:
        try:
            one = format(value, specification)
            two = f"{value:{specification}}"
            three = ("{:" + specification + "}").format(value)
            assert one == two == three, (value, specification, one, two, three)
        except (ValueError, TypeError, OverflowError) as error:
            one = "%s %s" % (type(error).__name__, error)
        lines.append(one)
print(len(lines), hash(tuple(map(len, lines))))  # expect: 2304 -7608016211757884830
total = 0
for line in lines:
    for character in line:
        total = (total * 31 + ord(character)) % 1000000007
print(total)  # expect: 98058047

CONVERSIONS = ["%s", "%5s", "%-8s|", "%.2s", "%d", "%5d", "%-5d|", "%05d", "%+d", "% d", "%i", "%u", "%x",
               "%#x", "%o", "%X", "%.3d", "%f", "%.0f", "%.2f", "%8.2f", "%-8.1f|", "%08.3f", "%+.1f", "% .1f",
               "%#.0f", "%F", "%e", "%.2e", "%g", "%G", "%.19f", "%.25f", "%c", "%r", "%a", "%%"]
lines = []
for value in VALUES:
    for conversion in CONVERSIONS:
        try:
            lines.append(conversion % value)
        except (ValueError, TypeError, OverflowError) as error:
            lines.append("%s %s" % (type(error).__name__, error))
total = 0
for line in lines:
    for character in line:
        total = (total * 31 + ord(character)) % 1000000007
print(len(lines), total)  # expect: 1332 417657957

random.seed(12)
total = 0
for i in range(20000):
    value = random.choice([random.random(), random.randrange(10 ** 6) / 8, random.gauss(0, 1e6),
                           random.randrange(10 ** 9) * 0.005, random.expovariate(1e-12)])
    text = "%.*f" % (i % 21, value) + format(value, ".%df" % (i % 13)) + f"{value:,.2f}"
    for character in text:
        total = (total * 31 + ord(character)) % 1000000007
print(total)  # expect: 426174652
print([f"{i * 1.25:.2f}" for i in range(20)])
# expect: ['0.00', '1.25', '2.50', '3.75', '5.00', '6.25', '7.50', '8.75', '10.00', '11.25', '12.50', '13.75', '15.00', '16.25', '17.50', '18.75', '20.00', '21.25', '22.50', '23.75']
print(["%.2f" % (i * 0.005) for i in range(20)])
# expect: ['0.00', '0.01', '0.01', '0.01', '0.02', '0.03', '0.03', '0.04', '0.04', '0.04', '0.05', '0.06', '0.06', '0.07', '0.07', '0.07', '0.08', '0.09', '0.09', '0.10']
print([f"{i:>6}|{i:<6}|{i:^6}|{i:06}|{i:,}" for i in (0, 5, -5, 1234, -123456, 10 ** 15)])
# expect: ['     0|0     |  0   |000000|0', '     5|5     |  5   |000005|5', '    -5|-5    |  -5  |-00005|-5', '  1234|1234  | 1234 |001234|1,234', '-123456|-123456|-123456|-123456|-123,456', '1000000000000000|1000000000000000|1000000000000000|1000000000000000|1,000,000,000,000,000']
