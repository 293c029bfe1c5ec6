//! cell: a variable that inner functions share.

use crate::builtin::Builtin;
use crate::class::Definition;
use crate::describe::class_name;
use crate::error::Result;
use crate::header::{self, load_word};
use crate::layout::CellObject;
use crate::native::NativeAttribute;
use crate::operation::{self, Compare};
use crate::thread::{Thread, hooks};
use crate::{native_functions, string};
use tracer::{Effects, Word};

fn get(cell: Word) -> &'static mut CellObject {
    // SAFETY: callers pass cells.
    unsafe { &mut *cell.pointer() }
}

/// A cell; null: empty.
pub fn new(thread: &mut Thread, value: Word) -> Word {
    let cell: &mut CellObject = thread.new_object(Builtin::Cell.shape());
    cell.value = value;
    Word::from_pointer(cell)
}

/// The contents, or null.
pub fn value(cell: Word) -> Word {
    load_word(&get(cell).value)
}

native_functions! { static CONSTRUCTOR =
    __new__(class, contents) "($type, contents=<unrepresentable>, /)" Effects::READS => construct;
}

native_functions! { static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => repr;
    /// Return self<value.
    __lt__(this, other) "($self, value, /)" Effects::ANY => less;
    /// Return self<=value.
    __le__(this, other) "($self, value, /)" Effects::ANY => less_equal;
    /// Return self==value.
    __eq__(this, other) "($self, value, /)" Effects::ANY => equal;
    /// Return self!=value.
    __ne__(this, other) "($self, value, /)" Effects::ANY => not_equal;
    /// Return self>value.
    __gt__(this, other) "($self, value, /)" Effects::ANY => greater;
    /// Return self>=value.
    __ge__(this, other) "($self, value, /)" Effects::ANY => greater_equal;
}

fn construct(thread: &mut Thread, _class: Word, contents: Word) -> Result {
    Ok(new(thread, contents))
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let inner = value(this);
    let text = if inner.is_null() {
        format!("<cell at {:#x}: empty>", this.0)
    } else {
        format!("<cell at {:#x}: {} object at {:#x}>", this.0, class_name(inner), inner.0)
    };
    Ok(string::new(thread, &text))
}

fn compare(thread: &mut Thread, operator: Compare, this: Word, other: Word) -> Result {
    if !header::has_shape(other, Builtin::Cell.shape()) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let (a, b) = (value(this), value(other));
    if !a.is_null() && !b.is_null() {
        return operation::compare(thread, operator, a, b);
    }
    let (a, b) = (!a.is_null(), !b.is_null());
    Ok(Word::from_bool(match operator {
        Compare::Lt => !a & b,
        Compare::Le => a <= b,
        Compare::Eq => a == b,
        Compare::Ne => a != b,
        Compare::Gt => a & !b,
        Compare::Ge => a >= b,
    }))
}

macro_rules! comparisons {
    ($($name:ident $operator:ident;)*) => { $(
        fn $name(thread: &mut Thread, this: Word, other: Word) -> Result {
            compare(thread, Compare::$operator, this, other)
        }
    )* };
}
comparisons! { less Lt; less_equal Le; equal Eq; not_equal Ne; greater Gt; greater_equal Ge; }

fn contents(thread: &mut Thread, this: Word) -> Result {
    let inner = value(this);
    if inner.is_null() {
        return Err(thread.value_error("Cell is empty"));
    }
    Ok(inner)
}

fn set_contents(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    let cell = get(this);
    cell.value = value;
    thread.barrier(this, &mut cell.value, value);
    (hooks().cell_changed)(&raw const cell.value as usize);
    Ok(())
}

static ATTRIBUTES: &[NativeAttribute] =
    &[NativeAttribute { name: "cell_contents", doc: "", get: contents, set: Some(set_contents) }];

pub(crate) static CLASS: Definition = Definition {
    doc: "Create a new cell object.",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    unhashable: true,
    ..Definition::EMPTY
};
