//! `for` and `while`: the header at the top, one `Loop` instruction at the bottom.

use super::{BlockKind, Generator};
use crate::assemble::{Label, Register};
use crate::errors::Result;
use crate::opcode::Opcode;
use ruff_python_ast::{self as ast, Expr};
use ruff_text_size::Ranged;

impl<'a> Generator<'a> {
    /// The jump back to a loop's header.
    pub(super) fn wide_loop(&mut self, header: Label) {
        self.jump(Opcode::Loop, 0, 0, header);
    }

    pub(super) fn while_statement(&mut self, node: &'a ast::StmtWhile) -> Result {
        let (header, next, otherwise, end) =
            (self.label(), self.label(), self.label(), self.label());
        self.assembler().bind_header(header);
        self.push_block(BlockKind::Loop { continue_to: next, break_to: end }, node.range)?;
        self.jump_if(&node.test, false, otherwise)?;
        self.statements(&node.body)?;
        self.pop_block();
        self.bind(next);
        self.wide_loop(header);
        self.bind(otherwise);
        self.statements(&node.orelse)?;
        self.bind(end);
        Ok(())
    }

    pub(super) fn for_statement(&mut self, node: &'a ast::StmtFor) -> Result {
        if node.is_async {
            return self.async_for(node);
        }
        let mark = self.mark();
        let (header, next, otherwise, end) =
            (self.label(), self.label(), self.label(), self.label());
        let iteration = self.temporaries(2);
        let iterable = self.iterable_operand(&node.iter, Some(iteration))?;
        self.at(node.iter.range());
        self.op(Opcode::GetIter, iteration, iterable, 0);
        self.assembler().bind_header(header);
        self.push_block(BlockKind::Loop { continue_to: next, break_to: end }, node.range)?;
        self.at(node.iter.range());
        self.iterate_into(&node.target, iteration, otherwise)?;
        self.statements(&node.body)?;
        self.pop_block();
        self.bind(next);
        self.at(node.iter.range());
        self.wide_loop(header);
        self.bind(otherwise);
        self.release(mark);
        self.statements(&node.orelse)?;
        self.bind(end);
        Ok(())
    }

    /// The next item into the target; at the end, a jump.
    pub(super) fn iterate_into(
        &mut self,
        target: &'a Expr,
        iteration: Register,
        end: Label,
    ) -> Result {
        if let Expr::Name(name) = target
            && let Some(register) = self.local_target(&name.id)
        {
            self.jump(Opcode::ForIter, register, iteration, end);
            self.assigned(register);
            return Ok(());
        }
        let mark = self.mark();
        let item = self.temporary();
        self.jump(Opcode::ForIter, item, iteration, end);
        self.store(target, item)?;
        self.release(mark);
        Ok(())
    }

    fn async_for(&mut self, node: &'a ast::StmtFor) -> Result {
        self.check_async("async for", node.range)?;
        let mark = self.mark();
        let (header, next, handler, end) = (self.label(), self.label(), self.label(), self.label());
        let iterator = self.temporary();
        let exception = self.temporary();
        let iterable = self.operand_near(&node.iter, Some(iterator))?;
        self.at(node.iter.range());
        self.op(Opcode::GetAsyncIter, iterator, iterable, 0);
        let before = self.assembler().assigned.clone();
        self.assembler().bind_header(header);
        self.push_block(BlockKind::Loop { continue_to: next, break_to: end }, node.range)?;
        let depth = self.assembler().protection();
        self.at(node.iter.range());
        self.assembler().protect(handler, exception);
        let inner = self.mark();
        let item = self.temporary();
        self.op(Opcode::GetAsyncNext, item, iterator, 0);
        self.await_register(item, item, 0);
        self.assembler().unprotect(depth);
        self.store(&node.target, item)?;
        self.release(inner);
        self.statements(&node.body)?;
        self.pop_block();
        self.bind(next);
        self.at(node.iter.range());
        self.wide_loop(header);
        self.assembler().bind_handler(handler, &before);
        self.op(Opcode::EndAsyncFor, exception, 0, 0);
        self.release(mark);
        self.statements(&node.orelse)?;
        self.bind(end);
        Ok(())
    }

    pub(super) fn leave_loop(
        &mut self,
        is_break: bool,
        range: ruff_text_size::TextRange,
    ) -> Result {
        let blocks = &self.current().blocks;
        let found = blocks.iter().enumerate().rev().find_map(|(index, block)| match block.kind {
            BlockKind::Loop { continue_to, break_to } => {
                Some((index, if is_break { break_to } else { continue_to }))
            }
            _ => None,
        });
        let Some((index, target)) = found else {
            // Leaving an `except*` handler is the error that is reported first.
            if blocks.iter().any(|block| matches!(block.kind, BlockKind::StarHandler)) {
                return self.error(
                    "'break', 'continue' and 'return' cannot appear in an except* block",
                    range,
                );
            }
            let message =
                if is_break { "'break' outside loop" } else { "'continue' not properly in loop" };
            return self.error(message, range);
        };
        self.unwind(index + 1, range, |this| {
            this.at(range);
            this.go(target);
        })
    }
}
