//! `BufferedReader`, `BufferedWriter`, `BufferedRandom`.
//!
//! One buffer, which holds either bytes read ahead or bytes to be written, never both: a change of
//! direction gives up the former (by seeking back) or flushes the latter.
//!
//! Words: 0 the raw stream (null: detached), 1 the buffer, 2 the monitor, 3 a raw `Fill`.

use super::monitor::Monitor;
use super::{base, file, size_argument, unsupported, written_bytes};
use crate::native_class::{NativeClass, attribute};
use crate::{argument, buffer, class_root, name, state};
use object::native::NativeAttribute;
use object::operation::call_method;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute as attributes, bytes, class, integer, operation, string};
use std::collections::HashSet;
use std::sync::Mutex;
use tracer::Effects;

const RAW: usize = 0;
const BUFFER: usize = 1;
const MONITOR: usize = 2;
const FILL: usize = 3;

/// How far the buffer is filled.
#[repr(C)]
struct Fill {
    /// Unread bytes: `read_at..read_end`.
    read_at: usize,
    read_end: usize,
    /// Unwritten bytes: `0..write_end`.
    write_end: usize,
    size: usize,
}

macro_rules! buffered_class {
    ($(#[$doc:meta])* $constant:ident $text:literal $methods:expr) => {
        $(#[$doc])*
        pub static $constant: NativeClass = NativeClass {
            name: $text,
            module: "_io",
            base: Some(|thread| base::BUFFERED_BASE.word(thread)),
            methods: $methods,
            attributes: ATTRIBUTES,
            flags: class::flag::WEAK | class::flag::FINALIZER,
            class: class_root!(),
            ..NativeClass::EMPTY
        };
    };
}
buffered_class!(
    /// `io.BufferedReader`
    READER "BufferedReader" &[COMMON, READING, READER_METHODS]);
buffered_class!(
    /// `io.BufferedWriter`
    WRITER "BufferedWriter" &[COMMON, WRITING, WRITER_METHODS]);
buffered_class!(
    /// `io.BufferedRandom`
    RANDOM "BufferedRandom" &[COMMON, READING, WRITING, RANDOM_METHODS]);

/// `io.BufferedRWPair`
pub static PAIR: NativeClass = NativeClass {
    name: "BufferedRWPair",
    module: "_io",
    base: Some(|thread| base::BUFFERED_BASE.word(thread)),
    methods: &[PAIR_METHODS],
    attributes: PAIR_ATTRIBUTES,
    class: class_root!(),
    ..NativeClass::EMPTY
};

const INIT: &str = "($self, raw, buffer_size=131072)";

native_functions! { static READER_METHODS =
    __init__(..) "($self, raw, buffer_size=131072)" Effects::ANY => init_reader;
}
native_functions! { static WRITER_METHODS =
    __init__(..) "($self, raw, buffer_size=131072)" Effects::ANY => init_writer;
}
native_functions! { static RANDOM_METHODS =
    __init__(..) "($self, raw, buffer_size=131072)" Effects::ANY => init_random;
}
/// Streams that hold unwritten bytes, by address, for the end of the program. An entry does not keep its stream alive,
/// but a stream with unwritten bytes does not go before its finalizer has written them.
static UNWRITTEN: Mutex<Option<HashSet<u64>>> = Mutex::new(None);

fn set_unwritten(this: Word, unwritten: bool) {
    let mut all = UNWRITTEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let all = all.get_or_insert_with(HashSet::new);
    if unwritten {
        all.insert(this.0);
    } else {
        all.remove(&this.0);
    }
}

/// Flushes all streams that hold unwritten bytes; their errors are forgotten. At the end of the program.
pub fn flush_all(thread: &mut Thread) {
    let all: Vec<u64> = {
        let all = UNWRITTEN.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        all.iter().flatten().copied().collect()
    };
    for address in all {
        if let Err(raised) = flush(thread, Word(address)) {
            thread.take_exception(raised);
        }
    }
}

fn finalize(thread: &mut Thread, this: Word) -> Result {
    let raw = state::get(this, RAW);
    if !raw.is_null() && !is_closed(thread, raw)? {
        let closed = call_method(thread, this, name!("close"), &[]);
        thread.absorb(closed, Builtin::Exception)?;
    }
    set_unwritten(this, false);
    Ok(Word::NONE)
}

native_functions! { static COMMON =
    __del__(this) "($self, /)" Effects::ANY => finalize;
    __repr__(this) "($self, /)" Effects::ANY => repr;
    detach(this) "($self, /)" Effects::ANY => detach;
    flush(this) "($self, /)" Effects::ANY => flush_method;
    close(this) "($self, /)" Effects::ANY => close;
    seekable(this) "($self, /)" Effects::ANY => seekable;
    readable(this) "($self, /)" Effects::ANY => readable;
    writable(this) "($self, /)" Effects::ANY => writable;
    fileno(this) "($self, /)" Effects::ANY => fileno;
    isatty(this) "($self, /)" Effects::ANY => isatty;
    tell(this) "($self, /)" Effects::ANY => tell;
    seek(this, target, whence) "($self, target, whence=0, /)" Effects::ANY => seek;
    truncate(this, size) "($self, pos=None, /)" Effects::ANY => truncate;
}
native_functions! { static READING =
    read(this, size) "($self, size=-1, /)" Effects::ANY => read;
    read1(this, size) "($self, size=-1, /)" Effects::ANY => read_once;
    peek(this, size) "($self, size=0, /)" Effects::ANY => peek;
    readline(this, size) "($self, size=-1, /)" Effects::ANY => read_line;
    readinto(this, target) "($self, buffer, /)" Effects::ANY => read_into;
    readinto1(this, target) "($self, buffer, /)" Effects::ANY => read_into_once;
}
native_functions! { static WRITING =
    write(this, data) "($self, buffer, /)" Effects::ANY => write;
}

static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("raw", |_, this| Ok(argument::or_none(state::get(this, RAW)))),
    attribute("closed", closed),
    attribute("name", |thread, this| {
        let raw = raw_of(thread, this)?;
        attributes::get(thread, raw, name!("name"))
    }),
    attribute("mode", |thread, this| {
        let raw = raw_of(thread, this)?;
        attributes::get(thread, raw, name!("mode"))
    }),
];

fn raw_of(thread: &mut Thread, this: Word) -> Result {
    let raw = state::get(this, RAW);
    if !raw.is_null() {
        return Ok(raw);
    }
    let text = if state::get(this, FILL).is_null() {
        "I/O operation on uninitialized object"
    } else {
        "raw stream has been detached"
    };
    Err(thread.value_error(text))
}

fn fill(this: Word) -> &'static mut Fill {
    // SAFETY: the word names a raw vector that was made for this struct; the monitor is held.
    unsafe { &mut *(state::raw_bytes(state::get(this, FILL)).as_mut_ptr() as *mut Fill) }
}

fn memory(this: Word) -> &'static mut [u8] {
    state::raw_bytes(state::get(this, BUFFER))
}

/// Whether an object is a buffered stream of ours and not of a subclass.
pub fn is_exact(object: Word) -> bool {
    if !object.is_pointer() {
        return false;
    }
    let class = class::class_of(object);
    class == READER.class.get() || class == WRITER.class.get() || class == RANDOM.class.get()
}

/// Sets up on a raw stream.
pub fn initialize(thread: &mut Thread, this: Word, raw: Word, size: usize) -> Result<()> {
    if size == 0 {
        return Err(thread.value_error("buffer size must be strictly positive"));
    }
    let record = state::raw(thread, size_of::<Fill>());
    state::set(thread, this, FILL, record);
    // The memory itself waits for the first use: many files are read whole or never.
    state::set(thread, this, BUFFER, Word::NULL);
    fill(this).size = size;
    state::set(thread, this, RAW, raw);
    if file::is_exact(raw) {
        file::set_wrapped(raw, true);
    }
    Ok(())
}

fn ensure_memory(thread: &mut Thread, this: Word) {
    if state::get(this, BUFFER).is_null() {
        let memory = state::raw(thread, fill(this).size);
        state::set(thread, this, BUFFER, memory);
    }
}

fn init(thread: &mut Thread, arguments: Arguments, readable: bool, writable: bool) -> Result {
    let [this, raw, size] = argument::bind(thread, "BufferedReader", INIT, arguments)?;
    let size = argument::int_or(thread, size, super::DEFAULT_BUFFER_SIZE as i64)?;
    if size <= 0 {
        return Err(thread.value_error("buffer size must be strictly positive"));
    }
    for (wanted, method, text) in [
        (readable, name!("readable"), "File or stream is not readable."),
        (writable, name!("writable"), "File or stream is not writable."),
        (readable && writable, name!("seekable"), "File or stream is not seekable."),
    ] {
        if wanted {
            let answer = call_method(thread, raw, method, &[])?;
            if !operation::truth(thread, answer)? {
                return Err(unsupported(thread, text));
            }
        }
    }
    initialize(thread, this, raw, size as usize)?;
    Ok(Word::NONE)
}

fn init_reader(thread: &mut Thread, arguments: Arguments) -> Result {
    init(thread, arguments, true, false)
}
fn init_writer(thread: &mut Thread, arguments: Arguments) -> Result {
    init(thread, arguments, false, true)
}
fn init_random(thread: &mut Thread, arguments: Arguments) -> Result {
    init(thread, arguments, true, true)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let kind = object::describe::full_name(class::class_of(this));
    let name = attributes::get(thread, this, name!("name"));
    let text = match thread.absorb(name, Builtin::Exception)? {
        Some(name) => {
            let name = object::describe::repr(thread, name)?;
            format!("<{kind} name={name}>")
        }
        None => format!("<{kind}>"),
    };
    Ok(string::new(thread, &text))
}

fn closed(thread: &mut Thread, this: Word) -> Result {
    let raw = raw_of(thread, this)?;
    Ok(Word::from_bool(is_closed(thread, raw)?))
}

fn is_closed(thread: &mut Thread, raw: Word) -> Result<bool> {
    if file::is_exact(raw) {
        return Ok(file::descriptor_of(raw) < 0);
    }
    base::is_closed(thread, raw)
}

/// The raw stream, which must be open.
fn open_raw(thread: &mut Thread, this: Word, doing: &str) -> Result {
    let raw = raw_of(thread, this)?;
    if is_closed(thread, raw)? {
        return Err(thread.value_error(format!("{doing} of closed file")));
    }
    Ok(raw)
}

// The raw stream.

fn raw_read(thread: &mut Thread, raw: Word, target: &mut [u8]) -> Result<Option<usize>> {
    if file::is_exact(raw) {
        return file::read_slice(thread, raw, target);
    }
    let size = Word::from_int(target.len() as i64);
    let array = thread.call(Builtin::ByteArray.word(), &[size])?;
    let read = call_method(thread, raw, name!("readinto"), &[array])?;
    if read.is_none() {
        return Ok(None);
    }
    let count = argument::int(thread, read)?;
    if count < 0 || count as usize > target.len() {
        let text = format!(
            "raw readinto() returned invalid length {count} (should have been between 0 and {})",
            target.len()
        );
        return Err(thread.raise(Builtin::OSError, text));
    }
    let data = buffer::get(thread, array)?;
    let count = (count as usize).min(data.len());
    target[..count].copy_from_slice(&data[..count]);
    Ok(Some(count))
}

fn raw_write(thread: &mut Thread, raw: Word, data: &[u8]) -> Result<Option<usize>> {
    if file::is_exact(raw) {
        return file::write_slice(thread, raw, data);
    }
    let given = bytes::new(thread, data);
    let written = call_method(thread, raw, name!("write"), &[given])?;
    if written.is_none() {
        return Ok(None);
    }
    let count = argument::int(thread, written)?;
    if count < 0 || count as usize > data.len() {
        let text = format!(
            "raw write() returned invalid length {count} (should have been between 0 and {})",
            data.len()
        );
        return Err(thread.raise(Builtin::OSError, text));
    }
    Ok(Some(count as usize))
}

fn raw_seek(thread: &mut Thread, raw: Word, offset: i64, whence: i32) -> Result<i64> {
    if file::is_exact(raw) {
        return file::seek_to(thread, raw, offset, whence);
    }
    let offset = integer::from_i64(thread, offset);
    let whence = Word::from_int(i64::from(whence));
    let position = call_method(thread, raw, name!("seek"), &[offset, whence])?;
    argument::int(thread, position)
}

/// Writes out what waits.
fn flush_writes(thread: &mut Thread, this: Word, raw: Word) -> Result<()> {
    let record = fill(this);
    let mut written = 0;
    while written < record.write_end {
        let pending = &memory(this)[written..record.write_end];
        match raw_write(thread, raw, pending) {
            Ok(Some(count)) => written += count,
            Ok(None) => {
                memory(this).copy_within(written..record.write_end, 0);
                record.write_end -= written;
                return Err(would_block(thread, 0));
            }
            Err(raised) => {
                memory(this).copy_within(written..record.write_end, 0);
                record.write_end -= written;
                return Err(raised);
            }
        }
    }
    record.write_end = 0;
    set_unwritten(this, false);
    Ok(())
}

fn would_block(thread: &mut Thread, written: usize) -> object::Raised {
    let number = Word::from_int(i64::from(libc::EAGAIN));
    let text = string::new(thread, "write could not complete without blocking");
    let count = Word::from_int(written as i64);
    match thread.call(Builtin::BlockingIOError.word(), &[number, text, count]) {
        Ok(exception) => thread.raise_object(exception),
        Err(raised) => raised,
    }
}

/// Gives up what was read ahead.
fn rewind(thread: &mut Thread, this: Word, raw: Word) -> Result<()> {
    let record = fill(this);
    let ahead = record.read_end - record.read_at;
    record.read_at = 0;
    record.read_end = 0;
    if ahead > 0 {
        raw_seek(thread, raw, -(ahead as i64), libc::SEEK_CUR)?;
    }
    Ok(())
}

/// Bytes read ahead; reads once where there are none. Empty at the end of the file, `None` if that would wait.
fn fill_buffer(thread: &mut Thread, this: Word, raw: Word) -> Result<Option<&'static [u8]>> {
    let record = fill(this);
    if record.write_end > 0 {
        flush_writes(thread, this, raw)?;
    }
    if record.read_at == record.read_end {
        ensure_memory(thread, this);
        record.read_at = 0;
        record.read_end = 0;
        match raw_read(thread, raw, memory(this))? {
            Some(count) => record.read_end = count,
            None => return Ok(None),
        }
    }
    Ok(Some(&memory(this)[record.read_at..record.read_end]))
}

/// For a text stream: the bytes read ahead, after reading once where there were none. The caller takes all of them.
pub fn take_chunk(thread: &mut Thread, this: Word) -> Result<Option<&'static [u8]>> {
    let raw = open_raw(thread, this, "read")?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let chunk = fill_buffer(thread, this, raw)?;
    let record = fill(this);
    record.read_at = record.read_end;
    Ok(chunk)
}

/// For a text stream: writes all of the data to the buffer.
pub fn write_all(thread: &mut Thread, this: Word, data: &[u8]) -> Result<()> {
    let raw = open_raw(thread, this, "write to")?;
    if state::get_int(this, 4) == 0 && class::class_of(this) == READER.class.get() {
        return Err(unsupported(thread, "write"));
    }
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let record = fill(this);
    if record.read_end > record.read_at {
        rewind(thread, this, raw)?;
    }
    record.read_at = 0;
    record.read_end = 0;
    ensure_memory(thread, this);
    if record.write_end + data.len() > record.size {
        flush_writes(thread, this, raw)?;
    }
    let mut rest = data;
    while rest.len() > record.size {
        match raw_write(thread, raw, rest)? {
            Some(count) => rest = &rest[count..],
            None => return Err(would_block(thread, data.len() - rest.len())),
        }
    }
    memory(this)[record.write_end..record.write_end + rest.len()].copy_from_slice(rest);
    if record.write_end == 0 && !rest.is_empty() {
        set_unwritten(this, true);
    }
    record.write_end += rest.len();
    Ok(())
}

/// Writes out what waits, and gives up what was read ahead.
pub fn flush(thread: &mut Thread, this: Word) -> Result<()> {
    let raw = open_raw(thread, this, "flush")?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    if fill(this).write_end > 0 {
        flush_writes(thread, this, raw)?;
    }
    if class::class_of(this) != READER.class.get() && fill(this).read_end > fill(this).read_at {
        rewind(thread, this, raw)?;
    }
    if !file::is_exact(raw) {
        call_method(thread, raw, name!("flush"), &[])?;
    }
    Ok(())
}

fn flush_method(thread: &mut Thread, this: Word) -> Result {
    flush(thread, this)?;
    Ok(Word::NONE)
}

fn detach(thread: &mut Thread, this: Word) -> Result {
    let raw = raw_of(thread, this)?;
    call_method(thread, this, name!("flush"), &[])?;
    state::set(thread, this, RAW, Word::NULL);
    if file::is_exact(raw) {
        file::set_wrapped(raw, false);
    }
    Ok(raw)
}

fn close(thread: &mut Thread, this: Word) -> Result {
    let raw = raw_of(thread, this)?;
    if is_closed(thread, raw)? {
        return Ok(Word::NONE);
    }
    let flushed = call_method(thread, this, name!("flush"), &[]);
    let pending = match flushed {
        Ok(_) => Word::NULL,
        Err(raised) => thread.take_exception(raised),
    };
    let closed = call_method(thread, raw, name!("close"), &[]);
    if !pending.is_null() {
        if let Err(raised) = closed {
            thread.take_exception(raised);
        }
        return Err(thread.raise_object(pending));
    }
    closed
}

fn forward(thread: &mut Thread, this: Word, method: Word) -> Result {
    let raw = raw_of(thread, this)?;
    call_method(thread, raw, method, &[])
}
fn seekable(thread: &mut Thread, this: Word) -> Result {
    forward(thread, this, name!("seekable"))
}
fn readable(thread: &mut Thread, this: Word) -> Result {
    if WRITER.is_instance(this) {
        return Ok(Word::FALSE);
    }
    forward(thread, this, name!("readable"))
}
fn writable(thread: &mut Thread, this: Word) -> Result {
    if READER.is_instance(this) {
        return Ok(Word::FALSE);
    }
    forward(thread, this, name!("writable"))
}
fn fileno(thread: &mut Thread, this: Word) -> Result {
    forward(thread, this, name!("fileno"))
}
fn isatty(thread: &mut Thread, this: Word) -> Result {
    forward(thread, this, name!("isatty"))
}

fn read(thread: &mut Thread, this: Word, size: Word) -> Result {
    if !argument::absent(size) && argument::int(thread, size)? < -1 {
        return Err(thread.value_error("read length must be non-negative or -1"));
    }
    let size = size_argument(thread, size)?;
    let raw = open_raw(thread, this, "read")?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let Some(size) = size else { return read_all(thread, this, raw) };
    let record = fill(this);
    if record.write_end > 0 {
        flush_writes(thread, this, raw)?;
    }
    let ahead = record.read_end - record.read_at;
    if size <= ahead {
        let data = bytes::new(thread, &memory(this)[record.read_at..record.read_at + size]);
        record.read_at += size;
        return Ok(data);
    }
    let target = state::raw(thread, size);
    let target = state::raw_bytes(target);
    if ahead > 0 {
        target[..ahead].copy_from_slice(&memory(this)[record.read_at..record.read_end]);
    }
    record.read_at = 0;
    record.read_end = 0;
    let mut filled = ahead;
    while filled < size {
        if size - filled >= record.size {
            match raw_read(thread, raw, &mut target[filled..])? {
                Some(0) => break,
                Some(count) => filled += count,
                None if filled == 0 => return Ok(Word::NONE),
                None => break,
            }
            continue;
        }
        match fill_buffer(thread, this, raw)? {
            Some([]) => break,
            Some(chunk) => {
                let count = chunk.len().min(size - filled);
                target[filled..filled + count].copy_from_slice(&chunk[..count]);
                record.read_at += count;
                filled += count;
            }
            None if filled == 0 => return Ok(Word::NONE),
            None => break,
        }
    }
    Ok(bytes::new(thread, &target[..filled]))
}

/// For a text stream: everything up to the end.
pub fn read_rest(thread: &mut Thread, this: Word) -> Result {
    let raw = open_raw(thread, this, "read")?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    read_all(thread, this, raw)
}

fn read_all(thread: &mut Thread, this: Word, raw: Word) -> Result {
    let record = fill(this);
    if record.write_end > 0 {
        flush_writes(thread, this, raw)?;
    }
    let mut all = Vec::new();
    if record.read_end > record.read_at {
        all.extend_from_slice(&memory(this)[record.read_at..record.read_end]);
        record.read_at = 0;
        record.read_end = 0;
    }
    let rest = match attributes::get_optional(thread, raw, name!("readall"))? {
        Some(method) => thread.call(method, &[])?,
        None => call_method(thread, raw, name!("read"), &[])?,
    };
    if rest.is_none() {
        return Ok(if all.is_empty() { Word::NONE } else { bytes::new(thread, &all) });
    }
    if all.is_empty() && buffer::is_bytes(rest) {
        return Ok(rest);
    }
    let rest = buffer::get(thread, rest)?;
    all.extend_from_slice(rest);
    Ok(bytes::new(thread, &all))
}

fn read_once(thread: &mut Thread, this: Word, size: Word) -> Result {
    let size = size_argument(thread, size)?;
    let raw = open_raw(thread, this, "read")?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let size = size.unwrap_or(fill(this).size);
    if size == 0 {
        return Ok(bytes::new(thread, &[]));
    }
    let chunk = fill_buffer(thread, this, raw)?.unwrap_or(&[]);
    let count = chunk.len().min(size);
    fill(this).read_at += count;
    Ok(bytes::new(thread, &chunk[..count]))
}

fn peek(thread: &mut Thread, this: Word, _size: Word) -> Result {
    let raw = open_raw(thread, this, "peek")?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let chunk = fill_buffer(thread, this, raw)?.unwrap_or(&[]);
    Ok(bytes::new(thread, chunk))
}

fn read_line(thread: &mut Thread, this: Word, size: Word) -> Result {
    let limit = size_argument(thread, size)?.unwrap_or(usize::MAX);
    let raw = open_raw(thread, this, "read")?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let mut line = Vec::new();
    loop {
        let chunk = fill_buffer(thread, this, raw)?.unwrap_or(&[]);
        let room = limit - line.len();
        let found = chunk.iter().position(|&byte| byte == b'\n').map(|at| at + 1);
        let count = found.unwrap_or(chunk.len()).min(room);
        fill(this).read_at += count;
        if line.is_empty() && (found.is_some() || count == room || chunk.is_empty()) {
            return Ok(bytes::new(thread, &chunk[..count]));
        }
        line.extend_from_slice(&chunk[..count]);
        if found.is_some() || chunk.is_empty() || line.len() >= limit {
            return Ok(bytes::new(thread, &line));
        }
    }
}

fn read_into_by(thread: &mut Thread, this: Word, target: Word, once: bool) -> Result {
    let raw = open_raw(thread, this, "readinto")?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let mut filled = 0;
    loop {
        let room = buffer::writable(thread, target)?.len() - filled;
        if room == 0 {
            break;
        }
        let Some(chunk) = fill_buffer(thread, this, raw)? else {
            if filled == 0 {
                return Ok(Word::NONE);
            }
            break;
        };
        let count = chunk.len().min(room);
        buffer::writable(thread, target)?[filled..filled + count].copy_from_slice(&chunk[..count]);
        fill(this).read_at += count;
        filled += count;
        if count == 0 || once {
            break;
        }
    }
    Ok(Word::from_int(filled as i64))
}

fn read_into(thread: &mut Thread, this: Word, target: Word) -> Result {
    read_into_by(thread, this, target, false)
}
fn read_into_once(thread: &mut Thread, this: Word, target: Word) -> Result {
    read_into_by(thread, this, target, true)
}

fn write(thread: &mut Thread, this: Word, data: Word) -> Result {
    let bytes = written_bytes(thread, data)?;
    write_all(thread, this, bytes)?;
    Ok(Word::from_int(bytes.len() as i64))
}

/// The position in the stream.
pub fn position(thread: &mut Thread, this: Word) -> Result<i64> {
    let raw = open_raw(thread, this, "tell")?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let at = raw_seek(thread, raw, 0, libc::SEEK_CUR)?;
    let record = fill(this);
    Ok(at - (record.read_end - record.read_at) as i64 + record.write_end as i64)
}

fn tell(thread: &mut Thread, this: Word) -> Result {
    let position = position(thread, this)?;
    Ok(integer::from_i64(thread, position))
}

fn seek(thread: &mut Thread, this: Word, target: Word, whence: Word) -> Result {
    let whence = argument::int_or(thread, whence, 0)?;
    if !(0..=4).contains(&whence) {
        return Err(thread.value_error(format!("whence value {whence} unsupported")));
    }
    let raw = open_raw(thread, this, "seek")?;
    let mut offset = argument::int(thread, target)?;
    let able = call_method(thread, raw, name!("seekable"), &[])?;
    if !operation::truth(thread, able)? {
        return Err(unsupported(thread, "File or stream is not seekable."));
    }
    let _monitor = Monitor::enter(thread, this, MONITOR);
    if fill(this).write_end > 0 {
        flush_writes(thread, this, raw)?;
    }
    let record = fill(this);
    let ahead = (record.read_end - record.read_at) as i64;
    if whence == 0 && ahead > 0 {
        // Within what is in memory, nothing moves.
        let here = raw_seek(thread, raw, 0, libc::SEEK_CUR)?;
        let start = here - record.read_end as i64;
        if offset >= start && offset <= here {
            record.read_at = (offset - start) as usize;
            return Ok(integer::from_i64(thread, offset));
        }
    }
    if whence == 1 {
        offset -= ahead;
    }
    let at = raw_seek(thread, raw, offset, whence as i32)?;
    let record = fill(this);
    record.read_at = 0;
    record.read_end = 0;
    Ok(integer::from_i64(thread, at))
}

fn truncate(thread: &mut Thread, this: Word, size: Word) -> Result {
    let raw = open_raw(thread, this, "truncate")?;
    if READER.is_instance(this) {
        return Err(unsupported(thread, "truncate"));
    }
    flush(thread, this)?;
    let size = if argument::absent(size) { tell(thread, this)? } else { size };
    call_method(thread, raw, name!("truncate"), &[size])
}

// BufferedRWPair: words 0 the reader, 1 the writer.

native_functions! { static PAIR_METHODS =
    __init__(this, reader, writer, size) "($self, reader, writer, buffer_size=131072, /)" Effects::ANY => pair_init;
    read(this, size) "($self, size=-1, /)" Effects::ANY => pair_read;
    read1(this, size) "($self, size=-1, /)" Effects::ANY => pair_read1;
    peek(this, size) "($self, size=0, /)" Effects::ANY => pair_peek;
    readinto(this, target) "($self, buffer, /)" Effects::ANY => pair_read_into;
    write(this, data) "($self, buffer, /)" Effects::ANY => pair_write;
    flush(this) "($self, /)" Effects::ANY => pair_flush;
    readable(this) "($self, /)" Effects::ANY => pair_readable;
    writable(this) "($self, /)" Effects::ANY => pair_writable;
    isatty(this) "($self, /)" Effects::ANY => pair_isatty;
    close(this) "($self, /)" Effects::ANY => pair_close;
}
static PAIR_ATTRIBUTES: &[NativeAttribute] = &[attribute("closed", |thread, this| {
    attributes::get(thread, state::get(this, 1), name!("closed"))
})];

fn pair_init(thread: &mut Thread, this: Word, reader: Word, writer: Word, size: Word) -> Result {
    let size = argument::int_or(thread, size, super::DEFAULT_BUFFER_SIZE as i64)?;
    for (index, class, raw) in [(0, &READER, reader), (1, &WRITER, writer)] {
        let half = class.instantiate(thread);
        initialize(thread, half, raw, size.max(1) as usize)?;
        state::set(thread, this, index, half);
    }
    Ok(Word::NONE)
}
fn half(thread: &mut Thread, this: Word, index: usize, method: Word, arguments: &[Word]) -> Result {
    let half = state::get(this, index);
    if half.is_null() {
        return Err(thread.value_error("I/O operation on uninitialized object"));
    }
    call_method(thread, half, method, arguments)
}
fn pair_read(thread: &mut Thread, this: Word, size: Word) -> Result {
    half(thread, this, 0, name!("read"), &[argument::or_none(size)])
}
fn pair_read1(thread: &mut Thread, this: Word, size: Word) -> Result {
    let size = if size.is_null() { Word::from_int(-1) } else { size };
    half(thread, this, 0, name!("read1"), &[size])
}
fn pair_peek(thread: &mut Thread, this: Word, _size: Word) -> Result {
    half(thread, this, 0, name!("peek"), &[])
}
fn pair_read_into(thread: &mut Thread, this: Word, target: Word) -> Result {
    half(thread, this, 0, name!("readinto"), &[target])
}
fn pair_write(thread: &mut Thread, this: Word, data: Word) -> Result {
    half(thread, this, 1, name!("write"), &[data])
}
fn pair_flush(thread: &mut Thread, this: Word) -> Result {
    half(thread, this, 1, name!("flush"), &[])
}
fn pair_readable(thread: &mut Thread, this: Word) -> Result {
    half(thread, this, 0, name!("readable"), &[])
}
fn pair_writable(thread: &mut Thread, this: Word) -> Result {
    half(thread, this, 1, name!("writable"), &[])
}
fn pair_isatty(thread: &mut Thread, this: Word) -> Result {
    let writer = half(thread, this, 1, name!("isatty"), &[])?;
    if operation::truth(thread, writer)? {
        return Ok(writer);
    }
    half(thread, this, 0, name!("isatty"), &[])
}
fn pair_close(thread: &mut Thread, this: Word) -> Result {
    half(thread, this, 1, name!("close"), &[])?;
    half(thread, this, 0, name!("close"), &[])
}
