//! How the arguments of one call go to the parameters of one function.
//!
//! Names, defaults, `*args` and `**kwargs` (PEP 3102, PEP 570) make binding a small program. It depends only on the
//! function's code, the number of arguments and the names at the call, so it is worked out once and kept as a list of
//! moves: a green value that the interpreter and a recording carry out alike. Binding by a loop over the code's
//! variables at each call, as a call from Rust does it, was four times slower.
//!
//! A plan stands for the code that the compiler made, not for a code object: many have the same code. When the code is
//! freed its plans are void, for its address may be used again; they stay, because caches of calls hold them.
//! What needs more than moves (wrong numbers or names, very many extra arguments) has no plan: the general
//! call binds, or raises.

use compile::code::flag;
use object::layout::{Code, Tuple};
use object::{Builtin, Result, Thread, field};
use std::collections::HashMap;
use std::sync::atomic::{AtomicPtr, Ordering::Relaxed};
use std::sync::{Mutex, MutexGuard, OnceLock};
use tracer::{Effects, Machine, Word};

/// Where the value of a parameter's register comes from.
#[derive(Clone, Debug)]
enum Source {
    /// Argument number of the call.
    Argument(usize),
    /// Positional default, counted from the end: 1 is the last.
    Default(usize),
    /// Default of a keyword-only parameter.
    KeywordDefault(Word),
    /// A tuple of arguments from here on.
    Rest { first: usize, count: usize },
    /// A dict of named arguments: name and argument number.
    Named(Vec<(Word, usize)>),
}

/// The moves of one kind of call of one code.
#[derive(Debug)]
pub struct Plan {
    /// Null when the code is gone.
    source: AtomicPtr<compile::Code>,
    given: usize,
    /// Interned, of the last arguments.
    names: Box<[Word]>,
    /// Register and what it gets. Arguments that stand where they belong are not moved.
    moves: Vec<(usize, Source)>,
    /// Positional defaults that are needed.
    defaults: usize,
}

// SAFETY: plans are immutable, but for the code's address, which is only compared.
unsafe impl Send for Plan {}
// SAFETY: as above.
unsafe impl Sync for Plan {}

/// Most registers that a plan fills, extra arguments of a tuple and of a dict.
const MOVES: usize = 16;
const REST: usize = 16;
const NAMED: usize = 8;
/// Entries of a dict of keyword-only defaults among which a recording looks for one.
const DEFAULTS: i64 = 6;

/// The plan for a call with `given` arguments, the last of which have names (null: none). The instruction's cache keeps
/// the last one.
#[inline(always)]
pub fn cached<M: Machine>(
    m: &mut M,
    code: &'static Code,
    given: usize,
    names: Word,
) -> Option<&'static Plan> {
    let known = m.cache(0) as *const Plan;
    // SAFETY: the cache of a call is null or a plan, and plans are never freed.
    if let Some(plan) = unsafe { known.as_ref() }
        && std::ptr::eq(plan.source.load(Relaxed), code.source)
        && plan.given == given
        && *plan.names == *names_of(names)
    {
        return Some(plan);
    }
    find(m.pc(), code, given, names)
}

#[inline(always)]
fn names_of(names: Word) -> &'static [Word] {
    if names.is_null() { &[] } else { object::tuple::items(names) }
}

/// By the address of the code: plans by the number of arguments and the names of the last ones.
type Plans = HashMap<usize, HashMap<(usize, Vec<u64>), Option<&'static Plan>>>;

fn plans() -> MutexGuard<'static, Plans> {
    static PLANS: OnceLock<Mutex<Plans>> = OnceLock::new();
    PLANS.get_or_init(Mutex::default).lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}

/// The code at this address is gone, and another may come to lie there.
pub fn source_freed(source: usize) {
    for plan in plans().remove(&source).into_iter().flat_map(HashMap::into_values).flatten() {
        plan.source.store(std::ptr::null_mut(), Relaxed);
    }
}

#[inline(never)]
fn find(pc: *const u64, code: &'static Code, given: usize, names: Word) -> Option<&'static Plan> {
    let names = names_of(names);
    // Names are interned, so they stay what they are.
    let key = (given, names.iter().map(|name| name.0).collect());
    let mut plans = plans();
    let plan = *plans
        .entry(code.source as usize)
        .or_default()
        .entry(key)
        .or_insert_with(|| make(code, given, names).map(|plan| &*Box::leak(Box::new(plan))));
    if let Some(plan) = plan {
        crate::cell::publish(pc, 0, plan as *const Plan as u64);
    }
    plan
}

fn make(code: &'static Code, given: usize, names: &[Word]) -> Option<Plan> {
    let positional = code.argument_count as usize;
    let total = positional + code.keyword_only_count as usize;
    let variables = object::tuple::items(code.variables);
    let by_position = given.checked_sub(names.len())?;
    let mut sources: Vec<Option<Source>> = vec![None; total];
    for (index, source) in sources.iter_mut().enumerate().take(by_position.min(positional)) {
        *source = Some(Source::Argument(index));
    }
    let mut extra = Vec::new();
    for (index, &name) in names.iter().enumerate() {
        let argument = by_position + index;
        let first = code.positional_only_count as usize;
        match variables[first..total].iter().position(|&variable| variable == name) {
            Some(found) if sources[first + found].is_none() => {
                sources[first + found] = Some(Source::Argument(argument))
            }
            None if code.flags & flag::VARKEYWORDS != 0 => extra.push((name, argument)),
            _ => return None,
        }
    }
    let mut defaults = 0;
    for (index, source) in sources.iter_mut().enumerate() {
        if source.is_none() && index < positional {
            defaults = defaults.max(positional - index);
            *source = Some(Source::Default(positional - index));
        } else if source.is_none() {
            *source = Some(Source::KeywordDefault(variables[index]));
        }
    }
    let mut moves: Vec<(usize, Source)> = sources.into_iter().flatten().enumerate().collect();
    moves.retain(
        |(register, source)| !matches!(source, Source::Argument(argument) if argument == register),
    );
    let mut register = total;
    if code.flags & flag::VARARGS != 0 {
        let first = positional.min(by_position);
        moves.push((register, Source::Rest { first, count: by_position - first }));
        register += 1;
    } else if by_position > positional {
        return None;
    }
    if code.flags & flag::VARKEYWORDS != 0 {
        moves.push((register, Source::Named(extra)));
    }
    let fits = moves.len() <= MOVES
        && moves.iter().all(|(_, source)| match source {
            Source::Rest { count, .. } => *count <= REST,
            Source::Named(names) => names.len() <= NAMED,
            _ => true,
        });
    let source = AtomicPtr::new(code.source.cast_mut());
    fits.then_some(Plan { source, given, names: names.into(), moves, defaults })
}

/// Fills the callee's registers, which begin `delta` above; the arguments stand there in order. False, with nothing
/// changed: a default is missing, the general call says so.
#[inline(always)]
pub fn bind<M: Machine>(m: &mut M, plan: &'static Plan, function: M::Ref, delta: usize) -> bool {
    let null = m.word(Word::NULL);
    let (mut defaults, mut length) = (null, 0);
    if plan.defaults > 0 {
        defaults = m.load(function, &field::FUNCTION_DEFAULTS);
        if m.is_null(defaults) {
            return false;
        }
        let count = m.load_int(defaults, &field::TUPLE_LENGTH);
        let count = m.box_int(count);
        length = m.promote(count).word().int() as usize;
        if length < plan.defaults {
            return false;
        }
    }
    let mut values = [null; MOVES];
    for (index, (_, source)) in plan.moves.iter().enumerate() {
        values[index] = match source {
            Source::Argument(argument) => m.register(delta + argument),
            Source::Default(from_end) => {
                let at = m.int((length - from_end) as i64);
                m.load_element(defaults, at, &field::TUPLE_ITEM)
            }
            Source::KeywordDefault(name) => match known_default(m, function, *name) {
                Some(value) => value,
                None => {
                    let name = m.word(*name);
                    let value = m.call(&KEYWORD_DEFAULT, [function, name]);
                    if m.is_word(value, Word::TOMBSTONE) {
                        return false;
                    }
                    value
                }
            },
            Source::Rest { .. } | Source::Named(_) => null,
        };
    }
    // What is made here is known to nobody else yet; all guards lie behind us.
    for (index, (_, source)) in plan.moves.iter().enumerate() {
        match source {
            Source::Rest { first, count } => values[index] = rest(m, delta + first, *count),
            Source::Named(names) if names.is_empty() => {
                values[index] =
                    m.new_object(Builtin::Dict.shape(), size_of::<object::layout::Dict>());
            }
            Source::Named(names) => {
                let dict = m.call(&NEW_DICT, []);
                for (name, argument) in names {
                    let (name, value) = (m.word(*name), m.register(delta + argument));
                    m.call(&ADD_NAMED, [dict, name, value]);
                }
                values[index] = dict;
            }
            _ => {}
        }
    }
    for (index, (register, _)) in plan.moves.iter().enumerate() {
        m.set_register(delta + register, values[index]);
    }
    true
}

/// The default of a keyword-only parameter, for recordings: loads and guards, which a loop hoists, where it stands among
/// the first entries of the dict. `None`: it does not.
#[inline(always)]
fn known_default<M: Machine>(m: &mut M, function: M::Ref, name: Word) -> Option<M::Ref> {
    if !m.is_recording() {
        return None;
    }
    let defaults = m.load(function, &field::FUNCTION_KEYWORD_DEFAULTS);
    if !m.has_shape(defaults, Builtin::Dict.shape()) {
        return None;
    }
    let table = m.load(defaults, &field::DICT_TABLE);
    if m.is_null(table) {
        return None;
    }
    let used = m.load_int(table, &field::TABLE_USED);
    for index in 0..DEFAULTS {
        let position = m.int(index);
        let is_entry = m.int_below(position, used);
        if !m.guard(is_entry) {
            return None;
        }
        let entry = m.int(3 * index);
        let key = m.load_element(table, entry, &field::DICT_ENTRY_KEY);
        if m.is_word(key, name) {
            let value = m.load_element(table, entry, &field::DICT_ENTRY_VALUE);
            return if m.is_null(value) { None } else { Some(value) };
        }
    }
    None
}

/// A tuple of registers.
#[inline(always)]
fn rest<M: Machine>(m: &mut M, first: usize, count: usize) -> M::Ref {
    if count == 0 {
        return m.word(object::tuple::empty());
    }
    let tuple = m.new_object(Builtin::Tuple.shape(), size_of::<Tuple>() + 8 * count);
    let length = m.int(count as i64);
    m.store_int(tuple, &field::TUPLE_LENGTH, length);
    for index in 0..count {
        let item = m.register(first + index);
        let at = m.int(index as i64);
        m.store_element(tuple, at, &field::TUPLE_ITEM, item);
    }
    tuple
}

crate::residuals! {
    /// The tombstone: there is none.
    KEYWORD_DEFAULT = keyword_default, (function, name), Effects::READS;
    NEW_DICT = new_dict, (), Effects::READS;
    /// Into a dict that nobody else knows.
    ADD_NAMED = add_named, (dict, name, value), Effects::READS;
}

fn keyword_default(_thread: &mut Thread, function: Word, name: Word) -> Result {
    // SAFETY: the handler passes functions.
    let defaults = unsafe { (*function.pointer::<object::layout::Function>()).keyword_defaults };
    let found = if defaults.is_pointer() { object::dict::get_str(defaults, name) } else { None };
    Ok(found.unwrap_or(Word::TOMBSTONE))
}

fn new_dict(thread: &mut Thread) -> Result {
    Ok(object::dict::new(thread))
}

fn add_named(thread: &mut Thread, dict: Word, name: Word, value: Word) -> Result {
    object::dict::set_str(thread, dict, name, value);
    Ok(Word::NONE)
}
