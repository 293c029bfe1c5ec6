//! Marking: from a word to the object, from the object to its words.
//!
//! One thread marks with a stack of objects. What is popped goes through a small ring first: its
//! header is prefetched on entry and scanned when it leaves, which hides most cache misses. Long
//! arrays are scanned in slices, so that a list of a million items does not put a million entries
//! on the stack. Marking on several threads would shorten only full collections of large heaps.
//!
//! A word counts as a pointer only if its three low bits are clear and it lies in the used part of
//! the reservation: null, immediates and addresses of the embedder's static objects drop out in
//! the same comparison.

use crate::layout::*;
use crate::shapes::{self, scan_of};
use crate::space::TOP;
use std::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// Words of a long array that are scanned at a time.
const SLICE: usize = 512;
const RING: usize = 16;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    Minor,
    Full,
    /// Marks nothing; every visited word must denote a marked object.
    Verify,
}

/// Receives the words that the collector has to follow.
pub struct Visitor {
    base: usize,
    /// Used part of the reservation, in units of eight bytes.
    extent: usize,
    marks: *mut u64,
    stack: Vec<usize>,
    ring: [usize; RING],
    ring_position: usize,
    /// Slices of long arrays still to be scanned, as address ranges.
    ranges: Vec<(usize, usize)>,
    pub(crate) mode: Mode,
    /// The object whose words are being visited, for the verifier's message.
    pub(crate) subject: usize,
}

#[inline(always)]
fn prefetch(address: usize) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch never faults.
    unsafe {
        std::arch::x86_64::_mm_prefetch::<{ std::arch::x86_64::_MM_HINT_T0 }>(address as *const i8)
    }
    #[cfg(target_arch = "aarch64")]
    // SAFETY: as above.
    unsafe {
        std::arch::asm!("prfm pldl1keep, [{}]", in(reg) address, options(nostack, readonly))
    }
}

impl Visitor {
    pub(crate) fn new(mode: Mode) -> Visitor {
        Visitor {
            base: base(),
            extent: TOP.load(Relaxed) * BLOCK / 8,
            marks: marks(),
            stack: Vec::with_capacity(1024),
            ring: [0; RING],
            ring_position: 0,
            ranges: Vec::new(),
            mode,
            subject: 0,
        }
    }

    /// Whether this is a minor collection: what was visited before and has not changed since may
    /// be skipped.
    pub fn is_minor(&self) -> bool {
        self.mode == Mode::Minor
    }

    /// Visits one exact word: null, an immediate, or the address of an object's header.
    #[inline(always)]
    pub fn visit(&mut self, word: u64) {
        if self.mode == Mode::Verify {
            crate::verify::check_word(self.subject, word);
            return;
        }
        self.edge(word);
    }

    #[inline(always)]
    fn edge(&mut self, word: u64) {
        // The rotation moves the tag bits to the top: one comparison tests tag and range.
        let grain = (word as usize).wrapping_sub(self.base).rotate_right(3);
        if grain < self.extent {
            // SAFETY: the bit belongs to the used part of the reservation.
            unsafe {
                let cell = self.marks.add(grain >> 6);
                let mask = 1u64 << (grain & 63);
                let old = *cell;
                if old & mask == 0 {
                    *cell = old | mask;
                    self.stack.push(word as usize);
                }
            }
        }
    }

    /// Treats every word of `from..to` as a possible pointer to, into, or one past an object.
    ///
    /// # Safety
    /// The range must be readable.
    pub unsafe fn visit_conservative(&mut self, from: *const u64, to: *const u64) {
        let mut at = (from as usize).next_multiple_of(8);
        while at + 8 <= to as usize {
            // SAFETY: in the range. Volatile, because a stack has no Rust type.
            let word = unsafe { (at as *const usize).read_volatile() };
            if word.wrapping_sub(self.base) >> 3 <= self.extent {
                self.visit_interior(word);
            }
            at += 8;
        }
    }

    /// Keeps alive the object that contains `address`, or that ends there.
    pub fn visit_interior(&mut self, address: usize) {
        if self.mode == Mode::Verify || address == 0 {
            return;
        }
        if let Some(object) = find(address) {
            self.edge(object as u64);
        }
        // Cells above the inline sizes end in a spare word. In small ones a loop may be left with
        // an address one past the last item, which is the next cell's.
        if address & 7 == 0
            && let Some(before) = find(address - 1)
            // SAFETY: `find` returns initialized objects.
            && unsafe { before + cell_size(before) == address && may_have_items_to_its_end(before) }
        {
            self.edge(before as u64);
        }
    }

    /// Whether the object `word` is known to be alive. Complete only after marking.
    pub fn is_marked(&self, word: u64) -> bool {
        is_marked(word as usize)
    }

    /// Queues an object for scanning that may be marked already.
    pub(crate) fn rescan(&mut self, object: usize) {
        self.stack.push(object);
    }

    /// Visits written slots of large old objects, looking ahead to hide the misses.
    pub(crate) unsafe fn visit_slots(&mut self, slots: &[usize]) {
        for (index, &slot) in slots.iter().enumerate() {
            if let Some(&ahead) = slots.get(index + 24) {
                prefetch(ahead);
            }
            if let Some(&ahead) = slots.get(index + 12) {
                // SAFETY: logged slots lie in old objects, which a minor collection keeps.
                let word = unsafe { *(ahead as *const usize) };
                let grain = word.wrapping_sub(self.base).rotate_right(3);
                if grain < self.extent {
                    prefetch(self.marks as usize + (grain >> 6) * 8);
                }
            }
            // SAFETY: as above.
            self.edge(unsafe { *(slot as *const u64) });
        }
    }

    #[inline(always)]
    unsafe fn edges(&mut self, from: usize, to: usize) {
        let mut at = from;
        while at < to {
            // SAFETY: the caller passes a range of words inside an object.
            self.edge(unsafe { *(at as *const u64) });
            at += 8;
        }
    }

    #[inline(always)]
    unsafe fn edges_in_slices(&mut self, from: usize, to: usize) {
        if to.saturating_sub(from) > SLICE * 8 {
            self.ranges.push((from, to));
        } else {
            // SAFETY: passed on to the caller.
            unsafe { self.edges(from, to) }
        }
    }

    /// Scans one object and makes it old. SAFETY: `object` is an object, and the world is stopped.
    #[inline(always)]
    unsafe fn scan(&mut self, object: usize) {
        // SAFETY: passed on to the caller; `set_scan` made the entry, its function included.
        unsafe {
            let entry = scan_of(*(object as *const u32));
            let operand = (entry >> shapes::KIND_BITS) as usize;
            let words_end = match entry & 7 {
                shapes::FIXED => {
                    let end = object + 8 + operand * 8;
                    self.edges_in_slices(object + 8, end);
                    end
                }
                shapes::COUNTED => {
                    let from = object + operand;
                    let end = from + (*((object + 8) as *const u64) >> 1) as usize * 8;
                    self.edges_in_slices(from, end);
                    end
                }
                shapes::RAW => return,
                shapes::SLOTS => {
                    let end = object + cell_size(object);
                    self.edges_in_slices(object + 8, end);
                    end
                }
                shapes::CUSTOM => {
                    let end = object + cell_size(object);
                    let function: unsafe fn(*mut u8, &mut Visitor) = std::mem::transmute(operand);
                    function(object as *mut u8, self);
                    end
                }
                _ => no_scan(object),
            };
            let wanted = if words_end - object > SLOT_LOG_FROM { OLD_LARGE } else { OLD };
            let gc = &*((object + 7) as *const AtomicU8);
            // Only if it differs: after a fork each write would copy a page.
            if gc.load(Relaxed) != wanted {
                gc.store(wanted, Relaxed);
            }
        }
    }

    /// Scans all that is queued, and what that leads to.
    pub(crate) unsafe fn drain(&mut self) {
        loop {
            if let Some(object) = self.stack.pop() {
                prefetch(object);
                let position = self.ring_position % RING;
                self.ring_position = self.ring_position.wrapping_add(1);
                let leaving = std::mem::replace(&mut self.ring[position], object);
                if leaving != 0 {
                    // SAFETY: only objects are queued.
                    unsafe { self.scan(leaving) }
                }
                continue;
            }
            let mut any = false;
            for position in 0..RING {
                let leaving = std::mem::take(&mut self.ring[position]);
                if leaving != 0 {
                    any = true;
                    // SAFETY: as above.
                    unsafe { self.scan(leaving) }
                }
            }
            if any {
                continue;
            }
            let Some((from, to)) = self.ranges.pop() else { return };
            let middle = to.min(from + SLICE * 8);
            if middle < to {
                self.ranges.push((middle, to));
                prefetch(middle);
            }
            // SAFETY: only ranges inside objects are queued.
            unsafe { self.edges(from, middle) }
        }
    }

    /// Visits the words of `object` without marking it; for the verifier.
    pub(crate) unsafe fn visit_words_of(&mut self, object: usize) {
        self.subject = object;
        // SAFETY: the caller passes an object, and the world is stopped.
        unsafe {
            let entry = scan_of(*(object as *const u32));
            let operand = (entry >> shapes::KIND_BITS) as usize;
            let (from, to) = match entry & 7 {
                shapes::RAW => return,
                shapes::FIXED => (object + 8, object + 8 + operand * 8),
                shapes::COUNTED => {
                    let from = object + operand;
                    (from, from + (*((object + 8) as *const u64) >> 1) as usize * 8)
                }
                shapes::SLOTS => (object + 8, object + cell_size(object)),
                shapes::CUSTOM => {
                    let function: unsafe fn(*mut u8, &mut Visitor) = std::mem::transmute(operand);
                    return function(object as *mut u8, self);
                }
                _ => no_scan(object),
            };
            if to > object + cell_size(object) {
                crate::verify::fail(format_args!(
                    "the words of object {object:#x} (shape {}) exceed its cell",
                    *(object as *const u32)
                ));
            }
            let mut at = from;
            while at < to {
                self.visit(*(at as *const u64));
                at += 8;
            }
        }
    }
}

/// Whether loops may run up to the end of the object's cell. Objects that consist of fields only
/// are left out: each root would keep its neighbour alive.
unsafe fn may_have_items_to_its_end(object: usize) -> bool {
    // SAFETY: the caller passes an object.
    unsafe {
        let entry = scan_of(*(object as *const u32));
        match entry & 7 {
            shapes::RAW | shapes::COUNTED => true,
            shapes::FIXED => 8 + (entry >> shapes::KIND_BITS) as usize * 8 < cell_size(object),
            _ => false,
        }
    }
}

#[cold]
#[inline(never)]
fn no_scan(object: usize) -> ! {
    // SAFETY: the caller scans this object.
    let shape = unsafe { *(object as *const u32) };
    crate::verify::fail(format_args!("object {object:#x} has shape {shape}, which has no scan"))
}

/// Whether the object at `address` is marked. Addresses outside of the heap count as alive: they
/// are the embedder's static objects.
#[inline]
pub(crate) fn is_marked(address: usize) -> bool {
    if address.wrapping_sub(base()) >= TOP.load(Relaxed) * BLOCK {
        return true;
    }
    // SAFETY: in the used part of the reservation.
    unsafe { bit(marks(), address) }
}

/// The bytes of the cell of an object.
#[inline]
pub(crate) unsafe fn cell_size(object: usize) -> usize {
    // SAFETY: the caller passes an object, so its block is in use.
    unsafe {
        let info = &*info(block_index(object));
        match info.state {
            BlockState::Cells => SIZES[info.class as usize] as usize,
            _ => info.live as usize * PAGE,
        }
    }
}

/// The object whose cell contains `address`. All threads' buffers must be retired for the answer
/// to exclude cells that were not handed out yet.
#[inline]
pub(crate) fn find(address: usize) -> Option<usize> {
    let offset = address.wrapping_sub(base());
    let block = offset >> BLOCK_SHIFT;
    if block >= TOP.load(Relaxed) || base() == 0 {
        return None;
    }
    // SAFETY: the block is in the used part of the reservation.
    unsafe {
        let info = &*info(block);
        match info.state {
            BlockState::Free => None,
            BlockState::Cells => {
                let size = SIZES[info.class as usize];
                let within = (offset & (BLOCK - 1)) as u32;
                let start = within / size * size;
                if start + size > BLOCK as u32 {
                    return None;
                }
                let cell = address - within as usize + start as usize;
                (bit(marks(), cell) || bit(allocated(), cell)).then_some(cell)
            }
            BlockState::LargeHead | BlockState::LargeTail => {
                Some(block_address(info.start as usize))
            }
        }
    }
}

/// The object that contains `address`. Exact while the world is stopped; else it may also name a
/// cell that a thread is just about to hand out.
pub fn object_start(address: usize) -> Option<*mut u8> {
    find(address).map(|object| object as *mut u8)
}
