//! The machine that handlers are written over.
//!
//! A handler of the interpreter is one generic function. What varies at run time ("red") has the
//! machine's types; what the trace may take for granted ("green") is ordinary Rust. Instantiated
//! with a plain machine, every method here is a load, a store or an arithmetic instruction;
//! instantiated with the recorder it does the same and writes it down.
//!
//! The type checker keeps the two apart: there is no way from red to green but `guard`, `promote`,
//! the kind tests and `shape_of`, all of which leave a guard in the trace. Never open another.
//!
//! **A step** is one activation of a handler. It has at most one side effect besides writes to
//! registers, and all its guards come before that; behind it only `succeeded` may follow. What
//! needs more is cut into steps by return actions.

use crate::trace::{Element, Field, Residual, ShapeId};
use crate::word::Word;

/// How the interpreter goes on after a handler.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    /// The instruction at the machine's position.
    Go,
    /// Another handler for the same instruction.
    Defer(u16),
    /// A return action for the instruction at the machine's position; it finds its value by `delivered`.
    Act(u16),
    /// An exception is pending: unwind.
    Raise,
    /// Leave the interpreter loop.
    Stop,
}

/// A promoted value: the trace is only valid for this one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Const(pub(crate) Word);

impl Const {
    /// For identity and for fields that never change. Whatever else is read through it must be
    /// announced by `Machine::depend`.
    #[inline(always)]
    pub fn word(self) -> Word {
        self.0
    }
    #[inline(always)]
    pub fn new(word: Word) -> Const {
        Const(word)
    }
}

/// Binary operations on unboxed integers whose overflow is tested.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Checked {
    Add,
    Sub,
    Mul,
    Shl,
}
/// Integer operations without overflow.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exact {
    And,
    Or,
    Xor,
    Shr,
    FloorDiv,
    Mod,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Comparison {
    Lt,
    Le,
    Eq,
    Ne,
    Gt,
    Ge,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatOp {
    Add,
    Sub,
    Mul,
    Div,
}
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FloatUnary {
    Neg,
    Abs,
    Sqrt,
    Floor,
}

/// What a trace takes for granted beyond its guards; when it changes, the trace is invalidated.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
pub enum Dependency {
    /// The value in a cell (its address).
    Cell(usize),
    /// A class and its bases, by the language's number or address.
    Class(u64),
    /// A condition that the language numbers (for example: only one thread was ever started).
    Condition(u32),
}

/// Where the interpreter goes on after the run-time system has taken over for a while.
#[derive(Clone, Copy, Debug)]
pub struct Landing {
    pub pc: *const u64,
    pub registers: *mut Word,
    pub next: Next,
}

/// What `enter` must know of a code object.
#[derive(Clone, Copy, Debug)]
pub struct Callee {
    pub code: usize,
    pub entry: *const u64,
    pub registers: usize,
    /// Registers that hold arguments.
    pub arguments: usize,
    /// Address of the cell with the generic entry of the code's compiled function.
    pub native_entry: usize,
    /// Whether it runs from its first instruction, so that it may be called as a whole.
    pub whole: bool,
}

pub trait Machine: Sized {
    /// A tagged word.
    type Ref: Copy;
    /// An unboxed integer of 63 bits.
    type Int: Copy;
    type Float: Copy;
    type Bool: Copy;

    // --- position (green) ---
    fn pc(&self) -> *const u64;
    fn jump(&mut self, pc: *const u64);
    /// The thread state.
    fn thread(&self) -> *mut u8;
    /// The code object that the frame runs, as the language gave it to `enter`.
    fn code(&self) -> usize;
    /// Goes to the instruction `words` further.
    #[inline(always)]
    fn next(&mut self, words: usize) -> Next {
        // SAFETY: code ends with an instruction that does not fall through.
        self.jump(unsafe { self.pc().add(words) });
        Next::Go
    }
    /// Goes to the instruction at an offset in words.
    #[inline(always)]
    fn branch(&mut self, offset: i64) -> Next {
        // SAFETY: the compiler emits offsets to instructions of the same code.
        self.jump(unsafe { self.pc().offset(offset as isize) });
        Next::Go
    }
    /// Cache word number `index` behind the instruction.
    #[inline(always)]
    fn cache(&self, index: usize) -> u64 {
        // SAFETY: the instruction has that many cache words; they are written as whole words.
        unsafe {
            (*(self.pc().add(1 + index) as *const std::sync::atomic::AtomicU64))
                .load(std::sync::atomic::Ordering::Relaxed)
        }
    }
    /// Whether a trace is being recorded; for statistics and for hints only, never for meaning.
    fn is_recording(&self) -> bool;

    // --- frames ---
    fn register(&mut self, index: usize) -> Self::Ref;
    fn set_register(&mut self, index: usize, value: Self::Ref);
    /// The function that the frame runs.
    fn function(&mut self) -> Self::Ref;
    /// Pushes a frame whose register 0 is `delta` words above; goes to its first instruction. When
    /// the value stack is used up, raises. `code` is what `code()` answers inside.
    fn enter(&mut self, delta: usize, action: u16, function: Self::Ref, code: Callee) -> Next;
    /// Whether `enter` would push a frame for this code rather than call it natively from its start.
    fn can_inline(&self, code: usize) -> bool;
    /// Announces `leave` or `unwind_frame`, before the step's first effect.
    fn prepare_leave(&mut self);
    /// Whether `enter` would not have to look at limits; then `enter_known` is right, which does not
    /// raise. For handlers that have effects before they enter.
    fn may_enter(&mut self, delta: usize, registers: usize) -> bool;
    /// `enter` after `may_enter`.
    fn enter_known(&mut self, delta: usize, action: u16, function: Self::Ref, code: Callee)
    -> Next;
    /// Pops the frame and hands the value to the caller's return action.
    fn leave(&mut self, value: Self::Ref) -> Next;
    /// Pops the frame for an exception. False: it was the last one of this activation of the interpreter.
    fn unwind_frame(&mut self) -> bool;
    /// The word of the frame's header that is the language's (`frame::LANGUAGE`).
    fn frame_language_word(&mut self) -> Self::Ref;
    fn set_frame_language_word(&mut self, value: Self::Ref);
    /// The value that a return action receives.
    fn delivered(&mut self) -> Self::Ref;
    fn deliver(&mut self, value: Self::Ref);

    // --- red to green ---
    fn guard(&mut self, condition: Self::Bool) -> bool;
    fn promote(&mut self, value: Self::Ref) -> Const;
    /// Whether a trace knows the value anyway, so that to promote it costs nothing; a hint only.
    fn is_known(&self, _value: Self::Ref) -> bool {
        false
    }
    /// Whether a trace knows the value, or the object that it is a part of, so that another one will hardly come by; a hint
    /// only.
    fn is_settled(&self, _value: Self::Ref) -> bool {
        false
    }
    /// What the value is here and now. A hint: who acts on it asks the trace whether it holds, by guards.
    fn hint(&self, value: Self::Ref) -> Word;
    fn is_int(&mut self, value: Self::Ref) -> bool;
    fn both_int(&mut self, left: Self::Ref, right: Self::Ref) -> bool;
    /// An immediate float.
    fn is_float(&mut self, value: Self::Ref) -> bool;
    fn has_shape(&mut self, value: Self::Ref, shape: ShapeId) -> bool;
    /// 0 for immediate values.
    fn shape_of(&mut self, value: Self::Ref) -> ShapeId;
    /// Whether it is exactly this word.
    fn is_word(&mut self, value: Self::Ref, word: Word) -> bool;
    fn is_null(&mut self, value: Self::Ref) -> bool;
    fn same(&mut self, left: Self::Ref, right: Self::Ref) -> Self::Bool;
    /// Of a residual call's result: false where it raised. The only guard that may follow an
    /// effect; when the trace meets the other outcome, the result goes to `action`.
    fn succeeded(&mut self, result: Self::Ref, action: u16) -> bool;

    // --- dependencies ---
    fn depend(&mut self, on: Dependency);
    /// The value in a cell that rarely changes: a constant of the trace where that has been so.
    fn load_cell(&mut self, cell: *mut u64, alias: &Field) -> Self::Ref;

    // --- values ---
    fn word(&mut self, word: Word) -> Self::Ref;
    fn int(&mut self, value: i64) -> Self::Int;
    fn float(&mut self, value: f64) -> Self::Float;
    fn unbox_int(&mut self, value: Self::Ref) -> Self::Int;
    fn box_int(&mut self, value: Self::Int) -> Self::Ref;
    fn unbox_float(&mut self, value: Self::Ref) -> Self::Float;
    /// Puts a float into a register and goes on `words` further.
    fn finish_float(&mut self, register: usize, value: Self::Float, words: usize) -> Next;
    /// Boxes a float; allocates where it is no immediate one, so not for fast paths.
    fn box_float(&mut self, value: Self::Float) -> Self::Ref;
    fn box_bool(&mut self, value: Self::Bool) -> Self::Ref;
    fn not(&mut self, value: Self::Bool) -> Self::Bool;

    fn int_checked(
        &mut self,
        op: Checked,
        left: Self::Int,
        right: Self::Int,
    ) -> (Self::Int, Self::Bool);
    fn int_exact(&mut self, op: Exact, left: Self::Int, right: Self::Int) -> Self::Int;
    fn int_compare(&mut self, op: Comparison, left: Self::Int, right: Self::Int) -> Self::Bool;
    /// Unsigned comparison: with a length on the right a bounds check.
    fn int_below(&mut self, left: Self::Int, right: Self::Int) -> Self::Bool;
    fn int_to_float(&mut self, value: Self::Int) -> Self::Float;
    fn float_op(&mut self, op: FloatOp, left: Self::Float, right: Self::Float) -> Self::Float;
    fn float_unary(&mut self, op: FloatUnary, value: Self::Float) -> Self::Float;
    fn float_compare(
        &mut self,
        op: Comparison,
        left: Self::Float,
        right: Self::Float,
    ) -> Self::Bool;
    fn float_fits_int(&mut self, value: Self::Float) -> Self::Bool;
    fn float_to_int(&mut self, value: Self::Float) -> Self::Int;

    // --- memory ---
    fn load(&mut self, object: Self::Ref, field: &Field) -> Self::Ref;
    fn load_int(&mut self, object: Self::Ref, field: &Field) -> Self::Int;
    fn load_float(&mut self, object: Self::Ref, field: &Field) -> Self::Float;
    fn store(&mut self, object: Self::Ref, field: &Field, value: Self::Ref);
    fn store_int(&mut self, object: Self::Ref, field: &Field, value: Self::Int);
    fn store_float(&mut self, object: Self::Ref, field: &Field, value: Self::Float);
    fn load_element(&mut self, object: Self::Ref, index: Self::Int, element: &Element)
    -> Self::Ref;
    fn load_byte(&mut self, object: Self::Ref, index: Self::Int, element: &Element) -> Self::Int;
    fn store_element(
        &mut self,
        object: Self::Ref,
        index: Self::Int,
        element: &Element,
        value: Self::Ref,
    );
    fn store_byte(
        &mut self,
        object: Self::Ref,
        index: Self::Int,
        element: &Element,
        value: Self::Int,
    );
    fn load_thread(&mut self, field: &Field) -> Self::Ref;
    fn store_thread(&mut self, field: &Field, value: Self::Ref);
    /// Stores into a slot that the object's shape does not have yet, and moves it to `shape`.
    fn add_slot(&mut self, object: Self::Ref, field: &Field, value: Self::Ref, shape: ShapeId);
    /// A new object, zeroed beyond its header. `size` in bytes.
    fn new_object(&mut self, shape: ShapeId, size: usize) -> Self::Ref;

    // --- residual calls ---
    fn call<const N: usize>(
        &mut self,
        residual: &'static Residual,
        operands: [Self::Ref; N],
    ) -> Self::Ref;
    /// A pure function of floats.
    fn call_float<const N: usize>(
        &mut self,
        residual: &'static Residual,
        operands: [Self::Float; N],
    ) -> Self::Float;
    /// A function that gives a truth value (0 or 1) and neither raises nor writes.
    fn call_test<const N: usize>(
        &mut self,
        residual: &'static Residual,
        operands: [Self::Ref; N],
    ) -> Self::Bool;

    // --- loops ---
    /// Backward jump to a loop's header, with its two cache words: counter and code address.
    fn loop_header(&mut self, target: *const u64, caches: *mut u64) -> Next;
    /// Leaves the handler for the run-time system, which says where the interpreter goes on. Never
    /// reached while recording.
    /// (It leaves that in the thread state: an answer in memory of the handler would cost its jump.)
    fn enter_native(
        &mut self,
        run: fn(thread: *mut u8, pc: *const u64, registers: *mut Word) -> u32,
    ) -> Next;
    /// Whether something waits for this thread (collection, signal).
    fn poll_requested(&mut self) -> bool;
}
