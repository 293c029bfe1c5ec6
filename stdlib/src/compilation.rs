//! Compiling source text at run time.

use compile::{CompileError, ErrorKind, Mode, Options};
use object::{Builtin, Raised, Result, Thread, Word};
use object::{code, string, tuple};

/// Compiles UTF-8 text. `mode`: `exec`, `eval` or `single`. The code lives as long as its
/// code objects, until it has had one in any case.
pub fn compile_text(
    thread: &mut Thread,
    source: &str,
    filename: &str,
    mode: &str,
) -> Result<&'static compile::Code> {
    let mode = match mode {
        "eval" => Mode::Eval,
        "single" => Mode::Single,
        _ => Mode::Module,
    };
    compile_with(thread, source, filename, mode, crate::sys::startup().flags.optimize, false)
}

/// Compiles with all options.
pub fn compile_with(
    thread: &mut Thread,
    source: &str,
    filename: &str,
    mode: Mode,
    optimize: u8,
    future_annotations: bool,
) -> Result<&'static compile::Code> {
    let options = Options {
        filename: filename.to_string(),
        mode,
        optimize,
        future_annotations,
        intrinsics: false,
    };
    match compile::compile_source(source, &options) {
        Ok(code) => {
            code::note_program(&code);
            Ok(object::source_tree::adopt(code))
        }
        Err(error) => Err(raise(thread, error, filename)),
    }
}

/// Compiles the bytes of a source file: byte order mark and encoding declaration are heeded.
pub fn compile_bytes(
    thread: &mut Thread,
    source: &[u8],
    filename: &str,
    mode: &str,
) -> Result<&'static compile::Code> {
    let text = decode_source(thread, source, filename)?;
    compile_text(thread, &text, filename, mode)
}

/// Compiles the file of a program.
pub fn compile_program(
    thread: &mut Thread,
    source: &[u8],
    filename: &str,
) -> Result<&'static compile::Code> {
    let text = match compile::decode_file(source, filename) {
        Ok(text) => text,
        Err(error) => return Err(raise(thread, error, filename)),
    };
    compile_text(thread, &text, filename, "exec")
}

/// The text of a source file (PEP 263).
pub fn decode_source(thread: &mut Thread, source: &[u8], filename: &str) -> Result<String> {
    match compile::decode_source(source) {
        Ok(text) => Ok(text),
        Err(error) => Err(raise(thread, error, filename)),
    }
}

/// The exception of an error of the compiler.
fn raise(thread: &mut Thread, error: CompileError, filename: &str) -> Raised {
    let class = match error.kind {
        ErrorKind::SyntaxError => Builtin::SyntaxError,
        ErrorKind::IndentationError => Builtin::IndentationError,
        ErrorKind::TabError => Builtin::TabError,
        ErrorKind::NotImplementedError => return thread.not_implemented(&error.message),
        ErrorKind::ValueError => return thread.value_error(&error.message),
        ErrorKind::MemoryError => return thread.raise(Builtin::MemoryError, &error.message),
        ErrorKind::RecursionError => {
            return thread.raise(Builtin::RecursionError, &error.message);
        }
    };
    let message = string::new(thread, &error.message);
    let filename = string::new(thread, filename);
    let text = match &error.text {
        Some(text) => string::new(thread, text),
        None => Word::NONE,
    };
    let number = |value: u32| Word::from_int(i64::from(value));
    let place = [
        filename,
        number(error.line),
        number(error.column),
        text,
        number(error.end_line),
        number(error.end_column),
    ];
    let place = tuple::new(thread, &place);
    thread.raise_with(class, &[message, place])
}

/// A code object without globals, as `compile()` gives.
pub fn code_object(thread: &mut Thread, source: &'static compile::Code) -> Result {
    code::instantiate(thread, source, Word::NULL, object::module::builtins_dict())
}

/// The compiler's code of a code object.
pub fn source_of(code: Word) -> Option<&'static compile::Code> {
    object::header::has_shape(code, Builtin::Code.shape()).then(|| code::source(code))
}
