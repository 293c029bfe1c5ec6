//! Iterators that pass items of others on: `chain`, `compress`, `islice`, `accumulate` ...

use super::stop;
use crate::{argument, iterator_class, state};
use object::operation::Binary;
use object::{Arguments, Result, Thread, Word, native_functions};
use object::{class, iterate, list, operation, string, tuple};
use tracer::Effects;

/// An instance whose first word is an iterator.
fn over(thread: &mut Thread, class: Word, iterable: Word) -> Result {
    let iterator = iterate::iterator(thread, iterable)?;
    let this = class::instantiate(thread, class)?;
    state::set(thread, this, 0, iterator);
    Ok(this)
}

/// The next item of the iterator in word 0; forgets the iterator at its end.
fn step(thread: &mut Thread, this: Word) -> Result {
    let iterator = state::get(this, 0);
    if iterator.is_null() {
        return Err(stop(thread));
    }
    match iterate::next(thread, iterator)? {
        Some(item) => Ok(item),
        None => {
            state::set(thread, this, 0, Word::NULL);
            Err(stop(thread))
        }
    }
}

// chain: words 0 iterator of iterables, 1 the active iterator.

/// `itertools.chain`
pub static CHAIN: crate::native_class::NativeClass = crate::native_class::NativeClass {
    name: "chain",
    module: "itertools",
    doc: "Return a chain object whose .__next__() method returns elements from the\nfirst iterable until it is exhausted, then elements from the next\niterable, until all of the iterables are exhausted.",
    methods: &[CHAIN_METHODS],
    class_methods: CHAIN_CLASS_METHODS,
    constructor: CHAIN_CONSTRUCTOR,
    class: crate::class_root!(),
    ..crate::native_class::NativeClass::EMPTY
};
native_functions! { static CHAIN_CONSTRUCTOR =
    __new__(..) "($type, *iterables)" Effects::ANY => chain_new;
}
native_functions! { static CHAIN_METHODS =
    __iter__(this) "($self, /)" Effects::READS => super::itself;
    __next__(this) "($self, /)" Effects::ANY => chain_next;
}
native_functions! { static CHAIN_CLASS_METHODS =
    /// Alternative chain() constructor taking a single iterable argument that evaluates lazily.
    from_iterable(class, iterable) "($type, iterable, /)" Effects::ANY => chain_from_iterable;
    __class_getitem__(class, item) "($type, object, /)" Effects::ANY => generic_alias;
}

/// `__class_getitem__`
pub(crate) fn generic_alias(thread: &mut Thread, class: Word, item: Word) -> Result {
    let alias = object::Builtin::GenericAlias.word();
    thread.call(alias, &[class, item])
}

fn chain_new(thread: &mut Thread, arguments: Arguments) -> Result {
    if !arguments.names.is_null() {
        return Err(thread.type_error("chain() takes no keyword arguments"));
    }
    let iterables = tuple::new(thread, &arguments.all[1..]);
    over(thread, arguments.all[0], iterables)
}

fn chain_from_iterable(thread: &mut Thread, class: Word, iterable: Word) -> Result {
    over(thread, class, iterable)
}

fn chain_next(thread: &mut Thread, this: Word) -> Result {
    loop {
        let active = state::get(this, 1);
        if !active.is_null() {
            if let Some(item) = iterate::next(thread, active)? {
                return Ok(item);
            }
            state::set(thread, this, 1, Word::NULL);
        }
        let iterable = step(thread, this)?;
        let iterator = iterate::iterator(thread, iterable)?;
        state::set(thread, this, 1, iterator);
    }
}

iterator_class!(
    /// Words: 0 data, 1 selectors.
    COMPRESS "compress" "($type, data, selectors)" compress_new compress_next
    "Return data elements corresponding to true selector elements.");

fn compress_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, data, selectors] =
        argument::bind(thread, "compress", "($type, data, selectors)", arguments)?;
    let this = over(thread, class, data)?;
    let selectors = iterate::iterator(thread, selectors)?;
    state::set(thread, this, 1, selectors);
    Ok(this)
}

fn compress_next(thread: &mut Thread, this: Word) -> Result {
    loop {
        let item = step(thread, this)?;
        match iterate::next(thread, state::get(this, 1))? {
            Some(selector) if operation::truth(thread, selector)? => return Ok(item),
            Some(_) => {}
            None => return Err(stop(thread)),
        }
    }
}

iterator_class!(
    /// Words: 0 iterator, 1 predicate, 2 whether it has started.
    DROP_WHILE "dropwhile" "($type, predicate, iterable, /)" drop_new drop_next
    "Drop items from the iterable while predicate(item) is true.");
iterator_class!(
    /// Words: 0 iterator (null: ended), 1 predicate.
    TAKE_WHILE "takewhile" "($type, predicate, iterable, /)" take_new take_next
    "Return successive entries from an iterable as long as the predicate evaluates to true for each entry.");
iterator_class!(
    /// Words: 0 iterator, 1 predicate or None.
    FILTER_FALSE "filterfalse" "($type, function, iterable, /)" filter_new filter_next
    "Return those items of iterable for which function(item) is false.");

fn with_function(thread: &mut Thread, arguments: Arguments, who: &'static str) -> Result {
    let [class, function, iterable] =
        argument::bind(thread, who, "($type, predicate, iterable, /)", arguments)?;
    let this = over(thread, class, iterable)?;
    state::set(thread, this, 1, function);
    Ok(this)
}
fn drop_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = with_function(thread, arguments, "dropwhile")?;
    state::set(thread, this, 2, Word::FALSE);
    Ok(this)
}
fn take_new(thread: &mut Thread, arguments: Arguments) -> Result {
    with_function(thread, arguments, "takewhile")
}
fn filter_new(thread: &mut Thread, arguments: Arguments) -> Result {
    with_function(thread, arguments, "filterfalse")
}

fn holds(thread: &mut Thread, this: Word, item: Word) -> Result<bool> {
    let answer = thread.call(state::get(this, 1), &[item])?;
    operation::truth(thread, answer)
}

fn drop_next(thread: &mut Thread, this: Word) -> Result {
    loop {
        let item = step(thread, this)?;
        if state::get(this, 2) == Word::TRUE {
            return Ok(item);
        }
        if !holds(thread, this, item)? {
            state::set(thread, this, 2, Word::TRUE);
            return Ok(item);
        }
    }
}
fn take_next(thread: &mut Thread, this: Word) -> Result {
    let item = step(thread, this)?;
    if holds(thread, this, item)? {
        return Ok(item);
    }
    state::set(thread, this, 0, Word::NULL);
    Err(stop(thread))
}
fn filter_next(thread: &mut Thread, this: Word) -> Result {
    loop {
        let item = step(thread, this)?;
        let function = state::get(this, 1);
        let truth = if function.is_none() || function == object::Builtin::Bool.word() {
            operation::truth(thread, item)?
        } else {
            holds(thread, this, item)?
        };
        if !truth {
            return Ok(item);
        }
    }
}

iterator_class!(
    /// Words: 0 iterator (null: ended), 1 items passed, 2 the next one wanted, 3 stop (-1: none), 4 step.
    SLICE "islice" "($type, iterable, *args)" slice_new slice_next
    "islice(iterable, stop) --> islice object\nislice(iterable, start, stop[, step]) --> islice object");

fn slice_bound(thread: &mut Thread, word: Word, default: i64, text: &str) -> Result<i64> {
    if argument::absent(word) {
        return Ok(default);
    }
    let value = if argument::has_index(word) {
        let index = operation::index(thread, word)?;
        object::integer::to_i64(index)
    } else {
        None
    };
    match value {
        // What nobody can count to is as good as what fits a small integer.
        Some(value) if value >= 0 => Ok(value.min(i64::MAX >> 2)),
        _ => Err(thread.value_error(text)),
    }
}

fn slice_new(thread: &mut Thread, arguments: Arguments) -> Result {
    if !arguments.names.is_null() {
        return Err(thread.type_error("islice() takes no keyword arguments"));
    }
    let (class, iterable, start, end, by) = match *arguments.all {
        [class, iterable, end] => (class, iterable, Word::NONE, end, Word::NONE),
        [class, iterable, start, end] => (class, iterable, start, end, Word::NONE),
        [class, iterable, start, end, by] => (class, iterable, start, end, by),
        _ => {
            let given = arguments.all.len() - 1;
            let text = if given < 2 {
                format!("islice expected at least 2 arguments, got {given}")
            } else {
                format!("islice expected at most 4 arguments, got {given}")
            };
            return Err(thread.type_error(text));
        }
    };
    const INDICES: &str = "Indices for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    const STOP: &str =
        "Stop argument for islice() must be None or an integer: 0 <= x <= sys.maxsize.";
    let end = slice_bound(thread, end, -1, if arguments.all.len() == 3 { STOP } else { INDICES })?;
    let start = slice_bound(thread, start, 0, INDICES)?;
    const STEP: &str = "Step for islice() must be a positive integer or None.";
    let by = slice_bound(thread, by, 1, STEP)?;
    if by == 0 {
        return Err(thread.value_error(STEP));
    }
    let this = over(thread, class, iterable)?;
    state::set_int(this, 1, 0);
    state::set_int(this, 2, start);
    state::set_int(this, 3, end);
    state::set_int(this, 4, by);
    Ok(this)
}

fn slice_next(thread: &mut Thread, this: Word) -> Result {
    let (mut at, wanted, end) =
        (state::get_int(this, 1), state::get_int(this, 2), state::get_int(this, 3));
    while at < wanted {
        step(thread, this)?;
        at += 1;
        state::set_int(this, 1, at);
    }
    if end >= 0 && at >= end {
        state::set(thread, this, 0, Word::NULL);
        return Err(stop(thread));
    }
    let item = step(thread, this)?;
    state::set_int(this, 1, at + 1);
    let mut next = wanted.saturating_add(state::get_int(this, 4));
    if end >= 0 {
        next = next.min(end);
    }
    state::set_int(this, 2, next.min(i64::MAX >> 2));
    Ok(item)
}

iterator_class!(
    /// Words: 0 iterator, 1 function.
    STAR_MAP "starmap" "($type, function, iterable, /)" star_new star_next
    "Return an iterator whose values are returned from the function evaluated with an argument tuple taken from the given sequence.");

fn star_new(thread: &mut Thread, arguments: Arguments) -> Result {
    with_function(thread, arguments, "starmap")
}
fn star_next(thread: &mut Thread, this: Word) -> Result {
    let item = step(thread, this)?;
    let arguments = iterate::to_tuple(thread, item)?;
    thread.call(state::get(this, 1), tuple::items(arguments))
}

iterator_class!(
    /// Words: 0 iterator, 1 function (None: addition), 2 total (null: none yet), 3 initial value (null: given out).
    ACCUMULATE "accumulate" "($type, iterable, func=None, *, initial=None)" accumulate_new accumulate_next
    "Return series of accumulated sums (or other binary function results).");

fn accumulate_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, iterable, function, initial] = argument::bind(
        thread,
        "accumulate",
        "($type, iterable, func=None, *, initial=None)",
        arguments,
    )?;
    let this = over(thread, class, iterable)?;
    state::set(thread, this, 1, argument::or_none(function));
    let initial = if initial.is_none() { Word::NULL } else { initial };
    state::set(thread, this, 3, initial);
    Ok(this)
}

fn accumulate_next(thread: &mut Thread, this: Word) -> Result {
    let initial = state::get(this, 3);
    if !initial.is_null() {
        state::set(thread, this, 3, Word::NULL);
        state::set(thread, this, 2, initial);
        return Ok(initial);
    }
    let item = step(thread, this)?;
    let total = state::get(this, 2);
    let next = if total.is_null() {
        item
    } else if state::get(this, 1).is_none() {
        operation::binary(thread, Binary::Add, total, item)?
    } else {
        thread.call(state::get(this, 1), &[total, item])?
    };
    state::set(thread, this, 2, next);
    Ok(next)
}

iterator_class!(
    /// Words: 0 iterator, 1 size, 2 strict.
    BATCHED "batched" "($type, iterable, n, *, strict=False)" batched_new batched_next
    "Batch data into tuples of length n. The last batch may be shorter than n.");

fn batched_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, iterable, size, strict] =
        argument::bind(thread, "batched", "($type, iterable, n, *, strict=False)", arguments)?;
    let size = argument::int(thread, size)?;
    let strict = argument::truth_or(thread, strict, false)?;
    if size < 1 {
        return Err(thread.value_error("n must be at least one"));
    }
    let this = over(thread, class, iterable)?;
    state::set_int(this, 1, size);
    state::set(thread, this, 2, Word::from_bool(strict));
    Ok(this)
}

fn batched_next(thread: &mut Thread, this: Word) -> Result {
    let iterator = state::get(this, 0);
    if iterator.is_null() {
        return Err(stop(thread));
    }
    let size = state::get_int(this, 1) as usize;
    let batch = list::new(thread, &[]);
    while list::length(batch) < size {
        match iterate::next(thread, iterator)? {
            Some(item) => list::append(thread, batch, item),
            None => {
                state::set(thread, this, 0, Word::NULL);
                if list::length(batch) == 0 {
                    return Err(stop(thread));
                }
                if state::get(this, 2) == Word::TRUE {
                    return Err(thread.value_error("batched(): incomplete batch"));
                }
                break;
            }
        }
    }
    Ok(list::to_tuple(thread, batch))
}

iterator_class!(
    /// Words: 0 iterator, 1 the last item (null: none yet).
    PAIRWISE "pairwise" "($type, iterable, /)" pairwise_new pairwise_next
    "Return an iterator of overlapping pairs taken from the input iterator.");

fn pairwise_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, iterable] = argument::bind(thread, "pairwise", "($type, iterable, /)", arguments)?;
    over(thread, class, iterable)
}
fn pairwise_next(thread: &mut Thread, this: Word) -> Result {
    let mut last = state::get(this, 1);
    if last.is_null() {
        last = step(thread, this)?;
        state::set(thread, this, 1, last);
    }
    let item = step(thread, this)?;
    state::set(thread, this, 1, item);
    Ok(tuple::new(thread, &[last, item]))
}

iterator_class!(
    /// Words: 0 vector of iterators (ended ones null), 1 how many are active, 2 fill value.
    ZIP_LONGEST "zip_longest" "($type, *iterables, fillvalue=None)" longest_new longest_next
    "Return a zip_longest object whose .__next__() method returns a tuple where\nthe i-th element comes from the i-th iterable argument.");

fn longest_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let mut fill = Word::NONE;
    for (key, value) in argument::named(&arguments) {
        if string::bytes(key) != b"fillvalue" {
            return Err(thread.type_error("zip_longest() got an unexpected keyword argument"));
        }
        fill = value;
    }
    let positional = argument::positional(&arguments);
    let iterators = state::vector(thread, positional.len() - 1);
    for (index, &iterable) in positional[1..].iter().enumerate() {
        let iterator = iterate::iterator(thread, iterable)?;
        state::set_item(thread, iterators, index, iterator);
    }
    let this = class::instantiate(thread, positional[0])?;
    state::set(thread, this, 0, iterators);
    state::set_int(this, 1, positional.len() as i64 - 1);
    state::set(thread, this, 2, fill);
    Ok(this)
}

fn longest_next(thread: &mut Thread, this: Word) -> Result {
    let iterators = state::get(this, 0);
    let count = state::items(iterators).len();
    if count == 0 || state::get_int(this, 1) == 0 {
        return Err(stop(thread));
    }
    let fill = state::get(this, 2);
    let row = state::vector(thread, count);
    for index in 0..count {
        let iterator = state::items(iterators)[index];
        let mut item = fill;
        if !iterator.is_null() {
            match iterate::next(thread, iterator) {
                Ok(Some(found)) => item = found,
                Ok(None) => {
                    let active = state::get_int(this, 1) - 1;
                    state::set_int(this, 1, active);
                    if active == 0 {
                        return Err(stop(thread));
                    }
                    state::set_item(thread, iterators, index, Word::NULL);
                }
                Err(raised) => {
                    state::set_int(this, 1, 0);
                    return Err(raised);
                }
            }
        }
        state::set_item(thread, row, index, item);
    }
    Ok(tuple::new(thread, state::items(row)))
}
