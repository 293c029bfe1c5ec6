//! Expressions, with the wrong forms that have messages.

use super::super::tokens::{Kind, Token};
use super::target::{Purpose, invalid_target};
use super::{Failure, KEYWORDS, Node, Parsed, Parser, Shape};

const COMPARISONS: [&str; 8] = ["==", "!=", "<=", "<", ">=", ">", "in", "is"];
/// Binary operators by level, the loosest first.
const OPERATORS: [&[&str]; 6] =
    [&["|"], &["^"], &["&"], &["<<", ">>"], &["+", "-"], &["*", "/", "//", "%", "@"]];

impl Parser<'_> {
    /// Whether an expression can begin with the next token.
    pub(super) fn starts_expression(&mut self) -> bool {
        let Some(token) = self.token() else { return false };
        let text = self.text_of(&token);
        match token.kind {
            Kind::Number | Kind::String | Kind::FormatStart => true,
            Kind::Name => {
                !KEYWORDS.contains(&text)
                    || matches!(
                        text,
                        "None" | "True" | "False" | "not" | "lambda" | "await" | "yield"
                    )
            }
            Kind::Operator => matches!(text, "(" | "[" | "{" | "-" | "+" | "~" | "..."),
            _ => false,
        }
    }

    /// `a, *b, c`
    pub(super) fn expressions(&mut self) -> Parsed<Node> {
        if self.is("yield") {
            return self.yield_expression();
        }
        let first = self.star_expression()?;
        self.rest_of_tuple(first, |parser| parser.star_expression())
    }

    fn rest_of_tuple(
        &mut self,
        first: Node,
        mut element: impl FnMut(&mut Self) -> Parsed<Node>,
    ) -> Parsed<Node> {
        if !self.is(",") {
            return Ok(first);
        }
        let mut tuple = Node::new(Shape::Tuple, first.start, first.end);
        tuple.children.push(first);
        while self.accept(",") {
            tuple.end = self.last_end();
            if !self.starts_expression() && !self.is("*") {
                break;
            }
            let next = element(self)?;
            tuple.end = next.end;
            tuple.children.push(next);
        }
        Ok(tuple)
    }

    pub(super) fn star_expression(&mut self) -> Parsed<Node> {
        if self.is("*") {
            return self.starred();
        }
        self.expression()
    }

    fn starred(&mut self) -> Parsed<Node> {
        let star = self.expect("*")?;
        let value = self.bitwise(0)?;
        let mut node = Node::new(Shape::Starred, star.start, value.end);
        node.children.push(value);
        Ok(node)
    }

    /// Elements of displays: starred or named expressions.
    pub(super) fn star_named_expression(&mut self) -> Parsed<Node> {
        if self.is("*") {
            return self.starred();
        }
        self.named_expression()
    }

    pub(super) fn named_expression(&mut self) -> Parsed<Node> {
        if self.is_name() && self.ahead(1) == ":=" {
            let name = self.name()?;
            self.at += 1;
            let value = self.expression()?;
            return Ok(Node::new(Shape::Named, name.start, value.end));
        }
        if self.explains {
            self.invalid_named_expression()?;
        }
        let expression = self.expression()?;
        if self.is(":=") {
            return Err(Failure::Plain);
        }
        Ok(expression)
    }

    /// `a.b := 1`, `if x = 3`
    pub(super) fn invalid_named_expression(&mut self) -> Parsed<()> {
        let start = self.at;
        let expression = self.attempt(|parser| parser.expression())?;
        if let Some(expression) = expression
            && self.is(":=")
            && self
                .probe(|parser| {
                    parser.at += 1;
                    parser.expression()
                })
                .is_some()
        {
            let message =
                format!("cannot use assignment expressions with {}", expression.shape.name());
            return self.tell_node(message, &expression);
        }
        self.at = start;
        let ends_well = |parser: &mut Self| !parser.is("=") && !parser.is(":=");
        if self.is_name() && self.ahead(1) == "=" {
            let name = self.name()?;
            self.at += 1;
            if let Some(value) = self.attempt(|parser| parser.bitwise(0))?
                && ends_well(self)
            {
                let message = "invalid syntax. Maybe you meant '==' or ':=' instead of '='?";
                return self.tell(message, name.start, value.end);
            }
            self.at = start;
            return Ok(());
        }
        let first = self.text();
        if matches!(first, "True" | "None" | "False") {
            return Ok(());
        }
        let left = self.attempt(|parser| parser.bitwise(0))?;
        if let Some(left) = left
            && self.is("=")
            && !matches!(left.shape, Shape::List | Shape::Tuple | Shape::Generator)
        {
            self.at += 1;
            if self.attempt(|parser| parser.bitwise(0))?.is_some() && ends_well(self) {
                let message = format!(
                    "cannot assign to {} here. Maybe you meant '==' instead of '='?",
                    left.shape.name()
                );
                return self.tell_node(message, &left);
            }
        }
        self.at = start;
        Ok(())
    }

    pub(super) fn expression(&mut self) -> Parsed<Node> {
        self.deeper()?;
        let node = self.expression_inner();
        self.depth -= 1;
        node
    }

    fn expression_inner(&mut self) -> Parsed<Node> {
        if self.is("lambda") {
            return self.lambda();
        }
        let start = self.at;
        if self.explains {
            self.invalid_legacy()?;
        }
        if self.explains
            && matches!(self.text(), "pass" | "break" | "continue")
            && self.ahead(1) == "if"
        {
            let word = self.tokens[self.at];
            self.at += 2;
            if self
                .probe(|parser| {
                    parser.disjunction()?;
                    parser.expect("else")?;
                    parser.simple_statement()
                })
                .is_some()
            {
                let message = "expected expression before 'if', but statement is given";
                return self.tell(message, word.start, word.end);
            }
            self.at = start;
        }
        if self.explains {
            self.split_string()?;
        }
        let node = self.disjunction()?;
        if self.explains {
            self.missing_comma(start, &node)?;
        }
        if !self.is("if") {
            return Ok(node);
        }
        let before = self.at;
        self.at += 1;
        let condition = match self.attempt(|parser| parser.disjunction())? {
            Some(condition) => condition,
            None => {
                self.at = before;
                return Ok(node);
            }
        };
        if !self.is("else") {
            if !self.is(":") {
                return self.tell(
                    "expected 'else' after 'if' expression",
                    node.start,
                    condition.end,
                );
            }
            self.at = before;
            return Ok(node);
        }
        self.at += 1;
        let after = self.at;
        match self.attempt(|parser| parser.expression())? {
            Some(otherwise) => Ok(Node::new(Shape::Conditional, node.start, otherwise.end)),
            None => {
                self.at = after;
                self.tell_here("expected expression after 'else', but statement is given")
            }
        }
    }

    /// `print a`
    fn invalid_legacy(&mut self) -> Parsed<()> {
        let text = self.text();
        if !matches!(text, "print" | "exec") || self.ahead(1) == "(" {
            return Ok(());
        }
        let name = self.tokens[self.at];
        let start = self.at;
        self.at += 1;
        let operand = if self.starts_expression() || self.is("*") {
            self.probe(|parser| parser.expressions())
        } else {
            None
        };
        self.at = start;
        if let Some((operand, _)) = operand {
            let message =
                format!("Missing parentheses in call to '{text}'. Did you mean {text}(...)?");
            return self.tell(message, name.start, operand.end);
        }
        Ok(())
    }

    /// A string that closes too early: `"a "b" c"`.
    fn split_string(&mut self) -> Parsed<()> {
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

    /// Two expressions in a row within brackets.
    fn missing_comma(&mut self, start: usize, node: &Node) -> Parsed<()> {
        if !self.starts_expression() || matches!(self.text(), "yield") {
            return Ok(());
        }
        let first = self.tokens[start];
        let next_is_string = self
            .tokens
            .get(start + 1)
            .is_some_and(|token| matches!(token.kind, Kind::String | Kind::FormatStart));
        let text = self.text_of(&first);
        let is_soft = matches!(text, "match" | "case" | "type" | "_");
        if first.kind == Kind::Name && (is_soft || (next_is_string && !KEYWORDS.contains(&text))) {
            return Ok(());
        }
        if matches!(text, "print" | "exec") && node.shape == Shape::Name {
            return Ok(());
        }
        let Some((other, after)) = self.probe(|parser| parser.expression()) else { return Ok(()) };
        let last = self.tokens[after - 1];
        if last.level == 0 {
            return Ok(());
        }
        self.tell("invalid syntax. Perhaps you forgot a comma?", node.start, other.end)
    }

    /// What follows the operator here; without it the operator is not taken.
    fn operand_behind(
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

    pub(super) fn disjunction(&mut self) -> Parsed<Node> {
        let mut left = self.conjunction()?;
        while self.is("or") {
            let Some(right) = self.operand_behind(|parser| parser.conjunction())? else { break };
            left = Node::new(Shape::Operation, left.start, right.end);
        }
        Ok(left)
    }

    fn conjunction(&mut self) -> Parsed<Node> {
        let mut left = self.inversion()?;
        while self.is("and") {
            let Some(right) = self.operand_behind(|parser| parser.inversion())? else { break };
            left = Node::new(Shape::Operation, left.start, right.end);
        }
        Ok(left)
    }

    fn inversion(&mut self) -> Parsed<Node> {
        if self.is("not") {
            let word = self.expect("not")?;
            self.deeper()?;
            let operand = self.inversion()?;
            self.depth -= 1;
            return Ok(Node::new(Shape::Operation, word.start, operand.end));
        }
        self.comparison()
    }

    fn comparison(&mut self) -> Parsed<Node> {
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

    fn misplaced_not(&mut self) -> Parsed<()> {
        if self.explains && self.is("not") {
            let word = self.tokens[self.at];
            if let Some((operand, _)) = self.probe(|parser| parser.inversion()) {
                let message = "'not' after an operator must be parenthesized";
                return self.tell(message, word.start, operand.end);
            }
        }
        Ok(())
    }

    fn factor(&mut self) -> Parsed<Node> {
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

    fn await_primary(&mut self) -> Parsed<Node> {
        if self.is("await") {
            let word = self.expect("await")?;
            let operand = self.primary()?;
            return Ok(Node::new(Shape::Await, word.start, operand.end));
        }
        self.primary()
    }

    pub(super) fn primary(&mut self) -> Parsed<Node> {
        let mut node = self.atom()?;
        loop {
            match self.text() {
                "." => {
                    let found = self.operand_behind(|parser| {
                        let name = parser.name()?;
                        Ok(Node::new(Shape::Attribute, name.start, name.end))
                    })?;
                    let Some(name) = found else { return Ok(node) };
                    node = Node::new(Shape::Attribute, node.start, name.end);
                }
                "(" => {
                    let Some(end) = self.attempt(|parser| parser.call_arguments())? else {
                        return Ok(node);
                    };
                    node = Node::new(Shape::Call, node.start, end);
                }
                "[" => {
                    let close = self.attempt(|parser| {
                        parser.at += 1;
                        parser.slices()?;
                        parser.expect("]")
                    })?;
                    let Some(close) = close else { return Ok(node) };
                    node = Node::new(Shape::Subscript, node.start, close.end);
                }
                _ => return Ok(node),
            }
        }
    }

    fn slices(&mut self) -> Parsed<()> {
        loop {
            self.slice()?;
            if !self.accept(",") {
                return Ok(());
            }
            if self.is("]") {
                return Ok(());
            }
        }
    }

    fn slice(&mut self) -> Parsed<()> {
        if self.accept("*") {
            if self.attempt(|parser| parser.bitwise(0))?.is_none() {
                return self.tell_furthest("Invalid star expression");
            }
            return Ok(());
        }
        if !self.is(":") {
            self.named_expression()?;
        }
        if self.accept(":") {
            if self.starts_expression() {
                self.expression()?;
            }
            if self.accept(":") && self.starts_expression() {
                self.expression()?;
            }
        }
        Ok(())
    }

    fn atom(&mut self) -> Parsed<Node> {
        let Some(token) = self.token() else { return Err(Failure::Plain) };
        let text = self.text_of(&token);
        let simple = |parser: &mut Self, shape: Shape| {
            parser.at += 1;
            Ok(Node::new(shape, token.start, token.end))
        };
        match token.kind {
            Kind::Number => simple(self, Shape::Literal),
            Kind::String | Kind::FormatStart => self.strings(),
            Kind::Name => match text {
                "None" => simple(self, Shape::None),
                "True" => simple(self, Shape::True),
                "False" => simple(self, Shape::False),
                _ if KEYWORDS.contains(&text) => Err(Failure::Plain),
                _ => simple(self, Shape::Name),
            },
            Kind::Operator => match text {
                "..." => simple(self, Shape::Ellipsis),
                "(" => self.parenthesized(token),
                "[" => self.list(token),
                "{" => self.braces(token),
                _ => Err(Failure::Plain),
            },
            _ => Err(Failure::Plain),
        }
    }

    fn parenthesized(&mut self, open: Token) -> Parsed<Node> {
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

    fn unpacking_in_comprehension(&mut self, starred: &Node) -> Parsed<()> {
        if self.explains && self.probe(|parser| parser.comprehension_clauses()).is_some() {
            return self.tell_node("iterable unpacking cannot be used in comprehension", starred);
        }
        Ok(())
    }

    /// `[a, b for ...]`
    fn unparenthesized_target(&mut self, node: &Node) -> Parsed<()> {
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

    fn list(&mut self, open: Token) -> Parsed<Node> {
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

    fn braces(&mut self, open: Token) -> Parsed<Node> {
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

    fn dict_items(&mut self, open: Token) -> Parsed<Node> {
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

    fn starred_target(&mut self) -> Parsed<Node> {
        let star = self.expect("*")?;
        let value = self.loop_target()?;
        let mut node = Node::new(Shape::Starred, star.start, value.end);
        node.children.push(value);
        Ok(node)
    }

    fn loop_target(&mut self) -> Parsed<Node> {
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

    fn comprehension_variables(&mut self) -> Parsed<Node> {
        let first = self.bitwise(0)?;
        self.rest_of_tuple(first, |parser| parser.bitwise(0))
    }

    fn expressions_of_targets(&mut self) -> Parsed<Node> {
        let first = self.star_expression()?;
        self.rest_of_tuple(first, |parser| parser.star_expression())
    }

    pub(super) fn yield_expression(&mut self) -> Parsed<Node> {
        let word = self.expect("yield")?;
        if self.accept("from") {
            let value = self.expression()?;
            return Ok(Node::new(Shape::Yield, word.start, value.end));
        }
        let mut end = word.end;
        if self.starts_expression() || self.is("*") {
            end = self.expressions()?.end;
        }
        Ok(Node::new(Shape::Yield, word.start, end))
    }

    fn lambda(&mut self) -> Parsed<Node> {
        let word = self.expect("lambda")?;
        self.parameters(true)?;
        if self.explains && self.is(":") && self.format_word.is_some() && self.lambda_in_field() {
            let word_of_string = self.format_word.unwrap_or("f-string");
            let colon = self.tokens[self.at];
            let message =
                format!("{word_of_string}: lambda expressions are not allowed without parentheses");
            return self.tell(message, word.start, colon.end);
        }
        self.demand(":")?;
        let body = self.expression()?;
        Ok(Node::new(Shape::Lambda, word.start, body.end))
    }

    /// Whether the colon was taken for the start of a format specification.
    fn lambda_in_field(&self) -> bool {
        matches!(self.ahead_kind(1), Some(Kind::FormatMiddle)) || self.ahead(1) == "}"
    }

    /// Adjacent string literals.
    fn strings(&mut self) -> Parsed<Node> {
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

    fn formatted(&mut self, word: &'static str) -> Parsed<()> {
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

    fn field(&mut self, word: &'static str) -> Parsed<()> {
        let outer = self.format_word.replace(word);
        self.at += 1;
        let result = self.field_inner(word);
        self.format_word = outer;
        result
    }

    fn field_inner(&mut self, word: &'static str) -> Parsed<()> {
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
}
