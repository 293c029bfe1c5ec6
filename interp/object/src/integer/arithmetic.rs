//! The operators of int. Operands are words of ints of any kind; results are exact ints.
//!
//! Two small operands never leave machine arithmetic unless the result does not fit: sums and
//! differences of 63-bit values fit 64 bits, products fit 128.

use super::{Integer, MAX_BITS, borrow, from_big, from_i64, from_i128, from_wide_magnitude, wide};
use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::thread::Thread;
use dashu_int::fast_div::ConstDivisor;
use dashu_int::modular::IntoRing;
use dashu_int::ops::{DivRem, ExtendedGcd, UnsignedAbs};
use dashu_int::{IBig, Sign, UBig};
use tracer::Word;

use Integer::Small;

#[inline(always)]
fn operand(object: Word) -> Integer {
    Integer::of(object).expect("an int operand")
}

#[cold]
fn division_by_zero(thread: &mut Thread) -> Raised {
    thread.raise(Builtin::ZeroDivisionError, "division by zero")
}

#[cold]
fn out_of_memory(thread: &mut Thread) -> Raised {
    thread.raise_with(Builtin::MemoryError, &[])
}

/// `left + right`
pub fn add(thread: &mut Thread, left: Word, right: Word) -> Result {
    match (operand(left), operand(right)) {
        (Small(left), Small(right)) => Ok(from_i64(thread, left + right)),
        (left, right) => {
            if let Some((left, right)) = wide::both(left, right)
                && let Some(value) = left.checked_add(right)
            {
                return Ok(from_i128(thread, value));
            }
            Ok(from_big(thread, &(&*borrow(left) + &*borrow(right))))
        }
    }
}

/// `left - right`
pub fn sub(thread: &mut Thread, left: Word, right: Word) -> Result {
    match (operand(left), operand(right)) {
        (Small(left), Small(right)) => Ok(from_i64(thread, left - right)),
        (left, right) => {
            if let Some((left, right)) = wide::both(left, right)
                && let Some(value) = left.checked_sub(right)
            {
                return Ok(from_i128(thread, value));
            }
            Ok(from_big(thread, &(&*borrow(left) - &*borrow(right))))
        }
    }
}

/// `left * right`
pub fn mul(thread: &mut Thread, left: Word, right: Word) -> Result {
    match (operand(left), operand(right)) {
        (Small(left), Small(right)) => Ok(from_i128(thread, i128::from(left) * i128::from(right))),
        (left, right) => {
            if let Some((left, right)) = wide::both(left, right)
                && let Some((negative, magnitude)) = wide::product(left, right)
            {
                return Ok(from_wide_magnitude(thread, negative, magnitude));
            }
            if left.bit_length() + right.bit_length() > MAX_BITS {
                return Err(out_of_memory(thread));
            }
            Ok(from_big(thread, &(&*borrow(left) * &*borrow(right))))
        }
    }
}

/// Quotient and remainder of small values, rounded towards minus infinity; the divisor is not 0.
#[inline(always)]
fn small_div_mod(left: i64, right: i64) -> (i64, i64) {
    let (quotient, remainder) = (left / right, left % right);
    if remainder != 0 && (remainder < 0) != (right < 0) {
        (quotient - 1, remainder + right)
    } else {
        (quotient, remainder)
    }
}

fn big_div_mod(left: &IBig, right: &IBig) -> (IBig, IBig) {
    let (mut quotient, mut remainder) = left.div_rem(right);
    if !remainder.is_zero() && remainder.sign() != right.sign() {
        quotient -= IBig::ONE;
        remainder += right;
    }
    (quotient, remainder)
}

/// `left // right`
pub fn floor_div(thread: &mut Thread, left: Word, right: Word) -> Result {
    match (operand(left), operand(right)) {
        (_, Small(0)) => Err(division_by_zero(thread)),
        (Small(left), Small(right)) => Ok(from_i64(thread, small_div_mod(left, right).0)),
        (left, right) => {
            if let Some((left, right)) = wide::both(left, right) {
                return Ok(from_i128(thread, wide::div_mod(left, right).0));
            }
            Ok(from_big(thread, &big_div_mod(&borrow(left), &borrow(right)).0))
        }
    }
}

/// `left % right`
pub fn modulo(thread: &mut Thread, left: Word, right: Word) -> Result {
    match (operand(left), operand(right)) {
        (_, Small(0)) => Err(division_by_zero(thread)),
        (Small(left), Small(right)) => Ok(Word::from_int(small_div_mod(left, right).1)),
        (left, right) => {
            if let Some((left, right)) = wide::both(left, right) {
                return Ok(from_i128(thread, wide::div_mod(left, right).1));
            }
            let (left, right) = (borrow(left), borrow(right));
            let mut remainder: IBig = &*left % &*right;
            if !remainder.is_zero() && remainder.sign() != right.sign() {
                remainder += &*right;
            }
            Ok(from_big(thread, &remainder))
        }
    }
}

/// Quotient and remainder, without a tuple.
pub(crate) fn div_mod_words(thread: &mut Thread, left: Word, right: Word) -> Result<(Word, Word)> {
    match (operand(left), operand(right)) {
        (_, Small(0)) => Err(division_by_zero(thread)),
        (Small(left), Small(right)) => {
            let (quotient, remainder) = small_div_mod(left, right);
            Ok((from_i64(thread, quotient), Word::from_int(remainder)))
        }
        (left, right) => {
            let (quotient, remainder) = big_div_mod(&borrow(left), &borrow(right));
            let quotient = from_big(thread, &quotient);
            Ok((quotient, from_big(thread, &remainder)))
        }
    }
}

/// `divmod(left, right)`: a tuple.
pub fn div_mod(thread: &mut Thread, left: Word, right: Word) -> Result {
    let (quotient, remainder) = div_mod_words(thread, left, right)?;
    Ok(crate::tuple::new(thread, &[quotient, remainder]))
}

/// `left / right`: a float, correctly rounded.
pub fn true_div(thread: &mut Thread, left: Word, right: Word) -> Result {
    const EXACT: i64 = 1 << 53;
    let value = match (operand(left), operand(right)) {
        (_, Small(0)) => return Err(division_by_zero(thread)),
        (Small(left), Small(right))
            if (-EXACT..=EXACT).contains(&left) && (-EXACT..=EXACT).contains(&right) =>
        {
            left as f64 / right as f64
        }
        (left, right) => match quotient(&borrow(left), &borrow(right)) {
            Some(value) => value,
            None => {
                return Err(thread.raise(
                    Builtin::OverflowError,
                    "integer division result too large for a float",
                ));
            }
        },
    };
    Ok(crate::float::new(thread, value))
}

/// The float nearest to a quotient, half to even; `None` where it is too large.
///
/// The operands are scaled by a power of two so that the integer quotient has the 53 bits of a
/// float and two or three more, and a remainder sets the lowest; one rounding then is right. Close
/// to zero the scale stops at the spacing of subnormals.
pub(crate) fn quotient(left: &IBig, right: &IBig) -> Option<f64> {
    if left.is_zero() {
        return Some(if right.sign() == Sign::Negative { -0.0 } else { 0.0 });
    }
    let negative = left.sign() != right.sign();
    let (left, right) = (left.unsigned_abs(), right.unsigned_abs());
    let difference = bit_length(&left) as i64 - bit_length(&right) as i64;
    let signed = |value: f64| Some(if negative { -value } else { value });
    if difference > 1025 {
        return None;
    }
    if difference < -1080 {
        return signed(0.0);
    }
    let shift = difference.max(-1021) - 55;
    let (quotient, remainder) = if shift >= 0 {
        left.div_rem(right << shift as usize)
    } else {
        (left << shift.unsigned_abs() as usize).div_rem(right)
    };
    let mut quotient = quotient.as_words().first().copied().unwrap_or(0);
    if !remainder.is_zero() {
        quotient |= 1;
    }
    let value = super::convert::round_and_scale(quotient, shift as i32);
    if value.is_infinite() { None } else { signed(value) }
}

fn bit_length(value: &UBig) -> u64 {
    let words = value.as_words();
    match words.last() {
        Some(top) => 64 * words.len() as u64 - u64::from(top.leading_zeros()),
        None => 0,
    }
}

/// `left ** right`: a float for negative exponents.
pub fn pow(thread: &mut Thread, left: Word, right: Word) -> Result {
    let (base, exponent) = (operand(left), operand(right));
    if exponent.is_negative() {
        let base = super::convert::float_or_raise(thread, base)?;
        let exponent = super::convert::float_or_raise(thread, exponent)?;
        return crate::float::pow(thread, base, exponent);
    }
    match (base, exponent) {
        (_, Small(0)) => return Ok(Word::from_int(1)),
        (Small(base @ (0 | 1)), _) => return Ok(Word::from_int(base)),
        (Small(-1), exponent) => {
            return Ok(Word::from_int(if is_odd(exponent) { -1 } else { 1 }));
        }
        (Small(base), Small(exponent)) => {
            if let Some(value) = small_pow(base, exponent) {
                return Ok(from_i64(thread, value));
            }
        }
        _ => {}
    }
    let Small(exponent) = exponent else { return Err(out_of_memory(thread)) };
    let bits = (base.bit_length() - 1).checked_mul(exponent as u64);
    if bits.is_none_or(|bits| bits > MAX_BITS) {
        return Err(out_of_memory(thread));
    }
    if let Small(base) = base
        && base.unsigned_abs().is_power_of_two()
    {
        let power =
            IBig::ONE << (base.unsigned_abs().trailing_zeros() as usize * exponent as usize);
        let power = if base < 0 && exponent & 1 == 1 { -power } else { power };
        return Ok(from_big(thread, &power));
    }
    Ok(from_big(thread, &borrow(base).pow(exponent as usize)))
}

fn is_odd(integer: Integer) -> bool {
    match integer {
        Small(value) => value & 1 == 1,
        Integer::Big(big) => big.words()[0] & 1 == 1,
    }
}

fn small_pow(mut base: i64, mut exponent: i64) -> Option<i64> {
    let mut result = 1i64;
    loop {
        if exponent & 1 == 1 {
            result = result.checked_mul(base)?;
        }
        exponent >>= 1;
        if exponent == 0 {
            return Some(result);
        }
        base = base.checked_mul(base)?;
    }
}

/// `pow(base, exponent, modulus)`
pub fn pow_modulo(thread: &mut Thread, base: Word, exponent: Word, modulus: Word) -> Result {
    let (base, exponent, modulus) = (operand(base), operand(exponent), operand(modulus));
    if modulus.is_zero() {
        return Err(thread.value_error("pow() 3rd argument cannot be 0"));
    }
    if let (Small(base), Small(exponent), Small(modulus)) = (base, exponent, modulus)
        && exponent >= 0
    {
        let size = modulus.unsigned_abs();
        let reduced = i128::from(base).rem_euclid(i128::from(size)) as u64;
        let result = small_pow_modulo(reduced, exponent as u64, size) as i64;
        let result = if modulus < 0 && result != 0 { result + modulus } else { result };
        return Ok(Word::from_int(result));
    }
    let modulus = borrow(modulus);
    let size: UBig = (&*modulus).unsigned_abs();
    if size.is_one() {
        return Ok(Word::from_int(0));
    }
    let base = borrow(base);
    let exponent = borrow(exponent);
    let mut base: UBig = {
        let remainder: IBig = &*base % &*modulus;
        let remainder =
            if remainder.sign() == Sign::Negative { remainder + &size } else { remainder };
        remainder.unsigned_abs()
    };
    if exponent.sign() == Sign::Negative {
        let (divisor, inverse, _) = if base.is_zero() {
            (size.clone(), IBig::ZERO, IBig::ZERO)
        } else {
            (&base).gcd_ext(&size)
        };
        if !divisor.is_one() {
            return Err(thread.value_error("base is not invertible for the given modulus"));
        }
        let inverse = inverse % &size;
        let inverse = if inverse.sign() == Sign::Negative { inverse + &size } else { inverse };
        base = inverse.unsigned_abs();
    }
    let ring = ConstDivisor::new(size);
    let result = IBig::from(base.into_ring(&ring).pow(&(&*exponent).unsigned_abs()).residue());
    let result = if modulus.sign() == Sign::Negative && !result.is_zero() {
        result + &*modulus
    } else {
        result
    };
    Ok(from_big(thread, &result))
}

fn small_pow_modulo(mut base: u64, mut exponent: u64, modulus: u64) -> u64 {
    if modulus == 1 {
        return 0;
    }
    let product = |left: u64, right: u64| -> u64 {
        if let (Ok(left), Ok(right)) = (u32::try_from(left), u32::try_from(right)) {
            return u64::from(left) * u64::from(right) % modulus;
        }
        match left.checked_mul(right) {
            Some(product) => product % modulus,
            None => (u128::from(left) * u128::from(right) % u128::from(modulus)) as u64,
        }
    };
    let mut result = 1;
    while exponent != 0 {
        if exponent & 1 == 1 {
            result = product(result, base);
        }
        base = product(base, base);
        exponent >>= 1;
    }
    result
}

/// `left << right`
pub fn left_shift(thread: &mut Thread, left: Word, right: Word) -> Result {
    let (left, right) = (operand(left), operand(right));
    if right.is_negative() {
        return Err(thread.value_error("negative shift count"));
    }
    if left.is_zero() {
        return Ok(Word::from_int(0));
    }
    let Some(count) = right.to_i64() else {
        return Err(thread.raise(Builtin::OverflowError, "too many digits in integer"));
    };
    match left {
        Small(left) if count < 64 => Ok(from_i128(thread, i128::from(left) << count)),
        left => {
            if let Some(value) = left.wide()
                && let Some(shifted) = wide::shifted(value, count)
            {
                return Ok(from_i128(thread, shifted));
            }
            if left.bit_length().saturating_add(count as u64) > MAX_BITS {
                return Err(out_of_memory(thread));
            }
            Ok(from_big(thread, &(&*borrow(left) << count as usize)))
        }
    }
}

/// `left >> right`
pub fn right_shift(thread: &mut Thread, left: Word, right: Word) -> Result {
    let (left, right) = (operand(left), operand(right));
    if right.is_negative() {
        return Err(thread.value_error("negative shift count"));
    }
    let sign = Word::from_int(if left.is_negative() { -1 } else { 0 });
    let Some(count) = right.to_i64() else { return Ok(sign) };
    match left {
        Small(left) => Ok(Word::from_int(left >> count.min(63))),
        left if count as u64 > left.bit_length() => Ok(sign),
        left => {
            if let Some(value) = left.wide() {
                return Ok(from_i128(thread, value >> count.min(127)));
            }
            Ok(from_big(thread, &(&*borrow(left) >> count as usize)))
        }
    }
}

macro_rules! bitwise {
    ($(#[doc = $doc:literal])* $name:ident $operator:tt) => {
        $(#[doc = $doc])*
        pub fn $name(thread: &mut Thread, left: Word, right: Word) -> Result {
            if left.is_bool() && right.is_bool() {
                return Ok(Word::from_bool((left == Word::TRUE) $operator (right == Word::TRUE)));
            }
            match (operand(left), operand(right)) {
                (Small(left), Small(right)) => Ok(Word::from_int(left $operator right)),
                (left, right) => {
                    if let Some((left, right)) = wide::both(left, right) {
                        return Ok(from_i128(thread, left $operator right));
                    }
                    Ok(from_big(thread, &(&*borrow(left) $operator &*borrow(right))))
                }
            }
        }
    };
}
bitwise! {
    /// `left & right`; a bool of two bools.
    and &
}
bitwise! {
    /// `left | right`; a bool of two bools.
    or |
}
bitwise! {
    /// `left ^ right`; a bool of two bools.
    xor ^
}

/// `-operand`
pub fn negate(thread: &mut Thread, object: Word) -> Result {
    match operand(object) {
        Small(value) => Ok(from_i64(thread, -value)),
        big => Ok(from_big(thread, &-&*borrow(big))),
    }
}

/// `~operand`
pub fn invert(thread: &mut Thread, object: Word) -> Result {
    match operand(object) {
        Small(value) => Ok(Word::from_int(!value)),
        big => Ok(from_big(thread, &!&*borrow(big))),
    }
}

/// `abs(operand)`
pub fn absolute(thread: &mut Thread, object: Word) -> Result {
    if operand(object).is_negative() { negate(thread, object) } else { Ok(super::exact(object)) }
}

/// `round(value, digits)` for an int: to the nearest multiple of a power of ten, half to even.
pub fn round_to(thread: &mut Thread, value: Word, digits: Word) -> Result {
    let (integer, digits) = (operand(value), operand(digits));
    if !digits.is_negative() {
        return Ok(super::exact(value));
    }
    // A value of n bits has at most n * 0.302 + 1 digits; beyond that everything rounds to zero.
    let places = digits.to_i64().map_or(u64::MAX, i64::unsigned_abs);
    if places > integer.bit_length() * 302 / 1000 + 2 {
        return Ok(Word::from_int(0));
    }
    let unit = IBig::from(10).pow(places as usize);
    let value = borrow(integer);
    let (quotient, remainder) = big_div_mod(&value, &unit);
    let twice: IBig = &remainder << 1;
    let up = match twice.cmp(&unit) {
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Equal => quotient.as_sign_words().1.first().is_some_and(|w| w & 1 == 1),
        std::cmp::Ordering::Less => false,
    };
    let rounded = &*value - remainder + if up { unit } else { IBig::ZERO };
    Ok(from_big(thread, &rounded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotients_round_once() {
        let ratio = |left: i64, right: i64| quotient(&IBig::from(left), &IBig::from(right));
        assert_eq!(ratio(1, 3), Some(1.0 / 3.0));
        assert_eq!(ratio(-7, 2), Some(-3.5));
        assert_eq!(ratio((1 << 53) + 1, 1), Some((1u64 << 53) as f64));
        let huge = IBig::ONE << 2000;
        assert_eq!(quotient(&huge, &IBig::ONE), None);
        assert_eq!(quotient(&IBig::ONE, &huge), Some(0.0));
        assert_eq!(quotient(&huge, &(IBig::ONE << 1999)), Some(2.0));
        assert_eq!(quotient(&IBig::ONE, &(IBig::ONE << 1074)), Some(5e-324));
        assert_eq!(quotient(&IBig::ONE, &(IBig::ONE << 1075)), Some(0.0));
    }

    #[test]
    fn division_rounds_down() {
        assert_eq!(small_div_mod(-7, 2), (-4, 1));
        assert_eq!(small_div_mod(7, -2), (-4, -1));
        let (quotient, remainder) = big_div_mod(&IBig::from(-7), &IBig::from(2));
        assert_eq!((quotient, remainder), (IBig::from(-4), IBig::from(1)));
    }

    #[test]
    fn small_powers_stop_at_overflow() {
        assert_eq!(small_pow(3, 4), Some(81));
        assert_eq!(small_pow(2, 63), None);
        assert_eq!(small_pow_modulo(3, 200, 13), 9);
        assert_eq!(small_pow_modulo(5, 0, 1), 0);
    }
}
