"""A match that backtracks for long answers signals and lets other threads collect."""
import gc, os, re, signal, threading, time
def interrupt():
    time.sleep(0.1)
    os.kill(os.getpid(), signal.SIGINT)
for subject in ("a" * 40 + "b", "a" * 40 + "é", b"a" * 40 + b"b"):
    pattern = r"(a+)+$" if isinstance(subject, str) else rb"(a+)+$"
    thread = threading.Thread(target=interrupt)
    thread.start()
    try:
        re.match(pattern, subject)
    except KeyboardInterrupt:
        print("interrupted")
    thread.join()
# expect: interrupted
# expect: interrupted
# expect: interrupted
done, calls = [], []
signal.signal(signal.SIGALRM, lambda number, frame: calls.append(re.sub("b+", "c", "abba")))
signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
print(re.match(r"(a+)+$", "a" * 20 + "b"))  # expect: None
signal.setitimer(signal.ITIMER_REAL, 0)
print(len(calls) > 0, set(calls))  # expect: True {'aca'}
def match():
    re.match(r"(a+)+$", "a" * 20 + "b")
    done.append(True)
thread = threading.Thread(target=match)
thread.start()
before = len(done)
for _ in range(5):
    gc.collect()
print(before == len(done))  # expect: True
thread.join()
