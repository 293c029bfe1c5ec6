//! The interpreter without the JIT: what an instruction, a call, a generator's turn cost.

mod support;

use criterion::{Criterion, criterion_group, criterion_main};

const PROGRAMS: &[(&str, &str)] = &[
    ("empty loop", "def f(n):\n for i in range(n): pass"),
    ("integer additions", "def f(n):\n t = 0\n while t < n: t = t + 1"),
    ("float arithmetic", "def f(n):\n x = 0.5\n for i in range(n): x = x * 0.99 + 1.5"),
    ("calls", "def g(a): return a\ndef f(n):\n for i in range(n): g(i)"),
    (
        "comparisons",
        "def f(n):\n t = 0\n for i in range(n):\n  if i % 3 == 0: t += 1\n  elif i % 3 == 1: t -= 1",
    ),
    ("generator turns", "def g(n):\n for i in range(n): yield i\ndef f(n):\n for i in g(n): pass"),
    (
        "raise and except",
        "def f(n):\n for i in range(n):\n  try: raise ValueError\n  except ValueError: pass",
    ),
];

fn dispatch(criterion: &mut Criterion) {
    let thread = support::start(None);
    support::measure_loops(criterion, thread, "dispatch", PROGRAMS);
}

criterion_group!(benches, dispatch);
criterion_main!(benches);
