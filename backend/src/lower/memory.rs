//! Fields, elements, cells, the value stack and new objects.
//!
//! A store of a word that may be a pointer is followed by the write barrier: one byte of the
//! object's header says whether the heap wants to know. It is left out where the value is known to
//! be no pointer, and for an object allocated since anything last ran that may collect: it is
//! young. Where the memory model is weak such a store is a release, because it may publish an
//! object whose fields were just written.

use super::{Knowledge, Lowering, trusted};
use cranelift_codegen::ir::condcodes::IntCC;
use cranelift_codegen::ir::types::{I8, I32, I64};
use cranelift_codegen::ir::{InstBuilder, Value};
use tracer::{Arg, Code, Descriptor, Element, Field, Op, OpRef, Storage};

fn field(op: &Op) -> Field {
    match op.descriptor {
        Descriptor::Field(field) => field,
        _ => unreachable!("checked: has a field"),
    }
}

fn element(op: &Op) -> Element {
    match op.descriptor {
        Descriptor::Element(element) => element,
        _ => unreachable!("checked: has an element"),
    }
}

impl Lowering<'_, '_> {
    /// An operand whose memory is accessed, so it is a pointer.
    fn object(&mut self, arg: Arg) -> Value {
        self.learn(arg, Knowledge::Pointer);
        self.arg(arg)
    }

    pub(super) fn load_slot(&mut self, slot: i32) -> Value {
        let address = self.slot_address(slot);
        self.builder.ins().load(I64, trusted(), address, 0)
    }

    pub(super) fn store_slot(&mut self, slot: i32, word: Arg) -> Option<Value> {
        let value = self.arg(word);
        let address = self.slot_address(slot);
        self.builder.ins().store(trusted(), value, address, 0);
        None
    }

    pub(super) fn set_top(&mut self, slot: i32) -> Option<Value> {
        let address = self.slot_address(slot);
        self.builder.ins().store(trusted(), address, self.thread, self.runtime.top_offset);
        None
    }

    /// Loads what is stored so from `base + offset`, in the form of its kind.
    fn load_storage(&mut self, storage: Storage, base: Value, offset: i32) -> Value {
        match storage {
            Storage::Word => self.builder.ins().load(I64, trusted(), base, offset),
            Storage::TaggedInt => {
                let word = self.builder.ins().load(I64, trusted(), base, offset);
                self.builder.ins().iadd_imm_s(word, -1)
            }
            Storage::Byte => {
                let byte = self.builder.ins().uload8(I64, trusted(), base, offset);
                self.doubled(byte)
            }
            Storage::Float => self.load_float(base, offset),
        }
    }

    pub(super) fn load(&mut self, op: &Op) -> Value {
        let field = field(op);
        let object = self.object(op.args[0]);
        self.load_storage(field.storage, object, field.offset)
    }

    pub(super) fn load_thread(&mut self, op: &Op) -> Value {
        let field = field(op);
        self.load_storage(field.storage, self.thread, field.offset)
    }

    pub(super) fn store_thread(&mut self, op: &Op) -> Option<Value> {
        let value = self.arg(op.args[0]);
        self.builder.ins().store(trusted(), value, self.thread, field(op).offset);
        None
    }

    pub(super) fn store(&mut self, op: &Op) -> Option<Value> {
        let field = field(op);
        let object = self.object(op.args[0]);
        if field.storage == Storage::TaggedInt {
            let word = self.arg(op.args[1]);
            self.builder.ins().store(trusted(), word, object, field.offset);
        } else {
            self.store_word(op.args[0], object, object, field.offset, op.args[1]);
        }
        None
    }

    pub(super) fn store_int(&mut self, op: &Op) -> Option<Value> {
        let field = field(op);
        let object = self.object(op.args[0]);
        if field.storage == Storage::Byte {
            let plain = self.plain_int(op.args[1]);
            self.builder.ins().istore8(trusted(), plain, object, field.offset);
        } else {
            let word = self.box_int(op.args[1]);
            self.builder.ins().store(trusted(), word, object, field.offset);
        }
        None
    }

    pub(super) fn set_shape(&mut self, op: &Op) -> Option<Value> {
        let Descriptor::Shape(shape) = op.descriptor else { return None };
        let object = self.object(op.args[0]);
        let shape = self.builder.ins().iconst(I32, shape as i64);
        self.builder.ins().store(trusted(), shape, object, 0);
        None
    }

    pub(super) fn store_float(&mut self, op: &Op) -> Option<Value> {
        let object = self.object(op.args[0]);
        let value = self.arg(op.args[1]);
        self.builder.ins().store(trusted(), value, object, field(op).offset);
        None
    }

    /// Address and remaining offset of an element.
    fn element_place(&mut self, element: Element, object: Value, index: Arg) -> (Value, i32) {
        let size: i64 = if element.storage == Storage::Byte { 1 } else { 8 };
        if let Arg::Int(number) = index
            && let Some(offset) = number.checked_mul(size)
            && let Ok(offset) = i32::try_from(offset.saturating_add(element.base as i64))
        {
            return (object, offset);
        }
        let doubled = self.arg(index);
        let offset = if size == 1 {
            self.builder.ins().sshr_imm_u(doubled, 1)
        } else {
            self.builder.ins().ishl_imm_u(doubled, 2)
        };
        (self.builder.ins().iadd(object, offset), element.base)
    }

    pub(super) fn load_element(&mut self, op: &Op) -> Value {
        let element = element(op);
        let object = self.object(op.args[0]);
        let (base, offset) = self.element_place(element, object, op.args[1]);
        self.load_storage(element.storage, base, offset)
    }

    pub(super) fn store_element(&mut self, op: &Op) -> Option<Value> {
        let element = element(op);
        let object = self.object(op.args[0]);
        let (base, offset) = self.element_place(element, object, op.args[1]);
        if element.storage == Storage::TaggedInt {
            let word = self.arg(op.args[2]);
            self.builder.ins().store(trusted(), word, base, offset);
        } else {
            self.store_word(op.args[0], object, base, offset, op.args[2]);
        }
        None
    }

    pub(super) fn store_byte(&mut self, op: &Op) -> Option<Value> {
        let element = element(op);
        let object = self.object(op.args[0]);
        let (base, offset) = self.element_place(element, object, op.args[1]);
        let plain = self.plain_int(op.args[2]);
        self.builder.ins().istore8(trusted(), plain, base, offset);
        None
    }

    pub(super) fn load_cell(&mut self, cell: Arg) -> Value {
        let address = self.arg(cell);
        self.builder.ins().load(I64, trusted(), address, 0)
    }

    /// Cells are roots: no barrier.
    pub(super) fn store_cell(&mut self, cell: Arg, word: Arg) -> Option<Value> {
        let (address, value) = (self.arg(cell), self.arg(word));
        self.publish(value, address, 0, self.may_be_pointer(word));
        None
    }

    pub(super) fn publish(&mut self, value: Value, base: Value, offset: i32, may_be_pointer: bool) {
        if may_be_pointer && self.target.weak_memory {
            let address = self.builder.ins().iadd_imm_s(base, offset as i64);
            self.builder.ins().atomic_store(trusted(), value, address);
        } else {
            self.builder.ins().store(trusted(), value, base, offset);
        }
    }

    fn store_word(&mut self, object_arg: Arg, object: Value, base: Value, offset: i32, word: Arg) {
        if let Arg::Op(at) = word
            && self.values[at.0 as usize].is_none()
        {
            let float = self.unit.ops[at.0 as usize].args[0];
            return self.store_boxed_float(object, base, offset, float);
        }
        let value = self.arg(word);
        let may_be_pointer = self.may_be_pointer(word);
        let is_fresh = matches!(object_arg, Arg::Op(op) if self.fresh.contains(&op));
        self.publish(value, base, offset, may_be_pointer && !is_fresh);
        if !may_be_pointer || is_fresh {
            return;
        }
        self.barrier(object, base, offset);
    }

    /// Whether the float that `at` boxes is boxed where it is stored, its only use.
    pub(super) fn is_boxed_by_its_store(&self, at: OpRef) -> bool {
        if self.uses[at.0 as usize] != 1
            || !matches!(self.unit.ops[at.0 as usize].args[0], Arg::Op(_))
        {
            return false;
        }
        let mut later = self.unit.ops[at.0 as usize + 1..].iter();
        later.find(|op| op.args.contains(&Arg::Op(at))).is_some_and(|op| {
            match (op.code, &op.descriptor) {
                (Code::Store, Descriptor::Field(field)) => {
                    field.storage == Storage::Word && op.args[1] == Arg::Op(at)
                }
                (Code::StoreElement, Descriptor::Element(element)) => {
                    element.storage == Storage::Word && op.args[2] == Arg::Op(at)
                }
                _ => false,
            }
        })
    }

    /// The write barrier after a store of a pointer.
    pub(super) fn barrier(&mut self, object: Value, base: Value, offset: i32) {
        let barrier = self.builder.ins().load(I8, trusted(), object, self.runtime.barrier_byte);
        let (slow, done) = (self.cold_block(), self.builder.create_block());
        self.builder.ins().brif(barrier, slow, &[], done, &[]);
        self.builder.switch_to_block(slow);
        let address = self.builder.ins().iadd_imm_s(base, offset as i64);
        self.call_barrier(object, address);
        self.builder.ins().jump(done, &[]);
        self.builder.switch_to_block(done);
    }

    pub(super) fn new_object(&mut self, at: OpRef, op: &Op) -> Value {
        let Descriptor::Allocation { shape, size } = op.descriptor else {
            unreachable!("checked: has an allocation")
        };
        let size = size.next_multiple_of(8);
        self.fresh.clear();
        self.fresh.push(at);
        self.known[at.0 as usize] = Knowledge::Pointer;
        let Some(tlab) = (self.runtime.tlab_offset)(size) else {
            return self.allocate_slow(shape, size);
        };
        let (fast, slow) = (self.builder.create_block(), self.cold_block());
        let done = self.builder.create_block();
        let object = self.builder.append_block_param(done, I64);
        let cursor = self.builder.ins().load(I64, trusted(), self.thread, tlab);
        let end = self.builder.ins().load(I64, trusted(), self.thread, tlab + 8);
        let next = self.builder.ins().iadd_imm_s(cursor, size as i64);
        let full = self.builder.ins().icmp(IntCC::UnsignedGreaterThan, next, end);
        self.builder.ins().brif(full, slow, &[], fast, &[]);

        self.builder.switch_to_block(fast);
        self.builder.ins().store(trusted(), next, self.thread, tlab);
        let header = self.constant(shape as u64);
        self.builder.ins().store(trusted(), header, cursor, 0);
        self.builder.ins().jump(done, &[cursor.into()]);

        self.builder.switch_to_block(slow);
        let allocated = self.allocate_slow(shape, size);
        self.builder.ins().jump(done, &[allocated.into()]);

        self.builder.switch_to_block(done);
        object
    }

    fn allocate_slow(&mut self, shape: u32, size: u32) -> Value {
        let (size, shape) = (self.constant(size as u64), self.constant(shape as u64));
        self.call_allocate(size, shape)
    }
}
