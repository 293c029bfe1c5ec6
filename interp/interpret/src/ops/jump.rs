//! Jumps, truth tests, loops.

use super::compare::simple_truth;
use crate::internal;
use crate::plan::call::{self, Special};
use crate::plan::special;
use compile::{Instruction, Opcode};
use tracer::{Machine, Next, Word};

#[inline(always)]
pub fn jump<M: Machine>(m: &mut M, i: Instruction) -> Next {
    m.branch(i.wide_signed())
}

#[inline(always)]
fn go<M: Machine>(m: &mut M, i: Instruction, jump: bool) -> Next {
    if jump { m.branch(i.wide_signed()) } else { m.next(2) }
}

#[inline(always)]
fn truth_jump<M: Machine>(m: &mut M, i: Instruction, when: bool) -> Next {
    let value = m.register(i.a());
    if m.is_word(value, Word::TRUE) {
        return go(m, i, when);
    }
    if m.is_word(value, Word::FALSE) || m.is_word(value, Word::NONE) {
        return go(m, i, !when);
    }
    if m.is_int(value) {
        let value = m.unbox_int(value);
        let zero = m.int(0);
        let truth = m.int_compare(tracer::Comparison::Ne, value, zero);
        let truth = m.guard(truth);
        return go(m, i, truth == when);
    }
    Next::Defer(internal::TRUTH_BRANCH)
}
#[inline(always)]
pub fn jump_if_true<M: Machine>(m: &mut M, i: Instruction) -> Next {
    truth_jump(m, i, true)
}
#[inline(always)]
pub fn jump_if_false<M: Machine>(m: &mut M, i: Instruction) -> Next {
    truth_jump(m, i, false)
}

/// Calls `__bool__` or `__len__` written in Python; the answer goes to `action`.
#[inline(always)]
fn user_truth<M: Machine>(m: &mut M, value: M::Ref, action: u16) -> Option<Next> {
    let shape = m.shape_of(value);
    if shape == 0 {
        return None;
    }
    let method = special::method_of_shape(shape, special::Name::Bool)?;
    special::depend_on_shape(m, shape);
    call::special(m, Special { function: method, arguments: [value], action })
}

#[inline(always)]
pub fn truth_branch<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.a());
    if let Some(truth) = simple_truth(m, value) {
        let when = i.number() == Opcode::JumpIfTrue as usize;
        let truth = m.guard(truth);
        return go(m, i, truth == when);
    }
    let shape = m.shape_of(value);
    if special::is_always_true(shape) {
        special::depend_on_shape(m, shape);
        return go(m, i, i.number() == Opcode::JumpIfTrue as usize);
    }
    if let Some(next) = user_truth(m, value, internal::BRANCH_RESULT) {
        return next;
    }
    if m.is_recording()
        && let Some(residual) = special::native_method(shape, special::Name::Bool)
    {
        special::depend_on_shape(m, shape);
        let result = m.call(residual, [value]);
        return super::finish(m, result, internal::BRANCH_RESULT);
    }
    let result = m.call(&crate::residual::TRUTH, [value]);
    super::finish(m, result, internal::BRANCH_RESULT)
}

/// The answer of `__bool__` (or a residual truth test) decides a branch.
#[inline(always)]
pub fn branch_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    let when = i.number() == Opcode::JumpIfTrue as usize;
    if m.is_word(value, Word::TRUE) {
        return go(m, i, when);
    }
    if m.is_word(value, Word::FALSE) {
        return go(m, i, !when);
    }
    let result = m.call(&BAD_BOOL, [value]);
    super::finish(m, result, internal::BRANCH_RESULT)
}

#[inline(always)]
pub fn not<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    let known = if m.is_word(value, Word::TRUE) {
        Some(false)
    } else if m.is_word(value, Word::FALSE) || m.is_word(value, Word::NONE) {
        Some(true)
    } else {
        None
    };
    if let Some(known) = known {
        let result = m.word(Word::from_bool(known));
        m.set_register(i.a(), result);
        return m.next(2);
    }
    if let Some(truth) = simple_truth(m, value) {
        let inverse = m.not(truth);
        let result = m.box_bool(inverse);
        m.set_register(i.a(), result);
        return m.next(2);
    }
    if let Some(next) = user_truth(m, value, internal::NOT_RESULT) {
        return next;
    }
    let result = m.call(&crate::residual::TRUTH, [value]);
    super::finish(m, result, internal::NOT_RESULT)
}

/// The answer of `__bool__`, for `not`.
#[inline(always)]
pub fn not_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    let is_true = m.is_word(value, Word::TRUE);
    if is_true || m.is_word(value, Word::FALSE) {
        let result = m.word(Word::from_bool(!is_true));
        m.set_register(i.a(), result);
        return m.next(2);
    }
    let result = m.call(&BAD_BOOL, [value]);
    super::finish(m, result, internal::NOT_RESULT)
}

/// Backward jump: counts, polls, and enters compiled code where there is some.
#[inline(always)]
pub fn loop_back<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let pc = m.pc();
    // SAFETY: a loop instruction has two cache words and jumps within the code.
    let (target, caches) = unsafe { (pc.offset(i.wide_signed() as isize), pc.add(1) as *mut u64) };
    if m.poll_requested() {
        return Next::Defer(internal::POLL_LOOP);
    }
    m.loop_header(target, caches)
}

crate::residuals! {
    POLL = crate::poll::handle, (), tracer::Effects::ANY;
    BAD_BOOL = bad_bool, (value), tracer::Effects::READS;
}

fn bad_bool(thread: &mut object::Thread, value: Word) -> object::Result {
    let name = crate::frames::class_name(value);
    Err(thread.type_error(format!("__bool__ should return bool, returned {name}")))
}

/// Something waits for this thread.
#[inline(always)]
pub fn poll_loop<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let result = m.call(&POLL, []);
    if !m.succeeded(result, internal::BEGIN) {
        return Next::Raise;
    }
    m.branch(i.wide_signed())
}

/// The counter of a loop is used up: make its state, record it, or enter its code.
#[inline(always)]
pub fn hot_loop<M: Machine>(m: &mut M, i: Instruction) -> Next {
    crate::jit::hot_loop(m, i)
}
