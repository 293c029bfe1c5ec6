//! The `_codecs` module: the registry, and the codecs that are not Python.

mod charmap;
mod escape;
mod handlers;
mod unicode;

use crate::module::{ModuleDefinition, Namespace};
use crate::name::Root;
use crate::{argument, builtins, import, name};
use object::{Builtin, Result, Thread, Word, native_functions};
use object::{codec, dict, intern, list, operation, string, tuple};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_codecs",
    doc: "",
    functions: &[REGISTRY, unicode::FUNCTIONS, charmap::FUNCTIONS, escape::FUNCTIONS],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

native_functions! { static REGISTRY =
    /// Register a codec search function.
    register(function) "($module, search_function, /)" Effects::ANY => register;
    /// Unregister a codec search function and clear the registry's cache.
    unregister(function) "($module, search_function, /)" Effects::ANY => unregister;
    /// Looks up a codec tuple in the Python codec registry and returns a CodecInfo object.
    lookup(encoding) "($module, encoding, /)" Effects::ANY => lookup_method;
    /// Encodes obj using the codec registered for encoding.
    encode(object, encoding, errors) "($module, /, obj, encoding='utf-8', errors='strict')" Effects::ANY => encode;
    /// Decodes obj using the codec registered for encoding.
    decode(object, encoding, errors) "($module, /, obj, encoding='utf-8', errors='strict')" Effects::ANY => decode;
    /// Register the specified error handler under the name errors.
    register_error(errors, handler) "($module, errors, handler, /)" Effects::ANY => register_error;
    _unregister_error(errors) "($module, errors, /)" Effects::ANY => unregister_error;
    /// lookup_error(errors) -> handler
    lookup_error(errors) "($module, name, /)" Effects::ANY => lookup_error;
}

/// List of search functions.
static SEARCHERS: Root = Root::empty();
/// Dict from normalized name to what a search function gave.
static FOUND: Root = Root::empty();

fn fill(thread: &mut Thread, _namespace: &mut Namespace) -> Result<()> {
    handlers::install(thread)
}

/// Makes the registry known to `str.encode` and `bytes.decode`. At start.
pub(crate) fn initialize() {
    codec::set_lookup(|thread, name| {
        let name = string::new(thread, name);
        lookup_method(thread, name)
    });
}

fn searchers(thread: &mut Thread) -> Word {
    SEARCHERS.get_or_make(thread, |thread| list::new(thread, &[]))
}

fn register(thread: &mut Thread, function: Word) -> Result {
    if !builtins::is_callable(function) {
        return Err(thread.type_error("argument must be callable"));
    }
    let all = searchers(thread);
    list::append(thread, all, function);
    Ok(Word::NONE)
}

fn unregister(thread: &mut Thread, function: Word) -> Result {
    let all = searchers(thread);
    let kept = list::new(thread, &[]);
    for &other in crate::state::list_items(all) {
        if other != function {
            list::append(thread, kept, other);
        }
    }
    SEARCHERS.set(kept);
    let empty = dict::new(thread);
    FOUND.set(empty);
    Ok(Word::NONE)
}

fn normalized(text: &str) -> String {
    text.chars().map(|c| if c == ' ' { '_' } else { c.to_ascii_lowercase() }).collect()
}

fn lookup_method(thread: &mut Thread, encoding: Word) -> Result {
    let text = argument::text(thread, encoding, "lookup", "argument")?;
    let normal = normalized(text);
    let found = FOUND.get_or_make(thread, dict::new);
    if let Some(known) = dict::get_str(found, intern::intern(&normal)) {
        return Ok(known);
    }
    // The standard encodings register themselves.
    import::import(thread, "encodings")?;
    let all = searchers(thread);
    let given = string::new(thread, &normal);
    for index in 0..list::length(all) {
        let function = list::get(all, index);
        let made = thread.call(function, &[given])?;
        if made.is_none() {
            continue;
        }
        if !object::class::is_kind(made, Builtin::Tuple) || tuple::items(made).len() != 4 {
            return Err(thread.type_error("codec search functions must return 4-tuples"));
        }
        let found = FOUND.get_or_make(thread, dict::new);
        dict::set_str(thread, found, intern::intern(&normal), made);
        return Ok(made);
    }
    Err(thread.raise(Builtin::LookupError, format!("unknown encoding: {text}")))
}

fn through(
    thread: &mut Thread,
    object: Word,
    encoding: Word,
    errors: Word,
    which: usize,
) -> Result {
    let encoding = if encoding.is_null() { name!("utf-8") } else { encoding };
    let errors = if errors.is_null() { name!("strict") } else { errors };
    let info = lookup_method(thread, encoding)?;
    let function = tuple::items(info)[which];
    let pair = thread.call(function, &[object, errors])?;
    if !object::class::is_kind(pair, Builtin::Tuple) || tuple::items(pair).len() != 2 {
        let what = if which == 0 { "encoder" } else { "decoder" };
        return Err(thread.type_error(format!("{what} must return a tuple (object,integer)")));
    }
    Ok(tuple::items(pair)[0])
}

fn encode(thread: &mut Thread, object: Word, encoding: Word, errors: Word) -> Result {
    through(thread, object, encoding, errors, 0)
}
fn decode(thread: &mut Thread, object: Word, encoding: Word, errors: Word) -> Result {
    through(thread, object, encoding, errors, 1)
}

fn register_error(thread: &mut Thread, errors: Word, handler: Word) -> Result {
    argument::text(thread, errors, "register_error", "argument 1")?;
    if !builtins::is_callable(handler) {
        return Err(thread.type_error("handler must be callable"));
    }
    codec::register_error(thread, errors, handler)?;
    Ok(Word::NONE)
}

fn unregister_error(thread: &mut Thread, errors: Word) -> Result {
    let text = argument::text(thread, errors, "_unregister_error", "argument")?;
    if handlers::is_built_in(text) {
        return Err(
            thread.value_error(format!("cannot un-register built-in error handler '{text}'"))
        );
    }
    Err(thread.not_implemented("unregistering error handlers"))
}

fn lookup_error(thread: &mut Thread, errors: Word) -> Result {
    let text = argument::text(thread, errors, "lookup_error", "argument")?;
    codec::lookup_error(thread, text)
}

/// The name of an error handler argument.
pub(super) fn errors_name(thread: &mut Thread, errors: Word) -> Result<&'static str> {
    if argument::absent(errors) {
        return Ok("strict");
    }
    argument::text(thread, errors, "decode", "argument 'errors'")
}

/// A pair of a result and the length of what it was made from.
pub(super) fn pair(thread: &mut Thread, result: Word, length: usize) -> Result {
    Ok(tuple::new(thread, &[result, Word::from_int(length as i64)]))
}

/// What a handler makes of an exception: the replacement and where to go on.
pub(super) fn handled(
    thread: &mut Thread,
    errors: &str,
    exception: Word,
    length: usize,
) -> Result<(Word, usize)> {
    if errors == "strict" {
        return Err(thread.raise_object(exception));
    }
    let handler = codec::lookup_error(thread, errors)?;
    let result = thread.call(handler, &[exception])?;
    let items =
        if object::class::is_kind(result, Builtin::Tuple) { tuple::items(result) } else { &[] };
    let [replacement, position] = *items else {
        return Err(thread.type_error("decoding error handler must return (str, int) tuple"));
    };
    let at = operation::index_i64(thread, position, Some(Builtin::IndexError))?;
    let at = if at < 0 { at + length as i64 } else { at };
    if at < 0 || at > length as i64 {
        let text = format!("position {at} from error handler out of bounds");
        return Err(thread.raise(Builtin::IndexError, text));
    }
    Ok((replacement, at as usize))
}
