//! Functions about numbers and characters.

use crate::{argument, name};
use object::operation::Binary;
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{class, float, integer, operation, string};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Return the absolute value of the argument.
    abs(number) "($module, number, /)" Effects::ANY => abs;
    /// Return the tuple (x//y, x%y).  Invariant: div*y + mod == x.
    divmod(x, y) "($module, x, y, /)" Effects::ANY => divmod;
    /// Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.
    pow(base, exp, modulus) "($module, base, exp, mod=None)" Effects::ANY => pow;
    /// Round a number to a given precision in decimal digits.
    round(number, digits) "($module, number, ndigits=None)" Effects::ANY => round;
    /// Return the binary representation of an integer.
    bin(number) "($module, number, /)" Effects::ANY => bin;
    /// Return the octal representation of an integer.
    oct(number) "($module, number, /)" Effects::ANY => oct;
    /// Return the hexadecimal representation of an integer.
    hex(number) "($module, number, /)" Effects::ANY => hex;
    /// Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff.
    chr(number) "($module, i, /)" Effects::ANY => chr;
    /// Return the ordinal value of a character.
    ord(character) "($module, character, /)" Effects::READS => ord;
}

/// `abs(number)`
pub fn abs(thread: &mut Thread, number: Word) -> Result {
    if number.is_int() {
        return Ok(integer::from_i64(thread, number.int().abs()));
    }
    if number.is_float() {
        return Ok(float::new(thread, number.float().abs()));
    }
    match operation::call_special(thread, number, name!("__abs__"), &[])? {
        Some(value) => Ok(value),
        None => {
            let kind = argument::class_name(number);
            Err(thread.type_error(format!("bad operand type for abs(): '{kind}'")))
        }
    }
}

/// A binary operation by its two special methods, the reflected one of a subclass first.
pub fn by_methods(
    thread: &mut Thread,
    left: Word,
    right: Word,
    method: Word,
    reflected: Word,
) -> Result<Option<Word>> {
    let (left_class, right_class) = (class::class_of(left), class::class_of(right));
    let different = left_class != right_class;
    let mut asked_right = false;
    if different && class::is_subclass(right_class, left_class) {
        let own = class::lookup(right_class, reflected);
        if !own.is_null() && own != class::lookup(left_class, reflected) {
            asked_right = true;
            if let Some(value) = operation::call_special(thread, right, reflected, &[left])?
                && value != Word::NOT_IMPLEMENTED
            {
                return Ok(Some(value));
            }
        }
    }
    if let Some(value) = operation::call_special(thread, left, method, &[right])?
        && value != Word::NOT_IMPLEMENTED
    {
        return Ok(Some(value));
    }
    if different
        && !asked_right
        && let Some(value) = operation::call_special(thread, right, reflected, &[left])?
        && value != Word::NOT_IMPLEMENTED
    {
        return Ok(Some(value));
    }
    Ok(None)
}

fn divmod(thread: &mut Thread, x: Word, y: Word) -> Result {
    match by_methods(thread, x, y, name!("__divmod__"), name!("__rdivmod__"))? {
        Some(value) => Ok(value),
        None => {
            let text = format!(
                "unsupported operand type(s) for divmod(): '{}' and '{}'",
                argument::class_name(x),
                argument::class_name(y)
            );
            Err(thread.type_error(text))
        }
    }
}

/// `pow` of small ints; of others it answers the tombstone.
pub static POWER: tracer::Residual = {
    extern "C" fn entry(thread: *mut Thread, base: u64, exponent: u64, modulus: u64) -> u64 {
        object::native::caught(thread, |thread| {
            let (base, exponent, modulus) = (Word(base), Word(exponent), Word(modulus));
            if !base.is_int() || !exponent.is_int() {
                return Ok(Word::TOMBSTONE);
            }
            if modulus.is_int() {
                return integer::pow_modulo(thread, base, exponent, modulus);
            }
            if argument::absent(modulus) {
                return integer::pow(thread, base, exponent);
            }
            Ok(Word::TOMBSTONE)
        })
    }
    tracer::Residual {
        name: "power",
        address: tracer::Address(entry as *const ()),
        operands: &[tracer::Kind::Word, tracer::Kind::Word, tracer::Kind::Word],
        result: tracer::Kind::Word,
        takes_thread: true,
        effects: Effects::READS,
    }
};

fn pow(thread: &mut Thread, base: Word, exp: Word, modulus: Word) -> Result {
    if argument::absent(modulus) {
        return match operation::builtin_binary(thread, Binary::Pow, base, exp)? {
            Word::NOT_IMPLEMENTED => {
                let methods = by_methods(thread, base, exp, name!("__pow__"), name!("__rpow__"))?;
                match methods {
                    Some(value) => Ok(value),
                    None => {
                        let text = format!(
                            "unsupported operand type(s) for ** or pow(): '{}' and '{}'",
                            argument::class_name(base),
                            argument::class_name(exp)
                        );
                        Err(thread.type_error(text))
                    }
                }
            }
            value => Ok(value),
        };
    }
    for (object, method, others) in
        [(base, name!("__pow__"), [exp, modulus]), (exp, name!("__rpow__"), [base, modulus])]
    {
        if let Some(value) = operation::call_special(thread, object, method, &others)?
            && value != Word::NOT_IMPLEMENTED
        {
            return Ok(value);
        }
    }
    let text = format!(
        "unsupported operand type(s) for ** or pow(): '{}', '{}', '{}'",
        argument::class_name(base),
        argument::class_name(exp),
        argument::class_name(modulus)
    );
    Err(thread.type_error(text))
}

fn round(thread: &mut Thread, number: Word, digits: Word) -> Result {
    let result = if argument::absent(digits) {
        operation::call_special(thread, number, name!("__round__"), &[])?
    } else {
        operation::call_special(thread, number, name!("__round__"), &[digits])?
    };
    match result {
        Some(value) => Ok(value),
        None => {
            let kind = argument::class_name(number);
            Err(thread.type_error(format!("type {kind} doesn't define __round__ method")))
        }
    }
}

/// The text of a number in base 2, 8 or 16: `bits` of it to a digit.
fn in_base(thread: &mut Thread, number: Word, specification: &str, bits: u32) -> Result {
    if number.is_int() {
        let value = number.int();
        let mut text = [0; 3 + 64];
        let mut at = text.len();
        let mut rest = value.unsigned_abs();
        while rest != 0 || at == text.len() {
            at -= 1;
            text[at] = b"0123456789abcdef"[(rest & ((1 << bits) - 1)) as usize];
            rest >>= bits;
        }
        let prefix = [b'0', specification.as_bytes()[1]];
        at -= 2;
        text[at..at + 2].copy_from_slice(&prefix);
        if value < 0 {
            at -= 1;
            text[at] = b'-';
        }
        let text = &text[at..];
        return Ok(string::from_counted(thread, text, text.len()));
    }
    let number = operation::index(thread, number)?;
    let specification = string::new(thread, specification);
    operation::format(thread, number, specification)
}

fn bin(thread: &mut Thread, number: Word) -> Result {
    in_base(thread, number, "#b", 1)
}

fn oct(thread: &mut Thread, number: Word) -> Result {
    in_base(thread, number, "#o", 3)
}

fn hex(thread: &mut Thread, number: Word) -> Result {
    in_base(thread, number, "#x", 4)
}

fn chr(thread: &mut Thread, number: Word) -> Result {
    let value = operation::index_i64(thread, number, None)?;
    if !(0..=0x10_ffff).contains(&value) {
        return Err(thread.value_error("chr() arg not in range(0x110000)"));
    }
    Ok(string::character(thread, value as u32))
}

fn ord(thread: &mut Thread, character: Word) -> Result {
    if string::is_str(character) {
        let length = string::length(character);
        return match string::single(character) {
            Some(code_point) => Ok(Word::from_int(i64::from(code_point))),
            None => {
                let text =
                    format!("ord() expected a character, but string of length {length} found");
                Err(thread.type_error(text))
            }
        };
    }
    if let Some(bytes) = crate::buffer::own_bytes(character) {
        return match bytes {
            [byte] => Ok(Word::from_int(i64::from(*byte))),
            _ => {
                let length = bytes.len();
                let text =
                    format!("ord() expected a character, but string of length {length} found");
                Err(thread.type_error(text))
            }
        };
    }
    let kind = argument::class_name(character);
    Err(thread.type_error(format!("ord() expected string of length 1, but {kind} found")))
}

/// `Builtin` is of this class or below.
pub fn is_exact_float(word: Word) -> bool {
    word.is_float() || object::header::has_shape(word, Builtin::Float.shape())
}
