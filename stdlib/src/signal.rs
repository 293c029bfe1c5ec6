//! The `_signal` module.
//!
//! The function that the system calls only sets a bit and the poll word of the main thread; Python
//! handlers run at the main thread's next safepoint (`check`), or when a system call that a signal
//! interrupted is about to be repeated.

use crate::module::{ModuleDefinition, Namespace};
use crate::name::Root;
use crate::thread::parking;
use crate::{argument, builtins, interpreter, system_error};
use object::thread::poll;
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{dict, set, string};
use std::sync::atomic::{AtomicI32, AtomicPtr, AtomicU64, Ordering};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_signal",
    doc: "This module provides mechanisms to use signal handlers in Python.",
    functions: &[FUNCTIONS],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    /// Set the action for the given signal.
    signal(number, handler) "($module, signalnum, handler, /)" Effects::ANY => signal;
    /// Return the current action for the given signal.
    getsignal(number) "($module, signalnum, /)" Effects::ANY => get_signal;
    /// The default handler for SIGINT installed by Python.
    default_int_handler(number, frame) "($module, signalnum, frame, /)" Effects::ANY => default_int_handler;
    /// Send a signal to the executing process.
    raise_signal(number) "($module, signalnum, /)" Effects::ANY => raise_signal;
    /// Arrange for SIGALRM to arrive after the given number of seconds.
    alarm(seconds) "($module, seconds, /)" Effects::ANY => alarm;
    /// Wait until a signal arrives.
    pause() "($module, /)" Effects::ANY => pause;
    setitimer(which, seconds, interval) "($module, which, seconds, interval=0.0, /)" Effects::ANY => set_timer;
    getitimer(which) "($module, which, /)" Effects::ANY => get_timer;
    siginterrupt(number, flag) "($module, signalnum, flag, /)" Effects::ANY => interrupt;
    set_wakeup_fd(descriptor, warn) "($module, fd, /, *, warn_on_full_buffer=True)" Effects::ANY => set_wakeup;
    strsignal(number) "($module, signalnum, /)" Effects::ANY => describe;
    valid_signals() "($module, /)" Effects::ANY => valid_signals;
    pthread_kill(thread_id, number) "($module, thread_id, signalnum, /)" Effects::ANY => thread_kill;
    pthread_sigmask(how, mask) "($module, how, mask, /)" Effects::ANY => thread_mask;
    sigpending() "($module, /)" Effects::ANY => pending;
}

const COUNT: usize = 65;
static ARRIVED: AtomicU64 = AtomicU64::new(0);
static MAIN: AtomicPtr<Thread> = AtomicPtr::new(std::ptr::null_mut());
static WAKEUP: AtomicI32 = AtomicI32::new(-1);
/// Dict: number -> handler.
static HANDLERS: Root = Root::empty();

extern "C" fn arrived(number: libc::c_int) {
    ARRIVED.fetch_or(1 << (number as u64 & 63), Ordering::SeqCst);
    let main = MAIN.load(Ordering::Relaxed);
    if !main.is_null() {
        // SAFETY: the main thread's state lives as long as the process; the field is atomic.
        unsafe { (*main).heap.request(poll::SIGNAL) };
        parking::interrupt_main();
    }
    let wakeup = WAKEUP.load(Ordering::Relaxed);
    if wakeup >= 0 {
        let byte = number as u8;
        // SAFETY: write may be called in a signal handler.
        unsafe { libc::write(wakeup, (&raw const byte).cast(), 1) };
    }
}

/// As if a signal had arrived.
pub fn simulate(number: i32) {
    arrived(number);
}

/// `threading.main_thread().ident`
pub fn main_ident() -> u64 {
    let main = MAIN.load(Ordering::Relaxed);
    // SAFETY: the main thread's state lives as long as the process.
    if main.is_null() { 0 } else { unsafe { (*main).ident } }
}

/// Whether the calling thread is the main one.
pub fn is_main(thread: &mut Thread) -> bool {
    std::ptr::eq(MAIN.load(Ordering::Relaxed), thread)
}

/// Remembers the main thread and installs the handler of SIGINT. At start.
pub(crate) fn initialize(thread: &mut Thread) -> Result<()> {
    MAIN.store(thread, Ordering::Relaxed);
    // SAFETY: ignoring a signal; a broken pipe then is an error of the write.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    // SAFETY: asks for the disposition.
    let ignored = unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        libc::sigaction(libc::SIGINT, std::ptr::null(), &mut old);
        old.sa_sigaction == libc::SIG_IGN
    };
    if !ignored {
        install(libc::SIGINT, arrived as *const () as usize);
    }
    Ok(())
}

fn install(number: i32, action: usize) -> bool {
    // SAFETY: a complete sigaction; the handler is async-signal-safe.
    unsafe {
        let mut new: libc::sigaction = std::mem::zeroed();
        new.sa_sigaction = action;
        new.sa_flags = libc::SA_ONSTACK;
        libc::sigemptyset(&mut new.sa_mask);
        libc::sigaction(number, &new, std::ptr::null_mut()) == 0
    }
}

/// Whether `check` has something to do if the main thread calls it.
pub fn has_arrived() -> bool {
    ARRIVED.load(Ordering::SeqCst) != 0
}

/// Runs the handlers of signals that have arrived. Call when `poll::SIGNAL` is set.
pub fn check(thread: &mut Thread) -> Result<()> {
    if !has_arrived() || !is_main(thread) {
        return Ok(());
    }
    thread.heap.poll.fetch_and(!poll::SIGNAL, Ordering::SeqCst);
    let mut numbers = ARRIVED.swap(0, Ordering::SeqCst);
    while numbers != 0 {
        let number = numbers.trailing_zeros() as i64;
        numbers &= numbers - 1;
        let handler = handler_of(thread, number)?;
        let result = if handler.is_null() {
            if number == i64::from(libc::SIGINT) {
                Err(thread.raise_with(Builtin::KeyboardInterrupt, &[]))
            } else {
                Ok(Word::NONE)
            }
        } else if builtins::is_callable(handler) {
            let frame = (interpreter::get().frame)(thread, 0);
            let frame = thread.absorb(frame, Builtin::ValueError)?.unwrap_or(Word::NONE);
            thread.call(handler, &[Word::from_int(number), frame])
        } else {
            Ok(Word::NONE)
        };
        if let Err(raised) = result {
            if numbers != 0 {
                ARRIVED.fetch_or(numbers, Ordering::SeqCst);
                thread.heap.request(poll::SIGNAL);
            }
            return Err(raised);
        }
    }
    Ok(())
}

/// The handler that a program set; null if none.
fn handler_of(thread: &mut Thread, number: i64) -> Result {
    let handlers = HANDLERS.get_or_make(thread, dict::new);
    Ok(dict::get(thread, handlers, Word::from_int(number))?.unwrap_or(Word::NULL))
}

fn number_argument(thread: &mut Thread, number: Word) -> Result<i32> {
    let number = argument::int(thread, number)?;
    if !(1..COUNT as i64).contains(&number) {
        return Err(thread.value_error("signal number out of range"));
    }
    Ok(number as i32)
}

fn current(thread: &mut Thread, number: i32) -> Result {
    let known = handler_of(thread, i64::from(number))?;
    if !known.is_null() {
        return Ok(known);
    }
    // SAFETY: asks for the disposition.
    let action = unsafe {
        let mut old: libc::sigaction = std::mem::zeroed();
        libc::sigaction(number, std::ptr::null(), &mut old);
        old.sa_sigaction
    };
    if action == libc::SIG_DFL {
        return Ok(Word::from_int(0));
    }
    if action == libc::SIG_IGN {
        return Ok(Word::from_int(1));
    }
    if number == libc::SIGINT {
        let module = crate::import::import(thread, "_signal")?;
        return object::attribute::get(thread, module, crate::name!("default_int_handler"));
    }
    Ok(Word::NONE)
}

fn signal(thread: &mut Thread, number: Word, handler: Word) -> Result {
    if !is_main(thread) {
        return Err(thread.value_error("signal only works in main thread of the main interpreter"));
    }
    let number = number_argument(thread, number)?;
    let action = if object::integer::is_int(handler) {
        match argument::int(thread, handler)? {
            0 => libc::SIG_DFL,
            1 => libc::SIG_IGN,
            _ => {
                let text =
                    "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object";
                return Err(thread.type_error(text));
            }
        }
    } else if builtins::is_callable(handler) {
        arrived as *const () as usize
    } else {
        let text = "signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object";
        return Err(thread.type_error(text));
    };
    let old = current(thread, number)?;
    check(thread)?;
    if !install(number, action) {
        return Err(system_error::raise_last(thread, Word::NULL));
    }
    let handlers = HANDLERS.get_or_make(thread, dict::new);
    let number = Word::from_int(i64::from(number));
    let kept = if action == libc::SIG_DFL {
        Word::from_int(0)
    } else if action == libc::SIG_IGN {
        Word::from_int(1)
    } else {
        handler
    };
    dict::set(thread, handlers, number, kept)?;
    Ok(old)
}

fn get_signal(thread: &mut Thread, number: Word) -> Result {
    let number = number_argument(thread, number)?;
    current(thread, number)
}

fn default_int_handler(thread: &mut Thread, _number: Word, _frame: Word) -> Result {
    Err(thread.raise_with(Builtin::KeyboardInterrupt, &[]))
}

fn raise_signal(thread: &mut Thread, number: Word) -> Result {
    let number = argument::c_int(thread, number)?;
    // SAFETY: sends a signal to ourselves.
    if unsafe { libc::raise(number) } != 0 {
        return Err(system_error::raise_last(thread, Word::NULL));
    }
    check(thread)?;
    Ok(Word::NONE)
}

fn alarm(thread: &mut Thread, seconds: Word) -> Result {
    let seconds = argument::c_int(thread, seconds)?;
    // SAFETY: no preconditions.
    Ok(Word::from_int(i64::from(unsafe { libc::alarm(seconds as u32) })))
}

fn pause(thread: &mut Thread) -> Result {
    // SAFETY: no preconditions.
    object::thread::blocking(thread, || unsafe { libc::pause() });
    check(thread)?;
    Ok(Word::NONE)
}

fn timeval(seconds: f64) -> libc::timeval {
    libc::timeval {
        tv_sec: seconds.floor() as libc::time_t,
        tv_usec: ((seconds - seconds.floor()) * 1e6) as libc::suseconds_t,
    }
}

fn timer_words(thread: &mut Thread, timer: &libc::itimerval) -> Word {
    let seconds = |time: &libc::timeval| time.tv_sec as f64 + time.tv_usec as f64 * 1e-6;
    let value = object::float::new(thread, seconds(&timer.it_value));
    let interval = object::float::new(thread, seconds(&timer.it_interval));
    object::tuple::new(thread, &[value, interval])
}

unsafe extern "C" {
    fn setitimer(
        which: libc::c_int,
        new: *const libc::itimerval,
        old: *mut libc::itimerval,
    ) -> libc::c_int;
    fn getitimer(which: libc::c_int, current: *mut libc::itimerval) -> libc::c_int;
}

fn set_timer(thread: &mut Thread, which: Word, seconds: Word, interval: Word) -> Result {
    let which = argument::c_int(thread, which)?;
    let seconds = argument::float(thread, seconds)?;
    let interval = if interval.is_null() { 0.0 } else { argument::float(thread, interval)? };
    let new = libc::itimerval { it_interval: timeval(interval), it_value: timeval(seconds) };
    // SAFETY: both are valid timers.
    let (failed, old) = unsafe {
        let mut old: libc::itimerval = std::mem::zeroed();
        (setitimer(which, &new, &mut old) != 0, old)
    };
    if failed {
        return Err(system_error::raise_last(thread, Word::NULL));
    }
    Ok(timer_words(thread, &old))
}

fn get_timer(thread: &mut Thread, which: Word) -> Result {
    let which = argument::c_int(thread, which)?;
    // SAFETY: a valid timer to be filled.
    let (failed, now) = unsafe {
        let mut now: libc::itimerval = std::mem::zeroed();
        (getitimer(which, &mut now) != 0, now)
    };
    if failed {
        return Err(system_error::raise_last(thread, Word::NULL));
    }
    Ok(timer_words(thread, &now))
}

fn interrupt(thread: &mut Thread, number: Word, _flag: Word) -> Result {
    number_argument(thread, number)?;
    Ok(Word::NONE)
}

fn set_wakeup(thread: &mut Thread, descriptor: Word, _warn: Word) -> Result {
    let descriptor = argument::c_int(thread, descriptor)?;
    Ok(Word::from_int(i64::from(WAKEUP.swap(descriptor, Ordering::Relaxed))))
}

fn describe(thread: &mut Thread, number: Word) -> Result {
    let number = number_argument(thread, number)?;
    // SAFETY: gives a terminated string that stays valid until the next call.
    let text = unsafe {
        let text = libc::strsignal(number);
        if text.is_null() {
            return Ok(Word::NONE);
        }
        std::ffi::CStr::from_ptr(text).to_string_lossy().into_owned()
    };
    Ok(string::new(thread, &text))
}

fn valid_signals(thread: &mut Thread) -> Result {
    let all = set::new(thread, false);
    for number in 1..COUNT as i64 {
        if number != 32 && number != 33 {
            set::add(thread, all, Word::from_int(number))?;
        }
    }
    Ok(all)
}

fn thread_kill(thread: &mut Thread, thread_id: Word, number: Word) -> Result {
    let target = argument::int(thread, thread_id)?;
    let number = argument::c_int(thread, number)?;
    // SAFETY: the caller names a live thread, as in Python.
    let error = unsafe { libc::pthread_kill(target as libc::pthread_t, number) };
    if error != 0 {
        return Err(system_error::raise_number(thread, error, Word::NULL));
    }
    check(thread)?;
    Ok(Word::NONE)
}

fn signal_set(thread: &mut Thread, mask: &libc::sigset_t) -> Result {
    let all = set::new(thread, false);
    for number in 1..COUNT as i32 {
        // SAFETY: a complete set.
        if unsafe { libc::sigismember(mask, number) } == 1 {
            set::add(thread, all, Word::from_int(i64::from(number)))?;
        }
    }
    Ok(all)
}

fn thread_mask(thread: &mut Thread, how: Word, mask: Word) -> Result {
    let how = argument::c_int(thread, how)?;
    // SAFETY: made empty before use.
    let mut new: libc::sigset_t = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    unsafe { libc::sigemptyset(&mut new) };
    object::iterate::each(thread, mask, &mut |thread, item| {
        let number = number_argument(thread, item)?;
        // SAFETY: a complete set.
        unsafe { libc::sigaddset(&mut new, number) };
        Ok(true)
    })?;
    // SAFETY: both sets are complete.
    let (error, old) = unsafe {
        let mut old: libc::sigset_t = std::mem::zeroed();
        (libc::pthread_sigmask(how, &new, &mut old), old)
    };
    if error != 0 {
        return Err(system_error::raise_number(thread, error, Word::NULL));
    }
    check(thread)?;
    signal_set(thread, &old)
}

fn pending(thread: &mut Thread) -> Result {
    // SAFETY: the set is filled by the call.
    let waiting = unsafe {
        let mut waiting: libc::sigset_t = std::mem::zeroed();
        libc::sigpending(&mut waiting);
        waiting
    };
    signal_set(thread, &waiting)
}

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    for (signal, number) in SIGNALS {
        namespace.set_int(thread, signal, i64::from(*number));
    }
    for (constant, value) in [
        ("SIG_DFL", 0),
        ("SIG_IGN", 1),
        ("NSIG", COUNT as i64),
        ("SIG_BLOCK", i64::from(libc::SIG_BLOCK)),
        ("SIG_UNBLOCK", i64::from(libc::SIG_UNBLOCK)),
        ("SIG_SETMASK", i64::from(libc::SIG_SETMASK)),
        ("ITIMER_REAL", 0),
        ("ITIMER_VIRTUAL", 1),
        ("ITIMER_PROF", 2),
    ] {
        namespace.set_int(thread, constant, value);
    }
    namespace.set(thread, "ItimerError", Builtin::OSError.word());
    Ok(())
}

#[rustfmt::skip]
static SIGNALS: &[(&str, i32)] = &[
    ("SIGHUP", libc::SIGHUP), ("SIGINT", libc::SIGINT), ("SIGQUIT", libc::SIGQUIT), ("SIGILL", libc::SIGILL),
    ("SIGTRAP", libc::SIGTRAP), ("SIGABRT", libc::SIGABRT), ("SIGIOT", libc::SIGABRT), ("SIGBUS", libc::SIGBUS),
    ("SIGFPE", libc::SIGFPE), ("SIGKILL", libc::SIGKILL), ("SIGUSR1", libc::SIGUSR1), ("SIGSEGV", libc::SIGSEGV),
    ("SIGUSR2", libc::SIGUSR2), ("SIGPIPE", libc::SIGPIPE), ("SIGALRM", libc::SIGALRM), ("SIGTERM", libc::SIGTERM),
    ("SIGCHLD", libc::SIGCHLD), ("SIGCONT", libc::SIGCONT), ("SIGSTOP", libc::SIGSTOP), ("SIGTSTP", libc::SIGTSTP),
    ("SIGTTIN", libc::SIGTTIN), ("SIGTTOU", libc::SIGTTOU), ("SIGURG", libc::SIGURG), ("SIGXCPU", libc::SIGXCPU),
    ("SIGXFSZ", libc::SIGXFSZ), ("SIGVTALRM", libc::SIGVTALRM), ("SIGPROF", libc::SIGPROF),
    ("SIGWINCH", libc::SIGWINCH), ("SIGIO", libc::SIGIO), ("SIGSYS", libc::SIGSYS),
    #[cfg(target_os = "linux")] ("SIGCLD", libc::SIGCHLD),
    #[cfg(target_os = "linux")] ("SIGPOLL", libc::SIGPOLL),
    #[cfg(target_os = "linux")] ("SIGPWR", libc::SIGPWR),
    #[cfg(target_os = "linux")] ("SIGSTKFLT", libc::SIGSTKFLT),
    #[cfg(target_os = "linux")] ("SIGRTMIN", 34),
    #[cfg(target_os = "linux")] ("SIGRTMAX", 64),
];
