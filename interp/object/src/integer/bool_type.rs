//! bool: two tagged constants; a subclass of int that adds its own bitwise operators.

use super::{Integer, and, invert, or, to_text, xor};
use crate::error::Result;
use crate::thread::Thread;
use tracer::{Effects, Word};

pub const DOC: &str = "Returns True when the argument is true, False otherwise.\n\
    The builtins True and False are the only two instances of the class bool.\n\
    The class bool is a subclass of the class int, and cannot be subclassed.";

crate::native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(class, object) "($type, object=False, /)" Effects::ANY => bool_new;
}

fn bool_new(thread: &mut Thread, _class: Word, object: Word) -> Result {
    if object.is_null() {
        return Ok(Word::FALSE);
    }
    Ok(Word::from_bool(crate::operation::truth(thread, object)?))
}

crate::native_functions! { pub static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => bool_repr;
    /// ~self
    __invert__(this) "($self, /)" Effects::READS => bool_invert;
    /// Return self&value.
    __and__(this, value) "($self, value, /)" Effects::READS => bool_and;
    /// Return value&self.
    __rand__(this, value) "($self, value, /)" Effects::READS => bool_and;
    /// Return self^value.
    __xor__(this, value) "($self, value, /)" Effects::READS => bool_xor;
    /// Return value^self.
    __rxor__(this, value) "($self, value, /)" Effects::READS => bool_xor;
    /// Return self|value.
    __or__(this, value) "($self, value, /)" Effects::READS => bool_or;
    /// Return value|self.
    __ror__(this, value) "($self, value, /)" Effects::READS => bool_or;
}

fn bool_repr(thread: &mut Thread, this: Word) -> Result {
    match this {
        Word::TRUE => Ok(crate::interned!("True")),
        Word::FALSE => Ok(crate::interned!("False")),
        other => to_text(thread, other),
    }
}

fn bool_invert(thread: &mut Thread, this: Word) -> Result {
    invert(thread, this)
}

fn bitwise(
    thread: &mut Thread,
    left: Word,
    right: Word,
    operator: fn(&mut Thread, Word, Word) -> Result,
) -> Result {
    if Integer::of(left).is_none() || Integer::of(right).is_none() {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    operator(thread, left, right)
}
fn bool_and(thread: &mut Thread, this: Word, value: Word) -> Result {
    bitwise(thread, this, value, and)
}
fn bool_xor(thread: &mut Thread, this: Word, value: Word) -> Result {
    bitwise(thread, this, value, xor)
}
fn bool_or(thread: &mut Thread, this: Word, value: Word) -> Result {
    bitwise(thread, this, value, or)
}
