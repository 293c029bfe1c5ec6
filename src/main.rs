//! The binary: the command line of `python3`, and how a process begins and ends.
//!
//! Nothing else is here: what a program needs is put together from the crates (backend, objects,
//! interpreter, library) by `start`, and `stdlib::program` runs it and ends it.

mod options;

use object::{Builtin, Result, Thread};
use options::{Instead, Options, Program};
use std::ffi::OsString;
use std::io::{IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use stdlib::program;

fn main() {
    // Objects are not in malloc's memory, so threads seldom meet there; an arena for each of them
    // would only be more memory.
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    // SAFETY: no preconditions.
    unsafe {
        libc::mallopt(libc::M_ARENA_MAX, 2);
    }
    let arguments: Vec<OsString> = std::env::args_os().collect();
    let given = arguments.iter().skip(1).cloned();
    let code = match options::parse(given, |name| std::env::var_os(name)) {
        Ok(options) => run(options, arguments),
        Err(instead) => do_instead(instead, &arguments),
    };
    let _ = std::io::stdout().flush();
    // Native threads that are still running end with the process: nothing is torn down under them.
    // SAFETY: everything that must be written has been flushed.
    unsafe { libc::_exit(code) }
}

fn do_instead(instead: Instead, arguments: &[OsString]) -> i32 {
    let name = arguments.first().map_or("pypyrs".into(), |name| name.to_string_lossy());
    let usage = format!("usage: {name} [option] ... [-c cmd | -m mod | file | -] [arg] ...");
    match instead {
        Instead::Version { long } => {
            let (major, minor, micro) = stdlib::sys::VERSION;
            let built = if long { " (free-threaded, tracing JIT)" } else { "" };
            println!(
                "Python {major}.{minor}.{micro}{built}\n[pypyrs {}]",
                env!("CARGO_PKG_VERSION")
            );
            0
        }
        Instead::Help => {
            println!("{usage}\n{HELP}");
            0
        }
        Instead::Wrong(text) => {
            eprintln!("{text}\n{usage}\nTry `pypyrs -h' for more information.");
            2
        }
    }
}

const HELP: &str = "\
Options (and the environment variables that stand for them):
-B     : accepted; no bytecode is ever written beside a source
-c cmd : program passed in as string (terminates option list)
-E     : ignore PYTHON* environment variables (such as PYTHONPATH)
-h     : print this help message and exit (also -? or --help)
-i     : inspect interactively after running the program (not implemented yet)
-I     : isolate from the user's environment (implies -E, -P and -s)
-m mod : run a library module as a program (terminates option list)
-O     : leave out assertions; also PYTHONOPTIMIZE=x
-OO    : leave out docstrings, too
-P     : don't put the program's folder on sys.path; also PYTHONSAFEPATH
-q     : don't print version and copyright messages on interactive startup
-s     : don't add the user's site directory to sys.path; also PYTHONNOUSERSITE
-S     : don't add site packages to sys.path
-u     : unbuffered standard output and error; also PYTHONUNBUFFERED=x
-v     : verbose; also PYTHONVERBOSE=x
-V     : print the version and exit (also --version)
-W arg : warning control, action:message:category:module:lineno; also PYTHONWARNINGS
-x     : skip the first line of the source
-X opt : implementation-specific option; -X dis shows the bytecode instead of running it
--jit arg : parameters of the tracing compiler: off, default, or name=number pairs separated by
         commas (threshold, function_threshold, trace_eagerness, compile_share); also PYPY_DISABLE_JIT=1

Arguments:
file   : program read from a file, or a folder that holds __main__.py
-      : program read from standard input
arg ...: arguments passed to the program in sys.argv[1:]

PYPYLOG=jit-log-opt:file writes each compiled trace to a file.";

/// Reads the program and runs it; the exit status.
fn run(options: Options, original: Vec<OsString>) -> i32 {
    let name = original.first().map_or("pypyrs".into(), |name| name.to_string_lossy().into_owned());
    let source = match &options.program {
        Program::File(path) if Path::new(path).is_dir() => {
            let main = Path::new(path).join("__main__");
            if !main.with_extension("py").exists() && !main.with_extension("pyc").exists() {
                let path = path.to_string_lossy();
                eprintln!("{name}: can't find '__main__' module in '{path}'");
                return 1;
            }
            None
        }
        Program::File(path) => match std::fs::read(path) {
            Ok(source) => Some(source),
            Err(error) => {
                let path = absolute(path.as_ref());
                let number = error.raw_os_error().unwrap_or(0);
                let text = error.to_string();
                let text = text.split(" (os error").next().unwrap_or_default();
                eprintln!("{name}: can't open file '{}': [Errno {number}] {text}", path.display());
                return 2;
            }
        },
        Program::Text(text) => Some(text.clone()),
        Program::Input if std::io::stdin().is_terminal() || options.flags.interactive => {
            eprintln!(
                "NotImplementedError: interactive mode; give a program as a file, with -c, or on standard input"
            );
            return 1;
        }
        Program::Input => {
            let mut source = Vec::new();
            if let Err(error) = std::io::stdin().read_to_end(&mut source) {
                eprintln!("{name}: can't read standard input: {error}");
                return 2;
            }
            Some(source)
        }
        Program::Module(_) => None,
    };
    if options.flags.inspect {
        eprintln!("NotImplementedError: interactive mode (-i)");
        return 1;
    }
    let source = source
        .map(|source| if options.skip_first_line { without_first_line(source) } else { source });
    let filename = match &options.program {
        Program::File(path) => absolute(path.as_ref()).to_string_lossy().into_owned(),
        Program::Input => "<stdin>".to_string(),
        _ => "<string>".to_string(),
    };
    if options.listing {
        return list(source.as_deref().unwrap_or_default(), filename, options.flags.optimize);
    }
    start(options, original, source, filename)
}

fn without_first_line(source: Vec<u8>) -> Vec<u8> {
    let end = source.iter().position(|&byte| byte == b'\n').unwrap_or(source.len());
    source[end..].to_vec()
}

fn absolute(path: &Path) -> PathBuf {
    match std::env::current_dir() {
        Ok(folder) => folder.join(path.strip_prefix(".").unwrap_or(path)),
        Err(_) => path.to_path_buf(),
    }
}

/// Shows the bytecode of a source.
fn list(source: &[u8], filename: String, optimize: u8) -> i32 {
    let options = compile::Options { filename, optimize, ..compile::Options::default() };
    match compile::decode_source(source).and_then(|text| compile::compile_source(&text, &options)) {
        Ok(code) => {
            // A reader that has enough closes the pipe.
            let _ = std::io::stdout().write_all(compile::listing(&code).as_bytes());
            0
        }
        Err(error) => {
            eprintln!("{error}");
            1
        }
    }
}

/// Puts the interpreter together and runs the program on it.
fn start(
    mut options: Options,
    original: Vec<OsString>,
    source: Option<Vec<u8>>,
    filename: String,
) -> i32 {
    // Without a backend for this machine programs run all the same.
    let thread = interpret::initialize(backend::new(interpret::runtime()).ok());
    for text in &options.jit {
        if let Err(problem) = interpret::jit::parameters::set(text) {
            eprintln!("--jit: {problem}");
            return 2;
        }
    }
    if let Some(every) = std::env::var("PYPYRS_GC_STRESS").ok().and_then(|text| text.parse().ok()) {
        heap::set_stress(every);
    }
    interpret::set_library(interpret::Library {
        import_name: stdlib::import_name,
        import_from: stdlib::import_from,
        import_star: stdlib::import_star,
        builtins: stdlib::builtins::dict,
        handle_signals: stdlib::signal::check,
    });
    let startup = stdlib::Startup {
        argv: options.arguments.clone(),
        original,
        executable: executable(),
        first_path: first_path(&options.program),
        flags: std::mem::take(&mut options.flags),
    };
    let result = stdlib::initialize(thread, interpreter(), startup).and_then(|()| {
        match (&options.program, source) {
            (Program::Module(module), _) => program::run_module(thread, module),
            (_, Some(source)) => program::run_source(thread, &source, &filename),
            (_, None) => program::run_module(thread, "__main__"),
        }
    });
    end(thread, result)
}

fn interpreter() -> stdlib::Interpreter {
    stdlib::Interpreter {
        run_code: interpret::run::run_code,
        globals: interpret::frames::globals_of_current,
        locals: interpret::frames::locals_of_current,
        frame: interpret::frames::frame_object,
        handled: interpret::frames::handled,
        forget_dead_registers: interpret::frames::forget_dead_registers,
        before_threads: |_thread| interpret::jit::watch::became_multi_threaded(),
        thread_starts: interpret::jit::refresh::thread_starts,
        before_fork: interpret::jit::fork::before,
        after_fork: interpret::jit::fork::after,
        thread_started: |thread| thread.depth_limit = stdlib::sys::recursion_limit(),
        set_parameters: interpret::jit::parameters::set,
        statistics: interpret::jit::stats::snapshot,
    }
}

fn executable() -> String {
    std::env::current_exe()
        .map_or_else(|_| String::new(), |path| path.to_string_lossy().into_owned())
}

/// What stands first on `sys.path`.
fn first_path(program: &Program) -> Option<String> {
    Some(match program {
        Program::File(path) => {
            let real = std::fs::canonicalize(path).unwrap_or_else(|_| absolute(path.as_ref()));
            let folder = if real.is_dir() { Some(real.as_path()) } else { real.parent() };
            folder.map_or_else(String::new, |folder| folder.to_string_lossy().into_owned())
        }
        Program::Module(_) => std::env::current_dir()
            .map_or_else(|_| String::new(), |folder| folder.to_string_lossy().into_owned()),
        Program::Text(_) | Program::Input => String::new(),
    })
}

/// Ends the program. A process that Ctrl-C ended dies of the signal, so that shells stop their scripts.
fn end(thread: &mut Thread, result: Result<()>) -> i32 {
    let interrupted =
        result.is_err() && thread.exception_matches(thread.exception, Builtin::KeyboardInterrupt);
    let status = program::finish(thread, result);
    if interrupted {
        // SAFETY: the default action of the signal, then the signal.
        unsafe {
            libc::signal(libc::SIGINT, libc::SIG_DFL);
            libc::raise(libc::SIGINT);
        }
    }
    status
}
