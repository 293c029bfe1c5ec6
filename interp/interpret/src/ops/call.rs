//! Calls.
//!
//! A call window has the callable, room for a header, the object that a method is bound to (or
//! null), and the arguments; the callee's registers begin at the object or behind it, so arguments
//! are where the callee wants them. Arguments of Python functions are bound by counting, or by a
//! plan's moves where there are defaults, names or `*args`; classes become an allocation and a call of
//! `__init__` with a return action; native functions with a fixed number of parameters become a
//! direct residual call.

use super::{finish, finish_store};
use crate::internal;
use crate::plan::binding;
use crate::plan::call::{callee, clear_locals};
use crate::plan::named::{NAMED_VALUE, NAMES_OF, known_entries};
use crate::plan::special;
use compile::Instruction;
use compile::opcode::{FIRST_ARGUMENT, SELF_SLOT};
use object::builtin::Builtin;
use object::layout::{Code, Layout, NativeFunctionObject};
use object::native::NativeCall;
use object::{Arguments, NativeFunction, Result, Thread, field};
use tracer::{Effects, Element, Machine, Next, Word};

/// Whether the window of a `Call` has a bound object. Operand c says so where the compiler knows that there is none.
#[inline(always)]
fn has_self<M: Machine>(m: &mut M, i: Instruction) -> bool {
    if i.c() == 1 {
        return false;
    }
    let bound = m.register(i.a() + SELF_SLOT);
    !m.is_null(bound)
}

/// Where the callee's registers begin, and how many arguments stand there.
#[inline(always)]
fn window(i: Instruction, has_self: bool) -> (usize, usize) {
    if has_self { (i.a() + SELF_SLOT, i.b() + 1) } else { (i.a() + FIRST_ARGUMENT, i.b()) }
}

/// The code of a Python function, of which the trace is valid for this one.
#[inline(always)]
fn code_of<M: Machine>(m: &mut M, function: M::Ref) -> &'static Code {
    let current = m.load(function, &field::FUNCTION_CODE);
    // SAFETY: functions hold code objects.
    unsafe { &*m.promote(current).word().pointer::<Code>() }
}

/// Pushes the frame of a Python function whose parameters can be counted.
#[inline(always)]
pub fn call<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    if !m.has_shape(callable, Builtin::Function.shape()) {
        if !m.is_recording()
            && (m.has_shape(callable, Builtin::MethodDescriptor.shape())
                || m.has_shape(callable, Builtin::BuiltinFunction.shape()))
        {
            return Next::Defer(internal::CALL_NATIVE);
        }
        return Next::Defer(internal::CALL_GENERAL);
    }
    let has_self = has_self(m, i);
    let (delta, given) = window(i, has_self);
    let code = code_of(m, callable);
    if code.simple == 0 || code.argument_count as usize != given {
        return Next::Defer(internal::CALL_BOUND);
    }
    enter(m, callable, delta, code)
}

/// Arguments are bound: runs the function.
#[inline(always)]
fn enter<M: Machine>(m: &mut M, callable: M::Ref, delta: usize, code: &'static Code) -> Next {
    clear_locals(m, delta, code);
    if !m.is_recording() && (code.compiled != 0 || crate::jit::count_call(code)) {
        // SAFETY: the thread that runs this machine; the plain machine's landing says where the callee's registers are.
        unsafe { (*(m.thread() as *mut Thread)).landing.2 = delta as u32 };
        return Next::Defer(internal::ENTER_FUNCTION);
    }
    m.enter(delta, internal::STORE, callable, callee(code))
}

/// A Python function with defaults, names or `*args` to bind.
#[inline(always)]
pub fn call_bound<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let function = m.register(i.a());
    let has_self = has_self(m, i);
    let (delta, given) = window(i, has_self);
    enter_bound(m, function, delta, given, Word::NULL)
}

#[inline(always)]
fn enter_bound<M: Machine>(
    m: &mut M,
    function: M::Ref,
    delta: usize,
    given: usize,
    names: Word,
) -> Next {
    let code = code_of(m, function);
    let Some(plan) = binding::cached(m, code, given, names) else {
        return Next::Defer(internal::CALL_ANY);
    };
    if !binding::bind(m, plan, function, delta) {
        return Next::Defer(internal::CALL_ANY);
    }
    enter(m, function, delta, code)
}

/// A call of a function that is compiled, or about to be.
#[inline(always)]
pub fn enter_function<M: Machine>(m: &mut M, i: Instruction) -> Next {
    crate::jit::enter_function(m, i)
}

/// What is called is no Python function: bound methods, native functions, classes.
#[inline(always)]
pub fn call_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let callable = m.register(i.a());
    let shape = m.shape_of(callable);
    if shape == Builtin::BuiltinFunction.shape()
        || shape == Builtin::MethodDescriptor.shape()
        || shape == Builtin::WrapperDescriptor.shape()
        || shape == Builtin::ClassMethodDescriptor.shape()
    {
        return Next::Defer(internal::CALL_NATIVE);
    }
    if shape == Builtin::Type.shape() {
        if !m.is_recording()
            && i.b() == 1
            && m.is_word(callable, Builtin::Type.word())
            && !has_self(m, i)
        {
            return class_of_argument(m, i);
        }
        return Next::Defer(internal::CALL_CLASS);
    }
    if shape > super::LAST_BUILTIN && special::instantiates(shape) {
        special::depend_on_shape(m, shape);
        return Next::Defer(internal::CALL_CLASS);
    }
    Next::Defer(internal::CALL_METHOD)
}

/// `type(value)` in the plain interpreter.
#[inline(always)]
fn class_of_argument<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.a() + FIRST_ARGUMENT);
    let shape = m.shape_of(value);
    let class = if shape != 0 {
        object::shape::get(shape).class
    } else if m.is_int(value) {
        Builtin::Int.word()
    } else if m.is_float(value) {
        Builtin::Float.word()
    } else {
        return Next::Defer(internal::CALL_CLASS);
    };
    let class = m.word(class);
    m.set_register(i.a(), class);
    m.next(2)
}

/// The function and the object that a call of `callable` comes down to: bound methods, and instances whose class has
/// `__call__`. `None`: it is something else, or a function that is not written in Python.
#[inline(always)]
fn bound_function<M: Machine>(m: &mut M, callable: M::Ref) -> Option<(M::Ref, M::Ref)> {
    let shape = m.shape_of(callable);
    if shape == Builtin::Method.shape() {
        let function = m.load(callable, &field::METHOD_FUNCTION);
        if !m.has_shape(function, Builtin::Function.shape()) {
            return None;
        }
        return Some((function, m.load(callable, &field::METHOD_OBJECT)));
    }
    let function = special::method_of_shape(shape, special::Name::Call)?;
    special::depend_on_shape(m, shape);
    Some((m.word(function), callable))
}

/// A bound method, or an instance with `__call__`: the object goes in front of the arguments.
#[inline(always)]
pub fn call_method<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    if has_self(m, i) {
        return Next::Defer(internal::CALL_ANY);
    }
    let Some((function, object)) = bound_function(m, callable) else {
        return Next::Defer(internal::CALL_ANY);
    };
    enter_method(m, i, function, object, i.b() + 1, Word::NULL)
}

/// Calls a Python function with an object in front of the arguments, for a window that had none.
#[inline(always)]
fn enter_method<M: Machine>(
    m: &mut M,
    i: Instruction,
    function: M::Ref,
    object: M::Ref,
    given: usize,
    names: Word,
) -> Next {
    let (base, delta) = (i.a(), i.a() + SELF_SLOT);
    let code = code_of(m, function);
    if code.simple != 0 && names.is_null() && code.argument_count as usize == given {
        m.set_register(base, function);
        m.set_register(delta, object);
        return enter(m, function, delta, code);
    }
    let Some(plan) = binding::cached(m, code, given, names) else {
        return Next::Defer(internal::CALL_ANY);
    };
    m.set_register(delta, object);
    if !binding::bind(m, plan, function, delta) {
        let null = m.word(Word::NULL);
        m.set_register(delta, null);
        return Next::Defer(internal::CALL_ANY);
    }
    m.set_register(base, function);
    enter(m, function, delta, code)
}

/// Most parameters of a native function that the short way knows.
const FEW: usize = 4;

/// The short way for what is called most: a function of a module, or a method on an instance of the class that it was
/// found in. Its operands stand side by side in the window.
#[inline(always)]
pub fn call_native<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if m.is_recording() {
        return Next::Defer(internal::CALL_NATIVE_GENERAL);
    }
    let callable = m.register(i.a());
    let function = m.promote(callable).word();
    // SAFETY: `call` and `call_general` checked the shape.
    let native = unsafe { &*function.pointer::<NativeFunctionObject>() };
    let has_self = has_self(m, i);
    let is_known = if has_self {
        let bound = m.register(i.a() + SELF_SLOT);
        let shape = m.shape_of(bound);
        shape != 0
            && m.has_shape(callable, Builtin::MethodDescriptor.shape())
            && object::shape::get(shape).class == native.class
    } else {
        m.has_shape(callable, Builtin::BuiltinFunction.shape())
            && object::header::has_flag(function, object::function::FREE)
    };
    if !is_known {
        return Next::Defer(internal::CALL_NATIVE_GENERAL);
    }
    let (first, given) = window(i, has_self);
    let (parameters, arity) = match native.definition.call {
        NativeCall::Fixed { parameters, .. } => (parameters as usize, native.definition.arity),
        NativeCall::Variadic(_) => {
            let definition = m.word(Word(native.definition as *const NativeFunction as u64));
            let [first, given] = [first, given].map(|number| m.word(Word::from_int(number as i64)));
            let result = m.call(&CALL_VARIADIC, [definition, first, given]);
            return finish_store(m, i, result, 2);
        }
    };
    if has_self && given == 2 && std::ptr::eq(native.definition, object::list::methods::APPEND) {
        return Next::Defer(internal::CALL_APPEND);
    }
    if !arity.counted || given < arity.least || given > parameters || parameters > FEW {
        return Next::Defer(internal::CALL_NATIVE_GENERAL);
    }
    let mut operands = [m.word(Word::NULL); 6];
    for (index, operand) in operands.iter_mut().enumerate().take(FEW) {
        if index < given {
            *operand = m.register(first + index);
        }
    }
    call_fixed(m, i, native.definition, operands)
}

/// `list.append`, of which the list has been looked at: the method that is called most.
#[inline(always)]
pub fn call_append<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (list, item) = (m.register(i.a() + SELF_SLOT), m.register(i.a() + FIRST_ARGUMENT));
    if !super::append_inline(m, list, item) {
        return Next::Defer(internal::CALL_NATIVE_GENERAL);
    }
    let none = m.word(Word::NONE);
    m.set_register(i.a(), none);
    m.next(2)
}

/// A native function with a fixed number of parameters is called directly.
#[inline(always)]
pub fn call_native_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    // The plain machine asks the function, which is quicker; a trace must not depend on which method it is.
    let is_free = !m.is_recording()
        && object::header::has_flag(m.promote(callable).word(), object::function::FREE);
    if !is_free && m.has_shape(callable, Builtin::BuiltinFunction.shape()) {
        let object = m.load(callable, &field::NATIVE_OBJECT);
        let shape = m.shape_of(object);
        if shape != 0 && !matches!(object::shape::get(shape).layout, Layout::Module | Layout::Class)
        {
            return call_bound_native(m, i, callable, object);
        }
    }
    let function = m.promote(callable).word();
    // SAFETY: `call_general` checked the shape.
    let native = unsafe { &*function.pointer::<NativeFunctionObject>() };
    let has_bound = has_self(m, i);
    let bound = if has_bound { m.register(base + SELF_SLOT) } else { m.word(Word::NULL) };
    let is_function = object::header::has_shape(function, Builtin::BuiltinFunction.shape());
    if is_function && (has_bound || object::function::is_static(function)) {
        if !has_bound && let Some(next) = super::inlined::try_inline_new(m, i, native.definition) {
            return next;
        }
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
    if object::header::has_shape(function, Builtin::ClassMethodDescriptor.shape()) {
        if !has_bound || !m.is_word(bound, native.class) {
            return Next::Defer(internal::CALL_ANY);
        }
    } else if let Some(receiver) = receiver {
        let shape = m.shape_of(receiver);
        let class = if shape != 0 {
            object::shape::get(shape).class
        } else {
            class_of_immediate(m, receiver)
        };
        if class != native.class && !object::class::is_subclass(class, native.class) {
            return Next::Defer(internal::CALL_ANY);
        }
    }
    if let Some(next) = super::inlined::try_inline(m, i, native.definition, has_bound) {
        return next;
    }
    let NativeCall::Fixed { parameters, .. } = native.definition.call else {
        return Next::Defer(internal::CALL_ANY);
    };
    let own = if is_function { object::function::native_receiver(function) } else { Word::NULL };
    let owns = !own.is_null();
    let leading = has_bound as usize + owns as usize;
    let given = leading + i.b();
    let parameters = parameters as usize;
    let arity = native.definition.arity;
    if !arity.counted || given < arity.least || given > parameters {
        return Next::Defer(internal::CALL_ANY);
    }
    let null = m.word(Word::NULL);
    let mut operands = [null; 6];
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
    call_fixed(m, i, native.definition, operands)
}

/// A native method that was looked up before it is called: whose method it is may vary.
#[inline(always)]
fn call_bound_native<M: Machine>(
    m: &mut M,
    i: Instruction,
    callable: M::Ref,
    object: M::Ref,
) -> Next {
    let definition = m.load(callable, &field::NATIVE_DEFINITION);
    // SAFETY: native functions name their definitions, which are never freed.
    let definition: &'static object::NativeFunction =
        unsafe { &*(m.promote(definition).word().0 as *const _) };
    let given = i.b() + 1;
    let NativeCall::Fixed { parameters, .. } = definition.call else {
        return Next::Defer(internal::CALL_ANY);
    };
    let arity = definition.arity;
    if has_self(m, i) || !arity.counted || given < arity.least || given > parameters as usize {
        return Next::Defer(internal::CALL_ANY);
    }
    let null = m.word(Word::NULL);
    let mut operands = [null; 6];
    operands[0] = object;
    for index in 0..i.b() {
        operands[1 + index] = m.register(i.a() + FIRST_ARGUMENT + index);
    }
    if let Some(next) = super::inlined::try_quiet(m, i, definition, operands, given) {
        return next;
    }
    call_fixed(m, i, definition, operands)
}

/// Calls a native function with as many operands as it has parameters.
#[inline(always)]
fn call_fixed<M: Machine>(
    m: &mut M,
    i: Instruction,
    definition: &'static object::NativeFunction,
    operands: [M::Ref; 6],
) -> Next {
    let NativeCall::Fixed { parameters, .. } = definition.call else {
        return Next::Defer(internal::CALL_ANY);
    };
    let residual = &definition.residual;
    let result = match parameters {
        0 => m.call(residual, []),
        1 => m.call(residual, [operands[0]]),
        2 => m.call(residual, [operands[0], operands[1]]),
        3 => m.call(residual, [operands[0], operands[1], operands[2]]),
        4 => m.call(residual, [operands[0], operands[1], operands[2], operands[3]]),
        5 => m.call(residual, [operands[0], operands[1], operands[2], operands[3], operands[4]]),
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
    let callable = m.register(i.a());
    let class = m.promote(callable).word();
    if has_self(m, i) {
        return Next::Defer(internal::CALL_ANY);
    }
    if let Some(next) = super::inlined::try_inline_class(m, i, class) {
        return next;
    }
    instantiate(m, i, class, i.b(), Word::NULL)
}

/// `given` arguments, the last of which have names, stand in the window.
#[inline(always)]
fn instantiate<M: Machine>(
    m: &mut M,
    i: Instruction,
    class: Word,
    given: usize,
    names: Word,
) -> Next {
    let (base, delta) = (i.a(), i.a() + SELF_SLOT);
    let Some(plan) = crate::plan::instance::find(class) else {
        return Next::Defer(internal::CALL_ANY);
    };
    if plan.row != 0 {
        return construct(m, i, plan.row, given, names);
    }
    m.depend(tracer::Dependency::Class(class.0));
    if let Some(fields) = plan.exception {
        return super::instantiate_exception(m, i, plan, fields, given, names);
    }
    if let Some(new) = plan.new {
        return enter_new(m, i, new, given, names);
    }
    let Some(init) = plan.init else {
        if given > 0 {
            return Next::Defer(internal::CALL_ANY);
        }
        let object = m.new_object(plan.shape, plan.bytes);
        m.set_register(base, object);
        return m.next(2);
    };
    let function = m.word(init);
    let code = code_of(m, function);
    if !arguments_fit(m, function, code, delta, given + 1, names) {
        return Next::Defer(internal::CALL_ANY);
    }
    let object = m.new_object(plan.shape, plan.bytes);
    m.set_register(base, object);
    m.set_register(delta, object);
    clear_locals(m, delta, code);
    m.enter(delta, internal::INIT_RESULT, function, callee(code))
}

/// Whether the arguments, which stand in the callee's window, are in their places, or are moved there now.
#[inline(always)]
fn arguments_fit<M: Machine>(
    m: &mut M,
    function: M::Ref,
    code: &'static Code,
    delta: usize,
    given: usize,
    names: Word,
) -> bool {
    if code.simple != 0 && names.is_null() && code.argument_count as usize == given {
        return true;
    }
    match binding::cached(m, code, given, names) {
        Some(plan) => binding::bind(m, plan, function, delta),
        None => false,
    }
}

/// So many arguments of `__new__` are copied.
const COPIED: usize = 8;

/// `__new__` is written in Python and `__init__` that of `object`. The frame stands behind the window of the call, which
/// keeps the arguments: should `__new__` give an instance of a subclass, its `__init__` wants them too.
#[inline(always)]
fn enter_new<M: Machine>(m: &mut M, i: Instruction, new: Word, given: usize, names: Word) -> Next {
    if given > COPIED {
        return Next::Defer(internal::CALL_ANY);
    }
    let function = m.word(new);
    let code = code_of(m, function);
    let delta = super::scratch(m) + tracer::frame::HEADER_WORDS;
    let class = m.register(i.a());
    m.set_register(delta, class);
    for index in 0..given {
        let value = m.register(i.a() + FIRST_ARGUMENT + index);
        m.set_register(delta + 1 + index, value);
    }
    if !arguments_fit(m, function, code, delta, given + 1, names) {
        return Next::Defer(internal::CALL_ANY);
    }
    clear_locals(m, delta, code);
    m.enter(delta, internal::NEW_RESULT, function, callee(code))
}

/// `__new__` has returned; the class is in register a.
#[inline(always)]
pub fn new_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    let shape = m.shape_of(value);
    if shape != 0 {
        let actual = object::shape::get(shape).class;
        special::depend_on_shape(m, shape);
        let init = object::class::lookup(actual, object::interned!("__init__"));
        if !object::object_type::is_default_initializer(init) {
            let is_keywords = i.number() == compile::Opcode::CallKeywords as usize;
            let names = if is_keywords {
                super::tuple_item(super::code(m).constants, i.c())
            } else {
                Word::NULL
            };
            let base = m.word(Word::from_int(i.a() as i64));
            let (count, names) = (m.word(Word::from_int(i.b() as i64)), m.word(names));
            let result = m.call(&INITIALIZE_NEW, [value, base, count, names]);
            return finish_store(m, i, result, 2);
        }
    }
    m.set_register(i.a(), value);
    m.next(2)
}

/// A built-in class: a function makes the instance, if that runs no Python.
#[inline(always)]
fn construct<M: Machine>(m: &mut M, i: Instruction, row: u8, given: usize, names: Word) -> Next {
    let Some(residual) = crate::construct::find(row, given).filter(|_| names.is_null()) else {
        return Next::Defer(internal::CALL_ANY);
    };
    let first = i.a() + FIRST_ARGUMENT;
    let result = match given {
        0 => m.call(residual, []),
        1 => {
            let operands = [m.register(first)];
            m.call(residual, operands)
        }
        2 => {
            let operands = [m.register(first), m.register(first + 1)];
            m.call(residual, operands)
        }
        _ => {
            let operands = [m.register(first), m.register(first + 1), m.register(first + 2)];
            m.call(residual, operands)
        }
    };
    super::store_unless_slow(m, i, result, 2, internal::CALL_ANY)
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
    let is_spread = i.number() == compile::Opcode::CallSpread as usize;
    if is_spread {
        return Next::Defer(internal::CALL_SPREAD_ANY);
    }
    let is_keywords = i.number() == compile::Opcode::CallKeywords as usize;
    let names =
        if is_keywords { super::tuple_item(super::code(m).constants, i.c()) } else { Word::NULL };
    let without_self = !is_keywords && i.c() == 1;
    let base = m.word(Word::from_int(i.a() as i64 | (without_self as i64) << 32));
    let (count, names) = (m.word(Word::from_int(i.b() as i64)), m.word(names));
    let result = m.call(&CALL_WINDOW, [base, count, names]);
    finish_store(m, i, result, 2)
}

/// Named arguments.
#[inline(always)]
pub fn call_keywords<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let names = super::tuple_item(super::code(m).constants, i.c());
    let callable = m.register(base);
    let bound = m.register(base + SELF_SLOT);
    let has_self = !m.is_null(bound);
    if m.has_shape(callable, Builtin::Function.shape()) {
        let (delta, given) = window(i, has_self);
        return enter_bound(m, callable, delta, given, names);
    }
    if has_self {
        return Next::Defer(internal::CALL_ANY);
    }
    if m.has_shape(callable, Builtin::Type.shape()) {
        let class = m.promote(callable).word();
        return instantiate(m, i, class, i.b(), names);
    }
    let Some((function, object)) = bound_function(m, callable) else {
        return Next::Defer(internal::CALL_ANY);
    };
    enter_method(m, i, function, object, i.b() + 1, names)
}

/// Most arguments of an unpacked tuple or list that go to a frame directly.
const SPREAD: usize = 12;

/// Arguments from a tuple or list, named ones from a dict. Where they are few they are put into the window as those of
/// an ordinary call.
#[inline(always)]
pub fn call_spread<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    if !m.has_shape(callable, Builtin::Function.shape()) {
        return Next::Defer(internal::CALL_SPREAD_ANY);
    }
    let (positional, named) =
        (m.register(base + FIRST_ARGUMENT), m.register(base + FIRST_ARGUMENT + 1));
    let Some((items, element, length)) = spread_items(m, positional) else {
        return Next::Defer(internal::CALL_SPREAD_ANY);
    };
    let (mut names, mut entries) = (Word::NULL, None);
    if !m.is_null(named) {
        if !m.has_shape(named, Builtin::Dict.shape()) {
            return Next::Defer(internal::CALL_SPREAD_ANY);
        }
        if m.is_recording() {
            entries = known_entries(m, named);
        }
        if let Some((known, _)) = entries {
            names = known;
        } else {
            names = names_of(m, named);
            if names == Word::TOMBSTONE {
                return Next::Defer(internal::CALL_SPREAD_ANY);
            }
        }
    }
    let count = if names.is_null() { 0 } else { object::tuple::items(names).len() };
    let bound = m.register(base + SELF_SLOT);
    let has_self = !m.is_null(bound);
    let given = length + count + has_self as usize;
    let delta = base + if has_self { SELF_SLOT } else { FIRST_ARGUMENT };
    let code = code_of(m, callable);
    let is_counted = code.simple != 0 && names.is_null() && code.argument_count as usize == given;
    let plan = if is_counted { None } else { binding::cached(m, code, given, names) };
    if !is_counted && plan.is_none() {
        return Next::Defer(internal::CALL_SPREAD_ANY);
    }
    let null = m.word(Word::NULL);
    let mut values = [null; SPREAD + crate::plan::named::MOST];
    for (index, value) in values.iter_mut().enumerate().take(length) {
        let at = m.int(index as i64);
        *value = m.load_element(items, at, element);
        // A list may have shrunk.
        if m.is_null(*value) {
            return Next::Defer(internal::CALL_SPREAD_ANY);
        }
    }
    for index in 0..count {
        if let Some((_, known)) = entries {
            values[length + index] = known[index];
            continue;
        }
        let name = m.word(super::tuple_item(names, index));
        values[length + index] = m.call(&NAMED_VALUE, [named, name]);
        if m.is_word(values[length + index], Word::TOMBSTONE) {
            return Next::Defer(internal::CALL_SPREAD_ANY);
        }
    }
    for (index, &value) in values.iter().enumerate().take(length + count) {
        m.set_register(base + FIRST_ARGUMENT + index, value);
    }
    if let Some(plan) = plan
        && !binding::bind(m, plan, callable, delta)
    {
        m.set_register(base + FIRST_ARGUMENT, positional);
        m.set_register(base + FIRST_ARGUMENT + 1, named);
        return Next::Defer(internal::CALL_SPREAD_ANY);
    }
    enter(m, callable, delta, code)
}

/// The names in a dict, null where it is empty, or the tombstone.
#[inline(always)]
fn names_of<M: Machine>(m: &mut M, named: M::Ref) -> Word {
    let is_empty = m.call_test(&IS_EMPTY, [named]);
    if m.guard(is_empty) {
        return Word::NULL;
    }
    let tuple = m.call(&NAMES_OF, [named]);
    m.promote(tuple).word()
}

/// Where the items of an exact tuple or list are, and how many; not more than `SPREAD`.
#[inline(always)]
fn spread_items<M: Machine>(
    m: &mut M,
    positional: M::Ref,
) -> Option<(M::Ref, &'static Element, usize)> {
    let (items, element, length) = if m.has_shape(positional, Builtin::Tuple.shape()) {
        (positional, &field::TUPLE_ITEM, m.load_int(positional, &field::TUPLE_LENGTH))
    } else if m.has_shape(positional, Builtin::List.shape()) {
        let items = m.load(positional, &field::LIST_ITEMS);
        if m.is_null(items) {
            return Some((items, &field::VECTOR_ITEM, 0));
        }
        (items, &field::VECTOR_ITEM, m.load_int(items, &field::VECTOR_LENGTH))
    } else {
        return None;
    };
    let length = m.box_int(length);
    let length = m.promote(length).word().int() as usize;
    (length <= SPREAD).then_some((items, element, length))
}

#[inline(always)]
pub fn call_spread_any<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    let bound = m.register(base + SELF_SLOT);
    let (positional, named) =
        (m.register(base + FIRST_ARGUMENT), m.register(base + FIRST_ARGUMENT + 1));
    let result = m.call(&CALL_SPREAD, [callable, bound, positional, named]);
    finish_store(m, i, result, 2)
}

#[inline(always)]
pub fn call_super<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let base = i.a();
    let callable = m.register(base);
    let (class, object) =
        (m.register(base + FIRST_ARGUMENT), m.register(base + FIRST_ARGUMENT + 1));
    let result = m.call(&CALL_SUPER, [callable, class, object]);
    finish(m, result, internal::STORE)
}

crate::residuals! {
    CALL_WINDOW = call_window, (base, count, names), Effects::ANY;
    CALL_VARIADIC = call_variadic, (definition, first, count), Effects::ANY;
    CALL_SPREAD = call_with_spread, (callable, bound, positional, named), Effects::ANY;
    CALL_SUPER = call_of_super, (callable, class, object), Effects::ANY;
    BAD_INIT = bad_init, (value), Effects::READS;
    INITIALIZE_NEW = initialize_new, (object, base, count, names), Effects::ANY;
}

/// `__init__` of what `__new__` gave, if it is an instance of the class that was called.
fn initialize_new(
    thread: &mut Thread,
    object: Word,
    base: Word,
    count: Word,
    names: Word,
) -> Result {
    let (base, count) = (base.int() as usize, count.int() as usize);
    // SAFETY: the frame's registers lie in memory while a call that may run Python is under way.
    let (class, arguments) = unsafe {
        let window = thread.frame.add(base);
        (*window, std::slice::from_raw_parts(window.add(FIRST_ARGUMENT), count))
    };
    let actual = object::class::class_of(object);
    if !object::class::is_subclass(actual, class) {
        return Ok(object);
    }
    let init = object::class::lookup(actual, object::interned!("__init__"));
    let arguments = Arguments { all: arguments, names };
    let result = object::function::call_found(thread, init, object, arguments)?;
    if !result.is_none() {
        return bad_init(thread, result);
    }
    Ok(object)
}

fn bad_init(thread: &mut Thread, value: Word) -> Result {
    let name = crate::frames::class_name(value);
    Err(thread.type_error(format!("__init__() should return None, not '{name}'")))
}

/// Whether a dict has no items.
static IS_EMPTY: tracer::Residual = {
    extern "C" fn entry(dict: u64) -> i64 {
        (object::dict::length(Word(dict)) == 0) as i64
    }
    tracer::Residual {
        name: "is_empty",
        address: tracer::Address(entry as *const ()),
        operands: &[tracer::Kind::Word],
        result: tracer::Kind::Int,
        takes_thread: false,
        effects: Effects { raises: false, ..Effects::READS },
    }
};

/// Calls what stands in a window of the current frame. Bit 32 of `base`: its self slot means nothing.
fn call_window(thread: &mut Thread, base: Word, count: Word, names: Word) -> Result {
    let without_self = base.int() >> 32 == 1;
    let (base, count) = (base.int() as u32 as usize, count.int() as usize);
    // SAFETY: the frame's registers lie in memory while a call that may run Python is under way.
    unsafe {
        let window = thread.frame.add(base);
        let callable = *window;
        let bound = *window.add(SELF_SLOT);
        let (first, total) = if without_self || bound.is_null() {
            (FIRST_ARGUMENT, count)
        } else {
            (SELF_SLOT, count + 1)
        };
        let arguments = std::slice::from_raw_parts(window.add(first), total);
        crate::run::call_with(thread, callable, Arguments { all: arguments, names })
    }
}

/// Calls a native function that takes any arguments; they begin at a register of the current frame.
fn call_variadic(thread: &mut Thread, definition: Word, first: Word, count: Word) -> Result {
    // What is called may call the like again without a frame between.
    object::operation::check_stack(thread, " while calling a Python object")?;
    // SAFETY: the word is a definition's address, and definitions are never freed; the frame's registers lie in memory
    // while a call that may run Python is under way.
    let (definition, all) = unsafe {
        (
            &*(definition.0 as *const NativeFunction),
            std::slice::from_raw_parts(
                thread.frame.add(first.int() as usize),
                count.int() as usize,
            ),
        )
    };
    object::function::call_native(thread, definition, Arguments { all, names: Word::NULL })
}

fn call_with_spread(
    thread: &mut Thread,
    callable: Word,
    bound: Word,
    positional: Word,
    named: Word,
) -> Result {
    crate::run::call_spread(thread, callable, bound, positional, named)
}

fn call_of_super(thread: &mut Thread, callable: Word, class: Word, object: Word) -> Result {
    if callable == Builtin::Super.word() {
        thread.call(callable, &[class, object])
    } else {
        thread.call(callable, &[])
    }
}
