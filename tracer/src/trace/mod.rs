//! The trace: what the recorder writes, the optimizer rewrites and the backend lowers.
//!
//! One representation serves all three, so that each stage can be printed, parsed and tested by
//! itself. A trace is straight-line SSA: operation `i` defines value `OpRef(i)`; constants stand
//! in the operands. Where the operations of several languages would differ, they carry a
//! descriptor (field, element, shape, residual function) instead of being new operations.

pub mod descriptor;
pub mod eval;
pub mod op;
pub mod parse;
pub mod print;
pub mod snapshot;
pub mod unit;
pub mod verify;

pub use descriptor::*;
pub use op::*;
pub use snapshot::*;
pub use unit::*;
