//! The interpreter: bytecode handlers over the machine, plans, frames, and the driver of the JIT.

pub mod cell;
pub mod code;
pub mod construct;
pub mod consume;
pub mod direct;
mod dispatch;
pub mod finalize;
pub mod frames;
pub mod generator;
#[macro_use]
pub mod internal;
pub mod jit;
pub mod ops;
pub mod pattern;
pub mod plain;
pub mod plan;
pub mod poll;
pub mod residual;
pub mod run;
pub mod step;
#[macro_use]
mod table;

use object::thread::{Hooks, Thread};
use object::{Result, Word};
use std::sync::OnceLock;

/// What the library crate provides to the interpreter.
pub struct Library {
    /// `import name` with globals, from-list and level: what the statement binds.
    pub import_name: fn(&mut Thread, name: Word, globals: Word, names: Word, level: i64) -> Result,
    pub import_from: fn(&mut Thread, module: Word, name: Word) -> Result,
    pub import_star: fn(&mut Thread, module: Word, namespace: Word) -> Result<()>,
    /// The namespace of the builtins module.
    pub builtins: fn(&mut Thread) -> Word,
    /// Runs Python's handlers of signals that have arrived.
    pub handle_signals: fn(&mut Thread) -> Result<()>,
}

static LIBRARY: OnceLock<Library> = OnceLock::new();

/// The library's hooks.
pub fn library() -> &'static Library {
    LIBRARY.get().expect("the library has been installed")
}

/// Installs the library's hooks.
pub fn set_library(library: Library) {
    let _ = LIBRARY.set(library);
}

/// Makes objects and interpreter ready; the calling thread becomes the main thread.
pub fn initialize(backend: Option<Box<dyn tracer::Backend>>) -> &'static mut Thread {
    object::thread::set_hooks(Hooks {
        call: run::call_hook,
        consume: consume::consume,
        cell_changed: cell::changed_elsewhere,
        key_added: cell::key_added,
        class_changed: |class| {
            plan::attribute::class_changed(class);
            plan::instance::class_changed(class);
            jit::watch::class_changed(class.0);
        },
        source_freed: plan::binding::source_freed,
        scan_thread: frames::scan,
    });
    object::class::set_current_module(|thread| {
        let globals = frames::globals_of_current(thread);
        let name = object::interned!("__name__");
        if globals.is_null() {
            Word::NULL
        } else {
            object::dict::get_str(globals, name).unwrap_or(Word::NULL)
        }
    });
    let thread = Thread::attach(native_stack_bytes());
    heap::add_root_scanner(scan_roots);
    object::class::setup(thread);
    direct::register();
    for class in [object::Builtin::Generator, object::Builtin::Coroutine] {
        object::class::extend(thread, class.word(), &generator::DEFINITION);
    }
    generator::register_meanings();
    object::exception::register_meanings();
    if let Some(backend) = backend {
        jit::entry::set_backend(backend);
        jit::parameters::set_on(true);
    }
    jit::log::open_from_environment();
    thread
}

/// Size of the main thread's native stack.
fn native_stack_bytes() -> usize {
    // SAFETY: getrlimit writes the struct it is given.
    unsafe {
        let mut limit: libc::rlimit = std::mem::zeroed();
        libc::getrlimit(libc::RLIMIT_STACK, &mut limit);
        if limit.rlim_cur == libc::RLIM_INFINITY { 64 << 20 } else { limit.rlim_cur as usize }
    }
}

unsafe fn scan_roots(visitor: &mut heap::Visitor) {
    plan::attribute::scan_roots(visitor);
    jit::install::scan_roots(visitor);
    jit::host::scan_roots(visitor);
    object::shape::scan_roots(visitor);
    consume::scan_roots(visitor);
    step::scan_roots(visitor);
}

/// What `Backend` must know of threads and heap.
pub fn runtime() -> tracer::Runtime {
    use std::mem::offset_of;
    tracer::Runtime {
        tlab_offset: |size| {
            let class = size.div_ceil(8) as usize;
            (2..=16)
                .contains(&class)
                .then(|| (offset_of!(heap::Local, tlabs) + class * size_of::<heap::Tlab>()) as i32)
        },
        allocate_slow: heap::heap_alloc_slow as *const () as usize,
        barrier_byte: 7,
        barrier_slow: heap::heap_barrier_slow as *const () as usize,
        box_float: box_float as *const () as usize,
        poll_offset: offset_of!(heap::Local, poll) as i32,
        top_offset: offset_of!(Thread, frame) as i32,
        exit_buffer_offset: offset_of!(Thread, exit_buffer) as i32,
        exit: jit::exit::exit as *const () as usize,
        interpret_function: jit::entry::interpret_function as *const () as usize,
        native_limit_offset: offset_of!(Thread, native_limit) as i32,
        counted_limit_offset: Thread::COUNTED_LIMIT_OFFSET as i32,
        deep_call: deep_call as *const () as usize,
    }
}

extern "C" fn box_float(thread: *mut Thread, value: f64) -> u64 {
    // SAFETY: compiled code passes its thread.
    plain::boxed(unsafe { &mut *thread }, value).0
}

/// A compiled function is called so deep that somebody has to look: on the native stack, or on the value stack. Or
/// something waits for the thread. Answers `REFUSED` where the function is to go on, else the function's value.
extern "C" fn deep_call(thread: *mut Thread, end: *mut Word, registers: *mut Word) -> u64 {
    // SAFETY: compiled code passes its thread.
    let state = unsafe { &mut *thread };
    let marker = 0u8;
    if (&raw const marker as usize) < state.native_limit
        || end > state.counted_limit() && !frames::has_room(state, end)
    {
        let _ = ops::overflow(state);
        return Word::NULL.0;
    }
    if !poll::is_for_functions(state) {
        return Word::REFUSED.0;
    }
    // The answer may run Python code and void this very function: the call is interpreted.
    let saved = (state.frame, state.pc);
    // SAFETY: the caller has written header and arguments of the callee's frame.
    let code = unsafe { plan::call::code_of(*registers.offset(tracer::frame::FUNCTION)) };
    jit::entry::clear_behind_arguments(code, registers);
    (state.frame, state.pc) = (registers, code.entry);
    let answered = poll::handle(state);
    (state.frame, state.pc) = saved;
    state.request_again();
    if answered.is_err() {
        return Word::NULL.0;
    }
    jit::entry::interpret_function(thread, registers)
}
