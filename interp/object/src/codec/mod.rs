//! Text encodings. UTF-8, UTF-16, UTF-32, Latin-1 and ASCII are known here; every other name is
//! looked up in the registry that the codecs module fills.
//!
//! A decoder or encoder runs over valid input with plain memory operations and asks `error` for
//! the rest: what stands for the offending part, and where to go on. Decoders can stop before an
//! incomplete character at the end (`last` false), for incremental use.

pub mod decode;
pub mod encode;
pub mod error;

pub use error::{lookup_error, register_error, surrogate_error};

use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use crate::{bytes, string, tuple};
use std::sync::OnceLock;
use tracer::Word;

/// Byte order of an encoding of 16 or 32 bits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// By a mark at the beginning when decoding; little, with a mark, when encoding.
    Marked,
    Little,
    Big,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Encoding {
    Utf8,
    Utf16(Order),
    Utf32(Order),
    Latin1,
    Ascii,
}

impl Encoding {
    /// The encoding of a name or one of its common aliases.
    pub fn named(name: &str) -> Option<Encoding> {
        use Order::*;
        // The names that nearly all calls use, before the name is normalized.
        match name {
            "utf-8" | "utf8" | "UTF-8" => return Some(Encoding::Utf8),
            "ascii" => return Some(Encoding::Ascii),
            "latin-1" => return Some(Encoding::Latin1),
            _ => {}
        }
        let normal: String = name
            .chars()
            .map(|c| if matches!(c, ' ' | '-') { '_' } else { c.to_ascii_lowercase() })
            .collect();
        Some(match &normal[..] {
            "utf_8" | "utf8" | "u8" | "cp65001" => Encoding::Utf8,
            "utf_16" | "utf16" | "u16" => Encoding::Utf16(Marked),
            "utf_16_le" | "utf_16le" => Encoding::Utf16(Little),
            "utf_16_be" | "utf_16be" => Encoding::Utf16(Big),
            "utf_32" | "utf32" | "u32" => Encoding::Utf32(Marked),
            "utf_32_le" | "utf_32le" => Encoding::Utf32(Little),
            "utf_32_be" | "utf_32be" => Encoding::Utf32(Big),
            "latin_1" | "latin1" | "iso_8859_1" | "iso8859_1" | "8859" | "l1" | "latin" => {
                Encoding::Latin1
            }
            "ascii" | "us_ascii" | "646" => Encoding::Ascii,
            _ => return None,
        })
    }

    /// The name that errors give.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "utf-8",
            Encoding::Utf16(Order::Marked) => "utf-16",
            Encoding::Utf16(Order::Little) => "utf-16-le",
            Encoding::Utf16(Order::Big) => "utf-16-be",
            Encoding::Utf32(Order::Marked) => "utf-32",
            Encoding::Utf32(Order::Little) => "utf-32-le",
            Encoding::Utf32(Order::Big) => "utf-32-be",
            Encoding::Latin1 => "latin-1",
            Encoding::Ascii => "ascii",
        }
    }
}

/// Looks a codec up by name: the `CodecInfo` tuple (encode, decode, stream reader, stream writer).
pub type Lookup = fn(&mut Thread, &str) -> Result;

static LOOKUP: OnceLock<Lookup> = OnceLock::new();

/// Installs the codec registry.
pub fn set_lookup(lookup: Lookup) {
    let _ = LOOKUP.set(lookup);
}

fn registered(thread: &mut Thread, encoding: &str) -> Result {
    match LOOKUP.get() {
        Some(lookup) => lookup(thread, encoding),
        None => Err(thread.raise(Builtin::LookupError, format!("unknown encoding: {encoding}"))),
    }
}

fn call_registered(
    thread: &mut Thread,
    encoding: &str,
    errors: &str,
    object: Word,
    which: usize,
) -> Result {
    let codec = registered(thread, encoding)?;
    let name = crate::interned!("_is_text_encoding");
    if let Some(is_text) = crate::attribute::get_optional(thread, codec, name)?
        && !crate::operation::truth(thread, is_text)?
    {
        let module = if which == 0 { "encode" } else { "decode" };
        return Err(thread.raise(
            Builtin::LookupError,
            format!(
                "'{encoding}' is not a text encoding; use codecs.{module}() to handle arbitrary codecs"
            ),
        ));
    }
    let function = crate::operation::get_item(thread, codec, Word::from_int(which as i64))?;
    let errors = string::new(thread, errors);
    let pair = thread.call(function, &[object, errors])?;
    if crate::payload::exact(pair, Builtin::Tuple.shape()).is_none()
        || tuple::items(pair).len() != 2
    {
        let what = if which == 0 { "encoder" } else { "decoder" };
        return Err(thread.type_error(format!("{what} must return a tuple (object,integer)")));
    }
    Ok(tuple::items(pair)[0])
}

/// `bytes.decode`: a str.
pub fn decode(thread: &mut Thread, data: &[u8], encoding: &str, errors: &str) -> Result {
    if let Some(known) = Encoding::named(encoding) {
        return decode::all(thread, data, known, errors);
    }
    let object = bytes::new(thread, data);
    let text = call_registered(thread, encoding, errors, object, 1)?;
    if !string::is_str(text) {
        let name = string::class_name(text);
        return Err(thread.type_error(format!(
            "'{encoding}' decoder returned '{name}' instead of 'str'; use codecs.decode() to decode to arbitrary types"
        )));
    }
    Ok(text)
}

/// `str.encode`: bytes.
pub fn encode(thread: &mut Thread, text: Word, encoding: &str, errors: &str) -> Result {
    if let Some(known) = Encoding::named(encoding) {
        return encode::all(thread, text, known, errors);
    }
    let data = call_registered(thread, encoding, errors, text, 0)?;
    if bytes::is_bytes(data) {
        return Ok(data);
    }
    if crate::bytearray::is_bytearray(data) {
        return Ok(bytes::new(thread, crate::bytearray::data(data)));
    }
    let name = string::class_name(data);
    Err(thread.type_error(format!(
        "'{encoding}' encoder returned '{name}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types"
    )))
}
