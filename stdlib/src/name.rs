//! Interned names and other words that live as long as the program.

use object::{Thread, Word};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// An interned string that is made when it is first asked for.
pub struct Name {
    text: &'static str,
    word: AtomicU64,
}

impl Name {
    pub const fn new(text: &'static str) -> Name {
        Name { text, word: AtomicU64::new(0) }
    }
    #[inline]
    pub fn word(&self) -> Word {
        match self.word.load(Ordering::Relaxed) {
            0 => {
                let word = object::intern::intern(self.text);
                self.word.store(word.0, Ordering::Relaxed);
                word
            }
            word => Word(word),
        }
    }
}

/// The interned string of a literal.
#[macro_export]
macro_rules! name {
    ($text:expr) => {{
        static NAME: $crate::name::Name = $crate::name::Name::new($text);
        NAME.word()
    }};
}

/// A static word that the collector sees. Null until set.
pub struct Root(AtomicU64);

static ROOTS: Mutex<Vec<&'static AtomicU64>> = Mutex::new(Vec::new());

impl Root {
    pub const fn empty() -> Root {
        Root(AtomicU64::new(0))
    }
    #[inline]
    pub fn get(&self) -> Word {
        Word(self.0.load(Ordering::Acquire))
    }
    pub fn set(&'static self, word: Word) {
        let mut roots = ROOTS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if !roots.iter().any(|known| std::ptr::eq(*known, &self.0)) {
            roots.push(&self.0);
        }
        self.0.store(word.0, Ordering::Release);
    }
    /// The word, made at the first call.
    pub fn get_or_make(&'static self, thread: &mut Thread, make: fn(&mut Thread) -> Word) -> Word {
        let word = self.get();
        if !word.is_null() {
            return word;
        }
        let word = make(thread);
        self.set(word);
        word
    }
}

/// Visits all roots.
///
/// # Safety
/// Called by the collector.
pub(crate) unsafe fn scan(visitor: &mut heap::Visitor) {
    // No thread is stopped while it holds this lock: nothing under it allocates or polls.
    for root in ROOTS.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).iter() {
        visitor.visit(root.load(Ordering::Relaxed));
    }
}
