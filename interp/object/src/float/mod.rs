//! float: immediates and boxes.
//!
//! Nearly every float is an immediate word; the few whose exponents do not fit are boxed. Which of
//! the two a float is shows nowhere in the language: equal bits are the same object.
//!
//! - `arithmetic`: operators and rounding; `text`: digits in and out; `hexadecimal`: the exact
//!   notation; `methods`: the attributes of the class.

mod arithmetic;
mod hexadecimal;
mod methods;
mod text;

pub use arithmetic::{
    div_mod, floor_div, floor_divide, floor_mod, modulo, overflow, pow, remainder, round, true_div,
};
pub use hexadecimal::{from_hexadecimal, to_hexadecimal};
pub use methods::{ATTRIBUTES, CLASS_METHODS, CONSTRUCTOR, DOC, METHODS};
pub use text::{Style, format, number_prefix, parse, parse_object, repr, short_repr};

use crate::builtin::shape;
use crate::error::Result;
use crate::header::{has_shape, shape_id};
use crate::integer::{self, Integer};
use crate::layout::FloatObject;
use crate::string::class_name;
use crate::thread::Thread;
use tracer::Word;

/// The value of a float (immediate, boxed, or an instance of a subclass).
#[inline(always)]
pub fn value(object: Word) -> Option<f64> {
    if object.is_float() { Some(object.float()) } else { boxed_value(object) }
}

#[inline(never)]
fn boxed_value(object: Word) -> Option<f64> {
    if !object.is_pointer() {
        return None;
    }
    if shape_id(object) == shape::BOXED_FLOAT {
        // SAFETY: the shape says so.
        return Some(unsafe { (*object.pointer::<FloatObject>()).value });
    }
    let payload = integer::payload(object)?;
    if payload.is_float() || has_shape(payload, shape::BOXED_FLOAT) {
        exact_value(payload)
    } else {
        None
    }
}

/// The value of a direct instance of float.
#[inline(always)]
pub fn exact_value(object: Word) -> Option<f64> {
    if object.is_float() {
        Some(object.float())
    } else if has_shape(object, shape::BOXED_FLOAT) {
        // SAFETY: the shape says so.
        Some(unsafe { (*object.pointer::<FloatObject>()).value })
    } else {
        None
    }
}

/// Whether it is a direct instance of float.
#[inline(always)]
pub fn is_exact(object: Word) -> bool {
    object.is_float() || has_shape(object, shape::BOXED_FLOAT)
}

#[inline(always)]
pub fn new(thread: &mut Thread, value: f64) -> Word {
    match Word::try_from_float(value) {
        Some(word) => word,
        None => boxed(thread, value),
    }
}

#[inline(never)]
fn boxed(thread: &mut Thread, value: f64) -> Word {
    let object = thread.new_object::<FloatObject>(shape::BOXED_FLOAT);
    object.value = value;
    Word::from_pointer(object)
}

/// `float(x)` for numbers: float, int, `__float__`, `__index__`.
pub fn from_object(thread: &mut Thread, object: Word) -> Result<f64> {
    match from_number(thread, object)? {
        Some(value) => Ok(value),
        None => {
            let name = class_name(object);
            Err(thread.type_error(format!("must be real number, not {name}")))
        }
    }
}

/// As `from_object`, `None` for what is no real number.
pub(crate) fn from_number(thread: &mut Thread, object: Word) -> Result<Option<f64>> {
    if let Some(value) = exact_value(object) {
        return Ok(Some(value));
    }
    if let Some(integer) = Integer::exact(object) {
        return integer::float_or_raise(thread, integer).map(Some);
    }
    if !object.is_pointer() {
        return Ok(None);
    }
    let name = crate::interned!("__float__");
    if let Some(result) = crate::operation::call_special(thread, object, name, &[])? {
        return match value(result) {
            Some(value) => Ok(Some(value)),
            None => {
                let (class, name) = (class_name(object), class_name(result));
                Err(thread
                    .type_error(format!("{class}.__float__ returned non-float (type {name})")))
            }
        };
    }
    if let Some(value) = value(object) {
        return Ok(Some(value));
    }
    let name = crate::interned!("__index__");
    if let Some(result) = crate::operation::call_special(thread, object, name, &[])? {
        return match Integer::of(result) {
            Some(integer) => integer::float_or_raise(thread, integer).map(Some),
            None => {
                let name = class_name(result);
                Err(thread.type_error(format!("__index__ returned non-int (type {name})")))
            }
        };
    }
    Ok(None)
}

/// `hash()` of a float: that of the equal int, if there is one.
///
/// The value is a fraction with a power of two below; 2^61 is 1 modulo 2^61 - 1, so multiplying by
/// a power of two is a rotation of 61 bits.
pub fn hash(value: f64) -> i64 {
    const MODULUS: u64 = (1 << 61) - 1;
    if !value.is_finite() {
        if value.is_nan() {
            // NaNs of equal bits are one object.
            return (value.to_bits().wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 4) as i64;
        }
        return if value > 0.0 { 314159 } else { -314159 };
    }
    let (mantissa, exponent) = integer::parts(value);
    let turn = exponent.rem_euclid(61) as u32;
    let wide = u128::from(mantissa % MODULUS) << turn;
    let folded = (wide as u64 & MODULUS) + (wide >> 61) as u64;
    let hash = (folded % MODULUS) as i64;
    let hash = if value < 0.0 { -hash } else { hash };
    if hash == -1 { -2 } else { hash }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_agree_with_equal_ints() {
        for value in [0i64, 1, -1, 2, 1 << 53, -(1 << 61), (1 << 61) + (1 << 20), 12345] {
            assert_eq!(hash(value as f64), Integer::Small(value).hash());
        }
        assert_eq!(hash(0.5), 1152921504606846976);
        assert_eq!(hash(1e300), 1224995262755759164);
        assert_eq!(hash(f64::NEG_INFINITY), -314159);
    }
}
