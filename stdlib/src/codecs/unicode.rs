//! utf-8, utf-16, utf-32, ascii, latin-1 as functions.

use super::{errors_name, pair};
use crate::{argument, buffer};
use object::codec::{Encoding, Order, decode, encode};
use object::{Result, Thread, Word, native_functions};
use object::{string, tuple};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    utf_8_encode(text, errors) "($module, str, errors=None, /)" Effects::ANY => utf_8_encode;
    utf_8_decode(data, errors, last) "($module, data, errors=None, final=False, /)" Effects::ANY => utf_8_decode;
    ascii_encode(text, errors) "($module, str, errors=None, /)" Effects::ANY => ascii_encode;
    ascii_decode(data, errors) "($module, data, errors=None, /)" Effects::ANY => ascii_decode;
    latin_1_encode(text, errors) "($module, str, errors=None, /)" Effects::ANY => latin_1_encode;
    latin_1_decode(data, errors) "($module, data, errors=None, /)" Effects::ANY => latin_1_decode;
    utf_16_encode(text, errors, order) "($module, str, errors=None, byteorder=0, /)" Effects::ANY => utf_16_encode;
    utf_16_le_encode(text, errors) "($module, str, errors=None, /)" Effects::ANY => utf_16_le_encode;
    utf_16_be_encode(text, errors) "($module, str, errors=None, /)" Effects::ANY => utf_16_be_encode;
    utf_32_encode(text, errors, order) "($module, str, errors=None, byteorder=0, /)" Effects::ANY => utf_32_encode;
    utf_32_le_encode(text, errors) "($module, str, errors=None, /)" Effects::ANY => utf_32_le_encode;
    utf_32_be_encode(text, errors) "($module, str, errors=None, /)" Effects::ANY => utf_32_be_encode;
    utf_16_decode(data, errors, last) "($module, data, errors=None, final=False, /)" Effects::ANY => utf_16_decode;
    utf_16_le_decode(data, errors, last) "($module, data, errors=None, final=False, /)" Effects::ANY => utf_16_le_decode;
    utf_16_be_decode(data, errors, last) "($module, data, errors=None, final=False, /)" Effects::ANY => utf_16_be_decode;
    utf_16_ex_decode(data, errors, order, last) "($module, data, errors=None, byteorder=0, final=False, /)" Effects::ANY => utf_16_ex_decode;
    utf_32_decode(data, errors, last) "($module, data, errors=None, final=False, /)" Effects::ANY => utf_32_decode;
    utf_32_le_decode(data, errors, last) "($module, data, errors=None, final=False, /)" Effects::ANY => utf_32_le_decode;
    utf_32_be_decode(data, errors, last) "($module, data, errors=None, final=False, /)" Effects::ANY => utf_32_be_decode;
    utf_32_ex_decode(data, errors, order, last) "($module, data, errors=None, byteorder=0, final=False, /)" Effects::ANY => utf_32_ex_decode;
    utf_7_encode(text, errors) "($module, str, errors=None, /)" Effects::ANY => utf_7_encode;
    utf_7_decode(data, errors, last) "($module, data, errors=None, final=False, /)" Effects::ANY => utf_7_decode;
    readbuffer_encode(data, errors) "($module, data, errors=None, /)" Effects::ANY => read_buffer;
}

fn encoded(thread: &mut Thread, text: Word, errors: Word, encoding: Encoding) -> Result {
    if !string::is_str(text) {
        let kind = argument::class_name(text);
        return Err(thread.type_error(format!("encode() argument 1 must be str, not {kind}")));
    }
    let errors = errors_name(thread, errors)?;
    let data = encode::all(thread, text, encoding, errors)?;
    pair(thread, data, string::length(text))
}

fn decoded(
    thread: &mut Thread,
    data: Word,
    errors: Word,
    last: Word,
    encoding: Encoding,
) -> Result {
    let last = argument::truth_or(thread, last, false)?;
    let data = buffer::get(thread, data)?;
    let errors = errors_name(thread, errors)?;
    let mut text = Vec::new();
    let consumed = decode::partial(thread, data, encoding, errors, last, &mut text)?;
    let text = string::from_wtf8(thread, &text);
    pair(thread, text, consumed)
}

macro_rules! codecs {
    ($($encode:ident $decode:ident $encoding:expr;)*) => { $(
        fn $encode(thread: &mut Thread, text: Word, errors: Word) -> Result {
            encoded(thread, text, errors, $encoding)
        }
        fn $decode(thread: &mut Thread, data: Word, errors: Word, last: Word) -> Result {
            decoded(thread, data, errors, last, $encoding)
        }
    )* };
}
codecs! {
    utf_8_encode utf_8_decode Encoding::Utf8;
    utf_16_le_encode utf_16_le_decode Encoding::Utf16(Order::Little);
    utf_16_be_encode utf_16_be_decode Encoding::Utf16(Order::Big);
    utf_32_le_encode utf_32_le_decode Encoding::Utf32(Order::Little);
    utf_32_be_encode utf_32_be_decode Encoding::Utf32(Order::Big);
}

fn ascii_encode(thread: &mut Thread, text: Word, errors: Word) -> Result {
    encoded(thread, text, errors, Encoding::Ascii)
}
fn ascii_decode(thread: &mut Thread, data: Word, errors: Word) -> Result {
    decoded(thread, data, errors, Word::TRUE, Encoding::Ascii)
}
fn latin_1_encode(thread: &mut Thread, text: Word, errors: Word) -> Result {
    encoded(thread, text, errors, Encoding::Latin1)
}
fn latin_1_decode(thread: &mut Thread, data: Word, errors: Word) -> Result {
    decoded(thread, data, errors, Word::TRUE, Encoding::Latin1)
}

fn order_of(thread: &mut Thread, order: Word) -> Result<Order> {
    Ok(match argument::int_or(thread, order, 0)? {
        0 => Order::Marked,
        order if order < 0 => Order::Little,
        _ => Order::Big,
    })
}

fn utf_16_encode(thread: &mut Thread, text: Word, errors: Word, order: Word) -> Result {
    let order = order_of(thread, order)?;
    encoded(thread, text, errors, Encoding::Utf16(order))
}
fn utf_32_encode(thread: &mut Thread, text: Word, errors: Word, order: Word) -> Result {
    let order = order_of(thread, order)?;
    encoded(thread, text, errors, Encoding::Utf32(order))
}
fn utf_16_decode(thread: &mut Thread, data: Word, errors: Word, last: Word) -> Result {
    decoded(thread, data, errors, last, Encoding::Utf16(Order::Marked))
}
fn utf_32_decode(thread: &mut Thread, data: Word, errors: Word, last: Word) -> Result {
    decoded(thread, data, errors, last, Encoding::Utf32(Order::Marked))
}

/// Also tells the byte order: -1 little, 1 big, 0 not known yet.
fn extended(
    thread: &mut Thread,
    data: Word,
    errors: Word,
    order: Word,
    last: Word,
    size: usize,
) -> Result {
    let order = order_of(thread, order)?;
    let bytes = buffer::get(thread, data)?;
    let known = if order != Order::Marked {
        order
    } else {
        match decode::mark(bytes, Order::Marked, size) {
            (found, skip) if skip > 0 => found,
            // Without a mark the order stays open until there is enough to tell.
            _ if bytes.len() < size => Order::Marked,
            _ => Order::Little,
        }
    };
    let encoding = if size == 2 { Encoding::Utf16(order) } else { Encoding::Utf32(order) };
    let result = decoded(thread, data, errors, last, encoding)?;
    let order = match known {
        Order::Marked => 0,
        Order::Little => -1,
        Order::Big => 1,
    };
    let parts = tuple::items(result);
    Ok(tuple::new(thread, &[parts[0], parts[1], Word::from_int(order)]))
}
fn utf_16_ex_decode(
    thread: &mut Thread,
    data: Word,
    errors: Word,
    order: Word,
    last: Word,
) -> Result {
    extended(thread, data, errors, order, last, 2)
}
fn utf_32_ex_decode(
    thread: &mut Thread,
    data: Word,
    errors: Word,
    order: Word,
    last: Word,
) -> Result {
    extended(thread, data, errors, order, last, 4)
}

fn utf_7_encode(thread: &mut Thread, _text: Word, _errors: Word) -> Result {
    Err(thread.not_implemented("the utf-7 codec"))
}
fn utf_7_decode(thread: &mut Thread, _data: Word, _errors: Word, _last: Word) -> Result {
    Err(thread.not_implemented("the utf-7 codec"))
}

fn read_buffer(thread: &mut Thread, data: Word, _errors: Word) -> Result {
    let bytes = if string::is_str(data) { string::bytes(data) } else { buffer::get(thread, data)? };
    let copy = buffer::new_bytes(thread, bytes);
    pair(thread, copy, bytes.len())
}
