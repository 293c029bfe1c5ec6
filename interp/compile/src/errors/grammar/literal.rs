//! Strings beside each other, and the fields of those that have some (PEP 701, PEP 750).

use super::super::tokens::Kind;
use super::{Failure, Node, Parsed, Parser, Shape};

impl Parser<'_> {
    /// Adjacent string literals.
    pub(super) fn strings(&mut self) -> Parsed<Node> {
        let first = self.tokens[self.at];
        let mut shape = Shape::Literal;
        let (mut bytes, mut text, mut template) = (false, false, false);
        while let Some(token) = self.token() {
            match token.kind {
                Kind::String => {
                    let prefix = self.source.text[token.start..token.end].bytes();
                    let is_bytes = prefix
                        .take_while(|byte| byte.is_ascii_alphabetic())
                        .any(|byte| matches!(byte, b'b' | b'B'));
                    if is_bytes {
                        bytes = true;
                        let content = &self.source.text[token.start..token.end];
                        if !content.is_ascii() {
                            return self.tell(
                                "bytes can only contain ASCII literal characters",
                                token.start,
                                token.end,
                            );
                        }
                    } else {
                        text = true;
                    }
                    self.at += 1;
                }
                Kind::FormatStart => {
                    let is_template = self.source.text[token.start..token.end].contains(['t', 'T']);
                    template |= is_template;
                    text |= !is_template;
                    shape =
                        if is_template { Shape::TemplateString } else { Shape::FormattedString };
                    self.formatted(if is_template { "t-string" } else { "f-string" })?;
                }
                _ => break,
            }
        }
        let end = self.last_end();
        if bytes && text && !template {
            return self.tell_here("cannot mix bytes and nonbytes literals");
        }
        if template && (bytes || text) {
            return self.tell(
                "cannot mix t-string literals with string or bytes literals",
                first.start,
                end,
            );
        }
        Ok(Node::new(shape, first.start, end))
    }

    pub(super) fn formatted(&mut self, word: &'static str) -> Parsed<()> {
        self.at += 1;
        loop {
            let Some(token) = self.token() else { return Err(Failure::Plain) };
            match token.kind {
                Kind::FormatMiddle => self.at += 1,
                Kind::FormatEnd => {
                    self.at += 1;
                    return Ok(());
                }
                Kind::Operator if self.text_of(&token) == "{" => self.field(word)?,
                _ => return Err(Failure::Plain),
            }
        }
    }

    pub(super) fn field(&mut self, word: &'static str) -> Parsed<()> {
        let outer = self.format_word.replace(word);
        self.at += 1;
        let result = self.field_inner(word);
        self.format_word = outer;
        result
    }

    pub(super) fn field_inner(&mut self, word: &'static str) -> Parsed<()> {
        let text = self.text();
        if matches!(text, "=" | "!" | ":" | "}") {
            let token = self.tokens[self.at];
            let message = format!("{word}: valid expression required before '{text}'");
            return self.tell(message, token.start, token.end);
        }
        let at = self.at;
        match self.attempt(|parser| parser.expressions())? {
            Some(_) => {}
            None => {
                self.at = at;
                let message = format!("{word}: expecting a valid expression after '{{'");
                return self.tell_here(message);
            }
        }
        let has_equals = self.accept("=");
        let mut has_conversion = false;
        if self.is("!") {
            self.at += 1;
            has_conversion = true;
            let bang_end = self.last_end();
            let Some(token) = self.token() else { return Err(Failure::Plain) };
            if token.kind != Kind::Name {
                let is_end = matches!(self.text(), ":" | "}");
                if is_end {
                    return self.tell_here(format!("{word}: missing conversion character"));
                }
                return self.tell_here(format!("{word}: invalid conversion character"));
            }
            if token.start != bang_end {
                return self.tell(
                    format!("{word}: conversion type must come right after the exclamation mark"),
                    token.start,
                    token.end,
                );
            }
            let name = self.text_of(&token);
            if !matches!(name, "s" | "r" | "a") {
                return self.tell(
                    format!(
                        "{word}: invalid conversion character '{name}': expected 's', 'r', or 'a'"
                    ),
                    token.start,
                    token.end,
                );
            }
            self.at += 1;
        }
        if self.accept(":") {
            loop {
                let Some(token) = self.token() else { return Err(Failure::Plain) };
                match token.kind {
                    Kind::FormatMiddle => self.at += 1,
                    Kind::Operator if self.text_of(&token) == "{" => self.field(word)?,
                    _ => break,
                }
            }
            if !self.is("}") {
                return self.tell_here(format!("{word}: expecting '}}', or format specs"));
            }
        }
        if self.accept("}") {
            return Ok(());
        }
        let expected = match (has_equals, has_conversion) {
            (_, true) => "':' or '}'",
            (true, false) => "'!', or ':', or '}'",
            (false, false) => "'=', or '!', or ':', or '}'",
        };
        self.tell_here(format!("{word}: expecting {expected}"))
    }

    /// A string that closes too early: `"a "b" c"`.
    pub(super) fn split_string(&mut self) -> Parsed<()> {
        if !self.is_kind(Kind::String) {
            return Ok(());
        }
        let mut at = self.at + 1;
        let mut inner: Option<(usize, usize)> = None;
        loop {
            let Some(token) = self.tokens.get(at) else { return Ok(()) };
            if token.kind == Kind::String {
                break;
            }
            let here = std::mem::replace(&mut self.at, at);
            let part = self.probe(|parser| parser.expression());
            self.at = here;
            let Some((part, after)) = part else { return Ok(()) };
            inner = Some((inner.map_or(part.start, |(start, _)| start), part.end));
            at = after;
        }
        match inner {
            Some((start, end)) => {
                self.tell("invalid syntax. Is this intended to be part of the string?", start, end)
            }
            None => Ok(()),
        }
    }
}
