//! Exceptions: raising, unwinding, handling.
//!
//! Unwinding is one generic step per frame: add the traceback entry, search the exception table
//! (green), go to the handler or pop the frame and try again. Inside a trace a `raise` and its
//! `except` become a jump.

use super::{code, finish, finish_store};
use crate::internal;
use crate::plan::binding;
use crate::plan::instance::{Fields, Plan};
use crate::plan::special;
use compile::Instruction;
use object::builtin::Builtin;
use object::{Result, Thread, field};
use std::mem::offset_of;
use tracer::{Effects, Field, Machine, Next, Word};

pub const PENDING: Field = field::thread("thread.exception", offset_of!(Thread, exception));
pub const HANDLED: Field = field::thread("thread.handled", offset_of!(Thread, handled));

/// An exception is pending: the handler of this frame, or the next frame.
#[inline(always)]
pub fn raise_pending<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let exception = m.load_thread(&PENDING);
    let generator = m.frame_language_word();
    let in_generator = !m.is_null(generator);
    let code = code(m);
    // SAFETY: the position lies in the code's words.
    let at = unsafe { m.pc().offset_from(code.entry) } as u32;
    let handler = crate::code::find_handler(code, at);
    let mut delegator = None;
    if handler.is_none() {
        if in_generator {
            delegator = super::delegator_of_frame(m, generator);
        }
        m.prepare_leave();
    }
    if code.flags & crate::consume::HIDDEN == 0 && !is_known_here(m, exception) {
        add_traceback(m, exception, at);
    }
    match handler {
        Some((target, register)) => {
            m.set_register(register, exception);
            let null = m.word(Word::NULL);
            m.store_thread(&PENDING, null);
            // SAFETY: exception tables name instructions of the code.
            m.jump(unsafe { code.entry.add(target as usize) });
            Next::Go
        }
        None => {
            if in_generator {
                m.call(&LEAVING_FRAME, [generator]);
            }
            if let Some(delegator) = delegator {
                super::let_wait(m, delegator);
            }
            if m.unwind_frame() { Next::Act(internal::UNWOUND) } else { Next::Stop }
        }
    }
}

/// Whether the exception is raised again by a frame that has its entry in the traceback already: the entry names the
/// place where the exception first came through, and stays.
#[inline(always)]
fn is_known_here<M: Machine>(m: &mut M, exception: M::Ref) -> bool {
    // SAFETY: the position is an instruction.
    let instruction = Instruction(unsafe { *m.pc() });
    let again = instruction.number() == compile::Opcode::Reraise as usize
        || instruction.number() == compile::Opcode::Raise as usize && instruction.c() == 0;
    if !again {
        return false;
    }
    let traceback = m.load(exception, &field::EXCEPTION_TRACEBACK);
    !m.is_null(traceback) && !m.is_word(traceback, Word::NONE)
}

/// Puts an entry for this frame before the exception's traceback.
#[inline(always)]
fn add_traceback<M: Machine>(m: &mut M, exception: M::Ref, at: u32) {
    let entry = m.new_object(Builtin::Traceback.shape(), size_of::<object::layout::Traceback>());
    let next = m.load(exception, &field::EXCEPTION_TRACEBACK);
    m.store(entry, &field::TRACEBACK_NEXT, next);
    let (code, position) = (m.word(Word(m.code() as u64)), m.word(Word::from_int(at as i64)));
    m.store(entry, &field::TRACEBACK_CODE, code);
    m.store(entry, &field::TRACEBACK_POSITION, position);
    m.store(exception, &field::EXCEPTION_TRACEBACK, entry);
}

/// An exception has left a callee's frame: the calling instruction may know what it means (the end
/// of an iteration), else the search goes on here.
#[inline(always)]
pub fn unwound<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let may_wait = i.number() == compile::Opcode::ForIter as usize
        || i.number() == compile::Opcode::Send as usize;
    if may_wait && super::somebody_waits(m) {
        return Next::Defer(internal::GO_ON);
    }
    if i.number() == compile::Opcode::ForIter as usize {
        let exception = m.load_thread(&PENDING);
        let shape = m.shape_of(exception);
        if shape != 0
            && object::class::is_subclass(
                object::shape::get(shape).class,
                Builtin::StopIteration.word(),
            )
        {
            special::depend_on_shape(m, shape);
            let null = m.word(Word::NULL);
            m.store_thread(&PENDING, null);
            return m.branch(i.c_signed());
        }
    }
    Next::Raise
}

/// The tuple of what stands in registers.
#[inline(always)]
pub fn arguments_tuple<M: Machine>(m: &mut M, first: usize, count: usize) -> M::Ref {
    if count == 0 {
        return m.word(object::tuple::empty());
    }
    let size = size_of::<object::layout::Tuple>() + 8 * count;
    let tuple = m.new_object(Builtin::Tuple.shape(), size);
    let length = m.int(count as i64);
    m.store_int(tuple, &field::TUPLE_LENGTH, length);
    let mut index = 0;
    while index < count {
        let item = m.register(first + index);
        let at = m.int(index as i64);
        m.store_element(tuple, at, &field::TUPLE_ITEM, item);
        index += 1;
    }
    tuple
}

/// A new exception with these arguments, which stand in registers.
#[inline(always)]
fn new_exception<M: Machine>(
    m: &mut M,
    plan: &'static Plan,
    fields: Fields,
    first: usize,
    count: usize,
) -> M::Ref {
    let arguments = arguments_tuple(m, first, count);
    let value =
        if count == 0 || fields == Fields::None { m.word(Word::NONE) } else { m.register(first) };
    exception_of(m, plan, fields, arguments, value)
}

/// A new exception with a tuple of arguments; `value` is the first one or None.
#[inline(always)]
pub fn exception_of<M: Machine>(
    m: &mut M,
    plan: &'static Plan,
    fields: Fields,
    arguments: M::Ref,
    value: M::Ref,
) -> M::Ref {
    let (none, no) = (m.word(Word::NONE), m.word(Word::FALSE));
    let exception = m.new_object(plan.shape, plan.bytes);
    m.store(exception, &field::EXCEPTION_ARGUMENTS, arguments);
    m.store(exception, &field::EXCEPTION_TRACEBACK, none);
    m.store(exception, &field::EXCEPTION_CONTEXT, none);
    m.store(exception, &field::EXCEPTION_CAUSE, none);
    m.store(exception, &field::EXCEPTION_SUPPRESS, no);
    if fields == Fields::Value {
        m.store(exception, &field::EXCEPTION_EXTRA, value);
    }
    exception
}

/// So many arguments are stored one by one.
const INLINE: usize = 6;

/// A call of a class of exceptions: the arguments make a tuple, and go to `__init__` if that is written in Python.
#[inline(always)]
pub fn instantiate_exception<M: Machine>(
    m: &mut M,
    i: Instruction,
    plan: &'static Plan,
    fields: Fields,
    given: usize,
    names: Word,
) -> Next {
    let (base, delta) = (i.a(), i.a() + compile::opcode::SELF_SLOT);
    let first = base + compile::opcode::FIRST_ARGUMENT;
    if !names.is_null() || given > INLINE {
        return Next::Defer(internal::CALL_ANY);
    }
    let Some(init) = plan.init else {
        let exception = new_exception(m, plan, fields, first, given);
        m.set_register(base, exception);
        return m.next(2);
    };
    let function = m.word(init);
    let current = m.load(function, &field::FUNCTION_CODE);
    // SAFETY: functions hold code objects.
    let code: &'static object::layout::Code = unsafe { &*m.promote(current).word().pointer() };
    if code.simple == 0 || code.argument_count as usize != given + 1 {
        let Some(plan) = binding::cached(m, code, given + 1, names) else {
            return Next::Defer(internal::CALL_ANY);
        };
        if !binding::bind(m, plan, function, delta) {
            return Next::Defer(internal::CALL_ANY);
        }
    }
    let exception = new_exception(m, plan, fields, first, given);
    m.set_register(base, exception);
    m.set_register(delta, exception);
    crate::plan::call::clear_locals(m, delta, code);
    m.enter(delta, internal::INIT_RESULT, function, crate::plan::call::callee(code))
}

/// `BaseException.__init__` of an exception: its arguments stand in the window.
#[inline(always)]
pub fn initialize_exception<M: Machine>(
    m: &mut M,
    i: Instruction,
    exception: M::Ref,
    first: usize,
    count: usize,
) -> Option<Next> {
    if count > INLINE || !is_exception(m, exception) {
        return None;
    }
    let arguments = arguments_tuple(m, first, count);
    m.store(exception, &field::EXCEPTION_ARGUMENTS, arguments);
    let none = m.word(Word::NONE);
    m.set_register(i.a(), none);
    Some(m.next(2))
}

/// A field of an exception or a function that is read by this name: a data descriptor, which nothing hides. It may be
/// null for None.
pub fn named_field(shape: tracer::ShapeId, name: Word) -> Option<&'static Field> {
    if shape == Builtin::Function.shape() {
        return match object::string::bytes(name) {
            b"__name__" => Some(&field::FUNCTION_NAME),
            b"__doc__" => Some(&field::FUNCTION_DOC),
            _ => None,
        };
    }
    let shape = object::shape::get(shape);
    if shape.layout != object::layout::Layout::Exception {
        return None;
    }
    let field = match object::string::bytes(name) {
        b"args" => &field::EXCEPTION_ARGUMENTS,
        b"__cause__" => &field::EXCEPTION_CAUSE,
        b"__context__" => &field::EXCEPTION_CONTEXT,
        _ => return None,
    };
    let base = Builtin::BaseException.word();
    let is_own =
        |name| object::class::lookup(shape.class, name) == object::class::lookup(base, name);
    (is_own(name) && is_own(object::interned!("__getattribute__"))).then_some(field)
}

/// What becomes of an exception's context when it is raised.
enum Context<R> {
    Stays,
    Becomes(R),
    /// That takes more thought.
    Unknown,
}

#[inline(always)]
fn new_context<M: Machine>(m: &mut M, exception: M::Ref) -> Context<M::Ref> {
    let handled = m.load_thread(&HANDLED);
    if m.is_word(handled, Word::NONE) {
        return Context::Stays;
    }
    let same = m.same(handled, exception);
    if m.guard(same) {
        return Context::Stays;
    }
    // A longer chain may have a cycle.
    let outer = m.load(handled, &field::EXCEPTION_CONTEXT);
    if m.is_word(outer, Word::NONE) { Context::Becomes(handled) } else { Context::Unknown }
}

/// Whether the value is an exception, by its shape.
#[inline(always)]
fn is_exception<M: Machine>(m: &mut M, value: M::Ref) -> bool {
    let shape = m.shape_of(value);
    shape != 0 && object::shape::get(shape).layout == object::layout::Layout::Exception
}

/// An exception as `throw` takes it: one, or the class of one that is made by counting. `None`: that takes more.
#[inline(always)]
pub fn normal_exception<M: Machine>(m: &mut M, value: M::Ref) -> Option<M::Ref> {
    if is_exception(m, value) {
        return Some(value);
    }
    if !m.has_shape(value, Builtin::Type.shape()) {
        return None;
    }
    let class = m.promote(value).word();
    let plan = crate::plan::instance::find(class)?;
    let fields = plan.exception?;
    if plan.init.is_some() {
        return None;
    }
    m.depend(tracer::Dependency::Class(class.0));
    Some(new_exception(m, plan, fields, 0, 0))
}

#[inline(always)]
pub fn raise<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if i.c() == 0 {
        let handled = m.load_thread(&HANDLED);
        if m.is_word(handled, Word::NONE) {
            return Next::Defer(internal::RAISE_SLOW);
        }
        m.store_thread(&PENDING, handled);
        return Next::Raise;
    }
    let exception = m.register(i.a());
    if is_exception(m, exception) {
        let context = new_context(m, exception);
        if matches!(context, Context::Unknown) {
            return Next::Defer(internal::RAISE_SLOW);
        }
        if i.c() == 2 {
            let cause = m.register(i.b());
            if !m.is_word(cause, Word::NONE) && !is_exception(m, cause) {
                return Next::Defer(internal::RAISE_SLOW);
            }
            let yes = m.word(Word::TRUE);
            m.store(exception, &field::EXCEPTION_CAUSE, cause);
            m.store(exception, &field::EXCEPTION_SUPPRESS, yes);
        }
        if let Context::Becomes(handled) = context {
            m.store(exception, &field::EXCEPTION_CONTEXT, handled);
        }
        m.store_thread(&PENDING, exception);
        return Next::Raise;
    }
    if i.c() == 1 && m.has_shape(exception, Builtin::Type.shape()) {
        return Next::Defer(internal::RAISE_CLASS);
    }
    Next::Defer(internal::RAISE_SLOW)
}

/// `raise ValueError`
#[inline(always)]
pub fn raise_class<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let class = m.register(i.a());
    let class = m.promote(class).word();
    if let Some(plan) = crate::plan::instance::find(class)
        && let Some(fields) = plan.exception
        && plan.init.is_none()
    {
        m.depend(tracer::Dependency::Class(class.0));
        // A new exception is in no chain yet.
        let handled = m.load_thread(&HANDLED);
        let exception = new_exception(m, plan, fields, 0, 0);
        m.store(exception, &field::EXCEPTION_CONTEXT, handled);
        m.store_thread(&PENDING, exception);
        return Next::Raise;
    }
    Next::Defer(internal::RAISE_SLOW)
}

#[inline(always)]
pub fn raise_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let null = m.word(Word::NULL);
    let exception = if i.c() == 0 { null } else { m.register(i.a()) };
    let cause = if i.c() == 2 { m.register(i.b()) } else { null };
    let result = m.call(&RAISE, [exception, cause]);
    if m.succeeded(result, internal::NEXT_1) { m.next(1) } else { Next::Raise }
}

/// Raises again; `is_known_here` sees to it that the frame gets no second entry.
#[inline(always)]
pub fn reraise<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let exception = m.register(i.a());
    m.store_thread(&PENDING, exception);
    Next::Raise
}

#[inline(always)]
pub fn push_handled<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let exception = m.register(i.b());
    let previous = m.load_thread(&HANDLED);
    m.set_register(i.a(), previous);
    m.store_thread(&HANDLED, exception);
    m.next(1)
}
#[inline(always)]
pub fn pop_handled<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let previous = m.register(i.a());
    m.store_thread(&HANDLED, previous);
    m.next(1)
}

/// The subclass test is green once shape and class are.
#[inline(always)]
pub fn match_exception<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (exception, class) = (m.register(i.b()), m.register(i.c()));
    let shape = m.shape_of(exception);
    let class_shape = m.shape_of(class);
    if shape != 0 && class_shape == Builtin::Tuple.shape() {
        return Next::Defer(internal::MATCH_EXCEPTION_TUPLE);
    }
    if shape == 0 || class_shape != Builtin::Type.shape() {
        return Next::Defer(internal::MATCH_EXCEPTION_SLOW);
    }
    let wanted = m.promote(class).word();
    if !object::class::is_subclass(wanted, Builtin::BaseException.word()) {
        return Next::Defer(internal::MATCH_EXCEPTION_SLOW);
    }
    special::depend_on_shape(m, shape);
    let matches = object::class::is_subclass(object::shape::get(shape).class, wanted);
    let result = m.word(Word::from_bool(matches));
    m.set_register(i.a(), result);
    m.next(2)
}
/// `except (A, B)`: green once the shape and the classes are.
#[inline(always)]
pub fn match_exception_tuple<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (exception, classes) = (m.register(i.b()), m.register(i.c()));
    let shape = m.shape_of(exception);
    let count = m.load_int(classes, &field::TUPLE_LENGTH);
    let count = m.box_int(count);
    let count = m.promote(count).word().int();
    let class = object::shape::get(shape).class;
    let (mut matches, mut index) = (false, 0);
    while index < count && !matches {
        let at = m.int(index);
        let wanted = m.load_element(classes, at, &field::TUPLE_ITEM);
        if index == INLINE as i64 || !m.has_shape(wanted, Builtin::Type.shape()) {
            return Next::Defer(internal::MATCH_EXCEPTION_SLOW);
        }
        let wanted = m.promote(wanted).word();
        if !object::class::is_subclass(wanted, Builtin::BaseException.word()) {
            return Next::Defer(internal::MATCH_EXCEPTION_SLOW);
        }
        matches = object::class::is_subclass(class, wanted);
        index += 1;
    }
    special::depend_on_shape(m, shape);
    let result = m.word(Word::from_bool(matches));
    m.set_register(i.a(), result);
    m.next(2)
}
#[inline(always)]
pub fn match_exception_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (exception, class) = (m.register(i.b()), m.register(i.c()));
    let result = m.call(&MATCH, [exception, class]);
    finish_store(m, i, result, 2)
}

#[inline(always)]
pub fn split_group<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (exception, class) = (m.register(i.b()), m.register(i.c()));
    let result = m.call(&SPLIT_GROUP, [exception, class]);
    finish(m, result, internal::SPLIT_RESULT)
}
/// The two parts arrive as a tuple.
#[inline(always)]
pub fn split_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let pair = m.delivered();
    for index in 0..2 {
        let at = m.int(index as i64);
        let part = m.load_element(pair, at, &field::TUPLE_ITEM);
        m.set_register(i.a() + index, part);
    }
    m.next(1)
}
#[inline(always)]
pub fn join_group<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (results, original) = (m.register(i.b()), m.register(i.c()));
    let result = m.call(&JOIN_GROUP, [results, original]);
    finish_store(m, i, result, 1)
}

#[inline(always)]
pub fn exception_triple<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let exception = m.register(i.b());
    let shape = m.shape_of(exception);
    let class = if shape == 0 { Word::NONE } else { object::shape::get(shape).class };
    let class = m.word(class);
    let traceback = m.load(exception, &field::EXCEPTION_TRACEBACK);
    m.set_register(i.a(), class);
    m.set_register(i.a() + 1, exception);
    m.set_register(i.a() + 2, traceback);
    m.next(1)
}

crate::residuals! {
    RAISE = raised, (exception, cause), Effects::ANY;
    MATCH = matches, (exception, class), Effects::ANY;
    SPLIT_GROUP = split, (exception, class), Effects::ANY;
    JOIN_GROUP = object::exception::join_group, (results, original), Effects::ANY;
    LEAVING_FRAME = leaving_frame, (generator), Effects::writes(&[field::alias::GENERATOR, field::alias::THREAD, field::alias::EXCEPTION]);
}

/// An exception leaves a frame: a generator is finished, and StopIteration must not leave it.
fn leaving_frame(thread: &mut Thread, generator: Word) -> Result {
    if !generator.is_null() && object::class::class_of(generator) != Builtin::Frame.word() {
        crate::generator::raised_out(thread, generator);
    }
    Ok(Word::NONE)
}

fn raised(thread: &mut Thread, exception: Word, cause: Word) -> Result {
    if exception.is_null() {
        let handled = crate::frames::handled(thread);
        if handled.is_none() {
            return Err(thread.raise(Builtin::RuntimeError, "No active exception to reraise"));
        }
        return raised_again(thread, handled);
    }
    let exception = object::exception::normalize(thread, exception)?;
    if !cause.is_null() {
        let cause =
            if cause.is_none() { cause } else { crate::run::normalize_cause(thread, cause)? };
        // SAFETY: `normalize` gives exceptions.
        unsafe {
            let object = &mut *exception.pointer::<object::layout::Exception>();
            object.cause = cause;
            object.suppress_context = Word::TRUE;
            thread.barrier(
                exception,
                &raw mut (*exception.pointer::<object::layout::Exception>()).cause,
                cause,
            );
        }
    }
    object::exception::set_context(thread, exception);
    Err(thread.raise_object(exception))
}

fn raised_again(thread: &mut Thread, exception: Word) -> Result {
    Err(thread.raise_object(exception))
}

fn split(thread: &mut Thread, exception: Word, class: Word) -> Result {
    let (part, rest) = object::exception::match_group(thread, exception, class)?;
    Ok(object::tuple::new(thread, &[part, rest]))
}

fn matches(thread: &mut Thread, exception: Word, class: Word) -> Result {
    crate::run::exception_matches(thread, exception, class).map(Word::from_bool)
}
