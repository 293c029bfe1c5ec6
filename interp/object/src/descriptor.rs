//! Descriptors: what a look-up on a class makes of what it found, and the built-in kinds that have
//! no file of their own (computed attributes, slot members, methods written in Rust).
//!
//! Exact built-in kinds are told by their shapes; everything else goes through `__get__`,
//! `__set__` and `__delete__` of the descriptor's class.

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::{class_name, lossy};
use crate::error::Result;
use crate::header::{self, Header};
use crate::layout::NativeFunctionObject;
use crate::name::*;
use crate::native::{Arguments, NativeAttribute, NativeFunction};
use crate::thread::Thread;
use crate::{native_functions, string};
use heap::ShapeId;
use tracer::{Effects, Word};

/// A computed attribute of a class (`NativeAttribute`).
#[repr(C)]
pub struct GetSet {
    pub header: Header,
    pub class: Word,
    pub name: Word,
    spare: Word,
    // Raw.
    pub definition: &'static NativeAttribute,
}

/// A declared slot of a class (`__slots__`).
#[repr(C)]
pub struct Member {
    pub header: Header,
    pub class: Word,
    pub name: Word,
    /// Slot number, tagged.
    pub slot: Word,
    pub doc: Word,
}

const FUNCTION: ShapeId = Builtin::Function.shape();
const METHOD_DESCRIPTOR: ShapeId = Builtin::MethodDescriptor.shape();
const WRAPPER_DESCRIPTOR: ShapeId = Builtin::WrapperDescriptor.shape();
const CLASS_METHOD_DESCRIPTOR: ShapeId = Builtin::ClassMethodDescriptor.shape();
const GET_SET: ShapeId = Builtin::GetSetDescriptor.shape();
const MEMBER: ShapeId = Builtin::MemberDescriptor.shape();
const PROPERTY: ShapeId = Builtin::Property.shape();
const CLASS_METHOD: ShapeId = Builtin::ClassMethod.shape();
const STATIC_METHOD: ShapeId = Builtin::StaticMethod.shape();

pub fn new_member(thread: &mut Thread, class: Word, name: Word, slot: u32, doc: Word) -> Word {
    let member: &mut Member = thread.new_object(MEMBER);
    member.class = class;
    member.name = name;
    member.slot = Word::from_int(i64::from(slot));
    member.doc = doc;
    Word::from_pointer(member)
}

pub fn new_get_set(thread: &mut Thread, class: Word, definition: &'static NativeAttribute) -> Word {
    let name = crate::intern::intern(definition.name);
    let descriptor: &mut GetSet = thread.new_object(GET_SET);
    descriptor.class = class;
    descriptor.name = name;
    descriptor.definition = definition;
    Word::from_pointer(descriptor)
}

/// A method of a class, written in Rust: a slot wrapper where CPython has a slot for it.
pub fn new_method_descriptor(
    thread: &mut Thread,
    class: Word,
    definition: &'static NativeFunction,
) -> Word {
    let shape = if is_slot(definition.name) { WRAPPER_DESCRIPTOR } else { METHOD_DESCRIPTOR };
    new_descriptor(thread, shape, class, definition)
}

/// A class method written in Rust.
pub fn new_class_method_descriptor(
    thread: &mut Thread,
    class: Word,
    definition: &'static NativeFunction,
) -> Word {
    new_descriptor(thread, CLASS_METHOD_DESCRIPTOR, class, definition)
}

fn new_descriptor(
    thread: &mut Thread,
    shape: ShapeId,
    class: Word,
    definition: &'static NativeFunction,
) -> Word {
    let object: &mut NativeFunctionObject = thread.new_object(shape);
    object.class = class;
    object.definition = definition;
    Word::from_pointer(object)
}

/// Special methods that are ordinary methods in CPython; all other dunder names stand for slots.
pub(crate) fn is_slot(name: &str) -> bool {
    name.starts_with("__")
        && name.ends_with("__")
        && !matches!(
            name,
            "__reduce__"
                | "__reduce_ex__"
                | "__getstate__"
                | "__setstate__"
                | "__format__"
                | "__sizeof__"
                | "__dir__"
                | "__init_subclass__"
                | "__subclasshook__"
                | "__class_getitem__"
                | "__reversed__"
                | "__round__"
                | "__trunc__"
                | "__floor__"
                | "__ceil__"
                | "__getnewargs__"
                | "__getnewargs_ex__"
                | "__length_hint__"
                | "__copy__"
                | "__deepcopy__"
                | "__complex__"
                | "__bytes__"
                | "__enter__"
                | "__exit__"
                | "__missing__"
                | "__instancecheck__"
                | "__subclasscheck__"
                | "__subclasses__"
                | "__prepare__"
                | "__mro_entries__"
                | "__set_name__"
                | "__alloc__"
                | "__release_buffer__"
        )
}

/// The struct behind a function or descriptor written in Rust.
#[inline]
pub fn native(object: Word) -> &'static mut NativeFunctionObject {
    // SAFETY: callers have tested the layout.
    unsafe { &mut *object.pointer() }
}

pub(crate) fn get_set(object: Word) -> &'static GetSet {
    // SAFETY: callers have tested the shape.
    unsafe { &*object.pointer() }
}

fn member(object: Word) -> &'static Member {
    // SAFETY: callers have tested the shape.
    unsafe { &*object.pointer() }
}

/// The class from which a receiver has a method written in Rust.
pub fn owner_of(receiver: Word, definition: &'static NativeFunction) -> Option<Word> {
    let name = crate::intern::intern(definition.name);
    class::mro(class::class_of(receiver)).iter().copied().find(|&owner| {
        crate::dict::get_str(class::get(owner).dict, name).is_some_and(|found| {
            class::layout_of(found) == crate::layout::Layout::NativeFunction
                && std::ptr::eq(native(found).definition, definition)
        })
    })
}

/// Whether a descriptor takes precedence over the instance's own attributes.
pub fn is_data(descriptor: Word) -> bool {
    if !descriptor.is_pointer() {
        return false;
    }
    match header::shape_id(descriptor) {
        GET_SET | MEMBER | PROPERTY => true,
        FUNCTION
        | METHOD_DESCRIPTOR
        | WRAPPER_DESCRIPTOR
        | CLASS_METHOD_DESCRIPTOR
        | CLASS_METHOD
        | STATIC_METHOD => false,
        _ => {
            let kind = class::class_of(descriptor);
            !class::lookup(kind, __set__.word()).is_null()
                || !class::lookup(kind, __delete__.word()).is_null()
        }
    }
}

/// Whether a look-up that finds this object calls its `__get__`.
pub fn binds(found: Word) -> bool {
    found.is_pointer() && !class::lookup(class::class_of(found), __get__.word()).is_null()
}

/// `descriptor.__get__(object, class)`, a null object for access through the class. What is no descriptor is itself.
pub fn bind(thread: &mut Thread, descriptor: Word, object: Word, class: Word) -> Result {
    if !descriptor.is_pointer() {
        return Ok(descriptor);
    }
    match header::shape_id(descriptor) {
        FUNCTION => {
            if object.is_null() {
                Ok(descriptor)
            } else {
                Ok(crate::function::new_method(thread, descriptor, object))
            }
        }
        METHOD_DESCRIPTOR | WRAPPER_DESCRIPTOR => {
            if object.is_null() {
                return Ok(descriptor);
            }
            let struct_ = native(descriptor);
            if !class::is_subclass(class::class_of(object), struct_.class) {
                return Err(wrong_receiver(thread, descriptor, object));
            }
            Ok(bind_native(thread, descriptor, object))
        }
        CLASS_METHOD_DESCRIPTOR => {
            let class = if class.is_null() { class::class_of(object) } else { class };
            Ok(bind_native(thread, descriptor, class))
        }
        CLASS_METHOD => {
            let class = if class.is_null() { class::class_of(object) } else { class };
            let inner = crate::class_method::callable(descriptor);
            if inner.is_null() {
                return Err(thread.raise(Builtin::RuntimeError, "uninitialized classmethod object"));
            }
            Ok(crate::function::new_method(thread, inner, class))
        }
        STATIC_METHOD => {
            let inner = crate::class_method::callable(descriptor);
            if inner.is_null() {
                return Err(
                    thread.raise(Builtin::RuntimeError, "uninitialized staticmethod object")
                );
            }
            Ok(inner)
        }
        PROPERTY => crate::property::get(thread, descriptor, object),
        GET_SET => {
            if object.is_null() {
                return Ok(descriptor);
            }
            check_receiver(thread, descriptor, get_set(descriptor).class, object)?;
            (get_set(descriptor).definition.get)(thread, object)
        }
        MEMBER => {
            if object.is_null() {
                return Ok(descriptor);
            }
            get_member(thread, descriptor, object)
        }
        _ => {
            let kind = class::class_of(descriptor);
            let getter = class::lookup(kind, __get__.word());
            if getter.is_null() {
                return Ok(descriptor);
            }
            let object = if object.is_null() { Word::NONE } else { object };
            let class = if class.is_null() { Word::NONE } else { class };
            crate::function::call_found_words(thread, getter, descriptor, &[object, class])
        }
    }
}

/// A method written in Rust bound to its receiver.
pub fn bind_native(thread: &mut Thread, descriptor: Word, object: Word) -> Word {
    let wrapper = header::shape_id(descriptor) == WRAPPER_DESCRIPTOR;
    let shape =
        if wrapper { Builtin::MethodWrapper.shape() } else { Builtin::BuiltinFunction.shape() };
    let bound: &mut NativeFunctionObject = thread.new_object(shape);
    let struct_ = native(descriptor);
    bound.object = object;
    bound.class = struct_.class;
    bound.definition = struct_.definition;
    Word::from_pointer(bound)
}

/// `descriptor.__set__(object, value)`, null deletes. `Ok(false)`: it is no data descriptor.
pub fn set(thread: &mut Thread, descriptor: Word, object: Word, value: Word) -> Result<bool> {
    if !descriptor.is_pointer() {
        return Ok(false);
    }
    match header::shape_id(descriptor) {
        PROPERTY => crate::property::set(thread, descriptor, object, value)?,
        GET_SET => set_computed(thread, descriptor, object, value)?,
        MEMBER => set_member(thread, descriptor, object, value)?,
        FUNCTION
        | METHOD_DESCRIPTOR
        | WRAPPER_DESCRIPTOR
        | CLASS_METHOD_DESCRIPTOR
        | CLASS_METHOD
        | STATIC_METHOD => return Ok(false),
        _ => {
            let kind = class::class_of(descriptor);
            let name = if value.is_null() { &__delete__ } else { &__set__ };
            let method = class::lookup(kind, name.word());
            if method.is_null() {
                let other = if value.is_null() { &__set__ } else { &__delete__ };
                if class::lookup(kind, other.word()).is_null() {
                    return Ok(false);
                }
                return Err(thread.raise(Builtin::AttributeError, name.text));
            }
            let arguments = [object, value];
            let count = if value.is_null() { 1 } else { 2 };
            crate::function::call_found_words(thread, method, descriptor, &arguments[..count])?;
        }
    }
    Ok(true)
}

fn set_computed(thread: &mut Thread, descriptor: Word, object: Word, value: Word) -> Result<()> {
    let struct_ = get_set(descriptor);
    check_receiver(thread, descriptor, struct_.class, object)?;
    match struct_.definition.set {
        Some(set) => set(thread, object, value),
        None => {
            let text = format!(
                "attribute '{}' of '{}' objects is not writable",
                struct_.definition.name,
                class::name_text(struct_.class)
            );
            Err(thread.raise(Builtin::AttributeError, text))
        }
    }
}

fn get_member(thread: &mut Thread, descriptor: Word, object: Word) -> Result {
    let struct_ = member(descriptor);
    check_receiver(thread, descriptor, struct_.class, object)?;
    let shape = crate::shape::get(header::shape_id(object));
    let value = class::instance::load_slot(object, shape, struct_.slot.int() as u32);
    if value.is_null() {
        let text =
            format!("'{}' object has no attribute '{}'", class_name(object), lossy(struct_.name));
        return Err(crate::attribute::raise_missing(thread, text, object, struct_.name));
    }
    Ok(value)
}

fn set_member(thread: &mut Thread, descriptor: Word, object: Word, value: Word) -> Result<()> {
    let struct_ = member(descriptor);
    check_receiver(thread, descriptor, struct_.class, object)?;
    let shape = crate::shape::get(header::shape_id(object));
    let slot = struct_.slot.int() as u32;
    if value.is_null() && class::instance::load_slot(object, shape, slot).is_null() {
        return Err(thread.raise_with(Builtin::AttributeError, &[struct_.name]));
    }
    class::instance::store_slot(thread, object, shape, slot, value);
    Ok(())
}

fn check_receiver(thread: &mut Thread, descriptor: Word, owner: Word, object: Word) -> Result<()> {
    let real = class::class_of(object);
    if real == owner || class::is_subclass(real, owner) {
        return Ok(());
    }
    Err(wrong_receiver(thread, descriptor, object))
}

#[cold]
fn wrong_receiver(thread: &mut Thread, descriptor: Word, object: Word) -> crate::Raised {
    let (owner, name) = owner_and_name(descriptor);
    let text = format!(
        "descriptor '{name}' for '{}' objects doesn't apply to a '{}' object",
        class::name_text(owner),
        class_name(object)
    );
    thread.type_error(text)
}

fn owner_and_name(descriptor: Word) -> (Word, String) {
    match header::shape_id(descriptor) {
        GET_SET => (get_set(descriptor).class, lossy(get_set(descriptor).name)),
        MEMBER => (member(descriptor).class, lossy(member(descriptor).name)),
        _ => (native(descriptor).class, native(descriptor).definition.name.to_string()),
    }
}

// The methods and attributes of these kinds.

native_functions! { static GETTERS =
    /// Return an attribute of instance, which is of type owner.
    __get__(this, object, class) "($self, instance, owner=None, /)" Effects::ANY => descriptor_get;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => descriptor_repr;
    /// Helper for pickle.
    __reduce__(this) "($self, /)" Effects::ANY => descriptor_reduce;
}

native_functions! { static SETTERS =
    /// Set an attribute of instance to value.
    __set__(this, object, value) "($self, instance, value, /)" Effects::ANY => descriptor_set;
    /// Delete an attribute of instance.
    __delete__(this, object) "($self, instance, /)" Effects::ANY => descriptor_delete;
}

native_functions! { static CALLS =
    /// Call self as a function.
    __call__(..) "($self, /, *args, **kwargs)" Effects::ANY => descriptor_call;
}

/// `__get__` needs an instance or a class.
pub fn check_get(thread: &mut Thread, object: Word, class: Word) -> Result<()> {
    if object.is_none() && (class.is_null() || class.is_none()) {
        return Err(thread.type_error("__get__(None, None) is invalid"));
    }
    Ok(())
}

fn descriptor_get(thread: &mut Thread, this: Word, object: Word, class: Word) -> Result {
    check_get(thread, object, class)?;
    // `None` as instance means access through the class, unless the class is that of None.
    let through_class = object.is_none() && class != Builtin::NoneType.word();
    let object = if through_class { Word::NULL } else { object };
    let class = if class.is_none() { Word::NULL } else { class };
    bind(thread, this, object, class)
}

fn descriptor_set(thread: &mut Thread, this: Word, object: Word, value: Word) -> Result {
    set(thread, this, object, value)?;
    Ok(Word::NONE)
}

fn descriptor_delete(thread: &mut Thread, this: Word, object: Word) -> Result {
    set(thread, this, object, Word::NULL)?;
    Ok(Word::NONE)
}

fn descriptor_call(thread: &mut Thread, arguments: Arguments) -> Result {
    let callable = arguments.all[0];
    let rest = Arguments { all: &arguments.all[1..], names: arguments.names };
    crate::function::call_object(thread, callable, rest)
}

fn descriptor_repr(thread: &mut Thread, this: Word) -> Result {
    let (owner, name) = owner_and_name(this);
    let owner = class::name_text(owner);
    let text = match header::shape_id(this) {
        GET_SET => format!("<attribute '{name}' of '{owner}' objects>"),
        MEMBER => format!("<member '{name}' of '{owner}' objects>"),
        WRAPPER_DESCRIPTOR => format!("<slot wrapper '{name}' of '{owner}' objects>"),
        _ => format!("<method '{name}' of '{owner}' objects>"),
    };
    Ok(string::new(thread, &text))
}

/// `getattr(owner, name)`, as pickle takes it.
fn descriptor_reduce(thread: &mut Thread, this: Word) -> Result {
    let (owner, name) = owner_and_name(this);
    let getattr = crate::module::builtin(thread, "getattr")?;
    let name = crate::intern::intern(&name);
    let arguments = crate::tuple::new(thread, &[owner, name]);
    Ok(crate::tuple::new(thread, &[getattr, arguments]))
}

fn name_of(_thread: &mut Thread, this: Word) -> Result {
    Ok(match header::shape_id(this) {
        GET_SET => get_set(this).name,
        MEMBER => member(this).name,
        _ => crate::intern::intern(native(this).definition.name),
    })
}

fn qualname_of(thread: &mut Thread, this: Word) -> Result {
    let (owner, name) = owner_and_name(this);
    let text = format!("{}.{name}", lossy(class::get(owner).qualname));
    Ok(string::new(thread, &text))
}

fn owner(_thread: &mut Thread, this: Word) -> Result {
    Ok(owner_and_name_word(this))
}

fn owner_and_name_word(this: Word) -> Word {
    match header::shape_id(this) {
        GET_SET => get_set(this).class,
        MEMBER => member(this).class,
        _ => native(this).class,
    }
}

fn doc_of(thread: &mut Thread, this: Word) -> Result {
    let text = match header::shape_id(this) {
        GET_SET => get_set(this).definition.doc,
        MEMBER => return Ok(member(this).doc),
        _ => native(this).definition.doc,
    };
    Ok(doc_string(thread, text))
}

/// A declared doc as an object: None where it is empty.
pub fn doc_string(thread: &mut Thread, text: &str) -> Word {
    let text = text.trim_end();
    if text.is_empty() {
        return Word::NONE;
    }
    if !text.starts_with(' ') {
        return string::new(thread, text);
    }
    // Doc comments begin with a blank in every line.
    let lines: Vec<&str> =
        text.split('\n').map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
    string::new(thread, &lines.join("\n"))
}

/// A signature as `__text_signature__` shows it.
pub fn text_signature(thread: &mut Thread, this: Word) -> Result {
    let text = native(this).definition.signature;
    Ok(if text.is_empty() { Word::NONE } else { string::new(thread, text) })
}

const fn attribute(name: &'static str, get: fn(&mut Thread, Word) -> Result) -> NativeAttribute {
    NativeAttribute { name, doc: "", get, set: None }
}

static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("__name__", name_of),
    attribute("__qualname__", qualname_of),
    attribute("__objclass__", owner),
    attribute("__doc__", doc_of),
];
static SIGNATURES: &[NativeAttribute] = &[attribute("__text_signature__", text_signature)];

pub(crate) static GET_SET_CLASS: Definition =
    Definition { methods: &[GETTERS, SETTERS], attributes: &[ATTRIBUTES], ..Definition::EMPTY };
pub(crate) static CALLABLE_CLASS: Definition = Definition {
    methods: &[GETTERS, CALLS],
    attributes: &[ATTRIBUTES, SIGNATURES],
    ..Definition::EMPTY
};
