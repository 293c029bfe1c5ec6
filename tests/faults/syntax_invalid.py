x = = 2
# expect error: SyntaxError: invalid syntax
