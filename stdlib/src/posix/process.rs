//! Processes: identity, fork, exec, waiting.

use super::{checked, done, system_path};
use crate::name::Root;
use crate::{argument, interpreter, path, system_error};
use object::{Arguments, Result, Thread, Word, native_functions};
use object::{class, iterate, list, operation, tuple};
use std::ffi::CString;
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    getpid() "($module, /)" Effects::READS => getpid;
    getppid() "($module, /)" Effects::READS => getppid;
    getuid() "($module, /)" Effects::READS => getuid;
    geteuid() "($module, /)" Effects::READS => geteuid;
    getgid() "($module, /)" Effects::READS => getgid;
    getegid() "($module, /)" Effects::READS => getegid;
    getpgrp() "($module, /)" Effects::READS => getpgrp;
    getpgid(process) "($module, /, pid)" Effects::ANY => getpgid;
    getsid(process) "($module, pid, /)" Effects::ANY => getsid;
    setsid() "($module, /)" Effects::ANY => setsid;
    setpgid(process, group) "($module, pid, pgrp, /)" Effects::ANY => setpgid;
    setuid(user) "($module, uid, /)" Effects::ANY => setuid;
    setgid(group) "($module, gid, /)" Effects::ANY => setgid;
    getgroups() "($module, /)" Effects::ANY => getgroups;
    getlogin() "($module, /)" Effects::ANY => getlogin;
    /// Kill a process with a signal.
    kill(process, signal) "($module, pid, signal, /)" Effects::ANY => kill;
    killpg(group, signal) "($module, pgid, signal, /)" Effects::ANY => killpg;
    /// Fork a child process.
    fork() "($module, /)" Effects::ANY => fork;
    register_at_fork(..) "($module, /, *, before=None, after_in_child=None, after_in_parent=None)" Effects::ANY => register_at_fork;
    execv(path, arguments) "($module, path, argv, /)" Effects::ANY => execv;
    execve(path, arguments, environment) "($module, /, path, argv, env)" Effects::ANY => execve;
    _exit(status) "($module, /, status)" Effects::ANY => exit;
    abort() "($module, /)" Effects::ANY => abort;
    /// Wait for completion of a child process.
    wait() "($module, /)" Effects::ANY => wait;
    waitpid(process, options) "($module, pid, options, /)" Effects::ANY => waitpid;
    waitstatus_to_exitcode(status) "($module, /, status)" Effects::ANY => exit_code;
    WIFEXITED(status) "($module, /, status)" Effects::ANY => if_exited;
    WEXITSTATUS(status) "($module, /, status)" Effects::ANY => exit_status;
    WIFSIGNALED(status) "($module, /, status)" Effects::ANY => if_signaled;
    WTERMSIG(status) "($module, /, status)" Effects::ANY => term_signal;
    WIFSTOPPED(status) "($module, /, status)" Effects::ANY => if_stopped;
    WSTOPSIG(status) "($module, /, status)" Effects::ANY => stop_signal;
    WIFCONTINUED(status) "($module, /, status)" Effects::ANY => if_continued;
    WCOREDUMP(status) "($module, /, status)" Effects::ANY => core_dump;
    /// Execute the command in a subshell.
    system(command) "($module, /, command)" Effects::ANY => system;
    umask(mask) "($module, mask, /)" Effects::ANY => umask;
    nice(increment) "($module, increment, /)" Effects::ANY => nice;
    putenv(name, value) "($module, name, value, /)" Effects::ANY => putenv;
    unsetenv(name) "($module, name, /)" Effects::ANY => unsetenv;
    pidfd_open(process, flags) "($module, /, pid, flags=0)" Effects::ANY => pidfd_open;
}

macro_rules! identities {
    ($($name:ident)*) => { $(fn $name(_thread: &mut Thread) -> Result {
        // SAFETY: no preconditions.
        Ok(Word::from_int(i64::from(unsafe { libc::$name() })))
    })* };
}
identities! { getpid getppid getuid geteuid getgid getegid getpgrp }

fn number(value: usize) -> Result {
    Ok(Word::from_int(value as i64))
}

fn getpgid(thread: &mut Thread, process: Word) -> Result {
    let process = argument::c_int(thread, process)?;
    // SAFETY: asks about a process.
    number(checked(thread, Word::NULL, || unsafe { libc::getpgid(process) } as isize)?)
}
fn getsid(thread: &mut Thread, process: Word) -> Result {
    let process = argument::c_int(thread, process)?;
    // SAFETY: asks about a process.
    number(checked(thread, Word::NULL, || unsafe { libc::getsid(process) } as isize)?)
}
fn setsid(thread: &mut Thread) -> Result {
    // SAFETY: no preconditions.
    done(thread, Word::NULL, || unsafe { libc::setsid() } as isize)
}
fn setpgid(thread: &mut Thread, process: Word, group: Word) -> Result {
    let (process, group) = (argument::c_int(thread, process)?, argument::c_int(thread, group)?);
    // SAFETY: no preconditions.
    done(thread, Word::NULL, || unsafe { libc::setpgid(process, group) } as isize)
}
fn setuid(thread: &mut Thread, user: Word) -> Result {
    let user = argument::int(thread, user)? as u32;
    // SAFETY: no preconditions.
    done(thread, Word::NULL, || unsafe { libc::setuid(user) } as isize)
}
fn setgid(thread: &mut Thread, group: Word) -> Result {
    let group = argument::int(thread, group)? as u32;
    // SAFETY: no preconditions.
    done(thread, Word::NULL, || unsafe { libc::setgid(group) } as isize)
}

fn getgroups(thread: &mut Thread) -> Result {
    let mut groups = vec![0 as libc::gid_t; 65_536];
    let (start, room) = (groups.as_mut_ptr(), groups.len() as i32);
    // SAFETY: the buffer has the given size.
    let count = checked(thread, Word::NULL, || unsafe { libc::getgroups(room, start) } as isize)?;
    let all = list::new(thread, &[]);
    for group in &groups[..count] {
        list::append(thread, all, Word::from_int(i64::from(*group)));
    }
    Ok(all)
}

fn getlogin(thread: &mut Thread) -> Result {
    // SAFETY: null or a terminated string, copied before anybody else asks.
    let name = unsafe {
        let name = libc::getlogin();
        if name.is_null() {
            return Err(system_error::raise_last(thread, Word::NULL));
        }
        std::ffi::CStr::from_ptr(name).to_bytes().to_vec()
    };
    Ok(path::decode(thread, &name))
}

fn kill(thread: &mut Thread, process: Word, signal: Word) -> Result {
    let (process, signal) = (argument::c_int(thread, process)?, argument::c_int(thread, signal)?);
    // SAFETY: sends a signal.
    done(thread, Word::NULL, || unsafe { libc::kill(process, signal) } as isize)?;
    crate::signal::check(thread)?;
    Ok(Word::NONE)
}
fn killpg(thread: &mut Thread, group: Word, signal: Word) -> Result {
    let (group, signal) = (argument::c_int(thread, group)?, argument::c_int(thread, signal)?);
    // SAFETY: sends a signal.
    done(thread, Word::NULL, || unsafe { libc::killpg(group, signal) } as isize)
}

/// Lists of functions to call around a fork.
static BEFORE: Root = Root::empty();
static AFTER_IN_PARENT: Root = Root::empty();
static AFTER_IN_CHILD: Root = Root::empty();

fn register_at_fork(thread: &mut Thread, arguments: Arguments) -> Result {
    let functions: [Word; 3] = argument::bind(
        thread,
        "register_at_fork",
        "($module, /, *, before=None, after_in_child=None, after_in_parent=None)",
        arguments,
    )?;
    if functions.iter().all(|function| function.is_null()) {
        return Err(thread.type_error("At least one argument is required."));
    }
    for (root, function) in [&BEFORE, &AFTER_IN_CHILD, &AFTER_IN_PARENT].into_iter().zip(functions)
    {
        if !argument::absent(function) {
            let all = root.get_or_make(thread, |thread| list::new(thread, &[]));
            list::append(thread, all, function);
        }
    }
    Ok(Word::NONE)
}

fn run_hooks(thread: &mut Thread, root: &'static Root, backwards: bool) {
    let all = root.get();
    if all.is_null() {
        return;
    }
    let count = list::length(all);
    for index in 0..count {
        let index = if backwards { count - 1 - index } else { index };
        let function = list::get(all, index);
        if let Err(raised) = thread.call(function, &[]) {
            let exception = thread.take_exception(raised);
            crate::sys::write_unraisable(thread, exception, "Exception ignored in", function);
        }
    }
}

fn fork(thread: &mut Thread) -> Result {
    run_hooks(thread, &BEFORE, true);
    let idle_threads = crate::thread::pool::stand_still();
    heap::before_fork();
    // Not earlier: a thread that is about to wake another would wait for the queue, and the world for it.
    let waiting_threads = crate::thread::parking::stand_still();
    (interpreter::get().before_fork)();
    // SAFETY: the heap is consistent and its locks are held; the child goes on with this thread.
    let child = unsafe { libc::fork() };
    let error = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
    if child == 0 {
        waiting_threads.forget_others();
        idle_threads.forget_others();
    } else {
        drop((waiting_threads, idle_threads));
    }
    (interpreter::get().after_fork)(child == 0);
    if child == 0 {
        heap::after_fork_child(&mut thread.heap);
        run_hooks(thread, &AFTER_IN_CHILD, false);
        return Ok(Word::from_int(0));
    }
    heap::after_fork_parent();
    run_hooks(thread, &AFTER_IN_PARENT, false);
    if child < 0 {
        return Err(system_error::raise_number(thread, error, Word::NULL));
    }
    Ok(Word::from_int(i64::from(child)))
}

/// Strings for `exec`.
pub fn strings(thread: &mut Thread, words: Word, who: &str) -> Result<Vec<CString>> {
    if !class::is_kind(words, object::Builtin::Tuple)
        && !class::is_kind(words, object::Builtin::List)
    {
        return Err(thread.type_error(format!("{who}() arg 2 must be a tuple or list")));
    }
    let words = iterate::to_tuple(thread, words)?;
    let mut all = Vec::new();
    for &word in tuple::items(words) {
        all.push(system_path(thread, word)?.1);
    }
    Ok(all)
}

fn pointers(strings: &[CString]) -> Vec<*const libc::c_char> {
    strings.iter().map(|text| text.as_ptr()).chain([std::ptr::null()]).collect()
}

fn execv(thread: &mut Thread, path: Word, arguments: Word) -> Result {
    let (word, path) = system_path(thread, path)?;
    let arguments = strings(thread, arguments, "execv")?;
    if arguments.is_empty() {
        return Err(thread.value_error("execv() arg 2 must not be empty"));
    }
    let pointers = pointers(&arguments);
    // SAFETY: all strings are terminated, and so is the list.
    unsafe { libc::execv(path.as_ptr(), pointers.as_ptr()) };
    Err(system_error::raise_last(thread, word))
}

/// `NAME=value` strings of a mapping.
pub fn environment_strings(thread: &mut Thread, mapping: Word) -> Result<Vec<CString>> {
    let mut all = Vec::new();
    let items = operation::call_method(thread, mapping, crate::name!("items"), &[])?;
    let items = iterate::to_tuple(thread, items)?;
    for &item in tuple::items(items) {
        let pair = iterate::to_tuple(thread, item)?;
        let [name, value] = *tuple::items(pair) else {
            return Err(thread.type_error("env.items() must give pairs"));
        };
        let (_, name) = system_path(thread, name)?;
        let (_, value) = system_path(thread, value)?;
        let text = [name.as_bytes(), b"=", value.as_bytes()].concat();
        if let Ok(text) = CString::new(text) {
            all.push(text);
        }
    }
    Ok(all)
}

fn execve(thread: &mut Thread, path: Word, arguments: Word, environment: Word) -> Result {
    let (word, path) = system_path(thread, path)?;
    let arguments = strings(thread, arguments, "execve")?;
    let environment = environment_strings(thread, environment)?;
    let (arguments, environment) = (pointers(&arguments), pointers(&environment));
    // SAFETY: all strings are terminated, and so are the lists.
    unsafe { libc::execve(path.as_ptr(), arguments.as_ptr(), environment.as_ptr()) };
    Err(system_error::raise_last(thread, word))
}

fn exit(thread: &mut Thread, status: Word) -> Result {
    let status = argument::c_int(thread, status)?;
    // SAFETY: ends the process at once, as asked.
    unsafe { libc::_exit(status) }
}

fn abort(_thread: &mut Thread) -> Result {
    std::process::abort()
}

fn waited(thread: &mut Thread, process: i32, options: i32) -> Result {
    let mut status = 0;
    let child = checked(thread, Word::NULL, || {
        // SAFETY: the status is filled.
        (unsafe { libc::waitpid(process, &mut status, options) }) as isize
    })?;
    let words = [Word::from_int(child as i64), Word::from_int(i64::from(status))];
    Ok(tuple::new(thread, &words))
}
fn wait(thread: &mut Thread) -> Result {
    waited(thread, -1, 0)
}
fn waitpid(thread: &mut Thread, process: Word, options: Word) -> Result {
    let process = argument::c_int(thread, process)?;
    let options = argument::c_int(thread, options)?;
    waited(thread, process, options)
}

macro_rules! status_functions {
    ($($name:ident $macro:ident $wrap:ident;)*) => { $(fn $name(thread: &mut Thread, status: Word) -> Result {
        let status = argument::c_int(thread, status)?;
        Ok($wrap(libc::$macro(status)))
    })* };
}
fn truth(value: bool) -> Word {
    Word::from_bool(value)
}
fn int(value: i32) -> Word {
    Word::from_int(i64::from(value))
}
status_functions! {
    if_exited WIFEXITED truth;
    exit_status WEXITSTATUS int;
    if_signaled WIFSIGNALED truth;
    term_signal WTERMSIG int;
    if_stopped WIFSTOPPED truth;
    stop_signal WSTOPSIG int;
    if_continued WIFCONTINUED truth;
    core_dump WCOREDUMP truth;
}

fn exit_code(thread: &mut Thread, status: Word) -> Result {
    let status = argument::c_int(thread, status)?;
    if libc::WIFEXITED(status) {
        return Ok(int(libc::WEXITSTATUS(status)));
    }
    if libc::WIFSIGNALED(status) {
        return Ok(int(-libc::WTERMSIG(status)));
    }
    if libc::WIFSTOPPED(status) {
        let signal = libc::WSTOPSIG(status);
        return Err(thread.value_error(format!("process stopped by delivery of signal {signal}")));
    }
    Err(thread.value_error(format!("invalid wait status: {status}")))
}

fn system(thread: &mut Thread, command: Word) -> Result {
    let (_, command) = system_path(thread, command)?;
    // SAFETY: the command is terminated.
    let status = object::thread::blocking(thread, || unsafe { libc::system(command.as_ptr()) });
    Ok(int(status))
}

fn umask(thread: &mut Thread, mask: Word) -> Result {
    let mask = argument::c_int(thread, mask)? as libc::mode_t;
    // SAFETY: no preconditions.
    Ok(Word::from_int(i64::from(unsafe { libc::umask(mask) })))
}

fn nice(thread: &mut Thread, increment: Word) -> Result {
    let increment = argument::c_int(thread, increment)?;
    // SAFETY: no preconditions.
    Ok(int(unsafe { libc::nice(increment) }))
}

fn putenv(thread: &mut Thread, name: Word, value: Word) -> Result {
    let (_, name) = system_path(thread, name)?;
    let (_, value) = system_path(thread, value)?;
    if name.as_bytes().contains(&b'=') {
        return Err(thread.value_error("illegal environment variable name"));
    }
    // SAFETY: both strings are terminated; the C library locks.
    done(thread, Word::NULL, || unsafe { libc::setenv(name.as_ptr(), value.as_ptr(), 1) } as isize)
}

fn unsetenv(thread: &mut Thread, name: Word) -> Result {
    let (_, name) = system_path(thread, name)?;
    // SAFETY: the string is terminated.
    done(thread, Word::NULL, || unsafe { libc::unsetenv(name.as_ptr()) } as isize)
}

fn pidfd_open(thread: &mut Thread, process: Word, flags: Word) -> Result {
    let process = argument::c_int(thread, process)?;
    let flags = argument::int_or(thread, flags, 0)?;
    let descriptor = checked(thread, Word::NULL, || {
        // SAFETY: no preconditions.
        (unsafe { libc::syscall(libc::SYS_pidfd_open, process, flags) }) as isize
    })?;
    number(descriptor)
}
