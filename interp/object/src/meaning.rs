//! What native functions mean to traces.
//!
//! A recording looks inside some native functions: it carries them out by loads and arithmetic. A function is recognized
//! by its declaration, which the crate that has it registers under a meaning, so that no name is compared and a
//! replaced builtin is never mistaken for the real one.

use crate::native::NativeFunction;
use std::collections::HashMap;
use std::sync::Mutex;
use tracer::Residual;

#[derive(Clone, Copy)]
pub enum Meaning {
    Length,
    IsInstance,
    Absolute,
    ListAppend,
    SquareRoot,
    Minimum,
    Maximum,
    /// A pure function of a float, where the answer is finite.
    OfFloat(&'static Residual),
}

static MEANINGS: Mutex<Option<HashMap<usize, Meaning>>> = Mutex::new(None);

/// Registers a native function's meaning.
pub fn register(definition: &'static NativeFunction, meaning: Meaning) {
    let mut meanings = MEANINGS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    meanings.get_or_insert_default().insert(definition as *const NativeFunction as usize, meaning);
}

/// The meaning of a function, if it has one.
pub fn meaning_of(definition: &'static NativeFunction) -> Option<Meaning> {
    let meanings = MEANINGS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    meanings.as_ref()?.get(&(definition as *const NativeFunction as usize)).copied()
}
