//! Expressions back to text, as annotations become strings where their evaluation is postponed.
//!
//! Spaces, quotes and parentheses are CPython's, since programs compare `__annotations__` with text.

use crate::code::Constant;
use crate::source::Source;
use ruff_python_ast::{
    self as ast, CmpOp, ConversionFlag, Expr, InterpolatedStringElement as Element, Operator,
    UnaryOp,
};
use ruff_text_size::Ranged;

/// Precedence levels: an operand of lower level than its place demands is put in parentheses.
mod level {
    pub const TUPLE: u8 = 0;
    pub const TEST: u8 = 1;
    pub const OR: u8 = 2;
    pub const AND: u8 = 3;
    pub const NOT: u8 = 4;
    pub const COMPARISON: u8 = 5;
    pub const BIT_OR: u8 = 6;
    pub const BIT_XOR: u8 = 7;
    pub const BIT_AND: u8 = 8;
    pub const SHIFT: u8 = 9;
    pub const SUM: u8 = 10;
    pub const PRODUCT: u8 = 11;
    pub const FACTOR: u8 = 12;
    pub const POWER: u8 = 13;
    pub const AWAIT: u8 = 14;
    pub const ATOM: u8 = 15;
}

/// Text of an expression.
pub fn expression(node: &Expr, source: &Source) -> String {
    let mut writer = Writer { text: String::new(), source, depth: 0 };
    writer.expression(node, level::TEST);
    writer.text
}

struct Writer<'a> {
    text: String,
    source: &'a Source<'a>,
    depth: u32,
}

impl Writer<'_> {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }

    fn grouped(&mut self, is_needed: bool, body: impl FnOnce(&mut Self)) {
        if is_needed {
            self.push("(");
        }
        body(self);
        if is_needed {
            self.push(")");
        }
    }

    fn separated<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut each: impl FnMut(&mut Self, T),
    ) {
        for (index, item) in items.into_iter().enumerate() {
            if index > 0 {
                self.push(", ");
            }
            each(self, item);
        }
    }

    fn list(&mut self, items: &[Expr]) {
        self.separated(items, |writer, item| writer.expression(item, level::TEST));
    }

    fn expression(&mut self, node: &Expr, place: u8) {
        self.depth += 1;
        if self.depth > 1000 {
            let slice = self.source.slice(node.range());
            self.push(slice);
        } else {
            self.expression_inner(node, place);
        }
        self.depth -= 1;
    }

    fn expression_inner(&mut self, node: &Expr, place: u8) {
        match node {
            Expr::Name(node) => self.push(&node.id),
            Expr::Attribute(node) => {
                self.expression(&node.value, level::ATOM);
                let is_integer =
                    matches!(&*node.value, Expr::NumberLiteral(number) if number.value.is_int());
                self.push(if is_integer { " ." } else { "." });
                self.push(&node.attr);
            }
            Expr::Subscript(node) => {
                self.expression(&node.value, level::ATOM);
                self.push("[");
                self.expression(&node.slice, level::TUPLE);
                self.push("]");
            }
            Expr::Slice(node) => {
                if let Some(lower) = &node.lower {
                    self.expression(lower, level::TEST);
                }
                self.push(":");
                if let Some(upper) = &node.upper {
                    self.expression(upper, level::TEST);
                }
                if let Some(step) = &node.step {
                    self.push(":");
                    self.expression(step, level::TEST);
                }
            }
            Expr::Call(node) => {
                self.expression(&node.func, level::ATOM);
                if let [Expr::Generator(generator)] = &node.arguments.args[..]
                    && node.arguments.keywords.is_empty()
                {
                    self.push("(");
                    self.expression(&generator.elt, level::TEST);
                    self.generators(&generator.generators);
                    self.push(")");
                    return;
                }
                self.push("(");
                self.list(&node.arguments.args);
                let mut is_first = node.arguments.args.is_empty();
                for keyword in &node.arguments.keywords {
                    if !is_first {
                        self.push(", ");
                    }
                    is_first = false;
                    match &keyword.arg {
                        Some(name) => {
                            self.push(name);
                            self.push("=");
                        }
                        None => self.push("**"),
                    }
                    self.expression(&keyword.value, level::TEST);
                }
                self.push(")");
            }
            Expr::BoolOp(node) => {
                let (own, word) = match node.op {
                    ast::BoolOp::And => (level::AND, " and "),
                    ast::BoolOp::Or => (level::OR, " or "),
                };
                self.grouped(place > own, |writer| {
                    for (index, value) in node.values.iter().enumerate() {
                        if index > 0 {
                            writer.push(word);
                        }
                        writer.expression(value, own + 1);
                    }
                });
            }
            Expr::BinOp(node) => {
                let (own, sign) = operator(node.op);
                let is_right = node.op == Operator::Pow;
                self.grouped(place > own, |writer| {
                    writer.expression(&node.left, own + is_right as u8);
                    writer.push(sign);
                    writer.expression(&node.right, own + !is_right as u8);
                });
            }
            Expr::UnaryOp(node) => {
                let (own, sign) = match node.op {
                    UnaryOp::Not => (level::NOT, "not "),
                    UnaryOp::Invert => (level::FACTOR, "~"),
                    UnaryOp::UAdd => (level::FACTOR, "+"),
                    UnaryOp::USub => (level::FACTOR, "-"),
                };
                self.grouped(place > own, |writer| {
                    writer.push(sign);
                    writer.expression(&node.operand, own);
                });
            }
            Expr::Compare(node) => self.grouped(place > level::COMPARISON, |writer| {
                writer.expression(&node.left, level::COMPARISON + 1);
                for (op, value) in node.ops.iter().zip(&node.comparators) {
                    writer.push(match op {
                        CmpOp::Eq => " == ",
                        CmpOp::NotEq => " != ",
                        CmpOp::Lt => " < ",
                        CmpOp::LtE => " <= ",
                        CmpOp::Gt => " > ",
                        CmpOp::GtE => " >= ",
                        CmpOp::Is => " is ",
                        CmpOp::IsNot => " is not ",
                        CmpOp::In => " in ",
                        CmpOp::NotIn => " not in ",
                    });
                    writer.expression(value, level::COMPARISON + 1);
                }
            }),
            Expr::If(node) => self.grouped(place > level::TEST, |writer| {
                writer.expression(&node.body, level::TEST + 1);
                writer.push(" if ");
                writer.expression(&node.test, level::TEST + 1);
                writer.push(" else ");
                writer.expression(&node.orelse, level::TEST);
            }),
            Expr::Lambda(node) => self.grouped(place > level::TEST, |writer| {
                writer.push("lambda");
                if let Some(parameters) = &node.parameters {
                    writer.push(" ");
                    writer.parameters(parameters);
                }
                writer.push(": ");
                writer.expression(&node.body, level::TEST);
            }),
            Expr::Named(node) => self.grouped(place > level::TUPLE, |writer| {
                writer.expression(&node.target, level::ATOM);
                writer.push(" := ");
                writer.expression(&node.value, level::ATOM);
            }),
            Expr::Tuple(node) => {
                if node.elts.is_empty() {
                    self.push("()");
                    return;
                }
                self.grouped(place > level::TUPLE, |writer| {
                    writer.list(&node.elts);
                    if node.elts.len() == 1 {
                        writer.push(",");
                    }
                });
            }
            Expr::List(node) => {
                self.push("[");
                self.list(&node.elts);
                self.push("]");
            }
            Expr::Set(node) => {
                self.push("{");
                self.list(&node.elts);
                self.push("}");
            }
            Expr::Dict(node) => {
                self.push("{");
                self.separated(&node.items, |writer, item| match &item.key {
                    Some(key) => {
                        writer.expression(key, level::TEST);
                        writer.push(": ");
                        writer.expression(&item.value, level::TEST);
                    }
                    None => {
                        writer.push("**");
                        writer.expression(&item.value, level::BIT_OR);
                    }
                });
                self.push("}");
            }
            Expr::ListComp(node) => {
                self.push("[");
                self.expression(&node.elt, level::TEST);
                self.generators(&node.generators);
                self.push("]");
            }
            Expr::SetComp(node) => {
                self.push("{");
                self.expression(&node.elt, level::TEST);
                self.generators(&node.generators);
                self.push("}");
            }
            Expr::DictComp(node) => {
                self.push("{");
                if let Some(key) = &node.key {
                    self.expression(key, level::TEST);
                    self.push(": ");
                }
                self.expression(&node.value, level::TEST);
                self.generators(&node.generators);
                self.push("}");
            }
            Expr::Generator(node) => {
                self.push("(");
                self.expression(&node.elt, level::TEST);
                self.generators(&node.generators);
                self.push(")");
            }
            Expr::Await(node) => self.grouped(place > level::AWAIT, |writer| {
                writer.push("await ");
                writer.expression(&node.value, level::ATOM);
            }),
            Expr::Yield(node) => match &node.value {
                None => self.push("(yield)"),
                Some(value) => {
                    self.push("(yield ");
                    self.expression(value, level::TUPLE);
                    self.push(")");
                }
            },
            Expr::YieldFrom(node) => {
                self.push("(yield from ");
                self.expression(&node.value, level::TEST);
                self.push(")");
            }
            Expr::Starred(node) => {
                self.push("*");
                self.expression(&node.value, level::BIT_OR);
            }
            Expr::FString(node) => {
                let mut inner =
                    Writer { text: String::new(), source: self.source, depth: self.depth };
                for part in &node.value {
                    match part {
                        ast::FStringPart::Literal(literal) => inner.brace_text(&literal.value),
                        ast::FStringPart::FString(string) => inner.elements(string.elements.iter()),
                    }
                }
                self.push("f");
                let quoted = quote(inner.text.as_bytes());
                self.push(&quoted);
            }
            Expr::TString(node) => {
                let mut inner =
                    Writer { text: String::new(), source: self.source, depth: self.depth };
                for part in &node.value {
                    inner.elements(part.elements.iter());
                }
                self.push("t");
                let quoted = quote(inner.text.as_bytes());
                self.push(&quoted);
            }
            Expr::EllipsisLiteral(_) => self.push("..."),
            other => match crate::fold::literal(other, self.source) {
                Some(constant) => {
                    let text = constant_text(&constant);
                    self.push(&text);
                }
                None => {
                    let slice = self.source.slice(other.range());
                    self.push(slice);
                }
            },
        }
    }

    fn brace_text(&mut self, text: &str) {
        let text = text.replace('{', "{{").replace('}', "}}");
        self.push(&text);
    }

    fn elements<'n>(&mut self, elements: impl Iterator<Item = &'n Element>) {
        for element in elements {
            match element {
                Element::Literal(node) => self.brace_text(&node.value),
                Element::Interpolation(node) => {
                    if let Some(debug) = &node.debug_text {
                        self.brace_text(debug.as_str());
                    }
                    let mut inner =
                        Writer { text: String::new(), source: self.source, depth: self.depth };
                    inner.expression(&node.expression, level::TEST + 1);
                    self.push(if inner.text.starts_with('{') { "{ " } else { "{" });
                    self.push(&inner.text);
                    match node.conversion {
                        ConversionFlag::None
                            if node.debug_text.is_some() && node.format_spec.is_none() =>
                        {
                            self.push("!r");
                        }
                        ConversionFlag::None => {}
                        ConversionFlag::Str => self.push("!s"),
                        ConversionFlag::Repr => self.push("!r"),
                        ConversionFlag::Ascii => self.push("!a"),
                    }
                    if let Some(specification) = &node.format_spec {
                        self.push(":");
                        self.elements(specification.elements.iter());
                    }
                    self.push("}");
                }
            }
        }
    }

    fn generators(&mut self, generators: &[ast::Comprehension]) {
        for generator in generators {
            self.push(if generator.is_async { " async for " } else { " for " });
            self.expression(&generator.target, level::TUPLE);
            self.push(" in ");
            self.expression(&generator.iter, level::TEST + 1);
            for condition in &generator.ifs {
                self.push(" if ");
                self.expression(condition, level::TEST + 1);
            }
        }
    }

    fn parameters(&mut self, parameters: &ast::Parameters) {
        let mut is_first = true;
        let mut next = |writer: &mut Self| {
            if !std::mem::replace(&mut is_first, false) {
                writer.push(", ");
            }
        };
        let plain = |writer: &mut Self, parameter: &ast::ParameterWithDefault| {
            writer.push(&parameter.parameter.name);
            if let Some(default) = &parameter.default {
                writer.push("=");
                writer.expression(default, level::TEST);
            }
        };
        for parameter in &parameters.posonlyargs {
            next(self);
            plain(self, parameter);
        }
        if !parameters.posonlyargs.is_empty() {
            self.push(", /");
        }
        for parameter in &parameters.args {
            next(self);
            plain(self, parameter);
        }
        if parameters.vararg.is_some() || !parameters.kwonlyargs.is_empty() {
            next(self);
            self.push("*");
            if let Some(parameter) = &parameters.vararg {
                self.push(&parameter.name);
            }
        }
        for parameter in &parameters.kwonlyargs {
            next(self);
            plain(self, parameter);
        }
        if let Some(parameter) = &parameters.kwarg {
            next(self);
            self.push("**");
            self.push(&parameter.name);
        }
    }
}

fn operator(op: Operator) -> (u8, &'static str) {
    match op {
        Operator::Add => (level::SUM, " + "),
        Operator::Sub => (level::SUM, " - "),
        Operator::Mult => (level::PRODUCT, " * "),
        Operator::MatMult => (level::PRODUCT, " @ "),
        Operator::Div => (level::PRODUCT, " / "),
        Operator::Mod => (level::PRODUCT, " % "),
        Operator::Pow => (level::POWER, " ** "),
        Operator::LShift => (level::SHIFT, " << "),
        Operator::RShift => (level::SHIFT, " >> "),
        Operator::BitOr => (level::BIT_OR, " | "),
        Operator::BitXor => (level::BIT_XOR, " ^ "),
        Operator::BitAnd => (level::BIT_AND, " & "),
        Operator::FloorDiv => (level::PRODUCT, " // "),
    }
}

/// `repr` of a constant.
fn constant_text(constant: &Constant) -> String {
    match constant {
        Constant::None => "None".into(),
        Constant::True => "True".into(),
        Constant::False => "False".into(),
        Constant::Ellipsis => "...".into(),
        Constant::Int(number) => number.to_string(),
        Constant::BigInt(digits) => digits.clone(),
        Constant::Float(number) => float_text(*number),
        Constant::Complex(real, imaginary) => {
            let imaginary = complex_part(*imaginary);
            if *real == 0.0 {
                format!("{imaginary}j")
            } else {
                format!("({}+{imaginary}j)", complex_part(*real))
            }
        }
        Constant::Str(text) => quote(text),
        Constant::Bytes(text) => quote_bytes(text),
        _ => "...".into(),
    }
}

fn complex_part(number: f64) -> String {
    let text = float_text(number);
    text.strip_suffix(".0").map_or(text.clone(), str::to_string)
}

/// Shortest text that reads back, with an exponent outside 1e-4 .. 1e16. Infinity is written so that it can be read.
fn float_text(number: f64) -> String {
    if number.is_infinite() {
        return "1e309".into();
    }
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&exponent) {
        let plain = format!("{number}");
        if plain.contains('.') { plain } else { format!("{plain}.0") }
    } else {
        let sign = if exponent < 0 { '-' } else { '+' };
        format!("{mantissa}e{sign}{:02}", exponent.abs())
    }
}

/// `repr` of WTF-8 text.
fn quote(text: &[u8]) -> String {
    let mark = if text.contains(&b'\'') && !text.contains(&b'"') { '"' } else { '\'' };
    let mut quoted = String::from(mark);
    for chunk in text.utf8_chunks() {
        for letter in chunk.valid().chars() {
            match letter {
                '\\' => quoted.push_str("\\\\"),
                '\n' => quoted.push_str("\\n"),
                '\r' => quoted.push_str("\\r"),
                '\t' => quoted.push_str("\\t"),
                _ if letter == mark => {
                    quoted.push('\\');
                    quoted.push(letter);
                }
                _ if (letter as u32) < 0x20 || letter == '\x7f' => {
                    quoted.push_str(&format!("\\x{:02x}", letter as u32))
                }
                _ => quoted.push(letter),
            }
        }
        // What is left are the bytes of lone surrogates.
        let rest = chunk.invalid();
        if !rest.is_empty() {
            quoted.push_str(&format!("\\x{:02x}", rest[0]));
        }
    }
    quoted.push(mark);
    quoted
}

fn quote_bytes(text: &[u8]) -> String {
    let mark = if text.contains(&b'\'') && !text.contains(&b'"') { '"' } else { '\'' };
    let mut quoted = format!("b{mark}");
    for &byte in text {
        match byte {
            b'\\' => quoted.push_str("\\\\"),
            b'\n' => quoted.push_str("\\n"),
            b'\r' => quoted.push_str("\\r"),
            b'\t' => quoted.push_str("\\t"),
            _ if byte as char == mark => {
                quoted.push('\\');
                quoted.push(mark);
            }
            0x20..=0x7e => quoted.push(byte as char),
            _ => quoted.push_str(&format!("\\x{byte:02x}")),
        }
    }
    quoted.push(mark);
    quoted
}
