//! The `_io` module: files and streams.
//!
//! The chain is Python's: `FileIO` under a `Buffered...` object under a `TextIOWrapper`. Where the
//! next object in the chain is one of ours and not of a subclass, it is used directly in Rust;
//! otherwise through its methods. Each object with a buffer has a monitor, because threads may
//! share streams.

mod base;
mod buffered;
mod bytes_io;
pub mod file;
mod monitor;
mod newline;
mod string_io;
pub mod text;

pub use buffered::flush_all;

use crate::module::{ModuleDefinition, Namespace};
use crate::name::Root;
use crate::{argument, buffer, name, path};
use object::{Arguments, Builtin, Raised, Result, Thread, Word, native_functions};
use object::{attribute, class, integer, operation, string, tuple};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_io",
    doc: "The io module provides the Python interfaces to stream handling.",
    functions: &[FUNCTIONS],
    classes: &[
        &base::IO_BASE,
        &base::RAW_BASE,
        &base::BUFFERED_BASE,
        &base::TEXT_BASE,
        &file::FILE_IO,
        &buffered::READER,
        &buffered::WRITER,
        &buffered::RANDOM,
        &buffered::PAIR,
        &bytes_io::BYTES_IO,
        &string_io::STRING_IO,
        &text::TEXT_IO,
        &newline::DECODER,
    ],
    initialize: Some(fill),
};

/// Size of buffers unless told otherwise.
pub const DEFAULT_BUFFER_SIZE: usize = 128 << 10;

native_functions! { static FUNCTIONS =
    /// Open file and return a stream.  Raise OSError upon failure.
    open(..) "($module, file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)" Effects::ANY => open;
    /// Opens the provided file with the intent to import the contents.
    open_code(path) "($module, path)" Effects::ANY => open_code;
    /// A helper function to choose the text encoding.
    text_encoding(encoding, level) "($module, encoding, stacklevel=2, /)" Effects::ANY => text_encoding;
}

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    bytes_io::register(thread);
    namespace.set_int(thread, "DEFAULT_BUFFER_SIZE", DEFAULT_BUFFER_SIZE as i64);
    let unsupported = unsupported_class(thread);
    namespace.set(thread, "UnsupportedOperation", unsupported);
    namespace.set(thread, "BlockingIOError", Builtin::BlockingIOError.word());
    Ok(())
}

static UNSUPPORTED: Root = Root::empty();

/// `io.UnsupportedOperation`
pub fn unsupported_class(thread: &mut Thread) -> Word {
    UNSUPPORTED.get_or_make(thread, |thread| {
        let bases = tuple::new(thread, &[Builtin::OSError.word(), Builtin::ValueError.word()]);
        class::create(thread, "UnsupportedOperation", bases, "io")
            .expect("an exception class can be made")
    })
}

/// Raises `io.UnsupportedOperation`.
pub fn unsupported(thread: &mut Thread, what: &str) -> Raised {
    let class = unsupported_class(thread);
    let text = string::new(thread, what);
    match thread.call(class, &[text]) {
        Ok(exception) => thread.raise_object(exception),
        Err(raised) => raised,
    }
}

pub(crate) fn closed_file(thread: &mut Thread) -> Raised {
    thread.value_error("I/O operation on closed file.")
}

/// A size argument: `None` and negative numbers mean everything.
pub(crate) fn size_argument(thread: &mut Thread, size: Word) -> Result<Option<usize>> {
    if argument::absent(size) {
        return Ok(None);
    }
    if !argument::has_index(size) {
        let kind = argument::class_name(size);
        return Err(thread.type_error(format!("argument should be integer or None, not '{kind}'")));
    }
    let size = argument::int(thread, size)?;
    Ok(usize::try_from(size).ok())
}

const OPEN: &str = "($module, file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)";

/// The mode of `open`, taken apart.
struct Mode {
    creating: bool,
    reading: bool,
    writing: bool,
    appending: bool,
    updating: bool,
    binary: bool,
}

fn parse_mode(thread: &mut Thread, mode: &str) -> Result<Mode> {
    let invalid = |thread: &mut Thread| thread.value_error(format!("invalid mode: '{mode}'"));
    let mut parsed = Mode {
        creating: false,
        reading: false,
        writing: false,
        appending: false,
        updating: false,
        binary: false,
    };
    let mut text = false;
    for (at, letter) in mode.char_indices() {
        if mode[..at].contains(letter) {
            return Err(invalid(thread));
        }
        match letter {
            'x' => parsed.creating = true,
            'r' => parsed.reading = true,
            'w' => parsed.writing = true,
            'a' => parsed.appending = true,
            '+' => parsed.updating = true,
            'b' => parsed.binary = true,
            't' => text = true,
            _ => return Err(invalid(thread)),
        }
    }
    if text && parsed.binary {
        return Err(thread.value_error("can't have text and binary mode at once"));
    }
    let kinds = [parsed.creating, parsed.reading, parsed.writing, parsed.appending];
    if kinds.iter().filter(|kind| **kind).count() != 1 {
        let text = "must have exactly one of create/read/write/append mode";
        return Err(thread.value_error(text));
    }
    Ok(parsed)
}

/// `open`
pub fn open(thread: &mut Thread, arguments: Arguments) -> Result {
    let [file, mode, buffering, encoding, errors, newline, close, opener] =
        argument::bind(thread, "open", OPEN, arguments)?;
    let file = if argument::has_index(file) { file } else { path::fs_path(thread, file)? };
    let mode_text =
        if mode.is_null() { "r" } else { argument::text(thread, mode, "open", "argument 'mode'")? };
    let mut buffering = if buffering.is_null() { -1 } else { argument::int(thread, buffering)? };
    let parsed = parse_mode(thread, mode_text)?;
    if parsed.binary {
        for (given, which) in
            [(encoding, "an encoding"), (errors, "an errors"), (newline, "a newline")]
        {
            if !argument::absent(given) {
                let text = format!("binary mode doesn't take {which} argument");
                return Err(thread.value_error(text));
            }
        }
        if buffering == 1 {
            buffering = -1;
        }
    }
    let mut raw_mode = String::new();
    for (set, letter) in [
        (parsed.creating, 'x'),
        (parsed.reading, 'r'),
        (parsed.writing, 'w'),
        (parsed.appending, 'a'),
        (parsed.updating, '+'),
    ] {
        if set {
            raw_mode.push(letter);
        }
    }
    let close = argument::truth_or(thread, close, true)?;
    let raw = file::FILE_IO.instantiate(thread);
    file::initialize(thread, raw, file, &raw_mode, close, argument::or_none(opener))?;
    let finished =
        finish_open(thread, raw, &parsed, mode_text, buffering, [encoding, errors, newline]);
    if finished.is_err() {
        let pending = std::mem::replace(&mut thread.exception, Word::NULL);
        let _ = operation::call_method(thread, raw, name!("close"), &[]);
        thread.exception = pending;
    }
    finished
}

fn finish_open(
    thread: &mut Thread,
    raw: Word,
    parsed: &Mode,
    mode: &str,
    mut buffering: i64,
    [encoding, errors, newline]: [Word; 3],
) -> Result {
    let terminal = file::is_terminal(raw);
    let line_buffering = buffering == 1 || (buffering < 0 && terminal);
    if buffering < 0 || line_buffering {
        buffering = file::block_size(raw).clamp(8 << 10, 8 << 20).max(DEFAULT_BUFFER_SIZE) as i64;
    }
    if buffering == 0 {
        if !parsed.binary {
            return Err(thread.value_error("can't have unbuffered text I/O"));
        }
        return Ok(raw);
    }
    let class = if parsed.updating {
        &buffered::RANDOM
    } else if parsed.reading {
        &buffered::READER
    } else {
        &buffered::WRITER
    };
    let inner = class.instantiate(thread);
    buffered::initialize(thread, inner, raw, buffering as usize)?;
    if parsed.binary {
        return Ok(inner);
    }
    let outer = text::TEXT_IO.instantiate(thread);
    text::initialize(thread, outer, inner, encoding, errors, newline, line_buffering, false)?;
    let mode = string::new(thread, mode);
    attribute::set(thread, outer, name!("mode"), mode)?;
    Ok(outer)
}

fn open_code(thread: &mut Thread, path: Word) -> Result {
    let mode = string::new(thread, "rb");
    open(thread, Arguments { all: &[path, mode], names: Word::NULL })
}

fn text_encoding(thread: &mut Thread, encoding: Word, _level: Word) -> Result {
    let _ = thread;
    if encoding.is_none() { Ok(name!("locale")) } else { Ok(encoding) }
}

/// A standard stream on a descriptor.
pub fn standard_stream(
    thread: &mut Thread,
    descriptor: i32,
    stream_name: &str,
    unbuffered: bool,
) -> Result {
    let raw = file::FILE_IO.instantiate(thread);
    let number = integer::from_i64(thread, i64::from(descriptor));
    let mode = if descriptor == 0 { "r" } else { "w" };
    file::initialize(thread, raw, number, mode, false, Word::NONE)?;
    let shown = string::new(thread, &format!("<{stream_name}>"));
    file::set_name(thread, raw, shown);
    let class = if descriptor == 0 { &buffered::READER } else { &buffered::WRITER };
    let inner = class.instantiate(thread);
    buffered::initialize(thread, inner, raw, 8 << 10)?;
    let terminal = file::is_terminal(raw);
    let outer = text::TEXT_IO.instantiate(thread);
    let errors = match (descriptor, std::env::var("PYTHONIOENCODING")) {
        (2, _) => name!("backslashreplace"),
        (_, Ok(setting)) if setting.contains(':') => {
            string::new(thread, setting.split(':').nth(1).unwrap_or("strict"))
        }
        _ if is_c_locale() => name!("surrogateescape"),
        _ => name!("strict"),
    };
    let encoding = match std::env::var("PYTHONIOENCODING") {
        Ok(setting) if !setting.is_empty() && !setting.starts_with(':') => {
            string::new(thread, setting.split(':').next().unwrap_or("utf-8"))
        }
        _ => name!("utf-8"),
    };
    let newline = if descriptor == 0 { Word::NONE } else { name!("\n") };
    let line_buffering = terminal || descriptor == 2;
    text::initialize(
        thread,
        outer,
        inner,
        encoding,
        errors,
        newline,
        line_buffering,
        unbuffered && descriptor != 0,
    )?;
    let mode = string::new(thread, mode);
    attribute::set(thread, outer, name!("mode"), mode)?;
    Ok(outer)
}

fn is_c_locale() -> bool {
    let setting = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    setting.is_none_or(|value| value == "C" || value == "POSIX")
}

/// Data of a bytes-like argument of `write`.
pub(crate) fn written_bytes(thread: &mut Thread, data: Word) -> Result<&'static [u8]> {
    if string::is_str(data) {
        return Err(thread.type_error("a bytes-like object is required, not 'str'"));
    }
    buffer::get(thread, data)
}
