import sys
print("leaving")  # expect: leaving
sys.exit(7)
# exit: 7
