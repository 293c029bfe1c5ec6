//! From bytes to a syntax tree, and the driver of the whole compilation.
//!
//! The parser and the tree's destructor recurse without a limit, so the tokens are looked at first: brackets and
//! indentation as CPython limits them, and a bound of the tree's depth that the tokens of a logical line allow. Sources
//! that may become deep are compiled on a thread with a large stack, the rest where they are; what is beyond any stack
//! is refused. Counting on the tokens costs one extra pass of the lexer and makes crashes impossible by construction.

use crate::code::Code;
use crate::errors::{CompileError, ErrorKind, Result, syntax, tokens};
use crate::source::Source;
use crate::symbol::Table;
use crate::symbol::table::Body;
use crate::{Mode, Options};
use ruff_python_ast::token::TokenKind;
use ruff_python_ast::{Expr, Mod, PythonVersion, Stmt};
use ruff_python_parser::{ParseOptions, Parsed};
use ruff_text_size::TextRange;

/// Brackets within brackets, as CPython limits them.
const MAXIMUM_BRACKETS: usize = 200;
/// Levels of indentation, as CPython limits them.
const MAXIMUM_INDENTATION: usize = 100;
/// Formatted strings within formatted strings.
const MAXIMUM_STRINGS: usize = 150;
/// Bound of the depth up to which the caller's stack serves.
const SHALLOW: usize = 150;
/// Bound of the depth beyond which a source is refused.
const DEEPEST: usize = 60_000;
/// Stack of the thread for deep sources. Only what is touched takes memory.
const LARGE_STACK: usize = 1 << 30;

/// Decodes a source: byte order mark, encoding declaration (PEP 263), null bytes.
pub fn decode_source(bytes: &[u8]) -> std::result::Result<String, CompileError> {
    decode(bytes, "")
}

/// The same for a program's file, which messages name.
pub fn decode_file(bytes: &[u8], filename: &str) -> std::result::Result<String, CompileError> {
    decode(bytes, &format!(" in file {filename}"))
}

fn decode(bytes: &[u8], place: &str) -> std::result::Result<String, CompileError> {
    let (bytes, has_mark) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
        Some(rest) => (rest, true),
        None => (bytes, false),
    };
    if bytes.contains(&0) {
        return Err(CompileError::bare(
            ErrorKind::SyntaxError,
            "source code cannot contain null bytes",
        ));
    }
    let encoding = declared_encoding(bytes);
    let normalized = encoding.as_deref().map(normalize_encoding);
    match normalized.as_deref() {
        None | Some("utf-8") => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.to_string()),
            Err(error) => {
                let at = error.valid_up_to();
                let start =
                    bytes[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
                let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count() as u32 + 1;
                let column = String::from_utf8_lossy(&bytes[start..at]).chars().count() as u32 + 1;
                let shown = bytes[start..].split(|&byte| byte == b'\n').next().unwrap_or_default();
                let what = if normalized.is_none() && !has_mark {
                    let byte = bytes[at];
                    let hint = "but no encoding declared; see https://peps.python.org/pep-0263/ for details";
                    format!(
                        "Non-UTF-8 code starting with '\\x{byte:02x}'{place} on line {line}, {hint}"
                    )
                } else {
                    let byte = bytes[at];
                    format!(
                        "(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: invalid start byte"
                    )
                };
                Err(CompileError {
                    line,
                    column,
                    end_line: line,
                    end_column: column,
                    text: Some(String::from_utf8_lossy(shown).into_owned()),
                    ..CompileError::bare(ErrorKind::SyntaxError, what)
                })
            }
        },
        Some(other) if has_mark => {
            let name = encoding.as_deref().unwrap_or(other);
            Err(CompileError::bare(
                ErrorKind::SyntaxError,
                format!("encoding problem: {name} with BOM"),
            ))
        }
        Some("iso-8859-1") => Ok(bytes.iter().map(|&byte| byte as char).collect()),
        Some("ascii") => match bytes.iter().position(|byte| !byte.is_ascii()) {
            None => Ok(bytes.iter().map(|&byte| byte as char).collect()),
            Some(at) => Err(CompileError::bare(
                ErrorKind::SyntaxError,
                format!(
                    "(unicode error) 'ascii' codec can't decode byte 0x{:02x} in position {at}: ordinal not in range(128)",
                    bytes[at]
                ),
            )),
        },
        Some(other) => {
            let name = encoding.as_deref().unwrap_or(other);
            Err(CompileError::bare(ErrorKind::SyntaxError, format!("unknown encoding: {name}")))
        }
    }
}

/// The encoding that one of the first two lines declares.
fn declared_encoding(bytes: &[u8]) -> Option<String> {
    for line in bytes.split(|&byte| byte == b'\n').take(2) {
        let start = line.iter().position(|&byte| !matches!(byte, b' ' | b'\t' | 0x0c | b'\r'));
        let Some(start) = start else { continue };
        if line[start] != b'#' {
            return None;
        }
        let comment = &line[start..];
        let mut at = 0;
        while let Some(found) = comment[at..].windows(6).position(|window| window == b"coding") {
            let mut rest = &comment[at + found + 6..];
            at += found + 6;
            match rest.first() {
                Some(b':' | b'=') => rest = &rest[1..],
                _ => continue,
            }
            while let Some(b' ' | b'\t') = rest.first() {
                rest = &rest[1..];
            }
            let length = rest
                .iter()
                .position(|byte| {
                    !(byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
                })
                .unwrap_or(rest.len());
            if length > 0 {
                return Some(String::from_utf8_lossy(&rest[..length]).into_owned());
            }
        }
    }
    None
}

fn normalize_encoding(name: &str) -> String {
    let lower = name.to_ascii_lowercase().replace('_', "-");
    if lower == "utf-8" || lower.starts_with("utf-8-") || lower == "utf8" || lower == "utf-8-sig" {
        return "utf-8".into();
    }
    match lower.as_str() {
        "latin-1" | "iso-8859-1" | "iso-latin-1" | "latin1" | "l1" | "iso8859-1" | "8859"
        | "cp819" => "iso-8859-1".into(),
        "ascii" | "us-ascii" | "646" => "ascii".into(),
        _ => lower,
    }
}

/// Compiles a text with the stack that it needs.
pub fn compile(text: &str, options: &Options) -> Result<Code> {
    with_stack(text, |text| compile_here(text, options))
}

/// The resolved symbol table of a text.
pub fn symbol_table(text: &str, options: &Options) -> std::result::Result<Table, CompileError> {
    with_stack(text, |text| {
        let source = Source::new(text);
        let tree = parse(&source, options)?;
        let body = body_of(tree.syntax(), &source, options)?;
        let future = options.future_annotations || imports_annotations(body);
        crate::symbol::table::build(&source, body, future)
    })
    .map_err(|error| *error)
}

fn with_stack<T: Send>(text: &str, work: impl FnOnce(&str) -> Result<T> + Send) -> Result<T> {
    if text.contains('\0') {
        return Err(Box::new(CompileError::bare(
            ErrorKind::SyntaxError,
            "source code string cannot contain null bytes",
        )));
    }
    let depth = {
        let source = Source::new(text);
        if text.starts_with('\u{feff}') {
            let message = "invalid non-printable character U+FEFF";
            let range = TextRange::default();
            return Err(Box::new(CompileError::at(
                &source,
                ErrorKind::SyntaxError,
                message,
                range,
            )));
        }
        check_nesting(&source)?
    };
    if depth <= SHALLOW {
        return work(text);
    }
    std::thread::scope(|scope| {
        let mut stack = LARGE_STACK;
        let mut work = Some(work);
        loop {
            // Where address space is scarce a smaller stack must do; it is enough for all but absurd sources.
            let slot = std::sync::Mutex::new(work.take());
            let slot = std::sync::Arc::new(slot);
            let inner = slot.clone();
            let spawned =
                std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, move || {
                    let work = inner.lock().ok().and_then(|mut slot| slot.take());
                    work.map(|work| work(text))
                });
            match spawned {
                Ok(handle) => {
                    return match handle.join() {
                        Ok(Some(result)) => result,
                        Ok(None) => unreachable!("the work was put there"),
                        Err(panic) => std::panic::resume_unwind(panic),
                    };
                }
                Err(_) if stack > 16 << 20 && depth < DEEPEST * ((stack / 2) >> 20) / 1024 => {
                    stack /= 2;
                    work = slot.lock().ok().and_then(|mut slot| slot.take());
                }
                Err(_) => {
                    return Err(Box::new(CompileError::bare(ErrorKind::MemoryError, "")));
                }
            }
        }
    })
}

fn compile_here(text: &str, options: &Options) -> Result<Code> {
    let source = Source::new(text);
    let tree = parse(&source, options)?;
    let body = body_of(tree.syntax(), &source, options)?;
    let future = options.future_annotations || imports_annotations(body);
    let table = crate::symbol::table::build(&source, body, future)?;
    crate::generate::generate(&source, &table, options, body, future)
}

fn body_of<'a>(tree: &'a Mod, source: &Source, options: &Options) -> Result<Body<'a>> {
    match tree {
        Mod::Module(module) => {
            if options.mode == Mode::Single && module.body.len() > 1 {
                let first = &module.body[0];
                let second = &module.body[1];
                let same_line = {
                    use ruff_text_size::Ranged;
                    let line = |offset: ruff_text_size::TextSize| source.line(offset.to_usize());
                    line(first.range().end()) == line(second.range().start())
                };
                if !same_line {
                    return Err(Box::new(CompileError::bare(
                        ErrorKind::SyntaxError,
                        "multiple statements found while compiling a single statement",
                    )));
                }
            }
            Ok(Body::Statements(&module.body))
        }
        Mod::Expression(expression) => Ok(Body::Expression(&expression.body)),
    }
}

/// Whether annotations become strings (`from __future__ import annotations`).
fn imports_annotations(body: Body) -> bool {
    let Body::Statements(statements) = body else { return false };
    for (index, statement) in statements.iter().enumerate() {
        match statement {
            Stmt::ImportFrom(node)
                if node.level == 0
                    && node.module.as_ref().is_some_and(|module| module == "__future__") =>
            {
                if node.names.iter().any(|alias| &*alias.name == "annotations") {
                    return true;
                }
            }
            Stmt::Expr(node) if index == 0 && matches!(&*node.value, Expr::StringLiteral(_)) => {}
            _ => return false,
        }
    }
    false
}

fn parse(source: &Source, options: &Options) -> Result<Parsed<Mod>> {
    let mode = match options.mode {
        Mode::Eval => ruff_python_parser::Mode::Expression,
        Mode::Module | Mode::Single => ruff_python_parser::Mode::Module,
    };
    let parse_options = ParseOptions::from(mode).with_target_version(PythonVersion::PY314);
    let parsed = ruff_python_parser::parse_unchecked(source.text, parse_options);
    syntax::check(&parsed, source, options)?;
    Ok(parsed)
}

/// Limits of nesting; a bound of the depth of the tree.
fn check_nesting(source: &Source) -> Result<usize> {
    let mut lexer = ruff_python_parser::lexer::lex(source.text, ruff_python_parser::Mode::Module);
    // Where a limit is passed, CPython's tokenizer says it; it may also find something ahead of that.
    let error = |kind: ErrorKind, message: &str| -> Result<usize> {
        let found = tokens::tokenize(source).error;
        Err(Box::new(found.unwrap_or_else(|| CompileError::bare(kind, message))))
    };
    // For each open bracket: operators and operands since the last comma in it.
    let mut levels: Vec<usize> = vec![0];
    let mut sum = 0;
    let mut deepest = 0;
    let mut brackets = 0usize;
    let mut strings = 0usize;
    let mut indentation = 0usize;
    loop {
        let kind = lexer.next_token();
        match kind {
            TokenKind::EndOfFile => break,
            TokenKind::Lpar | TokenKind::Lsqb | TokenKind::Lbrace => {
                brackets += 1;
                if brackets > MAXIMUM_BRACKETS {
                    return error(ErrorKind::SyntaxError, "too many nested parentheses");
                }
                levels.push(0);
            }
            TokenKind::Rpar | TokenKind::Rsqb | TokenKind::Rbrace => {
                brackets = brackets.saturating_sub(1);
                if levels.len() > 1 {
                    sum -= levels.pop().unwrap_or(0);
                    *levels.last_mut().expect("the outermost level stays") += 1;
                    sum += 1;
                }
            }
            TokenKind::FStringStart | TokenKind::TStringStart => {
                strings += 1;
                if strings > MAXIMUM_STRINGS {
                    return error(ErrorKind::SyntaxError, "too many nested f-strings or t-strings");
                }
                levels.push(0);
            }
            TokenKind::FStringEnd | TokenKind::TStringEnd => {
                strings = strings.saturating_sub(1);
                if levels.len() > 1 {
                    sum -= levels.pop().unwrap_or(0);
                }
            }
            TokenKind::Comma => {
                let level = levels.last_mut().expect("the outermost level stays");
                sum -= std::mem::replace(level, 0);
            }
            TokenKind::Indent => {
                indentation += 1;
                if indentation >= MAXIMUM_INDENTATION {
                    return error(ErrorKind::IndentationError, "too many levels of indentation");
                }
            }
            TokenKind::Dedent => indentation = indentation.saturating_sub(1),
            TokenKind::Newline => {
                levels.clear();
                levels.push(0);
                sum = 0;
                brackets = 0;
                strings = 0;
            }
            TokenKind::NonLogicalNewline | TokenKind::Comment => {}
            _ => {
                *levels.last_mut().expect("the outermost level stays") += 1;
                sum += 1;
            }
        }
        deepest = deepest.max(sum + 3 * levels.len() + 2 * indentation);
        if deepest > DEEPEST {
            return Err(Box::new(CompileError::bare(
                ErrorKind::MemoryError,
                "Parser stack overflowed - Python source too complex to parse",
            )));
        }
    }
    Ok(deepest)
}
