def again(n):
    if n == 0:
        raise RuntimeError("bottom")
    again(n - 1)


again(20)
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "<tests>/faults/traceback_repeated.py", line 7, in <module>
# expect stderr:     again(20)
# expect stderr:     ~~~~~^^^^
# expect stderr:   File "<tests>/faults/traceback_repeated.py", line 4, in again
# expect stderr:     again(n - 1)
# expect stderr:     ~~~~~^^^^^^^
# expect stderr:   File "<tests>/faults/traceback_repeated.py", line 4, in again
# expect stderr:     again(n - 1)
# expect stderr:     ~~~~~^^^^^^^
# expect stderr:   File "<tests>/faults/traceback_repeated.py", line 4, in again
# expect stderr:     again(n - 1)
# expect stderr:     ~~~~~^^^^^^^
# expect stderr:   [Previous line repeated 17 more times]
# expect stderr:   File "<tests>/faults/traceback_repeated.py", line 3, in again
# expect stderr:     raise RuntimeError("bottom")
# expect stderr: RuntimeError: bottom
# expect error: RuntimeError: bottom
