//! The `pypyjit` module: parameters and counters of the tracing compiler.

use crate::module::ModuleDefinition;
use crate::{argument, interpreter};
use object::{Arguments, Result, Thread, Word, native_functions};
use object::{Builtin, attribute, class, dict, integer, intern, string};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "pypyjit",
    doc: "Controls the tracing compiler.",
    functions: &[FUNCTIONS],
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    /// Configure the tunable JIT parameters: a string ("off", "default", "name=value,...") or keywords.
    set_param(..) "($module, *args, **kwargs)" Effects::ANY => set_param;
    /// Counters of the tracing compiler.
    get_stats_snapshot() "($module)" Effects::ANY => snapshot;
    /// The same as a dict.
    get_stats() "($module)" Effects::ANY => statistics;
}

fn apply(thread: &mut Thread, text: &str) -> Result<()> {
    match (interpreter::get().set_parameters)(text) {
        Ok(()) => Ok(()),
        Err(text) => Err(thread.value_error(text)),
    }
}

fn set_param(thread: &mut Thread, arguments: Arguments) -> Result {
    match argument::positional(&arguments) {
        [] => {}
        [text] => {
            let text = argument::text(thread, *text, "set_param", "argument")?;
            apply(thread, text)?;
        }
        more => {
            let text =
                format!("set_param() takes at most 1 non-keyword argument, {} given", more.len());
            return Err(thread.type_error(text));
        }
    }
    for (name, value) in argument::named(&arguments) {
        let shown = if string::is_str(value) {
            String::from_utf8_lossy(string::bytes(value)).into_owned()
        } else {
            argument::int(thread, value)?.to_string()
        };
        apply(thread, &format!("{}={shown}", string::lossy(name)))?;
    }
    Ok(Word::NONE)
}

fn statistics(thread: &mut Thread) -> Result {
    let counters = (interpreter::get().statistics)();
    let result = dict::new(thread);
    for (name, value) in counters {
        let value = integer::from_u64(thread, value);
        dict::set_str(thread, result, intern::intern(name), value);
    }
    Ok(result)
}

fn snapshot(thread: &mut Thread) -> Result {
    let counters = (interpreter::get().statistics)();
    let result = class::instantiate(thread, Builtin::SimpleNamespace.word())?;
    let all = statistics(thread)?;
    attribute::set(thread, result, object::interned!("counters"), all)?;
    for (name, value) in counters {
        let value = integer::from_u64(thread, value);
        attribute::set(thread, result, intern::intern(name), value)?;
    }
    Ok(result)
}
