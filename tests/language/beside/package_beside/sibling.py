from . import part
from .part import exported as from_part
