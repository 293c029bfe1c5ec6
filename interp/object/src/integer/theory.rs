//! Functions on ints that the `math` module offers. Operands are words of ints, results exact ints.

use super::{Integer, MAX_BITS, borrow, from_big, from_i64, from_i128};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use dashu_int::ops::{Gcd, SquareRoot, UnsignedAbs};
use dashu_int::{IBig, UBig};
use tracer::Word;

use Integer::Small;

fn operand(object: Word) -> Integer {
    Integer::of(object).expect("an int operand")
}

/// `math.isqrt`
pub fn isqrt(thread: &mut Thread, value: Word) -> Result {
    let integer = operand(value);
    if integer.is_negative() {
        return Err(thread.value_error("isqrt() argument must be nonnegative"));
    }
    match integer {
        Small(value) => Ok(Word::from_int(value.isqrt())),
        big => {
            let root = (&*borrow(big)).unsigned_abs().sqrt();
            Ok(from_big(thread, &IBig::from(root)))
        }
    }
}

fn small_gcd(mut left: u64, mut right: u64) -> u64 {
    while right != 0 {
        (left, right) = (right, left % right);
    }
    left
}

/// `math.gcd` of two ints
pub fn gcd(thread: &mut Thread, left: Word, right: Word) -> Result {
    match (operand(left), operand(right)) {
        (Small(left), Small(right)) => {
            let divisor = small_gcd(left.unsigned_abs(), right.unsigned_abs());
            Ok(super::from_u64(thread, divisor))
        }
        (left, Small(0)) => Ok(from_big(thread, &IBig::from((&*borrow(left)).unsigned_abs()))),
        (Small(0), right) => Ok(from_big(thread, &IBig::from((&*borrow(right)).unsigned_abs()))),
        (left, right) => {
            let divisor = (&*borrow(left)).gcd(&*borrow(right));
            Ok(from_big(thread, &IBig::from(divisor)))
        }
    }
}

/// `math.lcm` of two ints
pub fn lcm(thread: &mut Thread, left: Word, right: Word) -> Result {
    if operand(left).is_zero() || operand(right).is_zero() {
        return Ok(Word::from_int(0));
    }
    let divisor = gcd(thread, left, right)?;
    let quotient = super::floor_div(thread, left, divisor)?;
    let product = super::mul(thread, quotient, right)?;
    super::absolute(thread, product)
}

/// Product of consecutive numbers, by halves, so that the factors stay of like size.
fn product(first: u64, last: u64) -> UBig {
    if first > last {
        return UBig::ONE;
    }
    if last - first < 16 {
        let mut result = UBig::ONE;
        let mut chunk = 1u64;
        for factor in first..=last {
            match chunk.checked_mul(factor) {
                Some(value) => chunk = value,
                None => {
                    result *= UBig::from(chunk);
                    chunk = factor;
                }
            }
        }
        return result * UBig::from(chunk);
    }
    let middle = first + (last - first) / 2;
    product(first, middle) * product(middle + 1, last)
}

/// `math.factorial`
pub fn factorial(thread: &mut Thread, value: Word) -> Result {
    let integer = operand(value);
    if integer.is_negative() {
        return Err(thread.value_error("factorial() not defined for negative values"));
    }
    let Some(count) = integer.to_i64() else {
        return Err(thread.raise(
            Builtin::OverflowError,
            format!("factorial() argument should not exceed {}", i64::MAX),
        ));
    };
    if count as u64 > MAX_BITS / 32 {
        return Err(thread.raise_with(Builtin::MemoryError, &[]));
    }
    if count <= 20 {
        return Ok(Word::from_int((1..=count).product()));
    }
    // The powers of two are taken out of the odd parts of all factors and shifted in at the end.
    let mut odd = UBig::ONE;
    let mut inner = UBig::ONE;
    let bits = 64 - (count as u64).leading_zeros();
    let mut previous = 1;
    for shift in (0..bits).rev() {
        let limit = count as u64 >> shift;
        inner *= odd_product(previous + 1, limit);
        odd *= &inner;
        previous = limit;
    }
    let twos = count as u64 - u64::from((count as u64).count_ones());
    Ok(from_big(thread, &IBig::from(odd << twos as usize)))
}

/// Product of the odd numbers of a range.
fn odd_product(first: u64, last: u64) -> UBig {
    let first = first | 1;
    if first > last {
        return UBig::ONE;
    }
    if last - first < 32 {
        let mut result = UBig::ONE;
        for factor in (first..=last).step_by(2) {
            result *= UBig::from(factor);
        }
        return result;
    }
    let middle = first + (last - first) / 2;
    odd_product(first, middle) * odd_product(middle + 1, last)
}

/// `math.perm(n, k)`; `k` null: all.
pub fn perm(thread: &mut Thread, total: Word, chosen: Word) -> Result {
    if chosen.is_null() {
        return factorial(thread, total);
    }
    let (count, picks) = (operand(total), operand(chosen));
    if count.is_negative() {
        return Err(thread.value_error("n must be a non-negative integer"));
    }
    if picks.is_negative() {
        return Err(thread.value_error("k must be a non-negative integer"));
    }
    if super::compare(total, chosen).is_lt() {
        return Ok(Word::from_int(0));
    }
    let Some(picks) = picks.to_i64() else {
        return Err(thread.raise(Builtin::OverflowError, format!("k must not exceed {}", i64::MAX)));
    };
    falling(thread, count, picks as u64)
}

/// `n * (n - 1) * ... * (n - k + 1)`
fn falling(thread: &mut Thread, count: Integer, picks: u64) -> Result {
    if count.bit_length().saturating_mul(picks) > 64 * MAX_BITS {
        return Err(thread.raise_with(Builtin::MemoryError, &[]));
    }
    let result = falling_product(count, picks);
    Ok(from_big(thread, &result))
}

fn falling_product(count: Integer, picks: u64) -> IBig {
    match count {
        Small(count) => IBig::from(product(count as u64 - picks + 1, count as u64)),
        big => {
            let count = borrow(big);
            let mut result = IBig::ONE;
            for step in 0..picks {
                result *= &*count - IBig::from(step);
            }
            result
        }
    }
}

/// `math.comb(n, k)`
pub fn comb(thread: &mut Thread, total: Word, chosen: Word) -> Result {
    let (count, picks) = (operand(total), operand(chosen));
    if count.is_negative() {
        return Err(thread.value_error("n must be a non-negative integer"));
    }
    if picks.is_negative() {
        return Err(thread.value_error("k must be a non-negative integer"));
    }
    if super::compare(total, chosen).is_lt() {
        return Ok(Word::from_int(0));
    }
    let others = super::sub(thread, total, chosen)?;
    let fewer = if super::compare(others, chosen).is_lt() { others } else { chosen };
    let Some(picks) = operand(fewer).to_i64() else {
        return Err(thread
            .raise(Builtin::OverflowError, format!("min(n - k, k) must not exceed {}", i64::MAX)));
    };
    match count {
        Small(count) => {
            if let Some(value) = small_comb(count as u64, picks as u64) {
                return Ok(from_i128(thread, value as i128));
            }
        }
        Integer::Big(_) if picks == 1 => return Ok(super::exact(total)),
        Integer::Big(_) => {}
    }
    if picks == 0 {
        return Ok(from_i64(thread, 1));
    }
    if count.bit_length().saturating_mul(picks as u64) > 64 * MAX_BITS {
        return Err(thread.raise_with(Builtin::MemoryError, &[]));
    }
    let result = falling_product(count, picks as u64) / IBig::from(product(1, picks as u64));
    Ok(from_big(thread, &result))
}

/// Within 126 bits; every intermediate quotient is a binomial coefficient itself, so it is whole.
fn small_comb(count: u64, picks: u64) -> Option<u128> {
    let mut result = 1u128;
    for step in 0..picks {
        result = result.checked_mul(u128::from(count - step))?;
        if result >> 126 != 0 {
            return None;
        }
        result /= u128::from(step + 1);
    }
    Some(result)
}
