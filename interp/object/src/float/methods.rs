//! The attributes of class float.

use super::*;
use crate::builtin::Builtin;
use crate::error::Raised;
use crate::integer::{compare_float, float_or_raise, from_big, from_f64, from_i64, instance};
use crate::native::NativeAttribute;
use crate::{operation, string};
use dashu_int::IBig;
use std::cmp::Ordering;
use tracer::Effects;

pub const DOC: &str = "Convert a string or number to a floating-point number, if possible.";

crate::native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(class, x) "($type, x=0, /)" Effects::ANY => float_new;
}

fn float_new(thread: &mut Thread, class: Word, x: Word) -> Result {
    let value = if x.is_null() {
        0.0
    } else if let Some(value) = exact_value(x) {
        value
    } else if let Some(value) = from_number(thread, x)? {
        value
    } else if let Some(value) = parse_object(thread, x)? {
        value
    } else {
        let name = class_name(x);
        return Err(thread.type_error(format!(
            "float() argument must be a string or a real number, not '{name}'"
        )));
    };
    let value = new(thread, value);
    instance(thread, class, Builtin::Float, value)
}

crate::native_functions! { pub static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => float_repr;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::READS => float_hash;
    /// Return self<value.
    __lt__(this, value) "($self, value, /)" Effects::READS => float_lt;
    /// Return self<=value.
    __le__(this, value) "($self, value, /)" Effects::READS => float_le;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::READS => float_eq;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::READS => float_ne;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::READS => float_gt;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::READS => float_ge;
    /// Return self+value.
    __add__(this, value) "($self, value, /)" Effects::READS => float_add;
    /// Return value+self.
    __radd__(this, value) "($self, value, /)" Effects::READS => float_radd;
    /// Return self-value.
    __sub__(this, value) "($self, value, /)" Effects::READS => float_sub;
    /// Return value-self.
    __rsub__(this, value) "($self, value, /)" Effects::READS => float_rsub;
    /// Return self*value.
    __mul__(this, value) "($self, value, /)" Effects::READS => float_mul;
    /// Return value*self.
    __rmul__(this, value) "($self, value, /)" Effects::READS => float_rmul;
    /// Return self%value.
    __mod__(this, value) "($self, value, /)" Effects::READS => float_mod;
    /// Return value%self.
    __rmod__(this, value) "($self, value, /)" Effects::READS => float_rmod;
    /// Return divmod(self, value).
    __divmod__(this, value) "($self, value, /)" Effects::READS => float_divmod;
    /// Return divmod(value, self).
    __rdivmod__(this, value) "($self, value, /)" Effects::READS => float_rdivmod;
    /// Return pow(self, value, mod).
    __pow__(this, value, modulus) "($self, value, mod=None, /)" Effects::READS => float_pow;
    /// Return pow(value, self, mod).
    __rpow__(this, value, modulus) "($self, value, mod=None, /)" Effects::READS => float_rpow;
    /// -self
    __neg__(this) "($self, /)" Effects::READS => float_neg;
    /// +self
    __pos__(this) "($self, /)" Effects::READS => float_itself;
    /// abs(self)
    __abs__(this) "($self, /)" Effects::READS => float_abs;
    /// True if self else False
    __bool__(this) "($self, /)" Effects::READS => float_bool;
    /// int(self)
    __int__(this) "($self, /)" Effects::READS => float_trunc;
    /// float(self)
    __float__(this) "($self, /)" Effects::READS => float_itself;
    /// Return self//value.
    __floordiv__(this, value) "($self, value, /)" Effects::READS => float_floordiv;
    /// Return value//self.
    __rfloordiv__(this, value) "($self, value, /)" Effects::READS => float_rfloordiv;
    /// Return self/value.
    __truediv__(this, value) "($self, value, /)" Effects::READS => float_truediv;
    /// Return value/self.
    __rtruediv__(this, value) "($self, value, /)" Effects::READS => float_rtruediv;
    /// Return self, the complex conjugate of any float.
    conjugate(this) "($self, /)" Effects::READS => float_itself;
    /// Return the Integral closest to x between 0 and x.
    __trunc__(this) "($self, /)" Effects::READS => float_trunc;
    /// Return the floor as an Integral.
    __floor__(this) "($self, /)" Effects::READS => float_floor;
    /// Return the ceiling as an Integral.
    __ceil__(this) "($self, /)" Effects::READS => float_ceil;
    /// Return the Integral closest to x, rounding half toward even.
    ///
    /// When an argument is passed, work like built-in round(x, ndigits).
    __round__(this, ndigits) "($self, ndigits=None, /)" Effects::ANY => float_round;
    /// Return a pair of integers, whose ratio is exactly equal to the original float.
    ///
    /// The ratio is in lowest terms and has a positive denominator.  Raise
    /// OverflowError on infinities and a ValueError on NaNs.
    ///
    /// >>> (10.0).as_integer_ratio()
    /// (10, 1)
    /// >>> (0.0).as_integer_ratio()
    /// (0, 1)
    /// >>> (-.25).as_integer_ratio()
    /// (-1, 4)
    as_integer_ratio(this) "($self, /)" Effects::READS => float_as_integer_ratio;
    /// Return a hexadecimal representation of a floating-point number.
    ///
    /// >>> (-0.1).hex()
    /// '-0x1.999999999999ap-4'
    /// >>> 3.14159.hex()
    /// '0x1.921f9f01b866ep+1'
    hex(this) "($self, /)" Effects::READS => float_hex;
    /// Return True if the float is an integer.
    is_integer(this) "($self, /)" Effects::READS => float_is_integer;
    __getnewargs__(this) "($self, /)" Effects::READS => float_getnewargs;
    /// Formats the float according to format_spec.
    __format__(this, format_spec) "($self, format_spec, /)" Effects::ANY => float_format;
}

crate::native_functions! { pub static CLASS_METHODS =
    /// Convert real number to a floating-point number.
    from_number(class, number) "($type, number, /)" Effects::ANY => float_from_number;
    /// Create a floating-point number from a hexadecimal string.
    ///
    /// >>> float.fromhex('0x1.ffffp10')
    /// 2047.984375
    /// >>> float.fromhex('-0x1p-1074')
    /// -5e-324
    fromhex(class, string) "($type, string, /)" Effects::ANY => float_fromhex;
    /// You probably don't want to use this function.
    ///
    ///   typestr
    ///     Must be 'double' or 'float'.
    ///
    /// It exists mainly to be used in Python's test suite.
    ///
    /// This function returns whichever of 'unknown', 'IEEE, big-endian' or
    /// 'IEEE, little-endian' best describes the format of floating-point
    /// numbers used by the C type named by typestr.
    __getformat__(class, typestr) "($type, typestr, /)" Effects::READS => float_getformat;
}

pub static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute {
        name: "real",
        doc: "the real part of a complex number",
        get: float_itself,
        set: None,
    },
    NativeAttribute {
        name: "imag",
        doc: "the imaginary part of a complex number",
        get: |thread, _| Ok(new(thread, 0.0)),
        set: None,
    },
];

#[cold]
fn wrong_receiver(thread: &mut Thread, this: Word) -> Raised {
    let name = class_name(this);
    thread.type_error(format!("descriptor requires a 'float' object but received a '{name}'"))
}

#[inline]
fn receiver(thread: &mut Thread, this: Word) -> Result<f64> {
    value(this).ok_or_else(|| wrong_receiver(thread, this))
}

/// The other operand: a float or an int.
#[inline]
pub(crate) fn operand(thread: &mut Thread, object: Word) -> Result<Option<f64>> {
    if let Some(value) = value(object) {
        return Ok(Some(value));
    }
    match Integer::of(object) {
        Some(integer) => float_or_raise(thread, integer).map(Some),
        None => Ok(None),
    }
}

macro_rules! operators {
    ($($name:ident $reflected:ident |$thread:ident, $left:ident, $right:ident| $body:expr;)*) => { $(
        fn $name($thread: &mut Thread, this: Word, value: Word) -> Result {
            let $left = receiver($thread, this)?;
            let Some($right) = operand($thread, value)? else { return Ok(Word::NOT_IMPLEMENTED) };
            $body
        }
        fn $reflected($thread: &mut Thread, this: Word, value: Word) -> Result {
            let $right = receiver($thread, this)?;
            let Some($left) = operand($thread, value)? else { return Ok(Word::NOT_IMPLEMENTED) };
            $body
        }
    )* };
}
operators! {
    float_add float_radd |thread, left, right| Ok(new(thread, left + right));
    float_sub float_rsub |thread, left, right| Ok(new(thread, left - right));
    float_mul float_rmul |thread, left, right| Ok(new(thread, left * right));
    float_mod float_rmod |thread, left, right| {
        let value = modulo(thread, left, right)?;
        Ok(new(thread, value))
    };
    float_floordiv float_rfloordiv |thread, left, right| {
        let value = floor_div(thread, left, right)?;
        Ok(new(thread, value))
    };
    float_truediv float_rtruediv |thread, left, right| {
        let value = true_div(thread, left, right)?;
        Ok(new(thread, value))
    };
    float_divmod float_rdivmod |thread, left, right| div_mod(thread, left, right);
    float_power float_rpower |thread, left, right| pow(thread, left, right);
}

fn no_modulus(thread: &mut Thread, modulus: Word) -> Result<()> {
    if modulus.is_null() || modulus.is_none() {
        return Ok(());
    }
    Err(thread.type_error("pow() 3rd argument not allowed unless all arguments are integers"))
}
fn float_pow(thread: &mut Thread, this: Word, value: Word, modulus: Word) -> Result {
    no_modulus(thread, modulus)?;
    float_power(thread, this, value)
}
fn float_rpow(thread: &mut Thread, this: Word, value: Word, modulus: Word) -> Result {
    no_modulus(thread, modulus)?;
    float_rpower(thread, this, value)
}

/// Order of a float and a float or int; `Err` for other objects.
pub(crate) fn order(left: f64, right: Word) -> std::result::Result<Option<Ordering>, ()> {
    if let Some(right) = value(right) {
        return Ok(left.partial_cmp(&right));
    }
    match Integer::of(right) {
        Some(right) => Ok(compare_float(right, left).map(Ordering::reverse)),
        None => Err(()),
    }
}

macro_rules! comparisons {
    ($($name:ident $test:expr;)*) => { $(
        fn $name(thread: &mut Thread, this: Word, value: Word) -> Result {
            let left = receiver(thread, this)?;
            match order(left, value) {
                Ok(order) => {
                    let test: fn(Option<Ordering>) -> bool = $test;
                    Ok(Word::from_bool(test(order)))
                }
                Err(()) => Ok(Word::NOT_IMPLEMENTED),
            }
        }
    )* };
}
comparisons! {
    float_lt |order| order.is_some_and(Ordering::is_lt);
    float_le |order| order.is_some_and(Ordering::is_le);
    float_eq |order| order.is_some_and(Ordering::is_eq);
    float_ne |order| order.is_none_or(Ordering::is_ne);
    float_gt |order| order.is_some_and(Ordering::is_gt);
    float_ge |order| order.is_some_and(Ordering::is_ge);
}

fn float_repr(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    Ok(string::new(thread, &repr(value)))
}
fn float_hash(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    Ok(from_i64(thread, hash(value)))
}
fn float_neg(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    Ok(new(thread, -value))
}
fn float_abs(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    Ok(new(thread, value.abs()))
}
fn float_itself(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    if is_exact(this) { Ok(this) } else { Ok(new(thread, value)) }
}
fn float_bool(thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_bool(receiver(thread, this)? != 0.0))
}
fn float_trunc(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    from_f64(thread, value)
}
fn float_floor(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    from_f64(thread, value.floor())
}
fn float_ceil(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    from_f64(thread, value.ceil())
}
fn float_round(thread: &mut Thread, this: Word, digits: Word) -> Result {
    let value = receiver(thread, this)?;
    if digits.is_null() || digits.is_none() {
        return from_f64(thread, value.round_ties_even());
    }
    let digits = operation::index_i64(thread, digits, None)?;
    let rounded = round(thread, value, digits)?;
    Ok(new(thread, rounded))
}
fn float_as_integer_ratio(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    if value.is_nan() {
        return Err(thread.value_error("cannot convert NaN to integer ratio"));
    }
    if value.is_infinite() {
        return Err(
            thread.raise(Builtin::OverflowError, "cannot convert Infinity to integer ratio")
        );
    }
    let (mantissa, exponent) = integer::parts(value);
    let twos = if mantissa == 0 { 0 } else { mantissa.trailing_zeros() as i32 };
    let (mantissa, exponent) =
        if mantissa == 0 { (0, 0) } else { (mantissa >> twos, exponent + twos) };
    let numerator = IBig::from(mantissa) << exponent.max(0) as usize;
    let numerator = if value < 0.0 { -numerator } else { numerator };
    let denominator = IBig::ONE << (-exponent).max(0) as usize;
    let numerator = from_big(thread, &numerator);
    let denominator = from_big(thread, &denominator);
    Ok(crate::tuple::new(thread, &[numerator, denominator]))
}
fn float_hex(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    Ok(string::new(thread, &to_hexadecimal(value)))
}
fn float_is_integer(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    Ok(Word::from_bool(value.is_finite() && value.floor() == value))
}
fn float_getnewargs(thread: &mut Thread, this: Word) -> Result {
    let value = float_itself(thread, this)?;
    Ok(crate::tuple::new(thread, &[value]))
}
fn float_format(thread: &mut Thread, this: Word, specification: Word) -> Result {
    receiver(thread, this)?;
    crate::number_format::format_number(thread, this, specification)
}

fn float_from_number(thread: &mut Thread, class: Word, number: Word) -> Result {
    if class == Builtin::Float.word() && is_exact(number) {
        return Ok(number);
    }
    let value = from_object(thread, number)?;
    let value = new(thread, value);
    if class == Builtin::Float.word() { Ok(value) } else { thread.call(class, &[value]) }
}
fn float_fromhex(thread: &mut Thread, class: Word, text: Word) -> Result {
    if !string::is_str(text) {
        let name = class_name(text);
        return Err(thread.type_error(format!("fromhex() argument must be str, not {name}")));
    }
    let value = from_hexadecimal(thread, string::bytes(text))?;
    let value = new(thread, value);
    if class == Builtin::Float.word() { Ok(value) } else { thread.call(class, &[value]) }
}
fn float_getformat(thread: &mut Thread, _class: Word, kind: Word) -> Result {
    if !string::is_str(kind) {
        let name = class_name(kind);
        return Err(thread.type_error(format!("__getformat__() argument must be str, not {name}")));
    }
    if !matches!(string::bytes(kind), b"double" | b"float") {
        return Err(thread.value_error("__getformat__() argument 1 must be 'double' or 'float'"));
    }
    let name = if cfg!(target_endian = "big") { "IEEE, big-endian" } else { "IEEE, little-endian" };
    Ok(string::new(thread, name))
}
