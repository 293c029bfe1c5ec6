//! The `_imp` module: what `importlib` asks of the import system. There are no extension modules and no frozen ones.

use crate::module::{ModuleDefinition, Namespace};
use crate::{argument, buffer, module, name};
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{attribute, list};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_imp",
    doc: "(Extremely) low-level import machinery bits as used by importlib.",
    functions: &[FUNCTIONS],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    lock_held() "($module, /)" Effects::ANY => no;
    acquire_lock() "($module, /)" Effects::ANY => nothing;
    release_lock() "($module, /)" Effects::ANY => nothing;
    extension_suffixes() "($module, /)" Effects::ANY => extension_suffixes;
    is_builtin(name) "($module, name, /)" Effects::ANY => is_builtin;
    is_frozen(name) "($module, name, /)" Effects::ANY => never;
    is_frozen_package(name) "($module, name, /)" Effects::ANY => not_frozen;
    find_frozen(name, data) "($module, name, /, *, withdata=False)" Effects::ANY => find_frozen;
    get_frozen_object(name, data) "($module, name, data=None, /)" Effects::ANY => no_frozen_object;
    init_frozen(name) "($module, name, /)" Effects::ANY => not_frozen;
    create_builtin(spec) "($module, spec, /)" Effects::ANY => create_builtin;
    exec_builtin(module) "($module, mod, /)" Effects::ANY => exec_builtin;
    create_dynamic(spec, file) "($module, spec, file=None, /)" Effects::ANY => create_dynamic;
    exec_dynamic(module) "($module, mod, /)" Effects::ANY => exec_builtin;
    source_hash(key, source) "($module, key, source)" Effects::ANY => source_hash;
    _fix_co_filename(code, path) "($module, code, path, /)" Effects::ANY => fix_filename;
    _frozen_module_names() "($module, /)" Effects::ANY => extension_suffixes;
    _override_frozen_modules_for_tests(value) "($module, override, /)" Effects::ANY => ignore;
    _override_multi_interp_extensions_check(value) "($module, override, /)" Effects::ANY => ignore;
}

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    namespace.set_text(thread, "check_hash_based_pycs", "default");
    namespace.set_int(thread, "pyc_magic_number_token", 0x0a0d_0e80);
    Ok(())
}

fn no(_thread: &mut Thread) -> Result {
    Ok(Word::FALSE)
}
fn nothing(_thread: &mut Thread) -> Result {
    Ok(Word::NONE)
}
fn never(_thread: &mut Thread, _name: Word) -> Result {
    Ok(Word::FALSE)
}
fn ignore(_thread: &mut Thread, _value: Word) -> Result {
    Ok(Word::from_int(0))
}
fn extension_suffixes(thread: &mut Thread) -> Result {
    Ok(list::new(thread, &[]))
}
fn is_builtin(thread: &mut Thread, name: Word) -> Result {
    let text = argument::text(thread, name, "is_builtin", "argument")?;
    let special = matches!(text, "sys" | "builtins");
    let found = crate::builtin_module(text).is_some();
    Ok(Word::from_int(if special { -1 } else { i64::from(found) }))
}
fn not_frozen(thread: &mut Thread, name: Word) -> Result {
    let shown = object::describe::repr(thread, name)?;
    Err(thread.raise(Builtin::ImportError, format!("No such frozen object named {shown}")))
}
fn find_frozen(_thread: &mut Thread, _name: Word, _data: Word) -> Result {
    Ok(Word::NONE)
}
fn no_frozen_object(thread: &mut Thread, name: Word, _data: Word) -> Result {
    not_frozen(thread, name)
}

fn create_builtin(thread: &mut Thread, spec: Word) -> Result {
    let name = attribute::get(thread, spec, name!("name"))?;
    let text = argument::valid_text(thread, name)?;
    match crate::builtin_module(text) {
        Some(definition) => match crate::import::loaded(thread, text) {
            Some(module) => Ok(module),
            None => module::create(thread, definition),
        },
        None => Ok(Word::NONE),
    }
}

fn exec_builtin(_thread: &mut Thread, _module: Word) -> Result {
    Ok(Word::from_int(0))
}

fn create_dynamic(thread: &mut Thread, _spec: Word, _file: Word) -> Result {
    Err(thread.raise(Builtin::ImportError, "extension modules are not supported"))
}

fn fix_filename(_thread: &mut Thread, _code: Word, _path: Word) -> Result {
    Ok(Word::NONE)
}

/// FNV over key and source: only compared with itself.
fn source_hash(thread: &mut Thread, key: Word, source: Word) -> Result {
    let key = argument::int(thread, key)?;
    let source = buffer::get(thread, source)?;
    let hash = source.iter().fold(0xcbf2_9ce4_8422_2325 ^ key as u64, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    });
    Ok(buffer::new_bytes(thread, &hash.to_le_bytes()))
}
