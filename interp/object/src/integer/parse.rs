//! Text to int, as `int(text, base)` reads it: spaces around, a sign, a prefix, underscores between
//! digits, decimal digits of any script.

use super::{convert::max_text_digits, from_big};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::number_text::{self, ascii_digits};
use crate::thread::Thread;
use dashu_int::IBig;
use tracer::Word;

/// Why a text is no int.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ParseError {
    Invalid,
    /// More digits than the limit: so many.
    TooLong(usize),
}

/// The digits of an ASCII literal: sign and base, underscores taken out.
fn literal(text: &[u8], base: u32) -> std::result::Result<(bool, u32, Vec<u8>), ParseError> {
    let mut rest = text;
    let mut negative = false;
    if let [sign @ (b'+' | b'-'), tail @ ..] = rest {
        negative = *sign == b'-';
        rest = tail;
    }
    let prefixed = match rest {
        [b'0', letter, ..] => match letter | 0x20 {
            b'x' => Some(16),
            b'o' => Some(8),
            b'b' => Some(2),
            _ => None,
        },
        _ => None,
    };
    let mut real_base = base;
    let mut zero_only = false;
    if base == 0 {
        real_base = prefixed.unwrap_or(10);
        // Leading zeros are refused without a prefix, but for zero itself.
        zero_only = prefixed.is_none() && rest.first() == Some(&b'0');
    }
    if prefixed == Some(real_base) {
        rest = &rest[2..];
        if let [b'_', tail @ ..] = rest {
            rest = tail;
        }
    }
    let mut digits = Vec::with_capacity(rest.len());
    let mut after_digit = false;
    for &byte in rest {
        if byte == b'_' {
            if !after_digit {
                return Err(ParseError::Invalid);
            }
            after_digit = false;
            continue;
        }
        match (byte as char).to_digit(real_base) {
            Some(value) if !(zero_only && value != 0) => digits.push(byte),
            _ => return Err(ParseError::Invalid),
        }
        after_digit = true;
    }
    if !after_digit {
        return Err(ParseError::Invalid);
    }
    Ok((negative, real_base, digits))
}

/// The int of an ASCII literal without spaces around it. Base 0: by prefix.
pub fn parse(thread: &mut Thread, text: &[u8], base: u32) -> std::result::Result<Word, ParseError> {
    if base == 10
        && text.len() <= 18
        && let Some(value) = short(text)
    {
        return Ok(Word::from_int(value));
    }
    let (negative, base, digits) = literal(text, base)?;
    let limit = max_text_digits();
    if !base.is_power_of_two() && limit > 0 && digits.len() > limit {
        return Err(ParseError::TooLong(digits.len()));
    }
    let Ok(text) = std::str::from_utf8(&digits) else { return Err(ParseError::Invalid) };
    let value = IBig::from_str_radix(text, base).map_err(|_| ParseError::Invalid)?;
    Ok(from_big(thread, &if negative { -value } else { value }))
}

/// Plain digits with a sign.
fn short(text: &[u8]) -> Option<i64> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    if digits.is_empty() {
        return None;
    }
    let mut value = 0i64;
    for &byte in digits {
        if !byte.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(byte - b'0');
    }
    Some(if negative { -value } else { value })
}

/// `int(string, base)`
pub fn parse_text(thread: &mut Thread, string: Word, base: u32) -> Result {
    let bytes = crate::string::bytes(string);
    let mut buffer = Vec::new();
    let text = ascii_digits(bytes, &mut buffer);
    let result = parse(thread, text, base);
    finish(thread, result, string, base)
}

/// `int(bytes, base)`; `object` is what the message shows.
pub fn parse_bytes(thread: &mut Thread, bytes: &[u8], object: Word, base: u32) -> Result {
    let result = parse(thread, number_text::strip_ascii(bytes), base);
    finish(thread, result, object, base)
}

fn finish(
    thread: &mut Thread,
    result: std::result::Result<Word, ParseError>,
    object: Word,
    base: u32,
) -> Result {
    match result {
        Ok(value) => Ok(value),
        Err(ParseError::TooLong(count)) => {
            let limit = max_text_digits();
            Err(thread.value_error(format!(
                "Exceeds the limit ({limit} digits) for integer string conversion: value has \
                 {count} digits; use sys.set_int_max_str_digits() to increase the limit"
            )))
        }
        Err(ParseError::Invalid) => {
            let message = message(thread, object, base)?;
            Err(thread.raise_with(Builtin::ValueError, &[message]))
        }
    }
}

fn message(thread: &mut Thread, object: Word, base: u32) -> Result {
    let mut message = format!("invalid literal for int() with base {base}: ").into_bytes();
    number_text::push_repr(thread, &mut message, object, 200)?;
    Ok(crate::string::from_wtf8(thread, &message))
}

/// What `int(text, base)` says of an exact str that is no int.
pub fn no_integer(thread: &mut Thread, text: Word, base: u32) -> Word {
    match message(thread, text, base) {
        Ok(message) => message,
        // A str has a `repr`.
        Err(raised) => {
            thread.take_exception(raised);
            crate::interned!("invalid literal for int()")
        }
    }
}

/// `int(text)` of an exact str of few bytes: `None` where it is none.
pub fn short_text(string: Word) -> Option<std::result::Result<Word, ParseError>> {
    let bytes = crate::string::bytes(string);
    // Separators among the control characters are spaces too.
    if bytes.len() > 18 || bytes.iter().any(|&byte| matches!(byte, 0x1c..=0x1f | 0x80..)) {
        return None;
    }
    let text = number_text::strip_ascii(bytes);
    Some(match short(text) {
        Some(value) => Ok(Word::from_int(value)),
        // Underscores between digits.
        None if text.contains(&b'_') => return None,
        None => Err(ParseError::Invalid),
    })
}
