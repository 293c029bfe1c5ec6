//! str: WTF-8 with an ASCII flag, cached lengths and hash, index table on demand.

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// Bytes (WTF-8) of a str or an instance of a subclass.
pub fn bytes(_string: Word) -> &'static [u8] {
    unimplemented!()
}
/// The text where it is valid UTF-8 (no lone surrogates).
pub fn text(_string: Word) -> Option<&'static str> {
    unimplemented!()
}
/// Whether it is a str or an instance of a subclass.
pub fn is_str(_object: Word) -> bool {
    unimplemented!()
}

pub fn new(_thread: &mut Thread, _text: &str) -> Word {
    unimplemented!()
}
/// From well-formed WTF-8 bytes.
pub fn from_wtf8(_thread: &mut Thread, _bytes: &[u8]) -> Word {
    unimplemented!()
}
