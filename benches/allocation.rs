//! The heap: objects of the common sizes, vectors, stores with the write barrier, collections.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use heap::{Collection, Local, Scan, Visitor};
use std::hint::black_box;
use std::time::{Duration, Instant};

const NODE: u32 = 1;
const COUNT: usize = 10_000;

unsafe fn no_roots(_: *mut Local, _: &mut Visitor) {}

fn local() -> &'static mut Local {
    let local = Box::leak(Box::new(Local::new()));
    // SAFETY: leaked, so it does not move.
    unsafe { local.attach(no_roots) };
    local
}

fn allocation(criterion: &mut Criterion) {
    heap::set_scan(NODE, Scan::Fixed { count: 1 });
    let local = local();
    let mut group = criterion.benchmark_group("allocation");
    group.throughput(Throughput::Elements(COUNT as u64));
    for size in [16, 24, 48, 128] {
        group.bench_function(format!("{size} bytes"), |bencher| {
            bencher.iter(|| {
                for _ in 0..COUNT {
                    black_box(local.alloc(size, NODE));
                }
                poll(local);
            });
        });
    }
    group.bench_function("linked list with barrier", |bencher| {
        bencher.iter(|| {
            let mut head = 0u64;
            for _ in 0..COUNT {
                let node = local.alloc(24, NODE).cast::<u64>();
                // SAFETY: the second word of a node of three.
                unsafe {
                    *node.add(1) = head;
                    local.write_barrier(node.cast(), node.add(1));
                }
                head = node as u64;
            }
            poll(local);
            black_box(head)
        });
    });
    group.finish();
    criterion.bench_function("minor collection of 10,000 live nodes", |bencher| {
        bencher.iter_custom(|iterations| {
            let mut total = Duration::ZERO;
            for _ in 0..iterations {
                let mut head = 0u64;
                for _ in 0..COUNT {
                    let node = local.alloc(24, NODE).cast::<u64>();
                    // SAFETY: as above; new objects need no barrier.
                    unsafe { *node.add(1) = head };
                    head = node as u64;
                }
                let started = Instant::now();
                local.collect(Collection::Minor);
                total += started.elapsed();
                black_box(head);
            }
            total
        });
    });
}

fn poll(local: &mut Local) {
    if local.poll_requested() {
        local.safepoint();
    }
}

criterion_group!(benches, allocation);
criterion_main!(benches);
