//! C3: the method resolution order.

use super::{get, mro, name_text};
use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// The linearization of a class with these bases, the class itself (which may still be without an mro) first; a tuple.
pub fn linearize(thread: &mut Thread, class: Word, bases: &[Word]) -> Result {
    for (index, base) in bases.iter().enumerate() {
        if bases[..index].contains(base) {
            let text = format!("duplicate base class {}", name_text(*base));
            return Err(thread.type_error(text));
        }
        if get(*base).mro.is_null() {
            let text = format!("Cannot extend an incomplete type '{}'", name_text(*base));
            return Err(thread.type_error(text));
        }
    }
    // The bases keep all these words alive.
    let mut sequences: Vec<&[Word]> = bases.iter().map(|&base| mro(base)).collect();
    sequences.push(bases);
    let mut order = vec![class];
    loop {
        sequences.retain(|sequence| !sequence.is_empty());
        if sequences.is_empty() {
            return Ok(crate::tuple::new(thread, &order));
        }
        let candidate = sequences
            .iter()
            .map(|sequence| sequence[0])
            .find(|candidate| !sequences.iter().any(|sequence| sequence[1..].contains(candidate)));
        let Some(next) = candidate else {
            return Err(inconsistent(thread, &sequences));
        };
        order.push(next);
        for sequence in &mut sequences {
            if sequence[0] == next {
                *sequence = &sequence[1..];
            }
        }
    }
}

#[cold]
fn inconsistent(thread: &mut Thread, sequences: &[&[Word]]) -> crate::Raised {
    let mut heads: Vec<Word> = Vec::new();
    for sequence in sequences {
        if !heads.contains(&sequence[0]) {
            heads.push(sequence[0]);
        }
    }
    let names: Vec<String> = heads.into_iter().map(name_text).collect();
    thread.raise(
        Builtin::TypeError,
        format!(
            "Cannot create a consistent method resolution order (MRO) for bases {}",
            names.join(", ")
        ),
    )
}
