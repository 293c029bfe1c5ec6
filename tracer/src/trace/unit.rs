//! Units: optimized traces, ready to be lowered to one native function each.
//!
//! A unit receives the thread, the base of its frame on the value stack and its parameters,
//! which are slots of the frame, unboxed where their kind is known. The operations before the
//! label run once (unboxing, checks and loads that the loop does not change); those behind it
//! run until a guard leaves. Exits are recipes: which values are live and how each slot of the
//! interpreter's frames is made from them, objects that never existed included.

use super::{Arg, Descriptor, Field, Kind, Op, OpRef, ShapeId};
use crate::word::Word;

/// A parameter: the slot it stands for and how it travels (`Word`, `Int` or `Float`). Of bridges,
/// `slot` is `i32::MIN` where the value stands in no slot of its own (only in a virtual object).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Param {
    pub slot: i32,
    pub kind: Kind,
}

/// The loop header: operations from `at` on are the loop.
#[derive(Clone, PartialEq, Debug)]
pub struct Label {
    /// Index of the first operation of the loop. The phis are `ops[at..at + phis.len()]`.
    pub at: usize,
    pub phis: Vec<Phi>,
}

/// A loop-carried value. `slot` is `i32::MIN` where it stands for no slot but for a place in
/// memory.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Phi {
    pub slot: i32,
    pub kind: Kind,
    /// The value on entry.
    pub initial: Arg,
}

/// How a unit ends.
#[derive(Clone, PartialEq, Debug)]
pub enum End {
    /// Back to the label; an argument for each phi.
    Loop(Vec<Arg>),
    /// Tail call of another unit on the frame at slot `base`: `target` is the address of the
    /// cell with its code; `args` are its parameters.
    Jump { target: usize, base: i32, args: Vec<Arg> },
    /// The base frame returns this word.
    Return(Arg),
    /// Unconditional exit.
    Exit(ExitId),
}

/// Index into `Unit::exits`; guards name it in `Op::snapshot`.
pub type ExitId = super::SnapshotId;

/// Where a value of a frame comes from.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Recipe {
    Constant(Word),
    /// Index into `Exit::live`.
    Live(u32),
    /// Index into `Exit::virtuals`.
    Virtual(u32),
}

/// An object that the unit never made and the exit must make.
#[derive(Clone, PartialEq, Debug)]
pub struct VirtualRecipe {
    pub shape: ShapeId,
    /// Bytes, header included.
    pub size: u32,
    pub fields: Vec<(Field, Recipe)>,
}

/// How the interpreter goes on after an exit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum ExitResume {
    Before,
    Deliver { action: u16, value: Recipe },
    Raise,
}

/// A way out of a unit.
#[derive(Clone, PartialEq, Debug)]
pub struct Exit {
    pub pc: u64,
    /// Slot of register 0 of the innermost frame.
    pub base: i32,
    /// Slot of register 0 of the outermost frame that is known.
    pub root: i32,
    /// Values that the recipes need, in the order in which they are handed over (exit buffer,
    /// or parameters of a bridge). `Kind` is `Word`, `Int` or `Float`.
    pub live: Vec<(OpRef, Kind)>,
    /// What was known of the shape of each live word.
    pub shapes: Vec<Option<ShapeId>>,
    /// Slots that differ from memory.
    pub slots: Vec<(i32, Recipe)>,
    pub virtuals: Vec<VirtualRecipe>,
    /// Fields of the thread state that differ from memory.
    pub thread: Vec<(Field, Recipe)>,
    pub resume: ExitResume,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnitKind {
    Loop,
    Function,
    Bridge,
}

/// An optimized trace.
#[derive(Clone, PartialEq, Debug)]
pub struct Unit {
    pub kind: UnitKind,
    pub params: Vec<Param>,
    /// `ops[..params.len()]` are the `Param` operations.
    pub ops: Vec<Op>,
    pub label: Option<Label>,
    pub end: End,
    pub exits: Vec<Exit>,
}

impl Unit {
    /// The highest slot of the value stack that it or one of its exits writes.
    pub fn highest_slot(&self) -> i32 {
        let stored = self.ops.iter().filter_map(|op| match op.descriptor {
            Descriptor::Slot(slot) => Some(slot),
            Descriptor::Function { base, .. } => Some(base),
            _ => None,
        });
        let left = self.exits.iter().flat_map(|exit| exit.slots.iter().map(|(slot, _)| *slot));
        stored.chain(left).max().unwrap_or(0).max(0)
    }
    /// Kind of an operation's result, parameters and phis included.
    pub fn kind_of(&self, op: OpRef) -> Kind {
        let index = op.0 as usize;
        if index < self.params.len() {
            return self.params[index].kind;
        }
        if let Some(label) = &self.label
            && (label.at..label.at + label.phis.len()).contains(&index)
        {
            return label.phis[index - label.at].kind;
        }
        self.ops[index].kind()
    }
}
