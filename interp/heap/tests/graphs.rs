//! Random object graphs against a model in ordinary collections.

mod common;
use common::*;
use heap::Collection;
use std::collections::HashMap;

/// A mutator whose every step is mirrored in a model. Objects carry their number as a tagged int
/// in the first word of a byte object they refer to, or directly; edges are compared by number.
struct Model {
    /// Number -> the numbers its words refer to (zero: null).
    edges: HashMap<u64, Vec<u64>>,
    roots: Vec<u64>,
    next: u64,
}

/// Every object has its number in its first word, and its edges after it.
fn number(object: u64) -> u64 {
    if object == 0 { 0 } else { get(object, if shape(object) == VECTOR { 1 } else { 0 }) >> 1 }
}

fn edge_range(object: u64) -> std::ops::Range<usize> {
    match shape(object) {
        VECTOR => 2..(get(object, 0) >> 1) as usize + 1,
        NODE | CUSTOM => 1..2,
        SLOTS => 1..4,
        _ => 0..0,
    }
}

fn allocate(thread: &mut Thread, model: &mut Model, random: &mut Random) -> u64 {
    model.next += 1;
    let tag = model.next * 2 + 1;
    let object = match random.below(16) {
        0..6 => thread.node(),
        6..9 => thread.heap.alloc(40, SLOTS),
        9..11 => thread.heap.alloc(24, CUSTOM),
        11 => {
            let size = 16 + random.below(3000) as usize;
            let object = thread.heap.alloc(size, BYTES);
            // Garbage behind the number must never be followed.
            for word in 2..size / 8 {
                unsafe { *object.cast::<u64>().add(word) = 0xdead_beef_0000 + 8 * word as u64 };
            }
            object
        }
        12..15 => {
            let length = 1 + random.below(40) as usize;
            thread.vector(length)
        }
        _ => {
            let length = 1 + random.below(6000) as usize;
            thread.vector(length)
        }
    };
    let word = object as u64;
    for index in edge_range(word) {
        assert_eq!(get(word, index), 0, "memory is not zeroed");
    }
    thread.set(object, if shape(word) == VECTOR { 1 } else { 0 }, tag);
    model.edges.insert(model.next, vec![0; edge_range(word).len()]);
    word
}

fn step(thread: &mut Thread, model: &mut Model, random: &mut Random) {
    let count = thread.roots.len() as u64;
    match random.below(10) {
        0..4 => {
            let object = allocate(thread, model, random);
            let at = random.below(count) as usize;
            thread.roots[at] = object;
            model.roots[at] = number(object);
        }
        4..9 => {
            // A random walk ends at an object that gets a new edge to another root.
            let mut object = thread.roots[random.below(count) as usize];
            for _ in 0..random.below(5) {
                if object == 0 || edge_range(object).is_empty() {
                    break;
                }
                let range = edge_range(object);
                let next = get(object, range.start + random.below(range.len() as u64) as usize);
                if next != 0 {
                    object = next;
                }
            }
            if object == 0 || edge_range(object).is_empty() {
                return;
            }
            let range = edge_range(object);
            let at = random.below(range.len() as u64) as usize;
            let target = if random.below(4) == 0 {
                allocate(thread, model, random)
            } else {
                thread.roots[random.below(count) as usize]
            };
            if random.below(8) == 0 {
                unsafe {
                    *(object as *mut u64).add(1 + range.start + at) = target;
                    thread.heap.range_barrier(object as *mut u8);
                }
            } else {
                thread.set(object as *mut u8, range.start + at, target);
            }
            model.edges.get_mut(&number(object)).unwrap()[at] = number(target);
        }
        _ => {
            let at = random.below(count) as usize;
            thread.roots[at] = 0;
            model.roots[at] = 0;
        }
    }
    if thread.heap.poll_requested() {
        thread.heap.safepoint();
    }
}

/// Walks graph and model side by side, and drops from the model what cannot be reached.
fn compare(thread: &Thread, model: &mut Model) -> usize {
    let mut seen: HashMap<u64, u64> = HashMap::new();
    let mut stack: Vec<(u64, u64)> =
        thread.roots.iter().copied().zip(model.roots.iter().copied()).collect();
    while let Some((object, wanted)) = stack.pop() {
        assert_eq!(number(object), wanted);
        if object == 0 {
            continue;
        }
        if let Some(&other) = seen.get(&wanted) {
            assert_eq!(other, object);
            continue;
        }
        seen.insert(wanted, object);
        let edges = &model.edges[&wanted];
        assert_eq!(edges.len(), edge_range(object).len());
        for (&edge, index) in edges.iter().zip(edge_range(object)) {
            stack.push((get(object, index), edge));
        }
    }
    model.edges.retain(|number, _| seen.contains_key(number));
    seen.len()
}

fn run(seed: u64, steps: usize, roots: usize) {
    let mut thread = Thread::attach();
    let mut random = Random(seed);
    let mut model = Model { edges: HashMap::new(), roots: vec![0; roots], next: 0 };
    thread.roots = vec![0; roots];
    let mut largest = 0;
    for done in 0..steps {
        step(&mut thread, &mut model, &mut random);
        if done % 20_000 == 19_999 {
            largest = largest.max(compare(&thread, &mut model));
            match random.below(3) {
                0 => thread.heap.collect(Collection::Minor),
                1 => thread.heap.collect(Collection::Full),
                _ => {}
            }
            compare(&thread, &mut model);
        }
    }
    largest = largest.max(compare(&thread, &mut model));
    assert!(largest > roots, "the graph stayed trivial");
}

#[test]
fn graphs_agree_with_the_model() {
    let _alone = begin();
    let before = heap::stats();
    for seed in [1, 2, 3] {
        run(seed, 200_000, 300);
    }
    let after = heap::stats();
    assert!(after.minor.count > before.minor.count && after.full.count > before.full.count);
}

#[test]
fn graphs_agree_while_the_heap_is_verified() {
    let _alone = begin();
    heap::configure(heap::Config { nursery: 1 << 17, verify: true, ..Default::default() });
    run(77, 60_000, 200);
    heap::configure(heap::Config::default());
}

#[test]
fn graphs_agree_under_stress() {
    let _alone = begin();
    heap::configure(heap::Config { verify: true, ..Default::default() });
    heap::set_stress(7);
    run(5, 6_000, 60);
    heap::set_stress(0);
    heap::configure(heap::Config::default());
}

#[test]
fn two_threads_agree_each_with_its_model() {
    let _alone = begin();
    heap::configure(heap::Config { nursery: 1 << 18, verify: true, ..Default::default() });
    std::thread::scope(|scope| {
        for seed in [11, 12] {
            scope.spawn(move || run(seed, 60_000, 150));
        }
    });
    heap::configure(heap::Config::default());
    heap::set_stress(11);
    std::thread::scope(|scope| {
        for seed in [21, 22, 23] {
            scope.spawn(move || run(seed, 4_000, 50));
        }
    });
    heap::set_stress(0);
}

/// Threads write into the same old objects; every word written last must be found.
#[test]
fn shared_objects_are_remembered_by_whoever_writes() {
    let _alone = begin();
    heap::configure(heap::Config { nursery: 1 << 17, verify: true, ..Default::default() });
    const LENGTH: usize = 4000;
    let mut main = Thread::attach();
    let shared = main.vector(LENGTH) as u64;
    main.roots.push(shared);
    main.heap.collect(Collection::Full);
    let heap = &raw mut main.heap;
    unsafe { &mut *heap }.blocking(|| {
        std::thread::scope(|scope| {
            for part in 0..2 {
                scope.spawn(move || {
                    let mut thread = Thread::attach();
                    for round in 0..30_000u64 {
                        let index = (round as usize * 2 + part) % LENGTH;
                        let node = thread.node();
                        thread.set(node, 0, index as u64 * 2 + 1);
                        let slot = (shared as *mut u64).wrapping_add(2 + index);
                        unsafe {
                            std::sync::atomic::AtomicU64::from_ptr(slot)
                                .store(node as u64, std::sync::atomic::Ordering::Release);
                            thread.heap.write_barrier(shared as *mut u8, slot);
                        }
                        thread.heap.safepoint();
                    }
                });
            }
        });
    });
    main.heap.collect(Collection::Minor);
    for index in 0..LENGTH {
        assert_eq!(get(get(shared, 1 + index), 0), index as u64 * 2 + 1);
    }
    heap::configure(heap::Config::default());
}
