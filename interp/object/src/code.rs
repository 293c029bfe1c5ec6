//! Code objects on the heap, made from what the compiler gives.
//!
//! A code object belongs to one namespace of globals, because its inline caches hold addresses
//! there. Nested code objects are made when their function is first made: importing a module
//! touches only what it runs.
//!
//! What the compiler gave lives as long as one of its code objects (`source_tree`).

use crate::builtin::{Builtin, shape};
use crate::error::Result;
use crate::layout::{CODE_WORDS, Code, RawVector};
use crate::source_tree::{self, Tree};
use crate::thread::Thread;
use crate::{integer, intern, string, tuple};
use compile::{Constant, Opcode, Position};
use std::sync::atomic::{AtomicBool, Ordering};
use tracer::Word;

/// What is the same for all code objects of one compiled code.
pub struct Facts {
    /// Word indices of the caches that hold addresses of value slots.
    pub global_caches: Vec<u32>,
    /// Word indices of the backward jumps.
    pub loops: Vec<u32>,
    /// How many instructions go one way or another.
    pub branches: u32,
    /// See `Code::cleared`.
    pub cleared: u32,
    /// The code names a function that looks at all local variables, so all of them are always live.
    pub keeps_variables: bool,
    /// Made when first asked for.
    pub liveness: std::sync::OnceLock<compile::Liveness>,
    /// Who owns the compiled code.
    pub tree: Tree,
}

/// The facts of a code object.
pub fn facts(code: &Code) -> &'static Facts {
    // SAFETY: set by `instantiate`, freed after the last code object.
    unsafe { &*(code.interpreter as *const Facts) }
}

/// Registers that are live before the instruction at a word index.
pub fn liveness(code: &Code) -> &'static compile::Liveness {
    let facts = facts(code);
    facts.liveness.get_or_init(|| {
        // SAFETY: the compiler's code lives as long as its code objects.
        let source = unsafe { &*code.source };
        let kept = if facts.keeps_variables { source.variables.len() } else { 0 };
        compile::liveness(&source.words, &source.exceptions, source.registers as usize, kept)
    })
}

/// Functions that look at the variables of their caller, by name.
const LOOK_AT_VARIABLES: [&str; 8] =
    ["locals", "eval", "exec", "vars", "dir", "_getframe", "currentframe", "breakpoint"];

/// Attributes and parameters by which a program looks at the variables of frames that are not its own.
const LOOK_AT_FRAMES: [&str; 3] = ["f_locals", "capture_locals", "getargvalues"];

/// A module that looks at frames has been loaded: all functions made since keep their variables.
static FRAMES_ARE_LOOKED_AT: AtomicBool = AtomicBool::new(false);

/// Whether frames other than the running one show all their variables.
pub fn frames_are_looked_at() -> bool {
    FRAMES_ARE_LOOKED_AT.load(Ordering::Relaxed)
}

/// Whether code or what is nested in it names something that looks at frames.
fn looks_at_frames(source: &compile::Code) -> bool {
    let looks = |name: &str| LOOK_AT_FRAMES.contains(&name);
    source.names.iter().any(|name| looks(name))
        || source.constants.iter().any(constant_looks_at_frames)
}

fn constant_looks_at_frames(constant: &Constant) -> bool {
    match constant {
        Constant::Str(text) => LOOK_AT_FRAMES.iter().any(|name| text == name.as_bytes()),
        Constant::Tuple(items) => items.iter().any(constant_looks_at_frames),
        Constant::Code(nested) => looks_at_frames(nested),
        _ => false,
    }
}

/// Called with what a program compiles or loads. The library's own modules are not asked, or every program that may
/// print a traceback would pay.
pub fn note_program(source: &compile::Code) {
    if !frames_are_looked_at() && looks_at_frames(source) {
        FRAMES_ARE_LOOKED_AT.store(true, Ordering::Relaxed);
    }
}

/// Collects the facts of a compiled code.
pub(crate) fn find_facts(source: &compile::Code, tree: Tree) -> Facts {
    let (mut global_caches, mut loops, mut cleared) = (Vec::new(), Vec::new(), 0);
    let (mut at, mut branches) = (0, 0);
    while at < source.words.len() {
        let Some(opcode) = Opcode::from_number(source.words[at] as u16) else { break };
        match opcode {
            Opcode::LoadGlobal | Opcode::LoadName | Opcode::StoreGlobal | Opcode::StoreName => {
                global_caches.push(at as u32 + 1);
            }
            Opcode::Loop => loops.push(at as u32),
            Opcode::CheckBound | Opcode::MakeCell | Opcode::LoadLocals => {
                cleared = source.variables.len() as u32
            }
            _ => {}
        }
        branches += (opcode.flow() == compile::Flow::Branch) as u32;
        at += opcode.width();
    }
    let keeps_variables = frames_are_looked_at()
        || source.names.iter().any(|name| LOOK_AT_VARIABLES.contains(&name.as_str()));
    if keeps_variables && source.flags & compile::code::flag::OPTIMIZED != 0 {
        cleared = source.variables.len() as u32;
    }
    let liveness = std::sync::OnceLock::new();
    Facts { global_caches, loops, branches, cleared, keeps_variables, liveness, tree }
}

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
        if code.entry.is_null() || code.interpreter == 0 {
            return;
        }
        let facts = facts(code);
        if !visitor.is_minor() {
            facts.tree.is_used();
        }
        for &at in &facts.global_caches {
            let address = *code.entry.add(at as usize) as usize;
            if address != 0 {
                visitor.visit_interior(address);
            }
        }
    }
}

/// The code object of a pointer word.
pub fn get(word: Word) -> &'static mut Code {
    // SAFETY: callers pass words whose shape is that of code objects.
    unsafe { &mut *word.pointer::<Code>() }
}

fn names(thread: &mut Thread, texts: &[String]) -> Word {
    let list = crate::list::new(thread, &[]);
    for text in texts {
        let name = intern::intern(text);
        crate::list::append(thread, list, name);
    }
    tuple_of(thread, list)
}

fn tuple_of(thread: &mut Thread, list: Word) -> Word {
    let length = crate::list::length(list);
    let items: Vec<Word> = (0..length).map(|index| crate::list::get(list, index)).collect();
    let made = tuple::new(thread, &items);
    // The vector is no root: until here the list is what keeps the items alive.
    std::hint::black_box(list);
    made
}

/// A constant as an object. Nested code stays a tombstone until `nested` makes it.
pub fn constant(thread: &mut Thread, constant: &'static Constant) -> Result {
    Ok(match constant {
        Constant::None => Word::NONE,
        Constant::True => Word::TRUE,
        Constant::False => Word::FALSE,
        Constant::Ellipsis => Word::ELLIPSIS,
        Constant::Int(value) => integer::from_i64(thread, *value),
        Constant::BigInt(digits) => integer::from_literal(thread, digits),
        Constant::Float(value) => crate::float::new(thread, *value),
        Constant::Complex(real, imaginary) => {
            let object = thread.new_object::<crate::layout::Complex>(Builtin::Complex.shape());
            object.real = *real;
            object.imaginary = *imaginary;
            Word::from_pointer(object)
        }
        Constant::Str(bytes) => {
            let text = string::from_wtf8(thread, bytes);
            let name_like = bytes.len() <= 64
                && bytes.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_');
            if name_like { intern::intern_word(text) } else { text }
        }
        Constant::Bytes(bytes) => crate::bytes::new(thread, bytes),
        Constant::Tuple(items) => {
            let list = constants(thread, items)?;
            tuple_of(thread, list)
        }
        Constant::FrozenSet(items) => {
            let set = crate::set::new(thread, true);
            for item in items {
                let item = self::constant(thread, item)?;
                crate::set::add(thread, set, item)?;
            }
            set
        }
        Constant::Code(_) => Word::TOMBSTONE,
    })
}

fn constants(thread: &mut Thread, items: &'static [Constant]) -> Result {
    let list = crate::list::new(thread, &[]);
    for item in items {
        let item = constant(thread, item)?;
        crate::list::append(thread, list, item);
    }
    Ok(list)
}

/// The code object of a compiled code, for a namespace (null: for none yet).
pub fn instantiate(
    thread: &mut Thread,
    source: &'static compile::Code,
    globals: Word,
    builtins: Word,
) -> Result {
    let list = constants(thread, &source.constants)?;
    let constants = tuple_of(thread, list);
    let all_names = names(thread, &source.names);
    let variables = names(thread, &source.variables);
    let cell_variables = names(thread, &source.cell_variables);
    let free_variables = names(thread, &source.free_variables);
    let name = intern::intern(&source.name);
    let qualname = intern::intern(&source.qualname);
    let filename = intern::intern(&source.filename);
    let bytes = size_of::<RawVector>() + 8 * source.words.len();
    let words = thread.heap.alloc(bytes, shape::RAW);
    // SAFETY: fresh memory of that size.
    let entry = unsafe {
        (*(words as *mut RawVector)).length = Word::from_int(source.words.len() as i64);
        let entry = words.add(size_of::<RawVector>()) as *mut u64;
        std::ptr::copy_nonoverlapping(source.words.as_ptr(), entry, source.words.len());
        entry
    };
    let facts = source_tree::facts_of(source, Tree::IMMORTAL);
    let code = thread.new_object::<Code>(Builtin::Code.shape());
    code.words = Word::from_pointer(words);
    code.constants = constants;
    code.names = all_names;
    code.globals = globals;
    code.builtins = builtins;
    code.name = name;
    code.qualname = qualname;
    code.filename = filename;
    code.variables = variables;
    code.cell_variables = cell_variables;
    code.free_variables = free_variables;
    code.registers = source.registers.max(1);
    code.argument_count = source.argument_count;
    code.positional_only_count = source.positional_only_count;
    code.keyword_only_count = source.keyword_only_count;
    code.flags = source.flags;
    code.first_line = source.first_line;
    let variadic = compile::code::flag::VARARGS | compile::code::flag::VARKEYWORDS;
    code.simple = (source.keyword_only_count == 0 && source.flags & variadic == 0) as u32;
    code.cleared = facts.cleared;
    code.interpreter = facts as *const Facts as usize;
    code.source = source;
    code.native_entry = native_entry();
    code.entry = entry;
    facts.tree.has_object();
    Ok(Word::from_pointer(code))
}

static NATIVE_ENTRY: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);

/// What compiled code calls for functions that have no compiled code: set by the interpreter.
pub fn set_native_entry(address: usize) {
    NATIVE_ENTRY.store(address, std::sync::atomic::Ordering::Release);
}

fn native_entry() -> usize {
    NATIVE_ENTRY.load(std::sync::atomic::Ordering::Acquire)
}

/// The code object of constant number `index`, which is nested code.
pub fn nested(thread: &mut Thread, code: &Code, index: usize) -> Result {
    // SAFETY: the compiler names its constants; the tuple has as many items.
    let slot = unsafe {
        ((code.constants.0 as usize + size_of::<crate::layout::Tuple>()) as *mut Word).add(index)
    };
    let known = crate::header::load_word(slot);
    if known != Word::TOMBSTONE {
        return Ok(known);
    }
    // SAFETY: the compiler's code lives as long as its code objects.
    let source = unsafe { &*code.source };
    let Constant::Code(nested) = &source.constants[index] else {
        return Err(thread.raise(Builtin::SystemError, "the constant is no code"));
    };
    let (globals, builtins, constants) = (code.globals, code.builtins, code.constants);
    source_tree::facts_of(nested, facts(code).tree);
    let made = instantiate(thread, nested, globals, builtins)?;
    // The outer code object is what keeps the compiled code alive meanwhile.
    std::hint::black_box(code);
    if nested.flags & compile::code::flag::OPTIMIZED == 0 {
        // The body of a class is called with its namespace, which becomes register 0.
        get(made).argument_count = 1;
    }
    // SAFETY: as above; a race makes two objects, of which one wins.
    unsafe { *slot = made };
    thread.barrier(constants, slot, made);
    Ok(made)
}

/// What a code object was made from.
pub fn source(code: Word) -> &'static compile::Code {
    // SAFETY: every code object has a source, which lives as long.
    unsafe { &*get(code).source }
}

/// The same code for another globals dict; itself where it is its own.
pub fn with_globals(thread: &mut Thread, code: Word, globals: Word) -> Result {
    if get(code).globals == globals {
        return Ok(code);
    }
    let builtins = builtins_of(globals);
    let made = instantiate(thread, source(code), globals, builtins);
    // Until now this code object was what kept the compiled code alive.
    std::hint::black_box(code);
    made
}

/// The builtins dict that code with these globals runs with.
pub fn builtins_of(globals: Word) -> Word {
    match crate::dict::get_str(globals, crate::name::__builtins__.word()) {
        Some(module) if crate::class::layout_of(module) == crate::layout::Layout::Module => {
            crate::module::dict_of(module)
        }
        Some(dict) if crate::class::is_kind(dict, Builtin::Dict) => dict,
        _ => crate::module::builtins_dict(),
    }
}

/// Source position of the instruction at a word index.
pub fn position(source: &compile::Code, at: u32) -> Position {
    let index = source.positions.partition_point(|position| position.at <= at);
    match index.checked_sub(1) {
        Some(index) => source.positions[index],
        None => {
            Position { line: source.first_line, end_line: source.first_line, ..Position::default() }
        }
    }
}

/// Line of the instruction at a word index.
pub fn line(code: Word, at: u32) -> u32 {
    position(source(code), at).line
}
