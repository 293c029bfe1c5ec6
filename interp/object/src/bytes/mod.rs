//! bytes: length and hash before the data. The empty one and those of one byte exist once.
//!
//! `shared` holds the methods that bytes and bytearray have in common; their results are of the
//! class of the receiver.

pub mod iterator;
pub mod methods;
pub mod shared;

pub use methods::{CLASS_METHODS, CONSTRUCTOR, DOC, METHODS, STATIC_METHODS};

use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::{has_shape, shape_id};
use crate::layout::{Bytes, Layout};
use crate::thread::Thread;
use crate::{payload, shape};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};
use tracer::Word;

const SHAPE: heap::ShapeId = Builtin::Bytes.shape();

/// Whether it is bytes or an instance of a subclass.
#[inline]
pub fn is_bytes(object: Word) -> bool {
    payload::exact(object, SHAPE).is_some()
}

#[inline]
pub fn is_exact(object: Word) -> bool {
    has_shape(object, SHAPE)
}

/// The exact bytes that an object is or holds.
#[inline]
pub fn exact(object: Word) -> Option<Word> {
    payload::exact(object, SHAPE)
}

/// Data of exact bytes.
#[inline]
pub fn exact_data(object: Word) -> &'static [u8] {
    debug_assert!(is_exact(object));
    let bytes = object.pointer::<Bytes>();
    // SAFETY: the data stands behind the struct; the caller's word keeps the object alive.
    unsafe {
        let length = (*bytes).length.int() as usize;
        std::slice::from_raw_parts(bytes.add(1) as *const u8, length)
    }
}

/// Data of bytes or bytearray or an instance of a subclass. A bytearray's may change at any time.
#[inline]
pub fn data(object: Word) -> Option<&'static [u8]> {
    if !object.is_pointer() {
        return None;
    }
    let id = shape_id(object);
    if id == SHAPE {
        return Some(exact_data(object));
    }
    if id == Builtin::ByteArray.shape() {
        return Some(crate::bytearray::data(object));
    }
    if id <= Builtin::ALL.len() as heap::ShapeId {
        return None;
    }
    match shape::try_get(id)?.layout {
        Layout::Payload => payload::exact(object, SHAPE).map(exact_data),
        Layout::ByteArray => Some(crate::bytearray::data(object)),
        _ => None,
    }
}

/// As `hash(bytes)` of exact bytes.
pub fn hash(object: Word) -> i64 {
    // SAFETY: the field lies in a live object, and nobody accesses it otherwise.
    let cell = unsafe { AtomicU64::from_ptr(&raw mut (*object.pointer::<Bytes>()).hash) };
    let known = cell.load(Ordering::Relaxed);
    if known != 0 {
        return known as i64;
    }
    let hash = crate::hashing::bytes(exact_data(object));
    cell.store(hash as u64, Ordering::Relaxed);
    hash
}

static EMPTY: AtomicU64 = AtomicU64::new(0);
static SINGLE: [AtomicU64; 256] = [const { AtomicU64::new(0) }; 256];
static SCANNED: Once = Once::new();

/// # Safety
/// Called by the collector.
unsafe fn scan_shared(visitor: &mut heap::Visitor) {
    visitor.visit(EMPTY.load(Ordering::Relaxed));
    for word in &SINGLE {
        visitor.visit(word.load(Ordering::Relaxed));
    }
}

fn try_allocate(thread: &mut Thread, length: usize) -> Result<(Word, &'static mut [u8])> {
    let object = crate::string::try_allocate_raw(thread, size_of::<Bytes>(), length, SHAPE)?;
    // SAFETY: a fresh object of this layout and size.
    unsafe {
        (*(object as *mut Bytes)).length = Word::from_int(length as i64);
        let data = std::slice::from_raw_parts_mut(object.add(size_of::<Bytes>()), length);
        Ok((Word::from_pointer(object), data))
    }
}

#[cold]
fn share(thread: &mut Thread, cell: &AtomicU64, bytes: &[u8]) -> Word {
    SCANNED.call_once(|| heap::add_root_scanner(scan_shared));
    let object = thread.heap.alloc(size_of::<Bytes>() + bytes.len(), SHAPE);
    // SAFETY: a fresh object of this layout and size.
    unsafe {
        (*(object as *mut Bytes)).length = Word::from_int(bytes.len() as i64);
        object.add(size_of::<Bytes>()).copy_from_nonoverlapping(bytes.as_ptr(), bytes.len());
    }
    let word = Word::from_pointer(object);
    match cell.compare_exchange(0, word.0, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => word,
        Err(earlier) => Word(earlier),
    }
}

/// New bytes with this content.
pub fn new(thread: &mut Thread, content: &[u8]) -> Word {
    if content.len() <= 1 {
        let cell = content.first().map_or(&EMPTY, |&byte| &SINGLE[usize::from(byte)]);
        let word = cell.load(Ordering::Acquire);
        return if word != 0 { Word(word) } else { share(thread, cell, content) };
    }
    let object = thread.heap.alloc(size_of::<Bytes>() + content.len(), SHAPE);
    // SAFETY: a fresh object of this layout and size.
    unsafe {
        (*(object as *mut Bytes)).length = Word::from_int(content.len() as i64);
        object.add(size_of::<Bytes>()).copy_from_nonoverlapping(content.as_ptr(), content.len());
    }
    Word::from_pointer(object)
}

/// Bytes of any size, written by `fill`; zeros where it writes nothing.
pub fn build(thread: &mut Thread, length: usize, fill: impl FnOnce(&mut [u8])) -> Result {
    if length <= 1 {
        let mut byte = [0u8];
        fill(&mut byte[..length]);
        return Ok(new(thread, &byte[..length]));
    }
    let (word, data) = try_allocate(thread, length)?;
    fill(data);
    Ok(word)
}

/// `left + right` of exact bytes.
pub fn concatenate(thread: &mut Thread, left: Word, right: Word) -> Result {
    let (a, b) = (exact_data(left), exact_data(right));
    if a.is_empty() {
        return Ok(right);
    }
    if b.is_empty() {
        return Ok(left);
    }
    let (word, target) = try_allocate(thread, a.len() + b.len())?;
    target[..a.len()].copy_from_slice(a);
    target[a.len()..].copy_from_slice(b);
    Ok(word)
}

/// A slice of exact bytes.
pub fn slice_of(thread: &mut Thread, bytes: Word, bounds: crate::slice::Bounds) -> Word {
    let content = exact_data(bytes);
    let crate::slice::Bounds { start, step, count } = bounds;
    if count == 0 {
        return new(thread, b"");
    }
    if step == 1 {
        let start = start as usize;
        return if count == content.len() {
            bytes
        } else {
            new(thread, &content[start..start + count])
        };
    }
    let picked: Vec<u8> =
        (0..count as i64).map(|index| content[(start + index * step) as usize]).collect();
    new(thread, &picked)
}

/// The bytes of any iterable of ints, as `bytes(iterable)` makes them.
pub fn collect(thread: &mut Thread, iterable: Word, out_of_range: &str) -> Result<Vec<u8>> {
    let mut collected = Vec::new();
    crate::iterate::each(thread, iterable, &mut |thread, item| {
        let byte = crate::buffer::byte(thread, item, out_of_range)?;
        collected.push(byte);
        Ok(true)
    })?;
    Ok(collected)
}
