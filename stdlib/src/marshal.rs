//! The `marshal` module: values in CPython's format, version 4, without references. Code objects have a form of their own.

use crate::module::{ModuleDefinition, Namespace};
use crate::{argument, buffer, compilation, name};
use object::{Arguments, Builtin, Raised, Result, Thread, Word, native_functions};
use object::{
    bytes, class, complex, dict, float, integer, iterate, list, operation, set, string, tuple,
};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "marshal",
    doc: "This module contains functions that can read and write Python values in\na binary format.",
    functions: &[FUNCTIONS],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    /// Return the bytes object that would be written to a file by dump(value, file).
    dumps(..) "($module, value, version=5, /, *, allow_code=True)" Effects::ANY => dumps;
    /// Write the value on the open file.
    dump(..) "($module, value, file, version=5, /, *, allow_code=True)" Effects::ANY => dump;
    /// Convert the bytes-like object to a value.
    loads(..) "($module, bytes, /, *, allow_code=True)" Effects::ANY => loads;
    /// Read one value from the open file and return it.
    load(..) "($module, file, /, *, allow_code=True)" Effects::ANY => load;
}

const DEEPEST: usize = 1000;

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    namespace.set_int(thread, "version", 5);
    Ok(())
}

fn unmarshallable(thread: &mut Thread) -> Raised {
    thread.value_error("unmarshallable object")
}

fn write_length(to: &mut Vec<u8>, length: usize) {
    to.extend_from_slice(&(length as u32).to_le_bytes());
}

fn write(thread: &mut Thread, value: Word, to: &mut Vec<u8>, depth: usize) -> Result<()> {
    if depth > DEEPEST {
        return Err(thread.value_error("object too deeply nested to marshal"));
    }
    match value {
        Word::NONE => to.push(b'N'),
        Word::TRUE => to.push(b'T'),
        Word::FALSE => to.push(b'F'),
        Word::ELLIPSIS => to.push(b'.'),
        _ if value == Builtin::StopIteration.word() => to.push(b'S'),
        _ => return write_object(thread, value, to, depth),
    }
    Ok(())
}

fn write_object(thread: &mut Thread, value: Word, to: &mut Vec<u8>, depth: usize) -> Result<()> {
    let kind = class::class_of(value);
    let is = |builtin: Builtin| kind == builtin.word();
    if is(Builtin::Int) {
        write_int(thread, value, to)?;
    } else if is(Builtin::Float) {
        to.push(b'g');
        to.extend_from_slice(&float::value(value).unwrap_or(0.0).to_le_bytes());
    } else if is(Builtin::Complex) {
        let (real, imaginary) = complex::value(value).unwrap_or((0.0, 0.0));
        to.push(b'y');
        to.extend_from_slice(&real.to_le_bytes());
        to.extend_from_slice(&imaginary.to_le_bytes());
    } else if is(Builtin::Str) {
        let data = string::bytes(value);
        if string::is_ascii(value) && data.len() < 256 {
            to.extend_from_slice(&[b'z', data.len() as u8]);
        } else {
            to.push(if string::is_ascii(value) { b'a' } else { b'u' });
            write_length(to, data.len());
        }
        to.extend_from_slice(data);
    } else if is(Builtin::Bytes) || is(Builtin::ByteArray) {
        let data = buffer::get(thread, value)?;
        to.push(b's');
        write_length(to, data.len());
        to.extend_from_slice(data);
    } else if is(Builtin::Tuple) || is(Builtin::List) || is(Builtin::Set) || is(Builtin::FrozenSet)
    {
        let items = iterate::to_tuple(thread, value)?;
        let count = tuple::items(items).len();
        if is(Builtin::Tuple) && count < 256 {
            to.extend_from_slice(&[b')', count as u8]);
        } else {
            to.push(match () {
                () if is(Builtin::Tuple) => b'(',
                () if is(Builtin::List) => b'[',
                () if is(Builtin::Set) => b'<',
                () => b'>',
            });
            write_length(to, count);
        }
        for &item in tuple::items(items) {
            write(thread, item, to, depth + 1)?;
        }
    } else if is(Builtin::Dict) {
        to.push(b'{');
        let mut position = 0;
        while let Some((next, key, item)) = dict::next_entry(value, position) {
            position = next;
            write(thread, key, to, depth + 1)?;
            write(thread, item, to, depth + 1)?;
        }
        to.push(b'0');
    } else if let Some(code) = compilation::source_of(value) {
        let stored = compile::store::write(code);
        to.push(b'c');
        write_length(to, stored.len());
        to.extend_from_slice(&stored);
    } else if let Some(data) = buffer::optional(thread, value)? {
        to.push(b's');
        write_length(to, data.len());
        to.extend_from_slice(data);
    } else {
        return Err(unmarshallable(thread));
    }
    Ok(())
}

/// Integers of 32 bits as they are, larger ones in digits of 15 bits.
fn write_int(thread: &mut Thread, value: Word, to: &mut Vec<u8>) -> Result<()> {
    if let Some(small) = integer::to_i64(value).and_then(|value| i32::try_from(value).ok()) {
        to.push(b'i');
        to.extend_from_slice(&small.to_le_bytes());
        return Ok(());
    }
    let negative = integer::Integer::of(value).is_some_and(|value| value.is_negative());
    let mut rest = integer::absolute(thread, value)?;
    let mut digits: Vec<u16> = Vec::new();
    while rest != Word::from_int(0) {
        let digit = integer::and(thread, rest, Word::from_int(0x7fff))?;
        digits.push(integer::to_i64(digit).unwrap_or(0) as u16);
        rest = integer::right_shift(thread, rest, Word::from_int(15))?;
    }
    to.push(b'l');
    let count = digits.len() as i32;
    to.extend_from_slice(&(if negative { -count } else { count }).to_le_bytes());
    for digit in digits {
        to.extend_from_slice(&digit.to_le_bytes());
    }
    Ok(())
}

fn dumps(thread: &mut Thread, arguments: Arguments) -> Result {
    let [value, _version, _code] = argument::bind(
        thread,
        "dumps",
        "($module, value, version=5, /, *, allow_code=True)",
        arguments,
    )?;
    let mut data = Vec::new();
    write(thread, value, &mut data, 0)?;
    Ok(bytes::new(thread, &data))
}

fn dump(thread: &mut Thread, arguments: Arguments) -> Result {
    let [value, file, _version, _code] = argument::bind(
        thread,
        "dump",
        "($module, value, file, version=5, /, *, allow_code=True)",
        arguments,
    )?;
    let mut data = Vec::new();
    write(thread, value, &mut data, 0)?;
    let data = bytes::new(thread, &data);
    operation::call_method(thread, file, name!("write"), &[data])
}

struct Reader<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, thread: &mut Thread, count: usize) -> Result<&'a [u8]> {
        if self.data.len() - self.at < count {
            return Err(thread.raise(Builtin::EOFError, "marshal data too short"));
        }
        self.at += count;
        Ok(&self.data[self.at - count..self.at])
    }
    fn byte(&mut self, thread: &mut Thread) -> Result<u8> {
        Ok(self.take(thread, 1)?[0])
    }
    fn number(&mut self, thread: &mut Thread) -> Result<i32> {
        let bytes = self.take(thread, 4)?;
        Ok(i32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }
    fn length(&mut self, thread: &mut Thread) -> Result<usize> {
        let length = self.number(thread)?;
        match usize::try_from(length) {
            Ok(length) => Ok(length),
            Err(_) => Err(thread.value_error("bad marshal data (size out of range)")),
        }
    }
    fn float(&mut self, thread: &mut Thread) -> Result<f64> {
        let bytes = self.take(thread, 8)?;
        Ok(bytes.try_into().map(f64::from_le_bytes).unwrap_or(0.0))
    }
    fn items(
        &mut self,
        thread: &mut Thread,
        count: usize,
        references: Word,
        depth: usize,
    ) -> Result {
        let all = list::new(thread, &[]);
        for _ in 0..count {
            let item = self.value(thread, references, depth + 1)?;
            list::append(thread, all, item);
        }
        Ok(all)
    }

    fn value(&mut self, thread: &mut Thread, references: Word, depth: usize) -> Result {
        match self.optional(thread, references, depth)? {
            Some(value) => Ok(value),
            None => Err(thread.type_error("NULL object in marshal data for object")),
        }
    }

    /// `None` is the end of a dict.
    fn optional(
        &mut self,
        thread: &mut Thread,
        references: Word,
        depth: usize,
    ) -> Result<Option<Word>> {
        if depth > DEEPEST {
            return Err(thread.value_error("object too deeply nested to unmarshal"));
        }
        let tag = self.byte(thread)?;
        let kept = tag & 0x80 != 0;
        let slot = list::length(references);
        if kept {
            list::append(thread, references, Word::NONE);
        }
        let value = match tag & 0x7f {
            b'0' => return Ok(None),
            b'N' => Word::NONE,
            b'T' => Word::TRUE,
            b'F' => Word::FALSE,
            b'.' => Word::ELLIPSIS,
            b'S' => Builtin::StopIteration.word(),
            b'i' => Word::from_int(i64::from(self.number(thread)?)),
            b'l' => {
                let count = self.number(thread)?;
                let mut value = Word::from_int(0);
                let digits = self.take(thread, 2 * count.unsigned_abs() as usize)?;
                for digit in digits.chunks_exact(2).rev() {
                    let digit = u16::from_le_bytes([digit[0], digit[1]]);
                    value = integer::left_shift(thread, value, Word::from_int(15))?;
                    value = integer::or(thread, value, Word::from_int(i64::from(digit)))?;
                }
                if count < 0 { integer::negate(thread, value)? } else { value }
            }
            b'g' => {
                let value = self.float(thread)?;
                float::new(thread, value)
            }
            b'y' => {
                let pair = (self.float(thread)?, self.float(thread)?);
                complex::new(thread, pair)
            }
            tag @ (b'z' | b'Z' | b'a' | b'A' | b'u' | b't') => {
                let length = if matches!(tag, b'z' | b'Z') {
                    usize::from(self.byte(thread)?)
                } else {
                    self.length(thread)?
                };
                let data = self.take(thread, length)?;
                let text = string::from_wtf8(thread, data);
                if matches!(tag, b'Z' | b'A' | b't') {
                    object::intern::intern_word(text)
                } else {
                    text
                }
            }
            b's' => {
                let length = self.length(thread)?;
                let data = self.take(thread, length)?;
                bytes::new(thread, data)
            }
            tag @ (b')' | b'(') => {
                let count = if tag == b')' {
                    usize::from(self.byte(thread)?)
                } else {
                    self.length(thread)?
                };
                let items = self.items(thread, count, references, depth)?;
                list::to_tuple(thread, items)
            }
            b'[' => {
                let count = self.length(thread)?;
                self.items(thread, count, references, depth)?
            }
            tag @ (b'<' | b'>') => {
                let count = self.length(thread)?;
                let items = self.items(thread, count, references, depth)?;
                let made = set::new(thread, tag == b'>');
                for &item in crate::state::list_items(items) {
                    set::add(thread, made, item)?;
                }
                made
            }
            b'{' => {
                let made = dict::new(thread);
                while let Some(key) = self.optional(thread, references, depth + 1)? {
                    let item = self.value(thread, references, depth + 1)?;
                    dict::set(thread, made, key, item)?;
                }
                made
            }
            b'c' => {
                let length = self.length(thread)?;
                let data = self.take(thread, length)?;
                match compile::store::read(data) {
                    Ok(code) => {
                        object::code::note_program(&code);
                        compilation::code_object(thread, object::source_tree::adopt(code))?
                    }
                    Err(_) => {
                        return Err(
                            thread.value_error("bad marshal data (code of another version)")
                        );
                    }
                }
            }
            b'r' => {
                let index = self.length(thread)?;
                match list::get(references, index) {
                    Word::NULL => {
                        return Err(thread.value_error("bad marshal data (invalid reference)"));
                    }
                    value => value,
                }
            }
            _ => return Err(thread.value_error("bad marshal data (unknown type code)")),
        };
        if kept {
            list::set(thread, references, slot, value);
        }
        Ok(Some(value))
    }
}

fn read(thread: &mut Thread, data: &[u8]) -> Result<(Word, usize)> {
    let references = list::new(thread, &[]);
    let mut reader = Reader { data, at: 0 };
    if data.is_empty() {
        return Err(thread.raise(Builtin::EOFError, "EOF read where object expected"));
    }
    let value = reader.value(thread, references, 0)?;
    Ok((value, reader.at))
}

fn loads(thread: &mut Thread, arguments: Arguments) -> Result {
    let [data, _code] =
        argument::bind(thread, "loads", "($module, bytes, /, *, allow_code=True)", arguments)?;
    let source = buffer::get(thread, data)?;
    Ok(read(thread, source)?.0)
}

fn load(thread: &mut Thread, arguments: Arguments) -> Result {
    let [file, _code] =
        argument::bind(thread, "load", "($module, file, /, *, allow_code=True)", arguments)?;
    let start = operation::call_method(thread, file, name!("tell"), &[]);
    let start = thread.absorb(start, Builtin::Exception)?;
    let data = operation::call_method(thread, file, name!("read"), &[])?;
    let source = buffer::get(thread, data)?;
    let (value, used) = read(thread, source)?;
    if let Some(start) = start {
        // Only what belongs to the value was read.
        let end = argument::int(thread, start)? + used as i64;
        let end = integer::from_i64(thread, end);
        operation::call_method(thread, file, name!("seek"), &[end])?;
    }
    Ok(value)
}
