//! Built-in exceptions that instructions raise themselves: a missing key, an index out of range, a division by zero, the
//! end of an iterator.
//!
//! Programs use them as control flow, and catch them a few instructions later. A function of the runtime could raise
//! them, but to a trace it would be an opaque call with an exception that must exist. So these handlers make the
//! exception over the machine: where the trace has its `except`, neither exception nor traceback is ever made, and
//! what is left of the raise is the guard that found its cause. Each handler reads its operands anew, for it is reached
//! by `Defer` from the one that found the cause, before anything has happened.

use super::{
    HANDLED, PENDING, RETURNED, arguments_tuple, exception_of, finish, subscript_operands,
};
use crate::internal;
use crate::plan::instance::{self, Fields, Plan};
use compile::Instruction;
use object::builtin::Builtin;
use object::field;
use object::{Result, Thread};
use tracer::{Effects, Machine, Next, Word};

/// How instances of a built-in class of exceptions are made, unless another thread is just finding it out.
#[inline(always)]
fn plan_of(class: Builtin) -> Option<(&'static Plan, Fields)> {
    instance::find(class.word()).and_then(|plan| Some((plan, plan.exception?)))
}

/// A new exception with at most one argument, in the context of what is being handled.
#[inline(always)]
fn new_in_context<M: Machine>(
    m: &mut M,
    plan: &'static Plan,
    fields: Fields,
    argument: Option<M::Ref>,
) -> M::Ref {
    // It is in no chain of contexts yet, so there is none to cut.
    let handled = m.load_thread(&HANDLED);
    let (arguments, value) = match argument {
        None => (arguments_tuple(m, 0, 0), m.word(Word::NONE)),
        Some(argument) => (super::tuple_of(m, &[argument]), argument),
    };
    let exception = exception_of(m, plan, fields, arguments, value);
    m.store(exception, &field::EXCEPTION_CONTEXT, handled);
    exception
}

/// Raises an exception of a built-in class with at most one argument.
#[inline(always)]
fn raise_new<M: Machine>(m: &mut M, class: Builtin, argument: Option<M::Ref>) -> Next {
    let Some((plan, fields)) = plan_of(class) else {
        let class = m.word(class.word());
        let argument = argument.unwrap_or_else(|| m.word(Word::NULL));
        let result = m.call(&RAISE_NEW, [class, argument]);
        return finish(m, result, internal::STORE);
    };
    let exception = new_in_context(m, plan, fields, argument);
    m.store_thread(&PENDING, exception);
    Next::Raise
}

/// A dict without `__missing__` lacks the key.
#[inline(always)]
pub fn raise_key_error<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (_, key) = subscript_operands(m, i);
    raise_new(m, Builtin::KeyError, Some(key))
}

/// A subscript of a built-in sequence lies outside.
#[inline(always)]
pub fn raise_index_error<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (sequence, _) = subscript_operands(m, i);
    let shape = m.shape_of(sequence);
    let message = if shape == Builtin::List.shape() {
        object::interned!("list index out of range")
    } else if shape == Builtin::Tuple.shape() {
        object::interned!("tuple index out of range")
    } else if shape == Builtin::Str.shape() {
        object::interned!("string index out of range")
    } else if shape == Builtin::Bytes.shape() {
        object::interned!("index out of range")
    } else {
        return Next::Defer(internal::GET_ITEM_ANY);
    };
    let message = m.word(message);
    raise_new(m, Builtin::IndexError, Some(message))
}

/// An object of this shape has no attribute of that name; the message is green.
#[inline(always)]
pub fn raise_attribute_error<M: Machine>(
    m: &mut M,
    object: M::Ref,
    name: Word,
    message: Word,
) -> Next {
    let name = m.word(name);
    let Some((plan, fields)) = plan_of(Builtin::AttributeError) else {
        let result = m.call(&super::GET_ATTRIBUTE, [object, name]);
        return finish(m, result, internal::STORE);
    };
    let message = m.word(message);
    let exception = new_in_context(m, plan, fields, Some(message));
    m.store(exception, &field::EXCEPTION_EXTRA, name);
    m.store(exception, &field::EXCEPTION_SECOND_EXTRA, object);
    m.store_thread(&PENDING, exception);
    Next::Raise
}

/// A text is no int.
#[inline(always)]
pub fn raise_no_integer<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let text = m.register(i.a() + compile::opcode::FIRST_ARGUMENT);
    let message = m.call(&NO_INTEGER, [text]);
    raise_new(m, Builtin::ValueError, Some(message))
}

/// The divisor of a number is zero.
#[inline(always)]
pub fn raise_zero_division<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let message = m.word(object::interned!("division by zero"));
    raise_new(m, Builtin::ZeroDivisionError, Some(message))
}

/// The iterator that `next` was called with is at its end; what a generator returned waits in the thread.
#[inline(always)]
pub fn raise_stop_iteration<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let returned = m.load_thread(&RETURNED);
    let value = (!m.is_word(returned, Word::NONE)).then_some(returned);
    raise_new(m, Builtin::StopIteration, value)
}

/// The same where what waits there is something else: the end of an iterator that returns nothing.
#[inline(always)]
pub fn raise_plain_stop_iteration<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    raise_new(m, Builtin::StopIteration, None)
}

crate::residuals! {
    /// The message; nobody makes it where nobody reads it.
    NO_INTEGER = no_integer, (text), Effects { raises: false, ..Effects::READS };
    RAISE_NEW = raise_through_runtime, (class, argument), Effects::writes(&[field::alias::THREAD, field::alias::EXCEPTION]);
}

fn no_integer(thread: &mut Thread, text: Word) -> Result {
    Ok(object::integer::parse::no_integer(thread, text, 10))
}

fn raise_through_runtime(thread: &mut Thread, class: Word, argument: Word) -> Result {
    let arguments = [argument];
    let arguments = if argument.is_null() { &[] } else { &arguments[..] };
    let exception = object::exception::new(thread, class, arguments);
    object::exception::set_context(thread, exception);
    Err(thread.raise_object(exception))
}
