//! Constants: literals, and operations on literals that are carried out beforehand.
//!
//! String values come from the parser, except where they hold U+FFFD: that is what the parser makes of a lone
//! surrogate, so such literals are decoded again from the source, into WTF-8.

use crate::code::Constant;
use crate::errors::Result;
use crate::generate::Folding;
use crate::source::Source;
use ruff_python_ast::{self as ast, Expr, Number, Operator, UnaryOp};
use ruff_text_size::TextRange;

/// Longest string or tuple that folding makes.
const LONGEST: usize = 4096;
/// Longest decimal literal.
const MOST_DIGITS: usize = 4300;

/// The constant of a literal.
pub fn literal(expression: &Expr, source: &Source) -> Option<Constant> {
    Some(match expression {
        Expr::NoneLiteral(_) => Constant::None,
        Expr::BooleanLiteral(node) => {
            if node.value {
                Constant::True
            } else {
                Constant::False
            }
        }
        Expr::EllipsisLiteral(_) => Constant::Ellipsis,
        Expr::NumberLiteral(node) => match &node.value {
            Number::Int(number) => match number.as_i64() {
                Some(number) => Constant::Int(number),
                None => Constant::BigInt(decimal(&number.to_string())),
            },
            Number::Float(number) => Constant::Float(*number),
            Number::Complex { real, imag } => Constant::Complex(*real, *imag),
        },
        Expr::StringLiteral(node) => {
            let mut text = Vec::new();
            for part in &node.value {
                text.extend_from_slice(&string_literal(part, source));
            }
            Constant::Str(text)
        }
        Expr::BytesLiteral(node) => Constant::Bytes(node.value.bytes().collect()),
        _ => return None,
    })
}

/// Literals whose digits are too many are refused.
pub fn check_literal(expression: &Expr, source: &Source) -> Result {
    if let Expr::NumberLiteral(node) = expression
        && let Number::Int(number) = &node.value
        && number.as_u64().is_none()
    {
        let text = number.to_string();
        let digits = text.len();
        if text.bytes().all(|byte| byte.is_ascii_digit()) && digits > MOST_DIGITS {
            return Err(Box::new(crate::errors::CompileError::at(
                source,
                crate::errors::ErrorKind::SyntaxError,
                format!(
                    "Exceeds the limit ({MOST_DIGITS} digits) for integer string conversion: value has {digits} digits; \
                     use sys.set_int_max_str_digits() to increase the limit - Consider hexadecimal for huge integer \
                     literals to avoid decimal conversion limits."
                ),
                node.range,
            )));
        }
    }
    Ok(())
}

/// Digits of a literal with a prefix up to which it becomes a decimal one, in quadratic time.
const LONGEST_CONVERTED: usize = 4000;

/// Decimal digits of an integer literal beyond 64 bits; very long ones with a prefix stay as they are.
fn decimal(text: &str) -> String {
    let text: String = text.chars().filter(|&letter| letter != '_').collect();
    let lower = text.to_ascii_lowercase();
    let (bits, digits) = match lower.get(..2) {
        Some("0x") => (4, &lower[2..]),
        Some("0o") => (3, &lower[2..]),
        Some("0b") => (1, &lower[2..]),
        _ => {
            let digits = lower.trim_start_matches('0');
            return if digits.is_empty() { "0".into() } else { digits.into() };
        }
    };
    if digits.len() > LONGEST_CONVERTED {
        return format!("{}{}", &lower[..2], digits);
    }
    // Base 10^18, the lowest limb first.
    const BASE: u128 = 1_000_000_000_000_000_000;
    let mut limbs: Vec<u64> = vec![0];
    let mut pending = 0u64;
    let mut pending_bits = 0;
    let add = |value: u64, shift: u32, limbs: &mut Vec<u64>| {
        let mut carry = value as u128;
        for limb in limbs.iter_mut() {
            let wide = ((*limb as u128) << shift) + carry;
            *limb = (wide % BASE) as u64;
            carry = wide / BASE;
        }
        while carry > 0 {
            limbs.push((carry % BASE) as u64);
            carry /= BASE;
        }
    };
    for digit in digits.chars() {
        pending = pending << bits | digit.to_digit(16).unwrap_or(0) as u64;
        pending_bits += bits;
        if pending_bits >= 48 {
            add(pending, pending_bits, &mut limbs);
            pending = 0;
            pending_bits = 0;
        }
    }
    if pending_bits > 0 {
        add(pending, pending_bits, &mut limbs);
    }
    let mut text = limbs.last().expect("one limb at least").to_string();
    for limb in limbs.iter().rev().skip(1) {
        text.push_str(&format!("{limb:018}"));
    }
    text
}

/// The value of one part of a string literal.
pub fn string_literal(node: &ast::StringLiteral, source: &Source) -> Vec<u8> {
    if !node.value.contains('\u{fffd}') || node.flags.prefix().is_raw() {
        return node.value.as_bytes().to_vec();
    }
    decode_escapes(source.slice(node.content_range()))
}

/// The value of literal text in a formatted string.
pub fn interpolated_text(value: &str, range: TextRange, is_raw: bool, source: &Source) -> Vec<u8> {
    if !value.contains('\u{fffd}') || is_raw {
        return value.as_bytes().to_vec();
    }
    let text = source.slice(range).replace("{{", "{").replace("}}", "}");
    decode_escapes(&text)
}

fn push_code_point(text: &mut Vec<u8>, code: u32) {
    match char::from_u32(code) {
        Some(letter) => text.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes()),
        None => text.extend_from_slice(&[
            0xe0 | (code >> 12) as u8,
            0x80 | (code >> 6 & 0x3f) as u8,
            0x80 | (code & 0x3f) as u8,
        ]),
    }
}

/// Text of a literal without its quotes, which the parser has found to be well-formed.
fn decode_escapes(text: &str) -> Vec<u8> {
    let mut decoded = Vec::with_capacity(text.len());
    let mut letters = text.char_indices().peekable();
    while let Some((_, letter)) = letters.next() {
        if letter == '\r' {
            // Newlines in source are one character.
            if letters.peek().is_some_and(|&(_, next)| next == '\n') {
                letters.next();
            }
            decoded.push(b'\n');
            continue;
        }
        if letter != '\\' {
            decoded.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
            continue;
        }
        let Some((at, escape)) = letters.next() else {
            decoded.push(b'\\');
            break;
        };
        let mut hexadecimal = |count: usize, decoded: &mut Vec<u8>| {
            let digits = &text[at + 1..(at + 1 + count).min(text.len())];
            push_code_point(decoded, u32::from_str_radix(digits, 16).unwrap_or(0xfffd));
            for _ in 0..digits.chars().count() {
                letters.next();
            }
        };
        match escape {
            '\n' => {}
            '\r' => {
                if letters.peek().is_some_and(|&(_, next)| next == '\n') {
                    letters.next();
                }
            }
            '\\' | '\'' | '"' => decoded.push(escape as u8),
            'a' => decoded.push(7),
            'b' => decoded.push(8),
            'f' => decoded.push(12),
            'n' => decoded.push(10),
            'r' => decoded.push(13),
            't' => decoded.push(9),
            'v' => decoded.push(11),
            'x' => hexadecimal(2, &mut decoded),
            'u' => hexadecimal(4, &mut decoded),
            'U' => hexadecimal(8, &mut decoded),
            'N' => {
                let length = text[at..].find('}').map_or(0, |end| end + 1);
                let name = &text[at..at + length];
                for _ in 1..name.chars().count() {
                    letters.next();
                }
                decoded.extend_from_slice(named_character(name).as_bytes());
            }
            '0'..='7' => {
                let mut code = escape.to_digit(8).unwrap_or(0);
                for _ in 0..2 {
                    match letters.peek().and_then(|&(_, next)| next.to_digit(8)) {
                        Some(digit) => {
                            code = code * 8 + digit;
                            letters.next();
                        }
                        None => break,
                    }
                }
                push_code_point(&mut decoded, code);
            }
            other => {
                decoded.push(b'\\');
                decoded.extend_from_slice(other.encode_utf8(&mut [0; 4]).as_bytes());
            }
        }
    }
    decoded
}

/// `N{...}`: the parser knows the names.
pub fn named_character(escape: &str) -> String {
    let literal = format!("\"\\{escape}\"");
    match ruff_python_parser::parse_expression(&literal) {
        Ok(parsed) => match parsed.expr() {
            Expr::StringLiteral(node) => node.value.to_str().to_string(),
            _ => String::new(),
        },
        Err(_) => String::new(),
    }
}

/// The value of an expression that is constant. `folding` remembers what is not, so that long chains are not walked
/// again and again.
pub fn fold(expression: &Expr, folding: &mut Folding, source: &Source) -> Option<Constant> {
    match expression {
        Expr::UnaryOp(node) => {
            let address = node as *const _ as usize;
            if folding.is_not_constant(address) {
                return None;
            }
            let folded =
                fold(&node.operand, folding, source).and_then(|operand| unary(node.op, operand));
            if folded.is_none() {
                folding.note(address);
            }
            folded
        }
        Expr::BinOp(node) => {
            let address = node as *const _ as usize;
            if folding.is_not_constant(address) {
                return None;
            }
            let folded = (|| {
                // The right operand first: chains lean to the left.
                let right = fold(&node.right, folding, source)?;
                let left = fold(&node.left, folding, source)?;
                binary(node.op, left, right)
            })();
            if folded.is_none() {
                folding.note(address);
            }
            folded
        }
        Expr::Tuple(node) => {
            let address = node as *const _ as usize;
            if folding.is_not_constant(address) {
                return None;
            }
            let mut constants = Vec::with_capacity(node.elts.len());
            for element in &node.elts {
                match fold(element, folding, source) {
                    Some(constant) => constants.push(constant),
                    None => {
                        folding.note(address);
                        return None;
                    }
                }
            }
            Some(Constant::Tuple(constants))
        }
        other => literal(other, source),
    }
}

fn unary(op: UnaryOp, operand: Constant) -> Option<Constant> {
    Some(match (op, operand) {
        (UnaryOp::USub, Constant::Int(number)) => Constant::Int(number.checked_neg()?),
        (UnaryOp::USub, Constant::BigInt(digits)) => {
            if digits == "9223372036854775808" {
                Constant::Int(i64::MIN)
            } else if let Some(positive) = digits.strip_prefix('-') {
                Constant::BigInt(positive.into())
            } else {
                Constant::BigInt(format!("-{digits}"))
            }
        }
        (UnaryOp::USub, Constant::Float(number)) => Constant::Float(-number),
        (UnaryOp::USub, Constant::Complex(real, imaginary)) => Constant::Complex(-real, -imaginary),
        (
            UnaryOp::UAdd,
            constant @ (Constant::Int(_)
            | Constant::BigInt(_)
            | Constant::Float(_)
            | Constant::Complex(..)),
        ) => constant,
        (UnaryOp::Invert, Constant::Int(number)) => Constant::Int(!number),
        (UnaryOp::Not, Constant::None | Constant::False) => Constant::True,
        (UnaryOp::Not, Constant::True | Constant::Ellipsis) => Constant::False,
        (UnaryOp::Not, Constant::Int(number)) => {
            if number == 0 {
                Constant::True
            } else {
                Constant::False
            }
        }
        _ => return None,
    })
}

fn binary(op: Operator, left: Constant, right: Constant) -> Option<Constant> {
    use Constant::{Complex, Float, Int};
    Some(match (left, right) {
        (Int(x), Int(y)) => match op {
            Operator::Add => Int(x.checked_add(y)?),
            Operator::Sub => Int(x.checked_sub(y)?),
            Operator::Mult => Int(x.checked_mul(y)?),
            Operator::FloorDiv if y > 0 => Int(x.checked_div_euclid(y)?),
            Operator::Mod if y > 0 => Int(x.checked_rem_euclid(y)?),
            Operator::Div if y != 0 && x.unsigned_abs() < 1 << 53 && y.unsigned_abs() < 1 << 53 => {
                Float(x as f64 / y as f64)
            }
            Operator::Pow => Int(x.checked_pow(u32::try_from(y).ok()?)?),
            Operator::LShift => {
                let shift = u32::try_from(y).ok().filter(|&shift| shift < 63)?;
                Int(x.checked_mul(1 << shift)?)
            }
            Operator::RShift => Int(x >> u32::try_from(y).ok()?.min(63)),
            Operator::BitOr => Int(x | y),
            Operator::BitXor => Int(x ^ y),
            Operator::BitAnd => Int(x & y),
            _ => return None,
        },
        (Float(x), Float(y)) => real(op, x, y)?,
        (Float(x), Int(y)) if y.unsigned_abs() < 1 << 53 => real(op, x, y as f64)?,
        (Int(x), Float(y)) if x.unsigned_abs() < 1 << 53 => real(op, x as f64, y)?,
        (Int(x), Complex(real, imaginary)) if x.unsigned_abs() < 1 << 53 => match op {
            Operator::Add => Complex(x as f64 + real, imaginary),
            Operator::Sub => Complex(x as f64 - real, -imaginary),
            _ => return None,
        },
        (Float(x), Complex(real, imaginary)) => match op {
            Operator::Add => Complex(x + real, imaginary),
            Operator::Sub => Complex(x - real, -imaginary),
            _ => return None,
        },
        (Constant::Str(x), Constant::Str(y))
            if op == Operator::Add && x.len() + y.len() <= LONGEST =>
        {
            Constant::Str(join(x, y)?)
        }
        (Constant::Bytes(mut x), Constant::Bytes(y))
            if op == Operator::Add && x.len() + y.len() <= LONGEST =>
        {
            x.extend_from_slice(&y);
            Constant::Bytes(x)
        }
        (Constant::Str(text), Int(count)) | (Int(count), Constant::Str(text))
            if op == Operator::Mult =>
        {
            // Halves of a surrogate pair must not meet in WTF-8.
            let is_plain = std::str::from_utf8(&text).is_ok();
            let fits = count >= 0 && text.len().checked_mul(count as usize)? <= LONGEST;
            if !is_plain || !fits {
                return None;
            }
            Constant::Str(text.repeat(count as usize))
        }
        (Constant::Bytes(text), Int(count)) | (Int(count), Constant::Bytes(text))
            if op == Operator::Mult =>
        {
            if count < 0 || text.len().checked_mul(count as usize)? > LONGEST {
                return None;
            }
            Constant::Bytes(text.repeat(count as usize))
        }
        _ => return None,
    })
}

fn join(mut left: Vec<u8>, right: Vec<u8>) -> Option<Vec<u8>> {
    std::str::from_utf8(&left).ok()?;
    left.extend_from_slice(&right);
    Some(left)
}

fn real(op: Operator, x: f64, y: f64) -> Option<Constant> {
    Some(Constant::Float(match op {
        Operator::Add => x + y,
        Operator::Sub => x - y,
        Operator::Mult => x * y,
        Operator::Div if y != 0.0 => x / y,
        _ => return None,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn huge_hexadecimal_literals_become_decimal() {
        assert_eq!(decimal("0xffffffffffffffffffffffff"), "79228162514264337593543950335");
        assert_eq!(
            decimal("0b1_0000000000000000000000000000000000000000000000000000000000000000"),
            "18446744073709551616"
        );
        assert_eq!(decimal("0o7777777777777777777777777"), "37778931862957161709567");
    }

    #[test]
    fn lone_surrogates_are_kept() {
        assert_eq!(decode_escapes(r"a\ud800\N{BULLET}\x41\101"), b"a\xed\xa0\x80\xe2\x80\xa2AA");
    }

    #[test]
    fn division_follows_python() {
        assert_eq!(
            binary(Operator::FloorDiv, Constant::Int(-7), Constant::Int(2)),
            Some(Constant::Int(-4))
        );
        assert_eq!(
            binary(Operator::Mod, Constant::Int(-7), Constant::Int(2)),
            Some(Constant::Int(1))
        );
        assert_eq!(binary(Operator::FloorDiv, Constant::Int(7), Constant::Int(0)), None);
    }
}
