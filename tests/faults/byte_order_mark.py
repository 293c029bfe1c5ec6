print("with a byte order mark")  # expect: with a byte order mark
