//! Encoding.

use super::error::{EncodeProblem, Handler};
use super::{Encoding, Order};
use crate::error::Result;
use crate::thread::Thread;
use crate::{bytes, string};
use tracer::Word;

/// Encodes a str.
pub fn all(thread: &mut Thread, text: Word, encoding: Encoding, errors: &str) -> Result {
    let text = string::exact(text);
    let source = string::bytes(text);
    let plain = match encoding {
        Encoding::Utf8 => string::text(text).is_some(),
        Encoding::Ascii | Encoding::Latin1 => string::is_ascii(text),
        _ => false,
    };
    if plain {
        return bytes::build(thread, source.len(), |to| to.copy_from_slice(source));
    }
    let mut data = Vec::with_capacity(source.len() + 4);
    into(thread, text, encoding, errors, &mut data)?;
    Ok(bytes::new(thread, &data))
}

/// Appends one code point that the encoding has.
pub(super) fn unit(encoding: Encoding, code_point: u32, to: &mut Vec<u8>) {
    let half = |to: &mut Vec<u8>, order: Order, unit: u32| {
        let unit = unit as u16;
        to.extend_from_slice(&if order == Order::Big {
            unit.to_be_bytes()
        } else {
            unit.to_le_bytes()
        });
    };
    match encoding {
        Encoding::Utf8 => string::push(to, code_point),
        Encoding::Latin1 | Encoding::Ascii => to.push(code_point as u8),
        Encoding::Utf16(order) if code_point >= 0x10000 => {
            half(to, order, 0xd800 + ((code_point - 0x10000) >> 10));
            half(to, order, 0xdc00 + ((code_point - 0x10000) & 0x3ff));
        }
        Encoding::Utf16(order) => half(to, order, code_point),
        Encoding::Utf32(Order::Big) => to.extend_from_slice(&code_point.to_be_bytes()),
        Encoding::Utf32(_) => to.extend_from_slice(&code_point.to_le_bytes()),
    }
}

fn into(
    thread: &mut Thread,
    text: Word,
    encoding: Encoding,
    errors: &str,
    to: &mut Vec<u8>,
) -> Result<()> {
    let mut handler = Handler::new(errors);
    if matches!(encoding, Encoding::Utf16(Order::Marked) | Encoding::Utf32(Order::Marked)) {
        unit(encoding, 0xfeff, to);
    }
    let (fits, reason): (fn(u32) -> bool, &str) = match encoding {
        Encoding::Ascii => (|code_point| code_point < 0x80, "ordinal not in range(128)"),
        Encoding::Latin1 => (|code_point| code_point < 0x100, "ordinal not in range(256)"),
        _ => (|code_point| !matches!(code_point, 0xd800..0xe000), "surrogates not allowed"),
    };
    // Encoders of wide units report surrogates one by one.
    let one_by_one = matches!(encoding, Encoding::Utf16(_) | Encoding::Utf32(_));
    let source = string::bytes(text);
    let mut characters = string::characters(source);
    let mut number = 0;
    loop {
        let before = characters.clone();
        let Some(code_point) = characters.next() else { return Ok(()) };
        if fits(code_point) {
            unit(encoding, code_point, to);
            number += 1;
            continue;
        }
        let start = number;
        number += 1;
        let mut ahead = characters.clone();
        while !one_by_one && ahead.next().is_some_and(|code_point| !fits(code_point)) {
            number += 1;
            characters = ahead.clone();
        }
        let part = &source[before.offset()..characters.offset()];
        let problem = EncodeProblem { encoding, start, end: number, reason, part, fits };
        let next = handler.encode(thread, text, problem, to)?;
        if next != number {
            number = next;
            let offset = string::index::offset(thread, text, next);
            characters = string::characters_from(source, offset);
        }
    }
}
