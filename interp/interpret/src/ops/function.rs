//! Making functions and classes, returning.

use super::{finish_next, finish_store};
use crate::internal;
use compile::Instruction;
use compile::opcode::function_attribute;
use object::{Result, Thread};
use tracer::{Effects, Machine, Next, Word};

#[inline(always)]
pub fn make_function<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (code, index) =
        (m.word(Word(m.code() as u64)), m.word(Word::from_int(i.wide_index() as i64)));
    let result = m.call(&MAKE_FUNCTION, [code, index]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn set_function_attribute<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (function, value, kind) =
        (m.register(i.a()), m.register(i.b()), m.word(Word::from_int(i.c() as i64)));
    let result = m.call(&SET_FUNCTION_ATTRIBUTE, [function, value, kind]);
    finish_next(m, result, 1)
}
#[inline(always)]
pub fn return_value<M: Machine>(m: &mut M, i: Instruction) -> Next {
    const SUSPENDING: u32 = compile::code::flag::GENERATOR
        | compile::code::flag::COROUTINE
        | compile::code::flag::ASYNC_GENERATOR;
    if super::code(m).flags & SUSPENDING != 0 {
        return Next::Defer(internal::RETURN_GENERATOR_END);
    }
    let value = m.register(i.a());
    m.leave(value)
}
#[inline(always)]
pub fn load_build_class<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let builtins = m.word(super::code(m).builtins);
    let result = m.call(&BUILD_CLASS, [builtins]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn load_common<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let word = match i.b() {
        0 => object::Builtin::AssertionError.word(),
        1 => object::Builtin::NotImplementedError.word(),
        2 => Word::TRUE,
        12 => object::Builtin::KeyError.word(),
        number if number < COMMON.len() => {
            let number = m.word(Word::from_int(number as i64));
            let result = m.call(&COMMON_OBJECT, [number]);
            return finish_store(m, i, result, 1);
        }
        _ => return super::unsupported(m, i),
    };
    let value = m.word(word);
    m.set_register(i.a(), value);
    m.next(1)
}
#[inline(always)]
pub fn setup_annotations<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let namespace = m.register(0);
    let result = m.call(&SETUP_ANNOTATIONS, [namespace]);
    finish_next(m, result, 1)
}

/// Module and name of the common objects that are no classes.
const COMMON: [(&str, &str); 12] = [
    ("", ""),
    ("", ""),
    ("", ""),
    ("sys", "displayhook"),
    ("_typing", "_type_variable"),
    ("_typing", "_parameter_specification"),
    ("_typing", "_type_variable_tuple"),
    ("_typing", "_set_default"),
    ("_typing", "_type_alias"),
    ("_typing", "_subscript_generic"),
    ("_templatelib", "_template"),
    ("_templatelib", "_interpolation"),
];

crate::residuals! {
    COMMON_OBJECT = common_object, (number), Effects::ANY;
    MAKE_FUNCTION = made_function, (code, index), Effects { runs_language: false, ..Effects::READS };
    SET_FUNCTION_ATTRIBUTE = set_attribute, (function, value, kind), Effects::writes(&[object::field::alias::FUNCTION]);
    BUILD_CLASS = build_class, (builtins), Effects::READS;
    SETUP_ANNOTATIONS = annotations, (namespace), Effects::ANY;
}

fn common_object(thread: &mut Thread, number: Word) -> Result {
    let (module, name) = COMMON[number.int() as usize];
    let module = object::module::import(thread, module)?;
    object::attribute::get(thread, module, object::intern::intern(name))
}

fn made_function(thread: &mut Thread, code: Word, index: Word) -> Result {
    let nested = crate::code::nested(thread, object::code::get(code), index.int() as usize)?;
    let qualname = object::code::get(nested).qualname;
    Ok(object::function::new(thread, nested, qualname))
}

fn set_attribute(thread: &mut Thread, function: Word, value: Word, kind: Word) -> Result {
    // SAFETY: the compiler applies this to the function it has just made.
    let object = unsafe { &mut *function.pointer::<object::layout::Function>() };
    let slot = match kind.int() as u32 {
        function_attribute::DEFAULTS => &mut object.defaults,
        function_attribute::KEYWORD_DEFAULTS => &mut object.keyword_defaults,
        function_attribute::CLOSURE => &mut object.closure,
        function_attribute::ANNOTATE => &mut object.annotate,
        function_attribute::TYPE_PARAMETERS => &mut object.type_parameters,
        _ => return Err(thread.raise(object::Builtin::SystemError, "no attribute of functions")),
    };
    *slot = value;
    let slot: *mut Word = slot;
    thread.barrier(function, slot, value);
    Ok(Word::NONE)
}

fn build_class(thread: &mut Thread, builtins: Word) -> Result {
    let name = object::interned!("__build_class__");
    match object::dict::get_str(builtins, name) {
        Some(function) => Ok(function),
        None => Err(thread.raise(object::Builtin::NameError, "__build_class__ not found")),
    }
}

fn annotations(thread: &mut Thread, namespace: Word) -> Result {
    let name = object::interned!("__annotations__");
    if !object::operation::contains(thread, namespace, name)? {
        let dict = object::dict::new(thread);
        object::operation::set_item(thread, namespace, name, dict)?;
    }
    Ok(Word::NONE)
}
