//! Bytes-like objects: bytes, bytearray, memoryview, and whatever else exposes memory.

use object::{Builtin, Result, Thread, Word, class};

/// A new bytes object.
pub fn new_bytes(thread: &mut Thread, data: &[u8]) -> Word {
    object::bytes::new(thread, data)
}

/// Whether it is bytes or of a subclass.
pub fn is_bytes(word: Word) -> bool {
    word.is_pointer() && class::is_kind(word, Builtin::Bytes)
}

/// Whether it is a bytearray or of a subclass.
pub fn is_byte_array(word: Word) -> bool {
    word.is_pointer() && class::is_kind(word, Builtin::ByteArray)
}

/// Data of bytes and bytearrays. A bytearray may change as soon as Python runs again.
pub fn own_bytes(word: Word) -> Option<&'static [u8]> {
    if is_bytes(word) {
        return object::bytes::data(word);
    }
    if is_byte_array(word) {
        return Some(object::bytearray::data(word));
    }
    None
}

/// Data of anything with the buffer protocol, `None` if it has none.
pub fn optional(thread: &mut Thread, word: Word) -> Result<Option<&'static [u8]>> {
    object::buffer::contents(thread, word)
}

/// Data of a bytes-like argument; TypeError for others.
pub fn get(thread: &mut Thread, word: Word) -> Result<&'static [u8]> {
    object::buffer::require(thread, word)
}

/// Writable data.
pub fn writable(thread: &mut Thread, word: Word) -> Result<&'static mut [u8]> {
    object::buffer::writable(thread, word)
}
