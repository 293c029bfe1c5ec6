//! types.SimpleNamespace

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::{class_name, lossy};
use crate::error::Result;
use crate::native::Arguments;
use crate::operation::{self, Compare};
use crate::thread::Thread;
use crate::{attribute, dict, native_functions, string, tuple};
use tracer::{Effects, Word};

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::READS => construct;
}

native_functions! { static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, mapping_or_iterable=(), /, **kwargs)" Effects::ANY => init;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
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
    /// Return state information for pickling
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
    /// Return a copy of the namespace object with new values for the specified attributes.
    __replace__(..) "($self, /, **changes)" Effects::ANY => replace;
}

/// A namespace with these attributes.
pub fn new(thread: &mut Thread, attributes: &[(&str, Word)]) -> Result {
    let this = class::instantiate(thread, Builtin::SimpleNamespace.word())?;
    for (name, value) in attributes {
        let name = crate::intern::intern(name);
        class::instance::set_attribute(thread, this, name, *value)?;
    }
    Ok(this)
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    class::instantiate(thread, arguments.all[0])
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let names: &[Word] =
        if arguments.names.is_null() { &[] } else { tuple::items(arguments.names) };
    let positional = &arguments.all[..arguments.all.len() - names.len()];
    let named = &arguments.all[positional.len()..];
    let this = positional[0];
    if positional.len() > 2 {
        let text =
            format!("SimpleNamespace expected at most 1 argument, got {}", positional.len() - 1);
        return Err(thread.type_error(text));
    }
    if let Some(&from) = positional.get(1) {
        let mapping = dict::new(thread);
        dict::update(thread, mapping, from)?;
        let mut position = 0;
        while let Some((next, key, value)) = dict::next_entry(mapping, position) {
            position = next;
            if !string::is_str(key) {
                return Err(thread.type_error("keywords must be strings"));
            }
            let key = attribute::interned(thread, key)?;
            class::instance::set_attribute(thread, this, key, value)?;
        }
    }
    for (&name, &value) in names.iter().zip(named) {
        let name = attribute::interned(thread, name)?;
        class::instance::set_attribute(thread, this, name, value)?;
    }
    Ok(Word::NONE)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let name = if class::class_of(this) == Builtin::SimpleNamespace.word() {
        String::from("namespace")
    } else {
        class_name(this)
    };
    if thread.printing.contains(&this) {
        return Ok(string::new(thread, &format!("{name}(...)")));
    }
    thread.printing.push(this);
    let result = repr_items(thread, this);
    thread.printing.pop();
    let items = result?;
    Ok(string::new(thread, &format!("{name}({})", items.join(", "))))
}

fn repr_items(thread: &mut Thread, this: Word) -> Result<Vec<String>> {
    let mut texts = Vec::new();
    let attributes = attribute::dict_of(thread, this)?;
    let mut position = 0;
    while let Some((next, key, value)) = dict::next_entry(attributes, position) {
        position = next;
        if string::is_str(key) && !string::bytes(key).is_empty() {
            texts.push(format!("{}={}", lossy(key), crate::describe::repr(thread, value)?));
        }
    }
    Ok(texts)
}

fn compare(thread: &mut Thread, operator: Compare, this: Word, other: Word) -> Result {
    if !class::is_kind(this, Builtin::SimpleNamespace)
        || !class::is_kind(other, Builtin::SimpleNamespace)
    {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let a = attribute::dict_of(thread, this)?;
    let b = attribute::dict_of(thread, other)?;
    operation::compare(thread, operator, a, b)
}

macro_rules! comparisons {
    ($($name:ident $operator:ident;)*) => { $(
        fn $name(thread: &mut Thread, this: Word, other: Word) -> Result {
            compare(thread, Compare::$operator, this, other)
        }
    )* };
}
comparisons! { less Lt; less_equal Le; equal Eq; not_equal Ne; greater Gt; greater_equal Ge; }

fn reduce(thread: &mut Thread, this: Word) -> Result {
    let empty = tuple::new(thread, &[]);
    let attributes = attribute::dict_of(thread, this)?;
    Ok(tuple::new(thread, &[class::class_of(this), empty, attributes]))
}

fn replace(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    let fresh = thread.call(class::class_of(this), &[])?;
    let attributes = attribute::dict_of(thread, this)?;
    let mut position = 0;
    while let Some((next, key, value)) = dict::next_entry(attributes, position) {
        position = next;
        attribute::set(thread, fresh, key, value)?;
    }
    if !arguments.names.is_null() {
        let names = tuple::items(arguments.names);
        let named = &arguments.all[arguments.all.len() - names.len()..];
        for (&name, &value) in names.iter().zip(named) {
            attribute::set(thread, fresh, name, value)?;
        }
    }
    Ok(fresh)
}

pub(crate) static CLASS: Definition = Definition {
    doc: "A simple attribute-based namespace.",
    methods: &[METHODS],
    attributes: &[std::slice::from_ref(&crate::object_type::DICT_ATTRIBUTE)],
    constructor: CONSTRUCTOR,
    unhashable: true,
    ..Definition::EMPTY
};
