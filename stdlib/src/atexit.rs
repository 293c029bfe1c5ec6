//! The `atexit` module: a list of (function, args, kwargs).

use crate::module::ModuleDefinition;
use crate::name::Root;
use crate::{argument, builtins, state, sys};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{dict, list, operation, tuple};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "atexit",
    doc: "Allow programmer to define multiple exit functions to be executed\nupon normal program termination.",
    functions: &[FUNCTIONS],
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    /// Register a function to be executed upon normal program termination.
    register(..) "($module, func, /, *args, **kwargs)" Effects::ANY => register;
    /// Unregister an exit function which was previously registered.
    unregister(function) "($module, func, /)" Effects::ANY => unregister;
    /// Clear the list of previously registered exit functions.
    _clear() "($module)" Effects::ANY => clear;
    /// Run all registered exit functions.
    _run_exitfuncs() "($module)" Effects::ANY => run_exit_functions;
    /// Return the number of registered exit functions.
    _ncallbacks() "($module)" Effects::ANY => count;
}

static REGISTERED: Root = Root::empty();

fn registered(thread: &mut Thread) -> Word {
    REGISTERED.get_or_make(thread, |thread| list::new(thread, &[]))
}

fn register(thread: &mut Thread, arguments: Arguments) -> Result {
    let positional = argument::positional(&arguments);
    let Some((&function, rest)) = positional.split_first() else {
        return Err(thread.type_error("register() takes at least 1 argument (0 given)"));
    };
    if !builtins::is_callable(function) {
        return Err(thread.type_error("the first argument must be callable"));
    }
    let rest = tuple::new(thread, rest);
    let keywords = dict::new(thread);
    for (name, value) in argument::named(&arguments) {
        dict::set(thread, keywords, name, value)?;
    }
    let entry = tuple::new(thread, &[function, rest, keywords]);
    let all = registered(thread);
    list::append(thread, all, entry);
    Ok(function)
}

fn unregister(thread: &mut Thread, function: Word) -> Result {
    let all = registered(thread);
    let kept = list::new(thread, &[]);
    for &entry in state::list_items(all) {
        if entry.is_null() || operation::equal(thread, tuple::items(entry)[0], function)? {
            continue;
        }
        list::append(thread, kept, entry);
    }
    REGISTERED.set(kept);
    Ok(Word::NONE)
}

fn clear(thread: &mut Thread) -> Result {
    let empty = list::new(thread, &[]);
    REGISTERED.set(empty);
    Ok(Word::NONE)
}

fn count(thread: &mut Thread) -> Result {
    let all = registered(thread);
    Ok(Word::from_int(list::length(all) as i64))
}

fn run_exit_functions(thread: &mut Thread) -> Result {
    run(thread);
    Ok(Word::NONE)
}

/// Runs all functions, the last registered first. What they raise is reported.
pub fn run(thread: &mut Thread) {
    loop {
        let all = registered(thread);
        let Some(&entry) = state::list_items(all).last() else { return };
        let shorter = list::new(thread, &state::list_items(all)[..list::length(all) - 1]);
        REGISTERED.set(shorter);
        let items = tuple::items(entry);
        let (function, arguments, keywords) = (items[0], items[1], items[2]);
        if let Err(raised) = call_with_dict(thread, function, tuple::items(arguments), keywords) {
            let exception = thread.take_exception(raised);
            if thread.exception_matches(exception, Builtin::SystemExit) {
                continue;
            }
            sys::write_unraisable(
                thread,
                exception,
                "Exception ignored in atexit callback",
                function,
            );
        }
    }
}

/// `function(*arguments, **keywords)`
pub fn call_with_dict(
    thread: &mut Thread,
    function: Word,
    arguments: &[Word],
    keywords: Word,
) -> Result {
    if argument::absent(keywords) || dict::length(keywords) == 0 {
        return thread.call(function, arguments);
    }
    // Everything is gathered in heap lists, which keep it alive.
    let all = list::new(thread, arguments);
    let names = list::new(thread, &[]);
    let mut position = 0;
    while let Some((next, name, value)) = dict::next_entry(keywords, position) {
        position = next;
        list::append(thread, names, name);
        list::append(thread, all, value);
    }
    let names = tuple::new(thread, state::list_items(names));
    thread.call_with_names(function, state::list_items(all), names)
}
