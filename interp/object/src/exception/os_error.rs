//! OSError: error numbers choose the class.

use super::fields::{INIT, field_attribute};
use super::{Kind, field, get, kind, set_arguments, set_field, split_arguments};
use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::error::Result;
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{native_functions, operation, string, tuple};
use tracer::{Effects, Word};

const ERRNO: usize = 0;
const STRERROR: usize = 1;
const FILENAME: usize = 2;
const FILENAME2: usize = 3;
const WRITTEN: usize = 4;

/// The class that an error number stands for.
pub fn class_of_number(number: i32) -> Option<Builtin> {
    Some(match number {
        libc::EAGAIN | libc::EALREADY | libc::EINPROGRESS => Builtin::BlockingIOError,
        libc::EPIPE | libc::ESHUTDOWN => Builtin::BrokenPipeError,
        libc::ECHILD => Builtin::ChildProcessError,
        libc::ECONNABORTED => Builtin::ConnectionAbortedError,
        libc::ECONNREFUSED => Builtin::ConnectionRefusedError,
        libc::ECONNRESET => Builtin::ConnectionResetError,
        libc::EEXIST => Builtin::FileExistsError,
        libc::ENOENT => Builtin::FileNotFoundError,
        libc::EISDIR => Builtin::IsADirectoryError,
        libc::ENOTDIR => Builtin::NotADirectoryError,
        libc::EINTR => Builtin::InterruptedError,
        libc::EACCES | libc::EPERM => Builtin::PermissionError,
        libc::ESRCH => Builtin::ProcessLookupError,
        libc::ETIMEDOUT => Builtin::TimeoutError,
        _ => return None,
    })
}

/// The class of `OSError(*arguments)`.
pub(super) fn class_for(class: Word, arguments: &[Word]) -> Word {
    if class != Builtin::OSError.word() || !(2..=5).contains(&arguments.len()) {
        return class;
    }
    let number = if arguments[0].is_int() { arguments[0].int() } else { return class };
    i32::try_from(number).ok().and_then(class_of_number).map_or(class, |builtin| builtin.word())
}

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let (positional, names, _) = split_arguments(arguments);
    let given = positional[0];
    let class = class_for(given, &positional[1..]);
    if has_own_initializer(class) {
        return class::instantiate(thread, class);
    }
    let stored = tuple::new(thread, &positional[1..]);
    let object = class::instantiate(thread, class)?;
    set_arguments(thread, object, stored);
    if names.is_empty() {
        fill(thread, object, &positional[1..])?;
    }
    Ok(object)
}

/// Whether `__init__` is a program's: it may call ours with other arguments, or not at all.
fn has_own_initializer(class: Word) -> bool {
    let inherited = class::lookup(Builtin::OSError.word(), __init__.word());
    class::lookup(class, __init__.word()) != inherited
        && class::lookup(class, __new__.word())
            == class::lookup(Builtin::OSError.word(), __new__.word())
}

/// Fills the fields; file names are taken out of the arguments.
pub(super) fn fill(thread: &mut Thread, this: Word, arguments: &[Word]) -> Result<()> {
    if !(2..=5).contains(&arguments.len()) {
        return Ok(());
    }
    set_field(thread, this, ERRNO, arguments[0]);
    set_field(thread, this, STRERROR, arguments[1]);
    let Some(&filename) = arguments.get(2) else { return Ok(()) };
    let blocking = class::is_kind(this, Builtin::BlockingIOError);
    if blocking && operation::has_index(filename) {
        let written = operation::index(thread, filename)?;
        set_field(thread, this, WRITTEN, written);
        return Ok(());
    }
    if filename.is_none() {
        return Ok(());
    }
    set_field(thread, this, FILENAME, filename);
    if let Some(&second) = arguments.get(4) {
        set_field(thread, this, FILENAME2, second);
    }
    let stored = tuple::new(thread, &arguments[..2]);
    set_arguments(thread, this, stored);
    Ok(())
}

/// The arguments that make an equal exception: file names included.
pub(super) fn reduced_arguments(thread: &mut Thread, this: Word) -> Word {
    let arguments = get(this).arguments;
    if kind(class::class_of(this)) != Kind::OsError {
        return arguments;
    }
    let (filename, second) = (field(this, FILENAME), field(this, FILENAME2));
    let &[number, message] = tuple::items(arguments) else { return arguments };
    if filename.is_null() || filename.is_none() {
        return arguments;
    }
    if second.is_null() || second.is_none() {
        return tuple::new(thread, &[number, message, filename]);
    }
    tuple::new(thread, &[number, message, filename, Word::NONE, second])
}

native_functions! { static METHODS =
    /// Return str(self).
    __str__(this) "($self, /)" Effects::ANY => str;
}

fn str(thread: &mut Thread, this: Word) -> Result {
    let [number, message, filename, second] = [ERRNO, STRERROR, FILENAME, FILENAME2]
        .map(|index| field(this, index))
        .map(|word| if word.is_null() { Word::NONE } else { word });
    if !filename.is_none() {
        let number = operation::text(thread, number)?;
        let message = operation::text(thread, message)?;
        let mut text =
            format!("[Errno {number}] {message}: {}", crate::describe::repr(thread, filename)?);
        if !second.is_none() {
            text.push_str(" -> ");
            text.push_str(&crate::describe::repr(thread, second)?);
        }
        return Ok(string::new(thread, &text));
    }
    if !field(this, ERRNO).is_null() && !field(this, STRERROR).is_null() {
        let number = operation::text(thread, number)?;
        let message = operation::text(thread, message)?;
        return Ok(string::new(thread, &format!("[Errno {number}] {message}")));
    }
    super::base::str(thread, this)
}

fn written(thread: &mut Thread, this: Word) -> Result {
    let written = field(this, WRITTEN);
    if written.is_null() {
        let text = crate::interned!("characters_written");
        return Err(thread.raise_with(Builtin::AttributeError, &[text]));
    }
    Ok(written)
}

fn set_written(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        written(thread, this)?;
        set_field(thread, this, WRITTEN, Word::NULL);
        return Ok(());
    }
    let value = operation::index(thread, value)?;
    set_field(thread, this, WRITTEN, value);
    Ok(())
}

static ATTRIBUTES: &[NativeAttribute] = &[
    field_attribute!("errno", 0),
    field_attribute!("strerror", 1),
    field_attribute!("filename", 2),
    field_attribute!("filename2", 3),
    NativeAttribute { name: "characters_written", doc: "", get: written, set: Some(set_written) },
];

pub(crate) static OS_ERROR: Definition = Definition {
    doc: "Base class for I/O related errors.",
    methods: &[INIT, METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
