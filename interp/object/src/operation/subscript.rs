//! Items and membership.

use crate::class;
use crate::describe::class_name;
use crate::error::Result;
use crate::function::call_found_words;
use crate::name::*;
use crate::thread::Thread;
use crate::{Builtin, attribute, bytes, dict, header, iterate, list, set, string, tuple};
use tracer::Word;

const DICT: heap::ShapeId = Builtin::Dict.shape();
const LIST: heap::ShapeId = Builtin::List.shape();
const TUPLE: heap::ShapeId = Builtin::Tuple.shape();
const SET: heap::ShapeId = Builtin::Set.shape();
const FROZEN_SET: heap::ShapeId = Builtin::FrozenSet.shape();

pub fn get_item(thread: &mut Thread, object: Word, key: Word) -> Result {
    if string::is_exact(object) {
        return string::index::item(thread, object, key);
    }
    if bytes::is_exact(object) {
        return bytes::shared::item(thread, object, key);
    }
    if object.is_pointer() {
        match header::shape_id(object) {
            DICT => return dict::get_item(thread, object, key),
            LIST => return list::subscript::get_item(thread, object, key),
            TUPLE => return tuple::get_item(thread, object, key),
            _ => {}
        }
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
    if object.is_pointer() {
        match header::shape_id(object) {
            DICT => return dict::set(thread, object, key, value),
            LIST => return list::subscript::set_item(thread, object, key, value),
            _ => {}
        }
    }
    let method = class::lookup(class::class_of(object), __setitem__.word());
    if method.is_null() {
        let text = format!("'{}' object does not support item assignment", class_name(object));
        return Err(thread.type_error(text));
    }
    call_found_words(thread, method, object, &[key, value])?;
    Ok(())
}

pub fn delete_item(thread: &mut Thread, object: Word, key: Word) -> Result<()> {
    if object.is_pointer() {
        match header::shape_id(object) {
            DICT => return dict::delete_item(thread, object, key),
            LIST => return list::subscript::delete_item(thread, object, key),
            _ => {}
        }
    }
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
    if container.is_pointer() {
        match header::shape_id(container) {
            DICT => return dict::contains(thread, container, item),
            SET | FROZEN_SET => return set::contains(thread, container, item),
            LIST => return list::contains(thread, container, item),
            TUPLE => return tuple::contains(thread, container, item),
            _ => {}
        }
    }
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
    if header::has_shape(container, Builtin::Generator.shape()) {
        let found = iterate::consume(thread, iterate::Consumer::Contains, container, &[item])?;
        return Ok(found == Word::TRUE);
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
