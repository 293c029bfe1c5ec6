//! Running a program from beginning to end: as `__main__`, and the end of the process.

use crate::{atexit, compilation, import, interpreter, io, name, sys};
use object::{Builtin, Result, Thread, Word};
use object::{attribute, integer, operation, string};
use std::sync::atomic::Ordering;

/// Runs a source file as `__main__`.
pub fn run_file(thread: &mut Thread, path: &str) -> Result<()> {
    let source = match std::fs::read(path) {
        Ok(source) => source,
        Err(error) => return Err(crate::system_error::raise(thread, &error, path)),
    };
    run_source(thread, &source, path)
}

/// Runs a source text as `__main__`.
pub fn run_source(thread: &mut Thread, source: &[u8], filename: &str) -> Result<()> {
    let mut namespace = import::main_module(thread)?;
    if !filename.starts_with('<') {
        let file = crate::path::decode(thread, filename.as_bytes());
        namespace.set(thread, "__file__", file);
        namespace.set(thread, "__cached__", Word::NONE);
    } else if let Ok(text) = std::str::from_utf8(source) {
        object::exception::register_source(filename, text);
    }
    let code = compilation::compile_program(thread, source, filename)?;
    (interpreter::get().run_code)(thread, code, namespace.dict, namespace.dict)?;
    Ok(())
}

/// Runs a module or package as `__main__` (`-m`).
pub fn run_module(thread: &mut Thread, module: &str) -> Result<()> {
    import::main_module(thread)?;
    let runpy = import::import(thread, "runpy")?;
    let run = attribute::get(thread, runpy, name!("_run_module_as_main"))?;
    let module = string::new(thread, module);
    thread.call(run, &[module])?;
    Ok(())
}

/// Ends the program: waits for threads, runs exit functions, flushes. Gives the exit status.
pub fn finish(thread: &mut Thread, result: Result<()>) -> i32 {
    let mut status = match result {
        Ok(()) => 0,
        Err(raised) => {
            let exception = thread.take_exception(raised);
            report(thread, exception)
        }
    };
    if let Some(threading) = import::loaded(thread, "threading") {
        let ended = operation::call_method(thread, threading, name!("_shutdown"), &[]);
        if let Err(raised) = ended {
            let exception = thread.take_exception(raised);
            sys::write_unraisable(
                thread,
                exception,
                "Exception ignored on threading shutdown",
                threading,
            );
        }
    }
    atexit::run(thread);
    sys::FINALIZING.store(true, Ordering::Relaxed);
    if let Err(raised) = sys::flush(thread) {
        let exception = thread.take_exception(raised);
        if !thread.exception_matches(exception, Builtin::BrokenPipeError) || status == 0 {
            sys::write_unraisable(
                thread,
                exception,
                "Exception ignored while flushing sys.stdout",
                Word::NULL,
            );
        }
        status = if status == 0 { 120 } else { status };
    }
    io::flush_all(thread);
    status
}

/// Shows an exception that ended the program; the exit status it asks for.
fn report(thread: &mut Thread, exception: Word) -> i32 {
    if !thread.exception_matches(exception, Builtin::SystemExit) {
        if let Err(raised) = sys::print_uncaught(thread, exception) {
            thread.take_exception(raised);
        }
        let interrupted = thread.exception_matches(exception, Builtin::KeyboardInterrupt);
        return if interrupted { 130 } else { 1 };
    }
    let code = match attribute::get(thread, exception, name!("code")) {
        Ok(code) => code,
        Err(raised) => {
            thread.take_exception(raised);
            return 1;
        }
    };
    if code.is_none() {
        return 0;
    }
    if let Some(status) = integer::to_i64(code) {
        return (status & 0xff) as i32;
    }
    if integer::is_int(code) {
        return 255;
    }
    let shown = (|thread: &mut Thread| -> Result<()> {
        sys::flush(thread)?;
        let text = operation::str(thread, code)?;
        let text = String::from_utf8_lossy(string::bytes(text)).into_owned();
        sys::write_error(thread, &format!("{text}\n"))
    })(thread);
    if let Err(raised) = shown {
        thread.take_exception(raised);
    }
    1
}
