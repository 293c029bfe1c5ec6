//! Statements.

use super::super::tokens::{Kind, Token};
use super::target::{Purpose, invalid_target};
use super::{Failure, Parsed, Parser, Shape};

const AUGMENTED: [&str; 13] =
    ["+=", "-=", "*=", "@=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**=", "//="];

impl Parser<'_> {
    pub(super) fn statement(&mut self) -> Parsed<()> {
        self.deeper()?;
        let result = self.statement_inner();
        self.depth -= 1;
        result
    }

    fn statement_inner(&mut self) -> Parsed<()> {
        let Some(token) = self.token() else { return Err(Failure::Plain) };
        match self.text() {
            "if" => self.if_statement(),
            "while" => {
                self.at += 1;
                self.named_expression()?;
                self.colon_or_newline()?;
                self.block("'while' statement", token)?;
                self.else_block()
            }
            "for" => self.for_statement(token),
            "try" => self.try_statement(token),
            "with" => self.with_statement(token),
            "def" => self.function(token),
            "class" => self.class(token),
            "async" => {
                self.at += 1;
                let Some(inner) = self.token() else { return Err(Failure::Plain) };
                match self.text() {
                    "def" => self.function(inner),
                    "for" => self.for_statement(inner),
                    "with" => self.with_statement(inner),
                    _ => Err(Failure::Plain),
                }
            }
            "@" => {
                while self.accept("@") {
                    self.named_expression()?;
                    self.newline()?;
                }
                let Some(inner) = self.token() else { return Err(Failure::Plain) };
                match self.text() {
                    "class" => self.class(inner),
                    "def" => self.function(inner),
                    "async" => {
                        self.at += 1;
                        let Some(inner) = self.token() else { return Err(Failure::Plain) };
                        self.function(inner)
                    }
                    _ => Err(Failure::Plain),
                }
            }
            "match" => {
                if self.is_match() {
                    return self.match_statement(token);
                }
                self.simple_statements()
            }
            _ => self.simple_statements(),
        }
    }

    fn newline(&mut self) -> Parsed<()> {
        if self.is_kind(Kind::Newline) {
            self.at += 1;
            return Ok(());
        }
        Err(Failure::Plain)
    }

    /// The colon of a compound statement; where the line ends instead, it is missed.
    fn colon_or_newline(&mut self) -> Parsed<Token> {
        if self.is_kind(Kind::Newline) {
            return self.tell_here("expected ':'");
        }
        self.expect(":")
    }

    /// A block behind its colon.
    fn block(&mut self, what: &str, owner: Token) -> Parsed<()> {
        if !self.is_kind(Kind::Newline) {
            return self.simple_statements();
        }
        self.at += 1;
        if !self.is_kind(Kind::Indent) {
            let line = self.source.line(owner.start);
            return self.tell_indentation(format!(
                "expected an indented block after {what} on line {line}"
            ));
        }
        self.at += 1;
        loop {
            self.statement()?;
            if self.is_kind(Kind::Dedent) {
                self.at += 1;
                return Ok(());
            }
            if self.is_kind(Kind::End) {
                return Ok(());
            }
        }
    }

    fn else_block(&mut self) -> Parsed<()> {
        if self.is("else") {
            let word = self.expect("else")?;
            self.demand(":")?;
            return self.block("'else' statement", word);
        }
        Ok(())
    }

    fn if_statement(&mut self) -> Parsed<()> {
        let mut word = self.expect("if")?;
        let mut what = "'if' statement";
        loop {
            self.named_expression()?;
            self.colon_or_newline()?;
            self.block(what, word)?;
            if !self.is("elif") {
                break;
            }
            word = self.expect("elif")?;
            what = "'elif' statement";
        }
        if self.is("else") {
            let word = self.expect("else")?;
            self.demand(":")?;
            self.block("'else' statement", word)?;
            if self.is("elif") {
                return self.tell_here("'elif' block follows an 'else' block");
            }
        }
        Ok(())
    }

    fn for_statement(&mut self, word: Token) -> Parsed<()> {
        self.at += 1;
        let start = self.at;
        match self.attempt(|parser| parser.loop_targets())? {
            Some(_) if self.is("in") => {}
            _ => {
                self.at = start;
                return self.bad_loop_target(false);
            }
        }
        self.at += 1;
        self.expressions()?;
        self.colon_or_newline()?;
        self.block("'for' statement", word)?;
        self.else_block()
    }

    fn with_statement(&mut self, word: Token) -> Parsed<()> {
        self.at += 1;
        let start = self.at;
        let is_grouped = self.is("(")
            && self
                .probe(|parser| {
                    parser.at += 1;
                    loop {
                        parser.with_item()?;
                        if !parser.accept(",") || parser.is(")") {
                            break;
                        }
                    }
                    parser.expect(")")?;
                    if parser.is(":") || parser.is_kind(Kind::Newline) {
                        Ok(())
                    } else {
                        Err(Failure::Plain)
                    }
                })
                .is_some();
        if is_grouped {
            self.at += 1;
            loop {
                self.with_item()?;
                if !self.accept(",") || self.is(")") {
                    break;
                }
            }
            self.expect(")")?;
        } else {
            self.at = start;
            loop {
                self.with_item()?;
                if !self.accept(",") {
                    break;
                }
            }
        }
        self.colon_or_newline()?;
        self.block("'with' statement", word)
    }

    fn with_item(&mut self) -> Parsed<()> {
        self.expression()?;
        if self.accept("as") {
            let start = self.at;
            let target = match self.attempt(|parser| parser.star_expression())? {
                Some(target) => target,
                None => return Err(Failure::Plain),
            };
            if invalid_target(&target, Purpose::Assign).is_some() {
                if matches!(self.text(), "," | ")" | ":") {
                    self.check_target(&target, Purpose::Assign)?;
                }
                self.at = start;
                return Err(Failure::Plain);
            }
        }
        Ok(())
    }

    fn try_statement(&mut self, word: Token) -> Parsed<()> {
        self.at += 1;
        self.demand(":")?;
        self.block("'try' statement", word)?;
        if !self.is("except") && !self.is("finally") {
            return self.tell_here("expected 'except' or 'finally' block");
        }
        let mut is_star = None;
        while self.is("except") {
            let word = self.expect("except")?;
            let star = self.accept("*");
            if let Some(first) = is_star
                && first != star
            {
                let end = self.last_end();
                return self.tell(
                    "cannot have both 'except' and 'except*' on the same 'try'",
                    word.start,
                    end,
                );
            }
            is_star = Some(star);
            self.except_clause(word, star)?;
        }
        if is_star.is_some() && self.is("else") {
            self.else_block()?;
        }
        if self.is("finally") {
            let word = self.expect("finally")?;
            self.demand(":")?;
            self.block("'finally' statement", word)?;
        }
        Ok(())
    }

    fn except_clause(&mut self, word: Token, star: bool) -> Parsed<()> {
        let what = if star { "'except*' statement" } else { "'except' statement" };
        if self.is_kind(Kind::Newline) {
            let message =
                if star { "expected one or more exception types" } else { "expected ':'" };
            return self.tell_here(message);
        }
        if self.is(":") {
            if star {
                return self.tell_here("expected one or more exception types");
            }
            self.at += 1;
            return self.block(what, word);
        }
        let first = self.expression()?;
        let mut is_list = false;
        while self.accept(",") {
            is_list = true;
            if self.starts_expression() {
                self.expression()?;
            }
        }
        if self.accept("as") {
            if is_list {
                if self.is_name() && self.ahead(1) == ":" {
                    self.at += 1;
                    self.token();
                    return self.tell_from(
                        "multiple exception types must be parenthesized when using 'as'",
                        first.start,
                    );
                }
                return Err(Failure::Plain);
            }
            let is_plain = self.is_name() && !matches!(self.ahead(1), "." | "[" | "(");
            if !is_plain {
                if self.explains
                    && let Some((target, after)) = self.probe(|parser| parser.expression())
                    && self.tokens.get(after).is_some_and(|token| self.text_of(token) == ":")
                {
                    let keyword = if star { "except*" } else { "except" };
                    let message =
                        format!("cannot use {keyword} statement with {}", target.shape.name());
                    return self.tell_node(message, &target);
                }
                if self.is_name() {
                    self.at += 1;
                    self.token();
                }
                return Err(Failure::Plain);
            }
            self.name()?;
        }
        self.colon_or_newline()?;
        self.block(what, word)
    }

    fn function(&mut self, word: Token) -> Parsed<()> {
        self.expect("def")?;
        self.name()?;
        self.type_parameters()?;
        self.demand("(")?;
        self.parameters(false)?;
        self.expect(")")?;
        let arrow = self.at;
        if self.accept("->") && self.attempt(|parser| parser.expression())?.is_none() {
            self.token();
            self.at = arrow;
        }
        self.demand(":")?;
        self.block("function definition", word)
    }

    fn class(&mut self, word: Token) -> Parsed<()> {
        self.expect("class")?;
        self.name()?;
        self.type_parameters()?;
        if self.is("(") {
            self.arguments(true)?;
        }
        self.colon_or_newline()?;
        self.block("class definition", word)
    }

    /// Whether `match` begins a match statement here.
    fn is_match(&mut self) -> bool {
        let line_ends = |parser: &mut Self| {
            parser.at += 1;
            parser.expressions()?;
            if parser.is(":") && parser.ahead_kind(1) == Some(Kind::Newline) {
                return Ok(true);
            }
            if parser.is_kind(Kind::Newline) && parser.explains {
                Ok(false)
            } else {
                Err(Failure::Plain)
            }
        };
        if self.probe(line_ends).is_some_and(|(found, _)| found) {
            return true;
        }
        if !self.explains && self.ahead(1) != "=" {
            // A subject would have been read.
            let start = self.at;
            self.at += 1;
            if let Ok(Some(_)) = self.attempt(|parser| parser.expressions()) {
                self.token();
            }
            self.at = start;
        }
        // `match x` without a colon, where nothing else could be meant.
        if !self.explains {
            return false;
        }
        let next = self.ahead_kind(1);
        let starts = matches!(next, Some(Kind::Name | Kind::Number | Kind::String));
        starts
            && self
                .probe(|parser| {
                    parser.at += 1;
                    parser.expressions()?;
                    if parser.is_kind(Kind::Newline) { Ok(()) } else { Err(Failure::Plain) }
                })
                .is_some()
    }

    fn match_statement(&mut self, word: Token) -> Parsed<()> {
        self.at += 1;
        self.expressions()?;
        self.colon_or_newline()?;
        self.newline()?;
        if !self.is_kind(Kind::Indent) {
            let line = self.source.line(word.start);
            return self.tell_indentation(format!(
                "expected an indented block after 'match' statement on line {line}"
            ));
        }
        self.at += 1;
        loop {
            let case = self.expect("case")?;
            self.patterns()?;
            if self.accept("if") {
                self.named_expression()?;
            }
            self.colon_or_newline()?;
            self.block("'case' statement", case)?;
            if self.is_kind(Kind::Dedent) {
                self.at += 1;
                return Ok(());
            }
            if self.is_kind(Kind::End) {
                return Ok(());
            }
        }
    }

    fn simple_statements(&mut self) -> Parsed<()> {
        loop {
            self.simple_statement()?;
            if self.accept(";") {
                if self.is_kind(Kind::Newline) {
                    self.at += 1;
                    return Ok(());
                }
                continue;
            }
            return self.newline();
        }
    }

    pub(super) fn simple_statement(&mut self) -> Parsed<()> {
        match self.text() {
            "pass" | "break" | "continue" => {
                if self.explains && self.ahead(1) == "if" {
                    self.expression()?;
                }
                self.at += 1;
                Ok(())
            }
            "return" => {
                self.at += 1;
                if self.starts_expression() || self.is("*") {
                    self.expressions()?;
                }
                Ok(())
            }
            "raise" => {
                self.at += 1;
                if self.starts_expression() {
                    self.expression()?;
                    if self.accept("from") {
                        self.expression()?;
                    }
                } else if self.explains && self.is("from") {
                    let word = self.tokens[self.at];
                    return self.tell(
                        "did you forget an expression between 'raise' and 'from'?",
                        word.start,
                        word.end,
                    );
                }
                Ok(())
            }
            "global" | "nonlocal" => {
                self.at += 1;
                loop {
                    self.name()?;
                    if !self.accept(",") {
                        return Ok(());
                    }
                }
            }
            "del" => self.delete(),
            "assert" => {
                self.at += 1;
                self.expression()?;
                if self.accept(",") {
                    self.expression()?;
                }
                Ok(())
            }
            "import" => self.import(),
            "from" => self.import_from(),
            "type"
                if self.ahead_kind(1) == Some(Kind::Name) && matches!(self.ahead(2), "=" | "[") =>
            {
                self.at += 2;
                self.type_parameters()?;
                self.expect("=")?;
                self.expression()?;
                Ok(())
            }
            _ => self.expression_statement(),
        }
    }

    fn delete(&mut self) -> Parsed<()> {
        self.at += 1;
        let start = self.at;
        let targets = self.expressions()?;
        if invalid_target(&targets, Purpose::Delete).is_some() {
            self.check_target(&targets, Purpose::Delete)?;
            self.at = start;
            return Err(Failure::Plain);
        }
        if matches!(self.text(), ";") || self.is_kind(Kind::Newline) {
            Ok(())
        } else {
            Err(Failure::Plain)
        }
    }

    fn dotted_name(&mut self) -> Parsed<Token> {
        let first = self.name()?;
        while self.accept(".") {
            self.name()?;
        }
        Ok(first)
    }

    fn import(&mut self) -> Parsed<()> {
        let word = self.expect("import")?;
        if self.is_kind(Kind::Newline) {
            let start = self.tokens[self.at].start;
            return self.tell_from("Expected one or more names after 'import'", start);
        }
        let start = self.at;
        loop {
            self.dotted_name()?;
            if self.accept("as") {
                self.import_target()?;
            }
            if !self.accept(",") {
                break;
            }
        }
        if self.explains && self.is("from") {
            let after = self.at;
            self.at += 1;
            if self.dotted_name().is_ok() {
                let _ = start;
                self.token();
                return self
                    .tell_from("Did you mean to use 'from ... import ...' instead?", word.start);
            }
            self.at = after;
        }
        Ok(())
    }

    fn import_target(&mut self) -> Parsed<()> {
        let is_plain = self.is_name() && !matches!(self.ahead(1), "." | "[" | "(");
        if is_plain {
            self.name()?;
            return Ok(());
        }
        if self.explains
            && let Some((target, _)) = self.probe(|parser| parser.expression())
        {
            return self.tell_node(
                format!("cannot use {} as import target", target.shape.name()),
                &target,
            );
        }
        if self.is_name() {
            self.at += 1;
            self.token();
        }
        Err(Failure::Plain)
    }

    fn import_from(&mut self) -> Parsed<()> {
        self.at += 1;
        let mut dots = false;
        while self.is(".") || self.is("...") {
            self.at += 1;
            dots = true;
        }
        if !(dots && self.is("import")) {
            self.dotted_name()?;
        }
        self.expect("import")?;
        if self.accept("*") {
            return Ok(());
        }
        if self.is_kind(Kind::Newline) {
            let start = self.tokens[self.at].start;
            return self.tell_from("Expected one or more names after 'import'", start);
        }
        let is_grouped = self.accept("(");
        loop {
            self.name()?;
            if self.accept("as") {
                self.import_target()?;
            }
            if !self.accept(",") {
                break;
            }
            if is_grouped && self.is(")") {
                break;
            }
            if !is_grouped && self.is_kind(Kind::Newline) {
                return self
                    .tell_here("trailing comma not allowed without surrounding parentheses");
            }
        }
        if is_grouped {
            self.expect(")")?;
        }
        Ok(())
    }

    fn expression_statement(&mut self) -> Parsed<()> {
        if !self.explains {
            self.expression_statement_plain()?;
            return Ok(());
        }
        let start = self.at;
        // Without explanations first: a statement that is right needs none.
        let plain = self.probe(|parser| parser.expression_statement_plain());
        if let Some((_, after)) = plain {
            let follows = self.tokens.get(after);
            let ends = follows.is_none_or(|token| {
                matches!(token.kind, Kind::Newline | Kind::End) || self.text_of(token) == ";"
            });
            if ends {
                self.at = after;
                return Ok(());
            }
        }
        self.explain_value()?;
        self.at = start;
        if let Some((is_assignment, after)) = plain
            && is_assignment
        {
            self.at = after;
            return Ok(());
        }
        self.invalid_assignment()?;
        self.at = start;
        // The wrong forms of expressions.
        self.expressions()?;
        if let Some((_, after)) = plain {
            self.at = after;
            return Ok(());
        }
        Err(Failure::Plain)
    }

    /// As much of a statement as fits; whether it is an assignment.
    fn expression_statement_plain(&mut self) -> Parsed<bool> {
        let first = self.expressions()?;
        let after_first = self.at;
        let is_single = matches!(first.shape, Shape::Name | Shape::Attribute | Shape::Subscript);
        if self.is(":") && is_single {
            self.at += 1;
            if self.attempt(|parser| parser.expression())?.is_none() {
                self.at = after_first;
                return Ok(false);
            }
            let before = self.at;
            if self.accept("=") && self.attempt(|parser| parser.expressions())?.is_none() {
                self.at = before;
            }
            return Ok(true);
        }
        if is_single && AUGMENTED.contains(&self.text()) {
            self.at += 1;
            self.expressions()?;
            return Ok(true);
        }
        let mut target = first;
        let mut is_assignment = false;
        while self.is("=") {
            if target.shape == Shape::Yield || invalid_target(&target, Purpose::Assign).is_some() {
                self.at = after_first;
                return Ok(false);
            }
            self.at += 1;
            match self.attempt(|parser| parser.expressions())? {
                Some(value) => target = value,
                None => {
                    self.at = after_first;
                    return Ok(false);
                }
            }
            is_assignment = true;
        }
        Ok(is_assignment)
    }

    /// What is assigned is looked into before the targets are.
    fn explain_value(&mut self) -> Parsed<()> {
        let start = self.at;
        while let Some((target, after)) = self.probe(|parser| parser.expressions()) {
            let next = self.tokens.get(after).map_or("", |token| self.text_of(token));
            let is_single =
                matches!(target.shape, Shape::Name | Shape::Attribute | Shape::Subscript);
            let is_target =
                target.shape != Shape::Yield && invalid_target(&target, Purpose::Assign).is_none();
            if next == "=" && is_target {
                self.at = after + 1;
                continue;
            }
            if self.at == start && is_single && (next == ":" || AUGMENTED.contains(&next)) {
                self.at = after + 1;
            }
            break;
        }
        if self.at > start {
            self.attempt(|parser| parser.expressions())?;
        }
        self.at = start;
        Ok(())
    }

    /// The wrong forms of assignments.
    fn invalid_assignment(&mut self) -> Parsed<()> {
        let start = self.at;
        if !self.is("yield") {
            // `[a, b]: int`
            let element = self.attempt(|parser| parser.star_named_expression())?;
            if let Some(element) = element {
                if self.is(":")
                    && self
                        .probe(|parser| {
                            parser.at += 1;
                            parser.expression()
                        })
                        .is_some()
                {
                    if matches!(element.shape, Shape::List | Shape::Tuple) {
                        let message = format!(
                            "only single target (not {}) can be annotated",
                            element.shape.name()
                        );
                        return self.tell_node(message, &element);
                    }
                    if !matches!(element.shape, Shape::Name | Shape::Attribute | Shape::Subscript) {
                        return self.tell_node("illegal target for annotation", &element);
                    }
                }
                if self.is(",") {
                    let list = self.attempt(|parser| {
                        while parser.accept(",") {
                            if parser.starts_expression() || parser.is("*") {
                                parser.star_named_expression()?;
                            }
                        }
                        parser.expect(":")?;
                        parser.expression()
                    })?;
                    if list.is_some() {
                        return self.tell_node(
                            "only single target (not tuple) can be annotated",
                            &element,
                        );
                    }
                }
            }
        }
        self.at = start;
        loop {
            let before = self.at;
            let Some(target) = self.attempt(|parser| parser.expressions())? else { break };
            if self.is("=") {
                if target.shape == Shape::Yield {
                    return self.tell_node("assignment to yield expression not possible", &target);
                }
                if invalid_target(&target, Purpose::Assign).is_some() {
                    return self.check_target(&target, Purpose::Assign);
                }
                self.at += 1;
                continue;
            }
            if AUGMENTED.contains(&self.text()) && before == start {
                let illegal =
                    !matches!(target.shape, Shape::Name | Shape::Attribute | Shape::Subscript);
                self.at += 1;
                if illegal && self.probe(|parser| parser.expressions()).is_some() {
                    let message = format!(
                        "'{}' is an illegal expression for augmented assignment",
                        target.shape.name()
                    );
                    return self.tell_node(message, &target);
                }
            }
            break;
        }
        self.at = start;
        Ok(())
    }
}
