//! Vectors of words: what a list points to, and the growable temporary for words that native code
//! collects (never `Vec<Word>`, which the collector does not see).
//!
//! Length and items are read from the same vector, so that they fit each other whatever other
//! threads do to the list meanwhile. All empty lists share one vector without room.

use crate::builtin::shape;
use crate::header::load_word;
use crate::layout::Vector;
use crate::table::store;
use crate::thread::Thread;
use std::sync::atomic::{AtomicU64, Ordering};
use tracer::Word;

const HEAD: usize = size_of::<Vector>();
/// Beyond this no vector is tried.
pub const MOST: usize = (isize::MAX as usize) / 8 - 16;
/// From this capacity on an allocation may fail without ending the process.
const LARGE: usize = 1 << 20;

static EMPTY: AtomicU64 = AtomicU64::new(0);

#[cold]
fn make_empty() -> Word {
    let vector = Thread::current().new_object::<Vector>(shape::VECTOR);
    vector.length = Word::from_int(0);
    vector.capacity = Word::from_int(0);
    let vector = Word::from_pointer(vector);
    match EMPTY.compare_exchange(0, vector.0, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => {
            heap::add_root_scanner(scan_roots);
            vector
        }
        Err(first) => Word(first),
    }
}
unsafe fn scan_roots(visitor: &mut heap::Visitor) {
    visitor.visit(EMPTY.load(Ordering::Relaxed));
}

/// The vector of all empty lists.
#[inline(always)]
pub fn empty() -> Word {
    let vector = Word(EMPTY.load(Ordering::Acquire));
    if vector.is_null() { make_empty() } else { vector }
}

#[inline(always)]
fn get(vector: Word) -> &'static mut Vector {
    // SAFETY: callers pass vectors.
    unsafe { &mut *vector.pointer::<Vector>() }
}

#[inline(always)]
pub fn length(vector: Word) -> usize {
    load_word(&raw const get(vector).length).int() as usize
}
#[inline(always)]
pub fn capacity(vector: Word) -> usize {
    get(vector).capacity.int() as usize
}
/// Address of an item.
#[inline(always)]
pub fn slot(vector: Word, index: usize) -> *mut Word {
    // SAFETY: callers pass an index up to the capacity.
    unsafe { vector.pointer::<u8>().add(HEAD).cast::<Word>().add(index) }
}
#[inline(always)]
pub fn item(vector: Word, index: usize) -> Word {
    load_word(slot(vector, index))
}
/// The items of a vector that nobody changes meanwhile.
#[inline(always)]
pub fn items(vector: Word) -> &'static [Word] {
    // SAFETY: the items stand behind the head.
    unsafe { std::slice::from_raw_parts(slot(vector, 0), length(vector)) }
}
/// As `items`, for the only writer.
#[inline(always)]
pub fn items_mut(vector: Word) -> &'static mut [Word] {
    // SAFETY: as above; the caller is the only one to use the vector.
    unsafe { std::slice::from_raw_parts_mut(slot(vector, 0), length(vector)) }
}

/// A new vector of length 0 with at least this capacity. May collect. `None` where there is no memory.
pub fn try_allocate(thread: &mut Thread, capacity: usize) -> Option<Word> {
    if capacity > MOST {
        return None;
    }
    let size = heap::usable_size(HEAD + capacity * 8);
    let vector = if capacity >= LARGE {
        thread.heap.try_alloc(size, shape::VECTOR)?
    } else {
        thread.heap.alloc(size, shape::VECTOR)
    };
    let vector = Word::from_pointer(vector);
    get(vector).length = Word::from_int(0);
    get(vector).capacity = Word::from_int(((size - HEAD) / 8) as i64);
    Some(vector)
}

/// As `try_allocate`, for sizes that something of that size exists of already.
pub fn allocate(thread: &mut Thread, capacity: usize) -> Word {
    match try_allocate(thread, capacity) {
        Some(vector) => vector,
        None => {
            eprintln!("fatal error: out of memory for {capacity} items");
            std::process::abort()
        }
    }
}

/// A new vector with these items.
pub fn from_slice(thread: &mut Thread, items: &[Word]) -> Word {
    let vector = allocate(thread, items.len());
    // SAFETY: the capacity suffices; a fresh object.
    unsafe {
        std::ptr::copy_nonoverlapping(items.as_ptr(), slot(vector, 0), items.len());
        thread.heap.range_barrier(vector.pointer());
    }
    set_length(vector, items.len());
    vector
}

#[inline(always)]
pub fn set_length(vector: Word, length: usize) {
    // SAFETY: the length word of a live vector.
    unsafe { store(&raw mut get(vector).length, Word::from_int(length as i64)) }
}

/// Capacity for a list that needs so many items: some more, as CPython grows.
#[inline]
pub fn grown(needed: usize) -> usize {
    (needed + (needed >> 3) + 6) & !3
}

/// Appends to a vector that only the caller knows, and which may be replaced by a larger one.
#[inline]
pub fn push(thread: &mut Thread, vector: &mut Word, item: Word) {
    let count = length(*vector);
    if count == capacity(*vector) {
        let larger = allocate(thread, grown(count + 1));
        move_items(*vector, 0, larger, 0, count);
        // SAFETY: a live object.
        unsafe { thread.heap.range_barrier(larger.pointer()) };
        set_length(larger, count);
        *vector = larger;
    }
    let slot = slot(*vector, count);
    // SAFETY: there is room.
    unsafe { store(slot, item) };
    thread.barrier(*vector, slot, item);
    set_length(*vector, count + 1);
}

/// Copies items, also within one vector. Words stay whole for concurrent readers.
pub fn move_items(from: Word, start: usize, to: Word, at: usize, count: usize) {
    use crate::header::MULTI_THREADED;
    let (source, target) = (slot(from, start), slot(to, at));
    if !MULTI_THREADED.load(Ordering::Relaxed) || from != to {
        // SAFETY: callers pass ranges within the vectors.
        unsafe { std::ptr::copy(source, target, count) };
        return;
    }
    // SAFETY: as above.
    unsafe {
        if at <= start {
            for index in 0..count {
                store(target.add(index), load_word(source.add(index)));
            }
        } else {
            for index in (0..count).rev() {
                store(target.add(index), load_word(source.add(index)));
            }
        }
    }
}
