//! Views of dicts: keys, values, items. Word 0 is the dict.
//!
//! Keys and items are sets to the operators. An operation gives a new set; the view comes first in
//! it, or the operand does when the view is the right one.

use super::iterator::{self, Part};
use super::{contains, get, is_dict, length, next_entry};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::shape_id;
use crate::native::NativeAttribute;
use crate::thread::Thread;
use crate::{iterate, native_functions, operation, representation, set, tuple, words};
use tracer::{Effects, Word};

native_functions! { pub static VALUES_METHODS =
    /// Return len(self).
    __len__(this) "($self, /)" Effects::READS => length_method;
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::READS => iterate_method;
    /// Return a reverse iterator over the dict values.
    __reversed__(this) "($self, /)" Effects::READS => reversed;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
}

macro_rules! set_like {
    ($table:ident $reversed:literal) => {
        native_functions! { pub static $table =
            /// Return len(self).
            __len__(this) "($self, /)" Effects::READS => length_method;
            /// Implement iter(self).
            __iter__(this) "($self, /)" Effects::READS => iterate_method;
            #[doc = $reversed]
            __reversed__(this) "($self, /)" Effects::READS => reversed;
            /// Return repr(self).
            __repr__(this) "($self, /)" Effects::ANY => repr;
            /// Return bool(key in self).
            __contains__(this, key) "($self, key, /)" Effects::ANY => contains_method;
            /// Return self==value.
            __eq__(this, value) "($self, value, /)" Effects::ANY => equal;
            /// Return self!=value.
            __ne__(this, value) "($self, value, /)" Effects::ANY => not_equal;
            /// Return self<value.
            __lt__(this, value) "($self, value, /)" Effects::ANY => less;
            /// Return self<=value.
            __le__(this, value) "($self, value, /)" Effects::ANY => less_or_equal;
            /// Return self>value.
            __gt__(this, value) "($self, value, /)" Effects::ANY => greater;
            /// Return self>=value.
            __ge__(this, value) "($self, value, /)" Effects::ANY => greater_or_equal;
            /// Return self&value.
            __and__(this, value) "($self, value, /)" Effects::ANY => and;
            /// Return value&self.
            __rand__(this, value) "($self, value, /)" Effects::ANY => reflected_and;
            /// Return self|value.
            __or__(this, value) "($self, value, /)" Effects::ANY => or;
            /// Return value|self.
            __ror__(this, value) "($self, value, /)" Effects::ANY => reflected_or;
            /// Return self-value.
            __sub__(this, value) "($self, value, /)" Effects::ANY => sub;
            /// Return value-self.
            __rsub__(this, value) "($self, value, /)" Effects::ANY => reflected_sub;
            /// Return self^value.
            __xor__(this, value) "($self, value, /)" Effects::ANY => xor;
            /// Return value^self.
            __rxor__(this, value) "($self, value, /)" Effects::ANY => reflected_xor;
            /// Return True if the view and the given iterable have a null intersection.
            isdisjoint(this, object) "($self, object, /)" Effects::ANY => is_disjoint;
        }
    };
}
set_like!(KEYS_METHODS "Return a reverse iterator over the dict keys.");
set_like!(ITEMS_METHODS "Return a reverse iterator over the dict items.");

/// The attribute of all views.
pub static ATTRIBUTES: &[NativeAttribute] = &[NativeAttribute {
    name: "mapping",
    doc: "dictionary that this view refers to",
    get: mapping,
    set: None,
}];

/// A view of a dict.
pub fn new(thread: &mut Thread, part: Part, dict: Word) -> Word {
    let class = match part {
        Part::Keys => Builtin::DictKeys,
        Part::Values => Builtin::DictValues,
        Part::Items => Builtin::DictItems,
    };
    words::new(thread, class.shape(), [dict])
}

/// Which part of its dict a view shows; `None` for what is no view.
pub fn part_of(object: Word) -> Option<Part> {
    if !object.is_pointer() {
        return None;
    }
    let shape = shape_id(object);
    if shape == Builtin::DictKeys.shape() {
        Some(Part::Keys)
    } else if shape == Builtin::DictItems.shape() {
        Some(Part::Items)
    } else if shape == Builtin::DictValues.shape() {
        Some(Part::Values)
    } else {
        None
    }
}

/// The dict of a view.
#[inline]
pub fn dict_of(view: Word) -> Word {
    words::get(view, 0)
}

fn mapping(thread: &mut Thread, this: Word) -> Result {
    let proxy = Builtin::MappingProxy.word();
    thread.call(proxy, &[dict_of(this)])
}

fn length_method(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(length(dict_of(this)) as i64))
}
fn part(this: Word) -> Part {
    part_of(this).unwrap_or(Part::Values)
}
fn iterate_method(thread: &mut Thread, this: Word) -> Result {
    Ok(iterator::new(thread, part(this), dict_of(this)))
}
fn reversed(thread: &mut Thread, this: Word) -> Result {
    Ok(iterator::new_reversed(thread, part(this), dict_of(this)))
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    representation::guarded(thread, this, "...", |thread, text| {
        let part = part(this);
        let class = crate::class::class_of(dict_of(this));
        if !crate::class::lookup(class, crate::interned!("move_to_end")).is_null() {
            // A view of an ordered dict.
            text.push(b'o');
        }
        text.extend_from_slice(match part {
            Part::Keys => b"dict_keys([",
            Part::Values => b"dict_values([",
            Part::Items => b"dict_items([",
        });
        let (mut position, mut first) = (0, true);
        while let Some((next, key, value)) = next_entry(dict_of(this), position) {
            position = next;
            representation::separate(text, &mut first);
            match part {
                Part::Keys => representation::push(thread, text, key)?,
                Part::Values => representation::push(thread, text, value)?,
                Part::Items => {
                    text.push(b'(');
                    representation::push(thread, text, key)?;
                    text.extend_from_slice(b", ");
                    representation::push(thread, text, value)?;
                    text.push(b')');
                }
            }
        }
        text.extend_from_slice(b"])");
        Ok(())
    })
}

/// `item in view`
pub fn view_contains(thread: &mut Thread, view: Word, item: Word) -> Result<bool> {
    let dict = dict_of(view);
    match part(view) {
        Part::Keys => contains(thread, dict, item),
        Part::Items => {
            if !tuple::is_tuple(item) {
                return Ok(false);
            }
            let &[key, value] = tuple::items(item) else { return Ok(false) };
            match get(thread, dict, key)? {
                Some(found) => operation::equal(thread, found, value),
                None => Ok(false),
            }
        }
        Part::Values => {
            let mut position = 0;
            while let Some((next, _, value)) = next_entry(dict, position) {
                position = next;
                if operation::equal(thread, value, item)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}

fn contains_method(thread: &mut Thread, this: Word, key: Word) -> Result {
    Ok(Word::from_bool(view_contains(thread, this, key)?))
}

fn is_set_like(object: Word) -> bool {
    set::is_set(object) || matches!(part_of(object), Some(Part::Keys | Part::Items))
}

/// Whether all items of one are in the other.
fn all_in(thread: &mut Thread, one: Word, other: Word) -> Result<bool> {
    let mut all = true;
    iterate::each(thread, one, &mut |thread, item| {
        all = operation::contains(thread, other, item)?;
        Ok(all)
    })?;
    Ok(all)
}

fn compare(
    thread: &mut Thread,
    this: Word,
    value: Word,
    decide: fn(&mut Thread, Word, Word, std::cmp::Ordering) -> Result<bool>,
) -> Result {
    if !is_set_like(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let other = operation::length(thread, value)?;
    let order = length(dict_of(this)).cmp(&other);
    Ok(Word::from_bool(decide(thread, this, value, order)?))
}

fn equal(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, this, value, |thread, this, value, order| {
        Ok(order.is_eq() && all_in(thread, this, value)?)
    })
}
fn not_equal(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, this, value, |thread, this, value, order| {
        Ok(!(order.is_eq() && all_in(thread, this, value)?))
    })
}
fn less(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, this, value, |thread, this, value, order| {
        Ok(order.is_lt() && all_in(thread, this, value)?)
    })
}
fn less_or_equal(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, this, value, |thread, this, value, order| {
        Ok(order.is_le() && all_in(thread, this, value)?)
    })
}
fn greater(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, this, value, |thread, this, value, order| {
        Ok(order.is_gt() && all_in(thread, value, this)?)
    })
}
fn greater_or_equal(thread: &mut Thread, this: Word, value: Word) -> Result {
    compare(thread, this, value, |thread, this, value, order| {
        Ok(order.is_ge() && all_in(thread, value, this)?)
    })
}

fn intersect(thread: &mut Thread, left: Word, right: Word) -> Result {
    let result = set::new(thread, false);
    // The shorter one is walked over, where both have a length.
    let (view, other) = if part_of(left).is_some() { (left, right) } else { (right, left) };
    let swap = is_set_like(other) && operation::length(thread, other)? > length(dict_of(view));
    let (walked, asked) = if swap { (view, other) } else { (other, view) };
    iterate::each(thread, walked, &mut |thread, item| {
        if operation::contains(thread, asked, item)? {
            set::add(thread, result, item)?;
        }
        Ok(true)
    })?;
    Ok(result)
}
fn and(thread: &mut Thread, this: Word, value: Word) -> Result {
    intersect(thread, this, value)
}
fn reflected_and(thread: &mut Thread, this: Word, value: Word) -> Result {
    intersect(thread, value, this)
}

fn set_of(thread: &mut Thread, items: Word) -> Result {
    let result = set::new(thread, false);
    set::update(thread, result, items)?;
    Ok(result)
}
fn or(thread: &mut Thread, this: Word, value: Word) -> Result {
    let result = set_of(thread, this)?;
    set::update(thread, result, value)?;
    Ok(result)
}
fn reflected_or(thread: &mut Thread, this: Word, value: Word) -> Result {
    or(thread, value, this)
}
fn sub(thread: &mut Thread, this: Word, value: Word) -> Result {
    let result = set_of(thread, this)?;
    set::remove_all(thread, result, value)?;
    Ok(result)
}
fn reflected_sub(thread: &mut Thread, this: Word, value: Word) -> Result {
    sub(thread, value, this)
}
fn xor(thread: &mut Thread, this: Word, value: Word) -> Result {
    let result = set_of(thread, this)?;
    set::toggle_all(thread, result, value)?;
    Ok(result)
}
fn reflected_xor(thread: &mut Thread, this: Word, value: Word) -> Result {
    xor(thread, value, this)
}

fn is_disjoint(thread: &mut Thread, this: Word, object: Word) -> Result {
    if this == object {
        return Ok(Word::from_bool(length(dict_of(this)) == 0));
    }
    let (mut walked, mut asked) = (object, this);
    if is_set_like(object) && operation::length(thread, object)? > length(dict_of(this)) {
        (walked, asked) = (this, object);
    }
    let mut disjoint = true;
    iterate::each(thread, walked, &mut |thread, item| {
        disjoint = !operation::contains(thread, asked, item)?;
        Ok(disjoint)
    })?;
    Ok(Word::from_bool(disjoint))
}

/// Whether an object is a dict or a view of keys or items: something that is asked quickly.
pub fn answers_contains(object: Word) -> bool {
    is_dict(object) || is_set_like(object)
}
