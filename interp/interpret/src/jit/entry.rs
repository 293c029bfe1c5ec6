//! Entering compiled code from the interpreter.

use super::install::{COMPILED, LoopEntry, Place};
use super::record::{self, Start};
use super::{BACKEND, Landing, budget, parameters, stats};
use crate::internal::NATIVE_RETURN;
use compile::Instruction;
use object::Thread;
use object::layout::Code;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use tracer::recorder::{AbortReason, Goal, Limits};
use tracer::{Next, Word, frame};

/// How often places were given up, for penalties.
static FAILURES: Mutex<Option<HashMap<usize, u32>>> = Mutex::new(None);

/// After so many failures a place is never tried again.
const BLACKLISTED: u32 = 10;

/// After so many recordings that left their loop, one may.
const PATIENCE: u32 = 3;

/// How often a place was given up.
fn failures(place: usize) -> u32 {
    let failures = FAILURES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    failures.as_ref().and_then(|failures| failures.get(&place).copied()).unwrap_or(0)
}

/// Counts a failure; what its counter starts from now.
fn penalty(place: usize, threshold: u32) -> Option<u64> {
    let mut failures = FAILURES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let count = failures.get_or_insert_default().entry(place).or_default();
    *count += 1;
    if *count >= BLACKLISTED {
        return None;
    }
    // A random part keeps places that fail because of each other from doing so for ever.
    let noise = (place as u64 >> 4).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let base = (threshold as u64) << *count;
    Some(base + noise % (base / 4 + 1))
}

/// How often compiled code of places was invalidated.
static INVALIDATED: Mutex<Option<HashMap<usize, u32>>> = Mutex::new(None);

/// So many times the wait of a place whose code is invalidated again and again doubles. Unlike what cannot be recorded, it
/// is never given up: who changed a class for an hour may have stopped.
const DOUBLINGS: u32 = 10;

/// Counts an invalidation; what the place's counter starts from now. The first time nothing speaks against compiling it
/// again as soon as the first time.
pub fn wait_after_invalidation(place: usize, threshold: u32) -> u32 {
    let mut invalidated = INVALIDATED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let count = invalidated.get_or_insert_default().entry(place).or_default();
    let wait = threshold.saturating_mul(1 << (*count).min(DOUBLINGS));
    *count += 1;
    wait.min(1 << 29)
}

static TRAMPOLINE: AtomicUsize = AtomicUsize::new(0);
static INTERPRET_ENTRY: AtomicUsize = AtomicUsize::new(0);

/// Installs the backend.
pub fn set_backend(backend: Box<dyn tracer::Backend>) {
    TRAMPOLINE.store(backend.trampoline() as usize, Ordering::Release);
    INTERPRET_ENTRY.store(backend.interpret_entry() as usize, Ordering::Release);
    object::code::set_native_entry(backend.interpret_entry() as usize);
    *BACKEND.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) = Some(backend);
}

/// What compiled code calls for functions without compiled code.
pub fn interpret_entry() -> usize {
    INTERPRET_ENTRY.load(Ordering::Acquire)
}

/// Runs compiled code on a frame. `driver`: the bottom frame of the interpreter's activation, where an exit is to
/// come back to the interpreter that entered (loops), or null, where the frame returns to native code (functions).
fn run(thread: &mut Thread, registers: *mut Word, entry: usize, driver: *mut Word) -> Word {
    stats::add(&stats::ENTRIES, 1);
    let saved = std::mem::replace(&mut thread.driver_frame, driver);
    let trampoline = TRAMPOLINE.load(Ordering::Relaxed);
    // SAFETY: the backend's trampoline has this signature; the entry belongs to a valid unit.
    let word = unsafe {
        let trampoline: extern "C" fn(*mut Thread, *mut Word, usize) -> u64 =
            std::mem::transmute(trampoline);
        Word(trampoline(thread, registers, entry))
    };
    thread.driver_frame = saved;
    word
}

/// The counter of a loop is used up, or it is compiled.
pub fn hot_loop(thread: *mut u8, pc: *const u64, registers: *mut Word) -> Landing {
    // SAFETY: handlers pass their thread and position.
    let (thread, instruction) = unsafe { (&mut *(thread as *mut Thread), Instruction(*pc)) };
    // SAFETY: a loop jumps within its code.
    let target = unsafe { pc.offset(instruction.wide_signed() as isize) };
    let plain = Landing { pc: target, registers, next: Next::Go };
    // SAFETY: a loop instruction has two cache words.
    let counter = unsafe { *pc.add(1) };
    if !super::is_on(thread) {
        if counter == 0 && !parameters::is_on() {
            crate::cell::publish(pc, 0, COMPILED - 1);
        }
        return plain;
    }
    if counter & COMPILED != 0 {
        // SAFETY: the marked word is the address of the loop's entry.
        let entry = unsafe { &*((counter & !COMPILED) as *const LoopEntry) };
        return enter_loop(thread, entry, target, registers);
    }
    let place = pc as usize;
    if !is_known(place) {
        crate::cell::publish(pc, 0, parameters::threshold() as u64);
        return plain;
    }
    // Of the threads that come by until there is code one records it, and the others go on counting.
    crate::cell::publish(pc, 0, parameters::threshold() as u64);
    if !budget::allows() {
        return plain;
    }
    record_loop(thread, pc, target, registers)
}

/// Whether a loop's counter was ever started; starts it.
fn is_known(place: usize) -> bool {
    let mut failures = FAILURES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let failures = failures.get_or_insert_default();
    let known = failures.contains_key(&place);
    failures.entry(place).or_default();
    known
}

fn record_loop(
    thread: &mut Thread,
    pc: *const u64,
    target: *const u64,
    registers: *mut Word,
) -> Landing {
    // SAFETY: a frame's header names its function.
    let code = crate::plan::call::code_of(unsafe { *registers.offset(frame::FUNCTION) });
    let start = Start {
        registers,
        pc: target,
        code,
        next: Next::Go,
        goal: Goal::Loop,
        place: Place::Loop(pc),
        limits: Limits { leaves: failures(pc as usize) >= PATIENCE, ..Limits::default() },
        parent: None,
    };
    let (landing, outcome) = record::record(thread, start);
    if let Err(reason) = outcome {
        let counter = if reason == AbortReason::LeftFrame && failures(pc as usize) < PATIENCE {
            // Only the iteration was the wrong one.
            penalty(pc as usize, 2)
        } else {
            penalty(pc as usize, parameters::threshold())
        };
        let counter = counter.unwrap_or(COMPILED - 1);
        crate::cell::publish(pc, 0, counter);
    }
    landing
}

/// Refusals after which a loop is compiled anew for the kinds it meets now.
const REFUSALS: usize = 200;

fn enter_loop(
    thread: &mut Thread,
    entry: &LoopEntry,
    target: *const u64,
    registers: *mut Word,
) -> Landing {
    // Frames up to this one lie in memory and nowhere else; a collection looks for them up to the thread's frame, which
    // compiled code does not set before every call that may collect.
    thread.frame = registers;
    thread.pc = target;
    let word = run(thread, registers, entry.generic.load(Ordering::Acquire), thread.activation);
    match word {
        Word::EXITED => {
            let landing = thread.landing;
            Landing { pc: landing.0, registers: landing.1, next: unpack_next(landing.2) }
        }
        Word::REFUSED => {
            stats::add(&stats::REFUSALS, 1);
            if entry.refusals.fetch_add(1, Ordering::Relaxed) >= REFUSALS {
                entry.refusals.store(0, Ordering::Relaxed);
                if !budget::allows() {
                    return Landing { pc: target, registers, next: Next::Go };
                }
                return record_loop(thread, entry.instruction, target, registers);
            }
            Landing { pc: target, registers, next: Next::Go }
        }
        // The activation's bottom frame returned, or raised.
        Word::NULL => Landing { pc: target, registers, next: Next::Stop },
        value => {
            thread.delivered = value;
            Landing { pc: target, registers, next: Next::Stop }
        }
    }
}

/// `Next` as a number, for the thread state.
pub fn pack_next(next: Next) -> u32 {
    match next {
        Next::Go => 0,
        Next::Raise => 1,
        Next::Stop => 2,
        Next::Act(action) => 1 << 16 | action as u32,
        // The handler that goes on stands at another instruction, which the deferred one must get: as a return action
        // does.
        Next::Defer(opcode) => 1 << 16 | opcode as u32,
    }
}

/// `hot_loop` for the plain machine. Not inlined: a landing in the handler's own stack frame would
/// keep the handler from ending in a jump.
#[inline(never)]
pub fn land_hot_loop(thread: *mut u8, pc: *const u64, registers: *mut Word) -> u32 {
    land(thread, hot_loop(thread, pc, registers))
}

/// `enter_function` for the plain machine, as `land_hot_loop`.
#[inline(never)]
pub fn land_function(thread: *mut u8, pc: *const u64, registers: *mut Word) -> u32 {
    land(thread, enter_function(thread, pc, registers))
}

/// Leaves a landing where the plain machine looks for it.
fn land(thread: *mut u8, landing: Landing) -> u32 {
    let next = pack_next(landing.next);
    // SAFETY: handlers pass their thread.
    unsafe { (*(thread as *mut Thread)).landing = (landing.pc, landing.registers, next) };
    next
}

/// The inverse of `pack_next`.
#[inline(always)]
pub fn unpack_next(number: u32) -> Next {
    match (number >> 16, number & 0xffff) {
        (1, action) => Next::Act(action as u16),
        (_, 0) => Next::Go,
        (_, 1) => Next::Raise,
        _ => Next::Stop,
    }
}

/// A call from the interpreter of a function that is compiled, or hot. The handler has bound the arguments, and left the
/// callee's distance in the thread's landing.
pub fn enter_function(thread: *mut u8, pc: *const u64, registers: *mut Word) -> Landing {
    // SAFETY: handlers pass their thread and position; the window holds a function.
    unsafe {
        let (thread, instruction) = (&mut *(thread as *mut Thread), Instruction(*pc));
        let base = instruction.a();
        let function = *registers.add(base);
        let delta = thread.landing.2 as usize;
        let code = crate::plan::call::code_of(function);
        let window = registers.add(delta);
        let end = window.add(code.registers as usize);
        thread.frame = registers;
        thread.pc = pc;
        if !crate::frames::may_end_at(thread, end) {
            let _ = crate::ops::overflow(thread);
            return Landing { pc, registers, next: Next::Raise };
        }
        let compiled = code.compiled;
        let native = compiled != 0 && super::is_on(thread);
        let action = if native { NATIVE_RETURN } else { frame::STORE };
        *window.offset(frame::FUNCTION) = function;
        *window.offset(frame::RETURN_PC) = Word(pc as u64);
        *window.offset(frame::LINK) = Word(frame::link(delta, action));
        *window.offset(frame::LANGUAGE) = Word::NULL;
        if native {
            let value = run(thread, window, compiled, std::ptr::null_mut());
            if value.is_null() {
                return Landing { pc, registers, next: Next::Raise };
            }
            *registers.add(base) = value;
            return Landing { pc: pc.add(2), registers, next: Next::Go };
        }
        if compiled != 0 || !super::is_on(thread) || put_off(code) {
            return Landing { pc: code.entry, registers: window, next: Next::Go };
        }
        record_function(thread, code, window)
    }
}

/// Whether there is no time to compile a function that has become hot; its calls are counted anew then.
fn put_off(code: &'static Code) -> bool {
    let put_off = !budget::allows();
    if put_off {
        // SAFETY: a counter of a code object that lives as long as its function runs.
        unsafe { *(&raw const code.hotness as *mut u32) = 0 };
    }
    put_off
}

fn record_function(thread: &mut Thread, code: &'static Code, window: *mut Word) -> Landing {
    let start = Start {
        registers: window,
        pc: code.entry,
        code,
        next: Next::Go,
        goal: Goal::Function,
        place: Place::Function(code),
        limits: Limits::default(),
        parent: None,
    };
    let (landing, outcome) = record::record(thread, start);
    if outcome.is_err()
        && let Some(calls) = penalty(code as *const Code as usize, parameters::function_threshold())
    {
        let hotness = parameters::function_threshold().wrapping_sub(calls.min(1 << 29) as u32);
        // SAFETY: a counter of a code object that lives as long as its function runs.
        unsafe { *(&raw const code.hotness as *mut u32) = hotness };
    }
    landing
}

/// Runs a function that Rust code called, compiled or not: its frame is built, its header says that it returns to native
/// code. Null: it raised.
pub fn run_function(thread: &mut Thread, code: &'static Code, registers: *mut Word) -> Word {
    let marker = 0u8;
    if (&raw const marker as usize) < thread.native_limit {
        let _ = crate::ops::overflow(thread);
        return Word::NULL;
    }
    if !thread.recording.is_null() {
        return record::aside(thread, |thread| run_function(thread, code, registers));
    }
    let is_hot = super::count_call(code);
    if code.compiled != 0 && super::is_on(thread) {
        let (frame, pc) = (thread.frame, thread.pc);
        let value = run(thread, registers, code.compiled, std::ptr::null_mut());
        (thread.frame, thread.pc) = (frame, pc);
        return value;
    }
    if is_hot && super::is_on(thread) && !put_off(code) {
        let (frame, pc) = (thread.frame, thread.pc);
        let landing = record_function(thread, code, registers);
        let value = Word(continue_natively(thread, registers, landing));
        (thread.frame, thread.pc) = (frame, pc);
        return value;
    }
    crate::run::run_frame(thread, registers, code.entry, Next::Go)
}

/// Interprets a function that compiled code called: its frame is built, its header says that it
/// returns to native code.
pub extern "C" fn interpret_function(thread: *mut Thread, registers: *mut Word) -> u64 {
    // SAFETY: compiled code passes its thread and the callee's window.
    let (thread, code) =
        unsafe { (&mut *thread, crate::plan::call::code_of(*registers.offset(frame::FUNCTION))) };
    // SAFETY: only compared.
    let end = unsafe { registers.add(code.registers as usize) };
    if !crate::frames::may_end_at(thread, end) {
        let _ = crate::ops::overflow(thread);
        return Word::NULL.0;
    }
    clear_behind_arguments(code, registers);
    if super::count_call(code) && code.compiled == 0 && super::is_on(thread) && !put_off(code) {
        let landing = record_function(thread, code, registers);
        return continue_natively(thread, registers, landing);
    }
    crate::run::run_frame(thread, registers, code.entry, Next::Go).0
}

/// Registers behind the arguments may be read before they are written.
pub fn clear_behind_arguments(code: &Code, registers: *mut Word) {
    for register in crate::plan::call::parameters(code)..code.cleared as usize {
        // SAFETY: the callee's window has room for all its registers.
        unsafe { *registers.add(register) = Word::NULL };
    }
}

/// Interprets from a landing until the frame that native code called, `bottom`, has returned.
pub fn continue_natively(thread: &mut Thread, bottom: *mut Word, landing: Landing) -> u64 {
    crate::run::run_frames(thread, bottom, landing.registers, landing.pc, landing.next).0
}
