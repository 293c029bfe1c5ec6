//! The methods of set and frozenset. What makes a new set makes one of the built-in class of the
//! receiver, never of a subclass.

use super::*;
use crate::native::Arguments;
use crate::{attribute, list, native_functions, parameter, representation, tuple};
use tracer::Effects;

pub const DOC: &str = "Build an unordered collection of unique elements.";
pub const FROZEN_DOC: &str = "Build an immutable unordered collection of unique elements.";

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct;
}
native_functions! { pub static FROZEN_CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct_frozen;
}

macro_rules! methods {
    ($table:ident $($more:tt)*) => {
        native_functions! { pub static $table =
            /// Return self&value.
            __and__(this, value) "($self, value, /)" Effects::ANY => and;
            /// x.__contains__(y) <==> y in x.
            __contains__(this, object) "($self, object, /)" Effects::ANY => contains_method;
            /// Return self==value.
            __eq__(this, value) "($self, value, /)" Effects::ANY => equal_method;
            /// Return self>=value.
            __ge__(this, value) "($self, value, /)" Effects::ANY => greater_or_equal;
            /// Return self>value.
            __gt__(this, value) "($self, value, /)" Effects::ANY => greater;
            /// Implement iter(self).
            __iter__(this) "($self, /)" Effects::READS => iterate_method;
            /// Return self<=value.
            __le__(this, value) "($self, value, /)" Effects::ANY => less_or_equal;
            /// Return len(self).
            __len__(this) "($self, /)" Effects::READS => length_method;
            /// Return self<value.
            __lt__(this, value) "($self, value, /)" Effects::ANY => less;
            /// Return self!=value.
            __ne__(this, value) "($self, value, /)" Effects::ANY => not_equal;
            /// Return self|value.
            __or__(this, value) "($self, value, /)" Effects::ANY => or;
            /// Return value&self.
            __rand__(this, value) "($self, value, /)" Effects::ANY => reflected_and;
            /// Return state information for pickling.
            __reduce__(this) "($self, /)" Effects::ANY => reduce;
            /// Return repr(self).
            __repr__(this) "($self, /)" Effects::ANY => repr;
            /// Return value|self.
            __ror__(this, value) "($self, value, /)" Effects::ANY => reflected_or;
            /// Return value-self.
            __rsub__(this, value) "($self, value, /)" Effects::ANY => reflected_sub;
            /// Return value^self.
            __rxor__(this, value) "($self, value, /)" Effects::ANY => reflected_xor;
            /// S.__sizeof__() -> size of S in memory, in bytes.
            __sizeof__(this) "($self, /)" Effects::READS => size;
            /// Return self-value.
            __sub__(this, value) "($self, value, /)" Effects::ANY => sub;
            /// Return self^value.
            __xor__(this, value) "($self, value, /)" Effects::ANY => xor;
            /// Return a shallow copy of a set.
            copy(this) "($self, /)" Effects::READS => copy_method;
            /// Return a new set with elements in the set that are not in the others.
            difference(..) "($self, /, *others)" Effects::ANY => difference;
            /// Return a new set with elements common to the set and all others.
            intersection(..) "($self, /, *others)" Effects::ANY => intersection;
            /// Return True if two sets have a null intersection.
            isdisjoint(this, other) "($self, other, /)" Effects::ANY => is_disjoint;
            /// Report whether another set contains this set.
            issubset(this, other) "($self, other, /)" Effects::ANY => is_subset_method;
            /// Report whether this set contains another set.
            issuperset(this, other) "($self, other, /)" Effects::ANY => is_superset_method;
            /// Return a new set with elements in either the set or other but not both.
            symmetric_difference(this, other) "($self, other, /)" Effects::ANY => symmetric_difference;
            /// Return a new set with elements from the set and all others.
            union(..) "($self, /, *others)" Effects::ANY => union;
            $($more)*
        }
    };
}
methods! { FROZEN_METHODS
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::READS => hash_method;
}
methods! { METHODS
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, *args, **kwargs)" Effects::ANY => initialize;
    /// Return self&=value.
    __iand__(this, value) "($self, value, /)" Effects::ANY => and_in_place;
    /// Return self|=value.
    __ior__(this, value) "($self, value, /)" Effects::ANY => or_in_place;
    /// Return self-=value.
    __isub__(this, value) "($self, value, /)" Effects::ANY => sub_in_place;
    /// Return self^=value.
    __ixor__(this, value) "($self, value, /)" Effects::ANY => xor_in_place;
    /// Add an element to a set.
    ///
    /// This has no effect if the element is already present.
    add(this, object) "($self, object, /)" Effects::ANY => add_method;
    /// Remove all elements from this set.
    clear(this) "($self, /)" Effects::ANY => clear_method;
    /// Update the set, removing elements found in others.
    difference_update(..) "($self, /, *others)" Effects::ANY => difference_update;
    /// Remove an element from a set if it is a member.
    ///
    /// Unlike set.remove(), the discard() method does not raise
    /// an exception when an element is missing from the set.
    discard(this, object) "($self, object, /)" Effects::ANY => discard;
    /// Update the set, keeping only elements found in it and all others.
    intersection_update(..) "($self, /, *others)" Effects::ANY => intersection_update;
    /// Remove and return an arbitrary set element.
    ///
    /// Raises KeyError if the set is empty.
    pop(this) "($self, /)" Effects::ANY => pop_method;
    /// Remove an element from a set; it must be a member.
    ///
    /// If the element is not a member, raise a KeyError.
    remove(this, object) "($self, object, /)" Effects::ANY => remove_method;
    /// Update the set, keeping only elements found in either set, but not in both.
    symmetric_difference_update(this, other) "($self, other, /)" Effects::ANY => symmetric_difference_update;
    /// Update the set, adding elements from all others.
    update(..) "($self, /, *others)" Effects::ANY => update_method;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    if class == Builtin::Set.word() {
        return Ok(new(thread, false));
    }
    class::instantiate(thread, class)
}

fn initialize(thread: &mut Thread, arguments: Arguments) -> Result {
    let given = parameter::positional(thread, "set", arguments, 0, 1)?;
    let this = arguments.all[0];
    clear(thread, this);
    if let Some(&items) = given.first() {
        update(thread, this, items)?;
    }
    Ok(Word::NONE)
}

fn construct_frozen(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    let split = parameter::split(arguments, 1);
    if !split.names.is_empty() && parameter::rejects_keywords(class, Builtin::FrozenSet) {
        return Err(thread.type_error("frozenset() takes no keyword arguments"));
    }
    parameter::check_count(thread, "frozenset", split.positional.len(), 0, 1)?;
    let items = split.positional.first().copied();
    if class == Builtin::FrozenSet.word() {
        return match items {
            Some(items) => freeze(thread, items),
            None => Ok(empty_frozen(thread)),
        };
    }
    let this = class::instantiate(thread, class)?;
    if let Some(items) = items {
        update(thread, this, items)?;
    }
    Ok(this)
}

/// `frozenset(items)`
pub fn freeze(thread: &mut Thread, items: Word) -> Result {
    if crate::header::has_shape(items, FROZEN_SHAPE) {
        return Ok(items);
    }
    let this = new(thread, true);
    if crate::header::has_shape(items, Builtin::Generator.shape()) {
        let members = new(thread, false);
        update(thread, members, items)?;
        table::adopt::<Members>(thread, this, field(this), field(members));
    } else {
        update(thread, this, items)?;
    }
    Ok(this)
}

fn empty_frozen(thread: &mut Thread) -> Word {
    new(thread, true)
}

/// A copy of a set, of its built-in class.
fn like(thread: &mut Thread, this: Word) -> Word {
    let frozen = is_frozen(this);
    copy(thread, this, frozen)
}
fn empty_like(thread: &mut Thread, this: Word) -> Word {
    let frozen = is_frozen(this);
    new(thread, frozen)
}

fn length_method(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(length(this) as i64))
}
fn iterate_method(thread: &mut Thread, this: Word) -> Result {
    Ok(iterator::new(thread, this))
}
fn contains_method(thread: &mut Thread, this: Word, object: Word) -> Result {
    Ok(Word::from_bool(contains(thread, this, object)?))
}
fn hash_method(thread: &mut Thread, this: Word) -> Result {
    let hash = hash(thread, this);
    Ok(crate::integer::from_i64(thread, hash))
}
fn size(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int((size_of::<Set>() + table_of(this).bytes()) as i64))
}

/// `repr(set)`
pub fn repr(thread: &mut Thread, this: Word) -> Result {
    let class = class::class_of(this);
    let name = crate::string::class_name(this);
    if length(this) == 0 {
        return Ok(crate::string::new(thread, &format!("{name}()")));
    }
    representation::guarded(thread, this, &format!("{name}(...)"), |thread, text| {
        let plain = class == Builtin::Set.word();
        if !plain {
            text.extend_from_slice(name.as_bytes());
            text.push(b'(');
        }
        text.push(b'{');
        let (mut position, mut first) = (0, true);
        while let Some((next, _, member)) = next_entry(this, position) {
            position = next;
            representation::separate(text, &mut first);
            representation::push(thread, text, member)?;
        }
        text.push(b'}');
        if !plain {
            text.push(b')');
        }
        Ok(())
    })
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    let members = list::new(thread, &[]);
    let mut position = 0;
    while let Some((next, _, member)) = next_entry(this, position) {
        position = next;
        list::append(thread, members, member);
    }
    let arguments = tuple::new(thread, &[members]);
    let state = attribute::get_optional(thread, this, crate::interned!("__getstate__"))?;
    let state = match state {
        Some(function) => thread.call(function, &[])?,
        None => Word::NONE,
    };
    Ok(tuple::new(thread, &[class::class_of(this), arguments, state]))
}

macro_rules! comparison {
    ($name:ident, $this:ident, $value:ident, $thread:ident, $result:expr) => {
        fn $name($thread: &mut Thread, $this: Word, $value: Word) -> Result {
            if !is_set($value) {
                return Ok(Word::NOT_IMPLEMENTED);
            }
            Ok(Word::from_bool($result))
        }
    };
}
comparison!(equal_method, this, value, thread, equal(thread, this, value)?);
comparison!(not_equal, this, value, thread, !equal(thread, this, value)?);
comparison!(less_or_equal, this, value, thread, is_subset(thread, this, value)?);
comparison!(greater_or_equal, this, value, thread, is_subset(thread, value, this)?);
comparison!(
    less,
    this,
    value,
    thread,
    length(this) < length(value) && is_subset(thread, this, value)?
);
comparison!(
    greater,
    this,
    value,
    thread,
    length(this) > length(value) && is_subset(thread, value, this)?
);

fn and(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_set(this) || !is_set(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let result = empty_like(thread, this);
    intersect(thread, result, this, value)?;
    Ok(result)
}
fn or(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_set(this) || !is_set(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let result = like(thread, this);
    update(thread, result, value)?;
    Ok(result)
}
fn sub(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_set(this) || !is_set(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let result = empty_like(thread, this);
    subtract(thread, result, this, value)?;
    Ok(result)
}
fn xor(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_set(this) || !is_set(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let result = like(thread, this);
    toggle_all(thread, result, value)?;
    Ok(result)
}
fn reflected_and(thread: &mut Thread, this: Word, value: Word) -> Result {
    and(thread, value, this)
}
fn reflected_or(thread: &mut Thread, this: Word, value: Word) -> Result {
    or(thread, value, this)
}
fn reflected_sub(thread: &mut Thread, this: Word, value: Word) -> Result {
    sub(thread, value, this)
}
fn reflected_xor(thread: &mut Thread, this: Word, value: Word) -> Result {
    xor(thread, value, this)
}

/// Gives a set the members of a fresh one.
fn become_like(thread: &mut Thread, this: Word, fresh: Word) {
    table::adopt::<Members>(thread, this, field(this), field(fresh));
}

fn and_in_place(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_set(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let result = new(thread, false);
    intersect(thread, result, this, value)?;
    become_like(thread, this, result);
    Ok(this)
}
fn or_in_place(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_set(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    update(thread, this, value)?;
    Ok(this)
}
fn sub_in_place(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_set(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    remove_all(thread, this, value)?;
    Ok(this)
}
fn xor_in_place(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_set(value) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    toggle_all(thread, this, value)?;
    Ok(this)
}

fn add_method(thread: &mut Thread, this: Word, object: Word) -> Result {
    add(thread, this, object)?;
    Ok(Word::NONE)
}
fn discard(thread: &mut Thread, this: Word, object: Word) -> Result {
    remove(thread, this, object)?;
    Ok(Word::NONE)
}
fn remove_method(thread: &mut Thread, this: Word, object: Word) -> Result {
    if !remove(thread, this, object)? {
        return Err(dict::key_error(thread, object));
    }
    Ok(Word::NONE)
}
fn pop_method(thread: &mut Thread, this: Word) -> Result {
    match pop(this) {
        Some(member) => Ok(member),
        None => Err(thread.raise(Builtin::KeyError, "pop from an empty set")),
    }
}
fn clear_method(thread: &mut Thread, this: Word) -> Result {
    clear(thread, this);
    Ok(Word::NONE)
}
fn copy_method(thread: &mut Thread, this: Word) -> Result {
    if crate::header::has_shape(this, FROZEN_SHAPE) {
        return Ok(this);
    }
    Ok(like(thread, this))
}

/// The operands of a method that takes any number of iterables.
fn others<'a>(thread: &mut Thread, name: &str, arguments: Arguments<'a>) -> Result<&'a [Word]> {
    if !arguments.names.is_null() && !tuple::items(arguments.names).is_empty() {
        let class = if is_frozen(arguments.all[0]) { "frozenset" } else { "set" };
        return Err(thread.type_error(format!("{class}.{name}() takes no keyword arguments")));
    }
    Ok(&arguments.all[1..])
}

fn union(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    let result = like(thread, this);
    for &other in others(thread, "union", arguments)? {
        update(thread, result, other)?;
    }
    Ok(result)
}
fn update_method(thread: &mut Thread, arguments: Arguments) -> Result {
    for &other in others(thread, "update", arguments)? {
        update(thread, arguments.all[0], other)?;
    }
    Ok(Word::NONE)
}
fn intersection(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    let others = others(thread, "intersection", arguments)?;
    if others.is_empty() {
        return copy_method(thread, this);
    }
    let mut result = this;
    for &other in others {
        let next = empty_like(thread, this);
        intersect(thread, next, result, other)?;
        result = next;
    }
    Ok(result)
}
fn intersection_update(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    if !others(thread, "intersection_update", arguments)?.is_empty() {
        let result = intersection(thread, arguments)?;
        become_like(thread, this, result);
    }
    Ok(Word::NONE)
}
fn difference(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    let others = others(thread, "difference", arguments)?;
    let Some((&first, rest)) = others.split_first() else { return copy_method(thread, this) };
    let result = empty_like(thread, this);
    subtract(thread, result, this, first)?;
    for &other in rest {
        remove_all(thread, result, other)?;
    }
    Ok(result)
}
fn difference_update(thread: &mut Thread, arguments: Arguments) -> Result {
    for &other in others(thread, "difference_update", arguments)? {
        remove_all(thread, arguments.all[0], other)?;
    }
    Ok(Word::NONE)
}
fn symmetric_difference(thread: &mut Thread, this: Word, other: Word) -> Result {
    let result = like(thread, this);
    toggle_all(thread, result, other)?;
    Ok(result)
}
fn symmetric_difference_update(thread: &mut Thread, this: Word, other: Word) -> Result {
    toggle_all(thread, this, other)?;
    Ok(Word::NONE)
}

fn is_disjoint(thread: &mut Thread, this: Word, other: Word) -> Result {
    if this == other {
        return Ok(Word::from_bool(length(this) == 0));
    }
    let (walked, asked) =
        if is_set(other) && length(other) > length(this) { (this, other) } else { (other, this) };
    let mut disjoint = true;
    each_hashed(thread, walked, |thread, item, hash| {
        disjoint = !contains_hashed(thread, asked, item, hash)?;
        Ok(disjoint)
    })?;
    Ok(Word::from_bool(disjoint))
}

fn as_set(thread: &mut Thread, other: Word) -> Result {
    if is_set(other) {
        return Ok(other);
    }
    let result = new(thread, false);
    update(thread, result, other)?;
    Ok(result)
}
fn is_subset_method(thread: &mut Thread, this: Word, other: Word) -> Result {
    let other = as_set(thread, other)?;
    Ok(Word::from_bool(is_subset(thread, this, other)?))
}
fn is_superset_method(thread: &mut Thread, this: Word, other: Word) -> Result {
    if is_set(other) {
        return Ok(Word::from_bool(is_subset(thread, other, this)?));
    }
    let mut all = true;
    each_hashed(thread, other, |thread, item, hash| {
        all = contains_hashed(thread, this, item, hash)?;
        Ok(all)
    })?;
    Ok(Word::from_bool(all))
}
