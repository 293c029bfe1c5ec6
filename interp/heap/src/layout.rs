//! Where everything lies: blocks, size classes, side bitmaps.
//!
//! The heap is one reserved range of addresses, cut into blocks of 32 KB. A block holds cells of
//! one size class, or a run of blocks holds one large object. What the collector knows about an
//! object is kept beside the heap and not in it: one mark bit and one allocation bit for every
//! eight bytes, and one `BlockInfo` for every block. Marks in the headers would cost a cache miss
//! for each edge, and would copy every page after a fork.
//!
//! Invariants:
//! - A mark bit is set only at the first byte of a cell that holds an object. Between collections
//!   it means "old" (sticky marks), so a cell whose mark is clear is free or young.
//! - An allocation bit tells young cells from free ones. A thread that takes a block sets all
//!   bits of the block; retiring the thread's buffers clears those of the cells that were never
//!   handed out; a collection clears the rest, because its survivors are marked.
//! - So an address denotes an object exactly if its cell is marked or allocated, provided that all
//!   threads' buffers are retired.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

pub(crate) const BLOCK_SHIFT: usize = 15;
/// Bytes in a block.
pub(crate) const BLOCK: usize = 1 << BLOCK_SHIFT;
/// 64-bit words of one side bitmap that belong to one block.
pub(crate) const BITMAP_WORDS: usize = BLOCK / 8 / 64;
/// Number of size classes. Class `k <= 16` serves objects of exactly `8 * k` bytes.
pub const CLASSES: usize = 44;
/// Largest size that the inline path serves.
pub(crate) const INLINE_MAX: usize = 128;
/// Largest cell; what is larger gets blocks of its own.
pub(crate) const SMALL_MAX: usize = 16384;
/// Objects with more bytes of words than this log the single slots that are written.
pub(crate) const SLOT_LOG_FROM: usize = 1024;

/// Values of the header's `gc` byte. Zero: the barrier has nothing to do (young, without words,
/// or logged already).
pub(crate) const OLD: u8 = 1;
/// Old, and large enough that each written slot is logged and not the whole object.
pub(crate) const OLD_LARGE: u8 = 2;

/// Cell size of each class.
pub(crate) static SIZES: [u32; CLASSES] = {
    let mut sizes = [0u32; CLASSES];
    sizes[0] = 8; // never used
    let mut class = 1;
    while class <= 16 {
        sizes[class] = class as u32 * 8;
        class += 1;
    }
    // Above 1 KB: the block divided by whole numbers, so that little of it is lost.
    let larger = [
        160, 192, 224, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1168, 1304, 1560, 1816, 2048,
        2336, 2728, 3272, 4096, 4680, 5456, 6552, 8192, 10920, 16384,
    ];
    let mut i = 0;
    while i < larger.len() {
        sizes[17 + i] = larger[i];
        i += 1;
    }
    sizes
};

static CLASS_OF: [u8; SMALL_MAX / 8 + 1] = {
    let mut table = [0u8; SMALL_MAX / 8 + 1];
    let mut words = 0;
    let mut class = 1;
    while words <= SMALL_MAX / 8 {
        while (SIZES[class] as usize) < words * 8 {
            class += 1;
        }
        table[words] = class as u8;
        words += 1;
    }
    table
};

/// The class that serves `size` bytes; `size` is at most `SMALL_MAX`.
#[inline]
pub(crate) fn class_of(size: usize) -> usize {
    CLASS_OF[size.div_ceil(8)] as usize
}

/// The bytes a cell for `size` must have. Beyond the inline sizes one more word is added, so that
/// a pointer one past the last item still lies in its object.
#[inline]
pub(crate) fn padded(size: usize) -> usize {
    if size <= INLINE_MAX { if size < 8 { 8 } else { size } } else { size + 8 }
}

/// How many bytes an object of `size` bytes may use without costing more memory. Growing
/// containers use it to choose their capacity.
#[inline]
pub fn usable_size(size: usize) -> usize {
    let padded = padded(size);
    if padded <= INLINE_MAX {
        size.next_multiple_of(8).max(8)
    } else if padded <= SMALL_MAX {
        SIZES[class_of(padded)] as usize - 8
    } else {
        padded.next_multiple_of(PAGE) - 8
    }
}

/// The unit in which large objects are counted.
pub(crate) const PAGE: usize = 4096;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub(crate) enum BlockState {
    /// Holds nothing. Fresh from the system is all zeros, so this must be zero.
    Free = 0,
    /// Cells of one size class.
    Cells = 1,
    /// The first block of a large object.
    LargeHead = 2,
    /// A further block of a large object.
    LargeTail = 3,
}

#[derive(Clone, Copy)]
#[repr(C)]
pub(crate) struct BlockInfo {
    pub state: BlockState,
    pub class: u8,
    /// Large objects: how many blocks.
    pub span: u32,
    /// Cells: bytes alive after the last collection that looked. Large objects: pages.
    pub live: u32,
    /// Large objects: the index of the first block.
    pub start: u32,
}

/// Where the reservation and its side tables begin; written once.
struct Geometry {
    base: AtomicUsize,
    blocks: AtomicUsize,
    marks: AtomicUsize,
    allocated: AtomicUsize,
    infos: AtomicUsize,
}

static GEOMETRY: Geometry = Geometry {
    base: AtomicUsize::new(0),
    blocks: AtomicUsize::new(0),
    marks: AtomicUsize::new(0),
    allocated: AtomicUsize::new(0),
    infos: AtomicUsize::new(0),
};

/// Bytes to reserve for `blocks` blocks with their side tables.
pub(crate) fn reservation_size(blocks: usize) -> usize {
    blocks * (BLOCK + 2 * BITMAP_WORDS * 8 + size_of::<BlockInfo>())
}

/// Publishes the reservation. `base` is aligned to a block and zeroed memory.
pub(crate) fn publish_geometry(base: usize, blocks: usize) {
    let marks = base + blocks * BLOCK;
    let allocated = marks + blocks * BITMAP_WORDS * 8;
    let infos = allocated + blocks * BITMAP_WORDS * 8;
    GEOMETRY.marks.store(marks, Relaxed);
    GEOMETRY.allocated.store(allocated, Relaxed);
    GEOMETRY.infos.store(infos, Relaxed);
    GEOMETRY.blocks.store(blocks, Relaxed);
    GEOMETRY.base.store(base, Relaxed);
}

#[inline(always)]
pub(crate) fn base() -> usize {
    GEOMETRY.base.load(Relaxed)
}

#[inline(always)]
pub(crate) fn reserved_blocks() -> usize {
    GEOMETRY.blocks.load(Relaxed)
}

#[inline(always)]
pub(crate) fn marks() -> *mut u64 {
    GEOMETRY.marks.load(Relaxed) as *mut u64
}

#[inline(always)]
pub(crate) fn allocated() -> *mut u64 {
    GEOMETRY.allocated.load(Relaxed) as *mut u64
}

/// The info of block number `block`. SAFETY: the caller owns the block, holds the space's lock, or
/// has stopped the world; `block` is below `reserved_blocks()`.
#[inline(always)]
pub(crate) unsafe fn info(block: usize) -> *mut BlockInfo {
    // SAFETY: the block is in the reservation.
    unsafe { (GEOMETRY.infos.load(Relaxed) as *mut BlockInfo).add(block) }
}

#[inline(always)]
pub(crate) fn block_address(block: usize) -> usize {
    base() + block * BLOCK
}

#[inline(always)]
pub(crate) fn block_index(address: usize) -> usize {
    (address - base()) >> BLOCK_SHIFT
}

/// One block's part of the bitmap.
#[inline(always)]
pub(crate) unsafe fn bitmap_of(map: *mut u64, block: usize) -> *mut u64 {
    // SAFETY: as above.
    unsafe { map.add(block * BITMAP_WORDS) }
}

/// Whether the bit of the cell at `address` is set.
#[inline(always)]
pub(crate) unsafe fn bit(map: *mut u64, address: usize) -> bool {
    let grain = (address - base()) >> 3;
    // SAFETY: the caller passes an address in the reservation.
    unsafe { *map.add(grain >> 6) & (1 << (grain & 63)) != 0 }
}

/// Clears the bits of all cells that begin in `from..to`.
pub(crate) unsafe fn clear_bits(map: *mut u64, from: usize, to: usize) {
    // SAFETY: passed on to the caller.
    unsafe { change_bits(map, from, to, |word, mask| word & !mask) }
}

/// Sets the bits of all addresses in `from..to`.
///
/// # Safety
/// As for `clear_bits`.
pub(crate) unsafe fn set_bits(map: *mut u64, from: usize, to: usize) {
    // SAFETY: passed on to the caller.
    unsafe { change_bits(map, from, to, |word, mask| word | mask) }
}

#[inline(always)]
unsafe fn change_bits(map: *mut u64, from: usize, to: usize, change: impl Fn(u64, u64) -> u64) {
    let (mut grain, end) = ((from - base()) >> 3, (to - base()) >> 3);
    while grain < end {
        let low = grain & 63;
        let count = (64 - low).min(end - grain);
        let mask = if count == 64 { !0 } else { ((1u64 << count) - 1) << low };
        // SAFETY: the range lies in the reservation (caller), and so does its bitmap word.
        unsafe {
            let word = map.add(grain >> 6);
            *word = change(*word, mask);
        }
        grain += count;
    }
}

/// The first marked cell in `from..to`, or `to`.
#[inline(always)]
pub(crate) unsafe fn next_mark(from: usize, to: usize) -> usize {
    let base = base();
    let (mut grain, end) = ((from - base) >> 3, (to - base) >> 3);
    while grain < end {
        // SAFETY: as in `clear_bits`.
        let word = unsafe { *marks().add(grain >> 6) } >> (grain & 63);
        if word != 0 {
            return (base + (grain + word.trailing_zeros() as usize) * 8).min(to);
        }
        grain = (grain | 63) + 1;
    }
    to
}

/// Calls `visit` with the address of every set bit of `words`, the bitmap words of `block`.
pub(crate) unsafe fn for_each_bit(
    block: usize,
    mut word_at: impl FnMut(usize) -> u64,
    mut visit: impl FnMut(usize),
) {
    let start = block_address(block);
    for index in 0..BITMAP_WORDS {
        let mut word = word_at(index);
        while word != 0 {
            visit(start + (index * 64 + word.trailing_zeros() as usize) * 8);
            word &= word - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_fits_its_class_and_not_the_one_below() {
        for size in 1..=SMALL_MAX {
            let class = class_of(size);
            assert!(SIZES[class] as usize >= size);
            assert!(class == 1 || (SIZES[class - 1] as usize) < size);
            if size <= INLINE_MAX {
                assert_eq!(class, size.div_ceil(8));
            }
        }
    }

    #[test]
    fn usable_size_costs_no_other_cell() {
        for size in [1, 8, 17, 128, 129, 200, 1000, 5000, 16376, 16377, 40000, 1 << 20] {
            let usable = usable_size(size);
            assert!(usable >= size, "{size} {usable}");
            if padded(size) <= SMALL_MAX {
                assert_eq!(class_of(padded(size)), class_of(padded(usable)));
            } else {
                assert_eq!(padded(size).div_ceil(PAGE), padded(usable).div_ceil(PAGE));
            }
        }
    }
}
