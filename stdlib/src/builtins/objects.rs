//! Functions about any object: attributes, classes, iteration, formatting.

use crate::{argument, interpreter, name};
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{attribute, class, intern, iterate, list, operation, string};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Return the number of items in a container.
    len(object) "($module, obj, /)" Effects::ANY => len;
    /// Return the canonical string representation of the object.
    repr(object) "($module, obj, /)" Effects::ANY => repr;
    /// Return an ASCII-only representation of an object.
    ascii(object) "($module, obj, /)" Effects::ANY => ascii;
    /// Return type(value).__format__(value, format_spec).
    format(value, specification) "($module, value, format_spec='', /)" Effects::ANY => format;
    /// Return the hash value for the given object.
    hash(object) "($module, obj, /)" Effects::ANY => hash;
    /// Return the identity of an object.
    id(object) "($module, obj, /)" Effects::READS => id;
    /// Return whether the object is callable (i.e., some kind of function).
    callable(object) "($module, obj, /)" Effects::READS => callable;
    /// Get an iterator from an object.
    iter(object, sentinel) "($module, object, sentinel=None, /)" Effects::ANY => iter;
    /// Return the next item from the iterator.
    next(iterator, default) "($module, iterator, default=None, /)" Effects::ANY => next;
    /// Return an AsyncIterator for an AsyncIterable object.
    aiter(object) "($module, async_iterable, /)" Effects::ANY => aiter;
    /// Return the next item from the async iterator.
    anext(object, default) "($module, aiterator, default=None, /)" Effects::ANY => anext;
    /// Return whether an object is an instance of a class or of a subclass thereof.
    isinstance(object, class) "($module, obj, class_or_tuple, /)" Effects::ANY => isinstance;
    /// Return whether 'cls' is derived from another class or is the same class.
    issubclass(class, of) "($module, cls, class_or_tuple, /)" Effects::ANY => issubclass;
    /// Get a named attribute from an object.
    getattr(object, name, default) "($module, object, name, default=None, /)" Effects::ANY => getattr;
    /// Sets the named attribute on the given object to the specified value.
    setattr(object, name, value) "($module, obj, name, value, /)" Effects::ANY => setattr;
    /// Deletes the named attribute from the given object.
    delattr(object, name) "($module, obj, name, /)" Effects::ANY => delattr;
    /// Return whether the object has an attribute with the given name.
    hasattr(object, name) "($module, obj, name, /)" Effects::ANY => hasattr;
    /// Return the __dict__ attribute of an object, or locals().
    vars(object) "($module, object=None, /)" Effects::ANY => vars;
    /// Show attributes of an object, or the names in the current scope.
    dir(object) "($module, object=None, /)" Effects::ANY => dir;
}

fn len(thread: &mut Thread, object: Word) -> Result {
    let length = operation::length(thread, object)?;
    Ok(Word::from_int(length as i64))
}

fn repr(thread: &mut Thread, object: Word) -> Result {
    operation::repr(thread, object)
}

fn ascii(thread: &mut Thread, object: Word) -> Result {
    let text = operation::repr(thread, object)?;
    Ok(string::quote::to_ascii(thread, text))
}

fn format(thread: &mut Thread, value: Word, specification: Word) -> Result {
    let specification =
        if specification.is_null() { string::new(thread, "") } else { specification };
    if !string::is_str(specification) {
        let kind = argument::described(specification);
        return Err(thread.type_error(format!("format() argument 2 must be str, not {kind}")));
    }
    operation::format(thread, value, specification)
}

fn hash(thread: &mut Thread, object: Word) -> Result {
    let hash = operation::hash(thread, object)?;
    Ok(object::integer::from_i64(thread, hash))
}

/// The identity of an object as a number: immediate values by value, objects by address.
pub fn identity(object: Word) -> u64 {
    if object.is_pointer()
        && object::header::shape_id(object) == Builtin::Float.shape()
        && let Some(value) = object::float::value(object)
    {
        // Boxed and unboxed again, a float is still the same.
        return value.to_bits() | 6;
    }
    object.0
}

fn id(thread: &mut Thread, object: Word) -> Result {
    Ok(object::integer::from_u64(thread, identity(object)))
}

fn callable(_thread: &mut Thread, object: Word) -> Result {
    let method = class::lookup(class::class_of(object), name!("__call__"));
    Ok(Word::from_bool(!method.is_null()))
}

/// Whether `callable(object)`.
pub fn is_callable(object: Word) -> bool {
    !class::lookup(class::class_of(object), name!("__call__")).is_null()
}

fn iter(thread: &mut Thread, object: Word, sentinel: Word) -> Result {
    if sentinel.is_null() {
        return iterate::iterator(thread, object);
    }
    if !is_callable(object) {
        return Err(thread.type_error("iter(v, w): v must be callable"));
    }
    iterate::call_iterator(thread, object, sentinel)
}

fn next(thread: &mut Thread, iterator: Word, default: Word) -> Result {
    let kind = class::class_of(iterator);
    if class::lookup(kind, name!("__next__")).is_null() {
        let text = format!("'{}' object is not an iterator", argument::class_name(iterator));
        return Err(thread.type_error(text));
    }
    if default.is_null() {
        // The exception of the iterator itself goes on, with its value.
        return match operation::call_special(thread, iterator, name!("__next__"), &[])? {
            Some(value) => Ok(value),
            None => Err(thread.raise_with(Builtin::StopIteration, &[])),
        };
    }
    match iterate::next(thread, iterator)? {
        Some(value) => Ok(value),
        None => Ok(default),
    }
}

fn aiter(thread: &mut Thread, object: Word) -> Result {
    let Some(found) = operation::call_special(thread, object, name!("__aiter__"), &[])? else {
        let text = format!("'{}' object is not an async iterable", argument::class_name(object));
        return Err(thread.type_error(text));
    };
    if class::lookup(class::class_of(found), name!("__anext__")).is_null() {
        let kind = argument::class_name(found);
        let text = format!("aiter() returned not an async iterator of type '{kind}'");
        return Err(thread.type_error(text));
    }
    Ok(found)
}

const ANEXT: &str = "
async def anext_default(awaitable, default):
    try:
        return await awaitable
    except StopAsyncIteration:
        return default
";

fn anext(thread: &mut Thread, object: Word, default: Word) -> Result {
    let Some(awaitable) = operation::call_special(thread, object, name!("__anext__"), &[])? else {
        let text = format!("'{}' object is not an async iterator", argument::class_name(object));
        return Err(thread.type_error(text));
    };
    if default.is_null() {
        return Ok(awaitable);
    }
    let mut helpers = crate::module::new(thread, "builtins")?;
    helpers.run(thread, "builtins", ANEXT)?;
    let function = helpers.get("anext_default").unwrap_or(Word::NONE);
    thread.call(function, &[awaitable, default])
}

fn isinstance(thread: &mut Thread, object: Word, class: Word) -> Result {
    Ok(Word::from_bool(operation::is_instance(thread, object, class)?))
}

fn issubclass(thread: &mut Thread, class: Word, of: Word) -> Result {
    Ok(Word::from_bool(operation::is_subclass(thread, class, of)?))
}

fn attribute_name(thread: &mut Thread, name: Word) -> Result {
    if !string::is_str(name) {
        let kind = argument::class_name(name);
        return Err(thread.type_error(format!("attribute name must be string, not '{kind}'")));
    }
    Ok(intern::intern_word(name))
}

fn getattr(thread: &mut Thread, object: Word, name: Word, default: Word) -> Result {
    let name = attribute_name(thread, name)?;
    if default.is_null() {
        return attribute::get(thread, object, name);
    }
    Ok(attribute::get_optional(thread, object, name)?.unwrap_or(default))
}

fn setattr(thread: &mut Thread, object: Word, name: Word, value: Word) -> Result {
    let name = attribute_name(thread, name)?;
    attribute::set(thread, object, name, value)?;
    Ok(Word::NONE)
}

fn delattr(thread: &mut Thread, object: Word, name: Word) -> Result {
    let name = attribute_name(thread, name)?;
    attribute::set(thread, object, name, Word::NULL)?;
    Ok(Word::NONE)
}

fn hasattr(thread: &mut Thread, object: Word, name: Word) -> Result {
    let name = attribute_name(thread, name)?;
    Ok(Word::from_bool(attribute::get_optional(thread, object, name)?.is_some()))
}

fn vars(thread: &mut Thread, object: Word) -> Result {
    if object.is_null() {
        return (interpreter::get().locals)(thread);
    }
    match attribute::get_optional(thread, object, name!("__dict__"))? {
        Some(dict) => Ok(dict),
        None => Err(thread.type_error("vars() argument must have __dict__ attribute")),
    }
}

fn dir(thread: &mut Thread, object: Word) -> Result {
    let names = if object.is_null() {
        let locals = (interpreter::get().locals)(thread)?;
        operation::call_method(thread, locals, name!("keys"), &[])?
    } else {
        match operation::call_special(thread, object, name!("__dir__"), &[])? {
            Some(names) => names,
            None => return Err(thread.type_error("object does not provide __dir__")),
        }
    };
    let names = iterate::to_list(thread, names)?;
    let sorted = list::new(thread, &[]);
    iterate::each(thread, names, &mut |thread, name| {
        list::append(thread, sorted, name);
        Ok(true)
    })?;
    operation::call_method(thread, sorted, name!("sort"), &[])?;
    Ok(sorted)
}
