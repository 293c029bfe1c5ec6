//! Stopping the world, blocking, and forking.

mod common;
use common::*;
use heap::Collection;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::*};

#[test]
fn nobody_runs_while_the_world_is_stopped() {
    let _alone = begin();
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    static END: AtomicBool = AtomicBool::new(false);
    END.store(false, SeqCst);
    let mut main = Thread::attach();
    let heap = &raw mut main.heap;
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..3)
            .map(|kind| {
                scope.spawn(move || {
                    let mut thread = Thread::attach();
                    while !END.load(SeqCst) {
                        COUNTER.fetch_add(1, SeqCst);
                        match kind {
                            0 => thread.heap.blocking(std::hint::spin_loop),
                            1 => thread.heap.stop_the_world(|| {
                                let before = COUNTER.load(SeqCst);
                                std::hint::spin_loop();
                                assert_eq!(COUNTER.load(SeqCst), before);
                            }),
                            _ => thread.heap.safepoint(),
                        }
                    }
                })
            })
            .collect();
        // Until a worker has begun the stops meet nobody.
        let mut stops = 0;
        while stops < 300 || COUNTER.load(SeqCst) == 0 {
            stops += 1;
            unsafe { &mut *heap }.stop_the_world(|| {
                let before = COUNTER.load(SeqCst);
                for _ in 0..1000 {
                    std::hint::spin_loop();
                }
                assert_eq!(COUNTER.load(SeqCst), before);
            });
            unsafe { &mut *heap }.safepoint();
        }
        END.store(true, SeqCst);
        unsafe { &mut *heap }.blocking(|| {
            for worker in workers {
                worker.join().unwrap();
            }
        });
    });
    assert!(COUNTER.load(SeqCst) > 0);
    assert_eq!(heap::thread_count(), 1);
}

#[test]
fn words_on_a_blocked_stack_stay_alive() {
    let _alone = begin();
    heap::configure(heap::Config { verify: true, ..Default::default() });
    let ready = AtomicBool::new(false);
    let go_on = AtomicBool::new(false);
    let mut main = Thread::attach();
    let heap = &raw mut main.heap;
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let mut thread = Thread::attach();
            let node = thread.node();
            thread.set(node, 0, 4711);
            let node = std::hint::black_box(node);
            thread.heap.blocking(|| {
                ready.store(true, SeqCst);
                while !go_on.load(SeqCst) {
                    std::thread::yield_now();
                }
            });
            get(node as u64, 0)
        });
        unsafe { &mut *heap }.blocking(|| {
            while !ready.load(SeqCst) {
                std::thread::yield_now();
            }
        });
        for _ in 0..3 {
            unsafe { &mut *heap }.collect(Collection::Full);
            unsafe { &mut *heap }.collect(Collection::Minor);
        }
        go_on.store(true, SeqCst);
        let value = unsafe { &mut *heap }.blocking(|| worker.join().unwrap());
        assert_eq!(value, 4711);
    });
    heap::configure(heap::Config::default());
}

#[test]
fn collecting_works_while_this_thread_has_stopped_the_world() {
    let _alone = begin();
    heap::configure(heap::Config { verify: true, nursery: 1 << 17, ..Default::default() });
    let mut main = Thread::attach();
    let heap = &raw mut main.heap;
    let before = heap::stats().minor.count;
    let list = unsafe { &mut *heap }.stop_the_world(|| {
        let thread = &mut *main;
        let mut list = std::ptr::null_mut();
        for index in 0..40_000u64 {
            let node = thread.node();
            thread.set(node, 0, 2 * index + 1);
            thread.set(node, 1, list as u64);
            list = node;
        }
        thread.heap.collect(Collection::Full);
        list
    });
    assert!(heap::stats().minor.count > before);
    let (mut node, mut wanted) = (list as u64, 40_000u64);
    while node != 0 {
        wanted -= 1;
        assert_eq!(get(node, 0), 2 * wanted + 1);
        node = get(node, 1);
    }
    assert_eq!(wanted, 0);
    heap::configure(heap::Config::default());
}

#[test]
fn a_panic_resumes_the_world() {
    let _alone = begin();
    let mut main = Thread::attach();
    let heap = &raw mut main.heap;
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        unsafe { &mut *heap }.stop_the_world(|| panic!("expected"))
    }));
    assert!(result.is_err());
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        unsafe { &mut *heap }.blocking(|| panic!("expected"))
    }));
    assert!(result.is_err());
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let mut thread = Thread::attach();
            thread.heap.collect(Collection::Full);
        });
        unsafe { &mut *heap }.blocking(|| worker.join().unwrap());
    });
}

#[test]
fn a_child_has_the_forking_thread_alone() {
    let _alone = begin();
    let end = AtomicBool::new(false);
    let shared = AtomicU64::new(0);
    let mut main = Thread::attach();
    std::thread::scope(|scope| {
        let worker = scope.spawn(|| {
            let mut thread = Thread::attach();
            let vector = thread.vector(100);
            thread.roots.push(vector as u64);
            shared.store(vector as u64, SeqCst);
            let mut round = 0;
            while !end.load(SeqCst) {
                let node = thread.node();
                thread.set(node, 0, 2 * (round % 100) + 1);
                thread.set(vector, 1 + round as usize % 100, node as u64);
                round += 1;
                thread.heap.safepoint();
            }
        });
        while shared.load(SeqCst) == 0 {
            main.heap.blocking(std::thread::yield_now);
        }
        main.roots.push(shared.load(SeqCst));
        for _ in 0..5 {
            heap::before_fork();
            // SAFETY: the child uses the heap, then ends without running anything of the harness.
            let child = unsafe { libc::fork() };
            if child == 0 {
                heap::after_fork_child(&mut main.heap);
                heap::configure(heap::Config { verify: true, ..Default::default() });
                let mut right = heap::thread_count() == 1;
                for kind in [Collection::Minor, Collection::Full] {
                    main.heap.collect(kind);
                    for _ in 0..100_000 {
                        main.node();
                    }
                }
                for index in 0..100 {
                    let node = get(main.roots[0], 1 + index);
                    right &= node == 0 || get(node, 0) == 2 * index as u64 + 1;
                }
                unsafe { libc::_exit(if right { 0 } else { 1 }) }
            }
            assert!(child > 0);
            heap::after_fork_parent();
            let mut status = 0;
            main.heap.blocking(|| unsafe { libc::waitpid(child, &mut status, 0) });
            assert_eq!(status, 0);
        }
        end.store(true, SeqCst);
        main.heap.blocking(|| worker.join().unwrap());
    });
}
