//! Strings that grow by repeated concatenation.
//!
//! `s += part` in a loop copies the whole string every time if each result has its own bytes, and
//! without reference counts nobody knows whether the old string may be changed. So nothing is
//! changed: the result of appending to a concatenation is an object that names a buffer and a length.
//! The buffer has room behind; a string that ends where the used part of its buffer ends is
//! continued there, and the longer string names the same buffer. Shorter strings see what they always
//! saw. (Ropes would do the same but need flattening wherever bytes are read.)
//!
//! ASCII text names its buffer directly, so that compiled code gets at the bytes. Other text names a
//! pair of the buffer and the index table, which all strings of the buffer share. The used part of a
//! buffer is claimed by compare and swap, so threads never write the same bytes.

use super::*;
use crate::builtin::shape::RAW;
use crate::layout::RawVector;
use crate::vector;

/// Shorter strings are copied.
pub(super) const SHORTEST: usize = 256;

/// Whether the bytes of an exact str lie in a buffer.
#[inline(always)]
pub(super) fn is_grown(string: Word) -> bool {
    get(string).byte_length.int() < 0
}

/// Whether a concatenation is likely to be followed by more of them.
#[inline]
pub(super) fn is_likely(left: Word) -> bool {
    is_grown(left) || has_flag(left, flag::CONCATENATED)
}

/// The index table beside a buffer of text that is not ASCII alone, or null.
pub(super) fn table(pair: Word) -> Word {
    crate::header::load_word(vector::slot(pair, 1))
}

/// Where that table is stored.
pub(super) fn place_of_table(pair: Word) -> (Word, *mut Word) {
    (pair, vector::slot(pair, 1))
}

/// The buffer's bytes, its used length, and its capacity.
fn parts(buffer: Word) -> (*mut u8, &'static AtomicU64, usize) {
    let vector = buffer.pointer::<RawVector>();
    // SAFETY: callers pass buffers.
    unsafe {
        let used = AtomicU64::from_ptr((&raw mut (*vector).length).cast::<u64>());
        (vector.add(1).cast::<u8>(), used, (*vector).capacity.int() as usize)
    }
}

/// `left + right`, both exact.
pub(super) fn append(thread: &mut Thread, left: Word, right: Word) -> Result {
    let (a, b) = (bytes(left), bytes(right));
    let size = a.len() + b.len();
    let length_of_left = length(left);
    let length = (length_of_left + length(right)) as i64;
    let was_ascii = is_ascii(left);
    let stays = was_ascii == (size as i64 == length);
    let tagged = |length: usize| Word::from_int(length as i64).0;
    if is_grown(left) && stays {
        let owner = get(left).index;
        let buffer = if was_ascii { owner } else { vector::item(owner, 0) };
        let (data, used, capacity) = parts(buffer);
        if size <= capacity
            && used
                .compare_exchange(tagged(a.len()), tagged(size), Memory::AcqRel, Memory::Relaxed)
                .is_ok()
        {
            // SAFETY: the claimed part of the buffer.
            unsafe { std::ptr::copy_nonoverlapping(b.as_ptr(), data.add(a.len()), b.len()) };
            return Ok(view(thread, owner, data, (size, length)));
        }
    }
    let capacity = size + size / 2;
    let object = try_allocate_raw(thread, size_of::<RawVector>(), capacity, RAW)?;
    let buffer = Word::from_pointer(object);
    // SAFETY: a fresh object of this layout and size.
    let data = unsafe {
        let vector = &mut *object.cast::<RawVector>();
        vector.length = Word(tagged(size));
        vector.capacity = Word::from_int(capacity as i64);
        let data = parts(buffer).0;
        std::ptr::copy_nonoverlapping(a.as_ptr(), data, a.len());
        std::ptr::copy_nonoverlapping(b.as_ptr(), data.add(a.len()), b.len());
        data
    };
    let owner = if size as i64 == length {
        buffer
    } else {
        // What is known of the offsets holds in the new buffer too, unless it is of a longer string than this one.
        let known = match (!was_ascii).then(|| index::table(left)).flatten() {
            Some(table) if (table.len() - 1) * index::STEP <= length_of_left => index::word(left),
            _ => Word::NULL,
        };
        vector::from_slice(thread, &[buffer, known])
    };
    Ok(view(thread, owner, data, (size, length)))
}

/// The string of the first bytes of a buffer.
fn view(thread: &mut Thread, owner: Word, data: *mut u8, (size, length): (usize, i64)) -> Word {
    let object = thread.heap.alloc(size_of::<Str>() + size_of::<*const u8>(), SHAPE);
    let word = prepare(object, size, length as usize);
    // SAFETY: a fresh object with room for an address behind the struct.
    unsafe {
        let string = object.cast::<Str>();
        (*string).byte_length = Word::from_int(-(size as i64));
        string.add(1).cast::<*const u8>().write(data);
        let slot = &raw mut (*string).index;
        slot.write(owner);
        thread.barrier(word, slot, owner);
    }
    word
}
