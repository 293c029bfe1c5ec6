"""KeyboardInterrupt reaches a compiled loop at once; the loop can catch it and go on."""
import _thread, os, signal, threading, time
def spin(n):
    t = 0
    for i in range(n): t += i & 3
    return t
spin(5000)
def later(): time.sleep(0.1); _thread.interrupt_main()
for _ in range(3):
    started = time.monotonic()
    threading.Thread(target=later).start()
    try:
        while True: spin(10**6)
    except KeyboardInterrupt:
        print("interrupted", time.monotonic() - started < 5)
# expect: interrupted True
# expect: interrupted True
# expect: interrupted True
def later_for_real(): time.sleep(0.1); os.kill(os.getpid(), signal.SIGINT)
threading.Thread(target=later_for_real).start()
try:
    time.sleep(30)
except KeyboardInterrupt:
    print("sleep interrupted")
# expect: sleep interrupted
threading.Thread(target=later).start()
def nested():
    try:
        while True: pass
    finally:
        print("finally")
try: nested()
except KeyboardInterrupt: print("out")
# expect: finally
# expect: out
