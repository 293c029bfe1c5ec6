//! `type.__new__`: from name, bases and namespace to a class.

use super::{flag, get, has_flag, lookup, mro, name_text};
use crate::builtin::Builtin;
use crate::describe::lossy;
use crate::error::Result;
use crate::header::Locked;
use crate::layout::{CellObject, Class, Layout};
use crate::name::*;
use crate::shape::{self, Shape};
use crate::thread::Thread;
use crate::{dict, header, string, tuple};
use std::cell::Cell;
use std::sync::OnceLock;
use tracer::Word;

/// More inline slots than this are not given.
const MOST_INLINE: u32 = 48;
/// Inline slots of a class that says nothing about its instances.
const BAG: u32 = 4;

thread_local! {
    /// Attributes that the functions of the class body being made store on their first parameter.
    static EXPECTED: Cell<u32> = const { Cell::new(0) };
}

static CURRENT_MODULE: OnceLock<fn(&mut Thread) -> Word> = OnceLock::new();

/// Tells how to find the `__name__` of the globals of the running function (null: none), for `type()` without
/// `__module__`.
pub fn set_current_module(find: fn(&mut Thread) -> Word) {
    let _ = CURRENT_MODULE.set(find);
}

/// Name of the module whose code is running, or null.
pub fn current_module(thread: &mut Thread) -> Word {
    CURRENT_MODULE.get().map_or(Word::NULL, |find| find(thread))
}

/// Announces how many attributes the next class's instances are likely to have.
pub(super) fn expect_attributes(count: u32) {
    EXPECTED.with(|expected| expected.set(count));
}

/// A class made by Rust code: `bases` a tuple, in a module of this name.
pub fn create(thread: &mut Thread, name: &str, bases: Word, module: &str) -> Result {
    let namespace = dict::new(thread);
    let module = crate::intern::intern(module);
    dict::set_str(thread, namespace, __module__.word(), module);
    let name = crate::intern::intern(name);
    let proposed = Builtin::Type.word();
    let metaclass = super::most_derived_metaclass(thread, proposed, tuple::items(bases))?;
    new_class(thread, metaclass, name, bases, namespace, &[])
}

/// What `__slots__` and the base decide.
struct Slots {
    names: Vec<Word>,
    open: bool,
    adds_dict: bool,
    adds_weak: bool,
}

/// `type(name, bases, namespace)` without the metaclass protocol: layout, slots, mro, `__set_name__`, `__init_subclass__`.
pub fn new_class(
    thread: &mut Thread,
    metaclass: Word,
    name: Word,
    bases: Word,
    namespace: Word,
    keywords: &[(Word, Word)],
) -> Result {
    let expected = EXPECTED.with(|expected| expected.replace(0));
    let bases = if tuple::items(bases).is_empty() {
        tuple::new(thread, &[Builtin::Object.word()])
    } else {
        bases
    };
    let base = best_base(thread, tuple::items(bases))?;
    let attributes = dict::copy(thread, namespace);
    let slots = collect_slots(thread, name, base, tuple::items(bases), attributes)?;
    let qualname = match dict::remove(thread, attributes, __qualname__.word())? {
        None => name,
        Some(text) if string::is_str(text) => text,
        Some(other) => {
            let text = format!(
                "type __qualname__ must be a str, not {}",
                crate::describe::class_name(other)
            );
            return Err(thread.type_error(text));
        }
    };
    let class_cell = dict::remove(thread, attributes, __classcell__.word())?;
    if let Some(cell) = class_cell
        && !header::has_shape(cell, Builtin::Cell.shape())
    {
        let kind = crate::describe::repr(thread, super::class_of(cell))?;
        let text = format!("__classcell__ must be a nonlocal cell, not {kind}");
        return Err(thread.type_error(text));
    }
    let dict_cell = dict::remove(thread, attributes, __classdictcell__.word())?;
    if dict::get_str(attributes, __module__.word()).is_none() {
        let module = current_module(thread);
        if !module.is_null() {
            dict::set_str(thread, attributes, __module__.word(), module);
        }
    }
    if dict::get_str(attributes, __doc__.word()).is_none() {
        dict::set_str(thread, attributes, __doc__.word(), Word::NONE);
    }
    wrap_functions(thread, attributes);
    if dict::get_str(attributes, __eq__.word()).is_some()
        && dict::get_str(attributes, __hash__.word()).is_none()
    {
        dict::set_str(thread, attributes, __hash__.word(), Word::NONE);
    }

    let meta_shape = shape::get(get(metaclass).instance_shape);
    let object = thread.heap.alloc(meta_shape.instance_bytes(), meta_shape.id);
    let class = Word::from_pointer(object);
    // SAFETY: of the metaclass's layout, zeroed.
    let struct_ = unsafe { &mut *(object as *mut Class) };
    struct_.name = exact_string(name);
    struct_.qualname = qualname;
    struct_.bases = bases;
    struct_.dict = attributes;
    struct_.base = base;
    let inherited = tuple::items(bases)
        .iter()
        .fold(0, |flags, &base| flags | get(base).flags & flag::INHERITED);
    struct_.flags = flag::HEAP | inherited;
    if slots.adds_weak {
        struct_.flags |= flag::WEAK;
    }
    struct_.native = get(base).native;
    let is_bag = expected == 0 && slots.open && base == Builtin::Object.word();
    let expected = if is_bag && !has_functions(attributes) { BAG } else { expected };
    finish_layout(class, base, &slots, expected);
    // SAFETY: the class object, whose words were stored since it was allocated.
    unsafe { thread.heap.range_barrier(object) };
    install_descriptors(thread, class, &slots);

    let order = method_resolution_order(thread, metaclass, class, bases)?;
    struct_.mro = order;
    thread.barrier(class, &mut struct_.mro, order);
    if struct_.flags & flag::EXCEPTION != 0 {
        struct_.native = crate::exception::native_kind(class);
    }
    refresh_flags(class);
    for &base in tuple::items(bases) {
        add_subclass(thread, base, class);
    }
    if let Some(cell) = class_cell {
        store_cell(thread, cell, class);
    }
    if let Some(cell) = dict_cell
        && header::has_shape(cell, Builtin::Cell.shape())
    {
        store_cell(thread, cell, attributes);
    }
    super::next_epoch();
    set_names(thread, class, attributes)?;
    init_subclass(thread, class, keywords)?;
    Ok(class)
}

fn exact_string(name: Word) -> Word {
    if header::has_shape(name, Builtin::Str.shape()) {
        name
    } else {
        crate::intern::intern_word(name)
    }
}

fn store_cell(thread: &mut Thread, cell: Word, value: Word) {
    // SAFETY: the shape is that of cells.
    let struct_ = unsafe { &mut *cell.pointer::<CellObject>() };
    struct_.value = value;
    thread.barrier(cell, &mut struct_.value, value);
}

pub(super) fn add_subclass(thread: &mut Thread, base: Word, class: Word) {
    let struct_ = get(base);
    if struct_.subclasses.is_null() {
        let list = crate::list::new(thread, &[]);
        struct_.subclasses = list;
        thread.barrier(base, &mut struct_.subclasses, list);
    }
    crate::list::append(thread, struct_.subclasses, class);
}

fn layout_shape(class: Word) -> &'static Shape {
    shape::get(get(class).instance_shape)
}

/// Layout, words and raw bytes of the instances of subclasses, before their own slots.
pub(super) fn subclass_layout(base: Word) -> (Layout, u32, u32) {
    let shape = layout_shape(base);
    match shape.layout {
        Layout::Int
        | Layout::Float
        | Layout::Complex
        | Layout::Str
        | Layout::Bytes
        | Layout::Tuple => (Layout::Payload, 2, 0),
        layout => (layout, shape.slots_at, shape.extra_bytes),
    }
}

/// The nearest class along the bases that decided something about the layout.
fn solid_base(class: Word) -> Word {
    let mut class = class;
    loop {
        let struct_ = get(class);
        if struct_.base.is_null() {
            return class;
        }
        let (own, above) = (layout_shape(class), layout_shape(struct_.base));
        let (layout, words, extra) = subclass_layout(struct_.base);
        let same = own.declared == above.declared
            && own.slots_at == words
            && own.extra_bytes == extra
            && own.layout == layout;
        let same_value = own.layout == above.layout && own.declared == above.declared;
        if struct_.flags & flag::HEAP == 0 && crate::exception::adds_fields(class) {
            return class;
        }
        let same_builtin =
            struct_.flags & flag::HEAP == 0 && same_value && own.slots_at == above.slots_at;
        if !same && !same_builtin {
            return class;
        }
        class = struct_.base;
    }
}

fn best_base(thread: &mut Thread, bases: &[Word]) -> Result {
    let (mut winner, mut chosen) = (Word::NULL, Word::NULL);
    for &base in bases {
        if !super::is_class(base) {
            return Err(thread.type_error("bases must be types"));
        }
        if has_flag(base, flag::FINAL) {
            let text = format!(
                "type '{}' is not an acceptable base type",
                crate::describe::full_name(base)
            );
            return Err(thread.type_error(text));
        }
        let candidate = solid_base(base);
        if winner.is_null() {
            (winner, chosen) = (candidate, base);
        } else if super::is_subclass(winner, candidate) {
        } else if super::is_subclass(candidate, winner) {
            (winner, chosen) = (candidate, base);
        } else {
            return Err(thread.type_error("multiple bases have instance lay-out conflict"));
        }
    }
    Ok(chosen)
}

/// The base that new bases of a class would decide on; for the assignment of `__bases__`.
pub(crate) fn base_of(thread: &mut Thread, bases: &[Word]) -> Result {
    best_base(thread, bases)
}

/// Reads and checks `__slots__`.
fn collect_slots(
    thread: &mut Thread,
    class_name: Word,
    base: Word,
    bases: &[Word],
    namespace: Word,
) -> Result<Slots> {
    let base_shape = layout_shape(base);
    let base_layout = subclass_layout(base).0;
    let variable =
        matches!(base_shape.layout, Layout::Int | Layout::Bytes | Layout::Tuple | Layout::Class)
            || base_layout == Layout::Payload && variable_value(base);
    let has_dict = bases.iter().any(|&base| {
        let shape = layout_shape(base);
        !shape.closed
            || matches!(
                shape.layout,
                Layout::Module | Layout::Class | Layout::ClassMethod | Layout::StaticMethod
            )
    });
    let has_weak = bases.iter().any(|&base| has_flag(base, flag::WEAK));
    let may_dict = !has_dict;
    let may_weak = !has_weak && !variable;
    let inherits_open = bases.iter().any(|&base| !layout_shape(base).closed);
    let Some(declared) = dict::get_str(namespace, __slots__.word()) else {
        return Ok(Slots {
            names: Vec::new(),
            open: inherits_open || may_dict,
            adds_dict: may_dict,
            adds_weak: may_weak,
        });
    };
    // The tuple keeps the strings alive; mangled names are interned.
    let items = if string::is_str(declared) {
        tuple::new(thread, &[declared])
    } else {
        crate::iterate::to_tuple(thread, declared)?
    };
    let mut slots =
        Slots { names: Vec::new(), open: inherits_open, adds_dict: false, adds_weak: false };
    if !tuple::items(items).is_empty() && variable {
        let text = format!("nonempty __slots__ not supported for subtype of '{}'", name_text(base));
        return Err(thread.type_error(text));
    }
    let class_text = lossy(class_name);
    for &item in tuple::items(items) {
        if !string::is_str(item) {
            let text = format!(
                "__slots__ items must be strings, not '{}'",
                crate::describe::class_name(item)
            );
            return Err(thread.type_error(text));
        }
        let text = lossy(item);
        if !is_identifier(&text) {
            return Err(thread.type_error("__slots__ must be identifiers"));
        }
        match text.as_str() {
            "__dict__" => {
                if !may_dict || slots.adds_dict {
                    return Err(thread.type_error("__dict__ slot disallowed: we already got one"));
                }
                slots.adds_dict = true;
                slots.open = true;
            }
            "__weakref__" => {
                if !may_weak || slots.adds_weak {
                    return Err(
                        thread.type_error("__weakref__ slot disallowed: we already got one")
                    );
                }
                slots.adds_weak = true;
            }
            _ => {
                let name = crate::intern::intern(&mangle(&class_text, &text));
                let hidden = [__qualname__.word(), __classcell__.word(), __classdictcell__.word()];
                if dict::get_str(namespace, name).is_some() && !hidden.contains(&name) {
                    let text = format!("'{}' in __slots__ conflicts with class variable", text);
                    return Err(thread.value_error(text));
                }
                slots.names.push(name);
            }
        }
    }
    slots.names.sort_by(|a, b| string::bytes(*a).cmp(string::bytes(*b)));
    Ok(slots)
}

/// Whether the payload of this class's instances is of a type of variable size.
fn variable_value(class: Word) -> bool {
    [Builtin::Int, Builtin::Bytes, Builtin::Tuple]
        .iter()
        .any(|kind| get(class).native == *kind as u32)
}

fn is_identifier(text: &str) -> bool {
    let mut characters = text.chars();
    characters.next().is_some_and(|first| first == '_' || first.is_alphabetic())
        && characters.all(|next| next == '_' || next.is_alphanumeric())
}

/// Private names in a class get the class's name in front.
fn mangle(class: &str, name: &str) -> String {
    let class = class.trim_start_matches('_');
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') || class.is_empty() {
        return name.to_string();
    }
    format!("_{class}{name}")
}

/// `__new__` becomes a static method, `__init_subclass__` and `__class_getitem__` class methods.
fn wrap_functions(thread: &mut Thread, attributes: Word) {
    let wrapped: [(&Name, bool); 3] =
        [(&__new__, true), (&__init_subclass__, false), (&__class_getitem__, false)];
    for (name, is_static) in wrapped {
        if let Some(function) = dict::get_str(attributes, name.word())
            && header::has_shape(function, Builtin::Function.shape())
        {
            let wrapper = crate::class_method::wrap(thread, function, is_static);
            dict::set_str(thread, attributes, name.word(), wrapper);
        }
    }
}

/// Whether a namespace defines behaviour; a class that does not is filled from outside.
fn has_functions(attributes: Word) -> bool {
    let mut position = 0;
    while let Some((next, _, value)) = dict::next_entry(attributes, position) {
        position = next;
        if header::has_shape(value, Builtin::Function.shape()) {
            return true;
        }
    }
    false
}

fn finish_layout(class: Word, base: Word, slots: &Slots, expected: u32) {
    let struct_ = get(class);
    let above = layout_shape(base);
    let (layout, slots_at, extra_bytes) = subclass_layout(base);
    let mut names = above.names();
    names.truncate(above.declared as usize);
    names.extend_from_slice(&slots.names);
    let capacity = if layout == Layout::Native || layout == Layout::Class {
        0
    } else {
        let wanted = above.capacity + slots.names.len() as u32 + expected;
        wanted.min(MOST_INLINE).max(above.capacity)
    };
    let root = shape::register_root(shape::Root {
        class,
        layout,
        slots_at,
        capacity,
        names: &names,
        dictionary: false,
        closed: !slots.open,
        extra_bytes,
    });
    struct_.instance_shape = root.id;
    struct_.layout = layout;
    struct_.inline_capacity = capacity;
}

/// Member descriptors for the slots, and `__dict__` and `__weakref__` where the class adds them.
fn install_descriptors(thread: &mut Thread, class: Word, slots: &Slots) {
    let attributes = get(class).dict;
    let first = layout_shape(class).declared as usize - slots.names.len();
    for (index, &name) in slots.names.iter().enumerate() {
        let member =
            crate::descriptor::new_member(thread, class, name, (first + index) as u32, Word::NONE);
        dict::set_str(thread, attributes, name, member);
    }
    if slots.adds_dict {
        let descriptor =
            crate::descriptor::new_get_set(thread, class, &crate::object_type::DICT_ATTRIBUTE);
        if dict::get_str(attributes, __dict__.word()).is_none() {
            dict::set_str(thread, attributes, __dict__.word(), descriptor);
        }
    }
    if slots.adds_weak {
        let descriptor =
            crate::descriptor::new_get_set(thread, class, &crate::object_type::WEAKREF_ATTRIBUTE);
        if dict::get_str(attributes, __weakref__.word()).is_none() {
            dict::set_str(thread, attributes, __weakref__.word(), descriptor);
        }
    }
}

/// By C3, or by the metaclass's own `mro`.
pub(crate) fn method_resolution_order(
    thread: &mut Thread,
    metaclass: Word,
    class: Word,
    bases: Word,
) -> Result {
    let method = lookup(metaclass, mro_name());
    if metaclass == Builtin::Type.word()
        || header::has_shape(method, Builtin::MethodDescriptor.shape())
    {
        return super::linearize(thread, class, tuple::items(bases));
    }
    let result = crate::operation::call_special(thread, class, mro_name(), &[])?;
    let order = crate::iterate::to_tuple(thread, result.unwrap_or(Word::NONE))?;
    for &entry in tuple::items(order) {
        if !super::is_class(entry) {
            let text =
                format!("mro() returned a non-class ('{}')", crate::describe::class_name(entry));
            return Err(thread.type_error(text));
        }
    }
    Ok(order)
}

fn mro_name() -> Word {
    MRO.word()
}

/// Brings the flags that depend on special methods up to date.
pub(super) fn refresh_flags(class: Word) {
    let struct_ = get(class);
    if struct_.flags & flag::HEAP == 0 {
        return;
    }
    // Who comes last sees the methods that the others have stored.
    let _lock = Locked::new(class);
    let written_in_python = |name: &Name| {
        let found = super::find_with_owner(class, name.word());
        found.is_some_and(|(_, method)| super::layout_of(method) != Layout::NativeFunction)
    };
    let dependent = [
        (flag::GETATTRIBUTE, written_in_python(&__getattribute__)),
        (flag::GETATTR, super::find_with_owner(class, __getattr__.word()).is_some()),
        (flag::SETATTR, written_in_python(&__setattr__)),
        (flag::DELATTR, written_in_python(&__delattr__)),
        (flag::FINALIZER, super::find_with_owner(class, __del__.word()).is_some()),
    ];
    for (bit, on) in dependent {
        if on {
            struct_.flags |= bit;
        } else {
            struct_.flags &= !bit;
        }
    }
}

/// Calls `__set_name__` of what stands in the namespace.
fn set_names(thread: &mut Thread, class: Word, attributes: Word) -> Result<()> {
    let snapshot = dict::copy(thread, attributes);
    let mut position = 0;
    while let Some((next, key, value)) = dict::next_entry(snapshot, position) {
        position = next;
        let kind = super::class_of(value);
        let method = lookup(kind, __set_name__.word());
        if method.is_null() {
            continue;
        }
        if let Err(raised) = crate::function::call_found_words(thread, method, value, &[class, key])
        {
            let exception = thread.take_exception(raised);
            let text = format!(
                "Error calling __set_name__ on '{}' instance {} in '{}'",
                name_text(kind),
                crate::describe::repr(thread, key)?,
                name_text(class)
            );
            let note = string::new(thread, &text);
            crate::exception::add_note(thread, exception, note)?;
            return Err(thread.raise_object(exception));
        }
    }
    Ok(())
}

/// `super(class, class).__init_subclass__(**keywords)`
fn init_subclass(thread: &mut Thread, class: Word, keywords: &[(Word, Word)]) -> Result<()> {
    let name = __init_subclass__.word();
    let found = mro(class)[1..].iter().find_map(|&owner| dict::get_str(get(owner).dict, name));
    let Some(found) = found else { return Ok(()) };
    let is_default = dict::get_str(get(Builtin::Object.word()).dict, name) == Some(found);
    if is_default {
        if keywords.is_empty() {
            return Ok(());
        }
        let text = format!("{}.__init_subclass__() takes no keyword arguments", name_text(class));
        return Err(thread.type_error(text));
    }
    let bound = crate::descriptor::bind(thread, found, Word::NULL, class)?;
    let names: Vec<Word> = keywords.iter().map(|(name, _)| *name).collect();
    let values: Vec<Word> = keywords.iter().map(|(_, value)| *value).collect();
    let names = if names.is_empty() { Word::NULL } else { tuple::new(thread, &names) };
    thread.call_with_names(bound, &values, names)?;
    Ok(())
}
