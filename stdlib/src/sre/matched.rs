//! `re.Match`.
//!
//! Words: 0 the string, 1 the pattern, 2 raw numbers: last index, start, end, then start and end of each group (-1: did
//! not take part), 3 `pos`, 4 `endpos`.

use super::pattern;
use super::subject::{Found, Subject};
use super::template;
use crate::itertools::itself;
use crate::native_class::{NativeClass, attribute};
use crate::{argument, class_root, name, state};
use object::native::NativeAttribute;
use object::{Arguments, Builtin, Raised, Result, Thread, Word, native_functions};
use object::{attribute as attributes, dict, list, string, tuple};
use tracer::Effects;

/// `re.Match`
pub static MATCH: NativeClass = NativeClass {
    name: "Match",
    module: "re",
    doc: "The result of re.match() and re.search().\nMatch objects always have a boolean value of True.",
    methods: &[METHODS],
    class_methods: CLASS_METHODS,
    attributes: ATTRIBUTES,
    is_final: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};

native_functions! { static CLASS_METHODS =
    __class_getitem__(class, item) "($type, object, /)" Effects::ANY => crate::itertools::generic_alias;
}
native_functions! { static METHODS =
    /// group([group1, ...]) -> str or tuple.
    group(..) "($self, /, *args)" Effects::ANY => group;
    /// Return a tuple containing all the subgroups of the match, from 1.
    groups(this, default) "($self, /, default=None)" Effects::ANY => groups;
    /// Return a dictionary containing all the named subgroups of the match, keyed by the subgroup name.
    groupdict(this, default) "($self, /, default=None)" Effects::ANY => group_dict;
    /// Return index of the start of the substring matched by group.
    start(this, group) "($self, group=0, /)" Effects::ANY => start;
    /// Return index of the end of the substring matched by group.
    end(this, group) "($self, group=0, /)" Effects::ANY => end;
    /// For match object m, return the 2-tuple (m.start(group), m.end(group)).
    span(this, group) "($self, group=0, /)" Effects::ANY => span;
    /// Return the string obtained by doing backslash substitution on the string template, as done by the sub() method.
    expand(this, template) "($self, /, template)" Effects::ANY => expand;
    __getitem__(this, group) "($self, key, /)" Effects::ANY => get_item;
    __copy__(this) "($self, /)" Effects::READS => itself;
    __deepcopy__(this, memo) "($self, memo, /)" Effects::READS => deep_copy;
    __repr__(this) "($self, /)" Effects::ANY => repr;
}
static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("string", |_, this| Ok(state::get(this, 0))),
    attribute("re", |_, this| Ok(state::get(this, 1))),
    attribute("pos", |_, this| Ok(state::get(this, 3))),
    attribute("endpos", |_, this| Ok(state::get(this, 4))),
    attribute("lastindex", |_, this| {
        let last = numbers(this)[0];
        Ok(if last < 0 { Word::NONE } else { Word::from_int(last) })
    }),
    attribute("lastgroup", |_, this| {
        let last = numbers(this)[0];
        if last < 0 {
            return Ok(Word::NONE);
        }
        let names = tuple::items(pattern::group_names(state::get(this, 1)));
        Ok(names.get(last as usize).copied().unwrap_or(Word::NONE))
    }),
    attribute("regs", |thread, this| {
        let all = list::new(thread, &[]);
        for pair in numbers(this)[1..].chunks_exact(2) {
            let pair = tuple::new(thread, &[Word::from_int(pair[0]), Word::from_int(pair[1])]);
            list::append(thread, all, pair);
        }
        Ok(list::to_tuple(thread, all))
    }),
];

/// A match object.
pub fn new(
    thread: &mut Thread,
    pattern: Word,
    string: Word,
    start: usize,
    end: usize,
    found: &Found,
) -> Word {
    let raw = state::raw(thread, 8 * (3 + 2 * found.groups.len()));
    let this = MATCH.instantiate(thread);
    state::set(thread, this, 0, string);
    state::set(thread, this, 1, pattern);
    state::set(thread, this, 2, raw);
    state::set_int(this, 3, start as i64);
    state::set_int(this, 4, end as i64);
    let numbers = numbers(this);
    numbers[0] = found.last_index as i64;
    numbers[1] = found.start as i64;
    numbers[2] = found.end as i64;
    for (index, group) in found.groups.iter().enumerate() {
        let (start, end) = group.map_or((-1, -1), |(start, end)| (start as i64, end as i64));
        numbers[3 + 2 * index] = start;
        numbers[4 + 2 * index] = end;
    }
    this
}

fn numbers(this: Word) -> &'static mut [i64] {
    let raw = state::raw_bytes(state::get(this, 2));
    // SAFETY: raw vectors are aligned to words, and the bytes were made for these numbers.
    unsafe { std::slice::from_raw_parts_mut(raw.as_mut_ptr() as *mut i64, raw.len() / 8) }
}

fn no_such_group(thread: &mut Thread) -> Raised {
    thread.raise(Builtin::IndexError, "no such group")
}

/// Start and end of a group, -1 where it did not take part.
fn bounds(thread: &mut Thread, this: Word, group: Word) -> Result<(i64, i64)> {
    let number = if group.is_null() {
        Some(0)
    } else {
        pattern::group_number(thread, state::get(this, 1), group)?
    };
    match number {
        Some(number) => Ok((numbers(this)[1 + 2 * number], numbers(this)[2 + 2 * number])),
        None => Err(no_such_group(thread)),
    }
}

fn subject(thread: &mut Thread, this: Word) -> Result<Subject> {
    Subject::of(thread, state::get(this, 0), pattern::source(state::get(this, 1)))
}

fn text(thread: &mut Thread, this: Word, (start, end): (i64, i64), default: Word) -> Result {
    if start < 0 {
        return Ok(default);
    }
    let subject = subject(thread, this)?;
    Ok(subject.slice(thread, start as usize, end as usize))
}

fn group(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    match &arguments.all[1..] {
        [] => {
            let whole = (numbers(this)[1], numbers(this)[2]);
            text(thread, this, whole, Word::NONE)
        }
        [group] => get_item(thread, this, *group),
        several => {
            let all = list::new(thread, &[]);
            for &group in several {
                let part = get_item(thread, this, group)?;
                list::append(thread, all, part);
            }
            Ok(list::to_tuple(thread, all))
        }
    }
}

fn get_item(thread: &mut Thread, this: Word, group: Word) -> Result {
    let bounds = bounds(thread, this, group)?;
    text(thread, this, bounds, Word::NONE)
}

fn groups(thread: &mut Thread, this: Word, default: Word) -> Result {
    let default = argument::or_none(default);
    let all = list::new(thread, &[]);
    for number in 1..=pattern::groups(state::get(this, 1)) {
        let bounds = (numbers(this)[1 + 2 * number], numbers(this)[2 + 2 * number]);
        let part = text(thread, this, bounds, default)?;
        list::append(thread, all, part);
    }
    Ok(list::to_tuple(thread, all))
}

fn group_dict(thread: &mut Thread, this: Word, default: Word) -> Result {
    let default = argument::or_none(default);
    let index = pattern::group_index(state::get(this, 1));
    let result = dict::new(thread);
    let mut position = 0;
    while let Some((next, name, number)) = dict::next_entry(index, position) {
        position = next;
        let bounds = bounds(thread, this, number)?;
        let part = text(thread, this, bounds, default)?;
        dict::set(thread, result, name, part)?;
    }
    Ok(result)
}

fn start(thread: &mut Thread, this: Word, group: Word) -> Result {
    Ok(Word::from_int(bounds(thread, this, group)?.0))
}
fn end(thread: &mut Thread, this: Word, group: Word) -> Result {
    Ok(Word::from_int(bounds(thread, this, group)?.1))
}
fn span(thread: &mut Thread, this: Word, group: Word) -> Result {
    let (start, end) = bounds(thread, this, group)?;
    Ok(tuple::new(thread, &[Word::from_int(start), Word::from_int(end)]))
}

fn expand(thread: &mut Thread, this: Word, given: Word) -> Result {
    let module = crate::import::import(thread, "re")?;
    let compile = attributes::get(thread, module, name!("_compile_template"))?;
    let parts = thread.call(compile, &[state::get(this, 1), given])?;
    let subject = subject(thread, this)?;
    let numbers = numbers(this);
    let found = Found {
        start: numbers[1] as usize,
        end: numbers[2] as usize,
        groups: numbers[3..]
            .chunks_exact(2)
            .map(|pair| (pair[0] >= 0).then_some((pair[0] as usize, pair[1] as usize)))
            .collect(),
        last_index: numbers[0] as isize,
    };
    let mut result = Vec::new();
    template::expand(thread, parts, &subject, &found, &mut result)?;
    Ok(subject.make(thread, &result))
}

fn deep_copy(_thread: &mut Thread, this: Word, _memo: Word) -> Result {
    Ok(this)
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let (start, end) = (numbers(this)[1], numbers(this)[2]);
    let matched = text(thread, this, (start, end), Word::NONE)?;
    let shown = object::describe::repr(thread, matched)?;
    let shown: String = shown.chars().take(50).collect();
    Ok(string::new(thread, &format!("<re.Match object; span=({start}, {end}), match={shown}>")))
}
