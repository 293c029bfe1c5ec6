//! Characters by number. In ASCII strings a character's number is its offset; others count from the
//! nearest entry of a table that holds the offset of every 64th character. The table is a raw
//! vector made when a long string is indexed for the first time; two threads may make it at once,
//! either is right. Strings that share a buffer (`growing`) share the table: it is continued when a
//! longer one is indexed beyond it. What is near the end of a string is counted from there.

use super::{bytes, count_characters, decode, exact, growing, is_ascii, length, start_of_last};
use crate::builtin::shape::RAW;
use crate::error::Result;
use crate::header::load_word;
use crate::layout::{RawVector, Str};
use crate::thread::Thread;
use std::sync::atomic::{AtomicU64, Ordering};
use tracer::Word;

pub(super) const STEP: usize = 64;
/// Shorter strings (in bytes) are counted through.
const SHORT: usize = 160;

/// Offset of the character `count` characters after the one at `from`; the end where there are fewer.
#[inline]
pub fn skip(bytes: &[u8], mut from: usize, mut count: usize) -> usize {
    const HIGH: u64 = 0x8080_8080_8080_8080;
    while let Some(chunk) = bytes.get(from..).and_then(|rest| rest.first_chunk::<8>()) {
        let word = u64::from_le_bytes(*chunk);
        // The high bit of each byte that begins a character: all but 10xxxxxx.
        let mut starts = (!word | word << 1) & HIGH;
        let found = ((starts >> 7).wrapping_mul(0x0101_0101_0101_0101) >> 56) as usize;
        if found > count {
            for _ in 0..count {
                starts &= starts - 1;
            }
            return from + starts.trailing_zeros() as usize / 8;
        }
        count -= found;
        from += 8;
    }
    while let Some(&byte) = bytes.get(from) {
        if byte & 0xc0 != 0x80 {
            if count == 0 {
                break;
            }
            count -= 1;
        }
        from += 1;
    }
    from
}

/// The table of a string that is not ASCII alone, as a word. Perhaps null.
pub(super) fn word(string: Word) -> Word {
    // SAFETY: an exact string.
    let index = load_word(unsafe { &raw const (*string.pointer::<Str>()).index });
    if growing::is_grown(string) { growing::table(index) } else { index }
}

/// The entries of that table, perhaps more than the string has characters for.
pub(super) fn table(string: Word) -> Option<&'static [u64]> {
    let table = word(string);
    if table.is_null() {
        return None;
    }
    let vector = table.pointer::<RawVector>();
    // SAFETY: the table's entries stand behind the struct, complete since before it was published.
    unsafe {
        let count = (*vector).length.int() as usize / 8;
        Some(std::slice::from_raw_parts(vector.add(1) as *const u64, count))
    }
}

/// Makes the table, or continues one that others began.
fn make_table(thread: &mut Thread, string: Word) -> &'static [u64] {
    let bytes = bytes(string);
    let count = length(string).div_ceil(STEP);
    let object = thread.heap.alloc(size_of::<RawVector>() + 8 * count, RAW);
    // SAFETY: a fresh object of this layout and size.
    let entries = unsafe {
        let vector = &mut *(object as *mut RawVector);
        vector.length = Word::from_int(8 * count as i64);
        vector.capacity = vector.length;
        std::slice::from_raw_parts_mut((vector as *mut RawVector).add(1) as *mut u64, count)
    };
    let known = table(string).unwrap_or(&[]);
    entries[..known.len()].copy_from_slice(known);
    let mut at = match known.last() {
        Some(&last) => skip(bytes, last as usize, STEP),
        None => 0,
    };
    for entry in &mut entries[known.len()..] {
        *entry = at as u64;
        at = skip(bytes, at, STEP);
    }
    let word = Word::from_pointer(object);
    // SAFETY: a field of a live string, or the place beside its buffer.
    unsafe {
        let index = &raw mut (*string.pointer::<Str>()).index;
        let (owner, slot) = if growing::is_grown(string) {
            growing::place_of_table(*index)
        } else {
            (string, index)
        };
        AtomicU64::from_ptr(slot as *mut u64).store(word.0, Ordering::Release);
        thread.barrier(owner, slot, word);
    }
    entries
}

/// Byte offset of character `number`, which is at most the length.
#[inline]
pub fn offset(thread: &mut Thread, string: Word, number: usize) -> usize {
    let string = exact(string);
    if is_ascii(string) {
        return number;
    }
    let bytes = bytes(string);
    if number == length(string) {
        return bytes.len();
    }
    if bytes.len() < SHORT {
        return skip(bytes, 0, number);
    }
    let table = match table(string) {
        Some(table) if number / STEP < table.len() => table,
        _ => {
            let from_end = length(string) - number;
            if from_end <= STEP {
                return (0..from_end).fold(bytes.len(), |at, _| start_of_last(bytes, at));
            }
            make_table(thread, string)
        }
    };
    skip(bytes, table[number / STEP] as usize, number % STEP)
}

/// Number of the character at a byte offset.
pub fn number(string: Word, offset: usize) -> usize {
    let string = exact(string);
    if is_ascii(string) {
        return offset;
    }
    let bytes = bytes(string);
    if let Some(table) = table(string) {
        let entry = table.partition_point(|&start| start as usize <= offset);
        if entry > 0 {
            let start = table[entry - 1] as usize;
            return (entry - 1) * STEP + count_characters(&bytes[start..offset]);
        }
    }
    count_characters(&bytes[..offset])
}

/// Character `number`, which is less than the length.
#[inline]
pub fn get(thread: &mut Thread, string: Word, number: usize) -> Word {
    let string = exact(string);
    let offset = offset(thread, string, number);
    let code_point = decode(bytes(string), offset).0;
    super::character(thread, code_point)
}

/// Characters `start..end`; both at most the length.
pub fn slice(thread: &mut Thread, string: Word, start: usize, end: usize) -> Word {
    let string = exact(string);
    if start >= end {
        return super::empty(thread);
    }
    if start == 0 && end == length(string) {
        return string;
    }
    let all = bytes(string);
    let from = offset(thread, string, start);
    let to = if all.len() < SHORT && !is_ascii(string) {
        skip(all, from, end - start)
    } else {
        offset(thread, string, end)
    };
    super::from_counted(thread, &all[from..to], end - start)
}

/// `string[key]`
pub fn item(thread: &mut Thread, string: Word, key: Word) -> Result {
    let count = length(string);
    let number = if key.is_int() {
        key.int()
    } else if crate::header::has_shape(key, crate::Builtin::Slice.shape()) {
        return slice_item(thread, string, key);
    } else {
        match crate::argument::subscript(thread, key)? {
            Some(number) => number,
            None => {
                let name = super::class_name(key);
                return Err(
                    thread.type_error(format!("string indices must be integers, not '{name}'"))
                );
            }
        }
    };
    let number = if number < 0 { number + count as i64 } else { number };
    if number < 0 || number >= count as i64 {
        return Err(thread.raise(crate::Builtin::IndexError, "string index out of range"));
    }
    Ok(get(thread, string, number as usize))
}

fn slice_item(thread: &mut Thread, string: Word, key: Word) -> Result {
    let string = exact(string);
    let bounds = crate::slice::bounds(thread, key, length(string))?;
    slice_of(thread, string, bounds)
}

/// The characters of an exact str that the bounds name.
pub fn slice_of(thread: &mut Thread, string: Word, bounds: crate::slice::Bounds) -> Result {
    if bounds.step == 1 || bounds.count == 0 {
        let start = bounds.start.max(0) as usize;
        return Ok(slice(thread, string, start, start + bounds.count));
    }
    let all = bytes(string);
    if is_ascii(string) {
        let number = |position: usize| (bounds.start + bounds.step * position as i64) as usize;
        return super::build(thread, bounds.count, bounds.count, |target| {
            for (position, byte) in target.iter_mut().enumerate() {
                *byte = all[number(position)];
            }
        });
    }
    let mut picked = Vec::with_capacity(bounds.count);
    let first = offset(thread, string, bounds.start as usize);
    if bounds.step > 0 {
        let mut at = first;
        for position in 0..bounds.count {
            if position > 0 {
                at = skip(all, at, bounds.step as usize);
            }
            let size = decode(all, at).1;
            picked.extend_from_slice(&all[at..at + size]);
        }
    } else {
        let mut at = first;
        for position in 0..bounds.count {
            if position > 0 {
                for _ in 0..bounds.step.unsigned_abs() {
                    at = super::start_of_last(all, at);
                }
            }
            let size = decode(all, at).1;
            picked.extend_from_slice(&all[at..at + size]);
        }
    }
    Ok(super::from_counted(thread, &picked, bounds.count))
}

#[cfg(test)]
mod tests {
    use super::skip;

    #[test]
    fn skipping_finds_beginnings() {
        let text = "plain text, é, ü漢字かな😀🎉 and ß more plain text; öäü 漢x😀y end é";
        let bytes = text.as_bytes();
        let mut offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).collect();
        offsets.push(bytes.len());
        for (from, &offset) in offsets.iter().enumerate() {
            for count in 0..offsets.len() - from {
                assert_eq!(skip(bytes, offset, count), offsets[from + count]);
            }
            assert_eq!(skip(bytes, offset, bytes.len() + 1), bytes.len());
        }
    }
}
