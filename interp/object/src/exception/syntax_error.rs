//! SyntaxError: where in which source.

use super::fields::{INIT, field_attribute};
use super::{field, set_field};
use crate::class::Definition;
use crate::describe::lossy;
use crate::error::Result;
use crate::native::NativeAttribute;
use crate::thread::Thread;
use crate::{integer, iterate, native_functions, operation, string, tuple};
use tracer::{Effects, Word};

pub(super) const MESSAGE: usize = 0;
pub(super) const FILENAME: usize = 1;
pub(super) const LINE: usize = 2;
pub(super) const OFFSET: usize = 3;
pub(super) const TEXT: usize = 4;
pub(super) const END_LINE: usize = 5;
pub(super) const END_OFFSET: usize = 6;
const METADATA: usize = 8;

pub(super) fn fill(thread: &mut Thread, this: Word, arguments: &[Word]) -> Result<()> {
    let Some(&message) = arguments.first() else { return Ok(()) };
    set_field(thread, this, MESSAGE, message);
    let &[_, details] = arguments else { return Ok(()) };
    let details = iterate::to_tuple(thread, details)?;
    let items = tuple::items(details);
    if items.len() < 4 {
        let text = format!("function takes at least 4 arguments ({} given)", items.len());
        return Err(thread.type_error(text));
    }
    if items.len() > 7 {
        let text = format!("function takes at most 7 arguments ({} given)", items.len());
        return Err(thread.type_error(text));
    }
    if items.len() == 5 {
        let text = "end_offset must be provided when end_lineno is provided";
        return Err(thread.type_error(text));
    }
    for (index, field) in
        [FILENAME, LINE, OFFSET, TEXT, END_LINE, END_OFFSET, METADATA].into_iter().enumerate()
    {
        let value = items.get(index).copied().unwrap_or(Word::NULL);
        set_field(thread, this, field, value);
    }
    Ok(())
}

native_functions! { static METHODS =
    /// Return str(self).
    __str__(this) "($self, /)" Effects::ANY => str;
}

fn str(thread: &mut Thread, this: Word) -> Result {
    let message = field(this, MESSAGE);
    let message = if message.is_null() { Word::NONE } else { message };
    let (filename, line) = (field(this, FILENAME), field(this, LINE));
    let filename = (!filename.is_null() && string::is_str(filename)).then(|| {
        let text = lossy(filename);
        text.rsplit('/').next().unwrap_or("").to_string()
    });
    let line = if !line.is_null() && integer::is_int(line) { integer::to_i64(line) } else { None };
    let text = match (filename, line) {
        (None, None) => return operation::str(thread, message),
        (Some(file), Some(line)) => {
            format!("{} ({file}, line {line})", operation::text(thread, message)?)
        }
        (Some(file), None) => format!("{} ({file})", operation::text(thread, message)?),
        (None, Some(line)) => format!("{} (line {line})", operation::text(thread, message)?),
    };
    Ok(string::new(thread, &text))
}

static ATTRIBUTES: &[NativeAttribute] = &[
    field_attribute!("msg", 0),
    field_attribute!("filename", 1),
    field_attribute!("lineno", 2),
    field_attribute!("offset", 3),
    field_attribute!("text", 4),
    field_attribute!("end_lineno", 5),
    field_attribute!("end_offset", 6),
    field_attribute!("print_file_and_line", 7),
    field_attribute!("_metadata", 8),
];

pub(crate) static SYNTAX_ERROR: Definition = Definition {
    doc: "Invalid syntax.",
    methods: &[INIT, METHODS],
    attributes: &[ATTRIBUTES],
    ..Definition::EMPTY
};
