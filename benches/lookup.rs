//! Dicts and attributes: the tables themselves, and look-ups from Python through inline caches.

mod support;

use criterion::{Criterion, criterion_group, criterion_main};
use object::{Word, attribute, dict, intern};
use std::hint::black_box;

const PROGRAMS: &[(&str, &str)] = &[
    (
        "instance attribute",
        "class C: pass\nc = C()\nc.x = 1\ndef f(n):\n o = c\n for i in range(n): o.x",
    ),
    (
        "method call",
        "class C:\n def m(self): pass\nc = C()\ndef f(n):\n o = c\n for i in range(n): o.m()",
    ),
    (
        "attribute of four classes",
        "cs = [type('C', (), {})() for _ in range(4)]\nfor c in cs: c.x = 1\ndef f(n):\n for i in range(n): cs[i & 3].x",
    ),
    ("global name", "g = 1\ndef f(n):\n for i in range(n): g"),
    ("dict by string", "d = {'a': 1, 'b': 2}\ndef f(n):\n e = d\n for i in range(n): e['b']"),
    (
        "dict by int",
        "d = {i: i for i in range(1000)}\ndef f(n):\n e = d\n for i in range(n): e[i % 1000]",
    ),
    ("list item", "l = list(range(1000))\ndef f(n):\n k = l\n for i in range(n): k[5]"),
];

fn lookup(criterion: &mut Criterion) {
    let thread = support::start(None);
    let mut group = criterion.benchmark_group("tables");
    for size in [8, 1_000, 100_000] {
        let table = dict::new(thread);
        for key in 0..size {
            dict::set(thread, table, Word::from_int(key), Word::from_int(key))
                .expect("ints are keys");
        }
        let mut key = 0;
        group.bench_function(format!("dict of {size}, present"), |bencher| {
            bencher.iter(|| {
                key = (key * 5 + 3) % size;
                black_box(dict::get(thread, table, Word::from_int(key)).expect("ints are keys"))
            });
        });
        group.bench_function(format!("dict of {size}, absent"), |bencher| {
            bencher.iter(|| {
                black_box(dict::get(thread, table, Word::from_int(-7)).expect("ints are keys"))
            });
        });
    }
    let (name, list) = (intern::intern("append"), object::list::new(thread, &[]));
    group.bench_function("attribute of a built-in type, uncached", |bencher| {
        bencher.iter(|| black_box(attribute::get(thread, list, name).expect("lists can append")));
    });
    group.finish();

    support::measure_loops(criterion, thread, "lookup", PROGRAMS);
}

criterion_group!(benches, lookup);
criterion_main!(benches);
