//! What handlers do while they are recorded.
//!
//! Each operation is carried out on the concrete words, and emitted with the names that the trace has for its operands,
//! unless all of them are constants. What must hold for the trace to go the same way becomes a guard; the step's
//! snapshot says where the interpreter goes on if it does not.

use super::*;

impl<H: Host> Machine for Recorder<'_, H> {
    type Ref = Red<Word>;
    type Int = Red<i64>;
    type Float = Red<f64>;
    type Bool = Red<bool>;

    fn pc(&self) -> *const u64 {
        self.pc
    }
    fn jump(&mut self, pc: *const u64) {
        self.pc = pc;
    }
    fn thread(&self) -> *mut u8 {
        self.thread
    }
    fn code(&self) -> usize {
        self.frames.last().map_or(0, |frame| frame.code)
    }
    fn is_recording(&self) -> bool {
        true
    }

    fn register(&mut self, index: usize) -> Red<Word> {
        let arg = self.slot_arg(self.frame_base() + index as i32);
        // SAFETY: registers of the current frame.
        Red(unsafe { *self.registers.add(index) }, arg)
    }
    fn set_register(&mut self, index: usize, value: Red<Word>) {
        let slot = self.frame_base() + index as i32;
        self.slots.insert(slot, value.1);
        // SAFETY: registers of the current frame.
        unsafe { *self.registers.add(index) = value.0 };
    }
    fn function(&mut self) -> Red<Word> {
        let slot = self.frame_base() + frame::FUNCTION as i32;
        let arg = self.slot_arg(slot);
        // SAFETY: the header of the current frame.
        Red(unsafe { *self.registers.offset(frame::FUNCTION) }, arg)
    }
    fn enter(&mut self, delta: usize, action: u16, function: Red<Word>, callee: Callee) -> Next {
        // SAFETY: pointer arithmetic within the reserved value stack is checked against its limit.
        let window = unsafe { self.registers.add(delta) };
        let end = unsafe { window.add(callee.registers) };
        self.host.set_position(self.thread, self.registers, self.pc);
        if !self.host.has_room(self.thread, end) {
            self.host.stack_overflow(self.thread);
            self.abort(AbortReason::RaisedOut);
            return Next::Raise;
        }
        if !self.can_inline(callee.code) || callee.whole && self.host.has_compiled_loop(callee.code)
        {
            return self.call_through(delta, action, function, callee);
        }
        self.reentered += (self.times_inlined(callee.code) > 0) as usize;
        let base = self.frame_base() + delta as i32;
        let link = frame::link(delta, action);
        // SAFETY: as above.
        unsafe {
            *window.offset(frame::FUNCTION) = function.0;
            *window.offset(frame::RETURN_PC) = Word(self.pc as u64);
            *window.offset(frame::LINK) = Word(link);
            *window.offset(frame::LANGUAGE) = Word::NULL;
        }
        self.slots.insert(base + frame::FUNCTION as i32, function.1);
        self.slots.insert(base + frame::RETURN_PC as i32, Arg::Word(Word(self.pc as u64)));
        self.slots.insert(base + frame::LINK as i32, Arg::Word(Word(link)));
        self.slots.insert(base + frame::LANGUAGE as i32, Arg::Word(Word::NULL));
        self.frames.push(FrameState {
            base,
            code: callee.code,
            return_pc: self.pc,
            action,
            delta,
            resumed: !callee.whole,
            passed: Vec::new(),
        });
        self.registers = window;
        self.pc = callee.entry;
        Next::Go
    }
    fn enter_known(
        &mut self,
        delta: usize,
        action: u16,
        function: Red<Word>,
        callee: Callee,
    ) -> Next {
        self.enter(delta, action, function, callee)
    }
    fn may_enter(&mut self, delta: usize, registers: usize) -> bool {
        self.host.set_position(self.thread, self.registers, self.pc);
        // SAFETY: the value stack has room behind every frame; the end is only compared.
        let end = unsafe { self.registers.add(delta + registers) };
        self.host.has_room(self.thread, end)
    }
    fn can_inline(&self, code: usize) -> bool {
        let recursion = self.times_inlined(code);
        recursion < self.limits.recursion
            && (recursion == 0
                || self.reentered < self.limits.reentries && self.host.is_short(code))
            && self.frames.len() < self.limits.frames
    }
    fn prepare_leave(&mut self) {
        if self.frames.len() > 1 || self.caller.is_some() {
            return;
        }
        match self.goal {
            Goal::Function | Goal::Bridge { returns: true } => self.caller = Some(Caller::Native),
            Goal::Loop if self.step_effect || !self.limits.leaves => {}
            Goal::Bridge { returns: false } | Goal::Loop => {
                // Any function and any generator may be the caller of a loop's frame: its header says which.
                let base = self.frames[0].base;
                let link = self.header_word(frame::LINK);
                let address = self.slot_arg(base + frame::LINK as i32);
                self.guard_same(address, link);
                if frame::link_action(link.0) == self.host.native_return_action() {
                    self.caller = Some(Caller::Native);
                    return;
                }
                let return_pc = self.header_word(frame::RETURN_PC);
                let address = self.slot_arg(base + frame::RETURN_PC as i32);
                self.guard_same(address, return_pc);
                self.caller = Some(Caller::Frame);
            }
        }
    }
    fn leave(&mut self, value: Red<Word>) -> Next {
        if self.frames.len() == 1 {
            self.prepare_leave();
            self.delivered = value;
            match self.caller {
                Some(Caller::Native) => {
                    if self.outcome.is_none() {
                        self.finish(TraceEnd::Return(value.1));
                    }
                }
                Some(Caller::Frame) if self.returned < self.limits.returns => {
                    self.return_through_header();
                    return Next::Act(frame::link_action(self.left_link));
                }
                _ => self.abort(AbortReason::LeftFrame),
            }
            // The interpreter goes on behind the frame, and has nothing to repeat.
            self.pop_real_frame();
            return Next::Act(frame::link_action(self.left_link));
        }
        let Some(callee) = self.frames.pop() else { return Next::Stop };
        self.slots.retain(|slot, _| *slot < callee.base - frame::HEADER_WORDS as i32);
        self.pc = callee.return_pc;
        // SAFETY: back to the caller's window.
        self.registers = unsafe { self.registers.sub(callee.delta) };
        self.delivered = value;
        Next::Act(callee.action)
    }
    fn unwind_frame(&mut self) -> bool {
        self.delivered = Red(Word::NULL, Arg::Word(Word::NULL));
        if self.frames.len() == 1 {
            self.prepare_leave();
            match self.caller {
                Some(Caller::Native) => {
                    if self.outcome.is_none() {
                        self.finish(TraceEnd::Return(Arg::Word(Word::NULL)));
                    }
                }
                Some(Caller::Frame) if self.returned < self.limits.returns => {
                    self.return_through_header();
                    return true;
                }
                _ => self.abort(AbortReason::RaisedOut),
            }
            // The interpreter has left the frame: go with it, in the concrete only.
            self.pop_real_frame();
            return frame::link_action(self.left_link) != self.host.native_return_action();
        }
        let Some(callee) = self.frames.pop() else { return false };
        self.slots.retain(|slot, _| *slot < callee.base - frame::HEADER_WORDS as i32);
        self.pc = callee.return_pc;
        // SAFETY: back to the caller's window.
        self.registers = unsafe { self.registers.sub(callee.delta) };
        true
    }
    fn frame_language_word(&mut self) -> Red<Word> {
        let slot = self.frame_base() + frame::LANGUAGE as i32;
        let arg = self.slot_arg(slot);
        // SAFETY: the header of the current frame.
        Red(unsafe { *self.registers.offset(frame::LANGUAGE) }, arg)
    }
    fn set_frame_language_word(&mut self, value: Red<Word>) {
        let slot = self.frame_base() + frame::LANGUAGE as i32;
        self.slots.insert(slot, value.1);
        // SAFETY: the header of the current frame.
        unsafe { *self.registers.offset(frame::LANGUAGE) = value.0 };
    }
    fn delivered(&mut self) -> Red<Word> {
        self.delivered
    }
    fn deliver(&mut self, value: Red<Word>) {
        self.delivered = value;
    }

    fn guard(&mut self, condition: Red<bool>) -> bool {
        self.guard_condition(condition.1, condition.0);
        condition.0
    }
    fn promote(&mut self, value: Red<Word>) -> Const {
        if !value.1.is_constant() {
            let test = self.emit(Code::SameWord, &[value.1, Arg::Word(value.0)], Descriptor::None);
            self.guard_condition(test, true);
        }
        Const(value.0)
    }
    fn is_known(&self, value: Red<Word>) -> bool {
        value.1.is_constant()
    }
    fn is_settled(&self, value: Red<Word>) -> bool {
        let Some(op) = value.1.op() else { return true };
        let op = &self.trace.ops[op.0 as usize];
        op.code == Code::Load && op.args[0].is_constant()
    }
    fn hint(&self, value: Red<Word>) -> Word {
        value.0
    }
    fn is_int(&mut self, value: Red<Word>) -> bool {
        self.guard_kind(value);
        value.0.is_int()
    }
    fn both_int(&mut self, left: Red<Word>, right: Red<Word>) -> bool {
        self.guard_kind(left);
        self.guard_kind(right);
        left.0.is_int() && right.0.is_int()
    }
    fn is_float(&mut self, value: Red<Word>) -> bool {
        self.guard_kind(value);
        value.0.is_float()
    }
    fn has_shape(&mut self, value: Red<Word>, shape: ShapeId) -> bool {
        self.guard_kind(value);
        value.0.is_pointer() && self.host.load_shape(value.0) == shape
    }
    fn shape_of(&mut self, value: Red<Word>) -> ShapeId {
        self.guard_kind(value);
        if value.0.is_pointer() { self.host.load_shape(value.0) } else { 0 }
    }
    fn is_word(&mut self, value: Red<Word>, word: Word) -> bool {
        let holds = value.0 == word;
        if !value.1.is_constant() {
            let test = self.emit(Code::SameWord, &[value.1, Arg::Word(word)], Descriptor::None);
            self.guard_condition(test, holds);
        }
        holds
    }
    fn is_null(&mut self, value: Red<Word>) -> bool {
        let holds = value.0.is_null();
        if !value.1.is_constant() {
            let test = self.emit(Code::IsNull, &[value.1], Descriptor::None);
            self.guard_condition(test, holds);
        }
        holds
    }
    fn same(&mut self, left: Red<Word>, right: Red<Word>) -> Red<bool> {
        let arg = self.emit(Code::SameWord, &[left.1, right.1], Descriptor::None);
        Red(left.0 == right.0, arg)
    }
    fn succeeded(&mut self, result: Red<Word>, action: u16) -> bool {
        self.has_result(result, action, Resume::Raise)
    }

    fn depend(&mut self, on: Dependency) {
        if !self.dependencies.contains(&on) {
            self.dependencies.push(on);
        }
    }
    fn load_cell(&mut self, cell: *mut u64, alias: &Field) -> Red<Word> {
        // SAFETY: inline caches hold addresses of value slots that they keep alive.
        let word = unsafe { Word(*cell) };
        if !word.is_null() && self.host.cell_is_stable(cell as usize) {
            self.depend(Dependency::Cell(cell as usize));
            self.cells.push((cell as usize, word));
            return Red(word, Arg::Word(word));
        }
        if let Some(holder) = self.host.cell_holder(cell as usize) {
            // A field of the holder, as it is for the instructions that store it.
            let offset = (cell as u64 - holder.0) as i32;
            return self.load(Red(holder, Arg::Word(holder)), &Field { offset, ..*alias });
        }
        let arg =
            self.emit(Code::LoadCell, &[Arg::Word(Word(cell as u64))], Descriptor::Field(*alias));
        Red(word, arg)
    }
    fn word(&mut self, word: Word) -> Red<Word> {
        Red(word, Arg::Word(word))
    }
    fn int(&mut self, value: i64) -> Red<i64> {
        Red(value, Arg::Int(value))
    }
    fn float(&mut self, value: f64) -> Red<f64> {
        Red(value, Arg::Float(value.to_bits()))
    }
    fn unbox_int(&mut self, value: Red<Word>) -> Red<i64> {
        let arg = match value.1 {
            Arg::Word(word) => Arg::Int(word.int()),
            arg => self.emit(Code::UnboxInt, &[arg], Descriptor::None),
        };
        Red(value.0.int(), arg)
    }
    fn box_int(&mut self, value: Red<i64>) -> Red<Word> {
        let word = Word::from_int(value.0);
        let arg = match value.1 {
            Arg::Int(_) => Arg::Word(word),
            arg => self.emit(Code::BoxInt, &[arg], Descriptor::None),
        };
        Red(word, arg)
    }
    fn unbox_float(&mut self, value: Red<Word>) -> Red<f64> {
        let arg = match value.1 {
            Arg::Word(word) => Arg::Float(word.float().to_bits()),
            arg => self.emit(Code::UnboxFloat, &[arg], Descriptor::None),
        };
        Red(value.0.float(), arg)
    }
    fn finish_float(&mut self, register: usize, value: Red<f64>, words: usize) -> Next {
        let boxed = self.box_float(value);
        self.set_register(register, boxed);
        self.next(words)
    }
    fn box_float(&mut self, value: Red<f64>) -> Red<Word> {
        let word = match Word::try_from_float(value.0) {
            Some(word) => word,
            None => self.box_here(value.0),
        };
        let arg = match value.1 {
            Arg::Float(_) if word.is_float() => Arg::Word(word),
            arg => self.emit(Code::BoxFloat, &[arg], Descriptor::None),
        };
        Red(word, arg)
    }
    fn box_bool(&mut self, value: Red<bool>) -> Red<Word> {
        let arg = match value.1 {
            Arg::Bool(known) => Arg::Word(Word::from_bool(known)),
            arg => self.emit(Code::BoxBool, &[arg], Descriptor::None),
        };
        Red(Word::from_bool(value.0), arg)
    }
    fn not(&mut self, value: Red<bool>) -> Red<bool> {
        let arg = match value.1 {
            Arg::Bool(known) => Arg::Bool(!known),
            arg => self.emit(Code::BoolNot, &[arg], Descriptor::None),
        };
        Red(!value.0, arg)
    }

    fn int_checked(
        &mut self,
        op: Checked,
        left: Red<i64>,
        right: Red<i64>,
    ) -> (Red<i64>, Red<bool>) {
        let (value, overflow) = checked(op, left.0, right.0);
        let code = match op {
            Checked::Add => Code::IntAddOverflow,
            Checked::Sub => Code::IntSubOverflow,
            Checked::Mul => Code::IntMulOverflow,
            Checked::Shl => Code::IntShlOverflow,
        };
        let result = self.emit(code, &[left.1, right.1], Descriptor::None);
        let test = self.emit(Code::Overflowed, &[result], Descriptor::None);
        (Red(value, result), Red(overflow, test))
    }
    fn int_exact(&mut self, op: Exact, left: Red<i64>, right: Red<i64>) -> Red<i64> {
        let code = match op {
            Exact::And => Code::IntAnd,
            Exact::Or => Code::IntOr,
            Exact::Xor => Code::IntXor,
            Exact::Shr => Code::IntShr,
            Exact::FloorDiv => Code::IntFloorDiv,
            Exact::Mod => Code::IntMod,
        };
        let arg = self.emit(code, &[left.1, right.1], Descriptor::None);
        Red(exact(op, left.0, right.0), arg)
    }
    fn int_compare(&mut self, op: Comparison, left: Red<i64>, right: Red<i64>) -> Red<bool> {
        let (code, args) = match op {
            Comparison::Lt => (Code::IntLt, [left.1, right.1]),
            Comparison::Le => (Code::IntLe, [left.1, right.1]),
            Comparison::Eq => (Code::IntEq, [left.1, right.1]),
            Comparison::Ne => (Code::IntNe, [left.1, right.1]),
            Comparison::Gt => (Code::IntLt, [right.1, left.1]),
            Comparison::Ge => (Code::IntLe, [right.1, left.1]),
        };
        let arg = self.emit(code, &args, Descriptor::None);
        Red(compare(op, left.0, right.0), arg)
    }
    fn int_below(&mut self, left: Red<i64>, right: Red<i64>) -> Red<bool> {
        let arg = self.emit(Code::IntBelow, &[left.1, right.1], Descriptor::None);
        Red((left.0 as u64) < right.0 as u64, arg)
    }
    fn int_to_float(&mut self, value: Red<i64>) -> Red<f64> {
        let arg = match value.1 {
            Arg::Int(known) => Arg::Float((known as f64).to_bits()),
            arg => self.emit(Code::IntToFloat, &[arg], Descriptor::None),
        };
        Red(value.0 as f64, arg)
    }
    fn float_op(&mut self, op: FloatOp, left: Red<f64>, right: Red<f64>) -> Red<f64> {
        let (code, value) = match op {
            FloatOp::Add => (Code::FloatAdd, left.0 + right.0),
            FloatOp::Sub => (Code::FloatSub, left.0 - right.0),
            FloatOp::Mul => (Code::FloatMul, left.0 * right.0),
            FloatOp::Div => (Code::FloatDiv, left.0 / right.0),
        };
        let arg = self.emit(code, &[left.1, right.1], Descriptor::None);
        Red(value, arg)
    }
    fn float_unary(&mut self, op: FloatUnary, value: Red<f64>) -> Red<f64> {
        let (code, result) = match op {
            FloatUnary::Neg => (Code::FloatNeg, -value.0),
            FloatUnary::Abs => (Code::FloatAbs, value.0.abs()),
            FloatUnary::Sqrt => (Code::FloatSqrt, value.0.sqrt()),
            FloatUnary::Floor => (Code::FloatFloor, value.0.floor()),
        };
        let arg = self.emit(code, &[value.1], Descriptor::None);
        Red(result, arg)
    }
    fn float_compare(&mut self, op: Comparison, left: Red<f64>, right: Red<f64>) -> Red<bool> {
        let (code, args) = match op {
            Comparison::Lt => (Code::FloatLt, [left.1, right.1]),
            Comparison::Le => (Code::FloatLe, [left.1, right.1]),
            Comparison::Eq => (Code::FloatEq, [left.1, right.1]),
            Comparison::Ne => (Code::FloatNe, [left.1, right.1]),
            Comparison::Gt => (Code::FloatLt, [right.1, left.1]),
            Comparison::Ge => (Code::FloatLe, [right.1, left.1]),
        };
        let arg = self.emit(code, &args, Descriptor::None);
        Red(compare(op, left.0, right.0), arg)
    }
    fn float_fits_int(&mut self, value: Red<f64>) -> Red<bool> {
        let arg = self.emit(Code::FloatFitsInt, &[value.1], Descriptor::None);
        Red(value.0.abs() < 4611686018427387904.0, arg)
    }
    fn float_to_int(&mut self, value: Red<f64>) -> Red<i64> {
        let arg = self.emit(Code::FloatToInt, &[value.1], Descriptor::None);
        Red(value.0 as i64, arg)
    }

    fn load(&mut self, object: Red<Word>, field: &Field) -> Red<Word> {
        // SAFETY: the handler has established the object's shape, which has this field.
        let word = unsafe { *Self::field_address(object.0, field.offset) };
        if field.immutable && object.1.is_constant() {
            return Red(word, Arg::Word(word));
        }
        let arg = self.emit(Code::Load, &[object.1], Descriptor::Field(*field));
        Red(word, arg)
    }
    fn load_int(&mut self, object: Red<Word>, field: &Field) -> Red<i64> {
        // SAFETY: as in `load`.
        let word = unsafe { *Self::field_address(object.0, field.offset) };
        if field.immutable && object.1.is_constant() {
            return Red(word.int(), Arg::Int(word.int()));
        }
        let arg = self.emit(Code::Load, &[object.1], Descriptor::Field(*field));
        Red(word.int(), arg)
    }
    fn load_float(&mut self, object: Red<Word>, field: &Field) -> Red<f64> {
        // SAFETY: as in `load`.
        let word = unsafe { *Self::field_address(object.0, field.offset) };
        if field.immutable && object.1.is_constant() {
            return Red(f64::from_bits(word.0), Arg::Float(word.0));
        }
        let arg = self.emit(Code::Load, &[object.1], Descriptor::Field(*field));
        Red(f64::from_bits(word.0), arg)
    }
    fn store(&mut self, object: Red<Word>, field: &Field, value: Red<Word>) {
        let address = Self::field_address(object.0, field.offset);
        // SAFETY: as in `load`.
        unsafe { *address = value.0 };
        self.host.barrier(self.thread, object.0, address, value.0);
        self.emit(Code::Store, &[object.1, value.1], Descriptor::Field(*field));
        self.step_effect = true;
    }
    fn store_int(&mut self, object: Red<Word>, field: &Field, value: Red<i64>) {
        // SAFETY: as in `load`.
        unsafe { *Self::field_address(object.0, field.offset) = Word::from_int(value.0) };
        self.emit(Code::StoreInt, &[object.1, value.1], Descriptor::Field(*field));
        self.step_effect = true;
    }
    fn store_float(&mut self, object: Red<Word>, field: &Field, value: Red<f64>) {
        // SAFETY: as in `load`.
        unsafe { *Self::field_address(object.0, field.offset) = Word(value.0.to_bits()) };
        self.emit(Code::StoreFloat, &[object.1, value.1], Descriptor::Field(*field));
        self.step_effect = true;
    }
    fn load_element(&mut self, object: Red<Word>, index: Red<i64>, element: &Element) -> Red<Word> {
        // SAFETY: the handler has checked shape and bounds.
        let word = unsafe { *(Self::element_address(object.0, index.0, element) as *const Word) };
        if element.immutable && object.1.is_constant() && index.1.is_constant() {
            return Red(word, Arg::Word(word));
        }
        let arg = self.emit(Code::LoadElement, &[object.1, index.1], Descriptor::Element(*element));
        Red(word, arg)
    }
    fn load_byte(&mut self, object: Red<Word>, index: Red<i64>, element: &Element) -> Red<i64> {
        // SAFETY: the handler has checked shape and bounds.
        let byte = unsafe { *Self::element_address(object.0, index.0, element) };
        if element.immutable && object.1.is_constant() && index.1.is_constant() {
            return Red(byte as i64, Arg::Int(byte as i64));
        }
        let arg = self.emit(Code::LoadElement, &[object.1, index.1], Descriptor::Element(*element));
        Red(byte as i64, arg)
    }
    fn store_element(
        &mut self,
        object: Red<Word>,
        index: Red<i64>,
        element: &Element,
        value: Red<Word>,
    ) {
        let address = Self::element_address(object.0, index.0, element) as *mut Word;
        // SAFETY: the handler has checked shape and bounds.
        unsafe { *address = value.0 };
        self.host.barrier(self.thread, object.0, address, value.0);
        self.emit(Code::StoreElement, &[object.1, index.1, value.1], Descriptor::Element(*element));
        self.step_effect = true;
    }
    fn store_byte(
        &mut self,
        object: Red<Word>,
        index: Red<i64>,
        element: &Element,
        value: Red<i64>,
    ) {
        // SAFETY: the handler has checked shape and bounds.
        unsafe { *Self::element_address(object.0, index.0, element) = value.0 as u8 };
        self.emit(Code::StoreByte, &[object.1, index.1, value.1], Descriptor::Element(*element));
        self.step_effect = true;
    }
    fn load_thread(&mut self, field: &Field) -> Red<Word> {
        // SAFETY: a field of the thread state.
        let word = unsafe { *(self.thread.offset(field.offset as isize) as *const Word) };
        let arg = self.emit(Code::LoadThread, &[], Descriptor::Field(*field));
        Red(word, arg)
    }
    fn store_thread(&mut self, field: &Field, value: Red<Word>) {
        // SAFETY: a field of the thread state.
        unsafe { *(self.thread.offset(field.offset as isize) as *mut Word) = value.0 };
        self.emit(Code::StoreThread, &[value.1], Descriptor::Field(*field));
    }
    fn add_slot(&mut self, object: Red<Word>, field: &Field, value: Red<Word>, shape: ShapeId) {
        self.store(object, field, value);
        self.host.set_shape(object.0, shape);
        self.emit(Code::SetShape, &[object.1], Descriptor::Shape(shape));
    }
    fn new_object(&mut self, shape: ShapeId, size: usize) -> Red<Word> {
        let word = self.allocate_here(shape, size);
        let arg = self.emit(Code::New, &[], Descriptor::Allocation { shape, size: size as u32 });
        Red(word, arg)
    }

    fn call<const N: usize>(
        &mut self,
        residual: &'static Residual,
        operands: [Red<Word>; N],
    ) -> Red<Word> {
        if residual.effects.runs_language {
            self.flush();
            self.ran_language = true;
        }
        self.host.set_position(self.thread, self.registers, self.pc);
        let words: [u64; N] = std::array::from_fn(|index| operands[index].0.0);
        // SAFETY: the descriptor states the function's signature.
        let word = Word(unsafe { call_words(residual, self.thread, &words) });
        let args: [Arg; N] = std::array::from_fn(|index| operands[index].1);
        let arg = self.emit(Code::Call, &args, Descriptor::Residual(ResidualRef(residual)));
        self.note_effect(&residual.effects);
        Red(word, arg)
    }
    fn call_float<const N: usize>(
        &mut self,
        residual: &'static Residual,
        operands: [Red<f64>; N],
    ) -> Red<f64> {
        let values: [f64; N] = std::array::from_fn(|index| operands[index].0);
        // SAFETY: the descriptor states the function's signature.
        let value = unsafe { call_floats(residual, &values) };
        let args: [Arg; N] = std::array::from_fn(|index| operands[index].1);
        let arg = self.emit(Code::Call, &args, Descriptor::Residual(ResidualRef(residual)));
        Red(value, arg)
    }
    fn call_test<const N: usize>(
        &mut self,
        residual: &'static Residual,
        operands: [Red<Word>; N],
    ) -> Red<bool> {
        debug_assert!(residual.result == Kind::Int, "{} gives no truth value", residual.name);
        let words: [u64; N] = std::array::from_fn(|index| operands[index].0.0);
        // SAFETY: the descriptor states the function's signature.
        let value = unsafe { call_words(residual, self.thread, &words) };
        let args: [Arg; N] = std::array::from_fn(|index| operands[index].1);
        let arg = self.emit(Code::Call, &args, Descriptor::Residual(ResidualRef(residual)));
        let test = self.emit(Code::IntNe, &[arg, Arg::Int(0)], Descriptor::None);
        Red(value != 0, test)
    }

    fn loop_header(&mut self, target: *const u64, caches: *mut u64) -> Next {
        self.pc = target;
        let here = self.frames.len() == 1 && self.frames[0].base == 0;
        if here && target == self.start && self.goal == Goal::Loop {
            self.read_carried_slots(target);
            let snapshot = self.take_snapshot(target, Resume::Before);
            self.finish(TraceEnd::Loop(snapshot));
            return Next::Go;
        }
        if here && target < self.start && self.goal == Goal::Loop && !self.limits.leaves {
            // An outer loop goes on: this was the inner one's last iteration.
            self.abort(AbortReason::LeftFrame);
            return Next::Go;
        }
        // Most loops of generators yield each time around: then the code of the loop alone is of no use here.
        if self.frames.len() > 1
            && let Some(frame) = self.frames.last_mut()
            && frame.resumed
            && !frame.passed.contains(&target)
        {
            frame.passed.push(target);
            return Next::Go;
        }
        // SAFETY: the loop instruction's second cache word: the address of the cell with the loop's entry.
        let compiled = unsafe { *caches.add(1) };
        if compiled != 0 {
            let snapshot = self.take_snapshot(target, Resume::Before);
            self.finish(TraceEnd::Link { target: compiled as usize, snapshot });
            return Next::Go;
        }
        let is_second = self.frames.last().is_some_and(|frame| frame.passed.contains(&target));
        if is_second || self.inner_loops.contains(&target) {
            self.abort(AbortReason::InnerLoop);
        } else {
            self.inner_loops.push(target);
        }
        Next::Go
    }
    fn enter_native(&mut self, _run: fn(*mut u8, *const u64, *mut Word) -> u32) -> Next {
        self.abort(AbortReason::Unsupported);
        Next::Go
    }
    fn poll_requested(&mut self) -> bool {
        self.host.poll_requested(self.thread)
    }
}
