//! The functions of `sys`.

use crate::module::ModuleDefinition;
use crate::{argument, import, interpreter, name};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute, class, dict, exception, integer, intern, operation, string, tuple};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Return current exception information: (type, value, traceback).
    exc_info() "($module, /)" Effects::ANY => exc_info;
    /// Return the current exception.
    exception() "($module, /)" Effects::ANY => current_exception;
    /// Exit the interpreter by raising SystemExit(status).
    exit(status) "($module, status=None, /)" Effects::ANY => exit;
    /// Return the current value of the recursion limit.
    getrecursionlimit() "($module, /)" Effects::ANY => get_recursion_limit;
    /// Set the maximum depth of the Python interpreter stack to n.
    setrecursionlimit(limit) "($module, limit, /)" Effects::ANY => set_recursion_limit;
    /// ``Intern'' the given string.
    intern(string) "($module, string, /)" Effects::ANY => intern_text;
    /// Return the size of object in bytes.
    getsizeof(object, default) "($module, object, default=None, /)" Effects::ANY => get_size;
    /// Return the reference count of object.
    getrefcount(object) "($module, object, /)" Effects::READS => get_ref_count;
    /// Return a frame object from the call stack.
    _getframe(depth) "($module, depth=0, /)" Effects::ANY => get_frame;
    /// Return the name of the module for a calling frame.
    _getframemodulename(depth) "($module, depth=0)" Effects::ANY => get_frame_module_name;
    /// Set the global debug tracing function.
    settrace(function) "($module, function, /)" Effects::ANY => set_trace;
    /// Return the global debug tracing function set with sys.settrace.
    gettrace() "($module, /)" Effects::ANY => none;
    /// Set the profiling function.
    setprofile(function) "($module, function, /)" Effects::ANY => set_profile;
    /// Return the profiling function set with sys.setprofile.
    getprofile() "($module, /)" Effects::ANY => none;
    _settraceallthreads(function) "($module, function, /)" Effects::ANY => set_trace;
    _setprofileallthreads(function) "($module, function, /)" Effects::ANY => set_profile;
    /// Call func(*args), while tracing is enabled.
    call_tracing(function, arguments) "($module, func, args, /)" Effects::ANY => call_tracing;
    /// Handle an exception by displaying it with a traceback on sys.stderr.
    excepthook(class, value, traceback) "($module, exctype, value, traceback, /)" Effects::ANY => except_hook;
    /// Print an object to sys.stdout and also save it in builtins._.
    displayhook(object) "($module, object, /)" Effects::ANY => display_hook;
    /// Handle an unraisable exception.
    unraisablehook(unraisable) "($module, unraisable, /)" Effects::ANY => unraisable_hook;
    /// This hook function is called by built-in breakpoint().
    breakpointhook(..) "($module, *args, **kwargs)" Effects::ANY => breakpoint_hook;
    /// Passes the event to any hooks that are attached.
    audit(..) "($module, event, /, *args)" Effects::ANY => audit;
    /// Adds a new audit hook callback.
    addaudithook(hook) "($module, hook)" Effects::ANY => add_audit_hook;
    /// Return the current default encoding used by the Unicode implementation.
    getdefaultencoding() "($module, /)" Effects::ANY => default_encoding;
    getfilesystemencoding() "($module, /)" Effects::ANY => default_encoding;
    getfilesystemencodeerrors() "($module, /)" Effects::ANY => file_system_errors;
    get_int_max_str_digits() "($module, /)" Effects::ANY => get_max_digits;
    set_int_max_str_digits(digits) "($module, maxdigits)" Effects::ANY => set_max_digits;
    is_finalizing() "($module, /)" Effects::ANY => is_finalizing;
    getswitchinterval() "($module, /)" Effects::ANY => get_switch_interval;
    setswitchinterval(interval) "($module, interval, /)" Effects::ANY => set_switch_interval;
    getdlopenflags() "($module, /)" Effects::ANY => get_dlopen_flags;
    setdlopenflags(flags) "($module, flags, /)" Effects::ANY => set_dlopen_flags;
    getallocatedblocks() "($module, /)" Effects::ANY => zero;
    getunicodeinternedsize() "($module, /)" Effects::ANY => zero;
    set_asyncgen_hooks(..) "($module, firstiter=None, finalizer=None)" Effects::ANY => set_async_hooks;
    get_asyncgen_hooks() "($module, /)" Effects::ANY => get_async_hooks;
    get_coroutine_origin_tracking_depth() "($module, /)" Effects::ANY => zero;
    set_coroutine_origin_tracking_depth(depth) "($module, depth)" Effects::ANY => set_tracking_depth;
    is_stack_trampoline_active() "($module, /)" Effects::ANY => always_false;
    is_remote_debug_enabled() "($module, /)" Effects::ANY => always_false;
    _is_gil_enabled() "($module, /)" Effects::ANY => always_false;
    _is_interned(string) "($module, string, /)" Effects::ANY => is_interned;
    _clear_type_cache() "($module, /)" Effects::ANY => none;
    _clear_internal_caches() "($module, /)" Effects::ANY => none;
    _clear_type_descriptors(class) "($module, type, /)" Effects::ANY => clear_descriptors;
    _get_cpu_count_config() "($module, /)" Effects::ANY => minus_one;
    __interactivehook__() "($module)" Effects::ANY => none;
}

/// Set when the program is ending.
pub static FINALIZING: AtomicBool = AtomicBool::new(false);
static RECURSION_LIMIT: AtomicU64 = AtomicU64::new(1000);
static SWITCH_INTERVAL: AtomicU64 = AtomicU64::new(5000);
static DLOPEN_FLAGS: AtomicI64 = AtomicI64::new(2);

/// `sys.getrecursionlimit()`, for new threads.
pub fn recursion_limit() -> u64 {
    RECURSION_LIMIT.load(Ordering::Relaxed)
}

fn none(_thread: &mut Thread) -> Result {
    Ok(Word::NONE)
}
native_functions! { static JIT_FUNCTIONS =
    /// Return True if the current Python executable supports JIT compilation, and False otherwise.
    is_available() "($module, /)" Effects::ANY => always_false;
    /// Return True if JIT compilation is enabled for the current Python process.
    is_enabled() "($module, /)" Effects::ANY => always_false;
    /// Return True if the topmost Python frame is currently executing JIT code.
    is_active() "($module, /)" Effects::ANY => always_false;
}

/// `sys._jit`, which speaks of CPython's compiler; of ours `pypyjit` does.
pub(super) static JIT: ModuleDefinition =
    ModuleDefinition { name: "_jit", functions: &[JIT_FUNCTIONS], ..ModuleDefinition::EMPTY };

fn zero(_thread: &mut Thread) -> Result {
    Ok(Word::from_int(0))
}
fn minus_one(_thread: &mut Thread) -> Result {
    Ok(Word::from_int(-1))
}
fn always_false(_thread: &mut Thread) -> Result {
    Ok(Word::FALSE)
}

fn exc_info(thread: &mut Thread) -> Result {
    let handled = (interpreter::get().handled)(thread);
    if argument::absent(handled) {
        return Ok(tuple::new(thread, &[Word::NONE, Word::NONE, Word::NONE]));
    }
    let traceback = attribute::get(thread, handled, name!("__traceback__"))?;
    Ok(tuple::new(thread, &[class::class_of(handled), handled, traceback]))
}

fn current_exception(thread: &mut Thread) -> Result {
    Ok((interpreter::get().handled)(thread))
}

fn exit(thread: &mut Thread, status: Word) -> Result {
    if argument::absent(status) {
        return Err(thread.raise_with(Builtin::SystemExit, &[]));
    }
    if class::is_kind(status, Builtin::Tuple) {
        return Err(thread.raise_with(Builtin::SystemExit, tuple::items(status)));
    }
    Err(thread.raise_with(Builtin::SystemExit, &[status]))
}

fn get_recursion_limit(thread: &mut Thread) -> Result {
    Ok(Word::from_int(thread.depth_limit as i64))
}

fn set_recursion_limit(thread: &mut Thread, limit: Word) -> Result {
    let limit = argument::c_int(thread, limit)?;
    if limit < 1 {
        return Err(thread.value_error("recursion limit must be greater or equal than 1"));
    }
    if thread.depth >= limit as u64 {
        let text = format!(
            "cannot set the recursion limit to {limit} at the recursion depth {}: the limit is too low",
            thread.depth
        );
        return Err(thread.raise(Builtin::RecursionError, text));
    }
    thread.depth_limit = limit as u64;
    // The frames are counted anew, and a request that waits is found again.
    thread.set_counted_limit(thread.stack);
    thread.request_again();
    RECURSION_LIMIT.store(limit as u64, Ordering::Relaxed);
    Ok(Word::NONE)
}

fn intern_text(thread: &mut Thread, text: Word) -> Result {
    if !string::is_exact(text) {
        let kind = argument::class_name(text);
        let text = if string::is_str(text) {
            format!("can't intern {kind}")
        } else {
            format!("intern() argument must be str, not {kind}")
        };
        return Err(thread.type_error(text));
    }
    Ok(intern::intern_word(text))
}

fn is_interned(_thread: &mut Thread, text: Word) -> Result {
    let interned = text.is_pointer()
        && string::is_exact(text)
        && object::header::has_flag(text, object::header::flag::INTERNED);
    Ok(Word::from_bool(interned))
}

fn get_size(thread: &mut Thread, object: Word, default: Word) -> Result {
    match operation::call_special(thread, object, name!("__sizeof__"), &[])? {
        Some(size) => Ok(size),
        None if !default.is_null() => Ok(default),
        None => {
            let kind = argument::class_name(object);
            Err(thread.type_error(format!("Type {kind} doesn't define __sizeof__")))
        }
    }
}

fn get_ref_count(_thread: &mut Thread, _object: Word) -> Result {
    // There are no reference counts; a live object has some.
    Ok(Word::from_int(2))
}

fn get_frame(thread: &mut Thread, depth: Word) -> Result {
    let depth = argument::int_or(thread, depth, 0)?;
    (interpreter::get().frame)(thread, depth.max(0) as usize)
}

fn get_frame_module_name(thread: &mut Thread, depth: Word) -> Result {
    let depth = argument::int_or(thread, depth, 0)?;
    let frame = (interpreter::get().frame)(thread, depth.max(0) as usize);
    let Some(frame) = thread.absorb(frame, Builtin::ValueError)? else { return Ok(Word::NONE) };
    let globals = attribute::get(thread, frame, name!("f_globals"))?;
    Ok(dict::get_str(globals, name!("__name__")).unwrap_or(Word::NONE))
}

fn set_trace(thread: &mut Thread, function: Word) -> Result {
    if function.is_none() {
        return Ok(Word::NONE);
    }
    Err(thread.not_implemented("sys.settrace"))
}

fn set_profile(thread: &mut Thread, function: Word) -> Result {
    if function.is_none() {
        return Ok(Word::NONE);
    }
    Err(thread.not_implemented("sys.setprofile"))
}

fn call_tracing(thread: &mut Thread, function: Word, arguments: Word) -> Result {
    if !class::is_kind(arguments, Builtin::Tuple) {
        return Err(thread.type_error("call_tracing() argument 2 must be tuple"));
    }
    thread.call(function, tuple::items(arguments))
}

/// Writes to `sys.stderr`, or to the descriptor where there is none.
pub fn write_error(thread: &mut Thread, text: &str) -> Result<()> {
    let dict = super::dict(thread);
    let stream = dict::get_str(dict, name!("stderr")).filter(|word| !word.is_none());
    if let Some(stream) = stream {
        let word = string::new(thread, text);
        operation::call_method(thread, stream, name!("write"), &[word])?;
        operation::call_method(thread, stream, name!("flush"), &[])?;
    }
    Ok(())
}

fn except_hook(thread: &mut Thread, _class: Word, value: Word, traceback: Word) -> Result {
    if !argument::absent(traceback) {
        let known = attribute::get_optional(thread, value, name!("__traceback__"))?;
        if known.is_some_and(|known| known.is_none()) {
            attribute::set(thread, value, name!("__traceback__"), traceback)?;
        }
    }
    let text = exception::print(thread, value);
    write_error(thread, &text)?;
    Ok(Word::NONE)
}

/// Shows an uncaught exception through `sys.excepthook`.
pub fn print_uncaught(thread: &mut Thread, value: Word) -> Result<()> {
    let _ = super::streams::flush(thread).map_err(|raised| thread.take_exception(raised));
    let sys = super::dict(thread);
    let traceback = attribute::get(thread, value, name!("__traceback__"))?;
    let kind = class::class_of(value);
    for (field, word) in [
        ("last_type", kind),
        ("last_value", value),
        ("last_exc", value),
        ("last_traceback", traceback),
    ] {
        dict::set_str(thread, sys, intern::intern(field), word);
    }
    match dict::get_str(sys, name!("excepthook")) {
        Some(hook) if !hook.is_none() => {
            if let Err(raised) = thread.call(hook, &[kind, value, traceback]) {
                let second = thread.take_exception(raised);
                let text = exception::print(thread, second);
                write_error(
                    thread,
                    &format!("Error in sys.excepthook:\n{text}\nOriginal exception was:\n"),
                )?;
                let text = exception::print(thread, value);
                write_error(thread, &text)?;
            }
        }
        _ => {
            let text = exception::print(thread, value);
            write_error(thread, &format!("sys.excepthook is missing\n{text}"))?;
        }
    }
    Ok(())
}

fn display_hook(thread: &mut Thread, object: Word) -> Result {
    if object.is_none() {
        return Ok(Word::NONE);
    }
    let builtins = crate::builtins::dict(thread);
    dict::set_str(thread, builtins, name!("_"), Word::NONE);
    let text = operation::repr(thread, object)?;
    let sys = super::dict(thread);
    let Some(stream) = dict::get_str(sys, name!("stdout")).filter(|word| !word.is_none()) else {
        return Err(thread.raise(Builtin::RuntimeError, "lost sys.stdout"));
    };
    operation::call_method(thread, stream, name!("write"), &[text])?;
    let newline = string::new(thread, "\n");
    operation::call_method(thread, stream, name!("write"), &[newline])?;
    dict::set_str(thread, builtins, name!("_"), object);
    Ok(Word::NONE)
}

fn unraisable_hook(thread: &mut Thread, unraisable: Word) -> Result {
    let value = attribute::get(thread, unraisable, name!("exc_value"))?;
    let object = attribute::get(thread, unraisable, name!("object"))?;
    let message = attribute::get(thread, unraisable, name!("err_msg"))?;
    report(thread, value, message, object)?;
    Ok(Word::NONE)
}

fn report(thread: &mut Thread, value: Word, message: Word, object: Word) -> Result<()> {
    let mut text = if argument::absent(message) {
        String::from("Exception ignored in")
    } else {
        let message = operation::str(thread, message)?;
        String::from_utf8_lossy(string::bytes(message)).into_owned()
    };
    if !argument::absent(object) {
        text.push_str(": ");
        text.push_str(&object::describe::repr(thread, object)?);
    } else {
        text.push(':');
    }
    text.push('\n');
    text.push_str(&exception::print(thread, value));
    write_error(thread, &text)
}

/// Reports an exception that nobody can receive, through `sys.unraisablehook`.
pub fn write_unraisable(thread: &mut Thread, value: Word, message: &str, object: Word) {
    let result = (|thread: &mut Thread| -> Result<()> {
        let hook = dict::get_str(super::dict(thread), name!("unraisablehook"));
        let message = string::new(thread, message);
        let own = dict::get_str(super::dict(thread), name!("__unraisablehook__"));
        if hook.is_none() || hook == own {
            return report(thread, value, message, object);
        }
        let unraisable = class::instantiate(thread, Builtin::SimpleNamespace.word())?;
        let traceback = attribute::get(thread, value, name!("__traceback__"))?;
        for (field, word) in [
            (name!("exc_type"), class::class_of(value)),
            (name!("exc_value"), value),
            (name!("exc_traceback"), traceback),
            (name!("err_msg"), message),
            (name!("object"), argument::or_none(object)),
        ] {
            attribute::set(thread, unraisable, field, word)?;
        }
        thread.call(hook.unwrap_or(Word::NONE), &[unraisable])?;
        Ok(())
    })(thread);
    if let Err(raised) = result {
        thread.take_exception(raised);
    }
}

fn breakpoint_hook(thread: &mut Thread, arguments: Arguments) -> Result {
    let chosen = std::env::var("PYTHONBREAKPOINT").unwrap_or_default();
    if chosen == "0" {
        return Ok(Word::NONE);
    }
    let chosen = if chosen.is_empty() { String::from("pdb.set_trace") } else { chosen };
    let (module, function) = chosen.rsplit_once('.').unwrap_or(("builtins", &chosen));
    let module = import::import(thread, module)?;
    let function = attribute::get(thread, module, intern::intern(function))?;
    thread.call_with_names(function, arguments.all, arguments.names)
}

fn audit(_thread: &mut Thread, _arguments: Arguments) -> Result {
    // Nothing raises audit events, so there is nobody to tell.
    Ok(Word::NONE)
}

fn add_audit_hook(thread: &mut Thread, _hook: Word) -> Result {
    Err(thread.not_implemented("audit hooks"))
}

fn default_encoding(_thread: &mut Thread) -> Result {
    Ok(name!("utf-8"))
}

fn file_system_errors(_thread: &mut Thread) -> Result {
    Ok(name!("surrogateescape"))
}

fn get_max_digits(_thread: &mut Thread) -> Result {
    Ok(Word::from_int(integer::max_text_digits() as i64))
}

fn set_max_digits(thread: &mut Thread, digits: Word) -> Result {
    let digits = argument::int(thread, digits)?;
    if digits != 0 && digits < 640 {
        return Err(thread.value_error("maxdigits must be >= 640 or 0 for unlimited"));
    }
    integer::set_max_text_digits(digits as usize);
    Ok(Word::NONE)
}

fn is_finalizing(_thread: &mut Thread) -> Result {
    Ok(Word::from_bool(FINALIZING.load(Ordering::Relaxed)))
}

fn get_switch_interval(thread: &mut Thread) -> Result {
    let micros = SWITCH_INTERVAL.load(Ordering::Relaxed);
    Ok(object::float::new(thread, micros as f64 / 1e6))
}

fn set_switch_interval(thread: &mut Thread, interval: Word) -> Result {
    let seconds = argument::float(thread, interval)?;
    if seconds <= 0.0 {
        return Err(thread.value_error("switch interval must be strictly positive"));
    }
    SWITCH_INTERVAL.store((seconds * 1e6) as u64, Ordering::Relaxed);
    Ok(Word::NONE)
}

fn get_dlopen_flags(_thread: &mut Thread) -> Result {
    Ok(Word::from_int(DLOPEN_FLAGS.load(Ordering::Relaxed)))
}

fn set_dlopen_flags(thread: &mut Thread, flags: Word) -> Result {
    let flags = argument::int(thread, flags)?;
    DLOPEN_FLAGS.store(flags, Ordering::Relaxed);
    Ok(Word::NONE)
}

fn set_async_hooks(thread: &mut Thread, arguments: Arguments) -> Result {
    let hooks: [Word; 2] = argument::bind(
        thread,
        "set_asyncgen_hooks",
        "($module, firstiter=None, finalizer=None)",
        arguments,
    )?;
    for (index, hook) in hooks.into_iter().enumerate() {
        if hook.is_null() {
            continue;
        }
        if !hook.is_none() && !crate::builtins::is_callable(hook) {
            let which = ["firstiter", "finalizer"][index];
            let kind = argument::class_name(hook);
            let text = format!("callable {which} expected, got {kind}");
            return Err(thread.type_error(text));
        }
        thread.async_hooks[index] = if hook.is_none() { Word::NULL } else { hook };
    }
    Ok(Word::NONE)
}

fn get_async_hooks(thread: &mut Thread) -> Result {
    let hooks = thread.async_hooks.map(argument::or_none);
    super::ASYNC_HOOKS.make(thread, &hooks, &[])
}

fn set_tracking_depth(thread: &mut Thread, depth: Word) -> Result {
    let depth = argument::int(thread, depth)?;
    if depth < 0 {
        return Err(thread.value_error("depth must be >= 0"));
    }
    if depth > 0 {
        return Err(thread.not_implemented("tracking the origin of coroutines"));
    }
    Ok(Word::NONE)
}

fn clear_descriptors(_thread: &mut Thread, _class: Word) -> Result {
    Ok(Word::NONE)
}
