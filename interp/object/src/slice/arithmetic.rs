//! Arithmetic on words that are ints: small ones here, large ones by the operators.

use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::has_shape;
use crate::integer;
use crate::operation::{self, Binary, Compare};
use crate::thread::Thread;
use std::cmp::Ordering;
use tracer::Word;

pub fn add(thread: &mut Thread, left: Word, right: Word) -> Result {
    if left.is_int() && right.is_int() {
        return Ok(integer::from_i64(thread, left.int() + right.int()));
    }
    operation::binary(thread, Binary::Add, left, right)
}
pub fn subtract(thread: &mut Thread, left: Word, right: Word) -> Result {
    if left.is_int() && right.is_int() {
        return Ok(integer::from_i64(thread, left.int() - right.int()));
    }
    operation::binary(thread, Binary::Sub, left, right)
}
pub fn multiply(thread: &mut Thread, left: Word, right: Word) -> Result {
    if left.is_int() && right.is_int() {
        let product = i128::from(left.int()) * i128::from(right.int());
        return Ok(match i64::try_from(product) {
            Ok(product) => integer::from_i64(thread, product),
            Err(_) => integer::from_i128(thread, product),
        });
    }
    operation::binary(thread, Binary::Mul, left, right)
}
/// Rounded down; the divisor is not 0.
pub fn divide(thread: &mut Thread, left: Word, right: Word) -> Result {
    operation::binary(thread, Binary::FloorDiv, left, right)
}
pub fn remainder(thread: &mut Thread, left: Word, right: Word) -> Result {
    operation::binary(thread, Binary::Mod, left, right)
}
pub fn negate(thread: &mut Thread, value: Word) -> Result {
    subtract(thread, Word::from_int(0), value)
}
pub fn compare(thread: &mut Thread, left: Word, right: Word) -> Result<Ordering> {
    if left.is_int() && right.is_int() {
        return Ok(left.int().cmp(&right.int()));
    }
    if operation::equal(thread, left, right)? {
        return Ok(Ordering::Equal);
    }
    let less = operation::compare(thread, Compare::Lt, left, right)?;
    Ok(if less == Word::TRUE { Ordering::Less } else { Ordering::Greater })
}
pub fn is_negative(thread: &mut Thread, value: Word) -> Result<bool> {
    Ok(compare(thread, value, Word::from_int(0))?.is_lt())
}
pub fn is_zero(value: Word) -> bool {
    value == Word::from_int(0)
}

/// `operator.index`, as an exact int.
pub fn index(thread: &mut Thread, object: Word) -> Result {
    if object.is_int() {
        return Ok(object);
    }
    let value = operation::index(thread, object)?;
    if value.is_int() || has_shape(value, Builtin::Int.shape()) {
        return Ok(value);
    }
    // A bool, or an instance of a subclass.
    match integer::to_i64(value) {
        Some(number) => Ok(integer::from_i64(thread, number)),
        None => operation::binary(thread, Binary::Add, value, Word::from_int(0)),
    }
}

/// How many numbers lie from `start` on before `stop`, by steps of `step`.
pub fn count(thread: &mut Thread, start: Word, stop: Word, step: Word) -> Result {
    if start.is_int() && stop.is_int() && step.is_int() {
        let (start, stop, step) = (start.int(), stop.int(), step.int());
        let distance = if step > 0 { stop - start } else { start - stop };
        let count = if distance <= 0 { 0 } else { (distance as u64 - 1) / step.unsigned_abs() + 1 };
        return Ok(integer::from_u64(thread, count));
    }
    let (low, high, step) = if is_negative(thread, step)? {
        let step = negate(thread, step)?;
        (stop, start, step)
    } else {
        (start, stop, step)
    };
    if !compare(thread, low, high)?.is_lt() {
        return Ok(Word::from_int(0));
    }
    let distance = subtract(thread, high, low)?;
    let distance = subtract(thread, distance, Word::from_int(1))?;
    let count = divide(thread, distance, step)?;
    add(thread, count, Word::from_int(1))
}

/// `slice.indices(length)` for any length: start, stop, step.
pub fn slice_indices(thread: &mut Thread, slice: Word, length: Word) -> Result<[Word; 3]> {
    let [start, stop, step] = super::members(slice);
    let step = if step.is_none() { Word::from_int(1) } else { member(thread, step)? };
    if is_zero(step) {
        return Err(thread.value_error("slice step cannot be zero"));
    }
    let backwards = is_negative(thread, step)?;
    let (lowest, highest) = if backwards {
        (Word::from_int(-1), subtract(thread, length, Word::from_int(1))?)
    } else {
        (Word::from_int(0), length)
    };
    let (first, last) = if backwards { (highest, lowest) } else { (lowest, highest) };
    let start =
        if start.is_none() { first } else { clamped(thread, start, length, lowest, highest)? };
    let stop = if stop.is_none() { last } else { clamped(thread, stop, length, lowest, highest)? };
    Ok([start, stop, step])
}

fn member(thread: &mut Thread, object: Word) -> Result {
    if !object.is_int() && !crate::parameter::has_index(object) {
        return Err(super::not_an_index(thread));
    }
    index(thread, object)
}

fn clamped(thread: &mut Thread, object: Word, length: Word, lowest: Word, highest: Word) -> Result {
    let mut value = member(thread, object)?;
    if is_negative(thread, value)? {
        value = add(thread, value, length)?;
        return Ok(if compare(thread, value, lowest)?.is_lt() { lowest } else { value });
    }
    Ok(if compare(thread, value, highest)?.is_gt() { highest } else { value })
}
