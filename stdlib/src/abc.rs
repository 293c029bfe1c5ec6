//! The `_abc` module: caches of abstract base classes.
//!
//! Classes live as long as the program, so plain sets hold them; CPython needs weak ones.

use crate::module::ModuleDefinition;
use crate::native_class::NativeClass;
use crate::{argument, class_root, name, state};
use object::class::flag;
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{attribute, class, dict, iterate, operation, set, string, tuple};
use std::sync::atomic::{AtomicI64, Ordering};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_abc",
    doc: "Module contains faster C implementation of abc.ABCMeta",
    functions: &[FUNCTIONS],
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    get_cache_token() "($module, /)" Effects::READS => token;
    _abc_init(class) "($module, self, /)" Effects::ANY => init;
    _abc_register(class, subclass) "($module, self, subclass, /)" Effects::ANY => register;
    _abc_instancecheck(class, instance) "($module, self, instance, /)" Effects::ANY => instance_check;
    _abc_subclasscheck(class, subclass) "($module, self, subclass, /)" Effects::ANY => subclass_check;
    _reset_registry(class) "($module, self, /)" Effects::ANY => reset_registry;
    _reset_caches(class) "($module, self, /)" Effects::ANY => reset_caches;
    _get_dump(class) "($module, self, /)" Effects::ANY => dump;
}

/// Words: 0 registry, 1 cache, 2 negative cache (sets), 3 the token for which the negative cache holds.
static DATA: NativeClass = NativeClass {
    name: "_abc_data",
    module: "_abc",
    is_final: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};
const REGISTRY: usize = 0;
const CACHE: usize = 1;
const NEGATIVE: usize = 2;
const TOKEN: usize = 3;

/// Grows with every registration: negative answers of before no longer hold.
static REGISTRATIONS: AtomicI64 = AtomicI64::new(0);

fn now() -> i64 {
    REGISTRATIONS.load(Ordering::Acquire)
}

fn token(_thread: &mut Thread) -> Result {
    Ok(Word::from_int(now()))
}

fn data_of(thread: &mut Thread, class: Word) -> Result {
    let data = attribute::get(thread, class, name!("_abc_impl"))?;
    if !DATA.is_instance(data) {
        return Err(thread.type_error("_abc_impl is set to a wrong type"));
    }
    Ok(data)
}

fn is_abstract(thread: &mut Thread, value: Word) -> Result<bool> {
    match attribute::get_optional(thread, value, name!("__isabstractmethod__"))? {
        Some(answer) => operation::truth(thread, answer),
        None => Ok(false),
    }
}

fn init(thread: &mut Thread, class: Word) -> Result {
    let found = set::new(thread, false);
    let namespace = dict::copy(thread, class::get(class).dict);
    let mut position = 0;
    while let Some((next, name, value)) = dict::next_entry(namespace, position) {
        position = next;
        if is_abstract(thread, value)? {
            set::add(thread, found, name)?;
        }
    }
    for &base in tuple::items(class::get(class).bases) {
        let Some(names) = attribute::get_optional(thread, base, name!("__abstractmethods__"))?
        else {
            continue;
        };
        let names = iterate::to_tuple(thread, names)?;
        for &name in tuple::items(names) {
            if !string::is_str(name) {
                continue;
            }
            let name = object::intern::intern_word(name);
            if let Some(value) = attribute::get_optional(thread, class, name)?
                && is_abstract(thread, value)?
            {
                set::add(thread, found, name)?;
            }
        }
    }
    let frozen = thread.call(Builtin::FrozenSet.word(), &[found])?;
    attribute::set(thread, class, name!("__abstractmethods__"), frozen)?;
    let data = DATA.instantiate(thread);
    for word in [REGISTRY, CACHE, NEGATIVE] {
        let empty = set::new(thread, false);
        state::set(thread, data, word, empty);
    }
    state::set_int(data, TOKEN, now());
    attribute::set(thread, class, name!("_abc_impl"), data)?;
    // Classes that pattern matching takes for sequences or mappings say so here.
    if let Some(flags) = dict::get_str(class::get(class).dict, name!("__abc_tpflags__")) {
        let flags = argument::int(thread, flags)?;
        if flags & 1 << 5 != 0 {
            class::get(class).flags |= flag::SEQUENCE;
        }
        if flags & 1 << 6 != 0 {
            class::get(class).flags |= flag::MAPPING;
        }
        attribute::set(thread, class, name!("__abc_tpflags__"), Word::NULL)?;
    }
    Ok(Word::NONE)
}

fn spread_flags(class: Word, flags: u64) {
    class::get(class).flags |= flags;
    class::changed(class);
    for subclass in class::direct_subclasses(class) {
        spread_flags(subclass, flags);
    }
}

fn register(thread: &mut Thread, class: Word, subclass: Word) -> Result {
    if !class::is_class(subclass) {
        return Err(thread.type_error("Can only register classes"));
    }
    if operation::is_subclass(thread, subclass, class)? {
        return Ok(subclass);
    }
    if operation::is_subclass(thread, class, subclass)? {
        let text = "Refusing to create an inheritance cycle";
        return Err(thread.raise(Builtin::RuntimeError, text));
    }
    let data = data_of(thread, class)?;
    set::add(thread, state::get(data, REGISTRY), subclass)?;
    REGISTRATIONS.fetch_add(1, Ordering::AcqRel);
    let flags = class::get(class).flags & (flag::SEQUENCE | flag::MAPPING);
    if flags != 0 {
        spread_flags(subclass, flags);
    }
    Ok(subclass)
}

fn instance_check(thread: &mut Thread, class: Word, instance: Word) -> Result {
    let data = data_of(thread, class)?;
    let subclass = attribute::get(thread, instance, name!("__class__"))?;
    if set::contains(thread, state::get(data, CACHE), subclass)? {
        return Ok(Word::TRUE);
    }
    let real = class::class_of(instance);
    if real == subclass {
        if state::get_int(data, TOKEN) == now()
            && set::contains(thread, state::get(data, NEGATIVE), subclass)?
        {
            return Ok(Word::FALSE);
        }
        return operation::call_method(thread, class, name!("__subclasscheck__"), &[subclass]);
    }
    let answer = operation::call_method(thread, class, name!("__subclasscheck__"), &[subclass])?;
    if operation::truth(thread, answer)? {
        return Ok(answer);
    }
    operation::call_method(thread, class, name!("__subclasscheck__"), &[real])
}

fn subclass_check(thread: &mut Thread, class: Word, subclass: Word) -> Result {
    if !class::is_class(subclass) {
        return Err(thread.type_error("issubclass() arg 1 must be a class"));
    }
    let data = data_of(thread, class)?;
    if set::contains(thread, state::get(data, CACHE), subclass)? {
        return Ok(Word::TRUE);
    }
    if state::get_int(data, TOKEN) < now() {
        let empty = set::new(thread, false);
        state::set(thread, data, NEGATIVE, empty);
        state::set_int(data, TOKEN, now());
    } else if set::contains(thread, state::get(data, NEGATIVE), subclass)? {
        return Ok(Word::FALSE);
    }
    let answer = ask(thread, class, subclass, data)?;
    let kept = state::get(data, if answer { CACHE } else { NEGATIVE });
    set::add(thread, kept, subclass)?;
    Ok(Word::from_bool(answer))
}

fn ask(thread: &mut Thread, class: Word, subclass: Word, data: Word) -> Result<bool> {
    let hook = operation::call_method(thread, class, name!("__subclasshook__"), &[subclass])?;
    match hook {
        Word::TRUE => return Ok(true),
        Word::FALSE => return Ok(false),
        Word::NOT_IMPLEMENTED => {}
        _ => {
            let text = "__subclasshook__ must return either False, True, or NotImplemented";
            return Err(thread.raise(Builtin::AssertionError, text));
        }
    }
    if class::is_subclass(subclass, class) {
        return Ok(true);
    }
    let registered = iterate::to_tuple(thread, state::get(data, REGISTRY))?;
    for &other in tuple::items(registered) {
        if operation::is_subclass(thread, subclass, other)? {
            return Ok(true);
        }
    }
    let below = operation::call_method(thread, class, name!("__subclasses__"), &[])?;
    let below = iterate::to_tuple(thread, below)?;
    for &other in tuple::items(below) {
        if operation::is_subclass(thread, subclass, other)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn reset_registry(thread: &mut Thread, class: Word) -> Result {
    let data = data_of(thread, class)?;
    let empty = set::new(thread, false);
    state::set(thread, data, REGISTRY, empty);
    Ok(Word::NONE)
}
fn reset_caches(thread: &mut Thread, class: Word) -> Result {
    let data = data_of(thread, class)?;
    for word in [CACHE, NEGATIVE] {
        let empty = set::new(thread, false);
        state::set(thread, data, word, empty);
    }
    Ok(Word::NONE)
}
fn dump(thread: &mut Thread, class: Word) -> Result {
    let data = data_of(thread, class)?;
    let parts = [
        state::get(data, REGISTRY),
        state::get(data, CACHE),
        state::get(data, NEGATIVE),
        Word::from_int(state::get_int(data, TOKEN)),
    ];
    Ok(tuple::new(thread, &parts))
}
