//! Loading: from what was found to an initialized module.

use super::find::{Found, library_path};
use super::spec;
use crate::module::Namespace;
use crate::{compilation, module, name};
use object::{Builtin, Result, Thread, Word};
use object::{attribute, dict, intern, operation, string};

/// Makes, registers and initializes a module.
pub fn load(thread: &mut Thread, full_name: &str, found: Found) -> Result {
    match found {
        Found::Spec(found) => load_spec(thread, full_name, found),
        found => {
            let mut namespace = module::new(thread, full_name)?;
            let described = spec::describe(thread, full_name, &found)?;
            spec::apply(thread, &mut namespace, described)?;
            super::register(thread, full_name, namespace.module);
            if let Err(raised) = execute(thread, full_name, &found, &mut namespace) {
                forget(thread, full_name)?;
                return Err(raised);
            }
            Ok(super::loaded(thread, full_name).unwrap_or(namespace.module))
        }
    }
}

/// Takes a module that failed out of `sys.modules`; the pending exception stays.
fn forget(thread: &mut Thread, full_name: &str) -> Result<()> {
    let pending = std::mem::replace(&mut thread.exception, Word::NULL);
    let modules = super::modules(thread);
    dict::remove(thread, modules, intern::intern(full_name))?;
    thread.exception = pending;
    Ok(())
}

/// Runs a found module's code in its namespace.
pub fn execute(
    thread: &mut Thread,
    full_name: &str,
    found: &Found,
    namespace: &mut Namespace,
) -> Result<()> {
    match found {
        Found::Builtin(definition) => module::fill(thread, definition, namespace),
        Found::Embedded(file) => {
            let stored = if crate::sys::startup().flags.optimize == 0 {
                file.compiled(library_path())
            } else {
                None
            };
            match stored {
                Some(code) => exec_code(thread, code, namespace.dict),
                None => {
                    let filename = format!("{}/{}", library_path(), file.path());
                    exec_source(thread, &file.source(), &filename, namespace.dict)
                }
            }
        }
        Found::Source { path, .. } => {
            let filename = path.to_string_lossy().into_owned();
            let source = match std::fs::read(path) {
                Ok(source) => source,
                Err(error) => return Err(crate::system_error::raise(thread, &error, &filename)),
            };
            exec_source(thread, &source, &filename, namespace.dict)
        }
        Found::Namespace(_) => Ok(()),
        Found::Spec(_) => {
            let text = format!("module '{full_name}' has a loader of its own");
            Err(thread.raise(Builtin::ImportError, text))
        }
    }
}

/// Compiles a source and runs it as a module body.
pub fn exec_source(
    thread: &mut Thread,
    source: &[u8],
    filename: &str,
    namespace: Word,
) -> Result<()> {
    let code = compilation::compile_bytes(thread, source, filename, "exec")?;
    exec_code(thread, code, namespace)
}

/// Runs code as a module body.
fn exec_code(thread: &mut Thread, code: &'static compile::Code, namespace: Word) -> Result<()> {
    if dict::get_str(namespace, name!("__builtins__")).is_none() {
        let builtins = crate::builtins::dict(thread);
        dict::set_str(thread, namespace, name!("__builtins__"), builtins);
    }
    (crate::interpreter::get().run_code)(thread, code, namespace, namespace)?;
    Ok(())
}

/// By the protocol: `create_module`, attributes, `exec_module`.
fn load_spec(thread: &mut Thread, full_name: &str, found: Word) -> Result {
    let loader = attribute::get_optional(thread, found, name!("loader"))?.unwrap_or(Word::NONE);
    let mut made = Word::NONE;
    if !loader.is_none()
        && let Some(method) = attribute::get_optional(thread, loader, name!("create_module"))?
    {
        made = thread.call(method, &[found])?;
    }
    if made.is_none() {
        made = module::new(thread, full_name)?.module;
    }
    set_attributes(thread, made, found, loader)?;
    super::register(thread, full_name, made);
    if loader.is_none() {
        return Ok(made);
    }
    let run = match attribute::get_optional(thread, loader, name!("exec_module"))? {
        Some(method) => thread.call(method, &[made]),
        None => {
            let text = string::new(thread, full_name);
            operation::call_method(thread, loader, name!("load_module"), &[text])
        }
    };
    if let Err(raised) = run {
        forget(thread, full_name)?;
        return Err(raised);
    }
    Ok(super::loaded(thread, full_name).unwrap_or(made))
}

/// As `importlib._bootstrap._init_module_attrs`.
fn set_attributes(thread: &mut Thread, made: Word, found: Word, loader: Word) -> Result<()> {
    let copied = [(name!("__name__"), name!("name")), (name!("__package__"), name!("parent"))];
    for (to, from) in copied {
        if let Some(value) = attribute::get_optional(thread, found, from)? {
            attribute::set(thread, made, to, value)?;
        }
    }
    attribute::set(thread, made, name!("__loader__"), loader)?;
    attribute::set(thread, made, name!("__spec__"), found)?;
    let locations = attribute::get_optional(thread, found, name!("submodule_search_locations"))?;
    if let Some(locations) = locations.filter(|word| !word.is_none()) {
        attribute::set(thread, made, name!("__path__"), locations)?;
    }
    let has_location = attribute::get_optional(thread, found, name!("has_location"))?;
    if let Some(has_location) = has_location
        && operation::truth(thread, has_location)?
    {
        for (to, from) in
            [(name!("__file__"), name!("origin")), (name!("__cached__"), name!("cached"))]
        {
            if let Some(value) =
                attribute::get_optional(thread, found, from)?.filter(|word| !word.is_none())
            {
                attribute::set(thread, made, to, value)?;
            }
        }
    }
    Ok(())
}
