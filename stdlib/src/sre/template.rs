//! Replacement templates. Word 0: a tuple that begins with a literal, then group number and literal in turn.

use super::subject::{Found, Subject};
use crate::native_class::NativeClass;
use crate::{argument, buffer, class_root, state};
use object::{Builtin, iterate, string, tuple};
use object::{Result, Thread, Word};

/// `_sre.SRE_Template`
pub static TEMPLATE: NativeClass = NativeClass {
    name: "SRE_Template",
    module: "_sre",
    is_final: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};

/// `_sre.template`
pub fn new(thread: &mut Thread, _pattern: Word, parts: Word) -> Result {
    let parts = iterate::to_tuple(thread, parts)?;
    if tuple::items(parts).len().is_multiple_of(2) {
        return Err(thread.type_error("invalid template"));
    }
    let this = TEMPLATE.instantiate(thread);
    state::set(thread, this, 0, parts);
    Ok(this)
}

fn literal(thread: &mut Thread, word: Word) -> Result<&'static [u8]> {
    if string::is_str(word) { Ok(string::bytes(word)) } else { buffer::get(thread, word) }
}

/// Appends what a template makes of a match.
pub fn expand(
    thread: &mut Thread,
    template: Word,
    subject: &Subject,
    found: &Found,
    result: &mut Vec<u8>,
) -> Result<()> {
    if !TEMPLATE.is_instance(template) {
        return Err(thread.type_error("invalid template"));
    }
    let parts = tuple::items(state::get(template, 0));
    if subject.is_text() != string::is_str(parts[0]) {
        return Err(thread.type_error("cannot mix text and bytes in a replacement"));
    }
    result.extend_from_slice(literal(thread, parts[0])?);
    for pair in parts[1..].chunks_exact(2) {
        let number = argument::int(thread, pair[0])?;
        let bounds = if number == 0 {
            Some((found.start, found.end))
        } else {
            match found.groups.get(number as usize - 1) {
                Some(bounds) => *bounds,
                None => return Err(thread.raise(Builtin::IndexError, "invalid group reference")),
            }
        };
        if let Some((start, end)) = bounds {
            result.extend_from_slice(subject.bytes(thread, start, end));
        }
        result.extend_from_slice(literal(thread, pair[1])?);
    }
    Ok(())
}
