//! The `_typing` module, in Python: type variables do nothing fast. The functions with an underscore are what the
//! syntax for type parameters calls.

use crate::module::{ModuleDefinition, Namespace};
use object::{Builtin, Result, Thread};

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_typing",
    doc: "Primitives and accelerators for the typing module.",
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    namespace.set(thread, "Union", Builtin::Union.word());
    namespace.run(thread, "_typing", include_str!("primitives.py"))
}
