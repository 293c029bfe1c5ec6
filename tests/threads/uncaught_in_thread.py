"""An exception in a thread is printed, and the others go on."""
import threading, sys
def fails(): raise ValueError("in thread")
t = threading.Thread(target=fails, name="worker"); t.start(); t.join()
print("alive")
# expect: alive
# expect: hook ValueError in thread second
# expect: hook SystemExit 3 Thread-1 (leaves)
def hook(args): print("hook", args.exc_type.__name__, args.exc_value, args.thread.name)
threading.excepthook = hook
t = threading.Thread(target=fails, name="second"); t.start(); t.join()
def leaves(): sys.exit(3)
t = threading.Thread(target=leaves); t.start(); t.join()
print("end")  # expect: end
# expect error: ValueError: in thread
# exit: 0
