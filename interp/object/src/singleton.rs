//! The classes of None, NotImplemented and Ellipsis.

use crate::class::Definition;
use crate::error::Result;
use crate::native::Arguments;
use crate::native_functions;
use crate::thread::Thread;
use tracer::{Effects, Word};

native_functions! { static NONE_METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => none_repr;
    /// True if self else False
    __bool__(this) "($self, /)" Effects::PURE => never;
}
native_functions! { static NONE_CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::READS => none_new;
}
native_functions! { static NOT_IMPLEMENTED_METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => not_implemented_repr;
    /// True if self else False
    __bool__(this) "($self, /)" Effects::READS => not_implemented_bool;
    __reduce__(this) "($self, /)" Effects::READS => not_implemented_repr;
}
native_functions! { static NOT_IMPLEMENTED_CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::READS => not_implemented_new;
}
native_functions! { static ELLIPSIS_METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => ellipsis_repr;
    __reduce__(this) "($self, /)" Effects::READS => ellipsis_repr;
}
native_functions! { static ELLIPSIS_CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::READS => ellipsis_new;
}

fn none_repr(_thread: &mut Thread, _this: Word) -> Result {
    Ok(crate::interned!("None"))
}
fn never(_thread: &mut Thread, _this: Word) -> Result {
    Ok(Word::FALSE)
}
fn not_implemented_repr(_thread: &mut Thread, _this: Word) -> Result {
    Ok(crate::interned!("NotImplemented"))
}
fn not_implemented_bool(thread: &mut Thread, _this: Word) -> Result {
    Err(thread.type_error("NotImplemented should not be used in a boolean context"))
}
fn ellipsis_repr(_thread: &mut Thread, _this: Word) -> Result {
    Ok(crate::interned!("Ellipsis"))
}

fn only(thread: &mut Thread, arguments: Arguments, name: &str, value: Word) -> Result {
    if arguments.all.len() > 1 {
        return Err(thread.type_error(format!("{name} takes no arguments")));
    }
    Ok(value)
}
fn none_new(thread: &mut Thread, arguments: Arguments) -> Result {
    only(thread, arguments, "NoneType", Word::NONE)
}
fn not_implemented_new(thread: &mut Thread, arguments: Arguments) -> Result {
    only(thread, arguments, "NotImplementedType", Word::NOT_IMPLEMENTED)
}
fn ellipsis_new(thread: &mut Thread, arguments: Arguments) -> Result {
    only(thread, arguments, "EllipsisType", Word::ELLIPSIS)
}

pub(crate) static NONE: Definition = Definition {
    doc: "The type of the None singleton.",
    methods: &[NONE_METHODS],
    constructor: NONE_CONSTRUCTOR,
    ..Definition::EMPTY
};
pub(crate) static NOT_IMPLEMENTED: Definition = Definition {
    doc: "The type of the NotImplemented singleton.",
    methods: &[NOT_IMPLEMENTED_METHODS],
    constructor: NOT_IMPLEMENTED_CONSTRUCTOR,
    ..Definition::EMPTY
};
pub(crate) static ELLIPSIS: Definition = Definition {
    doc: "The type of the Ellipsis singleton.",
    methods: &[ELLIPSIS_METHODS],
    constructor: ELLIPSIS_CONSTRUCTOR,
    ..Definition::EMPTY
};
