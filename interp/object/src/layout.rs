//! Layouts of heap objects, in one place, because handlers, recorder and collector must agree.
//!
//! Every 8-byte field that the collector may scan holds a self-describing word; lengths are tagged
//! integers, so that compiled code loads them like any other value. Raw data stands behind the
//! words that are scanned, or in objects that are not scanned at all.
//!
//! Subclasses: a class whose base has a fixed-size layout (list, dict, set, exceptions, object)
//! repeats that layout and has its attribute slots behind it. A class whose base is a value of
//! variable size (int, str, bytes, tuple, float, complex) holds the base value in a payload word
//! instead (`Layout::Payload`).

use crate::header::Header;
use tracer::Word;

/// How the instances of a shape are laid out.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Hash)]
#[repr(u8)]
pub enum Layout {
    /// Header and attribute slots.
    Plain,
    /// `Payload`: a value of a built-in immutable type, then attribute slots.
    Payload,
    Int,
    Float,
    Complex,
    Str,
    Bytes,
    Tuple,
    ByteArray,
    List,
    Dict,
    Set,
    Range,
    Slice,
    Function,
    Method,
    NativeFunction,
    GetSet,
    Member,
    Property,
    ClassMethod,
    StaticMethod,
    Super,
    Cell,
    Code,
    Frame,
    Traceback,
    Generator,
    Module,
    Class,
    Exception,
    /// Iterators and other small objects of words: `Words`.
    Words,
    WeakReference,
    /// Owned by a native module: header, words, then whatever it wants.
    Native,
}

#[repr(C)]
pub struct FloatObject {
    pub header: Header,
    pub value: f64,
}
/// Magnitude as little-endian 64-bit limbs behind the struct.
#[repr(C)]
pub struct BigInt {
    pub header: Header,
    pub limbs: u32,
    pub negative: u32,
}
#[repr(C)]
pub struct Complex {
    pub header: Header,
    pub real: f64,
    pub imaginary: f64,
}
/// WTF-8 bytes stand behind the struct. `index`: null or a raw vector that maps every 64th character to its byte offset.
/// A string whose bytes lie in a buffer (`string::growing`) has their address behind the struct, the negated number of
/// them in `byte_length`, and in `index` what keeps the buffer alive.
#[repr(C)]
pub struct Str {
    pub header: Header,
    pub index: Word,
    pub byte_length: Word,
    pub length: Word,
    pub hash: u64,
}
/// Bytes stand behind the struct. Hash 0: not computed.
#[repr(C)]
pub struct Bytes {
    pub header: Header,
    pub length: Word,
    pub hash: u64,
}
/// Items stand behind the struct.
#[repr(C)]
pub struct Tuple {
    pub header: Header,
    pub length: Word,
}
/// Items behind the struct; vacated ones are null.
#[repr(C)]
pub struct Vector {
    pub header: Header,
    pub length: Word,
    pub capacity: Word,
}
/// Raw bytes behind the struct.
#[repr(C)]
pub struct RawVector {
    pub header: Header,
    pub length: Word,
    pub capacity: Word,
}
#[repr(C)]
pub struct List {
    pub header: Header,
    pub items: Word,
}
#[repr(C)]
pub struct ByteArray {
    pub header: Header,
    pub bytes: Word,
    /// Exported buffers, tagged: no resizing while not 0.
    pub exports: Word,
}
#[repr(C)]
pub struct Dict {
    pub header: Header,
    pub table: Word,
}
#[repr(C)]
pub struct Set {
    pub header: Header,
    pub table: Word,
    /// Of frozen sets: hash as tagged int or null.
    pub hash: Word,
}
#[repr(C)]
pub struct Range {
    pub header: Header,
    pub start: Word,
    pub stop: Word,
    pub step: Word,
    pub length: Word,
}
#[repr(C)]
pub struct Slice {
    pub header: Header,
    pub start: Word,
    pub stop: Word,
    pub step: Word,
}
#[repr(C)]
pub struct CellObject {
    pub header: Header,
    pub value: Word,
}
#[repr(C)]
pub struct Method {
    pub header: Header,
    pub function: Word,
    pub object: Word,
}
/// Instance of a subclass of a variable-sized base; attribute slots behind.
#[repr(C)]
pub struct Payload {
    pub header: Header,
    pub value: Word,
}
/// Attribute slots beyond the inline ones; chunks are appended, never copied.
#[repr(C)]
pub struct SlotChunk {
    pub header: Header,
    pub next: Word,
    pub slots: [Word; 8],
}
/// Three to five words of an iterator, view or pair.
#[repr(C)]
pub struct Words {
    pub header: Header,
    pub words: [Word; 5],
}

#[repr(C)]
pub struct Function {
    pub header: Header,
    pub code: Word,
    /// Tuple of cells, or null.
    pub closure: Word,
    /// Tuple, or null.
    pub defaults: Word,
    /// Dict, or null.
    pub keyword_defaults: Word,
    pub name: Word,
    pub qualname: Word,
    pub module: Word,
    pub doc: Word,
    /// `__dict__`, or null until asked for.
    pub dict: Word,
    pub annotations: Word,
    pub annotate: Word,
    pub type_parameters: Word,
}

/// A code object, tied to the globals it runs with: instantiated when its function is made, so that inline caches may
/// hold addresses of globals. (The same code in another namespace is another object with its own caches.)
#[repr(C)]
pub struct Code {
    pub header: Header,
    // Scanned words.
    /// Raw vector with the instruction words.
    pub words: Word,
    /// Tuple.
    pub constants: Word,
    /// Tuple of interned strings.
    pub names: Word,
    /// Dict, or null until instantiated.
    pub globals: Word,
    /// Dict of the builtins module.
    pub builtins: Word,
    pub name: Word,
    pub qualname: Word,
    pub filename: Word,
    /// Tuples of strings.
    pub variables: Word,
    pub cell_variables: Word,
    pub free_variables: Word,
    // Raw.
    /// First instruction.
    pub entry: *const u64,
    pub registers: u32,
    pub argument_count: u32,
    pub positional_only_count: u32,
    pub keyword_only_count: u32,
    pub flags: u32,
    pub first_line: u32,
    /// Only positional parameters, no `*args`/`**kwargs`: binding is counting.
    pub simple: u32,
    /// Calls since the last reset; the recorder starts at a threshold.
    pub hotness: u32,
    /// Address of the compiled function's generic entry, or null.
    pub compiled: usize,
    /// Cell with the native address that compiled callers call: the compiled function's generic
    /// entry, or one that interprets the function. Filled by the interpreter crate.
    pub native_entry: usize,
    /// Registers up to this one may be read before they are written (locals that may be unbound,
    /// cells): a frame begins with nulls in those that are no arguments. Set by `code::instantiate`:
    /// the number of variables if any instruction is CheckBound, MakeCell or Unbind, else 0.
    pub cleared: u32,
    pub _pad: u32,
    /// Private to the interpreter crate (liveness, recording state), null at first.
    pub interpreter: usize,
    /// What the compiler gave (positions, exception table, constants): shared by all instances of the code.
    pub source: *const compile::Code,
}
/// Number of scanned words of `Code`.
pub const CODE_WORDS: u32 = 11;

/// Exceptions: fixed part; attribute slots behind (names of `OSError`, `SyntaxError` ... are attributes).
#[repr(C)]
pub struct Exception {
    pub header: Header,
    pub arguments: Word,
    /// Traceback object or None.
    pub traceback: Word,
    pub context: Word,
    pub cause: Word,
    /// True or False.
    pub suppress_context: Word,
    /// Value of StopIteration, code of SystemExit, name ...: the class decides.
    pub extra: [Word; 3],
}

#[repr(C)]
pub struct Traceback {
    pub header: Header,
    pub next: Word,
    pub code: Word,
    /// Word index of the instruction in the code, tagged.
    pub position: Word,
    /// Frame object, or null until asked for.
    pub frame: Word,
}

#[repr(C)]
pub struct Generator {
    pub header: Header,
    pub function: Word,
    /// `SUSPENDED` vector with the registers while suspended, else null.
    pub registers: Word,
    pub name: Word,
    pub qualname: Word,
    /// What it handles (`sys.exception()` inside), None.
    pub handled: Word,
    /// The generator that delegates to it, and whose frame is not on the stack while it runs; None.
    pub delegator: Word,
    /// State as tagged int: 0 created, 1 suspended, 2 running, 3 closed.
    pub state: Word,
    /// Word index of the instruction to go on with, tagged.
    pub position: Word,
}

#[repr(C)]
pub struct Module {
    pub header: Header,
    pub dict: Word,
}

/// A class. Attributes live in `dict`.
#[repr(C)]
pub struct Class {
    pub header: Header,
    // Scanned words.
    pub name: Word,
    pub qualname: Word,
    pub bases: Word,
    /// Tuple, the class itself first.
    pub mro: Word,
    pub dict: Word,
    /// The base that decides the layout.
    pub base: Word,
    /// List of weak references to subclasses, or null.
    pub subclasses: Word,
    /// Null or a dict of instance-independent odds and ends (`__abstractmethods__`).
    pub extra: Word,
    // Raw.
    /// Shape of a new instance.
    pub instance_shape: u32,
    pub layout: Layout,
    pub _pad: [u8; 3],
    /// `class::flag` bits.
    pub flags: u64,
    /// Built-in class whose payload or layout this shares.
    pub native: u32,
    pub inline_capacity: u32,
    /// The interpreter's: what it knows about making instances.
    pub instance_plan: std::sync::atomic::AtomicUsize,
}
pub const CLASS_WORDS: u32 = 8;

/// A function or method written in Rust, bound to `object` (a module or receiver) or not (null).
#[repr(C)]
pub struct NativeFunctionObject {
    pub header: Header,
    pub object: Word,
    /// `__module__`
    pub module: Word,
    /// Class that a method descriptor belongs to, or null.
    pub class: Word,
    // Raw.
    pub definition: &'static crate::native::NativeFunction,
}
pub const NATIVE_FUNCTION_WORDS: u32 = 3;
