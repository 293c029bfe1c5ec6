def append(items, target):
    for item in items:
        target.append(item)

def any(items):
    for item in items:
        if item:
            return True
    return False

def all(items):
    for item in items:
        if not item:
            return False
    return True

def add_integers(items, total):
    for item in items:
        if type(item) is not int and type(item) is not bool:
            return total, item
        total += item
    return total,

def add_floats(items, total, lost):
    for item in items:
        error = rounding_error(total, item)
        if error is None:
            return total, lost, item
        lost += error
        total += item
    return total, lost

def collect(items):
    return [item for item in items]

def add_to_set(items, target):
    for item in items:
        target.add(item)

def update(items, target):
    number = 0
    for item in items:
        if type(item) is not tuple or length(item) != 2:
            return number, item
        target[item[0]] = item[1]
        number += 1
    return ()

def smallest(items):
    for best in items:
        break
    else:
        return ()
    for item in items:
        if item < best:
            best = item
    return best,

def biggest(items):
    for best in items:
        break
    else:
        return ()
    for item in items:
        if item > best:
            best = item
    return best,

def contains(items, wanted):
    for item in items:
        if item is wanted or item == wanted:
            return True
    return False

def append_keys(items, key, target):
    for item in items:
        target.append(key(item))

def least(items, key, none):
    best = none
    for item in items:
        found = key(item)
        if best is none:
            best = item
            best_key = found
        elif found < best_key:
            best = item
            best_key = found
    return best

def greatest(items, key, none):
    best = none
    for item in items:
        found = key(item)
        if best is none:
            best = item
            best_key = found
        elif found > best_key:
            best = item
            best_key = found
    return best

def rise(heap, start, at):
    size = length(heap)
    while at > start:
        parent = (at - 1) >> 1
        is_before = True if heap[at] < heap[parent] else False
        if length(heap) != size:
            return False
        if not is_before:
            break
        item = heap[at]
        heap[at] = heap[parent]
        heap[parent] = item
        at = parent
    return True

def sink(heap, at):
    size = length(heap)
    limit = size >> 1
    while at < limit:
        child = 2 * at + 1
        if child + 1 < size:
            if not heap[child] < heap[child + 1]:
                child += 1
            if length(heap) != size:
                return None
        item = heap[at]
        heap[at] = heap[child]
        heap[child] = item
        at = child
    return at
