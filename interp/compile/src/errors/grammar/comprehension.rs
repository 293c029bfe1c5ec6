//! The clauses of comprehensions, and the targets of loops.

use super::target::{Purpose, invalid_target};
use super::{Failure, Node, Parsed, Parser, Shape};

impl Parser<'_> {
    pub(super) fn comprehension_clauses(&mut self) -> Parsed<()> {
        let mut count = 0;
        while self.is("for") || (self.is("async") && self.ahead(1) == "for") {
            self.accept("async");
            self.at += 1;
            let start = self.at;
            match self.attempt(|parser| parser.loop_targets())? {
                Some(_) if self.is("in") => {}
                _ => {
                    self.at = start;
                    return self.bad_loop_target(true);
                }
            }
            self.at += 1;
            self.disjunction()?;
            while self.accept("if") {
                self.disjunction()?;
            }
            count += 1;
        }
        if count == 0 { Err(Failure::Plain) } else { Ok(()) }
    }

    /// Targets in front of `in`.
    pub(super) fn loop_targets(&mut self) -> Parsed<Node> {
        let element = |parser: &mut Self| {
            if parser.is("*") { parser.starred_target() } else { parser.loop_target() }
        };
        let first = element(self)?;
        self.rest_of_tuple(first, element)
    }

    pub(super) fn starred_target(&mut self) -> Parsed<Node> {
        let star = self.expect("*")?;
        let value = self.loop_target()?;
        let mut node = Node::new(Shape::Starred, star.start, value.end);
        node.children.push(value);
        Ok(node)
    }

    pub(super) fn loop_target(&mut self) -> Parsed<Node> {
        let explains = std::mem::replace(&mut self.explains, false);
        let node = self.primary();
        self.explains = explains;
        let node = node?;
        if invalid_target(&node, Purpose::Assign).is_some() {
            return Err(Failure::Plain);
        }
        Ok(node)
    }

    /// Behind `for`: what stands there is no target, or `in` is missing.
    pub(super) fn bad_loop_target<T>(&mut self, in_comprehension: bool) -> Parsed<T> {
        if self.explains {
            if let Some((node, _)) = self.probe(|parser| parser.expressions_of_targets())
                && let Some(bad) = invalid_target(&node, Purpose::Loop)
            {
                let message = format!("cannot assign to {}", bad.shape.name());
                return self.tell(message, bad.start, bad.end);
            }
            if in_comprehension
                && let Some((_, after)) = self.probe(|parser| parser.comprehension_variables())
                && self.tokens.get(after).is_some_and(|token| self.text_of(token) != "in")
            {
                self.at = after;
                return self.tell_here("'in' expected after for-loop variables");
            }
        } else {
            // The furthest token counts: walk as far as targets go.
            let _ = self.attempt(|parser| parser.loop_targets())?;
            self.token();
        }
        Err(Failure::Plain)
    }

    pub(super) fn comprehension_variables(&mut self) -> Parsed<Node> {
        let first = self.bitwise(0)?;
        self.rest_of_tuple(first, |parser| parser.bitwise(0))
    }

    pub(super) fn expressions_of_targets(&mut self) -> Parsed<Node> {
        let first = self.star_expression()?;
        self.rest_of_tuple(first, |parser| parser.star_expression())
    }
}
