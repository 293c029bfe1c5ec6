//! Meta-tracing for any interpreter that is written over [`Machine`](machine::Machine).
//!
//! The interpreter's handlers are generic Rust. Instantiated with a plain machine they are the
//! interpreter; instantiated with the recorder of this crate the same source executes and writes
//! down every operation on run-time ("red") values as a trace. Everything else ("green": code
//! positions, plans, constants) is ordinary Rust and vanishes. The optimizer turns traces into
//! units, which a backend lowers to machine code. This crate knows no Python.

pub mod compiled;
pub mod frame;
pub mod machine;
pub mod optimize;
pub mod recorder;
pub mod trace;
pub mod word;

pub use compiled::*;
pub use machine::*;
pub use trace::*;
pub use word::Word;
