//! Iterators over bytes and bytearray: the object and the number of the next byte.

use crate::builtin::Builtin;
use crate::error::Result;
use crate::layout::Words;
use crate::native_functions;
use crate::thread::Thread;
use tracer::{Effects, Word};

fn get(iterator: Word) -> &'static mut Words {
    // SAFETY: callers pass iterators of this file, whose layout is `Words`.
    unsafe { &mut *iterator.pointer() }
}

/// `iter(object)` for bytes and bytearray.
pub fn new(thread: &mut Thread, object: Word) -> Word {
    let (object, kind) = match super::exact(object) {
        Some(exact) => (exact, Builtin::BytesIterator),
        None => (object, Builtin::ByteArrayIterator),
    };
    let iterator = thread.new_object::<Words>(kind.shape());
    iterator.words[0] = object;
    iterator.words[1] = Word::from_int(0);
    Word::from_pointer(iterator)
}

/// The next byte; `None` at the end.
#[inline]
pub fn next(_thread: &mut Thread, iterator: Word) -> Option<Word> {
    let iterator = get(iterator);
    let object = iterator.words[0];
    let data = super::data(object)?;
    let at = iterator.words[1].int();
    match data.get(at as usize) {
        Some(&byte) => {
            iterator.words[1] = Word::from_int(at + 1);
            Some(Word::from_int(i64::from(byte)))
        }
        None => {
            iterator.words[0] = Word::NULL;
            None
        }
    }
}

native_functions! { pub static METHODS =
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::PURE => itself;
    /// Implement next(self).
    __next__(this) "($self, /)" Effects::writes(&[crate::field::alias::WORDS]) => next_method;
    /// Private method returning an estimate of len(list(it)).
    __length_hint__(this) "($self, /)" Effects::READS => length_hint;
    /// Set state information for unpickling.
    __setstate__(this, state) "($self, object, /)" Effects::ANY => set_state;
    /// Return state information for pickling.
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
}

fn itself(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}

fn next_method(thread: &mut Thread, this: Word) -> Result {
    next(thread, this).ok_or_else(|| thread.raise_with(Builtin::StopIteration, &[]))
}

fn length_hint(_thread: &mut Thread, this: Word) -> Result {
    let iterator = get(this);
    let length = super::data(iterator.words[0]).map_or(0, |data| data.len() as i64);
    Ok(Word::from_int((length - iterator.words[1].int()).max(0)))
}

fn set_state(thread: &mut Thread, this: Word, state: Word) -> Result {
    let at = crate::argument::c_size(thread, state)?.max(0);
    let iterator = get(this);
    if let Some(data) = super::data(iterator.words[0]) {
        iterator.words[1] = Word::from_int(at.min(data.len() as i64));
    }
    Ok(Word::NONE)
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    let iterator = get(this);
    let (object, at) = (iterator.words[0], iterator.words[1]);
    if object.is_null() {
        let empty = crate::tuple::new(thread, &[]);
        return crate::builtin_iterator::reduced(thread, empty, Word::NULL);
    }
    crate::builtin_iterator::reduced(thread, object, at)
}
