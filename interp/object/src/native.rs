//! Functions, methods and attributes written in Rust: declared as data, called by address.
//!
//! A declaration names the function, its signature as Python writes it (which is also
//! `__text_signature__` and drives argument binding), its effects for the optimizer, and its doc.
//! Functions with up to six parameters get them as words, omitted optional ones as the null word;
//! their address is also what traces call. Others get their arguments as `Arguments`.
//!
//! ```ignore
//! native_functions! { pub static METHODS =
//!     /// Append object to the end of the list.
//!     append(this, object) "($self, object, /)" Effects::writes(&[LIST]) => list_append;
//!     sort(..) "($self, /, *, key=None, reverse=False)" Effects::ANY => list_sort;
//! }
//! fn list_append(thread: &mut Thread, this: Word, object: Word) -> Result { ... }
//! fn list_sort(thread: &mut Thread, arguments: Arguments) -> Result { ... }
//! ```

use crate::error::Result;
use crate::thread::Thread;
use tracer::Word;

/// Arguments as a call hands them over: the last `names.len()` ones are named.
#[derive(Clone, Copy)]
pub struct Arguments<'a> {
    pub all: &'a [Word],
    /// Null or a tuple of strings.
    pub names: Word,
}

/// How the function is called.
#[derive(Clone, Copy)]
pub enum NativeCall {
    /// `extern "C" fn(thread, words...) -> word`, null when raised; as many words as parameters (0..=6).
    Fixed { parameters: u8, address: tracer::Address },
    /// All arguments, bound by the function itself with the help of `signature`.
    Variadic(fn(&mut Thread, Arguments) -> Result),
}

/// The declaration of this name. A missing one fails to compile where a static is made of it.
pub const fn named(table: &'static [NativeFunction], name: &str) -> &'static NativeFunction {
    let mut index = 0;
    while !is_same_text(table[index].name, name) {
        index += 1;
    }
    &table[index]
}

const fn is_same_text(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

/// How many words a signature takes, for calls that need nothing but counting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Arity {
    /// All parameters can be given by position; `$self` counts, `$module` does not.
    pub counted: bool,
    /// Leading parameters that must be given.
    pub least: usize,
    pub most: usize,
}

/// Reads a signature at compile time.
pub const fn arity(signature: &str) -> Arity {
    let text = signature.as_bytes();
    let mut arity = Arity { counted: true, least: 0, most: 0 };
    let (mut at, mut depth, mut group, mut quote) = (1, 0, 0, 0);
    // Of the parameter that is being read: its first byte, whether it is optional; whether all before it were required.
    let (mut first, mut has_default, mut in_group, mut is_required) = (0u8, false, false, true);
    while at < text.len() {
        let byte = text[at];
        if quote != 0 {
            if byte == b'\\' {
                at += 1;
            } else if byte == quote {
                quote = 0;
            }
        } else if depth == 0 && (byte == b',' || at + 1 == text.len()) {
            let is_module = arity.most == 0 && text[1] == b'$' && text[2] == b'm';
            if first == b'*' {
                arity.counted = false;
            } else if first != 0 && first != b'/' && !(first == b'$' && is_module) {
                arity.most += 1;
                is_required = is_required && !has_default && !in_group;
                if is_required {
                    arity.least += 1;
                }
            }
            (first, has_default, in_group) = (0, false, group > 0);
        } else if depth == 0 && byte == b'[' && !has_default {
            group += 1;
        } else if depth == 0 && byte == b']' && group > 0 {
            group -= 1;
        } else {
            match byte {
                b'\'' | b'"' => quote = byte,
                b'(' | b'[' | b'{' | b'<' => depth += 1,
                b')' | b']' | b'}' | b'>' => depth -= 1,
                b'=' if depth == 0 => has_default = true,
                b' ' => {}
                _ if first == 0 => first = byte,
                _ => {}
            }
        }
        at += 1;
    }
    arity
}

/// A declared function.
pub struct NativeFunction {
    pub name: &'static str,
    /// `"($self, key, default=None, /)"`; `$self`/`$module`/`$type` first where bound.
    pub signature: &'static str,
    pub doc: &'static str,
    pub call: NativeCall,
    /// Computed from the signature.
    pub arity: Arity,
    /// For `Fixed`: what traces know of it.
    pub residual: tracer::Residual,
}

// SAFETY: all fields are immutable data and addresses of functions.
unsafe impl Sync for NativeFunction {}
// SAFETY: as above.
unsafe impl Send for NativeFunction {}

/// Stores an attribute; a null value deletes it.
pub type Setter = fn(&mut Thread, Word, Word) -> Result<()>;

/// A computed attribute of a built-in class.
pub struct NativeAttribute {
    pub name: &'static str,
    pub doc: &'static str,
    pub get: fn(&mut Thread, Word) -> Result,
    /// Null value: delete. `None`: read-only.
    pub set: Option<Setter>,
}

/// A declared name; those that are keywords of Rust are written as raw identifiers (`r#match`).
pub const fn plain_name(name: &'static str) -> &'static str {
    match name.as_bytes() {
        [b'r', b'#', ..] => name.split_at(2).1,
        _ => name,
    }
}

/// Runs a function that Rust calls may unwind out of, for a caller that cannot be unwound: a panic becomes SystemError.
#[inline(always)]
pub fn caught(thread: *mut Thread, call: impl FnOnce(&mut Thread) -> Result) -> u64 {
    // SAFETY: compiled code and the interpreter pass the thread they run on.
    let thread = unsafe { &mut *thread };
    let state: *mut Thread = thread;
    match std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| call(thread))) {
        Ok(Ok(word)) => {
            debug_assert!(!word.is_null());
            word.0
        }
        Ok(Err(_)) => 0,
        // SAFETY: the borrow above ended with the panic.
        Err(panic) => panicked(unsafe { &mut *state }, panic),
    }
}

#[cold]
fn panicked(thread: &mut Thread, panic: Box<dyn std::any::Any + Send>) -> u64 {
    let text = panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| text.to_string()))
        .unwrap_or_default();
    let _ = thread.raise(crate::builtin::Builtin::SystemError, format!("internal error: {text}"));
    0
}

/// Declares functions; see the essay of this file. Parameter names in parentheses give the number of words.
#[macro_export]
macro_rules! native_functions {
    ($visibility:vis static $table:ident = $($(#[doc = $doc:literal])* $name:ident ($($parameter:tt)*) $signature:literal $effects:expr => $function:path;)*) => {
        $visibility static $table: &[$crate::native::NativeFunction] = &[
            $($crate::native_functions!(@one $name ($($parameter)*) $signature concat!($($doc, "\n",)* "") , $effects, $function)),*
        ];
    };
    (@one $name:ident (..) $signature:literal $doc:expr, $effects:expr, $function:path) => {
        $crate::native::NativeFunction {
            name: $crate::native_functions!(@name $name), signature: $signature, doc: $doc, arity: $crate::native::arity($signature),
            call: $crate::native::NativeCall::Variadic($function),
            residual: tracer::Residual { name: $crate::native_functions!(@name $name), address: tracer::Address(std::ptr::null()), operands: &[], result: tracer::Kind::Word, takes_thread: true, effects: $effects },
        }
    };
    (@one $name:ident ($($parameter:ident),*) $signature:literal $doc:expr, $effects:expr, $function:path) => {
        {
            extern "C" fn entry(thread: *mut $crate::thread::Thread $(, $parameter: u64)*) -> u64 {
                $crate::native::caught(thread, |thread| $function(thread $(, tracer::Word($parameter))*))
            }
            const OPERANDS: &[tracer::Kind] = &[$($crate::native_functions!(@kind $parameter)),*];
            $crate::native::NativeFunction {
                name: $crate::native_functions!(@name $name), signature: $signature, doc: $doc, arity: $crate::native::arity($signature),
                call: $crate::native::NativeCall::Fixed { parameters: OPERANDS.len() as u8, address: tracer::Address(entry as *const ()) },
                residual: tracer::Residual { name: $crate::native_functions!(@name $name), address: tracer::Address(entry as *const ()), operands: OPERANDS, result: tracer::Kind::Word, takes_thread: true, effects: $effects },
            }
        }
    };
    (@kind $parameter:ident) => { tracer::Kind::Word };
    (@name $name:ident) => { $crate::native::plain_name(stringify!($name)) };
}
