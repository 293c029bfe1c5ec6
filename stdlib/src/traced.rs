//! Which native functions traces look inside.
//!
//! The interpreter knows how to carry out some functions by loads and arithmetic; which declarations these are is said
//! here, where the declarations are. What is not listed is called.

use crate::{builtins, math};
use object::NativeFunction;
use object::meaning::{self, Meaning};

type Table = &'static [NativeFunction];

fn meanings() -> Vec<(Table, &'static str, Meaning)> {
    vec![
        (builtins::collect::FUNCTIONS, "sorted", Meaning::Sorted),
        (builtins::objects::FUNCTIONS, "len", Meaning::Length),
        (builtins::objects::FUNCTIONS, "isinstance", Meaning::IsInstance),
        (builtins::objects::FUNCTIONS, "issubclass", Meaning::IsSubclass),
        (builtins::number::FUNCTIONS, "abs", Meaning::Absolute),
        (builtins::number::FUNCTIONS, "ord", Meaning::Ordinal),
        (builtins::number::FUNCTIONS, "chr", Meaning::Character),
        (builtins::collect::FUNCTIONS, "min", Meaning::Minimum),
        (builtins::collect::FUNCTIONS, "max", Meaning::Maximum),
        (math::ONE, "sqrt", Meaning::SquareRoot),
        (object::list::methods::METHODS, "append", Meaning::ListAppend),
        (object::bytearray::METHODS, "append", Meaning::ByteArrayAppend),
        (builtins::objects::FUNCTIONS, "next", Meaning::Next),
    ]
}

/// Tells the interpreter; once, at the start.
pub fn register() {
    for (table, name, meaning) in meanings() {
        if let Some(definition) = table.iter().find(|definition| definition.name == name) {
            meaning::register(definition, meaning);
        }
    }
    let functions = builtins::number::FUNCTIONS;
    if let Some(power) = functions.iter().find(|definition| definition.name == "pow") {
        meaning::register(power, Meaning::Quiet(&builtins::number::POWER));
    }
    for residual in math::OF_FLOATS {
        // A square root is an instruction.
        if residual.name != "sqrt"
            && let Some(definition) =
                math::ONE.iter().find(|definition| definition.name == residual.name)
        {
            meaning::register(definition, Meaning::OfFloat(residual));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_function_exists() {
        for (table, name, _) in meanings() {
            assert!(table.iter().any(|definition| definition.name == name), "{name}");
        }
    }
}
