//! Calls of Python functions: binding by counting, frames with return actions.

use crate::ops::scratch;
use compile::code::flag;
use object::header::has_shape;
use object::layout::{Code, Function};
use object::{Builtin, field};
use tracer::frame::HEADER_WORDS;
use tracer::{Callee, Machine, Next, Word};

/// What `Machine::enter` must know of a code object.
#[inline(always)]
pub fn callee(code: &'static Code) -> Callee {
    Callee {
        code: code as *const Code as usize,
        entry: code.entry,
        registers: code.registers as usize,
        arguments: parameters(code),
        native_entry: &raw const code.native_entry as usize,
        whole: true,
    }
}

/// Registers that a call fills: parameters, `*args` and `**kwargs`.
#[inline(always)]
pub fn parameters(code: &Code) -> usize {
    let packed = code.flags & (flag::VARARGS | flag::VARKEYWORDS);
    (code.argument_count + code.keyword_only_count + packed.count_ones()) as usize
}

/// The code object of a function word that is green.
#[inline(always)]
pub fn code_of(function: Word) -> &'static Code {
    // SAFETY: callers pass functions, which hold code objects.
    unsafe { &*(*function.pointer::<Function>()).code.pointer::<Code>() }
}

/// Nulls the callee's registers that may be read before they are written.
#[inline(always)]
pub fn clear_locals<M: Machine>(m: &mut M, delta: usize, code: &Code) {
    let (mut register, end) = (parameters(code), code.cleared as usize);
    while register < end {
        let null = m.word(Word::NULL);
        m.set_register(delta + register, null);
        register += 1;
    }
}

/// A call of a special method from within an instruction.
pub struct Special<R, const N: usize> {
    /// A Python function, green: the caller has announced what it depends on.
    pub function: Word,
    pub arguments: [R; N],
    pub action: u16,
}

/// Pushes a frame in the scratch window. `None` where binding needs more than counting.
#[inline(always)]
pub fn special<M: Machine, const N: usize>(m: &mut M, call: Special<M::Ref, N>) -> Option<Next> {
    if !has_shape(call.function, Builtin::Function.shape()) {
        return None;
    }
    let code = code_of(call.function);
    if code.simple == 0 || code.argument_count as usize != N {
        return None;
    }
    let delta = scratch(m) + HEADER_WORDS;
    for (index, argument) in call.arguments.into_iter().enumerate() {
        m.set_register(delta + index, argument);
    }
    clear_locals(m, delta, code);
    let function = m.word(call.function);
    // The function is green but its code may be replaced: read it as a trace would.
    let current = m.load(function, &field::FUNCTION_CODE);
    m.promote(current);
    Some(m.enter(delta, call.action, function, callee(code)))
}
