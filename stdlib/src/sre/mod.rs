//! The `_sre` module: regular expressions that `re` has compiled to code words.
//!
//! The matcher is the `rustpython-sre_engine` crate. It counts in characters: one byte each for
//! bytes and ASCII strings, code points otherwise.

mod matched;
mod pattern;
mod polled;
mod subject;
mod template;

use crate::argument;
use crate::module::{ModuleDefinition, Namespace};
use object::string::character;
use object::{Result, Thread, Word, native_functions};
use tracer::Effects;

/// The declaration of the module.
pub static DEFINITION: ModuleDefinition = ModuleDefinition {
    name: "_sre",
    doc: "",
    functions: &[FUNCTIONS],
    classes: &[&template::TEMPLATE],
    initialize: Some(fill),
};

native_functions! { static FUNCTIONS =
    compile(..) "($module, /, pattern, flags, code, groups, groupindex, indexgroup)" Effects::ANY => pattern::compile;
    template(pattern, parts) "($module, pattern, template, /)" Effects::ANY => template::new;
    getcodesize() "($module, /)" Effects::READS => code_size;
    ascii_iscased(character) "($module, character, /)" Effects::READS => ascii_is_cased;
    ascii_tolower(character) "($module, character, /)" Effects::READS => ascii_to_lower;
    unicode_iscased(character) "($module, character, /)" Effects::READS => unicode_is_cased;
    unicode_tolower(character) "($module, character, /)" Effects::READS => unicode_to_lower;
}

fn fill(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    for (constant, value) in [
        ("MAGIC", rustpython_sre_engine::SRE_MAGIC),
        ("CODESIZE", rustpython_sre_engine::CODESIZE),
        ("MAXREPEAT", rustpython_sre_engine::MAXREPEAT),
        ("MAXGROUPS", rustpython_sre_engine::MAXGROUPS),
    ] {
        namespace.set_int(thread, constant, value as i64);
    }
    namespace.set_text(
        thread,
        "copyright",
        " SRE 2.2.2 Copyright (c) 1997-2002 by Secret Labs AB ",
    );
    Ok(())
}

fn code_size(_thread: &mut Thread) -> Result {
    Ok(Word::from_int(rustpython_sre_engine::CODESIZE as i64))
}

fn code_point(thread: &mut Thread, character: Word) -> Result<u32> {
    Ok(argument::int(thread, character)? as u32)
}

/// The simple mapping of one character to one.
fn lower(code_point: u32) -> u32 {
    let (mut first, mut count) = (code_point, 0);
    character::to_lower(code_point, |next| {
        if count == 0 {
            first = next;
        }
        count += 1;
    });
    // U+0130 alone maps to two; its simple mapping is the first of them.
    first
}

fn upper(code_point: u32) -> u32 {
    let (mut first, mut count) = (code_point, 0);
    character::to_upper(code_point, |next| {
        if count == 0 {
            first = next;
        }
        count += 1;
    });
    if count == 1 { first } else { code_point }
}

fn ascii_is_cased(thread: &mut Thread, character: Word) -> Result {
    let code_point = code_point(thread, character)?;
    let cased = u8::try_from(code_point).is_ok_and(|byte| byte.is_ascii_alphabetic());
    Ok(Word::from_bool(cased))
}
fn ascii_to_lower(thread: &mut Thread, character: Word) -> Result {
    let code_point = code_point(thread, character)?;
    let lower =
        u8::try_from(code_point).map_or(code_point, |byte| byte.to_ascii_lowercase().into());
    Ok(Word::from_int(i64::from(lower)))
}
fn unicode_is_cased(thread: &mut Thread, character: Word) -> Result {
    let code_point = code_point(thread, character)?;
    Ok(Word::from_bool(lower(code_point) != code_point || upper(code_point) != code_point))
}
fn unicode_to_lower(thread: &mut Thread, character: Word) -> Result {
    let code_point = code_point(thread, character)?;
    Ok(Word::from_int(i64::from(lower(code_point))))
}
