def class(): pass
# expect error: SyntaxError: invalid syntax
