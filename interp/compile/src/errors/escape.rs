//! Escape sequences that stand for nothing.
//!
//! CPython decodes literals with its codecs, so the messages are theirs: positions count the literal's bytes after
//! every character beyond ASCII has become a ten-byte escape.

use super::tokens::{Kind, tokenize};
use super::{CompileError, ErrorKind};
use crate::source::Source;

/// The first bad escape sequence of a text.
pub fn find(source: &Source) -> Option<CompileError> {
    let tokens = tokenize(source).tokens;
    let mut is_raw = Vec::new();
    for token in &tokens {
        let text = &source.text[token.start..token.end];
        let message = match token.kind {
            Kind::FormatStart => {
                is_raw.push(text.contains(['r', 'R']));
                None
            }
            Kind::FormatEnd => {
                is_raw.pop();
                None
            }
            Kind::FormatMiddle if !is_raw.last().copied().unwrap_or(false) => bad_text(text),
            Kind::String => {
                let prefix = text.len()
                    - text.trim_start_matches(|letter: char| letter.is_ascii_alphabetic()).len();
                let (prefix, rest) = text.split_at(prefix);
                let width =
                    if rest.starts_with("\"\"\"") || rest.starts_with("'''") { 3 } else { 1 };
                let content = rest.get(width..rest.len().saturating_sub(width)).unwrap_or("");
                if prefix.contains(['r', 'R']) {
                    None
                } else if prefix.contains(['b', 'B']) {
                    bad_bytes(content)
                } else {
                    bad_text(content)
                }
            }
            _ => None,
        };
        if let Some(message) = message {
            return Some(CompileError::at(source, ErrorKind::SyntaxError, message, token.range()));
        }
    }
    None
}

fn bad_bytes(content: &str) -> Option<String> {
    let bytes = content.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] != b'\\' {
            at += 1;
            continue;
        }
        if bytes.get(at + 1) == Some(&b'x') {
            let digits =
                bytes[at + 2..].iter().take(2).take_while(|byte| byte.is_ascii_hexdigit()).count();
            if digits < 2 {
                return Some(format!("(value error) invalid \\x escape at position {at}"));
            }
        }
        at += 2;
    }
    None
}

fn bad_text(content: &str) -> Option<String> {
    let mut position = 0;
    let mut letters = content.char_indices();
    let width = |letter: char| if letter.is_ascii() { 1 } else { 10 };
    while let Some((at, letter)) = letters.next() {
        if letter != '\\' {
            position += width(letter);
            continue;
        }
        let (_, escape) = letters.next()?;
        let rest = &content[at + 1 + escape.len_utf8()..];
        let problem = |last: usize, what: &str| {
            let codec = "(unicode error) 'unicodeescape' codec can't decode bytes in position";
            Some(format!("{codec} {position}-{last}: {what}"))
        };
        let wanted = match escape {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            'N' => {
                let inner = rest.strip_prefix('{').and_then(|rest| rest.split_once('}'));
                let Some((name, _)) = inner.filter(|(name, _)| !name.is_empty()) else {
                    // An open brace takes the rest of the literal.
                    let taken = match rest.strip_prefix('{') {
                        Some(inner) if inner.starts_with('}') => 2,
                        Some(_) => rest.chars().map(width).sum(),
                        None => 0,
                    };
                    let last = position + 1 + taken;
                    return problem(last, "malformed \\N character escape");
                };
                if crate::fold::named_character(&format!("N{{{name}}}")).is_empty() {
                    return problem(position + name.len() + 3, "unknown Unicode character name");
                }
                position += name.len() + 4;
                for _ in 0..name.chars().count() + 2 {
                    letters.next();
                }
                continue;
            }
            _ => {
                position += 1 + width(escape);
                continue;
            }
        };
        let digits = rest.bytes().take(wanted).take_while(u8::is_ascii_hexdigit).count();
        if digits < wanted {
            let form = match escape {
                'x' => "truncated \\xXX escape",
                'u' => "truncated \\uXXXX escape",
                _ => "truncated \\UXXXXXXXX escape",
            };
            return problem(position + 1 + digits, form);
        }
        if u32::from_str_radix(&rest[..wanted], 16).is_ok_and(|code| code > 0x10ffff) {
            return problem(position + 1 + digits, "illegal Unicode character");
        }
        position += 2 + digits;
        for _ in 0..digits {
            letters.next();
        }
    }
    None
}
