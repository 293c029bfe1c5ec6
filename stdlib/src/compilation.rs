//! Compiling source text at run time.

use object::{Builtin, Raised, Result, Thread, Word};

/// Compiles UTF-8 text. `mode`: `exec`, `eval` or `single`.
pub fn compile_text(
    thread: &mut Thread,
    source: &str,
    filename: &str,
    mode: &str,
) -> Result<&'static compile::Code> {
    let _ = (source, filename, mode);
    Err(thread.not_implemented("compiling source text"))
}

/// Compiles the bytes of a source file: byte order mark and encoding declaration are heeded.
pub fn compile_bytes(
    thread: &mut Thread,
    source: &[u8],
    filename: &str,
    mode: &str,
) -> Result<&'static compile::Code> {
    let text = decode_source(thread, source, filename)?;
    compile_text(thread, &text, filename, mode)
}

/// The text of a source file (PEP 263).
pub fn decode_source(thread: &mut Thread, source: &[u8], filename: &str) -> Result<String> {
    let (marked, body) = match source.strip_prefix(b"\xef\xbb\xbf") {
        Some(body) => (true, body),
        None => (false, source),
    };
    let declared = declared_encoding(body);
    let encoding = declared.as_deref().map(normalized).unwrap_or_else(|| String::from("utf-8"));
    if marked && encoding != "utf-8" {
        let text = format!("encoding problem: {} with BOM", declared.unwrap_or_default());
        return Err(syntax_error(thread, &text, filename));
    }
    match encoding.as_str() {
        "utf-8" => match std::str::from_utf8(body) {
            Ok(text) => Ok(text.to_string()),
            Err(error) => {
                let at = error.valid_up_to();
                let line = body[..at].iter().filter(|&&byte| byte == b'\n').count() + 1;
                let text = format!(
                    "(unicode error) 'utf-8' codec can't decode byte {:#04x} in position {at}: invalid start byte (line {line})",
                    body[at]
                );
                Err(syntax_error(thread, &text, filename))
            }
        },
        "iso-8859-1" => Ok(body.iter().map(|&byte| byte as char).collect()),
        "ascii" if body.is_ascii() => Ok(String::from_utf8_lossy(body).into_owned()),
        _ => {
            let text = format!("unknown encoding: {}", declared.unwrap_or_default());
            Err(syntax_error(thread, &text, filename))
        }
    }
}

fn normalized(encoding: &str) -> String {
    let lower: String = encoding.to_ascii_lowercase().replace('_', "-");
    match lower.as_str() {
        "utf-8" | "utf8" => String::from("utf-8"),
        "latin-1" | "latin1" | "iso-8859-1" | "iso-latin-1" | "iso8859-1" | "l1" => {
            String::from("iso-8859-1")
        }
        "us-ascii" | "ascii" => String::from("ascii"),
        _ if lower.starts_with("utf-8-") => String::from("utf-8"),
        _ => lower,
    }
}

/// The encoding that a comment in the first two lines names.
fn declared_encoding(source: &[u8]) -> Option<String> {
    for (number, line) in source.split(|&byte| byte == b'\n').take(2).enumerate() {
        let trimmed: &[u8] = line.trim_ascii_start();
        let Some(comment) = trimmed.strip_prefix(b"#") else {
            if number == 0 && (trimmed.is_empty() || trimmed == b"\r") {
                continue;
            }
            return None;
        };
        let at = comment.windows(6).position(|window| window == b"coding");
        let Some(at) = at else { continue };
        let rest = &comment[at + 6..];
        let Some(rest) = rest.strip_prefix(b":").or_else(|| rest.strip_prefix(b"=")) else {
            continue;
        };
        let rest = rest.trim_ascii_start();
        let end = rest
            .iter()
            .position(|byte| !(byte.is_ascii_alphanumeric() || b"-_.".contains(byte)))
            .unwrap_or(rest.len());
        if end > 0 {
            return Some(String::from_utf8_lossy(&rest[..end]).into_owned());
        }
    }
    None
}

fn syntax_error(thread: &mut Thread, text: &str, _filename: &str) -> Raised {
    thread.raise(Builtin::SyntaxError, text)
}

/// A code object without globals, as `compile()` gives.
pub fn code_object(thread: &mut Thread, code: &'static compile::Code) -> Result {
    let _ = code;
    Err(thread.not_implemented("code objects of their own"))
}

/// The compiler's code of a code object.
pub fn source_of(code: Word) -> Option<&'static compile::Code> {
    if !object::header::has_shape(code, Builtin::Code.shape()) {
        return None;
    }
    // SAFETY: code objects name what they were made from, which is never freed.
    unsafe { object::code::get(code).source.as_ref() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoding_declarations_are_read() {
        assert_eq!(declared_encoding(b"#!/x\n# -*- coding: latin-1 -*-\n").as_deref(), Some("latin-1"));
        assert_eq!(declared_encoding(b"x = 1\n# coding: latin-1\n"), None);
        assert_eq!(normalized("UTF_8"), "utf-8");
    }
}
