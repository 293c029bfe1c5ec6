//! The methods of list.

use super::*;
use crate::field::alias;
use crate::native::{self, Arguments, NativeFunction};
use crate::operation::Compare;
use crate::{argument, class, native_functions, representation};
use tracer::Effects;

pub const DOC: &str = "Built-in mutable sequence.

If no argument is given, the constructor creates a new empty list.
The argument must be an iterable if specified.";

/// What changing a list writes.
const CHANGES: Effects = Effects::writes(&[alias::LIST, alias::VECTOR_HEAD, alias::VECTOR_ITEM]);

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct;
}

/// `list.append`, which the interpreter knows.
pub static APPEND: &NativeFunction = native::named(METHODS, "append");

native_functions! { pub static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, *args, **kwargs)" Effects::ANY => initialize;
    /// Return self+value.
    __add__(this, value) "($self, value, /)" Effects::READS => add;
    /// Return bool(key in self).
    __contains__(this, key) "($self, key, /)" Effects::ANY => contains_method;
    /// Delete self[key].
    __delitem__(this, key) "($self, key, /)" Effects::ANY => delete_item_method;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::ANY => equal;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::ANY => greater_or_equal;
    /// Return self[index].
    __getitem__(this, index) "($self, index, /)" Effects::ANY => get_item;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::ANY => greater;
    /// Implement self+=value.
    __iadd__(this, value) "($self, value, /)" Effects::ANY => add_in_place;
    /// Implement self*=value.
    __imul__(this, value) "($self, value, /)" Effects::ANY => multiply_in_place;
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
    /// Return a reverse iterator over the list.
    __reversed__(this) "($self, /)" Effects::READS => reversed;
    /// Return value*self.
    __rmul__(this, value) "($self, value, /)" Effects::ANY => multiply;
    /// Set self[key] to value.
    __setitem__(this, key, value) "($self, key, value, /)" Effects::ANY => set_item_method;
    /// Return the size of the list in memory, in bytes.
    __sizeof__(this) "($self, /)" Effects::READS => size;
    /// Append object to the end of the list.
    append(this, object) "($self, object, /)" CHANGES => append_method;
    /// Remove all items from list.
    clear(this) "($self, /)" CHANGES => clear_method;
    /// Return a shallow copy of the list.
    copy(this) "($self, /)" Effects::READS => copy_method;
    /// Return number of occurrences of value.
    count(this, value) "($self, value, /)" Effects::ANY => count;
    /// Extend list by appending elements from the iterable.
    extend(this, iterable) "($self, iterable, /)" Effects::ANY => extend_method;
    /// Return first index of value.
    ///
    /// Raises ValueError if the value is not present.
    index(this, value, start, stop) "($self, value, start=0, stop=sys.maxsize, /)" Effects::ANY => index;
    /// Insert object before index.
    insert(this, index, object) "($self, index, object, /)" Effects::ANY => insert_method;
    /// Remove and return item at index (default last).
    ///
    /// Raises IndexError if list is empty or index is out of range.
    pop(this, index) "($self, index=-1, /)" Effects::ANY => pop;
    /// Remove first occurrence of value.
    ///
    /// Raises ValueError if the value is not present.
    remove(this, value) "($self, value, /)" Effects::ANY => remove;
    /// Reverse *IN PLACE*.
    reverse(this) "($self, /)" CHANGES => reverse;
    /// Sort the list in ascending order and return None.
    ///
    /// The sort is in-place (i.e. the list itself is modified) and stable
    /// (i.e. the order of two equal elements is maintained).
    ///
    /// If a key function is given, apply it once to each list item and sort
    /// them, ascending or descending, according to their function values.
    ///
    /// The reverse flag can be set to sort in descending order.
    sort(..) "($self, /, *, key=None, reverse=False)" Effects::ANY => sort_method;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    if class == Builtin::List.word() {
        return Ok(new(thread, &[]));
    }
    let list = class::instantiate(thread, class)?;
    set_vector(thread, list, vector::empty());
    Ok(list)
}

fn initialize(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    let split = parameter::split(arguments, 1);
    if !split.names.is_empty() && parameter::rejects_keywords(class::class_of(this), Builtin::List)
    {
        return Err(thread.type_error("list() takes no keyword arguments"));
    }
    parameter::check_count(thread, "list", split.positional.len(), 0, 1)?;
    if length(this) > 0 {
        clear(thread, this);
    }
    if let Some(&items) = split.positional.first() {
        extend(thread, this, items)?;
    }
    Ok(Word::NONE)
}

fn add(thread: &mut Thread, this: Word, value: Word) -> Result {
    if !is_list(value) {
        return Err(cannot_concatenate(thread, "list", value));
    }
    concatenate(thread, this, value)
}

/// `can only concatenate list (not "int") to list`
#[cold]
pub fn cannot_concatenate(thread: &mut Thread, sequence: &str, value: Word) -> crate::Raised {
    let class = crate::string::class_name(value);
    thread.type_error(format!("can only concatenate {sequence} (not \"{class}\") to {sequence}"))
}

fn add_in_place(thread: &mut Thread, this: Word, value: Word) -> Result {
    extend(thread, this, value)?;
    Ok(this)
}
fn multiply(thread: &mut Thread, this: Word, value: Word) -> Result {
    let count = parameter::repetitions(thread, value)?;
    repeat(thread, this, count)
}
fn multiply_in_place(thread: &mut Thread, this: Word, value: Word) -> Result {
    let count = parameter::repetitions(thread, value)?;
    if count != 1 {
        let items = snapshot(thread, this);
        let vector = repeated(thread, vector::items(items), count)?;
        let _lock = Locked::new(this);
        set_vector(thread, this, vector);
    }
    Ok(this)
}

fn contains_method(thread: &mut Thread, this: Word, key: Word) -> Result {
    Ok(Word::from_bool(contains(thread, this, key)?))
}
fn set_item_method(thread: &mut Thread, this: Word, key: Word, value: Word) -> Result {
    set_item(thread, this, key, value)?;
    Ok(Word::NONE)
}
fn delete_item_method(thread: &mut Thread, this: Word, key: Word) -> Result {
    delete_item(thread, this, key)?;
    Ok(Word::NONE)
}
fn length_method(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(length(this) as i64))
}
fn iterate_method(thread: &mut Thread, this: Word) -> Result {
    Ok(iterator::new(thread, this))
}
fn reversed(thread: &mut Thread, this: Word) -> Result {
    Ok(iterator::new_reversed(thread, this))
}
fn size(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(40 + 8 * vector::capacity(vector_of(this)) as i64))
}

/// `repr(list)`
pub fn repr(thread: &mut Thread, this: Word) -> Result {
    representation::guarded(thread, this, "[...]", |thread, text| {
        text.push(b'[');
        let mut first = true;
        each(thread, this, &mut |thread, item| {
            representation::separate(text, &mut first);
            representation::push(thread, text, item)?;
            Ok(true)
        })?;
        text.push(b']');
        Ok(())
    })
}

/// Any comparison of two lists.
pub fn compare(thread: &mut Thread, operator: Compare, left: Word, right: Word) -> Result {
    let by_length = matches!(operator, Compare::Eq | Compare::Ne);
    if by_length && length(left) != length(right) {
        return Ok(Word::from_bool(operator == Compare::Ne));
    }
    let mut index = 0;
    loop {
        let (one, other) = (get(left, index), get(right, index));
        if one.is_null() || other.is_null() {
            let order = length(left).cmp(&length(right));
            return Ok(Word::from_bool(crate::tuple::decides(operator, order)));
        }
        if !same(thread, one, other)? {
            return match operator {
                Compare::Eq => Ok(Word::FALSE),
                Compare::Ne => Ok(Word::TRUE),
                _ => operation::compare(thread, operator, one, other),
            };
        }
        index += 1;
    }
}

macro_rules! comparison {
    ($name:ident $operator:ident) => {
        fn $name(thread: &mut Thread, this: Word, value: Word) -> Result {
            if !is_list(value) {
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

fn append_method(thread: &mut Thread, this: Word, object: Word) -> Result {
    append(thread, this, object);
    Ok(Word::NONE)
}
fn clear_method(thread: &mut Thread, this: Word) -> Result {
    clear(thread, this);
    Ok(Word::NONE)
}
fn copy_method(thread: &mut Thread, this: Word) -> Result {
    Ok(copy(thread, this))
}
fn count(thread: &mut Thread, this: Word, value: Word) -> Result {
    let mut count = 0;
    each(thread, this, &mut |thread, item| {
        count += i64::from(same(thread, item, value)?);
        Ok(true)
    })?;
    Ok(Word::from_int(count))
}
fn extend_method(thread: &mut Thread, this: Word, iterable: Word) -> Result {
    extend(thread, this, iterable)?;
    Ok(Word::NONE)
}
fn index(thread: &mut Thread, this: Word, value: Word, start: Word, stop: Word) -> Result {
    let start = parameter::position(thread, start, 0, length(this))?;
    let stop = parameter::position(thread, stop, usize::MAX, length(this))?;
    match find(thread, this, value, start, stop)? {
        Some(index) => Ok(Word::from_int(index as i64)),
        None => Err(thread.value_error("list.index(x): x not in list")),
    }
}
fn insert_method(thread: &mut Thread, this: Word, index: Word, object: Word) -> Result {
    let index = argument::c_size(thread, index)?;
    let count = length(this) as i64;
    let index = if index < 0 { (index.saturating_add(count)).max(0) } else { index };
    insert(thread, this, index as usize, object);
    Ok(Word::NONE)
}
fn pop(thread: &mut Thread, this: Word, index: Word) -> Result {
    let index = if index.is_null() { -1 } else { argument::c_size(thread, index)? };
    loop {
        let count = length(this) as i64;
        if count == 0 {
            return Err(parameter::index_error(thread, "pop from empty list"));
        }
        let at = if index < 0 { index.wrapping_add(count) } else { index };
        if at < 0 || at >= count {
            return Err(parameter::index_error(thread, "pop index out of range"));
        }
        let item = take(thread, this, at as usize);
        if !item.is_null() {
            return Ok(item);
        }
    }
}
fn remove(thread: &mut Thread, this: Word, value: Word) -> Result {
    match find(thread, this, value, 0, usize::MAX)? {
        Some(index) => {
            take(thread, this, index);
            Ok(Word::NONE)
        }
        None => Err(thread.value_error("list.remove(x): x not in list")),
    }
}
fn reverse(thread: &mut Thread, this: Word) -> Result {
    let _lock = Locked::new(this);
    let vector = vector_of(this);
    let count = vector::length(vector);
    for index in 0..count / 2 {
        let (first, last) = (vector::slot(vector, index), vector::slot(vector, count - 1 - index));
        let (one, other) = (load_word(first), load_word(last));
        // SAFETY: within the length.
        unsafe {
            store(first, other);
            store(last, one);
        }
    }
    // SAFETY: a live object.
    unsafe { thread.heap.range_barrier(vector.pointer()) };
    Ok(Word::NONE)
}
fn sort_method(thread: &mut Thread, arguments: Arguments) -> Result {
    let split = parameter::split(arguments, 1);
    if !split.positional.is_empty() {
        return Err(thread.type_error("sort() takes no positional arguments"));
    }
    let (mut key, mut reverse) = (Word::NULL, false);
    for (&name, &value) in split.names.iter().zip(split.named) {
        match crate::string::bytes(name) {
            b"key" => key = value,
            b"reverse" => reverse = operation::truth(thread, value)?,
            _ => {
                let name = crate::describe::lossy(name);
                return Err(thread
                    .type_error(format!("sort() got an unexpected keyword argument '{name}'")));
            }
        }
    }
    sort::sort(thread, arguments.all[0], key, reverse)?;
    Ok(Word::NONE)
}
