//! From source text to bytecode: parsing, symbol tables, code generation. Knows neither heap nor objects.
//!
//! The stages: `parse` checks what the parser must not be given (nesting, null bytes) and makes a syntax tree; `symbol`
//! finds out where every name lives; `generate` walks the tree and emits register code through `assemble`. Errors come
//! in CPython's words (`errors`). `liveness`, `listing` and `store` work on finished code.

mod assemble;
pub mod code;
mod errors;
mod fold;
mod generate;
mod listing;
mod liveness;
pub mod opcode;
mod parse;
mod source;
pub mod store;
pub mod symbol;
mod unparse;

pub use code::{Code, Constant, ExceptionRange, Position};
pub use errors::{CompileError, ErrorKind};
pub use listing::{instruction_text, listing};
pub use liveness::{Liveness, liveness};
pub use opcode::{Flow, Instruction, Opcode, Role};
pub use parse::{decode_file, decode_source, symbol_table};

/// What is compiled, as the `mode` of Python's `compile`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A file: `exec`.
    Module,
    /// One expression, whose value the code returns.
    Eval,
    /// One interactive statement; values of expression statements are shown.
    Single,
}

/// How a source is compiled.
#[derive(Clone, Debug)]
pub struct Options {
    pub filename: String,
    pub mode: Mode,
    /// `-O` level: 1 leaves out assertions, 2 docstrings, too.
    pub optimize: u8,
    /// As if the source imported annotations from `__future__`.
    pub future_annotations: bool,
    /// For Python code that belongs to the interpreter: `rounding_error(a, b)` is an instruction.
    pub intrinsics: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            filename: "<string>".into(),
            mode: Mode::Module,
            optimize: 0,
            future_annotations: false,
            intrinsics: false,
        }
    }
}

/// Compiles a source text.
pub fn compile_source(source: &str, options: &Options) -> Result<Code, CompileError> {
    parse::compile(source, options).map_err(|error| *error)
}
