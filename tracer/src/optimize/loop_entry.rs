//! Parameters, loop-carried values, and what moves out of the loop.
//!
//! A loop is recorded once and optimized in one walk: no iteration is peeled, but where objects
//! travel as their fields (`peel`). A peeled copy would double the code, exits in it would never be
//! bridged into the loop, and bridges out of it do not dominate the header. Instead kinds are assumed at the header (from what was seen), the walk
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
//!
//! A place that the loop does write (`self.total += x`) is loaded before the label as well if its
//! content is known at the back edge: it travels as a phi, so that no iteration waits for the store
//! of the one before. The stores stay, and memory is right at every exit.

use super::heap::{self, Base, Spot};
use super::peel::Peeling;
use super::value::Value;
use super::{OptimizeError, Optimizer, Refuted, Stop};
use crate::trace::{
    AliasSet, Arg, Code, Descriptor, Effects, Kind, Op, OpRef, Param, ResidualRef, ShapeId,
    SnapshotId, Storage, Trace, TraceEnd, UnitKind,
};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

/// Parameters and label of the unit to be made, and what its loop may write.
pub(super) struct Plan {
    params: Vec<Param>,
    param_ids: Vec<OpRef>,
    /// Snapshot of the back edge, in units with a label.
    back_edge: Option<SnapshotId>,
    /// Slots that the loop changes; then slots that it writes but does not read; then contents
    /// of memory that travel in registers.
    pub phis: Vec<CarriedValue>,
    unread: Range<usize>,
    contents: Vec<CarriedContent>,
    uncarried: HashSet<usize>,
    writes: AliasSet,
    called: AliasSet,
    changes_shapes: bool,
    /// Bases of which a guard inside the loop knows more than the entry.
    distrusted: HashSet<Arg>,
    /// The unit is a loop, not a function or bridge with one.
    is_loop: bool,
    pub peeling: Option<Peeling>,
    /// Slots in which an object that need not exist has been found by an earlier walk.
    pub unmade_before: HashSet<i32>,
}

/// A phi in the making.
pub(super) struct CarriedValue {
    pub slot: i32,
    pub kind: Kind,
    pub id: OpRef,
    pub initial: Arg,
}

/// A place in memory whose content travels as a phi.
struct CarriedContent {
    base: Base,
    spot: Spot,
    /// The recorded load that wanted it.
    load: usize,
}

/// The slot of phis that stand for none.
pub(super) const NO_SLOT: i32 = i32::MIN;

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

/// What the loop may write outside the objects it makes, what of that calls may write, and whether
/// they may change shapes.
fn loop_writes(trace: &Trace) -> (AliasSet, AliasSet, bool) {
    let is_new = |arg: &Arg| arg.op().is_some_and(|op| trace.ops[op.0 as usize].code == Code::New);
    let (mut writes, mut called, mut shapes) = (AliasSet::NONE, AliasSet::NONE, false);
    for op in &trace.ops {
        let effects = match (op.code, &op.descriptor) {
            (Code::CallFunction, _) => Effects::ANY,
            (Code::Call, Descriptor::Residual(ResidualRef(residual))) => residual.effects,
            (code, Descriptor::Field(field))
                if is_write(op) && (code == Code::StoreThread || !is_new(&op.args[0])) =>
            {
                Effects { writes: AliasSet::of(&[field.alias]), ..Effects::PURE }
            }
            (_, Descriptor::Element(element)) if is_write(op) && !is_new(&op.args[0]) => {
                Effects { writes: AliasSet::of(&[element.alias]), ..Effects::PURE }
            }
            (Code::SetShape, _) => {
                shapes = true;
                continue;
            }
            _ => continue,
        };
        let written = if effects.runs_language { AliasSet::ALL } else { effects.writes };
        writes.0 |= written.0;
        if matches!(op.code, Code::Call | Code::CallFunction) {
            called.0 |= written.0;
            shapes |= heap::changes_shapes(&effects);
        }
    }
    (writes, called, shapes)
}

fn is_write(op: &Op) -> bool {
    op.code.effect() == crate::trace::Effect::Write
}

impl Plan {
    pub fn new(trace: &Trace, kind: UnitKind, refuted: &Refuted) -> Plan {
        let back_edge = match trace.end {
            TraceEnd::Loop(snapshot) => Some(snapshot),
            _ => None,
        };
        let (writes, called, changes_shapes) = loop_writes(trace);
        let mut plan = Plan {
            params: Vec::new(),
            param_ids: Vec::new(),
            back_edge,
            phis: Vec::new(),
            unread: 0..0,
            contents: Vec::new(),
            uncarried: refuted.carried.clone(),
            writes,
            called,
            changes_shapes,
            distrusted: HashSet::new(),
            is_loop: kind == UnitKind::Loop,
            peeling: None,
            unmade_before: refuted.unmade.clone(),
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
            let kind = if refuted.kinds.contains(&slot) {
                Kind::Word
            } else {
                assumed_kind(trace, &outcomes, slot, input, last)
            };
            let param = Param { slot, kind };
            plan.params.push(param);
            if last.is_some() {
                plan.phis.push(CarriedValue::of(param));
            }
        }
        // Slots that are written but never read: an exit in the next iteration may still need the
        // word that this one leaves, and the snapshot does not know it.
        let mut unread: Vec<i32> = finals.keys().copied().collect();
        unread.retain(|slot| !plan.params.iter().any(|param| param.slot == *slot));
        unread.sort_unstable();
        let first = plan.phis.len();
        for slot in unread {
            let param = Param { slot, kind: Kind::Word };
            plan.params.push(param);
            plan.phis.push(CarriedValue::of(param));
        }
        plan.unread = first..plan.phis.len();
        if kind == UnitKind::Loop && back_edge.is_some() {
            plan.peeling = Peeling::new(trace, refuted);
        }
        plan
    }

    pub fn has_label(&self) -> bool {
        self.back_edge.is_some() && !self.is_peeling()
    }
    /// Snapshot at the loop header.
    pub fn header(&self) -> SnapshotId {
        self.back_edge.expect("only units with a label hoist")
    }
    /// How many of the phis stand for slots.
    pub fn slot_count(&self) -> usize {
        self.unread.end
    }
    pub fn params(&self) -> &[Param] {
        &self.params
    }
    pub fn param_ids(&self) -> &[OpRef] {
        &self.param_ids
    }
    /// Slots that no snapshot knows to come from the iteration before, with their words.
    pub fn unread(&self) -> Vec<(i32, OpRef)> {
        self.phis[self.unread.clone()].iter().map(|phi| (phi.slot, phi.id)).collect()
    }
    /// Adds a parameter of a bridge.
    pub fn add_param(&mut self, param: Param, id: OpRef) {
        self.params.push(param);
        self.param_ids.push(id);
    }
}

impl CarriedValue {
    fn of(param: Param) -> CarriedValue {
        let Param { slot, kind } = param;
        CarriedValue { slot, kind, id: OpRef(0), initial: Arg::Bool(false) }
    }
}

/// Whether the trace goes on where this test of the word gives true.
fn is_tested(trace: &Trace, outcomes: &[Option<bool>], code: Code, word: OpRef) -> bool {
    trace.ops.iter().zip(outcomes).any(|(op, outcome)| {
        op.code == code && op.args[0] == Arg::Op(word) && *outcome == Some(true)
    })
}

/// The kind in which a slot travels.
fn assumed_kind(
    trace: &Trace,
    outcomes: &[Option<bool>],
    slot: i32,
    input: OpRef,
    last: Option<Arg>,
) -> Kind {
    let tested = |code: Code| is_tested(trace, outcomes, code, input);
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
        if self.plan.is_peeling() {
            // In the first turn each slot is what it came in as.
            for index in 0..self.plan.phis.len() {
                let slot = self.plan.phis[index].slot;
                let param = self.plan.params.iter().position(|param| param.slot == slot);
                let param = param.expect("a slot begins as a parameter");
                self.plan.phis[index].id = self.plan.param_ids[param];
            }
            return;
        }
        for index in 0..self.plan.phis.len() {
            let CarriedValue { slot, kind, .. } = self.plan.phis[index];
            let id = self.place_phi(slot, kind);
            let param = self.plan.params.iter().position(|param| param.slot == slot);
            let initial = self.plan.param_ids[param.expect("a slot begins as a parameter")];
            self.plan.phis[index] = CarriedValue { slot, kind, id, initial: Arg::Op(initial) };
            let word = self.word_of(Arg::Op(id));
            self.inputs.insert(slot, Value { arg: word, steady: false });
        }
    }

    pub(super) fn place_phi(&mut self, slot: i32, kind: Kind) -> OpRef {
        let id = self.values.define(Op::new(Code::Phi, &[], Descriptor::Slot(slot)), kind);
        self.place(id, false);
        id
    }

    /// A load that cannot move out because the loop writes the place, but whose place nothing has
    /// written so far in this iteration: it is made once before the loop, and travels from the
    /// store of one iteration to the next in a register. `None` where that cannot be.
    pub(super) fn carry(
        &mut self,
        index: usize,
        operands: &[Value],
        base: Base,
        spot: Spot,
    ) -> Result<Option<Value>, Stop> {
        let trace = self.trace;
        let op = &trace.ops[index];
        let (Base::Object(object), Spot::Field(field)) = (base, spot) else { return Ok(None) };
        let may_carry = self.plan.has_label()
            && operands.iter().all(|operand| operand.steady)
            && self.values.is_at_entry(object)
            && !self.plan.uncarried.contains(&index)
            && !self.plan.called.contains(field.alias)
            && (op.code == Code::LoadCell || self.is_trusted(object))
            && self.heap.is_untouched(base, &spot, &self.values);
        if !may_carry {
            return Ok(None);
        }
        let args: Vec<Arg> = operands.iter().map(|v| v.arg).collect();
        let loaded = self.emit(op.code, &args, op.descriptor, true);
        let loaded = Value { arg: Arg::Op(loaded), steady: true };
        let tested = |code: Code| is_tested(trace, &self.outcomes, code, OpRef(index as u32));
        let kind = match self.values.kind(loaded.arg) {
            Kind::Word if tested(Code::IsInt) => Kind::Int,
            Kind::Word if tested(Code::IsFloat) => Kind::Float,
            kind => kind,
        };
        let initial = match self.as_kind(loaded, kind, self.plan.header())? {
            Some(initial) => initial,
            None => return Err(OptimizeError::Contradiction.into()),
        };
        let id = self.place_phi(NO_SLOT, kind);
        self.plan.phis.push(CarriedValue { slot: NO_SLOT, kind, id, initial });
        self.plan.contents.push(CarriedContent { base, spot, load: index });
        let arg = match field.storage {
            Storage::Word => self.word_of(Arg::Op(id)),
            _ => Arg::Op(id),
        };
        if field.storage == Storage::Byte {
            self.values.info_mut(id).range = super::range::Range::BYTE;
        }
        let value = Value { arg, steady: false };
        self.heap.remember(base, spot, value);
        Ok(Some(value))
    }

    /// The arguments of the back edge.
    pub(super) fn back_edge(&mut self, snapshot: SnapshotId) -> Result<Vec<Arg>, Stop> {
        let trace = self.trace;
        let finals: HashMap<i32, Arg> =
            trace.snapshots[snapshot.0 as usize].slots.iter().copied().collect();
        let mut args = Vec::new();
        for index in 0..self.plan.unread.end {
            let CarriedValue { slot, kind, .. } = self.plan.phis[index];
            let value = self.value(finals[&slot]);
            if self.travels_as_fields(slot) {
                args.push(Arg::Bool(false));
                continue;
            }
            if kind == Kind::Word && self.plan.is_loop && self.may_stay_unmade(slot, value.arg) {
                return Err(Stop::Unmade(slot));
            }
            match self.as_kind(value, kind, snapshot)? {
                Some(arg) => args.push(arg),
                None => return Err(Stop::TravelsAsWord(slot)),
            }
        }
        args.extend(self.fields_at_back_edge(&finals, snapshot)?);
        let mut unknown = Vec::new();
        let first_content = args.len();
        for index in 0..self.plan.contents.len() {
            let CarriedContent { base, spot, load } = self.plan.contents[index];
            let kind = self.plan.phis[first_content + index].kind;
            let content = match self.heap.find(base, &spot) {
                Some(value) => self.as_kind(value, kind, snapshot)?,
                None => None,
            };
            match content {
                Some(arg) => args.push(arg),
                None => unknown.push(load),
            }
        }
        if !unknown.is_empty() {
            return Err(Stop::NotCarried(unknown));
        }
        // Objects and boxes become real only after the last guard has had its exit.
        let args = args.into_iter().map(|arg| self.real(arg)).collect();
        self.check_unmade()?;
        Ok(args)
    }

    /// A value as one of this kind, checked where the kind of a word is not known; `None` where it
    /// is known to be another.
    pub(super) fn as_kind(
        &mut self,
        word: Value,
        kind: Kind,
        snapshot: SnapshotId,
    ) -> Result<Option<Arg>, Stop> {
        if self.values.kind(word.arg) == kind {
            return Ok(Some(self.values.resolve(word.arg)));
        }
        let (test, unbox) = match kind {
            Kind::Int => (Code::IsInt, Code::UnboxInt),
            Kind::Float => (Code::IsFloat, Code::UnboxFloat),
            _ => return Ok(None),
        };
        let is_kind = self.pure(test, &[word], Descriptor::None, None);
        match self.values.resolve(is_kind.arg) {
            Arg::Bool(false) => return Ok(None),
            Arg::Bool(_) => {}
            _ => self.guard_here(is_kind, snapshot)?,
        }
        Ok(Some(self.pure(unbox, &[word], Descriptor::None, None).arg))
    }

    /// Whether an operation that reads no memory may stand before the label.
    pub(super) fn may_hoist_pure(&self, code: Code, args: &[Arg], descriptor: Descriptor) -> bool {
        if !self.plan.has_label()
            || !args.iter().all(|arg| self.values.is_at_entry(*arg) || self.is_box(*arg))
        {
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
        (immutable || !is_written) && args.first().is_none_or(|base| self.is_trusted(*base))
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
