//! set and frozenset

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

pub fn length(_set: Word) -> usize {
    unimplemented!()
}

pub fn new(_thread: &mut Thread, _frozen: bool) -> Word {
    unimplemented!()
}
pub fn add(_thread: &mut Thread, _set: Word, _item: Word) -> Result<bool> {
    unimplemented!()
}
pub fn contains(_thread: &mut Thread, _set: Word, _item: Word) -> Result<bool> {
    unimplemented!()
}
