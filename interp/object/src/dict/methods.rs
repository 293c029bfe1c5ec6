//! The methods of dict.

use super::iterator::Part;
use super::*;
use crate::native::Arguments;
use crate::{class, iterate, native_functions, operation, representation, tuple};
use tracer::Effects;

pub const DOC: &str = "dict() -> new empty dictionary
dict(mapping) -> new dictionary initialized from a mapping object's
    (key, value) pairs
dict(iterable) -> new dictionary initialized as if via:
    d = {}
    for k, v in iterable:
        d[k] = v
dict(**kwargs) -> new dictionary initialized with the name=value pairs
    in the keyword argument list.  For example:  dict(one=1, two=2)";

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct;
}

native_functions! { pub static CLASS_METHODS =
    /// Create a new dictionary with keys from iterable and values set to value.
    fromkeys(class, iterable, value) "($type, iterable, value=None, /)" Effects::ANY => from_keys;
}

native_functions! { pub static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, *args, **kwargs)" Effects::ANY => initialize;
    /// True if the dictionary has the specified key, else False.
    __contains__(this, key) "($self, key, /)" Effects::ANY => contains_method;
    /// Return self[key].
    __getitem__(this, key) "($self, key, /)" Effects::ANY => get_item;
    /// Set self[key] to value.
    __setitem__(this, key, value) "($self, key, value, /)" Effects::ANY => set_item;
    /// Delete self[key].
    __delitem__(this, key) "($self, key, /)" Effects::ANY => delete_item_method;
    /// Return len(self).
    __len__(this) "($self, /)" Effects::READS => length_method;
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::READS => iterate_keys;
    /// Return a reverse iterator over the dict keys.
    __reversed__(this) "($self, /)" Effects::READS => reversed_keys;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::ANY => equal_method;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::ANY => not_equal_method;
    /// Return self<value.
    __lt__(this, value) "($self, value, /)" Effects::READS => no_order;
    /// Return self<=value.
    __le__(this, value) "($self, value, /)" Effects::READS => no_order;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::READS => no_order;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::READS => no_order;
    /// Return self|value.
    __or__(this, value) "($self, value, /)" Effects::ANY => or;
    /// Return value|self.
    __ror__(this, value) "($self, value, /)" Effects::ANY => reflected_or;
    /// Return self|=value.
    __ior__(this, value) "($self, value, /)" Effects::ANY => or_in_place;
    /// Return the size of the dict in memory, in bytes.
    __sizeof__(this) "($self, /)" Effects::READS => size;
    /// Remove all items from the dict.
    clear(this) "($self, /)" Effects::ANY => clear_method;
    /// Return a shallow copy of the dict.
    copy(this) "($self, /)" Effects::READS => copy_method;
    /// Return the value for key if key is in the dictionary, else default.
    get(this, key, default) "($self, key, default=None, /)" Effects::ANY => get_method;
    /// Insert key with a value of default if key is not in the dictionary.
    ///
    /// Return the value for key if key is in the dictionary, else default.
    setdefault(this, key, default) "($self, key, default=None, /)" Effects::ANY => set_default;
    /// D.pop(k[,d]) -> v, remove specified key and return the corresponding value.
    ///
    /// If the key is not found, return the default if given; otherwise,
    /// raise a KeyError.
    pop(this, key, default) "($self, key, default=<unrepresentable>, /)" Effects::ANY => pop;
    /// Remove and return a (key, value) pair as a 2-tuple.
    ///
    /// Pairs are returned in LIFO (last-in, first-out) order.
    /// Raises KeyError if the dict is empty.
    popitem(this) "($self, /)" Effects::ANY => pop_item_method;
    /// D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.
    /// If E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]
    /// If E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v
    /// In either case, this is followed by: for k in F:  D[k] = F[k]
    update(..) "($self, /, *args, **kwargs)" Effects::ANY => update_method;
    /// Return a set-like object providing a view on the dict's keys.
    keys(this) "($self, /)" Effects::READS => keys;
    /// Return an object providing a view on the dict's values.
    values(this) "($self, /)" Effects::READS => values;
    /// Return a set-like object providing a view on the dict's items.
    items(this) "($self, /)" Effects::READS => items;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    if class == Builtin::Dict.word() {
        return Ok(new(thread));
    }
    class::instantiate(thread, class)
}

fn initialize(thread: &mut Thread, arguments: Arguments) -> Result {
    update::update_from_arguments(thread, "dict", arguments)?;
    Ok(Word::NONE)
}

fn update_method(thread: &mut Thread, arguments: Arguments) -> Result {
    update::update_from_arguments(thread, "update", arguments)?;
    Ok(Word::NONE)
}

fn from_keys(thread: &mut Thread, class: Word, iterable: Word, value: Word) -> Result {
    let value = if value.is_null() { Word::NONE } else { value };
    let dict = if class == Builtin::Dict.word() { new(thread) } else { thread.call(class, &[])? };
    let exact = is_exact(dict);
    iterate::each(thread, iterable, &mut |thread, key| {
        if exact {
            set(thread, dict, key, value)?;
        } else {
            operation::set_item(thread, dict, key, value)?;
        }
        Ok(true)
    })?;
    Ok(dict)
}

fn contains_method(thread: &mut Thread, this: Word, key: Word) -> Result {
    Ok(Word::from_bool(contains(thread, this, key)?))
}
fn set_item(thread: &mut Thread, this: Word, key: Word, value: Word) -> Result {
    set(thread, this, key, value)?;
    Ok(Word::NONE)
}
fn delete_item_method(thread: &mut Thread, this: Word, key: Word) -> Result {
    delete_item(thread, this, key)?;
    Ok(Word::NONE)
}
fn length_method(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(length(this) as i64))
}
fn iterate_keys(thread: &mut Thread, this: Word) -> Result {
    Ok(iterator::new(thread, Part::Keys, this))
}
fn reversed_keys(thread: &mut Thread, this: Word) -> Result {
    Ok(iterator::new_reversed(thread, Part::Keys, this))
}

/// `repr(dict)`
pub fn repr(thread: &mut Thread, this: Word) -> Result {
    representation::guarded(thread, this, "{...}", |thread, text| {
        text.push(b'{');
        let (mut position, mut first) = (0, true);
        while let Some((next, key, value)) = next_entry(this, position) {
            position = next;
            representation::separate(text, &mut first);
            representation::push(thread, text, key)?;
            text.extend_from_slice(b": ");
            representation::push(thread, text, value)?;
        }
        text.push(b'}');
        Ok(())
    })
}

fn equal_method(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_dict(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    Ok(Word::from_bool(equal(thread, this, value)?))
}
fn not_equal_method(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_dict(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    Ok(Word::from_bool(!equal(thread, this, value)?))
}
fn no_order(_thread: &mut Thread, _this: Word, _value: Word) -> Result {
    Ok(Word::NOT_IMPLEMENTED)
}

fn or(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_dict(this) || !is_dict(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    merged(thread, this, value)
}
fn reflected_or(thread: &mut Thread, this: Word, value: Word) -> Result {
    or(thread, value, this)
}
fn or_in_place(thread: &mut Thread, this: Word, value: Word) -> Result {
    update::update(thread, this, value)?;
    Ok(this)
}

fn size(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int((size_of::<Dict>() + table_of(this).bytes()) as i64))
}
fn clear_method(thread: &mut Thread, this: Word) -> Result {
    clear(thread, this);
    Ok(Word::NONE)
}
fn copy_method(thread: &mut Thread, this: Word) -> Result {
    Ok(copy(thread, this))
}
fn get_method(thread: &mut Thread, this: Word, key: Word, default: Word) -> Result {
    let default = if default.is_null() { Word::NONE } else { default };
    Ok(get(thread, this, key)?.unwrap_or(default))
}
fn set_default(thread: &mut Thread, this: Word, key: Word, default: Word) -> Result {
    let default = if default.is_null() { Word::NONE } else { default };
    Ok(get_or_insert(thread, this, key, default)?.0)
}
fn pop(thread: &mut Thread, this: Word, key: Word, default: Word) -> Result {
    // An empty dict does not even ask for the hash.
    let found = if length(this) == 0 { None } else { remove(thread, this, key)? };
    match found {
        Some(value) => Ok(value),
        None if default.is_null() => Err(key_error(thread, key)),
        None => Ok(default),
    }
}
fn pop_item_method(thread: &mut Thread, this: Word) -> Result {
    match pop_item(this, true) {
        Some((key, value)) => Ok(tuple::new(thread, &[key, value])),
        None => Err(thread.raise(Builtin::KeyError, "popitem(): dictionary is empty")),
    }
}
fn keys(thread: &mut Thread, this: Word) -> Result {
    Ok(view::new(thread, Part::Keys, this))
}
fn values(thread: &mut Thread, this: Word) -> Result {
    Ok(view::new(thread, Part::Values, this))
}
fn items(thread: &mut Thread, this: Word) -> Result {
    Ok(view::new(thread, Part::Items, this))
}
