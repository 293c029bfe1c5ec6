//! Small objects of a few words: iterators, views, slices of state that compiled code may look into.

use crate::header::load_word;
use crate::layout::Words;
use crate::thread::Thread;
use heap::ShapeId;
use tracer::Word;

/// A new object of a built-in shape.
#[inline]
pub fn new<const N: usize>(thread: &mut Thread, shape: ShapeId, words: [Word; N]) -> Word {
    let object = thread.new_object::<Words>(shape);
    object.words[..N].copy_from_slice(&words);
    Word::from_pointer(object)
}

/// Fills a new instance of a class that may be a subclass.
pub fn fill<const N: usize>(thread: &mut Thread, object: Word, words: [Word; N]) {
    for (index, word) in words.into_iter().enumerate() {
        set(thread, object, index, word);
    }
}

#[inline(always)]
fn address(object: Word, index: usize) -> *mut Word {
    // SAFETY: callers pass objects of layout `Words` and an index below 5.
    unsafe { (&raw mut (*object.pointer::<Words>()).words).cast::<Word>().add(index) }
}

#[inline(always)]
pub fn get(object: Word, index: usize) -> Word {
    load_word(address(object, index))
}

#[inline(always)]
pub fn set(thread: &mut Thread, object: Word, index: usize, value: Word) {
    let slot = address(object, index);
    // SAFETY: a word of a live object.
    unsafe { crate::table::store(slot, value) };
    thread.barrier(object, slot, value);
}

/// As `set`, for a small int, which needs no barrier.
#[inline(always)]
pub fn set_int(object: Word, index: usize, value: i64) {
    // SAFETY: a word of a live object.
    unsafe { crate::table::store(address(object, index), Word::from_int(value)) };
}
