//! What the built-in modules need from the interpreter, as a table of functions: installed once at
//! start. A direct dependency was rejected: the modules then could not be built or tested without it.

use object::{Result, Thread, Word};
use std::sync::OnceLock;

/// Functions of the interpreter.
pub struct Interpreter {
    /// Runs code that is not a function in a namespace (a dict or any mapping).
    pub run_code: fn(
        &mut Thread,
        source: &'static compile::Code,
        globals: Word,
        namespace: Word,
    ) -> Result,
    /// Globals of the calling Python frame; null where there is none.
    pub globals: fn(&mut Thread) -> Word,
    /// `locals()` of the calling Python frame.
    pub locals: fn(&mut Thread) -> Result,
    /// `sys._getframe(depth)`
    pub frame: fn(&mut Thread, depth: usize) -> Result,
    /// Starts a native thread that calls the function; its identifier.
    pub start_thread: fn(&mut Thread, function: Word, args: Word, kwargs: Word) -> Result<u64>,
    /// `pypyjit.set_param`: a name and a number, or `off`, `default`.
    pub set_param: fn(&mut Thread, name: &str, value: i64) -> Result<()>,
    /// Counters of the tracing compiler.
    pub get_stats: fn(&mut Thread) -> Vec<(&'static str, u64)>,
}

static INTERPRETER: OnceLock<Interpreter> = OnceLock::new();

pub(crate) fn install(interpreter: Interpreter) {
    let _ = INTERPRETER.set(interpreter);
}

/// The installed interpreter.
pub(crate) fn get() -> &'static Interpreter {
    INTERPRETER.get().expect("the library has been initialized")
}
