//! Formatting of strings, small ints and floats by the usual specifications: `>10`, `05d`, `.3f`,
//! `,`, `x`.
//!
//! One pass reads the specification and writes the text, with no object and no other text made on
//! the way. Whatever is unusual (other fills than ASCII, signs, `e`, `g`, `%`, errors) is left to
//! `number_format` and `string::specification`, which know everything: `push` then answers false
//! and has written nothing.
//!
//! A float with `p` digits behind the point is its significand times ten to the power of `p`,
//! shifted by its exponent. For up to 19 digits that product has 117 bits, so the shift and the
//! rounding to even are exact in 128 bits; no arithmetic on big numbers is needed as long as the
//! result fits 64 bits.

use crate::construct::decimal;
use crate::{float, string};
use tracer::Word;

const MOST_PLACES: usize = 19;
const MOST_WIDTH: usize = 1 << 12;

const fn powers() -> [u64; MOST_PLACES + 1] {
    let mut powers = [1; MOST_PLACES + 1];
    let mut at = 1;
    while at <= MOST_PLACES {
        powers[at] = powers[at - 1] * 10;
        at += 1;
    }
    powers
}
static POWERS: [u64; MOST_PLACES + 1] = powers();

/// A finite magnitude as a number of units of the last of so many decimal places, rounded to even.
pub fn scaled(magnitude: f64, places: usize) -> Option<u64> {
    let power = *POWERS.get(places)?;
    let bits = magnitude.to_bits();
    let (mut significand, mut exponent) = (bits & ((1 << 52) - 1), (bits >> 52 & 0x7ff) as i32);
    if exponent == 0x7ff {
        return None;
    }
    if exponent == 0 {
        exponent = 1;
    } else {
        significand |= 1 << 52;
    }
    exponent -= 1075;
    let product = u128::from(significand) * u128::from(power);
    if exponent >= 0 {
        let whole = if exponent <= 10 { product << exponent } else { return None };
        return u64::try_from(whole).ok();
    }
    let shift = exponent.unsigned_abs();
    if shift > 119 {
        return Some(0);
    }
    let mut whole = product >> shift;
    let (rest, half) = (product & ((1 << shift) - 1), 1u128 << (shift - 1));
    if rest > half || rest == half && whole & 1 == 1 {
        whole += 1;
    }
    u64::try_from(whole).ok()
}

/// Appends `'%.{places}f' % value`. False: it is left to the general way.
pub fn push_fixed(value: f64, places: usize, to: &mut Vec<u8>) -> bool {
    let Some(units) = scaled(value.abs(), places) else { return false };
    if value.is_sign_negative() {
        to.push(b'-');
    }
    push_units(units, places, to);
    true
}

fn push_units(units: u64, places: usize, to: &mut Vec<u8>) {
    let power = POWERS[places];
    push_digits(units / power, 1, to);
    if places > 0 {
        to.push(b'.');
        push_digits(units % power, places, to);
    }
}

/// Decimal digits with zeros in front up to a number of digits, which is at most 20.
fn push_digits(mut value: u64, least: usize, to: &mut Vec<u8>) {
    let mut buffer = [b'0'; 20];
    let mut at = buffer.len();
    while value > 0 {
        at -= 1;
        buffer[at] = b'0' + (value % 10) as u8;
        value /= 10;
    }
    to.extend_from_slice(&buffer[at.min(buffer.len() - least)..]);
}

/// The parts of a usual specification.
struct Plain {
    fill: u8,
    /// 0 where not given.
    align: u8,
    zeros: bool,
    width: usize,
    commas: bool,
    precision: Option<usize>,
    /// 0 where not given.
    kind: u8,
}

fn parse(text: &[u8]) -> Option<Plain> {
    let is_align = |byte: u8| matches!(byte, b'<' | b'>' | b'^');
    let mut plain = Plain {
        fill: b' ',
        align: 0,
        zeros: false,
        width: 0,
        commas: false,
        precision: None,
        kind: 0,
    };
    let mut rest = match text {
        [fill, align, rest @ ..] if is_align(*align) && fill.is_ascii() => {
            (plain.fill, plain.align) = (*fill, *align);
            rest
        }
        [align, rest @ ..] if is_align(*align) => {
            plain.align = *align;
            rest
        }
        rest => rest,
    };
    if let [b'0', after @ ..] = rest {
        if plain.align != 0 {
            return None;
        }
        plain.zeros = true;
        rest = after;
    }
    let number = |rest: &mut &[u8]| {
        let mut value = None;
        while let [digit @ b'0'..=b'9', after @ ..] = *rest {
            let sum = value.unwrap_or(0) * 10 + usize::from(digit - b'0');
            if sum > MOST_WIDTH {
                return Err(());
            }
            value = Some(sum);
            *rest = after;
        }
        Ok(value)
    };
    plain.width = number(&mut rest).ok()?.unwrap_or(0);
    if let [b',', after @ ..] = rest {
        plain.commas = true;
        rest = after;
    }
    if let [b'.', after @ ..] = rest {
        rest = after;
        plain.precision = Some(number(&mut rest).ok()??);
    }
    match rest {
        [] => {}
        [kind] => plain.kind = *kind,
        _ => return None,
    }
    // Zeros and commas together need more thought.
    (!(plain.zeros && plain.commas)).then_some(plain)
}

/// Appends `format(value, specification)`. False: it is left to the general way, nothing is written.
pub fn push(value: Word, specification: &[u8], to: &mut Vec<u8>) -> bool {
    let Some(plain) = parse(specification) else { return false };
    if value.is_int() {
        return push_int(value.int(), &plain, to);
    }
    if let Some(value) = float::exact_value(value) {
        return push_float(value, &plain, to);
    }
    string::is_exact(value) && push_text(value, &plain, to)
}

fn push_text(value: Word, plain: &Plain, to: &mut Vec<u8>) -> bool {
    if plain.zeros || plain.commas || !matches!(plain.kind, 0 | b's') {
        return false;
    }
    let (mut text, mut length) = (string::bytes(value), string::length(value));
    if let Some(precision) = plain.precision
        && precision < length
    {
        if !string::is_ascii(value) {
            return false;
        }
        (text, length) = (&text[..precision], precision);
    }
    push_field(text, length, plain, b'<', to);
    true
}

/// Text in a field.
fn push_field(text: &[u8], length: usize, plain: &Plain, default: u8, to: &mut Vec<u8>) {
    let missing = plain.width.saturating_sub(length);
    let align = if plain.align == 0 { default } else { plain.align };
    let left = match align {
        b'<' => 0,
        b'^' => missing / 2,
        _ => missing,
    };
    to.resize(to.len() + left, plain.fill);
    to.extend_from_slice(text);
    to.resize(to.len() + missing - left, plain.fill);
}

/// A number in a field: sign and digits, the latter behind zeros where wanted.
fn push_number(text: &[u8], plain: &Plain, to: &mut Vec<u8>) {
    if !plain.zeros {
        push_field(text, text.len(), plain, b'>', to);
        return;
    }
    let sign = usize::from(text.first() == Some(&b'-'));
    to.extend_from_slice(&text[..sign]);
    to.resize(to.len() + plain.width.saturating_sub(text.len()), b'0');
    to.extend_from_slice(&text[sign..]);
}

fn push_int(value: i64, plain: &Plain, to: &mut Vec<u8>) -> bool {
    let mut buffer = [0; 24];
    let mut digits = match plain.kind {
        0 | b'd' if plain.precision.is_none() => decimal(value, &mut buffer),
        b'x' | b'X' | b'o' | b'b' if plain.precision.is_none() && !plain.commas => {
            return push_in_base(value, plain, to);
        }
        b'f' | b'F' if value.unsigned_abs() < 1 << 53 => {
            return push_float(value as f64, plain, to);
        }
        _ => return false,
    };
    let mut grouped = [0; 32];
    if plain.commas {
        digits = with_commas(digits, &mut grouped);
    }
    push_number(digits, plain, to);
    true
}

/// Puts commas between the digits of an int.
fn with_commas<'a>(digits: &[u8], buffer: &'a mut [u8; 32]) -> &'a [u8] {
    let mut at = buffer.len();
    let sign = usize::from(digits.first() == Some(&b'-'));
    for (index, &digit) in digits[sign..].iter().rev().enumerate() {
        if index > 0 && index % 3 == 0 {
            at -= 1;
            buffer[at] = b',';
        }
        at -= 1;
        buffer[at] = digit;
    }
    if sign == 1 {
        at -= 1;
        buffer[at] = b'-';
    }
    &buffer[at..]
}

fn push_in_base(value: i64, plain: &Plain, to: &mut Vec<u8>) -> bool {
    let (shift, letters) = match plain.kind {
        b'x' => (4, b"0123456789abcdef"),
        b'X' => (4, b"0123456789ABCDEF"),
        b'o' => (3, b"0123456789abcdef"),
        _ => (1, b"0123456789abcdef"),
    };
    let mut buffer = [0; 72];
    let mut at = buffer.len();
    let mut rest = value.unsigned_abs();
    loop {
        at -= 1;
        buffer[at] = letters[rest as usize & ((1 << shift) - 1)];
        rest >>= shift;
        if rest == 0 {
            break;
        }
    }
    if value < 0 {
        at -= 1;
        buffer[at] = b'-';
    }
    push_number(&buffer[at..], plain, to);
    true
}

fn push_float(value: f64, plain: &Plain, to: &mut Vec<u8>) -> bool {
    if !matches!(plain.kind, b'f' | b'F') {
        return false;
    }
    let places = plain.precision.unwrap_or(6);
    let Some(units) = scaled(value.abs(), places) else { return false };
    let mut text = Vec::with_capacity(32);
    if value.is_sign_negative() {
        text.push(b'-');
    }
    if plain.commas {
        let (mut buffer, mut grouped) = ([0; 24], [0; 32]);
        let whole = decimal((units / POWERS[places]) as i64, &mut buffer);
        text.extend_from_slice(with_commas(whole, &mut grouped));
        if places > 0 {
            text.push(b'.');
            push_digits(units % POWERS[places], places, &mut text);
        }
    } else {
        push_units(units, places, &mut text);
    }
    push_number(&text, plain, to);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_notation_agrees_with_the_standard_library() {
        let mut state = 88172645463325252u64;
        for round in 0..200_000 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            let value = match round % 4 {
                0 => f64::from_bits(state),
                1 => (state >> 40) as f64 / 8.0,
                2 => (state >> 44) as f64 * 0.005,
                _ => (state >> 11) as f64 / 1e9,
            };
            if !value.is_finite() {
                continue;
            }
            let places = (state % 20) as usize;
            let mut text = Vec::new();
            if push_fixed(value, places, &mut text) {
                assert_eq!(text, format!("{value:.places$}").into_bytes());
            }
        }
    }

    #[test]
    fn halves_go_to_even() {
        for (value, places, wanted) in [
            (0.125, 2, "0.12"),
            (0.375, 2, "0.38"),
            (2.5, 0, "2"),
            (-0.001, 2, "-0.00"),
            (1e15, 3, "1000000000000000.000"),
        ] {
            let mut text = Vec::new();
            assert!(push_fixed(value, places, &mut text));
            assert_eq!(text, wanted.as_bytes());
        }
    }
}
