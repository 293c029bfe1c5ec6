//! The format mini-language: parsing for all types, and formatting of str.

use super::substring::pad;
use super::{bytes, character, decode, exact, index, length};
use crate::argument::mismatch;
use crate::error::{Raised, Result};
use crate::operation;
use crate::thread::Thread;
use tracer::Word;

/// A parsed specification.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Specification {
    pub fill: Option<u32>,
    /// `<`, `>`, `=` or `^`
    pub align: Option<u8>,
    /// `+`, `-` or space.
    pub sign: Option<u8>,
    /// `z`
    pub no_negative_zero: bool,
    /// `#`
    pub alternate: bool,
    /// Width began with `0`.
    pub zero: bool,
    pub width: Option<usize>,
    /// `,` or `_`
    pub grouping: Option<u8>,
    pub precision: Option<usize>,
    /// Grouping of the digits behind the point.
    pub fraction_grouping: Option<u8>,
    /// Presentation type.
    pub kind: Option<u32>,
}

struct Reader<'a> {
    text: &'a [u8],
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u32> {
        (self.at < self.text.len()).then(|| decode(self.text, self.at).0)
    }
    fn take(&mut self, wanted: &[u8]) -> Option<u8> {
        let byte = *self.text.get(self.at)?;
        wanted.contains(&byte).then(|| {
            self.at += 1;
            byte
        })
    }
    /// Decimal digits of any script; `Err` where they are too many.
    fn number(&mut self) -> std::result::Result<Option<usize>, ()> {
        let mut value: Option<usize> = None;
        while self.at < self.text.len() {
            let (code_point, size) = decode(self.text, self.at);
            let Some(digit) = character::decimal(code_point) else { break };
            let next =
                value.unwrap_or(0).checked_mul(10).and_then(|v| v.checked_add(digit as usize));
            value = Some(next.filter(|&v| v <= i64::MAX as usize).ok_or(())?);
            self.at += size;
        }
        Ok(value)
    }
}

fn too_many(thread: &mut Thread) -> Raised {
    thread.value_error("Too many decimal digits in format string")
}

/// How a presentation type appears in a message.
fn shown(code_point: u32) -> String {
    match code_point {
        0x21..0x80 => (code_point as u8 as char).to_string(),
        _ => format!("\\x{code_point:x}"),
    }
}

/// `Unknown format code 'd' for object of type 'str'`
#[cold]
pub fn unknown_kind(thread: &mut Thread, kind: u32, type_name: &str) -> Raised {
    let kind = shown(kind);
    thread.value_error(format!("Unknown format code '{kind}' for object of type '{type_name}'"))
}

/// Parses a specification. `type_name` is for messages; `default_kind` decides whether grouping is
/// allowed where no type is given.
pub fn parse(
    thread: &mut Thread,
    text: &[u8],
    type_name: &str,
    default_kind: u8,
) -> Result<Specification> {
    let mut specification = Specification::default();
    let mut reader = Reader { text, at: 0 };
    let is_align = |code_point: u32| matches!(code_point, 0x3c | 0x3d | 0x3e | 0x5e);
    if let Some(first) = reader.peek() {
        let size = decode(text, 0).1;
        let second = (size < text.len()).then(|| decode(text, size).0);
        if second.is_some_and(is_align) {
            specification.fill = Some(first);
            specification.align = second.map(|align| align as u8);
            reader.at = size + 1;
        } else if is_align(first) {
            specification.align = Some(first as u8);
            reader.at = 1;
        }
    }
    specification.sign = reader.take(b" +-");
    specification.no_negative_zero = reader.take(b"z").is_some();
    specification.alternate = reader.take(b"#").is_some();
    if specification.fill.is_none() && reader.take(b"0").is_some() {
        specification.zero = true;
        specification.fill = Some(u32::from(b'0'));
    }
    specification.width = reader.number().map_err(|()| too_many(thread))?;
    specification.grouping = grouping(thread, &mut reader)?;
    if reader.take(b".").is_some() {
        specification.precision = reader.number().map_err(|()| too_many(thread))?;
        specification.fraction_grouping = grouping(thread, &mut reader)?;
        if specification.precision.is_none() && specification.fraction_grouping.is_none() {
            return Err(thread.value_error("Format specifier missing precision"));
        }
    }
    if let Some(kind) = reader.peek() {
        reader.at += decode(text, reader.at).1;
        if reader.at < text.len() {
            let text = String::from_utf8_lossy(text);
            return Err(thread.value_error(format!(
                "Invalid format specifier '{text}' for object of type '{type_name}'"
            )));
        }
        specification.kind = Some(kind);
    }
    if let Some(sign) = specification.grouping {
        let kind = specification.kind.unwrap_or(u32::from(default_kind));
        let allowed: &[u8] = if sign == b'_' { b"defgEG%FboxX\0" } else { b"defgEG%F\0" };
        if !u8::try_from(kind).is_ok_and(|kind| allowed.contains(&kind)) {
            let (sign, kind) = (sign as char, shown(kind));
            return Err(thread.value_error(format!("Cannot specify '{sign}' with '{kind}'.")));
        }
    }
    Ok(specification)
}

fn grouping(thread: &mut Thread, reader: &mut Reader) -> Result<Option<u8>> {
    let first = reader.take(b",_");
    let other: &[u8] = if first == Some(b'_') { b"," } else { b"_" };
    if first.is_some() && reader.take(other).is_some() {
        return Err(thread.value_error("Cannot specify both ',' and '_'."));
    }
    Ok(first)
}

/// `str.__format__`
pub fn format(thread: &mut Thread, string: Word, specification: Word) -> Result {
    if !super::is_str(specification) {
        return Err(mismatch(thread, "__format__", "", "str", specification));
    }
    let text = bytes(specification);
    if text.is_empty() {
        return if super::is_exact(string) { Ok(string) } else { operation::str(thread, string) };
    }
    format_text(thread, exact(string), text)
}

/// A string formatted by a specification that is not empty.
pub fn format_text(thread: &mut Thread, string: Word, specification: &[u8]) -> Result {
    let specification = parse(thread, specification, "str", b's')?;
    if let Some(kind) = specification.kind
        && kind != u32::from(b's')
    {
        return Err(unknown_kind(thread, kind, "str"));
    }
    let problem = match &specification {
        Specification { sign: Some(b' '), .. } => "Space not allowed in string format specifier",
        Specification { sign: Some(_), .. } => "Sign not allowed in string format specifier",
        Specification { no_negative_zero: true, .. } => {
            "Negative zero coercion (z) not allowed in string format specifier"
        }
        Specification { alternate: true, .. } => {
            "Alternate form (#) not allowed in string format specifier"
        }
        Specification { align: Some(b'='), .. } => {
            "'=' alignment not allowed in string format specifier"
        }
        _ => "",
    };
    if !problem.is_empty() {
        return Err(thread.value_error(problem));
    }
    let mut string = string;
    if let Some(precision) = specification.precision
        && precision < length(string)
    {
        string = index::slice(thread, string, 0, precision);
    }
    let missing = specification.width.unwrap_or(0).saturating_sub(length(string));
    if missing == 0 {
        return Ok(string);
    }
    let left = match specification.align {
        Some(b'>') => missing,
        Some(b'^') => missing / 2,
        _ => 0,
    };
    pad(thread, string, left, missing - left, specification.fill.unwrap_or(u32::from(b' ')))
}
