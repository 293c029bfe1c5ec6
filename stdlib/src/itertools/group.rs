//! `groupby` and `tee`.

use super::stop;
use crate::native_class::NativeClass;
use crate::{argument, class_root, iterator_class, state};
use object::{Arguments, Result, Thread, Word, native_functions};
use object::{class, iterate, operation, tuple};
use tracer::Effects;

iterator_class!(
    /// Words: 0 a pair of iterator and key function (or None), 1 target key, 2 current key, 3 current value, 4 active
    /// group.
    GROUP_BY "groupby" "($type, iterable, key=None)" group_new group_next
    "make an iterator that returns consecutive keys and groups from the iterable");

const SOURCE: usize = 0;
const TARGET: usize = 1;
const KEY: usize = 2;
const VALUE: usize = 3;
const ACTIVE: usize = 4;

fn group_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, iterable, key] =
        argument::bind(thread, "groupby", "($type, iterable, key=None)", arguments)?;
    let iterator = iterate::iterator(thread, iterable)?;
    let this = class::instantiate(thread, class)?;
    let source = tuple::new(thread, &[iterator, argument::or_none(key)]);
    state::set(thread, this, SOURCE, source);
    Ok(this)
}

/// Takes the next item of the underlying iterator; false at the end.
fn advance(thread: &mut Thread, this: Word) -> Result<bool> {
    let source = tuple::items(state::get(this, SOURCE));
    let (iterator, function) = (source[0], source[1]);
    let Some(value) = iterate::next(thread, iterator)? else { return Ok(false) };
    let key = if function.is_none() { value } else { thread.call(function, &[value])? };
    state::set(thread, this, KEY, key);
    state::set(thread, this, VALUE, value);
    Ok(true)
}

fn group_next(thread: &mut Thread, this: Word) -> Result {
    state::set(thread, this, ACTIVE, Word::NULL);
    loop {
        let (key, target) = (state::get(this, KEY), state::get(this, TARGET));
        if !key.is_null() && (target.is_null() || !operation::equal(thread, target, key)?) {
            break;
        }
        if !advance(thread, this)? {
            return Err(stop(thread));
        }
    }
    let key = state::get(this, KEY);
    state::set(thread, this, TARGET, key);
    let group = new_group(thread, this, key)?;
    state::set(thread, this, ACTIVE, group);
    Ok(tuple::new(thread, &[key, group]))
}

/// A group with this key.
pub(crate) fn new_group(thread: &mut Thread, parent: Word, key: Word) -> Result {
    let group = GROUPER.instantiate(thread);
    state::set(thread, group, 0, parent);
    state::set(thread, group, 1, key);
    Ok(group)
}

/// A group of `groupby`: words 0 the parent, 1 its key.
pub static GROUPER: NativeClass = NativeClass {
    name: "_grouper",
    module: "itertools",
    methods: &[GROUPER_METHODS],
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static GROUPER_METHODS =
    __iter__(this) "($self, /)" Effects::READS => super::itself;
    __next__(this) "($self, /)" Effects::ANY => grouper_next;
}

fn grouper_next(thread: &mut Thread, this: Word) -> Result {
    let parent = state::get(this, 0);
    if state::get(parent, ACTIVE) != this {
        return Err(stop(thread));
    }
    if state::get(parent, VALUE).is_null() && !advance(thread, parent)? {
        return Err(stop(thread));
    }
    let (own, key) = (state::get(this, 1), state::get(parent, KEY));
    if !operation::equal(thread, own, key)? {
        return Err(stop(thread));
    }
    let value = state::get(parent, VALUE);
    state::set(thread, parent, VALUE, Word::NULL);
    Ok(value)
}

native_functions! { pub static FUNCTIONS =
    /// Returns a tuple of n independent iterators.
    tee(iterable, count) "($module, iterable, n=2, /)" Effects::ANY => tee;
}

/// `itertools._tee`: words 0 the link it is at, 1 position in the link.
pub static TEE: NativeClass = NativeClass {
    name: "_tee",
    module: "itertools",
    doc: "Iterator wrapped to make it copyable.",
    methods: &[TEE_METHODS],
    constructor: TEE_CONSTRUCTOR,
    class: class_root!(),
    ..NativeClass::EMPTY
};
/// A link: words 0 the iterator, 1 vector of values, 2 how many, 3 the next link or null.
pub static TEE_DATA: NativeClass = NativeClass {
    name: "_tee_dataobject",
    module: "itertools",
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static TEE_CONSTRUCTOR =
    __new__(..) "($type, iterable, /)" Effects::ANY => tee_new;
}
native_functions! { static TEE_METHODS =
    __iter__(this) "($self, /)" Effects::READS => super::itself;
    __next__(this) "($self, /)" Effects::ANY => tee_next;
    __copy__(this) "($self, /)" Effects::ANY => tee_copy;
}

const LINK: usize = 57;

fn new_link(thread: &mut Thread, iterator: Word) -> Word {
    let link = TEE_DATA.instantiate(thread);
    state::set(thread, link, 0, iterator);
    let values = state::vector(thread, LINK);
    state::set(thread, link, 1, values);
    state::set_int(link, 2, 0);
    link
}

fn tee_over(thread: &mut Thread, iterable: Word) -> Result {
    let iterator = iterate::iterator(thread, iterable)?;
    if TEE.is_instance(iterator) {
        return tee_copy(thread, iterator);
    }
    let this = TEE.instantiate(thread);
    let link = new_link(thread, iterator);
    state::set(thread, this, 0, link);
    state::set_int(this, 1, 0);
    Ok(this)
}

fn tee_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [_class, iterable] = argument::bind(thread, "_tee", "($type, iterable, /)", arguments)?;
    tee_over(thread, iterable)
}

fn tee_copy(thread: &mut Thread, this: Word) -> Result {
    let copy = TEE.instantiate(thread);
    state::set(thread, copy, 0, state::get(this, 0));
    state::set_int(copy, 1, state::get_int(this, 1));
    Ok(copy)
}

fn tee_next(thread: &mut Thread, this: Word) -> Result {
    let mut link = state::get(this, 0);
    let mut at = state::get_int(this, 1);
    if at as usize >= LINK {
        let mut next = state::get(link, 3);
        if next.is_null() {
            next = new_link(thread, state::get(link, 0));
            state::set(thread, link, 3, next);
        }
        link = next;
        at = 0;
        state::set(thread, this, 0, link);
        state::set_int(this, 1, 0);
    }
    let values = state::get(link, 1);
    let value = if at < state::get_int(link, 2) {
        state::items(values)[at as usize]
    } else {
        if state::get(link, 4) == Word::TRUE {
            return Err(
                thread.raise(object::Builtin::RuntimeError, "cannot re-enter the tee iterator")
            );
        }
        state::set(thread, link, 4, Word::TRUE);
        let found = iterate::next(thread, state::get(link, 0));
        state::set(thread, link, 4, Word::FALSE);
        let Some(value) = found? else { return Err(stop(thread)) };
        state::set_item(thread, values, at as usize, value);
        state::set_int(link, 2, at + 1);
        value
    };
    state::set_int(this, 1, at + 1);
    Ok(value)
}

fn tee(thread: &mut Thread, iterable: Word, count: Word) -> Result {
    let count = argument::int_or(thread, count, 2)?;
    if count < 0 {
        return Err(thread.value_error("n must be >= 0"));
    }
    if count == 0 {
        return Ok(tuple::new(thread, &[]));
    }
    let all = state::vector(thread, count as usize);
    let first = tee_over(thread, iterable)?;
    state::set_item(thread, all, 0, first);
    for index in 1..count as usize {
        let copy = tee_copy(thread, first)?;
        state::set_item(thread, all, index, copy);
    }
    Ok(tuple::new(thread, state::items(all)))
}
