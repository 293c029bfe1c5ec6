//! `await`, `yield from` and the checks of where `yield` and `await` may stand.
//!
//! Both delegate by the same loop: `Send`, directly followed by `Yield` of the same register, and a jump back. Whoever
//! resumes a suspended frame by throwing finds the delegate by that pair of instructions.

use super::Generator;
use crate::assemble::Register;
use crate::errors::Result;
use crate::opcode::Opcode;
use crate::symbol::ScopeKind;
use ruff_python_ast as ast;
use ruff_text_size::TextRange;

impl<'a> Generator<'a> {
    /// Awaits the value of a register. `context`: 0, or 1 and 2 behind `__aenter__` and `__aexit__`.
    pub(super) fn await_register(&mut self, value: Register, to: Register, context: u32) {
        let mark = self.mark();
        let delegate = self.temporary();
        self.op(Opcode::GetAwaitable, delegate, value, context);
        self.delegate(delegate, to);
        self.release(mark);
    }

    /// Passes values between the caller and the delegate until it ends; its result.
    fn delegate(&mut self, delegate: Register, to: Register) {
        let mark = self.mark();
        let exchanged = self.workplace(to);
        let (again, done) = (self.label(), self.label());
        self.load_none(exchanged);
        self.assembler().bind_header(again);
        self.jump(Opcode::Send, exchanged, delegate, done);
        self.op(Opcode::Yield, exchanged, exchanged, 1);
        self.go(again);
        self.bind(done);
        self.copy(to, exchanged);
        self.release(mark);
    }

    pub(super) fn await_expression(&mut self, node: &'a ast::ExprAwait, to: Register) -> Result {
        let scope = &self.table.scopes[self.current().scope];
        let kind = scope.kind;
        if !matches!(kind, ScopeKind::Function | ScopeKind::Lambda | ScopeKind::Comprehension) {
            return self.error("'await' outside function", node.range);
        }
        if kind != ScopeKind::Comprehension && !scope.is_coroutine {
            return self.error("'await' outside async function", node.range);
        }
        let place = self.workplace(to);
        let value = self.operand_near(&node.value, Some(place))?;
        self.at(node.range);
        self.await_register(value, place, 0);
        self.copy(to, place);
        Ok(())
    }

    pub(super) fn yield_from(&mut self, node: &'a ast::ExprYieldFrom, to: Register) -> Result {
        self.check_yield("yield from", node.range)?;
        let scope = &self.table.scopes[self.current().scope];
        if scope.is_coroutine {
            return self.error("'yield from' inside async function", node.range);
        }
        let delegate = self.temporary();
        let value = self.operand_near(&node.value, Some(delegate))?;
        self.at(node.range);
        self.op(Opcode::GetYieldFromIter, delegate, value, 0);
        self.delegate(delegate, to);
        Ok(())
    }

    pub(super) fn check_yield(&self, what: &str, range: TextRange) -> Result {
        let kind = self.table.scopes[self.current().scope].kind;
        if matches!(kind, ScopeKind::Function | ScopeKind::Lambda) {
            return Ok(());
        }
        let what = if what == "yield from" { "yield from" } else { "yield" };
        self.error(format!("'{what}' outside function"), range)
    }

    /// For `async for` and `async with`.
    pub(super) fn check_async(&self, what: &str, range: TextRange) -> Result {
        let scope = &self.table.scopes[self.current().scope];
        if scope.kind == ScopeKind::Function && scope.is_coroutine {
            return Ok(());
        }
        self.error(format!("'{what}' outside async function"), range)
    }
}
