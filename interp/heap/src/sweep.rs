//! After marking: what is left in each block, and what becomes of the empty ones.
//!
//! Nothing is swept cell by cell: the mark bitmap is the free list. A block is only counted, and
//! put where the next allocation will look for it. A minor collection looks at the blocks that were
//! taken since the last one and at the young large objects; a full one looks at all.

use crate::layout::*;
use crate::mark::is_marked;
use crate::space::Space;

/// What a dead cell is filled with while the verifier is on: looks like a pointer, is none.
const POISON: u64 = 0xdead_beef_dead_bee8;

/// Before a full collection marks: what was old or young counts as allocated, and nothing as
/// marked, so that conservative words can be judged while the new marks are made.
pub(crate) unsafe fn fold_marks(space: &Space) {
    for block in 0..space.top {
        // SAFETY: the world is stopped and all buffers are retired.
        unsafe {
            match (*info(block)).state {
                BlockState::Cells => {
                    let marks = bitmap_of(marks(), block);
                    let allocated = bitmap_of(allocated(), block);
                    for index in 0..BITMAP_WORDS {
                        *allocated.add(index) |= *marks.add(index);
                        *marks.add(index) = 0;
                    }
                }
                BlockState::LargeHead => *bitmap_of(marks(), block) = 0,
                _ => {}
            }
        }
    }
}

/// Counts one block of cells and files it. SAFETY: the world is stopped.
unsafe fn file(space: &mut Space, block: u32, poison: bool) {
    // SAFETY: passed on to the caller; the block holds cells.
    unsafe {
        let info = &mut *info(block as usize);
        let size = SIZES[info.class as usize];
        let marks = bitmap_of(marks(), block as usize);
        bitmap_of(allocated(), block as usize).write_bytes(0, BITMAP_WORDS);
        let mut cells = 0;
        for index in 0..BITMAP_WORDS {
            cells += (*marks.add(index)).count_ones();
        }
        let live = cells * size;
        space.live = space.live + live as usize - info.live as usize;
        info.live = live;
        if poison {
            poison_dead_cells(block as usize, size as usize);
        }
        if cells == 0 {
            info.state = BlockState::Free;
            space.empty.push(block);
        } else if let Some(list) =
            space.partial[info.class as usize].get_mut(live as usize / (BLOCK / 4))
        {
            list.push(block);
        }
    }
}

unsafe fn poison_dead_cells(block: usize, size: usize) {
    let start = block_address(block);
    for cell in 0..BLOCK / size {
        let cell = start + cell * size;
        // SAFETY: the cell is not marked, so nobody may look at it.
        unsafe {
            if !bit(marks(), cell) {
                for word in 0..size / 8 {
                    (cell as *mut u64).add(word).write(POISON);
                }
            }
        }
    }
}

/// Files the blocks that were taken since the last collection, and frees young large objects.
pub(crate) unsafe fn sweep_young(
    space: &mut Space,
    touched: &[u32],
    keep_dirty: usize,
    poison: bool,
    give_back: &mut Vec<(u32, u32)>,
) {
    // Backwards, so that the blocks taken first are taken first again: their lines are coldest.
    for &block in touched.iter().rev() {
        // SAFETY: passed on to the caller.
        unsafe { file(space, block, poison) }
    }
    let young = std::mem::take(&mut space.young_large);
    // SAFETY: as above.
    unsafe { sweep_large(space, young, keep_dirty, give_back) }
}

/// Files all blocks and frees all dead large objects.
pub(crate) unsafe fn sweep_all(
    space: &mut Space,
    keep_dirty: usize,
    poison: bool,
    give_back: &mut Vec<(u32, u32)>,
) {
    for lists in &mut space.partial {
        for list in lists {
            list.clear();
        }
    }
    // From the top down: the lists are taken from their ends, so low addresses are filled first,
    // and the top of the heap has a chance to become empty.
    for block in (0..space.top).rev() {
        // SAFETY: the world is stopped.
        if unsafe { (*info(block)).state } == BlockState::Cells {
            // SAFETY: as above.
            unsafe { file(space, block as u32, poison) }
        }
    }
    let old = std::mem::take(&mut space.old_large);
    for &start in &old {
        // Counted anew below.
        // SAFETY: as above.
        space.live -= unsafe { (*info(start as usize)).live } as usize * PAGE;
    }
    let young = std::mem::take(&mut space.young_large);
    // SAFETY: as above.
    unsafe {
        sweep_large(space, old, keep_dirty, give_back);
        sweep_large(space, young, keep_dirty, give_back);
    }
}

unsafe fn sweep_large(
    space: &mut Space,
    starts: Vec<u32>,
    keep_dirty: usize,
    give_back: &mut Vec<(u32, u32)>,
) {
    for start in starts {
        // SAFETY: the lists name heads of large objects.
        let (span, pages) = unsafe {
            let info = &*info(start as usize);
            (info.span as usize, info.live as usize)
        };
        if is_marked(block_address(start as usize)) {
            space.old_large.push(start);
            space.live += pages * PAGE;
        } else {
            let keep = space.dirty_blocks() + span <= keep_dirty;
            space.free_large(start, keep, give_back);
        }
    }
}
