//! Iterators over tuples. Words: 0 the tuple (an exact one), null at the end; 1 index of the next item.

use super::{empty, exact, items};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use crate::{builtin_iterator, native_functions, operation, words};
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

/// An iterator over a tuple.
pub fn new(thread: &mut Thread, tuple: Word) -> Word {
    let tuple = exact(tuple);
    words::new(thread, Builtin::TupleIterator.shape(), [tuple, Word::from_int(0)])
}

/// The next item.
#[inline]
pub fn next(thread: &mut Thread, iterator: Word) -> Option<Word> {
    let tuple = words::get(iterator, 0);
    if tuple.is_null() {
        return None;
    }
    let index = words::get(iterator, 1).int();
    let Some(&item) = items(tuple).get(index as usize) else {
        words::set(thread, iterator, 0, Word::NULL);
        return None;
    };
    words::set(thread, iterator, 1, Word::from_int(index + 1));
    Some(item)
}

fn this_itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}
fn next_method(thread: &mut Thread, this: Word) -> Result {
    let item = next(thread, this);
    builtin_iterator::or_stop(thread, Ok(item))
}
fn length_hint(_thread: &mut Thread, this: Word) -> Result {
    let tuple = words::get(this, 0);
    if tuple.is_null() {
        return Ok(Word::from_int(0));
    }
    let left = items(tuple).len() as i64 - words::get(this, 1).int();
    Ok(Word::from_int(left.max(0)))
}
fn reduce(thread: &mut Thread, this: Word) -> Result {
    let tuple = words::get(this, 0);
    if tuple.is_null() {
        return builtin_iterator::reduced(thread, empty(), Word::NULL);
    }
    builtin_iterator::reduced(thread, tuple, words::get(this, 1))
}
fn set_state(thread: &mut Thread, this: Word, object: Word) -> Result {
    let index = operation::index_i64(thread, object, Some(Builtin::OverflowError))?;
    let tuple = words::get(this, 0);
    if !tuple.is_null() {
        let index = index.clamp(0, items(tuple).len() as i64);
        words::set(thread, this, 1, Word::from_int(index));
    }
    Ok(Word::NONE)
}
