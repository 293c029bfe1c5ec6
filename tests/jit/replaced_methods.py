"""Methods that are replaced again and again, in the loop that calls them."""


class Switch:
    def act(self):
        return 1


class Below(Switch):
    pass


def double(self):
    return 2


def triple(self):
    return 3


def alternate(count):
    one, below, total = Switch(), Below(), 0
    for i in range(count):
        Switch.act = double
        total += one.act() + below.act()
        Switch.act = triple
        total += one.act() + below.act()
        if i % 100 == 0:
            Below.act = lambda self: -1
            total += below.act()
            del Below.act
    return total


print(alternate(6000))  # expect: 59940


def rare(count):
    one, total = Switch(), 0
    for i in range(count):
        if i % 1500 == 0:
            Switch.act = double if i % 3000 else triple
        total += one.act()
    return total


print(rare(30000))  # expect: 75000
