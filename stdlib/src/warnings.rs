//! The `_warnings` module: what Rust code and `importlib` need. The machinery is `_py_warnings`.

use crate::module::ModuleDefinition;
use crate::{import, name};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute, string};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_warnings",
    doc: "_warnings provides basic warning filtering support.",
    functions: &[FUNCTIONS],
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    /// Issue a warning, or maybe ignore it or raise an exception.
    warn(..) "($module, /, message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=())" Effects::ANY => forward_warn;
    /// Issue a warning, or maybe ignore it or raise an exception.
    warn_explicit(..) "($module, /, message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None)" Effects::ANY => forward_explicit;
}

fn forward(thread: &mut Thread, arguments: Arguments, function: Word) -> Result {
    let module = import::import(thread, "_py_warnings")?;
    let function = attribute::get(thread, module, function)?;
    thread.call_with_names(function, arguments.all, arguments.names)
}
fn forward_warn(thread: &mut Thread, arguments: Arguments) -> Result {
    forward(thread, arguments, name!("warn"))
}
fn forward_explicit(thread: &mut Thread, arguments: Arguments) -> Result {
    forward(thread, arguments, name!("warn_explicit"))
}

/// Issues a warning from Rust. It may be turned into an exception.
pub fn warn(thread: &mut Thread, category: Builtin, text: &str) -> Result<()> {
    let module = import::import(thread, "_py_warnings")?;
    let function = attribute::get(thread, module, name!("warn"))?;
    let text = string::new(thread, text);
    thread.call(function, &[text, category.word()])?;
    Ok(())
}
