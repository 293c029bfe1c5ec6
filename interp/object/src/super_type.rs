//! super

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::class_name;
use crate::error::Result;
use crate::header::Header;
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{attribute, descriptor, dict, native_functions, signature, string};
use tracer::{Effects, Word};

#[repr(C)]
pub struct Super {
    pub header: Header,
    /// `__thisclass__`
    pub class: Word,
    /// `__self__`, null while unbound.
    pub object: Word,
    /// `__self_class__`, null while unbound.
    pub object_class: Word,
}

fn get(object: Word) -> &'static mut Super {
    // SAFETY: callers pass super objects or instances of subclasses, which begin alike.
    unsafe { &mut *object.pointer() }
}

/// The class in whose mro the search for `super(class, object)` goes on behind `class`.
pub fn start_class(thread: &mut Thread, class: Word, object: Word) -> Result {
    if class::is_class(object) && class::is_subclass(object, class) {
        return Ok(object);
    }
    let real = class::class_of(object);
    if class::is_subclass(real, class) {
        return Ok(real);
    }
    if let Some(claimed) = attribute::get_optional(thread, object, __class__.word())?
        && claimed != real
        && class::is_class(claimed)
        && class::is_subclass(claimed, class)
    {
        return Ok(claimed);
    }
    let kind = if class::is_class(object) {
        format!("type {}", class::name_text(object))
    } else {
        format!("instance of {}", class_name(object))
    };
    let text = format!(
        "super(type, obj): obj ({kind}) is not an instance or subtype of type ({}).",
        class::name_text(class)
    );
    Err(thread.type_error(text))
}

/// What stands behind `class` in the mro of `start` under a name, without binding; null if absent.
pub fn lookup_after(class: Word, start: Word, name: Word) -> Word {
    class::mro(start)
        .iter()
        .skip_while(|&&entry| entry != class)
        .skip(1)
        .find_map(|&owner| dict::get_str(class::get(owner).dict, name))
        .unwrap_or(Word::NULL)
}

/// An attribute of a super object; null if absent.
pub fn find(thread: &mut Thread, this: Word, name: Word) -> Result {
    let struct_ = get(this);
    if !struct_.object.is_null() && name != __class__.word() {
        let found = lookup_after(struct_.class, struct_.object_class, name);
        if !found.is_null() {
            let object =
                if struct_.object == struct_.object_class { Word::NULL } else { struct_.object };
            return descriptor::bind(thread, found, object, struct_.object_class);
        }
    }
    attribute::find_generic(thread, this, name)
}

/// `super(class, object)`
pub fn new(thread: &mut Thread, class: Word, object: Word) -> Result {
    let this = class::instantiate(thread, Builtin::Super.word())?;
    initialize(thread, this, class, object)?;
    Ok(this)
}

fn initialize(thread: &mut Thread, this: Word, class: Word, object: Word) -> Result<()> {
    if !class::is_class(class) {
        let text = format!("super() argument 1 must be a type, not {}", class_name(class));
        return Err(thread.type_error(text));
    }
    let object = if object.is_none() { Word::NULL } else { object };
    let object_class =
        if object.is_null() { Word::NULL } else { start_class(thread, class, object)? };
    let struct_ = get(this);
    struct_.class = class;
    struct_.object = object;
    struct_.object_class = object_class;
    // SAFETY: a live object whose words were just stored.
    unsafe { thread.heap.range_barrier(this.pointer()) };
    Ok(())
}

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => construct;
}

native_functions! { static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, *args, **kwargs)" Effects::ANY => init;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => repr;
    /// Return getattr(self, name).
    __getattribute__(this, name) "($self, name, /)" Effects::ANY => getattribute;
    /// Return an attribute of instance, which is of type owner.
    __get__(this, object, class) "($self, instance, owner=None, /)" Effects::ANY => bind;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    class::instantiate(thread, arguments.all[0])
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, class, object] =
        signature::bind::<3>(thread, "super", "($self, type=None, obj=None, /)", arguments)?;
    if class.is_null() {
        return Err(thread.raise(Builtin::RuntimeError, "super(): no arguments"));
    }
    initialize(thread, this, class, if object.is_null() { Word::NONE } else { object })?;
    Ok(Word::NONE)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let struct_ = get(this);
    let name =
        if struct_.class.is_null() { "NULL".to_string() } else { class::name_text(struct_.class) };
    let text = if struct_.object_class.is_null() {
        format!("<super: <class '{name}'>, NULL>")
    } else {
        format!("<super: <class '{name}'>, <{} object>>", class::name_text(struct_.object_class))
    };
    Ok(string::new(thread, &text))
}

fn getattribute(thread: &mut Thread, this: Word, name: Word) -> Result {
    let name = attribute::interned(thread, name)?;
    let value = find(thread, this, name)?;
    if value.is_null() { Err(attribute::missing(thread, this, name)) } else { Ok(value) }
}

fn bind(thread: &mut Thread, this: Word, object: Word, _class: Word) -> Result {
    let struct_ = get(this);
    if object.is_none() || !struct_.object.is_null() {
        return Ok(this);
    }
    let kind = class::class_of(this);
    if kind != Builtin::Super.word() {
        return thread.call(kind, &[struct_.class, object]);
    }
    new(thread, struct_.class, object)
}

fn or_none(word: Word) -> Result {
    Ok(if word.is_null() { Word::NONE } else { word })
}

static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute {
        name: "__thisclass__",
        doc: "the class invoking super()",
        get: |_, this| or_none(get(this).class),
        set: None,
    },
    NativeAttribute {
        name: "__self__",
        doc: "the instance invoking super(); may be None",
        get: |_, this| or_none(get(this).object),
        set: None,
    },
    NativeAttribute {
        name: "__self_class__",
        doc: "the type of the instance invoking super(); may be None",
        get: |_, this| or_none(get(this).object_class),
        set: None,
    },
];

pub(crate) static CLASS: Definition = Definition {
    doc: "super() -> same as super(__class__, <first argument>)\nsuper(type) -> unbound super object\nsuper(type, obj) -> bound super object; requires isinstance(obj, type)\nsuper(type, type2) -> bound super object; requires issubclass(type2, type)",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
