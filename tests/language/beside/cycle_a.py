import cycle_b


def result():
    return cycle_b.use() + 1
