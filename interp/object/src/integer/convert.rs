//! Ints to and from floats, and to text.
//!
//! Printing in bases other than powers of two is slower than linear, so that long numbers from
//! outside could stop a program; as everywhere in Python the number of digits is limited, and
//! the limit can be set.

use super::{Integer, borrow, from_big};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use dashu_int::{IBig, UBig};
use std::sync::atomic::{AtomicUsize, Ordering};
use tracer::Word;

static MAX_TEXT_DIGITS: AtomicUsize = AtomicUsize::new(4300);

/// `sys.get_int_max_str_digits()`; 0: no limit.
pub fn max_text_digits() -> usize {
    MAX_TEXT_DIGITS.load(Ordering::Relaxed)
}
/// `sys.set_int_max_str_digits()`
pub fn set_max_text_digits(limit: usize) {
    MAX_TEXT_DIGITS.store(limit, Ordering::Relaxed);
}

unsafe extern "C" {
    safe fn ldexp(value: f64, exponent: i32) -> f64;
}

/// `value * 2**exponent`, rounded once.
pub fn scale(value: f64, exponent: i32) -> f64 {
    ldexp(value, exponent)
}

/// `mantissa * 2**exponent` rounded half to even; the lowest bit of the mantissa may stand for
/// everything below it. Infinite where it is too large.
pub fn round_and_scale(mantissa: u64, exponent: i32) -> f64 {
    if mantissa == 0 {
        return 0.0;
    }
    let bits = 64 - mantissa.leading_zeros() as i32;
    // Bits that must go: those beyond 53, or those below the spacing of subnormals.
    let surplus = (bits - 53).max(-1074 - exponent);
    if surplus <= 0 {
        return ldexp(mantissa as f64, exponent);
    }
    if surplus > 64 {
        return 0.0;
    }
    let wide = u128::from(mantissa);
    let kept = (wide >> surplus) as u64;
    let rest = wide & ((1u128 << surplus) - 1);
    let half = 1u128 << (surplus - 1);
    let up = rest > half || (rest == half && kept & 1 == 1);
    ldexp((kept + u64::from(up)) as f64, exponent + surplus)
}

/// The nearest float, half to even; infinite where the int is too large.
pub fn to_f64_or_infinity(integer: Integer) -> f64 {
    match integer {
        Integer::Small(value) => value as f64,
        Integer::Big(big) => {
            let words = big.words();
            let count = words.len();
            let top = words[count - 1];
            let shift = top.leading_zeros();
            let mut mantissa = top << shift;
            let mut rest = false;
            if count > 1 {
                let below = words[count - 2];
                if shift > 0 {
                    mantissa |= below >> (64 - shift);
                    rest = below << shift != 0;
                } else {
                    rest = below != 0;
                }
                rest |= words[..count - 2].iter().any(|&word| word != 0);
            }
            let exponent = 64 * (count as i64 - 1) - i64::from(shift);
            if exponent > 1024 {
                return if big.is_negative() { f64::NEG_INFINITY } else { f64::INFINITY };
            }
            let value = round_and_scale(mantissa | u64::from(rest), exponent as i32);
            if big.is_negative() { -value } else { value }
        }
    }
}

/// The nearest float; `None` where the int is too large.
#[inline]
pub fn to_f64(integer: Integer) -> Option<f64> {
    match integer {
        Integer::Small(value) => Some(value as f64),
        big => Some(to_f64_or_infinity(big)).filter(|value| value.is_finite()),
    }
}

/// `float(integer)`
pub fn float_or_raise(thread: &mut Thread, integer: Integer) -> Result<f64> {
    match to_f64(integer) {
        Some(value) => Ok(value),
        None => Err(thread.raise(Builtin::OverflowError, "int too large to convert to float")),
    }
}

/// Mantissa (up to 53 bits) and exponent of a finite float's magnitude.
pub fn parts(value: f64) -> (u64, i32) {
    let bits = value.to_bits();
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) }
}

/// A finite float without its fraction.
pub(crate) fn whole(value: f64) -> IBig {
    let (mantissa, exponent) = parts(value);
    let magnitude = if exponent >= 0 {
        UBig::from(mantissa) << exponent as usize
    } else if exponent > -64 {
        UBig::from(mantissa >> -exponent)
    } else {
        UBig::ZERO
    };
    if value < 0.0 { -IBig::from(magnitude) } else { IBig::from(magnitude) }
}

/// `int(value)`: without the fraction.
pub fn from_f64(thread: &mut Thread, value: f64) -> Result {
    const BOUND: f64 = (1u64 << 62) as f64;
    if (-BOUND..BOUND).contains(&value) {
        return Ok(Word::from_int(value as i64));
    }
    if value.is_nan() {
        return Err(thread.value_error("cannot convert float NaN to integer"));
    }
    if value.is_infinite() {
        return Err(
            thread.raise(Builtin::OverflowError, "cannot convert float infinity to integer")
        );
    }
    Ok(from_big(thread, &whole(value)))
}

/// Digits in a base of 2 to 36, small letters, with a minus sign where negative. No limit, no prefix.
pub fn digits(integer: Integer, base: u32) -> String {
    match integer {
        Integer::Small(value) if base == 10 => value.to_string(),
        Integer::Small(value) => {
            let mut buffer = [0u8; 65];
            let mut at = buffer.len();
            let mut rest = value.unsigned_abs();
            loop {
                at -= 1;
                buffer[at] =
                    b"0123456789abcdefghijklmnopqrstuvwxyz"[(rest % u64::from(base)) as usize];
                rest /= u64::from(base);
                if rest == 0 {
                    break;
                }
            }
            if value < 0 {
                at -= 1;
                buffer[at] = b'-';
            }
            String::from_utf8_lossy(&buffer[at..]).into_owned()
        }
        big => borrow(big).in_radix(base as u8).to_string(),
    }
}

/// Decimal digits with a minus sign where negative; ValueError beyond the limit.
pub fn decimal(thread: &mut Thread, integer: Integer) -> Result<String> {
    let limit = max_text_digits();
    if let Integer::Big(_) = integer
        && limit > 0
    {
        // log10(2) lies between 0.30102 and 0.30103: too long for sure is told before the work.
        if integer.bit_length() as u128 * 30102 / 100_000 > limit as u128 {
            return Err(too_many_digits(thread));
        }
        let text = digits(integer, 10);
        if text.len() - integer.is_negative() as usize > limit {
            return Err(too_many_digits(thread));
        }
        return Ok(text);
    }
    Ok(digits(integer, 10))
}

#[cold]
fn too_many_digits(thread: &mut Thread) -> crate::Raised {
    let limit = max_text_digits();
    thread.value_error(format!(
        "Exceeds the limit ({limit} digits) for integer string conversion; \
         use sys.set_int_max_str_digits() to increase the limit"
    ))
}

/// `str(int)`: a str.
pub fn to_text(thread: &mut Thread, object: Word) -> Result {
    let integer = Integer::of(object).expect("an int operand");
    if let Integer::Small(value) = integer {
        let mut buffer = [0u8; 20];
        let mut at = buffer.len();
        let mut rest = value.unsigned_abs();
        loop {
            at -= 1;
            buffer[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if value < 0 {
            at -= 1;
            buffer[at] = b'-';
        }
        return Ok(crate::string::from_wtf8(thread, &buffer[at..]));
    }
    let text = decimal(thread, integer)?;
    Ok(crate::string::new(thread, &text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_rounding_also_for_subnormals() {
        assert_eq!(round_and_scale((1 << 53) + 1, 0), (1u64 << 53) as f64);
        assert_eq!(round_and_scale((1 << 54) + 3, 0), ((1u64 << 54) + 4) as f64);
        assert_eq!(round_and_scale(3, -1075), 2.0 * f64::from_bits(1));
        assert_eq!(round_and_scale(1, -1075), 0.0);
        assert_eq!(round_and_scale(u64::MAX, 960), f64::INFINITY);
        // Rounding to 53 bits first would make a tie of it.
        assert_eq!(round_and_scale((1 << 53) + 1, -1075 - 52), 2f64.powi(-1074));
    }

    #[test]
    fn parts_rebuild_the_float() {
        for value in [1.0, 0.1, 5e-324, f64::MAX, 3e-310] {
            let (mantissa, exponent) = parts(value);
            assert_eq!(scale(mantissa as f64, exponent), value);
        }
    }

    #[test]
    fn digits_in_all_bases() {
        assert_eq!(digits(Integer::Small(-255), 16), "-ff");
        assert_eq!(digits(Integer::Small(0), 2), "0");
        assert_eq!(digits(Integer::Small(35), 36), "z");
    }
}
