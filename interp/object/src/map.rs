//! map. Words: 0 the function, 1 tuple of the iterators, 2 whether they must have the same length.

use crate::builtin::Builtin;
use crate::error::Result;
use crate::native::Arguments;
use crate::thread::Thread;
use crate::{
    builtin_iterator, class, construct, iterate, native_functions, operation, parameter, tuple,
    words, zip,
};
use tracer::{Effects, Word};

pub const DOC: &str = "Make an iterator that computes the function using arguments from
each of the iterables.  Stops when the shortest iterable is exhausted.

If strict is true and one of the arguments is exhausted before the
others, raise a ValueError.";

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

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    let split = parameter::split(arguments, 1);
    let strict = parameter::only_keyword(thread, "map", &split, "strict")?;
    let strict = !strict.is_null() && operation::truth(thread, strict)?;
    let [function, iterables @ ..] = split.positional else {
        return Err(thread.type_error("map() must have at least two arguments."));
    };
    if iterables.is_empty() {
        return Err(thread.type_error("map() must have at least two arguments."));
    }
    let iterators = zip::iterators(thread, iterables)?;
    let state = [*function, iterators, Word::from_bool(strict)];
    if class == Builtin::Map.word() {
        return Ok(words::new(thread, Builtin::Map.shape(), state));
    }
    let object = class::instantiate(thread, class)?;
    words::fill(thread, object, state);
    Ok(object)
}

/// Function and iterator of an exact map of one iterable.
pub fn parts(this: Word) -> Option<(Word, Word)> {
    match *tuple::items(words::get(this, 1)) {
        [iterator] => Some((words::get(this, 0), iterator)),
        _ => None,
    }
}

/// The next result.
#[inline]
pub fn next(thread: &mut Thread, this: Word) -> Result<Option<Word>> {
    let function = words::get(this, 0);
    let iterators = tuple::items(words::get(this, 1));
    let strict = words::get(this, 2) == Word::TRUE;
    if let &[iterator] = iterators {
        return match iterate::next(thread, iterator)? {
            Some(item) => construct::call(thread, function, item).map(Some),
            None => Ok(None),
        };
    }
    let arguments = tuple::allocate(thread, iterators.len());
    for (index, &iterator) in iterators.iter().enumerate() {
        match iterate::next(thread, iterator)? {
            Some(item) => tuple::initialize(thread, arguments, index, item),
            None => return zip::ended(thread, "map", iterators, index, strict),
        }
    }
    thread.call(function, tuple::items(arguments)).map(Some)
}

fn this_itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}
fn next_method(thread: &mut Thread, this: Word) -> Result {
    let item = next(thread, this);
    builtin_iterator::or_stop(thread, item)
}
fn reduce(thread: &mut Thread, this: Word) -> Result {
    let iterators = tuple::items(words::get(this, 1));
    let arguments = tuple::allocate(thread, iterators.len() + 1);
    tuple::initialize(thread, arguments, 0, words::get(this, 0));
    for (index, &iterator) in iterators.iter().enumerate() {
        tuple::initialize(thread, arguments, index + 1, iterator);
    }
    let class = class::class_of(this);
    Ok(if words::get(this, 2) == Word::TRUE {
        tuple::new(thread, &[class, arguments, Word::TRUE])
    } else {
        tuple::new(thread, &[class, arguments])
    })
}
fn set_state(thread: &mut Thread, this: Word, object: Word) -> Result {
    let strict = operation::truth(thread, object)?;
    words::set(thread, this, 2, Word::from_bool(strict));
    Ok(Word::NONE)
}
