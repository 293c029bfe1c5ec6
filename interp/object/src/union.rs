//! typing.Union: `X | Y`.

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::{full_name, lossy};
use crate::error::Result;
use crate::header;
use crate::layout::Words;
use crate::name::*;
use crate::native::NativeAttribute;
use crate::thread::Thread;
use crate::{attribute, iterate, list, native_functions, operation, string, tuple};
use tracer::{Effects, Word};

/// The alternatives of a union: a tuple.
pub fn arguments(union: Word) -> Word {
    // SAFETY: callers pass unions.
    unsafe { (*union.pointer::<Words>()).words[0] }
}

pub fn is_union(object: Word) -> bool {
    header::has_shape(object, Builtin::Union.shape())
}

/// Whether an object may stand in a union that `|` makes.
fn is_unionable(object: Word) -> bool {
    object.is_none()
        || class::is_class(object)
        || is_union(object)
        || class::is_kind(object, Builtin::GenericAlias)
        || class::name_text(class::class_of(object)) == "TypeAliasType"
}

/// `left | right` for types; NotImplemented where one is none.
pub fn or(thread: &mut Thread, left: Word, right: Word) -> Result {
    if !is_unionable(left) || !is_unionable(right) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    from_items(thread, &[left, right])
}

/// A union of these, flattened and without repetitions; a single one is itself.
pub fn from_items(thread: &mut Thread, items: &[Word]) -> Result {
    let all = list::new(thread, &[]);
    for &item in items {
        if is_union(item) {
            for &inner in tuple::items(arguments(item)) {
                add(thread, all, inner)?;
            }
        } else {
            let item = if item.is_none() { Builtin::NoneType.word() } else { item };
            add(thread, all, item)?;
        }
    }
    if list::length(all) == 1 {
        return Ok(list::get(all, 0));
    }
    let items = iterate::to_tuple(thread, all)?;
    let union: &mut Words = thread.new_object(Builtin::Union.shape());
    union.words[0] = items;
    Ok(Word::from_pointer(union))
}

fn add(thread: &mut Thread, all: Word, item: Word) -> Result<()> {
    for index in 0..list::length(all) {
        let present = list::get(all, index);
        if present == item {
            return Ok(());
        }
        let generic = class::is_kind(item, Builtin::GenericAlias)
            || !class::is_class(item) && !class::is_class(present);
        if generic && operation::equal(thread, present, item)? {
            return Ok(());
        }
    }
    list::append(thread, all, item);
    Ok(())
}

/// How a type is written in the `repr` of a union or generic alias.
pub fn push_type(thread: &mut Thread, text: &mut String, item: Word) -> Result<()> {
    if item == Word::ELLIPSIS {
        text.push_str("...");
        return Ok(());
    }
    if item == Builtin::NoneType.word() {
        text.push_str("None");
        return Ok(());
    }
    if class::is_class(item) {
        text.push_str(&full_name(item));
        return Ok(());
    }
    let is_generic = attribute::get_optional(thread, item, __origin__.word())?.is_some()
        && attribute::get_optional(thread, item, __args__.word())?.is_some();
    if !is_generic
        && let Some(qualname) = attribute::get_optional(thread, item, __qualname__.word())?
        && let Some(module) = attribute::get_optional(thread, item, __module__.word())?
        && !module.is_none()
        && string::is_str(qualname)
        && string::is_str(module)
    {
        let module = lossy(module);
        if module != "builtins" {
            text.push_str(&module);
            text.push('.');
        }
        text.push_str(&lossy(qualname));
        return Ok(());
    }
    text.push_str(&crate::describe::repr(thread, item)?);
    Ok(())
}

native_functions! { static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::ANY => repr;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::ANY => hash;
    /// Return self==value.
    __eq__(this, other) "($self, value, /)" Effects::ANY => equal;
    /// Return self!=value.
    __ne__(this, other) "($self, value, /)" Effects::ANY => not_equal;
    /// Return self|value.
    __or__(this, other) "($self, value, /)" Effects::ANY => or;
    /// Return value|self.
    __ror__(this, other) "($self, value, /)" Effects::ANY => reflected_or;
    /// Return self[key].
    __getitem__(this, key) "($self, key, /)" Effects::ANY => getitem;
    __mro_entries__(this, bases) "($self, object, /)" Effects::READS => mro_entries;
    __instancecheck__(this, object) "($self, object, /)" Effects::ANY => instance_check;
    __subclasscheck__(this, object) "($self, object, /)" Effects::ANY => subclass_check;
}

native_functions! { static CLASS_METHODS =
    /// See PEP 585
    __class_getitem__(class, items) "($type, object, /)" Effects::ANY => class_getitem;
}

fn reflected_or(thread: &mut Thread, this: Word, other: Word) -> Result {
    or(thread, other, this)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let mut text = String::new();
    for (index, &item) in tuple::items(arguments(this)).iter().enumerate() {
        if index > 0 {
            text.push_str(" | ");
        }
        push_type(thread, &mut text, item)?;
    }
    Ok(string::new(thread, &text))
}

fn hash(thread: &mut Thread, this: Word) -> Result {
    let mut hash = 0i64;
    for &item in tuple::items(arguments(this)) {
        hash ^= operation::hash(thread, item)?;
    }
    Ok(crate::integer::from_i64(thread, hash))
}

fn same(thread: &mut Thread, this: Word, other: Word) -> Result<Option<bool>> {
    if !is_union(other) {
        return Ok(None);
    }
    let (a, b) = (tuple::items(arguments(this)), tuple::items(arguments(other)));
    if a.len() != b.len() {
        return Ok(Some(false));
    }
    for &item in a {
        let mut found = false;
        for &candidate in b {
            found = found || operation::equal(thread, item, candidate)?;
        }
        if !found {
            return Ok(Some(false));
        }
    }
    Ok(Some(true))
}

fn equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(same(thread, this, other)?.map_or(Word::NOT_IMPLEMENTED, Word::from_bool))
}

fn not_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(same(thread, this, other)?.map_or(Word::NOT_IMPLEMENTED, |same| Word::from_bool(!same)))
}

fn getitem(thread: &mut Thread, this: Word, key: Word) -> Result {
    let parameters = crate::generic_alias::collect_parameters(thread, arguments(this))?;
    let items = crate::generic_alias::substitute(thread, this, arguments(this), parameters, key)?;
    from_items(thread, tuple::items(items))
}

fn class_getitem(thread: &mut Thread, _class: Word, items: Word) -> Result {
    if class::is_kind(items, Builtin::Tuple) {
        return from_items(thread, tuple::items(items));
    }
    from_items(thread, &[items])
}

fn mro_entries(thread: &mut Thread, this: Word, _bases: Word) -> Result {
    let shown = crate::describe::repr(thread, this)?;
    Err(thread.type_error(format!("Cannot subclass {shown}")))
}

fn instance_check(thread: &mut Thread, this: Word, object: Word) -> Result {
    for &item in tuple::items(arguments(this)) {
        refuse_generic(thread, item, "isinstance")?;
        if operation::is_instance(thread, object, item)? {
            return Ok(Word::TRUE);
        }
    }
    Ok(Word::FALSE)
}

fn subclass_check(thread: &mut Thread, this: Word, object: Word) -> Result {
    if !class::is_class(object) {
        return Err(thread.type_error("issubclass() arg 1 must be a class"));
    }
    for &item in tuple::items(arguments(this)) {
        refuse_generic(thread, item, "issubclass")?;
        if operation::is_subclass(thread, object, item)? {
            return Ok(Word::TRUE);
        }
    }
    Ok(Word::FALSE)
}

fn refuse_generic(thread: &mut Thread, item: Word, function: &str) -> Result<()> {
    if class::is_kind(item, Builtin::GenericAlias) {
        let text = format!("{function}() argument 2 cannot be a parameterized generic");
        return Err(thread.type_error(text));
    }
    Ok(())
}

static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute { name: "__args__", doc: "", get: |_, this| Ok(arguments(this)), set: None },
    NativeAttribute {
        name: "__parameters__",
        doc: "",
        get: |thread, this| crate::generic_alias::collect_parameters(thread, arguments(this)),
        set: None,
    },
    NativeAttribute {
        name: "__origin__",
        doc: "",
        get: |_, _| Ok(Builtin::Union.word()),
        set: None,
    },
    NativeAttribute {
        name: "__name__",
        doc: "",
        get: |_, _| Ok(crate::interned!("Union")),
        set: None,
    },
    NativeAttribute {
        name: "__qualname__",
        doc: "",
        get: |_, _| Ok(crate::interned!("Union")),
        set: None,
    },
];

pub(crate) static CLASS: Definition = Definition {
    doc: "Represent a union type\n\nE.g. for int | str",
    methods: &[METHODS],
    class_methods: &[CLASS_METHODS],
    attributes: &[ATTRIBUTES],
    ..Definition::EMPTY
};
