//! Runs traces and units over a toy memory, and tells when two runs ended alike.
//!
//! The interpreter is strict: a load from what is no object with that field, a division by zero
//! or a sum that leaves 63 bits without being checked is a failed test, so whatever the optimizer
//! moves ahead of its checks is caught.

use super::*;
use crate::trace::{End, ExitResume, Recipe, Resume, Snapshot, eval};
use std::collections::BTreeMap;

/// Shape of boxed floats, whose number is the field `raw`.
pub const BOXED_FLOAT: ShapeId = 90;
/// What an object of the loose shape may become.
pub const CHANGED: ShapeId = 106;
/// Where the pc of loop headers lies.
pub const HEADER: u64 = 0x10;

#[derive(Clone, Debug)]
pub struct Object {
    pub shape: ShapeId,
    pub size: u32,
    /// By offset: words, tagged integers, bytes, float bits.
    pub cells: BTreeMap<i32, u64>,
}

#[derive(Clone, Debug)]
pub struct World {
    pub objects: BTreeMap<u64, Object>,
    next: u64,
    pub slots: BTreeMap<i32, Word>,
    pub thread: BTreeMap<i32, u64>,
    /// How many times `GuardQuiet` still passes.
    pub quiet: u32,
    pub fuel: u32,
    /// What frames held at each call that may look: the slots stored, or all of them.
    pub frames: Vec<BTreeMap<i32, Word>>,
    stored: Vec<i32>,
    is_unit: bool,
}

/// How a run ended.
#[derive(Clone, PartialEq, Debug)]
pub enum Outcome {
    Left {
        pc: u64,
        base: i32,
        resume: String,
    },
    Returned,
    Jumped {
        target: usize,
        base: i32,
    },
    /// Ran for long enough.
    Tired,
}

impl World {
    pub fn new() -> World {
        World {
            objects: BTreeMap::new(),
            next: 0x10_0000,
            slots: BTreeMap::new(),
            thread: BTreeMap::new(),
            quiet: 5,
            fuel: 2000,
            frames: Vec::new(),
            stored: Vec::new(),
            is_unit: false,
        }
    }

    pub fn allocate(&mut self, shape: ShapeId, size: u32) -> Word {
        self.next += 0x100;
        self.objects.insert(self.next, Object { shape, size, cells: BTreeMap::new() });
        Word(self.next)
    }

    pub fn box_float(&mut self, bits: u64) -> Word {
        Word::try_from_float(f64::from_bits(bits)).unwrap_or_else(|| {
            let object = self.allocate(BOXED_FLOAT, 16);
            self.objects.get_mut(&object.0).unwrap().cells.insert(8, bits);
            object
        })
    }

    fn word(&mut self, value: Arg) -> Word {
        match value {
            Arg::Word(word) => word,
            Arg::Int(value) => Word::try_from_int(value).expect("63 bits"),
            Arg::Float(bits) => self.box_float(bits),
            Arg::Bool(value) => Word::from_bool(value),
            Arg::Op(_) => unreachable!(),
        }
    }

    fn load(&mut self, base: Word, offset: i32, storage: Storage) -> Arg {
        let object = self.objects.get(&base.0).unwrap_or_else(|| panic!("load from {base:?}"));
        assert!(offset < object.size as i32, "load behind the end of {base:?}");
        assert!(object.shape != CHANGED, "load from an object that has changed its shape");
        if object.shape == super::random::VECTOR && offset >= 16 {
            let length = Word(object.cells[&8]).int();
            assert!((offset as i64 - 16) / 8 < length, "load out of bounds");
        }
        let raw = object.cells.get(&offset).copied();
        match storage {
            Storage::Word => Arg::Word(Word(raw.unwrap_or(0))),
            Storage::TaggedInt => Arg::Int(Word(raw.expect("an integer that was set")).int()),
            Storage::Byte => Arg::Int(raw.unwrap_or(0) as i64 & 255),
            Storage::Float => Arg::Float(raw.unwrap_or(0)),
        }
    }

    fn store(&mut self, base: Word, offset: i32, storage: Storage, value: Arg) {
        let raw = match (storage, value) {
            (Storage::Byte, Arg::Int(value)) => value as u64 & 255,
            (Storage::Float, Arg::Float(bits)) => bits,
            (Storage::Float, value) => panic!("{value:?} stored as a float"),
            (_, value) => self.word(value).0,
        };
        let object = self.objects.get_mut(&base.0).unwrap_or_else(|| panic!("store to {base:?}"));
        assert!(offset < object.size as i32, "store behind the end of {base:?}");
        object.cells.insert(offset, raw);
    }

    /// The residual functions of the test language.
    fn call(&mut self, name: &str, args: &[Arg]) -> Arg {
        match (name, args) {
            ("hash", [Arg::Word(word)]) => {
                Arg::Word(Word::from_int(if word.is_int() { word.int() & 0xff } else { 7 }))
            }
            ("power", [Arg::Float(a), Arg::Float(b)]) => {
                Arg::Float((f64::from_bits(*a) * 0.5 + f64::from_bits(*b)).to_bits())
            }
            ("find", [Arg::Word(word)]) => match self.objects.get(&word.0) {
                Some(object) => Arg::Word(Word(object.cells.get(&16).copied().unwrap_or(0))),
                None => Arg::Word(Word::NULL),
            },
            ("append", [Arg::Word(list), Arg::Word(item)]) => {
                if let Some(object) = self.objects.get_mut(&list.0)
                    && object.shape == super::random::VECTOR
                {
                    object.cells.insert(16, item.0);
                    let length = if object.cells[&8] == Word::from_int(8).0 { 2 } else { 8 };
                    object.cells.insert(8, Word::from_int(length).0);
                }
                Arg::Word(Word::NONE)
            }
            ("anything", [Arg::Word(word)]) => {
                self.note_frames();
                self.disturb();
                Arg::Word(*word)
            }
            _ => panic!("{name} {args:?}"),
        }
    }

    /// What a call that may do anything does: swaps fields and changes shapes of the first objects.
    fn disturb(&mut self) {
        for object in self.objects.values_mut().take(3) {
            object.shape = match object.shape {
                super::random::LOOSE => CHANGED,
                CHANGED => super::random::LOOSE,
                shape => shape,
            };
            if object.shape == super::random::POINT {
                let (x, y) = (object.cells.get(&8).copied(), object.cells.get(&16).copied());
                object.cells.insert(8, y.unwrap_or(0));
                object.cells.insert(16, x.unwrap_or(0));
            }
        }
    }

    fn note_frames(&mut self) {
        let stored = self.stored.clone();
        self.frames.push(
            self.slots
                .iter()
                .filter(|(slot, _)| self.is_unit || stored.contains(slot))
                .map(|(slot, word)| (*slot, *word))
                .collect(),
        );
    }

    fn operand(values: &[Arg], arg: Arg) -> Arg {
        match arg {
            Arg::Op(op) => values[op.0 as usize],
            constant => constant,
        }
    }

    /// One operation other than guards; the value, and whether a checked sum left 63 bits.
    pub fn execute(&mut self, op: &Op, args: &[Arg], overflowed: bool) -> (Arg, bool) {
        let nothing = (Arg::Bool(false), false);
        let word = |arg: Arg| match arg {
            Arg::Word(word) => word,
            other => panic!("{other:?} is no word in {op:?}"),
        };
        let place = |args: &[Arg]| match op.descriptor {
            Descriptor::Field(field) => (field.offset, field.storage),
            Descriptor::Element(element) => {
                let Arg::Int(index) = args[1] else { panic!("an index is an integer") };
                let field = virtual_object::element_field(&element, index).expect("in range");
                (field.offset, field.storage)
            }
            _ => unreachable!(),
        };
        match op.code {
            Code::Input => {
                let Descriptor::Slot(slot) = op.descriptor else { unreachable!() };
                let word = self.slots.get(&slot).copied().unwrap_or(Word::NULL);
                (Arg::Word(word), false)
            }
            Code::StoreSlot => {
                let Descriptor::Slot(slot) = op.descriptor else { unreachable!() };
                self.slots.insert(slot, word(args[0]));
                self.stored.push(slot);
                nothing
            }
            Code::SetTop | Code::Line => nothing,
            Code::HasShape => {
                let Descriptor::Shape(shape) = op.descriptor else { unreachable!() };
                let object = self.objects.get(&word(args[0]).0);
                (Arg::Bool(object.is_some_and(|object| object.shape == shape)), false)
            }
            Code::Load | Code::LoadElement => {
                let (offset, storage) = place(args);
                (self.load(word(args[0]), offset, storage), false)
            }
            Code::LoadCell => (Arg::Word(Word(self.thread[&(word(args[0]).0 as i32)])), false),
            Code::StoreCell => {
                self.thread.insert(word(args[0]).0 as i32, word(args[1]).0);
                nothing
            }
            Code::LoadThread => (Arg::Word(Word(self.thread[&place(args).0])), false),
            Code::StoreThread => {
                self.thread.insert(place(args).0, word(args[0]).0);
                nothing
            }
            Code::Store
            | Code::StoreInt
            | Code::StoreFloat
            | Code::StoreElement
            | Code::StoreByte => {
                let (offset, storage) = place(args);
                self.store(word(args[0]), offset, storage, *args.last().unwrap());
                nothing
            }
            Code::New => {
                let Descriptor::Allocation { shape, size } = op.descriptor else { unreachable!() };
                (Arg::Word(self.allocate(shape, size)), false)
            }
            Code::Call => {
                let Descriptor::Residual(residual) = op.descriptor else { unreachable!() };
                (self.call(residual.0.name, args), false)
            }
            Code::CallFunction => {
                let Descriptor::Function { base, .. } = op.descriptor else { unreachable!() };
                self.note_frames();
                self.disturb();
                let argument = self.slots[&base];
                for slot in base - 4..base + 4 {
                    self.slots.insert(slot, Word::TOMBSTONE);
                }
                (Arg::Word(argument), false)
            }
            Code::BoxFloat => {
                let Arg::Float(bits) = args[0] else { unreachable!() };
                (Arg::Word(self.box_float(bits)), false)
            }
            Code::Overflowed => (Arg::Bool(overflowed), false),
            code => match eval::pure(code, args) {
                Some(value) => (value, false),
                None if range::is_checked(code) => (Arg::Int(0x1234), true),
                // Ahead of its check, unboxing gives some number.
                None if code == Code::UnboxInt => (Arg::Int(77), false),
                None if code == Code::UnboxFloat => (Arg::Float(77), false),
                None => panic!("{code:?} of {args:?}"),
            },
        }
    }

    fn step(
        &mut self,
        op: &Op,
        values: &mut Vec<Arg>,
        overflows: &mut Vec<bool>,
    ) -> Result<(), ()> {
        let args: Vec<Arg> = op.args.iter().map(|arg| Self::operand(values, *arg)).collect();
        let holds = match op.code {
            Code::GuardTrue => args[0] == Arg::Bool(true),
            Code::GuardFalse => args[0] == Arg::Bool(false),
            Code::GuardValid => true,
            Code::GuardQuiet => {
                let passes = self.quiet > 0;
                self.quiet = self.quiet.saturating_sub(1);
                passes
            }
            _ => {
                let overflowed = op.code == Code::Overflowed
                    && op.args[0].op().is_some_and(|of| overflows[of.0 as usize]);
                let (value, overflowed) = self.execute(op, &args, overflowed);
                values.push(value);
                overflows.push(overflowed);
                return Ok(());
            }
        };
        values.push(Arg::Bool(false));
        overflows.push(false);
        if holds { Ok(()) } else { Err(()) }
    }

    fn leave(&mut self, snapshot: &Snapshot, values: &[Arg]) -> Outcome {
        for (slot, arg) in &snapshot.slots {
            let Arg::Word(word) = Self::operand(values, *arg) else { unreachable!() };
            self.slots.insert(*slot, word);
        }
        let resume = match snapshot.resume {
            Resume::Before => "before".to_string(),
            Resume::Raise => "raise".to_string(),
            Resume::Deliver { action, value } => {
                let value = self.word(Self::operand(values, value));
                self.slots.insert(999, value);
                format!("deliver {action}")
            }
        };
        Outcome::Left { pc: snapshot.pc, base: snapshot.base, resume }
    }

    /// Runs a recorded trace; a loop until it leaves.
    pub fn run_trace(&mut self, trace: &Trace) -> Outcome {
        self.run_noting(trace, None, &mut None)
    }

    /// The state in which the guard of a snapshot was reached for the last time.
    pub fn run_trace_before(&mut self, trace: &Trace, pc: u64) -> Option<(World, Outcome)> {
        let mut noted = None;
        self.run_noting(trace, Some(pc), &mut noted);
        noted
    }

    fn run_noting(
        &mut self,
        trace: &Trace,
        pc: Option<u64>,
        noted: &mut Option<(World, Outcome)>,
    ) -> Outcome {
        self.is_unit = false;
        loop {
            let (mut values, mut overflows) = (Vec::new(), Vec::new());
            self.stored.clear();
            for op in &trace.ops {
                if let Some(snapshot) = op.snapshot.map(|id| &trace.snapshots[id.0 as usize])
                    && Some(snapshot.pc) == pc
                {
                    let mut world = self.clone();
                    let outcome = world.leave(snapshot, &values);
                    *noted = Some((world, outcome));
                }
                if self.step(op, &mut values, &mut overflows).is_err() {
                    return self.leave(&trace.snapshots[op.snapshot.unwrap().0 as usize], &values);
                }
            }
            match &trace.end {
                TraceEnd::Return(arg) => {
                    let Arg::Word(word) = Self::operand(&values, *arg) else { unreachable!() };
                    self.slots.insert(999, word);
                    return Outcome::Returned;
                }
                TraceEnd::Leave(id) => {
                    return self.leave(&trace.snapshots[id.0 as usize], &values);
                }
                TraceEnd::Link { target, snapshot } => {
                    let snapshot = &trace.snapshots[snapshot.0 as usize];
                    self.leave(snapshot, &values);
                    return Outcome::Jumped { target: *target, base: snapshot.base };
                }
                TraceEnd::Loop(id) => {
                    self.leave(&trace.snapshots[id.0 as usize], &values);
                    self.fuel = self.fuel.saturating_sub(1);
                    if self.fuel == 0 {
                        return Outcome::Tired;
                    }
                }
            }
        }
    }

    /// The parameters of a loop or function from their slots.
    pub fn params_from_slots(&self, unit: &Unit) -> Option<Vec<Arg>> {
        unit.params
            .iter()
            .map(|param| {
                let word = self.slots.get(&param.slot).copied().unwrap_or(Word::NULL);
                match param.kind {
                    Kind::Int => word.is_int().then(|| Arg::Int(word.int())),
                    Kind::Float => word.is_float().then(|| Arg::Float(word.float().to_bits())),
                    _ => Some(Arg::Word(word)),
                }
            })
            .collect()
    }

    /// Runs a unit. Where it leaves by an exit, the live values are not written back: they and
    /// the exit's number are the second answer.
    pub fn run_unit(
        &mut self,
        unit: &Unit,
        params: &[Arg],
        link_params: &[Param],
    ) -> (Outcome, Option<(usize, Vec<Arg>)>) {
        let (mut values, mut overflows) = (Vec::new(), Vec::new());
        self.is_unit = true;
        let leave = |id: usize, values: &[Arg]| {
            let exit = &unit.exits[id];
            let live = exit.live.iter().map(|(op, _)| values[op.0 as usize]).collect();
            let left = Outcome::Left { pc: exit.pc, base: exit.base, resume: String::new() };
            (left, Some((id, live)))
        };
        let mut at = 0;
        loop {
            while let Some(op) = unit.ops.get(at) {
                if op.code == Code::Param {
                    values.push(params[at]);
                    overflows.push(false);
                } else if op.code == Code::Phi {
                    let label = unit.label.as_ref().unwrap();
                    values.push(Self::operand(&values, label.phis[at - label.at].initial));
                    overflows.push(false);
                } else if self.step(op, &mut values, &mut overflows).is_err() {
                    return leave(op.snapshot.unwrap().0 as usize, &values);
                }
                at += 1;
            }
            match &unit.end {
                End::Loop(args) => {
                    let label = unit.label.as_ref().unwrap();
                    let next: Vec<Arg> =
                        args.iter().map(|arg| Self::operand(&values, *arg)).collect();
                    values.truncate(label.at);
                    overflows.truncate(label.at);
                    overflows.extend(next.iter().map(|_| false));
                    values.extend(next);
                    at = label.at + label.phis.len();
                    self.fuel = self.fuel.saturating_sub(1);
                    if self.fuel == 0 {
                        // Where the words of the loop-carried values belong.
                        for (index, phi) in label.phis.iter().enumerate() {
                            let word = self.word(values[label.at + index]);
                            self.slots.insert(phi.slot, word);
                        }
                        return (Outcome::Tired, None);
                    }
                }
                End::Return(arg) => {
                    let Arg::Word(word) = Self::operand(&values, *arg) else { unreachable!() };
                    self.slots.insert(999, word);
                    return (Outcome::Returned, None);
                }
                End::Exit(id) => return leave(id.0 as usize, &values),
                End::Jump { target, base, args } => {
                    for (param, arg) in link_params.iter().zip(args) {
                        let word = self.word(Self::operand(&values, *arg));
                        self.slots.insert(base + param.slot, word);
                    }
                    return (Outcome::Jumped { target: *target, base: *base }, None);
                }
            }
        }
    }

    /// Writes the frames back that an exit describes.
    pub fn rebuild(&mut self, exit: &Exit, live: &[Arg]) -> Outcome {
        let objects: Vec<Word> =
            exit.virtuals.iter().map(|object| self.allocate(object.shape, object.size)).collect();
        let source = |recipe: Recipe| match recipe {
            Recipe::Constant(word) => Arg::Word(word),
            Recipe::Live(index) => live[index as usize],
            Recipe::Virtual(index) => Arg::Word(objects[index as usize]),
        };
        for (object, word) in exit.virtuals.iter().zip(&objects) {
            for (field, recipe) in &object.fields {
                let value = match (source(*recipe), field.storage) {
                    (Arg::Word(word), Storage::Byte) => Arg::Int(word.int()),
                    (Arg::Word(word), Storage::Float) => Arg::Float(word.float().to_bits()),
                    (value, _) => value,
                };
                self.store(*word, field.offset, field.storage, value);
            }
        }
        for (field, recipe) in &exit.thread {
            let word = self.word(source(*recipe));
            self.thread.insert(field.offset, word.0);
        }
        for (slot, recipe) in &exit.slots {
            let word = self.word(source(*recipe));
            self.slots.insert(*slot, word);
        }
        let resume = match exit.resume {
            ExitResume::Before => "before".to_string(),
            ExitResume::Raise => "raise".to_string(),
            ExitResume::Deliver { action, value } => {
                let word = self.word(source(value));
                self.slots.insert(999, word);
                format!("deliver {action}")
            }
        };
        Outcome::Left { pc: exit.pc, base: exit.base, resume }
    }

    /// Everything that can be reached from these slots, the thread and the first objects, with
    /// new objects named in the order in which they are met.
    pub fn describe(&self, slots: &[i32], originals: &[u64]) -> String {
        let mut text = String::new();
        let mut order: Vec<u64> = originals.to_vec();
        let name = |word: Word, order: &mut Vec<u64>| -> String {
            let Some(object) = self.objects.get(&word.0).filter(|_| word.is_pointer()) else {
                return if word.is_float() && word.float().is_nan() {
                    "nan".to_string()
                } else {
                    format!("{word:?}")
                };
            };
            if object.shape == BOXED_FLOAT {
                let value = f64::from_bits(object.cells[&8]);
                return if value.is_nan() { "nan".to_string() } else { format!("{value:?}") };
            }
            let index = order.iter().position(|known| *known == word.0).unwrap_or_else(|| {
                order.push(word.0);
                order.len() - 1
            });
            format!("object {index}")
        };
        for slot in slots {
            let word = self.slots.get(slot).copied().unwrap_or(Word::NULL);
            text += &format!("[{slot}] = {}\n", name(word, &mut order));
        }
        for (offset, word) in &self.thread {
            text += &format!("thread {offset} = {}\n", name(Word(*word), &mut order));
        }
        let mut index = 0;
        while index < order.len() {
            let object = &self.objects[&order[index]];
            text += &format!("object {index}: shape {} size {}", object.shape, object.size);
            for (offset, raw) in &object.cells {
                if *raw != 0 {
                    text += &format!(" +{offset} = {}", name(Word(*raw), &mut order));
                }
            }
            text.push('\n');
            index += 1;
        }
        text
    }
}
