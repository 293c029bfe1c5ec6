//! `FileIO`: a descriptor.
//!
//! Words: 0 the descriptor (-1: closed), 1 the mode bits, 2 the name.

use super::{base, closed_file, size_argument, unsupported, written_bytes};
use crate::native_class::{NativeClass, attribute};
use crate::{argument, buffer, class_root, name, path, signal, state, system_error};
use object::native::NativeAttribute;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{bytes, class, integer, operation, string};
use tracer::Effects;

/// `io.FileIO`
pub static FILE_IO: NativeClass = NativeClass {
    name: "FileIO",
    module: "_io",
    doc: "Open a file.",
    base: Some(|thread| base::RAW_BASE.word(thread)),
    methods: &[METHODS],
    attributes: ATTRIBUTES,
    flags: class::flag::WEAK | class::flag::FINALIZER,
    class: class_root!(),
    ..NativeClass::EMPTY
};

const DESCRIPTOR: usize = 0;
const MODE: usize = 1;
const NAME: usize = 2;

const READABLE: i64 = 1;
const WRITABLE: i64 = 2;
const APPENDING: i64 = 4;
const CREATED: i64 = 8;
const CLOSE_DESCRIPTOR: i64 = 16;
const OPENED: i64 = 32;
/// A buffered stream is on top: when both die, its finalizer flushes and closes, whichever comes first.
const WRAPPED: i64 = 64;

const INIT: &str = "($self, file, mode='r', closefd=True, opener=None)";

native_functions! { static METHODS =
    __init__(..) "($self, file, mode='r', closefd=True, opener=None)" Effects::ANY => init;
    __repr__(this) "($self, /)" Effects::ANY => repr;
    __del__(this) "($self, /)" Effects::ANY => finalize;
    read(this, size) "($self, size=-1, /)" Effects::ANY => read;
    readall(this) "($self, /)" Effects::ANY => read_all;
    readinto(this, target) "($self, buffer, /)" Effects::ANY => read_into;
    write(this, data) "($self, b, /)" Effects::ANY => write;
    seek(this, position, whence) "($self, pos, whence=0, /)" Effects::ANY => seek;
    tell(this) "($self, /)" Effects::ANY => tell;
    truncate(this, size) "($self, size=None, /)" Effects::ANY => truncate;
    close(this) "($self, /)" Effects::ANY => close;
    fileno(this) "($self, /)" Effects::ANY => fileno;
    isatty(this) "($self, /)" Effects::ANY => isatty;
    _isatty_open_only(this) "($self, /)" Effects::ANY => isatty;
    readable(this) "($self, /)" Effects::ANY => readable;
    writable(this) "($self, /)" Effects::ANY => writable;
    seekable(this) "($self, /)" Effects::ANY => seekable;
}

static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("closed", |_, this| Ok(Word::from_bool(descriptor_of(this) < 0))),
    attribute("closefd", |_, this| Ok(Word::from_bool(bits(this) & CLOSE_DESCRIPTOR != 0))),
    attribute("mode", |thread, this| Ok(string::new(thread, mode_text(this)))),
    attribute("_blksize", |_, this| Ok(Word::from_int(block_size(this) as i64))),
    NativeAttribute {
        name: "name",
        doc: "",
        get: |thread, this| match state::get(this, NAME) {
            Word::NULL => {
                let text = "'_io.FileIO' object has no attribute 'name'";
                Err(thread.raise(Builtin::AttributeError, text))
            }
            name => Ok(name),
        },
        set: Some(|thread, this, value| {
            state::set(thread, this, NAME, value);
            Ok(())
        }),
    },
];

fn bits(this: Word) -> i64 {
    state::get_int(this, MODE)
}

/// The descriptor; -1 where it is closed or not opened yet.
pub fn descriptor_of(this: Word) -> i32 {
    if bits(this) & OPENED == 0 { -1 } else { state::get_int(this, DESCRIPTOR) as i32 }
}

/// Whether an object is a `FileIO` and not of a subclass.
pub fn is_exact(object: Word) -> bool {
    object.is_pointer() && class::class_of(object) == FILE_IO.class.get()
}

/// Says whether a buffered stream is on top.
pub fn set_wrapped(this: Word, wrapped: bool) {
    let bits = bits(this);
    state::set_int(this, MODE, if wrapped { bits | WRAPPED } else { bits & !WRAPPED });
}

fn finalize(thread: &mut Thread, this: Word) -> Result {
    if bits(this) & WRAPPED == 0 && descriptor_of(this) >= 0 {
        let closed = operation::call_method(thread, this, name!("close"), &[]);
        thread.absorb(closed, Builtin::Exception)?;
    }
    Ok(Word::NONE)
}

pub fn set_name(thread: &mut Thread, this: Word, name: Word) {
    state::set(thread, this, NAME, name);
}

fn mode_text(this: Word) -> &'static str {
    let bits = bits(this);
    let readable = bits & READABLE != 0;
    if bits & CREATED != 0 {
        return if readable { "xb+" } else { "xb" };
    }
    if bits & APPENDING != 0 {
        return if readable { "ab+" } else { "ab" };
    }
    match (readable, bits & WRITABLE != 0) {
        (true, true) => "rb+",
        (true, false) => "rb",
        _ => "wb",
    }
}

/// Carries out a system call in a safe region, again after signals. Gives its non-negative result.
pub fn retried(
    thread: &mut Thread,
    mut call: impl FnMut() -> isize,
) -> Result<std::result::Result<usize, i32>> {
    loop {
        let (result, error) = object::thread::blocking(thread, || {
            let result = call();
            (result, std::io::Error::last_os_error().raw_os_error().unwrap_or(0))
        });
        if result >= 0 {
            return Ok(Ok(result as usize));
        }
        if error != libc::EINTR {
            return Ok(Err(error));
        }
        signal::check(thread)?;
    }
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, file, mode, close, opener] = argument::bind(thread, "FileIO", INIT, arguments)?;
    let mode = if mode.is_null() {
        "r"
    } else {
        argument::text(thread, mode, "FileIO", "argument 'mode'")?
    };
    let close = argument::truth_or(thread, close, true)?;
    initialize(thread, this, file, mode, close, argument::or_none(opener))?;
    Ok(Word::NONE)
}

/// Opens.
pub fn initialize(
    thread: &mut Thread,
    this: Word,
    file: Word,
    mode: &str,
    close: bool,
    opener: Word,
) -> Result<()> {
    let (mut own, mut flags, mut kinds) = (0, libc::O_CLOEXEC, 0);
    let mut plus = false;
    for letter in mode.chars() {
        match letter {
            'r' => {
                kinds += 1;
                own |= READABLE;
            }
            'w' => {
                kinds += 1;
                own |= WRITABLE;
                flags |= libc::O_CREAT | libc::O_TRUNC;
            }
            'x' => {
                kinds += 1;
                own |= WRITABLE | CREATED;
                flags |= libc::O_CREAT | libc::O_EXCL;
            }
            'a' => {
                kinds += 1;
                own |= WRITABLE | APPENDING;
                flags |= libc::O_CREAT | libc::O_APPEND;
            }
            '+' => plus = true,
            'b' => {}
            _ => return Err(thread.value_error(format!("invalid mode: {mode}"))),
        }
    }
    if kinds != 1 {
        let text = "Must have exactly one of create/read/write/append mode and at most one plus";
        return Err(thread.value_error(text));
    }
    if plus {
        own |= READABLE | WRITABLE;
    }
    flags |= match (own & READABLE != 0, own & WRITABLE != 0) {
        (true, true) => libc::O_RDWR,
        (true, false) => libc::O_RDONLY,
        _ => libc::O_WRONLY,
    };
    let descriptor;
    let shown;
    if argument::has_index(file) {
        let number = argument::int(thread, file)?;
        if number < 0 {
            return Err(thread.value_error("negative file descriptor"));
        }
        descriptor = number as i32;
        shown = file;
        own |= if close { CLOSE_DESCRIPTOR } else { 0 };
    } else {
        let (name, text) = path::system_path(thread, file)?;
        shown = name;
        if !close {
            return Err(thread.value_error("Cannot use closefd=False with file name"));
        }
        own |= CLOSE_DESCRIPTOR;
        if opener.is_none() {
            // SAFETY: the path is terminated.
            let mut opened =
                retried(thread, || unsafe { libc::open(text.as_ptr(), flags, 0o666) } as isize)?;
            if matches!(opened, Err(libc::EMFILE | libc::ENFILE)) {
                // Files that nobody can reach any more may still be open.
                crate::gc::collect_all(thread);
                // SAFETY: as above.
                opened = retried(thread, || {
                    (unsafe { libc::open(text.as_ptr(), flags, 0o666) }) as isize
                })?;
            }
            descriptor = match opened {
                Ok(number) => number as i32,
                Err(error) => return Err(system_error::raise_number(thread, error, name)),
            };
        } else {
            let made = thread.call(opener, &[name, Word::from_int(i64::from(flags))])?;
            if !integer::is_int(made) {
                return Err(thread.type_error("expected integer from opener"));
            }
            let number = argument::int(thread, made)?;
            if number < 0 {
                return Err(thread.value_error(format!("opener returned {number}")));
            }
            descriptor = number as i32;
        }
    }
    // SAFETY: all zeros is a valid stat; fstat checks the descriptor.
    let mut status: libc::stat = unsafe { std::mem::zeroed() };
    // SAFETY: as above.
    if unsafe { libc::fstat(descriptor, &mut status) } < 0 {
        let error = std::io::Error::last_os_error().raw_os_error().unwrap_or(0);
        return Err(system_error::raise_number(thread, error, shown));
    }
    if status.st_mode & libc::S_IFMT == libc::S_IFDIR {
        if !argument::has_index(file) {
            // SAFETY: opened above.
            unsafe { libc::close(descriptor) };
        }
        return Err(system_error::raise_number(thread, libc::EISDIR, shown));
    }
    state::set(thread, this, NAME, shown);
    state::set_int(this, DESCRIPTOR, i64::from(descriptor));
    state::set_int(this, MODE, own | OPENED);
    if own & APPENDING != 0 {
        // SAFETY: seeks on a descriptor that is open; pipes refuse.
        unsafe { libc::lseek(descriptor, 0, libc::SEEK_END) };
    }
    Ok(())
}

fn open_descriptor(thread: &mut Thread, this: Word) -> Result<i32> {
    match descriptor_of(this) {
        -1 => Err(closed_file(thread)),
        descriptor => Ok(descriptor),
    }
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let kind = object::describe::full_name(class::class_of(this));
    let descriptor = descriptor_of(this);
    let text = if descriptor < 0 {
        format!("<{kind} [closed]>")
    } else {
        let close = if bits(this) & CLOSE_DESCRIPTOR != 0 { "True" } else { "False" };
        let name = state::get(this, NAME);
        if name.is_null() {
            format!("<{kind} fd={descriptor} mode='{}' closefd={close}>", mode_text(this))
        } else {
            let name = object::describe::repr(thread, name)?;
            format!("<{kind} name={name} mode='{}' closefd={close}>", mode_text(this))
        }
    };
    Ok(string::new(thread, &text))
}

/// Reads into memory; `None` where nothing is there and the descriptor does not wait.
pub fn read_slice(thread: &mut Thread, this: Word, target: &mut [u8]) -> Result<Option<usize>> {
    let descriptor = open_descriptor(thread, this)?;
    if bits(this) & READABLE == 0 {
        return Err(unsupported(thread, "File not open for reading"));
    }
    let (start, length) = (target.as_mut_ptr(), target.len());
    // SAFETY: the caller's memory stays where it is.
    match retried(thread, || unsafe { libc::read(descriptor, start.cast(), length) })? {
        Ok(count) => Ok(Some(count)),
        Err(libc::EAGAIN) => Ok(None),
        Err(error) => Err(system_error::raise_number(thread, error, Word::NULL)),
    }
}

/// Writes from memory; `None` where the descriptor does not wait and is full.
pub fn write_slice(thread: &mut Thread, this: Word, data: &[u8]) -> Result<Option<usize>> {
    let descriptor = open_descriptor(thread, this)?;
    if bits(this) & WRITABLE == 0 {
        return Err(unsupported(thread, "File not open for writing"));
    }
    // SAFETY: the caller's memory stays where it is.
    match retried(thread, || unsafe { libc::write(descriptor, data.as_ptr().cast(), data.len()) })?
    {
        Ok(count) => Ok(Some(count)),
        Err(libc::EAGAIN) => Ok(None),
        Err(error) => Err(system_error::raise_number(thread, error, Word::NULL)),
    }
}

fn read(thread: &mut Thread, this: Word, size: Word) -> Result {
    let Some(size) = size_argument(thread, size)? else { return read_all(thread, this) };
    let target = state::raw(thread, size.min(1 << 40));
    let memory = state::raw_bytes(target);
    match read_slice(thread, this, memory)? {
        Some(count) => Ok(bytes::new(thread, &memory[..count])),
        None => Ok(Word::NONE),
    }
}

fn read_all(thread: &mut Thread, this: Word) -> Result {
    let mut all = Vec::new();
    let descriptor = open_descriptor(thread, this)?;
    // SAFETY: asks for size and position of a descriptor.
    let remaining = unsafe {
        let mut status: libc::stat = std::mem::zeroed();
        if libc::fstat(descriptor, &mut status) == 0
            && status.st_mode & libc::S_IFMT == libc::S_IFREG
        {
            let at = libc::lseek(descriptor, 0, libc::SEEK_CUR).max(0);
            (status.st_size - at).max(0) as usize + 1
        } else {
            8 << 10
        }
    };
    let mut filled = 0;
    let mut room = remaining;
    loop {
        all.resize(filled + room.max(1), 0);
        match read_slice(thread, this, &mut all[filled..])? {
            Some(0) => break,
            Some(count) => filled += count,
            None if filled == 0 => return Ok(Word::NONE),
            None => break,
        }
        room = if filled < all.len() { all.len() - filled } else { filled.clamp(8 << 10, 8 << 20) };
    }
    Ok(bytes::new(thread, &all[..filled]))
}

fn read_into(thread: &mut Thread, this: Word, target: Word) -> Result {
    let memory = buffer::writable(thread, target)?;
    match read_slice(thread, this, memory)? {
        Some(count) => Ok(Word::from_int(count as i64)),
        None => Ok(Word::NONE),
    }
}

fn write(thread: &mut Thread, this: Word, data: Word) -> Result {
    let data = written_bytes(thread, data)?;
    match write_slice(thread, this, data)? {
        Some(count) => Ok(Word::from_int(count as i64)),
        None => Ok(Word::NONE),
    }
}

/// `lseek`
pub fn seek_to(thread: &mut Thread, this: Word, offset: i64, whence: i32) -> Result<i64> {
    let descriptor = open_descriptor(thread, this)?;
    // SAFETY: seeks on an open descriptor.
    let position = unsafe { libc::lseek(descriptor, offset, whence) };
    if position < 0 {
        return Err(system_error::raise_last(thread, Word::NULL));
    }
    Ok(position)
}

fn seek(thread: &mut Thread, this: Word, position: Word, whence: Word) -> Result {
    if position.is_float() {
        return Err(thread.type_error("an integer is required"));
    }
    let offset = argument::int(thread, position)?;
    let whence = argument::int_or(thread, whence, 0)?;
    let position = seek_to(thread, this, offset, whence as i32)?;
    Ok(integer::from_i64(thread, position))
}

fn tell(thread: &mut Thread, this: Word) -> Result {
    let position = seek_to(thread, this, 0, libc::SEEK_CUR)?;
    Ok(integer::from_i64(thread, position))
}

fn truncate(thread: &mut Thread, this: Word, size: Word) -> Result {
    let descriptor = open_descriptor(thread, this)?;
    if bits(this) & WRITABLE == 0 {
        return Err(unsupported(thread, "File not open for writing"));
    }
    let size = if argument::absent(size) {
        seek_to(thread, this, 0, libc::SEEK_CUR)?
    } else {
        argument::int(thread, size)?
    };
    // SAFETY: truncates an open descriptor.
    match retried(thread, || unsafe { libc::ftruncate(descriptor, size) } as isize)? {
        Ok(_) => Ok(integer::from_i64(thread, size)),
        Err(error) => Err(system_error::raise_number(thread, error, Word::NULL)),
    }
}

fn close(thread: &mut Thread, this: Word) -> Result {
    let descriptor = descriptor_of(this);
    if descriptor >= 0 {
        if !is_exact(this) {
            let flushed = operation::call_method(thread, this, name!("flush"), &[]);
            thread.absorb(flushed, Builtin::Exception)?;
        }
        state::set_int(this, DESCRIPTOR, -1);
        if bits(this) & CLOSE_DESCRIPTOR != 0 {
            // SAFETY: the descriptor is this object's.
            let failed =
                object::thread::blocking(thread, || unsafe { libc::close(descriptor) }) < 0;
            if failed {
                return Err(system_error::raise_last(thread, Word::NULL));
            }
        }
    }
    Ok(Word::NONE)
}

fn fileno(thread: &mut Thread, this: Word) -> Result {
    let descriptor = open_descriptor(thread, this)?;
    Ok(Word::from_int(i64::from(descriptor)))
}

/// Whether the descriptor is a terminal.
pub fn is_terminal(this: Word) -> bool {
    // SAFETY: asks about a descriptor.
    unsafe { libc::isatty(descriptor_of(this)) == 1 }
}

fn isatty(thread: &mut Thread, this: Word) -> Result {
    open_descriptor(thread, this)?;
    Ok(Word::from_bool(is_terminal(this)))
}

/// Preferred size of buffers.
pub fn block_size(this: Word) -> usize {
    // SAFETY: all zeros is a valid stat; fstat checks the descriptor.
    unsafe {
        let mut status: libc::stat = std::mem::zeroed();
        if libc::fstat(descriptor_of(this), &mut status) == 0 && status.st_blksize > 1 {
            status.st_blksize as usize
        } else {
            8 << 10
        }
    }
}

fn readable(thread: &mut Thread, this: Word) -> Result {
    open_descriptor(thread, this)?;
    Ok(Word::from_bool(bits(this) & READABLE != 0))
}

fn writable(thread: &mut Thread, this: Word) -> Result {
    open_descriptor(thread, this)?;
    Ok(Word::from_bool(bits(this) & WRITABLE != 0))
}

/// Whether the descriptor can seek.
pub fn can_seek(this: Word) -> bool {
    // SAFETY: asks about a descriptor.
    unsafe { libc::lseek(descriptor_of(this), 0, libc::SEEK_CUR) >= 0 }
}

fn seekable(thread: &mut Thread, this: Word) -> Result {
    open_descriptor(thread, this)?;
    Ok(Word::from_bool(can_seek(this)))
}
