//! Strings that grow by repeated concatenation.
//!
//! `s += part` in a loop copies the whole string every time if each result has its own bytes, and
//! without reference counts nobody knows whether the old string may be changed. So nothing is
//! changed: the result of appending to a concatenation is an object that names a buffer and a length.
//! The buffer has room behind; a string that ends where the used part of its buffer ends is
//! continued there, and the longer string names the same buffer. Shorter strings see what they always
//! saw. (Ropes would do the same but need flattening wherever bytes are read.)
//!
//! Only ASCII text: the word that names the buffer is the one of other strings' index table. The
//! used part of a buffer is claimed by compare and swap, so threads never write the same bytes.

use super::*;
use crate::builtin::shape::RAW;
use crate::layout::RawVector;

/// Shorter strings are copied.
pub(super) const SHORTEST: usize = 256;

/// Whether a concatenation is likely to be followed by more of them.
#[inline]
pub(super) fn is_likely(left: Word, right: Word) -> bool {
    has_flag(left, flag::EXTERNAL | flag::CONCATENATED) && is_ascii(left) && is_ascii(right)
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

/// `left + right`, both ASCII and exact.
pub(super) fn append(thread: &mut Thread, left: Word, right: Word) -> Result {
    let (a, b) = (bytes(left), bytes(right));
    let total = a.len() + b.len();
    let tagged = |length: usize| Word::from_int(length as i64).0;
    if has_flag(left, flag::EXTERNAL) {
        let buffer = get(left).index;
        let (data, used, capacity) = parts(buffer);
        if total <= capacity
            && used
                .compare_exchange(tagged(a.len()), tagged(total), Memory::AcqRel, Memory::Relaxed)
                .is_ok()
        {
            // SAFETY: the claimed part of the buffer.
            unsafe { std::ptr::copy_nonoverlapping(b.as_ptr(), data.add(a.len()), b.len()) };
            return Ok(view(thread, buffer, total));
        }
    }
    let capacity = total + total / 2;
    let object = try_allocate_raw(thread, size_of::<RawVector>(), capacity, RAW)?;
    let buffer = Word::from_pointer(object);
    // SAFETY: a fresh object of this layout and size.
    unsafe {
        let vector = &mut *object.cast::<RawVector>();
        vector.length = Word(tagged(total));
        vector.capacity = Word::from_int(capacity as i64);
        let data = parts(buffer).0;
        std::ptr::copy_nonoverlapping(a.as_ptr(), data, a.len());
        std::ptr::copy_nonoverlapping(b.as_ptr(), data.add(a.len()), b.len());
    }
    Ok(view(thread, buffer, total))
}

/// The string of the first bytes of a buffer.
fn view(thread: &mut Thread, buffer: Word, length: usize) -> Word {
    let object = thread.heap.alloc(size_of::<Str>() + size_of::<*const u8>(), SHAPE);
    let word = prepare(object, length, length);
    header(word).flags.store(flag::ASCII | flag::EXTERNAL, Memory::Relaxed);
    // SAFETY: a fresh object with room for an address behind the struct.
    unsafe {
        let string = object.cast::<Str>();
        string.add(1).cast::<*const u8>().write(parts(buffer).0);
        let slot = &raw mut (*string).index;
        slot.write(buffer);
        thread.barrier(word, slot, buffer);
    }
    word
}
