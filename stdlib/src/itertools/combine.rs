//! `product`, `permutations`, `combinations`, `combinations_with_replacement`.
//!
//! All four keep a tuple of pools or one pool, and the current choice as raw indices.
//!
//! Words: 0 pools, 1 raw vector of indices (as words of integers, so that compiled code may read them), 2 the same of
//! cycles (permutations), 3 state: 0 fresh, 1 running, 2 ended, 4 choice size.

use super::stop;
use crate::{argument, iterator_class, state};
use object::{Arguments, Result, Thread, Word};
use object::{class, iterate, string, tuple};

const FRESH: i64 = 0;
const RUNNING: i64 = 1;
const ENDED: i64 = 2;

iterator_class!(
    /// `itertools.product`
    PRODUCT "product" "($type, *iterables, repeat=1)" product_new product_next
    "Cartesian product of input iterables.  Equivalent to nested for-loops.");
iterator_class!(
    /// `itertools.permutations`
    PERMUTATIONS "permutations" "($type, iterable, r=None)" permutations_new permutations_next
    "Return successive r-length permutations of elements in the iterable.");
iterator_class!(
    /// `itertools.combinations`
    COMBINATIONS "combinations" "($type, iterable, r)" combinations_new combinations_next
    "Return successive r-length combinations of elements in the iterable.");
iterator_class!(
    /// `itertools.combinations_with_replacement`
    WITH_REPLACEMENT "combinations_with_replacement" "($type, iterable, r)" replacement_new replacement_next
    "Return successive r-length combinations of elements in the iterable allowing individual elements to have successive repeats.");

fn indices(
    thread: &mut Thread,
    this: Word,
    word: usize,
    values: impl ExactSizeIterator<Item = usize>,
) {
    let raw = state::raw(thread, 8 * values.len());
    state::set(thread, this, word, raw);
    for (slot, value) in numbers(this, word).iter_mut().zip(values) {
        *slot = Word::from_int(value as i64);
    }
}

fn numbers(this: Word, word: usize) -> &'static mut [Word] {
    let bytes = state::raw_bytes(state::get(this, word));
    // SAFETY: raw vectors are aligned to words, and the bytes were made for these numbers.
    unsafe { std::slice::from_raw_parts_mut(bytes.as_mut_ptr() as *mut Word, bytes.len() / 8) }
}

fn number(word: Word) -> usize {
    word.int() as usize
}
fn word(number: usize) -> Word {
    Word::from_int(number as i64)
}

/// A tuple of what the indices choose from one pool.
fn chosen(thread: &mut Thread, pool: &[Word], indices: &[Word]) -> Word {
    if indices.is_empty() {
        return tuple::empty();
    }
    let row = tuple::allocate(thread, indices.len());
    for (slot, &index) in indices.iter().enumerate() {
        tuple::initialize(thread, row, slot, pool[number(index)]);
    }
    row
}

/// Pools of a product for which there is no memory anyway.
const MOST_POOLS: usize = 1 << 28;

fn product_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let mut repeat = 1;
    for (key, value) in argument::named(&arguments) {
        if string::bytes(key) != b"repeat" {
            return Err(thread.type_error("product() got an unexpected keyword argument"));
        }
        repeat = argument::int(thread, value)?;
    }
    if repeat < 0 {
        return Err(thread.value_error("repeat argument cannot be negative"));
    }
    let positional = argument::positional(&arguments);
    let given = positional.len() - 1;
    let Some(count) = given.checked_mul(repeat as usize).filter(|count| *count < 1 << 40) else {
        return Err(thread.raise(object::Builtin::OverflowError, "repeat argument too large"));
    };
    if count >= MOST_POOLS {
        return Err(thread.raise_with(object::Builtin::MemoryError, &[]));
    }
    let pools = state::vector(thread, if repeat == 0 { 0 } else { count });
    for index in 0..state::items(pools).len() {
        let pool = if index < given {
            iterate::to_tuple(thread, positional[1 + index])?
        } else {
            state::items(pools)[index - given]
        };
        state::set_item(thread, pools, index, pool);
    }
    let this = class::instantiate(thread, positional[0])?;
    state::set(thread, this, 0, pools);
    let count = state::items(pools).len();
    indices(thread, this, 1, std::iter::repeat_n(0, count));
    state::set_int(this, 3, FRESH);
    Ok(this)
}

fn product_next(thread: &mut Thread, this: Word) -> Result {
    let pools = state::items(state::get(this, 0));
    let indices = numbers(this, 1);
    match state::get_int(this, 3) {
        FRESH => {
            if pools.iter().any(|&pool| tuple::items(pool).is_empty()) {
                state::set_int(this, 3, ENDED);
                return Err(stop(thread));
            }
            state::set_int(this, 3, RUNNING);
        }
        RUNNING => {
            let mut at = pools.len();
            loop {
                if at == 0 {
                    state::set_int(this, 3, ENDED);
                    return Err(stop(thread));
                }
                at -= 1;
                let next = number(indices[at]) + 1;
                if next < tuple::items(pools[at]).len() {
                    indices[at] = word(next);
                    break;
                }
                indices[at] = word(0);
            }
        }
        _ => return Err(stop(thread)),
    }
    if pools.is_empty() {
        return Ok(tuple::empty());
    }
    let row = tuple::allocate(thread, pools.len());
    for (slot, &pool) in pools.iter().enumerate() {
        tuple::initialize(thread, row, slot, tuple::items(pool)[number(indices[slot])]);
    }
    Ok(row)
}

fn size_argument(thread: &mut Thread, size: Word) -> Result<usize> {
    let size = argument::int(thread, size)?;
    if size < 0 {
        return Err(thread.value_error("r must be non-negative"));
    }
    Ok(size as usize)
}

fn permutations_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, iterable, size] =
        argument::bind(thread, "permutations", "($type, iterable, r=None)", arguments)?;
    let pool = iterate::to_tuple(thread, iterable)?;
    let count = tuple::items(pool).len();
    let size = if argument::absent(size) {
        count
    } else if object::integer::is_int(size) {
        size_argument(thread, size)?
    } else {
        return Err(thread.type_error("Expected int as r"));
    };
    let this = class::instantiate(thread, class)?;
    state::set(thread, this, 0, pool);
    indices(thread, this, 1, 0..count);
    indices(thread, this, 2, (0..size.min(count)).map(|index| count - index));
    state::set_int(this, 3, if size > count { ENDED } else { FRESH });
    state::set_int(this, 4, size as i64);
    Ok(this)
}

fn permutations_next(thread: &mut Thread, this: Word) -> Result {
    let pool = tuple::items(state::get(this, 0));
    let (indices, cycles) = (numbers(this, 1), numbers(this, 2));
    let size = state::get_int(this, 4) as usize;
    match state::get_int(this, 3) {
        FRESH => state::set_int(this, 3, RUNNING),
        RUNNING => {
            let count = indices.len();
            let mut at = size;
            loop {
                if at == 0 {
                    state::set_int(this, 3, ENDED);
                    return Err(stop(thread));
                }
                at -= 1;
                let left = number(cycles[at]) - 1;
                if left == 0 {
                    indices[at..].rotate_left(1);
                    cycles[at] = word(count - at);
                } else {
                    cycles[at] = word(left);
                    indices.swap(at, count - left);
                    break;
                }
            }
        }
        _ => return Err(stop(thread)),
    }
    Ok(chosen(thread, pool, &indices[..size]))
}

fn one_pool(
    thread: &mut Thread,
    arguments: Arguments,
    who: &'static str,
) -> Result<(Word, usize, usize)> {
    let [class, iterable, size] = argument::bind(thread, who, "($type, iterable, r)", arguments)?;
    let pool = iterate::to_tuple(thread, iterable)?;
    let size = size_argument(thread, size)?;
    let this = class::instantiate(thread, class)?;
    state::set(thread, this, 0, pool);
    state::set_int(this, 4, size as i64);
    Ok((this, tuple::items(pool).len(), size))
}

fn combinations_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let (this, count, size) = one_pool(thread, arguments, "combinations")?;
    let ended = size > count;
    indices(thread, this, 1, 0..if ended { 0 } else { size });
    state::set_int(this, 3, if ended { ENDED } else { FRESH });
    Ok(this)
}

fn combinations_next(thread: &mut Thread, this: Word) -> Result {
    let pool = tuple::items(state::get(this, 0));
    let indices = numbers(this, 1);
    match state::get_int(this, 3) {
        FRESH => state::set_int(this, 3, RUNNING),
        RUNNING => {
            let size = indices.len();
            let Some(at) =
                (0..size).rev().find(|&at| number(indices[at]) != at + pool.len() - size)
            else {
                state::set_int(this, 3, ENDED);
                return Err(stop(thread));
            };
            let first = number(indices[at]) + 1;
            for (next, slot) in indices[at..].iter_mut().enumerate() {
                *slot = word(first + next);
            }
        }
        _ => return Err(stop(thread)),
    }
    Ok(chosen(thread, pool, indices))
}

fn replacement_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let (this, count, size) = one_pool(thread, arguments, "combinations_with_replacement")?;
    let ended = count == 0 && size > 0;
    indices(thread, this, 1, std::iter::repeat_n(0, if ended { 0 } else { size }));
    state::set_int(this, 3, if ended { ENDED } else { FRESH });
    Ok(this)
}

fn replacement_next(thread: &mut Thread, this: Word) -> Result {
    let pool = tuple::items(state::get(this, 0));
    let indices = numbers(this, 1);
    match state::get_int(this, 3) {
        FRESH => state::set_int(this, 3, RUNNING),
        RUNNING => {
            let Some(at) =
                (0..indices.len()).rev().find(|&at| number(indices[at]) != pool.len() - 1)
            else {
                state::set_int(this, 3, ENDED);
                return Err(stop(thread));
            };
            let next = word(number(indices[at]) + 1);
            indices[at..].fill(next);
        }
        _ => return Err(stop(thread)),
    }
    Ok(chosen(thread, pool, indices))
}
