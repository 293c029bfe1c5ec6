//! set and frozenset: the table of a dict without values, in insertion order. A frozenset remembers
//! its hash.
//!
//! - `methods`: the classes; `iterator`

pub mod iterator;
pub mod methods;

pub use methods::{CONSTRUCTOR, DOC, FROZEN_CONSTRUCTOR, FROZEN_DOC, FROZEN_METHODS, METHODS};

use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::shape_id;
use crate::layout::{Layout, Set};
use crate::operation::{Binary, Compare};
use crate::table::{self, Members, Table};
use crate::thread::Thread;
use crate::{class, dict, iterate, operation, quiet, shape};
use tracer::Word;

const SHAPE: heap::ShapeId = Builtin::Set.shape();
const FROZEN_SHAPE: heap::ShapeId = Builtin::FrozenSet.shape();
pub(crate) const ROLE: &str = "set element";

#[inline(always)]
pub(crate) fn field(set: Word) -> *mut Word {
    debug_assert!(is_set(set));
    // SAFETY: callers pass sets, whose layout begins like this.
    unsafe { &raw mut (*set.pointer::<Set>()).table }
}

/// The table now.
#[inline(always)]
pub fn table_of(set: Word) -> Table<Members> {
    Table::load(field(set))
}

/// Whether it is a set, a frozenset, or an instance of a subclass of one.
#[inline(always)]
pub fn is_set(object: Word) -> bool {
    object.is_pointer() && {
        let id = shape_id(object);
        id == SHAPE || id == FROZEN_SHAPE || is_subclass_instance(object)
    }
}
#[inline(never)]
fn is_subclass_instance(object: Word) -> bool {
    shape::try_get(shape_id(object)).is_some_and(|shape| shape.layout == Layout::Set)
}
/// Whether it is a set or frozenset and no instance of a subclass.
pub fn is_exact(object: Word) -> bool {
    object.is_pointer() && matches!(shape_id(object), SHAPE | FROZEN_SHAPE)
}
/// Whether it is a frozenset or an instance of a subclass.
pub fn is_frozen(object: Word) -> bool {
    object.is_pointer()
        && (shape_id(object) == FROZEN_SHAPE
            || (is_set(object)
                && class::is_subclass(class::class_of(object), Builtin::FrozenSet.word())))
}

/// Number of members.
#[inline]
pub fn length(set: Word) -> usize {
    table_of(set).live()
}

/// Member number `position` or a later one: (next position, hash, member).
#[inline]
pub fn next_entry(set: Word, mut position: usize) -> Option<(usize, i64, Word)> {
    let table = table_of(set);
    loop {
        position = table.next(position)?;
        let (hash, member) = (table.stored_hash(position).int(), table.key(position));
        if member != Word::TOMBSTONE {
            return Some((position + 1, hash, member));
        }
        position += 1;
    }
}

/// A new empty set.
pub fn new(thread: &mut Thread, frozen: bool) -> Word {
    let shape = if frozen { FROZEN_SHAPE } else { SHAPE };
    Word::from_pointer(thread.new_object::<Set>(shape))
}

/// Adds an item; whether it is new.
pub fn add(thread: &mut Thread, set: Word, item: Word) -> Result<bool> {
    let hash = table::hash_as(thread, item, ROLE)?;
    add_hashed(thread, set, item, hash)
}

/// As `add`, when the hash is known.
pub fn add_hashed(thread: &mut Thread, set: Word, item: Word, hash: i64) -> Result<bool> {
    loop {
        let field = field(set);
        let found = table::find::<Members>(thread, field, item, hash)?;
        if found.position.is_some() {
            return Ok(false);
        }
        if table::add(thread, set, field, &found, hash, item, Word::NULL) {
            return Ok(true);
        }
    }
}

/// `item in set`; a set asks for the frozenset with its members.
pub fn contains(thread: &mut Thread, set: Word, item: Word) -> Result<bool> {
    let hash = hash_sought(thread, item)?;
    contains_hashed(thread, set, item, hash)
}

/// As `contains`, when the hash is known.
#[inline]
pub fn contains_hashed(thread: &mut Thread, set: Word, item: Word, hash: i64) -> Result<bool> {
    Ok(table::find::<Members>(thread, field(set), item, hash)?.position.is_some())
}

/// The hash of an item that is looked for: sets, which have none, are taken as frozen.
fn hash_sought(thread: &mut Thread, item: Word) -> Result<i64> {
    if is_set(item) && !is_frozen(item) {
        // A subclass may have a hash of its own.
        let name = crate::interned!("__hash__");
        if class::lookup(class::class_of(item), name).is_none() {
            return Ok(members_hash(item));
        }
    }
    table::hash_as(thread, item, ROLE)
}

/// Takes an item out; whether it was a member.
pub fn remove(thread: &mut Thread, set: Word, item: Word) -> Result<bool> {
    let hash = hash_sought(thread, item)?;
    remove_hashed(thread, set, item, hash)
}

fn remove_hashed(thread: &mut Thread, set: Word, item: Word, hash: i64) -> Result<bool> {
    loop {
        let found = table::find::<Members>(thread, field(set), item, hash)?;
        let Some(position) = found.position else { return Ok(false) };
        if table::delete(set, field(set), &found, position).is_some() {
            return Ok(true);
        }
    }
}

/// As `contains`, as long as that runs no Python; `None`: some member has to be asked, use `contains`.
#[inline]
pub fn contains_quietly(set: Word, item: Word) -> Option<bool> {
    let hash = quiet::hash(item)?;
    Some(table::find_quietly::<Members>(field(set), item, hash)?.position.is_some())
}

/// As `add`; `None`: some member has to be asked, and nothing has happened.
#[inline]
pub fn add_quietly(thread: &mut Thread, set: Word, item: Word) -> Option<bool> {
    let hash = quiet::hash(item)?;
    add_hashed_quietly(thread, set, item, hash)
}

#[inline]
fn add_hashed_quietly(thread: &mut Thread, set: Word, item: Word, hash: i64) -> Option<bool> {
    loop {
        let field = field(set);
        let found = table::find_quietly::<Members>(field, item, hash)?;
        if found.position.is_some() {
            return Some(false);
        }
        if table::add(thread, set, field, &found, hash, item, Word::NULL) {
            return Some(true);
        }
    }
}

/// As `remove`; `None`: some member has to be asked, and nothing has happened.
#[inline]
pub fn remove_quietly(set: Word, item: Word) -> Option<bool> {
    let hash = quiet::hash(item)?;
    loop {
        let found = table::find_quietly::<Members>(field(set), item, hash)?;
        let Some(position) = found.position else { return Some(false) };
        if table::delete(set, field(set), &found, position).is_some() {
            return Some(true);
        }
    }
}

/// `left operator right` of exact sets, as long as that runs no Python; also `None` for operators without a meaning.
pub fn combine_quietly(
    thread: &mut Thread,
    operator: Binary,
    left: Word,
    right: Word,
) -> Option<Word> {
    let frozen = shape_id(left) == FROZEN_SHAPE;
    match operator {
        Binary::Sub => {
            let result = new(thread, frozen);
            select_quietly(thread, result, left, right, false)?;
            Some(result)
        }
        Binary::And => {
            let result = new(thread, frozen);
            let (shorter, longer) =
                if length(right) > length(left) { (left, right) } else { (right, left) };
            select_quietly(thread, result, shorter, longer, true)?;
            Some(result)
        }
        Binary::Or => {
            let result = copy(thread, left, frozen);
            let mut position = 0;
            while let Some((next, hash, member)) = next_entry(right, position) {
                position = next;
                add_hashed_quietly(thread, result, member, hash)?;
            }
            Some(result)
        }
        _ => None,
    }
}

/// Adds to `result`, which is new, the members of `set` that are (or are not) in `other`.
fn select_quietly(
    thread: &mut Thread,
    result: Word,
    set: Word,
    other: Word,
    wanted: bool,
) -> Option<()> {
    let target = (result, field(result));
    table::select(thread, target, (set, field(set)), field(other), wanted)
}

/// `left operator right` of exact sets as a comparison, as long as that runs no Python.
pub fn compare_quietly(operator: Compare, left: Word, right: Word) -> Option<bool> {
    let (count, other) = (length(left), length(right));
    match operator {
        Compare::Eq => Some(count == other && is_subset_quietly(left, right)?),
        Compare::Ne => Some(count != other || !is_subset_quietly(left, right)?),
        Compare::Le => Some(count <= other && is_subset_quietly(left, right)?),
        Compare::Lt => Some(count < other && is_subset_quietly(left, right)?),
        Compare::Ge => Some(count >= other && is_subset_quietly(right, left)?),
        Compare::Gt => Some(count > other && is_subset_quietly(right, left)?),
    }
}

fn is_subset_quietly(set: Word, other: Word) -> Option<bool> {
    let mut position = 0;
    while let Some((next, hash, member)) = next_entry(set, position) {
        position = next;
        if table::find_quietly::<Members>(field(other), member, hash)?.position.is_none() {
            return Some(false);
        }
    }
    Some(true)
}

/// Takes some member out.
pub fn pop(set: Word) -> Option<Word> {
    table::take::<Members>(set, field(set), false).map(|(_, member, _)| member)
}

pub fn clear(thread: &mut Thread, set: Word) {
    table::clear::<Members>(thread, set, field(set));
}

/// A copy: an exact set or frozenset.
pub fn copy(thread: &mut Thread, set: Word, frozen: bool) -> Word {
    let copy = new(thread, frozen);
    table::copy_into::<Members>(thread, copy, field(copy), set, field(set));
    copy
}

/// Runs a function on the items with their hashes, which sets and dicts know already.
fn each_hashed(
    thread: &mut Thread,
    items: Word,
    mut run: impl FnMut(&mut Thread, Word, i64) -> Result<bool>,
) -> Result<()> {
    if is_exact(items) {
        let (mut position, count) = (0, length(items));
        while let Some((next, hash, item)) = next_entry(items, position) {
            position = next;
            if !run(thread, item, hash)? {
                break;
            }
            if length(items) != count {
                return Err(changed(thread));
            }
        }
        return Ok(());
    }
    if dict::is_exact(items) {
        let (mut position, count) = (0, dict::length(items));
        while let Some((next, hash, item, _)) = dict::next_hashed(items, position) {
            position = next;
            if !run(thread, item, hash)? {
                break;
            }
            if dict::length(items) != count {
                return Err(
                    thread.raise(Builtin::RuntimeError, "dictionary changed size during iteration")
                );
            }
        }
        return Ok(());
    }
    iterate::each(thread, items, &mut |thread, item| {
        let hash = table::hash_as(thread, item, ROLE)?;
        run(thread, item, hash)
    })
}

#[cold]
pub(crate) fn changed(thread: &mut Thread) -> crate::Raised {
    thread.raise(Builtin::RuntimeError, "Set changed size during iteration")
}

/// Adds all items.
pub fn update(thread: &mut Thread, set: Word, items: Word) -> Result<()> {
    if set == items {
        return Ok(());
    }
    if is_set(items) && length(set) == 0 && is_exact(items) {
        table::copy_into::<Members>(thread, set, field(set), items, field(items));
        return Ok(());
    }
    if crate::header::has_shape(set, Builtin::Set.shape())
        && let Some(iterator) = iterate::python_source(thread, items)?
    {
        iterate::consume(thread, iterate::Consumer::AddToSet, iterator, &[set])?;
        return Ok(());
    }
    each_hashed(thread, items, |thread, item, hash| {
        add_hashed(thread, set, item, hash)?;
        Ok(true)
    })
}

/// Takes all items out.
pub fn remove_all(thread: &mut Thread, set: Word, items: Word) -> Result<()> {
    if set == items {
        clear(thread, set);
        return Ok(());
    }
    each_hashed(thread, items, |thread, item, hash| {
        remove_hashed(thread, set, item, hash)?;
        Ok(true)
    })
}

/// Takes out the items that are members and adds the others.
pub fn toggle_all(thread: &mut Thread, set: Word, items: Word) -> Result<()> {
    if set == items {
        clear(thread, set);
        return Ok(());
    }
    // Items that come twice must not be toggled twice.
    let items = if is_set(items) || dict::is_exact(items) {
        items
    } else {
        let distinct = new(thread, false);
        update(thread, distinct, items)?;
        distinct
    };
    each_hashed(thread, items, |thread, item, hash| {
        if !remove_hashed(thread, set, item, hash)? {
            add_hashed(thread, set, item, hash)?;
        }
        Ok(true)
    })
}

/// Adds to `result` the items that are (or are not) members of `other`, a set, dict or view.
fn select(thread: &mut Thread, result: Word, items: Word, other: Word, wanted: bool) -> Result<()> {
    each_hashed(thread, items, |thread, item, hash| {
        let is_member = if is_set(other) {
            contains_hashed(thread, other, item, hash)?
        } else if dict::is_dict(other) {
            dict::get_hashed(thread, other, item, hash)?.is_some()
        } else {
            operation::contains(thread, other, item)?
        };
        if is_member == wanted {
            add_hashed(thread, result, item, hash)?;
        }
        Ok(true)
    })
}

/// Adds to `result` the members of `set` that are among `items`.
pub fn intersect(thread: &mut Thread, result: Word, set: Word, items: Word) -> Result<()> {
    if is_set(items) {
        let (shorter, longer) =
            if length(items) > length(set) { (set, items) } else { (items, set) };
        return select(thread, result, shorter, longer, true);
    }
    select(thread, result, items, set, true)
}

/// Adds to `result` the members of `set` that are not among `items`.
pub fn subtract(thread: &mut Thread, result: Word, set: Word, items: Word) -> Result<()> {
    if is_set(items) || dict::is_exact(items) {
        return select(thread, result, set, items, false);
    }
    update(thread, result, set)?;
    remove_all(thread, result, items)
}

/// Whether all members of `set` are in `other`, a set.
pub fn is_subset(thread: &mut Thread, set: Word, other: Word) -> Result<bool> {
    if length(set) > length(other) {
        return Ok(false);
    }
    let mut position = 0;
    while let Some((next, hash, member)) = next_entry(set, position) {
        position = next;
        if !contains_hashed(thread, other, member, hash)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// `left == right` of sets.
pub fn equal(thread: &mut Thread, left: Word, right: Word) -> Result<bool> {
    Ok(length(left) == length(right) && is_subset(thread, left, right)?)
}

/// `hash(frozenset)`: independent of the order.
pub fn hash(_thread: &mut Thread, set: Word) -> i64 {
    stored_hash(set)
}

/// The same, kept in the set.
pub fn stored_hash(set: Word) -> i64 {
    // SAFETY: a set.
    let cell = unsafe { &raw mut (*set.pointer::<Set>()).hash };
    let known = crate::header::load_word(cell);
    if !known.is_null() {
        return known.int();
    }
    let hash = members_hash(set);
    if let Some(word) = Word::try_from_int(hash) {
        // SAFETY: as above; everybody stores the same. A small int needs no barrier.
        unsafe { table::store(cell, word) };
    }
    hash
}

fn members_hash(set: Word) -> i64 {
    let (mut hash, mut position, mut count) = (0u64, 0, 0u64);
    while let Some((next, member, _)) = next_entry(set, position) {
        position = next;
        count += 1;
        let member = member as u64;
        hash ^= ((member ^ 89869747) ^ (member << 16)).wrapping_mul(3644798167);
    }
    hash ^= count.wrapping_add(1).wrapping_mul(1927868237);
    hash ^= (hash >> 11) ^ (hash >> 25);
    hash = hash.wrapping_mul(69069).wrapping_add(907133923);
    if hash == u64::MAX { 590923713 } else { hash as i64 }
}
