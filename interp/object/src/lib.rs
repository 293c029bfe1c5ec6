//! Python's objects: layouts, shapes, classes, and the built-in types with their methods. Knows
//! nothing of bytecode; what must run Python goes through `Thread::call`.

pub mod attribute;
pub mod builtin;
pub mod builtin_iterator;
pub mod class;
pub mod code;
pub mod dict;
pub mod enumerate;
pub mod error;
pub mod exception;
pub mod field;
pub mod filter;
pub mod float;
pub mod function;
pub mod header;
pub mod integer;
pub mod intern;
pub mod iterate;
pub mod layout;
pub mod list;
pub mod map;
pub mod native;
pub mod operation;
pub mod parameter;
pub mod representation;
pub mod reversed;
pub mod set;
pub mod shape;
pub mod slice;
pub mod string;
pub mod table;
pub mod thread;
pub mod tuple;
pub mod vector;
pub mod words;
pub mod zip;

pub use builtin::Builtin;
pub use error::{Raised, Result};
pub use native::{Arguments, NativeAttribute, NativeCall, NativeFunction};
pub use thread::Thread;
pub use tracer::Word;
