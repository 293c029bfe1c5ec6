//! Named arguments that come from a dict.
//!
//! `f(**options)` is bound by the plans of calls with written names. So the keys of the dict become a tuple of names:
//! always the same tuple for the same keys, so that a recording can promote it and an interpreter compare it. Promoting
//! the dict itself was no choice, as it is new at each call of a function that passes its own `**kwargs` on.

use object::builtin::Builtin;
use object::header::has_shape;
use object::{Result, Thread, field};
use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tracer::{Effects, Machine, Word};

/// Most named arguments.
pub const MOST: usize = 8;

/// Tuples that are kept, for ever; a program with more sets of names than that takes the general call.
const TUPLES: usize = 4096;

crate::residuals! {
    /// The names in a dict, or the tombstone: too many, or not all known as names.
    NAMES_OF = names_of, (dict), Effects::READS;
    /// The value under a name, or the tombstone.
    NAMED_VALUE = named_value, (dict, name), Effects::READS;
}

/// The names in a dict (null: none) and their values, for recordings: loads and guards instead of calls. `None`: too
/// many, not all known as names, or some were deleted.
#[inline(always)]
pub fn known_entries<M: Machine>(m: &mut M, dict: M::Ref) -> Option<(Word, [M::Ref; MOST])> {
    let mut values = [dict; MOST];
    let table = m.load(dict, &field::DICT_TABLE);
    if m.is_null(table) {
        return Some((Word::NULL, values));
    }
    let used = m.load_int(table, &field::TABLE_USED);
    let used = m.box_int(used);
    let used = m.promote(used).word().int() as usize;
    if used > MOST {
        return None;
    }
    let mut names = [Word::NULL; MOST];
    for index in 0..used {
        let entry = m.int(3 * index as i64);
        let key = m.load_element(table, entry, &field::DICT_ENTRY_KEY);
        if !m.has_shape(key, Builtin::Str.shape()) {
            return None;
        }
        names[index] = m.promote(key).word();
        if object::intern::find(names[index]) != Some(names[index]) {
            return None;
        }
        values[index] = m.load_element(table, entry, &field::DICT_ENTRY_VALUE);
        if m.is_null(values[index]) {
            return None;
        }
    }
    if used == 0 {
        return Some((Word::NULL, values));
    }
    // SAFETY: the thread that records.
    let thread = unsafe { &mut *(m.thread() as *mut Thread) };
    let names = canonical(thread, &names[..used]);
    (names != Word::TOMBSTONE).then_some((names, values))
}

fn named_value(_thread: &mut Thread, dict: Word, name: Word) -> Result {
    Ok(object::dict::get_str(dict, name).unwrap_or(Word::TOMBSTONE))
}

fn names_of(thread: &mut Thread, dict: Word) -> Result {
    let (mut names, mut count, mut position) = ([Word::NULL; MOST], 0, 0);
    while let Some((next, key, _)) = object::dict::next_entry(dict, position) {
        position = next;
        let name =
            if has_shape(key, Builtin::Str.shape()) { object::intern::find(key) } else { None };
        match name {
            Some(name) if count < MOST => names[count] = name,
            _ => return Ok(Word::TOMBSTONE),
        }
        count += 1;
    }
    Ok(canonical(thread, &names[..count]))
}

/// The one tuple of these names. What was used last is found without a lock.
fn canonical(thread: &mut Thread, names: &[Word]) -> Word {
    static RECENT: [AtomicU64; 256] = [const { AtomicU64::new(0) }; 256];
    static ALL: Mutex<BTreeMap<Vec<u64>, Word>> = Mutex::new(BTreeMap::new());
    let mut hash = names.len() as u64;
    for name in names {
        hash = (hash.rotate_left(5) ^ name.0).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
    let recent = &RECENT[(hash >> 56) as usize];
    let found = Word(recent.load(Ordering::Acquire));
    if !found.is_null() && object::tuple::items(found) == names {
        return found;
    }
    let key: Vec<u64> = names.iter().map(|name| name.0).collect();
    let lock = || ALL.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let (known, is_full) = {
        let all = lock();
        (all.get(&key).copied(), all.len() >= TUPLES)
    };
    let tuple = match known {
        Some(tuple) => tuple,
        None if is_full => return Word::TOMBSTONE,
        None => {
            // Made without the lock, since that may collect; of two threads one comes first.
            let made = object::tuple::new(thread, names);
            *lock().entry(key).or_insert_with(|| {
                // Rooted for ever, so that the map may keep it.
                object::intern::pin(made);
                made
            })
        }
    };
    recent.store(tuple.0, Ordering::Release);
    tuple
}
