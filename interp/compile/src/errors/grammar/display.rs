//! What stands in brackets: groups, tuples, lists, sets, dicts, and the comprehensions of them.

use super::super::tokens::Token;
use super::{Failure, Node, Parsed, Parser, Shape};

impl Parser<'_> {
    pub(super) fn parenthesized(&mut self, open: Token) -> Parsed<Node> {
        self.at += 1;
        if self.accept(")") {
            let mut tuple = Node::new(Shape::Tuple, open.start, self.last_end());
            tuple.grouped = true;
            return Ok(tuple);
        }
        if self.is("yield") {
            self.yield_expression()?;
            let close = self.expect(")")?;
            let mut node = Node::new(Shape::Yield, open.start + 1, close.start);
            node.grouped = true;
            return Ok(node);
        }
        if self.explains && self.is("**") {
            let star = self.tokens[self.at];
            self.at += 1;
            if let Some((operand, after)) = self.probe(|parser| parser.expression())
                && self.tokens.get(after).is_some_and(|token| self.text_of(token) == ")")
            {
                let _ = operand;
                return self.tell(
                    "cannot use double starred expression here",
                    star.start,
                    star.end,
                );
            }
            self.at -= 1;
        }
        let first = self.star_named_expression()?;
        if self.is("for") || (self.is("async") && self.ahead(1) == "for") {
            if first.shape == Shape::Starred {
                self.unpacking_in_comprehension(&first)?;
                return Err(Failure::Plain);
            }
            self.comprehension_clauses()?;
            let close = self.expect(")")?;
            return Ok(Node::new(Shape::Generator, open.start, close.end));
        }
        if self.accept(")") {
            if first.shape == Shape::Starred {
                return self.tell("cannot use starred expression here", first.start, first.end);
            }
            return Ok(Node { grouped: true, ..first });
        }
        if !self.is(",") {
            return Err(Failure::Plain);
        }
        let mut tuple = self.rest_of_tuple(first, |parser| parser.star_named_expression())?;
        let close = self.expect(")")?;
        tuple.start = open.start;
        tuple.end = close.end;
        tuple.grouped = true;
        Ok(tuple)
    }

    pub(super) fn unpacking_in_comprehension(&mut self, starred: &Node) -> Parsed<()> {
        if self.explains && self.probe(|parser| parser.comprehension_clauses()).is_some() {
            return self.tell_node("iterable unpacking cannot be used in comprehension", starred);
        }
        Ok(())
    }

    /// `[a, b for ...]`
    pub(super) fn unparenthesized_target(&mut self, node: &Node) -> Parsed<()> {
        if self.explains
            && (self.is("for") || (self.is("async") && self.ahead(1) == "for"))
            && node.shape == Shape::Tuple
            && self.probe(|parser| parser.comprehension_clauses()).is_some()
        {
            let first = &node.children[0];
            let last = node.children.last().map_or(node.end, |last| last.end);
            let end = if node.children.len() == 1 { node.end } else { last };
            return self.tell(
                "did you forget parentheses around the comprehension target?",
                first.start,
                end,
            );
        }
        Ok(())
    }

    pub(super) fn list(&mut self, open: Token) -> Parsed<Node> {
        self.at += 1;
        if self.accept("]") {
            return Ok(Node::new(Shape::List, open.start, self.last_end()));
        }
        let first = self.star_named_expression()?;
        if self.is("for") || (self.is("async") && self.ahead(1) == "for") {
            if first.shape == Shape::Starred {
                self.unpacking_in_comprehension(&first)?;
                return Err(Failure::Plain);
            }
            self.comprehension_clauses()?;
            let close = self.expect("]")?;
            return Ok(Node::new(Shape::ListComprehension, open.start, close.end));
        }
        let elements = self.rest_of_tuple(first, |parser| parser.star_named_expression())?;
        self.unparenthesized_target(&elements)?;
        let close = self.expect("]")?;
        let mut node = Node::new(Shape::List, open.start, close.end);
        node.children = if elements.shape == Shape::Tuple && !elements.grouped {
            elements.children
        } else {
            vec![elements]
        };
        Ok(node)
    }

    pub(super) fn braces(&mut self, open: Token) -> Parsed<Node> {
        self.at += 1;
        if self.accept("}") {
            return Ok(Node::new(Shape::Dict, open.start, self.last_end()));
        }
        if self.is("**") {
            return self.dict_items(open);
        }
        let start = self.at;
        let first = self.star_named_expression()?;
        if self.is(":") && first.shape != Shape::Starred {
            self.at = start;
            return self.dict_items(open);
        }
        if self.is("for") || (self.is("async") && self.ahead(1) == "for") {
            if first.shape == Shape::Starred {
                self.unpacking_in_comprehension(&first)?;
                return Err(Failure::Plain);
            }
            self.comprehension_clauses()?;
            let close = self.expect("}")?;
            return Ok(Node::new(Shape::SetComprehension, open.start, close.end));
        }
        let elements = self.rest_of_tuple(first, |parser| parser.star_named_expression())?;
        self.unparenthesized_target(&elements)?;
        let close = self.expect("}")?;
        Ok(Node::new(Shape::Set, open.start, close.end))
    }

    pub(super) fn dict_items(&mut self, open: Token) -> Parsed<Node> {
        let mut is_first = true;
        loop {
            if self.is("**") {
                let stars = self.expect("**")?;
                let value = self.bitwise(0)?;
                if is_first && (self.is("for") || self.is("async")) {
                    if self.explains
                        && self.probe(|parser| parser.comprehension_clauses()).is_some()
                    {
                        let message = "dict unpacking cannot be used in dict comprehension";
                        return self.tell(message, stars.start, stars.end);
                    }
                    let _ = value;
                    return Err(Failure::Plain);
                }
            } else {
                // Behind the first item, a missing colon is reported before anything about the key.
                let plain = if is_first { None } else { self.probe(|parser| parser.expression()) };
                let key = match plain {
                    Some((key, after)) => {
                        self.at = after;
                        key
                    }
                    None => self.expression()?,
                };
                if !self.is(":") {
                    let at = key.end.saturating_sub(1);
                    if self.explains && (!is_first || self.is(",") || self.is("}")) {
                        let error = self.tell::<()>("':' expected after dictionary key", at, at);
                        if let Err(Failure::Told(mut error)) = error {
                            error.end_column = 0;
                            return Err(Failure::Told(error));
                        }
                    }
                    return Err(Failure::Plain);
                }
                let colon = self.expect(":")?;
                if self.is("*") || self.is("**") {
                    let star = self.tokens[self.at];
                    let what = if self.is("*") { "a starred expression" } else { "dict unpacking" };
                    self.at += 1;
                    if let Some((operand, _)) = self.probe(|parser| parser.bitwise(0)) {
                        let message = format!("cannot use {what} in a dictionary value");
                        return self.tell(message, star.start, operand.end);
                    }
                    return Err(Failure::Plain);
                }
                if self.is("}") || self.is(",") {
                    let message = "expression expected after dictionary key and ':'";
                    return self.tell(message, colon.start, colon.end);
                }
                self.expression()?;
                if is_first && (self.is("for") || (self.is("async") && self.ahead(1) == "for")) {
                    self.comprehension_clauses()?;
                    let close = self.expect("}")?;
                    return Ok(Node::new(Shape::DictComprehension, open.start, close.end));
                }
            }
            is_first = false;
            if !self.accept(",") || self.is("}") {
                break;
            }
        }
        let close = self.expect("}")?;
        Ok(Node::new(Shape::Dict, open.start, close.end))
    }
}
