//! Attribute access with the full protocol.

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// `object.name`
pub fn get(_thread: &mut Thread, _object: Word, _name: Word) -> Result {
    unimplemented!()
}
/// `getattr(object, name, None)`-like: `None` on AttributeError.
pub fn get_optional(_thread: &mut Thread, _object: Word, _name: Word) -> Result<Option<Word>> {
    unimplemented!()
}
/// `object.name = value`; null deletes.
pub fn set(_thread: &mut Thread, _object: Word, _name: Word, _value: Word) -> Result<()> {
    unimplemented!()
}
/// `object.__getattribute__`
pub fn generic_get(_thread: &mut Thread, _object: Word, _name: Word) -> Result {
    unimplemented!()
}
/// `object.__setattr__`
pub fn generic_set(_thread: &mut Thread, _object: Word, _name: Word, _value: Word) -> Result<()> {
    unimplemented!()
}
/// The `__dict__` of an object, made if need be; null where it has none.
pub fn dict_of(_thread: &mut Thread, _object: Word) -> Result {
    unimplemented!()
}
