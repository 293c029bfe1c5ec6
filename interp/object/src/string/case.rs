//! Case conversion. ASCII goes byte by byte; the rest by Unicode's full mappings, with the one rule
//! that looks at the context: a capital sigma at the end of a word becomes a final sigma.

use super::{
    build, bytes, character as property, characters, exact, from_wtf8, is_ascii, length, push,
};
use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

const CAPITAL_SIGMA: u32 = 0x3a3;

fn map_ascii(thread: &mut Thread, string: Word, map: impl Fn(&u8) -> u8) -> Result {
    let source = bytes(string);
    build(thread, source.len(), source.len(), |target| {
        for (to, from) in target.iter_mut().zip(source) {
            *to = map(from);
        }
    })
}

fn collect(thread: &mut Thread, string: Word, fill: impl FnOnce(&[u8], &mut Vec<u8>)) -> Result {
    let source = bytes(string);
    let mut mapped = Vec::with_capacity(source.len() + 16);
    fill(source, &mut mapped);
    Ok(from_wtf8(thread, &mapped))
}

/// Lower case of the character at `at`, of which `next` is the offset behind it.
fn lower_at(source: &[u8], at: usize, next: usize, code_point: u32, to: &mut Vec<u8>) {
    if code_point != CAPITAL_SIGMA {
        return property::to_lower(code_point, |mapped| push(to, mapped));
    }
    let before = characters(&source[..at]).rev().find(|&c| !property::is_case_ignorable(c));
    let after = characters(&source[next..]).find(|&c| !property::is_case_ignorable(c));
    let last = before.is_some_and(property::is_cased) && !after.is_some_and(property::is_cased);
    push(to, if last { 0x3c2 } else { 0x3c3 });
}

fn each(source: &[u8], mut run: impl FnMut(usize, usize, u32)) {
    let mut iterator = characters(source);
    loop {
        let at = iterator.offset();
        let Some(code_point) = iterator.next() else { return };
        run(at, iterator.offset(), code_point);
    }
}

pub(super) fn lower(thread: &mut Thread, string: Word) -> Result {
    if is_ascii(string) {
        return map_ascii(thread, string, u8::to_ascii_lowercase);
    }
    collect(thread, string, |source, to| {
        each(source, |at, next, code_point| lower_at(source, at, next, code_point, to));
    })
}

pub(super) fn upper(thread: &mut Thread, string: Word) -> Result {
    if is_ascii(string) {
        return map_ascii(thread, string, u8::to_ascii_uppercase);
    }
    collect(thread, string, |source, to| {
        each(source, |_, _, code_point| property::to_upper(code_point, |mapped| push(to, mapped)));
    })
}

pub(super) fn casefold(thread: &mut Thread, string: Word) -> Result {
    if is_ascii(string) {
        return map_ascii(thread, string, u8::to_ascii_lowercase);
    }
    collect(thread, string, |source, to| {
        each(source, |_, _, code_point| property::to_folded(code_point, |mapped| push(to, mapped)));
    })
}

pub(super) fn capitalize(thread: &mut Thread, string: Word) -> Result {
    let string = exact(string);
    if length(string) == 0 {
        return Ok(string);
    }
    if is_ascii(string) {
        let source = bytes(string);
        return build(thread, source.len(), source.len(), |target| {
            for (to, from) in target.iter_mut().zip(source) {
                *to = from.to_ascii_lowercase();
            }
            target[0] = source[0].to_ascii_uppercase();
        });
    }
    collect(thread, string, |source, to| {
        each(source, |at, next, code_point| {
            if at == 0 {
                property::to_title(code_point, |mapped| push(to, mapped));
            } else {
                lower_at(source, at, next, code_point, to);
            }
        });
    })
}

pub(super) fn swapcase(thread: &mut Thread, string: Word) -> Result {
    if is_ascii(string) {
        return map_ascii(thread, string, |byte| {
            if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { *byte }
        });
    }
    collect(thread, string, |source, to| {
        each(source, |at, next, code_point| {
            if property::is_upper(code_point) {
                lower_at(source, at, next, code_point, to);
            } else if property::is_lower(code_point) {
                property::to_upper(code_point, |mapped| push(to, mapped));
            } else {
                push(to, code_point);
            }
        });
    })
}

pub(super) fn title(thread: &mut Thread, string: Word) -> Result {
    if is_ascii(string) {
        let mut inside = false;
        let source = bytes(string);
        return build(thread, source.len(), source.len(), |target| {
            for (to, from) in target.iter_mut().zip(source) {
                *to = if inside { from.to_ascii_lowercase() } else { from.to_ascii_uppercase() };
                inside = from.is_ascii_alphabetic();
            }
        });
    }
    collect(thread, string, |source, to| {
        let mut inside = false;
        each(source, |at, next, code_point| {
            if inside {
                lower_at(source, at, next, code_point, to);
            } else {
                property::to_title(code_point, |mapped| push(to, mapped));
            }
            inside = property::is_cased(code_point);
        });
    })
}
