//! list

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// Items now; other threads may change them meanwhile.
pub fn length(_list: Word) -> usize {
    unimplemented!()
}
/// Item, null when out of range.
pub fn get(_list: Word, _index: usize) -> Word {
    unimplemented!()
}

pub fn new(_thread: &mut Thread, _items: &[Word]) -> Word {
    unimplemented!()
}
pub fn append(_thread: &mut Thread, _list: Word, _item: Word) -> () {
    unimplemented!()
}
