//! `_tuplegetter`: the descriptor of a named tuple's field. Words: 0 the index, 1 the doc.

use crate::native_class::NativeClass;
use crate::{argument, class_root, state};
use object::native::NativeAttribute;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{class, string, tuple};
use tracer::Effects;

/// `_collections._tuplegetter`
pub static TUPLE_GETTER: NativeClass = NativeClass {
    name: "_tuplegetter",
    module: "_collections",
    methods: &[METHODS],
    attributes: ATTRIBUTES,
    constructor: CONSTRUCTOR,
    class: class_root!(),
    ..NativeClass::EMPTY
};

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, index, doc, /)" Effects::ANY => new;
}
native_functions! { pub static METHODS =
    __get__(this, object, class) "($self, instance, owner=None, /)" Effects::READS => get;
    __set__(this, object, value) "($self, instance, value, /)" Effects::ANY => set;
    __delete__(this, object) "($self, instance, /)" Effects::ANY => delete;
    __repr__(this) "($self, /)" Effects::ANY => repr;
    __reduce__(this) "($self, /)" Effects::ANY => reduce;
}
static ATTRIBUTES: &[NativeAttribute] = &[NativeAttribute {
    name: "__doc__",
    doc: "",
    get: |_, this| Ok(argument::or_none(state::get(this, 1))),
    set: Some(|thread, this, value| {
        state::set(thread, this, 1, value);
        Ok(())
    }),
}];

fn new(thread: &mut Thread, arguments: Arguments) -> Result {
    let [class, index, doc] =
        argument::bind(thread, "_tuplegetter", "($type, index, doc, /)", arguments)?;
    let index = argument::int(thread, index)?;
    let this = class::instantiate(thread, class)?;
    state::set_int(this, 0, index);
    state::set(thread, this, 1, doc);
    Ok(this)
}

fn get(thread: &mut Thread, this: Word, object: Word, _class: Word) -> Result {
    if argument::absent(object) {
        return Ok(this);
    }
    let index = state::get_int(this, 0);
    if !class::is_kind(object, Builtin::Tuple) {
        let kind = argument::class_name(object);
        let text = format!(
            "descriptor for index '{index}' for tuple subclasses doesn't apply to '{kind}' object"
        );
        return Err(thread.type_error(text));
    }
    match tuple::items(object).get(index as usize) {
        Some(&item) => Ok(item),
        None => Err(thread.raise(Builtin::IndexError, "tuple index out of range")),
    }
}

fn set(thread: &mut Thread, _this: Word, _object: Word, _value: Word) -> Result {
    Err(thread.raise(Builtin::AttributeError, "can't set attribute"))
}
fn delete(thread: &mut Thread, _this: Word, _object: Word) -> Result {
    Err(thread.raise(Builtin::AttributeError, "can't delete attribute"))
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let doc = object::describe::repr(thread, argument::or_none(state::get(this, 1)))?;
    let text = format!("_tuplegetter({}, {doc})", state::get_int(this, 0));
    Ok(string::new(thread, &text))
}

fn reduce(thread: &mut Thread, this: Word) -> Result {
    let doc = argument::or_none(state::get(this, 1));
    let arguments = tuple::new(thread, &[Word::from_int(state::get_int(this, 0)), doc]);
    Ok(tuple::new(thread, &[class::class_of(this), arguments]))
}
