//! What the collector has done: counts, and pauses as histograms.
//!
//! A histogram has eight buckets for each doubling, so a percentile is exact to 9 %, and a program
//! that runs for a year needs no more memory than one that runs for a second.

use std::sync::{Mutex, MutexGuard};
use std::time::{Duration, Instant};

const BUCKETS: usize = 40 * 8;

/// Pauses of one kind.
#[derive(Clone)]
pub struct Pauses {
    /// How many.
    pub count: u64,
    /// Their sum.
    pub total: Duration,
    /// The longest.
    pub max: Duration,
    buckets: [u32; BUCKETS],
}

impl Pauses {
    const EMPTY: Pauses =
        Pauses { count: 0, total: Duration::ZERO, max: Duration::ZERO, buckets: [0; BUCKETS] };

    fn record(&mut self, pause: Duration) {
        self.count += 1;
        self.total += pause;
        self.max = self.max.max(pause);
        let bucket = bucket_of(pause.as_nanos() as u64);
        self.buckets[bucket] = self.buckets[bucket].saturating_add(1);
    }

    /// The pause that `percent` of all pauses do not exceed; at most 13 % too long.
    pub fn percentile(&self, percent: f64) -> Duration {
        let wanted = (self.count as f64 * percent / 100.0).ceil() as u64;
        let mut seen = 0;
        for (index, &count) in self.buckets.iter().enumerate() {
            seen += u64::from(count);
            if seen >= wanted && count > 0 {
                return Duration::from_nanos(end_of(index)).min(self.max);
            }
        }
        Duration::ZERO
    }
}

fn bucket_of(nanos: u64) -> usize {
    let nanos = nanos.max(8);
    let exponent = nanos.ilog2() as usize;
    ((exponent - 3) * 8 + (nanos >> (exponent - 3)) as usize - 8).min(BUCKETS - 1)
}

fn end_of(bucket: usize) -> u64 {
    (8 + bucket as u64 % 8 + 1) << (bucket / 8)
}

/// One collection.
pub(crate) struct Pause {
    pub full: bool,
    pub pause: Duration,
    pub taken: usize,
    pub promoted: usize,
}

pub(crate) struct History {
    minor: Pauses,
    full: Pauses,
    taken: u64,
    promoted: u64,
    last_end: Option<Instant>,
}

static HISTORY: Mutex<History> = Mutex::new(History {
    minor: Pauses::EMPTY,
    full: Pauses::EMPTY,
    taken: 0,
    promoted: 0,
    last_end: None,
});

pub(crate) fn history() -> MutexGuard<'static, History> {
    crate::world::lock(&HISTORY)
}

impl History {
    pub(crate) fn record(&mut self, pause: Pause) {
        let pauses = if pause.full { &mut self.full } else { &mut self.minor };
        pauses.record(pause.pause);
        self.taken += pause.taken as u64;
        self.promoted += pause.promoted as u64;
        self.last_end = Some(Instant::now());
    }

    /// How long the program ran undisturbed. Before the first pause that is taken to be long: that
    /// pause is spent on code that runs for the first time, and says nothing about the nursery.
    pub(crate) fn time_since_last(&self, now: Instant) -> Duration {
        self.last_end.map_or(Duration::from_secs(1), |last| now.saturating_duration_since(last))
    }
}

/// A look at the heap's figures.
#[derive(Clone)]
pub struct Stats {
    /// Minor collections.
    pub minor: Pauses,
    /// Full collections.
    pub full: Pauses,
    /// Bytes taken for objects, up to the last collection.
    pub allocated: u64,
    /// Bytes that survived their first collection.
    pub promoted: u64,
    /// Bytes in objects after the last collection (old garbage included after a minor one).
    pub live: usize,
    /// Bytes of the heap that may be resident.
    pub footprint: usize,
    /// The part of it that is in blocks without objects.
    pub free: usize,
    /// The current nursery.
    pub nursery: usize,
    /// Memory outside of the heap that its objects own.
    pub external: usize,
}

/// The figures of now.
pub fn stats() -> Stats {
    let (live, free) = {
        let space = crate::space::space();
        (space.live, space.free_resident_blocks() * crate::layout::BLOCK)
    };
    let history = history();
    Stats {
        minor: history.minor.clone(),
        full: history.full.clone(),
        allocated: history.taken,
        promoted: history.promoted,
        live,
        free,
        footprint: crate::space::FOOTPRINT.load(std::sync::atomic::Ordering::Relaxed),
        nursery: crate::collect::NURSERY.load(std::sync::atomic::Ordering::Relaxed),
        external: crate::collect::external(),
    }
}

/// Forgets the pauses so far.
pub fn reset_pauses() {
    let mut history = history();
    history.minor = Pauses::EMPTY;
    history.full = Pauses::EMPTY;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_near() {
        let mut pauses = Pauses::EMPTY;
        for micros in 1..=1000 {
            pauses.record(Duration::from_micros(micros));
        }
        for percent in [1.0, 50.0, 99.0] {
            let got = pauses.percentile(percent).as_nanos() as f64;
            let exact = percent * 10_000.0;
            assert!(got >= exact && got <= exact * 1.13, "{percent}: {got} {exact}");
        }
        assert_eq!(pauses.percentile(100.0), Duration::from_micros(1000));
    }

    #[test]
    fn buckets_are_ordered_and_contain_their_values() {
        for nanos in [8, 9, 15, 16, 17, 1000, 123_456_789] {
            let bucket = bucket_of(nanos);
            assert!(nanos < end_of(bucket), "{nanos}");
            assert!(bucket == 0 || nanos >= end_of(bucket - 1), "{nanos}");
        }
    }
}
