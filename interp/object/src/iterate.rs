//! Iteration from Rust.

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::class_name;
use crate::error::Result;
use crate::function::call_found_words;
use crate::header;
use crate::layout::Words;
use crate::name::*;
use crate::thread::Thread;
use crate::{builtin_iterator, integer, list, native_functions, operation, tuple};
use tracer::{Effects, Word};

/// `iter(object)`
pub fn iterator(thread: &mut Thread, object: Word) -> Result {
    if let Some(iterator) = builtin_iterator::iterate_builtin(thread, object) {
        return Ok(iterator);
    }
    let kind = class::class_of(object);
    let method = class::lookup(kind, __iter__.word());
    if method.is_null() {
        if !class::lookup(kind, __getitem__.word()).is_null()
            && !class::is_kind(object, Builtin::Dict)
        {
            return Ok(sequence_iterator(thread, object));
        }
        return Err(not_iterable(thread, object));
    }
    if method.is_none() {
        return Err(not_iterable(thread, object));
    }
    let result = call_found_words(thread, method, object, &[])?;
    checked(thread, result)
}

/// What `__iter__` has given, if it is an iterator.
pub fn checked(thread: &mut Thread, iterator: Word) -> Result {
    if class::lookup(class::class_of(iterator), __next__.word()).is_null() {
        let text = format!("iter() returned non-iterator of type '{}'", class_name(iterator));
        return Err(thread.type_error(text));
    }
    Ok(iterator)
}

#[cold]
fn not_iterable(thread: &mut Thread, object: Word) -> crate::Raised {
    let text = format!("'{}' object is not iterable", class_name(object));
    thread.type_error(text)
}

/// `next(iterator)`; `None` at the end.
pub fn next(thread: &mut Thread, iterator: Word) -> Result<Option<Word>> {
    if let Some(item) = builtin_iterator::next_builtin(thread, iterator) {
        return match item {
            Ok(item) => Ok(item),
            // A function that `map` calls may end the iteration.
            Err(raised) => Ok(thread.absorb(Err(raised), Builtin::StopIteration)?.flatten()),
        };
    }
    let method = class::lookup(class::class_of(iterator), __next__.word());
    if method.is_null() {
        let text = format!("'{}' object is not an iterator", class_name(iterator));
        return Err(thread.type_error(text));
    }
    crate::operation::check_stack(thread, "")?;
    let result = call_found_words(thread, method, iterator, &[]);
    thread.absorb(result, Builtin::StopIteration)
}

/// Runs a function on every item; exact lists and tuples without an iterator object. The function may stop with `Ok(false)`.
pub fn each(
    thread: &mut Thread,
    iterable: Word,
    run: &mut dyn FnMut(&mut Thread, Word) -> Result<bool>,
) -> Result<()> {
    if header::has_shape(iterable, Builtin::Tuple.shape()) {
        return tuple::each(thread, iterable, run);
    }
    if header::has_shape(iterable, Builtin::List.shape()) {
        return list::each(thread, iterable, run);
    }
    let iterator = iterator(thread, iterable)?;
    while let Some(item) = next(thread, iterator)? {
        if !run(thread, item)? {
            return Ok(());
        }
    }
    Ok(())
}

/// What becomes of the items of an iterator that runs Python. The interpreter has a loop for each of these, written in
/// Python, which can be compiled together with the iterator.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Consumer {
    /// Appends them to a list. Gives None.
    Append,
    /// Whether one is true; takes no more after it.
    Any,
    /// Whether all are true; takes no more after the first that is not.
    All,
    /// Adds exact ints and bools to an int. Gives a tuple of the sum and the first other item, if there is one.
    AddIntegers,
    /// Adds exact floats to a float and what rounding has lost so far. Gives a tuple of both and the first other item,
    /// if there is one.
    AddFloats,
    /// Gives a list of them.
    Collect,
    /// Adds them to an exact set. Gives None.
    AddToSet,
    /// Puts exact pairs into an exact dict. Gives a tuple of their number and the first other item, if there is one.
    Update,
    /// Gives a tuple of the smallest, empty if there are no items.
    Smallest,
    /// Gives a tuple of the biggest, empty if there are no items.
    Biggest,
    /// Whether one is equal to an object; takes no more after it.
    Contains,
    /// Calls a function for each and appends what it gives to a list.
    AppendKeys,
    /// The first of the items for which a function gives the least value, or the object that stands for none.
    Least,
    /// The same for the greatest.
    Greatest,
    /// Of a heap: exchanges an item with its parents down to an index as long as it is less. Gives whether the list kept
    /// its length.
    Rise,
    /// Of a heap: exchanges an item with the lesser of its children until it has none. Gives its index, or None if the
    /// list did not keep its length.
    Sink,
}

/// The iterator of an iterable, where its steps run Python; `None`: the iterable is something else, and has not been
/// asked for an iterator.
pub fn python_source(thread: &mut Thread, iterable: Word) -> Result<Option<Word>> {
    if !iterable.is_pointer() {
        return Ok(None);
    }
    if header::has_shape(iterable, Builtin::Generator.shape()) {
        return Ok(Some(iterable));
    }
    let Some(shape) = crate::shape::try_get(header::shape_id(iterable)) else { return Ok(None) };
    let is_heap = class::get(shape.class).flags & class::flag::HEAP != 0;
    if is_heap && runs_function(shape.class, __iter__.word()) {
        return iterator(thread, iterable).map(Some);
    }
    let is_iterator = shape.layout == crate::layout::Layout::Words
        && !class::lookup(shape.class, __next__.word()).is_null();
    Ok((is_iterator && runs_python(iterable, 4)).then_some(iterable))
}

/// Hands the items of a `python_source` to a consumer.
pub fn consume(
    thread: &mut Thread,
    consumer: Consumer,
    iterator: Word,
    arguments: &[Word],
) -> Result {
    let mut all = [iterator, Word::NULL, Word::NULL];
    all[1..=arguments.len()].copy_from_slice(arguments);
    (crate::thread::hooks().consume)(thread, consumer, iterator, &all[..=arguments.len()])
}

/// Runs a loop on an exact list whose items Python compares. The class of an item decides which copy of the loop it is.
pub fn sift(thread: &mut Thread, loop_: Consumer, item: Word, arguments: &[Word]) -> Result {
    (crate::thread::hooks().consume)(thread, loop_, item, arguments)
}

/// Goes through any iterable with a function that is written in Python; `None`: the function is something else.
pub fn consume_by(
    thread: &mut Thread,
    consumer: Consumer,
    function: Word,
    iterable: Word,
    last: Word,
) -> Option<Result> {
    let code_of = if crate::function::is_function(function) {
        function
    } else if header::has_shape(function, Builtin::Method.shape()) {
        // SAFETY: the shape says so.
        let inner = unsafe { (*function.pointer::<crate::layout::Method>()).function };
        if !crate::function::is_function(inner) {
            return None;
        }
        inner
    } else {
        return None;
    };
    // The loops begin on these themselves; of all else they expect an iterator.
    const SEQUENCES: [Builtin; 6] = [
        Builtin::List,
        Builtin::Tuple,
        Builtin::Range,
        Builtin::Dict,
        Builtin::Set,
        Builtin::FrozenSet,
    ];
    let is_sequence = SEQUENCES.iter().any(|class| header::has_shape(iterable, class.shape()));
    let items = if is_sequence { Ok(iterable) } else { iterator(thread, iterable) };
    Some(items.and_then(|items| {
        (crate::thread::hooks().consume)(thread, consumer, code_of, &[items, function, last])
    }))
}

/// Whether a class has a function written in Python under a name.
fn runs_function(class: Word, name: Word) -> bool {
    header::has_shape(class::lookup(class, name), Builtin::Function.shape())
}

/// Whether an iterator is stepped by Python code, or what works like that belongs to its state.
fn runs_python(object: Word, depth: usize) -> bool {
    if !object.is_pointer() || depth == 0 {
        return false;
    }
    let id = header::shape_id(object);
    if [Builtin::Generator, Builtin::Function, Builtin::Method].iter().any(|c| c.shape() == id) {
        return true;
    }
    if id == Builtin::Tuple.shape() {
        return tuple::items(object).iter().any(|&item| runs_python(item, depth - 1));
    }
    let Some(shape) = crate::shape::try_get(id) else { return false };
    if shape.layout == crate::layout::Layout::Words {
        return (0..5).any(|index| runs_python(crate::words::get(object, index), depth - 1));
    }
    let is_heap = class::get(shape.class).flags & class::flag::HEAP != 0;
    is_heap && runs_function(shape.class, __next__.word())
}

/// The items as a tuple (a tuple as it is).
pub fn to_tuple(thread: &mut Thread, iterable: Word) -> Result {
    if header::has_shape(iterable, Builtin::Tuple.shape()) {
        return Ok(iterable);
    }
    let items = if header::has_shape(iterable, Builtin::List.shape()) {
        iterable
    } else {
        to_list(thread, iterable)?
    };
    Ok(list::to_tuple(thread, items))
}

/// The items as a new list.
pub fn to_list(thread: &mut Thread, iterable: Word) -> Result {
    if let Some(iterator) = python_source(thread, iterable)? {
        return consume(thread, Consumer::Collect, iterator, &[]);
    }
    let items = list::new(thread, &[]);
    list::extend(thread, items, iterable)?;
    Ok(items)
}

/// `operator.length_hint`
pub fn length_hint(thread: &mut Thread, object: Word, default: usize) -> Result<usize> {
    let kind = class::class_of(object);
    if !class::lookup(kind, __len__.word()).is_null() {
        let length = operation::length(thread, object);
        if let Some(length) = thread.absorb(length, Builtin::TypeError)? {
            return Ok(length);
        }
    }
    let method = class::lookup(kind, __length_hint__.word());
    if method.is_null() {
        return Ok(default);
    }
    let result = call_found_words(thread, method, object, &[]);
    let Some(hint) = thread.absorb(result, Builtin::TypeError)? else { return Ok(default) };
    if hint == Word::NOT_IMPLEMENTED {
        return Ok(default);
    }
    if !integer::is_int(hint) {
        let text = format!("__length_hint__ must be an integer, not {}", class_name(hint));
        return Err(thread.type_error(text));
    }
    let hint = operation::index_i64(thread, hint, Some(Builtin::OverflowError))?;
    if hint < 0 {
        return Err(thread.value_error("__length_hint__() should return >= 0"));
    }
    Ok(hint as usize)
}

// Iterators over what has only `__getitem__`, and over calls.

fn words(iterator: Word) -> &'static mut [Word; 5] {
    // SAFETY: callers pass iterators of these classes.
    unsafe { &mut (*iterator.pointer::<Words>()).words }
}

fn sequence_iterator(thread: &mut Thread, sequence: Word) -> Word {
    let iterator: &mut Words = thread.new_object(Builtin::Iterator.shape());
    iterator.words[0] = sequence;
    iterator.words[1] = Word::from_int(0);
    Word::from_pointer(iterator)
}

/// `iter(callable, sentinel)`
pub fn call_iterator(thread: &mut Thread, callable: Word, sentinel: Word) -> Result {
    if !operation::is_callable(callable) {
        return Err(thread.type_error("iter(v, w): v must be callable"));
    }
    let iterator: &mut Words = thread.new_object(Builtin::CallableIterator.shape());
    iterator.words[0] = callable;
    iterator.words[1] = sentinel;
    Ok(Word::from_pointer(iterator))
}

#[cold]
fn stop(thread: &mut Thread) -> crate::Raised {
    thread.raise_with(Builtin::StopIteration, &[])
}

native_functions! { static SEQUENCE_METHODS =
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::PURE => itself;
    /// Implement next(self).
    __next__(this) "($self, /)" Effects::ANY => sequence_next;
    /// Private method returning an estimate of len(list(it)).
    __length_hint__(this) "($self, /)" Effects::ANY => sequence_hint;
    /// Return state information for pickling.
    __reduce__(this) "($self, /)" Effects::ANY => sequence_reduce;
    /// Set state information for unpickling.
    __setstate__(this, state) "($self, object, /)" Effects::ANY => sequence_setstate;
}

native_functions! { static CALL_METHODS =
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::PURE => itself;
    /// Implement next(self).
    __next__(this) "($self, /)" Effects::ANY => call_next;
    /// Return state information for pickling.
    __reduce__(this) "($self, /)" Effects::ANY => call_reduce;
}

fn itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}

fn sequence_next(thread: &mut Thread, this: Word) -> Result {
    let fields = words(this);
    let sequence = fields[0];
    if sequence.is_null() {
        return Err(stop(thread));
    }
    let index = fields[1];
    let item = operation::get_item(thread, sequence, index);
    let ended = match thread.absorb(item, Builtin::IndexError) {
        Ok(Some(item)) => {
            words(this)[1] = Word::from_int(index.int() + 1);
            return Ok(item);
        }
        Ok(None) => true,
        Err(raised) => {
            let exception = thread.exception;
            if !thread.exception_matches(exception, Builtin::StopIteration) {
                return Err(raised);
            }
            thread.exception = Word::NULL;
            true
        }
    };
    debug_assert!(ended);
    words(this)[0] = Word::NULL;
    Err(stop(thread))
}

fn sequence_hint(thread: &mut Thread, this: Word) -> Result {
    let fields = words(this);
    if fields[0].is_null() {
        return Ok(Word::from_int(0));
    }
    if class::lookup(class::class_of(fields[0]), __len__.word()).is_null() {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let length = operation::length(thread, fields[0])? as i64;
    Ok(Word::from_int((length - fields[1].int()).max(0)))
}

fn sequence_reduce(thread: &mut Thread, this: Word) -> Result {
    let iter = crate::module::builtin(thread, "iter")?;
    let fields = words(this);
    if fields[0].is_null() {
        let empty = tuple::new(thread, &[]);
        let arguments = tuple::new(thread, &[empty]);
        return Ok(tuple::new(thread, &[iter, arguments]));
    }
    let arguments = tuple::new(thread, &[fields[0]]);
    Ok(tuple::new(thread, &[iter, arguments, fields[1]]))
}

fn sequence_setstate(thread: &mut Thread, this: Word, state: Word) -> Result {
    let index = operation::index_i64(thread, state, Some(Builtin::OverflowError))?;
    words(this)[1] = Word::from_int(index.max(0));
    Ok(Word::NONE)
}

fn call_next(thread: &mut Thread, this: Word) -> Result {
    let [callable, sentinel, ..] = *words(this);
    if callable.is_null() {
        return Err(stop(thread));
    }
    let result = thread.call(callable, &[]);
    let Some(value) = thread.absorb(result, Builtin::StopIteration)? else {
        words(this)[0] = Word::NULL;
        return Err(stop(thread));
    };
    if operation::equal(thread, sentinel, value)? {
        words(this)[0] = Word::NULL;
        return Err(stop(thread));
    }
    Ok(value)
}

fn call_reduce(thread: &mut Thread, this: Word) -> Result {
    let iter = crate::module::builtin(thread, "iter")?;
    let [callable, sentinel, ..] = *words(this);
    let arguments = if callable.is_null() {
        let empty = tuple::new(thread, &[]);
        tuple::new(thread, &[empty])
    } else {
        tuple::new(thread, &[callable, sentinel])
    };
    Ok(tuple::new(thread, &[iter, arguments]))
}

pub(crate) static SEQUENCE_CLASS: Definition = Definition {
    methods: &[SEQUENCE_METHODS],
    flags: class::flag::NOT_CONSTRUCTIBLE,
    ..Definition::EMPTY
};
pub(crate) static CALL_CLASS: Definition = Definition {
    methods: &[CALL_METHODS],
    flags: class::flag::NOT_CONSTRUCTIBLE,
    ..Definition::EMPTY
};
