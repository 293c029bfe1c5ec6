//! Field descriptors for the layouts: what handlers and traces load and store.

use crate::layout::*;
use std::mem::offset_of;
use tracer::{AliasClass, Element, Field, Storage};

macro_rules! aliases {
    ($($name:ident = $number:literal;)*) => { $(pub const $name: AliasClass = AliasClass($number);)* };
}

/// Alias classes. Fields of different classes never overlap.
pub mod alias {
    use super::*;
    aliases! {
        SHAPE = 0; SLOT = 1; VECTOR_HEAD = 2; VECTOR_ITEM = 3; LIST = 4; TUPLE = 5; DICT = 6; DICT_TABLE = 7; SET = 8;
        BYTES = 9; BYTE_ARRAY = 10; BYTE = 11; STR = 12; CELL = 13; FUNCTION = 14; EXCEPTION = 15; TRACEBACK = 16;
        GENERATOR = 17; THREAD = 18; GLOBAL = 19; CLASS = 20; RANGE = 21; METHOD = 22; NUMBER = 23; WORDS = 24;
        SUSPENDED = 25; CODE = 26; MODULE = 27; SLOT_CHUNK = 28; RAW_HEAD = 29;
    }
}

#[inline(always)]
const fn word(name: &'static str, offset: usize, alias: AliasClass) -> Field {
    Field { name, offset: offset as i32, storage: Storage::Word, immutable: false, alias }
}
#[inline(always)]
const fn constant(name: &'static str, offset: usize, alias: AliasClass) -> Field {
    Field { name, offset: offset as i32, storage: Storage::Word, immutable: true, alias }
}
#[inline(always)]
const fn length(name: &'static str, offset: usize, alias: AliasClass) -> Field {
    Field { name, offset: offset as i32, storage: Storage::TaggedInt, immutable: false, alias }
}
#[inline(always)]
const fn constant_length(name: &'static str, offset: usize, alias: AliasClass) -> Field {
    Field { name, offset: offset as i32, storage: Storage::TaggedInt, immutable: true, alias }
}

pub const LIST_ITEMS: Field = word("list.items", offset_of!(List, items), alias::LIST);
pub const VECTOR_LENGTH: Field =
    length("vector.length", offset_of!(Vector, length), alias::VECTOR_HEAD);
pub const VECTOR_CAPACITY: Field =
    constant_length("vector.capacity", offset_of!(Vector, capacity), alias::VECTOR_HEAD);
pub const VECTOR_ITEM: Element = Element {
    name: "vector",
    base: size_of::<Vector>() as i32,
    storage: Storage::Word,
    immutable: false,
    alias: alias::VECTOR_ITEM,
};
pub const TUPLE_LENGTH: Field =
    constant_length("tuple.length", offset_of!(Tuple, length), alias::TUPLE);
pub const TUPLE_ITEM: Element = Element {
    name: "tuple",
    base: size_of::<Tuple>() as i32,
    storage: Storage::Word,
    immutable: true,
    alias: alias::TUPLE,
};
pub const BYTES_LENGTH: Field =
    constant_length("bytes.length", offset_of!(Bytes, length), alias::BYTES);
pub const BYTES_ITEM: Element = Element {
    name: "bytes",
    base: size_of::<Bytes>() as i32,
    storage: Storage::Byte,
    immutable: true,
    alias: alias::BYTES,
};
pub const BYTE_ARRAY_BYTES: Field =
    word("bytearray.bytes", offset_of!(ByteArray, bytes), alias::BYTE_ARRAY);
/// Null or an immediate int.
pub const BYTE_ARRAY_EXPORTS: Field =
    word("bytearray.exports", offset_of!(ByteArray, exports), alias::BYTE_ARRAY);
pub const RAW_CAPACITY: Field =
    constant_length("raw.capacity", offset_of!(RawVector, capacity), alias::RAW_HEAD);
pub const RAW_LENGTH: Field = length("raw.length", offset_of!(RawVector, length), alias::RAW_HEAD);
pub const RAW_ITEM: Element = Element {
    name: "raw",
    base: size_of::<RawVector>() as i32,
    storage: Storage::Byte,
    immutable: false,
    alias: alias::BYTE,
};
/// Words in a raw vector.
pub const RAW_WORD: Element = Element { name: "raw word", storage: Storage::Word, ..RAW_ITEM };
pub const STR_BYTE_LENGTH: Field =
    constant_length("str.byte_length", offset_of!(Str, byte_length), alias::STR);
pub const STR_LENGTH: Field = constant_length("str.length", offset_of!(Str, length), alias::STR);
/// The buffer of an ASCII string that has grown: of others it is an index table, or null.
pub const STR_BUFFER: Field = constant("str.buffer", offset_of!(Str, index), alias::STR);
/// A byte of such a buffer that belongs to the string at hand.
pub const STR_BUFFER_BYTE: Element = Element {
    name: "str buffer",
    base: size_of::<RawVector>() as i32,
    storage: Storage::Byte,
    immutable: true,
    alias: alias::STR,
};
pub const STR_BYTE: Element = Element {
    name: "str",
    base: size_of::<Str>() as i32,
    storage: Storage::Byte,
    immutable: true,
    alias: alias::STR,
};
pub const NATIVE_OBJECT: Field =
    constant("native.object", offset_of!(NativeFunctionObject, object), alias::FUNCTION);
/// An address that is no object's.
pub const NATIVE_DEFINITION: Field =
    constant("native.definition", offset_of!(NativeFunctionObject, definition), alias::FUNCTION);
pub const CELL_VALUE: Field = word("cell.value", offset_of!(CellObject, value), alias::CELL);
pub const FUNCTION_CODE: Field = word("function.code", offset_of!(Function, code), alias::FUNCTION);
pub const FUNCTION_CLOSURE: Field =
    constant("function.closure", offset_of!(Function, closure), alias::FUNCTION);
pub const FUNCTION_DOC: Field = word("function.doc", offset_of!(Function, doc), alias::FUNCTION);
pub const FUNCTION_DEFAULTS: Field =
    word("function.defaults", offset_of!(Function, defaults), alias::FUNCTION);
pub const FUNCTION_KEYWORD_DEFAULTS: Field =
    word("function.keyword_defaults", offset_of!(Function, keyword_defaults), alias::FUNCTION);
pub const METHOD_FUNCTION: Field =
    constant("method.function", offset_of!(Method, function), alias::METHOD);
pub const METHOD_OBJECT: Field =
    constant("method.object", offset_of!(Method, object), alias::METHOD);
pub const RANGE_START: Field = constant("range.start", offset_of!(Range, start), alias::RANGE);
pub const RANGE_STOP: Field = constant("range.stop", offset_of!(Range, stop), alias::RANGE);
pub const RANGE_STEP: Field = constant("range.step", offset_of!(Range, step), alias::RANGE);
pub const RANGE_LENGTH: Field = constant("range.length", offset_of!(Range, length), alias::RANGE);
pub const SLICE_START: Field = constant("slice.start", offset_of!(Slice, start), alias::RANGE);
pub const SLICE_STOP: Field = constant("slice.stop", offset_of!(Slice, stop), alias::RANGE);
pub const SLICE_STEP: Field = constant("slice.step", offset_of!(Slice, step), alias::RANGE);
pub const DICT_TABLE: Field = word("dict.table", offset_of!(Dict, table), alias::DICT);
pub const TABLE_USED: Field =
    length("table.used", offset_of!(crate::table::Head, used), alias::DICT_TABLE);
pub const TABLE_LIVE: Field =
    length("table.live", offset_of!(crate::table::Head, live), alias::DICT_TABLE);
pub const SET_TABLE: Field = word("set.table", offset_of!(Set, table), alias::SET);
/// Members of a set's table.
pub const SET_TABLE_LIVE: Field =
    length("set_table.live", offset_of!(crate::table::Head, live), alias::SET);
/// Key of the entry of a dict's table that begins at word number `index` of the entries.
pub const DICT_ENTRY_KEY: Element = Element {
    name: "entry.key",
    base: size_of::<crate::table::Head>() as i32 + 8,
    storage: Storage::Word,
    immutable: false,
    alias: alias::DICT_TABLE,
};
/// Value of such an entry.
pub const DICT_ENTRY_VALUE: Element = Element {
    name: "entry.value",
    base: size_of::<crate::table::Head>() as i32 + 16,
    storage: Storage::Word,
    immutable: false,
    alias: alias::DICT_TABLE,
};
pub const COMPLEX_REAL: Field = Field {
    name: "complex.real",
    offset: offset_of!(Complex, real) as i32,
    storage: Storage::Float,
    immutable: true,
    alias: alias::NUMBER,
};
pub const COMPLEX_IMAGINARY: Field = Field {
    name: "complex.imaginary",
    offset: offset_of!(Complex, imaginary) as i32,
    storage: Storage::Float,
    immutable: true,
    alias: alias::NUMBER,
};
pub const FLOAT_VALUE: Field = Field {
    name: "float.value",
    offset: offset_of!(FloatObject, value) as i32,
    storage: Storage::Float,
    immutable: true,
    alias: alias::NUMBER,
};
pub const PAYLOAD_VALUE: Field =
    constant("payload.value", offset_of!(Payload, value), alias::WORDS);
pub const EXCEPTION_ARGUMENTS: Field =
    word("exception.arguments", offset_of!(Exception, arguments), alias::EXCEPTION);
pub const EXCEPTION_TRACEBACK: Field =
    word("exception.traceback", offset_of!(Exception, traceback), alias::EXCEPTION);
pub const EXCEPTION_CONTEXT: Field =
    word("exception.context", offset_of!(Exception, context), alias::EXCEPTION);
pub const EXCEPTION_CAUSE: Field =
    word("exception.cause", offset_of!(Exception, cause), alias::EXCEPTION);
pub const EXCEPTION_SUPPRESS: Field =
    word("exception.suppress", offset_of!(Exception, suppress_context), alias::EXCEPTION);
pub const EXCEPTION_SECOND_EXTRA: Field =
    word("exception.extra", offset_of!(Exception, extra) + 8, alias::EXCEPTION);
pub const EXCEPTION_EXTRA: Field =
    word("exception.extra", offset_of!(Exception, extra), alias::EXCEPTION);
pub const TRACEBACK_NEXT: Field =
    word("traceback.next", offset_of!(Traceback, next), alias::TRACEBACK);
pub const TRACEBACK_CODE: Field =
    constant("traceback.code", offset_of!(Traceback, code), alias::TRACEBACK);
pub const TRACEBACK_POSITION: Field =
    constant("traceback.position", offset_of!(Traceback, position), alias::TRACEBACK);
pub const FUNCTION_NAME: Field = word("function.name", offset_of!(Function, name), alias::FUNCTION);
pub const FUNCTION_QUALNAME: Field =
    word("function.qualname", offset_of!(Function, qualname), alias::FUNCTION);
pub const GENERATOR_NAME: Field =
    word("generator.name", offset_of!(Generator, name), alias::GENERATOR);
pub const GENERATOR_QUALNAME: Field =
    word("generator.qualname", offset_of!(Generator, qualname), alias::GENERATOR);
pub const GENERATOR_FUNCTION: Field =
    constant("generator.function", offset_of!(Generator, function), alias::GENERATOR);
pub const GENERATOR_REGISTERS: Field =
    constant("generator.registers", offset_of!(Generator, registers), alias::GENERATOR);
pub const GENERATOR_STATE: Field =
    word("generator.state", offset_of!(Generator, state), alias::GENERATOR);
pub const GENERATOR_HANDLED: Field =
    word("generator.handled", offset_of!(Generator, handled), alias::GENERATOR);
pub const GENERATOR_POSITION: Field =
    word("generator.position", offset_of!(Generator, position), alias::GENERATOR);
pub const GENERATOR_DELEGATOR: Field =
    word("generator.delegator", offset_of!(Generator, delegator), alias::GENERATOR);
pub const MODULE_DICT: Field = constant("module.dict", offset_of!(Module, dict), alias::MODULE);
/// Elements of a suspended generator's registers (layout `Vector`).
pub const SUSPENDED_ITEM: Element = Element {
    name: "suspended",
    base: size_of::<Vector>() as i32,
    storage: Storage::Word,
    immutable: false,
    alias: alias::SUSPENDED,
};
/// Fields of `Words` objects, by index.
#[inline(always)]
pub const fn words(index: usize) -> Field {
    word("words", 8 + 8 * index, alias::WORDS)
}
/// An inline attribute slot at a byte offset.
#[inline(always)]
pub const fn slot(offset: usize) -> Field {
    word("slot", offset, alias::SLOT)
}
/// A field of the thread state.
#[inline(always)]
pub const fn thread(name: &'static str, offset: usize) -> Field {
    word(name, offset, alias::THREAD)
}
