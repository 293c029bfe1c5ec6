//! Iterators over sets. Words: 0 the set, null at the end; 1 position of the next entry; 2 number
//! of members at the start; 3 how many are left.

use super::{changed, length, next_entry};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use crate::{builtin_iterator, list, native_functions, words};
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
}

/// An iterator over a set.
pub fn new(thread: &mut Thread, set: Word) -> Word {
    let count = Word::from_int(length(set) as i64);
    words::new(thread, Builtin::SetIterator.shape(), [set, Word::from_int(0), count, count])
}

/// The next member.
pub fn next(thread: &mut Thread, iterator: Word) -> Result<Option<Word>> {
    let set = words::get(iterator, 0);
    if set.is_null() {
        return Ok(None);
    }
    if words::get(iterator, 2).int() != length(set) as i64 {
        // So it stays.
        words::set(thread, iterator, 2, Word::from_int(-1));
        return Err(changed(thread));
    }
    let position = words::get(iterator, 1).int() as usize;
    let Some((next, _, member)) = next_entry(set, position) else {
        words::set(thread, iterator, 0, Word::NULL);
        return Ok(None);
    };
    words::set_int(iterator, 1, next as i64);
    words::set_int(iterator, 3, (words::get(iterator, 3).int() - 1).max(0));
    Ok(Some(member))
}

fn this_itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}
fn next_method(thread: &mut Thread, this: Word) -> Result {
    let item = next(thread, this);
    builtin_iterator::or_stop(thread, item)
}
fn length_hint(_thread: &mut Thread, this: Word) -> Result {
    let set = words::get(this, 0);
    let valid = !set.is_null() && words::get(this, 2).int() == length(set) as i64;
    Ok(if valid { words::get(this, 3) } else { Word::from_int(0) })
}
fn reduce(thread: &mut Thread, this: Word) -> Result {
    let state = [0, 1, 2, 3].map(|index| words::get(this, index));
    let copy = words::new(thread, crate::header::shape_id(this), state);
    let rest = list::new(thread, &[]);
    while let Some(item) = next(thread, copy)? {
        list::append(thread, rest, item);
    }
    builtin_iterator::reduced(thread, rest, Word::NULL)
}
