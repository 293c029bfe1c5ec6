//! Built-in functions that traces look inside.

use compile::Instruction;
use object::NativeFunction;
use tracer::{Machine, Next, Word};

/// Carries out a call of a native function by handlers' means. `None`: call it.
#[inline(always)]
pub fn try_inline<M: Machine>(_m: &mut M, _i: Instruction, _definition: &'static NativeFunction, _bound: bool) -> Option<Next> {
    None
}

/// The same for classes.
#[inline(always)]
pub fn try_inline_class<M: Machine>(_m: &mut M, _i: Instruction, _class: Word) -> Option<Next> {
    None
}
