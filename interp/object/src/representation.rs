//! `repr` of containers: text is collected in WTF-8, and an object within itself is abbreviated.

use crate::error::Result;
use crate::operation;
use crate::string;
use crate::thread::Thread;
use tracer::Word;

/// Runs `body`, which writes the text of `object`; where the object is being printed already, the
/// text is `recursive`.
pub fn guarded(
    thread: &mut Thread,
    object: Word,
    recursive: &str,
    body: impl FnOnce(&mut Thread, &mut Vec<u8>) -> Result<()>,
) -> Result {
    if thread.printing.contains(&object) {
        return Ok(string::new(thread, recursive));
    }
    thread.printing.push(object);
    let mut text = Vec::new();
    let result = body(thread, &mut text);
    thread.printing.pop();
    result?;
    Ok(string::from_wtf8(thread, &text))
}

/// Appends `repr(object)`.
pub fn push(thread: &mut Thread, text: &mut Vec<u8>, object: Word) -> Result<()> {
    let part = operation::repr(thread, object)?;
    text.extend_from_slice(string::bytes(part));
    Ok(())
}

/// Appends a separator before all items but the first.
pub fn separate(text: &mut Vec<u8>, first: &mut bool) {
    if !std::mem::replace(first, false) {
        text.extend_from_slice(b", ");
    }
}
