//! Steps of built-in iterators whose sources and functions are written in Python: `map`, `zip`, `itertools.chain` ...
//!
//! Their own steps are Rust: each asks the source for an item by an activation of the interpreter, and a trace ends at
//! it. So a recording enters a function that means the same and is written in Python (`step.py`), where the sources are
//! stepped by `for` loops; then pipelines of generators, functions and these iterators are one trace. The plain
//! interpreter takes the Rust steps, which are quicker there. Both keep their state in the same words of the iterator,
//! so that it does not matter who made the last step.
//!
//! A step that has a loop inside (`filter` passes over items) would have the guards of all programs' loops in one
//! place; so there are copies, and the instruction that wants an item says which one it gets. The frames of these
//! functions are hidden. They answer the end by the tombstone, so that no exception is made.

use crate::consume::HIDDEN;
use crate::plan::{call, special};
use object::builtin::Builtin;
use object::meaning::{self, Meaning, Step};
use object::{Result, Thread, words};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tracer::{Effects, Machine, Next, Word};

const COPIES: usize = 4;

/// Names of the functions; those of `Step` first, in its order.
const NAMES: [&str; 23] = [
    "chain",
    "compress",
    "dropwhile",
    "takewhile",
    "filterfalse",
    "islice",
    "starmap",
    "accumulate",
    "pairwise",
    "groupby",
    "group",
    "count",
    "repeat",
    "cycle",
    "filter",
    "enumerate",
    "map_1",
    "map_2",
    "map_3",
    "zip_1",
    "zip_2",
    "zip_3",
    "zip_4",
];
const FILTER: usize = 14;
const ENUMERATE: usize = 15;
const MAP_1: usize = 16;
const ZIP_1: usize = 19;

/// Functions by copy; null while there are none.
static FUNCTIONS: [[AtomicU64; NAMES.len()]; COPIES] =
    [const { [const { AtomicU64::new(0) }; NAMES.len()] }; COPIES];
/// Whether there are functions, or are about to be.
static MADE: AtomicBool = AtomicBool::new(false);

/// The functions are roots.
pub fn scan_roots(visitor: &mut heap::Visitor) {
    for function in FUNCTIONS.as_flattened() {
        let address = function.load(Ordering::Relaxed);
        if address != 0 {
            visitor.visit_interior(address as usize);
        }
    }
}

object::native_functions! { static FUNCTIONS_IN_RUST =
    word(this, index) "($module, this, index, /)" Effects::READS => word;
    has_word(this, index) "($module, this, index, /)" Effects::READS => has_word;
    set_word(this, index, value) "($module, this, index, value, /)" Effects::writes(&[object::field::alias::WORDS]) => set_word;
    clear_word(this, index) "($module, this, index, /)" Effects::writes(&[object::field::alias::WORDS]) => clear_word;
    length(items) "($module, items, /)" Effects::READS => length;
    iter(iterable) "($module, iterable, /)" Effects::ANY => object::iterate::iterator;
    new_group(parent, key) "($module, parent, key, /)" Effects::READS => meaning::new_group;
}

/// A word of an iterator; None where it is null.
fn word(_thread: &mut Thread, this: Word, index: Word) -> Result {
    let word = words::get(this, index.int() as usize);
    Ok(if word.is_null() { Word::NONE } else { word })
}
fn has_word(_thread: &mut Thread, this: Word, index: Word) -> Result {
    Ok(Word::from_bool(!words::get(this, index.int() as usize).is_null()))
}
fn set_word(thread: &mut Thread, this: Word, index: Word, value: Word) -> Result {
    words::set(thread, this, index.int() as usize, value);
    Ok(Word::NONE)
}
fn clear_word(thread: &mut Thread, this: Word, index: Word) -> Result {
    words::set(thread, this, index.int() as usize, Word::NULL);
    Ok(Word::NONE)
}
fn length(_thread: &mut Thread, items: Word) -> Result {
    let is_tuple = object::header::has_shape(items, Builtin::Tuple.shape());
    let length =
        if is_tuple { object::tuple::items(items).len() } else { object::list::length(items) };
    Ok(Word::from_int(length as i64))
}

/// Makes the functions, before the first recording.
pub fn prepare(thread: &mut Thread) {
    if MADE.swap(true, Ordering::AcqRel) {
        return;
    }
    for definition in FUNCTIONS_IN_RUST {
        let meaning = match definition.name {
            "word" => Meaning::Word,
            "has_word" => Meaning::HasWord,
            "set_word" => Meaning::SetWord,
            "clear_word" => Meaning::ClearWord,
            "length" => Meaning::Length,
            "iter" => Meaning::Iterator,
            _ => continue,
        };
        meaning::register(definition, meaning);
    }
    let pending = std::mem::replace(&mut thread.exception, Word::NULL);
    let delivered = thread.delivered;
    if make(thread).is_err() {
        // Memory is short: then without them.
        thread.exception = Word::NULL;
    }
    (thread.exception, thread.delivered) = (pending, delivered);
}

fn make(thread: &mut Thread) -> Result<()> {
    let options = compile::Options { filename: "<step>".into(), ..compile::Options::default() };
    let source: &'static compile::Code = Box::leak(Box::new(
        compile::compile_source(include_str!("step.py"), &options).expect("is valid"),
    ));
    for copy in &FUNCTIONS {
        let globals = object::dict::new(thread);
        let bool_class = Builtin::Bool.word();
        let bool_name = object::class::get(bool_class).name;
        object::dict::set(thread, globals, bool_name, bool_class)?;
        object::dict::set(thread, globals, object::interned!("END"), Word::TOMBSTONE)?;
        let most = Word::from_int(i64::MAX >> 2);
        object::dict::set(thread, globals, object::interned!("MOST"), most)?;
        for definition in FUNCTIONS_IN_RUST {
            let function = object::function::new_native(thread, definition, Word::NULL, Word::NULL);
            let name = object::intern::intern(definition.name);
            object::dict::set(thread, globals, name, function)?;
        }
        crate::run::run_code(thread, source, globals, globals)?;
        for (name, function) in NAMES.iter().zip(copy) {
            let found =
                object::dict::get_str(globals, object::intern::intern(name)).unwrap_or(Word::NULL);
            let code =
                call::code_of(found) as *const object::layout::Code as *mut object::layout::Code;
            // SAFETY: the code of a function that nobody else has seen.
            unsafe { (*code).flags |= HIDDEN };
            function.store(found.0, Ordering::Release);
        }
    }
    Ok(())
}

/// Gives a namespace the function that tells a list's or tuple's length.
pub fn define_length(thread: &mut Thread, globals: Word) -> Result<()> {
    let definition = FUNCTIONS_IN_RUST.iter().find(|definition| definition.name == "length");
    let definition = definition.expect("stands in the table");
    meaning::register(definition, Meaning::Length);
    let function = object::function::new_native(thread, definition, Word::NULL, Word::NULL);
    object::dict::set(thread, globals, object::interned!("length"), function)
}

/// The function that makes a step of an iterator; the trace depends on what the choice is made by.
#[inline(always)]
fn find<M: Machine>(m: &mut M, iterator: M::Ref) -> Option<usize> {
    let shape = m.shape_of(iterator);
    if shape == 0 {
        return None;
    }
    if shape == Builtin::Filter.shape() {
        return Some(FILTER);
    }
    if shape == Builtin::Enumerate.shape() {
        return Some(ENUMERATE);
    }
    let is_map = shape == Builtin::Map.shape();
    if is_map || shape == Builtin::Zip.shape() {
        let strict = m.load(iterator, &object::field::words(1 + is_map as usize));
        if !m.is_word(strict, Word::FALSE) {
            return None;
        }
        let sources = m.load(iterator, &object::field::words(is_map as usize));
        let count = m.load_int(sources, &object::field::TUPLE_LENGTH);
        let count = m.box_int(count);
        let count = m.promote(count).word().int() as usize;
        let (first, most) = if is_map { (MAP_1, 3) } else { (ZIP_1, 4) };
        return (1..=most).contains(&count).then(|| first + count - 1);
    }
    let step = special::native_step(shape)?;
    special::depend_on_shape(m, shape);
    // Threads that share a counter get different numbers, which loads and stores would not give them.
    if step == Step::Count && !crate::jit::watch::single_threaded(m) {
        return None;
    }
    Some(step as usize)
}

/// Enters the function that makes a step of an iterator; the item, or the tombstone, goes to an action. Only while
/// recording. `None`: there is none.
#[inline(always)]
pub fn enter<M: Machine>(m: &mut M, iterator: M::Ref, action: u16) -> Option<Next> {
    if !m.is_recording() {
        return None;
    }
    let number = find(m, iterator)?;
    let place = m.pc() as usize >> 3;
    let copy = place.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32 & (COPIES - 1);
    let function = Word(FUNCTIONS[copy][number].load(Ordering::Acquire));
    if function.is_null() || !m.can_inline(call::code_of(function) as *const _ as usize) {
        return None;
    }
    call::special(m, call::Special { function, arguments: [iterator], action })
}
