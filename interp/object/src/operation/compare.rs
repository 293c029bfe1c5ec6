//! Comparisons.

use super::{Compare, check_stack, truth};
use crate::builtin::Builtin;
use crate::class;
use crate::describe::class_name;
use crate::error::{Raised, Result};
use crate::function::call_found_words;
use crate::name::*;
use crate::object_type::is_default;
use crate::thread::Thread;
use crate::{header, quiet, string};
use tracer::Word;

/// Method, the one that means the same with operands exchanged, and the symbol.
fn names(operator: Compare) -> (&'static Name, &'static Name, &'static str) {
    match operator {
        Compare::Lt => (&__lt__, &__gt__, "<"),
        Compare::Le => (&__le__, &__ge__, "<="),
        Compare::Eq => (&__eq__, &__eq__, "=="),
        Compare::Ne => (&__ne__, &__ne__, "!="),
        Compare::Gt => (&__gt__, &__lt__, ">"),
        Compare::Ge => (&__ge__, &__le__, ">="),
    }
}

fn holds<T: PartialOrd>(operator: Compare, a: T, b: T) -> bool {
    match operator {
        Compare::Lt => a < b,
        Compare::Le => a <= b,
        Compare::Eq => a == b,
        Compare::Ne => a != b,
        Compare::Gt => a > b,
        Compare::Ge => a >= b,
    }
}

/// Numbers and strings at once.
#[inline]
fn simple(operator: Compare, left: Word, right: Word) -> Option<bool> {
    if left.is_int() && right.is_int() {
        return Some(holds(operator, left.int(), right.int()));
    }
    if left.is_float() && right.is_float() {
        return Some(holds(operator, left.float(), right.float()));
    }
    if header::has_shape(left, Builtin::Str.shape())
        && header::has_shape(right, Builtin::Str.shape())
    {
        // Code point order is byte order, surrogates included.
        return Some(holds(operator, string::bytes(left), string::bytes(right)));
    }
    None
}

/// Rich comparison; any object may come back.
pub fn compare(thread: &mut Thread, operator: Compare, left: Word, right: Word) -> Result {
    if let Some(result) = simple(operator, left, right) {
        return Ok(Word::from_bool(result));
    }
    if let Some(result) = quiet::compare(operator, left, right) {
        return Ok(Word::from_bool(result));
    }
    check_stack(thread, " in comparison")?;
    let (name, reflected, symbol) = names(operator);
    let (left_class, right_class) = (class::class_of(left), class::class_of(right));
    let mut other = class::lookup(right_class, reflected.word());
    if is_default(other) && operator != Compare::Ne {
        other = Word::NULL;
    }
    if !other.is_null() && right_class != left_class && class::is_subclass(right_class, left_class)
    {
        let result = call_found_words(thread, other, right, &[left])?;
        if result != Word::NOT_IMPLEMENTED {
            return Ok(result);
        }
        other = Word::NULL;
    }
    let method = class::lookup(left_class, name.word());
    if !method.is_null() && (!is_default(method) || operator == Compare::Ne) {
        let result = call_found_words(thread, method, left, &[right])?;
        if result != Word::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    if !other.is_null() {
        let result = call_found_words(thread, other, right, &[left])?;
        if result != Word::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    match operator {
        Compare::Eq => Ok(Word::from_bool(left == right)),
        Compare::Ne => Ok(Word::from_bool(left != right)),
        _ => Err(unordered(thread, symbol, left, right)),
    }
}

#[cold]
fn unordered(thread: &mut Thread, symbol: &str, left: Word, right: Word) -> Raised {
    let text = format!(
        "'{symbol}' not supported between instances of '{}' and '{}'",
        class_name(left),
        class_name(right)
    );
    thread.type_error(text)
}

/// `left is right or left == right`, as containers compare.
pub fn equal(thread: &mut Thread, left: Word, right: Word) -> Result<bool> {
    if left == right {
        return Ok(true);
    }
    if let Some(result) = simple(Compare::Eq, left, right) {
        return Ok(result);
    }
    let result = compare(thread, Compare::Eq, left, right)?;
    if result.is_bool() { Ok(result == Word::TRUE) } else { truth(thread, result) }
}
