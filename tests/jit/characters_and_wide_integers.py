# Characters out of the table, comparisons of single characters, ints of two limbs, bools as numbers.


def scan(text):
    digits = words = other = total = 0
    i = 0
    while i < len(text):
        c = text[i]
        if '0' <= c <= '9':
            total = total * 3 % 1000003 + ord(c) - 48
            digits += 1
        elif c.isalpha():
            words += 1
        elif c == ' ' or c != '-' and c > '~':
            other += 1
        i += 1
    for c in text:
        if c == 'e' or c == '\xe9':
            other += ord(c)
    return digits, words, other, total


print(scan("12 apples - 345 pears" * 100))  # expect: (500, 1100, 20600, 739820)
print(scan("12 \xe4pfel - 345 \u20ac pears\x7f" * 100))  # expect: (500, 1000, 20900, 739820)


def last_characters(text):
    found = []
    for i in range(-1, -len(text) - 1, -1):
        found.append(text[i])
    try:
        text[len(text)]
    except IndexError as error:
        found.append(str(error))
    return "".join(found)[-60:]


print(last_characters("abcdefghij" * 300))  # expect: edcbajihgfedcbajihgfedcbajihgfedcbastring index out of range


def letters(n):
    made = []
    for i in range(n):
        made.append(chr(i % 140))
    return len(set(made)), made[139], made[97]


print(letters(3000))  # expect: (140, '\x8b', 'a')


def mixed(words):
    count = 0
    for word in words:
        if word == 'a':
            count += 1
        elif word == '':
            count += 10
        elif word == 'bc':
            count += 100
        elif word == '\xe9':
            count += 1000
        count += word < 'b'
    return count


print(mixed(['a', '', 'bc', '\xe9', 'z', 'abc'] * 500))  # expect: 557000

M64 = 0xFFFFFFFFFFFFFFFF


def shifts(n):
    x, parity = 88172645463325252, 0
    for _ in range(n):
        x ^= (x << 13) & M64
        x ^= x >> 7
        x ^= (x << 17) & M64
        parity += x & 1
    return parity, x


print(shifts(3000))  # expect: (1510, 16169360757782260322)


def wide(n):
    a, b, seen = 1, -3, 0
    for i in range(n):
        a = a * 0x5851F42D4C957F2D + i
        a = a % (1 << 127)
        b = b * 7 - a
        b = b >> 5 if b.bit_length() > 140 else b
        seen ^= (a // 1000003) ^ (b // 12345678901234567) ^ (a % -9876543210123) ^ (b | i) ^ (b & a)
        seen ^= a << (i % 70)
        if seen.bit_length() > 300:
            seen >>= 200
    return seen, a, b


print(wide(3000))
# expect: (91065615849428989020074394635465191243899271494019641065653, 70112080728302768399654044864829294373, -175135112667786366902418391138234216212947)


def truths(n):
    total, flips = 0, True
    for i in range(n):
        total += (i % 3 == 0) + (i % 5 == 0) * 2 - (i > 100)
        flips = flips ^ (i % 7 == 0)
        total += flips
    return total, flips, True + True, True & False, True | 2


print(truths(3000))  # expect: (799, False, 2, False, 3)


def smallest(n):
    total, reals = 0, 0.0
    for i in range(n):
        total += min(i % 7, i % 5, i % 11) + max(i, 3, -i, n - i)
        reals += min(i * 0.5, 3.0, n - i * 1.0)
    return total, reals


print(smallest(3000))  # expect: (6753584, 8986.5)


def complex_constants(n):
    z = 0j
    for i in range(n):
        z = z + 0.1j
        z = z - (0.7+0j)
    return z


print(complex_constants(3000))  # expect: (-2100.0000000000805+299.9999999999997j)
