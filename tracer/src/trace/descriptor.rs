//! Descriptors: what an operation must know of the language that is traced.
//!
//! The tracer knows no object layouts. A field says where it lies, what it holds, whether it may
//! change and with which other fields it may alias; a residual function says what it may touch.
//! The optimizer needs nothing else to forward loads, keep objects virtual and drop calls.

use std::fmt;

/// Identifies class and layout of a heap object: the first 32 bits of its header.
pub type ShapeId = u32;

/// A set of fields that may alias each other; fields of different classes never do.
/// At most 64, so that a residual function's effects fit one word.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
pub struct AliasClass(pub u8);

/// Alias classes as bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct AliasSet(pub u64);

impl AliasSet {
    pub const NONE: AliasSet = AliasSet(0);
    pub const ALL: AliasSet = AliasSet(!0);
    pub const fn of(classes: &[AliasClass]) -> AliasSet {
        let (mut bits, mut i) = (0, 0);
        while i < classes.len() {
            bits |= 1 << classes[i].0;
            i += 1;
        }
        AliasSet(bits)
    }
    pub const fn contains(self, class: AliasClass) -> bool {
        self.0 >> class.0 & 1 == 1
    }
}

/// How a field or element is stored, and so which kind of value a load gives.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Storage {
    /// A self-describing word; loads give `Kind::Word`.
    Word,
    /// A word that is always a tagged integer (a length, a counter); loads give `Kind::Int`.
    TaggedInt,
    /// A byte; loads give `Kind::Int` 0..=255.
    Byte,
    /// Raw IEEE bits in an object without words; loads give `Kind::Float`.
    Float,
}

/// A field at a fixed offset of an object (or of the thread state).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Field {
    pub name: &'static str,
    /// Bytes from the object's start.
    pub offset: i32,
    pub storage: Storage,
    /// A field that never changes once the object is visible: loads from constants fold, and no
    /// store or call clobbers them.
    pub immutable: bool,
    pub alias: AliasClass,
}

impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+{}", self.name, self.offset)
    }
}

/// The elements of a vector-like object: `base + index * size`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Element {
    pub name: &'static str,
    /// Bytes from the object's start to element 0.
    pub base: i32,
    /// `Word`: 8 bytes an element; `Byte`: 1; `Float`: 8.
    pub storage: Storage,
    pub immutable: bool,
    pub alias: AliasClass,
}

impl fmt::Debug for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}[]", self.name)
    }
}

/// What a residual function may do, as far as the optimizer and the lowering must know.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Effects {
    /// What it may write. Reads are not tracked: stores are never delayed past a call.
    pub writes: AliasSet,
    /// The result depends on the operands alone; equal calls are merged, unused ones dropped.
    pub pure: bool,
    /// It may answer the null word, having left an exception in the thread.
    pub raises: bool,
    /// It may run the traced language again: frames must lie in memory before the call, and
    /// compiled code may have been invalidated when it returns.
    pub runs_language: bool,
}

impl Effects {
    pub const PURE: Effects =
        Effects { writes: AliasSet::NONE, pure: true, raises: false, runs_language: false };
    /// Reads the heap, may raise, writes nothing.
    pub const READS: Effects =
        Effects { writes: AliasSet::NONE, pure: false, raises: true, runs_language: false };
    /// May do anything.
    pub const ANY: Effects =
        Effects { writes: AliasSet::ALL, pure: false, raises: true, runs_language: true };
    pub const fn writes(classes: &[AliasClass]) -> Effects {
        Effects { writes: AliasSet::of(classes), pure: false, raises: true, runs_language: false }
    }
}

/// Address of a function, usable in statics.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Address(pub *const ());

// SAFETY: the address of code, never written through.
unsafe impl Sync for Address {}
// SAFETY: as above.
unsafe impl Send for Address {}

/// An opaque function: `extern "C" fn(thread, operands...) -> result`, C calling convention.
///
/// Word operands travel as u64, ints as i64 (the number itself, not doubled), floats as f64.
/// With `takes_thread` the thread state is passed as a leading pointer.
pub struct Residual {
    pub name: &'static str,
    pub address: Address,
    pub operands: &'static [super::Kind],
    pub result: super::Kind,
    pub takes_thread: bool,
    pub effects: Effects,
}

/// A residual function by identity.
#[derive(Clone, Copy)]
pub struct ResidualRef(pub &'static Residual);

impl PartialEq for ResidualRef {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}
impl Eq for ResidualRef {}
impl std::hash::Hash for ResidualRef {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        (self.0 as *const Residual as usize).hash(state)
    }
}
impl fmt::Debug for ResidualRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}
