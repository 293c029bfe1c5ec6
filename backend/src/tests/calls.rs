use super::*;
use tracer::{Address, Effects, Residual, ResidualRef};

#[test]
fn residual_functions_get_plain_numbers() {
    extern "C" fn mixed(thread: *const Thread, a: i64, b: f64, c: u64, d: i64) -> i64 {
        // SAFETY: compiled code passes its thread.
        let field = unsafe { (*thread).field } as i64;
        assert_eq!(Word(c), Word::ELLIPSIS);
        a * 1000 + b as i64 * 10 + d + field
    }
    extern "C" fn half(a: f64) -> f64 {
        a / 2.0
    }
    extern "C" fn nothing(a: u64) {
        assert_eq!(Word(a), Word::NONE);
    }
    const EFFECTS: Effects = Effects::READS;
    static MIXED: Residual = Residual {
        name: "mixed",
        address: Address(mixed as *const ()),
        operands: &[Kind::Int, Kind::Float, Kind::Word, Kind::Int],
        result: Kind::Int,
        takes_thread: true,
        effects: EFFECTS,
    };
    static HALF: Residual = Residual {
        name: "half",
        address: Address(half as *const ()),
        operands: &[Kind::Float],
        result: Kind::Float,
        takes_thread: false,
        effects: EFFECTS,
    };
    static NOTHING: Residual = Residual {
        name: "nothing",
        address: Address(nothing as *const ()),
        operands: &[Kind::Word],
        result: Kind::None,
        takes_thread: false,
        effects: EFFECTS,
    };
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Int), (1, Kind::Float)]);
    let half =
        builder.with(Code::Call, &[builder.param(1)], Descriptor::Residual(ResidualRef(&HALF)));
    let none = Arg::Word(Word::NONE);
    builder.with(Code::Call, &[none], Descriptor::Residual(ResidualRef(&NOTHING)));
    let args = [builder.param(0), half, Arg::Word(Word::ELLIPSIS), Arg::Int(-4)];
    let result = builder.with(Code::Call, &args, Descriptor::Residual(ResidualRef(&MIXED)));
    let mut bench = Bench::new();
    bench.thread.field = 100_000;
    let compiled = bench.compile(builder.end_int(result));
    let float = Word::try_from_float(14.0).unwrap();
    assert_eq!(bench.run(&compiled, &[Word::from_int(-3), float]), Word::from_int(97_066));
}

/// `fib(n)` with `n` in slot 0; callees' windows begin at slot 2.
fn fib(cell: usize) -> Unit {
    let mut builder = Builder::new(UnitKind::Function, &[(0, Kind::Int)]);
    let n = builder.param(0);
    let small = builder.op(Code::IntLt, &[n, Arg::Int(2)]);
    let exit = builder.exit(&[n]);
    builder.guard(Code::GuardFalse, small, exit);
    let mut results = vec![];
    for step in [1, 2] {
        let less = builder.op(Code::IntSub, &[n, Arg::Int(step)]);
        let word = builder.op(Code::BoxInt, &[less]);
        builder.with(Code::StoreSlot, &[word], Descriptor::Slot(2));
        let word = builder.with(Code::CallFunction, &[], Descriptor::Function { cell, base: 2 });
        let raised = builder.op(Code::IsNull, &[word]);
        let failed = builder.exit(&[]);
        builder.guard(Code::GuardFalse, raised, failed);
        let is_int = builder.op(Code::IsInt, &[word]);
        let other = builder.exit(&[word]);
        builder.guard(Code::GuardTrue, is_int, other);
        results.push(builder.op(Code::UnboxInt, &[word]));
    }
    let sum = builder.op(Code::IntAddOverflow, &results);
    let overflowed = builder.op(Code::Overflowed, &[sum]);
    let exit = builder.exit(&[]);
    builder.guard(Code::GuardFalse, overflowed, exit);
    builder.end_int(sum)
}

/// The bridge for `n < 2`: returns `n`.
fn fib_base() -> Unit {
    let builder = Builder::new(UnitKind::Bridge, &[(0, Kind::Int)]);
    let n = builder.param(0);
    builder.end_int(n)
}

#[test]
fn functions_recurse_through_a_cell() {
    let mut bench = Bench::new();
    let mut cell: Box<*const u8> = Box::new(std::ptr::null());
    let compiled = bench.compile(fib(&raw const *cell as usize));
    *cell = compiled.generic_entry;
    let base = bench.compile(fib_base());
    let entry = base.typed_entry.cast_mut();
    compiled.exits[0].bridge.store(entry, std::sync::atomic::Ordering::Release);
    assert_eq!(bench.run(&compiled, &[Word::from_int(25)]), Word::from_int(75_025));
    assert_eq!(events(), []);
    // Another kind goes to the interpreter.
    assert_eq!(bench.run(&compiled, &[Word::NONE]), Word::from_int(-77));
    assert_eq!(events(), [Event::Interpret { frame: bench.stack.as_ptr() as u64 }]);
}

#[test]
fn functions_without_a_unit_are_interpreted() {
    let mut bench = Bench::new();
    let cell: Box<*const u8> = Box::new(bench.backend.interpret_entry());
    let compiled = bench.compile(fib(&raw const *cell as usize));
    assert_eq!(bench.run(&compiled, &[Word::from_int(5)]), Word::from_int(-154));
    let frame = bench.stack.as_ptr() as u64 + 16;
    assert_eq!(events(), [Event::Interpret { frame }, Event::Interpret { frame }]);
}

#[test]
fn recursion_ends_at_the_native_limit() {
    let mut bench = Bench::new();
    let mut cell: Box<*const u8> = Box::new(std::ptr::null());
    let compiled = bench.compile(fib(&raw const *cell as usize));
    *cell = compiled.generic_entry;
    let here = &raw const cell as u64;
    bench.thread.native_limit = here - 16 * 1024;
    assert_eq!(bench.run(&compiled, &[Word::from_int(1 << 40)]), Word::EXITED);
    let events = events();
    assert_eq!(events[0], Event::Overflow);
    assert!(matches!(events[1], Event::Exit { index: 1, .. }), "{:?}", events[1]);
    assert!(events.len() > 10, "every caller leaves");
}
