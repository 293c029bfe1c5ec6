//! module, and the table of loaded modules.

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::{class_name, lossy};
use crate::error::{Raised, Result};
use crate::layout::Module;
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{attribute, dict, function, intern, native_functions, operation, signature, string};
use std::sync::atomic::{AtomicU64, Ordering};
use tracer::{Effects, Word};

/// The dict behind `sys.modules`.
static MODULES: AtomicU64 = AtomicU64::new(0);
/// The module `builtins`.
static BUILTINS_MODULE: AtomicU64 = AtomicU64::new(0);

fn get(module: Word) -> &'static mut Module {
    // SAFETY: callers pass modules or instances of subclasses, which begin alike.
    unsafe { &mut *module.pointer() }
}

/// Makes the table of modules and `builtins` with the built-in classes.
pub(crate) fn setup(thread: &mut Thread) {
    let table = dict::new(thread);
    intern::pin(table);
    MODULES.store(table.0, Ordering::Release);
    let module = new(thread, BUILTINS.word());
    intern::pin(module);
    BUILTINS_MODULE.store(module.0, Ordering::Release);
    dict::set_str(thread, table, BUILTINS.word(), module);
    let names = get(module).dict;
    for (name, class) in class::setup::builtin_names() {
        dict::set_str(thread, names, intern::intern(name), class);
    }
    for (name, value) in [
        ("None", Word::NONE),
        ("True", Word::TRUE),
        ("False", Word::FALSE),
        ("NotImplemented", Word::NOT_IMPLEMENTED),
        ("Ellipsis", Word::ELLIPSIS),
    ] {
        dict::set_str(thread, names, intern::intern(name), value);
    }
}

/// The dict behind `sys.modules`.
pub fn modules() -> Word {
    Word(MODULES.load(Ordering::Acquire))
}

/// The module `builtins`.
pub fn builtins_module() -> Word {
    Word(BUILTINS_MODULE.load(Ordering::Acquire))
}

/// The dict of the module `builtins`.
pub fn builtins_dict() -> Word {
    get(builtins_module()).dict
}

/// A module with the usual attributes.
pub fn new(thread: &mut Thread, name: Word) -> Word {
    let dict = dict::new(thread);
    let module: &mut Module = {
        let shape = crate::shape::get(Builtin::Module.shape());
        let object = thread.heap.alloc(shape.instance_bytes(), shape.id);
        // SAFETY: of the layout of modules, zeroed.
        unsafe { &mut *(object as *mut Module) }
    };
    module.dict = dict;
    let module = Word::from_pointer(module);
    fill(thread, dict, name, Word::NONE);
    module
}

fn fill(thread: &mut Thread, dict: Word, name: Word, doc: Word) {
    dict::set_str(thread, dict, __name__.word(), name);
    dict::set_str(thread, dict, __doc__.word(), doc);
    for name in [&__package__, &__loader__, &__spec__] {
        dict::set_str(thread, dict, name.word(), Word::NONE);
    }
}

/// The dict of a module.
pub fn dict_of(module: Word) -> Word {
    get(module).dict
}

/// Something of the module `builtins`.
pub fn builtin(thread: &mut Thread, name: &str) -> Result {
    attribute::get(thread, builtins_module(), intern::intern(name))
}

/// A module by its full name: a loaded one, or by `builtins.__import__`.
pub fn import(thread: &mut Thread, name: &str) -> Result {
    let word = intern::intern(name);
    if let Some(module) = dict::get_str(modules(), word)
        && !module.is_none()
    {
        return Ok(module);
    }
    let importer = builtin(thread, "__import__")?;
    let module = thread.call(importer, &[word])?;
    Ok(dict::get_str(modules(), word).unwrap_or(module))
}

/// `module.__getattribute__`; null if absent.
pub fn find(thread: &mut Thread, this: Word, name: Word) -> Result {
    let found = attribute::find_generic(thread, this, name)?;
    if !found.is_null() {
        return Ok(found);
    }
    let names = get(this).dict;
    if !names.is_null()
        && let Some(hook) = dict::get_str(names, __getattr__.word())
    {
        return thread.call(hook, &[name]);
    }
    Ok(Word::NULL)
}

/// The AttributeError for what a module has not.
#[cold]
pub fn missing(thread: &mut Thread, this: Word, name: Word) -> Raised {
    let shown = lossy(name);
    let names = get(this).dict;
    let own = |key: &Name| {
        if names.is_null() { None } else { dict::get_str(names, key.word()) }
    };
    let text = match own(&__name__).filter(|name| string::is_str(*name)) {
        None => format!("module has no attribute '{shown}'"),
        Some(module) => {
            let module = lossy(module);
            let spec = own(&__spec__).unwrap_or(Word::NONE);
            let initializing = match is_initializing(thread, spec) {
                Ok(initializing) => initializing,
                Err(raised) => return raised,
            };
            if initializing {
                format!(
                    "partially initialized module '{module}' has no attribute '{shown}' (most likely due to a circular import)"
                )
            } else {
                format!("module '{module}' has no attribute '{shown}'")
            }
        }
    };
    attribute::raise_missing(thread, text, this, name)
}

fn is_initializing(thread: &mut Thread, spec: Word) -> Result<bool> {
    if spec.is_none() {
        return Ok(false);
    }
    match attribute::get_optional(thread, spec, _initializing.word())? {
        Some(value) => operation::truth(thread, value),
        None => Ok(false),
    }
}

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::READS => construct;
}

native_functions! { static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, name, doc=None)" Effects::ANY => init;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Return getattr(self, name).
    __getattribute__(this, name) "($self, name, /)" Effects::ANY => getattribute;
    /// __dir__() -> list
    __dir__(this) "($self, /)" Effects::ANY => dir;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let names = dict::new(thread);
    let this = class::instantiate(thread, arguments.all[0])?;
    let module = get(this);
    module.dict = names;
    thread.barrier(this, &mut module.dict, names);
    Ok(this)
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, name, doc] =
        signature::bind::<3>(thread, "module", "($self, /, name, doc=None)", arguments)?;
    if !string::is_str(name) {
        let text = format!("module() argument 'name' must be str, not {}", class_name(name));
        return Err(thread.type_error(text));
    }
    let doc = if doc.is_null() { Word::NONE } else { doc };
    fill(thread, get(this).dict, name, doc);
    Ok(Word::NONE)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let names = get(this).dict;
    let own = |key: &Name| dict::get_str(names, key.word()).filter(|value| !value.is_none());
    let name = match own(&__name__) {
        Some(name) => crate::describe::repr(thread, name)?,
        None => String::from("'?'"),
    };
    if let Some(spec) = own(&__spec__) {
        let located = attribute::get_optional(thread, spec, crate::interned!("has_location"))?;
        let located = match located {
            Some(value) => operation::truth(thread, value)?,
            None => false,
        };
        let place =
            attribute::get_optional(thread, spec, ORIGIN.word())?.filter(|place| !place.is_none());
        let text = match place {
            Some(place) if located => {
                format!("<module {name} from {}>", crate::describe::repr(thread, place)?)
            }
            Some(place) => {
                let place = operation::str(thread, place)?;
                format!("<module {name} ({})>", lossy(place))
            }
            None => match own(&__loader__) {
                Some(loader) => {
                    format!("<module {name} ({})>", crate::describe::repr(thread, loader)?)
                }
                None => format!("<module {name}>"),
            },
        };
        return Ok(string::new(thread, &text));
    }
    let text = match (own(&__file__), own(&__loader__)) {
        (Some(file), _) => {
            format!("<module {name} from {}>", crate::describe::repr(thread, file)?)
        }
        (None, Some(loader)) => {
            format!("<module {name} ({})>", crate::describe::repr(thread, loader)?)
        }
        (None, None) => format!("<module {name}>"),
    };
    Ok(string::new(thread, &text))
}

fn getattribute(thread: &mut Thread, this: Word, name: Word) -> Result {
    let name = attribute::interned(thread, name)?;
    let value = find(thread, this, name)?;
    if value.is_null() { Err(missing(thread, this, name)) } else { Ok(value) }
}

fn dir(thread: &mut Thread, this: Word) -> Result {
    let names = attribute::get(thread, this, __dict__.word())?;
    if !class::is_kind(names, Builtin::Dict) {
        let name = lossy(dict::get_str(get(this).dict, __name__.word()).unwrap_or(Word::NONE));
        return Err(thread.type_error(format!("{name}.__dict__ is not a dictionary")));
    }
    if let Some(hook) = dict::get_str(names, __dir__.word()) {
        return thread.call(hook, &[]);
    }
    crate::iterate::to_list(thread, names)
}

fn get_annotations(thread: &mut Thread, this: Word) -> Result {
    let names = get(this).dict;
    if let Some(made) = dict::get_str(names, __annotations__.word()) {
        return Ok(made);
    }
    let made = match dict::get_str(names, __annotate__.word()) {
        Some(annotate) if operation::is_callable(annotate) => {
            function::evaluate_annotations(thread, annotate)?
        }
        _ => dict::new(thread),
    };
    dict::set_str(thread, names, __annotations__.word(), made);
    Ok(made)
}

fn set_annotations(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    let names = get(this).dict;
    if value.is_null() {
        if dict::remove(thread, names, __annotations__.word())?.is_none() {
            return Err(missing(thread, this, __annotations__.word()));
        }
    } else {
        dict::set_str(thread, names, __annotations__.word(), value);
    }
    dict::remove(thread, names, __annotate__.word())?;
    Ok(())
}

fn get_annotate(thread: &mut Thread, this: Word) -> Result {
    let names = get(this).dict;
    if let Some(annotate) = dict::get_str(names, __annotate__.word()) {
        return Ok(annotate);
    }
    dict::set_str(thread, names, __annotate__.word(), Word::NONE);
    Ok(Word::NONE)
}

fn set_annotate(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("cannot delete __annotate__ attribute"));
    }
    if !value.is_none() && !operation::is_callable(value) {
        return Err(thread.type_error("__annotate__ must be callable or None"));
    }
    let names = get(this).dict;
    dict::set_str(thread, names, __annotate__.word(), value);
    if !value.is_none() {
        dict::remove(thread, names, __annotations__.word())?;
    }
    Ok(())
}

static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute { name: "__dict__", doc: "", get: attribute::dict_of, set: None },
    NativeAttribute {
        name: "__annotations__",
        doc: "",
        get: get_annotations,
        set: Some(set_annotations),
    },
    NativeAttribute { name: "__annotate__", doc: "", get: get_annotate, set: Some(set_annotate) },
];

pub(crate) static CLASS: Definition = Definition {
    doc: "Create a module object.\n\nThe name must be a string; the optional docstring can have any type.",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
