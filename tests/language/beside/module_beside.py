"""A module beside the program."""
value = 5
calls = ["loaded once"]


def double(x):
    return x * 2


def read():
    return value


def __getattr__(name):
    if name == "anything":
        return "made on demand"
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
