//! Arguments of native functions, taken apart.

use object::{Arguments, Builtin, Result, Thread, Word};
use object::{operation, string, tuple};

/// Binds by a text signature (receiver included): one word a parameter, null where omitted.
pub fn bind<const N: usize>(
    thread: &mut Thread,
    name: &'static str,
    signature: &'static str,
    arguments: Arguments,
) -> Result<[Word; N]> {
    object::signature::bind::<N>(thread, name, signature, arguments)
}

/// The positional arguments.
pub fn positional<'a>(arguments: &Arguments<'a>) -> &'a [Word] {
    &arguments.all[..arguments.all.len() - named_count(arguments)]
}

/// Names and values of the named arguments.
pub fn named<'a>(arguments: &Arguments<'a>) -> impl Iterator<Item = (Word, Word)> + use<'a> {
    let count = named_count(arguments);
    let names: &[Word] =
        if arguments.names.is_null() { &[] } else { tuple::items(arguments.names) };
    names.iter().copied().zip(arguments.all[arguments.all.len() - count..].iter().copied())
}

fn named_count(arguments: &Arguments) -> usize {
    if arguments.names.is_null() { 0 } else { tuple::items(arguments.names).len() }
}

/// Whether an optional argument was left out or is None.
#[inline]
pub fn absent(word: Word) -> bool {
    word.is_null() || word.is_none()
}

#[inline]
pub fn or_none(word: Word) -> Word {
    if word.is_null() { Word::NONE } else { word }
}

pub fn truth_or(thread: &mut Thread, word: Word, default: bool) -> Result<bool> {
    if word.is_null() { Ok(default) } else { operation::truth(thread, word) }
}

/// An integer argument; OverflowError beyond 64 bits.
pub fn int(thread: &mut Thread, word: Word) -> Result<i64> {
    if word.is_int() {
        return Ok(word.int());
    }
    operation::index_i64(thread, word, Some(Builtin::OverflowError))
}

pub fn int_or(thread: &mut Thread, word: Word, default: i64) -> Result<i64> {
    if word.is_null() { Ok(default) } else { int(thread, word) }
}

/// An integer argument for C's int.
pub fn c_int(thread: &mut Thread, word: Word) -> Result<i32> {
    let value = int(thread, word)?;
    if value > i64::from(i32::MAX) {
        return Err(thread.raise(Builtin::OverflowError, "signed integer is greater than maximum"));
    }
    if value < i64::from(i32::MIN) {
        return Err(thread.raise(Builtin::OverflowError, "signed integer is less than minimum"));
    }
    Ok(value as i32)
}

pub fn float(thread: &mut Thread, word: Word) -> Result<f64> {
    object::float::from_object(thread, word)
}

/// A str argument's text, lone surrogates refused as the utf-8 codec does.
pub fn text(thread: &mut Thread, word: Word, who: &str, which: &str) -> Result<&'static str> {
    if !string::is_str(word) {
        let name = class_name(word);
        let text = format!("{who}() {which} must be str, not {name}");
        return Err(thread.type_error(text));
    }
    valid_text(thread, word)
}

/// The text of a str; ValueError where it holds lone surrogates.
pub fn valid_text(thread: &mut Thread, word: Word) -> Result<&'static str> {
    match string::text(word) {
        Some(text) => Ok(text),
        None => Err(thread.value_error("surrogates not allowed")),
    }
}

/// `type(object).__name__`
pub fn class_name(word: Word) -> String {
    if word.is_none() {
        return String::from("NoneType");
    }
    object::describe::class_name(word)
}

/// As error messages of the argument parser show a value's type: `None` for None.
pub fn described(word: Word) -> String {
    if word.is_none() { String::from("None") } else { object::describe::class_name(word) }
}

/// Whether an object is an integer or has `__index__`.
pub fn has_index(word: Word) -> bool {
    object::integer::is_int(word)
        || word.is_pointer()
            && !object::class::lookup(object::class::class_of(word), crate::name!("__index__"))
                .is_null()
}
