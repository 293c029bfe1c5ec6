//! Iteration: `for` loops over two registers, the iterable or iterator and a position.
//!
//! Lists, tuples and ranges of small integers need no iterator object: the second register counts.
//! So do bytes and ASCII strings. For all else the first register holds the iterator and the second
//! is null. Iterators over dicts, `enumerate` and `zip` are stepped by loads and stores, so that a
//! trace sees the pairs they make and need not make them. Generators resume
//! as frames with a return action, so a loop over one runs in the same interpreter and trace.

use super::finish;
use crate::direct;
use crate::internal;
use crate::plan::call::{self, Special};
use crate::plan::special::{self, Name};
use compile::Instruction;
use object::builtin::Builtin;
use object::field;
use object::meaning::Choice;
use object::{Result, Thread};
use tracer::{Checked, Comparison, Effects, Machine, Next, ShapeId, Word};

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
fn count_from_zero<M: Machine>(m: &mut M, i: Instruction, iterable: M::Ref) -> Next {
    let zero = m.word(Word::from_int(0));
    m.set_register(i.a(), iterable);
    m.set_register(i.a() + 1, zero);
    m.next(2)
}

fn is_one_of(shape: ShapeId, classes: &[Builtin]) -> bool {
    classes.iter().any(|class| class.shape() == shape)
}

/// Iterators whose steps run no Python.
pub fn is_quiet_iterator(shape: ShapeId) -> bool {
    const CLASSES: [Builtin; 13] = [
        Builtin::DictKeyIterator,
        Builtin::DictValueIterator,
        Builtin::DictItemIterator,
        Builtin::DictReverseKeyIterator,
        Builtin::DictReverseValueIterator,
        Builtin::DictReverseItemIterator,
        Builtin::SetIterator,
        Builtin::ListIterator,
        Builtin::ListReverseIterator,
        Builtin::TupleIterator,
        Builtin::RangeIterator,
        Builtin::StrIterator,
        Builtin::BytesIterator,
    ];
    is_one_of(shape, &CLASSES)
}

/// Built-in iterators, whose `__iter__` gives themselves.
fn is_own_iterator(shape: ShapeId) -> bool {
    const CLASSES: [Builtin; 5] =
        [Builtin::Enumerate, Builtin::Zip, Builtin::Map, Builtin::Filter, Builtin::Reversed];
    is_one_of(shape, &CLASSES) || is_quiet_iterator(shape)
}

/// Built-in types whose iterators are made without running Python.
fn is_quiet_iterable(shape: ShapeId) -> bool {
    const CLASSES: [Builtin; 7] = [
        Builtin::Dict,
        Builtin::Set,
        Builtin::FrozenSet,
        Builtin::DictKeys,
        Builtin::DictValues,
        Builtin::DictItems,
        Builtin::Str,
    ];
    is_one_of(shape, &CLASSES)
}

/// Whether objects of the shape are iterators of the library, of which `iter` gives themselves.
#[inline(always)]
fn gives_itself<M: Machine>(m: &mut M, shape: ShapeId) -> bool {
    let gives = shape != 0 && special::iterates_itself(shape);
    if gives {
        special::depend_on_shape(m, shape);
    }
    gives
}

/// What `iter` gives, where making it runs no Python.
#[inline(always)]
pub fn iterator_of<M: Machine>(m: &mut M, iterable: M::Ref) -> Option<M::Ref> {
    let shape = m.shape_of(iterable);
    if is_own_iterator(shape) || shape == Builtin::Generator.shape() || gives_itself(m, shape) {
        return Some(iterable);
    }
    let is_sequence =
        is_one_of(shape, &[Builtin::List, Builtin::Tuple, Builtin::Range, Builtin::Bytes]);
    (is_sequence || is_quiet_iterable(shape)).then(|| m.call(&ITERATOR_BUILTIN, [iterable]))
}

/// `next(iterator)`, or `next(iterator, default)`, while recording.
#[inline(always)]
pub fn next_inline<M: Machine>(
    m: &mut M,
    i: Instruction,
    iterator: M::Ref,
    has_default: bool,
) -> Option<Next> {
    let shape = m.shape_of(iterator);
    if shape == Builtin::Generator.shape() {
        if !super::may_resume(m, iterator) {
            return None;
        }
        let none = m.word(Word::NONE);
        let action =
            if has_default { internal::NEXT_OR_DEFAULT_RESULT } else { internal::NEXT_RESULT };
        return Some(super::resume(m, iterator, none, action));
    }
    if is_quiet_iterator(shape) {
        let action =
            if has_default { internal::NEXT_OR_DEFAULT_RESULT } else { internal::NEXT_RESULT };
        return Some(next_of_quiet(m, i, iterator, action));
    }
    let action =
        if has_default { internal::NEXT_OR_DEFAULT_RESULT } else { internal::NEXT_STEP_RESULT };
    if let Some(next) = crate::step::enter(m, iterator, action) {
        return Some(next);
    }
    if !has_default
        && shape != 0
        && let Some(method) = special::method_of_shape(shape, Name::Next)
    {
        special::depend_on_shape(m, shape);
        return call::special(
            m,
            Special { function: method, arguments: [iterator], action: internal::STORE },
        );
    }
    None
}

/// What the iterator of a call of `next` has given, or the default.
#[inline(always)]
pub fn next_or_default_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let item = m.delivered();
    let item = if m.is_word(item, Word::TOMBSTONE) {
        m.register(i.a() + compile::opcode::FIRST_ARGUMENT + 1)
    } else {
        item
    };
    m.set_register(i.a(), item);
    m.next(2)
}

/// The same without a default: at the end StopIteration, without a value.
#[inline(always)]
pub fn next_step_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let item = m.delivered();
    if m.is_word(item, Word::TOMBSTONE) {
        return Next::Defer(internal::RAISE_PLAIN_STOP_ITERATION);
    }
    m.set_register(i.a(), item);
    m.next(2)
}

#[inline(always)]
pub fn get_iter_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let iterable = m.register(i.b());
    let shape = m.shape_of(iterable);
    if shape == Builtin::Range.shape() {
        // Ranges of big integers get an iterator object.
        let (start, stop) =
            (m.load(iterable, &field::RANGE_START), m.load(iterable, &field::RANGE_LENGTH));
        let step = m.load(iterable, &field::RANGE_STEP);
        if m.both_int(start, stop) && m.is_int(step) {
            // The position of a range is the number of items given.
            return count_from_zero(m, i, iterable);
        }
    }
    if shape == Builtin::Bytes.shape() || shape == Builtin::ByteArray.shape() {
        return count_from_zero(m, i, iterable);
    }
    if shape == Builtin::MemoryView.shape() {
        let counts = m.call(&IS_VIEW_OF_BYTES, [iterable]);
        if m.is_word(counts, Word::TRUE) {
            return count_from_zero(m, i, iterable);
        }
    }
    if shape == Builtin::Str.shape() {
        let (bytes, length) = (
            m.load_int(iterable, &field::STR_BYTE_LENGTH),
            m.load_int(iterable, &field::STR_LENGTH),
        );
        let ascii = m.int_compare(Comparison::Eq, bytes, length);
        if m.guard(ascii) || super::subscript::is_grown_ascii(m, length, bytes) {
            return count_from_zero(m, i, iterable);
        }
    }
    if is_quiet_iterable(shape) {
        let result = m.call(&ITERATOR_BUILTIN, [iterable]);
        let null = m.word(Word::NULL);
        m.set_register(i.a(), result);
        m.set_register(i.a() + 1, null);
        return m.next(2);
    }
    // The loops of hidden functions are given iterators, or what has been dealt with by now.
    if is_own_iterator(shape)
        || super::code(m).flags & crate::consume::HIDDEN != 0
        || m.is_recording() && gives_itself(m, shape)
    {
        let null = m.word(Word::NULL);
        m.set_register(i.a(), iterable);
        m.set_register(i.a() + 1, null);
        return m.next(2);
    }
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, Name::Iter)
    {
        special::depend_on_shape(m, shape);
        if let Some(next) = call::special(
            m,
            Special { function: method, arguments: [iterable], action: internal::GET_ITER_RESULT },
        ) {
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
        if !m.is_recording() && m.has_shape(iterable, Builtin::Generator.shape()) {
            return Next::Defer(internal::FOR_ITER_GENERATOR);
        }
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
        let (start, step) =
            (m.load(iterable, &field::RANGE_START), m.load(iterable, &field::RANGE_STEP));
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
    Next::Defer(internal::FOR_ITER_COUNTED)
}

/// Bytes and ASCII strings.
#[inline(always)]
pub fn for_iter_counted<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (iterable, position) = (m.register(i.b()), m.register(i.b() + 1));
    let index = m.unbox_int(position);
    let shape = m.shape_of(iterable);
    let (bytes, length) = if shape == Builtin::Str.shape() {
        (iterable, m.load_int(iterable, &field::STR_LENGTH))
    } else if shape == Builtin::Bytes.shape() {
        (iterable, m.load_int(iterable, &field::BYTES_LENGTH))
    } else if shape == Builtin::ByteArray.shape() {
        let bytes = m.load(iterable, &field::BYTE_ARRAY_BYTES);
        if m.is_null(bytes) {
            (bytes, m.int(0))
        } else {
            (bytes, m.load_int(bytes, &field::RAW_LENGTH))
        }
    } else {
        return Next::Defer(internal::FOR_ITER_NEXT);
    };
    let inside = m.int_below(index, length);
    if !m.guard(inside) {
        let exhausted = m.word(Word::from_int(tracer::word::SMALL_MAX));
        m.set_register(i.b() + 1, exhausted);
        return m.branch(i.c_signed());
    }
    let one = m.int(1);
    let (next, _) = m.int_checked(Checked::Add, index, one);
    let next = m.box_int(next);
    if shape == Builtin::Str.shape() {
        if let Some(character) = super::ascii_character(m, iterable, index, false) {
            m.set_register(i.b() + 1, next);
            m.set_register(i.a(), character);
            return m.next(2);
        }
        let character = m.call(&direct::CHARACTER, [iterable, position]);
        if !m.succeeded(character, internal::STORE) {
            return Next::Raise;
        }
        m.set_register(i.b() + 1, next);
        m.set_register(i.a(), character);
        return m.next(2);
    }
    let element =
        if shape == Builtin::Bytes.shape() { &field::BYTES_ITEM } else { &field::RAW_ITEM };
    let byte = m.load_byte(bytes, index, element);
    let byte = m.box_int(byte);
    m.set_register(i.b() + 1, next);
    m.set_register(i.a(), byte);
    m.next(2)
}

/// A list that is being changed by others: look once more under the lock. A memoryview of bytes.
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
    if is_one_of(
        shape,
        &[Builtin::DictKeyIterator, Builtin::DictValueIterator, Builtin::DictItemIterator],
    ) {
        return Next::Defer(internal::FOR_ITER_DICT);
    }
    if is_quiet_iterator(shape) {
        return Next::Defer(internal::FOR_ITER_QUIET);
    }
    if shape == Builtin::Enumerate.shape() {
        return Next::Defer(internal::FOR_ITER_ENUMERATE);
    }
    if shape == Builtin::Zip.shape() {
        return Next::Defer(internal::FOR_ITER_ZIP);
    }
    if shape != 0
        && let Some(method) = special::method_of_shape(shape, Name::Next)
    {
        special::depend_on_shape(m, shape);
        // StopIteration that leaves `__next__` ends the loop: the unwinder asks the action.
        if let Some(next) = call::special(
            m,
            Special { function: method, arguments: [iterator], action: internal::FOR_ITER_USER },
        ) {
            return next;
        }
    }
    Next::Defer(internal::FOR_ITER_ANY)
}

/// Most indices of a choice that compiled code looks into.
const CHOSEN: usize = 6;

/// The next choice of an iterator over choices where only the last index moves. Only while recording.
#[inline(always)]
fn choose<M: Machine>(m: &mut M, iterator: M::Ref) -> Option<M::Ref> {
    if !m.is_recording() {
        return None;
    }
    let shape = m.shape_of(iterator);
    let choice = special::native_choice(shape)?;
    special::depend_on_shape(m, shape);
    // Another thread may be moving the indices.
    if !crate::jit::watch::single_threaded(m) {
        return None;
    }
    let [pools, indices, _, state] =
        [0, 1, 2, 3].map(|index| m.load(iterator, &field::words(index)));
    if !m.is_word(state, Word::from_int(1)) {
        return None;
    }
    let bytes = m.load_int(indices, &field::RAW_LENGTH);
    let bytes = m.box_int(bytes);
    let count = m.promote(bytes).word().int() as usize / 8;
    if !(1..=CHOSEN).contains(&count) {
        return None;
    }
    let last = m.int(count as i64 - 1);
    let index = m.load_element(indices, last, &field::RAW_WORD);
    let (index, one) = (m.unbox_int(index), m.int(1));
    let (index, _) = m.int_checked(Checked::Add, index, one);
    let pool = |m: &mut M, slot: usize| match choice {
        Choice::Combinations => pools,
        Choice::Product => {
            let slot = m.int(slot as i64);
            m.load_element(pools, slot, &field::VECTOR_ITEM)
        }
    };
    let last_pool = pool(m, count - 1);
    let length = m.load_int(last_pool, &field::TUPLE_LENGTH);
    let more = m.int_below(index, length);
    if !m.guard(more) {
        return None;
    }
    let mut items = [last_pool; CHOSEN];
    for (slot, item) in items.iter_mut().enumerate().take(count - 1) {
        let (pool, slot) = (pool(m, slot), m.int(slot as i64));
        let chosen = m.load_element(indices, slot, &field::RAW_WORD);
        let chosen = m.unbox_int(chosen);
        *item = m.load_element(pool, chosen, &field::TUPLE_ITEM);
    }
    items[count - 1] = m.load_element(last_pool, index, &field::TUPLE_ITEM);
    let index = m.box_int(index);
    m.store_element(indices, last, &field::RAW_WORD, index);
    Some(tuple_of(m, &items[..count]))
}

/// The general step.
#[inline(always)]
pub fn for_iter_any<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let iterator = m.register(i.b());
    if let Some(next) = crate::step::enter(m, iterator, internal::FOR_ITER_RESULT) {
        return next;
    }
    if let Some(item) = choose(m, iterator) {
        m.set_register(i.a(), item);
        return m.next(2);
    }
    let result = m.call(&NEXT_OR_END, [iterator]);
    finish(m, result, internal::FOR_ITER_RESULT)
}

/// A step that runs no Python.
#[inline(always)]
pub fn for_iter_quiet<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let iterator = m.register(i.b());
    if m.is_recording()
        && let Some(peeked) = peek(m, iterator)
    {
        let item = peeked.advance(m, iterator);
        m.set_register(i.a(), item);
        return m.next(2);
    }
    let is_set = m.has_shape(iterator, Builtin::SetIterator.shape());
    let residual = if is_set { &NEXT_IN_SET } else { &NEXT_BUILTIN };
    let result = m.call(residual, [iterator]);
    if m.is_recording() {
        return finish(m, result, internal::FOR_ITER_RESULT);
    }
    if !m.succeeded(result, internal::FOR_ITER_RESULT) {
        return Next::Raise;
    }
    if m.is_word(result, Word::TOMBSTONE) {
        return m.branch(i.c_signed());
    }
    m.set_register(i.a(), result);
    m.next(2)
}

/// The next entry of a dict that is as it was at the last step. All else, the end too, is left to the iterator's own step.
#[inline(always)]
pub fn for_iter_dict<M: Machine>(m: &mut M, i: Instruction) -> Next {
    const OTHERWISE: Next = Next::Defer(internal::FOR_ITER_QUIET);
    let iterator = m.register(i.b());
    let shape = m.shape_of(iterator);
    let dict = m.load(iterator, &field::words(0));
    if m.is_null(dict) {
        return OTHERWISE;
    }
    let table = m.load(dict, &field::DICT_TABLE);
    if m.is_null(table) {
        return OTHERWISE;
    }
    let [position, count, left] = [1, 2, 3].map(|index| m.load(iterator, &field::words(index)));
    let [position, count, left] = [position, count, left].map(|word| m.unbox_int(word));
    let (live, used) =
        (m.load_int(table, &field::TABLE_LIVE), m.load_int(table, &field::TABLE_USED));
    let unchanged = m.int_compare(Comparison::Eq, live, count);
    if !m.guard(unchanged) {
        return OTHERWISE;
    }
    let more = m.int_below(position, used);
    if !m.guard(more) {
        return OTHERWISE;
    }
    let (zero, one, three) = (m.int(0), m.int(1), m.int(3));
    let some_left = m.int_compare(Comparison::Gt, left, zero);
    if !m.guard(some_left) {
        return OTHERWISE;
    }
    let (entry, _) = m.int_checked(Checked::Mul, position, three);
    let key = m.load_element(table, entry, &field::DICT_ENTRY_KEY);
    if m.is_word(key, Word::TOMBSTONE) {
        return OTHERWISE;
    }
    let value = m.load_element(table, entry, &field::DICT_ENTRY_VALUE);
    if m.is_null(value) {
        return OTHERWISE;
    }
    let ((position, _), (left, _)) =
        (m.int_checked(Checked::Add, position, one), m.int_checked(Checked::Sub, left, one));
    let (position, left) = (m.box_int(position), m.box_int(left));
    m.store(iterator, &field::words(1), position);
    m.store(iterator, &field::words(3), left);
    let item = if shape == Builtin::DictKeyIterator.shape() {
        key
    } else if shape == Builtin::DictValueIterator.shape() {
        value
    } else {
        tuple_of(m, &[key, value])
    };
    m.set_register(i.a(), item);
    m.next(2)
}

#[inline(always)]
pub fn tuple_of<M: Machine>(m: &mut M, items: &[M::Ref]) -> M::Ref {
    let tuple =
        m.new_object(Builtin::Tuple.shape(), size_of::<object::layout::Tuple>() + 8 * items.len());
    let length = m.int(items.len() as i64);
    m.store_int(tuple, &field::TUPLE_LENGTH, length);
    let mut index = 0;
    while index < items.len() {
        let at = m.int(index as i64);
        m.store_element(tuple, at, &field::TUPLE_ITEM, items[index]);
        index += 1;
    }
    tuple
}

/// The next item of an iterator, and what its words hold when that has been taken.
struct Peeked<M: Machine> {
    item: M::Ref,
    /// New values of words, by number.
    next: (usize, M::Ref),
    other: Option<(usize, M::Ref)>,
}

impl<M: Machine> Peeked<M> {
    /// Takes the item.
    #[inline(always)]
    fn advance(self, m: &mut M, iterator: M::Ref) -> M::Ref {
        m.store(iterator, &field::words(self.next.0), self.next.1);
        if let Some((number, word)) = self.other {
            m.store(iterator, &field::words(number), word);
        }
        self.item
    }
}

/// The same of an iterator over an ASCII str, over bytes or a bytearray.
#[inline(always)]
fn peek_text<M: Machine>(m: &mut M, iterator: M::Ref, shape: ShapeId) -> Option<Peeked<M>> {
    let text = m.load(iterator, &field::words(0));
    if m.is_null(text) {
        return None;
    }
    let index = m.load(iterator, &field::words(1));
    let (index, one) = (m.unbox_int(index), m.int(1));
    let is_str = shape == Builtin::StrIterator.shape();
    let item = if is_str {
        super::ascii_character(m, text, index, false)?
    } else {
        let byte = super::byte_item(m, text, index)?;
        m.box_int(byte)
    };
    let (next, _) = m.int_checked(Checked::Add, index, one);
    let next = m.box_int(next);
    // In ASCII the number of a character is its offset.
    let other = is_str.then_some((2, next));
    Some(Peeked { item, next: (1, next), other })
}

/// Looks at the next item of an iterator over a list, tuple, text or range of small integers. `None` at its end too.
#[inline(always)]
fn peek<M: Machine>(m: &mut M, iterator: M::Ref) -> Option<Peeked<M>> {
    let shape = m.shape_of(iterator);
    let one = m.int(1);
    if shape == Builtin::RangeIterator.shape() {
        let [item, step, left] = [0, 1, 2].map(|index| m.load(iterator, &field::words(index)));
        if !m.both_int(item, step) || !m.is_int(left) {
            return None;
        }
        let [number, step, left] = [item, step, left].map(|word| m.unbox_int(word));
        let zero = m.int(0);
        let more = m.int_compare(Comparison::Gt, left, zero);
        if !m.guard(more) {
            return None;
        }
        let (next, overflow) = m.int_checked(Checked::Add, number, step);
        if m.guard(overflow) {
            return None;
        }
        let (left, _) = m.int_checked(Checked::Sub, left, one);
        let (next, left) = (m.box_int(next), m.box_int(left));
        return Some(Peeked { item, next: (0, next), other: Some((2, left)) });
    }
    if is_one_of(shape, &[Builtin::StrIterator, Builtin::BytesIterator, Builtin::ByteArrayIterator])
    {
        return peek_text(m, iterator, shape);
    }
    let is_list = shape == Builtin::ListIterator.shape();
    if !is_list && shape != Builtin::TupleIterator.shape() {
        return None;
    }
    let sequence = m.load(iterator, &field::words(0));
    if m.is_null(sequence) {
        return None;
    }
    let index = m.load(iterator, &field::words(1));
    let index = m.unbox_int(index);
    let item = if is_list {
        let items = m.load(sequence, &field::LIST_ITEMS);
        if m.is_null(items) {
            return None;
        }
        let length = m.load_int(items, &field::VECTOR_LENGTH);
        let inside = m.int_below(index, length);
        if !m.guard(inside) {
            return None;
        }
        let item = m.load_element(items, index, &field::VECTOR_ITEM);
        if m.is_null(item) {
            return None;
        }
        item
    } else {
        let length = m.load_int(sequence, &field::TUPLE_LENGTH);
        let inside = m.int_below(index, length);
        if !m.guard(inside) {
            return None;
        }
        m.load_element(sequence, index, &field::TUPLE_ITEM)
    };
    let (next, _) = m.int_checked(Checked::Add, index, one);
    let next = m.box_int(next);
    Some(Peeked { item, next: (1, next), other: None })
}

/// `next` of a built-in iterator whose steps run no Python.
#[inline(always)]
pub fn next_of_quiet<M: Machine>(m: &mut M, i: Instruction, iterator: M::Ref, action: u16) -> Next {
    let shape = m.shape_of(iterator);
    if shape == Builtin::ListIterator.shape() || shape == Builtin::TupleIterator.shape() {
        let sequence = m.load(iterator, &field::words(0));
        if m.is_null(sequence) {
            let (none, end) = (m.word(Word::NONE), m.word(Word::TOMBSTONE));
            m.store_thread(&super::RETURNED, none);
            m.deliver(end);
            return Next::Act(action);
        }
    }
    if let Some(peeked) = peek(m, iterator) {
        let item = peeked.advance(m, iterator);
        m.set_register(i.a(), item);
        return m.next(2);
    }
    let result = m.call(&NEXT_BUILTIN_OR_END, [iterator]);
    finish(m, result, action)
}

#[inline(always)]
pub fn for_iter_enumerate<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let this = m.register(i.b());
    let (iterator, number) = (m.load(this, &field::words(0)), m.load(this, &field::words(1)));
    if !m.is_int(number) {
        return Next::Defer(internal::FOR_ITER_ANY);
    }
    if m.has_shape(iterator, Builtin::Generator.shape()) {
        let none = m.word(Word::NONE);
        let (action, found) = (internal::ENUMERATE_RESULT, internal::ENUMERATE_INNERMOST);
        return super::resume_innermost(m, iterator, none, action, found);
    }
    let Some(peeked) = peek(m, iterator) else { return Next::Defer(internal::FOR_ITER_ANY) };
    let (count, one) = (m.unbox_int(number), m.int(1));
    let (next, overflow) = m.int_checked(Checked::Add, count, one);
    if m.guard(overflow) {
        return Next::Defer(internal::FOR_ITER_ANY);
    }
    let next = m.box_int(next);
    let item = peeked.advance(m, iterator);
    m.store(this, &field::words(1), next);
    let pair = tuple_of(m, &[number, item]);
    m.set_register(i.a(), pair);
    m.next(2)
}

/// The generator that is enumerated has given an item.
#[inline(always)]
pub fn enumerate_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let item = m.delivered();
    if m.is_word(item, Word::TOMBSTONE) {
        if super::somebody_waits(m) {
            return Next::Defer(internal::GO_ON);
        }
        return m.branch(i.c_signed());
    }
    let this = m.register(i.b());
    let number = m.load(this, &field::words(1));
    if !m.is_int(number) {
        let result = m.call(&NUMBERED, [this, item]);
        return finish(m, result, internal::FOR_ITER_RESULT);
    }
    let (count, one) = (m.unbox_int(number), m.int(1));
    let (next, overflow) = m.int_checked(Checked::Add, count, one);
    if m.guard(overflow) {
        let result = m.call(&NUMBERED, [this, item]);
        return finish(m, result, internal::FOR_ITER_RESULT);
    }
    let next = m.box_int(next);
    m.store(this, &field::words(1), next);
    let pair = tuple_of(m, &[number, item]);
    m.set_register(i.a(), pair);
    m.next(2)
}

/// Two iterators; more go the general way.
#[inline(always)]
pub fn for_iter_zip<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let this = m.register(i.b());
    let iterators = m.load(this, &field::words(0));
    let (count, two) = (m.load_int(iterators, &field::TUPLE_LENGTH), m.int(2));
    let is_pair = m.int_compare(Comparison::Eq, count, two);
    if !m.guard(is_pair) {
        return Next::Defer(internal::FOR_ITER_ANY);
    }
    let (zero, one) = (m.int(0), m.int(1));
    let first = m.load_element(iterators, zero, &field::TUPLE_ITEM);
    let second = m.load_element(iterators, one, &field::TUPLE_ITEM);
    let same = m.same(first, second);
    if m.guard(same) {
        return Next::Defer(internal::FOR_ITER_ANY);
    }
    let Some(one) = peek(m, first) else { return Next::Defer(internal::FOR_ITER_ANY) };
    let Some(other) = peek(m, second) else { return Next::Defer(internal::FOR_ITER_ANY) };
    let items = [one.advance(m, first), other.advance(m, second)];
    let pair = tuple_of(m, &items);
    m.set_register(i.a(), pair);
    m.next(2)
}

#[inline(always)]
pub fn for_iter_generator<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let generator = m.register(i.b());
    let none = m.word(Word::NONE);
    let found = internal::FOR_ITER_INNERMOST;
    super::resume_innermost(m, generator, none, internal::FOR_ITER_RESULT, found)
}

/// An item, or the mark of the end.
#[inline(always)]
pub fn for_iter_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let item = m.delivered();
    if m.is_word(item, Word::TOMBSTONE) {
        if super::somebody_waits(m) {
            return Next::Defer(internal::GO_ON);
        }
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
    NUMBERED = object::enumerate::numbered, (iterator, item), Effects::writes(&[field::alias::WORDS]);
    ITERATOR_BUILTIN = builtin_iterator, (iterable), Effects { raises: false, ..Effects::READS };
    NEXT_BUILTIN = next_or_end, (iterator), Effects::writes(&[field::alias::WORDS]);
    /// For `next`: what the iterator returned waits in the thread.
    NEXT_BUILTIN_OR_END = next_builtin_or_end, (iterator), Effects::writes(&[field::alias::WORDS, field::alias::THREAD]);
    NEXT_IN_SET = next_in_set, (iterator), Effects::writes(&[field::alias::WORDS]);
    LIST_ITEM_OR_END = list_item_or_end, (list, position), Effects::READS;
    IS_VIEW_OF_BYTES = is_view_of_bytes, (view), Effects::READS;
}

fn builtin_iterator(thread: &mut Thread, iterable: Word) -> Result {
    match object::builtin_iterator::iterate_builtin(thread, iterable) {
        Some(iterator) => Ok(iterator),
        None => object::iterate::iterator(thread, iterable),
    }
}

fn next_in_set(thread: &mut Thread, iterator: Word) -> Result {
    Ok(object::set::iterator::next(thread, iterator)?.unwrap_or(Word::TOMBSTONE))
}

fn next_or_end(thread: &mut Thread, iterator: Word) -> Result {
    Ok(object::iterate::next(thread, iterator)?.unwrap_or(Word::TOMBSTONE))
}

fn next_builtin_or_end(thread: &mut Thread, iterator: Word) -> Result {
    thread.returned = Word::NONE;
    next_or_end(thread, iterator)
}

fn is_view_of_bytes(_thread: &mut Thread, view: Word) -> Result {
    Ok(Word::from_bool(object::memoryview::get(view).is_line_of_bytes()))
}

fn list_item_or_end(thread: &mut Thread, list: Word, position: Word) -> Result {
    if object::memoryview::is_view(list) {
        let item = object::memoryview::byte(thread, list, position.int())?;
        return Ok(item.map_or(Word::TOMBSTONE, |byte| Word::from_int(i64::from(byte))));
    }
    let _lock = object::header::Locked::new(list);
    let item = object::list::get(list, position.int() as usize);
    Ok(if item.is_null() { Word::TOMBSTONE } else { item })
}
