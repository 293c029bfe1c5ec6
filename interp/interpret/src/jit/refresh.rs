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
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Longest time for which a loop may go on with what it has loaded.
const PERIOD: Duration = Duration::from_millis(5);

/// Periods without a second thread before the native thread sleeps.
const PATIENCE: u32 = 200;

/// While it sleeps it looks around once in this time, whatever happens.
const SLEEP: Duration = Duration::from_secs(1);

/// Periods without a second thread so far.
static IDLE: AtomicU32 = AtomicU32::new(0);

/// The native thread, and the process it belongs to: a forked child does not have it.
static REFRESHER: Mutex<Option<(u32, JoinHandle<()>)>> = Mutex::new(None);

/// Another Python thread is about to start.
pub fn thread_starts() {
    IDLE.store(0, Ordering::Release);
    let mut refresher = REFRESHER.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let process = std::process::id();
    match &*refresher {
        Some((owner, running)) if *owner == process => running.thread().unpark(),
        _ => {
            let spawned = thread::Builder::new()
                .name("refresher".to_string())
                .stack_size(64 << 10)
                .spawn(refresh);
            *refresher = spawned.ok().map(|running| (process, running));
        }
    }
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
            thread::park_timeout(SLEEP);
            continue;
        }
        thread::sleep(PERIOD);
    }
}
