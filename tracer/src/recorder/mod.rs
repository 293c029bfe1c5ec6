//! The recorder: executes handlers and writes down what they do to red values.
//!
//! It runs on the thread's real value stack, so that at any time recording may stop and the plain
//! interpreter goes on from the same state. Beside each concrete word it keeps the trace's name
//! for it: by slot of the value stack (relative to the base frame) in `slots`, by value in the
//! `Ref`s that handlers pass around. A slot that was not written since the trace began is an input.
//!
//! Each activation of a handler is a step with one resume point. The snapshot of a step is taken
//! when its first guard needs it, from the slots as they were when the step began: a step writes
//! registers only behind its guards, or else (a return action that stores and then fails) the
//! order of handlers would be wrong, which `guard` checks.

mod machine;

use crate::frame;
use crate::machine::*;
use crate::trace::*;
use crate::word::Word;
use std::collections::{HashMap, HashSet};

macro_rules! abort_reasons {
    ($($(#[$doc:meta])* $name:ident $text:literal;)*) => {
        /// Why a recording was given up.
        #[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
        pub enum AbortReason {
            $($(#[$doc])* $name,)*
        }

        impl AbortReason {
            /// All of them, in the order of their indices.
            pub const ALL: &'static [AbortReason] = &[$(AbortReason::$name),*];
            pub const COUNT: usize = Self::ALL.len();
            pub fn index(self) -> usize {
                self as usize
            }
            /// What statistics call the counter of these aborts.
            pub const fn counter_name(self) -> &'static str {
                match self {
                    $(AbortReason::$name => concat!("aborts_", $text),)*
                }
            }
        }
    };
}

abort_reasons! {
    /// More operations than the limit.
    TooLong "too_long";
    /// An inner loop that has no code of its own began a second time.
    InnerLoop "inner_loop";
    /// The base frame returned where the unit has no caller to give a value to.
    LeftFrame "left_frame";
    /// An exception left the base frame.
    RaisedOut "raised_out";
    /// More frames than the limit.
    TooDeep "too_deep";
    /// A handler asked for it (a construct that cannot be recorded).
    Unsupported "unsupported";
    /// The optimizer refused.
    Optimizer "optimizer";
    /// The backend refused.
    Backend "backend";
    /// Something it relied on changed meanwhile.
    Invalidated "invalidated";
}

/// What the language tells the recorder.
pub trait Host {
    /// Calls `visit` with each register that is live before the instruction.
    fn live_registers(&self, code: usize, pc: *const u64, visit: &mut dyn FnMut(usize));
    fn allocate(&self, thread: *mut u8, shape: ShapeId, size: usize) -> Word;
    fn box_float(&self, thread: *mut u8, value: f64) -> Word;
    /// After a store of `value` at `slot` in `object`.
    fn barrier(&self, thread: *mut u8, object: Word, slot: *mut Word, value: Word);
    /// Tells the thread its frame and instruction before Rust code runs.
    fn set_position(&self, thread: *mut u8, registers: *mut Word, pc: *const u64);
    /// Thread field that holds the current instruction.
    fn pc_field(&self) -> Field;
    /// Whether the value in a cell has been stable, so that a trace may depend on it.
    fn cell_is_stable(&self, cell: usize) -> bool;
    /// The object of the heap that a cell lies in, if it is no word of its own.
    fn cell_holder(&self, cell: usize) -> Option<Word>;
    /// Runs the frame that was just pushed (its base frame returns to native code) to its end: its
    /// value, or null when it raised.
    fn run_frame(&self, thread: *mut u8, registers: *mut Word, entry: *const u64) -> Word;
    /// Return action of frames that return to native code.
    fn native_return_action(&self) -> u16;
    /// The action of a calling instruction whose callee's frame an exception has left.
    fn unwound_action(&self) -> u16;
    /// Raises for a value stack that is used up.
    fn stack_overflow(&self, thread: *mut u8);
    /// Whether a frame may end there: on the value stack, and within the limit of recursion.
    fn has_room(&self, thread: *mut u8, end: *mut Word) -> bool;
    /// What `Machine::code` answers in a frame of this function.
    fn code_of_function(&self, function: Word) -> usize;
    /// Whether the code has a loop that is compiled, so that its frame is better called than inlined.
    fn has_compiled_loop(&self, code: usize) -> bool;
    /// Whether code calls functions that look at its registers by themselves: all that are live must
    /// be in memory when it calls something.
    fn shows_registers(&self, code: usize) -> bool {
        let _ = code;
        false
    }
    /// Whether code is so short that recursive calls of it are worth inlining in one another.
    fn is_short(&self, code: usize) -> bool;
    fn poll_requested(&self, thread: *mut u8) -> bool;
    /// The trace that is being recorded from here on, then null: its constants must not die.
    fn set_recording(&self, thread: *mut u8, trace: *const Trace);
    fn load_shape(&self, object: Word) -> ShapeId;
    /// Whether objects of this shape keep it for life.
    fn shape_is_final(&self, shape: ShapeId) -> bool;
    fn set_shape(&self, object: Word, shape: ShapeId);
}

/// The slot in which bridges find the value that their exit delivers.
pub const DELIVERED_SLOT: i32 = i32::MIN + 1;

/// Limits of a recording.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    pub operations: usize,
    pub frames: usize,
    /// How often one code may stand on the stack of inlined frames.
    pub recursion: usize,
    /// How many calls of codes that stand on the stack already may be inlined.
    pub reentries: usize,
    /// How many frames below the base may be continued in.
    pub returns: usize,
    /// Whether a loop's recording may go on where the loop does not: behind it, or in its caller.
    pub leaves: bool,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            operations: 6000,
            frames: 24,
            recursion: 8,
            reentries: 12,
            returns: 6,
            leaves: true,
        }
    }
}

/// A red value: what it is now and what the trace calls it.
#[derive(Clone, Copy, Debug)]
pub struct Red<V>(pub V, pub Arg);

struct FrameState {
    base: i32,
    code: usize,
    /// Position of the caller's instruction.
    return_pc: *const u64,
    action: u16,
    delta: usize,
    /// It was entered in the middle, as generators are when they are resumed.
    resumed: bool,
    /// Loop headers of it that it has passed since.
    passed: Vec<*const u64>,
}

/// Who called the outermost frame.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Caller {
    Native,
    Frame,
}

/// What a recording is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Goal {
    /// A loop: ends at its own header.
    Loop,
    /// A function from its first instruction to its return.
    Function,
    /// What follows an exit. `returns`: the tree belongs to a function, so the base frame may return.
    Bridge { returns: bool },
}

pub struct Recorder<'h, H: Host> {
    pub host: &'h H,
    thread: *mut u8,
    registers: *mut Word,
    base: *mut Word,
    pc: *const u64,
    goal: Goal,
    start: *const u64,
    limits: Limits,
    pub trace: Trace,
    pub dependencies: Vec<Dependency>,
    cells: Vec<(usize, Word)>,
    slots: HashMap<i32, Arg>,
    inputs: HashMap<i32, Arg>,
    stale: HashSet<i32>,
    /// Live slots that a snapshot left out because nothing had touched them yet.
    untouched: Vec<(SnapshotId, Vec<i32>)>,
    frames: Vec<FrameState>,
    step_pc: *const u64,
    step_resume: Resume,
    step_snapshot: Option<SnapshotId>,
    step_effect: bool,
    ran_language: bool,
    delivered: Red<Word>,
    inner_loops: Vec<*const u64>,
    /// What a guard of this step said of the header of the outermost frame: who called it.
    caller: Option<Caller>,
    /// How many frames below the base have been continued in.
    returned: usize,
    /// How many recursive calls have been inlined.
    reentered: usize,
    /// The link of the frame that was left last.
    left_link: u64,
    pub outcome: Option<std::result::Result<(), AbortReason>>,
    line: (usize, u64),
}

/// What a finished recording gives.
pub struct Recorded {
    pub trace: Trace,
    pub dependencies: Vec<Dependency>,
    /// Cells that the trace depends on, with the values it took for granted: to be checked when
    /// the trace is installed, for they may have changed while it was recorded.
    pub cells: Vec<(usize, Word)>,
    /// Where the interpreter goes on.
    pub registers: *mut Word,
    pub pc: *const u64,
    /// The last handler's answer: what the interpreter does next at that position.
    pub next: Next,
    /// The value on its way to a return action.
    pub delivered: Word,
    pub outcome: std::result::Result<(), AbortReason>,
}

impl<'h, H: Host> Recorder<'h, H> {
    /// Begins at an instruction of the frame whose registers are given. `dirty`: slots whose words
    /// in memory a bridge must not trust because its parent's exit names them.
    pub fn new(
        host: &'h H,
        thread: *mut u8,
        registers: *mut Word,
        base: *mut Word,
        pc: *const u64,
        code: usize,
        goal: Goal,
        limits: Limits,
    ) -> Self {
        Recorder {
            host,
            thread,
            registers,
            base,
            pc,
            goal,
            start: pc,
            limits,
            trace: Trace {
                ops: Vec::new(),
                snapshots: Vec::new(),
                end: TraceEnd::Return(Arg::Word(Word::NULL)),
                seen: Vec::new(),
            },
            dependencies: Vec::new(),
            cells: Vec::new(),
            slots: HashMap::new(),
            inputs: HashMap::new(),
            stale: HashSet::new(),
            untouched: Vec::new(),
            frames: vec![FrameState {
                base: 0,
                code,
                return_pc: std::ptr::null(),
                action: 0,
                delta: 0,
                resumed: false,
                passed: Vec::new(),
            }],
            step_pc: pc,
            step_resume: Resume::Before,
            step_snapshot: None,
            step_effect: false,
            ran_language: false,
            delivered: Red(Word::NULL, Arg::Word(Word::NULL)),
            inner_loops: Vec::new(),
            caller: None,
            returned: 0,
            reentered: 0,
            left_link: 0,
            outcome: None,
            line: (0, 0),
        }
    }

    /// How often a code stands on the stack of inlined frames.
    fn times_inlined(&self, code: usize) -> usize {
        self.frames.iter().filter(|frame| frame.code == code).count()
    }

    /// For bridges whose exit lies below the base: the slot of the outermost known frame.
    pub fn set_root(&mut self, root: i32) {
        self.frames[0].base = root;
    }

    /// For bridges whose exit lies in an inlined frame: the frames from the base up, outermost first.
    pub fn push_known_frame(
        &mut self,
        base: i32,
        code: usize,
        return_pc: *const u64,
        action: u16,
        delta: usize,
    ) {
        // SAFETY: a frame of the value stack, which has a header. The word only helps to choose between two right ways.
        let resumed = unsafe { !(*self.base.offset(base as isize + frame::LANGUAGE)).is_null() };
        let passed = Vec::new();
        self.frames.push(FrameState { base, code, return_pc, action, delta, resumed, passed });
    }

    /// For bridges: slots whose words in memory must not be trusted, because the parent's exit
    /// names them. Snapshots name them while they live.
    pub fn set_stale(&mut self, slots: impl Iterator<Item = i32>) {
        self.stale.extend(slots);
    }

    /// For bridges whose exit delivers a value: it is an input in a slot that no frame has.
    pub fn set_delivered_input(&mut self, value: Word) {
        let arg = self.emit(Code::Input, &[], Descriptor::Slot(DELIVERED_SLOT));
        self.inputs.insert(DELIVERED_SLOT, arg);
        self.trace.seen.push((DELIVERED_SLOT, value));
        self.delivered = Red(value, arg);
    }

    /// Where it stands.
    pub fn position(&self) -> (*mut Word, *const u64) {
        (self.registers, self.pc)
    }

    /// Runs handlers until the trace ends. `dispatch` runs the handler of an opcode number.
    pub fn run(
        mut self,
        mut dispatch: impl FnMut(&mut Self, u16, u64) -> Next,
        raise_opcode: u16,
        first: Next,
    ) -> Recorded {
        let mut next = first;
        self.host.set_recording(self.thread, &self.trace);
        if self.goal == Goal::Loop {
            let pc = self.pc;
            let snapshot = self.take_snapshot(pc, Resume::Before);
            self.emit_guard(Code::GuardQuiet, Arg::Bool(true), snapshot);
        }
        loop {
            if self.outcome.is_some() {
                break;
            }
            if self.trace.ops.len() > self.limits.operations {
                self.abort(AbortReason::TooLong);
                break;
            }
            let (opcode, resume) = match next {
                // SAFETY: the position is an instruction.
                Next::Go => (unsafe { *self.pc } as u16, Some(Resume::Before)),
                Next::Defer(opcode) => (opcode, None),
                Next::Act(action) => {
                    (action, Some(Resume::Deliver { action, value: self.delivered.1 }))
                }
                Next::Raise => (raise_opcode, Some(Resume::Raise)),
                Next::Stop => break,
            };
            if let Some(resume) = resume {
                self.step_pc = self.pc;
                self.step_resume = resume;
                self.step_snapshot = None;
                self.step_effect = false;
                self.caller = None;
            }
            self.mark_line();
            // SAFETY: as above.
            let instruction = unsafe { *self.pc };
            next = dispatch(&mut self, opcode, instruction);
        }
        let outcome = self.outcome.unwrap_or(Err(AbortReason::Unsupported));
        self.complete();
        self.host.set_recording(self.thread, std::ptr::null());
        Recorded {
            trace: self.trace,
            dependencies: self.dependencies,
            cells: self.cells,
            registers: self.registers,
            pc: self.pc,
            next,
            delivered: self.delivered.0,
            outcome,
        }
    }

    pub fn abort(&mut self, reason: AbortReason) {
        if self.outcome.is_none() {
            self.outcome = Some(Err(reason));
        }
    }

    fn finish(&mut self, end: TraceEnd) {
        self.trace.end = end;
        self.outcome = Some(Ok(()));
    }

    /// Allocations may collect, which looks for frames up to the one that the thread names.
    fn allocate_here(&mut self, shape: ShapeId, size: usize) -> Word {
        self.host.set_position(self.thread, self.registers, self.pc);
        self.host.allocate(self.thread, shape, size)
    }
    fn box_here(&mut self, value: f64) -> Word {
        self.host.set_position(self.thread, self.registers, self.pc);
        self.host.box_float(self.thread, value)
    }

    fn mark_line(&mut self) {
        let place = (self.code(), self.pc as u64);
        if self.line != place {
            self.line = place;
            self.emit(Code::Line, &[], Descriptor::Line { code: place.0 as u64, pc: place.1 });
        }
    }

    fn emit(&mut self, code: Code, args: &[Arg], descriptor: Descriptor) -> Arg {
        self.trace.ops.push(Op::new(code, args, descriptor));
        Arg::Op(OpRef(self.trace.ops.len() as u32 - 1))
    }

    fn emit_guard(&mut self, code: Code, condition: Arg, snapshot: SnapshotId) {
        self.trace.ops.push(Op::guard(code, condition, snapshot));
    }

    fn slot_arg(&mut self, slot: i32) -> Arg {
        if let Some(&arg) = self.slots.get(&slot) {
            return arg;
        }
        if let Some(&arg) = self.inputs.get(&slot) {
            return arg;
        }
        let arg = self.emit(Code::Input, &[], Descriptor::Slot(slot));
        self.inputs.insert(slot, arg);
        // SAFETY: slots that handlers read lie on the value stack.
        let word = unsafe { *self.base.offset(slot as isize) };
        self.trace.seen.push((slot, word));
        arg
    }

    fn frame_base(&self) -> i32 {
        self.frames.last().map_or(0, |frame| frame.base)
    }

    /// The interpreter's state at the current position: every live register of every frame, and
    /// the headers of the inlined ones.
    fn take_snapshot(&mut self, pc: *const u64, resume: Resume) -> SnapshotId {
        let mut wanted: Vec<i32> = Vec::new();
        let frames = self.frames.len();
        for index in 0..frames {
            let (base, code) = (self.frames[index].base, self.frames[index].code);
            let (position, limit) = if index + 1 < frames {
                let callee = &self.frames[index + 1];
                (callee.return_pc, callee.base - frame::HEADER_WORDS as i32)
            } else {
                (pc, i32::MAX)
            };
            if index > 0 {
                for header in 1..=frame::HEADER_WORDS as i32 {
                    wanted.push(base - header);
                }
            }
            self.host.live_registers(code, position, &mut |register| {
                let slot = base + register as i32;
                if slot < limit {
                    wanted.push(slot);
                }
            });
        }
        let (mut slots, mut untouched) = (Vec::new(), Vec::new());
        for slot in wanted {
            if self.slots.contains_key(&slot)
                || self.inputs.contains_key(&slot)
                || self.stale.contains(&slot)
            {
                slots.push((slot, self.slot_arg(slot)));
            } else {
                untouched.push(slot);
            }
        }
        let snapshot = Snapshot {
            pc: pc as u64,
            base: self.frame_base(),
            root: self.frames[0].base,
            slots,
            resume,
        };
        self.trace.snapshots.push(snapshot);
        let id = SnapshotId(self.trace.snapshots.len() as u32 - 1);
        if !untouched.is_empty() {
            self.untouched.push((id, untouched));
        }
        id
    }

    fn step_snapshot(&mut self) -> SnapshotId {
        if let Some(snapshot) = self.step_snapshot {
            return snapshot;
        }
        let (pc, resume) = (self.step_pc, self.step_resume);
        let snapshot = self.take_snapshot(pc, resume);
        self.step_snapshot = Some(snapshot);
        snapshot
    }

    fn guard_condition(&mut self, condition: Arg, holds: bool) {
        if self.step_effect {
            // A guard behind a side effect has no resume point: the handler must be cut in two.
            self.abort(AbortReason::Unsupported);
        }
        if let Arg::Bool(value) = condition
            && value == holds
        {
            return;
        }
        let snapshot = self.step_snapshot();
        self.emit_guard(
            if holds { Code::GuardTrue } else { Code::GuardFalse },
            condition,
            snapshot,
        );
    }

    /// Guards what kind of word it is: int, float, constant or shape.
    fn guard_kind(&mut self, value: Red<Word>) {
        // A constant object may get another shape as any other.
        if value.1.is_constant()
            && (!value.0.is_pointer() || self.host.shape_is_final(self.host.load_shape(value.0)))
        {
            return;
        }
        let test = if value.0.is_int() {
            self.emit(Code::IsInt, &[value.1], Descriptor::None)
        } else if value.0.is_float() {
            self.emit(Code::IsFloat, &[value.1], Descriptor::None)
        } else if value.0.is_pointer() {
            let shape = self.host.load_shape(value.0);
            self.emit(Code::HasShape, &[value.1], Descriptor::Shape(shape))
        } else if value.0.is_null() {
            self.emit(Code::IsNull, &[value.1], Descriptor::None)
        } else {
            self.emit(Code::SameWord, &[value.1, Arg::Word(value.0)], Descriptor::None)
        };
        self.guard_condition(test, true);
    }

    fn field_address(object: Word, offset: i32) -> *mut Word {
        (object.0 as i64 + offset as i64) as *mut Word
    }

    fn element_address(object: Word, index: i64, element: &Element) -> *mut u8 {
        let size = if element.storage == Storage::Byte { 1 } else { 8 };
        (object.0 as i64 + element.base as i64 + index * size) as *mut u8
    }

    /// Writes the interpreter's state to memory, as before a call that may look at frames.
    fn flush(&mut self) {
        let pc = self.pc;
        // A loop carries what it has not touched yet in machine registers, too.
        let frames = self.frames.len();
        for index in 0..frames {
            let (base, code) = (self.frames[index].base, self.frames[index].code);
            if self.host.shows_registers(code) {
                let position = self.frames.get(index + 1).map_or(pc, |callee| callee.return_pc);
                let mut shown = Vec::new();
                self.host.live_registers(code, position, &mut |register| shown.push(register));
                let limit = self.frames.get(index + 1).map_or(i32::MAX, |callee| callee.base);
                for slot in shown.into_iter().map(|register| base + register as i32) {
                    if slot < limit - frame::HEADER_WORDS as i32 {
                        self.slot_arg(slot);
                    }
                }
            }
        }
        let id = self.take_snapshot(pc, Resume::Before);
        let snapshot = self.trace.snapshots[id.0 as usize].clone();
        for (slot, arg) in &snapshot.slots {
            self.emit(Code::StoreSlot, &[*arg], Descriptor::Slot(*slot));
        }
        self.emit(Code::SetTop, &[], Descriptor::Slot(snapshot.base));
        let field = self.host.pc_field();
        self.emit(Code::StoreThread, &[Arg::Word(Word(self.pc as u64))], Descriptor::Field(field));
    }

    /// Brings the trace into its final form: inputs first, and every snapshot names the inputs that
    /// are live there, whether or not they had been touched at that time. A unit may be entered
    /// with values that memory does not hold, so no exit may rely on memory for an input.
    fn complete(&mut self) {
        for (id, slots) in std::mem::take(&mut self.untouched) {
            for slot in slots {
                if let Some(&arg) = self.inputs.get(&slot) {
                    self.trace.snapshots[id.0 as usize].slots.push((slot, arg));
                }
            }
        }
        let old = std::mem::take(&mut self.trace.ops);
        let mut place = vec![OpRef(0); old.len()];
        let inputs = old.iter().filter(|op| op.code == Code::Input).count();
        let (mut next_input, mut next_other) = (0, inputs as u32);
        for (index, op) in old.iter().enumerate() {
            let next = if op.code == Code::Input { &mut next_input } else { &mut next_other };
            place[index] = OpRef(*next);
            *next += 1;
        }
        let moved = |arg: &mut Arg| {
            if let Arg::Op(op) = arg {
                *op = place[op.0 as usize];
            }
        };
        let (mut first, mut rest) = (Vec::with_capacity(old.len()), Vec::with_capacity(old.len()));
        for mut op in old {
            op.args.iter_mut().for_each(moved);
            if op.code == Code::Input { first.push(op) } else { rest.push(op) }
        }
        first.append(&mut rest);
        self.trace.ops = first;
        for snapshot in &mut self.trace.snapshots {
            snapshot.slots.iter_mut().for_each(|(_, arg)| moved(arg));
            if let Resume::Deliver { value, .. } = &mut snapshot.resume {
                moved(value);
            }
        }
        if let TraceEnd::Return(arg) = &mut self.trace.end {
            moved(arg);
        }
    }

    fn note_effect(&mut self, effects: &Effects) {
        if !effects.pure && (effects.writes != AliasSet::NONE || effects.runs_language) {
            self.step_effect = true;
        }
    }

    /// Calls a function in native code instead of inlining it.
    fn call_through(
        &mut self,
        delta: usize,
        action: u16,
        function: Red<Word>,
        callee: Callee,
    ) -> Next {
        let base = self.frame_base() + delta as i32;
        let native = frame::link(delta, self.host.native_return_action());
        // The caller's state, then the callee's header and arguments.
        self.flush();
        let header = [
            (base + frame::FUNCTION as i32, function.1),
            (base + frame::RETURN_PC as i32, Arg::Word(Word(self.pc as u64))),
            (base + frame::LINK as i32, Arg::Word(Word(native))),
            (base + frame::LANGUAGE as i32, Arg::Word(Word::NULL)),
        ];
        for (slot, arg) in header {
            self.emit(Code::StoreSlot, &[arg], Descriptor::Slot(slot));
        }
        for register in 0..callee.arguments as i32 {
            let arg = self.slot_arg(base + register);
            self.emit(Code::StoreSlot, &[arg], Descriptor::Slot(base + register));
        }
        let result = self.emit(
            Code::CallFunction,
            &[],
            Descriptor::Function { cell: callee.native_entry, base },
        );
        // SAFETY: the caller checked the stack limit; the callee's window is writable.
        let word = unsafe {
            let window = self.registers.add(delta);
            *window.offset(frame::FUNCTION) = function.0;
            *window.offset(frame::RETURN_PC) = Word(self.pc as u64);
            *window.offset(frame::LINK) = Word(native);
            *window.offset(frame::LANGUAGE) = Word::NULL;
            self.host.set_position(self.thread, self.registers, self.pc);
            self.host.run_frame(self.thread, window, callee.entry)
        };
        // The callee's window is dead now.
        self.slots.retain(|slot, _| *slot < base - frame::HEADER_WORDS as i32);
        self.ran_language = true;
        let result = Red(word, result);
        // As where the frame is unwound: what leaves it may mean something to the instruction that called.
        let unwound = self.host.unwound_action();
        let nothing = Red(Word::NULL, Arg::Word(Word::NULL));
        let resume = Resume::Deliver { action: unwound, value: nothing.1 };
        if !self.has_result(result, action, resume) {
            self.delivered = nothing;
            return Next::Act(unwound);
        }
        self.delivered = result;
        Next::Act(action)
    }

    /// Guards that a call went as it does now: gave a value, on which `action` goes on, or raised, which leads to
    /// `if_raised`.
    fn has_result(&mut self, result: Red<Word>, action: u16, if_raised: Resume) -> bool {
        let raised = result.0.is_null();
        if result.1.is_constant() {
            return !raised;
        }
        let test = self.emit(Code::IsNull, &[result.1], Descriptor::None);
        let pc = self.pc;
        let resume = if raised { Resume::Deliver { action, value: result.1 } } else { if_raised };
        let snapshot = self.take_snapshot(pc, resume);
        self.emit_guard(if raised { Code::GuardTrue } else { Code::GuardFalse }, test, snapshot);
        if !raised && std::mem::replace(&mut self.ran_language, false) {
            self.emit_validity(action, result);
        }
        !raised
    }

    /// At the end of a loop: live slots that the trace wrote but never read become inputs, too, so
    /// that they are carried unboxed. What they held when the trace began is no longer known: what
    /// they hold now is the better bet.
    fn read_carried_slots(&mut self, pc: *const u64) {
        let mut written = Vec::new();
        self.host.live_registers(self.code(), pc, &mut |register| {
            let slot = register as i32;
            if self.slots.contains_key(&slot) && !self.inputs.contains_key(&slot) {
                written.push(slot);
            }
        });
        for slot in written {
            let arg = self.emit(Code::Input, &[], Descriptor::Slot(slot));
            self.inputs.insert(slot, arg);
            // SAFETY: registers of the base frame.
            let word = unsafe { *self.base.offset(slot as isize) };
            self.trace.seen.push((slot, word));
        }
    }

    /// A word of the running frame's header.
    fn header_word(&self, offset: isize) -> Word {
        // SAFETY: every frame has a header in memory.
        unsafe { *self.registers.offset(offset) }
    }

    fn guard_same(&mut self, value: Arg, word: Word) {
        if !value.is_constant() {
            let test = self.emit(Code::SameWord, &[value, Arg::Word(word)], Descriptor::None);
            self.guard_condition(test, true);
        }
    }

    /// Goes to the caller's frame, in the concrete.
    fn pop_real_frame(&mut self) {
        let link = self.header_word(frame::LINK).0;
        self.pc = self.header_word(frame::RETURN_PC).0 as *const u64;
        // SAFETY: the link leads to the caller's window.
        self.registers = unsafe { self.registers.sub(frame::link_delta(link)) };
        self.left_link = link;
    }

    /// The outermost known frame, whose caller has been guarded, returns; the trace goes on in the caller, whose
    /// registers lie in memory.
    fn return_through_header(&mut self) {
        let base = self.frames[0].base;
        self.pop_real_frame();
        self.slots.retain(|slot, _| *slot < base - frame::HEADER_WORDS as i32);
        let code = self.host.code_of_function(self.header_word(frame::FUNCTION));
        let base = base - frame::link_delta(self.left_link) as i32;
        self.frames[0] = FrameState {
            base,
            code,
            return_pc: std::ptr::null(),
            action: 0,
            delta: 0,
            resumed: false,
            passed: Vec::new(),
        };
        self.returned += 1;
    }

    /// After a call that may have invalidated this very trace.
    fn emit_validity(&mut self, action: u16, result: Red<Word>) {
        let pc = self.pc;
        let snapshot = self.take_snapshot(pc, Resume::Deliver { action, value: result.1 });
        self.emit_guard(Code::GuardValid, Arg::Bool(true), snapshot);
    }
}

/// The meaning of `Checked` operations: the value and whether it left 63 bits.
#[inline(always)]
pub fn checked(op: Checked, left: i64, right: i64) -> (i64, bool) {
    let wide = match op {
        Checked::Add => left as i128 + right as i128,
        Checked::Sub => left as i128 - right as i128,
        Checked::Mul => left as i128 * right as i128,
        Checked::Shl => (left as i128) << (right & 63),
    };
    let value = wide as i64;
    (value, wide < crate::word::SMALL_MIN as i128 || wide > crate::word::SMALL_MAX as i128)
}

/// The meaning of `Exact` operations.
#[inline(always)]
pub fn exact(op: Exact, left: i64, right: i64) -> i64 {
    match op {
        Exact::And => left & right,
        Exact::Or => left | right,
        Exact::Xor => left ^ right,
        Exact::Shr => left >> right,
        Exact::FloorDiv => {
            let quotient = left / right;
            if left % right != 0 && (left < 0) != (right < 0) { quotient - 1 } else { quotient }
        }
        Exact::Mod => {
            let rest = left % right;
            if rest != 0 && (rest < 0) != (right < 0) { rest + right } else { rest }
        }
    }
}

/// The meaning of comparisons.
#[inline(always)]
pub fn compare<T: PartialOrd>(op: Comparison, left: T, right: T) -> bool {
    match op {
        Comparison::Lt => left < right,
        Comparison::Le => left <= right,
        Comparison::Eq => left == right,
        Comparison::Ne => left != right,
        Comparison::Gt => left > right,
        Comparison::Ge => left >= right,
    }
}

/// Calls a residual function of words.
///
/// # Safety
/// The descriptor tells the truth about the function.
#[inline(always)]
#[allow(clippy::missing_transmute_annotations)]
pub unsafe fn call_words(residual: &Residual, thread: *mut u8, words: &[u64]) -> u64 {
    use std::mem::transmute;
    let address = residual.address.0;
    // SAFETY: the caller's promise; all operands are words.
    unsafe {
        if residual.takes_thread {
            match *words {
                [] => transmute::<_, extern "C" fn(*mut u8) -> u64>(address)(thread),
                [a] => transmute::<_, extern "C" fn(*mut u8, u64) -> u64>(address)(thread, a),
                [a, b] => {
                    transmute::<_, extern "C" fn(*mut u8, u64, u64) -> u64>(address)(thread, a, b)
                }
                [a, b, c] => transmute::<_, extern "C" fn(*mut u8, u64, u64, u64) -> u64>(address)(
                    thread, a, b, c,
                ),
                [a, b, c, d] => transmute::<_, extern "C" fn(*mut u8, u64, u64, u64, u64) -> u64>(
                    address,
                )(thread, a, b, c, d),
                [a, b, c, d, e] => transmute::<
                    _,
                    extern "C" fn(*mut u8, u64, u64, u64, u64, u64) -> u64,
                >(address)(thread, a, b, c, d, e),
                [a, b, c, d, e, f] => transmute::<
                    _,
                    extern "C" fn(*mut u8, u64, u64, u64, u64, u64, u64) -> u64,
                >(address)(thread, a, b, c, d, e, f),
                _ => unreachable!("residual functions have at most six operands"),
            }
        } else {
            match *words {
                [] => transmute::<_, extern "C" fn() -> u64>(address)(),
                [a] => transmute::<_, extern "C" fn(u64) -> u64>(address)(a),
                [a, b] => transmute::<_, extern "C" fn(u64, u64) -> u64>(address)(a, b),
                [a, b, c] => transmute::<_, extern "C" fn(u64, u64, u64) -> u64>(address)(a, b, c),
                _ => unreachable!("residual functions without thread have at most three operands"),
            }
        }
    }
}

/// Calls a pure residual function of floats.
///
/// # Safety
/// The descriptor tells the truth about the function.
#[inline(always)]
#[allow(clippy::missing_transmute_annotations)]
pub unsafe fn call_floats(residual: &Residual, values: &[f64]) -> f64 {
    use std::mem::transmute;
    let address = residual.address.0;
    // SAFETY: the caller's promise.
    unsafe {
        match *values {
            [a] => transmute::<_, extern "C" fn(f64) -> f64>(address)(a),
            [a, b] => transmute::<_, extern "C" fn(f64, f64) -> f64>(address)(a, b),
            _ => unreachable!("float functions have one or two operands"),
        }
    }
}
