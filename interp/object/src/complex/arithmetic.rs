//! Complex arithmetic on pairs of floats, with the recoveries of C99's annex G: a product or
//! quotient that comes out as NaN twice though an operand was infinite is an infinity or zero.

use crate::builtin::Builtin;
use crate::error::Result;
use crate::float;
use crate::operation::Binary;
use crate::thread::Thread;
use tracer::Word;

/// Real and imaginary part.
pub type Pair = (f64, f64);

/// An operand of complex arithmetic.
#[derive(Clone, Copy)]
pub(crate) enum Operand {
    Real(f64),
    Complex(Pair),
}

impl Operand {
    fn pair(self) -> Pair {
        match self {
            Operand::Real(real) => (real, 0.0),
            Operand::Complex(pair) => pair,
        }
    }
}

pub fn add(left: Pair, right: Pair) -> Pair {
    (left.0 + right.0, left.1 + right.1)
}
pub fn subtract(left: Pair, right: Pair) -> Pair {
    (left.0 - right.0, left.1 - right.1)
}

/// The infinities of a number made units, and everything else of it zeros, signs kept.
fn boxed(value: Pair) -> Pair {
    let unit = |part: f64| (if part.is_infinite() { 1.0f64 } else { 0.0 }).copysign(part);
    (unit(value.0), unit(value.1))
}
fn without_nan(value: Pair) -> Pair {
    let part = |part: f64| if part.is_nan() { 0.0f64.copysign(part) } else { part };
    (part(value.0), part(value.1))
}
fn is_infinite(value: Pair) -> bool {
    value.0.is_infinite() || value.1.is_infinite()
}
fn is_finite(value: Pair) -> bool {
    value.0.is_finite() && value.1.is_finite()
}

pub fn multiply(left: Pair, right: Pair) -> Pair {
    let ((a, b), (c, d)) = (left, right);
    let (ac, bd, ad, bc) = (a * c, b * d, a * d, b * c);
    let product = (ac - bd, ad + bc);
    if !(product.0.is_nan() && product.1.is_nan()) {
        return product;
    }
    let (mut left, mut right) = (left, right);
    let mut recover = false;
    if is_infinite(left) {
        left = boxed(left);
        right = without_nan(right);
        recover = true;
    }
    if is_infinite(right) {
        right = boxed(right);
        left = without_nan(left);
        recover = true;
    }
    if !recover && [ac, bd, ad, bc].iter().any(|part| part.is_infinite()) {
        left = without_nan(left);
        right = without_nan(right);
        recover = true;
    }
    if !recover {
        return product;
    }
    let ((a, b), (c, d)) = (left, right);
    (f64::INFINITY * (a * c - b * d), f64::INFINITY * (a * d + b * c))
}

/// Quotient by Smith's method; `None`: the divisor is zero.
pub fn divide(left: Pair, right: Pair) -> Option<Pair> {
    let ((a, b), (c, d)) = (left, right);
    let quotient = if c.abs() >= d.abs() {
        if c == 0.0 {
            return None;
        }
        let ratio = d / c;
        let scale = c + d * ratio;
        ((a + b * ratio) / scale, (b - a * ratio) / scale)
    } else if d.abs() >= c.abs() {
        let ratio = c / d;
        let scale = c * ratio + d;
        ((a * ratio + b) / scale, (b * ratio - a) / scale)
    } else {
        (f64::NAN, f64::NAN)
    };
    if !(quotient.0.is_nan() && quotient.1.is_nan()) {
        return Some(quotient);
    }
    if is_infinite(left) && is_finite(right) {
        let (x, y) = boxed(left);
        return Some((f64::INFINITY * (x * c + y * d), f64::INFINITY * (y * c - x * d)));
    }
    if is_infinite(right) && is_finite(left) {
        let (x, y) = boxed(right);
        return Some((0.0 * (a * x + b * y), 0.0 * (b * x - a * y)));
    }
    Some(quotient)
}

/// A real number divided by a complex one.
fn divide_real(left: f64, right: Pair) -> Option<Pair> {
    let (c, d) = right;
    let quotient = if c.abs() >= d.abs() {
        if c == 0.0 {
            return None;
        }
        let ratio = d / c;
        let scale = c + d * ratio;
        (left / scale, (-left * ratio) / scale)
    } else if d.abs() >= c.abs() {
        let ratio = c / d;
        let scale = c * ratio + d;
        ((left * ratio) / scale, (-left) / scale)
    } else {
        (f64::NAN, f64::NAN)
    };
    if quotient.0.is_nan() && quotient.1.is_nan() && left.is_finite() && is_infinite(right) {
        let (x, y) = boxed(right);
        return Some((0.0 * (left * x), 0.0 * (-left * y)));
    }
    Some(quotient)
}

/// `left operator right`, at least one of them complex; `None` for operators without a meaning.
pub(crate) fn binary(
    thread: &mut Thread,
    operator: Binary,
    left: Operand,
    right: Operand,
) -> Result<Option<Word>> {
    use Operand::{Complex, Real};
    let value = match operator {
        Binary::Add => match (left, right) {
            (Complex(left), Real(right)) => (left.0 + right, left.1),
            (Real(left), Complex(right)) => (left + right.0, right.1),
            (left, right) => add(left.pair(), right.pair()),
        },
        Binary::Sub => match (left, right) {
            (Complex(left), Real(right)) => (left.0 - right, left.1),
            (Real(left), Complex(right)) => (left - right.0, -right.1),
            (left, right) => subtract(left.pair(), right.pair()),
        },
        Binary::Mul => match (left, right) {
            (Complex(left), Real(right)) => (left.0 * right, left.1 * right),
            (Real(left), Complex(right)) => (right.0 * left, right.1 * left),
            (left, right) => multiply(left.pair(), right.pair()),
        },
        Binary::TrueDiv => {
            let quotient = match (left, right) {
                (Complex(_), Real(0.0)) => None,
                (Complex(left), Real(right)) => Some((left.0 / right, left.1 / right)),
                (Real(left), Complex(right)) => divide_real(left, right),
                (left, right) => divide(left.pair(), right.pair()),
            };
            match quotient {
                Some(value) => value,
                None => {
                    return Err(thread.raise(Builtin::ZeroDivisionError, "division by zero"));
                }
            }
        }
        Binary::Pow => return pow(thread, left.pair(), right.pair()).map(Some),
        _ => return Ok(None),
    };
    Ok(Some(super::new(thread, value)))
}

/// Why a power has no value.
pub enum PowerError {
    ZeroToNegative,
    TooLarge,
}

/// `base ** exponent`
pub fn pow_pair(base: Pair, exponent: Pair) -> std::result::Result<Pair, PowerError> {
    let value =
        if exponent.1 == 0.0 && exponent.0 == exponent.0.floor() && exponent.0.abs() <= 100.0 {
            whole_power(base, exponent.0 as i64)?
        } else {
            general_power(base, exponent)?
        };
    if is_infinite(value) { Err(PowerError::TooLarge) } else { Ok(value) }
}

fn whole_power(base: Pair, exponent: i64) -> std::result::Result<Pair, PowerError> {
    let mut result = (1.0, 0.0);
    let mut square = base;
    let mut rest = exponent.unsigned_abs();
    while rest != 0 {
        if rest & 1 == 1 {
            result = multiply(result, square);
        }
        rest >>= 1;
        square = multiply(square, square);
    }
    if exponent < 0 {
        return divide((1.0, 0.0), result).ok_or(PowerError::ZeroToNegative);
    }
    Ok(result)
}

fn general_power(base: Pair, exponent: Pair) -> std::result::Result<Pair, PowerError> {
    if exponent == (0.0, 0.0) {
        return Ok((1.0, 0.0));
    }
    if base == (0.0, 0.0) {
        return if exponent.1 != 0.0 || exponent.0 < 0.0 {
            Err(PowerError::ZeroToNegative)
        } else {
            Ok((0.0, 0.0))
        };
    }
    let size = base.0.hypot(base.1);
    let angle = base.1.atan2(base.0);
    let mut length = size.powf(exponent.0);
    let mut phase = angle * exponent.0;
    if exponent.1 != 0.0 {
        length *= (-angle * exponent.1).exp();
        phase += exponent.1 * size.ln();
    }
    if phase.is_infinite() {
        // C's sine of it is a domain error, which Python reports as this.
        return Err(PowerError::ZeroToNegative);
    }
    Ok((length * phase.cos(), length * phase.sin()))
}

/// `base ** exponent`: a complex number.
pub fn pow(thread: &mut Thread, base: Pair, exponent: Pair) -> Result {
    match pow_pair(base, exponent) {
        Ok(value) => Ok(super::new(thread, value)),
        Err(PowerError::ZeroToNegative) => {
            Err(thread.raise(Builtin::ZeroDivisionError, "zero to a negative or complex power"))
        }
        Err(PowerError::TooLarge) => {
            Err(thread.raise(Builtin::OverflowError, "complex exponentiation"))
        }
    }
}

/// `abs(value)`
pub fn magnitude(thread: &mut Thread, value: Pair) -> Result {
    let size = value.0.hypot(value.1);
    if size.is_infinite() && is_finite(value) {
        return Err(thread.raise(Builtin::OverflowError, "absolute value too large"));
    }
    Ok(float::new(thread, size))
}

#[cfg(test)]
mod tests {
    use super::*;

    const INFINITY: f64 = f64::INFINITY;

    #[test]
    fn infinities_survive_products_and_quotients() {
        assert!(is_infinite(multiply((INFINITY, INFINITY), (1.0, 1.0))));
        assert!(is_infinite(multiply((INFINITY, f64::NAN), (2.0, 0.0))));
        assert_eq!(divide((1.0, 1.0), (INFINITY, INFINITY)), Some((0.0, 0.0)));
        assert!(divide((INFINITY, f64::NAN), (1.0, 1.0)).is_some_and(is_infinite));
        assert_eq!(divide((1.0, 2.0), (0.0, 0.0)), None);
    }

    #[test]
    fn whole_powers_multiply() {
        assert!(matches!(pow_pair((0.0, 1.0), (2.0, 0.0)), Ok((-1.0, 0.0))));
        assert!(matches!(pow_pair((0.0, 0.0), (-1.0, 0.0)), Err(PowerError::ZeroToNegative)));
        assert!(matches!(pow_pair((1e200, 1.0), (2.0, 0.0)), Err(PowerError::TooLarge)));
    }
}
