use super::*;
use std::sync::atomic::Ordering;

/// `i` and `total` in slots 0 and 1, a float in slot 2, a word in slot 3: adds `i` to `total` and
/// halves the float until `i` reaches 10.
fn counting_loop() -> Unit {
    let params = [(0, Kind::Int), (1, Kind::Int), (2, Kind::Float), (3, Kind::Word)];
    let mut builder = Builder::new(UnitKind::Loop, &params);
    let phis: Vec<(i32, Kind, Arg)> = params
        .iter()
        .enumerate()
        .map(|(index, (slot, kind))| (*slot, *kind, builder.param(index as u32)))
        .collect();
    let phis = builder.label(&phis);
    let quiet = builder.exit(&phis);
    builder.guard(Code::GuardQuiet, Arg::Bool(true), quiet);
    let less = builder.op(Code::IntLt, &[phis[0], Arg::Int(10)]);
    let done = builder.exit(&phis);
    builder.guard(Code::GuardTrue, less, done);
    let total = builder.op(Code::IntAddOverflow, &[phis[1], phis[0]]);
    let overflowed = builder.op(Code::Overflowed, &[total]);
    let overflow = builder.exit(&phis);
    builder.guard(Code::GuardFalse, overflowed, overflow);
    let next = builder.op(Code::IntAdd, &[phis[0], Arg::Int(1)]);
    let half = builder.op(Code::FloatMul, &[phis[2], Arg::Float(0.5f64.to_bits())]);
    builder.end(End::Loop(vec![next, total, half, phis[3]]))
}

fn slots(i: i64, total: i64) -> [Word; 4] {
    [Word::from_int(i), Word::from_int(total), Word::try_from_float(1024.0).unwrap(), Word::TRUE]
}

#[test]
fn a_loop_leaves_with_its_live_values() {
    let mut bench = Bench::new();
    let unit = bench.compile(counting_loop());
    assert_eq!(bench.run(&unit, &slots(0, 100)), Word::EXITED);
    let frame = bench.stack.as_ptr() as u64;
    let live = vec![
        LiveValue::Int(10),
        LiveValue::Int(145),
        LiveValue::Float(1.0),
        LiveValue::Word(Word::TRUE),
    ];
    assert_eq!(events(), [Event::Exit { index: 1, frame, live }]);
    assert_eq!(unit.exits[1].count.load(Ordering::Relaxed), 1);
}

#[test]
fn overflow_and_poll_leave_too() {
    let mut bench = Bench::new();
    let unit = bench.compile(counting_loop());
    bench.run(&unit, &slots(0, tracer::word::SMALL_MAX - 3));
    let [Event::Exit { index: 2, live, .. }] = &events()[..] else { panic!() };
    assert_eq!(live[..2], [LiveValue::Int(3), LiveValue::Int(tracer::word::SMALL_MAX)]);
    bench.thread.poll = 1;
    bench.run(&unit, &slots(0, 0));
    let [Event::Exit { index: 0, live, .. }] = &events()[..] else { panic!() };
    assert_eq!(live[..2], [LiveValue::Int(0), LiveValue::Int(0)]);
}

#[test]
fn kinds_that_differ_are_refused() {
    let mut bench = Bench::new();
    let unit = bench.compile(counting_loop());
    let mut wrong = slots(0, 0);
    wrong[1] = Word::NONE;
    assert_eq!(bench.run(&unit, &wrong), Word::REFUSED);
    wrong = slots(0, 0);
    wrong[2] = Word::from_int(3);
    assert_eq!(bench.run(&unit, &wrong), Word::REFUSED);
    assert_eq!(events(), []);
}

#[test]
fn a_bridge_is_entered_through_the_cell() {
    let mut bench = Bench::new();
    let unit = bench.compile(counting_loop());
    // The bridge takes the live values of the exit at `i == 10` and returns `total * 1000 + i`
    // where the float is 1.0.
    let kinds = [(0, Kind::Int), (1, Kind::Int), (2, Kind::Float), (3, Kind::Word)];
    let mut builder = Builder::new(UnitKind::Bridge, &kinds);
    let one = builder.op(Code::FloatEq, &[builder.param(2), Arg::Float(1f64.to_bits())]);
    let exit = builder.exit(&[builder.param(3)]);
    builder.guard(Code::GuardTrue, one, exit);
    let scaled = builder.op(Code::IntMul, &[builder.param(1), Arg::Int(1000)]);
    let sum = builder.op(Code::IntAdd, &[scaled, builder.param(0)]);
    let bridge = bench.compile(builder.end_int(sum));
    assert!(bridge.generic_entry.is_null());

    unit.exits[1].bridge.store(bridge.typed_entry.cast_mut(), Ordering::Release);
    assert_eq!(bench.run(&unit, &slots(0, 0)), Word::from_int(45_010));
    assert_eq!(events(), []);
    assert_eq!(bench.run(&unit, &slots(9, 0)), Word::EXITED);
    let [Event::Exit { live, .. }] = &events()[..] else { panic!() };
    assert_eq!(live[..], [LiveValue::Word(Word::TRUE)]);
    unit.exits[1].bridge.store(unit.exits[1].leave.cast_mut(), Ordering::Release);
    assert_eq!(bench.run(&unit, &slots(0, 0)), Word::EXITED);
}

#[test]
fn many_live_values_reach_a_bridge_on_the_stack() {
    let mut bench = Bench::new();
    let params: Vec<(i32, Kind)> =
        (0..40).map(|slot| (slot, if slot % 3 == 0 { Kind::Float } else { Kind::Int })).collect();
    let mut builder = Builder::new(UnitKind::Loop, &params);
    let live: Vec<Arg> = (0..40).map(|index| builder.param(index)).collect();
    let exit = builder.exit(&live);
    let unit = bench.compile(builder.end(End::Exit(exit)));
    let mut builder = Builder::new(UnitKind::Bridge, &params);
    let live: Vec<Arg> = (0..40).rev().map(|index| builder.param(index)).collect();
    let exit = builder.exit(&live);
    let bridge = bench.compile(builder.end(End::Exit(exit)));
    unit.exits[0].bridge.store(bridge.typed_entry.cast_mut(), Ordering::Release);
    let slots: Vec<Word> = (0..40)
        .map(|slot| {
            if slot % 3 == 0 {
                Word::try_from_float(slot as f64).unwrap()
            } else {
                Word::from_int(slot)
            }
        })
        .collect();
    assert_eq!(bench.run(&unit, &slots), Word::EXITED);
    let [Event::Exit { live, .. }] = &events()[..] else { panic!() };
    for (index, value) in live.iter().rev().enumerate() {
        let wanted = if index % 3 == 0 {
            LiveValue::Float(index as f64)
        } else {
            LiveValue::Int(index as i64)
        };
        assert_eq!(*value, wanted);
    }
}

#[test]
fn an_invalidated_unit_leaves() {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let exit = builder.exit(&[]);
    builder.guard(Code::GuardValid, Arg::Bool(true), exit);
    let mut bench = Bench::new();
    let unit = bench.compile(builder.end(End::Return(Arg::Word(Word::NONE))));
    assert_eq!(bench.run(&unit, &[Word::NONE]), Word::NONE);
    unit.valid.store(0, Ordering::Release);
    assert_eq!(bench.run(&unit, &[Word::NONE]), Word::EXITED);
}

#[test]
fn units_jump_to_each_other() {
    let mut bench = Bench::new();
    let target = bench.compile(counting_loop());
    let cell = Box::new(target.typed_entry);
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Int)]);
    let doubled = builder.op(Code::IntMul, &[builder.param(0), Arg::Int(2)]);
    let args = vec![Arg::Int(7), doubled, Arg::Float(8f64.to_bits()), Arg::Word(Word::ELLIPSIS)];
    let unit =
        bench.compile(builder.end(End::Jump { target: &raw const *cell as usize, base: 3, args }));
    assert_eq!(bench.run(&unit, &[Word::from_int(50)]), Word::EXITED);
    let frame = bench.stack.as_ptr() as u64 + 24;
    let live = vec![
        LiveValue::Int(10),
        LiveValue::Int(124),
        LiveValue::Float(1.0),
        LiveValue::Word(Word::ELLIPSIS),
    ];
    assert_eq!(events(), [Event::Exit { index: 1, frame, live }]);
}

#[test]
fn malformed_units_are_refused() {
    let mut bench = Bench::new();
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let sum = builder.op(Code::IntAdd, &[builder.param(0), Arg::Int(1)]);
    let unit = builder.end(End::Return(sum));
    assert_eq!(bench.backend.compile(unit).err(), Some(tracer::BackendError::Unsupported));
    let builder = Builder::new(UnitKind::Loop, &[]);
    let unit = builder.end(End::Return(Arg::Op(OpRef(4))));
    assert_eq!(bench.backend.compile(unit).err(), Some(tracer::BackendError::Unsupported));
}
