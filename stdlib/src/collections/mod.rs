//! The `_collections` module. The rest of `collections` is the library's Python.

mod deque;
mod ordered_dict;
pub mod tuple_getter;

use crate::module::{ModuleDefinition, Namespace};
use crate::native_class::NativeClass;
use object::{Result, Thread, Word, native_functions};
use object::{dict, iterate, operation};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_collections",
    doc: "High performance data structures.\n- deque:        ordered collection accessible from endpoints only\n- defaultdict:  dict subclass with a default value factory",
    functions: &[FUNCTIONS, ordered_dict::FUNCTIONS],
    classes: &[&deque::DEQUE, &deque::ITERATOR, &deque::REVERSE_ITERATOR, TUPLE_GETTER],
    initialize: Some(fill),
};

static TUPLE_GETTER: &NativeClass = &tuple_getter::TUPLE_GETTER;

native_functions! { static FUNCTIONS =
    /// Count elements in the iterable, updating the mapping.
    _count_elements(mapping, iterable) "($module, mapping, iterable, /)" Effects::ANY => count_elements;
}

/// In Python, because what it does is to call its factory.
const DEFAULT_DICT: &str = r#"
class defaultdict(dict):
    """defaultdict(default_factory=None, /, [...]) --> dict with default factory

The default factory is called without arguments to produce
a new value when a key is not present, in __getitem__ only.
A defaultdict compares equal to a dict with the same items.
All remaining arguments are treated the same as if they were
passed to the dict constructor, including keyword arguments."""
    __slots__ = ('default_factory',)
    __module__ = 'collections'

    def __init__(self, default_factory=None, /, *args, **kwargs):
        if default_factory is not None and not callable(default_factory):
            raise TypeError('first argument must be callable or None')
        self.default_factory = default_factory
        if args or kwargs:
            dict.__init__(self, *args, **kwargs)

    def __missing__(self, key):
        factory = self.default_factory
        if factory is None:
            raise KeyError(key)
        self[key] = value = factory()
        return value

    def __repr__(self):
        factory = self.default_factory
        if factory.__class__ is type(self) and factory is self:
            shown = '...'
        else:
            shown = repr(factory)
        return f'{type(self).__name__}({shown}, {dict.__repr__(self)})'

    def copy(self):
        return type(self)(self.default_factory, self)

    __copy__ = copy

    def __reduce__(self):
        arguments = () if self.default_factory is None else (self.default_factory,)
        return type(self), arguments, None, None, iter(self.items())

    def __or__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        new = self.copy()
        new.update(other)
        return new

    def __ror__(self, other):
        if not isinstance(other, dict):
            return NotImplemented
        new = type(self)(self.default_factory, other)
        new.update(self)
        return new
"#;

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    namespace.run(thread, "_collections", DEFAULT_DICT)?;
    namespace.run(thread, "_collections", ordered_dict::SOURCE)
}

fn count_elements(thread: &mut Thread, mapping: Word, iterable: Word) -> Result {
    let exact = dict::is_exact(mapping)
        || dict::is_dict(mapping) && {
            // A Counter: its own `get` and `__setitem__` are those of dict unless replaced.
            let class = object::class::class_of(mapping);
            let own = |name| object::class::lookup(class, name);
            let plain = |name| object::class::lookup(object::Builtin::Dict.word(), name);
            let (get, set) = (crate::name!("get"), crate::name!("__setitem__"));
            own(get) == plain(get) && own(set) == plain(set)
        };
    let one = Word::from_int(1);
    let get = if exact {
        Word::NULL
    } else {
        object::attribute::get(thread, mapping, crate::name!("get"))?
    };
    iterate::each(thread, iterable, &mut |thread, key| {
        if exact && dict::increment_quietly(thread, mapping, key).is_some() {
            return Ok(true);
        }
        let mut hash = 0;
        let old = if exact {
            hash = object::table::hash_of(thread, key)?;
            dict::get_hashed(thread, mapping, key, hash)?.unwrap_or(Word::from_int(0))
        } else {
            thread.call(get, &[key, Word::from_int(0)])?
        };
        let next = if old.is_int() { Word::try_from_int(old.int() + 1) } else { None };
        let new = match next {
            Some(next) => next,
            None => operation::binary(thread, operation::Binary::Add, old, one)?,
        };
        if exact {
            dict::set_hashed(thread, mapping, key, hash, new)?;
        } else {
            operation::set_item(thread, mapping, key, new)?;
        }
        Ok(true)
    })?;
    Ok(Word::NONE)
}
