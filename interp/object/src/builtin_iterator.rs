//! What the iterators of built-in types share, and the way to step them without a method call.

use crate::builtin::Builtin;
use crate::dict::{self, iterator::Part};
use crate::error::Result;
use crate::header::shape_id;
use crate::thread::Thread;
use crate::{bytes, enumerate, filter, list, map, reversed, set, slice, string, tuple, zip};
use heap::ShapeId;
use tracer::Word;

/// What `__next__` makes of the next item: at the end, StopIteration.
#[inline]
pub fn or_stop(thread: &mut Thread, item: Result<Option<Word>>) -> Result {
    match item? {
        Some(item) => Ok(item),
        None => Err(thread.raise_with(Builtin::StopIteration, &[])),
    }
}

/// `(iter, (argument,), state)`, the state only where it is not null.
pub fn reduced(thread: &mut Thread, argument: Word, state: Word) -> Result {
    let iter = crate::module::builtin(thread, "iter")?;
    reduced_by(thread, iter, argument, state)
}

/// `(reversed, (argument,), state)`
pub fn reduced_reversed(thread: &mut Thread, argument: Word, state: Word) -> Result {
    reduced_by(thread, Builtin::Reversed.word(), argument, state)
}

/// `(callable, (argument,), state)`
pub fn reduced_by(thread: &mut Thread, callable: Word, argument: Word, state: Word) -> Result {
    let arguments = tuple::new(thread, &[argument]);
    Ok(if state.is_null() {
        tuple::new(thread, &[callable, arguments])
    } else {
        tuple::new(thread, &[callable, arguments, state])
    })
}

const fn shape(class: Builtin) -> ShapeId {
    class.shape()
}
const LIST: ShapeId = shape(Builtin::ListIterator);
const LIST_REVERSE: ShapeId = shape(Builtin::ListReverseIterator);
const TUPLE: ShapeId = shape(Builtin::TupleIterator);
const RANGE: ShapeId = shape(Builtin::RangeIterator);
const DICT_KEY: ShapeId = shape(Builtin::DictKeyIterator);
const DICT_VALUE: ShapeId = shape(Builtin::DictValueIterator);
const DICT_ITEM: ShapeId = shape(Builtin::DictItemIterator);
const DICT_REVERSE_KEY: ShapeId = shape(Builtin::DictReverseKeyIterator);
const DICT_REVERSE_VALUE: ShapeId = shape(Builtin::DictReverseValueIterator);
const DICT_REVERSE_ITEM: ShapeId = shape(Builtin::DictReverseItemIterator);
const SET: ShapeId = shape(Builtin::SetIterator);
const ENUMERATE: ShapeId = shape(Builtin::Enumerate);
const ZIP: ShapeId = shape(Builtin::Zip);
const MAP: ShapeId = shape(Builtin::Map);
const FILTER: ShapeId = shape(Builtin::Filter);
const REVERSED: ShapeId = shape(Builtin::Reversed);
const STR: ShapeId = shape(Builtin::StrIterator);
const BYTES: ShapeId = shape(Builtin::BytesIterator);
const BYTE_ARRAY: ShapeId = shape(Builtin::ByteArrayIterator);

/// Steps an iterator of one of the types of this crate's containers, told by its shape (so never an
/// instance of a subclass). `None`: it is another object. Inside: `None` at the end.
#[inline]
pub fn next_builtin(thread: &mut Thread, iterator: Word) -> Option<Result<Option<Word>>> {
    if !iterator.is_pointer() {
        return None;
    }
    Some(match shape_id(iterator) {
        LIST => Ok(list::iterator::next(thread, iterator)),
        LIST_REVERSE => Ok(list::iterator::previous(thread, iterator)),
        TUPLE => Ok(tuple::iterator::next(thread, iterator)),
        RANGE => slice::range_iterator::next(thread, iterator),
        DICT_KEY => dict::iterator::next(thread, iterator, Part::Keys, false),
        DICT_VALUE => dict::iterator::next(thread, iterator, Part::Values, false),
        DICT_ITEM => dict::iterator::next(thread, iterator, Part::Items, false),
        DICT_REVERSE_KEY => dict::iterator::next(thread, iterator, Part::Keys, true),
        DICT_REVERSE_VALUE => dict::iterator::next(thread, iterator, Part::Values, true),
        DICT_REVERSE_ITEM => dict::iterator::next(thread, iterator, Part::Items, true),
        SET => set::iterator::next(thread, iterator),
        ENUMERATE => nested(thread, iterator, enumerate::next),
        ZIP => nested(thread, iterator, zip::next),
        MAP => nested(thread, iterator, map::next),
        FILTER => nested(thread, iterator, filter::next),
        REVERSED => nested(thread, iterator, reversed::next),
        STR => Ok(string::iterator::next(thread, iterator)),
        BYTES | BYTE_ARRAY => Ok(bytes::iterator::next(thread, iterator)),
        _ => return None,
    })
}

/// Of iterators over iterators, which may lie in each other deeper than the native stack is.
#[inline]
fn nested(
    thread: &mut Thread,
    iterator: Word,
    next: impl FnOnce(&mut Thread, Word) -> Result<Option<Word>>,
) -> Result<Option<Word>> {
    crate::operation::check_stack(thread, "")?;
    next(thread, iterator)
}

/// `iter(object)` for direct instances of the containers, and for the iterators themselves.
/// `None`: it is another object.
#[inline]
pub fn iterate_builtin(thread: &mut Thread, object: Word) -> Option<Word> {
    if !object.is_pointer() {
        return None;
    }
    const LISTS: ShapeId = shape(Builtin::List);
    const TUPLES: ShapeId = shape(Builtin::Tuple);
    const RANGES: ShapeId = shape(Builtin::Range);
    const DICTS: ShapeId = shape(Builtin::Dict);
    const SETS: ShapeId = shape(Builtin::Set);
    const FROZEN_SETS: ShapeId = shape(Builtin::FrozenSet);
    const KEYS: ShapeId = shape(Builtin::DictKeys);
    const VALUES: ShapeId = shape(Builtin::DictValues);
    const ITEMS: ShapeId = shape(Builtin::DictItems);
    const STRINGS: ShapeId = shape(Builtin::Str);
    const EXACT_BYTES: ShapeId = shape(Builtin::Bytes);
    const BYTE_ARRAYS: ShapeId = shape(Builtin::ByteArray);
    Some(match shape_id(object) {
        LISTS => list::iterator::new(thread, object),
        TUPLES => tuple::iterator::new(thread, object),
        RANGES => slice::range_iterator::new(thread, object),
        DICTS => dict::iterator::new(thread, Part::Keys, object),
        SETS | FROZEN_SETS => set::iterator::new(thread, object),
        KEYS => dict::iterator::new(thread, Part::Keys, dict::view::dict_of(object)),
        VALUES => dict::iterator::new(thread, Part::Values, dict::view::dict_of(object)),
        ITEMS => dict::iterator::new(thread, Part::Items, dict::view::dict_of(object)),
        STRINGS => string::iterator::new(thread, object),
        EXACT_BYTES | BYTE_ARRAYS => bytes::iterator::new(thread, object),
        STR | BYTES | BYTE_ARRAY | LIST | LIST_REVERSE | TUPLE | RANGE | DICT_KEY | DICT_VALUE
        | DICT_ITEM | DICT_REVERSE_KEY | DICT_REVERSE_VALUE | DICT_REVERSE_ITEM | SET
        | ENUMERATE | ZIP | MAP | FILTER | REVERSED => object,
        _ => return None,
    })
}
