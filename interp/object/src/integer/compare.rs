//! Order of ints, among themselves and against floats. A float is compared exactly: it is turned
//! into an int where that matters, never the int into a float.

use super::{Integer, borrow};
use crate::operation::Compare;
use dashu_int::IBig;
use std::cmp::Ordering;
use tracer::Word;

use Integer::Small;

/// Order of two ints.
#[inline]
pub(crate) fn order(left: Integer, right: Integer) -> Ordering {
    match (left, right) {
        (Small(left), Small(right)) => left.cmp(&right),
        (Small(_), Integer::Big(big)) => {
            if big.is_negative() {
                Ordering::Greater
            } else {
                Ordering::Less
            }
        }
        (Integer::Big(big), Small(_)) => {
            if big.is_negative() {
                Ordering::Less
            } else {
                Ordering::Greater
            }
        }
        (left, right) => borrow(left).cmp(&borrow(right)),
    }
}

/// Order of two ints given as words.
pub fn compare(left: Word, right: Word) -> Ordering {
    order(Integer::of(left).expect("an int operand"), Integer::of(right).expect("an int operand"))
}

/// Exact order of an int and a float; `None` for NaN.
pub fn compare_float(left: Integer, right: f64) -> Option<Ordering> {
    if right.is_nan() {
        return None;
    }
    const BOUND: f64 = (1u64 << 62) as f64;
    match left {
        Small(value) => {
            if right >= BOUND {
                return Some(Ordering::Less);
            }
            if right < -BOUND {
                return Some(Ordering::Greater);
            }
            let whole = right.trunc();
            Some(
                value
                    .cmp(&(whole as i64))
                    .then_with(|| 0.0f64.partial_cmp(&(right - whole)).unwrap_or(Ordering::Equal)),
            )
        }
        Integer::Big(big) => {
            let by_sign = if big.is_negative() { Ordering::Less } else { Ordering::Greater };
            if right.abs() < BOUND {
                return Some(by_sign);
            }
            if right.is_infinite() {
                return Some(if right > 0.0 { Ordering::Less } else { Ordering::Greater });
            }
            // Beyond 2^53 every float is whole.
            let right: IBig = super::convert::whole(right);
            Some((*borrow(left)).cmp(&right))
        }
    }
}

/// `int == float`, exactly.
pub fn equal_float(left: Integer, right: f64) -> bool {
    compare_float(left, right) == Some(Ordering::Equal)
}

/// What a comparison operator says of an order.
#[inline(always)]
pub(crate) fn holds(operator: Compare, order: Ordering) -> bool {
    match operator {
        Compare::Lt => order.is_lt(),
        Compare::Le => order.is_le(),
        Compare::Eq => order.is_eq(),
        Compare::Ne => order.is_ne(),
        Compare::Gt => order.is_gt(),
        Compare::Ge => order.is_ge(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_compared_exactly() {
        let exact = (1i64 << 53) + 1;
        assert_eq!(compare_float(Small(exact), exact as f64), Some(Ordering::Greater));
        assert_eq!(compare_float(Small(1), 1.5), Some(Ordering::Less));
        assert_eq!(compare_float(Small(-1), -1.5), Some(Ordering::Greater));
        assert_eq!(compare_float(Small(0), -0.0), Some(Ordering::Equal));
        assert_eq!(compare_float(Small(1), f64::NAN), None);
        assert_eq!(compare_float(Small(i64::MAX >> 1), f64::INFINITY), Some(Ordering::Less));
    }
}
