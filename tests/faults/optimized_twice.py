# arguments: -OO
assert False
def f():
    "doc"
print(f.__doc__)  # expect: None
