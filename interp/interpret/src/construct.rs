//! Calls of built-in classes: a row of direct functions for each class, by the number of arguments.
//!
//! As in `direct`, such a function makes the object if that runs no Python, and otherwise answers
//! `SLOW` before anything has happened, so that a trace need not write its frames for it. The rows
//! are found through the class's instantiation plan.

use crate::direct::SLOW;
use object::{Builtin, Result, Thread, construct, dict, list, set, string};
use tracer::{Effects, Residual, Word};

/// What a call with so many positional arguments goes to.
type Row = [Option<&'static Residual>; 4];

/// The classes with rows, in the order of `ROWS`.
const CLASSES: [Builtin; 16] = [
    Builtin::Str,
    Builtin::Int,
    Builtin::Float,
    Builtin::Bool,
    Builtin::List,
    Builtin::Tuple,
    Builtin::Set,
    Builtin::FrozenSet,
    Builtin::Dict,
    Builtin::Enumerate,
    Builtin::Reversed,
    Builtin::Zip,
    Builtin::Map,
    Builtin::Filter,
    Builtin::Range,
    Builtin::Type,
];

static ROWS: [Row; CLASSES.len()] = [
    [Some(&NO_TEXT), Some(&TEXT), None, None],
    [None, Some(&INTEGER), None, None],
    [None, Some(&NUMBER), None, None],
    [None, Some(&TRUTH), None, None],
    [Some(&NO_LIST), Some(&LIST), None, None],
    [Some(&NO_TUPLE), Some(&TUPLE), None, None],
    [Some(&NO_SET), Some(&SET), None, None],
    [None, Some(&FROZEN_SET), None, None],
    [Some(&NO_DICT), Some(&DICT), None, None],
    [None, Some(&ENUMERATE_FROM_ZERO), Some(&ENUMERATE), None],
    [None, Some(&REVERSED), None, None],
    [None, Some(&ZIP_1), Some(&ZIP_2), Some(&ZIP_3)],
    [None, None, Some(&MAP_1), Some(&MAP_2)],
    [None, None, Some(&FILTER), None],
    [None, Some(&RANGE_1), Some(&RANGE_2), Some(&RANGE_3)],
    [None, Some(&CLASS), None, None],
];

/// The number of a class's row, 0 for none.
pub fn row_of(class: Word) -> u8 {
    let at = CLASSES.iter().position(|known| known.word() == class);
    at.map_or(0, |at| at as u8 + 1)
}

/// The function for so many arguments, by the number of the row.
#[inline(always)]
pub fn find(row: u8, given: usize) -> Option<&'static Residual> {
    let row = ROWS.get((row as usize).wrapping_sub(1))?;
    row.get(given).copied().flatten()
}

crate::residuals! {
    NO_TEXT = no_text, (), Effects::READS;
    TEXT = text, (object), Effects::READS;
    INTEGER = integer, (object), Effects::READS;
    NUMBER = number, (object), Effects::READS;
    TRUTH = truth, (object), Effects::READS;
    NO_LIST = no_list, (), Effects::READS;
    LIST = to_list, (items), Effects::READS;
    NO_TUPLE = no_tuple, (), Effects::READS;
    TUPLE = to_tuple, (items), Effects::READS;
    NO_SET = no_set, (), Effects::READS;
    SET = to_set, (items), Effects::READS;
    FROZEN_SET = to_frozen_set, (items), Effects::READS;
    NO_DICT = no_dict, (), Effects::READS;
    DICT = to_dict, (items), Effects::READS;
    ENUMERATE_FROM_ZERO = enumerate_from_zero, (items), Effects::READS;
    ENUMERATE = enumerate, (items, start), Effects::READS;
    REVERSED = reversed, (sequence), Effects::READS;
    ZIP_1 = zip_1, (first), Effects::READS;
    ZIP_2 = zip_2, (first, second), Effects::READS;
    ZIP_3 = zip_3, (first, second, third), Effects::READS;
    MAP_1 = map_1, (function, first), Effects::READS;
    MAP_2 = map_2, (function, first, second), Effects::READS;
    FILTER = filter, (function, items), Effects::READS;
    CLASS = class_of, (object), Effects::READS;
    RANGE_1 = range_1, (stop), Effects::READS;
    RANGE_2 = range_2, (start, stop), Effects::READS;
    RANGE_3 = range_3, (start, stop, step), Effects::READS;
}

fn or_slow(made: Option<Word>) -> Result {
    Ok(made.unwrap_or(SLOW))
}
fn result_or_slow(made: Option<Result>) -> Result {
    made.unwrap_or(Ok(SLOW))
}

fn no_text(thread: &mut Thread) -> Result {
    Ok(string::empty(thread))
}
fn text(thread: &mut Thread, object: Word) -> Result {
    or_slow(construct::text(thread, object))
}
fn integer(_thread: &mut Thread, object: Word) -> Result {
    or_slow(construct::integer(object))
}
fn number(thread: &mut Thread, object: Word) -> Result {
    or_slow(construct::number(thread, object))
}
fn truth(_thread: &mut Thread, object: Word) -> Result {
    or_slow(construct::truth(object).map(Word::from_bool))
}
fn no_list(thread: &mut Thread) -> Result {
    Ok(list::new(thread, &[]))
}
fn to_list(thread: &mut Thread, items: Word) -> Result {
    result_or_slow(construct::list(thread, items))
}
fn no_tuple(_thread: &mut Thread) -> Result {
    Ok(object::tuple::empty())
}
fn to_tuple(thread: &mut Thread, items: Word) -> Result {
    result_or_slow(construct::tuple(thread, items))
}
fn no_set(thread: &mut Thread) -> Result {
    Ok(set::new(thread, false))
}
fn to_set(thread: &mut Thread, items: Word) -> Result {
    result_or_slow(construct::set(thread, items, false))
}
fn to_frozen_set(thread: &mut Thread, items: Word) -> Result {
    result_or_slow(construct::set(thread, items, true))
}
fn no_dict(thread: &mut Thread) -> Result {
    Ok(dict::new(thread))
}
fn to_dict(thread: &mut Thread, items: Word) -> Result {
    or_slow(construct::dict(thread, items))
}
fn enumerate_from_zero(thread: &mut Thread, items: Word) -> Result {
    or_slow(construct::enumerate(thread, items, Word::NULL))
}
fn enumerate(thread: &mut Thread, items: Word, start: Word) -> Result {
    or_slow(construct::enumerate(thread, items, start))
}
fn reversed(thread: &mut Thread, sequence: Word) -> Result {
    result_or_slow(construct::reversed(thread, sequence))
}
fn zip_1(thread: &mut Thread, first: Word) -> Result {
    or_slow(construct::zip(thread, &[first, Word::NULL, Word::NULL]))
}
fn zip_2(thread: &mut Thread, first: Word, second: Word) -> Result {
    or_slow(construct::zip(thread, &[first, second, Word::NULL]))
}
fn zip_3(thread: &mut Thread, first: Word, second: Word, third: Word) -> Result {
    or_slow(construct::zip(thread, &[first, second, third]))
}
fn map_1(thread: &mut Thread, function: Word, first: Word) -> Result {
    or_slow(construct::map(thread, function, &[first, Word::NULL]))
}
fn map_2(thread: &mut Thread, function: Word, first: Word, second: Word) -> Result {
    or_slow(construct::map(thread, function, &[first, second]))
}
fn filter(thread: &mut Thread, function: Word, items: Word) -> Result {
    or_slow(construct::filter(thread, function, items))
}
fn class_of(_thread: &mut Thread, object: Word) -> Result {
    Ok(object::class::class_of(object))
}
fn range_1(thread: &mut Thread, stop: Word) -> Result {
    result_or_slow(construct::range(thread, [stop, Word::NULL, Word::NULL]))
}
fn range_2(thread: &mut Thread, start: Word, stop: Word) -> Result {
    result_or_slow(construct::range(thread, [start, stop, Word::NULL]))
}
fn range_3(thread: &mut Thread, start: Word, stop: Word, step: Word) -> Result {
    result_or_slow(construct::range(thread, [start, stop, step]))
}
