//! Parameters of functions and lambdas, type parameters.

use super::{Failure, Parsed, Parser};

impl Parser<'_> {
    /// Parameters up to the closing parenthesis, or to the colon of a lambda.
    pub(super) fn parameters(&mut self, is_lambda: bool) -> Parsed<()> {
        let end = if is_lambda { ":" } else { ")" };
        let (mut slash, mut star, mut named_star, mut defaults) = (false, false, false, false);
        let mut count = 0;
        while !self.is(end) {
            if self.is("/") {
                let token = self.expect("/")?;
                if slash {
                    return self.tell("/ may appear only once", token.start, token.end);
                }
                if star {
                    return self.tell("/ must be ahead of *", token.start, token.end);
                }
                if count == 0 {
                    if self.is(",") {
                        return self.tell(
                            "at least one argument must precede /",
                            token.start,
                            token.end,
                        );
                    }
                    return Err(Failure::Plain);
                }
                slash = true;
                if self.is("*") {
                    let after = self.tokens[self.at];
                    return self.tell("expected comma between / and *", after.start, after.end);
                }
            } else if self.is("**") {
                self.at += 1;
                self.name()?;
                if !is_lambda {
                    self.annotation()?;
                }
                if self.is("=") {
                    return self.tell_here("var-keyword argument cannot have default value");
                }
                if self.is(",") {
                    let comma = self.at;
                    self.at += 1;
                    let next = self.token();
                    let text = self.text();
                    if self.is_name() || matches!(text, "*" | "**" | "/") {
                        let token = next.ok_or(Failure::Plain)?;
                        return self.tell(
                            "arguments cannot follow var-keyword argument",
                            token.start,
                            token.end,
                        );
                    }
                    self.at = comma + 1;
                }
                return if self.is(end) { Ok(()) } else { Err(Failure::Plain) };
            } else if self.is("*") {
                let token = self.expect("*")?;
                // In a lambda what follows is marked.
                let bare = if is_lambda {
                    self.tokens.get(self.at).copied().unwrap_or(token)
                } else {
                    token
                };
                if star {
                    return self.tell("* argument may appear only once", token.start, token.end);
                }
                star = true;
                if self.is_name() {
                    named_star = true;
                    self.name()?;
                    if !is_lambda && self.accept(":") {
                        self.star_expression()?;
                    }
                    if self.is("=") {
                        return self.tell_here("var-positional argument cannot have default value");
                    }
                } else if self.is(",") {
                    let next = self.ahead(1);
                    if next == end || next == "**" {
                        return self.tell(
                            "named arguments must follow bare *",
                            bare.start,
                            bare.end,
                        );
                    }
                } else if self.is(end) {
                    return self.tell("named arguments must follow bare *", bare.start, bare.end);
                } else {
                    return Err(Failure::Plain);
                }
                let _ = named_star;
            } else if self.is("(") {
                return self.parenthesized_parameters(is_lambda);
            } else {
                let name = self.name()?;
                if !is_lambda {
                    self.annotation()?;
                }
                if self.is("=") {
                    let equals = self.expect("=")?;
                    if self.is(end) || self.is(",") {
                        return self.tell(
                            "expected default value expression",
                            equals.start,
                            equals.end,
                        );
                    }
                    self.expression()?;
                    defaults = true;
                } else if defaults && !star {
                    return self.tell(
                        "parameter without a default follows parameter with a default",
                        name.start,
                        name.end,
                    );
                }
            }
            count += 1;
            if !self.accept(",") {
                break;
            }
        }
        if self.is(end) || is_lambda { Ok(()) } else { Err(Failure::Plain) }
    }

    fn annotation(&mut self) -> Parsed<()> {
        if self.accept(":") {
            self.expression()?;
        }
        Ok(())
    }

    /// `def f((a, b))`
    fn parenthesized_parameters(&mut self, is_lambda: bool) -> Parsed<()> {
        let open = self.expect("(")?;
        let list = self.probe(|parser| {
            parser.name()?;
            while parser.accept(",") {
                if !parser.is_name() {
                    break;
                }
                parser.name()?;
            }
            parser.expect(")")
        });
        if let Some((close, _)) = list {
            let what = if is_lambda { "Lambda expression" } else { "Function" };
            return self.tell(
                format!("{what} parameters cannot be parenthesized"),
                open.start,
                close.end,
            );
        }
        Err(Failure::Plain)
    }

    /// `[T, *Ts, **P]`
    pub(super) fn type_parameters(&mut self) -> Parsed<()> {
        if !self.is("[") {
            return Ok(());
        }
        let open = self.expect("[")?;
        if self.is("]") {
            let close = self.tokens[self.at];
            let _ = open;
            return self.tell_from("Type parameter list cannot be empty", close.start);
        }
        while !self.is("]") {
            let stars = self.text();
            if matches!(stars, "*" | "**") {
                self.at += 1;
                self.name()?;
                if self.is(":") {
                    let what = if stars == "*" { "TypeVarTuple" } else { "ParamSpec" };
                    let colon = self.tokens[self.at];
                    self.at += 1;
                    if let Some((bound, _)) = self.probe(|parser| parser.expression()) {
                        let form = if bound.shape == super::Shape::Tuple {
                            "constraints"
                        } else {
                            "bound"
                        };
                        return self.tell(
                            format!("cannot use {form} with {what}"),
                            colon.start,
                            colon.end,
                        );
                    }
                    return Err(Failure::Plain);
                }
            } else {
                self.name()?;
                if self.accept(":") {
                    self.expression()?;
                }
            }
            if self.accept("=") {
                self.star_expression()?;
            }
            if !self.accept(",") {
                break;
            }
        }
        self.expect("]")?;
        Ok(())
    }
}
