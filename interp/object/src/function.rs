//! Python functions, and calling: natives with bound arguments, what a look-up found, any object.

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::describe::{class_name, lossy};
use crate::error::Result;
use crate::header;
use crate::layout::{Function, Layout, Method, NativeFunctionObject};
use crate::name::*;
use crate::native::{Arguments, NativeAttribute, NativeCall, NativeFunction};
use crate::signature::{self, Callee};
use crate::thread::{Thread, hooks};
use crate::{code, descriptor, dict, native_functions, string, tuple};
use smallvec::SmallVec;
use tracer::{Effects, Word};

/// Flag of a native function's header: the bound object is not passed (`__new__`, static methods).
pub const STATIC: u8 = 1;
/// Flag of a native function's header: no object is passed, since the bound one is a module or there is none.
pub const FREE: u8 = 2;

/// The struct of a function object.
#[inline(always)]
pub fn get(function: Word) -> &'static mut Function {
    // SAFETY: callers pass words whose shape is that of functions.
    unsafe { &mut *function.pointer() }
}

/// Whether it is a function written in Python.
#[inline(always)]
pub fn is_function(object: Word) -> bool {
    header::has_shape(object, Builtin::Function.shape())
}

/// A function of a code object that has its globals.
pub fn new(thread: &mut Thread, code: Word, qualname: Word) -> Word {
    let source = code::get(code);
    let doc = if source.flags & compile::code::flag::HAS_DOCSTRING != 0 {
        tuple::items(source.constants).first().copied().unwrap_or(Word::NONE)
    } else {
        Word::NONE
    };
    let module = if source.globals.is_null() {
        Word::NONE
    } else {
        dict::get_str(source.globals, __name__.word()).unwrap_or(Word::NONE)
    };
    let function: &mut Function = thread.new_object(Builtin::Function.shape());
    function.code = code;
    function.name = source.name;
    function.qualname = qualname;
    function.module = module;
    function.doc = doc;
    Word::from_pointer(function)
}

pub fn new_method(thread: &mut Thread, function: Word, object: Word) -> Word {
    let method: &mut Method = thread.new_object(Builtin::Method.shape());
    method.function = function;
    method.object = object;
    Word::from_pointer(method)
}

/// A native function bound to an object (null: not) in a module (its name, or null).
pub fn new_native(
    thread: &mut Thread,
    definition: &'static NativeFunction,
    object: Word,
    module: Word,
) -> Word {
    let native: &mut NativeFunctionObject = thread.new_object(Builtin::BuiltinFunction.shape());
    native.object = object;
    native.module = module;
    native.definition = definition;
    let function = Word::from_pointer(native);
    if object.is_null() || class::layout_of(object) == Layout::Module {
        header::set_flag(function, FREE);
    }
    function
}

/// Whether the bound object of a native function is not passed.
#[inline]
pub fn is_static(callable: Word) -> bool {
    header::has_flag(callable, STATIC)
}

/// The object that a call of a native function passes as first argument, or null.
#[inline]
pub fn native_receiver(callable: Word) -> Word {
    if header::has_flag(callable, FREE) {
        return Word::NULL;
    }
    let native = descriptor::native(callable);
    if native.object.is_null()
        || header::has_flag(callable, STATIC)
        || native.class.is_null() && class::layout_of(native.object) == Layout::Module
    {
        return Word::NULL;
    }
    native.object
}

/// Binds and calls a native function or method descriptor; the receiver (if any) is part of the arguments.
pub fn call_native(
    thread: &mut Thread,
    definition: &'static NativeFunction,
    arguments: Arguments,
) -> Result {
    match definition.call {
        NativeCall::Variadic(run) => run(thread, arguments),
        NativeCall::Fixed { parameters, address } => {
            let count = parameters as usize;
            let signature = signature::parse(definition.signature);
            let mut words = [Word::NULL; 6];
            let given = arguments.all.len();
            if arguments.names.is_null() && given == count && !signature.variadic {
                words[..count].copy_from_slice(arguments.all);
            } else if signature.parameters.len() + 1 == count && given > 0 && !signature.receiver {
                // The signature was written without the receiver.
                words[0] = arguments.all[0];
                let rest = Arguments { all: &arguments.all[1..], names: arguments.names };
                let callee = Callee { name: definition.name, definition: Some(definition) };
                signature::bind_into(thread, callee, signature, rest, &mut words[1..count])?;
            } else if signature.parameters.len() == count {
                let callee = Callee { name: definition.name, definition: Some(definition) };
                signature::bind_into(thread, callee, signature, arguments, &mut words[..count])?;
            } else {
                let text = format!(
                    "{}() takes exactly {count} arguments ({given} given)",
                    definition.name
                );
                return Err(thread.type_error(text));
            }
            call_address(thread, address, &words[..count])
        }
    }
}

/// Calls a native function of as many words.
#[inline]
pub fn call_address(thread: &mut Thread, address: tracer::Address, words: &[Word]) -> Result {
    let state: *mut Thread = thread;
    macro_rules! call {
        ($($index:literal)*) => {{
            type Entry = extern "C" fn(*mut Thread $(, call!(@word $index))*) -> u64;
            // SAFETY: declared by `native_functions!` with this number of words.
            let entry: Entry = unsafe { std::mem::transmute(address.0) };
            entry(state $(, words[$index].0)*)
        }};
        (@word $index:literal) => { u64 };
    }
    let result = match words.len() {
        0 => call!(),
        1 => call!(0),
        2 => call!(0 1),
        3 => call!(0 1 2),
        4 => call!(0 1 2 3),
        5 => call!(0 1 2 3 4),
        _ => call!(0 1 2 3 4 5),
    };
    if result == 0 { Err(thread.already_raised()) } else { Ok(Word(result)) }
}

/// Runs with one more argument in front. The copy lies on the native stack, or what it copies does.
#[inline]
pub fn prepended<R>(first: Word, arguments: Arguments, run: impl FnOnce(Arguments) -> R) -> R {
    let mut all: SmallVec<[Word; 10]> = SmallVec::with_capacity(arguments.all.len() + 1);
    all.push(first);
    all.extend_from_slice(arguments.all);
    let result = run(Arguments { all: &all, names: arguments.names });
    std::hint::black_box(&first);
    result
}

/// Calls what a look-up on the class of `object` found, as a method of `object`.
pub fn call_found(thread: &mut Thread, found: Word, object: Word, arguments: Arguments) -> Result {
    if found.is_pointer() {
        let shape = header::shape_id(found);
        if shape == Builtin::Function.shape() {
            return prepended(object, arguments, |arguments| {
                (hooks().call)(thread, found, arguments.all, arguments.names)
            });
        }
        if shape == Builtin::WrapperDescriptor.shape() || shape == Builtin::MethodDescriptor.shape()
        {
            let definition = descriptor::native(found).definition;
            return prepended(object, arguments, |arguments| {
                call_native(thread, definition, arguments)
            });
        }
    }
    let bound = descriptor::bind(thread, found, object, class::class_of(object))?;
    (hooks().call)(thread, bound, arguments.all, arguments.names)
}

/// Address and number of words of a method written in Rust that takes what it is given.
#[inline]
fn fixed_method(found: Word) -> Option<(tracer::Address, usize)> {
    if !header::has_shape(found, Builtin::WrapperDescriptor.shape())
        && !header::has_shape(found, Builtin::MethodDescriptor.shape())
    {
        return None;
    }
    let definition = descriptor::native(found).definition;
    let NativeCall::Fixed { parameters, address } = definition.call else { return None };
    definition.arity.counted.then_some((address, parameters as usize))
}

/// `call_found` with positional arguments.
pub fn call_found_words(
    thread: &mut Thread,
    found: Word,
    object: Word,
    arguments: &[Word],
) -> Result {
    if let Some((address, count)) = fixed_method(found)
        && count == arguments.len() + 1
        && count <= 6
    {
        let mut words = [Word::NULL; 6];
        words[0] = object;
        words[1..count].copy_from_slice(arguments);
        return call_address(thread, address, &words[..count]);
    }
    call_found(thread, found, object, Arguments { all: arguments, names: Word::NULL })
}

/// Calls `__new__` as a look-up found it; the class is part of the arguments.
pub fn call_static(thread: &mut Thread, found: Word, class: Word, arguments: Arguments) -> Result {
    if found.is_pointer() {
        let shape = header::shape_id(found);
        if shape == Builtin::BuiltinFunction.shape() && header::has_flag(found, STATIC) {
            return call_native(thread, descriptor::native(found).definition, arguments);
        }
        if shape == Builtin::StaticMethod.shape() {
            let inner = crate::class_method::callable(found);
            return (hooks().call)(thread, inner, arguments.all, arguments.names);
        }
    }
    let bound = descriptor::bind(thread, found, Word::NULL, class)?;
    (hooks().call)(thread, bound, arguments.all, arguments.names)
}

/// Calls anything that is callable. Python functions go to the interpreter; this is what the interpreter calls for all
/// other objects.
pub fn call_object(thread: &mut Thread, callable: Word, arguments: Arguments) -> Result {
    if !callable.is_pointer() {
        return Err(not_callable(thread, callable));
    }
    match class::layout_of(callable) {
        Layout::Function => (hooks().call)(thread, callable, arguments.all, arguments.names),
        Layout::NativeFunction => call_native_object(thread, callable, arguments),
        Layout::Method => {
            // SAFETY: the layout is that of methods.
            let method = unsafe { &*callable.pointer::<Method>() };
            let function = method.function;
            prepended(method.object, arguments, |arguments| {
                (hooks().call)(thread, function, arguments.all, arguments.names)
            })
        }
        Layout::Class => {
            let metaclass = class::class_of(callable);
            if metaclass == Builtin::Type.word() {
                return class::call(thread, callable, arguments);
            }
            let method = class::lookup(metaclass, __call__.word());
            if crate::type_type::is_default_call(method) {
                return class::call(thread, callable, arguments);
            }
            call_found(thread, method, callable, arguments)
        }
        _ => {
            let method = class::lookup(class::class_of(callable), __call__.word());
            if method.is_null() {
                return Err(not_callable(thread, callable));
            }
            call_found(thread, method, callable, arguments)
        }
    }
}

#[cold]
fn not_callable(thread: &mut Thread, object: Word) -> crate::Raised {
    let text = format!("'{}' object is not callable", class_name(object));
    thread.type_error(text)
}

/// Calls a builtin function, bound native method or method descriptor.
pub fn call_native_object(thread: &mut Thread, callable: Word, arguments: Arguments) -> Result {
    let native = descriptor::native(callable);
    let definition = native.definition;
    let shape = header::shape_id(callable);
    if shape == Builtin::BuiltinFunction.shape() || shape == Builtin::MethodWrapper.shape() {
        if header::has_flag(callable, STATIC) {
            check_constructor(thread, callable, arguments)?;
            return call_native(thread, definition, arguments);
        }
        let receiver = native_receiver(callable);
        if receiver.is_null() {
            return call_native(thread, definition, arguments);
        }
        return prepended(receiver, arguments, |arguments| {
            call_native(thread, definition, arguments)
        });
    }
    let named = if arguments.names.is_null() { 0 } else { tuple::items(arguments.names).len() };
    let owner = native.class;
    if arguments.all.len() == named {
        let owner = class::name_text(owner);
        let text = if shape == Builtin::WrapperDescriptor.shape() {
            format!("descriptor '{}' of '{owner}' object needs an argument", definition.name)
        } else {
            format!("unbound method {owner}.{}() needs an argument", definition.name)
        };
        return Err(thread.type_error(text));
    }
    let receiver = arguments.all[0];
    if shape == Builtin::ClassMethodDescriptor.shape() {
        if !class::is_class(receiver) {
            let text = format!(
                "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2",
                definition.name,
                class::name_text(owner),
                class_name(receiver)
            );
            return Err(thread.type_error(text));
        }
        if !class::is_subclass(receiver, owner) {
            let text = format!(
                "descriptor '{}' requires a subtype of '{}' but received '{}'",
                definition.name,
                class::name_text(owner),
                class::name_text(receiver)
            );
            return Err(thread.type_error(text));
        }
        return call_native(thread, definition, arguments);
    }
    if !class::is_subclass(class::class_of(receiver), owner) {
        let text = if shape == Builtin::WrapperDescriptor.shape() {
            format!(
                "descriptor '{}' requires a '{}' object but received a '{}'",
                definition.name,
                class::name_text(owner),
                class_name(receiver)
            )
        } else {
            format!(
                "descriptor '{}' for '{}' objects doesn't apply to a '{}' object",
                definition.name,
                class::name_text(owner),
                class_name(receiver)
            )
        };
        return Err(thread.type_error(text));
    }
    call_native(thread, definition, arguments)
}

/// `int.__new__(...)` called by name: the first argument must be a subclass.
fn check_constructor(thread: &mut Thread, callable: Word, arguments: Arguments) -> Result<()> {
    let native = descriptor::native(callable);
    let owner = native.object;
    if owner.is_null() || native.definition.name != "__new__" || !class::is_class(owner) {
        return Ok(());
    }
    let name = class::name_text(owner);
    let Some(&first) = arguments.all.first() else {
        return Err(thread.type_error(format!("{name}.__new__(): not enough arguments")));
    };
    if !class::is_class(first) {
        let text = format!("{name}.__new__(X): X is not a type object ({})", class_name(first));
        return Err(thread.type_error(text));
    }
    if !class::is_subclass(first, owner) {
        let given = class::name_text(first);
        let text = format!("{name}.__new__({given}): {given} is not a subtype of {name}");
        return Err(thread.type_error(text));
    }
    Ok(())
}

// The class `function`.

native_functions! { static CONSTRUCTOR =
    __new__(..) "($type, /, code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)" Effects::ANY => construct;
}

native_functions! { static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => function_repr;
    /// Return an attribute of instance, which is of type owner.
    __get__(this, object, class) "($self, instance, owner=None, /)" Effects::READS => function_get;
    /// Call self as a function.
    __call__(..) "($self, /, *args, **kwargs)" Effects::ANY => function_call;
}

fn construct(thread: &mut Thread, arguments: Arguments) -> Result {
    let text = "($type, /, code, globals, name=None, argdefs=None, closure=None, kwdefaults=None)";
    let [_, code_object, globals, name, defaults, closure, keyword_defaults] =
        signature::bind::<7>(thread, "function", text, arguments)?;
    if !header::has_shape(code_object, Builtin::Code.shape()) {
        let text =
            format!("function() argument 'code' must be code, not {}", class_name(code_object));
        return Err(thread.type_error(text));
    }
    if !class::is_kind(globals, Builtin::Dict) {
        let text =
            format!("function() argument 'globals' must be dict, not {}", class_name(globals));
        return Err(thread.type_error(text));
    }
    let absent = |word: Word| word.is_null() || word.is_none();
    let free = tuple::items(code::get(code_object).free_variables).len();
    if absent(closure) {
        if free != 0 {
            return Err(thread.type_error("arg 5 (closure) must be tuple"));
        }
    } else if !class::is_kind(closure, Builtin::Tuple) {
        return Err(thread.type_error("arg 5 (closure) must be None or tuple"));
    } else if tuple::items(closure).len() != free {
        let text = format!(
            "{} requires closure of length {free}, not {}",
            lossy(code::get(code_object).name),
            tuple::items(closure).len()
        );
        return Err(thread.value_error(text));
    }
    let instance = code::with_globals(thread, code_object, globals)?;
    let function = new(thread, instance, code::get(code_object).qualname);
    let struct_ = get(function);
    if !absent(name) {
        store(thread, function, &mut struct_.name, name);
    }
    if !absent(defaults) {
        store(thread, function, &mut struct_.defaults, defaults);
    }
    if !absent(closure) {
        store(thread, function, &mut struct_.closure, closure);
    }
    if !absent(keyword_defaults) {
        store(thread, function, &mut struct_.keyword_defaults, keyword_defaults);
    }
    Ok(function)
}

fn store(thread: &mut Thread, function: Word, field: &mut Word, value: Word) {
    *field = value;
    thread.barrier(function, field, value);
}

/// Stores a field on which plans and traces may depend.
fn store_watched(thread: &mut Thread, function: Word, field: &mut Word, value: Word) {
    store(thread, function, field, value);
    (hooks().cell_changed)(field as *mut Word as usize);
}

fn function_repr(thread: &mut Thread, this: Word) -> Result {
    let text = format!("<function {} at {:#x}>", lossy(get(this).qualname), this.0);
    Ok(string::new(thread, &text))
}

fn function_get(thread: &mut Thread, this: Word, object: Word, class: Word) -> Result {
    descriptor::check_get(thread, object, class)?;
    if object.is_none() && class != Builtin::NoneType.word() {
        return Ok(this);
    }
    Ok(new_method(thread, this, object))
}

fn function_call(thread: &mut Thread, arguments: Arguments) -> Result {
    thread.call_with_names(arguments.all[0], &arguments.all[1..], arguments.names)
}

fn or_none(word: Word) -> Result {
    Ok(if word.is_null() { Word::NONE } else { word })
}

fn set_code(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if !header::has_shape(value, Builtin::Code.shape()) {
        return Err(thread.type_error("__code__ must be set to a code object"));
    }
    let function = get(this);
    let (old, free) = (code::get(function.code), tuple::items(code::get(value).free_variables));
    let cells = if function.closure.is_null() { 0 } else { tuple::items(function.closure).len() };
    if free.len() != cells {
        let text = format!(
            "{}() requires a code object with {cells} free vars, not {}",
            lossy(function.name),
            free.len()
        );
        return Err(thread.value_error(text));
    }
    let value = code::with_globals(thread, value, old.globals)?;
    store_watched(thread, this, &mut function.code, value);
    Ok(())
}

fn set_defaults(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    let value = if value.is_none() { Word::NULL } else { value };
    if !value.is_null() && !class::is_kind(value, Builtin::Tuple) {
        return Err(thread.type_error("__defaults__ must be set to a tuple object"));
    }
    store_watched(thread, this, &mut get(this).defaults, value);
    Ok(())
}

fn set_keyword_defaults(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    let value = if value.is_none() { Word::NULL } else { value };
    if !value.is_null() && !class::is_kind(value, Builtin::Dict) {
        return Err(thread.type_error("__kwdefaults__ must be set to a dict object"));
    }
    store_watched(thread, this, &mut get(this).keyword_defaults, value);
    Ok(())
}

fn set_name(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() || !string::is_str(value) {
        return Err(thread.type_error("__name__ must be set to a string object"));
    }
    store(thread, this, &mut get(this).name, value);
    Ok(())
}

fn set_qualname(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() || !string::is_str(value) {
        return Err(thread.type_error("__qualname__ must be set to a string object"));
    }
    store(thread, this, &mut get(this).qualname, value);
    Ok(())
}

fn set_module(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    store(thread, this, &mut get(this).module, value);
    Ok(())
}

fn set_doc(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    store(thread, this, &mut get(this).doc, value);
    Ok(())
}

fn get_annotations(thread: &mut Thread, this: Word) -> Result {
    let function = get(this);
    if function.annotations.is_null() {
        let annotate = function.annotate;
        let made = if annotate.is_null() || annotate.is_none() {
            dict::new(thread)
        } else {
            evaluate_annotations(thread, annotate)?
        };
        store(thread, this, &mut get(this).annotations, made);
    }
    Ok(get(this).annotations)
}

/// Calls an annotate function for values.
pub fn evaluate_annotations(thread: &mut Thread, annotate: Word) -> Result {
    let made = thread.call(annotate, &[Word::from_int(1)])?;
    if !class::is_kind(made, Builtin::Dict) {
        let text = format!("__annotate__ returned non-dict of type '{}'", class_name(made));
        return Err(thread.type_error(text));
    }
    Ok(made)
}

fn set_annotations(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    let value = if value.is_none() { Word::NULL } else { value };
    if !value.is_null() && !class::is_kind(value, Builtin::Dict) {
        return Err(thread.type_error("__annotations__ must be set to a dict object"));
    }
    store(thread, this, &mut get(this).annotations, value);
    store(thread, this, &mut get(this).annotate, Word::NULL);
    Ok(())
}

fn set_annotate(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("__annotate__ cannot be deleted"));
    }
    if !value.is_none() && !crate::operation::is_callable(value) {
        return Err(thread.type_error("__annotate__ must be callable or None"));
    }
    let function = get(this);
    store(thread, this, &mut function.annotate, value);
    if !value.is_none() {
        store(thread, this, &mut function.annotations, Word::NULL);
    }
    Ok(())
}

fn set_type_parameters(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() || !class::is_kind(value, Builtin::Tuple) {
        return Err(thread.type_error("__type_params__ must be set to a tuple"));
    }
    store(thread, this, &mut get(this).type_parameters, value);
    Ok(())
}

fn get_type_parameters(thread: &mut Thread, this: Word) -> Result {
    let parameters = get(this).type_parameters;
    Ok(if parameters.is_null() { tuple::new(thread, &[]) } else { parameters })
}

pub(crate) fn set_dict(thread: &mut Thread, this: Word, value: Word) -> Result<()> {
    if value.is_null() {
        return Err(thread.type_error("cannot delete __dict__"));
    }
    if !class::is_kind(value, Builtin::Dict) {
        let text = format!("__dict__ must be set to a dictionary, not a '{}'", class_name(value));
        return Err(thread.type_error(text));
    }
    class::instance::set_dict(thread, this, value)
}

type Getter = fn(&mut Thread, Word) -> Result;
type Setter = fn(&mut Thread, Word, Word) -> Result<()>;

const fn attribute(name: &'static str, get: Getter, set: Option<Setter>) -> NativeAttribute {
    NativeAttribute { name, doc: "", get, set }
}

static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("__code__", |_, this| Ok(get(this).code), Some(set_code)),
    attribute("__defaults__", |_, this| or_none(get(this).defaults), Some(set_defaults)),
    attribute(
        "__kwdefaults__",
        |_, this| or_none(get(this).keyword_defaults),
        Some(set_keyword_defaults),
    ),
    attribute("__closure__", |_, this| or_none(get(this).closure), None),
    attribute("__globals__", |_, this| or_none(code::get(get(this).code).globals), None),
    attribute("__builtins__", |_, this| or_none(code::get(get(this).code).builtins), None),
    attribute("__name__", |_, this| or_none(get(this).name), Some(set_name)),
    attribute("__qualname__", |_, this| or_none(get(this).qualname), Some(set_qualname)),
    attribute("__module__", |_, this| or_none(get(this).module), Some(set_module)),
    attribute("__doc__", |_, this| or_none(get(this).doc), Some(set_doc)),
    attribute("__dict__", crate::attribute::dict_of, Some(set_dict)),
    attribute("__annotations__", get_annotations, Some(set_annotations)),
    attribute("__annotate__", |_, this| or_none(get(this).annotate), Some(set_annotate)),
    attribute("__type_params__", get_type_parameters, Some(set_type_parameters)),
];

pub(crate) static CLASS: Definition = Definition {
    doc: "Create a function object.",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    constructor: CONSTRUCTOR,
    ..Definition::EMPTY
};
