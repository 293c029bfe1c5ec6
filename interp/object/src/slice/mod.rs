//! slice and range. Their members are words, so both go beyond what 64 bits hold; whatever is small
//! is computed as numbers, the rest through the operators of int (`arithmetic`).

pub mod arithmetic;
pub mod methods;
pub mod range;
pub mod range_iterator;

pub use methods::{ATTRIBUTES, CONSTRUCTOR, DOC, METHODS};
pub use range::new as new_range;

use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::has_shape;
use crate::layout::Slice;
use crate::thread::Thread;
use crate::{operation, parameter};
use tracer::Word;

const SHAPE: heap::ShapeId = Builtin::Slice.shape();

/// What a slice means for a length: (start, step, count).
pub struct Bounds {
    pub start: i64,
    pub step: i64,
    pub count: usize,
}

/// Whether it is a slice; there are no subclasses.
#[inline(always)]
pub fn is_slice(object: Word) -> bool {
    has_shape(object, SHAPE)
}

/// The members of a slice.
#[inline(always)]
pub fn members(slice: Word) -> [Word; 3] {
    // SAFETY: callers pass slices.
    let slice = unsafe { &*slice.pointer::<Slice>() };
    [slice.start, slice.stop, slice.step]
}

/// `slice(start, stop, step)`
#[inline]
pub fn new(thread: &mut Thread, start: Word, stop: Word, step: Word) -> Word {
    let slice = thread.new_object::<Slice>(SHAPE);
    (slice.start, slice.stop, slice.step) = (start, stop, step);
    Word::from_pointer(slice)
}

/// A member as a number, clamped; `None` for None.
#[inline(always)]
fn member(thread: &mut Thread, object: Word) -> Result<Option<i64>> {
    if object.is_int() {
        return Ok(Some(object.int()));
    }
    if object.is_none() {
        return Ok(None);
    }
    member_by_index(thread, object).map(Some)
}
#[inline(never)]
fn member_by_index(thread: &mut Thread, object: Word) -> Result<i64> {
    if !parameter::has_index(object) {
        return Err(not_an_index(thread));
    }
    operation::index_i64(thread, object, None)
}
#[cold]
fn not_an_index(thread: &mut Thread) -> crate::Raised {
    thread.type_error("slice indices must be integers or None or have an __index__ method")
}

/// `slice.indices`, with the count.
pub fn bounds(thread: &mut Thread, slice: Word, length: usize) -> Result<Bounds> {
    bounds_of(thread, slice, &mut || length)
}

/// As `bounds`; the length is asked for after the members, whose evaluation may run Python.
#[inline]
pub fn bounds_of(
    thread: &mut Thread,
    slice: Word,
    length: &mut dyn FnMut() -> usize,
) -> Result<Bounds> {
    let [start, stop, step] = members(slice);
    let step = member(thread, step)?.unwrap_or(1);
    if step == 0 {
        return Err(thread.value_error("slice step cannot be zero"));
    }
    let step = step.max(-i64::MAX);
    let start = member(thread, start)?;
    let stop = member(thread, stop)?;
    Ok(bounds_within(start, stop, step, length() as i64))
}

/// As `bounds`, of a slice that need not be made; `None` unless all members are small ints or None, and the step not 0.
#[inline(always)]
pub fn quiet_bounds([start, stop, step]: [Word; 3], length: usize) -> Option<Bounds> {
    let plain = |word: Word| -> Option<Option<i64>> {
        if word.is_int() {
            Some(Some(word.int()))
        } else if word.is_none() {
            Some(None)
        } else {
            None
        }
    };
    let step = plain(step)?.unwrap_or(1);
    if step == 0 {
        return None;
    }
    Some(bounds_within(plain(start)?, plain(stop)?, step, length as i64))
}

#[inline(always)]
fn bounds_within(start: Option<i64>, stop: Option<i64>, step: i64, length: i64) -> Bounds {
    let (lowest, highest) = if step < 0 { (-1, length - 1) } else { (0, length) };
    let clamp = |value: i64| {
        let value = if value < 0 { value.saturating_add(length) } else { value };
        value.clamp(lowest, highest)
    };
    let start = start.map_or(if step < 0 { highest } else { lowest }, clamp);
    let stop = stop.map_or(if step < 0 { lowest } else { highest }, clamp);
    let count = if step < 0 {
        if stop < start {
            let distance = (start - stop - 1) as u64;
            if step == -1 {
                distance as usize + 1
            } else {
                (distance / step.unsigned_abs()) as usize + 1
            }
        } else {
            0
        }
    } else if start < stop {
        let distance = stop - start - 1;
        if step == 1 { distance as usize + 1 } else { (distance / step) as usize + 1 }
    } else {
        0
    };
    Bounds { start, step, count }
}
