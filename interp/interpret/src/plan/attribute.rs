//! Attribute plans: where the objects of a shape keep an attribute.

use super::descriptor;
use object::builtin::Builtin;
use object::header::{has_shape, shape_id};
use object::layout::Layout;
use object::name::__getattribute__;
use object::{class, shape};
use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicPtr, AtomicU32, Ordering};
use tracer::{ShapeId, Word};

/// What to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Kind {
    /// The class changed: look again.
    Invalid,
    /// Load the inline slot at `offset`.
    Slot,
    /// The class's value, as it is.
    Value,
    /// A function of the class, to be bound to the object.
    Method,
    /// Call the accessor (Python function in `value`).
    Property,
    /// Call the Python function `accessor` of the descriptor `value`.
    Descriptor,
    /// The same for a class, if it is the object `owner`.
    DescriptorOfClass,
    /// In the dict in the slot at `offset`; if it is not there, as `Descriptor`.
    DescriptorUnlessInDictionary,
    /// A function of the class (in `value`), to be bound to the class.
    ClassMethod,
    /// Raise AttributeError with the message in `value`.
    Missing,
    /// In the dict in the slot at `offset`; if it is not there, the class's `value`, as it is (null: the full protocol).
    InDictionary,
    /// The same, but the class's `value` is a function, to be bound to the object.
    MethodUnlessInDictionary,
    /// Store into the dict in the slot at `offset`.
    StoreInDictionary,
    /// Of a class: its name, a field at `offset`.
    ClassName,
    /// Load item `offset` of the tuple that is the payload.
    TupleField,
    /// Of a class, if it is the object `owner`: the value, as it is.
    OfClass,
    /// Of a class, if it is the object `owner`: a function, to be bound to it.
    BoundToClass,
    /// The full protocol.
    Generic,
    /// Of a module, or a variable of a class: load the cell at `cell` if the object is `owner`.
    Cell,
    /// A variable of the class: load the cell at `cell`.
    Variable,
    /// Of a class, if it is the object `owner`: store into the variable at `cell`, which lies in the dict `value`.
    StoreVariable,
    /// Store into the inline slot at `offset`.
    Store,
    /// Store into the inline slot at `offset` and move to shape `next`.
    Add,
}

/// A plan. Immutable but for becoming invalid.
#[repr(C)]
pub struct Plan {
    kind: AtomicU32,
    pub offset: u32,
    pub next: ShapeId,
    pub shape: ShapeId,
    pub value: Word,
    /// Of descriptors: their `__get__` or `__set__`.
    pub accessor: Word,
    pub cell: usize,
    pub class: Word,
    /// The class of what the class has under the name, if a change of it may make it a descriptor, or another. Else null.
    pub relies: Word,
    /// Of modules and classes: the very object it is for. Else null.
    pub owner: Word,
    /// Interned.
    name: Word,
    purpose: Use,
}

impl Plan {
    #[inline(always)]
    pub fn kind(&self) -> Kind {
        // SAFETY: only numbers of `Kind` are stored.
        unsafe { std::mem::transmute(self.kind.load(Ordering::Relaxed) as u8) }
    }

    /// Whether it need not be looked up anew.
    pub fn holds(&self) -> bool {
        match self.kind() {
            Kind::Invalid => false,
            // SAFETY: plans keep the tables alive that their cells lie in. A slot is null once its table is replaced.
            Kind::Cell | Kind::Variable | Kind::StoreVariable => unsafe {
                *(self.cell as *const u64) != 0
            },
            _ => true,
        }
    }
}

const CHUNK: usize = 4096;
static CHUNKS: [AtomicPtr<Plan>; 1024] = [const { AtomicPtr::new(std::ptr::null_mut()) }; 1024];

/// How often a plan is made anew. A class that changes even more often has no plans: each would stay for ever, because
/// running code may hold its number.
const MOST: u32 = 1000;

/// The plan that sends everything through the full protocol.
const FULL_PROTOCOL: u32 = 1;

struct Registry {
    count: usize,
    /// Keys are a shape or an owner, and a name. The last plan and how many there were.
    by_key: HashMap<(u64, u64, Use), (u32, u32)>,
    by_class: HashMap<u64, Vec<u32>>,
}

static REGISTRY: Mutex<Option<Registry>> = Mutex::new(None);

/// What a plan is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Use {
    Load,
    Store,
    /// As `object.__setattr__` does, whatever `__setattr__` the class has.
    StoreDirectly,
}

/// The plan of a number that a cache word holds.
#[inline(always)]
pub fn get(number: u32) -> &'static Plan {
    // SAFETY: numbers come from `register`; chunks are never freed.
    unsafe {
        &*CHUNKS[number as usize / CHUNK].load(Ordering::Acquire).add(number as usize % CHUNK)
    }
}

fn register(registry: &mut Registry, plan: Plan) -> u32 {
    let number = registry.count;
    registry.count += 1;
    let chunk = &CHUNKS[number / CHUNK];
    let mut base = chunk.load(Ordering::Acquire);
    if base.is_null() {
        base = Vec::<Plan>::with_capacity(CHUNK).leak().as_mut_ptr();
        chunk.store(base, Ordering::Release);
    }
    // A class's attributes depend on its metaclass too.
    let metaclass = if plan.shape == 0 { Word::NULL } else { shape::get(plan.shape).class };
    for class in [plan.class, metaclass, plan.relies] {
        let numbers = registry.by_class.entry(class.0).or_default();
        if numbers.last() != Some(&(number as u32)) {
            numbers.push(number as u32);
        }
    }
    // SAFETY: within the chunk; nobody knows the number yet.
    unsafe { base.add(number % CHUNK).write(plan) };
    number as u32
}

/// Numbers of plans that were looked up lately, found without a lock: places that meet many shapes ask again and again.
static RECENT: [AtomicU32; 2048] = [const { AtomicU32::new(0) }; 2048];

/// What plans are for: one object, or all of a shape.
fn key(owner: Word, id: ShapeId) -> u64 {
    if owner.is_null() { id as u64 } else { owner.0 }
}

fn recent(key: u64, name: Word, purpose: Use) -> &'static AtomicU32 {
    let hash = (name.0 >> 3 ^ key << 20 ^ key >> 16 ^ (purpose as u64) << 52)
        .wrapping_mul(0x9e37_79b9_7f4a_7c15);
    &RECENT[(hash >> 53) as usize]
}

#[inline]
fn find_recent(owner: Word, id: ShapeId, name: Word, purpose: Use) -> Option<u32> {
    let number = recent(key(owner, id), name, purpose).load(Ordering::Acquire);
    if number == 0 {
        return None;
    }
    let plan = get(number);
    let is_it = plan.shape == id
        && plan.owner == owner
        && plan.name == name
        && plan.purpose == purpose
        && plan.holds();
    is_it.then_some(number)
}

/// The plan for loading `name` from objects of a shape; from modules and classes, which `owner` is, from this object.
pub fn find_load(owner: Word, id: ShapeId, name: Word) -> u32 {
    if let Some(number) = find_recent(owner, id, name, Use::Load) {
        return number;
    }
    let key = key(owner, id);
    loop {
        let (known, made) =
            with_registry(|registry| registry.by_key.get(&(key, name.0, Use::Load)).copied())
                .unwrap_or_default();
        if known != 0 && get(known).holds() {
            recent(key, name, Use::Load).store(known, Ordering::Release);
            return known;
        }
        if made >= MOST {
            return FULL_PROTOCOL;
        }
        // Made without the lock, for that may allocate, and a collection looks at all plans.
        let epoch = class::epoch();
        let plan = if owner.is_null() {
            load_from(id, name)
        } else if has_shape(owner, Builtin::Module.shape()) {
            load_from_module(owner, id, name)
        } else {
            load_from_class(owner, id, name)
        };
        let number = with_registry(|registry| {
            // A class that changed meanwhile has told the plans there were.
            (class::epoch() == epoch).then(|| {
                let relies = relied_class(owner, id, name);
                let plan = Plan { name, owner, relies, purpose: Use::Load, ..plan };
                let number = register(registry, plan);
                registry.by_key.insert((key, name.0, Use::Load), (number, made + 1));
                number
            })
        });
        if let Some(number) = number {
            recent(key, name, Use::Load).store(number, Ordering::Release);
            return number;
        }
    }
}

fn with_registry<R>(run: impl FnOnce(&mut Registry) -> R) -> R {
    let mut registry = REGISTRY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    run(registry.get_or_insert_with(|| {
        // Number 0 means that there is none.
        let mut registry = Registry { count: 1, by_key: HashMap::new(), by_class: HashMap::new() };
        register(&mut registry, plan(Kind::Generic, 0, Word::NULL));
        registry
    }))
}

/// The plan for storing `name` into objects of a shape; into classes, which `owner` is, into this object.
pub fn find_store(owner: Word, id: ShapeId, name: Word) -> u32 {
    find_store_for(owner, id, name, Use::Store)
}

/// The plan for storing `name` into objects of a shape, or into the class `owner`.
pub fn find_store_for(owner: Word, id: ShapeId, name: Word, purpose: Use) -> u32 {
    if let Some(number) = find_recent(owner, id, name, purpose) {
        return number;
    }
    let key = key(owner, id);
    with_registry(|registry| {
        let (known, made) =
            registry.by_key.get(&(key, name.0, purpose)).copied().unwrap_or_default();
        if known != 0 && get(known).holds() {
            recent(key, name, purpose).store(known, Ordering::Release);
            return known;
        }
        if made >= MOST {
            return FULL_PROTOCOL;
        }
        let plan = if owner.is_null() {
            store_into(id, name, purpose == Use::StoreDirectly)
        } else {
            store_into_class(owner, id, name)
        };
        let relies = relied_class(owner, id, name);
        let number = register(registry, Plan { name, owner, relies, purpose, ..plan });
        recent(key, name, purpose).store(number, Ordering::Release);
        registry.by_key.insert((key, name.0, purpose), (number, made + 1));
        number
    })
}

fn plan(kind: Kind, id: ShapeId, class: Word) -> Plan {
    Plan {
        kind: AtomicU32::new(kind as u32),
        offset: 0,
        next: 0,
        shape: id,
        value: Word::NULL,
        accessor: Word::NULL,
        cell: 0,
        class,
        relies: Word::NULL,
        owner: Word::NULL,
        name: Word::NULL,
        purpose: Use::Load,
    }
}

/// The class that says what finding what a class has under a name means.
fn relied_class(owner: Word, id: ShapeId, name: Word) -> Word {
    let class = if class::is_class(owner) { owner } else { shape::get(id).class };
    descriptor::relied_class(class::lookup(class, name))
}

fn load_from_module(module: Word, id: ShapeId, name: Word) -> Plan {
    let class = shape::get(id).class;
    // SAFETY: the caller checked the shape.
    let dict = unsafe { (*module.pointer::<object::layout::Module>()).dict };
    let slot = crate::cell::find_in(dict, name);
    if slot.is_null() || !class::lookup(class, name).is_null() {
        return plan(Kind::Generic, id, class);
    }
    Plan { cell: slot as usize, ..plan(Kind::Cell, id, class) }
}

/// What `type.__getattribute__` finds, where the metaclass adds nothing to it.
fn load_from_class(class: Word, id: ShapeId, name: Word) -> Plan {
    let metaclass = shape::get(id).class;
    let generic = plan(Kind::Generic, id, class);
    let of_metaclass = class::lookup(metaclass, name);
    if name == object::interned!("__name__")
        && of_metaclass == class::lookup(Builtin::Type.word(), name)
        && class::may_remember()
        && class::get(metaclass).flags & class::flag::GETATTRIBUTE == 0
    {
        // A data descriptor, which nothing hides, for a field of the class.
        let offset = std::mem::offset_of!(object::layout::Class, name) as u32;
        return Plan { offset, ..plan(Kind::ClassName, id, class) };
    }
    if name == object::interned!("__doc__")
        && of_metaclass == class::lookup(Builtin::Type.word(), name)
        && class::may_remember()
        && class::get(metaclass).flags & class::flag::GETATTRIBUTE == 0
    {
        // Not inherited.
        return match object::dict::get_str(class::get(class).dict, name) {
            None => Plan { value: Word::NONE, ..plan(Kind::OfClass, id, class) },
            Some(text) if text.is_none() || object::string::is_exact(text) => {
                Plan { value: text, ..plan(Kind::OfClass, id, class) }
            }
            Some(_) => generic,
        };
    }
    let (owner, found) = class::find_with_owner(class, name).unwrap_or((Word::NULL, Word::NULL));
    if !class::may_remember()
        || class::get(metaclass).flags & class::flag::GETATTRIBUTE != 0
        || object::descriptor::is_data(of_metaclass)
        || found.is_null()
    {
        return generic;
    }
    if class::variable::is_variable(owner, name) {
        return variable(owner, name, plan(Kind::Cell, id, class)).unwrap_or(generic);
    }
    let value = |value: Word| Plan { value, ..plan(Kind::OfClass, id, class) };
    if !found.is_pointer() {
        return value(found);
    }
    let is = |builtin: Builtin| shape_id(found) == builtin.shape();
    if is(Builtin::StaticMethod) {
        return value(object::class_method::callable(found));
    }
    if is(Builtin::ClassMethod) {
        let function = object::class_method::callable(found);
        if has_shape(function, Builtin::Function.shape()) {
            return Plan { value: function, ..plan(Kind::BoundToClass, id, class) };
        }
        return generic;
    }
    if is(Builtin::ClassMethodDescriptor) {
        return Plan { value: found, ..plan(Kind::BoundToClass, id, class) };
    }
    let is_function = is(Builtin::Function)
        || is(Builtin::MethodDescriptor)
        || is(Builtin::WrapperDescriptor)
        || is(Builtin::Property);
    if is_function || !object::descriptor::binds(found) {
        return value(found);
    }
    match descriptor::getter(found) {
        Some(accessor) if class::get(metaclass).flags & class::flag::GETATTR == 0 => {
            Plan { value: found, accessor, ..plan(Kind::DescriptorOfClass, id, class) }
        }
        _ => generic,
    }
}

/// The plan for a variable that `owner` has: nothing relies on its value.
fn variable(owner: Word, name: Word, plan: Plan) -> Option<Plan> {
    let dict = class::get(owner).dict;
    let slot = crate::cell::find_in(dict, name);
    if slot.is_null() {
        return None;
    }
    crate::cell::make_mutable(slot as usize);
    Some(Plan { cell: slot as usize, value: dict, ..plan })
}

/// What `type.__setattr__` does, where the metaclass adds nothing to it.
fn store_into_class(class: Word, id: ShapeId, name: Word) -> Plan {
    let metaclass = shape::get(id).class;
    let generic = plan(Kind::Generic, id, class);
    if !class::may_remember()
        || class::get(metaclass).flags & class::flag::SETATTR != 0
        || class::get(class).flags & class::flag::IMMUTABLE != 0
        || !class::lookup(metaclass, name).is_null()
        || !class::variable::is_variable(class, name)
    {
        return generic;
    }
    variable(class, name, plan(Kind::StoreVariable, id, class)).unwrap_or(generic)
}

/// Whether instances of the layout keep attributes in slots.
fn has_slots(layout: Layout) -> bool {
    !matches!(
        layout,
        Layout::Class | Layout::Module | Layout::Function | Layout::Super | Layout::Native
    )
}

fn load_from(id: ShapeId, name: Word) -> Plan {
    let shape = shape::get(id);
    let class = shape.class;
    let flags = class::get(class).flags;
    let generic = plan(Kind::Generic, id, class);
    if !class::may_remember()
        || flags & class::flag::GETATTRIBUTE != 0
        || !has_slots(shape.layout)
        || !object::object_type::is_default(class::lookup(class, __getattribute__.word()))
    {
        return generic;
    }
    let is_default =
        |name| class::lookup(class, name) == class::lookup(Builtin::Object.word(), name);
    if name == object::interned!("__class__") && is_default(name) {
        return Plan { value: class, ..plan(Kind::Value, id, class) };
    }
    if shape.dictionary {
        return load_from_dictionary(shape, name);
    }
    let (owner, found) = class::find_with_owner(class, name).unwrap_or((Word::NULL, Word::NULL));
    let slot = shape.slot(name).and_then(|slot| shape.inline_offset(slot));
    if !found.is_null() && shape.slot(name).is_none() && class::variable::is_variable(owner, name) {
        return variable(owner, name, plan(Kind::Variable, id, class)).unwrap_or(generic);
    }
    if found.is_null() {
        return match slot {
            Some(offset) => Plan { offset: offset as u32, ..plan(Kind::Slot, id, class) },
            None if shape.slot(name).is_some() || flags & class::flag::GETATTR != 0 => generic,
            None => {
                let message = object::attribute::missing_text(class, name);
                let value = object::intern::intern(&message);
                Plan { value, ..plan(Kind::Missing, id, class) }
            }
        };
    }
    if !found.is_pointer() {
        return match slot {
            Some(offset) => Plan { offset: offset as u32, ..plan(Kind::Slot, id, class) },
            None if shape.slot(name).is_some() => generic,
            None => Plan { value: found, ..plan(Kind::Value, id, class) },
        };
    }
    let kind = shape_id(found);
    let is = |builtin: Builtin| kind == builtin.shape();
    if is(Builtin::Property) {
        return property(found, generic);
    }
    if is(Builtin::MemberDescriptor) {
        return match slot {
            Some(offset) => Plan { offset: offset as u32, ..plan(Kind::Slot, id, class) },
            None => generic,
        };
    }
    if let Some(offset) = slot {
        let hides = object::descriptor::is_data(found) && object::descriptor::binds(found);
        return if hides {
            by_descriptor(found, generic)
        } else {
            Plan { offset: offset as u32, ..plan(Kind::Slot, id, class) }
        };
    }
    if shape.slot(name).is_some() {
        return generic;
    }
    if is(Builtin::Function) || is(Builtin::MethodDescriptor) || is(Builtin::WrapperDescriptor) {
        return Plan { value: found, ..plan(Kind::Method, id, class) };
    }
    if is(Builtin::StaticMethod) {
        let value = object::class_method::callable(found);
        return Plan { value, ..plan(Kind::Value, id, class) };
    }
    if is(Builtin::ClassMethod) {
        let value = object::class_method::callable(found);
        let is_function = has_shape(value, Builtin::Function.shape());
        return if is_function {
            Plan { value, ..plan(Kind::ClassMethod, id, class) }
        } else {
            generic
        };
    }
    if let Some(index) = tuple_field(found)
        && shape.layout == Layout::Payload
        && class::is_subclass(class, Builtin::Tuple.word())
    {
        return Plan { offset: index, ..plan(Kind::TupleField, id, class) };
    }
    if object::descriptor::binds(found) {
        return by_descriptor(found, generic);
    }
    Plan { value: found, ..plan(Kind::Value, id, class) }
}

/// The getter of a property. One that raises AttributeError where the class has `__getattr__` takes the full protocol.
fn property(found: Word, generic: Plan) -> Plan {
    let getter = object::property::getter(found);
    let is_function = has_shape(getter, Builtin::Function.shape());
    if !is_function || class::has_flag(generic.class, class::flag::GETATTR) {
        return generic;
    }
    Plan { value: getter, ..plan(Kind::Property, generic.shape, generic.class) }
}

/// The same for the `__get__` of a descriptor.
fn by_descriptor(found: Word, generic: Plan) -> Plan {
    match descriptor::getter(found) {
        Some(accessor) if !class::has_flag(generic.class, class::flag::GETATTR) => {
            let plan = plan(Kind::Descriptor, generic.shape, generic.class);
            Plan { value: found, accessor, ..plan }
        }
        _ => generic,
    }
}

/// Of objects that keep their attributes in a dict, because somebody asked for their `__dict__`.
fn load_from_dictionary(shape: &'static shape::Shape, name: Word) -> Plan {
    let (id, class) = (shape.id, shape.class);
    let generic = plan(Kind::Generic, id, class);
    let Some(offset) = shape.inline_offset(shape.declared) else { return generic };
    let offset = offset as u32;
    let (owner, found) = class::find_with_owner(class, name).unwrap_or((Word::NULL, Word::NULL));
    if object::object_type::is_instance_dict(found) {
        return Plan { offset, ..plan(Kind::Slot, id, class) };
    }
    if has_shape(found, Builtin::Property.shape()) {
        return property(found, generic);
    }
    let binds = object::descriptor::binds(found);
    if object::descriptor::is_data(found) && binds {
        return by_descriptor(found, generic);
    }
    let in_dictionary = |value| Plan { offset, value, ..plan(Kind::InDictionary, id, class) };
    if found.is_null() || class::variable::is_variable(owner, name) {
        return in_dictionary(Word::NULL);
    }
    let is = |builtin: Builtin| has_shape(found, builtin.shape());
    if is(Builtin::Function) || is(Builtin::MethodDescriptor) {
        return Plan { offset, value: found, ..plan(Kind::MethodUnlessInDictionary, id, class) };
    }
    if !binds {
        return in_dictionary(found);
    }
    let read = by_descriptor(found, plan(Kind::Generic, id, class));
    if read.kind() == Kind::Descriptor {
        return Plan {
            offset,
            ..Plan { kind: AtomicU32::new(Kind::DescriptorUnlessInDictionary as u32), ..read }
        };
    }
    in_dictionary(Word::NULL)
}

/// The index of a named tuple's field, if the descriptor is of one.
fn tuple_field(descriptor: Word) -> Option<u32> {
    use object::meaning::{Meaning, meaning_of};
    let class = class::class_of(descriptor);
    if shape_layout(descriptor) != Some(Layout::Words) {
        return None;
    }
    let get = class::lookup(class, object::interned!("__get__"));
    if !has_shape(get, Builtin::WrapperDescriptor.shape())
        && !has_shape(get, Builtin::MethodDescriptor.shape())
    {
        return None;
    }
    let definition = object::descriptor::native(get).definition;
    let index = object::words::get(descriptor, 0);
    let is_field = matches!(meaning_of(definition), Some(Meaning::TupleField));
    (is_field && index.is_int()).then(|| index.int() as u32)
}

fn shape_layout(object: Word) -> Option<Layout> {
    object.is_pointer().then(|| shape::get(shape_id(object)).layout)
}

fn store_into(id: ShapeId, name: Word, directly: bool) -> Plan {
    let shape = shape::get(id);
    let class = shape.class;
    let flags = class::get(class).flags;
    let generic = plan(Kind::Generic, id, class);
    if !class::may_remember()
        || flags & class::flag::SETATTR != 0 && !directly
        || !has_slots(shape.layout)
    {
        return generic;
    }
    let found = class::lookup(class, name);
    if has_shape(found, Builtin::Property.shape()) {
        let setter = object::property::setter(found);
        if has_shape(setter, Builtin::Function.shape()) {
            return Plan { value: setter, ..plan(Kind::Property, id, class) };
        }
        return generic;
    }
    if !found.is_null()
        && !has_shape(found, Builtin::MemberDescriptor.shape())
        && object::descriptor::is_data(found)
    {
        return match descriptor::setter(found) {
            Some(accessor) => Plan { value: found, accessor, ..plan(Kind::Descriptor, id, class) },
            None => generic,
        };
    }
    if shape.dictionary {
        return match shape.inline_offset(shape.declared) {
            Some(offset) if !has_shape(found, Builtin::MemberDescriptor.shape()) => {
                Plan { offset: offset as u32, ..plan(Kind::StoreInDictionary, id, class) }
            }
            _ => generic,
        };
    }
    match shape.slot(name) {
        Some(slot) => match shape.inline_offset(slot) {
            Some(offset) => Plan { offset: offset as u32, ..plan(Kind::Store, id, class) },
            None => generic,
        },
        None => {
            if shape.closed
                || shape.count >= shape.capacity
                || has_shape(found, Builtin::MemberDescriptor.shape())
            {
                return generic;
            }
            let next = shape.with(name);
            match next.inline_offset(next.count - 1) {
                Some(offset) => {
                    Plan { offset: offset as u32, next: next.id, ..plan(Kind::Add, id, class) }
                }
                None => generic,
            }
        }
    }
}

/// A class changed: its plans are void.
pub fn class_changed(class: Word) {
    let mut registry = REGISTRY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let Some(registry) = registry.as_mut() else { return };
    if let Some(numbers) = registry.by_class.remove(&class.0) {
        for number in numbers {
            get(number).kind.store(Kind::Invalid as u32, Ordering::Release);
        }
    }
}

/// Plans own their values.
pub fn scan_roots(visitor: &mut heap::Visitor) {
    let registry = REGISTRY.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let Some(registry) = registry.as_ref() else { return };
    for number in 1..registry.count {
        let plan = get(number as u32);
        if plan.kind() != Kind::Invalid {
            visitor.visit(plan.value.0);
            visitor.visit(plan.accessor.0);
            visitor.visit(plan.class.0);
            visitor.visit(plan.relies.0);
            visitor.visit(plan.owner.0);
            if plan.cell != 0 {
                visitor.visit_interior(plan.cell);
            }
        }
    }
}
