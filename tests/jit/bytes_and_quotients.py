"""Loops over memoryviews, integers from and to bytes, texts in other bases, `divmod`, lists repeated."""


def over(view):
    total = 0
    for _ in range(20):
        for x in view:
            total += x
    return total


data = bytearray(range(100))
view = memoryview(data)
print(over(view), over(view[10:90:7]), over(view[::-3]), over(view.cast("b")), over(memoryview(b"")))
# expect: 99000 11640 33660 99000 0
print(over(view.cast("H")), over(view[:96].cast("I")), over(memoryview(b"\xff\x80").cast("b")))
# expect: 12849000 396115867200 -2580
try:
    over(view.cast("B", (10, 10)))
except NotImplementedError as e:
    print(e)
# expect: multi-dimensional sub-views are not implemented


def released():
    view = memoryview(bytes(50))
    seen = 0
    for x in view:
        seen += 1
        if seen == 30:
            view.release()
    return seen


for _ in range(3):
    try:
        released()
    except ValueError as e:
        print(e)
# expect: operation forbidden on released memoryview object
# expect: operation forbidden on released memoryview object
# expect: operation forbidden on released memoryview object


def changed():
    data = bytearray(20)
    view = memoryview(data)
    out = []
    for i, x in zip(range(20), view):
        data[(i + 1) % 20] = i * 3
        out.append(x)
    for x in view:
        data[19] = 77
        out.append(x)
    return out


print(changed())
# expect: [0, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45, 48, 51, 54, 57, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45, 48, 51, 77]


def numbers(n):
    total = 0
    data = bytes(range(200, 256)) + bytes(range(100))
    for i in range(n):
        for size in range(0, 11):
            part = data[i % 90 : i % 90 + size]
            for order in ("little", "big"):
                a = int.from_bytes(part, order)
                b = int.from_bytes(part, order, signed=True)
                total ^= a * 3 + b
                if size and a.to_bytes(size, order) != part or b.to_bytes(size, order, signed=True) != part:
                    return "wrong", part
    return total


print(numbers(100))  # expect: 3342273325773248759251904
for value, size, signed in (
    (255, 1, False), (256, 1, False), (127, 1, True), (128, 1, True), (-1, 1, False), (-128, 1, True),
    (-129, 1, True), (0, 0, False), (1, 0, False), (2**56 - 1, 7, False), (2**56, 7, False), (2**55, 7, True),
    (2**62 - 1, 8, True), (2**64 - 1, 8, False), (2**64 - 1, 8, True), (True, 1, False), (5, 12, False),
):
    try:
        print(value.to_bytes(size, "big", signed=signed), value.to_bytes(size, "little", signed=signed))
    except OverflowError as e:
        print(e)
# expect: b'\xff' b'\xff'
# expect: int too big to convert
# expect: b'\x7f' b'\x7f'
# expect: int too big to convert
# expect: can't convert negative int to unsigned
# expect: b'\x80' b'\x80'
# expect: int too big to convert
# expect: b'' b''
# expect: int too big to convert
# expect: b'\xff\xff\xff\xff\xff\xff\xff' b'\xff\xff\xff\xff\xff\xff\xff'
# expect: int too big to convert
# expect: int too big to convert
# expect: b'?\xff\xff\xff\xff\xff\xff\xff' b'\xff\xff\xff\xff\xff\xff\xff?'
# expect: b'\xff\xff\xff\xff\xff\xff\xff\xff' b'\xff\xff\xff\xff\xff\xff\xff\xff'
# expect: int too big to convert
# expect: b'\x01' b'\x01'
# expect: b'\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x05' b'\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00'
print([f(x) for f in (bin, oct, hex) for x in (0, 1, -1, 8, -255, 2**62 - 1, -(2**62), 2**62, 2**64, True)])
# expect: ['0b0', '0b1', '-0b1', '0b1000', '-0b11111111', '0b11111111111111111111111111111111111111111111111111111111111111', '-0b100000000000000000000000000000000000000000000000000000000000000', '0b100000000000000000000000000000000000000000000000000000000000000', '0b10000000000000000000000000000000000000000000000000000000000000000', '0b1', '0o0', '0o1', '-0o1', '0o10', '-0o377', '0o377777777777777777777', '-0o400000000000000000000', '0o400000000000000000000', '0o2000000000000000000000', '0o1', '0x0', '0x1', '-0x1', '0x8', '-0xff', '0x3fffffffffffffff', '-0x4000000000000000', '0x4000000000000000', '0x10000000000000000', '0x1']


def bits(n):
    return sum(bin(i).count("1") + len(hex(-i)) for i in range(n))


print(bits(3000))  # expect: 34555


def quotients(n):
    total = 0
    for i in range(-n, n):
        q, r = divmod(i, 7)
        total += q * 3 + r
        pair = divmod(i * 12345, i % 13 + 1)
        total ^= pair[0] + pair[1]
        total += divmod(i, -5)[1] + divmod(i, -1)[0]
        try:
            divmod(i, i % 3)
        except ZeroDivisionError:
            total += 1
    return total


print(quotients(1000), divmod(-(2**62), -1), divmod(7.5, 2), divmod(2**70, 3))
# expect: -7347700 (4611686018427387904, 0) (3.0, 1.5) (393530540239137101141, 1)


def repeated(n):
    lists = []
    for i in range(n):
        row = [0] * (i % 4)
        pair = [i, None] * (i % 3 - 1)
        row.extend(pair)
        row += [i] * 2
        lists.append(row)
    return sum(map(len, lists)), lists[5], lists[-1], [1] * True, [[]] * 0


print(repeated(600))  # expect: (2500, [0, 5, None, 5, 5], [0, 0, 0, 599, None, 599, 599], [1], [])
try:
    print([1] * 2**62)
except (MemoryError, OverflowError) as e:
    print(type(e) in (MemoryError, OverflowError))
# expect: True


class Count(int):
    pass


class Table(dict):
    pass


def class_methods(n):
    out = []
    for i in range(n):
        a = int.from_bytes(bytes((i & 255, 1)), "little")
        b = Count.from_bytes(b"\1", "big")
        c = int.from_bytes(b"\xff\xfe", byteorder="big", signed=True)
        load = int.from_bytes
        d = dict.fromkeys("ab", i)
        e = Table.fromkeys([i])
        f = bytes.fromhex("0aff")
        g = (3).from_bytes(b"\2\3", "big")
        out.append((a, type(b) is Count, c, load(b"\7", "big"), d, type(e) is Table, f, g))
    for wrong in (lambda: int.from_bytes(b"a", "middle"), lambda: int.from_bytes(), lambda: int.__dict__["from_bytes"](str, b"a")):
        try:
            wrong()
        except (TypeError, ValueError) as e:
            out.append(type(e).__name__)
    return out[-4:], len(out)


print(class_methods(700))
# expect: ([(443, True, -2, 7, {'a': 699, 'b': 699}, True, b'\n\xff', 515), 'ValueError', 'TypeError', 'TypeError'], 703)


def made(n):
    out = []
    for i in range(n):
        out.append((bytes([i & 255]), bytes((1, 2, i & 127)), bytearray([i & 7, True]), bytes([]), bytes(())))
    for wrong in ([256], [-1], (1, 300), ["a"], [2**70], [1.5]):
        try:
            bytes(wrong)
        except (TypeError, ValueError) as e:
            out.append(str(e))
        try:
            bytearray(wrong)
        except (TypeError, ValueError) as e:
            out.append(str(e))
    return out[-14:]


print(made(600))
# expect: [(b'V', b'\x01\x02V', bytearray(b'\x06\x01'), b'', b''), (b'W', b'\x01\x02W', bytearray(b'\x07\x01'), b'', b''), 'bytes must be in range(0, 256)', 'byte must be in range(0, 256)', 'bytes must be in range(0, 256)', 'byte must be in range(0, 256)', 'bytes must be in range(0, 256)', 'byte must be in range(0, 256)', "'str' object cannot be interpreted as an integer", "'str' object cannot be interpreted as an integer", 'bytes must be in range(0, 256)', 'byte must be in range(0, 256)', "'float' object cannot be interpreted as an integer", "'float' object cannot be interpreted as an integer"]


def turned(n):
    q = list(range(7))
    for i in range(n):
        q[: i % 8] = reversed(q[: i % 8])
        q = list(reversed(q))
        q.extend(reversed(q))
        del q[7:]
    backwards = reversed(q)
    next(backwards)
    rest = list(backwards)
    short = reversed(q)
    q.pop()
    return q, rest, list(backwards), list(short), list(reversed([]))


print(turned(500))  # expect: ([4, 0, 2, 5, 3, 1], [1, 3, 5, 2, 0, 4], [], [], [])
