//! Displays, comprehensions, unpacking, formatting.

use super::{finish, finish_next, finish_store};
use crate::direct;
use crate::internal;
use crate::plan::special;
use compile::Instruction;
use object::builtin::{Builtin, shape};
use object::layout::{Tuple, Vector};
use object::{Result, Thread, field};
use tracer::{Checked, Comparison, Effects, Machine, Next, Word};

/// Displays up to this size are built from registers by traces; longer ones opaquely.
const INLINE: usize = 16;

#[inline(always)]
pub fn build_tuple<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let count = i.c();
    if count > INLINE || count == 0 {
        let (first, count) =
            (m.word(Word::from_int(i.b() as i64)), m.word(Word::from_int(count as i64)));
        let result = m.call(&BUILD_TUPLE, [first, count]);
        return finish_store(m, i, result, 1);
    }
    let tuple = m.new_object(Builtin::Tuple.shape(), size_of::<Tuple>() + 8 * count);
    let length = m.int(count as i64);
    m.store_int(tuple, &field::TUPLE_LENGTH, length);
    let mut index = 0;
    while index < count {
        let item = m.register(i.b() + index);
        let at = m.int(index as i64);
        m.store_element(tuple, at, &field::TUPLE_ITEM, item);
        index += 1;
    }
    m.set_register(i.a(), tuple);
    m.next(1)
}

#[inline(always)]
pub fn build_list<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let count = i.c();
    if count > INLINE {
        let (first, count) =
            (m.word(Word::from_int(i.b() as i64)), m.word(Word::from_int(count as i64)));
        let result = m.call(&BUILD_LIST, [first, count]);
        return finish_store(m, i, result, 1);
    }
    let capacity = count.max(4);
    let items = m.new_object(shape::VECTOR, size_of::<Vector>() + 8 * capacity);
    let (length, room) = (m.int(count as i64), m.int(capacity as i64));
    m.store_int(items, &field::VECTOR_LENGTH, length);
    m.store_int(items, &field::VECTOR_CAPACITY, room);
    let mut index = 0;
    while index < count {
        let item = m.register(i.b() + index);
        let at = m.int(index as i64);
        m.store_element(items, at, &field::VECTOR_ITEM, item);
        index += 1;
    }
    let list = m.new_object(Builtin::List.shape(), size_of::<object::layout::List>());
    m.store(list, &field::LIST_ITEMS, items);
    m.set_register(i.a(), list);
    m.next(1)
}

#[inline(always)]
fn from_range<M: Machine>(m: &mut M, i: Instruction, residual: &'static tracer::Residual) -> Next {
    let (first, count) =
        (m.word(Word::from_int(i.b() as i64)), m.word(Word::from_int(i.c() as i64)));
    let result = m.call(residual, [first, count]);
    finish_store(m, i, result, 1)
}

/// Small displays of keys that are quiet are built from operands: nothing needs to lie in memory for that.
#[inline(always)]
pub fn build_set<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if i.c() > 4 || i.c() == 0 {
        return Next::Defer(internal::BUILD_SET_GENERAL);
    }
    let null = m.word(Word::NULL);
    let mut items = [null; 4];
    let mut index = 0;
    while index < i.c() {
        items[index] = m.register(i.b() + index);
        index += 1;
    }
    let result = m.call(&BUILD_SMALL_SET, items);
    super::store_unless_slow(m, i, result, 1, internal::BUILD_SET_GENERAL)
}
#[inline(always)]
pub fn build_set_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    from_range(m, i, &BUILD_SET)
}
#[inline(always)]
pub fn build_map<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if i.c() == 0 {
        let map = m.new_object(Builtin::Dict.shape(), size_of::<object::layout::Dict>());
        m.set_register(i.a(), map);
        return m.next(1);
    }
    if i.c() > 2 {
        return Next::Defer(internal::BUILD_MAP_GENERAL);
    }
    let null = m.word(Word::NULL);
    let mut words = [null; 4];
    let mut index = 0;
    while index < 2 * i.c() {
        words[index] = m.register(i.b() + index);
        index += 1;
    }
    let result = m.call(&BUILD_SMALL_MAP, words);
    super::store_unless_slow(m, i, result, 1, internal::BUILD_MAP_GENERAL)
}
#[inline(always)]
pub fn build_map_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    from_range(m, i, &BUILD_MAP)
}
#[inline(always)]
pub fn build_string<M: Machine>(m: &mut M, i: Instruction) -> Next {
    if i.c() > 5 {
        return Next::Defer(internal::BUILD_STRING_GENERAL);
    }
    let null = m.word(Word::NULL);
    let mut parts = [null; 5];
    let mut index = 0;
    while index < i.c() {
        parts[index] = m.register(i.b() + index);
        index += 1;
    }
    if let Some(text) = super::known_text(m, &parts[..i.c()]) {
        m.set_register(i.a(), text);
        return m.next(1);
    }
    let result = m.call(&BUILD_SHORT_STRING, parts);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn build_string_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    from_range(m, i, &BUILD_STRING)
}

#[inline(always)]
pub fn build_slice<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let slice = m.new_object(Builtin::Slice.shape(), size_of::<object::layout::Slice>());
    for (index, field) in
        [field::SLICE_START, field::SLICE_STOP, field::SLICE_STEP].iter().enumerate()
    {
        let part = m.register(i.b() + index);
        m.store(slice, field, part);
    }
    m.set_register(i.a(), slice);
    m.next(1)
}

/// Appends to an exact list: in place where its vector has room, and only one thread runs.
#[inline(always)]
pub fn append_inline<M: Machine>(m: &mut M, list: M::Ref, item: M::Ref) -> bool {
    if !crate::jit::watch::single_threaded(m) {
        return false;
    }
    let items = m.load(list, &field::LIST_ITEMS);
    if m.is_null(items) {
        return false;
    }
    let length = m.load_int(items, &field::VECTOR_LENGTH);
    let capacity = m.load_int(items, &field::VECTOR_CAPACITY);
    let room = m.int_compare(Comparison::Lt, length, capacity);
    if !m.guard(room) {
        return false;
    }
    m.store_element(items, length, &field::VECTOR_ITEM, item);
    let one = m.int(1);
    let (length, _) = m.int_checked(Checked::Add, length, one);
    m.store_int(items, &field::VECTOR_LENGTH, length);
    true
}

#[inline(always)]
pub fn list_append<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (list, item) = (m.register(i.a()), m.register(i.b()));
    if append_inline(m, list, item) {
        return m.next(1);
    }
    let result = m.call(&LIST_APPEND, [list, item]);
    finish_next(m, result, 1)
}

macro_rules! two_operands {
    ($($name:ident $residual:ident;)*) => { $(
        #[inline(always)]
        pub fn $name<M: Machine>(m: &mut M, i: Instruction) -> Next {
            let (container, value) = (m.register(i.a()), m.register(i.b()));
            let result = m.call(&$residual, [container, value]);
            finish_next(m, result, 1)
        }
    )* };
}
two_operands! {
    list_extend LIST_EXTEND;
    set_update SET_UPDATE;
    dict_update DICT_UPDATE;
}

#[inline(always)]
pub fn set_add<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (set, item) = (m.register(i.a()), m.register(i.b()));
    let result = m.call(&direct::ADD_TO_SET, [set, item]);
    super::next_unless_slow(m, result, 1, internal::SET_ADD_RESULT, internal::SET_ADD_GENERAL)
}
#[inline(always)]
pub fn set_add_result<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let result = m.delivered();
    if m.is_word(result, direct::SLOW) { Next::Defer(internal::SET_ADD_GENERAL) } else { m.next(1) }
}
#[inline(always)]
pub fn set_add_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (set, item) = (m.register(i.a()), m.register(i.b()));
    let result = m.call(&SET_ADD, [set, item]);
    finish_next(m, result, 1)
}
#[inline(always)]
pub fn map_add<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (map, key, value) = (m.register(i.a()), m.register(i.b()), m.register(i.c()));
    let result = m.call(&direct::SET_DICT, [map, key, value]);
    super::next_unless_slow(m, result, 1, internal::MAP_ADD_RESULT, internal::MAP_ADD_GENERAL)
}
#[inline(always)]
pub fn map_add_result<M: Machine>(m: &mut M, _i: Instruction) -> Next {
    let result = m.delivered();
    if m.is_word(result, direct::SLOW) { Next::Defer(internal::MAP_ADD_GENERAL) } else { m.next(1) }
}
#[inline(always)]
pub fn map_add_general<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (map, key, value) = (m.register(i.a()), m.register(i.b()), m.register(i.c()));
    let result = m.call(&MAP_ADD, [map, key, value]);
    finish_next(m, result, 1)
}
#[inline(always)]
pub fn dict_merge<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (map, from, callable) = (m.register(i.a()), m.register(i.b()), m.register(i.c()));
    let result = m.call(&DICT_MERGE, [map, from, callable]);
    finish_next(m, result, 1)
}
#[inline(always)]
pub fn list_to_tuple<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let list = m.register(i.b());
    let result = m.call(&LIST_TO_TUPLE, [list]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn convert<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    let shape = m.shape_of(value);
    let kind = m.word(Word::from_int(i.c() as i64));
    let result = if formats_quietly(shape) {
        m.call(&CONVERT_BUILTIN, [value, kind])
    } else {
        m.call(&CONVERT, [value, kind])
    };
    finish_store(m, i, result, 1)
}
/// Strings and numbers: their formatting runs no Python.
pub fn formats_quietly(shape: tracer::ShapeId) -> bool {
    shape == 0
        || [Builtin::Str, Builtin::Int, Builtin::Float].iter().any(|class| class.shape() == shape)
}
#[inline(always)]
pub fn format_simple<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    let shape = m.shape_of(value);
    if shape == Builtin::Str.shape() {
        m.set_register(i.a(), value);
        return m.next(1);
    }
    let null = m.word(Word::NULL);
    let result = if formats_quietly(shape) {
        m.call(&FORMAT_BUILTIN, [value, null])
    } else {
        m.call(&FORMAT, [value, null])
    };
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn format_spec<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (value, specification) = (m.register(i.b()), m.register(i.c()));
    let (shape, kind) = (m.shape_of(value), m.shape_of(specification));
    let result = if formats_quietly(shape) && kind == Builtin::Str.shape() {
        m.call(&FORMAT_BUILTIN, [value, specification])
    } else {
        m.call(&FORMAT, [value, specification])
    };
    finish_store(m, i, result, 1)
}

/// Unpacks exact tuples and lists of the right length.
#[inline(always)]
pub fn unpack<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    let count = i.c();
    if m.has_shape(value, Builtin::Tuple.shape()) {
        let length = m.load_int(value, &field::TUPLE_LENGTH);
        let wanted = m.int(count as i64);
        let right = m.int_compare(Comparison::Eq, length, wanted);
        if m.guard(right) {
            let mut index = 0;
            while index < count {
                let at = m.int(index as i64);
                let item = m.load_element(value, at, &field::TUPLE_ITEM);
                m.set_register(i.a() + index, item);
                index += 1;
            }
            return m.next(2);
        }
    }
    Next::Defer(internal::UNPACK_SLOW)
}
/// Longer lists are unpacked opaquely.
const MOST_UNPACKED: usize = 4;

/// The items of a list's vector into registers. False: another thread is changing the list.
#[inline(always)]
fn list_items<M: Machine>(m: &mut M, i: Instruction, items: M::Ref) -> bool {
    let mut found = [items; MOST_UNPACKED];
    let mut index = 0;
    while index < i.c() {
        let at = m.int(index as i64);
        found[index] = m.load_element(items, at, &field::VECTOR_ITEM);
        if m.is_null(found[index]) {
            return false;
        }
        index += 1;
    }
    index = 0;
    while index < i.c() {
        m.set_register(i.a() + index, found[index]);
        index += 1;
    }
    true
}

#[inline(always)]
pub fn unpack_slow<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    if i.c() <= MOST_UNPACKED && m.has_shape(value, Builtin::List.shape()) {
        let items = m.load(value, &field::LIST_ITEMS);
        if !m.is_null(items) {
            let length = m.load_int(items, &field::VECTOR_LENGTH);
            let wanted = m.int(i.c() as i64);
            let right = m.int_compare(Comparison::Eq, length, wanted);
            if m.guard(right) && list_items(m, i, items) {
                return m.next(2);
            }
        }
    }
    let shape = m.shape_of(value);
    if i.c() <= MOST_UNPACKED
        && shape > super::LAST_BUILTIN
        && special::is_tuple_by(shape, special::Name::Iter)
    {
        special::depend_on_shape(m, shape);
        let tuple = m.load(value, &field::PAYLOAD_VALUE);
        let length = m.load_int(tuple, &field::TUPLE_LENGTH);
        let wanted = m.int(i.c() as i64);
        let right = m.int_compare(Comparison::Eq, length, wanted);
        if m.guard(right) {
            m.deliver(tuple);
            return Next::Act(internal::UNPACK_RESULT);
        }
    }
    let count = m.word(Word::from_int(i.c() as i64));
    let result = m.call(&UNPACK_TO_TUPLE, [value, count]);
    finish(m, result, internal::UNPACK_RESULT)
}
/// The items arrive as a tuple of the right length.
#[inline(always)]
pub fn unpack_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let tuple = m.delivered();
    for index in 0..i.c() {
        let at = m.int(index as i64);
        let item = m.load_element(tuple, at, &field::TUPLE_ITEM);
        m.set_register(i.a() + index, item);
    }
    m.next(2)
}
#[inline(always)]
pub fn unpack_star<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (value, counts) = (m.register(i.b()), m.word(Word::from_int(i.c() as i64)));
    if m.has_shape(value, Builtin::Tuple.shape()) || m.has_shape(value, Builtin::List.shape()) {
        let result = m.call(&SPLIT_TO_TUPLE, [value, counts]);
        return finish(m, result, internal::UNPACK_STAR_RESULT);
    }
    let result = m.call(&UNPACK_STAR_TO_TUPLE, [value, counts]);
    finish(m, result, internal::UNPACK_STAR_RESULT)
}
#[inline(always)]
pub fn unpack_star_result<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let tuple = m.delivered();
    for index in 0..(i.c() & 0xff) + (i.c() >> 8) + 1 {
        let at = m.int(index as i64);
        let item = m.load_element(tuple, at, &field::TUPLE_ITEM);
        m.set_register(i.a() + index, item);
    }
    m.next(1)
}

crate::residuals! {
    BUILD_TUPLE = tuple_of_registers, (first, count), FRAME;
    BUILD_LIST = list_of_registers, (first, count), FRAME;
    BUILD_SET = set_of_registers, (first, count), Effects::ANY;
    BUILD_MAP = map_of_registers, (first, count), Effects::ANY;
    BUILD_STRING = string_of_registers, (first, count), FRAME;
    LIST_APPEND = append, (list, item), Effects::writes(&[field::alias::LIST, field::alias::VECTOR_HEAD, field::alias::VECTOR_ITEM]);
    SET_ADD = add_to_set, (set, item), Effects::ANY;
    MAP_ADD = add_to_map, (map, key, value), Effects::ANY;
    LIST_EXTEND = extend, (list, iterable), Effects::ANY;
    SET_UPDATE = update_set, (set, iterable), Effects::ANY;
    DICT_UPDATE = update_dict, (dict, mapping), Effects::ANY;
    DICT_MERGE = merge_dict, (dict, mapping, callable), Effects::ANY;
    LIST_TO_TUPLE = to_tuple, (list), Effects::READS;
    /// Up to four items, then null; null or `direct::SLOW` as in `direct`.
    BUILD_SMALL_SET = small_set, (a, b, c, d), Effects::READS;
    BUILD_SMALL_MAP = small_map, (key, value, other_key, other_value), Effects::READS;
    /// Up to five strings, then null.
    BUILD_SHORT_STRING = short_string, (a, b, c, d, e), Effects::READS;
    FORMAT_BUILTIN = formatted, (value, specification), Effects::READS;
    CONVERT_BUILTIN = converted, (value, kind), Effects::READS;
    CONVERT = converted, (value, kind), Effects::ANY;
    FORMAT = formatted, (value, specification), Effects::ANY;
    UNPACK_TO_TUPLE = unpacked, (value, count), Effects::ANY;
    /// The same for an exact tuple or list.
    SPLIT_TO_TUPLE = split, (value, counts), Effects::READS;
    UNPACK_STAR_TO_TUPLE = unpacked_with_star, (value, counts), Effects::ANY;
}

/// Reads registers, so they must lie in memory.
const FRAME: Effects = Effects { writes: tracer::AliasSet::NONE, ..Effects::ANY };

fn registers(thread: &Thread, first: Word, count: Word) -> &'static [Word] {
    // SAFETY: the frame's registers lie in memory while a call that may run Python is under way.
    unsafe {
        std::slice::from_raw_parts(thread.frame.add(first.int() as usize), count.int() as usize)
    }
}

fn tuple_of_registers(thread: &mut Thread, first: Word, count: Word) -> Result {
    let items = registers(thread, first, count);
    Ok(object::tuple::new(thread, items))
}
fn list_of_registers(thread: &mut Thread, first: Word, count: Word) -> Result {
    let items = registers(thread, first, count);
    Ok(object::list::new(thread, items))
}
fn set_of_registers(thread: &mut Thread, first: Word, count: Word) -> Result {
    let items = registers(thread, first, count);
    let set = object::set::new(thread, false);
    for &item in items {
        object::set::add(thread, set, item)?;
    }
    Ok(set)
}
fn map_of_registers(thread: &mut Thread, first: Word, count: Word) -> Result {
    let items = registers(thread, first, Word::from_int(2 * count.int()));
    let map = object::dict::new(thread);
    for pair in items.chunks_exact(2) {
        object::dict::set(thread, map, pair[0], pair[1])?;
    }
    Ok(map)
}
fn string_of_registers(thread: &mut Thread, first: Word, count: Word) -> Result {
    let items = registers(thread, first, count);
    let mut bytes =
        Vec::with_capacity(items.iter().map(|&item| object::string::bytes(item).len()).sum());
    for &item in items {
        bytes.extend_from_slice(object::string::bytes(item));
    }
    Ok(object::string::from_wtf8(thread, &bytes))
}
fn small_set(thread: &mut Thread, a: Word, b: Word, c: Word, d: Word) -> Result {
    let set = object::set::new(thread, false);
    for item in [a, b, c, d] {
        if item.is_null() {
            break;
        }
        if object::set::add_quietly(thread, set, item).is_none() {
            return Ok(direct::SLOW);
        }
    }
    Ok(set)
}
fn small_map(
    thread: &mut Thread,
    key: Word,
    value: Word,
    other_key: Word,
    other_value: Word,
) -> Result {
    let map = object::dict::new(thread);
    for (key, value) in [(key, value), (other_key, other_value)] {
        if key.is_null() {
            break;
        }
        if object::dict::set_quietly(thread, map, key, value).is_none() {
            return Ok(direct::SLOW);
        }
    }
    Ok(map)
}
fn short_string(thread: &mut Thread, a: Word, b: Word, c: Word, d: Word, e: Word) -> Result {
    let parts = [a, b, c, d, e];
    let count = parts.iter().position(|part| part.is_null()).unwrap_or(parts.len());
    object::string::concatenate_all(thread, &parts[..count])
}
fn append(thread: &mut Thread, list: Word, item: Word) -> Result {
    object::list::append(thread, list, item);
    Ok(Word::NONE)
}
fn add_to_set(thread: &mut Thread, set: Word, item: Word) -> Result {
    object::set::add(thread, set, item)?;
    Ok(Word::NONE)
}
fn add_to_map(thread: &mut Thread, map: Word, key: Word, value: Word) -> Result {
    object::dict::set(thread, map, key, value)?;
    Ok(Word::NONE)
}
fn extend(thread: &mut Thread, list: Word, iterable: Word) -> Result {
    let mut add = |thread: &mut Thread, item: Word| {
        object::list::append(thread, list, item);
        Ok(true)
    };
    match object::iterate::each(thread, iterable, &mut add) {
        Ok(()) => Ok(Word::NONE),
        Err(raised) => Err(star_error(thread, iterable, raised)),
    }
}
/// `[*x]` of something that is not iterable.
fn star_error(thread: &mut Thread, iterable: Word, raised: object::Raised) -> object::Raised {
    let has_iter =
        object::class::lookup(object::class::class_of(iterable), object::interned!("__iter__"));
    let has_item =
        object::class::lookup(object::class::class_of(iterable), object::interned!("__getitem__"));
    if has_iter.is_null() && has_item.is_null() {
        thread.exception = Word::NULL;
        let class = crate::frames::class_name(iterable);
        return thread.type_error(format!("Value after * must be an iterable, not {class}"));
    }
    raised
}
fn update_set(thread: &mut Thread, set: Word, iterable: Word) -> Result {
    let mut add = |thread: &mut Thread, item: Word| {
        object::set::add(thread, set, item)?;
        Ok(true)
    };
    object::iterate::each(thread, iterable, &mut add)?;
    Ok(Word::NONE)
}
fn update_dict(thread: &mut Thread, dict: Word, mapping: Word) -> Result {
    if crate::run::is_mapping(mapping) {
        object::dict::update(thread, dict, mapping)?;
        return Ok(Word::NONE);
    }
    let class = crate::frames::class_name(mapping);
    Err(thread.type_error(format!("'{class}' object is not a mapping")))
}
fn merge_dict(thread: &mut Thread, dict: Word, mapping: Word, callable: Word) -> Result {
    crate::run::merge_keywords(thread, dict, mapping, callable)?;
    Ok(Word::NONE)
}
fn to_tuple(thread: &mut Thread, list: Word) -> Result {
    object::iterate::to_tuple(thread, list)
}
fn converted(thread: &mut Thread, value: Word, kind: Word) -> Result {
    match kind.int() {
        1 => object::operation::str(thread, value),
        2 => object::operation::repr(thread, value),
        _ => crate::run::ascii(thread, value),
    }
}
fn formatted(thread: &mut Thread, value: Word, specification: Word) -> Result {
    let specification =
        if specification.is_null() { object::string::new(thread, "") } else { specification };
    object::operation::format(thread, value, specification)
}
fn unpacked(thread: &mut Thread, value: Word, count: Word) -> Result {
    let count = count.int() as usize;
    let iterator = unpack_iterator(thread, value)?;
    let list = object::list::new(thread, &[]);
    for got in 0..count {
        match object::iterate::next(thread, iterator)? {
            Some(item) => object::list::append(thread, list, item),
            None => {
                return Err(thread.value_error(format!(
                    "not enough values to unpack (expected {count}, got {got})"
                )));
            }
        }
    }
    if object::iterate::next(thread, iterator)?.is_some() {
        let sized = [Builtin::List, Builtin::Tuple, Builtin::Dict]
            .iter()
            .any(|class| object::header::has_shape(value, class.shape()));
        let text = if sized {
            let got = object::operation::length(thread, value)?;
            format!("too many values to unpack (expected {count}, got {got})")
        } else {
            format!("too many values to unpack (expected {count})")
        };
        return Err(thread.value_error(text));
    }
    object::iterate::to_tuple(thread, list)
}
fn unpack_iterator(thread: &mut Thread, value: Word) -> Result {
    let class = object::class::class_of(value);
    let known = |name: &str| !object::class::lookup(class, object::intern::intern(name)).is_null();
    if !known("__iter__") && !known("__getitem__") {
        let class = crate::frames::class_name(value);
        return Err(thread.type_error(format!("cannot unpack non-iterable {class} object")));
    }
    object::iterate::iterator(thread, value)
}
fn unpacked_with_star(thread: &mut Thread, value: Word, counts: Word) -> Result {
    unpack_iterator(thread, value)?;
    let all = object::iterate::to_tuple(thread, value)?;
    split(thread, all, counts)
}
/// A tuple of the first items, a list of those in the middle, and the last items.
fn split(thread: &mut Thread, value: Word, counts: Word) -> Result {
    let (before, after) = (counts.int() as usize & 0xff, counts.int() as usize >> 8);
    let all = object::iterate::to_tuple(thread, value)?;
    let items = object::tuple::items(all);
    let length = items.len();
    if length < before + after {
        return Err(thread.value_error(format!(
            "not enough values to unpack (expected at least {}, got {length})",
            before + after
        )));
    }
    let (first, rest) = items.split_at(before);
    let (middle, last) = rest.split_at(length - before - after);
    let middle = object::list::new(thread, middle);
    if before + after < SMALL_SPLIT {
        let mut parts = [middle; SMALL_SPLIT];
        parts[..before].copy_from_slice(first);
        parts[before + 1..before + 1 + after].copy_from_slice(last);
        return Ok(object::tuple::new(thread, &parts[..before + 1 + after]));
    }
    let parts = object::list::new(thread, first);
    for &item in [middle].iter().chain(last) {
        object::list::append(thread, parts, item);
    }
    object::iterate::to_tuple(thread, parts)
}
/// Splits of fewer items need no memory of their own.
const SMALL_SPLIT: usize = 16;
