//! `isalpha` and the other questions about all characters of a string.

use super::{bytes, character as property, characters, is_ascii};
use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

fn all(string: Word, test: impl Fn(u32) -> bool) -> bool {
    let bytes = bytes(string);
    !bytes.is_empty() && characters(bytes).all(test)
}

macro_rules! questions {
    ($($name:ident: $test:expr;)*) => {
        $(pub(super) fn $name(_thread: &mut Thread, string: Word) -> Result {
            Ok(Word::from_bool(all(string, $test)))
        })*
    };
}

questions! {
    is_alpha: property::is_alphabetic;
    is_decimal: |character| property::decimal(character).is_some();
    is_digit: property::is_digit;
    is_numeric: property::is_numeric;
    is_space: property::is_space;
    is_alnum: |character| property::is_alphabetic(character) || property::is_numeric(character);
}

pub(super) fn is_ascii_method(_thread: &mut Thread, string: Word) -> Result {
    Ok(Word::from_bool(is_ascii(string)))
}

pub(super) fn is_printable(_thread: &mut Thread, string: Word) -> Result {
    Ok(Word::from_bool(characters(bytes(string)).all(property::is_printable)))
}

/// Whether the text is an identifier (keywords are).
pub fn identifier(bytes: &[u8]) -> bool {
    let mut characters = characters(bytes);
    characters.next().is_some_and(property::starts_identifier)
        && characters.all(property::continues_identifier)
}

pub(super) fn is_identifier(_thread: &mut Thread, string: Word) -> Result {
    Ok(Word::from_bool(identifier(bytes(string))))
}

pub(super) fn is_lower(_thread: &mut Thread, string: Word) -> Result {
    let mut cased = false;
    for character in characters(bytes(string)) {
        if property::is_upper(character) || property::is_title(character) {
            return Ok(Word::FALSE);
        }
        cased = cased || property::is_lower(character);
    }
    Ok(Word::from_bool(cased))
}

pub(super) fn is_upper(_thread: &mut Thread, string: Word) -> Result {
    let mut cased = false;
    for character in characters(bytes(string)) {
        if property::is_lower(character) || property::is_title(character) {
            return Ok(Word::FALSE);
        }
        cased = cased || property::is_upper(character);
    }
    Ok(Word::from_bool(cased))
}

pub(super) fn is_title(_thread: &mut Thread, string: Word) -> Result {
    let (mut cased, mut inside) = (false, false);
    for character in characters(bytes(string)) {
        if property::is_upper(character) || property::is_title(character) {
            if inside {
                return Ok(Word::FALSE);
            }
            inside = true;
            cased = true;
        } else if property::is_lower(character) {
            if !inside {
                return Ok(Word::FALSE);
            }
            cased = true;
        } else {
            inside = false;
        }
    }
    Ok(Word::from_bool(cased))
}
