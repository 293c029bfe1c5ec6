//! dict: an insertion-ordered compact table (`table`), held by one pointer.
//!
//! An empty dict has no table. A dict whose value slots are known by address (flag `CELLS`: inline
//! caches of globals) has the values of a replaced table nulled, so that who loads from an old
//! address meets null and searches again. A `WATCHED` dict announces when a value has changed,
//! gone, or moved to another table.
//!
//! - `methods`: the class; `view`: keys, values and items; `iterator`

pub mod iterator;
pub mod methods;
pub mod update;
pub mod view;

pub use methods::{CLASS_METHODS, CONSTRUCTOR, DOC, METHODS};
pub use update::update;

use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::{flag, has_flag, has_shape, set_flag, shape_id};
use crate::layout::{Dict, Layout};
use crate::table::{self, Pairs, Table};
use crate::thread::Thread;
use crate::{quiet, shape, string};
use tracer::Word;

const SHAPE: heap::ShapeId = Builtin::Dict.shape();
/// How an unhashable key is called in errors.
pub(crate) const ROLE: &str = "dict key";

/// The field of a dict that holds its table.
#[inline(always)]
pub(crate) fn field(dict: Word) -> *mut Word {
    debug_assert!(is_dict(dict));
    // SAFETY: callers pass dicts, whose layout begins like this.
    unsafe { &raw mut (*dict.pointer::<Dict>()).table }
}

/// The table now.
#[inline(always)]
pub fn table_of(dict: Word) -> Table<Pairs> {
    Table::load(field(dict))
}

/// Whether it is a dict or an instance of a subclass.
#[inline(always)]
pub fn is_dict(object: Word) -> bool {
    object.is_pointer() && (shape_id(object) == SHAPE || is_subclass_instance(object))
}
#[inline(never)]
fn is_subclass_instance(object: Word) -> bool {
    shape::try_get(shape_id(object)).is_some_and(|shape| shape.layout == Layout::Dict)
}
/// Whether it is a dict and no instance of a subclass.
#[inline(always)]
pub fn is_exact(object: Word) -> bool {
    has_shape(object, SHAPE)
}

/// Number of keys.
#[inline(always)]
pub fn length(dict: Word) -> usize {
    table_of(dict).live()
}

/// Address of the value slot of an interned-string key, for inline caches: marks the dict `CELLS`. The slot turns null
/// when the key is deleted or the table replaced.
pub fn slot_address(dict: Word, key: Word) -> Option<*mut Word> {
    set_flag(dict, flag::CELLS);
    let table = table_of(dict);
    let position = table.find_str(key, string::hash(key))?;
    Some(table.value_slot(position))
}

/// Entry number `position` or a later one: (next position, key, value).
#[inline]
pub fn next_entry(dict: Word, position: usize) -> Option<(usize, Word, Word)> {
    let (position, _, key, value) = next_hashed(dict, position)?;
    Some((position, key, value))
}

/// As `next_entry`, with the stored hash: (next position, hash, key, value).
#[inline]
pub fn next_hashed(dict: Word, mut position: usize) -> Option<(usize, i64, Word, Word)> {
    let mut table = table_of(dict);
    loop {
        position = table.next(position)?;
        let (hash, key) = (table.stored_hash(position).int(), table.key(position));
        let value = table.value(position);
        if key != Word::TOMBSTONE && !value.is_null() {
            return Some((position + 1, hash, key, value));
        }
        let now = table_of(dict);
        if now == table {
            position += 1;
        }
        table = now;
    }
}

/// The last entry before `position`: (its position, key, value).
pub fn previous_entry(dict: Word, mut position: usize) -> Option<(usize, Word, Word)> {
    let table = table_of(dict);
    loop {
        position = table.previous(position)?;
        let (key, value) = (table.key(position), table.value(position));
        if key != Word::TOMBSTONE && !value.is_null() {
            return Some((position, key, value));
        }
    }
}

/// Look-up by an exact str without any Python code.
#[inline]
pub fn get_str(dict: Word, key: Word) -> Option<Word> {
    let hash = string::hash(key);
    loop {
        let table = table_of(dict);
        let position = table.find_str(key, hash)?;
        let value = table.value(position);
        if !value.is_null() {
            return Some(value);
        }
        if table_of(dict) == table {
            return None;
        }
    }
}

/// As `get_str`, null if absent: for traces.
#[inline]
pub fn lookup_str(dict: Word, key: Word) -> Word {
    get_str(dict, key).unwrap_or(Word::NULL)
}

/// A new empty dict.
#[inline]
pub fn new(thread: &mut Thread) -> Word {
    Word::from_pointer(thread.new_object::<Dict>(SHAPE))
}

/// A new dict with room for so many keys.
pub fn with_capacity(thread: &mut Thread, keys: usize) -> Word {
    let dict = new(thread);
    table::reserve::<Pairs>(thread, dict, field(dict), keys);
    dict
}

/// `None` if absent.
#[inline]
pub fn get(thread: &mut Thread, dict: Word, key: Word) -> Result<Option<Word>> {
    let hash = table::hash_as(thread, key, ROLE)?;
    get_hashed(thread, dict, key, hash)
}

/// As `get`, when the hash is known.
#[inline]
pub fn get_hashed(thread: &mut Thread, dict: Word, key: Word, hash: i64) -> Result<Option<Word>> {
    loop {
        let found = table::find::<Pairs>(thread, field(dict), key, hash)?;
        let Some(position) = found.position else { return Ok(None) };
        let value = found.table.value(position);
        if !value.is_null() {
            return Ok(Some(value));
        }
        if table_of(dict) == found.table {
            return Ok(None);
        }
    }
}

/// `key in dict`
pub fn contains(thread: &mut Thread, dict: Word, key: Word) -> Result<bool> {
    Ok(get(thread, dict, key)?.is_some())
}

/// `dict[key] = value`
#[inline]
pub fn set(thread: &mut Thread, dict: Word, key: Word, value: Word) -> Result<()> {
    let hash = table::hash_as(thread, key, ROLE)?;
    set_hashed(thread, dict, key, hash, value)
}

/// As `set`, when the hash is known.
#[inline]
pub fn set_hashed(
    thread: &mut Thread,
    dict: Word,
    key: Word,
    hash: i64,
    value: Word,
) -> Result<()> {
    debug_assert!(!value.is_null() && !key.is_null());
    loop {
        let field = field(dict);
        let found = table::find::<Pairs>(thread, field, key, hash)?;
        let done = match found.position {
            Some(position) => table::set_value(thread, dict, field, &found, position, value),
            None => table::add(thread, dict, field, &found, hash, key, value),
        };
        if done {
            return Ok(());
        }
    }
}

/// Stores under an interned string; cannot raise.
pub fn set_str(thread: &mut Thread, dict: Word, key: Word, value: Word) {
    let hash = string::hash(key);
    loop {
        let field = field(dict);
        let found = table::find_string(field, key, hash);
        let done = match found.position {
            Some(position) => table::set_value(thread, dict, field, &found, position, value),
            None => table::add(thread, dict, field, &found, hash, key, value),
        };
        if done {
            return;
        }
    }
}

/// The value that the key has, or now gets: (value, whether it is new).
pub fn get_or_insert(
    thread: &mut Thread,
    dict: Word,
    key: Word,
    value: Word,
) -> Result<(Word, bool)> {
    let hash = table::hash_as(thread, key, ROLE)?;
    loop {
        let field = field(dict);
        let found = table::find::<Pairs>(thread, field, key, hash)?;
        match found.position {
            Some(position) => {
                let value = found.table.value(position);
                if !value.is_null() {
                    return Ok((value, false));
                }
            }
            None => {
                if table::add(thread, dict, field, &found, hash, key, value) {
                    return Ok((value, true));
                }
            }
        }
    }
}

/// The value, `None` if absent.
pub fn remove(thread: &mut Thread, dict: Word, key: Word) -> Result<Option<Word>> {
    let hash = table::hash_as(thread, key, ROLE)?;
    loop {
        let found = table::find::<Pairs>(thread, field(dict), key, hash)?;
        let Some(position) = found.position else { return Ok(None) };
        if let Some(value) = table::delete(dict, field(dict), &found, position) {
            return Ok(Some(value));
        }
    }
}

/// The value under an exact str, taken out without Python code; `None` if absent.
pub fn remove_str(dict: Word, key: Word) -> Option<Word> {
    let hash = string::hash(key);
    loop {
        let found = table::find_string::<Pairs>(field(dict), key, hash);
        let position = found.position?;
        if let Some(value) = table::delete(dict, field(dict), &found, position) {
            return Some(value);
        }
    }
}

/// The value of a key that needs no search: a small int, or a str that knows its hash and is the very key, where the
/// index names it first. `None` says nothing. A leaf, for handlers without a stack frame.
#[inline(always)]
pub fn get_at_once(dict: Word, key: Word) -> Option<Word> {
    let hash = if key.is_int() {
        table::hash_int(key.int())
    } else if crate::string::is_exact(key) {
        crate::string::known_hash(key)?
    } else {
        return None;
    };
    let table = table_of(dict);
    let value = table.value(table.first_identical(key, hash)?);
    (!value.is_null()).then_some(value)
}

/// As `get`, as long as that runs no Python; `None`: some key has to be asked, use `get`.
#[inline]
pub fn get_quietly(dict: Word, key: Word) -> Option<Option<Word>> {
    let hash = quiet::hash(key)?;
    loop {
        let found = table::find_quietly::<Pairs>(field(dict), key, hash)?;
        let Some(position) = found.position else { return Some(None) };
        let value = found.table.value(position);
        if !value.is_null() {
            return Some(Some(value));
        }
        if table_of(dict) == found.table {
            return Some(None);
        }
    }
}

/// As `set`, as long as that runs no Python and nobody has to be told; `None`: nothing has happened, use `set`.
#[inline]
pub fn set_quietly(thread: &mut Thread, dict: Word, key: Word, value: Word) -> Option<()> {
    if has_flag(dict, flag::WATCHED) {
        return None;
    }
    let hash = quiet::hash(key)?;
    loop {
        let field = field(dict);
        let found = table::find_quietly::<Pairs>(field, key, hash)?;
        let done = match found.position {
            Some(position) => table::set_value(thread, dict, field, &found, position, value),
            None => table::add(thread, dict, field, &found, hash, key, value),
        };
        if done {
            return Some(());
        }
    }
}

/// Adds one to the small int of a key, which is 0 where the key is missing, under the conditions of `set_quietly`.
#[inline]
pub fn increment_quietly(thread: &mut Thread, dict: Word, key: Word) -> Option<()> {
    if has_flag(dict, flag::WATCHED) {
        return None;
    }
    let hash = quiet::hash(key)?;
    loop {
        let field = field(dict);
        let found = table::find_quietly::<Pairs>(field, key, hash)?;
        let done = match found.position {
            Some(position) => {
                let old = found.table.value(position);
                if !old.is_int() {
                    return None;
                }
                let next = Word::try_from_int(old.int() + 1)?;
                table::set_value(thread, dict, field, &found, position, next)
            }
            None => table::add(thread, dict, field, &found, hash, key, Word::from_int(1)),
        };
        if done {
            return Some(());
        }
    }
}

/// As `remove`, under the conditions of `set_quietly`.
#[inline]
pub fn remove_quietly(dict: Word, key: Word) -> Option<Option<Word>> {
    if has_flag(dict, flag::WATCHED) {
        return None;
    }
    let hash = quiet::hash(key)?;
    loop {
        let found = table::find_quietly::<Pairs>(field(dict), key, hash)?;
        let Some(position) = found.position else { return Some(None) };
        if let Some(value) = table::delete(dict, field(dict), &found, position) {
            return Some(Some(value));
        }
    }
}

/// As `get_or_insert`, under the conditions of `set_quietly`: the value that the key has or now gets.
pub fn get_or_insert_quietly(
    thread: &mut Thread,
    dict: Word,
    key: Word,
    value: Word,
) -> Option<Word> {
    if has_flag(dict, flag::WATCHED) {
        return None;
    }
    let hash = quiet::hash(key)?;
    loop {
        let field = field(dict);
        let found = table::find_quietly::<Pairs>(field, key, hash)?;
        match found.position {
            Some(position) => {
                let value = found.table.value(position);
                if !value.is_null() {
                    return Some(value);
                }
            }
            None => {
                if table::add(thread, dict, field, &found, hash, key, value) {
                    return Some(value);
                }
            }
        }
    }
}

/// Takes the last (or first) entry out.
pub fn pop_item(dict: Word, last: bool) -> Option<(Word, Word)> {
    let (_, key, value) = table::take::<Pairs>(dict, field(dict), last)?;
    Some((key, value))
}

/// Makes a key the last one. False: there is none.
pub fn move_to_end(thread: &mut Thread, dict: Word, key: Word) -> Result<bool> {
    let hash = table::hash_of(thread, key)?;
    loop {
        let found = table::find::<Pairs>(thread, field(dict), key, hash)?;
        let Some(position) = found.position else { return Ok(false) };
        if table::move_to_end(thread, dict, field(dict), &found, position) {
            return Ok(true);
        }
    }
}

/// Makes a key the first one. False: there is none.
pub fn move_to_front(thread: &mut Thread, dict: Word, key: Word) -> Result<bool> {
    let Some(count) = move_to_end(thread, dict, key)?.then(|| length(dict)) else {
        return Ok(false);
    };
    // All others, one after the other, go behind it.
    let others = crate::list::new(thread, &[]);
    let mut position = 0;
    while let Some((next, other, _)) = next_entry(dict, position) {
        position = next;
        crate::list::append(thread, others, other);
    }
    for index in 0..count.saturating_sub(1) {
        let other = crate::list::get(others, index);
        if !other.is_null() {
            move_to_end(thread, dict, other)?;
        }
    }
    Ok(true)
}

/// An exact dict with the same entries.
pub fn copy(thread: &mut Thread, dict: Word) -> Word {
    let copy = new(thread);
    table::copy_into::<Pairs>(thread, copy, field(copy), dict, field(dict));
    copy
}

/// Takes all entries away.
pub fn clear(thread: &mut Thread, dict: Word) {
    table::clear::<Pairs>(thread, dict, field(dict));
}

/// `left == right` of dicts.
pub fn equal(thread: &mut Thread, left: Word, right: Word) -> Result<bool> {
    if length(left) != length(right) {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((next, hash, key, value)) = next_hashed(left, position) {
        position = next;
        let Some(other) = get_hashed(thread, right, key, hash)? else { return Ok(false) };
        if value != other && !crate::operation::equal(thread, value, other)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `dict[key]`, `__missing__` of subclasses included.
#[inline]
pub fn get_item(thread: &mut Thread, dict: Word, key: Word) -> Result {
    match get(thread, dict, key)? {
        Some(value) => Ok(value),
        None => missing(thread, dict, key),
    }
}

#[cold]
fn missing(thread: &mut Thread, dict: Word, key: Word) -> Result {
    if !is_exact(dict) {
        let name = crate::interned!("__missing__");
        if let Some(value) = crate::operation::call_special(thread, dict, name, &[key])? {
            return Ok(value);
        }
    }
    Err(key_error(thread, key))
}

/// KeyError with the key itself as its argument.
#[cold]
pub fn key_error(thread: &mut Thread, key: Word) -> crate::Raised {
    thread.raise_with(Builtin::KeyError, &[key])
}

/// `del dict[key]`
pub fn delete_item(thread: &mut Thread, dict: Word, key: Word) -> Result<()> {
    match remove(thread, dict, key)? {
        Some(_) => Ok(()),
        None => Err(key_error(thread, key)),
    }
}

/// `left | right` of dicts: a new dict.
pub fn merged(thread: &mut Thread, left: Word, right: Word) -> Result {
    let result = copy(thread, left);
    update(thread, result, right)?;
    Ok(result)
}
