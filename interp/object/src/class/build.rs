//! The class statement: `__build_class__`.

use super::{class_of, is_class, name_text};
use crate::builtin::Builtin;
use crate::describe::lossy;
use crate::error::Result;
use crate::layout::{CellObject, Function};
use crate::name::*;
use crate::native::Arguments;
use crate::thread::Thread;
use crate::{dict, header, tuple};
use tracer::Word;

/// `__build_class__`: function, name, bases, keywords.
pub fn build(thread: &mut Thread, arguments: Arguments) -> Result {
    let names: &[Word] =
        if arguments.names.is_null() { &[] } else { tuple::items(arguments.names) };
    let positional = &arguments.all[..arguments.all.len() - names.len()];
    let named = &arguments.all[positional.len()..];
    let [function, name, given @ ..] = positional else {
        return Err(thread.type_error("__build_class__: not enough arguments"));
    };
    let (function, name) = (*function, *name);
    if !header::has_shape(function, Builtin::Function.shape()) {
        return Err(thread.type_error("__build_class__: func must be a function"));
    }
    if !crate::string::is_str(name) {
        return Err(thread.type_error("__build_class__: name is not a string"));
    }
    let original = tuple::new(thread, given);
    let bases = resolve_bases(thread, original)?;

    // The caller's arguments keep these words alive.
    let mut keywords: Vec<(Word, Word)> = Vec::new();
    let mut metaclass = Word::NULL;
    for (&key, &value) in names.iter().zip(named) {
        if crate::string::bytes(key) == b"metaclass" {
            metaclass = value;
        } else {
            keywords.push((key, value));
        }
    }
    if metaclass.is_null() {
        metaclass = match tuple::items(bases).first() {
            Some(&first) => class_of(first),
            None => Builtin::Type.word(),
        };
    }
    if is_class(metaclass) {
        metaclass = super::most_derived_metaclass(thread, metaclass, tuple::items(bases))?;
    }
    let namespace = prepare(thread, metaclass, name, bases, &keywords)?;
    let cell = thread.call(function, &[namespace])?;
    if bases != original {
        crate::operation::set_item(thread, namespace, __orig_bases__.word(), original)?;
    }
    // SAFETY: checked to be a function above.
    let code = crate::code::get(unsafe { (*function.pointer::<Function>()).code });
    if !code.source.is_null() {
        // SAFETY: code objects of functions name what they were made from.
        super::create::expect_attributes(unsafe { (*code.source).instance_attributes });
    }
    let class = if metaclass == Builtin::Type.word()
        && header::has_shape(namespace, Builtin::Dict.shape())
    {
        super::new_class(thread, metaclass, name, bases, namespace, &keywords)?
    } else {
        call_with(thread, metaclass, &[name, bases, namespace], &keywords)?
    };
    super::create::expect_attributes(0);
    if header::has_shape(cell, Builtin::Cell.shape()) && is_class(class) {
        check_cell(thread, cell, name, class)?;
    }
    Ok(class)
}

/// Calls with keywords as pairs.
pub(crate) fn call_with(
    thread: &mut Thread,
    callable: Word,
    positional: &[Word],
    keywords: &[(Word, Word)],
) -> Result {
    if keywords.is_empty() {
        return thread.call(callable, positional);
    }
    let names: Vec<Word> = keywords.iter().map(|(name, _)| *name).collect();
    let mut all = positional.to_vec();
    all.extend(keywords.iter().map(|(_, value)| *value));
    let names = tuple::new(thread, &names);
    thread.call_with_names(callable, &all, names)
}

/// Replaces bases that are no classes by what their `__mro_entries__` gives; the same tuple where there are none.
pub fn resolve_bases(thread: &mut Thread, bases: Word) -> Result {
    if tuple::items(bases).iter().all(|&base| is_class(base)) {
        return Ok(bases);
    }
    let resolved = crate::list::new(thread, &[]);
    let mut replaced = false;
    for &base in tuple::items(bases) {
        let method = if is_class(base) {
            None
        } else {
            crate::attribute::get_optional(thread, base, __mro_entries__.word())?
        };
        match method {
            None => crate::list::append(thread, resolved, base),
            Some(method) => {
                let entries = thread.call(method, &[bases])?;
                if !crate::class::is_kind(entries, Builtin::Tuple) {
                    return Err(thread.type_error("__mro_entries__ must return a tuple"));
                }
                for &entry in tuple::items(entries) {
                    crate::list::append(thread, resolved, entry);
                }
                replaced = true;
            }
        }
    }
    if replaced { crate::iterate::to_tuple(thread, resolved) } else { Ok(bases) }
}

fn prepare(
    thread: &mut Thread,
    metaclass: Word,
    name: Word,
    bases: Word,
    keywords: &[(Word, Word)],
) -> Result {
    if metaclass == Builtin::Type.word() {
        return Ok(dict::new(thread));
    }
    let Some(method) = crate::attribute::get_optional(thread, metaclass, __prepare__.word())?
    else {
        return Ok(dict::new(thread));
    };
    let namespace = call_with(thread, method, &[name, bases], keywords)?;
    if crate::class::lookup(class_of(namespace), __getitem__.word()).is_null() {
        let owner =
            if is_class(metaclass) { name_text(metaclass) } else { String::from("<metaclass>") };
        let text = format!(
            "{owner}.__prepare__() must return a mapping, not {}",
            crate::describe::class_name(namespace)
        );
        return Err(thread.type_error(text));
    }
    Ok(namespace)
}

/// The cell of `__class__` must have been filled by `type.__new__`.
fn check_cell(thread: &mut Thread, cell: Word, name: Word, class: Word) -> Result<()> {
    // SAFETY: the caller has tested the shape.
    let value = unsafe { (*cell.pointer::<CellObject>()).value };
    if value == class {
        return Ok(());
    }
    let shown = crate::describe::repr(thread, class)?;
    if value.is_null() {
        let text = format!(
            "__class__ not set defining '{}' as {shown}. Was __classcell__ propagated to type.__new__?",
            lossy(name)
        );
        return Err(thread.raise(Builtin::RuntimeError, text));
    }
    let other = crate::describe::repr(thread, value)?;
    let text = format!("__class__ set to {other} defining '{}' as {shown}", lossy(name));
    Err(thread.type_error(text))
}
