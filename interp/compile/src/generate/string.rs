//! Formatted strings, template strings, and `%` with a literal format.

use super::Generator;
use super::annotation::common;
use crate::assemble::Register;
use crate::code::Constant;
use crate::errors::Result;
use crate::opcode::Opcode;
use ruff_python_ast::{self as ast, ConversionFlag, InterpolatedStringElement as Element};
use ruff_text_size::TextRange;

/// Longer joins are cut, so that registers stay few.
const LONGEST_JOIN: usize = 200;

/// A piece of a formatted string: text of literals that stand together, or a replacement field.
enum Piece<'a> {
    Text(Vec<u8>),
    Field(&'a ast::InterpolatedElement),
}

#[derive(Default)]
struct Pieces<'a> {
    pieces: Vec<Piece<'a>>,
}

impl<'a> Pieces<'a> {
    fn text(&mut self, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        if let Some(Piece::Text(last)) = self.pieces.last_mut() {
            last.extend_from_slice(text);
        } else {
            self.pieces.push(Piece::Text(text.to_vec()));
        }
    }

    fn elements(
        &mut self,
        elements: impl Iterator<Item = &'a Element>,
        is_raw: bool,
        source: &crate::source::Source,
    ) {
        for element in elements {
            match element {
                Element::Literal(node) => {
                    let text =
                        crate::fold::interpolated_text(&node.value, node.range, is_raw, source);
                    self.text(&text);
                }
                Element::Interpolation(node) => {
                    if let Some(debug) = &node.debug_text {
                        self.text(debug.as_str().as_bytes());
                    }
                    self.pieces.push(Piece::Field(node));
                }
            }
        }
    }
}

impl<'a> Generator<'a> {
    pub(super) fn formatted_string(&mut self, node: &'a ast::ExprFString, to: Register) -> Result {
        let mut pieces = Pieces::default();
        let mut is_raw = false;
        for part in &node.value {
            match part {
                ast::FStringPart::Literal(literal) => {
                    let text = crate::fold::string_literal(literal, self.source);
                    pieces.text(&text);
                }
                ast::FStringPart::FString(string) => {
                    is_raw = string.flags.prefix().is_raw();
                    pieces.elements(string.elements.iter(), is_raw, self.source);
                }
            }
        }
        self.join(pieces.pieces, is_raw, node.range, to)
    }

    fn join(
        &mut self,
        pieces: Vec<Piece<'a>>,
        is_raw: bool,
        range: TextRange,
        to: Register,
    ) -> Result {
        let mark = self.mark();
        if pieces.len() <= 1 {
            match pieces.into_iter().next() {
                None => self.load_constant(Constant::Str(Vec::new()), to),
                Some(Piece::Text(text)) => self.load_constant(Constant::Str(text), to),
                Some(Piece::Field(field)) => self.field(field, is_raw, to)?,
            }
            self.release(mark);
            return Ok(());
        }
        let total = pieces.len();
        let first = self.temporaries(total.min(LONGEST_JOIN) as u32);
        let mut count = 0;
        for piece in pieces {
            if count as usize == LONGEST_JOIN {
                self.at(range);
                self.op(Opcode::BuildString, first, first, count);
                count = 1;
            }
            match piece {
                Piece::Text(text) => self.load_constant(Constant::Str(text), first + count),
                Piece::Field(field) => self.field(field, is_raw, first + count)?,
            }
            count += 1;
        }
        self.at(range);
        self.op(Opcode::BuildString, to, first, count);
        self.release(mark);
        Ok(())
    }

    fn field(&mut self, node: &'a ast::InterpolatedElement, is_raw: bool, to: Register) -> Result {
        let mark = self.mark();
        let place = self.workplace(to);
        let mut value = self.operand_near(&node.expression, Some(place))?;
        let conversion = match node.conversion {
            ConversionFlag::None if node.debug_text.is_some() && node.format_spec.is_none() => 2,
            ConversionFlag::None => 0,
            ConversionFlag::Str => 1,
            ConversionFlag::Repr => 2,
            ConversionFlag::Ascii => 3,
        };
        self.at(node.range);
        if conversion != 0 {
            self.op(Opcode::Convert, place, value, conversion);
            value = place;
        }
        match &node.format_spec {
            None => self.op(Opcode::FormatSimple, to, value, 0),
            Some(specification) => {
                let text = self.temporary();
                self.specification(specification, is_raw, text)?;
                self.at(node.range);
                self.op(Opcode::FormatSpec, to, value, text);
            }
        }
        self.release(mark);
        Ok(())
    }

    fn specification(
        &mut self,
        node: &'a ast::InterpolatedStringFormatSpec,
        is_raw: bool,
        to: Register,
    ) -> Result {
        self.deeper()?;
        let mut pieces = Pieces::default();
        pieces.elements(node.elements.iter(), is_raw, self.source);
        self.join(pieces.pieces, is_raw, node.range, to)?;
        self.depth -= 1;
        Ok(())
    }

    /// A template is made of its strings and its interpolations, one string more than interpolations.
    pub(super) fn template_string(&mut self, node: &'a ast::ExprTString, to: Register) -> Result {
        let mut strings = Vec::new();
        let mut fields = Vec::new();
        let mut text = Vec::new();
        for part in &node.value {
            let is_raw = part.flags.prefix().is_raw();
            for element in &part.elements {
                match element {
                    Element::Literal(literal) => {
                        let piece = crate::fold::interpolated_text(
                            &literal.value,
                            literal.range,
                            is_raw,
                            self.source,
                        );
                        text.extend_from_slice(&piece);
                    }
                    Element::Interpolation(field) => {
                        if let Some(debug) = &field.debug_text {
                            text.extend_from_slice(debug.as_str().as_bytes());
                        }
                        strings.push(Constant::Str(std::mem::take(&mut text)));
                        fields.push((field, is_raw));
                    }
                }
            }
        }
        strings.push(Constant::Str(text));
        self.call_common(common::TEMPLATE, 2, to, |this, arguments| {
            let mark = this.mark();
            this.load_constant(Constant::Tuple(strings), arguments);
            let first = this.temporaries(fields.len() as u32);
            for (index, &(field, is_raw)) in fields.iter().enumerate() {
                this.interpolation(field, is_raw, first + index as u32)?;
            }
            this.at(node.range);
            this.op(Opcode::BuildTuple, arguments + 1, first, fields.len() as u32);
            this.release(mark);
            Ok(())
        })
    }

    fn interpolation(
        &mut self,
        node: &'a ast::InterpolatedElement,
        is_raw: bool,
        to: Register,
    ) -> Result {
        let mark = self.mark();
        self.at(node.range);
        self.call_common(common::INTERPOLATION, 4, to, |this, arguments| {
            this.expression_to(&node.expression, arguments)?;
            let text = interpolation_text(node, this.source);
            this.load_string(text, arguments + 1);
            let conversion = match node.conversion {
                ConversionFlag::None if node.debug_text.is_some() && node.format_spec.is_none() => {
                    Some("r")
                }
                ConversionFlag::None => None,
                ConversionFlag::Str => Some("s"),
                ConversionFlag::Repr => Some("r"),
                ConversionFlag::Ascii => Some("a"),
            };
            match conversion {
                Some(letter) => this.load_string(letter, arguments + 2),
                None => this.load_none(arguments + 2),
            }
            match &node.format_spec {
                Some(specification) => this.specification(specification, is_raw, arguments + 3)?,
                None => this.load_constant(Constant::Str(Vec::new()), arguments + 3),
            }
            this.at(node.range);
            Ok(())
        })?;
        self.release(mark);
        Ok(())
    }

    /// `'...%s' % (a, b)` becomes a join, where only `%s`, `%r`, `%a` and `%%` occur.
    pub(super) fn percent_format(
        &mut self,
        node: &'a ast::ExprBinOp,
        to: Register,
    ) -> Result<bool> {
        let (ast::Expr::StringLiteral(_), ast::Expr::Tuple(values)) = (&*node.left, &*node.right)
        else {
            return Ok(false);
        };
        if values.elts.iter().any(ast::Expr::is_starred_expr)
            || values.elts.len() > LONGEST_JOIN / 2
        {
            return Ok(false);
        }
        let Some(Constant::Str(format)) = self.fold(&node.left) else { return Ok(false) };
        let Some(parts) = percent_parts(&format) else { return Ok(false) };
        let fields = parts.iter().filter(|part| matches!(part, PercentPart::Field(_))).count();
        if fields != values.elts.len() {
            return Ok(false);
        }
        if parts.is_empty() {
            return Ok(false);
        }
        let mark = self.mark();
        let first = self.temporaries(parts.len() as u32);
        let mut values = values.elts.iter();
        let count = parts.len() as u32;
        for (index, part) in parts.into_iter().enumerate() {
            let place = first + index as u32;
            match part {
                PercentPart::Text(text) => self.load_constant(Constant::Str(text), place),
                PercentPart::Field(conversion) => {
                    let value = values.next().expect("counted");
                    let value = self.operand_near(value, Some(place))?;
                    self.at(node.range);
                    self.op(Opcode::Convert, place, value, conversion);
                }
            }
        }
        self.at(node.range);
        self.op(Opcode::BuildString, to, first, count);
        self.release(mark);
        Ok(true)
    }
}

enum PercentPart {
    Text(Vec<u8>),
    Field(u32),
}

fn percent_parts(format: &[u8]) -> Option<Vec<PercentPart>> {
    let mut parts = Vec::new();
    let mut text = Vec::new();
    let mut bytes = format.iter();
    while let Some(&byte) = bytes.next() {
        if byte != b'%' {
            text.push(byte);
            continue;
        }
        let conversion = match bytes.next()? {
            b's' => 1,
            b'r' => 2,
            b'a' => 3,
            b'%' => {
                text.push(b'%');
                continue;
            }
            _ => return None,
        };
        if !text.is_empty() {
            parts.push(PercentPart::Text(std::mem::take(&mut text)));
        }
        parts.push(PercentPart::Field(conversion));
    }
    if !text.is_empty() {
        parts.push(PercentPart::Text(text));
    }
    Some(parts)
}

/// The text of an interpolation's expression, spaces included, as the source has it.
fn interpolation_text<'s>(
    node: &ast::InterpolatedElement,
    source: &crate::source::Source<'s>,
) -> &'s str {
    let start = node.range.start().to_usize() + 1;
    let text: &'s str = source.text;
    let mut end = ruff_text_size::Ranged::range(&*node.expression).end().to_usize();
    // Behind the expression only spaces, closing parentheses and comments can come before what ends it.
    let mut in_comment = false;
    for letter in text[end..].chars() {
        match letter {
            '\n' => in_comment = false,
            '#' => in_comment = true,
            '!' | ':' | '=' | '}' if !in_comment => break,
            _ => {}
        }
        end += letter.len_utf8();
    }
    &text[start..end]
}
