//! Modules about the language itself: `_ast`, `_opcode`, `_tokenize`.
//!
//! The classes of the syntax tree are made by a loop in Python over a table of names and fields.
//! Trees of source text, the tokenizer and CPython's bytecode are not there; who asks for them
//! gets NotImplementedError.

use crate::class_root;
use crate::module::{ModuleDefinition, Namespace};
use crate::native_class::NativeClass;
use object::list;
use object::{Arguments, Result, Thread, Word, native_functions};
use tracer::Effects;

/// `_ast`
pub static AST: ModuleDefinition =
    ModuleDefinition { name: "_ast", initialize: Some(fill_ast), ..ModuleDefinition::EMPTY };

const NODES: &str = include_str!("nodes.py");
const TABLE: &str = include_str!("node_table.txt");

fn fill_ast(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    for (constant, value) in [
        ("PyCF_ONLY_AST", 0x400),
        ("PyCF_TYPE_COMMENTS", 0x1000),
        ("PyCF_ALLOW_TOP_LEVEL_AWAIT", 0x2000),
        ("PyCF_OPTIMIZED_AST", 0x8400),
    ] {
        namespace.set_int(thread, constant, value);
    }
    namespace.set_text(thread, "_table", TABLE);
    namespace.run(thread, "_ast", NODES)
}

/// `_opcode`
pub static OPCODE: ModuleDefinition = ModuleDefinition {
    name: "_opcode",
    doc: "Opcode support module.",
    functions: &[OPCODE_FUNCTIONS],
    initialize: Some(fill_opcode),
    ..ModuleDefinition::EMPTY
};

native_functions! { static OPCODE_FUNCTIONS =
    stack_effect(..) "($module, opcode, oparg=None, /, *, jump=None)" Effects::ANY => no_bytecode;
    is_valid(opcode) "($module, /, opcode)" Effects::ANY => no;
    has_arg(opcode) "($module, /, opcode)" Effects::ANY => no;
    has_const(opcode) "($module, /, opcode)" Effects::ANY => no;
    has_name(opcode) "($module, /, opcode)" Effects::ANY => no;
    has_jump(opcode) "($module, /, opcode)" Effects::ANY => no;
    has_free(opcode) "($module, /, opcode)" Effects::ANY => no;
    has_local(opcode) "($module, /, opcode)" Effects::ANY => no;
    has_exc(opcode) "($module, /, opcode)" Effects::ANY => no;
    get_nb_ops() "($module, /)" Effects::ANY => empty;
    get_intrinsic1_descs() "($module, /)" Effects::ANY => empty;
    get_intrinsic2_descs() "($module, /)" Effects::ANY => empty;
    get_special_method_names() "($module, /)" Effects::ANY => empty;
    get_specialization_stats() "($module, /)" Effects::ANY => none;
    get_executor(..) "($module, /, code, offset)" Effects::ANY => no_bytecode;
}

fn fill_opcode(thread: &mut Thread, namespace: &mut Namespace) -> Result<()> {
    for flag in ["ENABLE_SPECIALIZATION", "ENABLE_SPECIALIZATION_FT"] {
        namespace.set_int(thread, flag, 0);
    }
    let _ = thread;
    Ok(())
}

fn no_bytecode(thread: &mut Thread, _arguments: Arguments) -> Result {
    Err(thread.not_implemented("CPython's bytecode"))
}
fn no(_thread: &mut Thread, _opcode: Word) -> Result {
    Ok(Word::FALSE)
}
fn none(_thread: &mut Thread) -> Result {
    Ok(Word::NONE)
}
fn empty(thread: &mut Thread) -> Result {
    Ok(list::new(thread, &[]))
}

/// `_tokenize`
pub static TOKENIZE: ModuleDefinition =
    ModuleDefinition { name: "_tokenize", classes: &[&TOKENIZER], ..ModuleDefinition::EMPTY };

static TOKENIZER: NativeClass = NativeClass {
    name: "TokenizerIter",
    module: "_tokenize",
    constructor: TOKENIZER_CONSTRUCTOR,
    class: class_root!(),
    ..NativeClass::EMPTY
};
native_functions! { static TOKENIZER_CONSTRUCTOR =
    __new__(..) "($type, readline, /, *, extra_tokens, encoding=None)" Effects::ANY => no_tokenizer;
}
fn no_tokenizer(thread: &mut Thread, _arguments: Arguments) -> Result {
    Err(thread.not_implemented("the tokenizer"))
}
