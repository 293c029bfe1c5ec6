//! type: the class of classes.

use crate::builtin::Builtin;
use crate::class::{self, Definition, flag};
use crate::describe::{class_name, full_name, lossy};
use crate::error::Result;
use crate::header;
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{attribute, descriptor, dict, function, native_functions, operation, string, tuple};
use tracer::{Effects, Word};

/// Whether a method found by a look-up is `type.__call__`.
pub fn is_default_call(method: Word) -> bool {
    header::has_shape(method, Builtin::WrapperDescriptor.shape())
        && descriptor::native(method).class == Builtin::Type.word()
}

/// `type.__getattribute__`, null where the attribute is absent.
pub fn find(thread: &mut Thread, this: Word, name: Word) -> Result {
    let metaclass = class::class_of(this);
    let meta = class::lookup(metaclass, name);
    if !meta.is_null() && descriptor::is_data(meta) {
        return descriptor::bind(thread, meta, this, metaclass);
    }
    let own = class::lookup(this, name);
    if !own.is_null() {
        return descriptor::bind(thread, own, Word::NULL, this);
    }
    if meta.is_null() {
        return Ok(Word::NULL);
    }
    descriptor::bind(thread, meta, this, metaclass)
}

/// `type.__setattr__`; null deletes.
pub fn set_attribute(thread: &mut Thread, this: Word, name: Word, value: Word) -> Result<()> {
    if class::has_flag(this, flag::IMMUTABLE) {
        return Err(immutable(thread, this, &lossy(name), value));
    }
    let meta = class::lookup(class::class_of(this), name);
    if !meta.is_null() && descriptor::set(thread, meta, this, value)? {
        return Ok(());
    }
    class::set_attribute(thread, this, name, value)
}

#[cold]
fn immutable(thread: &mut Thread, this: Word, name: &str, value: Word) -> crate::Raised {
    let verb = if value.is_null() { "delete" } else { "set" };
    let shown =
        if class::has_flag(this, flag::HEAP) { class::name_text(this) } else { full_name(this) };
    let text = format!("cannot {verb} '{name}' attribute of immutable type '{shown}'");
    thread.type_error(text)
}

native_functions! { static CONSTRUCTOR =
    /// Create and return a new object.  See help(type) for accurate signature.
    __new__(..) "($type, *args, **kwargs)" Effects::ANY => new;
}

native_functions! { static METHODS =
    /// Initialize self.  See help(type(self)) for accurate signature.
    __init__(..) "($self, /, *args, **kwargs)" Effects::READS => init;
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Call self as a function.
    __call__(..) "($self, /, *args, **kwargs)" Effects::ANY => call;
    /// Return getattr(self, name).
    __getattribute__(this, name) "($self, name, /)" Effects::ANY => getattribute;
    /// Implement setattr(self, name, value).
    __setattr__(this, name, value) "($self, name, value, /)" Effects::ANY => setattr;
    /// Implement delattr(self, name).
    __delattr__(this, name) "($self, name, /)" Effects::ANY => delattr;
    /// Return a type's method resolution order.
    mro(this) "($self, /)" Effects::READS => mro_list;
    /// Return a list of immediate subclasses.
    __subclasses__(this) "($self, /)" Effects::READS => subclasses;
    /// Check if an object is an instance.
    __instancecheck__(this, object) "($self, instance, /)" Effects::ANY => instance_check;
    /// Check if a class is a subclass.
    __subclasscheck__(this, subclass) "($self, subclass, /)" Effects::ANY => subclass_check;
    /// Specialized __dir__ implementation for types.
    __dir__(this) "($self, /)" Effects::ANY => dir;
    /// Return self|value.
    __or__(this, other) "($self, value, /)" Effects::ANY => or;
    /// Return value|self.
    __ror__(this, other) "($self, value, /)" Effects::ANY => reflected_or;
    /// Return memory consumption of the type object.
    __sizeof__(this) "($self, /)" Effects::READS => sizeof;
}

native_functions! { static CLASS_METHODS =
    /// Create the namespace for the class statement
    __prepare__(..) "($type, name, bases, /, **kwds)" Effects::READS => prepare;
}

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    let names: &[Word] =
        if arguments.names.is_null() { &[] } else { tuple::items(arguments.names) };
    let positional = &arguments.all[..arguments.all.len() - names.len()];
    let named = &arguments.all[positional.len()..];
    let &[metaclass, name, bases, namespace] = positional else {
        if positional.len() == 2 && positional[0] == Builtin::Type.word() {
            return Err(thread.type_error("type() takes 1 or 3 arguments"));
        }
        let text = if positional[0] == Builtin::Type.word() {
            String::from("type() takes 1 or 3 arguments")
        } else {
            format!("type.__new__() takes exactly 3 arguments ({} given)", positional.len() - 1)
        };
        return Err(thread.type_error(text));
    };
    let kinds = [(name, Builtin::Str), (bases, Builtin::Tuple), (namespace, Builtin::Dict)];
    for (index, (value, kind)) in kinds.into_iter().enumerate() {
        if !class::is_kind(value, kind) {
            let text = format!(
                "type.__new__() argument {} must be {}, not {}",
                index + 1,
                kind.name(),
                class_name(value)
            );
            return Err(thread.type_error(text));
        }
    }
    for &base in tuple::items(bases) {
        if !class::is_class(base)
            && attribute::get_optional(thread, base, __mro_entries__.word())?.is_some()
        {
            return Err(thread
                .type_error("type() doesn't support MRO entry resolution; use types.new_class()"));
        }
    }
    let winner = class::most_derived_metaclass(thread, metaclass, tuple::items(bases))?;
    let keywords: Vec<(Word, Word)> = names.iter().copied().zip(named.iter().copied()).collect();
    if winner != metaclass {
        let constructor = class::lookup(winner, __new__.word());
        let own = class::lookup(Builtin::Type.word(), __new__.word());
        if constructor != own {
            let mut all = arguments.all.to_vec();
            all[0] = winner;
            let arguments = Arguments { all: &all, names: arguments.names };
            return function::call_static(thread, constructor, winner, arguments);
        }
    }
    class::new_class(thread, winner, name, bases, namespace, &keywords)
}

fn init(thread: &mut Thread, arguments: Arguments) -> Result {
    let named = if arguments.names.is_null() { 0 } else { tuple::items(arguments.names).len() };
    let positional = arguments.all.len() - named - 1;
    if positional != 1 && positional != 3 {
        return Err(thread.type_error("type.__init__() takes 1 or 3 arguments"));
    }
    Ok(Word::NONE)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let text = format!("<class '{}'>", full_name(this));
    Ok(string::new(thread, &text))
}

fn call(thread: &mut Thread, arguments: Arguments) -> Result {
    let rest = Arguments { all: &arguments.all[1..], names: arguments.names };
    class::call(thread, arguments.all[0], rest)
}

fn getattribute(thread: &mut Thread, this: Word, name: Word) -> Result {
    let name = attribute::interned(thread, name)?;
    let value = find(thread, this, name)?;
    if value.is_null() { Err(attribute::missing(thread, this, name)) } else { Ok(value) }
}

fn setattr(thread: &mut Thread, this: Word, name: Word, value: Word) -> Result {
    let name = attribute::interned(thread, name)?;
    set_attribute(thread, this, name, value)?;
    Ok(Word::NONE)
}

fn delattr(thread: &mut Thread, this: Word, name: Word) -> Result {
    let name = attribute::interned(thread, name)?;
    set_attribute(thread, this, name, Word::NULL)?;
    Ok(Word::NONE)
}

fn mro_list(thread: &mut Thread, this: Word) -> Result {
    let order = class::linearize(thread, this, tuple::items(class::get(this).bases))?;
    Ok(crate::list::new(thread, tuple::items(order)))
}

fn subclasses(thread: &mut Thread, this: Word) -> Result {
    let all = class::direct_subclasses(this);
    Ok(crate::list::new(thread, &all))
}

fn instance_check(thread: &mut Thread, this: Word, object: Word) -> Result {
    operation::real_instance(thread, object, this).map(Word::from_bool)
}

fn subclass_check(thread: &mut Thread, this: Word, subclass: Word) -> Result {
    operation::real_subclass(thread, subclass, this).map(Word::from_bool)
}

fn dir(thread: &mut Thread, this: Word) -> Result {
    let names = dict::new(thread);
    crate::object_type::add_class_names(thread, this, names)?;
    crate::iterate::to_list(thread, names)
}

fn or(thread: &mut Thread, this: Word, other: Word) -> Result {
    crate::union::or(thread, this, other)
}

fn reflected_or(thread: &mut Thread, this: Word, other: Word) -> Result {
    crate::union::or(thread, other, this)
}

fn sizeof(_thread: &mut Thread, _this: Word) -> Result {
    Ok(Word::from_int(size_of::<crate::layout::Class>() as i64))
}

fn prepare(thread: &mut Thread, _arguments: Arguments) -> Result {
    Ok(dict::new(thread))
}

// Attributes.

/// The entry of the class's own dict.
fn own(this: Word, name: &Name) -> Option<Word> {
    dict::get_str(class::get(this).dict, name.word())
}

/// Refuses the change of built-in classes and, for null, deletion.
fn check_set(thread: &mut Thread, this: Word, name: &str, value: Word) -> Result<()> {
    if value.is_null() || class::has_flag(this, flag::IMMUTABLE) {
        return Err(immutable(thread, this, name, value));
    }
    Ok(())
}

fn set_name(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    check_set(thread, this, "__name__", value)?;
    if !string::is_str(value) {
        let text = format!(
            "can only assign string to {}.__name__, not '{}'",
            class::name_text(this),
            class_name(value)
        );
        return Err(thread.type_error(text));
    }
    let struct_ = class::get(this);
    struct_.name = value;
    thread.barrier(this, &mut struct_.name, value);
    // Messages have the name.
    class::changed(this);
    Ok(())
}

fn set_qualname(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    check_set(thread, this, "__qualname__", value)?;
    if !string::is_str(value) {
        let text = format!(
            "can only assign string to {}.__qualname__, not '{}'",
            class::name_text(this),
            class_name(value)
        );
        return Err(thread.type_error(text));
    }
    let struct_ = class::get(this);
    struct_.qualname = value;
    thread.barrier(this, &mut struct_.qualname, value);
    Ok(())
}

fn get_module(thread: &mut Thread, this: Word) -> Result {
    match own(this, &__module__) {
        Some(module) => Ok(module),
        None if class::has_flag(this, flag::HEAP) => {
            Err(attribute::missing(thread, this, __module__.word()))
        }
        None => Ok(BUILTINS.word()),
    }
}

fn set_module(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    check_set(thread, this, "__module__", value)?;
    class::set_attribute(thread, this, __module__.word(), value)
}

fn get_doc(thread: &mut Thread, this: Word) -> Result {
    match own(this, &__doc__) {
        Some(doc) => descriptor::bind(thread, doc, Word::NULL, this),
        None => Ok(Word::NONE),
    }
}

fn set_doc(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    check_set(thread, this, "__doc__", value)?;
    class::set_attribute(thread, this, __doc__.word(), value)
}

fn get_base(_thread: &mut Thread, this: Word) -> Result {
    let base = class::get(this).base;
    Ok(if base.is_null() { Word::NONE } else { base })
}

fn get_abstract_methods(thread: &mut Thread, this: Word) -> Result {
    if this != Builtin::Type.word()
        && let Some(methods) = own(this, &__abstractmethods__)
    {
        return Ok(methods);
    }
    let text = __abstractmethods__.word();
    Err(thread.raise_with(Builtin::AttributeError, &[text]))
}

fn set_abstract_methods(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        if own(this, &__abstractmethods__).is_none() {
            let text = __abstractmethods__.word();
            return Err(thread.raise_with(Builtin::AttributeError, &[text]));
        }
        class::get(this).flags &= !flag::ABSTRACT;
        return class::set_attribute(thread, this, __abstractmethods__.word(), value);
    }
    let any = operation::truth(thread, value)?;
    class::set_attribute(thread, this, __abstractmethods__.word(), value)?;
    let struct_ = class::get(this);
    if any {
        struct_.flags |= flag::ABSTRACT;
    } else {
        struct_.flags &= !flag::ABSTRACT;
    }
    Ok(())
}

fn get_dict(thread: &mut Thread, this: Word) -> Result {
    Ok(crate::mapping_proxy::new(thread, class::get(this).dict))
}

fn get_annotations(thread: &mut Thread, this: Word) -> Result {
    if !class::has_flag(this, flag::HEAP) {
        return Err(attribute::missing(thread, this, __annotations__.word()));
    }
    if let Some(found) = own(this, &__annotations__).or_else(|| own(this, &__annotations_cache__)) {
        return descriptor::bind(thread, found, Word::NULL, this);
    }
    let annotate = get_annotate(thread, this)?;
    let made = if operation::is_callable(annotate) {
        function::evaluate_annotations(thread, annotate)?
    } else {
        dict::new(thread)
    };
    class::set_attribute(thread, this, __annotations_cache__.word(), made)?;
    Ok(made)
}

fn set_annotations(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if class::has_flag(this, flag::IMMUTABLE) {
        return Err(immutable(thread, this, "__annotations__", Word::NONE));
    }
    let name = if own(this, &__annotations__).is_some() {
        __annotations__.word()
    } else {
        __annotations_cache__.word()
    };
    if value.is_null() {
        if own(this, &__annotations__).is_none() && own(this, &__annotations_cache__).is_none() {
            let text = __annotations__.word();
            return Err(thread.raise_with(Builtin::AttributeError, &[text]));
        }
        class::set_attribute(thread, this, name, Word::NULL)?;
    } else {
        class::set_attribute(thread, this, name, value)?;
    }
    for name in [&__annotate_func__, &__annotate__] {
        if own(this, name).is_some() {
            class::set_attribute(thread, this, name.word(), Word::NULL)?;
        }
    }
    Ok(())
}

fn get_annotate(thread: &mut Thread, this: Word) -> Result {
    if !class::has_flag(this, flag::HEAP) {
        return Err(attribute::missing(thread, this, __annotate__.word()));
    }
    match own(this, &__annotate_func__).or_else(|| own(this, &__annotate__)) {
        Some(found) => descriptor::bind(thread, found, Word::NULL, this),
        None => Ok(Word::NONE),
    }
}

fn set_annotate(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("cannot delete __annotate__ attribute"));
    }
    check_set(thread, this, "__annotate__", value)?;
    if !value.is_none() && !operation::is_callable(value) {
        return Err(thread.type_error("__annotate__ must be callable or None"));
    }
    let name = if own(this, &__annotate__).is_some() { &__annotate__ } else { &__annotate_func__ };
    class::set_attribute(thread, this, name.word(), value)?;
    if !value.is_none() && own(this, &__annotations_cache__).is_some() {
        class::set_attribute(thread, this, __annotations_cache__.word(), Word::NULL)?;
    }
    Ok(())
}

fn get_type_parameters(thread: &mut Thread, this: Word) -> Result {
    if this != Builtin::Type.word()
        && let Some(parameters) = own(this, &__type_params__)
    {
        return Ok(parameters);
    }
    Ok(tuple::new(thread, &[]))
}

fn set_type_parameters(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    check_set(thread, this, "__type_params__", value)?;
    class::set_attribute(thread, this, __type_params__.word(), value)
}

fn get_text_signature(thread: &mut Thread, this: Word) -> Result {
    let struct_ = class::get(this);
    if struct_.flags & flag::HEAP != 0 {
        return Ok(Word::NONE);
    }
    Ok(class::setup::text_signature(this).map_or(Word::NONE, |text| string::new(thread, text)))
}

fn set_bases(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    check_set(thread, this, "__bases__", value)?;
    let name = class::name_text(this);
    if !class::is_kind(value, Builtin::Tuple) {
        let text = format!("can only assign tuple to {name}.__bases__, not {}", class_name(value));
        return Err(thread.type_error(text));
    }
    let bases = tuple::items(value);
    if bases.is_empty() {
        let text = format!("can only assign non-empty tuple to {name}.__bases__, not ()");
        return Err(thread.type_error(text));
    }
    for &base in bases {
        if !class::is_class(base) {
            let text =
                format!("{name}.__bases__ must be tuple of classes, not '{}'", class_name(base));
            return Err(thread.type_error(text));
        }
        if class::is_subclass(base, this) {
            return Err(thread.type_error("a __bases__ item causes an inheritance cycle"));
        }
    }
    let base = class::base_of(thread, bases)?;
    let old = class::get(this).base;
    if base != old && class::get(base).layout != class::get(old).layout {
        let text = format!(
            "__bases__ assignment: '{}' object layout differs from '{}'",
            class::name_text(base),
            class::name_text(old)
        );
        return Err(thread.type_error(text));
    }
    let struct_ = class::get(this);
    let previous = (struct_.bases, struct_.base);
    struct_.bases = value;
    struct_.base = base;
    // SAFETY: a class object.
    unsafe { thread.heap.range_barrier(this.pointer()) };
    if let Err(raised) = refresh_order(thread, this) {
        let exception = thread.take_exception(raised);
        (struct_.bases, struct_.base) = previous;
        refresh_order(thread, this)?;
        return Err(thread.raise_object(exception));
    }
    class::move_subclass(thread, this, tuple::items(previous.0), bases);
    class::changed(this);
    Ok(())
}

/// Computes the mro of a class and its subclasses again.
fn refresh_order(thread: &mut Thread, this: Word) -> Result<()> {
    let struct_ = class::get(this);
    let metaclass = class::class_of(this);
    let order = class::method_resolution_order(thread, metaclass, this, struct_.bases)?;
    struct_.mro = order;
    thread.barrier(this, &mut struct_.mro, order);
    for subclass in class::direct_subclasses(this) {
        refresh_order(thread, subclass)?;
    }
    Ok(())
}

fn flags_word(_thread: &mut Thread, this: Word) -> Result {
    const HEAP_TYPE: i64 = 1 << 9;
    const BASE_TYPE: i64 = 1 << 10;
    const READY: i64 = 1 << 12;
    const ABSTRACT: i64 = 1 << 20;
    let flags = class::get(this).flags;
    let mut word = READY;
    let bits = [
        (flags & flag::HEAP != 0, HEAP_TYPE),
        (flags & flag::FINAL == 0, BASE_TYPE),
        (flags & flag::IMMUTABLE != 0, 1 << 8),
        (flags & flag::ABSTRACT != 0, ABSTRACT),
        (flags & flag::SEQUENCE != 0, 1 << 5),
        (flags & flag::MAPPING != 0, 1 << 6),
        (class::is_subclass(this, Builtin::Int.word()), 1 << 24),
        (class::is_subclass(this, Builtin::List.word()), 1 << 25),
        (class::is_subclass(this, Builtin::Tuple.word()), 1 << 26),
        (class::is_subclass(this, Builtin::Bytes.word()), 1 << 27),
        (class::is_subclass(this, Builtin::Str.word()), 1 << 28),
        (class::is_subclass(this, Builtin::Dict.word()), 1 << 29),
        (flags & flag::EXCEPTION != 0, 1 << 30),
        (class::is_subclass(this, Builtin::Type.word()), 1 << 31),
    ];
    for (on, bit) in bits {
        if on {
            word |= bit;
        }
    }
    Ok(Word::from_int(word))
}

fn basic_size(_thread: &mut Thread, this: Word) -> Result {
    let shape = crate::shape::get(class::get(this).instance_shape);
    Ok(Word::from_int(8 + shape.instance_bytes() as i64))
}

fn item_size(_thread: &mut Thread, this: Word) -> Result {
    use crate::layout::Layout;
    let struct_ = class::get(this);
    let variable = [Builtin::Int, Builtin::Bool, Builtin::Bytes, Builtin::Tuple];
    let size = match struct_.layout {
        Layout::Int => 4,
        Layout::Bytes => 1,
        Layout::Tuple => 8,
        Layout::Payload if variable.iter().any(|kind| *kind as u32 == struct_.native) => 8,
        _ => 0,
    };
    Ok(Word::from_int(size))
}

fn dict_offset(_thread: &mut Thread, this: Word) -> Result {
    let shape = crate::shape::get(class::get(this).instance_shape);
    Ok(Word::from_int(if shape.closed { 0 } else { -1 }))
}

fn weak_offset(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(if class::has_flag(this, flag::WEAK) { 8 } else { 0 }))
}

type Getter = fn(&mut Thread, Word) -> Result;
type Setter = fn(&mut Thread, Word, Word) -> Result<()>;

const fn attribute(name: &'static str, get: Getter, set: Option<Setter>) -> NativeAttribute {
    NativeAttribute { name, doc: "", get, set }
}

static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("__name__", |_, this| Ok(class::get(this).name), Some(set_name)),
    attribute("__qualname__", |_, this| Ok(class::get(this).qualname), Some(set_qualname)),
    attribute("__module__", get_module, Some(set_module)),
    attribute("__doc__", get_doc, Some(set_doc)),
    attribute("__bases__", |_, this| Ok(class::get(this).bases), Some(set_bases)),
    attribute("__base__", get_base, None),
    attribute("__mro__", |_, this| Ok(class::get(this).mro), None),
    attribute("__dict__", get_dict, None),
    attribute("__abstractmethods__", get_abstract_methods, Some(set_abstract_methods)),
    attribute("__annotations__", get_annotations, Some(set_annotations)),
    attribute("__annotate__", get_annotate, Some(set_annotate)),
    attribute("__type_params__", get_type_parameters, Some(set_type_parameters)),
    attribute("__text_signature__", get_text_signature, None),
    attribute("__flags__", flags_word, None),
    attribute("__basicsize__", basic_size, None),
    attribute("__itemsize__", item_size, None),
    attribute("__dictoffset__", dict_offset, None),
    attribute("__weakrefoffset__", weak_offset, None),
];

pub(crate) static CLASS: Definition = Definition {
    doc: "type(object) -> the object's type\ntype(name, bases, dict, **kwds) -> a new type",
    methods: &[METHODS],
    class_methods: &[CLASS_METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
