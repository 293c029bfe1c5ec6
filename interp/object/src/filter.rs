//! filter. Words: 0 the function, or None; 1 the iterator.

use crate::builtin::Builtin;
use crate::error::Result;
use crate::native::Arguments;
use crate::thread::Thread;
use crate::{
    builtin_iterator, class, iterate, native_functions, operation, parameter, tuple, words,
};
use tracer::{Effects, Word};

pub const DOC: &str = "Return an iterator yielding those items of iterable for which
function(item) is true.  If function is None, return the items that
are true.";

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
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    let split = parameter::split(arguments, 1);
    if !split.names.is_empty() && parameter::rejects_keywords(class, Builtin::Filter) {
        return Err(thread.type_error("filter() takes no keyword arguments"));
    }
    parameter::check_count(thread, "filter", split.positional.len(), 2, 2)?;
    let iterator = iterate::iterator(thread, split.positional[1])?;
    let state = [split.positional[0], iterator];
    if class == Builtin::Filter.word() {
        return Ok(words::new(thread, Builtin::Filter.shape(), state));
    }
    let object = class::instantiate(thread, class)?;
    words::fill(thread, object, state);
    Ok(object)
}

/// The next item that passes.
#[inline]
pub fn next(thread: &mut Thread, this: Word) -> Result<Option<Word>> {
    let (function, iterator) = (words::get(this, 0), words::get(this, 1));
    let by_truth = function.is_none() || function == Builtin::Bool.word();
    while let Some(item) = iterate::next(thread, iterator)? {
        let answer = if by_truth { item } else { thread.call(function, &[item])? };
        if operation::truth(thread, answer)? {
            return Ok(Some(item));
        }
    }
    Ok(None)
}

fn this_itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}
fn next_method(thread: &mut Thread, this: Word) -> Result {
    let item = next(thread, this);
    builtin_iterator::or_stop(thread, item)
}
fn reduce(thread: &mut Thread, this: Word) -> Result {
    let arguments = tuple::new(thread, &[words::get(this, 0), words::get(this, 1)]);
    Ok(tuple::new(thread, &[class::class_of(this), arguments]))
}
