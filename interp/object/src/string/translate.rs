//! `translate` and `maketrans`.

use super::{bytes, characters, exact, from_wtf8, is_str, length, push};
use crate::argument::mismatch;
use crate::builtin::Builtin;
use crate::error::Result;
use crate::thread::Thread;
use crate::{dict, integer, operation};
use tracer::Word;

/// What a table says of a character.
fn look_up(thread: &mut Thread, table: Word, code_point: u32, to: &mut Vec<u8>) -> Result<()> {
    let key = Word::from_int(i64::from(code_point));
    let found = operation::get_item(thread, table, key);
    let Some(value) = thread.absorb(found, Builtin::LookupError)? else {
        push(to, code_point);
        return Ok(());
    };
    if value.is_none() {
        return Ok(());
    }
    if is_str(value) {
        to.extend_from_slice(bytes(value));
        return Ok(());
    }
    if !integer::is_int(value) {
        return Err(thread.type_error("character mapping must return integer, None or str"));
    }
    match integer::to_i64(value) {
        Some(number @ 0..0x110000) => push(to, number as u32),
        _ => {
            return Err(thread.value_error("character mapping must be in range(0x110000)"));
        }
    }
    Ok(())
}

pub(super) fn translate(thread: &mut Thread, string: Word, table: Word) -> Result {
    let source = bytes(string);
    let mut to = Vec::with_capacity(source.len());
    // Where each ASCII character's translation lies in `known`; tables are asked once for each.
    let mut known: Vec<u8> = Vec::new();
    let mut places = [(u32::MAX, 0u32); 128];
    if super::is_ascii(string) {
        let mut single = [0xffu8; 128];
        for &byte in source {
            let at = usize::from(byte & 127);
            if single[at] < 0x80 {
                to.push(single[at]);
                continue;
            }
            if places[at].0 == u32::MAX {
                let start = known.len();
                look_up(thread, table, u32::from(byte), &mut known)?;
                places[at] = (start as u32, (known.len() - start) as u32);
                if let [one] = known[start..] {
                    single[at] = one;
                }
            }
            let (start, count) = places[at];
            to.extend_from_slice(&known[start as usize..(start + count) as usize]);
        }
        return Ok(from_wtf8(thread, &to));
    }
    for code_point in characters(source) {
        if code_point >= 128 {
            look_up(thread, table, code_point, &mut to)?;
            continue;
        }
        let place = &mut places[code_point as usize];
        if place.0 == u32::MAX {
            let start = known.len();
            look_up(thread, table, code_point, &mut known)?;
            *place = (start as u32, (known.len() - start) as u32);
        }
        let start = place.0 as usize;
        to.extend_from_slice(&known[start..start + place.1 as usize]);
    }
    Ok(from_wtf8(thread, &to))
}

pub(super) fn make_table(thread: &mut Thread, x: Word, y: Word, z: Word) -> Result {
    if y.is_null() {
        return table_from_dict(thread, x);
    }
    if !is_str(x) {
        return Err(thread.type_error(
            "first maketrans argument must be a string if there is a second argument",
        ));
    }
    if !is_str(y) {
        return Err(mismatch(thread, "maketrans", "2", "str", y));
    }
    if !z.is_null() && !is_str(z) {
        return Err(mismatch(thread, "maketrans", "3", "str", z));
    }
    if length(x) != length(y) {
        return Err(thread.value_error("the first two maketrans arguments must have equal length"));
    }
    let table = dict::new(thread);
    let word = |code_point: u32| Word::from_int(i64::from(code_point));
    for (from, to) in characters(bytes(x)).zip(characters(bytes(y))) {
        dict::set(thread, table, word(from), word(to))?;
    }
    if !z.is_null() {
        for dropped in characters(bytes(z)) {
            dict::set(thread, table, word(dropped), Word::NONE)?;
        }
    }
    Ok(table)
}

fn table_from_dict(thread: &mut Thread, from: Word) -> Result {
    let class = crate::class::class_of(from);
    if class != Builtin::Dict.word() {
        return Err(
            thread.type_error("if you give only one argument to maketrans it must be a dict")
        );
    }
    let table = dict::new(thread);
    let mut position = 0;
    while let Some((next, key, value)) = dict::next_entry(from, position) {
        position = next;
        let key = if is_str(key) {
            match super::single(exact(key)) {
                Some(code_point) => Word::from_int(i64::from(code_point)),
                None => {
                    return Err(
                        thread.value_error("string keys in translatetable must be of length 1")
                    );
                }
            }
        } else if integer::is_int(key) {
            key
        } else {
            return Err(thread.type_error("keys in translate table mustbe strings or integers"));
        };
        dict::set(thread, table, key, value)?;
    }
    Ok(table)
}
