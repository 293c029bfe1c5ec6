//! The class memoryview: constructor, methods and attributes.

use super::{MemoryView, Parts, get, is_view, item, like, live, make, pin, release};
use crate::argument::{self, mismatch};
use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::header::has_shape;
use crate::list;
use crate::native::{Arguments, NativeAttribute};
use crate::native_functions;
use crate::string::pieces::Pieces;
use crate::thread::Thread;
use crate::{buffer, bytes, integer, operation, payload, string, tuple};
use tracer::{Effects, Word};

pub const DOC: &str = "Create a new memoryview object which references the given object.";

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}

native_functions! { pub static CLASS_METHODS =
    /// Create a new memoryview object which references the given object.
    _from_flags(class, object, flags) "($type, /, object, flags)" Effects::ANY => from_flags;
    /// memoryviews are generic over the type of their underlying data
    __class_getitem__(class, object) "($type, object, /)" Effects::ANY => generic;
}

native_functions! { pub static METHODS =
    /// Return a buffer object that exposes the underlying memory of the object.
    __buffer__(this, flags) "($self, flags, /)" Effects::ANY => super::buffer_method;
    /// Delete self[key].
    __delitem__(this, key) "($self, key, /)" Effects::ANY => delete_item;
    ///
    __enter__(this) "($self, /)" Effects::ANY => enter;
    /// Return self==value.
    __eq__(this, value) "($self, value, /)" Effects::ANY => is_equal;
    /// Release the underlying buffer exposed by the memoryview object.
    __exit__(..) "($self, /, *exc_info)" Effects::ANY => exit;
    /// Return self[key].
    __getitem__(this, key) "($self, key, /)" Effects::ANY => get_item;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::ANY => hash;
    /// Return len(self).
    __len__(this) "($self, /)" Effects::READS => length;
    /// Return self!=value.
    __ne__(this, value) "($self, value, /)" Effects::ANY => is_not_equal;
    /// Release the buffer object that exposes the underlying memory of the object.
    __release_buffer__(this, buffer) "($self, buffer, /)" Effects::ANY => super::release_buffer_method;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => repr;
    /// Set self[key] to value.
    __setitem__(this, key, value) "($self, key, value, /)" Effects::ANY => set_item;
    /// Cast a memoryview to a new format or shape.
    cast(this, format, shape) "($self, /, format, shape=<unrepresentable>)" Effects::ANY => cast;
    /// Count the number of occurrences of a value.
    count(this, value) "($self, value, /)" Effects::ANY => count;
    /// Return the data in the buffer as a str of hexadecimal numbers.
    ///
    ///   sep
    ///     An optional single character or byte to separate hex bytes.
    ///   bytes_per_sep
    ///     How many bytes between separators.  Positive values count from the
    ///     right, negative values count from the left.
    hex(this, sep, bytes_per_sep) "($self, /, sep=<unrepresentable>, bytes_per_sep=1)" Effects::ANY => hex;
    /// Return the index of the first occurrence of a value.
    ///
    /// Raises ValueError if the value is not present.
    index(this, value, start, stop) "($self, value, start=0, stop=sys.maxsize, /)" Effects::ANY => index;
    /// Release the underlying buffer exposed by the memoryview object.
    release(this) "($self, /)" Effects::ANY => release_method;
    /// Return the data in the buffer as a byte string.
    ///
    /// Order can be {'C', 'F', 'A'}. When order is 'C' or 'F', the data of the
    /// original array is converted to C or Fortran order. For contiguous views,
    /// 'A' returns an exact copy of the physical memory. In particular, in-memory
    /// Fortran order is preserved. For non-contiguous views, the data is converted
    /// to C first. order=None is the same as order='C'.
    tobytes(this, order) "($self, /, order='C')" Effects::ANY => to_bytes;
    /// Return the data in the buffer as a list of elements.
    tolist(this) "($self, /)" Effects::READS => to_list;
    /// Return a readonly version of the memoryview.
    toreadonly(this) "($self, /)" Effects::READS => to_read_only;
}

macro_rules! attributes {
    ($($name:ident $doc:literal $get:expr;)*) => {
        pub static ATTRIBUTES: &[NativeAttribute] = &[
            $(NativeAttribute { name: stringify!($name), doc: $doc, get: $get, set: None }),*
        ];
    };
}

attributes! {
    obj "The underlying object of the memoryview." |thread, this| Ok(live(thread, this)?.object);
    nbytes "The amount of space in bytes that the array would use in\n a contiguous representation." |thread, this| {
        let view = live(thread, this)?;
        Ok(Word::from_int((view.count() * view.size()) as i64))
    };
    readonly "A bool indicating whether the memory is read only." |thread, this| Ok(live(thread, this)?.read_only);
    itemsize "The size in bytes of each element of the memoryview." |thread, this| Ok(live(thread, this)?.item_size);
    format "A string containing the format (in struct module style)\n for each element in the view." |thread, this| Ok(live(thread, this)?.format);
    ndim "An integer indicating how many dimensions of a multi-dimensional\n array the memory represents." |thread, this| {
        Ok(Word::from_int(live(thread, this)?.dimensions() as i64))
    };
    shape "A tuple of ndim integers giving the shape of the memory\n as an N-dimensional array." |thread, this| Ok(live(thread, this)?.shape);
    strides "A tuple of ndim integers giving the size in bytes to access\n each element for each dimension of the array." |thread, this| Ok(live(thread, this)?.strides);
    suboffsets "A tuple of integers used internally for PIL-style arrays." |thread, this| {
        live(thread, this)?;
        Ok(tuple::new(thread, &[]))
    };
    c_contiguous "A bool indicating whether the memory is C contiguous." |thread, this| {
        Ok(Word::from_bool(live(thread, this)?.is_contiguous()))
    };
    f_contiguous "A bool indicating whether the memory is Fortran contiguous." |thread, this| {
        Ok(Word::from_bool(live(thread, this)?.is_column_contiguous()))
    };
    contiguous "A bool indicating whether the memory is contiguous." |thread, this| {
        let view = live(thread, this)?;
        Ok(Word::from_bool(view.is_contiguous() || view.is_column_contiguous()))
    };
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    let names = if arguments.names.is_null() { &[][..] } else { tuple::items(arguments.names) };
    let given = arguments.all.len() - 1;
    if given > 1 {
        return Err(
            thread.type_error(format!("memoryview() takes at most 1 argument ({given} given)"))
        );
    }
    let named = names.first().is_some_and(|&name| string::bytes(name) != b"object");
    if given == 0 || named {
        return Err(thread.type_error("memoryview() missing required argument 'object' (pos 1)"));
    }
    super::new(thread, arguments.all[1])
}

fn from_flags(thread: &mut Thread, _class: Word, object: Word, flags: Word) -> Result {
    let flags = argument::c_int(thread, flags, 0)?;
    let view = super::new(thread, object)?;
    if flags & 1 != 0 && get(view).is_read_only() {
        return Err(thread.raise(Builtin::BufferError, "Object is not writable."));
    }
    Ok(view)
}

fn generic(thread: &mut Thread, class: Word, parameter: Word) -> Result {
    Ok(crate::generic_alias::new(thread, class, parameter))
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let released = if get(this).released.is_null() { "" } else { "released " };
    Ok(string::new(thread, &format!("<{released}memory at {:#x}>", this.0)))
}

fn enter(thread: &mut Thread, this: Word) -> Result {
    pin(live(thread, this)?, 1);
    Ok(this)
}

fn exit(_thread: &mut Thread, arguments: Arguments) -> Result {
    release(arguments.all[0]);
    Ok(Word::NONE)
}

fn release_method(_thread: &mut Thread, this: Word) -> Result {
    release(this);
    Ok(Word::NONE)
}

fn length(thread: &mut Thread, this: Word) -> Result {
    let view = live(thread, this)?;
    match view.dimensions() {
        0 => Err(thread.type_error("0-dim memory has no length")),
        _ => Ok(tuple::items(view.shape)[0]),
    }
}

fn out_of_bounds(thread: &mut Thread, dimension: usize) -> Raised {
    let text = format!("index out of bounds on dimension {}", dimension + 1);
    thread.raise(Builtin::IndexError, text)
}

fn step_to(
    thread: &mut Thread,
    view: &MemoryView,
    dimension: usize,
    number: i64,
    from: *mut u8,
) -> Result<*mut u8> {
    let length = view.length(dimension) as i64;
    let at = if number < 0 { number + length } else { number };
    if at < 0 || at >= length {
        return Err(out_of_bounds(thread, dimension));
    }
    Ok(from.wrapping_offset(view.stride(dimension) * at as isize))
}

/// Address of the item that a tuple of numbers names.
fn address_of(thread: &mut Thread, view: &MemoryView, numbers: &[Word]) -> Result<*mut u8> {
    let dimensions = view.dimensions();
    if numbers.len() < dimensions {
        return Err(thread.not_implemented("sub-views are not implemented"));
    }
    if numbers.len() > dimensions {
        let given = numbers.len();
        return Err(thread.type_error(format!(
            "cannot index {dimensions}-dimension view with {given}-element tuple"
        )));
    }
    let mut at = view.start();
    for (dimension, &number) in numbers.iter().enumerate() {
        let number = argument::subscript(thread, number)?.unwrap_or(0);
        at = step_to(thread, view, dimension, number, at)?;
    }
    Ok(at)
}

enum Place {
    Item(*mut u8),
    Part(Word),
}

fn place(thread: &mut Thread, view: &MemoryView, key: Word) -> Result<Place> {
    if let Some(tuple) = payload::exact(key, Builtin::Tuple.shape()) {
        let keys = tuple::items(tuple);
        if keys.iter().all(|&key| argument::has_index(key)) {
            return address_of(thread, view, keys).map(Place::Item);
        }
        if keys.iter().all(|&key| has_shape(key, Builtin::Slice.shape())) {
            return Err(thread.not_implemented("multi-dimensional slicing is not implemented"));
        }
        return Err(thread.type_error("memoryview: invalid slice key"));
    }
    if view.dimensions() == 0 {
        return Err(thread.type_error("invalid indexing of 0-dim memory"));
    }
    if has_shape(key, Builtin::Slice.shape()) {
        let bounds = crate::slice::bounds(thread, key, view.length(0))?;
        let stride = view.stride(0);
        let mut address = view.start();
        if bounds.count > 0 {
            address = address.wrapping_offset(stride * bounds.start as isize);
        }
        let first = Word::from_int(bounds.count as i64);
        let shape = replace_first(thread, view.shape, first);
        let first = Word::from_int(stride as i64 * bounds.step);
        let strides = replace_first(thread, view.strides, first);
        return Ok(Place::Part(like(thread, view, address, shape, strides)));
    }
    let Some(number) = argument::subscript(thread, key)? else {
        return Err(thread.type_error("memoryview: invalid slice key"));
    };
    if view.dimensions() > 1 {
        return Err(thread.not_implemented("multi-dimensional sub-views are not implemented"));
    }
    step_to(thread, view, 0, number, view.start()).map(Place::Item)
}

fn replace_first(thread: &mut Thread, of: Word, first: Word) -> Word {
    let rest = tuple::items(of);
    let mut pieces = Pieces::new(thread, rest.len());
    pieces.push(thread, first);
    rest[1..].iter().for_each(|&word| pieces.push(thread, word));
    tuple::new(thread, pieces.items())
}

fn get_item(thread: &mut Thread, this: Word, key: Word) -> Result {
    let view = live(thread, this)?;
    match place(thread, view, key)? {
        Place::Item(at) => {
            let letter = item::letter(thread, view)?;
            live(thread, this)?;
            item::load(thread, letter, at)
        }
        Place::Part(part) => Ok(part),
    }
}

fn set_item(thread: &mut Thread, this: Word, key: Word, value: Word) -> Result {
    let view = live(thread, this)?;
    if view.is_read_only() {
        return Err(thread.type_error("cannot modify read-only memory"));
    }
    match place(thread, view, key)? {
        Place::Item(at) => {
            let letter = item::letter(thread, view)?;
            item::store(thread, letter, at, value)?;
        }
        Place::Part(part) => assign(thread, get(part), value)?,
    }
    Ok(Word::NONE)
}

fn assign(thread: &mut Thread, part: &MemoryView, value: Word) -> Result<()> {
    if part.dimensions() != 1 {
        return Err(thread
            .not_implemented("memoryview slice assignments are currently restricted to ndim = 1"));
    }
    if !buffer::is_buffer(value) {
        return Err(buffer::required(thread, value));
    }
    let from = super::new(thread, value)?;
    let from = live(thread, from)?;
    if from.dimensions() != 1
        || from.length(0) != part.length(0)
        || from.size() != part.size()
        || from.letter() != part.letter()
    {
        return Err(thread
            .value_error("memoryview assignment: lvalue and rvalue have different structures"));
    }
    let copied = from.copied();
    let mut parts = copied.chunks_exact(part.size());
    part.each(&mut |at| {
        if let Some(item) = parts.next() {
            // SAFETY: the address of an item of this size.
            unsafe { at.copy_from_nonoverlapping(item.as_ptr(), item.len()) };
        }
    });
    Ok(())
}

fn delete_item(thread: &mut Thread, this: Word, _key: Word) -> Result {
    let view = live(thread, this)?;
    Err(thread.type_error(match view.is_read_only() {
        true => "cannot modify read-only memory",
        false => "cannot delete memory",
    }))
}

fn equal(thread: &mut Thread, this: Word, other: Word) -> Result<Option<bool>> {
    if this == other && !get(this).released.is_null() {
        return Ok(Some(true));
    }
    if !get(this).released.is_null() {
        return Ok(Some(false));
    }
    if !is_view(other) && !buffer::is_buffer(other) {
        return Ok(None);
    }
    if is_view(other) && !get(other).released.is_null() {
        return Ok(Some(false));
    }
    let other = super::new(thread, other)?;
    let (left, right) = (live(thread, this)?, live(thread, other)?);
    let lengths = |view: &MemoryView| -> Vec<usize> {
        (0..view.dimensions()).map(|dimension| view.length(dimension)).collect()
    };
    if lengths(left) != lengths(right) {
        return Ok(Some(false));
    }
    let (Some(a), Some(b)) = (left.letter(), right.letter()) else { return Ok(Some(false)) };
    let raw = |letter: u8| !matches!(letter, b'f' | b'd' | b'e');
    if a == b && raw(a) {
        let same = if left.is_contiguous() && right.is_contiguous() {
            super::contents(thread, this)? == super::contents(thread, other)?
        } else {
            left.copied() == right.copied()
        };
        return Ok(Some(same));
    }
    let (first, second) = (left.copied(), right.copied());
    for number in 0..left.count() {
        let x = item::load(thread, a, first[number * left.size()..].as_ptr())?;
        let y = item::load(thread, b, second[number * right.size()..].as_ptr())?;
        let nan = crate::float::value(x).is_some_and(f64::is_nan);
        if nan || !operation::equal(thread, x, y)? {
            return Ok(Some(false));
        }
    }
    Ok(Some(true))
}

fn is_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    let equal = equal(thread, this, other)?;
    Ok(equal.map_or(Word::NOT_IMPLEMENTED, Word::from_bool))
}

fn is_not_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    let equal = equal(thread, this, other)?;
    Ok(equal.map_or(Word::NOT_IMPLEMENTED, |equal| Word::from_bool(!equal)))
}

fn hash(thread: &mut Thread, this: Word) -> Result {
    let view = live(thread, this)?;
    if !view.hash.is_null() {
        return Ok(view.hash);
    }
    if !view.is_read_only() {
        return Err(thread.value_error("cannot hash writable memoryview object"));
    }
    if !matches!(view.letter(), Some(b'B' | b'b' | b'c')) {
        return Err(
            thread.value_error("memoryview: hashing is restricted to formats 'B', 'b' or 'c'")
        );
    }
    let hash = crate::hashing::bytes(&view.copied());
    let hash = integer::from_i64(thread, hash);
    if hash.is_int() {
        view.hash = hash;
    }
    Ok(hash)
}

fn cast_error(thread: &mut Thread, text: &str) -> Raised {
    thread.type_error(format!("memoryview: {text}"))
}

fn cast(thread: &mut Thread, this: Word, format: Word, shape: Word) -> Result {
    let view = live(thread, this)?;
    if !string::is_str(format) {
        return Err(mismatch(thread, "cast", "'format'", "str", format));
    }
    if !shape.is_null()
        && payload::exact(shape, Builtin::Tuple.shape()).is_none()
        && !has_shape(shape, Builtin::List.shape())
    {
        return Err(thread.type_error("shape must be a list or a tuple"));
    }
    if !view.is_contiguous() {
        return Err(cast_error(thread, "casts are restricted to C-contiguous views"));
    }
    let text = string::bytes(format);
    let size = match text {
        [letter] | [b'@', letter] => item::size(*letter),
        _ => None,
    };
    let Some(size) = size else {
        return Err(thread.value_error(
            "memoryview: destination format must be a native single character format prefixed with an optional '@'",
        ));
    };
    let is_byte = |letter: Option<u8>| matches!(letter, Some(b'B' | b'b' | b'c'));
    if !is_byte(view.letter()) && !is_byte(text.last().copied()) {
        return Err(cast_error(thread, "cannot cast between two non-byte formats"));
    }
    let length = view.count() * view.size();
    if length % size != 0 {
        return Err(cast_error(thread, "length is not a multiple of itemsize"));
    }
    let (shape, strides) = if shape.is_null() {
        let shape = tuple::new(thread, &[Word::from_int((length / size) as i64)]);
        (shape, tuple::new(thread, &[Word::from_int(size as i64)]))
    } else {
        shape_for_cast(thread, view, shape, size, length)?
    };
    Ok(make(
        thread,
        Parts {
            object: view.object,
            keeper: view.keeper,
            address: view.start(),
            format: string::exact(format),
            item_size: size,
            read_only: view.is_read_only(),
            shape,
            strides,
        },
    ))
}

/// Shape and strides that a program asks for.
fn shape_for_cast(
    thread: &mut Thread,
    view: &MemoryView,
    shape: Word,
    size: usize,
    length: usize,
) -> Result<(Word, Word)> {
    let wanted = string::substring::gathered(thread, shape)?;
    if wanted.len() > 64 {
        return Err(thread.value_error("memoryview: number of dimensions must not exceed 64"));
    }
    if view.dimensions() != 1 && wanted.len() != 1 {
        return Err(cast_error(thread, "cast must be 1D -> ND or ND -> 1D"));
    }
    let mut lengths = [Word::NULL; 64];
    let mut product = size;
    for (at, &number) in wanted.iter().enumerate() {
        if !integer::is_int(number) {
            return Err(thread.type_error("memoryview.cast(): elements of shape must be integers"));
        }
        let number = integer::to_i64(number).unwrap_or(i64::MAX);
        if number <= 0 {
            return Err(
                thread.value_error("memoryview.cast(): elements of shape must be integers > 0")
            );
        }
        let Some(next) = product.checked_mul(number as usize) else {
            return Err(thread.value_error("memoryview.cast(): product(shape) > SSIZE_MAX"));
        };
        product = next;
        lengths[at] = Word::from_int(number);
    }
    if product != length {
        return Err(cast_error(thread, "product(shape) * itemsize != buffer size"));
    }
    let lengths = &lengths[..wanted.len()];
    let mut strides = [Word::NULL; 64];
    let mut stride = size as i64;
    for at in (0..lengths.len()).rev() {
        strides[at] = Word::from_int(stride);
        stride *= lengths[at].int();
    }
    let strides = tuple::new(thread, &strides[..lengths.len()]);
    Ok((tuple::new(thread, lengths), strides))
}

fn count(thread: &mut Thread, this: Word, value: Word) -> Result {
    let view = live(thread, this)?;
    if view.dimensions() != 1 {
        return Err(thread.not_implemented("multi-dimensional sub-views are not implemented"));
    }
    let letter = item::letter(thread, view)?;
    let copied = view.copied();
    let mut count = 0;
    for item in copied.chunks_exact(view.size()) {
        let item = item::load(thread, letter, item.as_ptr())?;
        count += i64::from(item == value || operation::equal(thread, item, value)?);
    }
    Ok(Word::from_int(count))
}

fn index(thread: &mut Thread, this: Word, value: Word, start: Word, stop: Word) -> Result {
    let view = live(thread, this)?;
    if view.dimensions() != 1 {
        return Err(thread.not_implemented("multi-dimensional lookup is not implemented"));
    }
    let letter = item::letter(thread, view)?;
    let (start, stop) = argument::range(thread, start, stop, view.length(0))?;
    let copied = view.copied();
    for number in start..stop {
        let item = item::load(thread, letter, copied[number * view.size()..].as_ptr())?;
        if item == value || operation::equal(thread, item, value)? {
            return Ok(Word::from_int(number as i64));
        }
    }
    Err(thread.value_error("memoryview.index(x): x not found"))
}

fn hex(thread: &mut Thread, this: Word, separator: Word, group: Word) -> Result {
    let data = super::contents(thread, this)?;
    bytes::shared::hex_text(thread, data, separator, group)
}

fn to_bytes(thread: &mut Thread, this: Word, order: Word) -> Result {
    let view = live(thread, this)?;
    let mut columns = false;
    if !order.is_null() && !order.is_none() {
        if !string::is_str(order) {
            return Err(mismatch(thread, "tobytes", "'order'", "str or None", order));
        }
        match string::bytes(order) {
            b"C" => {}
            b"F" => columns = true,
            b"A" => columns = view.is_column_contiguous() && !view.is_contiguous(),
            _ => return Err(thread.value_error("order must be 'C', 'F' or 'A'")),
        }
    }
    if columns && view.dimensions() > 1 {
        let turned = |thread: &mut Thread, of: Word| {
            let mut pieces = Pieces::new(thread, 4);
            tuple::items(of).iter().rev().for_each(|&word| pieces.push(thread, word));
            tuple::new(thread, pieces.items())
        };
        let shape = turned(thread, view.shape);
        let strides = turned(thread, view.strides);
        let view = like(thread, view, view.start(), shape, strides);
        return Ok(bytes::new(thread, &get(view).copied()));
    }
    let data = super::contents(thread, this)?;
    Ok(bytes::new(thread, data))
}

fn to_list(thread: &mut Thread, this: Word) -> Result {
    let view = live(thread, this)?;
    let letter = item::letter(thread, view)?;
    nested(thread, view, letter, 0, view.start())
}

fn nested(
    thread: &mut Thread,
    view: &MemoryView,
    letter: u8,
    dimension: usize,
    from: *mut u8,
) -> Result {
    if dimension == view.dimensions() {
        return item::load(thread, letter, from);
    }
    let result = list::new(thread, &[]);
    for number in 0..view.length(dimension) {
        let at = from.wrapping_offset(view.stride(dimension) * number as isize);
        let item = nested(thread, view, letter, dimension + 1, at)?;
        list::append(thread, result, item);
    }
    Ok(result)
}

fn to_read_only(thread: &mut Thread, this: Word) -> Result {
    let view = live(thread, this)?;
    let made = like(thread, view, view.start(), view.shape, view.strides);
    get(made).read_only = Word::TRUE;
    Ok(made)
}
