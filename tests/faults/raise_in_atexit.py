import atexit
def fails(): raise ValueError("in atexit")
atexit.register(print, "still runs")
atexit.register(fails)
print("main")
# expect: main
# expect: still runs
# expect error: ValueError: in atexit
# exit: 0
