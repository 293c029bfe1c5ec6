//! What the tests share: shapes, a thread attached to the heap, and one test at a time, because
//! the heap, its queues and its switches are the process's.

#![allow(dead_code)] // each test program uses a part

use heap::{Local, Scan, ShapeId, Visitor};
use std::sync::{Mutex, MutexGuard};

pub const NODE: ShapeId = 1; // two words
pub const VECTOR: ShapeId = 2; // counted, items at 16
pub const BYTES: ShapeId = 3;
pub const SLOTS: ShapeId = 4;
pub const WEAK: ShapeId = 5; // one strong word, then a weak one
pub const CUSTOM: ShapeId = 6; // two words, visited by a function

static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// An attached thread, with a value stack of words.
#[repr(C)]
pub struct Thread {
    pub heap: Local,
    pub roots: Vec<u64>,
}

unsafe fn scan_thread(local: *mut Local, visitor: &mut Visitor) {
    let thread = unsafe { &*local.cast::<Thread>() };
    for &word in &thread.roots {
        visitor.visit(word);
    }
}

unsafe fn scan_custom(object: *mut u8, visitor: &mut Visitor) {
    unsafe {
        visitor.visit(*object.cast::<u64>().add(1));
        visitor.visit(*object.cast::<u64>().add(2));
    }
}

impl Thread {
    pub fn attach() -> Box<Thread> {
        let mut thread = Box::new(Thread { heap: Local::new(), roots: Vec::new() });
        unsafe { thread.heap.attach(scan_thread) };
        thread
    }

    pub fn node(&mut self) -> *mut u8 {
        self.heap.alloc(24, NODE)
    }

    pub fn vector(&mut self, length: usize) -> *mut u8 {
        let vector = self.heap.alloc(16 + 8 * length, VECTOR);
        unsafe { *vector.cast::<u64>().add(1) = 2 * length as u64 + 1 };
        vector
    }

    /// Stores into the word at `index` after the header.
    pub fn set(&mut self, object: *mut u8, index: usize, word: u64) {
        unsafe {
            let slot = object.cast::<u64>().add(1 + index);
            *slot = word;
            self.heap.write_barrier(object, slot);
        }
    }
}

pub fn get(object: u64, index: usize) -> u64 {
    unsafe { *(object as *const u64).add(1 + index) }
}

pub fn shape(object: u64) -> u32 {
    unsafe { *(object as *const u32) }
}

/// Alone with the heap, which is in its initial configuration.
pub fn begin() -> MutexGuard<'static, ()> {
    let guard = ONE_AT_A_TIME.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    heap::set_scan(NODE, Scan::Fixed { count: 2 });
    heap::set_scan(VECTOR, Scan::Counted { items: 16 });
    heap::set_scan(BYTES, Scan::Raw);
    heap::set_scan(SLOTS, Scan::Slots);
    heap::set_scan(WEAK, Scan::Fixed { count: 1 });
    heap::set_scan(CUSTOM, Scan::Custom(scan_custom));
    heap::set_stress(0);
    heap::configure(heap::Config::default());
    guard
}

pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// Runs `f` in frames of its own, and overwrites what they leave on the stack.
#[inline(never)]
pub fn forgotten<R>(f: impl FnOnce() -> R) -> R {
    #[inline(never)]
    fn call<R>(f: impl FnOnce() -> R) -> R {
        f()
    }
    #[inline(never)]
    fn clear() {
        let mut words = [0u64; 2048];
        std::hint::black_box(&mut words);
    }
    let result = call(f);
    clear();
    result
}

/// Memory of the process that is resident, in bytes.
pub fn resident() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap();
    text.split(' ').nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

/// A word that hides an address from the conservative scan.
#[derive(Clone, Copy)]
pub struct Hidden(u64);

impl Hidden {
    pub fn new(object: *mut u8) -> Hidden {
        Hidden(!(object as u64))
    }

    pub fn reveal(self) -> u64 {
        !self.0
    }
}
