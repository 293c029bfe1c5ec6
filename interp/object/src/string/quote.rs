//! `repr` of strings and bytes: the quote that needs less escaping, and escapes for what is not
//! printable (or not ASCII).

use super::{build, bytes, character, characters, from_wtf8, is_ascii, push};
use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

fn quote_for(bytes: &[u8]) -> u8 {
    let single = memchr::memchr(b'\'', bytes).is_some();
    if single && memchr::memchr(b'"', bytes).is_none() { b'"' } else { b'\'' }
}

const HEX: &[u8; 16] = b"0123456789abcdef";

fn hex_byte(to: &mut Vec<u8>, byte: u8) {
    to.extend_from_slice(&[b'\\', b'x', HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]]);
}

/// `\xe9`, `\u1234` or `\U0001f600`
pub fn escape_code_point(to: &mut Vec<u8>, code_point: u32) {
    let (letter, digits) = match code_point {
        0..0x100 => (b'x', 2),
        0x100..0x10000 => (b'u', 4),
        _ => (b'U', 8),
    };
    to.extend_from_slice(&[b'\\', letter]);
    for digit in (0..digits).rev() {
        to.push(HEX[(code_point >> (4 * digit) & 15) as usize]);
    }
}

fn escape_ascii(to: &mut Vec<u8>, byte: u8, quote: u8) {
    match byte {
        b'\\' => to.extend_from_slice(b"\\\\"),
        b'\n' => to.extend_from_slice(b"\\n"),
        b'\r' => to.extend_from_slice(b"\\r"),
        b'\t' => to.extend_from_slice(b"\\t"),
        _ if byte == quote => to.extend_from_slice(&[b'\\', quote]),
        0x20..0x7f => to.push(byte),
        _ => hex_byte(to, byte),
    }
}

/// The literal of WTF-8 text.
pub fn literal(text: &[u8]) -> Vec<u8> {
    let quote = quote_for(text);
    let mut to = Vec::with_capacity(text.len() + 2);
    to.push(quote);
    for code_point in characters(text) {
        if code_point < 0x80 {
            escape_ascii(&mut to, code_point as u8, quote);
        } else if character::is_printable(code_point) {
            push(&mut to, code_point);
        } else {
            escape_code_point(&mut to, code_point);
        }
    }
    to.push(quote);
    to
}

/// The literal of bytes, with its `b`.
pub fn bytes_literal(data: &[u8]) -> Vec<u8> {
    let quote = quote_for(data);
    bytes_with(data, quote, quote)
}

/// The literal inside of a bytearray's repr, where single quotes are escaped always.
pub fn bytearray_literal(data: &[u8]) -> Vec<u8> {
    bytes_with(data, quote_for(data), b'\'')
}

fn bytes_with(data: &[u8], quote: u8, escaped: u8) -> Vec<u8> {
    let mut to = Vec::with_capacity(data.len() + 3);
    to.extend_from_slice(&[b'b', quote]);
    data.iter().for_each(|&byte| escape_ascii(&mut to, byte, escaped));
    to.push(quote);
    to
}

pub fn repr(thread: &mut Thread, string: Word) -> Result {
    let text = bytes(string);
    let plain = |byte: u8| matches!(byte, 0x20..0x7f) && byte != b'\'' && byte != b'\\';
    if is_ascii(string) && text.iter().all(|&byte| plain(byte)) {
        let length = text.len() + 2;
        return build(thread, length, length, |target| {
            target[0] = b'\'';
            target[1..length - 1].copy_from_slice(text);
            target[length - 1] = b'\'';
        });
    }
    let literal = literal(text);
    Ok(from_wtf8(thread, &literal))
}

/// Everything beyond ASCII escaped, as `ascii()` does with a repr.
pub fn to_ascii(thread: &mut Thread, repr: Word) -> Word {
    if is_ascii(repr) {
        return repr;
    }
    let text = bytes(repr);
    let mut to = Vec::with_capacity(text.len() * 2);
    for code_point in characters(text) {
        if code_point < 0x80 {
            to.push(code_point as u8);
        } else {
            escape_code_point(&mut to, code_point);
        }
    }
    from_wtf8(thread, &to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals() {
        let of = |text: &str| String::from_utf8(literal(text.as_bytes())).unwrap();
        assert_eq!(of("it's"), "\"it's\"");
        assert_eq!(
            of("it's \"\n\u{7f}é\u{ad}\u{1f600}\u{e000}"),
            "'it\\'s \"\\n\\x7fé\\xad😀\\ue000'"
        );
        assert_eq!(bytes_literal(b"a'\xff\0"), b"b\"a'\\xff\\x00\"");
        assert_eq!(literal(&[0xed, 0xa0, 0x80]), b"'\\ud800'");
    }
}
