//! The `_string` module: the pieces of format strings, for `string.Formatter`.

use crate::argument;
use crate::module::ModuleDefinition;
use object::{Result, Thread, Word, native_functions};
use object::{integer, iterate, list, string, tuple};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_string",
    doc: "string helper module",
    functions: &[FUNCTIONS],
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    /// parse the argument as a format string
    formatter_parser(text) "($module, string, /)" Effects::ANY => parse;
    /// split the argument as a field name
    formatter_field_name_split(text) "($module, string, /)" Effects::ANY => split_field_name;
}

fn check(thread: &mut Thread, text: Word) -> Result<&'static [u8]> {
    if !string::is_str(text) {
        let kind = argument::class_name(text);
        return Err(thread.type_error(format!("expected str, got {kind}")));
    }
    Ok(string::bytes(text))
}

/// An iterator over (literal, field name, format specification, conversion).
fn parse(thread: &mut Thread, text: Word) -> Result {
    let text = check(thread, text)?;
    let parts = list::new(thread, &[]);
    let mut at = 0;
    while at < text.len() {
        let mut literal = Vec::new();
        let mut field = None;
        while at < text.len() {
            let byte = text[at];
            at += 1;
            if byte != b'{' && byte != b'}' {
                literal.push(byte);
                continue;
            }
            if text.get(at) == Some(&byte) {
                literal.push(byte);
                at += 1;
                break;
            }
            if byte == b'}' {
                return Err(thread.value_error("Single '}' encountered in format string"));
            }
            if at >= text.len() {
                return Err(thread.value_error("Single '{' encountered in format string"));
            }
            let start = at;
            let mut depth = 1;
            while at < text.len() {
                match text[at] {
                    b'{' => depth += 1,
                    b'}' => depth -= 1,
                    _ => {}
                }
                at += 1;
                if depth == 0 {
                    break;
                }
            }
            if depth > 0 {
                return Err(thread.value_error("expected '}' before end of string"));
            }
            field = Some(&text[start..at - 1]);
            break;
        }
        let literal = string::from_wtf8(thread, &literal);
        let row = match field {
            None => [literal, Word::NONE, Word::NONE, Word::NONE],
            Some(field) => {
                let (name, specification, conversion) = split_field(thread, field)?;
                let name = string::from_wtf8(thread, name);
                let specification = string::from_wtf8(thread, specification);
                let conversion = match conversion {
                    Some(conversion) => string::from_wtf8(thread, conversion),
                    None => Word::NONE,
                };
                [literal, name, specification, conversion]
            }
        };
        let row = tuple::new(thread, &row);
        list::append(thread, parts, row);
    }
    iterate::iterator(thread, parts)
}

type Field<'a> = (&'a [u8], &'a [u8], Option<&'a [u8]>);

/// Name, specification and conversion of a replacement field.
fn split_field<'a>(thread: &mut Thread, field: &'a [u8]) -> Result<Field<'a>> {
    let mut brackets = 0;
    let end = field.iter().position(|&byte| {
        match byte {
            b'[' => brackets += 1,
            b']' if brackets > 0 => brackets -= 1,
            b':' | b'!' if brackets == 0 => return true,
            _ => {}
        }
        false
    });
    let Some(end) = end else { return Ok((field, b"", None)) };
    let (name, rest) = (&field[..end], &field[end + 1..]);
    if field[end] == b':' {
        return Ok((name, rest, None));
    }
    if rest.is_empty() {
        return Err(thread.value_error("end of string while looking for conversion specifier"));
    }
    let (_, width) = string::decode(rest, 0);
    match rest.get(width) {
        None => Ok((name, b"", Some(rest))),
        Some(b':') => Ok((name, &rest[width + 1..], Some(&rest[..width]))),
        Some(_) => Err(thread.value_error("expected ':' after conversion specifier")),
    }
}

fn number_or_text(thread: &mut Thread, text: &[u8]) -> Word {
    let digits = !text.is_empty() && text.iter().all(u8::is_ascii_digit);
    match std::str::from_utf8(text)
        .ok()
        .filter(|_| digits)
        .and_then(|text| text.parse::<i64>().ok())
    {
        Some(number) => integer::from_i64(thread, number),
        None => string::from_wtf8(thread, text),
    }
}

/// The first part and an iterator over (is attribute, name or index).
fn split_field_name(thread: &mut Thread, text: Word) -> Result {
    let text = check(thread, text)?;
    let end = text.iter().position(|byte| matches!(byte, b'.' | b'[')).unwrap_or(text.len());
    let first = number_or_text(thread, &text[..end]);
    let rest = list::new(thread, &[]);
    let mut at = end;
    while at < text.len() {
        let (is_attribute, part) = if text[at] == b'.' {
            let start = at + 1;
            let end = text[start..]
                .iter()
                .position(|byte| matches!(byte, b'.' | b'['))
                .map_or(text.len(), |length| start + length);
            at = end;
            (true, &text[start..end])
        } else if text[at] == b'[' {
            let start = at + 1;
            let Some(length) = text[start..].iter().position(|&byte| byte == b']') else {
                return Err(thread.value_error("Missing ']' in format string"));
            };
            at = start + length + 1;
            (false, &text[start..start + length])
        } else {
            let message = "Only '.' or '[' may follow ']' in format field specifier";
            return Err(thread.value_error(message));
        };
        if part.is_empty() {
            return Err(thread.value_error("Empty attribute in format string"));
        }
        let part = if is_attribute {
            string::from_wtf8(thread, part)
        } else {
            number_or_text(thread, part)
        };
        let row = tuple::new(thread, &[Word::from_bool(is_attribute), part]);
        list::append(thread, rest, row);
    }
    let rest = iterate::iterator(thread, rest)?;
    Ok(tuple::new(thread, &[first, rest]))
}
