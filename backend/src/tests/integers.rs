use super::*;
use tracer::word::{SMALL_MAX, SMALL_MIN};

pub fn numbers() -> Vec<i64> {
    let mut numbers =
        vec![0, 1, 2, 3, 5, 7, 10, 64, 1000, 65535, 1_000_003, (1 << 31) - 1, 1 << 31];
    numbers.extend([1 << 32, (1 << 40) + 12345, (1 << 61) - 1, 1 << 61, SMALL_MAX - 1, SMALL_MAX]);
    numbers.extend(numbers.clone().iter().map(|number| -number));
    numbers.push(SMALL_MIN);
    numbers
}

/// What an operation gives on plain numbers; `None` where it overflows or is undefined.
fn expected(code: Code, a: i64, b: i64) -> Option<i64> {
    let (x, y) = (a as i128, b as i128);
    let shift = || (0..=62).contains(&b);
    let result = match code {
        Code::IntAdd | Code::IntAddOverflow => x + y,
        Code::IntSub | Code::IntSubOverflow => x - y,
        Code::IntMul | Code::IntMulOverflow => x * y,
        Code::IntShlOverflow if shift() => x << b,
        Code::IntShr if shift() => x >> b,
        Code::IntAnd => x & y,
        Code::IntOr => x | y,
        Code::IntXor => x ^ y,
        Code::IntFloorDiv if b != 0 => {
            (x - x.rem_euclid(y.abs())) / y - ((y < 0 && x.rem_euclid(y.abs()) != 0) as i128)
        }
        Code::IntMod if b != 0 => x - y * expected(Code::IntFloorDiv, a, b)? as i128,
        _ => return None,
    };
    let range = SMALL_MIN as i128..=SMALL_MAX as i128;
    range.contains(&result).then_some(result as i64)
}

const PLAIN: &[Code] = &[
    Code::IntAdd,
    Code::IntSub,
    Code::IntMul,
    Code::IntAnd,
    Code::IntOr,
    Code::IntXor,
    Code::IntShr,
    Code::IntFloorDiv,
    Code::IntMod,
];
const CHECKED: &[Code] =
    &[Code::IntAddOverflow, Code::IntSubOverflow, Code::IntMulOverflow, Code::IntShlOverflow];

#[test]
fn the_oracle_divides_like_python() {
    let cases = [(7, 2, 3, 1), (-7, 2, -4, 1), (7, -2, -4, -1), (-7, -2, 3, -1), (6, -3, -2, 0)];
    for (a, b, quotient, remainder) in cases {
        assert_eq!(expected(Code::IntFloorDiv, a, b), Some(quotient));
        assert_eq!(expected(Code::IntMod, a, b), Some(remainder));
    }
}

/// A unit over two integers, where either may be a constant.
fn unit(code: Code, a: Option<i64>, b: Option<i64>) -> Unit {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Int), (1, Kind::Int)]);
    let left = a.map_or(builder.param(0), Arg::Int);
    let right = b.map_or(builder.param(1), Arg::Int);
    let exit = builder.exit(&[]);
    let result = builder.op(code, &[left, right]);
    if CHECKED.contains(&code) {
        let overflowed = builder.op(Code::Overflowed, &[result]);
        builder.guard(Code::GuardFalse, overflowed, exit);
    }
    builder.end_int(result)
}

fn check(bench: &mut Bench, compiled: &CompiledUnit, code: Code, a: i64, b: i64) {
    let defined = match code {
        Code::IntFloorDiv | Code::IntMod => b != 0 && !(a == SMALL_MIN && b == -1),
        Code::IntShr | Code::IntShlOverflow => (0..=62).contains(&b),
        _ => true,
    };
    if !defined {
        return;
    }
    let wanted = expected(code, a, b);
    if wanted.is_none() && !CHECKED.contains(&code) {
        return;
    }
    let wanted = wanted.map_or(Word::EXITED, Word::from_int);
    let got = bench.run(compiled, &[Word::from_int(a), Word::from_int(b)]);
    assert_eq!(got, wanted, "{code:?} of {a} and {b}");
}

#[test]
fn arithmetic_on_registers() {
    let mut bench = Bench::new();
    for &code in PLAIN.iter().chain(CHECKED) {
        let compiled = bench.compile(unit(code, None, None));
        for a in numbers() {
            for b in numbers() {
                check(&mut bench, &compiled, code, a, b);
            }
        }
    }
}

#[test]
fn arithmetic_with_a_constant() {
    let mut bench = Bench::new();
    for &code in PLAIN.iter().chain(CHECKED) {
        for constant in numbers() {
            if matches!(code, Code::IntFloorDiv | Code::IntMod) && constant == 0 {
                continue;
            }
            let right = bench.compile(unit(code, None, Some(constant)));
            let left = bench.compile(unit(code, Some(constant), None));
            for number in numbers() {
                check(&mut bench, &right, code, number, constant);
                check(&mut bench, &left, code, constant, number);
            }
            bench.backend.release(&right);
            bench.backend.release(&left);
        }
    }
}

#[test]
fn comparisons_branch_and_box() {
    let mut bench = Bench::new();
    type Oracle = fn(i64, i64) -> bool;
    let cases: [(Code, Oracle); 5] = [
        (Code::IntLt, |a, b| a < b),
        (Code::IntLe, |a, b| a <= b),
        (Code::IntEq, |a, b| a == b),
        (Code::IntNe, |a, b| a != b),
        (Code::IntBelow, |a, b| (a as u64) < b as u64),
    ];
    for (code, oracle) in cases {
        for negate in [false, true] {
            for guard in [Some(Code::GuardTrue), Some(Code::GuardFalse), None] {
                let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Int), (1, Kind::Int)]);
                let mut test = builder.op(code, &[builder.param(0), builder.param(1)]);
                if negate {
                    test = builder.op(Code::BoolNot, &[test]);
                }
                let unit = if let Some(guard) = guard {
                    let exit = builder.exit(&[]);
                    builder.guard(guard, test, exit);
                    builder.end(End::Return(Arg::Word(Word::NONE)))
                } else {
                    let word = builder.op(Code::BoxBool, &[test]);
                    builder.end(End::Return(word))
                };
                let compiled = bench.compile(unit);
                for a in numbers() {
                    for b in numbers() {
                        let holds = oracle(a, b) != negate;
                        let wanted = match guard {
                            None => Word::from_bool(holds),
                            Some(guard) if holds == (guard == Code::GuardTrue) => Word::NONE,
                            Some(_) => Word::EXITED,
                        };
                        let got = bench.run(&compiled, &[Word::from_int(a), Word::from_int(b)]);
                        assert_eq!(got, wanted, "{code:?} {guard:?} {negate} of {a} and {b}");
                    }
                }
            }
        }
    }
}

#[test]
fn kinds_are_told_apart() {
    let words = [
        Word::from_int(0),
        Word::from_int(-1),
        Word::NONE,
        Word::NULL,
        Word::TRUE,
        Word::try_from_float(1.5).unwrap(),
        Word::try_from_float(0.0).unwrap(),
        Word(4096),
    ];
    let mut bench = Bench::new();
    type Oracle = fn(Word) -> bool;
    let cases: [(Code, Oracle); 4] = [
        (Code::IsInt, Word::is_int),
        (Code::IsFloat, Word::is_float),
        (Code::IsNull, Word::is_null),
        (Code::SameWord, |word| word == Word::NONE),
    ];
    for (code, oracle) in cases {
        let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
        let mut args = vec![builder.param(0)];
        if code == Code::SameWord {
            args.push(Arg::Word(Word::NONE));
        }
        let test = builder.op(code, &args);
        let word = builder.op(Code::BoxBool, &[test]);
        let compiled = bench.compile(builder.end(End::Return(word)));
        for word in words {
            assert_eq!(bench.run(&compiled, &[word]), Word::from_bool(oracle(word)), "{word:?}");
        }
    }
}

#[test]
fn words_unbox_and_box() {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let number = builder.op(Code::UnboxInt, &[builder.param(0)]);
    let sum = builder.op(Code::IntAdd, &[number, Arg::Int(-5)]);
    let mut bench = Bench::new();
    let compiled = bench.compile(builder.end_int(sum));
    for number in [0, 5, -9, 1 << 50] {
        assert_eq!(bench.run(&compiled, &[Word::from_int(number)]), Word::from_int(number - 5));
    }
}

#[test]
fn a_divisor_that_a_guard_has_found_positive_needs_no_signs() {
    let mut bench = Bench::new();
    for code in [Code::IntFloorDiv, Code::IntMod] {
        let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Int), (1, Kind::Int)]);
        let (a, b) = (builder.param(0), builder.param(1));
        let positive = builder.op(Code::IntLt, &[Arg::Int(0), b]);
        let exit = builder.exit(&[]);
        builder.guard(Code::GuardTrue, positive, exit);
        let result = builder.op(code, &[a, b]);
        let compiled = bench.compile(builder.end_int(result));
        for a in numbers() {
            for b in numbers() {
                let got = bench.run(&compiled, &[Word::from_int(a), Word::from_int(b)]);
                let wanted = if b > 0 {
                    Word::from_int(expected(code, a, b).unwrap())
                } else {
                    Word::EXITED
                };
                assert_eq!(got, wanted, "{code:?} {a} {b}");
            }
        }
    }
}
