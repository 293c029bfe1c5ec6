//! code: what programs see of code objects.

use crate::builtin::Builtin;
use crate::class::{self, Definition};
use crate::code::{get, nested, position, source};
use crate::describe::{class_name, lossy};
use crate::error::Result;
use crate::header;
use crate::layout::Code;
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{iterate, list, native_functions, string, tuple};
use compile::Constant;
use compile::code::flag;
use tracer::{Effects, Word};

native_functions! { static METHODS =
    /// Return repr(self).
    __repr__(this) "($self, /)" Effects::READS => repr;
    /// Return hash(self).
    __hash__(this) "($self, /)" Effects::READS => hash;
    /// Return self==value.
    __eq__(this, other) "($self, value, /)" Effects::READS => equal;
    /// Return self!=value.
    __ne__(this, other) "($self, value, /)" Effects::READS => not_equal;
    /// Iterator over (start, end, line) of the instructions.
    co_lines(this) "($self, /)" Effects::READS => lines;
    /// Iterator over (line, end line, column, end column) of each instruction.
    co_positions(this) "($self, /)" Effects::READS => positions;
    /// Iterator over branches.
    co_branches(this) "($self, /)" Effects::READS => branches;
    /// Return a copy of the code object with new values for the specified fields.
    replace(..) "($self, /, **changes)" Effects::READS => replace;
    __replace__(..) "($self, /, **changes)" Effects::READS => replace;
    _varname_from_oparg(this, oparg) "($self, /, oparg)" Effects::READS => variable_name;
}

fn repr(thread: &mut Thread, this: Word) -> Result {
    let source = source(this);
    let text = format!(
        "<code object {} at {:#x}, file \"{}\", line {}>",
        source.name, this.0, source.filename, source.first_line
    );
    Ok(string::new(thread, &text))
}

fn same(this: Word, other: Word) -> Option<bool> {
    if !header::has_shape(other, Builtin::Code.shape()) {
        return None;
    }
    let (a, b) = (get(this), get(other));
    if std::ptr::eq(a.source, b.source) {
        return Some(true);
    }
    Some(source(this) == source(other))
}

fn hash(_thread: &mut Thread, this: Word) -> Result {
    let source = source(this);
    let mut hash = u64::from(source.first_line) << 32 ^ source.words.len() as u64;
    for byte in source.name.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    Ok(Word::from_int((hash >> 2) as i64))
}

fn equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(same(this, other).map_or(Word::NOT_IMPLEMENTED, Word::from_bool))
}

fn not_equal(_thread: &mut Thread, this: Word, other: Word) -> Result {
    Ok(same(this, other).map_or(Word::NOT_IMPLEMENTED, |same| Word::from_bool(!same)))
}

/// Instruction offsets are shown as in CPython: two bytes a word.
fn offset(at: u32) -> Word {
    Word::from_int(2 * i64::from(at))
}

fn line_or_none(line: u32) -> Word {
    if line == 0 { Word::NONE } else { Word::from_int(i64::from(line)) }
}

fn lines(thread: &mut Thread, this: Word) -> Result {
    let source = source(this);
    let all = list::new(thread, &[]);
    let end_of_code = source.words.len() as u32;
    let mut index = 0;
    while index < source.positions.len() {
        let first = source.positions[index];
        while index < source.positions.len() && source.positions[index].line == first.line {
            index += 1;
        }
        let end = source.positions.get(index).map_or(end_of_code, |position| position.at);
        let entry = tuple::new(thread, &[offset(first.at), offset(end), line_or_none(first.line)]);
        list::append(thread, all, entry);
    }
    iterate::iterator(thread, all)
}

fn positions(thread: &mut Thread, this: Word) -> Result {
    let source = source(this);
    let all = list::new(thread, &[]);
    for at in 0..source.words.len() as u32 {
        let found = position(source, at);
        let number = |value: u32| Word::from_int(i64::from(value));
        let entry = if found.line == 0 {
            [Word::NONE; 4]
        } else {
            [
                number(found.line),
                number(found.end_line),
                number(found.column),
                number(found.end_column),
            ]
        };
        let entry = tuple::new(thread, &entry);
        list::append(thread, all, entry);
    }
    iterate::iterator(thread, all)
}

fn branches(thread: &mut Thread, _this: Word) -> Result {
    let none = tuple::new(thread, &[]);
    iterate::iterator(thread, none)
}

fn variable_name(thread: &mut Thread, this: Word, number: Word) -> Result {
    let index = crate::operation::index_i64(thread, number, None)?;
    let names = get(this);
    let all = [names.variables, names.cell_variables, names.free_variables];
    let found =
        all.iter().flat_map(|names| tuple::items(*names)).nth(index.max(0) as usize).copied();
    match found {
        Some(name) => Ok(name),
        None => Err(thread.raise(Builtin::IndexError, "tuple index out of range")),
    }
}

fn replace(thread: &mut Thread, arguments: Arguments) -> Result {
    let this = arguments.all[0];
    let names: &[Word] =
        if arguments.names.is_null() { &[] } else { tuple::items(arguments.names) };
    if arguments.all.len() != names.len() + 1 {
        return Err(thread.type_error("replace() takes no positional arguments"));
    }
    let mut changed = source(this).clone();
    for (&name, &value) in names.iter().zip(&arguments.all[1..]) {
        let field = lossy(name);
        match field.as_str() {
            "co_name" | "co_qualname" | "co_filename" => {
                if !string::is_str(value) {
                    let text = format!(
                        "replace() argument '{field}' must be str, not {}",
                        class_name(value)
                    );
                    return Err(thread.type_error(text));
                }
                let text = lossy(value);
                match field.as_str() {
                    "co_name" => changed.name = text,
                    "co_qualname" => changed.qualname = text,
                    _ => changed.filename = text,
                }
            }
            "co_flags" => {
                changed.flags = crate::operation::index_i64(thread, value, None)? as u32;
            }
            "co_firstlineno" => {
                let line = crate::operation::index_i64(thread, value, None)? as u32;
                let shift = line.wrapping_sub(changed.first_line);
                for position in &mut changed.positions {
                    if position.line != 0 {
                        position.line = position.line.wrapping_add(shift);
                        position.end_line = position.end_line.wrapping_add(shift);
                    }
                }
                changed.first_line = line;
            }
            _ => {
                let current = ATTRIBUTES.iter().find(|attribute| attribute.name == field);
                let Some(current) = current else {
                    let text = format!("replace() got an unexpected keyword argument '{field}'");
                    return Err(thread.type_error(text));
                };
                let current = (current.get)(thread, this)?;
                if !crate::operation::equal(thread, current, value)? {
                    let text = format!("code.replace() cannot change {field}");
                    return Err(thread.not_implemented(text));
                }
            }
        }
    }
    let source = crate::source_tree::adopt(changed);
    crate::code::instantiate(thread, source, Word::NULL, Word::NULL)
}

/// Constants with nested code as code objects.
fn visible_constants(thread: &mut Thread, this: Word) -> Result {
    let code = get(this);
    for (index, constant) in source(this).constants.iter().enumerate() {
        if matches!(constant, Constant::Code(_)) {
            nested(thread, get(this), index)?;
        }
    }
    Ok(tuple::new(thread, tuple::items(code.constants)))
}

/// Locals without those that live in cells, parameters excepted.
fn visible_variables(thread: &mut Thread, this: Word) -> Result {
    let code = get(this);
    let parameters = parameter_count(code);
    let cells = tuple::items(code.cell_variables);
    let words: Vec<Word> = tuple::items(code.variables)
        .iter()
        .enumerate()
        .filter(|(index, name)| *index < parameters || !cells.contains(name))
        .map(|(_, name)| *name)
        .collect();
    Ok(tuple::new(thread, &words))
}

fn parameter_count(code: &Code) -> usize {
    (code.argument_count + code.keyword_only_count) as usize
        + usize::from(code.flags & flag::VARARGS != 0)
        + usize::from(code.flags & flag::VARKEYWORDS != 0)
}

fn instruction_bytes(thread: &mut Thread, this: Word) -> Result {
    let bytes: Vec<u8> = source(this).words.iter().flat_map(|word| word.to_le_bytes()).collect();
    Ok(crate::bytes::new(thread, &bytes))
}

fn no_bytes(thread: &mut Thread, _this: Word) -> Result {
    Ok(crate::bytes::new(thread, &[]))
}

const fn attribute(name: &'static str, get: fn(&mut Thread, Word) -> Result) -> NativeAttribute {
    NativeAttribute { name, doc: "", get, set: None }
}

fn number(value: u32) -> Result {
    Ok(Word::from_int(i64::from(value)))
}

static ATTRIBUTES: &[NativeAttribute] = &[
    attribute("co_argcount", |_, this| number(source(this).argument_count)),
    attribute("co_posonlyargcount", |_, this| number(get(this).positional_only_count)),
    attribute("co_kwonlyargcount", |_, this| number(get(this).keyword_only_count)),
    attribute("co_nlocals", |thread, this| {
        let visible = visible_variables(thread, this)?;
        number(tuple::items(visible).len() as u32)
    }),
    attribute("co_stacksize", |_, this| number(get(this).registers)),
    attribute("co_flags", |_, this| number(get(this).flags)),
    attribute("co_code", instruction_bytes),
    attribute("_co_code_adaptive", instruction_bytes),
    attribute("co_consts", visible_constants),
    attribute("co_names", |_, this| Ok(get(this).names)),
    attribute("co_varnames", visible_variables),
    attribute("co_cellvars", |_, this| Ok(get(this).cell_variables)),
    attribute("co_freevars", |_, this| Ok(get(this).free_variables)),
    attribute("co_filename", |_, this| Ok(get(this).filename)),
    attribute("co_name", |_, this| Ok(get(this).name)),
    attribute("co_qualname", |_, this| Ok(get(this).qualname)),
    attribute("co_firstlineno", |_, this| number(get(this).first_line)),
    attribute("co_linetable", no_bytes),
    attribute("co_exceptiontable", no_bytes),
];

pub(crate) static CLASS: Definition = Definition {
    doc: "Create a code object.  Not for mere mortals.",
    methods: &[METHODS],
    attributes: &[ATTRIBUTES],
    flags: class::flag::NOT_CONSTRUCTIBLE,
    ..Definition::EMPTY
};
