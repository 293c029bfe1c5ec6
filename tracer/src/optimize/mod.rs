//! From recorded traces to units.
//!
//! A recorded trace says what the interpreter did, word by word: test that both are integers,
//! unbox both, add, check, box. The optimizer makes of it what remains to be done, in one walk
//! from the first operation to the last. Each operation passes the parts in the order in which
//! [`Optimizer::step`] lists them; each part is a file with its own state. Several walks over an
//! intermediate form were rejected: the parts feed each other (a folded load gives a constant that
//! drops a guard that makes a kind known), and in one walk each sees all the others found out so
//! far, at the price that nothing is known of what comes later.
//!
//! Nothing of that walk depends on a later operation but two things, looked up beforehand: what a
//! loop changes (`loop_entry`) and how the guard behind a test found it. After the walk, `dead`
//! removes what nobody needs and numbers the rest.
//!
//! Invariants: values are defined before they are used; every guard that stays has an exit that
//! rebuilds all slots its snapshot names; stores, calls and guards keep their order, except guards
//! hoisted before the label, which leave with the state of the entry.

mod cse;
mod dead;
mod finish;
mod fold;
mod frame;
mod guard;
mod heap;
mod loop_entry;
mod peel;
mod range;
mod value;
mod virtual_object;

#[cfg(test)]
mod tests;

use crate::recorder::DELIVERED_SLOT;
use crate::trace::ExitResume;
use crate::trace::{
    Arg, Code, Descriptor, Effect, Exit, Field, Kind, Op, OpRef, Param, Recipe, ResidualRef,
    ShapeId, Storage, Trace, TraceEnd, Unit, UnitKind,
};
use crate::word::Word;
use cse::CommonOperations;
use frame::Frame;
use guard::WeakGuard;
use heap::Heap;
use loop_entry::Plan;
use smallvec::SmallVec;
use std::collections::{HashMap, HashSet};
use value::{Place, Value, Values};
use virtual_object::Object;

/// What the language says of constants. Answers must stay true as long as units may live.
pub trait Facts {
    /// Shape of a constant object.
    fn shape_of(&self, object: Word) -> Option<ShapeId>;
    /// Whether objects of this shape never change it.
    fn shape_is_final(&self, shape: ShapeId) -> bool;
    /// Content of an immutable field of a constant object; of a number the immediate word.
    fn load_constant(&self, object: Word, field: &Field) -> Option<Word>;
    /// The shape that all items of a constant container have, whose items never change.
    fn shape_of_items(&self, _container: Word) -> Option<ShapeId> {
        None
    }
    /// What an immutable field holds in all items of a constant container.
    fn field_of_items(&self, _container: Word, _field: &Field) -> Option<ItemField> {
        None
    }
    /// For listings.
    fn shape_name(&self, shape: ShapeId) -> String;
}

/// What a field holds in all items of a container.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ItemField {
    /// The same word (of a number: its immediate word).
    Constant(Word),
    /// The item's index.
    Index,
}

/// The exit that a bridge continues.
pub struct Parent<'a> {
    pub exit: &'a Exit,
}

/// Why there is no unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OptimizeError {
    /// A guard can never hold: the trace would be left at once.
    Contradiction,
    /// The kinds at the back edge never settled.
    KindsKeepChanging,
    /// A bridge without the exit it continues.
    NoParent,
}

/// Why a walk ended early.
enum Stop {
    Fails(OptimizeError),
    /// This slot comes back with another kind than assumed.
    TravelsAsWord(i32),
    /// What these recorded loads read is not known at the back edge.
    NotCarried(Vec<usize>),
    /// This slot comes back with an object that need not exist.
    Unmade(i32),
    /// The objects in these slots cannot travel as their fields.
    MustBeReal(Vec<i32>),
}

/// Optimizes a trace. `link_params` gives the parameters of the unit behind a link's target cell.
pub fn optimize(
    trace: &Trace,
    kind: UnitKind,
    parent: Option<Parent>,
    link_params: &dyn Fn(usize) -> Vec<Param>,
    facts: &dyn Facts,
) -> Result<Unit, OptimizeError> {
    if kind == UnitKind::Bridge && parent.is_none() {
        return Err(OptimizeError::NoParent);
    }
    let mut refuted = Refuted::default();
    loop {
        let plan = Plan::new(trace, kind, &refuted);
        let mut optimizer = Optimizer::new(trace, facts, plan);
        let end =
            optimizer.walk(kind, parent.as_ref()).and_then(|()| optimizer.finish(link_params));
        let is_new = match end {
            Ok(end) => return Ok(optimizer.into_unit(kind, end)),
            Err(Stop::Fails(_)) if optimizer.plan.peeling.is_some() => {
                let before = refuted.real.len();
                refuted.real.extend(refuted.unmade.iter().copied());
                refuted.real.len() > before
            }
            Err(Stop::Fails(error)) => return Err(error),
            Err(Stop::TravelsAsWord(slot)) => refuted.kinds.insert(slot),
            Err(Stop::NotCarried(loads)) => {
                let before = refuted.carried.len();
                refuted.carried.extend(loads);
                refuted.carried.len() > before
            }
            Err(Stop::Unmade(slot)) => refuted.unmade.insert(slot),
            Err(Stop::MustBeReal(slots)) => {
                let before = refuted.real.len();
                refuted.real.extend(slots);
                refuted.real.len() > before
            }
        };
        if !is_new {
            return Err(OptimizeError::KindsKeepChanging);
        }
    }
}

/// Assumptions about a loop that the back edge has refuted in earlier walks.
#[derive(Default)]
struct Refuted {
    /// Slots that come back with another kind.
    kinds: HashSet<i32>,
    /// Recorded loads whose place has unknown content at the back edge.
    carried: HashSet<usize>,
    /// Slots that come back with objects that need not exist, and those among them where such
    /// an object had to be made after all.
    unmade: HashSet<i32>,
    real: HashSet<i32>,
}

/// State of the walk.
struct Optimizer<'a> {
    trace: &'a Trace,
    facts: &'a dyn Facts,
    plan: Plan,
    values: Values,
    /// Value of each recorded operation so far.
    map: Vec<Value>,
    /// The word in each slot at entry.
    inputs: HashMap<i32, Value>,
    /// How guards found each recorded test.
    outcomes: Vec<Option<bool>>,
    common: CommonOperations,
    heap: Heap,
    frame: Frame,
    objects: Vec<Object>,
    exits: Vec<Exit>,
    weak_guards: Vec<WeakGuard>,
}

impl<'a> Optimizer<'a> {
    fn new(trace: &'a Trace, facts: &'a dyn Facts, plan: Plan) -> Optimizer<'a> {
        Optimizer {
            trace,
            facts,
            plan,
            values: Values::new(),
            map: Vec::with_capacity(trace.ops.len()),
            inputs: HashMap::new(),
            outcomes: loop_entry::recorded_outcomes(trace),
            common: CommonOperations::default(),
            heap: Heap::new(),
            frame: Frame::new(),
            objects: Vec::new(),
            exits: Vec::new(),
            weak_guards: Vec::new(),
        }
    }

    fn walk(&mut self, kind: UnitKind, parent: Option<&Parent>) -> Result<(), Stop> {
        match parent.filter(|_| kind == UnitKind::Bridge) {
            Some(parent) => self.enter_bridge(parent.exit),
            None => self.enter(kind),
        }
        if self.plan.is_peeling() {
            self.turn()?;
            self.end_peeling()?;
        }
        self.turn()
    }

    /// All recorded operations.
    fn turn(&mut self) -> Result<(), Stop> {
        for index in 0..self.trace.ops.len() {
            let value = self.step(index)?;
            self.map.push(value);
        }
        Ok(())
    }

    /// One recorded operation.
    fn step(&mut self, index: usize) -> Result<Value, Stop> {
        let trace = self.trace;
        let op = &trace.ops[index];
        let operands: SmallVec<[Value; 3]> = op.args.iter().map(|arg| self.value(*arg)).collect();
        let recorded = self.outcomes[index];
        match (op.code, op.descriptor) {
            // The frame.
            (Code::Input, Descriptor::Slot(slot)) => return Ok(self.inputs[&slot]),
            (Code::StoreSlot, Descriptor::Slot(slot)) => self.store_slot(slot, operands[0].arg),
            (Code::SetTop, Descriptor::Slot(slot)) => self.set_top(slot),
            (Code::Line, descriptor) => {
                self.emit(Code::Line, &[], descriptor, false);
            }
            // Guards.
            (Code::GuardTrue | Code::GuardFalse, _) => {
                let snapshot = op.snapshot.expect("a guard has a snapshot");
                self.guard(operands[0], op.code == Code::GuardTrue, snapshot)?;
            }
            (Code::GuardValid | Code::GuardQuiet, _) => {
                self.guard_state(op.code, op.snapshot.expect("a guard has a snapshot"));
            }
            // Objects and memory.
            (Code::New, Descriptor::Allocation { shape, size }) => {
                return Ok(self.new_object(shape, size));
            }
            (Code::HasShape, Descriptor::Shape(shape)) => {
                return Ok(self.has_shape(operands[0], shape, recorded));
            }
            (Code::SetShape, Descriptor::Shape(shape)) => self.set_shape(operands[0], shape),
            (Code::Load | Code::LoadElement | Code::LoadCell | Code::LoadThread, _) => {
                return self.load(index, &operands);
            }
            (
                Code::Store
                | Code::StoreInt
                | Code::StoreFloat
                | Code::StoreElement
                | Code::StoreByte
                | Code::StoreCell
                | Code::StoreThread,
                _,
            ) => self.store(op, &operands),
            // Calls.
            (Code::Call, Descriptor::Residual(ResidualRef(residual))) => {
                if residual.effects.pure {
                    return Ok(self.pure(op.code, &operands, op.descriptor, recorded));
                }
                return Ok(self.call(index, op, &operands, &residual.effects, None));
            }
            (Code::CallFunction, Descriptor::Function { base, .. }) => {
                let effects = crate::trace::Effects::ANY;
                return Ok(self.call(index, op, &operands, &effects, Some(base)));
            }
            // Everything else depends on its operands alone.
            _ => return Ok(self.pure(op.code, &operands, op.descriptor, recorded)),
        }
        Ok(Value::constant(Arg::Bool(false)))
    }

    fn call(
        &mut self,
        index: usize,
        op: &Op,
        operands: &[Value],
        effects: &crate::trace::Effects,
        base: Option<i32>,
    ) -> Value {
        self.store_delayed();
        let args: SmallVec<[Arg; 3]> = operands.iter().map(|operand| operand.arg).collect();
        let id = self.emit(op.code, &args, op.descriptor, false);
        self.note_source(id, operands);
        self.heap.call(effects);
        if effects.runs_language {
            let trace = self.trace;
            let after = trace.ops[index + 1..]
                .iter()
                .find_map(|op| op.snapshot)
                .or(match trace.end {
                    TraceEnd::Loop(snapshot)
                    | TraceEnd::Leave(snapshot)
                    | TraceEnd::Link { snapshot, .. } => Some(snapshot),
                    TraceEnd::Return(_) => None,
                })
                .map(|snapshot| &trace.snapshots[snapshot.0 as usize]);
            self.frames_above_ran(base, after);
        } else if heap::changes_shapes(effects) {
            self.frame.may_be_invalid = true;
        }
        Value { arg: Arg::Op(id), steady: false }
    }

    /// Starts a bridge in the state of the exit it continues.
    fn enter_bridge(&mut self, exit: &Exit) {
        for (index, (_, kind)) in exit.live.iter().enumerate() {
            let stands_for = |(_, recipe): &&(i32, Recipe)| *recipe == Recipe::Live(index as u32);
            let slot = exit.slots.iter().find(stands_for).map_or(i32::MIN, |(slot, _)| *slot);
            let op = Op::new(Code::Param, &[], Descriptor::Slot(slot));
            let id = self.values.define(op, *kind);
            self.place(id, true);
            self.plan.add_param(Param { slot, kind: *kind }, id);
            if let Some(shape) = exit.shapes.get(index).copied().flatten() {
                self.heap.know_shape(Arg::Op(id), shape, self.facts, false);
            }
        }
        let objects: Vec<OpRef> = exit
            .virtuals
            .iter()
            .map(|recipe| {
                let (shape, size) = (recipe.shape, recipe.size);
                self.make_virtual(Object { shape, size, fields: Vec::new() })
            })
            .collect();
        for (id, recipe) in objects.iter().zip(&exit.virtuals) {
            let object = self.virtual_object(Arg::Op(*id)).expect("just made");
            for (field, recipe) in &recipe.fields {
                let value = self.recipe_value(*recipe, &objects, field.storage);
                self.store_virtual(object, field, value);
            }
        }
        for (slot, recipe) in &exit.slots {
            let word = self.recipe_value(*recipe, &objects, Storage::Word);
            self.inputs.insert(*slot, Value { arg: word, steady: false });
        }
        if let ExitResume::Deliver { value, .. } = exit.resume {
            let word = self.recipe_value(value, &objects, Storage::Word);
            self.inputs.insert(DELIVERED_SLOT, Value { arg: word, steady: false });
        }
        for (field, recipe) in &exit.thread {
            let value = self.recipe_value(*recipe, &objects, field.storage);
            self.delay_store(*field, value);
        }
        // Before anything in the bridge can store into these slots.
        for op in &self.trace.ops {
            if let (Code::Input, Descriptor::Slot(slot)) = (op.code, op.descriptor)
                && !self.inputs.contains_key(&slot)
            {
                let id = self.input_from_memory(slot);
                self.inputs.insert(slot, Value { arg: Arg::Op(id), steady: false });
            }
        }
    }

    fn recipe_value(&mut self, recipe: Recipe, objects: &[OpRef], storage: Storage) -> Arg {
        let value = match recipe {
            Recipe::Constant(word) => Arg::Word(word),
            Recipe::Live(index) => Arg::Op(self.plan.param_ids()[index as usize]),
            Recipe::Virtual(index) => Arg::Op(objects[index as usize]),
        };
        match storage {
            Storage::Word => self.word_of(value),
            _ if self.values.kind(value) == Kind::Word => {
                self.values.unboxed(value).unwrap_or(value)
            }
            _ => value,
        }
    }

    /// The value of an operand of the recorded trace.
    fn value(&self, arg: Arg) -> Value {
        match arg {
            Arg::Op(op) => self.map[op.0 as usize],
            _ => Value::constant(arg),
        }
    }

    /// Places an operation whose operands become real.
    fn emit(&mut self, code: Code, args: &[Arg], descriptor: Descriptor, hoist: bool) -> OpRef {
        let args: SmallVec<[Arg; 3]> = match code {
            // Of the sum itself, whatever is known of its value.
            Code::Overflowed => SmallVec::from_slice(args),
            _ => args.iter().map(|arg| self.real(*arg)).collect(),
        };
        let op = Op { code, args, descriptor, snapshot: None };
        let kind = op.kind();
        let id = self.values.define(op, kind);
        self.place(id, hoist);
        if !matches!(code.effect(), Effect::Pure | Effect::Read | Effect::Guard)
            && !matches!(code, Code::Line | Code::Input)
        {
            self.weak_guards.clear();
        }
        if !hoist && self.plan.has_label() {
            self.inherit_sources(id);
        }
        id
    }

    fn place(&mut self, id: OpRef, hoist: bool) {
        let hoist = hoist || self.plan.is_peeling();
        self.values.place(id, if hoist { Place::Entry } else { Place::Body });
    }
}
