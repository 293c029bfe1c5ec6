def map_1(this):
    for item in word(this, 1)[0]:
        return word(this, 0)(item)
    return END

def map_2(this):
    one, two = word(this, 1)
    for a in one:
        for b in two:
            return word(this, 0)(a, b)
        return END
    return END

def map_3(this):
    one, two, three = word(this, 1)
    for a in one:
        for b in two:
            for c in three:
                return word(this, 0)(a, b, c)
            return END
        return END
    return END

def zip_1(this):
    for item in word(this, 0)[0]:
        return item,
    return END

def zip_2(this):
    one, two = word(this, 0)
    for a in one:
        for b in two:
            return a, b
        return END
    return END

def zip_3(this):
    one, two, three = word(this, 0)
    for a in one:
        for b in two:
            for c in three:
                return a, b, c
            return END
        return END
    return END

def zip_4(this):
    one, two, three, four = word(this, 0)
    for a in one:
        for b in two:
            for c in three:
                for d in four:
                    return a, b, c, d
                return END
            return END
        return END
    return END

def filter(this):
    function = word(this, 0)
    if function is None or function is bool:
        for item in word(this, 1):
            if item:
                return item
        return END
    for item in word(this, 1):
        if function(item):
            return item
    return END

def enumerate(this):
    for item in word(this, 0):
        number = word(this, 1)
        set_word(this, 1, number + 1)
        return number, item
    return END

def chain(this):
    while True:
        active = word(this, 1)
        if active is not None:
            for item in active:
                return item
            clear_word(this, 1)
        iterables = word(this, 0)
        if iterables is None:
            return END
        for iterable in iterables:
            set_word(this, 1, iter(iterable))
            break
        else:
            clear_word(this, 0)
            return END

def compress(this):
    source = word(this, 0)
    if source is None:
        return END
    selectors = word(this, 1)
    for item in source:
        for selector in selectors:
            break
        else:
            return END
        if selector:
            return item
    clear_word(this, 0)
    return END

def dropwhile(this):
    source = word(this, 0)
    if source is None:
        return END
    if word(this, 2):
        for item in source:
            return item
    else:
        function = word(this, 1)
        for item in source:
            if not function(item):
                set_word(this, 2, True)
                return item
    clear_word(this, 0)
    return END

def takewhile(this):
    source = word(this, 0)
    if source is None:
        return END
    for item in source:
        if word(this, 1)(item):
            return item
        break
    clear_word(this, 0)
    return END

def filterfalse(this):
    source = word(this, 0)
    if source is None:
        return END
    function = word(this, 1)
    if function is None or function is bool:
        for item in source:
            if not item:
                return item
    else:
        for item in source:
            if not function(item):
                return item
    clear_word(this, 0)
    return END

def islice(this):
    source = word(this, 0)
    if source is None:
        return END
    at = word(this, 1)
    wanted = word(this, 2)
    end = word(this, 3)
    while at < wanted:
        for item in source:
            break
        else:
            clear_word(this, 0)
            return END
        at += 1
        set_word(this, 1, at)
    if 0 <= end <= at:
        clear_word(this, 0)
        return END
    for item in source:
        set_word(this, 1, at + 1)
        wanted += word(this, 4)
        if 0 <= end < wanted:
            wanted = end
        if wanted > MOST:
            wanted = MOST
        set_word(this, 2, wanted)
        return item
    clear_word(this, 0)
    return END

def starmap(this):
    source = word(this, 0)
    if source is None:
        return END
    for item in source:
        return word(this, 1)(*item)
    clear_word(this, 0)
    return END

def accumulate(this):
    if has_word(this, 3):
        total = word(this, 3)
        clear_word(this, 3)
        set_word(this, 2, total)
        return total
    source = word(this, 0)
    if source is None:
        return END
    for item in source:
        if has_word(this, 2):
            function = word(this, 1)
            if function is None:
                item = word(this, 2) + item
            else:
                item = function(word(this, 2), item)
        set_word(this, 2, item)
        return item
    clear_word(this, 0)
    return END

def pairwise(this):
    source = word(this, 0)
    if source is None:
        return END
    if not has_word(this, 1):
        for item in source:
            set_word(this, 1, item)
            break
        else:
            clear_word(this, 0)
            return END
    last = word(this, 1)
    for item in source:
        set_word(this, 1, item)
        return last, item
    clear_word(this, 0)
    return END

def groupby(this):
    clear_word(this, 4)
    while True:
        if has_word(this, 2):
            if not has_word(this, 1):
                break
            key = word(this, 2)
            target = word(this, 1)
            if not (target is key or target == key):
                break
        source, function = word(this, 0)
        for value in source:
            break
        else:
            return END
        set_word(this, 2, value if function is None else function(value))
        set_word(this, 3, value)
    key = word(this, 2)
    set_word(this, 1, key)
    group = new_group(this, key)
    set_word(this, 4, group)
    return key, group

def group(this):
    parent = word(this, 0)
    if word(parent, 4) is not this:
        return END
    if not has_word(parent, 3):
        source, function = word(parent, 0)
        for value in source:
            break
        else:
            return END
        set_word(parent, 2, value if function is None else function(value))
        set_word(parent, 3, value)
    key = word(parent, 2)
    own = word(this, 1)
    if not (own is key or own == key):
        return END
    value = word(parent, 3)
    clear_word(parent, 3)
    return value

def count(this):
    value = word(this, 0)
    set_word(this, 0, value + word(this, 1))
    return value

def repeat(this):
    left = word(this, 1)
    if left == 0:
        return END
    if left > 0:
        set_word(this, 1, left - 1)
    return word(this, 0)

def cycle(this):
    source = word(this, 0)
    saved = word(this, 1)
    if source is not None:
        for item in source:
            saved.append(item)
            return item
        clear_word(this, 0)
    at = word(this, 2)
    if at >= len(saved):
        at = 0
        if not saved:
            return END
    set_word(this, 2, at + 1)
    return saved[at]
