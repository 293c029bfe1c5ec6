//! `OrderedDict`: the order is that of the dict's own table.
//!
//! The library has a doubly linked list of Python objects beside a dict, and every change of one is a change of the
//! other. The table under every dict is in order of insertion already, moving an entry behind the last one is a
//! deletion and an append, and entries are taken from either end without a search (`object::table`). So the class is a
//! dict with few methods of its own, and subscription, iteration and deletion are those of dict, in traces too. Moving
//! to the front copies the table; the linked list would not, but programs that do so are rare.

use object::{Builtin, Result, Thread, Word, native_functions};
use object::{attribute, class, dict, operation, representation, string};
use tracer::Effects;

/// The class, in Python: what it does besides is to call methods that subclasses may replace.
pub const SOURCE: &str = include_str!("ordered_dict.py");

native_functions! { pub static FUNCTIONS =
    _take_item(mapping, last) "($module, mapping, last, /)" Effects::ANY => take_item;
    _move_item(mapping, key, last) "($module, mapping, key, last, /)" Effects::ANY => move_item;
    _represent(mapping) "($module, mapping, /)" Effects::ANY => represent;
}

fn take_item(thread: &mut Thread, mapping: Word, last: Word) -> Result {
    let last = operation::truth(thread, last)?;
    match dict::pop_item(mapping, last) {
        Some((key, value)) => Ok(object::tuple::new(thread, &[key, value])),
        None => Err(thread.raise(Builtin::KeyError, "dictionary is empty")),
    }
}

fn move_item(thread: &mut Thread, mapping: Word, key: Word, last: Word) -> Result {
    let moved = if operation::truth(thread, last)? {
        dict::move_to_end(thread, mapping, key)?
    } else {
        dict::move_to_front(thread, mapping, key)?
    };
    if moved { Ok(Word::NONE) } else { Err(dict::key_error(thread, key)) }
}

fn represent(thread: &mut Thread, mapping: Word) -> Result {
    representation::guarded(thread, mapping, "...", |thread, text| {
        let name = class::get(class::class_of(mapping)).name;
        text.extend_from_slice(string::bytes(name));
        text.push(b'(');
        if dict::length(mapping) > 0 {
            // The items as a subclass gives them.
            let items = attribute::get(thread, mapping, crate::name!("items"))?;
            let items = thread.call(items, &[])?;
            let shown = thread.call(Builtin::Dict.word(), &[items])?;
            representation::push(thread, text, shown)?;
        }
        text.push(b')');
        Ok(())
    })
}
