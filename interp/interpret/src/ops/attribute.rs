//! Attributes: loading, storing, methods, `super`.
//!
//! The cache word holds shape and plan number. The fast handlers know inline slots and methods; the
//! `_plan` handlers carry out every plan; the `_slow` ones look a plan up and publish it.

use super::{finish, finish_next, finish_store, name};
use crate::internal;
use crate::plan::attribute::{self as plans, Kind, Plan};
use crate::plan::call::{self, Special};
use crate::plan::special;
use compile::Instruction;
use compile::opcode::SELF_SLOT;
use object::layout::Layout;
use object::{Builtin, Result, Thread, field};
use tracer::{Dependency, Effects, Machine, Next, ShapeId, Word};

const fn cached_shape(cache: u64) -> ShapeId {
    cache as u32
}
const fn cached_plan(cache: u64) -> u32 {
    (cache >> 32) as u32
}
const fn cache_word(shape: ShapeId, plan: u32) -> u64 {
    shape as u64 | (plan as u64) << 32
}

/// The plan in the cache, where it is for the object's shape and still holds.
#[inline(always)]
fn cached<M: Machine>(m: &mut M, object: M::Ref) -> Option<&'static Plan> {
    let cache = m.cache(0);
    if cache == 0 {
        return None;
    }
    if !m.has_shape(object, cached_shape(cache)) {
        return None;
    }
    Some(plans::get(cached_plan(cache)))
}

#[inline(always)]
fn depend<M: Machine>(m: &mut M, plan: &Plan) {
    special::depend_on_shape(m, plan.shape);
    if matches!(
        plan.kind(),
        Kind::OfClass
            | Kind::BoundToClass
            | Kind::DescriptorOfClass
            | Kind::Cell
            | Kind::StoreVariable
    ) {
        m.depend(Dependency::Class(plan.class.0));
    }
    if !plan.relies.is_null() {
        m.depend(Dependency::Class(plan.relies.0));
    }
}

/// Whether a plan for one object is for this one.
#[inline(always)]
fn is_owner<M: Machine>(m: &mut M, object: M::Ref, plan: &Plan) -> bool {
    m.is_word(object, plan.owner)
}

/// Calls the `__get__` of a plan's descriptor with the object, or None, and the class.
#[inline(always)]
fn read_by_descriptor<M: Machine>(
    m: &mut M,
    object: M::Ref,
    plan: &'static Plan,
    action: u16,
) -> Option<Next> {
    let object = if plan.kind() == Kind::DescriptorOfClass { m.word(Word::NONE) } else { object };
    let arguments = [m.word(plan.value), object, m.word(plan.class)];
    call::special(m, Special { function: plan.accessor, arguments, action })
}

/// A new bound method.
#[inline(always)]
fn bound<M: Machine>(m: &mut M, function: Word, object: M::Ref) -> M::Ref {
    let function = m.word(function);
    let method = m.new_object(Builtin::Method.shape(), size_of::<object::layout::Method>());
    m.store(method, &field::METHOD_FUNCTION, function);
    m.store(method, &field::METHOD_OBJECT, object);
    method
}

#[inline(always)]
pub fn load_attr<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.b());
    let Some(plan) = cached(m, object) else { return Next::Defer(internal::LOAD_ATTR_SLOW) };
    if plan.kind() == Kind::Slot {
        let value = m.load(object, &field::slot(plan.offset as usize));
        if m.is_null(value) {
            return Next::Defer(internal::LOAD_ATTR_SLOW);
        }
        depend(m, plan);
        m.set_register(i.a(), value);
        return m.next(2);
    }
    Next::Defer(internal::LOAD_ATTR_PLAN)
}

#[inline(always)]
pub fn load_attr_plan<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.b());
    let Some(plan) = cached(m, object) else { return Next::Defer(internal::LOAD_ATTR_SLOW) };
    load_by_plan(m, i, object, plan)
}

#[inline(always)]
fn load_by_plan<M: Machine>(
    m: &mut M,
    i: Instruction,
    object: M::Ref,
    plan: &'static Plan,
) -> Next {
    depend(m, plan);
    match plan.kind() {
        Kind::Slot => {
            let value = m.load(object, &field::slot(plan.offset as usize));
            if !m.is_null(value) {
                m.set_register(i.a(), value);
                return m.next(2);
            }
        }
        Kind::Value => {
            let value = m.word(plan.value);
            m.set_register(i.a(), value);
            return m.next(2);
        }
        Kind::InDictionary
        | Kind::MethodUnlessInDictionary
        | Kind::DescriptorUnlessInDictionary => {
            match (in_dictionary(m, name(m, i.c()), object, plan), plan.kind()) {
                (Some(Some(value)), _) => {
                    m.set_register(i.a(), value);
                    return m.next(2);
                }
                (Some(None), Kind::InDictionary) if !plan.value.is_null() => {
                    let value = m.word(plan.value);
                    m.set_register(i.a(), value);
                    return m.next(2);
                }
                (Some(None), Kind::MethodUnlessInDictionary)
                    if object::header::has_shape(plan.value, Builtin::Function.shape()) =>
                {
                    let method = bound(m, plan.value, object);
                    m.set_register(i.a(), method);
                    return m.next(2);
                }
                (Some(None), Kind::DescriptorUnlessInDictionary) => {
                    if let Some(next) = read_by_descriptor(m, object, plan, internal::STORE) {
                        return next;
                    }
                }
                _ => {}
            }
        }
        Kind::ClassName => {
            let value = if m.is_known(object) {
                let class = m.promote(object).word();
                m.depend(Dependency::Class(class.0));
                m.word(object::class::get(class).name)
            } else {
                m.load(object, &field::slot(plan.offset as usize))
            };
            m.set_register(i.a(), value);
            return m.next(2);
        }
        Kind::TupleField => {
            if let Some(value) = tuple_field(m, object, plan) {
                m.set_register(i.a(), value);
                return m.next(2);
            }
        }
        Kind::Method if object::header::has_shape(plan.value, Builtin::Function.shape()) => {
            let method = bound(m, plan.value, object);
            m.set_register(i.a(), method);
            return m.next(2);
        }
        Kind::ClassMethod => {
            let class = m.word(plan.class);
            let method = bound(m, plan.value, class);
            m.set_register(i.a(), method);
            return m.next(2);
        }
        Kind::OfClass if is_owner(m, object, plan) => {
            let value = m.word(plan.value);
            m.set_register(i.a(), value);
            return m.next(2);
        }
        Kind::BoundToClass if is_owner(m, object, plan) => {
            // One that is not written in Python is bound the general way.
            if !object::header::has_shape(plan.value, Builtin::Function.shape()) {
                return load_generic(m, i, object);
            }
            let method = bound(m, plan.value, object);
            m.set_register(i.a(), method);
            return m.next(2);
        }
        Kind::Missing => {
            let name = name(m, i.c());
            return super::raise_attribute_error(m, object, name, plan.value);
        }
        Kind::Property => {
            let getter =
                Special { function: plan.value, arguments: [object], action: internal::STORE };
            if let Some(next) = call::special(m, getter) {
                return next;
            }
        }
        kind @ (Kind::Descriptor | Kind::DescriptorOfClass)
            if kind == Kind::Descriptor || is_owner(m, object, plan) =>
        {
            if let Some(next) = read_by_descriptor(m, object, plan, internal::STORE) {
                return next;
            }
        }
        kind @ (Kind::Cell | Kind::Variable)
            if kind == Kind::Variable || is_owner(m, object, plan) =>
        {
            let value = m.load_cell(plan.cell as *mut u64, &crate::cell::GLOBAL);
            if !m.is_null(value) {
                m.set_register(i.a(), value);
                return m.next(2);
            }
        }
        // It was for another object.
        Kind::OfClass | Kind::BoundToClass | Kind::DescriptorOfClass => {
            return Next::Defer(internal::LOAD_ATTR_SLOW);
        }
        // It does not hold any more.
        Kind::Invalid if !m.is_recording() => return Next::Defer(internal::LOAD_ATTR_SLOW),
        Kind::Cell | Kind::Variable if !m.is_recording() && !plan.holds() => {
            return Next::Defer(internal::LOAD_ATTR_SLOW);
        }
        _ => {}
    }
    load_generic(m, i, object)
}

#[inline(always)]
fn load_generic<M: Machine>(m: &mut M, i: Instruction, object: M::Ref) -> Next {
    let name = name(m, i.c());
    if m.is_recording() {
        let shape = m.shape_of(object);
        if let Some(value) = named_field_of(m, object, shape, name) {
            m.set_register(i.a(), value);
            return m.next(2);
        }
    }
    let name = m.word(name);
    let result = m.call(&GET_ATTRIBUTE, [object, name]);
    finish_store(m, i, result, 2)
}

/// What the dict of an object's attributes has; the outer `None`: that takes more.
#[inline(always)]
fn in_dictionary<M: Machine>(
    m: &mut M,
    name: Word,
    object: M::Ref,
    plan: &'static Plan,
) -> Option<Option<M::Ref>> {
    let dict = m.load(object, &field::slot(plan.offset as usize));
    if !m.has_shape(dict, Builtin::Dict.shape()) {
        return None;
    }
    match super::entry::find(m, dict, name) {
        Some(Some(entry)) => return entry.value(m).map(Some),
        Some(None) => return Some(None),
        None => {}
    }
    let name = m.word(name);
    let value = m.call(&crate::direct::GET_DICT, [dict, name]);
    if m.is_null(value) {
        return Some(None);
    }
    if m.is_word(value, crate::direct::SLOW) {
        return None;
    }
    Some(Some(value))
}

/// A field of a named tuple, unless the tuple is shorter.
#[inline(always)]
fn tuple_field<M: Machine>(m: &mut M, object: M::Ref, plan: &'static Plan) -> Option<M::Ref> {
    let tuple = m.load(object, &field::PAYLOAD_VALUE);
    let length = m.load_int(tuple, &field::TUPLE_LENGTH);
    let index = m.int(plan.offset as i64);
    let inside = m.int_below(index, length);
    if !m.guard(inside) {
        return None;
    }
    Some(m.load_element(tuple, index, &field::TUPLE_ITEM))
}

/// What a field of a built-in object says that is read by this name.
#[inline(always)]
fn named_field_of<M: Machine>(
    m: &mut M,
    object: M::Ref,
    shape: ShapeId,
    name: Word,
) -> Option<M::Ref> {
    if shape == 0 {
        return None;
    }
    let field = super::named_field(shape, name)?;
    special::depend_on_shape(m, shape);
    let value = m.load(object, field);
    if shape == Builtin::Function.shape() && m.is_null(value) {
        return Some(m.word(Word::NONE));
    }
    Some(value)
}

#[inline(always)]
pub fn load_attr_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.b());
    let shape = m.shape_of(object);
    let name = name(m, i.c());
    let Some(plan) = find_load(m, object, shape, name) else { return load_generic(m, i, object) };
    load_by_plan(m, i, object, plan)
}

/// Looks a plan up and publishes it; modules and classes are promoted, for their plans are theirs alone.
#[inline(always)]
fn find_load<M: Machine>(
    m: &mut M,
    object: M::Ref,
    shape: ShapeId,
    name: Word,
) -> Option<&'static Plan> {
    if shape == 0 {
        return None;
    }
    let is_owner =
        shape == Builtin::Module.shape() || object::shape::get(shape).layout == Layout::Class;
    let green = if is_owner { m.promote(object).word() } else { Word::NULL };
    let number = plans::find_load(green, shape, name);
    crate::cell::publish(m.pc(), 0, cache_word(shape, number));
    Some(plans::get(number))
}

/// The attribute that `getattr` finds, or that there is none; the outer `None`: that takes more. For recordings.
#[inline(always)]
pub fn known_attribute<M: Machine>(
    m: &mut M,
    object: M::Ref,
    name: M::Ref,
) -> Option<Option<M::Ref>> {
    let shape = m.shape_of(object);
    if shape == 0 || !m.has_shape(name, Builtin::Str.shape()) {
        return None;
    }
    // Names that a program puts together are others each time; what a descriptor keeps as its name stays.
    if !m.is_settled(name) || shape == Builtin::Module.shape() {
        return None;
    }
    let name = object::intern::intern_word(m.promote(name).word());
    if let Some(value) = named_field_of(m, object, shape, name) {
        return Some(Some(value));
    }
    let is_class = object::shape::get(shape).layout == Layout::Class;
    let owner = if is_class { m.promote(object).word() } else { Word::NULL };
    let plan = plans::get(plans::find_load(owner, shape, name));
    depend(m, plan);
    match plan.kind() {
        Kind::OfClass => Some(Some(m.word(plan.value))),
        Kind::BoundToClass => Some(Some(bound(m, plan.value, object))),
        Kind::Slot => {
            let value = m.load(object, &field::slot(plan.offset as usize));
            (!m.is_null(value)).then_some(Some(value))
        }
        Kind::Value => Some(Some(m.word(plan.value))),
        Kind::TupleField => tuple_field(m, object, plan).map(Some),
        Kind::InDictionary => match in_dictionary(m, name, object, plan)? {
            Some(value) => Some(Some(value)),
            None => (!plan.value.is_null()).then(|| Some(m.word(plan.value))),
        },
        Kind::Cell | Kind::Variable => {
            let value = m.load_cell(plan.cell as *mut u64, &crate::cell::GLOBAL);
            (!m.is_null(value)).then_some(Some(value))
        }
        Kind::Method if object::header::has_shape(plan.value, Builtin::Function.shape()) => {
            Some(Some(bound(m, plan.value, object)))
        }
        Kind::Missing => Some(None),
        _ => None,
    }
}

#[inline(always)]
pub fn store_attr<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.a());
    let Some(plan) = cached(m, object) else { return Next::Defer(internal::STORE_ATTR_SLOW) };
    if plan.kind() == Kind::Store {
        let value = m.register(i.b());
        depend(m, plan);
        m.store(object, &field::slot(plan.offset as usize), value);
        return m.next(2);
    }
    Next::Defer(internal::STORE_ATTR_PLAN)
}

#[inline(always)]
pub fn store_attr_plan<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.a());
    let Some(plan) = cached(m, object) else { return Next::Defer(internal::STORE_ATTR_SLOW) };
    store_by_plan(m, i, object, plan)
}

/// The shape field of an object, for transitions. (Tagged integers do not fit 32 bits: the header is
/// written by a residual function that knows the transition.)
#[inline(always)]
fn store_by_plan<M: Machine>(
    m: &mut M,
    i: Instruction,
    object: M::Ref,
    plan: &'static Plan,
) -> Next {
    depend(m, plan);
    let value = m.register(i.b());
    match plan.kind() {
        Kind::Store => {
            m.store(object, &field::slot(plan.offset as usize), value);
            return m.next(2);
        }
        Kind::Add if crate::jit::watch::single_threaded(m) => {
            m.add_slot(object, &field::slot(plan.offset as usize), value, plan.next);
            return m.next(2);
        }
        Kind::Property => {
            let setter = Special {
                function: plan.value,
                arguments: [object, value],
                action: internal::DISCARD,
            };
            if let Some(next) = call::special(m, setter) {
                return next;
            }
        }
        Kind::Descriptor => {
            let descriptor = m.word(plan.value);
            let setter = Special {
                function: plan.accessor,
                arguments: [descriptor, object, value],
                action: internal::DISCARD,
            };
            if let Some(next) = call::special(m, setter) {
                return next;
            }
        }
        Kind::StoreInDictionary => {
            let dict = m.load(object, &field::slot(plan.offset as usize));
            if m.has_shape(dict, Builtin::Dict.shape()) {
                let name = name(m, i.c());
                if super::entry::replace(m, dict, name, value) {
                    return m.next(2);
                }
                let name = m.word(name);
                let result = m.call(&crate::direct::SET_DICT, [dict, name, value]);
                return super::next_unless_slow(
                    m,
                    result,
                    2,
                    internal::STORE_ATTR_RESULT,
                    internal::STORE_ATTR_GENERAL,
                );
            }
        }
        Kind::StoreVariable => {
            if is_owner(m, object, plan)
                && crate::jit::watch::single_threaded(m)
                && is_plain(m, value)
                && let Some((table, field)) = crate::cell::place(plan.value, plan.cell as *mut u64)
            {
                let table = m.word(table);
                let current = m.load(table, &field);
                if !m.is_null(current) {
                    m.store(table, &field, value);
                    return m.next(2);
                }
            }
            if !m.is_recording() && !plan.holds() {
                return Next::Defer(internal::STORE_ATTR_SLOW);
            }
        }
        Kind::Invalid if !m.is_recording() => return Next::Defer(internal::STORE_ATTR_SLOW),
        _ => {}
    }
    store_generic(m, i, object, value)
}

/// The dict of the attributes has been asked to take the value.
#[inline(always)]
pub fn store_attr_result<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let result = m.delivered();
    if m.is_word(result, crate::direct::SLOW) {
        Next::Defer(internal::STORE_ATTR_GENERAL)
    } else {
        m.next(2)
    }
}
#[inline(always)]
pub fn store_attr_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, value) = (m.register(i.a()), m.register(i.b()));
    store_generic(m, i, object, value)
}

/// Whether a class may have the value as that of a variable.
#[inline(always)]
fn is_plain<M: Machine>(m: &mut M, value: M::Ref) -> bool {
    let shape = m.shape_of(value);
    special::depend_on_shape(m, shape);
    shape == 0 || object::class::variable::is_plain_shape(shape)
}

/// `setattr` and `object.__setattr__`. `false`: that takes more. For recordings.
#[inline(always)]
pub fn store_by_name<M: Machine>(
    m: &mut M,
    object: M::Ref,
    name: M::Ref,
    value: M::Ref,
    purpose: plans::Use,
) -> bool {
    let shape = m.shape_of(object);
    if shape == 0 || !m.has_shape(name, Builtin::Str.shape()) || !m.is_settled(name) {
        return false;
    }
    if object::shape::get(shape).layout == Layout::Class {
        return false;
    }
    let name = object::intern::intern_word(m.promote(name).word());
    let plan = plans::get(plans::find_store_for(Word::NULL, shape, name, purpose));
    depend(m, plan);
    match plan.kind() {
        Kind::Store => m.store(object, &field::slot(plan.offset as usize), value),
        Kind::Add if crate::jit::watch::single_threaded(m) => {
            m.add_slot(object, &field::slot(plan.offset as usize), value, plan.next)
        }
        _ => return false,
    }
    true
}

#[inline(always)]
fn store_generic<M: Machine>(m: &mut M, i: Instruction, object: M::Ref, value: M::Ref) -> Next {
    let name = m.word(name(m, i.c()));
    let result = m.call(&SET_ATTRIBUTE, [object, name, value]);
    finish_next(m, result, 2)
}

#[inline(always)]
pub fn store_attr_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.a());
    let shape = m.shape_of(object);
    if shape == 0 {
        let value = m.register(i.b());
        return store_generic(m, i, object, value);
    }
    let is_class = object::shape::get(shape).layout == Layout::Class;
    let owner = if is_class { m.promote(object).word() } else { Word::NULL };
    let number = plans::find_store(owner, shape, name(m, i.c()));
    crate::cell::publish(m.pc(), 0, cache_word(shape, number));
    store_by_plan(m, i, object, plans::get(number))
}

#[inline(always)]
pub fn delete_attr<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.a());
    let (name, null) = (name(m, i.c()), m.word(Word::NULL));
    let shape = m.shape_of(object);
    if shape != 0 && !special::deletes_by_python(shape) {
        let plan = plans::get(plans::find_store(Word::NULL, shape, name));
        if plan.kind() == Kind::Store {
            let place = field::slot(plan.offset as usize);
            let current = m.load(object, &place);
            if !m.is_null(current) {
                depend(m, plan);
                m.store(object, &place, null);
                return m.next(1);
            }
        }
    }
    let name = m.word(name);
    let result = m.call(&SET_ATTRIBUTE, [object, name, null]);
    finish_next(m, result, 1)
}

#[inline(always)]
pub fn load_method<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.a() + SELF_SLOT);
    let Some(plan) = cached(m, object) else { return Next::Defer(internal::LOAD_METHOD_SLOW) };
    if plan.kind() == Kind::Method {
        depend(m, plan);
        let function = m.word(plan.value);
        m.set_register(i.a(), function);
        return m.next(2);
    }
    Next::Defer(internal::LOAD_METHOD_PLAN)
}

#[inline(always)]
pub fn load_method_plan<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.a() + SELF_SLOT);
    let Some(plan) = cached(m, object) else { return Next::Defer(internal::LOAD_METHOD_SLOW) };
    method_by_plan(m, i, object, plan)
}

/// The callable is a plain value: nothing is bound.
#[inline(always)]
fn unbound_method<M: Machine>(m: &mut M, i: Instruction, callable: M::Ref) -> Next {
    let null = m.word(Word::NULL);
    m.set_register(i.a(), callable);
    m.set_register(i.a() + SELF_SLOT, null);
    m.next(2)
}

#[inline(always)]
fn method_by_plan<M: Machine>(
    m: &mut M,
    i: Instruction,
    object: M::Ref,
    plan: &'static Plan,
) -> Next {
    depend(m, plan);
    match plan.kind() {
        Kind::Method => {
            let function = m.word(plan.value);
            m.set_register(i.a(), function);
            return m.next(2);
        }
        Kind::Slot => {
            let value = m.load(object, &field::slot(plan.offset as usize));
            if !m.is_null(value) {
                return unbound_method(m, i, value);
            }
        }
        Kind::Value => {
            let value = m.word(plan.value);
            return unbound_method(m, i, value);
        }
        Kind::OfClass if is_owner(m, object, plan) => {
            let value = m.word(plan.value);
            return unbound_method(m, i, value);
        }
        Kind::InDictionary
        | Kind::MethodUnlessInDictionary
        | Kind::DescriptorUnlessInDictionary => {
            match (in_dictionary(m, name(m, i.c()), object, plan), plan.kind()) {
                (Some(Some(value)), _) => return unbound_method(m, i, value),
                (Some(None), Kind::InDictionary) if !plan.value.is_null() => {
                    let value = m.word(plan.value);
                    return unbound_method(m, i, value);
                }
                (Some(None), Kind::MethodUnlessInDictionary) => {
                    let function = m.word(plan.value);
                    m.set_register(i.a(), function);
                    return m.next(2);
                }
                (Some(None), Kind::DescriptorUnlessInDictionary) => {
                    let action = internal::METHOD_RESULT;
                    if let Some(next) = read_by_descriptor(m, object, plan, action) {
                        return next;
                    }
                }
                _ => {}
            }
        }
        Kind::BoundToClass if is_owner(m, object, plan) => {
            let function = m.word(plan.value);
            m.set_register(i.a(), function);
            return m.next(2);
        }
        Kind::ClassMethod => {
            let (function, class) = (m.word(plan.value), m.word(plan.class));
            m.set_register(i.a(), function);
            m.set_register(i.a() + SELF_SLOT, class);
            return m.next(2);
        }
        Kind::Missing => {
            let name = name(m, i.c());
            return super::raise_attribute_error(m, object, name, plan.value);
        }
        Kind::Property => {
            let getter = Special {
                function: plan.value,
                arguments: [object],
                action: internal::METHOD_RESULT,
            };
            if let Some(next) = call::special(m, getter) {
                return next;
            }
        }
        kind @ (Kind::Descriptor | Kind::DescriptorOfClass)
            if kind == Kind::Descriptor || is_owner(m, object, plan) =>
        {
            if let Some(next) = read_by_descriptor(m, object, plan, internal::METHOD_RESULT) {
                return next;
            }
        }
        kind @ (Kind::Cell | Kind::Variable)
            if kind == Kind::Variable || is_owner(m, object, plan) =>
        {
            let value = m.load_cell(plan.cell as *mut u64, &crate::cell::GLOBAL);
            if !m.is_null(value) {
                return unbound_method(m, i, value);
            }
        }
        Kind::OfClass | Kind::BoundToClass | Kind::DescriptorOfClass => {
            return Next::Defer(internal::LOAD_METHOD_SLOW);
        }
        Kind::Invalid if !m.is_recording() => return Next::Defer(internal::LOAD_METHOD_SLOW),
        Kind::Cell | Kind::Variable if !m.is_recording() && !plan.holds() => {
            return Next::Defer(internal::LOAD_METHOD_SLOW);
        }
        _ => {}
    }
    let name = m.word(name(m, i.c()));
    let result = m.call(&GET_ATTRIBUTE, [object, name]);
    finish(m, result, internal::METHOD_RESULT)
}

/// An attribute that was loaded the general way is the callable.
#[inline(always)]
pub fn method_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let callable = m.delivered();
    unbound_method(m, i, callable)
}

#[inline(always)]
pub fn load_method_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.a() + SELF_SLOT);
    let shape = m.shape_of(object);
    let name = name(m, i.c());
    if let Some(plan) = find_load(m, object, shape, name) {
        return method_by_plan(m, i, object, plan);
    }
    // Immediate values: their classes are built-in and do not change.
    if let Some(method) = method_of_immediate(m, object, name) {
        let method = m.word(method);
        m.set_register(i.a(), method);
        return m.next(2);
    }
    let name = m.word(name);
    let result = m.call(&GET_ATTRIBUTE, [object, name]);
    finish(m, result, internal::METHOD_RESULT)
}

/// The method of an immediate value's class.
#[inline(always)]
fn method_of_immediate<M: Machine>(m: &mut M, object: M::Ref, name: Word) -> Option<Word> {
    let class = if m.is_int(object) {
        Builtin::Int
    } else if m.is_float(object) {
        Builtin::Float
    } else {
        return None;
    };
    let found = object::class::lookup(class.word(), name);
    object::header::has_shape(found, Builtin::MethodDescriptor.shape()).then_some(found)
}

/// Special methods for `with`, looked up on the class.
#[inline(always)]
pub fn load_special<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.b());
    let shape = m.shape_of(object);
    if shape != 0 && i.c() < 2 {
        let kind = if i.c() == 0 { special::Name::Enter } else { special::Name::Exit };
        if let Some(function) = special::method_of_shape(shape, kind) {
            special::depend_on_shape(m, shape);
            let function = m.word(function);
            m.set_register(i.a(), function);
            m.set_register(i.a() + SELF_SLOT, object);
            return m.next(2);
        }
    }
    let which = m.word(Word::from_int(i.c() as i64));
    let result = m.call(&LOAD_SPECIAL, [object, which]);
    finish(m, result, internal::METHOD_RESULT)
}

/// `super().name` where the callable is the built-in class and the object is an instance: what the
/// classes behind `class` in the mro of the object's class have.
#[inline(always)]
fn super_plan<M: Machine>(m: &mut M, i: Instruction) -> Option<(Word, M::Ref)> {
    let base = i.a();
    let callable = m.register(base);
    if !m.is_word(callable, Builtin::Super.word()) {
        return None;
    }
    let (class, object) = (m.register(base + SELF_SLOT + 1), m.register(base + SELF_SLOT + 2));
    let shape = m.shape_of(object);
    if shape == 0 {
        return None;
    }
    let start = m.promote(class).word();
    let class = object::shape::get(shape).class;
    special::depend_on_shape(m, shape);
    let found = object::super_type::lookup_after(start, class, name(m, i.c()));
    if !found.is_pointer() {
        return None;
    }
    let function = object::header::has_shape(found, Builtin::Function.shape())
        || object::header::has_shape(found, Builtin::MethodDescriptor.shape())
        || object::header::has_shape(found, Builtin::WrapperDescriptor.shape());
    function.then_some((found, object))
}

/// The same in a class method or `__new__`, where the second argument is a class: static and class methods.
#[inline(always)]
fn super_plan_of_class<M: Machine>(m: &mut M, i: Instruction) -> Option<(Word, Option<M::Ref>)> {
    let base = i.a();
    let callable = m.register(base);
    if !m.is_word(callable, Builtin::Super.word()) {
        return None;
    }
    let (class, object) = (m.register(base + SELF_SLOT + 1), m.register(base + SELF_SLOT + 2));
    let shape = m.shape_of(object);
    if shape == 0 || object::shape::get(shape).layout != Layout::Class {
        return None;
    }
    let (start, receiver) = (m.promote(class).word(), m.promote(object).word());
    if !object::class::is_class(start) || !object::class::is_subclass(receiver, start) {
        return None;
    }
    m.depend(Dependency::Class(receiver.0));
    let found = object::super_type::lookup_after(start, receiver, name(m, i.c()));
    let is = |found, builtin: Builtin| object::header::has_shape(found, builtin.shape());
    if is(found, Builtin::BuiltinFunction) && object::function::is_static(found) {
        return Some((found, None));
    }
    if is(found, Builtin::StaticMethod) {
        return Some((object::class_method::callable(found), None));
    }
    if is(found, Builtin::ClassMethod) {
        let function = object::class_method::callable(found);
        return is(function, Builtin::Function).then_some((function, Some(object)));
    }
    None
}

#[inline(always)]
pub fn load_super_method<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if let Some((function, object)) = super_plan(m, i) {
        let function = m.word(function);
        m.set_register(i.a(), function);
        m.set_register(i.a() + SELF_SLOT, object);
        return m.next(2);
    }
    Next::Defer(internal::LOAD_SUPER_METHOD_SLOW)
}
#[inline(always)]
pub fn load_super_method_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if let Some((callable, receiver)) = super_plan_of_class(m, i) {
        let callable = m.word(callable);
        let receiver = receiver.unwrap_or_else(|| m.word(Word::NULL));
        m.set_register(i.a(), callable);
        m.set_register(i.a() + SELF_SLOT, receiver);
        return m.next(2);
    }
    super_generic(m, i, internal::METHOD_RESULT)
}

#[inline(always)]
pub fn load_super_attr<M: Machine>(m: &mut M, i: Instruction) -> Next {
    super_generic(m, i, internal::STORE)
}

#[inline(always)]
fn super_generic<M: Machine>(m: &mut M, i: Instruction, action: u16) -> Next {
    let base = i.a();
    let callable = m.register(base);
    let (class, object) = (m.register(base + SELF_SLOT + 1), m.register(base + SELF_SLOT + 2));
    let name = m.word(name(m, i.c()));
    let result = m.call(&SUPER_ATTRIBUTE, [callable, class, object, name]);
    finish(m, result, action)
}

crate::residuals! {
    GET_ATTRIBUTE = object::attribute::get, (object, name), Effects::ANY;
    SET_ATTRIBUTE = set_attribute, (object, name, value), Effects::ANY;
    LOAD_SPECIAL = special_method, (object, which), Effects::ANY;
    SUPER_ATTRIBUTE = super_attribute, (callable, class, object, name), Effects::ANY;
}

fn set_attribute(thread: &mut Thread, object: Word, name: Word, value: Word) -> Result {
    object::attribute::set(thread, object, name, value)?;
    Ok(Word::NONE)
}

fn special_method(thread: &mut Thread, object: Word, which: Word) -> Result {
    const NAMES: [&str; 4] = ["__enter__", "__exit__", "__aenter__", "__aexit__"];
    let which = which.int() as usize & 3;
    let name = object::intern::intern(NAMES[which]);
    let class = object::class::class_of(object);
    let found = object::class::lookup(class, name);
    if !found.is_null() {
        return object::descriptor::bind(thread, found, object, class);
    }
    let class = crate::frames::class_name(object);
    let protocol = if which < 2 { "context manager" } else { "asynchronous context manager" };
    Err(thread.type_error(format!(
        "'{class}' object does not support the {protocol} protocol (missed {} method)",
        NAMES[which]
    )))
}

fn super_attribute(
    thread: &mut Thread,
    callable: Word,
    class: Word,
    object: Word,
    name: Word,
) -> Result {
    let proxy = if callable == Builtin::Super.word() {
        thread.call(callable, &[class, object])?
    } else {
        thread.call(callable, &[])?
    };
    object::attribute::get(thread, proxy, name)
}
