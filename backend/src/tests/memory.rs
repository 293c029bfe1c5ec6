use super::*;
use tracer::{AliasClass, Element, Field, Storage};

pub fn field(offset: i32, storage: Storage) -> Descriptor {
    Descriptor::Field(Field {
        name: "field",
        offset,
        storage,
        immutable: false,
        alias: AliasClass(1),
    })
}

pub fn element(storage: Storage) -> Descriptor {
    Descriptor::Element(Element {
        name: "items",
        base: 16,
        storage,
        immutable: false,
        alias: AliasClass(2),
    })
}

pub fn pointer(object: &[u64]) -> Word {
    Word::from_pointer(object.as_ptr())
}

#[test]
fn slots_and_top() {
    let mut builder = Builder::new(UnitKind::Loop, &[(1, Kind::Int)]);
    let word = builder.with(Code::Input, &[], Descriptor::Slot(0));
    builder.with(Code::StoreSlot, &[word], Descriptor::Slot(5));
    let boxed = builder.op(Code::BoxInt, &[builder.param(0)]);
    builder.with(Code::StoreSlot, &[boxed], Descriptor::Slot(-1));
    builder.with(Code::SetTop, &[], Descriptor::Slot(9));
    let unit = builder.end(End::Return(word));
    let mut bench = Bench::new();
    let compiled = bench.compile(unit);
    // Run with the frame one slot above the start, so that slot -1 exists.
    bench.stack[1] = Word::TRUE.0;
    bench.stack[2] = Word::from_int(42).0;
    type Trampoline = extern "C" fn(*mut Thread, *mut u64, *const u8) -> u64;
    // SAFETY: the trampoline has this signature, and the frame lies within the stack.
    let (trampoline, frame) = unsafe {
        let trampoline: Trampoline = std::mem::transmute(bench.backend.trampoline());
        (trampoline, bench.stack.as_mut_ptr().add(1))
    };
    let word = trampoline(&mut *bench.thread, frame, compiled.generic_entry);
    assert_eq!(Word(word), Word::TRUE);
    assert_eq!(bench.stack[6], Word::TRUE.0);
    assert_eq!(Word(bench.stack[0]), Word::from_int(42));
    assert_eq!(bench.thread.top, frame as u64 + 72);
}

#[test]
fn fields_of_each_storage() {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word), (1, Kind::Int)]);
    let (object, number) = (builder.param(0), builder.param(1));
    let tagged = builder.with(Code::Load, &[object], field(8, Storage::TaggedInt));
    let byte = builder.with(Code::Load, &[object], field(3, Storage::Byte));
    let float = builder.with(Code::Load, &[object], field(16, Storage::Float));
    let sum = builder.op(Code::IntAdd, &[tagged, byte]);
    builder.with(Code::StoreInt, &[object, sum], field(24, Storage::TaggedInt));
    builder.with(Code::StoreInt, &[object, number], field(32, Storage::Byte));
    builder.with(Code::StoreInt, &[object, Arg::Int(-3)], field(40, Storage::TaggedInt));
    let twice = builder.op(Code::FloatAdd, &[float, float]);
    builder.with(Code::StoreFloat, &[object, twice], field(48, Storage::Float));
    let word = builder.with(Code::LoadThread, &[], field(FIELD_OF_THREAD, Storage::Word));
    builder.with(Code::StoreThread, &[object], field(FIELD_OF_THREAD, Storage::Word));
    let mut bench = Bench::new();
    let compiled = bench.compile(builder.end(End::Return(word)));
    let mut object = vec![200 << 24, Word::from_int(1000).0, 2.25f64.to_bits(), 0, !0, 0, 0];
    bench.thread.field = Word::ELLIPSIS.0;
    let this = Word::from_pointer(object.as_mut_ptr());
    assert_eq!(bench.run(&compiled, &[this, Word::from_int(0x1234)]), Word::ELLIPSIS);
    assert_eq!(object[3], Word::from_int(1200).0);
    assert_eq!(object[4], !0 << 8 | 0x34);
    assert_eq!(object[5], Word::from_int(-3).0);
    assert_eq!(f64::from_bits(object[6]), 4.5);
    assert_eq!(bench.thread.field, this.0);
    assert_eq!(events(), []);
}

#[test]
pub fn elements_by_index() {
    let mut bench = Bench::new();
    for index in [None, Some(3)] {
        let params = [(0, Kind::Word), (1, Kind::Int), (2, Kind::Word)];
        let mut builder = Builder::new(UnitKind::Loop, &params);
        let (words, bytes) = (builder.param(0), builder.param(2));
        let index = index.map_or(builder.param(1), Arg::Int);
        let old = builder.with(Code::LoadElement, &[words, index], element(Storage::Word));
        builder.with(
            Code::StoreElement,
            &[words, index, Arg::Word(Word::NONE)],
            element(Storage::Word),
        );
        let byte = builder.with(Code::LoadElement, &[bytes, index], element(Storage::Byte));
        let next = builder.op(Code::IntAdd, &[byte, Arg::Int(1)]);
        builder.with(Code::StoreByte, &[bytes, index, next], element(Storage::Byte));
        let float = builder.with(Code::LoadElement, &[words, Arg::Int(0)], element(Storage::Float));
        let exit = builder.exit(&[old, byte, float]);
        let compiled = bench.compile(builder.end(End::Exit(exit)));
        let words = [0, 0, 9.5f64.to_bits(), 11, 12, Word::TRUE.0, 14];
        let bytes = [0u64, 0, 0x0403_ff01_0000_0000 | 0xff00_0000];
        bench.run(&compiled, &[pointer(&words), Word::from_int(3), pointer(&bytes)]);
        let [Event::Exit { live, .. }] = &events()[..] else { panic!() };
        let wanted = [LiveValue::Word(Word::TRUE), LiveValue::Int(0xff), LiveValue::Float(9.5)];
        assert_eq!(live[..], wanted);
        // SAFETY: compiled code has written to the arrays behind the compiler's back.
        let (word, byte) = unsafe {
            (words.as_ptr().add(5).read_volatile(), bytes.as_ptr().add(2).read_volatile())
        };
        assert_eq!((word, byte), (Word::NONE.0, 0x0403_ff01_0000_0000));
    }
}

#[test]
fn cells() {
    let cells = [Word::from_int(5).0, 0].map(Box::new).map(Box::into_raw);
    let mut builder = Builder::new(UnitKind::Loop, &[]);
    let word =
        builder.with(Code::LoadCell, &[Arg::Word(Word(cells[0] as u64))], field(0, Storage::Word));
    builder.with(
        Code::StoreCell,
        &[Arg::Word(Word(cells[1] as u64)), word],
        field(0, Storage::Word),
    );
    let mut bench = Bench::new();
    let compiled = bench.compile(builder.end(End::Return(word)));
    assert_eq!(bench.run(&compiled, &[]), Word::from_int(5));
    // SAFETY: both cells were boxed above and are freed once.
    let [_, stored] = cells.map(|cell| unsafe { *Box::from_raw(cell) });
    assert_eq!(stored, Word::from_int(5).0);
}

#[test]
fn the_barrier_is_called_for_old_objects_and_pointers() {
    let mut bench = Bench::new();
    let value = [0u64; 2];
    let make = |stored: fn(&mut Builder) -> Arg| {
        let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word), (1, Kind::Word)]);
        let stored = stored(&mut builder);
        builder.with(Code::Store, &[builder.param(0), stored], field(8, Storage::Word));
        let index = Arg::Int(1);
        builder.with(
            Code::StoreElement,
            &[builder.param(0), index, stored],
            element(Storage::Word),
        );
        builder.end(End::Return(Arg::Word(Word::NONE)))
    };
    let unknown = bench.compile(make(|builder| builder.param(1)));
    let number = bench.compile(make(|builder| builder.op(Code::BoxInt, &[Arg::Int(4)])));
    let constant = bench.compile(make(|_| Arg::Word(Word::NONE)));
    let guarded = bench.compile(make(|builder| {
        let is_int = builder.op(Code::IsInt, &[builder.param(1)]);
        let exit = builder.exit(&[]);
        builder.guard(Code::GuardTrue, is_int, exit);
        builder.param(1)
    }));
    for old in [false, true] {
        let mut object = [0u64; 4];
        object[0] = if old { 1 << (8 * BARRIER_BYTE) } else { 7 };
        let this = Word::from_pointer(object.as_mut_ptr());
        bench.run(&unknown, &[this, pointer(&value)]);
        let barriers = events();
        if old {
            let barrier = |offset| Event::Barrier { object: this.0, address: this.0 + offset };
            assert_eq!(barriers, [barrier(8), barrier(24)]);
        } else {
            assert_eq!(barriers, []);
        }
        // SAFETY: compiled code has written to the object behind the compiler's back.
        assert_eq!(unsafe { object.as_ptr().add(3).read_volatile() }, pointer(&value).0);
        for unit in [&number, &constant, &guarded] {
            assert_eq!(bench.run(unit, &[this, Word::from_int(1)]), Word::NONE);
            assert_eq!(events(), []);
        }
    }
}

#[test]
fn objects_are_bumped_and_then_asked_for() {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let pair = Descriptor::Allocation { shape: 0x1234, size: 24 };
    let first = builder.with(Code::New, &[], pair);
    builder.with(Code::Store, &[first, builder.param(0)], field(8, Storage::Word));
    let second = builder.with(Code::New, &[], pair);
    builder.with(Code::Store, &[second, first], field(16, Storage::Word));
    let mut bench = Bench::new();
    let compiled = bench.compile(builder.end(End::Return(second)));
    let start = bench.thread.cursor;
    for round in 0..10 {
        let word = bench.run(&compiled, &[Word::TRUE]);
        let second: *const u64 = word.pointer();
        // SAFETY: the answer is the object that was just made.
        let (header, first) = unsafe { (*second, *second.add(2) as *const u64) };
        // SAFETY: as above.
        let (first_header, stored) = unsafe { (*first, *first.add(1)) };
        assert_eq!((header, first_header, stored), (0x1234, 0x1234, Word::TRUE.0));
        if round == 0 {
            assert_eq!((first as u64, second as u64), (start, start + 24));
            assert_eq!(bench.thread.cursor, start + 48);
        }
    }
    let slow = Event::Allocate { size: 24, shape: 0x1234 };
    // 21 objects fit into 512 bytes, so the twenty of these rounds do.
    assert_eq!(events(), []);
    bench.run(&compiled, &[Word::TRUE]);
    assert_eq!(events(), std::slice::from_ref(&slow));
    bench.run(&compiled, &[Word::TRUE]);
    assert_eq!(events(), [slow.clone(), slow]);
}

#[test]
fn an_object_is_fresh_only_until_something_may_collect() {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let large = Descriptor::Allocation { shape: 1, size: 136 };
    let first = builder.with(Code::New, &[], large);
    builder.with(Code::Store, &[first, builder.param(0)], field(8, Storage::Word));
    let second = builder.with(Code::New, &[], large);
    builder.with(Code::Store, &[first, second], field(8, Storage::Word));
    let mut bench = Bench::new();
    bench.backend.set_disassemble(true);
    bench.compile(builder.end(End::Return(second)));
    let text = bench.backend.disassembly().unwrap();
    let calls = text.matches("  call ").count();
    assert_eq!(calls, 3, "one of the two stores needs a barrier:\n{text}");
}

#[test]
fn shapes_are_tested() {
    let mut bench = Bench::new();
    let shape = Descriptor::Shape(0xdead_beef);
    let right = [0x55_dead_beef_u64, Word::from_int(9).0];
    let wrong = [0x1_0000_0001_u64, 0];
    let words = [
        (pointer(&right), true),
        (pointer(&wrong), false),
        (Word::NULL, false),
        (Word::NONE, false),
        (Word::from_int(3), false),
        (Word::try_from_float(2.0).unwrap(), false),
    ];
    let mut units = vec![];
    for guard in [Code::GuardTrue, Code::GuardFalse] {
        for repeat in [false, true] {
            let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
            for _ in 0..=repeat as usize {
                let test = builder.with(Code::HasShape, &[builder.param(0)], shape);
                let exit = builder.exit(&[]);
                builder.guard(guard, test, exit);
            }
            let unit = builder.end(End::Return(Arg::Word(Word::TRUE)));
            units.push((unit, guard == Code::GuardTrue, Word::TRUE, Word::EXITED));
        }
    }
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let test = builder.with(Code::HasShape, &[builder.param(0)], shape);
    let word = builder.op(Code::BoxBool, &[test]);
    units.push((builder.end(End::Return(word)), true, Word::TRUE, Word::FALSE));
    for (unit, expected, yes, no) in units {
        let compiled = bench.compile(unit);
        for (word, has) in words {
            assert_eq!(bench.run(&compiled, &[word]), if has == expected { yes } else { no });
        }
    }
}

#[test]
fn a_shape_is_read_before_a_store_that_follows() {
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word)]);
    let object = builder.param(0);
    let test = builder.with(Code::HasShape, &[object], Descriptor::Shape(7));
    builder.with(Code::StoreInt, &[object, Arg::Int(0)], field(0, Storage::Byte));
    let exit = builder.exit(&[]);
    builder.guard(Code::GuardTrue, test, exit);
    let mut bench = Bench::new();
    let compiled = bench.compile(builder.end(End::Return(Arg::Word(Word::NONE))));
    let object = [7u64];
    assert_eq!(bench.run(&compiled, &[pointer(&object)]), Word::NONE);
    assert_eq!(bench.run(&compiled, &[pointer(&object)]), Word::EXITED);
}

#[test]
fn phis_stay_pointers_only_if_the_loop_keeps_them_so() {
    // Walks a list: `node = node.next` until the shape differs.
    let mut builder = Builder::new(UnitKind::Loop, &[(0, Kind::Word), (1, Kind::Int)]);
    let first = builder.with(Code::HasShape, &[builder.param(0)], Descriptor::Shape(7));
    let exit = builder.exit(&[builder.param(0)]);
    builder.guard(Code::GuardTrue, first, exit);
    let initial = [(0, Kind::Word, builder.param(0)), (1, Kind::Int, builder.param(1))];
    let phis = builder.label(&initial);
    let test = builder.with(Code::HasShape, &[phis[0]], Descriptor::Shape(7));
    let exit = builder.exit(&phis);
    builder.guard(Code::GuardTrue, test, exit);
    let next = builder.with(Code::Load, &[phis[0]], field(8, Storage::Word));
    let count = builder.op(Code::IntAdd, &[phis[1], Arg::Int(1)]);
    let mut bench = Bench::new();
    let compiled = bench.compile(builder.end(End::Loop(vec![next, count])));
    for last in [Word::NULL, Word::NONE, Word::from_int(8)] {
        let nodes = [[7, last.0]].map(Box::new);
        let node = [7, &raw const *nodes[0] as u64];
        assert_eq!(bench.run(&compiled, &[pointer(&node), Word::from_int(0)]), Word::EXITED);
        let [Event::Exit { index: 1, live, .. }] = &events()[..] else { panic!() };
        assert_eq!(live[..], [LiveValue::Word(last), LiveValue::Int(2)]);
    }
}
