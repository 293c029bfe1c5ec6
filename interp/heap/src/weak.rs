//! Weak slots and finalizers.
//!
//! Both are registrations in lists: a young one for what was registered since the last collection,
//! and an old one that only full collections look at, because a minor collection cannot find an
//! old object dead. The order within a collection is CPython's for garbage cycles: weak slots are
//! cleared before finalizers are queued, so no finalizer's object can be had from a weak
//! reference; all finalizable objects are found before the first is resurrected, so those of one
//! cycle are all queued; and a holder that itself was garbage is not reported. Nothing runs here:
//! the queues are emptied by the embedder at a safepoint of its choice.

use crate::mark::{Visitor, is_marked};
use crate::world;
use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

/// Answers, at the end of marking, what is alive.
pub struct Liveness {
    pub(crate) minor: bool,
}

impl Liveness {
    /// Whether `object` survives this collection.
    pub fn is_live(&self, object: *const u8) -> bool {
        object.is_null() || is_marked(object as usize)
    }

    /// In a minor collection everything that survived the one before is alive.
    pub fn is_minor(&self) -> bool {
        self.minor
    }
}

#[derive(Clone, Copy)]
struct WeakSlot {
    holder: usize,
    offset: usize,
}

pub(crate) struct Registry {
    young_slots: Vec<WeakSlot>,
    old_slots: Vec<WeakSlot>,
    young_finalizers: Vec<usize>,
    old_finalizers: Vec<usize>,
    cleared: VecDeque<u64>,
    finalizable: VecDeque<u64>,
}

static REGISTRY: Mutex<Registry> = Mutex::new(Registry {
    young_slots: Vec::new(),
    old_slots: Vec::new(),
    young_finalizers: Vec::new(),
    old_finalizers: Vec::new(),
    cleared: VecDeque::new(),
    finalizable: VecDeque::new(),
});

pub(crate) fn registry() -> MutexGuard<'static, Registry> {
    world::lock(&REGISTRY)
}

/// Makes the word at `holder + offset` weak: when the object it refers to dies, it becomes null,
/// and the holder, if it is alive itself, is queued for `take_cleared_weak`. The shape's scan must
/// not visit the slot. To make the slot refer to another object, register it again afterwards.
///
/// # Safety
/// `holder` is an object that contains the slot.
pub unsafe fn register_weak(holder: *mut u8, offset: usize) {
    registry().young_slots.push(WeakSlot { holder: holder as usize, offset });
}

/// The next holder of a slot that was cleared.
pub fn take_cleared_weak() -> Option<u64> {
    take(|registry| &mut registry.cleared)
}

/// Has `object` queued for `take_finalizable` when it is found dead; the object lives on until the
/// embedder drops it. Happens once for each registration.
///
/// # Safety
/// `object` is an object.
pub unsafe fn register_finalizer(object: *mut u8) {
    registry().young_finalizers.push(object as usize);
}

/// The next object whose finalizer is to be run.
pub fn take_finalizable() -> Option<u64> {
    take(|registry| &mut registry.finalizable)
}

fn take(queue: impl Fn(&mut Registry) -> &mut VecDeque<u64>) -> Option<u64> {
    {
        let mut registry = registry();
        let word = queue(&mut registry).pop_front();
        if word.is_some() || registry.has_work() {
            return word;
        }
    }
    // In this order, as everywhere; a collection in between has set the bits again.
    let world = world::world();
    if !registry().has_work() {
        world::clear_poll_bits(&world, world::FINALIZE_PENDING);
    }
    None
}

impl Registry {
    pub(crate) fn has_work(&self) -> bool {
        !self.cleared.is_empty() || !self.finalizable.is_empty()
    }

    /// What waits in the queues is alive.
    pub(crate) fn visit_queues(&self, visitor: &mut Visitor) {
        for &word in self.cleared.iter().chain(&self.finalizable) {
            visitor.visit(word);
        }
    }

    /// To be called when all that is strongly reachable is marked.
    pub(crate) unsafe fn after_mark(&mut self, visitor: &mut Visitor) {
        let full = !visitor.is_minor();
        // SAFETY: holders are intact until the sweep, dead ones too.
        unsafe {
            let mut slots = std::mem::take(&mut self.young_slots);
            if full {
                slots.append(&mut self.old_slots);
            }
            slots.retain(|slot| self.keep(slot));
            let mut finalizers = std::mem::take(&mut self.young_finalizers);
            if full {
                finalizers.append(&mut self.old_finalizers);
            }
            let finalizable = &mut self.finalizable;
            let already = finalizable.len();
            finalizers.retain(|&object| {
                let alive = is_marked(object);
                if !alive {
                    finalizable.push_back(object as u64);
                }
                alive
            });
            for &object in finalizable.iter().skip(already) {
                visitor.visit(object);
            }
            visitor.drain();
            // Holders may have been resurrected, so only now is it known which have died.
            slots.retain(|slot| is_marked(slot.holder));
            self.old_slots.append(&mut slots);
            self.old_finalizers.append(&mut finalizers);
        }
    }

    /// Clears the slot if what it refers to is dead.
    unsafe fn keep(&mut self, slot: &WeakSlot) -> bool {
        // SAFETY: see `after_mark`.
        unsafe {
            let at = (slot.holder + slot.offset) as *mut u64;
            let word = *at;
            if word == 0 || word & 7 != 0 {
                return false;
            }
            if is_marked(word as usize) {
                return true;
            }
            *at = 0;
            if is_marked(slot.holder) {
                self.cleared.push_back(slot.holder as u64);
            }
            false
        }
    }
}
