//! `StringIO`: positions count characters.
//!
//! Most programs only append and ask for the value, or read from the start. So the content is
//! WTF-8 in a raw vector, with its length in characters and the position both in characters and
//! in bytes; seeking counts from the start.
//!
//! Words: 0 the raw vector, 1 a raw `Place`, 2 the newline mode (int), 3 monitor, 4 closed.

use super::monitor::Monitor;
use super::newline::{self, Newline};
use super::{base, size_argument};
use crate::native_class::{NativeClass, attribute};
use crate::{argument, class_root, name, state};
use object::native::NativeAttribute;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute as attributes, integer, iterate, operation, string, tuple};
use tracer::Effects;

/// `io.StringIO`
pub static STRING_IO: NativeClass = NativeClass {
    name: "StringIO",
    module: "_io",
    doc: "Text I/O implementation using an in-memory buffer.",
    base: Some(|thread| base::TEXT_BASE.word(thread)),
    methods: &[METHODS],
    attributes: ATTRIBUTES,
    class: class_root!(),
    ..NativeClass::EMPTY
};

const DATA: usize = 0;
const PLACE: usize = 1;
const NEWLINE: usize = 2;
const MONITOR: usize = 3;
const CLOSED: usize = 4;

#[repr(C)]
struct Place {
    /// Bytes of content.
    length: usize,
    /// Characters of content.
    characters: usize,
    /// Position in bytes (meaningful up to the end) and in characters.
    at_byte: usize,
    at: usize,
}

native_functions! { static METHODS =
    __init__(..) "($self, initial_value='', newline='\\n')" Effects::ANY => init;
    __next__(this) "($self, /)" Effects::ANY => next;
    __getstate__(this) "($self, /)" Effects::ANY => get_state;
    __setstate__(this, saved) "($self, state, /)" Effects::ANY => set_state;
    read(this, size) "($self, size=-1, /)" Effects::ANY => read;
    readline(this, size) "($self, size=-1, /)" Effects::ANY => read_line;
    write(this, text) "($self, s, /)" Effects::ANY => write;
    seek(this, position, whence) "($self, pos, whence=0, /)" Effects::ANY => seek;
    tell(this) "($self, /)" Effects::ANY => tell;
    truncate(this, size) "($self, pos=None, /)" Effects::ANY => truncate;
    getvalue(this) "($self, /)" Effects::ANY => get_value;
    close(this) "($self, /)" Effects::ANY => close;
    readable(this) "($self, /)" Effects::ANY => yes;
    writable(this) "($self, /)" Effects::ANY => yes;
    seekable(this) "($self, /)" Effects::ANY => yes;
}
static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("closed", |_, this| Ok(Word::from_bool(is_closed(this)))),
    attribute("line_buffering", |thread, this| {
        check(thread, this)?;
        Ok(Word::FALSE)
    }),
    attribute("newlines", |thread, this| {
        check(thread, this)?;
        Ok(Word::NONE)
    }),
];

fn is_closed(this: Word) -> bool {
    state::get(this, CLOSED) == Word::TRUE
}

fn check(thread: &mut Thread, this: Word) -> Result<()> {
    if is_closed(this) {
        return Err(super::closed_file(thread));
    }
    if state::get(this, PLACE).is_null() {
        return Err(thread.value_error("I/O operation on uninitialized object"));
    }
    Ok(())
}

fn place(this: Word) -> &'static mut Place {
    // SAFETY: the word names a raw vector that was made for this struct; the monitor is held.
    unsafe { &mut *(state::raw_bytes(state::get(this, PLACE)).as_mut_ptr() as *mut Place) }
}

fn content(this: Word) -> &'static mut [u8] {
    let data = state::get(this, DATA);
    if data.is_null() {
        return &mut [];
    }
    let length = place(this).length;
    &mut state::raw_bytes(data)[..length]
}

fn newline_of(this: Word) -> Newline {
    Newline::from_number(state::get_int(this, NEWLINE))
}

const INIT: &str = "($self, initial_value='', newline='\\n')";

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, initial, newline] = argument::bind(thread, "StringIO", INIT, arguments)?;
    let mode = if newline.is_null() { Newline::Keep } else { newline::parse(thread, newline)? };
    if !argument::absent(initial) && !string::is_str(initial) {
        let kind = argument::class_name(initial);
        let text = format!("initial_value must be str or None, not {kind}");
        return Err(thread.type_error(text));
    }
    let record = state::raw(thread, size_of::<Place>());
    state::set(thread, this, PLACE, record);
    state::set(thread, this, DATA, Word::NULL);
    state::set(thread, this, CLOSED, Word::FALSE);
    state::set_int(this, NEWLINE, mode.number());
    if !argument::absent(initial) {
        put(thread, this, string::bytes(initial));
        let place = place(this);
        place.at = 0;
        place.at_byte = 0;
    }
    Ok(Word::NONE)
}

/// Writes at the position.
fn put(thread: &mut Thread, this: Word, text: &[u8]) {
    let mode = newline_of(this);
    let translated;
    let text = match mode {
        Newline::Universal => {
            translated = newline::to_line_feeds(text);
            &translated[..]
        }
        Newline::CarriageReturn | Newline::Both => {
            translated = newline::from_line_feeds(text, mode);
            &translated[..]
        }
        _ => text,
    };
    if text.is_empty() {
        return;
    }
    let count = string::count_characters(text);
    let place = place(this);
    // The gap behind the end becomes null characters.
    let gap = place.at.saturating_sub(place.characters);
    if gap > 0 {
        place.at_byte = place.length + gap;
    }
    let start = place.at_byte;
    let replaced_end = if place.at + count >= place.characters {
        place.length.max(start)
    } else {
        start + string::index::skip(&content(this)[start..], 0, count)
    };
    let tail = place.length.saturating_sub(replaced_end);
    let length = start + text.len() + tail;
    let data = state::get(this, DATA);
    let room = if data.is_null() { 0 } else { state::raw_bytes(data).len() };
    if length > room {
        let larger = state::raw(thread, length.max(room + room / 2).max(64));
        let old = content(this);
        state::raw_bytes(larger)[..old.len()].copy_from_slice(old);
        state::set(thread, this, DATA, larger);
    }
    let memory = state::raw_bytes(state::get(this, DATA));
    if gap > 0 {
        memory[place.length..start].fill(0);
    }
    if tail > 0 {
        memory.copy_within(replaced_end..replaced_end + tail, start + text.len());
    }
    memory[start..start + text.len()].copy_from_slice(text);
    place.length = length;
    place.at += count;
    place.at_byte = start + text.len();
    place.characters = place.characters.max(place.at);
}

fn yes(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    Ok(Word::TRUE)
}

fn close(thread: &mut Thread, this: Word) -> Result {
    state::set(thread, this, CLOSED, Word::TRUE);
    state::set(thread, this, DATA, Word::NULL);
    Ok(Word::NONE)
}

fn take(thread: &mut Thread, this: Word, characters: usize, line: bool) -> Word {
    let place = place(this);
    if place.at >= place.characters {
        return string::new(thread, "");
    }
    let mode = newline_of(this);
    let rest = &content(this)[place.at_byte..];
    let mut end = if characters >= place.characters - place.at {
        rest.len()
    } else {
        string::index::skip(rest, 0, characters)
    };
    if line && let Some(found) = newline::line_end(rest, mode, true) {
        end = end.min(found);
    }
    let taken = &rest[..end];
    let text = string::from_wtf8(thread, taken);
    place.at += string::length(text);
    place.at_byte += end;
    text
}

fn read(thread: &mut Thread, this: Word, size: Word) -> Result {
    check(thread, this)?;
    let size = size_argument(thread, size)?.unwrap_or(usize::MAX);
    let _monitor = Monitor::enter(thread, this, MONITOR);
    Ok(take(thread, this, size, false))
}

fn read_line(thread: &mut Thread, this: Word, size: Word) -> Result {
    check(thread, this)?;
    let size = size_argument(thread, size)?.unwrap_or(usize::MAX);
    let _monitor = Monitor::enter(thread, this, MONITOR);
    Ok(take(thread, this, size, true))
}

fn next(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let line = take(thread, this, usize::MAX, true);
    if string::bytes(line).is_empty() {
        return Err(thread.raise_with(Builtin::StopIteration, &[]));
    }
    Ok(line)
}

fn write(thread: &mut Thread, this: Word, text: Word) -> Result {
    if !string::is_str(text) {
        let kind = argument::class_name(text);
        return Err(thread.type_error(format!("string argument expected, got '{kind}'")));
    }
    check(thread, this)?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    put(thread, this, string::bytes(text));
    Ok(Word::from_int(string::length(text) as i64))
}

fn move_to(this: Word, at: usize) {
    let place = place(this);
    place.at = at;
    place.at_byte = if at >= place.characters {
        place.length
    } else {
        string::index::skip(content(this), 0, at)
    };
}

fn seek(thread: &mut Thread, this: Word, target: Word, whence: Word) -> Result {
    check(thread, this)?;
    let offset = argument::int(thread, target)?;
    let whence = argument::int_or(thread, whence, 0)?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let at = match whence {
        0 if offset < 0 => {
            return Err(thread.value_error(format!("Negative seek position {offset}")));
        }
        0 => offset as usize,
        1 | 2 if offset != 0 => {
            return Err(thread.raise(Builtin::OSError, "Can't do nonzero cur-relative seeks"));
        }
        1 => place(this).at,
        2 => place(this).characters,
        _ => {
            let text = format!("Invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(thread.value_error(text));
        }
    };
    move_to(this, at);
    Ok(integer::from_i64(thread, at as i64))
}

fn tell(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    Ok(integer::from_i64(thread, place(this).at as i64))
}

fn truncate(thread: &mut Thread, this: Word, size: Word) -> Result {
    check(thread, this)?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let size =
        if argument::absent(size) { place(this).at as i64 } else { argument::int(thread, size)? };
    if size < 0 {
        return Err(thread.value_error(format!("Negative size value {size}")));
    }
    let keep = size as usize;
    if keep < place(this).characters {
        let end = string::index::skip(content(this), 0, keep);
        let place = place(this);
        place.length = end;
        place.characters = keep;
        if place.at >= keep {
            place.at_byte = end;
        }
    }
    Ok(integer::from_i64(thread, size))
}

fn get_value(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    Ok(string::from_wtf8(thread, content(this)))
}

fn get_state(thread: &mut Thread, this: Word) -> Result {
    let value = get_value(thread, this)?;
    let newline = newline_of(this).word(thread);
    let dict = attributes::dict_of(thread, this)?;
    let dict = if dict.is_null() { Word::NONE } else { dict };
    let at = Word::from_int(place(this).at as i64);
    Ok(tuple::new(thread, &[value, newline, at, dict]))
}

fn set_state(thread: &mut Thread, this: Word, saved: Word) -> Result {
    let items = iterate::to_tuple(thread, saved)?;
    let [value, newline, at, dict] = *tuple::items(items) else {
        return Err(thread.type_error("StringIO.__setstate__ argument should be 4-tuple"));
    };
    init(thread, Arguments { all: &[this, value, newline], names: Word::NULL })?;
    let at = argument::int(thread, at)?;
    move_to(this, at.max(0) as usize);
    if !dict.is_none() {
        let own = attributes::get(thread, this, name!("__dict__"))?;
        operation::call_method(thread, own, name!("update"), &[dict])?;
    }
    Ok(Word::NONE)
}
