//! Exceptions: objects, context, tracebacks, printing.
//!
//! All built-in exceptions share one layout. What single classes know beside the arguments (the
//! value of StopIteration, the file name of OSError) are numbered fields: the first two in the
//! object, more in a vector that the third word names. Which fields there are is the `Kind` of
//! the nearest built-in class. Attributes given by programs are slots behind.

use crate::builtin::{Builtin, shape};
use crate::class::{self, flag};
use crate::describe::{class_name, lossy};
use crate::error::Result;
use crate::layout::{Exception, Vector};
use crate::name::*;
use crate::native::Arguments;
use crate::thread::Thread;
use crate::{attribute, dict, list, string, traceback, tuple};
use tracer::Word;

mod anchor;
mod base;
mod fields;
mod group;
mod os_error;
mod print;
mod source_text;
mod suggestion;
mod syntax_error;
mod unicode_error;

pub use group::{join_group, match_group, new_group, split};
pub use print::print;
pub use source_text::{Reader as SourceReader, register_source, set_source_provider};

pub(crate) use base::BASE_EXCEPTION;
pub(crate) use fields::{
    ATTRIBUTE_ERROR, IMPORT_ERROR, KEY_ERROR, NAME_ERROR, STOP_ITERATION, SYSTEM_EXIT,
};
pub(crate) use group::{BASE_EXCEPTION_GROUP, EXCEPTION_GROUP};
pub(crate) use os_error::OS_ERROR;
pub(crate) use syntax_error::SYNTAX_ERROR;
pub(crate) use unicode_error::{
    UNICODE_DECODE_ERROR, UNICODE_ENCODE_ERROR, UNICODE_TRANSLATE_ERROR,
};

/// Tells traces which of these functions they may look inside.
pub fn register_meanings() {
    base::register_meanings();
}

/// Which fields an exception has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Plain,
    StopIteration,
    SystemExit,
    AttributeError,
    NameError,
    ImportError,
    OsError,
    SyntaxError,
    UnicodeDecodeError,
    UnicodeEncodeError,
    UnicodeTranslateError,
    Group,
}

fn kind_of_builtin(builtin: Builtin) -> Kind {
    match builtin {
        Builtin::StopIteration => Kind::StopIteration,
        Builtin::SystemExit => Kind::SystemExit,
        Builtin::AttributeError => Kind::AttributeError,
        Builtin::NameError => Kind::NameError,
        Builtin::ImportError => Kind::ImportError,
        Builtin::OSError => Kind::OsError,
        Builtin::SyntaxError => Kind::SyntaxError,
        Builtin::UnicodeDecodeError => Kind::UnicodeDecodeError,
        Builtin::UnicodeEncodeError => Kind::UnicodeEncodeError,
        Builtin::UnicodeTranslateError => Kind::UnicodeTranslateError,
        Builtin::BaseExceptionGroup => Kind::Group,
        other if other.base() == other || other == Builtin::BaseException => Kind::Plain,
        other => kind_of_builtin(other.base()),
    }
}

/// The kind of the instances of an exception class.
pub fn kind(class: Word) -> Kind {
    let native = class::get(class).native as usize;
    Builtin::ALL.get(native).map_or(Kind::Plain, |builtin| kind_of_builtin(*builtin))
}

/// Whether an exception class has other fields than its base.
pub(crate) fn adds_fields(class: Word) -> bool {
    is_exception_class(class) && kind(class) != kind(class::get(class).base)
}

/// For `Class::native` of an exception class: the first built-in ancestor that has fields, else the first one.
pub(crate) fn native_kind(class: Word) -> u32 {
    let ancestors = class::mro(class)
        .iter()
        .filter(|&&ancestor| !class::has_flag(ancestor, flag::HEAP))
        .map(|&ancestor| class::get(ancestor).native);
    let mut first = None;
    for native in ancestors {
        first = first.or(Some(native));
        let builtin = Builtin::ALL[native as usize % Builtin::ALL.len()];
        if kind_of_builtin(builtin) != Kind::Plain {
            return native;
        }
    }
    first.unwrap_or(Builtin::BaseException as u32)
}

/// The nearest class along the bases that was not made by a program.
pub(crate) fn native_ancestor(class: Word) -> Word {
    let mut class = class;
    while class::has_flag(class, flag::HEAP) {
        class = class::get(class).base;
    }
    class
}

/// The struct of an exception object.
pub fn get(exception: Word) -> &'static mut Exception {
    // SAFETY: callers pass exceptions, which all begin with this struct.
    unsafe { &mut *exception.pointer() }
}

/// Whether an object is an exception.
pub fn is_exception(object: Word) -> bool {
    object.is_pointer() && class::layout_of(object) == crate::layout::Layout::Exception
}

/// Whether an object is a class of exceptions.
pub fn is_exception_class(object: Word) -> bool {
    class::is_class(object) && class::has_flag(object, flag::EXCEPTION)
}

/// Gives a fresh instance the values that stand for nothing.
pub(crate) fn initialize(thread: &mut Thread, object: Word) {
    let arguments = tuple::empty();
    let struct_ = get(object);
    struct_.arguments = arguments;
    struct_.traceback = Word::NONE;
    struct_.context = Word::NONE;
    struct_.cause = Word::NONE;
    struct_.suppress_context = Word::FALSE;
    // SAFETY: a live object whose words were just stored.
    unsafe { thread.heap.range_barrier(object.pointer()) };
}

pub(crate) fn set_arguments(thread: &mut Thread, object: Word, arguments: Word) {
    let struct_ = get(object);
    struct_.arguments = arguments;
    thread.barrier(object, &mut struct_.arguments, arguments);
}

/// Fields beyond the first two.
const MORE: usize = 8;
const DIRECT: usize = 2;

fn vector(exception: Word) -> Option<&'static mut [Word; MORE]> {
    let more = get(exception).extra[DIRECT];
    if more.is_null() {
        return None;
    }
    // SAFETY: made by `set_field` with this many items behind the struct.
    Some(unsafe { &mut *(more.pointer::<u8>().add(size_of::<Vector>()) as *mut [Word; MORE]) })
}

/// A field by number; null where it is not set.
pub fn field(exception: Word, index: usize) -> Word {
    if index < DIRECT {
        return get(exception).extra[index];
    }
    vector(exception).map_or(Word::NULL, |more| more[index - DIRECT])
}

pub fn set_field(thread: &mut Thread, exception: Word, index: usize, value: Word) {
    if index < DIRECT {
        let slot = &mut get(exception).extra[index];
        *slot = value;
        thread.barrier(exception, slot, value);
        return;
    }
    if vector(exception).is_none() {
        let bytes = size_of::<Vector>() + 8 * MORE;
        let object = thread.heap.alloc(bytes, shape::VECTOR);
        // SAFETY: just allocated with this layout.
        unsafe {
            (*(object as *mut Vector)).length = Word::from_int(MORE as i64);
            (*(object as *mut Vector)).capacity = Word::from_int(MORE as i64);
        }
        let word = Word::from_pointer(object);
        let slot = &mut get(exception).extra[DIRECT];
        *slot = word;
        thread.barrier(exception, slot, word);
    }
    let holder = get(exception).extra[DIRECT];
    if let Some(more) = vector(exception) {
        let slot = &mut more[index - DIRECT];
        *slot = value;
        thread.barrier(holder, slot, value);
    }
}

/// An instance by arguments, without running Python code (built-in classes).
pub fn new(thread: &mut Thread, class: Word, arguments: &[Word]) -> Word {
    let tuple = tuple::new(thread, arguments);
    let class = if class == Builtin::OSError.word() {
        os_error::class_for(class, arguments)
    } else {
        class
    };
    let shape = crate::shape::get(class::get(class).instance_shape);
    let object = Word::from_pointer(thread.heap.alloc(shape.instance_bytes(), shape.id));
    initialize(thread, object);
    set_arguments(thread, object, tuple);
    let arguments = Arguments { all: arguments, names: Word::NULL };
    if let Err(raised) = fields::fill(thread, object, kind(class), arguments) {
        // Arguments that do not fit the class's fields leave them empty.
        thread.take_exception(raised);
    }
    object
}

/// What `raise x` makes of `x`: an instance, or TypeError raised.
pub fn normalize(thread: &mut Thread, object: Word) -> Result {
    if is_exception(object) {
        return Ok(object);
    }
    if !is_exception_class(object) {
        return Err(thread.type_error("exceptions must derive from BaseException"));
    }
    let exception = thread.call(object, &[])?;
    if !is_exception(exception) {
        let class = crate::describe::repr(thread, object)?;
        let given = crate::describe::repr(thread, class::class_of(exception))?;
        let text = format!(
            "calling {class} should have returned an instance of BaseException, not {given}"
        );
        return Err(thread.type_error(text));
    }
    Ok(exception)
}

/// Sets the cause of `raise x from cause`: an exception, a class, or None.
pub fn set_cause(thread: &mut Thread, exception: Word, cause: Word) -> Result<()> {
    let cause = if cause.is_none() || is_exception(cause) {
        cause
    } else if is_exception_class(cause) {
        let made = thread.call(cause, &[])?;
        if !is_exception(made) {
            let class = crate::describe::repr(thread, cause)?;
            let given = crate::describe::repr(thread, class::class_of(made))?;
            let text = format!(
                "calling {class} should have returned an instance of BaseException, not {given}"
            );
            return Err(thread.type_error(text));
        }
        made
    } else {
        return Err(thread.type_error("exception causes must derive from BaseException"));
    };
    store_cause(thread, exception, cause);
    Ok(())
}

fn store_cause(thread: &mut Thread, exception: Word, cause: Word) {
    let struct_ = get(exception);
    struct_.cause = cause;
    struct_.suppress_context = Word::TRUE;
    thread.barrier(exception, &mut struct_.cause, cause);
}

/// Implicit chaining with what is being handled; cycles are cut.
pub fn set_context(thread: &mut Thread, exception: Word) {
    let handled = thread.handled;
    if !handled.is_pointer() || handled == exception || !is_exception(exception) {
        return;
    }
    // A slow cursor finds cycles that do not pass through the exception.
    let (mut fast, mut slow, mut step) = (handled, handled, false);
    loop {
        let next = get(fast).context;
        if !next.is_pointer() {
            break;
        }
        if next == exception {
            get(fast).context = Word::NONE;
            break;
        }
        fast = next;
        if fast == slow {
            break;
        }
        if step {
            slow = get(slow).context;
        }
        step = !step;
    }
    let struct_ = get(exception);
    struct_.context = handled;
    thread.barrier(exception, &mut struct_.context, handled);
}

/// Puts an entry for an instruction (word index) of a code object before the traceback.
pub fn add_traceback(thread: &mut Thread, exception: Word, code: Word, position: u32) {
    let next = get(exception).traceback;
    let next = if next.is_null() { Word::NONE } else { next };
    let entry = traceback::new(thread, next, code, position);
    let struct_ = get(exception);
    struct_.traceback = entry;
    thread.barrier(exception, &mut struct_.traceback, entry);
}

/// `exception.add_note(note)`
pub fn add_note(thread: &mut Thread, exception: Word, note: Word) -> Result<()> {
    if !string::is_str(note) {
        let text = format!("add_note() argument must be str, not {}", class_name(note));
        return Err(thread.type_error(text));
    }
    let notes = match attribute::get_optional(thread, exception, __notes__.word())? {
        Some(notes) => notes,
        None => {
            let notes = list::new(thread, &[]);
            attribute::set(thread, exception, __notes__.word(), notes)?;
            notes
        }
    };
    if !class::is_kind(notes, Builtin::List) {
        return Err(thread.type_error("Cannot add note: __notes__ is not a list"));
    }
    list::append(thread, notes, note);
    Ok(())
}

/// Reports an exception that nobody can receive, by `sys.unraisablehook` if a program replaced it, else on stderr.
pub fn unraisable(thread: &mut Thread, exception: Word, object: Word, message: &str) {
    let sys = dict::get_str(crate::module::modules(), crate::interned!("sys"));
    if let Some(sys) = sys {
        let result = report(thread, sys, exception, object, message);
        match result {
            Ok(true) => return,
            Ok(false) => {}
            Err(raised) => {
                thread.take_exception(raised);
            }
        }
    }
    let shown = match crate::describe::repr(thread, object) {
        Ok(shown) => shown,
        Err(raised) => {
            thread.take_exception(raised);
            String::from("<object repr() failed>")
        }
    };
    let head = if message.is_empty() {
        format!("Exception ignored in: {shown}\n")
    } else {
        format!("{message}: {shown}\n")
    };
    let text = print(thread, exception);
    eprint!("{head}{text}");
}

/// Calls a replaced `sys.unraisablehook`.
fn report(
    thread: &mut Thread,
    sys: Word,
    exception: Word,
    object: Word,
    message: &str,
) -> Result<bool> {
    let hook = attribute::get_optional(thread, sys, crate::interned!("unraisablehook"))?;
    let original = attribute::get_optional(thread, sys, crate::interned!("__unraisablehook__"))?;
    let Some(hook) = hook.filter(|hook| !hook.is_none() && Some(*hook) != original) else {
        return Ok(false);
    };
    let message = if message.is_empty() { Word::NONE } else { string::new(thread, message) };
    let details = crate::namespace::new(
        thread,
        &[
            ("exc_type", class::class_of(exception)),
            ("exc_value", exception),
            ("exc_traceback", get(exception).traceback),
            ("err_msg", message),
            ("object", object),
        ],
    )?;
    thread.call(hook, &[details])?;
    Ok(true)
}

/// `str(exception)`, or what CPython prints where that fails.
pub(crate) fn safe_text(thread: &mut Thread, exception: Word) -> String {
    match crate::operation::str(thread, exception) {
        Ok(text) => lossy(text),
        Err(raised) => {
            thread.take_exception(raised);
            String::from("<exception str() failed>")
        }
    }
}

/// Positional arguments and (name, value) of the others.
pub(crate) fn split_arguments<'a>(
    arguments: Arguments<'a>,
) -> (&'a [Word], &'static [Word], &'a [Word]) {
    let names: &[Word] =
        if arguments.names.is_null() { &[] } else { tuple::items(arguments.names) };
    let at = arguments.all.len() - names.len();
    (&arguments.all[..at], names, &arguments.all[at..])
}
