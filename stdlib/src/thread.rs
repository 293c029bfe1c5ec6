//! The `_thread` module: threads, locks, handles.
//!
//! Locks are words in their objects, changed by compare-and-swap; whoever must wait stands in one of
//! a table of queues, hashed by the word's address (`parking`), so a lock costs nothing but its word.
//! Threads are native threads, which are used again when their task is done (`pool`).

mod handle;
mod local;
mod lock;
pub mod parking;
pub(crate) mod pool;
mod recursive;

use crate::module::{ModuleDefinition, Namespace};
use crate::name::Root;
use crate::struct_sequence::StructSequence;
use crate::{argument, builtins, class_root, interpreter, signal, sys};
use object::header::MULTI_THREADED;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute, class, dict, operation, string, tuple};
use std::sync::atomic::{AtomicUsize, Ordering};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_thread",
    doc: "This module provides primitive operations to write multi-threaded programs.\nThe 'threading' module provides a more convenient interface.",
    functions: &[FUNCTIONS, local::FUNCTIONS],
    classes: &[&lock::LOCK, &recursive::RECURSIVE_LOCK, &handle::HANDLE, &local::LOCAL_BASE],
    initialize: Some(fill),
};

native_functions! { static FUNCTIONS =
    /// Start a new thread and return its identifier.
    start_new_thread(..) "($module, function, args, kwargs={}, /)" Effects::ANY => start_new_thread;
    start_new(..) "($module, function, args, kwargs={}, /)" Effects::ANY => start_new_thread;
    /// *For internal use only*: start a new thread.
    start_joinable_thread(function, handle, daemon) "($module, /, function, handle=None, daemon=True)" Effects::ANY => start_joinable_thread;
    daemon_threads_allowed() "($module, /)" Effects::ANY => daemon_threads_allowed;
    /// Create a new lock object.
    allocate_lock() "($module, /)" Effects::ANY => lock::allocate;
    allocate() "($module, /)" Effects::ANY => lock::allocate;
    /// Return a non-zero integer that uniquely identifies the current thread.
    get_ident() "($module, /)" Effects::READS => get_ident;
    get_native_id() "($module, /)" Effects::READS => get_native_id;
    _get_main_thread_ident() "($module, /)" Effects::ANY => main_ident;
    _is_main_interpreter() "($module, /)" Effects::ANY => yes;
    _make_thread_handle(ident) "($module, ident, /)" Effects::ANY => handle::of_ident;
    _shutdown() "($module, /)" Effects::ANY => shutdown;
    _count() "($module, /)" Effects::ANY => count;
    stack_size(size) "($module, size=0, /)" Effects::ANY => stack_size;
    interrupt_main(number) "($module, signum=2, /)" Effects::ANY => interrupt_main;
    exit() "($module, /)" Effects::ANY => exit;
    exit_thread() "($module, /)" Effects::ANY => exit;
    set_name(name) "($module, /, name)" Effects::ANY => set_name;
    /// Handle uncaught Thread.run() exception.
    _excepthook(arguments) "($module, args, /)" Effects::ANY => except_hook;
}

static RUNNING: AtomicUsize = AtomicUsize::new(0);
static STACK_SIZE: AtomicUsize = AtomicUsize::new(0);
/// The threads that the program waits for at its end: a dict whose keys are their handles.
static AWAITED: Root = Root::empty();

static EXCEPT_HOOK_ARGUMENTS: StructSequence = StructSequence {
    module: "_thread",
    name: "_ExceptHookArgs",
    doc: "ExceptHookArgs\n\nType used to pass arguments to threading.excepthook.",
    fields: &["exc_type", "exc_value", "exc_traceback", "thread"],
    hidden: &[],
    constructible: true,
    class: class_root!(),
};

const DEFAULT_STACK: usize = 16 << 20;
const LEAST_STACK: usize = 256 << 10;

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    let lock = lock::LOCK.word(thread);
    namespace.set(thread, "LockType", lock);
    let arguments = EXCEPT_HOOK_ARGUMENTS.word(thread);
    namespace.set(thread, "_ExceptHookArgs", arguments);
    namespace.set(thread, "error", Builtin::RuntimeError.word());
    namespace.set_float(thread, "TIMEOUT_MAX", parking::LONGEST);
    namespace.set_int(thread, "_NAME_MAXLEN", 15);
    namespace.run(thread, "_thread", local::LOCAL)
}

fn yes(_thread: &mut Thread) -> Result {
    Ok(Word::TRUE)
}

fn get_ident(thread: &mut Thread) -> Result {
    let ident = thread.ident;
    Ok(object::integer::from_u64(thread, ident))
}

fn get_native_id(_thread: &mut Thread) -> Result {
    // SAFETY: no preconditions.
    #[cfg(target_os = "linux")]
    let id = unsafe { libc::gettid() } as i64;
    #[cfg(not(target_os = "linux"))]
    let id = unsafe { libc::pthread_self() } as i64;
    Ok(Word::from_int(id))
}

fn main_ident(thread: &mut Thread) -> Result {
    let ident = signal::main_ident();
    Ok(object::integer::from_u64(thread, ident))
}

fn daemon_threads_allowed(thread: &mut Thread) -> Result {
    yes(thread)
}

fn count(_thread: &mut Thread) -> Result {
    Ok(Word::from_int(RUNNING.load(Ordering::Relaxed) as i64))
}

fn stack_size(thread: &mut Thread, size: Word) -> Result {
    let old = STACK_SIZE.load(Ordering::Relaxed);
    if !size.is_null() {
        let size = argument::int(thread, size)?;
        if size < 0 {
            return Err(thread.value_error("size must be 0 or a positive value"));
        }
        if size != 0 && (size as usize) < 32 << 10 {
            return Err(thread.value_error(format!("size not valid: {size} bytes")));
        }
        STACK_SIZE.store(size as usize, Ordering::Relaxed);
    }
    Ok(Word::from_int(old as i64))
}

fn interrupt_main(thread: &mut Thread, number: Word) -> Result {
    let number = argument::int_or(thread, number, i64::from(libc::SIGINT))?;
    if !(1..65).contains(&number) {
        return Err(thread.value_error("signal number out of range"));
    }
    signal::simulate(number as i32);
    Ok(Word::NONE)
}

fn exit(thread: &mut Thread) -> Result {
    Err(thread.raise_with(Builtin::SystemExit, &[]))
}

fn set_name(thread: &mut Thread, name: Word) -> Result {
    let text = argument::text(thread, name, "set_name", "argument 'name'")?;
    let mut short: Vec<u8> = text.bytes().filter(|byte| *byte != 0).take(15).collect();
    short.push(0);
    // SAFETY: a terminated name of at most 16 bytes.
    #[cfg(target_os = "linux")]
    unsafe {
        libc::pthread_setname_np(libc::pthread_self(), short.as_ptr().cast());
    }
    Ok(Word::NONE)
}

fn except_hook(thread: &mut Thread, arguments: Word) -> Result {
    let class = EXCEPT_HOOK_ARGUMENTS.word(thread);
    if class::class_of(arguments) != class {
        return Err(thread.type_error("_thread._excepthook argument type must be ExceptHookArgs"));
    }
    let items = tuple::items(arguments);
    let (value, of) = (items[1], items[3]);
    if items[0] == Builtin::SystemExit.word() {
        return Ok(Word::NONE);
    }
    let name = if of.is_none() {
        thread.ident.to_string()
    } else {
        let name = attribute::get(thread, of, crate::name!("name"))?;
        let name = operation::str(thread, name)?;
        String::from_utf8_lossy(string::bytes(name)).into_owned()
    };
    let shown = object::exception::print(thread, value);
    sys::write_error(thread, &format!("Exception in thread {name}:\n{shown}"))?;
    Ok(Word::NONE)
}

/// What a new thread is to do: function, arguments, keywords and handle as bits; `pool` keeps them
/// alive until they are taken.
struct Task {
    number: u32,
    words: [u64; 4],
}

fn start_new_thread(thread: &mut Thread, arguments: Arguments) -> Result {
    let [function, positional, keywords] = argument::bind(
        thread,
        "start_new_thread",
        "($module, function, args, kwargs={}, /)",
        arguments,
    )?;
    if !builtins::is_callable(function) {
        return Err(thread.type_error("first arg must be callable"));
    }
    if !class::is_kind(positional, Builtin::Tuple) {
        return Err(thread.type_error("2nd arg must be a tuple"));
    }
    if !keywords.is_null() && !class::is_kind(keywords, Builtin::Dict) {
        return Err(thread.type_error("optional 3rd arg must be a dictionary"));
    }
    let handle = handle::new(thread);
    start(thread, function, positional, keywords, handle)?;
    handle::ident(thread, handle)
}

fn start_joinable_thread(
    thread: &mut Thread,
    function: Word,
    handle: Word,
    daemon: Word,
) -> Result {
    if !builtins::is_callable(function) {
        return Err(thread.type_error("thread function must be callable"));
    }
    let handle = if argument::absent(handle) {
        handle::new(thread)
    } else if handle::HANDLE.is_instance(handle) {
        handle
    } else {
        return Err(thread.type_error("'handle' must be a _ThreadHandle"));
    };
    let daemon = argument::truth_or(thread, daemon, true)?;
    if sys::FINALIZING.load(Ordering::Relaxed) {
        let text = "can't create new thread at interpreter shutdown";
        return Err(thread.raise(Builtin::PythonFinalizationError, text));
    }
    let arguments = tuple::new(thread, &[]);
    let awaited = AWAITED.get_or_make(thread, dict::new);
    if !daemon {
        dict::set(thread, awaited, handle, Word::NONE)?;
    }
    let started = start(thread, function, arguments, Word::NULL, handle);
    if started.is_err() {
        dict::remove_quietly(awaited, handle);
    }
    started.map(|()| handle)
}

fn start(
    thread: &mut Thread,
    function: Word,
    arguments: Word,
    keywords: Word,
    handle: Word,
) -> Result<()> {
    handle::begin(thread, handle)?;
    if !MULTI_THREADED.load(Ordering::Relaxed) {
        (interpreter::get().before_threads)(thread);
        MULTI_THREADED.store(true, Ordering::SeqCst);
    }
    (interpreter::get().thread_starts)();
    let size = match STACK_SIZE.load(Ordering::Relaxed) {
        0 => DEFAULT_STACK,
        size => size.max(LEAST_STACK),
    };
    let words = [function, arguments, keywords, handle].map(|word| word.0);
    let task = Task { number: pool::hand_over(words), words };
    match pool::start(task, size) {
        Some(ident) => {
            handle::running(thread, handle, ident);
            Ok(())
        }
        None => {
            handle::give_up(handle);
            Err(thread.raise(Builtin::RuntimeError, "can't start new thread"))
        }
    }
}

/// A thread's task from beginning to end.
fn run(thread: &mut Thread, task: Task) {
    let [function, arguments, keywords, handle] = std::hint::black_box(task.words.map(Word));
    pool::taken(task.number);
    thread.depth_limit = sys::recursion_limit();
    (interpreter::get().thread_started)(thread);
    let ident = thread.ident;
    handle::running(thread, handle, ident);
    RUNNING.fetch_add(1, Ordering::Relaxed);
    thread.birth = object::thread::Birth::Unannounced;
    let result = crate::atexit::call_with_dict(thread, function, tuple::items(arguments), keywords);
    if let Err(raised) = result {
        let exception = thread.take_exception(raised);
        if !thread.exception_matches(exception, Builtin::SystemExit) {
            sys::write_unraisable(
                thread,
                exception,
                "Exception ignored in thread started by",
                function,
            );
        }
    }
    RUNNING.fetch_sub(1, Ordering::Relaxed);
    local::thread_ends();
    let awaited = AWAITED.get_or_make(thread, dict::new);
    dict::remove_quietly(awaited, handle);
    handle::finished(handle);
    std::hint::black_box([function, arguments, keywords, handle]);
}

/// Waits for all threads that are no daemons.
fn shutdown(thread: &mut Thread) -> Result {
    let awaited = AWAITED.get_or_make(thread, dict::new);
    while let Some((handle, _)) = dict::pop_item(awaited, false) {
        if !handle::is_own(thread, handle) {
            operation::call_method(thread, handle, crate::name!("join"), &[])?;
        }
    }
    Ok(Word::NONE)
}

/// `repr` of an address as CPython shows it.
pub(crate) fn shown(thread: &mut Thread, text: String) -> Result {
    Ok(string::new(thread, &text))
}
