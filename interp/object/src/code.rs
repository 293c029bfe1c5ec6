//! Code objects on the heap, made from what the compiler gives.

use crate::layout::{CODE_WORDS, Code};
use tracer::Word;

/// Scans the words of a code object, and keeps alive the tables into which its inline caches point.
///
/// # Safety
/// `object` is a live code object.
pub unsafe fn scan(object: *mut u8, visitor: &mut heap::Visitor) {
    // SAFETY: the scanned words follow the header.
    unsafe {
        let words = object.add(8) as *const u64;
        for index in 0..CODE_WORDS as usize {
            visitor.visit(*words.add(index));
        }
        let code = &*(object as *const Code);
        if code.entry.is_null() {
            return;
        }
        let source = &*code.source;
        for &at in global_caches(source) {
            visitor.visit_interior(*code.entry.add(at as usize) as usize);
        }
    }
}

/// Word indices of the caches that hold addresses of value slots.
fn global_caches(_source: &compile::Code) -> &[u32] {
    &[]
}

/// The code object of a pointer word.
pub fn get(word: Word) -> &'static mut Code {
    // SAFETY: callers pass words whose shape is that of code objects.
    unsafe { &mut *word.pointer::<Code>() }
}
