//! A thread's part of the heap: its allocation buffers and its logs.
//!
//! Allocation takes the next cell of the buffer of its class: one comparison, no lock, no call.
//! A buffer is a run of free cells in a block that the thread owns until its buffers are retired.
//! Runs are at most 4 KB and zeroed as they are taken, so that the zeros are still in the cache
//! when the object is written. A free list would need no zeroed runs, but it costs a dependent
//! load for each object and scatters neighbours.

use crate::collect;
use crate::layout::*;
use crate::shapes::ShapeId;
use crate::space::{self, Taken, space};
use crate::world;
use crate::{Collection, Visitor};
use std::sync::atomic::{AtomicU8, AtomicU32, AtomicU64, AtomicUsize, Ordering::*};

/// What every object begins with. The `gc` byte is the heap's alone.
#[repr(C)]
pub struct Header {
    /// The layout of the object.
    pub shape: AtomicU32,
    /// The embedder's.
    pub flags: AtomicU8,
    /// The embedder's.
    pub extra: AtomicU8,
    /// The embedder's lock.
    pub lock: AtomicU8,
    /// The heap's.
    pub gc: AtomicU8,
}

/// A run of zeroed free cells of one class.
#[derive(Clone, Copy)]
#[repr(C)]
pub struct Tlab {
    /// The next cell.
    pub cursor: usize,
    /// The end of the run.
    pub end: usize,
}

/// How far a thread has filled a block that it owns.
#[derive(Clone, Copy)]
struct Walk {
    /// Address of the block; zero: none.
    block: usize,
    /// Where the search for the next run goes on.
    at: usize,
    /// The block's memory is fresh from the system.
    zeroed: bool,
}

/// Longest run in bytes.
const RUN: usize = 4096;
/// Slots logged by a thread before it asks for a collection, and before it logs whole objects.
const SLOTS_WANTED: usize = 1 << 18;
const SLOTS_MAX: usize = 1 << 20;

pub(crate) static STRESS: AtomicUsize = AtomicUsize::new(0);
static STRESS_COUNT: AtomicUsize = AtomicUsize::new(0);

/// A thread's access to the heap. Its address must not change while it is attached.
#[repr(C)]
pub struct Local {
    /// Bit 0: call `safepoint`. Bit 1: something waits in the weak or finalizer queue. The other
    /// bits are the embedder's.
    pub poll: AtomicU64,
    /// A limit that the embedder compares with at every call; `request` makes it 0, so that who calls
    /// looks at `poll`, too. Null: there is none.
    pub call_limit: *const AtomicUsize,
    /// The allocation buffers by class; compiled code allocates from them too.
    pub tlabs: [Tlab; CLASSES],
    walks: [Walk; CLASSES],
    /// Bytes taken since they were last added to the global count.
    fresh_bytes: usize,
    /// Blocks taken since the last collection.
    pub(crate) touched: Vec<u32>,
    /// Old objects that were written.
    pub(crate) remembered: Vec<usize>,
    /// Written slots of large old objects.
    pub(crate) slots: Vec<usize>,
    pub(crate) state: AtomicU32,
    pub(crate) owns_the_world: bool,
    /// The thread has not run since the last collection scanned it.
    pub(crate) quiet: bool,
    pub(crate) attached: bool,
    pub(crate) stack_pointer: usize,
    pub(crate) stack_base: usize,
    pub(crate) scan_roots: Option<unsafe fn(*mut Local, &mut Visitor)>,
}

impl Default for Local {
    fn default() -> Local {
        Local::new()
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        if self.attached {
            // SAFETY: attached, and still at its address.
            unsafe { self.detach() }
        }
    }
}

impl Local {
    /// A record that is not attached yet.
    pub fn new() -> Local {
        let mut local = Local {
            poll: AtomicU64::new(0),
            call_limit: std::ptr::null(),
            tlabs: [Tlab { cursor: 0, end: 0 }; CLASSES],
            walks: [Walk { block: 0, at: 0, zeroed: false }; CLASSES],
            fresh_bytes: 0,
            touched: Vec::new(),
            remembered: Vec::new(),
            slots: Vec::new(),
            state: AtomicU32::new(world::STOPPED),
            owns_the_world: false,
            quiet: false,
            attached: false,
            stack_pointer: 0,
            stack_base: 0,
            scan_roots: None,
        };
        // So that a request for no bytes takes the slow path, which rounds it up.
        local.tlabs[0].cursor = 1;
        local
    }

    /// Makes the current thread known to the heap. `scan_roots` visits the thread's value stack
    /// while the thread is stopped.
    ///
    /// # Safety
    /// The record must not move until `detach`, and belongs to the current thread alone.
    pub unsafe fn attach(&mut self, scan_roots: unsafe fn(*mut Local, &mut Visitor)) {
        space::initialize();
        self.scan_roots = Some(scan_roots);
        // SAFETY: passed on to the caller.
        unsafe { world::attach(self) }
    }

    /// The thread leaves; what it alone referred to dies.
    ///
    /// # Safety
    /// Called by the attached thread, outside of `blocking` and `stop_the_world`.
    pub unsafe fn detach(&mut self) {
        self.flush_fresh_bytes();
        // SAFETY: passed on to the caller.
        unsafe { world::detach(self) }
    }

    /// Sets where the current native stack ends, after a switch to another stack. The stacks that
    /// do not run are the embedder's to visit.
    pub fn set_stack_base(&mut self, base: usize) {
        self.stack_base = base;
    }

    /// Whether the thread has run since the last collection. If not, and the collection is a minor
    /// one, `scan_roots` may pass over what only the thread itself changes.
    pub fn has_run_since_collection(&self) -> bool {
        !self.quiet
    }

    /// Where the current native stack ends.
    pub fn stack_base(&self) -> usize {
        self.stack_base
    }

    /// A new object of `size` bytes, header included: zero but for its shape. May collect.
    #[inline(always)]
    pub fn alloc(&mut self, size: usize, shape: ShapeId) -> *mut u8 {
        match self.bump(size, shape) {
            Some(object) => object,
            None => heap_alloc_slow(self, size, u64::from(shape)),
        }
    }

    /// As `alloc`, but never collects nor parks: for use under locks.
    #[inline(always)]
    pub fn alloc_without_collecting(&mut self, size: usize, shape: ShapeId) -> *mut u8 {
        match self.bump(size, shape) {
            Some(object) => object,
            None => self.alloc_slow_without_collecting(size, shape),
        }
    }

    /// As `alloc`; none if the system or the limit refuses.
    pub fn try_alloc(&mut self, size: usize, shape: ShapeId) -> Option<*mut u8> {
        match self.bump(size, shape) {
            Some(object) => Some(object),
            None => self.allocate_slowly(size, shape, true),
        }
    }

    #[inline(always)]
    fn bump(&mut self, size: usize, shape: ShapeId) -> Option<*mut u8> {
        if size > INLINE_MAX {
            return self.bump_larger(size, shape);
        }
        let class = size.div_ceil(8);
        let tlab = &mut self.tlabs[class];
        let object = tlab.cursor;
        let next = object + class * 8;
        if next > tlab.end {
            return None;
        }
        tlab.cursor = next;
        // SAFETY: the cell is this thread's, and free.
        unsafe { (object as *mut u64).write(u64::from(shape)) };
        Some(object as *mut u8)
    }

    /// `bump` for cells whose class is looked up.
    #[inline(never)]
    fn bump_larger(&mut self, size: usize, shape: ShapeId) -> Option<*mut u8> {
        if size > SMALL_MAX - 8 {
            return None;
        }
        let class = class_of(padded(size));
        let tlab = &mut self.tlabs[class];
        let object = tlab.cursor;
        let next = object + SIZES[class] as usize;
        if next > tlab.end {
            return None;
        }
        tlab.cursor = next;
        // SAFETY: the cell is this thread's, and free.
        unsafe { (object as *mut u64).write(u64::from(shape)) };
        Some(object as *mut u8)
    }

    #[cold]
    #[inline(never)]
    fn alloc_slow_without_collecting(&mut self, size: usize, shape: ShapeId) -> *mut u8 {
        self.allocate_slowly(size, shape, false).unwrap_or_else(|| exhausted(size))
    }

    #[inline(never)]
    fn allocate_slowly(
        &mut self,
        size: usize,
        shape: ShapeId,
        may_collect: bool,
    ) -> Option<*mut u8> {
        if !self.attached {
            crate::verify::fail(format_args!("allocation by a thread that is not attached"));
        }
        collect::forbid_inside_collection(self);
        if size > isize::MAX as usize {
            return None;
        }
        if may_collect && STRESS.load(Relaxed) != 0 {
            self.stress();
        }
        let padded = padded(size);
        let object = if padded > SMALL_MAX {
            self.take_large(padded, may_collect)?
        } else {
            let class = class_of(padded);
            let size = SIZES[class] as usize;
            loop {
                let tlab = &mut self.tlabs[class];
                if tlab.cursor + size <= tlab.end {
                    let object = tlab.cursor;
                    tlab.cursor += size;
                    break object as *mut u8;
                }
                if !self.refill(class, may_collect) {
                    return None;
                }
            }
        };
        // SAFETY: the cell is this thread's, and free.
        unsafe { object.cast::<u64>().write(u64::from(shape)) };
        Some(object)
    }

    fn stress(&mut self) {
        let every = STRESS.load(Relaxed);
        let count = STRESS_COUNT.fetch_add(1, Relaxed);
        if every != 0 && count.is_multiple_of(every) {
            // Every fourth is a full one.
            let full = (count / every).is_multiple_of(4);
            self.collect(if full { Collection::Full } else { Collection::Minor });
        }
    }

    /// Gets a new buffer for `class`; false if the heap is exhausted.
    fn refill(&mut self, class: usize, may_collect: bool) -> bool {
        let mut has_collected = false;
        loop {
            if self.walks[class].block != 0 && self.next_run(class) {
                return true;
            }
            self.flush_fresh_bytes();
            if may_collect {
                collect::collect_if_due(self);
            }
            let taken = space().take_cells(class);
            if let Some(Taken { at, zeroed, is_begun }) = taken {
                let block = block_index(at);
                let start = block_address(block);
                // SAFETY: the block is now this thread's.
                unsafe { set_bits(allocated(), at, start + BLOCK) };
                if !is_begun {
                    self.touched.push(block as u32);
                }
                self.walks[class] = Walk { block: start, at, zeroed };
            } else if may_collect && !has_collected {
                has_collected = true;
                self.collect(Collection::Full);
            } else {
                return false;
            }
        }
    }

    /// Makes the next run of free cells of the current block the buffer; false at the block's end.
    fn next_run(&mut self, class: usize) -> bool {
        let size = SIZES[class] as usize;
        let walk = &mut self.walks[class];
        let end = walk.block + BLOCK / size * size;
        let mut start = walk.at;
        // SAFETY: the block is this thread's; marks change only while the world is stopped.
        unsafe {
            while start < end && bit(marks(), start) {
                start += size;
            }
            if start >= end {
                walk.block = 0;
                return false;
            }
            let longest = if STRESS.load(Relaxed) != 0 { size } else { (RUN / size).max(1) * size };
            let stop = next_mark(start + size, end.min(start + longest));
            walk.at = stop;
            if !walk.zeroed {
                zero(start, stop);
            }
            self.fresh_bytes += stop - start;
            self.tlabs[class] = Tlab { cursor: start, end: stop };
        }
        true
    }

    fn take_large(&mut self, size: usize, may_collect: bool) -> Option<*mut u8> {
        self.fresh_bytes += size;
        self.flush_fresh_bytes();
        if may_collect {
            collect::collect_if_due(self);
        }
        let taken = space().take_large(size);
        if taken.is_some() || !may_collect || size > collect::worth_collecting_for() {
            return taken;
        }
        self.collect(Collection::Full);
        // Under a limit the kept empty blocks may be what is missing.
        space::trim();
        space().take_large(size)
    }

    fn flush_fresh_bytes(&mut self) {
        collect::SINCE.fetch_add(std::mem::take(&mut self.fresh_bytes), Relaxed);
    }

    /// Gives up all buffers: cells that were not handed out become invisible in `allocated`.
    pub(crate) fn retire(&mut self, allocated: *mut u64) {
        self.retire_into(allocated, |_, _| {});
    }

    /// Gives up all buffers as `retire` does; `rest` gets what remains of a block and its class.
    pub(crate) fn retire_into(&mut self, allocated: *mut u64, mut rest: impl FnMut(usize, Taken)) {
        for class in 1..CLASSES {
            let walk = &mut self.walks[class];
            let tlab = &mut self.tlabs[class];
            if walk.block != 0 {
                let at = if tlab.cursor < tlab.end { tlab.cursor } else { walk.at };
                let end = walk.block + BLOCK;
                if at < end {
                    // SAFETY: the block is this thread's.
                    unsafe { clear_bits(allocated, at, end) };
                    rest(class, Taken { at, zeroed: walk.zeroed, is_begun: true });
                }
            }
            *tlab = Tlab { cursor: 0, end: 0 };
            walk.block = 0;
        }
        self.fresh_bytes = 0;
    }

    /// Asks for the thread's attention, from any thread or from a signal handler.
    pub fn request(&self, bits: u64) {
        self.poll.fetch_or(bits, SeqCst);
        // SAFETY: the embedder's limit lives as long as the record is attached.
        if let Some(limit) = unsafe { self.call_limit.as_ref() } {
            limit.store(0, SeqCst);
        }
    }

    /// Whether anything asks for this thread's attention: one load and branch.
    #[inline(always)]
    pub fn poll_requested(&self) -> bool {
        self.poll.load(Relaxed) != 0
    }

    /// Parks while another thread has stopped the world; collects if that was asked for.
    pub fn safepoint(&mut self) {
        if self.poll.load(Relaxed) & world::PARK != 0 && !self.owns_the_world {
            self.safepoint_slow();
        }
    }

    #[cold]
    #[inline(never)]
    fn safepoint_slow(&mut self) {
        if world::is_stopping() || !world::COLLECTION_WANTED.load(Relaxed) {
            let local: *mut Local = self;
            crate::registers::with_registers_on_stack(|stack_pointer| {
                // SAFETY: `local` is this thread's record.
                unsafe { world::park(local, stack_pointer) }
            });
        } else {
            collect::collect_if_due(self);
        }
    }

    /// Calls `f`, which may wait; meanwhile the thread counts as stopped, so `f` must not touch
    /// the heap.
    pub fn blocking<R>(&mut self, f: impl FnOnce() -> R) -> R {
        if self.owns_the_world || self.state.load(Relaxed) == world::STOPPED {
            return f();
        }
        struct Rejoin(*mut Local);
        impl Drop for Rejoin {
            fn drop(&mut self) {
                // SAFETY: this thread's record, which has left.
                unsafe { world::rejoin(self.0) }
            }
        }
        let local: *mut Local = self;
        crate::registers::with_registers_on_stack(|stack_pointer| {
            // SAFETY: this thread's record.
            unsafe { world::leave(local, stack_pointer) };
            let _rejoin = Rejoin(local);
            f()
        })
    }

    /// Calls `f` while all other attached threads are parked or in `blocking`. `f` may use the
    /// heap, also collect.
    pub fn stop_the_world<R>(&mut self, f: impl FnOnce() -> R) -> R {
        if self.owns_the_world {
            return f();
        }
        struct Resume(*mut Local);
        impl Drop for Resume {
            fn drop(&mut self) {
                // SAFETY: this thread has stopped the world.
                unsafe { world::resume(self.0) }
            }
        }
        let local: *mut Local = self;
        crate::registers::with_registers_on_stack(|stack_pointer| {
            // SAFETY: this thread's record.
            unsafe {
                (*local).stack_pointer = stack_pointer;
                world::stop(local);
            }
            let _resume = Resume(local);
            f()
        })
    }

    /// Collects now.
    pub fn collect(&mut self, kind: Collection) {
        collect::collect(self, collect::Reason::Requested(kind));
    }

    /// Calls `f` with every object, while the world is stopped. Objects that are dead but not
    /// collected yet are among them.
    pub fn for_each_object(&mut self, mut f: impl FnMut(*mut u8)) {
        self.stop_the_world(|| collect::for_each_object(&mut f));
    }

    /// Must follow the store of a word into `slot` of `object`.
    ///
    /// # Safety
    /// `object` is an object that contains `slot`.
    #[inline(always)]
    pub unsafe fn write_barrier(&mut self, object: *mut u8, slot: *mut u64) {
        // SAFETY: an object has a header.
        if unsafe { (*object.cast::<Header>()).gc.load(Relaxed) } != 0 {
            heap_barrier_slow(self, object, slot);
        }
    }

    /// Must follow the stores of words into many slots of `object`.
    ///
    /// # Safety
    /// `object` is an object.
    #[inline(always)]
    pub unsafe fn range_barrier(&mut self, object: *mut u8) {
        // SAFETY: an object has a header.
        if unsafe { (*object.cast::<Header>()).gc.load(Relaxed) } != 0 {
            // SAFETY: as above.
            unsafe { self.remember(object) }
        }
    }

    /// Logs the whole object.
    #[cold]
    #[inline(never)]
    unsafe fn remember(&mut self, object: *mut u8) {
        // SAFETY: an object has a header. Two threads may both log it, which does no harm.
        unsafe { (*object.cast::<Header>()).gc.store(0, Relaxed) };
        self.remembered.push(object as usize);
    }

    #[cold]
    #[inline(never)]
    fn slots_overflow(&mut self, object: *mut u8) {
        // After a collection what the slots refer to is old, and the log stays empty.
        world::COLLECTION_WANTED.store(true, Relaxed);
        self.request(world::PARK);
        if self.slots.len() >= SLOTS_MAX {
            // SAFETY: the caller logs a slot of this object.
            unsafe { self.remember(object) }
        }
    }
}

/// Zeroes a run. Short runs are the common case in old blocks, where a call would cost more.
#[inline(always)]
unsafe fn zero(from: usize, to: usize) {
    // SAFETY: the caller owns the run.
    unsafe {
        if to - from <= INLINE_MAX {
            let mut at = from;
            while at < to {
                (at as *mut u64).write_volatile(0);
                at += 8;
            }
        } else {
            std::ptr::write_bytes(from as *mut u8, 0, to - from);
        }
    }
}

#[cold]
fn exhausted(size: usize) -> ! {
    crate::out_of_memory(&format!("no memory for an object of {size} bytes"))
}

/// The slow path of `Local::alloc`, for compiled code.
///
/// `local` must be the current thread's attached record.
#[inline(never)]
pub extern "C" fn heap_alloc_slow(local: *mut Local, size: usize, shape: u64) -> *mut u8 {
    // SAFETY: the caller passes its thread's record.
    let local = unsafe { &mut *local };
    match local.allocate_slowly(size, shape as ShapeId, true) {
        Some(object) => object,
        None => exhausted(size),
    }
}

/// The slow path of `Local::write_barrier`, for compiled code: `object`'s gc byte is not zero.
#[inline(never)]
pub extern "C" fn heap_barrier_slow(local: *mut Local, object: *mut u8, slot: *mut u64) {
    // SAFETY: the caller passes its thread's record, an object and a slot in it.
    unsafe {
        let local = &mut *local;
        if (*object.cast::<Header>()).gc.load(Relaxed) == OLD_LARGE {
            // Another thread may have stored since; its barrier then sees its own word.
            let word = (*slot.cast::<AtomicU64>()).load(Relaxed);
            if word & 7 != 0 || word == 0 || crate::mark::is_marked(word as usize) {
                return;
            }
            local.slots.push(slot as usize);
            if local.slots.len() >= SLOTS_WANTED {
                local.slots_overflow(object);
            }
        } else {
            local.remember(object);
        }
    }
}

/// Collects at every `every_nth_slow_allocation`, and makes every allocation a slow one. Zero
/// turns it off.
pub fn set_stress(every_nth_slow_allocation: usize) {
    STRESS.store(every_nth_slow_allocation, Relaxed);
}
