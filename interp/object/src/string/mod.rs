//! str: WTF-8 with an ASCII flag, cached length and hash, and an index table on demand.
//!
//! The text is stored as UTF-8 in which lone surrogates are allowed in their three-byte form (also
//! a high one before a low one: they are two characters, as in Python). Three widths of fixed size
//! characters, as CPython has them, would index without a table, but every encoder, decoder, file
//! and regular expression would convert; most text is ASCII, where both are the same. Byte order
//! is code point order, and searching bytes finds characters, so nearly everything is memory
//! operations. What counts characters of non-ASCII text goes through `index`.
//!
//! A string that grows by concatenation gets its bytes into a buffer with room at the end (`growing`).
//!
//! Strings are immutable once visible; the index table and the hash are filled in later, by anybody,
//! always with the same contents. The empty string and the first 256 characters exist once.

pub mod case;
pub mod character;
pub mod format;
mod growing;
pub mod index;
pub mod iterator;
pub mod methods;
pub mod percent;
pub mod pieces;
pub mod predicate;
pub mod quote;
pub mod specification;
pub mod split;
pub mod substring;
pub mod tables;
pub mod translate;

pub use methods::{CONSTRUCTOR, DOC, METHODS, STATIC_METHODS};

use crate::builtin::Builtin;
use crate::error::Result;
use crate::header::{flag, has_flag, has_shape, header, set_flag, shape_id};
use crate::layout::{Payload, Str};
use crate::thread::Thread;
use std::cmp::Ordering;
use std::sync::Once;
use std::sync::atomic::{AtomicU64, Ordering as Memory};
use tracer::Word;

const SHAPE: heap::ShapeId = Builtin::Str.shape();
/// Flag: the text was looked at and has no lone surrogates.
const NO_SURROGATES: u8 = 4;
/// Objects of at least this size may fail to be allocated; below, failure ends the process.
const LARGE: usize = 1 << 26;

#[inline(always)]
fn get(exact: Word) -> &'static Str {
    debug_assert!(has_shape(exact, SHAPE));
    // SAFETY: callers pass exact strings.
    unsafe { &*exact.pointer::<Str>() }
}

/// The exact str that a str is, or that an instance of a subclass holds.
#[inline(always)]
pub fn exact(string: Word) -> Word {
    if shape_id(string) == SHAPE {
        string
    } else {
        // SAFETY: a str that is no exact one is an instance of a subclass, whose layout is `Payload`.
        unsafe { (*string.pointer::<Payload>()).value }
    }
}

/// Bytes (WTF-8) of a str or an instance of a subclass.
#[inline(always)]
pub fn bytes(string: Word) -> &'static [u8] {
    let string = get(exact(string));
    let size = string.byte_length.int();
    // SAFETY: the bytes stand behind the struct, or their address does; the caller's word keeps the object alive, and that
    // the buffer.
    unsafe {
        let behind = (string as *const Str).add(1);
        let data = if size < 0 { *behind.cast::<*const u8>() } else { behind.cast::<u8>() };
        std::slice::from_raw_parts(data, size.unsigned_abs() as usize)
    }
}

/// The text where it is valid UTF-8 (no lone surrogates).
pub fn text(string: Word) -> Option<&'static str> {
    let string = exact(string);
    let bytes = bytes(string);
    if has_flag(string, flag::ASCII | NO_SURROGATES) {
        // SAFETY: WTF-8 without surrogates is UTF-8.
        return Some(unsafe { std::str::from_utf8_unchecked(bytes) });
    }
    let text = std::str::from_utf8(bytes).ok()?;
    set_flag(string, NO_SURROGATES);
    Some(text)
}

/// The text, lone surrogates replaced: for messages only.
pub fn lossy(string: Word) -> std::borrow::Cow<'static, str> {
    match text(string) {
        Some(text) => text.into(),
        None => String::from_utf8_lossy(bytes(string)),
    }
}

/// Whether it is a str or an instance of a subclass.
#[inline(always)]
pub fn is_str(object: Word) -> bool {
    crate::payload::exact(object, SHAPE).is_some()
}

/// Whether it is a str and no instance of a subclass.
#[inline(always)]
pub fn is_exact(object: Word) -> bool {
    has_shape(object, SHAPE)
}

#[inline(always)]
pub fn is_ascii(string: Word) -> bool {
    has_flag(exact(string), flag::ASCII)
}

/// Characters.
#[inline(always)]
pub fn length(string: Word) -> usize {
    get(exact(string)).length.int() as usize
}

/// As `hash(string)`. Never -1.
#[inline]
pub fn hash(string: Word) -> i64 {
    hash_exact(exact(string))
}

/// As `hash`, of an exact string.
#[inline(always)]
pub fn hash_exact(string: Word) -> i64 {
    // SAFETY: the field lies in a live object, and nobody accesses it otherwise.
    let cell = unsafe { AtomicU64::from_ptr(&raw mut (*string.pointer::<Str>()).hash) };
    let known = cell.load(Memory::Relaxed);
    if known != 0 { known as i64 } else { compute_hash(string, cell) }
}

/// The hash of an exact string that was asked for it before.
#[inline(always)]
pub fn known_hash(string: Word) -> Option<i64> {
    // SAFETY: as above.
    let cell = unsafe { AtomicU64::from_ptr(&raw mut (*string.pointer::<Str>()).hash) };
    let known = cell.load(Memory::Relaxed);
    (known != 0).then_some(known as i64)
}

#[inline(never)]
fn compute_hash(string: Word, cell: &AtomicU64) -> i64 {
    let hash = crate::hashing::bytes(bytes(string));
    cell.store(hash as u64, Memory::Relaxed);
    hash
}

/// Whether two strings (or instances of subclasses) have the same characters.
#[inline]
pub fn equal(left: Word, right: Word) -> bool {
    let (left, right) = (exact(left), exact(right));
    if left == right {
        return true;
    }
    let (a, b) = (bytes(left), bytes(right));
    a.len() == b.len() && a == b
}

/// Order by code points.
pub fn compare(left: Word, right: Word) -> Ordering {
    bytes(left).cmp(bytes(right))
}

/// Number of characters of WTF-8 bytes.
#[inline]
pub fn count_characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| (byte as i8) >= -0x40).count()
}

#[inline(always)]
fn prepare(object: *mut u8, byte_length: usize, length: usize) -> Word {
    let word = Word::from_pointer(object);
    // SAFETY: a fresh object of this layout.
    let string = unsafe { &mut *(object as *mut Str) };
    string.byte_length = Word::from_int(byte_length as i64);
    string.length = Word::from_int(length as i64);
    if byte_length == length {
        header(word).flags.store(flag::ASCII, Memory::Relaxed);
    }
    word
}

/// An uninitialised string that the caller fills before anybody sees it. Never empty or one character.
#[inline(always)]
fn allocate(thread: &mut Thread, byte_length: usize, length: usize) -> (Word, &'static mut [u8]) {
    let object = thread.heap.alloc(size_of::<Str>() + byte_length, SHAPE);
    let word = prepare(object, byte_length, length);
    // SAFETY: behind the struct, within the object.
    (word, unsafe { std::slice::from_raw_parts_mut(object.add(size_of::<Str>()), byte_length) })
}

/// As `allocate`, for lengths that a program chooses: MemoryError where there is not enough.
fn try_allocate(
    thread: &mut Thread,
    byte_length: usize,
    length: usize,
) -> Result<(Word, &'static mut [u8])> {
    if byte_length < LARGE {
        return Ok(allocate(thread, byte_length, length));
    }
    let object = try_allocate_raw(thread, size_of::<Str>(), byte_length, SHAPE)?;
    let word = prepare(object, byte_length, length);
    // SAFETY: behind the struct, within the object.
    Ok((word, unsafe { std::slice::from_raw_parts_mut(object.add(size_of::<Str>()), byte_length) }))
}

/// Memory for an object of raw bytes behind a struct, or MemoryError.
pub(crate) fn try_allocate_raw(
    thread: &mut Thread,
    head: usize,
    bytes: usize,
    shape: heap::ShapeId,
) -> Result<*mut u8> {
    if bytes < LARGE {
        return Ok(thread.heap.alloc(head + bytes, shape));
    }
    let object = if bytes >> 46 == 0 { thread.heap.try_alloc(head + bytes, shape) } else { None };
    object.ok_or_else(|| thread.raise_with(Builtin::MemoryError, &[]))
}

/// Makes a string of any size and lets `fill` write its bytes.
pub(crate) fn build(
    thread: &mut Thread,
    byte_length: usize,
    length: usize,
    fill: impl FnOnce(&mut [u8]),
) -> Result {
    if length <= 1 {
        let mut small = [0u8; 4];
        fill(&mut small[..byte_length]);
        return Ok(from_counted(thread, &small[..byte_length], length));
    }
    let (word, target) = try_allocate(thread, byte_length, length)?;
    fill(target);
    Ok(word)
}

pub fn new(thread: &mut Thread, text: &str) -> Word {
    from_wtf8(thread, text.as_bytes())
}

/// From well-formed WTF-8 bytes.
pub fn from_wtf8(thread: &mut Thread, bytes: &[u8]) -> Word {
    if bytes.is_ascii() {
        from_counted(thread, bytes, bytes.len())
    } else {
        from_counted(thread, bytes, count_characters(bytes))
    }
}

/// From well-formed WTF-8 bytes whose number of characters is known.
#[inline]
pub fn from_counted(thread: &mut Thread, bytes: &[u8], length: usize) -> Word {
    if length <= 1 {
        return if length == 0 { empty(thread) } else { character(thread, decode(bytes, 0).0) };
    }
    let (word, target) = allocate(thread, bytes.len(), length);
    copy_short(bytes, target);
    word
}

/// Copies bytes that are few as a rule: without a call where they are.
#[inline(always)]
fn copy_short(from: &[u8], to: &mut [u8]) {
    let count = from.len();
    if count > 32 || count != to.len() {
        to.copy_from_slice(from);
        return;
    }
    // SAFETY: both have this length; the two parts overlap and cover it.
    unsafe {
        let (from, to) = (from.as_ptr(), to.as_mut_ptr());
        let copy = |size: usize| {
            std::ptr::copy_nonoverlapping(from, to, size);
            std::ptr::copy_nonoverlapping(from.add(count - size), to.add(count - size), size);
        };
        match count {
            16.. => copy(16),
            8.. => copy(8),
            4.. => copy(4),
            2.. => copy(2),
            _ => *to = *from,
        }
    }
}

/// From code points; lone surrogates are allowed, numbers above 0x10ffff are not.
pub fn from_code_points(thread: &mut Thread, code_points: impl Iterator<Item = u32>) -> Word {
    let mut bytes = Vec::new();
    code_points.for_each(|code_point| push(&mut bytes, code_point));
    from_wtf8(thread, &bytes)
}

static EMPTY: AtomicU64 = AtomicU64::new(0);
static SINGLE: [AtomicU64; 256] = [const { AtomicU64::new(0) }; 256];
static SCANNED: Once = Once::new();

/// # Safety
/// Called by the collector.
unsafe fn scan_shared(visitor: &mut heap::Visitor) {
    visitor.visit(EMPTY.load(Memory::Relaxed));
    visitor.visit(ASCII.load(Memory::Relaxed));
    for word in &SINGLE {
        visitor.visit(word.load(Memory::Relaxed));
    }
}

#[cold]
fn share(thread: &mut Thread, cell: &AtomicU64, bytes: &[u8], length: usize) -> Word {
    SCANNED.call_once(|| heap::add_root_scanner(scan_shared));
    let (word, target) = allocate(thread, bytes.len(), length);
    target.copy_from_slice(bytes);
    match cell.compare_exchange(0, word.0, Memory::AcqRel, Memory::Acquire) {
        Ok(_) => word,
        Err(earlier) => Word(earlier),
    }
}

/// `''`
#[inline]
pub fn empty(thread: &mut Thread) -> Word {
    match EMPTY.load(Memory::Acquire) {
        0 => share(thread, &EMPTY, b"", 0),
        word => Word(word),
    }
}

/// The string of one character (a lone surrogate is one).
#[inline]
pub fn character(thread: &mut Thread, code_point: u32) -> Word {
    let mut buffer = [0u8; 4];
    if code_point < 256 {
        let cell = &SINGLE[code_point as usize];
        let word = cell.load(Memory::Acquire);
        if word != 0 {
            return Word(word);
        }
        let size = encode(code_point, &mut buffer);
        return share(thread, cell, &buffer[..size], 1);
    }
    let size = encode(code_point, &mut buffer);
    let (word, target) = allocate(thread, size, 1);
    target.copy_from_slice(&buffer[..size]);
    word
}

static ASCII: AtomicU64 = AtomicU64::new(0);

/// A tuple of the 128 strings of one ASCII character, once [`make_ascii_table`] has run; else null.
#[inline]
pub fn ascii_table() -> Word {
    Word(ASCII.load(Memory::Acquire))
}

/// Makes the tuple of ASCII characters, by which traces get a character without a call.
#[cold]
pub fn make_ascii_table(thread: &mut Thread) {
    let characters: Vec<Word> = (0..128).map(|code| character(thread, code)).collect();
    let table = crate::tuple::new(thread, &characters);
    let _ = ASCII.compare_exchange(0, table.0, Memory::AcqRel, Memory::Acquire);
}

/// The character that begins at an offset, and its size.
#[inline(always)]
pub fn decode(bytes: &[u8], at: usize) -> (u32, usize) {
    let first = u32::from(bytes[at]);
    let next = |offset: usize| u32::from(bytes[at + offset]) & 0x3f;
    if first < 0x80 {
        (first, 1)
    } else if first < 0xe0 {
        ((first & 0x1f) << 6 | next(1), 2)
    } else if first < 0xf0 {
        ((first & 0xf) << 12 | next(1) << 6 | next(2), 3)
    } else {
        ((first & 7) << 18 | next(1) << 12 | next(2) << 6 | next(3), 4)
    }
}

/// Writes a code point and gives its size.
#[inline(always)]
pub fn encode(code_point: u32, to: &mut [u8; 4]) -> usize {
    let tail = |shift: u32| 0x80 | (code_point >> shift & 0x3f) as u8;
    if code_point < 0x80 {
        to[0] = code_point as u8;
        1
    } else if code_point < 0x800 {
        to[0] = 0xc0 | (code_point >> 6) as u8;
        to[1] = tail(0);
        2
    } else if code_point < 0x10000 {
        to[0] = 0xe0 | (code_point >> 12) as u8;
        to[1] = tail(6);
        to[2] = tail(0);
        3
    } else {
        to[0] = 0xf0 | (code_point >> 18) as u8;
        to[1] = tail(12);
        to[2] = tail(6);
        to[3] = tail(0);
        4
    }
}

/// Appends a code point.
#[inline]
pub fn push(to: &mut Vec<u8>, code_point: u32) {
    if code_point < 0x80 {
        to.push(code_point as u8);
    } else {
        let mut buffer = [0u8; 4];
        let size = encode(code_point, &mut buffer);
        to.extend_from_slice(&buffer[..size]);
    }
}

/// The code points of WTF-8 bytes.
#[derive(Clone)]
pub struct Characters<'a> {
    bytes: &'a [u8],
    front: usize,
    back: usize,
}

pub fn characters(bytes: &[u8]) -> Characters<'_> {
    characters_from(bytes, 0)
}

/// The code points from an offset on, which counts from the beginning still.
pub fn characters_from(bytes: &[u8], offset: usize) -> Characters<'_> {
    Characters { bytes, front: offset, back: bytes.len() }
}

impl Characters<'_> {
    /// Byte offset of the next character.
    pub fn offset(&self) -> usize {
        self.front
    }
}

impl Iterator for Characters<'_> {
    type Item = u32;
    #[inline]
    fn next(&mut self) -> Option<u32> {
        if self.front >= self.back {
            return None;
        }
        let (code_point, size) = decode(self.bytes, self.front);
        self.front += size;
        Some(code_point)
    }
}

impl DoubleEndedIterator for Characters<'_> {
    fn next_back(&mut self) -> Option<u32> {
        if self.front >= self.back {
            return None;
        }
        self.back = start_of_last(self.bytes, self.back);
        Some(decode(self.bytes, self.back).0)
    }
}

/// Offset of the character that ends before `end`.
#[inline]
pub fn start_of_last(bytes: &[u8], end: usize) -> usize {
    let mut at = end - 1;
    while bytes[at] & 0xc0 == 0x80 {
        at -= 1;
    }
    at
}

/// The code point of a string of one character.
pub fn single(string: Word) -> Option<u32> {
    (length(string) == 1).then(|| decode(bytes(string), 0).0)
}

/// `left + right`
#[inline]
pub fn concatenate(thread: &mut Thread, left: Word, right: Word) -> Result {
    let (left, right) = (exact(left), exact(right));
    let (a, b) = (bytes(left), bytes(right));
    if a.is_empty() {
        return Ok(right);
    }
    if b.is_empty() {
        return Ok(left);
    }
    if a.len() >= growing::SHORTEST && growing::is_likely(left) {
        return growing::append(thread, left, right);
    }
    let count = length(left) + length(right);
    let (word, target) = try_allocate(thread, a.len() + b.len(), count)?;
    target[..a.len()].copy_from_slice(a);
    target[a.len()..].copy_from_slice(b);
    if target.len() >= growing::SHORTEST {
        let flags = &header(word).flags;
        flags.store(flags.load(Memory::Relaxed) | flag::CONCATENATED, Memory::Relaxed);
    }
    Ok(word)
}

/// Concatenates parts, one string.
pub fn concatenate_all(thread: &mut Thread, parts: &[Word]) -> Result {
    let mut sizes = (0, 0);
    for &part in parts {
        sizes = (sizes.0 + bytes(part).len(), sizes.1 + length(part));
    }
    build(thread, sizes.0, sizes.1, |target| {
        let mut at = 0;
        for &part in parts {
            let part = bytes(part);
            target[at..at + part.len()].copy_from_slice(part);
            at += part.len();
        }
    })
}

/// `string * count`
pub fn repeat(thread: &mut Thread, string: Word, count: i64) -> Result {
    let string = exact(string);
    let bytes = bytes(string);
    if count <= 0 || bytes.is_empty() {
        return Ok(empty(thread));
    }
    if count == 1 {
        return Ok(string);
    }
    let count = count as usize;
    match length(string).checked_mul(count).filter(|&length| length <= i64::MAX as usize) {
        Some(length) => {
            let Some(size) = bytes.len().checked_mul(count) else {
                return Err(thread.raise_with(Builtin::MemoryError, &[]));
            };
            build(thread, size, length, |target| fill_repeated(target, bytes))
        }
        None => Err(thread.raise(Builtin::OverflowError, "repeated string is too long")),
    }
}

/// Fills with copies of a pattern; the length is a multiple of its.
pub(crate) fn fill_repeated(target: &mut [u8], pattern: &[u8]) {
    if let [byte] = pattern {
        target.fill(*byte);
        return;
    }
    let mut filled = pattern.len().min(target.len());
    target[..filled].copy_from_slice(&pattern[..filled]);
    while filled < target.len() {
        let more = filled.min(target.len() - filled);
        target.copy_within(..more, filled);
        filled += more;
    }
}

/// Name of an object's class, as messages give it.
pub fn class_name(object: Word) -> std::borrow::Cow<'static, str> {
    lossy(crate::class::get(crate::class::class_of(object)).name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_round_trip() {
        for code_point in
            [0, 0x41, 0x7f, 0x80, 0x7ff, 0x800, 0xd800, 0xdfff, 0xffff, 0x10000, 0x10ffff]
        {
            let mut bytes = vec![b'x'];
            push(&mut bytes, code_point);
            assert_eq!(decode(&bytes, 1), (code_point, bytes.len() - 1));
            assert_eq!(characters(&bytes).next_back(), Some(code_point));
            assert_eq!(count_characters(&bytes), 2);
        }
    }

    #[test]
    fn repetition_fills_everything() {
        let mut target = [0u8; 21];
        fill_repeated(&mut target, b"abc");
        assert_eq!(&target, b"abcabcabcabcabcabcabc");
    }
}
