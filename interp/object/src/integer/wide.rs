//! Ints of up to 127 bits without limbs.
//!
//! Hashes, ciphers and random numbers compute modulo 2^64: their intermediate results do not fit a
//! small word, but almost never exceed two limbs. Machine arithmetic on 128 bits needs no
//! numbers of dashu's and so no allocation but the result's. What does not fit answers `None` and
//! goes the general way.

use super::Integer;

impl Integer {
    /// The value where its magnitude is less than 2^127.
    #[inline(always)]
    pub(super) fn wide(self) -> Option<i128> {
        match self {
            Integer::Small(value) => Some(i128::from(value)),
            Integer::Big(big) => {
                let magnitude = match *big.words() {
                    [low] => i128::from(low),
                    [low, high] if high < 1 << 63 => (i128::from(high) << 64) | i128::from(low),
                    _ => return None,
                };
                Some(if big.is_negative() { -magnitude } else { magnitude })
            }
        }
    }
}

/// Both operands.
#[inline(always)]
pub(super) fn both(left: Integer, right: Integer) -> Option<(i128, i128)> {
    Some((left.wide()?, right.wide()?))
}

/// The product, where the factors have 64 bits or it fits anyway: sign and magnitude.
#[inline(always)]
pub(super) fn product(left: i128, right: i128) -> Option<(bool, u128)> {
    let negative = (left < 0) != (right < 0);
    let (left, right) = (left.unsigned_abs(), right.unsigned_abs());
    if (left | right) >> 64 == 0 {
        // Of halves, so that it is one multiplication.
        return Some((negative, u128::from(left as u64) * u128::from(right as u64)));
    }
    Some((negative, left.checked_mul(right)?))
}

/// `value << count`, where it fits.
#[inline(always)]
pub(super) fn shifted(value: i128, count: i64) -> Option<i128> {
    let room = i64::from(value.unsigned_abs().leading_zeros()) - 1;
    (count < room).then(|| value << count)
}

/// Quotient and remainder rounded towards minus infinity; the divisor is not 0.
#[inline(always)]
pub(super) fn div_mod(left: i128, right: i128) -> (i128, i128) {
    if right > 0 && right & (right - 1) == 0 {
        return (left >> right.trailing_zeros(), left & (right - 1));
    }
    if let (Ok(left), Ok(right)) = (u64::try_from(left), u64::try_from(right)) {
        return (i128::from(left / right), i128::from(left % right));
    }
    let (quotient, remainder) = (left / right, left % right);
    if remainder != 0 && (remainder < 0) != (right < 0) {
        (quotient - 1, remainder + right)
    } else {
        (quotient, remainder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn samples() -> Vec<i128> {
        let mut all = vec![0, 1, 2, 3, 7, 10, 1_000_003];
        for shift in [61, 62, 63, 64, 65, 100, 125, 126] {
            let power = 1i128 << shift;
            all.extend([power - 1, power, power + 1, power / 3]);
        }
        all.extend(all.clone().into_iter().map(|value| -value));
        all
    }

    #[test]
    fn division_rounds_down() {
        for left in samples() {
            for right in samples().into_iter().filter(|right| *right != 0) {
                let (quotient, remainder) = div_mod(left, right);
                assert_eq!(quotient.wrapping_mul(right).wrapping_add(remainder), left);
                assert!(remainder == 0 || (remainder < 0) == (right < 0), "{left} {right}");
                assert!(remainder.unsigned_abs() < right.unsigned_abs(), "{left} {right}");
            }
        }
    }

    #[test]
    fn shifts_keep_the_value() {
        for value in samples() {
            for count in 0..130 {
                if let Some(shifted) = shifted(value, count) {
                    assert_eq!(shifted >> count, value);
                    assert!(shifted.unsigned_abs() < 1 << 127);
                }
            }
        }
    }
}
