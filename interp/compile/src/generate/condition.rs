//! Conditions: truth that becomes a jump and never a value.

use super::{Generator, Variable};
use crate::assemble::{Label, Register};
use crate::code::Constant;
use crate::errors::Result;
use crate::opcode::Opcode;
use ruff_python_ast::{self as ast, BoolOp, CmpOp, Expr, UnaryOp};
use ruff_text_size::Ranged;

impl<'a> Generator<'a> {
    /// Truth of a condition that is known beforehand.
    pub(super) fn known_truth(&mut self, condition: &'a Expr) -> Option<bool> {
        if let Expr::Name(name) = condition
            && &*name.id == "__debug__"
        {
            return Some(self.options.optimize == 0);
        }
        Some(match self.fold(condition)? {
            Constant::None | Constant::False => false,
            Constant::True | Constant::Ellipsis => true,
            Constant::Int(number) => number != 0,
            Constant::BigInt(_) => true,
            Constant::Float(number) => number != 0.0,
            Constant::Complex(real, imaginary) => real != 0.0 || imaginary != 0.0,
            Constant::Str(text) | Constant::Bytes(text) => !text.is_empty(),
            Constant::Tuple(items) => !items.is_empty(),
            _ => return None,
        })
    }

    /// Jumps to the label if the condition is `wanted`, else goes on.
    pub(super) fn jump_if(&mut self, condition: &'a Expr, wanted: bool, label: Label) -> Result {
        self.deeper()?;
        let mark = self.mark();
        self.jump_if_inner(condition, wanted, label)?;
        self.release(mark);
        self.depth -= 1;
        Ok(())
    }

    fn jump_if_inner(&mut self, condition: &'a Expr, wanted: bool, label: Label) -> Result {
        if let Some(truth) = self.known_truth(condition) {
            if truth == wanted {
                self.at(condition.range());
                self.go(label);
            }
            return Ok(());
        }
        match condition {
            Expr::UnaryOp(node) if node.op == UnaryOp::Not => {
                return self.jump_if(&node.operand, !wanted, label);
            }
            Expr::BoolOp(node) => {
                let decides = node.op == BoolOp::Or;
                let (last, others) = node.values.split_last().expect("two operands at least");
                if decides == wanted {
                    for value in others {
                        self.jump_if(value, wanted, label)?;
                    }
                    return self.jump_if(last, wanted, label);
                }
                let end = self.label();
                for value in others {
                    self.jump_if(value, decides, end)?;
                }
                self.jump_if(last, wanted, label)?;
                self.bind(end);
                return Ok(());
            }
            Expr::If(node) => {
                let (otherwise, end) = (self.label(), self.label());
                self.jump_if(&node.test, false, otherwise)?;
                self.jump_if(&node.body, wanted, label)?;
                self.go(end);
                self.bind(otherwise);
                self.jump_if(&node.orelse, wanted, label)?;
                self.bind(end);
                return Ok(());
            }
            Expr::Compare(node) => return self.jump_if_compare(node, wanted, label),
            Expr::Named(node) => {
                if let Expr::Name(name) = &*node.target
                    && matches!(self.variable(&name.id), Variable::Register(_))
                {
                    let register = self.named_in_place(node)?;
                    self.at(node.range);
                    self.jump_on_truth(register, wanted, label);
                    return Ok(());
                }
            }
            _ => {}
        }
        let register = self.operand(condition)?;
        self.at(condition.range());
        self.jump_on_truth(register, wanted, label);
        Ok(())
    }

    pub(super) fn jump_on_truth(&mut self, register: Register, wanted: bool, label: Label) {
        let opcode = if wanted { Opcode::JumpIfTrue } else { Opcode::JumpIfFalse };
        self.jump(opcode, register, 0, label);
    }

    fn jump_if_compare(
        &mut self,
        node: &'a ast::ExprCompare,
        wanted: bool,
        label: Label,
    ) -> Result {
        if node.ops.len() == 1 {
            let (op, right) = (node.ops[0], &node.comparators[0]);
            let left = self.comparison_left(&node.left, right, None)?;
            if matches!(op, CmpOp::Is | CmpOp::IsNot) && right.is_none_literal_expr() {
                self.at(node.range);
                let is_none = (op == CmpOp::Is) == wanted;
                let opcode = if is_none { Opcode::JumpIfNone } else { Opcode::JumpIfNotNone };
                self.jump(opcode, left, 0, label);
                return Ok(());
            }
            if let Some(opcode) = fused_immediate(op, wanted)
                && let Some(number) = self.small_integer(right)
            {
                self.at(node.range);
                self.jump(opcode, left, number, label);
                return Ok(());
            }
            let right = self.comparison_right(op, right)?;
            self.at(node.range);
            self.jump_on_comparison(op, left, right, wanted, label);
            return Ok(());
        }
        let end = self.label();
        let fails = if wanted { end } else { label };
        let mut left = self.operand(&node.left)?;
        for (index, (&op, comparator)) in node.ops.iter().zip(&node.comparators).enumerate() {
            let is_last = index + 1 == node.ops.len();
            let right = if is_last {
                self.comparison_right(op, comparator)?
            } else {
                self.operand(comparator)?
            };
            self.at(node.range);
            if is_last {
                self.jump_on_comparison(op, left, right, wanted, label);
            } else {
                self.jump_on_comparison(op, left, right, false, fails);
            }
            left = right;
        }
        self.bind(end);
        Ok(())
    }

    /// Compares two registers and jumps if the outcome is `wanted`.
    pub(super) fn jump_on_comparison(
        &mut self,
        op: CmpOp,
        left: Register,
        right: Register,
        wanted: bool,
        label: Label,
    ) {
        let opcode = match (op, wanted) {
            (CmpOp::Eq, true) => Opcode::JumpIfEq,
            (CmpOp::Eq, false) => Opcode::JumpIfNotEq,
            (CmpOp::NotEq, true) => Opcode::JumpIfNe,
            (CmpOp::NotEq, false) => Opcode::JumpIfNotNe,
            (CmpOp::Lt, true) => Opcode::JumpIfLt,
            (CmpOp::Lt, false) => Opcode::JumpIfNotLt,
            (CmpOp::LtE, true) => Opcode::JumpIfLe,
            (CmpOp::LtE, false) => Opcode::JumpIfNotLe,
            (CmpOp::Gt, true) => Opcode::JumpIfGt,
            (CmpOp::Gt, false) => Opcode::JumpIfNotGt,
            (CmpOp::GtE, true) => Opcode::JumpIfGe,
            (CmpOp::GtE, false) => Opcode::JumpIfNotGe,
            (CmpOp::Is, true) | (CmpOp::IsNot, false) => Opcode::JumpIfIs,
            (CmpOp::Is, false) | (CmpOp::IsNot, true) => Opcode::JumpIfIsNot,
            (CmpOp::In | CmpOp::NotIn, _) => {
                let mark = self.mark();
                let found = self.temporary();
                self.op(Opcode::Contains, found, left, right);
                self.jump_on_truth(found, (op == CmpOp::In) == wanted, label);
                self.release(mark);
                return;
            }
        };
        self.jump(opcode, left, right, label);
    }
}

fn fused_immediate(op: CmpOp, wanted: bool) -> Option<Opcode> {
    Some(match (op, wanted) {
        (CmpOp::Eq, true) => Opcode::JumpIfEqInt,
        (CmpOp::Eq, false) => Opcode::JumpIfNotEqInt,
        (CmpOp::NotEq, true) => Opcode::JumpIfNeInt,
        (CmpOp::NotEq, false) => Opcode::JumpIfNotNeInt,
        (CmpOp::Lt, true) => Opcode::JumpIfLtInt,
        (CmpOp::Lt, false) => Opcode::JumpIfNotLtInt,
        (CmpOp::LtE, true) => Opcode::JumpIfLeInt,
        (CmpOp::LtE, false) => Opcode::JumpIfNotLeInt,
        (CmpOp::Gt, true) => Opcode::JumpIfGtInt,
        (CmpOp::Gt, false) => Opcode::JumpIfNotGtInt,
        (CmpOp::GtE, true) => Opcode::JumpIfGeInt,
        (CmpOp::GtE, false) => Opcode::JumpIfNotGeInt,
        _ => return None,
    })
}
