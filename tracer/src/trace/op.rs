//! Operations, from one table.
//!
//! An operation has a code, operands and at most one descriptor. Three kinds of values flow:
//! words (tagged), unboxed integers and unboxed floats; booleans live only between a test and
//! its guard. An unboxed integer (`Kind::Int`) is a number in the 63-bit range of immediate
//! integers. The lowering keeps it doubled (`2v`), so that boxing is `| 1` and an overflow of 64
//! bits is an overflow of the 63-bit range; nobody above the backend sees that.

use super::{Element, Field, ResidualRef, ShapeId, SnapshotId};
use crate::word::Word;
use smallvec::SmallVec;

/// The value defined by the operation of this index.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct OpRef(pub u32);

/// What a value is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    None,
    Word,
    Int,
    Float,
    Bool,
}

/// An operand: another operation's value or a constant.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Arg {
    Op(OpRef),
    Word(Word),
    Int(i64),
    /// IEEE bits.
    Float(u64),
    Bool(bool),
}

impl Arg {
    pub fn op(self) -> Option<OpRef> {
        if let Arg::Op(op) = self { Some(op) } else { None }
    }
    pub fn is_constant(self) -> bool {
        !matches!(self, Arg::Op(_))
    }
}

/// What an operation does besides giving its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// Depends on its operands alone.
    Pure,
    /// Leaves the trace through its snapshot when the condition is not as recorded.
    Guard,
    /// Reads memory described by its field or element.
    Read,
    /// Writes memory described by its field or element.
    Write,
    /// Gives a new object.
    Allocate,
    /// As its residual function says.
    Call,
    /// Frame memory and markers: never moved, never dropped but by the pass that owns them.
    Fixed,
}

/// The descriptor of an operation.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Descriptor {
    None,
    /// Offset in words from the trace's base frame to a slot of the value stack.
    Slot(i32),
    Shape(ShapeId),
    Field(Field),
    Element(Element),
    /// A new object: its shape and its size in bytes, header included; zeroed beyond the header.
    Allocation {
        shape: ShapeId,
        size: u32,
    },
    Residual(ResidualRef),
    /// The cell that holds the code address of a compiled function, and the callee's base slot.
    Function {
        cell: usize,
        base: i32,
    },
    /// Position in the traced program, for listings.
    Line {
        code: u64,
        pc: u64,
    },
}

macro_rules! operations {
    ($($(#[$doc:meta])* $name:ident ($($operand:ident),* $(; $rest:ident)?) -> $result:ident, $effect:ident;)*) => {
        /// Operation codes. Operand kinds and results stand in the table of this file.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum Code { $($(#[$doc])* $name),* }

        impl Code {
            pub const ALL: &'static [Code] = &[$(Code::$name),*];
            /// Kinds of the fixed operands.
            pub fn operands(self) -> &'static [Kind] {
                match self { $(Code::$name => &[$(Kind::$operand),*]),* }
            }
            /// Kind of the result; for calls and loads the descriptor decides, see [`Op::kind`].
            pub fn result(self) -> Kind {
                match self { $(Code::$name => Kind::$result),* }
            }
            pub fn effect(self) -> Effect {
                match self { $(Code::$name => Effect::$effect),* }
            }
            /// Whether more operands than the fixed ones may follow (calls).
            pub fn is_variadic(self) -> bool {
                match self { $(Code::$name => operations!(@rest $($rest)?)),* }
            }
            pub fn name(self) -> &'static str {
                match self { $(Code::$name => stringify!($name)),* }
            }
            pub fn from_name(name: &str) -> Option<Code> {
                match name { $(stringify!($name) => Some(Code::$name),)* _ => None }
            }
        }
    };
    (@rest) => { false };
    (@rest $rest:ident) => { true };
}

operations! {
    /// Parameter of a unit, in order; kind in `Unit::params`. Only in optimized units.
    Param() -> None, Fixed;
    /// Loop-carried value of a unit's label; kind in `Unit::label`. Only in optimized units.
    Phi() -> None, Fixed;
    /// The word in a slot of the value stack when the trace was entered. `Slot`
    Input() -> Word, Read;
    /// Stores a word into a slot of the value stack. `Slot`
    StoreSlot(Word) -> None, Fixed;
    /// Tells the thread that the value stack is free above this slot. `Slot`
    SetTop() -> None, Fixed;
    /// Marks the source position of what follows. `Line`
    Line() -> None, Fixed;

    IsInt(Word) -> Bool, Pure;
    /// Is an immediate float.
    IsFloat(Word) -> Bool, Pure;
    /// Is a pointer to an object of this shape. `Shape`. (Shapes may change: a read.)
    HasShape(Word) -> Bool, Read;
    /// The same word.
    SameWord(Word, Word) -> Bool, Pure;
    /// Is the null word.
    IsNull(Word) -> Bool, Pure;
    GuardTrue(Bool) -> None, Guard;
    GuardFalse(Bool) -> None, Guard;
    /// Leaves when the trace's unit has been invalidated; after calls that may do that.
    GuardValid() -> None, Guard;
    /// Leaves when the thread's poll word is not zero (collection, signal, invalidation); stands
    /// at loop headers.
    GuardQuiet() -> None, Guard;

    /// The number of a word known to be an integer.
    UnboxInt(Word) -> Int, Pure;
    BoxInt(Int) -> Word, Pure;
    /// The number of a word known to be an immediate float.
    UnboxFloat(Word) -> Float, Pure;
    /// Immediate where it fits, else a new boxed float.
    BoxFloat(Float) -> Word, Pure;
    /// `True` or `False`.
    BoxBool(Bool) -> Word, Pure;

    IntAdd(Int, Int) -> Int, Pure;
    IntSub(Int, Int) -> Int, Pure;
    IntMul(Int, Int) -> Int, Pure;
    /// Result is meaningful only where `Overflowed` of it is false.
    IntAddOverflow(Int, Int) -> Int, Pure;
    IntSubOverflow(Int, Int) -> Int, Pure;
    IntMulOverflow(Int, Int) -> Int, Pure;
    /// Shift to the left by 0..=62 with overflow.
    IntShlOverflow(Int, Int) -> Int, Pure;
    /// Of the result of one of the four above.
    Overflowed(Int) -> Bool, Pure;
    IntAnd(Int, Int) -> Int, Pure;
    IntOr(Int, Int) -> Int, Pure;
    IntXor(Int, Int) -> Int, Pure;
    /// Arithmetic shift to the right by 0..=62.
    IntShr(Int, Int) -> Int, Pure;
    /// Rounds towards minus infinity; the divisor is known not to be 0; -2^62 / -1 is excluded.
    IntFloorDiv(Int, Int) -> Int, Pure;
    /// Sign of the divisor; divisor not 0.
    IntMod(Int, Int) -> Int, Pure;
    IntLt(Int, Int) -> Bool, Pure;
    IntLe(Int, Int) -> Bool, Pure;
    IntEq(Int, Int) -> Bool, Pure;
    IntNe(Int, Int) -> Bool, Pure;
    /// Unsigned comparison: with a length on the right it is a whole bounds check. The right
    /// operand is never negative.
    IntBelow(Int, Int) -> Bool, Pure;
    IntToFloat(Int) -> Float, Pure;

    FloatAdd(Float, Float) -> Float, Pure;
    FloatSub(Float, Float) -> Float, Pure;
    FloatMul(Float, Float) -> Float, Pure;
    FloatDiv(Float, Float) -> Float, Pure;
    FloatNeg(Float) -> Float, Pure;
    FloatAbs(Float) -> Float, Pure;
    FloatSqrt(Float) -> Float, Pure;
    FloatFloor(Float) -> Float, Pure;
    FloatLt(Float, Float) -> Bool, Pure;
    FloatLe(Float, Float) -> Bool, Pure;
    FloatEq(Float, Float) -> Bool, Pure;
    FloatNe(Float, Float) -> Bool, Pure;
    /// Whether truncation gives an immediate integer (false for NaN).
    FloatFitsInt(Float) -> Bool, Pure;
    /// Truncates; the value is known to fit.
    FloatToInt(Float) -> Int, Pure;
    BoolNot(Bool) -> Bool, Pure;

    /// `Field`
    Load(Word) -> Word, Read;
    /// With the write barrier where the value may be a pointer. `Field`
    Store(Word, Word) -> None, Write;
    /// Stores an unboxed integer into a `TaggedInt` field. `Field`
    StoreInt(Word, Int) -> None, Write;
    /// Stores an unboxed float into a `Float` field. `Field`
    StoreFloat(Word, Float) -> None, Write;
    /// Index known to be in range. `Element`
    LoadElement(Word, Int) -> Word, Read;
    StoreElement(Word, Int, Word) -> None, Write;
    /// Stores the low byte. `Element`
    StoreByte(Word, Int, Int) -> None, Write;
    /// The word at an absolute address given as a constant word's bits (a cell). `Field` for its alias class.
    LoadCell(Word) -> Word, Read;
    StoreCell(Word, Word) -> None, Write;
    /// A field of the thread state. `Field`
    LoadThread() -> Word, Read;
    StoreThread(Word) -> None, Write;
    /// Moves an object to another shape of its class (a 32-bit store into its header). `Shape`
    SetShape(Word) -> None, Write;
    /// `Allocation`
    New() -> Word, Allocate;
    /// `Residual`; operands as it says.
    Call(; operands) -> Word, Call;
    /// Calls the compiled function whose generic entry stands in the cell of `Function`; its
    /// window begins at slot `base`, where its header and arguments have been stored. Answers
    /// null when it raised. May do anything.
    CallFunction() -> Word, Call;
}

/// One operation.
#[derive(Clone, PartialEq, Debug)]
pub struct Op {
    pub code: Code,
    pub args: SmallVec<[Arg; 3]>,
    pub descriptor: Descriptor,
    /// Of guards: where to leave.
    pub snapshot: Option<SnapshotId>,
}

impl Op {
    pub fn new(code: Code, args: &[Arg], descriptor: Descriptor) -> Op {
        Op { code, args: SmallVec::from_slice(args), descriptor, snapshot: None }
    }
    pub fn guard(code: Code, condition: Arg, snapshot: SnapshotId) -> Op {
        let args = if code.operands().is_empty() {
            SmallVec::new()
        } else {
            smallvec::smallvec![condition]
        };
        Op { code, args, descriptor: Descriptor::None, snapshot: Some(snapshot) }
    }
    /// Kind of the result. (`Param` and `Phi` are known to their unit.)
    pub fn kind(&self) -> Kind {
        use super::Storage;
        let storage = match (self.code, &self.descriptor) {
            (Code::Load | Code::LoadThread, Descriptor::Field(field)) => field.storage,
            (Code::LoadElement, Descriptor::Element(element)) => element.storage,
            (Code::Call, Descriptor::Residual(residual)) => return residual.0.result,
            _ => return self.code.result(),
        };
        match storage {
            Storage::Word => Kind::Word,
            Storage::TaggedInt | Storage::Byte => Kind::Int,
            Storage::Float => Kind::Float,
        }
    }
    pub fn is_guard(&self) -> bool {
        self.code.effect() == Effect::Guard
    }
}
