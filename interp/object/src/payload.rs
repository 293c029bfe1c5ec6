//! Instances of subclasses of the types whose values have no fixed size: the value of the built-in
//! type lies in the payload word.

use crate::error::Result;
use crate::header::{has_shape, shape_id};
use crate::layout::{Layout, Payload};
use crate::shape;
use crate::thread::Thread;
use heap::ShapeId;
use tracer::Word;

/// The value of built-in shape `wanted` that the object is or holds.
#[inline(always)]
pub fn exact(object: Word, wanted: ShapeId) -> Option<Word> {
    if !object.is_pointer() {
        return None;
    }
    if shape_id(object) == wanted { Some(object) } else { held(object, wanted) }
}

fn held(object: Word, wanted: ShapeId) -> Option<Word> {
    let shape = shape::try_get(shape_id(object))?;
    if shape.layout != Layout::Payload {
        return None;
    }
    let value = value(object);
    has_shape(value, wanted).then_some(value)
}

/// The payload word of an instance with that layout.
#[inline(always)]
pub fn value(object: Word) -> Word {
    // SAFETY: callers pass an object of layout `Payload`.
    unsafe { (*object.pointer::<Payload>()).value }
}

/// An instance of a subclass that holds this value.
pub fn new(thread: &mut Thread, class: Word, value: Word) -> Result {
    let object = crate::class::instantiate(thread, class)?;
    // SAFETY: `instantiate` gives an object of the class's layout, here `Payload`.
    let slot = unsafe { &raw mut (*object.pointer::<Payload>()).value };
    // SAFETY: within the object.
    unsafe { slot.write(value) };
    thread.barrier(object, slot, value);
    Ok(object)
}
