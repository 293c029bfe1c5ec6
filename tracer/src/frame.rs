//! Frames on the value stack, as far as the tracer must know them.
//!
//! A thread has one contiguous stack of words. A frame is a window of registers with a header of
//! four words below register 0; a call overlaps the callee's window with the end of the caller's,
//! so that arguments are never copied:
//!
//! * `-1` the function that runs (a word);
//! * `-2` the address of the caller's instruction that made the call;
//! * `-3` words between the caller's register 0 and the callee's, and the return action `<< 32`;
//! * `-4` belongs to the language (null when the frame is made).
//!
//! A **return action** is an opcode that carries out the second half of the calling instruction
//! with the value that came back. Numbers from `FIRST_INTERNAL` on are opcodes that no compiler
//! emits: return actions and slow paths. The first of them, `STORE`, stores the value into the
//! register that operand `a` of the calling instruction names, and goes on behind it.

/// Header words of a frame.
pub const HEADER_WORDS: usize = 4;
pub const FUNCTION: isize = -1;
pub const RETURN_PC: isize = -2;
pub const LINK: isize = -3;
pub const LANGUAGE: isize = -4;

/// Words from the caller's window to the callee's, and the return action.
#[inline(always)]
pub const fn link(delta: usize, action: u16) -> u64 {
    delta as u64 | (action as u64) << 32
}
#[inline(always)]
pub const fn link_delta(link: u64) -> usize {
    (link & 0xffff_ffff) as usize
}
#[inline(always)]
pub const fn link_action(link: u64) -> u16 {
    (link >> 32) as u16
}

/// First opcode number that is no bytecode instruction.
pub const FIRST_INTERNAL: u16 = 512;
/// The return action that stores the value and goes on.
pub const STORE: u16 = FIRST_INTERNAL;
/// Words that an instruction whose calls use `STORE` occupies.
pub const STORE_WIDTH: usize = 2;
