//! `iter(str)`: the string, the byte offset and the number of the next character. The string is
//! immutable and offsets only ever name beginnings of characters, so racing threads read nothing
//! worse than a character twice.

use super::{bytes, decode, exact, index, length};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::layout::Words;
use crate::native_functions;
use crate::thread::Thread;
use tracer::{Effects, Word};

const STRING: usize = 0;
const OFFSET: usize = 1;
const NUMBER: usize = 2;

fn get(iterator: Word) -> &'static mut Words {
    // SAFETY: callers pass str iterators, whose layout is `Words`.
    unsafe { &mut *iterator.pointer() }
}

pub fn new(thread: &mut Thread, string: Word) -> Word {
    let iterator = thread.new_object::<Words>(Builtin::StrIterator.shape());
    iterator.words[STRING] = exact(string);
    iterator.words[OFFSET] = Word::from_int(0);
    iterator.words[NUMBER] = Word::from_int(0);
    Word::from_pointer(iterator)
}

/// The next character; `None` at the end.
#[inline]
pub fn next(thread: &mut Thread, iterator: Word) -> Option<Word> {
    let iterator = get(iterator);
    let string = iterator.words[STRING];
    if string.is_null() {
        return None;
    }
    let text = bytes(string);
    let offset = iterator.words[OFFSET].int() as usize;
    if offset >= text.len() {
        iterator.words[STRING] = Word::NULL;
        return None;
    }
    let (code_point, size) = decode(text, offset);
    iterator.words[OFFSET] = Word::from_int((offset + size) as i64);
    iterator.words[NUMBER] = Word::from_int(iterator.words[NUMBER].int() + 1);
    Some(super::character(thread, code_point))
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
    let string = iterator.words[STRING];
    let left =
        if string.is_null() { 0 } else { length(string) as i64 - iterator.words[NUMBER].int() };
    Ok(Word::from_int(left.max(0)))
}

fn set_state(thread: &mut Thread, this: Word, state: Word) -> Result {
    let number = crate::argument::c_size(thread, state)?.max(0) as usize;
    let iterator = get(this);
    let string = iterator.words[STRING];
    if !string.is_null() {
        let number = number.min(length(string));
        iterator.words[OFFSET] = Word::from_int(index::offset(thread, string, number) as i64);
        iterator.words[NUMBER] = Word::from_int(number as i64);
    }
    Ok(Word::NONE)
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    let iterator = get(this);
    let (string, number) = (iterator.words[STRING], iterator.words[NUMBER]);
    if string.is_null() {
        let empty = super::empty(thread);
        return crate::builtin_iterator::reduced(thread, empty, Word::NULL);
    }
    crate::builtin_iterator::reduced(thread, string, number)
}
