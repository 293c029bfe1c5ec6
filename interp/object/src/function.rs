//! Python functions and bound methods, native functions, argument binding by signature.

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// A function of a code object that has its globals.
pub fn new(_thread: &mut Thread, _code: Word, _qualname: Word) -> Word {
    unimplemented!()
}
pub fn new_method(_thread: &mut Thread, _function: Word, _object: Word) -> Word {
    unimplemented!()
}
/// A native function bound to an object (null: not) in a module (its name, or null).
pub fn new_native(
    _thread: &mut Thread,
    _definition: &'static crate::NativeFunction,
    _object: Word,
    _module: Word,
) -> Word {
    unimplemented!()
}
/// Binds and calls a native function or method descriptor; the receiver (if any) is part of the arguments.
pub fn call_native(
    _thread: &mut Thread,
    _definition: &'static crate::NativeFunction,
    _arguments: crate::Arguments,
) -> Result {
    unimplemented!()
}
