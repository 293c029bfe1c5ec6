//! Calls.
//!
//! A call window has the callable, room for a header, the object that a method is bound to (or
//! null), and the arguments; the callee's registers begin at the object or behind it, so arguments
//! are where the callee wants them. Python functions with positional parameters only are bound by
//! counting; classes become an allocation and a call of `__init__` with a return action; native
//! functions with a fixed number of parameters become a direct residual call.

use super::{finish, finish_store};
use crate::internal;
use crate::plan::call::{callee, clear_locals};
use compile::Instruction;
use compile::opcode::{FIRST_ARGUMENT, SELF_SLOT};
use object::builtin::Builtin;
use object::layout::{Code, NativeFunctionObject};
use object::native::NativeCall;
use object::{Arguments, Result, Thread, field};
use tracer::{Effects, Machine, Next, Word};

/// Pushes the frame of a Python function whose parameters can be counted.
#[inline(always)]
pub fn call<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    if !m.has_shape(callable, Builtin::Function.shape()) {
        return Next::Defer(internal::CALL_GENERAL);
    }
    let bound = m.register(base + SELF_SLOT);
    let offset = if m.is_null(bound) { FIRST_ARGUMENT } else { SELF_SLOT };
    let given = i.b() + FIRST_ARGUMENT - offset;
    enter_counted(m, callable, base + offset, given, internal::STORE, internal::CALL_ANY)
}

/// Enters a function with as many positional arguments as it has parameters; else defers.
#[inline(always)]
fn enter_counted<M: Machine>(m: &mut M, callable: M::Ref, delta: usize, given: usize, action: u16, other: u16) -> Next {
    let current = m.load(callable, &field::FUNCTION_CODE);
    // SAFETY: functions hold code objects.
    let code: &'static Code = unsafe { &*m.promote(current).word().pointer::<Code>() };
    if code.simple == 0 || code.argument_count as usize != given {
        return Next::Defer(other);
    }
    clear_locals(m, delta, code);
    if code.compiled != 0 && !m.is_recording() {
        return Next::Defer(internal::ENTER_FUNCTION);
    }
    if !m.is_recording() && crate::jit::count_call(code) {
        return Next::Defer(internal::ENTER_FUNCTION);
    }
    m.enter(delta, action, callable, callee(code))
}

/// A call of a function that is compiled, or about to be.
#[inline(always)]
pub fn enter_function<M: Machine>(m: &mut M, i: Instruction) -> Next {
    crate::jit::enter_function(m, i)
}

/// What is called is no Python function: bound methods, native functions, classes.
#[inline(always)]
pub fn call_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    let shape = m.shape_of(callable);
    if shape == Builtin::BuiltinFunction.shape() || shape == Builtin::MethodDescriptor.shape() || shape == Builtin::WrapperDescriptor.shape() {
        return Next::Defer(internal::CALL_NATIVE);
    }
    if shape == Builtin::Method.shape() {
        let bound = m.register(base + SELF_SLOT);
        if m.is_null(bound) {
            let function = m.load(callable, &field::METHOD_FUNCTION);
            if m.has_shape(function, Builtin::Function.shape()) {
                let object = m.load(callable, &field::METHOD_OBJECT);
                let current = m.load(function, &field::FUNCTION_CODE);
                // SAFETY: functions hold code objects.
                let code: &'static Code = unsafe { &*m.promote(current).word().pointer::<Code>() };
                if code.simple != 0 && code.argument_count as usize == i.b() + 1 {
                    m.set_register(base, function);
                    m.set_register(base + SELF_SLOT, object);
                    clear_locals(m, base + SELF_SLOT, code);
                    return m.enter(base + SELF_SLOT, internal::STORE, function, callee(code));
                }
            }
        }
        return Next::Defer(internal::CALL_ANY);
    }
    if shape == Builtin::Type.shape() {
        return Next::Defer(internal::CALL_CLASS);
    }
    Next::Defer(internal::CALL_ANY)
}

/// A native function with a fixed number of parameters is called directly.
#[inline(always)]
pub fn call_native<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    let function = m.promote(callable).word();
    // SAFETY: `call_general` checked the shape.
    let native = unsafe { &*function.pointer::<NativeFunctionObject>() };
    let NativeCall::Fixed { parameters, .. } = native.definition.call else { return Next::Defer(internal::CALL_ANY) };
    let bound = m.register(base + SELF_SLOT);
    let has_bound = !m.is_null(bound);
    let is_function = object::header::has_shape(function, Builtin::BuiltinFunction.shape());
    if is_function && (has_bound || object::function::is_static(function)) {
        return Next::Defer(internal::CALL_ANY);
    }
    // A descriptor checks that its receiver has the class it belongs to.
    let receiver = if !is_function {
        if has_bound {
            Some(bound)
        } else if i.b() > 0 {
            Some(m.register(base + FIRST_ARGUMENT))
        } else {
            return Next::Defer(internal::CALL_ANY);
        }
    } else {
        None
    };
    if let Some(receiver) = receiver {
        let shape = m.shape_of(receiver);
        let class = if shape != 0 { object::shape::get(shape).class } else { class_of_immediate(m, receiver) };
        if !object::class::is_subclass(class, native.class) {
            return Next::Defer(internal::CALL_ANY);
        }
    }
    if let Some(next) = super::inlined::try_inline(m, i, native.definition, has_bound) {
        return next;
    }
    let own = if is_function { object::function::native_receiver(function) } else { Word::NULL };
    let owns = !own.is_null();
    let leading = has_bound as usize + owns as usize;
    let given = leading + i.b();
    let parameters = parameters as usize;
    let signature = object::signature::parse(native.definition.signature);
    if !signature.simple || given < signature.required || given > signature.positional || signature.positional != parameters || parameters > 4 {
        return Next::Defer(internal::CALL_ANY);
    }
    let null = m.word(Word::NULL);
    let mut operands = [null; 4];
    let mut count = 0;
    if owns {
        operands[0] = m.word(own);
        count = 1;
    }
    if has_bound {
        operands[count] = bound;
        count += 1;
    }
    for index in 0..i.b() {
        operands[count + index] = m.register(base + FIRST_ARGUMENT + index);
    }
    let residual = &native.definition.residual;
    let result = match parameters {
        0 => m.call(residual, []),
        1 => m.call(residual, [operands[0]]),
        2 => m.call(residual, [operands[0], operands[1]]),
        3 => m.call(residual, [operands[0], operands[1], operands[2]]),
        _ => m.call(residual, operands),
    };
    finish_store(m, i, result, 2)
}

/// The class of a value that is no object; the kind has been guarded.
#[inline(always)]
fn class_of_immediate<M: Machine>(m: &mut M, value: M::Ref) -> Word {
    if m.is_int(value) {
        Builtin::Int.word()
    } else if m.is_float(value) {
        Builtin::Float.word()
    } else {
        object::class::class_of(m.promote(value).word())
    }
}

/// Instantiates a class whose `__new__` is `object`'s: allocates, then calls `__init__`.
#[inline(always)]
pub fn call_class<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    let class = m.promote(callable).word();
    if let Some(next) = super::inlined::try_inline_class(m, i, class) {
        return next;
    }
    let bound = m.register(base + SELF_SLOT);
    if !m.is_null(bound) {
        return Next::Defer(internal::CALL_ANY);
    }
    let Some(plan) = crate::plan::instance::find(class) else { return Next::Defer(internal::CALL_ANY) };
    m.depend(tracer::Dependency::Class(class.0));
    match plan.init {
        None if i.b() == 0 => {
            let object = m.new_object(plan.shape, plan.bytes);
            m.set_register(base, object);
            m.next(2)
        }
        Some(init) => {
            let code = crate::plan::call::code_of(init);
            if code.simple == 0 || code.argument_count as usize != i.b() + 1 {
                return Next::Defer(internal::CALL_ANY);
            }
            let function = m.word(init);
            let current = m.load(function, &field::FUNCTION_CODE);
            m.promote(current);
            let object = m.new_object(plan.shape, plan.bytes);
            m.set_register(base, object);
            m.set_register(base + SELF_SLOT, object);
            clear_locals(m, base + SELF_SLOT, code);
            m.enter(base + SELF_SLOT, internal::INIT_RESULT, function, callee(code))
        }
        None => Next::Defer(internal::CALL_ANY),
    }
}

/// `__init__` has returned: the object is in register a already.
#[inline(always)]
pub fn init_result<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let value = m.delivered();
    if m.is_word(value, Word::NONE) {
        return m.next(2);
    }
    let result = m.call(&BAD_INIT, [value]);
    if m.succeeded(result, internal::DISCARD) { m.next(2) } else { Next::Raise }
}

/// The general call, arguments in the window.
#[inline(always)]
pub fn call_any<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let (window, count, null) =
        (m.word(Word::from_int(base as i64)), m.word(Word::from_int(i.b() as i64)), m.word(Word::NULL));
    let result = m.call(&CALL_WINDOW, [window, count, null]);
    finish_store(m, i, result, 2)
}

#[inline(always)]
pub fn call_keywords<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let names = super::tuple_item(super::code(m).constants, i.c());
    if let Some(next) = crate::plan::keywords::enter(m, i, names) {
        return next;
    }
    let (window, count, names) = (m.word(Word::from_int(base as i64)), m.word(Word::from_int(i.b() as i64)), m.word(names));
    let result = m.call(&CALL_WINDOW, [window, count, names]);
    finish_store(m, i, result, 2)
}

#[inline(always)]
pub fn call_spread<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    if let Some(next) = crate::plan::keywords::enter_spread(m, i) {
        return next;
    }
    let callable = m.register(base);
    let bound = m.register(base + SELF_SLOT);
    let (positional, named) = (m.register(base + FIRST_ARGUMENT), m.register(base + FIRST_ARGUMENT + 1));
    let result = m.call(&CALL_SPREAD, [callable, bound, positional, named]);
    finish_store(m, i, result, 2)
}

#[inline(always)]
pub fn call_super<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    let (class, object) = (m.register(base + FIRST_ARGUMENT), m.register(base + FIRST_ARGUMENT + 1));
    let result = m.call(&CALL_SUPER, [callable, class, object]);
    finish(m, result, internal::STORE)
}

crate::residuals! {
    CALL_WINDOW = call_window, (base, count, names), Effects::ANY;
    CALL_SPREAD = call_with_spread, (callable, bound, positional, named), Effects::ANY;
    CALL_SUPER = call_of_super, (callable, class, object), Effects::ANY;
    BAD_INIT = bad_init, (value), Effects::READS;
}

fn bad_init(thread: &mut Thread, value: Word) -> Result {
    let name = crate::frames::class_name(value);
    Err(thread.type_error(format!("__init__() should return None, not '{name}'")))
}

/// Calls what stands in a window of the current frame.
fn call_window(thread: &mut Thread, base: Word, count: Word, names: Word) -> Result {
    let (base, count) = (base.int() as usize, count.int() as usize);
    // SAFETY: the frame's registers lie in memory while a call that may run Python is under way.
    unsafe {
        let window = thread.frame.add(base);
        let callable = *window;
        let bound = *window.add(SELF_SLOT);
        let (first, total) = if bound.is_null() { (FIRST_ARGUMENT, count) } else { (SELF_SLOT, count + 1) };
        let arguments = std::slice::from_raw_parts(window.add(first), total);
        crate::run::call_with(thread, callable, Arguments { all: arguments, names })
    }
}

fn call_with_spread(thread: &mut Thread, callable: Word, bound: Word, positional: Word, named: Word) -> Result {
    crate::run::call_spread(thread, callable, bound, positional, named)
}

fn call_of_super(thread: &mut Thread, callable: Word, class: Word, object: Word) -> Result {
    if callable == Builtin::Super.word() {
        thread.call(callable, &[class, object])
    } else {
        thread.call(callable, &[])
    }
}
