//! Structural pattern matching (PEP 634).
//!
//! The interpreter asks functions. A recording answers from the subject's shape: whether it is a sequence or a mapping
//! and which class it has are green then, attributes are loads, and the tuple of values that a pattern unpacks never
//! comes into being.

use super::finish_store;
use super::inlined::{class_of, is_instance_of, length};
use compile::Instruction;
use object::builtin::Builtin;
use object::{Thread, class, field};
use tracer::{Dependency, Effects, Machine, Next, Word};

#[inline(always)]
pub fn get_length<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    if m.is_recording()
        && let Some(length) = length(m, value)
    {
        let length = m.box_int(length);
        m.set_register(i.a(), length);
        return m.next(1);
    }
    let result = m.call(&crate::residual::LENGTH, [value]);
    finish_store(m, i, result, 1)
}
#[inline(always)]
pub fn match_sequence<M: Machine>(m: &mut M, i: Instruction) -> Next {
    match_flag(m, i, class::flag::SEQUENCE, &IS_SEQUENCE)
}
#[inline(always)]
pub fn match_mapping<M: Machine>(m: &mut M, i: Instruction) -> Next {
    match_flag(m, i, class::flag::MAPPING, &IS_MAPPING)
}

/// Whether the value's class has a flag. `abc` says that a class changed when it sets one.
#[inline(always)]
fn match_flag<M: Machine>(
    m: &mut M,
    i: Instruction,
    flag: u64,
    residual: &'static tracer::Residual,
) -> Next {
    let value = m.register(i.b());
    if m.is_recording() {
        let class = class_of(m, value);
        m.depend(Dependency::Class(class.0));
        let answer = m.word(Word::from_bool(class::get(class).flags & flag != 0));
        m.set_register(i.a(), answer);
        return m.next(1);
    }
    let result = m.call(residual, [value]);
    finish_store(m, i, result, 1)
}

#[inline(always)]
pub fn match_keys<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let (value, keys) = (m.register(i.b()), m.register(i.c()));
    if m.is_recording()
        && let Some(result) = values_of_keys(m, value, keys)
    {
        m.set_register(i.a(), result);
        return m.next(1);
    }
    let result = m.call(&MATCH_KEYS, [value, keys]);
    finish_store(m, i, result, 1)
}

/// Most keys of a pattern, and most attributes, that a recording looks up itself.
const MOST: usize = 6;

/// The values under the keys of an exact dict, or None. The outer `None`: that takes more.
#[inline(always)]
fn values_of_keys<M: Machine>(m: &mut M, dict: M::Ref, keys: M::Ref) -> Option<M::Ref> {
    if !m.has_shape(dict, Builtin::Dict.shape()) {
        return None;
    }
    let count = m.load_int(keys, &field::TUPLE_LENGTH);
    let count = m.box_int(count);
    let count = m.promote(count).word().int() as usize;
    if count > MOST {
        return None;
    }
    let none = m.word(Word::NONE);
    let (mut names, mut values) = ([Word::NULL; MOST], [none; MOST]);
    for index in 0..count {
        let at = m.int(index as i64);
        let key = m.load_element(keys, at, &field::TUPLE_ITEM);
        // That keys differ is seen here for strings; one key differs from all others.
        if count > 1 {
            if !m.has_shape(key, Builtin::Str.shape()) {
                return None;
            }
            names[index] = m.promote(key).word();
            let bytes = object::string::bytes(names[index]);
            if names[..index].iter().any(|&other| object::string::bytes(other) == bytes) {
                return None;
            }
        }
        values[index] = m.call(&crate::direct::GET_DICT, [dict, key]);
        if m.is_null(values[index]) {
            return Some(none);
        }
        if m.is_word(values[index], crate::direct::SLOW) {
            return None;
        }
    }
    Some(super::tuple_of(m, &values[..count]))
}

#[inline(always)]
pub fn match_class<M: Machine>(m: &mut M, i: Instruction) -> Next {
    let value = m.register(i.b());
    let (class, count, names) = (m.register(i.c()), m.register(i.c() + 1), m.register(i.c() + 2));
    if m.is_recording()
        && let Some(result) = attributes_of_class(m, value, class, count, names)
    {
        m.set_register(i.a(), result);
        return m.next(1);
    }
    let result = m.call(&MATCH_CLASS, [value, class, count, names]);
    finish_store(m, i, result, 1)
}

/// The attributes that a class pattern names, or None. The outer `None`: that takes more, or is an error.
#[inline(always)]
fn attributes_of_class<M: Machine>(
    m: &mut M,
    value: M::Ref,
    class: M::Ref,
    count: M::Ref,
    names: M::Ref,
) -> Option<M::Ref> {
    let is_instance = is_instance_of(m, value, class)?;
    let none = m.word(Word::NONE);
    if !is_instance {
        return Some(none);
    }
    let class = m.promote(class).word();
    let count = m.promote(count).word().int() as usize;
    let names = object::tuple::items(m.promote(names).word());
    if count + names.len() > MOST {
        return None;
    }
    let mut expected: &[Word] = &[];
    if count > 0 {
        m.depend(Dependency::Class(class.0));
        let found = class::lookup(class, object::interned!("__match_args__"));
        if !found.is_null() {
            if !object::header::has_shape(found, Builtin::Tuple.shape()) {
                return None;
            }
            expected = object::tuple::items(found);
        }
        if expected.is_empty() && count == 1 && crate::pattern::matches_itself(class) {
            if !names.is_empty() {
                return None;
            }
            return Some(super::tuple_of(m, &[value]));
        }
    }
    let mut values = [none; MOST];
    for (index, &name) in expected.get(..count)?.iter().chain(names).enumerate() {
        if !object::header::has_shape(name, Builtin::Str.shape()) {
            return None;
        }
        let name = m.word(name);
        match super::known_attribute(m, value, name)? {
            Some(found) => values[index] = found,
            None => return Some(none),
        }
    }
    if count + names.len() == 0 {
        return Some(m.word(object::tuple::empty()));
    }
    Some(super::tuple_of(m, &values[..count + names.len()]))
}

crate::residuals! {
    IS_SEQUENCE = crate::pattern::is_sequence, (value), Effects::READS;
    IS_MAPPING = crate::pattern::is_mapping, (value), Effects::READS;
    MATCH_KEYS = crate::pattern::keys, (value, keys), Effects::ANY;
    MATCH_CLASS = match_class_pattern, (value, class, count, names), Effects::ANY;
}

fn match_class_pattern(
    thread: &mut Thread,
    value: Word,
    class: Word,
    count: Word,
    names: Word,
) -> object::Result {
    crate::pattern::class(thread, value, class, count.int() as usize, names)
}
