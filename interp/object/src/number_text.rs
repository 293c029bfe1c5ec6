//! What all readers of numbers share: spaces, digits of other scripts, underscores, and how a text
//! is shown in an error message.

use crate::error::Result;
use crate::string::character;
use crate::thread::Thread;
use tracer::Word;

/// The text without spaces around it, digits of all scripts as ASCII ones, and everything else that
/// is not ASCII as `?`.
pub fn ascii_digits<'a>(text: &'a [u8], buffer: &'a mut Vec<u8>) -> &'a [u8] {
    if !text.is_ascii() {
        for chunk in text.utf8_chunks() {
            for character in chunk.valid().chars() {
                let code_point = character as u32;
                buffer.push(if code_point < 0x80 {
                    code_point as u8
                } else if character::is_space(code_point) {
                    b' '
                } else {
                    character::decimal(code_point).map_or(b'?', |value| b'0' + value as u8)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_of_all_scripts_become_ascii() {
        let mut buffer = Vec::new();
        assert_eq!(ascii_digits("\u{a0}\u{967}2\u{663} ".as_bytes(), &mut buffer), b"123");
    }

    #[test]
    fn underscores_stand_between_digits_only() {
        assert_eq!(without_underscores(b"1_0").as_deref(), Some(&b"10"[..]));
        for wrong in ["_1", "1_", "1__0", "1_.0"] {
            assert!(without_underscores(wrong.as_bytes()).is_none(), "{wrong}");
        }
    }
}
