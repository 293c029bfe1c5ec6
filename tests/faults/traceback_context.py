try:
    {}["key"]
except KeyError:
    x = undefined + 1
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "<tests>/faults/traceback_context.py", line 2, in <module>
# expect stderr:     {}["key"]
# expect stderr:     ~~^^^^^^^
# expect stderr: KeyError: 'key'
# expect stderr:
# expect stderr: During handling of the above exception, another exception occurred:
# expect stderr:
# expect stderr: Traceback (most recent call last):
# expect stderr:   File "<tests>/faults/traceback_context.py", line 4, in <module>
# expect stderr:     x = undefined + 1
# expect stderr:         ^^^^^^^^^
# expect stderr: NameError: name 'undefined' is not defined
# expect error: NameError: name 'undefined' is not defined
