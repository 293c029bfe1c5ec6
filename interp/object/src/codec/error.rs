//! What happens where text cannot be decoded or encoded: the built-in error handlers, those that a
//! program registers, and the exceptions.

use super::Encoding;
use crate::builtin::Builtin;
use crate::error::{Raised, Result};
use crate::string::quote::escape_code_point;
use crate::thread::Thread;
use crate::{bytes, dict, integer, string, tuple};
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering};
use tracer::Word;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Strict,
    Ignore,
    Replace,
    SurrogateEscape,
    SurrogatePass,
    BackslashReplace,
    CharacterReference,
    Registered,
}

/// An error handler by name.
pub struct Handler<'a> {
    name: &'a str,
    kind: Kind,
}

/// Bytes that are no text.
pub struct DecodeProblem<'a> {
    pub encoding: Encoding,
    pub start: usize,
    pub end: usize,
    pub reason: &'a str,
}

/// Characters that an encoding does not have.
pub struct EncodeProblem<'a> {
    pub encoding: Encoding,
    /// Numbers of characters.
    pub start: usize,
    pub end: usize,
    pub reason: &'a str,
    /// Their WTF-8.
    pub part: &'a [u8],
    /// What the encoding has.
    pub fits: fn(u32) -> bool,
}

/// UnicodeDecodeError with these arguments.
pub fn decode_error(
    thread: &mut Thread,
    encoding: &str,
    object: Word,
    start: usize,
    end: usize,
    reason: &str,
) -> Word {
    let encoding = string::new(thread, encoding);
    let reason = string::new(thread, reason);
    let (start, end) = (Word::from_int(start as i64), Word::from_int(end as i64));
    let class = Builtin::UnicodeDecodeError.word();
    crate::exception::new(thread, class, &[encoding, object, start, end, reason])
}

/// UnicodeEncodeError with these arguments.
pub fn encode_error(
    thread: &mut Thread,
    encoding: &str,
    text: Word,
    start: usize,
    end: usize,
    reason: &str,
) -> Word {
    let encoding = string::new(thread, encoding);
    let reason = string::new(thread, reason);
    let (start, end) = (Word::from_int(start as i64), Word::from_int(end as i64));
    let class = Builtin::UnicodeEncodeError.word();
    crate::exception::new(thread, class, &[encoding, text, start, end, reason])
}

/// Raises what encoding a lone surrogate to UTF-8 raises.
#[cold]
pub fn surrogate_error(thread: &mut Thread, text: Word, at: i64) -> Raised {
    let at = at as usize;
    let error = encode_error(thread, "utf-8", text, at, at + 1, "surrogates not allowed");
    thread.raise_object(error)
}

impl Handler<'_> {
    pub fn new(name: &str) -> Handler<'_> {
        let kind = match name {
            "strict" => Kind::Strict,
            "ignore" => Kind::Ignore,
            "replace" => Kind::Replace,
            "surrogateescape" => Kind::SurrogateEscape,
            "surrogatepass" => Kind::SurrogatePass,
            "backslashreplace" => Kind::BackslashReplace,
            "xmlcharrefreplace" => Kind::CharacterReference,
            _ => Kind::Registered,
        };
        Handler { name, kind }
    }

    pub fn passes_surrogates(&self) -> bool {
        self.kind == Kind::SurrogatePass
    }

    /// Appends what stands for undecodable bytes, and says where to go on.
    pub fn decode(
        &mut self,
        thread: &mut Thread,
        data: &[u8],
        problem: DecodeProblem,
        text: &mut Vec<u8>,
    ) -> Result<usize> {
        let DecodeProblem { start, end, .. } = problem;
        let part = &data[start..end];
        match self.kind {
            Kind::Ignore => return Ok(end),
            Kind::Replace => {
                string::push(text, 0xfffd);
                return Ok(end);
            }
            Kind::SurrogateEscape if !part[0].is_ascii() => {
                let escaped = part.iter().take_while(|byte| !byte.is_ascii());
                let mut at = start;
                for &byte in escaped {
                    string::push(text, 0xdc00 + u32::from(byte));
                    at += 1;
                }
                return Ok(at);
            }
            Kind::SurrogatePass => {
                if let Some((surrogate, size)) = passed(problem.encoding, &data[start..]) {
                    string::push(text, surrogate);
                    return Ok(start + size);
                }
            }
            Kind::BackslashReplace => {
                part.iter().for_each(|&byte| escape_code_point(text, u32::from(byte)));
                return Ok(end);
            }
            _ => {}
        }
        let object = bytes::new(thread, data);
        let encoding = problem.encoding.name();
        let error = decode_error(thread, encoding, object, start, end, problem.reason);
        match self.kind {
            Kind::CharacterReference => {
                Err(thread
                    .type_error("don't know how to handle UnicodeDecodeError in error callback"))
            }
            Kind::Registered => {
                let (replacement, next) = call_decode(thread, self.name, error, data.len())?;
                text.extend_from_slice(string::bytes(replacement));
                Ok(next)
            }
            _ => Err(thread.raise_object(error)),
        }
    }

    /// Appends what stands for characters that the encoding does not have, and says where to go on.
    pub fn encode(
        &mut self,
        thread: &mut Thread,
        text: Word,
        problem: EncodeProblem,
        to: &mut Vec<u8>,
    ) -> Result<usize> {
        let EncodeProblem { encoding, mut start, end, reason, part, fits } = problem;
        let put = |to: &mut Vec<u8>, replacement: &[u8]| {
            replacement.iter().for_each(|&byte| super::encode::unit(encoding, u32::from(byte), to));
        };
        match self.kind {
            Kind::Ignore => return Ok(end),
            Kind::Replace => {
                (start..end).for_each(|_| put(to, b"?"));
                return Ok(end);
            }
            Kind::BackslashReplace => {
                let mut escaped = Vec::new();
                string::characters(part).for_each(|c| escape_code_point(&mut escaped, c));
                put(to, &escaped);
                return Ok(end);
            }
            Kind::CharacterReference => {
                string::characters(part)
                    .for_each(|code_point| put(to, format!("&#{code_point};").as_bytes()));
                return Ok(end);
            }
            Kind::SurrogateEscape => {
                let mut done = true;
                for code_point in string::characters(part) {
                    if !matches!(code_point, 0xdc80..0xdd00)
                        || matches!(encoding, Encoding::Utf16(_) | Encoding::Utf32(_))
                    {
                        done = false;
                        break;
                    }
                    to.push((code_point - 0xdc00) as u8);
                    start += 1;
                }
                if done {
                    return Ok(end);
                }
            }
            Kind::SurrogatePass if !matches!(encoding, Encoding::Ascii | Encoding::Latin1) => {
                string::characters(part)
                    .for_each(|code_point| super::encode::unit(encoding, code_point, to));
                return Ok(end);
            }
            _ => {}
        }
        let error = encode_error(thread, encoding.name(), text, start, end, reason);
        if self.kind != Kind::Registered {
            return Err(thread.raise_object(error));
        }
        let (replacement, next) = call_encode(thread, self.name, error, string::length(text))?;
        if string::is_str(replacement) {
            let replaced = string::bytes(replacement);
            if string::characters(replaced).any(|code_point| !fits(code_point)) {
                return Err(thread.raise_object(error));
            }
            string::characters(replaced)
                .for_each(|code_point| super::encode::unit(encoding, code_point, to));
        } else {
            to.extend_from_slice(bytes::shared::own(replacement));
        }
        Ok(next)
    }
}

/// The surrogate that data encodes at its beginning, and its size.
fn passed(encoding: Encoding, data: &[u8]) -> Option<(u32, usize)> {
    let (code_point, size) = match (encoding, data) {
        (Encoding::Utf8, [0xed, 0xa0..=0xbf, 0x80..=0xbf, ..]) => string::decode(data, 0),
        (Encoding::Utf16(super::Order::Big), [high, low, ..]) => {
            (u32::from(u16::from_be_bytes([*high, *low])), 2)
        }
        (Encoding::Utf16(_), [low, high, ..]) => (u32::from(u16::from_le_bytes([*low, *high])), 2),
        (Encoding::Utf32(super::Order::Big), _) => (u32::from_be_bytes(*data.first_chunk()?), 4),
        (Encoding::Utf32(_), _) => (u32::from_le_bytes(*data.first_chunk()?), 4),
        _ => return None,
    };
    matches!(code_point, 0xd800..0xe000).then_some((code_point, size))
}

static HANDLERS: AtomicU64 = AtomicU64::new(0);
static SCANNED: Once = Once::new();

/// # Safety
/// Called by the collector.
unsafe fn scan_handlers(visitor: &mut heap::Visitor) {
    visitor.visit(HANDLERS.load(Ordering::Relaxed));
}

fn handlers(thread: &mut Thread) -> Word {
    let known = HANDLERS.load(Ordering::Acquire);
    if known != 0 {
        return Word(known);
    }
    SCANNED.call_once(|| heap::add_root_scanner(scan_handlers));
    let made = dict::new(thread);
    match HANDLERS.compare_exchange(0, made.0, Ordering::AcqRel, Ordering::Acquire) {
        Ok(_) => made,
        Err(earlier) => Word(earlier),
    }
}

/// `codecs.register_error`
pub fn register_error(thread: &mut Thread, name: Word, handler: Word) -> Result<()> {
    let handlers = handlers(thread);
    dict::set(thread, handlers, name, handler)
}

/// `codecs.lookup_error` for handlers that were registered (the codecs module registers the built-in ones as well).
pub fn lookup_error(thread: &mut Thread, name: &str) -> Result {
    let handlers = handlers(thread);
    let key = string::new(thread, name);
    match dict::get(thread, handlers, key)? {
        Some(handler) => Ok(handler),
        None => {
            Err(thread.raise(Builtin::LookupError, format!("unknown error handler name '{name}'")))
        }
    }
}

/// The pair that a handler gave: replacement and position.
fn call(
    thread: &mut Thread,
    name: &str,
    error: Word,
    length: usize,
    accepts: fn(Word) -> bool,
    complaint: &str,
) -> Result<(Word, usize)> {
    let handler = lookup_error(thread, name)?;
    let pair = thread.call(handler, &[error])?;
    let items = match crate::payload::exact(pair, Builtin::Tuple.shape()) {
        Some(pair) => tuple::items(pair),
        None => &[],
    };
    let &[replacement, position] = items else { return Err(thread.type_error(complaint)) };
    if !accepts(replacement) || !integer::is_int(position) {
        return Err(thread.type_error(complaint));
    }
    let length = length as i64;
    let given = integer::to_i64(position).unwrap_or(i64::MAX);
    let at = if given < 0 { given + length } else { given };
    if at < 0 || at > length {
        return Err(thread.raise(
            Builtin::IndexError,
            format!("position {given} from error handler out of bounds"),
        ));
    }
    Ok((replacement, at as usize))
}

fn call_decode(
    thread: &mut Thread,
    name: &str,
    error: Word,
    length: usize,
) -> Result<(Word, usize)> {
    let complaint = "decoding error handler must return (str, int) tuple";
    call(thread, name, error, length, string::is_str, complaint)
}

fn call_encode(
    thread: &mut Thread,
    name: &str,
    error: Word,
    length: usize,
) -> Result<(Word, usize)> {
    let complaint = "encoding error handler must return (str/bytes, int) tuple";
    let accepts = |word: Word| string::is_str(word) || bytes::is_bytes(word);
    call(thread, name, error, length, accepts, complaint)
}
