__all__ = ["exported"]
origin = "part of " + __package__
exported = 1
hidden = 2
