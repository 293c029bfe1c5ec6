//! Small checks on arguments that the constructors and methods of containers share.

use crate::builtin::Builtin;
use crate::class;
use crate::error::{Raised, Result};
use crate::native::Arguments;
use crate::thread::Thread;
use crate::{string, tuple};
use tracer::Word;

pub use crate::argument::{has_index, subscript};

/// Arguments of a call, apart: positional ones, names and values of the others.
pub struct Split<'a> {
    pub positional: &'a [Word],
    pub names: &'static [Word],
    pub named: &'a [Word],
}

/// Takes the arguments apart, without the first `skip`.
pub fn split(arguments: Arguments<'_>, skip: usize) -> Split<'_> {
    let names: &[Word] =
        if arguments.names.is_null() { &[] } else { tuple::items(arguments.names) };
    let at = arguments.all.len() - names.len();
    Split { positional: &arguments.all[skip.min(at)..at], names, named: &arguments.all[at..] }
}

/// Positional arguments only, `least..=most` of them: a function of CPython's "expected" kind.
pub fn positional<'a>(
    thread: &mut Thread,
    name: &str,
    arguments: Arguments<'a>,
    least: usize,
    most: usize,
) -> Result<&'a [Word]> {
    let split = split(arguments, 1);
    if !split.names.is_empty() {
        return Err(thread.type_error(format!("{name}() takes no keyword arguments")));
    }
    check_count(thread, name, split.positional.len(), least, most)?;
    Ok(split.positional)
}

/// `name expected at most n arguments, got m`
pub fn check_count(
    thread: &mut Thread,
    name: &str,
    given: usize,
    least: usize,
    most: usize,
) -> Result<()> {
    let (bound, wanted) = if given < least {
        ("at least ", least)
    } else if given > most {
        ("at most ", most)
    } else {
        return Ok(());
    };
    let bound = if least == most { "" } else { bound };
    let plural = if wanted == 1 { "" } else { "s" };
    Err(thread.type_error(format!("{name} expected {bound}{wanted} argument{plural}, got {given}")))
}

/// The one keyword argument `wanted`, or null; any other is an error.
pub fn only_keyword(thread: &mut Thread, function: &str, split: &Split, wanted: &str) -> Result {
    let mut value = Word::NULL;
    for (&name, &given) in split.names.iter().zip(split.named) {
        if string::bytes(name) != wanted.as_bytes() {
            let name = crate::describe::lossy(name);
            return Err(thread
                .type_error(format!("{function}() got an unexpected keyword argument '{name}'")));
        }
        value = given;
    }
    Ok(value)
}

/// Whether an instance of `class` is made by the class's own constructor, so that it may reject
/// keywords: subclasses may have an `__init__` that takes them.
pub fn rejects_keywords(class: Word, builtin: Builtin) -> bool {
    class == builtin.word()
        || class::lookup(class, crate::interned!("__init__"))
            == class::lookup(builtin.word(), crate::interned!("__init__"))
}

/// `IndexError` and its like.
#[cold]
pub fn index_error(thread: &mut Thread, message: &str) -> Raised {
    thread.raise(Builtin::IndexError, message)
}

/// MemoryError without arguments.
#[cold]
pub fn memory_error(thread: &mut Thread) -> Raised {
    thread.raise_with(Builtin::MemoryError, &[])
}

/// `x indices must be integers or slices, not y`
#[cold]
pub fn bad_index(thread: &mut Thread, container: &str, key: Word) -> Raised {
    let class = crate::string::class_name(key);
    thread.type_error(format!("{container} indices must be integers or slices, not {class}"))
}

/// Start or stop of `index(value, start, stop)`: omitted gives the default, negative counts from the end.
pub fn position(thread: &mut Thread, object: Word, default: usize, length: usize) -> Result<usize> {
    if object.is_null() {
        return Ok(default);
    }
    if !has_index(object) {
        return Err(thread.type_error("slice indices must be integers or have an __index__ method"));
    }
    let value = crate::operation::index_i64(thread, object, None)?;
    let value = if value < 0 { value.saturating_add(length as i64).max(0) } else { value };
    Ok(value as usize)
}

/// How often a sequence is repeated, at least 0.
pub fn repetitions(thread: &mut Thread, count: Word) -> Result<usize> {
    if count.is_int() {
        return Ok(count.int().max(0) as usize);
    }
    let count = crate::operation::index_i64(thread, count, Some(Builtin::OverflowError))?;
    Ok(count.max(0) as usize)
}
