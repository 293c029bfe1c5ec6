//! The machine that carries operations out: the toy's interpreter. What the language does not use is
//! absent.

use crate::language::{NATIVE_RETURN, handle};
use crate::world::{self, Thread};
use tracer::recorder::{call_words, checked, compare};
use tracer::*;

pub struct Direct {
    pub pc: *const u64,
    pub registers: *mut Word,
    pub thread: *mut Thread,
    pub delivered: Word,
}

impl Direct {
    /// Runs until the frame that native code called returns: its value, or null.
    pub fn run(&mut self, mut next: Next) -> Word {
        loop {
            // SAFETY: the position is an instruction.
            let instruction = unsafe { *self.pc };
            let opcode = match next {
                Next::Go => instruction as u16,
                Next::Defer(opcode) | Next::Act(opcode) => opcode,
                Next::Raise => crate::language::RAISE,
                Next::Stop => return self.delivered,
            };
            next = handle(self, opcode, instruction);
        }
    }
    fn link(&self) -> u64 {
        // SAFETY: every frame has a header.
        unsafe { (*self.registers.offset(frame::LINK)).0 }
    }
    fn pop(&mut self) {
        let delta = frame::link_delta(self.link());
        // SAFETY: the header leads to the caller.
        unsafe {
            self.pc = (*self.registers.offset(frame::RETURN_PC)).0 as *const u64;
            self.registers = self.registers.sub(delta);
        }
    }
}

fn at(object: Word, field: &Field) -> *mut Word {
    (object.0 as i64 + field.offset as i64) as *mut Word
}

macro_rules! absent {
    ($(fn $name:ident($($argument:ty),*) $(-> $result:ty)?;)*) => { $(
        absent!(@one $name [$($argument),*] [$($result)?]);
    )* };
    (@one $name:ident [] [$($result:ty)?]) => {
        fn $name(&mut self) $(-> $result)? { unimplemented!() }
    };
    (@one $name:ident [$a:ty] [$($result:ty)?]) => {
        fn $name(&mut self, _: $a) $(-> $result)? { unimplemented!() }
    };
    (@one $name:ident [$a:ty, $b:ty] [$($result:ty)?]) => {
        fn $name(&mut self, _: $a, _: $b) $(-> $result)? { unimplemented!() }
    };
    (@one $name:ident [$a:ty, $b:ty, $c:ty] [$($result:ty)?]) => {
        fn $name(&mut self, _: $a, _: $b, _: $c) $(-> $result)? { unimplemented!() }
    };
    (@one $name:ident [$a:ty, $b:ty, $c:ty, $d:ty] [$($result:ty)?]) => {
        fn $name(&mut self, _: $a, _: $b, _: $c, _: $d) $(-> $result)? { unimplemented!() }
    };
}

// SAFETY of all blocks below: programs of the tests use registers of their frames, and objects whose
// shape the handlers have checked.
impl Machine for Direct {
    type Ref = Word;
    type Int = i64;
    type Float = f64;
    type Bool = bool;

    fn pc(&self) -> *const u64 {
        self.pc
    }
    fn jump(&mut self, pc: *const u64) {
        self.pc = pc;
    }
    fn thread(&self) -> *mut u8 {
        self.thread.cast()
    }
    fn code(&self) -> usize {
        // SAFETY: see above.
        unsafe { (*self.registers.offset(frame::FUNCTION)).int() as usize }
    }
    fn is_recording(&self) -> bool {
        false
    }
    fn hint(&self, value: Word) -> Word {
        value
    }
    fn register(&mut self, index: usize) -> Word {
        // SAFETY: see above.
        unsafe { *self.registers.add(index) }
    }
    fn set_register(&mut self, index: usize, value: Word) {
        // SAFETY: see above.
        unsafe { *self.registers.add(index) = value }
    }
    fn enter(&mut self, delta: usize, action: u16, function: Word, callee: Callee) -> Next {
        // SAFETY: see above.
        self.registers = unsafe { self.registers.add(delta) };
        world::write_header(self.registers, function, self.pc, frame::link(delta, action));
        self.pc = callee.entry;
        Next::Go
    }
    fn can_inline(&self, _code: usize) -> bool {
        true
    }
    fn prepare_leave(&mut self) {}
    fn leave(&mut self, value: Word) -> Next {
        let action = frame::link_action(self.link());
        self.pop();
        self.delivered = value;
        if action == NATIVE_RETURN { Next::Stop } else { Next::Act(action) }
    }
    fn unwind_frame(&mut self) -> bool {
        self.delivered = Word::NULL;
        let action = frame::link_action(self.link());
        self.pop();
        action != NATIVE_RETURN
    }
    fn delivered(&mut self) -> Word {
        self.delivered
    }
    fn deliver(&mut self, value: Word) {
        self.delivered = value;
    }
    fn guard(&mut self, condition: bool) -> bool {
        condition
    }
    fn both_int(&mut self, left: Word, right: Word) -> bool {
        left.is_int() && right.is_int()
    }
    fn has_shape(&mut self, value: Word, shape: ShapeId) -> bool {
        // SAFETY: a pointer is an object.
        value.is_pointer() && unsafe { *value.pointer::<u32>() } == shape
    }
    fn is_word(&mut self, value: Word, word: Word) -> bool {
        value == word
    }
    fn is_null(&mut self, value: Word) -> bool {
        value.is_null()
    }
    fn succeeded(&mut self, result: Word, _action: u16) -> bool {
        !result.is_null()
    }
    fn depend(&mut self, _on: Dependency) {}
    fn load_cell(&mut self, cell: *mut u64, _alias: &Field) -> Word {
        // SAFETY: cells live for ever; other threads store whole words.
        unsafe { Word(std::ptr::read_volatile(cell)) }
    }
    fn word(&mut self, word: Word) -> Word {
        word
    }
    fn unbox_int(&mut self, value: Word) -> i64 {
        value.int()
    }
    fn box_int(&mut self, value: i64) -> Word {
        Word::from_int(value)
    }
    fn int_checked(&mut self, op: Checked, left: i64, right: i64) -> (i64, bool) {
        checked(op, left, right)
    }
    fn int_compare(&mut self, op: Comparison, left: i64, right: i64) -> bool {
        compare(op, left, right)
    }
    fn load(&mut self, object: Word, field: &Field) -> Word {
        // SAFETY: see above.
        unsafe { *at(object, field) }
    }
    fn store(&mut self, object: Word, field: &Field, value: Word) {
        // SAFETY: see above.
        unsafe { *at(object, field) = value }
    }
    fn new_object(&mut self, shape: ShapeId, size: usize) -> Word {
        world::allocate(shape, size)
    }
    fn call<const N: usize>(&mut self, residual: &'static Residual, operands: [Word; N]) -> Word {
        // SAFETY: the residual's declaration is true.
        unsafe {
            (*self.thread).top = self.registers;
            Word(call_words(residual, self.thread.cast(), &operands.map(|word| word.0)))
        }
    }
    fn loop_header(&mut self, target: *const u64, caches: *mut u64) -> Next {
        // SAFETY: the thread that runs.
        let landing = world::hot_loop(unsafe { &mut *self.thread }, target, self.registers, caches);
        (self.pc, self.registers) = (landing.pc, landing.registers);
        // SAFETY: as above.
        self.delivered = unsafe { (*self.thread).delivered };
        landing.next
    }
    fn poll_requested(&mut self) -> bool {
        world::thread(self.thread.cast()).poll.load(std::sync::atomic::Ordering::Relaxed) != 0
    }

    fn call_float<const N: usize>(&mut self, _: &'static Residual, _: [f64; N]) -> f64 {
        unimplemented!()
    }
    fn call_test<const N: usize>(&mut self, _: &'static Residual, _: [Word; N]) -> bool {
        unimplemented!()
    }
    absent! {
        fn function() -> Word;
        fn may_enter(usize, usize) -> bool;
        fn enter_known(usize, u16, Word, Callee) -> Next;
        fn frame_language_word() -> Word;
        fn set_frame_language_word(Word);
        fn promote(Word) -> Const;
        fn is_int(Word) -> bool;
        fn is_float(Word) -> bool;
        fn shape_of(Word) -> ShapeId;
        fn same(Word, Word) -> bool;
        fn int(i64) -> i64;
        fn float(f64) -> f64;
        fn unbox_float(Word) -> f64;
        fn finish_float(usize, f64, usize) -> Next;
        fn box_float(f64) -> Word;
        fn box_bool(bool) -> Word;
        fn not(bool) -> bool;
        fn int_exact(Exact, i64, i64) -> i64;
        fn int_below(i64, i64) -> bool;
        fn int_to_float(i64) -> f64;
        fn float_op(FloatOp, f64, f64) -> f64;
        fn float_unary(FloatUnary, f64) -> f64;
        fn float_compare(Comparison, f64, f64) -> bool;
        fn float_fits_int(f64) -> bool;
        fn float_to_int(f64) -> i64;
        fn load_int(Word, &Field) -> i64;
        fn load_float(Word, &Field) -> f64;
        fn store_int(Word, &Field, i64);
        fn store_float(Word, &Field, f64);
        fn load_element(Word, i64, &Element) -> Word;
        fn load_byte(Word, i64, &Element) -> i64;
        fn store_element(Word, i64, &Element, Word);
        fn store_byte(Word, i64, &Element, i64);
        fn load_thread(&Field) -> Word;
        fn store_thread(&Field, Word);
        fn add_slot(Word, &Field, Word, ShapeId);
        fn enter_native(fn(*mut u8, *const u64, *mut Word) -> u32) -> Next;
    }
}
