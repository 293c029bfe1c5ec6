# arguments: -O
assert False, "left out"
print(__debug__)  # expect: False
def f():
    "doc"
print(f.__doc__)  # expect: doc
