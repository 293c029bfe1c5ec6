//! The built-in modules, and the pure-Python library embedded in the binary.
//!
//! One file or folder a module. A module is a static declaration (`ModuleDefinition`): functions
//! and classes in tables, and a function for the rest; it becomes a module object when it is first
//! imported. `import` itself is Rust (`import`), so that a small program starts without running
//! any Python code that is not its own.

pub mod abc;
pub mod argument;
pub mod atexit;
pub mod binascii;
pub mod buffer;
pub mod builtins;
pub mod codecs;
pub mod collections;
pub mod compilation;
pub mod contextvars;
pub mod errno;
pub mod gc;
pub mod heapq;
pub mod imp;
pub mod import;
pub mod interpreter;
pub mod io;
pub mod itertools;
pub mod json;
pub mod library;
pub mod marshal;
pub mod math;
pub mod module;
pub mod name;
pub mod native_class;
pub mod operator;
pub mod path;
pub mod posix;
pub mod program;
pub mod pypyjit;
pub mod random;
pub mod signal;
pub mod sre;
pub mod state;
pub mod string_module;
pub mod struct_sequence;
pub mod structure;
pub mod syntax;
pub mod sys;
pub mod system_error;
pub mod template_string;
pub mod thread;
pub mod time;
pub mod traced;
pub mod typing;
pub mod warnings;
pub mod weakref;

pub use import::{import_from, import_name, import_star};
pub use interpreter::Interpreter;
pub use sys::Startup;

use module::ModuleDefinition;
use object::{Result, Thread};

/// All modules written in Rust.
pub static BUILTIN_MODULES: &[&ModuleDefinition] = &[
    &builtins::DEFINITION,
    &sys::DEFINITION,
    &io::DEFINITION,
    &abc::DEFINITION,
    &atexit::DEFINITION,
    &binascii::DEFINITION,
    &codecs::DEFINITION,
    &collections::DEFINITION,
    &contextvars::DEFINITION,
    &errno::DEFINITION,
    &gc::DEFINITION,
    &heapq::DEFINITION,
    &imp::DEFINITION,
    &itertools::DEFINITION,
    &json::DEFINITION,
    &marshal::DEFINITION,
    &math::DEFINITION,
    &operator::DEFINITION,
    &posix::DEFINITION,
    &pypyjit::DEFINITION,
    &random::DEFINITION,
    &signal::DEFINITION,
    &sre::DEFINITION,
    &string_module::DEFINITION,
    &structure::DEFINITION,
    &syntax::AST,
    &syntax::OPCODE,
    &syntax::TOKENIZE,
    &template_string::DEFINITION,
    &thread::DEFINITION,
    &time::DEFINITION,
    &typing::DEFINITION,
    &warnings::DEFINITION,
    &weakref::DEFINITION,
];

/// The module of this name that is written in Rust.
pub fn builtin_module(name: &str) -> Option<&'static ModuleDefinition> {
    BUILTIN_MODULES.iter().copied().find(|definition| definition.name == name)
}

/// Makes `builtins` and `sys` and the import system. Once, at start, after the built-in classes.
pub fn initialize(thread: &mut Thread, interpreter: Interpreter, options: Startup) -> Result<()> {
    interpreter::install(interpreter);
    heap::add_root_scanner(name::scan);
    builtins::initialize(thread)?;
    let sys = sys::module(thread);
    import::register(thread, "sys", sys);
    codecs::initialize();
    sys::initialize(thread, options)?;
    signal::initialize(thread)
}
