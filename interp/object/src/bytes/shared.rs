//! Methods of both bytes and bytearray. What a method returns is of the receiver's class (bytes,
//! never a subclass); exact bytes that stay as they are come back themselves.

use crate::argument::{self, mismatch};
use crate::buffer;
use crate::builtin::Builtin;
use crate::bytearray;
use crate::error::{Raised, Result};
use crate::search;
use crate::string::pieces::Pieces;
use crate::string::{self, substring::centered};
use crate::thread::Thread;
use crate::tuple;
use tracer::Word;

/// Data of the receiver.
#[inline]
pub fn own(this: Word) -> &'static [u8] {
    super::data(this).unwrap_or(&[])
}

/// A value like the receiver with other content.
pub fn like(thread: &mut Thread, this: Word, content: &[u8]) -> Word {
    if super::is_bytes(this) {
        super::new(thread, content)
    } else {
        bytearray::new(thread, content)
    }
}

fn like_built(
    thread: &mut Thread,
    this: Word,
    length: usize,
    fill: impl FnOnce(&mut [u8]),
) -> Result {
    if super::is_bytes(this) {
        super::build(thread, length, fill)
    } else {
        bytearray::build(thread, length, fill)
    }
}

/// The receiver's content unchanged.
fn same(thread: &mut Thread, this: Word) -> Word {
    match super::exact(this) {
        Some(exact) => exact,
        None => bytearray::new(thread, own(this)),
    }
}

fn is_like(this: Word, name: &'static str) -> &'static str {
    if super::is_bytes(this) { name } else { "bytearray" }
}

/// A part to search for: a buffer's contents or one byte.
fn needle(
    thread: &mut Thread,
    object: Word,
    byte: &mut [u8; 1],
    wrong: fn(&mut Thread, Word) -> Raised,
) -> Result<&'static [u8]> {
    if let Some(data) = buffer::contents(thread, object)? {
        return Ok(data);
    }
    if !argument::has_index(object) {
        return Err(wrong(thread, object));
    }
    byte[0] = buffer::byte(thread, object, "byte must be in range(0, 256)")?;
    // The caller's array outlives the search.
    // SAFETY: as said.
    Ok(unsafe { &*(byte as *const [u8; 1]) })
}

#[cold]
fn no_part(thread: &mut Thread, object: Word) -> Raised {
    let name = string::class_name(object);
    thread.type_error(format!("argument should be integer or bytes-like object, not '{name}'"))
}

/// Runs `search` on the data between two bounds; `None` where the start lies beyond the end.
fn within<T>(
    thread: &mut Thread,
    arguments: [Word; 4],
    search: impl FnOnce(&[u8], &[u8], usize) -> T,
) -> Result<Option<T>> {
    let [this, part, start, end] = arguments;
    let mut byte = [0u8];
    let part = needle(thread, part, &mut byte, no_part)?;
    let (start, end) = argument::range(thread, start, end, own(this).len())?;
    let data = own(this);
    let end = end.min(data.len());
    if start > end {
        return Ok(None);
    }
    Ok(Some(search(&data[start..end], part, start)))
}

type Search = fn(&[u8], &[u8]) -> Option<usize>;

fn locate(thread: &mut Thread, arguments: [Word; 4], search: Search) -> Result<Option<usize>> {
    let found =
        within(thread, arguments, |data, part, start| search(data, part).map(|at| at + start))?;
    Ok(found.flatten())
}

fn position(found: Option<usize>) -> Word {
    Word::from_int(found.map_or(-1, |at| at as i64))
}

fn required(thread: &mut Thread, found: Option<usize>) -> Result {
    match found {
        Some(at) => Ok(Word::from_int(at as i64)),
        None => Err(thread.value_error("subsection not found")),
    }
}

pub fn find(thread: &mut Thread, this: Word, part: Word, start: Word, end: Word) -> Result {
    locate(thread, [this, part, start, end], search::find).map(position)
}
pub fn rfind(thread: &mut Thread, this: Word, part: Word, start: Word, end: Word) -> Result {
    locate(thread, [this, part, start, end], search::find_last).map(position)
}
pub fn index(thread: &mut Thread, this: Word, part: Word, start: Word, end: Word) -> Result {
    let found = locate(thread, [this, part, start, end], search::find)?;
    required(thread, found)
}
pub fn rindex(thread: &mut Thread, this: Word, part: Word, start: Word, end: Word) -> Result {
    let found = locate(thread, [this, part, start, end], search::find_last)?;
    required(thread, found)
}
pub fn count(thread: &mut Thread, this: Word, part: Word, start: Word, end: Word) -> Result {
    let count = within(thread, [this, part, start, end], |data, part, _| {
        if part.is_empty() { data.len() + 1 } else { search::count(data, part) }
    })?;
    Ok(Word::from_int(count.unwrap_or(0) as i64))
}

pub fn contains(thread: &mut Thread, this: Word, part: Word) -> Result {
    let mut byte = [0u8];
    let part = needle(thread, part, &mut byte, buffer::required)?;
    Ok(Word::from_bool(search::find(own(this), part).is_some()))
}

fn affix(
    thread: &mut Thread,
    function: &str,
    arguments: [Word; 4],
    test: fn(&[u8], &[u8]) -> bool,
) -> Result {
    let [this, affix, start, end] = arguments;
    let (start, end) = argument::range(thread, start, end, own(this).len())?;
    let matches = |affix: &[u8]| {
        let data = own(this);
        let end = end.min(data.len());
        start <= end && test(&data[start..end], affix)
    };
    if crate::payload::exact(affix, Builtin::Tuple.shape()).is_some() {
        for &choice in tuple::items(affix) {
            let choice = buffer::require(thread, choice)?;
            if matches(choice) {
                return Ok(Word::TRUE);
            }
        }
        return Ok(Word::FALSE);
    }
    match buffer::contents(thread, affix)? {
        Some(affix) => Ok(Word::from_bool(matches(affix))),
        None => {
            let name = string::class_name(affix);
            Err(thread.type_error(format!(
                "{function} first arg must be bytes or a tuple of bytes, not {name}"
            )))
        }
    }
}

pub fn starts_with(thread: &mut Thread, this: Word, part: Word, start: Word, end: Word) -> Result {
    affix(thread, "startswith", [this, part, start, end], |data, part| data.starts_with(part))
}
pub fn ends_with(thread: &mut Thread, this: Word, part: Word, start: Word, end: Word) -> Result {
    affix(thread, "endswith", [this, part, start, end], |data, part| data.ends_with(part))
}

pub fn remove_prefix(thread: &mut Thread, this: Word, prefix: Word) -> Result {
    let prefix = buffer::require(thread, prefix)?;
    Ok(match own(this).strip_prefix(prefix) {
        Some(rest) if !prefix.is_empty() => like(thread, this, rest),
        _ => same(thread, this),
    })
}
pub fn remove_suffix(thread: &mut Thread, this: Word, suffix: Word) -> Result {
    let suffix = buffer::require(thread, suffix)?;
    Ok(match own(this).strip_suffix(suffix) {
        Some(rest) if !suffix.is_empty() => like(thread, this, rest),
        _ => same(thread, this),
    })
}

pub fn replace(thread: &mut Thread, this: Word, old: Word, new: Word, limit: Word) -> Result {
    let old = buffer::require(thread, old)?;
    let new = buffer::require(thread, new)?;
    let limit = argument::optional_size(thread, limit, -1)?;
    let limit = if limit < 0 { usize::MAX } else { limit as usize };
    let source = own(this);
    if limit == 0 {
        return Ok(same(thread, this));
    }
    if old.is_empty() {
        let count = limit.min(source.len() + 1);
        let mut result = Vec::with_capacity(source.len() + count * new.len());
        for (at, &byte) in source.iter().enumerate() {
            if at < count {
                result.extend_from_slice(new);
            }
            result.push(byte);
        }
        if count > source.len() {
            result.extend_from_slice(new);
        }
        return Ok(like(thread, this, &result));
    }
    if old.len() > source.len() {
        return Ok(same(thread, this));
    }
    let positions = search::positions(source, old, limit);
    if positions.is_empty() {
        return Ok(same(thread, this));
    }
    let count = positions.len();
    let size = new
        .len()
        .checked_mul(count)
        .and_then(|more| (source.len() - old.len() * count).checked_add(more));
    let Some(size) = size else {
        return Err(thread.raise(Builtin::OverflowError, "replace bytes is too long"));
    };
    like_built(thread, this, size, |target| {
        search::replace_into(target, source, &positions, old.len(), new);
    })
}

fn is_space(byte: u8) -> bool {
    matches!(byte, 9..=13 | b' ')
}

fn separator(thread: &mut Thread, by: Word) -> Result<Option<&'static [u8]>> {
    if by.is_null() || by.is_none() {
        return Ok(None);
    }
    let by = buffer::require(thread, by)?;
    if by.is_empty() {
        return Err(thread.value_error("empty separator"));
    }
    Ok(Some(by))
}

fn limit(thread: &mut Thread, limit: Word) -> Result<usize> {
    let limit = argument::optional_size(thread, limit, -1)?;
    Ok(if limit < 0 { usize::MAX } else { limit as usize })
}

fn part(thread: &mut Thread, this: Word, data: &[u8], from: usize, to: usize) -> Word {
    if from == 0 && to == data.len() {
        return same(thread, this);
    }
    like(thread, this, &data[from..to])
}

pub fn split(thread: &mut Thread, this: Word, by: Word, max: Word) -> Result {
    let limit = limit(thread, max)?;
    let by = separator(thread, by)?;
    let data = own(this);
    let mut pieces = Pieces::new(thread, 12.min(limit.saturating_add(1)));
    let mut at = 0;
    match by {
        Some(by) => {
            while pieces.items().len() < limit {
                let Some(found) = search::find(&data[at..], by) else { break };
                let piece = part(thread, this, data, at, at + found);
                pieces.push(thread, piece);
                at += found + by.len();
            }
            let piece = part(thread, this, data, at, data.len());
            pieces.push(thread, piece);
        }
        None => loop {
            while at < data.len() && is_space(data[at]) {
                at += 1;
            }
            if at == data.len() {
                break;
            }
            let mut end = at;
            if pieces.items().len() >= limit {
                end = data.len();
            }
            while end < data.len() && !is_space(data[end]) {
                end += 1;
            }
            let piece = part(thread, this, data, at, end);
            pieces.push(thread, piece);
            at = end;
        },
    }
    Ok(pieces.into_list(thread))
}

pub fn rsplit(thread: &mut Thread, this: Word, by: Word, max: Word) -> Result {
    let limit = limit(thread, max)?;
    let by = separator(thread, by)?;
    let data = own(this);
    let mut pieces = Pieces::new(thread, 12.min(limit.saturating_add(1)));
    let mut end = data.len();
    match by {
        Some(by) => {
            while pieces.items().len() < limit {
                let Some(found) = search::find_last(&data[..end], by) else { break };
                let piece = part(thread, this, data, found + by.len(), end);
                pieces.push(thread, piece);
                end = found;
            }
            let piece = part(thread, this, data, 0, end);
            pieces.push(thread, piece);
        }
        None => loop {
            while end > 0 && is_space(data[end - 1]) {
                end -= 1;
            }
            if end == 0 {
                break;
            }
            let mut from = end;
            if pieces.items().len() >= limit {
                from = 0;
            }
            while from > 0 && !is_space(data[from - 1]) {
                from -= 1;
            }
            let piece = part(thread, this, data, from, end);
            pieces.push(thread, piece);
            end = from;
        },
    }
    pieces.reverse(thread);
    Ok(pieces.into_list(thread))
}

pub fn split_lines(thread: &mut Thread, this: Word, keep_ends: Word) -> Result {
    let keep = crate::argument::flag(thread, keep_ends)?;
    let data = own(this);
    let mut pieces = Pieces::new(thread, 12);
    let mut at = 0;
    while at < data.len() {
        let (end, next) = search::line_end(data, at);
        let piece = part(thread, this, data, at, if keep { next } else { end });
        pieces.push(thread, piece);
        at = next;
    }
    Ok(pieces.into_list(thread))
}

fn strip_with(thread: &mut Thread, this: Word, set: Word, left: bool, right: bool) -> Result {
    let mut member = [false; 256];
    if set.is_null() || set.is_none() {
        b" \t\n\r\x0b\x0c".iter().for_each(|&byte| member[usize::from(byte)] = true);
    } else {
        let set = buffer::require(thread, set)?;
        set.iter().for_each(|&byte| member[usize::from(byte)] = true);
    }
    let data = own(this);
    let (mut from, mut to) = (0, data.len());
    while left && from < to && member[usize::from(data[from])] {
        from += 1;
    }
    while right && to > from && member[usize::from(data[to - 1])] {
        to -= 1;
    }
    Ok(part(thread, this, data, from, to))
}

pub fn strip(thread: &mut Thread, this: Word, set: Word) -> Result {
    strip_with(thread, this, set, true, true)
}
pub fn lstrip(thread: &mut Thread, this: Word, set: Word) -> Result {
    strip_with(thread, this, set, true, false)
}
pub fn rstrip(thread: &mut Thread, this: Word, set: Word) -> Result {
    strip_with(thread, this, set, false, true)
}

fn three(
    thread: &mut Thread,
    this: Word,
    by: Word,
    find: fn(&[u8], &[u8]) -> Option<usize>,
    at_end: bool,
) -> Result {
    let Some(separator) = separator(thread, by)? else { return Err(buffer::required(thread, by)) };
    let data = own(this);
    let (head, middle, tail) = match find(data, separator) {
        Some(at) => {
            let middle = if super::is_exact(by) && super::is_bytes(this) {
                by
            } else {
                like(thread, this, separator)
            };
            let head = like(thread, this, &data[..at]);
            let tail = like(thread, this, &data[at + separator.len()..]);
            (head, middle, tail)
        }
        None => {
            let (first, second) = (like(thread, this, b""), like(thread, this, b""));
            let whole = same(thread, this);
            if at_end { (first, second, whole) } else { (whole, first, second) }
        }
    };
    Ok(tuple::new(thread, &[head, middle, tail]))
}

pub fn partition(thread: &mut Thread, this: Word, by: Word) -> Result {
    three(thread, this, by, search::find, false)
}
pub fn rpartition(thread: &mut Thread, this: Word, by: Word) -> Result {
    three(thread, this, by, search::find_last, true)
}

pub fn join(thread: &mut Thread, this: Word, iterable: Word) -> Result {
    if !argument::is_iterable(iterable) {
        return Err(thread.type_error("can only join an iterable"));
    }
    let mut items = string::substring::gathered(thread, iterable)?;
    if !items.iter().all(|&item| super::data(item).is_some()) {
        // Python code that `__buffer__` runs may change the list.
        let kept = tuple::new(thread, items);
        items = tuple::items(kept);
    }
    let mut joined: Vec<u8> = Vec::new();
    let known = |total: usize, &item: &Word| {
        total.saturating_add(super::data(item).map_or(0, |data| data.len()))
    };
    let expected = items.iter().fold(own(this).len().saturating_mul(items.len()), known);
    if joined.try_reserve(expected).is_err() {
        return Err(crate::parameter::memory_error(thread));
    }
    for (at, &item) in items.iter().enumerate() {
        let Some(data) = buffer::contents(thread, item)? else {
            let name = string::class_name(item);
            return Err(thread.type_error(format!(
                "sequence item {at}: expected a bytes-like object, {name} found"
            )));
        };
        if items.len() == 1 && super::is_exact(item) && super::is_bytes(this) {
            return Ok(item);
        }
        if at > 0 {
            joined.extend_from_slice(own(this));
        }
        joined.extend_from_slice(data);
    }
    Ok(like(thread, this, &joined))
}

fn justify(
    thread: &mut Thread,
    this: Word,
    function: &str,
    width: Word,
    fill: Word,
    left_of: fn(usize, usize) -> usize,
) -> Result {
    let width = argument::c_size(thread, width)?;
    let mut byte = b' ';
    if !fill.is_null() {
        match super::data(fill) {
            Some([only]) => byte = *only,
            Some(data) => {
                let (name, length) = (is_like(fill, "bytes"), data.len());
                return Err(thread.type_error(format!(
                    "{function}(): argument 2 must be a byte string of length 1, not a {name} object of length {length}"
                )));
            }
            None => {
                return Err(mismatch(thread, function, "2", "a byte string of length 1", fill));
            }
        }
    }
    let data = own(this);
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(data.len());
    if missing == 0 {
        return Ok(same(thread, this));
    }
    let left = left_of(missing, width as usize);
    like_built(thread, this, data.len() + missing, |target| {
        target[..left].fill(byte);
        target[left..left + data.len()].copy_from_slice(data);
        target[left + data.len()..].fill(byte);
    })
}

pub fn center(thread: &mut Thread, this: Word, width: Word, fill: Word) -> Result {
    justify(thread, this, "center", width, fill, centered)
}
pub fn ljust(thread: &mut Thread, this: Word, width: Word, fill: Word) -> Result {
    justify(thread, this, "ljust", width, fill, |_, _| 0)
}
pub fn rjust(thread: &mut Thread, this: Word, width: Word, fill: Word) -> Result {
    justify(thread, this, "rjust", width, fill, |missing, _| missing)
}

pub fn zfill(thread: &mut Thread, this: Word, width: Word) -> Result {
    let width = argument::c_size(thread, width)?;
    let data = own(this);
    let missing = usize::try_from(width).unwrap_or(0).saturating_sub(data.len());
    if missing == 0 {
        return Ok(same(thread, this));
    }
    let sign = usize::from(matches!(data.first(), Some(b'+' | b'-')));
    like_built(thread, this, data.len() + missing, |target| {
        target[..sign].copy_from_slice(&data[..sign]);
        target[sign..sign + missing].fill(b'0');
        target[sign + missing..].copy_from_slice(&data[sign..]);
    })
}

pub fn expand_tabs(thread: &mut Thread, this: Word, tab: Word) -> Result {
    let tab = argument::c_int(thread, tab, 8)?;
    match search::expand_tabs(own(this), tab, false) {
        Some(expanded) => Ok(like(thread, this, &expanded)),
        None => Err(thread.raise(Builtin::OverflowError, "result too long")),
    }
}

fn map(thread: &mut Thread, this: Word, map: impl Fn(usize, u8) -> u8) -> Result {
    let data = own(this);
    like_built(thread, this, data.len(), |target| {
        for (at, (to, &from)) in target.iter_mut().zip(data).enumerate() {
            *to = map(at, from);
        }
    })
}

pub fn lower(thread: &mut Thread, this: Word) -> Result {
    map(thread, this, |_, byte| byte.to_ascii_lowercase())
}
pub fn upper(thread: &mut Thread, this: Word) -> Result {
    map(thread, this, |_, byte| byte.to_ascii_uppercase())
}
pub fn swapcase(thread: &mut Thread, this: Word) -> Result {
    map(thread, this, |_, byte| if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { byte })
}
pub fn capitalize(thread: &mut Thread, this: Word) -> Result {
    map(
        thread,
        this,
        |at, byte| {
            if at == 0 { byte.to_ascii_uppercase() } else { byte.to_ascii_lowercase() }
        },
    )
}
pub fn title(thread: &mut Thread, this: Word) -> Result {
    let data = own(this);
    map(thread, this, |at, byte| {
        let inside = at > 0 && data[at - 1].is_ascii_alphabetic();
        if inside { byte.to_ascii_lowercase() } else { byte.to_ascii_uppercase() }
    })
}

fn all(this: Word, test: impl Fn(u8) -> bool) -> Result {
    let data = own(this);
    Ok(Word::from_bool(!data.is_empty() && data.iter().all(|&byte| test(byte))))
}
pub fn is_alnum(_thread: &mut Thread, this: Word) -> Result {
    all(this, |byte| byte.is_ascii_alphanumeric())
}
pub fn is_alpha(_thread: &mut Thread, this: Word) -> Result {
    all(this, |byte| byte.is_ascii_alphabetic())
}
pub fn is_digit(_thread: &mut Thread, this: Word) -> Result {
    all(this, |byte| byte.is_ascii_digit())
}
pub fn is_space_method(_thread: &mut Thread, this: Word) -> Result {
    all(this, is_space)
}
pub fn is_ascii(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_bool(own(this).is_ascii()))
}
pub fn is_lower(_thread: &mut Thread, this: Word) -> Result {
    let data = own(this);
    let upper = data.iter().any(u8::is_ascii_uppercase);
    Ok(Word::from_bool(!upper && data.iter().any(u8::is_ascii_lowercase)))
}
pub fn is_upper(_thread: &mut Thread, this: Word) -> Result {
    let data = own(this);
    let lower = data.iter().any(u8::is_ascii_lowercase);
    Ok(Word::from_bool(!lower && data.iter().any(u8::is_ascii_uppercase)))
}
pub fn is_title(_thread: &mut Thread, this: Word) -> Result {
    let (mut cased, mut inside) = (false, false);
    for &byte in own(this) {
        if (byte.is_ascii_uppercase() && inside) || (byte.is_ascii_lowercase() && !inside) {
            return Ok(Word::FALSE);
        }
        inside = byte.is_ascii_alphabetic();
        cased |= inside;
    }
    Ok(Word::from_bool(cased))
}

pub fn translate(thread: &mut Thread, this: Word, table: Word, delete: Word) -> Result {
    let table = if table.is_none() {
        None
    } else {
        let table = buffer::require(thread, table)?;
        if table.len() != 256 {
            return Err(thread.value_error("translation table must be 256 characters long"));
        }
        Some(table)
    };
    let mut dropped = [false; 256];
    if !delete.is_null() {
        let delete = buffer::require(thread, delete)?;
        delete.iter().for_each(|&byte| dropped[usize::from(byte)] = true);
    }
    let translated: Vec<u8> = own(this)
        .iter()
        .filter(|&&byte| !dropped[usize::from(byte)])
        .map(|&byte| table.map_or(byte, |table| table[usize::from(byte)]))
        .collect();
    if super::is_exact(this) && translated == own(this) {
        return Ok(this);
    }
    Ok(like(thread, this, &translated))
}

/// `bytes.maketrans`
pub fn make_table(thread: &mut Thread, from: Word, to: Word) -> Result {
    let from = buffer::require(thread, from)?;
    let to = buffer::require(thread, to)?;
    if from.len() != to.len() {
        return Err(thread.value_error("maketrans arguments must have same length"));
    }
    let mut table: [u8; 256] = std::array::from_fn(|byte| byte as u8);
    from.iter().zip(to).for_each(|(&from, &to)| table[usize::from(from)] = to);
    Ok(super::new(thread, &table))
}

/// Hexadecimal text of data, with separators between groups (counted from the right where positive).
pub fn hex_text(thread: &mut Thread, data: &[u8], separator: Word, group: Word) -> Result {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut between = None;
    if !separator.is_null() {
        let length = crate::operation::length(thread, separator)?;
        if length != 1 {
            return Err(thread.value_error("sep must be length 1."));
        }
        let text = if string::is_str(separator) {
            string::bytes(separator)
        } else {
            match super::data(separator) {
                Some(data) => data,
                None => return Err(thread.type_error("sep must be str or bytes.")),
            }
        };
        if !text.is_ascii() {
            return Err(thread.value_error("sep must be ASCII."));
        }
        between = text.first().copied();
    }
    let group = argument::c_int(thread, group, 1)?;
    let size = group.unsigned_abs() as usize;
    let Some(between) = between.filter(|_| size > 0) else {
        return string::build(thread, data.len() * 2, data.len() * 2, |target| {
            for (pair, &byte) in target.chunks_exact_mut(2).zip(data) {
                pair[0] = DIGITS[usize::from(byte >> 4)];
                pair[1] = DIGITS[usize::from(byte & 15)];
            }
        });
    };
    let mut text = Vec::with_capacity(data.len() * 3);
    for (at, &byte) in data.iter().enumerate() {
        let distance = if group > 0 { data.len() - at } else { at };
        if at > 0 && distance % size == 0 {
            text.push(between);
        }
        text.push(DIGITS[usize::from(byte >> 4)]);
        text.push(DIGITS[usize::from(byte & 15)]);
    }
    Ok(string::from_counted(thread, &text, text.len()))
}

pub fn hex(thread: &mut Thread, this: Word, separator: Word, group: Word) -> Result {
    hex_text(thread, own(this), separator, group)
}

/// Bytes from hexadecimal text; white space between pairs is skipped.
pub fn from_hex(thread: &mut Thread, text: Word) -> Result<Vec<u8>> {
    let digits = if string::is_str(text) {
        string::bytes(text)
    } else {
        match buffer::contents(thread, text)? {
            Some(data) => data,
            None => {
                return Err(mismatch(thread, "fromhex", "", "str or bytes-like", text));
            }
        }
    };
    let value = |at: usize| digits.get(at).and_then(|&byte| (byte as char).to_digit(16));
    let mut result = Vec::with_capacity(digits.len() / 2);
    let mut at = 0;
    while at < digits.len() {
        if is_space(digits[at]) {
            at += 1;
            continue;
        }
        match (value(at), value(at + 1)) {
            (Some(high), Some(low)) => result.push((high << 4 | low) as u8),
            (Some(_), None) if at + 1 == digits.len() => {
                return Err(thread.value_error(
                    "fromhex() arg must contain an even number of hexadecimal digits",
                ));
            }
            (high, _) => {
                let mut place = at + usize::from(high.is_some());
                if string::is_str(text) {
                    place = string::index::number(text, place);
                }
                return Err(thread.value_error(format!(
                    "non-hexadecimal number found in fromhex() arg at position {place}"
                )));
            }
        }
        at += 2;
    }
    Ok(result)
}

pub fn decode(thread: &mut Thread, this: Word, encoding: Word, errors: Word) -> Result {
    let (encoding, errors) = string::methods::codec_names(thread, "decode", encoding, errors)?;
    crate::codec::decode(thread, own(this), encoding, errors)
}

pub fn length(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(own(this).len() as i64))
}

pub fn iterate(thread: &mut Thread, this: Word) -> Result {
    Ok(super::iterator::new(thread, this))
}

/// `bytes[key]`, `bytearray[key]`
pub fn item(thread: &mut Thread, this: Word, key: Word) -> Result {
    let number = if key.is_int() {
        key.int()
    } else if crate::header::has_shape(key, Builtin::Slice.shape()) {
        return slice_item(thread, this, key);
    } else {
        match argument::subscript(thread, key)? {
            Some(number) => number,
            None => {
                let name = string::class_name(key);
                let kind = is_like(this, "byte");
                return Err(thread
                    .type_error(format!("{kind} indices must be integers or slices, not {name}")));
            }
        }
    };
    let data = own(this);
    let at = if number < 0 { number + data.len() as i64 } else { number };
    match usize::try_from(at).ok().and_then(|at| data.get(at)) {
        Some(&byte) => Ok(Word::from_int(i64::from(byte))),
        None => {
            let text = match super::is_bytes(this) {
                true => "index out of range",
                false => "bytearray index out of range",
            };
            Err(thread.raise(Builtin::IndexError, text))
        }
    }
}

fn slice_item(thread: &mut Thread, this: Word, key: Word) -> Result {
    let bounds = crate::slice::bounds(thread, key, own(this).len())?;
    let data = own(this);
    if bounds.count == 0 {
        return Ok(like(thread, this, b""));
    }
    if bounds.step == 1 {
        let from = (bounds.start as usize).min(data.len());
        let to = (from + bounds.count).min(data.len());
        return Ok(part(thread, this, data, from, to));
    }
    like_built(thread, this, bounds.count, |target| {
        for (at, byte) in target.iter_mut().enumerate() {
            let from = bounds.start + bounds.step * at as i64;
            *byte = data.get(from as usize).copied().unwrap_or(0);
        }
    })
}

pub fn add(thread: &mut Thread, this: Word, other: Word) -> Result {
    let Some(right) = buffer::contents(thread, other)? else {
        let (name, kind) = (string::class_name(other), is_like(this, "bytes"));
        return Err(thread.type_error(format!("can't concat {name} to {kind}")));
    };
    let left = own(this);
    if super::is_bytes(this) {
        if left.is_empty() && super::is_exact(other) {
            return Ok(other);
        }
        if right.is_empty() {
            return Ok(same(thread, this));
        }
    }
    like_built(thread, this, left.len() + right.len(), |target| {
        target[..left.len()].copy_from_slice(left);
        target[left.len()..].copy_from_slice(right);
    })
}

pub fn multiply(thread: &mut Thread, this: Word, count: Word) -> Result {
    let count = argument::size(thread, count)?;
    let data = own(this);
    if count == 1 {
        return Ok(same(thread, this));
    }
    if count <= 0 || data.is_empty() {
        return Ok(like(thread, this, b""));
    }
    let size = data.len().checked_mul(count as usize).filter(|&size| size <= i64::MAX as usize);
    match size {
        Some(size) => like_built(thread, this, size, |target| string::fill_repeated(target, data)),
        None if super::is_bytes(this) => {
            Err(thread.raise(Builtin::OverflowError, "repeated bytes are too long"))
        }
        None => Err(thread.raise_with(Builtin::MemoryError, &[])),
    }
}

pub fn percent(thread: &mut Thread, this: Word, arguments: Word) -> Result {
    let result = string::percent::format_bytes(thread, own(this), arguments)?;
    Ok(like(thread, this, &result))
}

pub fn to_repr(thread: &mut Thread, this: Word) -> Result {
    let literal = string::quote::bytes_literal(own(this));
    Ok(string::from_counted(thread, &literal, literal.len()))
}
