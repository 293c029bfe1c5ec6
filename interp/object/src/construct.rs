//! Calls of built-in classes that run no Python: `str(3)`, `tuple(list)`, `set("abc")`.
//!
//! The general call of a class looks up `__new__` and `__init__`, packs arguments and may run
//! anything. Nearly all calls of the built-in classes get an exact built-in value, of which it is
//! known what comes out. These functions make that, or answer `None` before anything has happened.
//! Iterators as arguments are left alone where they would be stepped, since that may run Python.

use crate::builtin::Builtin;
use crate::builtin_iterator::iterate_builtin;
use crate::error::Result;
use crate::header::{has_shape, shape_id};
use crate::integer::Integer;
use crate::thread::Thread;
use crate::{dict, float, iterate, list, set, slice, string, tuple, words};
use tracer::Word;

/// Most digits of an int that is certainly a small one.
const SMALL_DIGITS: usize = 18;

/// Whether taking the items of an exact container can run no Python.
fn is_container(object: Word) -> bool {
    const CLASSES: [Builtin; 12] = [
        Builtin::List,
        Builtin::Tuple,
        Builtin::Str,
        Builtin::Dict,
        Builtin::Set,
        Builtin::FrozenSet,
        Builtin::Range,
        Builtin::DictKeys,
        Builtin::DictValues,
        Builtin::DictItems,
        Builtin::Bytes,
        Builtin::ByteArray,
    ];
    object.is_pointer() && {
        let shape = shape_id(object);
        CLASSES.iter().any(|class| class.shape() == shape)
    }
}

/// Decimal digits of a small int, with its sign, at the end of the buffer.
#[inline]
pub fn decimal(value: i64, buffer: &mut [u8; 24]) -> &[u8] {
    let mut at = buffer.len();
    let mut rest = value.unsigned_abs();
    while rest >= 10 {
        at -= 1;
        buffer[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
    }
    at -= 1;
    buffer[at] = b'0' + rest as u8;
    if value < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    &buffer[at..]
}

/// `str(object)`
pub fn text(thread: &mut Thread, object: Word) -> Option<Word> {
    if string::is_exact(object) {
        return Some(object);
    }
    if object.is_int() {
        let mut buffer = [0; 24];
        let digits = decimal(object.int(), &mut buffer);
        return Some(string::from_counted(thread, digits, digits.len()));
    }
    if let Some(value) = float::exact_value(object) {
        let mut buffer = zmij::Buffer::new();
        if let Some(text) = float::short_repr(value, &mut buffer) {
            return Some(string::from_counted(thread, text.as_bytes(), text.len()));
        }
        let text = float::repr(value);
        return Some(string::from_counted(thread, text.as_bytes(), text.len()));
    }
    Some(match object {
        Word::NONE => crate::interned!("None"),
        Word::TRUE => crate::interned!("True"),
        Word::FALSE => crate::interned!("False"),
        _ => return None,
    })
}

/// `int(object)`
pub fn integer(object: Word) -> Option<Word> {
    if object.is_int() {
        return Some(object);
    }
    if object.is_float() {
        let value = object.float();
        const BOUND: f64 = (1u64 << 61) as f64;
        return (-BOUND..BOUND).contains(&value).then(|| Word::from_int(value as i64));
    }
    if string::is_exact(object) {
        return small_decimal(string::bytes(object)).map(Word::from_int);
    }
    match object {
        Word::TRUE => Some(Word::from_int(1)),
        Word::FALSE => Some(Word::from_int(0)),
        _ => None,
    }
}

/// The int that is written by nothing but a sign and a few digits.
#[inline]
fn small_decimal(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() || digits.len() > SMALL_DIGITS {
        return None;
    }
    let mut value = 0i64;
    for &byte in digits {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        value = value * 10 + i64::from(digit);
    }
    Some(if negative { -value } else { value })
}

/// `float(object)`
pub fn number(thread: &mut Thread, object: Word) -> Option<Word> {
    if float::exact_value(object).is_some() {
        return Some(object);
    }
    let value = if object.is_int() {
        object.int() as f64
    } else if string::is_exact(object) && string::is_ascii(object) {
        // What the standard library reads, Python reads in the same way.
        string::text(object)?.parse().ok()?
    } else {
        return None;
    };
    Some(float::new(thread, value))
}

/// `bool(object)`
pub fn truth(object: Word) -> Option<bool> {
    if object.is_int() {
        return Some(object.int() != 0);
    }
    if !object.is_pointer() {
        return match object {
            Word::TRUE => Some(true),
            Word::FALSE | Word::NONE => Some(false),
            _ if object.is_float() => Some(object.float() != 0.0),
            _ => None,
        };
    }
    if string::is_exact(object) {
        return Some(string::length(object) > 0);
    }
    if list::is_exact(object) {
        return Some(list::length(object) > 0);
    }
    if dict::is_exact(object) {
        return Some(dict::length(object) > 0);
    }
    if tuple::is_exact(object) {
        return Some(tuple::length(object) > 0);
    }
    if set::is_exact(object) {
        return Some(set::length(object) > 0);
    }
    Integer::exact(object).map(|value| !value.is_zero())
}

/// `list(items)`
pub fn list(thread: &mut Thread, items: Word) -> Option<Result> {
    is_container(items).then(|| iterate::to_list(thread, items))
}

/// `tuple(items)`
pub fn tuple(thread: &mut Thread, items: Word) -> Option<Result> {
    is_container(items).then(|| iterate::to_tuple(thread, items))
}

/// `set(items)` or `frozenset(items)`
pub fn set(thread: &mut Thread, items: Word, frozen: bool) -> Option<Result> {
    if frozen && has_shape(items, Builtin::FrozenSet.shape()) {
        return Some(Ok(items));
    }
    if set::is_exact(items) {
        return Some(Ok(set::copy(thread, items, frozen)));
    }
    if !is_container(items) {
        return None;
    }
    let result = set::new(thread, frozen);
    let mut is_quiet = true;
    let each = iterate::each(thread, items, &mut |thread, item| {
        is_quiet = set::add_quietly(thread, result, item).is_some();
        Ok(is_quiet)
    });
    match each {
        Err(raised) => Some(Err(raised)),
        Ok(()) => is_quiet.then_some(Ok(result)),
    }
}

/// `dict(items)` of a dict.
pub fn dict(thread: &mut Thread, items: Word) -> Option<Word> {
    dict::is_exact(items).then(|| dict::copy(thread, items))
}

/// `function(argument)`, without the general call where the function is one of the usual classes.
pub fn call(thread: &mut Thread, function: Word, argument: Word) -> Result {
    let made = if function == Builtin::Str.word() {
        text(thread, argument)
    } else if function == Builtin::Int.word() {
        integer(argument)
    } else if function == Builtin::Float.word() {
        number(thread, argument)
    } else if function == Builtin::Bool.word() {
        truth(argument).map(Word::from_bool)
    } else {
        None
    };
    match made {
        Some(made) => Ok(made),
        None => thread.call(function, &[argument]),
    }
}

/// `enumerate(items, start)`; the start may be null.
pub fn enumerate(thread: &mut Thread, items: Word, start: Word) -> Option<Word> {
    let start = if start.is_null() { Word::from_int(0) } else { start };
    if !start.is_int() {
        return None;
    }
    let iterator = iterate_builtin(thread, items)?;
    Some(words::new(thread, Builtin::Enumerate.shape(), [iterator, start]))
}

/// `reversed(sequence)`
pub fn reversed(thread: &mut Thread, sequence: Word) -> Option<Result> {
    if list::is_exact(sequence) {
        return Some(Ok(list::iterator::new_reversed(thread, sequence)));
    }
    if has_shape(sequence, Builtin::Range.shape()) {
        return Some(slice::range_iterator::new_reversed(thread, sequence));
    }
    let length = if tuple::is_exact(sequence) {
        tuple::length(sequence)
    } else if string::is_exact(sequence) {
        string::length(sequence)
    } else {
        return None;
    };
    let state = [sequence, Word::from_int(length as i64 - 1)];
    Some(Ok(words::new(thread, Builtin::Reversed.shape(), state)))
}

/// The tuple of the iterators over some iterables, the last of which may be null.
fn iterators(thread: &mut Thread, iterables: &[Word]) -> Option<Word> {
    let count = iterables.iter().take_while(|iterable| !iterable.is_null()).count();
    let mut all = [Word::NULL; 3];
    for (iterator, &iterable) in all.iter_mut().zip(&iterables[..count]) {
        *iterator = iterate_builtin(thread, iterable)?;
    }
    Some(tuple::new(thread, &all[..count]))
}

/// `zip` of at most three iterables, the last of which may be null.
pub fn zip(thread: &mut Thread, iterables: &[Word; 3]) -> Option<Word> {
    let iterators = iterators(thread, iterables)?;
    Some(words::new(thread, Builtin::Zip.shape(), [iterators, Word::FALSE]))
}

/// `map(function, ...)` of one or two iterables, the last of which may be null.
pub fn map(thread: &mut Thread, function: Word, iterables: &[Word; 2]) -> Option<Word> {
    let iterators = iterators(thread, iterables)?;
    Some(words::new(thread, Builtin::Map.shape(), [function, iterators, Word::FALSE]))
}

/// `filter(function, items)`
pub fn filter(thread: &mut Thread, function: Word, items: Word) -> Option<Word> {
    let iterator = iterate_builtin(thread, items)?;
    Some(words::new(thread, Builtin::Filter.shape(), [function, iterator]))
}

/// `range` of small ints; omitted ones are null.
pub fn range(thread: &mut Thread, arguments: [Word; 3]) -> Option<Result> {
    let [first, second, third] = arguments;
    if !arguments.iter().all(|word| word.is_int() || word.is_null()) || third == Word::from_int(0) {
        return None;
    }
    let (zero, one) = (Word::from_int(0), Word::from_int(1));
    Some(if second.is_null() {
        slice::range::new(thread, zero, first, one)
    } else {
        slice::range::new(thread, first, second, if third.is_null() { one } else { third })
    })
}
