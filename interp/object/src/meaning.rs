//! What native functions mean to traces.
//!
//! A recording looks inside some native functions: it carries them out by loads and arithmetic. A function is recognized
//! by its machine code's address, which the crate that has it registers under a meaning, so that no name is compared and
//! a replaced builtin is never mistaken for the real one. (The declaration's address would not do: the constants behind
//! a static are copied into each codegen unit that names it.)

use crate::error::Result;
use crate::native::{NativeCall, NativeFunction};
use crate::thread::Thread;
use std::collections::HashMap;
use std::sync::{Mutex, OnceLock};
use tracer::{Residual, Word};

#[derive(Clone, Copy)]
pub enum Meaning {
    Length,
    IsInstance,
    IsSubclass,
    /// `getattr`
    GetAttribute,
    /// `hasattr`
    HasAttribute,
    /// `setattr`
    SetAttribute,
    /// `object.__setattr__`
    SetAttributeDirectly,
    /// `object.__new__`
    NewObject,
    /// `tuple.__new__`
    NewTuple,
    /// `__get__` of the descriptor of a named tuple's field; its first word is the field's index.
    TupleField,
    Absolute,
    /// `divmod`
    DivMod,
    ListAppend,
    ByteArrayAppend,
    /// `BaseException.__init__`
    ExceptionInit,
    /// The next item of an iterator.
    Next,
    /// `iter`, without its second argument.
    Iterator,
    /// `__iter__` of iterators.
    Itself,
    /// `__next__` of an iterator of whose steps there is a form in Python.
    Step(Step),
    /// `__next__` of `combinations` and `product`.
    Choose(Choice),
    /// A word of an iterator, None where it is null.
    Word,
    HasWord,
    SetWord,
    ClearWord,
    /// `generator.send`
    Send,
    /// `generator.throw`
    Throw,
    SquareRoot,
    /// `ord`
    Ordinal,
    /// `chr`
    Character,
    Minimum,
    Maximum,
    Sorted,
    /// A pure function of a float, where the answer is finite.
    OfFloat(&'static Residual),
    /// A function with the same parameters that does the same as long as that runs no Python, with narrower effects;
    /// else it answers the tombstone before it has done anything.
    Quiet(&'static Residual),
    /// The function itself with the effects that it has where all arguments are exact strings, tuples and lists, small
    /// ints or None.
    OfPlain(&'static Residual),
}

/// Iterators of the library whose steps traces look inside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Step {
    Chain,
    Compress,
    DropWhile,
    TakeWhile,
    FilterFalse,
    Slice,
    StarMap,
    Accumulate,
    Pairwise,
    GroupBy,
    Group,
    Count,
    Repeat,
    Cycle,
}

/// What the last index of an iterator's choice goes through: state in words 0 (pools), 1 (a raw vector of the indices, as
/// words of integers) and 3 (1 while it runs).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Choice {
    /// One pool, a tuple.
    Combinations,
    /// A vector of pools, one for each index.
    Product,
}

/// Makes a group of `groupby`: the parent, its key.
pub type NewGroup = fn(&mut Thread, Word, Word) -> Result;

static NEW_GROUP: OnceLock<NewGroup> = OnceLock::new();

/// Registers what makes groups of `groupby`.
pub fn register_new_group(function: NewGroup) {
    // Registered once, or again with the same function.
    let _ = NEW_GROUP.set(function);
}

/// A new group of `groupby`.
pub fn new_group(thread: &mut Thread, parent: Word, key: Word) -> Result {
    match NEW_GROUP.get() {
        Some(function) => function(thread, parent, key),
        None => Err(thread.not_implemented("groups of groupby")),
    }
}

static MEANINGS: Mutex<Option<HashMap<usize, Meaning>>> = Mutex::new(None);

fn key(definition: &NativeFunction) -> usize {
    match definition.call {
        NativeCall::Fixed { address, .. } => address.0 as usize,
        NativeCall::Variadic(run) => run as usize,
    }
}

/// Registers a native function's meaning.
pub fn register(definition: &'static NativeFunction, meaning: Meaning) {
    let mut meanings = MEANINGS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    meanings.get_or_insert_default().insert(key(definition), meaning);
}

/// The meaning of a function, if it has one.
pub fn meaning_of(definition: &'static NativeFunction) -> Option<Meaning> {
    let meanings = MEANINGS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    meanings.as_ref()?.get(&key(definition)).copied()
}
