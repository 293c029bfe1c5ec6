//! `TextIOWrapper`.
//!
//! Decoded text waits as WTF-8 with a read position. utf-8, ascii and latin-1 are decoded here;
//! other encodings through the incremental decoders of `codecs`. What is written goes straight
//! into the buffer of the stream below, which is the only one on that side.
//!
//! A position (`tell`) is a plain byte offset of the stream below. It is found by counting back
//! over the text not yet read; where line ends were translated, the raw chunk is kept and walked.
//!
//! Words: 0 the stream below (null: detached), 1 decoded text (raw vector), 2 monitor, 3 a raw
//! `Text`, 4 a vector of the objects below.

use super::monitor::Monitor;
use super::newline::{self, Newline};
use super::{base, buffered, size_argument, unsupported};
use crate::native_class::{NativeClass, attribute};
use crate::{argument, buffer, class_root, import, name, state};
use object::native::NativeAttribute;
use object::operation::call_method;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute as attributes, class, integer, operation, string};
use tracer::Effects;

/// `io.TextIOWrapper`
pub static TEXT_IO: NativeClass = NativeClass {
    name: "TextIOWrapper",
    module: "_io",
    doc: "Character and line based layer over a BufferedIOBase object, buffer.",
    base: Some(|thread| base::TEXT_BASE.word(thread)),
    methods: &[METHODS],
    attributes: ATTRIBUTES,
    class: class_root!(),
    ..NativeClass::EMPTY
};

const BELOW: usize = 0;
const DECODED: usize = 1;
const MONITOR: usize = 2;
const RECORD: usize = 3;
const OBJECTS: usize = 4;

// Items of the objects.
const ENCODING: usize = 0;
const ERRORS: usize = 1;
const DECODER: usize = 2;
const CHUNK: usize = 3;
const ENCODER: usize = 4;

#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Codec {
    Utf8,
    Ascii,
    Latin1,
    Other,
}

#[repr(C)]
struct Text {
    /// Unread text: these bytes of the decoded text.
    at: usize,
    end: usize,
    /// An incomplete character.
    held: [u8; 4],
    held_length: usize,
    /// Kinds of line ends seen.
    seen: i64,
    newline: Newline,
    codec: Codec,
    line_buffering: bool,
    write_through: bool,
    /// A carriage return at the end of the last chunk waits for what follows.
    pending_return: bool,
    /// The decoded text is shorter than its chunk: line ends were translated.
    shrunk: bool,
    /// Anything has been written (utf-16 begins with a mark).
    written: bool,
}

const INIT: &str = "($self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)";

native_functions! { static METHODS =
    __init__(..) "($self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)" Effects::ANY => init;
    __repr__(this) "($self, /)" Effects::ANY => repr;
    __next__(this) "($self, /)" Effects::ANY => next;
    reconfigure(..) "($self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)" Effects::ANY => reconfigure;
    read(this, size) "($self, size=-1, /)" Effects::ANY => read;
    readline(this, size) "($self, size=-1, /)" Effects::ANY => read_line;
    write(this, text) "($self, text, /)" Effects::ANY => write;
    flush(this) "($self, /)" Effects::ANY => flush_method;
    close(this) "($self, /)" Effects::ANY => close;
    detach(this) "($self, /)" Effects::ANY => detach;
    seek(this, cookie, whence) "($self, cookie, whence=0, /)" Effects::ANY => seek;
    tell(this) "($self, /)" Effects::ANY => tell;
    truncate(this, size) "($self, pos=None, /)" Effects::ANY => truncate;
    fileno(this) "($self, /)" Effects::ANY => fileno;
    isatty(this) "($self, /)" Effects::ANY => isatty;
    readable(this) "($self, /)" Effects::ANY => readable;
    writable(this) "($self, /)" Effects::ANY => writable;
    seekable(this) "($self, /)" Effects::ANY => seekable;
}

static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("buffer", below),
    attribute("encoding", |thread, this| object(thread, this, ENCODING)),
    attribute("errors", |thread, this| object(thread, this, ERRORS)),
    attribute("newlines", |thread, this| {
        below(thread, this)?;
        Ok(newline::kinds_word(thread, record(this).seen))
    }),
    attribute("line_buffering", |thread, this| {
        below(thread, this)?;
        Ok(Word::from_bool(record(this).line_buffering))
    }),
    attribute("write_through", |thread, this| {
        below(thread, this)?;
        Ok(Word::from_bool(record(this).write_through))
    }),
    attribute("closed", |thread, this| {
        let stream = below(thread, this)?;
        attributes::get(thread, stream, name!("closed"))
    }),
    attribute("name", |thread, this| {
        let stream = below(thread, this)?;
        attributes::get(thread, stream, name!("name"))
    }),
    NativeAttribute {
        name: "_CHUNK_SIZE",
        doc: "",
        get: |_, _| Ok(Word::from_int(8192)),
        set: Some(|_, _, _| Ok(())),
    },
];

/// Whether an object is a `TextIOWrapper` and not of a subclass.
pub fn is_exact(object: Word) -> bool {
    object.is_pointer() && class::class_of(object) == TEXT_IO.class.get()
}

fn below(thread: &mut Thread, this: Word) -> Result {
    let stream = state::get(this, BELOW);
    if !stream.is_null() {
        return Ok(stream);
    }
    let text = if state::get(this, RECORD).is_null() {
        "I/O operation on uninitialized object"
    } else {
        "underlying buffer has been detached"
    };
    Err(thread.value_error(text))
}

fn record(this: Word) -> &'static mut Text {
    // SAFETY: the word names a raw vector that was made for this struct; the monitor is held, and
    // all its fields are plain values that were stored by `configure`.
    unsafe { &mut *(state::raw_bytes(state::get(this, RECORD)).as_mut_ptr() as *mut Text) }
}

fn object(thread: &mut Thread, this: Word, index: usize) -> Result {
    below(thread, this)?;
    Ok(argument::or_none(state::items(state::get(this, OBJECTS))[index]))
}

fn set_object(thread: &mut Thread, this: Word, index: usize, value: Word) {
    state::set_item(thread, state::get(this, OBJECTS), index, value);
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, stream, encoding, errors, newline, line_buffering, write_through] =
        argument::bind(thread, "TextIOWrapper", INIT, arguments)?;
    let line_buffering = argument::truth_or(thread, line_buffering, false)?;
    let write_through = argument::truth_or(thread, write_through, false)?;
    initialize(thread, this, stream, encoding, errors, newline, line_buffering, write_through)?;
    Ok(Word::NONE)
}

/// Sets up on a binary stream.
pub fn initialize(
    thread: &mut Thread,
    this: Word,
    stream: Word,
    encoding: Word,
    errors: Word,
    newline: Word,
    line_buffering: bool,
    write_through: bool,
) -> Result<()> {
    for (given, which) in [(encoding, "encoding"), (errors, "errors")] {
        if !argument::absent(given) && !string::is_str(given) {
            let kind = argument::class_name(given);
            let text =
                format!("TextIOWrapper() argument '{which}' must be str or None, not {kind}");
            return Err(thread.type_error(text));
        }
    }
    let newline = newline::parse(thread, newline)?;
    let raw = state::raw(thread, size_of::<Text>());
    state::set(thread, this, RECORD, raw);
    let objects = state::vector(thread, 5);
    state::set(thread, this, OBJECTS, objects);
    record(this).newline = newline;
    record(this).line_buffering = line_buffering;
    record(this).write_through = write_through;
    configure(thread, this, encoding, errors)?;
    state::set(thread, this, BELOW, stream);
    Ok(())
}

/// Chooses the codec.
fn configure(thread: &mut Thread, this: Word, encoding: Word, errors: Word) -> Result<()> {
    let encoding = if argument::absent(encoding) || string::bytes(encoding) == b"locale" {
        name!("UTF-8")
    } else {
        encoding
    };
    let errors = if argument::absent(errors) { name!("strict") } else { errors };
    let text = argument::valid_text(thread, encoding)?;
    if text.contains('\0') {
        return Err(thread.value_error("embedded null character"));
    }
    let codec = match text.to_ascii_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" => Codec::Utf8,
        "ascii" | "us-ascii" => Codec::Ascii,
        "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" => Codec::Latin1,
        _ => Codec::Other,
    };
    set_object(thread, this, DECODER, Word::NULL);
    set_object(thread, this, ENCODER, Word::NULL);
    if codec == Codec::Other {
        let codecs = import::import(thread, "codecs")?;
        let info = call_method(thread, codecs, name!("lookup"), &[encoding])?;
        let is_text = attributes::get_optional(thread, info, name!("_is_text_encoding"))?;
        if is_text == Some(Word::FALSE) {
            let text = format!(
                "'{text}' is not a text encoding; use codecs.open() to handle arbitrary codecs"
            );
            return Err(thread.raise(Builtin::LookupError, text));
        }
        let make = attributes::get(thread, info, name!("incrementaldecoder"))?;
        if !make.is_none() {
            let decoder = thread.call(make, &[errors])?;
            set_object(thread, this, DECODER, decoder);
        }
        let make = attributes::get(thread, info, name!("incrementalencoder"))?;
        if !make.is_none() {
            let encoder = thread.call(make, &[errors])?;
            set_object(thread, this, ENCODER, encoder);
        }
    }
    record(this).codec = codec;
    set_object(thread, this, ENCODING, encoding);
    set_object(thread, this, ERRORS, errors);
    Ok(())
}

fn reconfigure(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, encoding, errors, newline, line_buffering, write_through] = argument::bind(
        thread,
        "reconfigure",
        "($self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)",
        arguments,
    )?;
    below(thread, this)?;
    if record(this).end > 0
        && (!argument::absent(encoding) || !argument::absent(errors) || !newline.is_null())
    {
        let text =
            "It is not possible to set the encoding or newline of stream after the first read";
        return Err(unsupported(thread, text));
    }
    flush(thread, this)?;
    if !argument::absent(encoding) || !argument::absent(errors) {
        let objects = state::items(state::get(this, OBJECTS));
        let (old_encoding, old_errors) = (objects[ENCODING], objects[ERRORS]);
        let errors = match (argument::absent(encoding), argument::absent(errors)) {
            (_, false) => errors,
            (true, true) => old_errors,
            (false, true) => name!("strict"),
        };
        let encoding = if argument::absent(encoding) { old_encoding } else { encoding };
        configure(thread, this, encoding, errors)?;
    }
    if !newline.is_null() {
        record(this).newline = newline::parse(thread, newline)?;
    }
    if !argument::absent(line_buffering) {
        record(this).line_buffering = operation::truth(thread, line_buffering)?;
    }
    if !argument::absent(write_through) {
        record(this).write_through = operation::truth(thread, write_through)?;
    }
    Ok(Word::NONE)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let kind = object::describe::full_name(class::class_of(this));
    let mut text = format!("<{kind}");
    for (field, label) in [(name!("name"), "name"), (name!("mode"), "mode")] {
        let found = attributes::get(thread, this, field);
        if let Some(found) = thread.absorb(found, Builtin::Exception)? {
            let shown = object::describe::repr(thread, found)?;
            text.push_str(&format!(" {label}={shown}"));
        }
    }
    let encoding = object(thread, this, ENCODING)?;
    let shown = object::describe::repr(thread, encoding)?;
    text.push_str(&format!(" encoding={shown}>"));
    Ok(string::new(thread, &text))
}

// Reading.

/// Decodes bytes through the str codecs.
fn decode_slowly(thread: &mut Thread, this: Word, data: &[u8]) -> Result<Vec<u8>> {
    let objects = state::items(state::get(this, OBJECTS));
    let (encoding, errors) = (objects[ENCODING], objects[ERRORS]);
    let data = buffer::new_bytes(thread, data);
    let text = call_method(thread, data, name!("decode"), &[encoding, errors])?;
    Ok(string::bytes(text).to_vec())
}

/// Length of an incomplete character at the end.
fn incomplete_tail(data: &[u8]) -> usize {
    for back in 1..=data.len().min(3) {
        let byte = data[data.len() - back];
        if byte & 0xc0 == 0x80 {
            continue;
        }
        let needed = match byte {
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            _ => return 0,
        };
        return if needed > back { back } else { 0 };
    }
    0
}

/// Text of a chunk of bytes, as the codec has it.
fn decode(thread: &mut Thread, this: Word, chunk: &[u8], last: bool) -> Result<Vec<u8>> {
    match record(this).codec {
        Codec::Utf8 => {
            let mut data = Vec::with_capacity(chunk.len() + 4);
            data.extend_from_slice(&record(this).held[..record(this).held_length]);
            data.extend_from_slice(chunk);
            record(this).held_length = 0;
            if !last {
                let tail = incomplete_tail(&data);
                let start = data.len() - tail;
                record(this).held[..tail].copy_from_slice(&data[start..]);
                record(this).held_length = tail;
                data.truncate(start);
            }
            if std::str::from_utf8(&data).is_ok() {
                Ok(data)
            } else {
                decode_slowly(thread, this, &data)
            }
        }
        Codec::Ascii if chunk.is_ascii() => Ok(chunk.to_vec()),
        Codec::Ascii => decode_slowly(thread, this, chunk),
        Codec::Latin1 => {
            let text: String = chunk.iter().map(|&byte| byte as char).collect();
            Ok(text.into_bytes())
        }
        Codec::Other => {
            let decoder = state::items(state::get(this, OBJECTS))[DECODER];
            if argument::absent(decoder) {
                return Err(unsupported(thread, "not readable"));
            }
            let data = buffer::new_bytes(thread, chunk);
            let text =
                call_method(thread, decoder, name!("decode"), &[data, Word::from_bool(last)])?;
            if !string::is_str(text) {
                let kind = argument::class_name(text);
                let text = format!("decoder should return a string result, not '{kind}'");
                return Err(thread.type_error(text));
            }
            Ok(string::bytes(text).to_vec())
        }
    }
}

/// Line ends as the mode wants them.
fn translate(this: Word, mut text: Vec<u8>, last: bool) -> Vec<u8> {
    let record = record(this);
    if !matches!(record.newline, Newline::Universal | Newline::Any) {
        return text;
    }
    if record.pending_return {
        text.insert(0, b'\r');
        record.pending_return = false;
    } else if !text.contains(&b'\r') {
        if record.seen & newline::seen::LINE_FEED == 0 && text.contains(&b'\n') {
            record.seen |= newline::seen::LINE_FEED;
        }
        return text;
    }
    if !last && text.last() == Some(&b'\r') {
        text.pop();
        record.pending_return = true;
    }
    record.seen |= newline::kinds(&text);
    if record.newline == Newline::Any {
        return text;
    }
    let translated = newline::to_line_feeds(&text);
    record.shrunk = true;
    translated
}

/// Reads a chunk; the decoded text was all read before. False at the end.
fn read_chunk(thread: &mut Thread, this: Word) -> Result<bool> {
    let stream = below(thread, this)?;
    let chunk: &[u8] = if buffered::is_exact(stream) {
        buffered::take_chunk(thread, stream)?.unwrap_or(&[])
    } else {
        let read = match attributes::get_optional(thread, stream, name!("read1"))? {
            Some(method) => thread.call(method, &[Word::from_int(8192)])?,
            None => call_method(thread, stream, name!("read"), &[Word::from_int(8192)])?,
        };
        match buffer::optional(thread, read)? {
            Some(data) => data,
            None => {
                let kind = argument::class_name(read);
                let text = format!(
                    "underlying read1() should have returned a bytes-like object, not '{kind}'"
                );
                return Err(thread.type_error(text));
            }
        }
    };
    let last = chunk.is_empty();
    let text = decode(thread, this, chunk, last)?;
    record(this).shrunk = false;
    let text = translate(this, text, last);
    if record(this).shrunk {
        let copy = state::raw_from(thread, chunk);
        set_object(thread, this, CHUNK, copy);
    }
    let decoded = state::get(this, DECODED);
    let room = if decoded.is_null() { 0 } else { state::raw_bytes(decoded).len() };
    if text.len() > room {
        let larger = state::raw_from(thread, &text);
        state::set(thread, this, DECODED, larger);
    } else if !text.is_empty() {
        state::raw_bytes(decoded)[..text.len()].copy_from_slice(&text);
    }
    record(this).at = 0;
    record(this).end = text.len();
    Ok(!last || !text.is_empty())
}

fn unread(this: Word) -> &'static [u8] {
    let record = record(this);
    if record.at >= record.end {
        return &[];
    }
    &state::raw_bytes(state::get(this, DECODED))[record.at..record.end]
}

fn check_open(thread: &mut Thread, this: Word) -> Result {
    let stream = below(thread, this)?;
    if !buffered::is_exact(stream) && base::is_closed(thread, stream)? {
        return Err(super::closed_file(thread));
    }
    if buffered::is_exact(stream) {
        let closed = attributes::get(thread, stream, name!("closed"))?;
        if closed == Word::TRUE {
            return Err(super::closed_file(thread));
        }
    }
    Ok(stream)
}

fn check_readable(thread: &mut Thread, this: Word) -> Result {
    let stream = check_open(thread, this)?;
    if class::class_of(stream) == buffered::WRITER.class.get() {
        return Err(unsupported(thread, "not readable"));
    }
    Ok(stream)
}

fn read(thread: &mut Thread, this: Word, size: Word) -> Result {
    let size = size_argument(thread, size)?;
    let stream = check_readable(thread, this)?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let Some(mut size) = size else {
        let data = if buffered::is_exact(stream) {
            buffered::read_rest(thread, stream)?
        } else {
            call_method(thread, stream, name!("read"), &[])?
        };
        let data = if data.is_none() { &[] } else { buffer::get(thread, data)? };
        let text = decode(thread, this, data, true)?;
        let text = translate(this, text, true);
        let before = unread(this);
        let result = if before.is_empty() {
            string::from_wtf8(thread, &text)
        } else {
            string::from_wtf8(thread, &[before, &text].concat())
        };
        record(this).at = record(this).end;
        return Ok(result);
    };
    let mut taken: Vec<u8> = Vec::new();
    while size > 0 {
        if unread(this).is_empty() {
            if !read_chunk(thread, this)? {
                break;
            }
            continue;
        }
        let available = unread(this);
        let count = string::count_characters(available);
        let end =
            if count <= size { available.len() } else { string::index::skip(available, 0, size) };
        taken.extend_from_slice(&available[..end]);
        record(this).at += end;
        size -= count.min(size);
    }
    Ok(string::from_wtf8(thread, &taken))
}

fn line(thread: &mut Thread, this: Word, limit: usize) -> Result {
    let mode = record(this).newline;
    let mut taken: Vec<u8> = Vec::new();
    loop {
        let available = unread(this);
        if available.is_empty() {
            if !read_chunk(thread, this)? {
                return Ok(string::from_wtf8(thread, &taken));
            }
            if mode == Newline::Both
                && taken.last() == Some(&b'\r')
                && unread(this).first() == Some(&b'\n')
            {
                taken.push(b'\n');
                record(this).at += 1;
                return Ok(string::from_wtf8(thread, &taken));
            }
            continue;
        }
        let found = newline::line_end(available, mode, true);
        let mut end = found.unwrap_or(available.len());
        let mut complete = found.is_some();
        if limit != usize::MAX {
            let room = limit - string::count_characters(&taken);
            let allowed = string::index::skip(available, 0, room.min(available.len()));
            if allowed <= end {
                end = allowed;
                complete = true;
            }
        }
        record(this).at += end;
        if complete && taken.is_empty() {
            return Ok(string::from_wtf8(thread, &available[..end]));
        }
        taken.extend_from_slice(&available[..end]);
        if complete {
            return Ok(string::from_wtf8(thread, &taken));
        }
    }
}

fn read_line(thread: &mut Thread, this: Word, size: Word) -> Result {
    let limit = size_argument(thread, size)?.unwrap_or(usize::MAX);
    check_readable(thread, this)?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    if limit == 0 {
        return Ok(string::new(thread, ""));
    }
    line(thread, this, limit)
}

fn next(thread: &mut Thread, this: Word) -> Result {
    let found = if is_exact(this) {
        check_readable(thread, this)?;
        let _monitor = Monitor::enter(thread, this, MONITOR);
        line(thread, this, usize::MAX)?
    } else {
        let found = call_method(thread, this, name!("readline"), &[])?;
        if !string::is_str(found) {
            let kind = argument::class_name(found);
            let text = format!("readline() should have returned a str object, not '{kind}'");
            return Err(thread.raise(Builtin::OSError, text));
        }
        found
    };
    if string::bytes(found).is_empty() {
        return Err(thread.raise_with(Builtin::StopIteration, &[]));
    }
    Ok(found)
}

// Writing.

fn write(thread: &mut Thread, this: Word, text: Word) -> Result {
    if !string::is_str(text) {
        let kind = argument::class_name(text);
        return Err(thread.type_error(format!("write() argument must be str, not {kind}")));
    }
    write_wtf8(thread, this, string::bytes(text))?;
    Ok(Word::from_int(string::length(text) as i64))
}

/// Writes text, given as WTF-8.
pub fn write_wtf8(thread: &mut Thread, this: Word, text: &[u8]) -> Result<()> {
    let stream = check_open(thread, this)?;
    if class::class_of(stream) == buffered::READER.class.get() {
        return Err(unsupported(thread, "not writable"));
    }
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let ends_line = text.contains(&b'\n') || text.contains(&b'\r');
    let translated;
    let mode = record(this).newline;
    let text = if ends_line && matches!(mode, Newline::CarriageReturn | Newline::Both) {
        translated = newline::from_line_feeds(text, mode);
        &translated[..]
    } else {
        text
    };
    // What was read ahead no longer belongs to the position.
    record(this).at = 0;
    record(this).end = 0;
    record(this).held_length = 0;
    record(this).pending_return = false;
    let direct = match record(this).codec {
        Codec::Utf8 => std::str::from_utf8(text).is_ok(),
        Codec::Ascii | Codec::Latin1 => text.is_ascii(),
        Codec::Other => false,
    };
    if direct {
        write_bytes(thread, stream, text)?;
    } else {
        let word = string::from_wtf8(thread, text);
        let objects = state::items(state::get(this, OBJECTS));
        let encoder = objects[ENCODER];
        let data = if !argument::absent(encoder) {
            call_method(thread, encoder, name!("encode"), &[word])?
        } else {
            call_method(thread, word, name!("encode"), &[objects[ENCODING], objects[ERRORS]])?
        };
        let data = buffer::get(thread, data)?;
        write_bytes(thread, stream, data)?;
    }
    record(this).written = true;
    if record(this).write_through || (record(this).line_buffering && ends_line) {
        flush(thread, this)?;
    }
    Ok(())
}

fn write_bytes(thread: &mut Thread, stream: Word, data: &[u8]) -> Result<()> {
    if buffered::is_exact(stream) {
        return buffered::write_all(thread, stream, data);
    }
    let data = buffer::new_bytes(thread, data);
    call_method(thread, stream, name!("write"), &[data])?;
    Ok(())
}

/// Flushes the stream below.
pub fn flush(thread: &mut Thread, this: Word) -> Result<()> {
    let stream = check_open(thread, this)?;
    let readable_only = class::class_of(stream) == buffered::READER.class.get();
    if buffered::is_exact(stream) {
        if !readable_only && record(this).end == 0 {
            buffered::flush(thread, stream)?;
        }
    } else {
        call_method(thread, stream, name!("flush"), &[])?;
    }
    Ok(())
}

fn flush_method(thread: &mut Thread, this: Word) -> Result {
    flush(thread, this)?;
    Ok(Word::NONE)
}

fn close(thread: &mut Thread, this: Word) -> Result {
    let stream = below(thread, this)?;
    if base::is_closed(thread, stream)? {
        return Ok(Word::NONE);
    }
    let flushed = call_method(thread, this, name!("flush"), &[]);
    let pending = match flushed {
        Ok(_) => Word::NULL,
        Err(raised) => thread.take_exception(raised),
    };
    let closed = call_method(thread, stream, name!("close"), &[]);
    if !pending.is_null() {
        if let Err(raised) = closed {
            thread.take_exception(raised);
        }
        return Err(thread.raise_object(pending));
    }
    closed
}

fn detach(thread: &mut Thread, this: Word) -> Result {
    let stream = below(thread, this)?;
    call_method(thread, this, name!("flush"), &[])?;
    state::set(thread, this, BELOW, Word::NULL);
    Ok(stream)
}

// Position.

/// Bytes of the stream below that the unread text stands for.
fn bytes_ahead(thread: &mut Thread, this: Word) -> Result<usize> {
    let record = record(this);
    let mut ahead = record.held_length + usize::from(record.pending_return);
    let rest = unread(this);
    if rest.is_empty() {
        return Ok(ahead);
    }
    if record.shrunk {
        // Walk the chunk until as much text came out as was read.
        let chunk = state::items(state::get(this, OBJECTS))[CHUNK];
        let chunk = state::raw_bytes(chunk);
        let (mut raw_at, mut text_at) = (0, 0);
        while text_at < record.at && raw_at < chunk.len() {
            let byte = chunk[raw_at];
            raw_at += 1;
            if byte == b'\r' && chunk.get(raw_at) == Some(&b'\n') {
                raw_at += 1;
            }
            text_at += if record.codec == Codec::Latin1 && byte >= 0x80 { 2 } else { 1 };
        }
        return Ok(chunk.len() - raw_at);
    }
    ahead += match record.codec {
        Codec::Utf8 | Codec::Ascii => rest.len(),
        Codec::Latin1 => string::count_characters(rest),
        Codec::Other => {
            return Err(thread.not_implemented("tell() in the middle of text in this encoding"));
        }
    };
    Ok(ahead)
}

fn tell(thread: &mut Thread, this: Word) -> Result {
    let stream = check_open(thread, this)?;
    let able = call_method(thread, stream, name!("seekable"), &[])?;
    if !operation::truth(thread, able)? {
        return Err(unsupported(thread, "underlying stream is not seekable"));
    }
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let ahead = bytes_ahead(thread, this)?;
    let position = call_method(thread, stream, name!("tell"), &[])?;
    let position = argument::int(thread, position)?;
    Ok(integer::from_i64(thread, position - ahead as i64))
}

fn forget_text(thread: &mut Thread, this: Word) -> Result<()> {
    let record = record(this);
    record.at = 0;
    record.end = 0;
    record.held_length = 0;
    record.pending_return = false;
    let decoder = state::items(state::get(this, OBJECTS))[DECODER];
    if !argument::absent(decoder) {
        call_method(thread, decoder, name!("reset"), &[])?;
    }
    Ok(())
}

fn seek(thread: &mut Thread, this: Word, cookie: Word, whence: Word) -> Result {
    let stream = check_open(thread, this)?;
    let whence = argument::int_or(thread, whence, 0)?;
    let offset = argument::int(thread, cookie)?;
    let able = call_method(thread, stream, name!("seekable"), &[])?;
    if !operation::truth(thread, able)? {
        return Err(unsupported(thread, "underlying stream is not seekable"));
    }
    let offset = match whence {
        0 if offset < 0 => {
            return Err(thread.value_error(format!("negative seek position {offset}")));
        }
        0 => cookie,
        1 if offset != 0 => {
            return Err(unsupported(thread, "can't do nonzero cur-relative seeks"));
        }
        1 => tell(thread, this)?,
        2 if offset != 0 => {
            return Err(unsupported(thread, "can't do nonzero end-relative seeks"));
        }
        2 => {
            forget_text(thread, this)?;
            flush(thread, this)?;
            let end = [Word::from_int(0), Word::from_int(2)];
            return call_method(thread, stream, name!("seek"), &end);
        }
        _ => {
            let text = format!("invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(thread.value_error(text));
        }
    };
    let _monitor = Monitor::enter(thread, this, MONITOR);
    forget_text(thread, this)?;
    flush(thread, this)?;
    call_method(thread, stream, name!("seek"), &[offset])?;
    Ok(offset)
}

fn truncate(thread: &mut Thread, this: Word, size: Word) -> Result {
    let stream = check_open(thread, this)?;
    let size = if argument::absent(size) { tell(thread, this)? } else { size };
    flush(thread, this)?;
    call_method(thread, stream, name!("truncate"), &[size])
}

fn forward(thread: &mut Thread, this: Word, method: Word) -> Result {
    let stream = check_open(thread, this)?;
    call_method(thread, stream, method, &[])
}
fn fileno(thread: &mut Thread, this: Word) -> Result {
    forward(thread, this, name!("fileno"))
}
fn isatty(thread: &mut Thread, this: Word) -> Result {
    forward(thread, this, name!("isatty"))
}
fn readable(thread: &mut Thread, this: Word) -> Result {
    forward(thread, this, name!("readable"))
}
fn writable(thread: &mut Thread, this: Word) -> Result {
    forward(thread, this, name!("writable"))
}
fn seekable(thread: &mut Thread, this: Word) -> Result {
    forward(thread, this, name!("seekable"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn incomplete_characters_are_held_back() {
        assert_eq!(incomplete_tail("aé".as_bytes()), 0);
        assert_eq!(incomplete_tail(&"aé".as_bytes()[..2]), 1);
        assert_eq!(incomplete_tail(&"a€".as_bytes()[..3]), 2);
        assert_eq!(incomplete_tail(b"a\xff"), 0);
    }
}
