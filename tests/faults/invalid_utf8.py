print("ÿþ")
# expect error: SyntaxError: Non-UTF-8 code starting with '\xff' in file <tests>/faults/invalid_utf8.py on line 1, but no encoding declared; see https://peps.python.org/pep-0263/ for details
# known failure: `compile::decode_source` is not told the file name and keeps no source line for its message
