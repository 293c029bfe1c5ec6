//! Operations on built-in containers that go straight to the container's functions.
//!
//! The general protocol looks up a method and may run anything, so a trace that calls it has to
//! write its frames and forget what it knows of the heap. Almost every use of a dict, a set or a
//! comparison needs none of that: its keys are strings, numbers, tuples of these, or objects
//! compared by identity. The functions of this file do the operation if that is so (`object::quiet`
//! decides) and otherwise answer [`SLOW`] before anything has happened; then the handler takes the
//! general way. In a trace that is one guard, and the call has narrow effects.

use crate::residual::{binary_operator, compare_operator};
use object::field::alias;
use object::header::{has_shape, shape_id};
use object::operation::Compare;
use object::slice::quiet_bounds;
use object::{Builtin, Result, Thread, bytes, dict, list, quiet, quiet_items, set, string, tuple};
use tracer::{Effects, Word};

/// The answer that asks for the general way.
pub const SLOW: Word = Word::TOMBSTONE;

const WRITES_DICT: Effects = Effects::writes(&[alias::DICT, alias::DICT_TABLE, alias::GLOBAL]);
const WRITES_SET: Effects = Effects::writes(&[alias::SET]);
const WRITES_LIST: Effects =
    Effects::writes(&[alias::LIST, alias::VECTOR_HEAD, alias::VECTOR_ITEM]);

crate::residuals! {
    /// Null where the key is missing.
    GET_DICT = get_dict, (dict, key), Effects { raises: false, ..Effects::READS };
    SET_DICT = set_dict, (dict, key, value), WRITES_DICT;
    DELETE_DICT = delete_dict, (dict, key), WRITES_DICT;
    CONTAINS_DICT = contains_dict, (dict, key), Effects::READS;
    CONTAINS_SET = contains_set, (set, item), Effects::READS;
    CONTAINS_SEQUENCE = contains_sequence, (sequence, item), Effects::READS;
    CONTAINS_STR = contains_str, (string, part), Effects::READS;
    ADD_TO_SET = add_to_set, (set, item), WRITES_SET;
    COMBINE_SETS = combine_sets, (operator, left, right), Effects::READS;
    COMPARE = compare, (operator, left, right), Effects::READS;
    GET_SLICE = get_slice, (sequence, start, stop, step), Effects::READS;
    SET_LIST_SLICE = set_list_slice, (list, start, stop, step, value), WRITES_LIST;
    DELETE_LIST_ITEM = delete_list_item, (list, key), WRITES_LIST;
    /// Of a list and an immediate int.
    REPEAT_LIST = repeat_list, (list, count), Effects::READS;
    CHARACTER = character, (string, index), Effects::READS;
    LEAST = least, (items), Effects::READS;
    GREATEST = greatest, (items), Effects::READS;
    SORTED = sorted, (items), Effects::READS;
    DICT_GET = dict_get, (dict, key, default), Effects::READS;
    DICT_SET_DEFAULT = dict_set_default, (dict, key, default), WRITES_DICT;
    DICT_POP = dict_pop, (dict, key, default), WRITES_DICT;
    SET_DISCARD = set_discard, (set, item), WRITES_SET;
    SET_REMOVE = set_remove, (set, item), WRITES_SET;
}

/// Tells which methods have a quiet form here.
pub fn register() {
    use object::meaning::{self, Meaning};
    let meanings: [(&'static [object::NativeFunction], &str, &'static tracer::Residual); 6] = [
        (dict::METHODS, "get", &DICT_GET),
        (dict::METHODS, "setdefault", &DICT_SET_DEFAULT),
        (dict::METHODS, "pop", &DICT_POP),
        (set::METHODS, "add", &ADD_TO_SET),
        (set::METHODS, "discard", &SET_DISCARD),
        (set::METHODS, "remove", &SET_REMOVE),
    ];
    for (table, name, residual) in meanings {
        if let Some(definition) = table.iter().find(|definition| definition.name == name) {
            meaning::register(definition, Meaning::Quiet(residual));
        }
    }
    let of_object = [
        (object::object_type::METHODS, "__setattr__", Meaning::SetAttributeDirectly),
        (object::object_type::CONSTRUCTOR, "__new__", Meaning::NewObject),
        (object::tuple::CONSTRUCTOR, "__new__", Meaning::NewTuple),
    ];
    for (table, name, meaning) in of_object {
        if let Some(definition) = table.iter().find(|definition| definition.name == name) {
            meaning::register(definition, meaning);
        }
    }
    for definition in string::METHODS.iter() {
        if OF_PLAIN.contains(&definition.name) {
            let tracer::Residual { name, address, operands, result, takes_thread, .. } =
                definition.residual;
            let effects = Effects::READS;
            let narrow =
                tracer::Residual { name, address, operands, result, takes_thread, effects };
            meaning::register(definition, Meaning::OfPlain(Box::leak(Box::new(narrow))));
        }
    }
}

/// Methods of str that run no Python where all arguments are plain.
const OF_PLAIN: [&str; 19] = [
    "center",
    "count",
    "endswith",
    "expandtabs",
    "find",
    "index",
    "join",
    "ljust",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rsplit",
    "split",
    "splitlines",
    "startswith",
    "zfill",
    "__getitem__",
    "__mul__",
];

fn repeat_list(thread: &mut Thread, list: Word, count: Word) -> Result {
    list::repeat(thread, list, count.int().max(0) as usize)
}

fn dict_get(_thread: &mut Thread, dict: Word, key: Word, default: Word) -> Result {
    Ok(match dict::get_quietly(dict, key) {
        Some(Some(value)) => value,
        Some(None) => or_none(default),
        None => SLOW,
    })
}

fn least(_thread: &mut Thread, items: Word) -> Result {
    Ok(quiet_items::extreme(items, Compare::Lt).unwrap_or(SLOW))
}
fn greatest(_thread: &mut Thread, items: Word) -> Result {
    Ok(quiet_items::extreme(items, Compare::Gt).unwrap_or(SLOW))
}
fn sorted(thread: &mut Thread, items: Word) -> Result {
    Ok(quiet_items::sorted(thread, items).unwrap_or(SLOW))
}

fn or_none(default: Word) -> Word {
    if default.is_null() { Word::NONE } else { default }
}

fn dict_set_default(thread: &mut Thread, dict: Word, key: Word, default: Word) -> Result {
    Ok(dict::get_or_insert_quietly(thread, dict, key, or_none(default)).unwrap_or(SLOW))
}

fn dict_pop(thread: &mut Thread, dict: Word, key: Word, default: Word) -> Result {
    match dict::remove_quietly(dict, key) {
        Some(Some(value)) => Ok(value),
        Some(None) if default.is_null() => Err(dict::key_error(thread, key)),
        Some(None) => Ok(default),
        None => Ok(SLOW),
    }
}

fn set_discard(_thread: &mut Thread, set: Word, item: Word) -> Result {
    Ok(set::remove_quietly(set, item).map_or(SLOW, |_| Word::NONE))
}

fn set_remove(thread: &mut Thread, set: Word, item: Word) -> Result {
    match set::remove_quietly(set, item) {
        Some(true) => Ok(Word::NONE),
        Some(false) => Err(dict::key_error(thread, item)),
        None => Ok(SLOW),
    }
}

fn get_dict(_thread: &mut Thread, dict: Word, key: Word) -> Result {
    match dict::get_quietly(dict, key) {
        Some(Some(value)) => Ok(value),
        Some(None) if dict::is_exact(dict) => Ok(Word::NULL),
        // A subclass may have `__missing__`.
        _ => Ok(SLOW),
    }
}

fn set_dict(thread: &mut Thread, dict: Word, key: Word, value: Word) -> Result {
    Ok(dict::set_quietly(thread, dict, key, value).map_or(SLOW, |()| Word::NONE))
}

fn delete_dict(thread: &mut Thread, dict: Word, key: Word) -> Result {
    match dict::remove_quietly(dict, key) {
        Some(Some(_)) => Ok(Word::NONE),
        Some(None) => Err(dict::key_error(thread, key)),
        None => Ok(SLOW),
    }
}

fn answer(value: Option<bool>) -> Result {
    Ok(value.map_or(SLOW, Word::from_bool))
}

fn contains_dict(_thread: &mut Thread, dict: Word, key: Word) -> Result {
    answer(dict::get_quietly(dict, key).map(|value| value.is_some()))
}

fn contains_set(_thread: &mut Thread, set: Word, item: Word) -> Result {
    answer(set::contains_quietly(set, item))
}

fn contains_sequence(_thread: &mut Thread, sequence: Word, item: Word) -> Result {
    if tuple::is_exact(sequence) {
        return answer(quiet::is_among(tuple::items(sequence), item));
    }
    let mut index = 0;
    while index < list::length(sequence) {
        let member = list::get(sequence, index);
        if member.is_null() {
            return Ok(SLOW);
        }
        match quiet::equal(member, item) {
            Some(false) => index += 1,
            other => return answer(other),
        }
    }
    Ok(Word::FALSE)
}

fn contains_str(thread: &mut Thread, string: Word, part: Word) -> Result {
    if !string::is_exact(part) {
        return Ok(SLOW);
    }
    Ok(Word::from_bool(object::operation::contains(thread, string, part)?))
}

fn add_to_set(thread: &mut Thread, set: Word, item: Word) -> Result {
    Ok(set::add_quietly(thread, set, item).map_or(SLOW, |_| Word::NONE))
}

fn combine_sets(thread: &mut Thread, operator: Word, left: Word, right: Word) -> Result {
    Ok(set::combine_quietly(thread, binary_operator(operator.int()), left, right).unwrap_or(SLOW))
}

fn compare(_thread: &mut Thread, operator: Word, left: Word, right: Word) -> Result {
    let operator = compare_operator(operator.int());
    if set::is_exact(left) && set::is_exact(right) {
        return answer(set::compare_quietly(operator, left, right));
    }
    answer(quiet::compare(operator, left, right))
}

/// `sequence[start:stop:step]` of an exact built-in sequence.
fn get_slice(thread: &mut Thread, sequence: Word, start: Word, stop: Word, step: Word) -> Result {
    const STR: u32 = Builtin::Str.shape();
    const LIST: u32 = Builtin::List.shape();
    const TUPLE: u32 = Builtin::Tuple.shape();
    const BYTES: u32 = Builtin::Bytes.shape();
    let parts = [start, stop, step];
    match shape_id(sequence) {
        STR => match quiet_bounds(parts, string::length(sequence)) {
            Some(bounds) => string::index::slice_of(thread, sequence, bounds),
            None => Ok(SLOW),
        },
        LIST => match quiet_bounds(parts, list::length(sequence)) {
            Some(bounds) => Ok(list::subscript::copy_range(thread, sequence, bounds)),
            None => Ok(SLOW),
        },
        TUPLE => match quiet_bounds(parts, tuple::length(sequence)) {
            Some(bounds) => Ok(tuple::slice_of(thread, sequence, bounds)),
            None => Ok(SLOW),
        },
        BYTES => match quiet_bounds(parts, bytes::exact_data(sequence).len()) {
            Some(bounds) => Ok(bytes::slice_of(thread, sequence, bounds)),
            None => Ok(SLOW),
        },
        _ if quiet_bounds(parts, 0).is_some() => {
            let slice = object::slice::new(thread, start, stop, step);
            object::operation::get_item(thread, sequence, slice)
        }
        _ => Ok(SLOW),
    }
}

/// `list[start:stop:step] = value` where the value is an exact list or tuple.
fn set_list_slice(
    thread: &mut Thread,
    list: Word,
    start: Word,
    stop: Word,
    step: Word,
    value: Word,
) -> Result {
    let parts = [start, stop, step];
    let Some(bounds) = quiet_bounds(parts, list::length(list)) else { return Ok(SLOW) };
    if !list::is_exact(value) && !tuple::is_exact(value) {
        return Ok(SLOW);
    }
    if list::subscript::set_range_at_once(thread, list, bounds, value) {
        return Ok(Word::NONE);
    }
    let slice = object::slice::new(thread, start, stop, step);
    list::subscript::set_item(thread, list, slice, value)?;
    Ok(Word::NONE)
}

/// `del list[key]` where the key is a small int or a slice of such.
fn delete_list_item(thread: &mut Thread, list: Word, key: Word) -> Result {
    let plain = key.is_int()
        || has_shape(key, Builtin::Slice.shape())
            && quiet_bounds(object::slice::members(key), 0).is_some();
    if !plain {
        return Ok(SLOW);
    }
    list::subscript::delete_item(thread, list, key)?;
    Ok(Word::NONE)
}

/// `string[index]`
fn character(thread: &mut Thread, string: Word, index: Word) -> Result {
    if string::ascii_table().is_null() {
        string::make_ascii_table(thread);
    }
    string::index::item(thread, string, index)
}
