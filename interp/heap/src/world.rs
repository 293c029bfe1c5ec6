//! Threads: attached or not, running or stopped.
//!
//! Marking happens while the world is stopped, that is, while every attached thread has published
//! a stack pointer and promised not to touch the heap. A thread stops by parking at a safepoint or
//! by being in `blocking`. Signals that suspend threads anywhere would need stack maps or barriers
//! that survive an interruption; polling needs neither.
//!
//! `blocking` is entered and left for every system call, so it takes no lock: a thread that leaves
//! it says "running" first and looks at `STOPPING` then, a thread that stops the world sets
//! `STOPPING` first and looks at the states then. With sequentially consistent accesses one of the
//! two sees the other. A parked thread goes on only after it has seen, under the lock, that nobody
//! is stopping: otherwise a thread woken from one collection could run into the next.

use crate::layout::allocated;
use crate::local::Local;
use crate::space::{Space, space};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering::*};
use std::sync::{Condvar, Mutex, MutexGuard};

pub(crate) const RUNNING: u32 = 0;
pub(crate) const STOPPED: u32 = 1;

/// Bit of `Local::poll`: the thread is to call `safepoint`.
pub const PARK: u64 = 1;
/// Bit of `Local::poll`: `take_cleared_weak` or `take_finalizable` has something.
pub const FINALIZE_PENDING: u64 = 2;

/// What a thread that detached leaves for the next collection.
#[derive(Default)]
pub(crate) struct Legacy {
    pub touched: Vec<u32>,
    pub remembered: Vec<usize>,
    pub slots: Vec<usize>,
}

pub(crate) struct World {
    pub threads: Vec<*mut Local>,
    pub legacy: Legacy,
}

// SAFETY: the pointers are used under the rules of this module: by their own thread while it runs,
// and by the thread that has stopped the world.
unsafe impl Send for World {}

static WORLD: Mutex<World> = Mutex::new(World {
    threads: Vec::new(),
    legacy: Legacy { touched: Vec::new(), remembered: Vec::new(), slots: Vec::new() },
});
static ALL_STOPPED: Condvar = Condvar::new();
static RESUMED: Condvar = Condvar::new();
static STOPPING: AtomicBool = AtomicBool::new(false);
/// Somebody asks for a collection at the next safepoint.
pub(crate) static COLLECTION_WANTED: AtomicBool = AtomicBool::new(false);

thread_local! {
    static CURRENT: Cell<*mut Local> = const { Cell::new(std::ptr::null_mut()) };
}

/// Locks, also if a panic has poisoned the mutex: the heap's own code does not panic under it.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

pub(crate) fn world() -> MutexGuard<'static, World> {
    lock(&WORLD)
}

fn wait<'a>(condition: &Condvar, guard: MutexGuard<'a, World>) -> MutexGuard<'a, World> {
    condition.wait(guard).unwrap_or_else(|poisoned| poisoned.into_inner())
}

pub(crate) unsafe fn attach(local: *mut Local) {
    let mut world = world();
    while STOPPING.load(SeqCst) {
        world = wait(&RESUMED, world);
    }
    // SAFETY: the caller owns `local` and keeps its address.
    unsafe {
        (*local).attached = true;
        (*local).quiet = false;
        (*local).stack_base = crate::registers::stack_base();
        (*local).state.store(RUNNING, SeqCst);
    }
    world.threads.push(local);
    CURRENT.set(local);
}

pub(crate) unsafe fn detach(local: *mut Local) {
    // SAFETY: the caller is the attached thread.
    unsafe {
        let mut world = world();
        (*local).stack_pointer = (*local).stack_base;
        world = wait_until_resumed(local, world);
        world.threads.retain(|&thread| thread != local);
        bequeath(&mut world.legacy, local, &mut space());
        (*local).attached = false;
        CURRENT.set(std::ptr::null_mut());
    }
}

unsafe fn bequeath(legacy: &mut Legacy, local: *mut Local, space: &mut Space) {
    // SAFETY: the thread is `local`'s own, or gone.
    unsafe {
        (*local).retire_into(allocated(), |class, rest| space.begun[class].push(rest));
        legacy.touched.append(&mut (*local).touched);
        legacy.remembered.append(&mut (*local).remembered);
        legacy.slots.append(&mut (*local).slots);
    }
}

/// With `stack_pointer` published: counts as stopped while anyone is stopping, then runs on.
unsafe fn wait_until_resumed(
    local: *mut Local,
    mut world: MutexGuard<'static, World>,
) -> MutexGuard<'static, World> {
    // SAFETY: called by `local`'s thread.
    unsafe {
        if STOPPING.load(SeqCst) {
            (*local).state.store(STOPPED, SeqCst);
            ALL_STOPPED.notify_all();
            while STOPPING.load(SeqCst) {
                world = wait(&RESUMED, world);
            }
            (*local).state.store(RUNNING, SeqCst);
            (*local).quiet = false;
        }
    }
    world
}

/// Parks the thread while somebody stops the world.
pub(crate) unsafe fn park(local: *mut Local, stack_pointer: usize) {
    // SAFETY: called by `local`'s thread.
    unsafe {
        let world = world();
        (*local).stack_pointer = stack_pointer;
        let _world = wait_until_resumed(local, world);
        if !COLLECTION_WANTED.load(Relaxed) {
            (*local).poll.fetch_and(!PARK, Relaxed);
        }
    }
}

pub(crate) fn is_stopping() -> bool {
    STOPPING.load(SeqCst)
}

/// From now on the thread counts as stopped.
pub(crate) unsafe fn leave(local: *mut Local, stack_pointer: usize) {
    // SAFETY: called by `local`'s thread.
    unsafe {
        (*local).stack_pointer = stack_pointer;
        (*local).state.store(STOPPED, SeqCst);
    }
    if STOPPING.load(SeqCst) {
        let _world = world();
        ALL_STOPPED.notify_all();
    }
}

/// The thread runs again; waits if the world is stopped.
pub(crate) unsafe fn rejoin(local: *mut Local) {
    // SAFETY: called by `local`'s thread.
    unsafe {
        (*local).state.store(RUNNING, SeqCst);
        if STOPPING.load(SeqCst) {
            let world = world();
            let _world = wait_until_resumed(local, world);
        }
        (*local).quiet = false;
    }
}

/// Stops all other threads. `local` is the caller's (with its stack pointer published), or null
/// if the caller is not attached.
pub(crate) unsafe fn stop(local: *mut Local) {
    // SAFETY: thread records stay valid while they are in the list.
    unsafe {
        let mut world = world();
        while STOPPING.load(SeqCst) {
            if !local.is_null() {
                (*local).state.store(STOPPED, SeqCst);
                ALL_STOPPED.notify_all();
            }
            world = wait(&RESUMED, world);
        }
        STOPPING.store(true, SeqCst);
        if !local.is_null() {
            (*local).state.store(STOPPED, SeqCst);
            (*local).owns_the_world = true;
        }
        for &thread in &world.threads {
            if thread != local {
                (*thread).request(PARK);
            }
        }
        while world.threads.iter().any(|&thread| (*thread).state.load(SeqCst) == RUNNING) {
            world = wait(&ALL_STOPPED, world);
        }
    }
}

/// Lets all threads run again.
pub(crate) unsafe fn resume(local: *mut Local) {
    let world = world();
    // SAFETY: passed on to the caller.
    unsafe { resume_locked(local, &world) }
}

unsafe fn resume_locked(local: *mut Local, world: &World) {
    // SAFETY: as in `stop`.
    unsafe {
        let keep = if COLLECTION_WANTED.load(Relaxed) { !0 } else { !PARK };
        for &thread in &world.threads {
            (*thread).poll.fetch_and(keep, Relaxed);
        }
        if !local.is_null() {
            (*local).owns_the_world = false;
            (*local).quiet = false;
            (*local).state.store(RUNNING, SeqCst);
        }
        STOPPING.store(false, SeqCst);
        RESUMED.notify_all();
    }
}

/// Sets `bits` in every attached thread's poll word.
pub fn set_poll_bits(bits: u64) {
    for &thread in &world().threads {
        // SAFETY: thread records stay valid while they are in the list.
        unsafe { (*thread).request(bits) };
    }
}

pub(crate) fn clear_poll_bits(world: &World, bits: u64) {
    for &thread in &world.threads {
        // SAFETY: as above.
        unsafe { (*thread).poll.fetch_and(!bits, Relaxed) };
    }
}

/// The parts in use of all threads' native stacks, as lowest and highest address.
///
/// # Safety
/// The world is stopped: for root scanners.
pub unsafe fn stopped_stacks() -> Vec<(usize, usize)> {
    let world = world();
    // SAFETY: stopped threads have published their stack pointers (caller).
    world
        .threads
        .iter()
        .map(|&thread| unsafe { ((*thread).stack_pointer, (*thread).stack_base) })
        .collect()
}

/// How many threads are attached.
pub fn thread_count() -> usize {
    world().threads.len()
}

/// All locks of the heap, held across a fork.
struct ForkLocks {
    world: MutexGuard<'static, World>,
    space: MutexGuard<'static, Space>,
    _shapes: MutexGuard<'static, ()>,
    _registry: MutexGuard<'static, crate::weak::Registry>,
    _scanners: MutexGuard<'static, crate::roots::Scanners>,
    _history: MutexGuard<'static, crate::stats::History>,
}

static FORK_LOCKS: AtomicPtr<ForkLocks> = AtomicPtr::new(std::ptr::null_mut());

/// To be called by the thread that is about to fork: stops the world and takes the heap's locks,
/// so that the child finds everything consistent.
pub fn before_fork() {
    let local = CURRENT.get();
    crate::registers::with_registers_on_stack(|stack_pointer| {
        // SAFETY: `local` is this thread's record or null.
        unsafe {
            if !local.is_null() {
                (*local).stack_pointer = stack_pointer;
            }
            stop(local);
        }
    });
    let locks = Box::new(ForkLocks {
        world: world(),
        _registry: crate::weak::registry(),
        space: space(),
        _shapes: lock(&crate::shapes::GROWING),
        _scanners: crate::roots::scanners(),
        _history: crate::stats::history(),
    });
    FORK_LOCKS.store(Box::into_raw(locks), SeqCst);
}

fn take_fork_locks() -> Box<ForkLocks> {
    let locks = FORK_LOCKS.swap(std::ptr::null_mut(), SeqCst);
    assert!(!locks.is_null(), "after_fork without before_fork");
    // SAFETY: made by `before_fork`.
    unsafe { Box::from_raw(locks) }
}

/// To be called in the parent after the fork, whether it succeeded or not.
pub fn after_fork_parent() {
    let locks = take_fork_locks();
    // SAFETY: this thread has stopped the world.
    unsafe { resume_locked(CURRENT.get(), &locks.world) }
}

/// To be called in the child after the fork: the thread is the only one that is left.
pub fn after_fork_child(local: &mut Local) {
    let mut locks = take_fork_locks();
    let local: *mut Local = local;
    // SAFETY: the other threads do not exist here; their records do, copied with all memory, and
    // they were stopped, so their buffers and logs are consistent.
    unsafe {
        let world = &mut *locks.world;
        for thread in std::mem::take(&mut world.threads) {
            if thread != local {
                bequeath(&mut world.legacy, thread, &mut locks.space);
                (*thread).attached = false;
            }
        }
        world.threads.push(local);
        resume_locked(local, world);
    }
}
