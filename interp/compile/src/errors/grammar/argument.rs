//! Arguments of calls and bases of classes.

use super::super::tokens::Kind;
use super::{Failure, Node, Parsed, Parser, Shape};

/// What has been seen in an argument list.
#[derive(Default)]
struct Seen {
    keyword: bool,
    keyword_unpacking: bool,
    count: usize,
}

impl Parser<'_> {
    /// `( ... )`; the end of the closing parenthesis.
    pub(super) fn call_arguments(&mut self) -> Parsed<usize> {
        self.arguments(false)
    }

    /// Arguments of a call or a class; a class takes no bare generator expression.
    pub(super) fn arguments(&mut self, is_class: bool) -> Parsed<usize> {
        let open = self.expect("(")?;
        let mut seen = Seen::default();
        let mut list_start = None;
        while !self.is(")") {
            let start = self.at;
            let Some(first_token) = self.token() else { return Err(Failure::Plain) };
            list_start.get_or_insert(first_token.start);
            if self.is("**") {
                self.keyword_unpacking(&mut seen)?;
            } else if self.is("*") {
                self.unpacking(&mut seen)?;
            } else if self.is_name() && self.ahead(1) == "=" {
                self.keyword(&mut seen, list_start.unwrap_or(open.end))?;
            } else {
                self.invalid_keyword()?;
                let argument = self.named_expression()?;
                if self.is("=") {
                    return Err(Failure::Plain);
                }
                if self.is("for") || (self.is("async") && self.ahead(1) == "for") {
                    if is_class && seen.count == 0 {
                        return Err(Failure::Plain);
                    }
                    self.generator_argument(&argument, &seen, start)?;
                } else {
                    self.positional(&argument, &seen)?;
                }
            }
            seen.count += 1;
            if !self.accept(",") {
                break;
            }
        }
        Ok(self.expect(")")?.end)
    }

    fn positional(&mut self, argument: &Node, seen: &Seen) -> Parsed<()> {
        if !seen.keyword && !seen.keyword_unpacking {
            return Ok(());
        }
        let message = if seen.keyword_unpacking {
            "positional argument follows keyword argument unpacking"
        } else {
            "positional argument follows keyword argument"
        };
        // The place is the end of the list.
        let _ = argument;
        if !self.explains {
            return Err(Failure::Plain);
        }
        let end = self.end_of_arguments();
        let token = self.tokens[end.min(self.tokens.len() - 1)];
        self.tell(message, token.start, token.end)
    }

    /// Index of the token that closes the argument list.
    fn end_of_arguments(&mut self) -> usize {
        let level = self.tokens[self.at - 1].level;
        let mut at = self.at;
        while let Some(token) = self.tokens.get(at) {
            if token.level < level || token.kind == Kind::End {
                break;
            }
            at += 1;
        }
        at
    }

    fn unpacking(&mut self, seen: &mut Seen) -> Parsed<()> {
        let comma = self.at.checked_sub(1).map(|at| self.tokens[at].start);
        let star = self.expect("*")?;
        let Some(value) = self.attempt(|parser| parser.expression())? else {
            return self.tell_furthest("Invalid star expression");
        };
        if self.is("=") {
            if self.explains {
                self.at += 1;
                if let Some((right, _)) = self.probe(|parser| parser.expression()) {
                    return self.tell(
                        "cannot assign to iterable argument unpacking",
                        star.start,
                        right.end,
                    );
                }
            }
            return Err(Failure::Plain);
        }
        if self.is("for") || (self.is("async") && self.ahead(1) == "for") {
            let mut node = Node::new(Shape::Starred, star.start, value.end);
            node.children.push(value);
            if self.explains && self.probe(|parser| parser.comprehension_clauses()).is_some() {
                return self.tell_node("iterable unpacking cannot be used in comprehension", &node);
            }
            return Err(Failure::Plain);
        }
        if seen.keyword_unpacking {
            self.token();
            let comma = comma.unwrap_or(star.start);
            return self.tell_from(
                "iterable argument unpacking follows keyword argument unpacking",
                comma,
            );
        }
        Ok(())
    }

    fn keyword_unpacking(&mut self, seen: &mut Seen) -> Parsed<()> {
        let stars = self.expect("**")?;
        let value = self.expression()?;
        if self.is("=") {
            if self.explains {
                self.at += 1;
                if let Some((right, _)) = self.probe(|parser| parser.expression()) {
                    return self.tell(
                        "cannot assign to keyword argument unpacking",
                        stars.start,
                        right.end,
                    );
                }
            }
            return Err(Failure::Plain);
        }
        let _ = value;
        seen.keyword_unpacking = true;
        Ok(())
    }

    fn keyword(&mut self, seen: &mut Seen, list_start: usize) -> Parsed<()> {
        let name = self.name()?;
        let equals = self.expect("=")?;
        if self.is(")") || self.is(",") {
            return self.tell("expected argument value expression", name.start, equals.end);
        }
        let _ = list_start;
        let value = self.expression()?;
        if self.is("for") || (self.is("async") && self.ahead(1) == "for") {
            if self.explains && self.probe(|parser| parser.comprehension_clauses()).is_some() {
                let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
                return self.tell(message, name.start, equals.end);
            }
            return Err(Failure::Plain);
        }
        let _ = value;
        seen.keyword = true;
        Ok(())
    }

    /// `f(True=1)`, `f(a.b=1)`
    fn invalid_keyword(&mut self) -> Parsed<()> {
        if !self.explains {
            return Ok(());
        }
        let text = self.text();
        if matches!(text, "True" | "False" | "None") && self.ahead(1) == "=" {
            let (word, equals) = (self.tokens[self.at], self.tokens[self.at + 1]);
            return self.tell(format!("cannot assign to {text}"), word.start, equals.end);
        }
        if let Some((node, after)) = self.probe(|parser| parser.expression())
            && self.tokens.get(after).is_some_and(|token| self.text_of(token) == "=")
        {
            let message = "expression cannot contain assignment, perhaps you meant \"==\"?";
            return self.tell(message, node.start, self.tokens[after].end);
        }
        Ok(())
    }

    /// A generator expression without parentheses must be the only argument.
    fn generator_argument(&mut self, argument: &Node, seen: &Seen, _start: usize) -> Parsed<()> {
        self.comprehension_clauses()?;
        let end = self.last_end();
        let is_alone = seen.count == 0 && self.is(")");
        if is_alone {
            return Ok(());
        }
        if seen.count > 0 || self.is(",") {
            // A class pattern of the whole list is not wanted: the generator itself is marked.
            let is_trailing = seen.count == 0 && self.ahead(1) == ")";
            if !is_trailing || seen.count == 0 {
                return self.tell(
                    "Generator expression must be parenthesized",
                    argument.start,
                    end,
                );
            }
        }
        Err(Failure::Plain)
    }
}
