//! Weak slots, finalizers and weak tables.

mod common;
use common::*;
use heap::{Collection, FINALIZE_PENDING};
use std::sync::Mutex;
use std::sync::atomic::Ordering::Relaxed;

fn holder(thread: &mut Thread, target: *mut u8) -> u64 {
    let holder = thread.heap.alloc(24, WEAK);
    unsafe {
        *holder.cast::<u64>().add(2) = target as u64;
        heap::register_weak(holder, 16);
    }
    holder as u64
}

fn drain_queues() {
    while heap::take_cleared_weak().is_some() || heap::take_finalizable().is_some() {}
}

/// Stale words on the native stack may keep a few objects alive, so the tests make many.
const MANY: usize = 200;
const FEW: usize = 10;

#[test]
fn weak_slots_are_cleared_when_their_targets_die() {
    let _alone = begin();
    drain_queues();
    for kind in [Collection::Minor, Collection::Full] {
        let mut thread = Thread::attach();
        forgotten(|| {
            for _ in 0..MANY {
                let dying = thread.node();
                let living = thread.node();
                let one = holder(&mut thread, dying);
                let two = holder(&mut thread, living);
                thread.roots.extend([one, two, living as u64]);
            }
        });
        thread.heap.collect(kind);
        forgotten(|| {
            let mut cleared = Vec::new();
            for triple in thread.roots.chunks(3) {
                assert_eq!(get(triple[1], 1), triple[2], "a living target's slot changed");
                if get(triple[0], 1) == 0 {
                    cleared.push(!triple[0]);
                }
            }
            assert!(cleared.len() >= MANY - FEW, "{}", cleared.len());
            assert_ne!(thread.heap.poll.load(Relaxed) & FINALIZE_PENDING, 0);
            let mut queued: Vec<u64> =
                std::iter::from_fn(|| heap::take_cleared_weak().map(|word| !word)).collect();
            queued.sort_unstable();
            cleared.sort_unstable();
            assert_eq!(queued, cleared);
            assert_eq!(thread.heap.poll.load(Relaxed) & FINALIZE_PENDING, 0);
            for triple in thread.roots.chunks_mut(3) {
                triple[2] = 0;
            }
        });
        // The others are old now: a minor collection does not see them die, a full one does.
        for (kind, at_least, at_most) in
            [(Collection::Minor, 0, 0), (Collection::Full, MANY - FEW, MANY)]
        {
            thread.heap.collect(kind);
            forgotten(|| {
                let cleared = thread.roots.chunks(3).filter(|t| get(t[1], 1) == 0).count();
                assert!((at_least..=at_most).contains(&cleared), "{kind:?} {cleared}");
            });
        }
        drain_queues();
    }
}

#[test]
fn dead_holders_are_not_reported() {
    let _alone = begin();
    drain_queues();
    let mut thread = Thread::attach();
    forgotten(|| {
        for _ in 0..MANY {
            let dying = thread.node();
            holder(&mut thread, dying);
        }
    });
    thread.heap.collect(Collection::Full);
    let reported = std::iter::from_fn(heap::take_cleared_weak).count();
    assert!(reported <= FEW, "{reported}");
}

#[test]
fn finalizable_objects_are_resurrected_once_with_all_they_refer_to() {
    let _alone = begin();
    drain_queues();
    let mut thread = Thread::attach();
    forgotten(|| {
        for index in 0..MANY as u64 {
            let (a, b) = (thread.node(), thread.node());
            let leaf = thread.node();
            thread.set(leaf, 0, 2 * index + 1);
            // A cycle of two with finalizers.
            thread.set(a, 0, b as u64);
            thread.set(b, 0, a as u64);
            thread.set(a, 1, leaf as u64);
            unsafe {
                heap::register_finalizer(a);
                heap::register_finalizer(b);
            }
            let watcher = holder(&mut thread, a);
            thread.roots.push(watcher);
        }
    });
    thread.heap.collect(Collection::Minor);
    forgotten(|| {
        let queued: Vec<u64> = std::iter::from_fn(heap::take_finalizable).collect();
        assert!(queued.len() >= 2 * (MANY - FEW), "{}", queued.len());
        for pair in queued.chunks(2) {
            assert_eq!((get(pair[0], 0), get(pair[1], 0)), (pair[1], pair[0]));
            assert_eq!(get(get(pair[0], 1), 0) & 1, 1);
        }
        let visible = thread.roots.iter().filter(|&&watcher| get(watcher, 1) != 0).count();
        assert_eq!(visible, MANY - queued.len() / 2, "weak slots show finalizable objects");
        let reported = std::iter::from_fn(heap::take_cleared_weak).count();
        assert_eq!(reported, queued.len() / 2);
    });
    let before = heap::stats().live;
    thread.heap.collect(Collection::Full);
    let again = std::iter::from_fn(heap::take_finalizable).count();
    assert!(again <= 2 * FEW, "finalized twice: {again}");
    assert!(heap::stats().live + 3 * 24 * (MANY - 2 * FEW) <= before);
}

#[test]
fn queued_objects_stay_alive() {
    let _alone = begin();
    drain_queues();
    heap::configure(heap::Config { verify: true, ..Default::default() });
    let mut thread = Thread::attach();
    forgotten(|| {
        for index in 0..MANY as u64 {
            let node = thread.node();
            thread.set(node, 0, 2 * index + 1);
            unsafe { heap::register_finalizer(node) };
        }
    });
    for _ in 0..3 {
        thread.heap.collect(Collection::Full);
    }
    let values: Vec<u64> =
        std::iter::from_fn(|| heap::take_finalizable().map(|object| get(object, 0))).collect();
    assert!(values.len() >= MANY - FEW);
    assert!(values.iter().all(|value| value & 1 == 1 && value / 2 < MANY as u64), "{values:?}");
    heap::configure(heap::Config::default());
}

static TABLE: Mutex<Vec<u64>> = Mutex::new(Vec::new());

unsafe fn prune(liveness: &heap::Liveness) {
    TABLE.lock().unwrap().retain(|&entry| liveness.is_live(!entry as *const u8));
}

#[test]
fn weak_tables_learn_what_is_alive() {
    let _alone = begin();
    drain_queues();
    heap::add_after_mark(prune);
    let mut thread = Thread::attach();
    forgotten(|| {
        for index in 0..1000 {
            let node = thread.node();
            TABLE.lock().unwrap().push(!(node as u64));
            if index % 4 == 0 {
                thread.roots.push(node as u64);
            }
        }
    });
    thread.heap.collect(Collection::Minor);
    let left = TABLE.lock().unwrap().len();
    assert!((250..250 + FEW).contains(&left), "{left}");
}
