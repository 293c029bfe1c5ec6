"""Strings: indexes, slices, methods, escapes, text outside ASCII."""
s = "hello, world"
print(s[0], s[-1], s[1:4], s[::-1], s[::3], s[100:], s[-5:-1], len(s))  # expect: h d ell dlrow ,olleh hl r  worl 12
print(s.upper(), s.title(), s.capitalize(), "ABC".lower(), "aB".swapcase(), "ß".upper(), "straße".casefold())
# expect: HELLO, WORLD Hello, World Hello, world abc Ab SS strasse
print(s.find("o"), s.rfind("o"), s.find("z"), s.index("w"), s.count("l"), s.replace("l", "L", 2))
# expect: 4 8 -1 7 3 heLLo, world
print(s.split(", "), "a  b c".split(), "a,b,,c".split(","), "a,b,c".rsplit(",", 1), "a\nb\r\nc".splitlines(), "x".split("x"))
# expect: ['hello', 'world'] ['a', 'b', 'c'] ['a', 'b', '', 'c'] ['a,b', 'c'] ['a', 'b', 'c'] ['', '']
print("-".join(["a", "b", "c"]), "ab" * 3, 0 * "ab", "a" + "b", "b" in "abc", "" in "abc", "abc" < "abd", "Z" < "a")
# expect: a-b-c ababab  ab True True True True
print("  x ".strip() + "|", "xxyxx".strip("x"), "xxy".lstrip("x"), "yxx".rstrip("x"), "prefix.py".removesuffix(".py"))
# expect: x| y y y prefix
print("a".center(5, "*"), "a".ljust(3) + "|", "a".rjust(3), "42".zfill(5), "-42".zfill(5), "a\tb".expandtabs(4))
# expect: **a** a  |   a 00042 -0042 a   b
print("abc".isalpha(), "a1".isalnum(), "12".isdigit(), " ".isspace(), "Ab".istitle(), "ab".islower(), "".isalpha(), "x1".isidentifier())
# expect: True True True True True True False True
print("abc".startswith(("x", "a")), "abc".endswith("bc"), "abc".startswith("b", 1), "a.b.c".partition("."), "a.b.c".rpartition("."))
# expect: True True True ('a', '.', 'b.c') ('a.b', '.', 'c')
u = "naïve – ☃ 𝄞 é"
print(u, len(u), u[2], u[8], u[10], u[::-1], u.upper(), u.encode(), u.index("☃"))
# expect: naïve – ☃ 𝄞 é 13 ï ☃ 𝄞 é 𝄞 ☃ – evïan NAÏVE – ☃ 𝄞 É b'na\xc3\xafve \xe2\x80\x93 \xe2\x98\x83 \xf0\x9d\x84\x9e \xc3\xa9' 8
print([ord(c) for c in "aé☃𝄞"], chr(9731), chr(0x1D11E), "\u00e9" == "é", "\N{SNOWMAN}" if False else "", "\x41\101")
# expect: [97, 233, 9731, 119070] ☃ 𝄞 True  AA
print(repr("a'b"), repr('a"b'), repr("a'\"b"), repr("\n\t\\\x00\x7f\xa0é☃"), ascii("é☃𝄞"))
# expect: "a'b" 'a"b' 'a\'"b' '\n\t\\\x00\x7f\xa0é☃' '\xe9\u2603\U0001d11e'
print("%s %r %d %05d %x %c %%" % ("a", "b", 3, 42, 255, "z"), "%(k)s" % {"k": 1}, "%-5s|%5s" % ("a", "b"))
# expect: a 'b' 3 00042 ff z % 1 a    |    b
print("{} {1} {0}".replace("{} ", "").format(1, 2), "{a[0]} {b.real}".format(a=[7], b=3), "{:>{w}}".format("x", w=4), "{!r:>5}".format("a"))
# expect: 2 1 7 3    x   'a'
print("abc".translate({97: "x", 98: None}), str.maketrans("ab", "cd"), "abc".translate(str.maketrans("ab", "cd", "c")))
# expect: xc {97: 99, 98: 100} cd
print(b"bytes"[0], b"bytes"[1:3], b"a" + b"b", b"\xff".hex(), bytes([1, 2]), bytes(3), bytes("é", "utf-8"), b"a,b".split(b","), bytearray(b"xy"))
# expect: 98 b'yt' b'ab' ff b'\x01\x02' b'\x00\x00\x00' b'\xc3\xa9' [b'a', b'b'] bytearray(b'xy')
print("é".encode("latin-1"), b"\xe9".decode("latin-1"), "é".encode("ascii", "replace"), b"\xff".decode("utf-8", "replace"), b"\xff".decode("ascii", "backslashreplace"))
# expect: b'\xe9' é b'?' � \xff
ba = bytearray(b"abc")
ba[1] = 120
ba += b"d"
ba.append(33)
del ba[0]
print(ba, ba.find(b"c"), bytes(ba), len(ba), ba[::-1])  # expect: bytearray(b'xcd!') 1 b'xcd!' 4 bytearray(b'!dcx')
for wrong in ("'a' + 1", "'abc'[5]", "'a'.join([1])", "'x'.index('y')", "b'a' + 'a'", "'é'.encode('ascii')", "b'\\xff'.decode()", "'%d' % 'a'", "'{}'.format()", "chr(-1)", "ord('ab')", "'a' < 1"):
    try:
        eval(wrong)
    except Exception as error:
        print(type(error).__name__, error)
# expect: TypeError can only concatenate str (not "int") to str
# expect: IndexError string index out of range
# expect: TypeError sequence item 0: expected str instance, int found
# expect: ValueError substring not found
# expect: TypeError can't concat str to bytes
# expect: UnicodeEncodeError 'ascii' codec can't encode character '\xe9' in position 0: ordinal not in range(128)
# expect: UnicodeDecodeError 'utf-8' codec can't decode byte 0xff in position 0: invalid start byte
# expect: TypeError %d format: a real number is required, not str
# expect: IndexError Replacement index 0 out of range for positional args tuple
# expect: ValueError chr() arg not in range(0x110000)
# expect: TypeError ord() expected a character, but string of length 2 found
# expect: TypeError '<' not supported between instances of 'str' and 'int'
print("a" "b" 'c', """multi
line""", r"\n", "tab\tend", "\
joined")
# expect: abc multi
# expect: line \n tab	end joined
total = ""
for i in range(1000):
    total += str(i % 10)
print(len(total), total[-10:], total.count("7"))  # expect: 1000 0123456789 100
