//! What can be said of all items of a container without running Python: the least, the greatest,
//! their order. `None` where some item has to be asked; then nothing has happened.

use crate::builtin::Builtin;
use crate::header::has_shape;
use crate::operation::Compare;
use crate::thread::Thread;
use crate::{construct, list, quiet, set, tuple};
use tracer::Word;

/// `min(items)` or `max(items)`, by the comparison that a better item wins; also `None` where there are no items.
pub fn extreme(items: Word, better: Compare) -> Option<Word> {
    let mut best = Word::NULL;
    let mut consider = |item: Word| {
        if item.is_null() {
            return None;
        }
        if best.is_null() || quiet::compare(better, item, best)? {
            best = item;
        }
        Some(())
    };
    if list::is_exact(items) {
        for index in 0..list::length(items) {
            consider(list::get(items, index))?;
        }
    } else if has_shape(items, Builtin::Tuple.shape()) {
        for &item in tuple::exact_items(items) {
            consider(item)?;
        }
    } else if set::is_exact(items) {
        let mut position = 0;
        while let Some((next, _, item)) = set::next_entry(items, position) {
            position = next;
            consider(item)?;
        }
    } else {
        return None;
    }
    (!best.is_null()).then_some(best)
}

/// `sorted(items)` where all items are small ints, or all floats, or all strings.
pub fn sorted(thread: &mut Thread, items: Word) -> Option<Word> {
    let copy = construct::list(thread, items)?.ok()?;
    list::sort::sort_plainly(thread, copy).then_some(copy)
}
