//! How much memory the heap takes, and what keeps objects alive.

mod common;
use common::*;
use heap::Collection;

#[test]
fn churn_stays_within_its_bound() {
    let _alone = begin();
    let mut thread = Thread::attach();
    thread.heap.collect(Collection::Full);
    heap::trim();
    const ENTRIES: u64 = 200_000;
    let table = thread.vector(ENTRIES as usize);
    thread.roots.push(table as u64);
    let mut random = Random(1);
    let mut largest = 0;
    for round in 0..6_000_000u64 {
        let node = thread.node();
        thread.set(node, 0, 2 * round + 1);
        if round % 8 == 0 {
            thread.set(table, 1 + random.below(ENTRIES) as usize, node as u64);
        }
        if round % 65536 == 0 {
            largest = largest.max(heap::stats().footprint);
        }
    }
    // 6.4 MB are alive.
    assert!(largest < 36 << 20, "{largest}");
    thread.heap.collect(Collection::Full);
    assert!(heap::stats().live < 8 << 20, "{}", heap::stats().live);
    // A stale word on a recycled stack may keep the table alive, but not what was in it.
    for index in 0..ENTRIES as usize {
        thread.set(table, 1 + index, 0);
    }
}

#[test]
fn a_full_collection_leaves_little_more_than_what_lives() {
    let _alone = begin();
    let mut thread = Thread::attach();
    let lists = thread.vector(30);
    thread.roots.push(lists as u64);
    forgotten(|| {
        for index in 0..30 {
            let mut list = std::ptr::null_mut::<u8>();
            for _ in 0..40_000 {
                let node = thread.node();
                thread.set(node, 0, list as u64);
                list = node;
            }
            thread.set(lists, 1 + index, list as u64);
        }
    });
    for index in (0..30).filter(|index| index % 3 != 0) {
        thread.set(lists, 1 + index, 0);
    }
    forgotten(|| ());
    thread.heap.collect(Collection::Full);
    let stats = heap::stats();
    assert!(stats.live > 9 << 20 && stats.live < 11 << 20, "{}", stats.live);
    assert!(stats.free <= stats.nursery);
    assert!(stats.footprint <= stats.live * 3 / 2 + stats.nursery, "{}", stats.footprint);
}

#[test]
fn a_small_program_stays_small() {
    let _alone = begin();
    let mut thread = Thread::attach();
    thread.heap.collect(Collection::Full);
    heap::trim();
    let before = heap::stats();
    for _ in 0..200_000 {
        thread.node();
    }
    let after = heap::stats();
    assert!(after.minor.count > before.minor.count, "no collection after 4.8 MB");
    assert!(after.footprint < before.footprint + (5 << 20), "{}", after.footprint);
}

#[test]
fn dropped_memory_goes_back_to_the_system() {
    let _alone = begin();
    let mut thread = Thread::attach();
    forgotten(|| {
        // Many small structures: a stale word on the stack may keep one of them.
        for _ in 0..1000 {
            let vector = thread.vector(1000);
            thread.roots.push(vector as u64);
            for index in 0..1000 {
                let node = thread.node();
                thread.set(vector, 1 + index, node as u64);
            }
        }
    });
    let full = resident();
    thread.roots.clear();
    forgotten(|| ());
    thread.heap.collect(Collection::Full);
    let nursery = heap::stats().nursery;
    assert!(full + nursery + (4 << 20) > resident() + (28 << 20), "{full} {}", resident());
    heap::trim();
    assert_eq!(heap::stats().free, 0);
    assert!(full > resident() + (28 << 20), "{full} {}", resident());
}

#[test]
fn large_objects_are_zeroed_and_reused() {
    let _alone = begin();
    let mut thread = Thread::attach();
    for round in 0..2000usize {
        let size = 20_000 + round % 7 * 30_000;
        let object = thread.heap.alloc(size, BYTES);
        unsafe {
            let bytes = std::slice::from_raw_parts_mut(object.add(8), size - 8);
            assert!(bytes.iter().step_by(8).all(|&byte| byte == 0));
            bytes.fill(0xff);
        }
    }
    assert!(heap::stats().footprint < 48 << 20, "{}", heap::stats().footprint);
}

#[test]
fn absurd_sizes_are_refused() {
    let _alone = begin();
    let mut thread = Thread::attach();
    for size in [usize::MAX, usize::MAX / 2, 1_000_000_000_000_000, 1 << 46] {
        assert!(thread.heap.try_alloc(size, BYTES).is_none(), "{size}");
    }
    thread.heap.collect(Collection::Full);
    heap::trim();
    heap::configure(heap::Config {
        limit: heap::stats().footprint + (8 << 20),
        ..Default::default()
    });
    // Far beyond the margin: the attempt collects, and what other tests left may make room.
    assert!(thread.heap.try_alloc(512 << 20, BYTES).is_none());
    assert!(thread.heap.try_alloc(1 << 20, BYTES).is_some());
    // Small objects run into the limit too, and only after a full collection.
    let mut list = std::ptr::null_mut::<u8>();
    let mut count = 0;
    while let Some(node) = thread.heap.try_alloc(24, NODE) {
        thread.set(node, 1, list as u64);
        list = node;
        count += 1;
        assert!(count < 1_000_000, "the limit is not heeded");
    }
    assert!(count > 100_000, "{count}");
    heap::configure(heap::Config::default());
    let _ = std::hint::black_box(list);
}

/// Whether the object at `address` is still one after a full collection that saw `word`.
#[inline(never)]
fn survives(thread: &mut Thread, size: usize, shape: u32, offset: usize) -> bool {
    let hidden = forgotten(|| {
        let mut last = Hidden::new(thread.node());
        // A neighbour on both sides, so that the cell is not the last one handed out.
        for _ in 0..3 {
            last = Hidden::new(thread.heap.alloc(size, shape));
            thread.heap.alloc(size, shape);
        }
        last
    });
    let word = std::hint::black_box(hidden.reveal() as usize + offset);
    thread.heap.collect(Collection::Full);
    let word = std::hint::black_box(word);
    heap::object_start(word - offset) == Some((word - offset) as *mut u8)
}

#[test]
fn derived_and_tagged_pointers_keep_their_object_alive() {
    let _alone = begin();
    let mut thread = Thread::attach();
    for size in [16, 24, 48, 128, 136, 1000, 4000, 16384, 20_000, 100_000] {
        for offset in [0, 1, 7, 8, size / 2, size - 1, size] {
            if size <= 128 && size % 8 != 0 && offset == size {
                continue;
            }
            assert!(survives(&mut thread, size, BYTES, offset), "{size} {offset}");
        }
    }
}

#[test]
fn cells_that_were_not_handed_out_are_invisible() {
    let _alone = begin();
    let mut thread = Thread::attach();
    let node = thread.heap.alloc(56, BYTES) as usize;
    let next = thread.heap.tlabs[7].cursor;
    assert!(next > node);
    let mut objects = Vec::new();
    thread.heap.for_each_object(|object| objects.push(object as usize));
    assert!(objects.contains(&node));
    assert!(!objects.contains(&next));
    assert_eq!(heap::object_start(node + 3), Some(node as *mut u8));
    assert_eq!(heap::object_start(next), None);
    assert_eq!(heap::object_start(0), None);
    assert_eq!(heap::object_start(&raw const thread as usize), None);
}

#[test]
fn external_memory_hastens_collections() {
    let _alone = begin();
    let mut thread = Thread::attach();
    thread.heap.collect(Collection::Full);
    let before = heap::stats();
    for _ in 0..100 {
        heap::external_bytes(1 << 20);
        thread.heap.safepoint();
    }
    heap::external_bytes(-(100 << 20));
    let after = heap::stats();
    assert!(after.minor.count + after.full.count > before.minor.count + before.full.count);
    assert!(after.full.count > before.full.count);
    assert_eq!(after.external, before.external);
}

#[test]
fn allocation_without_collecting_does_not_collect() {
    let _alone = begin();
    let mut thread = Thread::attach();
    thread.heap.collect(Collection::Full);
    let before = heap::stats();
    for _ in 0..400_000 {
        thread.heap.alloc_without_collecting(24, NODE);
    }
    let between = heap::stats();
    assert_eq!(between.minor.count + between.full.count, before.minor.count + before.full.count);
    while heap::stats().minor.count + heap::stats().full.count
        == between.minor.count + between.full.count
    {
        thread.heap.alloc(2000, BYTES);
    }
    assert!(heap::stats().live < between.footprint);
}

#[test]
fn a_flood_of_slots_asks_for_a_collection() {
    let _alone = begin();
    heap::configure(heap::Config {
        nursery: 64 << 20,
        nursery_max: 64 << 20,
        ..Default::default()
    });
    let mut thread = Thread::attach();
    let table = thread.vector(1000);
    thread.roots.push(table as u64);
    thread.heap.collect(Collection::Full);
    let before = heap::stats();
    let node = thread.node();
    for round in 0..2_000_000 {
        thread.set(table, 1 + round % 1000, node as u64);
    }
    assert_ne!(thread.heap.poll.load(std::sync::atomic::Ordering::Relaxed) & heap::PARK, 0);
    thread.heap.safepoint();
    let after = heap::stats();
    assert_eq!(after.minor.count + after.full.count, before.minor.count + before.full.count + 1);
    assert_eq!(get(table as u64, 1), node as u64);
    heap::configure(heap::Config::default());
}

/// Runs under `ulimit -v` by the test below.
#[test]
#[ignore = "run by a_small_address_space_is_enough in a process of its own"]
fn allocates_in_a_small_address_space() {
    let _alone = begin();
    let mut thread = Thread::attach();
    let list = thread.vector(100_000);
    thread.roots.push(list as u64);
    for index in 0..1_000_000 {
        let node = thread.node();
        thread.set(list, 1 + index % 100_000, node as u64);
    }
    assert!(thread.heap.try_alloc(1 << 30, BYTES).is_none());
    println!("allocated");
}

#[test]
fn a_small_address_space_is_enough() {
    let program = std::env::current_exe().unwrap();
    let output = std::process::Command::new("sh")
        .arg("-c")
        .arg("ulimit -v 300000; exec \"$0\" --ignored --nocapture --exact allocates_in_a_small_address_space")
        .arg(program)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("allocated"), "{output:?}");
}
