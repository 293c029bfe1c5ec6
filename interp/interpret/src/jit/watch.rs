//! Watchpoints: units depend on cells, classes and conditions; a change invalidates them.
//!
//! An invalid unit is never entered again: its loop or function forgets it, exits that led to it
//! lead to the interpreter again, and units that jump to it go with it. Its code stays while a
//! thread may be inside; such a thread leaves at the next `GuardValid` or loop header.

use object::header::MULTI_THREADED;
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::Ordering;
use tracer::{Dependency, Machine};

/// The condition that no second thread was ever started.
pub const SINGLE_THREADED: u32 = 0;

#[derive(Default)]
struct Watched {
    dependents: HashMap<Dependency, Vec<usize>>,
}

static WATCHED: Mutex<Option<Watched>> = Mutex::new(None);

/// Remembers that a unit (by number) depends on something.
pub fn register(on: &[Dependency], unit: usize) {
    let mut watched = WATCHED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let watched = watched.get_or_insert_default();
    for dependency in on {
        watched.dependents.entry(*dependency).or_default().push(unit);
    }
}

fn changed(dependency: Dependency) {
    let units = {
        let mut watched = WATCHED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        watched.as_mut().and_then(|watched| watched.dependents.remove(&dependency))
    };
    for unit in units.unwrap_or_default() {
        super::install::invalidate(unit, Some(dependency));
    }
}

/// The value in a cell has changed.
pub fn cell_changed(cell: usize) {
    changed(Dependency::Cell(cell));
}

/// A class changed, or a class it inherits from.
pub fn class_changed(class: u64) {
    changed(Dependency::Class(class));
}

/// A second thread is about to start.
pub fn became_multi_threaded() {
    MULTI_THREADED.store(true, Ordering::SeqCst);
    changed(Dependency::Condition(SINGLE_THREADED));
}

/// Whether containers may be written without their lock: only one thread was ever started. The
/// trace depends on it.
#[inline(always)]
pub fn single_threaded<M: Machine>(m: &mut M) -> bool {
    if MULTI_THREADED.load(Ordering::Relaxed) {
        return false;
    }
    m.depend(Dependency::Condition(SINGLE_THREADED));
    true
}
