//! Items and membership.

use crate::class;
use crate::describe::class_name;
use crate::error::Result;
use crate::function::call_found_words;
use crate::name::*;
use crate::thread::Thread;
use crate::{attribute, bytes, iterate, string};
use tracer::Word;

pub fn get_item(thread: &mut Thread, object: Word, key: Word) -> Result {
    if string::is_exact(object) {
        return string::index::item(thread, object, key);
    }
    if bytes::is_exact(object) {
        return bytes::shared::item(thread, object, key);
    }
    let method = class::lookup(class::class_of(object), __getitem__.word());
    if !method.is_null() {
        return call_found_words(thread, method, object, &[key]);
    }
    if class::is_class(object) {
        if object == crate::Builtin::Type.word() {
            return crate::generic_alias::class_getitem(thread, object, key);
        }
        if let Some(method) = attribute::get_optional(thread, object, __class_getitem__.word())?
            .filter(|method| !method.is_none())
        {
            return thread.call(method, &[key]);
        }
        let text = format!("type '{}' is not subscriptable", class::name_text(object));
        return Err(thread.type_error(text));
    }
    Err(thread.type_error(format!("'{}' object is not subscriptable", class_name(object))))
}

pub fn set_item(thread: &mut Thread, object: Word, key: Word, value: Word) -> Result<()> {
    let method = class::lookup(class::class_of(object), __setitem__.word());
    if method.is_null() {
        let text = format!("'{}' object does not support item assignment", class_name(object));
        return Err(thread.type_error(text));
    }
    call_found_words(thread, method, object, &[key, value])?;
    Ok(())
}

pub fn delete_item(thread: &mut Thread, object: Word, key: Word) -> Result<()> {
    let method = class::lookup(class::class_of(object), __delitem__.word());
    if method.is_null() {
        let sequence = class::is_kind(object, crate::Builtin::Tuple)
            || class::is_kind(object, crate::Builtin::Str)
            || class::is_kind(object, crate::Builtin::Bytes)
            || class::is_kind(object, crate::Builtin::Range);
        let does_not = if sequence { "doesn't" } else { "does not" };
        let text = format!("'{}' object {does_not} support item deletion", class_name(object));
        return Err(thread.type_error(text));
    }
    call_found_words(thread, method, object, &[key])?;
    Ok(())
}

/// `item in container`
pub fn contains(thread: &mut Thread, container: Word, item: Word) -> Result<bool> {
    let kind = class::class_of(container);
    let method = class::lookup(kind, __contains__.word());
    if method.is_none() {
        let text = format!("'{}' object is not a container", class_name(container));
        return Err(thread.type_error(text));
    }
    if !method.is_null() {
        let result = call_found_words(thread, method, container, &[item])?;
        return super::truth(thread, result);
    }
    let iterator = iterate::iterator(thread, container);
    let Some(iterator) = thread.absorb(iterator, crate::Builtin::TypeError)? else {
        let text =
            format!("argument of type '{}' is not a container or iterable", class_name(container));
        return Err(thread.type_error(text));
    };
    while let Some(candidate) = iterate::next(thread, iterator)? {
        if super::equal(thread, candidate, item)? {
            return Ok(true);
        }
    }
    Ok(false)
}
