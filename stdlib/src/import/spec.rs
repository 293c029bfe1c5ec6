//! Specs, loaders and the finders as Python sees them.

use super::find::{self, Found, library_path};
use super::load;
use crate::module::Namespace;
use crate::name::Root;
use crate::native_class::{NativeClass, plain_constructor};
use crate::{argument, compilation, library, module, name, state};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute, dict, intern, list, string};
use std::path::PathBuf;
use tracer::Effects;

/// `ModuleSpec`
pub static MODULE_SPEC: NativeClass = NativeClass {
    name: "ModuleSpec",
    module: "importlib._bootstrap",
    doc: "The specification for a module, used for loading.",
    methods: &[SPEC_METHODS],
    constructor: PLAIN,
    open: true,
    class: {
        static CLASS: Root = Root::empty();
        &CLASS
    },
    ..NativeClass::EMPTY
};

native_functions! { static PLAIN =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => plain_constructor;
}

native_functions! { static SPEC_METHODS =
    __init__(..) "($self, name, loader, *, origin=None, loader_state=None, is_package=None)" Effects::ANY => spec_init;
    __repr__(this) "($self, /)" Effects::ANY => spec_repr;
    __eq__(this, other) "($self, value, /)" Effects::ANY => spec_equal;
}

const SPEC_FIELDS: [&str; 5] =
    ["name", "loader", "origin", "submodule_search_locations", "has_location"];

fn spec_init(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, full_name, loader, origin, loader_state, is_package] = argument::bind(
        thread,
        "__init__",
        "($self, name, loader, *, origin=None, loader_state=None, is_package=None)",
        arguments,
    )?;
    let package = !argument::absent(is_package) && object::operation::truth(thread, is_package)?;
    let text = argument::valid_text(thread, full_name)?;
    let parent = if package { text } else { text.rsplit_once('.').map_or("", |(above, _)| above) };
    let parent = string::new(thread, parent);
    let locations = if package { list::new(thread, &[]) } else { Word::NONE };
    let values = [
        full_name,
        loader,
        argument::or_none(origin),
        argument::or_none(loader_state),
        locations,
        parent,
        Word::FALSE,
    ];
    fill(thread, this, values)?;
    Ok(Word::NONE)
}

/// Sets all attributes of a spec: name, loader, origin, loader's state, locations of submodules, name
/// of the package, and whether the origin is a location.
fn fill(thread: &mut Thread, this: Word, values: [Word; 7]) -> Result<()> {
    let [full_name, loader, origin, loader_state, locations, parent, has_location] = values;
    let values = [
        (name!("name"), full_name),
        (name!("loader"), loader),
        (name!("origin"), origin),
        (name!("loader_state"), loader_state),
        (name!("submodule_search_locations"), locations),
        (name!("parent"), parent),
        (name!("cached"), Word::NONE),
        (name!("has_location"), has_location),
        (name!("_set_fileattr"), has_location),
        (name!("_initializing"), Word::FALSE),
        (name!("_uninitialized_submodules"), list::new(thread, &[])),
    ];
    for (field, value) in values {
        attribute::set(thread, this, field, value)?;
    }
    Ok(())
}

fn spec_repr(thread: &mut Thread, this: Word) -> Result {
    let mut text = String::from("ModuleSpec(");
    for (index, field) in
        ["name", "loader", "origin", "submodule_search_locations"].iter().enumerate()
    {
        let value = attribute::get(thread, this, intern::intern(field))?;
        if index >= 2 && value.is_none() {
            continue;
        }
        let shown = object::describe::repr(thread, value)?;
        if index > 0 {
            text.push_str(", ");
        }
        text.push_str(&format!("{field}={shown}"));
    }
    text.push(')');
    Ok(string::new(thread, &text))
}

fn spec_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    for field in SPEC_FIELDS {
        let field = intern::intern(field);
        let (Some(mine), Some(others)) = (
            attribute::get_optional(thread, this, field)?,
            attribute::get_optional(thread, other, field)?,
        ) else {
            return Ok(Word::NOT_IMPLEMENTED);
        };
        if !object::operation::equal(thread, mine, others)? {
            return Ok(Word::FALSE);
        }
    }
    Ok(Word::TRUE)
}

macro_rules! importer {
    ($(#[$doc:meta])* $constant:ident, $text:literal, $table:ident) => {
        $(#[$doc])*
        pub static $constant: NativeClass = NativeClass {
            name: $text,
            module: "_frozen_importlib",
            class_methods: $table,
            constructor: PLAIN,
            class: { static CLASS: Root = Root::empty(); &CLASS },
            ..NativeClass::EMPTY
        };
    };
}

importer!(
    /// Finder and loader of modules written in Rust.
    BUILTIN_IMPORTER, "BuiltinImporter", BUILTIN_METHODS);
importer!(
    /// Finder and loader of the embedded library.
    EMBEDDED_IMPORTER, "FrozenImporter", EMBEDDED_METHODS);
importer!(
    /// Finder of modules in `sys.path`.
    PATH_FINDER, "PathFinder", PATH_METHODS);

native_functions! { static BUILTIN_METHODS =
    find_spec(class, fullname, path, target) "($type, fullname, path=None, target=None)" Effects::ANY => find_builtin;
    create_module(class, spec) "($type, spec)" Effects::ANY => create_default;
    exec_module(class, module) "($type, module)" Effects::ANY => exec_module;
    is_package(class, fullname) "($type, fullname)" Effects::ANY => is_package;
    get_source(class, fullname) "($type, fullname)" Effects::ANY => no_source;
    get_code(class, fullname) "($type, fullname)" Effects::ANY => no_source;
}
native_functions! { static EMBEDDED_METHODS =
    find_spec(class, fullname, path, target) "($type, fullname, path=None, target=None)" Effects::ANY => find_embedded;
    create_module(class, spec) "($type, spec)" Effects::ANY => create_default;
    exec_module(class, module) "($type, module)" Effects::ANY => exec_module;
    is_package(class, fullname) "($type, fullname)" Effects::ANY => is_package;
    get_source(class, fullname) "($type, fullname)" Effects::ANY => embedded_source;
    get_code(class, fullname) "($type, fullname)" Effects::ANY => embedded_code;
    get_filename(class, fullname) "($type, fullname)" Effects::ANY => embedded_filename;
    get_data(class, path) "($type, path)" Effects::ANY => embedded_data;
}
native_functions! { static PATH_METHODS =
    find_spec(class, fullname, path, target) "($type, fullname, path=None, target=None)" Effects::ANY => find_on_path;
    invalidate_caches(class) "($type)" Effects::ANY => invalidate;
}

fn invalidate(_thread: &mut Thread, _class: Word) -> Result {
    Ok(Word::NONE)
}

fn find_builtin(
    thread: &mut Thread,
    _class: Word,
    full_name: Word,
    _path: Word,
    _target: Word,
) -> Result {
    let text = argument::text(thread, full_name, "find_spec", "fullname")?;
    match crate::builtin_module(text) {
        Some(definition) => describe(thread, text, &Found::Builtin(definition)),
        None => Ok(Word::NONE),
    }
}

fn find_embedded(
    thread: &mut Thread,
    _class: Word,
    _full_name: Word,
    _path: Word,
    _target: Word,
) -> Result {
    // The library is found through its entry in the path.
    let _ = thread;
    Ok(Word::NONE)
}

fn find_on_path(
    thread: &mut Thread,
    _class: Word,
    full_name: Word,
    path: Word,
    _target: Word,
) -> Result {
    let text = argument::text(thread, full_name, "find_spec", "fullname")?;
    let path = if argument::absent(path) { Word::NULL } else { path };
    match find::find_in_path(thread, text, path)? {
        Some(Found::Spec(found)) => Ok(found),
        Some(found) => describe(thread, text, &found),
        None => Ok(Word::NONE),
    }
}

fn create_default(_thread: &mut Thread, _class: Word, _spec: Word) -> Result {
    Ok(Word::NONE)
}

/// Fills a module that somebody made for one of our specs.
fn exec_module(thread: &mut Thread, _class: Word, module: Word) -> Result {
    let full_name = attribute::get(thread, module, name!("__name__"))?;
    let text = argument::valid_text(thread, full_name)?.to_string();
    let found = match (crate::builtin_module(&text), library::find(&text)) {
        (Some(definition), _) => Found::Builtin(definition),
        (None, Some(file)) => Found::Embedded(file),
        (None, None) => {
            let message = format!("'{text}' is not a built-in module");
            return Err(thread.raise(Builtin::ImportError, message));
        }
    };
    let Some(dict) = module::dict_of(module) else {
        return Err(thread.type_error("exec_module() argument must be a module"));
    };
    let mut namespace = Namespace { module, dict };
    load::execute(thread, &text, &found, &mut namespace)?;
    Ok(Word::NONE)
}

fn is_package(thread: &mut Thread, _class: Word, full_name: Word) -> Result {
    let text = argument::text(thread, full_name, "is_package", "fullname")?;
    Ok(Word::from_bool(library::find(text).is_some_and(|file| file.package)))
}

fn no_source(_thread: &mut Thread, _class: Word, _full_name: Word) -> Result {
    Ok(Word::NONE)
}

fn embedded(thread: &mut Thread, full_name: Word) -> Result<&'static library::File> {
    let text = argument::text(thread, full_name, "get_source", "fullname")?;
    match library::find(text) {
        Some(file) => Ok(file),
        None => {
            let message = format!("No module named '{text}'");
            Err(thread.raise(Builtin::ImportError, message))
        }
    }
}

fn embedded_source(thread: &mut Thread, _class: Word, full_name: Word) -> Result {
    let file = embedded(thread, full_name)?;
    let source = file.source();
    Ok(string::new(thread, &String::from_utf8_lossy(&source)))
}

fn embedded_code(thread: &mut Thread, _class: Word, full_name: Word) -> Result {
    let file = embedded(thread, full_name)?;
    let code = match file.compiled(library_path()) {
        Some(code) => code,
        None => {
            let filename = format!("{}/{}", library_path(), file.path());
            compilation::compile_bytes(thread, &file.source(), &filename, "exec")?
        }
    };
    compilation::code_object(thread, code)
}

fn embedded_filename(thread: &mut Thread, _class: Word, full_name: Word) -> Result {
    let file = embedded(thread, full_name)?;
    Ok(string::new(thread, &format!("{}/{}", library_path(), file.path())))
}

fn embedded_data(thread: &mut Thread, _class: Word, path: Word) -> Result {
    let text = argument::text(thread, path, "get_data", "path")?;
    let inside = text.strip_prefix(library_path()).map(|rest| rest.trim_start_matches('/'));
    let found =
        inside.and_then(|inside| library::files().iter().find(|file| file.path() == inside));
    match found {
        Some(file) => Ok(crate::buffer::new_bytes(thread, &file.source())),
        None => {
            let error = std::io::Error::from_raw_os_error(libc::ENOENT);
            Err(crate::system_error::raise(thread, &error, text))
        }
    }
}

/// Loader of source files; one instance a module.
pub static SOURCE_LOADER: NativeClass = NativeClass {
    name: "SourceFileLoader",
    module: "_frozen_importlib_external",
    methods: &[SOURCE_METHODS],
    constructor: PLAIN,
    open: true,
    class: {
        static CLASS: Root = Root::empty();
        &CLASS
    },
    ..NativeClass::EMPTY
};

native_functions! { static SOURCE_METHODS =
    __init__(this, fullname, path) "($self, fullname, path)" Effects::ANY => loader_init;
    create_module(this, spec) "($self, spec)" Effects::ANY => create_default;
    exec_module(this, module) "($self, module)" Effects::ANY => loader_exec;
    is_package(this, fullname) "($self, fullname)" Effects::ANY => loader_is_package;
    get_source(this, fullname) "($self, fullname)" Effects::ANY => loader_source;
    get_code(this, fullname) "($self, fullname)" Effects::ANY => loader_code;
    get_filename(this, fullname) "($self, fullname=None)" Effects::ANY => loader_filename;
    get_data(this, path) "($self, path)" Effects::ANY => loader_data;
}

fn loader_init(thread: &mut Thread, this: Word, full_name: Word, path: Word) -> Result {
    attribute::set(thread, this, name!("name"), full_name)?;
    attribute::set(thread, this, name!("path"), path)?;
    state::set(thread, this, 0, path);
    Ok(Word::NONE)
}

fn loader_path(thread: &mut Thread, this: Word) -> Result<String> {
    let path = attribute::get(thread, this, name!("path"))?;
    Ok(argument::valid_text(thread, path)?.to_string())
}

fn read(thread: &mut Thread, path: &str) -> Result<Vec<u8>> {
    match std::fs::read(path) {
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(crate::system_error::raise(thread, &error, path)),
    }
}

fn loader_exec(thread: &mut Thread, this: Word, module: Word) -> Result {
    let path = loader_path(thread, this)?;
    let source = read(thread, &path)?;
    let Some(dict) = attribute::get_optional(thread, module, name!("__dict__"))? else {
        return Err(thread.type_error("exec_module() argument must be a module"));
    };
    load::exec_source(thread, &source, &path, dict)?;
    Ok(Word::NONE)
}

fn loader_is_package(thread: &mut Thread, this: Word, _full_name: Word) -> Result {
    let path = loader_path(thread, this)?;
    Ok(Word::from_bool(path.ends_with("/__init__.py")))
}

fn loader_source(thread: &mut Thread, this: Word, _full_name: Word) -> Result {
    let path = loader_path(thread, this)?;
    let source = read(thread, &path)?;
    let text = compilation::decode_source(thread, &source, &path)?;
    Ok(string::new(thread, &text))
}

fn loader_code(thread: &mut Thread, this: Word, _full_name: Word) -> Result {
    let path = loader_path(thread, this)?;
    let source = read(thread, &path)?;
    let code = compilation::compile_bytes(thread, &source, &path, "exec")?;
    compilation::code_object(thread, code)
}

fn loader_filename(thread: &mut Thread, this: Word, _full_name: Word) -> Result {
    attribute::get(thread, this, name!("path"))
}

fn loader_data(thread: &mut Thread, _this: Word, path: Word) -> Result {
    let text = argument::text(thread, path, "get_data", "path")?;
    let data = read(thread, text)?;
    Ok(crate::buffer::new_bytes(thread, &data))
}

/// The spec of what was found.
pub fn describe(thread: &mut Thread, full_name: &str, found: &Found) -> Result {
    let (loader, origin, package): (Word, Option<String>, Option<Vec<String>>) = match found {
        Found::Builtin(_) => (BUILTIN_IMPORTER.word(thread), None, None),
        Found::Embedded(file) => {
            let path = format!("{}/{}", library_path(), file.path());
            let folder =
                file.package.then(|| vec![path[..path.len() - "/__init__.py".len()].to_string()]);
            (EMBEDDED_IMPORTER.word(thread), Some(path), folder)
        }
        Found::Source { path, package } => {
            let text = path.to_string_lossy().into_owned();
            let loader = SOURCE_LOADER.instantiate(thread);
            let name_word = string::new(thread, full_name);
            let path_word = string::new(thread, &text);
            loader_init(thread, loader, name_word, path_word)?;
            let folder = package.then(|| {
                let parent = path.parent().map(PathBuf::from).unwrap_or_default();
                vec![parent.to_string_lossy().into_owned()]
            });
            (loader, Some(text), folder)
        }
        Found::Namespace(folders) => {
            let folders = folders.iter().map(|path| path.to_string_lossy().into_owned()).collect();
            (Word::NONE, None, Some(folders))
        }
        Found::Spec(found) => return Ok(*found),
    };
    let built_in = matches!(found, Found::Builtin(_));
    let this = MODULE_SPEC.instantiate(thread);
    let parent = match &package {
        Some(_) => full_name,
        None => full_name.rsplit_once('.').map_or("", |(above, _)| above),
    };
    let locations = match &package {
        Some(folders) => {
            let locations = list::new(thread, &[]);
            for folder in folders {
                let folder = string::new(thread, folder);
                list::append(thread, locations, folder);
            }
            locations
        }
        None => Word::NONE,
    };
    let name_word = string::new(thread, full_name);
    let origin_word = match &origin {
        Some(text) => string::new(thread, text),
        None if built_in => string::new(thread, "built-in"),
        None => Word::NONE,
    };
    let parent = string::new(thread, parent);
    let has_location = Word::from_bool(origin.is_some());
    let values = [name_word, loader, origin_word, Word::NONE, locations, parent, has_location];
    fill(thread, this, values)?;
    Ok(this)
}

/// Gives a new module the attributes that its spec says.
pub fn apply(thread: &mut Thread, namespace: &mut Namespace, described: Word) -> Result<()> {
    let loader = attribute::get(thread, described, name!("loader"))?;
    let parent = attribute::get(thread, described, name!("parent"))?;
    let dict = namespace.dict;
    dict::set_str(thread, dict, name!("__loader__"), loader);
    dict::set_str(thread, dict, name!("__package__"), parent);
    dict::set_str(thread, dict, name!("__spec__"), described);
    let has_location = attribute::get(thread, described, name!("has_location"))?;
    if has_location == Word::TRUE {
        let origin = attribute::get(thread, described, name!("origin"))?;
        dict::set_str(thread, dict, name!("__file__"), origin);
    }
    let locations = attribute::get(thread, described, name!("submodule_search_locations"))?;
    if !locations.is_none() {
        dict::set_str(thread, dict, name!("__path__"), locations);
    }
    Ok(())
}
