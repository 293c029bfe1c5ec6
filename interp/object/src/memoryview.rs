//! memoryview (being written).
use crate::buffer::Exposed;
use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// The contents, copied where they are not contiguous.
pub fn contents(_thread: &mut Thread, _view: Word) -> Result<&'static [u8]> {
    unimplemented!()
}
pub fn from_python(_thread: &mut Thread, _object: Word) -> Result {
    unimplemented!()
}
pub fn expose(_thread: &mut Thread, _object: Word) -> Result<Option<Exposed>> {
    unimplemented!()
}
pub fn buffer_method(_thread: &mut Thread, _this: Word, _flags: Word) -> Result {
    unimplemented!()
}
pub fn release_buffer_method(_thread: &mut Thread, _this: Word, _view: Word) -> Result {
    unimplemented!()
}
