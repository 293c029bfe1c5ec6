//! Recording, optimizing and compiling one trace.

use super::host::PythonHost;
use super::install::{self, Place};
use super::{Landing, budget, stats};
use crate::{dispatch, internal};
use object::Thread;
use object::layout::Code;
use tracer::optimize::{self, Parent};
use tracer::recorder::{AbortReason, Goal, Limits, Recorded, Recorder};
use tracer::{Exit, Next, UnitKind, Word, frame};

static HOST: PythonHost = PythonHost;

/// Where a recording begins.
pub struct Start<'a> {
    pub registers: *mut Word,
    pub pc: *const u64,
    pub code: *const Code,
    pub next: Next,
    pub goal: Goal,
    pub place: Place,
    pub limits: Limits,
    /// For bridges: the exit and the base frame of its unit.
    pub parent: Option<(&'a Exit, *mut Word)>,
}

/// Records from the interpreter's current state; compiles what was recorded. The interpreter has
/// moved on in any case.
pub fn record(thread: &mut Thread, start: Start) -> (Landing, Result<(), AbortReason>) {
    let mut spending = budget::Spending::begin();
    // The functions run above the frame, which only the interpreter knows so far.
    let position = std::mem::replace(&mut thread.frame, start.registers);
    let pc = std::mem::replace(&mut thread.pc, start.pc);
    crate::step::prepare(thread);
    if object::string::ascii_table().is_null() {
        object::string::make_ascii_table(thread);
    }
    (thread.frame, thread.pc) = (position, pc);
    let base = start.parent.map_or(start.registers, |(_, base)| base);
    let base_code = start.code;
    let mut recorder = Recorder::new(
        &HOST,
        thread as *mut Thread as *mut u8,
        start.registers,
        base,
        start.pc,
        base_code as usize,
        start.goal,
        start.limits,
    );
    if let Some((exit, base)) = start.parent {
        recorder.set_stale(exit.slots.iter().map(|(slot, _)| *slot));
        recorder.set_root(exit.root);
        for known in known_frames(start.registers, base, exit.root) {
            recorder.push_known_frame(
                known.base,
                known.code as usize,
                known.return_pc,
                known.action,
                known.delta,
            );
        }
        if let Next::Act(_) = start.next {
            let value = thread.delivered;
            let arg = match exit.resume {
                tracer::ExitResume::Deliver { .. } => Some(value),
                _ => None,
            };
            if let Some(value) = arg {
                recorder.set_delivered_input(value);
            }
        }
    }
    if let Goal::Function = start.goal {
        // Who calls the compiled function does not do this for it.
        // SAFETY: the code of the function that begins to run.
        crate::plan::call::clear_locals(&mut recorder, 0, unsafe { &*start.code });
    }
    thread.recording = (&raw mut spending).cast();
    thread.recordings += 1;
    let epoch = object::class::epoch();
    let recorded = recorder.run(dispatch::run_handler, internal::RAISE, start.next);
    thread.recording = std::ptr::null_mut();
    thread.recordings -= 1;
    thread.delivered = recorded.delivered;
    let landing = Landing { pc: recorded.pc, registers: recorded.registers, next: recorded.next };
    stats::add(&stats::RECORDED_OPERATIONS, recorded.trace.ops.len() as u64);
    let outcome = finish(&recorded, &start, epoch);
    if let Err(reason) = outcome {
        stats::count_abort(reason);
        if super::log::is_on() {
            super::log::aborted(&recorded.trace, reason, start.pc);
        }
    }
    (landing, outcome)
}

/// Runs Python code that a native function calls while this thread records: it is not a part of the
/// trace, and may run for as long as the program. It enters compiled code and is recorded as if
/// nobody recorded the caller.
#[cold]
pub fn aside<R>(thread: &mut Thread, call: impl FnOnce(&mut Thread) -> R) -> R {
    let recording = std::mem::replace(&mut thread.recording, std::ptr::null_mut());
    let spending = recording.cast::<budget::Spending>();
    // SAFETY: `record` has put its account there, which lives until it takes it away again.
    unsafe { (*spending).pause() };
    let value = call(thread);
    // SAFETY: as above.
    unsafe { (*spending).resume() };
    thread.recording = recording;
    value
}

fn finish(recorded: &Recorded, start: &Start, epoch: u64) -> Result<(), AbortReason> {
    recorded.outcome?;
    if object::class::epoch() != epoch {
        // As below, but before anything was spent on compiling.
        return Err(AbortReason::Invalidated);
    }
    if let tracer::TraceEnd::Leave(_) = recorded.trace.end
        && recorded
            .trace
            .ops
            .iter()
            .filter(|op| op.code != tracer::Code::Line && op.code != tracer::Code::Input)
            .count()
            < 4
    {
        // Nothing would be gained over leaving where the trace began.
        return Err(AbortReason::LeftFrame);
    }
    let kind = match start.goal {
        Goal::Loop => UnitKind::Loop,
        Goal::Function => UnitKind::Function,
        Goal::Bridge { .. } => UnitKind::Bridge,
    };
    let parent = start.parent.map(|(exit, _)| Parent { exit });
    let unit = optimize::optimize(
        &recorded.trace,
        kind,
        parent,
        &install::link_params,
        &super::facts::PythonFacts,
    )
    .map_err(|error| {
        if super::log::is_on() {
            super::log::refused(&recorded.trace, &format!("{error:?}"));
        }
        AbortReason::Optimizer
    })?;
    if super::log::is_on() {
        super::log::unit(&recorded.trace, &unit);
    }
    install::install(unit, start.place, &recorded.dependencies)?;
    // What changed while it was recorded nobody has announced to a unit that did not exist yet.
    // Or the trace itself changes it.
    let holds = recorded.cells.iter().all(|(cell, word)| {
        // SAFETY: cells that traces depend on are kept alive by their namespaces or by the thread's stack.
        let is_same = unsafe { *(*cell as *const Word) } == *word;
        is_same && crate::cell::is_stable(*cell)
    });
    if !holds || object::class::epoch() != epoch {
        install::invalidate_last(start.place);
        return Err(AbortReason::Invalidated);
    }
    Ok(())
}

struct Known {
    base: i32,
    code: *const Code,
    return_pc: *const u64,
    action: u16,
    delta: usize,
}

/// The inlined frames between the outermost known frame and the innermost one, outermost first.
fn known_frames(innermost: *mut Word, base: *mut Word, root: i32) -> Vec<Known> {
    let mut frames = Vec::new();
    let mut registers = innermost;
    // SAFETY: a slot of the value stack.
    let root = unsafe { base.offset(root as isize) };
    while registers > root {
        // SAFETY: frames above the root have headers in memory.
        unsafe {
            let link = (*registers.offset(frame::LINK)).0;
            let function = *registers.offset(frame::FUNCTION);
            frames.push(Known {
                base: registers.offset_from(base) as i32,
                code: crate::plan::call::code_of(function),
                return_pc: (*registers.offset(frame::RETURN_PC)).0 as *const u64,
                action: frame::link_action(link),
                delta: frame::link_delta(link),
            });
            registers = registers.sub(frame::link_delta(link));
        }
    }
    frames.reverse();
    frames
}
