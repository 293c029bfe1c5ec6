use super::*;

pub fn numbers() -> Vec<f64> {
    let mut numbers = vec![
        0.0,
        1.0,
        0.1,
        2.5,
        3.0,
        1e10,
        1e300,
        5e-324,
        f64::MIN_POSITIVE,
        f64::MAX,
        f64::INFINITY,
        2f64.powi(-255),
        2f64.powi(-254),
        2f64.powi(-256),
        2f64.powi(255),
        2f64.powi(256),
        2f64.powi(257),
        2f64.powi(62),
        2f64.powi(61),
        4.611686018427387e18,
        0.5,
        1.5,
    ];
    numbers.push(f64::from_bits(2f64.powi(-255).to_bits() + 1));
    numbers.push(f64::from_bits(2f64.powi(-255).to_bits() - 1));
    numbers.extend(numbers.clone().iter().map(|number| -number));
    numbers.push(f64::NAN);
    numbers
}

/// The float of a word, boxed or not.
fn value_of(word: Word) -> f64 {
    if word.is_float() {
        return word.float();
    }
    assert!(word.is_pointer(), "{word:?}");
    // SAFETY: boxes of these tests are leaked pairs.
    f64::from_bits(unsafe { *word.pointer::<u64>().add(1) })
}

/// A unit whose float parameters are the bits of raw fields of an object in slot 0.
fn unit(params: usize, body: impl FnOnce(&mut Builder, &[Arg]) -> Arg) -> Unit {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let object = builder.param(0);
    let floats: Vec<Arg> = (0..params)
        .map(|index| {
            builder.with(
                Code::Load,
                &[object],
                memory::field(8 + 8 * index as i32, tracer::Storage::Float),
            )
        })
        .collect();
    let result = body(&mut builder, &floats);
    builder.end(End::Return(result))
}

fn run(bench: &mut Bench, unit: &CompiledUnit, floats: &[f64]) -> Word {
    let mut object = vec![0u64];
    object.extend(floats.iter().map(|float| float.to_bits()));
    bench.run(unit, &[Word::from_pointer(object.as_ptr())])
}

pub fn same(a: f64, b: f64) -> bool {
    a.to_bits() == b.to_bits() || a.is_nan() && b.is_nan()
}

#[test]
fn boxing_agrees_with_the_word_format() {
    let mut bench = Bench::new();
    let boxed = bench.compile(unit(1, |builder, floats| builder.op(Code::BoxFloat, floats)));
    for number in numbers() {
        let word = run(&mut bench, &boxed, &[number]);
        match Word::try_from_float(number) {
            Some(wanted) => {
                assert_eq!(word, wanted, "{number}");
                assert_eq!(events(), []);
            }
            None => {
                assert!(word.is_pointer() && same(value_of(word), number), "{number}");
                assert!(matches!(events()[..], [Event::Box(value)] if same(value, number)));
            }
        }
    }
}

#[test]
fn unboxing_agrees_with_the_word_format() {
    let mut bench = Bench::new();
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let number = builder.op(Code::UnboxFloat, &[builder.param(0)]);
    let exit = builder.exit(&[number]);
    let word = bench.compile(builder.end(End::Exit(exit)));
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Float)]);
    let exit = builder.exit(&[builder.param(0)]);
    let param = bench.compile(builder.end(End::Exit(exit)));
    for number in numbers() {
        let Some(immediate) = Word::try_from_float(number) else { continue };
        for unit in [&word, &param] {
            assert_eq!(bench.run(unit, &[immediate]), Word::EXITED);
            let [Event::Exit { live, .. }] = &events()[..] else { panic!() };
            assert!(
                matches!(live[..], [LiveValue::Float(value)] if same(value, number)),
                "{number}"
            );
        }
    }
    assert_eq!(bench.run(&param, &[Word::from_int(1)]), Word::REFUSED);
}

#[test]
fn arithmetic_agrees_with_rust() {
    let mut bench = Bench::new();
    type Oracle = fn(f64, f64) -> f64;
    let cases: [(Code, Oracle); 4] = [
        (Code::FloatAdd, |a, b| a + b),
        (Code::FloatSub, |a, b| a - b),
        (Code::FloatMul, |a, b| a * b),
        (Code::FloatDiv, |a, b| a / b),
    ];
    for (code, oracle) in cases {
        let compiled = bench.compile(unit(2, |builder, floats| {
            let result = builder.op(code, floats);
            builder.op(Code::BoxFloat, &[result])
        }));
        for a in numbers() {
            for b in numbers() {
                let got = value_of(run(&mut bench, &compiled, &[a, b]));
                assert!(same(got, oracle(a, b)), "{code:?} of {a} and {b}: {got}");
            }
        }
    }
    type Unary = fn(f64) -> f64;
    let cases: [(Code, Unary); 4] = [
        (Code::FloatNeg, |a| -a),
        (Code::FloatAbs, f64::abs),
        (Code::FloatSqrt, f64::sqrt),
        (Code::FloatFloor, f64::floor),
    ];
    for (code, oracle) in cases {
        let compiled = bench.compile(unit(1, |builder, floats| {
            let result = builder.op(code, floats);
            builder.op(Code::BoxFloat, &[result])
        }));
        for a in numbers() {
            let got = value_of(run(&mut bench, &compiled, &[a]));
            assert!(same(got, oracle(a)), "{code:?} of {a}: {got}");
        }
    }
}

#[test]
fn comparisons_know_nan() {
    let mut bench = Bench::new();
    type Oracle = fn(f64, f64) -> bool;
    let cases: [(Code, Oracle); 4] = [
        (Code::FloatLt, |a, b| a < b),
        (Code::FloatLe, |a, b| a <= b),
        (Code::FloatEq, |a, b| a == b),
        (Code::FloatNe, |a, b| a != b),
    ];
    for (code, oracle) in cases {
        let boxed = bench.compile(unit(2, |builder, floats| {
            let test = builder.op(code, floats);
            let test = builder.op(Code::BoolNot, &[test]);
            builder.op(Code::BoxBool, &[test])
        }));
        let guarded = bench.compile(unit(2, |builder, floats| {
            let test = builder.op(code, floats);
            let exit = builder.exit(&[]);
            builder.guard(Code::GuardFalse, test, exit);
            Arg::Word(Word::NONE)
        }));
        for a in numbers() {
            for b in numbers() {
                let holds = oracle(a, b);
                assert_eq!(run(&mut bench, &boxed, &[a, b]), Word::from_bool(!holds));
                let wanted = if holds { Word::EXITED } else { Word::NONE };
                assert_eq!(run(&mut bench, &guarded, &[a, b]), wanted, "{code:?} of {a} and {b}");
            }
        }
    }
}

#[test]
fn integers_convert_both_ways() {
    let mut bench = Bench::new();
    let truncate = bench.compile(unit(1, |builder, floats| {
        let fits = builder.op(Code::FloatFitsInt, floats);
        let exit = builder.exit(&[]);
        builder.guard(Code::GuardTrue, fits, exit);
        let number = builder.op(Code::FloatToInt, floats);
        builder.op(Code::BoxInt, &[number])
    }));
    for number in numbers() {
        let wanted = if (-(2f64.powi(62))..2f64.powi(62)).contains(&number) {
            Word::from_int(number as i64)
        } else {
            Word::EXITED
        };
        assert_eq!(run(&mut bench, &truncate, &[number]), wanted, "{number}");
    }
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Int)]);
    let number = builder.op(Code::IntToFloat, &[builder.param(0)]);
    let word = builder.op(Code::BoxFloat, &[number]);
    let convert = bench.compile(builder.end(End::Return(word)));
    for number in [0, 1, -1, 1 << 53, (1 << 53) + 1, tracer::word::SMALL_MIN] {
        let word = bench.run(&convert, &[Word::from_int(number)]);
        assert_eq!(value_of(word), number as f64);
    }
}
