//! Starting the binary and judging what it did.

mod command_line;
pub mod expectation;
pub mod known_failures;
pub mod process;
