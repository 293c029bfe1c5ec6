//! Statements: dispatch, modules, `if`, `assert`, expression statements.

use super::Generator;
use super::annotation::common;
use super::call::SELF;
use super::function::has_docstring;
use crate::code::Constant;
use crate::errors::{CompileError, ErrorKind, Result};
use crate::opcode::Opcode;
use ruff_python_ast::{self as ast, Stmt};
use ruff_text_size::Ranged;

impl<'a> Generator<'a> {
    pub(super) fn module(&mut self, statements: &'a [Stmt]) -> Result {
        self.check_future_imports(statements)?;
        let scope = &self.table.scopes[0];
        let mark = self.mark();
        let place = self.temporary();
        if scope.has_annotations && self.future_annotations {
            self.op(Opcode::SetupAnnotations, 0, 0, 0);
        }
        if scope.has_conditional_annotations {
            self.op(Opcode::BuildSet, place, 0, 0);
            self.store_plain("__conditional_annotations__", place);
        }
        let is_module = !self.interactive;
        let documentation = if is_module { self.docstring(statements) } else { None };
        if let Some(text) = documentation {
            self.at(statements[0].range());
            self.load_constant(Constant::Str(text), place);
            self.store_plain("__doc__", place);
        }
        self.release(mark);
        // The annotation function must exist before the body runs, but is compiled from what the body holds: its code
        // is reserved here as a constant and filled in at the end.
        let reserved = scope.has_conditional_annotations.then(|| self.reserve_annotate());
        let rest =
            if is_module && has_docstring(statements) { &statements[1..] } else { statements };
        self.statements(rest)?;
        if let Some(index) = reserved {
            self.fill_annotate(index)?;
        }
        Ok(())
    }

    /// Emits the making of `__annotate__` from a constant that is not known yet.
    fn reserve_annotate(&mut self) -> usize {
        let unit = self.unit();
        let index = unit.constants.len();
        unit.constants.push(Constant::None);
        let mark = self.mark();
        let function = self.temporary();
        self.wide(Opcode::MakeFunction, function, index as u32);
        self.store_plain("__annotate__", function);
        self.release(mark);
        index
    }

    fn fill_annotate(&mut self, index: usize) -> Result {
        let reachable = std::mem::replace(&mut self.assembler().reachable, false);
        let mark = self.mark();
        let place = self.temporary();
        let before = self.current().constants.len();
        let is_made = self.deferred_annotations(place)?;
        self.release(mark);
        self.assembler().reachable = reachable;
        let unit = self.unit();
        if is_made && unit.constants.len() > before {
            unit.constants[index] = unit.constants.pop().expect("the code is the last constant");
        }
        Ok(())
    }

    fn check_future_imports(&self, statements: &'a [Stmt]) -> Result {
        let mut is_early = true;
        for (index, statement) in statements.iter().enumerate() {
            match statement {
                Stmt::ImportFrom(node)
                    if node.level == 0
                        && node.module.as_ref().is_some_and(|module| module == "__future__") =>
                {
                    if !is_early {
                        return self.error(
                            "from __future__ imports must occur at the beginning of the file",
                            node.range,
                        );
                    }
                }
                Stmt::Expr(node) if index == 0 && node.value.is_string_literal_expr() => {}
                _ => is_early = false,
            }
        }
        Ok(())
    }

    pub(super) fn statements(&mut self, statements: &'a [Stmt]) -> Result {
        for statement in statements {
            self.statement(statement)?;
        }
        Ok(())
    }

    pub(super) fn is_conditional_place(&self) -> bool {
        self.current().conditional > 0
    }

    fn statement(&mut self, statement: &'a Stmt) -> Result {
        self.deeper()?;
        let is_compound = matches!(
            statement,
            Stmt::If(_)
                | Stmt::For(_)
                | Stmt::While(_)
                | Stmt::Try(_)
                | Stmt::With(_)
                | Stmt::Match(_)
        );
        if is_compound {
            self.unit().conditional += 1;
        }
        self.statement_inner(statement)?;
        if is_compound {
            self.unit().conditional -= 1;
        }
        self.depth -= 1;
        Ok(())
    }

    fn statement_inner(&mut self, statement: &'a Stmt) -> Result {
        self.at(statement.range());
        match statement {
            Stmt::FunctionDef(node) => self.function_definition(node),
            Stmt::ClassDef(node) => self.class_definition(node),
            Stmt::Return(node) => self.return_statement(node),
            Stmt::Delete(node) => self.delete(&node.targets),
            Stmt::TypeAlias(node) => self.type_alias(node),
            Stmt::Assign(node) => self.assign(node),
            Stmt::AugAssign(node) => self.augmented_assign(node),
            Stmt::AnnAssign(node) => self.annotated_assign(node),
            Stmt::For(node) => self.for_statement(node),
            Stmt::While(node) => self.while_statement(node),
            Stmt::If(node) => self.if_statement(node),
            Stmt::With(node) => self.with_statement(node),
            Stmt::Match(node) => self.match_statement(node),
            Stmt::Raise(node) => self.raise_statement(node),
            Stmt::Try(node) => self.try_statement(node),
            Stmt::Assert(node) => self.assert_statement(node),
            Stmt::Import(node) => self.import(node),
            Stmt::ImportFrom(node) => self.import_from(node),
            Stmt::Global(_) | Stmt::Nonlocal(_) | Stmt::Pass(_) => Ok(()),
            Stmt::Expr(node) => {
                if self.interactive && self.units.len() == 1 {
                    return self.print_expression(node);
                }
                self.discard(&node.value)
            }
            Stmt::Break(node) => self.leave_loop(true, node.range),
            Stmt::Continue(node) => self.leave_loop(false, node.range),
            Stmt::IpyEscapeCommand(node) => Err(Box::new(CompileError::at(
                self.source,
                ErrorKind::SyntaxError,
                "invalid syntax",
                node.range,
            ))),
        }
    }

    fn print_expression(&mut self, node: &'a ast::StmtExpr) -> Result {
        let mark = self.mark();
        let result = self.temporary();
        self.call_common(common::PRINT_EXPRESSION, 1, result, |this, argument| {
            this.expression_to(&node.value, argument)?;
            this.at(node.range);
            Ok(())
        })?;
        self.release(mark);
        Ok(())
    }

    fn if_statement(&mut self, node: &'a ast::StmtIf) -> Result {
        let end = self.label();
        let mut next = self.label();
        self.jump_if(&node.test, false, next)?;
        self.statements(&node.body)?;
        for clause in &node.elif_else_clauses {
            self.go(end);
            self.bind(next);
            next = self.label();
            if let Some(test) = &clause.test {
                self.at(clause.range);
                self.jump_if(test, false, next)?;
            }
            self.statements(&clause.body)?;
        }
        self.bind(next);
        self.bind(end);
        Ok(())
    }

    fn assert_statement(&mut self, node: &'a ast::StmtAssert) -> Result {
        if self.options.optimize > 0 {
            return Ok(());
        }
        let end = self.label();
        self.jump_if(&node.test, true, end)?;
        let mark = self.mark();
        self.at(node.test.range());
        let error = self.temporary();
        self.op(Opcode::LoadCommon, error, common::ASSERTION_ERROR, 0);
        if let Some(message) = &node.msg {
            self.temporaries(SELF);
            self.op(Opcode::Unbind, error + SELF, 0, 0);
            let argument = self.temporary();
            self.expression_to(message, argument)?;
            self.at(node.test.range());
            self.op(Opcode::Call, error, 1, 0);
        }
        self.op(Opcode::Raise, error, error, 1);
        self.release(mark);
        self.bind(end);
        Ok(())
    }
}
