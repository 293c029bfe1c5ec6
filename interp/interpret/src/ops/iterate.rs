//! Iteration: `for` loops over two registers, the iterable or iterator and a position.
//!
//! Lists, tuples and ranges of small integers need no iterator object: the second register counts.
//! For all else the first register holds the iterator and the second is null. Generators resume
//! as frames with a return action, so a loop over one runs in the same interpreter and trace.

use super::finish;
use crate::internal;
use crate::plan::call::{self, Special};
use crate::plan::special::{self, Name};
use compile::Instruction;
use object::builtin::Builtin;
use object::field;
use object::{Result, Thread};
use tracer::{Checked, Comparison, Effects, Machine, Next, Word};

#[inline(always)]
pub fn get_iter<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let iterable = m.register(i.b());
    let shape = m.shape_of(iterable);
    if shape == Builtin::List.shape() || shape == Builtin::Tuple.shape() {
        let start = m.word(Word::from_int(0));
        m.set_register(i.a(), iterable);
        m.set_register(i.a() + 1, start);
        return m.next(2);
    }
    if shape == Builtin::Generator.shape() {
        let null = m.word(Word::NULL);
        m.set_register(i.a(), iterable);
        m.set_register(i.a() + 1, null);
        return m.next(2);
    }
    Next::Defer(internal::GET_ITER_SLOW)
}
#[inline(always)]
pub fn get_iter_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let iterable = m.register(i.b());
    let shape = m.shape_of(iterable);
    if shape == Builtin::Range.shape() {
        // Ranges of big integers get an iterator object.
        let (start, stop) = (m.load(iterable, &field::RANGE_START), m.load(iterable, &field::RANGE_LENGTH));
        let step = m.load(iterable, &field::RANGE_STEP);
        if m.both_int(start, stop) && m.is_int(step) {
            // The position of a range is the number of items given.
            let zero = m.word(Word::from_int(0));
            m.set_register(i.a(), iterable);
            m.set_register(i.a() + 1, zero);
            return m.next(2);
        }
    }
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, Name::Iter)
    {
        special::depend_on_shape(m, shape);
        if let Some(next) = call::special(m, Special { function: method, arguments: [iterable], action: internal::GET_ITER_RESULT }) {
            return next;
        }
    }
    let result = m.call(&ITERATOR, [iterable]);
    finish(m, result, internal::GET_ITER_RESULT)
}
/// An iterator object has been made.
#[inline(always)]
pub fn get_iter_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let iterator = m.delivered();
    let null = m.word(Word::NULL);
    m.set_register(i.a(), iterator);
    m.set_register(i.a() + 1, null);
    m.next(2)
}

#[inline(always)]
pub fn for_iter<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (iterable, position) = (m.register(i.b()), m.register(i.b() + 1));
    if !m.is_int(position) {
        return Next::Defer(internal::FOR_ITER_SLOW);
    }
    let index = m.unbox_int(position);
    let one = m.int(1);
    if m.has_shape(iterable, Builtin::Range.shape()) {
        // `GetIter` has seen that all members are immediate integers.
        let length = m.load(iterable, &field::RANGE_LENGTH);
        let length = m.unbox_int(length);
        let more = m.int_compare(Comparison::Lt, index, length);
        if !m.guard(more) {
            return m.branch(i.c_signed());
        }
        let (start, step) = (m.load(iterable, &field::RANGE_START), m.load(iterable, &field::RANGE_STEP));
        let (start, step) = (m.unbox_int(start), m.unbox_int(step));
        let (offset, _) = m.int_checked(Checked::Mul, index, step);
        let (value, _) = m.int_checked(Checked::Add, start, offset);
        let (next, _) = m.int_checked(Checked::Add, index, one);
        let (value, next) = (m.box_int(value), m.box_int(next));
        m.set_register(i.b() + 1, next);
        m.set_register(i.a(), value);
        return m.next(2);
    }
    if m.has_shape(iterable, Builtin::List.shape()) {
        let items = m.load(iterable, &field::LIST_ITEMS);
        if m.is_null(items) {
            return Next::Defer(internal::FOR_ITER_NEXT);
        }
        let length = m.load_int(items, &field::VECTOR_LENGTH);
        let inside = m.int_below(index, length);
        if !m.guard(inside) {
            // An exhausted list iterator stays so, even if the list grows.
            let exhausted = m.word(Word::from_int(tracer::word::SMALL_MAX));
            m.set_register(i.b() + 1, exhausted);
            return m.branch(i.c_signed());
        }
        let item = m.load_element(items, index, &field::VECTOR_ITEM);
        if m.is_null(item) {
            return Next::Defer(internal::FOR_ITER_NEXT);
        }
        let (next, _) = m.int_checked(Checked::Add, index, one);
        let next = m.box_int(next);
        m.set_register(i.b() + 1, next);
        m.set_register(i.a(), item);
        return m.next(2);
    }
    if m.has_shape(iterable, Builtin::Tuple.shape()) {
        let length = m.load_int(iterable, &field::TUPLE_LENGTH);
        let inside = m.int_below(index, length);
        if !m.guard(inside) {
            return m.branch(i.c_signed());
        }
        let item = m.load_element(iterable, index, &field::TUPLE_ITEM);
        let (next, _) = m.int_checked(Checked::Add, index, one);
        let next = m.box_int(next);
        m.set_register(i.b() + 1, next);
        m.set_register(i.a(), item);
        return m.next(2);
    }
    Next::Defer(internal::FOR_ITER_NEXT)
}

/// A list that is being changed by others: look once more under the lock.
#[inline(always)]
pub fn for_iter_next<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (list, position) = (m.register(i.b()), m.register(i.b() + 1));
    let result = m.call(&LIST_ITEM_OR_END, [list, position]);
    if !m.succeeded(result, internal::FOR_ITER_RESULT) {
        return Next::Raise;
    }
    if m.is_word(result, Word::TOMBSTONE) {
        let exhausted = m.word(Word::from_int(tracer::word::SMALL_MAX));
        m.set_register(i.b() + 1, exhausted);
        return m.branch(i.c_signed());
    }
    let (index, one) = (m.unbox_int(position), m.int(1));
    let (next, _) = m.int_checked(Checked::Add, index, one);
    let next = m.box_int(next);
    m.set_register(i.b() + 1, next);
    m.set_register(i.a(), result);
    m.next(2)
}

/// An iterator object: a generator, one of a user class, or a built-in one.
#[inline(always)]
pub fn for_iter_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let iterator = m.register(i.b());
    let shape = m.shape_of(iterator);
    if shape == Builtin::Generator.shape() {
        return Next::Defer(internal::FOR_ITER_GENERATOR);
    }
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, Name::Next)
    {
        special::depend_on_shape(m, shape);
        // StopIteration that leaves `__next__` ends the loop: the unwinder asks the action.
        if let Some(next) = call::special(m, Special { function: method, arguments: [iterator], action: internal::FOR_ITER_USER }) {
            return next;
        }
    }
    let result = m.call(&NEXT_OR_END, [iterator]);
    finish(m, result, internal::FOR_ITER_RESULT)
}

#[inline(always)]
pub fn for_iter_generator<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let generator = m.register(i.b());
    let none = m.word(Word::NONE);
    super::resume(m, generator, none, internal::FOR_ITER_RESULT)
}

/// An item, or the mark of the end.
#[inline(always)]
pub fn for_iter_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let item = m.delivered();
    if m.is_word(item, Word::TOMBSTONE) {
        return m.branch(i.c_signed());
    }
    m.set_register(i.a(), item);
    m.next(2)
}
/// An item from a `__next__` written in Python.
#[inline(always)]
pub fn for_iter_user<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let item = m.delivered();
    m.set_register(i.a(), item);
    m.next(2)
}

crate::residuals! {
    ITERATOR = object::iterate::iterator, (iterable), Effects::ANY;
    NEXT_OR_END = next_or_end, (iterator), Effects::ANY;
    LIST_ITEM_OR_END = list_item_or_end, (list, position), Effects::READS;
}

fn next_or_end(thread: &mut Thread, iterator: Word) -> Result {
    Ok(object::iterate::next(thread, iterator)?.unwrap_or(Word::TOMBSTONE))
}

fn list_item_or_end(_thread: &mut Thread, list: Word, position: Word) -> Result {
    let _lock = object::header::Locked::new(list);
    let item = object::list::get(list, position.int() as usize);
    Ok(if item.is_null() { Word::TOMBSTONE } else { item })
}
