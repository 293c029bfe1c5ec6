//! int: 63-bit immediates and big integers.

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// Whether it is an int (small or big, bool, or an instance of a subclass).
pub fn is_int(_object: Word) -> bool {
    unimplemented!()
}
/// The value where it fits (ints, bools, subclasses).
pub fn to_i64(_object: Word) -> Option<i64> {
    unimplemented!()
}

pub fn from_i64(_thread: &mut Thread, _value: i64) -> Word {
    unimplemented!()
}
pub fn from_u64(_thread: &mut Thread, _value: u64) -> Word {
    unimplemented!()
}
pub fn from_i128(_thread: &mut Thread, _value: i128) -> Word {
    unimplemented!()
}
/// Digits with an optional sign.
pub fn from_decimal(_thread: &mut Thread, _digits: &str) -> Word {
    unimplemented!()
}
