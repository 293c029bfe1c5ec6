//! The `_struct` module: values to bytes and back, by a format.

use crate::itertools::{itself, stop};
use crate::module::{ModuleDefinition, Namespace};
use crate::name::Root;
use crate::native_class::{NativeClass, attribute};
use crate::{argument, buffer, class_root, state};
use object::native::NativeAttribute;
use object::{Arguments, Builtin, Raised, Result, Thread, Word, native_functions};
use object::{bytes, class, float, integer, list, operation, string, tuple};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_struct",
    doc: "Functions to convert between Python values and C structs.",
    functions: &[FUNCTIONS],
    classes: &[&STRUCT, &UNPACK_ITERATOR],
    initialize: Some(fill),
};

native_functions! { static FUNCTIONS =
    pack(..) "($module, format, /, *values)" Effects::ANY => pack_function;
    pack_into(..) "($module, format, buffer, offset, /, *values)" Effects::ANY => pack_into_function;
    unpack(format, data) "($module, format, buffer, /)" Effects::ANY => unpack_function;
    unpack_from(format, data, offset) "($module, format, /, buffer, offset=0)" Effects::ANY => unpack_from_function;
    iter_unpack(format, data) "($module, format, buffer, /)" Effects::ANY => iter_unpack_function;
    calcsize(format) "($module, format, /)" Effects::ANY => size_function;
    _clearcache() "($module, /)" Effects::ANY => clear_cache;
}

static ERROR: Root = Root::empty();

fn error_class(thread: &mut Thread) -> Word {
    ERROR.get_or_make(thread, |thread| {
        let bases = tuple::new(thread, &[Builtin::Exception.word()]);
        class::create(thread, "error", bases, "struct").expect("an exception class can be made")
    })
}

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    let error = error_class(thread);
    namespace.set(thread, "error", error);
    Ok(())
}

#[cold]
fn error(thread: &mut Thread, text: impl AsRef<str>) -> Raised {
    let class = error_class(thread);
    let text = string::new(thread, text.as_ref());
    match thread.call(class, &[text]) {
        Ok(exception) => thread.raise_object(exception),
        Err(raised) => raised,
    }
}

/// One item of a format.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Item {
    code: u8,
    /// Offset of the first value.
    offset: usize,
    size: usize,
    /// Values, or bytes for `s` and `p`.
    count: usize,
}

#[derive(Clone, Debug, PartialEq)]
struct Format {
    items: Vec<Item>,
    size: usize,
    /// Values that are packed.
    values: usize,
    big: bool,
}

fn native_size(code: u8) -> Option<usize> {
    Some(match code {
        b'x' | b'b' | b'B' | b'c' | b's' | b'p' | b'?' => 1,
        b'h' | b'H' | b'e' => 2,
        b'i' | b'I' | b'f' => 4,
        b'l' | b'L' => size_of::<libc::c_long>(),
        b'q' | b'Q' | b'd' | b'n' | b'N' | b'P' => 8,
        b'F' => 8,
        b'D' => 16,
        _ => return None,
    })
}

fn standard_size(code: u8) -> Option<usize> {
    match code {
        b'l' | b'L' => Some(4),
        b'n' | b'N' | b'P' => None,
        _ => native_size(code),
    }
}

/// Reads a format; the error's text where it is none.
fn parse(text: &[u8]) -> std::result::Result<Format, &'static str> {
    let (native, big, body) = match text.first() {
        Some(b'@') => (true, cfg!(target_endian = "big"), &text[1..]),
        Some(b'=') => (false, cfg!(target_endian = "big"), &text[1..]),
        Some(b'<') => (false, false, &text[1..]),
        Some(b'>' | b'!') => (false, true, &text[1..]),
        _ => (true, cfg!(target_endian = "big"), text),
    };
    let mut format = Format { items: Vec::new(), size: 0, values: 0, big };
    let mut at = 0;
    while at < body.len() {
        let code = body[at];
        at += 1;
        if code.is_ascii_whitespace() {
            continue;
        }
        let mut count = 1usize;
        let mut code = code;
        if code.is_ascii_digit() {
            count = usize::from(code - b'0');
            while at < body.len() && body[at].is_ascii_digit() {
                count = count
                    .checked_mul(10)
                    .and_then(|count| count.checked_add(usize::from(body[at] - b'0')))
                    .ok_or("overflow in item count")?;
                at += 1;
            }
            let Some(&next) = body.get(at) else {
                return Err("repeat count given without format specifier");
            };
            code = next;
            at += 1;
        }
        let size = if native { native_size(code) } else { standard_size(code) };
        let Some(size) = size else { return Err("bad char in struct format") };
        if native {
            let align = match code {
                b'F' => 4,
                b'D' => 8,
                _ => size,
            };
            format.size = format.size.next_multiple_of(align);
        }
        let item = Item { code, offset: format.size, size, count };
        match code {
            b'x' => {}
            b's' | b'p' => {
                format.values += 1;
                format.items.push(item);
            }
            _ => {
                format.values += count;
                if count > 0 {
                    format.items.push(item);
                }
            }
        }
        let bytes = size.checked_mul(count).ok_or("total struct size too long")?;
        format.size = format
            .size
            .checked_add(bytes)
            .filter(|size| *size <= isize::MAX as usize)
            .ok_or("total struct size too long")?;
    }
    Ok(format)
}

fn format_of(thread: &mut Thread, word: Word) -> Result<Format> {
    let text = if string::is_str(word) {
        let text = string::bytes(word);
        if !text.is_ascii() {
            return Err(error(thread, "bad char in struct format"));
        }
        text
    } else if let Some(data) = buffer::own_bytes(word).filter(|_| buffer::is_bytes(word)) {
        data
    } else if STRUCT.is_instance(word) {
        string::bytes(state::get(word, 0))
    } else {
        let kind = argument::class_name(word);
        let text = format!("Struct() argument 1 must be a str or bytes object, not {kind}");
        return Err(thread.type_error(text));
    };
    if text.contains(&0) {
        return Err(error(thread, "embedded null character"));
    }
    match parse(text) {
        Ok(format) => Ok(format),
        Err(text) => Err(error(thread, text)),
    }
}

fn store(target: &mut [u8], value: &[u8], big: bool) {
    for (slot, byte) in target.iter_mut().enumerate() {
        let index = if big { value.len() - 1 - slot } else { slot };
        *byte = value[index];
    }
}

/// The integer of a value, as 128 bits.
fn integer_value(thread: &mut Thread, value: Word) -> Result<Option<i128>> {
    let index = if integer::is_int(value) {
        value
    } else if argument::has_index(value) {
        operation::index(thread, value)?
    } else {
        return Err(error(thread, "required argument is not an integer"));
    };
    Ok(match (integer::to_i64(index), integer::to_u64(index)) {
        (Some(small), _) => Some(i128::from(small)),
        (None, Some(large)) => Some(i128::from(large)),
        (None, None) => None,
    })
}

fn pack_one(
    thread: &mut Thread,
    item: Item,
    value: Word,
    big: bool,
    target: &mut [u8],
) -> Result<()> {
    match item.code {
        b'?' => target[0] = u8::from(operation::truth(thread, value)?),
        b'c' => match buffer::own_bytes(value).filter(|_| !string::is_str(value)) {
            Some([byte]) => target[0] = *byte,
            _ => return Err(error(thread, "char format requires a bytes object of length 1")),
        },
        b'e' | b'f' | b'd' => {
            let number = float::from_object(thread, value);
            let Some(number) = thread.absorb(number, Builtin::TypeError)? else {
                return Err(error(thread, "required argument is not a float"));
            };
            let too_large = |thread: &mut Thread| {
                let text = format!("float too large to pack with {} format", item.code as char);
                thread.raise(Builtin::OverflowError, text)
            };
            match item.code {
                b'd' => store(target, &number.to_le_bytes(), big),
                b'f' => {
                    let narrow = number as f32;
                    if narrow.is_infinite() && number.is_finite() {
                        return Err(too_large(thread));
                    }
                    store(target, &narrow.to_le_bytes(), big);
                }
                _ => match object::memoryview::item::float_to_half(number) {
                    Some(bits) => store(target, &bits.to_le_bytes(), big),
                    None => return Err(too_large(thread)),
                },
            }
        }
        b'F' | b'D' => {
            let (real, imaginary) = match object::complex::value(value) {
                Some(pair) => pair,
                None => return Err(error(thread, "required argument is not a complex")),
            };
            let half = item.size / 2;
            for (part, number) in [(0, real), (half, imaginary)] {
                if half == 4 {
                    store(&mut target[part..part + 4], &(number as f32).to_le_bytes(), big);
                } else {
                    store(&mut target[part..part + 8], &number.to_le_bytes(), big);
                }
            }
        }
        b'P' => {
            let number = integer_value(thread, value)?.unwrap_or(i128::MAX);
            if number > i128::from(u64::MAX) || number < i128::from(i64::MIN) {
                return Err(error(thread, "int too large to convert"));
            }
            store(target, &(number as u64).to_le_bytes(), big);
        }
        code => {
            let signed = code.is_ascii_lowercase();
            let bits = item.size as u32 * 8;
            let (low, high) = if signed {
                (-(1i128 << (bits - 1)), (1i128 << (bits - 1)) - 1)
            } else {
                (0, (1i128 << bits) - 1)
            };
            let number = integer_value(thread, value)?;
            match number {
                Some(number) if (low..=high).contains(&number) => {
                    store(target, &number.to_le_bytes()[..item.size], big);
                }
                _ => {
                    let text =
                        format!("'{}' format requires {low} <= number <= {high}", code as char);
                    return Err(error(thread, text));
                }
            }
        }
    }
    Ok(())
}

fn pack_values(
    thread: &mut Thread,
    format: &Format,
    values: &[Word],
    target: &mut [u8],
) -> Result<()> {
    let mut rest = values.iter();
    for item in &format.items {
        if matches!(item.code, b's' | b'p') {
            let value = *rest.next().expect("the values were counted");
            let Some(data) = buffer::own_bytes(value) else {
                let text = format!("argument for '{}' must be a bytes object", item.code as char);
                return Err(error(thread, text));
            };
            let place = &mut target[item.offset..item.offset + item.count];
            place.fill(0);
            if item.code == b's' {
                let length = data.len().min(item.count);
                place[..length].copy_from_slice(&data[..length]);
            } else if item.count > 0 {
                let length = data.len().min(item.count - 1);
                place[1..1 + length].copy_from_slice(&data[..length]);
                place[0] = length.min(255) as u8;
            }
            continue;
        }
        for index in 0..item.count {
            let value = *rest.next().expect("the values were counted");
            let at = item.offset + index * item.size;
            pack_one(thread, *item, value, format.big, &mut target[at..at + item.size])?;
        }
    }
    Ok(())
}

fn check_count(thread: &mut Thread, who: &str, format: &Format, given: usize) -> Result<()> {
    if given == format.values {
        return Ok(());
    }
    let text = format!("{who} expected {} items for packing (got {given})", format.values);
    Err(error(thread, text))
}

fn packed(thread: &mut Thread, format: &Format, values: &[Word]) -> Result {
    check_count(thread, "pack", format, values.len())?;
    let mut data = vec![0; format.size];
    pack_values(thread, format, values, &mut data)?;
    Ok(bytes::new(thread, &data))
}

fn packed_into(
    thread: &mut Thread,
    format: &Format,
    target: Word,
    offset: Word,
    values: &[Word],
) -> Result {
    check_count(thread, "pack_into", format, values.len())?;
    let room = buffer::writable(thread, target)?.len();
    let at = place(thread, format, "pack_into", "packing", offset, room)?;
    let mut data = vec![0; format.size];
    data.copy_from_slice(&buffer::writable(thread, target)?[at..at + format.size]);
    pack_values(thread, format, values, &mut data)?;
    buffer::writable(thread, target)?[at..at + format.size].copy_from_slice(&data);
    Ok(Word::NONE)
}

/// The offset in a buffer at which a structure begins.
fn place(
    thread: &mut Thread,
    format: &Format,
    who: &str,
    doing: &str,
    offset: Word,
    room: usize,
) -> Result<usize> {
    let offset = argument::int_or(thread, offset, 0)?;
    let size = format.size;
    let mut at = offset;
    if at < 0 {
        if at + size as i64 > 0 {
            let text = format!(
                "not enough data to {} {size} bytes at offset {offset}",
                if doing == "packing" { "pack" } else { "unpack" }
            );
            let text = if doing == "packing" {
                format!("no space to pack {size} bytes at offset {offset}")
            } else {
                text
            };
            return Err(error(thread, text));
        }
        if at + (room as i64) < 0 {
            let text = format!("offset {offset} out of range for {room}-byte buffer");
            return Err(error(thread, text));
        }
        at += room as i64;
    }
    if (room as i64) - at < size as i64 {
        let text = format!(
            "{who} requires a buffer of at least {} bytes for {doing} {size} bytes at offset {at} (actual buffer size is {room})",
            at as usize + size
        );
        return Err(error(thread, text));
    }
    Ok(at as usize)
}

fn load(source: &[u8], big: bool) -> [u8; 8] {
    let mut value = [0; 8];
    for (slot, byte) in source.iter().enumerate() {
        value[if big { source.len() - 1 - slot } else { slot }] = *byte;
    }
    value
}

fn unpack_one(thread: &mut Thread, item: Item, big: bool, source: &[u8]) -> Word {
    match item.code {
        b'?' => Word::from_bool(source[0] != 0),
        b'c' => bytes::new(thread, source),
        b'd' => float::new(thread, f64::from_le_bytes(load(source, big))),
        b'f' => {
            let bits = u64::from_le_bytes(load(source, big)) as u32;
            float::new(thread, f64::from(f32::from_bits(bits)))
        }
        b'e' => {
            let bits = u64::from_le_bytes(load(source, big)) as u16;
            let value = object::memoryview::item::half_to_float(bits);
            float::new(thread, value)
        }
        b'F' | b'D' => {
            let half = item.size / 2;
            let part = |source: &[u8]| {
                let bits = u64::from_le_bytes(load(source, big));
                if half == 4 {
                    f64::from(f32::from_bits(bits as u32))
                } else {
                    f64::from_bits(bits)
                }
            };
            let pair = (part(&source[..half]), part(&source[half..]));
            object::complex::new(thread, pair)
        }
        code => {
            let bits = u64::from_le_bytes(load(source, big));
            if code.is_ascii_lowercase() {
                let unused = 64 - 8 * item.size as u32;
                integer::from_i64(thread, (bits << unused) as i64 >> unused)
            } else {
                integer::from_u64(thread, bits)
            }
        }
    }
}

fn unpacked(thread: &mut Thread, format: &Format, source: &[u8]) -> Word {
    let values = list::with_capacity(thread, format.values);
    for item in &format.items {
        if matches!(item.code, b's' | b'p') {
            let place = &source[item.offset..item.offset + item.count];
            let data = if item.code == b's' || place.is_empty() {
                place
            } else {
                let length = usize::from(place[0]).min(place.len() - 1);
                &place[1..1 + length]
            };
            let value = bytes::new(thread, data);
            list::append(thread, values, value);
            continue;
        }
        for index in 0..item.count {
            let at = item.offset + index * item.size;
            let value = unpack_one(thread, *item, format.big, &source[at..at + item.size]);
            list::append(thread, values, value);
        }
    }
    list::to_tuple(thread, values)
}

fn unpack_exact(thread: &mut Thread, format: &Format, data: Word) -> Result {
    let source = buffer::get(thread, data)?;
    if source.len() != format.size {
        let text = format!("unpack requires a buffer of {} bytes", format.size);
        return Err(error(thread, text));
    }
    Ok(unpacked(thread, format, source))
}

fn unpack_at(thread: &mut Thread, format: &Format, data: Word, offset: Word) -> Result {
    let source = buffer::get(thread, data)?;
    let at = place(thread, format, "unpack_from", "unpacking", offset, source.len())?;
    Ok(unpacked(thread, format, &source[at..at + format.size]))
}

fn iterate_over(thread: &mut Thread, format_word: Word, format: &Format, data: Word) -> Result {
    let length = buffer::get(thread, data)?.len();
    if format.size == 0 {
        return Err(error(thread, "cannot iteratively unpack with a struct of length 0"));
    }
    if length % format.size != 0 {
        let text =
            format!("iterative unpacking requires a buffer of a multiple of {} bytes", format.size);
        return Err(error(thread, text));
    }
    let this = UNPACK_ITERATOR.instantiate(thread);
    state::set(thread, this, 0, format_word);
    state::set(thread, this, 1, data);
    state::set_int(this, 2, 0);
    Ok(this)
}

fn pack_function(thread: &mut Thread, arguments: Arguments) -> Result {
    let Some((&format, values)) = arguments.all.split_first() else {
        return Err(thread.type_error("pack expected at least 1 argument, got 0"));
    };
    let format = format_of(thread, format)?;
    packed(thread, &format, values)
}
fn pack_into_function(thread: &mut Thread, arguments: Arguments) -> Result {
    let [format, target, offset, values @ ..] = arguments.all else {
        return Err(thread.type_error("pack_into expected buffer and offset arguments"));
    };
    let format = format_of(thread, *format)?;
    packed_into(thread, &format, *target, *offset, values)
}
fn unpack_function(thread: &mut Thread, format: Word, data: Word) -> Result {
    let format = format_of(thread, format)?;
    unpack_exact(thread, &format, data)
}
fn unpack_from_function(thread: &mut Thread, format: Word, data: Word, offset: Word) -> Result {
    let format = format_of(thread, format)?;
    unpack_at(thread, &format, data, offset)
}
fn iter_unpack_function(thread: &mut Thread, format: Word, data: Word) -> Result {
    let parsed = format_of(thread, format)?;
    iterate_over(thread, format, &parsed, data)
}
fn size_function(thread: &mut Thread, format: Word) -> Result {
    let format = format_of(thread, format)?;
    Ok(Word::from_int(format.size as i64))
}
fn clear_cache(_thread: &mut Thread) -> Result {
    Ok(Word::NONE)
}

/// `struct.Struct`. Word 0: the format as str (null: not initialized).
pub static STRUCT: NativeClass = NativeClass {
    name: "Struct",
    module: "_struct",
    doc: "Create a compiled struct object.",
    methods: &[METHODS],
    attributes: ATTRIBUTES,
    constructor: CONSTRUCTOR,
    open: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => crate::native_class::plain_constructor;
}
native_functions! { static METHODS =
    __init__(this, format) "($self, format)" Effects::ANY => init;
    pack(..) "($self, /, *values)" Effects::ANY => pack;
    pack_into(..) "($self, buffer, offset, /, *values)" Effects::ANY => pack_into;
    unpack(this, data) "($self, buffer, /)" Effects::ANY => unpack;
    unpack_from(this, data, offset) "($self, /, buffer, offset=0)" Effects::ANY => unpack_from;
    iter_unpack(this, data) "($self, buffer, /)" Effects::ANY => iter_unpack;
    __repr__(this) "($self, /)" Effects::ANY => repr;
}
static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("format", |thread, this| match state::get(this, 0) {
        Word::NULL => Err(thread.raise(Builtin::RuntimeError, "Struct object is not initialized")),
        format => Ok(format),
    }),
    attribute("size", |thread, this| {
        let format = own_format(thread, this)?;
        Ok(Word::from_int(format.size as i64))
    }),
];

fn own_format(thread: &mut Thread, this: Word) -> Result<Format> {
    if state::get(this, 0).is_null() {
        return Err(thread.raise(Builtin::RuntimeError, "Struct object is not initialized"));
    }
    format_of(thread, this)
}

fn init(thread: &mut Thread, this: Word, format: Word) -> Result {
    format_of(thread, format)?;
    let text = match buffer::own_bytes(format) {
        Some(data) => string::from_wtf8(thread, data),
        None => format,
    };
    state::set(thread, this, 0, text);
    Ok(Word::NONE)
}
fn pack(thread: &mut Thread, arguments: Arguments) -> Result {
    let format = own_format(thread, arguments.all[0])?;
    packed(thread, &format, &arguments.all[1..])
}
fn pack_into(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, target, offset, values @ ..] = arguments.all else {
        return Err(thread.type_error("pack_into expected buffer and offset arguments"));
    };
    let format = own_format(thread, *this)?;
    packed_into(thread, &format, *target, *offset, values)
}
fn unpack(thread: &mut Thread, this: Word, data: Word) -> Result {
    let format = own_format(thread, this)?;
    unpack_exact(thread, &format, data)
}
fn unpack_from(thread: &mut Thread, this: Word, data: Word, offset: Word) -> Result {
    let format = own_format(thread, this)?;
    unpack_at(thread, &format, data, offset)
}
fn iter_unpack(thread: &mut Thread, this: Word, data: Word) -> Result {
    let format = own_format(thread, this)?;
    iterate_over(thread, this, &format, data)
}
fn repr(thread: &mut Thread, this: Word) -> Result {
    let shown = object::describe::repr(thread, argument::or_none(state::get(this, 0)))?;
    let kind = object::describe::class_name(this);
    Ok(string::new(thread, &format!("{kind}({shown})")))
}

/// Words: 0 the format or Struct, 1 the buffer, 2 the offset.
static UNPACK_ITERATOR: NativeClass = NativeClass {
    name: "unpack_iterator",
    module: "_struct",
    methods: &[ITERATOR_METHODS],
    is_final: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static ITERATOR_METHODS =
    __iter__(this) "($self, /)" Effects::READS => itself;
    __next__(this) "($self, /)" Effects::ANY => next;
    __length_hint__(this) "($self, /)" Effects::ANY => hint;
}
fn next(thread: &mut Thread, this: Word) -> Result {
    let format = format_of(thread, state::get(this, 0))?;
    let source = buffer::get(thread, state::get(this, 1))?;
    let at = state::get_int(this, 2) as usize;
    if at + format.size > source.len() {
        return Err(stop(thread));
    }
    state::set_int(this, 2, (at + format.size) as i64);
    Ok(unpacked(thread, &format, &source[at..at + format.size]))
}
fn hint(thread: &mut Thread, this: Word) -> Result {
    let format = format_of(thread, state::get(this, 0))?;
    let length = buffer::get(thread, state::get(this, 1))?.len();
    let left = length.saturating_sub(state::get_int(this, 2) as usize) / format.size;
    Ok(Word::from_int(left as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_alignment() {
        assert_eq!(parse(b"bi").map(|format| format.size), Ok(8));
        assert_eq!(parse(b"<bi").map(|format| format.size), Ok(5));
        assert_eq!(parse(b"3s2x i").map(|format| (format.size, format.values)), Ok((12, 2)));
        assert_eq!(parse(b"i0q").map(|format| format.size), Ok(8));
        assert_eq!(parse(b"3"), Err("repeat count given without format specifier"));
        assert_eq!(parse(b"<n"), Err("bad char in struct format"));
    }
}
