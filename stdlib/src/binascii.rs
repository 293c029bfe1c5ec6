//! The `binascii` module: base 64, hexadecimal, checksums, uuencode, quoted-printable.

use crate::module::{ModuleDefinition, Namespace};
use crate::name::Root;
use crate::{argument, buffer};
use object::{Arguments, Builtin, Raised, Result, Thread, Word, native_functions};
use object::{bytes, class, string, tuple};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "binascii",
    doc: "Conversion between binary data and ASCII",
    functions: &[FUNCTIONS],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    /// Decode a line of base64 data.
    a2b_base64(data, strict) "($module, data, /, *, strict_mode=False)" Effects::ANY => a2b_base64;
    /// Base64-code line of data.
    b2a_base64(data, newline) "($module, data, /, *, newline=True)" Effects::ANY => b2a_base64;
    /// Hexadecimal representation of binary data.
    b2a_hex(data, separator, group) "($module, data, sep=None, bytes_per_sep=1)" Effects::ANY => b2a_hex;
    hexlify(data, separator, group) "($module, data, sep=None, bytes_per_sep=1)" Effects::ANY => b2a_hex;
    /// Binary data of hexadecimal representation.
    a2b_hex(text) "($module, hexstr, /)" Effects::ANY => a2b_hex;
    unhexlify(text) "($module, hexstr, /)" Effects::ANY => a2b_hex;
    /// Compute CRC-32 incrementally.
    crc32(data, start) "($module, data, crc=0, /)" Effects::ANY => crc32;
    /// Compute CRC-CCITT incrementally.
    crc_hqx(data, start) "($module, data, crc, /)" Effects::ANY => crc_hqx;
    /// Uuencode line of data.
    b2a_uu(data, backtick) "($module, data, /, *, backtick=False)" Effects::ANY => b2a_uu;
    /// Decode a line of uuencoded data.
    a2b_uu(data) "($module, data, /)" Effects::ANY => a2b_uu;
    /// Encode a string using quoted-printable encoding.
    b2a_qp(..) "($module, data, quotetabs=False, istext=True, header=False)" Effects::ANY => b2a_qp;
    /// Decode a string of qp-encoded data.
    a2b_qp(..) "($module, data, header=False)" Effects::ANY => a2b_qp;
}

static ERROR: Root = Root::empty();

fn error_class(thread: &mut Thread) -> Word {
    ERROR.get_or_make(thread, |thread| {
        let bases = tuple::new(thread, &[Builtin::ValueError.word()]);
        class::create(thread, "Error", bases, "binascii").expect("an exception class can be made")
    })
}

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    let error = error_class(thread);
    namespace.set(thread, "Error", error);
    let bases = tuple::new(thread, &[Builtin::Exception.word()]);
    let incomplete = class::create(thread, "Incomplete", bases, "binascii")?;
    namespace.set(thread, "Incomplete", incomplete);
    Ok(())
}

#[cold]
fn error(thread: &mut Thread, text: &str) -> Raised {
    let class = error_class(thread);
    let text = string::new(thread, text);
    match thread.call(class, &[text]) {
        Ok(exception) => thread.raise_object(exception),
        Err(raised) => raised,
    }
}

/// Data of an argument that may also be an ASCII str.
fn ascii(thread: &mut Thread, data: Word) -> Result<&'static [u8]> {
    if string::is_str(data) {
        if !string::is_ascii(data) {
            return Err(thread.value_error("string argument should contain only ASCII characters"));
        }
        return Ok(string::bytes(data));
    }
    match buffer::optional(thread, data)? {
        Some(data) => Ok(data),
        None => {
            let kind = argument::class_name(data);
            let text = format!("argument should be bytes, buffer or ASCII string, not '{kind}'");
            Err(thread.type_error(text))
        }
    }
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

fn digit(byte: u8) -> Option<u32> {
    Some(u32::from(match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    }))
}

fn b2a_base64(thread: &mut Thread, data: Word, newline: Word) -> Result {
    let newline = argument::truth_or(thread, newline, true)?;
    let data = buffer::get(thread, data)?;
    let mut result = Vec::with_capacity(data.len() / 3 * 4 + 5);
    for chunk in data.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            result.push(if place <= chunk.len() {
                ALPHABET[(bits >> (18 - 6 * place)) as usize & 63]
            } else {
                b'='
            });
        }
    }
    if newline {
        result.push(b'\n');
    }
    Ok(bytes::new(thread, &result))
}

fn a2b_base64(thread: &mut Thread, data: Word, strict: Word) -> Result {
    let strict = argument::truth_or(thread, strict, false)?;
    let data = ascii(thread, data)?;
    if strict && data.first() == Some(&b'=') {
        return Err(error(thread, "Leading padding not allowed"));
    }
    let mut result = Vec::with_capacity(data.len() / 4 * 3 + 3);
    let (mut bits, mut count, mut padding, mut ended) = (0u32, 0, 0, false);
    for (at, &byte) in data.iter().enumerate() {
        if byte == b'=' {
            padding += 1;
            if count >= 2 && count + padding >= 4 {
                if strict && at + 1 < data.len() {
                    return Err(error(thread, "Excess data after padding"));
                }
                ended = true;
                if !strict {
                    break;
                }
            } else if strict && count < 2 {
                return Err(error(thread, "Discontinuous padding not allowed"));
            }
            continue;
        }
        let Some(value) = digit(byte) else {
            if strict {
                return Err(error(thread, "Only base64 data is allowed"));
            }
            continue;
        };
        if strict && padding > 0 {
            return Err(error(thread, "Discontinuous padding not allowed"));
        }
        padding = 0;
        bits = bits << 6 | value;
        count += 1;
        if count == 4 {
            result.extend_from_slice(&bits.to_be_bytes()[1..]);
            bits = 0;
            count = 0;
        }
    }
    match (count, ended) {
        (0, _) => {}
        (2, true) => result.push((bits >> 4) as u8),
        (3, true) => result.extend_from_slice(&[(bits >> 10) as u8, (bits >> 2) as u8]),
        (1, _) => {
            let digits = result.len() / 3 * 4 + 1;
            let text = format!(
                "Invalid base64-encoded string: number of data characters ({digits}) cannot be 1 more than a multiple of 4"
            );
            return Err(error(thread, &text));
        }
        _ => return Err(error(thread, "Incorrect padding")),
    }
    Ok(bytes::new(thread, &result))
}

fn b2a_hex(thread: &mut Thread, data: Word, separator: Word, group: Word) -> Result {
    let data = buffer::get(thread, data)?;
    let text = bytes::shared::hex_text(thread, data, separator, group)?;
    Ok(bytes::new(thread, string::bytes(text)))
}

fn a2b_hex(thread: &mut Thread, text: Word) -> Result {
    let text = ascii(thread, text)?;
    if text.len() % 2 != 0 {
        return Err(error(thread, "Odd-length string"));
    }
    let mut result = Vec::with_capacity(text.len() / 2);
    for pair in text.chunks_exact(2) {
        let digits = ((pair[0] as char).to_digit(16), (pair[1] as char).to_digit(16));
        let (Some(high), Some(low)) = digits else {
            return Err(error(thread, "Non-hexadecimal digit found"));
        };
        result.push((high << 4 | low) as u8);
    }
    Ok(bytes::new(thread, &result))
}

const CRC_TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut index = 0;
    while index < 256 {
        let mut value = index as u32;
        let mut bit = 0;
        while bit < 8 {
            value = if value & 1 == 1 { value >> 1 ^ 0xedb8_8320 } else { value >> 1 };
            bit += 1;
        }
        table[index] = value;
        index += 1;
    }
    table
};

fn crc32(thread: &mut Thread, data: Word, start: Word) -> Result {
    let start = argument::int_or(thread, start, 0)? as u32;
    let data = buffer::get(thread, data)?;
    let crc =
        data.iter().fold(!start, |crc, byte| CRC_TABLE[usize::from(crc as u8 ^ byte)] ^ crc >> 8);
    Ok(Word::from_int(i64::from(!crc)))
}

fn crc_hqx(thread: &mut Thread, data: Word, start: Word) -> Result {
    let mut crc = argument::int(thread, start)? as u32 & 0xffff;
    for byte in buffer::get(thread, data)? {
        crc ^= u32::from(*byte) << 8;
        for _ in 0..8 {
            crc = if crc & 0x8000 != 0 { crc << 1 ^ 0x1021 } else { crc << 1 };
        }
        crc &= 0xffff;
    }
    Ok(Word::from_int(i64::from(crc)))
}

fn b2a_uu(thread: &mut Thread, data: Word, backtick: Word) -> Result {
    let backtick = argument::truth_or(thread, backtick, false)?;
    let data = buffer::get(thread, data)?;
    if data.len() > 45 {
        return Err(error(thread, "At most 45 bytes at once"));
    }
    let letter = |value: u32| match value {
        0 if backtick => b'`',
        value => b' ' + value as u8,
    };
    let mut result = vec![letter(data.len() as u32)];
    for chunk in data.chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, byte| bits << 8 | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        result.extend((0..4).map(|place| letter(bits >> (18 - 6 * place) & 63)));
    }
    result.push(b'\n');
    Ok(bytes::new(thread, &result))
}

fn a2b_uu(thread: &mut Thread, data: Word) -> Result {
    let data = ascii(thread, data)?;
    let Some((&first, rest)) = data.split_first() else { return Ok(bytes::new(thread, &[])) };
    let wanted = usize::from(first.wrapping_sub(b' ') & 63);
    let mut result = Vec::with_capacity(wanted + 3);
    let (mut bits, mut count) = (0u32, 0);
    let mut rest = rest.iter();
    while result.len() < wanted {
        let value = match rest.next() {
            None | Some(b'\n' | b'\r') => 0,
            Some(byte @ b' '..=b'`') => u32::from(byte - b' ') & 63,
            Some(_) => return Err(error(thread, "Illegal char")),
        };
        bits = bits << 6 | value;
        count += 1;
        if count == 4 {
            result.extend_from_slice(&bits.to_be_bytes()[1..]);
            (bits, count) = (0, 0);
        }
    }
    result.truncate(wanted);
    if rest.any(|byte| !matches!(byte, b' ' | b'`' | b'\n' | b'\r')) {
        return Err(error(thread, "Trailing garbage"));
    }
    Ok(bytes::new(thread, &result))
}

fn b2a_qp(thread: &mut Thread, arguments: Arguments) -> Result {
    let [data, tabs, text, header] = argument::bind(
        thread,
        "b2a_qp",
        "($module, data, quotetabs=False, istext=True, header=False)",
        arguments,
    )?;
    let tabs = argument::truth_or(thread, tabs, false)?;
    let text = argument::truth_or(thread, text, true)?;
    let header = argument::truth_or(thread, header, false)?;
    let data = buffer::get(thread, data)?;
    let newline: &[u8] = if data.windows(2).any(|pair| pair == b"\r\n") { b"\r\n" } else { b"\n" };
    let mut result = Vec::new();
    let mut column = 0;
    let mut at = 0;
    while at < data.len() {
        let byte = data[at];
        let ends_line = |at: usize| data.get(at) == Some(&b'\n') || data[at..].starts_with(b"\r\n");
        if text && ends_line(at) {
            result.extend_from_slice(newline);
            at += if byte == b'\r' { 2 } else { 1 };
            column = 0;
            continue;
        }
        let at_end = at + 1 == data.len() || text && ends_line(at + 1);
        let quoted = byte > 126
            || byte == b'='
            || header && byte == b'_'
            || byte == b'.' && column == 0 && (at + 1 == data.len() || ends_line(at + 1))
            || !text && matches!(byte, b'\r' | b'\n')
            || matches!(byte, b'\t' | b' ') && (tabs || at_end && !header)
            || byte < 33 && !matches!(byte, b'\r' | b'\n' | b'\t' | b' ');
        let width = if quoted { 3 } else { 1 };
        if column + width > 75 && !(at_end && column + width <= 76) {
            result.push(b'=');
            result.extend_from_slice(newline);
            column = 0;
        }
        if quoted {
            result.extend_from_slice(format!("={byte:02X}").as_bytes());
        } else if header && byte == b' ' {
            result.push(b'_');
        } else {
            result.push(byte);
        }
        column += width;
        at += 1;
    }
    Ok(bytes::new(thread, &result))
}

fn a2b_qp(thread: &mut Thread, arguments: Arguments) -> Result {
    let [data, header] =
        argument::bind(thread, "a2b_qp", "($module, data, header=False)", arguments)?;
    let header = argument::truth_or(thread, header, false)?;
    let data = ascii(thread, data)?;
    let mut result = Vec::with_capacity(data.len());
    let mut at = 0;
    while at < data.len() {
        match data[at] {
            b'=' => {
                let rest = &data[at + 1..];
                if rest.is_empty() {
                    break;
                }
                if matches!(rest[0], b'\n' | b'\r') {
                    let end = rest.iter().position(|&byte| byte == b'\n');
                    at += end.map_or(data.len(), |end| end + 2);
                } else if rest[0] == b'=' {
                    result.push(b'=');
                    at += 2;
                } else if let (Some(high), Some(low)) = (
                    (rest[0] as char).to_digit(16),
                    rest.get(1).and_then(|byte| (*byte as char).to_digit(16)),
                ) {
                    result.push((high << 4 | low) as u8);
                    at += 3;
                } else {
                    result.push(b'=');
                    at += 1;
                }
            }
            b'_' if header => {
                result.push(b' ');
                at += 1;
            }
            byte => {
                result.push(byte);
                at += 1;
            }
        }
    }
    Ok(bytes::new(thread, &result))
}
