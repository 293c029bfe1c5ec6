//! slice and range

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// What a slice means for a length: (start, step, count).
pub struct Bounds {
    pub start: i64,
    pub step: i64,
    pub count: usize,
}

pub fn new(_thread: &mut Thread, _start: Word, _stop: Word, _step: Word) -> Word {
    unimplemented!()
}
/// `slice.indices`, with the count.
pub fn bounds(_thread: &mut Thread, _slice: Word, _length: usize) -> Result<Bounds> {
    unimplemented!()
}
pub fn new_range(_thread: &mut Thread, _start: Word, _stop: Word, _step: Word) -> Result {
    unimplemented!()
}
