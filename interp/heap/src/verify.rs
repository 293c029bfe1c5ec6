//! The verifier: after a collection, every word of a living object denotes a living object.
//!
//! A missing barrier, a wrong scan or a stale word shows as an object that is marked and refers to
//! one that is not: at the collection after the mistake, not a minute later in other code. While
//! the verifier is on, dead cells are also filled with a pattern that crashes who follows it. It
//! is a run-time switch, because such mistakes like to hide from debug builds.

use crate::layout::*;
use crate::local::Local;
use crate::mark::{Mode, Visitor, cell_size, find, is_marked};
use crate::shapes::{RAW, scan_of};
use crate::space::{TOP, space};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

pub(crate) static ENABLED: AtomicBool = AtomicBool::new(false);

/// From now on the heap is verified after every collection, and a fault ends the process with a
/// message. `configure` turns it off again.
pub fn verify() {
    ENABLED.store(true, Relaxed);
}

/// SAFETY: the world is stopped, and a collection has just swept.
pub(crate) unsafe fn verify_stopped(threads: &[*mut Local]) {
    let top = space().top;
    let mut visitor = Visitor::new(Mode::Verify);
    let mut live = 0;
    for block in 0..top {
        // SAFETY: the world is stopped; marked cells hold objects.
        unsafe {
            match (*info(block)).state {
                BlockState::Cells => {
                    let words = bitmap_of(marks(), block);
                    for_each_bit(
                        block,
                        |index| *words.add(index),
                        |object| {
                            live += cell_size(object);
                            check_object(object, &mut visitor);
                        },
                    );
                }
                BlockState::LargeHead => {
                    let object = block_address(block);
                    if !is_marked(object) {
                        fail(format_args!("large object {object:#x} is dead but not freed"));
                    }
                    live += cell_size(object);
                    check_object(object, &mut visitor);
                }
                BlockState::LargeTail | BlockState::Free => {}
            }
        }
    }
    let counted = space().live;
    if live != counted {
        fail(format_args!("{live} bytes are alive, but {counted} were counted"));
    }
    visitor.subject = 0;
    for &thread in threads {
        // SAFETY: the world is stopped.
        unsafe {
            if let Some(scan_roots) = (*thread).scan_roots {
                scan_roots(thread, &mut visitor);
            }
        }
    }
}

unsafe fn check_object(object: usize, visitor: &mut Visitor) {
    // SAFETY: the caller passes a marked cell.
    unsafe {
        if find(object) != Some(object) {
            fail(format_args!("the mark at {object:#x} is not at the beginning of a cell"));
        }
        let shape = *(object as *const u32);
        let gc = *((object + 7) as *const u8);
        if gc == 0 && scan_of(shape) & 7 != RAW {
            fail(format_args!("object {object:#x} (shape {shape}) survived without becoming old"));
        }
        visitor.visit_words_of(object);
    }
}

/// Checks a word that the embedder or an object's scan visits.
pub(crate) fn check_word(subject: usize, word: u64) {
    let address = word as usize;
    if word & 7 != 0 || address.wrapping_sub(base()) >= reserved_blocks() * BLOCK {
        return;
    }
    let alive = address - base() < TOP.load(Relaxed) * BLOCK && find(address) == Some(address);
    if !alive || !is_marked(address) {
        // SAFETY: the subject is an object, or null for a root.
        let shape = if subject == 0 { 0 } else { unsafe { *(subject as *const u32) } };
        fail(format_args!(
            "object {subject:#x} (shape {shape}) refers to {address:#x}, which is not alive"
        ));
    }
}

/// Ends the process: the heap is broken, so nothing may run on.
#[cold]
#[inline(never)]
pub(crate) fn fail(message: std::fmt::Arguments<'_>) -> ! {
    eprintln!("fatal error: heap: {message}");
    std::process::abort()
}
