//! list: one pointer to a vector that holds length, capacity and items.
//!
//! Readers load the vector once and take no lock. An item that is null was vacated between the
//! reader's look at the length and at the item: the reader looks again under the lock. Writers hold
//! the lock byte; a list that outgrows its vector gets a new one, and the old one stays as it is.
//!
//! - `methods`: the class; `subscript`: indices and slices; `sort`; `iterator`

pub mod iterator;
pub mod methods;
pub mod sort;
pub mod subscript;

pub use methods::{CONSTRUCTOR, DOC, METHODS};
pub use subscript::{delete_item, get_item, set_item};

use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::{Locked, has_shape, load_word, shape_id};
use crate::layout::{Layout, List};
use crate::table::store;
use crate::thread::Thread;
use crate::{dict, iterate, operation, parameter, shape, tuple, vector};
use tracer::Word;

const SHAPE: heap::ShapeId = Builtin::List.shape();

#[inline(always)]
fn field(list: Word) -> *mut Word {
    debug_assert!(is_list(list));
    // SAFETY: callers pass lists, whose layout begins like this.
    unsafe { &raw mut (*list.pointer::<List>()).items }
}

/// The vector now.
#[inline(always)]
pub fn vector_of(list: Word) -> Word {
    let vector = load_word(field(list));
    // An instance that was made without `list.__new__`.
    if vector.is_null() { vector::empty() } else { vector }
}

/// Puts another vector into a list; under its lock, or while nobody else knows it.
fn set_vector(thread: &mut Thread, list: Word, vector: Word) {
    // SAFETY: a live vector and a live list. Large vectors may count as old from the start.
    unsafe {
        thread.heap.range_barrier(vector.pointer());
        store(field(list), vector);
    }
    thread.barrier(list, field(list), vector);
}

/// Whether it is a list or an instance of a subclass.
#[inline(always)]
pub fn is_list(object: Word) -> bool {
    object.is_pointer() && (shape_id(object) == SHAPE || is_subclass_instance(object))
}
#[inline(never)]
fn is_subclass_instance(object: Word) -> bool {
    shape::try_get(shape_id(object)).is_some_and(|shape| shape.layout == Layout::List)
}
/// Whether it is a list and no instance of a subclass.
#[inline(always)]
pub fn is_exact(object: Word) -> bool {
    has_shape(object, SHAPE)
}

/// Items now; other threads may change them meanwhile.
#[inline(always)]
pub fn length(list: Word) -> usize {
    vector::length(vector_of(list))
}

/// Item, null when out of range.
#[inline(always)]
pub fn get(list: Word, index: usize) -> Word {
    let vector = vector_of(list);
    if index >= vector::length(vector) {
        return Word::NULL;
    }
    let item = vector::item(vector, index);
    if item.is_null() { get_locked(list, index) } else { item }
}

#[cold]
fn get_locked(list: Word, index: usize) -> Word {
    let _lock = Locked::new(list);
    let vector = vector_of(list);
    if index >= vector::length(vector) { Word::NULL } else { vector::item(vector, index) }
}

/// A new list.
#[inline]
pub fn new(thread: &mut Thread, items: &[Word]) -> Word {
    let vector = if items.is_empty() { vector::empty() } else { vector::from_slice(thread, items) };
    from_vector(thread, vector)
}

/// A new list over a vector that nobody else uses.
#[inline]
pub fn from_vector(thread: &mut Thread, vector: Word) -> Word {
    let list = thread.new_object::<List>(SHAPE);
    list.items = vector;
    Word::from_pointer(list)
}

/// A new empty list with room.
pub fn with_capacity(thread: &mut Thread, capacity: usize) -> Word {
    let vector = match vector::try_allocate(thread, capacity) {
        Some(vector) if capacity > 0 => vector,
        _ => vector::empty(),
    };
    from_vector(thread, vector)
}

/// A vector with the items of a list at one moment, for the caller alone.
pub fn snapshot(thread: &mut Thread, list: Word) -> Word {
    loop {
        let count = length(list);
        let copy = vector::allocate(thread, count);
        let _lock = Locked::new(list);
        let vector = vector_of(list);
        let count = vector::length(vector);
        if count > vector::capacity(copy) {
            continue;
        }
        vector::move_items(vector, 0, copy, 0, count);
        vector::set_length(copy, count);
        // SAFETY: a live object.
        unsafe { thread.heap.range_barrier(copy.pointer()) };
        return copy;
    }
}

/// A tuple with the items now.
pub fn to_tuple(thread: &mut Thread, list: Word) -> Word {
    if crate::header::MULTI_THREADED.load(std::sync::atomic::Ordering::Relaxed) {
        let items = snapshot(thread, list);
        return tuple::new(thread, vector::items(items));
    }
    // Allocation runs no Python, so the items stay.
    tuple::new(thread, vector::items(vector_of(list)))
}

/// A copy of a list: an exact list.
pub fn copy(thread: &mut Thread, list: Word) -> Word {
    if length(list) == 0 {
        return new(thread, &[]);
    }
    let vector = snapshot(thread, list);
    from_vector(thread, vector)
}

/// Appends an item.
#[inline]
pub fn append(thread: &mut Thread, list: Word, item: Word) {
    {
        let _lock = Locked::new(list);
        let vector = vector_of(list);
        let count = vector::length(vector);
        if count < vector::capacity(vector) {
            let slot = vector::slot(vector, count);
            // SAFETY: there is room.
            unsafe { store(slot, item) };
            vector::set_length(vector, count + 1);
            thread.barrier(vector, slot, item);
            return;
        }
    }
    append_to_full(thread, list, item);
}

#[inline(never)]
fn append_to_full(thread: &mut Thread, list: Word, item: Word) {
    loop {
        let needed = length(list) + 1;
        let larger = vector::allocate(thread, vector::grown(needed));
        let _lock = Locked::new(list);
        let vector = vector_of(list);
        let count = vector::length(vector);
        if count >= vector::capacity(larger) {
            continue;
        }
        vector::move_items(vector, 0, larger, 0, count);
        // SAFETY: there is room.
        unsafe { store(vector::slot(larger, count), item) };
        vector::set_length(larger, count + 1);
        set_vector(thread, list, larger);
        return;
    }
}

/// Replaces the items `start..end` by others (which must not lie in this list's vector). Both
/// numbers are clamped to the length.
pub fn replace(
    thread: &mut Thread,
    list: Word,
    start: usize,
    end: usize,
    items: &[Word],
) -> Result<()> {
    loop {
        let (old_vector, old_length) = {
            let vector = vector_of(list);
            (vector, vector::length(vector))
        };
        let (start, end) = (start.min(old_length), end.min(old_length).max(start.min(old_length)));
        let new_length = old_length - (end - start) + items.len();
        let old_capacity = vector::capacity(old_vector);
        let fits =
            new_length <= old_capacity && (new_length >= old_capacity / 2 || new_length > 64);
        let target = if fits && new_length * 4 >= old_capacity {
            old_vector
        } else if new_length == 0 {
            vector::empty()
        } else {
            let wanted =
                if new_length > old_length { vector::grown(new_length) } else { new_length };
            match vector::try_allocate(thread, wanted) {
                Some(vector) => vector,
                None => return Err(parameter::memory_error(thread)),
            }
        };
        let _lock = Locked::new(list);
        if vector_of(list) != old_vector || vector::length(old_vector) != old_length {
            continue;
        }
        let tail = old_length - end;
        if target == old_vector {
            if new_length < old_length {
                // First the length, so that nobody takes what is vacated for an item.
                vector::set_length(target, new_length);
            }
            vector::move_items(target, end, target, start + items.len(), tail);
        } else if new_length > 0 {
            vector::move_items(old_vector, 0, target, 0, start);
            vector::move_items(old_vector, end, target, start + items.len(), tail);
        }
        for (index, &item) in items.iter().enumerate() {
            // SAFETY: within the capacity.
            unsafe { store(vector::slot(target, start + index), item) };
        }
        if target == old_vector {
            for index in new_length..old_length {
                // SAFETY: within the capacity.
                unsafe { store(vector::slot(target, index), Word::NULL) };
            }
            vector::set_length(target, new_length);
            // SAFETY: a live object.
            unsafe { thread.heap.range_barrier(target.pointer()) };
        } else {
            if new_length > 0 {
                vector::set_length(target, new_length);
            }
            set_vector(thread, list, target);
        }
        return Ok(());
    }
}

/// Inserts an item before the index, which is clamped.
pub fn insert(thread: &mut Thread, list: Word, index: usize, item: Word) {
    // A single item always fits in memory that a list can have.
    let _ = replace(thread, list, index, index, &[item]);
}

/// Takes the item at an index out; null when out of range.
pub fn take(thread: &mut Thread, list: Word, index: usize) -> Word {
    {
        let _lock = Locked::new(list);
        let vector = vector_of(list);
        let count = vector::length(vector);
        if index >= count {
            return Word::NULL;
        }
        let item = vector::item(vector, index);
        let capacity = vector::capacity(vector);
        if count > capacity / 2 || capacity <= 16 {
            vector::set_length(vector, count - 1);
            if index + 1 < count {
                vector::move_items(vector, index + 1, vector, index, count - 1 - index);
                // SAFETY: a live object.
                unsafe { thread.heap.range_barrier(vector.pointer()) };
            }
            // SAFETY: within the capacity.
            unsafe { store(vector::slot(vector, count - 1), Word::NULL) };
            return item;
        }
    }
    // The vector has become too large: go on with a smaller one.
    shrink(thread, list);
    take(thread, list, index)
}

#[cold]
fn shrink(thread: &mut Thread, list: Word) {
    let smaller = vector::allocate(thread, vector::grown(length(list)));
    let _lock = Locked::new(list);
    let vector = vector_of(list);
    let count = vector::length(vector);
    if count > vector::capacity(smaller) || vector::capacity(smaller) >= vector::capacity(vector) {
        return;
    }
    vector::move_items(vector, 0, smaller, 0, count);
    vector::set_length(smaller, count);
    set_vector(thread, list, smaller);
}

/// Stores an item; false when the index is out of range.
#[inline]
pub fn set(thread: &mut Thread, list: Word, index: usize, item: Word) -> bool {
    let _lock = Locked::new(list);
    let vector = vector_of(list);
    if index >= vector::length(vector) {
        return false;
    }
    let slot = vector::slot(vector, index);
    // SAFETY: within the length.
    unsafe { store(slot, item) };
    thread.barrier(vector, slot, item);
    true
}

/// Takes all items away.
pub fn clear(thread: &mut Thread, list: Word) {
    let _lock = Locked::new(list);
    set_vector(thread, list, vector::empty());
}

/// Appends all items of an iterable.
pub fn extend(thread: &mut Thread, list: Word, iterable: Word) -> Result<()> {
    if is_exact(iterable) || iterable == list {
        // A copy also where it is the list itself.
        if length(iterable) == 0 {
            return Ok(());
        }
        let items = snapshot(thread, iterable);
        return append_all(thread, list, vector::items(items));
    }
    if tuple::is_exact(iterable) {
        return append_all(thread, list, tuple::items(iterable));
    }
    if has_shape(iterable, Builtin::ListReverseIterator.shape()) {
        let rest = iterator::rest_reversed(thread, iterable);
        return append_all(thread, list, vector::items(rest));
    }
    if dict::is_exact(iterable) {
        let mut position = 0;
        while let Some((next, key, _)) = dict::next_entry(iterable, position) {
            position = next;
            append(thread, list, key);
        }
        return Ok(());
    }
    if is_exact(list)
        && let Some(iterator) = iterate::python_source(thread, iterable)?
    {
        iterate::consume(thread, iterate::Consumer::Append, iterator, &[list])?;
        return Ok(());
    }
    if is_exact(list)
        && has_shape(iterable, Builtin::Map.shape())
        && let Some((function, iterator)) = crate::map::parts(iterable)
        && let Some(done) =
            iterate::consume_by(thread, iterate::Consumer::AppendKeys, function, iterator, list)
    {
        return done.map(|_| ());
    }
    if has_shape(iterable, Builtin::Range.shape())
        && crate::slice::range::length(thread, iterable)? > MOST_ITEMS
    {
        // Before the machine's memory has been filled with the first of them.
        return Err(parameter::memory_error(thread));
    }
    iterate::each(thread, iterable, &mut |thread, item| {
        append(thread, list, item);
        Ok(true)
    })
}

/// More items than any machine has memory for.
const MOST_ITEMS: i64 = 1 << 40;

fn append_all(thread: &mut Thread, list: Word, items: &[Word]) -> Result<()> {
    if items.is_empty() {
        return Ok(());
    }
    replace(thread, list, usize::MAX, usize::MAX, items)
}

/// `left + right` of lists.
pub fn concatenate(thread: &mut Thread, left: Word, right: Word) -> Result {
    let (left, right) = (snapshot_of(thread, left), snapshot_of(thread, right));
    let (first, second) = (vector::items(left), vector::items(right));
    let count = first.len() + second.len();
    if count == 0 {
        return Ok(new(thread, &[]));
    }
    let Some(vector) = vector::try_allocate(thread, count) else {
        return Err(parameter::memory_error(thread));
    };
    vector::move_items(left, 0, vector, 0, first.len());
    vector::move_items(right, 0, vector, first.len(), second.len());
    vector::set_length(vector, count);
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(vector.pointer()) };
    Ok(from_vector(thread, vector))
}

/// The vector itself where no other thread can change it before the next call of Python code.
fn snapshot_of(thread: &mut Thread, list: Word) -> Word {
    if crate::header::MULTI_THREADED.load(std::sync::atomic::Ordering::Relaxed) {
        snapshot(thread, list)
    } else {
        vector_of(list)
    }
}

/// A vector with the items so many times over.
pub(crate) fn repeated(thread: &mut Thread, items: &[Word], count: usize) -> Result {
    let total = items.len().checked_mul(count).filter(|&total| total <= vector::MOST);
    let Some(total) = total else { return Err(parameter::memory_error(thread)) };
    if total == 0 {
        return Ok(vector::empty());
    }
    let Some(vector) = vector::try_allocate(thread, total) else {
        return Err(parameter::memory_error(thread));
    };
    fill_repeated(vector::slot(vector, 0), items, total);
    vector::set_length(vector, total);
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(vector.pointer()) };
    Ok(vector)
}

/// Writes items over and over, `total` in all, doubling what is there.
pub(crate) fn fill_repeated(target: *mut Word, items: &[Word], total: usize) {
    // SAFETY: the caller provides room for `total` words, in a fresh object.
    unsafe {
        if let &[item] = items {
            std::slice::from_raw_parts_mut(target, total).fill(item);
            return;
        }
        std::ptr::copy_nonoverlapping(items.as_ptr(), target, items.len());
        let mut done = items.len();
        while done < total {
            let more = done.min(total - done);
            std::ptr::copy_nonoverlapping(target, target.add(done), more);
            done += more;
        }
    }
}

/// `list * count`
pub fn repeat(thread: &mut Thread, list: Word, count: usize) -> Result {
    let items = snapshot_of(thread, list);
    let vector = repeated(thread, vector::items(items), count)?;
    Ok(from_vector(thread, vector))
}

/// `item is value or item == value`, as all searches of sequences compare.
#[inline(always)]
pub(crate) fn same(thread: &mut Thread, item: Word, value: Word) -> Result<bool> {
    if item == value {
        return Ok(true);
    }
    if item.is_int() && value.is_int() {
        return Ok(false);
    }
    operation::equal(thread, item, value)
}

/// Position of the first item in `start..end` that is the value or equals it.
pub fn find(
    thread: &mut Thread,
    list: Word,
    value: Word,
    start: usize,
    end: usize,
) -> Result<Option<usize>> {
    let mut index = start;
    while index < end {
        let item = get(list, index);
        if item.is_null() {
            break;
        }
        if same(thread, item, value)? {
            return Ok(Some(index));
        }
        index += 1;
    }
    Ok(None)
}

/// `value in list`
pub fn contains(thread: &mut Thread, list: Word, value: Word) -> Result<bool> {
    Ok(find(thread, list, value, 0, usize::MAX)?.is_some())
}

/// Runs a function on every item, those included that it appends. It stops with `Ok(false)`.
pub fn each(
    thread: &mut Thread,
    list: Word,
    run: &mut dyn FnMut(&mut Thread, Word) -> Result<bool>,
) -> Result<()> {
    let mut index = 0;
    loop {
        let item = get(list, index);
        if item.is_null() || !run(thread, item)? {
            return Ok(());
        }
        index += 1;
    }
}
