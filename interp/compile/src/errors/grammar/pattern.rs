//! Patterns of `case`.

use super::super::tokens::Kind;
use super::{Failure, KEYWORDS, Parsed, Parser};

impl Parser<'_> {
    pub(super) fn patterns(&mut self) -> Parsed<()> {
        self.maybe_star_pattern()?;
        while self.accept(",") {
            if self.is(":") || self.is("if") {
                break;
            }
            self.maybe_star_pattern()?;
        }
        Ok(())
    }

    fn maybe_star_pattern(&mut self) -> Parsed<()> {
        if self.accept("*") {
            self.name()?;
            return Ok(());
        }
        self.as_pattern()
    }

    fn as_pattern(&mut self) -> Parsed<()> {
        self.deeper()?;
        loop {
            self.closed_pattern()?;
            if !self.accept("|") {
                break;
            }
        }
        if self.accept("as") {
            if self.is("_") {
                let token = self.tokens[self.at];
                return self.tell("cannot use '_' as a target", token.start, token.end);
            }
            let at = self.at;
            let is_target = self.is_name() && !matches!(self.ahead(1), "." | "(" | "[");
            if !is_target {
                if self.explains
                    && let Some((node, _)) = self.probe(|parser| parser.expression())
                {
                    let message = format!("cannot use {} as pattern target", node.shape.name());
                    return self.tell_node(message, &node);
                }
                self.at = at;
                let _ = self.name();
                return Err(Failure::Plain);
            }
            self.name()?;
        }
        self.depth -= 1;
        Ok(())
    }

    fn closed_pattern(&mut self) -> Parsed<()> {
        let Some(token) = self.token() else { return Err(Failure::Plain) };
        let text = self.text_of(&token);
        match token.kind {
            Kind::Number => self.number_pattern(),
            Kind::String | Kind::FormatStart => {
                self.primary()?;
                Ok(())
            }
            Kind::Name => match text {
                "None" | "True" | "False" => {
                    self.at += 1;
                    Ok(())
                }
                _ if KEYWORDS.contains(&text) => Err(Failure::Plain),
                _ => self.name_pattern(),
            },
            Kind::Operator => match text {
                "-" => self.number_pattern(),
                "(" | "[" => {
                    self.at += 1;
                    let close = if text == "(" { ")" } else { "]" };
                    while !self.is(close) {
                        self.maybe_star_pattern()?;
                        if !self.accept(",") {
                            break;
                        }
                    }
                    self.expect(close)?;
                    Ok(())
                }
                "{" => self.mapping_pattern(),
                _ => Err(Failure::Plain),
            },
            _ => Err(Failure::Plain),
        }
    }

    fn number_pattern(&mut self) -> Parsed<()> {
        self.accept("-");
        if !self.is_kind(Kind::Number) {
            return Err(Failure::Plain);
        }
        self.at += 1;
        if self.is("+") || self.is("-") {
            self.at += 1;
            let Some(token) = self.token() else { return Err(Failure::Plain) };
            if token.kind != Kind::Number {
                return Err(Failure::Plain);
            }
            if !self.text_of(&token).ends_with(['j', 'J']) {
                return self.tell(
                    "imaginary number required in complex literal",
                    token.start,
                    token.end,
                );
            }
            self.at += 1;
        }
        Ok(())
    }

    fn name_pattern(&mut self) -> Parsed<()> {
        self.name()?;
        while self.accept(".") {
            self.name()?;
        }
        if !self.accept("(") {
            return Ok(());
        }
        let mut keyword = false;
        while !self.is(")") {
            if self.is_name() && self.ahead(1) == "=" {
                keyword = true;
                self.at += 2;
                self.as_pattern()?;
            } else if keyword {
                return self.late_positional_patterns();
            } else {
                self.as_pattern()?;
            }
            if !self.accept(",") {
                break;
            }
        }
        self.expect(")")?;
        Ok(())
    }

    /// Positional patterns behind keyword patterns.
    fn late_positional_patterns(&mut self) -> Parsed<()> {
        if !self.explains {
            self.at += 1;
            self.token();
            return Err(Failure::Plain);
        }
        let start = self.tokens[self.at].start;
        let mut end = start;
        while !(self.is(")") || self.is_name() && self.ahead(1) == "=") {
            self.as_pattern()?;
            end = self.last_end();
            if !self.accept(",") {
                break;
            }
        }
        self.token();
        self.tell("positional patterns follow keyword patterns", start, end)
    }

    fn mapping_pattern(&mut self) -> Parsed<()> {
        self.at += 1;
        while !self.is("}") {
            if self.accept("**") {
                self.name()?;
                self.accept(",");
                break;
            }
            let Some(token) = self.token() else { return Err(Failure::Plain) };
            match token.kind {
                Kind::Number => self.number_pattern()?,
                Kind::String => {
                    self.primary()?;
                }
                _ if self.is("-") => self.number_pattern()?,
                Kind::Name if matches!(self.text(), "None" | "True" | "False") => self.at += 1,
                Kind::Name => {
                    self.name()?;
                    self.expect(".")?;
                    self.name()?;
                    while self.accept(".") {
                        self.name()?;
                    }
                }
                _ => return Err(Failure::Plain),
            }
            self.expect(":")?;
            self.as_pattern()?;
            if !self.accept(",") {
                break;
            }
        }
        self.expect("}")?;
        Ok(())
    }
}
