//! The `_templatelib` module: what template strings make. Ours alone; `string.templatelib` finds the classes by making
//! a template.

use crate::module::{ModuleDefinition, Namespace};
use object::{Result, Thread};

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition =
    ModuleDefinition { name: "_templatelib", initialize: Some(fill), ..ModuleDefinition::EMPTY };

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    namespace.run(thread, "_templatelib", include_str!("template_string.py"))
}
