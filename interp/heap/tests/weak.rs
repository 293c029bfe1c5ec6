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

#[test]
fn a_weak_slot_is_cleared_when_its_target_dies() {
    let _alone = begin();
    drain_queues();
    for kind in [Collection::Minor, Collection::Full] {
        let mut thread = Thread::attach();
        forgotten(|| {
            let dying = thread.node();
            let living = thread.node();
            let one = holder(&mut thread, dying);
            let two = holder(&mut thread, living);
            thread.roots.extend([one, two, living as u64]);
        });
        thread.heap.collect(kind);
        let (one, two) = (thread.roots[0], thread.roots[1]);
        assert_eq!(get(one, 1), 0);
        assert_eq!(get(two, 1), thread.roots[2]);
        assert_ne!(thread.heap.poll.load(Relaxed) & FINALIZE_PENDING, 0);
        assert_eq!(heap::take_cleared_weak(), Some(one));
        assert_eq!(heap::take_cleared_weak(), None);
        assert_eq!(thread.heap.poll.load(Relaxed) & FINALIZE_PENDING, 0);
        // The other is old now: a minor collection does not see it die, a full one does.
        thread.roots[2] = 0;
        forgotten(|| ());
        thread.heap.collect(Collection::Minor);
        assert_ne!(get(two, 1), 0);
        thread.heap.collect(Collection::Full);
        assert_eq!(get(two, 1), 0);
        assert_eq!(heap::take_cleared_weak(), Some(two));
    }
}

#[test]
fn a_dead_holder_is_not_reported() {
    let _alone = begin();
    drain_queues();
    let mut thread = Thread::attach();
    forgotten(|| {
        let dying = thread.node();
        holder(&mut thread, dying);
    });
    thread.heap.collect(Collection::Full);
    assert_eq!(heap::take_cleared_weak(), None);
}

#[test]
fn finalizable_objects_are_resurrected_once_with_all_they_refer_to() {
    let _alone = begin();
    drain_queues();
    let mut thread = Thread::attach();
    let watcher = forgotten(|| {
        let (a, b) = (thread.node(), thread.node());
        let leaf = thread.node();
        thread.set(leaf, 0, 2 * 99 + 1);
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
        watcher
    });
    thread.heap.collect(Collection::Minor);
    forgotten(|| {
        let first = heap::take_finalizable().expect("queued");
        let second = heap::take_finalizable().expect("queued");
        assert_eq!(get(first, 0), second);
        assert_eq!(get(second, 0), first);
        assert_eq!(get(get(first, 1), 0), 2 * 99 + 1);
        assert_eq!(heap::take_finalizable(), None);
        assert_eq!(get(watcher, 1), 0, "a weak slot must not show a finalizable object");
        assert_eq!(heap::take_cleared_weak(), Some(watcher));
    });
    let before = heap::stats().live;
    thread.heap.collect(Collection::Full);
    assert_eq!(heap::take_finalizable(), None, "finalized twice");
    assert!(heap::stats().live < before);
}

#[test]
fn queued_objects_stay_alive() {
    let _alone = begin();
    drain_queues();
    heap::configure(heap::Config { verify: true, ..Default::default() });
    let mut thread = Thread::attach();
    forgotten(|| {
        for index in 0..100 {
            let node = thread.node();
            thread.set(node, 0, 2 * index + 1);
            unsafe { heap::register_finalizer(node) };
        }
    });
    for _ in 0..3 {
        thread.heap.collect(Collection::Full);
    }
    for index in 0..100 {
        assert_eq!(get(heap::take_finalizable().unwrap(), 0), 2 * index + 1);
    }
    assert_eq!(heap::take_finalizable(), None);
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
    assert!((250..260).contains(&left), "{left}");
}
