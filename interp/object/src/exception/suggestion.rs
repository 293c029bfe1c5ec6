//! "Did you mean": the name most like the one that was not found.
//!
//! The distance is Levenshtein's, with a change of case at half price; a candidate must be within
//! a third of both lengths together. What CPython looks up in the frame is here taken from the
//! code object, because the frame has ended: its variables instead of those that were bound.

use super::{field, get};
use crate::builtin::Builtin;
use crate::describe::lossy;
use crate::error::Result;
use crate::name::*;
use crate::thread::Thread;
use crate::{attribute, class, code, dict, iterate, list, operation, string, traceback, tuple};
use tracer::Word;

const MOVE: usize = 2;
const CASE: usize = 1;
const MOST_CANDIDATES: usize = 750;
const LONGEST: usize = 40;

/// What is added to the message of an exception; empty where there is nothing to say.
pub(super) fn hint(thread: &mut Thread, exception: Word) -> Result<String> {
    let is = |kind: Builtin| class::is_kind(exception, kind);
    if is(Builtin::AttributeError) {
        let (name, object) = (field(exception, 0), field(exception, 1));
        if object.is_null() || !is_text(name) {
            return Ok(String::new());
        }
        let wrong = lossy(name);
        let candidates = attribute_names(thread, object)?;
        return Ok(did_you_mean(best(&wrong, visible(&wrong, candidates))));
    }
    if is(Builtin::ImportError) {
        let (module, name) = (field(exception, 1), field(exception, 3));
        if !is_text(module) || !is_text(name) {
            return Ok(String::new());
        }
        let Some(module) =
            dict::get_str(crate::module::modules(), crate::intern::intern_word(module))
        else {
            return Ok(String::new());
        };
        let wrong = lossy(name);
        let candidates = attribute_names(thread, module)?;
        return Ok(did_you_mean(best(&wrong, visible(&wrong, candidates))));
    }
    if is(Builtin::NameError) {
        let name = field(exception, 0);
        if !is_text(name) {
            return Ok(String::new());
        }
        let wrong = lossy(name);
        let found = best(&wrong, frame_names(exception));
        let library = is_library_module(thread, name)?;
        return Ok(match (found, library) {
            (found, false) => did_you_mean(found),
            (None, true) => format!(". Did you forget to import '{wrong}'?"),
            (Some(found), true) => {
                format!(". Did you mean: '{found}'? Or did you forget to import '{wrong}'?")
            }
        });
    }
    Ok(String::new())
}

fn did_you_mean(found: Option<String>) -> String {
    found.map_or(String::new(), |found| format!(". Did you mean: '{found}'?"))
}

fn is_text(word: Word) -> bool {
    !word.is_null() && string::is_str(word)
}

/// `dir(object)`
fn attribute_names(thread: &mut Thread, object: Word) -> Result<Vec<String>> {
    let Some(names) = operation::call_special(thread, object, __dir__.word(), &[])? else {
        return Ok(Vec::new());
    };
    let names = iterate::to_list(thread, names)?;
    let mut texts: Vec<String> = (0..list::length(names))
        .map(|index| list::get(names, index))
        .filter(|name| is_text(*name))
        .map(lossy)
        .collect();
    texts.sort();
    Ok(texts)
}

/// Names with an underscore are offered only for one with an underscore.
fn visible(wrong: &str, mut names: Vec<String>) -> Vec<String> {
    if !wrong.starts_with('_') {
        names.retain(|name| !name.starts_with('_'));
    }
    names
}

/// Variables, globals and builtins of the frame in which an exception was raised.
fn frame_names(exception: Word) -> Vec<String> {
    let mut entry = get(exception).traceback;
    let mut last = None;
    while traceback::is_traceback(entry) {
        last = Some(traceback::get(entry).code);
        entry = traceback::get(entry).next;
    }
    let Some(code_object) = last else { return Vec::new() };
    let source = code::source(code_object);
    let struct_ = code::get(code_object);
    let mut names: Vec<String> = Vec::new();
    if source.flags & compile::code::flag::OPTIMIZED != 0 {
        names.extend(source.variables.iter().cloned());
        names.extend(source.free_variables.iter().cloned());
    }
    for namespace in [struct_.globals, struct_.builtins] {
        if namespace.is_null() || !class::is_kind(namespace, Builtin::Dict) {
            continue;
        }
        let mut position = 0;
        while let Some((next, key, _)) = dict::next_entry(namespace, position) {
            position = next;
            if is_text(key) {
                names.push(lossy(key));
            }
        }
    }
    names
}

/// Whether a name is that of a module of the standard library.
fn is_library_module(thread: &mut Thread, name: Word) -> Result<bool> {
    let sys = dict::get_str(crate::module::modules(), crate::interned!("sys"));
    let Some(sys) = sys else { return Ok(false) };
    let names = attribute::get_optional(thread, sys, crate::interned!("stdlib_module_names"))?;
    match names {
        Some(names) if !class::is_kind(names, Builtin::Tuple) => {
            operation::contains(thread, names, name)
        }
        Some(names) => Ok(tuple::items(names).iter().any(|item| lossy(*item) == lossy(name))),
        None => Ok(false),
    }
}

/// The candidate nearest to the wrong name, if any is near.
fn best(wrong: &str, candidates: Vec<String>) -> Option<String> {
    let wrong_text: Vec<char> = wrong.chars().collect();
    if candidates.len() > MOST_CANDIDATES || wrong_text.len() > LONGEST {
        return None;
    }
    let mut found: Option<(usize, String)> = None;
    for candidate in candidates {
        if candidate == wrong {
            continue;
        }
        let text: Vec<char> = candidate.chars().collect();
        let mut limit = (text.len() + wrong_text.len() + 3) * MOVE / 6;
        if let Some((nearest, _)) = &found {
            limit = limit.min(nearest - 1);
        }
        if let Some(distance) = distance(&wrong_text, &text, limit) {
            if distance == 0 {
                return Some(candidate);
            }
            found = Some((distance, candidate));
            if distance == 1 {
                break;
            }
        }
    }
    found.map(|(_, name)| name)
}

fn substitution(a: char, b: char) -> usize {
    if a == b {
        0
    } else if a.to_lowercase().eq(b.to_lowercase()) {
        CASE
    } else {
        MOVE
    }
}

/// The distance of two texts, if it is at most `limit`.
fn distance(a: &[char], b: &[char], limit: usize) -> Option<usize> {
    let front = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[front..], &b[front..]);
    let back = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - back], &b[..b.len() - back]);
    if a.is_empty() || b.is_empty() {
        let distance = MOVE * (a.len() + b.len());
        return (distance <= limit).then_some(distance);
    }
    if a.len() > LONGEST || b.len() > LONGEST {
        return None;
    }
    let mut row: Vec<usize> = (1..=a.len()).map(|index| index * MOVE).collect();
    for (line, &character) in b.iter().enumerate() {
        let (mut diagonal, mut left) = (line * MOVE, (line + 1) * MOVE);
        for (column, &other) in a.iter().enumerate() {
            let replace = diagonal + substitution(character, other);
            diagonal = row[column];
            left = replace.min(left.min(diagonal) + MOVE);
            row[column] = left;
        }
    }
    let distance = row[a.len() - 1];
    (distance <= limit).then_some(distance)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(wrong: &str, names: &[&str]) -> Option<String> {
        best(wrong, names.iter().map(|name| name.to_string()).collect())
    }

    #[test]
    fn near_names_are_found() {
        assert_eq!(nearest("lenght", &["width", "length", "len"]).as_deref(), Some("length"));
        assert_eq!(nearest("foo", &["Foo", "fob"]).as_deref(), Some("Foo"));
        assert_eq!(nearest("x", &["abc", "yz"]), None);
    }
}
