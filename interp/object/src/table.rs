//! The insertion-ordered hash table under dict and set.
//!
//! One heap object holds entries, appended in insertion order, and behind them an index: open
//! addressing over raw 8, 16 or 32 bit cells with the entry's number plus one, so that zeroed
//! memory is an empty index. The alternative, hashing the entries themselves, needs no index but
//! loses the order and leaves a third of the large cells empty.
//!
//! ```text
//! header (extra byte: log2 of the index size) | used | live | entries: hash key [value] ... | index
//! ```
//!
//! Readers take no lock. They load the table once; a table is never reused for something else:
//! - entries are only appended, up to the table's capacity; a full table is replaced by a new one
//!   (larger, or merely without the deleted entries), stored with one write into the owner;
//! - deletion puts a tombstone into the key, then null into the value; the index keeps pointing there;
//! - an entry is complete before its number appears in the index, and counted in `used` after.
//!
//! A null value under a key that matched was deleted meanwhile, or moved with the whole table.
//!
//! Writers first search without the lock, since comparing keys may run Python. Then they take
//! the owner's lock byte and check that what they saw still holds: the same table, the same key in
//! the entry, or for a new key the same `used`. A search whose comparison replaced the table, or
//! the key compared with, starts over.
//!
//! The hash field of a deleted entry, no longer needed, helps to pass over runs of deleted entries:
//! in entry 0 it is the first number that may be live, in others the nearest lower one that may be
//! (in the last entry, kept up to date). So taking from either end again and again costs no rescans.

use crate::builtin::shape;
use crate::error::Result;
use crate::header::{Header, Locked, flag, has_flag, has_shape, header, load_word};
use crate::thread::{Thread, hooks};
use crate::{Builtin, operation, quiet, string};
use heap::ShapeId;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU8, AtomicU16, AtomicU32, AtomicU64, Ordering::*};
use tracer::Word;

/// The fixed part of a table.
#[repr(C)]
pub struct Head {
    pub header: Header,
    /// Entries appended so far, deleted ones included, tagged.
    pub used: Word,
    /// Entries that are not deleted, tagged.
    pub live: Word,
}

/// The table of a dict: `Head`, entries of three words, index.
pub type DictTable = Head;

/// What the entries hold.
pub trait Kind: Copy + 'static {
    const SHAPE: ShapeId;
    /// Words of an entry.
    const WORDS: usize;
    const OFFSETS: [u64; 33];
}
/// Entries of a dict: hash, key, value.
#[derive(Clone, Copy)]
pub struct Pairs;
/// Entries of a set: hash, member.
#[derive(Clone, Copy)]
pub struct Members;

impl Kind for Pairs {
    const SHAPE: ShapeId = shape::DICT_TABLE;
    const WORDS: usize = 3;
    const OFFSETS: [u64; 33] = index_offsets(3);
}
impl Kind for Members {
    const SHAPE: ShapeId = shape::SET_TABLE;
    const WORDS: usize = 2;
    const OFFSETS: [u64; 33] = index_offsets(2);
}

const HEAD: usize = size_of::<Head>();
/// Log2 of the smallest index: 8 cells for 5 entries.
const SMALLEST: u32 = 3;

/// Entries that a table with an index of `1 << bits` cells takes.
pub const fn capacity(bits: u32) -> usize {
    (1usize << bits) * 2 / 3
}
const fn index_offsets(words: usize) -> [u64; 33] {
    let mut offsets = [0; 33];
    let mut bits = 0;
    while bits < 33 {
        offsets[bits as usize] = (HEAD + capacity(bits) * words * 8) as u64;
        bits += 1;
    }
    offsets
}
const fn index_bytes(bits: u32) -> usize {
    (1usize << bits)
        * if bits <= 8 {
            1
        } else if bits <= 16 {
            2
        } else {
            4
        }
}
/// The smallest index for so many entries.
pub fn bits_for(entries: usize) -> u32 {
    let mut bits = SMALLEST.max(usize::BITS - entries.leading_zeros());
    if capacity(bits) < entries {
        bits += 1;
    }
    bits
}
/// What a full table is replaced by: room for as many again, but half of it may go to gaps.
fn bits_after(live: usize) -> u32 {
    SMALLEST.max(usize::BITS - (live * 3).saturating_sub(1).leading_zeros())
}

/// The stored form of a hash: its low 63 bits, tagged.
#[inline(always)]
pub fn stored_hash(hash: i64) -> Word {
    Word::from_int(hash)
}

/// Makes the collector know the tables. Called once, before the first of them is made.
pub fn declare_shapes() {
    heap::set_scan(shape::DICT_TABLE, heap::Scan::Custom(scan::<Pairs>));
    heap::set_scan(shape::SET_TABLE, heap::Scan::Custom(scan::<Members>));
}

/// # Safety
/// `object` is a table of this kind.
unsafe fn scan<K: Kind>(object: *mut u8, visitor: &mut heap::Visitor) {
    // SAFETY: `used` entries follow the head.
    unsafe {
        let used = (*object.cast::<Head>()).used;
        if used.is_null() {
            return;
        }
        let mut entry = object.add(HEAD).cast::<u64>();
        for _ in 0..used.int() {
            for word in 1..K::WORDS {
                visitor.visit(*entry.add(word));
            }
            entry = entry.add(K::WORDS);
        }
    }
}

/// A table, by address.
pub struct Table<K>(pub *mut Head, PhantomData<K>);
impl<K> Clone for Table<K> {
    fn clone(&self) -> Table<K> {
        *self
    }
}
impl<K> Copy for Table<K> {}
impl<K> PartialEq for Table<K> {
    fn eq(&self, other: &Table<K>) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl<K: Kind> Table<K> {
    /// The table that an owner's field holds now.
    #[inline(always)]
    pub fn load(field: *const Word) -> Table<K> {
        Table(load_word(field).pointer(), PhantomData)
    }
    #[inline(always)]
    pub fn is_null(self) -> bool {
        self.0.is_null()
    }
    #[inline(always)]
    pub fn word(self) -> Word {
        Word::from_pointer(self.0)
    }
    #[inline(always)]
    pub fn bits(self) -> u32 {
        u32::from(header(self.word()).extra.load(Relaxed))
    }
    /// Entries appended; 0 for no table.
    #[inline(always)]
    pub fn used(self) -> usize {
        if self.is_null() {
            return 0;
        }
        // SAFETY: a live table.
        load_word(unsafe { &raw const (*self.0).used }).int() as usize
    }
    /// Entries that are not deleted.
    #[inline(always)]
    pub fn live(self) -> usize {
        if self.is_null() {
            return 0;
        }
        // SAFETY: a live table.
        load_word(unsafe { &raw const (*self.0).live }).int() as usize
    }
    /// Address of an entry: its hash.
    #[inline(always)]
    pub fn entry(self, position: usize) -> *mut Word {
        // SAFETY: callers pass positions within the capacity.
        unsafe { self.0.cast::<u8>().add(HEAD).cast::<Word>().add(position * K::WORDS) }
    }
    #[inline(always)]
    pub fn stored_hash(self, position: usize) -> Word {
        load_word(self.entry(position))
    }
    #[inline(always)]
    pub fn key(self, position: usize) -> Word {
        // SAFETY: within the entry.
        load_word(unsafe { self.entry(position).add(1) })
    }
    /// Address of the value of an entry of a dict.
    #[inline(always)]
    pub fn value_slot(self, position: usize) -> *mut Word {
        debug_assert!(K::WORDS == 3);
        // SAFETY: within the entry.
        unsafe { self.entry(position).add(2) }
    }
    #[inline(always)]
    pub fn value(self, position: usize) -> Word {
        load_word(self.value_slot(position))
    }
    #[inline(always)]
    fn index(self, bits: u32) -> *mut u8 {
        // SAFETY: the index follows the entries.
        unsafe { self.0.cast::<u8>().add(Self::offset(bits)) }
    }
    #[inline(always)]
    fn offset(bits: u32) -> usize {
        let offsets: &'static [u64; 33] = &K::OFFSETS;
        offsets[bits as usize] as usize
    }
    /// The index cell: entry number plus one, or 0.
    #[inline(always)]
    fn cell(self, bits: u32, index: *mut u8, at: u64) -> usize {
        let at = at as usize;
        // SAFETY: `at` is within the index, whose cells have this width.
        unsafe {
            if bits <= 8 {
                (*(index.add(at) as *const AtomicU8)).load(Acquire) as usize
            } else if bits <= 16 {
                (*(index.cast::<AtomicU16>().add(at))).load(Acquire) as usize
            } else {
                (*(index.cast::<AtomicU32>().add(at))).load(Acquire) as usize
            }
        }
    }
    #[inline(always)]
    fn set_cell(self, bits: u32, index: *mut u8, at: u64, value: usize) {
        let at = at as usize;
        // SAFETY: as in `cell`.
        unsafe {
            if bits <= 8 {
                (*(index.add(at) as *const AtomicU8)).store(value as u8, Release)
            } else if bits <= 16 {
                (*(index.cast::<AtomicU16>().add(at))).store(value as u16, Release)
            } else {
                (*(index.cast::<AtomicU32>().add(at))).store(value as u32, Release)
            }
        }
    }

    /// Walks the entries that may hold a key of this hash. `check` gets the entry's number and
    /// whether its stored hash is the same, and stops the walk by an answer.
    #[inline(always)]
    fn probe<R>(self, hash: i64, mut check: impl FnMut(usize) -> Option<R>) -> Option<R> {
        let bits = self.bits();
        let index = self.index(bits);
        let mask = (1u64 << bits) - 1;
        let mut perturb = stored_hash(hash).int() as u64;
        let mut at = perturb & mask;
        loop {
            let cell = self.cell(bits, index, at);
            if cell == 0 {
                return None;
            }
            if let Some(answer) = check(cell - 1) {
                return Some(answer);
            }
            perturb >>= 5;
            at = (at.wrapping_mul(5).wrapping_add(perturb).wrapping_add(1)) & mask;
        }
    }

    /// The entry of an exact str. Runs no Python: strings of subclasses count by their characters.
    #[inline]
    pub fn find_str(self, key: Word, hash: i64) -> Option<usize> {
        if self.is_null() {
            return None;
        }
        let stored = stored_hash(hash);
        self.probe(hash, |position| {
            let found = self.key(position);
            let same = found == key
                || (self.stored_hash(position) == stored
                    && string::is_str(found)
                    && string::equal(found, key));
            same.then_some(position)
        })
    }

    /// The entry that the index names first for a hash, if it holds this very word.
    #[inline(always)]
    pub fn first_identical(self, key: Word, hash: i64) -> Option<usize> {
        if self.is_null() {
            return None;
        }
        let bits = self.bits();
        let at = stored_hash(hash).int() as u64 & ((1u64 << bits) - 1);
        let position = self.cell(bits, self.index(bits), at).checked_sub(1)?;
        (self.key(position) == key).then_some(position)
    }

    /// The entry that holds this very word.
    pub fn find_identical(self, key: Word, hash: i64) -> Option<usize> {
        if self.is_null() {
            return None;
        }
        self.probe(hash, |position| (self.key(position) == key).then_some(position))
    }

    /// Appends an entry to a table with room, which only the caller writes to.
    #[inline(always)]
    fn append(self, stored: Word, key: Word, value: Word) -> usize {
        let position = self.used();
        let bits = self.bits();
        debug_assert!(position < capacity(bits));
        let entry = self.entry(position);
        // SAFETY: there is room; readers see the entry only through the index and `used`.
        unsafe {
            entry.write(stored);
            entry.add(1).write(key);
            if K::WORDS == 3 {
                entry.add(2).write(value);
            }
        }
        self.enter(bits, stored.int(), position);
        let live = self.live() + 1;
        self.set_counts(position + 1, live);
        position
    }

    /// Puts an entry's number into the index.
    #[inline(always)]
    fn enter(self, bits: u32, hash: i64, position: usize) {
        let index = self.index(bits);
        let mask = (1u64 << bits) - 1;
        let mut perturb = hash as u64;
        let mut at = perturb & mask;
        while self.cell(bits, index, at) != 0 {
            perturb >>= 5;
            at = (at.wrapping_mul(5).wrapping_add(perturb).wrapping_add(1)) & mask;
        }
        self.set_cell(bits, index, at, position + 1);
    }

    #[inline(always)]
    fn set_counts(self, used: usize, live: usize) {
        // SAFETY: the caller alone writes to this table.
        unsafe {
            store(&raw mut (*self.0).live, Word::from_int(live as i64));
            store(&raw mut (*self.0).used, Word::from_int(used as i64));
        }
    }

    fn is_deleted(self, position: usize) -> bool {
        self.key(position) == Word::TOMBSTONE
    }

    /// The first live entry at or after a position.
    #[inline]
    pub fn next(self, mut position: usize) -> Option<usize> {
        let used = self.used();
        while position < used {
            if !self.is_deleted(position) {
                return Some(position);
            }
            position = if position == 0 {
                (self.stored_hash(0).int() as usize).max(1)
            } else {
                position + 1
            };
        }
        None
    }

    /// The last live entry before a position.
    #[inline]
    pub fn previous(self, end: usize) -> Option<usize> {
        let mut position = end.min(self.used()) as i64 - 1;
        while position >= 0 {
            if !self.is_deleted(position as usize) {
                return Some(position as usize);
            }
            position = self.lower(position as usize);
        }
        None
    }

    /// The nearest entry below a deleted one that may be live; -1: none.
    fn lower(self, position: usize) -> i64 {
        if position == 0 {
            return -1;
        }
        let hint = self.stored_hash(position).int();
        // A reader may meet the entry's hash before the deleter has replaced it.
        if hint >= 0 && hint < position as i64 { hint } else { position as i64 - 1 }
    }

    /// Deletes an entry; under the owner's lock.
    fn delete(self, position: usize) {
        let used = self.used();
        let entry = self.entry(position);
        // SAFETY: the lock makes this the only writer.
        unsafe {
            let hint = if position == 0 {
                1
            } else if position + 1 == used {
                self.previous(position).map_or(0, |live| live as i64)
            } else {
                position as i64 - 1
            };
            // Who sees the tombstone shall see the hint.
            store(entry, Word::from_int(hint));
            store(entry.add(1), Word::TOMBSTONE);
            if K::WORDS == 3 {
                store(entry.add(2), Word::NULL);
            }
            let last = used - 1;
            if last > position && self.is_deleted(last) && self.lower(last) == position as i64 {
                let live = self.previous(position).map_or(0, |live| live as i64);
                store(self.entry(last), Word::from_int(live));
            }
            if self.is_deleted(0) {
                let mut first = self.stored_hash(0).int() as usize;
                if position == 0 || first == position {
                    while first < used && self.is_deleted(first) {
                        first += 1;
                    }
                    store(self.entry(0), Word::from_int(first as i64));
                }
            }
        }
        self.set_counts(used, self.live() - 1);
    }

    /// A new table. May collect.
    pub fn allocate(thread: &mut Thread, bits: u32) -> Table<K> {
        let size = Self::offset(bits) + index_bytes(bits);
        let table = thread.heap.alloc(size, K::SHAPE);
        let table: Table<K> = Table(table.cast(), PhantomData);
        header(table.word()).extra.store(bits as u8, Relaxed);
        table.set_counts(0, 0);
        table
    }

    /// Copies the live entries of another table into this fresh one.
    fn fill_from(self, from: Table<K>) {
        let used = from.used();
        if from.live() == used && from.bits() == self.bits() {
            let bits = self.bits();
            // SAFETY: both tables have the same size; the copied part holds entries and index only.
            unsafe {
                let count = used * K::WORDS;
                std::ptr::copy_nonoverlapping(from.entry(0), self.entry(0), count);
                let bytes = index_bytes(bits);
                std::ptr::copy_nonoverlapping(from.index(bits), self.index(bits), bytes);
            }
            self.set_counts(used, used);
            return;
        }
        let bits = self.bits();
        let mut count = 0;
        for position in 0..used {
            let key = from.key(position);
            if key == Word::TOMBSTONE {
                continue;
            }
            let stored = from.stored_hash(position);
            let entry = self.entry(count);
            // SAFETY: the caller made this table large enough.
            unsafe {
                entry.write(stored);
                entry.add(1).write(key);
                if K::WORDS == 3 {
                    entry.add(2).write(from.value(position));
                }
            }
            self.enter(bits, stored.int(), count);
            count += 1;
        }
        self.set_counts(count, count);
    }

    /// Size of the table; 0 for none.
    pub fn bytes(self) -> usize {
        if self.is_null() { 0 } else { Self::offset(self.bits()) + index_bytes(self.bits()) }
    }

    /// Nulls all values, for those who hold addresses of value slots.
    fn null_values(self) {
        for position in 0..self.used() {
            // SAFETY: within the table.
            unsafe { store(self.value_slot(position), Word::NULL) };
        }
    }
}

/// Stores a word that others may be reading.
///
/// # Safety
/// The address is that of a word in a live object.
#[inline(always)]
pub unsafe fn store(address: *mut Word, value: Word) {
    // SAFETY: see above.
    unsafe { (*(address as *const AtomicU64)).store(value.0, Release) }
}

/// What a search found.
#[derive(Clone, Copy)]
pub struct Found<K> {
    pub table: Table<K>,
    pub position: Option<usize>,
    /// The key in the entry.
    pub key: Word,
    /// `used` when the search ended.
    used: usize,
}

/// Searches for a key as long as that runs no Python; `None`: some key has to be asked.
#[inline(always)]
pub fn find_quietly<K: Kind>(field: *const Word, key: Word, hash: i64) -> Option<Found<K>> {
    let table = Table::<K>::load(field);
    if table.is_null() {
        return Some(Found { table, position: None, key: Word::NULL, used: 0 });
    }
    let used = table.used();
    let stored = stored_hash(hash);
    let found = table.probe(hash, |position| {
        let found = table.key(position);
        if found == key {
            return Some(Some((position, found)));
        }
        if table.stored_hash(position) == stored && found != Word::TOMBSTONE {
            return match quiet::equal_keys(found, key) {
                Some(true) => Some(Some((position, found))),
                Some(false) => None,
                None => Some(None),
            };
        }
        None
    });
    match found {
        None => Some(Found { table, position: None, key: Word::NULL, used }),
        Some(Some((position, found))) => {
            Some(Found { table, position: Some(position), key: found, used })
        }
        Some(None) => None,
    }
}

/// Searches for a key; comparing may run Python.
#[inline]
pub fn find<K: Kind>(
    thread: &mut Thread,
    field: *const Word,
    key: Word,
    hash: i64,
) -> Result<Found<K>> {
    let stored = stored_hash(hash);
    loop {
        let table = Table::<K>::load(field);
        if table.is_null() {
            return Ok(Found { table, position: None, key: Word::NULL, used: 0 });
        }
        let mut used = table.used();
        enum Stop {
            At(usize, Word),
            Again,
            Raised(crate::Raised),
        }
        let stop = table.probe(hash, |position| {
            let found = table.key(position);
            if found == key {
                return Some(Stop::At(position, found));
            }
            if table.stored_hash(position) == stored && found != Word::TOMBSTONE {
                match quiet::equal_keys(found, key) {
                    Some(true) => return Some(Stop::At(position, found)),
                    Some(false) => {}
                    None => match operation::equal(thread, found, key) {
                        Err(raised) => return Some(Stop::Raised(raised)),
                        Ok(equal) => {
                            if Table::load(field) != table || table.key(position) != found {
                                return Some(Stop::Again);
                            }
                            if equal {
                                return Some(Stop::At(position, found));
                            }
                            // What the comparison added lies further on in this walk.
                            used = table.used();
                        }
                    },
                }
            }
            None
        });
        match stop {
            None => return Ok(Found { table, position: None, key: Word::NULL, used }),
            Some(Stop::At(position, found)) => {
                return Ok(Found { table, position: Some(position), key: found, used });
            }
            Some(Stop::Again) => {}
            Some(Stop::Raised(raised)) => return Err(raised),
        }
    }
}

/// Announces that all values of a watched dict's table have gone or moved.
///
/// Changes are announced when they are done: who has relied on a value meanwhile looks at it once
/// more after saying so, and either sees the change or is told.
#[cold]
fn announce_all<K: Kind>(table: Table<K>) {
    for position in 0..table.used() {
        if !table.is_deleted(position) {
            (hooks().cell_changed)(table.value_slot(position) as usize);
        }
    }
}

#[inline(always)]
fn is_watched<K: Kind>(owner: Word) -> bool {
    K::WORDS == 3 && has_flag(owner, flag::WATCHED)
}

/// Adds a key that a search did not find. False: somebody was quicker, search again.
#[inline]
pub fn add<K: Kind>(
    thread: &mut Thread,
    owner: Word,
    field: *mut Word,
    found: &Found<K>,
    hash: i64,
    key: Word,
    value: Word,
) -> bool {
    let table = found.table;
    if table.is_null() || found.used >= capacity(table.bits()) {
        return add_to_new(thread, owner, field, found, hash, key, value);
    }
    let _lock = Locked::new(owner);
    if Table::load(field) != table || table.used() != found.used {
        return false;
    }
    let position = table.append(stored_hash(hash), key, value);
    let entry = table.entry(position);
    // SAFETY: both words lie in the entry.
    unsafe {
        thread.barrier(table.word(), entry.add(1), key);
        if K::WORDS == 3 {
            thread.barrier(table.word(), entry.add(2), value);
        }
    }
    if is_watched::<K>(owner) {
        (hooks().key_added)(owner, key);
    }
    true
}

#[inline(never)]
fn add_to_new<K: Kind>(
    thread: &mut Thread,
    owner: Word,
    field: *mut Word,
    found: &Found<K>,
    hash: i64,
    key: Word,
    value: Word,
) -> bool {
    let table = found.table;
    let bits = bits_after(table.live()).max(bits_for(table.live() + 1));
    if !replace(thread, owner, field, table, found.used, bits, Some((hash, key, value))) {
        return false;
    }
    if is_watched::<K>(owner) {
        (hooks().key_added)(owner, key);
    }
    true
}

/// Replaces the table of an owner by one of another size with the same entries and perhaps one
/// more. False if the table was changed meanwhile.
fn replace<K: Kind>(
    thread: &mut Thread,
    owner: Word,
    field: *mut Word,
    table: Table<K>,
    used: usize,
    bits: u32,
    more: Option<(i64, Word, Word)>,
) -> bool {
    let fresh = Table::<K>::allocate(thread, bits);
    let lock = Locked::new(owner);
    if Table::load(field) != table
        || table.used() != used
        || capacity(bits) < table.live() + usize::from(more.is_some())
    {
        return false;
    }
    if !table.is_null() {
        fresh.fill_from(table);
    }
    if let Some((hash, key, value)) = more {
        fresh.append(stored_hash(hash), key, value);
    }
    install(thread, owner, field, table, fresh);
    drop(lock);
    if is_watched::<K>(owner) && !table.is_null() {
        announce_all(table);
    }
    true
}

/// Stores a new table; under the owner's lock.
fn install<K: Kind>(
    thread: &mut Thread,
    owner: Word,
    field: *mut Word,
    old: Table<K>,
    fresh: Table<K>,
) {
    if !fresh.is_null() {
        // SAFETY: a live object. Large ones may count as old from the start.
        unsafe { thread.heap.range_barrier(fresh.0.cast()) };
    }
    // SAFETY: the field lies in the owner.
    unsafe { store(field, fresh.word()) };
    thread.barrier(owner, field, fresh.word());
    if K::WORDS == 3 && !old.is_null() && has_flag(owner, flag::CELLS) {
        old.null_values();
    }
}

/// Makes room for so many entries in all.
pub fn reserve<K: Kind>(thread: &mut Thread, owner: Word, field: *mut Word, entries: usize) {
    loop {
        let table = Table::<K>::load(field);
        if !table.is_null() && capacity(table.bits()) - table.used() + table.live() >= entries {
            return;
        }
        if table.is_null() && entries == 0 {
            return;
        }
        let bits = bits_for(entries.max(table.live()));
        if replace(thread, owner, field, table, table.used(), bits, None) {
            return;
        }
    }
}

/// Stores the value of an entry that a search found. False: search again.
#[inline]
pub fn set_value(
    thread: &mut Thread,
    owner: Word,
    field: *const Word,
    found: &Found<Pairs>,
    position: usize,
    value: Word,
) -> bool {
    let table = found.table;
    let slot = table.value_slot(position);
    let lock = Locked::new(owner);
    if Table::load(field) != table || table.key(position) != found.key {
        return false;
    }
    let changes = load_word(slot) != value;
    // SAFETY: the slot of a live entry.
    unsafe { store(slot, value) };
    thread.barrier(table.word(), slot, value);
    drop(lock);
    if changes && has_flag(owner, flag::WATCHED) {
        (hooks().cell_changed)(slot as usize);
    }
    true
}

/// Deletes an entry that a search found: its value (null in a set). `None`: search again.
pub fn delete<K: Kind>(
    owner: Word,
    field: *const Word,
    found: &Found<K>,
    position: usize,
) -> Option<Word> {
    let table = found.table;
    let lock = Locked::new(owner);
    if Table::load(field) != table || table.key(position) != found.key {
        return None;
    }
    let value = if K::WORDS == 3 { table.value(position) } else { Word::NULL };
    table.delete(position);
    drop(lock);
    if is_watched::<K>(owner) {
        (hooks().cell_changed)(table.value_slot(position) as usize);
    }
    Some(value)
}

/// Moves an entry that a search found behind all others. False: search again.
pub fn move_to_end<K: Kind>(
    thread: &mut Thread,
    owner: Word,
    field: *mut Word,
    found: &Found<K>,
    position: usize,
) -> bool {
    let table = found.table;
    let (used, bits) = (table.used(), table.bits());
    if used >= capacity(bits) {
        replace(thread, owner, field, table, used, bits_after(table.live()), None);
        return false;
    }
    let lock = Locked::new(owner);
    if Table::load(field) != table || table.key(position) != found.key || table.used() != used {
        return false;
    }
    if position + 1 == used {
        return true;
    }
    let value = if K::WORDS == 3 { table.value(position) } else { Word::NULL };
    // Readers find the one or the other.
    let last = table.append(table.stored_hash(position), found.key, value);
    table.delete(position);
    let entry = table.entry(last);
    // SAFETY: both words lie in the entry.
    unsafe {
        thread.barrier(table.word(), entry.add(1), found.key);
        if K::WORDS == 3 {
            thread.barrier(table.word(), entry.add(2), value);
        }
    }
    drop(lock);
    if is_watched::<K>(owner) {
        (hooks().cell_changed)(table.value_slot(position) as usize);
        (hooks().key_added)(owner, found.key);
    }
    true
}

/// Takes the first or last entry out: (hash, key, value).
pub fn take<K: Kind>(
    owner: Word,
    field: *const Word,
    from_the_end: bool,
) -> Option<(i64, Word, Word)> {
    loop {
        let table = Table::<K>::load(field);
        let position = if from_the_end { table.previous(table.used()) } else { table.next(0) }?;
        let (key, stored) = (table.key(position), table.stored_hash(position));
        if key == Word::TOMBSTONE {
            continue;
        }
        let found = Found { table, position: Some(position), key, used: 0 };
        if let Some(value) = delete(owner, field, &found, position) {
            return Some((stored.int(), key, value));
        }
    }
}

/// Takes all entries away.
pub fn clear<K: Kind>(thread: &mut Thread, owner: Word, field: *mut Word) {
    let table = Table::<K>::load(field);
    if table.is_null() {
        return;
    }
    let lock = Locked::new(owner);
    let table = Table::<K>::load(field);
    install(thread, owner, field, table, Table(std::ptr::null_mut(), PhantomData));
    drop(lock);
    if is_watched::<K>(owner) && !table.is_null() {
        announce_all(table);
    }
}

/// Gives `owner`, whose own entries are lost, the entries of another owner of the same kind.
pub fn copy_into<K: Kind>(
    thread: &mut Thread,
    owner: Word,
    field: *mut Word,
    source: Word,
    source_field: *const Word,
) {
    loop {
        let from = Table::<K>::load(source_field);
        let live = from.live();
        if live == 0 {
            clear::<K>(thread, owner, field);
            return;
        }
        // A table that is well filled is copied as it is; that is much faster.
        let mut bits = bits_for(live);
        if from.used() == live && from.bits() <= bits + 1 {
            bits = from.bits();
        }
        let fresh = Table::<K>::allocate(thread, bits);
        {
            let _lock = Locked::new(source);
            if Table::load(source_field) != from || from.live() > capacity(bits) {
                continue;
            }
            fresh.fill_from(from);
        }
        let lock = Locked::new(owner);
        let old = Table::<K>::load(field);
        install(thread, owner, field, old, fresh);
        drop(lock);
        if is_watched::<K>(owner) && !old.is_null() {
            announce_all(old);
        }
        return;
    }
}

/// Gives a new set that nobody else knows the members of another that are (or are not) in a third, as long as that
/// runs no Python. `None`: some member has to be asked.
pub fn select(
    thread: &mut Thread,
    (owner, field): (Word, *mut Word),
    (source, source_field): (Word, *const Word),
    other_field: *const Word,
    wanted: bool,
) -> Option<()> {
    let live = Table::<Members>::load(source_field).live();
    if live == 0 {
        return Some(());
    }
    let bits = bits_for(live);
    let fresh = Table::<Members>::allocate(thread, bits);
    let other = Table::<Members>::load(other_field);
    let single = if other.live() == 1 { other.next(0) } else { None };
    let single = single.map(|at| (other.stored_hash(at), other.key(at)));
    let mut count = 0;
    {
        // Under the lock no entry is half deleted.
        let _lock = Locked::new(source);
        let from = Table::<Members>::load(source_field);
        if from.live() > capacity(bits) {
            return None;
        }
        for position in 0..from.used() {
            let (stored, key) = (from.stored_hash(position), from.key(position));
            if key == Word::TOMBSTONE {
                continue;
            }
            let is_in = match single {
                Some((hash, only)) => {
                    key == only || hash == stored && quiet::equal_keys(only, key)?
                }
                None => find_quietly::<Members>(other_field, key, stored.int())?.position.is_some(),
            };
            if is_in == wanted {
                let entry = fresh.entry(count);
                // SAFETY: there is room for as many entries as the source has.
                unsafe {
                    entry.write(stored);
                    entry.add(1).write(key);
                }
                fresh.enter(bits, stored.int(), count);
                count += 1;
            }
        }
    }
    fresh.set_counts(count, count);
    install(thread, owner, field, Table::load(field), fresh);
    Some(())
}

/// Exchanges the tables of an owner and of a fresh, unwatched one that nobody else knows.
pub fn adopt<K: Kind>(thread: &mut Thread, owner: Word, field: *mut Word, from: *const Word) {
    let fresh = Table::<K>::load(from);
    let _lock = Locked::new(owner);
    install(thread, owner, field, Table::load(field), fresh);
}

/// The hash of a key, without a call for the usual ones.
#[inline(always)]
pub fn hash_of(thread: &mut Thread, key: Word) -> Result<i64> {
    if has_shape(key, Builtin::Str.shape()) {
        return Ok(string::hash(key));
    }
    if key.is_int() {
        return Ok(hash_int(key.int()));
    }
    match quiet::hash(key) {
        Some(hash) => Ok(hash),
        None => operation::hash(thread, key),
    }
}

/// `hash` of a small int: modulo 2**61 - 1, and never -1.
#[inline(always)]
pub fn hash_int(value: i64) -> i64 {
    const MODULUS: i64 = (1 << 61) - 1;
    let hash = if value > -MODULUS && value < MODULUS { value } else { value % MODULUS };
    if hash == -1 { -2 } else { hash }
}

/// The hash of a key or member; a TypeError says what it was to be used as.
#[inline(always)]
pub fn hash_as(thread: &mut Thread, key: Word, role: &str) -> Result<i64> {
    match hash_of(thread, key) {
        Ok(hash) => Ok(hash),
        Err(raised) => Err(unhashable(thread, key, role, raised)),
    }
}

#[cold]
fn unhashable(thread: &mut Thread, key: Word, role: &str, raised: crate::Raised) -> crate::Raised {
    let exception = thread.exception;
    if crate::class::class_of(exception) != Builtin::TypeError.word() {
        return raised;
    }
    let exception = thread.take_exception(raised);
    let message = match operation::str(thread, exception) {
        Ok(text) => crate::describe::lossy(text),
        Err(raised) => return raised,
    };
    let class = crate::string::class_name(key);
    thread.type_error(format!("cannot use '{class}' as a {role} ({message})"))
}

/// Searches for an exact str without any Python code.
#[inline]
pub fn find_string<K: Kind>(field: *const Word, key: Word, hash: i64) -> Found<K> {
    let table = Table::<K>::load(field);
    let used = table.used();
    match table.find_str(key, hash) {
        Some(position) => Found { table, position: Some(position), key: table.key(position), used },
        None => Found { table, position: None, key: Word::NULL, used },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_support::with_thread;
    use crate::{dict, set};

    fn check(dict: Word) {
        let table = dict::table_of(dict);
        let live = (0..table.used()).filter(|&at| !table.is_deleted(at)).count();
        assert_eq!(live, table.live());
        for at in 0..table.used() {
            if !table.is_deleted(at) {
                let hash = table.stored_hash(at).int();
                assert_eq!(table.find_identical(table.key(at), hash), Some(at));
            }
        }
    }

    #[test]
    fn sizes_hold_what_they_are_made_for() {
        assert_eq!(capacity(3), 5);
        for entries in 1..100_000 {
            let bits = bits_for(entries);
            assert!(capacity(bits) >= entries);
            assert!(bits == SMALLEST || capacity(bits - 1) < entries);
            assert!(capacity(bits_after(entries).max(bits_for(entries + 1))) > entries);
        }
        assert!(capacity(8) < 255 && capacity(16) < 65535);
    }

    #[test]
    fn entries_stay_found_and_in_order() {
        with_thread(|thread| {
            let dict = dict::new(thread);
            assert!(dict::table_of(dict).is_null());
            let mut model: Vec<(i64, i64)> = Vec::new();
            let mut random = 12345u64;
            for step in 0..200_000i64 {
                random = random.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                let number = ((random >> 33) % 700) as i64 - 300;
                let key = if number % 3 == 0 { number << 40 } else { number };
                let word = Word::from_int(key);
                let at = model.iter().position(|entry| entry.0 == key);
                match (random >> 20) % 5 {
                    0 | 1 => {
                        dict::set(thread, dict, word, Word::from_int(step)).unwrap();
                        match at {
                            Some(at) => model[at].1 = step,
                            None => model.push((key, step)),
                        }
                    }
                    2 => {
                        let removed = dict::remove(thread, dict, word).unwrap();
                        assert_eq!(removed.map(Word::int), at.map(|at| model.remove(at).1));
                    }
                    3 => {
                        let last = step % 2 == 0;
                        let popped = dict::pop_item(dict, last).map(|(k, v)| (k.int(), v.int()));
                        let wanted = if model.is_empty() {
                            None
                        } else if last {
                            model.pop()
                        } else {
                            Some(model.remove(0))
                        };
                        assert_eq!(popped, wanted);
                    }
                    _ => {
                        let found = dict::get(thread, dict, word).unwrap();
                        assert_eq!(found.map(Word::int), at.map(|at| model[at].1));
                    }
                }
                assert_eq!(dict::length(dict), model.len());
                if step % 1000 == 0 {
                    check(dict);
                    let (mut position, mut entries) = (0, Vec::new());
                    while let Some((next, key, value)) = dict::next_entry(dict, position) {
                        position = next;
                        entries.push((key.int(), value.int()));
                    }
                    assert_eq!(entries, model);
                    let (mut position, mut entries) = (usize::MAX, Vec::new());
                    while let Some((next, key, value)) = dict::previous_entry(dict, position) {
                        position = next;
                        entries.push((key.int(), value.int()));
                    }
                    entries.reverse();
                    assert_eq!(entries, model);
                    let copy = dict::copy(thread, dict);
                    check(copy);
                    assert!(dict::equal(thread, dict, copy).unwrap());
                }
            }
        })
    }

    #[test]
    fn taking_from_either_end_is_not_quadratic() {
        with_thread(|thread| {
            for last in [false, true] {
                let dict = dict::new(thread);
                for number in 0..400_000 {
                    let word = Word::from_int(number);
                    dict::set(thread, dict, word, word).unwrap();
                }
                // A queue that stays as long as it is, then runs empty.
                for number in 0..400_000 {
                    let word = Word::from_int(400_000 + number);
                    dict::set(thread, dict, word, word).unwrap();
                    assert!(dict::pop_item(dict, last).is_some());
                }
                for _ in 0..400_000 {
                    assert!(dict::pop_item(dict, last).is_some());
                }
                assert!(dict::pop_item(dict, last).is_none());
            }
        })
    }

    #[test]
    fn strings_are_found_without_identity() {
        with_thread(|thread| {
            let dict = dict::new(thread);
            for number in 0..1000 {
                let key = string::new(thread, &format!("key {number}"));
                dict::set_str(thread, dict, key, Word::from_int(number));
            }
            for number in 0..1000 {
                let key = string::new(thread, &format!("key {number}"));
                assert_eq!(dict::get_str(dict, key), Some(Word::from_int(number)));
            }
            let other = string::new(thread, "no key");
            assert!(dict::lookup_str(dict, other).is_null());
            check(dict);
        })
    }

    #[test]
    fn slots_turn_null_when_keys_go_or_move() {
        with_thread(|thread| {
            let dict = dict::new(thread);
            let key = string::new(thread, "name");
            dict::set_str(thread, dict, key, Word::from_int(1));
            let slot = dict::slot_address(dict, key).unwrap();
            dict::set_str(thread, dict, key, Word::from_int(2));
            assert_eq!(load_word(slot), Word::from_int(2));
            for number in 0..100 {
                dict::set(thread, dict, Word::from_int(number), Word::NONE).unwrap();
            }
            assert!(load_word(slot).is_null());
            let slot = dict::slot_address(dict, key).unwrap();
            assert_eq!(load_word(slot), Word::from_int(2));
            assert_eq!(dict::remove_str(dict, key), Some(Word::from_int(2)));
            assert!(load_word(slot).is_null());
            dict::set_str(thread, dict, key, Word::from_int(3));
            let slot = dict::slot_address(dict, key).unwrap();
            dict::clear(thread, dict);
            assert!(load_word(slot).is_null() && dict::length(dict) == 0);
        })
    }

    #[test]
    fn sets_survive_collections() {
        with_thread(|thread| {
            let set = set::new(thread, false);
            for number in 0..50_000 {
                let text = string::new(thread, &number.to_string());
                assert!(set::add(thread, set, text).unwrap());
                assert!(!set::add(thread, set, text).unwrap());
                if number % 10_000 == 0 {
                    thread.heap.collect(heap::Collection::Full);
                } else if number % 1000 == 0 {
                    thread.heap.collect(heap::Collection::Minor);
                }
            }
            for number in 0..50_000 {
                let text = string::new(thread, &number.to_string());
                assert!(set::contains(thread, set, text).unwrap());
            }
            assert_eq!(set::length(set), 50_000);
        })
    }
}
