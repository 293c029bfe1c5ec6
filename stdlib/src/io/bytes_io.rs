//! `BytesIO`. Words: 0 a raw vector (its spare room counts), 1 the length, 2 the position, 3 monitor,
//! 4 how many views of the content exist, or -1: closed.

use super::monitor::Monitor;
use super::{base, size_argument, written_bytes};
use crate::native_class::{NativeClass, attribute};
use crate::{argument, buffer, class_root, name, state};
use object::buffer::{Exposed, Provider};
use object::native::NativeAttribute;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute as attributes, bytes, integer, iterate, operation, tuple};
use tracer::Effects;

/// `io.BytesIO`
pub static BYTES_IO: NativeClass = NativeClass {
    name: "BytesIO",
    module: "_io",
    doc: "Buffered I/O implementation using an in-memory bytes buffer.",
    base: Some(|thread| base::BUFFERED_BASE.word(thread)),
    methods: &[METHODS],
    attributes: ATTRIBUTES,
    class: class_root!(),
    ..NativeClass::EMPTY
};

const DATA: usize = 0;
const LENGTH: usize = 1;
const POSITION: usize = 2;
const MONITOR: usize = 3;
const VIEWS: usize = 4;

native_functions! { static METHODS =
    __init__(..) "($self, initial_bytes=b'')" Effects::ANY => init;
    __next__(this) "($self, /)" Effects::ANY => next;
    __getstate__(this) "($self, /)" Effects::ANY => get_state;
    __setstate__(this, saved) "($self, state, /)" Effects::ANY => set_state;
    read(this, size) "($self, size=-1, /)" Effects::ANY => read;
    read1(this, size) "($self, size=-1, /)" Effects::ANY => read;
    readline(this, size) "($self, size=-1, /)" Effects::ANY => read_line;
    readlines(this, hint) "($self, size=None, /)" Effects::ANY => read_lines;
    readinto(this, target) "($self, buffer, /)" Effects::ANY => read_into;
    write(this, data) "($self, b, /)" Effects::ANY => write;
    writelines(this, lines) "($self, lines, /)" Effects::ANY => write_lines;
    seek(this, position, whence) "($self, pos, whence=0, /)" Effects::ANY => seek;
    tell(this) "($self, /)" Effects::ANY => tell;
    truncate(this, size) "($self, size=None, /)" Effects::ANY => truncate;
    getvalue(this) "($self, /)" Effects::ANY => get_value;
    getbuffer(this) "($self, /)" Effects::ANY => get_buffer;
    flush(this) "($self, /)" Effects::ANY => flush;
    close(this) "($self, /)" Effects::ANY => close;
    isatty(this) "($self, /)" Effects::ANY => isatty;
    readable(this) "($self, /)" Effects::ANY => yes;
    writable(this) "($self, /)" Effects::ANY => yes;
    seekable(this) "($self, /)" Effects::ANY => yes;
}
static ATTRIBUTES: &[NativeAttribute] =
    &[attribute("closed", |_, this| Ok(Word::from_bool(is_closed(this))))];

fn is_closed(this: Word) -> bool {
    state::get_int(this, VIEWS) < 0
}

fn check(thread: &mut Thread, this: Word) -> Result<()> {
    if is_closed(this) { Err(super::closed_file(thread)) } else { Ok(()) }
}

/// Raises where a view forbids another size.
fn check_views(thread: &mut Thread, this: Word) -> Result<()> {
    if state::get_int(this, VIEWS) > 0 {
        let text = "Existing exports of data: object cannot be re-sized";
        return Err(thread.raise(Builtin::BufferError, text));
    }
    Ok(())
}

fn content(this: Word) -> &'static [u8] {
    let data = state::get(this, DATA);
    if data.is_null() {
        return &[];
    }
    let bytes = state::raw_bytes(data);
    &bytes[..(state::get_int(this, LENGTH) as usize).min(bytes.len())]
}

fn position(this: Word) -> usize {
    state::get_int(this, POSITION) as usize
}

/// Makes the content `length` long, new bytes zero.
fn resize(thread: &mut Thread, this: Word, length: usize) {
    let data = state::get(this, DATA);
    let room = if data.is_null() { 0 } else { state::raw_bytes(data).len() };
    let old = content(this);
    if length > room {
        let larger = state::raw(thread, length.max(room + room / 2).max(64));
        state::raw_bytes(larger)[..old.len()].copy_from_slice(old);
        state::set(thread, this, DATA, larger);
    } else if length > old.len() {
        state::raw_bytes(data)[old.len()..length].fill(0);
    }
    state::set_int(this, LENGTH, length as i64);
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, initial] =
        argument::bind(thread, "BytesIO", "($self, initial_bytes=b'')", arguments)?;
    check_views(thread, this)?;
    state::set_int(this, VIEWS, 0);
    state::set_int(this, POSITION, 0);
    state::set_int(this, LENGTH, 0);
    if !argument::absent(initial) {
        let data = buffer::get(thread, initial)?;
        let raw = state::raw_from(thread, data);
        state::set(thread, this, DATA, raw);
        state::set_int(this, LENGTH, data.len() as i64);
    }
    Ok(Word::NONE)
}

fn yes(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    Ok(Word::TRUE)
}
fn isatty(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    Ok(Word::FALSE)
}
fn flush(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    Ok(Word::NONE)
}
fn close(thread: &mut Thread, this: Word) -> Result {
    check_views(thread, this)?;
    state::set_int(this, VIEWS, -1);
    state::set(thread, this, DATA, Word::NULL);
    state::set_int(this, LENGTH, 0);
    Ok(Word::NONE)
}

fn take(this: Word, count: usize) -> &'static [u8] {
    let data = content(this);
    let start = position(this).min(data.len());
    let end = start.saturating_add(count).min(data.len());
    if end > start {
        state::set_int(this, POSITION, end as i64);
    }
    &data[start..end]
}

fn read(thread: &mut Thread, this: Word, size: Word) -> Result {
    check(thread, this)?;
    let size = size_argument(thread, size)?.unwrap_or(usize::MAX);
    let _monitor = Monitor::enter(thread, this, MONITOR);
    Ok(bytes::new(thread, take(this, size)))
}

fn line(this: Word, limit: usize) -> &'static [u8] {
    let data = content(this);
    let start = position(this).min(data.len());
    let rest = &data[start..];
    let end = rest.iter().position(|&byte| byte == b'\n').map_or(rest.len(), |at| at + 1);
    take(this, end.min(limit))
}

fn read_line(thread: &mut Thread, this: Word, size: Word) -> Result {
    check(thread, this)?;
    let limit = size_argument(thread, size)?.unwrap_or(usize::MAX);
    let _monitor = Monitor::enter(thread, this, MONITOR);
    Ok(bytes::new(thread, line(this, limit)))
}

fn read_lines(thread: &mut Thread, this: Word, hint: Word) -> Result {
    check(thread, this)?;
    let hint = size_argument(thread, hint)?.filter(|hint| *hint > 0);
    let lines = object::list::new(thread, &[]);
    let mut total = 0;
    loop {
        let found = line(this, usize::MAX);
        if found.is_empty() {
            break;
        }
        total += found.len();
        let found = bytes::new(thread, found);
        object::list::append(thread, lines, found);
        if hint.is_some_and(|hint| total >= hint) {
            break;
        }
    }
    Ok(lines)
}

fn next(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    let found = line(this, usize::MAX);
    if found.is_empty() {
        return Err(thread.raise_with(Builtin::StopIteration, &[]));
    }
    Ok(bytes::new(thread, found))
}

fn read_into(thread: &mut Thread, this: Word, target: Word) -> Result {
    check(thread, this)?;
    let target = buffer::writable(thread, target)?;
    let found = take(this, target.len());
    target[..found.len()].copy_from_slice(found);
    Ok(Word::from_int(found.len() as i64))
}

fn write(thread: &mut Thread, this: Word, data: Word) -> Result {
    check(thread, this)?;
    let data = written_bytes(thread, data)?;
    let _monitor = Monitor::enter(thread, this, MONITOR);
    if data.is_empty() {
        return Ok(Word::from_int(0));
    }
    let start = position(this);
    let end = start + data.len();
    if end > content(this).len() {
        check_views(thread, this)?;
        resize(thread, this, end);
    }
    state::raw_bytes(state::get(this, DATA))[start..end].copy_from_slice(data);
    state::set_int(this, POSITION, end as i64);
    Ok(Word::from_int(data.len() as i64))
}

fn write_lines(thread: &mut Thread, this: Word, lines: Word) -> Result {
    check(thread, this)?;
    iterate::each(thread, lines, &mut |thread, line| {
        write(thread, this, line)?;
        Ok(true)
    })?;
    Ok(Word::NONE)
}

fn seek(thread: &mut Thread, this: Word, target: Word, whence: Word) -> Result {
    check(thread, this)?;
    let offset = argument::int(thread, target)?;
    let whence = argument::int_or(thread, whence, 0)?;
    let from = match whence {
        0 if offset < 0 => {
            return Err(thread.value_error(format!("negative seek value {offset}")));
        }
        0 => 0,
        1 => position(this) as i64,
        2 => content(this).len() as i64,
        _ => {
            let text = format!("invalid whence ({whence}, should be 0, 1 or 2)");
            return Err(thread.value_error(text));
        }
    };
    let at = (from + offset).max(0);
    state::set_int(this, POSITION, at);
    Ok(integer::from_i64(thread, at))
}

fn tell(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    Ok(integer::from_i64(thread, position(this) as i64))
}

fn truncate(thread: &mut Thread, this: Word, size: Word) -> Result {
    check(thread, this)?;
    let size =
        if argument::absent(size) { position(this) as i64 } else { argument::int(thread, size)? };
    if size < 0 {
        return Err(thread.value_error(format!("negative size value {size}")));
    }
    if (size as usize) < content(this).len() {
        check_views(thread, this)?;
        state::set_int(this, LENGTH, size);
    }
    Ok(integer::from_i64(thread, size))
}

fn get_value(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    Ok(bytes::new(thread, content(this)))
}

fn get_buffer(thread: &mut Thread, this: Word) -> Result {
    check(thread, this)?;
    let inner = CONTENT.instantiate(thread);
    state::set(thread, inner, 0, this);
    thread.call(Builtin::MemoryView.word(), &[inner])
}

/// What a view of the content is a view of. Word 0: the `BytesIO`.
static CONTENT: NativeClass = NativeClass {
    name: "_BytesIOBuffer",
    module: "_io",
    is_final: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};

static PROVIDER: Provider = Provider {
    class: || CONTENT.class.get(),
    get: |thread, inner| {
        let this = state::get(inner, 0);
        if state::get(this, DATA).is_null() {
            resize(thread, this, content(this).len().max(1));
            state::set_int(this, LENGTH, 0);
        }
        let length = content(this).len();
        let address = state::raw_bytes(state::get(this, DATA)).as_mut_ptr();
        Ok(Exposed { address, length, read_only: false, format: "B", item_size: 1 })
    },
    export: |inner, change| {
        let this = state::get(inner, 0);
        let views = state::get_int(this, VIEWS);
        state::set_int(this, VIEWS, (views + change).max(0));
    },
};

/// Lets views of the content be made. At start of the module.
pub fn register(thread: &mut Thread) {
    CONTENT.word(thread);
    object::buffer::register(&PROVIDER);
}

fn get_state(thread: &mut Thread, this: Word) -> Result {
    let value = get_value(thread, this)?;
    let dict = attributes::dict_of(thread, this)?;
    let dict = if dict.is_null() { Word::NONE } else { dict };
    Ok(tuple::new(thread, &[value, Word::from_int(position(this) as i64), dict]))
}

fn set_state(thread: &mut Thread, this: Word, saved: Word) -> Result {
    check(thread, this)?;
    let items = iterate::to_tuple(thread, saved)?;
    let [value, at, dict] = tuple::items(items) else {
        return Err(thread.type_error("BytesIO.__setstate__ argument should be 3-tuple"));
    };
    let data = buffer::get(thread, *value)?;
    let raw = state::raw_from(thread, data);
    state::set(thread, this, DATA, raw);
    state::set_int(this, LENGTH, data.len() as i64);
    let at = argument::int(thread, *at)?;
    state::set_int(this, POSITION, at.max(0));
    if !dict.is_none() {
        let own = attributes::get(thread, this, name!("__dict__"))?;
        operation::call_method(thread, own, name!("update"), &[*dict])?;
    }
    Ok(Word::NONE)
}
