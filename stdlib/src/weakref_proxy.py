def _make():
    get = object.__getattribute__

    def referent(proxy):
        if not isinstance_(proxy, bases):
            return proxy
        found = get(proxy, '_reference')()
        if found is None:
            raise ReferenceError('weakly-referenced object no longer exists')
        return found

    def isinstance_(value, classes):
        return type(value) in classes

    def of_one(name):
        def method(self, *arguments, **keywords):
            return getattr(referent(self), name)(*arguments, **keywords)
        return method

    def of_two(operator):
        def method(self, other):
            return operator(referent(self), referent(other))
        return method

    def reflected(operator):
        def method(self, other):
            return operator(referent(other), referent(self))
        return method

    import _operator

    class WeakProxyType:
        __slots__ = ('_reference', '__weakref__')

        def __getattribute__(self, name):
            return getattr(referent(self), name)

        def __setattr__(self, name, value):
            setattr(referent(self), name, value)

        def __delattr__(self, name):
            delattr(referent(self), name)

        def __str__(self):
            return str(referent(self))

        def __repr__(self):
            found = get(self, '_reference')()
            return f'<weakproxy at {id(self):#x} to {type(found).__name__} at {id(found):#x}>'

        def __bool__(self):
            return bool(referent(self))

        def __iter__(self):
            return iter(referent(self))

        def __next__(self):
            return next(referent(self))

        def __len__(self):
            return len(referent(self))

        def __contains__(self, item):
            return item in referent(self)

        def __getitem__(self, key):
            return referent(self)[key]

        def __setitem__(self, key, value):
            referent(self)[key] = value

        def __delitem__(self, key):
            del referent(self)[key]

        def __int__(self):
            return int(referent(self))

        def __float__(self):
            return float(referent(self))

        def __complex__(self):
            return complex(referent(self))

        def __index__(self):
            return _operator.index(referent(self))

        def __abs__(self):
            return abs(referent(self))

        def __neg__(self):
            return -referent(self)

        def __pos__(self):
            return +referent(self)

        def __invert__(self):
            return ~referent(self)

        def __divmod__(self, other):
            return divmod(referent(self), referent(other))

        def __rdivmod__(self, other):
            return divmod(referent(other), referent(self))

        def __bytes__(self):
            return bytes(referent(self))

        def __reversed__(self):
            return reversed(referent(self))

        def __enter__(self):
            return referent(self).__enter__()

        def __exit__(self, *arguments):
            return referent(self).__exit__(*arguments)

        __hash__ = None

    for name in ('lt', 'le', 'eq', 'ne', 'gt', 'ge'):
        setattr(WeakProxyType, f'__{name}__', of_two(getattr(_operator, name)))
    for name, function in (
        ('add', 'add'), ('sub', 'sub'), ('mul', 'mul'), ('truediv', 'truediv'), ('floordiv', 'floordiv'),
        ('mod', 'mod'), ('pow', 'pow'), ('lshift', 'lshift'), ('rshift', 'rshift'), ('and', 'and_'),
        ('or', 'or_'), ('xor', 'xor'), ('matmul', 'matmul'),
    ):
        operator = getattr(_operator, function)
        setattr(WeakProxyType, f'__{name}__', of_two(operator))
        setattr(WeakProxyType, f'__r{name}__', reflected(operator))
        setattr(WeakProxyType, f'__i{name}__', of_two(getattr(_operator, 'i' + name)))

    class CallableProxyType(WeakProxyType):
        __slots__ = ()

        def __call__(self, *arguments, **keywords):
            return referent(self)(*arguments, **keywords)

    bases = (WeakProxyType, CallableProxyType)
    for made, name in ((WeakProxyType, 'ProxyType'), (CallableProxyType, 'CallableProxyType')):
        made.__module__ = 'weakref'
        made.__qualname__ = made.__name__ = name

    store = WeakProxyType._reference.__set__

    def proxy(object, callback=None, /):
        """Create a proxy object that weakly references 'object'."""
        made = (CallableProxyType if callable(object) else WeakProxyType).__new__(
            CallableProxyType if callable(object) else WeakProxyType)
        if callback is None:
            store(made, ref(object))
        else:
            store(made, ref(object, lambda reference: callback(made)))
        return made

    return WeakProxyType, CallableProxyType, proxy


ProxyType, CallableProxyType, proxy = _make()
del _make
