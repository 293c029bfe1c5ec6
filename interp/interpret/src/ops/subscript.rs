//! Subscription.

use super::{finish_next, finish_store};
use crate::internal;
use crate::plan::call::{self, Special};
use crate::plan::special::{self, Name};
use compile::{Instruction, Opcode};
use object::builtin::Builtin;
use object::field;
use tracer::{Checked, Comparison, Machine, Next, ShapeId, Word};

/// An index that counts from the end becomes one from the start.
#[inline(always)]
fn wrapped<M: Machine>(m: &mut M, index: M::Int, length: M::Int) -> M::Int {
    let zero = m.int(0);
    let negative = m.int_compare(Comparison::Lt, index, zero);
    if m.guard(negative) { m.int_checked(Checked::Add, index, length).0 } else { index }
}

#[inline(always)]
fn list_item<M: Machine>(m: &mut M, list: M::Ref, index: M::Int) -> Option<M::Ref> {
    let items = m.load(list, &field::LIST_ITEMS);
    if m.is_null(items) {
        return None;
    }
    let length = m.load_int(items, &field::VECTOR_LENGTH);
    let index = wrapped(m, index, length);
    let inside = m.int_below(index, length);
    if !m.guard(inside) {
        return None;
    }
    let item = m.load_element(items, index, &field::VECTOR_ITEM);
    if m.is_null(item) { None } else { Some(item) }
}

#[inline(always)]
fn tuple_item<M: Machine>(m: &mut M, tuple: M::Ref, index: M::Int) -> Option<M::Ref> {
    let length = m.load_int(tuple, &field::TUPLE_LENGTH);
    let index = wrapped(m, index, length);
    let inside = m.int_below(index, length);
    if !m.guard(inside) {
        return None;
    }
    Some(m.load_element(tuple, index, &field::TUPLE_ITEM))
}

#[inline(always)]
fn index_of<M: Machine>(m: &mut M, object: M::Ref, index: M::Int) -> Option<M::Ref> {
    if m.has_shape(object, Builtin::List.shape()) {
        return list_item(m, object, index);
    }
    if m.has_shape(object, Builtin::Tuple.shape()) {
        return tuple_item(m, object, index);
    }
    None
}

#[inline(always)]
pub fn get_item<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, key) = (m.register(i.b()), m.register(i.c()));
    if m.is_int(key) {
        let index = m.unbox_int(key);
        if let Some(item) = index_of(m, object, index) {
            m.set_register(i.a(), item);
            return m.next(2);
        }
    }
    Next::Defer(internal::GET_ITEM_SLOW)
}
#[inline(always)]
pub fn get_item_int<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.b());
    let index = m.int(i.c_signed());
    if let Some(item) = index_of(m, object, index) {
        m.set_register(i.a(), item);
        return m.next(2);
    }
    Next::Defer(internal::GET_ITEM_SLOW)
}

/// Whether subscription of the exact type by a plain key runs no Python.
fn native_container(shape: ShapeId) -> bool {
    const PLAIN: [Builtin; 8] = [
        Builtin::List, Builtin::Tuple, Builtin::Str, Builtin::Bytes, Builtin::ByteArray, Builtin::Range, Builtin::Dict,
        Builtin::MemoryView,
    ];
    PLAIN.iter().any(|class| class.shape() == shape)
}
fn native_key(shape: ShapeId) -> bool {
    shape == 0 || shape == Builtin::Str.shape() || shape == Builtin::Slice.shape() || shape == Builtin::Bytes.shape()
}

#[inline(always)]
fn byte_item<M: Machine>(m: &mut M, object: M::Ref, index: M::Int) -> Option<M::Int> {
    if m.has_shape(object, Builtin::Bytes.shape()) {
        let length = m.load_int(object, &field::BYTES_LENGTH);
        let index = wrapped(m, index, length);
        let inside = m.int_below(index, length);
        if !m.guard(inside) {
            return None;
        }
        return Some(m.load_byte(object, index, &field::BYTES_ITEM));
    }
    if m.has_shape(object, Builtin::ByteArray.shape()) {
        let bytes = m.load(object, &field::BYTE_ARRAY_BYTES);
        if m.is_null(bytes) {
            return None;
        }
        let length = m.load_int(bytes, &field::RAW_LENGTH);
        let index = wrapped(m, index, length);
        let inside = m.int_below(index, length);
        if !m.guard(inside) {
            return None;
        }
        return Some(m.load_byte(bytes, index, &field::RAW_ITEM));
    }
    None
}

#[inline(always)]
pub fn get_item_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let immediate = i.number() == Opcode::GetItemInt as usize;
    let object = m.register(i.b());
    let key = if immediate { m.word(Word::from_int(i.c_signed())) } else { m.register(i.c()) };
    let (shape, key_shape) = (m.shape_of(object), m.shape_of(key));
    if m.is_int(key) && (shape == Builtin::Bytes.shape() || shape == Builtin::ByteArray.shape()) {
        let index = m.unbox_int(key);
        if let Some(byte) = byte_item(m, object, index) {
            let byte = m.box_int(byte);
            m.set_register(i.a(), byte);
            return m.next(2);
        }
    }
    if native_container(shape) && native_key(key_shape) {
        let result = m.call(&crate::residual::GET_ITEM_BUILTIN, [object, key]);
        return finish_store(m, i, result, 2);
    }
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, Name::GetItem)
    {
        special::depend_on_shape(m, shape);
        if let Some(next) = call::special(m, Special { function: method, arguments: [object, key], action: internal::STORE }) {
            return next;
        }
    }
    let result = m.call(&crate::residual::GET_ITEM, [object, key]);
    finish_store(m, i, result, 2)
}

#[inline(always)]
pub fn set_item<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, key, value) = (m.register(i.a()), m.register(i.b()), m.register(i.c()));
    if m.is_int(key) && m.has_shape(object, Builtin::List.shape()) && crate::jit::watch::single_threaded(m) {
        let index = m.unbox_int(key);
        let items = m.load(object, &field::LIST_ITEMS);
        if !m.is_null(items) {
            let length = m.load_int(items, &field::VECTOR_LENGTH);
            let index = wrapped(m, index, length);
            let inside = m.int_below(index, length);
            if m.guard(inside) {
                m.store_element(items, index, &field::VECTOR_ITEM, value);
                return m.next(2);
            }
        }
    }
    Next::Defer(internal::SET_ITEM_SLOW)
}

#[inline(always)]
pub fn set_item_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, key, value) = (m.register(i.a()), m.register(i.b()), m.register(i.c()));
    let (shape, key_shape) = (m.shape_of(object), m.shape_of(key));
    if shape == Builtin::ByteArray.shape() && m.is_int(key) && m.is_int(value) && crate::jit::watch::single_threaded(m) {
        let (index, byte) = (m.unbox_int(key), m.unbox_int(value));
        let bytes = m.load(object, &field::BYTE_ARRAY_BYTES);
        if !m.is_null(bytes) {
            let length = m.load_int(bytes, &field::RAW_LENGTH);
            let index = wrapped(m, index, length);
            let limit = m.int(256);
            let (inside, fits) = (m.int_below(index, length), m.int_below(byte, limit));
            if m.guard(inside) && m.guard(fits) {
                m.store_byte(bytes, index, &field::RAW_ITEM, byte);
                return m.next(2);
            }
        }
    }
    if native_container(shape) && native_key(key_shape) {
        let result = m.call(&crate::residual::SET_ITEM_BUILTIN, [object, key, value]);
        return finish_next(m, result, 2);
    }
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, Name::SetItem)
    {
        special::depend_on_shape(m, shape);
        let call = Special { function: method, arguments: [object, key, value], action: internal::DISCARD };
        if let Some(next) = call::special(m, call) {
            return next;
        }
    }
    let result = m.call(&crate::residual::SET_ITEM, [object, key, value]);
    finish_next(m, result, 2)
}

#[inline(always)]
pub fn del_item<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, key) = (m.register(i.a()), m.register(i.b()));
    let result = m.call(&crate::residual::DELETE_ITEM, [object, key]);
    finish_next(m, result, 1)
}
