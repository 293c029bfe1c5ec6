//! Where threads wait: condition variables in a table, hashed by the address of what they wait for.

use crate::signal;
use object::{Result, Thread};
use std::sync::{Condvar, Mutex};
use std::time::{Duration, Instant};

struct Bucket {
    /// How many wait.
    mutex: Mutex<u32>,
    changed: Condvar,
}

const BUCKETS: usize = 128;
static TABLE: [Bucket; BUCKETS] =
    [const { Bucket { mutex: Mutex::new(0), changed: Condvar::new() } }; BUCKETS];

/// Seconds that can be waited at most.
pub const LONGEST: f64 = 9_223_372_036.0;

fn bucket(address: usize) -> &'static Bucket {
    &TABLE[(address >> 4 ^ address >> 11) % BUCKETS]
}

/// Waits until `attempt` succeeds, looking again whenever `wake` is called for the address. False when the deadline
/// passed. The main thread runs signal handlers meanwhile.
pub fn wait(
    thread: &mut Thread,
    address: usize,
    deadline: Option<Instant>,
    attempt: impl Fn() -> bool,
) -> Result<bool> {
    if attempt() {
        return Ok(true);
    }
    // Signals do not end the wait for a condition variable, so the main thread looks now and then.
    let slice =
        if signal::is_main(thread) { Duration::from_millis(20) } else { Duration::from_secs(3600) };
    loop {
        let outcome = object::thread::blocking(thread, || {
            let bucket = bucket(address);
            let mut guard = bucket.mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            let until = Instant::now() + slice;
            *guard += 1;
            loop {
                let now = Instant::now();
                let outcome = if attempt() {
                    Some(Some(true))
                } else if deadline.is_some_and(|deadline| now >= deadline) {
                    Some(Some(false))
                } else {
                    (now >= until).then_some(None)
                };
                if let Some(outcome) = outcome {
                    *guard -= 1;
                    return outcome;
                }
                let rest = deadline.map_or(until, |deadline| deadline.min(until)) - now;
                guard = match bucket.changed.wait_timeout(guard, rest) {
                    Ok((guard, _)) => guard,
                    Err(poisoned) => poisoned.into_inner().0,
                };
            }
        });
        if let Some(outcome) = outcome {
            return Ok(outcome);
        }
        signal::check(thread)?;
    }
}

/// Has those who wait for the address look again.
pub fn wake(address: usize) {
    let bucket = bucket(address);
    // Under the mutex, so that nobody is between looking and waiting.
    let waiting = bucket.mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    if *waiting > 0 {
        bucket.changed.notify_all();
    }
}
