//! Iterators over ranges. Words: 0 the next item, 1 the step, 2 how many items are left. All are
//! ints, nearly always small; at the end the next item stays the one after the last.

use super::arithmetic::{add, compare, is_zero, multiply, subtract};
use super::range;
use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use crate::{builtin_iterator, native_functions, words};
use tracer::{Effects, Word};

native_functions! { pub static METHODS =
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::PURE => this_itself;
    /// Implement next(self).
    __next__(this) "($self, /)" Effects::ANY => next_method;
    /// Private method returning an estimate of len(list(it)).
    __length_hint__(this) "($self, /)" Effects::READS => length_hint;
    /// Return state information for pickling.
    __reduce__(this) "($self, /)" Effects::READS => reduce;
    /// Set state information for unpickling.
    __setstate__(this, object) "($self, object, /)" Effects::ANY => set_state;
}

const SHAPE: heap::ShapeId = Builtin::RangeIterator.shape();

/// An iterator over a range.
pub fn new(thread: &mut Thread, of: Word) -> Word {
    let of = range::get(of);
    let state = [of.start, of.step, of.length];
    words::new(thread, SHAPE, state)
}

/// An iterator over a range from the end.
pub fn new_reversed(thread: &mut Thread, of: Word) -> Result {
    let of = range::get(of);
    let last = subtract(thread, of.length, Word::from_int(1))?;
    let distance = multiply(thread, last, of.step)?;
    let start = add(thread, of.start, distance)?;
    let step = subtract(thread, Word::from_int(0), of.step)?;
    Ok(words::new(thread, SHAPE, [start, step, of.length]))
}

/// The next item.
#[inline]
pub fn next(thread: &mut Thread, iterator: Word) -> Result<Option<Word>> {
    let (item, step, left) =
        (words::get(iterator, 0), words::get(iterator, 1), words::get(iterator, 2));
    if is_zero(left) {
        return Ok(None);
    }
    if item.is_int()
        && step.is_int()
        && left.is_int()
        && let Some(next) = Word::try_from_int(item.int() + step.int())
    {
        words::set(thread, iterator, 0, next);
        words::set(thread, iterator, 2, Word::from_int(left.int() - 1));
        return Ok(Some(item));
    }
    let next = add(thread, item, step)?;
    let left = subtract(thread, left, Word::from_int(1))?;
    words::set(thread, iterator, 0, next);
    words::set(thread, iterator, 2, left);
    Ok(Some(item))
}

fn this_itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}
fn next_method(thread: &mut Thread, this: Word) -> Result {
    let item = next(thread, this);
    builtin_iterator::or_stop(thread, item)
}
fn length_hint(_thread: &mut Thread, this: Word) -> Result {
    Ok(words::get(this, 2))
}
fn reduce(thread: &mut Thread, this: Word) -> Result {
    let (start, step, left) = (words::get(this, 0), words::get(this, 1), words::get(this, 2));
    let distance = multiply(thread, left, step)?;
    let stop = add(thread, start, distance)?;
    let rest = range::new(thread, start, stop, step)?;
    builtin_iterator::reduced(thread, rest, Word::NONE)
}
fn set_state(thread: &mut Thread, this: Word, object: Word) -> Result {
    let mut steps = super::arithmetic::index(thread, object)?;
    let left = words::get(this, 2);
    if compare(thread, steps, Word::from_int(0))?.is_lt() {
        steps = Word::from_int(0);
    } else if compare(thread, steps, left)?.is_gt() {
        steps = left;
    }
    let distance = multiply(thread, steps, words::get(this, 1))?;
    let start = add(thread, words::get(this, 0), distance)?;
    let left = subtract(thread, left, steps)?;
    words::set(thread, this, 0, start);
    words::set(thread, this, 2, left);
    Ok(Word::NONE)
}
