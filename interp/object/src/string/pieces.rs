//! Lists of pieces, as `split` and its kin make them: filled in place, without a copy at the end.

use crate::builtin::{Builtin, shape::VECTOR};
use crate::layout::{List, Vector};
use crate::thread::Thread;
use tracer::Word;

/// A growing vector that becomes a list.
pub struct Pieces {
    vector: Word,
    count: usize,
    capacity: usize,
}

fn vector(thread: &mut Thread, capacity: usize) -> Word {
    let object = thread.heap.alloc(size_of::<Vector>() + 8 * capacity, VECTOR);
    // SAFETY: a fresh object of this layout.
    unsafe { (*(object as *mut Vector)).capacity = Word::from_int(capacity as i64) };
    Word::from_pointer(object)
}

fn slot(vector: Word, index: usize) -> *mut Word {
    // SAFETY: items stand behind the struct; callers stay within the capacity.
    unsafe { (vector.pointer::<Vector>().add(1) as *mut Word).add(index) }
}

impl Pieces {
    pub fn new(thread: &mut Thread, capacity: usize) -> Pieces {
        Pieces { vector: vector(thread, capacity), count: 0, capacity }
    }

    #[inline]
    pub fn push(&mut self, thread: &mut Thread, piece: Word) {
        if self.count == self.capacity {
            self.grow(thread);
        }
        let slot = slot(self.vector, self.count);
        self.count += 1;
        // SAFETY: within the capacity; the length follows the item, so that scans see only items.
        unsafe {
            slot.write(piece);
            (*self.vector.pointer::<Vector>()).length = Word::from_int(self.count as i64);
        }
        thread.barrier(self.vector, slot, piece);
    }

    #[cold]
    fn grow(&mut self, thread: &mut Thread) {
        let capacity = (self.capacity * 2).max(8);
        let larger = vector(thread, capacity);
        // SAFETY: both hold at least `count` items.
        unsafe {
            slot(larger, 0).copy_from_nonoverlapping(slot(self.vector, 0), self.count);
            (*larger.pointer::<Vector>()).length = Word::from_int(self.count as i64);
            thread.heap.range_barrier(larger.pointer());
        }
        self.vector = larger;
        self.capacity = capacity;
    }

    /// The pieces so far.
    pub fn items(&self) -> &'static [Word] {
        // SAFETY: `count` items were written.
        unsafe { std::slice::from_raw_parts(slot(self.vector, 0), self.count) }
    }

    /// Turns the order around.
    pub fn reverse(&mut self, thread: &mut Thread) {
        // SAFETY: `count` items were written, and nobody else has seen them.
        unsafe {
            std::slice::from_raw_parts_mut(slot(self.vector, 0), self.count).reverse();
            thread.heap.range_barrier(self.vector.pointer());
        }
    }

    pub fn into_list(self, thread: &mut Thread) -> Word {
        let list = thread.new_object::<List>(Builtin::List.shape());
        list.items = self.vector;
        Word::from_pointer(list)
    }
}
