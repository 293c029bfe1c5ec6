//! Line ends, and `IncrementalNewlineDecoder`.

use crate::native_class::{NativeClass, attribute, plain_constructor};
use crate::{argument, class_root, name, state};
use object::native::NativeAttribute;
use object::operation::call_method;
use object::{Arguments, Result, Thread, Word, native_functions};
use object::{operation, string, tuple};
use tracer::Effects;

/// What a text stream does with line ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Newline {
    /// `None`: all kinds become a line feed when read; written as the system likes (as they are).
    Universal,
    /// `''`: all kinds end lines, none is changed.
    Any,
    /// `'\n'`: only line feeds end lines.
    Keep,
    /// `'\r'`
    CarriageReturn,
    /// `'\r\n'`
    Both,
}

impl Newline {
    pub fn number(self) -> i64 {
        self as i64
    }
    pub fn from_number(number: i64) -> Newline {
        match number {
            0 => Newline::Universal,
            1 => Newline::Any,
            3 => Newline::CarriageReturn,
            4 => Newline::Both,
            _ => Newline::Keep,
        }
    }
    /// The argument that gives this mode.
    pub fn word(self, thread: &mut Thread) -> Word {
        match self {
            Newline::Universal => Word::NONE,
            Newline::Any => string::new(thread, ""),
            Newline::Keep => string::new(thread, "\n"),
            Newline::CarriageReturn => string::new(thread, "\r"),
            Newline::Both => string::new(thread, "\r\n"),
        }
    }
}

/// The mode of a `newline` argument.
pub fn parse(thread: &mut Thread, newline: Word) -> Result<Newline> {
    if argument::absent(newline) {
        return Ok(Newline::Universal);
    }
    if !string::is_str(newline) {
        let kind = argument::class_name(newline);
        return Err(thread.type_error(format!("newline must be str or None, not {kind}")));
    }
    match string::bytes(newline) {
        b"" => Ok(Newline::Any),
        b"\n" => Ok(Newline::Keep),
        b"\r" => Ok(Newline::CarriageReturn),
        b"\r\n" => Ok(Newline::Both),
        _ => {
            let shown = object::describe::repr(thread, newline)?;
            Err(thread.value_error(format!("illegal newline value: {shown}")))
        }
    }
}

/// All line ends as line feeds.
pub fn to_line_feeds(text: &[u8]) -> Vec<u8> {
    if !text.contains(&b'\r') {
        return text.to_vec();
    }
    let mut result = Vec::with_capacity(text.len());
    let mut rest = text.iter().peekable();
    while let Some(&byte) = rest.next() {
        if byte == b'\r' {
            rest.next_if(|next| **next == b'\n');
            result.push(b'\n');
        } else {
            result.push(byte);
        }
    }
    result
}

/// Line feeds as the mode writes them.
pub fn from_line_feeds(text: &[u8], mode: Newline) -> Vec<u8> {
    let end: &[u8] = match mode {
        Newline::CarriageReturn => b"\r",
        Newline::Both => b"\r\n",
        _ => return text.to_vec(),
    };
    let mut result = Vec::with_capacity(text.len() + 16);
    for &byte in text {
        if byte == b'\n' { result.extend_from_slice(end) } else { result.push(byte) }
    }
    result
}

/// End of the first line, its line end included. `complete`: no more text follows.
pub fn line_end(text: &[u8], mode: Newline, complete: bool) -> Option<usize> {
    match mode {
        Newline::Universal | Newline::Keep => {
            text.iter().position(|&byte| byte == b'\n').map(|at| at + 1)
        }
        Newline::CarriageReturn => text.iter().position(|&byte| byte == b'\r').map(|at| at + 1),
        Newline::Both => text.windows(2).position(|pair| pair == b"\r\n").map(|at| at + 2),
        Newline::Any => {
            let at = text.iter().position(|&byte| byte == b'\n' || byte == b'\r')?;
            if text[at] == b'\n' {
                return Some(at + 1);
            }
            match text.get(at + 1) {
                Some(b'\n') => Some(at + 2),
                Some(_) => Some(at + 1),
                None => complete.then_some(at + 1),
            }
        }
    }
}

/// `io.IncrementalNewlineDecoder`. Words: 0 the decoder or None, 1 translate, 2 pending carriage return, 3 kinds seen.
pub static DECODER: NativeClass = NativeClass {
    name: "IncrementalNewlineDecoder",
    module: "_io",
    doc: "Codec used when reading a file in universal newlines mode.",
    methods: &[METHODS],
    attributes: ATTRIBUTES,
    constructor: CONSTRUCTOR,
    class: class_root!(),
    ..NativeClass::EMPTY
};

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => plain_constructor;
}
native_functions! { static METHODS =
    __init__(..) "($self, decoder, translate, errors='strict')" Effects::ANY => init;
    decode(this, input, last) "($self, input, final=False)" Effects::ANY => decode;
    getstate(this) "($self, /)" Effects::ANY => get_state;
    setstate(this, saved) "($self, state, /)" Effects::ANY => set_state;
    reset(this) "($self, /)" Effects::ANY => reset;
}
static ATTRIBUTES: &[NativeAttribute] = &[attribute("newlines", newlines)];

/// Bits of the kinds of line ends seen.
pub mod seen {
    pub const CARRIAGE_RETURN: i64 = 1;
    pub const LINE_FEED: i64 = 2;
    pub const BOTH: i64 = 4;
}

/// Which kinds of line ends occur.
pub fn kinds(text: &[u8]) -> i64 {
    let mut found = 0;
    let mut rest = text.iter().peekable();
    while let Some(&byte) = rest.next() {
        match byte {
            b'\n' => found |= seen::LINE_FEED,
            b'\r' if rest.next_if(|next| **next == b'\n').is_some() => found |= seen::BOTH,
            b'\r' => found |= seen::CARRIAGE_RETURN,
            _ => {}
        }
    }
    found
}

/// The `newlines` attribute for kinds seen.
pub fn kinds_word(thread: &mut Thread, found: i64) -> Word {
    let mut words = [Word::NULL; 3];
    let mut count = 0;
    for (bit, text) in
        [(seen::CARRIAGE_RETURN, "\r"), (seen::LINE_FEED, "\n"), (seen::BOTH, "\r\n")]
    {
        if found & bit != 0 {
            words[count] = string::new(thread, text);
            count += 1;
        }
    }
    match count {
        0 => Word::NONE,
        1 => words[0],
        _ => tuple::new(thread, &words[..count]),
    }
}

fn newlines(thread: &mut Thread, this: Word) -> Result {
    Ok(kinds_word(thread, state::get_int(this, 3)))
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, decoder, translate, _errors] = argument::bind(
        thread,
        "IncrementalNewlineDecoder",
        "($self, decoder, translate, errors='strict')",
        arguments,
    )?;
    let translate = operation::truth(thread, translate)?;
    state::set(thread, this, 0, decoder);
    state::set(thread, this, 1, Word::from_bool(translate));
    state::set(thread, this, 2, Word::FALSE);
    state::set_int(this, 3, 0);
    Ok(Word::NONE)
}

fn decode(thread: &mut Thread, this: Word, input: Word, last: Word) -> Result {
    let last = argument::truth_or(thread, last, false)?;
    let decoder = state::get(this, 0);
    let text = if argument::absent(decoder) {
        input
    } else {
        call_method(thread, decoder, name!("decode"), &[input, Word::from_bool(last)])?
    };
    if !string::is_str(text) {
        let kind = argument::class_name(text);
        let text = format!("decoder should return a string result, not '{kind}'");
        return Err(thread.type_error(text));
    }
    let bytes = string::bytes(text);
    let pending = state::get(this, 2) == Word::TRUE;
    let mut joined = Vec::with_capacity(bytes.len() + 1);
    if pending && (!bytes.is_empty() || last) {
        joined.push(b'\r');
        state::set(thread, this, 2, Word::FALSE);
    }
    joined.extend_from_slice(bytes);
    if !last && joined.last() == Some(&b'\r') {
        joined.pop();
        state::set(thread, this, 2, Word::TRUE);
    }
    state::set_int(this, 3, state::get_int(this, 3) | kinds(&joined));
    if state::get(this, 1) == Word::TRUE {
        joined = to_line_feeds(&joined);
    }
    Ok(string::from_wtf8(thread, &joined))
}

fn get_state(thread: &mut Thread, this: Word) -> Result {
    let decoder = state::get(this, 0);
    let (held, flag) = if argument::absent(decoder) {
        (crate::buffer::new_bytes(thread, &[]), 0)
    } else {
        let inner = call_method(thread, decoder, name!("getstate"), &[])?;
        let [held, flag] = *tuple::items(inner) else {
            return Err(thread.type_error("illegal decoder state"));
        };
        (held, argument::int(thread, flag)?)
    };
    let flag = flag << 1 | i64::from(state::get(this, 2) == Word::TRUE);
    Ok(tuple::new(thread, &[held, Word::from_int(flag)]))
}

fn set_state(thread: &mut Thread, this: Word, saved: Word) -> Result {
    let items = object::iterate::to_tuple(thread, saved)?;
    let [held, flag] = *tuple::items(items) else {
        return Err(thread.type_error("state argument must be a tuple"));
    };
    let flag = argument::int(thread, flag)?;
    state::set(thread, this, 2, Word::from_bool(flag & 1 == 1));
    let decoder = state::get(this, 0);
    if !argument::absent(decoder) {
        let inner = tuple::new(thread, &[held, Word::from_int(flag >> 1)]);
        call_method(thread, decoder, name!("setstate"), &[inner])?;
    }
    Ok(Word::NONE)
}

fn reset(thread: &mut Thread, this: Word) -> Result {
    state::set(thread, this, 2, Word::FALSE);
    state::set_int(this, 3, 0);
    let decoder = state::get(this, 0);
    if !argument::absent(decoder) {
        call_method(thread, decoder, name!("reset"), &[])?;
    }
    Ok(Word::NONE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_as_the_mode_says() {
        assert_eq!(line_end(b"a\r\nb", Newline::Any, false), Some(3));
        assert_eq!(line_end(b"a\r", Newline::Any, false), None);
        assert_eq!(line_end(b"a\r", Newline::Any, true), Some(2));
        assert_eq!(line_end(b"a\rb\n", Newline::Keep, true), Some(4));
        assert_eq!(to_line_feeds(b"a\r\nb\rc\n"), b"a\nb\nc\n");
        assert_eq!(from_line_feeds(b"a\nb", Newline::Both), b"a\r\nb");
        assert_eq!(kinds(b"a\r\nb\r"), seen::BOTH | seen::CARRIAGE_RETURN);
    }
}
