//! Native threads: started when none is idle, and kept for a while when their task is done.
//!
//! A native thread with its two stacks costs the system more than a short task: mapping and unmapping
//! them, faulting in the pages again, and all that the system's library does per thread. So a thread
//! that has finished waits for another task for `PATIENCE` before it ends. Idle ones are detached from
//! the heap: no collection waits for them, and nothing on their stacks counts.
//!
//! The starter does not wait for the new thread. What the task refers to is in `HANDED_OVER`, which the
//! collector scans, until the new thread has attached itself and has it on its own stack.

use super::Task;
use object::Thread;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, Once};
use std::time::{Duration, Instant};

/// How long an idle thread waits for a task.
const PATIENCE: Duration = Duration::from_millis(300);

/// At most so many threads are idle.
const IDLE_MAX: usize = 128;

/// Where one native thread gets its tasks from.
struct Seat {
    task: Mutex<Option<Order>>,
    arrived: Condvar,
    /// `threading.get_ident()` of its tasks.
    ident: u64,
    /// Size of its native stack.
    stack: usize,
}

/// A task, and what a new native thread would inherit from its starter.
struct Order {
    task: Task,
    signals: libc::sigset_t,
}

/// The threads that wait for a task.
static IDLE: Mutex<Vec<Arc<Seat>>> = Mutex::new(Vec::new());

/// Words of tasks that no thread has taken yet, by the number of the task.
static HANDED_OVER: Mutex<Vec<(u32, [u64; 4])>> = Mutex::new(Vec::new());
static NUMBER: AtomicU32 = AtomicU32::new(0);

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

unsafe fn scan(visitor: &mut heap::Visitor) {
    for (_, words) in lock(&HANDED_OVER).iter() {
        for &word in words {
            visitor.visit(word);
        }
    }
}

/// The idle threads, locked for a fork.
pub(crate) struct Still(MutexGuard<'static, Vec<Arc<Seat>>>);

impl Still {
    /// In the child, which has none of them.
    pub(crate) fn forget_others(mut self) {
        self.0.clear();
    }
}

/// Until the result is dropped no thread becomes idle or busy: for a fork, so that the child does
/// not find the lock taken by a thread that it does not have.
pub(crate) fn stand_still() -> Still {
    Still(lock(&IDLE))
}

/// Keeps the words alive until `taken`; the number is the task's.
pub(super) fn hand_over(words: [u64; 4]) -> u32 {
    static SCANNED: Once = Once::new();
    SCANNED.call_once(|| heap::add_root_scanner(scan));
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    lock(&HANDED_OVER).push((number, words));
    number
}

/// The task's words are elsewhere now.
pub(super) fn taken(number: u32) {
    lock(&HANDED_OVER).retain(|(other, _)| *other != number);
}

/// Has a native thread with a stack of that size carry out the task. Gives its identifier, or
/// nothing if the system refuses.
pub(super) fn start(task: Task, stack: usize) -> Option<u64> {
    // SAFETY: reads this thread's mask into the struct.
    let signals = unsafe {
        let mut signals = std::mem::zeroed();
        libc::pthread_sigmask(libc::SIG_SETMASK, std::ptr::null(), &mut signals);
        signals
    };
    // The one that has been idle longest: the system moves a thread to an idle processor only if it has
    // not run for a while.
    let seat = {
        let mut idle = lock(&IDLE);
        let found = idle.iter().position(|seat| seat.stack == stack);
        found.map(|index| idle.remove(index))
    };
    if let Some(seat) = seat {
        let ident = seat.ident;
        *lock(&seat.task) = Some(Order { task, signals });
        seat.arrived.notify_one();
        return Some(ident);
    }
    let (new, work) = (Arc::new(Mutex::new(Some(task))), stack);
    let task = Arc::clone(&new);
    let spawned = std::thread::Builder::new().stack_size(stack).spawn(move || {
        let task = lock(&new).take();
        if let Some(task) = task {
            serve(task, work);
        }
    });
    match spawned {
        Ok(handle) => Some(std::os::unix::thread::JoinHandleExt::as_pthread_t(&handle)),
        Err(_) => {
            taken(lock(&task).take()?.number);
            None
        }
    }
}

/// A native thread from beginning to end.
fn serve(first: Task, stack: usize) {
    let mut state: Option<&'static mut Thread> = None;
    let mut task = first;
    let name = own_name();
    loop {
        let thread = match state.take() {
            Some(thread) => {
                thread.attach_again();
                thread
            }
            None => Thread::attach(stack),
        };
        super::run(thread, task);
        thread.detach();
        set_own_name(&name);
        match next_task(thread.ident, stack) {
            Some(order) => {
                // SAFETY: a mask that another thread has.
                unsafe {
                    libc::pthread_sigmask(libc::SIG_SETMASK, &order.signals, std::ptr::null_mut());
                }
                task = order.task;
                state = Some(thread);
            }
            None => return thread.give_up(),
        }
    }
}

/// Waits for another task; none if there was none for long.
fn next_task(ident: u64, stack: usize) -> Option<Order> {
    let seat = Arc::new(Seat { task: Mutex::new(None), arrived: Condvar::new(), ident, stack });
    {
        let mut idle = lock(&IDLE);
        if idle.len() >= IDLE_MAX {
            return None;
        }
        idle.push(Arc::clone(&seat));
    }
    let until = Instant::now() + PATIENCE;
    let mut task = lock(&seat.task);
    loop {
        if task.is_some() {
            return task.take();
        }
        let rest = until.saturating_duration_since(Instant::now());
        if rest.is_zero() {
            drop(task);
            let mut idle = lock(&IDLE);
            let found = idle.iter().position(|other| Arc::ptr_eq(other, &seat));
            if let Some(index) = found {
                idle.remove(index);
                return None;
            }
            // Somebody has just taken the seat, and brings a task.
            drop(idle);
            task = lock(&seat.task);
            while task.is_none() {
                task = seat.arrived.wait(task).unwrap_or_else(|poisoned| poisoned.into_inner());
            }
            continue;
        }
        task = match seat.arrived.wait_timeout(task, rest) {
            Ok((task, _)) => task,
            Err(poisoned) => poisoned.into_inner().0,
        };
    }
}

/// The system's name of the calling thread, which `_thread.set_name` may change.
#[cfg(target_os = "linux")]
fn own_name() -> [libc::c_char; 16] {
    let mut name = [0; 16];
    // SAFETY: the buffer is as long as a name can be.
    unsafe { libc::pthread_getname_np(libc::pthread_self(), name.as_mut_ptr(), name.len()) };
    name
}

#[cfg(target_os = "linux")]
fn set_own_name(name: &[libc::c_char; 16]) {
    // SAFETY: a terminated name.
    unsafe { libc::pthread_setname_np(libc::pthread_self(), name.as_ptr()) };
}

#[cfg(not(target_os = "linux"))]
fn own_name() {}

#[cfg(not(target_os = "linux"))]
fn set_own_name(_name: &()) {}
