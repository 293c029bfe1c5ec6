//! The JIT's driver: when to record, how to enter compiled code and how to come back.
//!
//! Loops are found by counters behind their backward jump, functions by a counter in the code
//! object. A counter that is used up leads here. Compiled code is entered through the backend's
//! trampoline and answers with a word; an exit rebuilds the interpreter's frames first (`exit`) and
//! says where the interpreter goes on.

pub mod budget;
pub mod entry;
pub mod exit;
pub mod facts;
pub mod fork;
pub mod host;
pub mod install;
pub mod log;
pub mod parameters;
pub mod record;
pub mod refresh;
pub mod stats;
pub mod watch;

use compile::Instruction;
use object::Thread;
use object::layout::Code;
use std::sync::Mutex;
use tracer::{Backend, Machine, Next};

pub use tracer::Landing;

/// The backend, once there is one. Compiling is rare and short; one lock is enough.
pub(crate) static BACKEND: Mutex<Option<Box<dyn Backend>>> = Mutex::new(None);

/// A loop whose counter is used up.
#[inline(always)]
pub fn hot_loop<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    m.enter_native(entry::land_hot_loop)
}

/// A call of a function that is compiled, or hot.
#[inline(always)]
pub fn enter_function<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    m.enter_native(entry::land_function)
}

/// Counts a call from the interpreter; true when the function should be recorded.
#[inline(always)]
pub fn count_call(code: &'static Code) -> bool {
    let hotness = &raw const code.hotness as *mut u32;
    // SAFETY: a counter; lost counts between threads do no harm.
    unsafe {
        let count = (*hotness).wrapping_add(1);
        *hotness = count;
        count == parameters::function_threshold()
    }
}

/// Whether this thread may record or enter compiled code now.
pub fn is_on(thread: &Thread) -> bool {
    thread.recording.is_null() && parameters::is_on() && thread.recordings < MOST_RECORDINGS
}

/// A recording holds a trace and the native stack below it, so calls of native functions that call
/// themselves through Python functions must not each begin one more.
const MOST_RECORDINGS: u32 = 4;
