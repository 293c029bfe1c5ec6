//! Units made by hand, compiled and run against a run time made of a few fields.

mod agreement;
mod calls;
mod code;
mod exits;
mod floats;
mod integers;
mod memory;
mod rare;

use crate::{LiveValue, Settings, with_settings};
use smallvec::SmallVec;
use std::cell::RefCell;
use tracer::{
    Arg, Backend, Code, CompiledExit, CompiledUnit, Descriptor, End, Exit, ExitId, ExitResume,
    Kind, Label, Op, OpRef, Param, Phi, Runtime, Unit, UnitKind, Word,
};

/// The thread state that compiled code sees in these tests.
#[repr(C)]
pub struct Thread {
    poll: u64,
    top: u64,
    exit_buffer: *mut u64,
    native_limit: u64,
    cursor: u64,
    limit: u64,
    field: u64,
    counted_limit: u64,
}

pub const FIELD_OF_THREAD: i32 = 48;
pub const BARRIER_BYTE: i32 = 5;

/// What the run time was asked to do.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    Exit { index: usize, frame: u64, live: Vec<LiveValue> },
    Box(f64),
    Allocate { size: u64, shape: u64 },
    Barrier { object: u64, address: u64 },
    Interpret { frame: u64 },
    Overflow,
}

thread_local! {
    static EVENTS: RefCell<Vec<Event>> = const { RefCell::new(Vec::new()) };
}

pub fn events() -> Vec<Event> {
    EVENTS.with(|events| std::mem::take(&mut *events.borrow_mut()))
}

fn log(event: Event) {
    EVENTS.with(|events| events.borrow_mut().push(event));
}

extern "C" fn allocate_slow(_thread: *mut Thread, size: u64, shape: u64) -> u64 {
    log(Event::Allocate { size, shape });
    let memory = vec![0u64; size as usize / 8].leak();
    memory[0] = shape;
    memory.as_ptr() as u64
}

extern "C" fn barrier_slow(_thread: *mut Thread, object: u64, address: u64) {
    log(Event::Barrier { object, address });
}

/// A boxed float is a leaked pair of words.
extern "C" fn box_float(_thread: *mut Thread, value: f64) -> u64 {
    log(Event::Box(value));
    vec![77, value.to_bits()].leak().as_ptr() as u64
}

extern "C" fn interpret_function(_thread: *mut Thread, frame: u64) -> u64 {
    log(Event::Interpret { frame });
    Word::from_int(-77).0
}

extern "C" fn deep_call(_thread: *mut Thread, _end: u64, _frame: u64) -> u64 {
    log(Event::Overflow);
    Word::NULL.0
}

extern "C" fn take_exit(thread: *mut Thread, frame: u64, exit: *const CompiledExit) -> u64 {
    // SAFETY: compiled code passes its thread and one of its exits, both alive.
    let (thread, exit) = unsafe { (&*thread, &*exit) };
    exit.count.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    // SAFETY: an exit belongs to a unit that is alive while its code runs.
    let unit = unsafe { &*exit.unit };
    let index = unit.exits.iter().position(|other| std::ptr::eq(&**other, exit)).unwrap();
    let live = exit
        .exit
        .live
        .iter()
        .enumerate()
        // SAFETY: the buffer has 512 words.
        .map(|(i, (_, kind))| LiveValue::read(*kind, unsafe { *thread.exit_buffer.add(i) }))
        .collect();
    log(Event::Exit { index, frame, live });
    Word::EXITED.0
}

fn runtime() -> Runtime {
    Runtime {
        tlab_offset: |size| (size <= 128).then_some(32),
        allocate_slow: allocate_slow as *const () as usize,
        barrier_byte: BARRIER_BYTE,
        barrier_slow: barrier_slow as *const () as usize,
        box_float: box_float as *const () as usize,
        poll_offset: 0,
        top_offset: 8,
        exit_buffer_offset: 16,
        exit: take_exit as *const () as usize,
        interpret_function: interpret_function as *const () as usize,
        native_limit_offset: 24,
        counted_limit_offset: 56,
        deep_call: deep_call as *const () as usize,
    }
}

/// A backend with a thread and a value stack.
pub struct Bench {
    pub backend: Box<dyn Backend>,
    pub thread: Box<Thread>,
    pub stack: Vec<u64>,
    _buffer: Vec<u64>,
    _nursery: Vec<u64>,
}

impl Bench {
    pub fn new() -> Bench {
        Bench::with_limit(8 << 20)
    }

    pub fn with_limit(code_limit: usize) -> Bench {
        events();
        let mut buffer = vec![0u64; 512];
        let mut nursery = vec![0u64; 64];
        let thread = Box::new(Thread {
            counted_limit: u64::MAX,
            poll: 0,
            top: 0,
            exit_buffer: buffer.as_mut_ptr(),
            native_limit: 0,
            cursor: nursery.as_mut_ptr() as u64,
            limit: nursery.as_mut_ptr() as u64 + 8 * 64,
            field: 0,
        });
        Bench {
            backend: with_settings(runtime(), Settings { code_limit, verify: true }).unwrap(),
            thread,
            stack: vec![0; 1 << 16],
            _buffer: buffer,
            _nursery: nursery,
        }
    }

    pub fn compile(&mut self, unit: Unit) -> Box<CompiledUnit> {
        self.backend.compile(unit).unwrap()
    }

    /// Runs the generic entry on a frame with these slots.
    pub fn run(&mut self, unit: &CompiledUnit, slots: &[Word]) -> Word {
        for (slot, word) in self.stack.iter_mut().zip(slots) {
            *slot = word.0;
        }
        assert!(!unit.generic_entry.is_null());
        self.enter(unit.generic_entry)
    }

    pub fn enter(&mut self, entry: *const u8) -> Word {
        type Trampoline = extern "C" fn(*mut Thread, *mut u64, *const u8) -> u64;
        // SAFETY: the trampoline has this signature.
        let trampoline: Trampoline = unsafe { std::mem::transmute(self.backend.trampoline()) };
        Word(trampoline(&mut *self.thread, self.stack.as_mut_ptr(), entry))
    }
}

/// Builds a unit operation by operation.
pub struct Builder {
    unit: Unit,
}

impl Builder {
    pub fn new(kind: UnitKind, params: &[(i32, Kind)]) -> Builder {
        let params: Vec<Param> =
            params.iter().map(|(slot, kind)| Param { slot: *slot, kind: *kind }).collect();
        let ops = params.iter().map(|_| Op::new(Code::Param, &[], Descriptor::None)).collect();
        let unit = Unit {
            kind,
            params,
            ops,
            label: None,
            end: End::Return(Arg::Word(Word::NONE)),
            exits: vec![],
        };
        Builder { unit }
    }

    pub fn param(&self, index: u32) -> Arg {
        Arg::Op(OpRef(index))
    }

    pub fn op(&mut self, code: Code, args: &[Arg]) -> Arg {
        self.with(code, args, Descriptor::None)
    }

    pub fn with(&mut self, code: Code, args: &[Arg], descriptor: Descriptor) -> Arg {
        self.unit.ops.push(Op {
            code,
            args: SmallVec::from_slice(args),
            descriptor,
            snapshot: None,
        });
        Arg::Op(OpRef(self.unit.ops.len() as u32 - 1))
    }

    /// An exit at which these values are live.
    pub fn exit(&mut self, live: &[Arg]) -> ExitId {
        let live: Vec<(OpRef, Kind)> = live
            .iter()
            .map(|arg| {
                let op = arg.op().unwrap();
                (op, self.unit.kind_of(op))
            })
            .collect();
        self.unit.exits.push(Exit {
            pc: 0,
            base: 0,
            root: 0,
            shapes: vec![None; live.len()],
            live,
            slots: vec![],
            virtuals: vec![],
            thread: vec![],
            resume: ExitResume::Before,
        });
        tracer::SnapshotId(self.unit.exits.len() as u32 - 1)
    }

    pub fn guard(&mut self, code: Code, condition: Arg, exit: ExitId) {
        self.unit.ops.push(Op::guard(code, condition, exit));
    }

    /// Opens the loop; the phis with slot, kind and initial value.
    pub fn label(&mut self, phis: &[(i32, Kind, Arg)]) -> Vec<Arg> {
        let at = self.unit.ops.len();
        let phis: Vec<Phi> = phis
            .iter()
            .map(|(slot, kind, initial)| Phi { slot: *slot, kind: *kind, initial: *initial })
            .collect();
        let count = phis.len();
        self.unit.label = Some(Label { at, phis });
        (0..count).map(|_| self.op(Code::Phi, &[])).collect()
    }

    pub fn end(mut self, end: End) -> Unit {
        self.unit.end = end;
        self.unit
    }

    pub fn end_int(mut self, value: Arg) -> Unit {
        let word = self.op(Code::BoxInt, &[value]);
        self.end(End::Return(word))
    }
}
