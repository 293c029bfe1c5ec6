//! How much of a program's time may go into recording and compiling.
//!
//! Compiling pays for code that runs on and on. In a program with masses of code that each run a
//! few hundred times it does not: thresholds alone let such a program spend several times longer in
//! the compiler than it would have been interpreted. So the compiler lives on an allowance: a fixed
//! sum, enough for the loops of a small program to be compiled at once, and from then on a share of
//! the processor time that the process has used. Whatever becomes hot while the allowance is spent is
//! put off: its counter begins anew. What is hottest asks most often, so it is what gets compiled.
//! Higher thresholds were rejected: they make all programs wait, also those that would have profited.
//!
//! Who sets thresholds by hand wants what they say, so that lifts the limit; `compile_share` sets it.

use super::{parameters, stats};
use std::sync::atomic::{AtomicU64, Ordering};

/// Nanoseconds that may always be spent.
const ALLOWANCE: u64 = 30_000_000;

/// Nanoseconds of recording and compiling, of all threads.
static SPENT: AtomicU64 = AtomicU64::new(0);

fn clock(which: libc::clockid_t) -> u64 {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the call fills the struct that is its own.
    unsafe { libc::clock_gettime(which, &mut time) };
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// Whether something may be compiled after so much was spent in so much time (nanoseconds), if `share` percent of it may
/// be.
fn covers(spent: u64, elapsed: u64, share: u64) -> bool {
    spent <= ALLOWANCE + elapsed / 100 * share
}

/// Whether there is time left for one more recording; counts where there is not.
pub fn allows() -> bool {
    let share = parameters::compile_share();
    let spent = SPENT.load(Ordering::Relaxed);
    let allowed = share >= 100
        || spent <= ALLOWANCE
        || covers(spent, clock(libc::CLOCK_PROCESS_CPUTIME_ID), share as u64);
    if !allowed {
        stats::add(&stats::POSTPONED, 1);
    }
    allowed
}

/// While it lives, the thread's time is spent on compiling, but for the pauses.
pub struct Spending(u64);

impl Spending {
    pub fn begin() -> Spending {
        Spending(clock(libc::CLOCK_THREAD_CPUTIME_ID))
    }

    /// What the thread does from now on, it would do without the compiler.
    pub fn pause(&mut self) {
        let now = clock(libc::CLOCK_THREAD_CPUTIME_ID);
        SPENT.fetch_add(now.saturating_sub(self.0), Ordering::Relaxed);
        self.0 = u64::MAX;
    }

    /// Ends the pause.
    pub fn resume(&mut self) {
        self.0 = clock(libc::CLOCK_THREAD_CPUTIME_ID);
    }
}

impl Drop for Spending {
    fn drop(&mut self) {
        self.pause();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_of_the_time_may_be_spent_beyond_the_allowance() {
        assert!(covers(ALLOWANCE, 0, 0));
        assert!(!covers(ALLOWANCE + 1, 0, 25));
        assert!(covers(ALLOWANCE + 25, 100, 25));
        assert!(!covers(ALLOWANCE + 26, 100, 25));
        assert!(!covers(ALLOWANCE + 1, 1_000_000_000, 0));
    }

    #[test]
    fn what_is_spent_is_counted() {
        let before = SPENT.load(Ordering::Relaxed);
        let spending = Spending::begin();
        let start = clock(libc::CLOCK_THREAD_CPUTIME_ID);
        while clock(libc::CLOCK_THREAD_CPUTIME_ID) < start + 1_000_000 {}
        drop(spending);
        assert!(SPENT.load(Ordering::Relaxed) >= before + 1_000_000);
    }
}
