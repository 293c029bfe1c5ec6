//! Encodings of one byte a character, by a table.

use super::{errors_name, handled, pair};
use crate::{argument, buffer};
use object::codec::error::{decode_error, encode_error};
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{dict, operation, string};
use tracer::Effects;

native_functions! { pub static FUNCTIONS =
    charmap_decode(data, errors, mapping) "($module, data, errors=None, mapping=None, /)" Effects::ANY => charmap_decode;
    charmap_encode(text, errors, mapping) "($module, str, errors=None, mapping=None, /)" Effects::ANY => charmap_encode;
    charmap_build(map) "($module, map, /)" Effects::ANY => charmap_build;
}

/// A dict from character to byte, of a string of up to 256 characters.
fn charmap_build(thread: &mut Thread, map: Word) -> Result {
    if !string::is_str(map) {
        let kind = argument::class_name(map);
        return Err(thread.type_error(format!("charmap_build() argument must be str, not {kind}")));
    }
    let table = dict::new(thread);
    for (number, code_point) in string::characters(string::bytes(map)).take(256).enumerate() {
        if code_point != 0xfffe {
            let key = Word::from_int(i64::from(code_point));
            dict::set(thread, table, key, Word::from_int(number as i64))?;
        }
    }
    Ok(table)
}

fn charmap_decode(thread: &mut Thread, data: Word, errors: Word, mapping: Word) -> Result {
    let bytes = buffer::get(thread, data)?;
    let errors = errors_name(thread, errors)?;
    let mut text = Vec::with_capacity(bytes.len());
    // By position for tables given as str.
    let table: Option<Vec<u32>> =
        string::is_str(mapping).then(|| string::characters(string::bytes(mapping)).collect());
    let mut at = 0;
    while at < bytes.len() {
        let byte = bytes[at];
        let mapped = if argument::absent(mapping) {
            string::push(&mut text, u32::from(byte));
            true
        } else if let Some(table) = &table {
            match table.get(usize::from(byte)) {
                Some(&code_point) if code_point != 0xfffe => {
                    string::push(&mut text, code_point);
                    true
                }
                _ => false,
            }
        } else {
            by_mapping(thread, mapping, byte, &mut text)?
        };
        if mapped {
            at += 1;
            continue;
        }
        let reason = "character maps to <undefined>";
        let error = decode_error(thread, "charmap", data, at, at + 1, reason);
        let (replacement, next) = handled(thread, errors, error, bytes.len())?;
        text.extend_from_slice(string::bytes(replacement));
        at = next;
    }
    let text = string::from_wtf8(thread, &text);
    pair(thread, text, bytes.len())
}

fn by_mapping(thread: &mut Thread, mapping: Word, byte: u8, text: &mut Vec<u8>) -> Result<bool> {
    let found = operation::get_item(thread, mapping, Word::from_int(i64::from(byte)));
    let Some(found) = thread.absorb(found, Builtin::LookupError)? else { return Ok(false) };
    if found.is_none() {
        return Ok(false);
    }
    if string::is_str(found) {
        if string::bytes(found) == "\u{fffe}".as_bytes() {
            return Ok(false);
        }
        text.extend_from_slice(string::bytes(found));
        return Ok(true);
    }
    if object::integer::is_int(found) {
        let code_point = argument::int(thread, found)?;
        if code_point == 0xfffe {
            return Ok(false);
        }
        if !(0..=0x10_ffff).contains(&code_point) {
            return Err(thread.type_error("character mapping must be in range(0x110000)"));
        }
        string::push(text, code_point as u32);
        return Ok(true);
    }
    Err(thread.type_error("character mapping must return integer, None or str"))
}

/// What a character maps to; false where it maps to nothing.
fn put(thread: &mut Thread, mapping: Word, code_point: u32, data: &mut Vec<u8>) -> Result<bool> {
    if argument::absent(mapping) {
        return Ok(match u8::try_from(code_point) {
            Ok(byte) => {
                data.push(byte);
                true
            }
            Err(_) => false,
        });
    }
    let key = Word::from_int(i64::from(code_point));
    let found = operation::get_item(thread, mapping, key);
    let Some(found) = thread.absorb(found, Builtin::LookupError)? else { return Ok(false) };
    if found.is_none() {
        return Ok(false);
    }
    if object::integer::is_int(found) {
        let Ok(byte) = u8::try_from(argument::int(thread, found)?) else {
            return Err(thread.type_error("character mapping must be in range(256)"));
        };
        data.push(byte);
        return Ok(true);
    }
    match buffer::own_bytes(found) {
        Some(bytes) => {
            data.extend_from_slice(bytes);
            Ok(true)
        }
        None => {
            let kind = argument::class_name(found);
            let text = format!("character mapping must return integer, bytes or None, not {kind}");
            Err(thread.type_error(text))
        }
    }
}

fn charmap_encode(thread: &mut Thread, text: Word, errors: Word, mapping: Word) -> Result {
    if !string::is_str(text) {
        let kind = argument::class_name(text);
        return Err(
            thread.type_error(format!("charmap_encode() argument 1 must be str, not {kind}"))
        );
    }
    let errors = errors_name(thread, errors)?;
    let characters: Vec<u32> = string::characters(string::bytes(text)).collect();
    let mut data = Vec::with_capacity(characters.len());
    let mut at = 0;
    while at < characters.len() {
        if put(thread, mapping, characters[at], &mut data)? {
            at += 1;
            continue;
        }
        let mut end = at + 1;
        let mut scratch = Vec::new();
        while end < characters.len() && !put(thread, mapping, characters[end], &mut scratch)? {
            end += 1;
        }
        let reason = "character maps to <undefined>";
        let error = encode_error(thread, "charmap", text, at, end, reason);
        let (replacement, next) = handled(thread, errors, error, characters.len())?;
        if let Some(bytes) = buffer::own_bytes(replacement) {
            data.extend_from_slice(bytes);
        } else {
            for code_point in string::characters(string::bytes(replacement)) {
                if !put(thread, mapping, code_point, &mut data)? {
                    return Err(thread.raise_object(error));
                }
            }
        }
        at = next;
    }
    let data = buffer::new_bytes(thread, &data);
    pair(thread, data, characters.len())
}
