//! Where threads wait: queues in a table, hashed by the address of what they wait for.
//!
//! Each waiting thread has a word of its own on its stack, and sleeps on that. Whoever wakes takes
//! it out of the queue first and wakes it when the queue is unlocked again. A condition variable per
//! bucket would be shorter, but it wakes everybody, and each of them first runs into the mutex that
//! the waker still holds: on one processor that is two more switches for each wake.
//!
//! Invariants: a waiter is in a queue, or its waker has taken it out and is about to write `WOKEN`,
//! or `WOKEN` is written; it does not return before the first has ended or the last has begun. A
//! wake is never lost: who was taken out makes an attempt before anything else, and who waits looks
//! under the bucket's mutex before it queues.
//!
//! Signals must not wait for the main thread's lock: its word is a static, which the function that
//! the system calls for a signal may write at any time (`interrupt_main`).

use crate::signal;
use object::{Result, Thread};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicU32, Ordering::SeqCst};
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

/// A thread that waits for `address`.
struct Waiter {
    address: usize,
    word: *const AtomicU32,
}

// SAFETY: the word lives until its waiter is out of the queue and `WOKEN` is written.
unsafe impl Send for Waiter {}

const WAITING: u32 = 0;
const WOKEN: u32 = 1;
/// A signal came for the main thread, which is still in the queue.
const INTERRUPTED: u32 = 2;

const BUCKETS: usize = 128;
static TABLE: [Mutex<VecDeque<Waiter>>; BUCKETS] = [const { Mutex::new(VecDeque::new()) }; BUCKETS];

static MAIN_WORD: AtomicU32 = AtomicU32::new(WAITING);

/// Seconds that can be waited at most.
pub const LONGEST: f64 = 9_223_372_036.0;

/// Looks at what it waits for so often before it sleeps.
const SPINS: u32 = 40;

fn bucket(address: usize) -> MutexGuard<'static, VecDeque<Waiter>> {
    let mutex = &TABLE[(address >> 4 ^ address >> 11) % BUCKETS];
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// Tries for about a microsecond, if there is a second processor on which the owner may be running.
pub fn spin(mut attempt: impl FnMut() -> bool) -> bool {
    static SEVERAL: OnceLock<bool> = OnceLock::new();
    if !*SEVERAL.get_or_init(|| std::thread::available_parallelism().is_ok_and(|n| n.get() > 1)) {
        return false;
    }
    for _ in 0..SPINS {
        if attempt() {
            return true;
        }
        std::hint::spin_loop();
    }
    false
}

/// Waits until `attempt` succeeds, looking again whenever the address is woken. False when the
/// deadline passed. The main thread runs signal handlers meanwhile.
pub fn wait(
    thread: &mut Thread,
    address: usize,
    deadline: Option<Instant>,
    attempt: impl Fn() -> bool,
) -> Result<bool> {
    let is_main = signal::is_main(thread);
    loop {
        if attempt() {
            return Ok(true);
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Ok(false);
        }
        let own = AtomicU32::new(WAITING);
        let word = if is_main { &MAIN_WORD } else { &own };
        if is_main {
            // After the store, so that a signal that comes later finds the word. A handler may wait
            // for something, too, and changes it.
            while word.swap(WAITING, SeqCst) != WAITING || signal::has_arrived() {
                signal::check(thread)?;
            }
        }
        let is_there = object::thread::blocking(thread, || {
            let mut queue = bucket(address);
            if attempt() {
                return true;
            }
            queue.push_back(Waiter { address, word });
            drop(queue);
            sleep(word, deadline);
            leave(address, word);
            false
        });
        if is_there {
            return Ok(true);
        }
    }
}

/// Until the word changes or the deadline has passed.
fn sleep(word: &AtomicU32, deadline: Option<Instant>) {
    while word.load(SeqCst) == WAITING {
        let rest = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
        if rest.is_some_and(|rest| rest.is_zero()) {
            return;
        }
        wait_for_change(word, rest);
    }
}

/// Takes the waiter out of its queue; if its waker did so, waits until the waker is done with it.
fn leave(address: usize, word: &AtomicU32) {
    if word.load(SeqCst) == WOKEN {
        return;
    }
    let mut queue = bucket(address);
    if let Some(index) = queue.iter().position(|waiter| std::ptr::eq(waiter.word, word)) {
        queue.remove(index);
        return;
    }
    drop(queue);
    while word.load(SeqCst) != WOKEN {
        std::thread::yield_now();
    }
}

fn wake_waiter(waiter: &Waiter) {
    // SAFETY: the waiter stays until it sees the store; afterwards only the address is used.
    unsafe { (*waiter.word).store(WOKEN, SeqCst) };
    announce_change(waiter.word);
}

/// Has the one look again that has waited for the address longest.
pub fn wake_one(address: usize) {
    let mut queue = bucket(address);
    let found = queue.iter().position(|waiter| waiter.address == address);
    let found = found.and_then(|index| queue.remove(index));
    drop(queue);
    if let Some(waiter) = found {
        wake_waiter(&waiter);
    }
}

/// Has all those who wait for the address look again.
pub fn wake_all(address: usize) {
    let mut found = Vec::new();
    bucket(address).retain(|waiter| {
        let is_other = waiter.address != address;
        if !is_other {
            found.push(Waiter { ..*waiter });
        }
        is_other
    });
    found.iter().for_each(wake_waiter);
}

/// A signal has arrived: the main thread looks at it if it waits. Safe in a signal handler.
pub fn interrupt_main() {
    if MAIN_WORD.compare_exchange(WAITING, INTERRUPTED, SeqCst, SeqCst).is_ok() {
        announce_change(&raw const MAIN_WORD);
    }
}

/// All queues, locked for a fork, so that the child finds them whole.
pub struct Still(Vec<MutexGuard<'static, VecDeque<Waiter>>>);

impl Still {
    /// In the child: the threads that waited do not exist.
    pub fn forget_others(mut self) {
        self.0.iter_mut().for_each(|queue| queue.clear());
    }
}

/// Until the result is dropped nobody begins or ends to wait.
pub fn stand_still() -> Still {
    let lock = |mutex: &'static Mutex<_>| mutex.lock().unwrap_or_else(|error| error.into_inner());
    Still(TABLE.iter().map(lock).collect())
}

#[cfg(target_os = "linux")]
fn wait_for_change(word: &AtomicU32, longest: Option<Duration>) {
    let time = longest.map(|longest| libc::timespec {
        tv_sec: longest.as_secs() as libc::time_t,
        tv_nsec: longest.subsec_nanos().into(),
    });
    let time = time.as_ref().map_or(std::ptr::null(), |time| &raw const *time);
    let operation = libc::FUTEX_WAIT | libc::FUTEX_PRIVATE_FLAG;
    // SAFETY: the word and the time live until the call returns.
    unsafe { libc::syscall(libc::SYS_futex, word.as_ptr(), operation, WAITING, time) };
}

#[cfg(target_os = "linux")]
fn announce_change(word: *const AtomicU32) {
    let operation = libc::FUTEX_WAKE | libc::FUTEX_PRIVATE_FLAG;
    // SAFETY: only the address counts; nothing is read or written there. A thread that happens to
    // wait for the same address by now looks again, as it does after any wake.
    unsafe { libc::syscall(libc::SYS_futex, word, operation, i32::MAX) };
}

/// Where the system has no such call: looks every millisecond.
#[cfg(not(target_os = "linux"))]
fn wait_for_change(_word: &AtomicU32, longest: Option<Duration>) {
    let slice = Duration::from_millis(1);
    std::thread::sleep(longest.map_or(slice, |longest| longest.min(slice)));
}

#[cfg(not(target_os = "linux"))]
fn announce_change(_word: *const AtomicU32) {}
