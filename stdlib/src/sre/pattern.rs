//! `re.Pattern`.
//!
//! Words: 0 the pattern's source, 1 flags, 2 code words (raw), 3 number of groups, 4 a tuple of the dict from group
//! name to number and the tuple of group names.

use super::subject::{Mode, Subject};
use super::{matched, template};
use crate::itertools::{itself, stop};
use crate::native_class::{NativeClass, attribute};
use crate::{argument, class_root, name, state};
use object::native::NativeAttribute;
use object::{Arguments, Result, Thread, Word, native_functions};
use object::{attribute as attributes, class, dict, iterate, list, operation, string, tuple};
use tracer::Effects;

/// `re.Pattern`
pub static PATTERN: NativeClass = NativeClass {
    name: "Pattern",
    module: "re",
    doc: "Compiled regular expression object.",
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
    /// Matches zero or more characters at the beginning of the string.
    r#match(this, string, pos, endpos) "($self, /, string, pos=0, endpos=9223372036854775807)" Effects::ANY => match_method;
    /// Matches against all of the string.
    fullmatch(this, string, pos, endpos) "($self, /, string, pos=0, endpos=9223372036854775807)" Effects::ANY => full_match;
    /// Scan through string looking for a match, and return a corresponding match object instance.
    search(this, string, pos, endpos) "($self, /, string, pos=0, endpos=9223372036854775807)" Effects::ANY => search;
    /// Return the string obtained by replacing the leftmost non-overlapping occurrences of pattern in string by the replacement repl.
    sub(this, replacement, string, count) "($self, /, repl, string, count=0)" Effects::ANY => sub;
    /// Return the tuple (new_string, number_of_subs_made).
    subn(this, replacement, string, count) "($self, /, repl, string, count=0)" Effects::ANY => subn;
    /// Split string by the occurrences of pattern.
    split(this, string, most) "($self, /, string, maxsplit=0)" Effects::ANY => split;
    /// Return a list of all non-overlapping matches of pattern in string.
    findall(this, string, pos, endpos) "($self, /, string, pos=0, endpos=9223372036854775807)" Effects::ANY => find_all;
    /// Return an iterator over all non-overlapping matches for the RE pattern in string.
    finditer(this, string, pos, endpos) "($self, /, string, pos=0, endpos=9223372036854775807)" Effects::ANY => find_iter;
    scanner(this, string, pos, endpos) "($self, /, string, pos=0, endpos=9223372036854775807)" Effects::ANY => find_iter;
    __copy__(this) "($self, /)" Effects::READS => itself;
    __deepcopy__(this, memo) "($self, memo, /)" Effects::READS => deep_copy;
    __repr__(this) "($self, /)" Effects::ANY => repr;
    __eq__(this, other) "($self, value, /)" Effects::ANY => equal;
    __hash__(this) "($self, /)" Effects::ANY => hash;
}
static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("pattern", |_, this| Ok(source(this))),
    attribute("flags", |_, this| Ok(state::get(this, 1))),
    attribute("groups", |_, this| Ok(Word::from_int(groups(this) as i64))),
    attribute("groupindex", |thread, this| {
        let index = group_index(this);
        thread.call(object::Builtin::MappingProxy.word(), &[index])
    }),
];

/// The source of a pattern.
pub fn source(this: Word) -> Word {
    state::get(this, 0)
}
pub fn groups(this: Word) -> usize {
    state::get_int(this, 3) as usize
}
/// The dict from name to number.
pub fn group_index(this: Word) -> Word {
    tuple::items(state::get(this, 4))[0]
}
/// Names of the groups by number, None where unnamed.
pub fn group_names(this: Word) -> Word {
    tuple::items(state::get(this, 4))[1]
}
pub fn code(this: Word) -> &'static [u32] {
    let raw = state::raw_bytes(state::get(this, 2));
    // SAFETY: raw vectors are aligned to words; the bytes were written as code words.
    unsafe { std::slice::from_raw_parts(raw.as_ptr() as *const u32, raw.len() / 4) }
}

/// `_sre.compile`
pub fn compile(thread: &mut Thread, arguments: Arguments) -> Result {
    let [pattern, flags, code, groups, index, names] = argument::bind(
        thread,
        "compile",
        "($module, /, pattern, flags, code, groups, groupindex, indexgroup)",
        arguments,
    )?;
    let items = iterate::to_tuple(thread, code)?;
    let count = tuple::items(items).len();
    let raw = state::raw(thread, 4 * count);
    for (slot, &word) in state::raw_bytes(raw).chunks_exact_mut(4).zip(tuple::items(items)) {
        let value = argument::int(thread, word)?;
        slot.copy_from_slice(&(value as u32).to_ne_bytes());
    }
    let groups = argument::int(thread, groups)?;
    let this = PATTERN.instantiate(thread);
    state::set(thread, this, 0, pattern);
    state::set(thread, this, 1, flags);
    state::set(thread, this, 2, raw);
    state::set_int(this, 3, groups);
    let pair = tuple::new(thread, &[index, names]);
    state::set(thread, this, 4, pair);
    Ok(this)
}

/// Subject, start and end of the optional bounds.
fn subject(
    thread: &mut Thread,
    this: Word,
    string: Word,
    start: Word,
    end: Word,
) -> Result<(Subject, usize, usize)> {
    let subject = Subject::of(thread, string, source(this))?;
    let length = subject.length as i64;
    let mut bound = |word: Word, default: i64| -> Result<usize> {
        let value =
            if word.is_null() { default } else { operation::index_i64(thread, word, None)? };
        Ok(value.clamp(0, length) as usize)
    };
    let start = bound(start, 0)?;
    let end = bound(end, i64::MAX)?;
    Ok((subject, start, end))
}

fn once(
    thread: &mut Thread,
    this: Word,
    string: Word,
    start: Word,
    end: Word,
    mode: Mode,
) -> Result {
    let (subject, start, end) = subject(thread, this, string, start, end)?;
    if start > end {
        return Ok(Word::NONE);
    }
    match subject.look(thread, code(this), groups(this), start, end, mode, false)? {
        Some(found) => Ok(matched::new(thread, this, string, start, end, &found)),
        None => Ok(Word::NONE),
    }
}

fn match_method(thread: &mut Thread, this: Word, string: Word, start: Word, end: Word) -> Result {
    once(thread, this, string, start, end, Mode::Match)
}
fn full_match(thread: &mut Thread, this: Word, string: Word, start: Word, end: Word) -> Result {
    once(thread, this, string, start, end, Mode::FullMatch)
}
fn search(thread: &mut Thread, this: Word, string: Word, start: Word, end: Word) -> Result {
    once(thread, this, string, start, end, Mode::Search)
}

fn find_all(thread: &mut Thread, this: Word, string: Word, start: Word, end: Word) -> Result {
    let (subject, mut start, end) = subject(thread, this, string, start, end)?;
    let (code, count) = (code(this), groups(this));
    let all = list::new(thread, &[]);
    let mut must_advance = false;
    while start <= end {
        let Some(found) =
            subject.look(thread, code, count, start, end, Mode::Search, must_advance)?
        else {
            break;
        };
        let group = |thread: &mut Thread, index: usize| {
            let (start, end) = found.groups[index].unwrap_or((0, 0));
            subject.slice(thread, start, end)
        };
        let item = match count {
            0 => subject.slice(thread, found.start, found.end),
            1 => group(thread, 0),
            _ => {
                let row = state::vector(thread, count);
                for index in 0..count {
                    let part = group(thread, index);
                    state::set_item(thread, row, index, part);
                }
                tuple::new(thread, state::items(row))
            }
        };
        list::append(thread, all, item);
        must_advance = found.end == found.start;
        start = found.end;
    }
    Ok(all)
}

fn split(thread: &mut Thread, this: Word, string: Word, most: Word) -> Result {
    let most = argument::int_or(thread, most, 0)?;
    let (subject, mut start, end) = subject(thread, this, string, Word::NULL, Word::NULL)?;
    let (code, count) = (code(this), groups(this));
    let all = list::new(thread, &[]);
    let (mut last, mut done, mut must_advance) = (start, 0, false);
    while most == 0 || done < most {
        let Some(found) =
            subject.look(thread, code, count, start, end, Mode::Search, must_advance)?
        else {
            break;
        };
        let part = subject.slice(thread, last, found.start);
        list::append(thread, all, part);
        for group in &found.groups {
            let part = match group {
                Some((start, end)) => subject.slice(thread, *start, *end),
                None => Word::NONE,
            };
            list::append(thread, all, part);
        }
        done += 1;
        must_advance = found.end == found.start;
        last = found.end;
        start = found.end;
    }
    let part = subject.slice(thread, last, subject.length);
    list::append(thread, all, part);
    Ok(all)
}

/// How a replacement is found.
enum Replacement {
    /// The same bytes every time.
    Literal(&'static [u8]),
    Template(Word),
    Function(Word),
}

fn replacement(thread: &mut Thread, this: Word, given: Word) -> Result<Replacement> {
    if crate::builtins::is_callable(given) {
        return Ok(Replacement::Function(given));
    }
    let literal = if string::is_str(given) {
        string::bytes(given)
    } else {
        match crate::buffer::optional(thread, given)? {
            Some(data) => data,
            None => {
                let kind = argument::class_name(given);
                let text = format!("decoding to str: need a bytes-like object, {kind} found");
                return Err(thread.type_error(text));
            }
        }
    };
    if !literal.contains(&b'\\') {
        return Ok(Replacement::Literal(literal));
    }
    let module = crate::import::import(thread, "re")?;
    let compile = attributes::get(thread, module, name!("_compile_template"))?;
    let made = thread.call(compile, &[this, given])?;
    Ok(Replacement::Template(made))
}

/// The new string and the number of replacements.
fn substituted(
    thread: &mut Thread,
    this: Word,
    given: Word,
    string: Word,
    most: Word,
) -> Result<(Word, i64)> {
    let most = argument::int_or(thread, most, 0)?;
    let (subject, mut start, end) = subject(thread, this, string, Word::NULL, Word::NULL)?;
    let replacement = replacement(thread, this, given)?;
    if let Replacement::Literal(_) = replacement
        && subject.is_text() != string::is_str(given)
    {
        let (wanted, kind) =
            if subject.is_text() { ("str", "bytes") } else { ("bytes-like object", "str") };
        let text = if subject.is_text() {
            format!("sequence item 0: expected {wanted} instance, {kind} found")
        } else {
            format!("sequence item 0: expected a {wanted}, {kind} found")
        };
        return Err(thread.type_error(text));
    }
    let (code, count) = (code(this), groups(this));
    let mut result = Vec::new();
    let (mut last, mut done, mut must_advance) = (start, 0, false);
    while most == 0 || done < most {
        let Some(found) =
            subject.look(thread, code, count, start, end, Mode::Search, must_advance)?
        else {
            break;
        };
        result.extend_from_slice(subject.bytes(thread, last, found.start));
        match replacement {
            Replacement::Literal(literal) => result.extend_from_slice(literal),
            Replacement::Template(parts) => {
                template::expand(thread, parts, &subject, &found, &mut result)?;
            }
            Replacement::Function(function) => {
                let argument = matched::new(thread, this, string, 0, end, &found);
                let made = thread.call(function, &[argument])?;
                if !made.is_none() {
                    append(thread, &subject, made, &mut result, done)?;
                }
            }
        }
        done += 1;
        must_advance = found.end == found.start;
        last = found.end;
        start = found.end;
    }
    if done == 0 && (string::is_exact(string) || crate::buffer::is_bytes(string)) {
        return Ok((string, 0));
    }
    result.extend_from_slice(subject.bytes(thread, last, subject.length));
    Ok((subject.make(thread, &result), done))
}

fn append(
    thread: &mut Thread,
    subject: &Subject,
    part: Word,
    result: &mut Vec<u8>,
    index: i64,
) -> Result<()> {
    if subject.is_text() {
        if string::is_str(part) {
            result.extend_from_slice(string::bytes(part));
            return Ok(());
        }
    } else if let Some(data) = crate::buffer::optional(thread, part)? {
        result.extend_from_slice(data);
        return Ok(());
    }
    let kind = argument::class_name(part);
    let text = if subject.is_text() {
        format!("sequence item {index}: expected str instance, {kind} found")
    } else {
        format!("sequence item {index}: expected a bytes-like object, {kind} found")
    };
    Err(thread.type_error(text))
}

fn sub(thread: &mut Thread, this: Word, given: Word, string: Word, most: Word) -> Result {
    Ok(substituted(thread, this, given, string, most)?.0)
}
fn subn(thread: &mut Thread, this: Word, given: Word, string: Word, most: Word) -> Result {
    let (result, count) = substituted(thread, this, given, string, most)?;
    Ok(tuple::new(thread, &[result, Word::from_int(count)]))
}

/// A scanner: words 0 pattern, 1 string, 2 start, 3 end (-1: exhausted), 4 must advance.
pub static SCANNER: NativeClass = NativeClass {
    name: "SRE_Scanner",
    module: "_sre",
    methods: &[SCANNER_METHODS],
    attributes: SCANNER_ATTRIBUTES,
    is_final: true,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static SCANNER_METHODS =
    __iter__(this) "($self, /)" Effects::READS => itself;
    __next__(this) "($self, /)" Effects::ANY => scanner_next;
    r#match(this) "($self, /)" Effects::ANY => scanner_match;
    search(this) "($self, /)" Effects::ANY => scanner_search;
}
static SCANNER_ATTRIBUTES: &[NativeAttribute] =
    &[attribute("pattern", |_, this| Ok(state::get(this, 0)))];

fn find_iter(thread: &mut Thread, this: Word, string: Word, start: Word, end: Word) -> Result {
    let (_, start, end) = subject(thread, this, string, start, end)?;
    let scanner = SCANNER.instantiate(thread);
    state::set(thread, scanner, 0, this);
    state::set(thread, scanner, 1, string);
    state::set_int(scanner, 2, start as i64);
    state::set_int(scanner, 3, end as i64);
    state::set_int(scanner, 4, 0);
    Ok(scanner)
}

fn scan(thread: &mut Thread, this: Word, mode: Mode) -> Result {
    let (pattern, string) = (state::get(this, 0), state::get(this, 1));
    let (start, end) = (state::get_int(this, 2), state::get_int(this, 3));
    if start > end {
        return Ok(Word::NONE);
    }
    let subject = Subject::of(thread, string, source(pattern))?;
    let (start, end) = (start as usize, (end as usize).min(subject.length));
    let must_advance = state::get_int(this, 4) == 1;
    let found =
        subject.look(thread, code(pattern), groups(pattern), start, end, mode, must_advance)?;
    let Some(found) = found else {
        state::set_int(this, 3, -1);
        return Ok(Word::NONE);
    };
    state::set_int(this, 2, found.end as i64);
    state::set_int(this, 4, i64::from(found.end == found.start));
    Ok(matched::new(thread, pattern, string, 0, end, &found))
}
fn scanner_match(thread: &mut Thread, this: Word) -> Result {
    scan(thread, this, Mode::Match)
}
fn scanner_search(thread: &mut Thread, this: Word) -> Result {
    scan(thread, this, Mode::Search)
}
fn scanner_next(thread: &mut Thread, this: Word) -> Result {
    match scan(thread, this, Mode::Search)? {
        Word::NONE => Err(stop(thread)),
        found => Ok(found),
    }
}

fn deep_copy(_thread: &mut Thread, this: Word, _memo: Word) -> Result {
    Ok(this)
}

const FLAGS: [(i64, &str); 9] = [
    (1, "re.TEMPLATE"),
    (2, "re.IGNORECASE"),
    (4, "re.LOCALE"),
    (8, "re.MULTILINE"),
    (16, "re.DOTALL"),
    (64, "re.VERBOSE"),
    (128, "re.DEBUG"),
    (256, "re.ASCII"),
    (32, "re.UNICODE"),
];

fn repr(thread: &mut Thread, this: Word) -> Result {
    let shown = object::describe::repr(thread, source(this))?;
    let shown: String = shown.chars().take(200).collect();
    let mut flags = state::get_int(this, 1);
    // UNICODE goes without saying for text.
    if string::is_str(source(this)) && flags & (4 | 32 | 256) == 32 {
        flags &= !32;
    }
    let mut names: Vec<String> = Vec::new();
    for (bit, flag_name) in FLAGS {
        if flags & bit != 0 {
            names.push(flag_name.to_string());
            flags &= !bit;
        }
    }
    if flags != 0 {
        names.push(format!("{flags:#x}"));
    }
    let text = if names.is_empty() {
        format!("re.compile({shown})")
    } else {
        format!("re.compile({shown}, {})", names.join("|"))
    };
    Ok(string::new(thread, &text))
}

fn equal(thread: &mut Thread, this: Word, other: Word) -> Result {
    if !PATTERN.is_instance(other) {
        return Ok(Word::NOT_IMPLEMENTED);
    }
    let same = this == other
        || state::get(this, 1) == state::get(other, 1)
            && code(this) == code(other)
            && class::class_of(source(this)) == class::class_of(source(other))
            && operation::equal(thread, source(this), source(other))?;
    Ok(Word::from_bool(same))
}

fn hash(thread: &mut Thread, this: Word) -> Result {
    let hash = operation::hash(thread, source(this))?;
    let folded = code(this).iter().fold(hash as u64, |hash, word| {
        hash.rotate_left(5).wrapping_mul(0x100_0000_01b3) ^ u64::from(*word)
    });
    let folded = folded ^ state::get_int(this, 1) as u64;
    Ok(Word::from_int((folded >> 2) as i64))
}

/// The number of the group that an argument names; `None` if there is no such group.
pub fn group_number(thread: &mut Thread, this: Word, word: Word) -> Result<Option<usize>> {
    let number = if argument::has_index(word) {
        Some(operation::index_i64(thread, word, None)?)
    } else {
        let found = dict::get(thread, group_index(this), word);
        let found = thread.absorb(found, object::Builtin::TypeError)?.flatten();
        match found {
            Some(number) => Some(argument::int(thread, number)?),
            None => None,
        }
    };
    Ok(number
        .and_then(|number| usize::try_from(number).ok())
        .filter(|number| *number <= groups(this)))
}
