//! Iterators over lists. Words: 0 the list, null at the end; 1 index of the next item.

use super::{get, length};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use crate::{builtin_iterator, native_functions, operation, vector, words};
use tracer::{Effects, Word};

native_functions! { pub static METHODS =
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::PURE => this_itself;
    /// Implement next(self).
    __next__(this) "($self, /)" Effects::ANY => next_method;
    /// Private method returning an estimate of len(list(it)).
    __length_hint__(this) "($self, /)" Effects::READS => length_hint;
    /// Return state information for pickling.
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
    /// Set state information for unpickling.
    __setstate__(this, object) "($self, object, /)" Effects::ANY => set_state;
}
native_functions! { pub static REVERSE_METHODS =
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::PURE => this_itself;
    /// Implement next(self).
    __next__(this) "($self, /)" Effects::ANY => previous_method;
    /// Private method returning an estimate of len(list(it)).
    __length_hint__(this) "($self, /)" Effects::READS => reverse_length_hint;
    /// Return state information for pickling.
    __reduce__(this) "($self, /)" Effects::ANY => reverse_reduce;
    /// Set state information for unpickling.
    __setstate__(this, object) "($self, object, /)" Effects::ANY => reverse_set_state;
}

/// An iterator over a list.
pub fn new(thread: &mut Thread, list: Word) -> Word {
    words::new(thread, Builtin::ListIterator.shape(), [list, Word::from_int(0)])
}
/// An iterator over a list from the end.
pub fn new_reversed(thread: &mut Thread, list: Word) -> Word {
    let last = Word::from_int(length(list) as i64 - 1);
    words::new(thread, Builtin::ListReverseIterator.shape(), [list, last])
}

/// The next item.
#[inline]
pub fn next(thread: &mut Thread, iterator: Word) -> Option<Word> {
    let list = words::get(iterator, 0);
    if list.is_null() {
        return None;
    }
    let index = words::get(iterator, 1).int();
    let item = if index < 0 { Word::NULL } else { get(list, index as usize) };
    if item.is_null() {
        words::set(thread, iterator, 0, Word::NULL);
        return None;
    }
    words::set(thread, iterator, 1, Word::from_int(index + 1));
    Some(item)
}

/// The next item of a reverse iterator.
pub fn previous(thread: &mut Thread, iterator: Word) -> Option<Word> {
    let list = words::get(iterator, 0);
    if list.is_null() {
        return None;
    }
    let index = words::get(iterator, 1).int();
    let item = if index < 0 { Word::NULL } else { get(list, index as usize) };
    if item.is_null() {
        words::set(thread, iterator, 0, Word::NULL);
        return None;
    }
    words::set(thread, iterator, 1, Word::from_int(index - 1));
    Some(item)
}

/// What a reverse iterator has still to give, in a vector of its own; the iterator is at its end then.
pub(super) fn rest_reversed(thread: &mut Thread, iterator: Word) -> Word {
    let list = words::get(iterator, 0);
    let last = words::get(iterator, 1).int();
    words::set(thread, iterator, 0, Word::NULL);
    if list.is_null() || last < 0 || last >= length(list) as i64 {
        return vector::empty();
    }
    let rest = super::snapshot(thread, list);
    let items = vector::items_mut(rest);
    let count = items.len().min(last as usize + 1);
    items[..count].reverse();
    items[count..].fill(Word::NULL);
    vector::set_length(rest, count);
    rest
}

fn this_itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}
fn next_method(thread: &mut Thread, this: Word) -> Result {
    let item = next(thread, this);
    builtin_iterator::or_stop(thread, Ok(item))
}
fn previous_method(thread: &mut Thread, this: Word) -> Result {
    let item = previous(thread, this);
    builtin_iterator::or_stop(thread, Ok(item))
}
fn length_hint(_thread: &mut Thread, this: Word) -> Result {
    let list = words::get(this, 0);
    if list.is_null() {
        return Ok(Word::from_int(0));
    }
    let left = length(list) as i64 - words::get(this, 1).int();
    Ok(Word::from_int(left.max(0)))
}
fn reverse_length_hint(_thread: &mut Thread, this: Word) -> Result {
    let list = words::get(this, 0);
    let left = words::get(this, 1).int() + 1;
    let valid = !list.is_null() && left <= length(list) as i64;
    Ok(Word::from_int(if valid { left.max(0) } else { 0 }))
}
fn reduce(thread: &mut Thread, this: Word) -> Result {
    let list = words::get(this, 0);
    if list.is_null() {
        let empty = super::new(thread, &[]);
        return builtin_iterator::reduced(thread, empty, Word::NULL);
    }
    builtin_iterator::reduced(thread, list, words::get(this, 1))
}
fn reverse_reduce(thread: &mut Thread, this: Word) -> Result {
    let list = words::get(this, 0);
    if list.is_null() || words::get(this, 1).int() < 0 {
        let empty = super::new(thread, &[]);
        return builtin_iterator::reduced_reversed(thread, empty, Word::NULL);
    }
    builtin_iterator::reduced_reversed(thread, list, words::get(this, 1))
}
fn set_state(thread: &mut Thread, this: Word, object: Word) -> Result {
    let index = operation::index_i64(thread, object, Some(Builtin::OverflowError))?;
    let list = words::get(this, 0);
    if !list.is_null() {
        let index = index.clamp(-1, length(list) as i64);
        words::set(thread, this, 1, Word::from_int(index));
    }
    Ok(Word::NONE)
}
fn reverse_set_state(thread: &mut Thread, this: Word, object: Word) -> Result {
    let index = operation::index_i64(thread, object, Some(Builtin::OverflowError))?;
    let list = words::get(this, 0);
    if !list.is_null() {
        let index = index.clamp(-1, length(list) as i64 - 1);
        words::set(thread, this, 1, Word::from_int(index));
    }
    Ok(Word::NONE)
}
