//! What native functions do with their arguments: conversion to indices and counts, binding of
//! keywords for constructors, and the messages where an argument does not fit.

use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::native::Arguments;
use crate::string;
use crate::thread::Thread;
use tracer::Word;

/// Class name for messages about an argument: None is called by its name.
pub fn described(object: Word) -> std::borrow::Cow<'static, str> {
    if object.is_none() { "None".into() } else { string::class_name(object) }
}

/// `function() argument 1 must be str, not int`
#[cold]
pub fn mismatch(
    thread: &mut Thread,
    function: &str,
    which: &str,
    wanted: &str,
    got: Word,
) -> Raised {
    let got = described(got);
    let space = if which.is_empty() { "" } else { " " };
    thread.type_error(format!("{function}() argument{space}{which} must be {wanted}, not {got}"))
}

/// Whether the object can be an index: an int or an instance of a class with `__index__`.
pub fn has_index(object: Word) -> bool {
    if object.is_int() || object.is_bool() || crate::integer::is_int(object) {
        return true;
    }
    let class = crate::class::class_of(object);
    !crate::class::lookup(class, crate::interned!("__index__")).is_null()
}

/// A subscript, `None` where the object is no index at all; IndexError where it does not fit.
pub fn subscript(thread: &mut Thread, key: Word) -> Result<Option<i64>> {
    if key.is_int() {
        return Ok(Some(key.int()));
    }
    if !has_index(key) {
        return Ok(None);
    }
    crate::operation::index_i64(thread, key, Some(Builtin::IndexError)).map(Some)
}

/// A count or size: OverflowError where it does not fit.
#[inline]
pub fn size(thread: &mut Thread, object: Word) -> Result<i64> {
    if object.is_int() {
        return Ok(object.int());
    }
    crate::operation::index_i64(thread, object, Some(Builtin::OverflowError))
}

/// As `size`, with a default for an omitted argument.
#[inline]
pub fn optional_size(thread: &mut Thread, object: Word, default: i64) -> Result<i64> {
    if object.is_null() { Ok(default) } else { c_size(thread, object) }
}

/// A bound of `find(sub, start, end)`: None or omitted gives the default; clamped.
#[inline]
pub fn bound(thread: &mut Thread, object: Word, default: i64) -> Result<i64> {
    if object.is_int() {
        return Ok(object.int());
    }
    if object.is_null() || object.is_none() {
        return Ok(default);
    }
    if !has_index(object) {
        return Err(
            thread.type_error("slice indices must be integers or None or have an __index__ method")
        );
    }
    crate::operation::index_i64(thread, object, None)
}

/// Start and end within a length, as slices count them. The start may lie beyond the end.
pub fn range(thread: &mut Thread, start: Word, end: Word, length: usize) -> Result<(usize, usize)> {
    let length = length as i64;
    let start = bound(thread, start, 0)?;
    let end = bound(thread, end, i64::MAX)?;
    let end = if end > length {
        length
    } else if end < 0 {
        (end + length).max(0)
    } else {
        end
    };
    let start = if start < 0 { (start + length).max(0) } else { start };
    Ok((start as usize, end as usize))
}

/// Binds the arguments of a constructor (the class, `all[0]`, left out) to `N` parameters that may
/// all be given by position or name. Omitted ones are null.
pub fn bind<const N: usize>(
    thread: &mut Thread,
    function: &str,
    arguments: Arguments,
    names: [&str; N],
) -> Result<[Word; N]> {
    let mut bound = [Word::NULL; N];
    let given = &arguments.all[1..];
    let keywords: &[Word] =
        if arguments.names.is_null() { &[] } else { crate::tuple::items(arguments.names) };
    if given.len() > N {
        let text = if function == "str" && keywords.is_empty() {
            format!("{function} expected at most {N} arguments, got {}", given.len())
        } else {
            format!("{function}() takes at most {N} arguments ({} given)", given.len())
        };
        return Err(thread.type_error(text));
    }
    let positional = given.len() - keywords.len();
    bound[..positional].copy_from_slice(&given[..positional]);
    for (&keyword, &value) in keywords.iter().zip(&given[positional..]) {
        match names.iter().position(|name| name.as_bytes() == string::bytes(keyword)) {
            Some(at) if bound[at].is_null() => bound[at] = value,
            Some(at) => {
                return Err(thread.type_error(format!(
                    "argument for {function}() given by name ('{}') and position ({})",
                    names[at],
                    at + 1
                )));
            }
            None => {
                let keyword = string::lossy(keyword);
                return Err(thread.type_error(format!(
                    "{function}() got an unexpected keyword argument '{keyword}'"
                )));
            }
        }
    }
    Ok(bound)
}

/// Whether `iter(object)` would find something to call.
pub fn is_iterable(object: Word) -> bool {
    let known = |builtin: Builtin| crate::header::has_shape(object, builtin.shape());
    if known(Builtin::List) || known(Builtin::Tuple) {
        return true;
    }
    let class = crate::class::class_of(object);
    let has = |name| !crate::class::lookup(class, crate::intern::intern(name)).is_null();
    has("__iter__") || has("__getitem__")
}

#[inline]
fn index(thread: &mut Thread, object: Word) -> Result {
    if object.is_int() { Ok(object) } else { crate::operation::index(thread, object) }
}

/// An argument that fits 32 bits, with a default for an omitted one.
pub fn c_int(thread: &mut Thread, object: Word, default: i64) -> Result<i64> {
    if object.is_null() {
        return Ok(default);
    }
    let number = index(thread, object)?;
    match crate::integer::to_i64(number).filter(|&n| i32::try_from(n).is_ok()) {
        Some(number) => Ok(number),
        None => {
            Err(thread.raise(Builtin::OverflowError, "Python int too large to convert to C int"))
        }
    }
}

/// A size where CPython says ssize_t when it does not fit.
pub fn c_size(thread: &mut Thread, object: Word) -> Result<i64> {
    let number = index(thread, object)?;
    match crate::integer::to_i64(number) {
        Some(number) => Ok(number),
        None => {
            Err(thread
                .raise(Builtin::OverflowError, "Python int too large to convert to C ssize_t"))
        }
    }
}

/// Truth of an optional flag; omitted ones are false.
pub fn flag(thread: &mut Thread, object: Word) -> Result<bool> {
    match object {
        Word::NULL | Word::FALSE => Ok(false),
        Word::TRUE => Ok(true),
        _ => crate::operation::truth(thread, object),
    }
}
