//! Counters of what the JIT did.

use std::sync::atomic::{AtomicU64, Ordering};
use tracer::recorder::AbortReason;

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident $text:literal;)*) => {
        $($(#[$doc])* pub static $name: AtomicU64 = AtomicU64::new(0);)*
        /// All counters with their names, those of aborts at the end.
        pub fn snapshot() -> Vec<(&'static str, u64)> {
            let mut all = vec![$(($text, $name.load(Ordering::Relaxed))),*];
            all.extend(AbortReason::ALL.iter().map(|reason| {
                (reason.counter_name(), ABORTS[reason.index()].load(Ordering::Relaxed))
            }));
            all
        }
    };
}

counters! {
    /// Loops compiled.
    LOOPS "loops";
    FUNCTIONS "functions";
    BRIDGES "bridges";
    /// Exits from compiled code to the interpreter.
    EXITS "exits";
    /// Entries of compiled code from the interpreter.
    ENTRIES "entries";
    /// Entries that were refused because a kind differed.
    REFUSALS "refusals";
    INVALIDATIONS "invalidations";
    /// Recordings put off because enough time had gone into compiling.
    POSTPONED "postponed";
    RECORDED_OPERATIONS "recorded_operations";
    OPTIMIZED_OPERATIONS "optimized_operations";
    CODE_BYTES "code_bytes";
}

static ABORTS: [AtomicU64; AbortReason::COUNT] = [const { AtomicU64::new(0) }; AbortReason::COUNT];

pub fn count_abort(reason: AbortReason) {
    ABORTS[reason.index()].fetch_add(1, Ordering::Relaxed);
}

pub fn add(counter: &AtomicU64, amount: u64) {
    counter.fetch_add(amount, Ordering::Relaxed);
}
