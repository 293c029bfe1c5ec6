//! What the built-in modules need from the interpreter, as a table of functions: installed once at
//! start. A direct dependency was rejected: the modules then could not be built or tested without it.

use object::{Result, Thread, Word};
use std::sync::OnceLock;

/// Functions of the interpreter.
pub struct Interpreter {
    /// Runs code that is not a function in a namespace (a dict or any mapping).
    pub run_code:
        fn(&mut Thread, source: &'static compile::Code, globals: Word, namespace: Word) -> Result,
    /// Globals of the calling Python frame; null where there is none.
    pub globals: fn(&mut Thread) -> Word,
    /// `locals()` of the calling Python frame.
    pub locals: fn(&mut Thread) -> Result,
    /// `sys._getframe(depth)`
    pub frame: fn(&mut Thread, depth: usize) -> Result,
    /// `sys.exception()`: None where nothing is handled.
    pub handled: fn(&mut Thread) -> Word,
    /// Clears what the calling thread's frames hold and do not need.
    pub forget_dead_registers: fn(&mut Thread),
    /// A second thread is about to be started for the first time: what was compiled for one must go.
    pub before_threads: fn(&mut Thread),
    /// Any thread is about to be started.
    pub thread_starts: fn(),
    /// This process is about to fork: the world is stopped.
    pub before_fork: fn(),
    /// It has forked; true in the child. The world is still stopped.
    pub after_fork: fn(child: bool),
    /// A new thread's state has been attached; nothing has run in it.
    pub thread_started: fn(&mut Thread),
    /// Parameters of the tracing compiler, as `--jit` writes them.
    pub set_parameters: fn(&str) -> std::result::Result<(), String>,
    /// Counters of the tracing compiler.
    pub statistics: fn() -> Vec<(&'static str, u64)>,
}

static INTERPRETER: OnceLock<Interpreter> = OnceLock::new();

pub(crate) fn install(interpreter: Interpreter) {
    crate::traced::register();
    let _ = INTERPRETER.set(interpreter);
}

/// The installed interpreter.
pub(crate) fn get() -> &'static Interpreter {
    INTERPRETER.get().expect("the library has been initialized")
}
