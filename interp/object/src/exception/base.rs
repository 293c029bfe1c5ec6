//! BaseException: what all exceptions can do.

use super::{fields, get, is_exception, set_arguments, split_arguments};
use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::class_name;
use crate::error::Result;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{attribute, dict, iterate, native_functions, operation, string, traceback, tuple};
use tracer::{Effects, Word};

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::READS => construct;
}

/// Tells traces what they may look inside.
pub(super) fn register_meanings() {
    use crate::meaning::{Meaning, register};
    if let Some(definition) = METHODS.iter().find(|definition| definition.name == "__init__") {
        register(definition, Meaning::ExceptionInit);
    }
}

native_functions! { static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, *args, **kwargs)" Effects::ANY => init;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Return str(self).
    __str__(this) "($self, /)" Effects::ANY => str;
    /// Set self.__traceback__ to tb and return self.
    with_traceback(this, traceback) "($self, object, /)" Effects::READS => with_traceback;
    /// Add a note to the exception
    add_note(this, note) "($self, object, /)" Effects::ANY => add_note;
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
    __setstate__(this, state) "($self, object, /)" Effects::ANY => setstate;
}

/// `BaseException.__new__`
pub(super) fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let (positional, _, _) = split_arguments(arguments);
    let class = positional[0];
    let stored = tuple::new(thread, &positional[1..]);
    let object = class::instantiate(thread, class)?;
    set_arguments(thread, object, stored);
    Ok(object)
}

/// Refuses keywords; those that a class's `__init__` knows never come here.
fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let (positional, names, _) = split_arguments(arguments);
    let this = positional[0];
    if !names.is_empty() {
        let text = format!("{}() takes no keyword arguments", class_name(this));
        return Err(thread.type_error(text));
    }
    store_arguments(thread, this, &positional[1..]);
    Ok(Word::NONE)
}

/// Stores the arguments unless they are the ones that `__new__` has stored.
pub(super) fn store_arguments(thread: &mut Thread, this: Word, arguments: &[Word]) {
    if tuple::items(get(this).arguments) != arguments {
        let stored = tuple::new(thread, arguments);
        set_arguments(thread, this, stored);
    }
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let arguments = get(this).arguments;
    let name = class_name(this);
    let text = match tuple::items(arguments) {
        [single] => format!("{name}({})", crate::describe::repr(thread, *single)?),
        _ => format!("{name}{}", crate::describe::repr(thread, arguments)?),
    };
    Ok(string::new(thread, &text))
}

/// `BaseException.__str__`
pub(super) fn str(thread: &mut Thread, this: Word) -> Result {
    let arguments = get(this).arguments;
    match tuple::items(arguments) {
        [] => Ok(crate::interned!("")),
        [single] => operation::str(thread, *single),
        _ => operation::str(thread, arguments),
    }
}

fn with_traceback(thread: &mut Thread, this: Word, value: Word) -> Result {
    set_traceback(thread, this, value)?;
    Ok(this)
}

fn add_note(thread: &mut Thread, this: Word, note: Word) -> Result {
    super::add_note(thread, this, note)?;
    Ok(Word::NONE)
}

/// Attributes given by programs and the keyword fields, as a dict, or None.
fn state(thread: &mut Thread, this: Word) -> Result {
    let names = class::instance::own_names(this);
    let state = match names {
        Some(names) => {
            let copy = dict::new(thread);
            for name in names {
                let value = class::instance::get_attribute(thread, this, name)?;
                if !value.is_null() {
                    dict::set_str(thread, copy, name, value);
                }
            }
            copy
        }
        None => {
            let own = attribute::dict_of(thread, this)?;
            dict::copy(thread, own)
        }
    };
    fields::add_state(thread, this, state);
    Ok(if dict::length(state) == 0 { Word::NONE } else { state })
}

pub(super) fn reduce(thread: &mut Thread, this: Word) -> Result {
    let state = state(thread, this)?;
    let class = class::class_of(this);
    let arguments = super::os_error::reduced_arguments(thread, this);
    if state.is_none() {
        return Ok(tuple::new(thread, &[class, arguments]));
    }
    Ok(tuple::new(thread, &[class, arguments, state]))
}

fn setstate(thread: &mut Thread, this: Word, state: Word) -> Result {
    if state.is_none() {
        return Ok(Word::NONE);
    }
    if !class::is_kind(state, Builtin::Dict) {
        return Err(thread.type_error("state is not a dictionary"));
    }
    let mut position = 0;
    while let Some((next, key, value)) = dict::next_entry(state, position) {
        position = next;
        attribute::set(thread, this, key, value)?;
    }
    Ok(Word::NONE)
}

fn set_args(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("args may not be deleted"));
    }
    let stored = iterate::to_tuple(thread, value)?;
    set_arguments(thread, this, stored);
    Ok(())
}

fn set_traceback(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("__traceback__ may not be deleted"));
    }
    if !value.is_none() && !traceback::is_traceback(value) {
        return Err(thread.type_error("__traceback__ must be a traceback or None"));
    }
    let struct_ = get(this);
    struct_.traceback = value;
    thread.barrier(this, &mut struct_.traceback, value);
    Ok(())
}

fn set_context(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("__context__ may not be deleted"));
    }
    if !value.is_none() && !is_exception(value) {
        let text = "exception context must be None or derive from BaseException";
        return Err(thread.type_error(text));
    }
    let struct_ = get(this);
    struct_.context = value;
    thread.barrier(this, &mut struct_.context, value);
    Ok(())
}

fn set_cause(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("__cause__ may not be deleted"));
    }
    if !value.is_none() && !is_exception(value) {
        let text = "exception cause must be None or derive from BaseException";
        return Err(thread.type_error(text));
    }
    super::store_cause(thread, this, value);
    Ok(())
}

fn set_suppress(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("can't delete numeric/char attribute"));
    }
    if !value.is_bool() {
        return Err(thread.type_error("attribute value type must be bool"));
    }
    get(this).suppress_context = value;
    Ok(())
}

type Getter = fn(&mut Thread, Word) -> Result;
type Setter = fn(&mut Thread, Word, Word) -> Result<()>;

const fn attribute(name: &'static str, get: Getter, set: Setter) -> NativeAttribute {
    NativeAttribute { name, doc: "", get, set: Some(set) }
}

static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("args", |_, this| Ok(get(this).arguments), set_args),
    attribute("__traceback__", |_, this| Ok(get(this).traceback), set_traceback),
    attribute("__context__", |_, this| Ok(get(this).context), set_context),
    attribute("__cause__", |_, this| Ok(get(this).cause), set_cause),
    attribute("__suppress_context__", |_, this| Ok(get(this).suppress_context), set_suppress),
];

pub(crate) static BASE_EXCEPTION: Definition = Definition {
    doc: "Common base class for all exceptions",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES, std::slice::from_ref(&crate::object_type::DICT_ATTRIBUTE)],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
