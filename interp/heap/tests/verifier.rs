//! The verifier must find what it is there for.

mod common;
use common::*;
use heap::Collection;

/// Whether the process that runs `f` ends by the verifier's abort.
fn aborts(f: impl FnOnce(&mut Thread)) -> bool {
    let mut thread = Thread::attach();
    heap::before_fork();
    // SAFETY: the child ends without running anything of the harness.
    let child = unsafe { libc::fork() };
    if child == 0 {
        heap::after_fork_child(&mut thread.heap);
        heap::verify();
        f(&mut thread);
        unsafe { libc::_exit(0) }
    }
    assert!(child > 0);
    heap::after_fork_parent();
    let mut status = 0;
    thread.heap.blocking(|| unsafe { libc::waitpid(child, &mut status, 0) });
    libc::WIFSIGNALED(status) && libc::WTERMSIG(status) == libc::SIGABRT
}

/// An old node refers to a young one that nothing else keeps alive.
#[inline(never)]
fn old_to_young(thread: &mut Thread, with_barrier: bool) {
    let old = thread.node();
    thread.roots.push(old as u64);
    thread.heap.collect(Collection::Minor);
    forgotten(|| {
        // Many, so that no stale word on the stack can save them all.
        let mut list = std::ptr::null_mut();
        for _ in 0..100 {
            let node = thread.node();
            thread.set(node, 0, list as u64);
            list = node;
        }
        unsafe { *old.cast::<u64>().add(1) = list as u64 };
        if with_barrier {
            unsafe { thread.heap.range_barrier(old) };
        }
    });
    thread.heap.collect(Collection::Minor);
}

#[test]
fn a_missing_barrier_is_found() {
    let _alone = begin();
    assert!(aborts(|thread| old_to_young(thread, false)));
    assert!(!aborts(|thread| old_to_young(thread, true)));
}

#[test]
fn a_shape_without_scan_is_found() {
    let _alone = begin();
    assert!(aborts(|thread| {
        let object = thread.heap.alloc(32, 1234);
        thread.roots.push(object as u64);
        thread.heap.collect(Collection::Minor);
    }));
}

#[test]
fn a_wrong_word_is_found() {
    let _alone = begin();
    assert!(aborts(|thread| {
        let node = thread.node();
        thread.roots.push(node as u64);
        let inside = node as u64 + 8;
        thread.set(node, 0, inside);
        thread.heap.collect(Collection::Full);
    }));
}

#[test]
fn a_length_beyond_the_cell_is_found() {
    let _alone = begin();
    assert!(aborts(|thread| {
        let vector = thread.vector(4);
        thread.roots.push(vector as u64);
        thread.heap.collect(Collection::Full);
        unsafe { *vector.cast::<u64>().add(1) = 2 * 5 + 1 };
        thread.heap.collect(Collection::Minor);
    }));
}
