//! The embedder's roots: what it visits itself, beside the threads' stacks.

use crate::mark::Visitor;
use crate::weak::Liveness;
use std::sync::{Mutex, MutexGuard};

/// The functions that the embedder has registered.
pub(crate) struct Scanners {
    pub roots: Vec<unsafe fn(&mut Visitor)>,
    pub after_mark: Vec<unsafe fn(&Liveness)>,
}

static SCANNERS: Mutex<Scanners> =
    Mutex::new(Scanners { roots: Vec::new(), after_mark: Vec::new() });

pub(crate) fn scanners() -> MutexGuard<'static, Scanners> {
    crate::world::lock(&SCANNERS)
}

/// Has `f` called in every collection, while the world is stopped, to visit roots. It must not
/// allocate.
pub fn add_root_scanner(f: unsafe fn(&mut Visitor)) {
    scanners().roots.push(f);
}

/// Has `f` called in every collection when all that lives is marked, so that weak tables can drop
/// their dead entries. It must not allocate.
pub fn add_after_mark(f: unsafe fn(&Liveness)) {
    scanners().after_mark.push(f);
}
