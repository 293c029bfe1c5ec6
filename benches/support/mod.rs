//! An interpreter inside a bench: functions written in Python, called from Rust.

use criterion::{Criterion, Throughput};
use object::{Thread, Word};

/// Starts the interpreter in this process, with its library.
pub fn start(backend: Option<Box<dyn tracer::Backend>>) -> &'static mut Thread {
    let thread = interpret::initialize(backend);
    interpret::set_library(interpret::Library {
        import_name: stdlib::import_name,
        import_from: stdlib::import_from,
        import_star: stdlib::import_star,
        builtins: stdlib::builtins::dict,
        handle_signals: stdlib::signal::check,
    });
    let hooks = stdlib::Interpreter {
        run_code: interpret::run::run_code,
        globals: interpret::frames::globals_of_current,
        locals: interpret::frames::locals_of_current,
        frame: |thread, _depth| Err(thread.not_implemented("frame objects")),
        handled: interpret::frames::handled,
        forget_dead_registers: interpret::frames::forget_dead_registers,
        before_threads: |_thread| interpret::jit::watch::became_multi_threaded(),
        thread_starts: || {},
        before_fork: || {},
        after_fork: |_child| {},
        thread_started: |_thread| {},
        set_parameters: interpret::jit::parameters::set,
        statistics: interpret::jit::stats::snapshot,
    };
    let startup = stdlib::Startup::default();
    stdlib::initialize(thread, hooks, startup).expect("the library can be initialized");
    thread
}

/// The function `f` that a source text defines. Each call gives new code, with cold counters.
pub fn function(thread: &mut Thread, source: &str) -> Word {
    let code = compile::compile_source(source, &compile::Options::default()).expect("it compiles");
    let globals = object::dict::new(thread);
    // The compiler's code must live as long as code objects made of it.
    let code: &'static compile::Code = Box::leak(Box::new(code));
    interpret::run::run_code(thread, code, globals, globals).expect("it runs");
    let name = object::intern::intern("f");
    object::dict::get_str(globals, name).expect("the text defines f")
}

/// What `f` is called with: how often its loop is to turn.
const TURNS: i64 = 10_000;

/// Measures the functions `f` that the texts define, as one group.
#[allow(dead_code, reason = "not all benches have loops in Python")]
pub fn measure_loops(
    criterion: &mut Criterion,
    thread: &mut Thread,
    group: &str,
    programs: &[(&str, &str)],
) {
    let mut group = criterion.benchmark_group(group);
    group.throughput(Throughput::Elements(TURNS as u64));
    for (name, source) in programs {
        let function = function(thread, source);
        group.bench_function(*name, |bencher| {
            bencher.iter(|| thread.call(function, &[Word::from_int(TURNS)]).expect("it runs"));
        });
    }
    group.finish();
}
