//! Syntax errors: the parser's findings in CPython's words.

use super::tokens::tokenize;
use super::{CompileError, ErrorKind, Result, escape, grammar};
use crate::source::Source;
use crate::{Mode, Options};
use ruff_python_ast::Mod;
use ruff_python_parser::{ParseError, ParseErrorType, Parsed};

/// The first error of a parsed text, if there is one.
pub fn check(parsed: &Parsed<Mod>, source: &Source, options: &Options) -> Result {
    let Some(error) = parsed.errors().first() else {
        return check_tabs(source);
    };
    let is_expression = options.mode == Mode::Eval;
    let explained = grammar::explain(source, is_expression).or_else(|| escape::find(source));
    Err(Box::new(explained.unwrap_or_else(|| translate(error, source))))
}

/// Indentation whose meaning depends on the width of a tab, which the parser does not mind.
fn check_tabs(source: &Source) -> Result {
    if !source.text.starts_with('\t')
        && !source.text.contains("\n\t")
        && !source.text.contains(" \t")
    {
        return Ok(());
    }
    match tokenize(source).error {
        Some(error) if error.kind == ErrorKind::TabError => Err(Box::new(error)),
        _ => Ok(()),
    }
}

fn translate(error: &ParseError, source: &Source) -> CompileError {
    let message = match &error.error {
        ParseErrorType::UnexpectedIndentation => {
            return CompileError::at(
                source,
                ErrorKind::IndentationError,
                "unexpected indent",
                error.location,
            );
        }
        ParseErrorType::OtherError(text) => text.clone(),
        _ => "invalid syntax".to_string(),
    };
    CompileError::at(source, ErrorKind::SyntaxError, message, error.location)
}
