//! Annotations and their scopes (PEP 649).
//!
//! The annotations of a function, class or module are the body of a hidden function with one parameter,
//! the format. A module's or class's annotation that stands where it may not run has a number in a set
//! that the code fills as it comes by. Under `from __future__ import annotations` they are texts and use
//! no name.

use super::scope::{KeyKind, ScopeKind, bit};
use super::table::Builder;
use crate::errors::Result;
use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::TextRange;

impl<'a> Builder<'a> {
    pub(super) fn function_annotations(
        &mut self,
        node: &'a ast::StmtFunctionDef,
        address: usize,
        start: usize,
    ) -> Result {
        let annotations = node.parameters.iter().filter_map(|parameter| parameter.annotation());
        let annotations: Vec<&Expr> = annotations.chain(node.returns.as_deref()).collect();
        if annotations.is_empty() {
            return Ok(());
        }
        self.open(ScopeKind::Annotations, "__annotate__", address, KeyKind::Annotations, start);
        self.takes_format();
        for annotation in annotations {
            self.annotation(annotation)?;
        }
        self.close();
        Ok(())
    }

    /// The expression of an annotation, in its scope. As strings (`from __future__ import annotations`) they use no name.
    pub(super) fn annotation(&mut self, annotation: &'a Expr) -> Result {
        if self.future_annotations {
            return self.discarded_annotation(annotation);
        }
        if let Expr::Starred(starred) = annotation {
            return self.expression(&starred.value);
        }
        self.expression(annotation)
    }

    pub(super) fn annotation_like(&mut self, value: &'a Expr) -> Result {
        if let Expr::Starred(starred) = value {
            return self.expression(&starred.value);
        }
        self.expression(value)
    }

    pub(super) fn annotated_assignment(&mut self, node: &'a ast::StmtAnnAssign) -> Result {
        if let Expr::Name(name) = &*node.target {
            let id = self.mangled(&name.id);
            let bits = self.table.scopes[self.current].symbol(id).map_or(0, |symbol| symbol.bits);
            if node.simple && self.current != 0 && bits & (bit::GLOBAL | bit::NONLOCAL) != 0 {
                let word = if bits & bit::GLOBAL != 0 { "global" } else { "nonlocal" };
                return self
                    .error(format!("annotated name '{}' can't be {word}", name.id), node.range);
            }
            if node.simple {
                self.add(&name.id, bit::BOUND | bit::ANNOTATED, name.range)?;
            } else if node.value.is_some() {
                self.add(&name.id, bit::BOUND, name.range)?;
            }
        } else {
            self.expression(&node.target)?;
        }
        let kind = self.scope().kind;
        let is_kept = node.simple
            && node.target.is_name_expr()
            && matches!(kind, ScopeKind::Module | ScopeKind::Class);
        if is_kept {
            let owner = self.current;
            let is_conditional = self.is_conditional || kind == ScopeKind::Module;
            self.scope().has_annotations = true;
            if is_conditional && !self.future_annotations {
                self.scope().has_conditional_annotations = true;
            }
            if !self.future_annotations {
                if is_conditional {
                    self.add_plain("__conditional_annotations__", bit::USED);
                }
                match self.table.keys.get(&(owner, KeyKind::Annotations)).copied() {
                    Some(scope) => self.current = scope,
                    None => {
                        let start = self.source.line_start(self.table.scopes[owner].line.max(1));
                        // An owner's index cannot be the address of a node.
                        self.open(
                            ScopeKind::Annotations,
                            "__annotate__",
                            owner,
                            KeyKind::Annotations,
                            start,
                        );
                        self.takes_format();
                    }
                }
                if is_conditional {
                    self.add_plain("__conditional_annotations__", bit::USED);
                }
                self.annotation(&node.annotation)?;
                self.current = owner;
            } else {
                self.discarded_annotation(&node.annotation)?;
            }
        } else {
            self.discarded_annotation(&node.annotation)?;
        }
        if let Some(value) = &node.value {
            self.expression(value)?;
        }
        Ok(())
    }

    /// Never evaluated, but its names are still the function's to check.
    pub(super) fn discarded_annotation(&mut self, annotation: &'a Expr) -> Result {
        if let Some(range) = find_forbidden(annotation) {
            return self.error(format!("{} cannot be used within an annotation", range.0), range.1);
        }
        Ok(())
    }

    pub(super) fn not_in_annotation(&mut self, what: &str, range: TextRange) -> Result {
        let place = match self.scope().kind {
            ScopeKind::Annotations => "an annotation",
            ScopeKind::TypeVariable => self.scope().description,
            ScopeKind::TypeAlias => "a type alias",
            ScopeKind::TypeParameters => "the definition of a generic",
            _ => return Ok(()),
        };
        self.error(format!("{what} cannot be used within {place}"), range)
    }

    /// The one parameter of scopes that are evaluated when they are asked for.
    pub(super) fn takes_format(&mut self) {
        self.add_plain(".format", bit::PARAMETER);
        let format = self.table.intern(".format");
        self.scope().parameters.push(format);
    }
}

/// What may not stand in an annotation, if the expression holds such a thing. Inner functions are not looked into.
fn find_forbidden(expression: &Expr) -> Option<(&'static str, TextRange)> {
    struct Finder(Option<(&'static str, TextRange)>);
    impl<'a> Visitor<'a> for Finder {
        fn visit_expr(&mut self, expression: &'a Expr) {
            if self.0.is_some() {
                return;
            }
            match expression {
                Expr::Yield(node) => self.0 = Some(("yield expression", node.range)),
                Expr::YieldFrom(node) => self.0 = Some(("yield expression", node.range)),
                Expr::Await(node) => self.0 = Some(("await expression", node.range)),
                Expr::Named(node) => self.0 = Some(("named expression", node.range)),
                Expr::Lambda(_) => {}
                other => walk_expr(self, other),
            }
        }
    }
    let mut finder = Finder(None);
    finder.visit_expr(expression);
    finder.0
}
