//! Complex numbers as text: `(1+2j)`.

use super::Pair;
use crate::float::{self, Style};
use crate::number_text;

/// `repr(value)`
pub fn repr((real, imaginary): Pair) -> String {
    let style = Style {
        notation: b'r',
        precision: 0,
        add_point_zero: false,
        alternate: false,
        upper: false,
        no_negative_zero: false,
    };
    let second = float::format(imaginary, style);
    if real == 0.0 && real.is_sign_positive() {
        return format!("{second}j");
    }
    let first = float::format(real, style);
    let sign = if second.starts_with('-') { "" } else { "+" };
    format!("({first}{sign}{second}j)")
}

/// The complex number of an ASCII text: a real number, an imaginary one, or both; in parentheses or not.
pub fn parse(text: &[u8]) -> Option<Pair> {
    let text = number_text::strip_ascii(text);
    let text = match text {
        [b'(', inner @ .., b')'] => number_text::strip_ascii(inner),
        text => text,
    };
    let text = number_text::without_underscores(text)?;
    let number = |text: &[u8]| -> Option<f64> { std::str::from_utf8(text).ok()?.parse().ok() };
    let is_unit = |text: &[u8]| matches!(text, [b'j' | b'J']);
    // A sign alone before the unit means one.
    let imaginary = |text: &[u8], signed: bool| -> Option<f64> {
        let negative = match text.first() {
            Some(b'-') => true,
            Some(b'+') => false,
            _ if signed => return None,
            _ => false,
        };
        let length = float::number_prefix(text);
        if length > 0 {
            return if is_unit(&text[length..]) { number(&text[..length]) } else { None };
        }
        let rest = if matches!(text.first(), Some(b'+' | b'-')) { &text[1..] } else { text };
        if is_unit(rest) { Some(if negative { -1.0 } else { 1.0 }) } else { None }
    };
    let length = float::number_prefix(&text);
    if length == text.len() && length > 0 {
        return Some((number(&text)?, 0.0));
    }
    if length > 0 && !is_unit(&text[length..]) {
        return Some((number(&text[..length])?, imaginary(&text[length..], true)?));
    }
    Some((0.0, imaginary(&text, false)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_read_back() {
        for value in [(1.0, 2.0), (0.0, -0.0), (-0.0, 1.0), (1e300, -1e-300)] {
            let text = repr(value);
            let (real, imaginary) = parse(text.as_bytes()).expect("a valid text");
            assert_eq!(real.to_bits(), value.0.to_bits(), "{text}");
            assert_eq!(imaginary.to_bits(), value.1.to_bits(), "{text}");
        }
        assert_eq!(parse(b"( 1+j )"), Some((1.0, 1.0)));
        assert_eq!(parse(b"-infj"), Some((0.0, -f64::INFINITY)));
        for wrong in ["", "1+", "1++2j", "1+2", "j1", "(1", "1_j"] {
            assert_eq!(parse(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
