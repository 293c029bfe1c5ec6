//! types.GenericAlias: `list[int]`.

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::error::Result;
use crate::header;
use crate::layout::Words;
use crate::name::*;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::union::push_type;
use crate::{attribute, iterate, list, native_functions, operation, string, tuple};
use tracer::{Effects, Word};

const ORIGIN: usize = 0;
const ARGUMENTS: usize = 1;
/// Type variables, null until asked for.
const PARAMETERS: usize = 2;
/// True for `*tuple[int]`.
const STARRED: usize = 3;

fn words(alias: Word) -> &'static mut [Word; 5] {
    // SAFETY: callers pass aliases or instances of subclasses, which begin alike.
    unsafe { &mut (*alias.pointer::<Words>()).words }
}

pub fn is_alias(object: Word) -> bool {
    class::is_kind(object, Builtin::GenericAlias)
}

/// `origin[arguments]`; what is no tuple is the only argument.
pub fn new(thread: &mut Thread, origin: Word, arguments: Word) -> Word {
    make(thread, Builtin::GenericAlias.word(), origin, arguments, false)
}

fn make(thread: &mut Thread, class: Word, origin: Word, arguments: Word, starred: bool) -> Word {
    let arguments = if class::is_kind(arguments, Builtin::Tuple) {
        arguments
    } else {
        tuple::new(thread, &[arguments])
    };
    let shape = crate::shape::get(class::get(class).instance_shape);
    let alias = Word::from_pointer(thread.heap.alloc(shape.instance_bytes(), shape.id));
    let fields = words(alias);
    fields[ORIGIN] = origin;
    fields[ARGUMENTS] = arguments;
    fields[STARRED] = Word::from_bool(starred);
    alias
}

/// `__class_getitem__` of built-in classes.
pub fn class_getitem(thread: &mut Thread, class: Word, item: Word) -> Result {
    Ok(new(thread, class, item))
}

pub fn origin(alias: Word) -> Word {
    words(alias)[ORIGIN]
}

pub fn arguments(alias: Word) -> Word {
    words(alias)[ARGUMENTS]
}

/// The type variables among the arguments, each once; a tuple.
pub fn collect_parameters(thread: &mut Thread, arguments: Word) -> Result {
    let found = list::new(thread, &[]);
    collect_into(thread, arguments, found)?;
    iterate::to_tuple(thread, found)
}

fn collect_into(thread: &mut Thread, arguments: Word, found: Word) -> Result<()> {
    for &item in tuple::items(arguments) {
        if class::is_class(item) {
            continue;
        }
        let kind = class::class_of(item);
        if !class::lookup(kind, __typing_subst__.word()).is_null() {
            add(thread, found, item)?;
            continue;
        }
        if class::is_kind(item, Builtin::Tuple) {
            collect_into(thread, item, found)?;
            continue;
        }
        if let Some(inner) = attribute::get_optional(thread, item, __parameters__.word())?
            && class::is_kind(inner, Builtin::Tuple)
        {
            for &parameter in tuple::items(inner) {
                add(thread, found, parameter)?;
            }
        }
    }
    Ok(())
}

fn add(thread: &mut Thread, found: Word, parameter: Word) -> Result<()> {
    for index in 0..list::length(found) {
        if list::get(found, index) == parameter {
            return Ok(());
        }
    }
    list::append(thread, found, parameter);
    Ok(())
}

/// The arguments with the parameters replaced by `key` (a tuple: one for each).
pub fn substitute(
    thread: &mut Thread,
    alias: Word,
    arguments: Word,
    parameters: Word,
    key: Word,
) -> Result {
    if tuple::items(parameters).is_empty() {
        let shown = crate::describe::repr(thread, alias)?;
        return Err(thread.type_error(format!("{shown} is not a generic class")));
    }
    let mut given = unpack(thread, key)?;
    for &parameter in tuple::items(parameters) {
        let prepare = attribute::get_optional(thread, parameter, __typing_prepare_subst__.word())?;
        if let Some(prepare) = prepare.filter(|prepare| !prepare.is_none()) {
            let prepared = thread.call(prepare, &[alias, given])?;
            given = if class::is_kind(prepared, Builtin::Tuple) {
                prepared
            } else {
                tuple::new(thread, &[prepared])
            };
        }
    }
    let (wanted, count) = (tuple::items(parameters).len(), tuple::items(given).len());
    if wanted != count {
        let shown = crate::describe::repr(thread, alias)?;
        let text = format!(
            "Too {} arguments for {shown}; actual {count}, expected {wanted}",
            if count > wanted { "many" } else { "few" }
        );
        return Err(thread.type_error(text));
    }
    let result = list::new(thread, &[]);
    for &item in tuple::items(arguments) {
        substitute_one(thread, item, parameters, given, result)?;
    }
    iterate::to_tuple(thread, result)
}

fn substitute_one(
    thread: &mut Thread,
    item: Word,
    parameters: Word,
    given: Word,
    result: Word,
) -> Result<()> {
    if class::is_class(item) {
        list::append(thread, result, item);
        return Ok(());
    }
    if class::is_kind(item, Builtin::Tuple) {
        let inner = list::new(thread, &[]);
        for &part in tuple::items(item) {
            substitute_one(thread, part, parameters, given, inner)?;
        }
        let inner = iterate::to_tuple(thread, inner)?;
        list::append(thread, result, inner);
        return Ok(());
    }
    let substituter = class::lookup(class::class_of(item), __typing_subst__.word());
    let replaced = if !substituter.is_null() {
        let position = tuple::items(parameters).iter().position(|&other| other == item);
        let value = tuple::items(given)[position.unwrap_or(0)];
        crate::function::call_found_words(thread, substituter, item, &[value])?
    } else {
        match attribute::get_optional(thread, item, __parameters__.word())? {
            Some(inner)
                if class::is_kind(inner, Builtin::Tuple) && !tuple::items(inner).is_empty() =>
            {
                let chosen = list::new(thread, &[]);
                for &parameter in tuple::items(inner) {
                    let position =
                        tuple::items(parameters).iter().position(|&other| other == parameter);
                    let value = position.map_or(parameter, |at| tuple::items(given)[at]);
                    let spread = !class::lookup(class::class_of(parameter), __iter__.word())
                        .is_null()
                        && class::is_kind(value, Builtin::Tuple);
                    if spread {
                        for &part in tuple::items(value) {
                            list::append(thread, chosen, part);
                        }
                    } else {
                        list::append(thread, chosen, value);
                    }
                }
                let chosen = iterate::to_tuple(thread, chosen)?;
                operation::get_item(thread, item, chosen)?
            }
            _ => item,
        }
    };
    let unpacked =
        attribute::get_optional(thread, item, __typing_is_unpacked_typevartuple__.word())?;
    let spread = match unpacked {
        Some(mark) => operation::truth(thread, mark)?,
        None => false,
    };
    if spread && class::is_kind(replaced, Builtin::Tuple) {
        for &part in tuple::items(replaced) {
            list::append(thread, result, part);
        }
    } else {
        list::append(thread, result, replaced);
    }
    Ok(())
}

/// The items of an index, `*tuple[...]` spread out; a tuple.
fn unpack(thread: &mut Thread, key: Word) -> Result {
    let items = if class::is_kind(key, Builtin::Tuple) { key } else { tuple::new(thread, &[key]) };
    let result = list::new(thread, &[]);
    for &item in tuple::items(items) {
        let inner = if class::is_class(item) {
            None
        } else {
            attribute::get_optional(thread, item, __typing_unpacked_tuple_args__.word())?
        };
        match inner.filter(|inner| class::is_kind(*inner, Builtin::Tuple)) {
            Some(inner) if tuple::items(inner).last() != Some(&Word::ELLIPSIS) => {
                for &part in tuple::items(inner) {
                    list::append(thread, result, part);
                }
            }
            _ => list::append(thread, result, item),
        }
    }
    iterate::to_tuple(thread, result)
}

fn parameters(thread: &mut Thread, this: Word) -> Result {
    if words(this)[PARAMETERS].is_null() {
        let found = collect_parameters(thread, arguments(this))?;
        let fields = words(this);
        fields[PARAMETERS] = found;
        thread.barrier(this, &mut fields[PARAMETERS], found);
    }
    Ok(words(this)[PARAMETERS])
}

native_functions! { static CONSTRUCTOR =
    __new__(class, origin, arguments) "($type, origin, args, /)" Effects::READS => construct;
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
    __or__(this, other) "($self, value, /)" Effects::ANY => crate::union::or;
    /// Return value|self.
    __ror__(this, other) "($self, value, /)" Effects::ANY => reflected_or;
    /// Call self as a function.
    __call__(..) "($self, /, *args, **kwargs)" Effects::ANY => call;
    /// Return self[key].
    __getitem__(this, key) "($self, key, /)" Effects::ANY => getitem;
    /// Implement iter(self).
    __iter__(this) "($self, /)" Effects::ANY => iter;
    /// Return getattr(self, name).
    __getattribute__(this, name) "($self, name, /)" Effects::ANY => getattribute;
    __mro_entries__(this, bases) "($self, object, /)" Effects::READS => mro_entries;
    __instancecheck__(this, object) "($self, object, /)" Effects::READS => instance_check;
    __subclasscheck__(this, object) "($self, object, /)" Effects::READS => subclass_check;
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
    __dir__(this) "($self, /)" Effects::ANY => dir;
}

fn construct(thread: &mut Thread, class: Word, origin: Word, arguments: Word) -> Result {
    Ok(make(thread, class, origin, arguments, false))
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let mut text = String::new();
    if words(this)[STARRED] == Word::TRUE {
        text.push('*');
    }
    push_type(thread, &mut text, origin(this))?;
    text.push('[');
    let items = tuple::items(arguments(this));
    for (index, &item) in items.iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        push_argument(thread, &mut text, item)?;
    }
    if items.is_empty() {
        text.push_str("()");
    }
    text.push(']');
    Ok(string::new(thread, &text))
}

/// Lists of types stand in brackets (`Callable[[int], str]`).
fn push_argument(thread: &mut Thread, text: &mut String, item: Word) -> Result<()> {
    if !header::has_shape(item, Builtin::List.shape()) {
        return push_type(thread, text, item);
    }
    text.push('[');
    for index in 0..list::length(item) {
        if index > 0 {
            text.push_str(", ");
        }
        let part = list::get(item, index);
        if !part.is_null() {
            push_type(thread, text, part)?;
        }
    }
    text.push(']');
    Ok(())
}

fn hash(thread: &mut Thread, this: Word) -> Result {
    let hash = operation::hash(thread, origin(this))? ^ operation::hash(thread, arguments(this))?;
    Ok(crate::integer::from_i64(thread, hash))
}

fn same(thread: &mut Thread, this: Word, other: Word) -> Result<Option<bool>> {
    if !is_alias(other) {
        return Ok(None);
    }
    if words(this)[STARRED] != words(other)[STARRED] {
        return Ok(Some(false));
    }
    if !operation::equal(thread, origin(this), origin(other))? {
        return Ok(Some(false));
    }
    operation::equal(thread, arguments(this), arguments(other)).map(Some)
}

fn equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(same(thread, this, other)?.map_or(Word::NOT_IMPLEMENTED, Word::from_bool))
}

fn not_equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(same(thread, this, other)?.map_or(Word::NOT_IMPLEMENTED, |same| Word::from_bool(!same)))
}

fn reflected_or(thread: &mut Thread, this: Word, other: Word) -> Result {
    crate::union::or(thread, other, this)
}

fn call(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    let object = thread.call_with_names(origin(this), &arguments.all[1..], arguments.names)?;
    let set = attribute::set(thread, object, __orig_class__.word(), this);
    if let Err(raised) = set {
        let exception = thread.take_exception(raised);
        let harmless = [Builtin::AttributeError, Builtin::TypeError];
        if !harmless.iter().any(|class| thread.exception_matches(exception, *class)) {
            return Err(thread.raise_object(exception));
        }
    }
    Ok(object)
}

fn getitem(thread: &mut Thread, this: Word, key: Word) -> Result {
    let wanted = parameters(thread, this)?;
    let items = substitute(thread, this, arguments(this), wanted, key)?;
    let starred = words(this)[STARRED] == Word::TRUE;
    Ok(make(thread, Builtin::GenericAlias.word(), origin(this), items, starred))
}

fn iter(thread: &mut Thread, this: Word) -> Result {
    let starred = make(thread, Builtin::GenericAlias.word(), origin(this), arguments(this), true);
    let single = tuple::new(thread, &[starred]);
    iterate::iterator(thread, single)
}

/// Attributes that are the alias's own; all others are the origin's.
const OWN: &[&str] = &[
    "__class__",
    "__origin__",
    "__args__",
    "__unpacked__",
    "__parameters__",
    "__typing_unpacked_tuple_args__",
    "__mro_entries__",
    "__reduce_ex__",
    "__reduce__",
    "__copy__",
    "__deepcopy__",
];
/// Special attributes that are the alias's where `__dunder__` names usually are the origin's.
const BLOCKED: &[&str] = &["__bases__", "__copy__", "__deepcopy__"];

fn getattribute(thread: &mut Thread, this: Word, name: Word) -> Result {
    let name = attribute::interned(thread, name)?;
    let text = crate::describe::lossy(name);
    let forwarded = !OWN.contains(&text.as_str()) && !BLOCKED.contains(&text.as_str());
    if forwarded {
        return attribute::get(thread, origin(this), name);
    }
    attribute::generic_get(thread, this, name)
}

fn mro_entries(thread: &mut Thread, this: Word, _bases: Word) -> Result {
    Ok(tuple::new(thread, &[origin(this)]))
}

fn instance_check(thread: &mut Thread, _this: Word, _object: Word) -> Result {
    Err(thread.type_error("isinstance() argument 2 cannot be a parameterized generic"))
}

fn subclass_check(thread: &mut Thread, _this: Word, _object: Word) -> Result {
    Err(thread.type_error("issubclass() argument 2 cannot be a parameterized generic"))
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    if words(this)[STARRED] == Word::TRUE {
        let next = crate::module::builtin(thread, "next")?;
        let plain =
            make(thread, Builtin::GenericAlias.word(), origin(this), arguments(this), false);
        let iterator = iterate::iterator(thread, plain)?;
        let arguments = tuple::new(thread, &[iterator]);
        return Ok(tuple::new(thread, &[next, arguments]));
    }
    let pair = tuple::new(thread, &[origin(this), arguments(this)]);
    let class = class::class_of(this);
    Ok(tuple::new(thread, &[class, pair]))
}

fn dir(thread: &mut Thread, this: Word) -> Result {
    let names = operation::call_method(thread, origin(this), __dir__.word(), &[])?;
    let all = iterate::to_list(thread, names)?;
    for name in OWN {
        let name = crate::intern::intern(name);
        if !operation::contains(thread, all, name)? {
            list::append(thread, all, name);
        }
    }
    Ok(all)
}

fn unpacked_arguments(_thread: &mut Thread, this: Word) -> Result {
    let starred = words(this)[STARRED] == Word::TRUE && origin(this) == Builtin::Tuple.word();
    Ok(if starred { arguments(this) } else { Word::NONE })
}

static ATTRIBUTES: &[NativeAttribute] = &[
    NativeAttribute { name: "__origin__", doc: "", get: |_, this| Ok(origin(this)), set: None },
    NativeAttribute { name: "__args__", doc: "", get: |_, this| Ok(arguments(this)), set: None },
    NativeAttribute { name: "__parameters__", doc: "", get: parameters, set: None },
    NativeAttribute {
        name: "__unpacked__",
        doc: "",
        get: |_, this| Ok(words(this)[STARRED]),
        set: None,
    },
    NativeAttribute {
        name: "__typing_unpacked_tuple_args__",
        doc: "",
        get: unpacked_arguments,
        set: None,
    },
];

pub(crate) static CLASS: Definition = Definition {
    doc: "Represent a PEP 585 generic type\n\nE.g. for t = list[int], t.__origin__ is list and t.__args__ is (int,).",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
