//! isinstance and issubclass.

use super::{check_stack, truth};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::function::call_found_words;
use crate::name::*;
use crate::thread::Thread;
use crate::{attribute, class, header, tuple, type_type};
use tracer::Word;

/// `isinstance(object, class_or_tuple)`, `__instancecheck__` included.
pub fn is_instance(thread: &mut Thread, object: Word, class: Word) -> Result<bool> {
    if class::class_of(object) == class {
        return Ok(true);
    }
    let metaclass = class::class_of(class);
    if metaclass == Builtin::Type.word() {
        return real_instance(thread, object, class);
    }
    if class::is_kind(class, Builtin::Tuple) {
        check_stack(thread, " in __instancecheck__")?;
        for &item in tuple::items(class) {
            if is_instance(thread, object, item)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    let method = class::lookup(metaclass, __instancecheck__.word());
    if !method.is_null() && !is_native_of_type(method) {
        check_stack(thread, " in __instancecheck__")?;
        let result = call_found_words(thread, method, class, &[object])?;
        return truth(thread, result);
    }
    real_instance(thread, object, class)
}

/// Whether a method is `type`'s own, which needs no call.
fn is_native_of_type(method: Word) -> bool {
    (header::has_shape(method, Builtin::MethodDescriptor.shape())
        || header::has_shape(method, Builtin::WrapperDescriptor.shape()))
        && crate::descriptor::native(method).class == Builtin::Type.word()
        && !type_type::is_default_call(method)
}

/// `type.__instancecheck__`
pub fn real_instance(thread: &mut Thread, object: Word, class: Word) -> Result<bool> {
    if class::is_class(class) {
        let real = class::class_of(object);
        if class::is_subclass(real, class) {
            return Ok(true);
        }
        // What claims another class by `__class__` is believed. Only a program's classes can.
        if !class::has_flag(real, class::flag::HEAP)
            && class::lookup(real, __getattribute__.word())
                == class::lookup(Builtin::Object.word(), __getattribute__.word())
        {
            return Ok(false);
        }
        let claimed = attribute::get_optional(thread, object, __class__.word())?;
        return Ok(claimed.is_some_and(|claimed| {
            claimed != real && class::is_class(claimed) && class::is_subclass(claimed, class)
        }));
    }
    if bases_of(thread, class)?.is_none() {
        return Err(
            thread.type_error("isinstance() arg 2 must be a type, a tuple of types, or a union")
        );
    }
    match attribute::get_optional(thread, object, __class__.word())? {
        Some(claimed) => by_bases(thread, claimed, class),
        None => Ok(false),
    }
}

/// `issubclass`, `__subclasscheck__` included.
pub fn is_subclass(thread: &mut Thread, class: Word, of: Word) -> Result<bool> {
    let metaclass = class::class_of(of);
    if metaclass == Builtin::Type.word() {
        if class == of {
            return Ok(true);
        }
        return real_subclass(thread, class, of);
    }
    if class::is_kind(of, Builtin::Tuple) {
        check_stack(thread, " in __subclasscheck__")?;
        for &item in tuple::items(of) {
            if is_subclass(thread, class, item)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    let method = class::lookup(metaclass, __subclasscheck__.word());
    if !method.is_null() && !is_native_of_type(method) {
        check_stack(thread, " in __subclasscheck__")?;
        let result = call_found_words(thread, method, of, &[class])?;
        return truth(thread, result);
    }
    real_subclass(thread, class, of)
}

/// `type.__subclasscheck__`
pub fn real_subclass(thread: &mut Thread, class: Word, of: Word) -> Result<bool> {
    if class::is_class(class) && class::is_class(of) {
        return Ok(class::is_subclass(class, of));
    }
    if bases_of(thread, class)?.is_none() {
        return Err(thread.type_error("issubclass() arg 1 must be a class"));
    }
    if bases_of(thread, of)?.is_none() {
        return Err(
            thread.type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union")
        );
    }
    by_bases(thread, class, of)
}

/// `__bases__`, if it is a tuple.
fn bases_of(thread: &mut Thread, class: Word) -> Result<Option<Word>> {
    let bases = attribute::get_optional(thread, class, __bases__.word())?;
    Ok(bases.filter(|bases| class::is_kind(*bases, Builtin::Tuple)))
}

/// Follows `__bases__` of objects that are no classes.
fn by_bases(thread: &mut Thread, class: Word, of: Word) -> Result<bool> {
    if class == of {
        return Ok(true);
    }
    check_stack(thread, " in __subclasscheck__")?;
    let Some(bases) = bases_of(thread, class)? else { return Ok(false) };
    for &base in tuple::items(bases) {
        if by_bases(thread, base, of)? {
            return Ok(true);
        }
    }
    Ok(false)
}
