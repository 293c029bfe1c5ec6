use super::*;
use std::time::Instant;
use tracer::{BackendError, Storage};

/// A unit with the constant `number` in it.
fn constant(number: i64) -> Unit {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Int)]);
    let sum = builder.op(Code::IntAdd, &[builder.param(0), Arg::Int(number)]);
    builder.end_int(sum)
}

#[test]
fn freed_code_is_reused() {
    let mut bench = Bench::new();
    let before = bench.backend.code_bytes();
    let mut units: Vec<_> = (0..100).map(|number| bench.compile(constant(number))).collect();
    let full = bench.backend.code_bytes();
    let entries: Vec<_> = units.iter().map(|unit| unit.typed_entry).collect();
    assert!(full > before);
    for unit in units.iter().step_by(2) {
        bench.backend.release(unit);
    }
    assert!(bench.backend.code_bytes() < full);
    for (index, unit) in units.iter_mut().enumerate().step_by(2) {
        *unit = bench.compile(constant(index as i64 + 1000));
    }
    assert_eq!(bench.backend.code_bytes(), full);
    for (index, unit) in units.iter().enumerate() {
        assert!(entries.contains(&unit.typed_entry));
        let added = if index % 2 == 0 { index as i64 + 1000 } else { index as i64 };
        assert_eq!(bench.run(unit, &[Word::from_int(1)]), Word::from_int(added + 1));
    }
    for unit in &units {
        bench.backend.release(unit);
    }
    assert_eq!(bench.backend.code_bytes(), before);
}

#[test]
fn code_memory_is_bounded() {
    let mut bench = Bench::with_limit(4096);
    let mut units = vec![];
    let error = loop {
        match bench.backend.compile(constant(units.len() as i64)) {
            Ok(unit) => units.push(unit),
            Err(error) => break error,
        }
    };
    assert_eq!(error, BackendError::CodeMemoryFull);
    assert!(units.len() > 10 && bench.backend.code_bytes() <= 4096);
    bench.backend.release(&units[3]);
    let unit = bench.compile(constant(5));
    assert_eq!(bench.run(&unit, &[Word::from_int(1)]), Word::from_int(6));
}

#[test]
fn a_child_has_code_memory_of_its_own() {
    let mut bench = Bench::new();
    let first = bench.compile(constant(1));
    bench.backend.before_fork();
    // SAFETY: the child only runs code, allocates and exits.
    let child = unsafe { libc::fork() };
    bench.backend.after_fork(child == 0);
    if child == 0 {
        // Written where the parent will write at the same time.
        let second = bench.compile(constant(2));
        let answers = bench.run(&first, &[Word::from_int(0)]) == Word::from_int(1)
            && bench.run(&second, &[Word::from_int(0)]) == Word::from_int(2);
        // SAFETY: ends the child without running the test harness.
        unsafe { libc::_exit(if answers { 0 } else { 1 }) };
    }
    let mut status = 0;
    // SAFETY: waits for the child.
    unsafe { libc::waitpid(child, &mut status, 0) };
    assert_eq!(status, 0);
    let second = bench.compile(constant(3));
    assert_eq!(bench.run(&first, &[Word::from_int(0)]), Word::from_int(1));
    assert_eq!(bench.run(&second, &[Word::from_int(0)]), Word::from_int(3));
}

/// A loop of the kind that recording gives: `steps` times a shape guard, a field load, an integer
/// and a float operation, each with a guard.
fn typical(steps: usize) -> Unit {
    let params = [(0, Kind::Word), (1, Kind::Int), (2, Kind::Float)];
    let mut builder = Builder::new(UnitKind::Loop, &params);
    let initial: Vec<(i32, Kind, Arg)> = params
        .iter()
        .enumerate()
        .map(|(index, (slot, kind))| (*slot, *kind, builder.param(index as u32)))
        .collect();
    let mut phis = builder.label(&initial);
    let exit = builder.exit(&phis);
    builder.guard(Code::GuardQuiet, Arg::Bool(true), exit);
    for step in 0..steps {
        let exit = builder.exit(&phis);
        let shape = Descriptor::Shape(100 + step as u32);
        let test = builder.with(Code::HasShape, &[phis[0]], shape);
        builder.guard(Code::GuardTrue, test, exit);
        let field = memory::field(8 + 8 * step as i32, Storage::Word);
        let word = builder.with(Code::Load, &[phis[0]], field);
        let exit = builder.exit(&phis);
        let is_int = builder.op(Code::IsInt, &[word]);
        builder.guard(Code::GuardTrue, is_int, exit);
        let number = builder.op(Code::UnboxInt, &[word]);
        let sum = builder.op(Code::IntAddOverflow, &[phis[1], number]);
        let overflowed = builder.op(Code::Overflowed, &[sum]);
        let exit = builder.exit(&phis);
        builder.guard(Code::GuardFalse, overflowed, exit);
        let float = builder.op(Code::IntToFloat, &[number]);
        let product = builder.op(Code::FloatMul, &[phis[2], float]);
        let word = builder.op(Code::BoxInt, &[sum]);
        builder.with(Code::Store, &[phis[0], word], field);
        phis = vec![phis[0], sum, product];
    }
    builder.end(End::Loop(phis))
}

#[test]
fn all_operations_compile_for_other_processors() {
    for triple in ["aarch64-unknown-linux-gnu", "x86_64-unknown-linux-gnu"] {
        let mut sizes = vec![];
        for unit in every_operation() {
            let code = crate::lower_for(triple, &unit).unwrap();
            sizes.push(code.len());
        }
        assert!(sizes.iter().all(|size| *size > 16));
        assert!(crate::lower_for(triple, &typical(10)).unwrap().len() > 500);
    }
    assert!(crate::lower_for("m68k-unknown-linux-gnu", &typical(1)).is_err());
}

/// For every code that has fixed operands a unit that contains it.
fn every_operation() -> Vec<Unit> {
    let mut units = vec![];
    for &code in Code::ALL {
        if matches!(code, Code::Param | Code::Phi | Code::Overflowed) {
            continue;
        }
        let params = [(0, Kind::Word), (1, Kind::Int), (2, Kind::Float), (3, Kind::Word)];
        let mut builder = Builder::new(UnitKind::Function, &params);
        let exit = builder.exit(&[builder.param(0), builder.param(1), builder.param(2)]);
        let mut args = vec![];
        for kind in code.operands() {
            args.push(match kind {
                Kind::Word if args.is_empty() => builder.param(0),
                Kind::Word => builder.param(3),
                Kind::Int => builder.param(1),
                Kind::Float => builder.param(2),
                _ => builder.op(Code::FloatLt, &[Arg::Float(0), builder.param(2)]),
            });
        }
        let storage = match code {
            Code::StoreInt => Storage::TaggedInt,
            Code::StoreFloat => Storage::Float,
            Code::StoreByte => Storage::Byte,
            _ => Storage::Word,
        };
        let descriptor = match code {
            Code::Input | Code::StoreSlot | Code::SetTop => Descriptor::Slot(4),
            Code::HasShape => Descriptor::Shape(8),
            Code::LoadElement | Code::StoreElement | Code::StoreByte => memory::element(storage),
            Code::New => Descriptor::Allocation { shape: 9, size: 40 },
            Code::CallFunction => Descriptor::Function { cell: 64, base: 7 },
            Code::Call => continue,
            _ => memory::field(16, storage),
        };
        if matches!(code, Code::GuardTrue | Code::GuardFalse | Code::GuardValid | Code::GuardQuiet)
        {
            builder.guard(code, args.first().copied().unwrap_or(Arg::Bool(true)), exit);
            units.push(builder.end(End::Exit(exit)));
            continue;
        }
        let result = builder.with(code, &args, descriptor);
        let unit = match builder.unit.kind_of(result.op().unwrap()) {
            Kind::Word => builder.end(End::Return(result)),
            Kind::Int => {
                if matches!(
                    code,
                    Code::IntAddOverflow
                        | Code::IntSubOverflow
                        | Code::IntMulOverflow
                        | Code::IntShlOverflow
                ) {
                    let overflowed = builder.op(Code::Overflowed, &[result]);
                    builder.guard(Code::GuardFalse, overflowed, exit);
                }
                builder.end_int(result)
            }
            Kind::Float => {
                let word = builder.op(Code::BoxFloat, &[result]);
                builder.end(End::Return(word))
            }
            Kind::Bool => {
                let word = builder.op(Code::BoxBool, &[result]);
                builder.end(End::Return(word))
            }
            Kind::None => builder.end(End::Exit(exit)),
        };
        units.push(unit);
    }
    units
}

#[test]
fn compiling_costs_microseconds_an_operation() {
    let backend = crate::new(runtime());
    let mut backend = backend.unwrap();
    for steps in [1, 8, 32] {
        let mut best = f64::MAX;
        let operations = typical(steps).ops.len();
        let mut bytes = 0;
        for _ in 0..30 {
            let unit = typical(steps);
            let start = Instant::now();
            let compiled = backend.compile(unit).unwrap();
            best = best.min(start.elapsed().as_secs_f64() * 1e6);
            bytes = compiled.code_bytes;
            backend.release(&compiled);
        }
        let each = best / operations as f64;
        println!("{operations} operations: {best:.0} us, {each:.2} us each, {bytes} bytes");
        assert!(cfg!(debug_assertions) || each < 100.0);
    }
}
