# Appending to a bytearray, sums of bytes, powers.


def fill(n):
    out = bytearray()
    for i in range(n):
        out.append(i * 7 & 255)
    return len(out), sum(out), out[-3:]


print(fill(3000))  # expect: (3000, 382428, bytearray(b'\xf3\xfa\x01'))


def bad_bytes(n):
    out = bytearray()
    errors = 0
    for i in range(n):
        try:
            out.append(i if i % 50 else 256 + i % 3)
        except ValueError as error:
            errors += 1
            text = str(error)
        if len(out) == 200:
            out.clear()
    return errors, text, len(out)


print(bad_bytes(256))  # expect: (6, 'byte must be in range(0, 256)', 50)


def exported(n):
    out = bytearray(b'abc')
    stopped = 0

    def add(times):
        count = 0
        for i in range(times):
            try:
                out.append(i & 127)
            except BufferError:
                count += 1
        return count

    stopped += add(n)
    with memoryview(out) as held:
        stopped += add(n)
    return stopped + add(n), len(out)


print(exported(2000))  # expect: (2000, 4003)


class Own(bytearray):
    def append(self, item):
        super().append(item ^ 1)


def own(n):
    out = Own()
    for i in range(n):
        out.append(i & 15)
    return sum(out), sum(bytes(out), -3), sum(b''), sum(bytearray(b'\xff') * 100000, 2 ** 62)


print(own(2000))  # expect: (15000, 14997, 0, 4611686018452887904)


def powers(n):
    total = 0
    for i in range(-n, n):
        total += i ** 2 + i ** 3 - 2 ** (i & 127)
        total ^= pow(i, 17, 1000003) + pow(7, i & 31) + pow(i, 5, -97)
        if i:
            total += int(i ** -1 * 1000)
    return total


print(powers(1500))  # expect: 340282366916164332175400124156582190181


def errors():
    found = []
    for i in range(600):
        try:
            pow(3, 4, 0 if i % 100 == 99 else 5)
            pow(2, -1, 4 if i % 150 == 149 else 5)
        except ValueError as error:
            found.append(str(error))
    return len(found), sorted(set(found))


print(errors())  # expect: (8, ['base is not invertible for the given modulus', 'pow() 3rd argument cannot be 0'])
