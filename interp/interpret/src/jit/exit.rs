//! Exits: from compiled code back to the interpreter.
//!
//! Live values lie in the thread's exit buffer. The recipe makes objects that never existed, then
//! writes every slot. If the innermost native activation is the driver's, it is told where to go
//! on; if compiled code called the function, only that frame is interpreted here until it returns,
//! and its native caller gets the value. An exit that is taken often gets a bridge: what follows is
//! recorded right away, from the state that has just been rebuilt.

use super::entry::{continue_natively, pack_next};
use super::install::Place;
use super::record::{self, Start};
use super::{Landing, budget, parameters, stats};
use crate::internal::NATIVE_RETURN;
use object::Thread;
use std::sync::atomic::Ordering;
use tracer::recorder::{AbortReason, Goal, Limits};
use tracer::{CompiledExit, Exit, ExitResume, Kind, Next, Recipe, Word, frame};

/// The upper bits of an exit's count are its failed recordings; each quadruples what it takes for the next.
const FAILURES: u32 = 28;
const MOST_COUNTED: u32 = (1 << FAILURES) - 1;
const MOST_FAILURES: u32 = 5;

/// An invalidated bridge counts like a failed recording, but the exit is not given up.
const MOST_INVALIDATIONS: u32 = 6;

/// The exit's bridge is invalid: counts that, and begins to count anew.
pub fn count_invalidation(compiled: &CompiledExit) {
    let failures = compiled.count.load(Ordering::Relaxed) >> FAILURES;
    let failures = (failures + 1).min(MOST_INVALIDATIONS.max(failures));
    compiled.count.store(failures << FAILURES, Ordering::Relaxed);
}

/// Called by compiled code that leaves.
pub extern "C" fn exit(thread: *mut Thread, base: *mut Word, exit: *const CompiledExit) -> u64 {
    // SAFETY: compiled code passes its thread, its frame and an exit of its unit.
    let (thread, compiled) = unsafe { (&mut *thread, &*exit) };
    stats::add(&stats::EXITS, 1);
    let landing = rebuild(thread, base, &compiled.exit);
    // Who gets control back is settled before anything else runs: a recording may leave the frame.
    let bottom = bottom_frame(landing.registers);
    let count = compiled.count.fetch_add(1, Ordering::Relaxed) + 1;
    // SAFETY: exits belong to units that are alive.
    let unit = unsafe { &*compiled.unit };
    let landing = if count & MOST_COUNTED
        >= parameters::trace_eagerness() << (2 * (count >> FAILURES))
        && super::is_on(thread)
        && unit.valid.load(Ordering::Relaxed) == 1
        && compiled.state.load(Ordering::Relaxed) == 0
        && !put_off(compiled, count)
        && compiled.state.compare_exchange(0, 1, Ordering::AcqRel, Ordering::Relaxed).is_ok()
    {
        bridge(thread, base, compiled, landing)
    } else {
        landing
    };
    if bottom == thread.driver_frame {
        thread.landing = (landing.pc, landing.registers, pack_next(landing.next));
        return Word::EXITED.0;
    }
    continue_natively(thread, bottom, landing)
}

/// Whether there is no time for a bridge at an exit that has become hot; it is counted anew then.
fn put_off(compiled: &CompiledExit, count: u32) -> bool {
    let put_off = !budget::allows();
    if put_off {
        compiled.count.store(count & !MOST_COUNTED, Ordering::Relaxed);
    }
    put_off
}

/// The frame below (or the frame itself) that native code called.
fn bottom_frame(innermost: *mut Word) -> *mut Word {
    let mut registers = innermost;
    loop {
        // SAFETY: frames have headers in memory now.
        unsafe {
            let link = (*registers.offset(frame::LINK)).0;
            if frame::link_action(link) == NATIVE_RETURN {
                return registers;
            }
            registers = registers.sub(frame::link_delta(link));
        }
    }
}

fn boxed(thread: &mut Thread, kind: Kind, raw: u64) -> Word {
    match kind {
        // Integers travel doubled.
        Kind::Int => Word(raw | 1),
        Kind::Float => {
            let value = f64::from_bits(raw);
            match Word::try_from_float(value) {
                Some(word) => word,
                None => crate::plain::boxed(thread, value),
            }
        }
        _ => Word(raw),
    }
}

/// Writes the interpreter's frames.
fn rebuild(thread: &mut Thread, base: *mut Word, exit: &Exit) -> Landing {
    let buffer = thread.exit_buffer;
    // The values become words in place: the buffer is a root.
    for (index, (_, kind)) in exit.live.iter().enumerate() {
        // SAFETY: the buffer holds as many values; it has 512 words.
        unsafe {
            let word = boxed(thread, *kind, *buffer.add(index));
            *buffer.add(index) = word.0;
        }
    }
    let virtuals = exit.live.len();
    // SAFETY: the backend limits live values, the optimizer virtual objects, to what the buffer holds.
    let value = |recipe: Recipe| unsafe {
        match recipe {
            Recipe::Constant(word) => word,
            Recipe::Live(index) => Word(*buffer.add(index as usize)),
            Recipe::Virtual(index) => Word(*buffer.add(virtuals + index as usize)),
        }
    };
    for (index, made) in exit.virtuals.iter().enumerate() {
        let object = thread.heap.alloc(made.size as usize, made.shape);
        // SAFETY: as above.
        unsafe { *buffer.add(virtuals + index) = object as u64 };
    }
    for (index, made) in exit.virtuals.iter().enumerate() {
        // SAFETY: fields lie in the object; floats are stored raw.
        unsafe {
            let object = *buffer.add(virtuals + index);
            for (field, recipe) in &made.fields {
                let slot = (object as i64 + field.offset as i64) as *mut Word;
                let word = value(*recipe);
                *slot = match field.storage {
                    tracer::Storage::Float => {
                        Word(object::float::value(word).unwrap_or(0.0).to_bits())
                    }
                    _ => word,
                };
            }
            thread.heap.range_barrier(object as *mut u8);
        }
    }
    for (field, recipe) in &exit.thread {
        // SAFETY: a field of the thread state.
        unsafe {
            *((&raw mut *thread as *mut u8).offset(field.offset as isize) as *mut Word) =
                value(*recipe)
        };
    }
    for (slot, recipe) in &exit.slots {
        // SAFETY: slots lie on the value stack.
        unsafe { *base.offset(*slot as isize) = value(*recipe) };
    }
    let next = match exit.resume {
        ExitResume::Before => Next::Go,
        ExitResume::Raise => Next::Raise,
        ExitResume::Deliver { action, value: recipe } => {
            thread.delivered = value(recipe);
            Next::Act(action)
        }
    };
    // A root must not go on holding what the program drops.
    // SAFETY: as above.
    unsafe { buffer.write_bytes(0, virtuals + exit.virtuals.len()) };
    // SAFETY: the innermost frame's base lies on the value stack.
    let registers = unsafe { base.offset(exit.base as isize) };
    Landing { pc: exit.pc as *const u64, registers, next }
}

/// So many bridges in a row may begin at one instruction.
const LONGEST_CHAIN: usize = 16;

/// Records what follows an exit.
fn bridge(
    thread: &mut Thread,
    base: *mut Word,
    compiled: &CompiledExit,
    landing: Landing,
) -> Landing {
    // SAFETY: exits belong to units that are alive.
    let unit = unsafe { &*compiled.unit };
    if super::install::chain_length(unit, compiled.exit.pc) >= LONGEST_CHAIN {
        // Too many different values come by: more bridges would only make the way to the last one longer.
        compiled.state.store(3, Ordering::Release);
        return landing;
    }
    // A unit on a frame that native code called may return a value: functions and their bridges.
    let (returns, bridges) = super::install::tree(unit);
    // SAFETY: the header of the outermost known frame names its function.
    let code = crate::plan::call::code_of(unsafe {
        *base.offset(compiled.exit.root as isize + frame::FUNCTION)
    });
    let start = Start {
        registers: landing.registers,
        pc: landing.pc,
        code,
        next: landing.next,
        goal: Goal::Bridge { returns },
        place: Place::Exit(compiled),
        limits: Limits { reentries: reentries(bridges), ..Limits::default() },
        parent: Some((&compiled.exit, base)),
    };
    let (landing, outcome) = record::record(thread, start);
    if outcome.is_err() {
        // What stood in the way (an inner loop without code, for example) may not do so later.
        let failures = (compiled.count.load(Ordering::Relaxed) >> FAILURES) + 1;
        compiled.count.store(failures << FAILURES, Ordering::Relaxed);
        let is_last = failures >= MOST_FAILURES || outcome == Err(AbortReason::Backend);
        compiled.state.store(if is_last { 3 } else { 0 }, Ordering::Release);
    }
    landing
}

/// How many recursive calls a bridge inlines in a tree that has so many bridges already. Each brings all branches of its
/// function along, and each of these exits may get a bridge: where the branches are many, the calls must become calls.
fn reentries(bridges: usize) -> usize {
    match bridges {
        0..8 => 5,
        8..16 => 1,
        _ => 0,
    }
}
