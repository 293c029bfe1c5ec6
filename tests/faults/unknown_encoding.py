# coding: no-such-encoding
print(1)
# expect error: SyntaxError: unknown encoding: no-such-encoding
