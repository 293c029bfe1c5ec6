//! What a backend makes of a unit, and what it must be told of the run time below it.
//!
//! Compiled functions use one native signature, `(thread, frame base, parameters...) -> word`,
//! with tail calls between them. The word is the value that the base frame returned, null when it
//! raised, or one of [`Word::EXITED`](crate::Word) and [`Word::REFUSED`](crate::Word).
//!
//! A unit has two entries. The generic one takes only thread and frame base, loads the parameters
//! from their slots and unboxes them; where a kind differs it refuses (loops) or hands the call
//! to the interpreter (functions). The typed one takes the parameters in registers: other units
//! jump to a loop there, and a bridge has no other (it also receives its exit, so only exits enter
//! a bridge). Functions are entered generically only; both entries are the same.

use crate::trace::{Exit, Unit};
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU32};

/// Layouts and addresses that compiled code uses. Offsets are bytes from the thread state.
#[derive(Clone, Debug)]
pub struct Runtime {
    /// Bump allocation: for a size in bytes the offset of `{cursor, end}`, if it has one.
    pub tlab_offset: fn(size: u32) -> Option<i32>,
    /// `extern "C" fn(thread, size: u64, shape: u64) -> object`
    pub allocate_slow: usize,
    /// Offset in an object of the byte that asks for the write barrier when it is not zero.
    pub barrier_byte: i32,
    /// `extern "C" fn(thread, object, slot address)`, after the store.
    pub barrier_slow: usize,
    /// `extern "C" fn(thread, f64) -> word`, for floats that need a box.
    pub box_float: usize,
    pub poll_offset: i32,
    /// Where the thread keeps the end of the used value stack.
    pub top_offset: i32,
    /// Where the thread keeps the address of its exit buffer (512 words).
    pub exit_buffer_offset: i32,
    /// `extern "C" fn(thread, frame base, exit: *const CompiledExit) -> word`: rebuilds the
    /// frames; its answer is the unit's.
    pub exit: usize,
    /// `extern "C" fn(thread, frame base) -> word`: interprets a function whose compiled code
    /// refused its arguments.
    pub interpret_function: usize,
    /// Lowest address of the native stack that compiled code may reach, as offset of a thread field.
    pub native_limit_offset: i32,
    /// Highest address of the value stack that a frame may end at without a question, as offset of a thread field.
    pub counted_limit_offset: i32,
    /// `extern "C" fn(thread, end of the frame, frame base) -> word`: one of the limits is reached. `REFUSED`: the
    /// function goes on. Null: there is no room, and it has raised. Else the function has been run, and this is its value.
    pub deep_call: usize,
}

/// A way out of compiled code. Its address is part of the code and stays.
#[derive(Debug)]
#[repr(C)]
pub struct CompiledExit {
    /// The code that goes on here: the typed entry of a bridge, or `leave` while there is none.
    /// Never null; compiled code jumps there without a look. Store `leave` to detach a bridge.
    pub bridge: AtomicPtr<u8>,
    /// The backend's code that hands the live values to [`Runtime::exit`].
    pub leave: *const u8,
    /// How often the exit was taken without a bridge.
    pub count: AtomicU32,
    /// 0: may get a bridge; 1: being recorded; 2: has one; 3: given up.
    pub state: AtomicU8,
    pub unit: *const CompiledUnit,
    pub exit: Exit,
}

/// A unit as machine code.
#[derive(Debug)]
pub struct CompiledUnit {
    pub unit: Unit,
    /// 1 while the assumptions hold; compiled code reads it (`GuardValid`).
    pub valid: AtomicU8,
    pub generic_entry: *const u8,
    pub typed_entry: *const u8,
    pub exits: Vec<Box<CompiledExit>>,
    pub code_bytes: usize,
}

// SAFETY: the pointers are addresses of code and of exits that live as long as the unit.
unsafe impl Send for CompiledUnit {}
// SAFETY: what changes after construction is atomic.
unsafe impl Sync for CompiledUnit {}

/// Why a unit could not become machine code.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BackendError {
    /// The limit of code memory is reached.
    CodeMemoryFull,
    /// The code generator refused the function.
    Unsupported,
}

/// Lowers units to machine code.
pub trait Backend: Send {
    /// The unit's address stays; code memory is released by [`Backend::release`].
    fn compile(&mut self, unit: Unit) -> Result<Box<CompiledUnit>, BackendError>;
    /// Address of `extern "C" fn(thread, frame base, generic or parameterless entry) -> word`,
    /// which calls compiled code from Rust.
    fn trampoline(&self) -> *const u8;
    /// Code with the convention of a generic entry that calls [`Runtime::interpret_function`]: what
    /// the cell of a function holds while it has no unit.
    fn interpret_entry(&self) -> *const u8;
    /// Frees the code of a unit that no stack and no other unit reaches.
    fn release(&mut self, unit: &CompiledUnit);
    /// Bytes of code in use.
    fn code_bytes(&self) -> usize;
    /// Text of the machine code of the last compiled unit, when asked for before.
    fn set_disassemble(&mut self, on: bool);
    fn disassembly(&self) -> Option<&str>;
    /// Before this process forks, with no compilation going on: code memory is shared between the
    /// processes unless it is copied.
    fn before_fork(&mut self) {}
    /// After it forked, in the parent and in the child.
    fn after_fork(&mut self, child: bool) {
        let _ = child;
    }
}
