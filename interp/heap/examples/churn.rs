//! Prints the figures that the heap's goals are about. `churn [name]` runs one measurement.

use heap::{Collection, Config, Local, Scan, Visitor};
use std::hint::black_box;
use std::time::Instant;

const NODE: u32 = 1;
const VECTOR: u32 = 2;

struct Thread {
    heap: Local,
}

unsafe fn no_roots(_: *mut Local, _: &mut Visitor) {}

impl Thread {
    fn attach() -> Box<Thread> {
        let mut thread = Box::new(Thread { heap: Local::new() });
        // SAFETY: boxed, so it does not move.
        unsafe { thread.heap.attach(no_roots) };
        thread
    }

    #[inline(always)]
    fn node(&mut self) -> *mut u64 {
        self.heap.alloc(24, NODE).cast()
    }

    fn vector(&mut self, length: usize) -> *mut u64 {
        let vector = self.heap.alloc(16 + 8 * length, VECTOR).cast::<u64>();
        // SAFETY: inside the object.
        unsafe { *vector.add(1) = 2 * length as u64 + 1 };
        vector
    }

    #[inline(always)]
    fn set(&mut self, object: *mut u64, index: usize, word: u64) {
        // SAFETY: the callers stay inside the object.
        unsafe {
            *object.add(index) = word;
            self.heap.write_barrier(object.cast(), object.add(index));
        }
    }

    #[inline(always)]
    fn poll(&mut self) {
        if self.heap.poll_requested() {
            self.heap.safepoint();
        }
    }
}

fn status(field: &str) -> usize {
    let text = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    text.lines()
        .find_map(|line| line.strip_prefix(field)?.split_whitespace().nth(1)?.parse::<usize>().ok())
        .unwrap_or(0)
        / 1024
}

fn report(name: &str, begun: Instant) {
    let stats = heap::stats();
    println!(
        "{name}: {:.0} ms; RSS {} MB, peak {} MB; live {} MB, footprint {} MB, nursery {} KB",
        begun.elapsed().as_secs_f64() * 1e3,
        status("VmRSS"),
        status("VmHWM"),
        stats.live >> 20,
        stats.footprint >> 20,
        stats.nursery >> 10,
    );
    for (kind, pauses) in [("minor", &stats.minor), ("full", &stats.full)] {
        if pauses.count > 0 {
            println!(
                "  {kind}: {} in {:.1?}, median {:.0?}, p99 {:.0?}, max {:.0?}",
                pauses.count,
                pauses.total,
                pauses.percentile(50.0),
                pauses.percentile(99.0),
                pauses.max
            );
        }
    }
    heap::reset_pauses();
}

fn start() {
    let begun = Instant::now();
    let mut thread = Thread::attach();
    let attached = begun.elapsed();
    for _ in 0..1000 {
        black_box(thread.node());
    }
    println!(
        "start: attach {attached:?}, with 1000 objects {:?}, RSS {} KB",
        begun.elapsed(),
        std::fs::read_to_string("/proc/self/statm")
            .ok()
            .and_then(|text| text.split(' ').nth(1)?.parse::<usize>().ok())
            .unwrap_or(0)
            * 4
    );
}

fn short_lived(thread: &mut Thread, count: u64) {
    for index in 0..count {
        let node = thread.node();
        // SAFETY: inside the object.
        unsafe { *node.add(1) = 2 * index + 1 };
        black_box(node);
        thread.poll();
    }
}

fn alloc() {
    let mut thread = Thread::attach();
    let begun = Instant::now();
    short_lived(&mut thread, 100_000_000);
    println!("alloc: {:.2} ns an object of 24 bytes", begun.elapsed().as_secs_f64() * 10.0);
    report("alloc", begun);
}

#[inline(never)]
fn tree(thread: &mut Thread, depth: u32) -> *mut u64 {
    if depth == 0 {
        return thread.node();
    }
    let left = tree(thread, depth - 1);
    let right = tree(thread, depth - 1);
    let node = thread.node();
    thread.set(node, 1, left as u64);
    thread.set(node, 2, right as u64);
    node
}

fn nodes_of(tree: *const u64) -> u64 {
    // SAFETY: a tree of nodes.
    unsafe {
        match *tree.add(1) {
            0 => 1,
            left => 1 + nodes_of(left as *const u64) + nodes_of(*tree.add(2) as *const u64),
        }
    }
}

fn trees() {
    let mut thread = Thread::attach();
    let begun = Instant::now();
    let deepest = 16;
    let mut sum = nodes_of(tree(&mut thread, deepest + 1));
    let long_lived = black_box(tree(&mut thread, deepest));
    for depth in (4..=deepest).step_by(2) {
        for _ in 0..1u64 << (deepest - depth + 4) {
            sum += nodes_of(tree(&mut thread, depth));
            thread.poll();
        }
    }
    sum += nodes_of(black_box(long_lived));
    // A tree of depth d has 2^(d+1) - 1 nodes.
    let expected: u64 = (4..=deepest)
        .step_by(2)
        .map(|depth| (1u64 << (deepest - depth + 4)) * ((2 << depth) - 1))
        .sum();
    assert_eq!(sum, expected + (4 << deepest) - 1 + (2 << deepest) - 1);
    report("binary trees 16", begun);
}

fn churn() {
    let mut thread = Thread::attach();
    const ENTRIES: u64 = 1 << 20;
    let table = black_box(thread.vector(ENTRIES as usize));
    let mut random = 88_172_645_463_325_252u64;
    for index in 0..ENTRIES as usize {
        let node = thread.node();
        thread.set(table, 2 + index, node as u64);
    }
    report("churn, built", Instant::now());
    let begun = Instant::now();
    for index in 0..60_000_000u64 {
        let node = thread.node();
        // SAFETY: inside the object.
        unsafe { *node.add(1) = 2 * index + 1 };
        if index & 7 == 0 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            thread.set(table, 2 + (random % ENTRIES) as usize, node as u64);
        }
        thread.poll();
    }
    report("churn, 60 M", begun);
    thread.heap.collect(Collection::Full);
    report("churn, after a full collection", Instant::now());
    black_box(table);
}

#[inline(never)]
fn forest(thread: &mut Thread, megabytes: u64) -> *mut u64 {
    let depth = 12;
    let count = (megabytes * 1_000_000 / 24) >> (depth + 1);
    let forest = black_box(thread.vector(count as usize));
    for index in 0..count as usize {
        let tree = tree(thread, depth);
        thread.set(forest, 2 + index, tree as u64);
        thread.poll();
    }
    forest
}

fn quiet() {
    let mut thread = Thread::attach();
    let begun = Instant::now();
    let live = black_box(forest(&mut thread, 200));
    report("quiet, built 200 MB", begun);
    thread.heap.collect(Collection::Full);
    heap::reset_pauses();
    let begun = Instant::now();
    short_lived(&mut thread, 50_000_000);
    report("quiet, 50 M short-lived", begun);
    for _ in 0..3 {
        thread.heap.collect(Collection::Full);
    }
    report("quiet, 3 full", begun);
    black_box(live);
}

#[inline(never)]
fn clear_stack() {
    black_box(&mut [0u64; 4096]);
}

#[inline(never)]
fn build_and_drop(thread: &mut Thread) {
    black_box(forest(thread, 300));
}

fn release() {
    let mut thread = Thread::attach();
    let begun = Instant::now();
    build_and_drop(&mut thread);
    report("release, built 300 MB", begun);
    clear_stack();
    thread.heap.collect(Collection::Full);
    report("release, dropped", begun);
}

fn threads() {
    let mut main = Thread::attach();
    let begun = Instant::now();
    let workers: Vec<_> = (0..2)
        .map(|_| {
            std::thread::spawn(|| {
                let mut thread = Thread::attach();
                short_lived(&mut thread, 50_000_000);
            })
        })
        .collect();
    main.heap.blocking(|| workers.into_iter().for_each(|worker| worker.join().unwrap()));
    report("two threads, 50 M each", begun);
}

fn main() {
    heap::set_scan(NODE, Scan::Fixed { count: 2 });
    heap::set_scan(VECTOR, Scan::Counted { items: 16 });
    if let Some(megabytes) = std::env::var("NURSERY").ok().and_then(|text| text.parse().ok()) {
        heap::configure(Config { nursery: megabytes, ..Config::default() });
    }
    let all: [(&str, fn()); 7] = [
        ("start", start),
        ("alloc", alloc),
        ("trees", trees),
        ("churn", churn),
        ("quiet", quiet),
        ("release", release),
        ("threads", threads),
    ];
    let wanted = std::env::args().nth(1);
    match all.iter().find(|(name, _)| Some(*name) == wanted.as_deref()) {
        Some((_, function)) => function(),
        // Each in a process of its own, because peaks do not go down.
        None => {
            let program = std::env::current_exe().expect("the program's path");
            for (name, _) in all {
                let _ = std::process::Command::new(&program).arg(name).status();
            }
        }
    }
}
