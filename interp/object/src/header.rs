//! The header of every heap object, and the lock byte in it.
//!
//! Eight bytes: the shape, then four flag bytes, one of them the collector's alone. All accesses
//! are by the byte: a 32-bit read-modify-write of the flags would lose the collector's bits.
//!
//! The lock byte guards writers of containers and shape transitions. It is taken only once a second
//! thread has ever been started; readers never take it (old tables stay alive while anybody reads
//! them). Under a lock byte nothing may run Python, poll, or allocate in a way that collects.

use heap::ShapeId;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use tracer::Word;

pub use heap::Header;

/// Set for good by the first start of a second thread.
pub static MULTI_THREADED: AtomicBool = AtomicBool::new(false);

/// Flag bits of single types (header byte 4).
pub mod flag {
    /// str: all characters are ASCII.
    pub const ASCII: u8 = 1;
    /// str: the one string of its value in the intern table.
    pub const INTERNED: u8 = 2;
    /// str: a concatenation; who appends to it is likely to go on so.
    pub const CONCATENATED: u8 = 16;
    /// dict: somebody holds addresses of value slots; a table that is replaced must null its values.
    pub const CELLS: u8 = 1;
    /// dict: somebody depends on values; a changed value must be announced (`watch::changed`).
    pub const WATCHED: u8 = 2;
    /// Any object: weak references to it exist.
    pub const WEAKLY_REFERENCED: u8 = 0x80;
}

/// The header of the object a pointer word names.
#[inline(always)]
pub fn header(object: Word) -> &'static Header {
    debug_assert!(object.is_pointer());
    // SAFETY: a pointer word is the address of a live heap object, which begins with its header.
    unsafe { &*object.pointer::<Header>() }
}

/// Shape of a pointer word's object.
#[inline(always)]
pub fn shape_id(object: Word) -> ShapeId {
    header(object).shape.load(Ordering::Relaxed)
}

/// Whether the word is a pointer to an object of exactly this shape.
#[inline(always)]
pub fn has_shape(word: Word, shape: ShapeId) -> bool {
    word.is_pointer() && shape_id(word) == shape
}

#[inline(always)]
pub fn has_flag(object: Word, flag: u8) -> bool {
    header(object).flags.load(Ordering::Relaxed) & flag != 0
}

pub fn set_flag(object: Word, flag: u8) {
    header(object).flags.fetch_or(flag, Ordering::Relaxed);
}

/// Holds an object's lock byte until dropped.
pub struct Locked(Option<&'static AtomicU8>);

impl Locked {
    /// Takes the lock byte of the object where several threads run.
    #[inline(always)]
    pub fn new(object: Word) -> Locked {
        if MULTI_THREADED.load(Ordering::Relaxed) {
            Locked::contended(object)
        } else {
            Locked(None)
        }
    }
    #[inline(never)]
    fn contended(object: Word) -> Locked {
        let byte = &header(object).lock;
        while byte.compare_exchange_weak(0, 1, Ordering::Acquire, Ordering::Relaxed).is_err() {
            // Nobody polls or allocates under the lock, so the holder is running and soon done.
            std::thread::yield_now();
        }
        Locked(Some(byte))
    }
}

impl Drop for Locked {
    #[inline(always)]
    fn drop(&mut self) {
        if let Some(byte) = self.0 {
            byte.store(0, Ordering::Release);
        }
    }
}

/// Reads a word that other threads may store to.
#[inline(always)]
pub fn load_word(address: *const Word) -> Word {
    // SAFETY: the caller passes the address of a word inside a live object; words never tear.
    unsafe { Word((*(address as *const std::sync::atomic::AtomicU64)).load(Ordering::Acquire)) }
}

/// The shape field as an atomic, for transitions.
pub fn shape_cell(object: Word) -> &'static AtomicU32 {
    &header(object).shape
}
