//! What all readers of numbers share: spaces, digits of other scripts, underscores, and how a text
//! is shown in an error message.

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// Zeros of all decimal digit ranges beyond ASCII; nine more digits follow each (Unicode 16).
const ZEROS: [u32; 75] = [
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x104a0, 0x10d30, 0x10d40, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0, 0x11450, 0x114d0,
    0x11650, 0x116c0, 0x116d0, 0x116da, 0x11730, 0x118e0, 0x11950, 0x11bf0, 0x11c50, 0x11d50,
    0x11da0, 0x11f50, 0x16130, 0x16a60, 0x16ac0, 0x16b50, 0x16d70, 0x1ccf0, 0x1d7ce, 0x1d7d8,
    0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e4f0, 0x1e5f1, 0x1e950, 0x1fbf0,
];

/// The value of a decimal digit of any script.
pub fn decimal_digit(code_point: u32) -> Option<u8> {
    if code_point < 0x80 {
        return code_point.checked_sub(0x30).filter(|&value| value < 10).map(|value| value as u8);
    }
    let after = ZEROS.partition_point(|&zero| zero <= code_point);
    let value = code_point - ZEROS[after.checked_sub(1)?];
    (value < 10).then_some(value as u8)
}

/// Whether `str.isspace` says so of a character.
pub fn is_space(code_point: u32) -> bool {
    matches!(
        code_point,
        0x9..=0xd | 0x1c..=0x20 | 0x85 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f
            | 0x205f | 0x3000
    )
}

/// The text without spaces around it, digits of all scripts as ASCII ones, and everything else that
/// is not ASCII as `?`.
pub fn ascii_digits<'a>(text: &'a [u8], buffer: &'a mut Vec<u8>) -> &'a [u8] {
    if !text.is_ascii() {
        for chunk in text.utf8_chunks() {
            for character in chunk.valid().chars() {
                let code_point = character as u32;
                buffer.push(if code_point < 0x80 {
                    code_point as u8
                } else if is_space(code_point) {
                    b' '
                } else {
                    decimal_digit(code_point).map_or(b'?', |value| b'0' + value)
                });
            }
            if !chunk.invalid().is_empty() {
                buffer.push(b'?');
            }
        }
        return strip_ascii(buffer);
    }
    strip_ascii(text)
}

/// Bytes without C's white space around them.
pub fn strip_ascii(mut text: &[u8]) -> &[u8] {
    let space = |byte: u8| matches!(byte, 0x9..=0xd | 0x20);
    while let [first, rest @ ..] = text
        && space(*first)
    {
        text = rest;
    }
    while let [rest @ .., last] = text
        && space(*last)
    {
        text = rest;
    }
    text
}

/// The text without underscores, all of which must stand between digits.
pub fn without_underscores(text: &[u8]) -> Option<std::borrow::Cow<'_, [u8]>> {
    if !text.contains(&b'_') {
        return Some(text.into());
    }
    let mut cleaned = Vec::with_capacity(text.len());
    for (position, &byte) in text.iter().enumerate() {
        if byte != b'_' {
            cleaned.push(byte);
            continue;
        }
        let digit = |at: Option<usize>| {
            at.and_then(|at| text.get(at)).is_some_and(|byte| byte.is_ascii_digit())
        };
        if !digit(position.checked_sub(1)) || !digit(Some(position + 1)) {
            return None;
        }
    }
    Some(cleaned.into())
}

/// Appends `repr(object)`, at most so many characters of it.
pub fn push_repr(
    thread: &mut Thread,
    message: &mut Vec<u8>,
    object: Word,
    limit: usize,
) -> Result<()> {
    let shown = crate::operation::repr(thread, object)?;
    let shown = crate::string::bytes(shown);
    // Continuation bytes belong to the character before them.
    let mut characters = 0;
    for &byte in shown {
        if byte & 0xc0 != 0x80 {
            characters += 1;
        }
        if characters > limit {
            break;
        }
        message.push(byte);
    }
    Ok(())
}

/// Name of an object's class, as messages show it.
pub fn class_name(object: Word) -> String {
    let name = crate::class::get(crate::class::class_of(object)).name;
    String::from_utf8_lossy(crate::string::bytes(name)).into_owned()
}

/// The bytes of a bytes or bytearray object (as they are now).
pub fn byte_view(object: Word) -> Option<&'static [u8]> {
    use crate::layout::{ByteArray, Bytes, Layout, RawVector};
    if !object.is_pointer() {
        return None;
    }
    // SAFETY: each layout says what stands where; bytes live as long as the object is held.
    unsafe {
        match crate::shape::get(crate::header::shape_id(object)).layout {
            Layout::Bytes => {
                let bytes = object.pointer::<Bytes>();
                let length = (*bytes).length.int() as usize;
                Some(std::slice::from_raw_parts(bytes.add(1) as *const u8, length))
            }
            Layout::ByteArray => {
                let array = object.pointer::<ByteArray>();
                let vector = crate::header::load_word(&raw const (*array).bytes);
                if vector.is_null() {
                    return Some(&[]);
                }
                let vector = vector.pointer::<RawVector>();
                let length = (*vector).length.int() as usize;
                Some(std::slice::from_raw_parts(vector.add(1) as *const u8, length))
            }
            Layout::Payload => byte_view(crate::integer::payload(object)?),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_scripts_become_ascii() {
        let mut buffer = Vec::new();
        assert_eq!(ascii_digits("\u{a0}\u{967}2\u{663} ".as_bytes(), &mut buffer), b"123");
        assert_eq!(decimal_digit(0x1fbf9), Some(9));
        assert_eq!(decimal_digit(0x1fbfa), None);
        assert_eq!(decimal_digit(0xb2), None);
    }

    #[test]
    fn underscores_stand_between_digits_only() {
        assert_eq!(without_underscores(b"1_0").as_deref(), Some(&b"10"[..]));
        for wrong in ["_1", "1_", "1__0", "1_.0"] {
            assert!(without_underscores(wrong.as_bytes()).is_none(), "{wrong}");
        }
    }
}
