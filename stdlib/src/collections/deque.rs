//! `deque`: a ring in one vector.
//!
//! CPython's chain of blocks never moves items; a ring that doubles is simpler, indexes in constant
//! time and allocates less. All accesses hold the object's lock byte; what allocates does so
//! before it locks.
//!
//! Words: 0 the vector (null: no room yet), 1 position of the first item, 2 number of items,
//! 3 greatest length (-1: none), 4 number of changes, by which iterators notice them.

use crate::itertools::itself;
use crate::native_class::{NativeClass, attribute, plain_constructor};
use crate::{argument, class_root, name, state};
use object::field::alias;
use object::header::Locked;
use object::native::NativeAttribute;
use object::operation::Compare;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{class, iterate, list, operation, string, tuple};
use tracer::Effects;

/// `collections.deque`
pub static DEQUE: NativeClass = NativeClass {
    name: "deque",
    module: "collections",
    doc: "A list-like sequence optimized for data accesses near its endpoints.",
    methods: &[METHODS, SPECIAL],
    class_methods: CLASS_METHODS,
    attributes: ATTRIBUTES,
    constructor: CONSTRUCTOR,
    unhashable: true,
    flags: class::flag::WEAK | class::flag::SEQUENCE,
    class: class_root!(),
    ..NativeClass::EMPTY
};

const VECTOR: usize = 0;
const FIRST: usize = 1;
const LENGTH: usize = 2;
const MOST: usize = 3;
const CHANGES: usize = 4;

/// Adding and taking at the ends runs no Python.
const CHANGES_RING: Effects =
    Effects::writes(&[alias::WORDS, alias::VECTOR_HEAD, alias::VECTOR_ITEM]);

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}
native_functions! { static CLASS_METHODS =
    __class_getitem__(class, item) "($type, object, /)" Effects::ANY => crate::itertools::generic_alias;
}
native_functions! { static METHODS =
    /// Add an element to the right side of the deque.
    append(this, item) "($self, item, /)" CHANGES_RING => append;
    /// Add an element to the left side of the deque.
    appendleft(this, item) "($self, item, /)" CHANGES_RING => append_left;
    /// Remove and return the rightmost element.
    pop(this) "($self, /)" CHANGES_RING => pop;
    /// Remove and return the leftmost element.
    popleft(this) "($self, /)" CHANGES_RING => pop_left;
    /// Remove all elements from the deque.
    clear(this) "($self, /)" Effects::ANY => clear_method;
    /// Return a shallow copy of a deque.
    copy(this) "($self, /)" Effects::ANY => copy;
    __copy__(this) "($self, /)" Effects::ANY => copy;
    /// Return number of occurrences of value.
    count(this, value) "($self, value, /)" Effects::ANY => count;
    /// Extend the right side of the deque with elements from the iterable.
    extend(this, iterable) "($self, iterable, /)" Effects::ANY => extend;
    /// Extend the left side of the deque with elements from the iterable.
    extendleft(this, iterable) "($self, iterable, /)" Effects::ANY => extend_left;
    /// Return first index of value.
    index(this, value, start, stop) "($self, value, start=0, stop=9223372036854775807, /)" Effects::ANY => index;
    /// Insert value before index.
    insert(this, index, value) "($self, index, value, /)" Effects::ANY => insert;
    /// Remove first occurrence of value.
    remove(this, value) "($self, value, /)" Effects::ANY => remove;
    /// Reverse *IN PLACE*.
    reverse(this) "($self, /)" Effects::ANY => reverse;
    /// Rotate the deque n steps to the right.  If n is negative, rotates left.
    rotate(this, steps) "($self, n=1, /)" Effects::ANY => rotate;
}
native_functions! { static SPECIAL =
    __init__(..) "($self, iterable=(), maxlen=None)" Effects::ANY => init;
    __len__(this) "($self, /)" Effects::READS => length_method;
    __bool__(this) "($self, /)" Effects::READS => truth;
    __iter__(this) "($self, /)" Effects::ANY => iter;
    __reversed__(this) "($self, /)" Effects::ANY => reversed;
    __getitem__(this, index) "($self, index, /)" Effects::ANY => get_item;
    __setitem__(this, index, value) "($self, index, value, /)" Effects::ANY => set_item;
    __delitem__(this, index) "($self, index, /)" Effects::ANY => delete_item;
    __contains__(this, value) "($self, value, /)" Effects::ANY => contains;
    __repr__(this) "($self, /)" Effects::ANY => repr;
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
    __add__(this, other) "($self, value, /)" Effects::ANY => add;
    __iadd__(this, other) "($self, value, /)" Effects::ANY => add_in_place;
    __mul__(this, times) "($self, value, /)" Effects::ANY => multiply;
    __rmul__(this, times) "($self, value, /)" Effects::ANY => multiply;
    __imul__(this, times) "($self, value, /)" Effects::ANY => multiply_in_place;
    __eq__(this, other) "($self, value, /)" Effects::ANY => equal;
    __ne__(this, other) "($self, value, /)" Effects::ANY => not_equal;
    __lt__(this, other) "($self, value, /)" Effects::ANY => less;
    __le__(this, other) "($self, value, /)" Effects::ANY => less_or_equal;
    __gt__(this, other) "($self, value, /)" Effects::ANY => greater;
    __ge__(this, other) "($self, value, /)" Effects::ANY => greater_or_equal;
}
static ATTRIBUTES: &[NativeAttribute] = &[attribute("maxlen", |_, this| {
    Ok(match most(this) {
        Some(most) => Word::from_int(most as i64),
        None => Word::NONE,
    })
})];

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = plain_constructor(thread, arguments)?;
    for word in [FIRST, LENGTH, CHANGES] {
        state::set_int(this, word, 0);
    }
    state::set_int(this, MOST, -1);
    Ok(this)
}

fn length(this: Word) -> usize {
    state::get_int(this, LENGTH) as usize
}
fn most(this: Word) -> Option<usize> {
    usize::try_from(state::get_int(this, MOST)).ok()
}
fn changed(this: Word) {
    state::set_int(this, CHANGES, state::get_int(this, CHANGES) + 1);
}

/// Items of the ring; the lock is held, or nobody else knows the deque.
fn ring(this: Word) -> &'static mut [Word] {
    let vector = state::get(this, VECTOR);
    if vector.is_null() { &mut [] } else { state::items(vector) }
}
fn place(this: Word, index: usize) -> usize {
    let room = ring(this).len();
    let at = state::get_int(this, FIRST) as usize + index;
    if at >= room { at - room } else { at }
}
/// Item number `index`, null beyond the end.
fn item(this: Word, index: usize) -> Word {
    let _lock = Locked::new(this);
    if index >= length(this) { Word::NULL } else { ring(this)[place(this, index)] }
}
fn store(thread: &mut Thread, this: Word, at: usize, value: Word) {
    state::set_item(thread, state::get(this, VECTOR), at, value);
}

/// Makes room for one more.
fn reserve(thread: &mut Thread, this: Word) {
    loop {
        let room = ring(this).len();
        if length(this) < room {
            return;
        }
        let larger = state::vector(thread, (room * 2).max(8));
        let _lock = Locked::new(this);
        if ring(this).len() != room {
            continue;
        }
        let count = length(this);
        for index in 0..count {
            state::items(larger)[index] = ring(this)[place(this, index)];
        }
        // SAFETY: a live object.
        unsafe { thread.heap.range_barrier(larger.pointer()) };
        state::set(thread, this, VECTOR, larger);
        state::set_int(this, FIRST, 0);
        return;
    }
}

fn push_back(thread: &mut Thread, this: Word, value: Word) {
    if most(this) == Some(0) {
        return;
    }
    loop {
        reserve(thread, this);
        let _lock = Locked::new(this);
        let count = length(this);
        if count >= ring(this).len() {
            continue;
        }
        let at = place(this, count);
        store(thread, this, at, value);
        state::set_int(this, LENGTH, count as i64 + 1);
        changed(this);
        if most(this).is_some_and(|most| count + 1 > most) {
            take_front(this);
        }
        return;
    }
}

fn push_front(thread: &mut Thread, this: Word, value: Word) {
    if most(this) == Some(0) {
        return;
    }
    loop {
        reserve(thread, this);
        let _lock = Locked::new(this);
        let (count, room) = (length(this), ring(this).len());
        if count >= room {
            continue;
        }
        let first = state::get_int(this, FIRST) as usize;
        let at = if first == 0 { room - 1 } else { first - 1 };
        store(thread, this, at, value);
        state::set_int(this, FIRST, at as i64);
        state::set_int(this, LENGTH, count as i64 + 1);
        changed(this);
        if most(this).is_some_and(|most| count + 1 > most) {
            take_back(this);
        }
        return;
    }
}

/// Takes the first item; the lock is held. Null: empty.
fn take_front(this: Word) -> Word {
    let count = length(this);
    if count == 0 {
        return Word::NULL;
    }
    let first = state::get_int(this, FIRST) as usize;
    let value = std::mem::replace(&mut ring(this)[first], Word::NULL);
    let next = if first + 1 == ring(this).len() { 0 } else { first + 1 };
    state::set_int(this, FIRST, next as i64);
    state::set_int(this, LENGTH, count as i64 - 1);
    changed(this);
    value
}

fn take_back(this: Word) -> Word {
    let count = length(this);
    if count == 0 {
        return Word::NULL;
    }
    let at = place(this, count - 1);
    let value = std::mem::replace(&mut ring(this)[at], Word::NULL);
    state::set_int(this, LENGTH, count as i64 - 1);
    changed(this);
    value
}

/// The items now, as a list that nobody else knows.
fn snapshot(thread: &mut Thread, this: Word) -> Word {
    let copy = list::with_capacity(thread, length(this));
    let mut index = 0;
    loop {
        let value = item(this, index);
        if value.is_null() {
            return copy;
        }
        list::append(thread, copy, value);
        index += 1;
    }
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, iterable, most] =
        argument::bind(thread, "deque", "($self, iterable=(), maxlen=None)", arguments)?;
    let most = if argument::absent(most) {
        -1
    } else {
        let most = argument::int(thread, most)?;
        if most < 0 {
            return Err(thread.value_error("maxlen must be non-negative"));
        }
        most
    };
    state::set_int(this, MOST, most);
    clear(thread, this);
    if !iterable.is_null() {
        extend(thread, this, iterable)?;
    }
    Ok(Word::NONE)
}

fn append(thread: &mut Thread, this: Word, item: Word) -> Result {
    push_back(thread, this, item);
    Ok(Word::NONE)
}
fn append_left(thread: &mut Thread, this: Word, item: Word) -> Result {
    push_front(thread, this, item);
    Ok(Word::NONE)
}
fn taken(thread: &mut Thread, value: Word) -> Result {
    if value.is_null() {
        return Err(thread.raise(Builtin::IndexError, "pop from an empty deque"));
    }
    Ok(value)
}
fn pop(thread: &mut Thread, this: Word) -> Result {
    let value = {
        let _lock = Locked::new(this);
        take_back(this)
    };
    taken(thread, value)
}
fn pop_left(thread: &mut Thread, this: Word) -> Result {
    let value = {
        let _lock = Locked::new(this);
        take_front(this)
    };
    taken(thread, value)
}

fn clear(thread: &mut Thread, this: Word) {
    let _lock = Locked::new(this);
    state::set(thread, this, VECTOR, Word::NULL);
    state::set_int(this, FIRST, 0);
    state::set_int(this, LENGTH, 0);
    changed(this);
}
fn clear_method(thread: &mut Thread, this: Word) -> Result {
    clear(thread, this);
    Ok(Word::NONE)
}

fn copy(thread: &mut Thread, this: Word) -> Result {
    if class::class_of(this) == DEQUE.class.get() {
        let copy = DEQUE.instantiate(thread);
        for word in [FIRST, LENGTH, CHANGES] {
            state::set_int(copy, word, 0);
        }
        state::set_int(copy, MOST, state::get_int(this, MOST));
        extend(thread, copy, this)?;
        return Ok(copy);
    }
    match most(this) {
        Some(most) => thread.call(class::class_of(this), &[this, Word::from_int(most as i64)]),
        None => thread.call(class::class_of(this), &[this]),
    }
}

fn extend(thread: &mut Thread, this: Word, iterable: Word) -> Result {
    let iterable = if iterable == this { snapshot(thread, this) } else { iterable };
    iterate::each(thread, iterable, &mut |thread, item| {
        push_back(thread, this, item);
        Ok(true)
    })?;
    Ok(Word::NONE)
}
fn extend_left(thread: &mut Thread, this: Word, iterable: Word) -> Result {
    let iterable = if iterable == this { snapshot(thread, this) } else { iterable };
    iterate::each(thread, iterable, &mut |thread, item| {
        push_front(thread, this, item);
        Ok(true)
    })?;
    Ok(Word::NONE)
}

fn mutated(thread: &mut Thread) -> object::Raised {
    thread.raise(Builtin::RuntimeError, "deque mutated during iteration")
}

fn count(thread: &mut Thread, this: Word, value: Word) -> Result {
    let changes = state::get_int(this, CHANGES);
    let mut found = 0;
    for index in 0..length(this) {
        let candidate = item(this, index);
        if candidate.is_null() {
            break;
        }
        if operation::equal(thread, candidate, value)? {
            found += 1;
        }
        if state::get_int(this, CHANGES) != changes {
            return Err(mutated(thread));
        }
    }
    Ok(Word::from_int(found))
}

fn find(
    thread: &mut Thread,
    this: Word,
    value: Word,
    start: usize,
    stop: usize,
) -> Result<Option<usize>> {
    let changes = state::get_int(this, CHANGES);
    for index in start..stop.min(length(this)) {
        let candidate = item(this, index);
        if candidate.is_null() {
            break;
        }
        if operation::equal(thread, candidate, value)? {
            return Ok(Some(index));
        }
        if state::get_int(this, CHANGES) != changes {
            return Err(mutated(thread));
        }
    }
    Ok(None)
}

fn contains(thread: &mut Thread, this: Word, value: Word) -> Result {
    Ok(Word::from_bool(find(thread, this, value, 0, usize::MAX)?.is_some()))
}

fn index(thread: &mut Thread, this: Word, value: Word, start: Word, stop: Word) -> Result {
    let count = length(this) as i64;
    let mut bound = |word: Word, default: i64| -> Result<usize> {
        if word.is_null() {
            return Ok(default as usize);
        }
        let at = operation::index_i64(thread, word, None)?;
        Ok(if at < 0 { (at + count).max(0) } else { at } as usize)
    };
    let (start, stop) = (bound(start, 0)?, bound(stop, i64::MAX)?);
    match find(thread, this, value, start, stop)? {
        Some(at) => Ok(Word::from_int(at as i64)),
        None => {
            let shown = object::describe::repr(thread, value)?;
            Err(thread.value_error(format!("{shown} is not in deque")))
        }
    }
}

/// Replaces all items.
fn replace(thread: &mut Thread, this: Word, items: &[Word]) {
    let room = (items.len() + 1).next_power_of_two().max(8);
    let vector = state::vector(thread, room);
    state::items(vector)[..items.len()].copy_from_slice(items);
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(vector.pointer()) };
    let _lock = Locked::new(this);
    state::set(thread, this, VECTOR, vector);
    state::set_int(this, FIRST, 0);
    state::set_int(this, LENGTH, items.len() as i64);
    changed(this);
}

fn insert(thread: &mut Thread, this: Word, at: Word, value: Word) -> Result {
    let count = length(this) as i64;
    if most(this).is_some_and(|most| count as usize >= most) {
        return Err(thread.raise(Builtin::IndexError, "deque already at its maximum size"));
    }
    let at = argument::int(thread, at)?;
    let at = if at < 0 { (at + count).max(0) } else { at.min(count) } as usize;
    if at == count as usize {
        push_back(thread, this, value);
    } else if at == 0 {
        push_front(thread, this, value);
    } else {
        let items = snapshot(thread, this);
        list::insert(thread, items, at, value);
        replace(thread, this, state::list_items(items));
    }
    Ok(Word::NONE)
}

fn delete_at(thread: &mut Thread, this: Word, at: usize) {
    if at == 0 {
        let _lock = Locked::new(this);
        take_front(this);
    } else {
        let items = snapshot(thread, this);
        list::take(thread, items, at);
        replace(thread, this, state::list_items(items));
    }
}

fn remove(thread: &mut Thread, this: Word, value: Word) -> Result {
    match find(thread, this, value, 0, usize::MAX) {
        Ok(Some(at)) => {
            delete_at(thread, this, at);
            Ok(Word::NONE)
        }
        Ok(None) => {
            let shown = object::describe::repr(thread, value)?;
            Err(thread.value_error(format!("{shown} is not in deque")))
        }
        Err(raised) => {
            if thread.exception_matches(thread.exception, Builtin::RuntimeError) {
                thread.take_exception(raised);
                return Err(thread.raise(Builtin::IndexError, "deque mutated during remove()."));
            }
            Err(raised)
        }
    }
}

fn reverse(thread: &mut Thread, this: Word) -> Result {
    let items = snapshot(thread, this);
    operation::call_method(thread, items, name!("reverse"), &[])?;
    replace(thread, this, state::list_items(items));
    Ok(Word::NONE)
}

fn rotate(thread: &mut Thread, this: Word, steps: Word) -> Result {
    let steps = argument::int_or(thread, steps, 1)?;
    let count = length(this) as i64;
    if count <= 1 {
        return Ok(Word::NONE);
    }
    let steps = steps.rem_euclid(count);
    reserve(thread, this);
    let _lock = Locked::new(this);
    let count = length(this) as i64;
    if count <= 1 {
        return Ok(Word::NONE);
    }
    let steps = steps % count;
    let (moves, forward) = if steps <= count / 2 { (steps, true) } else { (count - steps, false) };
    for _ in 0..moves {
        let room = ring(this).len();
        let first = state::get_int(this, FIRST) as usize;
        if forward {
            let value = take_back(this);
            let at = if first == 0 { room - 1 } else { first - 1 };
            store(thread, this, at, value);
            state::set_int(this, FIRST, at as i64);
        } else {
            let value = take_front(this);
            let at = place(this, length(this));
            store(thread, this, at, value);
        }
        state::set_int(this, LENGTH, count);
    }
    Ok(Word::NONE)
}

fn length_method(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(length(this) as i64))
}
fn truth(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_bool(length(this) > 0))
}

fn position(thread: &mut Thread, this: Word, index: Word, text: &str) -> Result<usize> {
    if !argument::has_index(index) {
        let kind = argument::class_name(index);
        let text = format!("sequence index must be integer, not '{kind}'");
        return Err(thread.type_error(text));
    }
    let at = operation::index_i64(thread, index, Some(Builtin::IndexError))?;
    let count = length(this) as i64;
    let at = if at < 0 { at + count } else { at };
    if at < 0 || at >= count {
        return Err(thread.raise(Builtin::IndexError, text));
    }
    Ok(at as usize)
}

fn get_item(thread: &mut Thread, this: Word, index: Word) -> Result {
    let at = position(thread, this, index, "deque index out of range")?;
    let value = item(this, at);
    if value.is_null() {
        return Err(thread.raise(Builtin::IndexError, "deque index out of range"));
    }
    Ok(value)
}

fn set_item(thread: &mut Thread, this: Word, index: Word, value: Word) -> Result {
    let at = position(thread, this, index, "deque index out of range")?;
    let _lock = Locked::new(this);
    if at < length(this) {
        let at = place(this, at);
        store(thread, this, at, value);
    }
    Ok(Word::NONE)
}

fn delete_item(thread: &mut Thread, this: Word, index: Word) -> Result {
    let at = position(thread, this, index, "deque index out of range")?;
    delete_at(thread, this, at);
    Ok(Word::NONE)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    if thread.printing.contains(&this) {
        return Ok(string::new(thread, "[...]"));
    }
    thread.printing.push(this);
    let items = snapshot(thread, this);
    let shown = object::describe::repr(thread, items);
    thread.printing.pop();
    let shown = shown?;
    let kind = object::describe::class_name(this);
    let text = match most(this) {
        Some(most) => format!("{kind}({shown}, maxlen={most})"),
        None => format!("{kind}({shown})"),
    };
    Ok(string::new(thread, &text))
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    let saved = object::attribute::get_optional(thread, this, name!("__dict__"))?;
    let saved = match saved {
        Some(dict) if object::dict::is_dict(dict) && object::dict::length(dict) > 0 => dict,
        _ => Word::NONE,
    };
    let arguments = match most(this) {
        Some(most) => {
            let empty = tuple::new(thread, &[]);
            tuple::new(thread, &[empty, Word::from_int(most as i64)])
        }
        None => tuple::new(thread, &[]),
    };
    let items = iterate::iterator(thread, this)?;
    Ok(tuple::new(thread, &[class::class_of(this), arguments, saved, items]))
}

fn add(thread: &mut Thread, this: Word, other: Word) -> Result {
    if !DEQUE.is_instance(other) {
        let kind = argument::class_name(other);
        let text = format!("can only concatenate deque (not \"{kind}\") to deque");
        return Err(thread.type_error(text));
    }
    let sum = copy(thread, this)?;
    extend(thread, sum, other)?;
    Ok(sum)
}
fn add_in_place(thread: &mut Thread, this: Word, other: Word) -> Result {
    extend(thread, this, other)?;
    Ok(this)
}
fn multiply(thread: &mut Thread, this: Word, times: Word) -> Result {
    if !argument::has_index(times) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let product = copy(thread, this)?;
    multiply_in_place(thread, product, times)
}
fn multiply_in_place(thread: &mut Thread, this: Word, times: Word) -> Result {
    if !argument::has_index(times) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let times = operation::index_i64(thread, times, Some(Builtin::OverflowError))?;
    if times <= 0 {
        clear(thread, this);
        return Ok(this);
    }
    let items = snapshot(thread, this);
    let Some(_) = list::length(items).checked_mul(times as usize).filter(|size| *size < 1 << 40)
    else {
        return Err(thread.raise_with(Builtin::MemoryError, &[]));
    };
    for _ in 1..times {
        extend(thread, this, items)?;
    }
    Ok(this)
}

fn compare(thread: &mut Thread, operator: Compare, this: Word, other: Word) -> Result {
    if !DEQUE.is_instance(other) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    if this == other {
        match operator {
            Compare::Eq | Compare::Le | Compare::Ge => return Ok(Word::TRUE),
            _ => return Ok(Word::FALSE),
        }
    }
    let (a, b) = (snapshot(thread, this), snapshot(thread, other));
    operation::compare(thread, operator, a, b)
}
fn equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    compare(thread, Compare::Eq, this, other)
}
fn not_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    compare(thread, Compare::Ne, this, other)
}
fn less(thread: &mut Thread, this: Word, other: Word) -> Result {
    compare(thread, Compare::Lt, this, other)
}
fn less_or_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    compare(thread, Compare::Le, this, other)
}
fn greater(thread: &mut Thread, this: Word, other: Word) -> Result {
    compare(thread, Compare::Gt, this, other)
}
fn greater_or_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    compare(thread, Compare::Ge, this, other)
}

// Iterators: words 0 the deque, 1 items given out, 2 changes seen at the start, 3 length then.

macro_rules! deque_iterator {
    ($(#[$doc:meta])* $constant:ident $name:literal $methods:ident $next:ident $new:ident $signature:literal) => {
        $(#[$doc])*
        pub static $constant: NativeClass = NativeClass {
            name: $name,
            module: "_collections",
            methods: &[$methods],
            constructor: {
                native_functions! { static CONSTRUCTOR = __new__(..) $signature Effects::ANY => $new; }
                CONSTRUCTOR
            },
            class: class_root!(),
            ..NativeClass::EMPTY
        };
        native_functions! { static $methods =
            __iter__(this) "($self, /)" Effects::READS => itself;
            __next__(this) "($self, /)" Effects::ANY => $next;
            __length_hint__(this) "($self, /)" Effects::READS => left;
        }
    };
}
deque_iterator!(
    /// `_collections._deque_iterator`
    ITERATOR "_deque_iterator" ITERATOR_METHODS next new_iterator "($type, deque, index=0, /)");
deque_iterator!(
    /// `_collections._deque_reverse_iterator`
    REVERSE_ITERATOR "_deque_reverse_iterator" REVERSE_METHODS previous new_reversed "($type, deque, index=0, /)");

fn start(thread: &mut Thread, class: &'static NativeClass, this: Word) -> Word {
    let iterator = class.instantiate(thread);
    state::set(thread, iterator, 0, this);
    state::set_int(iterator, 1, 0);
    state::set_int(iterator, 2, state::get_int(this, CHANGES));
    state::set_int(iterator, 3, length(this) as i64);
    iterator
}
fn iter(thread: &mut Thread, this: Word) -> Result {
    Ok(start(thread, &ITERATOR, this))
}
fn reversed(thread: &mut Thread, this: Word) -> Result {
    Ok(start(thread, &REVERSE_ITERATOR, this))
}
fn made(thread: &mut Thread, arguments: Arguments, class: &'static NativeClass) -> Result {
    let [_class, deque, index] =
        argument::bind(thread, class.name, "($type, deque, index=0, /)", arguments)?;
    if !DEQUE.is_instance(deque) {
        let kind = argument::class_name(deque);
        return Err(thread.type_error(format!(
            "{}() argument 1 must be collections.deque, not {kind}",
            class.name
        )));
    }
    let index = argument::int_or(thread, index, 0)?;
    let iterator = start(thread, class, deque);
    state::set_int(iterator, 1, index.clamp(0, length(deque) as i64));
    Ok(iterator)
}
fn new_iterator(thread: &mut Thread, arguments: Arguments) -> Result {
    made(thread, arguments, &ITERATOR)
}
fn new_reversed(thread: &mut Thread, arguments: Arguments) -> Result {
    made(thread, arguments, &REVERSE_ITERATOR)
}

fn advance(thread: &mut Thread, this: Word, backward: bool) -> Result {
    let deque = state::get(this, 0);
    let (at, count) = (state::get_int(this, 1), state::get_int(this, 3));
    if state::get_int(deque, CHANGES) != state::get_int(this, 2) {
        state::set_int(this, 3, at);
        return Err(mutated(thread));
    }
    if at >= count {
        return Err(crate::itertools::stop(thread));
    }
    state::set_int(this, 1, at + 1);
    let index = if backward { count - 1 - at } else { at };
    let value = item(deque, index as usize);
    if value.is_null() {
        return Err(mutated(thread));
    }
    Ok(value)
}
fn next(thread: &mut Thread, this: Word) -> Result {
    advance(thread, this, false)
}
fn previous(thread: &mut Thread, this: Word) -> Result {
    advance(thread, this, true)
}
fn left(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(state::get_int(this, 3) - state::get_int(this, 1)))
}
