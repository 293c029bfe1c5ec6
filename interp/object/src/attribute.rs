//! Attribute access with the full protocol.
//!
//! `find` is the core: it answers null where an attribute does not exist, without making an
//! exception that `getattr` with a default, `hasattr` and `__getattr__` would only drop.

use crate::builtin::Builtin;
use crate::class::{self, flag, instance};
use crate::describe::{class_name, lossy};
use crate::error::{Raised, Result};
use crate::header;
use crate::layout::Layout;
use crate::name::*;
use crate::thread::Thread;
use crate::{descriptor, function};
use tracer::Word;

/// `object.name`
pub fn get(thread: &mut Thread, object: Word, name: Word) -> Result {
    let name = interned(thread, name)?;
    let value = find(thread, object, name)?;
    if value.is_null() { Err(missing(thread, object, name)) } else { Ok(value) }
}

/// `getattr(object, name, None)`-like: `None` on AttributeError.
pub fn get_optional(thread: &mut Thread, object: Word, name: Word) -> Result<Option<Word>> {
    let name = interned(thread, name)?;
    let found = find(thread, object, name);
    Ok(thread.absorb(found, Builtin::AttributeError)?.filter(|value| !value.is_null()))
}

/// `object.name = value`; null deletes.
pub fn set(thread: &mut Thread, object: Word, name: Word, value: Word) -> Result<()> {
    let name = interned(thread, name)?;
    let class = class::class_of(object);
    let (bit, method) =
        if value.is_null() { (flag::DELATTR, &__delattr__) } else { (flag::SETATTR, &__setattr__) };
    if class::has_flag(class, bit) {
        let arguments = [name, value];
        let count = if value.is_null() { 1 } else { 2 };
        crate::operation::call_special(thread, object, method.word(), &arguments[..count])?;
        return Ok(());
    }
    let found = class::lookup(class, method.word());
    if crate::object_type::is_default(found) {
        return generic_set(thread, object, name, value);
    }
    match class::layout_of(object) {
        Layout::Class => crate::type_type::set_attribute(thread, object, name, value),
        _ => {
            let arguments = [name, value];
            let count = if value.is_null() { 1 } else { 2 };
            function::call_found_words(thread, found, object, &arguments[..count])?;
            Ok(())
        }
    }
}

/// The interned form of an attribute name; raises where it is no string.
pub fn interned(thread: &mut Thread, name: Word) -> Result {
    if header::has_shape(name, Builtin::Str.shape())
        && header::has_flag(name, header::flag::INTERNED)
    {
        return Ok(name);
    }
    if !crate::string::is_str(name) {
        let text = format!("attribute name must be string, not '{}'", class_name(name));
        return Err(thread.type_error(text));
    }
    Ok(crate::intern::intern_word(name))
}

/// The attribute, or null where it does not exist; AttributeErrors that Python code raises are raised. The name is
/// interned.
pub fn find(thread: &mut Thread, object: Word, name: Word) -> Result {
    let class = class::class_of(object);
    let flags = class::get(class).flags;
    if flags & (flag::GETATTRIBUTE | flag::GETATTR) == 0 {
        return find_native(thread, class, object, name);
    }
    let found = if flags & flag::GETATTRIBUTE != 0 {
        let method = class::lookup(class, __getattribute__.word());
        function::call_found_words(thread, method, object, &[name])
    } else {
        find_native(thread, class, object, name)
    };
    if flags & flag::GETATTR == 0 {
        return found;
    }
    if let Some(value) = thread.absorb(found, Builtin::AttributeError)?
        && !value.is_null()
    {
        return Ok(value);
    }
    let method = class::lookup(class, __getattr__.word());
    if method.is_null() {
        // Another thread has taken it from the class meanwhile.
        return Ok(Word::NULL);
    }
    function::call_found_words(thread, method, object, &[name])
}

/// By the `__getattribute__` of the built-in class.
fn find_native(thread: &mut Thread, class: Word, object: Word, name: Word) -> Result {
    let method = class::lookup(class, __getattribute__.word());
    if crate::object_type::is_default(method) {
        return find_generic(thread, object, name);
    }
    match class::layout_of(object) {
        Layout::Class => crate::type_type::find(thread, object, name),
        Layout::Module => crate::module::find(thread, object, name),
        Layout::Super => crate::super_type::find(thread, object, name),
        Layout::Method => crate::method::find(thread, object, name),
        _ => function::call_found_words(thread, method, object, &[name]),
    }
}

/// The protocol of `object.__getattribute__`: data descriptors, the instance, other class attributes.
pub fn find_generic(thread: &mut Thread, object: Word, name: Word) -> Result {
    let class = class::class_of(object);
    let found = class::lookup(class, name);
    if !found.is_null() && descriptor::is_data(found) {
        return descriptor::bind(thread, found, object, class);
    }
    let own = instance::get_attribute(thread, object, name)?;
    if !own.is_null() || found.is_null() {
        return Ok(own);
    }
    descriptor::bind(thread, found, object, class)
}

/// `object.__getattribute__`
pub fn generic_get(thread: &mut Thread, object: Word, name: Word) -> Result {
    let name = interned(thread, name)?;
    let value = find_generic(thread, object, name)?;
    if value.is_null() { Err(missing(thread, object, name)) } else { Ok(value) }
}

/// `object.__setattr__`
pub fn generic_set(thread: &mut Thread, object: Word, name: Word, value: Word) -> Result<()> {
    let name = interned(thread, name)?;
    let class = class::class_of(object);
    let found = class::lookup(class, name);
    if !found.is_null() && descriptor::set(thread, found, object, value)? {
        return Ok(());
    }
    if instance::set_attribute(thread, object, name, value)? {
        return Ok(());
    }
    let (kind, text) = (class_name(object), lossy(name));
    let message = if instance::has_dict(object) {
        format!("'{kind}' object has no attribute '{text}'")
    } else if !found.is_null() {
        format!("'{kind}' object attribute '{text}' is read-only")
    } else {
        format!(
            "'{kind}' object has no attribute '{text}' and no __dict__ for setting new attributes"
        )
    };
    if value.is_null() && found.is_null() && instance::has_dict(object) {
        return Err(thread.raise(Builtin::AttributeError, message));
    }
    Err(raise_missing(thread, message, object, name))
}

/// The `__dict__` of an object, made if need be; null where it has none.
pub fn dict_of(thread: &mut Thread, object: Word) -> Result {
    instance::dict_of(thread, object)
}

/// The AttributeError for an absent attribute.
#[cold]
pub fn missing(thread: &mut Thread, object: Word, name: Word) -> Raised {
    let shown = lossy(name);
    let text = match class::layout_of(object) {
        Layout::Class => {
            format!("type object '{}' has no attribute '{shown}'", class::name_text(object))
        }
        Layout::Module => return crate::module::missing(thread, object, name),
        _ => missing_text(class::class_of(object), name),
    };
    raise_missing(thread, text, object, name)
}

/// What the AttributeError for an absent attribute of an instance says.
pub fn missing_text(class: Word, name: Word) -> String {
    format!("'{}' object has no attribute '{}'", class::name_text(class), lossy(name))
}

/// An AttributeError that knows the object and the name.
#[cold]
pub fn raise_missing(thread: &mut Thread, text: String, object: Word, name: Word) -> Raised {
    let message = crate::string::new(thread, &text);
    let exception = crate::exception::new(thread, Builtin::AttributeError.word(), &[message]);
    crate::exception::set_field(thread, exception, 0, name);
    crate::exception::set_field(thread, exception, 1, object);
    crate::exception::set_context(thread, exception);
    thread.raise_object(exception)
}
