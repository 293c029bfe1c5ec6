//! What the compiler gives: code that knows neither heap nor objects.
//!
//! The object layer turns a `Code` into a code object when it is loaded; a library that is compiled
//! when the binary is built is stored in this form.

/// A constant as the source has it.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    None,
    True,
    False,
    Ellipsis,
    Int(i64),
    /// Digits of an integer beyond 64 bits, perhaps with a sign; decimal ones, but for a prefix that says otherwise.
    BigInt(String),
    Float(f64),
    /// Real and imaginary part.
    Complex(f64, f64),
    /// WTF-8: a lone surrogate stands in its three-byte form.
    Str(Vec<u8>),
    Bytes(Vec<u8>),
    Tuple(Vec<Constant>),
    FrozenSet(Vec<Constant>),
    Code(Box<Code>),
}

/// Flags as CPython numbers them (`inspect.CO_*`).
pub mod flag {
    pub const OPTIMIZED: u32 = 0x1;
    pub const NEWLOCALS: u32 = 0x2;
    pub const VARARGS: u32 = 0x4;
    pub const VARKEYWORDS: u32 = 0x8;
    pub const NESTED: u32 = 0x10;
    pub const GENERATOR: u32 = 0x20;
    pub const COROUTINE: u32 = 0x80;
    pub const ITERABLE_COROUTINE: u32 = 0x100;
    pub const ASYNC_GENERATOR: u32 = 0x200;
    pub const HAS_DOCSTRING: u32 = 0x400_0000;
    pub const METHOD: u32 = 0x800_0000;
}

/// Instructions `start..end` (word indices) are covered: an exception goes to `target`, the exception object into
/// register `register`. The innermost range stands first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExceptionRange {
    pub start: u32,
    pub end: u32,
    pub target: u32,
    pub register: u16,
}

/// Source position of the instruction that begins at word `at` and of those up to the next entry. Lines from 1, columns
/// in UTF-8 bytes from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Position {
    pub at: u32,
    pub line: u32,
    pub end_line: u32,
    pub column: u32,
    pub end_column: u32,
}

/// One code block.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Code {
    pub name: String,
    pub qualname: String,
    pub filename: String,
    pub first_line: u32,
    /// Positional parameters, positional-only ones included.
    pub argument_count: u32,
    pub positional_only_count: u32,
    pub keyword_only_count: u32,
    pub flags: u32,
    /// Names of the local registers: parameters (positional, keyword-only, `*args`, `**kwargs`), then others.
    pub variables: Vec<String>,
    /// Locals that inner functions use (they live in cells). Every one is also a register in `variables`.
    pub cell_variables: Vec<String>,
    pub free_variables: Vec<String>,
    /// Registers of a frame: locals, temporaries and call windows.
    pub registers: u32,
    pub words: Vec<u64>,
    pub constants: Vec<Constant>,
    pub names: Vec<String>,
    pub exceptions: Vec<ExceptionRange>,
    pub positions: Vec<Position>,
    /// Distinct attribute names that functions in this class body store on their first parameter: room to give instances.
    pub instance_attributes: u32,
}
