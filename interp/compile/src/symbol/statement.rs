//! Names in statements, in the order in which CPython visits a statement's parts.
//!
//! Blocks that may not run are walked like others; only annotations in them are told apart, for they
//! are evaluated under a condition.

use super::scope::{ScopeKind, bit};
use super::table::Builder;
use crate::errors::Result;
use ruff_python_ast::{self as ast, Expr, Stmt};
use ruff_text_size::TextRange;

impl<'a> Builder<'a> {
    pub(super) fn statements(&mut self, statements: &'a [Stmt]) -> Result {
        for statement in statements {
            self.statement(statement)?;
        }
        Ok(())
    }

    /// A block that may not run: annotations in it are conditional.
    pub(super) fn conditional(&mut self, statements: &'a [Stmt]) -> Result {
        let before = std::mem::replace(&mut self.is_conditional, true);
        self.statements(statements)?;
        self.is_conditional = before;
        Ok(())
    }

    pub(super) fn statement(&mut self, statement: &'a Stmt) -> Result {
        self.deeper()?;
        self.statement_inner(statement)?;
        self.depth -= 1;
        Ok(())
    }

    pub(super) fn statement_inner(&mut self, statement: &'a Stmt) -> Result {
        match statement {
            Stmt::FunctionDef(function) => self.function(function)?,
            Stmt::ClassDef(class) => self.class(class)?,
            Stmt::Return(node) => {
                if let Some(value) = &node.value {
                    self.expression(value)?;
                }
            }
            Stmt::Delete(node) => self.expressions(&node.targets)?,
            Stmt::TypeAlias(node) => self.type_alias(node)?,
            Stmt::Assign(node) => {
                self.expressions(&node.targets)?;
                self.expression(&node.value)?;
            }
            Stmt::AugAssign(node) => {
                self.expression(&node.target)?;
                if let Expr::Name(name) = &*node.target {
                    self.add(&name.id, bit::USED, name.range)?;
                }
                self.expression(&node.value)?;
            }
            Stmt::AnnAssign(node) => self.annotated_assignment(node)?,
            Stmt::For(node) => {
                self.expression(&node.target)?;
                self.expression(&node.iter)?;
                self.conditional(&node.body)?;
                self.conditional(&node.orelse)?;
            }
            Stmt::While(node) => {
                self.expression(&node.test)?;
                self.conditional(&node.body)?;
                self.conditional(&node.orelse)?;
            }
            Stmt::If(node) => {
                self.expression(&node.test)?;
                self.conditional(&node.body)?;
                for clause in &node.elif_else_clauses {
                    if let Some(test) = &clause.test {
                        self.expression(test)?;
                    }
                    self.conditional(&clause.body)?;
                }
            }
            Stmt::With(node) => {
                for item in &node.items {
                    self.expression(&item.context_expr)?;
                    if let Some(target) = &item.optional_vars {
                        self.expression(target)?;
                    }
                }
                self.conditional(&node.body)?;
            }
            Stmt::Match(node) => {
                self.expression(&node.subject)?;
                for case in &node.cases {
                    self.pattern(&case.pattern)?;
                    if let Some(guard) = &case.guard {
                        self.expression(guard)?;
                    }
                    self.conditional(&case.body)?;
                }
            }
            Stmt::Raise(node) => {
                if let Some(exception) = &node.exc {
                    self.expression(exception)?;
                }
                if let Some(cause) = &node.cause {
                    self.expression(cause)?;
                }
            }
            Stmt::Try(node) => {
                self.conditional(&node.body)?;
                for handler in &node.handlers {
                    let ast::ExceptHandler::ExceptHandler(handler) = handler;
                    if let Some(class) = &handler.type_ {
                        self.expression(class)?;
                    }
                    if let Some(name) = &handler.name {
                        self.add(name, bit::BOUND | bit::DELETED, handler.range)?;
                    }
                    self.conditional(&handler.body)?;
                }
                self.conditional(&node.orelse)?;
                self.conditional(&node.finalbody)?;
            }
            Stmt::Assert(node) => {
                self.expression(&node.test)?;
                if let Some(message) = &node.msg {
                    self.expression(message)?;
                }
            }
            Stmt::Import(node) => {
                for alias in &node.names {
                    self.alias(alias)?;
                }
            }
            Stmt::ImportFrom(node) => {
                for alias in &node.names {
                    if &*alias.name == "*" {
                        if self.scope().kind != ScopeKind::Module {
                            return self
                                .error("import * only allowed at module level", alias.range);
                        }
                        continue;
                    }
                    self.alias(alias)?;
                }
            }
            Stmt::Global(node) => {
                for name in &node.names {
                    self.declare(name, bit::GLOBAL, node.range)?;
                }
            }
            Stmt::Nonlocal(node) => {
                for name in &node.names {
                    self.declare(name, bit::NONLOCAL, node.range)?;
                }
            }
            Stmt::Expr(node) => self.expression(&node.value)?,
            Stmt::Pass(_) | Stmt::Break(_) | Stmt::Continue(_) => {}
            Stmt::IpyEscapeCommand(node) => return self.error("invalid syntax", node.range),
        }
        Ok(())
    }

    pub(super) fn alias(&mut self, alias: &'a ast::Alias) -> Result {
        let name = match &alias.asname {
            Some(name) => name.as_str(),
            None => alias.name.split('.').next().unwrap_or_default(),
        };
        self.add(name, bit::BOUND | bit::IMPORTED, alias.range)
    }

    pub(super) fn declare(
        &mut self,
        name: &'a ast::Identifier,
        kind: u16,
        range: TextRange,
    ) -> Result {
        let word = if kind == bit::GLOBAL { "global" } else { "nonlocal" };
        let id = self.mangled(name);
        let bits = self.table.scopes[self.current].symbol(id).map_or(0, |symbol| symbol.bits);
        let problem = if bits & bit::PARAMETER != 0 {
            Some(format!("name '{name}' is parameter and {word}"))
        } else if bits & bit::USED != 0 {
            Some(format!("name '{name}' is used prior to {word} declaration"))
        } else if bits & bit::ANNOTATED != 0 {
            Some(format!("annotated name '{name}' can't be {word}"))
        } else if bits & bit::BOUND != 0 {
            Some(format!("name '{name}' is assigned to before {word} declaration"))
        } else {
            None
        };
        if let Some(problem) = problem {
            return self.error(problem, range);
        }
        if kind == bit::NONLOCAL && self.scope().kind == ScopeKind::Module {
            return self.error("nonlocal declaration not allowed at module level", range);
        }
        if (bits | kind) & (bit::GLOBAL | bit::NONLOCAL) == bit::GLOBAL | bit::NONLOCAL {
            let declared =
                self.table.scopes[self.current].symbol(id).map_or(range, |symbol| symbol.declared);
            return self.error(format!("name '{name}' is nonlocal and global"), declared);
        }
        let index = self.add_in(self.current, id, kind);
        self.scope().symbols[index].declared = range;
        if kind == bit::GLOBAL {
            self.add_in(0, id, bit::GLOBAL);
        }
        Ok(())
    }
}
