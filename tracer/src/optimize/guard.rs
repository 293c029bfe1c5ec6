//! Guards: which are needed, and what they teach.
//!
//! A guard on something known is dropped. One that stays makes its condition a constant for the
//! rest of the walk, so the same test is never made twice, and what the condition says of its
//! operands becomes a fact: a tag, a shape, an interval, or that a value is a certain constant
//! (that is how promotion reaches the optimizer). Guards are never strengthened: an exit is taken
//! exactly when the recorded condition fails, or earlier, at the entry.
//!
//! What a guard inside the loop says of a value that exists before the loop is not noted where
//! operations hoisted later could come to depend on it.

use super::value::{Tags, Value};
use super::{OptimizeError, Optimizer, Stop};
use crate::trace::{Arg, Code, Descriptor, Kind, Op, OpRef, SnapshotId};

impl Optimizer<'_> {
    /// `GuardTrue` (`expected`) or `GuardFalse`.
    pub(super) fn guard(
        &mut self,
        condition: Value,
        expected: bool,
        snapshot: SnapshotId,
    ) -> Result<(), Stop> {
        let mut expected = expected;
        let mut arg = self.values.resolve(condition.arg);
        while let Arg::Op(id) = arg
            && let Some(inner) = self.negation(id)
        {
            arg = self.values.resolve(inner);
            expected = !expected;
        }
        let id = match arg {
            Arg::Op(id) => id,
            Arg::Bool(value) if value == expected => return Ok(()),
            _ => return Err(OptimizeError::Contradiction.into()),
        };
        let hoist = self.plan.has_label() && self.values.is_at_entry(arg);
        let exit = if hoist {
            self.entry_exit()
        } else {
            self.distrust_sources(id);
            self.exit(snapshot, Some((id, !expected)))
        };
        let code = if expected { Code::GuardTrue } else { Code::GuardFalse };
        let guard = self.values.define(Op::guard(code, arg, exit), Kind::None);
        self.place(guard, hoist);
        self.learn(id, expected, hoist);
        Ok(())
    }

    /// `GuardValid` or `GuardQuiet`.
    pub(super) fn guard_state(&mut self, code: Code, snapshot: SnapshotId) {
        if code == Code::GuardValid && !std::mem::replace(&mut self.frame.may_be_invalid, false) {
            return;
        }
        let exit = self.exit(snapshot, None);
        let guard = self.values.define(Op::guard(code, Arg::Bool(true), exit), Kind::None);
        self.place(guard, false);
    }

    /// The condition has this outcome from here on.
    fn learn(&mut self, condition: OpRef, outcome: bool, hoisted: bool) {
        self.values.info_mut(condition).equal = Some(Arg::Bool(outcome));
        let op = self.values.info(condition).op.clone();
        let knows = |arg: Arg, this: &Self| {
            hoisted || !this.plan.has_label() || !this.values.is_at_entry(arg)
        };
        match op.code {
            Code::IsInt => self.learn_tags(op.args[0], Tags::INT, outcome),
            Code::IsFloat => self.learn_tags(op.args[0], Tags::FLOAT, outcome),
            Code::IsNull => self.learn_tags(op.args[0], Tags::NULL, outcome),
            Code::HasShape if outcome => {
                let Descriptor::Shape(shape) = op.descriptor else { return };
                self.learn_tags(op.args[0], Tags::POINTER, true);
                self.heap.know_shape(op.args[0], shape, self.facts, hoisted);
            }
            Code::SameWord if outcome => {
                let (a, b) = (self.values.resolve(op.args[0]), self.values.resolve(op.args[1]));
                match (a, b) {
                    (Arg::Op(id), constant @ Arg::Word(word))
                    | (constant @ Arg::Word(word), Arg::Op(id))
                        if knows(Arg::Op(id), self) =>
                    {
                        self.learn_tags(Arg::Op(id), Tags::of(word), true);
                        self.values.info_mut(id).equal = Some(constant);
                        if let (Some(Arg::Op(number)), Some(value)) =
                            (self.values.info(id).unboxed, self.values.unboxed(constant))
                        {
                            self.values.info_mut(number).equal = Some(value);
                        }
                    }
                    _ => {}
                }
            }
            Code::IntLt | Code::IntLe | Code::IntEq | Code::IntNe | Code::IntBelow => {
                let (a, b) = (op.args[0], op.args[1]);
                let (low, high) = super::range::narrow(
                    op.code,
                    outcome,
                    self.values.range(a),
                    self.values.range(b),
                );
                if knows(a, self) {
                    self.narrow_range(a, low);
                }
                if knows(b, self) {
                    self.narrow_range(b, high);
                }
            }
            Code::BoolNot => {
                if let Arg::Op(inner) = op.args[0] {
                    self.learn(inner, !outcome, hoisted);
                }
            }
            _ => {}
        }
    }

    fn learn_tags(&mut self, word: Arg, tags: Tags, has: bool) {
        if let Arg::Op(id) = word {
            let info = self.values.info_mut(id);
            let narrowed = if has { info.tags.and(tags) } else { info.tags.without(tags) };
            if !narrowed.is_empty() {
                info.tags = narrowed;
            }
        }
    }
}
