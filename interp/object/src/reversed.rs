//! reversed, for sequences that have no `__reversed__`. Words: 0 the sequence, null at the end; 1
//! index of the next item.

use crate::builtin::Builtin;
use crate::error::Result;
use crate::native::Arguments;
use crate::thread::Thread;
use crate::{builtin_iterator, class, dict, native_functions, operation, parameter, tuple, words};
use tracer::{Effects, Word};

pub const DOC: &str = "Return a reverse iterator over the values of the given sequence.";

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct;
}

native_functions! { pub static METHODS =
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::PURE => this_itself;
    /// Private method returning an estimate of len(list(it)).
    __length_hint__(this) "($self, /)" Effects::ANY => length_hint;
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
    if !split.names.is_empty() && parameter::rejects_keywords(class, Builtin::Reversed) {
        return Err(thread.type_error("reversed() takes no keyword arguments"));
    }
    parameter::check_count(thread, "reversed", split.positional.len(), 1, 1)?;
    let sequence = split.positional[0];
    let of = class::class_of(sequence);
    let name = crate::interned!("__reversed__");
    let special = class::lookup(of, name);
    if !special.is_null()
        && !special.is_none()
        && let Some(result) = operation::call_special(thread, sequence, name, &[])?
    {
        return Ok(result);
    }
    let indexed = !class::lookup(of, crate::interned!("__getitem__")).is_null();
    if special.is_none() || !indexed || dict::is_dict(sequence) {
        let name = crate::string::class_name(sequence);
        return Err(thread.type_error(format!("'{name}' object is not reversible")));
    }
    let length = operation::length(thread, sequence)?;
    let state = [sequence, Word::from_int(length as i64 - 1)];
    if class == Builtin::Reversed.word() {
        return Ok(words::new(thread, Builtin::Reversed.shape(), state));
    }
    let object = class::instantiate(thread, class)?;
    words::fill(thread, object, state);
    Ok(object)
}

/// The next item.
pub fn next(thread: &mut Thread, this: Word) -> Result<Option<Word>> {
    let (sequence, index) = (words::get(this, 0), words::get(this, 1));
    if sequence.is_null() {
        return Ok(None);
    }
    if index.int() >= 0 {
        let item = operation::get_item(thread, sequence, index);
        let item = thread.absorb(item, Builtin::IndexError);
        let item = thread.absorb(item, Builtin::StopIteration)?.flatten();
        if item.is_some() {
            words::set(thread, this, 1, Word::from_int(index.int() - 1));
            return Ok(item);
        }
    }
    words::set(thread, this, 1, Word::from_int(-1));
    words::set(thread, this, 0, Word::NULL);
    Ok(None)
}

fn this_itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}
fn next_method(thread: &mut Thread, this: Word) -> Result {
    let item = next(thread, this);
    builtin_iterator::or_stop(thread, item)
}
fn length_hint(thread: &mut Thread, this: Word) -> Result {
    let (sequence, index) = (words::get(this, 0), words::get(this, 1).int());
    if sequence.is_null() {
        return Ok(Word::from_int(0));
    }
    let length = operation::length(thread, sequence)? as i64;
    Ok(Word::from_int(if length < index + 1 { 0 } else { index + 1 }))
}
fn reduce(thread: &mut Thread, this: Word) -> Result {
    let (class, sequence) = (class::class_of(this), words::get(this, 0));
    if sequence.is_null() {
        return builtin_iterator::reduced_by(thread, class, tuple::empty(), Word::NULL);
    }
    builtin_iterator::reduced_by(thread, class, sequence, words::get(this, 1))
}
fn set_state(thread: &mut Thread, this: Word, object: Word) -> Result {
    let index = operation::index_i64(thread, object, Some(Builtin::OverflowError))?;
    let sequence = words::get(this, 0);
    if !sequence.is_null() {
        let length = operation::length(thread, sequence)? as i64;
        words::set(thread, this, 1, Word::from_int(index.clamp(-1, length - 1)));
    }
    Ok(Word::NONE)
}
