//! What the pure operations compute, as Rust.
//!
//! The optimizer folds constants with it and tests run traces with it, so that there is one place
//! that says what `IntFloorDiv` rounds to. Lowerings must agree with it bit for bit.

use super::{Arg, Code};
use crate::word::{SMALL_MAX, SMALL_MIN, Word};

/// The value of a pure operation on constants; `None` where it has none that is a constant
/// operand (overflow, a float that needs a box, a precondition that does not hold).
pub fn pure(code: Code, args: &[Arg]) -> Option<Arg> {
    match *args {
        [Arg::Word(word)] => of_word(code, word),
        [Arg::Int(value)] => of_int(code, value),
        [Arg::Float(bits)] => of_float(code, f64::from_bits(bits)),
        [Arg::Bool(value)] => match code {
            Code::BoxBool => Some(Arg::Word(Word::from_bool(value))),
            Code::BoolNot => Some(Arg::Bool(!value)),
            _ => None,
        },
        [Arg::Word(a), Arg::Word(b)] => (code == Code::SameWord).then_some(Arg::Bool(a == b)),
        [Arg::Int(a), Arg::Int(b)] => of_ints(code, a, b),
        [Arg::Float(a), Arg::Float(b)] => of_floats(code, f64::from_bits(a), f64::from_bits(b)),
        _ => None,
    }
}

fn of_word(code: Code, word: Word) -> Option<Arg> {
    match code {
        Code::IsInt => Some(Arg::Bool(word.is_int())),
        Code::IsFloat => Some(Arg::Bool(word.is_float())),
        Code::IsNull => Some(Arg::Bool(word.is_null())),
        Code::UnboxInt if word.is_int() => Some(Arg::Int(word.int())),
        Code::UnboxFloat if word.is_float() => Some(float(word.float())),
        _ => None,
    }
}

fn of_int(code: Code, value: i64) -> Option<Arg> {
    match code {
        Code::BoxInt => Word::try_from_int(value).map(Arg::Word),
        Code::IntToFloat => Some(float(value as f64)),
        Code::Overflowed => Some(Arg::Bool(false)),
        _ => None,
    }
}

fn of_float(code: Code, value: f64) -> Option<Arg> {
    let fits = value.trunc() >= SMALL_MIN as f64 && value.trunc() < -(SMALL_MIN as f64);
    match code {
        Code::BoxFloat => Word::try_from_float(value).map(Arg::Word),
        Code::FloatNeg => Some(Arg::Float(value.to_bits() ^ 1 << 63)),
        Code::FloatAbs => Some(Arg::Float(value.to_bits() & !(1 << 63))),
        Code::FloatSqrt => Some(float(value.sqrt())),
        Code::FloatFloor => Some(float(value.floor())),
        Code::FloatFitsInt => Some(Arg::Bool(fits)),
        Code::FloatToInt if fits => Some(Arg::Int(value as i64)),
        _ => None,
    }
}

fn of_ints(code: Code, a: i64, b: i64) -> Option<Arg> {
    let fits = |value: i128| {
        (SMALL_MIN as i128..=SMALL_MAX as i128).contains(&value).then_some(Arg::Int(value as i64))
    };
    let (x, y) = (a as i128, b as i128);
    let is_shift = (0..=62).contains(&b);
    match code {
        Code::IntAdd | Code::IntAddOverflow => fits(x + y),
        Code::IntSub | Code::IntSubOverflow => fits(x - y),
        Code::IntMul | Code::IntMulOverflow => fits(x * y),
        Code::IntShlOverflow if is_shift => fits(x << y),
        Code::IntShr if is_shift => Some(Arg::Int(a >> b)),
        Code::IntAnd => Some(Arg::Int(a & b)),
        Code::IntOr => Some(Arg::Int(a | b)),
        Code::IntXor => Some(Arg::Int(a ^ b)),
        Code::IntFloorDiv if b != 0 => {
            let (quotient, rest) = (x / y, x % y);
            fits(if rest != 0 && (rest < 0) != (y < 0) { quotient - 1 } else { quotient })
        }
        Code::IntMod if b != 0 => {
            let rest = x % y;
            fits(if rest != 0 && (rest < 0) != (y < 0) { rest + y } else { rest })
        }
        Code::IntLt => Some(Arg::Bool(a < b)),
        Code::IntLe => Some(Arg::Bool(a <= b)),
        Code::IntEq => Some(Arg::Bool(a == b)),
        Code::IntNe => Some(Arg::Bool(a != b)),
        Code::IntBelow => Some(Arg::Bool((a as u64) < b as u64)),
        _ => None,
    }
}

fn of_floats(code: Code, a: f64, b: f64) -> Option<Arg> {
    match code {
        Code::FloatAdd => Some(float(a + b)),
        Code::FloatSub => Some(float(a - b)),
        Code::FloatMul => Some(float(a * b)),
        Code::FloatDiv => Some(float(a / b)),
        Code::FloatLt => Some(Arg::Bool(a < b)),
        Code::FloatLe => Some(Arg::Bool(a <= b)),
        Code::FloatEq => Some(Arg::Bool(a == b)),
        Code::FloatNe => Some(Arg::Bool(a != b)),
        _ => None,
    }
}

fn float(value: f64) -> Arg {
    Arg::Float(value.to_bits())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ints(code: Code, a: i64, b: i64) -> Option<Arg> {
        pure(code, &[Arg::Int(a), Arg::Int(b)])
    }

    #[test]
    fn division_rounds_down_and_the_rest_has_the_divisors_sign() {
        let cases =
            [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (6, -2, -3, 0)];
        for (a, b, quotient, rest) in cases {
            assert_eq!(ints(Code::IntFloorDiv, a, b), Some(Arg::Int(quotient)), "{a} // {b}");
            assert_eq!(ints(Code::IntMod, a, b), Some(Arg::Int(rest)), "{a} % {b}");
        }
        assert_eq!(ints(Code::IntFloorDiv, 1, 0), None);
        assert_eq!(ints(Code::IntFloorDiv, SMALL_MIN, -1), None);
    }

    #[test]
    fn sums_are_limited_to_63_bits() {
        assert_eq!(ints(Code::IntAddOverflow, SMALL_MAX, 1), None);
        assert_eq!(ints(Code::IntShlOverflow, 1, 62), None);
        assert_eq!(ints(Code::IntShlOverflow, 1, 61), Some(Arg::Int(1 << 61)));
        assert_eq!(ints(Code::IntMulOverflow, 1 << 31, 1 << 31), None);
        assert_eq!(ints(Code::IntSubOverflow, SMALL_MIN, 1), None);
    }

    #[test]
    fn below_is_unsigned() {
        assert_eq!(ints(Code::IntBelow, -1, 5), Some(Arg::Bool(false)));
        assert_eq!(ints(Code::IntBelow, 4, 5), Some(Arg::Bool(true)));
    }

    #[test]
    fn floats_fit_up_to_the_largest_word() {
        let fits = |value: f64| pure(Code::FloatFitsInt, &[Arg::Float(value.to_bits())]);
        assert_eq!(fits(2f64.powi(62)), Some(Arg::Bool(false)));
        assert_eq!(fits(-(2f64.powi(62))), Some(Arg::Bool(true)));
        assert_eq!(fits(f64::NAN), Some(Arg::Bool(false)));
        assert_eq!(fits(0.5), Some(Arg::Bool(true)));
    }
}
