use super::*;
use memory::{field, pointer};
use tracer::Storage;

/// What lives longer than a rare call stays where it is.
#[test]
fn registers_survive_rare_calls() {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let object = builder.param(0);
    let floats: Vec<Arg> = (0..12)
        .map(|i| builder.with(Code::Load, &[object], field(8 + 8 * i, Storage::Float)))
        .collect();
    let ints: Vec<Arg> = (0..12)
        .map(|i| builder.with(Code::Load, &[object], field(104 + 8 * i, Storage::TaggedInt)))
        .collect();
    let boxed = builder.op(Code::BoxFloat, &[Arg::Float(1e300f64.to_bits())]);
    let large = Descriptor::Allocation { shape: 1, size: 136 };
    let new = builder.with(Code::New, &[], large);
    builder.with(Code::Store, &[object, new], field(200, Storage::Word));
    builder.with(Code::Store, &[new, boxed], field(8, Storage::Word));
    let mut live = floats;
    live.extend(ints);
    live.extend([boxed, new]);
    let exit = builder.exit(&live);
    let mut bench = Bench::new();
    let compiled = bench.compile(builder.end(End::Exit(exit)));
    let mut object = [0u64; 26];
    object[0] = 1 << (8 * BARRIER_BYTE);
    for i in 0..12 {
        object[1 + i] = (i as f64 + 0.5).to_bits();
        object[13 + i] = Word::from_int(i as i64 * 1000).0;
    }
    assert_eq!(bench.run(&compiled, &[pointer(&object)]), Word::EXITED);
    let events = events();
    let [Event::Box(_), Event::Allocate { .. }, Event::Barrier { .. }, Event::Exit { live, .. }] =
        &events[..]
    else {
        panic!("{events:?}")
    };
    for i in 0..12 {
        assert_eq!(live[i], LiveValue::Float(i as f64 + 0.5));
        assert_eq!(live[12 + i], LiveValue::Int(i as i64 * 1000));
    }
    let [LiveValue::Word(boxed), LiveValue::Word(new)] = live[24..] else { panic!("{live:?}") };
    assert_eq!(object[25], new.0);
    // SAFETY: both were allocated and leaked by this bench.
    unsafe {
        assert_eq!(*new.pointer::<u64>().add(1), boxed.0);
        assert_eq!(f64::from_bits(*boxed.pointer::<u64>().add(1)), 1e300);
    }
}

#[test]
fn a_loop_with_rare_calls_keeps_its_floats_in_registers() {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word), (1, Kind::Float)]);
    let (object, step) = (builder.param(0), builder.param(1));
    let phis = builder.label(&[(2, Kind::Float, Arg::Float(0))]);
    let exit = builder.exit(&phis);
    builder.guard(Code::GuardQuiet, Arg::Bool(true), exit);
    let sum = builder.op(Code::FloatAdd, &[phis[0], step]);
    let word = builder.op(Code::BoxFloat, &[sum]);
    builder.with(Code::Store, &[object, word], field(8, Storage::Word));
    let unit = builder.end(End::Loop(vec![sum]));
    let mut bench = Bench::new();
    bench.backend.set_disassemble(true);
    bench.compile(unit);
    let text = bench.backend.disassembly().unwrap();
    let spilled: Vec<&str> =
        text.lines().filter(|line| line.contains("%xmm") && line.contains("rsp")).collect();
    assert!(spilled.is_empty(), "{spilled:?} in\n{text}");
}
