//! The `_operator` module.

use crate::module::ModuleDefinition;
use crate::native_class::NativeClass;
use crate::{argument, class_root, name, state};
use object::operation::{Binary, Compare, Unary};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute, class, dict, intern, iterate, list, operation, string, tuple};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_operator",
    doc: "Operator interface.\n\nThis module exports a set of functions implemented in C corresponding\nto the intrinsic operators of Python.",
    functions: &[BINARY, IN_PLACE, COMPARE, OTHERS],
    classes: &[&ITEM_GETTER, &ATTRIBUTE_GETTER, &METHOD_CALLER],
    ..ModuleDefinition::EMPTY
};

macro_rules! binary_functions {
    ($($name:tt $function:ident $inplace:tt $inplace_function:ident $operator:ident;)*) => {
        native_functions! { static BINARY =
            $($name(a, b) "($module, a, b, /)" Effects::ANY => $function;)*
        }
        native_functions! { static IN_PLACE =
            $($inplace(a, b) "($module, a, b, /)" Effects::ANY => $inplace_function;)*
        }
        $(
            fn $function(thread: &mut Thread, a: Word, b: Word) -> Result {
                operation::binary(thread, Binary::$operator, a, b)
            }
            fn $inplace_function(thread: &mut Thread, a: Word, b: Word) -> Result {
                operation::inplace(thread, Binary::$operator, a, b)
            }
        )*
    };
}

binary_functions! {
    add add iadd iadd Add;
    sub sub isub isub Sub;
    mul mul imul imul Mul;
    truediv truediv itruediv itruediv TrueDiv;
    floordiv floordiv ifloordiv ifloordiv FloorDiv;
    pow pow ipow ipow Pow;
    lshift lshift ilshift ilshift LeftShift;
    rshift rshift irshift irshift RightShift;
    and_ and_ iand iand And;
    or_ or_ ior ior Or;
    xor xor ixor ixor Xor;
    matmul matmul imatmul imatmul MatMul;
}

macro_rules! compare_functions {
    ($($name:ident $operator:ident;)*) => {
        native_functions! { static COMPARE =
            $($name(a, b) "($module, a, b, /)" Effects::ANY => $name;)*
        }
        $(fn $name(thread: &mut Thread, a: Word, b: Word) -> Result {
            operation::compare(thread, Compare::$operator, a, b)
        })*
    };
}

compare_functions! { lt Lt; le Le; eq Eq; ne Ne; gt Gt; ge Ge; }

fn modulo(thread: &mut Thread, a: Word, b: Word) -> Result {
    operation::binary(thread, Binary::Mod, a, b)
}
fn imod(thread: &mut Thread, a: Word, b: Word) -> Result {
    operation::inplace(thread, Binary::Mod, a, b)
}

native_functions! { static OTHERS =
    r#mod(a, b) "($module, a, b, /)" Effects::ANY => modulo;
    imod(a, b) "($module, a, b, /)" Effects::ANY => imod;
    /// Same as abs(a).
    abs(a) "($module, a, /)" Effects::ANY => abs;
    neg(a) "($module, a, /)" Effects::ANY => neg;
    pos(a) "($module, a, /)" Effects::ANY => pos;
    inv(a) "($module, a, /)" Effects::ANY => invert;
    invert(a) "($module, a, /)" Effects::ANY => invert;
    not_(a) "($module, a, /)" Effects::ANY => not;
    truth(a) "($module, a, /)" Effects::ANY => truth;
    is_(a, b) "($module, a, b, /)" Effects::READS => is;
    is_not(a, b) "($module, a, b, /)" Effects::READS => is_not;
    is_none(a) "($module, a, /)" Effects::READS => is_none;
    is_not_none(a) "($module, a, /)" Effects::READS => is_not_none;
    index(a) "($module, a, /)" Effects::ANY => index;
    concat(a, b) "($module, a, b, /)" Effects::ANY => concat;
    iconcat(a, b) "($module, a, b, /)" Effects::ANY => iconcat;
    contains(a, b) "($module, a, b, /)" Effects::ANY => contains;
    countOf(a, b) "($module, a, b, /)" Effects::ANY => count_of;
    indexOf(a, b) "($module, a, b, /)" Effects::ANY => index_of;
    getitem(a, b) "($module, a, b, /)" Effects::ANY => getitem;
    setitem(a, b, c) "($module, a, b, c, /)" Effects::ANY => setitem;
    delitem(a, b) "($module, a, b, /)" Effects::ANY => delitem;
    length_hint(object, default) "($module, obj, default=0, /)" Effects::ANY => length_hint;
    call(..) "($module, obj, /, *args, **kwargs)" Effects::ANY => call;
    _compare_digest(a, b) "($module, a, b, /)" Effects::ANY => compare_digest;
}

fn abs(thread: &mut Thread, a: Word) -> Result {
    crate::builtins::abs(thread, a)
}
fn neg(thread: &mut Thread, a: Word) -> Result {
    operation::unary(thread, Unary::Negative, a)
}
fn pos(thread: &mut Thread, a: Word) -> Result {
    operation::unary(thread, Unary::Positive, a)
}
fn invert(thread: &mut Thread, a: Word) -> Result {
    operation::unary(thread, Unary::Invert, a)
}
fn not(thread: &mut Thread, a: Word) -> Result {
    Ok(Word::from_bool(!operation::truth(thread, a)?))
}
fn truth(thread: &mut Thread, a: Word) -> Result {
    Ok(Word::from_bool(operation::truth(thread, a)?))
}
fn same(a: Word, b: Word) -> bool {
    crate::builtins::identity(a) == crate::builtins::identity(b)
}
fn is(_thread: &mut Thread, a: Word, b: Word) -> Result {
    Ok(Word::from_bool(same(a, b)))
}
fn is_not(_thread: &mut Thread, a: Word, b: Word) -> Result {
    Ok(Word::from_bool(!same(a, b)))
}
fn is_none(_thread: &mut Thread, a: Word) -> Result {
    Ok(Word::from_bool(a.is_none()))
}
fn is_not_none(_thread: &mut Thread, a: Word) -> Result {
    Ok(Word::from_bool(!a.is_none()))
}
fn index(thread: &mut Thread, a: Word) -> Result {
    operation::index(thread, a)
}

fn is_sequence(object: Word) -> bool {
    let kind = class::class_of(object);
    !class::lookup(kind, name!("__getitem__")).is_null() && !class::is_kind(object, Builtin::Dict)
}

fn concat(thread: &mut Thread, a: Word, b: Word) -> Result {
    if !is_sequence(a) {
        let kind = argument::class_name(a);
        return Err(thread.type_error(format!("'{kind}' object can't be concatenated")));
    }
    operation::binary(thread, Binary::Add, a, b)
}
fn iconcat(thread: &mut Thread, a: Word, b: Word) -> Result {
    if !is_sequence(a) {
        let kind = argument::class_name(a);
        return Err(thread.type_error(format!("'{kind}' object can't be concatenated")));
    }
    operation::inplace(thread, Binary::Add, a, b)
}
fn contains(thread: &mut Thread, a: Word, b: Word) -> Result {
    Ok(Word::from_bool(operation::contains(thread, a, b)?))
}
fn count_of(thread: &mut Thread, a: Word, b: Word) -> Result {
    let mut count = 0;
    iterate::each(thread, a, &mut |thread, item| {
        if operation::equal(thread, item, b)? {
            count += 1;
        }
        Ok(true)
    })?;
    Ok(Word::from_int(count))
}
fn index_of(thread: &mut Thread, a: Word, b: Word) -> Result {
    let (mut at, mut found) = (0, false);
    iterate::each(thread, a, &mut |thread, item| {
        found = operation::equal(thread, item, b)?;
        if !found {
            at += 1;
        }
        Ok(!found)
    })?;
    if !found {
        return Err(thread.value_error("sequence.index(x): x not in sequence"));
    }
    Ok(Word::from_int(at))
}
fn getitem(thread: &mut Thread, a: Word, b: Word) -> Result {
    operation::get_item(thread, a, b)
}
fn setitem(thread: &mut Thread, a: Word, b: Word, c: Word) -> Result {
    operation::set_item(thread, a, b, c)?;
    Ok(Word::NONE)
}
fn delitem(thread: &mut Thread, a: Word, b: Word) -> Result {
    operation::delete_item(thread, a, b)?;
    Ok(Word::NONE)
}
fn length_hint(thread: &mut Thread, object: Word, default: Word) -> Result {
    let default = if default.is_null() {
        0
    } else if object::integer::is_int(default) || argument::has_index(default) {
        argument::int(thread, default)?
    } else {
        let kind = argument::class_name(default);
        let text = format!("'{kind}' object cannot be interpreted as an integer");
        return Err(thread.type_error(text));
    };
    let hint = operation::length(thread, object);
    if let Some(length) = thread.absorb(hint, Builtin::TypeError)? {
        return Ok(Word::from_int(length as i64));
    }
    Ok(Word::from_int(iterate::length_hint(thread, object, default.max(0) as usize)? as i64))
}
fn call(thread: &mut Thread, arguments: Arguments) -> Result {
    let Some((&function, rest)) = arguments.all.split_first() else {
        return Err(thread.type_error("call expected at least 1 argument, got 0"));
    };
    thread.call_with_names(function, rest, arguments.names)
}
fn compare_digest(thread: &mut Thread, a: Word, b: Word) -> Result {
    let (x, y) = if string::is_str(a) && string::is_str(b) {
        let (x, y) = (string::bytes(a), string::bytes(b));
        if !x.is_ascii() || !y.is_ascii() {
            let text = "comparing strings with non-ASCII characters is not supported";
            return Err(thread.type_error(text));
        }
        (x, y)
    } else {
        let found = (crate::buffer::optional(thread, a)?, crate::buffer::optional(thread, b)?);
        let (Some(x), Some(y)) = found else {
            let text = format!(
                "unsupported operand types(s) or combination of types: '{}' and '{}'",
                argument::class_name(a),
                argument::class_name(b)
            );
            return Err(thread.type_error(text));
        };
        (x, y)
    };
    // In time that depends on the length only.
    let difference = x.iter().zip(y).fold(0, |sum, (p, q)| sum | (p ^ q));
    Ok(Word::from_bool(std::hint::black_box(difference) == 0 && x.len() == y.len()))
}

/// `operator.itemgetter`: word 0 a tuple of keys.
pub static ITEM_GETTER: NativeClass = NativeClass {
    name: "itemgetter",
    module: "operator",
    doc: "Return a callable object that fetches the given item(s) from its operand.",
    methods: &[ITEM_METHODS],
    constructor: ITEM_CONSTRUCTOR,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static ITEM_CONSTRUCTOR =
    __new__(..) "(item, /, *items)" Effects::ANY => item_new;
}
native_functions! { static ITEM_METHODS =
    __call__(this, object) "($self, obj, /)" Effects::ANY => item_call;
    __repr__(this) "($self, /)" Effects::ANY => item_repr;
    __reduce__(this) "($self, /)" Effects::ANY => item_reduce;
}

fn kept_tuple(thread: &mut Thread, arguments: Arguments, who: &str) -> Result {
    let class = arguments.all[0];
    if !arguments.names.is_null() {
        return Err(thread.type_error(format!("{who}() takes no keyword arguments")));
    }
    if arguments.all.len() == 1 {
        return Err(thread.type_error(format!("{who} expected at least 1 argument, got 0")));
    }
    let this = class::instantiate(thread, class)?;
    let keys = tuple::new(thread, &arguments.all[1..]);
    state::set(thread, this, 0, keys);
    Ok(this)
}

fn item_new(thread: &mut Thread, arguments: Arguments) -> Result {
    kept_tuple(thread, arguments, "itemgetter")
}

fn item_call(thread: &mut Thread, this: Word, object: Word) -> Result {
    let keys = tuple::items(state::get(this, 0));
    if let [key] = keys {
        return operation::get_item(thread, object, *key);
    }
    let found = list::with_capacity(thread, keys.len());
    for &key in keys {
        let item = operation::get_item(thread, object, key)?;
        list::append(thread, found, item);
    }
    Ok(list::to_tuple(thread, found))
}

fn shown_call(thread: &mut Thread, this: Word, parts: &[Word]) -> Result {
    let mut text = object::describe::full_name(class::class_of(this));
    text.push('(');
    for (index, &part) in parts.iter().enumerate() {
        if index > 0 {
            text.push_str(", ");
        }
        text.push_str(&object::describe::repr(thread, part)?);
    }
    text.push(')');
    Ok(string::new(thread, &text))
}

fn item_repr(thread: &mut Thread, this: Word) -> Result {
    shown_call(thread, this, tuple::items(state::get(this, 0)))
}
fn item_reduce(thread: &mut Thread, this: Word) -> Result {
    let keys = state::get(this, 0);
    Ok(tuple::new(thread, &[class::class_of(this), keys]))
}

/// `operator.attrgetter`: word 0 a tuple of names, word 1 a tuple of tuples of their parts.
pub static ATTRIBUTE_GETTER: NativeClass = NativeClass {
    name: "attrgetter",
    module: "operator",
    doc: "Return a callable object that fetches the given attribute(s) from its operand.",
    methods: &[ATTRIBUTE_METHODS],
    constructor: ATTRIBUTE_CONSTRUCTOR,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static ATTRIBUTE_CONSTRUCTOR =
    __new__(..) "(attr, /, *attrs)" Effects::ANY => attribute_new;
}
native_functions! { static ATTRIBUTE_METHODS =
    __call__(this, object) "($self, obj, /)" Effects::ANY => attribute_call;
    __repr__(this) "($self, /)" Effects::ANY => item_repr;
    __reduce__(this) "($self, /)" Effects::ANY => item_reduce;
}

fn attribute_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = kept_tuple(thread, arguments, "attrgetter")?;
    let paths = list::new(thread, &[]);
    for &name in tuple::items(state::get(this, 0)) {
        if !string::is_str(name) {
            return Err(thread.type_error("attribute name must be a string"));
        }
        let path = list::new(thread, &[]);
        for part in string::bytes(name).split(|&byte| byte == b'.') {
            let part = string::from_wtf8(thread, part);
            list::append(thread, path, intern::intern_word(part));
        }
        let path = list::to_tuple(thread, path);
        list::append(thread, paths, path);
    }
    let paths = list::to_tuple(thread, paths);
    state::set(thread, this, 1, paths);
    Ok(this)
}

fn follow(thread: &mut Thread, object: Word, path: Word) -> Result {
    let mut object = object;
    for &name in tuple::items(path) {
        object = attribute::get(thread, object, name)?;
    }
    Ok(object)
}

fn attribute_call(thread: &mut Thread, this: Word, object: Word) -> Result {
    let paths = tuple::items(state::get(this, 1));
    if let [path] = paths {
        return follow(thread, object, *path);
    }
    let found = list::with_capacity(thread, paths.len());
    for &path in paths {
        let value = follow(thread, object, path)?;
        list::append(thread, found, value);
    }
    Ok(list::to_tuple(thread, found))
}

/// `operator.methodcaller`: word 0 the name, 1 positional arguments, 2 a dict of named ones.
pub static METHOD_CALLER: NativeClass = NativeClass {
    name: "methodcaller",
    module: "operator",
    doc: "Return a callable object that calls the given method on its operand.",
    methods: &[METHOD_METHODS],
    constructor: METHOD_CONSTRUCTOR,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static METHOD_CONSTRUCTOR =
    __new__(..) "(name, /, *args, **kwargs)" Effects::ANY => method_new;
}
native_functions! { static METHOD_METHODS =
    __call__(this, object) "($self, obj, /)" Effects::ANY => method_call;
    __repr__(this) "($self, /)" Effects::ANY => method_repr;
    __reduce__(this) "($self, /)" Effects::ANY => method_reduce;
}

fn method_new(thread: &mut Thread, arguments: Arguments) -> Result {
    let positional = argument::positional(&arguments);
    let [class, name, rest @ ..] = positional else {
        let text = "methodcaller needs at least one argument, the method name";
        return Err(thread.type_error(text));
    };
    if !string::is_str(*name) {
        return Err(thread.type_error("method name must be a string"));
    }
    let this = class::instantiate(thread, *class)?;
    let name = intern::intern_word(*name);
    state::set(thread, this, 0, name);
    let rest = tuple::new(thread, rest);
    state::set(thread, this, 1, rest);
    let keywords = dict::new(thread);
    state::set(thread, this, 2, keywords);
    for (key, value) in argument::named(&arguments) {
        dict::set(thread, keywords, key, value)?;
    }
    Ok(this)
}

fn method_call(thread: &mut Thread, this: Word, object: Word) -> Result {
    let (arguments, keywords) = (state::get(this, 1), state::get(this, 2));
    if dict::length(keywords) == 0 {
        return operation::call_method(
            thread,
            object,
            state::get(this, 0),
            tuple::items(arguments),
        );
    }
    let method = attribute::get(thread, object, state::get(this, 0))?;
    crate::atexit::call_with_dict(thread, method, tuple::items(arguments), keywords)
}

fn method_repr(thread: &mut Thread, this: Word) -> Result {
    let parts = list::new(thread, &[state::get(this, 0)]);
    let (arguments, keywords) = (state::get(this, 1), state::get(this, 2));
    for &argument in tuple::items(arguments) {
        list::append(thread, parts, argument);
    }
    let shown = shown_call(thread, this, state::list_items(parts))?;
    let mut text = String::from_utf8_lossy(string::bytes(shown)).into_owned();
    text.pop();
    let mut position = 0;
    while let Some((next, key, value)) = dict::next_entry(keywords, position) {
        position = next;
        let value = object::describe::repr(thread, value)?;
        text.push_str(&format!(", {}={value}", string::lossy(key)));
    }
    text.push(')');
    Ok(string::new(thread, &text))
}

fn method_reduce(thread: &mut Thread, this: Word) -> Result {
    let keywords = state::get(this, 2);
    if dict::length(keywords) > 0 {
        let functools = crate::import::import(thread, "functools")?;
        let partial = attribute::get(thread, functools, name!("partial"))?;
        let class = class::class_of(this);
        let made = crate::atexit::call_with_dict(
            thread,
            partial,
            &[class, state::get(this, 0)],
            keywords,
        )?;
        let arguments = state::get(this, 1);
        return Ok(tuple::new(thread, &[made, arguments]));
    }
    let parts = list::new(thread, &[state::get(this, 0)]);
    for &argument in tuple::items(state::get(this, 1)) {
        list::append(thread, parts, argument);
    }
    let parts = list::to_tuple(thread, parts);
    Ok(tuple::new(thread, &[class::class_of(this), parts]))
}
