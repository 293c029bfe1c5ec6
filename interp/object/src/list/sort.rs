//! Sorting: stable, by `<` alone.
//!
//! Keys that are all small ints, all floats (no NaN among them), or all strings are sorted by the
//! standard library's stable sort with a comparison that neither fails nor runs Python. It cannot
//! serve the others: it may panic on inconsistent answers, and an error would have to unwind
//! through it. They go through a merge sort of our own: natural runs, short ones extended by binary
//! insertion, merged in the order that powersort gives, after the parts that are in place already
//! were cut off at both ends. A comparison that fails leaves some permutation of the items.
//!
//! While it is sorted the list is empty; what is found in it afterwards was put there by a
//! comparison or key function, which is an error. Items are sorted in the list's own vector, or as
//! (key, item) pairs in another. No barrier is needed for what is moved about: the vector is logged as
//! a whole at the start, and each item is always in the vector or in the scratch vector, so the first
//! collection makes all of them old.

use super::{field, set_vector, vector_of};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::float;
use crate::header::{Locked, has_shape};
use crate::operation::{self, Compare};
use crate::table::store;
use crate::thread::Thread;
use crate::{construct, iterate, quiet, string, vector};
use std::cmp::Ordering;
use tracer::Word;

/// `list.sort(key=key, reverse=reverse)`; a null key means none.
pub fn sort(thread: &mut Thread, list: Word, key: Word, reverse: bool) -> Result<()> {
    let vector = {
        let _lock = Locked::new(list);
        let vector = vector_of(list);
        // SAFETY: a live list; the empty vector is a root.
        unsafe { store(field(list), vector::empty()) };
        vector
    };
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(vector.pointer()) };
    let mut result = sort_vector(thread, vector, key, reverse);
    let changed = vector_of(list) != vector::empty();
    {
        let _lock = Locked::new(list);
        set_vector(thread, list, vector);
    }
    if changed && result.is_ok() {
        result = Err(thread.value_error("list modified during sort"));
    }
    result
}

/// Sorts the items of a vector that only the caller uses.
fn sort_vector(thread: &mut Thread, vector: Word, key: Word, reverse: bool) -> Result<()> {
    let items = vector::items_mut(vector);
    if key.is_null() || key.is_none() {
        return sort_items(thread, items, reverse);
    }
    // (key, item) pairs.
    let mut pairs = vector::allocate(thread, 2 * items.len());
    let keys = keys_by_loop(thread, items, key)?;
    for (index, &item) in items.iter().enumerate() {
        let value = if keys.is_null() {
            construct::call(thread, key, item)?
        } else {
            super::get(keys, index)
        };
        vector::push(thread, &mut pairs, value);
        vector::push(thread, &mut pairs, item);
    }
    // Pushes have logged single slots, and the keys are about to move to others.
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(pairs.pointer()) };
    let words = vector::items_mut(pairs);
    // SAFETY: two words are as large and as aligned as a pair of words.
    let pairs = unsafe {
        std::slice::from_raw_parts_mut(words.as_mut_ptr().cast::<[Word; 2]>(), items.len())
    };
    let result = sort_items(thread, pairs, reverse);
    for (item, pair) in items.iter_mut().zip(pairs.iter()) {
        *item = pair[1];
    }
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(vector.pointer()) };
    result
}

/// A list of the keys of all items, made by a loop that the function can be compiled with; null where it is not
/// written in Python.
fn keys_by_loop(thread: &mut Thread, items: &[Word], key: Word) -> Result {
    if items.len() < 2 {
        return Ok(Word::NULL);
    }
    let keys = super::with_capacity(thread, items.len());
    let copy = super::new(thread, items);
    match iterate::consume_by(thread, iterate::Consumer::AppendKeys, key, copy, keys) {
        Some(done) => done.map(|_| keys),
        None => Ok(Word::NULL),
    }
}

/// Sorts a new list that nobody else knows if its items are all small ints, all floats or all strings.
pub fn sort_plainly(thread: &mut Thread, list: Word) -> bool {
    let vector = vector_of(list);
    let items = vector::items_mut(vector);
    if items.len() < 2 {
        return true;
    }
    let Some(compare) = plain_comparison(items) else { return false };
    items.sort_by(|&left, &right| compare(left, right));
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(vector.pointer()) };
    true
}

/// What is sorted: items, or pairs of key and item.
trait Sorted: Copy {
    const WORDS: usize;
    fn key(&self) -> Word;
}
impl Sorted for Word {
    const WORDS: usize = 1;
    #[inline(always)]
    fn key(&self) -> Word {
        *self
    }
}
impl Sorted for [Word; 2] {
    const WORDS: usize = 2;
    #[inline(always)]
    fn key(&self) -> Word {
        self[0]
    }
}

fn sort_items<T: Sorted>(thread: &mut Thread, items: &mut [T], reverse: bool) -> Result<()> {
    if items.len() < 2 {
        return Ok(());
    }
    if let Some(compare) = plain_comparison(items) {
        if reverse {
            items.sort_by(|left, right| compare(right.key(), left.key()));
        } else {
            items.sort_by(|left, right| compare(left.key(), right.key()));
        }
        return Ok(());
    }
    // Reversed before and after: equal items keep their order.
    if reverse {
        items.reverse();
    }
    let result = merge_sort(thread, items);
    if reverse {
        items.reverse();
    }
    result
}

fn compare_ints(left: Word, right: Word) -> Ordering {
    // The tag is the same in both.
    (left.0 as i64).cmp(&(right.0 as i64))
}
fn compare_floats(left: Word, right: Word) -> Ordering {
    let value = |word: Word| if word.is_float() { word.float() } else { boxed(word) };
    value(left).partial_cmp(&value(right)).unwrap_or(Ordering::Equal)
}
fn boxed(word: Word) -> f64 {
    float::value(word).unwrap_or(0.0)
}
fn compare_strings(left: Word, right: Word) -> Ordering {
    string::bytes(left).cmp(string::bytes(right))
}

/// A total order of these keys that runs no Python.
fn plain_comparison<T: Sorted>(items: &[T]) -> Option<fn(Word, Word) -> Ordering> {
    let is_float = |word: Word| word.is_float() || has_shape(word, Builtin::Float.shape());
    let first = items[0].key();
    if first.is_int() {
        items.iter().all(|item| item.key().is_int()).then_some(compare_ints)
    } else if is_float(first) {
        let plain = |word: Word| word.is_float() || (is_float(word) && !boxed(word).is_nan());
        items.iter().all(|item| plain(item.key())).then_some(compare_floats)
    } else if has_shape(first, Builtin::Str.shape()) {
        let text = Builtin::Str.shape();
        items.iter().all(|item| has_shape(item.key(), text)).then_some(compare_strings)
    } else {
        None
    }
}

#[inline]
fn less<T: Sorted>(thread: &mut Thread, left: &T, right: &T) -> Result<bool> {
    let (left, right) = (left.key(), right.key());
    if left.is_int() && right.is_int() {
        return Ok((left.0 as i64) < (right.0 as i64));
    }
    if left.is_float() && right.is_float() {
        return Ok(left.float() < right.float());
    }
    if let Some(answer) = quiet::compare(Compare::Lt, left, right) {
        return Ok(answer);
    }
    let answer = operation::compare(thread, Compare::Lt, left, right)?;
    if answer.is_bool() {
        return Ok(answer == Word::TRUE);
    }
    operation::truth(thread, answer)
}

/// Runs shorter than this are extended.
const SHORTEST_RUN: usize = 32;

#[derive(Clone, Copy)]
struct Run {
    start: usize,
    end: usize,
    /// Depth in the merge tree of the boundary to the next run.
    power: u32,
}

fn merge_sort<T: Sorted>(thread: &mut Thread, items: &mut [T]) -> Result<()> {
    let count = items.len();
    let scratch = vector::allocate(thread, (count / 2 + 1) * T::WORDS);
    vector::set_length(scratch, (count / 2 + 1) * T::WORDS);
    let scratch = vector::slot(scratch, 0).cast::<T>();
    let shortest = shortest_run(count);
    let mut runs: Vec<Run> = Vec::new();
    let mut start = 0;
    while start < count {
        let mut end = find_run(thread, items, start)?;
        if end - start < shortest {
            let forced = count.min(start + shortest);
            insert_sorted(thread, &mut items[start..forced], end - start)?;
            end = forced;
        }
        if let Some(last) = runs.last_mut() {
            let power = boundary_power(last.start, last.end, end, count);
            while runs.len() > 1 && runs[runs.len() - 2].power > power {
                merge_last(thread, items, &mut runs, scratch)?;
            }
            if let Some(last) = runs.last_mut() {
                last.power = power;
            }
        }
        runs.push(Run { start, end, power: 0 });
        start = end;
    }
    while runs.len() > 1 {
        merge_last(thread, items, &mut runs, scratch)?;
    }
    Ok(())
}

/// So that the number of runs of random items is a power of two, or a little less.
fn shortest_run(mut count: usize) -> usize {
    let mut rest = 0;
    while count >= 2 * SHORTEST_RUN {
        rest |= count & 1;
        count >>= 1;
    }
    count + rest
}

/// The end of the run at `start`; a strictly descending one is reversed.
fn find_run<T: Sorted>(thread: &mut Thread, items: &mut [T], start: usize) -> Result<usize> {
    let mut end = start + 1;
    if end == items.len() {
        return Ok(end);
    }
    let descending = less(thread, &items[end], &items[start])?;
    end += 1;
    while end < items.len() && less(thread, &items[end], &items[end - 1])? == descending {
        end += 1;
    }
    if descending {
        items[start..end].reverse();
    }
    Ok(end)
}

/// Sorts items of which the first `sorted` are in order.
fn insert_sorted<T: Sorted>(thread: &mut Thread, items: &mut [T], sorted: usize) -> Result<()> {
    for index in sorted..items.len() {
        let pivot = items[index];
        let (mut low, mut high) = (0, index);
        while low < high {
            let middle = (low + high) / 2;
            if less(thread, &pivot, &items[middle])? {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        items.copy_within(low..index, low + 1);
        items[low] = pivot;
    }
    Ok(())
}

/// First bit in which the middles of two neighbouring runs, as fractions of the whole, differ.
fn boundary_power(start: usize, middle: usize, end: usize, count: usize) -> u32 {
    let scale = 2 * count as u128;
    let left = ((start + middle) as u128) << 63;
    let right = ((middle + end) as u128) << 63;
    let (left, right) = ((left / scale) as u64, (right / scale) as u64);
    (left ^ right).leading_zeros()
}

fn merge_last<T: Sorted>(
    thread: &mut Thread,
    items: &mut [T],
    runs: &mut Vec<Run>,
    scratch: *mut T,
) -> Result<()> {
    let (Some(right), Some(left)) = (runs.pop(), runs.pop()) else { return Ok(()) };
    runs.push(Run { start: left.start, end: right.end, power: right.power });
    let (mut start, middle, mut end) = (left.start, left.end, right.end);
    // What the right run's first item does not precede stays.
    start += upper_bound(thread, &items[start..middle], items[middle])?;
    if start == middle {
        return Ok(());
    }
    end = middle + lower_bound(thread, &items[middle..end], items[middle - 1])?;
    if middle - start <= end - middle {
        merge_forwards(thread, &mut items[start..end], middle - start, scratch)
    } else {
        merge_backwards(thread, &mut items[start..end], middle - start, scratch)
    }
}

/// How many items at the front are not greater than `key`; searched in growing steps.
fn upper_bound<T: Sorted>(thread: &mut Thread, items: &[T], key: T) -> Result<usize> {
    let (mut low, mut step) = (0, 1);
    let mut high = items.len();
    while low + step <= items.len() {
        if less(thread, &key, &items[low + step - 1])? {
            high = low + step - 1;
            break;
        }
        low += step;
        step *= 2;
    }
    while low < high {
        let middle = (low + high) / 2;
        if less(thread, &key, &items[middle])? {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Ok(low)
}

/// How many items at the front are less than `key`; searched from the end in growing steps.
fn lower_bound<T: Sorted>(thread: &mut Thread, items: &[T], key: T) -> Result<usize> {
    let (mut high, mut step) = (items.len(), 1);
    let mut low = 0;
    while step <= high {
        if less(thread, &items[high - step], &key)? {
            low = high - step + 1;
            break;
        }
        high -= step;
        step *= 2;
    }
    while low < high {
        let middle = (low + high) / 2;
        if less(thread, &items[middle], &key)? {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    Ok(low)
}

/// Merges with the left run in the scratch space.
fn merge_forwards<T: Sorted>(
    thread: &mut Thread,
    items: &mut [T],
    middle: usize,
    scratch: *mut T,
) -> Result<()> {
    // SAFETY: the scratch space holds half of all items, and the left run is the shorter one.
    let left = unsafe {
        std::ptr::copy_nonoverlapping(items.as_ptr(), scratch, middle);
        std::slice::from_raw_parts(scratch, middle)
    };
    let (mut from_left, mut from_right, mut to) = (0, middle, 0);
    let mut result = Ok(());
    while from_left < left.len() && from_right < items.len() {
        match less(thread, &items[from_right], &left[from_left]) {
            Ok(true) => {
                items[to] = items[from_right];
                from_right += 1;
            }
            Ok(false) => {
                items[to] = left[from_left];
                from_left += 1;
            }
            Err(raised) => {
                result = Err(raised);
                break;
            }
        }
        to += 1;
    }
    // The gap is as large as what is left in the scratch space.
    items[to..to + left.len() - from_left].copy_from_slice(&left[from_left..]);
    result
}

/// Merges with the right run in the scratch space.
fn merge_backwards<T: Sorted>(
    thread: &mut Thread,
    items: &mut [T],
    middle: usize,
    scratch: *mut T,
) -> Result<()> {
    let count = items.len() - middle;
    // SAFETY: as above, with the right run.
    let right = unsafe {
        std::ptr::copy_nonoverlapping(items.as_ptr().add(middle), scratch, count);
        std::slice::from_raw_parts(scratch, count)
    };
    let (mut left, mut rest, mut to) = (middle, count, items.len());
    let mut result = Ok(());
    while left > 0 && rest > 0 {
        match less(thread, &right[rest - 1], &items[left - 1]) {
            Ok(true) => {
                items[to - 1] = items[left - 1];
                left -= 1;
            }
            Ok(false) => {
                items[to - 1] = right[rest - 1];
                rest -= 1;
            }
            Err(raised) => {
                result = Err(raised);
                break;
            }
        }
        to -= 1;
    }
    items[to - rest..to].copy_from_slice(&right[..rest]);
    result
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::with_thread;
    use crate::{list, tuple};

    fn numbers(count: usize, seed: u64, spread: u64) -> Vec<i64> {
        let mut random = seed;
        (0..count)
            .map(|_| {
                random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                ((random >> 33) % spread) as i64
            })
            .collect()
    }

    #[test]
    fn merge_sort_is_stable_and_complete() {
        with_thread(|thread| {
            for (count, spread) in
                [(2, 3), (10, 4), (63, 9), (64, 1000), (1000, 7), (5003, 100_000)]
            {
                for shape in 0..4 {
                    let mut keys = numbers(count, count as u64 + spread, spread);
                    match shape {
                        1 => keys.sort(),
                        2 => keys.sort_by(|a, b| b.cmp(a)),
                        3 => keys[count / 3..].sort(),
                        _ => {}
                    }
                    let mut model: Vec<(i64, usize)> = keys.iter().copied().zip(0..).collect();
                    let mut pairs: Vec<[Word; 2]> = model
                        .iter()
                        .map(|&(key, at)| [Word::from_int(key), Word::from_int(at as i64)])
                        .collect();
                    merge_sort(thread, &mut pairs).unwrap();
                    model.sort();
                    let sorted: Vec<(i64, usize)> =
                        pairs.iter().map(|pair| (pair[0].int(), pair[1].int() as usize)).collect();
                    assert_eq!(sorted, model);
                }
            }
        })
    }

    #[test]
    fn lists_of_plain_keys_are_sorted() {
        with_thread(|thread| {
            let keys = numbers(1000, 7, 500);
            let words: Vec<Word> = keys.iter().map(|&key| Word::from_int(key)).collect();
            let list = list::new(thread, &words);
            sort(thread, list, Word::NULL, true).unwrap();
            let mut model = keys.clone();
            model.sort();
            model.reverse();
            let sorted: Vec<i64> = (0..1000).map(|at| list::get(list, at).int()).collect();
            assert_eq!(sorted, model);
            let list = list::new(thread, &[]);
            for key in &keys {
                let text = string::new(thread, &key.to_string());
                list::append(thread, list, text);
            }
            sort(thread, list, Word::NULL, false).unwrap();
            let mut model: Vec<String> = keys.iter().map(|key| key.to_string()).collect();
            model.sort();
            for (at, text) in model.iter().enumerate() {
                assert_eq!(string::text(list::get(list, at)), Some(text.as_str()));
            }
        })
    }

    #[test]
    fn lists_change_as_vectors_do() {
        with_thread(|thread| {
            let list = list::new(thread, &[]);
            let mut model: Vec<i64> = Vec::new();
            for (step, number) in numbers(30_000, 3, 1000).into_iter().enumerate() {
                let word = Word::from_int(number);
                let at = if model.is_empty() { 0 } else { number as usize % model.len() };
                match (step / 7 + number as usize) % 9 {
                    0..=3 => {
                        list::append(thread, list, word);
                        model.push(number);
                    }
                    4 => {
                        list::insert(thread, list, at, word);
                        model.insert(at, number);
                    }
                    5 | 6 if !model.is_empty() => {
                        assert_eq!(list::take(thread, list, at).int(), model.remove(at));
                    }
                    7 => {
                        let end = (at + number as usize % 20).min(model.len());
                        let items = [word; 3];
                        let count = number as usize % 4;
                        list::replace(thread, list, at, end, &items[..count.min(3)]).unwrap();
                        model.splice(at..end, vec![number; count.min(3)]);
                    }
                    _ => {
                        if number == 5 {
                            list::clear(thread, list);
                            model.clear();
                        }
                    }
                }
                assert_eq!(list::length(list), model.len());
                if step % 100 == 0 {
                    let items = list::to_tuple(thread, list);
                    let items: Vec<i64> =
                        tuple::items(items).iter().map(|word| word.int()).collect();
                    assert_eq!(items, model);
                }
            }
        })
    }
}
