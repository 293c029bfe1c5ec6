//! complex: two floats in an object.
//!
//! Mixed operations with real numbers do not turn the real operand into a complex one first: that
//! would lose signs of zeros and make NaNs of infinities (C99, annex G).
//!
//! - `arithmetic`: operators on pairs; `text`: reading and printing; `methods`: the class.

mod arithmetic;
mod methods;
mod text;

pub(crate) use arithmetic::{Operand, binary};
pub use arithmetic::{Pair, add, divide, magnitude, multiply, pow, pow_pair, subtract};
pub use methods::{ATTRIBUTES, CLASS_METHODS, CONSTRUCTOR, DOC, METHODS, from_object};
pub use text::{parse, repr};

use crate::builtin::Builtin;
use crate::header::{has_shape, shape_id};
use crate::integer;
use crate::layout::Complex;
use crate::thread::Thread;
use tracer::Word;

/// The value of a complex number (also of an instance of a subclass).
pub fn value(object: Word) -> Option<Pair> {
    if !object.is_pointer() {
        return None;
    }
    if shape_id(object) == Builtin::Complex.shape() {
        return exact_value(object);
    }
    exact_value(integer::payload(object)?)
}

/// The value of a direct instance of complex.
pub fn exact_value(object: Word) -> Option<Pair> {
    if !has_shape(object, Builtin::Complex.shape()) {
        return None;
    }
    // SAFETY: the shape says so.
    let complex = unsafe { &*object.pointer::<Complex>() };
    Some((complex.real, complex.imaginary))
}

pub fn new(thread: &mut Thread, value: Pair) -> Word {
    let object = thread.new_object::<Complex>(Builtin::Complex.shape());
    (object.real, object.imaginary) = value;
    Word::from_pointer(object)
}

/// `hash()` of a complex number.
pub fn hash((real, imaginary): Pair) -> i64 {
    let hash = crate::float::hash(real)
        .wrapping_add(crate::float::hash(imaginary).wrapping_mul(1_000_003));
    if hash == -1 { -2 } else { hash }
}
