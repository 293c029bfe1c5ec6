//! `with` and `async with`.
//!
//! The window that holds the bound `__exit__` stays reserved while the body runs, so that the normal exit needs no
//! copy; early exits and the handler copy callable and object to a window above what is live there.

use super::call::{ARGUMENT, SELF};
use super::{BlockKind, Generator};
use crate::assemble::Register;
use crate::errors::Result;
use crate::opcode::Opcode;
use ruff_python_ast as ast;
use ruff_text_size::Ranged;

/// Numbers of `LoadSpecial`.
const ENTER: u32 = 0;
const EXIT: u32 = 1;
const ASYNC_ENTER: u32 = 2;
const ASYNC_EXIT: u32 = 3;

impl<'a> Generator<'a> {
    pub(super) fn with_statement(&mut self, node: &'a ast::StmtWith) -> Result {
        if node.is_async {
            self.check_async("async with", node.range)?;
        }
        self.with_items(node, 0)
    }

    fn with_items(&mut self, node: &'a ast::StmtWith, index: usize) -> Result {
        let Some(item) = node.items.get(index) else {
            return self.statements(&node.body);
        };
        let mark = self.mark();
        let range = item.context_expr.range();
        let position = self.source.position(range);
        let base = self.temporaries(ARGUMENT);
        let inner = self.mark();
        let manager = self.operand(&item.context_expr)?;
        self.at(range);
        let (enter, exit) = if node.is_async { (ASYNC_ENTER, ASYNC_EXIT) } else { (ENTER, EXIT) };
        self.op(Opcode::LoadSpecial, base, manager, exit);
        let window = self.temporaries(ARGUMENT);
        self.op(Opcode::LoadSpecial, window, manager, enter);
        self.op(Opcode::Call, window, 0, 0);
        if node.is_async {
            self.await_register(window, window, 1);
        }
        let before = self.assembler().assigned.clone();
        let (handler, end) = (self.label(), self.label());
        // Nothing of the body is live in its handler, whose registers begin right above the exit's window.
        let exception = inner;
        self.push_block(BlockKind::With { base, is_async: node.is_async, position }, item.range)?;
        self.assembler().protect(handler, exception);
        if let Some(target) = &item.optional_vars {
            self.store(target, window)?;
        }
        self.release(inner);
        self.with_items(node, index + 1)?;
        self.pop_block();
        self.release(inner);
        self.at(range);
        let first = self.temporaries(3);
        debug_assert_eq!(first, base + ARGUMENT);
        for argument in 0..3 {
            self.load_none(first + argument);
        }
        self.op(Opcode::Call, base, 3, 0);
        if node.is_async {
            self.await_register(base, base, 2);
        }
        self.go(end);
        self.release(inner);

        self.assembler().bind_handler(handler, &before);
        self.at(range);
        let exception_register = self.temporary();
        debug_assert_eq!(exception_register, exception);
        let previous = self.temporary();
        let raised = self.temporary();
        let (cleanup, suppressed) = (self.label(), self.label());
        self.op(Opcode::PushHandled, previous, exception, 0);
        let depth = self.assembler().protection();
        self.assembler().protect(cleanup, raised);
        let window = self.temporaries(ARGUMENT);
        self.op(Opcode::Move, window, base, 0);
        self.op(Opcode::Move, window + SELF, base + SELF, 0);
        let triple = self.temporaries(3);
        self.op(Opcode::ExceptionTriple, triple, exception, 0);
        self.op(Opcode::Call, window, 3, 0);
        if node.is_async {
            self.await_register(window, window, 2);
        }
        self.jump(Opcode::JumpIfTrue, window, 0, suppressed);
        self.op(Opcode::Reraise, exception, 0, 0);
        self.bind(suppressed);
        self.assembler().unprotect(depth);
        self.op(Opcode::PopHandled, previous, 0, 0);
        self.go(end);
        self.cleanup(cleanup, previous, raised, &before, None);
        self.bind(end);
        self.release(mark);
        Ok(())
    }

    /// Calls the exit without an exception, on the way out of the body.
    pub(super) fn exit_with(&mut self, base: Register, is_async: bool) {
        let mark = self.mark();
        let window = self.temporaries(ARGUMENT);
        self.op(Opcode::Move, window, base, 0);
        self.op(Opcode::Move, window + SELF, base + SELF, 0);
        let first = self.temporaries(3);
        for argument in 0..3 {
            self.load_none(first + argument);
        }
        self.op(Opcode::Call, window, 3, 0);
        if is_async {
            self.await_register(window, window, 2);
        }
        self.release(mark);
    }
}
