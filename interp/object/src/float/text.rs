//! Floats to decimal text and back.
//!
//! The shortest digits that read back as the same float come from the `zmij` crate, any number of
//! correctly rounded ones from the standard library. The standard library's shortest digits are not
//! Python's: where two of the same length lie equally near, it takes the larger, Python the even one.
//! Only the layout is ours: where the point stands, and when an exponent is written.

use crate::error::Result;
use crate::number_text::{self, ascii_digits};
use crate::thread::Thread;
use std::fmt::Write;
use tracer::Word;

/// Digits of a magnitude, the first not zero (unless it is 0): `0.DIGITS * 10**point`.
pub(crate) struct Digits {
    pub digits: Vec<u8>,
    pub point: i32,
}

/// No float has more significant digits than this; further ones are zeros.
const MOST_DIGITS: usize = 1100;

/// Text in a fixed buffer.
struct Buffer {
    bytes: [u8; MOST_DIGITS + 32],
    length: usize,
}

impl Buffer {
    #[inline]
    fn new() -> std::mem::MaybeUninit<Buffer> {
        let mut buffer = std::mem::MaybeUninit::<Buffer>::uninit();
        // SAFETY: only the length is read before the bytes up to it are written.
        unsafe { (*buffer.as_mut_ptr()).length = 0 };
        buffer
    }
}

impl Write for Buffer {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        let end = self.length + text.len();
        self.bytes
            .get_mut(self.length..end)
            .ok_or(std::fmt::Error)?
            .copy_from_slice(text.as_bytes());
        self.length = end;
        Ok(())
    }
}

/// So many correctly rounded digits of a finite magnitude behind the first one.
fn digits_of(value: f64, more: usize) -> Digits {
    let mut buffer = Buffer::new();
    // SAFETY: `Buffer` is plain bytes of which only the written ones are read.
    let buffer = unsafe { &mut *buffer.as_mut_ptr() };
    let _ = write!(buffer, "{value:.*e}", more.min(MOST_DIGITS));
    let mut found = digits_in(&buffer.bytes[..buffer.length]);
    found.digits.resize(more + 1, b'0');
    found
}

/// Reads a magnitude's text: digits with or without point and exponent.
fn digits_in(text: &[u8]) -> Digits {
    let at = text.iter().position(|&byte| byte == b'e').unwrap_or(text.len());
    let mut exponent = 0i32;
    let mut negative = false;
    for &byte in text.get(at + 1..).unwrap_or(&[]) {
        match byte {
            b'-' => negative = true,
            b'+' => {}
            digit => exponent = exponent * 10 + i32::from(digit - b'0'),
        }
    }
    if negative {
        exponent = -exponent;
    }
    let mantissa = &text[..at];
    let before = mantissa.iter().position(|&byte| byte == b'.').unwrap_or(at);
    let digits = mantissa.iter().copied().filter(|&byte| byte != b'.').collect();
    Digits { digits, point: exponent + before as i32 }
}

/// The fewest digits that read back as this finite magnitude; the nearest of them, and of two
/// equally near ones the even one.
pub(crate) fn shortest_digits(value: f64) -> Digits {
    let mut buffer = zmij::Buffer::new();
    let Digits { mut digits, mut point } = digits_in(buffer.format_finite(value).as_bytes());
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count().min(digits.len() - 1);
    digits.drain(..zeros);
    point -= zeros as i32;
    strip_zeros(&mut digits);
    if digits == b"0" {
        point = 1;
    }
    Digits { digits, point }
}
/// All digits of a finite magnitude.
pub(crate) fn exact_digits(value: f64) -> Digits {
    digits_of(value, MOST_DIGITS)
}

/// How a float is written; the notations of `%` and `format`.
#[derive(Clone, Copy)]
pub struct Style {
    /// `e`, `f`, `g`, or `r` for the shortest text that reads back.
    pub notation: u8,
    /// Ignored for `r`.
    pub precision: usize,
    /// `.0` behind what would look like an int.
    pub add_point_zero: bool,
    /// `#`: the point always stays, and `g` keeps trailing zeros.
    pub alternate: bool,
    /// Letters large.
    pub upper: bool,
    /// `z`: no minus sign before zero.
    pub no_negative_zero: bool,
}

/// Text of a float with a minus sign where negative.
pub fn format(value: f64, style: Style) -> String {
    let mut text = String::new();
    if !value.is_finite() {
        if value.is_sign_negative() && !value.is_nan() {
            text.push('-');
        }
        text.push_str(match (value.is_nan(), style.upper) {
            (true, false) => "nan",
            (true, true) => "NAN",
            (false, false) => "inf",
            (false, true) => "INF",
        });
        return text;
    }
    let magnitude = value.abs();
    // `point` counts digits before the point; `places`: digits wanted behind it, at least.
    let (digits, point, places, exponent) = match style.notation {
        b'e' => {
            let Digits { digits, point } = digits_of(magnitude, style.precision);
            (digits, point, style.precision as i64, true)
        }
        b'f' => {
            let (digits, point) = fixed_digits(magnitude, style.precision);
            (digits, point, style.precision as i64, false)
        }
        b'g' => {
            let precision = style.precision.max(1);
            let Digits { mut digits, point } = digits_of(magnitude, precision - 1);
            let limit = precision as i64 - i64::from(style.add_point_zero);
            let exponent = point <= -4 || i64::from(point) > limit;
            let places = if style.alternate {
                if exponent { precision as i64 - 1 } else { precision as i64 - i64::from(point) }
            } else {
                strip_zeros(&mut digits);
                0
            };
            (digits, point, places, exponent)
        }
        _ => {
            let Digits { digits, point } = shortest_digits(magnitude);
            (digits, point, 0, point <= -4 || point > 16)
        }
    };
    let zero = digits.iter().all(|&digit| digit == b'0');
    if value.is_sign_negative() && !(zero && style.no_negative_zero) {
        text.push('-');
    }
    let before = if exponent { 1 } else { i64::from(point) };
    push_digits(&mut text, &digits, before, places);
    let whole = !text.contains('.');
    if whole && (style.alternate || (style.add_point_zero && !exponent)) {
        text.push('.');
        if style.add_point_zero && !exponent {
            text.push('0');
        }
    }
    if exponent {
        let power = point - 1;
        text.push(if style.upper { 'E' } else { 'e' });
        text.push(if power < 0 { '-' } else { '+' });
        let _ = write!(text, "{:02}", power.abs());
    }
    text
}

fn strip_zeros(digits: &mut Vec<u8>) {
    while digits.len() > 1 && digits.last() == Some(&b'0') {
        digits.pop();
    }
}

/// Digits up to so many places behind the point, and where the point stands among them.
fn fixed_digits(magnitude: f64, precision: usize) -> (Vec<u8>, i32) {
    let mut text = Vec::new();
    if !crate::plain_format::push_fixed(magnitude, precision, &mut text) {
        text = std::format!("{magnitude:.*}", precision.min(MOST_DIGITS)).into_bytes();
    }
    let point = text.iter().position(|&byte| byte == b'.').unwrap_or(text.len());
    if point < text.len() {
        text.remove(point);
    }
    (text, point as i32)
}

/// Writes digits with the point behind `before` of them and at least `places` digits behind it.
fn push_digits(text: &mut String, digits: &[u8], before: i64, places: i64) {
    let digit = |at: i64| -> char {
        usize::try_from(at).ok().and_then(|at| digits.get(at)).map_or('0', |&digit| digit as char)
    };
    if before <= 0 {
        text.push('0');
    } else {
        for at in 0..before {
            text.push(digit(at));
        }
    }
    let places = places.max(digits.len() as i64 - before);
    if places > 0 {
        text.push('.');
        for at in 0..places {
            text.push(digit(before + at));
        }
    }
}

/// `repr(value)`
pub fn repr(value: f64) -> String {
    let mut buffer = zmij::Buffer::new();
    match short_repr(value, &mut buffer) {
        Some(text) => text.to_string(),
        None => long_repr(value),
    }
}

/// `repr(value)` where it needs no exponent.
#[inline]
pub fn short_repr(value: f64, buffer: &mut zmij::Buffer) -> Option<&str> {
    let magnitude = value.abs();
    if !(1e-4..1e16).contains(&magnitude) && magnitude != 0.0 {
        return None;
    }
    let text = buffer.format_finite(value);
    (!text.as_bytes().contains(&b'e')).then_some(text)
}

fn long_repr(value: f64) -> String {
    let style = Style {
        notation: b'r',
        precision: 0,
        add_point_zero: true,
        alternate: false,
        upper: false,
        no_negative_zero: false,
    };
    format(value, style)
}

/// Length of the longest float literal at the start of an ASCII text; 0: none.
pub fn number_prefix(text: &[u8]) -> usize {
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let rest = &text[sign..];
    let word =
        |word: &[u8]| rest.len() >= word.len() && rest[..word.len()].eq_ignore_ascii_case(word);
    if word(b"infinity") {
        return sign + 8;
    }
    if word(b"inf") || word(b"nan") {
        return sign + 3;
    }
    let digits = |from: usize| rest[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let before = digits(0);
    let mut end = before;
    let mut after = 0;
    if rest.get(end) == Some(&b'.') {
        after = digits(end + 1);
        end += 1 + after;
    }
    if before + after == 0 {
        return 0;
    }
    if matches!(rest.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(rest.get(end + 1), Some(b'+' | b'-')));
        let power = digits(end + 1 + sign);
        if power > 0 {
            end += 1 + sign + power;
        }
    }
    sign + end
}

/// The float of an ASCII literal without spaces around it; underscores may stand between digits.
pub fn parse(text: &[u8]) -> Option<f64> {
    let text = number_text::without_underscores(text)?;
    if text.is_empty() || number_prefix(&text) != text.len() {
        return None;
    }
    std::str::from_utf8(&text).ok()?.parse().ok()
}

/// `float(x)` of a str or bytes-like object; `None` for other objects.
pub fn parse_object(thread: &mut Thread, object: Word) -> Result<Option<f64>> {
    let value = if crate::string::is_str(object) {
        let mut buffer = Vec::new();
        parse(ascii_digits(crate::string::bytes(object), &mut buffer))
    } else if let Some(bytes) = crate::buffer::contents(thread, object)? {
        parse(number_text::strip_ascii(bytes))
    } else {
        return Ok(None);
    };
    match value {
        Some(value) => Ok(Some(value)),
        None => {
            let mut message = b"could not convert string to float: ".to_vec();
            // Other buffers are shown by what they hold.
            let shown = if crate::string::is_str(object) || crate::bytes::data(object).is_some() {
                object
            } else {
                let data = crate::buffer::contents(thread, object)?.unwrap_or(&[]);
                crate::bytes::new(thread, data)
            };
            number_text::push_repr(thread, &mut message, shown, usize::MAX)?;
            let message = crate::string::from_wtf8(thread, &message);
            Err(thread.raise_with(crate::Builtin::ValueError, &[message]))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn styled(value: f64, notation: u8, precision: usize) -> String {
        let style = Style {
            notation,
            precision,
            add_point_zero: false,
            alternate: false,
            upper: false,
            no_negative_zero: false,
        };
        format(value, style)
    }

    /// Against the standard library: the same number of digits, read back as the same float, and not
    /// farther from it. That the nearer of two is the even one, the cases from Python show.
    #[test]
    fn shortest_digits_are_short_near_and_read_back() {
        let mut state = 88172645463325252u64;
        let mut short = 0;
        for round in 0..300_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let value = match round % 4 {
                0 => f64::from_bits(state),
                1 => (state >> 40) as f64 / 100.0,
                2 => (state >> 11) as f64 * 1e-15,
                _ => (state >> 30) as f64,
            };
            if !value.is_finite() {
                continue;
            }
            let value = value.abs();
            let text = repr(value);
            assert_eq!(text.parse(), Ok(value));
            let Digits { digits, .. } = shortest_digits(value);
            let standard = std::format!("{value:e}");
            let mantissa = standard.split('e').next().expect("it has an exponent");
            assert_eq!(digits.len(), mantissa.bytes().filter(u8::is_ascii_digit).count(), "{text}");
            let mut buffer = zmij::Buffer::new();
            if let Some(text) = short_repr(value, &mut buffer) {
                short += 1;
                assert_eq!(text, long_repr(value));
            }
        }
        assert!(short > 200_000);
    }

    #[test]
    fn of_two_equally_near_texts_the_even_one_is_taken() {
        let whole = 1097718834198879.0;
        for (value, text) in [
            (whole + 0.25, "1097718834198879.2"),
            (whole + 0.75, "1097718834198879.8"),
            (whole + 1.25, "1097718834198880.2"),
            (9007199254740993.0, "9007199254740992.0"),
            (2.5e-322, "2.5e-322"),
        ] {
            assert_eq!(repr(value), text);
            assert_eq!(long_repr(value), text);
        }
    }

    #[test]
    fn repr_changes_notation_where_python_does() {
        for (value, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1e16, "1e+16"),
            (1e15, "1000000000000000.0"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (1.5e300, "1.5e+300"),
            (5e-324, "5e-324"),
            (f64::NAN, "nan"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(repr(value), text);
        }
    }

    #[test]
    fn notations_round_half_to_even_of_the_exact_value() {
        assert_eq!(styled(2.5, b'f', 0), "2");
        assert_eq!(styled(0.125, b'f', 2), "0.12");
        assert_eq!(styled(1234.5, b'e', 3), "1.234e+03");
        assert_eq!(styled(100000.0, b'g', 6), "100000");
        assert_eq!(styled(1000000.0, b'g', 6), "1e+06");
        assert_eq!(styled(0.1, b'f', 1102).len(), 1104);
    }

    #[test]
    fn literals_end_where_c_ends_them() {
        for (text, length) in [
            ("1.5e3x", 5),
            ("1e", 1),
            ("-infinityx", 9),
            ("inf1", 3),
            (".", 0),
            ("+.5", 3),
            ("e5", 0),
        ] {
            assert_eq!(number_prefix(text.as_bytes()), length, "{text}");
        }
        assert_eq!(parse(b"1_0.5"), Some(10.5));
        assert_eq!(parse(b"1_.5"), None);
        assert_eq!(parse(b""), None);
    }
}
