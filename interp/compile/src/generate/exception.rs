//! `try` in all its forms.
//!
//! A handler begins with `PushHandled`, and every way out of it does `PopHandled`; a range over the handler's own code
//! leads to a *cleanup* that does the same for exceptions raised in it and raises on. A `finally` body is compiled once
//! for each way that leads through it.

use super::{BlockKind, Generator};
use crate::assemble::{Assigned, Label, Register};
use crate::errors::Result;
use crate::opcode::Opcode;
use ruff_python_ast::{self as ast, ExceptHandler, Identifier};
use ruff_text_size::{Ranged, TextRange};

impl<'a> Generator<'a> {
    pub(super) fn try_statement(&mut self, node: &'a ast::StmtTry) -> Result {
        if node.finalbody.is_empty() {
            return self.try_except(node);
        }
        let mark = self.mark();
        let exception = self.temporary();
        let (handler, end) = (self.label(), self.label());
        let before = self.assembler().assigned.clone();
        self.push_block(BlockKind::Finally(&node.finalbody), node.range)?;
        self.assembler().protect(handler, exception);
        if node.handlers.is_empty() {
            self.statements(&node.body)?;
        } else {
            self.try_except(node)?;
        }
        self.pop_block();
        self.statements(&node.finalbody)?;
        self.go(end);

        self.assembler().bind_handler(handler, &before);
        let previous = self.temporary();
        let raised = self.temporary();
        let cleanup = self.label();
        self.op(Opcode::PushHandled, previous, exception, 0);
        self.push_block(BlockKind::Handler { previous, name: None }, node.range)?;
        self.assembler().protect(cleanup, raised);
        self.statements(&node.finalbody)?;
        self.op(Opcode::Reraise, exception, 0, 0);
        self.pop_block();
        self.cleanup(cleanup, previous, raised, &before, None);
        self.bind(end);
        self.release(mark);
        Ok(())
    }

    /// Target of the range over a handler: what was handled before is handled again, and the exception goes on.
    pub(super) fn cleanup(
        &mut self,
        label: Label,
        previous: Register,
        raised: Register,
        before: &Assigned,
        name: Option<&'a Identifier>,
    ) {
        self.assembler().bind_handler(label, before);
        self.op(Opcode::PopHandled, previous, 0, 0);
        if let Some(name) = name {
            self.forget(name);
        }
        self.op(Opcode::Reraise, raised, 0, 0);
    }

    fn check_bare_handlers(&self, handlers: &'a [ExceptHandler]) -> Result {
        for (index, ExceptHandler::ExceptHandler(handler)) in handlers.iter().enumerate() {
            if handler.type_.is_none() && index + 1 < handlers.len() {
                return self.error("default 'except:' must be last", handler.range);
            }
        }
        Ok(())
    }

    fn try_except(&mut self, node: &'a ast::StmtTry) -> Result {
        self.check_bare_handlers(&node.handlers)?;
        let mark = self.mark();
        let exception = self.temporary();
        let (handler, end) = (self.label(), self.label());
        let before = self.assembler().assigned.clone();
        self.push_block(BlockKind::Try, node.range)?;
        self.assembler().protect(handler, exception);
        self.statements(&node.body)?;
        self.pop_block();
        self.statements(&node.orelse)?;
        self.go(end);

        self.assembler().bind_handler(handler, &before);
        let previous = self.temporary();
        let raised = self.temporary();
        self.op(Opcode::PushHandled, previous, exception, 0);
        if node.is_star {
            self.star_handlers(node, exception, previous, raised, &before, end)?;
        } else {
            self.handlers(&node.handlers, exception, previous, raised, &before, end)?;
        }
        self.bind(end);
        self.release(mark);
        Ok(())
    }

    fn handlers(
        &mut self,
        handlers: &'a [ExceptHandler],
        exception: Register,
        previous: Register,
        raised: Register,
        before: &Assigned,
        end: Label,
    ) -> Result {
        let cleanup = self.label();
        let depth = self.assembler().protection();
        self.assembler().protect(cleanup, raised);
        for ExceptHandler::ExceptHandler(handler) in handlers {
            let next = self.label();
            if let Some(class) = &handler.type_ {
                self.match_exception(class, exception, next)?;
            }
            self.at(handler.range);
            match &handler.name {
                None => {
                    self.push_block(BlockKind::Handler { previous, name: None }, handler.range)?;
                    self.block_of(depth);
                    self.statements(&handler.body)?;
                    self.leave_handler(depth, cleanup, raised, |this| {
                        this.op(Opcode::PopHandled, previous, 0, 0);
                        this.go(end);
                    });
                }
                Some(name) => {
                    let named_cleanup = self.label();
                    self.store_identifier(name, exception, handler.range)?;
                    let bound = self.assembler().assigned.clone();
                    self.push_block(
                        BlockKind::Handler { previous, name: Some(name) },
                        handler.range,
                    )?;
                    self.block_of(depth);
                    // The inner cleanup does all that the outer one does: it replaces it.
                    self.assembler().unprotect(depth);
                    self.assembler().protect(named_cleanup, raised);
                    self.statements(&handler.body)?;
                    self.leave_handler(depth, cleanup, raised, |this| {
                        this.op(Opcode::PopHandled, previous, 0, 0);
                        this.forget(name);
                        this.go(end);
                    });
                    self.assembler().unprotect(depth);
                    self.cleanup(named_cleanup, previous, raised, &bound, Some(name));
                    self.assembler().protect(cleanup, raised);
                }
            }
            self.bind(next);
        }
        self.op(Opcode::Reraise, exception, 0, 0);
        self.assembler().unprotect(depth);
        self.cleanup(cleanup, previous, raised, before, None);
        Ok(())
    }

    /// The block that was just pushed leaves by closing the handler's ranges, too.
    fn block_of(&mut self, depth: usize) {
        self.unit().blocks.last_mut().expect("just pushed").protection = depth;
    }

    /// End of a handler's body: `exit` runs outside the ranges of the handler, which the next handler opens again.
    fn leave_handler(
        &mut self,
        depth: usize,
        cleanup: Label,
        raised: Register,
        exit: impl FnOnce(&mut Self),
    ) {
        self.unit().blocks.pop();
        self.assembler().unprotect(depth);
        exit(self);
        self.assembler().protect(cleanup, raised);
    }

    fn match_exception(
        &mut self,
        class: &'a ast::Expr,
        exception: Register,
        next: Label,
    ) -> Result {
        let mark = self.mark();
        let matches = self.temporary();
        let class_register = self.operand_near(class, Some(matches))?;
        self.at(class.range());
        self.op(Opcode::MatchException, matches, exception, class_register);
        self.jump(Opcode::JumpIfFalse, matches, 0, next);
        self.release(mark);
        Ok(())
    }

    fn star_handlers(
        &mut self,
        node: &'a ast::StmtTry,
        exception: Register,
        previous: Register,
        raised: Register,
        before: &Assigned,
        end: Label,
    ) -> Result {
        let cleanup = self.label();
        let depth = self.assembler().protection();
        self.assembler().protect(cleanup, raised);
        let rest = self.temporary();
        let results = self.temporary();
        let matched = self.temporaries(2);
        let outer = self.temporary();
        let inner_raised = self.temporary();
        let all_handled = self.label();
        self.op(Opcode::Move, rest, exception, 0);
        self.op(Opcode::BuildList, results, 0, 0);
        for ExceptHandler::ExceptHandler(handler) in &node.handlers {
            let Some(class) = &handler.type_ else {
                return self.error("expected one or more exception types", handler.range);
            };
            let (next, inner_cleanup) = (self.label(), self.label());
            self.jump(Opcode::JumpIfNone, rest, 0, all_handled);
            let mark = self.mark();
            let class_register = self.operand(class)?;
            self.at(class.range());
            self.op(Opcode::SplitGroup, matched, rest, class_register);
            self.release(mark);
            self.op(Opcode::Move, rest, matched + 1, 0);
            self.jump(Opcode::JumpIfNone, matched, 0, next);
            self.op(Opcode::PushHandled, outer, matched, 0);
            if let Some(name) = &handler.name {
                self.store_identifier(name, matched, handler.range)?;
            }
            let bound = self.assembler().assigned.clone();
            self.push_block(BlockKind::StarHandler, handler.range)?;
            self.assembler().protect(inner_cleanup, inner_raised);
            self.statements(&handler.body)?;
            self.pop_block();
            self.op(Opcode::PopHandled, outer, 0, 0);
            if let Some(name) = &handler.name {
                self.forget(name);
            }
            self.go(next);
            self.assembler().bind_handler(inner_cleanup, &bound);
            self.op(Opcode::PopHandled, outer, 0, 0);
            if let Some(name) = &handler.name {
                self.forget(name);
            }
            self.op(Opcode::ListAppend, results, inner_raised, 0);
            self.bind(next);
        }
        self.bind(all_handled);
        let done = self.label();
        self.op(Opcode::ListAppend, results, rest, 0);
        self.op(Opcode::JoinGroup, matched, results, exception);
        self.jump(Opcode::JumpIfNone, matched, 0, done);
        self.op(Opcode::Reraise, matched, 0, 0);
        self.bind(done);
        self.assembler().unprotect(depth);
        self.op(Opcode::PopHandled, previous, 0, 0);
        self.go(end);
        self.cleanup(cleanup, previous, raised, before, None);
        Ok(())
    }

    pub(super) fn raise_statement(&mut self, node: &'a ast::StmtRaise) -> Result {
        let mark = self.mark();
        match (&node.exc, &node.cause) {
            (None, _) => {
                self.at(node.range);
                self.op(Opcode::Raise, 0, 0, 0);
            }
            (Some(exception), None) => {
                let exception = self.operand(exception)?;
                self.at(node.range);
                self.op(Opcode::Raise, exception, exception, 1);
            }
            (Some(exception), Some(cause)) => {
                let exception = self.operand(exception)?;
                let cause = self.operand(cause)?;
                self.at(node.range);
                self.op(Opcode::Raise, exception, cause, 2);
            }
        }
        self.release(mark);
        Ok(())
    }

    pub(super) fn return_statement(&mut self, node: &'a ast::StmtReturn) -> Result {
        let scope = &self.table.scopes[self.current().scope];
        if !matches!(scope.kind, crate::symbol::ScopeKind::Function) {
            return self.error("'return' outside function", node.range);
        }
        if scope.is_coroutine && scope.is_generator && node.value.is_some() {
            return self.error("'return' with value in async generator", node.range);
        }
        let mark = self.mark();
        let unwinds =
            self.current().blocks.iter().any(|block| !matches!(block.kind, BlockKind::Loop { .. }));
        let value = match &node.value {
            Some(value) if unwinds => self.value(value)?,
            Some(value) => self.operand(value)?,
            None => {
                let none = self.temporary();
                self.at(node.range);
                self.load_none(none);
                none
            }
        };
        let range: TextRange = node.range;
        self.unwind(0, range, |this| {
            this.at(range);
            this.op(Opcode::Return, value, 0, 0);
        })?;
        self.release(mark);
        Ok(())
    }
}
