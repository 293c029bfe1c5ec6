//! Common operations: the same pure operation on the same operands is made once.
//!
//! A table from operation to its value; traces are straight lines, so whatever is in it dominates
//! whatever looks it up, and nothing is ever removed. Operands are compared after they have been
//! resolved to constants. A value that a guard later turns into a constant leaves entries that
//! are never found again, which costs an operation at most, never correctness.

use crate::trace::{Arg, Code, Descriptor, OpRef};
use smallvec::SmallVec;
use std::collections::HashMap;

type Key = (Code, SmallVec<[Arg; 3]>, Descriptor);

#[derive(Default)]
pub(super) struct CommonOperations {
    known: HashMap<Key, OpRef>,
}

impl CommonOperations {
    pub fn find(&self, code: Code, args: &[Arg], descriptor: Descriptor) -> Option<OpRef> {
        self.known.get(&(code, SmallVec::from_slice(args), descriptor)).copied()
    }
    pub fn insert(&mut self, code: Code, args: &[Arg], descriptor: Descriptor, id: OpRef) {
        self.known.insert((code, SmallVec::from_slice(args), descriptor), id);
    }
}
