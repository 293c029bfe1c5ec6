//! tuple: length and items in one object. There is one empty tuple.
//!
//! An instance of a subclass holds its tuple in the payload word.

pub mod iterator;
pub mod methods;

pub use methods::{CONSTRUCTOR, DOC, METHODS};

use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::{has_shape, shape_id};
use crate::layout::{Layout, Payload, Tuple};
use crate::list::{fill_repeated, same};
use crate::operation::{self, Compare};
use crate::slice::{self, Bounds};
use crate::thread::Thread;
use crate::{parameter, shape, table};
use std::cmp::Ordering;
use std::sync::atomic::{AtomicU64, Ordering as Memory};
use tracer::Word;

const SHAPE: heap::ShapeId = Builtin::Tuple.shape();
const HEAD: usize = size_of::<Tuple>();
/// From this length on an allocation may fail without ending the process.
const LARGE: usize = 1 << 20;

static EMPTY: AtomicU64 = AtomicU64::new(0);

#[cold]
fn make_empty() -> Word {
    let tuple = Thread::current().new_object::<Tuple>(SHAPE);
    tuple.length = Word::from_int(0);
    let tuple = Word::from_pointer(tuple);
    match EMPTY.compare_exchange(0, tuple.0, Memory::AcqRel, Memory::Acquire) {
        Ok(_) => {
            heap::add_root_scanner(scan_roots);
            tuple
        }
        Err(first) => Word(first),
    }
}
unsafe fn scan_roots(visitor: &mut heap::Visitor) {
    visitor.visit(EMPTY.load(Memory::Relaxed));
}
/// `()`
#[inline]
pub fn empty() -> Word {
    let tuple = Word(EMPTY.load(Memory::Acquire));
    if tuple.is_null() { make_empty() } else { tuple }
}

/// Whether it is a tuple or an instance of a subclass.
#[inline(always)]
pub fn is_tuple(object: Word) -> bool {
    object.is_pointer() && (shape_id(object) == SHAPE || is_subclass_instance(object))
}
#[inline(never)]
fn is_subclass_instance(object: Word) -> bool {
    let is_payload =
        shape::try_get(shape_id(object)).is_some_and(|shape| shape.layout == Layout::Payload);
    // SAFETY: an object of that layout.
    is_payload && has_shape(unsafe { (*object.pointer::<Payload>()).value }, SHAPE)
}
/// Whether it is a tuple and no instance of a subclass.
#[inline(always)]
pub fn is_exact(object: Word) -> bool {
    has_shape(object, SHAPE)
}
/// The exact tuple that a tuple is, or that an instance of a subclass holds.
#[inline(always)]
pub fn exact(tuple: Word) -> Word {
    if shape_id(tuple) == SHAPE {
        tuple
    } else {
        // SAFETY: a tuple that is no exact one is an instance of a subclass, of layout `Payload`.
        unsafe { (*tuple.pointer::<Payload>()).value }
    }
}

/// Items of a tuple (or of an instance of a subclass).
#[inline(always)]
pub fn items(tuple: Word) -> &'static [Word] {
    exact_items(exact(tuple))
}
/// Items of an exact tuple.
#[inline(always)]
pub fn exact_items(tuple: Word) -> &'static [Word] {
    // SAFETY: the items stand behind the head; the caller's word keeps the tuple alive.
    unsafe {
        let count = (*tuple.pointer::<Tuple>()).length.int() as usize;
        std::slice::from_raw_parts(tuple.pointer::<u8>().add(HEAD).cast::<Word>(), count)
    }
}
#[inline(always)]
pub fn length(tuple: Word) -> usize {
    items(tuple).len()
}

/// A new tuple whose items are null until the caller has stored them (`initialize`).
#[inline]
pub fn allocate(thread: &mut Thread, count: usize) -> Word {
    let tuple = thread.heap.alloc(HEAD + 8 * count, SHAPE).cast::<Tuple>();
    // SAFETY: a fresh object of this size.
    unsafe { (*tuple).length = Word::from_int(count as i64) };
    Word::from_pointer(tuple)
}

/// As `allocate`; `None` where there is no memory.
fn try_allocate(thread: &mut Thread, count: usize) -> Option<Word> {
    if count > crate::vector::MOST {
        return None;
    }
    if count < LARGE {
        return Some(allocate(thread, count));
    }
    let tuple = thread.heap.try_alloc(HEAD + 8 * count, SHAPE)?.cast::<Tuple>();
    // SAFETY: a fresh object of this size.
    unsafe { (*tuple).length = Word::from_int(count as i64) };
    Some(Word::from_pointer(tuple))
}

fn slot(tuple: Word, index: usize) -> *mut Word {
    // SAFETY: callers stay within the tuple.
    unsafe { tuple.pointer::<u8>().add(HEAD).cast::<Word>().add(index) }
}

/// Stores an item of a tuple that nobody else knows yet.
#[inline]
pub fn initialize(thread: &mut Thread, tuple: Word, index: usize, item: Word) {
    let slot = slot(tuple, index);
    // SAFETY: within the tuple.
    unsafe { slot.write(item) };
    thread.barrier(tuple, slot, item);
}

/// A new tuple.
#[inline]
pub fn new(thread: &mut Thread, items: &[Word]) -> Word {
    if items.is_empty() {
        return empty();
    }
    let tuple = allocate(thread, items.len());
    fill(thread, tuple, 0, items);
    tuple
}

fn fill(thread: &mut Thread, tuple: Word, at: usize, items: &[Word]) {
    // SAFETY: within the fresh tuple. Large ones may count as old from the start.
    unsafe {
        std::ptr::copy_nonoverlapping(items.as_ptr(), slot(tuple, at), items.len());
        thread.heap.range_barrier(tuple.pointer());
    }
}

/// `left + right` of tuples.
pub fn concatenate(thread: &mut Thread, left: Word, right: Word) -> Result {
    let (first, second) = (items(left), items(right));
    if second.is_empty() && is_exact(left) {
        return Ok(left);
    }
    if first.is_empty() && is_exact(right) {
        return Ok(right);
    }
    if first.len() + second.len() == 0 {
        return Ok(empty());
    }
    let Some(tuple) = try_allocate(thread, first.len() + second.len()) else {
        return Err(parameter::memory_error(thread));
    };
    fill(thread, tuple, 0, first);
    fill(thread, tuple, first.len(), second);
    Ok(tuple)
}

/// `tuple * count`
pub fn repeat(thread: &mut Thread, tuple: Word, count: usize) -> Result {
    let old = items(tuple);
    if is_exact(tuple) && (count == 1 || old.is_empty()) {
        return Ok(tuple);
    }
    let total = old.len().checked_mul(count).filter(|&total| total <= crate::vector::MOST);
    let Some(total) = total else { return Err(parameter::memory_error(thread)) };
    if total == 0 {
        return Ok(empty());
    }
    let Some(result) = try_allocate(thread, total) else {
        return Err(parameter::memory_error(thread));
    };
    fill_repeated(slot(result, 0), old, total);
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(result.pointer()) };
    Ok(result)
}

/// `tuple[key]`
#[inline]
pub fn get_item(thread: &mut Thread, tuple: Word, key: Word) -> Result {
    let items = items(tuple);
    let index = if key.is_int() {
        key.int()
    } else if slice::is_slice(key) {
        return get_slice(thread, tuple, key);
    } else {
        match parameter::subscript(thread, key)? {
            Some(index) => index,
            None => return Err(parameter::bad_index(thread, "tuple", key)),
        }
    };
    let index = if index < 0 { index.wrapping_add(items.len() as i64) } else { index };
    match items.get(index as usize) {
        Some(&item) if index >= 0 => Ok(item),
        _ => Err(parameter::index_error(thread, "tuple index out of range")),
    }
}

fn get_slice(thread: &mut Thread, tuple: Word, key: Word) -> Result {
    let bounds = slice::bounds(thread, key, length(tuple))?;
    Ok(slice_of(thread, tuple, bounds))
}

/// The items that the bounds name.
pub fn slice_of(thread: &mut Thread, tuple: Word, bounds: Bounds) -> Word {
    let old = items(tuple);
    let Bounds { start, step, count } = bounds;
    if step == 1 {
        if count == old.len() && is_exact(tuple) {
            return tuple;
        }
        return new(thread, &old[start as usize..start as usize + count]);
    }
    if count == 0 {
        return empty();
    }
    let result = allocate(thread, count);
    let mut at = start;
    for index in 0..count {
        // SAFETY: within the fresh tuple.
        unsafe { slot(result, index).write(old[at as usize]) };
        at = at.wrapping_add(step);
    }
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(result.pointer()) };
    result
}

/// `value in tuple`
pub fn contains(thread: &mut Thread, tuple: Word, value: Word) -> Result<bool> {
    for &item in items(tuple) {
        if same(thread, item, value)? {
            return Ok(true);
        }
    }
    Ok(false)
}

const PRIME_1: u64 = 11400714785074694791;
const PRIME_2: u64 = 14029467366897019727;
const PRIME_5: u64 = 2870177450012600261;

/// The body of xxHash, without its beginning and end.
#[inline(always)]
pub(crate) fn mix_hash(accumulator: u64, lane: i64) -> u64 {
    accumulator
        .wrapping_add((lane as u64).wrapping_mul(PRIME_2))
        .rotate_left(31)
        .wrapping_mul(PRIME_1)
}
/// Where `mix_hash` begins.
pub(crate) const HASH_START: u64 = PRIME_5;
/// Stands for a hash of -1.
pub(crate) const HASH_FOR_MINUS_ONE: i64 = 1546275796;

/// `hash(tuple)`
pub fn hash(thread: &mut Thread, tuple: Word) -> Result<i64> {
    let items = items(tuple);
    let mut accumulator = HASH_START;
    for &item in items {
        accumulator = mix_hash(accumulator, table::hash_of(thread, item)?);
    }
    Ok(finish_hash(accumulator, items.len()))
}

/// The end of xxHash.
#[inline(always)]
pub(crate) fn finish_hash(accumulator: u64, length: usize) -> i64 {
    let accumulator = accumulator.wrapping_add(length as u64 ^ (PRIME_5 ^ 3527539));
    if accumulator == u64::MAX { HASH_FOR_MINUS_ONE } else { accumulator as i64 }
}

/// What a comparison of two sequences says when all their common items are equal.
pub fn decides(operator: Compare, order: Ordering) -> bool {
    match operator {
        Compare::Lt => order.is_lt(),
        Compare::Le => order.is_le(),
        Compare::Eq => order.is_eq(),
        Compare::Ne => order.is_ne(),
        Compare::Gt => order.is_gt(),
        Compare::Ge => order.is_ge(),
    }
}

/// Any comparison of two tuples.
pub fn compare(thread: &mut Thread, operator: Compare, left: Word, right: Word) -> Result {
    let (left, right) = (items(left), items(right));
    for (&one, &other) in left.iter().zip(right) {
        if !same(thread, one, other)? {
            return match operator {
                Compare::Eq => Ok(Word::FALSE),
                Compare::Ne => Ok(Word::TRUE),
                _ => operation::compare(thread, operator, one, other),
            };
        }
    }
    Ok(Word::from_bool(decides(operator, left.len().cmp(&right.len()))))
}

/// Runs a function on every item. It stops with `Ok(false)`.
pub fn each(
    thread: &mut Thread,
    tuple: Word,
    run: &mut dyn FnMut(&mut Thread, Word) -> Result<bool>,
) -> Result<()> {
    for &item in items(tuple) {
        if !run(thread, item)? {
            break;
        }
    }
    Ok(())
}
