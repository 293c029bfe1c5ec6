//! Indices and slices of lists: reading, assigning, deleting.

use super::{SHAPE, from_vector, get, is_exact, length, replace, set, snapshot, vector_of};
use crate::error::Result;
use crate::header::{Locked, MULTI_THREADED, has_shape};
use crate::slice::{self, Bounds};
use crate::table::store;
use crate::thread::Thread;
use crate::{iterate, parameter, tuple, vector};
use tracer::Word;

/// `list[key]`
#[inline]
pub fn get_item(thread: &mut Thread, list: Word, key: Word) -> Result {
    if key.is_int() {
        return get_index(thread, list, key.int());
    }
    if slice::is_slice(key) {
        return get_slice(thread, list, key);
    }
    match parameter::subscript(thread, key)? {
        Some(index) => get_index(thread, list, index),
        None => Err(parameter::bad_index(thread, "list", key)),
    }
}

#[inline]
fn get_index(thread: &mut Thread, list: Word, index: i64) -> Result {
    let index = if index < 0 { index.wrapping_add(length(list) as i64) } else { index };
    if index >= 0 {
        let item = get(list, index as usize);
        if !item.is_null() {
            return Ok(item);
        }
    }
    Err(parameter::index_error(thread, "list index out of range"))
}

fn get_slice(thread: &mut Thread, list: Word, key: Word) -> Result {
    // Evaluating the bounds may run Python that changes the list.
    let bounds = slice::bounds_of(thread, key, &mut || length(list))?;
    Ok(copy_range(thread, list, bounds))
}

/// A new list with the items that the bounds name.
pub fn copy_range(thread: &mut Thread, list: Word, bounds: Bounds) -> Word {
    if bounds.count == 0 {
        return super::new(thread, &[]);
    }
    let result = vector::allocate(thread, bounds.count);
    let mut count = 0;
    {
        let _lock = Locked::new(list);
        let vector = vector_of(list);
        let held = vector::length(vector) as i64;
        let mut at = bounds.start;
        if bounds.step == 1 {
            count = bounds.count.min((held - at).max(0) as usize);
            vector::move_items(vector, at as usize, result, 0, count);
        } else {
            let (source, target) = (vector::slot(vector, 0), vector::slot(result, 0));
            while count < bounds.count && at >= 0 && at < held {
                // SAFETY: within both vectors.
                unsafe { *target.add(count) = crate::header::load_word(source.add(at as usize)) };
                count += 1;
                at = at.wrapping_add(bounds.step);
            }
        }
    }
    vector::set_length(result, count);
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(result.pointer()) };
    from_vector(thread, result)
}

/// `list[key] = value`
#[inline]
pub fn set_item(thread: &mut Thread, list: Word, key: Word, value: Word) -> Result<()> {
    if slice::is_slice(key) {
        return set_slice(thread, list, key, value);
    }
    let Some(index) = parameter::subscript(thread, key)? else {
        return Err(parameter::bad_index(thread, "list", key));
    };
    let index = if index < 0 { index.wrapping_add(length(list) as i64) } else { index };
    if index >= 0 && set(thread, list, index as usize, value) {
        return Ok(());
    }
    Err(parameter::index_error(thread, "list assignment index out of range"))
}

/// `del list[key]`
pub fn delete_item(thread: &mut Thread, list: Word, key: Word) -> Result<()> {
    if slice::is_slice(key) {
        return delete_slice(thread, list, key);
    }
    let Some(index) = parameter::subscript(thread, key)? else {
        return Err(parameter::bad_index(thread, "list", key));
    };
    let index = if index < 0 { index.wrapping_add(length(list) as i64) } else { index };
    if index >= 0 && !super::take(thread, list, index as usize).is_null() {
        return Ok(());
    }
    Err(parameter::index_error(thread, "list assignment index out of range"))
}

/// The items of an iterable in a vector of their own.
fn collect(thread: &mut Thread, value: Word) -> Result {
    if has_shape(value, SHAPE) {
        return Ok(snapshot(thread, value));
    }
    if tuple::is_exact(value) {
        return Ok(vector::from_slice(thread, tuple::items(value)));
    }
    let iterator = iterate::iterator(thread, value);
    let iterator = match thread.absorb(iterator, crate::Builtin::TypeError)? {
        Some(iterator) => iterator,
        None => return Err(thread.type_error("must assign iterable to extended slice")),
    };
    let list = iterate::to_list(thread, iterator)?;
    debug_assert!(is_exact(list));
    Ok(vector_of(list))
}

/// Assigns the items of another list or a tuple to as many neighbouring items, where only one thread runs. False: the
/// case is another one, and nothing has happened.
#[inline]
pub fn set_range_at_once(thread: &mut Thread, list: Word, bounds: Bounds, value: Word) -> bool {
    if bounds.step != 1 || MULTI_THREADED.load(std::sync::atomic::Ordering::Relaxed) {
        return false;
    }
    let items =
        if tuple::is_exact(value) { tuple::items(value) } else { vector::items(vector_of(value)) };
    if items.len() != bounds.count {
        return false;
    }
    let vector = vector_of(list);
    // SAFETY: the bounds lie within the length; the list may be its own source.
    unsafe {
        std::ptr::copy(items.as_ptr(), vector::slot(vector, bounds.start as usize), items.len());
        thread.heap.range_barrier(vector.pointer());
    }
    true
}

fn set_slice(thread: &mut Thread, list: Word, key: Word, value: Word) -> Result<()> {
    let items = collect(thread, value)?;
    let bounds = slice::bounds_of(thread, key, &mut || length(list))?;
    let items = vector::items(items);
    if bounds.step == 1 {
        let start = bounds.start as usize;
        return replace(thread, list, start, start + bounds.count, items);
    }
    if items.len() != bounds.count {
        return Err(thread.value_error(format!(
            "attempt to assign sequence of size {} to extended slice of size {}",
            items.len(),
            bounds.count
        )));
    }
    let _lock = Locked::new(list);
    let vector = vector_of(list);
    let held = vector::length(vector) as i64;
    let mut at = bounds.start;
    for &item in items {
        if at >= 0 && at < held {
            // SAFETY: within the length.
            unsafe { store(vector::slot(vector, at as usize), item) };
        }
        at = at.wrapping_add(bounds.step);
    }
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(vector.pointer()) };
    Ok(())
}

fn delete_slice(thread: &mut Thread, list: Word, key: Word) -> Result<()> {
    let Bounds { mut start, mut step, count } =
        slice::bounds_of(thread, key, &mut || length(list))?;
    if count == 0 {
        return Ok(());
    }
    if step < 0 {
        start += step * (count as i64 - 1);
        step = -step;
    }
    let (start, step) = (start as usize, step as usize);
    if step == 1 {
        return replace(thread, list, start, start + count, &[]);
    }
    let rest = {
        let rest = snapshot(thread, list);
        let items = vector::items_mut(rest);
        let first = start.min(items.len());
        let (mut kept, mut next, mut deleted) = (first, start, 0);
        for index in first..items.len() {
            if index == next && deleted < count {
                deleted += 1;
                next += step;
            } else {
                items[kept] = items[index];
                kept += 1;
            }
        }
        items[kept..].fill(Word::NULL);
        vector::set_length(rest, kept);
        rest
    };
    let _lock = Locked::new(list);
    super::set_vector(thread, list, rest);
    Ok(())
}
