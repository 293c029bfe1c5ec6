//! `split`, `rsplit` and `splitlines`.

use super::pieces::Pieces;
use super::substring::part;
use super::{bytes, character, characters, decode, exact, is_ascii, is_str, length, start_of_last};
use crate::argument;
use crate::error::Result;
use crate::search;
use crate::thread::Thread;
use tracer::Word;

/// The separator, `None` for white space; and the limit.
fn prepare(thread: &mut Thread, by: Word, limit: Word) -> Result<(Option<Word>, usize)> {
    let limit = argument::optional_size(thread, limit, -1)?;
    let limit = if limit < 0 { usize::MAX } else { limit as usize };
    if by.is_null() || by.is_none() {
        return Ok((None, limit));
    }
    if !is_str(by) {
        let name = super::class_name(by);
        return Err(thread.type_error(format!("must be str or None, not {name}")));
    }
    if length(by) == 0 {
        return Err(thread.value_error("empty separator"));
    }
    Ok((Some(exact(by)), limit))
}

fn skip_while(text: &[u8], mut at: usize, test: impl Fn(u32) -> bool) -> usize {
    while at < text.len() {
        let (code_point, size) = decode(text, at);
        if !test(code_point) {
            break;
        }
        at += size;
    }
    at
}

pub(super) fn split(thread: &mut Thread, string: Word, by: Word, limit: Word) -> Result {
    let (by, limit) = prepare(thread, by, limit)?;
    let string = exact(string);
    let text = bytes(string);
    let mut pieces = Pieces::new(thread, 12.min(limit.saturating_add(1)));
    let mut at = 0;
    match by {
        Some(by) => {
            let by = bytes(by);
            let finder = (by.len() > 1).then(|| memchr::memmem::Finder::new(by));
            while pieces.items().len() < limit {
                let rest = &text[at..];
                let found = match &finder {
                    None => memchr::memchr(by[0], rest),
                    Some(finder) => finder.find(rest),
                };
                let Some(found) = found else { break };
                let piece = part(thread, string, at, at + found);
                pieces.push(thread, piece);
                at += found + by.len();
            }
            let last = part(thread, string, at, text.len());
            pieces.push(thread, last);
        }
        None if is_ascii(string) => {
            let is_space = |byte: u8| matches!(byte, 9..=13 | 0x1c..=0x20);
            loop {
                while at < text.len() && is_space(text[at]) {
                    at += 1;
                }
                if at >= text.len() {
                    break;
                }
                let mut end = at + 1;
                if pieces.items().len() >= limit {
                    end = text.len();
                }
                while end < text.len() && !is_space(text[end]) {
                    end += 1;
                }
                let piece = part(thread, string, at, end);
                pieces.push(thread, piece);
                at = end;
            }
        }
        None => loop {
            at = skip_while(text, at, character::is_space);
            if at >= text.len() {
                break;
            }
            if pieces.items().len() >= limit {
                let last = part(thread, string, at, text.len());
                pieces.push(thread, last);
                break;
            }
            let end = skip_while(text, at, |code_point| !character::is_space(code_point));
            let piece = part(thread, string, at, end);
            pieces.push(thread, piece);
            at = end;
        },
    }
    Ok(pieces.into_list(thread))
}

pub(super) fn rsplit(thread: &mut Thread, string: Word, by: Word, limit: Word) -> Result {
    let (by, limit) = prepare(thread, by, limit)?;
    let string = exact(string);
    let text = bytes(string);
    let mut pieces = Pieces::new(thread, 12.min(limit.saturating_add(1)));
    let mut end = text.len();
    match by {
        Some(by) => {
            let by = bytes(by);
            while pieces.items().len() < limit {
                let Some(found) = search::find_last(&text[..end], by) else { break };
                let piece = part(thread, string, found + by.len(), end);
                pieces.push(thread, piece);
                end = found;
            }
            let first = part(thread, string, 0, end);
            pieces.push(thread, first);
        }
        None => loop {
            let space = |at: usize| character::is_space(decode(text, at).0);
            while end > 0 && space(start_of_last(text, end)) {
                end = start_of_last(text, end);
            }
            if end == 0 {
                break;
            }
            if pieces.items().len() >= limit {
                let first = part(thread, string, 0, end);
                pieces.push(thread, first);
                break;
            }
            let mut from = end;
            while from > 0 && !space(start_of_last(text, from)) {
                from = start_of_last(text, from);
            }
            let piece = part(thread, string, from, end);
            pieces.push(thread, piece);
            end = from;
        },
    }
    pieces.reverse(thread);
    Ok(pieces.into_list(thread))
}

fn ends_line(code_point: u32) -> bool {
    matches!(code_point, 0xa..=0xd | 0x1c..=0x1e | 0x85 | 0x2028 | 0x2029)
}

pub(super) fn split_lines(thread: &mut Thread, string: Word, keep_ends: Word) -> Result {
    let keep = crate::argument::flag(thread, keep_ends)?;
    let string = exact(string);
    let text = bytes(string);
    let mut pieces = Pieces::new(thread, 12);
    let ascii = is_ascii(string);
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (end, next) = if ascii {
            match rest.iter().position(|&byte| ends_line(u32::from(byte))) {
                Some(found) => (at + found, at + found + 1),
                None => (text.len(), text.len()),
            }
        } else {
            let mut iterator = characters(rest);
            let mut offset = 0;
            loop {
                match iterator.next() {
                    Some(code_point) if ends_line(code_point) => {
                        break (at + offset, at + iterator.offset());
                    }
                    Some(_) => offset = iterator.offset(),
                    None => break (text.len(), text.len()),
                }
            }
        };
        let crlf = end < text.len() && text[end] == b'\r' && text.get(end + 1) == Some(&b'\n');
        let next = next + usize::from(crlf);
        let piece = part(thread, string, at, if keep { next } else { end });
        pieces.push(thread, piece);
        at = next;
    }
    Ok(pieces.into_list(thread))
}
