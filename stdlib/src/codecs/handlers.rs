//! The built-in error handlers as functions.

use crate::{argument, buffer, name};
use object::{Builtin, Raised, Result, Thread, Word, native_functions};
use object::{attribute, codec, function, string, tuple};
use tracer::Effects;

native_functions! { static HANDLERS =
    /// Implements the 'strict' error handling, which raises a UnicodeError on coding errors.
    strict_errors(exception) "($module, exception, /)" Effects::ANY => strict;
    /// Implements the 'ignore' error handling, which ignores malformed data and continues.
    ignore_errors(exception) "($module, exception, /)" Effects::ANY => ignore;
    /// Implements the 'replace' error handling, which replaces malformed data with a replacement marker.
    replace_errors(exception) "($module, exception, /)" Effects::ANY => replace;
    /// Implements the 'xmlcharrefreplace' error handling.
    xmlcharrefreplace_errors(exception) "($module, exception, /)" Effects::ANY => character_reference;
    /// Implements the 'backslashreplace' error handling.
    backslashreplace_errors(exception) "($module, exception, /)" Effects::ANY => backslash;
    /// Implements the 'namereplace' error handling.
    namereplace_errors(exception) "($module, exception, /)" Effects::ANY => by_name;
    surrogateescape(exception) "($module, exception, /)" Effects::ANY => surrogate_escape;
    surrogatepass(exception) "($module, exception, /)" Effects::ANY => surrogate_pass;
}

const NAMES: [&str; 8] = [
    "strict",
    "ignore",
    "replace",
    "xmlcharrefreplace",
    "backslashreplace",
    "namereplace",
    "surrogateescape",
    "surrogatepass",
];

pub fn is_built_in(text: &str) -> bool {
    NAMES.contains(&text)
}

pub fn install(thread: &mut Thread) -> Result<()> {
    for (handler_name, definition) in NAMES.iter().zip(HANDLERS) {
        let handler = function::new_native(thread, definition, Word::NULL, name!("_codecs"));
        let handler_name = string::new(thread, handler_name);
        codec::register_error(thread, handler_name, handler)?;
    }
    Ok(())
}

/// What an exception says.
struct Problem {
    object: Word,
    start: usize,
    end: usize,
    encoding: String,
    /// Encoding, decoding or translating.
    class: Builtin,
}

fn problem(thread: &mut Thread, exception: Word) -> Result<Problem> {
    let class =
        [Builtin::UnicodeEncodeError, Builtin::UnicodeDecodeError, Builtin::UnicodeTranslateError]
            .into_iter()
            .find(|class| thread.exception_matches(exception, *class));
    let Some(class) = class else { return Err(unknown(thread, exception)) };
    let object = attribute::get(thread, exception, name!("object"))?;
    let start = attribute::get(thread, exception, name!("start"))?;
    let end = attribute::get(thread, exception, name!("end"))?;
    let encoding = if class == Builtin::UnicodeTranslateError {
        String::new()
    } else {
        let word = attribute::get(thread, exception, name!("encoding"))?;
        String::from_utf8_lossy(string::bytes(word)).into_owned()
    };
    let (start, end) = (argument::int(thread, start)?, argument::int(thread, end)?);
    Ok(Problem { object, start: start as usize, end: end as usize, encoding, class })
}

fn unknown(thread: &mut Thread, exception: Word) -> Raised {
    let kind = argument::class_name(exception);
    thread.type_error(format!("don't know how to handle {kind} in error callback"))
}

fn answer(thread: &mut Thread, text: &[u8], position: usize) -> Result {
    let text = string::from_wtf8(thread, text);
    Ok(tuple::new(thread, &[text, Word::from_int(position as i64)]))
}

fn strict(thread: &mut Thread, exception: Word) -> Result {
    if thread.exception_matches(exception, Builtin::BaseException) {
        return Err(thread.raise_object(exception));
    }
    Err(thread.type_error("codec must pass exception instance"))
}

fn ignore(thread: &mut Thread, exception: Word) -> Result {
    let problem = problem(thread, exception)?;
    answer(thread, b"", problem.end)
}

fn replace(thread: &mut Thread, exception: Word) -> Result {
    let problem = problem(thread, exception)?;
    let count = problem.end.saturating_sub(problem.start);
    let text = match problem.class {
        Builtin::UnicodeEncodeError => "?".repeat(count),
        Builtin::UnicodeDecodeError => String::from("\u{fffd}"),
        _ => "\u{fffd}".repeat(count),
    };
    answer(thread, text.as_bytes(), problem.end)
}

/// The offending characters.
fn characters(problem: &Problem) -> Vec<u32> {
    string::characters(string::bytes(problem.object))
        .skip(problem.start)
        .take(problem.end.saturating_sub(problem.start))
        .collect()
}

fn character_reference(thread: &mut Thread, exception: Word) -> Result {
    let problem = problem(thread, exception)?;
    if problem.class != Builtin::UnicodeEncodeError {
        return Err(unknown(thread, exception));
    }
    let text: String =
        characters(&problem).iter().map(|code_point| format!("&#{code_point};")).collect();
    answer(thread, text.as_bytes(), problem.end)
}

fn backslash(thread: &mut Thread, exception: Word) -> Result {
    let problem = problem(thread, exception)?;
    let mut text = Vec::new();
    if problem.class == Builtin::UnicodeDecodeError {
        let data = buffer::get(thread, problem.object)?;
        for byte in &data[problem.start..problem.end.min(data.len())] {
            text.extend_from_slice(format!("\\x{byte:02x}").as_bytes());
        }
    } else {
        for code_point in characters(&problem) {
            string::quote::escape_code_point(&mut text, code_point);
        }
    }
    answer(thread, &text, problem.end)
}

fn by_name(thread: &mut Thread, exception: Word) -> Result {
    let problem = problem(thread, exception)?;
    if problem.class != Builtin::UnicodeEncodeError {
        return Err(unknown(thread, exception));
    }
    let data = crate::import::import(thread, "unicodedata")?;
    let mut text = Vec::new();
    for code_point in characters(&problem) {
        let character = string::character(thread, code_point);
        let found =
            object::operation::call_method(thread, data, name!("name"), &[character, Word::NONE])?;
        if found.is_none() {
            string::quote::escape_code_point(&mut text, code_point);
        } else {
            text.extend_from_slice(b"\\N{");
            text.extend_from_slice(string::bytes(found));
            text.push(b'}');
        }
    }
    answer(thread, &text, problem.end)
}

fn surrogate_escape(thread: &mut Thread, exception: Word) -> Result {
    let problem = problem(thread, exception)?;
    match problem.class {
        Builtin::UnicodeEncodeError => {
            let mut data = Vec::new();
            for code_point in characters(&problem) {
                if !(0xdc80..0xdd00).contains(&code_point) {
                    return Err(thread.raise_object(exception));
                }
                data.push((code_point - 0xdc00) as u8);
            }
            let data = buffer::new_bytes(thread, &data);
            Ok(tuple::new(thread, &[data, Word::from_int(problem.end as i64)]))
        }
        Builtin::UnicodeDecodeError => {
            let data = buffer::get(thread, problem.object)?;
            let mut text = Vec::new();
            let mut at = problem.start;
            for &byte in data[problem.start..problem.end.min(data.len())].iter().take(4) {
                if byte < 0x80 {
                    break;
                }
                string::push(&mut text, 0xdc00 + u32::from(byte));
                at += 1;
            }
            if at == problem.start {
                return Err(thread.raise_object(exception));
            }
            answer(thread, &text, at)
        }
        _ => Err(unknown(thread, exception)),
    }
}

fn surrogate_pass(thread: &mut Thread, exception: Word) -> Result {
    let problem = problem(thread, exception)?;
    let encoding = problem.encoding.to_ascii_lowercase().replace(['_', '-'], "");
    if problem.class == Builtin::UnicodeEncodeError {
        let mut data = Vec::new();
        for code_point in characters(&problem) {
            if !(0xd800..0xe000).contains(&code_point) {
                return Err(thread.raise_object(exception));
            }
            match encoding.as_str() {
                "utf8" => string::push(&mut data, code_point),
                "utf16" | "utf16le" => data.extend_from_slice(&(code_point as u16).to_le_bytes()),
                "utf16be" => data.extend_from_slice(&(code_point as u16).to_be_bytes()),
                "utf32" | "utf32le" => data.extend_from_slice(&code_point.to_le_bytes()),
                "utf32be" => data.extend_from_slice(&code_point.to_be_bytes()),
                _ => return Err(thread.raise_object(exception)),
            }
        }
        let data = buffer::new_bytes(thread, &data);
        return Ok(tuple::new(thread, &[data, Word::from_int(problem.end as i64)]));
    }
    if problem.class == Builtin::UnicodeDecodeError {
        let data = buffer::get(thread, problem.object)?;
        let rest = &data[problem.start.min(data.len())..];
        let found = match (encoding.as_str(), rest) {
            ("utf8", [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..]) => Some(string::decode(rest, 0)),
            ("utf16" | "utf16le", [low, high, ..]) => {
                Some((u32::from(u16::from_le_bytes([*low, *high])), 2))
            }
            ("utf16be", [high, low, ..]) => Some((u32::from(u16::from_be_bytes([*high, *low])), 2)),
            ("utf32" | "utf32le", [a, b, c, d, ..]) => {
                Some((u32::from_le_bytes([*a, *b, *c, *d]), 4))
            }
            ("utf32be", [a, b, c, d, ..]) => Some((u32::from_be_bytes([*a, *b, *c, *d]), 4)),
            _ => None,
        };
        if let Some((code_point @ 0xd800..0xe000, size)) = found {
            let mut text = Vec::new();
            string::push(&mut text, code_point);
            return answer(thread, &text, problem.start + size);
        }
        return Err(thread.raise_object(exception));
    }
    Err(unknown(thread, exception))
}
