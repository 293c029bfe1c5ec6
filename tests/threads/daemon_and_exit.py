"""The program waits for threads, runs what atexit knows, and leaves daemons behind."""
import atexit, threading, time
atexit.register(lambda: print("atexit"))
def late(): time.sleep(0.1); print("thread done")
threading.Thread(target=late).start()
def forever():
    while True: time.sleep(0.01)
threading.Thread(target=forever, daemon=True).start()
def busy():
    n = 0
    while True: n += 1
threading.Thread(target=busy, daemon=True).start()
print("main done")
# expect: main done
# expect: thread done
# expect: atexit
