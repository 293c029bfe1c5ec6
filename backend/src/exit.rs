//! Units and exits as compiled code knows them: by address.
//!
//! Code reads the validity byte of its own unit and the bridge cell of each of its exits, so both
//! must have their addresses before the unit is lowered. [`place`] allocates them; [`Addresses`]
//! is what the lowering gets to see. Nothing here moves afterwards: exits are boxed one by one.
//!
//! Compiled code takes an exit by a tail call through the exit's bridge cell, passing the address
//! of the exit and the live values. While there is no bridge the cell holds the address of a
//! thunk, of which there is one for each list of kinds. It leaves the live values in the thread's
//! exit buffer, eight bytes each, in the order of `Exit::live`: words as they are, integers
//! doubled, floats as IEEE bits. [`LiveValue::read`] undoes that. So the exits themselves are
//! small: their code was most of a unit's when each stored its values and called the run time, and
//! compiling them took more than half of the time.

use std::mem::offset_of;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU8, AtomicU32};
use tracer::{CompiledExit, CompiledUnit, Kind, Unit, Word};

/// Words in a thread's exit buffer.
pub(crate) const EXIT_BUFFER_WORDS: usize = 512;

/// Offset of the bridge cell in a [`CompiledExit`].
pub(crate) const BRIDGE_OFFSET: i32 = offset_of!(CompiledExit, bridge) as i32;

/// Addresses that become part of a unit's code.
pub(crate) struct Addresses {
    /// The byte that says whether the unit's assumptions hold.
    pub valid: u64,
    /// Each exit's [`CompiledExit`].
    pub exits: Vec<u64>,
}

/// Allocates what the code of `unit` will refer to.
pub(crate) fn place(unit: Unit) -> (Box<CompiledUnit>, Addresses) {
    let mut compiled = Box::new(CompiledUnit {
        unit,
        valid: AtomicU8::new(1),
        generic_entry: ptr::null(),
        typed_entry: ptr::null(),
        exits: Vec::new(),
        code_bytes: 0,
    });
    let owner: *const CompiledUnit = &*compiled;
    let exits: Vec<Box<CompiledExit>> = compiled
        .unit
        .exits
        .iter()
        .map(|exit| {
            Box::new(CompiledExit {
                bridge: AtomicPtr::new(ptr::null_mut()),
                leave: ptr::null(),
                count: AtomicU32::new(0),
                state: AtomicU8::new(0),
                unit: owner,
                exit: exit.clone(),
            })
        })
        .collect();
    let addresses = Addresses {
        valid: &raw const compiled.valid as u64,
        exits: exits.iter().map(|exit| &raw const **exit as u64).collect(),
    };
    compiled.exits = exits;
    (compiled, addresses)
}

/// A value that was live at an exit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum LiveValue {
    Word(Word),
    Int(i64),
    Float(f64),
}

impl LiveValue {
    /// Decodes what compiled code left in the exit buffer.
    pub fn read(kind: Kind, raw: u64) -> LiveValue {
        match kind {
            Kind::Int => LiveValue::Int(raw as i64 >> 1),
            Kind::Float => LiveValue::Float(f64::from_bits(raw)),
            _ => LiveValue::Word(Word(raw)),
        }
    }
}
