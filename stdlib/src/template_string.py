class Interpolation:
    """Interpolation object"""
    __slots__ = ('value', 'expression', 'conversion', 'format_spec')
    __match_args__ = ('value', 'expression', 'conversion', 'format_spec')
    __module__ = 'string.templatelib'

    def __new__(cls, value, expression='', conversion=None, format_spec=''):
        if not isinstance(expression, str):
            raise TypeError(
                f"Interpolation() argument 'expression' must be str, not {type(expression).__name__}")
        if conversion is not None and conversion not in ('s', 'a', 'r'):
            if not isinstance(conversion, str):
                raise TypeError(
                    f"Interpolation() argument 'conversion' must be str, not {type(conversion).__name__}")
            raise ValueError("Interpolation() argument 'conversion' must be one of 's', 'a' or 'r'")
        if not isinstance(format_spec, str):
            raise TypeError(
                f"Interpolation() argument 'format_spec' must be str, not {type(format_spec).__name__}")
        return _interpolation(value, expression, conversion, format_spec)

    def __setattr__(self, name, value):
        if name in self.__slots__:
            raise AttributeError('readonly attribute')
        raise AttributeError(
            f"'string.templatelib.Interpolation' object has no attribute '{name}' "
            "and no __dict__ for setting new attributes")

    def __repr__(self):
        return f'Interpolation({self.value!r}, {self.expression!r}, {self.conversion!r}, {self.format_spec!r})'

    def __reduce__(self):
        return Interpolation, (self.value, self.expression, self.conversion, self.format_spec)

    def __class_getitem__(cls, item):
        return _alias(cls, item)

    def __init_subclass__(cls, **keywords):
        raise TypeError("type 'string.templatelib.Interpolation' is not an acceptable base type")


class Template:
    """Template object"""
    __slots__ = ('strings', 'interpolations')
    __module__ = 'string.templatelib'

    def __new__(cls, *args, **keywords):
        if keywords:
            raise TypeError('Template.__new__ only accepts *args arguments')
        strings = []
        interpolations = []
        pending = None
        for part in args:
            if isinstance(part, str):
                pending = part if pending is None else pending + part
            elif isinstance(part, Interpolation):
                strings.append('' if pending is None else pending)
                pending = None
                interpolations.append(part)
            else:
                raise TypeError(
                    "Template.__new__ *args need to be of type 'str' or 'Interpolation', "
                    f"got {type(part).__name__}")
        strings.append('' if pending is None else pending)
        return _template(tuple(strings), tuple(interpolations))

    def __setattr__(self, name, value):
        if name in ('strings', 'interpolations', 'values'):
            raise AttributeError('readonly attribute')
        raise AttributeError(
            f"'string.templatelib.Template' object has no attribute '{name}' "
            "and no __dict__ for setting new attributes")

    @property
    def values(self):
        return tuple(one.value for one in self.interpolations)

    def __iter__(self):
        return TemplateIter(self)

    def __add__(self, other):
        if not isinstance(other, Template):
            kind = type(other)
            shown = kind.__name__ if kind.__module__ == 'builtins' else f'{kind.__module__}.{kind.__qualname__}'
            raise TypeError(
                f'can only concatenate string.templatelib.Template (not "{shown}") to string.templatelib.Template')
        strings = self.strings[:-1] + (self.strings[-1] + other.strings[0],) + other.strings[1:]
        return _template(strings, self.interpolations + other.interpolations)

    def __repr__(self):
        return f'Template(strings={self.strings!r}, interpolations={self.interpolations!r})'

    def __reduce__(self):
        import string.templatelib
        return string.templatelib._template_unpickle, (self.strings, self.interpolations)

    def __class_getitem__(cls, item):
        return _alias(cls, item)

    def __init_subclass__(cls, **keywords):
        raise TypeError("type 'string.templatelib.Template' is not an acceptable base type")


class TemplateIter:
    __slots__ = ('_parts',)
    __module__ = 'string.templatelib'

    def __init__(self, template):
        parts = []
        for index, text in enumerate(template.strings):
            if text:
                parts.append(text)
            if index < len(template.interpolations):
                parts.append(template.interpolations[index])
        self._parts = iter(parts)

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._parts)


_alias = type(list[int])
_set_value = Interpolation.value.__set__
_set_expression = Interpolation.expression.__set__
_set_conversion = Interpolation.conversion.__set__
_set_format = Interpolation.format_spec.__set__
_set_strings = Template.strings.__set__
_set_interpolations = Template.interpolations.__set__


def _interpolation(value, expression, conversion, format_spec):
    made = object.__new__(Interpolation)
    _set_value(made, value)
    _set_expression(made, expression)
    _set_conversion(made, conversion)
    _set_format(made, format_spec)
    return made


def _template(strings, interpolations):
    made = object.__new__(Template)
    _set_strings(made, strings)
    _set_interpolations(made, interpolations)
    return made
