//! The abstract bases of all streams.

use super::{closed_file, size_argument, unsupported};
use crate::native_class::{NativeClass, attribute, plain_constructor};
use crate::{argument, buffer, class_root, name};
use object::native::NativeAttribute;
use object::operation::call_method;
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{attribute as attributes, bytes, class, integer, iterate, list, operation};
use tracer::Effects;

/// `io._IOBase`
pub static IO_BASE: NativeClass = NativeClass {
    name: "_IOBase",
    module: "_io",
    doc: "The abstract base class for all I/O classes.",
    methods: &[METHODS],
    attributes: ATTRIBUTES,
    constructor: CONSTRUCTOR,
    open: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};
/// `io._RawIOBase`
pub static RAW_BASE: NativeClass = NativeClass {
    name: "_RawIOBase",
    module: "_io",
    doc: "Base class for raw binary I/O.",
    base: Some(|thread| IO_BASE.word(thread)),
    methods: &[RAW_METHODS],
    class: class_root!(),
    ..NativeClass::EMPTY
};
/// `io._BufferedIOBase`
pub static BUFFERED_BASE: NativeClass = NativeClass {
    name: "_BufferedIOBase",
    module: "_io",
    doc: "Base class for buffered IO objects.",
    base: Some(|thread| IO_BASE.word(thread)),
    methods: &[BUFFERED_METHODS],
    class: class_root!(),
    ..NativeClass::EMPTY
};
/// `io._TextIOBase`
pub static TEXT_BASE: NativeClass = NativeClass {
    name: "_TextIOBase",
    module: "_io",
    doc: "Base class for text I/O.",
    base: Some(|thread| IO_BASE.word(thread)),
    methods: &[TEXT_METHODS],
    attributes: TEXT_ATTRIBUTES,
    class: class_root!(),
    ..NativeClass::EMPTY
};

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => plain_constructor;
}

native_functions! { static METHODS =
    __enter__(this) "($self, /)" Effects::ANY => enter;
    __exit__(..) "($self, /, *args)" Effects::ANY => exit;
    __iter__(this) "($self, /)" Effects::ANY => iter;
    __next__(this) "($self, /)" Effects::ANY => next;
    __del__(this) "($self, /)" Effects::ANY => finalize;
    close(this) "($self, /)" Effects::ANY => close;
    flush(this) "($self, /)" Effects::ANY => flush;
    seek(this, offset, whence) "($self, offset, whence=0, /)" Effects::ANY => seek;
    tell(this) "($self, /)" Effects::ANY => tell;
    truncate(this, size) "($self, size=None, /)" Effects::ANY => truncate;
    fileno(this) "($self, /)" Effects::ANY => fileno;
    isatty(this) "($self, /)" Effects::ANY => isatty;
    readable(this) "($self, /)" Effects::ANY => no;
    writable(this) "($self, /)" Effects::ANY => no;
    seekable(this) "($self, /)" Effects::ANY => no;
    readline(this, size) "($self, size=-1, /)" Effects::ANY => readline;
    readlines(this, hint) "($self, hint=-1, /)" Effects::ANY => readlines;
    writelines(this, lines) "($self, lines, /)" Effects::ANY => writelines;
    _checkClosed(this) "($self, /)" Effects::ANY => check_closed_method;
    _checkReadable(this) "($self, /)" Effects::ANY => check_readable;
    _checkWritable(this) "($self, /)" Effects::ANY => check_writable;
    _checkSeekable(this) "($self, /)" Effects::ANY => check_seekable;
}

static ATTRIBUTES: &[NativeAttribute] = &[attribute("closed", closed)];

fn closed(thread: &mut Thread, this: Word) -> Result {
    let marked = attributes::get_optional(thread, this, name!("__IOBase_closed"))?;
    Ok(Word::from_bool(marked.is_some()))
}

/// Whether a stream says that it is closed.
pub fn is_closed(thread: &mut Thread, this: Word) -> Result<bool> {
    let closed = attributes::get(thread, this, name!("closed"))?;
    operation::truth(thread, closed)
}

/// Raises ValueError for a closed stream.
pub fn check_closed(thread: &mut Thread, this: Word) -> Result<()> {
    if is_closed(thread, this)? { Err(closed_file(thread)) } else { Ok(()) }
}

fn check_closed_method(thread: &mut Thread, this: Word) -> Result {
    check_closed(thread, this)?;
    Ok(Word::NONE)
}

fn check(thread: &mut Thread, this: Word, method: Word, text: &str) -> Result {
    let answer = call_method(thread, this, method, &[])?;
    if answer != Word::TRUE {
        return Err(unsupported(thread, text));
    }
    Ok(answer)
}

fn check_readable(thread: &mut Thread, this: Word) -> Result {
    check(thread, this, name!("readable"), "File or stream is not readable.")
}
fn check_writable(thread: &mut Thread, this: Word) -> Result {
    check(thread, this, name!("writable"), "File or stream is not writable.")
}
fn check_seekable(thread: &mut Thread, this: Word) -> Result {
    check(thread, this, name!("seekable"), "File or stream is not seekable.")
}

fn enter(thread: &mut Thread, this: Word) -> Result {
    check_closed(thread, this)?;
    Ok(this)
}

fn exit(thread: &mut Thread, arguments: object::Arguments) -> Result {
    call_method(thread, arguments.all[0], name!("close"), &[])?;
    Ok(Word::NONE)
}

fn iter(thread: &mut Thread, this: Word) -> Result {
    check_closed(thread, this)?;
    Ok(this)
}

fn next(thread: &mut Thread, this: Word) -> Result {
    let line = call_method(thread, this, name!("readline"), &[])?;
    if operation::length(thread, line)? == 0 {
        return Err(thread.raise_with(Builtin::StopIteration, &[]));
    }
    Ok(line)
}

fn finalize(thread: &mut Thread, this: Word) -> Result {
    let closed = attributes::get_optional(thread, this, name!("closed"));
    if let Some(Some(closed)) = thread.absorb(closed, Builtin::Exception)?
        && closed == Word::FALSE
    {
        let result = call_method(thread, this, name!("close"), &[]);
        thread.absorb(result, Builtin::Exception)?;
    }
    Ok(Word::NONE)
}

fn close(thread: &mut Thread, this: Word) -> Result {
    if is_closed(thread, this)? {
        return Ok(Word::NONE);
    }
    let flushed = call_method(thread, this, name!("flush"), &[]);
    let pending = match flushed {
        Ok(_) => Word::NULL,
        Err(raised) => thread.take_exception(raised),
    };
    attributes::set(thread, this, name!("__IOBase_closed"), Word::TRUE)?;
    if pending.is_null() { Ok(Word::NONE) } else { Err(thread.raise_object(pending)) }
}

fn flush(thread: &mut Thread, this: Word) -> Result {
    check_closed(thread, this)?;
    Ok(Word::NONE)
}

fn seek(thread: &mut Thread, _this: Word, _offset: Word, _whence: Word) -> Result {
    Err(unsupported(thread, "seek"))
}

fn tell(thread: &mut Thread, this: Word) -> Result {
    call_method(thread, this, name!("seek"), &[Word::from_int(0), Word::from_int(1)])
}

fn truncate(thread: &mut Thread, _this: Word, _size: Word) -> Result {
    Err(unsupported(thread, "truncate"))
}

fn fileno(thread: &mut Thread, _this: Word) -> Result {
    Err(unsupported(thread, "fileno"))
}

fn isatty(thread: &mut Thread, this: Word) -> Result {
    check_closed(thread, this)?;
    Ok(Word::FALSE)
}

fn no(_thread: &mut Thread, _this: Word) -> Result {
    Ok(Word::FALSE)
}

fn readline(thread: &mut Thread, this: Word, size: Word) -> Result {
    let limit = size_argument(thread, size)?.unwrap_or(usize::MAX);
    let peek = attributes::get_optional(thread, this, name!("peek"))?;
    let mut line = Vec::new();
    while line.len() < limit {
        let mut wanted = 1;
        if let Some(peek) = peek {
            let ahead = thread.call(peek, &[Word::from_int(1)])?;
            let ahead = buffer::get(thread, ahead)?;
            if !ahead.is_empty() {
                let end =
                    ahead.iter().position(|&byte| byte == b'\n').map_or(ahead.len(), |at| at + 1);
                wanted = end.min(limit - line.len());
            }
        }
        let read = call_method(thread, this, name!("read"), &[Word::from_int(wanted as i64)])?;
        if !buffer::is_bytes(read) {
            let kind = argument::class_name(read);
            let text = format!("read() should have returned a bytes object, not '{kind}'");
            return Err(thread.raise(Builtin::OSError, text));
        }
        let data = buffer::get(thread, read)?;
        if data.is_empty() {
            break;
        }
        line.extend_from_slice(data);
        if line.last() == Some(&b'\n') {
            break;
        }
    }
    Ok(bytes::new(thread, &line))
}

fn readlines(thread: &mut Thread, this: Word, hint: Word) -> Result {
    let hint = size_argument(thread, hint)?.filter(|hint| *hint > 0);
    let lines = list::new(thread, &[]);
    let mut total = 0;
    let iterator = iterate::iterator(thread, this)?;
    while let Some(line) = iterate::next(thread, iterator)? {
        list::append(thread, lines, line);
        total += operation::length(thread, line)?;
        if hint.is_some_and(|hint| total >= hint) {
            break;
        }
    }
    Ok(lines)
}

fn writelines(thread: &mut Thread, this: Word, lines: Word) -> Result {
    check_closed(thread, this)?;
    let write = attributes::get(thread, this, name!("write"))?;
    iterate::each(thread, lines, &mut |thread, line| {
        thread.call(write, &[line])?;
        Ok(true)
    })?;
    Ok(Word::NONE)
}

native_functions! { static RAW_METHODS =
    read(this, size) "($self, size=-1, /)" Effects::ANY => raw_read;
    readall(this) "($self, /)" Effects::ANY => raw_read_all;
    readinto(this, target) "($self, buffer, /)" Effects::ANY => unsupported_one;
    write(this, data) "($self, b, /)" Effects::ANY => unsupported_write;
}

fn unsupported_one(thread: &mut Thread, _this: Word, _target: Word) -> Result {
    Err(unsupported(thread, "readinto"))
}
fn unsupported_write(thread: &mut Thread, _this: Word, _data: Word) -> Result {
    Err(unsupported(thread, "write"))
}

fn raw_read(thread: &mut Thread, this: Word, size: Word) -> Result {
    let Some(size) = size_argument(thread, size)? else {
        return call_method(thread, this, name!("readall"), &[]);
    };
    let target = class::class_of(Word::NONE);
    let _ = target;
    let count = Word::from_int(size as i64);
    let target = thread.call(Builtin::ByteArray.word(), &[count])?;
    let read = call_method(thread, this, name!("readinto"), &[target])?;
    if read.is_none() {
        return Ok(Word::NONE);
    }
    let read = argument::int(thread, read)?;
    let data = buffer::get(thread, target)?;
    let end = usize::try_from(read).unwrap_or(0).min(data.len());
    Ok(bytes::new(thread, &data[..end]))
}

fn raw_read_all(thread: &mut Thread, this: Word) -> Result {
    let mut all = Vec::new();
    loop {
        let size = integer::from_i64(thread, super::DEFAULT_BUFFER_SIZE as i64);
        let read = call_method(thread, this, name!("read"), &[size])?;
        if read.is_none() {
            if all.is_empty() {
                return Ok(Word::NONE);
            }
            break;
        }
        let data = buffer::get(thread, read)?;
        if data.is_empty() {
            break;
        }
        all.extend_from_slice(data);
    }
    Ok(bytes::new(thread, &all))
}

native_functions! { static BUFFERED_METHODS =
    read(this, size) "($self, size=-1, /)" Effects::ANY => unsupported_read;
    read1(this, size) "($self, size=-1, /)" Effects::ANY => unsupported_read1;
    readinto(this, target) "($self, buffer, /)" Effects::ANY => read_into;
    readinto1(this, target) "($self, buffer, /)" Effects::ANY => read_into_once;
    write(this, data) "($self, b, /)" Effects::ANY => unsupported_write;
    detach(this) "($self, /)" Effects::ANY => unsupported_detach;
}

fn unsupported_read(thread: &mut Thread, _this: Word, _size: Word) -> Result {
    Err(unsupported(thread, "read"))
}
fn unsupported_read1(thread: &mut Thread, _this: Word, _size: Word) -> Result {
    Err(unsupported(thread, "read1"))
}
fn unsupported_detach(thread: &mut Thread, _this: Word) -> Result {
    Err(unsupported(thread, "detach"))
}

fn read_into(thread: &mut Thread, this: Word, target: Word) -> Result {
    read_into_by(thread, this, target, name!("read"))
}
fn read_into_once(thread: &mut Thread, this: Word, target: Word) -> Result {
    read_into_by(thread, this, target, name!("read1"))
}

fn read_into_by(thread: &mut Thread, this: Word, target: Word, method: Word) -> Result {
    let wanted = buffer::writable(thread, target)?.len();
    let read = call_method(thread, this, method, &[Word::from_int(wanted as i64)])?;
    if read.is_none() {
        return Ok(Word::NONE);
    }
    let data = buffer::get(thread, read)?;
    let target = buffer::writable(thread, target)?;
    if data.len() > target.len() {
        let text = format!(
            "read() returned too much data: {} bytes requested, {} returned",
            target.len(),
            data.len()
        );
        return Err(thread.value_error(text));
    }
    target[..data.len()].copy_from_slice(data);
    Ok(Word::from_int(data.len() as i64))
}

native_functions! { static TEXT_METHODS =
    read(this, size) "($self, size=-1, /)" Effects::ANY => unsupported_read;
    readline(this, size) "($self, size=-1, /)" Effects::ANY => unsupported_readline;
    write(this, data) "($self, s, /)" Effects::ANY => unsupported_write;
    detach(this) "($self, /)" Effects::ANY => unsupported_detach;
}

fn unsupported_readline(thread: &mut Thread, _this: Word, _size: Word) -> Result {
    Err(unsupported(thread, "readline"))
}

fn nothing(_thread: &mut Thread, _this: Word) -> Result {
    Ok(Word::NONE)
}

static TEXT_ATTRIBUTES: &[NativeAttribute] =
    &[attribute("encoding", nothing), attribute("newlines", nothing), attribute("errors", nothing)];
