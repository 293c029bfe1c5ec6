//! Generators from Rust: `next`, `send`, `throw`, `close`.

use crate::ops::state;
use crate::run;
use compile::Instruction;
use object::builtin::Builtin;
use object::header::has_shape;
use object::layout::{Generator, Vector};
use object::{Result, Thread};
use std::sync::atomic::{AtomicU64, Ordering};
use tracer::{Next, Word, frame};

fn get(generator: Word) -> &'static mut Generator {
    // SAFETY: callers check the shape.
    unsafe { &mut *generator.pointer::<Generator>() }
}

pub fn is_generator(object: Word) -> bool {
    [Builtin::Generator, Builtin::Coroutine, Builtin::AsyncGenerator]
        .iter()
        .any(|class| has_shape(object, class.shape()))
}

/// Runs a generator until it yields (`Some`) or is finished (`None`: its value waits in
/// `thread.returned`). With `throw`, the exception arrives where it rests.
pub fn step(
    thread: &mut Thread,
    generator: Word,
    sent: Word,
    throw: Option<Word>,
) -> Result<Option<Word>> {
    let object = get(generator);
    if object.state.int() != state::RUNNING
        && !(object.state.int() == state::DELEGATING && runs(generator))
    {
        object.delegator = Word::NONE;
    }
    step_for_delegator(thread, generator, sent, throw)
}

/// Steps the innermost of generators that delegate: its delegators go on if it ends.
pub fn step_innermost(thread: &mut Thread, generator: Word, sent: Word) -> Result<Option<Word>> {
    let delegator = get(generator).delegator;
    let stepped = step_for_delegator(thread, generator, sent, None);
    if matches!(stepped, Ok(Some(_))) || !has_shape(delegator, Builtin::Generator.shape()) {
        return stepped;
    }
    thread.waiting = delegator;
    go_on(thread)
}

/// The same, whoever waits for it.
fn step_for_delegator(
    thread: &mut Thread,
    generator: Word,
    sent: Word,
    throw: Option<Word>,
) -> Result<Option<Word>> {
    let object = get(generator);
    let known = object.state;
    match known.int() {
        state::RUNNING => return Err(thread.value_error("generator already executing")),
        state::CLOSED => {
            if let Some(exception) = throw {
                return Err(thread.raise_object(exception));
            }
            thread.returned = Word::NONE;
            return Ok(None);
        }
        state::DELEGATING if runs(generator) => {
            return Err(thread.value_error("generator already executing"));
        }
        state::CREATED if throw.is_some() => {
            object.state = Word::from_int(state::CLOSED);
            return Err(thread.raise_object(throw.unwrap_or(Word::NONE)));
        }
        state::CREATED if !sent.is_none() => {
            return Err(thread.type_error("can't send non-None value to a just-started generator"));
        }
        _ => {}
    }
    // Of several threads one carries the generator on.
    // SAFETY: a word of a live object, of the same size as an atomic one.
    let state = unsafe { AtomicU64::from_ptr(&raw mut object.state.0) };
    let running = Word::from_int(state::RUNNING).0;
    if state.compare_exchange(known.0, running, Ordering::AcqRel, Ordering::Relaxed).is_err() {
        return Err(thread.value_error("generator already executing"));
    }
    let function = object.function;
    let code = crate::plan::call::code_of(function);
    let window = run::new_window(thread, function, code.registers as usize);
    if window.is_null() {
        state.store(known.0, Ordering::Release);
        return crate::ops::overflow(thread).map(Some);
    }
    let position = object.position.int() as usize;
    // SAFETY: the window has room for the registers; the vector holds as many.
    let mut pc = unsafe {
        let saved = (object.registers.0 as usize + size_of::<Vector>()) as *const Word;
        std::ptr::copy_nonoverlapping(saved, window, code.registers as usize);
        *window.offset(frame::LANGUAGE) = generator;
        code.entry.add(position)
    };
    let suspended = known.int() != state::CREATED;
    let (inner, outer) = (object.handled, thread.handled);
    object.handled = outer;
    let slot = &raw mut get(generator).handled;
    thread.barrier(generator, slot, outer);
    thread.handled = inner;
    let mut next = Next::Go;
    if let Some(exception) = throw {
        if !inner.is_none() {
            // What the generator is handling becomes the context.
            object::exception::set_context(thread, exception);
        }
        thread.exception = exception;
        next = Next::Raise;
    } else if suspended {
        // SAFETY: a suspended generator rests at its `yield`.
        unsafe {
            let yielded = Instruction(*pc);
            *window.add(yielded.a()) = sent;
            pc = pc.add(1);
        }
    }
    let value = run::run_frame(thread, window, pc, next);
    if value.is_null() {
        return Err(thread.already_raised());
    }
    Ok(if value == Word::TOMBSTONE { None } else { Some(value) })
}

/// Makes a generator a running one, if it still waits in the given state and place. Otherwise another thread was quicker.
pub fn claim(thread: &mut Thread, generator: Word, state: Word, position: Word) -> Result {
    let object = get(generator);
    // SAFETY: a word of a live object, of the same size as an atomic one.
    let cell = unsafe { AtomicU64::from_ptr(&raw mut object.state.0) };
    let running = Word::from_int(state::RUNNING).0;
    if cell.compare_exchange(state.0, running, Ordering::AcqRel, Ordering::Relaxed).is_ok() {
        if object.position == position {
            return Ok(Word::NONE);
        }
        cell.store(state.0, Ordering::Release);
    }
    Err(thread.value_error("generator already executing"))
}

/// An exception leaves a generator's frame: it is finished, and StopIteration becomes RuntimeError
/// (PEP 479).
pub fn raised_out(thread: &mut Thread, generator: Word) {
    let object = get(generator);
    object.state = Word::from_int(state::CLOSED);
    std::mem::swap(&mut object.handled, &mut thread.handled);
    let exception = thread.exception;
    let kind = if has_shape(generator, Builtin::Coroutine.shape()) {
        "coroutine"
    } else if has_shape(generator, Builtin::AsyncGenerator.shape()) {
        "async generator"
    } else {
        "generator"
    };
    if thread.exception_matches(exception, Builtin::StopIteration) {
        let _ = thread.raise(Builtin::RuntimeError, format!("{kind} raised StopIteration"));
        let outer = thread.exception;
        // SAFETY: `raise` has made an exception.
        unsafe {
            let object = &mut *outer.pointer::<object::layout::Exception>();
            object.cause = exception;
            object.context = exception;
            object.suppress_context = Word::TRUE;
            thread.heap.range_barrier(outer.pointer());
        }
    }
}

/// StopIteration with the value that the generator returned.
pub fn stop_iteration(thread: &mut Thread) -> object::Raised {
    let value = std::mem::replace(&mut thread.returned, Word::NULL);
    if value.is_none() || value.is_null() {
        thread.raise_with(Builtin::StopIteration, &[])
    } else {
        thread.raise_with(Builtin::StopIteration, &[value])
    }
}

fn result(thread: &mut Thread, step: Option<Word>) -> Result {
    match step {
        Some(value) => Ok(value),
        None => Err(stop_iteration(thread)),
    }
}

fn next(thread: &mut Thread, this: Word) -> Result {
    let step = step(thread, this, Word::NONE, None)?;
    result(thread, step)
}

fn send(thread: &mut Thread, this: Word, value: Word) -> Result {
    let step = step(thread, this, value, None)?;
    result(thread, step)
}

/// The iterator a suspended generator delegates to, if it rests in a `yield from`.
fn delegate(generator: Word) -> Option<Word> {
    let object = get(generator);
    if object.state.int() != state::DELEGATING {
        return None;
    }
    let code = crate::plan::call::code_of(object.function);
    let position = object.position.int() as usize;
    // SAFETY: positions are word indices of the code; the instruction before a delegating `yield`
    // is its `Send`.
    unsafe {
        if position == 0 {
            return None;
        }
        let before = Instruction(*code.entry.add(position - 1));
        let yielded = Instruction(*code.entry.add(position));
        if before.number() != compile::Opcode::Send as usize || before.a() != yielded.b() {
            return None;
        }
        let saved = (object.registers.0 as usize + size_of::<Vector>()) as *const Word;
        Some(*saved.add(before.b()))
    }
}

fn thrown(thread: &mut Thread, arguments: object::Arguments) -> Result {
    let [this, kind, rest @ ..] = arguments.all else {
        return Err(thread.type_error("throw expected at least 1 argument, got 0"));
    };
    let exception = match rest {
        [value, ..] if !value.is_none() && object::class::is_kind(*kind, Builtin::Type) => {
            let class = object::class::class_of(*value);
            if object::class::is_subclass(class, *kind) {
                *value
            } else {
                thread.call(*kind, &[*value])?
            }
        }
        _ => object::exception::normalize(thread, *kind)?,
    };
    let step = throw(thread, *this, exception)?;
    result(thread, step)
}

/// Throws an exception into a generator, or into what it delegates to.
pub fn throw(thread: &mut Thread, generator: Word, exception: Word) -> Result<Option<Word>> {
    if let Some(inner) = delegate(generator) {
        let closes = thread.exception_matches(exception, Builtin::GeneratorExit);
        let name = object::intern::intern(if closes { "close" } else { "throw" });
        if let Some(method) = object::attribute::get_optional(thread, inner, name)? {
            let outcome = if closes {
                thread.call(method, &[]).map(|_| None)
            } else {
                thread.call(method, &[exception]).map(Some)
            };
            match outcome {
                Ok(Some(value)) => return Ok(Some(value)),
                Ok(None) => {}
                Err(raised) => {
                    let raised = thread.take_exception(raised);
                    if !closes && thread.exception_matches(raised, Builtin::StopIteration) {
                        return finish_delegation(thread, generator, raised);
                    }
                    return step(thread, generator, Word::NONE, Some(raised));
                }
            }
        }
    }
    step(thread, generator, Word::NONE, Some(exception))
}

/// The delegate ended by StopIteration: `yield from` has its value.
fn finish_delegation(thread: &mut Thread, generator: Word, stop: Word) -> Result<Option<Word>> {
    // SAFETY: StopIteration keeps its value in the first extra field.
    let value = unsafe { (*stop.pointer::<object::layout::Exception>()).extra[0] };
    // Who throws resumes it by a call.
    get(generator).delegator = Word::NONE;
    delegate_returned(thread, generator, if value.is_null() { Word::NONE } else { value })
}

/// The delegate of a suspended generator has given its result.
fn delegate_returned(thread: &mut Thread, generator: Word, value: Word) -> Result<Option<Word>> {
    let object = get(generator);
    let code = crate::plan::call::code_of(object.function);
    let position = object.position.int() as usize;
    // SAFETY: `delegate` has found the `Send` before the resting place.
    unsafe {
        let send = Instruction(*code.entry.add(position - 1));
        let saved = (object.registers.0 as usize + size_of::<Vector>()) as *mut Word;
        *saved.add(send.a()) = value;
        thread.heap.range_barrier(object.registers.pointer());
        let target = (position as i64 - 1 + send.c_signed()) as usize;
        // Rest at the instruction before the target so that stepping goes on there.
        object.position = Word::from_int(target as i64);
        object.state = Word::from_int(state::CREATED);
    }
    step_for_delegator(thread, generator, Word::NONE, None)
}

fn close(thread: &mut Thread, this: Word) -> Result {
    let object = get(this);
    match object.state.int() {
        state::CREATED => {
            object.state = Word::from_int(state::CLOSED);
            return Ok(Word::NONE);
        }
        state::CLOSED => return Ok(Word::NONE),
        _ => {}
    }
    let raised = thread.raise_with(Builtin::GeneratorExit, &[]);
    let exception = thread.take_exception(raised);
    match throw(thread, this, exception) {
        Ok(Some(_)) => Err(thread.raise(Builtin::RuntimeError, "generator ignored GeneratorExit")),
        Ok(None) => Ok(std::mem::replace(&mut thread.returned, Word::NONE)),
        Err(raised) => {
            let pending = thread.exception;
            if thread.exception_matches(pending, Builtin::GeneratorExit)
                || thread.exception_matches(pending, Builtin::StopIteration)
            {
                let _ = thread.take_exception(raised);
                Ok(Word::NONE)
            } else {
                Err(raised)
            }
        }
    }
}

fn itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}

fn shown(thread: &mut Thread, this: Word) -> Result {
    let name = String::from_utf8_lossy(object::string::bytes(get(this).qualname)).into_owned();
    let class = crate::frames::class_name(this);
    Ok(object::string::new(thread, &format!("<{class} object {name} at {:#x}>", this.0)))
}

/// Tells traces what they may look inside.
pub fn register_meanings() {
    use object::meaning::{Meaning, register};
    for definition in METHODS {
        match definition.name {
            "__next__" => register(definition, Meaning::Next),
            "send" => register(definition, Meaning::Send),
            "throw" => register(definition, Meaning::Throw),
            _ => {}
        }
    }
}

object::native_functions! { pub static METHODS =
    /// Implement next(self).
    __next__(this) "($self, /)" tracer::Effects::ANY => next;
    /// send(value) -> send 'value' into generator,
    /// return next yielded value or raise StopIteration.
    send(this, value) "($self, object, /)" tracer::Effects::ANY => send;
    /// throw(value)
    /// throw(type[,value[,tb]])
    ///
    /// Raise exception in generator, return next yielded value or raise
    /// StopIteration.
    throw(..) "($self, typ, val=None, tb=None, /)" tracer::Effects::ANY => thrown;
    /// close() -> raise GeneratorExit inside generator.
    close(this) "($self, /)" tracer::Effects::ANY => close;
    /// Implement iter(self).
    __iter__(this) "($self, /)" tracer::Effects::READS => itself;
    /// Return repr(self).
    __repr__(this) "($self, /)" tracer::Effects::READS => shown;
}

/// Whether it runs, or waits for a delegate that does.
fn runs(generator: Word) -> bool {
    let mut at = generator;
    while let Some(inner) = delegate(at)
        && has_shape(inner, Builtin::Generator.shape())
        && get(inner).delegator == at
    {
        at = inner;
    }
    get(at).state.int() == state::RUNNING
}

/// Whether a generator that delegates neither runs nor waits for a delegate that does.
pub static IS_IDLE: tracer::Residual = {
    extern "C" fn entry(generator: u64) -> i64 {
        !runs(Word(generator)) as i64
    }
    tracer::Residual {
        name: "is_idle",
        address: tracer::Address(entry as *const ()),
        operands: &[tracer::Kind::Word],
        result: tracer::Kind::Int,
        takes_thread: false,
        effects: tracer::Effects { raises: false, ..tracer::Effects::READS },
    }
};

/// The generator to resume in place of one that delegates: the innermost of those that can be resumed at once. Each one
/// on the way is noted as the next one's delegator.
pub fn innermost(thread: &mut Thread, generator: Word) -> Result {
    get(generator).delegator = Word::NONE;
    let mut at = generator;
    while let Some(inner) = delegate(at)
        && has_shape(inner, Builtin::Generator.shape())
    {
        match get(inner).state.int() {
            state::SUSPENDED | state::DELEGATING => {}
            state::RUNNING => return Err(thread.value_error("generator already executing")),
            _ => break,
        }
        let slot = &raw mut get(inner).delegator;
        // SAFETY: a word of a live object.
        unsafe { *slot = at };
        thread.barrier(inner, slot, at);
        at = inner;
    }
    Ok(at)
}

/// What is handled by those who wait for the generator of a frame: generators that have delegated to it, then who
/// resumed them.
pub fn handled_outside(language_word: Word) -> Option<Word> {
    let mut at = language_word;
    if !is_generator(at) {
        return None;
    }
    while has_shape(get(at).delegator, Builtin::Generator.shape()) {
        at = get(at).delegator;
        if get(at).handled.is_pointer() {
            return Some(get(at).handled);
        }
    }
    Some(get(language_word).handled).filter(|handled| handled.is_pointer())
}

/// Function, saved registers and position of a generator that does not run; `None` once it has ended.
pub fn resting_place(generator: Word) -> Option<(Word, *mut Word, *const u64)> {
    let object = get(generator);
    if [state::RUNNING, state::CLOSED].contains(&object.state.int()) {
        return None;
    }
    let code = crate::plan::call::code_of(object.function);
    let registers = (object.registers.0 as usize + size_of::<Vector>()) as *mut Word;
    // SAFETY: positions are word indices of the code.
    let pc = unsafe { code.entry.add(object.position.int() as usize) };
    Some((object.function, registers, pc))
}

/// The generators that have delegated to the one whose frame has this word, inner ones first, without frames: function
/// and saved registers and position of each.
pub fn delegators(language_word: Word) -> impl Iterator<Item = (Word, *mut Word, *const u64)> {
    let mut at = language_word;
    std::iter::from_fn(move || {
        if !has_shape(at, Builtin::Generator.shape()) {
            return None;
        }
        at = get(at).delegator;
        if !has_shape(at, Builtin::Generator.shape()) {
            return None;
        }
        resting_place(at)
    })
}

/// The delegator of a generator that was just left goes on, and so do those behind it, until one yields (`Some`) or the
/// outermost is finished.
pub fn go_on(thread: &mut Thread) -> Result<Option<Word>> {
    loop {
        let generator = std::mem::replace(&mut thread.waiting, Word::NULL);
        let delegator = get(generator).delegator;
        let stepped = if thread.exception.is_null() {
            let value = std::mem::replace(&mut thread.returned, Word::NONE);
            delegate_returned(thread, generator, value)
        } else {
            let exception = std::mem::replace(&mut thread.exception, Word::NULL);
            step_for_delegator(thread, generator, Word::NONE, Some(exception))
        };
        let is_left = !matches!(stepped, Ok(Some(_)));
        if !is_left || !has_shape(delegator, Builtin::Generator.shape()) {
            return stepped;
        }
        thread.waiting = delegator;
    }
}

pub static ATTRIBUTES: &[object::NativeAttribute] = &[
    object::NativeAttribute {
        name: "__name__",
        doc: "name of the generator",
        get: |_, this| Ok(get(this).name),
        set: None,
    },
    object::NativeAttribute {
        name: "__qualname__",
        doc: "qualified name of the generator",
        get: |_, this| Ok(get(this).qualname),
        set: None,
    },
    object::NativeAttribute {
        name: "gi_running",
        doc: "",
        get: |_, this| Ok(Word::from_bool(runs(this))),
        set: None,
    },
    object::NativeAttribute {
        name: "gi_suspended",
        doc: "",
        get: |_, this| {
            let suspended = [state::SUSPENDED, state::DELEGATING];
            Ok(Word::from_bool(suspended.contains(&get(this).state.int()) && !runs(this)))
        },
        set: None,
    },
    object::NativeAttribute {
        name: "gi_yieldfrom",
        doc: "object being iterated by yield from, or None",
        get: |_, this| Ok(delegate(this).unwrap_or(Word::NONE)),
        set: None,
    },
    object::NativeAttribute {
        name: "gi_frame",
        doc: "",
        get: crate::frames::frame_of_generator,
        set: None,
    },
    object::NativeAttribute {
        name: "gi_code",
        doc: "",
        get: |_, this| Ok(Word::from_pointer(crate::plan::call::code_of(get(this).function))),
        set: None,
    },
];

/// What generators and coroutines can do.
pub static DEFINITION: object::class::Definition = object::class::Definition {
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    ..object::class::Definition::EMPTY
};

/// One step of delegation to anything: the value it yields, or the tombstone with its result in the thread.
pub fn send_any(thread: &mut Thread, iterator: Word, value: Word) -> Result {
    if value.is_none() {
        // `iterate::next` is quick for built-in iterators, but drops the value of a StopIteration.
        let step = match object::builtin_iterator::next_builtin(thread, iterator) {
            Some(step) => step,
            None => match object::operation::call_special(
                thread,
                iterator,
                object::interned!("__next__"),
                &[],
            ) {
                Ok(None) => object::iterate::next(thread, iterator),
                step => step,
            },
        };
        return match step {
            Ok(Some(value)) => Ok(value),
            Ok(None) => {
                thread.returned = Word::NONE;
                Ok(Word::TOMBSTONE)
            }
            Err(raised) => ended(thread, raised),
        };
    }
    let name = object::interned!("send");
    match object::operation::call_method(thread, iterator, name, &[value]) {
        Ok(value) => Ok(value),
        Err(raised) => ended(thread, raised),
    }
}

fn ended(thread: &mut Thread, raised: object::Raised) -> Result {
    let pending = thread.exception;
    if !thread.exception_matches(pending, Builtin::StopIteration) {
        return Err(raised);
    }
    let stop = thread.take_exception(raised);
    // SAFETY: StopIteration keeps its value in the first extra field.
    let value = unsafe { (*stop.pointer::<object::layout::Exception>()).extra[0] };
    thread.returned = if value.is_null() { Word::NONE } else { value };
    Ok(Word::TOMBSTONE)
}

/// What `await` waits for.
pub fn awaitable(thread: &mut Thread, object: Word) -> Result {
    if is_generator(object) {
        let code = crate::plan::call::code_of(get(object).function);
        if code.flags & (compile::code::flag::COROUTINE | compile::code::flag::ITERABLE_COROUTINE)
            != 0
        {
            return Ok(object);
        }
    }
    let name = object::interned!("__await__");
    match object::operation::call_special(thread, object, name, &[])? {
        Some(iterator) => Ok(iterator),
        None => {
            let class = crate::frames::class_name(object);
            Err(thread.type_error(format!("'{class}' object can't be awaited")))
        }
    }
}
