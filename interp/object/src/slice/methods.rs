//! The methods of slice.

use super::*;
use crate::native::{Arguments, NativeAttribute};
use crate::operation::Compare;
use crate::{native_functions, representation, table, tuple};
use tracer::Effects;

pub const DOC: &str = "slice(stop)
slice(start, stop[, step])

Create a slice object.

This is used for extended slicing (e.g. a[0:10:2]).";

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::READS => construct;
}

pub static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute { name: "start", doc: "", get: |_, this| Ok(members(this)[0]), set: None },
    NativeAttribute { name: "stop", doc: "", get: |_, this| Ok(members(this)[1]), set: None },
    NativeAttribute { name: "step", doc: "", get: |_, this| Ok(members(this)[2]), set: None },
];

native_functions! { pub static METHODS =
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::ANY => equal;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::ANY => greater_or_equal;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::ANY => greater;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::ANY => hash_method;
    /// Return self<=value.
    __le__(this, value) "($self, value, /)" Effects::ANY => less_or_equal;
    /// Return self<value.
    __lt__(this, value) "($self, value, /)" Effects::ANY => less;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::ANY => not_equal;
    /// Return state information for pickling.
    __reduce__(this) "($self, /)" Effects::READS => reduce;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// S.indices(len) -> (start, stop, stride)
    ///
    /// Assuming a sequence of length len, calculate the start and stop
    /// indices, and the stride length of the extended slice described by
    /// S. Out of bounds indices are clipped in a manner consistent with the
    /// handling of normal slices.
    indices(this, object) "($self, object, /)" Effects::ANY => indices;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let given = parameter::positional(thread, "slice", arguments, 1, 3)?;
    let at = |index: usize| given.get(index).copied().unwrap_or(Word::NONE);
    Ok(if given.len() == 1 {
        new(thread, Word::NONE, given[0], Word::NONE)
    } else {
        new(thread, at(0), at(1), at(2))
    })
}

fn compare(thread: &mut Thread, operator: Compare, this: Word, value: Word) -> Result {
    if !is_slice(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let left = tuple::new(thread, &members(this));
    let right = tuple::new(thread, &members(value));
    tuple::compare(thread, operator, left, right)
}
fn equal(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, Compare::Eq, this, value)
}
fn not_equal(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, Compare::Ne, this, value)
}
fn less(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, Compare::Lt, this, value)
}
fn less_or_equal(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, Compare::Le, this, value)
}
fn greater(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, Compare::Gt, this, value)
}
fn greater_or_equal(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, Compare::Ge, this, value)
}

/// `hash(slice)`: that of a tuple, but for the length.
pub fn hash(thread: &mut Thread, slice: Word) -> Result<i64> {
    let mut accumulator = tuple::HASH_START;
    for member in members(slice) {
        accumulator = tuple::mix_hash(accumulator, table::hash_of(thread, member)?);
    }
    Ok(if accumulator == u64::MAX { tuple::HASH_FOR_MINUS_ONE } else { accumulator as i64 })
}
fn hash_method(thread: &mut Thread, this: Word) -> Result {
    let hash = hash(thread, this)?;
    Ok(crate::integer::from_i64(thread, hash))
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    let arguments = tuple::new(thread, &members(this));
    Ok(tuple::new(thread, &[Builtin::Slice.word(), arguments]))
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    representation::guarded(thread, this, "slice(...)", |thread, text| {
        text.extend_from_slice(b"slice(");
        let mut first = true;
        for member in members(this) {
            representation::separate(text, &mut first);
            representation::push(thread, text, member)?;
        }
        text.push(b')');
        Ok(())
    })
}

fn indices(thread: &mut Thread, this: Word, object: Word) -> Result {
    let length = arithmetic::index(thread, object)?;
    if arithmetic::is_negative(thread, length)? {
        return Err(thread.value_error("length should not be negative"));
    }
    let indices = arithmetic::slice_indices(thread, this, length)?;
    Ok(tuple::new(thread, &indices))
}
