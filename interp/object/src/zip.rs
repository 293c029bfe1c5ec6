//! zip. Words: 0 tuple of the iterators, 1 whether they must have the same length.

use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::native::Arguments;
use crate::thread::Thread;
use crate::{
    builtin_iterator, class, iterate, native_functions, operation, parameter, tuple, words,
};
use tracer::{Effects, Word};

pub const DOC: &str = "The zip object yields n-length tuples, where n is the number of
iterables passed as positional arguments to zip().  The i-th element
in every tuple comes from the i-th iterable argument to zip().  This
continues until the shortest argument is exhausted.

If strict is true and one of the arguments is exhausted before the
others, raise a ValueError.

   >>> list(zip('abcdefg', range(3), range(4)))
   [('a', 0, 0), ('b', 1, 1), ('c', 2, 2)]";

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct;
}

native_functions! { pub static METHODS =
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::PURE => this_itself;
    /// Implement next(self).
    __next__(this) "($self, /)" Effects::ANY => next_method;
    /// Return state information for pickling.
    __reduce__(this) "($self, /)" Effects::READS => reduce;
    /// Set state information for unpickling.
    __setstate__(this, object) "($self, object, /)" Effects::ANY => set_state;
}

/// The iterators of some iterables, as a tuple.
pub(crate) fn iterators(thread: &mut Thread, iterables: &[Word]) -> Result {
    if iterables.is_empty() {
        return Ok(tuple::empty());
    }
    let result = tuple::allocate(thread, iterables.len());
    for (index, &iterable) in iterables.iter().enumerate() {
        let iterator = iterate::iterator(thread, iterable)?;
        tuple::initialize(thread, result, index, iterator);
    }
    Ok(result)
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    let split = parameter::split(arguments, 1);
    let strict = parameter::only_keyword(thread, "zip", &split, "strict")?;
    let strict = !strict.is_null() && operation::truth(thread, strict)?;
    let iterators = iterators(thread, split.positional)?;
    let state = [iterators, Word::from_bool(strict)];
    if class == Builtin::Zip.word() {
        return Ok(words::new(thread, Builtin::Zip.shape(), state));
    }
    let object = class::instantiate(thread, class)?;
    words::fill(thread, object, state);
    Ok(object)
}

/// The next tuple.
#[inline]
pub fn next(thread: &mut Thread, this: Word) -> Result<Option<Word>> {
    let iterators = tuple::items(words::get(this, 0));
    if iterators.is_empty() {
        return Ok(None);
    }
    let strict = words::get(this, 1) == Word::TRUE;
    if let &[one, other] = iterators {
        let Some(first) = iterate::next(thread, one)? else {
            return ended(thread, "zip", iterators, 0, strict);
        };
        let Some(second) = iterate::next(thread, other)? else {
            return ended(thread, "zip", iterators, 1, strict);
        };
        return Ok(Some(tuple::new(thread, &[first, second])));
    }
    let result = tuple::allocate(thread, iterators.len());
    for (index, &iterator) in iterators.iter().enumerate() {
        match iterate::next(thread, iterator)? {
            Some(item) => tuple::initialize(thread, result, index, item),
            None => return ended(thread, "zip", iterators, index, strict),
        }
    }
    Ok(Some(result))
}

/// What follows from the end of an iterator: the end, or an error if all must end together.
#[cold]
pub(crate) fn ended(
    thread: &mut Thread,
    function: &str,
    iterators: &[Word],
    index: usize,
    strict: bool,
) -> Result<Option<Word>> {
    if !strict {
        return Ok(None);
    }
    if index > 0 {
        return Err(differs(thread, function, index, "shorter"));
    }
    for (index, &iterator) in iterators.iter().enumerate().skip(1) {
        if iterate::next(thread, iterator)?.is_some() {
            return Err(differs(thread, function, index, "longer"));
        }
    }
    Ok(None)
}

fn differs(thread: &mut Thread, function: &str, index: usize, how: &str) -> Raised {
    let others = if index == 1 { " " } else { "s 1-" };
    let number = index + 1;
    thread.value_error(format!(
        "{function}() argument {number} is {how} than argument{others}{index}"
    ))
}

fn this_itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}
fn next_method(thread: &mut Thread, this: Word) -> Result {
    let item = next(thread, this);
    builtin_iterator::or_stop(thread, item)
}
fn reduce(thread: &mut Thread, this: Word) -> Result {
    let (class, iterators) = (class::class_of(this), words::get(this, 0));
    Ok(if words::get(this, 1) == Word::TRUE {
        tuple::new(thread, &[class, iterators, Word::TRUE])
    } else {
        tuple::new(thread, &[class, iterators])
    })
}
fn set_state(thread: &mut Thread, this: Word, object: Word) -> Result {
    let strict = operation::truth(thread, object)?;
    words::set(thread, this, 1, Word::from_bool(strict));
    Ok(Word::NONE)
}
