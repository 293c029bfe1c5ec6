//! range: start, stop, step and length as int words of any size.

use super::arithmetic::{self, add, compare, count, is_zero, multiply, subtract};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::has_shape;
use crate::layout::Range;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{
    integer, iterate, native_functions, operation, parameter, representation, slice, tuple,
};
use tracer::{Effects, Word};

const SHAPE: heap::ShapeId = Builtin::Range.shape();

pub const DOC: &str = "range(stop) -> range object
range(start, stop[, step]) -> range object

Return an object that produces a sequence of integers from start (inclusive)
to stop (exclusive) by step.  range(i, j) produces i, i+1, i+2, ..., j-1.
start defaults to 0, and stop is omitted!  range(4) produces 0, 1, 2, 3.
These are exactly the valid indices for a list of 4 elements.
When step is given, it specifies the increment (or decrement).";

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct;
}

pub static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute { name: "start", doc: "", get: |_, this| Ok(get(this).start), set: None },
    NativeAttribute { name: "stop", doc: "", get: |_, this| Ok(get(this).stop), set: None },
    NativeAttribute { name: "step", doc: "", get: |_, this| Ok(get(this).step), set: None },
];

native_functions! { pub static METHODS =
    /// True if self else False
    __bool__(this) "($self, /)" Effects::READS => truth;
    /// Return bool(key in self).
    __contains__(this, key) "($self, key, /)" Effects::ANY => contains_method;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::READS => equal_method;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::PURE => no_order;
    /// Return self[key].
    __getitem__(this, key) "($self, key, /)" Effects::ANY => get_item;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::PURE => no_order;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::READS => hash_method;
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::READS => iterate_method;
    /// Return self<=value.
    __le__(this, value) "($self, value, /)" Effects::PURE => no_order;
    /// Return len(self).
    __len__(this) "($self, /)" Effects::READS => length_method;
    /// Return self<value.
    __lt__(this, value) "($self, value, /)" Effects::PURE => no_order;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::READS => not_equal;
    __reduce__(this) "($self, /)" Effects::READS => reduce;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => repr;
    /// Return a reverse iterator.
    __reversed__(this) "($self, /)" Effects::READS => reversed;
    /// rangeobject.count(value) -> integer -- return number of occurrences of value
    count(this, object) "($self, object, /)" Effects::ANY => count_method;
    /// rangeobject.index(value) -> integer -- return index of value.
    /// Raise ValueError if the value is not present.
    index(this, object) "($self, object, /)" Effects::ANY => index;
}

/// The struct of a range.
#[inline(always)]
pub fn get(range: Word) -> &'static Range {
    // SAFETY: callers pass ranges.
    unsafe { &*range.pointer::<Range>() }
}

/// Whether it is a range; there are no subclasses.
#[inline(always)]
pub fn is_range(object: Word) -> bool {
    has_shape(object, SHAPE)
}

/// `range(start, stop, step)`
pub fn new(thread: &mut Thread, start: Word, stop: Word, step: Word) -> Result {
    let start = arithmetic::index(thread, start)?;
    let stop = arithmetic::index(thread, stop)?;
    let step = arithmetic::index(thread, step)?;
    if is_zero(step) {
        return Err(thread.value_error("range() arg 3 must not be zero"));
    }
    make(thread, start, stop, step)
}

fn make(thread: &mut Thread, start: Word, stop: Word, step: Word) -> Result {
    let length = count(thread, start, stop, step)?;
    let range = thread.new_object::<Range>(SHAPE);
    (range.start, range.stop, range.step, range.length) = (start, stop, step, length);
    Ok(Word::from_pointer(range))
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let given = parameter::positional(thread, "range", arguments, 1, 3)?;
    let (zero, one) = (Word::from_int(0), Word::from_int(1));
    match *given {
        [stop] => new(thread, zero, stop, one),
        [start, stop] => new(thread, start, stop, one),
        _ => new(thread, given[0], given[1], given[2]),
    }
}

/// Item number `index`, which is within the range.
fn item(thread: &mut Thread, range: Word, index: Word) -> Result {
    let Range { start, step, .. } = get(range);
    let distance = multiply(thread, index, *step)?;
    add(thread, *start, distance)
}

/// `range[key]`
pub fn get_item(thread: &mut Thread, this: Word, key: Word) -> Result {
    if slice::is_slice(key) {
        return get_slice(thread, this, key);
    }
    if !parameter::has_index(key) {
        return Err(parameter::bad_index(thread, "range", key));
    }
    let mut index = arithmetic::index(thread, key)?;
    let length = get(this).length;
    if arithmetic::is_negative(thread, index)? {
        index = add(thread, index, length)?;
    }
    if arithmetic::is_negative(thread, index)? || !compare(thread, index, length)?.is_lt() {
        return Err(parameter::index_error(thread, "range object index out of range"));
    }
    item(thread, this, index)
}

fn get_slice(thread: &mut Thread, this: Word, key: Word) -> Result {
    let [start, stop, step] = arithmetic::slice_indices(thread, key, get(this).length)?;
    let new_start = item(thread, this, start)?;
    let new_stop = item(thread, this, stop)?;
    let new_step = multiply(thread, step, get(this).step)?;
    make(thread, new_start, new_stop, new_step)
}

/// Whether an exact int is in the range.
fn holds(thread: &mut Thread, this: Word, value: Word) -> Result<bool> {
    let &Range { start, stop, step, .. } = get(this);
    let inside = if arithmetic::is_negative(thread, step)? {
        compare(thread, value, start)?.is_le() && compare(thread, value, stop)?.is_gt()
    } else {
        compare(thread, value, start)?.is_ge() && compare(thread, value, stop)?.is_lt()
    };
    if !inside {
        return Ok(false);
    }
    let distance = subtract(thread, value, start)?;
    Ok(is_zero(arithmetic::remainder(thread, distance, step)?))
}

/// The exact int that an int or bool is.
fn as_exact(value: Word) -> Option<Word> {
    if value.is_bool() {
        return Some(Word::from_int(i64::from(value == Word::TRUE)));
    }
    (value.is_int() || has_shape(value, Builtin::Int.shape())).then_some(value)
}

/// `value in range`
pub fn contains(thread: &mut Thread, this: Word, value: Word) -> Result<bool> {
    if let Some(value) = as_exact(value) {
        return holds(thread, this, value);
    }
    let mut found = false;
    iterate::each(thread, this, &mut |thread, item| {
        found = operation::equal(thread, item, value)?;
        Ok(!found)
    })?;
    Ok(found)
}

fn contains_method(thread: &mut Thread, this: Word, key: Word) -> Result {
    Ok(Word::from_bool(contains(thread, this, key)?))
}
fn truth(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_bool(!is_zero(get(this).length)))
}

/// `len(range)`
pub fn length(thread: &mut Thread, this: Word) -> Result<i64> {
    match integer::to_i64(get(this).length) {
        Some(length) => Ok(length),
        None => {
            Err(thread
                .raise(Builtin::OverflowError, "Python int too large to convert to C ssize_t"))
        }
    }
}
fn length_method(thread: &mut Thread, this: Word) -> Result {
    length(thread, this)?;
    Ok(get(this).length)
}

/// `left == right` of ranges: as sequences.
pub fn equal(thread: &mut Thread, left: Word, right: Word) -> Result<bool> {
    let (left, right) = (get(left), get(right));
    if !compare(thread, left.length, right.length)?.is_eq() {
        return Ok(false);
    }
    if is_zero(left.length) {
        return Ok(true);
    }
    if !compare(thread, left.start, right.start)?.is_eq() {
        return Ok(false);
    }
    Ok(left.length == Word::from_int(1) || compare(thread, left.step, right.step)?.is_eq())
}
fn equal_method(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_range(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    Ok(Word::from_bool(equal(thread, this, value)?))
}
fn not_equal(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_range(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    Ok(Word::from_bool(!equal(thread, this, value)?))
}
fn no_order(_thread: &mut Thread, _this: Word, _value: Word) -> Result {
    Ok(Word::NOT_IMPLEMENTED)
}

/// `hash(range)`: that of length, first item and step, as far as they matter.
pub fn hash(thread: &mut Thread, this: Word) -> Result<i64> {
    let &Range { start, step, length, .. } = get(this);
    let (mut parts, none) = ([length, start, step], Word::NONE);
    if is_zero(length) {
        parts = [length, none, none];
    } else if length == Word::from_int(1) {
        parts[2] = none;
    }
    let parts = tuple::new(thread, &parts);
    tuple::hash(thread, parts)
}
fn hash_method(thread: &mut Thread, this: Word) -> Result {
    let hash = hash(thread, this)?;
    Ok(integer::from_i64(thread, hash))
}

fn iterate_method(thread: &mut Thread, this: Word) -> Result {
    Ok(super::range_iterator::new(thread, this))
}
fn reversed(thread: &mut Thread, this: Word) -> Result {
    super::range_iterator::new_reversed(thread, this)
}
fn reduce(thread: &mut Thread, this: Word) -> Result {
    let &Range { start, stop, step, .. } = get(this);
    let arguments = tuple::new(thread, &[start, stop, step]);
    Ok(tuple::new(thread, &[Builtin::Range.word(), arguments]))
}

/// `repr(range)`
pub fn repr(thread: &mut Thread, this: Word) -> Result {
    let &Range { start, stop, step, .. } = get(this);
    let mut text = b"range(".to_vec();
    representation::push(thread, &mut text, start)?;
    text.extend_from_slice(b", ");
    representation::push(thread, &mut text, stop)?;
    if step != Word::from_int(1) {
        text.extend_from_slice(b", ");
        representation::push(thread, &mut text, step)?;
    }
    text.push(b')');
    Ok(crate::string::from_wtf8(thread, &text))
}

fn count_method(thread: &mut Thread, this: Word, object: Word) -> Result {
    if let Some(value) = as_exact(object) {
        return Ok(Word::from_int(i64::from(holds(thread, this, value)?)));
    }
    let mut count = 0;
    iterate::each(thread, this, &mut |thread, item| {
        count += i64::from(operation::equal(thread, item, object)?);
        Ok(true)
    })?;
    Ok(Word::from_int(count))
}

fn index(thread: &mut Thread, this: Word, object: Word) -> Result {
    if let Some(value) = as_exact(object) {
        if !holds(thread, this, value)? {
            return Err(thread.value_error("range.index(x): x not in range"));
        }
        let distance = subtract(thread, value, get(this).start)?;
        return arithmetic::divide(thread, distance, get(this).step);
    }
    let (mut index, mut found) = (0, false);
    iterate::each(thread, this, &mut |thread, item| {
        found = operation::equal(thread, item, object)?;
        index += i64::from(!found);
        Ok(!found)
    })?;
    if !found {
        return Err(thread.value_error("sequence.index(x): x not in sequence"));
    }
    Ok(Word::from_int(index))
}
