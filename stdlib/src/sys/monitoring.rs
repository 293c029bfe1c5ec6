//! `sys.monitoring`: its numbers. Nothing can be monitored yet.

use crate::module::{self, Namespace};
use object::{Arguments, Builtin, Result, Thread, Word, native_functions};
use object::{attribute, class, function, integer, intern};
use tracer::Effects;

native_functions! { static FUNCTIONS =
    use_tool_id(..) "($module, tool_id, name, /)" Effects::ANY => refuse;
    clear_tool_id(..) "($module, tool_id, /)" Effects::ANY => refuse;
    free_tool_id(..) "($module, tool_id, /)" Effects::ANY => refuse;
    register_callback(..) "($module, tool_id, event, func, /)" Effects::ANY => refuse;
    set_events(..) "($module, tool_id, event_set, /)" Effects::ANY => refuse;
    set_local_events(..) "($module, tool_id, code, event_set, /)" Effects::ANY => refuse;
    get_events(..) "($module, tool_id, /)" Effects::ANY => refuse;
    get_local_events(..) "($module, tool_id, code, /)" Effects::ANY => refuse;
    restart_events(..) "($module, /)" Effects::ANY => refuse;
    /// Nobody is registered.
    get_tool(tool) "($module, tool_id, /)" Effects::READS => no_tool;
}

#[rustfmt::skip]
const EVENTS: &[(&str, i64)] = &[
    ("NO_EVENTS", 0), ("PY_START", 1), ("PY_RESUME", 2), ("PY_RETURN", 4), ("PY_YIELD", 8), ("CALL", 16), ("LINE", 32),
    ("INSTRUCTION", 64), ("JUMP", 128), ("BRANCH_LEFT", 256), ("BRANCH_RIGHT", 512), ("STOP_ITERATION", 1024),
    ("RAISE", 2048), ("EXCEPTION_HANDLED", 4096), ("PY_UNWIND", 8192), ("PY_THROW", 16384), ("RERAISE", 32768),
    ("C_RETURN", 65536), ("C_RAISE", 131_072), ("BRANCH", 262_144),
];

fn refuse(thread: &mut Thread, _arguments: Arguments) -> Result {
    Err(thread.not_implemented("sys.monitoring"))
}

fn no_tool(_thread: &mut Thread, _tool: Word) -> Result {
    Ok(Word::NONE)
}

/// Adds `monitoring` to `sys`.
pub fn install(thread: &mut Thread, sys: &mut Namespace) -> Result<()> {
    let mut namespace = module::new(thread, "sys.monitoring")?;
    for definition in FUNCTIONS {
        let owner = object::interned!("sys.monitoring");
        let made = function::new_native(thread, definition, namespace.module, owner);
        namespace.set(thread, definition.name, made);
    }
    for (tool, number) in
        [("DEBUGGER_ID", 0), ("COVERAGE_ID", 1), ("PROFILER_ID", 2), ("OPTIMIZER_ID", 5)]
    {
        namespace.set_int(thread, tool, number);
    }
    for marker in ["DISABLE", "MISSING"] {
        let made = class::instantiate(thread, Builtin::Object.word())?;
        namespace.set(thread, marker, made);
    }
    let events = class::instantiate(thread, Builtin::SimpleNamespace.word())?;
    for (event, bit) in EVENTS {
        let bit = integer::from_i64(thread, *bit);
        attribute::set(thread, events, intern::intern(event), bit)?;
    }
    namespace.set(thread, "events", events);
    sys.set(thread, "monitoring", namespace.module);
    Ok(())
}
