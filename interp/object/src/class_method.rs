//! classmethod and staticmethod.

use crate::builtin::Builtin;
use crate::class::Definition;
use crate::error::Result;
use crate::header::{self, Header};
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{native_functions, string};
use tracer::{Effects, Word};

/// Both are a callable and a dict of attributes.
#[repr(C)]
pub struct Wrapper {
    pub header: Header,
    pub callable: Word,
    /// Null until asked for.
    pub dict: Word,
}

fn get(object: Word) -> &'static mut Wrapper {
    // SAFETY: callers pass objects of the two layouts.
    unsafe { &mut *object.pointer() }
}

/// What is wrapped.
pub fn callable(object: Word) -> Word {
    get(object).callable
}

pub fn wrap(thread: &mut Thread, callable: Word, is_static: bool) -> Word {
    let class = if is_static { Builtin::StaticMethod } else { Builtin::ClassMethod };
    let wrapper: &mut Wrapper = thread.new_object(class.shape());
    wrapper.callable = callable;
    Word::from_pointer(wrapper)
}

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}

native_functions! { static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(this, function) "($self, function, /)" Effects::ANY => init;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Return an attribute of instance, which is of type owner.
    __get__(this, object, class) "($self, instance, owner=None, /)" Effects::ANY => bind;
}

native_functions! { static STATIC_CALL =
    /// Call self as a function.
    __call__(..) "($self, /, *args, **kwargs)" Effects::ANY => call;
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    crate::class::instantiate(thread, arguments.all[0])
}

fn init(thread: &mut Thread, this: Word, function: Word) -> Result {
    let wrapper = get(this);
    wrapper.callable = function;
    thread.barrier(this, &mut wrapper.callable, function);
    Ok(Word::NONE)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let inner = get(this).callable;
    let inner = if inner.is_null() { Word::NONE } else { inner };
    let inner = crate::describe::repr(thread, inner)?;
    let text = format!("<{}({inner})>", crate::describe::class_name(this));
    Ok(string::new(thread, &text))
}

fn bind(thread: &mut Thread, this: Word, object: Word, class: Word) -> Result {
    crate::descriptor::check_get(thread, object, class)?;
    if crate::class::layout_of(this) == crate::layout::Layout::StaticMethod {
        return Ok(get(this).callable);
    }
    let class =
        if class.is_null() || class.is_none() { crate::class::class_of(object) } else { class };
    Ok(crate::function::new_method(thread, get(this).callable, class))
}

fn call(thread: &mut Thread, arguments: Arguments) -> Result {
    let inner = get(arguments.all[0]).callable;
    thread.call_with_names(inner, &arguments.all[1..], arguments.names)
}

fn inner(_thread: &mut Thread, this: Word) -> Result {
    let inner = get(this).callable;
    Ok(if inner.is_null() { Word::NONE } else { inner })
}

/// An attribute of the wrapper's own dict, or of what it wraps.
fn delegated(thread: &mut Thread, this: Word, name: &Name) -> Result {
    let wrapper = get(this);
    if !wrapper.dict.is_null()
        && let Some(value) = crate::dict::get_str(wrapper.dict, name.word())
    {
        return Ok(value);
    }
    if wrapper.callable.is_null() {
        return Err(crate::attribute::missing(thread, this, name.word()));
    }
    crate::attribute::get(thread, wrapper.callable, name.word())
}

fn set_own(thread: &mut Thread, this: Word, name: &Name, value: Word) -> Result<()> {
    let dict = crate::attribute::dict_of(thread, this)?;
    if value.is_null() {
        crate::dict::remove(thread, dict, name.word())?;
        return Ok(());
    }
    crate::dict::set(thread, dict, name.word(), value)
}

macro_rules! delegated {
    ($($name:ident)*) => { &[
        $(NativeAttribute {
            name: stringify!($name),
            doc: "",
            get: |thread, this| delegated(thread, this, &$name),
            set: Some(|thread, this, value| set_own(thread, this, &$name, value)),
        },)*
        NativeAttribute { name: "__func__", doc: "", get: inner, set: None },
        NativeAttribute { name: "__wrapped__", doc: "", get: inner, set: None },
        NativeAttribute { name: "__isabstractmethod__", doc: "", get: is_abstract, set: None },
        NativeAttribute { name: "__dict__", doc: "", get: crate::attribute::dict_of, set: None },
    ] };
}

static ATTRIBUTES: &[NativeAttribute] = delegated!(__name__ __qualname__ __module__ __doc__ __annotations__ __annotate__ __type_params__);

fn is_abstract(thread: &mut Thread, this: Word) -> Result {
    is_abstract_callable(thread, get(this).callable).map(Word::from_bool)
}

/// Whether a function is marked by `abc.abstractmethod`.
pub fn is_abstract_callable(thread: &mut Thread, callable: Word) -> Result<bool> {
    if callable.is_null() || !callable.is_pointer() {
        return Ok(false);
    }
    match crate::attribute::get_optional(thread, callable, __isabstractmethod__.word())? {
        Some(mark) => crate::operation::truth(thread, mark),
        None => Ok(false),
    }
}

/// Whether it is one of the two, or of a subclass.
pub fn is_wrapper(object: Word) -> bool {
    header::has_shape(object, Builtin::ClassMethod.shape())
        || header::has_shape(object, Builtin::StaticMethod.shape())
}

pub(crate) static CLASS_METHOD: Definition = Definition {
    doc: "classmethod(function) -> method\n\nConvert a function to be a class method.",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
pub(crate) static STATIC_METHOD: Definition = Definition {
    doc: "staticmethod(function) -> method\n\nConvert a function to be a static method.",
    methods: &[METHODS, STATIC_CALL],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
