//! The `gc` module. Collections are the heap's affair; thresholds are remembered only.

use crate::module::{ModuleDefinition, Namespace};
use crate::{argument, name};
use object::{Arguments, Result, Thread, Word, native_functions};
use object::{dict, list, tuple};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering::Relaxed};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "gc",
    doc: "This module provides access to the garbage collector.",
    functions: &[FUNCTIONS],
    initialize: Some(fill),
    ..ModuleDefinition::EMPTY
};

native_functions! { static FUNCTIONS =
    /// Run the garbage collector.
    collect(generation) "($module, generation=2)" Effects::ANY => collect;
    /// Enable automatic garbage collection.
    enable() "($module, /)" Effects::ANY => enable;
    /// Disable automatic garbage collection.
    disable() "($module, /)" Effects::ANY => disable;
    /// Returns true if automatic garbage collection is enabled.
    isenabled() "($module, /)" Effects::ANY => is_enabled;
    freeze() "($module, /)" Effects::ANY => nothing;
    unfreeze() "($module, /)" Effects::ANY => nothing;
    get_freeze_count() "($module, /)" Effects::ANY => zero;
    get_count() "($module, /)" Effects::ANY => get_count;
    get_threshold() "($module, /)" Effects::ANY => get_threshold;
    set_threshold(..) "($module, threshold0, threshold1=None, threshold2=None, /)" Effects::ANY => set_threshold;
    get_debug() "($module, /)" Effects::ANY => zero;
    set_debug(flags) "($module, flags, /)" Effects::ANY => set_debug;
    get_stats() "($module, /)" Effects::ANY => get_stats;
    is_tracked(object) "($module, obj, /)" Effects::ANY => is_tracked;
    is_finalized(object) "($module, obj, /)" Effects::ANY => is_finalized;
    get_objects(..) "($module, generation=None)" Effects::ANY => get_objects;
    get_referrers(..) "($module, *objs)" Effects::ANY => get_objects;
    get_referents(..) "($module, *objs)" Effects::ANY => get_objects;
}

static ENABLED: AtomicBool = AtomicBool::new(true);
static THRESHOLDS: [AtomicI64; 3] = [AtomicI64::new(2000), AtomicI64::new(10), AtomicI64::new(0)];

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    for list_name in ["garbage", "callbacks"] {
        let list = list::new(thread, &[]);
        namespace.set(thread, list_name, list);
    }
    for (flag, value) in [
        ("DEBUG_STATS", 1),
        ("DEBUG_COLLECTABLE", 2),
        ("DEBUG_UNCOLLECTABLE", 4),
        ("DEBUG_SAVEALL", 32),
        ("DEBUG_LEAK", 38),
    ] {
        namespace.set_int(thread, flag, value);
    }
    Ok(())
}

fn collect(thread: &mut Thread, generation: Word) -> Result {
    let generation = argument::int_or(thread, generation, 2)?;
    let kind = match generation {
        0 | 1 => heap::Collection::Minor,
        2 => heap::Collection::Full,
        _ => return Err(thread.value_error("invalid generation")),
    };
    (crate::interpreter::get().forget_dead_registers)(thread);
    thread.heap.collect(kind);
    object::weak_reference::run_pending(thread);
    Ok(Word::from_int(0))
}

/// A full collection and what follows from it: for calls that ran out of something that dead objects may hold.
pub fn collect_all(thread: &mut Thread) {
    thread.heap.collect(heap::Collection::Full);
    object::weak_reference::run_pending(thread);
}

fn nothing(_thread: &mut Thread) -> Result {
    Ok(Word::NONE)
}
fn zero(_thread: &mut Thread) -> Result {
    Ok(Word::from_int(0))
}
fn enable(_thread: &mut Thread) -> Result {
    ENABLED.store(true, Relaxed);
    Ok(Word::NONE)
}
fn disable(_thread: &mut Thread) -> Result {
    ENABLED.store(false, Relaxed);
    Ok(Word::NONE)
}
fn is_enabled(_thread: &mut Thread) -> Result {
    Ok(Word::from_bool(ENABLED.load(Relaxed)))
}
fn get_count(thread: &mut Thread) -> Result {
    Ok(tuple::new(thread, &[Word::from_int(0); 3]))
}
fn get_threshold(thread: &mut Thread) -> Result {
    let items = [0, 1, 2].map(|index: usize| Word::from_int(THRESHOLDS[index].load(Relaxed)));
    Ok(tuple::new(thread, &items))
}
fn set_threshold(thread: &mut Thread, arguments: Arguments) -> Result {
    let given: [Word; 3] = argument::bind(
        thread,
        "set_threshold",
        "($module, threshold0, threshold1=None, threshold2=None, /)",
        arguments,
    )?;
    for (cell, word) in THRESHOLDS.iter().zip(given) {
        if !argument::absent(word) {
            let value = argument::int(thread, word)?;
            cell.store(value, Relaxed);
        }
    }
    Ok(Word::NONE)
}
fn set_debug(thread: &mut Thread, flags: Word) -> Result {
    if argument::int(thread, flags)? != 0 {
        return Err(thread.not_implemented("gc.set_debug"));
    }
    Ok(Word::NONE)
}
/// Minor collections are the youngest generation's, full ones the oldest's. Objects that die are not
/// counted: nobody looks at them. `seconds` and `longest` (pause) are an addition to CPython's keys.
fn get_stats(thread: &mut Thread) -> Result {
    let heap = heap::stats();
    let stats = list::new(thread, &[]);
    for pauses in [Some(heap.minor), None, Some(heap.full)] {
        let entry = dict::new(thread);
        let count = pauses.as_ref().map_or(0, |pauses| pauses.count);
        let count = object::integer::from_u64(thread, count);
        dict::set_str(thread, entry, name!("collections"), count);
        dict::set_str(thread, entry, name!("collected"), Word::from_int(0));
        dict::set_str(thread, entry, name!("uncollectable"), Word::from_int(0));
        if let Some(pauses) = pauses {
            let total = object::float::new(thread, pauses.total.as_secs_f64());
            dict::set_str(thread, entry, name!("seconds"), total);
            let longest = object::float::new(thread, pauses.max.as_secs_f64());
            dict::set_str(thread, entry, name!("longest"), longest);
        }
        list::append(thread, stats, entry);
    }
    Ok(stats)
}
fn is_tracked(_thread: &mut Thread, object: Word) -> Result {
    Ok(Word::from_bool(object.is_pointer()))
}
fn is_finalized(_thread: &mut Thread, _object: Word) -> Result {
    Ok(Word::FALSE)
}
fn get_objects(thread: &mut Thread, _arguments: Arguments) -> Result {
    Err(thread.not_implemented("walking the heap"))
}
