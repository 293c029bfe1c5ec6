//! Compiled code agrees with the tracer's own evaluation, which folds constants: otherwise a
//! program would compute something else when it gets hot.

use super::*;
use tracer::trace::eval;
use tracer::{Effect, Storage};

fn operands(kind: Kind) -> Vec<(Arg, u64)> {
    match kind {
        Kind::Int => integers::numbers()
            .into_iter()
            .map(|number| (Arg::Int(number), Word::from_int(number).0))
            .collect(),
        Kind::Float => floats::numbers()
            .into_iter()
            .map(|number| (Arg::Float(number.to_bits()), number.to_bits()))
            .collect(),
        _ => [
            Word::NULL,
            Word::NONE,
            Word::TRUE,
            Word::from_int(0),
            Word::from_int(-1),
            Word::from_int(tracer::word::SMALL_MIN),
            Word::try_from_float(0.0).unwrap(),
            Word::try_from_float(-0.0).unwrap(),
            Word::try_from_float(-2.5e10).unwrap(),
            Word(1 << 20),
        ]
        .into_iter()
        .map(|word| (Arg::Word(word), word.0))
        .collect(),
    }
}

/// A unit that applies `code` to the fields of the object in slot 0 and leaves with the result.
fn unit(code: Code) -> Unit {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let object = builder.param(0);
    let mut args = vec![];
    for (index, kind) in code.operands().iter().enumerate() {
        let storage = match kind {
            Kind::Int => Storage::TaggedInt,
            Kind::Float => Storage::Float,
            _ => Storage::Word,
        };
        let field = memory::field(8 + 8 * index as i32, storage);
        args.push(builder.with(Code::Load, &[object], field));
    }
    let mut result = builder.op(code, &args);
    if code.result() == Kind::Bool {
        result = builder.op(Code::BoxBool, &[result]);
    }
    let exit = builder.exit(&[result]);
    builder.end(End::Exit(exit))
}

#[test]
fn compiled_code_computes_what_folding_computes() {
    let mut bench = Bench::new();
    let mut compared = 0;
    for &code in Code::ALL {
        let kinds = code.operands();
        let is_value = |kind: &Kind| matches!(kind, Kind::Word | Kind::Int | Kind::Float);
        if code.effect() != Effect::Pure || code == Code::Overflowed || !kinds.iter().all(is_value)
        {
            continue;
        }
        let compiled = bench.compile(unit(code));
        let seconds = kinds.get(1).map_or(vec![(Arg::Bool(false), 0)], |kind| operands(*kind));
        for (first, first_bits) in operands(kinds[0]) {
            for (second, second_bits) in &seconds {
                let args = [first, *second];
                let Some(wanted) = eval::pure(code, &args[..kinds.len()]) else { continue };
                let object = [0, first_bits, *second_bits];
                bench.run(&compiled, &[Word::from_pointer(object.as_ptr())]);
                let [Event::Exit { live, .. }] = &events()[..] else { panic!("{code:?}") };
                let agrees = match (live[0], wanted) {
                    (LiveValue::Word(word), Arg::Word(wanted)) => word == wanted,
                    (LiveValue::Word(word), Arg::Bool(wanted)) => word == Word::from_bool(wanted),
                    (LiveValue::Int(number), Arg::Int(wanted)) => number == wanted,
                    (LiveValue::Float(number), Arg::Float(wanted)) => {
                        floats::same(number, f64::from_bits(wanted))
                    }
                    _ => false,
                };
                assert!(agrees, "{code:?} of {args:?}: {:?}, not {wanted:?}", live[0]);
                compared += 1;
            }
        }
    }
    assert!(compared > 10_000, "only {compared}");
}
