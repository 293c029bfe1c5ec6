//! Descriptors written in Python: which function an attribute of a class is read or stored by.
//!
//! A descriptor's methods are looked up in *its* class, so a plan for an attribute relies on two classes: the object's,
//! which has the descriptor, and the descriptor's, which says what finding it means. The second one counts also where
//! there is no descriptor yet: an object that a class has as it is becomes one as soon as its own class gets a
//! `__get__`.

use object::builtin::Builtin;
use object::header::has_shape;
use object::{class, name};
use tracer::Word;

/// The Python function that reads an attribute for which this object was found, by a call with the descriptor, the
/// object (or None) and the class.
pub fn getter(found: Word) -> Option<Word> {
    method(found, name::__get__.word())
}

/// The Python function that stores an attribute for which this object was found, by a call with the descriptor, the
/// object and the value.
pub fn setter(found: Word) -> Option<Word> {
    method(found, name::__set__.word())
}

fn method(found: Word, name: Word) -> Option<Word> {
    let class = relied_class(found);
    if class.is_null() {
        return None;
    }
    let function = class::lookup(class, name);
    has_shape(function, Builtin::Function.shape()).then_some(function)
}

/// The class that says what finding this object means, if a program may change it; else null.
pub fn relied_class(found: Word) -> Word {
    if !found.is_pointer() {
        return Word::NULL;
    }
    let class = class::class_of(found);
    if class::has_flag(class, class::flag::HEAP) { class } else { Word::NULL }
}
