def first(a):
    return second(a) + 1


def second(b):
    values = [1, 2, 3]
    return values[b]


def third():
    try:
        first(10)
    except IndexError as error:
        raise ValueError("bad index") from error


class Runner:
    def run(self):
        third()


Runner().run()
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "<tests>/faults/traceback_text.py", line 12, in third
# expect stderr:     first(10)
# expect stderr:     ~~~~~^^^^
# expect stderr:   File "<tests>/faults/traceback_text.py", line 2, in first
# expect stderr:     return second(a) + 1
# expect stderr:            ~~~~~~^^^
# expect stderr:   File "<tests>/faults/traceback_text.py", line 7, in second
# expect stderr:     return values[b]
# expect stderr:            ~~~~~~^^^
# expect stderr: IndexError: list index out of range
# expect stderr:
# expect stderr: The above exception was the direct cause of the following exception:
# expect stderr:
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "<tests>/faults/traceback_text.py", line 22, in <module>
# expect stderr:     Runner().run()
# expect stderr:     ~~~~~~~~~~~~^^
# expect stderr:   File "<tests>/faults/traceback_text.py", line 19, in run
# expect stderr:     third()
# expect stderr:     ~~~~~^^
# expect stderr:   File "<tests>/faults/traceback_text.py", line 14, in third
# expect stderr:     raise ValueError("bad index") from error
# expect stderr: ValueError: bad index
# expect error: ValueError: bad index
