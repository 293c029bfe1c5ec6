//! Snapshots: how to go on in the interpreter when a guard fails.
//!
//! The interpreter's whole state is its value stack plus a position, so a snapshot is a map from
//! slots to values, relative to the base frame of the trace (slot 0 is its register 0; frames
//! that were entered while recording lie above, their header words are ordinary slots with
//! constants; once the base frame has returned, slots of its caller have negative numbers). Slots that are not named are as they are in memory, or dead.

use super::Arg;
use crate::word::Word;

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct SnapshotId(pub u32);

/// How the interpreter goes on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Resume {
    /// Execute the instruction at `pc`.
    Before,
    /// The second half of the instruction at `pc` is the opcode `action`, which receives `value`.
    Deliver { action: u16, value: Arg },
    /// An exception is pending in the thread: unwind from the instruction at `pc`.
    Raise,
}

impl Resume {
    /// Whether the interpreter goes on with an exception that is pending: raised here, or by a call
    /// that delivers nothing, as no other one does.
    pub fn means_exception(&self) -> bool {
        match self {
            Resume::Raise => true,
            Resume::Deliver { value: Arg::Word(word), .. } => word.is_null(),
            _ => false,
        }
    }
}

/// State of the interpreter at one point of a trace.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    /// Address of the current instruction.
    pub pc: u64,
    /// Slot of register 0 of the innermost frame.
    pub base: i32,
    /// Slot of register 0 of the outermost frame that the trace knows: below 0 once the base frame has returned.
    pub root: i32,
    pub slots: Vec<(i32, Arg)>,
    pub resume: Resume,
}

/// How a recorded trace ended.
#[derive(Clone, PartialEq, Debug)]
pub enum TraceEnd {
    /// Back at the position where the trace began; the snapshot holds the final slots.
    Loop(SnapshotId),
    /// At the header of a compiled loop, whose entry is `target`. The loop's frame begins at the
    /// snapshot's `base`.
    Link { target: usize, snapshot: SnapshotId },
    /// The base frame returned this word.
    Return(Arg),
    /// The interpreter goes on here.
    Leave(SnapshotId),
}

/// What was recorded, before optimization.
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    pub ops: Vec<super::Op>,
    pub snapshots: Vec<Snapshot>,
    pub end: TraceEnd,
    /// Words that the inputs held while recording, by slot: their kinds are worth betting on.
    pub seen: Vec<(i32, Word)>,
}
