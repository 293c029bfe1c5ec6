//! Escapes: `escape`, `unicode_escape`, `raw_unicode_escape`.

use super::{errors_name, handled, pair};
use crate::{argument, buffer, name};
use object::codec::error::decode_error;
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{operation, string};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    escape_decode(data, errors) "($module, data, errors=None, /)" Effects::ANY => escape_decode;
    escape_encode(data, errors) "($module, data, errors=None, /)" Effects::ANY => escape_encode;
    unicode_escape_decode(data, errors, last) "($module, data, errors=None, final=True, /)" Effects::ANY => unicode_decode;
    unicode_escape_encode(text, errors) "($module, str, errors=None, /)" Effects::ANY => unicode_encode;
    raw_unicode_escape_decode(data, errors, last) "($module, data, errors=None, final=True, /)" Effects::ANY => raw_decode;
    raw_unicode_escape_encode(text, errors) "($module, str, errors=None, /)" Effects::ANY => raw_encode;
}

/// The byte that a letter behind a backslash stands for.
fn simple(letter: u8) -> Option<u8> {
    Some(match letter {
        b'\\' | b'\'' | b'"' => letter,
        b'a' => 7,
        b'b' => 8,
        b't' => 9,
        b'n' => 10,
        b'v' => 11,
        b'f' => 12,
        b'r' => 13,
        _ => return None,
    })
}

/// An octal number of up to three digits: value and length.
fn octal(data: &[u8]) -> Option<(u32, usize)> {
    let digits = data.iter().take(3).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    if digits == 0 {
        return None;
    }
    Some((
        data[..digits].iter().fold(0, |value, digit| value * 8 + u32::from(digit - b'0')),
        digits,
    ))
}

/// A hexadecimal number: value and number of digits, at most `most`.
fn hexadecimal(data: &[u8], most: usize) -> (u32, usize) {
    let mut value = 0u32;
    let mut count = 0;
    for byte in data.iter().take(most) {
        let Some(digit) = (*byte as char).to_digit(16) else { break };
        value = value << 4 | digit;
        count += 1;
    }
    (value, count)
}

fn escape_decode(thread: &mut Thread, data: Word, errors: Word) -> Result {
    let bytes = if string::is_str(data) { string::bytes(data) } else { buffer::get(thread, data)? };
    let errors = errors_name(thread, errors)?;
    let mut result = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            result.push(bytes[at]);
            at += 1;
            continue;
        }
        let Some(&letter) = bytes.get(at + 1) else {
            return Err(thread.value_error("Trailing \\ in string"));
        };
        if let Some(byte) = simple(letter) {
            result.push(byte);
            at += 2;
        } else if letter == b'\n' {
            at += 2;
        } else if let Some((value, digits)) = octal(&bytes[at + 1..]) {
            result.push(value as u8);
            at += 1 + digits;
        } else if letter == b'x' {
            let (value, digits) = hexadecimal(&bytes[at + 2..], 2);
            if digits == 2 {
                result.push(value as u8);
            } else {
                match errors {
                    "strict" => {
                        let text = format!("invalid \\x escape at position {at}");
                        return Err(thread.value_error(text));
                    }
                    "replace" => result.push(b'?'),
                    "ignore" => {}
                    _ => {
                        let text = format!("decoding error; unknown error handling code: {errors}");
                        return Err(thread.value_error(text));
                    }
                }
            }
            at += 2 + digits;
        } else {
            result.extend_from_slice(&[b'\\', letter]);
            at += 2;
        }
    }
    let result = buffer::new_bytes(thread, &result);
    pair(thread, result, bytes.len())
}

fn escape_encode(thread: &mut Thread, data: Word, _errors: Word) -> Result {
    let Some(bytes) = buffer::own_bytes(data).filter(|_| buffer::is_bytes(data)) else {
        let kind = argument::class_name(data);
        return Err(
            thread.type_error(format!("escape_encode() argument 1 must be bytes, not {kind}"))
        );
    };
    let mut result = Vec::with_capacity(bytes.len());
    for &byte in bytes {
        match byte {
            b'\\' | b'\'' => result.extend_from_slice(&[b'\\', byte]),
            b'\t' => result.extend_from_slice(b"\\t"),
            b'\n' => result.extend_from_slice(b"\\n"),
            b'\r' => result.extend_from_slice(b"\\r"),
            b' '..=b'~' => result.push(byte),
            _ => result.extend_from_slice(format!("\\x{byte:02x}").as_bytes()),
        }
    }
    let result = buffer::new_bytes(thread, &result);
    pair(thread, result, bytes.len())
}

/// Looks a character name up, if the data base is there.
fn named(thread: &mut Thread, name: &[u8]) -> Result<Option<u32>> {
    let Ok(text) = std::str::from_utf8(name) else { return Ok(None) };
    let data = crate::import::import(thread, "unicodedata")?;
    let text = string::new(thread, text);
    let found = operation::call_method(thread, data, name!("lookup"), &[text]);
    Ok(thread.absorb(found, Builtin::KeyError)?.and_then(string::single))
}

fn unicode_decode(thread: &mut Thread, data: Word, errors: Word, last: Word) -> Result {
    let bytes = if string::is_str(data) { string::bytes(data) } else { buffer::get(thread, data)? };
    let last = argument::truth_or(thread, last, true)?;
    let errors = errors_name(thread, errors)?;
    let mut text = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            string::push(&mut text, u32::from(bytes[at]));
            at += 1;
            continue;
        }
        let rest = &bytes[at + 1..];
        let (end, reason) = match rest.first() {
            None => (bytes.len(), "\\ at end of string"),
            Some(b'\n') => {
                at += 2;
                continue;
            }
            Some(&letter) if simple(letter).is_some() => {
                text.push(simple(letter).unwrap_or(letter));
                at += 2;
                continue;
            }
            Some(&letter @ (b'x' | b'u' | b'U')) => {
                let (most, reason) = match letter {
                    b'x' => (2, "truncated \\xXX escape"),
                    b'u' => (4, "truncated \\uXXXX escape"),
                    _ => (8, "truncated \\UXXXXXXXX escape"),
                };
                let (value, digits) = hexadecimal(&rest[1..], most);
                if digits == most && value <= 0x10_ffff {
                    string::push(&mut text, value);
                    at += 2 + digits;
                    continue;
                }
                let reason = if digits == most { "illegal Unicode character" } else { reason };
                (at + 2 + digits, reason)
            }
            Some(b'N') => {
                let close = rest.iter().position(|&byte| byte == b'}');
                match (rest.get(1), close) {
                    (Some(b'{'), Some(close)) if close > 2 => {
                        if let Some(code_point) = named(thread, &rest[2..close])? {
                            string::push(&mut text, code_point);
                            at += 2 + close;
                            continue;
                        }
                        (at + 2 + close, "unknown Unicode character name")
                    }
                    _ => (bytes.len(), "malformed \\N character escape"),
                }
            }
            Some(&letter) => {
                if let Some((value, digits)) = octal(rest) {
                    string::push(&mut text, value);
                    at += 1 + digits;
                } else {
                    text.push(b'\\');
                    string::push(&mut text, u32::from(letter));
                    at += 2;
                }
                continue;
            }
        };
        if !last && end == bytes.len() {
            break;
        }
        let object = buffer::new_bytes(thread, bytes);
        let error = decode_error(thread, "unicodeescape", object, at, end, reason);
        let (replacement, next) = handled(thread, errors, error, bytes.len())?;
        text.extend_from_slice(string::bytes(replacement));
        at = next;
    }
    let text = string::from_wtf8(thread, &text);
    pair(thread, text, at)
}

fn text_argument(thread: &mut Thread, text: Word, who: &str) -> Result<&'static [u8]> {
    if string::is_str(text) {
        return Ok(string::bytes(text));
    }
    let kind = argument::class_name(text);
    Err(thread.type_error(format!("{who}() argument 1 must be str, not {kind}")))
}

fn unicode_encode(thread: &mut Thread, text: Word, _errors: Word) -> Result {
    let bytes = text_argument(thread, text, "unicode_escape_encode")?;
    let mut result = Vec::with_capacity(bytes.len());
    for code_point in string::characters(bytes) {
        match code_point {
            0x5c => result.extend_from_slice(b"\\\\"),
            9 => result.extend_from_slice(b"\\t"),
            10 => result.extend_from_slice(b"\\n"),
            13 => result.extend_from_slice(b"\\r"),
            0x20..0x7f => result.push(code_point as u8),
            _ => string::quote::escape_code_point(&mut result, code_point),
        }
    }
    let result = buffer::new_bytes(thread, &result);
    pair(thread, result, string::length(text))
}

fn raw_decode(thread: &mut Thread, data: Word, errors: Word, last: Word) -> Result {
    let bytes = if string::is_str(data) { string::bytes(data) } else { buffer::get(thread, data)? };
    let last = argument::truth_or(thread, last, true)?;
    let errors = errors_name(thread, errors)?;
    let mut text = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            string::push(&mut text, u32::from(bytes[at]));
            at += 1;
            continue;
        }
        if !last && at + 1 == bytes.len() {
            break;
        }
        let most = match bytes.get(at + 1) {
            Some(b'u') => 4,
            Some(b'U') => 8,
            _ => {
                // Backslashes in pairs stay as they are.
                text.push(b'\\');
                at += 1;
                if bytes.get(at) == Some(&b'\\') {
                    text.push(b'\\');
                    at += 1;
                }
                continue;
            }
        };
        let (value, digits) = hexadecimal(&bytes[at + 2..], most);
        if digits == most && value <= 0x10_ffff {
            string::push(&mut text, value);
            at += 2 + digits;
            continue;
        }
        let end = at + 2 + digits;
        if !last && end == bytes.len() {
            break;
        }
        let reason = match (digits == most, most) {
            (true, _) => "\\Uxxxxxxxx out of range",
            (false, 4) => "truncated \\uXXXX escape",
            _ => "truncated \\UXXXXXXXX escape",
        };
        let object = buffer::new_bytes(thread, bytes);
        let error = decode_error(thread, "rawunicodeescape", object, at, end, reason);
        let (replacement, next) = handled(thread, errors, error, bytes.len())?;
        text.extend_from_slice(string::bytes(replacement));
        at = next;
    }
    let text = string::from_wtf8(thread, &text);
    pair(thread, text, at)
}

fn raw_encode(thread: &mut Thread, text: Word, _errors: Word) -> Result {
    let bytes = text_argument(thread, text, "raw_unicode_escape_encode")?;
    let mut result = Vec::with_capacity(bytes.len());
    for code_point in string::characters(bytes) {
        match code_point {
            0..0x100 => result.push(code_point as u8),
            0x100..0x1_0000 => result.extend_from_slice(format!("\\u{code_point:04x}").as_bytes()),
            _ => result.extend_from_slice(format!("\\U{code_point:08x}").as_bytes()),
        }
    }
    let result = buffer::new_bytes(thread, &result);
    pair(thread, result, string::length(text))
}
