//! UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError.

use super::fields::{INIT, field_attribute};
use super::{Kind, field, kind, set_field};
use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::class_name;
use crate::error::Result;
use crate::native::NativeAttribute;
use crate::thread::Thread;
use crate::{integer, native_functions, operation, string};
use tracer::{Effects, Word};

const ENCODING: usize = 0;
const OBJECT: usize = 1;
const START: usize = 2;
const END: usize = 3;
const REASON: usize = 4;

pub(super) fn fill(thread: &mut Thread, this: Word, kind: Kind, arguments: &[Word]) -> Result<()> {
    let (wanted, fields): (_, &[usize]) = if kind == Kind::UnicodeTranslateError {
        (4, &[OBJECT, START, END, REASON])
    } else {
        (5, &[ENCODING, OBJECT, START, END, REASON])
    };
    if arguments.len() != wanted {
        let text = format!("function takes exactly {wanted} arguments ({} given)", arguments.len());
        return Err(thread.type_error(text));
    }
    for (index, (&field, &value)) in fields.iter().zip(arguments).enumerate() {
        let expected = match field {
            ENCODING | REASON => (!class::is_kind(value, Builtin::Str)).then_some("str"),
            START | END => {
                operation::index_i64(thread, value, Some(Builtin::OverflowError))?;
                None
            }
            _ if kind == Kind::UnicodeDecodeError => None,
            _ => (!class::is_kind(value, Builtin::Str)).then_some("str"),
        };
        if let Some(expected) = expected {
            let text =
                format!("argument {} must be {expected}, not {}", index + 1, class_name(value));
            return Err(thread.type_error(text));
        }
        let mut value = value;
        if field == OBJECT
            && kind == Kind::UnicodeDecodeError
            && !class::is_kind(value, Builtin::Bytes)
        {
            value = thread.call(Builtin::Bytes.word(), &[value])?;
        }
        set_field(thread, this, field, value);
    }
    Ok(())
}

fn position(this: Word, index: usize) -> i64 {
    integer::to_i64(field(this, index)).unwrap_or(0)
}

/// Code point number `index` of a str.
fn code_point(text: Word, index: i64) -> Option<u32> {
    let bytes = string::bytes(text);
    let mut at = 0;
    for _ in 0..index {
        at += width(*bytes.get(at)?);
    }
    let first = *bytes.get(at)?;
    let rest = bytes.get(at + 1..at + width(first))?;
    let head = match rest.len() {
        0 => u32::from(first),
        1 => u32::from(first & 0x1f),
        2 => u32::from(first & 0x0f),
        _ => u32::from(first & 0x07),
    };
    Some(rest.iter().fold(head, |value, byte| value << 6 | u32::from(byte & 0x3f)))
}

fn width(first: u8) -> usize {
    match first {
        0..0xc0 => 1,
        0xc0..0xe0 => 2,
        0xe0..0xf0 => 3,
        _ => 4,
    }
}

fn escape(code: u32) -> String {
    match code {
        0..=0xff => format!("\\x{code:02x}"),
        0x100..=0xffff => format!("\\u{code:04x}"),
        _ => format!("\\U{code:08x}"),
    }
}

native_functions! { static METHODS =
    /// Return str(self).
    __str__(this) "($self, /)" Effects::ANY => str;
}

fn str(thread: &mut Thread, this: Word) -> Result {
    let object = field(this, OBJECT);
    if object.is_null() {
        return Ok(crate::interned!(""));
    }
    let reason = operation::text(thread, field(this, REASON))?;
    let kind = kind(class::class_of(this));
    let (start, end) = (position(this, START), position(this, END));
    let single = end == start + 1;
    let text = match kind {
        Kind::UnicodeDecodeError => {
            let encoding = operation::text(thread, field(this, ENCODING))?;
            let byte = operation::get_item(thread, object, Word::from_int(start));
            let byte = thread.absorb(byte, Builtin::IndexError)?.and_then(integer::to_i64);
            match byte.filter(|_| single) {
                Some(byte) => format!(
                    "'{encoding}' codec can't decode byte 0x{byte:02x} in position {start}: {reason}"
                ),
                None => format!(
                    "'{encoding}' codec can't decode bytes in position {start}-{}: {reason}",
                    end - 1
                ),
            }
        }
        _ => {
            let place = match code_point(object, start).filter(|_| single) {
                Some(code) => format!("character '{}' in position {start}", escape(code)),
                None => format!("characters in position {start}-{}", end - 1),
            };
            if kind == Kind::UnicodeTranslateError {
                format!("can't translate {place}: {reason}")
            } else {
                let encoding = operation::text(thread, field(this, ENCODING))?;
                format!("'{encoding}' codec can't encode {place}: {reason}")
            }
        }
    };
    Ok(string::new(thread, &text))
}

static ATTRIBUTES: &[NativeAttribute] = &[
    field_attribute!("encoding", 0),
    field_attribute!("object", 1),
    field_attribute!("start", 2),
    field_attribute!("end", 3),
    field_attribute!("reason", 4),
];

macro_rules! definition {
    ($name:ident, $doc:literal) => {
        pub(crate) static $name: Definition = Definition {
            doc: $doc,
            methods: &[INIT, METHODS],
            attributes: &[ATTRIBUTES],
            ..Definition::EMPTY
        };
    };
}
definition!(UNICODE_DECODE_ERROR, "Unicode decoding error.");
definition!(UNICODE_ENCODE_ERROR, "Unicode encoding error.");
definition!(UNICODE_TRANSLATE_ERROR, "Unicode translation error.");
