//! The plain machine: every operation is what it says. This instance of the handlers is the
//! interpreter.
//!
//! It is three words that live in argument registers: position, registers, thread. Handlers get it
//! by reference, and everything they call on it is inlined, so that it never has an address; a
//! handler that passes it to a function that is not inlined would no longer end in a jump.

use object::Thread;
use object::builtin::shape::BOXED_FLOAT;
use tracer::frame;
use tracer::recorder::{call_floats, call_words, compare};
use tracer::{
    Callee, Checked, Comparison, Const, Dependency, Element, Exact, Field, FloatOp, FloatUnary,
    Machine, Next, Residual, ShapeId, Word,
};

pub struct Plain {
    pub pc: *const u64,
    pub registers: *mut Word,
    pub thread: *mut Thread,
}

impl Plain {
    #[inline(always)]
    fn state(&mut self) -> &mut Thread {
        // SAFETY: the thread that runs this machine; nothing else refers to it while a handler runs.
        unsafe { &mut *self.thread }
    }
    /// Tells the thread where it is, before Rust code that may look at frames.
    #[inline(always)]
    pub fn save(&mut self) {
        let (registers, pc) = (self.registers, self.pc);
        let thread = self.state();
        thread.frame = registers;
        thread.pc = pc;
    }
}

#[inline(always)]
fn at(object: Word, offset: i32) -> *mut Word {
    (object.0 as i64 + offset as i64) as *mut Word
}

#[inline(always)]
fn element_at(object: Word, index: i64, base: i32, size: i64) -> *mut u8 {
    (object.0 as i64 + base as i64 + index * size) as *mut u8
}

impl Machine for Plain {
    type Ref = Word;
    type Int = i64;
    type Float = f64;
    type Bool = bool;

    #[inline(always)]
    fn pc(&self) -> *const u64 {
        self.pc
    }
    #[inline(always)]
    fn jump(&mut self, pc: *const u64) {
        self.pc = pc;
    }
    #[inline(always)]
    fn thread(&self) -> *mut u8 {
        self.thread as *mut u8
    }
    #[inline(always)]
    fn code(&self) -> usize {
        // SAFETY: a frame's header names its function, whose code field is set.
        unsafe {
            let function = *self.registers.offset(frame::FUNCTION);
            (*function.pointer::<object::layout::Function>()).code.0 as usize
        }
    }
    #[inline(always)]
    fn is_recording(&self) -> bool {
        false
    }

    #[inline(always)]
    fn register(&mut self, index: usize) -> Word {
        // SAFETY: the compiler emits registers of the frame.
        unsafe { *self.registers.add(index) }
    }
    #[inline(always)]
    fn set_register(&mut self, index: usize, value: Word) {
        // SAFETY: as above.
        unsafe { *self.registers.add(index) = value }
    }
    #[inline(always)]
    fn function(&mut self) -> Word {
        // SAFETY: the header lies below register 0.
        unsafe { *self.registers.offset(frame::FUNCTION) }
    }
    #[inline(always)]
    fn enter(&mut self, delta: usize, action: u16, function: Word, callee: Callee) -> Next {
        // SAFETY: the header lies within the caller's registers and the reserve behind the stack's limit; the window is
        // checked before the callee writes it.
        unsafe {
            let window = self.registers.add(delta);
            *window.offset(frame::FUNCTION) = function;
            *window.offset(frame::RETURN_PC) = Word(self.pc as u64);
            *window.offset(frame::LINK) = Word(frame::link(delta, action));
            *window.offset(frame::LANGUAGE) = Word::NULL;
            if window.add(callee.registers) > (*self.thread).counted_limit() {
                (*self.thread).landing.1 = window;
                return Next::Defer(crate::internal::STACK_OVERFLOW);
            }
            self.registers = window;
            self.pc = callee.entry;
        }
        Next::Go
    }
    #[inline(always)]
    fn enter_known(&mut self, delta: usize, action: u16, function: Word, callee: Callee) -> Next {
        // SAFETY: `may_enter` has said that the frame ends below the limit.
        unsafe {
            let window = self.registers.add(delta);
            *window.offset(frame::FUNCTION) = function;
            *window.offset(frame::RETURN_PC) = Word(self.pc as u64);
            *window.offset(frame::LINK) = Word(frame::link(delta, action));
            *window.offset(frame::LANGUAGE) = Word::NULL;
            self.registers = window;
            self.pc = callee.entry;
        }
        Next::Go
    }
    #[inline(always)]
    fn may_enter(&mut self, delta: usize, registers: usize) -> bool {
        // SAFETY: the end is only compared.
        unsafe { self.registers.add(delta + registers) <= (*self.thread).counted_limit() }
    }
    #[inline(always)]
    fn can_inline(&self, _code: usize) -> bool {
        true
    }
    #[inline(always)]
    fn prepare_leave(&mut self) {}
    #[inline(always)]
    fn leave(&mut self, value: Word) -> Next {
        // SAFETY: every frame has a header; the link leads to the caller's window.
        unsafe {
            let link = (*self.registers.offset(frame::LINK)).0;
            self.pc = (*self.registers.offset(frame::RETURN_PC)).0 as *const u64;
            self.registers = self.registers.sub(frame::link_delta(link));
            let action = frame::link_action(link);
            if action == frame::STORE {
                let register = (*self.pc >> 16 & 0xffff) as usize;
                *self.registers.add(register) = value;
                self.pc = self.pc.add(frame::STORE_WIDTH);
                return Next::Go;
            }
            (*self.thread).delivered = value;
            Next::Act(action)
        }
    }
    #[inline(always)]
    fn unwind_frame(&mut self) -> bool {
        // SAFETY: as in `leave`.
        unsafe {
            let link = (*self.registers.offset(frame::LINK)).0;
            self.pc = (*self.registers.offset(frame::RETURN_PC)).0 as *const u64;
            self.registers = self.registers.sub(frame::link_delta(link));
            frame::link_action(link) != crate::internal::NATIVE_RETURN
        }
    }
    #[inline(always)]
    fn frame_language_word(&mut self) -> Word {
        // SAFETY: the header lies below register 0.
        unsafe { *self.registers.offset(frame::LANGUAGE) }
    }
    #[inline(always)]
    fn set_frame_language_word(&mut self, value: Word) {
        // SAFETY: as above.
        unsafe { *self.registers.offset(frame::LANGUAGE) = value }
    }
    #[inline(always)]
    fn delivered(&mut self) -> Word {
        self.state().delivered
    }
    #[inline(always)]
    fn deliver(&mut self, value: Word) {
        self.state().delivered = value;
    }

    #[inline(always)]
    fn guard(&mut self, condition: bool) -> bool {
        condition
    }
    #[inline(always)]
    fn promote(&mut self, value: Word) -> Const {
        Const::new(value)
    }
    #[inline(always)]
    fn hint(&self, value: Word) -> Word {
        value
    }
    #[inline(always)]
    fn is_int(&mut self, value: Word) -> bool {
        value.is_int()
    }
    #[inline(always)]
    fn both_int(&mut self, left: Word, right: Word) -> bool {
        left.0 & right.0 & 1 == 1
    }
    #[inline(always)]
    fn is_float(&mut self, value: Word) -> bool {
        value.is_float()
    }
    #[inline(always)]
    fn has_shape(&mut self, value: Word, shape: ShapeId) -> bool {
        // SAFETY: a pointer word is the address of an object, which begins with its shape.
        value.is_pointer() && unsafe { *value.pointer::<u32>() } == shape
    }
    #[inline(always)]
    fn shape_of(&mut self, value: Word) -> ShapeId {
        // SAFETY: as above.
        if value.is_pointer() { unsafe { *value.pointer::<u32>() } } else { 0 }
    }
    #[inline(always)]
    fn is_word(&mut self, value: Word, word: Word) -> bool {
        value == word
    }
    #[inline(always)]
    fn is_null(&mut self, value: Word) -> bool {
        value.is_null()
    }
    #[inline(always)]
    fn same(&mut self, left: Word, right: Word) -> bool {
        left == right
    }
    #[inline(always)]
    fn succeeded(&mut self, result: Word, _action: u16) -> bool {
        !result.is_null()
    }

    #[inline(always)]
    fn depend(&mut self, _on: Dependency) {}
    #[inline(always)]
    fn load_cell(&mut self, cell: *mut u64, _alias: &Field) -> Word {
        // SAFETY: inline caches hold addresses of value slots that they keep alive.
        unsafe { Word(*cell) }
    }
    #[inline(always)]
    fn word(&mut self, word: Word) -> Word {
        word
    }
    #[inline(always)]
    fn int(&mut self, value: i64) -> i64 {
        value
    }
    #[inline(always)]
    fn float(&mut self, value: f64) -> f64 {
        value
    }
    #[inline(always)]
    fn unbox_int(&mut self, value: Word) -> i64 {
        value.int()
    }
    #[inline(always)]
    fn box_int(&mut self, value: i64) -> Word {
        Word::from_int(value)
    }
    #[inline(always)]
    fn unbox_float(&mut self, value: Word) -> f64 {
        value.float()
    }
    #[inline(always)]
    fn finish_float(&mut self, register: usize, value: f64, words: usize) -> Next {
        match Word::try_from_float(value) {
            Some(word) => {
                self.set_register(register, word);
                self.next(words)
            }
            None => {
                self.state().float = value;
                Next::Defer(if words == 1 {
                    crate::internal::BOX_FLOAT_1
                } else {
                    crate::internal::BOX_FLOAT_2
                })
            }
        }
    }
    #[inline(always)]
    fn box_float(&mut self, value: f64) -> Word {
        match Word::try_from_float(value) {
            Some(word) => word,
            None => {
                self.save();
                boxed(self.state(), value)
            }
        }
    }
    #[inline(always)]
    fn box_bool(&mut self, value: bool) -> Word {
        Word::from_bool(value)
    }
    #[inline(always)]
    fn not(&mut self, value: bool) -> bool {
        !value
    }

    #[inline(always)]
    fn int_checked(&mut self, op: Checked, left: i64, right: i64) -> (i64, bool) {
        // Doubled, 63 bits overflow exactly when 64 do.
        let (doubled, overflow) = match op {
            Checked::Add => (left << 1).overflowing_add(right << 1),
            Checked::Sub => (left << 1).overflowing_sub(right << 1),
            Checked::Mul => (left << 1).overflowing_mul(right),
            Checked::Shl => {
                let shifted = (left << 1).wrapping_shl(right as u32);
                (shifted, shifted.wrapping_shr(right as u32) != left << 1)
            }
        };
        (doubled >> 1, overflow)
    }
    #[inline(always)]
    fn int_exact(&mut self, op: Exact, left: i64, right: i64) -> i64 {
        tracer::recorder::exact(op, left, right)
    }
    #[inline(always)]
    fn int_compare(&mut self, op: Comparison, left: i64, right: i64) -> bool {
        compare(op, left, right)
    }
    #[inline(always)]
    fn int_below(&mut self, left: i64, right: i64) -> bool {
        (left as u64) < right as u64
    }
    #[inline(always)]
    fn int_to_float(&mut self, value: i64) -> f64 {
        value as f64
    }
    #[inline(always)]
    fn float_op(&mut self, op: FloatOp, left: f64, right: f64) -> f64 {
        match op {
            FloatOp::Add => left + right,
            FloatOp::Sub => left - right,
            FloatOp::Mul => left * right,
            FloatOp::Div => left / right,
        }
    }
    #[inline(always)]
    fn float_unary(&mut self, op: FloatUnary, value: f64) -> f64 {
        match op {
            FloatUnary::Neg => -value,
            FloatUnary::Abs => value.abs(),
            FloatUnary::Sqrt => value.sqrt(),
            FloatUnary::Floor => value.floor(),
        }
    }
    #[inline(always)]
    fn float_compare(&mut self, op: Comparison, left: f64, right: f64) -> bool {
        compare(op, left, right)
    }
    #[inline(always)]
    fn float_fits_int(&mut self, value: f64) -> bool {
        value.abs() < 4611686018427387904.0
    }
    #[inline(always)]
    fn float_to_int(&mut self, value: f64) -> i64 {
        value as i64
    }

    #[inline(always)]
    fn load(&mut self, object: Word, field: &Field) -> Word {
        // SAFETY: the handler has established the object's shape, which has this field.
        unsafe { *at(object, field.offset) }
    }
    #[inline(always)]
    fn load_int(&mut self, object: Word, field: &Field) -> i64 {
        // SAFETY: as in `load`.
        unsafe { (*at(object, field.offset)).int() }
    }
    #[inline(always)]
    fn load_float(&mut self, object: Word, field: &Field) -> f64 {
        // SAFETY: as in `load`.
        unsafe { f64::from_bits((*at(object, field.offset)).0) }
    }
    #[inline(always)]
    fn store(&mut self, object: Word, field: &Field, value: Word) {
        let slot = at(object, field.offset);
        // SAFETY: as in `load`.
        unsafe { *slot = value };
        self.state().barrier(object, slot, value);
    }
    #[inline(always)]
    fn store_int(&mut self, object: Word, field: &Field, value: i64) {
        // SAFETY: as in `load`.
        unsafe { *at(object, field.offset) = Word::from_int(value) };
    }
    #[inline(always)]
    fn store_float(&mut self, object: Word, field: &Field, value: f64) {
        // SAFETY: as in `load`.
        unsafe { *at(object, field.offset) = Word(value.to_bits()) };
    }
    #[inline(always)]
    fn load_element(&mut self, object: Word, index: i64, element: &Element) -> Word {
        // SAFETY: the handler has checked shape and bounds.
        unsafe { *(element_at(object, index, element.base, 8) as *const Word) }
    }
    #[inline(always)]
    fn load_byte(&mut self, object: Word, index: i64, element: &Element) -> i64 {
        // SAFETY: the handler has checked shape and bounds.
        unsafe { *element_at(object, index, element.base, 1) as i64 }
    }
    #[inline(always)]
    fn store_element(&mut self, object: Word, index: i64, element: &Element, value: Word) {
        let slot = element_at(object, index, element.base, 8) as *mut Word;
        // SAFETY: the handler has checked shape and bounds.
        unsafe { *slot = value };
        self.state().barrier(object, slot, value);
    }
    #[inline(always)]
    fn store_byte(&mut self, object: Word, index: i64, element: &Element, value: i64) {
        // SAFETY: the handler has checked shape and bounds.
        unsafe { *element_at(object, index, element.base, 1) = value as u8 };
    }
    #[inline(always)]
    fn load_thread(&mut self, field: &Field) -> Word {
        // SAFETY: a field of the thread state.
        unsafe { *((self.thread as *mut u8).offset(field.offset as isize) as *const Word) }
    }
    #[inline(always)]
    fn store_thread(&mut self, field: &Field, value: Word) {
        // SAFETY: a field of the thread state.
        unsafe { *((self.thread as *mut u8).offset(field.offset as isize) as *mut Word) = value };
    }
    #[inline(always)]
    fn add_slot(&mut self, object: Word, field: &Field, value: Word, shape: ShapeId) {
        self.store(object, field, value);
        // SAFETY: an object begins with its shape.
        unsafe { *object.pointer::<u32>() = shape };
    }
    #[inline(always)]
    fn new_object(&mut self, shape: ShapeId, size: usize) -> Word {
        // It may collect, which looks for frames up to the one that the thread names.
        self.save();
        Word::from_pointer(self.state().heap.alloc(size, shape))
    }

    #[inline(always)]
    fn call<const N: usize>(&mut self, residual: &'static Residual, operands: [Word; N]) -> Word {
        self.save();
        let words: [u64; N] = std::array::from_fn(|index| operands[index].0);
        // SAFETY: the descriptor states the function's signature.
        Word(unsafe { call_words(residual, self.thread as *mut u8, &words) })
    }
    #[inline(always)]
    fn call_float<const N: usize>(
        &mut self,
        residual: &'static Residual,
        operands: [f64; N],
    ) -> f64 {
        // SAFETY: the descriptor states the function's signature.
        unsafe { call_floats(residual, &operands) }
    }
    #[inline(always)]
    fn call_test<const N: usize>(
        &mut self,
        residual: &'static Residual,
        operands: [Word; N],
    ) -> bool {
        let words: [u64; N] = std::array::from_fn(|index| operands[index].0);
        // SAFETY: the descriptor states the function's signature.
        unsafe { call_words(residual, self.thread as *mut u8, &words) != 0 }
    }

    #[inline(always)]
    fn loop_header(&mut self, target: *const u64, caches: *mut u64) -> Next {
        // SAFETY: the loop instruction's cache words; lost counts between threads do no harm.
        unsafe {
            let count = *caches;
            // A counter that is used up, or the marked address of code to enter.
            if count as i64 <= 0 {
                return Next::Defer(crate::internal::HOT_LOOP);
            }
            *caches = count - 1;
        }
        self.pc = target;
        Next::Go
    }
    #[inline(always)]
    fn enter_native(&mut self, run: fn(*mut u8, *const u64, *mut Word) -> u32) -> Next {
        let next = run(self.thread as *mut u8, self.pc, self.registers);
        let (pc, registers, _) = self.state().landing;
        self.pc = pc;
        self.registers = registers;
        crate::jit::entry::unpack_next(next)
    }
    #[inline(always)]
    fn poll_requested(&mut self) -> bool {
        self.state().heap.poll_requested()
    }
}

#[cold]
#[inline(never)]
pub fn boxed(thread: &mut Thread, value: f64) -> Word {
    let object = thread.new_object::<object::layout::FloatObject>(BOXED_FLOAT);
    object.value = value;
    Word::from_pointer(object)
}
