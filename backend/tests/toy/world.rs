//! The toy's run time: threads, objects, when to record, how to enter and to leave compiled code.
//!
//! Objects are leaked, one lock guards the backend, and units are kept in a list. Everything is
//! process-wide except the thread state, so tests that change the cell hold `alone`.

use crate::direct::Direct;
use crate::language::{BOX, NATIVE_RETURN, RAISE, handle};
use backend::LiveValue;
use std::mem::offset_of;
use std::sync::atomic::{AtomicPtr, AtomicU64, AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock};
use tracer::optimize::{Facts, optimize};
use tracer::recorder::{Goal, Host, Limits, Recorder};
use tracer::{
    AliasClass, Backend, CompiledExit, CompiledUnit, ExitResume, Field, Landing, Next, Recipe,
    Runtime, ShapeId, Storage, UnitKind, Word, frame,
};

pub const THRESHOLD: u64 = 30;

#[repr(C)]
pub struct Thread {
    pub poll: AtomicU64,
    pub top: *mut Word,
    exit_buffer: *mut u64,
    native_limit: u64,
    counted_limit: u64,
    pc: u64,
    pub delivered: Word,
    landing: Landing,
    stack: Vec<Word>,
    buffer: Vec<u64>,
    pub jit: bool,
    /// What was emitted: the value, the number of frames, and register 0 of the outermost one.
    pub log: Vec<(i64, usize, i64)>,
    /// The emission that raises.
    pub fails_at: i64,
    /// The emission that changes the scale, and its new value.
    pub rescale: (i64, i64),
    pub recorded: usize,
    pub entered: usize,
}

pub struct Code {
    pub words: Vec<u64>,
    pub registers: usize,
}

static CODES: Mutex<Vec<&'static Code>> = Mutex::new(Vec::new());
static SCALE: AtomicU64 = AtomicU64::new(3);
/// The unit that relies on the cell, and the cache words of its loop.
static DEPENDENTS: Mutex<Vec<(usize, usize)>> = Mutex::new(Vec::new());
static THREADS: Mutex<Vec<usize>> = Mutex::new(Vec::new());

/// Holds the cell and the codes for one test.
pub fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    let guard = ALONE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    SCALE.store(Word::from_int(3).0, Ordering::SeqCst);
    guard
}

pub fn define(words: Vec<u64>, registers: usize) -> usize {
    let mut codes = CODES.lock().unwrap();
    codes.push(Box::leak(Box::new(Code { words, registers })));
    codes.len() - 1
}

pub fn code(number: usize) -> &'static Code {
    CODES.lock().unwrap()[number]
}

pub fn thread(thread: *mut u8) -> &'static Thread {
    // SAFETY: machines pass the thread that runs them.
    unsafe { &*thread.cast() }
}

pub fn scale_cell() -> *mut u64 {
    SCALE.as_ptr()
}

/// Changes the cell: units that rely on it are void, and threads inside them leave.
pub fn set_scale(value: i64) {
    SCALE.store(Word::from_int(value).0, Ordering::SeqCst);
    for (unit, caches) in DEPENDENTS.lock().unwrap().drain(..) {
        // SAFETY: units are never dropped; caches are words of leaked code.
        unsafe {
            (*(unit as *const CompiledUnit)).valid.store(0, Ordering::SeqCst);
            AtomicU64::from_ptr((caches as *mut u64).add(1)).store(0, Ordering::SeqCst);
        }
    }
    for thread in THREADS.lock().unwrap().iter() {
        // SAFETY: threads of tests are leaked.
        unsafe { (*(*thread as *const Thread)).poll.store(1, Ordering::SeqCst) };
    }
}

pub fn allocate(shape: ShapeId, size: usize) -> Word {
    let memory = vec![0u64; size.div_ceil(8)].leak();
    memory[0] = u64::from(shape);
    Word(memory.as_ptr() as u64)
}

pub fn write_header(registers: *mut Word, function: Word, pc: *const u64, link: u64) {
    // SAFETY: callers pass frames with room for a header.
    unsafe {
        *registers.offset(frame::FUNCTION) = function;
        *registers.offset(frame::RETURN_PC) = Word(pc as u64);
        *registers.offset(frame::LINK) = Word(link);
        *registers.offset(frame::LANGUAGE) = Word::NULL;
    }
}

/// The residual function: walks the frames, which may be those of compiled code.
pub extern "C" fn emit(thread: *mut Thread, value: u64) -> u64 {
    // SAFETY: machines and compiled code pass their thread.
    let thread = unsafe { &mut *thread };
    let value = Word(value).int();
    let (mut registers, mut depth) = (thread.top, 1);
    // SAFETY: frames have headers in memory while residual functions run.
    unsafe {
        while frame::link_action((*registers.offset(frame::LINK)).0) != NATIVE_RETURN {
            registers = registers.sub(frame::link_delta((*registers.offset(frame::LINK)).0));
            depth += 1;
        }
        thread.log.push((value, depth, (*registers).int()));
    }
    if value == thread.rescale.0 {
        set_scale(thread.rescale.1);
    }
    if value == thread.fails_at { Word::NULL.0 } else { Word::NONE.0 }
}

impl Thread {
    pub fn new(jit: bool) -> &'static mut Thread {
        let thread = Box::leak(Box::new(Thread {
            poll: AtomicU64::new(0),
            top: std::ptr::null_mut(),
            exit_buffer: std::ptr::null_mut(),
            native_limit: 0,
            counted_limit: u64::MAX,
            pc: 0,
            delivered: Word::NULL,
            landing: Landing {
                pc: std::ptr::null(),
                registers: std::ptr::null_mut(),
                next: Next::Stop,
            },
            stack: vec![Word::NONE; 4096],
            buffer: vec![0; 512],
            jit,
            log: Vec::new(),
            fails_at: -1,
            rescale: (-1, 0),
            recorded: 0,
            entered: 0,
        }));
        thread.exit_buffer = thread.buffer.as_mut_ptr();
        THREADS.lock().unwrap().push(thread as *mut Thread as usize);
        thread
    }

    /// Calls a code with one argument.
    pub fn run(&mut self, number: usize, argument: i64) -> Word {
        static NOWHERE: u64 = 0;
        // SAFETY: the stack is long enough for the programs of the tests.
        let registers = unsafe { self.stack.as_mut_ptr().add(64) };
        let link = frame::link(32, NATIVE_RETURN);
        write_header(registers, Word::from_int(number as i64), &NOWHERE, link);
        // SAFETY: as above.
        unsafe { *registers = Word::from_int(argument) };
        let pc = code(number).words.as_ptr();
        Direct { pc, registers, thread: self, delivered: Word::NULL }.run(Next::Go)
    }
}

// When to record, and how to enter.

static BACKEND: OnceLock<Mutex<Box<dyn Backend>>> = OnceLock::new();

pub fn backend() -> MutexGuard<'static, Box<dyn Backend>> {
    let backend = BACKEND.get_or_init(|| Mutex::new(backend::new(runtime()).expect("a backend")));
    backend.lock().unwrap()
}

/// The compiled loop behind the caches of a loop instruction.
pub struct Entry {
    /// Cell that other units would jump through.
    _typed: AtomicUsize,
    pub unit: AtomicPtr<CompiledUnit>,
}

/// A loop goes round once more.
pub fn hot_loop(
    thread: &mut Thread,
    target: *const u64,
    registers: *mut Word,
    caches: *mut u64,
) -> Landing {
    let plain = Landing { pc: target, registers, next: Next::Go };
    if !thread.jit {
        return plain;
    }
    // SAFETY: the caches of a loop instruction; both words are only used as whole words.
    let (counter, entry) =
        unsafe { (AtomicU64::from_ptr(caches), AtomicU64::from_ptr(caches.add(1))) };
    let compiled = entry.load(Ordering::Acquire) as *const Entry;
    if !compiled.is_null() {
        return enter(thread, compiled, target, registers);
    }
    if counter.fetch_add(1, Ordering::Relaxed) % THRESHOLD != THRESHOLD - 1 {
        return plain;
    }
    thread.recorded += 1;
    // SAFETY: every frame has a header.
    let code = unsafe { (*registers.offset(frame::FUNCTION)).int() as usize };
    let state = (thread as *mut Thread).cast();
    let limits = Limits::default();
    let recorder =
        Recorder::new(&ToyHost, state, registers, registers, target, code, Goal::Loop, limits);
    let recorded = recorder.run(handle, RAISE, Next::Go);
    thread.delivered = recorded.delivered;
    let landing = Landing { pc: recorded.pc, registers: recorded.registers, next: recorded.next };
    if recorded.outcome.is_err() {
        return landing;
    }
    let unit = optimize(&recorded.trace, UnitKind::Loop, None, &|_| Vec::new(), &ToyFacts);
    let unit = Box::leak(backend().compile(unit.expect("optimized")).expect("compiled"));
    let made = Box::leak(Box::new(Entry {
        _typed: AtomicUsize::new(unit.typed_entry as usize),
        unit: AtomicPtr::new(unit),
    }));
    entry.store(made as *const Entry as u64, Ordering::Release);
    DEPENDENTS.lock().unwrap().push((unit as *const CompiledUnit as usize, caches as usize));
    // What changed before it was registered nobody has told it.
    // SAFETY: cells live for ever.
    if recorded.cells.iter().any(|(cell, word)| unsafe { *(*cell as *const u64) } != word.0) {
        entry.store(0, Ordering::Release);
    }
    landing
}

fn enter(
    thread: &mut Thread,
    entry: *const Entry,
    target: *const u64,
    registers: *mut Word,
) -> Landing {
    type Trampoline = extern "C" fn(*mut Thread, *mut Word, *const u8) -> u64;
    thread.entered += 1;
    // SAFETY: entries and units are never dropped; the trampoline has this signature.
    let word = unsafe {
        let trampoline = backend().trampoline();
        let trampoline: Trampoline = std::mem::transmute(trampoline);
        let unit = (*entry).unit.load(Ordering::Acquire);
        Word(trampoline(thread, registers, (*unit).generic_entry))
    };
    match word {
        Word::EXITED => thread.landing,
        _ => Landing { pc: target, registers, next: Next::Go },
    }
}

/// Writes the frames back.
extern "C" fn exit(thread: *mut Thread, base: *mut Word, exit: *const CompiledExit) -> u64 {
    // SAFETY: compiled code passes its thread, its frame and one of its exits.
    let (thread, exit) = unsafe { (&mut *thread, &(*exit).exit) };
    let live: Vec<Word> = exit
        .live
        .iter()
        .zip(&thread.buffer)
        .map(|((_, kind), raw)| match LiveValue::read(*kind, *raw) {
            LiveValue::Word(word) => word,
            LiveValue::Int(value) => Word::from_int(value),
            LiveValue::Float(_) => unreachable!("the toy has no floats"),
        })
        .collect();
    let made: Vec<Word> =
        exit.virtuals.iter().map(|made| allocate(made.shape, made.size as usize)).collect();
    let value = |recipe: Recipe| match recipe {
        Recipe::Constant(word) => word,
        Recipe::Live(index) => live[index as usize],
        Recipe::Virtual(index) => made[index as usize],
    };
    // SAFETY: fields lie in the objects just made, slots on the value stack.
    unsafe {
        for (object, recipe) in made.iter().zip(&exit.virtuals) {
            for (field, content) in &recipe.fields {
                *((object.0 as i64 + field.offset as i64) as *mut Word) = value(*content);
            }
        }
        for (slot, recipe) in &exit.slots {
            *base.offset(*slot as isize) = value(*recipe);
        }
    }
    let next = match exit.resume {
        ExitResume::Before => Next::Go,
        ExitResume::Raise => Next::Raise,
        ExitResume::Deliver { action, value: recipe } => {
            thread.delivered = value(recipe);
            Next::Act(action)
        }
    };
    // SAFETY: as above.
    let registers = unsafe { base.offset(exit.base as isize) };
    thread.landing = Landing { pc: exit.pc as *const u64, registers, next };
    Word::EXITED.0
}

extern "C" fn allocate_slow(_thread: *mut Thread, size: u64, shape: u64) -> u64 {
    allocate(shape as ShapeId, size as usize).0
}
extern "C" fn never() -> u64 {
    unreachable!("the toy has no floats, no barriers, and compiles no functions")
}

fn runtime() -> Runtime {
    Runtime {
        tlab_offset: |_| None,
        allocate_slow: allocate_slow as *const () as usize,
        barrier_byte: 7,
        barrier_slow: never as *const () as usize,
        box_float: never as *const () as usize,
        poll_offset: offset_of!(Thread, poll) as i32,
        top_offset: offset_of!(Thread, top) as i32,
        exit_buffer_offset: offset_of!(Thread, exit_buffer) as i32,
        exit: exit as *const () as usize,
        interpret_function: never as *const () as usize,
        native_limit_offset: offset_of!(Thread, native_limit) as i32,
        counted_limit_offset: offset_of!(Thread, counted_limit) as i32,
        deep_call: never as *const () as usize,
    }
}

// What recorder and optimizer ask.

struct ToyHost;

impl Host for ToyHost {
    fn live_registers(&self, number: usize, _pc: *const u64, visit: &mut dyn FnMut(usize)) {
        (0..code(number).registers).for_each(visit);
    }
    fn allocate(&self, _thread: *mut u8, shape: ShapeId, size: usize) -> Word {
        allocate(shape, size)
    }
    fn box_float(&self, _thread: *mut u8, _value: f64) -> Word {
        unreachable!("the toy has no floats")
    }
    fn barrier(&self, _thread: *mut u8, _object: Word, _slot: *mut Word, _value: Word) {}
    fn set_position(&self, thread: *mut u8, registers: *mut Word, _pc: *const u64) {
        // SAFETY: the recorder passes the thread it was made for.
        unsafe { (*thread.cast::<Thread>()).top = registers };
    }
    fn pc_field(&self) -> Field {
        let offset = offset_of!(Thread, pc) as i32;
        let alias = AliasClass(3);
        Field { name: "pc", offset, storage: Storage::Word, immutable: false, alias }
    }
    fn cell_holder(&self, _cell: usize) -> Option<Word> {
        None
    }
    fn cell_is_stable(&self, _cell: usize) -> bool {
        true
    }
    fn run_frame(&self, _thread: *mut u8, _registers: *mut Word, _entry: *const u64) -> Word {
        unreachable!("the toy compiles no functions")
    }
    fn set_recording(&self, _thread: *mut u8, _trace: *const tracer::Trace) {}
    fn native_return_action(&self) -> u16 {
        NATIVE_RETURN
    }
    fn unwound_action(&self) -> u16 {
        unreachable!("the toy compiles no functions")
    }
    fn stack_overflow(&self, _thread: *mut u8) {}
    fn has_room(&self, _thread: *mut u8, _end: *mut Word) -> bool {
        true
    }
    fn code_of_function(&self, function: Word) -> usize {
        function.int() as usize
    }
    fn is_short(&self, _code: usize) -> bool {
        true
    }
    fn has_compiled_loop(&self, _code: usize) -> bool {
        false
    }
    fn poll_requested(&self, state: *mut u8) -> bool {
        thread(state).poll.load(Ordering::Relaxed) != 0
    }
    fn load_shape(&self, object: Word) -> ShapeId {
        // SAFETY: pointers are objects.
        unsafe { *object.pointer::<u32>() }
    }
    fn shape_is_final(&self, _shape: ShapeId) -> bool {
        true
    }
    fn set_shape(&self, _object: Word, _shape: ShapeId) {
        unreachable!("the toy's shapes are final")
    }
}

struct ToyFacts;

impl Facts for ToyFacts {
    fn shape_of(&self, object: Word) -> Option<ShapeId> {
        object.is_pointer().then_some(BOX)
    }
    fn shape_is_final(&self, _shape: ShapeId) -> bool {
        true
    }
    fn load_constant(&self, _object: Word, _field: &Field) -> Option<Word> {
        None
    }
    fn shape_name(&self, _shape: ShapeId) -> String {
        "Box".to_string()
    }
}
