//! Interned strings: one object for each text, so that names compare by address.
//!
//! The table maps the bytes of a string to its word; the strings never die and never move, so the
//! keys point into them. A look-up of a string that is interned already costs a flag test. Nothing
//! is allocated under the table's lock: a new string is made first, and dropped if another thread
//! was quicker.

use crate::header::{self, flag};
use crate::thread::Thread;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::Mutex;
use tracer::Word;

/// Multiplies eight bytes at a time: short keys, no adversary worth slowing down for.
#[derive(Default)]
pub(crate) struct QuickHasher(u64);

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0u8; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(word));
        }
    }
    fn write_u64(&mut self, value: u64) {
        self.0 = (self.0 ^ value).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    }
    fn write_usize(&mut self, value: usize) {
        self.write_u64(value as u64);
    }
    fn write_u8(&mut self, value: u8) {
        self.write_u64(u64::from(value));
    }
    fn finish(&self) -> u64 {
        self.0 ^ self.0 >> 32
    }
}

/// A map of words or names.
pub(crate) type QuickMap<K, V> = HashMap<K, V, BuildHasherDefault<QuickHasher>>;

struct Table {
    strings: QuickMap<&'static [u8], Word>,
    /// All roots in the order of their arrival: interned strings and whatever was pinned.
    roots: Vec<Word>,
    /// So many of them have survived a collection, and with sticky marks need no visit in a minor one.
    old: usize,
}

static TABLE: Mutex<Option<Table>> = Mutex::new(None);

fn with_table<R>(run: impl FnOnce(&mut Table) -> R) -> R {
    let mut guard = TABLE.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    run(guard.get_or_insert_with(|| {
        let mut strings = QuickMap::default();
        strings.reserve(4096);
        Table { strings, roots: Vec::with_capacity(4096), old: 0 }
    }))
}

/// The interned string of a text. Roots for ever.
pub fn intern(text: &str) -> Word {
    let found = with_table(|table| table.strings.get(text.as_bytes()).copied());
    match found {
        Some(word) => word,
        None => add(crate::string::new(Thread::current(), text)),
    }
}

/// The interned string equal to this exact one, if there is one.
pub fn find(string: Word) -> Option<Word> {
    if header::has_flag(string, flag::INTERNED) {
        return Some(string);
    }
    let bytes = crate::string::bytes(string);
    with_table(|table| table.strings.get(bytes).copied())
}

/// The interned string equal to this one.
pub fn intern_word(string: Word) -> Word {
    let exact = header::has_shape(string, crate::Builtin::Str.shape());
    if exact && header::has_flag(string, flag::INTERNED) {
        return string;
    }
    let bytes = crate::string::bytes(string);
    if let Some(word) = with_table(|table| table.strings.get(bytes).copied()) {
        return word;
    }
    add(if exact { string } else { crate::string::from_wtf8(Thread::current(), bytes) })
}

fn add(string: Word) -> Word {
    let bytes = crate::string::bytes(string);
    with_table(|table| {
        let word = *table.strings.entry(bytes).or_insert(string);
        if word == string {
            header::set_flag(string, flag::INTERNED);
            table.roots.push(string);
        }
        word
    })
}

/// Keeps an object alive for ever.
pub fn pin(object: Word) {
    with_table(|table| table.roots.push(object));
}

/// Visits the interned strings and pinned objects.
pub(crate) fn scan_roots(visitor: &mut heap::Visitor) {
    with_table(|table| {
        let from = if visitor.is_minor() { table.old } else { 0 };
        for word in &table.roots[from..] {
            visitor.visit(word.0);
        }
        table.old = table.roots.len();
    });
}
