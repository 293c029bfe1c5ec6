//! float: immediates and boxes.

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// The value of a float (immediate, boxed, or an instance of a subclass).
pub fn value(_object: Word) -> Option<f64> {
    unimplemented!()
}

pub fn new(_thread: &mut Thread, _value: f64) -> Word {
    unimplemented!()
}
/// `float(x)` for numbers: float, int, `__float__`, `__index__`.
pub fn from_object(_thread: &mut Thread, _object: Word) -> Result<f64> {
    unimplemented!()
}
