//! Operators of user classes: which operand's method is asked first, and what follows NotImplemented.
//!
//! A method is a frame with a return action, so that it is inlined into traces; the action asks the
//! other operand's method, as the data model says, or raises TypeError.

use super::arithmetic::{Operator, is_number, operands, operator};
use super::finish_store;
use crate::internal;
use crate::plan::call::{self, Special};
use crate::plan::special;
use compile::Instruction;
use tracer::{Effects, Machine, Next, Residual, Word};

/// Calls the left operand's method where it is a plain Python function and the right operand's class
/// does not come first.
#[inline(always)]
pub(super) fn user_operator<M: Machine>(
    m: &mut M,
    op: Operator,
    operands: [M::Ref; 2],
    shapes: [tracer::ShapeId; 2],
) -> Option<Next> {
    if shapes[0] == 0 {
        return number_with_object(m, op, operands, shapes[1]);
    }
    if op.inplace && special::has_inplace(shapes[0], op.number) {
        return None;
    }
    let method = special::binary_method(shapes[0], op.number)?;
    if shapes[1] != shapes[0]
        && shapes[1] != 0
        && special::reflected_comes_first(shapes[0], shapes[1], op.number)
    {
        return None;
    }
    special::depend_on_shape(m, shapes[0]);
    special::depend_on_shape(m, shapes[1]);
    call::special(
        m,
        Special { function: method, arguments: operands, action: internal::BINARY_REFLECTED },
    )
}

/// An int or a float on the left knows no objects: the right operand's method answers.
#[inline(always)]
fn number_with_object<M: Machine>(
    m: &mut M,
    op: Operator,
    operands: [M::Ref; 2],
    right: tracer::ShapeId,
) -> Option<Next> {
    if right == 0 || !is_number(m, operands[0]) || special::is_number(right) {
        return None;
    }
    let function = special::reflected_method(right, op.number)?;
    special::depend_on_shape(m, right);
    let arguments = [operands[1], operands[0]];
    call::special(m, Special { function, arguments, action: internal::BINARY_LAST })
}

/// The method that was asked last has answered.
#[inline(always)]
pub fn binary_last<M: Machine>(m: &mut M, i: Instruction) -> Next {
    answered(m, i, &UNSUPPORTED_OPERANDS)
}

/// The left operand's method has answered: unless NotImplemented, that is it.
#[inline(always)]
pub fn binary_reflected<M: Machine>(m: &mut M, i: Instruction) -> Next {
    answered(m, i, &BINARY_AFTER_LEFT)
}

/// Takes the answer of a method, or calls what comes after NotImplemented.
#[inline(always)]
fn answered<M: Machine>(m: &mut M, i: Instruction, otherwise: &'static Residual) -> Next {
    let value = m.delivered();
    if !m.is_word(value, Word::NOT_IMPLEMENTED) {
        m.set_register(i.a(), value);
        return m.next(2);
    }
    let op = operator(i);
    let (left, right) = operands(m, i, op);
    let number = m.word(op.word());
    let result = m.call(otherwise, [number, left, right]);
    finish_store(m, i, result, 2)
}

crate::residuals! {
    /// What remains of a binary operator when the left operand's method gave NotImplemented.
    BINARY_AFTER_LEFT = after_left, (operator, left, right), Effects::ANY;
    UNSUPPORTED_OPERANDS = unsupported_operands, (operator, left, right), Effects::READS;
}

fn after_left(
    thread: &mut object::Thread,
    operator: Word,
    left: Word,
    right: Word,
) -> object::Result {
    special::binary_after_left(thread, operator.int(), left, right)
}

fn unsupported_operands(
    thread: &mut object::Thread,
    operator: Word,
    left: Word,
    right: Word,
) -> object::Result {
    Err(special::unsupported_operands(thread, operator.int(), left, right))
}
