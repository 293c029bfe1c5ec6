//! Objects that the compiler refers to by number (`LoadCommon`) and that are no classes.

use crate::{import, sys};
use object::{Builtin, Result, Thread, Word};
use object::{attribute, dict, intern};

/// The object of a number: what `compile` numbers in its table of common objects.
pub fn object(thread: &mut Thread, number: u16) -> Result {
    let (module, name) = match number {
        0 => return Ok(Builtin::AssertionError.word()),
        1 => return Ok(Builtin::NotImplementedError.word()),
        2 => return Ok(Word::TRUE),
        3 => {
            let sys = sys::dict(thread);
            return match dict::get_str(sys, intern::intern("displayhook")) {
                Some(hook) => Ok(hook),
                None => Err(thread.raise(Builtin::RuntimeError, "lost sys.displayhook")),
            };
        }
        4 => ("_typing", "_type_variable"),
        5 => ("_typing", "_parameter_specification"),
        6 => ("_typing", "_type_variable_tuple"),
        7 => ("_typing", "_set_default"),
        8 => ("_typing", "_type_alias"),
        9 => ("_typing", "_subscript_generic"),
        _ => return Err(thread.not_implemented("template strings")),
    };
    let module = import::import(thread, module)?;
    attribute::get(thread, module, intern::intern(name))
}
