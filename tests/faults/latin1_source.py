# -*- coding: latin-1 -*-
print("é", len("é"), ascii("é"))  # expect: Ã© 1 '\xe9'
