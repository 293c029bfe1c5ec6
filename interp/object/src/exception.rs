//! Exceptions: objects, context, tracebacks, printing.

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// An instance by arguments, without running Python code (built-in classes).
pub fn new(_thread: &mut Thread, _class: Word, _arguments: &[Word]) -> Word {
    unimplemented!()
}
/// What `raise x` makes of `x`: an instance, or TypeError raised.
pub fn normalize(_thread: &mut Thread, _object: Word) -> Result {
    unimplemented!()
}
/// Implicit chaining with what is being handled; cycles are cut.
pub fn set_context(_thread: &mut Thread, _exception: Word) -> () {
    unimplemented!()
}
/// Puts an entry for an instruction (word index) of a code object before the traceback.
pub fn add_traceback(_thread: &mut Thread, _exception: Word, _code: Word, _position: u32) -> () {
    unimplemented!()
}
/// The uncaught exception as CPython prints it on stderr, chained causes and all (also to a given string).
pub fn print(_thread: &mut Thread, _exception: Word) -> String {
    unimplemented!()
}
