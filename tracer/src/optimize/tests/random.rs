//! Random traces run before and after optimization and must end alike: same exit, same slots,
//! same memory.
//!
//! The generator is a recorder: it chooses operations and carries them out on a toy memory while
//! it writes them down, so every guard holds the first time. Loops are then run from the same
//! state until a guard fails. A unit may leave at its entry where the trace would have left in the
//! middle (a hoisted guard); then the trace is run from there.

use super::world::{HEADER, Outcome, World};
use super::*;
use crate::trace::{Resume, Snapshot, SnapshotId};

pub const POINT: ShapeId = 5;
/// Not final: calls may change it.
pub const LOOSE: ShapeId = 105;
pub const VECTOR: ShapeId = 6;
const SLOTS: i32 = 6;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }
    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }
    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// A value while recording: what the trace calls it, and what it is.
#[derive(Clone, Copy, Debug)]
struct Red {
    arg: Arg,
    now: Arg,
}

struct Generator {
    random: Random,
    world: World,
    trace: Trace,
    /// Values of each kind that later operations may use.
    words: Vec<Red>,
    ints: Vec<Red>,
    floats: Vec<Red>,
    /// Words whose shape has been checked.
    points: Vec<(Red, ShapeId)>,
    vectors: Vec<Red>,
    slots: Vec<Red>,
    pc: u64,
}

fn small_world(random: &mut Random) -> (World, Vec<u64>) {
    let mut world = World::new();
    let mut originals = Vec::new();
    for shape in [POINT, POINT, LOOSE] {
        let object = world.allocate(shape, 40);
        originals.push(object.0);
        let cells = &mut world.objects.get_mut(&object.0).unwrap().cells;
        cells.insert(8, Word::from_int(random.below(9) as i64).0);
        cells.insert(16, Word::try_from_float(random.below(9) as f64).unwrap().0);
        cells.insert(24, Word::from_int(5).0);
        cells.insert(32, random.below(256) as u64);
    }
    let vector = world.allocate(VECTOR, 16 + 8 * 8);
    originals.push(vector.0);
    let cells = &mut world.objects.get_mut(&vector.0).unwrap().cells;
    cells.insert(8, Word::from_int(8).0);
    for index in 0..8 {
        let word = match random.below(3) {
            0 => Word(originals[random.below(3)]),
            1 => Word::NONE,
            _ => Word::from_int(index as i64),
        };
        cells.insert(16 + 8 * index, word.0);
    }
    world.thread.insert(64, Word::NONE.0);
    for slot in 0..SLOTS {
        let word = match random.below(7) {
            0 => Word(vector.0),
            1 | 6 => Word(originals[random.below(3)]),
            2 => Word::try_from_float(random.below(10) as f64 * 0.5).unwrap(),
            3 if random.chance(20) => Word::from_int(crate::word::SMALL_MAX - 3),
            _ => Word::from_int(random.below(20) as i64 - 4),
        };
        world.slots.insert(slot, word);
    }
    for header in -4..0 {
        world.slots.insert(header, Word::from_int(header as i64));
    }
    (world, originals)
}

impl Generator {
    fn new(seed: u64, world: World) -> Generator {
        let mut generator = Generator {
            random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            world,
            trace: Trace {
                ops: Vec::new(),
                snapshots: Vec::new(),
                end: TraceEnd::Return(Arg::Word(Word::NULL)),
                seen: Vec::new(),
            },
            words: Vec::new(),
            ints: Vec::new(),
            floats: Vec::new(),
            points: Vec::new(),
            vectors: Vec::new(),
            slots: Vec::new(),
            pc: HEADER,
        };
        for slot in 0..SLOTS {
            let red = generator.op(Code::Input, &[], Descriptor::Slot(slot));
            let Arg::Word(word) = red.now else { unreachable!() };
            generator.trace.seen.push((slot, word));
            generator.slots.push(red);
            generator.words.push(red);
        }
        generator
    }

    fn op(&mut self, code: Code, operands: &[Red], descriptor: Descriptor) -> Red {
        let args: Vec<Arg> = operands.iter().map(|red| red.arg).collect();
        let nows: Vec<Arg> = operands.iter().map(|red| red.now).collect();
        let op = Op::new(code, &args, descriptor);
        let (now, _) = self.world.execute(&op, &nows, false);
        self.trace.ops.push(op);
        Red { arg: Arg::Op(OpRef(self.trace.ops.len() as u32 - 1)), now }
    }

    fn snapshot(&mut self, resume: Resume) -> SnapshotId {
        self.pc += 1;
        let slots = self.slots.iter().enumerate().map(|(slot, red)| (slot as i32, red.arg));
        self.trace.snapshots.push(Snapshot {
            pc: self.pc,
            base: 0,
            root: 0,
            slots: slots.collect(),
            resume,
        });
        SnapshotId(self.trace.snapshots.len() as u32 - 1)
    }

    fn guard(&mut self, condition: Red) -> bool {
        let Arg::Bool(holds) = condition.now else { unreachable!() };
        let value = self.random.below(self.words.len());
        let resume = if self.random.chance(10) {
            Resume::Deliver { action: 3, value: self.words[value].arg }
        } else {
            Resume::Before
        };
        let snapshot = self.snapshot(resume);
        let code = if holds { Code::GuardTrue } else { Code::GuardFalse };
        self.trace.ops.push(Op::guard(code, condition.arg, snapshot));
        holds
    }

    fn word(&mut self) -> Red {
        if self.random.chance(10) {
            let word = self.random.pick(&[
                Word::NONE,
                Word::TRUE,
                Word::from_int(3),
                Word::try_from_float(0.5).unwrap(),
            ]);
            return Red { arg: Arg::Word(word), now: Arg::Word(word) };
        }
        // Recent values more often.
        let count = self.words.len();
        let recent = count - 1 - self.random.below(count.min(6));
        let any = self.random.below(count);
        self.words[if self.random.chance(50) { recent } else { any }]
    }

    fn int(&mut self) -> Red {
        if self.ints.is_empty() || self.random.chance(25) {
            let value =
                self.random.pick(&[0, 1, 2, -1, 3, 7, 255, 1 << 20, crate::word::SMALL_MAX]);
            return Red { arg: Arg::Int(value), now: Arg::Int(value) };
        }
        let index = self.random.below(self.ints.len());
        self.ints[index]
    }

    fn float(&mut self) -> Red {
        if self.floats.is_empty() || self.random.chance(25) {
            let bits = self.random.pick(&[0.0, -0.0, 1.0, 2.0, -1.0, 0.5f64]).to_bits();
            return Red { arg: Arg::Float(bits), now: Arg::Float(bits) };
        }
        let index = self.random.below(self.floats.len());
        self.floats[index]
    }

    fn constant_int(&self, value: i64) -> Red {
        Red { arg: Arg::Int(value), now: Arg::Int(value) }
    }

    /// Finds out what a word is, as a handler would.
    fn inspect(&mut self, word: Red) {
        let Arg::Word(now) = word.now else { unreachable!() };
        if now.is_int() {
            let test = self.op(Code::IsInt, &[word], Descriptor::None);
            self.guard(test);
            let number = self.op(Code::UnboxInt, &[word], Descriptor::None);
            self.ints.push(number);
        } else if now.is_float() {
            let test = self.op(Code::IsFloat, &[word], Descriptor::None);
            self.guard(test);
            let number = self.op(Code::UnboxFloat, &[word], Descriptor::None);
            self.floats.push(number);
        } else if let Some(object) = self.world.objects.get(&now.0) {
            let shape = object.shape;
            if self.random.chance(30) {
                let other = if shape == POINT { LOOSE } else { POINT };
                let test = self.op(Code::HasShape, &[word], Descriptor::Shape(other));
                self.guard(test);
            }
            let test = self.op(Code::HasShape, &[word], Descriptor::Shape(shape));
            self.guard(test);
            match shape {
                VECTOR => self.vectors.push(word),
                super::world::BOXED_FLOAT | super::world::CHANGED => {}
                _ => self.points.push((word, shape)),
            }
        } else if self.random.chance(50) {
            let constant = Red { arg: Arg::Word(now), now: word.now };
            let test = self.op(Code::SameWord, &[word, constant], Descriptor::None);
            self.guard(test);
        } else {
            let test = self.op(Code::IsNull, &[word], Descriptor::None);
            self.guard(test);
        }
    }

    fn arithmetic(&mut self) {
        let (a, b) = (self.int(), self.int());
        let none = Descriptor::None;
        match self.random.below(10) {
            0..=3 => {
                let code = self.random.pick(&[
                    Code::IntAddOverflow,
                    Code::IntSubOverflow,
                    Code::IntMulOverflow,
                ]);
                let args = [a.arg, b.arg];
                let op = Op::new(code, &args, none);
                let (now, overflowed) = self.world.execute(&op, &[a.now, b.now], false);
                self.trace.ops.push(op);
                let result = Red { arg: Arg::Op(OpRef(self.trace.ops.len() as u32 - 1)), now };
                self.trace.ops.push(Op::new(Code::Overflowed, &[result.arg], none));
                let test = Red {
                    arg: Arg::Op(OpRef(self.trace.ops.len() as u32 - 1)),
                    now: Arg::Bool(overflowed),
                };
                if !self.guard(test) {
                    self.ints.push(result);
                }
            }
            4 => {
                let code = self.random.pick(&[Code::IntAnd, Code::IntOr, Code::IntXor]);
                let result = self.op(code, &[a, b], none);
                self.ints.push(result);
            }
            5 => {
                let shift = self.random.below(63) as i64;
                let shift = self.constant_int(shift);
                let result = self.op(Code::IntShr, &[a, shift], none);
                self.ints.push(result);
            }
            6 => {
                let zero = self.constant_int(0);
                let test = self.op(Code::IntEq, &[b, zero], none);
                if !self.guard(test) {
                    let minus_one = self.constant_int(-1);
                    let test = self.op(Code::IntEq, &[b, minus_one], none);
                    if !self.guard(test) {
                        let code = self.random.pick(&[Code::IntFloorDiv, Code::IntMod]);
                        let result = self.op(code, &[a, b], none);
                        self.ints.push(result);
                    }
                }
            }
            _ => {
                let code = self.random.pick(&[Code::IntLt, Code::IntLe, Code::IntEq, Code::IntNe]);
                let test = self.op(code, &[a, b], none);
                self.test(test);
            }
        }
    }

    fn test(&mut self, test: Red) {
        let test = if self.random.chance(20) {
            self.op(Code::BoolNot, &[test], Descriptor::None)
        } else {
            test
        };
        if self.random.chance(60) {
            self.guard(test);
        }
        if self.random.chance(40) {
            let word = self.op(Code::BoxBool, &[test], Descriptor::None);
            self.words.push(word);
        }
    }

    fn float_arithmetic(&mut self) {
        let (a, b) = (self.float(), self.float());
        let none = Descriptor::None;
        match self.random.below(6) {
            0 | 1 => {
                let code = self.random.pick(&[Code::FloatAdd, Code::FloatSub]);
                let result = self.op(code, &[a, b], none);
                self.floats.push(result);
            }
            2 => {
                let factor = self.random.pick(&[1.0, 0.5, -1.0, 2.0f64]).to_bits();
                let factor = Red { arg: Arg::Float(factor), now: Arg::Float(factor) };
                let code = self.random.pick(&[Code::FloatMul, Code::FloatDiv]);
                let result = self.op(code, &[a, factor], none);
                self.floats.push(result);
            }
            3 => {
                let code = self.random.pick(&[Code::FloatNeg, Code::FloatAbs, Code::FloatFloor]);
                let result = self.op(code, &[a], none);
                self.floats.push(result);
            }
            4 => {
                let number = self.int();
                let result = self.op(Code::IntToFloat, &[number], none);
                self.floats.push(result);
                let test = self.op(Code::FloatFitsInt, &[result], none);
                if self.guard(test) {
                    let back = self.op(Code::FloatToInt, &[result], none);
                    self.ints.push(back);
                }
            }
            _ => {
                let code = self.random.pick(&[Code::FloatLt, Code::FloatLe, Code::FloatEq]);
                let test = self.op(code, &[a, b], none);
                self.test(test);
            }
        }
    }

    fn memory(&mut self) {
        if let Some(&(point, shape)) = self.points.get(self.random.below(self.points.len().max(1)))
            && self.random.chance(70)
        {
            // A call may have changed a shape that is not final since it was checked.
            if shape >= 100 {
                let test = self.op(Code::HasShape, &[point], Descriptor::Shape(shape));
                if !self.guard(test) {
                    return;
                }
            }
            match self.random.below(8) {
                0..=2 => {
                    let field = self.random.pick(&[FIELDS[0], FIELDS[1], FIELDS[2]]);
                    let value = self.op(Code::Load, &[point], Descriptor::Field(field));
                    self.words.push(value);
                    if self.random.chance(50) {
                        self.keep();
                    }
                }
                3 => {
                    let value = self.op(Code::Load, &[point], Descriptor::Field(FIELDS[6]));
                    self.ints.push(value);
                }
                _ => {
                    let field = self.random.pick(&[FIELDS[0], FIELDS[1]]);
                    let value = self.word();
                    self.op(Code::Store, &[point, value], Descriptor::Field(field));
                }
            }
        } else if let Some(&vector) = self.vectors.get(self.random.below(self.vectors.len().max(1)))
        {
            let index = self.int();
            let length = self.op(Code::Load, &[vector], Descriptor::Field(FIELDS[3]));
            let test = self.op(Code::IntBelow, &[index, length], Descriptor::None);
            if self.guard(test) {
                let element = Descriptor::Element(ELEMENTS[0]);
                if self.random.chance(60) {
                    let value = self.op(Code::LoadElement, &[vector, index], element);
                    self.words.push(value);
                    if self.random.chance(50) {
                        self.keep();
                    }
                } else {
                    let value = self.word();
                    self.op(Code::StoreElement, &[vector, index, value], element);
                }
            }
        }
    }

    fn allocate(&mut self) {
        let shape = self.random.pick(&[POINT, LOOSE]);
        let object = self.op(Code::New, &[], Descriptor::Allocation { shape, size: 40 });
        for field in [FIELDS[0], FIELDS[1], FIELDS[2]] {
            if self.random.chance(80) {
                let value = if self.random.chance(10) { object } else { self.word() };
                self.op(Code::Store, &[object, value], Descriptor::Field(field));
            }
        }
        self.words.push(object);
        self.points.push((object, shape));
    }

    fn call(&mut self) {
        let word = self.word();
        let result = match self.random.below(6) {
            0 => self.op(Code::Call, &[word], Descriptor::Residual(ResidualRef(&HASH))),
            1 => self.op(Code::Call, &[word], Descriptor::Residual(ResidualRef(&FIND))),
            2 => {
                let item = self.word();
                self.op(Code::Call, &[word, item], Descriptor::Residual(ResidualRef(&APPEND)))
            }
            3 => {
                let (a, b) = (self.float(), self.float());
                let result =
                    self.op(Code::Call, &[a, b], Descriptor::Residual(ResidualRef(&POWER)));
                self.floats.push(result);
                return;
            }
            kind => {
                for slot in 0..SLOTS {
                    let value = self.slots[slot as usize];
                    self.op(Code::StoreSlot, &[value], Descriptor::Slot(slot));
                }
                let result = if kind == 4 {
                    self.op(Code::Call, &[word], Descriptor::Residual(ResidualRef(&ANYTHING)))
                } else {
                    let base = SLOTS + 4;
                    self.op(Code::StoreSlot, &[word], Descriptor::Slot(base));
                    let cell = 0x500;
                    self.op(Code::CallFunction, &[], Descriptor::Function { cell, base })
                };
                let snapshot = self.snapshot(Resume::Before);
                self.trace.ops.push(Op::guard(Code::GuardValid, Arg::Bool(true), snapshot));
                result
            }
        };
        let test = self.op(Code::IsNull, &[result], Descriptor::None);
        self.guard(test);
        self.words.push(result);
    }

    /// A word that points to an object, if one does.
    fn pointer(&mut self) -> Red {
        let pointers: Vec<Red> = self
            .words
            .iter()
            .copied()
            .filter(|red| matches!(red.now, Arg::Word(word) if word.is_pointer()))
            .collect();
        if pointers.is_empty() { self.word() } else { self.random.pick(&pointers) }
    }

    /// Puts the newest word into a slot, so that a wrong one is seen.
    fn keep(&mut self) {
        if let Some(word) = self.words.last() {
            let slot = self.random.below(SLOTS as usize);
            self.slots[slot] = *word;
        }
    }

    fn fill(&mut self, operations: usize) {
        let end = self.trace.ops.len() + operations;
        // Each trace has a leaning, so that some are long enough in one field to find what only
        // many operations of one sort can show.
        let weights = match self.random.below(5) {
            0 => [3, 6, 2, 0, 0, 0, 2, 2, 2],
            1 => [1, 1, 0, 12, 1, 0, 0, 0, 2],
            2 => [1, 1, 0, 8, 3, 2, 0, 0, 2],
            3 => [2, 1, 4, 3, 0, 0, 1, 3, 2],
            _ => [3, 3, 2, 3, 1, 1, 1, 1, 2],
        };
        let total: usize = weights.iter().sum();
        for _ in 0..3 {
            let pointer = self.pointer();
            self.inspect(pointer);
        }
        while self.trace.ops.len() < end {
            let mut choice = self.random.below(total);
            let kind = weights.iter().position(|weight| {
                let is_it = choice < *weight;
                choice = choice.saturating_sub(*weight);
                is_it
            });
            match kind {
                Some(0) => {
                    let word = if self.random.chance(50) { self.pointer() } else { self.word() };
                    self.inspect(word);
                }
                Some(1) => self.arithmetic(),
                Some(2) => self.float_arithmetic(),
                Some(3) => self.memory(),
                Some(4) => self.allocate(),
                Some(5) => self.call(),
                Some(6) => {
                    let number = self.int();
                    let word = self.op(Code::BoxInt, &[number], Descriptor::None);
                    self.words.push(word);
                }
                Some(7) => {
                    let number = self.float();
                    let word = self.op(Code::BoxFloat, &[number], Descriptor::None);
                    self.words.push(word);
                }
                _ if self.random.chance(60) => self.keep(),
                _ => {
                    let value = self.word();
                    let slot = self.random.below(SLOTS as usize);
                    self.slots[slot] = value;
                }
            }
        }
    }

    fn finish(mut self, end: Goal) -> (Trace, World) {
        self.trace.end = match end {
            Goal::Loop => {
                let snapshot = self.snapshot(Resume::Before);
                self.trace.snapshots[snapshot.0 as usize].pc = HEADER;
                TraceEnd::Loop(snapshot)
            }
            Goal::Leave => TraceEnd::Leave(self.snapshot(Resume::Before)),
            Goal::Return => TraceEnd::Return(self.word().arg),
            Goal::Link => TraceEnd::Link { target: 0x700, snapshot: self.snapshot(Resume::Before) },
        };
        verify::trace(&self.trace).unwrap_or_else(|e| panic!("{e} in\n{}", self.trace));
        (self.trace, self.world)
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Goal {
    Loop,
    Leave,
    Return,
    Link,
}

const LINKED: [Param; 3] = [
    Param { slot: 0, kind: Kind::Int },
    Param { slot: 2, kind: Kind::Word },
    Param { slot: 3, kind: Kind::Float },
];

/// Slots that count after an outcome.
fn slots_of(outcome: &Outcome) -> Vec<i32> {
    match outcome {
        Outcome::Tired => Vec::new(),
        Outcome::Returned => vec![999],
        Outcome::Left { resume, .. } if resume.starts_with("deliver") => {
            (0..SLOTS).chain([999]).collect()
        }
        _ => (0..SLOTS).collect(),
    }
}

struct Case<'a> {
    seed: u64,
    trace: &'a Trace,
    unit: &'a Unit,
    originals: &'a [u64],
}

impl Case<'_> {
    /// As `compare`, where the unit may have left through a strengthened guard, at an earlier
    /// snapshot: then nothing was written since, and the state is the one of that snapshot.
    fn compare_earlier(
        &self,
        plain: World,
        wanted: Outcome,
        ours: &World,
        got: &Outcome,
        start: &World,
    ) {
        let end = match wanted {
            Outcome::Left { pc, .. } => pc,
            Outcome::Jumped { .. } => u64::MAX,
            _ => 0,
        };
        if let Outcome::Left { pc, .. } = got
            && *pc < end
            && let Some((before, outcome)) = start.clone().run_trace_before(self.trace, *pc)
        {
            let heap = |world: &World| world.describe(&[], self.originals);
            assert_eq!(heap(&before), heap(&plain), "seed {}", self.seed);
            return self.compare(&before, &outcome, ours, got);
        }
        self.compare(&plain, &wanted, ours, got);
    }

    /// Both runs are over; `unit_outcome` as rebuilt.
    fn compare(&self, plain: &World, wanted: &Outcome, ours: &World, got: &Outcome) {
        let slots = slots_of(wanted);
        let (a, b) =
            (plain.describe(&slots, self.originals), ours.describe(&slots, self.originals));
        let Case { seed, trace, unit, .. } = self;
        assert!(
            wanted == got && a == b,
            "seed {seed}\n{trace}\n{unit}\nwanted {wanted:?}\n{a}\ngot {got:?}\n{b}"
        );
        for (index, (seen, ours)) in plain.frames.iter().zip(&ours.frames).enumerate() {
            for (slot, word) in seen {
                let ours = ours.get(slot).copied().unwrap_or(Word::NULL);
                let same = *word == ours || word.is_pointer() && ours.is_pointer();
                assert!(
                    same,
                    "seed {seed}, call {index}, slot {slot}: {word:?} {ours:?}\n{trace}\n{unit}"
                );
            }
        }
    }
}

fn check(seed: u64, goal: Goal) {
    let mut random = Random(seed.wrapping_mul(0xd134_2543_de82_ef95) | 1);
    random.next();
    let (world, originals) = small_world(&mut random);
    let mut generator = Generator::new(seed, world.clone());
    if goal == Goal::Loop {
        let snapshot = generator.snapshot(Resume::Before);
        generator.trace.ops.push(Op::guard(Code::GuardQuiet, Arg::Bool(true), snapshot));
    }
    generator.fill(10 + random.below(50));
    let (trace, _) = generator.finish(goal);
    let kind = match goal {
        Goal::Return | Goal::Leave => UnitKind::Function,
        _ => UnitKind::Loop,
    };
    let unit = optimize(&trace, kind, None, &|_| LINKED.to_vec(), &Language)
        .unwrap_or_else(|error| panic!("seed {seed}: {error:?}\n{trace}"));
    check_unit(&unit);
    let case = Case { seed, trace: &trace, unit: &unit, originals: &originals };
    run(&case, kind, &world);
    // From other states than the recorded one, checks fail that nothing may be moved ahead of.
    for _ in 0..3 {
        run(&case, kind, &small_world(&mut random).0);
    }
}

/// Runs trace and unit from one state.
fn run(case: &Case, kind: UnitKind, world: &World) {
    let Case { seed, trace, unit, originals } = *case;
    let mut ours = world.clone();
    let Some(params) = ours.params_from_slots(unit) else { return };
    if kind != UnitKind::Function {
        // Whoever enters may have kept the parameters in registers.
        for param in &unit.params {
            ours.slots.insert(param.slot, Word::ELLIPSIS);
        }
    }
    let (mut got, left) = ours.run_unit(unit, &params, &LINKED);
    let mut rebuilt = ours.clone();
    if let Some((exit, live)) = &left {
        got = rebuilt.rebuild(&unit.exits[*exit], live);
    }
    if matches!(got, Outcome::Left { pc: HEADER, .. }) {
        got = rebuilt.run_trace(trace);
    }
    let mut plain = world.clone();
    let mut wanted = plain.run_trace(trace);
    if let (Outcome::Jumped { .. }, Outcome::Left { pc, .. }) = (&wanted, &got)
        && let TraceEnd::Link { snapshot, .. } = trace.end
        && *pc == trace.snapshots[snapshot.0 as usize].pc
    {
        // Another kind than the linked unit wants.
        wanted = got.clone();
    }
    case.compare_earlier(plain, wanted, &rebuilt, &got, world);
    if let Some((exit, live)) = left
        && unit.exits[exit].pc != HEADER
    {
        bridge(seed, &ours, &rebuilt, &unit.exits[exit], &live, originals);
    }
}

/// Records a bridge where the unit left, and runs it from the exit's live values.
fn bridge(
    seed: u64,
    unwritten: &World,
    rebuilt: &World,
    exit: &Exit,
    live: &[Arg],
    originals: &[u64],
) {
    let mut generator = Generator::new(seed ^ 0x55, rebuilt.clone());
    generator.fill(5 + (seed % 40) as usize);
    let goal = if seed.is_multiple_of(2) { Goal::Leave } else { Goal::Link };
    let (trace, _) = generator.finish(goal);
    let parent = Some(Parent { exit });
    let unit = optimize(&trace, UnitKind::Bridge, parent, &|_| LINKED.to_vec(), &Language)
        .unwrap_or_else(|error| panic!("seed {seed}: {error:?} in a bridge of {exit:?}\n{trace}"));
    check_unit(&unit);
    let mut ours = unwritten.clone();
    let (mut got, left) = ours.run_unit(&unit, live, &LINKED);
    if let Some((exit, live)) = &left {
        got = ours.rebuild(&unit.exits[*exit], live);
    }
    let mut plain = rebuilt.clone();
    let mut wanted = plain.run_trace(&trace);
    if let (Outcome::Jumped { .. }, Outcome::Left { pc, .. }) = (&wanted, &got)
        && let TraceEnd::Link { snapshot, .. } = trace.end
        && *pc == trace.snapshots[snapshot.0 as usize].pc
    {
        wanted = got.clone();
    }
    let case = Case { seed, trace: &trace, unit: &unit, originals };
    case.compare_earlier(plain, wanted, &ours, &got, rebuilt);
}

fn rounds() -> u64 {
    std::env::var("ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3000)
}

#[test]
fn loops_mean_the_same() {
    (1..rounds()).for_each(|seed| check(seed, Goal::Loop));
}

#[test]
fn functions_mean_the_same() {
    (1..rounds()).for_each(|seed| {
        check(seed, if seed.is_multiple_of(2) { Goal::Return } else { Goal::Leave });
    });
}

#[test]
fn traces_that_join_a_loop_mean_the_same() {
    (1..rounds()).for_each(|seed| check(seed, Goal::Link));
}
