//! Guards: which are needed, and what they teach.
//!
//! A guard on something known is dropped. One that stays makes its condition a constant for the
//! rest of the walk, so the same test is never made twice, and what the condition says of its
//! operands becomes a fact: a tag, a shape, an interval, or that a value is a certain constant
//! (that is how promotion reaches the optimizer).
//!
//! A test of what a word is often follows weaker ones (that it is not null, not `None`). Where
//! nothing has been written since, the first of these guards takes over the stronger test and the
//! others go: leaving at the earlier snapshot is as right, because everything since is done again.
//! So an exit is taken when the recorded condition fails, or earlier: where a guard was
//! strengthened, or at the entry.
//!
//! What a guard inside the loop says of a value that exists before the loop is not noted where
//! operations hoisted later could come to depend on it.

use super::value::{Tags, Value};
use super::{OptimizeError, Optimizer, Stop};
use crate::trace::{Arg, Code, Descriptor, Kind, Op, OpRef, SnapshotId};

/// A guard that says what a word is not, with nothing written since.
pub(super) struct WeakGuard {
    word: OpRef,
    condition: OpRef,
    guard: OpRef,
}

impl Optimizer<'_> {
    /// `GuardTrue` (`expected`) or `GuardFalse`.
    pub(super) fn guard(
        &mut self,
        condition: Value,
        expected: bool,
        snapshot: SnapshotId,
    ) -> Result<(), Stop> {
        self.guard_or_strengthen(condition, expected, snapshot, true)
    }

    /// A guard that leaves nowhere else than here: of a kind in which a value travels on.
    pub(super) fn guard_here(
        &mut self,
        condition: Value,
        snapshot: SnapshotId,
    ) -> Result<(), Stop> {
        self.guard_or_strengthen(condition, true, snapshot, false)
    }

    fn guard_or_strengthen(
        &mut self,
        condition: Value,
        expected: bool,
        snapshot: SnapshotId,
        may_strengthen: bool,
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
            if expected && may_strengthen && self.strengthen(id) {
                self.learn(id, true, false);
                return Ok(());
            }
            self.exit(snapshot, Some((id, !expected)))
        };
        let code = if expected { Code::GuardTrue } else { Code::GuardFalse };
        let guard = self.values.define(Op::guard(code, arg, exit), Kind::None);
        self.place(guard, hoist);
        // Where a failure means an exception, nothing else may lead there.
        let resume = self.trace.snapshots[snapshot.0 as usize].resume;
        if !hoist && !expected && !resume.means_exception() {
            self.note_weak(id, guard);
        }
        self.learn(id, expected, hoist);
        Ok(())
    }

    /// Remembers a guard that says what a word is not.
    fn note_weak(&mut self, condition: OpRef, guard: OpRef) {
        let op = &self.values.info(condition).op;
        let says_not = match op.code {
            Code::IsNull | Code::IsInt | Code::IsFloat | Code::HasShape => true,
            Code::SameWord => matches!(op.args[1], Arg::Word(_)),
            _ => false,
        };
        if let (true, Arg::Op(word)) = (says_not, op.args[0]) {
            self.weak_guards.push(WeakGuard { word, condition, guard });
        }
    }

    /// Gives the test of a word's kind to the first guard since the last effect that it implies.
    fn strengthen(&mut self, condition: OpRef) -> bool {
        let op = &self.values.info(condition).op;
        let Arg::Op(word) = op.args.first().copied().unwrap_or(Arg::Bool(false)) else {
            return false;
        };
        let tag = match op.code {
            Code::IsInt => Tags::INT,
            Code::IsFloat => Tags::FLOAT,
            Code::HasShape => Tags::POINTER,
            _ => return false,
        };
        let implied: Vec<OpRef> = self
            .weak_guards
            .iter()
            .filter(|weak| weak.word == word && self.implies_not(tag, weak.condition))
            .map(|weak| weak.guard)
            .collect();
        let Some(&first) = implied.first() else { return false };
        self.weak_guards.retain(|weak| !implied.contains(&weak.guard));
        let body = match self.plan.is_peeling() {
            true => &mut self.values.entry,
            false => &mut self.values.body,
        };
        body.retain(|id| !implied[1..].contains(id));
        let at = body.iter().rposition(|id| *id == first).expect("a guard of this body");
        if let Some(behind) = body[at..].iter().position(|id| *id == condition) {
            body[at..=at + behind].rotate_right(1);
        }
        let guard = &mut self.values.info_mut(first).op;
        guard.code = Code::GuardTrue;
        guard.args[0] = Arg::Op(condition);
        true
    }

    /// Whether a word with this tag makes the condition false, and no exit relies on the
    /// condition's own failure.
    fn implies_not(&self, tag: Tags, condition: OpRef) -> bool {
        let info = self.values.info(condition);
        if info.boxed.is_some() {
            return false;
        }
        match (info.op.code, info.op.args.get(1)) {
            (Code::IsNull, _) => true,
            (Code::IsInt, _) => tag != Tags::INT,
            (Code::IsFloat, _) => tag != Tags::FLOAT,
            (Code::HasShape, _) => tag != Tags::POINTER,
            (Code::SameWord, Some(Arg::Word(constant))) => Tags::of(*constant) != tag,
            _ => false,
        }
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
