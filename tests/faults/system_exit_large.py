import sys
sys.exit(256 + 3)
# exit: 3
