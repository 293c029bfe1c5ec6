//! Complex numbers: arithmetic, equality and magnitude by their parts.
//!
//! In traces the parts stay floats in registers and the object need not exist, which calls of the
//! object's own arithmetic would prevent. What is rare (infinities that meet, division by zero) is
//! left to those calls.

use super::arithmetic::{as_float, float_call};
use compile::Instruction;
use object::builtin::Builtin;
use object::field;
use tracer::{Comparison, FloatOp, FloatUnary, Machine, Next};

/// Real and imaginary part of an operand; the imaginary one is missing where it is a real number.
pub(super) struct Parts<M: Machine> {
    pub real: M::Float,
    pub imaginary: Option<M::Float>,
}

#[inline(always)]
pub(super) fn parts<M: Machine>(
    m: &mut M,
    value: M::Ref,
    shape: tracer::ShapeId,
) -> Option<Parts<M>> {
    if shape == Builtin::Complex.shape() {
        let (real, imaginary) = (
            m.load_float(value, &field::COMPLEX_REAL),
            m.load_float(value, &field::COMPLEX_IMAGINARY),
        );
        return Some(Parts { real, imaginary: Some(imaginary) });
    }
    Some(Parts { real: as_float(m, value)?, imaginary: None })
}

/// The new complex number goes into register a.
#[inline(always)]
pub(super) fn finish_complex<M: Machine>(
    m: &mut M,
    i: Instruction,
    real: M::Float,
    imaginary: M::Float,
) -> Next {
    let object = m.new_object(Builtin::Complex.shape(), size_of::<object::layout::Complex>());
    m.store_float(object, &field::COMPLEX_REAL, real);
    m.store_float(object, &field::COMPLEX_IMAGINARY, imaginary);
    m.set_register(i.a(), object);
    m.next(2)
}

#[inline(always)]
fn is_nan<M: Machine>(m: &mut M, value: M::Float) -> bool {
    let equal = m.float_compare(Comparison::Eq, value, value);
    !m.guard(equal)
}

#[inline(always)]
pub(super) fn negated<M: Machine>(m: &mut M, value: M::Float) -> M::Float {
    m.float_unary(FloatUnary::Neg, value)
}

/// Arithmetic with a complex operand. Where infinities meet (a part comes out as NaN) and for division by zero it takes
/// another way. Real operands are not made complex first, which would lose signs of zeros.
#[inline(always)]
pub(super) fn complex_numbers<M: Machine>(
    m: &mut M,
    i: Instruction,
    number: i64,
    left: Parts<M>,
    right: Parts<M>,
) -> Option<Next> {
    let (a, c) = (left.real, right.real);
    let (real, imaginary) = match (number, left.imaginary, right.imaginary) {
        (0, Some(b), Some(d)) => (m.float_op(FloatOp::Add, a, c), m.float_op(FloatOp::Add, b, d)),
        (0, Some(part), None) | (0, None, Some(part)) => (m.float_op(FloatOp::Add, a, c), part),
        (1, Some(b), Some(d)) => (m.float_op(FloatOp::Sub, a, c), m.float_op(FloatOp::Sub, b, d)),
        (1, Some(b), None) => (m.float_op(FloatOp::Sub, a, c), b),
        (1, None, Some(d)) => (m.float_op(FloatOp::Sub, a, c), negated(m, d)),
        (2, Some(b), Some(d)) => {
            let (ac, bd) = (m.float_op(FloatOp::Mul, a, c), m.float_op(FloatOp::Mul, b, d));
            let (ad, bc) = (m.float_op(FloatOp::Mul, a, d), m.float_op(FloatOp::Mul, b, c));
            let real = m.float_op(FloatOp::Sub, ac, bd);
            if is_nan(m, real) {
                return None;
            }
            (real, m.float_op(FloatOp::Add, ad, bc))
        }
        (2, Some(b), None) => (m.float_op(FloatOp::Mul, a, c), m.float_op(FloatOp::Mul, b, c)),
        (2, None, Some(d)) => (m.float_op(FloatOp::Mul, c, a), m.float_op(FloatOp::Mul, d, a)),
        (3, Some(b), None) => {
            let zero = m.float(0.0);
            let is_zero = m.float_compare(Comparison::Eq, c, zero);
            if m.guard(is_zero) {
                return None;
            }
            (m.float_op(FloatOp::Div, a, c), m.float_op(FloatOp::Div, b, c))
        }
        (3, b, Some(d)) => quotient(m, a, b, c, d)?,
        _ => return None,
    };
    Some(finish_complex(m, i, real, imaginary))
}

/// `(a + bi) / (c + di)` by Smith's method; without `b` the dividend is a real number.
#[inline(always)]
fn quotient<M: Machine>(
    m: &mut M,
    a: M::Float,
    b: Option<M::Float>,
    c: M::Float,
    d: M::Float,
) -> Option<(M::Float, M::Float)> {
    let sizes = [c, d].map(|part| m.float_unary(FloatUnary::Abs, part));
    let by_real = m.float_compare(Comparison::Ge, sizes[0], sizes[1]);
    let (real, imaginary) = if m.guard(by_real) {
        let zero = m.float(0.0);
        let is_zero = m.float_compare(Comparison::Eq, c, zero);
        if m.guard(is_zero) {
            return None;
        }
        let ratio = m.float_op(FloatOp::Div, d, c);
        let product = m.float_op(FloatOp::Mul, d, ratio);
        let scale = m.float_op(FloatOp::Add, c, product);
        let (real, imaginary) = match b {
            Some(b) => {
                let (br, ar) =
                    (m.float_op(FloatOp::Mul, b, ratio), m.float_op(FloatOp::Mul, a, ratio));
                (m.float_op(FloatOp::Add, a, br), m.float_op(FloatOp::Sub, b, ar))
            }
            None => {
                let opposite = negated(m, a);
                (a, m.float_op(FloatOp::Mul, opposite, ratio))
            }
        };
        (m.float_op(FloatOp::Div, real, scale), m.float_op(FloatOp::Div, imaginary, scale))
    } else {
        let by_imaginary = m.float_compare(Comparison::Ge, sizes[1], sizes[0]);
        if !m.guard(by_imaginary) {
            return None;
        }
        let ratio = m.float_op(FloatOp::Div, c, d);
        let product = m.float_op(FloatOp::Mul, c, ratio);
        let scale = m.float_op(FloatOp::Add, product, d);
        let ar = m.float_op(FloatOp::Mul, a, ratio);
        let (real, imaginary) = match b {
            Some(b) => {
                let br = m.float_op(FloatOp::Mul, b, ratio);
                (m.float_op(FloatOp::Add, ar, b), m.float_op(FloatOp::Sub, br, a))
            }
            None => (ar, negated(m, a)),
        };
        (m.float_op(FloatOp::Div, real, scale), m.float_op(FloatOp::Div, imaginary, scale))
    };
    if is_nan(m, real) {
        return None;
    }
    Some((real, imaginary))
}

/// `abs(complex)`; `None` where it overflows or a part is infinite or NaN.
#[inline(always)]
pub fn complex_magnitude<M: Machine>(m: &mut M, value: M::Ref) -> Option<M::Ref> {
    let (real, imaginary) =
        (m.load_float(value, &field::COMPLEX_REAL), m.load_float(value, &field::COMPLEX_IMAGINARY));
    let size = m.call_float(&float_call::HYPOTENUSE, [real, imaginary]);
    let limit = m.float(f64::MAX);
    let finite = m.float_compare(Comparison::Le, size, limit);
    if !m.guard(finite) {
        return None;
    }
    Some(m.box_float(size))
}

/// Equality of complex numbers with others: the parts decide one after the other.
#[inline(always)]
pub fn complex_equal<M: Machine>(m: &mut M, left: M::Ref, right: M::Ref) -> M::Bool {
    let parts = [left, right].map(|value| {
        [m.load_float(value, &field::COMPLEX_REAL), m.load_float(value, &field::COMPLEX_IMAGINARY)]
    });
    let equal = m.float_compare(Comparison::Eq, parts[0][0], parts[1][0]);
    if m.guard(equal) { m.float_compare(Comparison::Eq, parts[0][1], parts[1][1]) } else { equal }
}
