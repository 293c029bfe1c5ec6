//! Tokens as CPython sees them, with the errors of its tokenizer.
//!
//! Used only when something is wrong with a source, to find out what: the parser's own lexer splits differently where
//! texts are broken, and its errors have other words and places. The tokenizer stops at its first error and hands out
//! what came before, since an error of the grammar that stands further ahead may win.

use super::{CompileError, ErrorKind};
use crate::source::Source;
use ruff_text_size::{TextRange, TextSize};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Name,
    Number,
    String,
    /// Start of a formatted or template string.
    FormatStart,
    FormatMiddle,
    FormatEnd,
    Operator,
    Newline,
    Indent,
    Dedent,
    End,
}

#[derive(Clone, Copy, Debug)]
pub struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
    /// Open brackets around the token.
    pub level: usize,
}

impl Token {
    pub fn range(&self) -> TextRange {
        range(self.start, self.end)
    }
}

pub fn range(start: usize, end: usize) -> TextRange {
    TextRange::new(TextSize::new(start as u32), TextSize::new(end.max(start) as u32))
}

/// What tokenizing gives: tokens up to the end or the first error.
pub struct Tokens {
    pub tokens: Vec<Token>,
    pub error: Option<CompileError>,
    /// Brackets that are open where tokenizing stopped: the character and its offset.
    pub open: Vec<(u8, usize)>,
}

const MAXIMUM_BRACKETS: usize = 200;
const MAXIMUM_INDENTATION: usize = 100;
const MAXIMUM_STRINGS: usize = 150;

/// A formatted string that is being read.
struct Format {
    quote: u8,
    triple: bool,
    raw: bool,
    template: bool,
    start: usize,
    /// For each replacement field: brackets open outside it, and whether its format specification is being read.
    fields: Vec<Field>,
}

struct Field {
    level: usize,
    in_specification: bool,
}

struct Tokenizer<'s> {
    source: &'s Source<'s>,
    bytes: &'s [u8],
    at: usize,
    tokens: Vec<Token>,
    open: Vec<(u8, usize)>,
    formats: Vec<Format>,
    indentation: Vec<(usize, usize)>,
    at_line_start: bool,
}

type Step = Result<(), Box<CompileError>>;

/// Splits a source into tokens.
pub fn tokenize(source: &Source) -> Tokens {
    let mut tokenizer = Tokenizer {
        source,
        bytes: source.text.as_bytes(),
        at: 0,
        tokens: Vec::new(),
        open: Vec::new(),
        formats: Vec::new(),
        indentation: vec![(0, 0)],
        at_line_start: true,
    };
    let error = tokenizer.run().err().map(|error| *error);
    Tokens { tokens: tokenizer.tokens, error, open: tokenizer.open }
}

impl<'s> Tokenizer<'s> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn rest(&self) -> &'s str {
        &self.source.text[self.at..]
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.tokens.push(Token { kind, start, end: self.at, level: self.open.len() });
    }

    fn fail<T>(
        &self,
        message: impl Into<String>,
        start: usize,
        end: usize,
    ) -> Result<T, Box<CompileError>> {
        Err(Box::new(CompileError::at(
            self.source,
            ErrorKind::SyntaxError,
            message,
            range(start, end),
        )))
    }

    /// An error at one place: CPython gives it no extent.
    fn fail_at<T>(&self, message: impl Into<String>, at: usize) -> Result<T, Box<CompileError>> {
        self.fail(message, at, at)
    }

    fn run(&mut self) -> Step {
        loop {
            if let Some(format) = self.formats.last() {
                let in_text = format.fields.last().is_none_or(|field| field.in_specification);
                if in_text {
                    self.format_text()?;
                    continue;
                }
            }
            if self.at_line_start
                && self.open.is_empty()
                && self.formats.is_empty()
                && !self.line_start()?
            {
                continue;
            }
            self.at_line_start = false;
            while matches!(self.peek(0), b' ' | b'\t' | 0x0c) && self.at < self.bytes.len() {
                self.at += 1;
            }
            if self.at >= self.bytes.len() {
                return self.finish();
            }
            self.token()?;
        }
    }

    fn finish(&mut self) -> Step {
        if let Some(format) = self.formats.last() {
            let word = format_word(format.template);
            if format.fields.is_empty() {
                return self.unterminated_format();
            }
            let _ = word;
        }
        if let Some(last) = self.tokens.last()
            && self.open.is_empty()
            && !matches!(last.kind, Kind::Newline | Kind::Indent | Kind::Dedent)
        {
            self.push(Kind::Newline, self.at);
        }
        if !self.open.is_empty() {
            // The grammar meets the end inside brackets.
            self.push(Kind::End, self.at);
            return Ok(());
        }
        while self.indentation.len() > 1 {
            self.indentation.pop();
            self.push(Kind::Dedent, self.at);
        }
        self.push(Kind::End, self.at);
        Ok(())
    }

    /// An error whose end CPython does not know.
    fn fail_open<T>(&self, message: &str, at: usize) -> Result<T, Box<CompileError>> {
        match self.fail_at::<T>(message, at) {
            Err(mut error) => {
                error.end_column = 0;
                Err(error)
            }
            other => other,
        }
    }

    /// Indentation. False if the line was blank.
    fn line_start(&mut self) -> Result<bool, Box<CompileError>> {
        let start = self.at;
        let (mut column, mut alternative) = (0usize, 0usize);
        loop {
            match self.peek(0) {
                b' ' => {
                    column += 1;
                    alternative += 1;
                }
                b'\t' => {
                    column = (column / 8 + 1) * 8;
                    alternative += 1;
                }
                0x0c => {
                    column = 0;
                    alternative = 0;
                }
                b'\\'
                    if matches!(self.peek(1), b'\n' | b'\r') || self.at + 1 >= self.bytes.len() =>
                {
                    // A continued line's indentation is that of its first part.
                    self.at += 1;
                    let backslash_end = self.at;
                    self.newline_bytes();
                    if self.at >= self.bytes.len() {
                        return self.fail_open("unexpected EOF while parsing", backslash_end);
                    }
                    while matches!(self.peek(0), b' ' | b'\t' | 0x0c) {
                        self.at += 1;
                    }
                    break;
                }
                _ => break,
            }
            self.at += 1;
        }
        match self.peek(0) {
            b'#' => {
                self.skip_comment();
                if self.at < self.bytes.len() {
                    self.newline_bytes();
                    return Ok(false);
                }
                return Ok(true);
            }
            b'\n' | b'\r' => {
                self.newline_bytes();
                return Ok(false);
            }
            _ if self.at >= self.bytes.len() => return Ok(true),
            _ => {}
        }
        let &(top, top_alternative) = self.indentation.last().expect("the outermost stays");
        let tab_error = |this: &Self| -> Result<bool, Box<CompileError>> {
            let error = CompileError::at(
                this.source,
                ErrorKind::TabError,
                "inconsistent use of tabs and spaces in indentation",
                range(start, start),
            );
            Err(Box::new(CompileError { end_column: 0, ..error }))
        };
        if column == top {
            if alternative != top_alternative {
                return tab_error(self);
            }
        } else if column > top {
            if alternative <= top_alternative {
                return tab_error(self);
            }
            if self.indentation.len() >= MAXIMUM_INDENTATION {
                let error = CompileError::at(
                    self.source,
                    ErrorKind::IndentationError,
                    "too many levels of indentation",
                    range(self.at, self.at),
                );
                return Err(Box::new(error));
            }
            self.indentation.push((column, alternative));
            self.push(Kind::Indent, start);
        } else {
            while self.indentation.last().is_some_and(|&(other, _)| other > column) {
                self.indentation.pop();
                let at = self.at;
                self.tokens.push(Token { kind: Kind::Dedent, start: at, end: at, level: 0 });
            }
            let &(top, top_alternative) = self.indentation.last().expect("the outermost stays");
            if top != column {
                let line = self.source.line(start);
                let end = self.source.line_start(line)
                    + self.source.line_text(line).trim_end_matches(['\n', '\r']).len();
                let error = CompileError::at(
                    self.source,
                    ErrorKind::IndentationError,
                    "unindent does not match any outer indentation level",
                    range(end, end),
                );
                return Err(Box::new(CompileError { end_column: 0, ..error }));
            }
            if top_alternative != alternative {
                return tab_error(self);
            }
        }
        Ok(true)
    }

    fn skip_comment(&mut self) {
        while self.at < self.bytes.len() && !matches!(self.peek(0), b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn newline_bytes(&mut self) {
        if self.peek(0) == b'\r' && self.peek(1) == b'\n' {
            self.at += 1;
        }
        self.at = (self.at + 1).min(self.bytes.len());
    }

    fn token(&mut self) -> Step {
        let start = self.at;
        let byte = self.peek(0);
        match byte {
            b'#' => {
                self.skip_comment();
                Ok(())
            }
            b'\n' | b'\r' => {
                if !self.open.is_empty() {
                    self.newline_bytes();
                    return Ok(());
                }
                if let Some(format) = self.formats.last()
                    && !format.triple
                {
                    return self.unterminated_format();
                }
                self.newline_bytes();
                if self.formats.is_empty() {
                    let end = self.at;
                    self.at = start + 1;
                    self.push(Kind::Newline, start);
                    self.at = end;
                    self.at_line_start = true;
                }
                Ok(())
            }
            b'\\' => {
                self.at += 1;
                match self.peek(0) {
                    b'\n' | b'\r' => {
                        self.newline_bytes();
                        if self.at >= self.bytes.len() {
                            return self.fail_open("unexpected EOF while parsing", start + 1);
                        }
                        Ok(())
                    }
                    _ if self.at >= self.bytes.len() => {
                        self.fail_open("unexpected EOF while parsing", start + 1)
                    }
                    _ => self.fail_open(
                        "unexpected character after line continuation character",
                        self.at,
                    ),
                }
            }
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() => self.number(),
            b'"' | b'\'' => self.string(start),
            b'_' | b'a'..=b'z' | b'A'..=b'Z' | 0x80.. => self.name(),
            _ => self.operator(),
        }
    }

    fn name(&mut self) -> Step {
        let start = self.at;
        let (mut bytes_prefix, mut raw, mut unicode, mut format, mut template) =
            (false, false, false, false, false);
        loop {
            match self.peek(0) {
                b'b' | b'B' if !bytes_prefix => bytes_prefix = true,
                b'u' | b'U' if !unicode => unicode = true,
                b'r' | b'R' if !raw => raw = true,
                b'f' | b'F' if !format => format = true,
                b't' | b'T' if !template => template = true,
                _ => break,
            }
            self.at += 1;
            if matches!(self.peek(0), b'"' | b'\'') {
                let pairs = [
                    (unicode && bytes_prefix, 'u', 'b'),
                    (unicode && raw, 'u', 'r'),
                    (unicode && format, 'u', 'f'),
                    (unicode && template, 'u', 't'),
                    (bytes_prefix && format, 'b', 'f'),
                    (bytes_prefix && template, 'b', 't'),
                    (format && template, 'f', 't'),
                ];
                for (is_bad, first, second) in pairs {
                    if is_bad {
                        return self.fail(
                            format!("'{first}' and '{second}' prefixes are incompatible"),
                            start,
                            self.at,
                        );
                    }
                }
                if format || template {
                    return self.format_start(start, raw, template);
                }
                return self.string(start);
            }
        }
        self.at = start;
        let rest = self.rest();
        let mut length = 0;
        for letter in rest.chars() {
            if letter == '_' || letter.is_ascii_alphanumeric() {
                length += letter.len_utf8();
                continue;
            }
            if letter.is_ascii() {
                break;
            }
            if letter.is_alphanumeric() || is_name_mark(letter) {
                length += letter.len_utf8();
                continue;
            }
            let code = letter as u32;
            let at = start + length;
            if is_printable(letter) {
                return self.fail_at(format!("invalid character '{letter}' (U+{code:04X})"), at);
            }
            return self.fail_at(format!("invalid non-printable character U+{code:04X}"), at);
        }
        self.at += length;
        self.push(Kind::Name, start);
        Ok(())
    }

    fn digits(&mut self, is_digit: fn(u8) -> bool) -> Step {
        loop {
            while is_digit(self.peek(0)) {
                self.at += 1;
            }
            if self.peek(0) != b'_' {
                return Ok(());
            }
            if !is_digit(self.peek(1)) {
                self.at += 1;
                return self.fail_at("invalid decimal literal", self.at - 1);
            }
            self.at += 1;
        }
    }

    fn number(&mut self) -> Step {
        let start = self.at;
        if self.peek(0) == b'0' {
            let (name, is_digit): (&str, fn(u8) -> bool) = match self.peek(1) {
                b'x' | b'X' => ("hexadecimal", |byte| byte.is_ascii_hexdigit()),
                b'o' | b'O' => ("octal", |byte| matches!(byte, b'0'..=b'7')),
                b'b' | b'B' => ("binary", |byte| matches!(byte, b'0' | b'1')),
                _ => ("", |byte| byte.is_ascii_digit()),
            };
            if !name.is_empty() {
                self.at += 2;
                loop {
                    if self.peek(0) == b'_' {
                        self.at += 1;
                    }
                    if !is_digit(self.peek(0)) {
                        if self.peek(0).is_ascii_digit() {
                            let digit = self.peek(0) as char;
                            return self.fail_at(
                                format!("invalid digit '{digit}' in {name} literal"),
                                self.at,
                            );
                        }
                        return self.fail_at(format!("invalid {name} literal"), self.at - 1);
                    }
                    while is_digit(self.peek(0)) {
                        self.at += 1;
                    }
                    if self.peek(0) != b'_' {
                        break;
                    }
                }
                if self.peek(0).is_ascii_digit() {
                    let digit = self.peek(0) as char;
                    return self
                        .fail_at(format!("invalid digit '{digit}' in {name} literal"), self.at);
                }
                self.after_number(name)?;
                self.push(Kind::Number, start);
                return Ok(());
            }
        }
        self.digits(|byte| byte.is_ascii_digit())?;
        let integer_end = self.at;
        let mut is_integer = true;
        if self.peek(0) == b'.' {
            is_integer = false;
            self.at += 1;
            if self.peek(0).is_ascii_digit() {
                self.digits(|byte| byte.is_ascii_digit())?;
            }
        }
        if matches!(self.peek(0), b'e' | b'E') {
            let sign = matches!(self.peek(1), b'+' | b'-') as usize;
            if self.peek(1 + sign).is_ascii_digit() {
                is_integer = false;
                self.at += 1 + sign;
                self.digits(|byte| byte.is_ascii_digit())?;
            } else if sign == 1 {
                return self.fail_at("invalid decimal literal", self.at);
            }
        }
        let mut name = "decimal";
        if matches!(self.peek(0), b'j' | b'J') {
            is_integer = false;
            name = "imaginary";
            self.at += 1;
        }
        if is_integer {
            let text = &self.source.text[start..integer_end];
            let is_zero = text.bytes().all(|byte| matches!(byte, b'0' | b'_'));
            if text.len() > 1 && text.starts_with('0') && !is_zero {
                let zeros = text.bytes().take_while(|&byte| byte == b'0' || byte == b'_').count();
                return self.fail(
                    "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers",
                    start,
                    start + zeros,
                );
            }
        }
        self.after_number(name)?;
        self.push(Kind::Number, start);
        Ok(())
    }

    /// What directly follows a number may be a keyword, but no other name.
    fn after_number(&mut self, name: &str) -> Step {
        let rest = self.rest();
        let keywords = ["and", "else", "for", "if", "in", "is", "not", "or"];
        if keywords.iter().any(|keyword| rest.starts_with(keyword)) {
            return Ok(());
        }
        let next = self.peek(0);
        if next == b'_'
            || next.is_ascii_alphanumeric()
            || next >= 0x80 && rest.chars().next().is_some_and(char::is_alphanumeric)
        {
            return self.fail_at(format!("invalid {name} literal"), self.at - 1);
        }
        Ok(())
    }

    fn string(&mut self, start: usize) -> Step {
        let quote = self.peek(0);
        let quote_at = self.at;
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        self.at += if triple { 3 } else { 1 };
        let mut escaped_quote = false;
        loop {
            if self.at >= self.bytes.len() || (!triple && matches!(self.peek(0), b'\n' | b'\r')) {
                if triple {
                    if let Some(format) = self.formats.last()
                        && format.quote == quote
                        && format.triple
                    {
                        let word = format_word(format.template);
                        return self.fail_at(format!("{word}: expecting '}}'"), quote_at);
                    }
                    // The end of the text counts as one more line where it does not end with a newline.
                    let ends = self.source.text.ends_with(['\n', '\r']);
                    let line = self.source.line_count() as u32 - ends as u32;
                    return self.fail_at(
                        format!(
                            "unterminated triple-quoted string literal (detected at line {line})"
                        ),
                        start,
                    );
                }
                if let Some(format) = self.formats.last()
                    && format.quote == quote
                    && !format.triple
                {
                    let word = format_word(format.template);
                    return self.fail_at(format!("{word}: expecting '}}'"), quote_at);
                }
                let line = self.source.line(self.at.min(self.bytes.len()));
                let hint = if escaped_quote { "; perhaps you escaped the end quote?" } else { "" };
                return self.fail_at(
                    format!("unterminated string literal (detected at line {line}){hint}"),
                    start,
                );
            }
            let byte = self.peek(0);
            if byte == b'\\' {
                escaped_quote |= self.peek(1) == quote;
                self.at += 1;
                if self.at < self.bytes.len() {
                    let length = self.rest().chars().next().map_or(1, char::len_utf8);
                    if matches!(self.peek(0), b'\r') {
                        self.newline_bytes();
                    } else {
                        self.at += length;
                    }
                }
                continue;
            }
            if byte == quote {
                if !triple {
                    self.at += 1;
                    break;
                }
                if self.peek(1) == quote && self.peek(2) == quote {
                    self.at += 3;
                    break;
                }
            }
            self.at += 1;
        }
        self.push(Kind::String, start);
        Ok(())
    }

    fn format_start(&mut self, start: usize, raw: bool, template: bool) -> Step {
        let quote = self.peek(0);
        let triple = self.peek(1) == quote && self.peek(2) == quote;
        self.at += if triple { 3 } else { 1 };
        if self.formats.len() >= MAXIMUM_STRINGS {
            return self.fail_at("too many nested f-strings or t-strings", self.at);
        }
        self.push(Kind::FormatStart, start);
        self.formats.push(Format { quote, triple, raw, template, start, fields: Vec::new() });
        Ok(())
    }

    fn unterminated_format<T>(&self) -> Result<T, Box<CompileError>> {
        let format = self.formats.last().expect("in a formatted string");
        let word = format_word(format.template);
        if format.triple {
            let ends = self.source.text.ends_with(['\n', '\r']);
            let line = self.source.line_count() as u32 - ends as u32;
            return self.fail_at(
                format!("unterminated triple-quoted {word} literal (detected at line {line})"),
                format.start,
            );
        }
        let line = self.source.line(self.at.min(self.bytes.len()));
        self.fail_at(format!("unterminated {word} literal (detected at line {line})"), format.start)
    }

    /// Literal text of a formatted string, up to a field, its end, or the end of a format specification.
    fn format_text(&mut self) -> Step {
        let start = self.at;
        let format = self.formats.last().expect("in a formatted string");
        let (quote, triple, raw) = (format.quote, format.triple, format.raw);
        let template = format.template;
        let in_specification = format.fields.last().is_some_and(|field| field.in_specification);
        loop {
            if self.at >= self.bytes.len() {
                return self.unterminated_format();
            }
            let byte = self.peek(0);
            match byte {
                b'\n' | b'\r' if !triple => {
                    if in_specification {
                        let word = format_word(template);
                        return self.fail_at(
                            format!(
                                "{word}: newlines are not allowed in format specifiers for single quoted {word}s"
                            ),
                            self.at,
                        );
                    }
                    return self.unterminated_format();
                }
                _ if byte == quote
                    && (!triple || (self.peek(1) == quote && self.peek(2) == quote)) =>
                {
                    if self.at > start {
                        self.push(Kind::FormatMiddle, start);
                    }
                    let end = self.at;
                    self.at += if triple { 3 } else { 1 };
                    if in_specification {
                        let word = format_word(template);
                        return self.fail(
                            format!("{word}: expecting '}}', or format specs"),
                            end,
                            end + 1,
                        );
                    }
                    self.push(Kind::FormatEnd, end);
                    self.formats.pop();
                    return Ok(());
                }
                b'{' => {
                    if self.peek(1) == b'{' && !in_specification {
                        self.at += 2;
                        continue;
                    }
                    if self.at > start {
                        self.push(Kind::FormatMiddle, start);
                    }
                    let at = self.at;
                    self.at += 1;
                    self.open.push((b'{', at));
                    self.push(Kind::Operator, at);
                    let level = self.open.len();
                    let format = self.formats.last_mut().expect("in a formatted string");
                    format.fields.push(Field { level, in_specification: false });
                    return Ok(());
                }
                b'}' => {
                    if in_specification {
                        if self.at > start {
                            self.push(Kind::FormatMiddle, start);
                        }
                        let at = self.at;
                        self.at += 1;
                        self.push(Kind::Operator, at);
                        self.open.pop();
                        self.formats.last_mut().expect("in a formatted string").fields.pop();
                        return Ok(());
                    }
                    if self.peek(1) == b'}' {
                        self.at += 2;
                        continue;
                    }
                    let word = format_word(template);
                    return self.fail_at(format!("{word}: single '}}' is not allowed"), self.at);
                }
                b'\\' if !raw => {
                    let next = self.peek(1);
                    if next == b'N' && self.peek(2) == b'{' {
                        let rest = self.rest();
                        self.at += rest.find('}').map_or(3, |end| end + 1);
                        continue;
                    }
                    self.at += 1;
                    if !matches!(next, b'{' | b'}') && self.at < self.bytes.len() {
                        self.at += self.rest().chars().next().map_or(1, char::len_utf8);
                    }
                }
                b'\\' => {
                    self.at += 1;
                    if self.peek(0) == quote || self.peek(0) == b'\\' {
                        self.at += 1;
                    }
                }
                _ => self.at += 1,
            }
        }
    }

    fn operator(&mut self) -> Step {
        let start = self.at;
        let rest = self.rest();
        let byte = self.peek(0);
        if let Some(format) = self.formats.last()
            && let Some(field) = format.fields.last()
            && field.level == self.open.len()
        {
            // The end of a field's expression.
            match byte {
                b':' => {
                    self.at += 1;
                    self.push(Kind::Operator, start);
                    self.formats
                        .last_mut()
                        .and_then(|format| format.fields.last_mut())
                        .expect("seen")
                        .in_specification = true;
                    return Ok(());
                }
                b'!' if self.peek(1) != b'=' => {
                    self.at += 1;
                    self.push(Kind::Operator, start);
                    return Ok(());
                }
                b'}' => {
                    self.at += 1;
                    self.push(Kind::Operator, start);
                    self.open.pop();
                    self.formats.last_mut().expect("seen").fields.pop();
                    return Ok(());
                }
                _ => {}
            }
        }
        const OPERATORS: [&str; 47] = [
            "**=", "//=", ">>=", "<<=", "...", "!=", "->", "+=", "-=", "*=", "/=", "%=", "&=",
            "|=", "^=", "@=", "==", "<=", ">=", "<<", ">>", "**", "//", ":=", "<>", "(", ")", "[",
            "]", "{", "}", ",", ":", ";", ".", "+", "-", "*", "/", "|", "&", "<", ">", "=", "%",
            "^", "~",
        ];
        let found = OPERATORS.iter().find(|operator| rest.starts_with(**operator)).copied();
        let found = found
            .or_else(|| rest.starts_with('@').then_some("@"))
            .or_else(|| rest.starts_with('!').then_some("!"));
        let Some(operator) = found else {
            let letter = rest.chars().next().unwrap_or('\0');
            if matches!(letter, '$' | '?' | '`') {
                // A token that no rule wants.
                self.at += 1;
                self.push(Kind::Operator, start);
                return Ok(());
            }
            let code = letter as u32;
            return self.fail_at(format!("invalid non-printable character U+{code:04X}"), start);
        };
        self.at += operator.len();
        match byte {
            b'(' | b'[' | b'{' => {
                if self.open.len() >= MAXIMUM_BRACKETS {
                    return self.fail_at("too many nested parentheses", start);
                }
                self.open.push((byte, start));
                self.push(Kind::Operator, start);
            }
            b')' | b']' | b'}' => {
                let in_field = self.formats.last().and_then(|format| {
                    let field = format.fields.last()?;
                    Some((field.level, format.template))
                });
                if let Some((level, template)) = in_field
                    && level == self.open.len()
                {
                    let word = format_word(template);
                    let letter = byte as char;
                    return self.fail_at(format!("{word}: unmatched '{letter}'"), start);
                }
                let Some((opening, opened_at)) = self.open.pop() else {
                    return self.fail_at(format!("unmatched '{}'", byte as char), start);
                };
                let fits = matches!((opening, byte), (b'(', b')') | (b'[', b']') | (b'{', b'}'));
                if !fits {
                    self.open.push((opening, opened_at));
                    let (opened_line, line) =
                        (self.source.line(opened_at), self.source.line(start));
                    let place = if opened_line != line {
                        format!(" on line {opened_line}")
                    } else {
                        String::new()
                    };
                    return self.fail_at(
                        format!(
                            "closing parenthesis '{}' does not match opening parenthesis '{}'{place}",
                            byte as char, opening as char
                        ),
                        start,
                    );
                }
                self.push(Kind::Operator, start);
            }
            _ => self.push(Kind::Operator, start),
        }
        Ok(())
    }
}

fn format_word(template: bool) -> &'static str {
    if template { "t-string" } else { "f-string" }
}

/// Marks that may stand in names: combining marks and connectors.
fn is_name_mark(letter: char) -> bool {
    matches!(letter as u32,
        0x300..=0x36f | 0x483..=0x487 | 0x591..=0x5bd | 0x5bf | 0x5c1 | 0x5c2 | 0x5c4 | 0x5c5 | 0x610..=0x61a
        | 0x64b..=0x65f | 0x670 | 0x6d6..=0x6dc | 0x900..=0x903 | 0x93a..=0x94f | 0x1ab0..=0x1aff | 0x1dc0..=0x1dff
        | 0x203f | 0x2040 | 0x2054 | 0x20d0..=0x20f0 | 0x2118 | 0x212e | 0x302a..=0x302f | 0x3099..=0x309c
        | 0xfe20..=0xfe2f | 0xfe33 | 0xfe34 | 0xb7 | 0x387)
}

fn is_printable(letter: char) -> bool {
    let code = letter as u32;
    !(letter.is_control()
        || letter.is_whitespace()
        || matches!(code, 0xad | 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xfffb)
        || matches!(code, 0xe000..=0xf8ff | 0xf0000..)
        || code & 0xfffe == 0xfffe)
}
