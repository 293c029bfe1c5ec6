//! `str.format` and `format_map`: parsing of replacement fields, and their evaluation.
//!
//! The parser works on WTF-8 and gives ranges, so that `string.Formatter`'s native helpers can use
//! it as well. All its delimiters are ASCII.

use super::{bytes, character, decode, from_wtf8, is_exact, is_str};
use crate::argument::mismatch;
use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::native::Arguments;
use crate::thread::Thread;
use crate::{attribute, operation, tuple};
use std::ops::Range;
use tracer::Word;

/// A replacement field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: Range<usize>,
    /// `r`, `s`, `a`, or something wrong.
    pub conversion: Option<u32>,
    pub specification: Range<usize>,
    /// The specification holds fields itself.
    pub nested: bool,
}

/// Literal text, then perhaps a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Markup {
    pub literal: Range<usize>,
    pub field: Option<Field>,
}

/// Parses on from `at`; `None` at the end. Errors are messages of ValueErrors.
pub fn next_markup(
    text: &[u8],
    at: &mut usize,
) -> std::result::Result<Option<Markup>, &'static str> {
    if *at >= text.len() {
        return Ok(None);
    }
    let start = *at;
    let Some(found) = memchr::memchr2(b'{', b'}', &text[start..]) else {
        *at = text.len();
        return Ok(Some(Markup { literal: start..text.len(), field: None }));
    };
    let brace = start + found;
    let next = text.get(brace + 1);
    if next == Some(&text[brace]) {
        *at = brace + 2;
        return Ok(Some(Markup { literal: start..brace + 1, field: None }));
    }
    if text[brace] == b'}' {
        return Err("Single '}' encountered in format string");
    }
    if next.is_none() {
        return Err("Single '{' encountered in format string");
    }
    *at = brace + 1;
    let field = parse_field(text, at)?;
    Ok(Some(Markup { literal: start..brace, field: Some(field) }))
}

fn parse_field(text: &[u8], at: &mut usize) -> std::result::Result<Field, &'static str> {
    let start = *at;
    let mut last = 0;
    while *at < text.len() {
        last = text[*at];
        *at += 1;
        match last {
            b'{' => return Err("unexpected '{' in field name"),
            b'[' => {
                *at += memchr::memchr(b']', &text[*at..]).unwrap_or(text.len() - *at);
            }
            b'}' | b':' | b'!' => break,
            _ => {}
        }
    }
    let mut field =
        Field { name: start..*at - 1, conversion: None, specification: 0..0, nested: false };
    match last {
        b'}' => return Ok(field),
        b'!' => {
            if *at >= text.len() {
                return Err("end of string while looking for conversion specifier");
            }
            let (conversion, size) = decode(text, *at);
            *at += size;
            field.conversion = Some(conversion);
            if let Some(&next) = text.get(*at) {
                *at += 1;
                match next {
                    b'}' => return Ok(field),
                    b':' => {}
                    _ => return Err("expected ':' after conversion specifier"),
                }
            }
        }
        b':' => {}
        _ => return Err("expected '}' before end of string"),
    }
    let start = *at;
    let mut depth = 1;
    while *at < text.len() {
        *at += 1;
        match text[*at - 1] {
            b'{' => {
                field.nested = true;
                depth += 1;
            }
            b'}' => {
                depth -= 1;
                if depth == 0 {
                    field.specification = start..*at - 1;
                    return Ok(field);
                }
            }
            _ => {}
        }
    }
    Err("unmatched '{' in format spec")
}

/// A step from an object to a part of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Attribute(Range<usize>),
    Item(Range<usize>),
    /// An item by number.
    Index(i64),
}

const TOO_MANY: &str = "Too many decimal digits in format string";

/// The number that a text of decimal digits is.
pub fn number(text: &[u8]) -> std::result::Result<Option<i64>, &'static str> {
    let mut value = 0i64;
    for code_point in super::characters(text) {
        let Some(digit) = character::decimal(code_point) else { return Ok(None) };
        value = value
            .checked_mul(10)
            .and_then(|value| value.checked_add(i64::from(digit)))
            .ok_or(TOO_MANY)?;
    }
    Ok((!text.is_empty()).then_some(value))
}

/// End of the first part of a field name.
pub fn first_part(name: &[u8]) -> usize {
    memchr::memchr2(b'.', b'[', name).unwrap_or(name.len())
}

/// The step at `at`; `None` at the end.
pub fn next_step(name: &[u8], at: &mut usize) -> std::result::Result<Option<Step>, &'static str> {
    let Some(&kind) = name.get(*at) else { return Ok(None) };
    let start = *at + 1;
    let rest = &name[start..];
    let (step, empty) = match kind {
        b'.' => {
            let end = start + first_part(rest);
            *at = end;
            (Step::Attribute(start..end), end == start)
        }
        b'[' => {
            let Some(length) = memchr::memchr(b']', rest) else {
                return Err("Missing ']' in format string");
            };
            let end = start + length;
            *at = end + 1;
            let step = match number(&name[start..end])? {
                Some(index) => Step::Index(index),
                None => Step::Item(start..end),
            };
            (step, end == start)
        }
        _ => return Err("Only '.' or '[' may follow ']' in format field specifier"),
    };
    if empty { Err("Empty attribute in format string") } else { Ok(Some(step)) }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Numbering {
    Unknown,
    Automatic,
    Manual,
}

struct Formatter<'a> {
    /// Positional arguments; `None` for `format_map`.
    positional: Option<&'a [Word]>,
    names: &'a [Word],
    named: &'a [Word],
    /// The mapping of `format_map`, or null.
    mapping: Word,
    numbering: Numbering,
    next_number: i64,
}

fn wrong(thread: &mut Thread, message: &str) -> Raised {
    thread.value_error(message)
}

impl Formatter<'_> {
    fn render(
        &mut self,
        thread: &mut Thread,
        text: &[u8],
        depth: u32,
        to: &mut Vec<u8>,
    ) -> Result<()> {
        if depth == 0 {
            return Err(wrong(thread, "Max string recursion exceeded"));
        }
        let mut at = 0;
        while let Some(markup) =
            next_markup(text, &mut at).map_err(|message| wrong(thread, message))?
        {
            to.extend_from_slice(&text[markup.literal]);
            if let Some(field) = markup.field {
                self.render_field(thread, text, field, depth, to)?;
            }
        }
        Ok(())
    }

    fn render_field(
        &mut self,
        thread: &mut Thread,
        text: &[u8],
        field: Field,
        depth: u32,
        to: &mut Vec<u8>,
    ) -> Result<()> {
        let mut value = self.value(thread, &text[field.name])?;
        if let Some(conversion) = field.conversion {
            value = convert(thread, value, conversion)?;
        }
        let mut expanded = Vec::new();
        let mut specification = &text[field.specification];
        if field.nested {
            self.render(thread, specification, depth - 1, &mut expanded)?;
            specification = &expanded;
        }
        append_formatted(thread, value, specification, to)
    }

    fn value(&mut self, thread: &mut Thread, name: &[u8]) -> Result {
        let mut at = first_part(name);
        let first = &name[..at];
        let number = number(first).map_err(|message| wrong(thread, message))?;
        let mut value = match self.argument_number(thread, first.is_empty(), number)? {
            Some(number) => {
                let Some(positional) = self.positional else {
                    return Err(wrong(thread, "Format string contains positional fields"));
                };
                match positional.get(number as usize) {
                    Some(&value) => value,
                    None => {
                        return Err(thread.raise(
                            Builtin::IndexError,
                            format!(
                                "Replacement index {number} out of range for positional args tuple"
                            ),
                        ));
                    }
                }
            }
            None => self.named(thread, first)?,
        };
        while let Some(step) = next_step(name, &mut at).map_err(|message| wrong(thread, message))? {
            value = match step {
                Step::Attribute(range) => {
                    let attribute = from_wtf8(thread, &name[range]);
                    let attribute = crate::intern::intern_word(attribute);
                    attribute::get(thread, value, attribute)?
                }
                Step::Item(range) => {
                    let key = from_wtf8(thread, &name[range]);
                    operation::get_item(thread, value, key)?
                }
                Step::Index(index) => {
                    let index = crate::integer::from_i64(thread, index);
                    operation::get_item(thread, value, index)?
                }
            };
        }
        Ok(value)
    }

    fn argument_number(
        &mut self,
        thread: &mut Thread,
        empty: bool,
        number: Option<i64>,
    ) -> Result<Option<i64>> {
        if !empty && number.is_none() {
            return Ok(None);
        }
        let wanted = if empty { Numbering::Automatic } else { Numbering::Manual };
        if self.numbering == Numbering::Unknown {
            self.numbering = wanted;
        }
        if self.numbering != wanted {
            return Err(wrong(
                thread,
                if empty {
                    "cannot switch from manual field specification to automatic field numbering"
                } else {
                    "cannot switch from automatic field numbering to manual field specification"
                },
            ));
        }
        if empty {
            self.next_number += 1;
            return Ok(Some(self.next_number - 1));
        }
        Ok(number)
    }

    fn named(&self, thread: &mut Thread, name: &[u8]) -> Result {
        if !self.mapping.is_null() {
            let key = from_wtf8(thread, name);
            return operation::get_item(thread, self.mapping, key);
        }
        match self.names.iter().position(|&known| bytes(known) == name) {
            Some(at) => Ok(self.named[at]),
            None => {
                let key = from_wtf8(thread, name);
                Err(thread.raise_with(Builtin::KeyError, &[key]))
            }
        }
    }
}

/// `!r`, `!s`, `!a`
pub fn convert(thread: &mut Thread, value: Word, conversion: u32) -> Result {
    match u8::try_from(conversion) {
        Ok(b's') if is_exact(value) => Ok(value),
        Ok(b'r') if is_exact(value) => super::quote::repr(thread, value),
        Ok(b'r') => operation::repr(thread, value),
        Ok(b's') => operation::str(thread, value),
        Ok(b'a') => {
            let repr = convert(thread, value, u32::from(b'r'))?;
            Ok(super::quote::to_ascii(thread, repr))
        }
        _ => {
            let shown = match conversion {
                0x21..0x7f => (conversion as u8 as char).to_string(),
                _ => format!("\\x{conversion:x}"),
            };
            Err(wrong(thread, &format!("Unknown conversion specifier {shown}")))
        }
    }
}

/// Appends `format(value, specification)`.
pub fn append_formatted(
    thread: &mut Thread,
    value: Word,
    specification: &[u8],
    to: &mut Vec<u8>,
) -> Result<()> {
    if specification.is_empty() {
        if is_exact(value) {
            to.extend_from_slice(bytes(value));
            return Ok(());
        }
        if value.is_int() {
            use std::io::Write;
            let _ = write!(to, "{}", value.int());
            return Ok(());
        }
    } else if crate::plain_format::push(value, specification, to) {
        return Ok(());
    } else if is_exact(value) {
        let text = super::specification::format_text(thread, value, specification)?;
        to.extend_from_slice(bytes(text));
        return Ok(());
    }
    let specification = from_wtf8(thread, specification);
    let text = operation::format(thread, value, specification)?;
    debug_assert!(is_str(text));
    to.extend_from_slice(bytes(text));
    Ok(())
}

/// `str.format`
pub fn format(thread: &mut Thread, arguments: Arguments) -> Result {
    let Some((&template, given)) = arguments.all.split_first() else {
        return Err(thread.type_error("unbound method str.format() needs an argument"));
    };
    if !is_str(template) {
        let name = super::class_name(template);
        return Err(thread.type_error(format!(
            "descriptor 'format' for 'str' objects doesn't apply to a '{name}' object"
        )));
    }
    let names = if arguments.names.is_null() { &[][..] } else { tuple::items(arguments.names) };
    let (positional, named) = given.split_at(given.len() - names.len());
    let mut formatter = Formatter {
        positional: Some(positional),
        names,
        named,
        mapping: Word::NULL,
        numbering: Numbering::Unknown,
        next_number: 0,
    };
    let mut to = Vec::new();
    formatter.render(thread, bytes(template), 2, &mut to)?;
    Ok(from_wtf8(thread, &to))
}

/// `str.format_map`
pub fn format_map(thread: &mut Thread, template: Word, mapping: Word) -> Result {
    let mut formatter = Formatter {
        positional: None,
        names: &[],
        named: &[],
        mapping,
        numbering: Numbering::Unknown,
        next_number: 0,
    };
    let mut to = Vec::new();
    formatter.render(thread, bytes(template), 2, &mut to)?;
    Ok(from_wtf8(thread, &to))
}

/// `format(value, specification)` with its argument check.
pub fn format_builtin(thread: &mut Thread, value: Word, specification: Word) -> Result {
    if !specification.is_null() && !is_str(specification) {
        return Err(mismatch(thread, "format", "2", "str", specification));
    }
    let specification = if specification.is_null() { super::empty(thread) } else { specification };
    operation::format(thread, value, specification)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let text = b"a{{b{c.d[e]!r:>{w}}f";
        let mut at = 0;
        let first = next_markup(text, &mut at).unwrap().unwrap();
        assert_eq!((&text[first.literal], first.field), (&b"a{"[..], None));
        let second = next_markup(text, &mut at).unwrap().unwrap();
        let field = second.field.unwrap();
        assert_eq!(&text[second.literal], b"b");
        assert_eq!(&text[field.name.clone()], b"c.d[e]");
        assert_eq!(field.conversion, Some(u32::from(b'r')));
        assert_eq!((&text[field.specification], field.nested), (&b">{w}"[..], true));
        assert_eq!(next_markup(text, &mut at).unwrap().unwrap().literal, 19..20);
        assert_eq!(next_markup(text, &mut at), Ok(None));
        assert_eq!(next_markup(b"{a[}", &mut 0), Err("expected '}' before end of string"));
    }

    #[test]
    fn steps() {
        let name = b"a.b[12][x.y]";
        let mut at = first_part(name);
        assert_eq!(next_step(name, &mut at), Ok(Some(Step::Attribute(2..3))));
        assert_eq!(next_step(name, &mut at), Ok(Some(Step::Index(12))));
        assert_eq!(next_step(name, &mut at), Ok(Some(Step::Item(8..11))));
        assert_eq!(next_step(name, &mut at), Ok(None));
    }
}
