//! `print`, `input`, `open`, and the ways out.

use crate::{argument, io, name};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute, dict, operation, string};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    /// Prints the values to a stream, or to sys.stdout by default.
    print(..) "($module, *args, sep=' ', end='\\n', file=None, flush=False)" Effects::ANY => print;
    /// Read a string from standard input.  The trailing newline is stripped.
    input(prompt) "($module, prompt='', /)" Effects::ANY => input;
    /// Open file and return a stream.  Raise OSError upon failure.
    open(..) "($module, file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)" Effects::ANY => io::open;
    exit(code) "($module, code=None)" Effects::ANY => exit;
    quit(code) "($module, code=None)" Effects::ANY => exit;
    help(..) "($module, *args, **kwds)" Effects::ANY => help;
    copyright() "($module)" Effects::ANY => copyright;
    credits() "($module)" Effects::ANY => credits;
    license() "($module)" Effects::ANY => license;
}

fn text_option(thread: &mut Thread, word: Word, which: &str) -> Result<Word> {
    if argument::absent(word) {
        return Ok(Word::NULL);
    }
    if !string::is_str(word) {
        let kind = argument::class_name(word);
        return Err(thread.type_error(format!("{which} must be None or a string, not {kind}")));
    }
    Ok(word)
}

fn print(thread: &mut Thread, arguments: Arguments) -> Result {
    let items = argument::positional(&arguments);
    let (mut separator, mut end, mut file, mut flush) =
        (Word::NULL, Word::NULL, Word::NULL, Word::FALSE);
    for (name, value) in argument::named(&arguments) {
        match string::bytes(name) {
            b"sep" => separator = value,
            b"end" => end = value,
            b"file" => file = value,
            b"flush" => flush = value,
            other => {
                let other = String::from_utf8_lossy(other);
                let text = format!("print() got an unexpected keyword argument '{other}'");
                return Err(thread.type_error(text));
            }
        }
    }
    let separator = text_option(thread, separator, "sep")?;
    let end = text_option(thread, end, "end")?;
    if argument::absent(file) {
        let sys = crate::sys::dict(thread);
        file = match dict::get_str(sys, name!("stdout")) {
            Some(file) => file,
            None => return Err(thread.raise(Builtin::RuntimeError, "lost sys.stdout")),
        };
        if file.is_none() {
            return Ok(Word::NONE);
        }
    }
    if io::text::is_exact(file) {
        for (index, &item) in items.iter().enumerate() {
            if index > 0 {
                let between: &[u8] =
                    if separator.is_null() { b" " } else { string::bytes(separator) };
                io::text::write_wtf8(thread, file, between)?;
            }
            let text = if string::is_exact(item) { item } else { operation::str(thread, item)? };
            io::text::write_wtf8(thread, file, string::bytes(text))?;
        }
        let last: &[u8] = if end.is_null() { b"\n" } else { string::bytes(end) };
        io::text::write_wtf8(thread, file, last)?;
    } else {
        let write = attribute::get(thread, file, name!("write"))?;
        let space = string::new(thread, " ");
        for (index, &item) in items.iter().enumerate() {
            if index > 0 {
                let between = if separator.is_null() { space } else { separator };
                thread.call(write, &[between])?;
            }
            let text = operation::str(thread, item)?;
            thread.call(write, &[text])?;
        }
        let last = if end.is_null() { string::new(thread, "\n") } else { end };
        thread.call(write, &[last])?;
    }
    if operation::truth(thread, flush)? {
        operation::call_method(thread, file, name!("flush"), &[])?;
    }
    Ok(Word::NONE)
}

fn input(thread: &mut Thread, prompt: Word) -> Result {
    let sys = crate::sys::dict(thread);
    let lost = |thread: &mut Thread, which: &str| {
        thread.raise(Builtin::RuntimeError, format!("input(): lost sys.{which}"))
    };
    let present = |word: Option<Word>| word.filter(|word| !word.is_none());
    let Some(input) = present(dict::get_str(sys, name!("stdin"))) else {
        return Err(lost(thread, "stdin"));
    };
    let Some(output) = present(dict::get_str(sys, name!("stdout"))) else {
        return Err(lost(thread, "stdout"));
    };
    if let Some(errors) = present(dict::get_str(sys, name!("stderr"))) {
        let flushed = operation::call_method(thread, errors, name!("flush"), &[]);
        thread.absorb(flushed, Builtin::Exception)?;
    }
    if !prompt.is_null() {
        let text = operation::str(thread, prompt)?;
        operation::call_method(thread, output, name!("write"), &[text])?;
    }
    operation::call_method(thread, output, name!("flush"), &[])?;
    let line = operation::call_method(thread, input, name!("readline"), &[])?;
    if !string::is_str(line) {
        return Err(thread.type_error("object.readline() returned non-string"));
    }
    let bytes = string::bytes(line);
    if bytes.is_empty() {
        return Err(thread.raise(Builtin::EOFError, "EOF when reading a line"));
    }
    match bytes.strip_suffix(b"\n") {
        Some(stripped) => Ok(string::from_wtf8(thread, stripped)),
        None => Ok(line),
    }
}

fn exit(thread: &mut Thread, code: Word) -> Result {
    let code = argument::or_none(code);
    Err(thread.raise_with(Builtin::SystemExit, &[code]))
}

fn help(thread: &mut Thread, arguments: Arguments) -> Result {
    let pydoc = crate::import::import(thread, "pydoc")?;
    let help = attribute::get(thread, pydoc, name!("help"))?;
    thread.call_with_names(help, arguments.all, arguments.names)
}

fn show(thread: &mut Thread, text: &str) -> Result {
    let text = string::new(thread, text);
    print(thread, Arguments { all: &[text], names: Word::NULL })
}

fn copyright(thread: &mut Thread) -> Result {
    show(thread, crate::sys::COPYRIGHT)
}

fn credits(thread: &mut Thread) -> Result {
    show(thread, "pypyrs stands on the shoulders of CPython and PyPy and all who made them.")
}

fn license(thread: &mut Thread) -> Result {
    show(
        thread,
        "pypyrs: MIT. The pure-Python library: PSF-2.0, https://docs.python.org/3/license.html",
    )
}
