//! `%` formatting of str and bytes. Both go through one parser over bytes (WTF-8 for str); they
//! differ in what `%s` and `%c` take and in some messages.

use super::{
    bytes, characters, class_name, count_characters, decode, from_wtf8, is_exact, is_str, push,
};
use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::thread::Thread;
use crate::{float, integer, intern, number_format, operation, payload, plain_format, tuple};
use tracer::Word;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Binary,
}

/// Where values come from.
struct Source<'a> {
    /// The right operand.
    all: Word,
    /// The tuple's items, or the one value.
    values: &'a [Word],
    used: usize,
    mapping: bool,
}

impl Source<'_> {
    fn next(&mut self, thread: &mut Thread) -> Result {
        match self.values.get(self.used) {
            Some(&value) => {
                self.used += 1;
                Ok(value)
            }
            None => Err(thread.type_error("not enough arguments for format string")),
        }
    }
}

#[derive(Default)]
struct Conversion {
    left: bool,
    plus: bool,
    blank: bool,
    alternate: bool,
    zero: bool,
    width: usize,
    precision: Option<usize>,
}

fn is_mapping(object: Word, kind: Kind) -> bool {
    let is = |builtin: Builtin| {
        let class = crate::class::class_of(object);
        crate::class::is_subclass(class, builtin.word())
    };
    if !object.is_pointer() || is_exact(object) {
        return false;
    }
    let own = match kind {
        Kind::Text => is_str(object),
        Kind::Binary => is(Builtin::Bytes) || is(Builtin::ByteArray),
    };
    let class = crate::class::class_of(object);
    !own && !crate::class::lookup(class, crate::interned!("__getitem__")).is_null()
}

/// `template % arguments` for str.
pub fn format(thread: &mut Thread, template: Word, arguments: Word) -> Result {
    let mut to = Vec::new();
    render(thread, bytes(template), arguments, Kind::Text, &mut to)?;
    Ok(from_wtf8(thread, &to))
}

/// `template % arguments` for bytes.
pub fn format_bytes(thread: &mut Thread, template: &[u8], arguments: Word) -> Result<Vec<u8>> {
    let mut to = Vec::new();
    render(thread, template, arguments, Kind::Binary, &mut to)?;
    Ok(to)
}

fn render(
    thread: &mut Thread,
    text: &[u8],
    arguments: Word,
    kind: Kind,
    to: &mut Vec<u8>,
) -> Result<()> {
    let single = [arguments];
    let is_tuple = payload::exact(arguments, Builtin::Tuple.shape()).is_some();
    let mut source = Source {
        all: arguments,
        values: if is_tuple { tuple::items(arguments) } else { &single },
        used: 0,
        mapping: !is_tuple && is_mapping(arguments, kind),
    };
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'%', &text[at..]) {
        to.extend_from_slice(&text[at..at + found]);
        at += found + 1;
        match text.get(at) {
            Some(b'%') => {
                to.push(b'%');
                at += 1;
                continue;
            }
            Some(b'(') => {
                let value = look_up(thread, text, &mut at, &source, kind)?;
                // The value is all there is from now on.
                source.values = &[];
                source.used = 0;
                let conversion = parse(thread, text, &mut at, &mut source)?;
                convert(thread, text, &mut at, &conversion, value, kind, to)?;
                continue;
            }
            _ => {}
        }
        let conversion = parse(thread, text, &mut at, &mut source)?;
        if at >= text.len() {
            return Err(thread.value_error("incomplete format"));
        }
        let value = source.next(thread)?;
        convert(thread, text, &mut at, &conversion, value, kind, to)?;
    }
    to.extend_from_slice(&text[at..]);
    if source.used < source.values.len() && !source.mapping {
        let what = if kind == Kind::Text { "string" } else { "bytes" };
        return Err(
            thread.type_error(format!("not all arguments converted during {what} formatting"))
        );
    }
    Ok(())
}

fn look_up(
    thread: &mut Thread,
    text: &[u8],
    at: &mut usize,
    source: &Source,
    kind: Kind,
) -> Result {
    if !source.mapping {
        return Err(thread.type_error("format requires a mapping"));
    }
    let start = *at + 1;
    let mut depth = 1;
    let mut end = start;
    while depth > 0 {
        match text.get(end) {
            Some(b'(') => depth += 1,
            Some(b')') => depth -= 1,
            Some(_) => {}
            None => return Err(thread.value_error("incomplete format key")),
        }
        end += 1;
    }
    *at = end;
    let key = &text[start..end - 1];
    let key = match kind {
        Kind::Text => from_wtf8(thread, key),
        Kind::Binary => crate::bytes::new(thread, key),
    };
    operation::get_item(thread, source.all, key)
}

fn digits(text: &[u8], at: &mut usize) -> Option<usize> {
    let mut value = 0usize;
    while let Some(digit @ b'0'..=b'9') = text.get(*at) {
        value = value.checked_mul(10)?.checked_add(usize::from(digit - b'0'))?;
        if value > i64::MAX as usize {
            return None;
        }
        *at += 1;
    }
    Some(value)
}

fn starred(thread: &mut Thread, source: &mut Source, c_type: &str, limit: i64) -> Result<i64> {
    let value = source.next(thread)?;
    if !integer::is_int(value) {
        return Err(thread.type_error("* wants int"));
    }
    match integer::to_i64(value) {
        Some(number) if (-limit - 1..=limit).contains(&number) => Ok(number),
        _ => Err(thread.raise(
            Builtin::OverflowError,
            format!("Python int too large to convert to C {c_type}"),
        )),
    }
}

/// Flags, width, precision, length modifier.
fn parse(
    thread: &mut Thread,
    text: &[u8],
    at: &mut usize,
    source: &mut Source,
) -> Result<Conversion> {
    let mut conversion = Conversion::default();
    while let Some(byte) = text.get(*at) {
        match byte {
            b'-' => conversion.left = true,
            b'+' => conversion.plus = true,
            b' ' => conversion.blank = true,
            b'#' => conversion.alternate = true,
            b'0' => conversion.zero = true,
            _ => break,
        }
        *at += 1;
    }
    if text.get(*at) == Some(&b'*') {
        *at += 1;
        let width = starred(thread, source, "ssize_t", i64::MAX)?;
        conversion.left |= width < 0;
        conversion.width = width.unsigned_abs() as usize;
    } else {
        match digits(text, at) {
            Some(width) => conversion.width = width,
            None => return Err(thread.value_error("width too big")),
        }
    }
    if text.get(*at) == Some(&b'.') {
        *at += 1;
        let precision = if text.get(*at) == Some(&b'*') {
            *at += 1;
            starred(thread, source, "int", i64::from(i32::MAX))?.max(0) as usize
        } else {
            match digits(text, at).filter(|&precision| precision <= i32::MAX as usize) {
                Some(precision) => precision,
                None => return Err(thread.value_error("precision too big")),
            }
        };
        conversion.precision = Some(precision);
    }
    if matches!(text.get(*at), Some(b'h' | b'l' | b'L')) {
        *at += 1;
    }
    Ok(conversion)
}

fn convert(
    thread: &mut Thread,
    text: &[u8],
    at: &mut usize,
    conversion: &Conversion,
    value: Word,
    kind: Kind,
    to: &mut Vec<u8>,
) -> Result<()> {
    if *at >= text.len() {
        return Err(thread.value_error("incomplete format"));
    }
    let (code_point, size) = match kind {
        Kind::Text => decode(text, *at),
        Kind::Binary => (u32::from(text[*at]), 1),
    };
    let place = *at;
    *at += size;
    let letter = u8::try_from(code_point).unwrap_or(0);
    match letter {
        b's' if kind == Kind::Text => {
            if is_exact(value) {
                return text_field(thread, conversion, bytes(value), kind, to);
            }
            if value.is_int() && conversion.precision.is_none() {
                let mut buffer = [0; 24];
                let digits = crate::construct::decimal(value.int(), &mut buffer);
                return text_field(thread, conversion, digits, kind, to);
            }
            let text = operation::str(thread, value)?;
            text_field(thread, conversion, bytes(text), kind, to)
        }
        b's' | b'b' if kind == Kind::Binary => {
            let data = binary_value(thread, value)?;
            text_field(thread, conversion, data, kind, to)
        }
        b'r' if kind == Kind::Text => {
            let text = repr_of(thread, value)?;
            text_field(thread, conversion, bytes(text), kind, to)
        }
        b'a' | b'r' => {
            let text = repr_of(thread, value)?;
            let text = super::quote::to_ascii(thread, text);
            text_field(thread, conversion, bytes(text), kind, to)
        }
        b'c' => {
            let mut character = Vec::with_capacity(4);
            character_value(thread, value, kind, &mut character)?;
            let conversion = Conversion { precision: None, ..*conversion };
            text_field(thread, &conversion, &character, kind, to)
        }
        b'd' | b'i' | b'u' | b'o' | b'x' | b'X' => {
            integer_field(thread, conversion, letter, value, to)
        }
        b'e' | b'E' | b'f' | b'F' | b'g' | b'G' => {
            float_field(thread, conversion, letter, value, kind, to)
        }
        _ => {
            let place = match kind {
                Kind::Text => count_characters(&text[..place]),
                Kind::Binary => place,
            };
            let shown = if matches!(code_point, 0x20..0x7f) { letter as char } else { '?' };
            Err(thread.value_error(format!(
                "unsupported format character '{shown}' ({code_point:#x}) at index {place}"
            )))
        }
    }
}

fn repr_of(thread: &mut Thread, value: Word) -> Result {
    if is_exact(value) { super::quote::repr(thread, value) } else { operation::repr(thread, value) }
}

fn spaces(thread: &mut Thread, count: usize, byte: u8, to: &mut Vec<u8>) -> Result<()> {
    if count > 1 << 40 || to.try_reserve(count).is_err() {
        return Err(thread.raise_with(Builtin::MemoryError, &[]));
    }
    to.resize(to.len() + count, byte);
    Ok(())
}

fn text_field(
    thread: &mut Thread,
    conversion: &Conversion,
    mut text: &[u8],
    kind: Kind,
    to: &mut Vec<u8>,
) -> Result<()> {
    let ascii = kind == Kind::Binary || text.is_ascii();
    if let Some(precision) = conversion.precision {
        if ascii {
            text = &text[..precision.min(text.len())];
        } else if precision < text.len() {
            let mut rest = characters(text);
            rest.by_ref().take(precision).for_each(drop);
            text = &text[..rest.offset()];
        }
    }
    if conversion.width == 0 {
        to.extend_from_slice(text);
        return Ok(());
    }
    let length = if ascii { text.len() } else { count_characters(text) };
    let missing = conversion.width.saturating_sub(length);
    if !conversion.left {
        spaces(thread, missing, b' ', to)?;
    }
    to.extend_from_slice(text);
    if conversion.left {
        spaces(thread, missing, b' ', to)?;
    }
    Ok(())
}

/// Sign, prefix and digits in a field.
fn number_field(
    thread: &mut Thread,
    conversion: &Conversion,
    number: &[u8],
    prefix: &[u8],
    to: &mut Vec<u8>,
) -> Result<()> {
    let (sign, digits): (&[u8], &[u8]) = match number {
        [b'-', rest @ ..] => (b"-", rest),
        [b'+', rest @ ..] => (b"+", rest),
        _ if conversion.plus => (b"+", number),
        _ if conversion.blank => (b" ", number),
        _ => (b"", number),
    };
    let missing = conversion.width.saturating_sub(sign.len() + prefix.len() + digits.len());
    if !conversion.left && !conversion.zero {
        spaces(thread, missing, b' ', to)?;
    }
    to.extend_from_slice(sign);
    to.extend_from_slice(prefix);
    if !conversion.left && conversion.zero {
        spaces(thread, missing, b'0', to)?;
    }
    to.extend_from_slice(digits);
    if conversion.left {
        spaces(thread, missing, b' ', to)?;
    }
    Ok(())
}

#[cold]
fn not_a_number(thread: &mut Thread, letter: u8, value: Word) -> Raised {
    let wanted = match letter {
        b'x' | b'X' | b'o' => "an integer",
        _ => "a real number",
    };
    let name = class_name(value);
    let letter = letter as char;
    thread.type_error(format!("%{letter} format: {wanted} is required, not {name}"))
}

/// The int to format: ints as they are, else by `__index__` or (decimal formats) `__int__`.
fn to_integer(thread: &mut Thread, letter: u8, value: Word) -> Result {
    if value.is_int() || integer::is_int(value) {
        return Ok(value);
    }
    let decimal = !matches!(letter, b'x' | b'X' | b'o');
    let names: &[&str] = if decimal { &["__int__", "__index__"] } else { &["__index__"] };
    for name in names {
        let name = intern::intern(name);
        if let Some(number) = operation::call_special(thread, value, name, &[])? {
            if integer::is_int(number) {
                return Ok(number);
            }
            break;
        }
    }
    Err(not_a_number(thread, letter, value))
}

fn integer_field(
    thread: &mut Thread,
    conversion: &Conversion,
    letter: u8,
    value: Word,
    to: &mut Vec<u8>,
) -> Result<()> {
    if value.is_int() && conversion.precision.is_none() && matches!(letter, b'd' | b'i' | b'u') {
        let mut buffer = [0; 24];
        let digits = crate::construct::decimal(value.int(), &mut buffer);
        return number_field(thread, conversion, digits, b"", to);
    }
    let number = to_integer(thread, letter, value)?;
    let text = match integer::to_i64(number) {
        Some(number) => {
            let sign = if number < 0 { "-" } else { "" };
            let magnitude = number.unsigned_abs();
            match letter {
                b'x' => format!("{sign}{magnitude:x}"),
                b'X' => format!("{sign}{magnitude:X}"),
                b'o' => format!("{sign}{magnitude:o}"),
                _ => format!("{number}"),
            }
        }
        None => {
            let exact = payload::exact(number, Builtin::Int.shape()).unwrap_or(number);
            let kind = match letter {
                b'x' => "x",
                b'X' => "X",
                b'o' => "o",
                _ => "d",
            };
            let kind = super::new(thread, kind);
            let text = operation::format(thread, exact, kind)?;
            super::lossy(text).into_owned()
        }
    };
    let mut text = text.into_bytes();
    if let Some(precision) = conversion.precision {
        let sign = usize::from(text.first() == Some(&b'-'));
        let missing = precision.saturating_sub(text.len() - sign);
        if missing > 0 {
            let digits = text.split_off(sign);
            spaces(thread, missing, b'0', &mut text)?;
            text.extend_from_slice(&digits);
        }
    }
    let prefix: &[u8] = match letter {
        b'x' if conversion.alternate => b"0x",
        b'X' if conversion.alternate => b"0X",
        b'o' if conversion.alternate => b"0o",
        _ => b"",
    };
    number_field(thread, conversion, &text, prefix, to)
}

fn float_field(
    thread: &mut Thread,
    conversion: &Conversion,
    letter: u8,
    value: Word,
    kind: Kind,
    to: &mut Vec<u8>,
) -> Result<()> {
    let number = match float::value(value) {
        Some(number) => number,
        None => {
            let number = float::from_object(thread, value);
            if kind == Kind::Text {
                number?
            } else {
                match thread.absorb(number, Builtin::TypeError)? {
                    Some(number) => number,
                    None => {
                        let name = class_name(value);
                        return Err(
                            thread.type_error(format!("float argument required, not {name}"))
                        );
                    }
                }
            }
        }
    };
    if letter == b'f' && !conversion.alternate {
        let places = conversion.precision.unwrap_or(6);
        let mut text = Vec::with_capacity(32);
        if plain_format::push_fixed(number, places, &mut text) {
            return number_field(thread, conversion, &text, b"", to);
        }
    }
    let alternate = conversion.alternate;
    let text =
        number_format::percent_float(thread, number, letter, alternate, conversion.precision)?;
    number_field(thread, conversion, text.as_bytes(), b"", to)
}

fn character_value(thread: &mut Thread, value: Word, kind: Kind, to: &mut Vec<u8>) -> Result<()> {
    let (wanted, limit) = match kind {
        Kind::Text => ("an int or a unicode character", 0x110000),
        Kind::Binary => ("an integer in range(256) or a single byte", 256),
    };
    if kind == Kind::Text && is_str(value) {
        let text = bytes(value);
        let length = super::length(value);
        if length == 1 {
            to.extend_from_slice(text);
            return Ok(());
        }
        return Err(
            thread.type_error(format!("%c requires {wanted}, not a string of length {length}"))
        );
    }
    if kind == Kind::Binary
        && let Some(data) = crate::bytes::data(value)
    {
        if data.len() == 1 {
            to.extend_from_slice(data);
            return Ok(());
        }
        let name = if crate::bytes::is_bytes(value) { "bytes" } else { "bytearray" };
        let length = data.len();
        return Err(thread
            .type_error(format!("%c requires {wanted}, not a {name} object of length {length}")));
    }
    if !crate::argument::has_index(value) {
        let name = class_name(value);
        return Err(thread.type_error(format!("%c requires {wanted}, not {name}")));
    }
    let number = if value.is_int() { value } else { operation::index(thread, value)? };
    match integer::to_i64(number) {
        Some(number) if (0..limit).contains(&number) => {
            match kind {
                Kind::Text => push(to, number as u32),
                Kind::Binary => to.push(number as u8),
            }
            Ok(())
        }
        _ => Err(thread.raise(
            Builtin::OverflowError,
            format!("%c arg not in range({})", if kind == Kind::Text { "0x110000" } else { "256" }),
        )),
    }
}

/// What `%b` puts in: the contents of a buffer, or what `__bytes__` gives.
fn binary_value(thread: &mut Thread, value: Word) -> Result<&'static [u8]> {
    if let Some(data) = crate::buffer::contents(thread, value)? {
        return Ok(data);
    }
    if let Some(made) = operation::call_special(thread, value, crate::interned!("__bytes__"), &[])?
    {
        match crate::bytes::data(made).filter(|_| crate::bytes::is_bytes(made)) {
            Some(data) => return Ok(data),
            None => {
                let name = class_name(made);
                return Err(
                    thread.type_error(format!("__bytes__ returned non-bytes (type {name})"))
                );
            }
        }
    }
    let name = class_name(value);
    Err(thread.type_error(format!(
        "%b requires a bytes-like object, or an object that implements __bytes__, not '{name}'"
    )))
}
