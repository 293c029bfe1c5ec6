//! The `builtins` module.

mod code;
mod collect;
mod number;
mod objects;
pub use objects::{identity, is_callable};
pub use number::is_exact_float;
mod printing;

use crate::module::ModuleDefinition;
use crate::name::Root;
use crate::{module, name};
use object::{Builtin, Result, Thread, Word};
use object::{dict, intern};

static MODULE: Root = Root::empty();

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

/// Built-in classes that programs reach by name.
const CLASSES: &[Builtin] = &[
    Builtin::Object,
    Builtin::Type,
    Builtin::Int,
    Builtin::Bool,
    Builtin::Float,
    Builtin::Complex,
    Builtin::Str,
    Builtin::Bytes,
    Builtin::ByteArray,
    Builtin::MemoryView,
    Builtin::List,
    Builtin::Tuple,
    Builtin::Dict,
    Builtin::Set,
    Builtin::FrozenSet,
    Builtin::Range,
    Builtin::Slice,
    Builtin::Property,
    Builtin::ClassMethod,
    Builtin::StaticMethod,
    Builtin::Super,
    Builtin::Enumerate,
    Builtin::Zip,
    Builtin::Map,
    Builtin::Filter,
    Builtin::Reversed,
];

fn fill(thread: &mut Thread, namespace: &mut module::Namespace) -> Result<()> {
    for class in CLASSES {
        namespace.set(thread, class.name(), class.word());
    }
    let first = Builtin::BaseException as usize;
    for class in &Builtin::ALL[first..] {
        namespace.set(thread, class.name(), class.word());
    }
    for alias in ["EnvironmentError", "IOError"] {
        namespace.set(thread, alias, Builtin::OSError.word());
    }
    for (constant, value) in [
        ("None", Word::NONE),
        ("True", Word::TRUE),
        ("False", Word::FALSE),
        ("Ellipsis", Word::ELLIPSIS),
        ("NotImplemented", Word::NOT_IMPLEMENTED),
        ("__debug__", Word::TRUE),
    ] {
        namespace.set(thread, constant, value);
    }
    namespace.set_text(thread, "__name__", "builtins");
    namespace.set_text(thread, "__package__", "");
    Ok(())
}

/// The module object, made at the first call.
pub fn module(thread: &mut Thread) -> Word {
    let module = MODULE.get();
    if !module.is_null() {
        return module;
    }
    let made = module::create(thread, &DEFINITION).expect("the builtins module can be made");
    MODULE.set(made);
    made
}

/// Its dict.
pub fn dict(thread: &mut Thread) -> Word {
    let module = module(thread);
    module::dict_of(module).expect("a module has a dict")
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
