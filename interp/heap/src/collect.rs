//! A collection from beginning to end, and when one is due.
//!
//! Generations by sticky marks: a mark stays set until the next full collection, so "marked" means
//! "old", and a minor collection is the same marking from the roots and from the old objects that
//! were written since, stopping at what is marked already. Nothing moves, so words on native
//! stacks can be guessed at, and no generation needs a space of its own.
//!
//! Policy, in bytes:
//! - A minor collection is due when a nursery's worth was taken. The nursery starts at its minimum,
//!   doubles while collecting costs more than a tenth of the time, and shrinks when a pause exceeds
//!   its goal or collecting is nearly free. So a small program stays small.
//! - A full collection is due when what survived minor ones exceeds what the last full one left by
//!   half, or when the footprint does (blocks, not objects, so holes count). Above a lower
//!   mark, allocation fills denser blocks first (see `space`).

use crate::layout::*;
use crate::local::Local;
use crate::mark::{Mode, Visitor};
use crate::space::{FOOTPRINT, HARD_LIMIT, SOFT_LIMIT, give_back, space};
use crate::stats::{Pause, history};
use crate::weak::{Liveness, registry};
use crate::world::{self, COLLECTION_WANTED, FINALIZE_PENDING, world};
use crate::{roots, sweep, verify};
use std::sync::atomic::{AtomicBool, AtomicIsize, AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// What to collect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Collection {
    /// What was allocated since the last collection.
    Minor,
    /// Everything.
    Full,
}

pub(crate) enum Reason {
    Requested(Collection),
    Due,
}

/// How the heap behaves; see the fields.
#[derive(Clone, Debug)]
pub struct Config {
    /// Smallest nursery, and the first one, in bytes.
    pub nursery: usize,
    /// Largest nursery in bytes.
    pub nursery_max: usize,
    /// A longer minor pause makes the nursery smaller.
    pub pause_goal: Duration,
    /// The footprint never exceeds this.
    pub limit: usize,
    /// Address space to reserve; zero lets the heap choose. Heeded before the first thread is
    /// attached only.
    pub reserve: usize,
    /// Verify the heap after every collection and poison dead cells (slow).
    pub verify: bool,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            nursery: 1 << 20,
            nursery_max: 16 << 20,
            pause_goal: Duration::from_millis(4),
            limit: usize::MAX,
            reserve: 0,
            verify: false,
        }
    }
}

/// Bytes taken since the last collection.
pub(crate) static SINCE: AtomicUsize = AtomicUsize::new(0);
pub(crate) static NURSERY: AtomicUsize = AtomicUsize::new(1 << 20);
static NURSERY_MIN: AtomicUsize = AtomicUsize::new(1 << 20);
static NURSERY_MAX: AtomicUsize = AtomicUsize::new(16 << 20);
static PAUSE_GOAL_MICROS: AtomicUsize = AtomicUsize::new(4000);
/// Bytes in objects that survived, as far as collections have looked.
static LIVE: AtomicUsize = AtomicUsize::new(0);
/// A full collection is due above this `LIVE`, or this footprint.
static FULL_FROM_LIVE: AtomicUsize = AtomicUsize::new(3 << 20);
static FULL_FROM: AtomicUsize = AtomicUsize::new(4 << 20);
static EXTERNAL: AtomicIsize = AtomicIsize::new(0);
static EXTERNAL_SINCE: AtomicUsize = AtomicUsize::new(0);
/// A collection runs; for the messages of misuse.
static COLLECTING: AtomicBool = AtomicBool::new(false);

/// External bytes count this much less towards the next minor collection.
const EXTERNAL_WEIGHT: usize = 8;
/// What a nursery and a footprint may have in any case.
const SLACK: usize = 1 << 20;
/// Blocks that large objects left are kept up to this many bytes at least.
const DIRTY_MIN: usize = 4 << 20;

/// Changes the heap's behaviour, at any time.
pub fn configure(config: Config) {
    let smallest = config.nursery.max(4 * BLOCK);
    NURSERY_MIN.store(smallest, Relaxed);
    NURSERY_MAX.store(config.nursery_max.max(smallest), Relaxed);
    NURSERY.store(smallest, Relaxed);
    PAUSE_GOAL_MICROS.store(config.pause_goal.as_micros() as usize, Relaxed);
    HARD_LIMIT.store(config.limit, Relaxed);
    crate::space::RESERVE.store(config.reserve, Relaxed);
    verify::ENABLED.store(config.verify, Relaxed);
}

/// Tells the heap about memory outside of it that its objects own: it hastens collections.
pub fn external_bytes(delta: isize) {
    let total = EXTERNAL.fetch_add(delta, Relaxed) + delta;
    if delta <= 0 {
        return;
    }
    let since = EXTERNAL_SINCE.fetch_add(delta as usize, Relaxed) + delta as usize;
    let wanted = since / EXTERNAL_WEIGHT >= NURSERY.load(Relaxed)
        || FOOTPRINT.load(Relaxed) + total.max(0) as usize > FULL_FROM.load(Relaxed);
    if wanted && !COLLECTION_WANTED.swap(true, Relaxed) {
        world::set_poll_bits(world::PARK);
    }
}

pub(crate) fn external() -> usize {
    EXTERNAL.load(Relaxed).max(0) as usize
}

/// A collection cannot make room for more than this.
pub(crate) fn worth_collecting_for() -> usize {
    HARD_LIMIT.load(Relaxed).min(reserved_blocks() * BLOCK)
}

fn is_due() -> bool {
    COLLECTION_WANTED.load(Relaxed)
        || SINCE.load(Relaxed) + EXTERNAL_SINCE.load(Relaxed) / EXTERNAL_WEIGHT
            >= NURSERY.load(Relaxed)
}

fn full_is_due() -> bool {
    LIVE.load(Relaxed) > FULL_FROM_LIVE.load(Relaxed)
        || FOOTPRINT.load(Relaxed) + external() > FULL_FROM.load(Relaxed)
}

/// Parks if the world is being stopped, and collects if it is time.
pub(crate) fn collect_if_due(local: &mut Local) {
    if is_due() {
        collect(local, Reason::Due);
    } else if !local.owns_the_world && world::is_stopping() {
        local.safepoint();
    }
}

pub(crate) fn collect(local: &mut Local, reason: Reason) {
    forbid_inside_collection(local);
    let returned = local_stopped(local, |begun| {
        // Another thread may have collected while this one waited for its turn.
        let full = match reason {
            Reason::Requested(kind) => kind == Collection::Full,
            Reason::Due if is_due() => full_is_due(),
            Reason::Due => return Vec::new(),
        };
        COLLECTING.store(true, Relaxed);
        // SAFETY: the world is stopped.
        let returned = unsafe { run(full, begun) };
        COLLECTING.store(false, Relaxed);
        returned
    });
    give_back(returned);
}

/// Functions that the collector calls must neither allocate nor collect.
pub(crate) fn forbid_inside_collection(local: &Local) {
    if COLLECTING.load(Relaxed) && local.owns_the_world {
        verify::fail(format_args!("allocation or collection inside a collection"));
    }
}

/// Stops the world unless this thread has done so, and publishes the current stack pointer.
fn local_stopped<R>(local: &mut Local, f: impl FnOnce(Instant) -> R) -> R {
    let begun = Instant::now();
    if local.owns_the_world {
        let local: *mut Local = local;
        crate::registers::with_registers_on_stack(|stack_pointer| {
            // SAFETY: this thread's record; it has gone deeper since it stopped the world.
            unsafe {
                (*local).stack_pointer = stack_pointer;
                (*local).quiet = false;
            }
            f(begun)
        })
    } else {
        local.stop_the_world(|| f(begun))
    }
}

/// SAFETY: the world is stopped.
unsafe fn run(full: bool, begun: Instant) -> Vec<(u32, u32)> {
    // SAFETY: the caller has stopped the world, so threads, logs and blocks are ours.
    unsafe {
        let (threads, legacy) = {
            let mut world = world();
            (world.threads.clone(), std::mem::take(&mut world.legacy))
        };
        let (mut touched, mut remembered, mut slots) =
            (legacy.touched, legacy.remembered, vec![legacy.slots]);
        for &thread in &threads {
            (*thread).retire(allocated());
            touched.append(&mut (*thread).touched);
            remembered.append(&mut (*thread).remembered);
            slots.push(std::mem::take(&mut (*thread).slots));
        }
        // The blocks are in `touched`, and are filed anew.
        space().begun.iter_mut().for_each(Vec::clear);
        let mutator_time = history().time_since_last(begun);
        let taken = SINCE.swap(0, Relaxed);
        EXTERNAL_SINCE.store(0, Relaxed);
        COLLECTION_WANTED.store(false, Relaxed);
        if full {
            sweep::fold_marks(&space());
        }

        let mut visitor = Visitor::new(if full { Mode::Full } else { Mode::Minor });
        if !full {
            for &object in &remembered {
                visitor.rescan(object);
            }
            for log in &slots {
                visitor.visit_slots(log);
            }
        }
        for &thread in &threads {
            scan_thread(thread, full, &mut visitor);
        }
        let scanners = roots::scanners().roots.clone();
        for scanner in scanners {
            scanner(&mut visitor);
        }
        registry().visit_queues(&mut visitor);
        visitor.drain();
        registry().after_mark(&mut visitor);
        let after_mark = roots::scanners().after_mark.clone();
        for function in after_mark {
            function(&Liveness { minor: !full });
        }
        drop(visitor);

        let mut returned = Vec::new();
        let poison = verify::ENABLED.load(Relaxed);
        let nursery = NURSERY.load(Relaxed);
        {
            let mut space = space();
            let before = space.live;
            let keep_dirty = nursery.max(DIRTY_MIN) / BLOCK;
            if full {
                sweep::sweep_all(&mut space, keep_dirty, poison, &mut returned);
                space.shed(nursery / BLOCK, &mut returned);
            } else {
                sweep::sweep_young(&mut space, &touched, keep_dirty, poison, &mut returned);
                space.shed((nursery + nursery / 4).max(DIRTY_MIN) / BLOCK, &mut returned);
            }
            let promoted = space.live.saturating_sub(before);
            let pause = begun.elapsed();
            adapt_nursery(full, pause, mutator_time, space.live);
            set_limits(full, space.live, space.free_resident_blocks() * BLOCK);
            history().record(Pause { full, pause, taken, promoted });
        }
        if poison {
            verify::verify_stopped(&threads);
        }
        if registry().has_work() {
            for &thread in &threads {
                (*thread).request(FINALIZE_PENDING);
            }
        }
        // Keep the logs' memory for the next round unless it was an exceptional one.
        for (&thread, mut log) in threads.iter().zip(slots.into_iter().skip(1)) {
            if log.capacity() <= 1 << 17 {
                log.clear();
                (*thread).slots = log;
            }
        }
        returned
    }
}

unsafe fn scan_thread(thread: *mut Local, full: bool, visitor: &mut Visitor) {
    // SAFETY: the thread is stopped, and has published its stack pointer.
    unsafe {
        // What the native stack of a thread that has not run refers to is old by now. Its other
        // roots may have been changed by other threads, a pending exception for one.
        if !(*thread).quiet || full {
            let (from, to) = ((*thread).stack_pointer, (*thread).stack_base);
            visitor.visit_conservative(from as *const u64, to as *const u64);
        }
        if let Some(scan_roots) = (*thread).scan_roots {
            scan_roots(thread, visitor);
        }
        (*thread).quiet = true;
    }
}

fn adapt_nursery(full: bool, pause: Duration, mutator_time: Duration, live: usize) {
    if full {
        return;
    }
    let (smallest, largest) = (NURSERY_MIN.load(Relaxed), NURSERY_MAX.load(Relaxed));
    // A program with little alive gains nothing from a nursery many times larger.
    let largest = largest.min(smallest.max(2 * SLACK + 2 * live));
    let goal = Duration::from_micros(PAUSE_GOAL_MICROS.load(Relaxed) as u64);
    let nursery = NURSERY.load(Relaxed);
    let wanted = if pause > goal {
        nursery / 2
    } else if pause * 10 > mutator_time && pause * 2 < goal {
        nursery * 2
    } else if pause * 200 < mutator_time {
        nursery - nursery / 8
    } else {
        nursery
    };
    NURSERY.store(wanted.clamp(smallest, largest), Relaxed);
}

fn set_limits(full: bool, live: usize, resident_free: usize) {
    LIVE.store(live, Relaxed);
    if !full {
        return;
    }
    let nursery = NURSERY.load(Relaxed);
    let external = external();
    SOFT_LIMIT.store(live + live / 4 + nursery + SLACK, Relaxed);
    let larger = live + live / 2;
    FULL_FROM_LIVE.store(larger + nursery / 2 + SLACK, Relaxed);
    // Holes that this collection could not give back must not make the next one due at once. They
    // are filled before the footprint grows, so they allow for little growth.
    let footprint = FOOTPRINT.load(Relaxed).saturating_sub(resident_free);
    let footprint = larger.max(footprint + footprint / 16 + live / 4);
    FULL_FROM.store(footprint + external + external / 2 + nursery + SLACK, Relaxed);
}

/// Calls `f` with every object; the world is stopped.
pub(crate) fn for_each_object(f: &mut dyn FnMut(*mut u8)) {
    // Retired buffers tell cells that were handed out from those that were not.
    let threads = world().threads.clone();
    for &thread in &threads {
        // SAFETY: the world is stopped.
        unsafe { (*thread).retire(allocated()) };
    }
    let top = space().top;
    for block in 0..top {
        // SAFETY: the world is stopped.
        unsafe {
            match (*info(block)).state {
                BlockState::Cells => {
                    let (old, young) = (bitmap_of(marks(), block), bitmap_of(allocated(), block));
                    let size = SIZES[(*info(block)).class as usize] as usize;
                    let start = block_address(block);
                    for cell in (0..BLOCK / size).map(|index| start + index * size) {
                        let grain = (cell - start) / 8;
                        let word = *old.add(grain / 64) | *young.add(grain / 64);
                        if word >> (grain % 64) & 1 != 0 {
                            f(cell as *mut u8);
                        }
                    }
                }
                BlockState::LargeHead => f(block_address(block) as *mut u8),
                _ => {}
            }
        }
    }
}
