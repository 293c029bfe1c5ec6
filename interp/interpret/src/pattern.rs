//! Tests of structural pattern matching (PEP 634).

use object::builtin::Builtin;
use object::{Result, Thread, class};
use tracer::Word;

fn has_flag(object: Word, flag: u64) -> Word {
    Word::from_bool(class::get(class::class_of(object)).flags & flag != 0)
}

/// Whether a sequence pattern may match.
pub fn is_sequence(_thread: &mut Thread, object: Word) -> Result {
    Ok(has_flag(object, class::flag::SEQUENCE))
}

/// Whether a mapping pattern may match.
pub fn is_mapping(_thread: &mut Thread, object: Word) -> Result {
    Ok(has_flag(object, class::flag::MAPPING))
}

/// The values of a mapping for a tuple of keys, or None.
pub fn keys(thread: &mut Thread, mapping: Word, keys: Word) -> Result {
    let values = object::list::new(thread, &[]);
    let get = object::interned!("get");
    let seen = object::set::new(thread, false);
    for &key in object::tuple::items(keys) {
        if !object::set::add(thread, seen, key)? {
            let shown = object::operation::repr(thread, key)?;
            let text = String::from_utf8_lossy(object::string::bytes(shown)).into_owned();
            return Err(
                thread.value_error(format!("mapping pattern checks duplicate key ({text})"))
            );
        }
        let value = object::operation::call_method(thread, mapping, get, &[key, Word::TOMBSTONE])?;
        if value == Word::TOMBSTONE {
            return Ok(Word::NONE);
        }
        object::list::append(thread, values, value);
    }
    object::iterate::to_tuple(thread, values)
}

/// Whether the one positional pattern of a class is for the object itself.
pub fn matches_itself(class: Word) -> bool {
    const SELF: [Builtin; 11] = [
        Builtin::Bool,
        Builtin::ByteArray,
        Builtin::Bytes,
        Builtin::Dict,
        Builtin::Float,
        Builtin::FrozenSet,
        Builtin::Int,
        Builtin::List,
        Builtin::Set,
        Builtin::Str,
        Builtin::Tuple,
    ];
    SELF.iter().any(|builtin| object::class::is_subclass(class, builtin.word()))
}

/// The attributes that a class pattern names, or None.
pub fn class(thread: &mut Thread, subject: Word, class: Word, count: usize, names: Word) -> Result {
    if !object::class::is_kind(class, Builtin::Type) {
        return Err(thread.type_error("called match pattern must be a class"));
    }
    if !object::operation::is_instance(thread, subject, class)? {
        return Ok(Word::NONE);
    }
    let values = object::list::new(thread, &[]);
    if count > 0 {
        let name = object::interned!("__match_args__");
        let shown =
            String::from_utf8_lossy(object::string::bytes(class::get(class).name)).into_owned();
        let expected = match object::attribute::get_optional(thread, class, name)? {
            Some(expected) => object::tuple::items(expected).to_vec(),
            None => Vec::new(),
        };
        let whole = expected.is_empty() && matches_itself(class);
        let allowed = if whole { 1 } else { expected.len() };
        if count > allowed {
            let plural = if allowed == 1 { "" } else { "s" };
            return Err(thread.type_error(format!(
                "{shown}() accepts {allowed} positional sub-pattern{plural} ({count} given)"
            )));
        }
        if whole {
            object::list::append(thread, values, subject);
        } else {
            for &name in &expected[..count] {
                match object::attribute::get_optional(thread, subject, name)? {
                    Some(value) => object::list::append(thread, values, value),
                    None => return Ok(Word::NONE),
                }
            }
        }
    }
    for &name in object::tuple::items(names) {
        match object::attribute::get_optional(thread, subject, name)? {
            Some(value) => object::list::append(thread, values, value),
            None => return Ok(Word::NONE),
        }
    }
    object::iterate::to_tuple(thread, values)
}
