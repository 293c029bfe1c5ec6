//! Names in expressions.

use super::scope::{KeyKind, ScopeKind, bit};
use super::table::Builder;
use crate::errors::Result;
use ruff_python_ast::{self as ast, Expr, ExprContext};
use ruff_text_size::{Ranged, TextRange};

impl<'a> Builder<'a> {
    pub(super) fn expressions(&mut self, expressions: &'a [Expr]) -> Result {
        for expression in expressions {
            self.expression(expression)?;
        }
        Ok(())
    }

    pub(super) fn arguments(&mut self, arguments: &'a ast::Arguments) -> Result {
        self.expressions(&arguments.args)?;
        for keyword in &arguments.keywords {
            if keyword.arg.as_ref().is_some_and(|name| &**name == "__debug__") {
                return self.error("cannot assign to __debug__", keyword.range);
            }
            self.expression(&keyword.value)?;
        }
        Ok(())
    }

    pub(super) fn expression(&mut self, expression: &'a Expr) -> Result {
        self.deeper()?;
        self.expression_inner(expression)?;
        self.depth -= 1;
        Ok(())
    }

    pub(super) fn expression_inner(&mut self, expression: &'a Expr) -> Result {
        match expression {
            Expr::Name(node) => self.name(node)?,
            Expr::NumberLiteral(_)
            | Expr::BooleanLiteral(_)
            | Expr::NoneLiteral(_)
            | Expr::EllipsisLiteral(_)
            | Expr::StringLiteral(_)
            | Expr::BytesLiteral(_) => {}
            Expr::Attribute(node) => {
                if node.ctx != ExprContext::Load && &*node.attr == "__debug__" {
                    let verb = if node.ctx == ExprContext::Store { "assign to" } else { "delete" };
                    return self.error(format!("cannot {verb} __debug__"), node.range);
                }
                self.expression(&node.value)?;
            }
            Expr::Call(node) => {
                self.expression(&node.func)?;
                self.arguments(&node.arguments)?;
            }
            Expr::BoolOp(node) => self.expressions(&node.values)?,
            Expr::BinOp(node) => {
                self.expression(&node.left)?;
                self.expression(&node.right)?;
            }
            Expr::UnaryOp(node) => self.expression(&node.operand)?,
            Expr::Compare(node) => {
                self.expression(&node.left)?;
                self.expressions(&node.comparators)?;
            }
            Expr::If(node) => {
                self.expression(&node.test)?;
                self.expression(&node.body)?;
                self.expression(&node.orelse)?;
            }
            Expr::Subscript(node) => {
                self.expression(&node.value)?;
                self.expression(&node.slice)?;
            }
            Expr::Slice(node) => {
                for part in [&node.lower, &node.upper, &node.step].into_iter().flatten() {
                    self.expression(part)?;
                }
            }
            Expr::Starred(node) => self.expression(&node.value)?,
            Expr::List(node) => self.expressions(&node.elts)?,
            Expr::Tuple(node) => self.expressions(&node.elts)?,
            Expr::Set(node) => self.expressions(&node.elts)?,
            Expr::Dict(node) => {
                for item in &node.items {
                    if let Some(key) = &item.key {
                        self.expression(key)?;
                    }
                    self.expression(&item.value)?;
                }
            }
            Expr::Named(node) => self.named(node)?,
            Expr::Lambda(node) => {
                if let Some(parameters) = &node.parameters {
                    self.defaults(parameters)?;
                }
                let start = node.range.start().to_usize();
                let conditional = std::mem::replace(&mut self.is_conditional, false);
                self.open(
                    ScopeKind::Lambda,
                    "lambda",
                    node as *const _ as usize,
                    KeyKind::Body,
                    start,
                );
                if let Some(parameters) = &node.parameters {
                    self.parameters(parameters)?;
                }
                self.expression(&node.body)?;
                self.close();
                self.is_conditional = conditional;
            }
            Expr::ListComp(node) => self.comprehension(
                node as *const _ as usize,
                "listcomp",
                &node.generators,
                &[&node.elt],
                node.range,
            )?,
            Expr::SetComp(node) => self.comprehension(
                node as *const _ as usize,
                "setcomp",
                &node.generators,
                &[&node.elt],
                node.range,
            )?,
            Expr::DictComp(node) => {
                let Some(key) = &node.key else {
                    let (start, end) =
                        (node.range.start().to_usize(), node.value.range().start().to_usize());
                    let stars = start + self.source.text[start..end].find("**").unwrap_or(0);
                    let stars = ruff_text_size::TextSize::new(stars as u32);
                    let message = "dict unpacking cannot be used in dict comprehension";
                    return self
                        .error(message, TextRange::at(stars, ruff_text_size::TextSize::new(2)));
                };
                let elements = [&**key, &*node.value];
                self.comprehension(
                    node as *const _ as usize,
                    "dictcomp",
                    &node.generators,
                    &elements,
                    node.range,
                )?
            }
            Expr::Generator(node) => self.comprehension(
                node as *const _ as usize,
                "genexpr",
                &node.generators,
                &[&node.elt],
                node.range,
            )?,
            Expr::Await(node) => {
                self.not_in_annotation("await expression", node.range)?;
                if self.scope().kind == ScopeKind::Comprehension {
                    self.scope().is_coroutine = true;
                }
                self.expression(&node.value)?;
            }
            Expr::Yield(node) => {
                self.yields(node.range)?;
                if let Some(value) = &node.value {
                    self.expression(value)?;
                }
            }
            Expr::YieldFrom(node) => {
                self.yields(node.range)?;
                self.expression(&node.value)?;
            }
            Expr::FString(node) => {
                for element in node.value.elements() {
                    self.interpolated(element)?;
                }
            }
            Expr::TString(node) => {
                for element in node.value.elements() {
                    self.interpolated(element)?;
                }
            }
            Expr::IpyEscapeCommand(node) => return self.error("invalid syntax", node.range),
        }
        Ok(())
    }

    pub(super) fn interpolated(&mut self, element: &'a ast::InterpolatedStringElement) -> Result {
        if let ast::InterpolatedStringElement::Interpolation(node) = element {
            self.expression(&node.expression)?;
            if let Some(specification) = &node.format_spec {
                self.deeper()?;
                for element in &specification.elements {
                    self.interpolated(element)?;
                }
                self.depth -= 1;
            }
        }
        Ok(())
    }

    pub(super) fn yields(&mut self, range: TextRange) -> Result {
        self.not_in_annotation("yield expression", range)?;
        if self.scope().kind == ScopeKind::Comprehension {
            let what = match self.scope().name.as_str() {
                "listcomp" => "list comprehension",
                "setcomp" => "set comprehension",
                "dictcomp" => "dict comprehension",
                _ => "generator expression",
            };
            return self.error(format!("'yield' inside {what}"), range);
        }
        self.scope().is_generator = true;
        Ok(())
    }

    pub(super) fn name(&mut self, node: &'a ast::ExprName) -> Result {
        let bits = match node.ctx {
            ExprContext::Store => bit::BOUND,
            ExprContext::Del => bit::BOUND | bit::DELETED,
            ExprContext::Load | ExprContext::Invalid => bit::USED,
        };
        if node.ctx == ExprContext::Del && &*node.id == "__debug__" {
            return self.error("cannot delete __debug__", node.range);
        }
        self.add(&node.id, bits, node.range)?;
        if bits == bit::USED {
            match &*node.id {
                "super" if self.scope().is_function_like() => {
                    self.add_plain("__class__", bit::USED)
                }
                "locals" | "vars" | "dir" | "eval" | "exec" => {
                    let host = self.table.host(self.current);
                    self.table.scopes[host].inspects_variables = true;
                }
                _ => {}
            }
        }
        Ok(())
    }
}
