def inner(x):
    return 1 // x
print("before")  # expect: before
inner(0)
# expect error: ZeroDivisionError: division by zero
