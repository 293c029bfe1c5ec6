//! The command line.

use object::{Arguments, Builtin, Result, Thread, Word};

object::native_functions! { static TEMPORARY =
    /// print
    print(..) "(*args)" tracer::Effects::ANY => print;
    /// len
    len(object) "(obj, /)" tracer::Effects::ANY => length;
    /// clock
    clock() "()" tracer::Effects::READS => clock;
}

fn print(thread: &mut Thread, arguments: Arguments) -> Result {
    let mut line = Vec::new();
    for (index, &word) in arguments.all.iter().enumerate() {
        if index > 0 {
            line.push(b' ');
        }
        let text = object::operation::str(thread, word)?;
        line.extend_from_slice(object::string::bytes(text));
    }
    line.push(b'\n');
    use std::io::Write;
    let _ = std::io::stdout().write_all(&line);
    Ok(Word::NONE)
}
fn length(thread: &mut Thread, object: Word) -> Result {
    Ok(Word::from_int(object::operation::length(thread, object)? as i64))
}
fn clock(thread: &mut Thread) -> Result {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    Ok(object::float::new(thread, now.as_secs_f64()))
}

static BUILTINS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);

fn main() {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut jit = "default".to_string();
    if arguments.first().is_some_and(|first| first == "--jit") {
        jit = arguments[1].clone();
        arguments.drain(..2);
    }
    let backend = backend::new(interpret::runtime()).ok();
    let thread = interpret::initialize(backend);
    if let Err(text) = interpret::jit::parameters::set(&jit) {
        eprintln!("{text}");
    }
    interpret::set_library(interpret::Library {
        import_name: |thread, _, _, _, _| Err(thread.not_implemented("import")),
        import_from: |thread, _, _| Err(thread.not_implemented("import")),
        import_star: |thread, _, _| Err(thread.not_implemented("import")),
        builtins: |_| Word(BUILTINS.load(std::sync::atomic::Ordering::Relaxed)),
        handle_signals: |_| Ok(()),
    });
    let builtins = object::dict::new(thread);
    BUILTINS.store(builtins.0, std::sync::atomic::Ordering::Relaxed);
    for class in Builtin::ALL {
        let name = object::intern::intern(class.name());
        object::dict::set_str(thread, builtins, name, class.word());
    }
    for definition in TEMPORARY {
        let function = object::function::new_native(thread, definition, Word::NULL, Word::NULL);
        let name = object::intern::intern(definition.name);
        object::dict::set_str(thread, builtins, name, function);
    }
    let path = arguments.first().cloned().unwrap_or_default();
    let source = std::fs::read_to_string(&path).unwrap_or_default();
    let options = compile::Options { filename: path, ..Default::default() };
    let code = match compile::compile_source(&source, &options) {
        Ok(code) => Box::leak(Box::new(code)),
        Err(error) => {
            eprintln!("{error:?}");
            std::process::exit(1);
        }
    };
    if std::env::var("DIS").is_ok() {
        println!("{}", compile::listing(code));
    }
    let globals = object::dict::new(thread);
    let result = interpret::run::run_code(thread, code, globals, globals);
    if let Err(raised) = result {
        let exception = thread.take_exception(raised);
        eprint!("{}", object::exception::print(thread, exception));
        std::process::exit(1);
    }
    if std::env::var("STATS").is_ok() {
        eprintln!("{:?} {:?}", interpret::jit::stats::snapshot(), interpret::jit::stats::aborts());
    }
}
