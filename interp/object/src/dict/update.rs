//! Filling a dict from whatever `dict()` and `update` accept: a mapping, something with `keys`, or
//! pairs; and keyword arguments.

use super::{ROLE, field, is_dict, is_exact, length, next_hashed, set, set_hashed};
use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::native::Arguments;
use crate::table::{self, Pairs};
use crate::thread::Thread;
use crate::{attribute, class, iterate, operation, parameter, tuple};
use tracer::Word;

/// Whether iterating over a dict gives what its table holds.
pub(crate) fn iterates_plainly(dict: Word) -> bool {
    is_exact(dict) || {
        let name = crate::interned!("__iter__");
        class::lookup(class::class_of(dict), name) == class::lookup(Builtin::Dict.word(), name)
    }
}

/// `dict.update(from)` with a mapping or an iterable of pairs.
pub fn update(thread: &mut Thread, dict: Word, from: Word) -> Result<()> {
    if is_dict(from) && iterates_plainly(from) {
        return merge(thread, dict, from);
    }
    match attribute::get_optional(thread, from, crate::interned!("keys"))? {
        Some(keys) => {
            let keys = thread.call(keys, &[])?;
            iterate::each(thread, keys, &mut |thread, key| {
                let value = operation::get_item(thread, from, key)?;
                set(thread, dict, key, value)?;
                Ok(true)
            })
        }
        None => update_from_pairs(thread, dict, from),
    }
}

/// Takes over the entries of another dict.
pub fn merge(thread: &mut Thread, dict: Word, from: Word) -> Result<()> {
    if dict == from {
        return Ok(());
    }
    let count = length(from);
    if count == 0 {
        return Ok(());
    }
    if length(dict) == 0 {
        table::copy_into::<Pairs>(thread, dict, field(dict), from, field(from));
        return Ok(());
    }
    let mut position = 0;
    while let Some((next, hash, key, value)) = next_hashed(from, position) {
        position = next;
        set_hashed(thread, dict, key, hash, value)?;
        if length(from) != count {
            return Err(thread.raise(Builtin::RuntimeError, "dict mutated during update"));
        }
    }
    Ok(())
}

/// Takes over (key, value) pairs.
pub fn update_from_pairs(thread: &mut Thread, dict: Word, pairs: Word) -> Result<()> {
    let number = std::cell::Cell::new(0usize);
    let mut take = |thread: &mut Thread, item: Word| {
        let pair = match as_pair(thread, item) {
            Ok(pair) => pair,
            Err(raised) => return Err(not_a_pair(thread, number.get(), raised)),
        };
        let items = tuple::items(pair);
        let &[key, value] = items else {
            let number = number.get();
            return Err(thread.value_error(format!(
                "dictionary update sequence element #{number} has length {}; 2 is required",
                items.len()
            )));
        };
        set(thread, dict, key, value)?;
        number.set(number.get() + 1);
        Ok(true)
    };
    if is_exact(dict)
        && let Some(pairs) = iterate::python_source(thread, pairs)?
    {
        // What is no exact pair comes back, and may be one after all.
        loop {
            let done = iterate::consume(thread, iterate::Consumer::Update, pairs, &[dict])?;
            let &[count, item] = tuple::items(done) else { return Ok(()) };
            number.set(number.get() + count.int() as usize);
            take(thread, item)?;
        }
    }
    iterate::each(thread, pairs, &mut take)
}

fn as_pair(thread: &mut Thread, item: Word) -> Result {
    if tuple::is_exact(item) {
        return Ok(item);
    }
    let iterator = iterate::iterator(thread, item);
    match thread.absorb(iterator, Builtin::TypeError)? {
        Some(iterator) => iterate::to_tuple(thread, iterator),
        None => Err(thread.type_error("object is not iterable")),
    }
}

#[cold]
fn not_a_pair(thread: &mut Thread, number: usize, raised: Raised) -> Raised {
    if !thread.exception_matches(thread.exception, Builtin::TypeError) {
        return raised;
    }
    let exception = thread.take_exception(raised);
    let note = format!("Cannot convert dictionary update sequence element #{number} to a sequence");
    let note = crate::string::new(thread, &note);
    if let Err(raised) =
        operation::call_method(thread, exception, crate::interned!("add_note"), &[note])
    {
        return raised;
    }
    thread.raise_object(exception)
}

/// `dict(...)` and `update(...)` with all their arguments; the dict itself comes first.
pub(super) fn update_from_arguments(
    thread: &mut Thread,
    name: &str,
    arguments: Arguments,
) -> Result<()> {
    let dict = arguments.all[0];
    let split = parameter::split(arguments, 1);
    parameter::check_count(thread, name, split.positional.len(), 0, 1)?;
    if let Some(&from) = split.positional.first() {
        update(thread, dict, from)?;
    }
    for (&key, &value) in split.names.iter().zip(split.named) {
        let hash = table::hash_as(thread, key, ROLE)?;
        set_hashed(thread, dict, key, hash, value)?;
    }
    Ok(())
}
