"""What void units held is not held by the machine: their constants go when nobody is inside."""
import gc
import weakref


class Holder:
    pass


shared = Holder()


def work(n):
    total = 0
    for i in range(n):
        total += shared.__class__ is Holder
    return total


watched = []
for turn in range(6):
    print(work(4000))  # expect: 4000
    watched.append(weakref.ref(shared))
    shared = Holder()
# expect: 4000
# expect: 4000
# expect: 4000
# expect: 4000
# expect: 4000
for _ in range(3):
    gc.collect()
print([ref() is None for ref in watched])  # expect: [True, True, True, True, True, True]
