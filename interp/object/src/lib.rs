//! Python's objects: layouts, shapes, classes, and the built-in types with their methods. Knows
//! nothing of bytecode; what must run Python goes through `Thread::call`.

pub mod argument;
pub mod attribute;
pub mod buffer;
pub mod builtin;
pub mod bytearray;
pub mod bytes;
pub mod class;
pub mod code;
pub mod codec;
pub mod complex;
pub mod dict;
pub mod error;
pub mod exception;
pub mod field;
pub mod float;
pub mod function;
pub mod hashing;
pub mod header;
pub mod integer;
pub mod intern;
pub mod iterate;
pub mod layout;
pub mod list;
pub mod memoryview;
pub mod native;
pub mod number;
pub mod number_format;
pub mod number_text;
pub mod operation;
pub mod payload;
pub mod search;
pub mod set;
pub mod shape;
pub mod slice;
pub mod string;
pub mod thread;
pub mod tuple;

pub use builtin::Builtin;
pub use error::{Raised, Result};
pub use native::{Arguments, NativeAttribute, NativeCall, NativeFunction};
pub use thread::Thread;
pub use tracer::Word;
