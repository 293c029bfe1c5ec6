//! Expressions, with the wrong forms that have messages.

use super::super::tokens::Kind;
use super::{Failure, KEYWORDS, Node, Parsed, Parser, Shape};

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

    pub(super) fn rest_of_tuple(
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

    pub(super) fn starred(&mut self) -> Parsed<Node> {
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

    pub(super) fn expression_inner(&mut self) -> Parsed<Node> {
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
    pub(super) fn invalid_legacy(&mut self) -> Parsed<()> {
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

    /// Two expressions in a row within brackets.
    pub(super) fn missing_comma(&mut self, start: usize, node: &Node) -> Parsed<()> {
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

    pub(super) fn await_primary(&mut self) -> Parsed<Node> {
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

    pub(super) fn slices(&mut self) -> Parsed<()> {
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

    pub(super) fn slice(&mut self) -> Parsed<()> {
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

    pub(super) fn atom(&mut self) -> Parsed<Node> {
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

    pub(super) fn lambda(&mut self) -> Parsed<Node> {
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
    pub(super) fn lambda_in_field(&self) -> bool {
        matches!(self.ahead_kind(1), Some(Kind::FormatMiddle)) || self.ahead(1) == "}"
    }
}
