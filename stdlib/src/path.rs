//! Paths as arguments: str, bytes, or objects with `__fspath__`.

use crate::{argument, buffer, name};
use object::{Result, Thread, Word};
use object::{operation, string};
use std::ffi::CString;

/// `os.fspath`: a str or bytes.
pub fn fs_path(thread: &mut Thread, path: Word) -> Result {
    if string::is_str(path) || buffer::is_bytes(path) {
        return Ok(path);
    }
    let Some(found) = operation::call_special(thread, path, name!("__fspath__"), &[])? else {
        let kind = argument::class_name(path);
        let text = format!("expected str, bytes or os.PathLike object, not {kind}");
        return Err(thread.type_error(text));
    };
    if string::is_str(found) || buffer::is_bytes(found) {
        return Ok(found);
    }
    let text = format!(
        "expected {}.__fspath__() to return str or bytes, not {}",
        argument::class_name(path),
        argument::class_name(found)
    );
    Err(thread.type_error(text))
}

/// The bytes that name a file to the system: utf-8, undecodable bytes as surrogates.
pub fn encode(thread: &mut Thread, path: Word) -> Result<Vec<u8>> {
    if let Some(bytes) = buffer::own_bytes(path) {
        return Ok(bytes.to_vec());
    }
    let text = string::bytes(path);
    if let Ok(valid) = std::str::from_utf8(text) {
        return Ok(valid.as_bytes().to_vec());
    }
    let mut bytes = Vec::with_capacity(text.len());
    for code_point in string::characters(text) {
        match code_point {
            0xdc80..=0xdcff => bytes.push((code_point - 0xdc00) as u8),
            0xd800..=0xdfff => return Err(thread.value_error("surrogates not allowed")),
            _ => string::push(&mut bytes, code_point),
        }
    }
    Ok(bytes)
}

/// The str of what the system says, undecodable bytes as surrogates.
pub fn decode(thread: &mut Thread, bytes: &[u8]) -> Word {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return string::new(thread, text);
    }
    let mut text = Vec::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.extend_from_slice(chunk.valid().as_bytes());
        for &byte in chunk.invalid() {
            string::push(&mut text, 0xdc00 + u32::from(byte));
        }
    }
    string::from_wtf8(thread, &text)
}

/// A path argument for a system call. The first word is what error messages show.
pub fn system_path(thread: &mut Thread, path: Word) -> Result<(Word, CString)> {
    let path = fs_path(thread, path)?;
    let bytes = encode(thread, path)?;
    match CString::new(bytes) {
        Ok(text) => Ok((path, text)),
        Err(_) => Err(thread.value_error("embedded null byte")),
    }
}

/// A path argument as text, for display.
pub fn file_system_text(thread: &mut Thread, path: Word) -> Result<String> {
    let path = fs_path(thread, path)?;
    let bytes = encode(thread, path)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
