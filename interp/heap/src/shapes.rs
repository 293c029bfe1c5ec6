//! How the words of an object are found: one entry per shape.
//!
//! The heap knows no language; the embedder tells it, shape by shape, where an object's words lie.
//! The marker looks an entry up for every object it scans, while other threads may be adding
//! shapes, so the table is a fixed directory of chunks that never move: two loads, no lock. A
//! growing vector would need one. Each entry is one word, so it is read and written whole.

use crate::mark::Visitor;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};

/// Names the layout of an object; the first field of its header.
pub type ShapeId = u32;

/// Where the words of the objects of a shape are.
#[derive(Clone, Copy, Debug)]
pub enum Scan {
    /// Nowhere.
    Raw,
    /// Every word after the header up to the end of the cell describes itself.
    Slots,
    /// `count` words from byte 8 on.
    Fixed {
        /// Number of words.
        count: u32,
    },
    /// The word at byte 8 is the length as a tagged int; that many words begin at byte `items`.
    Counted {
        /// Byte offset of the first word.
        items: u32,
    },
    /// The function visits them. It may meet an object that is all zeros after its header. A word
    /// whose store is followed by `write_barrier` must describe itself: of large objects only the
    /// written slots are visited again.
    Custom(unsafe fn(*mut u8, &mut Visitor)),
}

pub(crate) const UNSET: u64 = 0;
pub(crate) const RAW: u64 = 1;
pub(crate) const SLOTS: u64 = 2;
pub(crate) const FIXED: u64 = 3;
pub(crate) const COUNTED: u64 = 4;
pub(crate) const CUSTOM: u64 = 5;
pub(crate) const KIND_BITS: u32 = 3;

const CHUNK: usize = 1 << 14;
const CHUNKS: usize = 1 << 13;

type Chunk = [AtomicU64; CHUNK];
static DIRECTORY: [AtomicPtr<Chunk>; CHUNKS] =
    [const { AtomicPtr::new(std::ptr::null_mut()) }; CHUNKS];
pub(crate) static GROWING: Mutex<()> = Mutex::new(());

/// Declares how objects of `shape` are scanned. Must happen before the first object of the shape
/// is allocated; a shape may be declared anew when no object of it exists any more.
pub fn set_scan(shape: ShapeId, scan: Scan) {
    let entry = match scan {
        Scan::Raw => RAW,
        Scan::Slots => SLOTS,
        Scan::Fixed { count } => FIXED | u64::from(count) << KIND_BITS,
        Scan::Counted { items } => COUNTED | u64::from(items) << KIND_BITS,
        Scan::Custom(function) => CUSTOM | (function as usize as u64) << KIND_BITS,
    };
    let index = shape as usize / CHUNK;
    assert!(index < CHUNKS, "shape {shape} is out of range");
    let mut chunk = DIRECTORY[index].load(Ordering::Acquire);
    if chunk.is_null() {
        let _growing = crate::world::lock(&GROWING);
        chunk = DIRECTORY[index].load(Ordering::Acquire);
        if chunk.is_null() {
            // SAFETY: all zeros is a valid array of atomics; the chunk is never freed.
            chunk = unsafe { std::alloc::alloc_zeroed(std::alloc::Layout::new::<Chunk>()) }.cast();
            assert!(!chunk.is_null(), "no memory for the table of shapes");
            DIRECTORY[index].store(chunk, Ordering::Release);
        }
    }
    // SAFETY: chunks are never freed.
    unsafe { (&(*chunk))[shape as usize % CHUNK].store(entry, Ordering::Release) }
}

/// The entry of `shape`: a kind in the low bits, above it the operand.
#[inline(always)]
pub(crate) fn scan_of(shape: ShapeId) -> u64 {
    let index = shape as usize / CHUNK;
    if index >= CHUNKS {
        return UNSET;
    }
    let chunk = DIRECTORY[index].load(Ordering::Acquire);
    if chunk.is_null() {
        return UNSET;
    }
    // SAFETY: chunks are never freed.
    unsafe { (&(*chunk))[shape as usize % CHUNK].load(Ordering::Relaxed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_keep_kind_and_operand() {
        set_scan(70_000_000, Scan::Counted { items: 24 });
        assert_eq!(scan_of(70_000_000), COUNTED | 24 << KIND_BITS);
        assert_eq!(scan_of(70_000_001), UNSET);
        assert_eq!(scan_of(u32::MAX), UNSET);
    }
}
