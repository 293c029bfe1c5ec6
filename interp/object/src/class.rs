//! Classes: making them, method resolution order, look-up.

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// Bits of `Class::flags`.
pub mod flag {
    /// Made by a class statement or `type()`.
    pub const HEAP: u64 = 1;
    /// May not be a base.
    pub const FINAL: u64 = 2;
    /// Somewhere in the mro stands `__getattribute__` / `__getattr__` / `__setattr__` / `__delattr__` written in Python.
    pub const GETATTRIBUTE: u64 = 4;
    pub const GETATTR: u64 = 8;
    pub const SETATTR: u64 = 16;
    pub const DELATTR: u64 = 32;
    /// `__del__`
    pub const FINALIZER: u64 = 64;
    pub const ABSTRACT: u64 = 128;
    /// Instances are exceptions.
    pub const EXCEPTION: u64 = 256;
    /// Is a subclass of type.
    pub const METACLASS: u64 = 512;
    pub const SEQUENCE: u64 = 1024;
    pub const MAPPING: u64 = 2048;
}
/// The class of any word.
#[inline]
pub fn class_of(_object: Word) -> Word {
    unimplemented!()
}
/// Whether a class has another in its mro.
pub fn is_subclass(_class: Word, _of: Word) -> bool {
    unimplemented!()
}
/// Looks a name (interned) up along the mro of a class, without descriptors; through a global cache. Null if absent.
pub fn lookup(_class: Word, _name: Word) -> Word {
    unimplemented!()
}
/// The struct of a class object.
pub fn get(class: Word) -> &'static mut crate::layout::Class {
    unsafe { &mut *class.pointer() }
}

/// `type(name, bases, namespace)` without the metaclass protocol: layout, slots, mro, `__set_name__`, `__init_subclass__`.
pub fn new_class(
    _thread: &mut Thread,
    _metaclass: Word,
    _name: Word,
    _bases: Word,
    _namespace: Word,
    _keywords: &[(Word, Word)],
) -> Result {
    unimplemented!()
}
/// `__build_class__`: function, name, bases, keywords.
pub fn build(_thread: &mut Thread, _arguments: crate::Arguments) -> Result {
    unimplemented!()
}
/// Stores (null: deletes) into the class dict and announces the change.
pub fn set_attribute(_thread: &mut Thread, _class: Word, _name: Word, _value: Word) -> Result<()> {
    unimplemented!()
}
/// `object.__new__` of a class: an instance with empty slots.
pub fn instantiate(_thread: &mut Thread, _class: Word) -> Result {
    unimplemented!()
}
/// Makes all built-in classes. Once, at start.
pub fn setup(_thread: &mut Thread) -> () {
    unimplemented!()
}
