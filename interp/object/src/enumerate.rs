//! enumerate. Words: 0 the iterator, 1 the number of the next item (an int of any size).

use crate::builtin::Builtin;
use crate::error::Result;
use crate::native::Arguments;
use crate::slice::arithmetic;
use crate::thread::Thread;
use crate::{builtin_iterator, class, iterate, native_functions, parameter, string, tuple, words};
use tracer::{Effects, Word};

pub const DOC: &str = "Return an enumerate object.

  iterable
    an object supporting iteration

The enumerate object yields pairs containing a count (from start, which
defaults to zero) and a value yielded by the iterable argument.

enumerate is useful for obtaining an indexed list:
    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...";

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
    let given = arguments.all.len() - 1;
    if given == 0 {
        return Err(thread.type_error("enumerate() missing required argument 'iterable'"));
    }
    if given > 2 {
        return Err(
            thread.type_error(format!("enumerate() takes at most 2 arguments ({given} given)"))
        );
    }
    let mut bound = [Word::NULL; 2];
    bound[..split.positional.len()].copy_from_slice(split.positional);
    for (&name, &value) in split.names.iter().zip(split.named) {
        let at = match string::bytes(name) {
            b"iterable" if bound[0].is_null() => 0,
            b"start" if bound[1].is_null() && given == 2 => 1,
            _ => {
                let name = crate::describe::lossy(name);
                return Err(thread.type_error(format!(
                    "'{name}' is an invalid keyword argument for enumerate()"
                )));
            }
        };
        bound[at] = value;
    }
    let [iterable, start] = bound;
    let start = if start.is_null() { Word::from_int(0) } else { arithmetic::index(thread, start)? };
    let iterator = iterate::iterator(thread, iterable)?;
    if class == Builtin::Enumerate.word() {
        return Ok(words::new(thread, Builtin::Enumerate.shape(), [iterator, start]));
    }
    let object = class::instantiate(thread, class)?;
    words::fill(thread, object, [iterator, start]);
    Ok(object)
}

/// The next pair.
#[inline]
pub fn next(thread: &mut Thread, this: Word) -> Result<Option<Word>> {
    let Some(item) = iterate::next(thread, words::get(this, 0))? else { return Ok(None) };
    numbered(thread, this, item).map(Some)
}

/// The pair for an item that the iterator has just given.
pub fn numbered(thread: &mut Thread, this: Word, item: Word) -> Result {
    let number = words::get(this, 1);
    let next = arithmetic::add(thread, number, Word::from_int(1))?;
    words::set(thread, this, 1, next);
    Ok(tuple::new(thread, &[number, item]))
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
