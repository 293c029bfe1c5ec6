//! Iteration from Rust.

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// `iter(object)`
pub fn iterator(_thread: &mut Thread, _object: Word) -> Result {
    unimplemented!()
}
/// `next(iterator)`; `None` at the end.
pub fn next(_thread: &mut Thread, _iterator: Word) -> Result<Option<Word>> {
    unimplemented!()
}
/// Runs a function on every item; exact lists and tuples without an iterator object. The function may stop with `Ok(false)`.
pub fn each(
    _thread: &mut Thread,
    _iterable: Word,
    _run: &mut dyn FnMut(&mut Thread, Word) -> Result<bool>,
) -> Result<()> {
    unimplemented!()
}
/// The items as a tuple (a tuple as it is).
pub fn to_tuple(_thread: &mut Thread, _iterable: Word) -> Result {
    unimplemented!()
}
/// The items as a new list.
pub fn to_list(_thread: &mut Thread, _iterable: Word) -> Result {
    unimplemented!()
}
/// `operator.length_hint`
pub fn length_hint(_thread: &mut Thread, _object: Word, _default: usize) -> Result<usize> {
    unimplemented!()
}
