//! Protocols: what operators, built-in functions and statements do with any objects. Exact built-in types first, then the special methods of the class.

use crate::builtin::Builtin;
use crate::class::{self, flag};
use crate::describe::{class_name, lossy};
use crate::error::{Raised, Result};
use crate::header;
use crate::layout::{BigInt, Layout, Payload};
use crate::name::*;
use crate::thread::Thread;
use crate::{attribute, dict, function, integer, list, string, tuple};
use tracer::Word;

mod binary;
mod compare;
mod instance;
mod subscript;

pub use binary::{binary, builtin_binary, divide_modulo, inplace, power, unary};
pub use compare::{compare, equal};
pub use instance::{is_instance, is_subclass, real_instance, real_subclass};
pub use subscript::{contains, delete_item, get_item, set_item};

/// The binary operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Binary {
    Add,
    Sub,
    Mul,
    TrueDiv,
    FloorDiv,
    Mod,
    Pow,
    LeftShift,
    RightShift,
    And,
    Or,
    Xor,
    MatMul,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Compare {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Unary {
    Negative,
    Positive,
    Invert,
}

/// Raises RecursionError where the native stack is nearly used up; `doing` as in " while getting the repr of an object".
#[inline]
pub fn check_stack(thread: &mut Thread, doing: &str) -> Result<()> {
    let marker = 0u8;
    if (&raw const marker as usize) < thread.native_limit {
        return Err(stack_overflow(thread, doing));
    }
    Ok(())
}

#[cold]
fn stack_overflow(thread: &mut Thread, doing: &str) -> Raised {
    let text = format!("maximum recursion depth exceeded{doing}");
    thread.raise(Builtin::RecursionError, text)
}

/// `callable(object)`
pub fn is_callable(object: Word) -> bool {
    !class::lookup(class::class_of(object), __call__.word()).is_null()
}

pub fn truth(thread: &mut Thread, object: Word) -> Result<bool> {
    match object {
        Word::TRUE => return Ok(true),
        Word::FALSE | Word::NONE => return Ok(false),
        _ => {}
    }
    if object.is_int() {
        return Ok(object.int() != 0);
    }
    if object.is_float() {
        return Ok(object.float() != 0.0);
    }
    if object.is_pointer() {
        const STR: u32 = Builtin::Str.shape();
        const LIST: u32 = Builtin::List.shape();
        const TUPLE: u32 = Builtin::Tuple.shape();
        const DICT: u32 = Builtin::Dict.shape();
        const SET: u32 = Builtin::Set.shape();
        const FROZEN_SET: u32 = Builtin::FrozenSet.shape();
        match header::shape_id(object) {
            STR => return Ok(!string::bytes(object).is_empty()),
            LIST => return Ok(list::length(object) != 0),
            TUPLE => return Ok(!tuple::items(object).is_empty()),
            DICT => return Ok(dict::length(object) != 0),
            SET | FROZEN_SET => return Ok(crate::set::length(object) != 0),
            _ => {}
        }
    }
    let kind = class::class_of(object);
    let method = class::lookup(kind, __bool__.word());
    if !method.is_null() {
        let result = function::call_found_words(thread, method, object, &[])?;
        if !result.is_bool() {
            let text = format!("__bool__ should return bool, returned {}", class_name(result));
            return Err(thread.type_error(text));
        }
        return Ok(result == Word::TRUE);
    }
    if class::lookup(kind, __len__.word()).is_null() {
        return Ok(true);
    }
    Ok(length(thread, object)? != 0)
}

/// Modulus of hashes of numbers.
const HASH_MODULUS: u64 = (1 << 61) - 1;

pub fn hash(thread: &mut Thread, object: Word) -> Result<i64> {
    if object.is_int() {
        let value = object.int();
        let hash = (value.unsigned_abs() % HASH_MODULUS) as i64;
        let hash = if value < 0 { -hash } else { hash };
        return Ok(if hash == -1 { -2 } else { hash });
    }
    if header::has_shape(object, Builtin::Str.shape()) {
        return Ok(string::hash(object));
    }
    let kind = class::class_of(object);
    let method = class::lookup(kind, __hash__.word());
    if method.is_null() || method.is_none() {
        return Err(thread.type_error(format!("unhashable type: '{}'", class_name(object))));
    }
    if crate::object_type::is_default(method) {
        return Ok(crate::object_type::identity_hash(object));
    }
    check_stack(thread, "")?;
    let result = function::call_found_words(thread, method, object, &[])?;
    if !integer::is_int(result) {
        return Err(thread.type_error("__hash__ method should return an integer"));
    }
    let hash = match integer::to_i64(result) {
        Some(hash) => hash,
        None => {
            let method = class::lookup(Builtin::Int.word(), __hash__.word());
            let reduced = function::call_found_words(thread, method, result, &[])?;
            integer::to_i64(reduced).unwrap_or(0)
        }
    };
    Ok(if hash == -1 { -2 } else { hash })
}

/// A str.
pub fn repr(thread: &mut Thread, object: Word) -> Result {
    check_stack(thread, " while getting the repr of an object")?;
    let method = class::lookup(class::class_of(object), __repr__.word());
    if method.is_null() {
        return Ok(crate::object_type::default_repr(thread, object));
    }
    let result = function::call_found_words(thread, method, object, &[])?;
    if !string::is_str(result) {
        let text = format!("__repr__ returned non-string (type {})", class_name(result));
        return Err(thread.type_error(text));
    }
    Ok(result)
}

/// A str.
pub fn str(thread: &mut Thread, object: Word) -> Result {
    if let Some(text) = crate::construct::text(thread, object) {
        return Ok(text);
    }
    check_stack(thread, " while getting the str of an object")?;
    let method = class::lookup(class::class_of(object), __str__.word());
    if method.is_null() || crate::object_type::is_default(method) {
        return repr(thread, object);
    }
    let result = function::call_found_words(thread, method, object, &[])?;
    if !string::is_str(result) {
        let text = format!("__str__ returned non-string (type {})", class_name(result));
        return Err(thread.type_error(text));
    }
    Ok(result)
}

/// `format(object, specification)`; a str. A null specification is the empty one.
pub fn format(thread: &mut Thread, object: Word, specification: Word) -> Result {
    let plain = specification.is_null()
        || string::is_str(specification) && string::bytes(specification).is_empty();
    if plain
        && (header::has_shape(object, Builtin::Str.shape()) || object.is_int() || object.is_float())
    {
        return str(thread, object);
    }
    if !plain && string::is_exact(specification) {
        let mut text = Vec::with_capacity(48);
        if crate::plain_format::push(object, string::bytes(specification), &mut text) {
            return Ok(string::from_wtf8(thread, &text));
        }
    }
    let specification = if specification.is_null() { crate::interned!("") } else { specification };
    let method = class::lookup(class::class_of(object), __format__.word());
    if method.is_null() {
        let text = format!("Type {} doesn't define __format__", class_name(object));
        return Err(thread.type_error(text));
    }
    let result = function::call_found_words(thread, method, object, &[specification])?;
    if !string::is_str(result) {
        let text = format!("__format__ must return a str, not {}", class_name(result));
        return Err(thread.type_error(text));
    }
    Ok(result)
}

pub fn length(thread: &mut Thread, object: Word) -> Result<usize> {
    if object.is_pointer() {
        const LIST: u32 = Builtin::List.shape();
        const TUPLE: u32 = Builtin::Tuple.shape();
        const DICT: u32 = Builtin::Dict.shape();
        const STR: u32 = Builtin::Str.shape();
        const SET: u32 = Builtin::Set.shape();
        const FROZEN_SET: u32 = Builtin::FrozenSet.shape();
        match header::shape_id(object) {
            LIST => return Ok(list::length(object)),
            TUPLE => return Ok(tuple::items(object).len()),
            DICT => return Ok(dict::length(object)),
            STR => return Ok(string::length(object)),
            SET | FROZEN_SET => return Ok(crate::set::length(object)),
            _ => {}
        }
    }
    let method = class::lookup(class::class_of(object), __len__.word());
    if method.is_null() {
        let text = format!("object of type '{}' has no len()", class_name(object));
        return Err(thread.type_error(text));
    }
    let result = function::call_found_words(thread, method, object, &[])?;
    checked_length(thread, result)
}

/// What `__len__` has answered, as a length.
pub fn checked_length(thread: &mut Thread, result: Word) -> Result<usize> {
    let length = index_i64(thread, result, Some(Builtin::OverflowError));
    let length = match length {
        Ok(length) => length,
        Err(raised) => {
            if integer::is_int(result) && is_negative(result) {
                return Err(thread.value_error("__len__() should return >= 0"));
            }
            return Err(raised);
        }
    };
    if length < 0 {
        return Err(thread.value_error("__len__() should return >= 0"));
    }
    Ok(length as usize)
}

/// The int behind an int, bool, or instance of a subclass.
fn plain_int(object: Word) -> Word {
    match object {
        Word::TRUE => Word::from_int(1),
        Word::FALSE => Word::from_int(0),
        _ if class::layout_of(object) == Layout::Payload => {
            // SAFETY: the layout is that of payload objects.
            unsafe { (*object.pointer::<Payload>()).value }
        }
        _ => object,
    }
}

/// Whether an int is below zero.
pub fn is_negative(int: Word) -> bool {
    let int = plain_int(int);
    if int.is_int() {
        return int.int() < 0;
    }
    // SAFETY: ints are immediate or big integers.
    unsafe { (*int.pointer::<BigInt>()).negative != 0 }
}

/// `operator.index`: an int word (small or big).
pub fn index(thread: &mut Thread, object: Word) -> Result {
    if object.is_int() {
        return Ok(object);
    }
    if integer::is_int(object) {
        return Ok(plain_int(object));
    }
    let method = class::lookup(class::class_of(object), __index__.word());
    if method.is_null() {
        let text = format!("'{}' object cannot be interpreted as an integer", class_name(object));
        return Err(thread.type_error(text));
    }
    let result = function::call_found_words(thread, method, object, &[])?;
    if !integer::is_int(result) {
        let text = format!("__index__ returned non-int (type {})", class_name(result));
        return Err(thread.type_error(text));
    }
    Ok(plain_int(result))
}

/// Whether an object is an int or has `__index__`.
pub fn has_index(object: Word) -> bool {
    object.is_int() || !class::lookup(class::class_of(object), __index__.word()).is_null()
}

/// `index` clamped to i64 (for slices and repetition); `overflow`: raise this instead of clamping.
pub fn index_i64(thread: &mut Thread, object: Word, overflow: Option<Builtin>) -> Result<i64> {
    if object.is_int() {
        return Ok(object.int());
    }
    let int = index(thread, object)?;
    match (integer::to_i64(int), overflow) {
        (Some(value), _) => Ok(value),
        (None, None) => Ok(if is_negative(int) { i64::MIN } else { i64::MAX }),
        (None, Some(class)) => {
            let text = format!("cannot fit '{}' into an index-sized integer", class_name(object));
            Err(thread.raise(class, text))
        }
    }
}

/// `object.name(*arguments)`, looked up as an attribute.
pub fn call_method(thread: &mut Thread, object: Word, name: Word, arguments: &[Word]) -> Result {
    let name = attribute::interned(thread, name)?;
    let kind = class::class_of(object);
    let special = flag::GETATTRIBUTE | flag::GETATTR;
    if !class::has_flag(kind, special)
        && !matches!(
            class::layout_of(object),
            Layout::Class | Layout::Module | Layout::Super | Layout::Method
        )
    {
        let found = class::lookup(kind, name);
        if !found.is_null()
            && found.is_pointer()
            && (function::is_function(found)
                || class::layout_of(found) == Layout::NativeFunction
                    && !header::has_shape(found, Builtin::BuiltinFunction.shape()))
            && class::instance::get_attribute(thread, object, name)?.is_null()
            && crate::object_type::is_default(class::lookup(kind, __getattribute__.word()))
        {
            return function::call_found_words(thread, found, object, arguments);
        }
    }
    let method = attribute::get(thread, object, name)?;
    thread.call(method, arguments)
}

/// Calls a special method looked up on the class; `None` if there is none.
pub fn call_special(
    thread: &mut Thread,
    object: Word,
    name: Word,
    arguments: &[Word],
) -> Result<Option<Word>> {
    let method = class::lookup(class::class_of(object), name);
    if method.is_null() {
        return Ok(None);
    }
    function::call_found_words(thread, method, object, arguments).map(Some)
}

/// The text of `str(object)`.
pub fn text(thread: &mut Thread, object: Word) -> Result<String> {
    let word = str(thread, object)?;
    Ok(lossy(word))
}
