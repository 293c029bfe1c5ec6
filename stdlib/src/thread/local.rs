//! `_thread._local`: attributes that each thread has for itself.
//!
//! The native base keeps a dict from thread to dict; the class over it is Python, because only
//! special methods written in Python take part in attribute access of every kind. Dicts of threads
//! that have ended are dropped when the next thread comes by.
//!
//! Words: 0 dict from thread number to dict, 1 positional arguments, 2 named ones.

use crate::native_class::NativeClass;
use crate::{argument, atexit, class_root, name, state};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute, class, dict, intern, string, tuple};
use std::cell::Cell;
use std::collections::HashSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use tracer::Effects;

/// The native base.
pub static LOCAL_BASE: NativeClass = NativeClass {
    name: "_local_base",
    module: "_thread",
    constructor: CONSTRUCTOR,
    class: class_root!(),
    ..NativeClass::EMPTY
};

/// What Python sees.
pub const LOCAL: &str = r#"
class _local(_local_base):
    """Thread-local data"""
    __slots__ = ()

    def __getattribute__(self, name):
        return _local_get(self, name)

    def __setattr__(self, name, value):
        _local_set(self, name, value)

    def __delattr__(self, name):
        _local_delete(self, name)
"#;

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}
native_functions! { pub static FUNCTIONS =
    _local_get(this, name) "($module, self, name, /)" Effects::ANY => get;
    _local_set(this, name, value) "($module, self, name, value, /)" Effects::ANY => set;
    _local_delete(this, name) "($module, self, name, /)" Effects::ANY => delete;
}

static NEXT: AtomicU64 = AtomicU64::new(1);
static ENDED: Mutex<Option<HashSet<u64>>> = Mutex::new(None);
thread_local! {
    static NUMBER: Cell<u64> = const { Cell::new(0) };
}

/// A number that no other thread ever has.
fn own_number() -> u64 {
    NUMBER.with(|number| {
        if number.get() == 0 {
            number.set(NEXT.fetch_add(1, Ordering::Relaxed));
        }
        number.get()
    })
}

/// The calling thread ends.
pub fn thread_ends() {
    let number = NUMBER.with(Cell::get);
    if number != 0 {
        let mut ended = ENDED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        ended.get_or_insert_with(HashSet::new).insert(number);
        // The native thread may carry out another task: that is another thread.
        NUMBER.with(|own| own.set(0));
    }
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    if arguments.all.len() > 1 {
        let initializer = class::lookup(class, name!("__init__"));
        if initializer == class::lookup(Builtin::Object.word(), name!("__init__")) {
            return Err(thread.type_error("Initialization arguments are not supported"));
        }
    }
    let this = class::instantiate(thread, class)?;
    let positional = tuple::new(thread, &argument::positional(&arguments)[1..]);
    state::set(thread, this, 1, positional);
    let named = dict::new(thread);
    state::set(thread, this, 2, named);
    for (key, value) in argument::named(&arguments) {
        dict::set(thread, named, key, value)?;
    }
    let dicts = dict::new(thread);
    state::set(thread, this, 0, dicts);
    // `__init__` follows in this thread.
    let own = dict::new(thread);
    dict::set(thread, dicts, Word::from_int(own_number() as i64), own)?;
    Ok(this)
}

/// The dict of the calling thread; other threads' first look initializes.
fn own_dict(thread: &mut Thread, this: Word) -> Result {
    let dicts = state::get(this, 0);
    let key = Word::from_int(own_number() as i64);
    if let Some(own) = dict::get(thread, dicts, key)? {
        return Ok(own);
    }
    let ended: Vec<i64> = {
        let ended = ENDED.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        ended.iter().flatten().map(|number| *number as i64).collect()
    };
    for number in ended {
        dict::remove(thread, dicts, Word::from_int(number))?;
    }
    let own = dict::new(thread);
    dict::set(thread, dicts, key, own)?;
    let initializer = class::lookup(class::class_of(this), name!("__init__"));
    if initializer != class::lookup(Builtin::Object.word(), name!("__init__")) {
        let class = class::class_of(this);
        let function = attribute::get(thread, class, name!("__init__"))?;
        let positional = tuple::items(state::get(this, 1));
        let all = object::list::new(thread, &[this]);
        for &argument in positional {
            object::list::append(thread, all, argument);
        }
        let named = state::get(this, 2);
        let result = atexit::call_with_dict(thread, function, state::list_items(all), named);
        if let Err(raised) = result {
            let pending = thread.take_exception(raised);
            dict::remove(thread, dicts, key)?;
            return Err(thread.raise_object(pending));
        }
    }
    Ok(own)
}

fn check(thread: &mut Thread, this: Word, name: Word) -> Result {
    if !LOCAL_BASE.is_instance(this) {
        return Err(thread.type_error("a _local object is required"));
    }
    if !string::is_str(name) {
        let kind = argument::class_name(name);
        return Err(thread.type_error(format!("attribute name must be string, not '{kind}'")));
    }
    Ok(intern::intern_word(name))
}

fn has_setter(word: Word) -> bool {
    !word.is_null() && !class::lookup(class::class_of(word), name!("__set__")).is_null()
}

fn get(thread: &mut Thread, this: Word, name: Word) -> Result {
    let name = check(thread, this, name)?;
    let own = own_dict(thread, this)?;
    if name == name!("__dict__") {
        return Ok(own);
    }
    let of_class = class::lookup(class::class_of(this), name);
    if !has_setter(of_class)
        && let Some(value) = dict::get_str(own, name)
    {
        return Ok(value);
    }
    attribute::generic_get(thread, this, name)
}

fn read_only(thread: &mut Thread, this: Word) -> object::Raised {
    let kind = argument::class_name(this);
    let text = format!("'{kind}' object attribute '__dict__' is read-only");
    thread.raise(Builtin::AttributeError, text)
}

fn set(thread: &mut Thread, this: Word, name: Word, value: Word) -> Result {
    let name = check(thread, this, name)?;
    let own = own_dict(thread, this)?;
    if name == name!("__dict__") {
        return Err(read_only(thread, this));
    }
    let of_class = class::lookup(class::class_of(this), name);
    if has_setter(of_class) {
        attribute::generic_set(thread, this, name, value)?;
    } else {
        dict::set_str(thread, own, name, value);
    }
    Ok(Word::NONE)
}

fn delete(thread: &mut Thread, this: Word, name: Word) -> Result {
    let name = check(thread, this, name)?;
    let own = own_dict(thread, this)?;
    if name == name!("__dict__") {
        return Err(read_only(thread, this));
    }
    let of_class = class::lookup(class::class_of(this), name);
    if has_setter(of_class) {
        attribute::generic_set(thread, this, name, Word::NULL)?;
        return Ok(Word::NONE);
    }
    if dict::remove(thread, own, name)?.is_none() {
        let kind = argument::class_name(this);
        let text = format!("'{kind}' object has no attribute '{}'", string::lossy(name));
        return Err(thread.raise(Builtin::AttributeError, text));
    }
    Ok(Word::NONE)
}
