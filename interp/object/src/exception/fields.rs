//! The fields of single exception classes: how arguments fill them, and their attributes.

use super::base::store_arguments;
use super::{Kind, field, get, kind, set_field, split_arguments};
use crate::class::{self, Definition};
use crate::describe::{class_name, lossy};
use crate::error::Result;
use crate::intern::intern;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{dict, native_functions, operation, string, tuple};
use tracer::{Effects, Word};

/// Fills the fields by the arguments (without the instance).
pub(super) fn fill(
    thread: &mut Thread,
    this: Word,
    kind: Kind,
    arguments: Arguments,
) -> Result<()> {
    let (positional, names, named) = split_arguments(arguments);
    match kind {
        Kind::Plain => {}
        Kind::StopIteration => {
            let value = positional.first().copied().unwrap_or(Word::NONE);
            set_field(thread, this, 0, value);
        }
        Kind::SystemExit => {
            let code = match positional {
                [] => Word::NONE,
                [single] => *single,
                _ => get(this).arguments,
            };
            set_field(thread, this, 0, code);
        }
        Kind::AttributeError => {
            keywords(thread, this, "AttributeError", &["name", "obj"], 0, names, named)?;
        }
        Kind::NameError => keywords(thread, this, "NameError", &["name"], 0, names, named)?,
        Kind::ImportError => {
            let known = &["name", "path", "name_from"];
            keywords(thread, this, "ImportError", known, 1, names, named)?;
            let message = if let [single] = positional { *single } else { Word::NULL };
            set_field(thread, this, 0, message);
        }
        Kind::OsError => super::os_error::fill(thread, this, positional)?,
        Kind::SyntaxError => super::syntax_error::fill(thread, this, positional)?,
        Kind::UnicodeDecodeError | Kind::UnicodeEncodeError | Kind::UnicodeTranslateError => {
            super::unicode_error::fill(thread, this, kind, positional)?;
        }
        Kind::Group => {
            if let [message, exceptions] = positional {
                set_field(thread, this, 0, *message);
                set_field(thread, this, 1, *exceptions);
            }
        }
    }
    Ok(())
}

/// Stores keyword arguments into fields from `first` on; absent ones are emptied.
fn keywords(
    thread: &mut Thread,
    this: Word,
    function: &str,
    known: &[&str],
    first: usize,
    names: &[Word],
    named: &[Word],
) -> Result<()> {
    for index in 0..known.len() {
        if !field(this, first + index).is_null() {
            set_field(thread, this, first + index, Word::NULL);
        }
    }
    for (&name, &value) in names.iter().zip(named) {
        let text = lossy(name);
        let Some(index) = known.iter().position(|known| *known == text) else {
            let text = format!("{function}() got an unexpected keyword argument '{text}'");
            return Err(thread.type_error(text));
        };
        set_field(thread, this, first + index, value);
    }
    Ok(())
}

/// `__init__` of classes with fields.
pub(super) fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    let kind = kind(class::class_of(this));
    let rest = Arguments { all: &arguments.all[1..], names: arguments.names };
    let (positional, names, _) = split_arguments(rest);
    let takes_keywords = matches!(kind, Kind::AttributeError | Kind::NameError | Kind::ImportError);
    if !names.is_empty() && !takes_keywords {
        let text = format!("{}() takes no keyword arguments", class_name(this));
        return Err(thread.type_error(text));
    }
    store_arguments(thread, this, positional);
    fill(thread, this, kind, rest)?;
    Ok(Word::NONE)
}

native_functions! { pub(super) static INIT =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, *args, **kwargs)" Effects::ANY => init;
}

/// Names of the fields that pickling keeps beside the arguments.
fn state_fields(kind: Kind) -> &'static [(&'static str, usize)] {
    match kind {
        Kind::ImportError => &[("name", 1), ("path", 2), ("name_from", 3)],
        Kind::AttributeError => &[("name", 0)],
        _ => &[],
    }
}

/// Adds the keyword fields to the state that pickling keeps.
pub(super) fn add_state(thread: &mut Thread, this: Word, state: Word) {
    let kind = kind(class::class_of(this));
    for (name, index) in state_fields(kind) {
        let value = field(this, *index);
        if !value.is_null() && !value.is_none() {
            dict::set_str(thread, state, intern(name), value);
        }
    }
    if kind == Kind::AttributeError {
        dict::set_str(thread, state, intern("args"), get(this).arguments);
    }
}

fn or_none(word: Word) -> Result {
    Ok(if word.is_null() { Word::NONE } else { word })
}

/// An attribute that is a field; absent is None, deletion empties it.
macro_rules! field_attribute {
    ($name:literal, $index:literal) => {
        NativeAttribute {
            name: $name,
            doc: "",
            get: |_, this| $crate::exception::fields::field_or_none(this, $index),
            set: Some(|thread, this, value| {
                $crate::exception::set_field(thread, this, $index, value);
                Ok(())
            }),
        }
    };
}
pub(super) use field_attribute;

pub(super) fn field_or_none(this: Word, index: usize) -> Result {
    or_none(field(this, index))
}

static STOP_ATTRIBUTES: &[NativeAttribute] = &[field_attribute!("value", 0)];
static EXIT_ATTRIBUTES: &[NativeAttribute] = &[field_attribute!("code", 0)];
static ATTRIBUTE_ATTRIBUTES: &[NativeAttribute] =
    &[field_attribute!("name", 0), field_attribute!("obj", 1)];
static NAME_ATTRIBUTES: &[NativeAttribute] = &[field_attribute!("name", 0)];
static IMPORT_ATTRIBUTES: &[NativeAttribute] = &[
    field_attribute!("msg", 0),
    field_attribute!("name", 1),
    field_attribute!("path", 2),
    field_attribute!("name_from", 3),
];

native_functions! { static KEY_METHODS =
    /// Return str(self).
    __str__(this) "($self, /)" Effects::ANY => key_str;
}
native_functions! { static IMPORT_METHODS =
    /// Return str(self).
    __str__(this) "($self, /)" Effects::ANY => import_str;
}
native_functions! { static ATTRIBUTE_METHODS =
    __getstate__(this) "($self, /)" Effects::ANY => attribute_state;
}

fn key_str(thread: &mut Thread, this: Word) -> Result {
    match tuple::items(get(this).arguments) {
        [single] => operation::repr(thread, *single),
        _ => super::base::str(thread, this),
    }
}

fn import_str(thread: &mut Thread, this: Word) -> Result {
    let message = field(this, 0);
    if string::is_str(message) {
        return Ok(message);
    }
    super::base::str(thread, this)
}

fn attribute_state(thread: &mut Thread, this: Word) -> Result {
    let reduced = super::base::reduce(thread, this)?;
    Ok(tuple::items(reduced).get(2).copied().unwrap_or(Word::NONE))
}

macro_rules! definitions {
    ($($name:ident $doc:literal $methods:expr, $attributes:expr;)*) => { $(
        pub(crate) static $name: Definition = Definition {
            doc: $doc,
            methods: $methods,
            attributes: $attributes,
            ..Definition::EMPTY
        };
    )* };
}

definitions! {
    STOP_ITERATION "Signal the end from iterator.__next__()." &[INIT], &[STOP_ATTRIBUTES];
    SYSTEM_EXIT "Request to exit from the interpreter." &[INIT], &[EXIT_ATTRIBUTES];
    ATTRIBUTE_ERROR "Attribute not found." &[INIT, ATTRIBUTE_METHODS], &[ATTRIBUTE_ATTRIBUTES];
    NAME_ERROR "Name not found globally." &[INIT], &[NAME_ATTRIBUTES];
    IMPORT_ERROR "Import can't find module, or can't find name in module." &[INIT, IMPORT_METHODS], &[IMPORT_ATTRIBUTES];
    KEY_ERROR "Mapping key not found." &[KEY_METHODS], &[];
}
