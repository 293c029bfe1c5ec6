//! Properties of single characters, as of Unicode 16.

use super::tables;
use unicode_general_category::{GeneralCategory, get_general_category};

fn listed(ranges: &[(u32, u32)], code_point: u32) -> bool {
    let after = ranges.partition_point(|range| range.0 <= code_point);
    after > 0 && code_point <= ranges[after - 1].1
}

/// General category; lone surrogates have theirs.
pub fn category(code_point: u32) -> GeneralCategory {
    match char::from_u32(code_point) {
        Some(character) => get_general_category(character),
        None => GeneralCategory::Surrogate,
    }
}

#[inline]
pub fn is_space(code_point: u32) -> bool {
    match code_point {
        0..0x80 => matches!(code_point, 9..=13 | 0x1c..=0x20),
        _ => listed(tables::SPACE, code_point),
    }
}

pub fn is_printable(code_point: u32) -> bool {
    use GeneralCategory::*;
    match code_point {
        0..0x80 => matches!(code_point, 0x20..0x7f),
        _ => !matches!(
            category(code_point),
            Control
                | Format
                | Surrogate
                | PrivateUse
                | Unassigned
                | LineSeparator
                | ParagraphSeparator
                | SpaceSeparator
        ),
    }
}

fn ascii(code_point: u32) -> Option<u8> {
    (code_point < 0x80).then_some(code_point as u8)
}

pub fn is_alphabetic(code_point: u32) -> bool {
    match ascii(code_point) {
        Some(byte) => byte.is_ascii_alphabetic(),
        None => listed(tables::ALPHABETIC, code_point),
    }
}

pub fn is_lower(code_point: u32) -> bool {
    match ascii(code_point) {
        Some(byte) => byte.is_ascii_lowercase(),
        None => listed(tables::LOWER, code_point),
    }
}

pub fn is_upper(code_point: u32) -> bool {
    match ascii(code_point) {
        Some(byte) => byte.is_ascii_uppercase(),
        None => listed(tables::UPPER, code_point),
    }
}

pub fn is_title(code_point: u32) -> bool {
    code_point >= 0x80 && category(code_point) == GeneralCategory::TitlecaseLetter
}

pub fn is_cased(code_point: u32) -> bool {
    match ascii(code_point) {
        Some(byte) => byte.is_ascii_alphabetic(),
        None => listed(tables::CASED, code_point),
    }
}

pub fn is_case_ignorable(code_point: u32) -> bool {
    match ascii(code_point) {
        Some(byte) => matches!(byte, b'\'' | b'.' | b':' | b'^' | b'`'),
        None => listed(tables::CASE_IGNORABLE, code_point),
    }
}

/// Value of a decimal digit of any script.
pub fn decimal(code_point: u32) -> Option<u32> {
    if let Some(byte) = ascii(code_point) {
        return byte.is_ascii_digit().then(|| u32::from(byte - b'0'));
    }
    let after = tables::DECIMAL_ZERO.partition_point(|&zero| zero <= code_point);
    let value = code_point - tables::DECIMAL_ZERO.get(after.checked_sub(1)?)?;
    (value < 10).then_some(value)
}

pub fn is_digit(code_point: u32) -> bool {
    match ascii(code_point) {
        Some(byte) => byte.is_ascii_digit(),
        None => listed(tables::DIGIT, code_point),
    }
}

pub fn is_numeric(code_point: u32) -> bool {
    match ascii(code_point) {
        Some(byte) => byte.is_ascii_digit(),
        None => listed(tables::NUMERIC, code_point),
    }
}

pub fn starts_identifier(code_point: u32) -> bool {
    match ascii(code_point) {
        Some(byte) => byte.is_ascii_alphabetic() || byte == b'_',
        None => listed(tables::IDENTIFIER_START, code_point),
    }
}

pub fn continues_identifier(code_point: u32) -> bool {
    match ascii(code_point) {
        Some(byte) => byte.is_ascii_alphanumeric() || byte == b'_',
        None => listed(tables::IDENTIFIER_CONTINUE, code_point),
    }
}

/// Characters whose case mapping came with a later Unicode than ours.
fn unmapped(code_point: u32) -> bool {
    matches!(code_point, 0xa7ce | 0xa7cf | 0xa7d2..=0xa7d5 | 0x16ea0..=0x16ed3)
}

fn mapped(
    code_point: u32,
    map: impl FnOnce(char) -> (char, Option<char>, Option<char>),
    mut emit: impl FnMut(u32),
) {
    match char::from_u32(code_point) {
        Some(character) if !unmapped(code_point) => {
            let (first, second, third) = map(character);
            emit(first as u32);
            second.into_iter().chain(third).for_each(|character| emit(character as u32));
        }
        _ => emit(code_point),
    }
}

fn three(
    mut characters: impl Iterator<Item = char>,
    otherwise: char,
) -> (char, Option<char>, Option<char>) {
    (characters.next().unwrap_or(otherwise), characters.next(), characters.next())
}

/// The lower case, one to three characters; without regard to context.
pub fn to_lower(code_point: u32, emit: impl FnMut(u32)) {
    mapped(code_point, |character| three(character.to_lowercase(), character), emit)
}

pub fn to_upper(code_point: u32, emit: impl FnMut(u32)) {
    mapped(code_point, |character| three(character.to_uppercase(), character), emit)
}

fn from_table(table: &[(u32, &str)], code_point: u32, mut emit: impl FnMut(u32)) -> bool {
    match table.binary_search_by_key(&code_point, |entry| entry.0) {
        Ok(at) => {
            table[at].1.chars().for_each(|character| emit(character as u32));
            true
        }
        Err(_) => false,
    }
}

pub fn to_title(code_point: u32, mut emit: impl FnMut(u32)) {
    if !from_table(tables::TITLE, code_point, &mut emit) {
        to_upper(code_point, emit)
    }
}

pub fn to_folded(code_point: u32, mut emit: impl FnMut(u32)) {
    if !from_table(tables::FOLDED, code_point, &mut emit) {
        to_lower(code_point, emit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(map: impl Fn(u32, &mut dyn FnMut(u32)), code_point: char) -> String {
        let mut text = String::new();
        map(code_point as u32, &mut |mapped| text.push(char::from_u32(mapped).unwrap()));
        text
    }

    #[test]
    fn mappings() {
        assert_eq!(all(|c, emit| to_upper(c, emit), 'ß'), "SS");
        assert_eq!(all(|c, emit| to_title(c, emit), 'ß'), "Ss");
        assert_eq!(all(|c, emit| to_folded(c, emit), 'ß'), "ss");
        assert_eq!(all(|c, emit| to_lower(c, emit), 'İ'), "i\u{307}");
        assert_eq!(all(|c, emit| to_title(c, emit), '\u{1c6}'), "\u{1c5}");
        assert_eq!(all(|c, emit| to_lower(c, emit), '\u{a7ce}'), "\u{a7ce}");
    }

    #[test]
    fn properties() {
        assert_eq!(decimal('٣' as u32), Some(3));
        assert_eq!(decimal('²' as u32), None);
        assert!(is_digit('²' as u32) && !is_digit('½' as u32) && is_numeric('½' as u32));
        assert!(is_space(0x3000) && is_space(0x85) && !is_space(0x200b));
        assert!(is_printable(0xe9) && !is_printable(0xad) && !is_printable(0xd800));
    }
}
