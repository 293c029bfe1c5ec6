//! Generators: frames that leave and come back.
//!
//! Suspended, a generator's live registers rest in a vector of its own. Resuming pushes a frame in
//! the scratch window of whoever resumes, copies the registers in and goes on behind the `yield`;
//! so a running generator is a frame like others. Yielding copies them out and leaves with the
//! value; the resumer's return action gets it, or the tombstone when the generator is finished (its
//! return value then waits in the thread).

use super::{code, finish, finish_store, scratch};
use crate::internal;
use compile::Instruction;
use object::builtin::Builtin;
use object::field;
use object::layout::{Code, Generator};
use object::{Result, Thread};
use std::mem::offset_of;
use tracer::frame::HEADER_WORDS;
use tracer::{Effects, Field, Machine, Next, Word};

/// Values of `Generator::state`.
pub mod state {
    pub const CREATED: i64 = 0;
    pub const SUSPENDED: i64 = 1;
    pub const RUNNING: i64 = 2;
    pub const CLOSED: i64 = 3;
}

/// Where the return value of a finished generator waits: the thread's pending value.
pub const RETURNED: Field = field::thread("thread.context", offset_of!(Thread, returned));
const HANDLED: Field = field::thread("thread.handled", offset_of!(Thread, handled));

/// The first instruction of a generator function: makes the object, returns it.
#[inline(always)]
pub fn return_generator<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let function = m.function();
    let result = m.call(&NEW_GENERATOR, [function]);
    if !m.succeeded(result, internal::GENERATOR_MADE) {
        return Next::Raise;
    }
    m.deliver(result);
    Next::Act(internal::GENERATOR_MADE)
}

/// The generator object gets the frame's registers, and the frame returns it.
#[inline(always)]
pub fn generator_made<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    m.prepare_leave();
    let generator = m.delivered();
    // SAFETY: behind this instruction.
    let next = unsafe { m.pc().add(1) };
    save_registers(m, generator, next, state::CREATED);
    m.leave(generator)
}

/// Copies the registers that are live at `next` into the generator.
#[inline(always)]
fn save_registers<M: Machine>(m: &mut M, generator: M::Ref, next: *const u64, new_state: i64) {
    let code = code(m);
    let registers = m.load(generator, &field::GENERATOR_REGISTERS);
    crate::code::with_live_registers(code, next, |register| {
        let value = m.register(register);
        let at = m.int(register as i64);
        m.store_element(registers, at, &field::SUSPENDED_ITEM, value);
    });
    // SAFETY: both lie in the code's words.
    let position = unsafe { next.offset_from(code.entry) };
    let (position, new_state) =
        (m.word(Word::from_int(position as i64)), m.word(Word::from_int(new_state)));
    m.store(generator, &field::GENERATOR_POSITION, position);
    m.store(generator, &field::GENERATOR_STATE, new_state);
}

/// The generator whose frame runs: it stands where the language keeps its word in the header.
#[inline(always)]
fn running<M: Machine>(m: &mut M) -> M::Ref {
    m.frame_language_word()
}

#[inline(always)]
pub fn yield_value<M: Machine>(m: &mut M, i: Instruction) -> Next {
    m.prepare_leave();
    let value = m.register(i.b());
    let generator = running(m);
    // The instruction itself is where the generator rests: what is sent arrives in its register a.
    let pc = m.pc();
    restore_handled(m, generator);
    // From here on another thread may resume it.
    save_registers(m, generator, pc, state::SUSPENDED);
    m.leave(value)
}

/// What the resumer was handling is current again; what the generator handles rests in it.
#[inline(always)]
fn restore_handled<M: Machine>(m: &mut M, generator: M::Ref) {
    let inner = m.load_thread(&HANDLED);
    let outer = m.load(generator, &field::GENERATOR_HANDLED);
    m.store(generator, &field::GENERATOR_HANDLED, inner);
    m.store_thread(&HANDLED, outer);
}

/// `return` in a generator: it is finished.
#[inline(always)]
pub fn return_generator_end<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.a());
    let generator = running(m);
    if m.is_null(generator) {
        return m.leave(value);
    }
    m.prepare_leave();
    let closed = m.word(Word::from_int(state::CLOSED));
    m.store(generator, &field::GENERATOR_STATE, closed);
    restore_handled(m, generator);
    m.store_thread(&RETURNED, value);
    let end = m.word(Word::TOMBSTONE);
    m.leave(end)
}

/// Pushes the frame of a generator that waits; `sent` arrives at its `yield`.
#[inline(always)]
pub fn resume<M: Machine>(m: &mut M, generator: M::Ref, sent: M::Ref, action: u16) -> Next {
    let current = m.load(generator, &field::GENERATOR_STATE);
    let current = m.promote(current).word().int();
    if current == state::CLOSED {
        let (none, end) = (m.word(Word::NONE), m.word(Word::TOMBSTONE));
        m.store_thread(&RETURNED, none);
        m.deliver(end);
        return Next::Act(action);
    }
    if current == state::RUNNING {
        let result = m.call(&ALREADY_EXECUTING, []);
        return finish(m, result, action);
    }
    let function = m.load(generator, &field::GENERATOR_FUNCTION);
    let code_word = m.load(function, &field::FUNCTION_CODE);
    // SAFETY: functions hold code objects.
    let code: &'static Code = unsafe { &*m.promote(code_word).word().pointer::<Code>() };
    let delta = scratch(m) + HEADER_WORDS;
    if !m.can_inline(code as *const Code as usize) || !m.may_enter(delta, code.registers as usize) {
        let result = m.call(&STEP, [generator, sent]);
        return finish(m, result, action);
    }
    let position = m.load(generator, &field::GENERATOR_POSITION);
    let position = m.promote(position).word().int() as usize;
    // SAFETY: positions are saved by `save_registers`.
    let pc = unsafe { code.entry.add(position) };
    let registers = m.load(generator, &field::GENERATOR_REGISTERS);
    crate::code::with_live_registers(code, pc, |register| {
        let at = m.int(register as i64);
        let value = m.load_element(registers, at, &field::SUSPENDED_ITEM);
        m.set_register(delta + register, value);
    });
    // The generator's view of what is being handled comes in, the resumer's rests in the generator.
    let inner = m.load(generator, &field::GENERATOR_HANDLED);
    let outer = m.load_thread(&HANDLED);
    let running = m.word(Word::from_int(state::RUNNING));
    m.store(generator, &field::GENERATOR_HANDLED, outer);
    m.store_thread(&HANDLED, inner);
    m.store(generator, &field::GENERATOR_STATE, running);
    let callee = tracer::Callee { whole: false, ..crate::plan::call::callee(code) };
    let entered = m.enter_known(delta, action, function, callee);
    if entered != Next::Go {
        return entered;
    }
    m.set_frame_language_word(generator);
    m.jump(pc);
    if current == state::SUSPENDED {
        // SAFETY: a suspended generator rests at its `yield`.
        let yielded = Instruction(unsafe { *pc });
        m.set_register(yielded.a(), sent);
        return m.next(1);
    }
    Next::Go
}

/// Whether the generator has not begun.
#[inline(always)]
pub fn is_fresh<M: Machine>(m: &mut M, generator: M::Ref) -> bool {
    let current = m.load(generator, &field::GENERATOR_STATE);
    m.promote(current).word().int() == state::CREATED
}

/// What a generator that was resumed by a call has given.
#[inline(always)]
pub fn next_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    if m.is_word(value, Word::TOMBSTONE) {
        return Next::Defer(internal::RAISE_STOP_ITERATION);
    }
    m.set_register(i.a(), value);
    m.next(2)
}

#[inline(always)]
pub fn get_yield_from_iter<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let iterable = m.register(i.b());
    if m.has_shape(iterable, Builtin::Generator.shape()) {
        m.set_register(i.a(), iterable);
        return m.next(1);
    }
    let result = m.call(&YIELD_FROM_ITERATOR, [iterable]);
    finish_store(m, i, result, 1)
}

/// One step of delegation.
#[inline(always)]
pub fn send<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (value, iterator) = (m.register(i.a()), m.register(i.b()));
    let shape = m.shape_of(iterator);
    if shape == Builtin::Generator.shape() || shape == Builtin::Coroutine.shape() {
        return resume(m, iterator, value, internal::SEND_RESULT);
    }
    Next::Defer(internal::SEND_SLOW)
}
#[inline(always)]
pub fn send_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (value, iterator) = (m.register(i.a()), m.register(i.b()));
    let result = m.call(&SEND, [iterator, value]);
    finish(m, result, internal::SEND_RESULT)
}
/// A value was yielded, or the delegate is finished and its result waits in the thread.
#[inline(always)]
pub fn send_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    if m.is_word(value, Word::TOMBSTONE) {
        let result = m.load_thread(&RETURNED);
        m.set_register(i.a(), result);
        return m.branch(i.c_signed());
    }
    m.set_register(i.a(), value);
    m.next(1)
}

macro_rules! asynchronous {
    ($($name:ident $what:literal;)*) => { $(
        #[inline(always)]
        pub fn $name<M: Machine>(m: &mut M, i: Instruction) -> Next {
            super::unsupported(m, i)
        }
    )* };
}
asynchronous! {
    get_async_iter "async for";
    get_async_next "async for";
    end_async_for "async for";
}

#[inline(always)]
pub fn get_awaitable<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.b());
    if m.has_shape(object, Builtin::Coroutine.shape()) {
        m.set_register(i.a(), object);
        return m.next(1);
    }
    let result = m.call(&AWAITABLE, [object]);
    finish_store(m, i, result, 1)
}

crate::residuals! {
    NEW_GENERATOR = new_generator, (function), Effects::READS;
    ALREADY_EXECUTING = already_executing, (), Effects::READS;
    /// Runs a generator to its next value; the tombstone at its end.
    STEP = step_natively, (generator, sent), Effects::ANY;
    YIELD_FROM_ITERATOR = object::iterate::iterator, (iterable), Effects::ANY;
    SEND = crate::generator::send_any, (iterator, value), Effects::ANY;
    AWAITABLE = crate::generator::awaitable, (object), Effects::ANY;
}

fn step_natively(thread: &mut Thread, generator: Word, sent: Word) -> Result {
    Ok(crate::generator::step(thread, generator, sent, None)?.unwrap_or(Word::TOMBSTONE))
}

fn already_executing(thread: &mut Thread) -> Result {
    Err(thread.value_error("generator already executing"))
}

fn new_generator(thread: &mut Thread, function: Word) -> Result {
    let code = crate::plan::call::code_of(function);
    let bytes = size_of::<object::layout::Vector>() + 8 * code.registers as usize;
    let registers = thread.heap.alloc(bytes, object::builtin::shape::SUSPENDED);
    // SAFETY: fresh memory of that layout.
    unsafe {
        let vector = &mut *(registers as *mut object::layout::Vector);
        vector.length = Word::from_int(code.registers as i64);
        vector.capacity = vector.length;
    }
    let class = if code.flags & compile::code::flag::COROUTINE != 0 {
        Builtin::Coroutine
    } else if code.flags & compile::code::flag::ASYNC_GENERATOR != 0 {
        Builtin::AsyncGenerator
    } else {
        Builtin::Generator
    };
    let generator = thread.new_object::<Generator>(class.shape());
    generator.function = function;
    generator.registers = Word::from_pointer(registers);
    // SAFETY: functions hold their names.
    unsafe {
        generator.name = (*function.pointer::<object::layout::Function>()).name;
        generator.qualname = (*function.pointer::<object::layout::Function>()).qualname;
    }
    generator.handled = Word::NONE;
    generator.delegate = Word::NONE;
    generator.state = Word::from_int(state::CREATED);
    generator.position = Word::from_int(0);
    Ok(Word::from_pointer(generator))
}
