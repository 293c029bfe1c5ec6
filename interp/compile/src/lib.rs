//! From source text to bytecode: parsing, symbol tables, code generation. Knows neither heap nor objects.

pub mod code;
pub mod opcode;

pub use code::{Code, Constant, ExceptionRange, Position};
pub use opcode::{Flow, Instruction, Opcode, Role};
