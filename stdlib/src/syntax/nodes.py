class AST:
    __module__ = 'ast'
    _fields = ()
    _attributes = ()
    __match_args__ = ()
    _field_types = {}
    _kinds = {}

    def __init__(self, /, *args, **kwargs):
        fields = self._fields
        if len(args) > len(fields):
            plural = '' if len(fields) == 1 else 's'
            raise TypeError(
                f'{type(self).__name__} constructor takes at most {len(fields)} positional argument{plural}')
        given = set()
        for name, value in zip(fields, args):
            setattr(self, name, value)
            given.add(name)
        for name, value in kwargs.items():
            if name in given:
                raise TypeError(f"{type(self).__name__} got multiple values for argument '{name}'")
            if name not in fields and name not in self._attributes:
                import warnings
                warnings.warn(
                    f"{type(self).__name__}.__init__ got an unexpected keyword argument '{name}'. "
                    'Support for arbitrary keyword arguments is deprecated and will be removed in Python 3.15.',
                    DeprecationWarning, 2)
            setattr(self, name, value)
            given.add(name)
        missing = []
        for name in fields:
            if name not in given:
                kind = self._kinds.get(name, '')
                if kind == '*':
                    setattr(self, name, [])
                elif kind == '=':
                    setattr(self, name, Load())
                elif kind == '':
                    missing.append(name)
        if missing:
            import warnings
            count = len(missing)
            plural = '' if count == 1 else 's'
            shown = ', '.join(map(repr, missing))
            warnings.warn(
                f'{type(self).__name__}.__init__ missing {count} required positional argument{plural}: {shown}. '
                'This will become an error in Python 3.15.', DeprecationWarning, 2)

    def __reduce_ex__(self, protocol):
        return type(self), (), self.__dict__

    def __repr__(self):
        parts = ', '.join(f'{name}={getattr(self, name)!r}' for name in self._fields if hasattr(self, name))
        return f'{type(self).__name__}({parts})'

    def __replace__(self, /, **changes):
        values = {name: getattr(self, name) for name in self._fields + self._attributes if hasattr(self, name)}
        for name in changes:
            if name not in self._fields and name not in self._attributes:
                raise TypeError(
                    f'{type(self).__name__}.__replace__ got an unexpected keyword argument {name!r}.')
        values.update(changes)
        return type(self)(**values)


def _make(namespace):
    for line in _table.splitlines():
        head, rest = line.split(':')
        name, base = head.split()
        fields, attributes = rest.split('|')
        kinds = {}
        names = []
        for field in fields.split():
            kind = field[-1] if field[-1] in '*?=' else ''
            field = field.rstrip('*?=')
            names.append(field)
            kinds[field] = kind
        body = {'__module__': 'ast'}
        own = tuple(names)
        base_class = object if base == 'object' else namespace[base]
        body['_fields'] = own
        body['__match_args__'] = own
        body['_kinds'] = kinds
        for field, kind in kinds.items():
            if kind == '?':
                body[field] = None
        attributes = attributes.split()
        if attributes != ['-']:
            body['_attributes'] = tuple(attribute.rstrip('?') for attribute in attributes)
            for attribute in attributes:
                if attribute.endswith('?'):
                    body[attribute.rstrip('?')] = None
        namespace[name] = type(name, (base_class,), body)


_make(globals())
del _make, _table
