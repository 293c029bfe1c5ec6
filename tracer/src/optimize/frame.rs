//! The interpreter's frames: slots in memory, and exits.
//!
//! An exit names every slot that its snapshot names, unless memory is known to hold the value
//! already. It takes the number rather than the box, the recipe rather than the object, so that
//! neither need exist for the exit's sake. Each guard gets an exit of its own, even where guards
//! share a snapshot: what is known, and so what a bridge may rely on, differs.
//!
//! What memory holds is known of slots stored in this unit and of those read from it. A parameter
//! of a loop or bridge is not known to be in memory: whoever entered may have had it in a register.

use super::Optimizer;
use super::value::{Place, constant_word};
use crate::frame::HEADER_WORDS;
use crate::trace::{
    Arg, Code, Descriptor, Exit, ExitId, ExitResume, Kind, Op, OpRef, Recipe, Resume, ShapeId,
    Snapshot, SnapshotId, VirtualRecipe,
};
use std::collections::HashMap;

/// What is known of the value stack and of the unit's validity.
pub(super) struct Frame {
    /// The word that memory holds, by slot.
    pub memory: HashMap<i32, Arg>,
    top: Option<i32>,
    /// Whether something has run that may have invalidated the unit.
    pub may_be_invalid: bool,
}

impl Frame {
    pub fn new() -> Frame {
        Frame { memory: HashMap::new(), top: None, may_be_invalid: true }
    }
}

/// An exit under construction.
#[derive(Default)]
struct ExitBuilder {
    live: Vec<(OpRef, Kind)>,
    shapes: Vec<Option<ShapeId>>,
    virtuals: Vec<VirtualRecipe>,
    /// Objects that have a recipe, by position in `virtuals`.
    objects: Vec<OpRef>,
    /// The failing guard's condition and what it is on this way out.
    failing: Option<(OpRef, bool)>,
}

impl Optimizer<'_> {
    pub(super) fn store_slot(&mut self, slot: i32, word: Arg) {
        let word = self.values.resolve(word);
        if self.frame.memory.get(&slot).is_some_and(|known| self.values.resolve(*known) == word) {
            return;
        }
        self.emit(Code::StoreSlot, &[word], Descriptor::Slot(slot), false);
        self.frame.memory.insert(slot, word);
    }

    pub(super) fn set_top(&mut self, slot: i32) {
        if self.frame.top != Some(slot) {
            self.frame.top = Some(slot);
            self.emit(Code::SetTop, &[], Descriptor::Slot(slot), false);
        }
    }

    /// The traced language may have run in frames above the present ones (in one that began at
    /// `base`): only what the next snapshot still names below them is as it was.
    pub(super) fn frames_above_ran(&mut self, base: Option<i32>, after: Option<&Snapshot>) {
        let free = base.map_or(i32::MAX, |base| base - HEADER_WORDS as i32);
        let is_named =
            |slot: &i32| after.is_some_and(|s| s.slots.iter().any(|(named, _)| named == slot));
        self.frame.memory.retain(|slot, _| *slot < free && is_named(slot));
        self.frame.top = None;
        self.frame.may_be_invalid = true;
    }

    /// The exit for a snapshot of the recorded trace.
    pub(super) fn exit(&mut self, snapshot: SnapshotId, failing: Option<(OpRef, bool)>) -> ExitId {
        let trace = self.trace;
        let snapshot = &trace.snapshots[snapshot.0 as usize];
        let mut builder = ExitBuilder { failing, ..ExitBuilder::default() };
        let mut slots = Vec::new();
        for &(slot, arg) in &snapshot.slots {
            let word = self.values.resolve(self.value(arg).arg);
            let in_memory = self.frame.memory.get(&slot).map(|known| self.values.resolve(*known));
            if in_memory != Some(word) {
                slots.push((slot, self.recipe(&mut builder, word)));
            }
        }
        for (slot, word) in self.plan.unread() {
            if !snapshot.slots.iter().any(|(named, _)| *named == slot) {
                slots.push((slot, self.recipe(&mut builder, Arg::Op(word))));
            }
        }
        let resume = match snapshot.resume {
            Resume::Before => ExitResume::Before,
            Resume::Raise => ExitResume::Raise,
            Resume::Deliver { action, value } => {
                let value = self.value(value).arg;
                ExitResume::Deliver { action, value: self.recipe(&mut builder, value) }
            }
        };
        let mut thread = Vec::new();
        for (field, value) in self.delayed_stores() {
            thread.push((field, self.recipe(&mut builder, value)));
        }
        let id = self.finish_exit(builder, slots, snapshot, resume);
        self.exits[id.0 as usize].thread = thread;
        id
    }

    /// The exit of a check that has been hoisted: nothing has happened yet.
    pub(super) fn entry_exit(&mut self) -> ExitId {
        let trace = self.trace;
        let snapshot = &trace.snapshots[self.plan.header().0 as usize];
        let mut builder = ExitBuilder::default();
        let mut slots = Vec::new();
        if let Some(words) = self.plan.after_peeling().map(<[_]>::to_vec) {
            for (slot, word) in words {
                let recipe = self.recipe(&mut builder, word);
                slots.push((slot, recipe));
            }
            for (index, (id, _)) in builder.live.iter().enumerate() {
                if self.heap.is_shape_steady(Arg::Op(*id)) != Some(true) {
                    builder.shapes[index] = None;
                }
            }
            return self.finish_exit(builder, slots, snapshot, ExitResume::Before);
        }
        for (index, id) in self.plan.param_ids().to_vec().into_iter().enumerate() {
            let kind = self.values.info(id).kind;
            let recipe = self.live(&mut builder, id, kind);
            if self.heap.is_shape_steady(Arg::Op(id)) != Some(true) {
                *builder.shapes.last_mut().expect("just pushed") = None;
            }
            slots.push((self.plan.params()[index].slot, recipe));
        }
        self.finish_exit(builder, slots, snapshot, ExitResume::Before)
    }

    fn finish_exit(
        &mut self,
        builder: ExitBuilder,
        slots: Vec<(i32, Recipe)>,
        snapshot: &Snapshot,
        resume: ExitResume,
    ) -> ExitId {
        self.exits.push(Exit {
            pc: snapshot.pc,
            base: snapshot.base,
            root: snapshot.root,
            live: builder.live,
            shapes: builder.shapes,
            slots,
            virtuals: builder.virtuals,
            thread: Vec::new(),
            resume,
        });
        SnapshotId(self.exits.len() as u32 - 1)
    }

    fn live(&mut self, builder: &mut ExitBuilder, id: OpRef, kind: Kind) -> Recipe {
        if let Some(index) = builder.live.iter().position(|known| known.0 == id) {
            return Recipe::Live(index as u32);
        }
        builder.live.push((id, kind));
        builder.shapes.push(self.heap.shape(Arg::Op(id)));
        Recipe::Live(builder.live.len() as u32 - 1)
    }

    fn recipe(&mut self, builder: &mut ExitBuilder, arg: Arg) -> Recipe {
        let arg = self.values.resolve(arg);
        if let Some(word) = constant_word(arg) {
            return Recipe::Constant(word);
        }
        let id = match arg {
            Arg::Op(id) => id,
            // A float that no word holds: something has to compute it, or it would be a word
            // allocated ahead of every exit.
            Arg::Float(bits) => {
                let negated = Arg::Float(bits ^ 1 << 63);
                let id = self.emit(Code::FloatNeg, &[negated], Descriptor::None, false);
                return self.live(builder, id, Kind::Float);
            }
            _ => unreachable!("integers and booleans fit a word"),
        };
        if let Some(index) = builder.objects.iter().position(|known| *known == id) {
            return Recipe::Virtual(index as u32);
        }
        if self.is_virtual(arg) {
            return self.virtual_recipe(builder, id);
        }
        let info = self.values.info(id);
        if info.op.code == Code::BoxBool && info.place == Place::Nowhere {
            let truth = info.op.args[0];
            if let Some((failing, value)) = builder.failing
                && truth == Arg::Op(failing)
            {
                return Recipe::Constant(crate::word::Word::from_bool(value));
            }
        }
        if let Some(number) = info.unboxed {
            let number = self.values.resolve(number);
            return match number {
                Arg::Op(number) => {
                    let kind = self.values.info(number).kind;
                    self.live(builder, number, kind)
                }
                _ => self.recipe(builder, number),
            };
        }
        let kind = info.kind;
        self.real(arg);
        self.live(builder, id, kind)
    }

    fn virtual_recipe(&mut self, builder: &mut ExitBuilder, id: OpRef) -> Recipe {
        let object = self.virtual_object(Arg::Op(id)).expect("asked before");
        let object = self.objects[object.0].clone();
        let index = builder.virtuals.len();
        builder.objects.push(id);
        builder.virtuals.push(VirtualRecipe {
            shape: object.shape,
            size: object.size,
            fields: Vec::new(),
        });
        for (field, value) in object.fields {
            let recipe = self.recipe(builder, value);
            builder.virtuals[index].fields.push((field, recipe));
        }
        Recipe::Virtual(index as u32)
    }

    /// The word in a slot that no snapshot names, and that so lies in memory.
    pub(super) fn input_from_memory(&mut self, slot: i32) -> OpRef {
        let id = self.values.define(Op::new(Code::Input, &[], Descriptor::Slot(slot)), Kind::Word);
        self.place(id, false);
        self.frame.memory.insert(slot, Arg::Op(id));
        id
    }
}
