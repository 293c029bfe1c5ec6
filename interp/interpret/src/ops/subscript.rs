//! Subscription.

use super::{finish_next, finish_store};
use crate::direct;
use crate::internal;
use crate::plan::call::{self, Special};
use crate::plan::special::{self, Name};
use compile::{Instruction, Opcode};
use object::builtin::Builtin;
use object::field;
use tracer::{Checked, Comparison, Machine, Next, ShapeId, Word};

/// The index counted from the start, if it is inside. Most are counted so already and need a single
/// comparison: a negative one is no unsigned number below the length.
#[inline(always)]
fn within<M: Machine>(m: &mut M, index: M::Int, length: M::Int) -> Option<M::Int> {
    let inside = m.int_below(index, length);
    if m.guard(inside) {
        return Some(index);
    }
    let (wrapped, _) = m.int_checked(Checked::Add, index, length);
    let inside = m.int_below(wrapped, length);
    m.guard(inside).then_some(wrapped)
}

#[inline(always)]
fn list_item<M: Machine>(m: &mut M, list: M::Ref, index: M::Int) -> Option<M::Ref> {
    let items = m.load(list, &field::LIST_ITEMS);
    if m.is_null(items) {
        return None;
    }
    let length = m.load_int(items, &field::VECTOR_LENGTH);
    let index = within(m, index, length)?;
    let item = m.load_element(items, index, &field::VECTOR_ITEM);
    if m.is_null(item) { None } else { Some(item) }
}

#[inline(always)]
fn tuple_item<M: Machine>(m: &mut M, tuple: M::Ref, index: M::Int) -> Option<M::Ref> {
    let length = m.load_int(tuple, &field::TUPLE_LENGTH);
    let index = within(m, index, length)?;
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
    Next::Defer(internal::GET_ITEM_SHORT)
}
#[inline(always)]
pub fn get_item_int<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.b());
    let index = m.int(i.c_signed());
    if let Some(item) = index_of(m, object, index) {
        m.set_register(i.a(), item);
        return m.next(2);
    }
    Next::Defer(internal::GET_ITEM_SHORT)
}

/// What no list or tuple has, as long as it needs no call: a character of an exact str, a value of an exact dict that needs
/// no search.
#[inline(always)]
pub fn get_item_short<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if m.is_recording() {
        return Next::Defer(internal::GET_ITEM_SLOW);
    }
    let (object, key) = subscript_operands(m, i);
    let found = if m.has_shape(object, Builtin::Dict.shape()) {
        let (dict, key) = (m.promote(object).word(), m.promote(key).word());
        object::dict::get_at_once(dict, key).map(|value| m.word(value))
    } else if m.has_shape(object, Builtin::Str.shape()) && m.is_int(key) {
        let index = m.unbox_int(key);
        ascii_character(m, object, index, true)
    } else {
        None
    };
    match found {
        Some(value) => {
            m.set_register(i.a(), value);
            m.next(2)
        }
        None => Next::Defer(internal::GET_ITEM_SLOW),
    }
}

/// A character of an exact str, as long as it needs no call.
#[inline(always)]
pub fn get_character<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (string, key) = subscript_operands(m, i);
    let index = m.unbox_int(key);
    if let Some(character) = ascii_character(m, string, index, true) {
        m.set_register(i.a(), character);
        return m.next(2);
    }
    Next::Defer(internal::GET_ITEM_SLOW)
}

/// A result that asks for the general way goes to another handler; all else goes into register a.
#[inline(always)]
pub fn store_unless_slow<M: Machine>(
    m: &mut M,
    i: Instruction,
    result: M::Ref,
    words: usize,
    general: u16,
) -> Next {
    let action = if words == 2 { internal::STORE } else { internal::STORE_1 };
    if !m.succeeded(result, action) {
        return Next::Raise;
    }
    if m.is_word(result, direct::SLOW) {
        return Next::Defer(general);
    }
    m.set_register(i.a(), result);
    m.next(words)
}

/// Behind a change by a function of `direct`. The plain interpreter looks at the answer at once; in a trace a guard must
/// not follow an effect, so an action looks at it.
#[inline(always)]
pub fn next_unless_slow<M: Machine>(
    m: &mut M,
    result: M::Ref,
    words: usize,
    action: u16,
    general: u16,
) -> Next {
    if m.is_recording() {
        return super::finish(m, result, action);
    }
    if !m.succeeded(result, action) {
        return Next::Raise;
    }
    if m.is_word(result, direct::SLOW) {
        return Next::Defer(general);
    }
    m.next(words)
}

/// Whether a str of this length and byte length is ASCII alone with its bytes in a buffer.
#[inline(always)]
pub fn is_grown_ascii<M: Machine>(m: &mut M, length: M::Int, size: M::Int) -> bool {
    let zero = m.int(0);
    let size = m.int_checked(Checked::Sub, zero, size).0;
    let is_equal = m.int_compare(Comparison::Eq, length, size);
    m.guard(is_equal)
}

/// A character of a str that is ASCII alone, out of the table of these. `None`: call.
#[inline(always)]
pub fn ascii_character<M: Machine>(
    m: &mut M,
    string: M::Ref,
    index: M::Int,
    wraps: bool,
) -> Option<M::Ref> {
    let table = object::string::ascii_table();
    if table.is_null() {
        return None;
    }
    let length = m.load_int(string, &field::STR_LENGTH);
    let size = m.load_int(string, &field::STR_BYTE_LENGTH);
    let is_ascii = m.int_compare(Comparison::Eq, length, size);
    let is_whole = m.guard(is_ascii);
    if !is_whole && !is_grown_ascii(m, length, size) {
        return None;
    }
    let index = if wraps {
        within(m, index, length)?
    } else {
        let inside = m.int_below(index, length);
        m.guard(inside).then_some(index)?
    };
    let byte = if is_whole {
        m.load_byte(string, index, &field::STR_BYTE)
    } else {
        let buffer = m.load(string, &field::STR_BUFFER);
        m.load_byte(buffer, index, &field::STR_BUFFER_BYTE)
    };
    let table = m.word(table);
    Some(m.load_element(table, byte, &field::TUPLE_ITEM))
}

#[inline(always)]
pub fn byte_item<M: Machine>(m: &mut M, object: M::Ref, index: M::Int) -> Option<M::Int> {
    if m.has_shape(object, Builtin::Bytes.shape()) {
        let length = m.load_int(object, &field::BYTES_LENGTH);
        let index = within(m, index, length)?;
        return Some(m.load_byte(object, index, &field::BYTES_ITEM));
    }
    if m.has_shape(object, Builtin::ByteArray.shape()) {
        let bytes = m.load(object, &field::BYTE_ARRAY_BYTES);
        if m.is_null(bytes) {
            return None;
        }
        let length = m.load_int(bytes, &field::RAW_LENGTH);
        let index = within(m, index, length)?;
        return Some(m.load_byte(bytes, index, &field::RAW_ITEM));
    }
    None
}

#[inline(always)]
pub fn subscript_operands<M: Machine>(m: &mut M, i: Instruction) -> (M::Ref, M::Ref) {
    let immediate = i.number() == Opcode::GetItemInt as usize;
    let object = m.register(i.b());
    let key = if immediate { m.word(Word::from_int(i.c_signed())) } else { m.register(i.c()) };
    (object, key)
}

/// An item of a dict, or of an object of a subclass that subscribes as dicts do.
#[inline(always)]
fn dict_item<M: Machine>(m: &mut M, i: Instruction, dict: M::Ref, key: M::Ref) -> Next {
    if let Some(key) = settled_text(m, key)
        && let Some(Some(entry)) = super::entry::find(m, dict, key)
        && let Some(value) = entry.value(m)
    {
        m.set_register(i.a(), value);
        return m.next(2);
    }
    let value = m.call(&direct::GET_DICT, [dict, key]);
    if m.is_recording() {
        // So a bridge for the other answers need not ask again.
        m.deliver(value);
        return Next::Act(internal::DICT_ITEM_RESULT);
    }
    by_answer(m, i, value)
}

/// A string that a trace will hardly meet another one for.
#[inline(always)]
fn settled_text<M: Machine>(m: &mut M, key: M::Ref) -> Option<Word> {
    if !m.is_recording() || !m.is_settled(key) || !m.has_shape(key, Builtin::Str.shape()) {
        return None;
    }
    Some(m.promote(key).word())
}

/// What was found in a dict.
#[inline(always)]
pub fn dict_item_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    by_answer(m, i, value)
}

#[inline(always)]
fn by_answer<M: Machine>(m: &mut M, i: Instruction, value: M::Ref) -> Next {
    if m.is_null(value) {
        return Next::Defer(internal::RAISE_KEY_ERROR);
    }
    if m.is_word(value, direct::SLOW) {
        return Next::Defer(internal::GET_ITEM_GENERAL);
    }
    m.set_register(i.a(), value);
    m.next(2)
}

/// Exact built-in types besides lists and tuples, and subclasses of dict that leave subscription as it is.
#[inline(always)]
pub fn get_item_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, key) = subscript_operands(m, i);
    let shape = m.shape_of(object);
    if shape == Builtin::Dict.shape() {
        return dict_item(m, i, object, key);
    }
    if shape == Builtin::Str.shape() && m.is_int(key) {
        let index = m.unbox_int(key);
        if let Some(character) = ascii_character(m, object, index, true) {
            m.set_register(i.a(), character);
            return m.next(2);
        }
        let result = m.call(&direct::CHARACTER, [object, key]);
        return finish_store(m, i, result, 2);
    }
    if (shape == Builtin::Bytes.shape() || shape == Builtin::ByteArray.shape()) && m.is_int(key) {
        let index = m.unbox_int(key);
        if let Some(byte) = byte_item(m, object, index) {
            let byte = m.box_int(byte);
            m.set_register(i.a(), byte);
            return m.next(2);
        }
    }
    if shape > LAST_BUILTIN && m.is_int(key) && special::is_tuple_by(shape, Name::GetItem) {
        special::depend_on_shape(m, shape);
        let (tuple, index) = (m.load(object, &field::PAYLOAD_VALUE), m.unbox_int(key));
        if let Some(item) = tuple_item(m, tuple, index) {
            m.set_register(i.a(), item);
            return m.next(2);
        }
    }
    if shape > LAST_BUILTIN && special::is_dict_by(shape, Name::GetItem) {
        special::depend_on_shape(m, shape);
        return dict_item(m, i, object, key);
    }
    Next::Defer(internal::GET_ITEM_GENERAL)
}

/// Shapes up to this one are the built-in classes' own.
pub const LAST_BUILTIN: ShapeId = Builtin::ALL.len() as ShapeId;

/// Whether subscription of the exact type by an index or a slice runs no Python.
fn is_sequence(shape: ShapeId) -> bool {
    const SEQUENCES: [Builtin; 6] = [
        Builtin::List,
        Builtin::Tuple,
        Builtin::Str,
        Builtin::Bytes,
        Builtin::ByteArray,
        Builtin::Range,
    ];
    SEQUENCES.iter().any(|class| class.shape() == shape)
}

#[inline(always)]
pub fn get_item_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, key) = subscript_operands(m, i);
    let (shape, key_shape) = (m.shape_of(object), m.shape_of(key));
    if is_sequence(shape) && key_shape == 0 {
        if m.is_int(key)
            && shape != Builtin::ByteArray.shape()
            && let Some(length) = super::inlined::length(m, object)
        {
            let index = m.unbox_int(key);
            if within(m, index, length).is_none() {
                return Next::Defer(internal::RAISE_INDEX_ERROR);
            }
        }
        let result = m.call(&crate::residual::GET_ITEM_BUILTIN, [object, key]);
        return finish_store(m, i, result, 2);
    }
    if is_sequence(shape) && key_shape == Builtin::Slice.shape() {
        let parts = [field::SLICE_START, field::SLICE_STOP, field::SLICE_STEP]
            .map(|field| m.load(key, &field));
        let result = m.call(&direct::GET_SLICE, [object, parts[0], parts[1], parts[2]]);
        return store_unless_slow(m, i, result, 2, internal::GET_ITEM_ANY);
    }
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, Name::GetItem)
    {
        special::depend_on_shape(m, shape);
        if let Some(next) = call::special(
            m,
            Special { function: method, arguments: [object, key], action: internal::STORE },
        ) {
            return next;
        }
    }
    Next::Defer(internal::GET_ITEM_ANY)
}
#[inline(always)]
pub fn get_item_any<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, key) = subscript_operands(m, i);
    let result = m.call(&crate::residual::GET_ITEM, [object, key]);
    finish_store(m, i, result, 2)
}

/// A slice of an exact type is taken without a slice object. Registers from b on: object, start, stop, step.
#[inline(always)]
pub fn get_slice<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let object = m.register(i.b());
    let shape = m.shape_of(object);
    if is_sequence(shape) {
        let parts = [1, 2, 3].map(|offset| m.register(i.b() + offset));
        let result = m.call(&direct::GET_SLICE, [object, parts[0], parts[1], parts[2]]);
        return store_unless_slow(m, i, result, 2, internal::GET_SLICE_GENERAL);
    }
    Next::Defer(internal::GET_SLICE_GENERAL)
}
#[inline(always)]
pub fn get_slice_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let slice = m.new_object(Builtin::Slice.shape(), size_of::<object::layout::Slice>());
    for (index, field) in
        [field::SLICE_START, field::SLICE_STOP, field::SLICE_STEP].iter().enumerate()
    {
        let part = m.register(i.b() + 1 + index);
        m.store(slice, field, part);
    }
    m.deliver(slice);
    Next::Act(internal::GET_SLICE_MADE)
}
/// The slice object has been made.
#[inline(always)]
pub fn get_slice_made<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, slice) = (m.register(i.b()), m.delivered());
    let shape = m.shape_of(object);
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, Name::GetItem)
    {
        special::depend_on_shape(m, shape);
        if let Some(next) = call::special(
            m,
            Special { function: method, arguments: [object, slice], action: internal::STORE },
        ) {
            return next;
        }
    }
    let result = m.call(&crate::residual::GET_ITEM, [object, slice]);
    finish_store(m, i, result, 2)
}

#[inline(always)]
pub fn set_item<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, key, value) = (m.register(i.a()), m.register(i.b()), m.register(i.c()));
    if m.is_int(key)
        && m.has_shape(object, Builtin::List.shape())
        && crate::jit::watch::single_threaded(m)
    {
        let index = m.unbox_int(key);
        let items = m.load(object, &field::LIST_ITEMS);
        if !m.is_null(items) {
            let length = m.load_int(items, &field::VECTOR_LENGTH);
            if let Some(index) = within(m, index, length) {
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
    if shape == Builtin::ByteArray.shape()
        && m.is_int(key)
        && m.is_int(value)
        && crate::jit::watch::single_threaded(m)
    {
        let (index, byte) = (m.unbox_int(key), m.unbox_int(value));
        let bytes = m.load(object, &field::BYTE_ARRAY_BYTES);
        if !m.is_null(bytes) {
            let length = m.load_int(bytes, &field::RAW_LENGTH);
            let limit = m.int(256);
            let fits = m.int_below(byte, limit);
            if let Some(index) = within(m, index, length)
                && m.guard(fits)
            {
                m.store_byte(bytes, index, &field::RAW_ITEM, byte);
                return m.next(2);
            }
        }
    }
    if shape == Builtin::Dict.shape()
        || shape > LAST_BUILTIN && special::is_dict_by(shape, Name::SetItem)
    {
        special::depend_on_shape(m, shape);
        if let Some(key) = settled_text(m, key)
            && super::entry::replace(m, object, key, value)
        {
            return m.next(2);
        }
        let result = m.call(&direct::SET_DICT, [object, key, value]);
        return next_unless_slow(
            m,
            result,
            2,
            internal::SET_ITEM_RESULT,
            internal::SET_ITEM_GENERAL,
        );
    }
    if shape == Builtin::List.shape() && key_shape == Builtin::Slice.shape() {
        let parts = [field::SLICE_START, field::SLICE_STOP, field::SLICE_STEP]
            .map(|field| m.load(key, &field));
        let result = m.call(&direct::SET_LIST_SLICE, [object, parts[0], parts[1], parts[2], value]);
        return next_unless_slow(
            m,
            result,
            2,
            internal::SET_ITEM_RESULT,
            internal::SET_ITEM_GENERAL,
        );
    }
    Next::Defer(internal::SET_ITEM_GENERAL)
}
#[inline(always)]
pub fn set_item_result<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let result = m.delivered();
    if m.is_word(result, direct::SLOW) {
        Next::Defer(internal::SET_ITEM_GENERAL)
    } else {
        m.next(2)
    }
}

#[inline(always)]
pub fn set_item_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, key, value) = (m.register(i.a()), m.register(i.b()), m.register(i.c()));
    let shape = m.shape_of(object);
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, Name::SetItem)
    {
        special::depend_on_shape(m, shape);
        let call = Special {
            function: method,
            arguments: [object, key, value],
            action: internal::DISCARD,
        };
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
    let shape = m.shape_of(object);
    if shape == Builtin::Dict.shape() {
        let result = m.call(&direct::DELETE_DICT, [object, key]);
        return next_unless_slow(
            m,
            result,
            1,
            internal::DEL_ITEM_RESULT,
            internal::DEL_ITEM_GENERAL,
        );
    }
    if shape == Builtin::List.shape() {
        let result = m.call(&direct::DELETE_LIST_ITEM, [object, key]);
        return next_unless_slow(
            m,
            result,
            1,
            internal::DEL_ITEM_RESULT,
            internal::DEL_ITEM_GENERAL,
        );
    }
    Next::Defer(internal::DEL_ITEM_GENERAL)
}
#[inline(always)]
pub fn del_item_result<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let result = m.delivered();
    if m.is_word(result, direct::SLOW) {
        Next::Defer(internal::DEL_ITEM_GENERAL)
    } else {
        m.next(1)
    }
}
#[inline(always)]
pub fn del_item_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (object, key) = (m.register(i.a()), m.register(i.b()));
    let result = m.call(&crate::residual::DELETE_ITEM, [object, key]);
    finish_next(m, result, 1)
}
