//! The `_typing` module, nearly all in Python: type variables do nothing fast. The functions with an underscore are what the
//! syntax for type parameters calls.

use crate::module::{ModuleDefinition, Namespace};
use object::{Builtin, Result, Thread, Word, native_functions};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_typing",
    doc: "Primitives and accelerators for the typing module.",
    functions: &[FUNCTIONS],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    // In a class it is no method: it is called with the value alone.
    _idfunc(value) "($module, x, /)" Effects::READS => identity;
}

fn identity(_thread: &mut Thread, value: Word) -> Result {
    Ok(value)
}

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    namespace.set(thread, "Union", Builtin::Union.word());
    namespace.run(thread, "_typing", include_str!("primitives.py"))
}
