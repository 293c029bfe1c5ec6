//! The methods of tuple.

use super::*;
use crate::native::Arguments;
use crate::{class, iterate, native_functions, representation};
use tracer::Effects;

pub const DOC: &str = "Built-in immutable sequence.

If no argument is given, the constructor returns an empty tuple.
If iterable is specified the tuple is initialized from iterable's items.

If the argument is a tuple, the return value is the same object.";

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct;
}

native_functions! { pub static METHODS =
    /// Return self+value.
    __add__(this, value) "($self, value, /)" Effects::READS => add;
    /// Return bool(key in self).
    __contains__(this, key) "($self, key, /)" Effects::ANY => contains_method;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::ANY => equal;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::ANY => greater_or_equal;
    /// Return self[key].
    __getitem__(this, key) "($self, key, /)" Effects::ANY => get_item;
    __getnewargs__(this) "($self, /)" Effects::READS => new_arguments;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::ANY => greater;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::ANY => hash_method;
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::READS => iterate_method;
    /// Return self<=value.
    __le__(this, value) "($self, value, /)" Effects::ANY => less_or_equal;
    /// Return len(self).
    __len__(this) "($self, /)" Effects::READS => length_method;
    /// Return self<value.
    __lt__(this, value) "($self, value, /)" Effects::ANY => less;
    /// Return self*value.
    __mul__(this, value) "($self, value, /)" Effects::ANY => multiply;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::ANY => not_equal;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Return value*self.
    __rmul__(this, value) "($self, value, /)" Effects::ANY => multiply;
    /// Return number of occurrences of value.
    count(this, value) "($self, value, /)" Effects::ANY => count;
    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    index(this, value, start, stop) "($self, value, start=0, stop=sys.maxsize, /)" Effects::ANY => index;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    let split = parameter::split(arguments, 1);
    if !split.names.is_empty() && parameter::rejects_keywords(class, Builtin::Tuple) {
        return Err(thread.type_error("tuple() takes no keyword arguments"));
    }
    parameter::check_count(thread, "tuple", split.positional.len(), 0, 1)?;
    let value = match split.positional.first() {
        None => empty(),
        Some(&items) => from_iterable(thread, items)?,
    };
    if class == Builtin::Tuple.word() {
        return Ok(value);
    }
    let object = class::instantiate(thread, class)?;
    // SAFETY: subclasses of tuple have this layout.
    let slot = unsafe { &raw mut (*object.pointer::<Payload>()).value };
    // SAFETY: within the object.
    unsafe { slot.write(value) };
    thread.barrier(object, slot, value);
    Ok(object)
}

/// `tuple(items)`: always an exact one.
pub fn from_iterable(thread: &mut Thread, items: Word) -> Result {
    let tuple = iterate::to_tuple(thread, items)?;
    Ok(exact(tuple))
}

fn add(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_tuple(value) {
        return Err(crate::list::methods::cannot_concatenate(thread, "tuple", value));
    }
    concatenate(thread, this, value)
}
fn multiply(thread: &mut Thread, this: Word, value: Word) -> Result {
    let count = parameter::repetitions(thread, value)?;
    repeat(thread, this, count)
}
fn contains_method(thread: &mut Thread, this: Word, key: Word) -> Result {
    Ok(Word::from_bool(contains(thread, this, key)?))
}
fn new_arguments(thread: &mut Thread, this: Word) -> Result {
    let plain = exact(this);
    Ok(new(thread, &[plain]))
}
fn hash_method(thread: &mut Thread, this: Word) -> Result {
    let hash = hash(thread, this)?;
    Ok(crate::integer::from_i64(thread, hash))
}
fn iterate_method(thread: &mut Thread, this: Word) -> Result {
    Ok(iterator::new(thread, this))
}
fn length_method(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(length(this) as i64))
}

macro_rules! comparison {
    ($name:ident $operator:ident) => {
        fn $name(thread: &mut Thread, this: Word, value: Word) -> Result {
            if !is_tuple(value) {
                return Ok(Word::NOT_IMPLEMENTED);
            }
            compare(thread, Compare::$operator, this, value)
        }
    };
}
comparison!(equal Eq);
comparison!(not_equal Ne);
comparison!(less Lt);
comparison!(less_or_equal Le);
comparison!(greater Gt);
comparison!(greater_or_equal Ge);

/// `repr(tuple)`
pub fn repr(thread: &mut Thread, this: Word) -> Result {
    let items = items(this);
    representation::guarded(thread, this, "(...)", |thread, text| {
        text.push(b'(');
        let mut first = true;
        for &item in items {
            representation::separate(text, &mut first);
            representation::push(thread, text, item)?;
        }
        text.extend_from_slice(if items.len() == 1 { b",)" } else { b")" });
        Ok(())
    })
}

fn count(thread: &mut Thread, this: Word, value: Word) -> Result {
    let mut count = 0;
    for &item in items(this) {
        count += i64::from(same(thread, item, value)?);
    }
    Ok(Word::from_int(count))
}
fn index(thread: &mut Thread, this: Word, value: Word, start: Word, stop: Word) -> Result {
    let items = items(this);
    let start = parameter::position(thread, start, 0, items.len())?;
    let stop = parameter::position(thread, stop, items.len(), items.len())?;
    for (index, &item) in items.iter().enumerate().take(stop).skip(start) {
        if same(thread, item, value)? {
            return Ok(Word::from_int(index as i64));
        }
    }
    Err(thread.value_error("tuple.index(x): x not in tuple"))
}
