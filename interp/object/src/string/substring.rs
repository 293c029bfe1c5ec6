//! Finding, counting, replacing, stripping and padding.

use super::{
    build, bytes, character, characters, count_characters, exact, from_counted, from_wtf8, index,
    is_ascii, is_str, length, pieces::Pieces,
};
use crate::argument::{self, mismatch};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::{MULTI_THREADED, load_word};
use crate::layout::{List, Vector};
use crate::search;
use crate::thread::Thread;
use crate::tuple;
use std::sync::atomic::Ordering;
use tracer::Word;

fn expect(thread: &mut Thread, object: Word, function: &str, which: &str) -> Result {
    if is_str(object) {
        Ok(exact(object))
    } else {
        Err(mismatch(thread, function, which, "str", object))
    }
}

/// Byte range of `start..end` in characters; `None` where the start lies beyond the end.
fn byte_range(
    thread: &mut Thread,
    string: Word,
    start: Word,
    end: Word,
) -> Result<Option<(usize, usize)>> {
    if start.is_null() && end.is_null() {
        return Ok(Some((0, bytes(string).len())));
    }
    let (start, end) = argument::range(thread, start, end, length(string))?;
    if start > end {
        return Ok(None);
    }
    let from = index::offset(thread, string, start);
    let to = index::offset(thread, string, end);
    Ok(Some((from, to)))
}

fn search_with(
    thread: &mut Thread,
    function: &str,
    arguments: [Word; 4],
    search: fn(&[u8], &[u8]) -> Option<usize>,
) -> Result<Option<usize>> {
    let [string, part, start, end] = arguments;
    let string = exact(string);
    let part = expect(thread, part, function, "1")?;
    let Some((from, to)) = byte_range(thread, string, start, end)? else { return Ok(None) };
    let found = search(&bytes(string)[from..to], bytes(part));
    Ok(found.map(|at| index::number(string, from + at)))
}

fn position(found: Option<usize>) -> Word {
    Word::from_int(found.map_or(-1, |at| at as i64))
}

fn required(thread: &mut Thread, found: Option<usize>) -> Result {
    match found {
        Some(at) => Ok(Word::from_int(at as i64)),
        None => Err(thread.value_error("substring not found")),
    }
}

pub(super) fn find(
    thread: &mut Thread,
    string: Word,
    part: Word,
    start: Word,
    end: Word,
) -> Result {
    search_with(thread, "find", [string, part, start, end], search::find).map(position)
}

pub(super) fn rfind(
    thread: &mut Thread,
    string: Word,
    part: Word,
    start: Word,
    end: Word,
) -> Result {
    search_with(thread, "rfind", [string, part, start, end], search::find_last).map(position)
}

pub(super) fn index_of(
    thread: &mut Thread,
    string: Word,
    part: Word,
    start: Word,
    end: Word,
) -> Result {
    let found = search_with(thread, "index", [string, part, start, end], search::find)?;
    required(thread, found)
}

pub(super) fn rindex(
    thread: &mut Thread,
    string: Word,
    part: Word,
    start: Word,
    end: Word,
) -> Result {
    let found = search_with(thread, "rindex", [string, part, start, end], search::find_last)?;
    required(thread, found)
}

pub(super) fn count(
    thread: &mut Thread,
    string: Word,
    part: Word,
    start: Word,
    end: Word,
) -> Result {
    let string = exact(string);
    let part = expect(thread, part, "count", "1")?;
    let Some((from, to)) = byte_range(thread, string, start, end)? else {
        return Ok(Word::from_int(0));
    };
    let within = &bytes(string)[from..to];
    let count = match bytes(part) {
        [] => count_characters(within) + 1,
        part => search::count(within, part),
    };
    Ok(Word::from_int(count as i64))
}

pub(super) fn contains(thread: &mut Thread, string: Word, part: Word) -> Result {
    if !is_str(part) {
        let name = super::class_name(part);
        return Err(
            thread.type_error(format!("'in <string>' requires string as left operand, not {name}"))
        );
    }
    Ok(Word::from_bool(search::find(bytes(string), bytes(part)).is_some()))
}

pub(super) fn replace(
    thread: &mut Thread,
    string: Word,
    old: Word,
    new: Word,
    limit: Word,
) -> Result {
    let string = exact(string);
    let old = expect(thread, old, "replace", "1")?;
    let new = expect(thread, new, "replace", "2")?;
    let limit = argument::optional_size(thread, limit, -1)?;
    let limit = if limit < 0 { usize::MAX } else { limit as usize };
    let (source, from, to) = (bytes(string), bytes(old), bytes(new));
    if limit == 0 || old == new {
        return Ok(string);
    }
    if from.is_empty() {
        return insert_between(thread, string, new, limit);
    }
    if from.len() > source.len() {
        return Ok(string);
    }
    let positions = search::positions(source, from, limit);
    if positions.is_empty() {
        return Ok(string);
    }
    let count = positions.len();
    let grown = |all: usize, old: usize, new: usize| {
        new.checked_mul(count).and_then(|new| (all - old * count).checked_add(new))
    };
    let (Some(size), Some(characters)) = (
        grown(source.len(), from.len(), to.len()),
        grown(length(string), length(old), length(new)),
    ) else {
        return Err(thread.raise(Builtin::OverflowError, "replace string is too long"));
    };
    build(thread, size, characters, |target| {
        search::replace_into(target, source, &positions, from.len(), to);
    })
}

/// The text with another one before each of the first characters, and at the end.
fn insert_between(thread: &mut Thread, string: Word, new: Word, limit: usize) -> Result {
    let (source, new) = (bytes(string), bytes(new));
    let mut result = Vec::with_capacity(source.len() + new.len() * (length(string) + 1).min(limit));
    let mut left = limit;
    let mut at = 0;
    while at < source.len() {
        if left == 0 {
            result.extend_from_slice(&source[at..]);
            break;
        }
        left -= 1;
        result.extend_from_slice(new);
        let size = super::decode(source, at).1;
        result.extend_from_slice(&source[at..at + size]);
        at += size;
    }
    if left > 0 {
        result.extend_from_slice(new);
    }
    Ok(from_wtf8(thread, &result))
}

fn affix(
    thread: &mut Thread,
    function: &str,
    arguments: [Word; 4],
    test: fn(&[u8], &[u8]) -> bool,
) -> Result {
    let [string, affix, start, end] = arguments;
    let string = exact(string);
    if is_str(affix) {
        return Ok(Word::from_bool(match byte_range(thread, string, start, end)? {
            Some((from, to)) => test(&bytes(string)[from..to], bytes(affix)),
            None => false,
        }));
    }
    if crate::payload::exact(affix, Builtin::Tuple.shape()).is_none() {
        let name = super::class_name(affix);
        return Err(thread.type_error(format!(
            "{function} first arg must be str or a tuple of str, not {name}"
        )));
    }
    let range = byte_range(thread, string, start, end)?;
    for &choice in tuple::items(affix) {
        if !is_str(choice) {
            let name = super::class_name(choice);
            return Err(thread
                .type_error(format!("tuple for {function} must only contain str, not {name}")));
        }
        if range.is_some_and(|(from, to)| test(&bytes(string)[from..to], bytes(choice))) {
            return Ok(Word::TRUE);
        }
    }
    Ok(Word::FALSE)
}

pub(super) fn starts_with(
    thread: &mut Thread,
    string: Word,
    prefix: Word,
    start: Word,
    end: Word,
) -> Result {
    affix(thread, "startswith", [string, prefix, start, end], |text, part| text.starts_with(part))
}

pub(super) fn ends_with(
    thread: &mut Thread,
    string: Word,
    suffix: Word,
    start: Word,
    end: Word,
) -> Result {
    affix(thread, "endswith", [string, suffix, start, end], |text, part| text.ends_with(part))
}

pub(super) fn remove_prefix(thread: &mut Thread, string: Word, prefix: Word) -> Result {
    let string = exact(string);
    let prefix = expect(thread, prefix, "removeprefix", "")?;
    Ok(match bytes(string).strip_prefix(bytes(prefix)) {
        Some(_) if length(prefix) == 0 => string,
        Some(rest) => from_counted(thread, rest, length(string) - length(prefix)),
        None => string,
    })
}

pub(super) fn remove_suffix(thread: &mut Thread, string: Word, suffix: Word) -> Result {
    let string = exact(string);
    let suffix = expect(thread, suffix, "removesuffix", "")?;
    Ok(match bytes(string).strip_suffix(bytes(suffix)) {
        Some(_) if length(suffix) == 0 => string,
        Some(rest) => from_counted(thread, rest, length(string) - length(suffix)),
        None => string,
    })
}

/// A part of a string, itself where it is all.
pub(super) fn part(thread: &mut Thread, string: Word, from: usize, to: usize) -> Word {
    let all = bytes(string);
    if from == 0 && to == all.len() {
        return string;
    }
    let part = &all[from..to];
    let count = if is_ascii(string) { part.len() } else { count_characters(part) };
    from_counted(thread, part, count)
}

/// Which ends `strip` works on.
#[derive(Clone, Copy)]
pub struct Ends {
    pub left: bool,
    pub right: bool,
}
const BOTH: Ends = Ends { left: true, right: true };
const LEFT: Ends = Ends { left: true, right: false };
const RIGHT: Ends = Ends { left: false, right: true };

fn stripped(text: &[u8], ends: Ends, strips: impl Fn(u32) -> bool) -> (usize, usize) {
    let (mut from, mut to) = (0, text.len());
    if ends.left {
        while from < to {
            let (code_point, size) = super::decode(text, from);
            if !strips(code_point) {
                break;
            }
            from += size;
        }
    }
    if ends.right {
        while to > from {
            let at = super::start_of_last(text, to);
            if !strips(super::decode(text, at).0) {
                break;
            }
            to = at;
        }
    }
    (from, to)
}

fn strip_with(thread: &mut Thread, function: &str, string: Word, set: Word, ends: Ends) -> Result {
    let string = exact(string);
    let text = bytes(string);
    let (from, to) = if set.is_null() || set.is_none() {
        stripped(text, ends, character::is_space)
    } else if !is_str(set) {
        return Err(thread.type_error(format!("{function} arg must be None or str")));
    } else {
        match bytes(set) {
            [byte] => stripped(text, ends, |code_point| code_point == u32::from(*byte)),
            set if is_ascii(string) => {
                let mut member = [false; 256];
                set.iter().for_each(|&byte| member[usize::from(byte)] = byte < 0x80);
                stripped(text, ends, |code_point| member[code_point as usize & 255])
            }
            set => stripped(text, ends, |code_point| characters(set).any(|c| c == code_point)),
        }
    };
    Ok(part(thread, string, from, to))
}

pub(super) fn strip(thread: &mut Thread, string: Word, set: Word) -> Result {
    strip_with(thread, "strip", string, set, BOTH)
}
pub(super) fn lstrip(thread: &mut Thread, string: Word, set: Word) -> Result {
    strip_with(thread, "lstrip", string, set, LEFT)
}
pub(super) fn rstrip(thread: &mut Thread, string: Word, set: Word) -> Result {
    strip_with(thread, "rstrip", string, set, RIGHT)
}

fn separator(thread: &mut Thread, separator: Word) -> Result {
    if !is_str(separator) {
        let name = super::class_name(separator);
        return Err(thread.type_error(format!("must be str, not {name}")));
    }
    if length(separator) == 0 {
        return Err(thread.value_error("empty separator"));
    }
    Ok(exact(separator))
}

fn three(thread: &mut Thread, string: Word, at: usize, separator: Word) -> Word {
    let after = at + bytes(separator).len();
    let head = part(thread, string, 0, at);
    let tail = part(thread, string, after, bytes(string).len());
    tuple::new(thread, &[head, separator, tail])
}

pub(super) fn partition(thread: &mut Thread, string: Word, by: Word) -> Result {
    let by = separator(thread, by)?;
    let string = exact(string);
    Ok(match search::find(bytes(string), bytes(by)) {
        Some(at) => three(thread, string, at, by),
        None => {
            let empty = super::empty(thread);
            tuple::new(thread, &[string, empty, empty])
        }
    })
}

pub(super) fn rpartition(thread: &mut Thread, string: Word, by: Word) -> Result {
    let by = separator(thread, by)?;
    let string = exact(string);
    Ok(match search::find_last(bytes(string), bytes(by)) {
        Some(at) => three(thread, string, at, by),
        None => {
            let empty = super::empty(thread);
            tuple::new(thread, &[empty, empty, string])
        }
    })
}

/// The text with `left` and `right` fill characters around it.
pub(super) fn pad(
    thread: &mut Thread,
    string: Word,
    left: usize,
    right: usize,
    fill: u32,
) -> Result {
    let text = bytes(string);
    let mut buffer = [0u8; 4];
    let fill_size = super::encode(fill, &mut buffer);
    let fill = &buffer[..fill_size];
    let count = length(string).checked_add(left).and_then(|sum| sum.checked_add(right));
    let size = left
        .checked_add(right)
        .and_then(|fills| fills.checked_mul(fill_size))
        .and_then(|fills| fills.checked_add(text.len()));
    let (Some(count), Some(size)) = (count, size) else {
        return Err(thread.raise(Builtin::OverflowError, "padded string is too long"));
    };
    build(thread, size, count, |target| {
        let (head, rest) = target.split_at_mut(left * fill_size);
        let (middle, tail) = rest.split_at_mut(text.len());
        super::fill_repeated(head, fill);
        middle.copy_from_slice(text);
        super::fill_repeated(tail, fill);
    })
}

fn fill_character(thread: &mut Thread, fill: Word) -> Result<u32> {
    if fill.is_null() {
        return Ok(u32::from(b' '));
    }
    if !is_str(fill) {
        let name = super::class_name(fill);
        return Err(thread
            .type_error(format!("The fill character must be a unicode character, not {name}")));
    }
    super::single(fill)
        .ok_or_else(|| thread.type_error("The fill character must be exactly one character long"))
}

fn justify(
    thread: &mut Thread,
    string: Word,
    width: Word,
    fill: Word,
    left_of: fn(usize, usize) -> usize,
) -> Result {
    let string = exact(string);
    let width = argument::c_size(thread, width)?;
    let fill = fill_character(thread, fill)?;
    let Some(missing) = usize::try_from(width).ok().and_then(|w| w.checked_sub(length(string)))
    else {
        return Ok(string);
    };
    if missing == 0 {
        return Ok(string);
    }
    let left = left_of(missing, width as usize);
    pad(thread, string, left, missing - left, fill)
}

/// Left part of the padding when centering: as CPython, the odd one goes left where the width is odd.
pub fn centered(missing: usize, width: usize) -> usize {
    missing / 2 + (missing & width & 1)
}

pub(super) fn center(thread: &mut Thread, string: Word, width: Word, fill: Word) -> Result {
    justify(thread, string, width, fill, centered)
}
pub(super) fn ljust(thread: &mut Thread, string: Word, width: Word, fill: Word) -> Result {
    justify(thread, string, width, fill, |_, _| 0)
}
pub(super) fn rjust(thread: &mut Thread, string: Word, width: Word, fill: Word) -> Result {
    justify(thread, string, width, fill, |missing, _| missing)
}

pub(super) fn zfill(thread: &mut Thread, string: Word, width: Word) -> Result {
    let string = exact(string);
    let width = argument::c_size(thread, width)?;
    let text = bytes(string);
    let missing = width.saturating_sub(length(string) as i64);
    if missing <= 0 {
        return Ok(string);
    }
    let missing = missing as usize;
    let sign = usize::from(matches!(text.first(), Some(b'+' | b'-')));
    let (Some(size), Some(count)) =
        (text.len().checked_add(missing), length(string).checked_add(missing))
    else {
        return Err(thread.raise_with(Builtin::MemoryError, &[]));
    };
    build(thread, size, count, |target| {
        target[..sign].copy_from_slice(&text[..sign]);
        target[sign..sign + missing].fill(b'0');
        target[sign + missing..].copy_from_slice(&text[sign..]);
    })
}

pub(super) fn expand_tabs(thread: &mut Thread, string: Word, tab: Word) -> Result {
    let string = exact(string);
    let tab = argument::c_int(thread, tab, 8)?;
    if memchr::memchr(b'\t', bytes(string)).is_none() {
        return Ok(string);
    }
    match search::expand_tabs(bytes(string), tab, true) {
        Some(expanded) => Ok(from_wtf8(thread, &expanded)),
        None => Err(thread.raise(Builtin::OverflowError, "new string is too long")),
    }
}

/// Concatenates strings with a separator between them.
pub fn join_items(thread: &mut Thread, separator: Word, items: &[Word]) -> Result {
    let separator = exact(separator);
    let between = bytes(separator);
    match items {
        [] => return Ok(super::empty(thread)),
        [only] if super::is_exact(*only) => return Ok(*only),
        _ => {}
    }
    let gaps = items.len() - 1;
    let (mut size, mut count) = (between.len() * gaps, length(separator) * gaps);
    for (position, &item) in items.iter().enumerate() {
        if !is_str(item) {
            let name = super::class_name(item);
            return Err(thread.type_error(format!(
                "sequence item {position}: expected str instance, {name} found"
            )));
        }
        size += bytes(item).len();
        count += length(item);
    }
    build(thread, size, count, |target| {
        let mut at = 0;
        for (position, &item) in items.iter().enumerate() {
            if position > 0 {
                target[at..at + between.len()].copy_from_slice(between);
                at += between.len();
            }
            let item = bytes(item);
            target[at..at + item.len()].copy_from_slice(item);
            at += item.len();
        }
    })
}

/// The items of any iterable, in memory that nobody changes until Python code runs.
pub(crate) fn gathered(thread: &mut Thread, iterable: Word) -> Result<&'static [Word]> {
    if crate::header::has_shape(iterable, Builtin::Tuple.shape()) {
        return Ok(tuple::items(iterable));
    }
    if crate::header::has_shape(iterable, Builtin::List.shape()) {
        return Ok(list_items(thread, iterable));
    }
    if let Some(iterator) = crate::iterate::python_source(thread, iterable)? {
        let list =
            crate::iterate::consume(thread, crate::iterate::Consumer::Collect, iterator, &[])?;
        return Ok(list_items(thread, list));
    }
    let mut pieces = Pieces::new(thread, 8);
    crate::iterate::each(thread, iterable, &mut |thread, item| {
        pieces.push(thread, item);
        Ok(true)
    })?;
    Ok(pieces.items())
}

/// The items of a list: its own vector while no other thread can change it, else a copy.
fn list_items(thread: &mut Thread, list: Word) -> &'static [Word] {
    // SAFETY: a list.
    let vector = load_word(unsafe { &raw const (*list.pointer::<List>()).items });
    if vector.is_null() {
        return &[];
    }
    let vector = vector.pointer::<Vector>();
    // SAFETY: items stand behind the struct, as many as its length says.
    let items = unsafe {
        let length = (*vector).length.int() as usize;
        std::slice::from_raw_parts(vector.add(1) as *const Word, length)
    };
    if !MULTI_THREADED.load(Ordering::Relaxed) {
        return items;
    }
    let mut pieces = Pieces::new(thread, items.len());
    for slot in items {
        let item = load_word(slot);
        if !item.is_null() {
            pieces.push(thread, item);
        }
    }
    pieces.items()
}

pub fn join(thread: &mut Thread, separator: Word, iterable: Word) -> Result {
    if !crate::argument::is_iterable(iterable) {
        return Err(thread.type_error("can only join an iterable"));
    }
    let items = gathered(thread, iterable)?;
    join_items(thread, separator, items)
}

pub(super) fn add(thread: &mut Thread, left: Word, right: Word) -> Result {
    if is_str(right) {
        return super::concatenate(thread, left, right);
    }
    let name = super::class_name(right);
    Err(thread.type_error(format!("can only concatenate str (not \"{name}\") to str")))
}
