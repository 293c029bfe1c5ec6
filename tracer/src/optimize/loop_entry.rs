//! Parameters, loop-carried values, and what moves out of the loop.
//!
//! A loop is recorded once and optimized in one walk: no iteration is peeled. A peeled copy would
//! double the code, exits in it would never be bridged into the loop, and bridges out of it do not
//! dominate the header. Instead kinds are assumed at the header (from what was seen), the walk
//! relies on them, and the back edge is checked against them; where it gives another kind, the
//! slot travels as a word and the walk is repeated.
//!
//! Slots that the loop does not change are invariant. Pure operations, loads and guards that
//! depend on invariants alone are placed before the label, in trace order; such a guard leaves
//! with the state of the entry, where nothing has happened, which is right whatever the loop
//! would have done before it. Loads need more care, because reading through a word that is not
//! what the trace checked it to be is not harmless:
//!
//! * nothing in the loop may write the place (other than into objects made in the loop);
//! * the base must be a constant, have a shape that was checked before the label, or have been
//!   loaded before the label without any check of its shape inside;
//! * no guard inside the loop may depend on something read from the same base there (it could be
//!   the bounds check or a discriminant that makes this load legal).

use super::value::Value;
use super::{OptimizeError, Optimizer, Stop, heap};
use crate::trace::{
    AliasSet, Arg, Code, Descriptor, Effects, Kind, Op, OpRef, Param, ResidualRef, ShapeId,
    SnapshotId, Trace, TraceEnd, UnitKind,
};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Parameters and label of the unit to be made, and what its loop may write.
pub(super) struct Plan {
    params: Vec<Param>,
    param_ids: Vec<OpRef>,
    /// Snapshot of the back edge, in units with a label.
    back_edge: Option<SnapshotId>,
    /// Slots that the loop changes, with the identity of the phi.
    pub phis: Vec<(Param, OpRef)>,
    /// From here on, phis stand for slots that the trace writes but does not read.
    unread_from: usize,
    writes: AliasSet,
    changes_shapes: bool,
    /// Bases of which a guard inside the loop knows more than the entry.
    distrusted: HashSet<Arg>,
}

/// How guards found each boolean of a trace: the outcome that lets the trace go on.
pub(super) fn recorded_outcomes(trace: &Trace) -> Vec<Option<bool>> {
    let mut outcomes = vec![None; trace.ops.len()];
    for op in &trace.ops {
        if let (Code::GuardTrue | Code::GuardFalse, Some(Arg::Op(condition))) =
            (op.code, op.args.first())
        {
            outcomes[condition.0 as usize].get_or_insert(op.code == Code::GuardTrue);
        }
    }
    outcomes
}

/// Slots that the trace reads, with the operation.
fn inputs(trace: &Trace) -> BTreeMap<i32, OpRef> {
    let mut inputs = BTreeMap::new();
    for (index, op) in trace.ops.iter().enumerate() {
        if let (Code::Input, Descriptor::Slot(slot)) = (op.code, op.descriptor) {
            inputs.entry(slot).or_insert(OpRef(index as u32));
        }
    }
    inputs
}

/// What the loop may write outside the objects it makes, and whether it may change shapes.
fn loop_writes(trace: &Trace) -> (AliasSet, bool) {
    let is_new = |arg: &Arg| {
        arg.op().is_some_and(|op| trace.ops[op.0 as usize].code == Code::New)
    };
    let (mut writes, mut shapes) = (AliasSet::NONE, false);
    for op in &trace.ops {
        let effects = match (op.code, &op.descriptor) {
            (Code::CallFunction, _) => Effects::ANY,
            (Code::Call, Descriptor::Residual(ResidualRef(residual))) => residual.effects,
            (_, Descriptor::Field(field)) if is_write(op) && !is_new(&op.args[0]) => {
                Effects { writes: AliasSet::of(&[field.alias]), ..Effects::PURE }
            }
            (_, Descriptor::Element(element)) if is_write(op) && !is_new(&op.args[0]) => {
                Effects { writes: AliasSet::of(&[element.alias]), ..Effects::PURE }
            }
            _ => continue,
        };
        writes.0 |= if effects.runs_language { !0 } else { effects.writes.0 };
        let is_call = matches!(op.code, Code::Call | Code::CallFunction);
        shapes |= is_call && heap::changes_shapes(&effects);
    }
    (writes, shapes)
}

fn is_write(op: &Op) -> bool {
    op.code.effect() == crate::trace::Effect::Write
}

impl Plan {
    /// `words`: slots whose kind turned out to change.
    pub fn new(trace: &Trace, kind: UnitKind, words: &HashSet<i32>) -> Plan {
        let back_edge = match trace.end {
            TraceEnd::Loop(snapshot) => Some(snapshot),
            _ => None,
        };
        let (writes, changes_shapes) = loop_writes(trace);
        let mut plan = Plan {
            params: Vec::new(),
            param_ids: Vec::new(),
            back_edge,
            phis: Vec::new(),
            unread_from: usize::MAX,
            writes,
            changes_shapes,
            distrusted: HashSet::new(),
        };
        if kind == UnitKind::Bridge {
            return plan;
        }
        let outcomes = recorded_outcomes(trace);
        let finals: HashMap<i32, Arg> = match back_edge {
            Some(snapshot) => trace.snapshots[snapshot.0 as usize].slots.iter().copied().collect(),
            None => HashMap::new(),
        };
        for (slot, input) in inputs(trace) {
            let last = finals.get(&slot).copied().filter(|last| *last != Arg::Op(input));
            let kind = if words.contains(&slot) {
                Kind::Word
            } else {
                assumed_kind(trace, &outcomes, slot, input, last)
            };
            let param = Param { slot, kind };
            plan.params.push(param);
            if last.is_some() {
                plan.phis.push((param, OpRef(0)));
            }
        }
        // Slots that are written but never read: an exit in the next iteration may still need the
        // word that this one leaves, and the snapshot does not know it.
        let mut unread: Vec<i32> = finals.keys().copied().collect();
        unread.retain(|slot| !plan.params.iter().any(|param| param.slot == *slot));
        unread.sort_unstable();
        for slot in unread {
            let param = Param { slot, kind: Kind::Word };
            plan.params.push(param);
            plan.unread_from = plan.unread_from.min(plan.phis.len());
            plan.phis.push((param, OpRef(0)));
        }
        plan
    }

    pub fn has_label(&self) -> bool {
        self.back_edge.is_some()
    }
    /// Snapshot at the loop header.
    pub fn header(&self) -> SnapshotId {
        self.back_edge.expect("only units with a label hoist")
    }
    pub fn params(&self) -> &[Param] {
        &self.params
    }
    pub fn param_ids(&self) -> &[OpRef] {
        &self.param_ids
    }
    /// Slots that no snapshot knows to come from the iteration before, with their words.
    pub fn unread(&self) -> Vec<(i32, OpRef)> {
        let phis = self.phis.get(self.unread_from..).unwrap_or_default();
        phis.iter().map(|(param, id)| (param.slot, *id)).collect()
    }
    /// Adds a parameter of a bridge.
    pub fn add_param(&mut self, param: Param, id: OpRef) {
        self.params.push(param);
        self.param_ids.push(id);
    }
}

/// The kind in which a slot travels.
fn assumed_kind(
    trace: &Trace,
    outcomes: &[Option<bool>],
    slot: i32,
    input: OpRef,
    last: Option<Arg>,
) -> Kind {
    let tested = |code: Code| {
        trace.ops.iter().zip(outcomes).any(|(op, outcome)| {
            op.code == code && op.args[0] == Arg::Op(input) && *outcome == Some(true)
        })
    };
    let ends_as = |code: Code, is_kind: fn(crate::word::Word) -> bool| match last {
        Some(Arg::Op(last)) => trace.ops[last.0 as usize].code == code,
        Some(Arg::Word(word)) => is_kind(word),
        _ => false,
    };
    let seen = trace.seen.iter().find(|(seen, _)| *seen == slot).map(|(_, word)| *word);
    if seen.is_none_or(|word| word.is_int())
        && (tested(Code::IsInt) || seen.is_some() && ends_as(Code::BoxInt, |w| w.is_int()))
    {
        Kind::Int
    } else if seen.is_none_or(|word| word.is_float())
        && (tested(Code::IsFloat) || seen.is_some() && ends_as(Code::BoxFloat, |w| w.is_float()))
    {
        Kind::Float
    } else {
        Kind::Word
    }
}

impl Optimizer<'_> {
    /// Defines parameters and phis of a loop or function.
    pub(super) fn enter(&mut self, kind: UnitKind) {
        for param in self.plan.params.clone() {
            let op = Op::new(Code::Param, &[], Descriptor::Slot(param.slot));
            let id = self.values.define(op, param.kind);
            self.place(id, true);
            self.plan.param_ids.push(id);
            let word = self.word_of(Arg::Op(id));
            self.inputs.insert(param.slot, Value { arg: word, steady: self.plan.has_label() });
            if kind == UnitKind::Function {
                // A caller stores the arguments before it calls.
                self.frame.memory.insert(param.slot, word);
            }
        }
        for index in 0..self.plan.phis.len() {
            let (param, _) = self.plan.phis[index];
            let op = Op::new(Code::Phi, &[], Descriptor::Slot(param.slot));
            let id = self.values.define(op, param.kind);
            self.place(id, false);
            self.plan.phis[index].1 = id;
            let word = self.word_of(Arg::Op(id));
            self.inputs.insert(param.slot, Value { arg: word, steady: false });
        }
    }

    /// The arguments of the back edge.
    pub(super) fn back_edge(&mut self, snapshot: SnapshotId) -> Result<Vec<Arg>, Stop> {
        let trace = self.trace;
        let finals: HashMap<i32, Arg> =
            trace.snapshots[snapshot.0 as usize].slots.iter().copied().collect();
        let phis = self.plan.phis.clone();
        let mut args = Vec::new();
        for (param, _) in &phis {
            let value = self.value(finals[&param.slot]);
            match self.as_kind(value, param.kind, snapshot)? {
                Some(arg) => args.push(arg),
                None => return Err(Stop::TravelsAsWord(param.slot)),
            }
        }
        // Objects and boxes become real only after the last guard has had its exit.
        Ok(args.into_iter().map(|arg| self.real(arg)).collect())
    }

    /// A word as a value of this kind, checked where the kind is not known; `None` where it is
    /// known to be another.
    pub(super) fn as_kind(
        &mut self,
        word: Value,
        kind: Kind,
        snapshot: SnapshotId,
    ) -> Result<Option<Arg>, Stop> {
        let (test, unbox) = match kind {
            Kind::Int => (Code::IsInt, Code::UnboxInt),
            Kind::Float => (Code::IsFloat, Code::UnboxFloat),
            _ => return Ok(Some(self.values.resolve(word.arg))),
        };
        let is_kind = self.pure(test, &[word], Descriptor::None, None);
        match self.values.resolve(is_kind.arg) {
            Arg::Bool(false) => return Ok(None),
            Arg::Bool(_) => {}
            _ => self.guard(is_kind, true, snapshot)?,
        }
        Ok(Some(self.pure(unbox, &[word], Descriptor::None, None).arg))
    }

    /// Whether an operation that reads no memory may stand before the label.
    pub(super) fn may_hoist_pure(&self, code: Code, args: &[Arg], descriptor: Descriptor) -> bool {
        if !self.plan.has_label() || !args.iter().all(|arg| self.values.is_at_entry(*arg) || self.is_box(*arg)) {
            return false;
        }
        match code {
            // The check of the divisor may rest on what only the loop knows.
            Code::IntFloorDiv | Code::IntMod => {
                matches!(args[1], Arg::Int(divisor) if divisor > 0)
            }
            Code::FloatToInt => false,
            Code::Call => {
                matches!(descriptor, Descriptor::Residual(_))
                    && args.iter().all(|arg| match self.values.kind(*arg) {
                        Kind::Word => self.is_trusted(*arg),
                        _ => true,
                    })
            }
            _ => true,
        }
    }

    /// An unplaced box of something that is there at the entry.
    fn is_box(&self, arg: Arg) -> bool {
        match arg {
            Arg::Op(id) => {
                let info = self.values.info(id);
                info.place == super::value::Place::Nowhere
                    && info.object.is_none()
                    && self.values.is_at_entry(info.op.args[0])
            }
            _ => true,
        }
    }

    /// Whether a load through this base is as legal before the label as where it stood.
    fn is_trusted(&self, base: Arg) -> bool {
        if self.distrusted(base) {
            return false;
        }
        match base {
            Arg::Op(id) => match self.heap.is_shape_steady(base) {
                Some(steady) => steady,
                None => {
                    let op = &self.values.info(id).op;
                    self.values.is_at_entry(base)
                        && op.code.effect() == crate::trace::Effect::Read
                        && op.code != Code::HasShape
                }
            },
            _ => self.heap.is_shape_steady(base) != Some(false),
        }
    }

    pub(super) fn may_hoist_load(&self, op: &Op, operands: &[Value]) -> bool {
        if !self.plan.has_label() || !operands.iter().all(|operand| operand.steady) {
            return false;
        }
        let args: Vec<Arg> = operands.iter().map(|v| self.values.resolve(v.arg)).collect();
        if !args.iter().all(|arg| self.values.is_at_entry(*arg)) {
            return false;
        }
        let (immutable, alias) = match op.descriptor {
            Descriptor::Field(field) => (field.immutable, field.alias),
            Descriptor::Element(element) => (element.immutable, element.alias),
            _ => return false,
        };
        let is_written = self.plan.writes.contains(alias) || op.code == Code::LoadThread;
        (immutable || !is_written)
            && args.first().is_none_or(|base| self.is_trusted(*base))
    }

    pub(super) fn may_hoist_shape_test(
        &self,
        object: Arg,
        shape: ShapeId,
        recorded: Option<bool>,
    ) -> bool {
        // What has a final shape keeps it; what has not may get it.
        let lasts = recorded == Some(true) && self.facts.shape_is_final(shape);
        self.plan.has_label()
            && (self.values.is_at_entry(object) || self.is_box(object))
            && (lasts || !self.plan.changes_shapes)
            && !self.distrusted(object)
    }

    fn distrusted(&self, base: Arg) -> bool {
        self.plan.distrusted.contains(&base)
    }

    /// Notes the steady objects that a value read inside the loop depends on.
    pub(super) fn note_source(&mut self, id: OpRef, operands: &[Value]) {
        for operand in operands {
            let arg = self.values.resolve(operand.arg);
            if self.values.kind(arg) != Kind::Word {
                continue;
            }
            if operand.steady || arg.is_constant() {
                let sources = &mut self.values.info_mut(id).sources;
                if !sources.contains(&arg) {
                    sources.push(arg);
                }
            }
        }
    }

    /// What is computed from a value depends on what that one depends on.
    pub(super) fn inherit_sources(&mut self, id: OpRef) {
        for arg in self.values.info(id).op.args.clone() {
            let Arg::Op(operand) = arg else { continue };
            for source in self.values.info(operand).sources.clone() {
                let sources = &mut self.values.info_mut(id).sources;
                if !sources.contains(&source) {
                    sources.push(source);
                }
            }
        }
    }

    /// A guard inside the loop decides on this condition.
    pub(super) fn distrust_sources(&mut self, condition: OpRef) {
        if !self.plan.has_label() {
            return;
        }
        let sources = self.values.info(condition).sources.clone();
        self.plan.distrusted.extend(sources);
    }
}

impl From<OptimizeError> for Stop {
    fn from(error: OptimizeError) -> Stop {
        Stop::Fails(error)
    }
}
