//! State of native instances: five words behind the header (`layout::Words`).
//!
//! All classes of this crate share the layout, so subclasses written in Python have their
//! attributes behind it. Raw data (buffers, generator state) lies in raw vectors that a word names.

use object::builtin::shape;
use object::layout::{RawVector, Vector};
use object::{Thread, Word, header};
use std::sync::atomic::{AtomicU64, Ordering};

fn cell(object: Word, index: usize) -> &'static AtomicU64 {
    debug_assert!(index < 5);
    // SAFETY: instances of this crate's classes begin with a header and five words.
    unsafe { &*object.pointer::<AtomicU64>().add(1 + index) }
}

/// Word number `index` of an instance.
#[inline]
pub fn get(object: Word, index: usize) -> Word {
    Word(cell(object, index).load(Ordering::Acquire))
}

/// Stores word number `index`.
#[inline]
pub fn set(thread: &mut Thread, object: Word, index: usize, value: Word) {
    let cell = cell(object, index);
    cell.store(value.0, Ordering::Release);
    thread.barrier(object, cell.as_ptr() as *mut Word, value);
}

/// The word as an atomic, for integers that several threads change.
pub fn atomic(object: Word, index: usize) -> &'static AtomicU64 {
    cell(object, index)
}

#[inline]
pub fn get_int(object: Word, index: usize) -> i64 {
    let word = get(object, index);
    if word.is_int() { word.int() } else { 0 }
}

#[inline]
pub fn set_int(object: Word, index: usize, value: i64) {
    cell(object, index).store(Word::from_int(value).0, Ordering::Release);
}

/// A heap vector of words, all null.
pub fn vector(thread: &mut Thread, length: usize) -> Word {
    let bytes = size_of::<Vector>() + 8 * length;
    let object = thread.heap.alloc(bytes, shape::VECTOR);
    // SAFETY: fresh memory of this layout.
    unsafe {
        (*(object as *mut Vector)).length = Word::from_int(length as i64);
        (*(object as *mut Vector)).capacity = Word::from_int(length as i64);
    }
    Word::from_pointer(object)
}

/// Items of a heap vector.
pub fn items(vector: Word) -> &'static mut [Word] {
    // SAFETY: of layout `Vector`; items stand behind the struct.
    unsafe {
        let head = vector.pointer::<Vector>();
        std::slice::from_raw_parts_mut(head.add(1) as *mut Word, (*head).length.int() as usize)
    }
}

/// Stores into a heap vector.
pub fn set_item(thread: &mut Thread, vector: Word, index: usize, value: Word) {
    let slot = &raw mut items(vector)[index];
    // SAFETY: a word within the vector.
    unsafe { (*(slot as *mut AtomicU64)).store(value.0, Ordering::Release) };
    thread.barrier(vector, slot, value);
}

/// A raw vector of zero bytes.
pub fn raw(thread: &mut Thread, length: usize) -> Word {
    let object = thread.heap.alloc(size_of::<RawVector>() + length, shape::RAW);
    // SAFETY: fresh memory of this layout.
    unsafe {
        (*(object as *mut RawVector)).length = Word::from_int(length as i64);
        (*(object as *mut RawVector)).capacity = Word::from_int(length as i64);
    }
    Word::from_pointer(object)
}

/// A raw vector with these bytes.
pub fn raw_from(thread: &mut Thread, bytes: &[u8]) -> Word {
    let vector = raw(thread, bytes.len());
    raw_bytes(vector).copy_from_slice(bytes);
    vector
}

/// Bytes of a raw vector.
pub fn raw_bytes(vector: Word) -> &'static mut [u8] {
    // SAFETY: of layout `RawVector`; bytes stand behind the struct.
    unsafe {
        let head = vector.pointer::<RawVector>();
        std::slice::from_raw_parts_mut(head.add(1) as *mut u8, (*head).length.int() as usize)
    }
}

/// Items of an exact list now. Other threads may change the list; null items are vacated.
pub fn list_items(list: Word) -> &'static [Word] {
    // SAFETY: callers pass lists; the vector is loaded once, so length and items belong together.
    let vector = unsafe { header::load_word(&(*list.pointer::<object::layout::List>()).items) };
    if vector.is_null() { &[] } else { items(vector) }
}
