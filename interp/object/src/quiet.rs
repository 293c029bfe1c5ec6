//! Hashes and comparisons that run no Python, known to run none before they begin.
//!
//! Dicts and sets nearly always hold strings, numbers, tuples of these, and objects that are
//! compared by identity. For those the answer is computed here without a method call; `None` says
//! that only the general protocol knows, and nothing has happened yet. So compiled code may call
//! these in the middle of a trace, with the frames unwritten, and go the long way only where a
//! class has a method of its own.

use crate::builtin::Builtin;
use crate::class;
use crate::header::{has_shape, shape_id};
use crate::integer::Integer;
use crate::layout::Layout;
use crate::name::*;
use crate::object_type::{identity_hash, is_default};
use crate::operation::Compare;
use crate::{bytes, float, integer, list, set, shape, string, table, tuple, weak_reference};
use std::cmp::Ordering;
use std::sync::atomic::{AtomicU64, Ordering as Memory};
use tracer::Word;

/// Nested deeper, values go the general way, which checks the stack.
const DEEPEST: u32 = 16;

const STR: heap::ShapeId = Builtin::Str.shape();
const TUPLE: heap::ShapeId = Builtin::Tuple.shape();
const INT: heap::ShapeId = crate::builtin::shape::BIG_INT;
const FLOAT: heap::ShapeId = crate::builtin::shape::BOXED_FLOAT;
const BYTES: heap::ShapeId = Builtin::Bytes.shape();
const LIST: heap::ShapeId = Builtin::List.shape();
const SET: heap::ShapeId = Builtin::Set.shape();
const WEAK: heap::ShapeId = Builtin::WeakReference.shape();
const FROZEN_SET: heap::ShapeId = Builtin::FrozenSet.shape();

/// `hash(key)` of a key that nothing needs to be asked for.
#[inline(always)]
pub fn hash(key: Word) -> Option<i64> {
    if key.is_int() {
        return Some(table::hash_int(key.int()));
    }
    if key.is_pointer() {
        let shape = shape_id(key);
        if shape == STR {
            return Some(string::hash_exact(key));
        }
        if shape == TUPLE {
            return hash_of_tuple(key, 0);
        }
    }
    hash_within(key, 0)
}

/// The hash of a tuple; items that are small ints or strings are hashed in place.
fn hash_of_tuple(tuple: Word, depth: u32) -> Option<i64> {
    let items = tuple::exact_items(tuple);
    let mut accumulator = tuple::HASH_START;
    for &item in items {
        let lane = if item.is_int() {
            table::hash_int(item.int())
        } else if item.is_pointer() && shape_id(item) == STR {
            string::hash_exact(item)
        } else {
            hash_within(item, depth + 1)?
        };
        accumulator = tuple::mix_hash(accumulator, lane);
    }
    Some(tuple::finish_hash(accumulator, items.len()))
}

fn hash_within(key: Word, depth: u32) -> Option<i64> {
    if key.is_int() {
        return Some(table::hash_int(key.int()));
    }
    if !key.is_pointer() {
        return match key {
            Word::TRUE => Some(1),
            Word::FALSE => Some(0),
            Word::NONE => Some(identity_hash(key)),
            _ if key.is_float() => Some(float::hash(key.float())),
            _ => None,
        };
    }
    match shape_id(key) {
        STR => Some(string::hash(key)),
        TUPLE if depth < DEEPEST => hash_of_tuple(key, depth),
        INT => Some(Integer::of(key)?.hash()),
        FLOAT => Some(float::hash(float::exact_value(key)?)),
        BYTES => Some(bytes::hash(key)),
        FROZEN_SET => Some(set::stored_hash(key)),
        WEAK => weak_reference::hash_quietly(key, |target| hash_within(target, depth + 1)),
        LIST | TUPLE => None,
        id => hash_of_instance(key, id),
    }
}

/// Of instances that have the hash and the equality of `object` or, as payload, of `str`.
#[inline(never)]
fn hash_of_instance(key: Word, id: heap::ShapeId) -> Option<i64> {
    match nature(id)? {
        Nature::Identity => Some(identity_hash(key)),
        Nature::Text => Some(string::hash(key)),
    }
}

enum Nature {
    Identity,
    Text,
}

/// How instances of a shape that is no built-in value's compare.
#[inline]
fn nature(id: heap::ShapeId) -> Option<Nature> {
    let traits = traits(id);
    if traits & trait_bit::IDENTITY != 0 {
        Some(Nature::Identity)
    } else if traits & trait_bit::TEXT != 0 {
        Some(Nature::Text)
    } else {
        None
    }
}

/// What a class leaves as it found it.
pub mod trait_bit {
    /// Hash and equality of `object`.
    pub const IDENTITY: u8 = 1;
    /// A subclass of str with its hash and equality.
    pub const TEXT: u8 = 2;
    /// A subclass of str with all its comparisons.
    pub const TEXT_ORDER: u8 = 4;
    /// Equality and inequality of `object`.
    pub const DEFAULT_EQUALITY: u8 = 8;
    /// A subclass of dict with its `__getitem__`.
    pub const DICT_GET: u8 = 16;
    /// A subclass of dict with its `__setitem__`.
    pub const DICT_SET: u8 = 32;
    /// A subclass of dict with its `__contains__`.
    pub const DICT_CONTAINS: u8 = 64;
}

const TRAITS: usize = 1024;
/// By shape: its number (24 bits), the epoch of all classes (32 bits) and the traits.
static KNOWN: [AtomicU64; TRAITS] = [const { AtomicU64::new(0) }; TRAITS];

/// The traits of the class of a shape, as long as no class changes.
#[inline]
pub fn traits(id: heap::ShapeId) -> u8 {
    let cell = &KNOWN[id as usize % TRAITS];
    let tag = u64::from(id) << 40 | u64::from(class::epoch() as u32) << 8;
    let known = cell.load(Memory::Relaxed);
    if known & !0xff == tag && known != 0 {
        return known as u8;
    }
    find_traits(id, cell, tag)
}

#[inline(never)]
fn find_traits(id: heap::ShapeId, cell: &AtomicU64, tag: u64) -> u8 {
    let Some(shape) = shape::try_get(id) else { return 0 };
    let own = |name: &crate::name::Name| class::lookup(shape.class, name.word());
    let same = |name: &crate::name::Name, base: Builtin| {
        own(name) == class::lookup(base.word(), name.word())
    };
    let mut traits = 0;
    let mut add = |bit: u8, holds: bool| traits |= if holds { bit } else { 0 };
    add(trait_bit::IDENTITY, is_default(own(&__hash__)) && is_default(own(&__eq__)));
    add(trait_bit::DEFAULT_EQUALITY, is_default(own(&__eq__)) && is_default(own(&__ne__)));
    let is_text =
        shape.layout == Layout::Payload && class::is_subclass(shape.class, Builtin::Str.word());
    let text =
        |names: &[&crate::name::Name]| is_text && names.iter().all(|name| same(name, Builtin::Str));
    add(trait_bit::TEXT, text(&[&__hash__, &__eq__]));
    add(trait_bit::TEXT_ORDER, text(&[&__lt__, &__le__, &__eq__, &__ne__, &__gt__, &__ge__]));
    let dict = |name| shape.layout == Layout::Dict && same(name, Builtin::Dict);
    add(trait_bit::DICT_GET, dict(&__getitem__));
    add(trait_bit::DICT_SET, dict(&__setitem__));
    add(trait_bit::DICT_CONTAINS, dict(&__contains__));
    if id < 1 << 24 {
        cell.store(tag | u64::from(traits), Memory::Relaxed);
    }
    traits
}

/// `left is right or left == right`
#[inline]
pub fn equal(left: Word, right: Word) -> Option<bool> {
    equal_at(left, right, 0)
}

#[inline(always)]
fn equal_at(left: Word, right: Word, depth: u32) -> Option<bool> {
    if left == right {
        return Some(true);
    }
    if left.is_int() && right.is_int() {
        return Some(false);
    }
    if left.is_pointer() && right.is_pointer() {
        let shapes = (shape_id(left), shape_id(right));
        if shapes == (STR, STR) {
            return Some(string::equal(left, right));
        }
        if shapes == (TUPLE, TUPLE) {
            return equal_tuples(left, right, depth);
        }
    }
    equal_within(left, right, depth)
}

fn equal_tuples(left: Word, right: Word, depth: u32) -> Option<bool> {
    if depth >= DEEPEST {
        return None;
    }
    let (left, right) = (tuple::exact_items(left), tuple::exact_items(right));
    for (&one, &other) in left.iter().zip(right) {
        if one != other && !equal_at(one, other, depth + 1)? {
            return Some(false);
        }
    }
    Some(left.len() == right.len())
}

/// As `equal`, out of line: for searches that have compared identities and hashes before.
#[inline(never)]
pub fn equal_keys(left: Word, right: Word) -> Option<bool> {
    equal_at(left, right, 0)
}

/// What a value is, for comparisons among different kinds.
enum Kind {
    Number(Number),
    Text,
    /// Of a subclass of str that compares for equality as str does.
    SubclassText,
    Bytes,
    Tuple,
    List,
    Set,
    /// The object, or null.
    Weak(Word),
    Constant,
    /// Equal to itself only.
    Identity,
}
enum Number {
    Int(Integer),
    Float(f64),
}

fn kind(value: Word) -> Option<Kind> {
    if value.is_int() {
        return Some(Kind::Number(Number::Int(Integer::Small(value.int()))));
    }
    if value.is_float() {
        return Some(Kind::Number(Number::Float(value.float())));
    }
    if !value.is_pointer() {
        return match value {
            Word::TRUE => Some(Kind::Number(Number::Int(Integer::Small(1)))),
            Word::FALSE => Some(Kind::Number(Number::Int(Integer::Small(0)))),
            Word::NONE | Word::ELLIPSIS => Some(Kind::Constant),
            _ => None,
        };
    }
    match shape_id(value) {
        STR => Some(Kind::Text),
        TUPLE => Some(Kind::Tuple),
        LIST => Some(Kind::List),
        SET | FROZEN_SET => Some(Kind::Set),
        BYTES => Some(Kind::Bytes),
        WEAK => Some(Kind::Weak(weak_reference::target(value))),
        INT => Some(Kind::Number(Number::Int(Integer::of(value)?))),
        FLOAT => Some(Kind::Number(Number::Float(float::exact_value(value)?))),
        id => Some(match nature(id)? {
            Nature::Identity => Kind::Identity,
            Nature::Text => Kind::SubclassText,
        }),
    }
}

fn equal_within(left: Word, right: Word, depth: u32) -> Option<bool> {
    if left == right {
        return Some(true);
    }
    Some(match (kind(left)?, kind(right)?) {
        (Kind::Number(one), Kind::Number(other)) => {
            order_of_numbers(one, other) == Some(Ordering::Equal)
        }
        (Kind::Text | Kind::SubclassText, Kind::Text | Kind::SubclassText) => {
            string::equal(left, right)
        }
        (Kind::Bytes, Kind::Bytes) => bytes::exact_data(left) == bytes::exact_data(right),
        (Kind::Tuple, Kind::Tuple) => equal_tuples(left, right, depth)?,
        (Kind::List, Kind::List) if depth < DEEPEST => {
            if list::length(left) != list::length(right) {
                return Some(false);
            }
            for index in 0..list::length(left) {
                let (one, other) = (list::get(left, index), list::get(right, index));
                if one.is_null() || other.is_null() {
                    return None;
                }
                if !equal_within(one, other, depth + 1)? {
                    return Some(false);
                }
            }
            true
        }
        (Kind::List, Kind::List) => return None,
        (Kind::Set, Kind::Set) => set::compare_quietly(Compare::Eq, left, right)?,
        // Two living ones compare as their objects do, which nothing says of an object and itself.
        (Kind::Weak(one), Kind::Weak(other)) if one.is_null() || other.is_null() => false,
        (Kind::Weak(one), Kind::Weak(other)) if one == other => {
            return is_equal_to_itself(one).then_some(true);
        }
        (Kind::Weak(one), Kind::Weak(other)) => equal_within(one, other, depth + 1)?,
        // With `-b` this warns.
        (Kind::Text | Kind::SubclassText, Kind::Bytes)
        | (Kind::Bytes, Kind::Text | Kind::SubclassText) => {
            return None;
        }
        _ => false,
    })
}

/// Order of two numbers; `None`: one is NaN.
fn order_of_numbers(one: Number, other: Number) -> Option<Ordering> {
    match (one, other) {
        (Number::Int(one), Number::Int(other)) => Some(integer::order(one, other)),
        (Number::Float(one), Number::Float(other)) => one.partial_cmp(&other),
        (Number::Int(int), Number::Float(float)) => integer::compare_float(int, float),
        (Number::Float(float), Number::Int(int)) => {
            integer::compare_float(int, float).map(Ordering::reverse)
        }
    }
}

/// Any comparison of values whose comparison runs no Python and raises nothing.
#[inline]
pub fn compare(operator: Compare, left: Word, right: Word) -> Option<bool> {
    if operator == Compare::Eq || operator == Compare::Ne {
        if left == right && !is_equal_to_itself(left) {
            return None;
        }
        let equal = equal(left, right)?;
        // What has the default equality may still have an inequality of its own.
        if operator == Compare::Ne && !(is_builtin(left) && is_builtin(right)) {
            return None;
        }
        return Some(equal == (operator == Compare::Eq));
    }
    order(operator, left, right, 0)
}

/// Whether `x == x` is certain. (That of NaN is false.)
fn is_equal_to_itself(value: Word) -> bool {
    match kind(value) {
        Some(Kind::Number(Number::Float(float))) => !float.is_nan(),
        Some(Kind::Weak(target)) => target.is_null() || is_equal_to_itself(target),
        Some(_) => true,
        None => false,
    }
}

fn is_builtin(value: Word) -> bool {
    !matches!(kind(value), None | Some(Kind::Identity | Kind::SubclassText | Kind::Weak(_)))
}

/// The order of two small ints or two strings.
#[inline(always)]
fn plain_order(left: Word, right: Word) -> Option<Ordering> {
    if left.is_int() && right.is_int() {
        // The tag is the same in both.
        return Some((left.0 as i64).cmp(&(right.0 as i64)));
    }
    if has_shape(left, STR) && has_shape(right, STR) {
        return Some(string::compare(left, right));
    }
    None
}

fn order(operator: Compare, left: Word, right: Word, depth: u32) -> Option<bool> {
    let decide = |order: Ordering| tuple::decides(operator, order);
    if left.is_int() && right.is_int() {
        // The tag is the same in both.
        return Some(decide((left.0 as i64).cmp(&(right.0 as i64))));
    }
    if left.is_pointer() && right.is_pointer() {
        let shapes = (shape_id(left), shape_id(right));
        if shapes == (STR, STR) {
            return Some(decide(string::compare(left, right)));
        }
        if shapes == (TUPLE, TUPLE) && depth < DEEPEST {
            let (left, right) = (tuple::exact_items(left), tuple::exact_items(right));
            for (&one, &other) in left.iter().zip(right) {
                if one == other {
                    continue;
                }
                match plain_order(one, other) {
                    Some(Ordering::Equal) => {}
                    Some(order) => return Some(decide(order)),
                    None if equal_at(one, other, depth + 1)? => {}
                    None => return order(operator, one, other, depth + 1),
                }
            }
            return Some(decide(left.len().cmp(&right.len())));
        }
    }
    match (kind(left)?, kind(right)?) {
        (Kind::Number(one), Kind::Number(other)) => {
            Some(order_of_numbers(one, other).is_some_and(decide))
        }
        (Kind::Bytes, Kind::Bytes) => {
            Some(decide(bytes::exact_data(left).cmp(bytes::exact_data(right))))
        }
        (Kind::List, Kind::List) if depth < DEEPEST => {
            let (length, other_length) = (list::length(left), list::length(right));
            for index in 0..length.min(other_length) {
                let (one, other) = (list::get(left, index), list::get(right, index));
                if one.is_null() || other.is_null() {
                    return None;
                }
                if !equal_within(one, other, depth + 1)? {
                    return order(operator, one, other, depth + 1);
                }
            }
            Some(decide(length.cmp(&other_length)))
        }
        _ => None,
    }
}

/// `value in items`
pub fn is_among(items: &[Word], value: Word) -> Option<bool> {
    for &item in items {
        if item.is_null() {
            return None;
        }
        if equal(item, value)? {
            return Some(true);
        }
    }
    Some(false)
}
