//! `count`, `cycle`, `repeat`.

use super::stop;
use crate::{argument, iterator_class, name, state};
use object::operation::Binary;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{class, integer, iterate, list, operation, string};
use tracer::Effects;

const COUNT_SIGNATURE: &str = "($type, start=0, step=1)";

iterator_class!(
    /// Words: 0 next value, 1 step.
    COUNT "count" "($type, start=0, step=1)" count_new count_next
    "Return a count object whose .__next__() method returns consecutive values.", COUNT_METHODS);

native_functions! { static COUNT_METHODS =
    __repr__(this) "($self, /)" Effects::ANY => count_repr;
}

fn is_number(word: Word) -> bool {
    if integer::is_int(word) || object::float::value(word).is_some() {
        return true;
    }
    let kind = class::class_of(word);
    [name!("__index__"), name!("__float__"), name!("__int__"), name!("__complex__")]
        .iter()
        .any(|&method| !class::lookup(kind, method).is_null())
        || class::is_kind(word, Builtin::Complex)
}

fn count_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, start, step] = argument::bind(thread, "count", COUNT_SIGNATURE, arguments)?;
    let start = if start.is_null() { Word::from_int(0) } else { start };
    let step = if step.is_null() { Word::from_int(1) } else { step };
    if !is_number(start) || !is_number(step) {
        return Err(thread.type_error("a number is required"));
    }
    let this = class::instantiate(thread, class)?;
    state::set(thread, this, 0, start);
    state::set(thread, this, 1, step);
    Ok(this)
}

fn count_next(thread: &mut Thread, this: Word) -> Result {
    let cell = state::atomic(this, 0);
    loop {
        let value = state::get(this, 0);
        let step = state::get(this, 1);
        let next = if value.is_int() && step.is_int() {
            integer::from_i64(thread, value.int() + step.int())
        } else {
            operation::binary(thread, Binary::Add, value, step)?
        };
        // Threads that share a counter get different values.
        let order = std::sync::atomic::Ordering::AcqRel;
        let relaxed = std::sync::atomic::Ordering::Relaxed;
        if cell.compare_exchange(value.0, next.0, order, relaxed).is_ok() {
            thread.barrier(this, cell.as_ptr() as *mut Word, next);
            return Ok(value);
        }
    }
}

fn count_repr(thread: &mut Thread, this: Word) -> Result {
    let kind = object::describe::class_name(this);
    let value = object::describe::repr(thread, state::get(this, 0))?;
    let step = state::get(this, 1);
    let text = if step == Word::from_int(1) {
        format!("{kind}({value})")
    } else {
        let step = object::describe::repr(thread, step)?;
        format!("{kind}({value}, {step})")
    };
    Ok(string::new(thread, &text))
}

iterator_class!(
    /// Words: 0 the iterator (null: exhausted), 1 list of items seen, 2 position.
    CYCLE "cycle" "($type, iterable, /)" cycle_new cycle_next
    "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.");

fn cycle_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, iterable] = argument::bind(thread, "cycle", "($type, iterable, /)", arguments)?;
    let iterator = iterate::iterator(thread, iterable)?;
    let this = class::instantiate(thread, class)?;
    state::set(thread, this, 0, iterator);
    let saved = list::new(thread, &[]);
    state::set(thread, this, 1, saved);
    state::set_int(this, 2, 0);
    Ok(this)
}

fn cycle_next(thread: &mut Thread, this: Word) -> Result {
    let iterator = state::get(this, 0);
    let saved = state::get(this, 1);
    if !iterator.is_null() {
        if let Some(item) = iterate::next(thread, iterator)? {
            list::append(thread, saved, item);
            return Ok(item);
        }
        state::set(thread, this, 0, Word::NULL);
    }
    let count = list::length(saved);
    if count == 0 {
        return Err(stop(thread));
    }
    let at = state::get_int(this, 2) as usize % count;
    state::set_int(this, 2, (at + 1) as i64);
    Ok(list::get(saved, at))
}

iterator_class!(
    /// Words: 0 the object, 1 times left (-1: for ever).
    REPEAT "repeat" "($type, object, times=None)" repeat_new repeat_next
    "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.", REPEAT_METHODS);

native_functions! { static REPEAT_METHODS =
    __repr__(this) "($self, /)" Effects::ANY => repeat_repr;
    __length_hint__(this) "($self, /)" Effects::ANY => repeat_hint;
}

fn repeat_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, object, times] =
        argument::bind(thread, "repeat", "($type, object, times=None)", arguments)?;
    let times = if times.is_null() { -1 } else { argument::int(thread, times)?.max(0) };
    let this = class::instantiate(thread, class)?;
    state::set(thread, this, 0, object);
    state::set_int(this, 1, times);
    Ok(this)
}

fn repeat_next(thread: &mut Thread, this: Word) -> Result {
    let left = state::get_int(this, 1);
    if left == 0 {
        return Err(stop(thread));
    }
    if left > 0 {
        state::set_int(this, 1, left - 1);
    }
    Ok(state::get(this, 0))
}

fn repeat_repr(thread: &mut Thread, this: Word) -> Result {
    let kind = object::describe::class_name(this);
    let value = object::describe::repr(thread, state::get(this, 0))?;
    let left = state::get_int(this, 1);
    let text =
        if left < 0 { format!("{kind}({value})") } else { format!("{kind}({value}, {left})") };
    Ok(string::new(thread, &text))
}

fn repeat_hint(thread: &mut Thread, this: Word) -> Result {
    let left = state::get_int(this, 1);
    if left < 0 {
        return Err(thread.type_error("len() of unsized object"));
    }
    Ok(Word::from_int(left))
}
