//! Functions and bound methods written in Rust, as objects.

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::{class_name, lossy};
use crate::descriptor::{doc_string, native, text_signature};
use crate::error::Result;
use crate::function::call_native_object;
use crate::header;
use crate::layout::Layout;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{native_functions, string};
use tracer::{Effects, Word};

native_functions! { static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => repr;
    /// Call self as a function.
    __call__(..) "($self, /, *args, **kwargs)" Effects::ANY => call;
    /// Return self==value.
    __eq__(this, other) "($self, value, /)" Effects::READS => equal;
    /// Return self!=value.
    __ne__(this, other) "($self, value, /)" Effects::READS => not_equal;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::READS => hash;
    /// Helper for pickle.
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let struct_ = native(this);
    let name = struct_.definition.name;
    let text = if header::shape_id(this) == Builtin::MethodWrapper.shape() {
        format!(
            "<method-wrapper '{name}' of {} object at {:#x}>",
            class_name(struct_.object),
            struct_.object.0
        )
    } else if struct_.object.is_null() || class::layout_of(struct_.object) == Layout::Module {
        format!("<built-in function {name}>")
    } else {
        format!(
            "<built-in method {name} of {} object at {:#x}>",
            class_name(struct_.object),
            struct_.object.0
        )
    };
    Ok(string::new(thread, &text))
}

fn call(thread: &mut Thread, arguments: Arguments) -> Result {
    let rest = Arguments { all: &arguments.all[1..], names: arguments.names };
    call_native_object(thread, arguments.all[0], rest)
}

fn same(this: Word, other: Word) -> Option<bool> {
    if class::class_of(this) != class::class_of(other) {
        return None;
    }
    let (a, b) = (native(this), native(other));
    Some(a.object == b.object && std::ptr::eq(a.definition, b.definition))
}

fn equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(same(this, other).map_or(Word::NOT_IMPLEMENTED, Word::from_bool))
}

fn not_equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(same(this, other).map_or(Word::NOT_IMPLEMENTED, |same| Word::from_bool(!same)))
}

fn hash(_thread: &mut Thread, this: Word) -> Result {
    let struct_ = native(this);
    let address = std::ptr::from_ref(struct_.definition) as u64;
    Ok(Word::from_int(((struct_.object.0 >> 4) ^ (address >> 3)) as i64 & 0xffff_ffff_ffff))
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    let struct_ = native(this);
    let name = crate::intern::intern(struct_.definition.name);
    if struct_.object.is_null() || class::layout_of(struct_.object) == Layout::Module {
        return Ok(name);
    }
    let getattr = crate::module::builtin(thread, "getattr")?;
    let arguments = crate::tuple::new(thread, &[struct_.object, name]);
    Ok(crate::tuple::new(thread, &[getattr, arguments]))
}

fn qualname(thread: &mut Thread, this: Word) -> Result {
    let struct_ = native(this);
    let name = struct_.definition.name;
    if struct_.object.is_null() || class::layout_of(struct_.object) == Layout::Module {
        return Ok(crate::intern::intern(name));
    }
    let owner = if class::is_class(struct_.object) {
        struct_.object
    } else {
        class::class_of(struct_.object)
    };
    let text = format!("{}.{name}", lossy(class::get(owner).qualname));
    Ok(string::new(thread, &text))
}

fn module(_thread: &mut Thread, this: Word) -> Result {
    let module = native(this).module;
    Ok(if module.is_null() { Word::NONE } else { module })
}

fn set_module(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    let struct_ = native(this);
    struct_.module = value;
    thread.barrier(this, &mut struct_.module, value);
    Ok(())
}

fn receiver(_thread: &mut Thread, this: Word) -> Result {
    let object = native(this).object;
    Ok(if object.is_null() { Word::NONE } else { object })
}

fn doc(thread: &mut Thread, this: Word) -> Result {
    Ok(doc_string(thread, native(this).definition.doc))
}

const fn attribute(name: &'static str, get: fn(&mut Thread, Word) -> Result) -> NativeAttribute {
    NativeAttribute { name, doc: "", get, set: None }
}

static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("__name__", |_, this| Ok(crate::intern::intern(native(this).definition.name))),
    attribute("__qualname__", qualname),
    attribute("__doc__", doc),
    attribute("__self__", receiver),
    attribute("__text_signature__", text_signature),
];
static MODULE: &[NativeAttribute] =
    &[NativeAttribute { name: "__module__", doc: "", get: module, set: Some(set_module) }];
static OWNER: &[NativeAttribute] = &[attribute("__objclass__", |_, this| Ok(native(this).class))];

pub(crate) static FUNCTION_CLASS: Definition =
    Definition { methods: &[METHODS], attributes: &[ATTRIBUTES, MODULE], ..Definition::EMPTY };
pub(crate) static WRAPPER_CLASS: Definition =
    Definition { methods: &[METHODS], attributes: &[ATTRIBUTES, OWNER], ..Definition::EMPTY };
