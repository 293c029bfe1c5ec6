# expect: 1
# expect: a
# expect: b
# expect: 3
# expect: 4
print(1)
if True:
    print("""a
b""")
print(3)print(4)