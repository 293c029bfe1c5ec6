//! The `_json` module: reading and writing JSON text where that runs no Python.
//!
//! The library has all of JSON in Python. This module reads a whole text into new lists and dicts,
//! and writes exact built-in values; for whatever is unusual (hooks, subclasses, `default`, errors,
//! deep nesting) its functions answer None and nothing has happened, and the library's Python does
//! the work again from the start, with its messages. So nothing is written twice but the plain way.
//!
//! Values under construction are reachable from the native stack alone, which the collector scans.

use crate::module::{ModuleDefinition, Namespace};
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{construct, dict, float, header, integer, list, string, tuple};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_json",
    doc: "json speedups\n",
    functions: &[FUNCTIONS],
    classes: &[],
    initialize: Some(fill),
};

native_functions! { static FUNCTIONS =
    /// Return an ASCII-only JSON representation of a Python string
    encode_basestring_ascii(text) "($module, text, /)" Effects::READS => encode_ascii;
    /// Return a JSON representation of a Python string
    encode_basestring(text) "($module, text, /)" Effects::READS => encode_text;
    /// The value that begins at an index, and the index behind it; None where the library's Python is to do it.
    decode_plainly(text, index, strict) "($module, text, index, strict, /)" Effects::READS => decode_plainly;
    /// The string whose quote stands before an index, and the index behind it; None as above.
    scan_plainly(text, index, strict) "($module, text, index, strict, /)" Effects::READS => scan_plainly;
    /// The text of a value; None as above.
    encode_plainly(value, form) "($module, value, form, /)" Effects::READS => encode_plainly;
}

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    namespace.run(thread, "_json", include_str!("json.py"))
}

/// Values nested deeper are left to the library.
const DEEPEST: u32 = 100;

// Reading.

struct Reader<'a> {
    text: &'a [u8],
    ascii: bool,
    strict: bool,
    at: usize,
    /// Keys that were met lately, by their bytes.
    keys: [Word; 64],
    /// The characters of a string with escapes.
    buffer: Vec<u8>,
}

impl Reader<'_> {
    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.text.get(self.at) {
            self.at += 1;
        }
    }

    fn literal(&mut self, text: &[u8], value: Word) -> Option<Word> {
        if !self.text[self.at..].starts_with(text) {
            return None;
        }
        self.at += text.len();
        Some(value)
    }

    fn value(&mut self, thread: &mut Thread, depth: u32) -> Option<Word> {
        match *self.text.get(self.at)? {
            b'"' => {
                self.at += 1;
                self.string(thread, false)
            }
            b'{' if depth < DEEPEST => self.object(thread, depth),
            b'[' if depth < DEEPEST => self.array(thread, depth),
            b'n' => self.literal(b"null", Word::NONE),
            b't' => self.literal(b"true", Word::TRUE),
            b'f' => self.literal(b"false", Word::FALSE),
            b'-' | b'0'..=b'9' => self.number(thread),
            _ => None,
        }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while let Some(b'0'..=b'9') = self.text.get(self.at) {
            self.at += 1;
        }
        self.at - start
    }

    fn number(&mut self, thread: &mut Thread) -> Option<Word> {
        let start = self.at;
        if self.text[start] == b'-' {
            self.at += 1;
        }
        let first = *self.text.get(self.at)?;
        let count = self.digits();
        if count == 0 || first == b'0' && count > 1 {
            return None;
        }
        let whole = self.at;
        if self.text.get(self.at) == Some(&b'.') {
            self.at += 1;
            if self.digits() == 0 {
                return None;
            }
        }
        if let Some(b'e' | b'E') = self.text.get(self.at) {
            self.at += 1;
            if let Some(b'+' | b'-') = self.text.get(self.at) {
                self.at += 1;
            }
            if self.digits() == 0 {
                return None;
            }
        }
        let text = std::str::from_utf8(&self.text[start..self.at]).ok()?;
        if self.at > whole {
            let value = text.parse::<f64>().ok()?;
            return Some(float::new(thread, value));
        }
        if text.len() <= 18 {
            return Word::try_from_int(text.parse::<i64>().ok()?);
        }
        Some(integer::from_i128(thread, text.parse::<i128>().ok()?))
    }

    /// The string whose opening quote has been read.
    fn string(&mut self, thread: &mut Thread, is_key: bool) -> Option<Word> {
        let start = self.at;
        let mut end = start;
        let plain = |byte: u8| byte != b'"' && byte != b'\\' && byte >= 0x20;
        while end < self.text.len() && plain(self.text[end]) {
            end += 1;
        }
        if *self.text.get(end)? == b'"' {
            self.at = end + 1;
            let bytes = &self.text[start..end];
            if !is_key || bytes.is_empty() {
                return Some(self.make(thread, bytes));
            }
            let mix = bytes.len() * 31
                + usize::from(bytes[0]) * 7
                + usize::from(bytes[bytes.len() - 1]) * 3
                + usize::from(bytes[bytes.len() / 2]);
            let place = mix % self.keys.len();
            let known = self.keys[place];
            if !known.is_null() && string::bytes(known) == bytes {
                return Some(known);
            }
            let key = self.make(thread, bytes);
            self.keys[place] = key;
            return Some(key);
        }
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        buffer.extend_from_slice(&self.text[start..end]);
        self.at = end;
        let done = self.unescape(&mut buffer);
        let made = done.map(|()| string::from_wtf8(thread, &buffer));
        self.buffer = buffer;
        made
    }

    fn make(&self, thread: &mut Thread, bytes: &[u8]) -> Word {
        if self.ascii {
            string::from_counted(thread, bytes, bytes.len())
        } else {
            string::from_wtf8(thread, bytes)
        }
    }

    /// Four hexadecimal digits.
    fn hexadecimal(&mut self) -> Option<u32> {
        let digits = self.text.get(self.at..self.at + 4)?;
        let mut value = 0;
        for &digit in digits {
            value = value * 16 + char::from(digit).to_digit(16)?;
        }
        self.at += 4;
        Some(value)
    }

    fn unescape(&mut self, to: &mut Vec<u8>) -> Option<()> {
        loop {
            let byte = *self.text.get(self.at)?;
            self.at += 1;
            match byte {
                b'"' => return Some(()),
                b'\\' => {
                    let escape = *self.text.get(self.at)?;
                    self.at += 1;
                    match escape {
                        b'"' | b'\\' | b'/' => to.push(escape),
                        b'b' => to.push(8),
                        b'f' => to.push(12),
                        b'n' => to.push(b'\n'),
                        b'r' => to.push(b'\r'),
                        b't' => to.push(b'\t'),
                        b'u' => {
                            let mut code_point = self.hexadecimal()?;
                            if (0xd800..0xdc00).contains(&code_point)
                                && self.text[self.at..].starts_with(b"\\u")
                            {
                                let back = self.at;
                                self.at += 2;
                                let low = self.hexadecimal()?;
                                if (0xdc00..0xe000).contains(&low) {
                                    code_point =
                                        0x10000 + ((code_point - 0xd800) << 10 | (low - 0xdc00));
                                } else {
                                    self.at = back;
                                }
                            }
                            if (0xd800..0xe000).contains(&code_point) {
                                // Halves that meet by chance must not become one character's bytes unseen.
                                return None;
                            }
                            string::push(to, code_point);
                        }
                        _ => return None,
                    }
                }
                0..0x20 if self.strict => return None,
                byte => to.push(byte),
            }
        }
    }

    fn array(&mut self, thread: &mut Thread, depth: u32) -> Option<Word> {
        self.at += 1;
        let items = list::new(thread, &[]);
        self.skip_space();
        if self.text.get(self.at) == Some(&b']') {
            self.at += 1;
            return Some(items);
        }
        loop {
            let item = self.value(thread, depth + 1)?;
            list::append(thread, items, item);
            self.skip_space();
            match *self.text.get(self.at)? {
                b',' => self.at += 1,
                b']' => break,
                _ => return None,
            }
            self.skip_space();
        }
        self.at += 1;
        Some(items)
    }

    fn object(&mut self, thread: &mut Thread, depth: u32) -> Option<Word> {
        self.at += 1;
        let object = dict::new(thread);
        self.skip_space();
        if self.text.get(self.at) == Some(&b'}') {
            self.at += 1;
            return Some(object);
        }
        loop {
            if *self.text.get(self.at)? != b'"' {
                return None;
            }
            self.at += 1;
            let key = self.string(thread, true)?;
            self.skip_space();
            if *self.text.get(self.at)? != b':' {
                return None;
            }
            self.at += 1;
            self.skip_space();
            let value = self.value(thread, depth + 1)?;
            dict::set_quietly(thread, object, key, value)?;
            self.skip_space();
            match *self.text.get(self.at)? {
                b',' => self.at += 1,
                b'}' => break,
                _ => return None,
            }
            self.skip_space();
        }
        self.at += 1;
        Some(object)
    }
}

/// Reads from an index of a text with `read`: (value, index behind it), or None.
fn read_at(
    thread: &mut Thread,
    text: Word,
    index: Word,
    strict: Word,
    read: fn(&mut Reader, &mut Thread) -> Option<Word>,
) -> Result {
    if !string::is_exact(text) || !index.is_int() || strict != Word::from_bool(strict == Word::TRUE)
    {
        return Ok(Word::NONE);
    }
    let length = string::length(text);
    let Ok(start) = usize::try_from(index.int()) else { return Ok(Word::NONE) };
    if start > length {
        return Ok(Word::NONE);
    }
    let mut reader = Reader {
        text: string::bytes(text),
        ascii: string::is_ascii(text),
        strict: strict == Word::TRUE,
        at: string::index::offset(thread, text, start),
        keys: [Word::NULL; 64],
        buffer: Vec::new(),
    };
    let Some(value) = read(&mut reader, thread) else { return Ok(Word::NONE) };
    let end = if reader.ascii { reader.at } else { string::index::number(text, reader.at) };
    Ok(tuple::new(thread, &[value, Word::from_int(end as i64)]))
}

fn decode_plainly(thread: &mut Thread, text: Word, index: Word, strict: Word) -> Result {
    read_at(thread, text, index, strict, |reader, thread| reader.value(thread, 0))
}

fn scan_plainly(thread: &mut Thread, text: Word, index: Word, strict: Word) -> Result {
    read_at(thread, text, index, strict, |reader, thread| reader.string(thread, false))
}

// Writing.

struct Writer {
    to: Vec<u8>,
    ascii: bool,
    /// One step, where lines are broken.
    indent: Option<&'static [u8]>,
    key_separator: &'static [u8],
    item_separator: &'static [u8],
    sort_keys: bool,
    allow_nan: bool,
}

fn push_escape(to: &mut Vec<u8>, unit: u32) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    to.extend_from_slice(b"\\u");
    for shift in [12, 8, 4, 0] {
        to.push(DIGITS[(unit >> shift & 15) as usize]);
    }
}

/// Appends a string as JSON writes it.
fn push_string(to: &mut Vec<u8>, text: &[u8], ascii: bool) {
    to.push(b'"');
    let is_plain =
        |byte: u8| byte >= 0x20 && byte != b'"' && byte != b'\\' && (!ascii || byte < 0x7f);
    let mut at = 0;
    while at < text.len() {
        let start = at;
        while at < text.len() && is_plain(text[at]) {
            at += 1;
        }
        to.extend_from_slice(&text[start..at]);
        let Some(&byte) = text.get(at) else { break };
        let (code_point, size) = string::decode(text, at);
        at += size;
        match byte {
            b'"' => to.extend_from_slice(b"\\\""),
            b'\\' => to.extend_from_slice(b"\\\\"),
            b'\n' => to.extend_from_slice(b"\\n"),
            b'\r' => to.extend_from_slice(b"\\r"),
            b'\t' => to.extend_from_slice(b"\\t"),
            8 => to.extend_from_slice(b"\\b"),
            12 => to.extend_from_slice(b"\\f"),
            _ if code_point >= 0x10000 => {
                let rest = code_point - 0x10000;
                push_escape(to, 0xd800 | rest >> 10);
                push_escape(to, 0xdc00 | rest & 0x3ff);
            }
            _ => push_escape(to, code_point),
        }
    }
    to.push(b'"');
}

impl Writer {
    fn float(&mut self, value: f64) -> Option<()> {
        if value.is_finite() {
            self.to.extend_from_slice(float::repr(value).as_bytes());
            return Some(());
        }
        let text: &[u8] = match value {
            _ if value.is_nan() => b"NaN",
            _ if value > 0.0 => b"Infinity",
            _ => b"-Infinity",
        };
        self.to.extend_from_slice(text);
        self.allow_nan.then_some(())
    }

    /// A number or a constant.
    fn scalar(&mut self, thread: &mut Thread, value: Word) -> Option<()> {
        let constant: &[u8] = match value {
            Word::NONE => b"null",
            Word::TRUE => b"true",
            Word::FALSE => b"false",
            _ if value.is_int() => {
                let mut buffer = [0; 24];
                self.to.extend_from_slice(construct::decimal(value.int(), &mut buffer));
                return Some(());
            }
            _ => {
                if let Some(value) = float::exact_value(value) {
                    return self.float(value);
                }
                integer::Integer::exact(value)?;
                let text = integer::to_text(thread, value).ok()?;
                self.to.extend_from_slice(string::bytes(text));
                return Some(());
            }
        };
        self.to.extend_from_slice(constant);
        Some(())
    }

    fn line(&mut self, depth: u32) {
        if let Some(indent) = self.indent {
            self.to.push(b'\n');
            for _ in 0..depth {
                self.to.extend_from_slice(indent);
            }
        }
    }

    fn value(&mut self, thread: &mut Thread, value: Word, depth: u32) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        if string::is_exact(value) {
            push_string(&mut self.to, string::bytes(value), self.ascii);
            return Some(());
        }
        if list::is_exact(value) || tuple::is_exact(value) {
            let count =
                if list::is_exact(value) { list::length(value) } else { tuple::length(value) };
            if count == 0 {
                self.to.extend_from_slice(b"[]");
                return Some(());
            }
            self.to.push(b'[');
            for index in 0..count {
                let item = if list::is_exact(value) {
                    list::get(value, index)
                } else {
                    tuple::exact_items(value)[index]
                };
                if item.is_null() {
                    return None;
                }
                if index > 0 {
                    self.to.extend_from_slice(self.item_separator);
                }
                self.line(depth + 1);
                self.value(thread, item, depth + 1)?;
            }
            self.line(depth);
            self.to.push(b']');
            return Some(());
        }
        if dict::is_exact(value) {
            return self.object(thread, value, depth);
        }
        self.scalar(thread, value)
    }

    fn object(&mut self, thread: &mut Thread, object: Word, depth: u32) -> Option<()> {
        if dict::length(object) == 0 {
            self.to.extend_from_slice(b"{}");
            return Some(());
        }
        self.to.push(b'{');
        let mut first = true;
        if self.sort_keys {
            let mut entries: Vec<(&'static [u8], usize)> = Vec::new();
            let mut position = 0;
            while let Some((next, key, _)) = dict::next_entry(object, position) {
                if !string::is_exact(key) {
                    return None;
                }
                // The dict keeps its keys alive.
                entries.push((string::bytes(key), position));
                position = next;
            }
            entries.sort();
            for (_, position) in entries {
                let (_, key, value) = dict::next_entry(object, position)?;
                self.entry(thread, key, value, depth, &mut first)?;
            }
        } else {
            let mut position = 0;
            while let Some((next, key, value)) = dict::next_entry(object, position) {
                position = next;
                self.entry(thread, key, value, depth, &mut first)?;
            }
        }
        self.line(depth);
        self.to.push(b'}');
        Some(())
    }

    fn entry(
        &mut self,
        thread: &mut Thread,
        key: Word,
        value: Word,
        depth: u32,
        first: &mut bool,
    ) -> Option<()> {
        if !std::mem::take(first) {
            self.to.extend_from_slice(self.item_separator);
        }
        self.line(depth + 1);
        if string::is_exact(key) {
            push_string(&mut self.to, string::bytes(key), self.ascii);
        } else {
            self.to.push(b'"');
            self.scalar(thread, key)?;
            self.to.push(b'"');
        }
        self.to.extend_from_slice(self.key_separator);
        self.value(thread, value, depth + 1)
    }
}

fn encode_plainly(thread: &mut Thread, value: Word, form: Word) -> Result {
    let &[ascii, indent, key_separator, item_separator, sort_keys, allow_nan] = tuple::items(form)
    else {
        return Ok(Word::NONE);
    };
    let is_text = |word: Word| header::has_shape(word, Builtin::Str.shape());
    if !(indent.is_none() || is_text(indent)) || !is_text(key_separator) || !is_text(item_separator)
    {
        return Ok(Word::NONE);
    }
    let mut writer = Writer {
        to: Vec::with_capacity(256),
        ascii: ascii == Word::TRUE,
        indent: (!indent.is_none()).then(|| string::bytes(indent)),
        key_separator: string::bytes(key_separator),
        item_separator: string::bytes(item_separator),
        sort_keys: sort_keys == Word::TRUE,
        allow_nan: allow_nan == Word::TRUE,
    };
    Ok(match writer.value(thread, value, 0) {
        Some(()) => string::from_wtf8(thread, &writer.to),
        None => Word::NONE,
    })
}

fn encode_string(thread: &mut Thread, text: Word, ascii: bool) -> Result {
    if !string::is_str(text) {
        let name = string::class_name(text).into_owned();
        return Err(thread.type_error(format!("first argument must be a string, not {name}")));
    }
    let text = string::bytes(text);
    let mut to = Vec::with_capacity(text.len() + 2);
    push_string(&mut to, text, ascii);
    Ok(string::from_wtf8(thread, &to))
}

fn encode_ascii(thread: &mut Thread, text: Word) -> Result {
    encode_string(thread, text, true)
}

fn encode_text(thread: &mut Thread, text: Word) -> Result {
    encode_string(thread, text, false)
}
