//! Operators of float on machine floats, with Python's rules for division, powers and rounding.

use super::text::{Digits, exact_digits};
use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::thread::Thread;
use tracer::Word;

#[cold]
fn division_by_zero(thread: &mut Thread) -> Raised {
    thread.raise(Builtin::ZeroDivisionError, "division by zero")
}

/// The error of C's `pow` and its like.
#[cold]
pub fn overflow(thread: &mut Thread) -> Raised {
    let text = crate::string::new(thread, "Numerical result out of range");
    thread.raise_with(Builtin::OverflowError, &[Word::from_int(34), text])
}

/// `left / right`
#[inline]
pub fn true_div(thread: &mut Thread, left: f64, right: f64) -> Result<f64> {
    if right == 0.0 { Err(division_by_zero(thread)) } else { Ok(left / right) }
}

/// Floor of the quotient and remainder with the divisor's sign; the divisor is not 0.
pub fn floor_mod(left: f64, right: f64) -> (f64, f64) {
    let mut remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder != 0.0 {
        if (right < 0.0) != (remainder < 0.0) {
            remainder += right;
            quotient -= 1.0;
        }
    } else {
        remainder = 0.0f64.copysign(right);
    }
    let floor = if quotient != 0.0 {
        // The quotient is whole up to one rounding error.
        let floor = quotient.floor();
        if quotient - floor > 0.5 { floor + 1.0 } else { floor }
    } else {
        0.0f64.copysign(left / right)
    };
    (floor, remainder)
}

/// `left // right` for a divisor that is not 0.
pub fn floor_divide(left: f64, right: f64) -> f64 {
    floor_mod(left, right).0
}

/// `left % right` for a divisor that is not 0.
#[inline]
pub fn remainder(left: f64, right: f64) -> f64 {
    let remainder = left % right;
    if remainder == 0.0 {
        0.0f64.copysign(right)
    } else if (right < 0.0) != (remainder < 0.0) {
        remainder + right
    } else {
        remainder
    }
}

/// `left // right`
pub fn floor_div(thread: &mut Thread, left: f64, right: f64) -> Result<f64> {
    if right == 0.0 { Err(division_by_zero(thread)) } else { Ok(floor_divide(left, right)) }
}

/// `left % right`
pub fn modulo(thread: &mut Thread, left: f64, right: f64) -> Result<f64> {
    if right == 0.0 { Err(division_by_zero(thread)) } else { Ok(remainder(left, right)) }
}

/// `divmod(left, right)`: a tuple.
pub fn div_mod(thread: &mut Thread, left: f64, right: f64) -> Result {
    if right == 0.0 {
        return Err(division_by_zero(thread));
    }
    let (quotient, remainder) = floor_mod(left, right);
    let quotient = super::new(thread, quotient);
    let remainder = super::new(thread, remainder);
    Ok(crate::tuple::new(thread, &[quotient, remainder]))
}

/// `left ** right`: a float, or a complex number for roots of negative numbers.
pub fn pow(thread: &mut Thread, left: f64, right: f64) -> Result {
    if left == 0.0 && right < 0.0 {
        return Err(thread.raise(Builtin::ZeroDivisionError, "zero to a negative power"));
    }
    if left < 0.0 && left.is_finite() && right.is_finite() && right != right.floor() {
        return crate::complex::pow(thread, (left, 0.0), (right, 0.0));
    }
    // IEEE 754 prescribes the rest, infinities and NaN included.
    let result = left.powf(right);
    if result.is_infinite() && left.is_finite() && right.is_finite() {
        return Err(overflow(thread));
    }
    Ok(super::new(thread, result))
}

/// `round(value, digits)`: the nearest float to the decimal value rounded half to even; `None` where it is too large.
pub(crate) fn round_digits(value: f64, digits: i64) -> Option<f64> {
    if !value.is_finite() || digits > 323 {
        return Some(value);
    }
    if digits < -308 {
        return Some(0.0f64.copysign(value));
    }
    let rounded = if digits >= 0 {
        format!("{value:.*}", digits as usize).parse().unwrap_or(value)
    } else {
        let Digits { digits: text, point } = exact_digits(value.abs());
        let keep = i64::from(point) + digits;
        if keep < 0 {
            0.0
        } else {
            let keep = keep as usize;
            let (kept, rest) = text.split_at(keep.min(text.len()));
            let up = match rest.first() {
                Some(b'6'..) => true,
                Some(b'5') => {
                    rest[1..].iter().any(|&digit| digit != b'0')
                        || kept.last().is_some_and(|digit| digit & 1 == 1)
                }
                _ => false,
            };
            let mut kept = kept.to_vec();
            if up {
                let mut at = kept.len();
                loop {
                    if at == 0 {
                        kept.insert(0, b'1');
                        break;
                    }
                    at -= 1;
                    if kept[at] == b'9' {
                        kept[at] = b'0';
                    } else {
                        kept[at] += 1;
                        break;
                    }
                }
            }
            if kept.is_empty() {
                kept.push(b'0');
            }
            let text = format!("{}e{}", String::from_utf8_lossy(&kept), -digits);
            text.parse().unwrap_or(0.0)
        }
    };
    if rounded.is_infinite() { None } else { Some(rounded.copysign(value)) }
}

/// `round(value, digits)` for floats.
pub fn round(thread: &mut Thread, value: f64, digits: i64) -> Result<f64> {
    match round_digits(value, digits) {
        Some(rounded) => Ok(rounded),
        None => Err(thread.raise(Builtin::OverflowError, "rounded value too large to represent")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remainders_take_the_sign_of_the_divisor() {
        assert_eq!(floor_mod(7.0, -2.0), (-4.0, -1.0));
        assert_eq!(floor_mod(-7.0, 2.0), (-4.0, 1.0));
        assert!(remainder(-4.0, 2.0).is_sign_positive());
        assert!(remainder(4.0, -2.0).is_sign_negative());
        assert_eq!(floor_divide(1.0, 0.1), 9.0);
    }

    #[test]
    fn rounding_looks_at_the_exact_value() {
        assert_eq!(round_digits(2.675, 2), Some(2.67));
        assert_eq!(round_digits(0.5, 0), Some(0.0));
        assert_eq!(round_digits(1234.5, -2), Some(1200.0));
        assert_eq!(round_digits(50.0, -2), Some(0.0));
        assert_eq!(round_digits(150.0, -2), Some(200.0));
        assert_eq!(round_digits(-55.0, -2), Some(-100.0));
        assert_eq!(round_digits(99.0, -3), Some(0.0));
        assert_eq!(round_digits(1.7e308, -308), None);
    }
}
