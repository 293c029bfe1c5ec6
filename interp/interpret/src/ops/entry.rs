//! Entries of dicts whose keys a trace knows: attributes of objects that keep them in a dict, fields of records.
//!
//! Objects of one class and records of one kind get their keys in the same order, and an entry never moves while its
//! table lives. So a trace does not search: it asks whether the entry at the place where the key was while recording has
//! the key now, one load and one compare, and what it finds is an ordinary load that the optimizer forwards, hoists and
//! stores over. That a key is missing shows where all keys are the very ones there were.
//!
//! Where dicts of other orders come by, an instruction would need a bridge for each of them. A second place at one
//! instruction is therefore the last: from then on recordings of it search, which is right for any dict.

use object::builtin::Builtin;
use object::field::{self, alias};
use object::header::{self, has_shape};
use std::collections::HashMap;
use std::sync::Mutex;
use tracer::{Comparison, Element, Machine, Storage, Word};

/// Entries among which a key is looked for.
const LONGEST: usize = 32;
/// Keys that are compared to tell that one is missing.
const MOST_OTHERS: usize = 6;

/// Where a key is, as a hint.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    At(usize),
    /// Among so many entries it is not.
    Missing(usize),
    /// Recordings of the instruction have met two places.
    Several,
}

static PLACES: Mutex<Option<HashMap<(usize, u64), Place>>> = Mutex::new(None);

/// Whether recordings of an instruction have met this place only.
fn is_only_place(pc: *const u64, key: Word, place: Place) -> bool {
    let mut places = PLACES.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let known = places.get_or_insert_default().entry((pc as usize, key.0)).or_insert(place);
    if *known != place {
        *known = Place::Several;
    }
    *known == place
}

fn place_of(dict: Word, key: Word) -> Option<Place> {
    let table = object::dict::table_of(dict);
    let used = table.used();
    let is_other = |other: Word| {
        has_shape(other, Builtin::Str.shape())
            && object::string::bytes(other) != object::string::bytes(key)
    };
    for position in 0..used.min(LONGEST) {
        let other = table.key(position);
        if other == key {
            return Some(Place::At(position));
        }
        if !is_other(other) {
            return None;
        }
    }
    (used <= MOST_OTHERS).then_some(Place::Missing(used))
}

/// An entry of a table, which it has while nothing else happens.
pub struct Entry<M: Machine> {
    table: M::Ref,
    index: M::Int,
}

impl<M: Machine> Entry<M> {
    /// The value, unless it has just been deleted.
    #[inline(always)]
    pub fn value(&self, m: &mut M) -> Option<M::Ref> {
        let value = m.load_element(self.table, self.index, &field::DICT_ENTRY_VALUE);
        if m.is_null(value) { None } else { Some(value) }
    }
}

/// The entry of a key that is an exact string, in what is known to be a dict, or that there is none; the outer `None`:
/// search. For recordings.
#[inline(always)]
pub fn find<M: Machine>(m: &mut M, dict: M::Ref, key: Word) -> Option<Option<Entry<M>>> {
    if !m.is_recording() {
        return None;
    }
    let place = place_of(m.hint(dict), key)?;
    if !is_only_place(m.pc(), key, place) {
        return None;
    }
    let table = m.load(dict, &field::DICT_TABLE);
    if m.is_null(table) {
        return Some(None);
    }
    let used = m.load_int(table, &field::TABLE_USED);
    match place {
        Place::At(position) => {
            let (position, index) = (m.int(position as i64), m.int(3 * position as i64));
            let is_inside = m.int_below(position, used);
            if !m.guard(is_inside) {
                return None;
            }
            let found = m.load_element(table, index, &field::DICT_ENTRY_KEY);
            m.is_word(found, key).then_some(Some(Entry { table, index }))
        }
        Place::Missing(count) => {
            let keys = object::dict::table_of(m.hint(dict));
            let expected = m.int(count as i64);
            let is_same = m.int_compare(Comparison::Eq, used, expected);
            if !m.guard(is_same) {
                return None;
            }
            for position in 0..count {
                let index = m.int(3 * position as i64);
                let found = m.load_element(table, index, &field::DICT_ENTRY_KEY);
                if !m.is_word(found, keys.key(position)) {
                    return None;
                }
            }
            Some(None)
        }
        Place::Several => None,
    }
}

/// The flags of a dict.
const FLAGS: Element = Element {
    name: "dict.flags",
    base: 4,
    storage: Storage::Byte,
    immutable: false,
    alias: alias::DICT,
};

/// Replaces the value of a key that the dict has, under the conditions of `find`. `false`: that takes more.
#[inline(always)]
pub fn replace<M: Machine>(m: &mut M, dict: M::Ref, key: Word, value: M::Ref) -> bool {
    if !m.is_recording()
        || header::header(m.hint(dict)).flags.load(std::sync::atomic::Ordering::Relaxed) != 0
    {
        return false;
    }
    let Some(Some(entry)) = find(m, dict, key) else { return false };
    if entry.value(m).is_none() || !crate::jit::watch::single_threaded(m) {
        return false;
    }
    // The values of a namespace are announced.
    let (zero, first) = (m.int(0), m.int(0));
    let flags = m.load_byte(dict, first, &FLAGS);
    let is_plain = m.int_compare(Comparison::Eq, flags, zero);
    if !m.guard(is_plain) {
        return false;
    }
    m.store_element(entry.table, entry.index, &field::DICT_ENTRY_VALUE, value);
    true
}
