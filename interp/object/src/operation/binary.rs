//! Arithmetic: small numbers at once, then the methods of both operands.
//!
//! CPython asks the number slots of both operands before the sequence slots of the left one, so
//! `[1] + x` first asks `x.__radd__`. Here all are methods; those that stand for sequence slots
//! are told by their class having no subtraction, and are asked last.

use super::{Binary, Unary, has_index, index};
use crate::builtin::Builtin;
use crate::class;
use crate::describe::class_name;
use crate::error::{Raised, Result};
use crate::function::call_found_words;
use crate::name::*;
use crate::thread::Thread;
use crate::{descriptor, header, integer, string};
use tracer::Word;

/// Method, reflected method, in-place method, and the symbol.
fn names(operator: Binary) -> (&'static Name, &'static Name, &'static Name, &'static str) {
    match operator {
        Binary::Add => (&__add__, &__radd__, &__iadd__, "+"),
        Binary::Sub => (&__sub__, &__rsub__, &__isub__, "-"),
        Binary::Mul => (&__mul__, &__rmul__, &__imul__, "*"),
        Binary::TrueDiv => (&__truediv__, &__rtruediv__, &__itruediv__, "/"),
        Binary::FloorDiv => (&__floordiv__, &__rfloordiv__, &__ifloordiv__, "//"),
        Binary::Mod => (&__mod__, &__rmod__, &__imod__, "%"),
        Binary::Pow => (&__pow__, &__rpow__, &__ipow__, "** or pow()"),
        Binary::LeftShift => (&__lshift__, &__rlshift__, &__ilshift__, "<<"),
        Binary::RightShift => (&__rshift__, &__rrshift__, &__irshift__, ">>"),
        Binary::And => (&__and__, &__rand__, &__iand__, "&"),
        Binary::Or => (&__or__, &__ror__, &__ior__, "|"),
        Binary::Xor => (&__xor__, &__rxor__, &__ixor__, "^"),
        Binary::MatMul => (&__matmul__, &__rmatmul__, &__imatmul__, "@"),
    }
}

/// The result for small operands whose result needs no thought.
#[inline]
fn small(thread: &mut Thread, operator: Binary, left: Word, right: Word) -> Option<Word> {
    if left.is_int() && right.is_int() {
        let (a, b) = (left.int(), right.int());
        let value = match operator {
            Binary::Add => a + b,
            Binary::Sub => a - b,
            Binary::Mul => a.checked_mul(b)?,
            Binary::And => a & b,
            Binary::Or => a | b,
            Binary::Xor => a ^ b,
            Binary::FloorDiv if b > 0 => a.div_euclid(b),
            Binary::Mod if b > 0 => a.rem_euclid(b),
            Binary::RightShift if b >= 0 => a >> b.min(63),
            _ => return None,
        };
        return Some(integer::from_i64(thread, value));
    }
    if left.is_float() && right.is_float() {
        let (a, b) = (left.float(), right.float());
        let value = match operator {
            Binary::Add => a + b,
            Binary::Sub => a - b,
            Binary::Mul => a * b,
            Binary::TrueDiv if b != 0.0 => a / b,
            _ => return None,
        };
        return Some(crate::float::new(thread, value));
    }
    None
}

/// Any binary operator, reflected methods included.
pub fn binary(thread: &mut Thread, operator: Binary, left: Word, right: Word) -> Result {
    if let Some(value) = small(thread, operator, left, right) {
        return Ok(value);
    }
    if operator == Binary::Add && string::is_exact(left) && string::is_exact(right) {
        return string::concatenate(thread, left, right);
    }
    if operator == Binary::Add && crate::list::is_exact(left) && crate::list::is_exact(right) {
        return crate::list::concatenate(thread, left, right);
    }
    let (name, reflected, _, symbol) = names(operator);
    let result = attempt(thread, operator, name, reflected, left, right)?;
    if result == Word::NOT_IMPLEMENTED {
        return Err(unsupported(thread, symbol, left, right));
    }
    Ok(result)
}

#[cold]
fn unsupported(thread: &mut Thread, symbol: &str, left: Word, right: Word) -> Raised {
    let text = format!(
        "unsupported operand type(s) for {symbol}: '{}' and '{}'",
        class_name(left),
        class_name(right)
    );
    thread.type_error(text)
}

/// Whether a method stands for a sequence slot.
fn is_sequence_method(operator: Binary, method: Word) -> bool {
    matches!(operator, Binary::Add | Binary::Mul)
        && header::has_shape(method, Builtin::WrapperDescriptor.shape())
        && class::lookup(descriptor::native(method).class, __sub__.word()).is_null()
}

/// Asks the methods of both operands; NotImplemented where none knows.
fn attempt(
    thread: &mut Thread,
    operator: Binary,
    name: &Name,
    reflected: &Name,
    left: Word,
    right: Word,
) -> Result {
    if operator == Binary::Mod
        && crate::string::is_exact(left)
        && (crate::string::is_exact(right) || !crate::string::is_str(right))
    {
        return crate::string::percent::format(thread, left, right);
    }
    let (left_class, right_class) = (class::class_of(left), class::class_of(right));
    let method = class::lookup(left_class, name.word());
    let sequence_left = is_sequence_method(operator, method);
    let mut other = if right_class == left_class {
        Word::NULL
    } else {
        class::lookup(right_class, reflected.word())
    };
    let sequence_right = is_sequence_method(operator, other);
    let reflected_method = other;
    if sequence_right {
        other = Word::NULL;
    }
    if !other.is_null()
        && !method.is_null()
        && !sequence_left
        && class::is_subclass(right_class, left_class)
        && class::lookup(left_class, reflected.word()) != other
    {
        let result = call_found_words(thread, other, right, &[left])?;
        if result != Word::NOT_IMPLEMENTED {
            return Ok(result);
        }
        other = Word::NULL;
    }
    if !method.is_null() && !sequence_left {
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
        Binary::Add if sequence_left => call_found_words(thread, method, left, &[right]),
        Binary::Mul if sequence_left => repeat(thread, method, left, right),
        Binary::Mul if sequence_right => repeat(thread, reflected_method, right, left),
        _ => Ok(Word::NOT_IMPLEMENTED),
    }
}

/// A sequence, repeated by a method that takes an int.
fn repeat(thread: &mut Thread, method: Word, sequence: Word, count: Word) -> Result {
    if !has_index(count) {
        let text = format!("can't multiply sequence by non-int of type '{}'", class_name(count));
        return Err(thread.type_error(text));
    }
    let count = index(thread, count)?;
    call_found_words(thread, method, sequence, &[count])
}

/// `left op= right`
pub fn inplace(thread: &mut Thread, operator: Binary, left: Word, right: Word) -> Result {
    if let Some(value) = small(thread, operator, left, right) {
        return Ok(value);
    }
    let (name, reflected, changing, symbol) = names(operator);
    let method = class::lookup(class::class_of(left), changing.word());
    if !method.is_null() {
        if is_sequence_method(operator, method) {
            let right_class = class::class_of(right);
            let other = class::lookup(right_class, reflected.word());
            if !other.is_null()
                && right_class != class::class_of(left)
                && !is_sequence_method(operator, other)
            {
                let result = call_found_words(thread, other, right, &[left])?;
                if result != Word::NOT_IMPLEMENTED {
                    return Ok(result);
                }
            }
            if operator == Binary::Mul {
                return repeat(thread, method, left, right);
            }
        }
        let result = call_found_words(thread, method, left, &[right])?;
        if result != Word::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    let result = attempt(thread, operator, name, reflected, left, right)?;
    if result == Word::NOT_IMPLEMENTED {
        let symbol = if operator == Binary::Pow { "**" } else { symbol };
        return Err(unsupported(thread, &format!("{symbol}="), left, right));
    }
    Ok(result)
}

/// The operation where both are instances of built-in types with their own meaning of it (int + int, str % x, list * n ...); `NotImplemented` where Python would go on asking.
pub fn builtin_binary(thread: &mut Thread, operator: Binary, left: Word, right: Word) -> Result {
    if let Some(value) = small(thread, operator, left, right) {
        return Ok(value);
    }
    let heap = |object: Word| class::has_flag(class::class_of(object), class::flag::HEAP);
    if heap(left) || heap(right) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let (name, reflected, _, _) = names(operator);
    attempt(thread, operator, name, reflected, left, right)
}

/// `pow(base, exponent, modulus)`
pub fn power(thread: &mut Thread, base: Word, exponent: Word, modulus: Word) -> Result {
    if modulus.is_null() || modulus.is_none() {
        return binary(thread, Binary::Pow, base, exponent);
    }
    let method = class::lookup(class::class_of(base), __pow__.word());
    if !method.is_null() {
        let result = call_found_words(thread, method, base, &[exponent, modulus])?;
        if result != Word::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    let reflected = class::lookup(class::class_of(exponent), __rpow__.word());
    if !reflected.is_null() && class::class_of(exponent) != class::class_of(base) {
        let result = call_found_words(thread, reflected, exponent, &[base, modulus])?;
        if result != Word::NOT_IMPLEMENTED {
            return Ok(result);
        }
    }
    let text = format!(
        "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
        class_name(base),
        class_name(exponent),
        class_name(modulus)
    );
    Err(thread.type_error(text))
}

/// `divmod(left, right)`
pub fn divide_modulo(thread: &mut Thread, left: Word, right: Word) -> Result {
    let result = attempt(thread, Binary::FloorDiv, &__divmod__, &__rdivmod__, left, right)?;
    if result == Word::NOT_IMPLEMENTED {
        return Err(unsupported(thread, "divmod()", left, right));
    }
    Ok(result)
}

pub fn unary(thread: &mut Thread, operator: Unary, operand: Word) -> Result {
    if operand.is_int() {
        let value = operand.int();
        let value = match operator {
            Unary::Negative => -value,
            Unary::Positive => value,
            Unary::Invert => !value,
        };
        return Ok(integer::from_i64(thread, value));
    }
    let (name, symbol) = match operator {
        Unary::Negative => (&__neg__, "-"),
        Unary::Positive => (&__pos__, "+"),
        Unary::Invert => (&__invert__, "~"),
    };
    let method = class::lookup(class::class_of(operand), name.word());
    if method.is_null() {
        let text = format!("bad operand type for unary {symbol}: '{}'", class_name(operand));
        return Err(thread.type_error(text));
    }
    call_found_words(thread, method, operand, &[])
}
