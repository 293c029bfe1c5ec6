//! The handlers: each bytecode instruction, return action and slow path, written once over
//! `Machine`.
//!
//! A handler is one step (see `tracer::machine`): guards first, then at most one side effect. It
//! is inlined into the native function of its opcode, so whatever is not needed on the fast path
//! stands in a slow handler of its own, reached by `Next::Defer`.

mod arithmetic;
mod attribute;
mod call;
mod compare;
mod complex;
mod container;
mod entry;
mod exception;
mod function;
mod generator;
mod import;
pub mod inlined;
mod iterate;
mod jump;
mod pattern;
mod raise;
mod reflected;
mod subscript;
mod variable;

pub use arithmetic::*;
pub use attribute::*;
pub use call::*;
pub use compare::*;
pub use complex::{complex_equal, complex_magnitude};
pub use container::*;
pub use exception::*;
pub use function::*;
pub use generator::*;
pub use import::*;
pub use inlined::{integer_result, length_result, quiet_result};
pub use iterate::*;
pub use jump::*;
pub use pattern::*;
pub use raise::*;
pub use reflected::{binary_last, binary_reflected};
pub use subscript::*;
pub use variable::*;

use compile::Instruction;
use object::layout::Code;
use tracer::{Machine, Next, Word};

/// The code object that the frame runs.
#[inline(always)]
pub fn code<M: Machine>(m: &M) -> &'static Code {
    // SAFETY: frames name functions, functions name code objects, which live as long as they run.
    unsafe { &*(m.code() as *const Code) }
}

/// Item of a tuple that is green.
#[inline(always)]
pub fn tuple_item(tuple: Word, index: usize) -> Word {
    // SAFETY: the compiler emits indices within the code's tuples.
    unsafe { *((tuple.0 as usize + size_of::<object::layout::Tuple>()) as *const Word).add(index) }
}

/// Name number `index` of the running code.
#[inline(always)]
pub fn name<M: Machine>(m: &M, index: usize) -> Word {
    tuple_item(code(m).names, index)
}

/// First register of a scratch call window: behind all registers of the frame.
#[inline(always)]
pub fn scratch<M: Machine>(m: &M) -> usize {
    code(m).registers as usize
}

/// The return action `STORE`: register a gets the value.
#[inline(always)]
pub fn store_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    m.set_register(i.a(), value);
    m.next(2)
}

/// As `store_result`, for instructions without a cache word.
#[inline(always)]
pub fn store_result_1<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    m.set_register(i.a(), value);
    m.next(1)
}

/// Ignores the value and goes on behind an instruction with one cache word.
#[inline(always)]
pub fn discard_result<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    m.next(2)
}

/// Ignores the value and goes on behind an instruction without a cache word.
#[inline(always)]
pub fn next_1<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    m.next(1)
}

/// Hands a residual call's result to an action, or raises.
#[inline(always)]
pub fn finish<M: Machine>(m: &mut M, result: M::Ref, action: u16) -> Next {
    if m.succeeded(result, action) {
        m.deliver(result);
        Next::Act(action)
    } else {
        Next::Raise
    }
}

/// Puts a residual call's result into register a, or raises; `words`: width of the instruction (1 or 2).
#[inline(always)]
pub fn finish_store<M: Machine>(m: &mut M, i: Instruction, result: M::Ref, words: usize) -> Next {
    let action = if words == 2 { crate::internal::STORE } else { crate::internal::STORE_1 };
    if m.succeeded(result, action) {
        m.set_register(i.a(), result);
        m.next(words)
    } else {
        Next::Raise
    }
}

/// Goes on behind a residual call whose result says nothing.
#[inline(always)]
pub fn finish_next<M: Machine>(m: &mut M, result: M::Ref, words: usize) -> Next {
    let action = if words == 2 { crate::internal::DISCARD } else { crate::internal::NEXT_1 };
    if m.succeeded(result, action) { m.next(words) } else { Next::Raise }
}

#[inline(always)]
pub fn nop<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    m.next(1)
}

/// The base frame of an activation returned: the value waits in the thread.
#[inline(always)]
pub fn native_return<M: Machine>(_m: &mut M, _i: Instruction) -> Next {
    Next::Stop
}

/// The float that waits in the thread goes into register a.
#[inline(always)]
fn box_waiting_float<M: Machine>(m: &mut M, i: Instruction, words: usize) -> Next {
    let result = m.call(&BOX_WAITING_FLOAT, []);
    finish_store(m, i, result, words)
}
#[inline(always)]
pub fn box_float_1<M: Machine>(m: &mut M, i: Instruction) -> Next {
    box_waiting_float(m, i, 1)
}
#[inline(always)]
pub fn box_float_2<M: Machine>(m: &mut M, i: Instruction) -> Next {
    box_waiting_float(m, i, 2)
}

/// A frame ends behind the part of the value stack whose frames are known to be few enough: counts them, and enters the
/// frame that is prepared or raises RecursionError.
#[inline(always)]
pub fn stack_overflow<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let result = m.call(&STACK_OVERFLOW, []);
    if !m.succeeded(result, crate::internal::NEXT_1) {
        return Next::Raise;
    }
    // SAFETY: `enter` has left the window, whose header is written.
    let (function, link) = unsafe {
        let window = (*(m.thread() as *mut object::Thread)).landing.1;
        (*window.offset(tracer::frame::FUNCTION), (*window.offset(tracer::frame::LINK)).0)
    };
    let word = m.word(function);
    let code = crate::plan::call::code_of(function);
    let (delta, action) = (tracer::frame::link_delta(link), tracer::frame::link_action(link));
    let next = m.enter(delta, action, word, crate::plan::call::callee(code));
    if next == Next::Go && m.poll_requested() {
        Next::Defer(crate::internal::POLL_ENTRY)
    } else {
        next
    }
}

/// Something waits for this thread, which stands at a function's first instruction.
#[inline(always)]
pub fn poll_entry<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let result = m.call(&jump::POLL, []);
    if m.succeeded(result, crate::internal::BEGIN) { Next::Go } else { Next::Raise }
}

/// What had to happen before the instruction has happened; now it runs.
#[inline(always)]
pub fn begin<M: Machine>(_m: &mut M, _i: Instruction) -> Next {
    Next::Go
}

#[inline(always)]
pub fn unsupported<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let number = m.word(Word::from_int(i.number() as i64));
    let result = m.call(&UNSUPPORTED_INSTRUCTION, [number]);
    if m.succeeded(result, crate::internal::NEXT_1) { m.next(1) } else { Next::Raise }
}

crate::residuals! {
    BOX_WAITING_FLOAT = box_waiting, (), tracer::Effects::READS;
    STACK_OVERFLOW = another_frame, (), tracer::Effects::READS;
    UNSUPPORTED_INSTRUCTION = unsupported_instruction, (number), tracer::Effects::READS;
}

fn box_waiting(thread: &mut object::Thread) -> object::Result {
    let value = thread.float;
    Ok(crate::plain::boxed(thread, value))
}

fn another_frame(thread: &mut object::Thread) -> object::Result {
    let window = thread.landing.1;
    // SAFETY: the header is written; the end is only compared.
    let end = unsafe {
        let function = *window.offset(tracer::frame::FUNCTION);
        window.add(crate::plan::call::code_of(function).registers as usize)
    };
    if crate::frames::has_room(thread, end) { Ok(Word::NONE) } else { overflow(thread) }
}

/// RecursionError, as CPython words it.
pub fn overflow(thread: &mut object::Thread) -> object::Result {
    Err(thread.raise(object::Builtin::RecursionError, "maximum recursion depth exceeded"))
}

fn unsupported_instruction(thread: &mut object::Thread, number: Word) -> object::Result {
    let name =
        compile::Opcode::from_number(number.int() as u16).map_or("?", |opcode| opcode.name());
    Err(thread.not_implemented(format!("the instruction {name} is not implemented")))
}
