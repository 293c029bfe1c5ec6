print("ÿþ")
# expect error: SyntaxError: Non-UTF-8 code starting with '\xff' in file <tests>/faults/invalid_utf8.py on line 1, but no encoding declared; see https://peps.python.org/pep-0263/ for details
