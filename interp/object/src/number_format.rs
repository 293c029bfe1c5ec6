//! The format mini-language for numbers, and what `%` formatting needs of them.
//!
//! A specification is parsed once into a `Specification` (also for str, whose formatting lives
//! elsewhere). A number is cut into sign, prefix, digits before and behind the point, and what
//! follows; `layout` then puts separators between the digits and fills up to the width. Filling
//! with zeros before grouped digits groups the zeros too, so grouping knows the width it must reach.

use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::float::{self, Style};
use crate::integer::{self, Integer};
use crate::string::{character, class_name, push as push_code_point};
use crate::thread::Thread;
use crate::{complex, string};
use tracer::Word;

/// A parsed format specification.
#[derive(Clone, Debug)]
pub struct Specification {
    /// Code point; a space where not given.
    pub fill: u32,
    /// `<`, `>`, `=` or `^`.
    pub align: u8,
    pub align_given: bool,
    /// `+`, `-` or space; 0 where not given.
    pub sign: u8,
    /// `z`
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    pub width: Option<usize>,
    pub precision: Option<usize>,
    /// `,` or `_`; 0: none.
    pub grouping: u8,
    /// The same behind the point.
    pub fraction_grouping: u8,
    /// Code point of the type; 0 where not given and without a default.
    pub kind: u32,
}

fn is_align(point: u32) -> bool {
    matches!(u8::try_from(point), Ok(b'<' | b'>' | b'=' | b'^'))
}

/// A type or other character as messages show it.
fn shown(point: u32) -> String {
    match u8::try_from(point) {
        Ok(byte @ 33..127) => char::from(byte).to_string(),
        _ => format!("\\x{point:x}"),
    }
}

impl Specification {
    /// Parses a specification (WTF-8). `class` names the object's class in messages; the defaults are
    /// `s` and `<` for str, `d` and `>` for int, 0 and `>` for other numbers.
    pub fn parse(
        thread: &mut Thread,
        text: &[u8],
        class: &str,
        default_kind: u8,
        default_align: u8,
    ) -> Result<Specification> {
        let points: Vec<u32> = string::characters(text).collect();
        let mut at = 0;
        let peek = |at: usize| points.get(at).copied().unwrap_or(0);
        let is = |at: usize, byte: u8| points.get(at) == Some(&u32::from(byte));
        let mut result = Specification {
            fill: u32::from(b' '),
            align: default_align,
            align_given: false,
            sign: 0,
            no_negative_zero: false,
            alternate: false,
            width: None,
            precision: None,
            grouping: 0,
            fraction_grouping: 0,
            kind: u32::from(default_kind),
        };
        let mut fill_given = false;
        if points.len() >= 2 && is_align(points[1]) {
            result.fill = points[0];
            result.align = points[1] as u8;
            result.align_given = true;
            fill_given = true;
            at = 2;
        } else if is_align(peek(0)) {
            result.align = peek(0) as u8;
            result.align_given = true;
            at = 1;
        }
        if is(at, b'+') || is(at, b'-') || is(at, b' ') {
            result.sign = points[at] as u8;
            at += 1;
        }
        if is(at, b'z') {
            result.no_negative_zero = true;
            at += 1;
        }
        if is(at, b'#') {
            result.alternate = true;
            at += 1;
        }
        if !fill_given && is(at, b'0') {
            result.fill = u32::from(b'0');
            if !result.align_given && default_align == b'>' {
                result.align = b'=';
            }
            at += 1;
        }
        result.width = number(thread, &points, &mut at)?;
        if is(at, b',') {
            result.grouping = b',';
            at += 1;
        }
        if is(at, b'_') {
            if result.grouping != 0 {
                return Err(both_separators(thread));
            }
            result.grouping = b'_';
            at += 1;
        }
        if is(at, b',') && result.grouping == b'_' {
            return Err(both_separators(thread));
        }
        if is(at, b'.') {
            at += 1;
            result.precision = number(thread, &points, &mut at)?;
            if is(at, b',') {
                result.fraction_grouping = b',';
                at += 1;
            }
            if is(at, b'_') {
                if result.fraction_grouping != 0 {
                    return Err(both_separators(thread));
                }
                result.fraction_grouping = b'_';
                at += 1;
            }
            if is(at, b',') && result.fraction_grouping == b'_' {
                return Err(both_separators(thread));
            }
            if result.precision.is_none() && result.fraction_grouping == 0 {
                return Err(thread.value_error("Format specifier missing precision"));
            }
        }
        match points.len() - at {
            0 => {}
            1 => result.kind = points[at],
            _ => {
                let mut message = b"Invalid format specifier '".to_vec();
                message.extend_from_slice(text);
                message.extend_from_slice(format!("' for object of type '{class}'").as_bytes());
                let message = string::from_wtf8(thread, &message);
                return Err(thread.raise_with(Builtin::ValueError, &[message]));
            }
        }
        let by_kind = match u8::try_from(result.kind) {
            Ok(b'd' | b'e' | b'f' | b'g' | b'E' | b'G' | b'%' | b'F' | 0) => 0,
            Ok(b'b' | b'o' | b'x' | b'X') if result.grouping != b',' => 0,
            _ => result.grouping,
        };
        let behind = if result.kind == u32::from(b'n') { result.fraction_grouping } else { 0 };
        let refused = if by_kind != 0 { by_kind } else { behind };
        if refused != 0 {
            let (separator, kind) = (char::from(refused), shown(result.kind));
            return Err(thread.value_error(format!("Cannot specify '{separator}' with '{kind}'.")));
        }
        Ok(result)
    }
}

fn number(thread: &mut Thread, points: &[u32], at: &mut usize) -> Result<Option<usize>> {
    let mut value = None;
    while let Some(digit) = points.get(*at).and_then(|&point| character::decimal(point)) {
        let next = value.unwrap_or(0usize).checked_mul(10);
        match next.and_then(|next| next.checked_add(digit as usize)) {
            Some(next) if next <= isize::MAX as usize => value = Some(next),
            _ => {
                return Err(thread.value_error("Too many decimal digits in format string"));
            }
        }
        *at += 1;
    }
    Ok(value)
}

#[cold]
fn both_separators(thread: &mut Thread) -> Raised {
    thread.value_error("Cannot specify both ',' and '_'.")
}

/// The error for a type that a class does not have.
#[cold]
pub fn unknown_kind(thread: &mut Thread, kind: u32, class: &str) -> Raised {
    let kind = shown(kind);
    thread.value_error(format!("Unknown format code '{kind}' for object of type '{class}'"))
}

/// How digits are separated.
struct Separators {
    point: Vec<u8>,
    separator: Vec<u8>,
    /// Sizes of groups from the right, the last one repeated; empty: no groups.
    groups: Vec<u8>,
    fraction_separator: u8,
}

impl Separators {
    fn of(specification: &Specification) -> Separators {
        let kind = specification.kind;
        if kind == u32::from(b'n') {
            return Separators::of_locale();
        }
        let by_four = [b'b', b'o', b'x', b'X'].iter().any(|&byte| kind == u32::from(byte));
        Separators {
            point: b".".to_vec(),
            separator: vec![specification.grouping; usize::from(specification.grouping != 0)],
            groups: match specification.grouping {
                0 => Vec::new(),
                _ if by_four => vec![4],
                _ => vec![3],
            },
            fraction_separator: specification.fraction_grouping,
        }
    }
    fn of_locale() -> Separators {
        // SAFETY: the strings of `localeconv` are valid until the locale changes, and copied at once.
        unsafe {
            let locale = &*libc::localeconv();
            let copy =
                |text: *const libc::c_char| std::ffi::CStr::from_ptr(text).to_bytes().to_vec();
            Separators {
                point: copy(locale.decimal_point),
                separator: copy(locale.thousands_sep),
                groups: copy(locale.grouping),
                fraction_separator: 0,
            }
        }
    }
}

/// A number cut into pieces.
#[derive(Default)]
struct Pieces<'a> {
    negative: bool,
    prefix: &'a [u8],
    digits: &'a [u8],
    point: bool,
    fraction: &'a [u8],
    rest: &'a [u8],
}

fn character_count(text: &[u8]) -> usize {
    text.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

/// Digits in groups from the right, with zeros in front up to a width.
fn group(digits: &[u8], minimum: usize, separators: &Separators) -> Vec<u8> {
    if digits.is_empty() {
        return Vec::new();
    }
    if separators.groups.is_empty() {
        let mut result = vec![b'0'; minimum.saturating_sub(digits.len())];
        result.extend_from_slice(digits);
        return result;
    }
    let separator_width = character_count(&separators.separator) as i64;
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    let mut rest = digits.len();
    let mut wanted = minimum as i64;
    let mut sizes = separators.groups.iter().copied();
    let mut size = usize::MAX;
    loop {
        match sizes.next() {
            // A size of CHAR_MAX ends the grouping.
            Some(127) => {
                size = usize::MAX;
                sizes = [].iter().copied();
            }
            Some(next) => size = usize::from(next),
            None => {}
        }
        let length = size.min(rest.max(wanted.max(1) as usize));
        let taken = rest.min(length);
        let mut piece = vec![b'0'; length - taken];
        piece.extend_from_slice(&digits[rest - taken..rest]);
        if !pieces.is_empty() {
            piece.extend_from_slice(&separators.separator);
        }
        pieces.push(piece);
        rest -= taken;
        wanted -= length as i64;
        if rest == 0 && wanted <= 0 {
            break;
        }
        wanted -= separator_width;
    }
    pieces.reverse();
    pieces.concat()
}

/// Puts the pieces together.
fn layout(
    thread: &mut Thread,
    pieces: Pieces,
    specification: &Specification,
    separators: &Separators,
) -> Result<Vec<u8>> {
    let mut head = Vec::with_capacity(4);
    match (pieces.negative, specification.sign) {
        (true, _) => head.push(b'-'),
        (false, sign @ (b'+' | b' ')) => head.push(sign),
        _ => {}
    }
    head.extend_from_slice(pieces.prefix);
    let mut tail = Vec::new();
    if pieces.point {
        tail.extend_from_slice(&separators.point);
    }
    if separators.fraction_separator == 0 {
        tail.extend_from_slice(pieces.fraction);
    } else {
        for (index, chunk) in pieces.fraction.chunks(3).enumerate() {
            if index > 0 {
                tail.push(separators.fraction_separator);
            }
            tail.extend_from_slice(chunk);
        }
    }
    tail.extend_from_slice(pieces.rest);
    let width = specification.width.unwrap_or(0);
    if width > isize::MAX as usize / 8 {
        return Err(thread.raise_with(Builtin::MemoryError, &[]));
    }
    let around = character_count(&head) + character_count(&tail);
    let zeros = specification.fill == u32::from(b'0') && specification.align == b'=';
    let digits =
        group(pieces.digits, if zeros { width.saturating_sub(around) } else { 0 }, separators);
    let padding = width.saturating_sub(around + character_count(&digits));
    let (left, inner) = match specification.align {
        b'<' => (0, 0),
        b'^' => (padding / 2, 0),
        b'=' => (0, padding),
        _ => (padding, 0),
    };
    let right = padding - left - inner;
    let mut result = Vec::new();
    if result.try_reserve(head.len() + digits.len() + tail.len() + padding).is_err() {
        return Err(thread.raise_with(Builtin::MemoryError, &[]));
    }
    push_fill(&mut result, specification.fill, left);
    result.extend_from_slice(&head);
    push_fill(&mut result, specification.fill, inner);
    result.extend_from_slice(&digits);
    result.extend_from_slice(&tail);
    push_fill(&mut result, specification.fill, right);
    Ok(result)
}

fn push_fill(text: &mut Vec<u8>, fill: u32, count: usize) {
    if fill < 0x80 {
        text.resize(text.len() + count, fill as u8);
    } else {
        for _ in 0..count {
            push_code_point(text, fill);
        }
    }
}

/// `format(number, specification)` for int, float and complex (also instances of subclasses): a str.
pub fn format_number(thread: &mut Thread, object: Word, specification: Word) -> Result {
    if !string::is_str(specification) {
        let name = class_name(specification);
        return Err(thread.type_error(format!("__format__() argument must be str, not {name}")));
    }
    let text = string::bytes(specification);
    if text.is_empty() {
        if object.is_int() {
            return integer::to_text(thread, object);
        }
        if let Some(value) = float::exact_value(object) {
            return Ok(string::new(thread, &float::repr(value)));
        }
        return crate::operation::str(thread, object);
    }
    let class = class_name(object);
    if Integer::of(object).is_some() {
        let specification = Specification::parse(thread, text, &class, b'd', b'>')?;
        return format_int(thread, object, &specification);
    }
    let specification = Specification::parse(thread, text, &class, 0, b'>')?;
    if let Some(value) = float::value(object) {
        return format_float_as(thread, value, &specification, &class);
    }
    match complex::value(object) {
        Some(value) => format_complex(thread, value, &specification, &class),
        None => Err(thread.type_error(format!("unsupported number of type '{class}'"))),
    }
}

/// An int by a specification: a str.
pub fn format_int(thread: &mut Thread, object: Word, specification: &Specification) -> Result {
    let integer = Integer::of(object).expect("an int operand");
    let kind = u8::try_from(specification.kind).unwrap_or(0);
    let base = match kind {
        b'b' => 2,
        b'o' => 8,
        b'x' | b'X' => 16,
        b'c' | b'd' | b'n' => 10,
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' | b'%' => {
            let value = integer::float_or_raise(thread, integer)?;
            return format_float_as(thread, value, specification, "int");
        }
        _ => {
            let class = class_name(object);
            return Err(unknown_kind(thread, specification.kind, &class));
        }
    };
    if specification.precision.is_some() {
        return Err(thread.value_error("Precision not allowed in integer format specifier"));
    }
    if specification.no_negative_zero {
        return Err(thread
            .value_error("Negative zero coercion (z) not allowed in integer format specifier"));
    }
    if kind == b'c' {
        return format_character(thread, integer, specification);
    }
    let mut text = if base == 10 {
        integer::decimal(thread, integer)?
    } else {
        integer::digits(integer, base)
    };
    let prefix: &[u8] = match kind {
        _ if !specification.alternate => b"",
        b'b' => b"0b",
        b'o' => b"0o",
        b'x' => b"0x",
        b'X' => b"0X",
        _ => b"",
    };
    if kind == b'X' {
        text.make_ascii_uppercase();
    }
    let digits = text.strip_prefix('-').unwrap_or(&text).as_bytes();
    let pieces = Pieces { negative: integer.is_negative(), prefix, digits, ..Pieces::default() };
    let result = layout(thread, pieces, specification, &Separators::of(specification))?;
    Ok(string::from_wtf8(thread, &result))
}

fn format_character(
    thread: &mut Thread,
    integer: Integer,
    specification: &Specification,
) -> Result {
    if specification.sign != 0 {
        return Err(thread.value_error("Sign not allowed with integer format specifier 'c'"));
    }
    if specification.alternate {
        return Err(
            thread.value_error("Alternate form (#) not allowed with integer format specifier 'c'")
        );
    }
    let point = match integer.to_i64() {
        Some(point @ 0..=0x10_ffff) => point as u32,
        Some(_) => {
            return Err(thread.raise(Builtin::OverflowError, "%c arg not in range(0x110000)"));
        }
        None => {
            return Err(
                thread.raise(Builtin::OverflowError, "Python int too large to convert to C long")
            );
        }
    };
    let mut text = Vec::new();
    push_code_point(&mut text, point);
    let pieces = Pieces { rest: &text, ..Pieces::default() };
    let result = layout(thread, pieces, specification, &Separators::of(specification))?;
    Ok(string::from_wtf8(thread, &result))
}

/// The style of a float's text, and whether `%` follows; `None`: no such type for floats.
fn style_of(thread: &mut Thread, specification: &Specification) -> Result<Option<(Style, bool)>> {
    let kind = u8::try_from(specification.kind).unwrap_or(b'?');
    let mut style = Style {
        notation: kind.to_ascii_lowercase(),
        precision: specification.precision.unwrap_or(6),
        add_point_zero: false,
        alternate: specification.alternate,
        upper: kind.is_ascii_uppercase(),
        no_negative_zero: specification.no_negative_zero,
    };
    let percent = kind == b'%';
    match kind {
        0 => {
            style.notation = if specification.precision.is_some() { b'g' } else { b'r' };
            style.add_point_zero = true;
        }
        b'n' => style.notation = b'g',
        b'%' => style.notation = b'f',
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {}
        _ => return Ok(None),
    }
    if style.precision >= i32::MAX as usize {
        return Err(thread.value_error("precision too big"));
    }
    Ok(Some((style, percent)))
}

/// Cuts the text of a float; the sign is not part of it.
fn cut(text: &[u8], negative: bool) -> Pieces<'_> {
    let digits = |from: usize| text[from..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let before = digits(0);
    let point = text.get(before) == Some(&b'.');
    let start = before + usize::from(point);
    let after = if point { digits(start) } else { 0 };
    Pieces {
        negative,
        prefix: b"",
        digits: &text[..before],
        point,
        fraction: &text[start..start + after],
        rest: &text[start + after..],
    }
}

/// A float by a specification: a str.
pub fn format_float(thread: &mut Thread, value: f64, specification: &Specification) -> Result {
    format_float_as(thread, value, specification, "float")
}

fn format_float_as(
    thread: &mut Thread,
    value: f64,
    specification: &Specification,
    class: &str,
) -> Result {
    let Some((style, percent)) = style_of(thread, specification)? else {
        return Err(unknown_kind(thread, specification.kind, class));
    };
    let mut text = float::format(if percent { value * 100.0 } else { value }, style);
    if percent {
        text.push('%');
    }
    let unsigned = text.strip_prefix('-');
    let pieces = cut(unsigned.unwrap_or(&text).as_bytes(), unsigned.is_some());
    let result = layout(thread, pieces, specification, &Separators::of(specification))?;
    Ok(string::from_wtf8(thread, &result))
}

/// A complex number by a specification: a str.
pub fn format_complex(
    thread: &mut Thread,
    (real, imaginary): complex::Pair,
    specification: &Specification,
    class: &str,
) -> Result {
    if specification.kind == u32::from(b'%') {
        return Err(unknown_kind(thread, specification.kind, class));
    }
    let Some((mut style, _)) = style_of(thread, specification)? else {
        return Err(unknown_kind(thread, specification.kind, class));
    };
    if specification.fill == u32::from(b'0') {
        return Err(thread.value_error("Zero padding is not allowed in complex format specifier"));
    }
    if specification.align == b'=' {
        return Err(
            thread.value_error("'=' alignment flag is not allowed in complex format specifier")
        );
    }
    style.add_point_zero = false;
    let plain = specification.kind == 0;
    let skip_real = plain && real == 0.0 && real.is_sign_positive();
    let parentheses = plain && !skip_real;
    let mut part = Specification { width: None, align: b'>', ..specification.clone() };
    let mut inner = Vec::new();
    if parentheses {
        inner.push(b'(');
    }
    let separators = Separators::of(specification);
    let mut push = |inner: &mut Vec<u8>, value: f64, part: &Specification| -> Result<()> {
        let text = float::format(value, style);
        let unsigned = text.strip_prefix('-');
        let pieces = cut(unsigned.unwrap_or(&text).as_bytes(), unsigned.is_some());
        let text = layout(thread, pieces, part, &separators)?;
        inner.extend_from_slice(&text);
        Ok(())
    };
    if !skip_real {
        push(&mut inner, real, &part)?;
        part.sign = b'+';
    }
    push(&mut inner, imaginary, &part)?;
    inner.push(b'j');
    if parentheses {
        inner.push(b')');
    }
    let whole = Specification { sign: 0, ..specification.clone() };
    let pieces = Pieces { rest: &inner, ..Pieces::default() };
    let result = layout(thread, pieces, &whole, &separators)?;
    Ok(string::from_wtf8(thread, &result))
}

/// The text of an int for `%d`, `%i`, `%u`, `%o`, `%x` and `%X`: sign (minus only), prefix, digits
/// with zeros up to the precision. Plus signs, spaces and padding are the caller's.
pub fn percent_int(
    thread: &mut Thread,
    object: Word,
    code: u8,
    alternate: bool,
    precision: Option<usize>,
) -> Result<String> {
    let integer = Integer::of(object).expect("an int operand");
    let (base, prefix) = match code {
        b'o' => (8, "0o"),
        b'x' | b'X' => (16, "0x"),
        _ => (10, ""),
    };
    let digits = if base == 10 {
        integer::decimal(thread, integer)?
    } else {
        integer::digits(integer, base)
    };
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits.as_str()),
    };
    let prefix = if alternate { prefix } else { "" };
    let precision = precision.unwrap_or(0);
    if precision >= i32::MAX as usize {
        return Err(thread.value_error("precision too big"));
    }
    let zeros = "0".repeat(precision.saturating_sub(digits.len()));
    let mut text = format!("{sign}{prefix}{zeros}{digits}");
    if code == b'X' {
        text.make_ascii_uppercase();
    }
    Ok(text)
}

/// The text of a float for `%e`, `%f`, `%g` and their large forms: sign (minus only) and digits.
pub fn percent_float(
    thread: &mut Thread,
    value: f64,
    code: u8,
    alternate: bool,
    precision: Option<usize>,
) -> Result<String> {
    let precision = precision.unwrap_or(6);
    if precision >= i32::MAX as usize {
        return Err(thread.value_error("precision too big"));
    }
    let style = Style {
        notation: code.to_ascii_lowercase(),
        precision,
        add_point_zero: false,
        alternate,
        upper: code.is_ascii_uppercase(),
        no_negative_zero: false,
    };
    Ok(float::format(value, style))
}

/// `bin`, `oct` and `hex` of an int: a str with its prefix.
pub fn with_prefix(thread: &mut Thread, object: Word, base: u32) -> Word {
    let integer = Integer::of(object).expect("an int operand");
    let digits = integer::digits(integer, base);
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits.as_str()),
    };
    let prefix = match base {
        2 => "0b",
        8 => "0o",
        _ => "0x",
    };
    string::new(thread, &format!("{sign}{prefix}{digits}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn grouped(digits: &str, minimum: usize, groups: &[u8]) -> String {
        let separators = Separators {
            point: b".".to_vec(),
            separator: b",".to_vec(),
            groups: groups.to_vec(),
            fraction_separator: 0,
        };
        String::from_utf8(group(digits.as_bytes(), minimum, &separators)).expect("ASCII")
    }

    #[test]
    fn zeros_in_front_are_grouped_and_never_begin_with_a_separator() {
        assert_eq!(grouped("1234567", 0, &[3]), "1,234,567");
        assert_eq!(grouped("1234567", 12, &[3]), "0,001,234,567");
        assert_eq!(grouped("1234567", 11, &[3]), "001,234,567");
        assert_eq!(grouped("0", 6, &[3]), "00,000");
        assert_eq!(grouped("123456789", 0, &[3, 2]), "12,34,56,789");
        assert_eq!(grouped("123456789", 0, &[3, 127]), "123456,789");
        assert_eq!(grouped("12", 5, &[]), "00012");
    }

    #[test]
    fn floats_are_cut_at_point_and_exponent() {
        let pieces = cut(b"12.50e+10%", false);
        assert_eq!(
            (pieces.digits, pieces.fraction, pieces.rest),
            (&b"12"[..], &b"50"[..], &b"e+10%"[..])
        );
        let pieces = cut(b"inf", true);
        assert_eq!((pieces.digits, pieces.point, pieces.rest), (&b""[..], false, &b"inf"[..]));
    }
}
