//! object: what every object can do.

use crate::builtin::Builtin;
use crate::class::{self, Definition, flag, instance};
use crate::describe::{class_name, full_name, lossy};
use crate::error::{Raised, Result};
use crate::header;
use crate::layout::Layout;
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::operation;
use crate::thread::Thread;
use crate::{attribute, descriptor, dict, function, module, native_functions, string, tuple};
use tracer::{Effects, Word};

/// Whether a method found by a look-up is `object`'s own.
#[inline]
pub fn is_default(method: Word) -> bool {
    header::has_shape(method, Builtin::WrapperDescriptor.shape())
        && descriptor::native(method).class == Builtin::Object.word()
}

pub fn is_default_initializer(method: Word) -> bool {
    is_default(method)
}

pub fn is_default_constructor(method: Word) -> bool {
    header::has_shape(method, Builtin::BuiltinFunction.shape())
        && descriptor::native(method).object == Builtin::Object.word()
}

#[cold]
pub fn too_many_arguments(thread: &mut Thread, class: Word) -> Raised {
    let text = format!("{}() takes no arguments", class::name_text(class));
    thread.type_error(text)
}

/// The hash of an object by its address.
pub fn identity_hash(object: Word) -> i64 {
    // That of None is the same in every process, as in CPython.
    if object.is_none() { 0xfca8_6420 } else { (object.0.rotate_right(4) as i64) >> 1 }
}

native_functions! { pub static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}

native_functions! { pub static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, *args, **kwargs)" Effects::READS => init;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => repr;
    /// Return str(self).
    __str__(this) "($self, /)" Effects::ANY => str;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::PURE => hash;
    /// Return self==value.
    __eq__(this, other) "($self, value, /)" Effects::PURE => equal;
    /// Return self!=value.
    __ne__(this, other) "($self, value, /)" Effects::ANY => not_equal;
    /// Return self<value.
    __lt__(this, other) "($self, value, /)" Effects::PURE => unordered;
    /// Return self<=value.
    __le__(this, other) "($self, value, /)" Effects::PURE => unordered;
    /// Return self>value.
    __gt__(this, other) "($self, value, /)" Effects::PURE => unordered;
    /// Return self>=value.
    __ge__(this, other) "($self, value, /)" Effects::PURE => unordered;
    /// Return getattr(self, name).
    __getattribute__(this, name) "($self, name, /)" Effects::ANY => attribute::generic_get;
    /// Implement setattr(self, name, value).
    __setattr__(this, name, value) "($self, name, value, /)" Effects::ANY => setattr;
    /// Implement delattr(self, name).
    __delattr__(this, name) "($self, name, /)" Effects::ANY => delattr;
    /// Default object formatter.
    __format__(this, specification) "($self, format_spec, /)" Effects::ANY => format;
    /// Default dir() implementation.
    __dir__(this) "($self, /)" Effects::ANY => dir;
    /// Helper for pickle.
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
    /// Helper for pickle.
    __reduce_ex__(this, protocol) "($self, protocol, /)" Effects::ANY => reduce_ex;
    /// Helper for pickle.
    __getstate__(this) "($self, /)" Effects::ANY => getstate;
    /// Size of object in memory, in bytes.
    __sizeof__(this) "($self, /)" Effects::READS => sizeof;
}

native_functions! { static CLASS_METHODS =
    /// This method is called when a class is subclassed.
    __init_subclass__(class) "($type, /)" Effects::READS => init_subclass;
    /// Abstract classes can override this to customize issubclass().
    __subclasshook__(class, subclass) "($type, object, /)" Effects::READS => subclass_hook;
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    let class = arguments.all[0];
    if arguments.all.len() > 1 {
        if !is_default_constructor(class::lookup(class, __new__.word())) {
            let text = "object.__new__() takes exactly one argument (the type to instantiate)";
            return Err(thread.type_error(text));
        }
        if is_default(class::lookup(class, __init__.word())) {
            return Err(too_many_arguments(thread, class));
        }
    }
    let struct_ = class::get(class);
    if struct_.flags & flag::ABSTRACT != 0 {
        return Err(abstract_class(thread, class));
    }
    if struct_.layout != Layout::Plain {
        let native = crate::exception::native_ancestor(class);
        let owner = class::name_text(native);
        let text = format!(
            "object.__new__({}) is not safe, use {owner}.__new__()",
            class::name_text(class)
        );
        return Err(thread.type_error(text));
    }
    class::instantiate(thread, class)
}

#[cold]
fn abstract_class(thread: &mut Thread, class: Word) -> Raised {
    let methods = attribute::get(thread, class, __abstractmethods__.word())
        .and_then(|names| crate::iterate::to_list(thread, names));
    let names = match methods {
        Ok(names) => names,
        Err(raised) => return raised,
    };
    let mut texts: Vec<String> = (0..crate::list::length(names))
        .map(|index| format!("'{}'", lossy(crate::list::get(names, index))))
        .collect();
    texts.sort();
    let text = format!(
        "Can't instantiate abstract class {} without an implementation for abstract method{} {}",
        class::name_text(class),
        if texts.len() == 1 { "" } else { "s" },
        texts.join(", ")
    );
    thread.type_error(text)
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    if arguments.all.len() > 1 {
        let class = class::class_of(arguments.all[0]);
        if !is_default(class::lookup(class, __init__.word())) {
            let text = "object.__init__() takes exactly one argument (the instance to initialize)";
            return Err(thread.type_error(text));
        }
        if is_default_constructor(class::lookup(class, __new__.word())) {
            let text = format!(
                "{}.__init__() takes exactly one argument (the instance to initialize)",
                class::name_text(class)
            );
            return Err(thread.type_error(text));
        }
    }
    Ok(Word::NONE)
}

/// `<module.Class object at 0x...>`
pub fn default_repr(thread: &mut Thread, object: Word) -> Word {
    let text = format!("<{} object at {:#x}>", full_name(class::class_of(object)), object.0);
    string::new(thread, &text)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    Ok(default_repr(thread, this))
}

fn str(thread: &mut Thread, this: Word) -> Result {
    operation::repr(thread, this)
}

fn hash(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(identity_hash(this)))
}

fn equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(if this == other { Word::TRUE } else { Word::NOT_IMPLEMENTED })
}

fn not_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    let method = class::lookup(class::class_of(this), __eq__.word());
    let result = function::call_found_words(thread, method, this, &[other])?;
    if result == Word::NOT_IMPLEMENTED {
        return Ok(result);
    }
    Ok(Word::from_bool(!operation::truth(thread, result)?))
}

fn unordered(_thread: &mut Thread, _this: Word, _other: Word) -> Result {
    Ok(Word::NOT_IMPLEMENTED)
}

fn setattr(thread: &mut Thread, this: Word, name: Word, value: Word) -> Result {
    check_setter(thread, this, "__setattr__")?;
    attribute::generic_set(thread, this, name, value)?;
    Ok(Word::NONE)
}

fn delattr(thread: &mut Thread, this: Word, name: Word) -> Result {
    check_setter(thread, this, "__delattr__")?;
    attribute::generic_set(thread, this, name, Word::NULL)?;
    Ok(Word::NONE)
}

/// `object.__setattr__(int, ...)` must not get around the protection of classes.
fn check_setter(thread: &mut Thread, this: Word, name: &str) -> Result<()> {
    if class::layout_of(this) == Layout::Class {
        let text = format!("can't apply this {name} to {} object", class_name(this));
        return Err(thread.type_error(text));
    }
    Ok(())
}

fn format(thread: &mut Thread, this: Word, specification: Word) -> Result {
    if !string::is_str(specification) {
        let text = format!("__format__() argument must be str, not {}", class_name(specification));
        return Err(thread.type_error(text));
    }
    if !string::bytes(specification).is_empty() {
        let text = format!("unsupported format string passed to {}.__format__", class_name(this));
        return Err(thread.type_error(text));
    }
    operation::str(thread, this)
}

/// Adds all names of a class and its bases to a dict.
pub(crate) fn add_class_names(thread: &mut Thread, class: Word, names: Word) -> Result<()> {
    for &owner in class::mro(class).iter().rev() {
        dict::update(thread, names, class::get(owner).dict)?;
    }
    Ok(())
}

fn dir(thread: &mut Thread, this: Word) -> Result {
    let names = dict::new(thread);
    let real = match attribute::get_optional(thread, this, __class__.word())? {
        Some(real) if class::is_class(real) => real,
        _ => class::class_of(this),
    };
    add_class_names(thread, real, names)?;
    match instance::own_names(this) {
        Some(own) => {
            for name in own {
                dict::set_str(thread, names, name, Word::NONE);
            }
        }
        None => {
            if let Some(own) = attribute::get_optional(thread, this, __dict__.word())?
                && class::is_kind(own, Builtin::Dict)
            {
                dict::update(thread, names, own)?;
            }
        }
    }
    crate::iterate::to_list(thread, names)
}

fn init_subclass(_thread: &mut Thread, _class: Word) -> Result {
    Ok(Word::NONE)
}

fn subclass_hook(_thread: &mut Thread, _class: Word, _subclass: Word) -> Result {
    Ok(Word::NOT_IMPLEMENTED)
}

fn sizeof(_thread: &mut Thread, this: Word) -> Result {
    if !this.is_pointer() {
        return Ok(Word::from_int(8));
    }
    let shape = crate::shape::get(header::shape_id(this));
    Ok(Word::from_int(shape.instance_bytes() as i64))
}

// Pickling.

fn reduce(thread: &mut Thread, this: Word) -> Result {
    reduce_by_protocol(thread, this, 0)
}

fn reduce_ex(thread: &mut Thread, this: Word, protocol: Word) -> Result {
    let protocol = operation::index_i64(thread, protocol, Some(Builtin::OverflowError))?;
    let class = class::class_of(this);
    let own = class::lookup(class, __reduce__.word());
    let default = dict::get_str(class::get(Builtin::Object.word()).dict, __reduce__.word());
    if Some(own) != default && !own.is_null() {
        return function::call_found_words(thread, own, this, &[]);
    }
    reduce_by_protocol(thread, this, protocol)
}

fn reduce_by_protocol(thread: &mut Thread, this: Word, protocol: i64) -> Result {
    let copyreg = module::import(thread, "copyreg")?;
    if protocol < 2 {
        let reducer = attribute::get(thread, copyreg, crate::interned!("_reduce_ex"))?;
        return thread.call(reducer, &[this, Word::from_int(protocol)]);
    }
    let class = class::class_of(this);
    let (arguments, keywords) = new_arguments(thread, this)?;
    let is_list = class::is_kind(this, Builtin::List);
    let is_dict = class::is_kind(this, Builtin::Dict);
    let required = arguments.is_null() && !is_list && !is_dict;
    let (maker, made_of) = if keywords.is_null()
        || class::is_kind(keywords, Builtin::Dict) && dict::length(keywords) == 0
    {
        let mut all = vec![class];
        if !arguments.is_null() {
            all.extend_from_slice(tuple::items(arguments));
        }
        (__newobj__.word(), tuple::new(thread, &all))
    } else {
        (__newobj_ex__.word(), tuple::new(thread, &[class, arguments, keywords]))
    };
    let maker = attribute::get(thread, copyreg, maker)?;
    let state = state_of(thread, this, required)?;
    let list_items = if is_list { crate::iterate::iterator(thread, this)? } else { Word::NONE };
    let dict_items = if is_dict {
        let items = operation::call_method(thread, this, items_name(), &[])?;
        crate::iterate::iterator(thread, items)?
    } else {
        Word::NONE
    };
    Ok(tuple::new(thread, &[maker, made_of, state, list_items, dict_items]))
}

fn items_name() -> Word {
    ITEMS.word()
}

/// What `__getnewargs_ex__` or `__getnewargs__` give, or null.
fn new_arguments(thread: &mut Thread, this: Word) -> Result<(Word, Word)> {
    if let Some(method) = attribute::get_optional(thread, this, __getnewargs_ex__.word())? {
        let pair = thread.call(method, &[])?;
        if !class::is_kind(pair, Builtin::Tuple) {
            let text =
                format!("__getnewargs_ex__ should return a tuple, not '{}'", class_name(pair));
            return Err(thread.type_error(text));
        }
        let &[arguments, keywords] = tuple::items(pair) else {
            let text = format!(
                "__getnewargs_ex__ should return a tuple of length 2, not {}",
                tuple::items(pair).len()
            );
            return Err(thread.value_error(text));
        };
        return Ok((arguments, keywords));
    }
    if let Some(method) = attribute::get_optional(thread, this, __getnewargs__.word())? {
        let arguments = thread.call(method, &[])?;
        if !class::is_kind(arguments, Builtin::Tuple) {
            let text =
                format!("__getnewargs__ should return a tuple, not '{}'", class_name(arguments));
            return Err(thread.type_error(text));
        }
        return Ok((arguments, Word::NULL));
    }
    Ok((Word::NULL, Word::NULL))
}

fn state_of(thread: &mut Thread, this: Word, required: bool) -> Result {
    let method = class::lookup(class::class_of(this), __getstate__.word());
    let default = dict::get_str(class::get(Builtin::Object.word()).dict, __getstate__.word());
    if Some(method) == default {
        return default_state(thread, this, required);
    }
    let method = attribute::get(thread, this, __getstate__.word())?;
    thread.call(method, &[])
}

fn getstate(thread: &mut Thread, this: Word) -> Result {
    default_state(thread, this, false)
}

/// A copy of the instance's dict, with the values of declared slots where there are any.
fn default_state(thread: &mut Thread, this: Word, required: bool) -> Result {
    let class = class::class_of(this);
    let struct_ = class::get(class);
    if required
        && (struct_.layout != Layout::Plain
            || struct_.flags & (flag::HEAP | flag::NOT_CONSTRUCTIBLE) == flag::NOT_CONSTRUCTIBLE)
    {
        let text = format!("cannot pickle '{}' object", class::name_text(class));
        return Err(thread.type_error(text));
    }
    let state = match instance::own_names(this) {
        Some(names) if instance::has_dict(this) => {
            let copy = dict::new(thread);
            for name in names {
                let value = instance::get_attribute(thread, this, name)?;
                if !value.is_null() {
                    dict::set_str(thread, copy, name, value);
                }
            }
            if dict::length(copy) == 0 { Word::NONE } else { copy }
        }
        Some(_) => Word::NONE,
        None => attribute::get_optional(thread, this, __dict__.word())?.unwrap_or(Word::NONE),
    };
    if !this.is_pointer() || crate::shape::get(header::shape_id(this)).declared == 0 {
        return Ok(state);
    }
    let copyreg = module::import(thread, "copyreg")?;
    let slot_names = attribute::get(thread, copyreg, crate::interned!("_slotnames"))?;
    let names = thread.call(slot_names, &[class])?;
    let slots = dict::new(thread);
    let names = crate::iterate::to_tuple(thread, names)?;
    for &name in tuple::items(names) {
        if let Some(value) = attribute::get_optional(thread, this, name)? {
            dict::set(thread, slots, name, value)?;
        }
    }
    if dict::length(slots) == 0 {
        return Ok(state);
    }
    Ok(tuple::new(thread, &[state, slots]))
}

// Attributes.

fn get_class(_thread: &mut Thread, this: Word) -> Result {
    Ok(class::class_of(this))
}

fn set_class(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("can't delete __class__ attribute"));
    }
    if !class::is_class(value) {
        let text = format!("__class__ must be set to a class, not '{}' object", class_name(value));
        return Err(thread.type_error(text));
    }
    let old = class::class_of(this);
    if old == value {
        return Ok(());
    }
    let module = Builtin::Module.word();
    let modules = class::is_subclass(old, module) && class::is_subclass(value, module);
    let by_programs = class::has_flag(old, flag::HEAP) && class::has_flag(value, flag::HEAP);
    if !modules && !by_programs {
        return Err(thread.type_error(
            "__class__ assignment only supported for mutable types or ModuleType subclasses",
        ));
    }
    if !modules && !instance::same_layout(old, value) {
        let text = format!(
            "__class__ assignment: '{}' object layout differs from '{}'",
            class::name_text(value),
            class::name_text(old)
        );
        return Err(thread.type_error(text));
    }
    instance::set_class(thread, this, value)?;
    let binds = |class| !class::variable::is_plain_class(class);
    if binds(old) || binds(value) {
        // Whoever found the object in a class relies on what its class made of it.
        class::changed(old);
    }
    Ok(())
}

static ATTRIBUTES: &[NativeAttribute] = &[NativeAttribute {
    name: "__class__",
    doc: "the object's class",
    get: get_class,
    set: Some(set_class),
}];

fn get_dict(thread: &mut Thread, this: Word) -> Result {
    let dict = attribute::dict_of(thread, this)?;
    if dict.is_null() {
        return Err(attribute::missing(thread, this, __dict__.word()));
    }
    Ok(dict)
}

fn set_dict(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        let empty = dict::new(thread);
        return instance::set_dict(thread, this, empty);
    }
    function::set_dict(thread, this, value)
}

/// `__dict__` of classes that add it.
pub(crate) static DICT_ATTRIBUTE: NativeAttribute = NativeAttribute {
    name: "__dict__",
    doc: "dictionary for instance variables",
    get: get_dict,
    set: Some(set_dict),
};

/// Whether a class's attribute is that `__dict__`.
pub fn is_instance_dict(found: Word) -> bool {
    header::has_shape(found, Builtin::GetSetDescriptor.shape())
        && std::ptr::eq(descriptor::get_set(found).definition, &DICT_ATTRIBUTE)
}

/// `__weakref__` of classes that add it.
pub(crate) static WEAKREF_ATTRIBUTE: NativeAttribute = NativeAttribute {
    name: "__weakref__",
    doc: "list of weak references to the object",
    get: |_, this| Ok(crate::weak_reference::first(this).unwrap_or(Word::NONE)),
    set: None,
};

pub(crate) static CLASS: Definition = Definition {
    doc: "The base class of the class hierarchy.\n\nWhen called, it accepts no arguments and returns a new featureless\ninstance that has no instance attributes and cannot be given any.\n",
    methods: &[METHODS],
    class_methods: &[CLASS_METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
