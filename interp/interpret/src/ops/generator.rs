//! Generators: frames that leave and come back.
//!
//! Suspended, a generator's live registers rest in a vector of its own. Resuming pushes a frame in
//! the scratch window of whoever resumes, copies the registers in and goes on behind the `yield`;
//! so a running generator is a frame like others. Yielding copies them out and leaves with the
//! value; the resumer's return action gets it, or the tombstone when the generator is finished (its
//! return value then waits in the thread).
//!
//! A generator that delegates (`yield from`) to another one which is suspended need not run only to ask that one for a
//! value. `FOR_ITER` and `SEND` look for the innermost generator and resume it alone; each one passed on the way is
//! noted in the next one as its delegator. What the innermost one yields goes to whoever resumed the outermost. At its
//! end, or when an exception leaves it, the thread's `waiting` names its delegator, and the return action pushes that
//! one's frame in its place. So a walk over a tree costs the same for each item, however deep it lies, in a trace too.

use super::{code, finish, finish_store, scratch};
use crate::internal;
use crate::plan::special;
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
    /// Suspended in a `yield from` or `await`.
    pub const DELEGATING: i64 = 4;
}

/// Where the return value of a finished generator waits: the thread's pending value.
pub const RETURNED: Field = field::thread("thread.context", offset_of!(Thread, returned));
/// The generator that goes on instead of its delegate.
const WAITING: Field = field::thread("thread.waiting", offset_of!(Thread, waiting));
const HANDLED: Field = field::thread("thread.handled", offset_of!(Thread, handled));

/// The first instruction of a generator function: makes the object, returns it.
#[inline(always)]
pub fn return_generator<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let function = m.function();
    let code = code(m);
    const OTHERS: u32 = compile::code::flag::COROUTINE | compile::code::flag::ASYNC_GENERATOR;
    if code.flags & OTHERS == 0 && m.is_recording() {
        let generator = make(m, function, code.registers as usize);
        m.deliver(generator);
        return Next::Act(internal::GENERATOR_MADE);
    }
    let result = m.call(&NEW_GENERATOR, [function]);
    if !m.succeeded(result, internal::GENERATOR_MADE) {
        return Next::Raise;
    }
    m.deliver(result);
    Next::Act(internal::GENERATOR_MADE)
}

/// A new generator, as `new_generator` makes it: in a trace that also uses it up it need never exist.
#[inline(always)]
fn make<M: Machine>(m: &mut M, function: M::Ref, registers: usize) -> M::Ref {
    let bytes = size_of::<object::layout::Vector>() + 8 * registers;
    let vector = m.new_object(object::builtin::shape::SUSPENDED, bytes);
    let length = m.int(registers as i64);
    m.store_int(vector, &field::VECTOR_LENGTH, length);
    m.store_int(vector, &field::VECTOR_CAPACITY, length);
    let (name, qualname) =
        (m.load(function, &field::FUNCTION_NAME), m.load(function, &field::FUNCTION_QUALNAME));
    let [created, start] = [state::CREATED, 0].map(|number| m.word(Word::from_int(number)));
    let none = m.word(Word::NONE);
    let generator = m.new_object(Builtin::Generator.shape(), size_of::<Generator>());
    for (field, value) in [
        (&field::GENERATOR_FUNCTION, function),
        (&field::GENERATOR_REGISTERS, vector),
        (&field::GENERATOR_NAME, name),
        (&field::GENERATOR_QUALNAME, qualname),
        (&field::GENERATOR_HANDLED, none),
        (&field::GENERATOR_DELEGATOR, none),
        (&field::GENERATOR_STATE, created),
        (&field::GENERATOR_POSITION, start),
    ] {
        m.store(generator, field, value);
    }
    generator
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
    save_registers(m, generator, pc, if i.c() == 1 { state::DELEGATING } else { state::SUSPENDED });
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
    let delegator = delegator_of(m, generator);
    m.prepare_leave();
    let closed = m.word(Word::from_int(state::CLOSED));
    m.store(generator, &field::GENERATOR_STATE, closed);
    restore_handled(m, generator);
    m.store_thread(&RETURNED, value);
    if let Some(delegator) = delegator {
        m.store_thread(&WAITING, delegator);
    }
    let end = m.word(Word::TOMBSTONE);
    m.leave(end)
}

/// The generator that delegates to this one and is not on the stack.
#[inline(always)]
fn delegator_of<M: Machine>(m: &mut M, generator: M::Ref) -> Option<M::Ref> {
    let delegator = m.load(generator, &field::GENERATOR_DELEGATOR);
    (!m.is_word(delegator, Word::NONE)).then_some(delegator)
}

/// The generator whose frame an exception leaves has a delegator, which goes on with it. A generator's frame names it.
#[inline(always)]
pub fn delegator_of_frame<M: Machine>(m: &mut M, language_word: M::Ref) -> Option<M::Ref> {
    if m.has_shape(language_word, Builtin::Generator.shape()) {
        delegator_of(m, language_word)
    } else {
        None
    }
}
/// Names the generator that goes on with the exception.
#[inline(always)]
pub fn let_wait<M: Machine>(m: &mut M, delegator: M::Ref) {
    m.store_thread(&WAITING, delegator);
}
/// Whether a generator goes on in place of the one that was left.
#[inline(always)]
pub fn somebody_waits<M: Machine>(m: &mut M) -> bool {
    let waiting = m.load_thread(&WAITING);
    !m.is_null(waiting)
}

/// Whether a generator may be resumed by a call: its delegate does not run.
#[inline(always)]
pub fn may_resume<M: Machine>(m: &mut M, generator: M::Ref) -> bool {
    let current = m.load(generator, &field::GENERATOR_STATE);
    if !m.is_word(current, Word::from_int(state::DELEGATING)) {
        return true;
    }
    let idle = m.call_test(&crate::generator::IS_IDLE, [generator]);
    m.guard(idle)
}

/// Resumes a generator; where it delegates, the innermost one, by an action.
#[inline(always)]
pub fn resume_innermost<M: Machine>(
    m: &mut M,
    generator: M::Ref,
    sent: M::Ref,
    action: u16,
    resume_found: u16,
) -> Next {
    let current = m.load(generator, &field::GENERATOR_STATE);
    if m.is_word(current, Word::from_int(state::DELEGATING)) {
        let result = m.call(&INNERMOST, [generator]);
        return finish(m, result, resume_found);
    }
    resume(m, generator, sent, action)
}

/// The innermost generator has been found.
#[inline(always)]
pub fn for_iter_innermost<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (generator, none) = (m.delivered(), m.word(Word::NONE));
    resume_found(m, i, generator, none, internal::FOR_ITER_RESULT)
}
#[inline(always)]
pub fn enumerate_innermost<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (generator, none) = (m.delivered(), m.word(Word::NONE));
    resume_found(m, i, generator, none, internal::ENUMERATE_RESULT)
}
#[inline(always)]
pub fn send_innermost<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (generator, value) = (m.delivered(), m.register(i.a()));
    resume_found(m, i, generator, value, internal::SEND_RESULT)
}

/// A delegate was left, and its delegator goes on: behind its `Send`, or with the exception there.
#[inline(always)]
pub fn go_on<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let generator = m.load_thread(&WAITING);
    let pending = m.load_thread(&super::PENDING);
    let raises = !m.is_null(pending);
    let function = m.load(generator, &field::GENERATOR_FUNCTION);
    let code_word = m.load(function, &field::FUNCTION_CODE);
    // SAFETY: functions hold code objects.
    let code: &'static Code = unsafe { &*m.promote(code_word).word().pointer::<Code>() };
    let action = if i.number() == compile::Opcode::Send as usize {
        internal::SEND_RESULT
    } else {
        let source = m.register(i.b());
        if m.has_shape(source, Builtin::Enumerate.shape()) {
            internal::ENUMERATE_RESULT
        } else {
            internal::FOR_ITER_RESULT
        }
    };
    let delta = scratch(m) + HEADER_WORDS;
    if !m.can_inline(code as *const Code as usize) || !m.may_enter(delta, code.registers as usize) {
        let result = m.call(&GO_ON_NATIVELY, []);
        return finish(m, result, action);
    }
    let position = m.load(generator, &field::GENERATOR_POSITION);
    let position = m.promote(position).word().int() as usize;
    // SAFETY: a delegating generator rests behind its `Send`.
    let (pc, send) = unsafe { (code.entry.add(position), code.entry.add(position - 1)) };
    let null = m.word(Word::NULL);
    let result = m.load_thread(&RETURNED);
    let next = push(m, Pushed { generator, function, code, pc, delta, action });
    if next != Next::Go {
        return next;
    }
    m.store_thread(&WAITING, null);
    m.jump(send);
    if raises {
        return Next::Raise;
    }
    // SAFETY: as above.
    let instruction = Instruction(unsafe { *send });
    m.set_register(instruction.a(), result);
    m.branch(instruction.c_signed())
}

/// Pushes the frame of a generator that waits; `sent` arrives at its `yield`.
#[inline(always)]
pub fn resume<M: Machine>(m: &mut M, generator: M::Ref, sent: M::Ref, action: u16) -> Next {
    resume_as(m, generator, sent, action, true)
}
#[inline(always)]
fn resume_found<M: Machine>(
    m: &mut M,
    _i: Instruction,
    generator: M::Ref,
    sent: M::Ref,
    action: u16,
) -> Next {
    resume_as(m, generator, sent, action, false)
}

#[inline(always)]
fn resume_as<M: Machine>(
    m: &mut M,
    generator: M::Ref,
    sent: M::Ref,
    action: u16,
    is_outermost: bool,
) -> Next {
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
        let result = if is_outermost {
            m.call(&STEP, [generator, sent])
        } else {
            m.call(&STEP_INNERMOST, [generator, sent])
        };
        return finish(m, result, action);
    }
    let position = m.load(generator, &field::GENERATOR_POSITION);
    let position = m.promote(position).word().int() as usize;
    // SAFETY: positions are saved by `save_registers`.
    let pc = unsafe { code.entry.add(position) };
    if !crate::jit::watch::single_threaded(m) {
        let state = m.word(Word::from_int(current));
        let position = m.word(Word::from_int(position as i64));
        let result = m.call(&CLAIM, [generator, state, position]);
        if !m.succeeded(result, action) {
            return Next::Raise;
        }
    }
    if is_outermost {
        let none = m.word(Word::NONE);
        m.store(generator, &field::GENERATOR_DELEGATOR, none);
    }
    let entered = push(m, Pushed { generator, function, code, pc, delta, action });
    if entered != Next::Go {
        return entered;
    }
    m.jump(pc);
    if current != state::CREATED {
        // SAFETY: a suspended generator rests at its `yield`.
        let yielded = Instruction(unsafe { *pc });
        m.set_register(yielded.a(), sent);
        return m.next(1);
    }
    Next::Go
}

/// Resumes a suspended generator with an exception at its `yield`. `None`: that takes more. For recordings.
#[inline(always)]
pub fn throw_into<M: Machine>(m: &mut M, generator: M::Ref, exception: M::Ref) -> Option<Next> {
    let current = m.load(generator, &field::GENERATOR_STATE);
    let handled = m.load(generator, &field::GENERATOR_HANDLED);
    // What the generator is handling becomes the exception's context.
    if !m.is_word(current, Word::from_int(state::SUSPENDED)) || !m.is_word(handled, Word::NONE) {
        return None;
    }
    let function = m.load(generator, &field::GENERATOR_FUNCTION);
    let code_word = m.load(function, &field::FUNCTION_CODE);
    // SAFETY: functions hold code objects.
    let code: &'static Code = unsafe { &*m.promote(code_word).word().pointer::<Code>() };
    let delta = scratch(m) + HEADER_WORDS;
    if !m.can_inline(code as *const Code as usize)
        || !m.may_enter(delta, code.registers as usize)
        || !crate::jit::watch::single_threaded(m)
    {
        return None;
    }
    let position = m.load(generator, &field::GENERATOR_POSITION);
    let position = m.promote(position).word().int() as usize;
    let exception = super::normal_exception(m, exception)?;
    // SAFETY: positions are saved by `save_registers`.
    let pc = unsafe { code.entry.add(position) };
    let none = m.word(Word::NONE);
    m.store(generator, &field::GENERATOR_DELEGATOR, none);
    let action = internal::NEXT_RESULT;
    let entered = push(m, Pushed { generator, function, code, pc, delta, action });
    if entered != Next::Go {
        return Some(entered);
    }
    m.store_thread(&super::PENDING, exception);
    m.jump(pc);
    Some(Next::Raise)
}

/// A generator's frame to be pushed.
struct Pushed<R> {
    generator: R,
    function: R,
    code: &'static Code,
    /// Where it rests.
    pc: *const u64,
    delta: usize,
    action: u16,
}

/// Pushes the frame of a generator, with the registers that are alive where it rests.
#[inline(always)]
fn push<M: Machine>(m: &mut M, pushed: Pushed<M::Ref>) -> Next {
    let Pushed { generator, function, code, pc, delta, action } = pushed;
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
    if entered == Next::Go {
        m.set_frame_language_word(generator);
    }
    entered
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
    let shape = m.shape_of(iterable);
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, special::Name::Iter)
    {
        special::depend_on_shape(m, shape);
        if let Some(next) = crate::plan::call::special(
            m,
            crate::plan::call::Special {
                function: method,
                arguments: [iterable],
                action: internal::DELEGATE_RESULT,
            },
        ) {
            return next;
        }
    }
    let result = m.call(&YIELD_FROM_ITERATOR, [iterable]);
    finish_store(m, i, result, 1)
}

/// What an `__iter__` written in Python has given for a delegation.
#[inline(always)]
pub fn delegate_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let iterator = m.delivered();
    if m.has_shape(iterator, Builtin::Generator.shape()) {
        m.set_register(i.a(), iterator);
        return m.next(1);
    }
    let result = m.call(&CHECKED_ITERATOR, [iterator]);
    finish_store(m, i, result, 1)
}

/// One step of delegation.
#[inline(always)]
pub fn send<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (value, iterator) = (m.register(i.a()), m.register(i.b()));
    let shape = m.shape_of(iterator);
    if shape == Builtin::Generator.shape() || shape == Builtin::Coroutine.shape() {
        let found = internal::SEND_INNERMOST;
        return resume_innermost(m, iterator, value, internal::SEND_RESULT, found);
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
        if somebody_waits(m) {
            return Next::Defer(internal::GO_ON);
        }
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
    /// Of several threads one carries the generator on: the registers are read after that.
    CLAIM = crate::generator::claim, (generator, state, position), Effects::writes(&[field::alias::GENERATOR, field::alias::SUSPENDED]);
    ALREADY_EXECUTING = already_executing, (), Effects::READS;
    /// Runs a generator to its next value; the tombstone at its end.
    STEP = step_natively, (generator, sent), Effects::ANY;
    /// The same for the innermost of generators that delegate.
    STEP_INNERMOST = step_innermost_natively, (generator, sent), Effects::ANY;
    INNERMOST = crate::generator::innermost, (generator), Effects::writes(&[field::alias::GENERATOR, field::alias::THREAD, field::alias::EXCEPTION]);
    /// The same as `go_on`, in an activation of its own.
    GO_ON_NATIVELY = go_on_natively, (), Effects::ANY;
    CHECKED_ITERATOR = object::iterate::checked, (iterator), Effects::READS;
    YIELD_FROM_ITERATOR = object::iterate::iterator, (iterable), Effects::ANY;
    SEND = crate::generator::send_any, (iterator, value), Effects::ANY;
    AWAITABLE = crate::generator::awaitable, (object), Effects::ANY;
}

fn step_natively(thread: &mut Thread, generator: Word, sent: Word) -> Result {
    Ok(crate::generator::step(thread, generator, sent, None)?.unwrap_or(Word::TOMBSTONE))
}

fn step_innermost_natively(thread: &mut Thread, generator: Word, sent: Word) -> Result {
    Ok(crate::generator::step_innermost(thread, generator, sent)?.unwrap_or(Word::TOMBSTONE))
}

fn go_on_natively(thread: &mut Thread) -> Result {
    Ok(crate::generator::go_on(thread)?.unwrap_or(Word::TOMBSTONE))
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
    generator.delegator = Word::NONE;
    generator.state = Word::from_int(state::CREATED);
    generator.position = Word::from_int(0);
    Ok(Word::from_pointer(generator))
}
