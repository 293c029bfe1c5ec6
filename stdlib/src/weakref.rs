//! The `_weakref` module. Proxies are Python: each of their operations is one of its referent's.

use crate::argument;
use crate::module::{ModuleDefinition, Namespace};
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{dict, list, weak_reference};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_weakref",
    doc: "Weak-reference support module.",
    functions: &[FUNCTIONS],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    /// Return the number of weak references to 'object'.
    getweakrefcount(object) "($module, object, /)" Effects::ANY => count;
    /// Return a list of all weak reference objects pointing to 'object'.
    getweakrefs(object) "($module, object, /)" Effects::ANY => references;
    /// Atomically remove key from dict if it points to a dead weakref.
    _remove_dead_weakref(mapping, key) "($module, dct, key, /)" Effects::ANY => remove_dead;
}

fn count(_thread: &mut Thread, object: Word) -> Result {
    let count = if object.is_pointer() { weak_reference::references(object).len() } else { 0 };
    Ok(Word::from_int(count as i64))
}

fn references(thread: &mut Thread, object: Word) -> Result {
    if !object.is_pointer() {
        return Ok(list::new(thread, &[]));
    }
    let all = weak_reference::references(object);
    Ok(list::new(thread, &all))
}

fn remove_dead(thread: &mut Thread, mapping: Word, key: Word) -> Result {
    if !dict::is_dict(mapping) {
        let kind = argument::class_name(mapping);
        let text = format!("_remove_dead_weakref() argument 1 must be dict, not {kind}");
        return Err(thread.type_error(text));
    }
    if let Some(reference) = dict::get(thread, mapping, key)? {
        if !object::class::is_kind(reference, Builtin::WeakReference) {
            return Err(thread.type_error("not a weakref"));
        }
        if weak_reference::target(reference).is_null() {
            dict::remove(thread, mapping, key)?;
        }
    }
    Ok(Word::NONE)
}

const PROXIES: &str = include_str!("weakref_proxy.py");

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    for name in ["ref", "ReferenceType"] {
        namespace.set(thread, name, Builtin::WeakReference.word());
    }
    namespace.run(thread, "_weakref", PROXIES)
}
