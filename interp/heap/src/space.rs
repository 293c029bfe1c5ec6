//! The reservation and who owns which block.
//!
//! Blocks without objects are kept in three ways. `empty`: single blocks whose pages are resident,
//! last in first out, because the next nursery is cut from them. `dirty`: runs of resident blocks
//! that large objects left, kept for the next large object. `clean`: runs whose pages were given
//! back (or never touched), so they read as zeros and cost nothing. Runs live in ordered sets that
//! merge neighbours; single blocks do not, because merging would cost more than taking them.
//!
//! Partly filled blocks are kept by class and occupancy. The dial between speed and memory is in
//! `take_cells`: filling small holes costs about eight times what an empty block costs, so holes in
//! blocks more than a quarter full are used only when the footprint has outgrown its soft limit.

use crate::layout::*;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::{Mutex, Once};

/// Occupancies that are told apart: below 25 %, 50 %, 75 %.
pub(crate) const OCCUPANCIES: usize = 3;

/// Bytes of blocks that may be resident: those with objects, and the empty and dirty ones.
pub(crate) static FOOTPRINT: AtomicUsize = AtomicUsize::new(0);
/// Above this footprint denser blocks are filled before new ones are touched.
pub(crate) static SOFT_LIMIT: AtomicUsize = AtomicUsize::new(4 << 20);
/// The footprint never exceeds this.
pub(crate) static HARD_LIMIT: AtomicUsize = AtomicUsize::new(usize::MAX);
/// A single object of more than this is refused: it could never be resident.
static PHYSICAL: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Runs of free blocks, merged with their neighbours.
pub(crate) struct Runs {
    by_start: BTreeMap<u32, u32>,
    by_length: BTreeSet<(u32, u32)>,
    blocks: usize,
}

impl Runs {
    const fn new() -> Runs {
        Runs { by_start: BTreeMap::new(), by_length: BTreeSet::new(), blocks: 0 }
    }

    fn remove(&mut self, start: u32, length: u32) {
        self.by_start.remove(&start);
        self.by_length.remove(&(length, start));
        self.blocks -= length as usize;
    }

    fn add(&mut self, start: u32, length: u32) {
        self.by_start.insert(start, length);
        self.by_length.insert((length, start));
        self.blocks += length as usize;
    }

    /// Puts a run in and merges it with its neighbours.
    pub(crate) fn insert(&mut self, mut start: u32, mut length: u32) {
        if let Some((&before, &count)) = self.by_start.range(..start).next_back()
            && before + count == start
        {
            self.remove(before, count);
            start = before;
            length += count;
        }
        if let Some(&count) = self.by_start.get(&(start + length)) {
            self.remove(start + length, count);
            length += count;
        }
        self.add(start, length);
    }

    /// Takes the smallest run that has `length` blocks, and puts its rest back.
    fn take(&mut self, length: u32) -> Option<u32> {
        let &(found, start) = self.by_length.range((length, 0)..).next()?;
        self.remove(start, found);
        if found > length {
            self.add(start + length, found - length);
        }
        Some(start)
    }

    /// Takes the lowest block.
    fn take_one(&mut self) -> Option<u32> {
        let (&start, &length) = self.by_start.iter().next()?;
        self.remove(start, length);
        if length > 1 {
            self.add(start + 1, length - 1);
        }
        Some(start)
    }

    /// Takes the run that ends at `end`.
    fn take_ending_at(&mut self, end: u32) -> Option<u32> {
        let (&start, &length) = self.by_start.range(..end).next_back()?;
        if start + length != end {
            return None;
        }
        self.remove(start, length);
        Some(start)
    }

    fn drain(&mut self) -> impl Iterator<Item = (u32, u32)> {
        self.by_length.clear();
        self.blocks = 0;
        std::mem::take(&mut self.by_start).into_iter()
    }
}

pub(crate) struct Space {
    /// Blocks with holes, by class and occupancy.
    pub partial: [[Vec<u32>; OCCUPANCIES]; CLASSES],
    /// Blocks that ended threads did not fill, by class, until the next collection files them. Without
    /// these each short thread would cost a block of every class it used.
    pub begun: [Vec<Taken>; CLASSES],
    pub empty: Vec<u32>,
    pub dirty: Runs,
    pub clean: Runs,
    /// Blocks from here on were never used.
    pub top: usize,
    pub young_large: Vec<u32>,
    pub old_large: Vec<u32>,
    /// Bytes in objects that survived the last collection that looked at them.
    pub live: usize,
}

static SPACE: Mutex<Space> = Mutex::new(Space {
    partial: [const { [const { Vec::new() }; OCCUPANCIES] }; CLASSES],
    begun: [const { Vec::new() }; CLASSES],
    empty: Vec::new(),
    dirty: Runs::new(),
    clean: Runs::new(),
    top: 0,
    young_large: Vec::new(),
    old_large: Vec::new(),
    live: 0,
});

/// What the next `initialize` reserves; zero: let it choose.
pub(crate) static RESERVE: AtomicUsize = AtomicUsize::new(0);
/// Blocks in use or used before: what a conservative look-up must consider.
pub(crate) static TOP: AtomicUsize = AtomicUsize::new(0);

pub(crate) fn space() -> std::sync::MutexGuard<'static, Space> {
    crate::world::lock(&SPACE)
}

/// Reserves the heap's addresses; costs a few microseconds and happens once.
pub(crate) fn initialize() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // SAFETY: plain system calls on fresh memory that nobody else knows.
        unsafe {
            let physical = physical_memory();
            PHYSICAL.store(physical, Relaxed);
            let mut size = match RESERVE.load(Relaxed) {
                0 => physical.next_power_of_two().clamp(64 << 30, 1 << 42),
                wanted => wanted,
            };
            // Under `ulimit -v` malloc, thread stacks and libraries need addresses too.
            let mut limit: libc::rlimit = std::mem::zeroed();
            if libc::getrlimit(libc::RLIMIT_AS, &mut limit) == 0
                && limit.rlim_cur != libc::RLIM_INFINITY
            {
                while size > limit.rlim_cur as usize / 2 && size > 32 << 20 {
                    size /= 2;
                }
            }
            loop {
                let blocks = size >> BLOCK_SHIFT;
                let bytes = reservation_size(blocks) + BLOCK;
                let start = libc::mmap(
                    std::ptr::null_mut(),
                    bytes,
                    libc::PROT_READ | libc::PROT_WRITE,
                    libc::MAP_PRIVATE | libc::MAP_ANONYMOUS | libc::MAP_NORESERVE,
                    -1,
                    0,
                );
                if start != libc::MAP_FAILED {
                    // Huge pages would make the first touch of each side table cost 2 MB.
                    #[cfg(target_os = "linux")]
                    libc::madvise(start, bytes, libc::MADV_NOHUGEPAGE);
                    publish_geometry((start as usize).next_multiple_of(BLOCK), blocks);
                    return;
                }
                size /= 2;
                if size < 8 << 20 {
                    crate::out_of_memory("the system refuses to reserve addresses for the heap");
                }
            }
        }
    });
}

fn physical_memory() -> usize {
    #[cfg(target_os = "linux")]
    // SAFETY: `sysinfo` fills the struct it is given.
    unsafe {
        let mut info: libc::sysinfo = std::mem::zeroed();
        if libc::sysinfo(&mut info) == 0 {
            return (info.totalram as usize + info.totalswap as usize)
                .saturating_mul(info.mem_unit as usize);
        }
    }
    usize::MAX >> 8
}

/// A block for cells.
pub(crate) struct Taken {
    /// Where the search for free cells begins: the block's start unless `is_begun`.
    pub at: usize,
    /// The free cells are known to be zero.
    pub zeroed: bool,
    /// A thread that has ended filled a part of it since the last collection.
    pub is_begun: bool,
}

impl Taken {
    fn whole(block: u32, zeroed: bool) -> Taken {
        Taken { at: block_address(block as usize), zeroed, is_begun: false }
    }
}

impl Space {
    /// A block with room for cells of `class`, or none if the heap is exhausted. The caller owns
    /// it until its buffers are retired.
    pub(crate) fn take_cells(&mut self, class: usize) -> Option<Taken> {
        if let Some(begun) = self.begun[class].pop() {
            return Some(begun);
        }
        if let Some(block) = self.empty.pop() {
            return Some(self.begin_cells(block, class, false));
        }
        if let Some(block) = self.partial[class][0].pop() {
            return Some(Taken::whole(block, false));
        }
        if let Some(block) = self.dirty.take_one() {
            return Some(self.begin_cells(block, class, false));
        }
        if FOOTPRINT.load(Relaxed) >= SOFT_LIMIT.load(Relaxed) {
            let [_, half, dense] = &mut self.partial[class];
            if let Some(block) = half.pop().or_else(|| dense.pop()) {
                return Some(Taken::whole(block, false));
            }
        }
        if !self.may_grow(BLOCK) {
            let [_, half, dense] = &mut self.partial[class];
            let block = half.pop().or_else(|| dense.pop())?;
            return Some(Taken::whole(block, false));
        }
        let block = match self.clean.take_one() {
            Some(block) => block,
            None => self.extend(1)?,
        };
        FOOTPRINT.fetch_add(BLOCK, Relaxed);
        Some(self.begin_cells(block, class, true))
    }

    fn begin_cells(&mut self, block: u32, class: usize, zeroed: bool) -> Taken {
        let info_of_block = BlockInfo {
            state: BlockState::Cells,
            class: class as u8,
            span: 1,
            live: 0,
            start: block,
        };
        // SAFETY: we hold the lock, and the block belongs to nobody else.
        unsafe { *info(block as usize) = info_of_block };
        Taken::whole(block, zeroed)
    }

    fn may_grow(&self, bytes: usize) -> bool {
        FOOTPRINT.load(Relaxed).saturating_add(bytes) <= HARD_LIMIT.load(Relaxed)
    }

    fn extend(&mut self, blocks: usize) -> Option<u32> {
        let start = self.top;
        if blocks > reserved_blocks() - start {
            return None;
        }
        self.set_top(start + blocks);
        Some(start as u32)
    }

    fn set_top(&mut self, top: usize) {
        self.top = top;
        TOP.store(top, Relaxed);
    }

    /// Memory for a large object of `size` bytes, zeroed.
    pub(crate) fn take_large(&mut self, size: usize) -> Option<*mut u8> {
        if size > PHYSICAL.load(Relaxed) {
            return None;
        }
        let blocks = size.div_ceil(BLOCK);
        if blocks > reserved_blocks() {
            return None;
        }
        let bytes = size.next_multiple_of(PAGE);
        let (start, zeroed) = if let Some(start) = self.dirty.take(blocks as u32) {
            // Its blocks were counted whole; from now on only the object's pages are.
            FOOTPRINT.fetch_sub(blocks * BLOCK - bytes, Relaxed);
            (start, false)
        } else {
            if !self.may_grow(bytes) {
                return None;
            }
            let start = match self.clean.take(blocks as u32) {
                Some(start) => start,
                None => self.extend(blocks)?,
            };
            FOOTPRINT.fetch_add(bytes, Relaxed);
            (start, true)
        };
        let address = block_address(start as usize) as *mut u8;
        // SAFETY: the blocks are ours alone, and we hold the lock.
        unsafe {
            if !zeroed {
                std::ptr::write_bytes(address, 0, bytes);
            }
            for block in start as usize..start as usize + blocks {
                *info(block) = BlockInfo {
                    state: if block == start as usize {
                        BlockState::LargeHead
                    } else {
                        BlockState::LargeTail
                    },
                    class: 0,
                    span: blocks as u32,
                    live: (bytes / PAGE) as u32,
                    start,
                };
            }
        }
        self.young_large.push(start);
        Some(address)
    }

    /// Frees the large object that begins at block `start`. Its pages stay if `keep` says so;
    /// else the run is appended to `give_back`.
    pub(crate) fn free_large(&mut self, start: u32, keep: bool, give_back: &mut Vec<(u32, u32)>) {
        // SAFETY: the world is stopped and we hold the lock.
        let (span, bytes) = unsafe {
            let head = *info(start as usize);
            for block in start..start + head.span {
                (*info(block as usize)).state = BlockState::Free;
            }
            (head.span, head.live as usize * PAGE)
        };
        if keep {
            FOOTPRINT.fetch_add(span as usize * BLOCK - bytes, Relaxed);
            self.dirty.insert(start, span);
        } else {
            FOOTPRINT.fetch_sub(bytes, Relaxed);
            give_back.push((start, span));
        }
    }

    /// Moves empty and dirty blocks beyond `keep` of them to `give_back`.
    pub(crate) fn shed(&mut self, keep: usize, give_back: &mut Vec<(u32, u32)>) {
        if self.empty.len() + self.dirty.blocks <= keep {
            return;
        }
        let mut freed = 0;
        for (start, length) in self.dirty.drain() {
            give_back.push((start, length));
            freed += length as usize;
        }
        if self.empty.len() > keep {
            // The lowest stay, so that the heap's end can be given up.
            self.empty.sort_unstable();
            let mut run: Option<(u32, u32)> = None;
            for block in self.empty.drain(keep..) {
                freed += 1;
                match &mut run {
                    Some((start, length)) if *start + *length == block => *length += 1,
                    _ => give_back.extend(run.replace((block, 1))),
                }
            }
            give_back.extend(run);
            self.empty.reverse();
        }
        FOOTPRINT.fetch_sub(freed * BLOCK, Relaxed);
    }

    /// Makes runs that the system has taken back available.
    fn insert_clean(&mut self, runs: &[(u32, u32)]) {
        for &(start, length) in runs {
            self.clean.insert(start, length);
        }
        while let Some(start) = self.clean.take_ending_at(self.top as u32) {
            self.set_top(start as usize);
        }
    }

    pub(crate) fn free_resident_blocks(&self) -> usize {
        self.empty.len() + self.dirty.blocks
    }

    pub(crate) fn dirty_blocks(&self) -> usize {
        self.dirty.blocks
    }
}

/// Gives the pages of `runs` back to the system. The blocks are free and in no list, so this needs
/// neither the lock nor a stopped world, and large returns do not lengthen the pause.
pub(crate) fn give_back(runs: Vec<(u32, u32)>) {
    if runs.is_empty() {
        return;
    }
    for &(start, length) in &runs {
        // SAFETY: nobody else knows these blocks.
        unsafe {
            let address = block_address(start as usize) as *mut u8;
            let bytes = length as usize * BLOCK;
            if libc::madvise(address.cast(), bytes, libc::MADV_DONTNEED) != 0 {
                std::ptr::write_bytes(address, 0, bytes);
            }
            for map in [marks(), allocated()] {
                give_back_bitmap(map, start as usize, length as usize);
            }
        }
    }
    space().insert_clean(&runs);
}

/// Gives back the pages of a bitmap that belong to no other blocks. They are all zeros, so reading
/// zeros from fresh ones is the same.
unsafe fn give_back_bitmap(map: *mut u64, start: usize, length: usize) {
    // SAFETY: the blocks are the caller's alone, and so are whole pages of their bitmaps.
    unsafe {
        let from = (bitmap_of(map, start) as usize).next_multiple_of(PAGE);
        let to = bitmap_of(map, start + length) as usize / PAGE * PAGE;
        if from < to {
            libc::madvise(from as *mut libc::c_void, to - from, libc::MADV_DONTNEED);
        }
    }
}

/// Gives all empty blocks back to the system.
pub fn trim() {
    let mut runs = Vec::new();
    space().shed(0, &mut runs);
    give_back(runs);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_merge_and_split() {
        let mut runs = Runs::new();
        runs.insert(10, 2);
        runs.insert(14, 2);
        runs.insert(12, 2);
        assert_eq!(runs.by_start.iter().collect::<Vec<_>>(), [(&10, &6)]);
        assert_eq!(runs.take(4), Some(10));
        assert_eq!(runs.take(4), None);
        assert_eq!(runs.take_ending_at(15), None);
        assert_eq!(runs.take_one(), Some(14));
        assert_eq!(runs.take_ending_at(16), Some(15));
        assert_eq!(runs.blocks, 0);
    }

    #[test]
    fn the_smallest_sufficient_run_is_taken() {
        let mut runs = Runs::new();
        runs.insert(0, 100);
        runs.insert(200, 5);
        assert_eq!(runs.take(3), Some(200));
        assert_eq!(runs.take(3), Some(0));
    }
}
