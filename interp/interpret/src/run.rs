//! Calls from Rust: binding arguments of Python functions, and running their frames to the end.

use crate::internal::NATIVE_RETURN;
use crate::{dispatch, frames};
use compile::code::flag;
use object::builtin::Builtin;
use object::header::has_shape;
use object::layout::{Code, Function, Method};
use object::{Arguments, Result, Thread};
use tracer::frame::{self, HEADER_WORDS};
use tracer::{Next, Word};

/// Runs the frame at `window`, whose header says that it returns to native code. Null: it raised.
pub fn run_frame(thread: &mut Thread, window: *mut Word, entry: *const u64, next: Next) -> Word {
    run_frames(thread, window, window, entry, next)
}

/// Runs from an instruction of the frame at `registers` until the one at `bottom` returns.
pub fn run_frames(
    thread: &mut Thread,
    bottom: *mut Word,
    registers: *mut Word,
    pc: *const u64,
    next: Next,
) -> Word {
    let marker = 0u8;
    if (&raw const marker as usize) < thread.native_limit {
        let _ = crate::ops::overflow(thread);
        return Word::NULL;
    }
    if !thread.recording.is_null() {
        return crate::jit::record::aside(thread, |thread| {
            run_frames(thread, bottom, registers, pc, next)
        });
    }
    let (saved_frame, saved_pc) = (thread.frame, thread.pc);
    let saved_activation = std::mem::replace(&mut thread.activation, bottom);
    // SAFETY: the caller has built the frame.
    let stopped = unsafe { dispatch::run(thread, pc, registers, next) };
    let _ = stopped;
    thread.activation = saved_activation;
    thread.frame = saved_frame;
    thread.pc = saved_pc;
    if thread.exception.is_null() {
        std::mem::replace(&mut thread.delivered, Word::NULL)
    } else {
        Word::NULL
    }
}

/// A window above the running frame, with the header of a frame that returns to native code.
/// Arguments are written behind it by the caller. Null: the value stack is used up.
pub fn new_window(thread: &mut Thread, function: Word, registers: usize) -> *mut Word {
    let top = frames::top(thread);
    // SAFETY: checked against the end of the stack before anything is written.
    unsafe {
        let window = top.add(HEADER_WORDS);
        let end = window.add(registers + 8);
        if !frames::may_end_at(thread, end) {
            return std::ptr::null_mut();
        }
        let delta = window.offset_from(thread.frame) as usize;
        *window.offset(frame::FUNCTION) = function;
        // Below the first frame there is no instruction: returning there finds one that does nothing.
        static BOTTOM: [u64; 2] = [compile::Opcode::Nop as u64; 2];
        let pc = if thread.pc.is_null() { BOTTOM.as_ptr() } else { thread.pc };
        *window.offset(frame::RETURN_PC) = Word(pc as u64);
        *window.offset(frame::LINK) = Word(frame::link(delta, NATIVE_RETURN));
        *window.offset(frame::LANGUAGE) = Word::NULL;
        window
    }
}

fn code_of(function: Word) -> &'static Code {
    crate::plan::call::code_of(function)
}

/// Calls a Python function.
pub fn call_function(thread: &mut Thread, function: Word, arguments: Arguments) -> Result {
    let code = code_of(function);
    let window = new_window(thread, function, code.registers as usize);
    if window.is_null() {
        return crate::ops::overflow(thread);
    }
    // SAFETY: the window has room for all registers.
    let registers = unsafe { std::slice::from_raw_parts_mut(window, code.registers as usize) };
    if code.simple != 0
        && arguments.names.is_null()
        && arguments.all.len() == code.argument_count as usize
    {
        registers[..arguments.all.len()].copy_from_slice(arguments.all);
        registers[arguments.all.len()..(code.cleared as usize).max(arguments.all.len())]
            .fill(Word::NULL);
    } else {
        bind(thread, function, code, registers, arguments)?;
    }
    let value = crate::jit::entry::run_function(thread, code, window);
    if value.is_null() { Err(thread.already_raised()) } else { Ok(value) }
}

fn text(word: Word) -> String {
    String::from_utf8_lossy(object::string::bytes(word)).into_owned()
}

fn quoted_list(names: &[String]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("'{name}'")).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [most @ .., last] => format!("{}, and {last}", most.join(", ")),
    }
}

/// Binds arguments to parameters, as PEP 3102 and PEP 570 say.
pub fn bind(
    thread: &mut Thread,
    function: Word,
    code: &Code,
    registers: &mut [Word],
    arguments: Arguments,
) -> Result<()> {
    // SAFETY: the caller passes a function.
    let object = unsafe { &*function.pointer::<Function>() };
    let qualname = || text(object.qualname);
    let positional = code.argument_count as usize;
    let keyword_only = code.keyword_only_count as usize;
    let total = positional + keyword_only;
    let names: &[Word] =
        if arguments.names.is_null() { &[] } else { object::tuple::items(arguments.names) };
    let given = arguments.all.len() - names.len();
    let variables = object::tuple::items(code.variables);
    let cleared = (code.cleared as usize).max(total + 2).min(registers.len());
    registers[..cleared].fill(Word::NULL);
    let direct = given.min(positional);
    registers[..direct].copy_from_slice(&arguments.all[..direct]);
    let mut extra = Word::NULL;
    let mut at = total;
    if code.flags & flag::VARARGS != 0 {
        let rest = if given > positional { &arguments.all[positional..given] } else { &[] };
        registers[at] = object::tuple::new(thread, rest);
        at += 1;
    }
    if code.flags & flag::VARKEYWORDS != 0 {
        extra = object::dict::new(thread);
        registers[at] = extra;
    }
    for (index, &name) in names.iter().enumerate() {
        let value = arguments.all[given + index];
        let same = |variable: &Word| {
            *variable == name || object::string::bytes(*variable) == object::string::bytes(name)
        };
        let first = code.positional_only_count as usize;
        match variables[first..total].iter().position(same) {
            Some(found) => {
                let found = found + first;
                if !registers[found].is_null() {
                    return Err(thread.type_error(format!(
                        "{}() got multiple values for argument '{}'",
                        qualname(),
                        text(name)
                    )));
                }
                registers[found] = value;
            }
            None if !extra.is_null() => object::dict::set(thread, extra, name, value)?,
            None => {
                if variables[..first].iter().any(same) {
                    let wrong: Vec<String> = names
                        .iter()
                        .filter(|name| {
                            variables[..first].iter().any(|variable| {
                                object::string::bytes(*variable) == object::string::bytes(**name)
                            })
                        })
                        .map(|name| text(*name))
                        .collect();
                    return Err(thread.type_error(format!(
                        "{}() got some positional-only arguments passed as keyword arguments: '{}'",
                        qualname(),
                        wrong.join(", ")
                    )));
                }
                return Err(thread.type_error(format!(
                    "{}() got an unexpected keyword argument '{}'",
                    qualname(),
                    text(name)
                )));
            }
        }
    }
    if given > positional && code.flags & flag::VARARGS == 0 {
        return Err(too_many(thread, object, code, registers, given));
    }
    let defaults: &[Word] =
        if object.defaults.is_pointer() { object::tuple::items(object.defaults) } else { &[] };
    let mut missing = Vec::new();
    for index in 0..positional {
        if registers[index].is_null() {
            let from_end = positional - index;
            if from_end <= defaults.len() {
                registers[index] = defaults[defaults.len() - from_end];
            } else {
                missing.push(text(variables[index]));
            }
        }
    }
    if !missing.is_empty() {
        let (count, list) = (missing.len(), quoted_list(&missing));
        let plural = if count == 1 { "" } else { "s" };
        return Err(thread.type_error(format!(
            "{}() missing {count} required positional argument{plural}: {list}",
            qualname()
        )));
    }
    for index in positional..total {
        if registers[index].is_null() {
            let default = if object.keyword_defaults.is_pointer() {
                object::dict::get(thread, object.keyword_defaults, variables[index])?
            } else {
                None
            };
            match default {
                Some(value) => registers[index] = value,
                None => missing.push(text(variables[index])),
            }
        }
    }
    if !missing.is_empty() {
        let (count, list) = (missing.len(), quoted_list(&missing));
        let plural = if count == 1 { "" } else { "s" };
        return Err(thread.type_error(format!(
            "{}() missing {count} required keyword-only argument{plural}: {list}",
            qualname()
        )));
    }
    Ok(())
}

fn too_many(
    thread: &mut Thread,
    function: &Function,
    code: &Code,
    registers: &[Word],
    given: usize,
) -> object::Raised {
    let positional = code.argument_count as usize;
    let total = positional + code.keyword_only_count as usize;
    let defaults = if function.defaults.is_pointer() {
        object::tuple::items(function.defaults).len()
    } else {
        0
    };
    let (takes, plural) = if defaults > 0 {
        (format!("from {} to {positional}", positional - defaults), true)
    } else {
        (positional.to_string(), positional != 1)
    };
    let keyword_given = registers[positional..total].iter().filter(|word| !word.is_null()).count();
    let shown = if keyword_given > 0 {
        format!(
            "{given} positional argument{} (and {keyword_given} keyword-only argument{}) were",
            if given == 1 { "" } else { "s" },
            if keyword_given == 1 { "" } else { "s" }
        )
    } else {
        format!("{given} {}", if given == 1 { "was" } else { "were" })
    };
    thread.type_error(format!(
        "{}() takes {takes} positional argument{} but {shown} given",
        text(function.qualname),
        if plural { "s" } else { "" }
    ))
}

/// Calls anything.
pub fn call_with(thread: &mut Thread, callable: Word, arguments: Arguments) -> Result {
    if has_shape(callable, Builtin::Function.shape()) {
        return call_function(thread, callable, arguments);
    }
    // What is called may call the like again without a frame between.
    object::operation::check_stack(thread, " while calling a Python object")?;
    if has_shape(callable, Builtin::Method.shape()) {
        // SAFETY: the shape has been checked.
        let method = unsafe { &*callable.pointer::<Method>() };
        let function = method.function;
        return object::function::prepended(method.object, arguments, |arguments| {
            call_with(thread, function, arguments)
        });
    }
    object::function::call_object(thread, callable, arguments)
}

/// `thread.call` and its kind.
pub fn call_hook(thread: &mut Thread, callable: Word, arguments: &[Word], names: Word) -> Result {
    call_with(thread, callable, Arguments { all: arguments, names })
}

/// `f(*positional, **named)`; `bound` goes first where it is not null. Any iterable and any mapping or null.
pub fn call_spread(
    thread: &mut Thread,
    callable: Word,
    bound: Word,
    positional: Word,
    named: Word,
) -> Result {
    let positional = if has_shape(positional, Builtin::Tuple.shape()) {
        positional
    } else {
        object::iterate::to_tuple(thread, positional)
            .map_err(|raised| spread_error(thread, callable, positional, raised))?
    };
    let mut items = object::tuple::items(positional);
    let mut named = named;
    if !named.is_null() && !has_shape(named, Builtin::Dict.shape()) {
        let dict = object::dict::new(thread);
        merge_keywords(thread, dict, named, callable)?;
        named = dict;
    }
    if named.is_null() || object::dict::length(named) == 0 {
        let all = Arguments { all: items, names: Word::NULL };
        return if bound.is_null() {
            call_with(thread, callable, all)
        } else {
            object::function::prepended(bound, all, |all| call_with(thread, callable, all))
        };
    }
    let (list, keys) = (object::list::new(thread, &[]), object::list::new(thread, &[]));
    if !bound.is_null() {
        object::list::append(thread, list, bound);
    }
    while let [item, rest @ ..] = items {
        object::list::append(thread, list, *item);
        items = rest;
    }
    let mut position = 0;
    while let Some((next, key, value)) = object::dict::next_entry(named, position) {
        position = next;
        if !object::string::is_str(key) {
            return Err(thread.type_error("keywords must be strings"));
        }
        object::list::append(thread, keys, key);
        object::list::append(thread, list, value);
    }
    let names = object::iterate::to_tuple(thread, keys)?;
    let all = object::iterate::to_tuple(thread, list)?;
    call_with(thread, callable, Arguments { all: object::tuple::items(all), names })
}

/// `f(*x)` of something that is not iterable.
fn spread_error(
    thread: &mut Thread,
    callable: Word,
    iterable: Word,
    raised: object::Raised,
) -> object::Raised {
    let class = object::class::class_of(iterable);
    let (has_iter, has_item) = (object::interned!("__iter__"), object::interned!("__getitem__"));
    if !object::class::lookup(class, has_iter).is_null()
        || !object::class::lookup(class, has_item).is_null()
    {
        return raised;
    }
    let pending = std::mem::replace(&mut thread.exception, Word::NULL);
    match shown_callable(thread, callable) {
        Ok(name) => {
            let class = frames::class_name(iterable);
            thread.type_error(format!("{name} argument after * must be an iterable, not {class}"))
        }
        Err(_) => {
            thread.exception = pending;
            raised
        }
    }
}

/// Runs code in a namespace: modules, `exec`.
pub fn run_code(
    thread: &mut Thread,
    source: &'static compile::Code,
    globals: Word,
    namespace: Word,
) -> Result {
    let name = object::interned!("__builtins__");
    let builtins = match object::dict::get_str(globals, name) {
        Some(module) if has_shape(module, Builtin::Module.shape()) => {
            // SAFETY: the shape has been checked.
            unsafe { (*module.pointer::<object::layout::Module>()).dict }
        }
        Some(dict) => dict,
        None => (crate::library().builtins)(thread),
    };
    let code = object::code::instantiate(thread, source, globals, builtins)?;
    let qualname = object::code::get(code).qualname;
    let function = object::function::new(thread, code, qualname);
    let code = code_of(function);
    let window = new_window(thread, function, code.registers as usize);
    if window.is_null() {
        return crate::ops::overflow(thread);
    }
    // SAFETY: the window has room for all registers, of which there is at least one.
    unsafe {
        std::slice::from_raw_parts_mut(window, code.registers as usize).fill(Word::NULL);
        *window = namespace;
    }
    let value = run_frame(thread, window, code.entry, Next::Go);
    if value.is_null() { Err(thread.already_raised()) } else { Ok(value) }
}

/// Whether `{**x}` accepts it.
pub fn is_mapping(object: Word) -> bool {
    let class = object::class::class_of(object);
    !object::class::lookup(class, object::interned!("keys")).is_null()
}

/// How errors name what is called.
pub fn shown_callable(thread: &mut Thread, callable: Word) -> Result<String> {
    let name = object::interned!("__qualname__");
    let found = object::attribute::get_optional(thread, callable, name)?;
    Ok(match found {
        Some(name) if object::string::is_str(name) => {
            let module = object::interned!("__module__");
            let prefix = match object::attribute::get_optional(thread, callable, module)? {
                Some(module) if object::string::is_str(module) && text(module) != "builtins" => {
                    format!("{}.", text(module))
                }
                _ => String::new(),
            };
            format!("{prefix}{}()", text(name))
        }
        _ => {
            let word = object::operation::str(thread, callable)?;
            text(word)
        }
    })
}

/// Adds the named arguments of a mapping; repeated names and names that are no strings are errors.
pub fn merge_keywords(
    thread: &mut Thread,
    dict: Word,
    mapping: Word,
    callable: Word,
) -> Result<()> {
    if !is_mapping(mapping) {
        let (name, class) = (shown_callable(thread, callable)?, frames::class_name(mapping));
        return Err(
            thread.type_error(format!("{name} argument after ** must be a mapping, not {class}"))
        );
    }
    let from = object::dict::new(thread);
    object::dict::update(thread, from, mapping)?;
    let mut position = 0;
    while let Some((next, key, value)) = object::dict::next_entry(from, position) {
        position = next;
        if !object::string::is_str(key) {
            return Err(thread.type_error("keywords must be strings"));
        }
        if object::dict::get(thread, dict, key)?.is_some() {
            let name = shown_callable(thread, callable)?;
            return Err(thread.type_error(format!(
                "{name} got multiple values for keyword argument '{}'",
                text(key)
            )));
        }
        object::dict::set(thread, dict, key, value)?;
    }
    Ok(())
}

/// `ascii(object)`
pub fn ascii(thread: &mut Thread, value: Word) -> Result {
    let shown = object::operation::repr(thread, value)?;
    let bytes = object::string::bytes(shown);
    if bytes.is_ascii() {
        return Ok(shown);
    }
    let mut out = String::new();
    let text = String::from_utf8_lossy(bytes).into_owned();
    for character in text.chars() {
        let number = character as u32;
        match number {
            0..=0x7f => out.push(character),
            0x80..=0xff => out.push_str(&format!("\\x{number:02x}")),
            0x100..=0xffff => out.push_str(&format!("\\u{number:04x}")),
            _ => out.push_str(&format!("\\U{number:08x}")),
        }
    }
    Ok(object::string::new(thread, &out))
}

/// What `raise ... from x` makes of `x`.
pub fn normalize_cause(thread: &mut Thread, cause: Word) -> Result {
    let is_class = object::class::is_kind(cause, Builtin::Type);
    let valid = if is_class {
        object::class::is_subclass(cause, Builtin::BaseException.word())
    } else {
        object::class::is_subclass(object::class::class_of(cause), Builtin::BaseException.word())
    };
    if !valid {
        return Err(thread.type_error("exception causes must derive from BaseException"));
    }
    object::exception::normalize(thread, cause)
}

/// Whether an exception matches what stands behind `except`.
pub fn exception_matches(thread: &mut Thread, exception: Word, class: Word) -> Result<bool> {
    if has_shape(class, Builtin::Tuple.shape()) {
        for &item in object::tuple::items(class) {
            if exception_matches(thread, exception, item)? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    let base = Builtin::BaseException.word();
    if !object::class::is_kind(class, Builtin::Type) || !object::class::is_subclass(class, base) {
        return Err(thread
            .type_error("catching classes that do not inherit from BaseException is not allowed"));
    }
    Ok(object::class::is_subclass(object::class::class_of(exception), class))
}
