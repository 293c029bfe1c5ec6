//! What is known of the contents of memory.
//!
//! Loads are answered from earlier loads and stores of the same place, and stores that change
//! nothing are dropped. What a store forgets is decided by alias class, then by whether the two
//! objects may be one, then by the place inside. Distinct are: two constants; two objects made in
//! this trace; such an object and anything that was a value before it was made; objects of
//! different shapes. Calls forget the classes they write, calls that run the traced language
//! everything that may change. Immutable places are never forgotten. Stores into objects are not
//! delayed: each happens where it stood, so an exit needs no repair of memory.
//!
//! Stores into the thread state are delayed until a call or the end of the unit: what stands there
//! for a while (the exception that is on its way, or being handled) is often gone again before
//! anybody could look, and need never exist. Exits carry what has been delayed.
//!
//! Shapes are kept here too, because an object of a shape that is not final may change it under
//! whatever call writes at all.

use super::Optimizer;
use super::value::{Tags, Value, Values};
use super::virtual_object::{element_field, overlap};
use super::{Facts, ItemField, Stop, range::Range};
use crate::trace::{
    AliasSet, Arg, Code, Descriptor, Effects, Element, Field, Kind, Op, OpRef, ShapeId, Storage,
};
use crate::word::Word;
use std::collections::HashMap;

/// What a place lies in.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Base {
    Object(Arg),
    Thread,
}

/// A place in an object.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Spot {
    Field(Field),
    /// With an index that is not constant; constant ones are fields.
    Element(Element, Arg),
}

impl Spot {
    fn is_immutable(&self) -> bool {
        match self {
            Spot::Field(field) => field.immutable,
            Spot::Element(element, _) => element.immutable,
        }
    }
    fn class(&self) -> usize {
        match self {
            Spot::Field(field) => field.alias.0 as usize,
            Spot::Element(element, _) => element.alias.0 as usize,
        }
    }
    /// Whether the two may share bytes if they lie in one object.
    fn meets(&self, other: &Spot) -> bool {
        match (self, other) {
            (Spot::Field(a), Spot::Field(b)) => overlap(a, b),
            _ => true,
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Content {
    base: Base,
    spot: Spot,
    value: Value,
}

#[derive(Clone, Copy, Debug)]
struct ShapeFact {
    shape: ShapeId,
    is_final: bool,
    /// Checked before the label.
    steady: bool,
}

/// Known contents by alias class, and known shapes.
pub(super) struct Heap {
    contents: [Vec<Content>; 64],
    shapes: HashMap<Arg, ShapeFact>,
    /// Shape tests made since something could have changed shapes.
    tests: Vec<(Arg, ShapeId, OpRef)>,
    /// Stores into thread fields that are still to be made.
    delayed: Vec<(Field, Arg)>,
    /// What thread fields hold in memory, where that is known.
    in_thread: Vec<(Field, Arg)>,
    /// What has been written since the walk began, by stores and by calls.
    stored: Vec<(Base, Spot)>,
    called: AliasSet,
}

impl Heap {
    pub fn new() -> Heap {
        Heap {
            contents: std::array::from_fn(|_| Vec::new()),
            shapes: HashMap::new(),
            tests: Vec::new(),
            delayed: Vec::new(),
            in_thread: Vec::new(),
            stored: Vec::new(),
            called: AliasSet::NONE,
        }
    }

    pub fn shape(&self, object: Arg) -> Option<ShapeId> {
        self.shapes.get(&object).map(|fact| fact.shape)
    }
    /// Whether the object's shape is known, and if so, since before the label.
    pub fn is_shape_steady(&self, object: Arg) -> Option<bool> {
        self.shapes.get(&object).map(|fact| fact.steady)
    }
    pub fn know_shape(&mut self, object: Arg, shape: ShapeId, facts: &dyn Facts, steady: bool) {
        let is_final = facts.shape_is_final(shape);
        self.shapes.insert(object, ShapeFact { shape, is_final, steady });
    }

    pub fn find(&self, base: Base, spot: &Spot) -> Option<Value> {
        let class = &self.contents[spot.class()];
        class.iter().find(|c| c.base == base && c.spot == *spot).map(|c| c.value)
    }
    pub fn remember(&mut self, base: Base, spot: Spot, value: Value) {
        let class = &mut self.contents[spot.class()];
        class.retain(|c| c.base != base || c.spot != spot);
        class.push(Content { base, spot, value });
    }
    pub fn remember_field(&mut self, object: Arg, field: Field, value: Arg) {
        self.remember(
            Base::Object(object),
            Spot::Field(field),
            Value { arg: value, steady: false },
        );
    }
    /// Whether the place holds what it held when the walk began.
    pub fn is_untouched(&self, base: Base, spot: &Spot, values: &Values) -> bool {
        let class = spot.class();
        self.called.0 >> class & 1 == 0
            && self.stored.iter().all(|(stored_base, stored)| {
                stored.class() != class
                    || !stored.meets(spot)
                    || are_distinct(*stored_base, base, &self.shapes, values)
            })
    }
    /// Forgets what a store into this place may change.
    fn forget(&mut self, base: Base, spot: &Spot, values: &Values) {
        self.stored.push((base, *spot));
        let shapes = &self.shapes;
        self.contents[spot.class()].retain(|content| {
            content.spot.is_immutable()
                || !content.spot.meets(spot)
                || are_distinct(content.base, base, shapes, values)
        });
    }
    /// Forgets what a call may change.
    pub fn call(&mut self, effects: &Effects) {
        let writes = if effects.runs_language { AliasSet::ALL } else { effects.writes };
        self.called.0 |= writes.0;
        self.in_thread.clear();
        for (class, contents) in self.contents.iter_mut().enumerate() {
            let is_written = writes.0 >> class & 1 == 1;
            // A call that raises writes the thread state, whatever it declares.
            contents.retain(|content| {
                content.spot.is_immutable() || !is_written && content.base != Base::Thread
            });
        }
        if changes_shapes(effects) {
            self.shapes.retain(|_, fact| fact.is_final);
            self.tests.clear();
        }
    }
}

/// Whether a call may give an object another shape.
pub(super) fn changes_shapes(effects: &Effects) -> bool {
    effects.runs_language || effects.writes != AliasSet::NONE
}

fn are_distinct(a: Base, b: Base, shapes: &HashMap<Arg, ShapeFact>, values: &Values) -> bool {
    let (Base::Object(a), Base::Object(b)) = (a, b) else { return a != b };
    if a == b {
        return false;
    }
    if a.is_constant() && b.is_constant() {
        return true;
    }
    // An object made here is none that was a value before, and no other one made here.
    let is_made_after = |a: Arg, b: Arg| match (a, b) {
        (Arg::Op(a), Arg::Op(b)) => {
            values.info(a).object.is_some() && (a > b || values.info(b).object.is_some())
        }
        (Arg::Op(a), _) => values.info(a).object.is_some(),
        _ => false,
    };
    if is_made_after(a, b) || is_made_after(b, a) {
        return true;
    }
    match (shapes.get(&a), shapes.get(&b)) {
        (Some(a), Some(b)) => a.shape != b.shape,
        _ => false,
    }
}

fn storage_kind(storage: Storage) -> Kind {
    match storage {
        Storage::Word => Kind::Word,
        Storage::TaggedInt | Storage::Byte => Kind::Int,
        Storage::Float => Kind::Float,
    }
}

impl Optimizer<'_> {
    /// The place that a memory operation names.
    fn spot(&self, op: &Op, operands: &[Value]) -> (Base, Spot) {
        let base = match op.code {
            Code::LoadThread | Code::StoreThread => Base::Thread,
            _ => Base::Object(self.values.resolve(operands[0].arg)),
        };
        let spot = match op.descriptor {
            Descriptor::Field(field) => Spot::Field(field),
            Descriptor::Element(element) => {
                let index = self.values.resolve(operands[1].arg);
                let field = match index {
                    Arg::Int(index) => element_field(&element, index),
                    _ => None,
                };
                field.map_or(Spot::Element(element, index), Spot::Field)
            }
            _ => unreachable!("the verifier wants a descriptor of memory"),
        };
        (base, spot)
    }

    pub(super) fn load(&mut self, index: usize, operands: &[Value]) -> Result<Value, Stop> {
        let trace = self.trace;
        let op = &trace.ops[index];
        let (base, spot) = self.spot(op, operands);
        if let Base::Object(object) = base {
            if let (Some(object), Spot::Field(field)) = (self.virtual_object(object), &spot)
                && let Some(value) = self.load_virtual(object, field)
            {
                return Ok(Value { arg: self.values.resolve(value), steady: false });
            }
            if let (Arg::Word(word), Spot::Field(field), Code::Load | Code::LoadElement) =
                (object, &spot, op.code)
                && field.immutable
                && let Some(value) = self.load_constant(word, field)
            {
                return Ok(Value { arg: value, steady: operands[0].steady });
            }
            if let Spot::Field(field) = &spot
                && field.immutable
                && let Some((container, index)) = self.constant_item(object)
                && let Some(value) = self.field_of_item(container, index, field)
            {
                return Ok(Value { arg: value, steady: operands[0].steady });
            }
        }
        if let Some(value) = self.heap.find(base, &spot) {
            return Ok(Value { arg: self.values.resolve(value.arg), ..value });
        }
        let hoist = self.may_hoist_load(op, operands);
        if !hoist && let Some(value) = self.carry(index, operands, base, spot)? {
            return Ok(value);
        }
        let args: Vec<Arg> = operands.iter().map(|v| v.arg).collect();
        let id = self.emit(op.code, &args, op.descriptor, hoist);
        if let Descriptor::Field(Field { storage: Storage::Byte, .. })
        | Descriptor::Element(Element { storage: Storage::Byte, .. }) = op.descriptor
        {
            self.values.info_mut(id).range = Range::BYTE;
        }
        if !hoist {
            self.note_source(id, operands);
        }
        if let Some((container, _)) = self.constant_item(Arg::Op(id))
            && let Some(shape) = self.facts.shape_of_items(container)
        {
            self.values.info_mut(id).tags = Tags::POINTER;
            self.heap.know_shape(Arg::Op(id), shape, self.facts, hoist);
        }
        let value = Value { arg: Arg::Op(id), steady: hoist };
        self.heap.remember(base, spot, value);
        if let (Base::Thread, Spot::Field(field)) = (base, spot) {
            self.heap.in_thread.push((field, value.arg));
        }
        Ok(value)
    }

    /// The constant container that a value was loaded from, and at which index.
    fn constant_item(&self, item: Arg) -> Option<(Word, Arg)> {
        let op = self.values.definition(item)?;
        match (op.code, op.descriptor, &op.args[..]) {
            (Code::LoadElement, Descriptor::Element(element), [Arg::Word(container), index])
                if element.immutable =>
            {
                Some((*container, *index))
            }
            _ => None,
        }
    }

    /// A field of an item of a constant container, where all items agree.
    fn field_of_item(&self, container: Word, index: Arg, field: &Field) -> Option<Arg> {
        match (self.facts.field_of_items(container, field)?, field.storage) {
            (ItemField::Index, Storage::TaggedInt | Storage::Byte) => Some(index),
            (ItemField::Constant(word), Storage::TaggedInt | Storage::Byte) if word.is_int() => {
                Some(Arg::Int(word.int()))
            }
            (ItemField::Constant(word), Storage::Word) => Some(Arg::Word(word)),
            _ => None,
        }
    }

    fn load_constant(&self, object: Word, field: &Field) -> Option<Arg> {
        let word = self.facts.load_constant(object, field)?;
        match field.storage {
            Storage::Word => Some(Arg::Word(word)),
            Storage::TaggedInt | Storage::Byte => word.is_int().then(|| Arg::Int(word.int())),
            Storage::Float => word.is_float().then(|| Arg::Float(word.float().to_bits())),
        }
    }

    pub(super) fn store(&mut self, op: &Op, operands: &[Value]) {
        let (base, spot) = self.spot(op, operands);
        let stored = *operands.last().expect("a store has a value");
        let storage = match &spot {
            Spot::Field(field) => field.storage,
            Spot::Element(element, _) => element.storage,
        };
        // What a load from here will give, if that can be said.
        let value = self.stored_value(stored, storage);
        if let (Base::Object(object), Spot::Field(field), Some(value)) = (base, &spot, value)
            && let Some(object) = self.virtual_object(object)
            && self.store_virtual(object, field, value)
        {
            return;
        }
        if let (Some(known), Some(value)) = (self.heap.find(base, &spot), value)
            && self.values.resolve(known.arg) == value
        {
            return;
        }
        if let (Base::Thread, Spot::Field(field), Some(value)) = (base, spot, value) {
            self.delay_store(field, value);
            return;
        }
        let args: Vec<Arg> = operands.iter().map(|v| v.arg).collect();
        self.emit(op.code, &args, op.descriptor, false);
        // Only now: what was virtual so far has become real, and may hold this place.
        let (base, spot) = self.spot(op, operands);
        self.heap.forget(base, &spot, &self.values);
        if let Some(value) = value {
            self.heap.remember(base, spot, Value { arg: value, steady: false });
        }
    }

    /// A store into the thread state that waits.
    pub(super) fn delay_store(&mut self, field: Field, value: Arg) {
        let (base, spot) = (Base::Thread, Spot::Field(field));
        self.heap.forget(base, &spot, &self.values);
        self.heap.remember(base, spot, Value { arg: value, steady: false });
        match self.heap.delayed.iter_mut().find(|(known, _)| *known == field) {
            Some((_, old)) => *old = value,
            None => self.heap.delayed.push((field, value)),
        }
    }

    /// What thread fields would hold if nothing had been delayed, where memory does not hold it.
    pub(super) fn delayed_stores(&self) -> Vec<(Field, Arg)> {
        let is_in_memory = |field: &Field, value: Arg| {
            let known = self.heap.in_thread.iter().rev().find(|(known, _)| known == field);
            known.is_some_and(|(_, word)| self.values.resolve(*word) == self.values.resolve(value))
        };
        let delayed = self.heap.delayed.iter().copied();
        delayed.filter(|(field, value)| !is_in_memory(field, *value)).collect()
    }

    /// Makes the stores that wait.
    pub(super) fn store_delayed(&mut self) {
        for (field, value) in self.delayed_stores() {
            self.emit(Code::StoreThread, &[value], Descriptor::Field(field), false);
            self.heap.in_thread.push((field, value));
        }
        self.heap.delayed.clear();
    }

    fn stored_value(&mut self, stored: Value, storage: Storage) -> Option<Arg> {
        let value = self.values.resolve(stored.arg);
        let kind = self.values.kind(value);
        match (storage, kind) {
            (Storage::Byte, Kind::Int) => {
                self.values.range(value).is_within(Range::BYTE).then_some(value)
            }
            (Storage::TaggedInt, Kind::Word) => {
                Some(self.pure(Code::UnboxInt, &[stored], Descriptor::None, None).arg)
            }
            _ => (storage_kind(storage) == kind).then_some(value),
        }
    }

    /// Moves an object to another shape. What may be the same object under another name loses the
    /// shape that was known of it.
    pub(super) fn set_shape(&mut self, object: Value, shape: ShapeId) {
        let arg = self.values.resolve(object.arg);
        if let Some(id) = self.virtual_object(arg) {
            self.objects[id.0].shape = shape;
            return;
        }
        let arg = self.real(arg);
        self.emit(Code::SetShape, &[arg], Descriptor::Shape(shape), false);
        self.heap.shapes.retain(|_, fact| fact.is_final);
        self.heap.tests.clear();
        self.heap.know_shape(arg, shape, self.facts, false);
    }

    /// A test for a shape.
    pub(super) fn has_shape(
        &mut self,
        object: Value,
        shape: ShapeId,
        recorded: Option<bool>,
    ) -> Value {
        let arg = self.values.resolve(object.arg);
        let known = |answer: bool| Value { arg: Arg::Bool(answer), steady: object.steady };
        if let Some(id) = self.virtual_object(arg) {
            return known(self.objects[id.0].shape == shape);
        }
        let tags = self.values.tags(arg);
        // As for `IsFloat`: a float that needed a box while recording is tested for real.
        if tags.test(Tags::POINTER) == Some(false)
            && !(tags == Tags::FLOAT && recorded == Some(true))
        {
            return known(false);
        }
        if let Arg::Word(word) = arg
            && let Some(actual) = self.facts.shape_of(word)
            && self.facts.shape_is_final(actual)
        {
            return known(actual == shape);
        }
        if let Some(fact) = self.heap.shapes.get(&arg) {
            return Value { arg: Arg::Bool(fact.shape == shape), steady: false };
        }
        if let Some(&(.., test)) =
            self.heap.tests.iter().find(|test| test.0 == arg && test.1 == shape)
        {
            return Value { arg: self.values.resolve(Arg::Op(test)), steady: false };
        }
        let hoist = object.steady && self.may_hoist_shape_test(arg, shape, recorded);
        let id = self.emit(Code::HasShape, &[arg], Descriptor::Shape(shape), hoist);
        if !hoist {
            self.heap.tests.push((arg, shape, id));
        }
        Value { arg: Arg::Op(id), steady: hoist }
    }
}
