//! `float.hex` and `float.fromhex`: the exact notation `0x1.8p+3`.

use crate::builtin::Builtin;
use crate::error::Result;
use crate::integer;
use crate::thread::Thread;

/// `value.hex()`
pub fn to_hexadecimal(value: f64) -> String {
    if !value.is_finite() {
        return super::repr(value);
    }
    let bits = value.to_bits();
    let sign = if value.is_sign_negative() { "-" } else { "" };
    let exponent = (bits >> 52 & 0x7ff) as i32;
    let fraction = bits & ((1 << 52) - 1);
    match (exponent, fraction) {
        (0, 0) => format!("{sign}0x0.0p+0"),
        (0, _) => format!("{sign}0x0.{fraction:013x}p-1022"),
        _ => format!("{sign}0x1.{fraction:013x}p{:+}", exponent - 1023),
    }
}

enum Failure {
    Invalid,
    TooLarge,
}

fn parse(text: &[u8]) -> std::result::Result<f64, Failure> {
    let (negative, rest) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        rest => (false, rest),
    };
    let signed = |value: f64| Ok(if negative { -value } else { value });
    let lower = rest.to_ascii_lowercase();
    match lower.as_slice() {
        b"inf" | b"infinity" => return signed(f64::INFINITY),
        b"nan" => return signed(f64::NAN),
        _ => {}
    }
    let rest = lower.strip_prefix(b"0x").unwrap_or(&lower);
    let (digits, exponent) = match rest.iter().position(|&byte| byte == b'p') {
        Some(at) => (&rest[..at], Some(&rest[at + 1..])),
        None => (rest, None),
    };
    // What follows the exponent is looked at last: a value that is too large is told first.
    let mut trailing = false;
    let exponent = match exponent {
        None => 0,
        Some(text) => {
            let (negative, digits) = match text {
                [b'-', rest @ ..] => (true, rest),
                [b'+', rest @ ..] => (false, rest),
                rest => (false, rest),
            };
            let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let (digits, rest) = digits.split_at(count);
            if digits.is_empty() {
                return Err(Failure::Invalid);
            }
            trailing = !rest.is_empty();
            let value = digits.iter().fold(0i64, |value, &byte| {
                value.saturating_mul(10).saturating_add(i64::from(byte - b'0'))
            });
            let value = value.min(1 << 50);
            if negative { -value } else { value }
        }
    };
    let mut mantissa = 0u64;
    // Power of two of the mantissa's last bit; digits that do not fit leave a trace in that bit.
    let mut power = exponent;
    let mut behind = false;
    let mut any = false;
    for &byte in digits {
        if byte == b'.' {
            if behind {
                return Err(Failure::Invalid);
            }
            behind = true;
            continue;
        }
        let Some(digit) = (byte as char).to_digit(16) else { return Err(Failure::Invalid) };
        any = true;
        if mantissa >> 60 == 0 {
            mantissa = mantissa << 4 | u64::from(digit);
            power -= if behind { 4 } else { 0 };
        } else {
            mantissa |= u64::from(digit != 0);
            power += if behind { 0 } else { 4 };
        }
    }
    if !any {
        return Err(Failure::Invalid);
    }
    let value = if mantissa == 0 || power < -2000 {
        0.0
    } else {
        integer::round_and_scale(mantissa, power.min(2000) as i32)
    };
    if value.is_infinite() {
        Err(Failure::TooLarge)
    } else if trailing {
        Err(Failure::Invalid)
    } else {
        signed(value)
    }
}

/// `float.fromhex(text)`
pub fn from_hexadecimal(thread: &mut Thread, text: &[u8]) -> Result<f64> {
    match parse(crate::number_text::strip_ascii(text)) {
        Ok(value) => Ok(value),
        Err(Failure::Invalid) => {
            Err(thread.value_error("invalid hexadecimal floating-point string"))
        }
        Err(Failure::TooLarge) => Err(thread
            .raise(Builtin::OverflowError, "hexadecimal value too large to represent as a float")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notation_reads_back() {
        for value in [0.0, -0.0, 0.1, 1.0, 5e-324, f64::MAX, f64::MIN_POSITIVE, -1e100] {
            let text = to_hexadecimal(value);
            let read = parse(text.as_bytes()).ok().expect("a valid notation");
            assert_eq!(read.to_bits(), value.to_bits(), "{text}");
        }
        assert_eq!(to_hexadecimal(-0.1), "-0x1.999999999999ap-4");
    }

    #[test]
    fn long_mantissas_round_once() {
        let half_way = parse(b"0x1.00000000000008p0").ok();
        assert_eq!(half_way, Some(1.0));
        let above = parse(b"0x1.0000000000000800000000000000001p0").ok();
        assert_eq!(above, Some(1.0 + f64::EPSILON));
        assert!(matches!(parse(b"0x1p1024"), Err(Failure::TooLarge)));
        assert!(matches!(parse(b"0x"), Err(Failure::Invalid)));
    }
}
