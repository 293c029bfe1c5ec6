//! The attributes of class complex.

use super::*;
use crate::error::{Raised, Result};
use crate::float;
use crate::integer::{Integer, float_or_raise, from_i64, instance};
use crate::native::NativeAttribute;
use crate::number_text::ascii_digits;
use crate::operation::{self, Binary, Compare};
use crate::string;
use crate::string::class_name;
use tracer::Effects;

pub const DOC: &str = "Create a complex number from a string or numbers.\n\n\
If a string is given, parse it as a complex number.\n\
If a single number is given, convert it to a complex number.\n\
If the 'real' or 'imag' arguments are given, create a complex number\n\
with the specified real and imaginary components.";

crate::native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(class, real, imag) "($type, real=0, imag=0)" Effects::ANY => complex_new;
}

/// What `__complex__` of an object gives, if it has one.
fn special(thread: &mut Thread, object: Word) -> Result<Option<Pair>> {
    if let Some(value) = exact_value(object) {
        return Ok(Some(value));
    }
    if !object.is_pointer() || float::is_exact(object) {
        return Ok(None);
    }
    let name = crate::interned!("__complex__");
    let Some(result) = operation::call_special(thread, object, name, &[])? else {
        return Ok(value(object));
    };
    match value(result) {
        Some(value) => Ok(Some(value)),
        None => {
            let (class, name) = (class_name(object), class_name(result));
            Err(thread
                .type_error(format!("{class}.__complex__ returned non-complex (type {name})")))
        }
    }
}

/// A number as a complex one: complex, `__complex__`, and what float takes.
pub fn from_object(thread: &mut Thread, object: Word) -> Result<Pair> {
    match special(thread, object)? {
        Some(value) => Ok(value),
        None => Ok((float::from_object(thread, object)?, 0.0)),
    }
}

fn complex_new(thread: &mut Thread, class: Word, real: Word, imaginary: Word) -> Result {
    let value = if imaginary.is_null() {
        if real.is_null() {
            (0.0, 0.0)
        } else if string::is_str(real) {
            from_text(thread, real)?
        } else if let Some(value) = special(thread, real)? {
            value
        } else if let Some(value) = float::from_number(thread, real)? {
            (value, 0.0)
        } else {
            let name = class_name(real);
            return Err(thread.type_error(format!(
                "complex() argument must be a string or a number, not {name}"
            )));
        }
    } else {
        from_parts(thread, real, imaginary)?
    };
    let value = new(thread, value);
    instance(thread, class, Builtin::Complex, value)
}

/// `complex(real, imaginary)`: the parts may still be complex themselves (deprecated).
fn from_parts(thread: &mut Thread, real: Word, imaginary: Word) -> Result<Pair> {
    let mut part = |object: Word, which: &str| -> Result<Pair> {
        if object.is_null() {
            return Ok((0.0, 0.0));
        }
        let found = if string::is_str(object) {
            None
        } else if let Some(value) =
            if which == "real" { special(thread, object)? } else { value(object) }
        {
            return Ok(value);
        } else {
            float::from_number(thread, object)?
        };
        match found {
            Some(value) => Ok((value, 0.0)),
            None => {
                let name = class_name(object);
                Err(thread.type_error(format!(
                    "complex() argument '{which}' must be a real number, not {name}"
                )))
            }
        }
    };
    let first = part(real, "real")?;
    let second = part(imaginary, "imag")?;
    // A zero imaginary part of a real operand must not change the sign of a zero.
    let real_is_complex = !real.is_null() && value(real).is_some();
    let imaginary_is_complex = value(imaginary).is_some();
    Ok((
        if imaginary_is_complex { first.0 - second.1 } else { first.0 },
        if real_is_complex { second.0 + first.1 } else { second.0 },
    ))
}

fn from_text(thread: &mut Thread, text: Word) -> Result<Pair> {
    let mut buffer = Vec::new();
    match parse(ascii_digits(string::bytes(text), &mut buffer)) {
        Some(value) => Ok(value),
        None => Err(thread.value_error("complex() arg is a malformed string")),
    }
}

crate::native_functions! { pub static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => complex_repr;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::READS => complex_hash;
    /// Return self<value.
    __lt__(this, value) "($self, value, /)" Effects::READS => complex_order;
    /// Return self<=value.
    __le__(this, value) "($self, value, /)" Effects::READS => complex_order;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::READS => complex_eq;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::READS => complex_ne;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::READS => complex_order;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::READS => complex_order;
    /// Return self+value.
    __add__(this, value) "($self, value, /)" Effects::READS => complex_add;
    /// Return value+self.
    __radd__(this, value) "($self, value, /)" Effects::READS => complex_radd;
    /// Return self-value.
    __sub__(this, value) "($self, value, /)" Effects::READS => complex_sub;
    /// Return value-self.
    __rsub__(this, value) "($self, value, /)" Effects::READS => complex_rsub;
    /// Return self*value.
    __mul__(this, value) "($self, value, /)" Effects::READS => complex_mul;
    /// Return value*self.
    __rmul__(this, value) "($self, value, /)" Effects::READS => complex_rmul;
    /// Return pow(self, value, mod).
    __pow__(this, value, modulus) "($self, value, mod=None, /)" Effects::READS => complex_pow;
    /// Return pow(value, self, mod).
    __rpow__(this, value, modulus) "($self, value, mod=None, /)" Effects::READS => complex_rpow;
    /// -self
    __neg__(this) "($self, /)" Effects::READS => complex_neg;
    /// +self
    __pos__(this) "($self, /)" Effects::READS => complex_itself;
    /// abs(self)
    __abs__(this) "($self, /)" Effects::READS => complex_abs;
    /// True if self else False
    __bool__(this) "($self, /)" Effects::READS => complex_bool;
    /// Return self/value.
    __truediv__(this, value) "($self, value, /)" Effects::READS => complex_truediv;
    /// Return value/self.
    __rtruediv__(this, value) "($self, value, /)" Effects::READS => complex_rtruediv;
    /// Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j.
    conjugate(this) "($self, /)" Effects::READS => complex_conjugate;
    /// Convert this value to exact type complex.
    __complex__(this) "($self, /)" Effects::READS => complex_itself;
    __getnewargs__(this) "($self, /)" Effects::READS => complex_getnewargs;
    /// Convert to a string according to format_spec.
    __format__(this, format_spec) "($self, format_spec, /)" Effects::ANY => complex_format;
}

crate::native_functions! { pub static CLASS_METHODS =
    /// Convert number to a complex floating-point number.
    from_number(class, number) "($type, number, /)" Effects::ANY => complex_from_number;
}

pub static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute {
        name: "real",
        doc: "the real part of a complex number",
        get: |thread, this| {
            let value = receiver(thread, this)?.0;
            Ok(float::new(thread, value))
        },
        set: None,
    },
    NativeAttribute {
        name: "imag",
        doc: "the imaginary part of a complex number",
        get: |thread, this| {
            let value = receiver(thread, this)?.1;
            Ok(float::new(thread, value))
        },
        set: None,
    },
];

#[cold]
fn wrong_receiver(thread: &mut Thread, this: Word) -> Raised {
    let name = class_name(this);
    thread.type_error(format!("descriptor requires a 'complex' object but received a '{name}'"))
}

fn receiver(thread: &mut Thread, this: Word) -> Result<Pair> {
    value(this).ok_or_else(|| wrong_receiver(thread, this))
}

/// The other operand of an operator: a number of any built-in kind.
fn operand(thread: &mut Thread, object: Word) -> Result<Option<Operand>> {
    if let Some(value) = value(object) {
        return Ok(Some(Operand::Complex(value)));
    }
    if let Some(value) = float::value(object) {
        return Ok(Some(Operand::Real(value)));
    }
    match Integer::of(object) {
        Some(integer) => Ok(Some(Operand::Real(float_or_raise(thread, integer)?))),
        None => Ok(None),
    }
}

macro_rules! operators {
    ($($name:ident $reflected:ident $operator:ident;)*) => { $(
        fn $name(thread: &mut Thread, this: Word, value: Word) -> Result {
            let this = Operand::Complex(receiver(thread, this)?);
            let Some(value) = operand(thread, value)? else { return Ok(Word::NOT_IMPLEMENTED) };
            let result = binary(thread, Binary::$operator, this, value)?;
            Ok(result.unwrap_or(Word::NOT_IMPLEMENTED))
        }
        fn $reflected(thread: &mut Thread, this: Word, value: Word) -> Result {
            let this = Operand::Complex(receiver(thread, this)?);
            let Some(value) = operand(thread, value)? else { return Ok(Word::NOT_IMPLEMENTED) };
            let result = binary(thread, Binary::$operator, value, this)?;
            Ok(result.unwrap_or(Word::NOT_IMPLEMENTED))
        }
    )* };
}
operators! {
    complex_add complex_radd Add;
    complex_sub complex_rsub Sub;
    complex_mul complex_rmul Mul;
    complex_truediv complex_rtruediv TrueDiv;
    complex_power complex_rpower Pow;
}

fn no_modulus(thread: &mut Thread, modulus: Word) -> Result<()> {
    if modulus.is_null() || modulus.is_none() {
        return Ok(());
    }
    Err(thread.value_error("complex modulo"))
}
fn complex_pow(thread: &mut Thread, this: Word, value: Word, modulus: Word) -> Result {
    no_modulus(thread, modulus)?;
    complex_power(thread, this, value)
}
fn complex_rpow(thread: &mut Thread, this: Word, value: Word, modulus: Word) -> Result {
    no_modulus(thread, modulus)?;
    complex_rpower(thread, this, value)
}

/// Whether a complex number equals a number; `None` for other objects.
pub(crate) fn equal((real, imaginary): Pair, other: Word) -> Option<bool> {
    if let Some(other) = value(other) {
        return Some((real, imaginary) == other);
    }
    if let Some(other) = float::value(other) {
        return Some(imaginary == 0.0 && real == other);
    }
    let other = Integer::of(other)?;
    Some(imaginary == 0.0 && integer::equal_float(other, real))
}

fn complex_order(thread: &mut Thread, this: Word, _value: Word) -> Result {
    receiver(thread, this)?;
    Ok(Word::NOT_IMPLEMENTED)
}
fn complex_equality(thread: &mut Thread, this: Word, other: Word, operator: Compare) -> Result {
    let this = receiver(thread, this)?;
    Ok(match equal(this, other) {
        Some(equal) => Word::from_bool(equal == (operator == Compare::Eq)),
        None => Word::NOT_IMPLEMENTED,
    })
}
fn complex_eq(thread: &mut Thread, this: Word, value: Word) -> Result {
    complex_equality(thread, this, value, Compare::Eq)
}
fn complex_ne(thread: &mut Thread, this: Word, value: Word) -> Result {
    complex_equality(thread, this, value, Compare::Ne)
}
fn complex_repr(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    Ok(string::new(thread, &repr(value)))
}
fn complex_hash(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    Ok(from_i64(thread, hash(value)))
}
fn complex_neg(thread: &mut Thread, this: Word) -> Result {
    let (real, imaginary) = receiver(thread, this)?;
    Ok(new(thread, (-real, -imaginary)))
}
fn complex_itself(thread: &mut Thread, this: Word) -> Result {
    receiver(thread, this)?;
    Ok(integer::payload(this).unwrap_or(this))
}
fn complex_abs(thread: &mut Thread, this: Word) -> Result {
    let value = receiver(thread, this)?;
    magnitude(thread, value)
}
fn complex_bool(thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_bool(receiver(thread, this)? != (0.0, 0.0)))
}
fn complex_conjugate(thread: &mut Thread, this: Word) -> Result {
    let (real, imaginary) = receiver(thread, this)?;
    Ok(new(thread, (real, -imaginary)))
}
fn complex_getnewargs(thread: &mut Thread, this: Word) -> Result {
    let (real, imaginary) = receiver(thread, this)?;
    let real = float::new(thread, real);
    let imaginary = float::new(thread, imaginary);
    Ok(crate::tuple::new(thread, &[real, imaginary]))
}
fn complex_format(thread: &mut Thread, this: Word, specification: Word) -> Result {
    receiver(thread, this)?;
    crate::number_format::format_number(thread, this, specification)
}
fn complex_from_number(thread: &mut Thread, class: Word, number: Word) -> Result {
    if class == Builtin::Complex.word() && exact_value(number).is_some() {
        return Ok(number);
    }
    let value = from_object(thread, number)?;
    let value = new(thread, value);
    if class == Builtin::Complex.word() { Ok(value) } else { thread.call(class, &[value]) }
}
