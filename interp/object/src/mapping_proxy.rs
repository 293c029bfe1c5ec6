//! mappingproxy: a read-only view of a mapping.

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::class_name;
use crate::error::Result;
use crate::header;
use crate::layout::Words;
use crate::name::*;
use crate::native::Arguments;
use crate::operation::{self, Binary, Compare};
use crate::thread::Thread;
use crate::{dict, native_functions, string};
use tracer::{Effects, Word};

/// A proxy of a mapping.
pub fn new(thread: &mut Thread, mapping: Word) -> Word {
    let proxy: &mut Words = thread.new_object(Builtin::MappingProxy.shape());
    proxy.words[0] = mapping;
    Word::from_pointer(proxy)
}

/// What the proxy shows.
pub fn mapping(proxy: Word) -> Word {
    // SAFETY: callers pass proxies.
    unsafe { (*proxy.pointer::<Words>()).words[0] }
}

native_functions! { static CONSTRUCTOR =
    __new__(class, mapping) "($type, mapping)" Effects::READS => construct;
}

native_functions! { static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Return str(self).
    __str__(this) "($self, /)" Effects::ANY => str;
    /// Return len(self).
    __len__(this) "($self, /)" Effects::ANY => len;
    /// Return self[key].
    __getitem__(this, key) "($self, key, /)" Effects::ANY => getitem;
    /// Return key in self.
    __contains__(this, key) "($self, key, /)" Effects::ANY => contains;
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::ANY => iter;
    /// D.__reversed__() -> reverse iterator
    __reversed__(this) "($self, /)" Effects::ANY => reversed;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::ANY => hash;
    /// Return self==value.
    __eq__(this, other) "($self, value, /)" Effects::ANY => equal;
    /// Return self!=value.
    __ne__(this, other) "($self, value, /)" Effects::ANY => not_equal;
    /// Return self<value.
    __lt__(this, other) "($self, value, /)" Effects::ANY => less;
    /// Return self<=value.
    __le__(this, other) "($self, value, /)" Effects::ANY => less_equal;
    /// Return self>value.
    __gt__(this, other) "($self, value, /)" Effects::ANY => greater;
    /// Return self>=value.
    __ge__(this, other) "($self, value, /)" Effects::ANY => greater_equal;
    /// Return self|value.
    __or__(this, other) "($self, value, /)" Effects::ANY => or;
    /// Return value|self.
    __ror__(this, other) "($self, value, /)" Effects::ANY => reflected_or;
    /// Return self|=value.
    __ior__(this, other) "($self, value, /)" Effects::READS => inplace_or;
    /// Return the value for key if key is in the mapping, else default.
    get(..) "($self, key, default=None, /)" Effects::ANY => get;
    /// a set-like object providing a view on D's keys
    keys(this) "($self, /)" Effects::ANY => keys_method;
    /// an object providing a view on D's values
    values(this) "($self, /)" Effects::ANY => values_method;
    /// a set-like object providing a view on D's items
    items(this) "($self, /)" Effects::ANY => items_method;
    /// a shallow copy of D
    copy(this) "($self, /)" Effects::ANY => copy;
}

fn construct(thread: &mut Thread, _class: Word, mapping: Word) -> Result {
    let kind = class::class_of(mapping);
    if class::lookup(kind, __getitem__.word()).is_null()
        || class::is_kind(mapping, Builtin::List)
        || class::is_kind(mapping, Builtin::Tuple)
    {
        let text =
            format!("mappingproxy() argument must be a mapping, not {}", class_name(mapping));
        return Err(thread.type_error(text));
    }
    Ok(new(thread, mapping))
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let inner = crate::describe::repr(thread, mapping(this))?;
    Ok(string::new(thread, &format!("mappingproxy({inner})")))
}

fn str(thread: &mut Thread, this: Word) -> Result {
    operation::str(thread, mapping(this))
}

fn len(thread: &mut Thread, this: Word) -> Result {
    let length = operation::length(thread, mapping(this))?;
    Ok(Word::from_int(length as i64))
}

fn getitem(thread: &mut Thread, this: Word, key: Word) -> Result {
    operation::get_item(thread, mapping(this), key)
}

fn contains(thread: &mut Thread, this: Word, key: Word) -> Result {
    operation::contains(thread, mapping(this), key).map(Word::from_bool)
}

fn iter(thread: &mut Thread, this: Word) -> Result {
    crate::iterate::iterator(thread, mapping(this))
}

fn reversed(thread: &mut Thread, this: Word) -> Result {
    operation::call_method(thread, mapping(this), __reversed__.word(), &[])
}

fn hash(thread: &mut Thread, this: Word) -> Result {
    let hash = operation::hash(thread, mapping(this))?;
    Ok(crate::integer::from_i64(thread, hash))
}

fn compare(thread: &mut Thread, operator: Compare, this: Word, other: Word) -> Result {
    let other = unwrapped(other);
    operation::compare(thread, operator, mapping(this), other)
}

macro_rules! comparisons {
    ($($name:ident $operator:ident;)*) => { $(
        fn $name(thread: &mut Thread, this: Word, other: Word) -> Result {
            compare(thread, Compare::$operator, this, other)
        }
    )* };
}
comparisons! { less Lt; less_equal Le; equal Eq; not_equal Ne; greater Gt; greater_equal Ge; }

fn unwrapped(object: Word) -> Word {
    if header::has_shape(object, Builtin::MappingProxy.shape()) { mapping(object) } else { object }
}

fn or(thread: &mut Thread, this: Word, other: Word) -> Result {
    operation::binary(thread, Binary::Or, unwrapped(this), unwrapped(other))
}

fn reflected_or(thread: &mut Thread, this: Word, other: Word) -> Result {
    operation::binary(thread, Binary::Or, unwrapped(other), unwrapped(this))
}

fn inplace_or(thread: &mut Thread, _this: Word, _other: Word) -> Result {
    Err(thread.type_error("'|=' is not supported by mappingproxy; use '|' instead"))
}

fn get(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, key, default] =
        crate::signature::bind::<3>(thread, "get", "($self, key, default=None, /)", arguments)?;
    let default = if default.is_null() { Word::NONE } else { default };
    let inner = mapping(this);
    if header::has_shape(inner, Builtin::Dict.shape()) {
        return Ok(dict::get(thread, inner, key)?.unwrap_or(default));
    }
    operation::call_method(thread, inner, crate::interned!("get"), &[key, default])
}

fn keys_method(thread: &mut Thread, this: Word) -> Result {
    operation::call_method(thread, mapping(this), KEYS.word(), &[])
}

fn values_method(thread: &mut Thread, this: Word) -> Result {
    operation::call_method(thread, mapping(this), crate::interned!("values"), &[])
}

fn items_method(thread: &mut Thread, this: Word) -> Result {
    operation::call_method(thread, mapping(this), ITEMS.word(), &[])
}

fn copy(thread: &mut Thread, this: Word) -> Result {
    operation::call_method(thread, mapping(this), crate::interned!("copy"), &[])
}

native_functions! { static CLASS_METHODS =
    /// See PEP 585
    __class_getitem__(class, item) "($type, object, /)" Effects::READS => crate::generic_alias::class_getitem;
}

pub(crate) static CLASS: Definition = Definition {
    doc: "Read-only proxy of a mapping.",
    methods: &[METHODS],
    class_methods: &[CLASS_METHODS],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
