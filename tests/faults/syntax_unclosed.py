print("never"
x = 1
# expect stderr:   File "<tests>/faults/syntax_unclosed.py", line 1
# expect stderr:     print("never"
# expect stderr:          ^
# expect stderr: SyntaxError: '(' was never closed
# expect error: SyntaxError: '(' was never closed
