# input: line one
# input: line two
print(input(), input("prompt "))  # expect: prompt line one line two
try:
    input()
except EOFError as error:
    print(error)
# expect: EOF when reading a line
