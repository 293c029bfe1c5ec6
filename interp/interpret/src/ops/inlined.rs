//! Built-in functions that traces look inside.
//!
//! A native function is recognized by its declaration, which the library crate registers under one
//! of the meanings of `object::meaning`. The plain interpreter calls the function itself; only a recording looks
//! inside, so that the trace has loads and arithmetic where it would have a call. Both must mean the
//! same, which the tests of the three modes of running check.

use crate::internal;
use crate::plan::attribute::Use;
use crate::plan::call::{self, Special};
use crate::plan::special;
use compile::Instruction;
use compile::opcode::{FIRST_ARGUMENT, SELF_SLOT};
use object::builtin::Builtin;
use object::layout::Tuple;
use object::meaning::{Meaning, meaning_of};
use object::{NativeFunction, Result, Thread, field};
use tracer::{Checked, Comparison, Effects, Exact, FloatUnary, Machine, Next, Word};

/// Argument `index` of a call, the bound object counted.
#[inline(always)]
fn argument<M: Machine>(m: &mut M, i: Instruction, bound: bool, index: usize) -> M::Ref {
    let first = if bound { SELF_SLOT } else { FIRST_ARGUMENT };
    m.register(i.a() + first + index)
}

/// Carries out a call of a native function by handlers' means. `None`: call it.
#[inline(always)]
pub fn try_inline<M: Machine>(
    m: &mut M,
    i: Instruction,
    definition: &'static NativeFunction,
    bound: bool,
) -> Option<Next> {
    if !m.is_recording() {
        return None;
    }
    let meaning = meaning_of(definition)?;
    let count = i.b() + bound as usize;
    let result = match (meaning, count) {
        (Meaning::Length, 1) => {
            let object = argument(m, i, bound, 0);
            match length(m, object) {
                Some(length) => m.box_int(length),
                None => {
                    let shape = m.shape_of(object);
                    if let Some(residual) = special::native_method(shape, special::Name::Len) {
                        special::depend_on_shape(m, shape);
                        let result = m.call(residual, [object]);
                        return Some(super::finish_store(m, i, result, 2));
                    }
                    return user_length(m, object);
                }
            }
        }
        (Meaning::IsInstance, 2) => {
            let (object, class) = (argument(m, i, bound, 0), argument(m, i, bound, 1));
            let answer = is_instance(m, object, class)?;
            m.word(Word::from_bool(answer))
        }
        (Meaning::Absolute, 1) => {
            let value = argument(m, i, bound, 0);
            match absolute(m, value) {
                Some(value) => value,
                None => return super::user_unary(m, value, special::Name::Absolute),
            }
        }
        (Meaning::DivMod, 2) => {
            let (left, right) = (argument(m, i, bound, 0), argument(m, i, bound, 1));
            quotient_and_remainder(m, left, right)?
        }
        (Meaning::GetAttribute, 2 | 3) if !bound => {
            let (object, name) = (argument(m, i, bound, 0), argument(m, i, bound, 1));
            match (super::known_attribute(m, object, name)?, count) {
                (Some(value), _) => value,
                (None, 3) => argument(m, i, bound, 2),
                _ => return None,
            }
        }
        (Meaning::HasAttribute, 2) if !bound => {
            let (object, name) = (argument(m, i, bound, 0), argument(m, i, bound, 1));
            let found = super::known_attribute(m, object, name)?;
            m.word(Word::from_bool(found.is_some()))
        }
        (Meaning::SetAttribute | Meaning::SetAttributeDirectly, 3) => {
            let [object, name, value] = [0, 1, 2].map(|index| argument(m, i, bound, index));
            let purpose = match meaning {
                Meaning::SetAttribute => Use::Store,
                _ => Use::StoreDirectly,
            };
            if !super::store_by_name(m, object, name, value, purpose) {
                return None;
            }
            m.word(Word::NONE)
        }
        (Meaning::IsSubclass, 2) => {
            let (class, wanted) = (argument(m, i, bound, 0), argument(m, i, bound, 1));
            let answer = is_subclass(m, class, wanted)?;
            m.word(Word::from_bool(answer))
        }
        (Meaning::Next, 1 | 2) => {
            if count == 2 && bound {
                return None;
            }
            let iterator = argument(m, i, bound, 0);
            return super::next_inline(m, i, iterator, count == 2);
        }
        (Meaning::Iterator, 1) => {
            let iterable = argument(m, i, bound, 0);
            super::iterator_of(m, iterable)?
        }
        (Meaning::Word, 2) => {
            let index = argument(m, i, bound, 1);
            let index = m.promote(index).word().int() as usize;
            let this = argument(m, i, bound, 0);
            let word = m.load(this, &field::words(index));
            if m.is_null(word) { m.word(Word::NONE) } else { word }
        }
        (Meaning::HasWord, 2) => {
            let index = argument(m, i, bound, 1);
            let index = m.promote(index).word().int() as usize;
            let this = argument(m, i, bound, 0);
            let word = m.load(this, &field::words(index));
            let is_null = m.is_null(word);
            m.word(Word::from_bool(!is_null))
        }
        (Meaning::SetWord, 3) => {
            let index = argument(m, i, bound, 1);
            let index = m.promote(index).word().int() as usize;
            let (this, value) = (argument(m, i, bound, 0), argument(m, i, bound, 2));
            m.store(this, &field::words(index), value);
            m.word(Word::NONE)
        }
        (Meaning::ClearWord, 2) => {
            let index = argument(m, i, bound, 1);
            let index = m.promote(index).word().int() as usize;
            let (this, null) = (argument(m, i, bound, 0), m.word(Word::NULL));
            m.store(this, &field::words(index), null);
            m.word(Word::NONE)
        }
        (Meaning::Send, 2) => {
            let (generator, value) = (argument(m, i, bound, 0), argument(m, i, bound, 1));
            if !m.has_shape(generator, Builtin::Generator.shape())
                || super::is_fresh(m, generator)
                || !super::may_resume(m, generator)
            {
                return None;
            }
            return Some(super::resume(m, generator, value, internal::NEXT_RESULT));
        }
        (Meaning::Throw, 2) => {
            let (generator, exception) = (argument(m, i, bound, 0), argument(m, i, bound, 1));
            if !m.has_shape(generator, Builtin::Generator.shape()) {
                return None;
            }
            return super::throw_into(m, generator, exception);
        }
        (Meaning::ExceptionInit, 1..) => {
            let this = argument(m, i, bound, 0);
            let first = i.a() + if bound { FIRST_ARGUMENT } else { FIRST_ARGUMENT + 1 };
            return super::initialize_exception(m, i, this, first, count - 1);
        }
        (Meaning::ListAppend, 2) => {
            let (list, item) = (argument(m, i, bound, 0), argument(m, i, bound, 1));
            if !m.has_shape(list, Builtin::List.shape()) || !super::append_inline(m, list, item) {
                return None;
            }
            m.word(Word::NONE)
        }
        (Meaning::ByteArrayAppend, 2) => {
            let (array, item) = (argument(m, i, bound, 0), argument(m, i, bound, 1));
            if !m.has_shape(array, Builtin::ByteArray.shape())
                || !m.is_int(item)
                || !append_byte(m, array, item)
            {
                return None;
            }
            m.word(Word::NONE)
        }
        (Meaning::SquareRoot, 1) => {
            let value = argument(m, i, bound, 0);
            if !m.is_float(value) {
                return None;
            }
            let (value, zero) = (m.unbox_float(value), m.float(0.0));
            let valid = m.float_compare(Comparison::Ge, value, zero);
            if !m.guard(valid) {
                return None;
            }
            let root = m.float_unary(FloatUnary::Sqrt, value);
            m.box_float(root)
        }
        (Meaning::Ordinal, 1) => {
            let text = argument(m, i, bound, 0);
            if !m.has_shape(text, Builtin::Str.shape()) {
                return None;
            }
            let (size, one) = (m.load_int(text, &field::STR_BYTE_LENGTH), m.int(1));
            let is_single = m.int_compare(Comparison::Eq, size, one);
            if !m.guard(is_single) {
                return None;
            }
            let first = m.int(0);
            let byte = m.load_byte(text, first, &field::STR_BYTE);
            m.box_int(byte)
        }
        (Meaning::Character, 1) => {
            let (code, table) = (argument(m, i, bound, 0), object::string::ascii_table());
            if table.is_null() || !m.is_int(code) {
                return None;
            }
            let (code, limit) = (m.unbox_int(code), m.int(128));
            let is_ascii = m.int_below(code, limit);
            if !m.guard(is_ascii) {
                return None;
            }
            let table = m.word(table);
            m.load_element(table, code, &field::TUPLE_ITEM)
        }
        (Meaning::OfFloat(residual), 1) => {
            let value = argument(m, i, bound, 0);
            if !m.is_float(value) {
                return None;
            }
            let value = m.unbox_float(value);
            let result = m.call_float(residual, [value]);
            let (size, bound) = (m.float_unary(FloatUnary::Abs, result), m.float(f64::INFINITY));
            let is_finite = m.float_compare(Comparison::Lt, size, bound);
            if !m.guard(is_finite) {
                return None;
            }
            m.box_float(result)
        }
        (Meaning::Minimum | Meaning::Maximum, 2..=5) => {
            let op =
                if matches!(meaning, Meaning::Minimum) { Comparison::Lt } else { Comparison::Gt };
            let mut best = argument(m, i, bound, 0);
            for index in 1..count {
                let other = argument(m, i, bound, index);
                let is_better = if m.both_int(best, other) {
                    let (a, b) = (m.unbox_int(best), m.unbox_int(other));
                    m.int_compare(op, b, a)
                } else if m.is_float(best) && m.is_float(other) {
                    let (a, b) = (m.unbox_float(best), m.unbox_float(other));
                    m.float_compare(op, b, a)
                } else {
                    return None;
                };
                if m.guard(is_better) {
                    best = other;
                }
            }
            best
        }
        (Meaning::Minimum | Meaning::Maximum | Meaning::Sorted, 1) => {
            let residual = match meaning {
                Meaning::Minimum => &crate::direct::LEAST,
                Meaning::Maximum => &crate::direct::GREATEST,
                _ => &crate::direct::SORTED,
            };
            let items = argument(m, i, bound, 0);
            let result = m.call(residual, [items]);
            return Some(super::finish(m, result, internal::QUIET_RESULT));
        }
        (Meaning::Quiet(residual), 1..=3) if (1..=3).contains(&residual.operands.len()) => {
            return quiet_call(m, i, definition, bound, residual);
        }
        (Meaning::OfPlain(residual), 1..=4) if (1..=4).contains(&residual.operands.len()) => {
            let mut operands = [m.word(Word::NULL); 6];
            for (index, operand) in operands.iter_mut().enumerate().take(count) {
                *operand = argument(m, i, bound, index);
            }
            return plain_form(m, i, definition, residual, operands, count);
        }
        _ => return None,
    };
    m.set_register(i.a(), result);
    Some(m.next(2))
}

/// `divmod` of small integers, by a positive one.
#[inline(always)]
fn quotient_and_remainder<M: Machine>(m: &mut M, left: M::Ref, right: M::Ref) -> Option<M::Ref> {
    if !m.both_int(left, right) {
        return None;
    }
    let (left, right, zero) = (m.unbox_int(left), m.unbox_int(right), m.int(0));
    let positive = m.int_compare(Comparison::Gt, right, zero);
    if !m.guard(positive) {
        return None;
    }
    let pair = m.new_object(Builtin::Tuple.shape(), size_of::<Tuple>() + 16);
    let two = m.int(2);
    m.store_int(pair, &field::TUPLE_LENGTH, two);
    for (index, op) in [Exact::FloorDiv, Exact::Mod].into_iter().enumerate() {
        let value = m.int_exact(op, left, right);
        let (at, value) = (m.int(index as i64), m.box_int(value));
        m.store_element(pair, at, &field::TUPLE_ITEM, value);
    }
    Some(pair)
}

/// The same for `__new__` of built-in classes.
#[inline(always)]
pub fn try_inline_new<M: Machine>(
    m: &mut M,
    i: Instruction,
    definition: &'static NativeFunction,
) -> Option<Next> {
    if !m.is_recording() {
        return None;
    }
    let meaning = meaning_of(definition)?;
    let object = match (meaning, i.b()) {
        (Meaning::NewObject, 1) => {
            let class = argument(m, i, false, 0);
            let shape = plain_instances(m, class, object::layout::Layout::Plain)?;
            m.new_object(shape.id, shape.instance_bytes())
        }
        (Meaning::NewTuple, 2) => {
            let (class, items) = (argument(m, i, false, 0), argument(m, i, false, 1));
            if !m.has_shape(items, Builtin::Tuple.shape()) {
                return None;
            }
            let shape = plain_instances(m, class, object::layout::Layout::Payload)?;
            if !object::class::is_subclass(shape.class, Builtin::Tuple.word()) {
                return None;
            }
            let object = m.new_object(shape.id, shape.instance_bytes());
            m.store(object, &field::PAYLOAD_VALUE, items);
            object
        }
        _ => return None,
    };
    m.set_register(i.a(), object);
    Some(m.next(2))
}

/// The shape of new instances of a class of this layout, if nothing more than memory makes one.
#[inline(always)]
fn plain_instances<M: Machine>(
    m: &mut M,
    class: M::Ref,
    layout: object::layout::Layout,
) -> Option<&'static object::shape::Shape> {
    use object::class::flag;
    let shape = m.shape_of(class);
    if shape == 0 || object::shape::get(shape).layout != object::layout::Layout::Class {
        return None;
    }
    let class = m.promote(class).word();
    m.depend(tracer::Dependency::Class(class.0));
    let struct_ = object::class::get(class);
    if struct_.flags & flag::HEAP == 0 || struct_.flags & (flag::ABSTRACT | flag::FINALIZER) != 0 {
        return None;
    }
    let shape = object::shape::get(struct_.instance_shape);
    (shape.layout == layout && !shape.dictionary).then_some(shape)
}

/// Appends a byte in place, where there is room, no memoryview looks at the bytes and only one thread runs.
#[inline(always)]
fn append_byte<M: Machine>(m: &mut M, array: M::Ref, item: M::Ref) -> bool {
    if !crate::jit::watch::single_threaded(m) {
        return false;
    }
    let (byte, limit) = (m.unbox_int(item), m.int(256));
    let fits = m.int_below(byte, limit);
    if !m.guard(fits) {
        return false;
    }
    let exports = m.load(array, &field::BYTE_ARRAY_EXPORTS);
    if !m.is_word(exports, Word::from_int(0)) {
        return false;
    }
    let bytes = m.load(array, &field::BYTE_ARRAY_BYTES);
    if m.is_null(bytes) {
        return false;
    }
    let length = m.load_int(bytes, &field::RAW_LENGTH);
    let capacity = m.load_int(bytes, &field::RAW_CAPACITY);
    let room = m.int_compare(Comparison::Lt, length, capacity);
    if !m.guard(room) {
        return false;
    }
    m.store_byte(bytes, length, &field::RAW_ITEM, byte);
    let one = m.int(1);
    let (length, _) = m.int_checked(Checked::Add, length, one);
    m.store_int(bytes, &field::RAW_LENGTH, length);
    true
}

/// Calls a quiet form; an action looks at the answer.
#[inline(always)]
fn quiet_call<M: Machine>(
    m: &mut M,
    i: Instruction,
    definition: &'static NativeFunction,
    bound: bool,
    residual: &'static tracer::Residual,
) -> Option<Next> {
    let given = i.b() + bound as usize;
    let mut operands = [m.word(Word::NULL); 6];
    for (index, operand) in operands.iter_mut().enumerate().take(given) {
        *operand = argument(m, i, bound, index);
    }
    quiet_form(m, definition, residual, operands, given)
}

#[inline(always)]
fn quiet_form<M: Machine>(
    m: &mut M,
    definition: &'static NativeFunction,
    residual: &'static tracer::Residual,
    operands: [M::Ref; 6],
    given: usize,
) -> Option<Next> {
    let parameters = residual.operands.len();
    if !definition.arity.counted || given < definition.arity.least || given > parameters {
        return None;
    }
    let result = match parameters {
        1 => m.call(residual, [operands[0]]),
        2 => m.call(residual, [operands[0], operands[1]]),
        _ => m.call(residual, [operands[0], operands[1], operands[2]]),
    };
    Some(super::finish(m, result, crate::internal::QUIET_RESULT))
}

/// The same for a method that was taken off its object before the call.
#[inline(always)]
pub fn try_quiet<M: Machine>(
    m: &mut M,
    i: Instruction,
    definition: &'static NativeFunction,
    operands: [M::Ref; 6],
    given: usize,
) -> Option<Next> {
    if !m.is_recording() {
        return None;
    }
    match meaning_of(definition)? {
        Meaning::Quiet(residual) => quiet_form(m, definition, residual, operands, given),
        Meaning::OfPlain(residual) => plain_form(m, i, definition, residual, operands, given),
        _ => None,
    }
}

/// Calls a function whose effects are narrow where all arguments are plain.
#[inline(always)]
fn plain_form<M: Machine>(
    m: &mut M,
    i: Instruction,
    definition: &'static NativeFunction,
    residual: &'static tracer::Residual,
    operands: [M::Ref; 6],
    given: usize,
) -> Option<Next> {
    let parameters = residual.operands.len();
    if !definition.arity.counted || given < definition.arity.least || given > parameters {
        return None;
    }
    for &operand in &operands[..given] {
        let shape = m.shape_of(operand);
        let is_plain = if shape == 0 {
            m.is_int(operand) || m.is_word(operand, Word::NONE)
        } else {
            [Builtin::Str, Builtin::List, Builtin::Tuple].iter().any(|class| class.shape() == shape)
        };
        if !is_plain {
            return None;
        }
    }
    let result = match parameters {
        1 => m.call(residual, [operands[0]]),
        2 => m.call(residual, [operands[0], operands[1]]),
        3 => m.call(residual, [operands[0], operands[1], operands[2]]),
        _ => m.call(residual, [operands[0], operands[1], operands[2], operands[3]]),
    };
    Some(super::finish_store(m, i, result, 2))
}

/// The answer of a quiet form: the call's value, or the request for the general way.
#[inline(always)]
pub fn quiet_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    if m.is_word(value, crate::direct::SLOW) {
        return Next::Defer(crate::internal::CALL_ANY);
    }
    m.set_register(i.a(), value);
    m.next(2)
}

/// Length of an exact list, tuple, str, bytes, dict or set.
#[inline(always)]
pub fn length<M: Machine>(m: &mut M, object: M::Ref) -> Option<M::Int> {
    if m.has_shape(object, Builtin::List.shape()) {
        let items = m.load(object, &field::LIST_ITEMS);
        if m.is_null(items) {
            return Some(m.int(0));
        }
        return Some(m.load_int(items, &field::VECTOR_LENGTH));
    }
    if m.has_shape(object, Builtin::Tuple.shape()) {
        return Some(m.load_int(object, &field::TUPLE_LENGTH));
    }
    if m.has_shape(object, Builtin::Str.shape()) {
        return Some(m.load_int(object, &field::STR_LENGTH));
    }
    if m.has_shape(object, Builtin::Bytes.shape()) {
        return Some(m.load_int(object, &field::BYTES_LENGTH));
    }
    let shape = m.shape_of(object);
    if shape > super::LAST_BUILTIN && special::is_tuple_by(shape, special::Name::Len) {
        special::depend_on_shape(m, shape);
        let tuple = m.load(object, &field::PAYLOAD_VALUE);
        return Some(m.load_int(tuple, &field::TUPLE_LENGTH));
    }
    let table = if shape == Builtin::Dict.shape() {
        &field::DICT_TABLE
    } else if shape == Builtin::Set.shape() || shape == Builtin::FrozenSet.shape() {
        &field::SET_TABLE
    } else {
        return None;
    };
    let is_dict = shape == Builtin::Dict.shape();
    let table = m.load(object, table);
    if m.is_null(table) {
        return Some(m.int(0));
    }
    Some(m.load_int(table, if is_dict { &field::TABLE_LIVE } else { &field::SET_TABLE_LIVE }))
}

/// `__len__` written in Python.
#[inline(always)]
fn user_length<M: Machine>(m: &mut M, object: M::Ref) -> Option<Next> {
    let shape = m.shape_of(object);
    let function = special::method_of_shape(shape, special::Name::Len)?;
    special::depend_on_shape(m, shape);
    let arguments = [object];
    call::special(m, Special { function, arguments, action: internal::LENGTH_RESULT })
}

/// What `__len__` has answered.
#[inline(always)]
pub fn length_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    if m.is_int(value) {
        let (length, zero) = (m.unbox_int(value), m.int(0));
        let negative = m.int_compare(Comparison::Lt, length, zero);
        if !m.guard(negative) {
            m.set_register(i.a(), value);
            return m.next(2);
        }
    }
    let result = m.call(&CHECK_LENGTH, [value]);
    super::finish_store(m, i, result, 2)
}

crate::residuals! {
    CHECK_LENGTH = check_length, (value), Effects::ANY;
    INTEGER_OF_TEXT = integer_of_text, (text), Effects { raises: false, ..Effects::READS };
    /// The reference to an object that all share.
    WEAK_REFERENCE = object::weak_reference::plain, (object), Effects::READS;
}

fn integer_of_text(_thread: &mut Thread, text: Word) -> Result {
    Ok(match object::integer::parse::short_text(text) {
        Some(Ok(value)) => value,
        Some(Err(_)) => Word::NONE,
        None => crate::direct::SLOW,
    })
}

fn check_length(thread: &mut Thread, value: Word) -> Result {
    let length = object::operation::checked_length(thread, value)?;
    Ok(Word::from_int(length as i64))
}

/// Whether the test holds for a class, or for one of a tuple of classes.
#[inline(always)]
fn any_class<M: Machine>(
    m: &mut M,
    class: M::Ref,
    test: impl Fn(&mut M, M::Ref) -> Option<bool>,
) -> Option<bool> {
    if !m.has_shape(class, Builtin::Tuple.shape()) {
        return test(m, class);
    }
    let count = m.load_int(class, &field::TUPLE_LENGTH);
    let count = m.box_int(count);
    let count = m.promote(count).word().int();
    for index in 0..count {
        let at = m.int(index);
        let one = m.load_element(class, at, &field::TUPLE_ITEM);
        if test(m, one)? {
            return Some(true);
        }
    }
    Some(false)
}

/// `class` may be a tuple of classes.
#[inline(always)]
fn is_instance<M: Machine>(m: &mut M, object: M::Ref, class: M::Ref) -> Option<bool> {
    any_class(m, class, |m, one| is_instance_of(m, object, one))
}

/// The same for a class whose metaclass is `type`, as that of `wanted` is.
#[inline(always)]
fn is_subclass<M: Machine>(m: &mut M, class: M::Ref, wanted: M::Ref) -> Option<bool> {
    if !m.has_shape(class, Builtin::Type.shape()) {
        return None;
    }
    let class = m.promote(class).word();
    any_class(m, wanted, |m, one| {
        if !m.has_shape(one, Builtin::Type.shape()) {
            return None;
        }
        let one = m.promote(one).word();
        m.depend(tracer::Dependency::Class(class.0));
        Some(object::class::is_subclass(class, one))
    })
}

/// The subclass test is green where the class's metaclass is `type`, and objects do not pretend to have another class.
#[inline(always)]
pub fn is_instance_of<M: Machine>(m: &mut M, object: M::Ref, class: M::Ref) -> Option<bool> {
    if !m.has_shape(class, Builtin::Type.shape()) {
        return None;
    }
    let wanted = m.promote(class).word();
    let shape = m.shape_of(object);
    let actual = if shape != 0 {
        special::depend_on_shape(m, shape);
        object::shape::get(shape).class
    } else if m.is_int(object) {
        Builtin::Int.word()
    } else if m.is_float(object) {
        Builtin::Float.word()
    } else {
        object::class::class_of(m.promote(object).word())
    };
    if object::class::is_subclass(actual, wanted) {
        return Some(true);
    }
    let name = object::interned!("__class__");
    let pretends =
        object::class::lookup(actual, name) != object::class::lookup(Builtin::Object.word(), name);
    (!pretends).then_some(false)
}

#[inline(always)]
fn absolute<M: Machine>(m: &mut M, value: M::Ref) -> Option<M::Ref> {
    if m.is_float(value) {
        let value = m.unbox_float(value);
        let value = m.float_unary(FloatUnary::Abs, value);
        return Some(m.box_float(value));
    }
    if m.has_shape(value, Builtin::Complex.shape()) {
        return super::complex_magnitude(m, value);
    }
    if m.is_int(value) {
        let (number, zero) = (m.unbox_int(value), m.int(0));
        let negative = m.int_compare(Comparison::Lt, number, zero);
        if !m.guard(negative) {
            return Some(value);
        }
        let (number, overflow) = m.int_checked(Checked::Sub, zero, number);
        if m.guard(overflow) {
            return None;
        }
        return Some(m.box_int(number));
    }
    None
}

/// The same for classes: `range`, `int`, `float`.
#[inline(always)]
pub fn try_inline_class<M: Machine>(m: &mut M, i: Instruction, class: Word) -> Option<Next> {
    if !m.is_recording() {
        return None;
    }
    let result = if class == Builtin::Range.word() {
        range(m, i)?
    } else if class == Builtin::Str.word() && i.b() == 1 {
        let value = argument(m, i, false, 0);
        if !m.has_shape(value, Builtin::Str.shape()) {
            return text_of_exception(m, i, value);
        }
        value
    } else if i.b() == 0 && (class == Builtin::Dict.word() || class == Builtin::Set.word()) {
        let is_dict = class == Builtin::Dict.word();
        let (shape, bytes) = if is_dict {
            (Builtin::Dict.shape(), size_of::<object::layout::Dict>())
        } else {
            (Builtin::Set.shape(), size_of::<object::layout::Set>())
        };
        m.new_object(shape, bytes)
    } else if class == Builtin::Type.word() && i.b() == 1 {
        let value = argument(m, i, false, 0);
        let class = class_of(m, value);
        m.word(class)
    } else if class == Builtin::Int.word() && i.b() == 1 {
        let value = argument(m, i, false, 0);
        if m.is_int(value) {
            value
        } else if m.is_float(value) {
            let value = m.unbox_float(value);
            let fits = m.float_fits_int(value);
            if !m.guard(fits) {
                return None;
            }
            let value = m.float_to_int(value);
            m.box_int(value)
        } else if m.has_shape(value, Builtin::Str.shape()) {
            let result = m.call(&INTEGER_OF_TEXT, [value]);
            m.deliver(result);
            return Some(Next::Act(internal::INTEGER_RESULT));
        } else {
            return None;
        }
    } else if class == Builtin::WeakReference.word() && i.b() == 1 {
        let object = argument(m, i, false, 0);
        let result = m.call(&WEAK_REFERENCE, [object]);
        return Some(super::finish_store(m, i, result, 2));
    } else if class == Builtin::Complex.word() && i.b() == 2 {
        let parts = [argument(m, i, false, 0), argument(m, i, false, 1)];
        if !m.is_float(parts[0]) || !m.is_float(parts[1]) {
            return None;
        }
        let [real, imaginary] = parts.map(|part| m.unbox_float(part));
        let object = m.new_object(Builtin::Complex.shape(), size_of::<object::layout::Complex>());
        m.store_float(object, &field::COMPLEX_REAL, real);
        m.store_float(object, &field::COMPLEX_IMAGINARY, imaginary);
        object
    } else if class == Builtin::Float.word() && i.b() == 1 {
        let value = argument(m, i, false, 0);
        if m.is_float(value) {
            value
        } else if m.is_int(value) {
            let value = m.unbox_int(value);
            let value = m.int_to_float(value);
            m.box_float(value)
        } else {
            return None;
        }
    } else {
        return None;
    };
    m.set_register(i.a(), result);
    Some(m.next(2))
}

/// What `int(text)` gives: the int, None where the text is none, or the request for the general way.
#[inline(always)]
pub fn integer_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.delivered();
    if m.is_int(value) {
        m.set_register(i.a(), value);
        return m.next(2);
    }
    if m.is_word(value, Word::NONE) {
        return Next::Defer(internal::RAISE_NO_INTEGER);
    }
    Next::Defer(internal::CALL_ANY)
}

/// `str(exception)` where the class leaves `__str__` as it is and there is one plain argument or none.
#[inline(always)]
fn text_of_exception<M: Machine>(m: &mut M, i: Instruction, value: M::Ref) -> Option<Next> {
    let shape = m.shape_of(value);
    if shape == 0 || object::shape::get(shape).layout != object::layout::Layout::Exception {
        return None;
    }
    let name = object::interned!("__str__");
    let found = object::class::lookup(object::shape::get(shape).class, name);
    let is_of = |base: Builtin| found == object::class::lookup(base.word(), name);
    let shows_key = is_of(Builtin::KeyError);
    if !shows_key && !is_of(Builtin::BaseException) {
        return None;
    }
    special::depend_on_shape(m, shape);
    let arguments = m.load(value, &field::EXCEPTION_ARGUMENTS);
    let count = m.load_int(arguments, &field::TUPLE_LENGTH);
    let count = m.box_int(count);
    let count = m.promote(count).word().int();
    let result = match count {
        0 => m.word(object::interned!("")),
        1 => {
            let at = m.int(0);
            let argument = m.load_element(arguments, at, &field::TUPLE_ITEM);
            let shape = m.shape_of(argument);
            if shape == Builtin::Str.shape() && !shows_key {
                argument
            } else if super::formats_quietly(shape) {
                let kind = m.word(Word::from_int(if shows_key { 2 } else { 1 }));
                let result = m.call(&super::CONVERT_BUILTIN, [argument, kind]);
                return Some(super::finish_store(m, i, result, 2));
            } else {
                return None;
            }
        }
        _ => return None,
    };
    m.set_register(i.a(), result);
    Some(m.next(2))
}

/// The class of a value, by what tells kinds apart.
#[inline(always)]
pub fn class_of<M: Machine>(m: &mut M, value: M::Ref) -> Word {
    let shape = m.shape_of(value);
    if shape != 0 {
        object::shape::get(shape).class
    } else if m.is_int(value) {
        Builtin::Int.word()
    } else if m.is_float(value) {
        Builtin::Float.word()
    } else {
        object::class::class_of(m.promote(value).word())
    }
}

/// A range of small integers with step 1.
#[inline(always)]
fn range<M: Machine>(m: &mut M, i: Instruction) -> Option<M::Ref> {
    let (start, stop) = match i.b() {
        1 => {
            let zero = m.word(Word::from_int(0));
            (zero, argument(m, i, false, 0))
        }
        2 => (argument(m, i, false, 0), argument(m, i, false, 1)),
        _ => return None,
    };
    if !m.both_int(start, stop) {
        return None;
    }
    let (first, last) = (m.unbox_int(start), m.unbox_int(stop));
    let some = m.int_compare(Comparison::Lt, first, last);
    let length = if m.guard(some) {
        let (length, overflow) = m.int_checked(Checked::Sub, last, first);
        if m.guard(overflow) {
            return None;
        }
        length
    } else {
        m.int(0)
    };
    let (length, step) = (m.box_int(length), m.word(Word::from_int(1)));
    let range = m.new_object(Builtin::Range.shape(), size_of::<object::layout::Range>());
    m.store(range, &field::RANGE_START, start);
    m.store(range, &field::RANGE_STOP, stop);
    m.store(range, &field::RANGE_STEP, step);
    m.store(range, &field::RANGE_LENGTH, length);
    Some(range)
}
