"""Requests for absurd amounts of memory raise."""
for text in ("'x' * 10**15", "b'x' * 10**15", "[0] * 10**15", "bytearray(10**15)", "(0,) * 10**15", "'x' * 2**70", "[0] * 2**70", "bytes(10**16)", "'ab'.center(10**15)", "list(range(10**15)) if False else bytearray(2**62)", "b''.join([b'x' * 10**8] * 10**7)", "__import__('itertools').product([1], repeat=10**11)"):
    try:
        eval(text)
        print("no error", text)
    except (MemoryError, OverflowError) as error:
        print(type(error).__name__)
# expect: MemoryError
# expect: MemoryError
# expect: MemoryError
# expect: MemoryError
# expect: MemoryError
# expect: OverflowError
# expect: OverflowError
# expect: MemoryError
# expect: MemoryError
# expect: MemoryError
# expect: MemoryError
# expect: MemoryError
print("alive")  # expect: alive
