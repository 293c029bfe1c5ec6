//! What is wrong with a text that does not parse: a recognizer of Python's grammar that knows the wrong forms.
//!
//! CPython parses twice. The first pass knows only the grammar; the last token that it looked at is where plain
//! "invalid syntax" is reported. The second pass also knows wrong forms, of which the first that fits decides the
//! message. This recognizer walks the same way: `explains` is false in the first pass and true in the second. Errors of
//! the tokenizer come first where the first pass reaches them, and still override what the grammar finds ahead of them.
//!
//! Translating the parser's own errors was rejected: it recovers and goes on, so its first error is often elsewhere, and
//! most of CPython's messages need to know what kind of expression stood there.

use super::tokens::{Kind, Token, Tokens, range, tokenize};
use super::{CompileError, ErrorKind};
use crate::source::Source;

mod argument;
mod comprehension;
mod display;
mod expression;
mod literal;
mod operator;
mod parameter;
mod pattern;
mod statement;
mod target;

/// Why a part of the text was not recognized.
pub enum Failure {
    /// With a message of its own.
    Told(Box<CompileError>),
    /// Plain invalid syntax.
    Plain,
}

pub type Parsed<T> = Result<T, Failure>;

/// What an expression is, as messages name it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Shape {
    Name,
    Attribute,
    Subscript,
    Starred,
    List,
    Tuple,
    Lambda,
    Call,
    Operation,
    Generator,
    Yield,
    Await,
    ListComprehension,
    SetComprehension,
    DictComprehension,
    Dict,
    Set,
    FormattedString,
    TemplateString,
    None,
    True,
    False,
    Ellipsis,
    Literal,
    Comparison,
    Conditional,
    Named,
}

impl Shape {
    pub fn name(self) -> &'static str {
        match self {
            Shape::Name => "name",
            Shape::Attribute => "attribute",
            Shape::Subscript => "subscript",
            Shape::Starred => "starred",
            Shape::List => "list",
            Shape::Tuple => "tuple",
            Shape::Lambda => "lambda",
            Shape::Call => "function call",
            Shape::Operation => "expression",
            Shape::Generator => "generator expression",
            Shape::Yield => "yield expression",
            Shape::Await => "await expression",
            Shape::ListComprehension => "list comprehension",
            Shape::SetComprehension => "set comprehension",
            Shape::DictComprehension => "dict comprehension",
            Shape::Dict => "dict literal",
            Shape::Set => "set display",
            Shape::FormattedString => "f-string expression",
            Shape::TemplateString => "t-string expression",
            Shape::None => "None",
            Shape::True => "True",
            Shape::False => "False",
            Shape::Ellipsis => "ellipsis",
            Shape::Literal => "literal",
            Shape::Comparison => "comparison",
            Shape::Conditional => "conditional expression",
            Shape::Named => "named expression",
        }
    }
}

/// A recognized expression.
#[derive(Clone, Debug)]
pub struct Node {
    pub shape: Shape,
    pub start: usize,
    pub end: usize,
    /// Elements of lists and tuples, the value of a starred expression, both sides of `in`.
    pub children: Vec<Node>,
    /// A tuple in parentheses, or any expression in a group.
    pub grouped: bool,
}

impl Node {
    fn new(shape: Shape, start: usize, end: usize) -> Node {
        Node { shape, start, end, children: Vec::new(), grouped: false }
    }
}

pub struct Parser<'s> {
    source: &'s Source<'s>,
    tokens: Vec<Token>,
    at: usize,
    /// The last token that was looked at.
    furthest: usize,
    /// Second pass: wrong forms have messages.
    explains: bool,
    depth: u32,
    /// Within a replacement field: the word for messages.
    format_word: Option<&'static str>,
}

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];
const MAXIMUM_DEPTH: u32 = 2000;

/// The error of a text that does not parse, or `None` if this recognizer finds nothing wrong with it.
pub fn explain(source: &Source, is_expression: bool) -> Option<CompileError> {
    let Tokens { tokens, error, open } = tokenize(source);
    let count = tokens.len();
    let mut parser =
        Parser { source, tokens, at: 0, furthest: 0, explains: false, depth: 0, format_word: None };
    if parser.whole(is_expression).is_ok() {
        return error;
    }
    let furthest = parser.furthest;
    let reached_end = furthest >= count || parser.tokens[furthest].kind == Kind::End;
    if reached_end {
        if let Some(error) = error {
            return Some(error);
        }
        if let Some(&bracket) = open.last() {
            return Some(unclosed(source, bracket));
        }
    }
    parser.at = 0;
    parser.explains = true;
    parser.depth = 0;
    let second = parser.whole(is_expression);
    if parser.furthest >= count || parser.tokens[parser.furthest].kind == Kind::End {
        if let Some(error) = error {
            return Some(error);
        }
        if let Some(&bracket) = open.last() {
            return Some(unclosed(source, bracket));
        }
    }
    let told = match second {
        Err(Failure::Told(error)) => Some(*error),
        _ => None,
    };
    // Indentation errors of the grammar stand; everything else gives way to what the tokenizer finds further on.
    let is_syntax = told.as_ref().is_none_or(|error| error.kind == ErrorKind::SyntaxError);
    let last = parser.tokens.get(furthest.min(count.saturating_sub(1))).copied();
    let error_line = last.map_or(1, |token| source.line(token.start));
    let is_indentation = told.is_none()
        && last.is_some_and(|token| matches!(token.kind, Kind::Indent | Kind::Dedent));
    if is_syntax && !is_indentation {
        if let Some(error) = error
            && overrides(&error)
        {
            return Some(error);
        }
        if let Some(&bracket) = open.last()
            && error_line > source.line(bracket.1)
        {
            return Some(unclosed(source, bracket));
        }
    }
    if told.is_some() {
        return told;
    }
    let last = last?;
    let (kind, message) = match last.kind {
        Kind::Indent => (ErrorKind::IndentationError, "unexpected indent"),
        Kind::Dedent => (ErrorKind::IndentationError, "unexpected unindent"),
        _ => (ErrorKind::SyntaxError, "invalid syntax"),
    };
    Some(at_token(source, kind, message, &last))
}

/// Whether an error of the tokenizer replaces one of the grammar that stands ahead of it.
fn overrides(error: &CompileError) -> bool {
    let late =
        ["unexpected EOF while parsing", "unexpected character after line continuation character"];
    let is_formatted = error.message.contains("f-string") || error.message.contains("t-string");
    error.kind == ErrorKind::SyntaxError && !is_formatted && !late.contains(&error.message.as_str())
}

/// An error at a token. Newlines end on their line; tokens without text have CPython's odd places.
fn at_token(source: &Source, kind: ErrorKind, message: &str, token: &Token) -> CompileError {
    let error = CompileError::at(source, kind, message, range(token.start, token.start));
    match token.kind {
        Kind::Newline => CompileError { end_column: error.column + 1, ..error },
        Kind::Indent | Kind::Dedent | Kind::End => {
            let mut at = token.end;
            let mut ahead = 1;
            if at >= source.text.len() && source.text.ends_with('\n') {
                // At the end of the text the last line counts, its newline included.
                at = source.text.len() - 1;
                ahead = 0;
            }
            let error = CompileError::at(source, kind, message, range(at, at));
            CompileError { column: error.column - ahead, end_column: 0, ..error }
        }
        _ => CompileError::at(source, kind, message, token.range()),
    }
}

fn unclosed(source: &Source, (bracket, at): (u8, usize)) -> CompileError {
    let message = format!("'{}' was never closed", bracket as char);
    CompileError {
        end_column: 0,
        ..CompileError::at(source, ErrorKind::SyntaxError, message, range(at, at))
    }
}

impl<'s> Parser<'s> {
    fn whole(&mut self, is_expression: bool) -> Parsed<()> {
        if is_expression {
            self.expressions()?;
            while self.is_kind(Kind::Newline) {
                self.at += 1;
            }
            return if self.is_kind(Kind::End) { Ok(()) } else { Err(Failure::Plain) };
        }
        while !self.is_kind(Kind::End) {
            self.statement()?;
        }
        Ok(())
    }

    fn token(&mut self) -> Option<Token> {
        self.furthest = self.furthest.max(self.at);
        self.tokens.get(self.at).copied()
    }

    fn ahead(&self, count: usize) -> &'s str {
        self.tokens.get(self.at + count).map_or("", |token| self.text_of(token))
    }

    fn ahead_kind(&self, count: usize) -> Option<Kind> {
        self.tokens.get(self.at + count).map(|token| token.kind)
    }

    fn text_of(&self, token: &Token) -> &'s str {
        match token.kind {
            Kind::Name | Kind::Operator | Kind::Number => {
                let text: &'s str = self.source.text;
                &text[token.start..token.end]
            }
            _ => "",
        }
    }

    fn text(&mut self) -> &'s str {
        match self.token() {
            Some(token) => self.text_of(&token),
            None => "",
        }
    }

    fn is(&mut self, text: &str) -> bool {
        self.text() == text
    }

    fn is_kind(&mut self, kind: Kind) -> bool {
        self.token().is_some_and(|token| token.kind == kind)
    }

    fn accept(&mut self, text: &str) -> bool {
        let found = self.is(text);
        self.at += found as usize;
        found
    }

    fn expect(&mut self, text: &str) -> Parsed<Token> {
        match self.token() {
            Some(token) if self.text_of(&token) == text => {
                self.at += 1;
                Ok(token)
            }
            _ => Err(Failure::Plain),
        }
    }

    /// A token without which nothing else is possible.
    fn demand(&mut self, text: &str) -> Parsed<Token> {
        match self.expect(text) {
            Ok(token) => Ok(token),
            Err(_) => match self.token() {
                Some(_) => self.tell_here(format!("expected '{text}'")),
                None => Err(Failure::Plain),
            },
        }
    }

    fn is_name(&mut self) -> bool {
        match self.token() {
            Some(token) if token.kind == Kind::Name => !KEYWORDS.contains(&self.text_of(&token)),
            _ => false,
        }
    }

    fn name(&mut self) -> Parsed<Token> {
        if self.is_name() {
            self.at += 1;
            return Ok(self.tokens[self.at - 1]);
        }
        Err(Failure::Plain)
    }

    /// The end of the last token taken.
    fn last_end(&self) -> usize {
        self.at.checked_sub(1).and_then(|at| self.tokens.get(at)).map_or(0, |token| token.end)
    }

    /// An error with a message, in the second pass.
    fn tell<T>(&self, message: impl Into<String>, start: usize, end: usize) -> Parsed<T> {
        if !self.explains {
            return Err(Failure::Plain);
        }
        Err(Failure::Told(Box::new(CompileError::at(
            self.source,
            ErrorKind::SyntaxError,
            message,
            range(start, end),
        ))))
    }

    fn tell_node<T>(&self, message: impl Into<String>, node: &Node) -> Parsed<T> {
        self.tell(message, node.start, node.end)
    }

    /// An error at the token that was looked at last.
    fn tell_here<T>(&mut self, message: impl Into<String>) -> Parsed<T> {
        let Some(token) = self.token() else { return Err(Failure::Plain) };
        if !self.explains {
            return Err(Failure::Plain);
        }
        let message = message.into();
        Err(Failure::Told(Box::new(at_token(
            self.source,
            ErrorKind::SyntaxError,
            &message,
            &token,
        ))))
    }

    /// An error at the last token that was looked at anywhere.
    fn tell_furthest<T>(&mut self, message: &str) -> Parsed<T> {
        let last = self.furthest.min(self.tokens.len().saturating_sub(1));
        if !self.explains {
            return Err(Failure::Plain);
        }
        let token = self.tokens[last];
        Err(Failure::Told(Box::new(at_token(self.source, ErrorKind::SyntaxError, message, &token))))
    }

    /// An error from a place up to where the tokenizer stands.
    fn tell_from<T>(&mut self, message: &str, start: usize) -> Parsed<T> {
        if !self.explains {
            return Err(Failure::Plain);
        }
        let last = self.tokens[self.furthest.min(self.tokens.len() - 1)];
        let end = if last.kind == Kind::Newline { last.start + 1 } else { last.end };
        let mut error = CompileError::at(
            self.source,
            ErrorKind::SyntaxError,
            message,
            range(start, last.start.max(start)),
        );
        error.end_column =
            self.source.line_and_character(last.start).1 + (end - last.start) as u32 - 1;
        Err(Failure::Told(Box::new(error)))
    }

    fn tell_indentation<T>(&mut self, message: String) -> Parsed<T> {
        if !self.explains {
            self.token();
            return Err(Failure::Plain);
        }
        let Some(token) = self.token() else { return Err(Failure::Plain) };
        Err(Failure::Told(Box::new(at_token(
            self.source,
            ErrorKind::IndentationError,
            &message,
            &token,
        ))))
    }

    /// Tries a form; where it does not fit, the place is as before. A message goes through.
    fn attempt<T>(&mut self, form: impl FnOnce(&mut Self) -> Parsed<T>) -> Parsed<Option<T>> {
        let at = self.at;
        let depth = self.depth;
        match form(self) {
            Ok(value) => Ok(Some(value)),
            Err(Failure::Plain) => {
                self.at = at;
                self.depth = depth;
                Ok(None)
            }
            Err(told) => Err(told),
        }
    }

    /// Whether a form fits here, without messages and without counting as looked at. The place is as before.
    fn probe<T>(&mut self, form: impl FnOnce(&mut Self) -> Parsed<T>) -> Option<(T, usize)> {
        let (at, furthest, explains, depth) = (self.at, self.furthest, self.explains, self.depth);
        self.explains = false;
        let result = form(self).ok().map(|value| (value, self.at));
        (self.at, self.furthest, self.explains, self.depth) = (at, furthest, explains, depth);
        result
    }

    fn deeper(&mut self) -> Parsed<()> {
        self.depth += 1;
        if self.depth > MAXIMUM_DEPTH { Err(Failure::Plain) } else { Ok(()) }
    }
}
