//! Objects that need not exist.
//!
//! A new object stays virtual: its fields are a list in the optimizer, loads from it are answered
//! and stores into it noted there, until something needs its address (a store into a real object,
//! a call, a slot of the value stack, the back edge, the result). Only then the allocation and the
//! stores are placed, in the order in which inner objects come before outer ones, as far as cycles
//! allow. Exits do not need an address: they get a recipe.
//!
//! Elements at constant indices are fields like others, named by their offset. Anything the list
//! cannot answer (a variable index, an integer that was never set) makes the object real.

use super::Optimizer;
use super::value::{ObjectId, Value, constant_word};
use crate::trace::{Arg, Code, Descriptor, Element, Field, Kind, Op, OpRef, ShapeId, Storage};

/// A new object that is not real yet.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub shape: ShapeId,
    pub size: u32,
    /// Of the kind that a load gives. A field that is not here is zero.
    pub fields: Vec<(Field, Arg)>,
}

/// The field that an element at a constant index is.
pub(super) fn element_field(element: &Element, index: i64) -> Option<Field> {
    let size = if element.storage == Storage::Byte { 1 } else { 8 };
    let offset = index.checked_mul(size)?.checked_add(element.base as i64)?;
    Some(Field {
        name: element.name,
        offset: i32::try_from(offset).ok().filter(|_| index >= 0)?,
        storage: element.storage,
        immutable: element.immutable,
        alias: element.alias,
    })
}

fn width(storage: Storage) -> i32 {
    if storage == Storage::Byte { 1 } else { 8 }
}

/// Whether two fields of one object share bytes.
pub(super) fn overlap(a: &Field, b: &Field) -> bool {
    a.offset < b.offset + width(b.storage) && b.offset < a.offset + width(a.storage)
}

impl Optimizer<'_> {
    pub(super) fn new_object(&mut self, shape: ShapeId, size: u32) -> Value {
        let object = self.make_virtual(Object { shape, size, fields: Vec::new() });
        Value { arg: Arg::Op(object), steady: false }
    }

    pub(super) fn make_virtual(&mut self, object: Object) -> OpRef {
        let descriptor = Descriptor::Allocation { shape: object.shape, size: object.size };
        let id = self.values.define(Op::new(Code::New, &[], descriptor), Kind::Word);
        self.values.info_mut(id).object = Some(ObjectId(self.objects.len()));
        self.objects.push(object);
        id
    }

    /// The object behind an operand, while it is virtual.
    pub(super) fn virtual_object(&self, arg: Arg) -> Option<ObjectId> {
        let info = self.values.info(arg.op()?);
        info.object.filter(|_| info.place == super::value::Place::Nowhere)
    }
    pub(super) fn is_virtual(&self, arg: Arg) -> bool {
        self.virtual_object(arg).is_some()
    }

    /// A load from a virtual object.
    pub(super) fn load_virtual(&self, object: ObjectId, field: &Field) -> Option<Arg> {
        let object = &self.objects[object.0];
        if let Some((_, value)) = object.fields.iter().find(|(known, _)| known == field) {
            return Some(*value);
        }
        if object.fields.iter().any(|(known, _)| overlap(known, field))
            || field.offset + width(field.storage) > object.size as i32
        {
            return None;
        }
        match field.storage {
            Storage::Word => Some(Arg::Word(crate::word::Word::NULL)),
            Storage::Byte => Some(Arg::Int(0)),
            Storage::Float => Some(Arg::Float(0)),
            // Zero bits are no tagged integer.
            Storage::TaggedInt => None,
        }
    }

    /// A store into a virtual object; false where it cannot be noted.
    pub(super) fn store_virtual(&mut self, object: ObjectId, field: &Field, value: Arg) -> bool {
        let object = &mut self.objects[object.0];
        if let Some((_, old)) = object.fields.iter_mut().find(|(known, _)| known == field) {
            *old = value;
            return true;
        }
        if object.fields.iter().any(|(known, _)| overlap(known, field))
            || field.offset + width(field.storage) > object.size as i32
        {
            return false;
        }
        object.fields.push((*field, value));
        true
    }

    /// The operand as something the unit computes: placed, or a constant of its kind.
    pub(super) fn real(&mut self, arg: Arg) -> Arg {
        let arg = self.values.resolve(arg);
        let Arg::Op(id) = arg else { return arg };
        let info = self.values.info(id);
        if info.place != super::value::Place::Nowhere {
            return arg;
        }
        if info.object.is_some() {
            self.make_real(id);
        } else {
            // A box: at the entry if the number is there already.
            let number = self.values.resolve(info.op.args[0]);
            self.values.info_mut(id).op.args[0] = number;
            let hoist = self.plan.has_label() && self.values.is_at_entry(number);
            self.place(id, hoist);
        }
        arg
    }

    /// Allocates a virtual object and those it holds.
    fn make_real(&mut self, root: OpRef) {
        let mut order = Vec::new();
        self.collect_virtual(root, &mut Vec::new(), &mut order);
        let mut postponed = Vec::new();
        for &id in &order {
            self.place(id, false);
            let object = self.values.info(id).object.expect("a virtual object");
            let Object { shape, size, fields } = self.objects[object.0].clone();
            // The shape that it has by now.
            self.values.info_mut(id).op.descriptor = Descriptor::Allocation { shape, size };
            self.heap.know_shape(Arg::Op(id), shape, self.facts, false);
            for (field, value) in fields {
                if self.is_virtual(value) {
                    postponed.push((id, field, value));
                } else {
                    self.initialize(id, field, value);
                }
            }
        }
        for (id, field, value) in postponed {
            self.initialize(id, field, value);
        }
    }

    /// Virtual objects reachable from this one, inner ones first.
    fn collect_virtual(&self, id: OpRef, seen: &mut Vec<OpRef>, order: &mut Vec<OpRef>) {
        if seen.contains(&id) {
            return;
        }
        seen.push(id);
        if let Some(object) = self.virtual_object(Arg::Op(id)) {
            for (_, value) in &self.objects[object.0].fields {
                if let Arg::Op(inner) = self.values.resolve(*value)
                    && self.is_virtual(Arg::Op(inner))
                {
                    self.collect_virtual(inner, seen, order);
                }
            }
            order.push(id);
        }
    }

    /// Stores into an object that is as new, whose memory is zero.
    fn initialize(&mut self, id: OpRef, field: Field, value: Arg) {
        let value = self.values.resolve(value);
        self.heap.remember_field(Arg::Op(id), field, value);
        if value == Arg::Word(crate::word::Word::NULL) {
            return;
        }
        let code = match (field.storage, self.values.kind(value)) {
            (Storage::Byte, _) => {
                let element = Element {
                    name: field.name,
                    base: field.offset,
                    storage: Storage::Byte,
                    immutable: field.immutable,
                    alias: field.alias,
                };
                let args = [Arg::Op(id), Arg::Int(0), value];
                self.emit(Code::StoreByte, &args, Descriptor::Element(element), false);
                return;
            }
            (_, Kind::Int) => Code::StoreInt,
            (_, Kind::Float) => Code::StoreFloat,
            _ => Code::Store,
        };
        self.emit(code, &[Arg::Op(id), value], Descriptor::Field(field), false);
    }

    /// The word of a value of any kind.
    pub(super) fn word_of(&mut self, value: Arg) -> Arg {
        let value = self.values.resolve(value);
        match self.values.kind(value) {
            Kind::Word => value,
            _ => match constant_word(value) {
                Some(word) => Arg::Word(word),
                None => self.values.boxed(value),
            },
        }
    }
}
