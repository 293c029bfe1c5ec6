//! From a hot loop to machine code: recording, optimizing, lowering, each by itself.
//!
//! Recording is measured through a backend that refuses every unit: a loop is recorded and optimized
//! when its counter runs out, and nothing is kept. The same loop without the JIT is the figure to
//! subtract. Optimizing and lowering work on a trace given as text.

mod support;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use object::Word;
use std::hint::black_box;
use tracer::optimize::{Facts, optimize};
use tracer::parse::{self, Vocabulary};
use tracer::{
    AliasClass, Backend, BackendError, CompiledUnit, Field, ShapeId, Storage, Trace, Unit, UnitKind,
};

/// A loop over two ints and the fields of an object, as the recorder writes it.
const TRACE: &str = "
    i = Input [0]
    n = Input [1]
    s = Input [2]
    p = Input [3]
    q = GuardQuiet @0
    a = IsInt i
    GuardTrue a @0
    b = IsInt n
    GuardTrue b @0
    ui = UnboxInt i
    un = UnboxInt n
    c = IntLt ui, un
    GuardTrue c @0
    h = HasShape p #7
    GuardTrue h @0
    x = Load p .x
    d = IsInt s
    GuardTrue d @1
    e = IsInt x
    GuardTrue e @1
    us = UnboxInt s
    ux = UnboxInt x
    t = IntAddOverflow us, ux
    o = Overflowed t
    GuardFalse o @1
    bt = BoxInt t
    ui2 = UnboxInt i
    j = IntAddOverflow ui2, 1
    o2 = Overflowed j
    GuardFalse o2 @2
    bj = BoxInt j
    end Loop @3
    @0 pc 10 base 0 Before [0]=i [1]=n [2]=s [3]=p
    @1 pc 18 base 0 Before [0]=i [1]=n [2]=s [3]=p
    @2 pc 20 base 0 Before [0]=i [1]=n [2]=bt [3]=p
    @3 pc 10 base 0 Before [0]=bj [1]=n [2]=bt [3]=p
    seen [0]=0 [1]=10 [2]=0
";

static FIELDS: [Field; 1] = [Field {
    name: "x",
    offset: 8,
    storage: Storage::Word,
    immutable: false,
    alias: AliasClass(0),
}];

struct NoFacts;

impl Facts for NoFacts {
    fn shape_of(&self, _object: Word) -> Option<ShapeId> {
        None
    }
    fn shape_is_final(&self, _shape: ShapeId) -> bool {
        true
    }
    fn load_constant(&self, _object: Word, _field: &Field) -> Option<Word> {
        None
    }
    fn shape_name(&self, shape: ShapeId) -> String {
        shape.to_string()
    }
}

/// A backend that takes nothing.
struct Refusing;

impl Backend for Refusing {
    fn compile(&mut self, _unit: Unit) -> Result<Box<CompiledUnit>, BackendError> {
        Err(BackendError::Unsupported)
    }
    fn trampoline(&self) -> *const u8 {
        std::ptr::null()
    }
    fn interpret_entry(&self) -> *const u8 {
        std::ptr::null()
    }
    fn release(&mut self, _unit: &CompiledUnit) {}
    fn code_bytes(&self) -> usize {
        0
    }
    fn set_disassemble(&mut self, _on: bool) {}
    fn disassembly(&self) -> Option<&str> {
        None
    }
}

fn trace() -> Trace {
    let vocabulary = Vocabulary { fields: &FIELDS, elements: &[], residuals: &[] };
    parse::trace(TRACE, vocabulary).unwrap_or_else(|error| panic!("{error:?}"))
}

fn unit(trace: &Trace) -> Unit {
    optimize(trace, UnitKind::Loop, None, &|_| Vec::new(), &NoFacts)
        .unwrap_or_else(|error| panic!("{error:?}"))
}

fn optimizing_and_lowering(criterion: &mut Criterion) {
    let trace = trace();
    criterion.bench_function("optimize a loop", |bencher| bencher.iter(|| black_box(unit(&trace))));
    let unit = unit(&trace);
    let mut backend = backend::new(interpret::runtime()).expect("a backend for this machine");
    criterion.bench_function("lower a loop", |bencher| {
        bencher.iter(|| {
            let compiled = backend.compile(unit.clone()).expect("it can be lowered");
            backend.release(&compiled);
        });
    });
}

fn recording(criterion: &mut Criterion) {
    const SOURCE: &str = "class P: pass\np = P()\np.x = 2\ndef f(n):\n t = i = 0\n o = p\n while i < n:\n  t = t + o.x\n  i = i + 1\n return t";
    let thread = support::start(Some(Box::new(Refusing)));
    let mut group = criterion.benchmark_group("six turns of a cold loop");
    for (name, parameters) in [
        ("recorded and optimized", "on,threshold=2,function_threshold=1000000"),
        ("interpreted", "off"),
    ] {
        interpret::jit::parameters::set(parameters).expect("known parameters");
        let thread = std::cell::RefCell::new(&mut *thread);
        group.bench_function(name, |bencher| {
            bencher.iter_batched(
                || support::function(&mut thread.borrow_mut(), SOURCE),
                |function| {
                    let value = thread.borrow_mut().call(function, &[Word::from_int(6)]);
                    black_box(value.expect("it runs"))
                },
                BatchSize::PerIteration,
            );
        });
    }
    group.finish();
}

criterion_group!(benches, optimizing_and_lowering, recording);
criterion_main!(benches);
