//! Finding modules: the finders of `sys.meta_path`.
//!
//! The embedded library appears as a folder in `sys.path` that does not exist on disk; whatever is
//! looked for below it is looked for in the index by its full name. So a program's own modules
//! stand before it or behind it as the order of `sys.path` says.

use super::spec;
use crate::library::{self, File};
use crate::module::ModuleDefinition;
use crate::{argument, name};
use object::{Result, Thread, Word};
use object::{attribute, dict, iterate, operation, string, tuple};
use std::path::PathBuf;
use std::sync::OnceLock;

/// Where a module was found.
pub enum Found {
    Builtin(&'static ModuleDefinition),
    Embedded(&'static File),
    Source {
        path: PathBuf,
        package: bool,
    },
    Namespace(Vec<PathBuf>),
    /// A spec that a finder written in Python gave.
    Spec(Word),
}

static LIBRARY_PATH: OnceLock<String> = OnceLock::new();

/// Sets the folder under which the embedded library appears.
pub fn set_library_path(path: String) {
    let _ = LIBRARY_PATH.set(path);
}

/// The folder under which the embedded library appears.
pub fn library_path() -> &'static str {
    LIBRARY_PATH.get().map_or("", String::as_str)
}

/// Asks the finders in turn. `path`: `__path__` of the parent, or null.
pub fn find(thread: &mut Thread, full_name: &str, path: Word) -> Result<Option<Found>> {
    let sys = crate::sys::dict(thread);
    let Some(finders) = dict::get_str(sys, name!("meta_path")) else {
        return find_in_path(thread, full_name, path);
    };
    let finders = iterate::to_tuple(thread, finders)?;
    for &finder in tuple::items(finders) {
        if finder == spec::BUILTIN_IMPORTER.word(thread) {
            if path.is_null()
                && let Some(definition) = crate::builtin_module(full_name)
            {
                return Ok(Some(Found::Builtin(definition)));
            }
        } else if finder == spec::EMBEDDED_IMPORTER.word(thread) {
        } else if finder == spec::PATH_FINDER.word(thread) {
            if let Some(found) = find_in_path(thread, full_name, path)? {
                return Ok(Some(found));
            }
        } else {
            let Some(method) = attribute::get_optional(thread, finder, name!("find_spec"))? else {
                continue;
            };
            let text = string::new(thread, full_name);
            let given = argument::or_none(path);
            let found = thread.call(method, &[text, given, Word::NONE])?;
            if !found.is_none() {
                return Ok(Some(Found::Spec(found)));
            }
        }
    }
    Ok(None)
}

/// Looks through `sys.path` or a package's `__path__`.
pub fn find_in_path(thread: &mut Thread, full_name: &str, path: Word) -> Result<Option<Found>> {
    let path = if path.is_null() {
        let sys = crate::sys::dict(thread);
        match dict::get_str(sys, name!("path")) {
            Some(path) => path,
            None => return Ok(library::find(full_name).map(Found::Embedded)),
        }
    } else {
        path
    };
    let last = full_name.rsplit('.').next().unwrap_or(full_name);
    let entries = iterate::to_tuple(thread, path)?;
    let mut namespace = Vec::new();
    for &entry in tuple::items(entries) {
        if !string::is_str(entry) {
            continue;
        }
        let text = String::from_utf8_lossy(string::bytes(entry)).into_owned();
        let library = library_path();
        if text == library || text.strip_prefix(library).is_some_and(|rest| rest.starts_with('/')) {
            if let Some(file) = library::find(full_name) {
                return Ok(Some(Found::Embedded(file)));
            }
            continue;
        }
        let folder = if text.is_empty() {
            match std::env::current_dir() {
                Ok(folder) => folder,
                Err(_) => continue,
            }
        } else {
            PathBuf::from(&text)
        };
        let package = folder.join(last);
        let initializer = package.join("__init__.py");
        if initializer.is_file() {
            return Ok(Some(Found::Source { path: initializer, package: true }));
        }
        let file = folder.join(format!("{last}.py"));
        if file.is_file() {
            return Ok(Some(Found::Source { path: file, package: false }));
        }
        if package.is_dir() {
            namespace.push(package);
        } else if folder.is_file()
            && let Some(found) = ask_hooks(thread, full_name, entry)?
        {
            return Ok(Some(found));
        }
    }
    Ok(if namespace.is_empty() { None } else { Some(Found::Namespace(namespace)) })
}

/// For entries that are no folders (archives): the finders that `sys.path_hooks` make for them.
fn ask_hooks(thread: &mut Thread, full_name: &str, entry: Word) -> Result<Option<Found>> {
    let sys = crate::sys::dict(thread);
    let (Some(hooks), Some(cache)) =
        (dict::get_str(sys, name!("path_hooks")), dict::get_str(sys, name!("path_importer_cache")))
    else {
        return Ok(None);
    };
    let finder = match dict::get(thread, cache, entry)? {
        Some(finder) => finder,
        None => {
            let mut finder = Word::NONE;
            let hooks = iterate::to_tuple(thread, hooks)?;
            for &hook in tuple::items(hooks) {
                let made = thread.call(hook, &[entry]);
                if let Some(made) = thread.absorb(made, object::Builtin::ImportError)? {
                    finder = made;
                    break;
                }
            }
            dict::set(thread, cache, entry, finder)?;
            finder
        }
    };
    if finder.is_none() {
        return Ok(None);
    }
    let text = string::new(thread, full_name);
    let found = operation::call_method(thread, finder, name!("find_spec"), &[text])?;
    Ok((!found.is_none()).then_some(Found::Spec(found)))
}
