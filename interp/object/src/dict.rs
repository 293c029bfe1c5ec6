//! dict: insertion-ordered compact table

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

pub fn length(_dict: Word) -> usize {
    unimplemented!()
}
/// Address of the value slot of an interned-string key, for inline caches: marks the dict `CELLS`. The slot turns null
/// when the key is deleted or the table replaced.
pub fn slot_address(_dict: Word, _key: Word) -> Option<*mut Word> {
    unimplemented!()
}
/// Entry number `position` or a later one: (next position, key, value).
pub fn next_entry(_dict: Word, _position: usize) -> Option<(usize, Word, Word)> {
    unimplemented!()
}
/// Look-up by an interned string without any Python code.
pub fn get_str(_dict: Word, _key: Word) -> Option<Word> {
    unimplemented!()
}

pub fn new(_thread: &mut Thread) -> Word {
    unimplemented!()
}
/// `None` if absent.
pub fn get(_thread: &mut Thread, _dict: Word, _key: Word) -> Result<Option<Word>> {
    unimplemented!()
}
pub fn set(_thread: &mut Thread, _dict: Word, _key: Word, _value: Word) -> Result<()> {
    unimplemented!()
}
/// Stores under an interned string; cannot raise.
pub fn set_str(_thread: &mut Thread, _dict: Word, _key: Word, _value: Word) -> () {
    unimplemented!()
}
/// The value, `None` if absent.
pub fn remove(_thread: &mut Thread, _dict: Word, _key: Word) -> Result<Option<Word>> {
    unimplemented!()
}
pub fn copy(_thread: &mut Thread, _dict: Word) -> Word {
    unimplemented!()
}
/// From a mapping or iterable of pairs; `merge`: repeated or non-str keys are errors of a call.
pub fn update(_thread: &mut Thread, _dict: Word, _from: Word) -> Result<()> {
    unimplemented!()
}
pub fn clear(_thread: &mut Thread, _dict: Word) -> () {
    unimplemented!()
}
