//! A compact binary form of code, for the library that is compiled when the binary is built.
//!
//! Integers are LEB128, signed ones zigzag; strings and sequences carry their length in front; instruction words are
//! fixed eight bytes, so that they can be taken over as they are. The first bytes name the form and the number of
//! opcodes: code written for another table is refused, not misread.

use crate::code::{Code, Constant, ExceptionRange, Position};
use crate::errors::{CompileError, ErrorKind};
use crate::opcode::Opcode;

const MAGIC: &[u8; 4] = b"pyr1";

/// The binary form of the code.
pub fn write(code: &Code) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    number(&mut bytes, Opcode::COUNT as u64);
    write_code(&mut bytes, code);
    bytes
}

/// Reads what `write` wrote.
pub fn read(bytes: &[u8]) -> Result<Code, CompileError> {
    let mut reader = Reader { bytes, at: 0 };
    let code = (|| {
        if reader.take(4)? != MAGIC || reader.number()? != Opcode::COUNT as u64 {
            return None;
        }
        reader.code()
    })();
    code.ok_or_else(|| CompileError::bare(ErrorKind::ValueError, "bad stored code"))
}

/// Bytes that are equal for equal constants of equal type: 0.0 and -0.0, 1 and True are told apart.
pub(crate) fn constant_key(constant: &Constant) -> Vec<u8> {
    let mut bytes = Vec::new();
    write_constant(&mut bytes, constant);
    bytes
}

fn number(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

fn signed(bytes: &mut Vec<u8>, value: i64) {
    number(bytes, (value << 1 ^ value >> 63) as u64);
}

fn blob(bytes: &mut Vec<u8>, content: &[u8]) {
    number(bytes, content.len() as u64);
    bytes.extend_from_slice(content);
}

fn strings(bytes: &mut Vec<u8>, list: &[String]) {
    number(bytes, list.len() as u64);
    for text in list {
        blob(bytes, text.as_bytes());
    }
}

fn constants(bytes: &mut Vec<u8>, list: &[Constant]) {
    number(bytes, list.len() as u64);
    for constant in list {
        write_constant(bytes, constant);
    }
}

fn write_constant(bytes: &mut Vec<u8>, constant: &Constant) {
    match constant {
        Constant::None => bytes.push(0),
        Constant::True => bytes.push(1),
        Constant::False => bytes.push(2),
        Constant::Ellipsis => bytes.push(3),
        Constant::Int(value) => {
            bytes.push(4);
            signed(bytes, *value);
        }
        Constant::BigInt(digits) => {
            bytes.push(5);
            blob(bytes, digits.as_bytes());
        }
        Constant::Float(value) => {
            bytes.push(6);
            bytes.extend_from_slice(&value.to_bits().to_le_bytes());
        }
        Constant::Complex(real, imaginary) => {
            bytes.push(7);
            bytes.extend_from_slice(&real.to_bits().to_le_bytes());
            bytes.extend_from_slice(&imaginary.to_bits().to_le_bytes());
        }
        Constant::Str(text) => {
            bytes.push(8);
            blob(bytes, text);
        }
        Constant::Bytes(text) => {
            bytes.push(9);
            blob(bytes, text);
        }
        Constant::Tuple(items) => {
            bytes.push(10);
            constants(bytes, items);
        }
        Constant::FrozenSet(items) => {
            bytes.push(11);
            constants(bytes, items);
        }
        Constant::Code(code) => {
            bytes.push(12);
            write_code(bytes, code);
        }
    }
}

fn write_code(bytes: &mut Vec<u8>, code: &Code) {
    blob(bytes, code.name.as_bytes());
    blob(bytes, code.qualname.as_bytes());
    blob(bytes, code.filename.as_bytes());
    for value in [
        code.first_line,
        code.argument_count,
        code.positional_only_count,
        code.keyword_only_count,
        code.flags,
        code.registers,
        code.instance_attributes,
    ] {
        number(bytes, value as u64);
    }
    strings(bytes, &code.variables);
    strings(bytes, &code.cell_variables);
    strings(bytes, &code.free_variables);
    strings(bytes, &code.names);
    number(bytes, code.words.len() as u64);
    for word in &code.words {
        bytes.extend_from_slice(&word.to_le_bytes());
    }
    constants(bytes, &code.constants);
    number(bytes, code.exceptions.len() as u64);
    for range in &code.exceptions {
        number(bytes, range.start as u64);
        number(bytes, (range.end - range.start) as u64);
        number(bytes, range.target as u64);
        number(bytes, range.register as u64);
    }
    number(bytes, code.positions.len() as u64);
    let mut last = Position { line: code.first_line, ..Position::default() };
    for position in &code.positions {
        number(bytes, (position.at - last.at) as u64);
        signed(bytes, position.line as i64 - last.line as i64);
        signed(bytes, position.end_line as i64 - position.line as i64);
        number(bytes, position.column as u64);
        number(bytes, position.end_column as u64);
        last = *position;
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let end = self.at.checked_add(count)?;
        let part = self.bytes.get(self.at..end)?;
        self.at = end;
        Some(part)
    }

    fn number(&mut self) -> Option<u64> {
        let mut value = 0u64;
        let mut shift = 0;
        loop {
            let byte = *self.bytes.get(self.at)?;
            self.at += 1;
            value |= ((byte & 0x7f) as u64).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(value);
            }
            shift += 7;
        }
    }

    fn small(&mut self) -> Option<u32> {
        u32::try_from(self.number()?).ok()
    }

    /// A count of things that take a byte each at least: no more than there are bytes.
    fn count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.number()?).ok()?;
        (count <= self.bytes.len() - self.at).then_some(count)
    }

    fn signed(&mut self) -> Option<i64> {
        let value = self.number()?;
        Some((value >> 1) as i64 ^ -((value & 1) as i64))
    }

    fn float(&mut self) -> Option<f64> {
        Some(f64::from_bits(u64::from_le_bytes(self.take(8)?.try_into().ok()?)))
    }

    fn blob(&mut self) -> Option<&'a [u8]> {
        let count = self.count()?;
        self.take(count)
    }

    fn string(&mut self) -> Option<String> {
        String::from_utf8(self.blob()?.to_vec()).ok()
    }

    fn strings(&mut self) -> Option<Vec<String>> {
        let count = self.count()?;
        (0..count).map(|_| self.string()).collect()
    }

    fn constants(&mut self) -> Option<Vec<Constant>> {
        let count = self.count()?;
        (0..count).map(|_| self.constant()).collect()
    }

    fn constant(&mut self) -> Option<Constant> {
        Some(match self.take(1)?[0] {
            0 => Constant::None,
            1 => Constant::True,
            2 => Constant::False,
            3 => Constant::Ellipsis,
            4 => Constant::Int(self.signed()?),
            5 => Constant::BigInt(self.string()?),
            6 => Constant::Float(self.float()?),
            7 => Constant::Complex(self.float()?, self.float()?),
            8 => Constant::Str(self.blob()?.to_vec()),
            9 => Constant::Bytes(self.blob()?.to_vec()),
            10 => Constant::Tuple(self.constants()?),
            11 => Constant::FrozenSet(self.constants()?),
            12 => Constant::Code(Box::new(self.code()?)),
            _ => return None,
        })
    }

    fn code(&mut self) -> Option<Code> {
        let mut code = Code {
            name: self.string()?,
            qualname: self.string()?,
            filename: self.string()?,
            first_line: self.small()?,
            argument_count: self.small()?,
            positional_only_count: self.small()?,
            keyword_only_count: self.small()?,
            flags: self.small()?,
            registers: self.small()?,
            instance_attributes: self.small()?,
            variables: self.strings()?,
            cell_variables: self.strings()?,
            free_variables: self.strings()?,
            names: self.strings()?,
            ..Code::default()
        };
        let words = self.count()?;
        for word in self.take(words.checked_mul(8)?)?.chunks_exact(8) {
            code.words.push(u64::from_le_bytes(word.try_into().ok()?));
        }
        code.constants = self.constants()?;
        for _ in 0..self.count()? {
            let start = self.small()?;
            let end = start.checked_add(self.small()?)?;
            let target = self.small()?;
            let register = u16::try_from(self.number()?).ok()?;
            code.exceptions.push(ExceptionRange { start, end, target, register });
        }
        let mut last = Position { line: code.first_line, ..Position::default() };
        for _ in 0..self.count()? {
            let at = last.at.checked_add(self.small()?)?;
            let line = u32::try_from(last.line as i64 + self.signed()?).ok()?;
            let end_line = u32::try_from(line as i64 + self.signed()?).ok()?;
            last =
                Position { at, line, end_line, column: self.small()?, end_column: self.small()? };
            code.positions.push(last);
        }
        Some(code)
    }
}
