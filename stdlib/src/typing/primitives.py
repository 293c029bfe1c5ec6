import sys as _sys


def _caller():
    return _sys._getframemodulename(2)


class NoDefaultType:
    __slots__ = ()
    __module__ = 'typing'

    def __new__(cls):
        return NoDefault

    def __repr__(self):
        return 'typing.NoDefault'

    def __reduce__(self):
        return 'NoDefault'


NoDefaultType.__name__ = NoDefaultType.__qualname__ = 'NoDefaultType'
NoDefault = object.__new__(NoDefaultType)


class _Evaluator:
    """What `evaluate_bound` and the like give for a value that is known already."""
    __slots__ = ('_value',)

    def __init__(self, value):
        self._value = value

    def __call__(self, format=1, /):
        if format == 4:
            if isinstance(self._value, type):
                return self._value.__qualname__
            return repr(self._value)
        return self._value

    def __repr__(self):
        return f'<constevaluator {self._value!r}>'


_Evaluator.__name__ = _Evaluator.__qualname__ = 'constevaluator'


def _check(value, what):
    import typing
    if value is None:
        return type(None)
    return typing._type_check(value, what)


def _union(left, right):
    import typing
    return typing.Union[left, right]


class _Lazy:
    """A value and what evaluates it, if it has not been yet."""
    __slots__ = ('value', 'evaluate')

    def __init__(self, value=None, evaluate=None):
        self.value = value
        self.evaluate = evaluate

    def get(self):
        if self.evaluate is not None and self.value is None:
            self.value = self.evaluate(1)
        return self.value

    def evaluator(self):
        return self.evaluate


class _Parameter:
    __slots__ = ('__name__', '_default', '__dict__', '__weakref__')

    def __mro_entries__(self, bases):
        raise TypeError(f'Cannot subclass an instance of {type(self).__name__}')

    def __repr__(self):
        return self.__name__

    def __reduce__(self):
        return self.__name__

    @property
    def __default__(self):
        return self._default.get()

    @property
    def evaluate_default(self):
        default = self._default
        if default.evaluate is not None:
            return default.evaluate
        return _Evaluator(default.value)

    def has_default(self):
        return self._default.evaluate is not None or self._default.value is not NoDefault

    def __init_subclass__(cls, **keywords):
        if cls.__module__ != '_typing':
            raise TypeError(f"type 'typing.{cls.__mro__[1].__name__}' is not an acceptable base type")


class _Variant(_Parameter):
    __slots__ = ('__covariant__', '__contravariant__', '__infer_variance__')

    def _set_variance(self, covariant, contravariant, infer_variance):
        if covariant and contravariant:
            raise ValueError('Bivariant types are not supported.')
        if infer_variance and (covariant or contravariant):
            raise ValueError('Variance cannot be specified with infer_variance.')
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)
        self.__infer_variance__ = bool(infer_variance)

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        sign = '+' if self.__covariant__ else '-' if self.__contravariant__ else '~'
        return sign + self.__name__

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)


class TypeVar(_Variant):
    """Type variable."""
    __slots__ = ('_bound', '_constraints')

    def __init__(self, name, *constraints, bound=None, default=NoDefault, covariant=False,
                 contravariant=False, infer_variance=False):
        if not isinstance(name, str):
            raise TypeError(f"typevar() argument 'name' must be str, not {type(name).__name__}")
        self._set_variance(covariant, contravariant, infer_variance)
        if bound is not None:
            bound = _check(bound, 'Bound must be a type.')
        if len(constraints) == 1:
            raise TypeError('A single constraint is not allowed')
        if constraints and bound is not None:
            raise TypeError('Constraints cannot be combined with bound=...')
        if constraints:
            import typing
            constraints = tuple(
                typing._type_check(one, 'TypeVar(name, constraint, ...): constraints must be types.')
                for one in constraints)
        self.__name__ = name
        self._bound = _Lazy(bound)
        self._constraints = _Lazy(constraints)
        self._default = _Lazy(default)
        module = _caller()
        if module != 'typing':
            self.__module__ = module

    @property
    def __bound__(self):
        return self._bound.get()

    @property
    def __constraints__(self):
        return self._constraints.get()

    @property
    def evaluate_bound(self):
        bound = self._bound
        if bound.evaluate is not None:
            return bound.evaluate
        return None if bound.value is None else _Evaluator(bound.value)

    @property
    def evaluate_constraints(self):
        constraints = self._constraints
        if constraints.evaluate is not None:
            return constraints.evaluate
        return _Evaluator(constraints.value) if constraints.value else None

    def __typing_subst__(self, argument):
        import typing
        return typing._typevar_subst(self, argument)

    def __typing_prepare_subst__(self, alias, arguments):
        parameters = alias.__parameters__
        index = parameters.index(self)
        if index < len(arguments):
            return arguments
        if index == len(arguments) and self.has_default():
            return (*arguments, self.__default__)
        raise TypeError(f'Too few arguments for {alias}; actual {len(arguments)}, expected {index + 1}')


class ParamSpecArgs:
    """The args for a ParamSpec object."""
    __module__ = 'typing'

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        origin = self.__origin__
        return f'{origin.__name__ if isinstance(origin, ParamSpec) else origin!r}.args'

    def __eq__(self, other):
        if not isinstance(other, ParamSpecArgs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    __hash__ = object.__hash__

    def __mro_entries__(self, bases):
        raise TypeError('Cannot subclass an instance of ParamSpecArgs')


class ParamSpecKwargs:
    """The kwargs for a ParamSpec object."""
    __module__ = 'typing'

    def __init__(self, origin):
        self.__origin__ = origin

    def __repr__(self):
        origin = self.__origin__
        return f'{origin.__name__ if isinstance(origin, ParamSpec) else origin!r}.kwargs'

    def __eq__(self, other):
        if not isinstance(other, ParamSpecKwargs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    __hash__ = object.__hash__

    def __mro_entries__(self, bases):
        raise TypeError('Cannot subclass an instance of ParamSpecKwargs')


class ParamSpec(_Variant):
    """Parameter specification variable."""
    __slots__ = ('__bound__',)

    def __init__(self, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False,
                 infer_variance=False):
        if not isinstance(name, str):
            raise TypeError(f"paramspec() argument 'name' must be str, not {type(name).__name__}")
        self._set_variance(covariant, contravariant, infer_variance)
        self.__bound__ = None if bound is None else _check(bound, 'Bound must be a type.')
        self.__name__ = name
        self._default = _Lazy(default)
        module = _caller()
        if module != 'typing':
            self.__module__ = module

    @property
    def args(self):
        return ParamSpecArgs(self)

    @property
    def kwargs(self):
        return ParamSpecKwargs(self)

    def __typing_subst__(self, argument):
        import typing
        return typing._paramspec_subst(self, argument)

    def __typing_prepare_subst__(self, alias, arguments):
        import typing
        return typing._paramspec_prepare_subst(self, alias, arguments)


class TypeVarTuple(_Parameter):
    """Type variable tuple."""
    __slots__ = ()

    def __init__(self, name, *, default=NoDefault):
        if not isinstance(name, str):
            raise TypeError(f"typevartuple() argument 'name' must be str, not {type(name).__name__}")
        self.__name__ = name
        self._default = _Lazy(default)
        module = _caller()
        if module != 'typing':
            self.__module__ = module

    def __iter__(self):
        import typing
        yield typing.Unpack[self]

    def __typing_subst__(self, argument):
        raise TypeError('Substitution of bare TypeVarTuple is not supported')

    def __typing_prepare_subst__(self, alias, arguments):
        import typing
        return typing._typevartuple_prepare_subst(self, alias, arguments)


class TypeAliasType:
    """Type alias."""
    __slots__ = ('__name__', '__type_params__', '_lazy', '__dict__', '__weakref__')

    def __init__(self, name, value, *, type_params=()):
        if not isinstance(type_params, tuple):
            raise TypeError('type_params must be a tuple')
        defaulted = False
        for parameter in type_params:
            if parameter.has_default():
                defaulted = True
            elif defaulted:
                raise TypeError(
                    f"non-default type parameter '{parameter!r}' follows default type parameter")
        _fill_alias(self, name, type_params, _Lazy(value), _caller())

    def __setattr__(self, name, value):
        if name in ('__name__', '__value__', '__type_params__', '__parameters__'):
            raise AttributeError('readonly attribute')
        raise AttributeError(f"'typing.TypeAliasType' object has no attribute '{name}'")

    @property
    def __value__(self):
        return self._lazy.get()

    @property
    def evaluate_value(self):
        lazy = self._lazy
        return _Evaluator(lazy.value) if lazy.evaluate is None else lazy.evaluate

    @property
    def __parameters__(self):
        parameters = []
        for parameter in self.__type_params__:
            if isinstance(parameter, TypeVarTuple):
                parameters.extend(parameter)
            else:
                parameters.append(parameter)
        return tuple(parameters)

    def __getitem__(self, arguments):
        if not self.__type_params__:
            raise TypeError('Only generic type aliases are subscriptable')
        from types import GenericAlias
        return GenericAlias(self, arguments)

    def __iter__(self):
        import typing
        yield typing.Unpack[self]

    def __or__(self, other):
        return _union(self, other)

    def __ror__(self, other):
        return _union(other, self)

    def __repr__(self):
        return self.__name__

    def __reduce__(self):
        return self.__name__

    def __init_subclass__(cls, **keywords):
        raise TypeError("type 'typing.TypeAliasType' is not an acceptable base type")


def _fill_alias(alias, name, parameters, lazy, module):
    store = object.__setattr__
    store(alias, '__name__', name)
    store(alias, '__type_params__', parameters)
    store(alias, '_lazy', lazy)
    store(alias, '__module__', module)


class Generic:
    """Abstract base class for generic types."""
    __slots__ = ()
    __module__ = 'typing'
    _is_protocol = False

    def __class_getitem__(cls, arguments):
        import typing
        return typing._generic_class_getitem(cls, arguments)

    def __init_subclass__(cls, *arguments, **keywords):
        import typing
        return typing._generic_init_subclass(cls, *arguments, **keywords)


# What the syntax for type parameters calls.

def _type_variable(name, bound, constraints):
    made = TypeVar.__new__(TypeVar)
    made.__name__ = name
    made.__covariant__ = made.__contravariant__ = False
    made.__infer_variance__ = True
    made._bound = _Lazy(None, bound)
    made._constraints = _Lazy(None, constraints) if constraints is not None else _Lazy(())
    made._default = _Lazy(NoDefault)
    made.__module__ = _caller()
    return made


def _parameter_specification(name):
    made = ParamSpec.__new__(ParamSpec)
    made.__name__ = name
    made.__covariant__ = made.__contravariant__ = False
    made.__infer_variance__ = True
    made.__bound__ = None
    made._default = _Lazy(NoDefault)
    made.__module__ = _caller()
    return made


def _type_variable_tuple(name):
    made = TypeVarTuple.__new__(TypeVarTuple)
    made.__name__ = name
    made._default = _Lazy(NoDefault)
    made.__module__ = _caller()
    return made


def _set_default(parameter, evaluate):
    parameter._default = _Lazy(None, evaluate)
    return parameter


def _type_alias(name, parameters, evaluate):
    made = object.__new__(TypeAliasType)
    _fill_alias(made, name, () if parameters is None else parameters, _Lazy(None, evaluate), _caller())
    return made


def _subscript_generic(parameters):
    import typing
    unpacked = tuple(
        typing.Unpack[parameter] if isinstance(parameter, TypeVarTuple) else parameter
        for parameter in parameters)
    return Generic[unpacked]


for _made in (TypeVar, ParamSpec, TypeVarTuple):
    _made.__module__ = 'typing'
del _made
