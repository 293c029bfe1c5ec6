"""str, bytes, bytearray, memoryview: methods, formatting, codecs, and what they say about wrong arguments."""
class X: pass
class A:
    def __str__(self): return 3
    def __repr__(self): return 3
    def __bytes__(self): return 3
class IE:
    def __index__(self): return 3
class F(float): pass
class M:
    def __getitem__(self,k): return k
class B:
    def __bytes__(self): return b'BB'
class AB:
    def __repr__(self): return '\xe9'
    def __str__(self): return 'S\xe9'
class S(str): pass
class Bs(bytes): pass
class Ba(bytearray): pass
mv = memoryview
def rel():
    m = mv(b'abc'); m.release(); return m
def t(f):
    try:
        r = f()
    except BaseException as e:
        print(type(e).__name__, '%a' % (str(e),))
    else:
        print(('%a' % (r,))[:200])

def ba_ops():
    b = bytearray(b'hello'); out = []
    b[0] = 72; out.append(bytes(b)); b[1:3] = b'EY'; out.append(bytes(b)); b[1:1] = [1,2]; out.append(bytes(b))
    del b[0]; out.append(bytes(b)); del b[::2]; out.append(bytes(b)); b += b'xyz'; out.append(bytes(b)); b *= 2; out.append(bytes(b))
    b.append(5); b.extend([6,7]); b.extend(b'q'); b.insert(0, 9); out.append(bytes(b)); out.append(b.pop()); out.append(b.pop(0)); b.remove(5)
    b.reverse(); out.append(b.copy()); b.clear(); out.append(bytes(b)); b[:] = range(3); out.append(b); out.append(b.resize(5)); out.append(b[1:4])
    with memoryview(b) as m:
        try: b.append(1)
        except BufferError as e: out.append(str(e))
    b.append(1)
    for i in range(1000): b.append(i % 256)
    out.append(len(b)); out.append(b.count(7)); out.append(b.find(b'\x07\x08')); b[5:900] = b''; out.append(len(b))
    return out
def mv_ops():
    b = bytearray(range(16)); m = memoryview(b); out = []
    m[0] = 100; m[1:3] = b'zz'; out.append(bytes(b)); out.append(m[::2].tolist()); i = m.cast('i'); out.append(i.tolist()); i[1] = -1; out.append(bytes(b))
    out.append(i.shape); out.append(i.nbytes); out.append(m.readonly); out.append(m == b); out.append(m[4:8] == b'\xff'*4); d = m.cast('d'); d[0] = 1.5; out.append(d[0])
    out.append(m.toreadonly().readonly); out.append(m.obj is b); m.release()
    try: m[0]
    except ValueError as e: out.append(str(e))
    return out
def attrs():
    try: b'a\xff'.decode()
    except UnicodeDecodeError as e: r = [e.encoding, e.object, e.start, e.end, e.reason, e.args]
    try: 'a\ud800'.encode()
    except UnicodeEncodeError as e: r += [e.encoding, e.object, e.start, e.end, e.reason]
    return r
t(lambda: ('a'.find(1)))  # expect: TypeError 'find() argument 1 must be str, not int'
t(lambda: ('a'.find(None)))  # expect: TypeError 'find() argument 1 must be str, not None'
t(lambda: ('a'.find('a','b')))  # expect: TypeError 'slice indices must be integers or None or have an __index__ method'
t(lambda: ('a'.find('a',IE())))  # expect: -1
t(lambda: ('a'.index('b')))  # expect: ValueError 'substring not found'
t(lambda: ('a'.rindex('b')))  # expect: ValueError 'substring not found'
t(lambda: ('a'.replace(1,2)))  # expect: TypeError 'replace() argument 1 must be str, not int'
t(lambda: ('a'.replace('a',2)))  # expect: TypeError 'replace() argument 2 must be str, not int'
t(lambda: ('a'.replace('a','b','c')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: ('a'.replace('a','b',count='c')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: ('a'.startswith(1)))  # expect: TypeError 'startswith first arg must be str or a tuple of str, not int'
t(lambda: ('a'.startswith((1,))))  # expect: TypeError 'tuple for startswith must only contain str, not int'
t(lambda: ('a'.endswith((1,))))  # expect: TypeError 'tuple for endswith must only contain str, not int'
t(lambda: ('a'.startswith(None)))  # expect: TypeError 'startswith first arg must be str or a tuple of str, not NoneType'
t(lambda: ('a'.split(1)))  # expect: TypeError 'must be str or None, not int'
t(lambda: ('a'.split('')))  # expect: ValueError 'empty separator'
t(lambda: ('a'.rsplit('')))  # expect: ValueError 'empty separator'
t(lambda: ('a'.split(None,'a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: ('a'.strip(1)))  # expect: TypeError 'strip arg must be None or str'
t(lambda: ('a'.lstrip(1)))  # expect: TypeError 'lstrip arg must be None or str'
t(lambda: ('a'.join(1)))  # expect: TypeError 'can only join an iterable'
t(lambda: ('a'.join([1])))  # expect: TypeError 'sequence item 0: expected str instance, int found'
t(lambda: ('a'.join(['a',None])))  # expect: TypeError 'sequence item 1: expected str instance, NoneType found'
t(lambda: ('a'.partition(1)))  # expect: TypeError 'must be str, not int'
t(lambda: ('a'.partition('')))  # expect: ValueError 'empty separator'
t(lambda: ('a'.rpartition(1)))  # expect: TypeError 'must be str, not int'
t(lambda: (1 in 'a'))  # expect: TypeError "'in <string>' requires string as left operand, not int"
t(lambda: ('a'+1))  # expect: TypeError 'can only concatenate str (not "int") to str'
t(lambda: ('a'.__add__(1)))  # expect: TypeError 'can only concatenate str (not "int") to str'
t(lambda: ('a'*'a'))  # expect: TypeError "can't multiply sequence by non-int of type 'str'"
t(lambda: ('a'*1.0))  # expect: TypeError "can't multiply sequence by non-int of type 'float'"
t(lambda: ('a'.__mul__('a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: ('a'.__mul__(IE())))  # expect: 'aaa'
t(lambda: ('a'*IE()))  # expect: 'aaa'
t(lambda: ('a'*9223372036854775807))  # expect: MemoryError ''
t(lambda: ('ab'*9223372036854775807))  # expect: OverflowError 'repeated string is too long'
t(lambda: ('ab'*(2**70)))  # expect: OverflowError "cannot fit 'int' into an index-sized integer"
t(lambda: ('ab'*(-2**70)))  # expect: OverflowError "cannot fit 'int' into an index-sized integer"
t(lambda: ('a'.removeprefix(1)))  # expect: TypeError 'removeprefix() argument must be str, not int'
t(lambda: ('a'.removesuffix(1)))  # expect: TypeError 'removesuffix() argument must be str, not int'
t(lambda: ('a'.center('a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: ('a'.center(3,1)))  # expect: TypeError 'The fill character must be a unicode character, not int'
t(lambda: ('a'.center(3,'ab')))  # expect: TypeError 'The fill character must be exactly one character long'
t(lambda: ('a'.center(3,'')))  # expect: TypeError 'The fill character must be exactly one character long'
t(lambda: ('a'.ljust(3,1)))  # expect: TypeError 'The fill character must be a unicode character, not int'
t(lambda: ('a'.zfill('a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: ('a'['a']))  # expect: TypeError "string indices must be integers, not 'str'"
t(lambda: ('a'[1.0]))  # expect: TypeError "string indices must be integers, not 'float'"
t(lambda: ('a'[X()]))  # expect: TypeError "string indices must be integers, not 'X'"
t(lambda: ('a'[5]))  # expect: IndexError 'string index out of range'
t(lambda: ('a'[2**70]))  # expect: IndexError "cannot fit 'int' into an index-sized integer"
t(lambda: ('a'[None]))  # expect: TypeError "string indices must be integers, not 'NoneType'"
t(lambda: ('a'.expandtabs('a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: ('a'.encode(1)))  # expect: TypeError "encode() argument 'encoding' must be str, not int"
t(lambda: ('a'.encode('nope')))  # expect: LookupError 'unknown encoding: nope'
t(lambda: ('a'.encode('utf-8',1)))  # expect: TypeError "encode() argument 'errors' must be str, not int"
t(lambda: ('a'.encode('ut\0f')))  # expect: ValueError 'embedded null character'
t(lambda: ('\xe9'.encode('ascii')))
# expect: UnicodeEncodeError "'ascii' codec can't encode character '\\xe9' in position 0: ordinal not in range(128)"
t(lambda: ('a\xe9\xe8b'.encode('ascii')))
# expect: UnicodeEncodeError "'ascii' codec can't encode characters in position 1-2: ordinal not in range(128)"
t(lambda: ('\u1234\u1234'.encode('latin-1')))
# expect: UnicodeEncodeError "'latin-1' codec can't encode characters in position 0-1: ordinal not in range(256)"
t(lambda: ('\ud800'.encode()))
# expect: UnicodeEncodeError "'utf-8' codec can't encode character '\\ud800' in position 0: surrogates not allowed"
t(lambda: ('\ud800\ud801'.encode()))
# expect: UnicodeEncodeError "'utf-8' codec can't encode characters in position 0-1: surrogates not allowed"
t(lambda: ('\ud800\ud801'.encode('utf-16')))
# expect: UnicodeEncodeError "'utf-16' codec can't encode character '\\ud800' in position 0: surrogates not allowed"
t(lambda: ('\ud800\ud801'.encode('utf-16-le')))
# expect: UnicodeEncodeError "'utf-16-le' codec can't encode character '\\ud800' in position 0: surrogates not allowed"
t(lambda: ('\ud800\ud801'.encode('utf-32')))
# expect: UnicodeEncodeError "'utf-32' codec can't encode character '\\ud800' in position 0: surrogates not allowed"
t(lambda: ('\ud800\ud801'.encode('utf8','nope')))  # expect: LookupError "unknown error handler name 'nope'"
t(lambda: ('a'.encode('utf8','nope')))  # expect: b'a'
t(lambda: (b'\xff'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode byte 0xff in position 0: invalid start byte"
t(lambda: (b'a\xe9\x80'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode bytes in position 1-2: unexpected end of data"
t(lambda: (b'a\xe9\x80a'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode bytes in position 1-2: invalid continuation byte"
t(lambda: (b'a\xe9a'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode byte 0xe9 in position 1: invalid continuation byte"
t(lambda: (b'a\xed\xa0\x80a'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode byte 0xed in position 1: invalid continuation byte"
t(lambda: (b'a\xf0\x80\x80a'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode byte 0xf0 in position 1: invalid continuation byte"
t(lambda: (b'a\xf4\x90\x80a'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode byte 0xf4 in position 1: invalid continuation byte"
t(lambda: (b'a\xc0\x90\x80a'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode byte 0xc0 in position 1: invalid start byte"
t(lambda: (b'a\xf0\x90\x80a'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode bytes in position 1-3: invalid continuation byte"
t(lambda: (b'a\xf0\x90\x80'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode bytes in position 1-3: unexpected end of data"
t(lambda: (b'a\xf8\x90\x80'.decode()))
# expect: UnicodeDecodeError "'utf-8' codec can't decode byte 0xf8 in position 1: invalid start byte"
t(lambda: (b'a\xe9'.decode('ascii')))
# expect: UnicodeDecodeError "'ascii' codec can't decode byte 0xe9 in position 1: ordinal not in range(128)"
t(lambda: (b'a\xe9'.decode('ascii','replace')))  # expect: 'a\ufffd'
t(lambda: (b'a\xe9'.decode('utf-16')))  # expect: '\ue961'
t(lambda: (b'a\xe9b'.decode('utf-16')))
# expect: UnicodeDecodeError "'utf-16-le' codec can't decode byte 0x62 in position 2: truncated data"
t(lambda: (b'a\xd8a\xd8'.decode('utf-16-le')))
# expect: UnicodeDecodeError "'utf-16-le' codec can't decode bytes in position 0-1: illegal UTF-16 surrogate"
t(lambda: (b'a\xd8a'.decode('utf-16-le')))
# expect: UnicodeDecodeError "'utf-16-le' codec can't decode bytes in position 0-2: unexpected end of data"
t(lambda: (b'a\xd8'.decode('utf-16-le')))
# expect: UnicodeDecodeError "'utf-16-le' codec can't decode bytes in position 0-1: unexpected end of data"
t(lambda: (b'a\xdc'.decode('utf-16-le')))
# expect: UnicodeDecodeError "'utf-16-le' codec can't decode bytes in position 0-1: illegal encoding"
t(lambda: (b'a\xdc'.decode('utf-16-be')))  # expect: '\u61dc'
t(lambda: (b'aaaa'.decode('utf-32')))
# expect: UnicodeDecodeError "'utf-32-le' codec can't decode bytes in position 0-3: code point not in range(0x110000)"
t(lambda: (b'a\0\0'.decode('utf-32')))
# expect: UnicodeDecodeError "'utf-32-le' codec can't decode bytes in position 0-2: truncated data"
t(lambda: (b'a\xd8\0\0'.decode('utf-32-le')))
# expect: UnicodeDecodeError "'utf-32-le' codec can't decode bytes in position 0-3: code point in surrogate code point range(0xd800, 0xe000)"
t(lambda: (b'a'.decode('utf-8','nope')))  # expect: 'a'
t(lambda: (b'\xff'.decode('utf-8','nope')))  # expect: LookupError "unknown error handler name 'nope'"
t(lambda: (b'a'.decode(1)))  # expect: TypeError "decode() argument 'encoding' must be str, not int"
t(lambda: (b'a'.decode('nope')))  # expect: LookupError 'unknown encoding: nope'
t(lambda: (str(b'a','utf8',1)))  # expect: TypeError "str() argument 'errors' must be str, not int"
t(lambda: (str(1,'utf8')))  # expect: TypeError 'decoding to str: need a bytes-like object, int found'
t(lambda: (str('a','utf8')))  # expect: TypeError 'decoding str is not supported'
t(lambda: (str(b'a',1)))  # expect: TypeError "str() argument 'encoding' must be str, not int"
t(lambda: (str(A())))  # expect: TypeError '__str__ returned non-string (type int)'
t(lambda: (repr(A())))  # expect: TypeError '__repr__ returned non-string (type int)'
t(lambda: (str(1,2,3,4)))  # expect: TypeError 'str expected at most 3 arguments, got 4'
t(lambda: (str(foo=1)))  # expect: TypeError "str() got an unexpected keyword argument 'foo'"
t(lambda: (str(object=1,foo=2)))  # expect: TypeError "str() got an unexpected keyword argument 'foo'"
t(lambda: (str('a',object=2)))  # expect: TypeError "argument for str() given by name ('object') and position (1)"
t(lambda: (str(b'abc')))  # expect: "b'abc'"
t(lambda: (str(encoding='a')))  # expect: ''
t(lambda: (str(errors='a')))  # expect: ''
t(lambda: (str(object='x')))  # expect: 'x'
t(lambda: (bytes(1,2,3,4)))  # expect: TypeError 'bytes() takes at most 3 arguments (4 given)'
t(lambda: (bytes(foo=1)))  # expect: TypeError "bytes() got an unexpected keyword argument 'foo'"
t(lambda: (bytes('a')))  # expect: TypeError 'string argument without an encoding'
t(lambda: (bytes('a','utf8',1)))  # expect: TypeError "bytes() argument 'errors' must be str, not int"
t(lambda: (bytes(1,'utf8')))  # expect: TypeError 'encoding without a string argument'
t(lambda: (bytes(-1)))  # expect: ValueError 'negative count'
t(lambda: (bytes([256])))  # expect: ValueError 'bytes must be in range(0, 256)'
t(lambda: (bytes([-1])))  # expect: ValueError 'bytes must be in range(0, 256)'
t(lambda: (bytes(['a'])))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytes([1.5])))  # expect: TypeError "'float' object cannot be interpreted as an integer"
t(lambda: (bytes(1.5)))  # expect: TypeError "cannot convert 'float' object to bytes"
t(lambda: (bytes(None)))  # expect: TypeError "cannot convert 'NoneType' object to bytes"
t(lambda: (bytes(A())))  # expect: TypeError '__bytes__ returned non-bytes (type int)'
t(lambda: (bytes(encoding='a')))  # expect: TypeError 'encoding without a string argument'
t(lambda: (bytes(errors='a')))  # expect: TypeError 'errors without a string argument'
t(lambda: (bytes(b'a','utf8')))  # expect: TypeError 'encoding without a string argument'
t(lambda: (bytes(2**70)))  # expect: OverflowError "cannot fit 'int' into an index-sized integer"
t(lambda: (bytes(2**62)))  # expect: MemoryError ''
t(lambda: (bytearray(2**62)))  # expect: MemoryError ''
t(lambda: (bytearray(2**70)))  # expect: OverflowError "cannot fit 'int' into an index-sized integer"
t(lambda: (bytearray(-1)))  # expect: ValueError 'negative count'
t(lambda: (bytearray([256])))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (bytearray(['a'])))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytearray(1.5)))  # expect: TypeError "cannot convert 'float' object to bytearray"
t(lambda: (bytearray('a')))  # expect: TypeError 'string argument without an encoding'
t(lambda: (bytearray(None)))  # expect: TypeError "cannot convert 'NoneType' object to bytearray"
t(lambda: (bytearray(1,'a')))  # expect: TypeError 'encoding without a string argument'
t(lambda: (bytearray(encoding='a')))  # expect: TypeError 'encoding without a string argument'
t(lambda: (b'a'.find('a')))  # expect: TypeError "argument should be integer or bytes-like object, not 'str'"
t(lambda: (b'a'.find(256)))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (b'a'.find(-1)))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (b'a'.find(None)))  # expect: TypeError "argument should be integer or bytes-like object, not 'NoneType'"
t(lambda: (b'a'.index(b'b')))  # expect: ValueError 'subsection not found'
t(lambda: (b'a'.rindex(b'b')))  # expect: ValueError 'subsection not found'
t(lambda: (b'a'.count('a')))  # expect: TypeError "argument should be integer or bytes-like object, not 'str'"
t(lambda: (bytearray(b'a').index(b'b')))  # expect: ValueError 'subsection not found'
t(lambda: (b'a'.replace('a',b'')))  # expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (b'a'.replace(b'a','')))  # expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (b'a'.split('a')))  # expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (b'a'.split(b'')))  # expect: ValueError 'empty separator'
t(lambda: (b'a'.split(1)))  # expect: TypeError "a bytes-like object is required, not 'int'"
t(lambda: (b'a'.strip('a')))  # expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (b'a'.strip(1)))  # expect: TypeError "a bytes-like object is required, not 'int'"
t(lambda: (b'a'.join('a')))  # expect: TypeError 'sequence item 0: expected a bytes-like object, str found'
t(lambda: (b'a'.join(['a'])))  # expect: TypeError 'sequence item 0: expected a bytes-like object, str found'
t(lambda: (b'a'.join(1)))  # expect: TypeError 'can only join an iterable'
t(lambda: (b'a'.partition('a')))  # expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (b'a'.partition(b'')))  # expect: ValueError 'empty separator'
t(lambda: ('a' in b'a'))  # expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (256 in b'a'))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (1.0 in b'a'))  # expect: TypeError "a bytes-like object is required, not 'float'"
t(lambda: (b'a'+1))  # expect: TypeError "can't concat int to bytes"
t(lambda: (b'a'+'a'))  # expect: TypeError "can't concat str to bytes"
t(lambda: (bytearray(b'a')+1))  # expect: TypeError "can't concat int to bytearray"
t(lambda: (b'a'*'a'))  # expect: TypeError "can't multiply sequence by non-int of type 'str'"
t(lambda: (b'a'*(2**62)))  # expect: MemoryError ''
t(lambda: (b'ab'*9223372036854775807))  # expect: OverflowError 'repeated bytes are too long'
t(lambda: (b'a'.removeprefix('a')))  # expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (b'a'.center(3,1)))  # expect: TypeError 'center() argument 2 must be a byte string of length 1, not int'
t(lambda: (b'a'.center(3,b'aa')))
# expect: TypeError 'center(): argument 2 must be a byte string of length 1, not a bytes object of length 2'
t(lambda: (b'a'.center('a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytearray(b'a').center(3,'a')))
# expect: TypeError 'center() argument 2 must be a byte string of length 1, not str'
t(lambda: (b'a'['a']))  # expect: TypeError 'byte indices must be integers or slices, not str'
t(lambda: (b'a'[5]))  # expect: IndexError 'index out of range'
t(lambda: (b'a'[2**70]))  # expect: IndexError "cannot fit 'int' into an index-sized integer"
t(lambda: (b'a'.startswith('a')))  # expect: TypeError 'startswith first arg must be bytes or a tuple of bytes, not str'
t(lambda: (b'a'.startswith(('a',))))  # expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (b'a'.startswith(1)))  # expect: TypeError 'startswith first arg must be bytes or a tuple of bytes, not int'
t(lambda: (b'a'.translate('a')))  # expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (b'a'.translate(b'a')))  # expect: ValueError 'translation table must be 256 characters long'
t(lambda: (b'a'.translate(None, 1)))  # expect: TypeError "a bytes-like object is required, not 'int'"
t(lambda: (bytes.maketrans(b'a',b'bb')))  # expect: ValueError 'maketrans arguments must have same length'
t(lambda: (bytes.maketrans('a',b'bb')))  # expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (bytes.fromhex('a')))  # expect: ValueError 'fromhex() arg must contain an even number of hexadecimal digits'
t(lambda: (bytes.fromhex('abc')))  # expect: ValueError 'fromhex() arg must contain an even number of hexadecimal digits'
t(lambda: (bytes.fromhex('zz')))  # expect: ValueError 'non-hexadecimal number found in fromhex() arg at position 0'
t(lambda: (bytes.fromhex('ab zz')))  # expect: ValueError 'non-hexadecimal number found in fromhex() arg at position 3'
t(lambda: (bytes.fromhex('a b')))  # expect: ValueError 'non-hexadecimal number found in fromhex() arg at position 1'
t(lambda: (bytes.fromhex(1)))  # expect: TypeError 'fromhex() argument must be str or bytes-like, not int'
t(lambda: (bytes.fromhex('\xe9')))  # expect: ValueError 'non-hexadecimal number found in fromhex() arg at position 0'
t(lambda: (bytes.fromhex(b'ab cd')))  # expect: b'\xab\xcd'
t(lambda: (b'ab'.hex('ab')))  # expect: ValueError 'sep must be length 1.'
t(lambda: (b'ab'.hex('')))  # expect: ValueError 'sep must be length 1.'
t(lambda: (b'ab'.hex(1)))  # expect: TypeError "object of type 'int' has no len()"
t(lambda: (b'ab'.hex('\xe9')))  # expect: ValueError 'sep must be ASCII.'
t(lambda: (b'ab'.hex(':', 'a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (b'abcde'.hex(':', 2)))  # expect: '61:6263:6465'
t(lambda: (b'abcde'.hex(':', -2)))  # expect: '6162:6364:65'
t(lambda: (b'abcde'.hex(b':', 0)))  # expect: '6162636465'
t(lambda: (b'abcde'.hex(b'\xff', 1)))  # expect: ValueError 'sep must be ASCII.'
t(lambda: (bytearray(b'a')['a']))  # expect: TypeError 'bytearray indices must be integers or slices, not str'
t(lambda: (bytearray(b'a')[5]))  # expect: IndexError 'bytearray index out of range'
t(lambda: (bytearray(b'a').__setitem__(5,1)))  # expect: IndexError 'bytearray index out of range'
t(lambda: (bytearray(b'a').__setitem__(0,256)))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (bytearray(b'a').__setitem__(0,'a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytearray(b'a').__setitem__('a',1)))
# expect: TypeError 'bytearray indices must be integers or slices, not str'
t(lambda: (bytearray(b'a').__delitem__('a')))
# expect: TypeError 'bytearray indices must be integers or slices, not str'
t(lambda: (bytearray(b'a').__delitem__(5)))  # expect: IndexError 'bytearray index out of range'
t(lambda: (bytearray(b'abcd').__setitem__(slice(0,4,2),b'a')))
# expect: ValueError 'attempt to assign bytes of size 1 to extended slice of size 2'
t(lambda: (bytearray(b'abcd').__setitem__(slice(0,4,2),'a')))
# expect: TypeError 'can assign only bytes, buffers, or iterables of ints in range(0, 256)'
t(lambda: (bytearray(b'abcd').__setitem__(slice(0,4),'a')))
# expect: TypeError 'can assign only bytes, buffers, or iterables of ints in range(0, 256)'
t(lambda: (bytearray(b'abcd').__setitem__(slice(0,4),5)))
# expect: TypeError 'can assign only bytes, buffers, or iterables of ints in range(0, 256)'
t(lambda: (bytearray(b'abcd').__setitem__(slice(0,4),['a'])))
# expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytearray(b'abcd').__setitem__(slice(0,4),[300])))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (bytearray(b'a').append(256)))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (bytearray(b'a').append('a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytearray(b'a').extend('a')))  # expect: TypeError "expected iterable of integers; got: 'str'"
t(lambda: (bytearray(b'a').extend(1)))  # expect: TypeError "can't extend bytearray with int"
t(lambda: (bytearray(b'a').extend([256])))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (bytearray(b'a').extend(['a'])))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytearray(b'a').insert('a',1)))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytearray(b'a').insert(1,256)))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (bytearray(b'').pop()))  # expect: IndexError 'pop from empty bytearray'
t(lambda: (bytearray(b'a').pop(4)))  # expect: IndexError 'pop index out of range'
t(lambda: (bytearray(b'a').pop('a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytearray(b'a').remove(5)))  # expect: ValueError 'value not found in bytearray'
t(lambda: (bytearray(b'a').remove(256)))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (bytearray(b'a').remove('a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytearray(b'a').resize(-1)))  # expect: ValueError 'Can only resize to positive sizes, got -1'
t(lambda: (bytearray(b'a').__iadd__(1)))  # expect: TypeError "can't concat int to bytearray"
t(lambda: (bytearray(b'a').__iadd__('a')))  # expect: TypeError "can't concat str to bytearray"
t(lambda: (bytearray(b'a').__imul__('a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (hash(bytearray(b'a'))))  # expect: TypeError "unhashable type: 'bytearray'"
t(lambda: (bytearray(b"a'b")))  # expect: bytearray(b"a\'b")
t(lambda: (repr(bytearray(b"a'b"))))  # expect: 'bytearray(b"a\\\'b")'
t(lambda: (repr(b"a'b\"")))  # expect: 'b\'a\\\'b"\''
t(lambda: (repr(b"a'b")))  # expect: 'b"a\'b"'
t(lambda: (b'a' < 'a'))  # expect: TypeError "'<' not supported between instances of 'bytes' and 'str'"
t(lambda: (b'a' < bytearray(b'b')))  # expect: True
t(lambda: (b'a' == 'a'))  # expect: False
t(lambda: ('a'.translate(1)))  # expect: TypeError "'int' object is not subscriptable"
t(lambda: ('a'.translate({97:'bcd'})))  # expect: 'bcd'
t(lambda: ('a'.translate({97:2**30})))  # expect: ValueError 'character mapping must be in range(0x110000)'
t(lambda: ('a'.translate({97:1.0})))  # expect: TypeError 'character mapping must return integer, None or str'
t(lambda: ('a'.translate('b'*100)))  # expect: 'b'
t(lambda: (str.maketrans(1)))  # expect: TypeError 'if you give only one argument to maketrans it must be a dict'
t(lambda: (str.maketrans({'ab':1})))  # expect: ValueError 'string keys in translatetable must be of length 1'
t(lambda: (str.maketrans({1.0:1})))  # expect: TypeError 'keys in translate table mustbe strings or integers'
t(lambda: (str.maketrans('a','bc')))  # expect: ValueError 'the first two maketrans arguments must have equal length'
t(lambda: (str.maketrans(1,'bc')))
# expect: TypeError 'first maketrans argument must be a string if there is a second argument'
t(lambda: (str.maketrans('a',1)))  # expect: TypeError 'maketrans() argument 2 must be str, not int'
t(lambda: (str.maketrans('a','b',1)))  # expect: TypeError 'maketrans() argument 3 must be str, not int'
t(lambda: (str.maketrans('a','b','c')))  # expect: {97: 98, 99: None}
t(lambda: (format('a','d')))  # expect: ValueError "Unknown format code 'd' for object of type 'str'"
t(lambda: (format('a','=5')))  # expect: ValueError "'=' alignment not allowed in string format specifier"
t(lambda: (format('a','+')))  # expect: ValueError 'Sign not allowed in string format specifier'
t(lambda: (format('a',' ')))  # expect: ValueError 'Space not allowed in string format specifier'
t(lambda: (format('a','#')))  # expect: ValueError 'Alternate form (#) not allowed in string format specifier'
t(lambda: (format('a','05')))  # expect: 'a0000'
t(lambda: (format('a','<05')))  # expect: 'a0000'
t(lambda: (format('a',',')))  # expect: ValueError "Cannot specify ',' with 's'."
t(lambda: (format('a','_')))  # expect: ValueError "Cannot specify '_' with 's'."
t(lambda: (format('a','z')))  # expect: ValueError 'Negative zero coercion (z) not allowed in string format specifier'
t(lambda: (format('a','5.1s')))  # expect: 'a    '
t(lambda: (format('a','5ss')))  # expect: ValueError "Invalid format specifier '5ss' for object of type 'str'"
t(lambda: (format('a','\ud800<5')))  # expect: 'a\ud800\ud800\ud800\ud800'
t(lambda: (format('a',1)))  # expect: TypeError 'format() argument 2 must be str, not int'
t(lambda: (format('a','9999999999999999999999')))  # expect: ValueError 'Too many decimal digits in format string'
t(lambda: (format('a','.9999999999999999999999')))  # expect: ValueError 'Too many decimal digits in format string'
t(lambda: (format('a','.')))  # expect: ValueError 'Format specifier missing precision'
t(lambda: (format('a','q')))  # expect: ValueError "Unknown format code 'q' for object of type 'str'"
t(lambda: (format('a','\xe9')))  # expect: ValueError "Unknown format code '\\xe9' for object of type 'str'"
t(lambda: (format('a','{<5')))  # expect: 'a{{{{'
t(lambda: (format('abc','*^9.2s')))  # expect: '***ab****'
t(lambda: (format('a','<5d')))  # expect: ValueError "Unknown format code 'd' for object of type 'str'"
t(lambda: (format('a','5,')))  # expect: ValueError "Cannot specify ',' with 's'."
t(lambda: (format('a','5_s')))  # expect: ValueError "Cannot specify '_' with 's'."
t(lambda: (format('a','.5,')))  # expect: 'a'
t(lambda: (format('a', 's')))  # expect: 'a'
t(lambda: (format('a', 'n')))  # expect: ValueError "Unknown format code 'n' for object of type 'str'"
t(lambda: (format('a', '%')))  # expect: ValueError "Unknown format code '%' for object of type 'str'"
t(lambda: (format('a', '\n')))  # expect: ValueError "Unknown format code '\\xa' for object of type 'str'"
t(lambda: ('%d' % 'a'))  # expect: TypeError '%d format: a real number is required, not str'
t(lambda: ('%d' % 1.5))  # expect: '1'
t(lambda: ('%d' % 1e300))
# expect: '1000000000000000052504760255204420248704468581108159154915854115511802457988908195786371375080447864043704443832883878176942523235360430575644792184786706982848387200926575803737830233794788090059368
t(lambda: ('%d' % float('inf')))  # expect: OverflowError 'cannot convert float infinity to integer'
t(lambda: ('%d' % float('nan')))  # expect: ValueError 'cannot convert float NaN to integer'
t(lambda: ('%d' % IE()))  # expect: '3'
t(lambda: ('%d' % X()))  # expect: TypeError '%d format: a real number is required, not X'
t(lambda: ('%d' % None))  # expect: TypeError '%d format: a real number is required, not NoneType'
t(lambda: ('%d' % True))  # expect: '1'
t(lambda: ('%d' % 1j))  # expect: TypeError '%d format: a real number is required, not complex'
t(lambda: ('%i' % '1'))  # expect: TypeError '%i format: a real number is required, not str'
t(lambda: ('%u' % 3))  # expect: '3'
t(lambda: ('%x' % 1.5))  # expect: TypeError '%x format: an integer is required, not float'
t(lambda: ('%x' % 'a'))  # expect: TypeError '%x format: an integer is required, not str'
t(lambda: ('%x' % IE()))  # expect: '3'
t(lambda: ('%o' % 8))  # expect: '10'
t(lambda: ('%#o' % 8))  # expect: '0o10'
t(lambda: ('%#x' % 255))  # expect: '0xff'
t(lambda: ('%#X' % 255))  # expect: '0XFF'
t(lambda: ('%X' % 255))  # expect: 'FF'
t(lambda: ('%#d' % 255))  # expect: '255'
t(lambda: ('%x' % -255))  # expect: '-ff'
t(lambda: ('%#x' % -255))  # expect: '-0xff'
t(lambda: ('%.5d' % 42))  # expect: '00042'
t(lambda: ('%8.5d' % 42))  # expect: '   00042'
t(lambda: ('%08.5d' % 42))  # expect: '00000042'
t(lambda: ('%-8.5d|' % 42))  # expect: '00042   |'
t(lambda: ('%+d' % 42))  # expect: '+42'
t(lambda: ('% d' % 42))  # expect: ' 42'
t(lambda: ('%+ d' % 42))  # expect: '+42'
t(lambda: ('%08d' % -42))  # expect: '-0000042'
t(lambda: ('%-08d|' % -42))  # expect: '-42     |'
t(lambda: ('%#08x' % 255))  # expect: '0x0000ff'
t(lambda: ('%#.5x' % 255))  # expect: '0x000ff'
t(lambda: ('%#10.5x' % 255))  # expect: '   0x000ff'
t(lambda: ('%#010.5x' % -255))  # expect: '-0x00000ff'
t(lambda: ('%.0d' % 0))  # expect: '0'
t(lambda: ('%f' % 'a'))  # expect: TypeError 'must be real number, not str'
t(lambda: ('%f' % None))  # expect: TypeError 'must be real number, not NoneType'
t(lambda: ('%f' % 3))  # expect: '3.000000'
t(lambda: ('%f' % 10**400))  # expect: OverflowError 'int too large to convert to float'
t(lambda: ('%.3f' % 3.14159))  # expect: '3.142'
t(lambda: ('%10.3f' % 3.14159))  # expect: '     3.142'
t(lambda: ('%010.3f' % -3.14159))  # expect: '-00003.142'
t(lambda: ('%-10.3f|' % -3.14159))  # expect: '-3.142    |'
t(lambda: ('%+.1e' % 3.14159))  # expect: '+3.1e+00'
t(lambda: ('%g' % 1e10))  # expect: '1e+10'
t(lambda: ('%#g' % 1.0))  # expect: '1.00000'
t(lambda: ('%G' % 1e-10))  # expect: '1E-10'
t(lambda: ('%F' % float('nan')))  # expect: 'NAN'
t(lambda: ('%f' % float('inf')))  # expect: 'inf'
t(lambda: ('%010f' % float('inf')))  # expect: '0000000inf'
t(lambda: ('%c' % 'ab'))  # expect: TypeError '%c requires an int or a unicode character, not a string of length 2'
t(lambda: ('%c' % 'a'))  # expect: 'a'
t(lambda: ('%c' % 97))  # expect: 'a'
t(lambda: ('%c' % -1))  # expect: OverflowError '%c arg not in range(0x110000)'
t(lambda: ('%c' % 0x110000))  # expect: OverflowError '%c arg not in range(0x110000)'
t(lambda: ('%c' % 1.5))  # expect: TypeError '%c requires an int or a unicode character, not float'
t(lambda: ('%c' % IE()))  # expect: '\x03'
t(lambda: ('%c' % b'a'))  # expect: TypeError '%c requires an int or a unicode character, not bytes'
t(lambda: ('%c' % (2**70)))  # expect: OverflowError '%c arg not in range(0x110000)'
t(lambda: ('%5c|' % 'a'))  # expect: '    a|'
t(lambda: ('%.0c|' % 'a'))  # expect: 'a|'
t(lambda: ('%s' % (1,2)))  # expect: TypeError 'not all arguments converted during string formatting'
t(lambda: ('%s %s' % 1))  # expect: TypeError 'not enough arguments for format string'
t(lambda: ('%s' % ()))  # expect: TypeError 'not enough arguments for format string'
t(lambda: ('%s' % (1,)))  # expect: '1'
t(lambda: ('abc' % 1))  # expect: TypeError 'not all arguments converted during string formatting'
t(lambda: ('abc' % (1,)))  # expect: TypeError 'not all arguments converted during string formatting'
t(lambda: ('abc' % ()))  # expect: 'abc'
t(lambda: ('abc' % {}))  # expect: 'abc'
t(lambda: ('abc' % []))  # expect: 'abc'
t(lambda: ('abc' % 'a'))  # expect: TypeError 'not all arguments converted during string formatting'
t(lambda: ('abc' % X()))  # expect: TypeError 'not all arguments converted during string formatting'
t(lambda: ('%(a)s' % {'a':1}))  # expect: '1'
t(lambda: ('%(a)s' % 1))  # expect: TypeError 'format requires a mapping'
t(lambda: ('%(a)s' % (1,)))  # expect: TypeError 'format requires a mapping'
t(lambda: ('%(a)s' % {'b':1}))  # expect: KeyError "'a'"
t(lambda: ('%(a)s %(b)s' % {'a':1,'b':2}))  # expect: '1 2'
t(lambda: ('%(a(b)c)s' % {'a(b)c':1}))  # expect: '1'
t(lambda: ('%(a' % {'a':1}))  # expect: ValueError 'incomplete format key'
t(lambda: ('%(a)' % {'a':1}))  # expect: ValueError 'incomplete format'
t(lambda: ('%' % 1))  # expect: ValueError 'incomplete format'
t(lambda: ('%5' % 1))  # expect: ValueError 'incomplete format'
t(lambda: ('%\u1234' % 1))  # expect: ValueError "unsupported format character '?' (0x1234) at index 1"
t(lambda: ('%ld' % 1))  # expect: '1'
t(lambda: ('%lld' % 1))  # expect: ValueError "unsupported format character 'l' (0x6c) at index 2"
t(lambda: ('%hd' % 1))  # expect: '1'
t(lambda: ('%Ld' % 1))  # expect: '1'
t(lambda: ('%*d' % (5,42)))  # expect: '   42'
t(lambda: ('%-*d|' % (5,42)))  # expect: '42   |'
t(lambda: ('%*d|' % (-5,42)))  # expect: '42   |'
t(lambda: ('%.*f' % (2,3.14159)))  # expect: '3.14'
t(lambda: ('%*d' % ('a',42)))  # expect: TypeError '* wants int'
t(lambda: ('%.*f' % ('a',42)))  # expect: TypeError '* wants int'
t(lambda: ('%.*f' % (-2,42)))  # expect: '42'
t(lambda: ('%*d' % 5))  # expect: TypeError 'not enough arguments for format string'
t(lambda: ('%(a)*d' % {'a':1}))  # expect: TypeError 'not enough arguments for format string'
t(lambda: ('%99999999999999999999d' % 1))  # expect: ValueError 'width too big'
t(lambda: ('%.99999999999999999999d' % 1))  # expect: ValueError 'precision too big'
t(lambda: ('%.9999999999d' % 1))  # expect: ValueError 'precision too big'
t(lambda: ('%5%' % ()))  # expect: TypeError 'not enough arguments for format string'
t(lambda: ('%%' % ()))  # expect: '%'
t(lambda: ('%%' % 1))  # expect: TypeError 'not all arguments converted during string formatting'
t(lambda: ('%5s|%-5s|%.2s|%5.1s|' % ('abc','abc','abc','abc')))  # expect: '  abc|abc  |ab|    a|'
t(lambda: ('%05s' % 'a'))  # expect: '    a'
t(lambda: ('%r' % 'a\xe9'))  # expect: "'a\xe9'"
t(lambda: ('%a' % 'a\xe9'))  # expect: "'a\\xe9'"
t(lambda: ('%r' % AB()))  # expect: '\xe9'
t(lambda: ('%a' % AB()))  # expect: '\\xe9'
t(lambda: ('%s' % AB()))  # expect: 'S\xe9'
t(lambda: ('%s' % A()))  # expect: TypeError '__str__ returned non-string (type int)'
t(lambda: ('%r' % A()))  # expect: TypeError '__repr__ returned non-string (type int)'
t(lambda: ('%(a)s' % M()))  # expect: 'a'
t(lambda: ('abc' % M()))  # expect: 'abc'
t(lambda: ('%s' % {'a':1}))  # expect: "{'a': 1}"
t(lambda: ('%(a)s%s' % {'a':1}))  # expect: TypeError 'not enough arguments for format string'
t(lambda: ('%s%(a)s' % ({'a':1},)))  # expect: TypeError 'format requires a mapping'
t(lambda: ('%.3s' % 12345))  # expect: '123'
t(lambda: ('%.3r' % 12345))  # expect: '123'
t(lambda: ('% s' % 'a'))  # expect: 'a'
t(lambda: ('%+s' % 'a'))  # expect: 'a'
t(lambda: ('%#s' % 'a'))  # expect: 'a'
t(lambda: (b'%s' % 'a'))
# expect: TypeError "%b requires a bytes-like object, or an object that implements __bytes__, not 'str'"
t(lambda: (b'%s' % b'a'))  # expect: b'a'
t(lambda: (b'%s' % 1))
# expect: TypeError "%b requires a bytes-like object, or an object that implements __bytes__, not 'int'"
t(lambda: (b'%s' % B()))  # expect: b'BB'
t(lambda: (b'%b' % bytearray(b'a')))  # expect: b'a'
t(lambda: (b'%r' % 'a\xe9'))  # expect: b"'a\\xe9'"
t(lambda: (b'%a' % 'a\xe9'))  # expect: b"'a\\xe9'"
t(lambda: (b'%c' % 97))  # expect: b'a'
t(lambda: (b'%c' % b'a'))  # expect: b'a'
t(lambda: (b'%c' % b'ab'))
# expect: TypeError '%c requires an integer in range(256) or a single byte, not a bytes object of length 2'
t(lambda: (b'%c' % 256))  # expect: OverflowError '%c arg not in range(256)'
t(lambda: (b'%c' % 'a'))  # expect: TypeError '%c requires an integer in range(256) or a single byte, not str'
t(lambda: (b'%d' % 'a'))  # expect: TypeError '%d format: a real number is required, not str'
t(lambda: (b'%d' % 42))  # expect: b'42'
t(lambda: (b'%x' % 1.5))  # expect: TypeError '%x format: an integer is required, not float'
t(lambda: (b'%f' % 1.5))  # expect: b'1.500000'
t(lambda: (b'%f' % 'a'))  # expect: TypeError 'float argument required, not str'
t(lambda: (b'%' % 1))  # expect: ValueError 'incomplete format'
t(lambda: (b'%(a)s' % {b'a':b'1'}))  # expect: b'1'
t(lambda: (b'%(a)s' % {'a':b'1'}))  # expect: KeyError "b'a'"
t(lambda: (b'%(a)d' % 1))  # expect: TypeError 'format requires a mapping'
t(lambda: (b'%5s|' % b'a'))  # expect: b'    a|'
t(lambda: (b'%.1s|' % b'abc'))  # expect: b'a|'
t(lambda: (b'a' % 1))  # expect: TypeError 'not all arguments converted during bytes formatting'
t(lambda: (b'a' % {}))  # expect: b'a'
t(lambda: (b'%s %s' % (b'a',)))  # expect: TypeError 'not enough arguments for format string'
t(lambda: (b'%*d' % (5,3)))  # expect: b'    3'
t(lambda: (b'%*d' % ('a',3)))  # expect: TypeError '* wants int'
t(lambda: (bytearray(b'%d') % 5))  # expect: bytearray(b'5')
t(lambda: (b'%i' % 3.7))  # expect: b'3'
t(lambda: (b'%u' % 3))  # expect: b'3'
t(lambda: (b'%5c|' % 97))  # expect: b'    a|'
t(lambda: (b'%e' % 3))  # expect: b'3.000000e+00'
t(lambda: (b'%(a' % {}))  # expect: ValueError 'incomplete format key'
t(lambda: ('{}'.format(1)))  # expect: '1'
t(lambda: ('{} {}'.format(1)))  # expect: IndexError 'Replacement index 1 out of range for positional args tuple'
t(lambda: ('{0} {}'.format(1)))
# expect: ValueError 'cannot switch from manual field specification to automatic field numbering'
t(lambda: ('{} {0}'.format(1)))
# expect: ValueError 'cannot switch from automatic field numbering to manual field specification'
t(lambda: ('{a}'.format(1)))  # expect: KeyError "'a'"
t(lambda: ('{a}'.format(a=1)))  # expect: '1'
t(lambda: ('{a.b}'.format(a=1)))  # expect: AttributeError "'int' object has no attribute 'b'"
t(lambda: ('{a[0]}'.format(a=[7])))  # expect: '7'
t(lambda: ('{a[b]}'.format(a={'b':7})))  # expect: '7'
t(lambda: ('{a[b].c}'.format(a={'b':7})))  # expect: AttributeError "'int' object has no attribute 'c'"
t(lambda: ('{a[}'.format(a=1)))  # expect: ValueError "expected '}' before end of string"
t(lambda: ('{a[]}'.format(a=1)))  # expect: ValueError 'Empty attribute in format string'
t(lambda: ('{a.}'.format(a=1)))  # expect: ValueError 'Empty attribute in format string'
t(lambda: ('{a[0]x}'.format(a=[1])))  # expect: ValueError "Only '.' or '[' may follow ']' in format field specifier"
t(lambda: ('{!r}'.format('a')))  # expect: "'a'"
t(lambda: ('{!s}'.format('a')))  # expect: 'a'
t(lambda: ('{!a}'.format('\xe9')))  # expect: "'\\xe9'"
t(lambda: ('{!x}'.format('\xe9')))  # expect: ValueError 'Unknown conversion specifier x'
t(lambda: ('{!}'.format('\xe9')))  # expect: ValueError "unmatched '{' in format spec"
t(lambda: ('{!rr}'.format('\xe9')))  # expect: ValueError "expected ':' after conversion specifier"
t(lambda: ('{!r:5}|'.format('a')))  # expect: "'a'  |"
t(lambda: ('{'.format()))  # expect: ValueError "Single '{' encountered in format string"
t(lambda: ('}'.format()))  # expect: ValueError "Single '}' encountered in format string"
t(lambda: ('{{}}'.format()))  # expect: '{}'
t(lambda: ('{{'.format()))  # expect: '{'
t(lambda: ('{{}'.format()))  # expect: ValueError "Single '}' encountered in format string"
t(lambda: ('{}}'.format(1)))  # expect: ValueError "Single '}' encountered in format string"
t(lambda: ('{a'.format(a=1)))  # expect: ValueError "expected '}' before end of string"
t(lambda: ('{a!'.format(a=1)))  # expect: ValueError 'end of string while looking for conversion specifier'
t(lambda: ('{a!r'.format(a=1)))  # expect: ValueError "unmatched '{' in format spec"
t(lambda: ('{a:'.format(a=1)))  # expect: ValueError "unmatched '{' in format spec"
t(lambda: ('{a:{b}}|'.format(a=1,b=5)))  # expect: '    1|'
t(lambda: ('{a:{b}{c}}|'.format(a=1,b='>',c=5)))  # expect: '    1|'
t(lambda: ('{a:{b:{c}}}|'.format(a=1,b='>',c=5)))  # expect: ValueError 'Max string recursion exceeded'
t(lambda: ('{:{}}|'.format(1,5)))  # expect: '    1|'
t(lambda: ('{:{}.{}f}|'.format(1,5,2)))  # expect: ' 1.00|'
t(lambda: ('{0[0][1]}'.format([[1,2]])))  # expect: '2'
t(lambda: ('{0.__class__}'.format(1)))  # expect: "<class 'int'>"
t(lambda: ('{99999999999999999999}'.format(1)))  # expect: ValueError 'Too many decimal digits in format string'
t(lambda: ('{0[99999999999999999999]}'.format({})))  # expect: ValueError 'Too many decimal digits in format string'
t(lambda: ('{5}'.format(1)))  # expect: IndexError 'Replacement index 5 out of range for positional args tuple'
t(lambda: ('{-1}'.format(1)))  # expect: KeyError "'-1'"
t(lambda: ('{ 0}'.format(1)))  # expect: KeyError "' 0'"
t(lambda: ('{0 }'.format(1)))  # expect: KeyError "'0 '"
t(lambda: ('{:d}'.format('a')))  # expect: ValueError "Unknown format code 'd' for object of type 'str'"
t(lambda: ('{[0]}'.format([1])))  # expect: '1'
t(lambda: ('{.real}'.format(1)))  # expect: '1'
t(lambda: ('{a[b}'.format(a=1)))  # expect: ValueError "expected '}' before end of string"
t(lambda: ('{a]}'.format(**{'a]':1})))  # expect: '1'
t(lambda: ('{a{}}'.format(1)))  # expect: ValueError "unexpected '{' in field name"
t(lambda: ('{a{b}}'.format(1)))  # expect: ValueError "unexpected '{' in field name"
t(lambda: ('{:}'.format('x')))  # expect: 'x'
t(lambda: ('{0:{{}}}'.format(1)))  # expect: ValueError "Invalid format specifier '{}' for object of type 'int'"
t(lambda: ('{a}'.format_map({'a':1})))  # expect: '1'
t(lambda: ('{a}'.format_map(M())))  # expect: 'a'
t(lambda: ('{}'.format_map(M())))  # expect: ValueError 'Format string contains positional fields'
t(lambda: ('{0}'.format_map(M())))  # expect: ValueError 'Format string contains positional fields'
t(lambda: ('{a}'.format_map(1)))  # expect: TypeError "'int' object is not subscriptable"
t(lambda: ('{a.b[c]!r:>{w}}'.format_map({'a':1})))  # expect: AttributeError "'int' object has no attribute 'b'"
t(lambda: ('{a:'.format_map({'a':1})))  # expect: ValueError "unmatched '{' in format spec"
t(lambda: ('{!r'.format(1)))  # expect: ValueError "unmatched '{' in format spec"
t(lambda: ('{0!r:{1}}'.format(1, 5)))  # expect: '1    '
t(lambda: ('{[a]}'.format({'a':1})))  # expect: '1'
t(lambda: ('{0[-1]}'.format([1])))  # expect: TypeError 'list indices must be integers or slices, not str'
t(lambda: ('{0[ 1]}'.format({' 1':3})))  # expect: '3'
t(lambda: ('{0[a.b]}'.format({'a.b':3})))  # expect: '3'
t(lambda: ('{a!r}}'.format(a=1)))  # expect: ValueError "Single '}' encountered in format string"
t(lambda: ('{:{!r}}'.format(1,'')))  # expect: ValueError "Invalid format specifier '''' for object of type 'int'"
t(lambda: ('{:{:{}}}'.format(1,2,3)))  # expect: ValueError 'Max string recursion exceeded'
t(lambda: ('{:{:{:{}}}}'.format(1,2,3,4)))  # expect: ValueError 'Max string recursion exceeded'
t(lambda: ('{'.format(1)))  # expect: ValueError "Single '{' encountered in format string"
t(lambda: ('{0'.format(1)))  # expect: ValueError "expected '}' before end of string"
t(lambda: ('{0[0'.format(1)))  # expect: ValueError "expected '}' before end of string"
t(lambda: ('{0.'.format(1)))  # expect: ValueError "expected '}' before end of string"
t(lambda: ('{0!s'.format(1)))  # expect: ValueError "unmatched '{' in format spec"
t(lambda: ('{0!s:'.format(1)))  # expect: ValueError "unmatched '{' in format spec"
t(lambda: ('{0!s:x'.format(1)))  # expect: ValueError "unmatched '{' in format spec"
t(lambda: ('{0!s x}'.format(1)))  # expect: ValueError "expected ':' after conversion specifier"
t(lambda: ('x{'.format(1)))  # expect: ValueError "Single '{' encountered in format string"
t(lambda: ('{:{'.format(1)))  # expect: ValueError "unmatched '{' in format spec"
t(lambda: ('{:{}'.format(1,2)))  # expect: ValueError "unmatched '{' in format spec"
t(lambda: ('{0:}}'.format(1,2)))  # expect: ValueError "Single '}' encountered in format string"
t(lambda: ('{a!r[}'.format(a=1)))  # expect: ValueError "expected ':' after conversion specifier"
t(lambda: ('{\u0661}'.format(1,2)))  # expect: '2'
t(lambda: ('{:\ud800^5}'.format('a')))  # expect: '\ud800\ud800a\ud800\ud800'
t(lambda: (str.format(1)))  # expect: TypeError "descriptor 'format' for 'str' objects doesn't apply to a 'int' object"
t(lambda: ('{!\u1234}'.format(1)))  # expect: ValueError 'Unknown conversion specifier \\x1234'
t(lambda: ('{!\x01}'.format(1)))  # expect: ValueError 'Unknown conversion specifier \\x1'
t(lambda: ('%5%' % 1))  # expect: ValueError "unsupported format character '%' (0x25) at index 2"
t(lambda: ('%5%' % (1,)))  # expect: ValueError "unsupported format character '%' (0x25) at index 2"
t(lambda: ('%-%' % (1,)))  # expect: ValueError "unsupported format character '%' (0x25) at index 2"
t(lambda: ('%l%' % (1,)))  # expect: ValueError "unsupported format character '%' (0x25) at index 2"
t(lambda: ('%(a)%' % {'a':1}))  # expect: ValueError "unsupported format character '%' (0x25) at index 4"
t(lambda: ('%(a)5%' % {'a':1}))  # expect: ValueError "unsupported format character '%' (0x25) at index 5"
t(lambda: ('% %' % (1,)))  # expect: ValueError "unsupported format character '%' (0x25) at index 2"
t(lambda: ('%.3%' % (1,)))  # expect: ValueError "unsupported format character '%' (0x25) at index 3"
t(lambda: (b'%5%' % 1))  # expect: ValueError "unsupported format character '%' (0x25) at index 2"
t(lambda: (b'%5%' % (1,)))  # expect: ValueError "unsupported format character '%' (0x25) at index 2"
t(lambda: (b'%5%' % ()))  # expect: TypeError 'not enough arguments for format string'
t(lambda: (b'%(a)%' % {b'a':1}))  # expect: ValueError "unsupported format character '%' (0x25) at index 4"
t(lambda: ('%y' % ()))  # expect: TypeError 'not enough arguments for format string'
t(lambda: ('%c' % ''))  # expect: TypeError '%c requires an int or a unicode character, not a string of length 0'
t(lambda: ('%c' % None))  # expect: TypeError '%c requires an int or a unicode character, not NoneType'
t(lambda: (b'%c' % b''))
# expect: TypeError '%c requires an integer in range(256) or a single byte, not a bytes object of length 0'
t(lambda: (b'%c' % bytearray(b'ab')))
# expect: TypeError '%c requires an integer in range(256) or a single byte, not a bytearray object of length 2'
t(lambda: (b'%c' % None))  # expect: TypeError '%c requires an integer in range(256) or a single byte, not NoneType'
t(lambda: ('%(a)s %s' % ({'a':1},)))  # expect: TypeError 'format requires a mapping'
t(lambda: ('%*d' % (2**70, 1)))  # expect: OverflowError 'Python int too large to convert to C ssize_t'
t(lambda: ('%.*d' % (2**70, 1)))  # expect: OverflowError 'Python int too large to convert to C int'
t(lambda: ('%.*d' % (2**40, 1)))  # expect: OverflowError 'Python int too large to convert to C int'
t(lambda: ('%d' % '1'))  # expect: TypeError '%d format: a real number is required, not str'
t(lambda: ('%s' % b'a'))  # expect: "b'a'"
t(lambda: ('%*s|' % (5,'a')))  # expect: '    a|'
t(lambda: ('%d' % (3.99,)))  # expect: '3'
t(lambda: ('%x' % True))  # expect: '1'
t(lambda: ('%#x' % 0))  # expect: '0x0'
t(lambda: ('%e' % 1e400))  # expect: 'inf'
t(lambda: ('%.0f' % 2.5))  # expect: '2'
t(lambda: ('%#.0f' % 2.5))  # expect: '2.'
t(lambda: ('%#.3g' % 2.5))  # expect: '2.50'
t(lambda: ('%.3g' % 1234567))  # expect: '1.23e+06'
t(lambda: ('%r' % ('a',)))  # expect: "'a'"
t(lambda: ('a%sb' % None))  # expect: 'aNoneb'
t(lambda: ('%s' % [1]))  # expect: '[1]'
t(lambda: ('%d %s' % (1,)))  # expect: TypeError 'not enough arguments for format string'
t(lambda: ('%d' % (1,2)))  # expect: TypeError 'not all arguments converted during string formatting'
t(lambda: ('%' % ()))  # expect: ValueError 'incomplete format'
t(lambda: ('%(a)s%(' % {'a':1}))  # expect: ValueError 'incomplete format key'
t(lambda: ('%5c' % ''))  # expect: TypeError '%c requires an int or a unicode character, not a string of length 0'
t(lambda: ('%-5c|' % 'x'))  # expect: 'x    |'
t(lambda: ('%05c|' % 'x'))  # expect: '    x|'
t(lambda: ('%hhd' % 1))  # expect: ValueError "unsupported format character 'h' (0x68) at index 2"
t(lambda: ('%(\xe9)s' % {'\xe9':1}))  # expect: '1'
t(lambda: (b'%(a)s%%' % {b'a':b'1'}))  # expect: b'1%'
t(lambda: (b'%s' % memoryview(b'abc')))  # expect: b'abc'
t(lambda: (b'%.2a' % 'abcdef'))  # expect: b"'a"
t(lambda: (b'%d' % 1.0))  # expect: b'1'
t(lambda: (b'%d' % None))  # expect: TypeError '%d format: a real number is required, not NoneType'
t(lambda: (b'%c' % 1.0))  # expect: TypeError '%c requires an integer in range(256) or a single byte, not float'
t(lambda: (b'%x' % 'a'))  # expect: TypeError '%x format: an integer is required, not str'
t(lambda: (b'%o' % 8))  # expect: b'10'
t(lambda: (b'%#o' % 8))  # expect: b'0o10'
t(lambda: (b'%010.3f' % -3.14159))  # expect: b'-00003.142'
t(lambda: (b'%s' % 'abc'))
# expect: TypeError "%b requires a bytes-like object, or an object that implements __bytes__, not 'str'"
t(lambda: (b'%5b|' % b'a'))  # expect: b'    a|'
t(lambda: (b'%-5b|' % b'a'))  # expect: b'a    |'
t(lambda: (b'%05b|' % b'a'))  # expect: b'    a|'
t(lambda: (b'%05s|' % b'a'))  # expect: b'    a|'
t(lambda: (b'%*b|' % (-5,b'a')))  # expect: b'a    |'
t(lambda: ('{:{}{}{}.{}}'.format('abc','*','^',7,2)))  # expect: '**ab***'
t(lambda: ('{0:{fill}{align}{width}}'.format('x', fill='>', align='^', width=10)))  # expect: '>>>>x>>>>>'
t(lambda: ('{:>{w}}'.format('x', w='a')))  # expect: ValueError "Unknown format code 'a' for object of type 'str'"
t(lambda: ('{!s:>5}{!r}'.format('x','y')))  # expect: "    x'y'"
t(lambda: ('a'.__format__(1)))  # expect: TypeError '__format__() argument must be str, not int'
t(lambda: (b'a'.__add__('a')))  # expect: TypeError "can't concat str to bytes"
t(lambda: (b'a'.__getitem__(None)))  # expect: TypeError 'byte indices must be integers or slices, not NoneType'
t(lambda: (b'a'.__mul__(None)))  # expect: TypeError "'NoneType' object cannot be interpreted as an integer"
t(lambda: ('a'.__getitem__(slice(None,None,0))))  # expect: ValueError 'slice step cannot be zero'
t(lambda: ('a'.__rmul__(3)))  # expect: 'aaa'
t(lambda: ('a'.__rmod__('%s')))  # expect: 'a'
t(lambda: ('a'.__rmod__(3)))  # expect: NotImplemented
t(lambda: ('a'.__mod__(3)))  # expect: TypeError 'not all arguments converted during string formatting'
t(lambda: (b'a'.__rmod__(b'%s')))  # expect: b'a'
t(lambda: ('a'.__contains__(1)))  # expect: TypeError "'in <string>' requires string as left operand, not int"
t(lambda: ('a'.__eq__(1)))  # expect: NotImplemented
t(lambda: ('a'.__lt__(1)))  # expect: NotImplemented
t(lambda: ('a'.__getnewargs__()))  # expect: ('a',)
t(lambda: (b'a'.__getnewargs__()))  # expect: (b'a',)
t(lambda: (bytearray(b'abc\xff').__reduce_ex__(2)))  # expect: (<class 'bytearray'>, ('abc\xff', 'latin-1'), None)
t(lambda: (bytearray(b'abc\xff').__reduce_ex__(3)))  # expect: (<class 'bytearray'>, (b'abc\xff',), None)
t(lambda: (str.__new__(int)))  # expect: TypeError 'str.__new__(int): int is not a subtype of str'
t(lambda: (str.__new__(1)))  # expect: TypeError 'str.__new__(X): X is not a type object (int)'
t(lambda: (str.__new__()))  # expect: TypeError 'str.__new__(): not enough arguments'
t(lambda: (bytes.__new__(int)))  # expect: TypeError 'bytes.__new__(int): int is not a subtype of bytes'
t(lambda: (b'a'.hex(None)))  # expect: TypeError "object of type 'NoneType' has no len()"
t(lambda: (b'a'.hex(sep=None)))  # expect: TypeError "object of type 'NoneType' has no len()"
t(lambda: (b'abc'.hex(sep=' ')))  # expect: '61 62 63'
t(lambda: (b'abc'.hex(bytes_per_sep=2)))  # expect: '616263'
t(lambda: (b''.hex(':')))  # expect: ''
t(lambda: ('\u01c5'.swapcase()))  # expect: '\u01c5'
t(lambda: ('\u0130'.casefold()))  # expect: 'i\u0307'
t(lambda: (b'a'.expandtabs(tabsize=2**70)))  # expect: OverflowError 'Python int too large to convert to C int'
t(lambda: (b'a\tb'.expandtabs(2**62)))  # expect: OverflowError 'Python int too large to convert to C int'
t(lambda: ('a\tb'.expandtabs(2**62)))  # expect: OverflowError 'Python int too large to convert to C int'
t(lambda: ('a'.center(2**62)))  # expect: MemoryError ''
t(lambda: ('a'.zfill(2**62)))  # expect: MemoryError ''
t(lambda: ('a'.replace('','b',2)))  # expect: 'bab'
t(lambda: ('abc'.replace('','-',2)))  # expect: '-a-bc'
t(lambda: ('abc'.replace('','-')))  # expect: '-a-b-c-'
t(lambda: (''.replace('','x')))  # expect: 'x'
t(lambda: (''.replace('','x',0)))  # expect: ''
t(lambda: ('abc'.replace('b',None)))  # expect: TypeError 'replace() argument 2 must be str, not None'
t(lambda: ('abc'.count('',1,2)))  # expect: 2
t(lambda: ('abc'.count('',5)))  # expect: 0
t(lambda: ('abc'.find('',3)))  # expect: 3
t(lambda: ('abc'.find('',4)))  # expect: -1
t(lambda: ('abc'.rfind('',4)))  # expect: -1
t(lambda: ('abc'.startswith('',3)))  # expect: True
t(lambda: ('abc'.startswith('',4)))  # expect: False
t(lambda: ('abc'.startswith((),4)))  # expect: False
t(lambda: (b'abc'.startswith(b'',4)))  # expect: False
t(lambda: (b'abc'.count(b'')))  # expect: 4
t(lambda: (b'abc'.count(b'',4)))  # expect: 0
t(lambda: (b'abc'.find(b'',4)))  # expect: -1
t(lambda: (b'a,b'.split(None)))  # expect: [b'a,b']
t(lambda: (b'  a b  '.split(None,1)))  # expect: [b'a', b'b  ']
t(lambda: (b'  a b  '.rsplit(None,1)))  # expect: [b'  a', b'b']
t(lambda: (b'abc'.replace(b'',b'-')))  # expect: b'-a-b-c-'
t(lambda: (b'a'.translate(None, b'a')))  # expect: b''
t(lambda: (b'abc'.translate(None, delete=b'a')))  # expect: b'bc'
t(lambda: (b'abc'.translate(bytes(range(256)), b'b')))  # expect: b'ac'
t(lambda: (b'a'.decode(errors=1)))  # expect: TypeError "decode() argument 'errors' must be str, not int"
t(lambda: (b'a'.decode(encoding=None)))  # expect: TypeError "decode() argument 'encoding' must be str, not None"
t(lambda: (b'hello world'.title()))  # expect: b'Hello World'
t(lambda: (b'Hello'.istitle()))  # expect: True
t(lambda: (b'\x1c'.isspace()))  # expect: False
t(lambda: (b'\x0b'.isspace()))  # expect: True
t(lambda: ('\x1c'.isspace()))  # expect: True
t(lambda: (b'a\x0bb\x0cc\rd'.splitlines()))  # expect: [b'a\x0bb\x0cc', b'd']
t(lambda: (b'a\x1cb\x0b c'.split()))  # expect: [b'a\x1cb', b'c']
t(lambda: (bytes.fromhex('ab\xa0cd')))
# expect: ValueError 'non-hexadecimal number found in fromhex() arg at position 2'
t(lambda: (bytes.fromhex('ab\x0bcd\x1c')))
# expect: ValueError 'non-hexadecimal number found in fromhex() arg at position 5'
t(lambda: (bytes.fromhex('ab\x0bcd\x0c')))  # expect: b'\xab\xcd'
t(lambda: (bytes(IE())))  # expect: b'\x00\x00\x00'
t(lambda: (bytes(memoryview(b'ab'))))  # expect: b'ab'
t(lambda: (bytes(range(3))))  # expect: b'\x00\x01\x02'
t(lambda: (bytes([IE()])))  # expect: b'\x03'
t(lambda: (bytearray(IE())))  # expect: bytearray(b'\x00\x00\x00')
t(lambda: (bytes({1:2})))  # expect: b'\x01'
t(lambda: (bytes(True)))  # expect: b'\x00'
t(lambda: (bytearray(b'abc').pop(-4)))  # expect: IndexError 'pop index out of range'
t(lambda: (bytearray(b'').pop(0)))  # expect: IndexError 'pop from empty bytearray'
t(lambda: (bytearray(b'abc').remove(IE())))  # expect: ValueError 'value not found in bytearray'
t(lambda: (bytearray(b'a').resize('a')))  # expect: TypeError "'str' object cannot be interpreted as an integer"
t(lambda: (bytearray(b'a').resize(2**70)))  # expect: OverflowError 'Python int too large to convert to C ssize_t'
t(lambda: (bytearray(b'abcdef').__delitem__(slice(None,None,2))))  # expect: None
t(lambda: (bytearray(b'abcdef').insert(2**70,1)))  # expect: OverflowError 'Python int too large to convert to C ssize_t'
t(lambda: (bytearray(b'a').__setitem__(slice(None,None,0),b'')))  # expect: ValueError 'slice step cannot be zero'
t(lambda: (bytearray(b'a').__setitem__(2**70,0)))  # expect: IndexError "cannot fit 'int' into an index-sized integer"
t(lambda: (bytearray(b'a').extend(None)))  # expect: TypeError "can't extend bytearray with NoneType"
t(lambda: (bytearray(b'a').append(2**70)))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (bytearray(b'a').append(1.0)))  # expect: TypeError "'float' object cannot be interpreted as an integer"
t(lambda: (bytes([2**70])))  # expect: ValueError 'bytes must be in range(0, 256)'
t(lambda: (b'a'.find(2**70)))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (2**70 in b'a'))  # expect: ValueError 'byte must be in range(0, 256)'
t(lambda: (b'a'.find(1.0)))  # expect: TypeError "argument should be integer or bytes-like object, not 'float'"
t(lambda: (mv('a')))  # expect: TypeError "memoryview: a bytes-like object is required, not 'str'"
t(lambda: (mv(1)))  # expect: TypeError "memoryview: a bytes-like object is required, not 'int'"
t(lambda: (mv()))  # expect: TypeError "memoryview() missing required argument 'object' (pos 1)"
t(lambda: (mv(b'a',1)))  # expect: TypeError 'memoryview() takes at most 1 argument (2 given)'
t(lambda: (mv(obj=b'a')))  # expect: TypeError "memoryview() missing required argument 'object' (pos 1)"
t(lambda: (mv(b'abc')[5]))  # expect: IndexError 'index out of bounds on dimension 1'
t(lambda: (mv(b'abc')['a']))  # expect: TypeError 'memoryview: invalid slice key'
t(lambda: (mv(b'abc')[None]))  # expect: TypeError 'memoryview: invalid slice key'
t(lambda: (mv(b'abc')[1.0]))  # expect: TypeError 'memoryview: invalid slice key'
t(lambda: (mv(b'abc')[2**70]))  # expect: IndexError "cannot fit 'int' into an index-sized integer"
t(lambda: (mv(b'abc')[::2].tobytes()))  # expect: b'ac'
t(lambda: (mv(b'abc')[::-1].tobytes()))  # expect: b'cba'
t(lambda: (mv(b'abc')[...]))  # expect: TypeError 'memoryview: invalid slice key'
t(lambda: (mv(b'abc')[()]))  # expect: NotImplementedError 'sub-views are not implemented'
t(lambda: (mv(b'abc')[0,0]))  # expect: TypeError 'cannot index 1-dimension view with 2-element tuple'
t(lambda: (mv(b'abc')[0,]))  # expect: 97
t(lambda: (mv(b'abc')[0:1,]))  # expect: NotImplementedError 'multi-dimensional slicing is not implemented'
t(lambda: (mv(b'abc').__setitem__(0,1)))  # expect: TypeError 'cannot modify read-only memory'
t(lambda: (mv(bytearray(b'abc')).__setitem__(0,256)))  # expect: ValueError "memoryview: invalid value for format 'B'"
t(lambda: (mv(bytearray(b'abc')).__setitem__(0,'a')))  # expect: TypeError "memoryview: invalid type for format 'B'"
t(lambda: (mv(bytearray(b'abc')).__setitem__(0,1.0)))  # expect: TypeError "memoryview: invalid type for format 'B'"
t(lambda: (mv(bytearray(b'abc')).__setitem__(5,1)))  # expect: IndexError 'index out of bounds on dimension 1'
t(lambda: (mv(bytearray(b'abc')).__setitem__(slice(0,2),b'a')))
# expect: ValueError 'memoryview assignment: lvalue and rvalue have different structures'
t(lambda: (mv(bytearray(b'abc')).__setitem__(slice(0,2),b'xy')))  # expect: None
t(lambda: (mv(bytearray(b'abc')).__setitem__(slice(0,2),'xy')))
# expect: TypeError "a bytes-like object is required, not 'str'"
t(lambda: (mv(bytearray(b'abc')).__setitem__(slice(0,2),mv(b'abcdefgh').cast('i'))))
# expect: ValueError 'memoryview assignment: lvalue and rvalue have different structures'
t(lambda: (mv(bytearray(b'abc')).__setitem__('a',1)))  # expect: TypeError 'memoryview: invalid slice key'
t(lambda: (mv(bytearray(b'abc')).__delitem__(0)))  # expect: TypeError 'cannot delete memory'
t(lambda: (mv(b'abc').__delitem__(0)))  # expect: TypeError 'cannot modify read-only memory'
t(lambda: (mv(b'abc').cast('x')))
# expect: ValueError "memoryview: destination format must be a native single character format prefixed with an optional '@'"
t(lambda: (mv(b'abc').cast('i')))  # expect: TypeError 'memoryview: length is not a multiple of itemsize'
t(lambda: (mv(b'abcd').cast('i')[0]))  # expect: 1684234849
t(lambda: (mv(b'abcd').cast('f')[0]))  # expect: 1.6777999408082104e+22
t(lambda: (mv(b'abcd').cast('c')[0]))  # expect: b'a'
t(lambda: (mv(b'abcd').cast('?')[0]))  # expect: True
t(lambda: (mv(b'abcd').cast('<i')))
# expect: ValueError "memoryview: destination format must be a native single character format prefixed with an optional '@'"
t(lambda: (mv(b'abcd').cast('i').cast('h')))  # expect: TypeError 'memoryview: cannot cast between two non-byte formats'
t(lambda: (mv(b'abcd').cast('i').format))  # expect: 'i'
t(lambda: (mv(b'abcd').cast(1)))  # expect: TypeError "cast() argument 'format' must be str, not int"
t(lambda: (mv(b'abcd').cast('B',(2,2)).tolist()))  # expect: [[97, 98], [99, 100]]
t(lambda: (mv(b'abcd').cast('B',[2,2]).shape))  # expect: (2, 2)
t(lambda: (mv(b'abcd').cast('B',[2,3])))  # expect: TypeError 'memoryview: product(shape) * itemsize != buffer size'
t(lambda: (mv(b'abcd').cast('B',1)))  # expect: TypeError 'shape must be a list or a tuple'
t(lambda: (mv(b'abcd').cast('B',[2,2])[0]))
# expect: NotImplementedError 'multi-dimensional sub-views are not implemented'
t(lambda: (mv(b'abcd').cast('B',[2,2])[0,1]))  # expect: 98
t(lambda: (mv(b'abcd').cast('B',[2,2])[0,5]))  # expect: IndexError 'index out of bounds on dimension 2'
t(lambda: (mv(b'abcd').cast('B',[2,2])[0,0,0]))  # expect: TypeError 'cannot index 2-dimension view with 3-element tuple'
t(lambda: (len(mv(b'abcd').cast('B',[2,2]))))  # expect: 2
t(lambda: (mv(b'abcd').cast('B',[2,2]).strides))  # expect: (2, 1)
t(lambda: (mv(b'abcd').cast('B',[2,2]).nbytes))  # expect: 4
t(lambda: (mv(b'abcd').cast('B',[2,2])[0:1,0:1]))
# expect: NotImplementedError 'multi-dimensional slicing is not implemented'
t(lambda: (mv(b'abcd')[::2].cast('B')))  # expect: TypeError 'memoryview: casts are restricted to C-contiguous views'
t(lambda: (list(mv(b'abcd').cast('B',[2,2]))))
# expect: NotImplementedError 'multi-dimensional sub-views are not implemented'
t(lambda: (mv(b'abc') == b'abc'))  # expect: True
t(lambda: (mv(b'abc') == 'abc'))  # expect: False
t(lambda: (mv(b'abc') < b'abd'))  # expect: TypeError "'<' not supported between instances of 'memoryview' and 'bytes'"
t(lambda: (mv(b'abcd').cast('i') == mv(b'abcd')))  # expect: False
t(lambda: (mv(b'a\0\0\0').cast('i') == mv(b'a')))  # expect: True
t(lambda: (hash(mv(b'abc')) == hash(b'abc')))  # expect: True
t(lambda: (hash(mv(bytearray(b'abc')))))  # expect: ValueError 'cannot hash writable memoryview object'
t(lambda: (hash(mv(b'abcd').cast('i'))))
# expect: ValueError "memoryview: hashing is restricted to formats 'B', 'b' or 'c'"
t(lambda: (mv(b'abc').tobytes('X')))  # expect: ValueError "order must be 'C', 'F' or 'A'"
t(lambda: (mv(b'abc').tobytes(order='F')))  # expect: b'abc'
t(lambda: (mv(b'abc').tobytes(None)))  # expect: b'abc'
t(lambda: (mv(b'abc').hex(':')))  # expect: '61:62:63'
t(lambda: (mv(b'abc').tolist()))  # expect: [97, 98, 99]
t(lambda: (mv(b'abc').shape))  # expect: (3,)
t(lambda: (mv(b'abc').strides))  # expect: (1,)
t(lambda: (mv(b'abc')[::-1].strides))  # expect: (-1,)
t(lambda: (mv(b'abc').suboffsets))  # expect: ()
t(lambda: (mv(b'abc').ndim))  # expect: 1
t(lambda: (mv(b'abc').readonly))  # expect: True
t(lambda: (mv(b'abc').itemsize))  # expect: 1
t(lambda: (mv(b'abc').nbytes))  # expect: 3
t(lambda: (mv(b'abc').c_contiguous))  # expect: True
t(lambda: (mv(b'abc')[::2].contiguous))  # expect: False
t(lambda: (mv(b'abc')[::2].c_contiguous))  # expect: False
t(lambda: (mv(b'abc')[::2].f_contiguous))  # expect: False
t(lambda: (mv(b'abc').obj))  # expect: b'abc'
t(lambda: (rel()[0]))  # expect: ValueError 'operation forbidden on released memoryview object'
t(lambda: (rel().release()))  # expect: None
t(lambda: (rel().tobytes()))  # expect: ValueError 'operation forbidden on released memoryview object'
t(lambda: (len(rel())))  # expect: ValueError 'operation forbidden on released memoryview object'
t(lambda: (rel().obj))  # expect: ValueError 'operation forbidden on released memoryview object'
t(lambda: (rel() == b'abc'))  # expect: False
t(lambda: (hash(rel())))  # expect: ValueError 'operation forbidden on released memoryview object'
t(lambda: (bytes(rel())))  # expect: ValueError 'operation forbidden on released memoryview object'
t(lambda: (rel().__enter__()))  # expect: ValueError 'operation forbidden on released memoryview object'
t(lambda: (mv(b'abc').index(98)))  # expect: 1
t(lambda: (mv(b'abc').index(5)))  # expect: ValueError 'memoryview.index(x): x not found'
t(lambda: (mv(b'abc').index('a')))  # expect: ValueError 'memoryview.index(x): x not found'
t(lambda: (mv(b'abc').count(98)))  # expect: 1
t(lambda: (mv(b'abc').toreadonly().readonly))  # expect: True
t(lambda: (mv(bytearray(b'abc')).toreadonly().readonly))  # expect: True
t(lambda: (list(reversed(mv(b'abc')))))  # expect: [99, 98, 97]
t(lambda: (list(mv(b'abc'))))  # expect: [97, 98, 99]
t(lambda: (98 in mv(b'abc')))  # expect: True
t(lambda: (mv(mv(b'abc')).obj))  # expect: b'abc'
t(lambda: (bytes(mv(b'abc')[::2])))  # expect: b'ac'
t(lambda: (b'a'.join([mv(b'b'),mv(b'c')])))  # expect: b'bac'
t(lambda: (b'a' + mv(b'b')))  # expect: b'ab'
t(lambda: (mv(b'a') + b'b'))  # expect: TypeError "unsupported operand type(s) for +: 'memoryview' and 'bytes'"
t(lambda: (mv(b'ab').cast('b')[0]))  # expect: 97
t(lambda: (mv(b'a'*8).cast('d')[0]))  # expect: 1.2217638442043777e+161
t(lambda: (mv(b'a'*8).cast('P')[0]))  # expect: 7016996765293437281
t(lambda: (mv(b'a'*8).cast('n')[0]))  # expect: 7016996765293437281
t(lambda: (mv(b'a'*8).cast('e')[0]))  # expect: 688.5
t(lambda: (mv(bytearray(b'a'*8)).cast('e').__setitem__(0,1.5)))  # expect: None
t(lambda: (mv(bytearray(b'a'*8)).cast('f').__setitem__(0,'a')))
# expect: TypeError "memoryview: invalid type for format 'f'"
t(lambda: (mv(bytearray(b'a'*8)).cast('i').__setitem__(0,2**40)))
# expect: ValueError "memoryview: invalid value for format 'i'"
t(lambda: (mv(bytearray(b'a'*8)).cast('i').__setitem__(0,2**80)))
# expect: ValueError "memoryview: invalid value for format 'i'"
t(lambda: (mv(bytearray(b'a'*8)).cast('c').__setitem__(0,b'ab')))
# expect: ValueError "memoryview: invalid value for format 'c'"
t(lambda: (mv(bytearray(b'a'*8)).cast('c').__setitem__(0,1)))
# expect: TypeError "memoryview: invalid type for format 'c'"
t(lambda: (mv(bytearray(b'a'*8)).cast('?').__setitem__(0,'x')))  # expect: None
t(lambda: (memoryview[int]))  # expect: memoryview[int]
t(lambda: (b'abc'.__buffer__(1)))  # expect: BufferError 'Object is not writable.'
t(lambda: (mv(b'ab').cast('B', ())))  # expect: TypeError 'memoryview: product(shape) * itemsize != buffer size'
t(lambda: (mv(b'a').cast('B', ()).tolist()))  # expect: 97
t(lambda: (mv(b'a').cast('B', ())[()]))  # expect: 97
t(lambda: (mv(b'a').cast('B', ())[0]))  # expect: TypeError 'invalid indexing of 0-dim memory'
t(lambda: (len(mv(b'a').cast('B', ()))))  # expect: TypeError '0-dim memory has no length'
t(lambda: (mv(b'a').cast('B', [0])))  # expect: ValueError 'memoryview.cast(): elements of shape must be integers > 0'
t(lambda: (mv(b'a').cast('B', ['a'])))  # expect: TypeError 'memoryview.cast(): elements of shape must be integers'
t(lambda: (mv(b'abcdef').cast('B', [1,2,3]).tolist()))  # expect: [[[97, 98, 99], [100, 101, 102]]]
t(lambda: (mv(b'abcdef').cast('B', [2,3]).cast('B').tolist()))  # expect: [97, 98, 99, 100, 101, 102]
t(lambda: (mv(b'abcd').cast('H').cast('I')))  # expect: TypeError 'memoryview: cannot cast between two non-byte formats'
t(lambda: (S('abc'), type(S('abc')), S('abc')+'d', type(S('abc')+'d'), type(S('a').upper()), S('x')=='x', hash(S('x'))==hash('x'), {'x':1}[S('x')]))
# expect: ('abc', <class '__main__.S'>, 'abcd', <class 'str'>, <class 'str'>, True, True, 1)
t(lambda: (S(b'abc','utf8'), S(5), S(), S(object=3)))  # expect: ('abc', '5', '', '3')
t(lambda: (type(S('abc')[:]), type(S('a').strip()), type(str(S('a'))), type(S('abc').replace('q','r'))))
# expect: (<class 'str'>, <class 'str'>, <class 'str'>, <class 'str'>)
t(lambda: (Bs(b'abc'), type(Bs(b'abc')), type(Bs(b'a')+b'b'), Bs(b'x')==b'x', Bs([1,2])))
# expect: (b'abc', <class '__main__.Bs'>, <class 'bytes'>, True, b'\x01\x02')
t(lambda: (Ba(b'abc'), type(Ba(b'abc')), type(Ba(b'abc')[:1]), Ba(3), Ba(b'x')==b'x'))
# expect: (Ba(b'abc'), <class '__main__.Ba'>, <class 'bytearray'>, Ba(b'\x00\x00\x00'), True)
t(lambda: (bytes.fromhex('ff'), Bs.fromhex('ff'), type(Bs.fromhex('ff')), Ba.fromhex('00')))
# expect: (b'\xff', b'\xff', <class '__main__.Bs'>, Ba(b'\x00'))
t(lambda: (str(b'abc','ascii'), str(bytearray(b'x'),'utf8'), str(mv(b'abc'),'utf8'), str(b'\xff','utf8','replace')))
# expect: ('abc', 'x', 'abc', '\ufffd')
t(lambda: (bytes('é','utf8'), bytearray('é','latin-1'), bytes('é','ascii','ignore')))
# expect: (b'\xc3\xa9', bytearray(b'\xe9'), b'')
t(lambda: (bytes([1,2]), bytes((1,2)), bytes(range(5)), bytes(x for x in [1,2]), bytes(b'a'), bytes(mv(b'a')), bytes(bytearray(b'q'))))
# expect: (b'\x01\x02', b'\x01\x02', b'\x00\x01\x02\x03\x04', b'\x01\x02', b'a', b'a', b'q')
t(lambda: ([c for c in 'aé😀'], [c for c in b'abc'], [c for c in bytearray(b'xyz')], list(mv(b'ab'))))
# expect: (['a', '\xe9', '\U0001f600'], [97, 98, 99], [120, 121, 122], [97, 98])
t(lambda: ('a' 'b' is 'ab', 'abc'[0] is 'a', 'é'[0] is 'é', ''.join([]) is '', b'abc'[0:1] is b'a'))
# expect: (True, True, True, True, True)
t(lambda: ('{:>{w}}'.format('x', w=5), '{0.real}'.format(5), '{a[k]}'.format(a={'k':1}), '{!r:>6}'.format('x')))
# expect: ('    x', '5', '1', "   'x'")
t(lambda: ('%s %r %d %.2f %x %5.1f|%-8s|' % ('a', 'b', 5, 3.14159, 255, 2.25, 'c')))
# expect: "a 'b' 5 3.14 ff   2.2|c       |"
t(lambda: ('%(x)s %(y)05d' % {'x': 1, 'y': 42}))  # expect: '1 00042'
t(lambda: (b'%s %d %.2f' % (b'a', 5, 3.14159)))  # expect: b'a 5 3.14'
t(lambda: ('abc'.translate({97: 'X', 98: None, 99: 100}), 'abc'.translate(str.maketrans('ab','xy','c'))))
# expect: ('Xd', 'xy')
t(lambda: ('é'.encode(), 'é'.encode('latin-1'), '\ud800'.encode('utf8','surrogatepass'), 'a\udcff'.encode('utf8','surrogateescape')))
# expect: (b'\xc3\xa9', b'\xe9', b'\xed\xa0\x80', b'a\xff')
t(lambda: (b'\xff'.decode('utf8','surrogateescape'), b'\xe9'.decode('latin-1'), b'ab'.decode('utf-16')))
# expect: ('\udcff', '\xe9', '\u6261')
t(lambda: ('ab'.__class__, 'ab'.__len__(), str.__add__('a','b'), str.upper('a'), 'x'.__mul__(3), 3*'x', 'ab' in 'cabd'))
# expect: (<class 'str'>, 2, 'ab', 'A', 'xxx', 'xxx', True)
t(lambda: (str.upper(1)))  # expect: TypeError "descriptor 'upper' for 'str' objects doesn't apply to a 'int' object"
t(lambda: (str.join('a')))  # expect: TypeError 'str.join() takes exactly one argument (0 given)'
t(lambda: ('a'.find()))  # expect: TypeError 'find expected at least 1 argument, got 0'
t(lambda: ('a'.find('a',1,2,3)))  # expect: TypeError 'find expected at most 3 arguments, got 4'
t(lambda: ('a'.upper(1)))  # expect: TypeError 'str.upper() takes no arguments (1 given)'
t(lambda: ('a'.find(sub='a')))  # expect: TypeError 'str.find() takes no keyword arguments'
t(lambda: ('a'.split(sep='a', maxsplit=1), 'a'.split(maxsplit=2), 'a,b'.replace(',', ';', count=1)))
# expect: (['', ''], ['a'], 'a;b')
t(lambda: ('a'.split(foo=1)))  # expect: TypeError "split() got an unexpected keyword argument 'foo'"
t(lambda: ('a'.encode(encoding='utf8', errors='strict')))  # expect: b'a'
t(lambda: ('a'.splitlines(keepends=True), 'a\tb'.expandtabs(tabsize=2)))  # expect: (['a'], 'a b')
t(lambda: ('abc' < 'abd', 'a' <= 'a', 'é' > 'z', 'a' != 'b', 'a' < 1))
# expect: TypeError "'<' not supported between instances of 'str' and 'int'"
t(lambda: (b'a' < b'b', bytearray(b'a') == b'a', b'a' == bytearray(b'a'), b'a' == mv(b'a'), mv(b'a') == b'a'))
# expect: (True, True, True, True, True)
t(lambda: (hash('') , hash(b''), hash('a') == hash(b'a')))  # expect: (0, 0, True)
t(lambda: ('a' + S('b'), S('a') + S('b'), 'x'.join([S('a'), 'b'])))  # expect: ('ab', 'ab', 'axb')
t(lambda: (f'{1}{"a"!r}{3.5:.2f}{"é":>3}'))  # expect: "1'a'3.50  \xe9"
t(lambda: ('{:,}'.format(1234567), '{:.3e}'.format(12345.678), '{:b}'.format(10), '{:x}'.format(255), '{:%}'.format(0.5)))
# expect: ('1,234,567', '1.235e+04', '1010', 'ff', '50.000000%')
t(lambda: (ba_ops()))
# expect: [b'Hello', b'HEYlo', b'H\x01\x02EYlo', b'\x01\x02EYlo', b'\x02Yo', b'\x02Yoxyz', b'\x02Yoxyz\x02Yoxyz', b'\t\x02Yoxyz\x02Yoxyz\x05\x06\x07q', 113, 9, bytearray(b'\x07\x06zyxoY\x02zyxoY\x02'), b'', byt
t(lambda: (mv_ops()))
# expect: [b'dzz\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f', [100, 122, 4, 6, 8, 10, 12, 14], [58358372, 117835012, 185207048, 252579084], b'dzz\x03\xff\xff\xff\xff\x08\t\n\x0b\x0c\r\x0e\x0f', (4,), 16, Fal
t(lambda: (UnicodeDecodeError('utf8', b'abc', 1, 2, 'why'), str(UnicodeDecodeError('utf8', b'abc', 1, 2, 'why'))))
# expect: (UnicodeDecodeError('utf8', b'abc', 1, 2, 'why'), "'utf8' codec can't decode byte 0x62 in position 1: why")
t(lambda: (str(UnicodeEncodeError('utf8', 'a\xe9', 1, 2, 'why')), str(UnicodeTranslateError('a\xe9b', 0, 2, 'why'))))
# expect: ("'utf8' codec can't encode character '\\xe9' in position 1: why", "can't translate characters in position 0-1: why")
t(lambda: (attrs()))
# expect: ['utf-8', b'a\xff', 1, 2, 'invalid start byte', ('utf-8', b'a\xff', 1, 2, 'invalid start byte'), 'utf-8', 'a\ud800', 1, 2, 'surrogates not allowed']
t(lambda: ('abc'.__getitem__(1), b'abc'.__getitem__(-1), 'abc'[-1], 'aéb'[1], 'aéb'[::-1], 'aéb'[1:], 'abcdef'[::2]))
# expect: ('b', 99, 'c', '\xe9', 'b\xe9a', '\xe9b', 'ace')
t(lambda: ('aé'*3, [len('aé'*100), ('aé'*100)[150], ('aé'*100).find('é',50), ('aé'*100).index('aé',99), ('aé'*100).rfind('a')]))
# expect: ('a\xe9a\xe9a\xe9', [200, 'a', 51, 100, 198])
t(lambda: (iter('abc').__length_hint__(), iter(b'abc').__length_hint__(), next(iter('é')), next(iter(b'a'))))
# expect: (3, 3, '\xe9', 97)
t(lambda: (repr('a\u2028b'), repr("it's"), repr('"\''), 'a\nb'.__repr__()))
# expect: ("'a\\u2028b'", '"it\'s"', '\'"\\\'\'', "'a\\nb'")
t(lambda: (str.__doc__[:20], bytes.__doc__[:20], 'a'.upper.__doc__, str.find.__text_signature__, str.join.__name__, 'a'.join.__self__))
# expect: ("str(object='') -> st", 'bytes(iterable_of_in', 'Return a copy of the string converted to uppercase.', '($self, sub[, start[, end]], /)', 'join', 'a')
t(lambda: ({b'a': 1}[b'a'], {'a': 1}['a'], {b'a'} == {b'a'}))  # expect: (1, 1, True)
t(lambda: (int('12'), float('1.5'), int(b'12'), int('０１２') , float('  1e3 ')))  # expect: (12, 1.5, 12, 12, 1000.0)
t(lambda: ('ß'.upper(), 'ß'.title(), 'ǆ'.title(), 'ΑΣ'.lower(), 'İ'.lower(), 'ŉ'.upper(), 'ﬃ'.casefold()))
# expect: ('SS', 'Ss', '\u01c5', '\u03b1\u03c2', 'i\u0307', '\u02bcN', 'ffi')
t(lambda: (isinstance('a', str), issubclass(S, str), isinstance(S('a'), str), str in S.__mro__))
# expect: (True, True, True, True)
t(lambda: ('{}'.format(S('a')), '%s' % S('a'), format(S('a'), '>3'), '{:>3}'.format(S('a')), f'{S("q")}'))
# expect: ('a', 'a', '  a', '  a', 'q')
t(lambda: (mv(bytearray(b'abc')).tolist(), mv(b'abc')[1], mv(b'abc')[1:].tobytes()))  # expect: ([97, 98, 99], 98, b'bc')
t(lambda: (b'abc'.hex(), b'abc'.hex('-'), b'abc'.hex('-', 2), bytearray(b'xyz').hex()))
# expect: ('616263', '61-62-63', '61-6263', '78797a')
t(lambda: (bytes(5), bytes(), bytearray(), bytearray(2), bytearray([1])))
# expect: (b'\x00\x00\x00\x00\x00', b'', bytearray(b''), bytearray(b'\x00\x00'), bytearray(b'\x01'))
t(lambda: ('abc'.startswith(('x','a')), 'abc'.endswith('c', 0, 2), 'abc'.startswith('b', 1)))
# expect: (True, False, True)
t(lambda: ('x'.isidentifier(), '1x'.isidentifier(), 'é'.isidentifier(), ''.isidentifier(), 'a b'.isidentifier()))
# expect: (True, False, True, False, False)
