//! Code objects on the heap, made from what the compiler gives.
//!
//! A code object belongs to one globals dict, because its inline caches hold addresses of that
//! dict's values. Nested code stands in the constants as a null word until a function is first
//! made of it: most functions of a module are never called.

use crate::builtin::{Builtin, shape};
use crate::class::{self, Definition};
use crate::describe::{class_name, lossy};
use crate::error::Result;
use crate::header;
use crate::layout::{CODE_WORDS, Code, RawVector, Tuple};
use crate::native::{Arguments, NativeAttribute};
use crate::thread::Thread;
use crate::{integer, intern, iterate, list, native_functions, string, tuple};
use compile::code::flag;
use compile::{Constant, Instruction, Opcode, Position};
use std::collections::HashMap;
use std::sync::Mutex;
use tracer::{Effects, Word};

/// Scans the words of a code object, and keeps alive the tables into which its inline caches point.
///
/// # Safety
/// `object` is a live code object.
pub unsafe fn scan(object: *mut u8, visitor: &mut heap::Visitor) {
    // SAFETY: the scanned words follow the header.
    unsafe {
        let words = object.add(8) as *const u64;
        for index in 0..CODE_WORDS as usize {
            visitor.visit(*words.add(index));
        }
        let code = &*(object as *const Code);
        if code.entry.is_null() {
            return;
        }
        for &at in code.global_caches.unwrap_or(&[]) {
            let address = *code.entry.add(at as usize) as usize;
            if address != 0 {
                visitor.visit_interior(address);
            }
        }
    }
}

static CACHE_POSITIONS: Mutex<Option<HashMap<usize, &'static [u32]>>> = Mutex::new(None);

/// Word indices of the caches that hold addresses of value slots; computed once for each source.
fn global_caches(source: &'static compile::Code) -> &'static [u32] {
    let mut known = CACHE_POSITIONS.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
    let known = known.get_or_insert_with(HashMap::new);
    if let Some(found) = known.get(&(source as *const compile::Code as usize)) {
        return found;
    }
    let mut found = Vec::new();
    let mut at = 0;
    while at < source.words.len() {
        let opcode = Opcode::from_number(Instruction(source.words[at]).number() as u16);
        let Some(opcode) = opcode else { break };
        if matches!(
            opcode,
            Opcode::LoadGlobal | Opcode::StoreGlobal | Opcode::LoadName | Opcode::StoreName
        ) {
            found.push(at as u32 + 1);
        }
        at += opcode.width();
    }
    let found: &'static [u32] = found.leak();
    known.insert(source as *const compile::Code as usize, found);
    found
}

/// The code object of a pointer word.
pub fn get(word: Word) -> &'static mut Code {
    // SAFETY: callers pass words whose shape is that of code objects.
    unsafe { &mut *word.pointer::<Code>() }
}

/// What a code object was made from.
pub fn source(code: Word) -> &'static compile::Code {
    // SAFETY: sources live for ever, and every code object has one.
    unsafe { &*get(code).source }
}

fn store(thread: &mut Thread, code: Word, field: &mut Word, value: Word) {
    *field = value;
    thread.barrier(code, field, value);
}

/// A code object for a globals dict (null: a template that cannot run).
pub fn instantiate(
    thread: &mut Thread,
    source: &'static compile::Code,
    globals: Word,
    builtins: Word,
) -> Word {
    let code: &mut Code = thread.new_object(Builtin::Code.shape());
    code.source = source;
    code.globals = globals;
    code.builtins = builtins;
    let word = Word::from_pointer(code);
    fill_numbers(code, source);
    let names = strings(thread, &source.names);
    store(thread, word, &mut code.names, names);
    let constants = constants(thread, source);
    store(thread, word, &mut code.constants, constants);
    store(thread, word, &mut code.name, intern::intern(&source.name));
    store(thread, word, &mut code.qualname, intern::intern(&source.qualname));
    store(thread, word, &mut code.filename, intern::intern(&source.filename));
    let variables = strings(thread, &source.variables);
    store(thread, word, &mut code.variables, variables);
    let cells = strings(thread, &source.cell_variables);
    store(thread, word, &mut code.cell_variables, cells);
    let free = strings(thread, &source.free_variables);
    store(thread, word, &mut code.free_variables, free);
    if !globals.is_null() {
        add_instructions(thread, word);
    }
    word
}

fn fill_numbers(code: &mut Code, source: &compile::Code) {
    code.registers = source.registers;
    code.argument_count = source.argument_count;
    code.positional_only_count = source.positional_only_count;
    code.keyword_only_count = source.keyword_only_count;
    code.flags = source.flags;
    code.first_line = source.first_line;
    let spread = source.flags & (flag::VARARGS | flag::VARKEYWORDS) != 0;
    code.simple = u32::from(!spread && source.keyword_only_count == 0);
}

/// Copies the instructions, whose inline caches are the code object's own.
fn add_instructions(thread: &mut Thread, word: Word) {
    let source = source(word);
    let bytes = source.words.len() * 8;
    let vector = thread.heap.alloc(size_of::<RawVector>() + bytes, shape::RAW);
    let code = get(word);
    // SAFETY: the vector has room for the header struct and the words.
    unsafe {
        let raw = &mut *(vector as *mut RawVector);
        raw.length = Word::from_int(bytes as i64);
        raw.capacity = Word::from_int(bytes as i64);
        let first = vector.add(size_of::<RawVector>()) as *mut u64;
        std::ptr::copy_nonoverlapping(source.words.as_ptr(), first, source.words.len());
        code.global_caches = Some(global_caches(source));
        code.entry = first;
    }
    store(thread, word, &mut code.words, Word::from_pointer(vector));
}

/// The same code for another globals dict; itself where it is its own.
pub fn with_globals(thread: &mut Thread, code: Word, globals: Word) -> Word {
    let old = get(code);
    if old.globals == globals {
        return code;
    }
    let builtins = builtins_of(globals);
    let fresh: &mut Code = thread.new_object(Builtin::Code.shape());
    fresh.source = old.source;
    fresh.globals = globals;
    fresh.builtins = builtins;
    fresh.names = old.names;
    fresh.name = old.name;
    fresh.qualname = old.qualname;
    fresh.filename = old.filename;
    fresh.variables = old.variables;
    fresh.cell_variables = old.cell_variables;
    fresh.free_variables = old.free_variables;
    let word = Word::from_pointer(fresh);
    fill_numbers(fresh, source(code));
    let constants = own_constants(thread, code);
    store(thread, word, &mut fresh.constants, constants);
    add_instructions(thread, word);
    word
}

/// The builtins dict that code with these globals runs with.
pub fn builtins_of(globals: Word) -> Word {
    match crate::dict::get_str(globals, crate::name::__builtins__.word()) {
        Some(module) if class::layout_of(module) == crate::layout::Layout::Module => {
            crate::module::dict_of(module)
        }
        Some(dict) if class::is_kind(dict, Builtin::Dict) => dict,
        _ => crate::module::builtins_dict(),
    }
}

/// A copy of the constants without nested code.
fn own_constants(thread: &mut Thread, code: Word) -> Word {
    let copy = tuple::new(thread, tuple::items(get(code).constants));
    for (index, constant) in source(code).constants.iter().enumerate() {
        if matches!(constant, Constant::Code(_)) {
            // SAFETY: as many items as constants; nulling needs no barrier.
            unsafe { *tuple_slot(copy, index) = Word::NULL };
        }
    }
    copy
}

fn tuple_slot(tuple: Word, index: usize) -> *mut Word {
    // SAFETY: items stand behind the struct; callers keep within them.
    unsafe { (tuple.pointer::<u8>().add(size_of::<Tuple>()) as *mut Word).add(index) }
}

/// The code object of nested code constant `index`, with the same globals; made when first asked for.
pub fn nested(thread: &mut Thread, code: Word, index: usize) -> Word {
    let parent = get(code);
    let slot = tuple_slot(parent.constants, index);
    let found = header::load_word(slot);
    if !found.is_null() {
        return found;
    }
    let Constant::Code(inner) = &source(code).constants[index] else {
        unreachable!("constant {index} is no code");
    };
    let made = instantiate(thread, inner, parent.globals, parent.builtins);
    let _lock = header::Locked::new(parent.constants);
    let found = header::load_word(slot);
    if !found.is_null() {
        return found;
    }
    // SAFETY: within the tuple.
    unsafe { *slot = made };
    thread.barrier(parent.constants, slot, made);
    made
}

fn strings(thread: &mut Thread, texts: &[String]) -> Word {
    let words: Vec<Word> = texts.iter().map(|text| intern::intern(text)).collect();
    tuple::new(thread, &words)
}

/// The constants as a tuple, null for nested code.
fn constants(thread: &mut Thread, source: &'static compile::Code) -> Word {
    let all = list::new(thread, &[]);
    for constant in &source.constants {
        // A placeholder keeps the numbering; it is replaced below.
        let word = match constant {
            Constant::Code(_) => Word::NONE,
            other => constant_word(thread, other),
        };
        list::append(thread, all, word);
    }
    let words: Vec<Word> = (0..list::length(all)).map(|index| list::get(all, index)).collect();
    let made = tuple::new(thread, &words);
    for (index, constant) in source.constants.iter().enumerate() {
        if matches!(constant, Constant::Code(_)) {
            // SAFETY: as many items as constants.
            unsafe { *tuple_slot(made, index) = Word::NULL };
        }
    }
    std::hint::black_box(all);
    made
}

/// The object of a constant that is no code.
pub fn constant_word(thread: &mut Thread, constant: &'static Constant) -> Word {
    match constant {
        Constant::None => Word::NONE,
        Constant::True => Word::TRUE,
        Constant::False => Word::FALSE,
        Constant::Ellipsis => Word::ELLIPSIS,
        Constant::Int(value) => integer::from_i64(thread, *value),
        Constant::BigInt(digits) => integer::from_decimal(thread, digits),
        Constant::Float(value) => crate::float::new(thread, *value),
        Constant::Complex(real, imaginary) => crate::complex::new(thread, *real, *imaginary),
        Constant::Str(bytes) => {
            let is_name = bytes.len() <= 64
                && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            match std::str::from_utf8(bytes) {
                Ok(text) if is_name => intern::intern(text),
                _ => string::from_wtf8(thread, bytes),
            }
        }
        Constant::Bytes(bytes) => crate::bytes::new(thread, bytes),
        Constant::Tuple(items) => {
            let all = list::new(thread, &[]);
            for item in items {
                let word = constant_word(thread, item);
                list::append(thread, all, word);
            }
            let words: Vec<Word> =
                (0..list::length(all)).map(|index| list::get(all, index)).collect();
            let made = tuple::new(thread, &words);
            std::hint::black_box(all);
            made
        }
        Constant::FrozenSet(items) => {
            let set = crate::set::new(thread, true);
            for item in items {
                let word = constant_word(thread, item);
                // Constants are hashable.
                let _ = crate::set::add(thread, set, word);
            }
            set
        }
        Constant::Code(source) => instantiate(thread, source, Word::NULL, Word::NULL),
    }
}

/// Source position of the instruction at a word index.
pub fn position(source: &compile::Code, at: u32) -> Position {
    let index = source.positions.partition_point(|position| position.at <= at);
    match index.checked_sub(1) {
        Some(index) => source.positions[index],
        None => Position { line: source.first_line, end_line: source.first_line, ..Position::default() },
    }
}

/// Line of the instruction at a word index.
pub fn line(code: Word, at: u32) -> u32 {
    position(source(code), at).line
}

// The class `code`.

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
        let entry =
            tuple::new(thread, &[offset(first.at), offset(end), line_or_none(first.line)]);
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
                    let text =
                        format!("replace() got an unexpected keyword argument '{field}'");
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
    let source: &'static compile::Code = Box::leak(Box::new(changed));
    Ok(instantiate(thread, source, Word::NULL, Word::NULL))
}

/// Constants with nested code as code objects.
fn visible_constants(thread: &mut Thread, this: Word) -> Result {
    let code = get(this);
    for (index, constant) in source(this).constants.iter().enumerate() {
        if matches!(constant, Constant::Code(_)) {
            nested(thread, this, index);
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
    let bytes: Vec<u8> =
        source(this).words.iter().flat_map(|word| word.to_le_bytes()).collect();
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
    attribute("co_argcount", |_, this| number(get(this).argument_count)),
    attribute("co_posonlyargcount", |_, this| number(get(this).positional_only_count)),
    attribute("co_kwonlyargcount", |_, this| number(get(this).keyword_only_count)),
    attribute("co_nlocals", |_, this| number(tuple::items(get(this).variables).len() as u32)),
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
