//! Iterators over dicts, forwards and backwards.
//!
//! Words: 0 the dict, null at the end; 1 position of the next entry (backwards: the end of what is
//! left); 2 the number of keys at the start; 3 how many are left.

use super::{length, next_entry, previous_entry, table_of};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use crate::{builtin_iterator, list, native_functions, tuple, words};
use tracer::{Effects, Word};

/// What of the entries is wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Keys,
    Values,
    Items,
}

native_functions! { pub static METHODS =
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::PURE => this_itself;
    /// Implement next(self).
    __next__(this) "($self, /)" Effects::ANY => next_method;
    /// Private method returning an estimate of len(list(it)).
    __length_hint__(this) "($self, /)" Effects::READS => length_hint;
    /// Return state information for pickling.
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
}

/// An iterator over a dict.
pub fn new(thread: &mut Thread, part: Part, dict: Word) -> Word {
    let class = match part {
        Part::Keys => Builtin::DictKeyIterator,
        Part::Values => Builtin::DictValueIterator,
        Part::Items => Builtin::DictItemIterator,
    };
    let count = Word::from_int(length(dict) as i64);
    words::new(thread, class.shape(), [dict, Word::from_int(0), count, count])
}

/// An iterator over a dict from the end.
pub fn new_reversed(thread: &mut Thread, part: Part, dict: Word) -> Word {
    let class = match part {
        Part::Keys => Builtin::DictReverseKeyIterator,
        Part::Values => Builtin::DictReverseValueIterator,
        Part::Items => Builtin::DictReverseItemIterator,
    };
    let count = Word::from_int(length(dict) as i64);
    let end = Word::from_int(table_of(dict).used() as i64);
    words::new(thread, class.shape(), [dict, end, count, count])
}

fn kind(iterator: Word) -> (Part, bool) {
    let shape = crate::header::shape_id(iterator);
    let is = |class: Builtin| shape == class.shape();
    if is(Builtin::DictKeyIterator) {
        (Part::Keys, false)
    } else if is(Builtin::DictValueIterator) {
        (Part::Values, false)
    } else if is(Builtin::DictItemIterator) {
        (Part::Items, false)
    } else if is(Builtin::DictReverseKeyIterator) {
        (Part::Keys, true)
    } else if is(Builtin::DictReverseValueIterator) {
        (Part::Values, true)
    } else {
        (Part::Items, true)
    }
}

/// The next item.
#[inline]
pub fn next(
    thread: &mut Thread,
    iterator: Word,
    part: Part,
    backwards: bool,
) -> Result<Option<Word>> {
    let dict = words::get(iterator, 0);
    if dict.is_null() {
        return Ok(None);
    }
    if words::get(iterator, 2).int() != length(dict) as i64 {
        // So it stays.
        words::set(thread, iterator, 2, Word::from_int(-1));
        return Err(thread.raise(Builtin::RuntimeError, "dictionary changed size during iteration"));
    }
    let position = words::get(iterator, 1).int() as usize;
    let entry = if backwards { previous_entry(dict, position) } else { next_entry(dict, position) };
    let Some((position, key, value)) = entry else {
        words::set(thread, iterator, 0, Word::NULL);
        return Ok(None);
    };
    let left = words::get(iterator, 3).int();
    if left == 0 {
        words::set(thread, iterator, 0, Word::NULL);
        return Err(thread.raise(Builtin::RuntimeError, "dictionary keys changed during iteration"));
    }
    words::set(thread, iterator, 1, Word::from_int(position as i64));
    words::set(thread, iterator, 3, Word::from_int(left - 1));
    Ok(Some(match part {
        Part::Keys => key,
        Part::Values => value,
        Part::Items => tuple::new(thread, &[key, value]),
    }))
}

fn this_itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}
fn next_method(thread: &mut Thread, this: Word) -> Result {
    let (part, backwards) = kind(this);
    let item = next(thread, this, part, backwards);
    builtin_iterator::or_stop(thread, item)
}
fn length_hint(_thread: &mut Thread, this: Word) -> Result {
    let dict = words::get(this, 0);
    let valid = !dict.is_null() && words::get(this, 2).int() == length(dict) as i64;
    Ok(if valid { words::get(this, 3) } else { Word::from_int(0) })
}
fn reduce(thread: &mut Thread, this: Word) -> Result {
    let (part, backwards) = kind(this);
    // The rest is taken from a copy, so that the iterator itself stays where it is.
    let state = [0, 1, 2, 3].map(|index| words::get(this, index));
    let copy = words::new(thread, crate::header::shape_id(this), state);
    let rest = list::new(thread, &[]);
    while let Some(item) = next(thread, copy, part, backwards)? {
        list::append(thread, rest, item);
    }
    builtin_iterator::reduced(thread, rest, Word::NULL)
}
