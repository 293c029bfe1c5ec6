//! Objects that travel around a loop as their fields.
//!
//! The problem: in `a = a + d` each turn makes the object that the next one reads and drops. The
//! object of the turn before need not exist, but the one the loop is entered with does exist, may be
//! known elsewhere, and keeps its identity. So where a walk finds that a slot comes back with an
//! object that was never made, the trace is walked twice in one unit: a first turn before the
//! label, with the object as it came in, and then the loop, whose phis are the fields. A tested copy
//! of the fields at the entry (one turn, and a flag that says whose object it is) was rejected: every
//! exit would have to choose.
//!
//! What the first turn has learnt of values holds in the loop; what it knew of memory and of the
//! frame is forgotten. Checks hoisted out of the loop leave with the state after the first turn.
//!
//! Where such an object has to be made inside the loop after all, comes back in another form, or
//! under other names, its slot is noted and the trace walked anew.

use super::frame::Frame;
use super::heap::Heap;
use super::loop_entry::{CarriedValue, NO_SLOT};
use super::range::Range;
use super::value::{Value, constant_word};
use super::virtual_object::Object;
use super::{Optimizer, Refuted, Stop};
use crate::trace::{Arg, Field, Kind, OpRef, ShapeId, SnapshotId, Storage, Trace};
use std::collections::{HashMap, HashSet};

/// Longer traces are not walked twice.
const MOST_OPERATIONS: usize = 1500;
/// Objects with more fields are made.
const MOST_FIELDS: usize = 12;

/// The first turn, and the objects that travel from it.
pub(super) struct Peeling {
    slots: HashSet<i32>,
    is_first_turn: bool,
    /// The words of all parameters' slots behind the first turn.
    words: Vec<(i32, Arg)>,
    objects: Vec<Carried>,
}

/// An object that travels as its fields.
struct Carried {
    slots: Vec<i32>,
    shape: ShapeId,
    size: u32,
    fields: Vec<(Field, Kind)>,
    /// What it is at the back edge.
    last: Option<OpRef>,
}

impl Peeling {
    pub fn new(trace: &Trace, refuted: &Refuted) -> Option<Peeling> {
        let slots: HashSet<i32> = refuted.unmade.difference(&refuted.real).copied().collect();
        (!slots.is_empty() && trace.ops.len() <= MOST_OPERATIONS).then(|| Peeling {
            slots,
            is_first_turn: true,
            words: Vec::new(),
            objects: Vec::new(),
        })
    }
}

impl super::loop_entry::Plan {
    /// Whether the walk is in the turn before the label.
    pub fn is_peeling(&self) -> bool {
        self.peeling.as_ref().is_some_and(|peeling| peeling.is_first_turn)
    }
    /// What the slots hold when the label is reached, where a turn has been made before it.
    pub fn after_peeling(&self) -> Option<&[(i32, Arg)]> {
        self.peeling.as_ref().map(|peeling| &peeling.words[..])
    }
}

impl Optimizer<'_> {
    pub(super) fn travels_as_fields(&self, slot: i32) -> bool {
        let peeling = self.plan.peeling.as_ref();
        peeling.is_some_and(|p| p.objects.iter().any(|object| object.slots.contains(&slot)))
    }

    /// Whether it is worth a try to let this value of a slot at the back edge stay virtual.
    pub(super) fn may_stay_unmade(&self, slot: i32, value: Arg) -> bool {
        let Some(object) = self.virtual_object(self.values.resolve(value)) else { return false };
        !self.plan.unmade_before.contains(&slot)
            && self.trace.ops.len() <= MOST_OPERATIONS
            && (1..=MOST_FIELDS).contains(&self.objects[object.0].fields.len())
    }

    /// From the first turn to the label.
    pub(super) fn end_peeling(&mut self) -> Result<(), Stop> {
        self.store_delayed();
        let snapshot = self.plan.header();
        let trace = self.trace;
        let finals: HashMap<i32, Arg> =
            trace.snapshots[snapshot.0 as usize].slots.iter().copied().collect();
        let wanted = self.plan.peeling.as_ref().map(|p| p.slots.clone()).unwrap_or_default();
        let mut initials = Vec::new();
        let mut virtuals: Vec<(OpRef, Vec<i32>)> = Vec::new();
        for index in 0..self.plan.slot_count() {
            let CarriedValue { slot, kind, .. } = self.plan.phis[index];
            let value = self.value(finals[&slot]);
            let arg = self.values.resolve(value.arg);
            if wanted.contains(&slot) {
                let (Arg::Op(id), true) = (arg, self.is_virtual(arg)) else {
                    return Err(Stop::MustBeReal(vec![slot]));
                };
                match virtuals.iter_mut().find(|(known, _)| *known == id) {
                    Some((_, slots)) => slots.push(slot),
                    None => virtuals.push((id, vec![slot])),
                }
                initials.push(arg);
                continue;
            }
            match self.as_kind(value, kind, snapshot)? {
                Some(arg) => initials.push(arg),
                None => return Err(Stop::TravelsAsWord(slot)),
            }
        }
        // All that these objects hold, and all other slots, become real.
        let mut carried = Vec::new();
        let mut contents = Vec::new();
        for (id, slots) in &virtuals {
            // One that another of them holds is real by now.
            let object = self.virtual_object(Arg::Op(*id));
            let object = object.ok_or_else(|| Stop::MustBeReal(slots.clone()))?;
            let Object { shape, size, fields } = self.objects[object.0].clone();
            let mut kinds = Vec::new();
            for (field, value) in fields {
                let value = self.values.resolve(value);
                let value = match field.storage {
                    Storage::Word => self.values.unboxed(value).unwrap_or(value),
                    _ => value,
                };
                let value = self.real(value);
                kinds.push((field, self.values.kind(value)));
                contents.push(value);
            }
            let slots = slots.clone();
            carried.push(Carried { slots, shape, size, fields: kinds, last: None });
        }
        for (index, initial) in initials.iter_mut().enumerate() {
            if !wanted.contains(&self.plan.phis[index].slot) {
                *initial = self.real(*initial);
            }
        }
        let holds_no_word =
            |arg: &Arg| matches!(arg, Arg::Float(_)) && constant_word(*arg).is_none();
        if initials.iter().chain(&contents).any(holds_no_word) {
            return Err(Stop::MustBeReal(wanted.into_iter().collect()));
        }
        for (id, slots) in &virtuals {
            if !self.is_virtual(Arg::Op(*id)) {
                return Err(Stop::MustBeReal(slots.clone()));
            }
        }
        let mut words = Vec::new();
        for (index, param) in self.plan.params().to_vec().into_iter().enumerate() {
            let phi = self.plan.phis[..self.plan.slot_count()]
                .iter()
                .position(|phi| phi.slot == param.slot);
            let word = match phi {
                Some(phi) => initials[phi],
                None => Arg::Op(self.plan.param_ids()[index]),
            };
            words.push((param.slot, self.word_of(word)));
        }
        self.map.clear();
        self.heap = Heap::new();
        self.frame = Frame::new();
        self.weak_guards.clear();
        for input in self.inputs.values_mut() {
            input.steady = true;
        }
        let peeling = self.plan.peeling.as_mut().expect("this walk peels");
        peeling.is_first_turn = false;
        peeling.words = words;
        self.enter_label(&initials, carried, contents);
        Ok(())
    }

    /// Defines the phis behind a first turn.
    fn enter_label(&mut self, initials: &[Arg], carried: Vec<Carried>, contents: Vec<Arg>) {
        let objects: Vec<OpRef> = carried
            .iter()
            .map(|c| self.make_virtual(Object { shape: c.shape, size: c.size, fields: Vec::new() }))
            .collect();
        for (index, initial) in initials.iter().enumerate() {
            let CarriedValue { slot, kind, .. } = self.plan.phis[index];
            let (id, initial) = match carried.iter().position(|c| c.slots.contains(&slot)) {
                // Never placed, so no phi of the label.
                Some(object) => (objects[object], Arg::Bool(false)),
                None => (self.place_phi(slot, kind), *initial),
            };
            self.plan.phis[index] = CarriedValue { slot, kind, id, initial };
            let word = self.word_of(Arg::Op(id));
            self.inputs.insert(slot, Value { arg: word, steady: false });
        }
        let mut contents = contents.into_iter();
        for (id, object) in objects.iter().zip(&carried) {
            for (field, kind) in &object.fields {
                let initial = contents.next().expect("a value for each field");
                let phi = self.place_phi(NO_SLOT, *kind);
                self.plan.phis.push(CarriedValue { slot: NO_SLOT, kind: *kind, id: phi, initial });
                if field.storage == Storage::Byte {
                    self.values.info_mut(phi).range = Range::BYTE;
                }
                let value = match field.storage {
                    Storage::Word => self.word_of(Arg::Op(phi)),
                    _ => Arg::Op(phi),
                };
                let object = self.virtual_object(Arg::Op(*id)).expect("just made");
                self.store_virtual(object, field, value);
            }
        }
        let peeling = self.plan.peeling.as_mut().expect("this walk peels");
        peeling.objects = carried;
    }

    /// The fields of the objects that travel, at the back edge.
    pub(super) fn fields_at_back_edge(
        &mut self,
        finals: &HashMap<i32, Arg>,
        snapshot: SnapshotId,
    ) -> Result<Vec<Arg>, Stop> {
        let mut args = Vec::new();
        let mut seen = Vec::new();
        let count = self.plan.peeling.as_ref().map_or(0, |peeling| peeling.objects.len());
        for index in 0..count {
            let carried = &self.plan.peeling.as_ref().expect("counted").objects[index];
            let (slots, fields) = (carried.slots.clone(), carried.fields.clone());
            let (shape, size) = (carried.shape, carried.size);
            let refuted = || Stop::MustBeReal(slots.clone());
            let mut lasts = slots.iter().map(|slot| {
                let last = self.values.resolve(self.value(finals[slot]).arg);
                last.op().filter(|_| self.is_virtual(last))
            });
            let last = lasts.next().flatten().ok_or_else(refuted)?;
            if lasts.any(|other| other != Some(last)) || seen.contains(&last) {
                return Err(refuted());
            }
            seen.push(last);
            let id = self.virtual_object(Arg::Op(last)).ok_or_else(refuted)?;
            let object = &self.objects[id.0];
            let is_known = |field: &Field| fields.iter().any(|(known, _)| known == field);
            if object.shape != shape
                || object.size != size
                || !object.fields.iter().all(|(field, _)| is_known(field))
            {
                return Err(refuted());
            }
            for (field, kind) in &fields {
                let value = self.load_virtual(id, field).ok_or_else(refuted)?;
                let value = self.values.resolve(value);
                let value = match (kind, self.values.unboxed(value)) {
                    (Kind::Int | Kind::Float, Some(number)) => number,
                    _ => value,
                };
                let value = Value { arg: value, steady: false };
                args.push(self.as_kind(value, *kind, snapshot)?.ok_or_else(refuted)?);
            }
            self.plan.peeling.as_mut().expect("counted").objects[index].last = Some(last);
        }
        Ok(args)
    }

    /// After everything else at the back edge has become real: the objects that travel have not.
    pub(super) fn check_unmade(&self) -> Result<(), Stop> {
        let Some(peeling) = &self.plan.peeling else { return Ok(()) };
        for object in &peeling.objects {
            let phi = self.plan.phis.iter().find(|phi| object.slots.contains(&phi.slot));
            let begins = phi.map(|phi| phi.id);
            if [begins, object.last].into_iter().flatten().any(|id| !self.is_virtual(Arg::Op(id))) {
                return Err(Stop::MustBeReal(object.slots.clone()));
            }
        }
        Ok(())
    }
}
