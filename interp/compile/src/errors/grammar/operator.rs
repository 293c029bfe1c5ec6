//! Operators by precedence: from `or` down to the powers.

use super::{Node, Parsed, Parser, Shape};

const COMPARISONS: [&str; 8] = ["==", "!=", "<=", "<", ">=", ">", "in", "is"];
/// Binary operators by level, the loosest first.
const OPERATORS: [&[&str]; 6] =
    [&["|"], &["^"], &["&"], &["<<", ">>"], &["+", "-"], &["*", "/", "//", "%", "@"]];

impl Parser<'_> {
    pub(super) fn disjunction(&mut self) -> Parsed<Node> {
        let mut left = self.conjunction()?;
        while self.is("or") {
            let Some(right) = self.operand_behind(|parser| parser.conjunction())? else { break };
            left = Node::new(Shape::Operation, left.start, right.end);
        }
        Ok(left)
    }

    pub(super) fn conjunction(&mut self) -> Parsed<Node> {
        let mut left = self.inversion()?;
        while self.is("and") {
            let Some(right) = self.operand_behind(|parser| parser.inversion())? else { break };
            left = Node::new(Shape::Operation, left.start, right.end);
        }
        Ok(left)
    }

    pub(super) fn inversion(&mut self) -> Parsed<Node> {
        if self.is("not") {
            let word = self.expect("not")?;
            self.deeper()?;
            let operand = self.inversion()?;
            self.depth -= 1;
            return Ok(Node::new(Shape::Operation, word.start, operand.end));
        }
        self.comparison()
    }

    pub(super) fn comparison(&mut self) -> Parsed<Node> {
        let left = self.bitwise(0)?;
        let mut end = left.end;
        let start = left.start;
        let mut is_comparison = false;
        let mut first_is_in = false;
        loop {
            let operator = self.at;
            let text = self.text();
            if text == "<>" {
                return self.tell_here("invalid syntax.  Maybe you meant '!=' instead of '<>'?");
            }
            if COMPARISONS.contains(&text) {
                self.at += 1;
                if text == "is" {
                    self.accept("not");
                }
            } else if text == "not" && self.ahead(1) == "in" {
                self.at += 2;
            } else {
                break;
            }
            let is_in = text == "in" && !is_comparison;
            let Some(right) = self.attempt(|parser| parser.bitwise(0))? else {
                self.at = operator;
                break;
            };
            first_is_in |= is_in;
            is_comparison = true;
            end = right.end;
        }
        if !is_comparison {
            return Ok(left);
        }
        let mut node = Node::new(Shape::Comparison, start, end);
        if first_is_in {
            node.children.push(left);
        }
        Ok(node)
    }

    pub(super) fn bitwise(&mut self, level: usize) -> Parsed<Node> {
        let Some(&operators) = OPERATORS.get(level) else { return self.factor() };
        let mut left = self.bitwise(level + 1)?;
        while operators.contains(&self.text()) {
            let found = self.operand_behind(|parser| {
                parser.misplaced_not()?;
                parser.bitwise(level + 1)
            })?;
            let Some(right) = found else { break };
            left = Node::new(Shape::Operation, left.start, right.end);
        }
        Ok(left)
    }

    pub(super) fn misplaced_not(&mut self) -> Parsed<()> {
        if self.explains && self.is("not") {
            let word = self.tokens[self.at];
            if let Some((operand, _)) = self.probe(|parser| parser.inversion()) {
                let message = "'not' after an operator must be parenthesized";
                return self.tell(message, word.start, operand.end);
            }
        }
        Ok(())
    }

    pub(super) fn factor(&mut self) -> Parsed<Node> {
        if matches!(self.text(), "+" | "-" | "~") {
            let sign = self.tokens[self.at];
            self.at += 1;
            self.misplaced_not()?;
            self.deeper()?;
            let operand = self.factor()?;
            self.depth -= 1;
            return Ok(Node::new(Shape::Operation, sign.start, operand.end));
        }
        let base = self.await_primary()?;
        if self.is("**") {
            self.deeper()?;
            let exponent = self.operand_behind(|parser| {
                parser.misplaced_not()?;
                parser.factor()
            })?;
            self.depth -= 1;
            let Some(exponent) = exponent else { return Ok(base) };
            return Ok(Node::new(Shape::Operation, base.start, exponent.end));
        }
        Ok(base)
    }

    /// What follows the operator here; without it the operator is not taken.
    pub(super) fn operand_behind(
        &mut self,
        operand: impl FnOnce(&mut Self) -> Parsed<Node>,
    ) -> Parsed<Option<Node>> {
        let operator = self.at;
        self.at += 1;
        let found = self.attempt(operand)?;
        if found.is_none() {
            self.at = operator;
        }
        Ok(found)
    }
}
