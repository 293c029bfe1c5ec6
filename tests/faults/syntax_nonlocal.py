def f():
    nonlocal missing
# expect error: SyntaxError: no binding for nonlocal 'missing' found
