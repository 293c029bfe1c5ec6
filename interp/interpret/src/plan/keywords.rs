//! Calls with named arguments, defaults, `*args` and `**kwargs`, where the binding is green.

use compile::Instruction;
use tracer::{Machine, Next, Word};

/// Enters a Python function whose parameters the named arguments fill exactly. `None`: the general call.
#[inline(always)]
pub fn enter<M: Machine>(_m: &mut M, _i: Instruction, _names: Word) -> Option<Next> {
    None
}

/// Enters a Python function with arguments from a tuple whose length is green.
#[inline(always)]
pub fn enter_spread<M: Machine>(_m: &mut M, _i: Instruction) -> Option<Next> {
    None
}
