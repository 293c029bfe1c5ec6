//! What goes wrong when a source is compiled, in CPython's words.
//!
//! One error ends a compilation: CPython reports one, and programs compare its text and place. The error carries what
//! `SyntaxError` shows (line, column in characters from 1, the line's text); the object layer makes the exception.

mod escape;
mod grammar;
pub mod syntax;
pub mod tokens;

use crate::source::Source;
use ruff_text_size::TextRange;

/// The exception that the error becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    SyntaxError,
    IndentationError,
    TabError,
    NotImplementedError,
    /// The source holds null bytes.
    ValueError,
    MemoryError,
    RecursionError,
}

impl ErrorKind {
    /// Name of the Python exception.
    pub fn name(self) -> &'static str {
        match self {
            ErrorKind::SyntaxError => "SyntaxError",
            ErrorKind::IndentationError => "IndentationError",
            ErrorKind::TabError => "TabError",
            ErrorKind::NotImplementedError => "NotImplementedError",
            ErrorKind::ValueError => "ValueError",
            ErrorKind::MemoryError => "MemoryError",
            ErrorKind::RecursionError => "RecursionError",
        }
    }
}

/// Why a source was not compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    pub kind: ErrorKind,
    pub message: String,
    /// From 1; 0 where no place is known.
    pub line: u32,
    /// In characters, from 1.
    pub column: u32,
    pub end_line: u32,
    pub end_column: u32,
    /// The source line, with its newline.
    pub text: Option<String>,
}

impl CompileError {
    /// An error that has no place.
    pub fn bare(kind: ErrorKind, message: impl Into<String>) -> CompileError {
        CompileError {
            kind,
            message: message.into(),
            line: 0,
            column: 0,
            end_line: 0,
            end_column: 0,
            text: None,
        }
    }

    /// An error at a range of the source.
    pub fn at(
        source: &Source,
        kind: ErrorKind,
        message: impl Into<String>,
        range: TextRange,
    ) -> CompileError {
        let start = range.start().to_usize();
        let end = range.end().to_usize();
        let (line, column) = source.line_and_character(start);
        let (end_line, end_column) = source.line_and_character(end);
        CompileError {
            kind,
            message: message.into(),
            line,
            column,
            end_line,
            end_column,
            text: Some(source.line_text(line).to_string()),
        }
    }
}

impl std::fmt::Display for CompileError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: {} (line {}, column {})",
            self.kind.name(),
            self.message,
            self.line,
            self.column
        )
    }
}

impl std::error::Error for CompileError {}

/// Boxed, since nearly every function of the compiler returns one and none is on a hot path.
pub type Result<T = ()> = std::result::Result<T, Box<CompileError>>;
