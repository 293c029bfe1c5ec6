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
        if type(item) is not float:
            return total, lost, item
        next = total + item
        if (total if total >= 0.0 else -total) >= (item if item >= 0.0 else -item):
            lost += (total - next) + item
        else:
            lost += (item - next) + total
        total = next
    return total, lost
