//! bytearray: an object that points to a raw vector with length, capacity and bytes.
//!
//! Length and bytes are always read from the same vector, so readers need no lock. A writer that
//! needs room makes a larger vector first, then takes the lock byte, looks whether the vector is
//! still the one it copied, and publishes. While a memoryview looks at the bytes (`exports`), the
//! size does not change.

use crate::argument;
use crate::buffer;
use crate::builtin::{Builtin, shape::RAW};
use crate::bytes::methods::{Content, byte_methods, content};
use crate::bytes::shared;
use crate::error::{Raised, Result};
use crate::field::alias;
use crate::header::{Locked, has_shape, load_word, shape_id};
use crate::layout::{ByteArray, Layout, RawVector};
use crate::native::Arguments;
use crate::native_functions;
use crate::thread::Thread;
use crate::{bytes, shape, string, tuple};
use std::cmp::Ordering;
use std::sync::atomic::{AtomicU64, Ordering as Memory};
use tracer::{Effects, Word};

pub const DOC: &str = "bytearray(iterable_of_ints) -> bytearray\nbytearray(string, encoding[, errors]) -> bytearray\nbytearray(bytes_or_buffer) -> mutable copy of bytes_or_buffer\nbytearray(int) -> bytes array of size given by the parameter initialized with null bytes\nbytearray() -> empty bytes array\n\nConstruct a mutable bytearray object from:\n  - an iterable yielding integers in range(256)\n  - a text string encoded using the specified encoding\n  - a bytes or a buffer object\n  - any object implementing the buffer API.\n  - an integer";

const SHAPE: heap::ShapeId = Builtin::ByteArray.shape();

/// Whether it is a bytearray or an instance of a subclass.
pub fn is_bytearray(object: Word) -> bool {
    object.is_pointer()
        && (shape_id(object) == SHAPE
            || shape::try_get(shape_id(object))
                .is_some_and(|shape| shape.layout == Layout::ByteArray))
}

fn get(object: Word) -> &'static mut ByteArray {
    // SAFETY: callers pass bytearrays.
    unsafe { &mut *object.pointer() }
}

/// The vector now, or null.
fn vector(object: Word) -> *mut RawVector {
    load_word(&raw const get(object).bytes).pointer()
}

fn bytes_of(vector: *mut RawVector) -> *mut u8 {
    // SAFETY: the bytes stand behind the struct.
    unsafe { vector.add(1) as *mut u8 }
}

fn length_of(vector: *mut RawVector) -> usize {
    // SAFETY: null or a live vector.
    if vector.is_null() { 0 } else { unsafe { (*vector).length.int() as usize } }
}

fn capacity_of(vector: *mut RawVector) -> usize {
    // SAFETY: null or a live vector.
    if vector.is_null() { 0 } else { unsafe { (*vector).capacity.int() as usize } }
}

/// The contents now.
pub fn data(object: Word) -> &'static [u8] {
    let vector = vector(object);
    if vector.is_null() {
        return &[];
    }
    // SAFETY: a vector holds `length` bytes and stays alive while somebody points into it.
    unsafe { std::slice::from_raw_parts(bytes_of(vector), length_of(vector)) }
}

/// The contents for writing in place.
pub fn data_mut(object: Word) -> &'static mut [u8] {
    let vector = vector(object);
    if vector.is_null() {
        return &mut [];
    }
    // SAFETY: as `data`; racing writers of bytes may mix, as Python allows.
    unsafe { std::slice::from_raw_parts_mut(bytes_of(vector), length_of(vector)) }
}

fn new_vector(thread: &mut Thread, length: usize, capacity: usize) -> Result<*mut RawVector> {
    let object = string::try_allocate_raw(thread, size_of::<RawVector>(), capacity, RAW)?;
    let vector = object as *mut RawVector;
    // SAFETY: a fresh object of this layout.
    unsafe {
        (*vector).length = Word::from_int(length as i64);
        (*vector).capacity = Word::from_int(capacity as i64);
    }
    Ok(vector)
}

fn publish(thread: &mut Thread, object: Word, vector: *mut RawVector) {
    let slot = &raw mut get(object).bytes;
    let word = Word::from_pointer(vector);
    // SAFETY: a field of a live object.
    unsafe { AtomicU64::from_ptr(slot as *mut u64).store(word.0, Memory::Release) };
    thread.barrier(object, slot, word);
}

/// A new bytearray whose bytes `fill` writes; zeros where it writes nothing.
pub fn build(thread: &mut Thread, length: usize, fill: impl FnOnce(&mut [u8])) -> Result {
    let vector = new_vector(thread, length, length)?;
    // SAFETY: a fresh vector of this length.
    fill(unsafe { std::slice::from_raw_parts_mut(bytes_of(vector), length) });
    let object = thread.new_object::<ByteArray>(SHAPE);
    object.bytes = Word::from_pointer(vector);
    object.exports = Word::from_int(0);
    Ok(Word::from_pointer(object))
}

pub fn new(thread: &mut Thread, content: &[u8]) -> Word {
    let length = content.len();
    let object = thread.heap.alloc(size_of::<RawVector>() + length, RAW);
    let vector = object as *mut RawVector;
    // SAFETY: a fresh object of this layout and size.
    unsafe {
        (*vector).length = Word::from_int(length as i64);
        (*vector).capacity = Word::from_int(length as i64);
        bytes_of(vector).copy_from_nonoverlapping(content.as_ptr(), length);
    }
    let object = thread.new_object::<ByteArray>(SHAPE);
    object.bytes = Word::from_pointer(vector);
    object.exports = Word::from_int(0);
    Word::from_pointer(object)
}

/// Counts memoryviews that look at the bytes.
pub fn export(object: Word, change: i64) {
    let exports = &raw mut get(object).exports;
    // SAFETY: a field of a live object; tagged ints add as doubled numbers.
    let cell = unsafe { AtomicU64::from_ptr(exports as *mut u64) };
    if cell.load(Memory::Relaxed) == 0 {
        let _ = cell.compare_exchange(0, Word::from_int(0).0, Memory::AcqRel, Memory::Relaxed);
    }
    cell.fetch_add((change as u64) << 1, Memory::AcqRel);
}

fn exported(object: Word) -> bool {
    let exports = load_word(&raw const get(object).exports);
    !exports.is_null() && exports.int() != 0
}

#[cold]
fn cannot_resize(thread: &mut Thread) -> Raised {
    thread.raise(Builtin::BufferError, "Existing exports of data: object cannot be re-sized")
}

/// Replaces the bytes `from..to` (clamped to the contents as they are then) by others.
pub fn splice(
    thread: &mut Thread,
    object: Word,
    from: usize,
    to: usize,
    with: &[u8],
) -> Result<()> {
    let own = data(object).as_ptr_range();
    let copied;
    let with = if with.as_ptr() >= own.start && with.as_ptr() <= own.end && !with.is_empty() {
        copied = with.to_vec();
        &copied
    } else {
        with
    };
    loop {
        let vector = vector(object);
        let length = length_of(vector);
        let to = to.min(length);
        let from = from.min(to);
        let changed = length - (to - from) + with.len();
        if changed != length && exported(object) {
            return Err(cannot_resize(thread));
        }
        let capacity = capacity_of(vector);
        let fits = changed <= capacity && (changed > capacity / 4 || capacity < 256);
        let target = if fits && !vector.is_null() {
            vector
        } else {
            let room = if changed > length { changed + changed / 8 + 16 } else { changed };
            new_vector(thread, changed, room)?
        };
        {
            let _locked = Locked::new(object);
            if self::vector(object) != vector || length_of(vector) != length {
                continue;
            }
            // SAFETY: both vectors have room for what they get; the lock keeps other writers away.
            unsafe {
                let (source, bytes) = (bytes_of(vector), bytes_of(target));
                let (tail, rest) = (from + with.len(), length - to);
                if target == vector {
                    bytes.add(tail).copy_from(bytes.add(to), rest);
                } else if !vector.is_null() {
                    bytes.copy_from_nonoverlapping(source, from);
                    bytes.add(tail).copy_from_nonoverlapping(source.add(to), rest);
                }
                bytes.add(from).copy_from_nonoverlapping(with.as_ptr(), with.len());
                (*target).length = Word::from_int(changed as i64);
            }
            if target != vector {
                publish(thread, object, target);
            }
        }
        return Ok(());
    }
}

/// Adds bytes at the end.
pub fn extend(thread: &mut Thread, object: Word, with: &[u8]) -> Result<()> {
    splice(thread, object, usize::MAX, usize::MAX, with)
}

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => make;
}

native_functions! { pub static STATIC_METHODS =
    /// Return a translation table usable for the bytes or bytearray translate method.
    ///
    /// The returned table will be one where each byte in frm is mapped to the byte at
    /// the same position in to.
    ///
    /// The bytes objects frm and to must be of the same length.
    maketrans(frm, to) "(frm, to, /)" Effects::ANY => shared::make_table;
}

native_functions! { pub static CLASS_METHODS =
    /// Create a bytearray object from a string of hexadecimal numbers.
    ///
    /// Spaces between two numbers are accepted.
    /// Example: bytearray.fromhex('B9 01EF') -> bytearray(b'\\xb9\\x01\\xef')
    fromhex(class, string) "($type, string, /)" Effects::ANY => from_hex;
}

byte_methods! {
    /// B.__alloc__() -> int
    ///
    /// Return the number of bytes actually allocated.
    __alloc__(this) "($self, /)" Effects::READS => allocated;
    /// Return a buffer object that exposes the underlying memory of the object.
    __buffer__(this, flags) "($self, flags, /)" Effects::ANY => crate::memoryview::buffer_method;
    /// Delete self[key].
    __delitem__(this, key) "($self, key, /)" Effects::ANY => delete_item;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::ANY => is_equal;
    /// Return self>=value.
    __ge__(this, value) "($self, value, /)" Effects::ANY => is_greater_or_equal;
    /// Return self>value.
    __gt__(this, value) "($self, value, /)" Effects::ANY => is_greater;
    /// Implement self+=value.
    __iadd__(this, value) "($self, value, /)" Effects::ANY => add_in_place;
    /// Implement self*=value.
    __imul__(this, value) "($self, value, /)" Effects::ANY => multiply_in_place;
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, *args, **kwargs)" Effects::ANY => initialize;
    /// Return self<=value.
    __le__(this, value) "($self, value, /)" Effects::ANY => is_less_or_equal;
    /// Return self<value.
    __lt__(this, value) "($self, value, /)" Effects::ANY => is_less;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::ANY => is_not_equal;
    /// Return state information for pickling.
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
    /// Return state information for pickling.
    __reduce_ex__(this, proto) "($self, proto=0, /)" Effects::ANY => reduce_for_protocol;
    /// Release the buffer object that exposes the underlying memory of the object.
    __release_buffer__(this, buffer) "($self, buffer, /)" Effects::ANY => crate::memoryview::release_buffer_method;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => to_repr;
    /// Return value%self.
    __rmod__(this, value) "($self, value, /)" Effects::ANY => reflected_percent;
    /// Set self[key] to value.
    __setitem__(this, key, value) "($self, key, value, /)" Effects::ANY => set_item;
    /// Returns the size of the bytearray object in memory, in bytes.
    __sizeof__(this) "($self, /)" Effects::READS => size_in_memory;
    /// Return str(self).
    __str__(this) "($self, /)" Effects::READS => to_repr;
    /// Append a single item to the end of the bytearray.
    ///
    ///   item
    ///     The item to be appended.
    append(this, item) "($self, item, /)" Effects::ANY => append;
    /// Remove all items from the bytearray.
    clear(this) "($self, /)" Effects::writes(&[alias::BYTE_ARRAY, alias::RAW_HEAD, alias::BYTE]) => clear;
    /// Return a copy of B.
    copy(this) "($self, /)" Effects::READS => copy;
    /// Append all the items from the iterator or sequence to the end of the bytearray.
    ///
    ///   iterable_of_ints
    ///     The iterable of items to append.
    extend(this, iterable_of_ints) "($self, iterable_of_ints, /)" Effects::ANY => extend_method;
    /// Insert a single item into the bytearray before the given index.
    ///
    ///   index
    ///     The index where the value is to be inserted.
    ///   item
    ///     The item to be inserted.
    insert(this, index, item) "($self, index, item, /)" Effects::ANY => insert;
    /// Remove and return a single item from B.
    ///
    ///   index
    ///     The index from where to remove the item.
    ///     -1 (the default value) means remove the last item.
    ///
    /// If no index argument is given, will pop the last item.
    pop(this, index) "($self, index=-1, /)" Effects::ANY => pop;
    /// Remove the first occurrence of a value in the bytearray.
    ///
    ///   value
    ///     The value to remove.
    remove(this, value) "($self, value, /)" Effects::ANY => remove;
    /// Resize the internal buffer of bytearray to len.
    ///
    ///   size
    ///     New size to resize to.
    resize(this, size) "($self, size, /)" Effects::ANY => resize;
    /// Reverse the order of the values in B in place.
    reverse(this) "($self, /)" Effects::writes(&[alias::BYTE]) => reverse;
}

fn make(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    if class == Builtin::ByteArray.word() {
        return Ok(new(thread, b""));
    }
    let object = crate::class::instantiate(thread, class)?;
    get(object).exports = Word::from_int(0);
    Ok(object)
}

fn initialize(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    let [source, encoding, errors] =
        argument::bind(thread, "bytearray", arguments, ["source", "encoding", "errors"])?;
    if !data(this).is_empty() {
        splice(thread, this, 0, usize::MAX, b"")?;
    }
    match content(thread, "bytearray", source, encoding, errors)? {
        Content::Object(object) => {
            let data = shared::own(object);
            splice(thread, this, 0, usize::MAX, data)?;
        }
        Content::Data(data) => splice(thread, this, 0, usize::MAX, &data)?,
        Content::Zeros(count) => {
            let vector = new_vector(thread, count, count)?;
            let _locked = Locked::new(this);
            publish(thread, this, vector);
        }
    }
    Ok(Word::NONE)
}

fn from_hex(thread: &mut Thread, class: Word, text: Word) -> Result {
    let data = shared::from_hex(thread, text)?;
    let value = new(thread, &data);
    if class == Builtin::ByteArray.word() { Ok(value) } else { thread.call(class, &[value]) }
}

fn allocated(_thread: &mut Thread, this: Word) -> Result {
    let vector = vector(this);
    let capacity = capacity_of(vector) as i64;
    Ok(Word::from_int(if capacity == 0 { 0 } else { capacity + 1 }))
}

fn size_in_memory(_thread: &mut Thread, this: Word) -> Result {
    let size = size_of::<ByteArray>() + size_of::<RawVector>() + capacity_of(vector(this));
    Ok(Word::from_int(size as i64))
}

fn to_repr(thread: &mut Thread, this: Word) -> Result {
    let name = string::class_name(this);
    let mut text = format!("{name}(").into_bytes();
    text.extend_from_slice(&string::quote::bytearray_literal(data(this)));
    text.push(b')');
    Ok(string::from_wtf8(thread, &text))
}

fn ordered(
    thread: &mut Thread,
    this: Word,
    other: Word,
    test: impl FnOnce(Ordering) -> bool,
) -> Result {
    if string::is_exact(other) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    Ok(match buffer::contents(thread, other)? {
        Some(other) => Word::from_bool(test(data(this).cmp(other))),
        None => Word::NOT_IMPLEMENTED,
    })
}

fn is_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(thread, this, other, Ordering::is_eq)
}
fn is_not_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(thread, this, other, Ordering::is_ne)
}
fn is_less(thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(thread, this, other, Ordering::is_lt)
}
fn is_less_or_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(thread, this, other, Ordering::is_le)
}
fn is_greater(thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(thread, this, other, Ordering::is_gt)
}
fn is_greater_or_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    ordered(thread, this, other, Ordering::is_ge)
}

fn reflected_percent(thread: &mut Thread, this: Word, template: Word) -> Result {
    if !is_bytearray(template) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    shared::percent(thread, template, this)
}

const RANGE: &str = "byte must be in range(0, 256)";

fn append(thread: &mut Thread, this: Word, item: Word) -> Result {
    let byte = buffer::byte(thread, item, RANGE)?;
    extend(thread, this, &[byte])?;
    Ok(Word::NONE)
}

fn clear(thread: &mut Thread, this: Word) -> Result {
    splice(thread, this, 0, usize::MAX, b"")?;
    Ok(Word::NONE)
}

fn copy(thread: &mut Thread, this: Word) -> Result {
    Ok(new(thread, data(this)))
}

fn extend_method(thread: &mut Thread, this: Word, iterable: Word) -> Result {
    if let Some(data) = buffer::contents(thread, iterable)? {
        extend(thread, this, data)?;
        return Ok(Word::NONE);
    }
    if !argument::is_iterable(iterable) {
        let name = string::class_name(iterable);
        return Err(thread.type_error(format!("can't extend bytearray with {name}")));
    }
    if string::is_str(iterable) && string::length(iterable) > 0 {
        let name = string::class_name(iterable);
        return Err(thread.type_error(format!("expected iterable of integers; got: '{name}'")));
    }
    let data = bytes::collect(thread, iterable, RANGE)?;
    extend(thread, this, &data)?;
    Ok(Word::NONE)
}

fn insert(thread: &mut Thread, this: Word, index: Word, item: Word) -> Result {
    let index = argument::c_size(thread, index)?;
    let byte = buffer::byte(thread, item, RANGE)?;
    let length = data(this).len() as i64;
    let at = if index < 0 { (index + length).max(0) } else { index.min(length) } as usize;
    splice(thread, this, at, at, &[byte])?;
    Ok(Word::NONE)
}

fn pop(thread: &mut Thread, this: Word, index: Word) -> Result {
    let index = if index.is_null() { -1 } else { argument::c_size(thread, index)? };
    let data = data(this);
    if data.is_empty() {
        return Err(thread.raise(Builtin::IndexError, "pop from empty bytearray"));
    }
    let at = if index < 0 { index + data.len() as i64 } else { index };
    let Some(&byte) = usize::try_from(at).ok().and_then(|at| data.get(at)) else {
        return Err(thread.raise(Builtin::IndexError, "pop index out of range"));
    };
    splice(thread, this, at as usize, at as usize + 1, b"")?;
    Ok(Word::from_int(i64::from(byte)))
}

fn remove(thread: &mut Thread, this: Word, value: Word) -> Result {
    let byte = buffer::byte(thread, value, RANGE)?;
    let Some(at) = memchr::memchr(byte, data(this)) else {
        return Err(thread.value_error("value not found in bytearray"));
    };
    splice(thread, this, at, at + 1, b"")?;
    Ok(Word::NONE)
}

fn resize(thread: &mut Thread, this: Word, size: Word) -> Result {
    let size = argument::c_size(thread, size)?;
    if size < 0 {
        return Err(thread.value_error(format!("Can only resize to positive sizes, got {size}")));
    }
    let (size, length) = (size as usize, data(this).len());
    if size <= length {
        splice(thread, this, size, length, b"")?;
    } else {
        let more = size - length;
        if more >> 46 != 0 {
            return Err(thread.raise_with(Builtin::MemoryError, &[]));
        }
        extend(thread, this, &vec![0; more])?;
    }
    Ok(Word::NONE)
}

fn reverse(_thread: &mut Thread, this: Word) -> Result {
    let _locked = Locked::new(this);
    data_mut(this).reverse();
    Ok(Word::NONE)
}

fn add_in_place(thread: &mut Thread, this: Word, other: Word) -> Result {
    match buffer::contents(thread, other)? {
        Some(data) => extend(thread, this, data)?,
        None => {
            let (other, this) = (string::class_name(other), string::class_name(this));
            return Err(thread.type_error(format!("can't concat {other} to {this}")));
        }
    }
    Ok(this)
}

fn multiply_in_place(thread: &mut Thread, this: Word, count: Word) -> Result {
    let count = argument::size(thread, count)?;
    if count <= 0 {
        splice(thread, this, 0, usize::MAX, b"")?;
        return Ok(this);
    }
    let data = data(this).to_vec();
    let size = data.len().checked_mul(count as usize).filter(|size| size >> 46 == 0);
    let Some(size) = size else { return Err(thread.raise_with(Builtin::MemoryError, &[])) };
    if !data.is_empty() && count > 1 {
        let mut repeated = vec![0; size];
        string::fill_repeated(&mut repeated, &data);
        splice(thread, this, 0, usize::MAX, &repeated)?;
    }
    Ok(this)
}

fn wrong_index(thread: &mut Thread, key: Word) -> Raised {
    let name = string::class_name(key);
    thread.type_error(format!("bytearray indices must be integers or slices, not {name}"))
}

fn place(thread: &mut Thread, this: Word, key: Word) -> Result<usize> {
    let number = match argument::subscript(thread, key)? {
        Some(number) => number,
        None => return Err(wrong_index(thread, key)),
    };
    let length = data(this).len() as i64;
    let at = if number < 0 { number + length } else { number };
    if at < 0 || at >= length {
        return Err(thread.raise(Builtin::IndexError, "bytearray index out of range"));
    }
    Ok(at as usize)
}

/// `bytearray[key] = value`
pub fn set_item(thread: &mut Thread, this: Word, key: Word, value: Word) -> Result {
    if has_shape(key, Builtin::Slice.shape()) {
        set_slice(thread, this, key, value)?;
        return Ok(Word::NONE);
    }
    let at = place(thread, this, key)?;
    let byte = buffer::byte(thread, value, RANGE)?;
    match data_mut(this).get_mut(at) {
        Some(slot) => *slot = byte,
        None => {
            return Err(thread.raise(Builtin::IndexError, "bytearray index out of range"));
        }
    }
    Ok(Word::NONE)
}

fn set_slice(thread: &mut Thread, this: Word, key: Word, value: Word) -> Result<()> {
    let collected;
    let value = if value == this {
        collected = data(this).to_vec();
        &collected[..]
    } else if let Some(data) = buffer::contents(thread, value)? {
        data
    } else {
        if crate::integer::is_int(value) || string::is_str(value) || !argument::is_iterable(value) {
            return Err(thread.type_error(
                "can assign only bytes, buffers, or iterables of ints in range(0, 256)",
            ));
        }
        collected = bytes::collect(thread, value, RANGE)?;
        &collected[..]
    };
    let bounds = crate::slice::bounds(thread, key, data(this).len())?;
    if bounds.step == 1 {
        let from = bounds.start as usize;
        return splice(thread, this, from, from + bounds.count, value);
    }
    if value.len() != bounds.count {
        if value.is_empty() {
            return delete_slice(thread, this, key);
        }
        return Err(thread.value_error(format!(
            "attempt to assign bytes of size {} to extended slice of size {}",
            value.len(),
            bounds.count
        )));
    }
    let value = value.to_vec();
    let target = data_mut(this);
    for (position, byte) in value.into_iter().enumerate() {
        let at = bounds.start + bounds.step * position as i64;
        if let Some(slot) = target.get_mut(at as usize) {
            *slot = byte;
        }
    }
    Ok(())
}

/// `del bytearray[key]`
pub fn delete_item(thread: &mut Thread, this: Word, key: Word) -> Result {
    if has_shape(key, Builtin::Slice.shape()) {
        delete_slice(thread, this, key)?;
    } else {
        let at = place(thread, this, key)?;
        splice(thread, this, at, at + 1, b"")?;
    }
    Ok(Word::NONE)
}

fn delete_slice(thread: &mut Thread, this: Word, key: Word) -> Result<()> {
    let bounds = crate::slice::bounds(thread, key, data(this).len())?;
    if bounds.count == 0 {
        return Ok(());
    }
    if bounds.step == 1 {
        let from = bounds.start as usize;
        return splice(thread, this, from, from + bounds.count, b"");
    }
    let last = bounds.start + bounds.step * (bounds.count as i64 - 1);
    let (first, last) = (bounds.start.min(last) as usize, bounds.start.max(last) as usize);
    let step = bounds.step.unsigned_abs() as usize;
    let content = data(this);
    let kept: Vec<u8> = content[first..=last.min(content.len() - 1)]
        .iter()
        .enumerate()
        .filter(|(at, _)| at % step != 0)
        .map(|(_, &byte)| byte)
        .collect();
    splice(thread, this, first, last + 1, &kept)
}

fn reduced(thread: &mut Thread, this: Word, protocol: i64) -> Result {
    let content = data(this);
    let arguments = if content.is_empty() {
        tuple::new(thread, &[])
    } else if protocol < 3 {
        let text = string::from_code_points(thread, content.iter().map(|&byte| u32::from(byte)));
        let encoding = string::new(thread, "latin-1");
        tuple::new(thread, &[text, encoding])
    } else {
        let value = bytes::new(thread, content);
        tuple::new(thread, &[value])
    };
    let name = crate::interned!("__dict__");
    let state = crate::attribute::get_optional(thread, this, name)?.unwrap_or(Word::NONE);
    let class = crate::class::class_of(this);
    Ok(tuple::new(thread, &[class, arguments, state]))
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    reduced(thread, this, 2)
}

fn reduce_for_protocol(thread: &mut Thread, this: Word, protocol: Word) -> Result {
    let protocol = argument::c_int(thread, protocol, 0)?;
    reduced(thread, this, protocol)
}
