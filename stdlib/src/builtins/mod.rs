//! The `builtins` module.

mod code;
pub mod collect;
pub mod number;
pub mod objects;
pub use number::{abs, is_exact_float};
pub use objects::{identity, is_callable};
mod printing;

use crate::module::ModuleDefinition;
use crate::{module, name};
use object::{Result, Thread, Word};
use object::{dict, intern};

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "builtins",
    doc: "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all 'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().",
    functions: &[
        objects::FUNCTIONS,
        number::FUNCTIONS,
        collect::FUNCTIONS,
        printing::FUNCTIONS,
        code::FUNCTIONS,
    ],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

fn fill(thread: &mut Thread, namespace: &mut module::Namespace) -> Result<()> {
    namespace.set(thread, "__debug__", Word::TRUE);
    namespace.set_text(thread, "__name__", "builtins");
    namespace.set_text(thread, "__package__", "");
    Ok(())
}

/// The module object. The object layer makes it, with the classes; the rest is filled in here.
pub fn module(_thread: &mut Thread) -> Word {
    object::module::builtins_module()
}

/// Its dict.
pub fn dict(_thread: &mut Thread) -> Word {
    object::module::builtins_dict()
}

/// Fills the module. At start.
pub(crate) fn initialize(thread: &mut Thread) -> Result<()> {
    let mut namespace =
        module::Namespace { module: module(thread), dict: object::module::builtins_dict() };
    module::fill(thread, &DEFINITION, &mut namespace)
}

/// A function or class of the module.
pub fn get(thread: &mut Thread, name: &str) -> Word {
    let dict = dict(thread);
    dict::get_str(dict, intern::intern(name)).unwrap_or(Word::NONE)
}

/// `__import__` as the program may have replaced it; null if it is ours.
pub fn replaced_import(thread: &mut Thread) -> Word {
    let dict = dict(thread);
    match dict::get_str(dict, name!("__import__")) {
        Some(function) if function != code::own_import(thread) => function,
        _ => Word::NULL,
    }
}
