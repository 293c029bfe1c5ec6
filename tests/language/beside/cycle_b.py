import cycle_a


def use():
    return 41 if cycle_a.result else 0
