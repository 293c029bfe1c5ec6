//! Bound methods of Python functions (and of whatever else `classmethod` or `MethodType` binds).

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::lossy;
use crate::error::Result;
use crate::header;
use crate::layout::Method;
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{attribute, native_functions, operation, string};
use tracer::{Effects, Word};

pub fn get(method: Word) -> &'static Method {
    // SAFETY: callers pass words whose shape is that of methods.
    unsafe { &*method.pointer() }
}

/// Attributes that a method lacks are its function's, which is also who misses them.
pub fn find(thread: &mut Thread, object: Word, name: Word) -> Result {
    let own = class::lookup(class::class_of(object), name);
    if !own.is_null() {
        return crate::descriptor::bind(thread, own, object, class::class_of(object));
    }
    attribute::get(thread, get(object).function, name)
}

native_functions! { static CONSTRUCTOR =
    __new__(class, function, object) "($type, function, instance, /)" Effects::READS => construct;
}

native_functions! { static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Call self as a function.
    __call__(..) "($self, /, *args, **kwargs)" Effects::ANY => call;
    /// Return getattr(self, name).
    __getattribute__(this, name) "($self, name, /)" Effects::ANY => getattribute;
    /// Return an attribute of instance, which is of type owner.
    __get__(this, object, class) "($self, instance, owner=None, /)" Effects::READS => bind;
    /// Return self==value.
    __eq__(this, other) "($self, value, /)" Effects::ANY => equal;
    /// Return self!=value.
    __ne__(this, other) "($self, value, /)" Effects::ANY => not_equal;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::ANY => hash;
    /// Helper for pickle.
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
}

fn construct(thread: &mut Thread, _class: Word, function: Word, object: Word) -> Result {
    if !operation::is_callable(function) {
        return Err(thread.type_error("first argument must be callable"));
    }
    if object.is_none() {
        return Err(thread.type_error("instance must not be None"));
    }
    Ok(crate::function::new_method(thread, function, object))
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let method = get(this);
    let mut name = attribute::get_optional(thread, method.function, __qualname__.word())?;
    if name.is_none() {
        name = attribute::get_optional(thread, method.function, __name__.word())?;
    }
    let name = name.filter(|name| string::is_str(*name)).map_or(String::from("?"), lossy);
    let object = crate::describe::repr(thread, method.object)?;
    Ok(string::new(thread, &format!("<bound method {name} of {object}>")))
}

fn call(thread: &mut Thread, arguments: Arguments) -> Result {
    let rest = Arguments { all: &arguments.all[1..], names: arguments.names };
    crate::function::call_object(thread, arguments.all[0], rest)
}

fn getattribute(thread: &mut Thread, this: Word, name: Word) -> Result {
    let name = attribute::interned(thread, name)?;
    let value = find(thread, this, name)?;
    if value.is_null() { Err(attribute::missing(thread, this, name)) } else { Ok(value) }
}

fn bind(_thread: &mut Thread, this: Word, _object: Word, _class: Word) -> Result {
    Ok(this)
}

fn same(thread: &mut Thread, this: Word, other: Word) -> Result<Option<bool>> {
    if !header::has_shape(other, Builtin::Method.shape()) {
        return Ok(None);
    }
    let (a, b) = (get(this), get(other));
    if a.object != b.object {
        return Ok(Some(false));
    }
    operation::equal(thread, a.function, b.function).map(Some)
}

fn equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(same(thread, this, other)?.map_or(Word::NOT_IMPLEMENTED, Word::from_bool))
}

fn not_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(same(thread, this, other)?.map_or(Word::NOT_IMPLEMENTED, |same| Word::from_bool(!same)))
}

fn hash(thread: &mut Thread, this: Word) -> Result {
    let method = get(this);
    let function = operation::hash(thread, method.function)?;
    let object = crate::object_type::identity_hash(method.object);
    Ok(crate::integer::from_i64(thread, function ^ object))
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    let method = get(this);
    let name = attribute::get(thread, method.function, __name__.word())?;
    let getattr = crate::module::builtin(thread, "getattr")?;
    let arguments = crate::tuple::new(thread, &[method.object, name]);
    Ok(crate::tuple::new(thread, &[getattr, arguments]))
}

fn doc(thread: &mut Thread, this: Word) -> Result {
    attribute::get(thread, get(this).function, __doc__.word())
}

static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute {
        name: "__func__",
        doc: "the function (or other callable) implementing a method",
        get: |_, this| Ok(get(this).function),
        set: None,
    },
    NativeAttribute {
        name: "__self__",
        doc: "the instance to which a method is bound",
        get: |_, this| Ok(get(this).object),
        set: None,
    },
    NativeAttribute { name: "__doc__", doc: "", get: doc, set: None },
];

pub(crate) static CLASS: Definition = Definition {
    doc: "Create a bound instance method object.",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
