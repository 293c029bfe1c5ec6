//! The `_contextvars` module.
//!
//! A context holds a dict from variable to value that is never changed: setting a variable makes a
//! copy. So a token, a copied context and `run` share dicts freely. CPython's persistent tree makes
//! setting cheaper in contexts of many variables; programs have few.
//!
//! `Context` words: 0 the dict, 1 the context entered before it (null: not entered).
//! `ContextVar` words: 0 the name, 1 the default (null: none).
//! `Token` words: 0 the variable, 1 the old value (null: missing), 2 the context, 3 whether it was used.

use crate::module::{ModuleDefinition, Namespace};
use crate::name::Root;
use crate::native_class::{NativeClass, attribute};
use crate::{argument, class_root, state};
use object::native::NativeAttribute;
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{class, dict, iterate, operation, string};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_contextvars",
    doc: "Context Variables",
    functions: &[FUNCTIONS],
    classes: &[&CONTEXT, &VARIABLE, &TOKEN],
    initialize: Some(fill),
};

native_functions! { static FUNCTIONS =
    copy_context() "($module, /)" Effects::ANY => copy_context;
}

static MISSING: Root = Root::empty();
static MISSING_CLASS: NativeClass = NativeClass {
    name: "Token.MISSING",
    module: "",
    methods: &[MISSING_METHODS],
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static MISSING_METHODS =
    __repr__(this) "($self, /)" Effects::ANY => missing_repr;
}
fn missing_repr(thread: &mut Thread, _this: Word) -> Result {
    Ok(string::new(thread, "<Token.MISSING>"))
}
fn missing(thread: &mut Thread) -> Word {
    MISSING.get_or_make(thread, |thread| MISSING_CLASS.instantiate(thread))
}

fn fill(thread: &mut Thread, _namespace: &mut Namespace) -> Result<()> {
    let token = TOKEN.word(thread);
    let missing = missing(thread);
    dict::set_str(thread, class::get(token).dict, object::interned!("MISSING"), missing);
    Ok(())
}

/// `contextvars.Context`
pub static CONTEXT: NativeClass = NativeClass {
    name: "Context",
    module: "_contextvars",
    methods: &[CONTEXT_METHODS],
    constructor: CONTEXT_CONSTRUCTOR,
    is_final: true,
    unhashable: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static CONTEXT_CONSTRUCTOR =
    __new__(class) "($type, /)" Effects::ANY => new_context_of;
}
native_functions! { static CONTEXT_METHODS =
    run(..) "($self, callable, /, *args, **kwargs)" Effects::ANY => run;
    copy(this) "($self, /)" Effects::ANY => copy;
    get(this, variable, default) "($self, key, default=None, /)" Effects::ANY => get;
    keys(this) "($self, /)" Effects::ANY => keys;
    values(this) "($self, /)" Effects::ANY => values;
    items(this) "($self, /)" Effects::ANY => items;
    __getitem__(this, variable) "($self, key, /)" Effects::ANY => get_item;
    __contains__(this, variable) "($self, key, /)" Effects::ANY => contains;
    __iter__(this) "($self, /)" Effects::ANY => iter;
    __len__(this) "($self, /)" Effects::ANY => length;
    __eq__(this, other) "($self, value, /)" Effects::ANY => equal;
}

fn context_with(thread: &mut Thread, values: Word) -> Word {
    let this = CONTEXT.instantiate(thread);
    state::set(thread, this, 0, values);
    this
}
fn new_context(thread: &mut Thread) -> Word {
    let values = dict::new(thread);
    context_with(thread, values)
}
fn new_context_of(thread: &mut Thread, _class: Word) -> Result {
    Ok(new_context(thread))
}

/// The context of the thread, made if need be.
fn current(thread: &mut Thread) -> Word {
    if thread.context.is_null() {
        thread.context = new_context(thread);
    }
    thread.context
}

fn copy_context(thread: &mut Thread) -> Result {
    let current = current(thread);
    copy(thread, current)
}
fn copy(thread: &mut Thread, this: Word) -> Result {
    let values = state::get(this, 0);
    Ok(context_with(thread, values))
}

fn run(thread: &mut Thread, arguments: Arguments) -> Result {
    let [this, function, rest @ ..] = arguments.all else {
        return Err(thread.type_error("run() missing 1 required positional argument"));
    };
    if !state::get(*this, 1).is_null() {
        let shown = object::describe::repr(thread, *this)?;
        let text = format!("cannot enter context: {shown} is already entered");
        return Err(thread.raise(Builtin::RuntimeError, text));
    }
    let before = current(thread);
    state::set(thread, *this, 1, before);
    thread.context = *this;
    let result = thread.call_with_names(*function, rest, arguments.names);
    thread.context = before;
    state::set(thread, *this, 1, Word::NULL);
    result
}

fn check_variable(thread: &mut Thread, variable: Word) -> Result<()> {
    if VARIABLE.is_instance(variable) {
        return Ok(());
    }
    let shown = object::describe::repr(thread, variable)?;
    Err(thread.type_error(format!("a ContextVar key was expected, got {shown}")))
}

fn get(thread: &mut Thread, this: Word, variable: Word, default: Word) -> Result {
    check_variable(thread, variable)?;
    let found = dict::get(thread, state::get(this, 0), variable)?;
    Ok(found.unwrap_or(argument::or_none(default)))
}
fn get_item(thread: &mut Thread, this: Word, variable: Word) -> Result {
    check_variable(thread, variable)?;
    match dict::get(thread, state::get(this, 0), variable)? {
        Some(value) => Ok(value),
        None => Err(thread.raise_with(Builtin::KeyError, &[variable])),
    }
}
fn contains(thread: &mut Thread, this: Word, variable: Word) -> Result {
    check_variable(thread, variable)?;
    Ok(Word::from_bool(dict::get(thread, state::get(this, 0), variable)?.is_some()))
}
fn view(thread: &mut Thread, this: Word, method: Word) -> Result {
    let view = operation::call_method(thread, state::get(this, 0), method, &[])?;
    iterate::iterator(thread, view)
}
fn keys(thread: &mut Thread, this: Word) -> Result {
    view(thread, this, crate::name!("keys"))
}
fn iter(thread: &mut Thread, this: Word) -> Result {
    view(thread, this, crate::name!("keys"))
}
fn values(thread: &mut Thread, this: Word) -> Result {
    view(thread, this, crate::name!("values"))
}
fn items(thread: &mut Thread, this: Word) -> Result {
    view(thread, this, crate::name!("items"))
}
fn length(_thread: &mut Thread, this: Word) -> Result {
    Ok(Word::from_int(dict::length(state::get(this, 0)) as i64))
}
fn equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    if !CONTEXT.is_instance(other) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    Ok(Word::from_bool(operation::equal(thread, state::get(this, 0), state::get(other, 0))?))
}

/// `contextvars.ContextVar`
pub static VARIABLE: NativeClass = NativeClass {
    name: "ContextVar",
    module: "_contextvars",
    methods: &[VARIABLE_METHODS],
    class_methods: VARIABLE_CLASS_METHODS,
    attributes: VARIABLE_ATTRIBUTES,
    constructor: VARIABLE_CONSTRUCTOR,
    is_final: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static VARIABLE_CLASS_METHODS =
    __class_getitem__(class, item) "($type, object, /)" Effects::ANY => crate::itertools::generic_alias;
}
native_functions! { static VARIABLE_CONSTRUCTOR =
    __new__(..) "($type, name, /, *, default=None)" Effects::ANY => new_variable;
}
native_functions! { static VARIABLE_METHODS =
    get(this, default) "($self, default=None, /)" Effects::ANY => variable_get;
    set(this, value) "($self, value, /)" Effects::ANY => variable_set;
    reset(this, token) "($self, token, /)" Effects::ANY => variable_reset;
    __repr__(this) "($self, /)" Effects::ANY => variable_repr;
}
static VARIABLE_ATTRIBUTES: &[NativeAttribute] =
    &[attribute("name", |_, this| Ok(state::get(this, 0)))];

fn new_variable(thread: &mut Thread, arguments: Arguments) -> Result {
    let [_class, name, default] =
        argument::bind(thread, "ContextVar", "($type, name, /, *, default=None)", arguments)?;
    if !string::is_str(name) {
        return Err(thread.type_error("context variable name must be a str"));
    }
    let this = VARIABLE.instantiate(thread);
    state::set(thread, this, 0, name);
    state::set(thread, this, 1, default);
    Ok(this)
}

fn variable_get(thread: &mut Thread, this: Word, default: Word) -> Result {
    if !thread.context.is_null()
        && let Some(value) = dict::get(thread, state::get(thread.context, 0), this)?
    {
        return Ok(value);
    }
    if !default.is_null() {
        return Ok(default);
    }
    match state::get(this, 1) {
        Word::NULL => Err(thread.raise_with(Builtin::LookupError, &[this])),
        default => Ok(default),
    }
}

fn replace(thread: &mut Thread, context: Word, variable: Word, value: Word) -> Result<()> {
    let values = dict::copy(thread, state::get(context, 0));
    if value.is_null() {
        dict::remove(thread, values, variable)?;
    } else {
        dict::set(thread, values, variable, value)?;
    }
    state::set(thread, context, 0, values);
    Ok(())
}

fn variable_set(thread: &mut Thread, this: Word, value: Word) -> Result {
    let context = current(thread);
    let old = dict::get(thread, state::get(context, 0), this)?.unwrap_or(Word::NULL);
    replace(thread, context, this, value)?;
    let token = TOKEN.instantiate(thread);
    state::set(thread, token, 0, this);
    state::set(thread, token, 1, old);
    state::set(thread, token, 2, context);
    state::set(thread, token, 3, Word::FALSE);
    Ok(token)
}

fn variable_reset(thread: &mut Thread, this: Word, token: Word) -> Result {
    if !TOKEN.is_instance(token) {
        let shown = object::describe::repr(thread, token)?;
        return Err(thread.type_error(format!("expected an instance of Token, got {shown}")));
    }
    let complaint = if state::get(token, 3) == Word::TRUE {
        Some("has already been used once")
    } else if state::get(token, 0) != this {
        Some("was created by a different ContextVar")
    } else if state::get(token, 2) != current(thread) {
        Some("was created in a different Context")
    } else {
        None
    };
    if let Some(complaint) = complaint {
        let shown = object::describe::repr(thread, token)?;
        let used = state::get(token, 3) == Word::TRUE;
        let text = format!("{shown} {complaint}");
        let class = if used { Builtin::RuntimeError } else { Builtin::ValueError };
        return Err(thread.raise(class, text));
    }
    let context = state::get(token, 2);
    replace(thread, context, this, state::get(token, 1))?;
    state::set(thread, token, 3, Word::TRUE);
    Ok(Word::NONE)
}

fn variable_repr(thread: &mut Thread, this: Word) -> Result {
    let name = object::describe::repr(thread, state::get(this, 0))?;
    let default = match state::get(this, 1) {
        Word::NULL => String::new(),
        default => format!(" default={}", object::describe::repr(thread, default)?),
    };
    Ok(string::new(thread, &format!("<ContextVar name={name}{default} at {:#x}>", this.0)))
}

/// `contextvars.Token`
pub static TOKEN: NativeClass = NativeClass {
    name: "Token",
    module: "_contextvars",
    methods: &[TOKEN_METHODS],
    class_methods: VARIABLE_CLASS_METHODS,
    attributes: TOKEN_ATTRIBUTES,
    is_final: true,
    unhashable: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static TOKEN_METHODS =
    __repr__(this) "($self, /)" Effects::ANY => token_repr;
    __enter__(this) "($self, /)" Effects::ANY => token_enter;
    __exit__(..) "($self, *args)" Effects::ANY => token_exit;
}
static TOKEN_ATTRIBUTES: &[NativeAttribute] = &[
    attribute("var", |_, this| Ok(state::get(this, 0))),
    attribute("old_value", |thread, this| {
        Ok(match state::get(this, 1) {
            Word::NULL => missing(thread),
            old => old,
        })
    }),
];

fn token_repr(thread: &mut Thread, this: Word) -> Result {
    let used = if state::get(this, 3) == Word::TRUE { " used" } else { "" };
    let variable = object::describe::repr(thread, state::get(this, 0))?;
    Ok(string::new(thread, &format!("<Token{used} var={variable} at {:#x}>", this.0)))
}
fn token_enter(_thread: &mut Thread, this: Word) -> Result {
    Ok(this)
}
fn token_exit(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    variable_reset(thread, state::get(this, 0), this)
}
