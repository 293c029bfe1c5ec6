if True:
        a = 1
    b = 2
# expect error: IndentationError: unindent does not match any outer indentation level
