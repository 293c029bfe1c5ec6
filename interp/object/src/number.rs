//! Operators on pairs of built-in numbers, whatever their kinds.
//!
//! Only direct instances of int, bool, float and complex are dealt with: a subclass may have its own
//! methods, so its instances go through the general protocol, where these same functions stand
//! behind the methods of the base classes.

use crate::complex::{self, Operand};
use crate::error::Result;
use crate::float;
use crate::integer::{self, Integer};
use crate::operation::{Binary, Compare, Unary};
use crate::thread::Thread;
use tracer::Word;

/// A direct instance of a built-in number class.
#[derive(Clone, Copy)]
pub enum Number {
    Integer(Integer),
    Float(f64),
    Complex(complex::Pair),
}

impl Number {
    #[inline]
    pub fn exact(object: Word) -> Option<Number> {
        if let Some(value) = float::exact_value(object) {
            return Some(Number::Float(value));
        }
        if let Some(integer) = Integer::exact(object) {
            return Some(Number::Integer(integer));
        }
        complex::exact_value(object).map(Number::Complex)
    }
}

fn real(thread: &mut Thread, number: Number) -> Result<Option<f64>> {
    match number {
        Number::Float(value) => Ok(Some(value)),
        Number::Integer(integer) => integer::float_or_raise(thread, integer).map(Some),
        Number::Complex(_) => Ok(None),
    }
}

/// `left operator right`; `None` where not both are built-in numbers or the operator has no meaning for them.
pub fn binary(
    thread: &mut Thread,
    operator: Binary,
    left: Word,
    right: Word,
) -> Result<Option<Word>> {
    if left.is_int() && right.is_int() {
        return integers(thread, operator, left, right);
    }
    if left.is_float() && right.is_float() {
        return floats(thread, operator, left.float(), right.float());
    }
    let (Some(first), Some(second)) = (Number::exact(left), Number::exact(right)) else {
        return Ok(None);
    };
    if let (Number::Integer(_), Number::Integer(_)) = (first, second) {
        return integers(thread, operator, left, right);
    }
    if matches!(
        operator,
        Binary::LeftShift
            | Binary::RightShift
            | Binary::And
            | Binary::Or
            | Binary::Xor
            | Binary::MatMul
    ) {
        return Ok(None);
    }
    if matches!((first, second), (Number::Complex(_), _) | (_, Number::Complex(_)))
        && matches!(operator, Binary::FloorDiv | Binary::Mod)
    {
        return Ok(None);
    }
    match (real(thread, first)?, real(thread, second)?) {
        (Some(first), Some(second)) => floats(thread, operator, first, second),
        (first_real, second_real) => {
            let operand = |number: Number, real: Option<f64>| match (number, real) {
                (Number::Complex(value), _) => Operand::Complex(value),
                (_, real) => Operand::Real(real.unwrap_or(0.0)),
            };
            let (first, second) = (operand(first, first_real), operand(second, second_real));
            complex::binary(thread, operator, first, second)
        }
    }
}

fn integers(
    thread: &mut Thread,
    operator: Binary,
    left: Word,
    right: Word,
) -> Result<Option<Word>> {
    match operator {
        Binary::Add => integer::add(thread, left, right),
        Binary::Sub => integer::sub(thread, left, right),
        Binary::Mul => integer::mul(thread, left, right),
        Binary::TrueDiv => integer::true_div(thread, left, right),
        Binary::FloorDiv => integer::floor_div(thread, left, right),
        Binary::Mod => integer::modulo(thread, left, right),
        Binary::Pow => integer::pow(thread, left, right),
        Binary::LeftShift => integer::left_shift(thread, left, right),
        Binary::RightShift => integer::right_shift(thread, left, right),
        Binary::And => integer::and(thread, left, right),
        Binary::Or => integer::or(thread, left, right),
        Binary::Xor => integer::xor(thread, left, right),
        Binary::MatMul => return Ok(None),
    }
    .map(Some)
}

fn floats(thread: &mut Thread, operator: Binary, left: f64, right: f64) -> Result<Option<Word>> {
    let value = match operator {
        Binary::Add => left + right,
        Binary::Sub => left - right,
        Binary::Mul => left * right,
        Binary::TrueDiv => float::true_div(thread, left, right)?,
        Binary::FloorDiv => float::floor_div(thread, left, right)?,
        Binary::Mod => float::modulo(thread, left, right)?,
        Binary::Pow => return float::pow(thread, left, right).map(Some),
        _ => return Ok(None),
    };
    Ok(Some(float::new(thread, value)))
}

/// `divmod(left, right)`; `None` as for `binary`.
pub fn div_mod(thread: &mut Thread, left: Word, right: Word) -> Result<Option<Word>> {
    let (Some(first), Some(second)) = (Number::exact(left), Number::exact(right)) else {
        return Ok(None);
    };
    if let (Number::Integer(_), Number::Integer(_)) = (first, second) {
        return integer::div_mod(thread, left, right).map(Some);
    }
    if matches!((first, second), (Number::Complex(_), _) | (_, Number::Complex(_))) {
        return Ok(None);
    }
    match (real(thread, first)?, real(thread, second)?) {
        (Some(first), Some(second)) => float::div_mod(thread, first, second).map(Some),
        _ => Ok(None),
    }
}

/// `left operator right`: a bool; `None` where not both are built-in numbers or they have no order.
pub fn compare(
    _thread: &mut Thread,
    operator: Compare,
    left: Word,
    right: Word,
) -> Result<Option<Word>> {
    Ok(comparison(operator, left, right).map(Word::from_bool))
}

/// As `compare`, for callers without a thread: comparing numbers cannot fail.
#[inline]
pub fn comparison(operator: Compare, left: Word, right: Word) -> Option<bool> {
    if left.is_int() && right.is_int() {
        return Some(integer::holds(operator, left.int().cmp(&right.int())));
    }
    let (left, right) = (Number::exact(left)?, Number::exact(right)?);
    let order = match (left, right) {
        (Number::Integer(left), Number::Integer(right)) => Some(integer::order(left, right)),
        (Number::Float(left), Number::Float(right)) => left.partial_cmp(&right),
        (Number::Integer(left), Number::Float(right)) => integer::compare_float(left, right),
        (Number::Float(left), Number::Integer(right)) => {
            integer::compare_float(right, left).map(std::cmp::Ordering::reverse)
        }
        (left, right) => {
            let equal = match (left, right) {
                (Number::Complex(left), Number::Complex(right)) => left == right,
                (Number::Complex((real, imaginary)), other)
                | (other, Number::Complex((real, imaginary))) => {
                    imaginary == 0.0
                        && match other {
                            Number::Integer(other) => integer::equal_float(other, real),
                            Number::Float(other) => other == real,
                            Number::Complex(_) => false,
                        }
                }
                _ => false,
            };
            return match operator {
                Compare::Eq => Some(equal),
                Compare::Ne => Some(!equal),
                _ => None,
            };
        }
    };
    Some(match order {
        Some(order) => integer::holds(operator, order),
        None => operator == Compare::Ne,
    })
}

/// `operator operand`; `None` where the operand is no built-in number or the operator has no meaning for it.
pub fn unary(thread: &mut Thread, operator: Unary, operand: Word) -> Result<Option<Word>> {
    let Some(number) = Number::exact(operand) else { return Ok(None) };
    match (operator, number) {
        (Unary::Negative, Number::Integer(_)) => integer::negate(thread, operand).map(Some),
        (Unary::Negative, Number::Float(value)) => Ok(Some(float::new(thread, -value))),
        (Unary::Negative, Number::Complex((real, imaginary))) => {
            Ok(Some(complex::new(thread, (-real, -imaginary))))
        }
        (Unary::Positive, _) => Ok(Some(integer::exact(operand))),
        (Unary::Invert, Number::Integer(_)) => integer::invert(thread, operand).map(Some),
        (Unary::Invert, _) => Ok(None),
    }
}

/// Truth of a built-in number.
#[inline]
pub fn truth(operand: Word) -> Option<bool> {
    Some(match Number::exact(operand)? {
        Number::Integer(integer) => !integer.is_zero(),
        Number::Float(value) => value != 0.0,
        Number::Complex(value) => value != (0.0, 0.0),
    })
}

/// `hash()` of a built-in number.
#[inline]
pub fn hash(operand: Word) -> Option<i64> {
    Some(match Number::exact(operand)? {
        Number::Integer(integer) => integer.hash(),
        Number::Float(value) => float::hash(value),
        Number::Complex(value) => complex::hash(value),
    })
}

/// `abs()` of a built-in number.
pub fn absolute(thread: &mut Thread, operand: Word) -> Result<Option<Word>> {
    match Number::exact(operand) {
        Some(Number::Integer(_)) => integer::absolute(thread, operand).map(Some),
        Some(Number::Float(value)) => Ok(Some(float::new(thread, value.abs()))),
        Some(Number::Complex(value)) => complex::magnitude(thread, value).map(Some),
        None => Ok(None),
    }
}

/// `repr()` of a built-in number: a str.
pub fn repr(thread: &mut Thread, operand: Word) -> Result<Option<Word>> {
    if operand.is_bool() {
        let name = if operand == Word::TRUE { "True" } else { "False" };
        return Ok(Some(crate::intern::intern(name)));
    }
    match Number::exact(operand) {
        Some(Number::Integer(_)) => integer::to_text(thread, operand).map(Some),
        Some(Number::Float(value)) => Ok(Some(crate::string::new(thread, &float::repr(value)))),
        Some(Number::Complex(value)) => Ok(Some(crate::string::new(thread, &complex::repr(value)))),
        None => Ok(None),
    }
}
