//! Residual functions: Rust that handlers call opaquely, with its effects.

use object::Result;
use object::operation::{self, Binary, Compare, Unary};
use object::{Builtin, Thread};
use tracer::{Effects, Word};

/// Declares residual functions of words: `NAME = path(operands) effects;`
#[macro_export]
macro_rules! residuals {
    ($($(#[$doc:meta])* $name:ident = $function:path, ($($operand:ident),*), $effects:expr;)*) => {
        $(
            $(#[$doc])*
            pub static $name: tracer::Residual = {
                extern "C" fn entry(thread: *mut object::Thread $(, $operand: u64)*) -> u64 {
                    object::native::caught(thread, |thread| $function(thread $(, tracer::Word($operand))*))
                }
                tracer::Residual {
                    name: stringify!($name),
                    address: tracer::Address(entry as *const ()),
                    operands: &[$($crate::residuals!(@kind $operand)),*],
                    result: tracer::Kind::Word,
                    takes_thread: true,
                    effects: $effects,
                }
            };
        )*
    };
    (@kind $operand:ident) => { tracer::Kind::Word };
}

residuals! {
    /// Any binary operator: number of the operator, plus 64 for the in-place form.
    BINARY = binary, (operator, left, right), Effects::ANY;
    /// Arithmetic of built-in numbers and strings of exact types: runs no Python.
    BUILTIN_BINARY = binary, (operator, left, right), Effects::READS;
    UNARY = unary, (operator, operand), Effects::ANY;
    COMPARE = compare, (operator, left, right), Effects::ANY;
    TRUTH = truth, (object), Effects::ANY;
    CONTAINS = contains, (container, item), Effects::ANY;
    GET_ITEM = operation::get_item, (object, key), Effects::ANY;
    GET_ITEM_BUILTIN = operation::get_item, (object, key), Effects::READS;
    SET_ITEM = set_item, (object, key, value), Effects::ANY;
    DELETE_ITEM = delete_item, (object, key), Effects::ANY;
    LENGTH = length, (object), Effects::ANY;
}

/// The operator of a number.
pub fn binary_operator(number: i64) -> Binary {
    const ALL: [Binary; 13] = [
        Binary::Add,
        Binary::Sub,
        Binary::Mul,
        Binary::TrueDiv,
        Binary::FloorDiv,
        Binary::Mod,
        Binary::Pow,
        Binary::LeftShift,
        Binary::RightShift,
        Binary::And,
        Binary::Or,
        Binary::Xor,
        Binary::MatMul,
    ];
    ALL[number as usize & 15]
}

pub fn compare_operator(number: i64) -> Compare {
    const ALL: [Compare; 6] =
        [Compare::Lt, Compare::Le, Compare::Eq, Compare::Ne, Compare::Gt, Compare::Ge];
    ALL[number as usize % 6]
}

fn binary(thread: &mut Thread, operator: Word, left: Word, right: Word) -> Result {
    let number = operator.int();
    if number & 64 != 0 {
        operation::inplace(thread, binary_operator(number), left, right)
    } else {
        operation::binary(thread, binary_operator(number), left, right)
    }
}

fn unary(thread: &mut Thread, operator: Word, operand: Word) -> Result {
    let operator = [Unary::Negative, Unary::Positive, Unary::Invert][operator.int() as usize % 3];
    operation::unary(thread, operator, operand)
}

fn compare(thread: &mut Thread, operator: Word, left: Word, right: Word) -> Result {
    operation::compare(thread, compare_operator(operator.int()), left, right)
}

fn truth(thread: &mut Thread, object: Word) -> Result {
    Ok(Word::from_bool(operation::truth(thread, object)?))
}

fn contains(thread: &mut Thread, container: Word, item: Word) -> Result {
    Ok(Word::from_bool(operation::contains(thread, container, item)?))
}

fn set_item(thread: &mut Thread, object: Word, key: Word, value: Word) -> Result {
    operation::set_item(thread, object, key, value)?;
    Ok(Word::NONE)
}

fn delete_item(thread: &mut Thread, object: Word, key: Word) -> Result {
    operation::delete_item(thread, object, key)?;
    Ok(Word::NONE)
}

fn length(thread: &mut Thread, object: Word) -> Result {
    Ok(Word::from_int(operation::length(thread, object)? as i64))
}

/// Raises NameError with the name attached.
pub fn name_error(thread: &mut Thread, name: Word) -> Result {
    let text =
        format!("name '{}' is not defined", String::from_utf8_lossy(object::string::bytes(name)));
    Err(raise_named(thread, Builtin::NameError, &text, name))
}

/// Raises UnboundLocalError, or NameError for a variable of an enclosing function.
pub fn unbound(thread: &mut Thread, name: Word, free: bool) -> Result {
    let shown = String::from_utf8_lossy(object::string::bytes(name)).into_owned();
    Err(if free {
        let text = format!(
            "cannot access free variable '{shown}' where it is not associated with a value in enclosing scope"
        );
        raise_named(thread, Builtin::NameError, &text, name)
    } else {
        let text = format!(
            "cannot access local variable '{shown}' where it is not associated with a value"
        );
        raise_named(thread, Builtin::UnboundLocalError, &text, name)
    })
}

fn raise_named(thread: &mut Thread, class: Builtin, text: &str, name: Word) -> object::Raised {
    let raised = thread.raise(class, text);
    let exception = thread.take_exception(raised);
    let attribute = object::interned!("name");
    match object::attribute::set(thread, exception, attribute, name) {
        Ok(()) => thread.raise_object(exception),
        Err(raised) => raised,
    }
}
