//! Loops of compiled code see what other threads wrote.
//!
//! A loop loads what it does not change itself once, at its entry, and other threads may change it:
//! `while not self.stop` would never end. To load everything anew in every turn would cost the loops
//! of programs with threads what loops without threads gain. So once a second thread was started, a
//! native thread raises a bit in the poll word of every Python thread every few milliseconds: each
//! leaves its loop by the exit that is there for collections and signals, and loads everything anew
//! when it comes back. Ordering is what the hardware gives; only the delay is bounded here.
//!
//! While there is one Python thread nothing happens; the native thread sleeps.

use object::thread::poll;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, Ordering};
use std::thread::{self, Thread};
use std::time::Duration;

/// Longest time for which a loop may go on with what it has loaded.
const PERIOD: Duration = Duration::from_millis(5);

/// Periods without a second thread before the native thread sleeps.
const PATIENCE: u32 = 200;

/// While it sleeps it looks around once in this time, whatever happens.
const SLEEP: Duration = Duration::from_secs(1);

/// Periods without a second thread so far.
static IDLE: AtomicU32 = AtomicU32::new(0);

/// Whether this process has the native thread.
static RUNNING: AtomicBool = AtomicBool::new(false);
static SLEEPS: AtomicBool = AtomicBool::new(false);
/// The native thread; one is leaked for each process that starts threads.
static REFRESHER: AtomicPtr<Thread> = AtomicPtr::new(std::ptr::null_mut());

/// Another Python thread is about to start.
pub fn thread_starts() {
    IDLE.store(0, Ordering::SeqCst);
    if !RUNNING.swap(true, Ordering::SeqCst) {
        let builder = thread::Builder::new().name("refresher".to_string()).stack_size(64 << 10);
        match builder.spawn(refresh) {
            Ok(running) => {
                let handle = Box::leak(Box::new(running.thread().clone()));
                REFRESHER.store(handle, Ordering::Release);
            }
            Err(_) => RUNNING.store(false, Ordering::SeqCst),
        }
    } else if SLEEPS.load(Ordering::SeqCst) {
        // SAFETY: leaked.
        if let Some(refresher) = unsafe { REFRESHER.load(Ordering::Acquire).as_ref() } {
            refresher.unpark();
        }
    }
}

/// This is a forked child: it has no such native thread.
pub fn after_fork_child() {
    RUNNING.store(false, Ordering::SeqCst);
    SLEEPS.store(false, Ordering::SeqCst);
}

fn refresh() {
    // SAFETY: no signal is this thread's: the interpreter's threads answer them.
    unsafe {
        let mut all: libc::sigset_t = std::mem::zeroed();
        libc::sigfillset(&mut all);
        libc::pthread_sigmask(libc::SIG_BLOCK, &all, std::ptr::null_mut());
    }
    loop {
        if heap::thread_count() > 1 {
            IDLE.store(0, Ordering::Relaxed);
            heap::set_poll_bits(poll::REFRESH);
        } else if IDLE.fetch_add(1, Ordering::AcqRel) >= PATIENCE {
            SLEEPS.store(true, Ordering::SeqCst);
            if IDLE.load(Ordering::SeqCst) != 0 {
                thread::park_timeout(SLEEP);
            }
            SLEEPS.store(false, Ordering::SeqCst);
            continue;
        }
        thread::sleep(PERIOD);
    }
}
