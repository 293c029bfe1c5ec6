//! `import`, in Rust.
//!
//! Python's own import system is Python code that has to be loaded before anything else can be:
//! too slow for the start of a small program. This one does the same steps: `sys.modules`, the
//! parent package, the finders of `sys.meta_path`, execution, the attribute of the parent. The
//! three finders that are there from the start are recognized and carried out in Rust; others are
//! asked by `find_spec` and their loaders do as they like.
//!
//! One module is initialized by one thread; others wait for it, unless waiting would close a
//! circle, in which case they get the half-initialized module, as in a circular import.

mod find;
mod load;
mod lock;
mod spec;

use crate::{argument, module, name};
use object::{Builtin, Raised, Result, Thread, Word};
use object::{attribute, dict, intern, operation, string, tuple};

pub use find::{library_path, set_library_path};
pub use load::exec_source;
pub use spec::{BUILTIN_IMPORTER, EMBEDDED_IMPORTER, MODULE_SPEC, PATH_FINDER, SOURCE_LOADER};

/// `sys.modules`
pub fn modules(thread: &mut Thread) -> Word {
    let _ = thread;
    object::module::modules()
}

/// A module from `sys.modules`; None counts as absent.
pub fn loaded(thread: &mut Thread, full_name: &str) -> Option<Word> {
    let modules = modules(thread);
    dict::get_str(modules, intern::intern(full_name)).filter(|module| !module.is_none())
}

pub(crate) fn register(thread: &mut Thread, full_name: &str, module: Word) {
    let modules = modules(thread);
    dict::set_str(thread, modules, intern::intern(full_name), module);
}

/// The module of a full name, imported if need be: `importlib.import_module`.
pub fn import(thread: &mut Thread, full_name: &str) -> Result {
    if let Some(module) = loaded(thread, full_name) {
        lock::wait_until_initialized(thread, full_name);
        return Ok(module);
    }
    let modules = modules(thread);
    if dict::get_str(modules, intern::intern(full_name)).is_some() {
        let text = format!("import of {full_name} halted; None in sys.modules");
        return Err(not_found(thread, text, full_name));
    }
    let mut path = Word::NULL;
    let mut parent = Word::NULL;
    if let Some((parent_name, child)) = full_name.rsplit_once('.') {
        parent = import(thread, parent_name)?;
        if let Some(module) = loaded(thread, full_name) {
            return Ok(module);
        }
        match attribute::get_optional(thread, parent, name!("__path__"))? {
            Some(found) => path = found,
            None => {
                let text =
                    format!("No module named '{full_name}'; '{parent_name}' is not a package");
                return Err(not_found(thread, text, full_name));
            }
        }
        debug_assert!(!child.is_empty());
    }
    let guard = lock::begin(thread, full_name);
    let Some(guard) = guard else {
        // Another thread was at it, and is done or waits for us.
        return match loaded(thread, full_name) {
            Some(module) => Ok(module),
            None => import(thread, full_name),
        };
    };
    if let Some(module) = loaded(thread, full_name) {
        return Ok(module);
    }
    let found = find::find(thread, full_name, path)?;
    let Some(found) = found else {
        let text = format!("No module named '{full_name}'");
        return Err(not_found(thread, text, full_name));
    };
    let module = load::load(thread, full_name, found)?;
    drop(guard);
    if let Some((_, child)) = full_name.rsplit_once('.') {
        let child = intern::intern(child);
        let result = attribute::set(thread, parent, child, module);
        thread.absorb(result, Builtin::AttributeError)?;
    }
    Ok(module)
}

fn not_found(thread: &mut Thread, text: String, full_name: &str) -> Raised {
    raise_import_error(thread, Builtin::ModuleNotFoundError, &text, full_name, Word::NONE)
}

fn raise_import_error(
    thread: &mut Thread,
    class: Builtin,
    text: &str,
    name: &str,
    path: Word,
) -> Raised {
    let raised = thread.raise(class, text);
    let exception = thread.take_exception(raised);
    let name = string::new(thread, name);
    let stored = attribute::set(thread, exception, name!("name"), name)
        .and_then(|()| attribute::set(thread, exception, name!("path"), path));
    match stored {
        Ok(()) => thread.raise_object(exception),
        Err(raised) => raised,
    }
}

/// The `import` statement and `__import__`.
pub fn import_name(
    thread: &mut Thread,
    module_name: Word,
    globals: Word,
    from_list: Word,
    level: i64,
) -> Result {
    if !string::is_str(module_name) {
        return Err(thread.type_error("module name must be a string"));
    }
    let given = argument::valid_text(thread, module_name)?;
    if level < 0 {
        return Err(thread.value_error("level must be >= 0"));
    }
    let full_name = if level > 0 {
        resolve(thread, given, globals, level as usize)?
    } else if given.is_empty() {
        return Err(thread.value_error("Empty module name"));
    } else {
        given.to_string()
    };
    let module = import(thread, &full_name)?;
    let wants_names = !argument::absent(from_list) && operation::truth(thread, from_list)?;
    if !wants_names {
        if level == 0 {
            return match given.split_once('.') {
                Some((top, _)) => import(thread, top),
                None => Ok(module),
            };
        }
        if given.is_empty() {
            return Ok(module);
        }
        let Some((first, rest)) = given.split_once('.') else { return Ok(module) };
        let _ = first;
        let kept = full_name.len() - rest.len() - 1;
        return import(thread, &full_name[..kept]);
    }
    if attribute::get_optional(thread, module, name!("__path__"))?.is_some() {
        import_members(thread, module, from_list, false)?;
    }
    Ok(module)
}

/// Imports the submodules that a from-list names.
fn import_members(thread: &mut Thread, module: Word, names: Word, from_all: bool) -> Result<()> {
    let names = object::iterate::to_tuple(thread, names)?;
    for &member in tuple::items(names) {
        if !string::is_str(member) {
            let place = if from_all { "__all__" } else { "``from list''" };
            let kind = argument::class_name(member);
            let text = if from_all {
                let owner = module_name(thread, module)?.unwrap_or_default();
                format!("Item in {owner}.{place} must be str, not {kind}")
            } else {
                format!("Item in {place} must be str, not {kind}")
            };
            return Err(thread.type_error(text));
        }
        let text = argument::valid_text(thread, member)?;
        if text == "*" {
            if !from_all
                && let Some(all) = attribute::get_optional(thread, module, name!("__all__"))?
            {
                import_members(thread, module, all, true)?;
            }
            continue;
        }
        if attribute::get_optional(thread, module, member)?.is_some() {
            continue;
        }
        let Some(owner) = module_name(thread, module)? else { continue };
        let full_name = format!("{owner}.{text}");
        if let Err(raised) = import(thread, &full_name) {
            if thread.exception_matches(thread.exception, Builtin::ModuleNotFoundError) {
                let exception = thread.take_exception(raised);
                let about = attribute::get_optional(thread, exception, name!("name"))?;
                let about = about.filter(|word| string::is_str(*word)).and_then(string::text);
                let modules = modules(thread);
                let halted = dict::get_str(modules, intern::intern(&full_name)).is_some();
                if about == Some(full_name.as_str()) && !halted {
                    continue;
                }
                return Err(thread.raise_object(exception));
            }
            return Err(raised);
        }
    }
    Ok(())
}

fn module_name(thread: &mut Thread, module: Word) -> Result<Option<String>> {
    let found = attribute::get_optional(thread, module, name!("__name__"))?;
    Ok(found.filter(|word| string::is_str(*word)).and_then(string::text).map(str::to_string))
}

/// Full name of a relative import.
fn resolve(thread: &mut Thread, given: &str, globals: Word, level: usize) -> Result<String> {
    let package = package_of(thread, globals)?;
    if package.is_empty() {
        let text = "attempted relative import with no known parent package";
        return Err(thread.raise(Builtin::ImportError, text));
    }
    let mut base = package.as_str();
    for _ in 1..level {
        match base.rsplit_once('.') {
            Some((above, _)) => base = above,
            None => {
                let text = "attempted relative import beyond top-level package";
                return Err(thread.raise(Builtin::ImportError, text));
            }
        }
    }
    // The parent must be there before its child is looked for.
    import(thread, base)?;
    Ok(if given.is_empty() { base.to_string() } else { format!("{base}.{given}") })
}

fn package_of(thread: &mut Thread, globals: Word) -> Result<String> {
    if argument::absent(globals) {
        return Err(thread.raise(Builtin::KeyError, "'__name__' not in globals"));
    }
    let text_of = |word: Option<Word>| word.filter(|word| !word.is_none());
    if let Some(package) = text_of(dict::get_str(globals, name!("__package__"))) {
        if !string::is_str(package) {
            return Err(thread.type_error("package must be a string"));
        }
        return Ok(argument::valid_text(thread, package)?.to_string());
    }
    if let Some(spec) = text_of(dict::get_str(globals, name!("__spec__")))
        && let Some(parent) = attribute::get_optional(thread, spec, name!("parent"))?
        && string::is_str(parent)
    {
        return Ok(argument::valid_text(thread, parent)?.to_string());
    }
    let Some(own) = dict::get_str(globals, name!("__name__")).filter(|word| string::is_str(*word))
    else {
        return Err(thread.raise(Builtin::KeyError, "'__name__' not in globals"));
    };
    let own = argument::valid_text(thread, own)?;
    if dict::get_str(globals, name!("__path__")).is_some() {
        return Ok(own.to_string());
    }
    Ok(own.rsplit_once('.').map_or("", |(above, _)| above).to_string())
}

/// `from module import name`
pub fn import_from(thread: &mut Thread, module: Word, member: Word) -> Result {
    if let Some(value) = attribute::get_optional(thread, module, member)? {
        return Ok(value);
    }
    let member_text = argument::valid_text(thread, member)?;
    let owner = module_name(thread, module)?;
    if let Some(owner) = &owner
        && let Some(submodule) = loaded(thread, &format!("{owner}.{member_text}"))
    {
        return Ok(submodule);
    }
    let file = attribute::get_optional(thread, module, name!("__file__"))?
        .filter(|word| string::is_str(*word));
    let shown = owner.clone().unwrap_or_else(|| String::from("<unknown module name>"));
    let place = match file {
        Some(file) => argument::valid_text(thread, file)?.to_string(),
        None => String::from("unknown location"),
    };
    let partially = owner.as_deref().is_some_and(lock::is_initializing);
    let text = if partially {
        format!(
            "cannot import name '{member_text}' from partially initialized module '{shown}' (most likely due to a circular import) ({place})"
        )
    } else {
        format!("cannot import name '{member_text}' from '{shown}' ({place})")
    };
    let path = file.unwrap_or(Word::NONE);
    let raised = raise_import_error(thread, Builtin::ImportError, &text, &shown, path);
    let exception = thread.take_exception(raised);
    attribute::set(thread, exception, name!("name_from"), member)?;
    Err(thread.raise_object(exception))
}

/// `from module import *`, into a namespace.
pub fn import_star(thread: &mut Thread, module: Word, namespace: Word) -> Result<()> {
    let all = attribute::get_optional(thread, module, name!("__all__"))?;
    let by_all = all.is_some();
    let names = match all {
        Some(all) => object::iterate::to_tuple(thread, all)?,
        None => {
            let Some(found) = attribute::get_optional(thread, module, name!("__dict__"))? else {
                let text = "from-import-* object has no __dict__ and no __all__";
                return Err(thread.raise(Builtin::ImportError, text));
            };
            object::iterate::to_tuple(thread, found)?
        }
    };
    for &member in tuple::items(names) {
        if !string::is_str(member) {
            let owner = module_name(thread, module)?.unwrap_or_default();
            let kind = argument::class_name(member);
            let text = if by_all {
                format!("Item in {owner}.__all__ must be str, not {kind}")
            } else {
                format!("Key in {owner}.__dict__ must be str, not {kind}")
            };
            return Err(thread.type_error(text));
        }
        if !by_all && string::bytes(member).starts_with(b"_") {
            continue;
        }
        let value = attribute::get(thread, module, member)?;
        if object::header::has_shape(namespace, Builtin::Dict.shape()) {
            let member = intern::intern_word(member);
            dict::set_str(thread, namespace, member, value);
        } else {
            operation::set_item(thread, namespace, member, value)?;
        }
    }
    Ok(())
}

/// Makes `__main__` and registers it.
pub fn main_module(thread: &mut Thread) -> Result<module::Namespace> {
    let mut namespace = module::new(thread, "__main__")?;
    let builtins = crate::builtins::module(thread);
    namespace.set(thread, "__builtins__", builtins);
    for absent in ["__doc__", "__package__", "__loader__", "__spec__"] {
        namespace.set(thread, absent, Word::NONE);
    }
    register(thread, "__main__", namespace.module);
    Ok(namespace)
}
