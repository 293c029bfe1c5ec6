//! property

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::repr;
use crate::error::Result;
use crate::header::Header;
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{native_functions, signature};
use tracer::{Effects, Word};

#[repr(C)]
pub struct Property {
    pub header: Header,
    /// Functions or null.
    pub getter: Word,
    pub setter: Word,
    pub deleter: Word,
    pub doc: Word,
    /// From `__set_name__`, or null.
    pub name: Word,
}

fn fields(object: Word) -> &'static mut Property {
    // SAFETY: callers pass properties or instances of subclasses, which begin alike.
    unsafe { &mut *object.pointer() }
}

fn set_field(thread: &mut Thread, object: Word, field: &mut Word, value: Word) {
    *field = value;
    thread.barrier(object, field, value);
}

/// The function behind `__get__`, or null.
pub fn getter(this: Word) -> Word {
    fields(this).getter
}

/// The function behind `__set__`, or null.
pub fn setter(this: Word) -> Word {
    fields(this).setter
}

/// `__get__`; a null object for access through the class.
pub fn get(thread: &mut Thread, this: Word, object: Word) -> Result {
    if object.is_null() {
        return Ok(this);
    }
    let getter = fields(this).getter;
    if getter.is_null() {
        return Err(no_accessor(thread, this, object, "getter"));
    }
    thread.call(getter, &[object])
}

/// `__set__`; null deletes.
pub fn set(thread: &mut Thread, this: Word, object: Word, value: Word) -> Result<()> {
    let struct_ = fields(this);
    if value.is_null() {
        if struct_.deleter.is_null() {
            return Err(no_accessor(thread, this, object, "deleter"));
        }
        thread.call(struct_.deleter, &[object])?;
        return Ok(());
    }
    if struct_.setter.is_null() {
        return Err(no_accessor(thread, this, object, "setter"));
    }
    thread.call(struct_.setter, &[object, value])?;
    Ok(())
}

#[cold]
fn no_accessor(thread: &mut Thread, this: Word, object: Word, which: &str) -> crate::Raised {
    let name = match name_of(thread, this) {
        Ok(Some(name)) => match repr(thread, name) {
            Ok(name) => format!(" {name}"),
            Err(raised) => return raised,
        },
        Ok(None) => String::new(),
        Err(raised) => return raised,
    };
    let text = format!("property{name} of '{}' object has no {which}", qualname(object));
    thread.raise(Builtin::AttributeError, text)
}

fn qualname(object: Word) -> String {
    crate::describe::lossy(class::get(class::class_of(object)).qualname)
}

fn name_of(thread: &mut Thread, this: Word) -> Result<Option<Word>> {
    let struct_ = fields(this);
    if !struct_.name.is_null() {
        return Ok(Some(struct_.name));
    }
    if struct_.getter.is_null() {
        return Ok(None);
    }
    crate::attribute::get_optional(thread, struct_.getter, __name__.word())
}

const SIGNATURE: &str = "($self, fget=None, fset=None, fdel=None, doc=None)";

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}

native_functions! { static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, fget=None, fset=None, fdel=None, doc=None)" Effects::ANY => init;
    /// Return an attribute of instance, which is of type owner.
    __get__(this, object, class) "($self, instance, owner=None, /)" Effects::ANY => method_get;
    /// Set an attribute of instance to value.
    __set__(this, object, value) "($self, instance, value, /)" Effects::ANY => method_set;
    /// Delete an attribute of instance.
    __delete__(this, object) "($self, instance, /)" Effects::ANY => method_delete;
    /// Descriptor to obtain a copy of the property with a different getter.
    getter(this, function) "($self, fget, /)" Effects::ANY => with_getter;
    /// Descriptor to obtain a copy of the property with a different setter.
    setter(this, function) "($self, fset, /)" Effects::ANY => with_setter;
    /// Descriptor to obtain a copy of the property with a different deleter.
    deleter(this, function) "($self, fdel, /)" Effects::ANY => with_deleter;
    /// Method to set name of a property.
    __set_name__(this, owner, name) "($self, owner, name, /)" Effects::ANY => set_name;
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    class::instantiate(thread, arguments.all[0])
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, getter, setter, deleter, doc] =
        signature::bind::<5>(thread, "property", SIGNATURE, arguments)?;
    initialize(thread, this, [getter, setter, deleter], doc)?;
    Ok(Word::NONE)
}

fn initialize(thread: &mut Thread, this: Word, functions: [Word; 3], doc: Word) -> Result<()> {
    let [getter, setter, deleter] =
        functions.map(|function| if function.is_none() { Word::NULL } else { function });
    let struct_ = fields(this);
    set_field(thread, this, &mut struct_.getter, getter);
    set_field(thread, this, &mut struct_.setter, setter);
    set_field(thread, this, &mut struct_.deleter, deleter);
    set_field(thread, this, &mut struct_.name, Word::NULL);
    let mut doc = if doc.is_null() { Word::NONE } else { doc };
    if doc.is_none()
        && !getter.is_null()
        && let Some(found) = crate::attribute::get_optional(thread, getter, __doc__.word())?
    {
        doc = found;
    }
    if class::class_of(this) != Builtin::Property.word() && class::instance::has_dict(this) {
        // A subclass has `__doc__` as an attribute of the class, which hides the field.
        class::instance::set_attribute(thread, this, __doc__.word(), doc)?;
    }
    set_field(thread, this, &mut struct_.doc, doc);
    Ok(())
}

fn method_get(thread: &mut Thread, this: Word, object: Word, class: Word) -> Result {
    crate::descriptor::check_get(thread, object, class)?;
    if object.is_none() {
        return Ok(this);
    }
    get(thread, this, object)
}

fn method_set(thread: &mut Thread, this: Word, object: Word, value: Word) -> Result {
    set(thread, this, object, value)?;
    Ok(Word::NONE)
}

fn method_delete(thread: &mut Thread, this: Word, object: Word) -> Result {
    set(thread, this, object, Word::NULL)?;
    Ok(Word::NONE)
}

fn with_getter(thread: &mut Thread, this: Word, function: Word) -> Result {
    copy(thread, this, 0, function)
}

fn with_setter(thread: &mut Thread, this: Word, function: Word) -> Result {
    copy(thread, this, 1, function)
}

fn with_deleter(thread: &mut Thread, this: Word, function: Word) -> Result {
    copy(thread, this, 2, function)
}

/// The same property with one function replaced; a doc that came from the getter is taken from the new one.
fn copy(thread: &mut Thread, this: Word, which: usize, function: Word) -> Result {
    let struct_ = fields(this);
    let mut functions = [struct_.getter, struct_.setter, struct_.deleter];
    if !function.is_none() {
        functions[which] = function;
    }
    let doc = if struct_.getter.is_null() || which != 0 && !struct_.doc.is_null() {
        struct_.doc
    } else {
        Word::NONE
    };
    let kind = class::class_of(this);
    let result = if kind == Builtin::Property.word() {
        let fresh = class::instantiate(thread, kind)?;
        initialize(thread, fresh, functions, doc)?;
        fresh
    } else {
        let or_none = |word: Word| if word.is_null() { Word::NONE } else { word };
        let [getter, setter, deleter] = functions.map(or_none);
        thread.call(kind, &[getter, setter, deleter, or_none(doc)])?
    };
    if class::layout_of(result) == crate::layout::Layout::Property {
        let fresh = fields(result);
        set_field(thread, result, &mut fresh.name, struct_.name);
    }
    Ok(result)
}

fn set_name(thread: &mut Thread, this: Word, _owner: Word, name: Word) -> Result {
    let struct_ = fields(this);
    set_field(thread, this, &mut struct_.name, name);
    Ok(Word::NONE)
}

fn or_none(word: Word) -> Result {
    Ok(if word.is_null() { Word::NONE } else { word })
}

fn get_name(thread: &mut Thread, this: Word) -> Result {
    match name_of(thread, this)? {
        Some(name) => Ok(name),
        None => Err(crate::attribute::missing(thread, this, __name__.word())),
    }
}

fn assign_name(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    let struct_ = fields(this);
    set_field(thread, this, &mut struct_.name, value);
    Ok(())
}

fn assign_doc(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    let struct_ = fields(this);
    let value = if value.is_null() { Word::NONE } else { value };
    set_field(thread, this, &mut struct_.doc, value);
    Ok(())
}

fn is_abstract(thread: &mut Thread, this: Word) -> Result {
    let struct_ = fields(this);
    for function in [struct_.getter, struct_.setter, struct_.deleter] {
        if crate::class_method::is_abstract_callable(thread, function)? {
            return Ok(Word::TRUE);
        }
    }
    Ok(Word::FALSE)
}

static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute {
        name: "fget",
        doc: "",
        get: |_, this| or_none(fields(this).getter),
        set: None,
    },
    NativeAttribute {
        name: "fset",
        doc: "",
        get: |_, this| or_none(fields(this).setter),
        set: None,
    },
    NativeAttribute {
        name: "fdel",
        doc: "",
        get: |_, this| or_none(fields(this).deleter),
        set: None,
    },
    NativeAttribute {
        name: "__doc__",
        doc: "",
        get: |_, this| or_none(fields(this).doc),
        set: Some(assign_doc),
    },
    NativeAttribute { name: "__name__", doc: "", get: get_name, set: Some(assign_name) },
    NativeAttribute { name: "__isabstractmethod__", doc: "", get: is_abstract, set: None },
];

pub(crate) static CLASS: Definition = Definition {
    doc: "Property attribute.",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
