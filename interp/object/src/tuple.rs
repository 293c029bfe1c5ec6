//! tuple

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// Items of a tuple (or of an instance of a subclass).
pub fn items(_tuple: Word) -> &'static [Word] {
    unimplemented!()
}

pub fn new(_thread: &mut Thread, _items: &[Word]) -> Word {
    unimplemented!()
}
