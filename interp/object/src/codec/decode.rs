//! Decoding.

use super::error::{DecodeProblem, Handler};
use super::{Encoding, Order};
use crate::error::Result;
use crate::string;
use crate::thread::Thread;

/// Decodes everything.
pub fn all(thread: &mut Thread, data: &[u8], encoding: Encoding, errors: &str) -> Result {
    if !matches!(encoding, Encoding::Utf16(_) | Encoding::Utf32(_)) && data.is_ascii() {
        return Ok(string::from_counted(thread, data, data.len()));
    }
    if encoding == Encoding::Utf8 && std::str::from_utf8(data).is_ok() {
        let length = string::count_characters(data);
        return Ok(string::from_counted(thread, data, length));
    }
    let mut text = Vec::with_capacity(data.len() + data.len() / 4);
    partial(thread, data, encoding, errors, true, &mut text)?;
    Ok(string::from_wtf8(thread, &text))
}

/// Decodes into WTF-8. Where `last` is false, an incomplete character at the end is left alone. Gives the number of
/// bytes consumed.
pub fn partial(
    thread: &mut Thread,
    data: &[u8],
    encoding: Encoding,
    errors: &str,
    last: bool,
    text: &mut Vec<u8>,
) -> Result<usize> {
    let mut handler = Handler::new(errors);
    match encoding {
        Encoding::Utf8 => utf8(thread, data, &mut handler, last, text),
        Encoding::Latin1 => {
            data.iter().for_each(|&byte| string::push(text, u32::from(byte)));
            Ok(data.len())
        }
        Encoding::Ascii => ascii(thread, data, &mut handler, text),
        Encoding::Utf16(order) => {
            let (order, skip) = mark(data, order, 2);
            utf16(thread, data, skip, order, &mut handler, last, text)
        }
        Encoding::Utf32(order) => {
            let (order, skip) = mark(data, order, 4);
            utf32(thread, data, skip, order, &mut handler, last, text)
        }
    }
}

/// The byte order that a mark at the beginning tells, and its size.
pub fn mark(data: &[u8], order: Order, size: usize) -> (Order, usize) {
    if order != Order::Marked {
        return (order, 0);
    }
    match (size, data) {
        (2, [0xff, 0xfe, ..]) | (4, [0xff, 0xfe, 0, 0, ..]) => (Order::Little, size),
        (2, [0xfe, 0xff, ..]) | (4, [0, 0, 0xfe, 0xff, ..]) => (Order::Big, size),
        _ => (Order::Little, 0),
    }
}

fn utf8(
    thread: &mut Thread,
    data: &[u8],
    handler: &mut Handler,
    last: bool,
    text: &mut Vec<u8>,
) -> Result<usize> {
    let mut at = 0;
    loop {
        let problem = match std::str::from_utf8(&data[at..]) {
            Ok(valid) => {
                text.extend_from_slice(valid.as_bytes());
                return Ok(data.len());
            }
            Err(problem) => problem,
        };
        let start = at + problem.valid_up_to();
        text.extend_from_slice(&data[at..start]);
        let (end, reason) = match problem.error_len() {
            None if !last => return Ok(start),
            None => (data.len(), "unexpected end of data"),
            Some(_) if matches!(data[start], 0x80..0xc2 | 0xf5..) => {
                (start + 1, "invalid start byte")
            }
            Some(length) => (start + length, "invalid continuation byte"),
        };
        if !last
            && handler.passes_surrogates()
            && data.len() - start < 3
            && could_be_surrogate(&data[start..])
        {
            return Ok(start);
        }
        let problem = DecodeProblem { encoding: Encoding::Utf8, start, end, reason };
        at = handler.decode(thread, data, problem, text)?;
    }
}

fn could_be_surrogate(data: &[u8]) -> bool {
    matches!(data, [0xed] | [0xed, 0xa0..=0xbf])
}

fn ascii(
    thread: &mut Thread,
    data: &[u8],
    handler: &mut Handler,
    text: &mut Vec<u8>,
) -> Result<usize> {
    let mut at = 0;
    while at < data.len() {
        let plain = data[at..].iter().position(|byte| !byte.is_ascii()).unwrap_or(data.len() - at);
        text.extend_from_slice(&data[at..at + plain]);
        at += plain;
        if at < data.len() {
            let reason = "ordinal not in range(128)";
            let problem =
                DecodeProblem { encoding: Encoding::Ascii, start: at, end: at + 1, reason };
            at = handler.decode(thread, data, problem, text)?;
        }
    }
    Ok(data.len())
}

fn utf16(
    thread: &mut Thread,
    data: &[u8],
    from: usize,
    order: Order,
    handler: &mut Handler,
    last: bool,
    text: &mut Vec<u8>,
) -> Result<usize> {
    let encoding = Encoding::Utf16(order);
    let unit = |data: &[u8], at: usize| {
        let pair = [*data.get(at)?, *data.get(at + 1)?];
        Some(u32::from(match order {
            Order::Big => u16::from_be_bytes(pair),
            _ => u16::from_le_bytes(pair),
        }))
    };
    let mut at = from;
    while at < data.len() {
        let (end, reason) = match unit(data, at) {
            None if !last => return Ok(at),
            None => (data.len(), "truncated data"),
            Some(high @ 0xd800..0xdc00) => match unit(data, at + 2) {
                Some(low @ 0xdc00..0xe000) => {
                    string::push(text, 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
                    at += 4;
                    continue;
                }
                Some(_) => (at + 2, "illegal UTF-16 surrogate"),
                None if !last => return Ok(at),
                None => (data.len(), "unexpected end of data"),
            },
            Some(0xdc00..0xe000) => (at + 2, "illegal encoding"),
            Some(code_point) => {
                string::push(text, code_point);
                at += 2;
                continue;
            }
        };
        let problem = DecodeProblem { encoding, start: at, end, reason };
        at = handler.decode(thread, data, problem, text)?;
    }
    Ok(data.len())
}

fn utf32(
    thread: &mut Thread,
    data: &[u8],
    from: usize,
    order: Order,
    handler: &mut Handler,
    last: bool,
    text: &mut Vec<u8>,
) -> Result<usize> {
    let encoding = Encoding::Utf32(order);
    let mut at = from;
    while at < data.len() {
        let unit = data[at..].first_chunk::<4>().map(|unit| match order {
            Order::Big => u32::from_be_bytes(*unit),
            _ => u32::from_le_bytes(*unit),
        });
        let (end, reason) = match unit {
            None if !last => return Ok(at),
            None => (data.len(), "truncated data"),
            Some(0xd800..0xe000) => {
                (at + 4, "code point in surrogate code point range(0xd800, 0xe000)")
            }
            Some(code_point @ 0..0x110000) => {
                string::push(text, code_point);
                at += 4;
                continue;
            }
            Some(_) => (at + 4, "code point not in range(0x110000)"),
        };
        let problem = DecodeProblem { encoding, start: at, end, reason };
        at = handler.decode(thread, data, problem, text)?;
    }
    Ok(data.len())
}
